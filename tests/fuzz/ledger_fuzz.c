/* ledger_fuzz: any bytes as the rows of a store, and commits over a store that was damaged.
 *
 * A byte that picks a table, and the row: what reads lies within the row and writes as the same
 * bytes. Then rows, as table, key and value, fill a store, and what remains of the input becomes a
 * batch: a commit ends with a status, whatever the rows say. */
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "path/ledger_rows.h"

enum { ROWS_MAX = 64, ITEMS_MAX = 8, CHANGES_MAX = 8 };

/* ---- a store in memory: rows in order of table and key ---- */

struct row {
    enum ledger_table table;
    struct buf key, value;
};

struct rows {
    struct row all[ROWS_MAX]; /* (count), in order */
    uint32_t count;
};

static struct row *at_or_after(struct rows *r, enum ledger_table table, struct str key)
{
    for (uint32_t i = 0; i < r->count; i++) {
        struct row *row = &r->all[i];
        if (row->table > table ||
            (row->table == table && str_compare(buf_str(&row->key), key) >= 0)) {
            return row;
        }
    }
    return &r->all[r->count];
}

static struct row *exact(struct rows *r, enum ledger_table table, struct str key)
{
    struct row *row = at_or_after(r, table, key);
    return row < r->all + r->count && row->table == table && str_equal(buf_str(&row->key), key)
               ? row
               : NULL;
}

static enum status on_get(void *txn, enum ledger_table table, struct str key, struct str *value)
{
    const struct row *row = exact(txn, table, key);
    if (!row) {
        return STATUS_NOT_FOUND;
    }
    *value = buf_str(&row->value);
    return STATUS_OK;
}

static enum status on_put(void *txn, enum ledger_table table, struct str key, struct str value)
{
    struct rows *r = txn;
    struct row *row = exact(r, table, key);
    struct buf fresh = {0};
    buf_add_str(&fresh, value); /* before the old value goes: it may be a part of it */
    if (row) {
        buf_release(&row->value);
        row->value = fresh;
        return STATUS_OK;
    }
    if (r->count == ROWS_MAX) {
        buf_release(&fresh);
        return STATUS_FULL;
    }
    row = at_or_after(r, table, key);
    struct row new_row = {.table = table, .value = fresh};
    buf_add_str(&new_row.key, key);
    memmove(row + 1, row, (size_t)(r->all + r->count - row) * sizeof *row);
    *row = new_row;
    r->count++;
    return STATUS_OK;
}

static enum status on_del(void *txn, enum ledger_table table, struct str key)
{
    struct rows *r = txn;
    struct row *row = exact(r, table, key);
    if (!row) {
        return STATUS_NOT_FOUND;
    }
    buf_release(&row->key);
    buf_release(&row->value);
    memmove(row, row + 1, (size_t)(r->all + r->count - row - 1) * sizeof *row);
    r->count--;
    return STATUS_OK;
}

static enum status on_seek(void *txn, enum ledger_table table, struct str at, struct str *key,
                           struct str *value)
{
    struct rows *r = txn;
    struct row *row = at_or_after(r, table, at);
    if (row == r->all + r->count || row->table != table) {
        return STATUS_NOT_FOUND;
    }
    *key = buf_str(&row->key);
    *value = buf_str(&row->value);
    return STATUS_OK;
}

static void rows_clear(struct rows *r)
{
    for (uint32_t i = 0; i < r->count; i++) {
        buf_release(&r->all[i].key);
        buf_release(&r->all[i].value);
    }
    r->count = 0;
}

static struct ledger_kv kv_of(struct rows *r)
{
    return (struct ledger_kv){
        .get = on_get, .put = on_put, .del = on_del, .seek = on_seek, .txn = r};
}

/* ---- one row ---- */

static void must_be_written(struct rows *r, struct str row, bool flag_settles)
{
    fuzz_must(r->count == 1, "one row was written");
    struct str written = buf_str(&r->all[0].value);
    fuzz_must(written.len == row.len, "a row that reads is written as long as it was");
    for (size_t i = 0; i < row.len; i++) {
        bool settled = flag_settles && i == 1; /* `removed` is any byte but 0 */
        fuzz_must(settled || row.ptr[i] == written.ptr[i], "a row that reads is written as it was");
    }
}

