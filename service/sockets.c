/* The sockets in the loop.
 *
 * Everything that this process holds in memory has a bound, but for one thing: a peer that sends
 * parts of one message without end fills libzmq's own buffers, where nobody can count them. So
 * memory is looked at four times a second; above service.memory the sockets that read from
 * strangers are closed and opened anew in turn, which frees what libzmq had gathered. Peers connect
 * again by themselves and say HELLO; what was not acknowledged they send again. Was it none of
 * them, they are left alone for a minute: opening them costs moments in which nobody is served. */
#define _GNU_SOURCE
#include <malloc.h>
#include <stdio.h>

#include "base/clock.h"
#include "base/log.h"
#include "service.h"

enum { WORKS_AT_ONCE = 8 }; /* half of what one worker has in its queue */

/* Hundreds of articles may be read in one turn. Neither the store nor the workers wait for its
 * end. */
static void look_up(struct service *s)
{
    service_pump(s);
    mailbox_open(s->commits, 1);
    mailbox_open(s->works, WORKS_AT_ONCE);
}

static bool read_ingest(void *context)
{
    struct service *s = context;
    bool more = router_read_ingest(s->router, clock_monotonic_ms());
    look_up(s);
    return more;
}

static bool read_intake(void *context)
{
    struct service *s = context;
    bool more = router_read_intake(s->router, clock_monotonic_ms());
    look_up(s);
    return more;
}

static bool read_results(void *context)
{
    return publisher_read(((struct service *)context)->publisher);
}

static bool read_query(void *context)
{
    struct service *s = context;
    bool more = query_read(s->query, clock_monotonic_ms());
    service_pump(s);
    return more;
}

static const struct {
    const char *name;
    zmq_loop_read read;
} rows[SOCKETS] = {
    [SOCKET_INGEST] = {"ingest", read_ingest},
    [SOCKET_INTAKE] = {"intake", read_intake},
    [SOCKET_RESULTS] = {"results", read_results},
    [SOCKET_QUERY] = {"query", read_query},
};

static void *socket_of(const struct service *s, enum socket_kind kind)
{
    switch (kind) {
    case SOCKET_INGEST:
        return router_ingest_socket(s->router);
    case SOCKET_INTAKE:
        return router_intake_socket(s->router);
    case SOCKET_RESULTS:
        return publisher_socket(s->publisher);
    case SOCKET_QUERY:
        return query_socket(s->query);
    }
    return NULL;
}

static enum status watch(struct service *s, enum socket_kind kind)
{
    void *socket = socket_of(s, kind);
    if (!socket) {
        return STATUS_OK; /* intake.bind = none */
    }
    enum status status = zmq_loop_add(s->bridge, socket, rows[kind].read, s, &s->watched[kind]);
    if (status == STATUS_OK) {
        status = monitor_new(&s->monitors[kind], s->bridge, s->zmq, socket, rows[kind].name,
                             s->metrics, (uint32_t)s->config->service_connections);
    }
    return status;
}

static void unwatch(struct service *s, enum socket_kind kind)
{
    monitor_free(s->monitors[kind]);
    s->monitors[kind] = NULL;
    zmq_loop_remove(s->watched[kind]);
    s->watched[kind] = NULL;
}

enum status service_sockets_start(struct service *s)
{
    enum status status = zmq_loop_new(&s->bridge, &s->loop, service_on_turn, s);
    for (int kind = 0; kind < SOCKETS && status == STATUS_OK; kind++) {
        status = watch(s, (enum socket_kind)kind);
    }
    s->reading = true;
    return status;
}

void service_sockets_stop(struct service *s)
{
    for (int kind = 0; kind < SOCKETS; kind++) {
        unwatch(s, (enum socket_kind)kind);
    }
    zmq_loop_free(s->bridge);
    s->bridge = NULL;
}

/* ---- memory ---- */

static enum status reopen(struct service *s, enum socket_kind kind)
{
    enum status status = kind == SOCKET_INGEST   ? router_reopen_ingest(s->router)
                         : kind == SOCKET_INTAKE ? router_reopen_intake(s->router)
                         : kind == SOCKET_QUERY  ? query_reopen(s->query)
                                                 : publisher_reopen(s->publisher);
    if (status == STATUS_OK) {
        status = watch(s, kind);
    }
    if (status == STATUS_OK && !s->reading && (kind == SOCKET_INGEST || kind == SOCKET_INTAKE)) {
        zmq_loop_pause(s->watched[kind], true);
    }
    return status;
}

static void renew(struct service *s, enum socket_kind kind, uint64_t bytes)
{
    char labels[64];
    snprintf(labels, sizeof labels, "socket=\"%s\"", rows[kind].name);
    struct metric *renewed = metrics_counter(s->metrics, "dateline_sockets_renewed_total", labels,
                                             "sockets closed because of service.memory");
    metric_add(renewed, 1);
    log_error("socket.renewed", "socket=%s memory_bytes=%llu limit_bytes=%llu", rows[kind].name,
              (unsigned long long)bytes, (unsigned long long)s->config->service_memory);
    router_flush(s->router);
    unwatch(s, kind);
    if (reopen(s, kind) != STATUS_OK) {
        log_error("service.broken", "reason=the-%s-socket-cannot-be-opened-again", rows[kind].name);
        s->broken = true;
        uv_stop(&s->loop);
    }
}

void service_watch_memory(struct service *s, uint64_t now_ms)
{
    enum { LOOK_MS = 250, REST_MS = 60000 };
    if (now_ms < s->memory_look_ms || s->draining) {
        return;
    }
    s->memory_look_ms = now_ms + LOOK_MS;
    uint64_t bytes = service_memory_bytes();
    if (bytes > s->config->service_memory) {
        malloc_trim(0); /* what was freed counts until the heap gives it back */
        bytes = service_memory_bytes();
    }
    if (bytes <= s->config->service_memory) {
        s->next_suspect = SOCKET_INGEST;
        return;
    }
    while (s->next_suspect < SOCKETS && !socket_of(s, (enum socket_kind)s->next_suspect)) {
        s->next_suspect++;
    }
    if (s->next_suspect < SOCKETS) {
        renew(s, (enum socket_kind)s->next_suspect++, bytes);
        return;
    }
    log_error("memory.high",
              "memory_bytes=%llu limit_bytes=%llu reason=it-is-not-in-the-sockets "
              "do=raise-service.memory-or-tell-us",
              (unsigned long long)bytes, (unsigned long long)s->config->service_memory);
    s->next_suspect = SOCKET_INGEST;
    s->memory_look_ms = now_ms + REST_MS;
}
