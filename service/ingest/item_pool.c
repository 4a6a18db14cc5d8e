#include "ingest/item_pool.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

static _Atomic uint64_t live;

static void *allocate(uint64_t bytes)
{
    void *piece = malloc(bytes);
    if (!piece) {
        fprintf(stderr, "item_pool: out of memory: %llu bytes\n", (unsigned long long)bytes);
        abort();
    }
    return piece;
}

struct item *item_pool_new(uint64_t bytes)
{
    struct item *item = allocate(sizeof *item + bytes);
    *item = (struct item){.record = {(char *)(item + 1), bytes}};
    atomic_fetch_add_explicit(&live, 1, memory_order_relaxed);
    return item;
}

char *item_pool_result(struct item *item, uint64_t bytes)
{
    free(item->memory);
    item->memory = allocate(bytes ? bytes : 1);
    return item->memory;
}

void item_pool_free(struct item *item)
{
    if (item) {
        free(item->memory);
        free(item);
        atomic_fetch_sub_explicit(&live, 1, memory_order_relaxed);
    }
}

uint64_t item_pool_count(void)
{
    return atomic_load_explicit(&live, memory_order_relaxed);
}
