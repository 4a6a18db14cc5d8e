#include "pipeline/timex_value.h"

#include <string.h>

#include "text/holidays.h"

enum { THOUSAND = 1000, DAY_MINUTES = 1440 };

/* ---- stretches of the calendar ---- */

static bool whole(const struct timex_point *p)
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

/* How many months a stretch is long, and which month it begins with. */
static int months_of(const struct timex_point *p, int *first)
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
    if (!whole(p) || p->before_christ || p->year > 9000 || p->year < 0) {
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
        int months = months_of(p, &first);
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
    if (p.year < 0 || p.year > 9000) {
        return (struct timex_point){.grain = p.grain};
    }
    return p;
}

/* The stretch of a coarser grain that holds the point; of a finer one what is known of it. */
static struct timex_point at_grain(struct timex_point p, enum timex_unit grain)
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

/* ---- what the context gives ---- */

static struct timex_point own_point(const struct timex_form *f)
{
    return (struct timex_point){.grain = f->grain ? f->grain : (uint8_t)UNIT_DAY,
                                .year = f->year,
                                .month = f->month,
                                .day = f->day,
                                .weekday = f->weekday,
                                .week = f->weekday ? 0 : f->week,
                                .sub = f->sub,
                                .before_christ = f->before_christ};
}

static struct timex_point today_of(const struct timex_context *c)
{
    return c->dated ? timex_point_at(c->today, UNIT_DAY) : (struct timex_point){0};
}

/* The point that the text hangs on: in history the last one, else the article's own day. */
static struct timex_point anchor_of(const struct timex_context *c, bool story,
                                    enum timex_source *source)
{
    bool known = c->last.grain != UNIT_NONE;
    bool last = known && (story || c->history || !c->dated);
    *source = last ? SOURCE_STORY : c->dated && !c->history ? SOURCE_ARTICLE : SOURCE_NOTHING;
    return last ? c->last : *source == SOURCE_ARTICLE ? today_of(c) : (struct timex_point){0};
}

static int first_month(const struct timex_point *p)
{
    int first = 1;
    if (p->grain == UNIT_DAY || p->grain == UNIT_WEEK) {
        return p->week ? p->week * 12 / 53 + 1 : p->month;
    }
    months_of(p, &first);
    return first;
}

/* Years to add so that the stretch lies on the side of the anchor that the tense says; without a
 * tense the past, or what comes within four months. */
static int32_t year_by_tense(const struct timex_point *p, const struct timex_point *anchor,
                             enum timex_tense tense)
{
    int ahead = first_month(p) - anchor->month;
    bool later = ahead > 0;
    if (ahead == 0 && p->day && anchor->day) {
        later = p->day > anchor->day;
    }
    if (tense == TENSE_PAST) {
        return later ? -1 : 0;
    }
    if (tense == TENSE_FUTURE) {
        return later || (ahead == 0 && !(p->day && p->day < anchor->day)) ? 0 : 1;
    }
    if (p->sub) {
        return ahead > 2 ? -1 : 0;
    }
    return ahead > 4 ? -1 : ahead <= -8 ? 1 : 0;
}

/* In a story months go on from one another: the nearest, later rather than earlier. */
static int32_t year_by_story(const struct timex_point *p, const struct timex_point *last)
{
    if (last->grain > UNIT_MONTH && last->grain != UNIT_SEASON && last->grain != UNIT_QUARTER) {
        return 0;
    }
    int ahead = first_month(p) - first_month(last);
    return ahead > 6 ? -1 : ahead < -6 ? 1 : 0;
}

static void fill_year(struct timex_point *p, const struct timex_context *c,
                      enum timex_source *source)
{
    if (c->from.year && c->from.grain < UNIT_YEAR && !c->from.before_christ) {
        *source = SOURCE_STORY; /* a range ends behind its begin */
        int ahead = first_month(p) - first_month(&c->from);
        bool before = ahead < 0 || (ahead == 0 && p->day && p->day < c->from.day);
        p->year = c->from.year + before;
        return;
    }
    struct timex_point anchor = anchor_of(c, false, source);
    anchor = anchor.grain >= UNIT_DECADE ? c->year : anchor;
    if (!anchor.year) {
        *source = SOURCE_NOTHING;
        return;
    }
    p->year = anchor.year;
    p->before_christ = anchor.before_christ;
    if (!p->year) {
        return;
    }
    int32_t by =
        *source == SOURCE_STORY ? year_by_story(p, &anchor) : year_by_tense(p, &anchor, c->tense);
    p->year += anchor.before_christ ? -by : by;
    for (int i = 0; i < 8 && p->month == 2 && p->day == 29 && !p->before_christ &&
                    calendar_month_days(p->year, 2) < 29;
         i++) {
        p->year += c->tense == TENSE_FUTURE ? 1 : -1;
    }
}

