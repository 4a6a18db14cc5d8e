#include "path/ledger_rows.h"

#include <assert.h>
#include <string.h>

/* ---- fields ----
 *
 * Little-endian byte by byte: compilers make one move of it, and a store can be carried to another
 * machine. */

char *put_u16(char *at, uint16_t v)
{
    at[0] = (char)(v & 0xff);
    at[1] = (char)(v >> 8);
    return at + 2;
}

char *put_u32(char *at, uint32_t v)
{
    for (int i = 0; i < 4; i++) {
        at[i] = (char)(v >> (8 * i) & 0xff);
    }
    return at + 4;
}

char *put_u64(char *at, uint64_t v)
{
    for (int i = 0; i < 8; i++) {
        at[i] = (char)(v >> (8 * i) & 0xff);
    }
    return at + 8;
}

char *put_bytes(char *at, const void *bytes, size_t len)
{
    if (len) {
        memcpy(at, bytes, len);
    }
    return at + len;
}

static uint16_t get_u16(const char *at)
{
    return (uint16_t)((unsigned char)at[0] | (unsigned char)at[1] << 8);
}

uint32_t get_u32(const char *at)
{
    uint32_t v = 0;
    for (int i = 0; i < 4; i++) {
        v |= (uint32_t)(unsigned char)at[i] << (8 * i);
    }
    return v;
}

uint64_t get_u64(const char *at)
{
    uint64_t v = 0;
    for (int i = 0; i < 8; i++) {
        v |= (uint64_t)(unsigned char)at[i] << (8 * i);
    }
    return v;
}

/* ---- keys ---- */

void ledger_key_u64(uint64_t number, unsigned char key[8])
{
    for (int i = 0; i < 8; i++) {
        key[i] = (unsigned char)(number >> (8 * (7 - i)));
    }
}

uint64_t ledger_key_to_u64(struct str key)
{
    uint64_t number = 0;
    for (size_t i = 0; i < key.len && i < 8; i++) {
        number = number << 8 | (unsigned char)key.ptr[i];
    }
    return number;
}

void ledger_revision_key(const unsigned char identity[HASH_BYTES], uint32_t revision,
                         unsigned char key[HASH_BYTES + 4])
{
    memcpy(key, identity, HASH_BYTES);
    for (int i = 0; i < 4; i++) {
        key[HASH_BYTES + i] = (unsigned char)(revision >> (8 * (3 - i)));
    }
}

struct str hash_key(const unsigned char hash[HASH_BYTES])
{
    return str_make((const char *)hash, HASH_BYTES);
}

struct str number_key(uint64_t number, unsigned char room[8])
{
    ledger_key_u64(number, room);
    return str_make((const char *)room, 8);
}

/* ---- what rows cost ---- */

/* LMDB puts a row of about half a page and more into whole pages of its own behind a header of 16
 * bytes; smaller ones share pages that are two thirds full on the average. */
static uint64_t row_bytes(uint64_t len)
{
    const uint64_t page = 4096, own_page_from = 2000, node = 16;
    return len + node >= own_page_from ? (len + node + page - 1) / page * page + 64
                                       : (len + node) * 3 / 2;
}

uint64_t ledger_journal_bytes(uint64_t record_bytes)
{
    const uint64_t identity_row = 160;
    return row_bytes(JOURNAL_FIXED + record_bytes) + identity_row;
}

uint64_t ledger_feed_bytes(uint64_t len)
{
    const uint64_t identity_and_revision_rows = 320;
    return row_bytes(len) + identity_and_revision_rows;
}

/* ---- reading rows ---- */

enum status ledger_feed_row_read(struct str value, struct ledger_feed_row *out)
{
    const char *at = value.ptr;
    if (value.len < FEED_FIXED) {
        return STATUS_INVALID;
    }
    *out = (struct ledger_feed_row){
        .kind = (enum feed_kind)at[0],
        .removed = at[1] != 0,
        .revision = get_u32(at + 2),
        .accepted = get_u64(at + 6),
        .time_ms = get_u64(at + 14),
    };
    memcpy(out->identity, at + 22, HASH_BYTES);
    memcpy(out->digest, at + 22 + HASH_BYTES, HASH_BYTES);
    const char *lengths = at + 22 + 2 * HASH_BYTES;
    size_t topic = get_u16(lengths), subject = get_u16(lengths + 2), trace = get_u16(lengths + 4);
    if (value.len < FEED_FIXED + topic + subject + trace) {
        return STATUS_INVALID;
    }
    out->topic = str_make(at + FEED_FIXED, topic);
    out->subject = subject ? str_make(out->topic.ptr + topic, subject) : (struct str){0};
    out->traceparent = trace ? str_make(out->topic.ptr + topic + subject, trace) : (struct str){0};
    out->data = str_slice(value, FEED_FIXED + topic + subject + trace, value.len);
    return STATUS_OK;
}

