/* Each rule of path.h is one test. The rig is the smallest shell: it keeps the effects and runs
 * commits on a list of rows. */
#include "path/path.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <time.h>

#include <cmocka.h>

#include "rows.h"

enum { EFFECTS_MAX = 4096, ITEMS_MAX = 4096 };

struct rig {
    struct rows rows;
    struct ledger_kv kv;
    struct path_options o;
    struct path *path;
    struct path_effect effects[EFFECTS_MAX]; /* since the last `forget` */
    uint32_t effect_count;
    struct item *items[ITEMS_MAX];
    uint32_t item_count;
    uint64_t now, nonce; /* of the last HELLO */
    uint32_t contents;
};

static struct item *new_item(void *context, uint64_t bytes)
{
    struct rig *r = context;
    struct item *item = calloc(1, sizeof *item + bytes + 1);
    item->record = str_make((char *)(item + 1), bytes);
    r->items[r->item_count++] = item;
    return item;
}

static void collect(struct rig *r)
{
    while (path_next(r->path, &r->effects[r->effect_count])) {
        r->effect_count++;
        assert_true(r->effect_count < EFFECTS_MAX);
    }
}

static void forget(struct rig *r)
{
    collect(r);
    r->effect_count = 0;
}

static uint32_t count(const struct rig *r, enum path_effect_kind kind)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < r->effect_count; i++) {
        n += r->effects[i].kind == kind;
    }
    return n;
}

/* The nth effect of a kind since the last forget, from 0. */
static struct path_effect *effect(struct rig *r, enum path_effect_kind kind, uint32_t nth)
{
    collect(r);
    for (uint32_t i = 0; i < r->effect_count; i++) {
        if (r->effects[i].kind == kind && nth-- == 0) {
            return &r->effects[i];
        }
    }
    fail_msg("there is no effect of kind %d", (int)kind);
    return NULL;
}

static void begin(struct rig *r)
{
    struct ledger_recovered found;
    assert_int_equal(ledger_recover(&r->kv, &found), STATUS_OK);
    assert_int_equal(path_new(&r->path, &r->o, &found, r->now), STATUS_OK);
}

static int setup(void **state)
{
    struct rig *r = calloc(1, sizeof *r);
    r->rows.calls_left = -1;
    r->kv = rows_kv(&r->rows);
    r->now = 1000;
    uint64_t article_bytes = ledger_journal_bytes(100);
    r->o = (struct path_options){
        .window = 4,
        .peers_max = 8,
        .article_bytes = article_bytes,
        .journal_bytes = 1000 * article_bytes,
        .waiting_bytes = 10000,
        .ready_max = 8,
        .ready_bytes = 10000,
        .work_slots = 2,
        .idle_ms = 5000,
        .heartbeat_ms = 1000,
        .drain_ms = 3000,
        .retention = {.most_per_commit = 16},
    };
    *state = r;
    if (ledger_create(&r->kv, STR("0123456789abcdef0123456789abcdef")) != STATUS_OK) {
        return -1;
    }
    begin(r);
    path_recovered(r->path, NULL, 0, r->now);
    return 0;
}

static int teardown(void **state)
{
    struct rig *r = *state;
    path_free(r->path);
    for (uint32_t i = 0; i < r->item_count; i++) {
        free(r->items[i]);
    }
    rows_release(&r->rows);
    free(r);
    return 0;
}

/* Another life of the service on the same rows, with other options if `r->o` was changed. */
static void restart(struct rig *r, const struct path_suspect *suspects, uint32_t n)
{
    path_free(r->path);
    r->effect_count = 0;
    begin(r);
    path_recovered(r->path, suspects, n, r->now);
}

static struct item *made(struct rig *r, char identity)
{
    struct item *item = new_item(r, 8);
    memset(item->identity, identity, HASH_BYTES);
    r->contents++;
    memcpy(item->content, &r->contents, sizeof r->contents);
    return item;
}

/* An article by intake; a new content each time. */
static struct item *arrives(struct rig *r, char identity)
{
    struct item *item = made(r, identity);
    path_article(r->path, item, r->now);
    return item;
}

static struct item *arrives_from(struct rig *r, uint64_t peer, char identity)
{
    assert_true(path_may_send(r->path, peer, 1, r->now));
    struct item *item = made(r, identity);
    item->peer = peer;
    path_article(r->path, item, r->now);
    return item;
}

static struct ledger_batch *last_batch(struct rig *r)
{
    collect(r);
    struct ledger_batch *batch = NULL;
    for (uint32_t i = 0; i < r->effect_count; i++) {
        batch = r->effects[i].kind == PATH_COMMIT ? r->effects[i].batch : batch;
    }
    assert_non_null(batch);
    return batch;
}

static void commit_as(struct rig *r, enum status status)
{
    struct ledger_batch *batch = last_batch(r);
    batch->new_item = new_item;
    batch->new_item_context = r;
    batch->status = status;
    if (status == STATUS_OK) {
        batch->status = ledger_commit(&r->kv, batch);
        assert_int_equal(batch->status, STATUS_OK);
    }
    forget(r);
    path_commit_done(r->path, batch, r->now);
    collect(r);
}

static void commit(struct rig *r)
{
    commit_as(r, STATUS_OK);
}

