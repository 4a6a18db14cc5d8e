/* link: one ZeroMQ socket to the service that is made anew after a loss.
 *
 * A DEALER that reconnects by itself has a new identity at the service, and what stood in its pipe
 * goes out before anyone can say HELLO. So a lost link is closed with all that is queued and opened
 * again: its first message is the first that the service sees. SUB sockets are left to ZeroMQ,
 * which repeats their subscriptions.
 *
 * Threads  whoever processes the connection; the descriptors lie in the connection's epoll set,
 *          which any thread may poll.
 */
#ifndef DATELINE_LINK_H
#define DATELINE_LINK_H

#include <stdbool.h>
#include <stdint.h>

#include <zmq.h>

#include "base/status.h"
#include "base/str.h"

enum {
    FRAMES_MAX = 6,
    FRAME_BYTES_MAX = 32 << 20, /* whoever sends more is no service of ours: the link is lost */
};

/* One message. */
struct frames {
    zmq_msg_t part[FRAMES_MAX];
    uint32_t count;
};

void frames_release(struct frames *f);
struct str frames_part(struct frames *f, uint32_t i); /* absent when there is none */
/* Copies bytes into a new part; false and nothing added when there is no room. */
bool frames_add(struct frames *f, struct str bytes);

struct link {
    void *zmq; /* context, borrowed */
    const char *endpoint;
    int type, epoll;
    int receive_max; /* messages that wait in the socket */
    bool reconnects; /* ZeroMQ may reconnect it by itself */
    void *socket, *monitor;
    uint64_t heard_ms; /* monotonic: last message, or when it was opened */
};

/* STATUS_IO when a socket cannot be made or the endpoint means nothing. Opening an open link does
 * nothing. */
enum status link_open(struct link *l, uint64_t now_ms) MUST_CHECK;
void link_close(struct link *l, int linger_ms); /* accepts one that is not open */
/* Whether the service went away since the last call. */
bool link_lost(struct link *l);
/* False when nothing waits. The caller releases the frames. Messages of more parts than FRAMES_MAX
 * are dropped. */
bool link_receive(struct link *l, struct frames *out, uint64_t now_ms);
/* Takes the frames; what cannot be sent is dropped (asking again repairs it). */
void link_send(struct link *l, struct frames *take_frames);

#endif
