/* Connections in the order of their idleness. libmicrohttpd bounds their number by taking no more,
 * which lets whoever holds all of them lock the others out; so before that happens the one that has
 * been idle longest is shut down. "Idle" is every connection that has not brought a whole request,
 * so trickling a byte now and then does not help. */
#define _GNU_SOURCE
#include <stdlib.h>
#include <sys/socket.h>

#include "http/inside.h"

static void unlink_peer(struct http *h, struct peer *p)
{
    if (!p->idle) {
        return;
    }
    *(p->previous ? &p->previous->next : &h->idle_first) = p->next;
    *(p->next ? &p->next->previous : &h->idle_last) = p->previous;
    p->next = p->previous = NULL;
    p->idle = false;
}

void peer_set_idle(struct http *h, struct peer *p, bool idle)
{
    unlink_peer(h, p);
    if (idle) {
        p->idle = true;
        p->previous = h->idle_last;
        *(h->idle_last ? &h->idle_last->next : &h->idle_first) = p;
        h->idle_last = p;
    }
}

/* The rest of an eighth lets newcomers in while those that were shut down are being closed. */
static void make_room(struct http *h)
{
    struct peer *oldest = h->idle_first;
    if (h->peers > h->o.connections - h->o.connections / 8 && oldest) {
        const union MHD_ConnectionInfo *info =
            MHD_get_connection_info(oldest->connection, MHD_CONNECTION_INFO_CONNECTION_FD);
        unlink_peer(h, oldest);
        if (info) {
            shutdown(info->connect_fd, SHUT_RDWR);
            metric_add(h->evicted, 1);
        }
    }
}

static void begin(struct http *h, struct MHD_Connection *connection, void **socket_context)
{
    struct peer *p = calloc(1, sizeof *p);
    if (!p) {
        abort();
    }
    p->connection = connection;
    *socket_context = p;
    h->peers++;
    make_room(h);
    peer_set_idle(h, p, true);
}

void peers_on_notify(void *context, struct MHD_Connection *connection, void **socket_context,
                     enum MHD_ConnectionNotificationCode code)
{
    struct http *h = context;
    if (code == MHD_CONNECTION_NOTIFY_STARTED) {
        begin(h, connection, socket_context);
    } else if (*socket_context) {
        unlink_peer(h, *socket_context);
        free(*socket_context);
        *socket_context = NULL;
        h->peers--;
        h->again = true;
    }
    metric_set(h->connections, h->peers);
}
