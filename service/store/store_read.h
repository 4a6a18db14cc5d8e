/* store_read: answers one request with short read transactions and copies.
 *
 * A long walk gives its snapshot back every STORE_WALK_ROWS rows, so that the writer can use again
 * what was freed meanwhile; it may therefore see commits that happen during the walk. A replay
 * looks at STORE_SCAN_MAX rows at most and then says where to go on, whether or not any matched, so
 * that one asker with a rare prefix does not hold up the others.
 *
 * Threads  the reader's, or the opener's before it starts.
 */
#ifndef DATELINE_STORE_STORE_READ_H
#define DATELINE_STORE_STORE_READ_H

#include <lmdb.h>

#include "store/store.h"
#include "store/store_env.h"
#include "store/store_kv.h"

enum { STORE_WALK_ROWS = 256, STORE_SCAN_MAX = 8192 };

struct store_reading {
    struct store_env *env;
    const struct store_options *options;
    MDB_txn *txn; /* kept between snapshots, without one while waiting */
    struct store_kv kv;
};

void store_reading_release(struct store_reading *rd); /* accepts zeroed memory */
/* Sets r->status and all of r's results. */
void store_read_answer(struct store_reading *rd, struct store_request *r);
uint32_t store_read_attempts(struct store_reading *rd, uint64_t accepted);

#endif