static void finishes(struct rig *r, struct item *item)
{
    item->record = (struct str){0};
    item->topic = STR("analysis.en.gazette.");
    item->time_ms = 1700000000000u + r->now;
    path_work_done(r->path, item, r->now);
    collect(r);
}

static void tick(struct rig *r, uint64_t ms)
{
    r->now += ms;
    path_tick(r->path, r->now, 1700000000000u + r->now);
    collect(r);
}

static uint64_t hello(struct rig *r, const char *name)
{
    uint64_t peer = path_hello(r->path, str_of(name), ++r->nonce, r->now);
    collect(r);
    return peer;
}

static struct path_counters counters(struct rig *r)
{
    struct path_counters c;
    path_count(r->path, &c);
    return c;
}

/* ---- commits, acknowledgements, publishing ---- */

static void nothing_is_acked_or_published_before_its_commit(void **state)
{
    struct rig *r = *state;
    uint64_t peer = hello(r, "p");
    struct item *item = arrives_from(r, peer, 'a');
    collect(r);
    assert_int_equal(count(r, PATH_ACK) + count(r, PATH_WORK), 0);
    commit(r);
    assert_ptr_equal(effect(r, PATH_ACK, 0)->item, item);
    assert_ptr_equal(effect(r, PATH_WORK, 0)->item, item);
    forget(r);
    finishes(r, item);
    assert_int_equal(count(r, PATH_PUBLISH), 0);
    commit(r);
    assert_ptr_equal(effect(r, PATH_PUBLISH, 0)->item, item);
    assert_int_equal(item->seq, 1);
}

static void one_commit_at_a_time_takes_what_waits(void **state)
{
    struct rig *r = *state;
    r->o.waiting_bytes = 1 << 20;
    path_reconfigure(r->path, &r->o);
    for (int i = 0; i < COMMIT_MAX + 10; i++) {
        arrives(r, (char)i);
    }
    collect(r);
    assert_int_equal(count(r, PATH_COMMIT), 1);
    assert_int_equal(last_batch(r)->articles.count, 1);
    commit(r);
    assert_int_equal(last_batch(r)->articles.count, COMMIT_MAX);
    assert_int_equal(r->effects[0].kind, PATH_COMMIT); /* before anybody is told of the first */
    assert_int_equal(r->effects[1].kind, PATH_WORK);
    commit(r);
    assert_int_equal(last_batch(r)->articles.count, 9);
}

static void duplicates_are_acked_and_not_worked_on(void **state)
{
    struct rig *r = *state;
    uint64_t peer = hello(r, "p");
    struct item *first = arrives_from(r, peer, 'a'), *again = arrives_from(r, peer, 'a');
    memcpy(again->content, first->content, HASH_BYTES);
    commit(r);
    commit(r);
    assert_ptr_equal(effect(r, PATH_ACK, 0)->item, again);
    assert_ptr_equal(effect(r, PATH_FREE, 0)->item, again);
    assert_int_equal(count(r, PATH_WORK), 0);
    assert_int_equal(counters(r).duplicates, 1);
}

static void tombstones_are_published_in_order_of_seq(void **state)
{
    struct rig *r = *state;
    struct item *a = arrives(r, 'a');
    commit(r);
    struct ledger_change down = {.kind = CHANGE_TAKE_DOWN};
    memset(down.identity, 'b', HASH_BYTES);
    arrives(r, 'b');
    commit(r);
    path_change(r->path, &down, r->now);
    finishes(r, a);
    commit(r); /* the change alone */
    assert_int_equal(effect(r, PATH_PUBLISH, 0)->item->seq, 1);
    assert_ptr_equal(effect(r, PATH_ANSWER, 0)->change, &down);
    commit(r);
    assert_int_equal(effect(r, PATH_PUBLISH, 0)->item->seq, 2);
}

static void what_was_taken_down_at_work_is_not_published(void **state)
{
    struct rig *r = *state;
    struct item *a = arrives(r, 'a');
    commit(r);
    struct ledger_change down = {.kind = CHANGE_TAKE_DOWN};
    memset(down.identity, 'a', HASH_BYTES);
    path_change(r->path, &down, r->now);
    commit(r);
    finishes(r, a);
    commit(r);
    assert_int_equal(count(r, PATH_PUBLISH), 0);
    assert_ptr_equal(effect(r, PATH_FREE, 0)->item, a);
}

/* ---- credit ---- */

static void credit_is_a_sum_of_grants(void **state)
{
    struct rig *r = *state;
    uint64_t peer = hello(r, "p");
    assert_int_equal(effect(r, PATH_WELCOME, 0)->credit, 4);
    for (int i = 0; i < 4; i++) {
        arrives_from(r, peer, (char)('a' + i));
    }
    assert_false(path_may_send(r->path, peer, 77, r->now));
    assert_int_equal(effect(r, PATH_NACK, 0)->refusal, PATH_OVER_CREDIT);
    assert_int_equal(effect(r, PATH_NACK, 0)->sent_ref, 77);
    commit(r);
    assert_int_equal(effect(r, PATH_ACK, 0)->credit, 1);
    assert_true(path_may_send(r->path, peer, 78, r->now));
}

