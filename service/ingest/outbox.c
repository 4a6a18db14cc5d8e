#include "ingest/outbox.h"

#include <stdio.h>
#include <stdlib.h>

static void *grow(void *items, uint32_t *capacity, size_t size)
{
    *capacity = *capacity ? *capacity * 2 : 16;
    void *grown = realloc(items, *capacity * size);
    if (!grown) {
        fprintf(stderr, "outbox: out of memory\n");
        abort();
    }
    return grown;
}

struct outbox *outboxes_of(struct outboxes *all, uint64_t peer)
{
    /* Commits take articles in runs of one peer, so the last box is most often the right one. */
    for (uint32_t i = all->count; i-- > 0;) {
        if (all->boxes[i].peer == peer) {
            return &all->boxes[i];
        }
    }
    if (all->count == all->capacity) {
        uint32_t before = all->capacity;
        all->boxes = grow(all->boxes, &all->capacity, sizeof *all->boxes);
        for (uint32_t i = before; i < all->capacity; i++) {
            all->boxes[i] = (struct outbox){0};
        }
    }
    struct outbox *box = &all->boxes[all->count++];
    box->peer = peer;
    box->count = box->credit = 0;
    return box;
}

void outbox_add(struct outbox *box, const struct outbox_ack *ack)
{
    if (box->count == box->capacity) {
        box->acks = grow(box->acks, &box->capacity, sizeof *box->acks);
    }
    box->acks[box->count++] = *ack;
}

void outboxes_clear(struct outboxes *all)
{
    all->count = 0;
}

void outboxes_release(struct outboxes *all)
{
    for (uint32_t i = 0; i < all->capacity; i++) {
        free(all->boxes[i].acks);
    }
    free(all->boxes);
    *all = (struct outboxes){0};
}
