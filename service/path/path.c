#include "path/path.h"

#include <stdlib.h>
#include <string.h>

#include "path/path_state.h"

/* ---- effects ---- */

static void *checked(void *memory)
{
    if (!memory) {
        /* a few kilobytes at start, or a ring that doubles within its bound: nothing to go on
         * with */
        abort();
    }
    return memory;
}

static void ring_grow(struct path *p)
{
    uint32_t capacity = p->effects_capacity ? 2 * p->effects_capacity : 1024;
    struct path_effect *ring = checked(malloc(capacity * sizeof *ring));
    for (uint32_t i = 0; i < p->effects_count; i++) {
        ring[i] = p->effects[(p->effects_first + i) & (p->effects_capacity - 1)];
    }
    free(p->effects);
    p->effects = ring;
    p->effects_capacity = capacity;
    p->effects_first = 0;
}

struct path_effect *path_emit(struct path *p, enum path_effect_kind kind)
{
    if (p->effects_count == p->effects_capacity) {
        ring_grow(p);
    }
    struct path_effect *e =
        &p->effects[(p->effects_first + p->effects_count++) & (p->effects_capacity - 1)];
    *e = (struct path_effect){.kind = kind};
    return e;
}

void path_emit_item(struct path *p, enum path_effect_kind kind, struct item *item)
{
    path_emit(p, kind)->item = item;
}

bool path_next(struct path *p, struct path_effect *out)
{
    if (!p->effects_count) {
        return false;
    }
    *out = p->effects[p->effects_first];
    p->effects_first = (p->effects_first + 1) & (p->effects_capacity - 1);
    p->effects_count--;
    return true;
}

/* ---- shared by the parts ---- */

uint64_t path_wall_ms(const struct path *p)
{
    return p->wall_ms + (p->now_ms - p->wall_at_ms);
}

uint64_t path_room(const struct path *p)
{
    uint64_t held = p->reserved_bytes + p->pending_bytes;
    return held < p->o.journal_bytes ? p->o.journal_bytes - held : 0;
}

void path_free_queue(struct path *p, struct item_queue *q)
{
    for (struct item *item = item_queue_pop(q); item; item = item_queue_pop(q)) {
        path_emit_item(p, PATH_FREE, item);
    }
}

void path_put_back(struct item_queue *into, struct item_queue *q)
{
    if (!q->first) {
        return;
    }
    q->last->next = into->first;
    into->first = q->first;
    into->last = into->last ? into->last : q->last;
    into->count += q->count;
    into->bytes += q->bytes;
    *q = (struct item_queue){0};
}

/* ---- life ---- */

enum status path_new(struct path **out, const struct path_options *o,
                     const struct ledger_recovered *r, uint64_t now_ms)
{
    if (!o->window || !o->peers_max || !o->ready_max || !o->work_slots ||
        o->journal_bytes < 2 * o->article_bytes) {
        return STATUS_INVALID;
    }
    struct path *p = checked(calloc(1, sizeof *p));
    p->o = *o;
    p->now_ms = p->wall_at_ms = now_ms;
    p->accepted_last = r->accepted_last;
    p->seq_last = r->seq_last;
    p->seq_first = r->seq_first;
    p->pending_count = r->pending_count;
    p->pending_bytes = r->pending_bytes;
    p->retained_count = r->retained_count;
    p->retained_bytes = r->retained_bytes;
    p->oldest_ms = r->oldest_ms;
    p->changes_end = &p->changes;
    p->heartbeat_at_ms = now_ms;
    p->reading = true;
    peers_init(p);
    work_init(p);
    *out = p;
    return STATUS_OK;
}

void path_free(struct path *p)
{
    if (p) {
        peers_release(p);
        work_release(p);
        free(p->effects);
        free(p);
    }
}

void path_reconfigure(struct path *p, const struct path_options *o)
{
    uint64_t seed = p->o.seed;
    uint64_t article_bytes = p->o.article_bytes; /* what is reserved was counted with it */
    p->o = *o;
    p->o.seed = seed;
    p->o.article_bytes = article_bytes;
    path_settle(p);
}

/* ---- what follows from an event ---- */

/* Articles by intake get their room in the order in which they came. */
static void reserve_intake(struct path *p)
{
    while (p->unreserved.first) {
        uint64_t cost = ledger_journal_bytes(p->unreserved.first->record.len);
        if (path_room(p) < cost) {
            return;
        }
        p->reserved_bytes += cost;
        item_queue_push(&p->waiting, item_queue_pop(&p->unreserved));
    }
}

static void choose_reading(struct path *p)
{
    uint64_t waiting =
        p->waiting.bytes + p->unreserved.bytes + (p->committing ? p->batch.articles.bytes : 0);
    uint64_t bound = p->reading ? p->o.waiting_bytes : p->o.waiting_bytes / 2;
    bool reading =
        waiting <= bound && !p->unreserved.first && !p->no_room && !p->draining && !p->broken;
    if (reading != p->reading) {
        p->reading = reading;
        p->peers.silent_from_ms = p->now_ms;
        path_emit(p, reading ? PATH_READ_START : PATH_READ_STOP);
    }
}

