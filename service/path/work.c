/* What the workers get, and in which order.
 *
 * Articles that were just committed go to `ready`, while there is room; from the first that does
 * not fit on, the journal is the queue, and rows are fetched back in order of accepted.
 * `loaded_through` is the seam: every pending article up to it is in memory or at work, everything
 * after it is only on disk.
 *
 * An identity at work has a `busy` entry until its result is committed; further revisions that come
 * up wait there. So they finish in order, and of one identity at most one revision is in flight
 * when the process dies: suspects, who run before all else, never overtake an earlier revision.
 *
 * Singles run alone: the suspects of a crash, before anything else, and what comes out of
 * quarantine. While there are any, nothing else starts. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "path/path_state.h"

/* The keys are SHA-256 already; a secret folded in keeps strangers from choosing buckets. */
#define HASH_FUNCTION(keyptr, keylen, hashv) (hashv) = identity_hash(p->o.seed, (keyptr), (keylen))
#define uthash_fatal(msg) abort()
#include <uthash.h>

struct busy {
    UT_hash_handle hh;
    unsigned char identity[HASH_BYTES];
    struct item_queue held; /* later revisions, in order */
    struct busy *next_spare;
};

static uint32_t identity_hash(uint64_t seed, const void *key, size_t len)
{
    uint64_t h = seed ^ len;
    for (size_t i = 0; i + 8 <= len; i += 8) {
        uint64_t word;
        memcpy(&word, (const char *)key + i, 8);
        h = (h ^ word) * 0x9e3779b97f4a7c15u;
        h ^= h >> 29;
    }
    return (uint32_t)(h ^ h >> 32);
}

/* ---- busy identities ---- */

static struct busy *busy_find(struct path *p, const struct item *item)
{
    struct busy *b = NULL;
    HASH_FIND(hh, p->work.busy, item->identity, HASH_BYTES, b);
    return b;
}

static void busy_add(struct path *p, const struct item *item)
{
    struct busy *b = p->work.spare;
    if (b) {
        p->work.spare = b->next_spare;
    } else if (!(b = malloc(sizeof *b))) {
        abort();
    }
    memset(b, 0, sizeof *b);
    memcpy(b->identity, item->identity, HASH_BYTES);
    HASH_ADD(hh, p->work.busy, identity, HASH_BYTES, b);
}

static void busy_remove(struct path *p, struct busy *b)
{
    HASH_DELETE(hh, p->work.busy, b);
    b->next_spare = p->work.spare;
    p->work.spare = b;
}

/* The identity is free, unless a revision was held back: that one may run next. */
static void busy_over(struct path *p, const struct item *item)
{
    struct busy *b = busy_find(p, item);
    if (!b) {
        return;
    }
    struct item *next = item_queue_pop(&b->held);
    if (next) {
        p->work.held_count--;
        p->work.held_bytes -= item_bytes(next);
        item_queue_push(&p->work.next, next);
    } else {
        busy_remove(p, b);
    }
}

/* ---- ready and backlog ---- */

static uint64_t ready_count(const struct path *p)
{
    return (uint64_t)p->work.ready.count + p->work.next.count + p->work.held_count;
}

static uint64_t ready_bytes(const struct path *p)
{
    return p->work.ready.bytes + p->work.next.bytes + p->work.held_bytes;
}

void work_accepted(struct path *p, struct item *item)
{
    struct work *w = &p->work;
    bool fits =
        ready_count(p) < p->o.ready_max && ready_bytes(p) + item_bytes(item) <= p->o.ready_bytes;
    if (w->backlog || p->draining || !(fits || !ready_count(p))) {
        w->backlog = true;
        path_emit_item(p, PATH_FREE, item);
        return;
    }
    w->loaded_through = item->accepted;
    item_queue_push(&w->ready, item);
}

static void fetch(struct path *p, uint64_t after, uint64_t count, uint64_t bytes)
{
    p->work.fetching = true;
    p->work.fetch_upto = p->accepted_last;
    struct path_effect *e = path_emit(p, PATH_FETCH);
    e->after = after;
    e->count = (uint32_t)count;
    e->bytes = bytes > p->o.article_bytes ? bytes : p->o.article_bytes; /* one at least */
}

static void fetch_backlog(struct path *p)
{
    struct work *w = &p->work;
    uint64_t count = ready_count(p), bytes = ready_bytes(p);
    if (!w->backlog || w->fetching || count > p->o.ready_max / 2 || bytes > p->o.ready_bytes / 2) {
        return;
    }
    uint64_t most = p->o.ready_max - count;
    fetch(p, w->loaded_through, most < COMMIT_MAX ? most : COMMIT_MAX, p->o.ready_bytes - bytes);
}

