/* sent: the message ids of articles that are not answered yet, as numbers that items can carry.
 *
 * Memory   grows with what is under way, which path bounds; sent_release frees it and accepts
 *          zeroed memory.
 * Threads  one owner.
 */
#ifndef DATELINE_INGEST_SENT_H
#define DATELINE_INGEST_SENT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

struct sent_id {
    uint32_t next_free; /* when free */
    uint16_t len;
    bool used;
    unsigned char bytes[256];
};

struct sent {
    struct sent_id *ids; /* (capacity); 0 is never given */
    uint32_t capacity, first_free;
};

/* Ids longer than MESSAGE_ID_MAX are cut: the door has refused them by then. */
uint32_t sent_put(struct sent *s, struct str id);
/* Absent when there is no such number; good until the next sent_put. */
struct str sent_get(const struct sent *s, uint32_t ref);
void sent_drop(struct sent *s, uint32_t ref);
void sent_release(struct sent *s);

#endif