/* Nothing goes on after this: what path still holds is handed out. */
static void leave(struct path *p, enum status why)
{
    p->drained = true;
    batch_release(p, why);
    work_forget(p);
}

static void drain_on(struct path *p)
{
    bool over = p->now_ms >= p->drain_until_ms;
    bool quiet = !batch_busy(p) && !p->work.at_work && !p->work.fetching;
    if (p->drained || !p->draining || !(over || quiet)) {
        return;
    }
    leave(p, STATUS_CLOSED);
    peers_goodbye(p);
    path_emit(p, PATH_DRAINED);
}

void path_settle(struct path *p)
{
    if (!p->drained && !p->broken) {
        reserve_intake(p);
        work_run(p);
        batch_start(p);
        choose_reading(p);
        drain_on(p);
    }
}

/* ---- events ---- */

void path_article(struct path *p, struct item *take_item, uint64_t now_ms)
{
    p->now_ms = now_ms;
    if (p->drained || p->broken) {
        path_emit_item(p, PATH_FREE, take_item);
        return;
    }
    uint64_t cost = ledger_journal_bytes(take_item->record.len);
    if (peers_arrived(p, take_item->peer) && path_room(p) >= cost) {
        p->reserved_bytes += cost;
        item_queue_push(&p->waiting, take_item);
    } else {
        item_queue_push(&p->unreserved, take_item);
    }
    path_settle(p);
}

void path_tick(struct path *p, uint64_t now_ms, uint64_t wall_ms)
{
    p->now_ms = p->wall_at_ms = now_ms;
    p->wall_ms = wall_ms;
    if (p->o.heartbeat_ms && now_ms >= p->heartbeat_at_ms && !p->drained && !p->broken) {
        struct path_effect *e = path_emit(p, PATH_HEARTBEAT);
        e->seq = p->seq_last;
        e->accepted = p->accepted_last;
        p->heartbeat_at_ms = now_ms + p->o.heartbeat_ms;
    }
    peers_forget_idle(p);
    peers_feed(p);
    path_settle(p);
}

void path_drain(struct path *p, uint64_t now_ms)
{
    p->now_ms = now_ms;
    if (!p->draining) {
        p->draining = true;
        p->drain_until_ms = now_ms + p->o.drain_ms;
        path_settle(p);
    }
}

static uint64_t earlier(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

/* When the oldest row will have reached its age; the wall clock may have been set meanwhile, so
 * this is looked at again. */
static uint64_t retention_at_ms(const struct path *p)
{
    if (!p->o.retention.most_per_commit || p->committing) {
        return UINT64_MAX;
    }
    if (batch_retention_due(p)) {
        return p->now_ms;
    }
    uint64_t wall = path_wall_ms(p), due = p->oldest_ms + p->o.retention.max_age_ms;
    return p->oldest_ms && p->o.retention.max_age_ms ? p->now_ms + (due > wall ? due - wall : 0) + 1
                                                     : UINT64_MAX;
}

uint64_t path_next_tick_ms(const struct path *p)
{
    if (p->drained || p->broken) {
        return UINT64_MAX;
    }
    uint64_t at = p->o.heartbeat_ms ? p->heartbeat_at_ms : UINT64_MAX;
    at = earlier(at, peers_idle_at_ms(p));
    at = earlier(at, p->draining ? p->drain_until_ms : UINT64_MAX);
    at = earlier(at, retention_at_ms(p));
    at = earlier(at, p->retry_at_ms > p->now_ms ? p->retry_at_ms : UINT64_MAX);
    at = earlier(at, p->peers.hungry ? p->now_ms + CREDIT_PACE_MS : UINT64_MAX);
    return at;
}

void path_count(const struct path *p, struct path_counters *out)
{
    *out = (struct path_counters){
        .accepted_last = p->accepted_last,
        .seq_last = p->seq_last,
        .seq_first = p->seq_first,
        .pending = p->pending_count,
        .pending_bytes = p->pending_bytes,
        .retained = p->retained_count,
        .retained_bytes = p->retained_bytes,
        .used_bytes = p->used_bytes,
        .map_bytes = p->map_bytes,
        .waiting =
            p->waiting.count + p->unreserved.count + (p->committing ? p->batch.articles.count : 0),
        .waiting_bytes =
            p->waiting.bytes + p->unreserved.bytes + (p->committing ? p->batch.articles.bytes : 0),
        .ready = p->work.ready.count + p->work.next.count + p->work.held_count,
        .ready_bytes = p->work.ready.bytes + p->work.next.bytes + p->work.held_bytes,
        .at_work = p->work.at_work,
        .finished_waiting = p->finished.count + (p->committing ? p->batch.finished.count : 0),
        .peers = p->peers.count,
        .credit_out = p->peers.credit_out,
        .duplicates = p->duplicates,
        .revisions = p->revisions,
        .refused_over_credit = p->refused_over_credit,
        .refused_hello = p->refused_hello,
        .refused_shutting_down = p->refused_shutting_down,
        .refused_peers = p->refused_peers,
        .quarantined = p->quarantined,
        .expired = p->expired,
        .commits = p->commits,
        .full_commits = p->full_commits,
        .backlog_on_disk = p->work.backlog,
        .pressed = p->work.pressed,
        .reading = p->reading,
        .draining = p->draining,
    };
}
