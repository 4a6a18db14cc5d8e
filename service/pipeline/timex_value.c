#include "pipeline/timex_value.h"

#include <string.h>

#include "text/holidays.h"

enum { THOUSAND = 1000, DAY_MINUTES = 1440, DAY_SECONDS = 86400, WORKDAYS_MAX = 260 };

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
    static const char *const parts[] = {"", "MO", "MI", "AF", "EV", "NI", "DT", "MO"};
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
    for (uint32_t i = 0; i < TIMEX_MORE_MAX && f->more[i].unit; i++) {
        put_amount(v, f->more[i].count, f->more[i].unit, &clock);
    }
}

/* Sets: how often, or which day of the week, month or season comes again. */
static void put_set(struct value *v, const struct timex_form *f)
{
    struct timex_point p = {
        .grain = f->grain, .month = f->month, .day = f->day, .weekday = f->weekday, .sub = f->sub};
    if (f->unit == UNIT_WORKDAY && f->count == THOUSAND) {
        put(v, "P1WD"); /* TIDES 2005: any weekday */
        return;
    }
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

/* Minutes since 1970 as "2024-03-16", or with the clock; seconds where they are not negative. */
static struct str instant_in(int64_t minutes, int sec, bool clock, bool utc, struct arena *arena)
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
        if (sec >= 0) {
            put_char(&v, ':');
            put_number(&v, sec, 2);
        }
        put(&v, utc ? "Z" : "");
    }
    return taken(&v, arena);
}

static struct str instant(int64_t minutes, bool clock, bool utc, struct arena *arena)
{
    return instant_in(minutes, -1, clock, utc, arena);
}

/* When the parts of a day begin and end, in hours: as Microsoft's Recognizers-Text has them. */
static const struct {
    int8_t begin, end;
} part_hours[] = {
    [PART_NONE] = {0, 24},       [PART_MORNING] = {8, 12},    [PART_MIDDAY] = {11, 13},
    [PART_AFTERNOON] = {12, 16}, [PART_EVENING] = {16, 20},   [PART_NIGHT] = {20, 24},
    [PART_DAYTIME] = {8, 18},    [PART_SMALL_HOURS] = {0, 6},
};

/* Where the early part of a stretch ends, the middle begins and ends, the late part begins, in
 * units from its begin: months, days of a month and parts of the day as Recognizers-Text has them,
 * "early 1990s" to 1993, "mid-1990s" to 1996. */
static const struct {
    uint8_t unit; /* UNIT_NONE: such a stretch has no parts */
    int16_t early_end, mid_begin, mid_end, late_begin;
} parts_of[] = {
    [UNIT_DAY] = {UNIT_HOUR, 12, 10, 14, 12}, [UNIT_WEEKEND] = {UNIT_DAY, 1, 0, 2, 1},
    [UNIT_WEEK] = {UNIT_DAY, 3, 2, 5, 3},     [UNIT_MONTH] = {UNIT_DAY, 15, 9, 20, 15},
    [UNIT_SEASON] = {UNIT_MONTH, 1, 1, 2, 2}, [UNIT_QUARTER] = {UNIT_MONTH, 1, 1, 2, 2},
    [UNIT_HALF] = {UNIT_MONTH, 2, 2, 4, 4},   [UNIT_YEAR] = {UNIT_MONTH, 6, 3, 9, 6},
    [UNIT_DECADE] = {UNIT_YEAR, 4, 4, 7, 7},  [UNIT_CENTURY] = {UNIT_YEAR, 33, 33, 67, 67},
    [UNIT_PERIOD] = {UNIT_NONE, 0, 0, 0, 0},
};

/* Minutes since 1970, so many units behind `begin`, which is a midnight unless they are hours. */
static int64_t part_edge(int64_t begin, int32_t units, uint8_t unit)
{
    if (unit == UNIT_HOUR) {
        return begin + units * 60;
    }
    int64_t day, end;
    struct timex_point p = timex_point_move_day(timex_point_at(begin / DAY_MINUTES, UNIT_DAY),
                                                units, (enum timex_unit)unit);
    return timex_point_days(&p, &day, &end) ? day * DAY_MINUTES : begin;
}

