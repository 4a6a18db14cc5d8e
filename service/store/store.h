/* store: everything that must last, in one LMDB environment.
 *
 * One writer thread runs ledger_commit over one LMDB write transaction for each batch: synchronous, so when on_commit is called
 * with STATUS_OK the batch is on disk. One reader thread answers everything else with short read transactions and copies.
 * The map size is the disk budget. Format version in `meta`; migration path in store/README.md.
 *
 * Threads  store_commit and store_read from the loop; the callbacks run on the store's own threads and must only hand over
 *          (runtime/mailbox). At most one batch is under way.
 * Errors   STATUS_FULL in a batch: the map is full, nothing of the batch happened. STATUS_IO: the disk failed; nothing more is
 *          accepted (fail-stop: after a failed fsync the kernel may have dropped the pages).
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
    STORE_FETCH,      /* journal rows after `from`: items (from_journal) */
    STORE_REPLAY,     /* feed rows of [from,to] with the prefix: `rows`, up to max_count / max_bytes; `resume` = where to go on */
    STORE_GET,        /* the analysis of identity, newest or `revision` */
    STORE_CHECK,      /* count and hash of the feed rows of [from,to] with the prefix */
    STORE_QUARANTINE, /* its rows, as `rows` of {accepted, subject = id, data = record, topic = reason, revision = attempts} */
    STORE_POSITIONS,  /* all subscribers' positions: rows of {subject = name, seq, accepted = gaps, time_ms} */
    STORE_BACKUP,     /* consistent copy of the running store into the folder `prefix` */
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
    uint64_t from, to, max_count, max_bytes;
    char prefix[257];
    unsigned char identity[HASH_BYTES];
    uint32_t revision; /* 0 = newest */
    void *context;     /* the asker's */

    /* out */
    enum status status; /* NOT_FOUND; CLOSED = expired (seq before the first retained) */
    struct item_queue items;
    struct store_row *rows; /* malloc'ed with bytes; store_request_release frees both */
    uint32_t row_count;
    struct buf bytes;
    uint64_t resume, count, first; /* resume: where to go on, 0 = done; first: oldest retained seq */
    unsigned char hash[HASH_BYTES];
};
void store_request_release(struct store_request *r);

struct store_options {
    const char *folder;
    uint64_t map_bytes;
    bool sync; /* false only for the control of the power test and for bench baselines */
    void (*on_commit)(void *context, struct ledger_batch *batch);   /* store thread */
    void (*on_read)(void *context, struct store_request *request);  /* reader thread */
    struct item *(*new_item)(void *context, uint64_t bytes);        /* an item with room for a record of `bytes`; any thread */
    void *context;
};

/* Opens or creates; STATUS_MODEL: another format version (message logged); STATUS_IO: folder unusable or locked by another process. */
enum status store_open(struct store **out, const struct store_options *o, struct ledger_recovered *r) MUST_CHECK;
void store_close(struct store *s); /* waits for the batch under way; accepts NULL */

void store_commit(struct store *s, struct ledger_batch *batch);  /* returned through on_commit */
void store_read(struct store *s, struct store_request *request); /* returned through on_read, in order */

/* Attempts of one article, before the threads have work (start only). */
uint32_t store_attempts(struct store *s, uint64_t accepted);

#endif