static void check_feed(struct commit *c, struct rows *r, struct str row)
{
    struct ledger_feed_row out;
    if (ledger_feed_row_read(row, &out) == STATUS_OK) {
        fuzz_must(fuzz_within(row, out.topic) && fuzz_within(row, out.subject) &&
                      fuzz_within(row, out.traceparent) && fuzz_within(row, out.data),
                  "parts of a feed row lie in it");
        feed_replace(c, 7, row.len, &out);
        must_be_written(r, row, true);
    }
}

static void check_journal(struct commit *c, struct rows *r, struct str row)
{
    struct ledger_journal_row out;
    if (ledger_journal_row_read(row, &out) == STATUS_OK) {
        fuzz_must(fuzz_within(row, out.record), "a record lies in its row");
        journal_put(c, 7, &out);
        must_be_written(r, row, false);
    }
}

static void check_identity(struct commit *c, struct rows *r, struct str row)
{
    struct ledger_identity_row out;
    static const unsigned char identity[HASH_BYTES] = {1};
    if (ledger_identity_row_read(row, &out) == STATUS_OK) {
        identity_put(c, identity, &out);
        must_be_written(r, row, false);
    }
}

static void check_revision(struct commit *c, struct rows *r, struct str row)
{
    struct ledger_revision_row out;
    static const unsigned char identity[HASH_BYTES] = {1};
    if (ledger_revision_row_read(row, &out) == STATUS_OK) {
        revision_put(c, identity, 3, &out);
        must_be_written(r, row, false);
    }
}

static void check_others(struct str row)
{
    struct ledger_quarantine_row q;
    struct ledger_position_row p;
    uint32_t attempts;
    if (ledger_quarantine_row_read(row, &q) == STATUS_OK) {
        fuzz_must(fuzz_within(row, q.reason) && fuzz_within(row, q.record),
                  "parts of a quarantine row lie in it");
    }
    if (ledger_position_row_read(row, &p) == STATUS_OK) {
        fuzz_must(fuzz_within(row, p.name), "a name lies in its row");
    }
    if (ledger_attempts_read(row, &attempts) == STATUS_OK) {
        fuzz_must(row.len == 4, "attempts are one number");
    }
}

static void check_row(enum ledger_table table, struct str row)
{
    static struct rows r;
    struct ledger_kv kv = kv_of(&r);
    struct commit c = {.kv = &kv};
    switch (table) {
    case TABLE_FEED:
        check_feed(&c, &r, row);
        break;
    case TABLE_JOURNAL:
        check_journal(&c, &r, row);
        break;
    case TABLE_IDENTITY:
        check_identity(&c, &r, row);
        break;
    case TABLE_REVISIONS:
        check_revision(&c, &r, row);
        break;
    default:
        check_others(row);
    }
    commit_release(&c);
    rows_clear(&r);
}

/* ---- a commit over a damaged store ---- */

static struct item *new_item(void *context, uint64_t bytes)
{
    (void)context;
    fuzz_must(bytes < 1 << 20, "a tombstone is small");
    struct item *item = calloc(1, sizeof *item + bytes);
    if (!item) {
        abort();
    }
    item->record = str_make((char *)(item + 1), bytes);
    return item;
}

static void free_items(struct item_queue *q)
{
    struct item *item;
    while ((item = item_queue_pop(q))) {
        free(item);
    }
}

static void fill_hash(struct fuzz_input *in, unsigned char hash[HASH_BYTES])
{
    memset(hash, fuzz_byte(in) % 3, HASH_BYTES); /* few, so that they meet */
}

