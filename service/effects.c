/* One function for each effect of path, in a table. Nothing is decided here. */
#define _GNU_SOURCE
#include <inttypes.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/log.h"
#include "ingest/item_pool.h"
#include "service.h"

static uint64_t now_ms(struct service *s)
{
    (void)s;
    return clock_monotonic_ms();
}

/* ---- what path decided ---- */

static void on_welcome(struct service *s, const struct path_effect *e)
{
    router_welcome(s->router, e->peer, e->credit, e->nonce);
}

static void on_ack(struct service *s, const struct path_effect *e)
{
    if (e->item->received_us) {
        metric_observe_us(s->ack_time, clock_monotonic_us() - e->item->received_us);
    }
    router_ack(s->router, e->peer, e->item, e->credit);
}

static void on_nack(struct service *s, const struct path_effect *e)
{
    router_nack(s->router, e->peer, e->sent_ref, e->refusal, e->retry_after_ms);
}

static void on_credit(struct service *s, const struct path_effect *e)
{
    router_credit(s->router, e->peer, e->credit);
}

static void on_goodbye(struct service *s, const struct path_effect *e)
{
    struct path_counters counters;
    path_count(s->path, &counters);
    router_flush(s->router);
    router_goodbye(s->router, e->peer, counters.seq_last);
}

static void on_commit(struct service *s, const struct path_effect *e)
{
    store_commit(s->store, e->batch);
}

static void on_work(struct service *s, const struct path_effect *e)
{
    atomic_store_explicit(&s->analyser.alone, e->alone, memory_order_relaxed);
    s->at_work++;
    if (!workers_give(s->workers, e->item)) {
        abort(); /* the pool's queue is as long as path's work_slots */
    }
    s->given = true;
}

static void on_fetch(struct service *s, const struct path_effect *e)
{
    s->fetch = (struct store_request){
        .kind = STORE_FETCH, .from = e->after, .max_count = e->count, .max_bytes = e->bytes};
    s->fetching = true;
    store_read(s->store, &s->fetch);
}

static void on_publish(struct service *s, const struct path_effect *e)
{
    if (e->item->seq) {
        publisher_send(s->publisher, e->item);
        metric_add(s->published, 1);
    }
    if (e->item->received_us) {
        metric_observe_us(s->article_time, clock_monotonic_us() - e->item->received_us);
    }
    item_pool_free(e->item);
}

static void on_heartbeat(struct service *s, const struct path_effect *e)
{
    publisher_heartbeat(s->publisher, e->seq, e->accepted, clock_wall_ms());
}

static void on_free(struct service *s, const struct path_effect *e)
{
    (void)s;
    item_pool_free(e->item);
}

static void on_answer(struct service *s, const struct path_effect *e)
{
    query_change_done(s->query, e->change);
}

static void set_reading(struct service *s, bool reading)
{
    s->reading = reading;
    zmq_loop_pause(s->watched[SOCKET_INGEST], !reading);
    if (s->watched[SOCKET_INTAKE]) {
        zmq_loop_pause(s->watched[SOCKET_INTAKE], !reading);
    }
}

static void on_read_stop(struct service *s, const struct path_effect *e)
{
    (void)e;
    set_reading(s, false);
}

static void on_read_start(struct service *s, const struct path_effect *e)
{
    (void)e;
    set_reading(s, true);
}

static void on_drained(struct service *s, const struct path_effect *e)
{
    (void)e;
    struct path_counters counters;
    path_count(s->path, &counters);
    publisher_heartbeat(s->publisher, counters.seq_last, counters.accepted_last, clock_wall_ms());
    uv_stop(&s->loop);
}

static void on_broken(struct service *s, const struct path_effect *e)
{
    log_error("store.broken", "reason=%s", status_name(e->status));
    s->broken = true;
    uv_stop(&s->loop);
}

static void (*const effects[])(struct service *s, const struct path_effect *e) = {
    [PATH_WELCOME] = on_welcome,     [PATH_ACK] = on_ack,
    [PATH_NACK] = on_nack,           [PATH_CREDIT] = on_credit,
    [PATH_GOODBYE] = on_goodbye,     [PATH_COMMIT] = on_commit,
    [PATH_WORK] = on_work,           [PATH_FETCH] = on_fetch,
    [PATH_PUBLISH] = on_publish,     [PATH_HEARTBEAT] = on_heartbeat,
    [PATH_FREE] = on_free,           [PATH_ANSWER] = on_answer,
    [PATH_READ_STOP] = on_read_stop, [PATH_READ_START] = on_read_start,
    [PATH_DRAINED] = on_drained,     [PATH_BROKEN] = on_broken,
};

