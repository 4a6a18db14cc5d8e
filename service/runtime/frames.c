#define _GNU_SOURCE
#include "runtime/frames.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/log.h"

/* Peers that are gone without a word are found by TCP, not by ZMTP's heartbeats: libzmq 4.3 aborts
 * the process when one is due on a lost connection whose queue is full (libzmq issues 4364,
 * 4767). */
enum {
    KEEPALIVE_S = 10,
    KEEPALIVES = 3,
    SILENT_MS = 30000,
    HANDSHAKE_MS = 5000,
    BACKLOG = 1024,
    CLOSE_MS = 1000,
    STEP_MS = 5
};

bool frames_receive(void *socket, struct frames *f)
{
    f->count = 0;
    f->too_many = false;
    zmq_msg_init(&f->parts[0]);
    if (zmq_msg_recv(&f->parts[0], socket, ZMQ_DONTWAIT) < 0) {
        zmq_msg_close(&f->parts[0]);
        return false;
    }
    /* ZeroMQ hands over whole messages, so the other parts are there. */
    bool more = zmq_msg_more(&f->parts[f->count++]);
    while (more) {
        zmq_msg_t part;
        zmq_msg_init(&part);
        if (zmq_msg_recv(&part, socket, ZMQ_DONTWAIT) < 0) {
            zmq_msg_close(&part);
            break;
        }
        more = zmq_msg_more(&part);
        if (f->count < FRAMES_MAX) {
            zmq_msg_init(&f->parts[f->count]);
            zmq_msg_move(&f->parts[f->count++], &part);
        } else {
            f->too_many = true;
        }
        zmq_msg_close(&part);
    }
    return true;
}

void frames_release(struct frames *f)
{
    for (uint32_t i = 0; i < f->count; i++) {
        zmq_msg_close(&f->parts[i]);
    }
    f->count = 0;
}

struct str frames_get(const struct frames *f, uint32_t index)
{
    if (index >= f->count) {
        return (struct str){0};
    }
    /* zmq_msg_data reads only, its prototype is older than that */
    zmq_msg_t *part = (zmq_msg_t *)&f->parts[index];
    return str_make(zmq_msg_data(part), zmq_msg_size(part));
}

static bool send_part(void *socket, struct str part, int flags)
{
    return zmq_send(socket, part.ptr ? part.ptr : "", part.len, ZMQ_DONTWAIT | flags) >= 0;
}

bool frames_send(void *socket, const struct str *parts, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        if (!send_part(socket, parts[i], i + 1 < count ? ZMQ_SNDMORE : 0)) {
            return false;
        }
    }
    return true;
}

struct frames_shared {
    void *memory;
    _Atomic uint32_t holders; /* the owner and each message */
};

struct frames_shared *frames_share(void *take_memory)
{
    struct frames_shared *s = malloc(sizeof *s);
    if (!s) {
        abort();
    }
    s->memory = take_memory;
    atomic_init(&s->holders, 1);
    return s;
}

uint32_t frames_shared_out(const struct frames_shared *shared)
{
    return atomic_load(&shared->holders) - 1;
}

void frames_unshare(struct frames_shared *shared)
{
    if (shared && atomic_fetch_sub(&shared->holders, 1) == 1) {
        free(shared->memory);
        free(shared);
    }
}

static void on_left(void *data, void *shared)
{
    (void)data;
    frames_unshare(shared);
}

bool frames_send_shared(void *socket, const struct str *parts, uint32_t count,
                        struct frames_shared *shared)
{
    for (uint32_t i = 0; i + 1 < count; i++) {
        if (!send_part(socket, parts[i], ZMQ_SNDMORE)) {
            return false;
        }
    }
    zmq_msg_t last;
    atomic_fetch_add(&shared->holders, 1);
    /* libzmq only reads what it sends, its prototype is older than that */
    if (zmq_msg_init_data(&last, (void *)parts[count - 1].ptr, parts[count - 1].len, on_left,
                          shared) != 0) {
        abort(); /* no memory for a few words */
    }
    if (zmq_msg_send(&last, socket, ZMQ_DONTWAIT) < 0) {
        zmq_msg_close(&last);
        return false;
    }
    return true;
}

void *frames_open(void *zmq, const struct frames_options *o)
{
    void *socket = zmq_socket(zmq, o->type);
    if (!socket) {
        return NULL;
    }
    const struct {
        int option, value;
    } settings[] = {
        {ZMQ_RCVHWM, o->queue_in},
        {ZMQ_SNDHWM, o->queue_out},
        {ZMQ_LINGER, o->linger_ms},
        {ZMQ_TCP_KEEPALIVE, 1},
        {ZMQ_TCP_KEEPALIVE_IDLE, KEEPALIVE_S},
        {ZMQ_TCP_KEEPALIVE_INTVL, KEEPALIVE_S},
        {ZMQ_TCP_KEEPALIVE_CNT, KEEPALIVES},
        {ZMQ_TCP_MAXRT, SILENT_MS},
        {ZMQ_HANDSHAKE_IVL, HANDSHAKE_MS},
        {ZMQ_BACKLOG, BACKLOG},
    };
    bool good = zmq_setsockopt(socket, ZMQ_MAXMSGSIZE, &o->frame_bytes, sizeof o->frame_bytes) == 0;
    for (size_t i = 0; i < sizeof settings / sizeof settings[0]; i++) {
        good = good && zmq_setsockopt(socket, settings[i].option, &settings[i].value,
                                      sizeof settings[i].value) == 0;
    }
    if (!good) {
        zmq_close(socket);
        return NULL;
    }
    return socket;
}

static void sleep_ms(int ms)
{
    struct timespec pause = {.tv_nsec = ms * 1000000L};
    nanosleep(&pause, NULL);
}

/* An address that we have just left is free again within moments. */
static bool bind_patiently(void *socket, const char *address)
{
    for (int ms = 0; zmq_bind(socket, address) != 0; ms += STEP_MS) {
        if (zmq_errno() != EADDRINUSE || ms >= CLOSE_MS) {
            return false;
        }
        sleep_ms(STEP_MS);
    }
    return true;
}

bool frames_bind(void *socket, const char *name, const char *address, char *endpoint, uint32_t size)
{
    size_t len = size;
    if (!socket || !bind_patiently(socket, address) ||
        zmq_getsockopt(socket, ZMQ_LAST_ENDPOINT, endpoint, &len) != 0) {
        char why[128];
        log_error("socket.bind", "socket=%s address=%s reason=%s", name, address,
                  log_value(str_of(zmq_strerror(zmq_errno())), why, sizeof why));
        return false;
    }
    return true;
}

void frames_close(void **socket, const char *endpoint)
{
    int linger = 0;
    zmq_setsockopt(*socket, ZMQ_LINGER, &linger, sizeof linger);
    zmq_unbind(*socket, endpoint);
    zmq_close(*socket);
    *socket = NULL;
    /* libzmq closes in a thread of its own, and the file of an ipc address goes last: bound too
     * early, the new file would go. */
    bool ipc = strncmp(endpoint, "ipc://", 6) == 0;
    for (int ms = 0; ipc && access(endpoint + 6, F_OK) == 0 && ms < CLOSE_MS; ms += STEP_MS) {
        sleep_ms(STEP_MS);
    }
}
