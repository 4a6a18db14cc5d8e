#include "path/ledger.h"

#include <string.h>

#include "path/ledger_rows.h"

/* ---- meta ---- */

static uint64_t meta_u64(struct commit *c, struct str name)
{
    struct str value;
    return commit_get(c, TABLE_META, name, &value) && value.len >= 8 ? get_u64(value.ptr) : 0;
}

static void meta_pair(struct commit *c, struct str name, uint64_t *count, uint64_t *bytes)
{
    struct str value;
    if (commit_get(c, TABLE_META, name, &value) && value.len >= 16) {
        *count = get_u64(value.ptr);
        *bytes = get_u64(value.ptr + 8);
    }
}

static void meta_put_u64(struct commit *c, struct str name, uint64_t number)
{
    char value[8];
    put_u64(value, number);
    commit_put(c, TABLE_META, name, str_make(value, sizeof value));
}

static void meta_put_pair(struct commit *c, struct str name, uint64_t count, uint64_t bytes)
{
    char value[16];
    put_u64(put_u64(value, count), bytes);
    commit_put(c, TABLE_META, name, str_make(value, sizeof value));
}

static void counters_read(struct commit *c)
{
    c->accepted = meta_u64(c, STR("accepted"));
    c->seq = meta_u64(c, STR("seq"));
    c->first = meta_u64(c, STR("first"));
    meta_pair(c, STR("pending"), &c->pending_count, &c->pending_bytes);
    meta_pair(c, STR("retained"), &c->retained_count, &c->retained_bytes);
}

static void counters_write(struct commit *c)
{
    meta_put_u64(c, STR("accepted"), c->accepted);
    meta_put_u64(c, STR("seq"), c->seq);
    meta_put_u64(c, STR("first"), c->first);
    meta_put_pair(c, STR("pending"), c->pending_count, c->pending_bytes);
    meta_put_pair(c, STR("retained"), c->retained_count, c->retained_bytes);
}

/* ---- new articles ---- */

/* Looks for the content among the older revisions that are still known. */
static bool find_older(struct commit *c, const struct item *item,
                       const struct ledger_identity_row *newest, uint32_t *revision,
                       struct ledger_revision_row *out)
{
    uint32_t from =
        newest->revision > REVISIONS_COMPARED ? newest->revision - REVISIONS_COMPARED : 1;
    for (*revision = from;
         *revision < newest->revision && revision_seek(c, item->identity, revision, out);
         (*revision)++) {
        if (memcmp(out->content, item->content, HASH_BYTES) == 0) {
            return true;
        }
    }
    return false;
}

static bool is_duplicate(struct commit *c, struct item *item,
                         const struct ledger_identity_row *newest)
{
    uint32_t revision;
    struct ledger_revision_row older;
    item->admission = ADMISSION_DUPLICATE;
    if (memcmp(newest->content, item->content, HASH_BYTES) == 0) {
        item->accepted = newest->accepted;
        item->revision = newest->revision;
        return true;
    }
    if (newest->revision > 1 && find_older(c, item, newest, &revision, &older)) {
        item->accepted = older.accepted;
        item->revision = revision;
        return true;
    }
    return false;
}

/* A newer revision takes the place in the identity row: the one before moves to the revisions,
 * where dedupe and get find it. */
static void keep_older(struct commit *c, const struct item *item,
                       const struct ledger_identity_row *newest)
{
    struct ledger_revision_row row = {.accepted = newest->accepted, .seq = newest->seq}, old;
    if (!revision_get(c, item->identity, newest->revision, &old)) {
        memcpy(row.content, newest->content, HASH_BYTES);
        revision_put(c, item->identity, newest->revision, &row);
    }
}

