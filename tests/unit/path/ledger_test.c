#include "path/ledger.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "rows.h"

/* ---- a store with articles in it ---- */

struct rig {
    struct rows rows;
    struct ledger_kv kv;
    struct ledger_batch batch;
    struct item items[64];
    uint32_t item_count;
    struct item *made[64];
    uint32_t made_count;
};

static struct item *new_item(void *context, uint64_t bytes)
{
    struct rig *r = context;
    struct item *item = calloc(1, sizeof *item + bytes + 1);
    item->record = str_make((char *)(item + 1), bytes);
    r->made[r->made_count++] = item;
    return item;
}

static int setup(void **state)
{
    struct rig *r = calloc(1, sizeof *r);
    r->rows.calls_left = -1;
    r->kv = rows_kv(&r->rows);
    *state = r;
    return ledger_create(&r->kv, STR("0123456789abcdef0123456789abcdef")) == STATUS_OK ? 0 : -1;
}

static int teardown(void **state)
{
    struct rig *r = *state;
    while (r->made_count) {
        free(r->made[--r->made_count]);
    }
    rows_release(&r->rows);
    free(r);
    return 0;
}

static struct ledger_batch *batch(struct rig *r)
{
    r->batch = (struct ledger_batch){.now_ms = 1000, .new_item = new_item, .new_item_context = r};
    return &r->batch;
}

static struct item *article(struct rig *r, char identity, char content)
{
    struct item *item = &r->items[r->item_count++];
    memset(item, 0, sizeof *item);
    memset(item->identity, identity, HASH_BYTES);
    memset(item->content, content, HASH_BYTES);
    item->record = STR("a record");
    item_queue_push(&r->batch.articles, item);
    return item;
}

static void finish(struct rig *r, struct item *item)
{
    item->topic = STR("analysis.en.gazette.");
    item->subject = STR("gazette/17");
    item->data = STR("an analysis");
    item->time_ms = 1000;
    memset(item->digest, 7, HASH_BYTES);
    item_queue_push(&r->batch.finished, item);
}

static void commit(struct rig *r)
{
    assert_int_equal(ledger_commit(&r->kv, &r->batch), STATUS_OK);
}

/* Accepts an article and finishes it. */
static struct item *done(struct rig *r, char identity, char content)
{
    batch(r);
    struct item *item = article(r, identity, content);
    commit(r);
    batch(r);
    finish(r, item);
    commit(r);
    return item;
}

static struct ledger_feed_row feed_row(struct rig *r, uint64_t seq)
{
    unsigned char key[8];
    struct str value = {0};
    struct ledger_feed_row row = {0};
    ledger_key_u64(seq, key);
    assert_int_equal(r->kv.get(r->kv.txn, TABLE_FEED, str_make((char *)key, 8), &value), STATUS_OK);
    assert_int_equal(ledger_feed_row_read(value, &row), STATUS_OK);
    return row;
}

static enum status change(struct rig *r, struct ledger_change *c)
{
    batch(r)->changes = c;
    commit(r);
    return c->status;
}

/* ---- articles ---- */

static void admits_by_identity_and_content(void **state)
{
    static const struct {
        const char *name;
        char identity, content;
        enum admission admission;
        uint64_t accepted;
        uint32_t revision;
    } cases[] = {
        {"first", 'a', '1', ADMISSION_ACCEPTED, 1, 1},
        {"again while pending", 'a', '1', ADMISSION_DUPLICATE, 1, 1},
        {"other content", 'a', '2', ADMISSION_REVISION, 2, 2},
        {"the older content again", 'a', '1', ADMISSION_DUPLICATE, 1, 1},
        {"the newer content again", 'a', '2', ADMISSION_DUPLICATE, 2, 2},
        {"other identity, same content", 'b', '1', ADMISSION_ACCEPTED, 3, 1},
        {"a third content", 'a', '3', ADMISSION_REVISION, 4, 3},
        {"the first content once more", 'a', '1', ADMISSION_DUPLICATE, 1, 1},
    };
    for (int together = 0; together < 2; together++) {
        struct rig *r = *state;
        batch(r);
        struct item *items[8];
        for (size_t i = 0; i < 8; i++) {
            items[i] = article(r, cases[i].identity + (char)(2 * together), cases[i].content);
            if (!together) {
                commit(r);
                batch(r);
            }
        }
        commit(r);
        for (size_t i = 0; i < 8; i++) {
            uint64_t accepted = cases[i].accepted + (together ? 4u : 0u);
            if (items[i]->admission != cases[i].admission || items[i]->accepted != accepted ||
                items[i]->revision != cases[i].revision) {
                fail_msg("%s (together %d): admission %d accepted %llu revision %u", cases[i].name,
                         together, (int)items[i]->admission, (unsigned long long)items[i]->accepted,
                         items[i]->revision);
            }
        }
    }
}