static void a_refused_article_gives_its_credit_back(void **state)
{
    struct rig *r = *state;
    uint64_t peer = hello(r, "p");
    for (int i = 0; i < 4; i++) {
        assert_true(path_may_send(r->path, peer, 1, r->now));
        path_refused(r->path, peer, r->now);
    }
    forget(r);
    assert_true(path_next_tick_ms(r->path) <= r->now + 1000);
    tick(r, 20);
    assert_int_equal(effect(r, PATH_CREDIT, 0)->credit, 4);
}

static void who_has_not_said_hello_is_refused(void **state)
{
    struct rig *r = *state;
    assert_int_equal(path_peer(r->path, STR("stranger")), 0);
    assert_false(path_may_send(r->path, 0, 5, r->now));
    assert_int_equal(effect(r, PATH_NACK, 0)->refusal, PATH_HELLO_FIRST);
    assert_int_equal(counters(r).refused_hello, 1);
}

static void hello_again_voids_old_credit(void **state)
{
    struct rig *r = *state;
    uint64_t peer = hello(r, "p");
    forget(r);
    assert_int_equal(hello(r, "p"), peer);
    assert_int_equal(effect(r, PATH_WELCOME, 0)->credit, 4);
    assert_int_equal(effect(r, PATH_WELCOME, 0)->nonce, r->nonce);
    assert_int_equal(counters(r).credit_out, 4);
    assert_int_equal(counters(r).peers, 1);
}

static void peers_are_bounded(void **state)
{
    struct rig *r = *state;
    char name[2] = "a";
    for (; name[0] < 'a' + 8; name[0]++) {
        assert_true(hello(r, name) != 0);
    }
    assert_int_equal(hello(r, "late"), 0);
    assert_int_equal(effect(r, PATH_NACK, 0)->refusal, PATH_TOO_MANY_PEERS);
    path_bye(r->path, path_peer(r->path, STR("c")), r->now);
    assert_true(hello(r, "late") != 0);
}

/* Room for about six articles, four peers. */
static void room_is_shared_and_never_promised_twice(void **state)
{
    struct rig *r = *state;
    r->o.journal_bytes = 8 * r->o.article_bytes;
    restart(r, NULL, 0);
    uint64_t peers[4];
    uint32_t credit[4] = {0};
    const char *const names[] = {"a", "b", "c", "d"};
    for (int i = 0; i < 4; i++) {
        peers[i] = hello(r, names[i]);
    }
    tick(r, 20);
    for (uint32_t i = 0; i < r->effect_count; i++) {
        for (int p = 0; p < 4; p++) {
            credit[p] += r->effects[i].peer == peers[p] ? r->effects[i].credit : 0;
        }
    }
    for (int p = 0; p < 4; p++) {
        if (credit[p] < 1 || credit[p] > 2) {
            fail_msg("peer %s has %u of the room", names[p], credit[p]);
        }
    }
    assert_true(counters(r).credit_out * r->o.article_bytes <= r->o.journal_bytes);
}

static void a_full_journal_gives_no_credit_until_there_is_room(void **state)
{
    struct rig *r = *state;
    r->o.journal_bytes = 3 * r->o.article_bytes;
    r->o.work_slots = 1;
    restart(r, NULL, 0);
    uint64_t peer = hello(r, "p");
    tick(r, 20);
    uint32_t sent = 0;
    struct item *working = NULL;
    while (sent < 8 && counters(r).credit_out) {
        arrives_from(r, peer, (char)('a' + sent++));
        commit(r);
        working = count(r, PATH_WORK) ? effect(r, PATH_WORK, 0)->item : working;
        tick(r, 20);
    }
    assert_true(sent >= 1 && sent < 8);
    assert_false(path_may_send(r->path, peer, 1, r->now));
    finishes(r, working);
    commit(r);
    tick(r, 20);
    assert_true(counters(r).credit_out > 0);
    assert_true(path_may_send(r->path, peer, 1, r->now));
}

/* ---- silence ---- */

static void the_silent_are_forgotten_and_the_living_are_not(void **state)
{
    struct rig *r = *state;
    uint64_t silent = hello(r, "silent"), alive = hello(r, "alive");
    tick(r, 4000);
    path_alive(r->path, alive, r->now);
    tick(r, 1000);
    assert_true(str_is_absent(path_peer_identity(r->path, silent)));
    assert_true(str_equal(path_peer_identity(r->path, alive), STR("alive")));
    assert_int_equal(counters(r).credit_out, 4);
    assert_false(path_may_send(r->path, silent, 1, r->now));
    assert_int_equal(effect(r, PATH_NACK, 0)->refusal, PATH_HELLO_FIRST);
}

static void waiting_for_an_ack_is_not_silence(void **state)
{
    struct rig *r = *state;
    uint64_t peer = hello(r, "p");
    arrives_from(r, peer, 'a');
    tick(r, 20000);
    commit(r);
    assert_int_equal(effect(r, PATH_ACK, 0)->peer, peer);
}

static void while_we_do_not_read_nobody_is_silent(void **state)
{
    struct rig *r = *state;
    uint64_t peer = hello(r, "p");
    r->o.waiting_bytes = 12;
    path_reconfigure(r->path, &r->o);
    arrives(r, 'a');
    arrives(r, 'b');
    tick(r, 20000);
    assert_int_equal(count(r, PATH_READ_STOP), 1);
    assert_false(str_is_absent(path_peer_identity(r->path, peer)));
    commit(r);
    commit(r);
    assert_int_equal(count(r, PATH_READ_START), 1);
    tick(r, 4999); /* what it had sent meanwhile is only now read */
    assert_false(str_is_absent(path_peer_identity(r->path, peer)));
    tick(r, 1);
    assert_true(str_is_absent(path_peer_identity(r->path, peer)));
}

