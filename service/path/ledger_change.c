/* What a commit does besides articles and results: take-down, quarantine, attempts, positions. */
#include <string.h>

#include "path/ledger_rows.h"

static const struct str TOPIC_UNKNOWN = STR_INIT("analysis.und.unknown.");

/* ---- quarantine ---- */

/* The quarantine row of `change`: by its accepted number, else the first of its identity. The table
 * is short: what lies in it killed the process twice. */
static bool quarantine_find(struct commit *c, const struct ledger_change *change,
                            uint64_t *accepted, struct ledger_quarantine_row *out)
{
    unsigned char room[8];
    struct str at = number_key(change->accepted, room), key, value;
    while (commit_seek(c, TABLE_QUARANTINE, at, &key, &value)) {
        *accepted = ledger_key_to_u64(key);
        if (ledger_quarantine_row_read(value, out) != STATUS_OK) {
            c->status = STATUS_IO;
            return false;
        }
        if (memcmp(out->identity, change->identity, HASH_BYTES) == 0) {
            return true;
        }
        at = number_key(*accepted + 1, room);
    }
    return false;
}

static void quarantine_put(struct commit *c, uint64_t accepted,
                           const struct ledger_journal_row *row, uint32_t attempts,
                           struct str reason)
{
    unsigned char room[8];
    char *at = row_begin(c, TABLE_QUARANTINE, number_key(accepted, room),
                         QUARANTINE_FIXED + reason.len + row->record.len);
    at = put_bytes(at, row->identity, HASH_BYTES);
    at = put_bytes(at, row->content, HASH_BYTES);
    at = put_u32(at, row->revision);
    at = put_u32(at, attempts);
    at = put_u16(at, (uint16_t)reason.len);
    at = put_bytes(at, reason.ptr, reason.len);
    put_bytes(at, row->record.ptr, row->record.len);
    row_end(c);
}

static uint32_t attempts_get(struct commit *c, uint64_t accepted)
{
    unsigned char room[8];
    struct str value;
    uint32_t attempts = 0;
    if (commit_get(c, TABLE_ATTEMPTS, number_key(accepted, room), &value) &&
        ledger_attempts_read(value, &attempts) != STATUS_OK) {
        c->status = STATUS_IO;
    }
    return attempts;
}

static enum status quarantine_add(struct commit *c, struct ledger_change *change)
{
    struct ledger_journal_row row;
    if (!journal_get(c, change->accepted, &row)) {
        return STATUS_NOT_FOUND;
    }
    /* The record is copied: it lies in the transaction's own memory, which the next put may
     * move. */
    struct buf record = {0};
    buf_add_str(&record, row.record);
    row.record = buf_str(&record);
    memcpy(change->identity, row.identity, HASH_BYTES);
    change->count = attempts_get(c, change->accepted);
    quarantine_put(c, change->accepted, &row, change->count,
                   str_slice(change->text, 0, UINT16_MAX));
    journal_del(c, change->accepted, row.record.len);
    buf_release(&record);
    unsigned char room[8];
    commit_del(c, TABLE_ATTEMPTS, number_key(change->accepted, room));

    struct tombstone t = {
        .kind = FEED_QUARANTINED,
        .topic = change->topic.len ? change->topic : TOPIC_UNKNOWN,
        .subject = change->subject,
        .reason = change->text,
        .revision = row.revision,
        .accepted = change->accepted,
        .identity = row.identity,
    };
    struct ledger_revision_row revision = {.seq = tombstone_add(c, &t, &change->feed),
                                           .accepted = change->accepted};
    memcpy(revision.content, row.content, HASH_BYTES);
    revision_settle(c, row.identity, row.revision, &revision);
    change->seq = revision.seq;
    return STATUS_OK;
}

static enum status quarantine_run(struct commit *c, struct ledger_change *change)
{
    uint64_t accepted;
    struct ledger_quarantine_row row;
    if (!quarantine_find(c, change, &accepted, &row)) {
        return STATUS_NOT_FOUND;
    }
    struct buf record = {0};
    buf_add_str(&record, row.record);
    struct ledger_identity_row newest;
    bool is_newest = identity_get(c, row.identity, &newest) && newest.accepted == accepted;
    if (is_newest) {
        struct ledger_journal_row back = {.revision = row.revision, .record = buf_str(&record)};
        memcpy(back.identity, row.identity, HASH_BYTES);
        memcpy(back.content, row.content, HASH_BYTES);
        journal_put(c, accepted, &back);
        newest.seq = 0;
        identity_put(c, row.identity, &newest);
        unsigned char room[8];
        commit_del(c, TABLE_QUARANTINE, number_key(accepted, room));
        change->accepted = accepted;
    }
    buf_release(&record);
    return is_newest ? STATUS_OK : STATUS_UNSUPPORTED;
}

static enum status quarantine_drop(struct commit *c, struct ledger_change *change)
{
    uint64_t accepted;
    struct ledger_quarantine_row row;
    if (!quarantine_find(c, change, &accepted, &row)) {
        return STATUS_NOT_FOUND;
    }
    unsigned char room[8];
    commit_del(c, TABLE_QUARANTINE, number_key(accepted, room));
    change->accepted = accepted;
    return STATUS_OK;
}

static enum status attempt_add(struct commit *c, struct ledger_change *change)
{
    struct ledger_journal_row row;
    if (!journal_get(c, change->accepted, &row)) {
        return STATUS_NOT_FOUND;
    }
    change->count = attempts_get(c, change->accepted) + 1;
    char value[4];
    put_u32(value, change->count);
    unsigned char room[8];
    commit_put(c, TABLE_ATTEMPTS, number_key(change->accepted, room),
               str_make(value, sizeof value));
    return STATUS_OK;
}

