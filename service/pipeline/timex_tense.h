/* timex_tense: whether the clause around an expression tells of what was or of what will be.
 *
 * From the tags, or the words themselves, near by: the nearest one that carries a tense, first to
 * the left within the clause, then to the right.
 *
 * Threads  pure function.
 */
#ifndef DATELINE_PIPELINE_TIMEX_TENSE_H
#define DATELINE_PIPELINE_TIMEX_TENSE_H

#include "article/article.h"
#include "pipeline/timex_resolve.h"

enum timex_tense timex_tense(const struct article *a, uint32_t sentence, struct span span);
/* "is the worst drought in 40 years", "their third strike in two weeks": whether the noun that the
 * expression hangs on is ranked, so that the time says among what. Needs tags. */
bool timex_is_ranked(const struct article *a, uint32_t sentence, struct span span);
/* For the unit test: the search counts on it. */
bool timex_tense_sorted(void);

#endif
