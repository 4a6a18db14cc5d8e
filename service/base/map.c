#include "base/map.h"

void map_init(struct map *m, struct arena *arena, uint32_t max, uint64_t seed)
{
    uint32_t slots = 8;
    while (slots < max + max / 2 + 1) {
        slots *= 2;
    }
    *m = (struct map){.mask = slots - 1, .max = max, .seed = seed};
    m->slots = arena_alloc_array(arena, slots, sizeof *m->slots);
}

static struct map_slot *find(const struct map *m, struct str key)
{
    uint32_t at = (uint32_t)str_hash(key, m->seed) & m->mask;
    while (m->slots[at].key.ptr && !str_equal(m->slots[at].key, key)) {
        at = (at + 1) & m->mask;
    }
    return &m->slots[at];
}

uint32_t *map_put(struct map *m, struct str key, uint32_t otherwise)
{
    struct map_slot *slot = find(m, key);
    if (!slot->key.ptr) {
        if (m->count == m->max) {
            return NULL;
        }
        *slot = (struct map_slot){key.ptr ? key : STR(""), otherwise};
        m->count++;
    }
    return &slot->value;
}

const uint32_t *map_get(const struct map *m, struct str key)
{
    if (!m->slots) {
        return NULL;
    }
    struct map_slot *slot = find(m, key);
    return slot->key.ptr ? &slot->value : NULL;
}