/* ---- singles ---- */

static const struct single *single(const struct path *p)
{
    return p->work.single_at < p->work.single_count ? &p->work.singles[p->work.single_at] : NULL;
}

static void single_add(struct path *p, struct single s)
{
    struct work *w = &p->work;
    if (w->single_at == w->single_count) {
        w->single_at = w->single_count = 0;
    }
    if (w->single_count == w->single_capacity) {
        w->single_capacity = w->single_capacity ? 2 * w->single_capacity : 16;
        w->singles = realloc(w->singles, w->single_capacity * sizeof *w->singles);
        if (!w->singles) {
            abort();
        }
    }
    w->singles[w->single_count++] = s;
}

static bool is_single(const struct path *p, uint64_t accepted)
{
    for (uint32_t i = p->work.single_at; i < p->work.single_count; i++) {
        if (p->work.singles[i].accepted == accepted) {
            return true;
        }
    }
    return false;
}

static void backlog_fetched(struct path *p, struct item_queue *items)
{
    struct work *w = &p->work;
    if (!items->first && w->fetch_upto > w->loaded_through) {
        w->loaded_through = w->fetch_upto;
    }
    for (struct item *item = item_queue_pop(items); item; item = item_queue_pop(items)) {
        bool wanted =
            item->accepted > w->loaded_through && !p->draining && !is_single(p, item->accepted);
        w->loaded_through = item->accepted > w->loaded_through ? item->accepted : w->loaded_through;
        if (wanted) {
            item_queue_push(&w->ready, item);
        } else {
            path_emit_item(p, PATH_FREE, item);
        }
    }
    w->backlog = w->loaded_through < p->accepted_last;
}

static void single_over(struct path *p)
{
    p->work.single_at++;
    p->work.single_item = NULL;
    p->work.step = SINGLE_NEXT;
}

static void single_fetch(struct path *p, const struct single *s)
{
    if (!p->work.fetching) {
        p->work.step = SINGLE_FETCH;
        fetch(p, s->accepted - 1, 1, p->o.article_bytes);
    }
}

static void single_begin(struct path *p, const struct single *s)
{
    if (s->marked && !p->own.in_use) {
        p->work.step = SINGLE_ATTEMPT;
        batch_own(p, &(struct ledger_change){.kind = CHANGE_ATTEMPT, .accepted = s->accepted});
    } else if (!s->marked) {
        single_fetch(p, s);
    }
}

static void single_quarantine(struct path *p)
{
    const struct item *item = p->work.single_item;
    p->work.step = SINGLE_QUARANTINE;
    batch_own(p, &(struct ledger_change){.kind = CHANGE_QUARANTINE,
                                         .accepted = item->accepted,
                                         .topic = item->topic,
                                         .subject = item->subject,
                                         .text = STR("its analysis ended the process")});
}

static void single_fetched(struct path *p, struct item_queue *items)
{
    const struct single *s = single(p);
    struct item *item = item_queue_pop(items);
    path_free_queue(p, items);
    if (!item || item->accepted != s->accepted ||
        p->draining) { /* analysed or taken down before the crash */
        if (item) {
            path_emit_item(p, PATH_FREE, item);
        }
        single_over(p);
        return;
    }
    p->work.single_item = item;
    p->work.step = SINGLE_READY;
    if (s->attempts >= ATTEMPTS_MAX) {
        single_quarantine(p);
    }
}

/* Long from half of what may wait in memory on, short again from an eighth of it: between the two
 * nothing changes, so that articles do not come out in turns. */
static void watch_backlog(struct path *p)
{
    enum { LONG = 2, SHORT = 8 };
    uint64_t count = ready_count(p), bytes = ready_bytes(p);
    if (p->work.backlog || count > p->o.ready_max / LONG || bytes > p->o.ready_bytes / LONG) {
        p->work.pressed = true;
    } else if (count <= p->o.ready_max / SHORT && bytes <= p->o.ready_bytes / SHORT) {
        p->work.pressed = false;
    }
}

static void hand_over(struct path *p, struct item *item, bool alone)
{
    watch_backlog(p);
    item->hurried = p->work.pressed;
    p->work.at_work++;
    struct path_effect *e = path_emit(p, PATH_WORK);
    e->item = item;
    e->alone = alone;
}

static void single_run(struct path *p)
{
    const struct single *s = single(p);
    if (p->work.step == SINGLE_NEXT) {
        single_begin(p, s);
    } else if (p->work.step == SINGLE_READY && !p->work.at_work) {
        p->work.step = SINGLE_RUN;
        struct item *item = p->work.single_item;
        p->work.single_item = NULL;
        if (!busy_find(p, item)) {
            busy_add(p, item);
        }
        hand_over(p, item, true);
    }
}

