/* ledger: what one commit does to the store, as rules over an ordered key-value transaction.
 *
 * The same code runs over LMDB (store/) and over the simulator's disk (tests/sim), so that what is
 * tested through crashes is what runs. A commit is atomic: ledger_commit either returns OK and the
 * caller commits the transaction, or anything else and the caller aborts it; numbers given in an
 * aborted commit are given again.
 *
 * Tables (keys → values; numbers in keys are big-endian so that order is numeric, in values
 * little-endian)
 *   meta        name → value
 *               "version", "epoch", "accepted" (last given), "seq" (last given), "first" (oldest
 *               retained seq), "pending" {count, bytes}, "retained" {count, bytes}
 *   journal     accepted → identity[32] content[32] revision u32 record…
 *               accepted, not yet analysed
 *   identity    identity[32] → content[32] accepted u64 revision u32 seq u64
 *               newest revision of each article; seq 0 = pending
 *   feed        seq → feed row (see ledger_feed_row)
 *               what subscribers get, for replay
 *   revisions   identity[32] revision u32 → seq u64 content[32] accepted u64
 *               the revisions before the newest, for get, take-down and dedupe; seq 0 = pending
 *   quarantine  accepted → identity[32] content[32] revision u32 attempts u32 reason_len u16
 *               reason record…
 *   attempts    accepted → u32
 *               times that an article died alone in a worker
 *   positions   subscriber name → seq u64 gaps u64 time_ms u64 name…
 *
 * Rules
 *   - Same identity and content as any revision that is pending or retained: duplicate, with that
 *     revision's numbers. So an article that goes back to an earlier content within the retention
 *     is a duplicate of it: a producer that re-sends after a lost ack cannot be told from an editor
 *     who reverts. Looked for among the newest REVISIONS_COMPARED.
 *   - An article that finishes without a journal row (taken down meanwhile) gets seq 0 and no feed
 *     row.
 *   - What is taken down stays known until its tombstone expires, so that a re-send does not bring
 *     it back.
 *   - A quarantined article goes with its tombstone; it can be run again while no newer revision
 *     has come.
 *   - Every commit expires what retention says, oldest first, at most most_per_commit rows.
 *
 * Threads  the store thread only.   Time is an argument.
 */
#ifndef DATELINE_PATH_LEDGER_H
#define DATELINE_PATH_LEDGER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/status.h"
#include "base/str.h"
#include "path/item.h"

#define LEDGER_TABLE_MAP(X)                                                                        \
    X(META, "meta")                                                                                \
    X(JOURNAL, "journal")                                                                          \
    X(IDENTITY, "identity")                                                                        \
    X(FEED, "feed")                                                                                \
    X(REVISIONS, "revisions")                                                                      \
    X(QUARANTINE, "quarantine")                                                                    \
    X(ATTEMPTS, "attempts")                                                                        \
    X(POSITIONS, "positions")

enum { REVISIONS_COMPARED = 256, POSITION_NAME_MAX = 256 };

enum ledger_table {
#define X(id, name) TABLE_##id,
    LEDGER_TABLE_MAP(X)
#undef X
        TABLE_COUNT,
};

/* An ordered key-value transaction. Slices that get and seek return stay good until the next put or
 * del on the transaction. All return OK, NOT_FOUND, FULL or IO. */
struct ledger_kv {
    enum status (*get)(void *txn, enum ledger_table table, struct str key, struct str *value);
    enum status (*put)(void *txn, enum ledger_table table, struct str key, struct str value);
    enum status (*del)(void *txn, enum ledger_table table, struct str key);
    /* The first pair whose key is >= `at`; at.len 0: the first of all. */
    enum status (*seek)(void *txn, enum ledger_table table, struct str at, struct str *key,
                        struct str *value);
    /* Optional (may be NULL): like put, but returns where `len` bytes go; they are written before
     * the next call. */
    enum status (*reserve)(void *txn, enum ledger_table table, struct str key, size_t len,
                           char **room);
    void *txn;
};

/* One request to change something that is not an article's way: answered in the same commit. */
enum ledger_change_kind {
    CHANGE_TAKE_DOWN, /* identity: its analyses become tombstones, journal rows go */
    /* accepted, reason: out of the journal into quarantine, tombstone in the feed */
    CHANGE_QUARANTINE,
    /* identity: back into the journal under its own accepted number (set as out), attempts cleared;
     * UNSUPPORTED when a newer revision has come */
    CHANGE_QUARANTINE_RUN,
    CHANGE_QUARANTINE_DROP, /* identity */
    CHANGE_ATTEMPT,         /* accepted: one more death; `count` is the new number */
    /* text = name, seq, gaps; LIMIT when the name is empty or longer than POSITION_NAME_MAX */
    CHANGE_POSITION,
};

struct ledger_change {
    struct ledger_change *next;
    enum ledger_change_kind kind;
    unsigned char identity[HASH_BYTES];
    uint64_t accepted, seq, gaps;
    struct str text; /* reason or name; borrowed from whoever made the change */
    /* QUARANTINE: of the tombstone; absent: "analysis.und.unknown." and none. Borrowed likewise */
    struct str topic, subject;
    enum status status;     /* out */
    uint32_t count;         /* out */
    uint64_t request;       /* the asker's handle */
    struct item_queue feed; /* out: tombstones to publish, allocated by ledger_batch.new_item */
};

