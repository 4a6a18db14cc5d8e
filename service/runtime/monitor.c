/* A connection costs libzmq some 50 KiB before it has said anything, so their number is what bounds
 * the memory that strangers can take. libzmq has no such limit, and unbinding the address would end
 * the connections that there are. But it tells the descriptor of each newcomer, and shutting that
 * down makes its own thread see the end of the connection. By then the number may belong to another
 * connection that came meanwhile: that one connects again. */
#define _GNU_SOURCE
#include "runtime/monitor.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <zmq.h>

#include "base/log.h"

enum { ADDRESS_MAX = 512 };

struct monitor {
    struct zmq_loop_socket *watch;
    void *socket, *events;
    char name[32];
    uint32_t open, most;
    bool full;
    struct metric *accepted, *disconnected, *handshakes_failed, *accept_failed, *connections,
        *turned_away;
};

static void look_at_limit(struct monitor *m)
{
    if (!m->full && m->open > m->most) {
        m->full = true;
        log_warn("socket.full", "socket=%s connections=%u", m->name, m->open);
    } else if (m->full && m->open < m->most - m->most / 10) {
        m->full = false;
        log_info("socket.room", "socket=%s connections=%u", m->name, m->open);
    }
}

static void on_accepted(struct monitor *m, uint32_t descriptor)
{
    m->open++;
    metric_add(m->accepted, 1);
    if (m->open > m->most) {
        shutdown((int)descriptor, SHUT_RDWR);
        metric_add(m->turned_away, 1);
    }
}

static void count_event(struct monitor *m, unsigned event, uint32_t value)
{
    switch (event) {
    case ZMQ_EVENT_ACCEPTED:
        on_accepted(m, value);
        break;
    case ZMQ_EVENT_DISCONNECTED:
    case ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL:
    case ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL:
    case ZMQ_EVENT_HANDSHAKE_FAILED_AUTH:
        m->open -= m->open > 0 && event == ZMQ_EVENT_DISCONNECTED;
        metric_add(event == ZMQ_EVENT_DISCONNECTED ? m->disconnected : m->handshakes_failed, 1);
        break;
    case ZMQ_EVENT_ACCEPT_FAILED:
        metric_add(m->accept_failed, 1);
        break;
    default:
        return;
    }
    metric_set(m->connections, m->open);
    look_at_limit(m);
}

/* Two frames: u16 event and u32 value, then the address. */
static bool on_read(void *context)
{
    struct monitor *m = context;
    unsigned char frame[16], address[ADDRESS_MAX];
    int size = zmq_recv(m->events, frame, sizeof frame, ZMQ_DONTWAIT);
    if (size < 0) {
        return false;
    }
    if (zmq_recv(m->events, address, sizeof address, ZMQ_DONTWAIT) >= 0 && size >= 6) {
        uint16_t event;
        uint32_t value;
        memcpy(&event, frame, sizeof event);
        memcpy(&value, frame + sizeof event, sizeof value);
        count_event(m, event, value);
    }
    return true;
}

static void make_metrics(struct monitor *m, struct metrics *all)
{
    char labels[64];
    snprintf(labels, sizeof labels, "socket=\"%s\"", m->name);
    m->accepted =
        metrics_counter(all, "dateline_connections_accepted_total", labels, "connections made");
    m->disconnected = metrics_counter(all, "dateline_connections_closed_total", labels,
                                      "connections that ended, also by frames over the limit");
    m->handshakes_failed = metrics_counter(all, "dateline_handshakes_failed_total", labels,
                                           "connections that were no ZeroMQ");
    m->accept_failed = metrics_counter(all, "dateline_accept_failed_total", labels,
                                       "connections that the system refused");
    m->connections = metrics_gauge(all, "dateline_connections", labels, "connections open");
    m->turned_away = metrics_counter(all, "dateline_connections_turned_away_total", labels,
                                     "connections over service.connections");
}

enum status monitor_new(struct monitor **out, struct zmq_loop *loop, void *zmq, void *socket,
                        const char *name, struct metrics *metrics, uint32_t connections_max)
{
    struct monitor *m = calloc(1, sizeof *m);
    if (!m) {
        return STATUS_IO;
    }
    m->socket = socket;
    m->most = connections_max;
    snprintf(m->name, sizeof m->name, "%s", name);
    make_metrics(m, metrics);
    char address[64];
    static unsigned serial; /* the address of a socket's monitor before it may not be free yet */
    snprintf(address, sizeof address, "inproc://monitor-%s-%u", name, serial++);
    /* Unlimited: libzmq's own thread would wait for room while it holds a lock that unbinding
     * needs. */
    int linger = 0, queue = 0;
    int events = ZMQ_EVENT_ACCEPTED | ZMQ_EVENT_ACCEPT_FAILED | ZMQ_EVENT_DISCONNECTED |
                 ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL | ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL |
                 ZMQ_EVENT_HANDSHAKE_FAILED_AUTH;
    m->events = zmq_socket(zmq, ZMQ_PAIR);
    if (!m->events || zmq_setsockopt(m->events, ZMQ_LINGER, &linger, sizeof linger) != 0 ||
        zmq_setsockopt(m->events, ZMQ_RCVHWM, &queue, sizeof queue) != 0 ||
        zmq_socket_monitor(socket, address, events) != 0 || zmq_connect(m->events, address) != 0 ||
        zmq_loop_add(loop, m->events, on_read, m, &m->watch) != STATUS_OK) {
        monitor_free(m);
        return STATUS_IO;
    }
    zmq_loop_receives_only(m->watch);
    *out = m;
    return STATUS_OK;
}

void monitor_limit(struct monitor *m, uint32_t connections_max)
{
    m->most = connections_max;
    look_at_limit(m);
}

void monitor_free(struct monitor *m)
{
    if (!m) {
        return;
    }
    zmq_loop_remove(m->watch);
    zmq_socket_monitor(m->socket, NULL, 0);
    if (m->events) {
        zmq_close(m->events);
    }
    free(m);
}
