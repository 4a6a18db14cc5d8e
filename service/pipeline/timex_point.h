/* timex_point: stretches of the calendar, from a day to a millennium.
 *
 * Fields that are 0 are not known; a point of which enough is known has days. Years before Christ
 * have none: nothing counts their days.
 *
 * Units    days are counted from 1970-01-01; years, months and so on as in timex.h.
 * Threads  pure functions.
 */
#ifndef DATELINE_PIPELINE_TIMEX_POINT_H
#define DATELINE_PIPELINE_TIMEX_POINT_H

#include "pipeline/timex.h"

struct timex_point {
    uint8_t grain; /* enum timex_unit from UNIT_DAY on; UNIT_NONE: nothing is known */
    int32_t year;  /* of a week ISO 8601's; of a decade or century its first */
    int16_t month, day;
    int16_t week, weekday;
    int16_t sub; /* season, quarter, half */
    bool before_christ;
};

/* Whether all is known that its grain needs. */
bool timex_point_whole(const struct timex_point *p);
/* How many months a stretch is long, and which month it begins with. */
int timex_point_months(const struct timex_point *p, int *first);
/* The days [*begin,*end) of a stretch that is fully known and after Christ; false for others. */
bool timex_point_days(const struct timex_point *p, int64_t *begin, int64_t *end);
/* The stretch of a grain that holds a day. */
struct timex_point timex_point_at(int64_t day, enum timex_unit grain);
/* So many stretches of its own grain later. */
struct timex_point timex_point_move(struct timex_point p, int32_t by);
/* A day so many units later: moved by months or years it stays that day of the month, or the
 * last. */
struct timex_point timex_point_move_day(struct timex_point p, int32_t by, enum timex_unit unit);
/* So many business days (Monday to Friday) later than a day. */
struct timex_point timex_point_move_workdays(struct timex_point p, int32_t by);
/* The stretch of a coarser grain that holds the point; of a finer one what is known of it. */
struct timex_point timex_point_widen(struct timex_point p, enum timex_unit grain);

#endif
