/* Retention: the oldest rows of the feed go when they are too many bytes or too old.
 *
 * A commit in which rows expired says so with one tombstone, itself a row that will expire; the
 * expiry of such a row alone makes no further one, so a feed left to itself comes to rest. */
#include <string.h>

#include "path/ledger_rows.h"

/* Forgets what hangs on the row: its article is no longer known once its newest revision has
 * gone. */
static void forget_article(struct commit *c, uint64_t seq, const struct ledger_feed_row *row)
{
    struct ledger_identity_row identity;
    bool stood = identity_get(c, row->identity, &identity) && identity.seq == seq;
    if (stood) {
        commit_del(c, TABLE_IDENTITY, hash_key(row->identity));
    }
    /* The tombstone of a take-down stands for every revision that was pending then; any other row
     * for its own alone. */
    bool all = row->kind == FEED_TAKEN_DOWN;
    struct ledger_revision_row revision;
    for (uint32_t r = all ? 1 : row->revision;
         revision_seek(c, row->identity, &r, &revision) && (all || r == row->revision); r++) {
        if (revision.seq == seq) {
            revision_del(c, row->identity, r);
            stood = true;
        }
    }
    if (row->kind == FEED_QUARANTINED && stood) {
        /* Otherwise it was run again meanwhile, and has come back under another tombstone or not at
         * all. */
        unsigned char room[8];
        commit_del(c, TABLE_QUARANTINE, number_key(row->accepted, room));
    }
}

static bool too_much(const struct commit *c, const struct ledger_retention *r,
                     const struct ledger_feed_row *oldest)
{
    return (r->max_bytes && c->retained_bytes > r->max_bytes) ||
           (r->max_age_ms && c->now_ms > oldest->time_ms &&
            c->now_ms - oldest->time_ms > r->max_age_ms);
}

static bool oldest_row(struct commit *c, uint64_t *seq, struct ledger_feed_row *row, size_t *len)
{
    struct str key, value;
    if (!commit_seek(c, TABLE_FEED, (struct str){0}, &key, &value)) {
        return false;
    }
    *seq = ledger_key_to_u64(key);
    *len = value.len;
    if (ledger_feed_row_read(value, row) != STATUS_OK) {
        c->status = STATUS_IO;
        return false;
    }
    return true;
}

uint32_t ledger_expire(struct commit *c, const struct ledger_retention *retention,
                       struct item_queue *tombstones)
{
    uint32_t expired = 0;
    bool to_tell = false;
    uint64_t seq;
    struct ledger_feed_row row;
    size_t len;
    while (expired < retention->most_per_commit && c->retained_count &&
           oldest_row(c, &seq, &row, &len) && too_much(c, retention, &row)) {
        to_tell = to_tell || row.kind != FEED_EXPIRED;
        feed_del(c, seq, len);
        if (row.kind != FEED_EXPIRED) {
            forget_article(c, seq, &row);
        }
        c->first = seq + 1;
        expired++;
    }
    if (to_tell) {
        struct tombstone t = {
            .kind = FEED_EXPIRED, .topic = STR("tombstone.expired."), .reason = STR("retention")};
        tombstone_add(c, &t, tombstones);
    }
    return expired;
}

uint64_t ledger_oldest_ms(struct commit *c)
{
    uint64_t seq;
    struct ledger_feed_row row;
    size_t len;
    return c->retained_count && oldest_row(c, &seq, &row, &len) ? row.time_ms : 0;
}
