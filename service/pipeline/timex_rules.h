/* timex_rules: the patterns of temporal expressions, over the items of a region.
 *
 * Patterns stand in levels. On each level every position is tried from the left; the longest match
 * is replaced by one item, of which patterns of later levels are made: durations, then dates, then
 * clocks, then what relates them. What is left at the end is found.
 *
 * Threads  pure functions over constant tables.
 */
#ifndef DATELINE_PIPELINE_TIMEX_RULES_H
#define DATELINE_PIPELINE_TIMEX_RULES_H

#include "pipeline/timex_scan.h"

enum { TIMEX_RULES_MAX = 192, TIMEX_LEVELS_MAX = 12 };

/* What the patterns may begin with, so that most are passed at one test. Made once an article. */
struct timex_rules {
    uint64_t first[TIMEX_RULES_MAX];
    uint64_t level_first[TIMEX_LEVELS_MAX];
    uint16_t level_end[TIMEX_LEVELS_MAX];
};

void timex_rules_index(struct timex_rules *out);
/* Writes what stands in the region to `out` (room for TIMEX_ITEMS_MAX), in text order; returns how
 * many. */
uint32_t timex_match(const struct timex_rules *index, struct timex_region *r,
                     struct timex_found *out);
/* For the unit test: the index counts on levels in their order. */
bool timex_rules_sorted(void);

#endif
