/* subscribers: who reported how far it has come, by name.
 *
 * Memory   bounded by SUBSCRIBERS_MAX names; subscribers_release frees all and accepts zeroed
 *          memory.
 * Threads  one owner.
 */
#ifndef DATELINE_QUERY_SUBSCRIBERS_H
#define DATELINE_QUERY_SUBSCRIBERS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"
#include "runtime/metrics.h"

enum { SUBSCRIBERS_MAX = 1024, SUBSCRIBER_NAME_MAX = 128 };

struct subscriber {
    struct subscriber *next;
    char name[SUBSCRIBER_NAME_MAX + 1];
    uint32_t len;
    uint64_t seq, gaps;
    struct metric *lag, *gaps_metric;
};

struct subscribers {
    struct subscriber *first;
    uint32_t count;
};

/* Made when it is new; NULL when there are too many. */
struct subscriber *subscribers_of(struct subscribers *all, struct str name,
                                  struct metrics *metrics);
struct subscriber *subscribers_find(const struct subscribers *all, struct str name);
void subscribers_release(struct subscribers *all);

#endif