void service_pump(struct service *s)
{
    struct path_effect effect;
    while (path_next(s->path, &effect)) {
        zmq_loop_sent(s->bridge);
        effects[effect.kind](s, &effect);
    }
    if (s->given) {
        s->given = false;
        workers_wake(s->workers);
    }
}

/* ---- what came back ---- */

void service_on_commit(void *context, struct ledger_batch *batch)
{
    mailbox_post(((struct service *)context)->commits, batch);
}

void service_on_read(void *context, struct store_request *request)
{
    mailbox_post(((struct service *)context)->reads, request);
}

void service_on_work(void *context, void *item)
{
    mailbox_post(((struct service *)context)->works, item);
}

void service_deliver_commit(void *context, void *batch)
{
    struct service *s = context;
    path_commit_done(s->path, batch, now_ms(s));
    service_pump(s);
}

/* A row that was asked for by itself may be a suspect's: if it goes to quarantine, its tombstone
 * names it. */
static void deliver_fetch(struct service *s)
{
    struct item_queue items = {0};
    struct item *item;
    bool alone = s->fetch.max_count == 1;
    while ((item = item_queue_pop(&s->fetch.items))) {
        if (alone) {
            analyse_name(item, &s->scratch);
        }
        item_queue_push(&items, item);
    }
    if (s->fetch.status != STATUS_OK && s->fetch.status != STATUS_CLOSED) {
        log_error("store.fetch", "after=%" PRIu64 " reason=%s", s->fetch.from,
                  status_name(s->fetch.status));
        s->broken = true;
        uv_stop(&s->loop);
    }
    store_request_release(&s->fetch);
    s->fetching = false;
    path_fetched(s->path, &items, now_ms(s));
}

void service_deliver_read(void *context, void *request)
{
    struct service *s = context;
    if (request == &s->fetch) {
        deliver_fetch(s);
    } else if (!web_read_done(s->web, request)) {
        query_store_done(s->query, request);
    }
    service_pump(s);
}

/* What follows from it waits for the end of the turn, so that all that has come back by then is
 * answered by one handful of new work. */
void service_deliver_work(void *context, void *thing)
{
    struct service *s = context;
    s->at_work--;
    path_work_done(s->path, thing, now_ms(s));
}

/* ---- turns and ticks ---- */

static void on_tick(uv_timer_t *timer)
{
    struct service *s = timer->data;
    s->tick_at_ms = 0;
    path_tick(s->path, now_ms(s), clock_wall_ms());
    if (query_next_tick_ms(s->query, now_ms(s)) != UINT64_MAX) {
        zmq_loop_sent(s->bridge); /* replays */
    }
    query_tick(s->query, now_ms(s));
    service_watch_memory(s, now_ms(s));
    service_pump(s);
}

static void choose_tick(struct service *s)
{
    uint64_t now = now_ms(s);
    uint64_t at = path_next_tick_ms(s->path), query_at = query_next_tick_ms(s->query, now);
    at = query_at < at ? query_at : at;
    enum { LONGEST_MS = 250 };
    at = at > now + LONGEST_MS ? now + LONGEST_MS : at;
    if (at < s->tick_at_ms || s->tick_at_ms <= now) {
        s->tick_at_ms = at > now ? at : now + 1;
        uv_timer_start(&s->tick, on_tick, s->tick_at_ms - now, 0);
    }
}

void service_on_turn(void *context)
{
    struct service *s = context;
    service_pump(s);
    router_flush(s->router);
    choose_tick(s);
}

struct path_options service_path_options(const struct config *c)
{
    enum { SLOTS_PER_WORKER = 16, EXPIRED_PER_COMMIT = 512 };
    return (struct path_options){
        .window = (uint32_t)c->ingest_window,
        .peers_max = (uint32_t)c->ingest_peers,
        .article_bytes = ledger_journal_bytes(WIRE_LIMIT_ARTICLE_BYTES + ARTICLE_OVERHEAD),
        .journal_bytes = c->store_journal_bytes,
        .waiting_bytes = c->ingest_waiting_bytes,
        .ready_max = (uint32_t)c->pipeline_ready,
        .ready_bytes = c->pipeline_ready_bytes,
        .work_slots = (uint32_t)c->pipeline_workers * SLOTS_PER_WORKER,
        .idle_ms = c->ingest_idle,
        .heartbeat_ms = c->results_heartbeat,
        .drain_ms = c->service_drain,
        .retention = {.max_bytes = c->store_retain_bytes,
                      .max_age_ms = c->store_retain_age,
                      .most_per_commit = EXPIRED_PER_COMMIT},
    };
}