void work_own_done(struct path *p, const struct ledger_change *change)
{
    struct work *w = &p->work;
    if (w->step == SINGLE_ATTEMPT) {
        w->singles[w->single_at].attempts = change->count;
        w->singles[w->single_at].marked = false;
        w->step = SINGLE_NEXT;
        if (change->status != STATUS_OK) {
            single_over(p); /* not pending any more */
        }
    } else if (w->step == SINGLE_QUARANTINE) {
        path_emit_item(p, PATH_FREE, w->single_item);
        single_over(p);
    }
}

void work_again(struct path *p, uint64_t accepted)
{
    /* Always, also beyond loaded_through: a fetch under way may have read the journal before it was
     * back there. */
    if (!p->draining) {
        single_add(p, (struct single){.accepted = accepted});
    }
}

/* ---- to the workers and back ---- */

static bool slot_free(const struct path *p)
{
    return p->work.at_work < p->o.work_slots && p->finished.count < FINISHED_MAX &&
           p->finished.bytes <= p->o.ready_bytes;
}

static void dispatch(struct path *p)
{
    struct work *w = &p->work;
    while (slot_free(p) && (w->next.first || w->ready.first)) {
        struct item *item = item_queue_pop(&w->next);
        if (item) {
            hand_over(p, item, false);
            continue;
        }
        item = item_queue_pop(&w->ready);
        struct busy *b = busy_find(p, item);
        if (b) {
            item_queue_push(&b->held, item);
            w->held_count++;
            w->held_bytes += item_bytes(item);
        } else {
            busy_add(p, item);
            hand_over(p, item, false);
        }
    }
}

void work_run(struct path *p)
{
    if (p->draining || !p->work.started) {
        return;
    }
    if (single(p)) {
        single_run(p);
    } else {
        dispatch(p);
        fetch_backlog(p);
    }
}

void work_committed(struct path *p, const struct item *item)
{
    busy_over(p, item);
    const struct single *s = single(p);
    if (s && p->work.step == SINGLE_COMMIT && item->accepted == s->accepted) {
        single_over(p);
    }
}

void path_work_done(struct path *p, struct item *take_item, uint64_t now_ms)
{
    p->now_ms = now_ms;
    assert(p->work.at_work);
    p->work.at_work--;
    if (p->drained || p->broken) {
        path_emit_item(p, PATH_FREE, take_item);
        return;
    }
    if (p->work.step == SINGLE_RUN) {
        p->work.step = SINGLE_COMMIT;
    }
    item_queue_push(&p->finished, take_item);
    path_settle(p);
}

void path_fetched(struct path *p, struct item_queue *take_items, uint64_t now_ms)
{
    p->now_ms = now_ms;
    p->work.fetching = false;
    if (p->drained || p->broken) {
        path_free_queue(p, take_items);
        return;
    }
    if (p->work.step == SINGLE_FETCH) {
        single_fetched(p, take_items);
    } else {
        backlog_fetched(p, take_items);
    }
    path_settle(p);
}

void path_recovered(struct path *p, const struct path_suspect *suspects, uint32_t count,
                    uint64_t now_ms)
{
    p->now_ms = now_ms;
    p->work.started = true;
    for (uint32_t i = 0; i < count; i++) {
        single_add(p,
                   (struct single){suspects[i].accepted, suspects[i].attempts, suspects[i].marked});
    }
    path_settle(p);
}

/* ---- life ---- */

void work_init(struct path *p)
{
    p->work.backlog = p->pending_count != 0;
    p->work.loaded_through = p->work.backlog ? 0 : p->accepted_last;
}

void work_forget(struct path *p)
{
    struct work *w = &p->work;
    path_free_queue(p, &w->ready);
    path_free_queue(p, &w->next);
    for (struct busy *b = w->busy; b; b = b->hh.next) {
        path_free_queue(p, &b->held);
    }
    w->held_count = 0;
    w->held_bytes = 0;
    if (w->single_item) {
        path_emit_item(p, PATH_FREE, w->single_item);
        w->single_item = NULL;
    }
    w->single_at = w->single_count;
}

void work_release(struct path *p)
{
    struct busy *b, *next;
    HASH_ITER(hh, p->work.busy, b, next)
    {
        busy_remove(p, b);
    }
    while (p->work.spare) {
        b = p->work.spare;
        p->work.spare = b->next_spare;
        free(b);
    }
    free(p->work.singles);
}