static void a_hoarder_loses_its_credit_to_who_waits(void **state)
{
    struct rig *r = *state;
    r->o.journal_bytes = 2 * r->o.article_bytes;
    restart(r, NULL, 0);
    uint64_t hoarder = hello(r, "hoarder"), waits = hello(r, "waits");
    assert_int_equal(effect(r, PATH_WELCOME, 1)->credit, 0);
    for (int i = 0; i < 2; i++) {
        path_alive(r->path, hoarder, r->now);
        path_alive(r->path, waits, r->now);
        forget(r);
        tick(r, 2500);
    }
    assert_true(str_is_absent(path_peer_identity(r->path, hoarder)));
    assert_int_equal(effect(r, PATH_CREDIT, 0)->peer, waits);
}

static void who_waited_long_has_time_to_use_its_first_grant(void **state)
{
    struct rig *r = *state;
    r->o.journal_bytes = 2 * r->o.article_bytes;
    restart(r, NULL, 0);
    uint64_t hoarder = hello(r, "hoarder"), fed = hello(r, "fed"), waits = hello(r, "waits");
    uint64_t peers[] = {hoarder, fed, waits};
    for (int i = 0; i < 4; i++) {
        for (int k = 0; k < 3; k++) {
            path_alive(r->path, peers[k], r->now);
        }
        tick(r, 1250);
    }
    assert_true(str_is_absent(path_peer_identity(r->path, hoarder)));
    assert_int_equal(effect(r, PATH_CREDIT, 0)->peer, fed);
    for (int i = 0; i < 2; i++) {
        path_alive(r->path, fed, r->now);
        path_alive(r->path, waits, r->now);
        tick(r, 1250); /* somebody is hungry still, so hoarders are looked for */
        assert_false(str_is_absent(path_peer_identity(r->path, fed)));
    }
    for (int i = 0; i < 3; i++) {
        path_alive(r->path, fed, r->now);
        path_alive(r->path, waits, r->now);
        tick(r, 1250);
    }
    assert_true(str_is_absent(path_peer_identity(r->path, fed)));
}

/* ---- reading ---- */

static void reading_stops_and_starts_with_what_waits(void **state)
{
    struct rig *r = *state;
    r->o.waiting_bytes = 40;
    path_reconfigure(r->path, &r->o);
    for (int i = 0; i < 6; i++) {
        arrives(r, (char)i);
    }
    collect(r);
    assert_int_equal(count(r, PATH_READ_STOP), 1);
    commit(r); /* five wait still: above the half */
    assert_int_equal(count(r, PATH_READ_START), 0);
    commit(r);
    assert_int_equal(count(r, PATH_READ_START), 1);
}

static void intake_waits_for_room_in_the_journal(void **state)
{
    struct rig *r = *state;
    r->o.journal_bytes = 2 * r->o.article_bytes;
    restart(r, NULL, 0);
    struct item *first = arrives(r, 'a');
    int arrived = 1;
    for (; !count(r, PATH_READ_STOP) && arrived < 10; arrived++) {
        arrives(r, (char)('a' + arrived));
        collect(r);
    }
    assert_true(arrived > 2 && arrived < 10);
    commit(r);
    commit(r);
    assert_true(counters(r).pending_bytes <= r->o.journal_bytes);
    assert_int_equal(counters(r).waiting, 1);
    finishes(r, first);
    commit(r);
    assert_int_equal(count(r, PATH_READ_START), 1);
}

/* ---- work, backlog, revisions ---- */

static void revisions_run_one_after_the_other(void **state)
{
    struct rig *r = *state;
    struct item *one = arrives(r, 'a');
    commit(r);
    struct item *two = arrives(r, 'a'), *other = arrives(r, 'b');
    commit(r);
    commit(r);
    assert_int_equal(count(r, PATH_WORK), 1);
    assert_ptr_equal(effect(r, PATH_WORK, 0)->item, other);
    finishes(r, one);
    assert_int_equal(count(r, PATH_WORK),
                     1); /* not before it is committed: a crash must not let the second overtake */
    commit(r);
    assert_ptr_equal(effect(r, PATH_WORK, 0)->item, two);
    assert_int_equal(two->revision, 2);
}

static void only_so_many_are_at_work(void **state)
{
    struct rig *r = *state;
    for (int i = 0; i < 5; i++) {
        arrives(r, (char)i);
    }
    commit(r);
    commit(r);
    assert_int_equal(counters(r).at_work, 2);
    assert_int_equal(counters(r).ready, 3);
}

/* The first is alone; behind the second seven wait of the eight that may, behind the eighth one. */
static void a_long_backlog_hurries_until_it_is_short(void **state)
{
    static const bool hurried[] = {false, true, true, true, true, true, true, false, false};
    struct rig *r = *state;
    r->o.work_slots = 1;
    restart(r, NULL, 0);
    for (int i = 0; i < 9; i++) {
        arrives(r, (char)i);
    }
    commit(r);
    struct item *working = effect(r, PATH_WORK, 0)->item;
    commit(r);
    for (uint32_t i = 0; i < 9; i++) {
        assert_int_equal(working->accepted, i + 1);
        assert_int_equal(working->hurried, hurried[i]);
        forget(r);
        finishes(r, working);
        working = count(r, PATH_WORK) ? effect(r, PATH_WORK, 0)->item : NULL;
        commit(r);
        working = count(r, PATH_WORK) ? effect(r, PATH_WORK, 0)->item : working;
    }
    assert_false(counters(r).pressed);
}

