/* timex_rules: the patterns of temporal expressions.
 *
 * After TimeML's annotation guidelines 1.2.1; which expressions news holds was learnt from the
 * development halves of MEANTIME, WikiWars and Recognizers-Text. By their levels: durations, their
 * tails, dates, clocks and what completes them, what comes again, what hangs on an anchor, names
 * that stand alone, parts and shifts, date and clock together, hedges.
 *
 * Threads  a constant table.
 */
#ifndef DATELINE_PIPELINE_TIMEX_RULES_H
#define DATELINE_PIPELINE_TIMEX_RULES_H

#include "pipeline/timex_match.h"

extern const struct timex_rule timex_rules[];
extern const uint32_t timex_rule_count;
/* For the unit test: the index counts on levels in their order. */
bool timex_rules_sorted(void);

#endif
