#include "pipeline/timex_resolve.h"

#include "text/holidays.h"

enum { THOUSAND = 1000 };

/* "in two weeks" counts ahead. */
int32_t timex_form_sign(const struct timex_form *f)
{
    return f->ahead ? 1 : f->direction;
}

enum timex_unit timex_form_unit(const struct timex_form *f)
{
    return f->unit == UNIT_FORTNIGHT ? UNIT_WEEK
           : f->unit == UNIT_WORKDAY ? UNIT_DAY
                                     : (enum timex_unit)f->unit;
}

static bool counts_days(uint8_t unit)
{
    return unit >= UNIT_DAY && unit != UNIT_WORKDAY;
}

struct timex_point timex_move_rest(struct timex_point p, const struct timex_form *f, int32_t sign)
{
    for (uint32_t i = 0; i < TIMEX_MORE_MAX; i++) {
        const struct timex_amount *more = &f->more[i];
        if (counts_days(more->unit) && p.year && p.grain == UNIT_DAY) {
            p = timex_point_move_day(p, sign * (more->count / THOUSAND),
                                     (enum timex_unit)more->unit);
        }
    }
    return p;
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
    timex_point_months(p, &first);
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
    bool ends = c->from.grain == UNIT_DAY && timex_point_days(&c->from, &begin, &end);
    bool same_day = ends && f->hour >= 0 && calendar_weekday_of(begin) == f->weekday;
    if (ends && !same_day) {
        *source = SOURCE_STORY; /* "from Sunday through Wednesday" */
        return timex_point_at(end + (f->weekday - calendar_weekday_of(end) + 7) % 7, UNIT_DAY);
    }
    struct timex_point anchor = anchor_of(c, false, source);
    if (c->dated && anchor.grain != UNIT_DAY && (!c->history || c->near)) {
        *source = SOURCE_ARTICLE;
        anchor = today_of(c);
    }
    if (!timex_point_days(&anchor, &begin, &end) || anchor.grain != UNIT_DAY) {
        *source = SOURCE_NOTHING;
        return (struct timex_point){.grain = UNIT_DAY, .weekday = f->weekday};
    }
    if (same_day) {
        return c->from; /* "9:30 to 11:00 on Thursday" */
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
        return timex_point_at(same + 7 * f->rel, UNIT_DAY);
    }
    if (f->rel < -1) { /* "the Saturday before last" */
        return timex_point_at((same < day ? same : same - 7) - 7, UNIT_DAY);
    }
    if (f->rel == 0) {
        return timex_point_at(same, UNIT_DAY);
    }
    return timex_point_at(same < day - 2 ? same : same - 7, UNIT_DAY);
}

/* "last March", "this summer", "next fall"; "two winters ago" is the one before last */
static struct timex_point rel_name(const struct timex_form *f, struct timex_point anchor)
{
    struct timex_point p = own_point(f);
    struct timex_point now = timex_point_widen(anchor, p.grain);
    p.year = now.year;
    p.before_christ = anchor.before_christ;
    int own = p.grain == UNIT_MONTH ? p.month : p.sub;
    int at = p.grain == UNIT_MONTH ? now.month : now.sub;
    if (f->rel < 0 && own >= at) {
        p.year--;
    } else if (f->rel > 0 && own <= at) {
        p.year++;
    }
    if (f->rel < -1) {
        p.year += f->rel + 1;
    }
    return p;
}

/* What "last month" counts from. */
static struct timex_point rel_anchor(const struct timex_form *f, const struct timex_context *c,
                                     enum timex_source *source)
{
    bool day_word = f->base == BASE_DEICTIC && f->grain == UNIT_DAY && !f->weekday;
    bool opens = f->base == BASE_DEICTIC && c->last.grain == UNIT_NONE; /* the text told none yet */
    if ((day_word || opens) && c->dated) {
        *source = SOURCE_ARTICLE;
        return today_of(c);
    }
    if (f->base == BASE_DEICTIC && !c->dated && !c->history) {
        *source = SOURCE_NOTHING; /* of a report without a date it is no month of its story */
        return (struct timex_point){0};
    }
    return anchor_of(c, f->base == BASE_NARRATIVE, source);
}

/* "Last week", "this quarter": a stretch of the calendar without a name. */
static struct timex_point rel_stretch(const struct timex_form *f, const struct timex_context *c,
                                      struct timex_point anchor, struct timex_point open)
{
    int64_t begin, end;
    struct timex_point p = timex_point_widen(anchor, f->grain);
    if (f->grain == UNIT_WEEKEND && f->rel == 0 && f->base == BASE_DEICTIC &&
        c->tense == TENSE_PAST && timex_point_days(&anchor, &begin, &end) &&
        anchor.grain == UNIT_DAY && calendar_weekday_of(begin) <= 5) {
        return timex_point_move(p, -1); /* "marched over the weekend", on Monday to Friday */
    }
    if (!f->rel || (!timex_point_whole(&p) && !p.year)) {
        return p;
    }
    return timex_point_whole(&p) ? timex_point_move(p, f->rel) : open;
}

