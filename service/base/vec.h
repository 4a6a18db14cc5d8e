/* vec: a typed list that grows in an arena.
 *
 *     VEC(struct quote) quotes = {0};
 *     struct quote *q = vec_push(&quotes, arena, QUOTES_MAX);
 *     if (!q) { return STATUS_LIMIT; }
 *
 * Memory   growing doubles from 16 items on and leaves the old ones to the arena. With a power of
 *          two as `max`, as the limits of article/limits.h are, a list costs at most 2 max of it,
 *          which is what the arena's size counts. New items are zeroed.
 * Errors   vec_push returns NULL when the list holds `max` items; the list is unchanged.
 */
#ifndef DATELINE_BASE_VEC_H
#define DATELINE_BASE_VEC_H

#include <stdint.h>

#include "base/arena.h"

#define VEC(type)                                                                                  \
    struct {                                                                                       \
        type *items;                                                                               \
        uint32_t count, capacity;                                                                  \
    }

#define vec_push(v, arena, max)                                                                    \
    ((__typeof__((v)->items))vec_push_bytes((void **)&(v)->items, &(v)->count, &(v)->capacity,     \
                                            sizeof *(v)->items, (arena), (max)))

/* Behind vec_push. */
void *vec_push_bytes(void **items, uint32_t *count, uint32_t *capacity, size_t item_size,
                     struct arena *arena, uint32_t max);

#endif
