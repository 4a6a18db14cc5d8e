/* timex_value: from what an expression says to a stretch of the calendar, its TIMEX3 value and its
 * interval.
 *
 * What an expression leaves open comes from the context: the article's date, the date that the text
 * spoke of last, the tense of the verb. Where that is not enough the value keeps X for what is open
 * ("XXXX-10", "XXXX-WXX-5") and there is no interval. Nothing reads a clock.
 *
 * Memory   strings live in the arena.
 * Threads  pure functions.
 */
#ifndef DATELINE_PIPELINE_TIMEX_VALUE_H
#define DATELINE_PIPELINE_TIMEX_VALUE_H

#include "pipeline/timex.h"

/* A stretch of the calendar. Fields that are 0 are not known. */
struct timex_point {
    uint8_t grain; /* enum timex_unit from UNIT_DAY on; UNIT_NONE: nothing is known */
    int32_t year;  /* of a week ISO 8601's; of a decade or century its first */
    int16_t month, day;
    int16_t week, weekday;
    int16_t sub; /* season, quarter, half */
    bool before_christ;
};

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
/* The days [*begin,*end) of a stretch that is fully known and after Christ; false for others. */
bool timex_point_days(const struct timex_point *p, int64_t *begin, int64_t *end);
/* The stretch of a grain that holds a day. */
struct timex_point timex_point_at(int64_t day, enum timex_unit grain);
/* So many stretches of its own grain later. */
struct timex_point timex_point_move(struct timex_point p, int32_t by);

/* Gives "the first nine months" of the days [begin,end) their interval; nothing where it would not
 * fit in. */
void timex_write_edge(const struct timex_form *form, int64_t begin, int64_t end,
                      struct arena *arena, struct timex3 *out);
/* Fills type, value, mod, begin, end from a form and its point. */
void timex_write(const struct timex_form *form, const struct timex_point *p,
                 const struct timex_context *c, struct arena *arena, struct timex3 *out);

#endif