/* "Friday": the nearest on the tense's side, the day itself first. */
static struct timex_point fill_weekday(const struct timex_form *f, const struct timex_context *c,
                                       enum timex_source *source)
{
    int64_t begin, end;
    struct timex_point anchor = anchor_of(c, false, source);
    if (c->dated && anchor.grain != UNIT_DAY && (!c->history || c->near)) {
        *source = SOURCE_ARTICLE;
        anchor = today_of(c);
    }
    if (!timex_point_days(&anchor, &begin, &end) || anchor.grain != UNIT_DAY) {
        *source = SOURCE_NOTHING;
        return (struct timex_point){.grain = UNIT_DAY, .weekday = f->weekday};
    }
    int back = (calendar_weekday_of(begin) - f->weekday + 7) % 7;
    bool ahead = *source == SOURCE_STORY || c->tense == TENSE_FUTURE;
    return timex_point_at(begin - back + (ahead && back ? 7 : 0), UNIT_DAY);
}

/* "the 18th", "Friday the 26th": a day of a month near by. */
static struct timex_point fill_month(const struct timex_form *f, const struct timex_context *c,
                                     enum timex_source *source)
{
    struct timex_point p = own_point(f);
    struct timex_point anchor = anchor_of(c, c->same_sentence, source);
    if (!anchor.year || !anchor.month) {
        *source = SOURCE_NOTHING;
        return p;
    }
    static const int16_t near[] = {0, 1, -1, 2, -2, 3, -3, 4, -4, 5, -5, 6, -6};
    for (size_t i = 0; i < sizeof near / sizeof near[0]; i++) {
        int16_t step = c->tense == TENSE_PAST ? (int16_t)-near[i] : near[i];
        struct timex_point at = {.grain = UNIT_MONTH, .year = anchor.year, .month = anchor.month};
        at = timex_point_move(at, step);
        struct calendar_date d = {at.year, at.month, f->day};
        if (at.year && calendar_is_valid(d) &&
            (!f->weekday || calendar_weekday_of(calendar_to_days(d)) == f->weekday)) {
            p.year = at.year;
            p.month = at.month;
            return p;
        }
    }
    return p;
}

/* ---- forms that count from the anchor ---- */

/* "last Friday": before the day; nobody says it of the last two days. "next Friday" is next week's,
 * "this Friday" this week's. */
static struct timex_point rel_weekday(const struct timex_form *f, int64_t day)
{
    int64_t monday = day - (calendar_weekday_of(day) - 1);
    int64_t same = monday + f->weekday - 1;
    if (f->rel > 0) {
        return timex_point_at(same + 7, UNIT_DAY);
    }
    if (f->rel == 0) {
        return timex_point_at(same, UNIT_DAY);
    }
    return timex_point_at(same < day - 2 ? same : same - 7, UNIT_DAY);
}

/* "last March", "this summer", "next fall" */
static struct timex_point rel_name(const struct timex_form *f, struct timex_point anchor)
{
    struct timex_point p = own_point(f);
    struct timex_point now = at_grain(anchor, p.grain);
    p.year = now.year;
    p.before_christ = anchor.before_christ;
    int own = p.grain == UNIT_MONTH ? p.month : p.sub;
    int at = p.grain == UNIT_MONTH ? now.month : now.sub;
    if (f->rel < 0 && own >= at) {
        p.year--;
    } else if (f->rel > 0 && own <= at) {
        p.year++;
    }
    return p;
}

