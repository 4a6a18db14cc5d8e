#include "store/store_index.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SLOTS_FIRST = 1024 };

static uint64_t make_slot(uint32_t hash, uint64_t relative)
{
    return (uint64_t)hash << 32 | relative;
}

static uint32_t hash_of(uint64_t slot)
{
    return (uint32_t)(slot >> 32);
}

static uint64_t *slots_new(uint64_t count)
{
    uint64_t *slots = calloc(count, sizeof *slots);
    if (!slots) {
        fprintf(stderr, "store_index: out of memory: %llu slots\n", (unsigned long long)count);
        abort();
    }
    return slots;
}

void store_index_init(struct store_index *ix)
{
    *ix = (struct store_index){.slots = slots_new(SLOTS_FIRST), .mask = SLOTS_FIRST - 1, .next = 1};
    pthread_mutex_init(&ix->mutex, NULL);
    randombytes_buf(ix->seed, sizeof ix->seed);
}

void store_index_release(struct store_index *ix)
{
    if (ix->slots) {
        free(ix->slots);
        pthread_mutex_destroy(&ix->mutex);
        *ix = (struct store_index){0};
    }
}

uint32_t store_index_hash(const struct store_index *ix, struct str key)
{
    unsigned char out[crypto_shorthash_BYTES];
    uint32_t hash;
    crypto_shorthash(out, (const unsigned char *)key.ptr, key.len, ix->seed);
    memcpy(&hash, out, sizeof hash);
    return hash;
}

static void insert(struct store_index *ix, uint64_t slot)
{
    uint64_t at = hash_of(slot) & ix->mask;
    while (ix->slots[at]) {
        at = (at + 1) & ix->mask;
    }
    ix->slots[at] = slot;
}

/* Four thousand million numbers lie between the oldest row and the newest before the base has to
 * move. */
static void rebase(struct store_index *ix)
{
    uint64_t least = UINT32_MAX;
    for (uint64_t i = 0; i <= ix->mask; i++) {
        uint64_t relative = (uint32_t)ix->slots[i];
        least = ix->slots[i] && relative < least ? relative : least;
    }
    for (uint64_t i = 0; i <= ix->mask; i++) {
        ix->slots[i] -= ix->slots[i] ? least - 1 : 0;
    }
    ix->base += least - 1;
}

static void grow(struct store_index *ix)
{
    uint64_t *old = ix->slots, old_mask = ix->mask;
    ix->mask = old_mask * 2 + 1;
    ix->slots = slots_new(ix->mask + 1);
    for (uint64_t i = 0; i <= old_mask; i++) {
        if (old[i]) {
            insert(ix, old[i]);
        }
    }
    free(old);
}

void store_index_add(struct store_index *ix, uint32_t hash, uint64_t number)
{
    pthread_mutex_lock(&ix->mutex);
    if ((ix->count + 1) * 4 > (ix->mask + 1) * 3) {
        grow(ix);
    }
    if (!ix->count) {
        ix->base = number - 1;
    } else if (number - ix->base > UINT32_MAX) {
        rebase(ix);
    }
    if (number <= ix->base || number - ix->base > UINT32_MAX) {
        fprintf(stderr, "store_index: number %llu is out of reach\n", (unsigned long long)number);
        abort();
    }
    insert(ix, make_slot(hash, number - ix->base));
    ix->count++;
    pthread_mutex_unlock(&ix->mutex);
}

/* Closes the gap at `hole`: what would no longer be found from its home moves into it. */
static void close_gap(struct store_index *ix, uint64_t hole)
{
    ix->slots[hole] = 0;
    for (uint64_t at = (hole + 1) & ix->mask; ix->slots[at]; at = (at + 1) & ix->mask) {
        uint64_t home = hash_of(ix->slots[at]) & ix->mask;
        if (((at - home) & ix->mask) >= ((at - hole) & ix->mask)) {
            ix->slots[hole] = ix->slots[at];
            ix->slots[at] = 0;
            hole = at;
        }
    }
}

void store_index_remove(struct store_index *ix, uint32_t hash, uint64_t number)
{
    pthread_mutex_lock(&ix->mutex);
    uint64_t wanted = make_slot(hash, number - ix->base);
    for (uint64_t at = hash & ix->mask; ix->slots[at]; at = (at + 1) & ix->mask) {
        if (ix->slots[at] == wanted) {
            close_gap(ix, at);
            ix->count--;
            break;
        }
    }
    pthread_mutex_unlock(&ix->mutex);
}

uint32_t store_index_find(struct store_index *ix, uint32_t hash,
                          uint64_t numbers[STORE_CANDIDATES_MAX])
{
    uint32_t found = 0;
    pthread_mutex_lock(&ix->mutex);
    for (uint64_t at = hash & ix->mask; ix->slots[at] && found < STORE_CANDIDATES_MAX;
         at = (at + 1) & ix->mask) {
        if (hash_of(ix->slots[at]) == hash) {
            numbers[found++] = (uint32_t)ix->slots[at] + ix->base;
        }
    }
    pthread_mutex_unlock(&ix->mutex);
    return found;
}
