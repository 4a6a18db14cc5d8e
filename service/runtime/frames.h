/* frames: a message of several parts, received or sent without waiting.
 *
 * Memory   a received message holds its parts until frames_release, which accepts zeroed memory.
 * Threads  the loop's.
 */
#ifndef DATELINE_RUNTIME_FRAMES_H
#define DATELINE_RUNTIME_FRAMES_H

#include <stdbool.h>
#include <stdint.h>
#include <zmq.h>

#include "base/str.h"

enum { FRAMES_MAX = 8 };

struct frames {
    zmq_msg_t parts[FRAMES_MAX];
    uint32_t count;
    bool too_many; /* there were more; they are gone */
};

/* False: there is no message waiting. */
bool frames_receive(void *socket, struct frames *f);
void frames_release(struct frames *f);
/* Absent when there is no such part. */
struct str frames_get(const struct frames *f, uint32_t index);
/* False: the message was not taken (nobody there, or its queue is full). */
bool frames_send(void *socket, const struct str *parts, uint32_t count);

/* Memory that messages carry without a copy, and the count of those that libzmq still holds. It is
 * freed when the last of them has left and its owner has let go; libzmq's threads may be the last.
 */
struct frames_shared;
/* Takes what malloc gave. */
struct frames_shared *frames_share(void *take_memory);
/* The last part lies in `shared`. */
bool frames_send_shared(void *socket, const struct str *parts, uint32_t count,
                        struct frames_shared *shared);
uint32_t frames_shared_out(const struct frames_shared *shared); /* messages not yet on their way */
void frames_unshare(struct frames_shared *shared);              /* accepts NULL */

/* What every socket of strangers gets: bounded frames, queues and silences. Returns NULL when the
 * socket cannot be had. */
struct frames_options {
    int type;
    int64_t frame_bytes;
    int queue_in, queue_out, linger_ms;
};
void *frames_open(void *zmq, const struct frames_options *o);
/* Binds and gives the address in force (with its port) in `endpoint`; false: logged under
 * `name`. */
bool frames_bind(void *socket, const char *name, const char *address, char *endpoint,
                 uint32_t size);
/* Closes at once what was bound to `endpoint`: whatever waits in the socket is gone. Waits until
 * the address can be bound again, a second at most. */
void frames_close(void **socket, const char *endpoint);

#endif