static struct timex_point resolve_rel(const struct timex_form *f, const struct timex_context *c,
                                      enum timex_source *source)
{
    int64_t begin, end;
    bool day_word = f->base == BASE_DEICTIC && f->grain == UNIT_DAY && !f->weekday;
    struct timex_point anchor;
    if (day_word && c->dated) {
        *source = SOURCE_ARTICLE;
        anchor = today_of(c);
    } else {
        anchor = anchor_of(c, f->base == BASE_NARRATIVE, source);
    }
    if (f->year_rel) { /* "January this year" */
        struct timex_point p = own_point(f);
        struct timex_point year = at_grain(anchor, UNIT_YEAR);
        p.before_christ = year.before_christ;
        p.year = year.year ? timex_point_move(year, f->rel).year : 0;
        return p;
    }
    struct timex_point open = {
        .grain = f->grain, .weekday = f->weekday, .month = f->month, .sub = f->sub};
    if (anchor.grain == UNIT_NONE) {
        return open;
    }
    if (f->week && f->weekday) { /* "Tuesday next week" */
        struct timex_point week = timex_point_move(at_grain(anchor, UNIT_WEEK), f->rel);
        return timex_point_days(&week, &begin, &end)
                   ? timex_point_at(begin + f->weekday - 1, UNIT_DAY)
                   : open;
    }
    if (f->weekday) {
        return timex_point_days(&anchor, &begin, &end) && anchor.grain == UNIT_DAY
                   ? rel_weekday(f, begin)
                   : open;
    }
    if (f->month || (f->sub && f->grain == UNIT_SEASON)) {
        return rel_name(f, anchor);
    }
    struct timex_point p = at_grain(anchor, f->grain);
    return f->rel && (whole(&p) || p.year) ? (whole(&p) ? timex_point_move(p, f->rel) : open) : p;
}

/* ---- shifts and parts ---- */

/* "in two weeks" counts ahead. */
static int32_t shift_sign(const struct timex_form *f)
{
    return f->ahead ? 1 : f->direction;
}

static int32_t shift_count(const struct timex_form *f)
{
    return shift_sign(f) * ((f->count + 500) / THOUSAND);
}

static enum timex_unit shift_unit(const struct timex_form *f)
{
    return f->unit == UNIT_FORTNIGHT ? UNIT_WEEK
           : f->unit == UNIT_WORKDAY ? UNIT_DAY
                                     : (enum timex_unit)f->unit;
}

/* A day moved by months or years stays that day of the month, or the last. */
static struct timex_point move_exact(struct timex_point p, int32_t by, enum timex_unit unit)
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

/* "two days later", "three weeks after Easter": `from` is what it is counted from. */
static struct timex_point shifted(const struct timex_form *f, struct timex_point from, bool exact)
{
    enum timex_unit unit = shift_unit(f);
    int32_t by = shift_count(f) * (f->unit == UNIT_FORTNIGHT ? 2 : 1);
    if (unit < UNIT_DAY) {
        return from;
    }
    if ((exact || f->unit2) && from.grain == UNIT_DAY && whole(&from) && !from.before_christ) {
        from = move_exact(from, by, unit);
        bool second = f->unit2 >= UNIT_DAY && f->unit2 != UNIT_WORKDAY && from.year;
        int32_t rest = shift_sign(f) * (f->count2 / THOUSAND);
        return second ? move_exact(from, rest, (enum timex_unit)f->unit2) : from;
    }
    if (unit == UNIT_YEAR && from.grain == UNIT_QUARTER && from.year) {
        from.year += by; /* "a year earlier", of a quarter's result */
        return from;
    }
    struct timex_point p = at_grain(from, unit);
    return whole(&p) ? timex_point_move(p, by) : p;
}

static struct timex_point nth_in(const struct timex_form *f, const struct timex_point *p)
{
    int64_t begin, end;
    struct timex_point open = {.grain = f->nth_weekday ? (uint8_t)UNIT_DAY : f->nth_unit,
                               .year = p->year,
                               .month = p->month};
    if (!timex_point_days(p, &begin, &end)) {
        return open;
    }
    int nth = f->nth;
    if (f->nth_unit == UNIT_WEEK || f->nth_unit == UNIT_WEEKEND) {
        /* weeks belong where their Thursday lies, as in ISO 8601; days where they are */
        int day = f->nth_weekday ? f->nth_weekday : 4;
        int64_t first = begin + (day - calendar_weekday_of(begin) + 7) % 7;
        int64_t last = end - 1 - (calendar_weekday_of(end - 1) - day + 7) % 7;
        int64_t at = nth > 0 ? first + 7 * (nth - 1) : last;
        return at >= end ? open : timex_point_at(at, f->nth_weekday ? UNIT_DAY : f->nth_unit);
    }
    struct timex_point at = timex_point_at(nth > 0 ? begin : end - 1, f->nth_unit);
    return nth > 1 ? timex_point_move(at, nth - 1) : at;
}