static void answer_fetch(struct rig *r, const struct path_effect *e)
{
    struct item_queue found = {0};
    for (size_t i = 0; i < r->rows.count && found.count < e->count; i++) {
        struct str key = str_make(r->rows.rows[i].bytes, r->rows.rows[i].key_len);
        if (r->rows.rows[i].table == TABLE_JOURNAL && ledger_key_to_u64(key) > e->after) {
            struct ledger_journal_row row;
            struct str value = str_make(key.ptr + key.len, r->rows.rows[i].value_len);
            assert_int_equal(ledger_journal_row_read(value, &row), STATUS_OK);
            struct item *item = new_item(r, row.record.len);
            memcpy(item->identity, row.identity, HASH_BYTES);
            item->accepted = ledger_key_to_u64(key);
            item->revision = row.revision;
            item->from_journal = true;
            item_queue_push(&found, item);
        }
    }
    forget(r);
    path_fetched(r->path, &found, r->now);
    collect(r);
}

static void what_does_not_fit_waits_on_disk_and_comes_back_in_order(void **state)
{
    struct rig *r = *state;
    r->o.ready_max = 4;
    r->o.work_slots = 1;
    restart(r, NULL, 0);
    for (int i = 0; i < 20; i++) {
        arrives(r, (char)i);
    }
    commit(r);
    struct item *working = effect(r, PATH_WORK, 0)->item;
    commit(r);
    assert_true(counters(r).backlog_on_disk);
    for (uint64_t accepted = 1; accepted <= 20; accepted++) {
        assert_int_equal(working->accepted, accepted);
        assert_true(counters(r).ready <= 4);
        finishes(r, working);
        working = count(r, PATH_WORK) ? effect(r, PATH_WORK, 0)->item : NULL;
        struct path_effect fetch = {0};
        for (uint32_t i = 0; i < r->effect_count; i++) {
            fetch = r->effects[i].kind == PATH_FETCH ? r->effects[i] : fetch;
        }
        commit(r);
        for (uint32_t i = 0; i < r->effect_count; i++) {
            fetch = r->effects[i].kind == PATH_FETCH ? r->effects[i] : fetch;
        }
        working = count(r, PATH_WORK) ? effect(r, PATH_WORK, 0)->item : working;
        if (fetch.kind == PATH_FETCH) {
            answer_fetch(r, &fetch);
            working = count(r, PATH_WORK) ? effect(r, PATH_WORK, 0)->item : working;
        }
    }
    assert_false(counters(r).backlog_on_disk);
    assert_int_equal(counters(r).seq_last, 20);
}

/* ---- after a crash ---- */

static void three_pending(struct rig *r)
{
    for (int i = 0; i < 3; i++) {
        arrives(r, (char)('a' + i));
    }
    commit(r);
    commit(r);
}

static void suspects_run_first_and_alone(void **state)
{
    struct rig *r = *state;
    three_pending(r);
    static const struct path_suspect suspects[] = {{.accepted = 2}, {.accepted = 3}};
    restart(r, suspects, 2);
    for (uint64_t accepted = 2; accepted <= 3; accepted++) {
        struct path_effect fetch = *effect(r, PATH_FETCH, 0);
        assert_int_equal(fetch.after, accepted - 1);
        assert_int_equal(fetch.count, 1);
        answer_fetch(r, &fetch);
        assert_int_equal(count(r, PATH_WORK), 1);
        assert_true(effect(r, PATH_WORK, 0)->alone);
        assert_int_equal(effect(r, PATH_WORK, 0)->item->accepted, accepted);
        finishes(r, effect(r, PATH_WORK, 0)->item);
        commit(r);
    }
    struct path_effect rest = *effect(r, PATH_FETCH, 0);
    assert_int_equal(rest.after, 0);
    answer_fetch(r, &rest);
    assert_int_equal(effect(r, PATH_WORK, 0)->item->accepted, 1);
    assert_false(effect(r, PATH_WORK, 0)->alone);
}

static void only_a_marked_death_counts_and_the_second_is_quarantine(void **state)
{
    struct rig *r = *state;
    three_pending(r);
    static const struct path_suspect killed = {.accepted = 1},
                                     first = {.accepted = 1, .attempts = 1, .marked = true};
    restart(r, &killed, 1);
    assert_int_equal(count(r, PATH_COMMIT), 0);
    restart(r, &first, 1);
    commit(r); /* the attempt */
    struct path_effect fetch = *effect(r, PATH_FETCH, 0);
    answer_fetch(r, &fetch);
    assert_true(effect(r, PATH_WORK, 0)->alone);
    static const struct path_suspect second = {.accepted = 1, .attempts = 2, .marked = true};
    restart(r, &second, 1);
    commit(r);
    fetch = *effect(r, PATH_FETCH, 0);
    answer_fetch(r, &fetch);
    assert_int_equal(count(r, PATH_WORK), 0);
    commit(r); /* the quarantine */
    assert_int_equal(effect(r, PATH_PUBLISH, 0)->item->feed, FEED_QUARANTINED);
    assert_int_equal(counters(r).quarantined, 1);
    assert_int_equal(counters(r).pending, 2);
}

