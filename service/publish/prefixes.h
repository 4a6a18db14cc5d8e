/* prefixes: what somebody subscribes to, and the last seq on each.
 *
 * XPUB tells of the first subscriber that a prefix gets and of the last that leaves. The table is
 * bounded; prefixes past it are counted only: their messages are sent, but bear no link.
 *
 * Memory   one piece, prefixes_release frees it and accepts zeroed memory.
 * Threads  one owner.
 */
#ifndef DATELINE_PUBLISH_PREFIXES_H
#define DATELINE_PUBLISH_PREFIXES_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"
#include "wire/messages_gen.h"

enum { PREFIX_BYTES_MAX = 256 };

struct prefix {
    uint64_t last; /* seq; 0 = not known: nothing came since it was subscribed */
    uint32_t len;
    char bytes[PREFIX_BYTES_MAX];
};

struct prefixes {
    struct prefix *items;        /* (max) */
    uint32_t count, max, untold; /* untold: subscribed, but not in the table */
};

void prefixes_init(struct prefixes *p, uint32_t max);
void prefixes_release(struct prefixes *p);

/* `known` is the seq before the next message where every message counts (prefix ""), else 0. */
void prefixes_add(struct prefixes *p, struct str prefix, uint64_t known);
void prefixes_remove(struct prefixes *p, struct str prefix);
bool prefixes_any(const struct prefixes *p, struct str topic);
/* The links of a message of this topic; `seq` becomes the last one of each. Returns how many stand
 * in links (max). */
uint32_t prefixes_link(struct prefixes *p, struct str topic, uint64_t seq, struct wire_link *links);
/* The last seq of each prefix that is known, for heartbeats. */
uint32_t prefixes_last(const struct prefixes *p, struct wire_link *links);

#endif
