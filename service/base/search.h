/* search: where a number stands among rows that are sorted by a number in them.
 *
 *     uint32_t i = SEARCH_FROM(a->times.items, a->times.count, span.begin, offset);
 *     for (; i < a->times.count && a->times.items[i].span.begin < end; i++) { … }
 *
 * SEARCH_FROM gives the first row whose key is `number` or above, SEARCH_BEHIND the first whose key
 * is above it; `count` when there is none (lower and upper bound; Knuth, The Art of Computer
 * Programming 3, 6.2.1). The key is a uint32_t, else the code does not compile; rows may be NULL
 * when there are none.
 *
 * Threads  pure functions.
 */
#ifndef DATELINE_BASE_SEARCH_H
#define DATELINE_BASE_SEARCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SEARCH_FROM(rows, count, key, number) SEARCH_ROWS(rows, count, key, number, false)
#define SEARCH_BEHIND(rows, count, key, number) SEARCH_ROWS(rows, count, key, number, true)

/* Behind the two. */
#define SEARCH_ROWS(rows, count, key, number, behind)                                              \
    _Generic((rows)->key, uint32_t                                                                 \
             : search_rows)((rows), (count), sizeof *(rows), offsetof(__typeof__(*(rows)), key),   \
                            (number), (behind))

static inline uint32_t search_rows(const void *rows, uint32_t count, size_t row_bytes,
                                   size_t key_at, uint32_t number, bool behind)
{
    uint32_t low = 0, high = count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        const void *at = (const char *)rows + middle * row_bytes + key_at;
        uint32_t key = *(const uint32_t *)at;
        if (key < number || (behind && key == number)) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

#endif
