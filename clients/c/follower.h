/* follower: the live feed, made exactly once, in order and complete.
 *
 * What a subscription knows is one number: everything up to `done` has been delivered. A live
 * message says which message came before it on the prefix (its link; for the prefix "" the seq
 * before its own). If that one is at most `done`, the message is next; if not, the range between is
 * replayed first, and live messages are held meanwhile, up to options.hold; what does not fit is
 * let go, `target` remembers how far it went, and the replay goes on to there. Heartbeats say the
 * last seq on the prefix, so the last message of a burst cannot be lost unnoticed.
 *
 * Memory   a subscription lives until dateline_unsubscribe or dateline_close, with what it holds.
 * Threads  the processing thread (connection.h).
 */
#ifndef DATELINE_FOLLOWER_H
#define DATELINE_FOLLOWER_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include <sodium.h>

#include "asker.h"
#include "dateline.h"
#include "link.h"

enum { EPOCH_SIZE = 65 };

/* One message of the feed, read. The strings of `message` live in the connection's arena. */
struct feed_event {
    struct dateline_message message;
    struct str topic, epoch;
    bool heartbeat;
    const struct wire_link *links;
    uint32_t link_count;
};

struct follower {
    struct link link;
    struct dateline_subscription *first;
    bool wanted, silent;
    uint64_t reported_ms;
};

enum status follower_init(struct dateline_client *d);
void follower_release(struct dateline_client *d);
bool follower_turn(struct dateline_client *d);
void follower_tick(struct dateline_client *d);

/* False when the header is none of an event. The topic may be absent. */
bool event_read(struct dateline_client *d, struct str topic, struct str header, struct str data,
                struct feed_event *out);

#endif
