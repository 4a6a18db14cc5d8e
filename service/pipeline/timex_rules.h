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

/* Writes what stands in the region to `out` (room for TIMEX_ITEMS_MAX), in text order; returns how
 * many. */
uint32_t timex_match(struct timex_region *r, struct timex_found *out);

#endif