/* The weekend nearest to a day: of Monday and Tuesday the one before. */
static struct timex_point weekend_near(const struct timex_point *p)
{
    int64_t begin, end;
    if (!timex_point_days(p, &begin, &end)) {
        return (struct timex_point){.grain = UNIT_WEEKEND, .year = p->year};
    }
    return timex_point_at(calendar_weekday_of(begin) <= 2 ? begin - 2 : begin, UNIT_WEEKEND);
}

/* "last Christmas": before the anchor's day; "this Easter": of its year. */
static int32_t rel_holiday_year(const struct timex_form *f, const struct timex_point *anchor)
{
    int64_t begin, end;
    if (f->year_rel || f->rel == 0 || !timex_point_days(anchor, &begin, &end)) {
        return anchor->year ? anchor->year + (f->year_rel ? f->rel : 0) : 0;
    }
    int64_t same = calendar_to_days(holidays_date(f->holiday, anchor->year));
    if (f->rel < 0) {
        return anchor->year - (same >= begin);
    }
    return anchor->year + (same <= begin);
}

static struct timex_point resolve_holiday(const struct timex_form *f, const struct timex_context *c,
                                          enum timex_source *source)
{
    struct timex_point p = {.grain = UNIT_DAY, .year = f->year, .before_christ = f->before_christ};
    struct calendar_date d = holidays_date(f->holiday, f->year ? f->year : 2000);
    p.month = (int16_t)d.month;
    p.day = (int16_t)d.day;
    if (!p.year && f->has_rel) {
        struct timex_point anchor = anchor_of(c, f->base == BASE_NARRATIVE, source);
        p.year = rel_holiday_year(f, &anchor);
    } else if (!p.year) {
        fill_year(&p, c, source);
    }
    if (p.year > 0 && p.year < 9000 && !p.before_christ) {
        d = holidays_date(f->holiday, p.year);
        p.month = (int16_t)d.month;
        p.day = (int16_t)d.day;
    }
    return p;
}

/* Fields of the form's own, what is missing taken from the context. */
static struct timex_point resolve_calendar(const struct timex_form *f,
                                           const struct timex_context *c, enum timex_source *source)
{
    *source = SOURCE_ITSELF;
    if (f->holiday) {
        return resolve_holiday(f, c, source);
    }
    struct timex_point p = own_point(f);
    if (f->has_rel) {
        return resolve_rel(f, c, source);
    }
    if (f->weekday && !f->day) {
        return fill_weekday(f, c, source);
    }
    if (f->day && !f->month) {
        return fill_month(f, c, source);
    }
    if (!p.year && p.grain < UNIT_YEAR && (p.month || p.sub || p.week)) {
        fill_year(&p, c, source);
    }
    return p;
}

/* The day that a clock or a part of the day without one belongs to; what happened "overnight" did
 * so in the night before the article. */
static struct timex_point resolve_clock_day(const struct timex_form *f,
                                            const struct timex_context *c,
                                            enum timex_source *source)
{
    struct timex_point p = anchor_of(c, c->same_sentence, source);
    if (p.grain != UNIT_DAY && c->dated && !c->history) {
        *source = SOURCE_ARTICLE;
        p = today_of(c);
    }
    if (*source == SOURCE_ARTICLE && f->part == PART_NIGHT && c->tense == TENSE_PAST) {
        p = timex_point_move(p, -1);
    }
    return p.grain == UNIT_DAY ? p : (struct timex_point){.grain = UNIT_DAY};
}

struct timex_point timex_resolve(const struct timex_form *f, const struct timex_context *c,
                                 enum timex_source *source)
{
    struct timex_point p;
    bool named = f->year || f->month || f->day || f->weekday || f->week || f->sub || f->holiday;
    bool clock = f->hour >= 0 || f->part;
    *source = SOURCE_ITSELF;
    if (f->ahead) {
        p = c->dated ? shifted(f, today_of(c), true) : (struct timex_point){0};
        *source = c->dated ? SOURCE_ARTICLE : SOURCE_NOTHING;
    } else if (f->direction && !named && !f->has_rel) {
        p = anchor_of(c, f->base == BASE_NARRATIVE, source);
        p = p.grain ? shifted(f, p, false) : (struct timex_point){.grain = f->unit};
    } else if (named || f->has_rel || f->grain >= UNIT_CENTURY) {
        p = f->has_rel && !f->holiday ? resolve_rel(f, c, source) : resolve_calendar(f, c, source);
        p = f->direction ? shifted(f, p, true) : p;
    } else if (clock) {
        p = resolve_clock_day(f, c, source);
    } else {
        p = (struct timex_point){0};
    }
    p = f->nth && f->nth_unit ? nth_in(f, &p) : p;
    return f->weekend_of ? weekend_near(&p) : p;
}

