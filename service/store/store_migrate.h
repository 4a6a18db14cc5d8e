/* store_migrate: brings an older store to this version, one step after the other.
 *
 * A step rewrites what changed between version n and n + 1 through the ledger's transaction; the
 * version is raised with it, all steps in one transaction, so a store is never found between two
 * versions. A new step is a row in store_migrate.c.
 *
 * Threads  the one that opens the store.
 */
#ifndef DATELINE_STORE_STORE_MIGRATE_H
#define DATELINE_STORE_STORE_MIGRATE_H

#include <stddef.h>
#include <stdint.h>

#include "path/ledger.h"

struct store_migration {
    uint64_t from; /* leads to from + 1 */
    enum status (*run)(const struct ledger_kv *kv);
};

extern const struct store_migration store_migrations[];
extern const size_t store_migration_count;

/* The version in the store; STATUS_NOT_FOUND when it has none. */
enum status store_version(const struct ledger_kv *kv, uint64_t *version) MUST_CHECK;
/* Runs every step that fits, in the order of versions. */
enum status store_migrate(const struct ledger_kv *kv, const struct store_migration *steps,
                          size_t step_count) MUST_CHECK;

#endif