static void dedupes_after_the_result_too(void **state)
{
    struct rig *r = *state;
    done(r, 'a', '1');
    done(r, 'a', '2');
    batch(r);
    struct item *older = article(r, 'a', '1'), *newer = article(r, 'a', '2');
    commit(r);
    assert_int_equal(older->admission, ADMISSION_DUPLICATE);
    assert_int_equal(older->revision, 1);
    assert_int_equal(newer->admission, ADMISSION_DUPLICATE);
    assert_int_equal(newer->revision, 2);
    assert_int_equal(rows_count(&r->rows, TABLE_JOURNAL), 0);
}

static void journal_keeps_what_is_pending(void **state)
{
    struct rig *r = *state;
    batch(r);
    struct item *item = article(r, 'a', '1');
    article(r, 'b', '1');
    commit(r);
    assert_int_equal(r->batch.pending_count, 2);
    assert_int_equal(r->batch.pending_bytes, 2 * ledger_journal_bytes(8));
    batch(r);
    finish(r, item);
    commit(r);
    assert_int_equal(r->batch.pending_count, 1);
    assert_int_equal(r->batch.pending_bytes, ledger_journal_bytes(8));
    assert_int_equal(rows_count(&r->rows, TABLE_JOURNAL), 1);
}

/* ---- the feed ---- */

static void results_get_seqs_without_gaps(void **state)
{
    struct rig *r = *state;
    for (uint64_t i = 1; i <= 5; i++) {
        struct item *item = done(r, (char)('a' + i), '1');
        assert_int_equal(item->seq, i);
        struct ledger_feed_row row = feed_row(r, i);
        assert_int_equal(row.accepted, item->accepted);
        assert_memory_equal(row.digest, item->digest, HASH_BYTES);
        assert_true(str_equal(row.topic, STR("analysis.en.gazette.")) &&
                    str_equal(row.subject, STR("gazette/17")));
        assert_true(str_equal(row.data, STR("an analysis")) && str_is_absent(row.traceparent));
    }
}

static void a_result_counts_once(void **state)
{
    struct rig *r = *state;
    struct item *item = done(r, 'a', '1');
    struct item again = *item;
    batch(r);
    finish(r, &again);
    commit(r);
    assert_int_equal(again.seq, 0);
    assert_int_equal(r->batch.seq_last, 1);
}

static void recovers_its_numbers(void **state)
{
    struct rig *r = *state;
    done(r, 'a', '1');
    batch(r);
    article(r, 'b', '1');
    commit(r);
    struct ledger_recovered found;
    assert_int_equal(ledger_recover(&r->kv, &found), STATUS_OK);
    assert_string_equal(found.epoch, "0123456789abcdef0123456789abcdef");
    assert_int_equal(found.accepted_last, 2);
    assert_int_equal(found.seq_last, 1);
    assert_int_equal(found.seq_first, 1);
    assert_int_equal(found.pending_count, 1);
    assert_int_equal(found.retained_count, 1);
    assert_int_equal(found.oldest_ms, 1000);
}

static void recover_tells_new_from_foreign(void **state)
{
    struct rig *r = *state;
    struct ledger_recovered found;
    assert_int_equal(r->kv.put(r->kv.txn, TABLE_META, STR("version"), STR("\xff\0\0\0")),
                     STATUS_OK);
    assert_int_equal(ledger_recover(&r->kv, &found), STATUS_MODEL);
    rows_release(&r->rows);
    assert_int_equal(ledger_recover(&r->kv, &found), STATUS_NOT_FOUND);
}

/* ---- retention ---- */

