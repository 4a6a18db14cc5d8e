/* query: the ROUTER that subscribers and operators ask: position, replay, get, check, take-down,
 * quarantine, status.
 *
 * Nothing here reads the store on the loop: questions go to the reader thread (store_read) or
 * through path (path_change) and are answered when they come back. Both are bounded: more questions
 * than query.requests are answered with busy, more replays than query.replays with too-many. A
 * replay sends as many messages as its asker gave credit for, then waits for MORE.
 *
 * Named subscribers report positions: the last one of each name is kept in memory and in the store;
 * lag and gaps are metrics.
 *
 * Threads  the loop's.
 */
#ifndef DATELINE_QUERY_QUERY_H
#define DATELINE_QUERY_QUERY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/status.h"
#include "path/path.h"
#include "runtime/metrics.h"
#include "store/store.h"
#include "wire/messages_gen.h"

struct query;

struct query_options {
    void *zmq;
    const char *bind, *epoch; /* outlive the query */
    struct path *path;
    struct store *store;
    struct metrics *metrics;
    uint32_t replays_max, requests_max;
    uint64_t chunk_bytes;
    void (*refresh)(void *context); /* brings gauges up to date, before STATUS */
    /* What intake refused last; the list lies in the arena. */
    const struct wire_intake_reject *(*rejects)(void *context, struct arena *arena,
                                                uint32_t *count);
    void *context;
};

/* STATUS_IO: logged, with the address. */
enum status query_open(struct query **out, const struct query_options *o) MUST_CHECK;
/* After the store was closed and path has answered its changes. Accepts NULL. */
void query_close(struct query *q);
void *query_socket(const struct query *q);
const char *query_endpoint(const struct query *q);
enum status query_reopen(struct query *q) MUST_CHECK;
void query_limit(struct query *q, uint32_t replays_max, uint32_t requests_max,
                 uint64_t chunk_bytes);

/* Reads one question; false: there is none waiting. */
bool query_read(struct query *q, uint64_t now_ms);
/* A request that query made has been answered; takes it. */
void query_store_done(struct query *q, struct store_request *request);
/* A change that query made has been decided; takes it. */
void query_change_done(struct query *q, struct ledger_change *change);
/* Sends what a slow asker's queue had no room for, forgets replays that nobody goes on with. */
void query_tick(struct query *q, uint64_t now_ms);
/* When query_tick wants to be called again: UINT64_MAX when nothing waits. */
uint64_t query_next_tick_ms(const struct query *q, uint64_t now_ms);
/* Lag by name, for metrics. */
void query_refresh(struct query *q);

#endif
