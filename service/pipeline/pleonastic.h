/* pleonastic: the "it" of weather and hours, which refers to nothing: "it is raining".
 *
 * Levin's verbs of the weather (1993, class 57) and times of day and year with "to be". The "it"
 * that stands for a clause is the parser's to see ("expl").
 *
 * Threads  pure function.
 * Cost     linear in what hangs on the verb.
 */
#ifndef DATELINE_PIPELINE_PLEONASTIC_H
#define DATELINE_PIPELINE_PLEONASTIC_H

#include "pipeline/phrase.h"

/* Is the token, which is an "it", without meaning of its own? */
bool pleonastic_it(const struct phrases *p, uint32_t token);

#endif