/* ---- values ---- */

enum { VALUE_BYTES = 64 };

struct value {
    char text[VALUE_BYTES];
    size_t len;
};

static void put(struct value *v, const char *text)
{
    size_t len = strlen(text);
    if (v->len + len < sizeof v->text) {
        memcpy(v->text + v->len, text, len);
        v->len += len;
    }
}

static void put_char(struct value *v, char c)
{
    put(v, (const char[]){c, '\0'});
}

static void put_number(struct value *v, int64_t number, int digits)
{
    char text[24];
    size_t at = sizeof text - 1;
    text[at] = '\0';
    for (; number > 0 || digits > 0; number /= 10, digits--) {
        text[--at] = (char)('0' + number % 10);
    }
    put(v, text + at);
}

/* X for each digit of a number that is not known. */
static void put_known(struct value *v, int number, int digits)
{
    if (number > 0) {
        put_number(v, number, digits);
        return;
    }
    for (int i = 0; i < digits; i++) {
        put_char(v, 'X');
    }
}

static struct str taken(const struct value *v, struct arena *arena)
{
    return arena_dup(arena, str_make(v->text, v->len));
}

static void put_sub(struct value *v, const struct timex_point *p)
{
    static const char *const seasons[] = {"XX", "SP", "SU", "FA", "WI"};
    put_char(v, '-');
    if (p->grain == UNIT_SEASON) {
        put(v, seasons[p->sub]);
        return;
    }
    put_char(v, p->grain == UNIT_QUARTER ? 'Q' : 'H');
    put_known(v, p->sub, 1);
}

static void put_day(struct value *v, const struct timex_point *p)
{
    if (p->weekday && !p->month && !p->day) {
        put(v, "-WXX-");
        put_number(v, p->weekday, 1);
        return;
    }
    put_char(v, '-');
    put_known(v, p->month, 2);
    put_char(v, '-');
    put_known(v, p->day, 2);
}

static void put_point(struct value *v, const struct timex_point *p)
{
    put(v, p->before_christ ? "BC" : "");
    switch (p->grain) {
    case UNIT_DECADE:
        put_known(v, p->year / 10, 3);
        return;
    case UNIT_CENTURY:
        put_number(v, p->year / 100, 2);
        return;
    case UNIT_MILLENNIUM:
        put_number(v, p->year / 1000, 1);
        return;
    default:
        put_known(v, p->year, 4);
    }
    switch (p->grain) {
    case UNIT_DAY:
        put_day(v, p);
        break;
    case UNIT_WEEK:
    case UNIT_WEEKEND:
        put(v, "-W");
        put_known(v, p->week, 2);
        put(v, p->grain == UNIT_WEEKEND ? "-WE" : "");
        break;
    case UNIT_MONTH:
        put_char(v, '-');
        put_known(v, p->month, 2);
        break;
    case UNIT_SEASON:
    case UNIT_QUARTER:
    case UNIT_HALF:
        put_sub(v, p);
        break;
    default:
        break;
    }
}

/* "T17", "T17:00:30", "TMO"; "Z" behind Universal Time. */
static void put_clock(struct value *v, const struct timex_form *f)
{
    static const char *const parts[] = {"", "MO", "MI", "AF", "EV", "NI", "DT"};
    put_char(v, 'T');
    if (f->hour < 0) {
        put(v, parts[f->part]);
        return;
    }
    put_number(v, f->hour, 2);
    if (f->minute >= 0) {
        put_char(v, ':');
        put_number(v, f->minute, 2);
    }
    if (f->sec >= 0) {
        put_char(v, ':');
        put_number(v, f->sec, 2);
    }
    put(v, f->utc ? "Z" : "");
}