static void expires_oldest_first_by_bytes(void **state)
{
    struct rig *r = *state;
    for (char i = 0; i < 6; i++) {
        done(r, (char)('a' + i), '1');
    }
    batch(r)->retention =
        (struct ledger_retention){.max_bytes = r->batch.retained_bytes + 1, .most_per_commit = 2};
    commit(r);
    assert_int_equal(r->batch.expired_count, 2); /* no more in one commit */
    assert_int_equal(r->batch.seq_first, 3);
    assert_int_equal(r->batch.tombstones.count, 1);
    assert_int_equal(r->batch.tombstones.first->feed, FEED_EXPIRED);
    assert_int_equal(r->batch.tombstones.first->seq, 7);
    assert_true(str_equal(feed_row(r, 7).topic, STR("tombstone.expired.")));
    assert_int_equal(rows_count(&r->rows, TABLE_IDENTITY), 4);
}

static void expires_by_age_and_comes_to_rest(void **state)
{
    struct rig *r = *state;
    done(r, 'a', '1');
    done(r, 'b', '1');
    int commits = 0;
    do {
        batch(r)->retention = (struct ledger_retention){.max_age_ms = 10, .most_per_commit = 8};
        r->batch.now_ms = 2000u + 100u * (unsigned)commits;
        commit(r);
        assert_true(++commits < 5);
    } while (r->batch.expired_count);
    assert_int_equal(r->batch.retained_count, 0);
    assert_int_equal(r->batch.retained_bytes, 0);
    assert_int_equal(r->batch.seq_last, 3); /* one tombstone, and none for the tombstone */
    assert_int_equal(r->batch.seq_first, 4);
}

static void an_expired_article_is_new_again(void **state)
{
    struct rig *r = *state;
    done(r, 'a', '1');
    done(r, 'a', '2');
    batch(r)->retention = (struct ledger_retention){.max_age_ms = 10, .most_per_commit = 8};
    r->batch.now_ms = 5000;
    commit(r);
    assert_int_equal(rows_count(&r->rows, TABLE_REVISIONS) + rows_count(&r->rows, TABLE_IDENTITY),
                     0);
    batch(r);
    struct item *again = article(r, 'a', '1');
    commit(r);
    assert_int_equal(again->admission, ADMISSION_ACCEPTED);
    assert_int_equal(again->revision, 1);
    assert_int_equal(again->accepted, 3);
}

/* ---- take-down ---- */

static void take_down_blanks_and_tells(void **state)
{
    struct rig *r = *state;
    done(r, 'a', '1');
    batch(r);
    struct item *pending = article(r, 'a', '2');
    commit(r);
    struct ledger_change c = {.kind = CHANGE_TAKE_DOWN, .text = STR("by court order")};
    memset(c.identity, 'a', HASH_BYTES);
    assert_int_equal(change(r, &c), STATUS_OK);
    assert_int_equal(r->batch.pending_count, 0);
    assert_int_equal(c.feed.count, 1);
    assert_int_equal(c.feed.first->seq, 2);
    assert_true(str_equal(c.feed.first->topic, STR("analysis.en.gazette.")));
    struct ledger_feed_row row = feed_row(r, 1);
    assert_true(row.removed && row.digest[0] == 7);
    assert_int_equal(str_find(row.data, STR("an analysis"), 0), SIZE_MAX);
    assert_int_not_equal(str_find(feed_row(r, 2).data, STR("by court order"), 0), SIZE_MAX);

    batch(r);
    finish(r, pending); /* it was at work */
    struct item *again = article(r, 'a', '1'), *other = article(r, 'a', '2');
    commit(r);
    assert_int_equal(pending->seq, 0);
    assert_int_equal(again->admission, ADMISSION_DUPLICATE);
    assert_int_equal(other->admission, ADMISSION_DUPLICATE);
}

static void take_down_of_nothing(void **state)
{
    struct ledger_change c = {.kind = CHANGE_TAKE_DOWN};
    assert_int_equal(change(*state, &c), STATUS_NOT_FOUND);
}

/* One tombstone stands for all revisions that were pending, and takes all of them along. */
static void take_down_expires_with_all_it_withdrew(void **state)
{
    struct rig *r = *state;
    done(r, 'a', '1');
    batch(r);
    article(r, 'a', '2');
    article(r, 'a', '3');
    commit(r);
    struct ledger_change c = {.kind = CHANGE_TAKE_DOWN};
    memset(c.identity, 'a', HASH_BYTES);
    assert_int_equal(change(r, &c), STATUS_OK);
    assert_int_equal(rows_count(&r->rows, TABLE_REVISIONS), 2); /* the newest is the identity */
    batch(r)->retention = (struct ledger_retention){.max_age_ms = 10, .most_per_commit = 8};
    r->batch.now_ms = 5000;
    commit(r);
    assert_int_equal(rows_count(&r->rows, TABLE_REVISIONS), 0);
    assert_int_equal(rows_count(&r->rows, TABLE_IDENTITY), 0);
}