enum status ledger_journal_row_read(struct str value, struct ledger_journal_row *out)
{
    if (value.len < JOURNAL_FIXED) {
        return STATUS_INVALID;
    }
    memcpy(out->identity, value.ptr, HASH_BYTES);
    memcpy(out->content, value.ptr + HASH_BYTES, HASH_BYTES);
    out->revision = get_u32(value.ptr + (size_t)2 * HASH_BYTES);
    out->record = str_slice(value, JOURNAL_FIXED, value.len);
    return STATUS_OK;
}

enum status ledger_identity_row_read(struct str value, struct ledger_identity_row *out)
{
    if (value.len != IDENTITY_BYTES) {
        return STATUS_INVALID;
    }
    memcpy(out->content, value.ptr, HASH_BYTES);
    out->accepted = get_u64(value.ptr + HASH_BYTES);
    out->revision = get_u32(value.ptr + HASH_BYTES + 8);
    out->seq = get_u64(value.ptr + HASH_BYTES + 12);
    return STATUS_OK;
}

enum status ledger_revision_row_read(struct str value, struct ledger_revision_row *out)
{
    if (value.len != REVISION_BYTES) {
        return STATUS_INVALID;
    }
    out->seq = get_u64(value.ptr);
    memcpy(out->content, value.ptr + 8, HASH_BYTES);
    out->accepted = get_u64(value.ptr + 8 + HASH_BYTES);
    return STATUS_OK;
}

enum status ledger_quarantine_row_read(struct str value, struct ledger_quarantine_row *out)
{
    if (value.len < QUARANTINE_FIXED) {
        return STATUS_INVALID;
    }
    const char *at = value.ptr + (size_t)2 * HASH_BYTES;
    size_t reason = get_u16(at + 8);
    if (value.len < QUARANTINE_FIXED + reason) {
        return STATUS_INVALID;
    }
    memcpy(out->identity, value.ptr, HASH_BYTES);
    memcpy(out->content, value.ptr + HASH_BYTES, HASH_BYTES);
    out->revision = get_u32(at);
    out->attempts = get_u32(at + 4);
    out->reason = str_slice(value, QUARANTINE_FIXED, QUARANTINE_FIXED + reason);
    out->record = str_slice(value, QUARANTINE_FIXED + reason, value.len);
    return STATUS_OK;
}

enum status ledger_position_row_read(struct str value, struct ledger_position_row *out)
{
    if (value.len < POSITION_FIXED) {
        return STATUS_INVALID;
    }
    out->seq = get_u64(value.ptr);
    out->gaps = get_u64(value.ptr + 8);
    out->time_ms = get_u64(value.ptr + 16);
    out->name = str_slice(value, POSITION_FIXED, value.len);
    return STATUS_OK;
}

enum status ledger_attempts_read(struct str value, uint32_t *out)
{
    if (value.len != 4) {
        return STATUS_INVALID;
    }
    *out = get_u32(value.ptr);
    return STATUS_OK;
}

/* ---- the sticky commit ---- */

void commit_release(struct commit *c)
{
    buf_release(&c->row);
}

/* True when the call found what it was asked for; anything but OK and NOT_FOUND stops the
 * commit. */
static bool took(struct commit *c, enum status s)
{
    if (s != STATUS_OK && s != STATUS_NOT_FOUND) {
        c->status = s;
    }
    return s == STATUS_OK;
}

/* A row that cannot be read means a damaged store: fail-stop like a failed disk. */
static bool readable(struct commit *c, enum status s)
{
    if (s != STATUS_OK) {
        c->status = STATUS_IO;
    }
    return s == STATUS_OK;
}

bool commit_get(struct commit *c, enum ledger_table table, struct str key, struct str *value)
{
    return c->status == STATUS_OK && took(c, c->kv->get(c->kv->txn, table, key, value));
}