static void a_suspect_that_is_done_is_passed_over(void **state)
{
    struct rig *r = *state;
    three_pending(r);
    static const struct path_suspect stale = {.accepted = 99};
    restart(r, &stale, 1);
    struct path_effect fetch = *effect(r, PATH_FETCH, 0);
    answer_fetch(r, &fetch);
    assert_int_equal(effect(r, PATH_FETCH, 0)->after, 0);
}

static void out_of_quarantine_it_runs_alone(void **state)
{
    struct rig *r = *state;
    struct item *a = arrives(r, 'a');
    commit(r);
    struct ledger_change in = {.kind = CHANGE_QUARANTINE, .accepted = 1},
                         out = {.kind = CHANGE_QUARANTINE_RUN};
    memset(out.identity, 'a', HASH_BYTES);
    path_change(r->path, &in, r->now);
    commit(r);
    finishes(r, a);
    commit(r);
    arrives(r, 'b');
    commit(r); /* b is at work */
    struct item *b = effect(r, PATH_WORK, 0)->item;
    path_change(r->path, &out, r->now);
    commit(r);
    struct path_effect fetch = *effect(r, PATH_FETCH, 0);
    answer_fetch(r, &fetch);
    assert_int_equal(count(r, PATH_WORK), 0);
    finishes(r, b);
    assert_int_equal(effect(r, PATH_WORK, 0)->item->accepted, 1);
    assert_true(effect(r, PATH_WORK, 0)->alone);
}

static void a_change_that_cannot_be_made_is_answered_at_once(void **state)
{
    struct rig *r = *state;
    r->o.journal_bytes = 2 * r->o.article_bytes;
    restart(r, NULL, 0);
    arrives(r, 'a');
    commit(r);
    arrives(r, 'b');
    commit(r);
    struct ledger_change run = {.kind = CHANGE_QUARANTINE_RUN};
    path_change(r->path, &run, r->now);
    assert_ptr_equal(effect(r, PATH_ANSWER, 0)->change, &run);
    assert_int_equal(run.status, STATUS_FULL);
    path_drain(r->path, r->now);
    tick(r, 3000);
    assert_int_equal(count(r, PATH_DRAINED), 1);
    forget(r);
    struct ledger_change position = {.kind = CHANGE_POSITION, .text = STR("late")};
    path_change(r->path, &position, r->now);
    assert_ptr_equal(effect(r, PATH_ANSWER, 0)->change, &position);
    assert_int_equal(position.status, STATUS_CLOSED);
}

static void out_of_quarantine_behind_a_fetch_it_is_not_lost(void **state)
{
    struct rig *r = *state;
    three_pending(r);
    struct ledger_change in = {.kind = CHANGE_QUARANTINE, .accepted = 1};
    struct ledger_change out = {.kind = CHANGE_QUARANTINE_RUN};
    memset(out.identity, 'a', HASH_BYTES);
    path_change(r->path, &in, r->now);
    commit(r);
    restart(r, NULL, 0);
    struct path_effect fetch = *effect(r, PATH_FETCH, 0);
    struct item_queue read_before = {0};
    struct item *two = made(r, 'b');
    two->accepted = 2;
    item_queue_push(&read_before, two);
    path_change(r->path, &out, r->now);
    commit(r);
    assert_int_equal(fetch.after, 0);
    path_fetched(r->path, &read_before, r->now);
    assert_int_equal(effect(r, PATH_FETCH, 0)->after, 0);
    assert_int_equal(effect(r, PATH_FETCH, 0)->count, 1);
}

/* ---- a disk that is full or broken ---- */

static void full_lets_results_go_first_and_recovers(void **state)
{
    struct rig *r = *state;
    struct item *a = arrives(r, 'a');
    commit(r);
    arrives(r, 'b');
    collect(r);
    finishes(r, a);
    commit_as(r, STATUS_FULL);
    assert_int_equal(count(r, PATH_READ_STOP), 1);
    assert_int_equal(count(r, PATH_ACK), 0);
    assert_int_equal(last_batch(r)->articles.count, 0);
    assert_int_equal(last_batch(r)->finished.count, 1);
    commit(r);
    assert_int_equal(last_batch(r)->articles.count, 1);
    commit(r);
    assert_int_equal(count(r, PATH_READ_START), 1);
    assert_int_equal(counters(r).accepted_last, 2);
    assert_int_equal(counters(r).full_commits, 1);
}

static void full_of_the_feed_expires_more_of_it(void **state)
{
    struct rig *r = *state;
    struct item *a = arrives(r, 'a');
    commit(r);
    finishes(r, a);
    commit(r);
    arrives(r, 'b');
    commit_as(r, STATUS_FULL);
    struct ledger_batch *batch = last_batch(r);
    assert_int_equal(batch->articles.count, 0);
    assert_true(batch->retention.max_bytes &&
                batch->retention.max_bytes < counters(r).retained_bytes);
    commit(r);
    assert_int_equal(effect(r, PATH_PUBLISH, 0)->item->feed, FEED_EXPIRED);
    assert_int_equal(last_batch(r)->articles.count, 1);
}

