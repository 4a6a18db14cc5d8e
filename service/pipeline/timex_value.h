/* timex_value: TIMEX3 values and intervals of what was resolved.
 *
 * What is not known is X in the value ("XXXX-10", "XXXX-WXX-5"), and then there is no interval.
 *
 * Memory   strings live in the arena.
 * Threads  pure functions.
 */
#ifndef DATELINE_PIPELINE_TIMEX_VALUE_H
#define DATELINE_PIPELINE_TIMEX_VALUE_H

#include "pipeline/timex_resolve.h"

/* Gives "the first nine months" of the days [begin,end) their interval; nothing where it would not
 * fit in. */
void timex_write_edge(const struct timex_form *form, int64_t begin, int64_t end,
                      struct arena *arena, struct timex3 *out);
/* Fills type, value, mod, begin, end from a form and its point. */
void timex_write(const struct timex_form *form, const struct timex_point *p,
                 const struct timex_context *c, struct arena *arena, struct timex3 *out);
/* The interval of a day or a longer stretch, with the clock of the form where it has one; of "early
 * March" and "the rest of the week" that part. */
void timex_write_interval(const struct timex_form *f, const struct timex_point *p,
                          const struct timex_context *c, struct arena *arena, struct timex3 *out);
/* The interval of a duration in hours and minutes that begins with the instant `from`. */
void timex_write_run(const struct timex_form *f, struct str from, struct arena *arena,
                     struct timex3 *out);

#endif