/* ---- take-down ---- */

/* What the tombstone of an article says of it: taken from the newest of its rows that was met. */
struct last_words {
    struct buf topic, subject;
};

static void remember(struct last_words *w, const struct ledger_feed_row *row)
{
    buf_clear(&w->topic);
    buf_clear(&w->subject);
    buf_add_str(&w->topic, row->topic);
    buf_add_str(&w->subject, row->subject);
}

/* The analysis under `seq` gives way to a tombstone in its place: same seq, same digest, so
 * completeness checks still agree. */
static void blank(struct commit *c, uint64_t seq, struct last_words *w)
{
    unsigned char room[8];
    struct str value;
    struct ledger_feed_row row;
    if (!commit_get(c, TABLE_FEED, number_key(seq, room), &value) ||
        ledger_feed_row_read(value, &row) != STATUS_OK) {
        return;
    }
    size_t old_len = value.len;
    remember(w, &row);
    if (row.kind == FEED_TAKEN_DOWN || row.removed) {
        return;
    }
    struct tombstone t = {
        .kind = FEED_TAKEN_DOWN, .subject = buf_str(&w->subject), .revision = row.revision};
    struct buf map = {0};
    tombstone_map(&t, &map);
    row.removed = true;
    row.topic = buf_str(&w->topic);
    row.subject = buf_str(&w->subject);
    row.traceparent = (struct str){0};
    row.data = buf_str(&map);
    feed_replace(c, seq, old_len, &row);
    buf_release(&map);
}

/* A revision that still waits for its analysis never gets one. */
static void withdraw(struct commit *c, uint64_t accepted)
{
    struct ledger_journal_row row;
    if (journal_get(c, accepted, &row)) {
        journal_del(c, accepted, row.record.len);
    }
    unsigned char room[8];
    commit_del(c, TABLE_ATTEMPTS, number_key(accepted, room));
}

/* All that lies in quarantine under the identity goes. */
static void empty_cells(struct commit *c, const struct ledger_change *change)
{
    struct ledger_change any = *change;
    any.accepted = 0;
    uint64_t accepted;
    struct ledger_quarantine_row row;
    while (quarantine_find(c, &any, &accepted, &row)) {
        unsigned char room[8];
        commit_del(c, TABLE_QUARANTINE, number_key(accepted, room));
        any.accepted = accepted + 1;
    }
}

/* Whatever had no row of the feed of its own now stands at the tombstone and goes with it. */
static void settle_withdrawn(struct commit *c, const unsigned char identity[HASH_BYTES],
                             uint64_t seq)
{
    struct ledger_revision_row revision;
    for (uint32_t r = 1; revision_seek(c, identity, &r, &revision); r++) {
        if (!revision.seq) {
            revision.seq = seq;
            revision_put(c, identity, r, &revision);
        }
    }
}

static void blank_revision(struct commit *c, uint64_t seq, uint64_t accepted,
                           struct last_words *words)
{
    if (seq) {
        blank(c, seq, words);
    } else {
        withdraw(c, accepted);
    }
}

static enum status take_down(struct commit *c, struct ledger_change *change)
{
    struct ledger_identity_row newest;
    if (!identity_get(c, change->identity, &newest)) {
        return STATUS_NOT_FOUND;
    }
    empty_cells(c, change);
    struct last_words words = {0};
    struct ledger_revision_row revision;
    for (uint32_t r = 1; revision_seek(c, change->identity, &r, &revision); r++) {
        blank_revision(c, revision.seq, revision.accepted, &words);
    }
    blank_revision(c, newest.seq, newest.accepted, &words);
    struct tombstone t = {
        .kind = FEED_TAKEN_DOWN,
        .topic = words.topic.len     ? buf_str(&words.topic)
                 : change->topic.len ? change->topic
                                     : TOPIC_UNKNOWN,
        .subject = words.subject.len ? buf_str(&words.subject) : change->subject,
        .reason = change->text,
        .revision = newest.revision,
        .accepted = newest.accepted,
        .identity = change->identity,
    };
    newest.seq = change->seq = tombstone_add(c, &t, &change->feed);
    settle_withdrawn(c, change->identity, change->seq);
    identity_put(c, change->identity, &newest);
    buf_release(&words.topic);
    buf_release(&words.subject);
    return STATUS_OK;
}

/* ---- positions ---- */

static enum status position_put(struct commit *c, const struct ledger_change *change)
{
    if (!change->text.len || change->text.len > POSITION_NAME_MAX) {
        return STATUS_LIMIT;
    }
    char *at = row_begin(c, TABLE_POSITIONS, change->text, POSITION_FIXED + change->text.len);
    at = put_u64(at, change->seq);
    at = put_u64(at, change->gaps);
    at = put_u64(at, c->now_ms);
    put_bytes(at, change->text.ptr, change->text.len);
    row_end(c);
    return STATUS_OK;
}

void ledger_change_apply(struct commit *c, struct ledger_change *change)
{
    switch (change->kind) {
    case CHANGE_TAKE_DOWN:
        change->status = take_down(c, change);
        break;
    case CHANGE_QUARANTINE:
        change->status = quarantine_add(c, change);
        break;
    case CHANGE_QUARANTINE_RUN:
        change->status = quarantine_run(c, change);
        break;
    case CHANGE_QUARANTINE_DROP:
        change->status = quarantine_drop(c, change);
        break;
    case CHANGE_ATTEMPT:
        change->status = attempt_add(c, change);
        break;
    case CHANGE_POSITION:
        change->status = position_put(c, change);
        break;
    }
}
