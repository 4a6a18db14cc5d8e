/* zmq_loop: ZeroMQ sockets in a libuv loop. The one place that knows ZMQ_FD.
 *
 * A socket is added with a function that reads one message. It is called until it says that there
 * is nothing more, but at most ZMQ_LOOP_BATCH times a turn, and not again once ZMQ_LOOP_TURN_US are
 * over (256 articles of a megabyte would take most of a second): no socket starves the others, and
 * who asks over HTTP gets an answer.
 *
 * Threads  the loop's.
 */
#ifndef DATELINE_RUNTIME_ZMQ_LOOP_H
#define DATELINE_RUNTIME_ZMQ_LOOP_H

#include <stdbool.h>
#include <stdint.h>
#include <uv.h>

#include "base/status.h"

enum { ZMQ_LOOP_BATCH = 256, ZMQ_LOOP_TURN_US = 5000, ZMQ_LOOP_SOCKETS_MAX = 16 };

struct zmq_loop;
struct zmq_loop_socket;

/* Reads one whole message without waiting; false: there was none. */
typedef bool (*zmq_loop_read)(void *context);

/* `on_turn` is called in each turn before the loop goes to sleep: the place to send what has
 * gathered. */
enum status zmq_loop_new(struct zmq_loop **out, uv_loop_t *uv, void (*on_turn)(void *context),
                         void *context) MUST_CHECK;
/* The socket stays the caller's; it is removed before it is closed. */
enum status zmq_loop_add(struct zmq_loop *l, void *socket, zmq_loop_read read, void *context,
                         struct zmq_loop_socket **out) MUST_CHECK;
/* For a socket on which nothing is ever sent: sends are what takes an edge away, so this one need
 * only be looked at when its descriptor has spoken. */
void zmq_loop_receives_only(struct zmq_loop_socket *s);
/* A paused socket is not read; what comes waits in ZeroMQ's bounded queues. */
void zmq_loop_pause(struct zmq_loop_socket *s, bool paused);
void zmq_loop_remove(struct zmq_loop_socket *s); /* accepts NULL */
/* Something is being sent in this turn, other than in answer to what was read. Sends take the
 * socket's signal with them, so the watchdog does not judge before the next look. */
void zmq_loop_sent(struct zmq_loop *l);
/* Readable sockets that only the watchdog found; anything but 0 is a bug in this file. */
uint64_t zmq_loop_missed_edges(const struct zmq_loop *l);
/* The loop must run once more for the handles to close. Accepts NULL. */
void zmq_loop_free(struct zmq_loop *l);

#endif