static struct timex_point resolve_rel(const struct timex_form *f, const struct timex_context *c,
                                      enum timex_source *source)
{
    int64_t begin, end;
    struct timex_point anchor = rel_anchor(f, c, source);
    if (f->year_rel) { /* "January this year" */
        struct timex_point p = own_point(f);
        struct timex_point year = timex_point_widen(anchor, UNIT_YEAR);
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
        struct timex_point week = timex_point_move(timex_point_widen(anchor, UNIT_WEEK), f->rel);
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
    return rel_stretch(f, c, anchor, open);
}

/* ---- shifts and parts ---- */

static int32_t shift_count(const struct timex_form *f)
{
    return timex_form_sign(f) * ((f->count + 500) / THOUSAND);
}

/* "two days later", "three weeks after Easter": `from` is what it is counted from. */
static struct timex_point shifted(const struct timex_form *f, struct timex_point from, bool exact)
{
    enum timex_unit unit = timex_form_unit(f);
    int32_t by = shift_count(f) * (f->unit == UNIT_FORTNIGHT ? 2 : 1);
    if (f->count % THOUSAND && unit >= UNIT_YEAR) { /* "half a century ago" */
        int32_t years = unit == UNIT_DECADE ? 10 : unit == UNIT_CENTURY ? 100 : 1;
        by = timex_form_sign(f) * (f->count * years / (unit == UNIT_YEAR ? 1 : THOUSAND));
        by = unit == UNIT_YEAR ? by * 12 / THOUSAND : by;
        unit = unit == UNIT_YEAR ? UNIT_MONTH : UNIT_YEAR;
    }
    if (unit < UNIT_DAY) {
        return from;
    }
    if (f->unit == UNIT_WORKDAY && from.grain == UNIT_DAY) {
        return timex_point_move_workdays(from, by);
    }
    exact |= unit == UNIT_WEEK && by > 0 && f->base == BASE_DEICTIC; /* "two weeks from now" */
    if ((exact || f->more[0].unit) && from.grain == UNIT_DAY && timex_point_whole(&from) &&
        !from.before_christ) {
        from = timex_point_move_day(from, by, unit);
        return timex_move_rest(from, f, timex_form_sign(f));
    }
    bool part =
        from.grain == UNIT_QUARTER || (exact && from.grain >= UNIT_MONTH && from.grain < UNIT_YEAR);
    if (unit == UNIT_YEAR && part && from.year) {
        from.year += by; /* "a year earlier", of a quarter's result */
        return from;
    }
    struct timex_point p = timex_point_widen(from, unit);
    return timex_point_whole(&p) ? timex_point_move(p, by) : p;
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
    if (f->nth_unit == UNIT_WORKDAY) {
        struct timex_point edge = timex_point_at(nth > 0 ? begin - 1 : end, UNIT_DAY);
        return timex_point_move_workdays(edge, nth);
    }
    struct timex_point at = timex_point_at(nth > 0 ? begin : end - 1, f->nth_unit);
    if (f->nth_unit == UNIT_DAY && begin + nth > end) {
        return open; /* "31st of this month", in June */
    }
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

/* "the Monday after Easter", "the Friday before Christmas" */
static struct timex_point weekday_beside(const struct timex_point *p, int weekday)
{
    int64_t begin, end;
    int wanted = weekday > 0 ? weekday : -weekday;
    if (!timex_point_days(p, &begin, &end) || p->grain != UNIT_DAY) {
        return (struct timex_point){.grain = UNIT_DAY, .weekday = (int16_t)wanted};
    }
    int ahead = (wanted - calendar_weekday_of(begin) + 7) % 7;
    int64_t day = weekday > 0 ? begin + (ahead ? ahead : 7) : begin - (7 - ahead);
    return timex_point_at(day, UNIT_DAY);
}

/* "last Christmas": before the anchor's day; "this Easter": of its year. */
static int32_t rel_holiday_year(const struct timex_form *f, const struct timex_point *anchor)
{
    int64_t begin, end;
    if (f->year_rel || f->rel == 0 || !timex_point_days(anchor, &begin, &end)) {
        return anchor->year ? anchor->year + (f->year_rel ? f->rel : 0) : 0;
    }
    struct calendar_date d = holidays_date(f->holiday, anchor->year);
    if (!d.month) {
        return anchor->year;
    }
    int64_t same = calendar_to_days(d);
    if (f->rel < 0) {
        return anchor->year - (same >= begin);
    }
    return anchor->year + (same <= begin);
}

static struct timex_point resolve_holiday(const struct timex_form *f, const struct timex_context *c,
                                          enum timex_source *source)
{
    struct timex_point p = {.grain = UNIT_DAY, .year = f->year, .before_christ = f->before_christ};
    int near = c->dated ? calendar_of_days(c->today).year : 2000;
    struct calendar_date d = holidays_date(f->holiday, f->year ? f->year : near);
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
        struct timex_context ahead = *c; /* "a week from Monday" is of the one to come */
        ahead.tense = f->direction > 0 ? TENSE_FUTURE : c->tense;
        return fill_weekday(f, &ahead, source);
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
    } else if (f->open) {
        p = (struct timex_point){.grain = f->grain};
    } else if (clock) {
        p = resolve_clock_day(f, c, source);
    } else {
        p = (struct timex_point){0};
    }
    if (f->week_of && f->nth_weekday) { /* "Monday two weeks from now" */
        p = timex_point_widen(p, UNIT_WEEK);
        return nth_in(f, &p);
    }
    p = f->nth && f->nth_unit ? nth_in(f, &p) : p;
    p = f->beside ? weekday_beside(&p, f->beside) : p;
    p = f->week_of ? timex_point_widen(p, UNIT_WEEK) : p;
    return f->weekend_of ? weekend_near(&p) : p;
}
