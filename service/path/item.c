#include "path/item.h"

#include <stddef.h>

uint64_t item_bytes(const struct item *item)
{
    return item->record.len + item->topic.len + item->data.len;
}

void item_queue_push(struct item_queue *q, struct item *item)
{
    item->next = NULL;
    if (q->last) {
        q->last->next = item;
    } else {
        q->first = item;
    }
    q->last = item;
    q->count++;
    q->bytes += item_bytes(item);
}

struct item *item_queue_pop(struct item_queue *q)
{
    struct item *item = q->first;
    if (item) {
        q->first = item->next;
        if (!q->first) {
            q->last = NULL;
        }
        item->next = NULL;
        q->count--;
        q->bytes -= item_bytes(item);
    }
    return item;
}