static const struct {
    const char *letter;
    int times; /* the letter counts: a fortnight is two weeks */
    bool clock;
    uint8_t half; /* unit and how many of it are one half */
    uint8_t half_times;
} spans[] = {
    [UNIT_NONE] = {"X", 1, false, UNIT_NONE, 0},
    [UNIT_SECOND] = {"S", 1, true, UNIT_NONE, 0},
    [UNIT_MINUTE] = {"M", 1, true, UNIT_SECOND, 30},
    [UNIT_HOUR] = {"H", 1, true, UNIT_MINUTE, 30},
    [UNIT_DAY] = {"D", 1, false, UNIT_HOUR, 12},
    [UNIT_WORKDAY] = {"D", 1, false, UNIT_NONE, 0},
    [UNIT_WEEKEND] = {"WE", 1, false, UNIT_NONE, 0},
    [UNIT_WEEK] = {"W", 1, false, UNIT_NONE, 0},
    [UNIT_FORTNIGHT] = {"W", 2, false, UNIT_NONE, 0},
    [UNIT_MONTH] = {"M", 1, false, UNIT_NONE, 0},
    [UNIT_SEASON] = {"X", 1, false, UNIT_NONE, 0},
    [UNIT_QUARTER] = {"M", 3, false, UNIT_NONE, 0},
    [UNIT_HALF] = {"M", 6, false, UNIT_NONE, 0},
    [UNIT_YEAR] = {"Y", 1, false, UNIT_MONTH, 6},
    [UNIT_DECADE] = {"Y", 10, false, UNIT_NONE, 0},
    [UNIT_CENTURY] = {"Y", 100, false, UNIT_NONE, 0},
    [UNIT_MILLENNIUM] = {"Y", 1000, false, UNIT_NONE, 0},
    [UNIT_PERIOD] = {"X", 1, false, UNIT_NONE, 0},
};

static void put_thousandths(struct value *v, int64_t count)
{
    put_number(v, count / THOUSAND, 1);
    int64_t rest = count % THOUSAND;
    if (rest) {
        put_char(v, '.');
        for (int64_t unit = 100; rest; unit /= 10) {
            put_number(v, rest / unit, 1);
            rest %= unit;
        }
    }
}

/* One count and its unit; half an hour is PT30M, two and a half years are P2Y6M. */
static void put_amount(struct value *v, int32_t count, uint8_t unit, bool *clock)
{
    if (spans[unit].clock && !*clock) {
        put_char(v, 'T');
        *clock = true;
    }
    int64_t total = (int64_t)count * spans[unit].times;
    bool half = total % THOUSAND == 500 && (total < THOUSAND || unit == UNIT_YEAR);
    if (!half || spans[unit].half == UNIT_NONE) {
        put_thousandths(v, total);
        put(v, spans[unit].letter);
        return;
    }
    if (total > THOUSAND) {
        put_number(v, total / THOUSAND, 1);
        put(v, spans[unit].letter);
    }
    put_amount(v, spans[unit].half_times * THOUSAND, spans[unit].half, clock);
}

static void put_duration(struct value *v, const struct timex_form *f)
{
    bool clock = spans[f->unit].clock;
    put(v, clock ? "PT" : "P");
    if (f->vague || !f->count) {
        static const char *const vague[] = {[UNIT_DECADE] = "DE", [UNIT_CENTURY] = "CE"};
        put_char(v, 'X');
        put(v, f->unit == UNIT_DECADE || f->unit == UNIT_CENTURY ? vague[f->unit]
                                                                 : spans[f->unit].letter);
        return;
    }
    if (!clock && f->count == 500 && f->unit == UNIT_DAY) {
        v->len = 0;
        put(v, "PT12H");
        return;
    }
    put_amount(v, f->count, f->unit, &clock);
    if (f->unit2) {
        put_amount(v, f->count2, f->unit2, &clock);
    }
}

/* Sets: how often, or which day of the week, month or season comes again. */
static void put_set(struct value *v, const struct timex_form *f)
{
    struct timex_point p = {
        .grain = f->grain, .month = f->month, .day = f->day, .weekday = f->weekday, .sub = f->sub};
    if (f->unit) {
        bool clock_only = f->hour >= 0 && f->unit == UNIT_DAY && f->count == THOUSAND;
        if (clock_only) {
            put_clock(v, f);
        } else {
            put_duration(v, f);
        }
        return;
    }
    if (f->grain) {
        put_point(v, &p);
    }
    if (f->hour >= 0 || f->part) {
        put_clock(v, f);
    }
}

/* ---- intervals ---- */

