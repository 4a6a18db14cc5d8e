/* monitor: what happens to the connections of one bound socket, counted.
 *
 * libzmq tells of connections on a socket of its own. It says that a peer was dropped, not why; a
 * frame over the limit shows as a disconnect that the peer did not ask for. Connections over the
 * limit are turned away.
 *
 * Threads  the loop's.
 */
#ifndef DATELINE_RUNTIME_MONITOR_H
#define DATELINE_RUNTIME_MONITOR_H

#include <stdbool.h>
#include <stdint.h>

#include "base/status.h"
#include "runtime/metrics.h"
#include "runtime/zmq_loop.h"

struct monitor;

/* `name` is that of the socket in metrics and logs. While `connections_max` are open newcomers are
 * turned away. */
enum status monitor_new(struct monitor **out, struct zmq_loop *loop, void *zmq, void *socket,
                        const char *name, struct metrics *metrics,
                        uint32_t connections_max) MUST_CHECK;
void monitor_limit(struct monitor *m, uint32_t connections_max);
void monitor_free(struct monitor *m); /* before its socket is closed; accepts NULL */

#endif
