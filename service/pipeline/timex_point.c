#include "pipeline/timex_point.h"

enum { WORKDAYS_MAX = 520 };
enum { YEAR_MAX = 8999 }; /* so that a millennium from there still ends in four figures */

bool timex_point_whole(const struct timex_point *p)
{
    switch (p->grain) {
    case UNIT_NONE:
        return false;
    case UNIT_DAY:
        return p->year && p->month && p->day;
    case UNIT_MONTH:
        return p->year && p->month;
    case UNIT_WEEK:
    case UNIT_WEEKEND:
        return p->year && p->week;
    case UNIT_SEASON:
    case UNIT_QUARTER:
    case UNIT_HALF:
        return p->year && p->sub;
    case UNIT_CENTURY:
    case UNIT_MILLENNIUM:
        return true; /* the first begins with year 0 */
    default:
        return p->year != 0;
    }
}

static int64_t days_of(int year, int month, int day)
{
    return calendar_to_days((struct calendar_date){year, month, day});
}

/* The first day of a month that may be counted past its year's end. */
static int64_t month_begin(int year, int month)
{
    int index = year * 12 + month - 1;
    return days_of(index / 12, index % 12 + 1, 1);
}

int timex_point_months(const struct timex_point *p, int *first)
{
    switch (p->grain) {
    case UNIT_MONTH:
        *first = p->month;
        return 1;
    case UNIT_SEASON: /* spring begins in March */
        *first = 3 * p->sub;
        return 3;
    case UNIT_QUARTER:
        *first = 3 * p->sub - 2;
        return 3;
    case UNIT_HALF:
        *first = 6 * p->sub - 5;
        return 6;
    case UNIT_DECADE:
        *first = 1;
        return 120;
    case UNIT_CENTURY:
        *first = 1;
        return 1200;
    case UNIT_MILLENNIUM:
        *first = 1;
        return 12000;
    default:
        *first = 1;
        return 12;
    }
}

bool timex_point_days(const struct timex_point *p, int64_t *begin, int64_t *end)
{
    if (!timex_point_whole(p) || p->before_christ || p->year > YEAR_MAX || p->year < 0) {
        return false;
    }
    if (p->grain == UNIT_DAY) {
        *begin = days_of(p->year, p->month, p->day);
        *end = *begin + 1;
    } else if (p->grain == UNIT_WEEK || p->grain == UNIT_WEEKEND) {
        int64_t monday = calendar_iso_year(p->year) + 7 * (p->week - 1);
        *begin = p->grain == UNIT_WEEK ? monday : monday + 5;
        *end = monday + 7;
    } else {
        int first;
        int months = timex_point_months(p, &first);
        int year = p->year ? p->year : 1;
        *begin = month_begin(year, first);
        *end = month_begin(year, first + months) - (p->year ? 0 : 365);
    }
    return true;
}

struct timex_point timex_point_at(int64_t day, enum timex_unit grain)
{
    struct calendar_date d = calendar_of_days(day);
    struct timex_point p = {.grain = (uint8_t)grain, .year = d.year};
    int season = d.month / 3 % 4;
    switch (grain) {
    case UNIT_WEEK:
    case UNIT_WEEKEND: {
        int year;
        p.week = (int16_t)calendar_iso_week(day, &year);
        p.year = year;
        break;
    }
    case UNIT_SEASON:
        p.sub = (int16_t)(season ? season : 4);
        p.year = d.month < 3 ? d.year - 1 : d.year;
        break;
    case UNIT_MONTH:
        p.month = (int16_t)d.month;
        break;
    case UNIT_QUARTER:
        p.sub = (int16_t)((d.month + 2) / 3);
        break;
    case UNIT_HALF:
        p.sub = (int16_t)(d.month > 6 ? 2 : 1);
        break;
    case UNIT_YEAR:
        break;
    case UNIT_DECADE:
        p.year = d.year / 10 * 10;
        break;
    case UNIT_CENTURY:
        p.year = d.year / 100 * 100;
        break;
    case UNIT_MILLENNIUM:
        p.year = d.year / 1000 * 1000;
        break;
    default:
        p.grain = UNIT_DAY;
        p.month = (int16_t)d.month;
        p.day = (int16_t)d.day;
    }
    return p;
}

