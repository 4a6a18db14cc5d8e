#include "store/store_read.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/sha256.h"
#include "wire/reader.h"

enum { KEY_MAX = 511 };

/* ---- snapshots ---- */

static enum status snapshot_begin(struct store_reading *rd)
{
    int code =
        rd->txn ? mdb_txn_renew(rd->txn) : mdb_txn_begin(rd->env->env, NULL, MDB_RDONLY, &rd->txn);
    if (code != MDB_SUCCESS) {
        return STATUS_IO;
    }
    store_kv_begin(&rd->kv, rd->env, rd->txn);
    return STATUS_OK;
}

static void snapshot_end(struct store_reading *rd)
{
    store_kv_end(&rd->kv);
    mdb_txn_reset(rd->txn);
}

void store_reading_release(struct store_reading *rd)
{
    if (rd->txn) {
        mdb_txn_abort(rd->txn);
        rd->txn = NULL;
    }
}

static enum status get(struct store_reading *rd, enum ledger_table table, struct str key,
                       struct str *value)
{
    return rd->kv.ledger.get(rd->kv.ledger.txn, table, key, value);
}

/* ---- walks ---- */

struct place {
    char key[KEY_MAX + 1]; /* the first key to look at */
    size_t len;
};

/* A visitor returns OK to go on, NOT_FOUND at the end of what it wants (this row not taken), or
 * an error. */
typedef enum status visit_fn(void *context, struct str key, struct str value);

/* The smallest key behind `key` is the same with a zero byte at its end. */
static void place_behind(struct place *at, struct str key)
{
    at->len = key.len < KEY_MAX ? key.len : KEY_MAX;
    memcpy(at->key, key.ptr, at->len);
    at->key[at->len++] = '\0';
}

static enum status walk_snapshot(struct store_reading *rd, enum ledger_table table,
                                 struct place *at, visit_fn *visit, void *context)
{
    const struct ledger_kv *kv = &rd->kv.ledger;
    for (int rows = 0; rows < STORE_WALK_ROWS; rows++) {
        struct str key, value;
        enum status status = kv->seek(kv->txn, table, str_make(at->key, at->len), &key, &value);
        if (status != STATUS_OK) {
            return status;
        }
        status = visit(context, key, value);
        if (status != STATUS_OK) {
            return status;
        }
        place_behind(at, key);
    }
    return STATUS_OK;
}

