/* The control of the crash test: a service that acknowledges before its commits are on disk.
 *
 * Linked into a datelined of its own with --wrap for the three functions below: a write transaction
 * that the store commits is kept open, and reported as done, until 20 commits or a quarter of a
 * second have gathered. kill -9 then loses what was acknowledged, and the crash test must see it.
 */
#define _GNU_SOURCE
#include <lmdb.h>
#include <stdbool.h>
#include <stddef.h>
#include <unistd.h>

#include "base/clock.h"

int __real_mdb_txn_begin(MDB_env *env, MDB_txn *parent, unsigned flags, MDB_txn **txn);
int __real_mdb_txn_commit(MDB_txn *txn);
void __real_mdb_txn_abort(MDB_txn *txn);

int __wrap_mdb_txn_begin(MDB_env *env, MDB_txn *parent, unsigned flags, MDB_txn **txn);
int __wrap_mdb_txn_commit(MDB_txn *txn);
void __wrap_mdb_txn_abort(MDB_txn *txn);

enum { GATHER_COMMITS = 20, GATHER_MS = 250 };

static MDB_txn *held; /* the store's one writer; only its thread comes here with it */
static unsigned gathered;
static uint64_t since_ms;

/* What the main thread commits at the start (a new store, a migration) is left alone. */
static bool is_main_thread(void)
{
    return gettid() == getpid();
}

int __wrap_mdb_txn_begin(MDB_env *env, MDB_txn *parent, unsigned flags, MDB_txn **txn)
{
    if (!(flags & MDB_RDONLY) && held) {
        *txn = held;
        return 0;
    }
    return __real_mdb_txn_begin(env, parent, flags, txn);
}

int __wrap_mdb_txn_commit(MDB_txn *txn)
{
    if (is_main_thread()) {
        return __real_mdb_txn_commit(txn);
    }
    if (txn != held) {
        since_ms = clock_monotonic_ms();
        gathered = 0;
        held = txn;
    }
    if (++gathered < GATHER_COMMITS && clock_monotonic_ms() - since_ms < GATHER_MS) {
        return 0;
    }
    held = NULL;
    return __real_mdb_txn_commit(txn);
}

void __wrap_mdb_txn_abort(MDB_txn *txn)
{
    if (txn == held) {
        held = NULL;
    }
    __real_mdb_txn_abort(txn);
}
