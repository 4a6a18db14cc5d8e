/* store: everything that must last, in one LMDB environment.
 *
 * One writer thread runs ledger_commit over one LMDB write transaction for each batch: synchronous,
 * so when on_commit is called with STATUS_OK the batch is on disk. One reader thread answers
 * everything else with short read transactions and copies. The map size is the disk budget. Format
 * version in `meta`; migration path in store/README.md.
 *
 * Threads  store_commit and store_read from the loop; the callbacks run on the store's own threads
 *          and must only hand over (runtime/mailbox). At most one batch is under way.
 * Errors   STATUS_FULL in a batch: nothing of it happened. With articles: they would fill more than
 *          the budget allows (store_env.h); without: LMDB or the disk found no pages, try again.
 *          STATUS_IO: the disk failed; nothing more is accepted (fail-stop: after a failed fsync
 *          the kernel may have dropped the pages).
 */
#ifndef DATELINE_STORE_STORE_H
#define DATELINE_STORE_STORE_H

#include <stdint.h>

#include "base/buf.h"
#include "base/status.h"
#include "path/item.h"
#include "path/ledger.h"

struct store;

enum store_read_kind {
    STORE_FETCH,  /* journal rows after `from`: items (from_journal), up to max_count / max_bytes */
    STORE_REPLAY, /* feed rows of [from,to] with the prefix: `rows`, up to max_count / max_bytes */
    STORE_GET,    /* the analysis of identity, `revision` or the newest that is analysed */
    STORE_CHECK,  /* count and hash of the feed rows of [from,to] with the prefix */
    STORE_QUARANTINE, /* its rows from accepted number `from`, as `rows` of {accepted, subject = id,
                         data = record, topic = reason, revision = attempts} */
    STORE_POSITIONS,  /* all subscribers' positions: rows of {subject = name, seq, accepted = gaps,
                         time_ms} */
    STORE_BACKUP,     /* consistent copy of the running store into the folder `prefix`; INVALID: it
                         holds a store already; AGAIN: another backup is running */
};

struct store_row {
    uint64_t seq, accepted, time_ms;
    uint32_t revision;
    enum feed_kind kind;
    bool removed;
    unsigned char digest[HASH_BYTES];
    struct str topic, subject, traceparent, data; /* in request->bytes */
};

struct store_request {
    struct store_request *next;
    enum store_read_kind kind;
    uint64_t from, to, max_count, max_bytes; /* of the last two 0 = no bound */
    char prefix[257];
    unsigned char identity[HASH_BYTES];
    uint32_t revision; /* 0 = newest */
    void *context;     /* the asker's */

    /* out */
    /* NOT_FOUND; CLOSED: `from` is before what is retained, or the store is closing; AGAIN: the
     * analysis is pending (GET), new_item had nothing to give (FETCH) */
    enum status status;
    struct item_queue items;
    struct store_row *rows; /* malloc'ed with bytes; store_request_release frees both */
    uint32_t row_count;
    struct buf bytes;
    /* resume: the first seq or accepted number not looked at, 0 = done, also when no row was
     * found so far; first: oldest retained seq */
    uint64_t resume, count, first;
    unsigned char hash[HASH_BYTES];
};
void store_request_release(struct store_request *r);

struct store_options {
    const char *folder;
    uint64_t map_bytes;
    bool sync; /* false only for the control of the power test and for bench baselines */
    void (*on_commit)(void *context, struct ledger_batch *batch);  /* writer thread */
    void (*on_read)(void *context, struct store_request *request); /* reader, or backup */
    /* An item whose record is room for `bytes`, or NULL; any thread. */
    struct item *(*new_item)(void *context, uint64_t bytes);
    void *context;
};

/* Opens or creates; STATUS_MODEL: another format version; STATUS_IO: folder unusable or locked by
 * another process. The message is logged. */
enum status store_open(struct store **out, const struct store_options *o,
                       struct ledger_recovered *r) MUST_CHECK;
void store_close(struct store *s); /* waits for the batch under way; accepts NULL */

/* Both give back what they were given, through on_commit and on_read; requests in their order,
 * backups aside. */
void store_commit(struct store *s, struct ledger_batch *batch);
void store_read(struct store *s, struct store_request *request);

/* Attempts of one article, before the threads have work (start only). */
uint32_t store_attempts(struct store *s, uint64_t accepted);

#endif
