/* replay: stored messages of a range, in order, each once.
 *
 * Flow is bounded by credit. If the answer breaks off, or its count is not what arrived, the rest
 * is asked for again from where it stands.
 *
 * Threads  the processing thread (connection.h).
 */
#ifndef DATELINE_REPLAY_H
#define DATELINE_REPLAY_H

#include <stdbool.h>
#include <stdint.h>

#include "asker.h"
#include "follower.h"

enum replay_end {
    REPLAY_DONE,
    REPLAY_GONE,
    REPLAY_STOPPED,
    REPLAY_REFUSED,
    REPLAY_TIMEOUT,
    REPLAY_CLOSED
};

struct replay {
    struct question question;
    const char *prefix; /* borrowed */
    uint64_t next,
        to; /* to 0: the last when the service looks; after the end: the last that it looked at */
    uint64_t asked; /* where the last asking began */
    uint64_t
        expired_to;    /* after the end: [asked,expired_to] is no longer stored; 0 = all of it is */
    uint64_t received; /* of this asking */
    uint32_t unpaid;   /* received since the last MORE */
    bool patient;      /* asks again for ever instead of ending with REPLAY_TIMEOUT */
    bool (*on_event)(struct dateline_client *d, struct replay *r,
                     struct feed_event *event); /* false: stop */
    /* Last call about it; text says why it was refused. The struct may be freed in it. */
    void (*on_end)(struct dateline_client *d, struct replay *r, enum replay_end end,
                   const char *text);
};

void replay_begin(struct dateline_client *d, struct replay *r);

#endif