/* Leaves of [*begin,*end) what the mod says: "early March", "late evening". */
static void narrow(const struct timex_form *f, uint8_t grain, bool part, int64_t *begin,
                   int64_t *end)
{
    int64_t from = *begin, to = *end;
    if (part || f->halved) { /* a stretch of days is halved at a midnight */
        int64_t half = (to - from) / 2 / (part ? 1 : DAY_MINUTES) * (part ? 1 : DAY_MINUTES);
        *begin = f->mod == MOD_END ? from + half : f->mod == MOD_MID ? from + half / 2 : from;
        *end = f->mod == MOD_START ? from + half : f->mod == MOD_MID ? to - half / 2 : to;
        return;
    }
    uint8_t unit = parts_of[grain].unit;
    if (unit == UNIT_NONE) {
        return;
    }
    *begin = f->mod == MOD_END   ? part_edge(from, parts_of[grain].late_begin, unit)
             : f->mod == MOD_MID ? part_edge(from, parts_of[grain].mid_begin, unit)
                                 : from;
    *end = f->mod == MOD_START ? part_edge(from, parts_of[grain].early_end, unit)
           : f->mod == MOD_MID ? part_edge(from, parts_of[grain].mid_end, unit)
                               : to;
}

/* "earlier this week", "the rest of the year": the part before or behind the article's day, or its
 * minute where the stretch is a day; "later that year" behind what the text told last. False where
 * that cuts nothing off. */
static bool cut_at_now(const struct timex_form *f, uint8_t grain, const struct timex_context *c,
                       int64_t *begin, int64_t *end)
{
    int64_t first, last, now = *begin;
    if (f->base == BASE_NARRATIVE && timex_point_days(&c->last, &first, &last)) {
        now = (f->mod == MOD_START ? first : last) * DAY_MINUTES;
    } else if (c->dated) {
        now = c->today * DAY_MINUTES + (grain == UNIT_DAY && c->minute > 0 ? c->minute : 0);
    }
    if (now <= *begin || now >= *end) {
        return false;
    }
    *(f->mod == MOD_START ? end : begin) = now;
    return true;
}

/* The first Sunday from a day on. */
static int64_t sunday_from(int year, int month, int day)
{
    int64_t at = calendar_to_days((struct calendar_date){year, month, day});
    return at + (7 - calendar_weekday_of(at)) % 7;
}

/* Whether clocks in the United States are an hour ahead on a day: 15 U.S.C. 260a as amended in
 * 2005, before that as in 1986. */
static bool is_summer_time(int64_t day, int year)
{
    return year >= 2007 ? day >= sunday_from(year, 3, 8) && day < sunday_from(year, 11, 1)
                        : day >= sunday_from(year, 4, 1) && day < sunday_from(year, 10, 25);
}

void timex_write_interval(const struct timex_form *f, const struct timex_point *p,
                          const struct timex_context *c, struct arena *arena, struct timex3 *out)
{
    int64_t begin, end;
    if (!timex_point_days(p, &begin, &end)) {
        return;
    }
    bool clock = p->grain == UNIT_DAY && (f->hour >= 0 || f->part);
    if (f->last && p->grain == UNIT_DAY && !clock) { /* "the end of the day": its last second */
        struct timex_form close = {.hour = 23, .minute = 59, .sec = 59};
        timex_write_interval(&close, p, c, arena, out);
        return;
    }
    if (f->holiday && p->grain == UNIT_DAY && !f->direction && !f->beside) {
        end = begin + holidays_days(f->holiday, p->year);
    }
    int zone = f->zone + (f->seasonal && is_summer_time(begin, p->year) ? 60 : 0);
    begin *= DAY_MINUTES;
    end *= DAY_MINUTES;
    if (clock && f->hour >= 0) {
        begin += f->hour * 60 + (f->minute > 0 ? f->minute : 0) - zone;
        end = begin + (f->minute >= 0 ? 1 : 60);
    } else if (clock) {
        end = begin + part_hours[f->part].end * 60;
        begin += part_hours[f->part].begin * 60;
    }
    if (f->mod >= MOD_START && f->mod <= MOD_END && (f->hour < 0 || !clock)) {
        bool parted = !f->to_now || cut_at_now(f, p->grain, c, &begin, &end);
        if (!f->to_now) {
            narrow(f, p->grain, clock, &begin, &end);
        }
        clock |= parted && p->grain == UNIT_DAY;
    }
    if (begin < calendar_to_days((struct calendar_date){1, 1, 2}) * DAY_MINUTES) {
        return;
    }
    int sec = clock && f->hour >= 0 ? f->sec : -1, last = sec == 59;
    out->begin = instant_in(begin, sec, clock, f->has_zone, arena);
    out->end = instant_in(sec < 0 || last ? end : begin, sec < 0 || last ? -1 : sec + 1, clock,
                          f->has_zone, arena);
}

static const int16_t clock_seconds[] = {[UNIT_SECOND] = 1, [UNIT_MINUTE] = 60, [UNIT_HOUR] = 3600};

static bool is_clock_unit(uint8_t unit)
{
    return unit >= UNIT_SECOND && unit <= UNIT_HOUR;
}