/* Minutes since 1970 as "2024-03-16", or with the clock. */
static struct str instant(int64_t minutes, bool clock, bool utc, struct arena *arena)
{
    struct value v = {.len = 0};
    int64_t day = minutes >= 0 ? minutes / DAY_MINUTES : (minutes - DAY_MINUTES + 1) / DAY_MINUTES;
    int64_t rest = minutes - day * DAY_MINUTES;
    struct calendar_date d = calendar_of_days(day);
    put_number(&v, d.year, 4);
    put_char(&v, '-');
    put_number(&v, d.month, 2);
    put_char(&v, '-');
    put_number(&v, d.day, 2);
    if (clock) {
        put_char(&v, 'T');
        put_number(&v, rest / 60, 2);
        put_char(&v, ':');
        put_number(&v, rest % 60, 2);
        put(&v, utc ? "Z" : "");
    }
    return taken(&v, arena);
}

/* When the parts of a day begin and end, in hours: as Microsoft's Recognizers-Text has them. */
static const struct {
    int8_t begin, end;
} part_hours[] = {
    [PART_NONE] = {0, 24},       [PART_MORNING] = {8, 12},  [PART_MIDDAY] = {11, 13},
    [PART_AFTERNOON] = {12, 16}, [PART_EVENING] = {16, 20}, [PART_NIGHT] = {20, 24},
    [PART_DAYTIME] = {8, 18},
};

static void set_interval(const struct timex_form *f, const struct timex_point *p,
                         struct arena *arena, struct timex3 *out)
{
    int64_t begin, end;
    if (!timex_point_days(p, &begin, &end)) {
        return;
    }
    bool clock = p->grain == UNIT_DAY && (f->hour >= 0 || f->part);
    begin *= DAY_MINUTES;
    end *= DAY_MINUTES;
    if (clock && f->hour >= 0) {
        begin += f->hour * 60 + (f->minute > 0 ? f->minute : 0) - f->zone;
        end = begin + (f->minute >= 0 ? 1 : 60);
    } else if (clock) {
        end = begin + part_hours[f->part].end * 60;
        begin += part_hours[f->part].begin * 60;
    }
    if (begin < days_of(1, 1, 2) * DAY_MINUTES) {
        return;
    }
    out->begin = instant(begin, clock, f->has_zone, arena);
    out->end = instant(end, clock, f->has_zone, arena);
}

/* "the past five days" end with the article's day, "the next five" begin with the day after;
 * quarters, decades and longer are whole ones. */
static void set_stretch(const struct timex_form *f, const struct timex_context *c,
                        struct arena *arena, struct timex3 *out)
{
    enum timex_unit unit = shift_unit(f);
    bool story = f->base == BASE_NARRATIVE && c->last.grain != UNIT_NONE;
    if (!c->dated || f->vague || f->rel == 0 || f->base == BASE_NONE || story || unit < UNIT_DAY ||
        f->count % THOUSAND || f->count <= 0 || f->count > 9999 * THOUSAND || f->unit2) {
        return;
    }
    bool aligned = unit == UNIT_QUARTER || unit >= UNIT_DECADE;
    int32_t by = f->count / THOUSAND * (f->unit == UNIT_FORTNIGHT ? 2 : 1);
    struct timex_point from = timex_point_at(c->today, aligned ? unit : UNIT_DAY), to;
    if (!aligned && f->rel > 0) {
        from = timex_point_move(from, 1);
    } else if (aligned && f->rel > 0) {
        from = timex_point_move(from, 1);
    }
    to = aligned ? timex_point_move(from, f->rel * by) : move_exact(from, f->rel * by, unit);
    int64_t first, last, end;
    if (!timex_point_days(f->rel < 0 ? &to : &from, &first, &end) ||
        !timex_point_days(f->rel < 0 ? &from : &to, &last, &end)) {
        return;
    }
    out->begin = instant(first * DAY_MINUTES, false, false, arena);
    out->end = instant(last * DAY_MINUTES, false, false, arena);
}

