/* store_kv: the ledger's ordered key-value transaction over an LMDB transaction.
 *
 *     struct store_kv kv;
 *     store_kv_begin(&kv, env, txn);
 *     … ledger_commit(&kv.ledger, batch) …
 *     store_kv_end(&kv);                 before the transaction ends
 *     store_kv_settle(&kv, committed);   after a write transaction has ended
 *
 * The identity table is no B-tree of hashes: its rows lie in the order of their coming, number →
 * key value, and store_index leads to them. It can be got, put and deleted by key; a seek in it
 * answers UNSUPPORTED.
 *
 * Memory   cursors are opened when first needed and closed by store_kv_end.
 * Threads  that of the transaction.
 */
#ifndef DATELINE_STORE_STORE_KV_H
#define DATELINE_STORE_STORE_KV_H

#include <lmdb.h>
#include <stdbool.h>

#include "path/ledger.h"
#include "store/store_env.h"

struct store_index_change; /* {hash, number, was added} */

/* Where the key that was last looked for stands: the ledger looks before it writes. */
struct store_kv_place {
    unsigned char key[HASH_BYTES];
    bool known, there;
    uint32_t hash;
    uint64_t number;
};

struct store_kv {
    struct ledger_kv ledger;
    struct store_env *env;
    MDB_txn *txn;
    MDB_cursor *cursors[TABLE_COUNT];
    struct store_index_change *changes; /* (change_count), settled when the outcome is known */
    size_t change_count, change_max;
    struct store_kv_place last;
};

void store_kv_begin(struct store_kv *kv, struct store_env *env, MDB_txn *txn);
void store_kv_end(struct store_kv *kv);
void store_kv_settle(struct store_kv *kv, bool committed);

/* Fills the index from the identity table. */
enum status store_kv_index(struct store_env *env, MDB_txn *txn) MUST_CHECK;

#endif
