/* outbox: acknowledgements of one turn, gathered by peer.
 *
 * Memory   outboxes are kept for the next turn; outbox_release frees all and accepts zeroed memory.
 * Threads  one owner.
 */
#ifndef DATELINE_INGEST_OUTBOX_H
#define DATELINE_INGEST_OUTBOX_H

#include <stdint.h>

#include "path/item.h"

struct outbox_ack {
    uint64_t accepted;
    uint32_t sent_ref, revision;
    enum admission admission;
};

struct outbox {
    uint64_t peer;
    struct outbox_ack *acks; /* (count) */
    uint32_t count, capacity, credit;
};

struct outboxes {
    struct outbox *boxes; /* (count) in use this turn, (capacity) allocated */
    uint32_t count, capacity;
};

/* The peer's outbox of this turn, made when there is none. Peers of one turn are few: at most
 * COMMIT_MAX. */
struct outbox *outboxes_of(struct outboxes *all, uint64_t peer);
void outbox_add(struct outbox *box, const struct outbox_ack *ack);
void outboxes_clear(struct outboxes *all);
void outboxes_release(struct outboxes *all);

#endif