/* Whether the duration counts hours, minutes or seconds. */
static bool counts_clock(const struct timex_form *f)
{
    bool clock = is_clock_unit(f->unit);
    for (uint32_t i = 0; i < TIMEX_MORE_MAX; i++) {
        clock |= is_clock_unit(f->more[i].unit);
    }
    return clock;
}

/* Moves an instant (seconds since 1970) by what a duration counts, on or back; false where it
 * counts nothing that a clock or a calendar could follow. */
static bool move_instant(const struct timex_form *f, int32_t sign, int64_t *at)
{
    struct timex_point day = timex_point_at(*at / DAY_SECONDS, UNIT_DAY);
    int64_t second = *at % DAY_SECONDS, begin, end;
    for (uint32_t i = 0; i <= TIMEX_MORE_MAX; i++) {
        struct timex_amount a =
            i ? f->more[i - 1] : (struct timex_amount){f->count, (uint8_t)timex_form_unit(f)};
        if (a.unit == UNIT_NONE && i) {
            break;
        }
        if (a.count <= 0 || a.count > 9999 * THOUSAND || a.unit >= UNIT_PERIOD) {
            return false;
        }
        if (is_clock_unit(a.unit)) {
            second += sign * (int64_t)a.count * clock_seconds[a.unit] / THOUSAND;
        } else if (a.count % THOUSAND || a.unit == UNIT_WEEKEND) {
            return false;
        } else {
            int32_t by = a.count / THOUSAND * (i == 0 && f->unit == UNIT_FORTNIGHT ? 2 : 1);
            day = timex_point_move_day(day, sign * by, (enum timex_unit)a.unit);
        }
    }
    if (f->vague || !timex_point_days(&day, &begin, &end)) {
        return false;
    }
    *at = begin * DAY_SECONDS + second;
    return *at >= 0;
}

/* Seconds since 1970, to the minute where they are whole ones. */
static struct str stamp(int64_t seconds, bool utc, struct arena *arena)
{
    int sec = (int)(seconds % 60);
    return instant_in(seconds / 60, sec ? sec : -1, true, utc, arena);
}

static int64_t clock_of(const struct timex_context *c)
{
    return (c->today * DAY_MINUTES + c->minute) * 60;
}

/* "the past two hours", "the next 20 minutes": by the article's clock. */
static void set_run_from_now(const struct timex_form *f, const struct timex_context *c,
                             struct arena *arena, struct timex3 *out)
{
    int64_t now = clock_of(c), to = now;
    bool told =
        f->unit == UNIT_MINUTE && c->tense == TENSE_PAST && !f->past; /* "the last ten" of play */
    if (c->minute >= 0 && !told && now >= 0 && move_instant(f, f->rel, &to)) {
        out->begin = stamp(f->rel < 0 ? to : now, false, arena);
        out->end = stamp(f->rel < 0 ? now : to, false, arena);
    }
}

/* The end of a stretch of so many business days from the day on, or its begin where they are
 * before it. */
static int64_t workdays_from(int64_t day, int32_t by)
{
    int sign = by < 0 ? -1 : 1;
    for (int32_t left = by * sign; left > 0;) {
        day += sign;
        left -= calendar_weekday_of(sign > 0 ? day - 1 : day) <= 5;
    }
    return day;
}

/* "the past five days" end with the article's day, "the next five" begin with the day after;
 * quarters, decades and longer are whole ones. */
