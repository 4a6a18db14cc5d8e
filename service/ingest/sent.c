#include "ingest/sent.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_CAPACITY = 256 };

static void grow(struct sent *s)
{
    uint32_t capacity = s->capacity ? s->capacity * 2 : FIRST_CAPACITY;
    struct sent_id *ids = realloc(s->ids, capacity * sizeof *ids);
    if (!ids) {
        fprintf(stderr, "sent: out of memory: %u ids\n", capacity);
        abort();
    }
    for (uint32_t i = s->capacity; i < capacity; i++) {
        ids[i].used = false;
        ids[i].next_free = i + 1 < capacity ? i + 1 : 0;
    }
    s->first_free = s->capacity ? s->capacity : 1;
    s->ids = ids;
    s->capacity = capacity;
}

uint32_t sent_put(struct sent *s, struct str id)
{
    if (!s->first_free) {
        grow(s);
    }
    uint32_t ref = s->first_free;
    struct sent_id *slot = &s->ids[ref];
    s->first_free = slot->next_free;
    slot->used = true;
    slot->len = (uint16_t)(id.len > sizeof slot->bytes ? sizeof slot->bytes : id.len);
    memcpy(slot->bytes, id.ptr, slot->len);
    return ref;
}

struct str sent_get(const struct sent *s, uint32_t ref)
{
    if (!ref || ref >= s->capacity || !s->ids[ref].used) {
        return (struct str){0};
    }
    return str_make((const char *)s->ids[ref].bytes, s->ids[ref].len);
}

void sent_drop(struct sent *s, uint32_t ref)
{
    if (ref && ref < s->capacity && s->ids[ref].used) {
        s->ids[ref].used = false;
        s->ids[ref].next_free = s->first_free;
        s->first_free = ref;
    }
}

void sent_release(struct sent *s)
{
    free(s->ids);
    *s = (struct sent){0};
}