/* ---- quarantine ---- */

static struct item *quarantined(struct rig *r)
{
    batch(r);
    struct item *item = article(r, 'a', '1');
    commit(r);
    struct ledger_change tries = {.kind = CHANGE_ATTEMPT, .accepted = 1};
    assert_int_equal(change(r, &tries), STATUS_OK);
    assert_int_equal(change(r, &tries), STATUS_OK);
    assert_int_equal(tries.count, 2);
    struct ledger_change c = {.kind = CHANGE_QUARANTINE,
                              .accepted = 1,
                              .text = STR("signal 11"),
                              .topic = STR("analysis.und.gazette.")};
    assert_int_equal(change(r, &c), STATUS_OK);
    assert_int_equal(c.feed.first->feed, FEED_QUARANTINED);
    assert_true(str_equal(feed_row(r, 1).topic, STR("analysis.und.gazette.")));
    return item;
}

static void quarantine_keeps_the_record(void **state)
{
    struct rig *r = *state;
    quarantined(r);
    struct str key, value;
    struct ledger_quarantine_row row;
    assert_int_equal(r->kv.seek(r->kv.txn, TABLE_QUARANTINE, (struct str){0}, &key, &value),
                     STATUS_OK);
    assert_int_equal(ledger_quarantine_row_read(value, &row), STATUS_OK);
    assert_int_equal(row.attempts, 2);
    assert_true(str_equal(row.reason, STR("signal 11")) && str_equal(row.record, STR("a record")));
    assert_int_equal(r->batch.pending_count, 0);
    assert_int_equal(rows_count(&r->rows, TABLE_ATTEMPTS), 0);
}

static void quarantine_run_puts_it_back(void **state)
{
    struct rig *r = *state;
    struct item *item = quarantined(r);
    struct ledger_change c = {.kind = CHANGE_QUARANTINE_RUN};
    memset(c.identity, 'a', HASH_BYTES);
    assert_int_equal(change(r, &c), STATUS_OK);
    assert_int_equal(c.accepted, 1);
    assert_int_equal(r->batch.pending_count, 1);
    assert_int_equal(rows_count(&r->rows, TABLE_QUARANTINE), 0);
    batch(r);
    finish(r, item);
    commit(r);
    assert_int_equal(item->seq, 2);
}

static void quarantine_run_not_behind_a_newer_revision(void **state)
{
    struct rig *r = *state;
    quarantined(r);
    done(r, 'a', '2');
    struct ledger_change c = {.kind = CHANGE_QUARANTINE_RUN};
    memset(c.identity, 'a', HASH_BYTES);
    assert_int_equal(change(r, &c), STATUS_UNSUPPORTED);
    c.kind = CHANGE_QUARANTINE_DROP;
    assert_int_equal(change(r, &c), STATUS_OK);
    assert_int_equal(change(r, &c), STATUS_NOT_FOUND);
}

static void a_damaged_quarantine_row_is_told(void **state)
{
    struct rig *r = *state;
    quarantined(r);
    struct str key, value;
    assert_int_equal(rows_seek(&r->rows, TABLE_QUARANTINE, (struct str){0}, &key, &value),
                     STATUS_OK);
    assert_int_equal(rows_put(&r->rows, TABLE_QUARANTINE, key, str_slice(value, 0, 9)), STATUS_OK);
    const enum ledger_change_kind kinds[] = {CHANGE_QUARANTINE_RUN, CHANGE_QUARANTINE_DROP};
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        struct ledger_change c = {.kind = kinds[i]};
        memset(c.identity, 'a', HASH_BYTES);
        batch(r)->changes = &c;
        assert_int_equal(ledger_commit(&r->kv, &r->batch), STATUS_IO);
    }
    assert_int_equal(rows_count(&r->rows, TABLE_QUARANTINE), 1);
}

/* ---- positions, failures, keys ---- */