static void fill_item(struct fuzz_input *in, struct item *item)
{
    *item = (struct item){.accepted = fuzz_byte(in),
                          .revision = fuzz_byte(in) % 4,
                          .feed = (enum feed_kind)(fuzz_byte(in) % 4)};
    fill_hash(in, item->identity);
    fill_hash(in, item->content);
    item->record = fuzz_str(in);
    item->topic = fuzz_str(in);
    item->subject = str_slice(fuzz_str(in), 0, MESSAGE_ID_MAX);
    item->data = fuzz_str(in);
}

static void fill_change(struct fuzz_input *in, struct ledger_change *change)
{
    *change = (struct ledger_change){
        .kind = (enum ledger_change_kind)(fuzz_byte(in) % (CHANGE_POSITION + 1)),
        .accepted = fuzz_byte(in),
        .seq = fuzz_byte(in),
        .gaps = fuzz_byte(in)};
    fill_hash(in, change->identity);
    change->text = fuzz_str(in);
    change->subject = str_slice(fuzz_str(in), 0, MESSAGE_ID_MAX);
}

static void fill_rows(struct fuzz_input *in, struct rows *r)
{
    unsigned char room[REVISION_KEY_BYTES];
    static const struct str names[] = {STR_INIT("version"), STR_INIT("epoch"), STR_INIT("accepted"),
                                       STR_INIT("seq"),     STR_INIT("first"), STR_INIT("pending"),
                                       STR_INIT("retained")};
    for (uint8_t count = fuzz_byte(in) % (ROWS_MAX / 2); count; count--) {
        enum ledger_table table = (enum ledger_table)(fuzz_byte(in) % TABLE_COUNT);
        uint8_t key = fuzz_byte(in);
        memset(room, key % 3, sizeof room);
        struct str at = table == TABLE_META       ? names[key % (sizeof names / sizeof names[0])]
                        : table == TABLE_IDENTITY ? str_make((char *)room, HASH_BYTES)
                        : table == TABLE_REVISIONS || table == TABLE_POSITIONS
                            ? str_make((char *)room, sizeof room)
                            : number_key(key, room);
        if (table == TABLE_REVISIONS) {
            memset(room + HASH_BYTES, 0, 3);
            room[HASH_BYTES + 3] = key >> 4;
        }
        on_put(r, table, at, fuzz_str(in));
    }
}

static void check_commit(struct fuzz_input *in)
{
    static struct rows r;
    static struct item items[ITEMS_MAX];
    static struct ledger_change changes[CHANGES_MAX];
    struct ledger_kv kv = kv_of(&r);
    struct ledger_recovered recovered;
    fill_rows(in, &r);
    enum status status = ledger_recover(&kv, &recovered);
    fuzz_must(status == STATUS_OK || status == STATUS_NOT_FOUND || status == STATUS_MODEL ||
                  status == STATUS_IO,
              "recovery ends with a status");

    struct ledger_batch batch = {.now_ms = fuzz_byte(in) * 1000u, .new_item = new_item};
    batch.retention =
        (struct ledger_retention){fuzz_byte(in) * 100u, fuzz_byte(in) * 1000u, fuzz_byte(in)};
    uint8_t counts = fuzz_byte(in);
    for (uint32_t i = 0; i < (counts & 7u); i++) {
        fill_item(in, &items[i]);
        item_queue_push(i & 1 ? &batch.finished : &batch.articles, &items[i]);
    }
    for (uint32_t i = 0; i < (counts >> 4 & 7u); i++) {
        fill_change(in, &changes[i]);
        changes[i].next = batch.changes;
        batch.changes = &changes[i];
    }
    status = ledger_commit(&kv, &batch);
    fuzz_must(status == STATUS_OK || status == STATUS_FULL || status == STATUS_IO,
              "a commit ends with OK, FULL or IO");
    for (struct ledger_change *change = batch.changes; change; change = change->next) {
        free_items(&change->feed);
    }
    free_items(&batch.tombstones);
    rows_clear(&r);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_input in = fuzz_input_of(data, size < 65536 ? size : 65536);
    uint8_t table = fuzz_byte(&in);
    if (table < 128) {
        check_row((enum ledger_table)(table % TABLE_COUNT), in.rest);
    } else {
        check_commit(&in);
    }
    return 0;
}