static void set_stretch(const struct timex_form *f, const struct timex_context *c,
                        struct arena *arena, struct timex3 *out)
{
    enum timex_unit unit = timex_form_unit(f);
    bool story = f->base == BASE_NARRATIVE && c->last.grain != UNIT_NONE;
    if (!c->dated || f->vague || f->rel == 0 || f->base == BASE_NONE || story) {
        return;
    }
    if (counts_clock(f)) {
        set_run_from_now(f, c, arena, out);
        return;
    }
    if (unit == UNIT_WEEKEND || f->count % THOUSAND || f->count <= 0 ||
        f->count > 9999 * THOUSAND) {
        return;
    }
    if (f->unit == UNIT_WORKDAY) {
        if (f->count <= WORKDAYS_MAX * THOUSAND) {
            int64_t from = c->today + (f->rel > 0),
                    to = workdays_from(from, f->rel * f->count / THOUSAND);
            out->begin = instant((f->rel < 0 ? to : from) * DAY_MINUTES, false, false, arena);
            out->end = instant((f->rel < 0 ? from : to) * DAY_MINUTES, false, false, arena);
        }
        return;
    }
    bool aligned = unit == UNIT_QUARTER || unit > UNIT_DECADE;
    int32_t by = f->count / THOUSAND * (f->unit == UNIT_FORTNIGHT ? 2 : 1);
    struct timex_point from = timex_point_at(c->today, aligned ? unit : UNIT_DAY), to;
    if (f->rel > 0 && !f->within) {
        from = timex_point_move(from, 1);
    }
    to = aligned ? timex_point_move(from, f->rel * by)
                 : timex_point_move_day(from, f->rel * by, unit);
    to = timex_move_rest(to, f, f->rel);
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
    enum timex_unit unit = timex_form_unit(f);
    if (f->vague || unit < UNIT_DAY || unit > UNIT_DECADE || f->count % THOUSAND ||
        f->more[0].unit || f->count <= 0 || f->count > 9999 * THOUSAND) {
        return;
    }
    int32_t by = f->count / THOUSAND * (f->unit == UNIT_FORTNIGHT ? 2 : 1);
    int64_t first, last, unused;
    if (unit == UNIT_WEEK && end - begin >= 365 && end - begin <= 366) { /* those of ISO 8601 */
        begin = calendar_iso_year(calendar_of_days(begin).year);
        end = calendar_iso_year(calendar_of_days(end).year);
    }
    struct timex_point to = timex_point_move_day(
        timex_point_at(f->edge > 0 ? begin : end, UNIT_DAY), f->edge * by, unit);
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

/* Minutes since 1970 of "2024-03-16T14:00", in Universal Time or not; false for other instants. */
static bool read_instant(struct str s, int64_t *minutes, bool *utc)
{
    struct calendar_date d;
    uint64_t hour, minute;
    *utc = str_ends_with(s, STR("Z"));
    if (s.len != (*utc ? 17u : 16u) || !calendar_read_iso(s, &d) ||
        !str_to_u64(str_slice(s, 11, 13), &hour) || !str_to_u64(str_slice(s, 14, 16), &minute)) {
        return false;
    }
    *minutes = calendar_to_days(d) * DAY_MINUTES + (int64_t)(hour * 60 + minute);
    return true;
}

void timex_write_run(const struct timex_form *f, struct str from, struct arena *arena,
                     struct timex3 *out)
{
    int64_t begin, end;
    bool utc;
    if (counts_clock(f) && read_instant(from, &begin, &utc) && begin >= 0) {
        end = begin *= 60;
        if (move_instant(f, 1, &end)) {
            out->begin = stamp(begin, utc, arena);
            out->end = stamp(end, utc, arena);
        }
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

/* "in 20 minutes", "two hours ago", "an hour later" where the text told of no time before: from
 * the article's own clock. */
static bool write_near(const struct timex_form *f, const struct timex_context *c,
                       struct arena *arena, struct timex3 *out)
{
    bool own = f->ahead || f->base == BASE_DEICTIC ||
               (f->base == BASE_NARRATIVE && c->last.grain == UNIT_NONE && !c->history);
    int64_t at = clock_of(c);
    if (!own || !c->dated || c->minute < 0 || !counts_clock(f) || at < 0 ||
        !move_instant(f, timex_form_sign(f), &at)) {
        return false;
    }
    out->type = TIMEX_TIME;
    out->value = out->begin = stamp(at, false, arena);
    bool hours = f->unit == UNIT_HOUR && !f->more[0].unit && f->count % THOUSAND == 0;
    out->end = stamp(at + (hours ? 3600 : at % 60 ? 1 : 60), false, arena);
    return true;
}

/* "less than three days after Monday", "within two weeks from today": the stretch up to it. */
static void set_up_to(const struct timex_form *f, const struct timex_point *p, struct arena *arena,
                      struct timex3 *out)
{
    enum timex_unit unit = timex_form_unit(f);
    int64_t begin, end, unused;
    bool less = f->within || f->mod == MOD_LESS_THAN || f->mod == MOD_EQUAL_OR_LESS;
    if (timex_form_sign(f) <= 0 || !less || unit < UNIT_DAY || f->count % THOUSAND ||
        f->more[0].unit || f->hour >= 0 || p->grain != UNIT_DAY ||
        !timex_point_days(p, &end, &unused)) {
        return;
    }
    int32_t by = f->count / THOUSAND * (f->unit == UNIT_FORTNIGHT ? 2 : 1);
    struct timex_point from = timex_point_move_day(*p, -by, unit);
    if (timex_point_days(&from, &begin, &unused)) {
        out->begin = instant(begin * DAY_MINUTES, false, false, arena);
        out->end = instant(end * DAY_MINUTES, false, false, arena);
    }
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
    timex_write_interval(f, p, c, arena, out);
    set_up_to(f, p, arena, out);
    if (f->bounded && c->dated && out->begin.ptr && !clock) { /* "year to date" */
        out->end = instant(c->today * DAY_MINUTES, false, false, arena);
    }
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