static enum status walk(struct store_reading *rd, enum ledger_table table, struct place *at,
                        visit_fn *visit, void *context)
{
    enum status status = STATUS_OK;
    while (status == STATUS_OK) {
        status = snapshot_begin(rd);
        if (status == STATUS_OK) {
            status = walk_snapshot(rd, table, at, visit, context);
            snapshot_end(rd);
        }
    }
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

static enum status walk_numbers(struct store_reading *rd, enum ledger_table table, uint64_t from,
                                visit_fn *visit, void *context)
{
    struct place at = {.len = 8};
    ledger_key_u64(from, (unsigned char *)at.key);
    return walk(rd, table, &at, visit, context);
}

/* ---- rows ---- */

struct gathering {
    const struct store_options *options;
    struct store_request *r;
    uint32_t row_max, scanned;
};

/* While rows are gathered their slices hold offsets into r->bytes, which moves as it grows. */
static struct str stash(struct store_request *r, struct str s)
{
    if (!s.ptr) {
        return s;
    }
    uintptr_t offset = r->bytes.len + 1; /* an offset of 0 would read as absent */
    buf_add_str(&r->bytes, s);
    return str_make((const char *)offset, s.len);
}

static void settle(const struct store_request *r, struct str *s)
{
    if (s->ptr) {
        s->ptr = (r->bytes.ptr ? r->bytes.ptr : "") + (r->bytes.ptr ? (uintptr_t)s->ptr - 1 : 0);
    }
}

static void settle_rows(struct store_request *r)
{
    assert(r->rows || !r->row_count);
    for (uint32_t i = 0; i < r->row_count; i++) {
        struct store_row *row = &r->rows[i];
        settle(r, &row->topic);
        settle(r, &row->subject);
        settle(r, &row->traceparent);
        settle(r, &row->data);
    }
}

static enum status add_row(struct gathering *g, struct store_row row)
{
    struct store_request *r = g->r;
    if (r->row_count == g->row_max) {
        uint32_t row_max = g->row_max ? g->row_max * 2 : 16;
        struct store_row *rows = realloc(r->rows, row_max * sizeof *rows);
        if (!rows) {
            return STATUS_IO;
        }
        r->rows = rows;
        g->row_max = row_max;
    }
    assert(r->rows);
    row.topic = stash(r, row.topic);
    row.subject = stash(r, row.subject);
    row.traceparent = stash(r, row.traceparent);
    row.data = stash(r, row.data);
    r->rows[r->row_count++] = row;
    return STATUS_OK;
}

/* At least one row is given, whatever max_bytes says. 0 = no bound. */
static bool is_enough(const struct store_request *r, uint64_t count, uint64_t bytes, uint64_t more)
{
    return (r->max_count && count >= r->max_count) ||
           (r->max_bytes && count && bytes + more > r->max_bytes);
}

static struct store_row row_of_feed(uint64_t seq, const struct ledger_feed_row *feed)
{
    struct store_row row = {.seq = seq,
                            .accepted = feed->accepted,
                            .time_ms = feed->time_ms,
                            .revision = feed->revision,
                            .kind = feed->kind,
                            .removed = feed->removed,
                            .topic = feed->topic,
                            .subject = feed->subject,
                            .traceparent = feed->traceparent,
                            .data = feed->data};
    memcpy(row.digest, feed->digest, sizeof row.digest);
    return row;
}

/* ---- replay and check ---- */

/* CLOSED when the range begins before what is retained. */
static enum status look_at_first(struct store_reading *rd, struct store_request *r)
{
    enum status status = snapshot_begin(rd);
    if (status != STATUS_OK) {
        return status;
    }
    struct str value = {0};
    status = get(rd, TABLE_META, STR("first"), &value);
    r->first = 0;
    for (size_t i = value.len; status == STATUS_OK && i > 0; i--) {
        r->first = r->first << 8 | (unsigned char)value.ptr[i - 1];
    }
    snapshot_end(rd);
    return status == STATUS_OK && r->from < r->first ? STATUS_CLOSED : status;
}

static enum status visit_replay(void *context, struct str key, struct str value)
{
    struct gathering *g = context;
    struct store_request *r = g->r;
    uint64_t seq = ledger_key_to_u64(key);
    if (seq > r->to) {
        return STATUS_NOT_FOUND;
    }
    struct ledger_feed_row feed;
    enum status status = ledger_feed_row_read(value, &feed);
    if (status != STATUS_OK) {
        return status;
    }
    bool wanted = str_starts_with(feed.topic, str_of(r->prefix));
    if (g->scanned++ == STORE_SCAN_MAX ||
        (wanted && is_enough(r, r->row_count, r->bytes.len, value.len))) {
        r->resume = seq;
        return STATUS_NOT_FOUND;
    }
    return wanted ? add_row(g, row_of_feed(seq, &feed)) : STATUS_OK;
}

static enum status read_replay(struct store_reading *rd, struct store_request *r)
{
    struct gathering g = {.r = r};
    enum status status = look_at_first(rd, r);
    return status == STATUS_OK ? walk_numbers(rd, TABLE_FEED, r->from, visit_replay, &g) : status;
}

struct checking {
    struct store_request *r;
    struct sha256 hash;
};

static enum status visit_check(void *context, struct str key, struct str value)
{
    struct checking *c = context;
    if (ledger_key_to_u64(key) > c->r->to) {
        return STATUS_NOT_FOUND;
    }
    struct ledger_feed_row feed;
    enum status status = ledger_feed_row_read(value, &feed);
    if (status == STATUS_OK && str_starts_with(feed.topic, str_of(c->r->prefix))) {
        sha256_add(&c->hash, key);
        sha256_add(&c->hash, str_make((const char *)feed.digest, sizeof feed.digest));
        c->r->count++;
    }
    return status;
}

static enum status read_check(struct store_reading *rd, struct store_request *r)
{
    enum status status = look_at_first(rd, r);
    if (status != STATUS_OK) {
        return status;
    }
    struct checking c = {.r = r};
    sha256_init(&c.hash);
    status = walk_numbers(rd, TABLE_FEED, r->from, visit_check, &c);
    sha256_end(&c.hash, r->hash);
    return status == STATUS_OK ? look_at_first(rd, r)
                               : status; /* rows may have expired meanwhile */
}

/* ---- journal ---- */

static enum status visit_journal(void *context, struct str key, struct str value)
{
    struct gathering *g = context;
    struct store_request *r = g->r;
    struct ledger_journal_row journal;
    enum status status = ledger_journal_row_read(value, &journal);
    if (status != STATUS_OK) {
        return status;
    }
    uint64_t accepted = ledger_key_to_u64(key);
    if (is_enough(r, r->items.count, r->items.bytes, journal.record.len)) {
        r->resume = accepted;
        return STATUS_NOT_FOUND;
    }
    struct item *item = g->options->new_item(g->options->context, journal.record.len);
    if (!item) {
        r->resume = accepted;
        return STATUS_AGAIN;
    }
    memcpy((char *)(uintptr_t)item->record.ptr, journal.record.ptr, journal.record.len);
    item->record.len = journal.record.len;
    memcpy(item->identity, journal.identity, sizeof item->identity);
    memcpy(item->content, journal.content, sizeof item->content);
    item->accepted = accepted;
    item->revision = journal.revision;
    item->admission = journal.revision > 1 ? ADMISSION_REVISION : ADMISSION_ACCEPTED;
    item->from_journal = true;
    item_queue_push(&r->items, item);
    return STATUS_OK;
}

static enum status read_journal(struct store_reading *rd, struct store_request *r)
{
    struct gathering g = {.options = rd->options, .r = r};
    return r->from == UINT64_MAX ? STATUS_OK
                                 : walk_numbers(rd, TABLE_JOURNAL, r->from + 1, visit_journal, &g);
}

/* ---- one analysis ---- */

static enum status seq_of_revision(struct store_reading *rd, const struct store_request *r,
                                   uint32_t revision, uint64_t *seq)
{
    unsigned char key[HASH_BYTES + 4];
    ledger_revision_key(r->identity, revision, key);
    struct str value;
    struct ledger_revision_row row;
    enum status status = get(rd, TABLE_REVISIONS, str_make((char *)key, sizeof key), &value);
    status = status == STATUS_OK ? ledger_revision_row_read(value, &row) : status;
    if (status == STATUS_OK) {
        *seq = row.seq;
    }
    return status;
}

/* The newest that is analysed: while a revision is pending the one before it still answers. */
static enum status find_analysis(struct store_reading *rd, const struct store_request *r,
                                 uint64_t *seq)
{
    struct str value;
    struct ledger_identity_row newest;
    enum status status =
        get(rd, TABLE_IDENTITY, str_make((const char *)r->identity, HASH_BYTES), &value);
    status = status == STATUS_OK ? ledger_identity_row_read(value, &newest) : status;
    if (status != STATUS_OK) {
        return status;
    }
    uint32_t revision = r->revision ? r->revision : newest.revision;
    *seq = revision == newest.revision ? newest.seq : 0;
    if (revision != newest.revision) {
        status = seq_of_revision(rd, r, revision, seq);
    }
    while (status == STATUS_OK && !*seq && !r->revision && revision > 1) {
        status = seq_of_revision(rd, r, --revision, seq);
    }
    if (status == STATUS_OK && !*seq) {
        return STATUS_AGAIN;
    }
    return status;
}

static enum status read_analysis(struct store_reading *rd, struct store_request *r)
{
    enum status status = snapshot_begin(rd);
    if (status != STATUS_OK) {
        return status;
    }
    uint64_t seq = 0;
    status = find_analysis(rd, r, &seq);
    struct gathering g = {.r = r};
    struct str value;
    struct ledger_feed_row feed;
    if (status == STATUS_OK) {
        unsigned char key[8];
        ledger_key_u64(seq, key);
        status = get(rd, TABLE_FEED, str_make((char *)key, sizeof key), &value);
    }
    status = status == STATUS_OK ? ledger_feed_row_read(value, &feed) : status;
    status = status == STATUS_OK ? add_row(&g, row_of_feed(seq, &feed)) : status;
    snapshot_end(rd);
    return status;
}

/* ---- quarantine and positions ---- */

/* The article's id stands in its record; absent when the record is none that we wrote. */
static struct str id_of_record(struct str record)
{
    struct wire_reader reader = wire_reader_of(wire_find(record, STR("identity")));
    struct wire_value value;
    return wire_next(&reader, &value) && value.kind == WIRE_STR ? value.str : (struct str){0};
}

static enum status visit_quarantine(void *context, struct str key, struct str value)
{
    struct gathering *g = context;
    struct ledger_quarantine_row row;
    enum status status = ledger_quarantine_row_read(value, &row);
    if (status != STATUS_OK) {
        return status;
    }
    uint64_t accepted = ledger_key_to_u64(key);
    if (is_enough(g->r, g->r->row_count, g->r->bytes.len, value.len)) {
        g->r->resume = accepted;
        return STATUS_NOT_FOUND;
    }
    return add_row(g, (struct store_row){.accepted = accepted,
                                         .revision = row.attempts,
                                         .kind = FEED_QUARANTINED,
                                         .topic = row.reason,
                                         .subject = id_of_record(row.record),
                                         .data = row.record});
}

static enum status read_quarantine(struct store_reading *rd, struct store_request *r)
{
    struct gathering g = {.r = r};
    return walk_numbers(rd, TABLE_QUARANTINE, r->from, visit_quarantine, &g);
}

static enum status visit_position(void *context, struct str key, struct str value)
{
    (void)key;
    struct ledger_position_row row;
    enum status status = ledger_position_row_read(value, &row);
    return status == STATUS_OK ? add_row(context, (struct store_row){.seq = row.seq,
                                                                     .accepted = row.gaps,
                                                                     .time_ms = row.time_ms,
                                                                     .subject = row.name})
                               : status;
}

static enum status read_positions(struct store_reading *rd, struct store_request *r)
{
    struct gathering g = {.r = r};
    struct place at = {.len = 0};
    return walk(rd, TABLE_POSITIONS, &at, visit_position, &g);
}

/* ---- requests ---- */

static enum status answer(struct store_reading *rd, struct store_request *r)
{
    switch (r->kind) {
    case STORE_FETCH:
        return read_journal(rd, r);
    case STORE_REPLAY:
        return read_replay(rd, r);
    case STORE_GET:
        return read_analysis(rd, r);
    case STORE_CHECK:
        return read_check(rd, r);
    case STORE_QUARANTINE:
        return read_quarantine(rd, r);
    case STORE_POSITIONS:
        return read_positions(rd, r);
    case STORE_BACKUP:
        return store_env_backup(rd->env, r->prefix);
    }
    return STATUS_UNSUPPORTED;
}

void store_read_answer(struct store_reading *rd, struct store_request *r)
{
    r->items = (struct item_queue){0};
    r->row_count = 0;
    r->resume = r->count = r->first = 0;
    buf_clear(&r->bytes);
    free(r->rows);
    r->rows = NULL;
    r->status = answer(rd, r);
    settle_rows(r);
}

uint32_t store_read_attempts(struct store_reading *rd, uint64_t accepted)
{
    uint32_t attempts = 0;
    if (snapshot_begin(rd) != STATUS_OK) {
        return 0;
    }
    unsigned char key[8];
    ledger_key_u64(accepted, key);
    struct str value;
    enum status status = get(rd, TABLE_ATTEMPTS, str_make((char *)key, sizeof key), &value);
    if (status == STATUS_OK && ledger_attempts_read(value, &attempts) != STATUS_OK) {
        attempts = 0;
    }
    snapshot_end(rd);
    return attempts;
}
