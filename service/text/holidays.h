/* holidays: the days that news names instead of dating them.
 *
 * Days of one fixed date, days counted by weekday within a month ("the fourth Thursday in
 * November") and days counted from Easter; those of several countries, of our own making after the
 * laws that set them (5 U.S.C. 6103 for the American federal ones); feasts of lunar calendars
 * (text/feasts). Days that hang on an announcement are not here.
 *
 * Threads  pure functions over constant tables.
 */
#ifndef DATELINE_TEXT_HOLIDAYS_H
#define DATELINE_TEXT_HOLIDAYS_H

#include <stddef.h>

#include "base/str.h"
#include "text/calendar.h"

/* The number (from 1) of the longest name with which `s` begins, ended by no letter, its length in
 * *len; 0 when there is none. Case of ASCII letters plays no part; ' and ’ are one, a
 * hyphen may stand for a blank. */
int holidays_find(struct str s, size_t *len);
/* Its date in a year from 1 to 9999; month and day 0 where no table reaches. */
struct calendar_date holidays_date(int holiday, int year);
/* How many days it lasts: Ramadan a month, Hanukkah eight days. */
int holidays_days(int holiday, int year);
/* Whether it has the same date each year. */
bool holidays_is_fixed(int holiday);
/* Whether its name in small letters is as often something else ("a new year"). */
bool holidays_need_capital(int holiday);
extern const int holidays_count;
/* In small letters. */
struct str holidays_name(int holiday);

#endif