struct ledger_retention {
    uint64_t max_bytes; /* of feed rows; 0 = none */
    uint64_t max_age_ms;
    uint32_t most_per_commit; /* rows expired in one commit, so that a commit stays short */
};

/* What goes into one commit, and what came of it. */
struct ledger_batch {
    struct item_queue articles; /* new: admission, accepted, revision are set */
    struct item_queue finished; /* analysed: seq is set; their journal rows go */
    struct ledger_change *changes;
    struct ledger_retention retention;
    uint64_t now_ms; /* wall clock */
    /* For tombstones that the commit itself makes (expiry, take-down, quarantine): a zeroed item
     * whose record is room for `bytes`, as store_options.new_item makes it. topic, subject and data
     * then point into that room and die with the item's memory; the record itself is set absent.
     * Set by the store; path frees or publishes what came of it, after a failure too. */
    struct item *(*new_item)(void *context, uint64_t bytes);
    void *new_item_context;

    /* out */
    /* of retention: one FEED_EXPIRED for a commit in which rows expired */
    struct item_queue tombstones;
    enum status status;
    uint64_t accepted_last, seq_last, seq_first; /* after the commit */
    /* bytes: as ledger_…_bytes count them */
    uint64_t pending_count, pending_bytes, retained_count, retained_bytes;
    uint64_t oldest_ms; /* time of the oldest retained row, 0 = none */
    uint32_t expired_count;
    uint64_t used_bytes, map_bytes; /* of the disk budget, set by the store */
};

/* Applies the batch in its order: articles, finished, changes, retention. FULL or IO: abort the
 * transaction. */
enum status ledger_commit(const struct ledger_kv *kv, struct ledger_batch *batch) MUST_CHECK;

/* First use of a new store: version, epoch, zero counters. */
enum status ledger_create(const struct ledger_kv *kv, struct str epoch) MUST_CHECK;

/* What a start finds. */
struct ledger_recovered {
    char epoch[33]; /* 32 hex digits */
    uint64_t accepted_last, seq_last, seq_first;
    uint64_t pending_count, pending_bytes, retained_count, retained_bytes, oldest_ms;
};
/* NOT_FOUND: a new store, to be created. STATUS_MODEL when the store has another format version. */
enum status ledger_recover(const struct ledger_kv *kv, struct ledger_recovered *out) MUST_CHECK;

/* Disk that a row takes, pages and tree included, as the counters and path's reservations count
 * it. */
uint64_t ledger_journal_bytes(uint64_t record_bytes);
uint64_t ledger_feed_bytes(uint64_t row_bytes);

/* ---- rows, for readers (store/reader.c) ---- */

struct ledger_feed_row {
    enum feed_kind kind;
    /* taken down: data is the tombstone now; digest stays that of what was published, so CHECK
     * still agrees */
    bool removed;
    unsigned char identity[HASH_BYTES], digest[HASH_BYTES];
    uint64_t accepted, time_ms;
    uint32_t revision;
    struct str topic, subject, traceparent, data;
};
enum status ledger_feed_row_read(struct str value, struct ledger_feed_row *out) MUST_CHECK;

struct ledger_journal_row {
    unsigned char identity[HASH_BYTES], content[HASH_BYTES];
    uint32_t revision;
    struct str record;
};
enum status ledger_journal_row_read(struct str value, struct ledger_journal_row *out) MUST_CHECK;

struct ledger_identity_row {
    unsigned char content[HASH_BYTES];
    uint64_t accepted, seq;
    uint32_t revision;
};
enum status ledger_identity_row_read(struct str value, struct ledger_identity_row *out) MUST_CHECK;

struct ledger_revision_row {
    uint64_t seq, accepted; /* seq 0 = pending */
    unsigned char content[HASH_BYTES];
};
enum status ledger_revision_row_read(struct str value, struct ledger_revision_row *out) MUST_CHECK;
void ledger_revision_key(const unsigned char identity[HASH_BYTES], uint32_t revision,
                         unsigned char key[HASH_BYTES + 4]);

struct ledger_quarantine_row {
    unsigned char identity[HASH_BYTES], content[HASH_BYTES];
    uint32_t revision, attempts;
    struct str reason, record;
};
enum status ledger_quarantine_row_read(struct str value,
                                       struct ledger_quarantine_row *out) MUST_CHECK;

struct ledger_position_row {
    uint64_t seq, gaps, time_ms;
    struct str name;
};
enum status ledger_position_row_read(struct str value, struct ledger_position_row *out) MUST_CHECK;

/* The number of an attempts row. */
enum status ledger_attempts_read(struct str value, uint32_t *out) MUST_CHECK;

void ledger_key_u64(uint64_t number, unsigned char key[8]);
uint64_t ledger_key_to_u64(struct str key);

#endif
