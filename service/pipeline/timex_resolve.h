/* timex_resolve: from what an expression says to a stretch of the calendar.
 *
 * What an expression leaves open comes from the context: the article's date, the date that the text
 * spoke of last, the tense of the verb. Where that is not enough fields stay unknown. Nothing reads
 * a clock.
 *
 * Threads  pure functions.
 */
#ifndef DATELINE_PIPELINE_TIMEX_RESOLVE_H
#define DATELINE_PIPELINE_TIMEX_RESOLVE_H

#include "pipeline/timex_point.h"

enum timex_tense { TENSE_NONE, TENSE_PAST, TENSE_FUTURE };

struct timex_context {
    bool dated;              /* the article's date is known */
    int64_t today;           /* it, in days since 1970 */
    int minute;              /* of the day; -1 = the article's clock is not known */
    struct timex_point from; /* the first bound of the range that this one ends, or UNIT_NONE */
    struct timex_point last; /* the date that the text spoke of last; UNIT_NONE: none yet */
    struct timex_point year; /* likewise, but for decades and longer */
    bool history;            /* the text tells of another time than its own */
    bool near;               /* some of its dates hang on its own all the same */
    bool same_sentence;      /* `last` stands in this sentence */
    enum timex_tense tense;
};

/* What the value was made from. */
enum timex_source { SOURCE_ITSELF, SOURCE_ARTICLE, SOURCE_STORY, SOURCE_NOTHING };

/* The stretch that a date or a clock's day is; *source says what it hangs on. */
struct timex_point timex_resolve(const struct timex_form *form, const struct timex_context *c,
                                 enum timex_source *source);
/* 1 or -1: whether the form's duration counts on or back; 0 where it shifts nothing. */
int32_t timex_form_sign(const struct timex_form *form);
/* The day moved on or back (sign) by what the form counts beside its first unit: of "a year, two
 * months and three days" the months and days. */
struct timex_point timex_move_rest(struct timex_point p, const struct timex_form *form,
                                   int32_t sign);
/* The unit that its duration counts in days, weeks, months or years. */
enum timex_unit timex_form_unit(const struct timex_form *form);

#endif
