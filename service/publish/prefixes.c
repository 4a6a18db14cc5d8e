#include "publish/prefixes.h"

#include <stdlib.h>
#include <string.h>

static struct str bytes_of(const struct prefix *item)
{
    return str_make(item->bytes, item->len);
}

void prefixes_init(struct prefixes *p, uint32_t max)
{
    *p = (struct prefixes){.items = calloc(max ? max : 1, sizeof *p->items), .max = max};
    if (!p->items) {
        abort();
    }
}

void prefixes_release(struct prefixes *p)
{
    free(p->items);
    *p = (struct prefixes){0};
}

static uint32_t find(const struct prefixes *p, struct str prefix)
{
    uint32_t i = 0;
    while (i < p->count && !str_equal(bytes_of(&p->items[i]), prefix)) {
        i++;
    }
    return i;
}

void prefixes_add(struct prefixes *p, struct str prefix, uint64_t known)
{
    if (find(p, prefix) < p->count) {
        return;
    }
    if (p->count == p->max || prefix.len > PREFIX_BYTES_MAX) {
        p->untold++;
        return;
    }
    struct prefix *item = &p->items[p->count++];
    *item = (struct prefix){.last = known, .len = (uint32_t)prefix.len};
    if (prefix.len) {
        memcpy(item->bytes, prefix.ptr, prefix.len);
    }
}

void prefixes_remove(struct prefixes *p, struct str prefix)
{
    uint32_t i = find(p, prefix);
    if (i < p->count) {
        p->items[i] = p->items[--p->count];
    } else if (p->untold) {
        p->untold--;
    }
}

bool prefixes_any(const struct prefixes *p, struct str topic)
{
    for (uint32_t i = 0; i < p->count; i++) {
        if (str_starts_with(topic, bytes_of(&p->items[i]))) {
            return true;
        }
    }
    return p->untold > 0;
}

uint32_t prefixes_link(struct prefixes *p, struct str topic, uint64_t seq, struct wire_link *links)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < p->count; i++) {
        struct prefix *item = &p->items[i];
        if (str_starts_with(topic, bytes_of(item))) {
            if (item->last || seq == 1) {
                links[count++] = (struct wire_link){.prefix = bytes_of(item), .prev = item->last};
            }
            item->last = seq;
        }
    }
    return count;
}

uint32_t prefixes_last(const struct prefixes *p, struct wire_link *links)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < p->count; i++) {
        if (p->items[i].last) {
            links[count++] =
                (struct wire_link){.prefix = bytes_of(&p->items[i]), .prev = p->items[i].last};
        }
    }
    return count;
}
