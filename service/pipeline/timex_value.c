#include "pipeline/timex_value.h"

#include <string.h>

enum { THOUSAND = 1000, DAY_MINUTES = 1440, WORKDAYS_MAX = 260 };

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
    if (f->unit3) {
        put_amount(v, f->count3, f->unit3, &clock);
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
    [PART_NONE] = {0, 24},       [PART_MORNING] = {8, 12},  [PART_MIDDAY] = {11, 13},
    [PART_AFTERNOON] = {12, 16}, [PART_EVENING] = {16, 20}, [PART_NIGHT] = {20, 24},
    [PART_DAYTIME] = {8, 18},
};

void timex_write_interval(const struct timex_form *f, const struct timex_point *p,
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
    if (begin < calendar_to_days((struct calendar_date){1, 1, 2}) * DAY_MINUTES) {
        return;
    }
    int sec = clock && f->hour >= 0 ? f->sec : -1, last = sec == 59;
    out->begin = instant_in(begin, sec, clock, f->has_zone, arena);
    out->end = instant_in(sec < 0 || last ? end : begin, sec < 0 || last ? -1 : sec + 1, clock,
                          f->has_zone, arena);
}

/* Business days ahead or back. */
static int64_t workdays_from(int64_t day, int32_t by)
{
    int sign = by < 0 ? -1 : 1;
    for (int32_t left = by * sign; left > 0;) {
        day += sign;
        left -= calendar_weekday_of(sign > 0 ? day - 1 : day) <= 5;
    }
    return day;
}

/* A duration in hours and minutes as minutes; 0 for others. */
static int64_t minutes_of(const struct timex_form *f)
{
    static const int16_t per[] = {[UNIT_MINUTE] = 1, [UNIT_HOUR] = 60};
    bool whole = f->unit == UNIT_MINUTE || f->unit == UNIT_HOUR;
    bool second = f->unit2 == UNIT_MINUTE || f->unit2 == UNIT_NONE;
    if (!whole || !second || f->unit3 || f->vague || f->count <= 0 || f->count > 9999 * THOUSAND) {
        return 0;
    }
    return (int64_t)f->count * per[f->unit] / THOUSAND +
           (f->unit2 ? (int64_t)f->count2 / THOUSAND : 0);
}

/* "the past two hours", "the next 20 minutes": by the article's clock. */
static void set_run_from_now(const struct timex_form *f, const struct timex_context *c,
                             struct arena *arena, struct timex3 *out)
{
    int64_t run = minutes_of(f), now = c->today * DAY_MINUTES + c->minute;
    bool told =
        f->unit == UNIT_MINUTE && c->tense == TENSE_PAST && !f->past; /* "the last ten" of play */
    if (c->minute >= 0 && run > 0 && !told) {
        out->begin = instant(f->rel < 0 ? now - run : now, true, false, arena);
        out->end = instant(f->rel < 0 ? now : now + run, true, false, arena);
    }
}

/* "the past five days" end with the article's day, "the next five" begin with the day after;
 * quarters, decades and longer are whole ones. */
static void set_stretch(const struct timex_form *f, const struct timex_context *c,
                        struct arena *arena, struct timex3 *out)
{
    enum timex_unit unit = timex_form_unit(f);
    bool story = f->base == BASE_NARRATIVE && c->last.grain != UNIT_NONE;
    if (unit < UNIT_DAY && c->dated && f->rel && f->base != BASE_NONE && !story) {
        set_run_from_now(f, c, arena, out);
    }
    if (!c->dated || f->vague || f->rel == 0 || f->base == BASE_NONE || story || unit < UNIT_DAY ||
        unit == UNIT_WEEKEND || f->count % THOUSAND || f->count <= 0 ||
        f->count > 9999 * THOUSAND || (f->unit2 && f->unit2 < UNIT_DAY)) {
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
    bool aligned = unit == UNIT_QUARTER || unit >= UNIT_DECADE;
    int32_t by = f->count / THOUSAND * (f->unit == UNIT_FORTNIGHT ? 2 : 1);
    struct timex_point from = timex_point_at(c->today, aligned ? unit : UNIT_DAY), to;
    if (!aligned && f->rel > 0) {
        from = timex_point_move(from, 1);
    } else if (aligned && f->rel > 0) {
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
    if (f->vague || unit < UNIT_DAY || unit > UNIT_DECADE || f->count % THOUSAND || f->unit2 ||
        f->count <= 0 || f->count > 9999 * THOUSAND) {
        return;
    }
    int32_t by = f->count / THOUSAND * (f->unit == UNIT_FORTNIGHT ? 2 : 1);
    int64_t first, last, unused;
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
    int64_t run = minutes_of(f), begin;
    bool utc;
    if (run > 0 && read_instant(from, &begin, &utc)) {
        out->begin = instant(begin, true, utc, arena);
        out->end = instant(begin + run, true, utc, arena);
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
    int64_t run = minutes_of(f);
    bool own = f->ahead || f->base == BASE_DEICTIC ||
               (f->base == BASE_NARRATIVE && c->last.grain == UNIT_NONE && !c->history);
    if (!own || !c->dated || c->minute < 0 || run == 0) {
        return false;
    }
    int64_t at = c->today * DAY_MINUTES + c->minute + timex_form_sign(f) * run;
    out->type = TIMEX_TIME;
    out->value = out->begin = instant(at, true, false, arena);
    bool hours = f->unit == UNIT_HOUR && !f->unit2;
    out->end = instant(at + (hours ? 60 : 1), true, false, arena);
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
    timex_write_interval(f, p, arena, out);
    if (f->bounded && c->dated && out->begin.ptr) { /* "year to date" */
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