static void full_with_nothing_to_give_tries_again_later(void **state)
{
    struct rig *r = *state;
    arrives(r, 'a');
    commit_as(r, STATUS_FULL);
    assert_int_equal(count(r, PATH_COMMIT), 0);
    assert_true(path_next_tick_ms(r->path) <= r->now + 1000);
    tick(r, 1000);
    assert_int_equal(last_batch(r)->articles.count, 1);
    commit(r);
    assert_int_equal(counters(r).accepted_last, 1);
}

static void a_broken_disk_ends_it(void **state)
{
    struct rig *r = *state;
    struct item *a = arrives(r, 'a');
    commit_as(r, STATUS_IO);
    assert_int_equal(effect(r, PATH_BROKEN, 0)->status, STATUS_IO);
    assert_ptr_equal(effect(r, PATH_FREE, 0)->item, a);
    assert_int_equal(count(r, PATH_ACK), 0);
    forget(r);
    struct item *late = arrives(r, 'b');
    assert_ptr_equal(effect(r, PATH_FREE, 0)->item, late);
    assert_int_equal(count(r, PATH_COMMIT), 0);
}

/* ---- retention, heartbeats ---- */

static void retention_runs_by_itself_and_rests(void **state)
{
    struct rig *r = *state;
    r->o.retention = (struct ledger_retention){.max_age_ms = 10000, .most_per_commit = 4};
    restart(r, NULL, 0);
    tick(r, 0);
    struct item *a = arrives(r, 'a');
    commit(r);
    finishes(r, a);
    commit(r);
    int commits = 0;
    for (int i = 0; i < 40; i++) {
        forget(r);
        tick(r, 1000);
        while (count(r, PATH_COMMIT)) {
            commit(r);
            assert_true(++commits < 4);
        }
    }
    assert_int_equal(commits, 2); /* the article, and later the tombstone */
    assert_int_equal(counters(r).retained, 0);
}

static void heartbeats_say_what_is_durable(void **state)
{
    struct rig *r = *state;
    arrives(r, 'a');
    tick(r, 1000);
    assert_int_equal(effect(r, PATH_HEARTBEAT, 0)->accepted, 0);
    commit(r);
    tick(r, 1000);
    assert_int_equal(effect(r, PATH_HEARTBEAT, 0)->accepted, 1);
    assert_int_equal(count(r, PATH_HEARTBEAT), 1);
}

/* ---- leaving ---- */

static struct item *accepted(struct rig *r, uint64_t number)
{
    for (uint32_t i = 0; i < r->item_count; i++) {
        if (r->items[i]->accepted == number) {
            return r->items[i];
        }
    }
    fail_msg("nothing was accepted as %llu", (unsigned long long)number);
    return NULL;
}

static void draining_finishes_what_is_at_work(void **state)
{
    struct rig *r = *state;
    uint64_t peer = hello(r, "p");
    three_pending(r);
    arrives_from(r, peer, 'z');
    path_drain(r->path, r->now);
    collect(r);
    assert_int_equal(count(r, PATH_READ_STOP), 1);
    commit(r); /* what had arrived is accepted, and stays on disk */
    assert_int_equal(count(r, PATH_ACK), 1);
    assert_int_equal(count(r, PATH_FREE), 1);
    finishes(r, accepted(r, 1));
    finishes(r, accepted(r, 2));
    commit(r);
    assert_int_equal(count(r, PATH_PUBLISH), 1);
    assert_int_equal(count(r, PATH_DRAINED), 0);
    commit(r);
    assert_int_equal(count(r, PATH_PUBLISH), 1);
    assert_int_equal(count(r, PATH_WORK), 0);
    assert_ptr_equal(effect(r, PATH_FREE, 0)->item, accepted(r, 3));
    assert_int_equal(effect(r, PATH_GOODBYE, 0)->peer, peer);
    assert_int_equal(r->effects[r->effect_count - 1].kind, PATH_DRAINED);
}

static void draining_refuses_with_its_own_code(void **state)
{
    struct rig *r = *state;
    uint64_t peer = hello(r, "p");
    arrives(r, 'a'); /* keeps it busy */
    path_drain(r->path, r->now);
    assert_false(path_may_send(r->path, peer, 9, r->now));
    assert_int_equal(effect(r, PATH_NACK, 0)->refusal, PATH_SHUTTING_DOWN);
    assert_int_equal(effect(r, PATH_NACK, 0)->peer, peer);
    assert_int_equal(hello(r, "late"), 0);
    assert_int_equal(effect(r, PATH_NACK, 1)->refusal, PATH_SHUTTING_DOWN);
    assert_true(effect(r, PATH_NACK, 1)->retry_after_ms > 0);
}

static void draining_ends_at_its_deadline(void **state)
{
    struct rig *r = *state;
    struct item *slow = arrives(r, 'a');
    commit(r);
    path_drain(r->path, r->now);
    tick(r, 2999);
    assert_int_equal(count(r, PATH_DRAINED), 0);
    assert_int_equal(path_next_tick_ms(r->path), r->now + 1);
    tick(r, 1);
    assert_int_equal(count(r, PATH_DRAINED), 1);
    forget(r);
    finishes(r, slow); /* too late: it stays in the journal */
    assert_ptr_equal(effect(r, PATH_FREE, 0)->item, slow);
    assert_int_equal(rows_count(&r->rows, TABLE_JOURNAL), 1);
}