static int32_t floor_div(int32_t a, int32_t b)
{
    int32_t q = a / b;
    return q * b > a ? q - 1 : q;
}

/* Moves a field that counts 1 to `most` within a year. */
static void move_field(int16_t *field, int32_t *year, int most, int32_t by)
{
    int32_t index = *year * most + *field - 1 + by;
    *year = floor_div(index, most);
    *field = (int16_t)(index - *year * most + 1);
}

struct timex_point timex_point_move(struct timex_point p, int32_t by)
{
    int64_t begin, end;
    int32_t sign = p.before_christ ? -1 : 1;
    switch (p.grain) {
    case UNIT_DAY:
    case UNIT_WEEK:
    case UNIT_WEEKEND:
        if (timex_point_days(&p, &begin, &end)) {
            return timex_point_at(begin + (p.grain == UNIT_DAY ? by : 7 * by), p.grain);
        }
        return (struct timex_point){.grain = p.grain};
    case UNIT_MONTH:
        move_field(&p.month, &p.year, 12, by);
        break;
    case UNIT_SEASON:
    case UNIT_QUARTER:
        move_field(&p.sub, &p.year, 4, by);
        break;
    case UNIT_HALF:
        move_field(&p.sub, &p.year, 2, by);
        break;
    case UNIT_YEAR:
        p.year += sign * by;
        break;
    case UNIT_DECADE:
        p.year += sign * 10 * by;
        break;
    case UNIT_CENTURY:
        p.year += sign * 100 * by;
        break;
    default:
        p.year += sign * 1000 * by;
    }
    if (p.year < 0 || p.year > YEAR_MAX) { /* of a century, no year means the first one */
        return (struct timex_point){.grain = p.grain >= UNIT_CENTURY ? UNIT_NONE : p.grain};
    }
    return p;
}

struct timex_point timex_point_move_workdays(struct timex_point p, int32_t by)
{
    int64_t day, end;
    int sign = by < 0 ? -1 : 1;
    if (p.grain != UNIT_DAY || by * sign > WORKDAYS_MAX || !timex_point_days(&p, &day, &end)) {
        return (struct timex_point){.grain = UNIT_DAY};
    }
    for (int32_t left = by * sign; left > 0;) {
        day += sign;
        left -= calendar_weekday_of(day) <= 5;
    }
    return timex_point_at(day, UNIT_DAY);
}

struct timex_point timex_point_widen(struct timex_point p, enum timex_unit grain)
{
    int64_t begin, end;
    if (p.grain == grain) {
        return p;
    }
    if (p.grain < (uint8_t)grain && timex_point_days(&p, &begin, &end)) {
        return timex_point_at(begin, grain);
    }
    if (grain >= UNIT_YEAR && p.year) {
        int32_t unit = grain == UNIT_YEAR      ? 1
                       : grain == UNIT_DECADE  ? 10
                       : grain == UNIT_CENTURY ? 100
                                               : 1000;
        return (struct timex_point){.grain = (uint8_t)grain,
                                    .year = p.year / unit * unit,
                                    .before_christ = p.before_christ};
    }
    return (struct timex_point){.grain = (uint8_t)grain,
                                .year = p.grain <= UNIT_YEAR ? p.year : 0,
                                .month = p.month,
                                .before_christ = p.before_christ};
}

struct timex_point timex_point_move_day(struct timex_point p, int32_t by, enum timex_unit unit)
{
    int64_t begin, end;
    if (unit == UNIT_WEEK || unit == UNIT_DAY) {
        return timex_point_days(&p, &begin, &end)
                   ? timex_point_at(begin + (unit == UNIT_WEEK ? 7 * by : by), UNIT_DAY)
                   : p;
    }
    struct timex_point month = {.grain = UNIT_MONTH, .year = p.year, .month = p.month};
    int per = unit == UNIT_MONTH ? 1 : unit == UNIT_QUARTER ? 3 : unit == UNIT_HALF ? 6 : 12;
    per = unit == UNIT_DECADE ? 120 : unit == UNIT_CENTURY ? 1200 : per;
    month = timex_point_move(month, by * per);
    if (!month.year) {
        return month;
    }
    int most = calendar_month_days(month.year, month.month);
    p.year = month.year;
    p.month = month.month;
    p.day = (int16_t)(p.day > most ? most : p.day);
    return p;
}
