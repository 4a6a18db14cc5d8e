#include "link.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

/* No heartbeats of ZMTP: libzmq 4.3 aborts the process when one is due while the queue of a slow
 * reader is full (libzmq issues 4364, 4767). Silence is noticed by Dateline's own protocol. */
enum {
    RECONNECT_MS = 20,
    RECONNECT_MOST_MS = 500,
    KEEPALIVE_S = 2,
    KEEPALIVES = 2,
    LOST_MS = 6000
};

void frames_release(struct frames *f)
{
    for (uint32_t i = 0; i < f->count; i++) {
        zmq_msg_close(&f->part[i]);
    }
    f->count = 0;
}

struct str frames_part(struct frames *f, uint32_t i)
{
    if (i >= f->count) {
        return (struct str){0};
    }
    return str_make(zmq_msg_data(&f->part[i]), zmq_msg_size(&f->part[i]));
}

bool frames_add(struct frames *f, struct str bytes)
{
    if (f->count == FRAMES_MAX || zmq_msg_init_size(&f->part[f->count], bytes.len) != 0) {
        return false;
    }
    if (bytes.len) {
        memcpy(zmq_msg_data(&f->part[f->count]), bytes.ptr, bytes.len);
    }
    f->count++;
    return true;
}

static int fd_of(void *socket)
{
    int fd = -1;
    size_t size = sizeof fd;
    return zmq_getsockopt(socket, ZMQ_FD, &fd, &size) == 0 ? fd : -1;
}

static bool watch(const struct link *l, void *socket)
{
    int fd = fd_of(socket);
    struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};
    return fd >= 0 && epoll_ctl(l->epoll, EPOLL_CTL_ADD, fd, &event) == 0;
}

static void unwatch(const struct link *l, void *socket)
{
    epoll_ctl(l->epoll, EPOLL_CTL_DEL, fd_of(socket), NULL);
}

static bool set(void *socket, int option, int value)
{
    return zmq_setsockopt(socket, option, &value, sizeof value) == 0;
}

static bool configure(const struct link *l)
{
    void *s = l->socket;
    int64_t frame = FRAME_BYTES_MAX;
    return zmq_setsockopt(s, ZMQ_MAXMSGSIZE, &frame, sizeof frame) == 0 && set(s, ZMQ_LINGER, 0) &&
           set(s, ZMQ_RCVHWM, l->receive_max) && set(s, ZMQ_SNDHWM, 0) &&
           set(s, ZMQ_RECONNECT_IVL, RECONNECT_MS) &&
           set(s, ZMQ_RECONNECT_IVL_MAX, RECONNECT_MOST_MS) && set(s, ZMQ_TCP_KEEPALIVE, 1) &&
           set(s, ZMQ_TCP_KEEPALIVE_IDLE, KEEPALIVE_S) &&
           set(s, ZMQ_TCP_KEEPALIVE_INTVL, KEEPALIVE_S) &&
           set(s, ZMQ_TCP_KEEPALIVE_CNT, KEEPALIVES) && set(s, ZMQ_TCP_MAXRT, LOST_MS);
}

/* The name holds the address of the link: two links never share a monitor. */
static void *monitor_of(struct link *l)
{
    char name[64];
    snprintf(name, sizeof name, "inproc://dateline-monitor-%" PRIxPTR, (uintptr_t)l);
    if (zmq_socket_monitor(l->socket, name, ZMQ_EVENT_DISCONNECTED) != 0) {
        return NULL;
    }
    void *monitor = zmq_socket(l->zmq, ZMQ_PAIR);
    if (monitor && (!set(monitor, ZMQ_LINGER, 0) || zmq_connect(monitor, name) != 0)) {
        zmq_close(monitor);
        monitor = NULL;
    }
    return monitor;
}

enum status link_open(struct link *l, uint64_t now_ms)
{
    if (l->socket) {
        return STATUS_OK;
    }
    l->socket = zmq_socket(l->zmq, l->type);
    if (!l->socket) {
        return STATUS_IO;
    }
    if (!configure(l) || !watch(l, l->socket)) {
        link_close(l, 0);
        return STATUS_IO;
    }
    l->monitor = l->reconnects ? NULL : monitor_of(l);
    if ((!l->reconnects && (!l->monitor || !watch(l, l->monitor))) ||
        zmq_connect(l->socket, l->endpoint) != 0) {
        link_close(l, 0);
        return STATUS_IO;
    }
    l->heard_ms = now_ms;
    return STATUS_OK;
}

void link_close(struct link *l, int linger_ms)
{
    if (l->monitor) {
        zmq_socket_monitor(l->socket, NULL, 0);
        unwatch(l, l->monitor);
        zmq_close(l->monitor);
        l->monitor = NULL;
    }
    if (l->socket) {
        unwatch(l, l->socket);
        set(l->socket, ZMQ_LINGER, linger_ms);
        zmq_close(l->socket);
        l->socket = NULL;
    }
}

bool link_lost(struct link *l)
{
    bool lost = false;
    zmq_msg_t part;
    while (l->monitor && zmq_msg_init(&part) == 0) {
        if (zmq_msg_recv(&part, l->monitor, ZMQ_DONTWAIT) < 0) {
            zmq_msg_close(&part);
            break;
        }
        /* The first part is the event, the second the address; only one event was asked for. */
        lost = lost || zmq_msg_more(&part);
        zmq_msg_close(&part);
    }
    return lost;
}

bool link_receive(struct link *l, struct frames *out, uint64_t now_ms)
{
    out->count = 0;
    bool more = true, dropped = false;
    while (l->socket && more) {
        zmq_msg_t part;
        zmq_msg_init(&part);
        if (zmq_msg_recv(&part, l->socket, ZMQ_DONTWAIT) < 0) {
            zmq_msg_close(&part);
            break;
        }
        l->heard_ms = now_ms;
        more = zmq_msg_more(&part);
        if (out->count == FRAMES_MAX) {
            dropped = true;
            zmq_msg_close(&part);
        } else {
            zmq_msg_init(&out->part[out->count]);
            zmq_msg_move(&out->part[out->count++], &part);
        }
    }
    if (dropped) {
        frames_release(out);
    }
    return out->count > 0;
}

void link_send(struct link *l, struct frames *take_frames)
{
    uint32_t sent = 0;
    while (l->socket && sent < take_frames->count) {
        int flags = ZMQ_DONTWAIT | (sent + 1 < take_frames->count ? ZMQ_SNDMORE : 0);
        if (zmq_msg_send(&take_frames->part[sent], l->socket, flags) < 0) {
            break;
        }
        sent++; /* an empty message now, which is released below */
    }
    frames_release(take_frames);
}
