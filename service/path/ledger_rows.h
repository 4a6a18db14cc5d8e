/* ledger_rows: how the ledger's rows are laid out, and the sticky commit that writes them. Private
 * to service/path.
 *
 * A `struct commit` is one run over a transaction: after the first FULL or IO every further call
 * does nothing, so the rules read straight on and one check ends them. A get that fails because of
 * that says "not there"; what follows from it is never seen, for the caller aborts.
 *
 * Memory   `row` is scratch for stores without `reserve`; commit_release frees it.
 * Threads  the store thread.
 */
#ifndef DATELINE_PATH_LEDGER_ROWS_H
#define DATELINE_PATH_LEDGER_ROWS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "path/ledger.h"

enum {
    LEDGER_VERSION = 1,
    JOURNAL_FIXED = 2 * HASH_BYTES + 4,
    IDENTITY_BYTES = HASH_BYTES + 8 + 4 + 8,
    REVISION_BYTES = 8 + HASH_BYTES + 8,
    FEED_FIXED = 1 + 1 + 4 + 8 + 8 + 2 * HASH_BYTES + 3 * 2,
    QUARANTINE_FIXED = 2 * HASH_BYTES + 4 + 4 + 2,
    POSITION_FIXED = 3 * 8,
    REVISION_KEY_BYTES = HASH_BYTES + 4,
};

struct commit {
    const struct ledger_kv *kv;
    enum status status; /* OK, or the first failure */
    uint64_t now_ms;

    /* the counters of `meta` */
    uint64_t accepted, seq, first, pending_count, pending_bytes, retained_count, retained_bytes;

    struct item *(*new_item)(void *context, uint64_t bytes);
    void *new_item_context;

    struct buf row;
    enum ledger_table row_table; /* of a row that goes through `row` */
    unsigned char row_key[POSITION_NAME_MAX];
    size_t row_key_len;
    bool row_reserved;
};

void commit_release(struct commit *c);

/* ---- rows by key, sticky ---- */
bool commit_get(struct commit *c, enum ledger_table table, struct str key, struct str *value);
bool commit_seek(struct commit *c, enum ledger_table table, struct str at, struct str *key,
                 struct str *value);
void commit_put(struct commit *c, enum ledger_table table, struct str key, struct str value);
/* False when it was not there. */
bool commit_del(struct commit *c, enum ledger_table table, struct str key);
/* Room for a row of `len` bytes, never NULL; row_end makes it so. Nothing else may be called
 * between. */
char *row_begin(struct commit *c, enum ledger_table table, struct str key, size_t len);
void row_end(struct commit *c);

/* ---- fields: each returns what follows ---- */
char *put_u16(char *at, uint16_t v);
char *put_u32(char *at, uint32_t v);
char *put_u64(char *at, uint64_t v);
char *put_bytes(char *at, const void *bytes, size_t len);
uint32_t get_u32(const char *at);
uint64_t get_u64(const char *at);

/* ---- rows of our tables ---- */
struct str hash_key(const unsigned char hash[HASH_BYTES]);
struct str number_key(uint64_t number, unsigned char room[8]);

bool identity_get(struct commit *c, const unsigned char identity[HASH_BYTES],
                  struct ledger_identity_row *out);
void identity_put(struct commit *c, const unsigned char identity[HASH_BYTES],
                  const struct ledger_identity_row *row);
bool revision_get(struct commit *c, const unsigned char identity[HASH_BYTES], uint32_t revision,
                  struct ledger_revision_row *out);
void revision_put(struct commit *c, const unsigned char identity[HASH_BYTES], uint32_t revision,
                  const struct ledger_revision_row *row);
void revision_del(struct commit *c, const unsigned char identity[HASH_BYTES], uint32_t revision);
/* Says where the answer for this revision now stands: the newest in its identity row alone, an
 * older one in its own row. */
void revision_settle(struct commit *c, const unsigned char identity[HASH_BYTES], uint32_t revision,
                     const struct ledger_revision_row *row);
/* The first revision row of the identity at or after *revision, whose number is put there. None at
 * 0, which comes behind the last number that there can be. */
bool revision_seek(struct commit *c, const unsigned char identity[HASH_BYTES], uint32_t *revision,
                   struct ledger_revision_row *out);

bool journal_get(struct commit *c, uint64_t accepted, struct ledger_journal_row *out);
/* Puts and deletes keep the pending counters. */
void journal_put(struct commit *c, uint64_t accepted, const struct ledger_journal_row *row);
void journal_del(struct commit *c, uint64_t accepted, size_t record_len);

/* Writes a row under `seq` and keeps the retained counters, but not seq itself. */
void feed_add(struct commit *c, struct item *item); /* under the next seq, which it gets */
/* A row that was there under `seq` with `old_len` bytes gives way to `row`. */
void feed_replace(struct commit *c, uint64_t seq, size_t old_len,
                  const struct ledger_feed_row *row);
void feed_del(struct commit *c, uint64_t seq, size_t len);

/* ---- tombstones ---- */

/* What a tombstone says; absent strings and a revision of 0 are left out of its map. */
struct tombstone {
    enum feed_kind kind;
    struct str topic, subject, reason;
    uint32_t revision;
    uint64_t accepted;
    const unsigned char *identity; /* NULL: of no article */
};
/* The map {kind, id, revision, reason} as MessagePack, appended to `out`. */
void tombstone_map(const struct tombstone *t, struct buf *out);
/* Gives the next seq to a tombstone: a feed row, and an item in `queue` that says the same. Returns
 * the seq. */
uint64_t tombstone_add(struct commit *c, const struct tombstone *t, struct item_queue *queue);

/* ---- the rules, by role ---- */
void ledger_change_apply(struct commit *c, struct ledger_change *change); /* ledger_change.c */
/* ledger_retention.c: the count of rows expired. */
uint32_t ledger_expire(struct commit *c, const struct ledger_retention *retention,
                       struct item_queue *tombstones);
/* Time of the oldest retained row, 0 = none. */
uint64_t ledger_oldest_ms(struct commit *c);

#endif