bool commit_seek(struct commit *c, enum ledger_table table, struct str at, struct str *key,
                 struct str *value)
{
    return c->status == STATUS_OK && took(c, c->kv->seek(c->kv->txn, table, at, key, value));
}

void commit_put(struct commit *c, enum ledger_table table, struct str key, struct str value)
{
    if (c->status == STATUS_OK) {
        c->status = c->kv->put(c->kv->txn, table, key, value);
    }
}

bool commit_del(struct commit *c, enum ledger_table table, struct str key)
{
    return c->status == STATUS_OK && took(c, c->kv->del(c->kv->txn, table, key));
}

char *row_begin(struct commit *c, enum ledger_table table, struct str key, size_t len)
{
    char *room = NULL;
    c->row_reserved = c->kv->reserve != NULL && c->status == STATUS_OK;
    if (c->row_reserved) {
        c->status = c->kv->reserve(c->kv->txn, table, key, len, &room);
        if (c->status == STATUS_OK) {
            return room;
        }
    }
    assert(key.len <= sizeof c->row_key);
    buf_clear(&c->row);
    room = buf_reserve(&c->row, len + 1);
    c->row.len = len;
    c->row_table = table;
    memcpy(c->row_key, key.ptr, key.len);
    c->row_key_len = key.len;
    return room;
}

void row_end(struct commit *c)
{
    if (!c->row_reserved) {
        commit_put(c, c->row_table, str_make((const char *)c->row_key, c->row_key_len),
                   buf_str(&c->row));
    }
}

/* ---- identity ---- */

bool identity_get(struct commit *c, const unsigned char identity[HASH_BYTES],
                  struct ledger_identity_row *out)
{
    struct str value;
    return commit_get(c, TABLE_IDENTITY, hash_key(identity), &value) &&
           readable(c, ledger_identity_row_read(value, out));
}

void identity_put(struct commit *c, const unsigned char identity[HASH_BYTES],
                  const struct ledger_identity_row *row)
{
    char *at = row_begin(c, TABLE_IDENTITY, hash_key(identity), IDENTITY_BYTES);
    at = put_bytes(at, row->content, HASH_BYTES);
    at = put_u64(at, row->accepted);
    at = put_u32(at, row->revision);
    put_u64(at, row->seq);
    row_end(c);
}

/* ---- revisions ---- */

bool revision_get(struct commit *c, const unsigned char identity[HASH_BYTES], uint32_t revision,
                  struct ledger_revision_row *out)
{
    unsigned char key[REVISION_KEY_BYTES];
    ledger_revision_key(identity, revision, key);
    struct str value;
    return commit_get(c, TABLE_REVISIONS, str_make((const char *)key, sizeof key), &value) &&
           readable(c, ledger_revision_row_read(value, out));
}

void revision_put(struct commit *c, const unsigned char identity[HASH_BYTES], uint32_t revision,
                  const struct ledger_revision_row *row)
{
    unsigned char key[REVISION_KEY_BYTES];
    ledger_revision_key(identity, revision, key);
    char *at =
        row_begin(c, TABLE_REVISIONS, str_make((const char *)key, sizeof key), REVISION_BYTES);
    at = put_u64(at, row->seq);
    at = put_bytes(at, row->content, HASH_BYTES);
    put_u64(at, row->accepted);
    row_end(c);
}

void revision_del(struct commit *c, const unsigned char identity[HASH_BYTES], uint32_t revision)
{
    unsigned char key[REVISION_KEY_BYTES];
    ledger_revision_key(identity, revision, key);
    commit_del(c, TABLE_REVISIONS, str_make((const char *)key, sizeof key));
}

void revision_settle(struct commit *c, const unsigned char identity[HASH_BYTES], uint32_t revision,
                     const struct ledger_revision_row *row)
{
    struct ledger_identity_row newest;
    if (identity_get(c, identity, &newest) && newest.revision == revision) {
        newest.seq = row->seq;
        identity_put(c, identity, &newest);
    } else {
        revision_put(c, identity, revision, row);
    }
}