static void a_commit_that_ends_after_the_deadline_is_told(void **state)
{
    struct rig *r = *state;
    uint64_t peer = hello(r, "p");
    struct item *item = arrives_from(r, peer, 'a');
    struct ledger_change late = {.kind = CHANGE_POSITION, .text = STR("late")};
    path_change(r->path, &late, r->now);
    struct ledger_batch *batch = last_batch(r);
    path_drain(r->path, r->now);
    tick(r, 3000);
    assert_int_equal(count(r, PATH_DRAINED), 1);
    assert_ptr_equal(effect(r, PATH_ANSWER, 0)->change, &late);
    assert_int_equal(late.status, STATUS_CLOSED);
    batch->status = ledger_commit(&r->kv, batch);
    forget(r);
    path_commit_done(r->path, batch, r->now);
    assert_ptr_equal(effect(r, PATH_ACK, 0)->item, item);
    assert_ptr_equal(effect(r, PATH_FREE, 0)->item, item);
}

/* ---- options, speed ---- */

static void impossible_options_are_refused(void **state)
{
    struct rig *r = *state;
    struct ledger_recovered none = {0};
    struct path *p = NULL;
    const struct {
        const char *name;
        size_t offset;
    } cases[] = {
        {"window", offsetof(struct path_options, window)},
        {"peers_max", offsetof(struct path_options, peers_max)},
        {"ready_max", offsetof(struct path_options, ready_max)},
        {"work_slots", offsetof(struct path_options, work_slots)},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct path_options o = r->o;
        memset((char *)&o + cases[i].offset, 0, sizeof(uint32_t));
        if (path_new(&p, &o, &none, 0) != STATUS_INVALID) {
            fail_msg("no %s was accepted", cases[i].name);
        }
    }
    struct path_options o = r->o;
    o.journal_bytes = o.article_bytes;
    assert_int_equal(path_new(&p, &o, &none, 0), STATUS_INVALID);
}

/* The loop has a few microseconds for an article; the rules must be lost in them. */
static void a_million_events_take_well_under_seconds(void **state)
{
    struct rig *r = *state;
    uint64_t peer = hello(r, "p");
    clock_t begin = clock();
    for (int i = 0; i < 500000; i++) {
        struct path_effect e;
        path_may_send(r->path, peer, 1, r->now);
        path_refused(r->path, peer, r->now);
        r->now += 20;
        path_tick(r->path, r->now, r->now);
        while (path_next(r->path, &e)) {
        }
    }
    double seconds = (double)(clock() - begin) / CLOCKS_PER_SEC;
    printf("path: %.1f million events a second\n", 1.5 / seconds);
    assert_true(seconds < 30); /* also under asan on a busy machine */
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(nothing_is_acked_or_published_before_its_commit),
        CASE(one_commit_at_a_time_takes_what_waits),
        CASE(duplicates_are_acked_and_not_worked_on),
        CASE(tombstones_are_published_in_order_of_seq),
        CASE(what_was_taken_down_at_work_is_not_published),
        CASE(credit_is_a_sum_of_grants),
        CASE(a_refused_article_gives_its_credit_back),
        CASE(who_has_not_said_hello_is_refused),
        CASE(hello_again_voids_old_credit),
        CASE(peers_are_bounded),
        CASE(room_is_shared_and_never_promised_twice),
        CASE(a_full_journal_gives_no_credit_until_there_is_room),
        CASE(the_silent_are_forgotten_and_the_living_are_not),
        CASE(waiting_for_an_ack_is_not_silence),
        CASE(while_we_do_not_read_nobody_is_silent),
        CASE(a_hoarder_loses_its_credit_to_who_waits),
        CASE(who_waited_long_has_time_to_use_its_first_grant),
        CASE(reading_stops_and_starts_with_what_waits),
        CASE(intake_waits_for_room_in_the_journal),
        CASE(revisions_run_one_after_the_other),
        CASE(only_so_many_are_at_work),
        CASE(a_long_backlog_hurries_until_it_is_short),
        CASE(what_does_not_fit_waits_on_disk_and_comes_back_in_order),
        CASE(suspects_run_first_and_alone),
        CASE(only_a_marked_death_counts_and_the_second_is_quarantine),
        CASE(a_suspect_that_is_done_is_passed_over),
        CASE(out_of_quarantine_it_runs_alone),
        CASE(a_change_that_cannot_be_made_is_answered_at_once),
        CASE(out_of_quarantine_behind_a_fetch_it_is_not_lost),
        CASE(full_lets_results_go_first_and_recovers),
        CASE(full_of_the_feed_expires_more_of_it),
        CASE(full_with_nothing_to_give_tries_again_later),
        CASE(a_broken_disk_ends_it),
        CASE(retention_runs_by_itself_and_rests),
        CASE(heartbeats_say_what_is_durable),
        CASE(draining_finishes_what_is_at_work),
        CASE(draining_refuses_with_its_own_code),
        CASE(draining_ends_at_its_deadline),
        CASE(a_commit_that_ends_after_the_deadline_is_told),
        CASE(impossible_options_are_refused),
        CASE(a_million_events_take_well_under_seconds),
    };
    return cmocka_run_group_tests_name("path", tests, NULL, NULL);
}
