/* ZMQ_FD becomes readable once when something happened and stays silent until ZMQ_EVENTS was looked
 * at; every send and receive looks, too, and may take the signal with it. So the descriptor only
 * wakes the loop; what there is to do is read from ZMQ_EVENTS in every turn: after polling (check)
 * the sockets are drained, and before polling (prepare), after all sends of the turn, they are
 * looked at once more. Is one readable then, an idle handle keeps the loop from sleeping.
 *
 * The watchdog proves that this is enough: once a second it looks for a socket that is readable
 * while its descriptor is silent. A message that arrives between those two looks would be a false
 * alarm, so sockets with traffic in the last half second are not judged (an edge that was really
 * lost leaves its socket quiet), nor is what was found when another process had our processor
 * between the looks, or when something was sent since the last look of a turn. */
#define _GNU_SOURCE
#include "runtime/zmq_loop.h"

#include <poll.h>
#include <stdlib.h>
#include <zmq.h>

#include "base/clock.h"
#include "base/log.h"

enum { WATCHDOG_MS = 1000, QUIET_MS = 500, GLANCE_US = 200 };

struct zmq_loop_socket {
    struct zmq_loop *loop;
    uv_poll_t poll;
    void *socket;
    int fd;
    zmq_loop_read read;
    void *context;
    uint64_t busy_ms; /* when it was last seen readable */
    bool paused, closing;
    bool receives_only;
    bool spoke; /* the descriptor, or the last look found something */
};

struct zmq_loop {
    uv_loop_t *uv;
    uv_prepare_t prepare;
    uv_check_t check;
    uv_idle_t idle;
    uv_timer_t watchdog;
    struct zmq_loop_socket *sockets[ZMQ_LOOP_SOCKETS_MAX];
    uint32_t count, open_handles;
    void (*on_turn)(void *context);
    void *context;
    bool sent; /* perhaps, since the last look of a turn */
    uint64_t missed;
};

static bool has_messages(struct zmq_loop_socket *s)
{
    int events = 0;
    size_t size = sizeof events;
    return zmq_getsockopt(s->socket, ZMQ_EVENTS, &events, &size) == 0 && (events & ZMQ_POLLIN);
}

/* Whether there is something to read, as far as the turns have to know; each look costs two system
 * calls. */
static bool is_readable(struct zmq_loop_socket *s)
{
    s->spoke = (s->spoke || !s->receives_only) && has_messages(s);
    return s->spoke;
}

static void drain(struct zmq_loop_socket *s)
{
    struct zmq_loop *l = s->loop;
    uint64_t end_us = clock_monotonic_us() + ZMQ_LOOP_TURN_US;
    for (int i = 0; i < ZMQ_LOOP_BATCH && !s->paused && !s->closing; i++) {
        if (!s->read(s->context) || clock_monotonic_us() >= end_us) {
            return;
        }
        s->busy_ms = uv_now(l->uv);
        l->sent = true; /* an answer */
    }
}

static void on_check(uv_check_t *check)
{
    struct zmq_loop *l = check->data;
    for (uint32_t i = 0; i < l->count; i++) {
        struct zmq_loop_socket *s = l->sockets[i];
        if (is_readable(s) && !s->paused) {
            drain(s);
        }
    }
}

static void on_idle(uv_idle_t *idle)
{
    (void)idle; /* its being active is what keeps the loop awake */
}

static void on_prepare(uv_prepare_t *prepare)
{
    struct zmq_loop *l = prepare->data;
    l->on_turn(l->context);
    bool more = false;
    l->sent = false;
    for (uint32_t i = 0; i < l->count; i++) {
        bool readable = is_readable(l->sockets[i]);
        more = more || (readable && !l->sockets[i]->paused);
    }
    if (more) {
        uv_idle_start(&l->idle, on_idle);
    } else {
        uv_idle_stop(&l->idle);
    }
}

static void on_watchdog(uv_timer_t *timer)
{
    struct zmq_loop *l = timer->data;
    uint64_t now = uv_now(l->uv);
    for (uint32_t i = 0; i < l->count; i++) {
        struct zmq_loop_socket *s = l->sockets[i];
        struct pollfd fd = {.fd = s->fd, .events = POLLIN};
        bool judged = !s->paused && !l->sent && now - s->busy_ms > QUIET_MS &&
                      !uv_is_active((uv_handle_t *)&l->idle);
        uint64_t begin_us = clock_monotonic_us();
        if (judged && poll(&fd, 1, 0) == 0 && has_messages(s)) {
            if (clock_monotonic_us() - begin_us < GLANCE_US) {
                l->missed++;
                log_error("loop.missed_edge", "socket=%u", i);
            }
            drain(s);
        }
    }
}

