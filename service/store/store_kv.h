/* store_kv: the ledger's ordered key-value transaction over an LMDB transaction.
 *
 *     struct store_kv kv;
 *     store_kv_begin(&kv, env, txn);
 *     … ledger_commit(&kv.ledger, batch) …
 *     store_kv_end(&kv);               before the transaction ends
 *
 * Memory   cursors are opened when first needed and closed by store_kv_end.
 * Threads  that of the transaction.
 */
#ifndef DATELINE_STORE_STORE_KV_H
#define DATELINE_STORE_STORE_KV_H

#include <lmdb.h>

#include "path/ledger.h"
#include "store/store_env.h"

struct store_kv {
    struct ledger_kv ledger;
    const struct store_env *env;
    MDB_txn *txn;
    MDB_cursor *cursors[TABLE_COUNT];
};

void store_kv_begin(struct store_kv *kv, const struct store_env *env, MDB_txn *txn);
void store_kv_end(struct store_kv *kv);

#endif