static void positions_last(void **state)
{
    struct rig *r = *state;
    struct ledger_change c = {.kind = CHANGE_POSITION, .text = STR("archive"), .seq = 9, .gaps = 2};
    assert_int_equal(change(r, &c), STATUS_OK);
    struct str value;
    struct ledger_position_row row;
    assert_int_equal(r->kv.get(r->kv.txn, TABLE_POSITIONS, STR("archive"), &value), STATUS_OK);
    assert_int_equal(ledger_position_row_read(value, &row), STATUS_OK);
    assert_int_equal(row.seq, 9);
    assert_int_equal(row.gaps, 2);
    assert_int_equal(row.time_ms, 1000);
    assert_true(str_equal(row.name, STR("archive")));
    c.text = STR("");
    assert_int_equal(change(r, &c), STATUS_LIMIT);
}

static void every_failing_call_is_told(void **state)
{
    struct rig *r = *state;
    for (int calls = 0; calls < 14; calls++) {
        batch(r);
        article(r, (char)('a' + calls), '1');
        article(r, (char)('a' + calls), '2');
        r->rows.calls_left = calls;
        r->rows.failure = calls % 2 ? STATUS_FULL : STATUS_IO;
        enum status s = ledger_commit(&r->kv, &r->batch);
        if (s != r->rows.failure) {
            fail_msg("after %d calls: %s", calls, status_name(s));
        }
        r->rows.calls_left = -1;
    }
}

static void damaged_rows_are_refused(void **state)
{
    (void)state;
    char bytes[256] = {0};
    struct ledger_feed_row feed;
    struct ledger_journal_row journal;
    struct ledger_identity_row identity;
    struct ledger_quarantine_row quarantine;
    struct ledger_position_row position;
    assert_int_equal(ledger_feed_row_read(str_make(bytes, 91), &feed), STATUS_INVALID);
    assert_int_equal(ledger_feed_row_read(str_make(bytes, 92), &feed), STATUS_OK);
    bytes[86] = 1; /* a topic of one byte that is not there */
    assert_int_equal(ledger_feed_row_read(str_make(bytes, 92), &feed), STATUS_INVALID);
    assert_int_equal(ledger_journal_row_read(str_make(bytes, 67), &journal), STATUS_INVALID);
    assert_int_equal(ledger_identity_row_read(str_make(bytes, 51), &identity), STATUS_INVALID);
    assert_int_equal(ledger_quarantine_row_read(str_make(bytes, 73), &quarantine), STATUS_INVALID);
    assert_int_equal(ledger_position_row_read(str_make(bytes, 23), &position), STATUS_INVALID);
}

static void keys_sort_as_numbers(void **state)
{
    (void)state;
    static const uint64_t numbers[] = {0,         1, 255, 256, 65535, 1u << 31, UINT64_C(1) << 40,
                                       UINT64_MAX};
    unsigned char before[8], key[8];
    for (size_t i = 0; i < 8; i++) {
        ledger_key_u64(numbers[i], key);
        assert_true(ledger_key_to_u64(str_make((char *)key, 8)) == numbers[i]);
        assert_true(!i || memcmp(before, key, 8) < 0);
        memcpy(before, key, 8);
    }
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(admits_by_identity_and_content),
        CASE(dedupes_after_the_result_too),
        CASE(journal_keeps_what_is_pending),
        CASE(results_get_seqs_without_gaps),
        CASE(a_result_counts_once),
        CASE(recovers_its_numbers),
        CASE(recover_tells_new_from_foreign),
        CASE(expires_oldest_first_by_bytes),
        CASE(expires_by_age_and_comes_to_rest),
        CASE(an_expired_article_is_new_again),
        CASE(take_down_blanks_and_tells),
        CASE(take_down_expires_with_all_it_withdrew),
        CASE(take_down_of_nothing),
        CASE(quarantine_keeps_the_record),
        CASE(quarantine_run_puts_it_back),
        CASE(quarantine_run_not_behind_a_newer_revision),
        CASE(a_damaged_quarantine_row_is_told),
        CASE(positions_last),
        CASE(every_failing_call_is_told),
        CASE(damaged_rows_are_refused),
        CASE(keys_sort_as_numbers),
    };
    return cmocka_run_group_tests_name("ledger", tests, NULL, NULL);
}