void timex_write_edge(const struct timex_form *f, int64_t begin, int64_t end, struct arena *arena,
                      struct timex3 *out)
{
    enum timex_unit unit = shift_unit(f);
    if (f->vague || unit < UNIT_DAY || unit > UNIT_DECADE || f->count % THOUSAND || f->unit2 ||
        f->count <= 0 || f->count > 9999 * THOUSAND) {
        return;
    }
    int32_t by = f->count / THOUSAND * (f->unit == UNIT_FORTNIGHT ? 2 : 1);
    int64_t first, last, unused;
    struct timex_point to =
        move_exact(timex_point_at(f->edge > 0 ? begin : end, UNIT_DAY), f->edge * by, unit);
    if (!timex_point_days(&to, &last, &unused)) {
        return;
    }
    first = f->edge > 0 ? begin : last;
    last = f->edge > 0 ? last : end;
    if (first >= begin && last <= end) {
        out->begin = instant(first * DAY_MINUTES, false, false, arena);
        out->end = instant(last * DAY_MINUTES, false, false, arena);
    }
}

/* ---- all ---- */

static struct str mod_name(enum timex_mod mod)
{
    static const struct str names[] = {
        [MOD_NONE] = {NULL, 0},
        [MOD_START] = STR_INIT("START"),
        [MOD_MID] = STR_INIT("MID"),
        [MOD_END] = STR_INIT("END"),
        [MOD_APPROX] = STR_INIT("APPROX"),
        [MOD_LESS_THAN] = STR_INIT("LESS_THAN"),
        [MOD_MORE_THAN] = STR_INIT("MORE_THAN"),
        [MOD_EQUAL_OR_LESS] = STR_INIT("EQUAL_OR_LESS"),
        [MOD_EQUAL_OR_MORE] = STR_INIT("EQUAL_OR_MORE"),
        [MOD_BEFORE] = STR_INIT("BEFORE"),
        [MOD_AFTER] = STR_INIT("AFTER"),
        [MOD_ON_OR_BEFORE] = STR_INIT("ON_OR_BEFORE"),
        [MOD_ON_OR_AFTER] = STR_INIT("ON_OR_AFTER"),
    };
    return names[mod];
}

/* "in 20 minutes", "two hours ago": from the article's own clock. */
static bool write_near(const struct timex_form *f, const struct timex_context *c,
                       struct arena *arena, struct timex3 *out)
{
    int per = f->unit == UNIT_HOUR ? 60 : 1;
    if ((!f->ahead && f->base != BASE_DEICTIC) || !c->dated || c->minute < 0 || f->vague ||
        (f->unit != UNIT_MINUTE && f->unit != UNIT_HOUR) || f->count > 10000 * THOUSAND) {
        return false;
    }
    int64_t at = c->today * DAY_MINUTES + c->minute;
    at += (int64_t)shift_sign(f) * f->count * per / THOUSAND;
    out->type = TIMEX_TIME;
    out->value = out->begin = instant(at, true, false, arena);
    out->end = instant(at + per, true, false, arena);
    return true;
}

static void write_date(const struct timex_form *f, const struct timex_point *p,
                       const struct timex_context *c, struct arena *arena, struct timex3 *out)
{
    struct value v = {.len = 0};
    if ((f->direction || f->ahead) && write_near(f, c, arena, out)) {
        return;
    }
    if (f->direction && (f->vague || f->unit < UNIT_DAY)) {
        put(&v, f->direction < 0 ? "PAST_REF" : "FUTURE_REF");
        out->value = taken(&v, arena);
        return;
    }
    bool clock = f->hour >= 0 || f->part;
    if (p->grain) {
        put_point(&v, p);
    }
    if (clock) {
        put_clock(&v, f);
        out->type = TIMEX_TIME;
    }
    out->value = v.len ? taken(&v, arena) : (struct str){0};
    set_interval(f, p, arena, out);
}

void timex_write(const struct timex_form *f, const struct timex_point *p,
                 const struct timex_context *c, struct arena *arena, struct timex3 *out)
{
    static const struct str refs[] = {
        {NULL, 0}, STR_INIT("PAST_REF"), STR_INIT("PRESENT_REF"), STR_INIT("FUTURE_REF")};
    struct value v = {.len = 0};
    out->type = (enum timex_type)f->type;
    out->mod = mod_name((enum timex_mod)f->mod);
    if (f->ref) {
        out->value = refs[f->ref];
    } else if (f->type == TIMEX_DURATION) {
        put_duration(&v, f);
        out->value = taken(&v, arena);
        if (f->bounded) {
            set_stretch(f, c, arena, out);
        }
    } else if (f->type == TIMEX_SET) {
        put_set(&v, f);
        out->value = v.len ? taken(&v, arena) : (struct str){0};
    } else {
        write_date(f, p, c, arena, out);
    }
}