static void on_poll(uv_poll_t *poll, int status, int events)
{
    (void)status, (void)events; /* the check that follows in this turn does the work */
    ((struct zmq_loop_socket *)poll->data)->spoke = true;
}

static enum status start_handles(struct zmq_loop *l)
{
    uv_prepare_init(l->uv, &l->prepare);
    uv_check_init(l->uv, &l->check);
    uv_idle_init(l->uv, &l->idle);
    uv_timer_init(l->uv, &l->watchdog);
    l->prepare.data = l->check.data = l->idle.data = l->watchdog.data = l;
    l->open_handles = 4;
    bool good = uv_prepare_start(&l->prepare, on_prepare) == 0 &&
                uv_check_start(&l->check, on_check) == 0 &&
                uv_timer_start(&l->watchdog, on_watchdog, WATCHDOG_MS, WATCHDOG_MS) == 0;
    return good ? STATUS_OK : STATUS_IO;
}

enum status zmq_loop_new(struct zmq_loop **out, uv_loop_t *uv, void (*on_turn)(void *context),
                         void *context)
{
    struct zmq_loop *l = calloc(1, sizeof *l);
    if (!l) {
        return STATUS_IO;
    }
    *l = (struct zmq_loop){.uv = uv, .on_turn = on_turn, .context = context};
    enum status status = start_handles(l);
    if (status != STATUS_OK) {
        zmq_loop_free(l);
        return status;
    }
    *out = l;
    return STATUS_OK;
}

enum status zmq_loop_add(struct zmq_loop *l, void *socket, zmq_loop_read read, void *context,
                         struct zmq_loop_socket **out)
{
    struct zmq_loop_socket *s = calloc(1, sizeof *s);
    size_t size = sizeof s->fd;
    if (!s || l->count == ZMQ_LOOP_SOCKETS_MAX ||
        zmq_getsockopt(socket, ZMQ_FD, &s->fd, &size) != 0 ||
        uv_poll_init(l->uv, &s->poll, s->fd) != 0) {
        free(s);
        return STATUS_IO;
    }
    s->loop = l;
    s->socket = socket;
    s->read = read;
    s->context = context;
    s->poll.data = s;
    s->spoke = true; /* what came before is waiting for nobody's signal */
    uv_poll_start(&s->poll, UV_READABLE, on_poll);
    l->sockets[l->count++] = s;
    *out = s;
    return STATUS_OK;
}

void zmq_loop_receives_only(struct zmq_loop_socket *s)
{
    s->receives_only = true;
}

void zmq_loop_pause(struct zmq_loop_socket *s, bool paused)
{
    if (s->paused == paused) {
        return;
    }
    s->paused = paused;
    if (paused) {
        uv_poll_stop(&s->poll); /* else the readable descriptor would keep the loop spinning */
    } else {
        uv_poll_start(&s->poll, UV_READABLE, on_poll);
    }
}

static void on_socket_closed(uv_handle_t *handle)
{
    free(handle->data);
}

void zmq_loop_remove(struct zmq_loop_socket *s)
{
    if (!s) {
        return;
    }
    struct zmq_loop *l = s->loop;
    uint32_t at = 0;
    while (l->sockets[at] != s) {
        at++;
    }
    l->sockets[at] = l->sockets[--l->count];
    s->closing = true;
    uv_close((uv_handle_t *)&s->poll, on_socket_closed);
}

void zmq_loop_sent(struct zmq_loop *l)
{
    l->sent = true;
}

uint64_t zmq_loop_missed_edges(const struct zmq_loop *l)
{
    return l->missed;
}

static void on_closed(uv_handle_t *handle)
{
    struct zmq_loop *l = handle->data;
    if (--l->open_handles == 0) {
        free(l);
    }
}

void zmq_loop_free(struct zmq_loop *l)
{
    if (!l) {
        return;
    }
    while (l->count) {
        zmq_loop_remove(l->sockets[0]);
    }
    uv_close((uv_handle_t *)&l->prepare, on_closed);
    uv_close((uv_handle_t *)&l->check, on_closed);
    uv_close((uv_handle_t *)&l->idle, on_closed);
    uv_close((uv_handle_t *)&l->watchdog, on_closed);
}
