/* store_env: the LMDB environment of a store: its folder, lock, tables and format version.
 *
 * The folder holds `data.mdb` (LMDB), `data.mdb-lock` (LMDB's readers), `lock` (held with flock
 * while a process has the store open) and `crash.page` (runtime/crash_page). A new environment is
 * built as `data.mdb.new`, synced and renamed, so that after a power cut a store is there with its
 * epoch or not there at all.
 *
 * Full     LMDB copies pages on write: even deleting needs free pages first, and what a commit
 *          frees can be used two commits later. So articles are refused above a line of
 *          STORE_RESERVE_PERCENT below the map size; results, changes and expiry may use the rest.
 * Threads  opened and closed by one thread; the tables are read-only in between.
 */
#ifndef DATELINE_STORE_STORE_ENV_H
#define DATELINE_STORE_STORE_ENV_H

#include <lmdb.h>
#include <stdint.h>

#include "base/status.h"
#include "path/ledger.h"
#include "store/store.h"
#include "store/store_index.h"

enum { STORE_RESERVE_PERCENT = 10 };

struct store_env {
    MDB_env *env;
    MDB_dbi tables[TABLE_COUNT];
    int lock_fd; /* -1: not held */
    char *folder;
    uint64_t map_bytes; /* as LMDB took it: never below what a store already uses */
    uint64_t page_bytes;
    struct store_index index; /* of the identity table */
};

/* Opens or creates, clears stale readers, brings the format up to date and reads the counters. */
enum status store_env_open(struct store_env *e, const struct store_options *o,
                           struct ledger_recovered *r) MUST_CHECK;
void store_env_close(struct store_env *e);

/* Bytes of pages that hold something, as of the transaction; one look at each table's root. */
uint64_t store_env_used(const struct store_env *e, MDB_txn *txn);
/* Pages that a value of `bytes` takes, as bytes. */
uint64_t store_env_page_round(const struct store_env *e, uint64_t bytes);
/* What LMDB returned, in our words: OK, NOT_FOUND, FULL or IO. */
enum status store_env_status(int code);

/* A consistent copy, synced, as a store of its own; the folder is made. STATUS_INVALID when it
 * holds a store already. */
enum status store_env_backup(const struct store_env *e, const char *folder) MUST_CHECK;

#endif