bool revision_seek(struct commit *c, const unsigned char identity[HASH_BYTES], uint32_t *revision,
                   struct ledger_revision_row *out)
{
    unsigned char at[REVISION_KEY_BYTES];
    ledger_revision_key(identity, *revision, at);
    struct str key, value;
    if (*revision == 0 ||
        !commit_seek(c, TABLE_REVISIONS, str_make((const char *)at, sizeof at), &key, &value) ||
        key.len != REVISION_KEY_BYTES || memcmp(key.ptr, identity, HASH_BYTES) != 0) {
        return false;
    }
    *revision = (uint32_t)ledger_key_to_u64(str_slice(key, HASH_BYTES, key.len));
    return readable(c, ledger_revision_row_read(value, out));
}

/* ---- journal ---- */

bool journal_get(struct commit *c, uint64_t accepted, struct ledger_journal_row *out)
{
    unsigned char room[8];
    struct str value;
    return commit_get(c, TABLE_JOURNAL, number_key(accepted, room), &value) &&
           readable(c, ledger_journal_row_read(value, out));
}

void journal_put(struct commit *c, uint64_t accepted, const struct ledger_journal_row *row)
{
    unsigned char room[8];
    char *at =
        row_begin(c, TABLE_JOURNAL, number_key(accepted, room), JOURNAL_FIXED + row->record.len);
    at = put_bytes(at, row->identity, HASH_BYTES);
    at = put_bytes(at, row->content, HASH_BYTES);
    at = put_u32(at, row->revision);
    put_bytes(at, row->record.ptr, row->record.len);
    row_end(c);
    c->pending_count++;
    c->pending_bytes += ledger_journal_bytes(row->record.len);
}

void journal_del(struct commit *c, uint64_t accepted, size_t record_len)
{
    unsigned char room[8];
    if (commit_del(c, TABLE_JOURNAL, number_key(accepted, room))) {
        c->pending_count--;
        c->pending_bytes -= ledger_journal_bytes(record_len);
    }
}

/* ---- feed ---- */

static size_t feed_len(const struct ledger_feed_row *row)
{
    return FEED_FIXED + row->topic.len + row->subject.len + row->traceparent.len + row->data.len;
}

static void feed_write(struct commit *c, uint64_t seq, const struct ledger_feed_row *row)
{
    unsigned char room[8];
    char *at = row_begin(c, TABLE_FEED, number_key(seq, room), feed_len(row));
    *at++ = (char)row->kind;
    *at++ = (char)row->removed;
    at = put_u32(at, row->revision);
    at = put_u64(at, row->accepted);
    at = put_u64(at, row->time_ms);
    at = put_bytes(at, row->identity, HASH_BYTES);
    at = put_bytes(at, row->digest, HASH_BYTES);
    at = put_u16(at, (uint16_t)row->topic.len);
    at = put_u16(at, (uint16_t)row->subject.len);
    at = put_u16(at, (uint16_t)row->traceparent.len);
    at = put_bytes(at, row->topic.ptr, row->topic.len);
    at = put_bytes(at, row->subject.ptr, row->subject.len);
    at = put_bytes(at, row->traceparent.ptr, row->traceparent.len);
    put_bytes(at, row->data.ptr, row->data.len);
    row_end(c);
}

void feed_add(struct commit *c, struct item *item)
{
    struct ledger_feed_row row = {
        .kind = item->feed,
        .accepted = item->accepted,
        .time_ms = item->time_ms,
        .revision = item->revision,
        .topic = item->topic,
        .subject = item->subject,
        .traceparent = item->traceparent,
        .data = item->data,
    };
    memcpy(row.identity, item->identity, HASH_BYTES);
    memcpy(row.digest, item->digest, HASH_BYTES);
    assert(row.topic.len <= UINT16_MAX && row.subject.len <= UINT16_MAX &&
           row.traceparent.len <= UINT16_MAX);
    item->seq = ++c->seq;
    feed_write(c, item->seq, &row);
    c->retained_count++;
    c->retained_bytes += ledger_feed_bytes(feed_len(&row));
}

void feed_replace(struct commit *c, uint64_t seq, size_t old_len, const struct ledger_feed_row *row)
{
    feed_write(c, seq, row);
    c->retained_bytes += ledger_feed_bytes(feed_len(row));
    c->retained_bytes -= ledger_feed_bytes(old_len);
}

void feed_del(struct commit *c, uint64_t seq, size_t len)
{
    unsigned char room[8];
    if (commit_del(c, TABLE_FEED, number_key(seq, room))) {
        c->retained_count--;
        c->retained_bytes -= ledger_feed_bytes(len);
    }
}
