/* calendar: the proleptic Gregorian calendar and the English names in it.
 *
 * Units    years 1 to 9999, months 1 to 12; days are counted from 1970-01-01.
 * Threads  pure functions.
 */
#ifndef DATELINE_TEXT_CALENDAR_H
#define DATELINE_TEXT_CALENDAR_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

struct calendar_date {
    int year, month, day; /* year 0: not known */
};

bool calendar_is_valid(struct calendar_date d); /* a year of 0 is taken for a leap year */
int64_t calendar_to_days(struct calendar_date d);
struct calendar_date calendar_of_days(int64_t days);
/* 1 (Monday) to 7. */
int calendar_weekday_of(int64_t days);
int calendar_month_days(int year, int month);
/* The first day of ISO 8601's week 1 of the year, a Monday. */
int64_t calendar_iso_year(int year);
/* ISO 8601's week of a day, 1 to 53, and the year that it counts in. */
int calendar_iso_week(int64_t days, int *year);
/* Easter Sunday of the Western churches. */
struct calendar_date calendar_easter(int year);
/* Reads the "2024-03-14" that begins `s`; false when none does or no such day exists. */
bool calendar_read_iso(struct str s, struct calendar_date *out);
/* 1 to 12 for "March", "mar", "MAR.", "Sept"; 0 for anything else. */
int calendar_month(struct str word);
/* 1 (Monday) to 7 for "Monday", "mon", "Thurs."; 0 for anything else. */
int calendar_weekday(struct str word);

#endif
