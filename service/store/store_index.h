/* store_index: where in its table each hashed key stands, in memory.
 *
 * Keys that are hashes fall on random pages of a B-tree, so each new article would copy and write a
 * page of its own. Rows of such a table are instead kept in the order of their coming, under a
 * number, and this index leads from the key to the number: open addressing over 8-byte slots (32
 * bits of a keyed hash, 32 of the number), 11 to 21 bytes for each article retained. It is made
 * again from the table when the store opens. What it finds are candidates: the row itself tells.
 *
 * Measured (store_bench, two cores): 27k to 60k articles/s, a third of the bytes written.
 *
 * Threads  any; each call holds the mutex for some tens of nanoseconds.
 */
#ifndef DATELINE_STORE_STORE_INDEX_H
#define DATELINE_STORE_STORE_INDEX_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

enum { STORE_CANDIDATES_MAX = 8, STORE_INDEX_SEED = 16 };

struct store_index {
    pthread_mutex_t mutex;
    uint64_t *slots; /* (mask + 1); 0 = free */
    uint64_t mask, count;
    uint64_t base; /* numbers are kept relative to it, from 1 */
    uint64_t next; /* the number of the next new row; the writer's own */
    unsigned char seed[STORE_INDEX_SEED];
};

void store_index_init(struct store_index *ix);
void store_index_release(struct store_index *ix);

/* Keyed, so that no stranger can choose identities that collide. */
uint32_t store_index_hash(const struct store_index *ix, struct str key);
/* Numbers come in ascending order. */
void store_index_add(struct store_index *ix, uint32_t hash, uint64_t number);
void store_index_remove(struct store_index *ix, uint32_t hash, uint64_t number); /* may be absent */
/* Numbers that were added under the hash; returns how many. */
uint32_t store_index_find(struct store_index *ix, uint32_t hash,
                          uint64_t numbers[STORE_CANDIDATES_MAX]);

#endif
