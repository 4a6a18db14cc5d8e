/* connection: what the parts of libdateline share, and the loop that drives them.
 *
 * sender.c (ingest), asker.c (questions) and follower.c (the live feed and its repair) each own one
 * link and decide what goes over it; connection.c wakes them. Only the processing thread touches
 * sockets and the parts' state; other threads hand it work through `inbox`, or through the sender's
 * ring, under `lock`. Callbacks run without the lock.
 */
#ifndef DATELINE_CONNECTION_H
#define DATELINE_CONNECTION_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "asker.h"
#include "base/arena.h"
#include "base/buf.h"
#include "dateline.h"
#include "follower.h"
#include "link.h"
#include "sender.h"
#include "wire/fault.h"
#include "wire/messages_gen.h"

enum {
    TICK_MS = 100,       /* deadlines are kept to this */
    TURN_MAX = 256,      /* messages of one link in one turn */
    REPLAY_CREDIT = 512, /* messages of a replay that may be on their way */
    RETRY_MS = 200,      /* before asking a busy service again */
};

/* Work for the processing thread. */
struct post {
    struct post *next;
    void (*run)(struct dateline_client *d, struct post *post);
};

struct dateline_client {
    struct dateline_options options; /* defaults filled in; its strings are owned */
    char epoch[EPOCH_SIZE];          /* of the service that answered last; "" = none yet */
    void *zmq;
    int epoll, wake_fd, timer_fd;

    pthread_t thread;
    bool has_thread;
    atomic_bool closing;
    atomic_int processing; /* depth of dateline_process, for own_loop */

    pthread_mutex_t lock;
    pthread_cond_t changed; /* monotonic clock; whoever waits for something looks again */
    struct post *inbox, *inbox_last;
    bool woken;

    struct sender sender;
    struct asker asker;
    struct follower follower;
    struct arena arena; /* of the message being looked at */
    struct buf out;     /* of the message being written */
    uint64_t now_ms, ticked_ms;
};

/* Hands work over; any thread. */
void connection_post(struct dateline_client *d, struct post *post);
/* Makes the fd readable; any thread, with or without the lock. */
void connection_wake(struct dateline_client *d);
/* With the lock held: waits until ready(arg) or for `timeout_ms` (negative: for ever), processing
 * where there is no thread. */
enum dateline_status connection_wait(struct dateline_client *d, bool (*ready)(void *arg), void *arg,
                                     int64_t timeout_ms);
/* Posted work sets `done` when it is through: by answer, by time-out or by closing. Waits for
 * that. */
void connection_await(struct dateline_client *d, const bool *done);
/* False inside callbacks, where waiting would be for oneself. */
bool connection_may_wait(const struct dateline_client *d);
/* Tells everybody who waits to look again. */
void connection_changed(struct dateline_client *d);

void connection_notice(struct dateline_client *d, const struct dateline_notice *notice);
/* Notes the service's epoch; returns whether it is another than before. */
bool connection_epoch(struct dateline_client *d, struct str epoch);

/* Adds a verb, then a frame that was written to d->out (connection_map), to frames. */
struct wire_writer connection_map(struct dateline_client *d);

#endif
