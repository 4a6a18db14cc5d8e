/* map: from a slice to a number, in an arena, for tables of bounded size.
 *
 * Open addressing, sized once for `max` keys. Keys are borrowed: they must outlive the map.
 * Threads  read-only use may be shared; one writer.
 */
#ifndef DATELINE_BASE_MAP_H
#define DATELINE_BASE_MAP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"

struct map_slot {
    struct str key; /* ptr NULL: free */
    uint32_t value;
};

struct map {
    struct map_slot *slots; /* (mask + 1) */
    uint32_t mask, count, max;
    uint64_t seed;
};

/* Room for `max` keys; `seed` is secret where keys come from strangers, else 0. */
void map_init(struct map *m, struct arena *arena, uint32_t max, uint64_t seed);
/* The value of the key, made with `otherwise` if it is new; NULL when the map is full. */
uint32_t *map_put(struct map *m, struct str key, uint32_t otherwise);
/* NULL when the key is not there. */
const uint32_t *map_get(const struct map *m, struct str key);

#endif
