#include "base/vec.h"

#include <string.h>

enum { VEC_FIRST = 16 };

void *vec_push_bytes(void **items, uint32_t *count, uint32_t *capacity, size_t item_size,
                     struct arena *arena, uint32_t max)
{
    if (*count >= max) {
        return NULL;
    }
    if (*count == *capacity) {
        uint32_t grown = *capacity ? *capacity : VEC_FIRST;
        if (*capacity) {
            grown = *capacity > max / 2 ? max : *capacity * 2;
        }
        char *fresh = arena_alloc_array(arena, grown, item_size);
        if (*count) {
            memcpy(fresh, *items, *count * item_size);
        }
        *items = fresh;
        *capacity = grown;
    }
    char *item = (char *)*items + (size_t)*count * item_size;
    (*count)++;
    return memset(item, 0, item_size);
}