static void admit(struct commit *c, struct item *item)
{
    struct ledger_identity_row newest = {0};
    bool known = identity_get(c, item->identity, &newest);
    if (known && is_duplicate(c, item, &newest)) {
        return;
    }
    if (known) {
        keep_older(c, item, &newest);
    }
    item->admission = known ? ADMISSION_REVISION : ADMISSION_ACCEPTED;
    item->accepted = ++c->accepted;
    item->revision = newest.revision + 1;

    struct ledger_identity_row now = {.accepted = item->accepted, .revision = item->revision};
    memcpy(now.content, item->content, HASH_BYTES);
    identity_put(c, item->identity, &now);

    struct ledger_journal_row row = {.revision = item->revision, .record = item->record};
    memcpy(row.identity, item->identity, HASH_BYTES);
    memcpy(row.content, item->content, HASH_BYTES);
    journal_put(c, item->accepted, &row);
}

/* ---- results ---- */

static void finish(struct commit *c, struct item *item)
{
    struct ledger_journal_row pending;
    item->seq = 0;
    if (!journal_get(c, item->accepted, &pending)) {
        return; /* taken down while it was at work */
    }
    journal_del(c, item->accepted, pending.record.len);
    unsigned char room[8];
    commit_del(c, TABLE_ATTEMPTS, number_key(item->accepted, room));

    feed_add(c, item);
    struct ledger_revision_row revision = {.seq = item->seq, .accepted = item->accepted};
    memcpy(revision.content, pending.content, HASH_BYTES);
    revision_settle(c, item->identity, item->revision, &revision);
}

/* ---- the commit ---- */

static void report(struct commit *c, struct ledger_batch *batch)
{
    batch->accepted_last = c->accepted;
    batch->seq_last = c->seq;
    batch->seq_first = c->first;
    batch->pending_count = c->pending_count;
    batch->pending_bytes = c->pending_bytes;
    batch->retained_count = c->retained_count;
    batch->retained_bytes = c->retained_bytes;
    batch->oldest_ms = ledger_oldest_ms(c);
}

enum status ledger_commit(const struct ledger_kv *kv, struct ledger_batch *batch)
{
    struct commit c = {
        .kv = kv,
        .now_ms = batch->now_ms,
        .new_item = batch->new_item,
        .new_item_context = batch->new_item_context,
    };
    counters_read(&c);
    for (struct item *i = batch->articles.first; i && c.status == STATUS_OK; i = i->next) {
        admit(&c, i);
    }
    for (struct item *i = batch->finished.first; i && c.status == STATUS_OK; i = i->next) {
        finish(&c, i);
    }
    for (struct ledger_change *change = batch->changes; change && c.status == STATUS_OK;
         change = change->next) {
        ledger_change_apply(&c, change);
    }
    batch->expired_count = ledger_expire(&c, &batch->retention, &batch->tombstones);
    counters_write(&c);
    report(&c, batch);
    commit_release(&c);
    return c.status;
}

enum status ledger_create(const struct ledger_kv *kv, struct str epoch)
{
    struct commit c = {.kv = kv, .first = 1};
    char version[4];
    put_u32(version, LEDGER_VERSION);
    commit_put(&c, TABLE_META, STR("version"), str_make(version, sizeof version));
    commit_put(&c, TABLE_META, STR("epoch"), epoch);
    counters_write(&c);
    return c.status;
}

enum status ledger_recover(const struct ledger_kv *kv, struct ledger_recovered *out)
{
    struct commit c = {.kv = kv};
    struct str version, epoch;
    *out = (struct ledger_recovered){0};
    if (!commit_get(&c, TABLE_META, STR("version"), &version)) {
        return c.status == STATUS_OK ? STATUS_NOT_FOUND : c.status;
    }
    if (version.len != 4 || get_u32(version.ptr) != LEDGER_VERSION ||
        !commit_get(&c, TABLE_META, STR("epoch"), &epoch) || epoch.len >= sizeof out->epoch) {
        return c.status == STATUS_OK ? STATUS_MODEL : c.status;
    }
    memcpy(out->epoch, epoch.ptr, epoch.len);
    counters_read(&c);
    out->accepted_last = c.accepted;
    out->seq_last = c.seq;
    out->seq_first = c.first;
    out->pending_count = c.pending_count;
    out->pending_bytes = c.pending_bytes;
    out->retained_count = c.retained_count;
    out->retained_bytes = c.retained_bytes;
    out->oldest_ms = ledger_oldest_ms(&c);
    return c.status;
}
