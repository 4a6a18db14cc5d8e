/* publisher: the live feed, an XPUB socket: [topic][header][data].
 *
 * A message is built only when somebody subscribes to a prefix of its topic. A subscriber that does
 * not keep up misses messages once results.queue of them wait for it (XPUB drops for that one
 * alone); it learns so from the links of the next message or heartbeat and repairs it by replay.
 *
 * Links    a link names the seq before this one on a subscribed prefix. It is left out where it is
 *          not known: the first message on a prefix since the service knows of it. A client that
 *          has lost its connection in between asks for a replay then.
 * Threads  the loop's.
 */
#ifndef DATELINE_PUBLISH_PUBLISHER_H
#define DATELINE_PUBLISH_PUBLISHER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/status.h"
#include "base/str.h"
#include "path/item.h"
#include "runtime/metrics.h"

struct publisher;

struct publisher_options {
    void *zmq;
    const char *bind;
    uint32_t queue, prefixes;
    const char *epoch; /* 32 hex digits; outlives the publisher */
    uint64_t seq_last; /* of the store, when starting */
    struct metrics *metrics;
};

/* STATUS_IO: logged, with the address. */
enum status publisher_open(struct publisher **out, const struct publisher_options *o) MUST_CHECK;
void publisher_close(struct publisher *p); /* accepts NULL */
/* Closes the socket and binds it anew: what waits for subscribers is gone, they connect again. */
enum status publisher_reopen(struct publisher *p) MUST_CHECK;
void *publisher_socket(const struct publisher *p);
const char *publisher_endpoint(const struct publisher *p);

/* Takes in one subscription; false: there is none waiting. */
bool publisher_read(struct publisher *p);
/* The item has its seq; it stays the caller's. */
void publisher_send(struct publisher *p, const struct item *item);
void publisher_heartbeat(struct publisher *p, uint64_t seq, uint64_t accepted, uint64_t wall_ms);

#endif
