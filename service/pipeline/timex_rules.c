/* First what completes or refuses a match, in the order of the levels; then the patterns. */
#include "pipeline/timex_rules.h"

#include <string.h>

#include "text/holidays.h"

/* WORDS_DAY: "on the twelfth" is as often a hole or a floor as a day, the next one is none. */
enum { THOUSAND = 1000, SEASON_WEEKS = 18, WORDS_DAY = 12, WEEKS_OF_MONTH = 5 };

/* ---- fixes: units and durations ---- */

/* "0730 hours" */
static bool is_zero_led(const struct timex_match *m)
{
    const struct timex_item *n = timex_taken_as(m, 'n');
    return n && n->digits && n->end - n->begin == 4 && n->number < 1000 * THOUSAND &&
           n->number % THOUSAND == 0;
}

/* "1530h", "1530hrs" */
static bool is_glued_hour(const struct timex_item *unit)
{
    return unit->glued && unit->number == 1;
}

/* "1530", as a clock without its colon. */
static bool is_four_figures(const struct timex_item *n)
{
    return n->digits && n->end - n->begin == 4 && n->number < 2400 * THOUSAND;
}

/* "at", or "1400 to", before the match. */
static bool follows_clock_word(const struct timex_match *m)
{
    const struct timex_item *before = &m->region->items[m->from];
    bool at = timex_is_before(m, "x") && before[-1].code == 1;
    bool range = timex_is_before(m, "k-") && m->from > 1 && is_four_figures(&before[-2]);
    return at || range;
}

/* "15h" */
static bool is_hour_letter(const struct timex_item *unit)
{
    return is_glued_hour(unit) && unit->code == UNIT_HOUR && unit->end - unit->begin == 1;
}

/* "at 1500 hours", "from 1400 to 1500 hours", "at 15h" */
static bool tells_clock(const struct timex_match *m)
{
    const struct timex_item *n = timex_taken_as(m, 'n'), *u = timex_taken_as(m, 'u');
    bool four = n && u && is_four_figures(n) && u->code == UNIT_HOUR;
    bool from = four && m->count > 3 && is_four_figures(timex_item_of(m, 2));
    bool letter = u && is_hour_letter(u) && timex_is_before(m, "x") && follows_clock_word(m);
    return is_zero_led(m) || letter || from ||
           (four && (follows_clock_word(m) || is_glued_hour(u)));
}

/* "the 2021 weekend", "the 1998 year": a year, and no count. */
static bool is_year_unit(const struct timex_match *m)
{
    const struct timex_item *n = timex_taken_as(m, 'n');
    return n && n->digits && n->end - n->begin == 4 && (n->classes & timex_class('Y')) &&
           n->number >= 1900 * THOUSAND && timex_taken_as(m, 'U') && m->count == 2;
}

/* "1988 second quarter" and "three quarters of" count no time. */
static bool fix_duration(struct timex_match *m, struct timex_form *form)
{
    if (form->unit == UNIT_PERIOD || form->unit == UNIT_SEASON || is_year_unit(m) ||
        (form->unit == UNIT_SECOND && form->count > 1000 * THOUSAND) || tells_clock(m) ||
        (form->unit == UNIT_QUARTER && timex_is_behind(m, "f") && !timex_is_before(m, "O"))) {
        return false;
    }
    form->nth = 0;
    return true;
}

/* "12 to 18 months", "ten or fifteen years", "between two and three weeks": the first number
 * counts. */
static bool fix_duration_range(struct timex_match *m, struct timex_form *form)
{
    form->count = timex_item_of(m, 0)->number;
    bool and = m->parts[1].letter == '&';
    return fix_duration(m, form) && form->count < timex_item_of(m, 2)->number &&
           (!and || timex_is_before(m, "%"));
}

/* Puts the longest unit first; false where one stands twice. *sorted says whether it did so. */
static bool sort_amounts(struct timex_form *form, bool *sorted)
{
    struct timex_amount all[1 + TIMEX_MORE_MAX] = {{form->count, form->unit}};
    uint32_t count = 1;
    for (; count <= TIMEX_MORE_MAX && form->more[count - 1].unit; count++) {
        struct timex_amount next = form->more[count - 1];
        uint32_t at = count;
        for (; at > 0 && all[at - 1].unit < next.unit; at--) {
            all[at] = all[at - 1];
        }
        *sorted &= at == count;
        all[at] = next;
        if (next.unit >= UNIT_PERIOD || (at > 0 && all[at - 1].unit == next.unit)) {
            return false;
        }
    }
    form->count = all[0].count;
    form->unit = all[0].unit;
    memcpy(form->more, all + 1, sizeof form->more);
    return true;
}

/* "two hours and ten minutes", "2 days 1 month"; "two days, a month" and "the last 3 months, and 2
 * days ago" are two. */
static bool fix_parts(struct timex_match *m, struct timex_form *form)
{
    bool sorted = true, joined = timex_taken_as(m, ',') || timex_taken_as(m, '&');
    return sort_amounts(form, &sorted) && (sorted || !joined) &&
           !(timex_is_before(m, "r") && timex_is_behind(m, "g")) && fix_duration(m, form);
}

/* "half an hour", "half of a century": the article counts nothing. */
static bool fix_half(struct timex_match *m, struct timex_form *form)
{
    bool half = timex_taken_as(m, 'm')->code == UNIT_HALF;
    form->count = half ? 500 : 250;
    return (half || form->unit == UNIT_CENTURY) && fix_duration(m, form);
}

/* "a couple of days", "dozens of years": only numbers in words. */
static bool fix_words(struct timex_match *m, struct timex_form *form)
{
    const struct timex_item *n = timex_taken_as(m, 'n');
    return (!n || !n->digits) && fix_duration(m, form);
}

/* "a day": one; "a second", "a quarter" are as often something else. */
static bool fix_one(struct timex_match *m, struct timex_form *form)
{
    return form->unit != UNIT_SECOND && form->unit != UNIT_WEEKEND && form->unit != UNIT_WORKDAY &&
           fix_duration(m, form);
}

/* "1/2 hour", "1 and 3/4 hours" */
static bool fix_fraction(struct timex_match *m, struct timex_form *form)
{
    const struct timex_item *n = timex_taken_as(m, 'n');
    const struct timex_form *part = &timex_taken_as(m, 'F')->form;
    if (part->month >= part->day || (part->day != 2 && part->day != 4)) {
        return false;
    }
    form->count = (n ? n->number : 0) + part->month * THOUSAND / part->day;
    return fix_duration(m, form);
}

/* "three quarters of an hour", "a quarter of a year" */
static bool fix_quarters(struct timex_match *m, struct timex_form *form)
{
    const struct timex_item *n = timex_taken_as(m, 'n');
    const struct timex_item *quarter = timex_taken_as(m, n ? 'u' : 'Q');
    int16_t whole = timex_item_of(m, m->count - 1)->code;
    int32_t count = n ? n->number : THOUSAND;
    form->unit = whole == UNIT_HOUR ? UNIT_MINUTE : UNIT_MONTH;
    form->more[0].unit = UNIT_NONE;
    form->count = whole == UNIT_HOUR ? 15 * count : 3 * count;
    return quarter && quarter->code == UNIT_QUARTER && count < 4 * THOUSAND &&
           (whole == UNIT_HOUR || whole == UNIT_YEAR);
}

/* "two nights": as many days. */
static bool fix_nights(struct timex_match *m, struct timex_form *form)
{
    bool nights = form->part == PART_NIGHT;
    form->part = PART_NONE;
    form->unit = UNIT_DAY;
    (void)m;
    return nights;
}

/* "five business days" */
static bool fix_workdays(struct timex_match *m, struct timex_form *form)
{
    bool any = timex_taken_as(m, '#')->number == 0; /* "two full weeks" */
    if (!any && form->unit == UNIT_DAY) {
        form->unit = UNIT_WORKDAY;
    }
    return (any || form->unit == UNIT_WORKDAY) && fix_duration(m, form);
}

/* "a few more days" */
static bool fix_more(struct timex_match *m, struct timex_form *form)
{
    const struct timex_item *more = timex_taken_as(m, '#');
    return more->number == 0 && more->code == 0 && fix_duration(m, form);
}

/* "the whole week", "a full year", "full-year"; "the full year" is that year. */
static bool fix_whole(struct timex_match *m, struct timex_form *form)
{
    const struct timex_item *whole = timex_taken_as(m, '#');
    uint32_t len = whole->end - whole->begin;
    bool bare = !timex_taken_as(m, 'a') && !timex_taken_as(m, 't');
    bool lasts = timex_is_before(m, "x") && m->region->items[m->from - 1].code == 2;
    bool said = bare ? lasts || timex_taken_as(m, '-') : len > 4 || timex_taken_as(m, 'a');
    form->count = THOUSAND;
    return whole->number == 0 && len >= 4 && len <= 6 && said && fix_one(m, form);
}

/* "all-day" */
static bool fix_all(struct timex_match *m, struct timex_form *form)
{
    const struct timex_item *all = timex_taken_as(m, 'a');
    return all->end - all->begin == 3 && fix_one(m, form);
}

/* "half an hour or so" */
static bool fix_or_so(struct timex_match *m, struct timex_form *form)
{
    form->mod = MOD_APPROX;
    return timex_taken_as(m, '#')->code == MOD_APPROX;
}

/* "a day or two": the first counts. */
static bool fix_or_two(struct timex_match *m, struct timex_form *form)
{
    const struct timex_item *n = timex_taken_as(m, 'n');
    memset(form->more, 0, sizeof form->more);
    form->count = THOUSAND;
    return !n->digits && n->number == 2 * THOUSAND && !timex_is_behind(m, "uU") && fix_one(m, form);
}

/* "54-year-old", "two-year-long" */
static bool fix_age(struct timex_match *m, struct timex_form *form)
{
    (void)m;
    return form->unit >= UNIT_DAY;
}

/* ---- fixes: dates ---- */

/* The smallest stretch that the form's own fields name. */
static void settle_grain(struct timex_form *form)
{
    if (form->day || form->weekday || form->holiday) {
        form->grain = UNIT_DAY;
    } else if (form->month) {
        form->grain = UNIT_MONTH;
    } else if (!form->grain && form->year) {
        form->grain = UNIT_YEAR;
    }
}

/* Nothing goes on behind the match that a number at its end could count. */
static bool ends_clause(const struct timex_match *m)
{
    return m->to < m->region->count ? timex_is_behind(m, ".,)(") : !m->region->after.len;
}

/* "may" and "march" in small letters are mostly verbs. */
static bool month_fits(const struct timex_match *m)
{
    const struct timex_item *month = timex_taken_as(m, 'M'), *day = timex_taken_as(m, 'd');
    bool sure = month && day && (month->code == 3 || day->digits || timex_taken_as(m, 'f'));
    bool ordinal = sure && (day->classes & timex_class('O')); /* "may 5th", "fourth of may" */
    bool late = month && day && (day->classes & timex_class('O')) && day->number > 9;
    bool short_name = sure && month->abbreviated && month->end - month->begin == 3; /* "mar 4" */
    bool dated = month && timex_taken_as(m, 'Y') && (month->code == 3 || ends_clause(m));
    bool article = month && day && timex_taken_as(m, 't') && ends_clause(m); /* "may the fifth" */
    bool figures = sure && day->digits && (ends_clause(m) || timex_taken_as(m, 'W'));
    return !month || month->upper || ordinal || short_name || late || dated || article || figures ||
           (month->code != 3 && month->code != 5);
}

/* "the Sept. 11 attacks" */
static bool names_attacks(const struct timex_match *m)
{
    static const struct str words[] = {STR_INIT("attack"),    STR_INIT("attacks"),
                                       STR_INIT("terrorist"), STR_INIT("terror"),
                                       STR_INIT("hijackers"), STR_INIT("hijackings")};
    for (size_t i = 0; m->to == m->region->count && i < sizeof words / sizeof words[0]; i++) {
        if (str_equal(m->region->after, words[i])) {
            return true;
        }
    }
    return false;
}

static bool fix_day(struct timex_match *m, struct timex_form *form)
{
    form->grain = UNIT_DAY;
    form->nth = 0;
    if (form->year && (form->year < 1 || form->year > 9999)) {
        return false;
    }
    if (form->month == 9 && form->day == 11 && !form->year && names_attacks(m)) {
        form->year = 2001;
    }
    struct calendar_date d = {form->year ? form->year : 4, form->month, form->day};
    return month_fits(m) && calendar_is_valid(d);
}

/* A day, or what names one, right behind the match: "today", "last night", "on Monday". */
static bool has_day_behind(const struct timex_match *m)
{
    uint32_t at = m->to;
    at += at < m->region->count && (m->region->items[at].classes & timex_class('x'));
    return at < m->region->count && (m->region->items[at].classes & timex_classes("DJWr"));
}

/* "at 4" or "in the evening" right behind the match. */
static bool has_hour_behind(const struct timex_match *m)
{
    const struct timex_item *behind = &m->region->items[m->to];
    bool at = m->to + 1 < m->region->count && timex_is_behind(m, "x") && behind->code == 1 &&
              (behind[1].classes & timex_classes("nTN"));
    bool in_the = m->to + 2 < m->region->count && timex_is_behind(m, "i") &&
                  (behind[1].classes & timex_class('t')) && (behind[2].classes & timex_class('P'));
    return at || in_the;
}

/* "on" before an item. */
static bool is_on(const struct timex_match *m, uint32_t item)
{
    const struct timex_item *on = &m->region->items[item];
    return (on->classes & timex_class('x')) && on->code == 0 && on->end - on->begin == 2;
}

/* What happens by a clock, or on a day of the month: "be back at 7", "leave at 6.45", "dinner at
 * eight", "return on 15". */
static bool is_appointment(struct str word)
{
    static const struct str words[] = {
        STR_INIT("appointment"), STR_INIT("arrive"),  STR_INIT("arrived"), STR_INIT("arrives"),
        STR_INIT("away"),        STR_INIT("back"),    STR_INIT("begin"),   STR_INIT("begins"),
        STR_INIT("breakfast"),   STR_INIT("call"),    STR_INIT("class"),   STR_INIT("come"),
        STR_INIT("depart"),      STR_INIT("departs"), STR_INIT("dinner"),  STR_INIT("here"),
        STR_INIT("home"),        STR_INIT("join"),    STR_INIT("leave"),   STR_INIT("leaves"),
        STR_INIT("lunch"),       STR_INIT("me"),      STR_INIT("meet"),    STR_INIT("meeting"),
        STR_INIT("meets"),       STR_INIT("out"),     STR_INIT("return"),  STR_INIT("returns"),
        STR_INIT("starts"),      STR_INIT("there"),   STR_INIT("us"),      STR_INIT("you"),
    };
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (str_equal(word, words[i])) {
            return true;
        }
    }
    return false;
}

/* "on the 17 between 2 and 4", "on the 17.": where nothing is counted. */
static bool is_plain_day(const struct timex_match *m, const struct timex_item *day)
{
    bool back = m->from == 1 && timex_is_before(m, "x") && is_appointment(m->region->before);
    return day->digits && timex_taken_as(m, 't') && m->from > 0 &&
           (back || is_on(m, m->from - 1)) &&
           (ends_clause(m) || has_hour_behind(m) || timex_is_behind(m, "%"));
}

/* "on the 18th", "the 18th at noon", "Tuesday the eleventh" */
static bool fix_day_alone(struct timex_match *m, struct timex_form *form)
{
    const struct timex_item *d = timex_taken_as(m, 'd');
    bool weekday = timex_taken_as(m, 'W') != NULL;
    form->grain = UNIT_DAY;
    form->nth = 0;
    if (!(d->classes & timex_class('O'))) { /* "Friday the fifteen" */
        return (weekday && timex_taken_as(m, 't') && ends_clause(m)) || is_plain_day(m, d);
    }
    bool ends = m->to < m->region->count ? timex_is_behind(m, ".,k&-()") : !m->region->after.len;
    bool part = timex_is_before(m, "f") && m->from > 1 && /* "the morning of the 5th", "the week" */
                (m->region->items[m->from - 2].classes & timex_classes("PU"));
    bool counts = timex_is_behind(m, "Uu") || (timex_taken_as(m, ',') && !ends && !d->digits);
    bool figures = d->digits || (d->number > WORDS_DAY && timex_is_before(m, "x"));
    return (weekday && !counts) || (figures && ends && (part || timex_is_before(m, "x%kbl&"))) ||
           (timex_is_before(m, "x") && timex_is_behind(m, "%")) || has_hour_behind(m);
}

/* "an hour and half" */
static bool fix_and_half(struct timex_match *m, struct timex_form *form)
{
    return ends_clause(m) && fix_duration(m, form);
}

/* "on 5.12", "on 24.3": month and day, or day and month; a price is "at" what it is. */
static bool fix_dotted_day(struct timex_match *m, struct timex_form *form)
{
    const struct timex_item *n = timex_item_of(m, 0);
    int32_t first = n->number / THOUSAND, len = (int32_t)(n->end - n->begin) - (first > 9 ? 3 : 2);
    int32_t second = n->number % THOUSAND / (len == 1 ? 100 : 10);
    bool figures = n->digits && (len == 1 || len == 2) && n->number % (len == 1 ? 100 : 10) == 0;
    bool day_first = first > 12;
    form->month = (int16_t)(day_first ? second : first);
    form->day = (int16_t)(day_first ? first : second);
    form->count = 0;
    return figures && m->from > 0 && is_on(m, m->from - 1) && form->month >= 1 && form->day >= 1 &&
           ends_clause(m) && fix_day(m, form);
}

/* "on 22nd" */
static bool fix_bare_day(struct timex_match *m, struct timex_form *form)
{
    return m->from > 0 && is_on(m, m->from - 1) && fix_day_alone(m, form);
}

/* "5 Mar 99", "June 5, 18", "April of 87", "Jan-98": a year in two figures, no day where none is
 * told. */
static bool fix_two_figures(struct timex_match *m, struct timex_form *form)
{
    const struct timex_item *n = timex_item_of(m, m->count - 1);
    int32_t two = n->number / THOUSAND;
    if (!n->digits || n->end - n->begin != 2 || (two < 32 && !form->day) || n->number % THOUSAND ||
        !ends_clause(m)) {
        return false;
    }
    form->year = two + (two < 32 ? 2000 : 1900);
    form->count = 0;
    form->grain = UNIT_MONTH;
    return form->day ? fix_day(m, form) : month_fits(m);
}

/* "Jan-03", "3-Jan": written in one. */
static bool fix_day_glued(struct timex_match *m, struct timex_form *form)
{
    return timex_item_of(m, 1)->glued && timex_item_of(m, 2)->glued && fix_day(m, form);
}

/* "the 21st Saturday": no month has so many. */
static bool fix_day_weekday(struct timex_match *m, struct timex_form *form)
{
    const struct timex_item *d = timex_taken_as(m, 'd');
    form->grain = UNIT_DAY;
    form->nth = 0;
    return (d->classes & timex_class('O')) && d->number > WEEKS_OF_MONTH &&
           !timex_taken_as(m, 'W')->abbreviated && !timex_is_behind(m, "fi");
}

/* "Friday 31": where nothing is counted. */
static bool fix_weekday_day(struct timex_match *m, struct timex_form *form)
{
    bool ends = ends_clause(m);
    form->grain = UNIT_DAY;
    return timex_taken_as(m, 'd')->digits && !timex_taken_as(m, 'W')->abbreviated && ends;
}

static bool fix_month(struct timex_match *m, struct timex_form *form)
{
    form->grain = UNIT_MONTH;
    return month_fits(m);
}

/* "the month of May" */
static bool fix_month_of(struct timex_match *m, struct timex_form *form)
{
    bool unit = form->unit == UNIT_MONTH;
    form->unit = UNIT_NONE;
    return unit && timex_taken_as(m, 'M')->upper && fix_month(m, form);
}

static bool fix_year(struct timex_match *m, struct timex_form *form)
{
    const struct timex_item *unit = timex_taken_as(m, 'U');
    form->grain = UNIT_YEAR;
    form->unit = UNIT_NONE;
    return !unit || unit->code == UNIT_YEAR;
}

/* "2016 summer"; in capitals it is a name: "the 2016 Summer Games". */
static bool fix_year_season(struct timex_match *m, struct timex_form *form)
{
    (void)form;
    return !timex_taken_as(m, 'S')->upper;
}

/* "the winter of 2010-11", "winter 2010/2011" */
static bool fix_season_years(struct timex_match *m, struct timex_form *form)
{
    const struct timex_item *n = timex_item_of(m, m->count - 1);
    int32_t last = n->number / THOUSAND, next = form->year + 1;
    form->count = 0;
    form->grain = UNIT_SEASON;
    return n->digits && n->glued && (last == next || last == next % 100) && form->sub == 4;
}

/* "490 BC", "AD 64" */
static bool fix_era(struct timex_match *m, struct timex_form *form)
{
    const struct timex_item *n = timex_taken_as(m, 'n');
    const struct timex_item *era = timex_taken_as(m, '$');
    if (n) {
        form->year = n->number / THOUSAND;
        form->count = 0;
    }
    form->before_christ = era->number == 1;
    settle_grain(form);
    return form->year > 0 && form->year < 10000 && era->upper;
}

/* "in his early 60s": an age. */
static bool is_age(const struct timex_match *m)
{
    static const struct str whose[] = {STR_INIT("his"), STR_INIT("her"),  STR_INIT("their"),
                                       STR_INIT("my"),  STR_INIT("your"), STR_INIT("our")};
    for (uint32_t i = 0; i < m->from; i++) {
        if (!(m->region->items[i].classes & timex_classes("e-"))) {
            return false;
        }
    }
    for (size_t i = 0; i < sizeof whose / sizeof whose[0]; i++) {
        if (str_equal_nocase(m->region->before, whose[i])) {
            return true;
        }
    }
    return false;
}

static bool fix_decade(struct timex_match *m, struct timex_form *form)
{
    const struct timex_item *c = timex_taken_as(m, 'c');
    (void)form;
    return c->number >= 1000 || (c->number >= 20 && c->number < 100 && !is_age(m));
}

/* "the Easter Offensive" is no day; that of a text in capitals, which shouts, may be one. */
static bool fix_holiday(struct timex_match *m, struct timex_form *form)
{
    struct str after = m->to == m->region->count ? m->region->after : (struct str){0};
    (void)form;
    return after.len < 2 || after.ptr[0] < 'A' || after.ptr[0] > 'Z' || after.ptr[1] < 'a';
}

/* "week 27": of a calendar, so in small letters and in figures. */
static bool fix_week(struct timex_match *m, struct timex_form *form)
{
    const struct timex_item *week = timex_taken_as(m, 'U'), *n = timex_taken_as(m, 'n');
    form->week = (int16_t)(n->number / THOUSAND);
    form->grain = UNIT_WEEK;
    form->unit = UNIT_NONE;
    form->count = 0;
    bool calendar = !week->upper || form->week > SEASON_WEEKS; /* "Week 7" is of a league */
    bool named = week->end - week->begin != 3;                 /* "w/c 8 April" is none */
    return week->code == UNIT_WEEK && named && calendar && n->digits && n->number % THOUSAND == 0 &&
           form->week >= 1 && form->week <= 53 && !timex_is_behind(m, "AZo");
}

static bool fix_quarter(struct timex_match *m, struct timex_form *form)
{
    const struct timex_item *q = timex_taken_as(m, 'Q');
    int most = form->unit == UNIT_HALF ? 2 : 4;
    if (form->nth < 0 && (form->year || !(timex_taken_as(m, 'O')->classes & timex_class('r')))) {
        form->nth = (int16_t)most;
    }
    if (!q || form->nth < 1 || form->nth > most || (form->unit == UNIT_HALF && !form->year)) {
        return false;
    }
    form->sub = form->nth;
    form->grain = form->unit;
    form->nth = 0;
    form->unit = UNIT_NONE;
    return true;
}

/* "quarter one", "quarter 3 of 2022" */
static bool fix_numbered(struct timex_match *m, struct timex_form *form)
{
    const struct timex_item *n = timex_taken_as(m, 'n');
    form->nth = (int16_t)(n->number / THOUSAND);
    form->count = 0;
    return n->number % THOUSAND == 0 && n->number > 0 &&
           timex_taken_as(m, 'Q')->code == UNIT_QUARTER &&
           (form->year || ends_clause(m) || timex_is_behind(m, "fk-&")) && fix_quarter(m, form);
}

static bool fix_century(struct timex_match *m, struct timex_form *form)
{
    (void)m;
    if (form->nth < 1 || form->nth > 30) {
        return false;
    }
    form->year = (form->nth - 1) * 100;
    form->nth = 0;
    form->unit = UNIT_NONE;
    form->grain = UNIT_CENTURY;
    form->before_christ = timex_taken_as(m, '$') && timex_taken_as(m, '$')->number == 1;
    return true;
}

/* "Q3", "H1"; "h1" in small letters only beside its year. */
static bool fix_part_alone(struct timex_match *m, struct timex_form *form)
{
    return timex_item_of(m, 0)->upper || form->grain == UNIT_QUARTER;
}

/* "FY18", "3Q16" */
static bool fix_short_fiscal(struct timex_match *m, struct timex_form *form)
{
    const struct timex_item *n = timex_taken_as(m, 'n');
    form->year = 2000 + n->number / THOUSAND;
    form->count = 0;
    form->grain = form->grain ? form->grain : UNIT_YEAR;
    return n->digits && n->end - n->begin == 2 &&
           (n->glued || (timex_taken_as(m, 'q') && ends_clause(m)));
}

/* Figures that are hardly a share: "11/20", "04/05", "10/1-11/2/2017". */
static bool like_a_date(const struct timex_match *m, const struct timex_item *figures)
{
    bool counts = m->to == m->region->count && m->region->after.len;
    bool zero = figures->end - figures->begin == 5 && figures->form.month < 10;
    bool range = m->to + 1 < m->region->count && timex_is_behind(m, "-k") &&
                 (m->region->items[m->to + 1].classes & (timex_class('D') | timex_class('F')));
    return range || (!counts && (zero || (figures->form.day > 12 && figures->form.day != 16)));
}

/* "3/14": only where something around says that it is a date. */
static bool fix_figures(struct timex_match *m, struct timex_form *form)
{
    static const char before[] = "x%kblW(-,JDr";
    const struct timex_item *figures = timex_taken_as(m, 'F');
    bool week_of = m->from > 1 && timex_is_before(m, "f") &&
                   (m->region->items[m->from - 2].classes & timex_class('U'));
    bool second = m->from > 2 && timex_is_before(m, "&") && m->region->items[m->from - 2].by &&
                  (m->region->items[m->from - 3].classes & timex_class('%'));
    bool licensed = timex_taken_as(m, 'W') != NULL || week_of || second || has_hour_behind(m) ||
                    like_a_date(m, figures);
    for (const char *c = before; *c && m->from > 0; c++) {
        licensed |= (m->region->items[m->from - 1].classes & timex_class(*c)) != 0;
    }
    timex_combine(form, &figures->form);
    form->weekday = timex_taken_as(m, 'W') ? (int16_t)timex_taken_as(m, 'W')->code : 0;
    return licensed;
}

/* ---- fixes: clocks ---- */

/* Hour and minute of a bare number: 7, 7.30, 1140. */
static bool hour_of(const struct timex_item *n, struct timex_form *form)
{
    int32_t value = n->number / THOUSAND, rest = n->number % THOUSAND;
    if (value >= 100 && n->digits && !rest) {
        form->hour = (int16_t)(value / 100 < 25 ? value / 100 : 99);
        form->minute = (int16_t)(value % 100);
    } else {
        form->hour = (int16_t)(value < 25 ? value : 99);
        form->minute = (int16_t)(rest ? rest / 10 : -1);
    }
    form->count = 0;
    return form->hour <= 24 && form->minute < 60;
}

static bool is_at(const struct timex_match *m)
{
    return timex_is_before(m, "x") && m->region->items[m->from - 1].code == 1;
}

/* "9p": money as well. */
static bool is_half_letter(const struct timex_item *half)
{
    return half->end - half->begin == 1;
}

/* "today at", "Monday", "from" before the match, or a day behind it. */
static bool of_day(const struct timex_match *m)
{
    uint32_t at = m->from;
    at -= at > 0 && timex_is_before(m, "x%k-");
    bool day = at > 0 && (m->region->items[at - 1].classes & timex_classes("JWDAT"));
    bool back = is_at(m) && m->from == 1 && is_appointment(m->region->before);
    return day || back || timex_is_behind(m, "J");
}

static bool fix_half_day(struct timex_match *m, struct timex_form *form)
{
    const struct timex_item *n = timex_taken_as(m, 'n');
    const struct timex_item *half = timex_taken_as(m, 'A');
    if ((n && !hour_of(n, form)) || form->hour > 24 || (n && is_half_letter(half) && !of_day(m))) {
        return false;
    }
    if (form->hour > 12 || form->hour == 0) {
        form->half_day = form->hour == 0 && half->code == 1;
        return half->code == 2 || form->hour == 0;
    }
    form->hour = (int16_t)(form->hour % 12 + (half->code == 2 ? 12 : 0));
    form->half_day = true;
    return true;
}

/* "9.am": written in one. */
static bool fix_glued_half(struct timex_match *m, struct timex_form *form)
{
    return timex_item_of(m, 1)->glued && timex_item_of(m, 2)->glued && fix_half_day(m, form);
}

static bool fix_oclock(struct timex_match *m, struct timex_form *form)
{
    const struct timex_item *n = timex_taken_as(m, 'n');
    return hour_of(n, form) && form->hour >= 1 &&
           (!timex_taken_as(m, 'A') || fix_half_day(m, form));
}

/* "be back at 7", "leave at 6.45" */
static bool fix_bare_hour(struct timex_match *m, struct timex_form *form)
{
    const struct timex_item *n = timex_item_of(m, 0);
    uint32_t point = n->number < 10 * THOUSAND ? 1 : 2; /* where it stands in "6.45" */
    bool clock = n->number % THOUSAND == 0 || (n->digits && n->end - n->begin == point + 3);
    return is_at(m) && m->from == 1 && is_appointment(m->region->before) && clock &&
           n->number < 13 * THOUSAND && ends_clause(m) && hour_of(n, form) && form->hour >= 1;
}

/* "back on 15" */
static bool fix_bare_number(struct timex_match *m, struct timex_form *form)
{
    const struct timex_item *d = timex_taken_as(m, 'd');
    form->grain = UNIT_DAY;
    return d->digits && !(d->classes & timex_class('O')) && m->from == 1 && is_on(m, 0) &&
           is_appointment(m->region->before) && ends_clause(m);
}

/* "at 0730", "until 0915": with the zero no count is written; "at 1500 tomorrow". */
static bool fix_military(struct timex_match *m, struct timex_form *form)
{
    const struct timex_item *n = timex_item_of(m, 0);
    bool four = n->digits && n->end - n->begin == 4 && n->number < 2400 * THOUSAND;
    bool zero =
        is_zero_led(m) && (is_at(m) || timex_is_before(m, "k%bl")) && !timex_is_behind(m, "uU-k&");
    return (zero || (four && is_at(m) && timex_is_behind(m, "J"))) && hour_of(n, form);
}

/* "mid-day" */
static bool fix_mid_day(struct timex_match *m, struct timex_form *form)
{
    bool mid = form->mod == MOD_MID && form->unit == UNIT_DAY;
    form->mod = MOD_NONE;
    form->unit = UNIT_NONE;
    form->hour = 12;
    form->minute = 0;
    (void)m;
    return mid;
}

/* "12 noon", "12 midnight" */
static bool fix_twelve(struct timex_match *m, struct timex_form *form)
{
    form->count = 0;
    return timex_item_of(m, 0)->number == 12 * THOUSAND;
}

/* "2100 GMT", "0730 hours", "at 1500 hours" */
static bool fix_four_figures(struct timex_match *m, struct timex_form *form)
{
    const struct timex_item *n = timex_taken_as(m, 'n'), *u = timex_taken_as(m, 'u');
    form->unit = UNIT_NONE;
    if (u && is_hour_letter(u) && n->digits && n->end - n->begin < 3) {
        return is_at(m) && n->number % THOUSAND == 0 && hour_of(n, form);
    }
    return n->digits && n->end - n->begin == 4 && hour_of(n, form) &&
           (!u || (u->code == UNIT_HOUR &&
                   (form->hour < 10 || follows_clock_word(m) || is_glued_hour(u))));
}

/* "It's half nine": what the clock says stands behind it. */
static bool is_told(const struct timex_match *m)
{
    struct str before = m->region->before;
    return m->from == 0 && before.len > 2 && before.len < 7 &&
           str_equal_nocase(str_slice(before, 0, 2), STR("it")) &&
           before.ptr[before.len - 1] == 's';
}

/* "seven thirty", "nine fifteen p.m.": in words, and where a clock can stand. */
static bool fix_spoken_clock(struct timex_match *m, struct timex_form *form)
{
    const struct timex_item *hour = timex_item_of(m, 0), *half = timex_taken_as(m, 'A');
    const struct timex_item *minute = timex_item_of(m, m->parts[1].letter == 'n' ? 1 : 2);
    int32_t minutes = minute->number / THOUSAND;
    bool licensed = half || is_told(m) || timex_is_before(m, "x%kbl") ||
                    timex_is_behind(m, "JPr") || has_hour_behind(m); /* "in the morning" */
    if (hour->digits || minute->digits || !licensed || !hour_of(hour, form) || form->hour < 1 ||
        form->hour > 12 || form->minute >= 0 || minutes < 10 || minutes > 59) {
        return false;
    }
    form->minute = (int16_t)minutes;
    form->half_day = half != NULL;
    form->hour = (int16_t)(half ? form->hour % 12 + (half->code == 2 ? 12 : 0) : form->hour);
    return true;
}

/* Minutes that a clock is past or before the hour; too many where it is no such thing. */
static int32_t minutes_of(const struct timex_item *first)
{
    if (first->by) { /* "20 min past eight", "half an hour past noon" */
        bool hours = first->form.unit == UNIT_HOUR && first->form.count < THOUSAND;
        int32_t count = hours ? 60 * first->form.count : first->form.count;
        return (hours || first->form.unit == UNIT_MINUTE) && !first->form.more[0].unit
                   ? count / THOUSAND
                   : 60;
    }
    return first->classes & timex_class('n') ? first->number / THOUSAND
                                             : (first->code == UNIT_HALF ? 30 : 15);
}

/* "half past seven", "quarter to nine", "twenty past eight" */
static bool fix_past(struct timex_match *m, struct timex_form *form)
{
    const struct timex_item *hour = NULL;
    for (uint32_t i = 1; i < m->count; i++) {
        hour = m->parts[i].letter == 'n' ? timex_item_of(m, i) : hour;
    }
    int32_t minutes = minutes_of(timex_item_of(m, 0));
    bool before = timex_taken_as(m, 'k') != NULL;
    if (!hour || !hour_of(hour, form) || form->minute >= 0 || form->hour < 1 || form->hour > 12 ||
        minutes > 59 || (!before && timex_taken_as(m, 'r')->code != REF_PAST)) {
        return false;
    }
    const struct timex_item *half = timex_taken_as(m, 'A');
    form->hour = (int16_t)(before ? form->hour - 1 : form->hour);
    form->minute = (int16_t)(before ? 60 - minutes : minutes);
    form->rel = 0;
    form->unit = UNIT_NONE;
    if (half) {
        form->half_day = true;
        form->hour = (int16_t)(form->hour % 12 + (half->code == 2 ? 12 : 0));
    }
    return true;
}

/* "quarter to noon", "ten minutes to midnight" */
static bool fix_to_noon(struct timex_match *m, struct timex_form *form)
{
    int32_t minutes = minutes_of(timex_item_of(m, 0)), noon = timex_taken_as(m, 'N')->number;
    bool before = timex_taken_as(m, 'k') != NULL;
    form->hour = (int16_t)(before ? (noon + 23) % 24 : noon);
    form->minute = (int16_t)(before ? 60 - minutes : minutes);
    form->sec = -1;
    form->rel = 0;
    form->unit = UNIT_NONE;
    form->half_day = true;
    return minutes > 0 && minutes < 60 && (before || timex_taken_as(m, 'r')->code == REF_PAST);
}

/* "at half three": half past it. */
static bool fix_half_hour(struct timex_match *m, struct timex_form *form)
{
    const struct timex_item *hour = timex_taken_as(m, 'n');
    bool said = is_at(m) || is_told(m) || has_hour_behind(m);
    bool good = said && timex_taken_as(m, 'm')->code == UNIT_HALF && hour_of(hour, form) &&
                form->minute < 0 && form->hour >= 1 && form->hour <= 12;
    form->minute = 30;
    return good && (ends_clause(m) || has_hour_behind(m));
}

/* "at ten to nine", "at ten to nine tonight" */
static bool fix_at_past(struct timex_match *m, struct timex_form *form)
{
    const struct timex_item *minutes = timex_item_of(m, 0);
    return is_at(m) && !minutes->digits && minutes->number % (5 * THOUSAND) == 0 &&
           minutes->number <= 25 * THOUSAND && (ends_clause(m) || has_day_behind(m)) &&
           fix_past(m, form);
}

/* "at a quarter before seven", "at five of eight" */
static bool fix_minutes_of(struct timex_match *m, struct timex_form *form)
{
    const struct timex_item *first = timex_item_of(m, 0), *hour = timex_item_of(m, 2);
    uint32_t at = m->from - (m->from > 0 && timex_is_before(m, "a"));
    bool said = at > 0 && (m->region->items[at - 1].classes & timex_class('x')) &&
                m->region->items[at - 1].code == 1;
    int32_t minutes = minutes_of(first);
    bool five = minutes > 0 && minutes < 30 && minutes % 5 == 0 && !first->digits;
    bool good = said && five && hour_of(hour, form) && form->minute < 0 && form->hour >= 1 &&
                form->hour <= 12;
    const struct timex_item *half = timex_taken_as(m, 'A');
    form->half_day = half != NULL;
    form->hour = (int16_t)(form->hour - 1 + (half && half->code == 2 && form->hour < 12 ? 12 : 0));
    form->minute = (int16_t)(60 - minutes);
    form->direction = 0;
    form->unit = UNIT_NONE;
    return good && (half || timex_taken_as(m, 'o') || ends_clause(m));
}

/* "7 in the morning", "5:30 in the afternoon" */
static bool fix_clock_part(struct timex_match *m, struct timex_form *form)
{
    const struct timex_item *n = timex_taken_as(m, 'n');
    if ((n && !hour_of(n, form)) || form->hour < 0 || form->hour > 12) {
        return form->hour > 12 && !n;
    }
    bool late = form->part == PART_AFTERNOON || form->part == PART_EVENING ||
                (form->part == PART_NIGHT && form->hour > 5);
    form->hour = (int16_t)(form->hour % 12 + (late ? 12 : 0));
    form->half_day = true;
    form->part = PART_NONE;
    return true;
}

/* "at 11 at night" */
static bool fix_clock_night(struct timex_match *m, struct timex_form *form)
{
    return form->part == PART_NIGHT && timex_is_before(m, "x%kb") && fix_clock_part(m, form);
}

/* ---- fixes: what hangs on an anchor ---- */

static void set_rel(struct timex_form *form, uint8_t grain, int rel)
{
    form->grain = grain;
    form->rel = (int16_t)rel;
    form->has_rel = true;
    form->unit = UNIT_NONE;
    form->nth = 0;
}

/* "the last week of July" is a part of July, no week before this one. */
static bool is_part_of(const struct timex_match *m)
{
    const struct timex_item *r = timex_taken_as(m, 'r');
    if (!r || !(r->classes & timex_class('O')) || !timex_is_behind(m, "fi")) {
        return false;
    }
    if (m->to + 1 >= m->region->count) {
        return timex_is_behind(m, "f"); /* "the last month of World War II" */
    }
    uint64_t next = m->region->items[m->to + 1].classes;
    for (const char *c = "MYDSrscIt"; *c; c++) {
        if (next & timex_class(*c)) {
            return true;
        }
    }
    return false;
}

/* "It will last two weeks", "made to last two years" */
static bool is_verb_last(const struct timex_match *m)
{
    static const struct str before[] = {STR_INIT("will"),  STR_INIT("would"), STR_INIT("can"),
                                        STR_INIT("could"), STR_INIT("might"), STR_INIT("should"),
                                        STR_INIT("must"),  STR_INIT("n't"),   STR_INIT("not"),
                                        STR_INIT("did"),   STR_INIT("does"),  STR_INIT("do"),
                                        STR_INIT("only"),  STR_INIT("'ll")};
    const struct timex_item *r = timex_taken_as(m, 'r');
    if (!r || !(r->classes & timex_class('O')) || timex_taken_as(m, 't')) {
        return false;
    }
    for (size_t i = 0; m->from == 0 && i < sizeof before / sizeof before[0]; i++) {
        if (str_equal(m->region->before, before[i])) {
            return true;
        }
    }
    return timex_is_before(m, "kM&"); /* "may" is a month to us */
}

/* "over the last year", "in the last month": a stretch up to now; "in the last quarter" is none. */
static bool is_stretch_to_now(const struct timex_match *m, const struct timex_form *form)
{
    const struct timex_item *r = timex_taken_as(m, 'r');
    const struct timex_item *on = &m->region->items[m->from];
    bool last = r->number == -1 && timex_taken_as(m, 't') &&
                (timex_is_before(m, "i") || (timex_is_before(m, "x") && on[-1].code != 1 &&
                                             on[-1].code != 4 && on[-1].end - on[-1].begin > 2));
    return last && (form->unit == UNIT_DAY || form->unit == UNIT_WEEK || form->unit == UNIT_MONTH ||
                    form->unit == UNIT_YEAR || form->unit == UNIT_DECADE);
}

/* "last week", "this year"; "the past year" is a stretch up to now. */
static bool fix_rel_unit(struct timex_match *m, struct timex_form *form)
{
    const struct timex_item *r = timex_taken_as(m, 'r');
    if (form->unit == UNIT_PERIOD || form->unit == UNIT_SECOND || form->unit == UNIT_MINUTE ||
        is_part_of(m)) {
        return false;
    }
    bool past = r->code == REF_PAST && r->number == -1 && form->unit != UNIT_WEEKEND;
    /* hours and fortnights are no units of a calendar */
    if (past || is_stretch_to_now(m, form) || form->unit == UNIT_HOUR ||
        form->unit == UNIT_FORTNIGHT) {
        form->type = TIMEX_DURATION;
        form->count = THOUSAND;
        form->bounded = true;
        return true;
    }
    /* "the next day" goes on from the story, "next week" from the day of writing */
    if (r->number == 1 && (timex_taken_as(m, 't') || form->unit == UNIT_DAY)) {
        form->base = BASE_NARRATIVE;
    }
    /* "the latest quarter" is the last full one */
    set_rel(form, form->unit, r->number == -2 ? -1 : r->number);
    return true;
}

/* "the following day", "the same year", "that month" */
static bool fix_story_unit(struct timex_match *m, struct timex_form *form)
{
    const struct timex_item *r = timex_taken_as(m, 'R');
    if (form->unit == UNIT_PERIOD || form->unit < UNIT_DAY) {
        return false;
    }
    set_rel(form, form->unit, r ? r->number : 0);
    return true;
}

/* "the day before", "the year after" */
static bool fix_unit_beside(struct timex_match *m, struct timex_form *form)
{
    const struct timex_item *last = timex_item_of(m, m->count - 1);
    bool object = m->to < m->region->count ? !timex_is_behind(m, ".,)(") : m->region->after.len > 0;
    bool of_date = (last->classes & timex_classes("lb")) && timex_is_behind(m, "DJ");
    if (form->unit == UNIT_PERIOD || form->unit < UNIT_DAY || of_date ||
        (object && (last->classes & (timex_class('b') | timex_class('l'))) &&
         !(last->classes & timex_class('R')))) {
        return false;
    }
    set_rel(form, form->unit, form->direction);
    form->direction = 0;
    return true;
}

/* "the week after next" */
static bool fix_after_next(struct timex_match *m, struct timex_form *form)
{
    form->direction = 0;
    if (timex_taken_as(m, 'r')->number != 1 || form->unit < UNIT_DAY || form->unit == UNIT_PERIOD ||
        timex_is_behind(m, "U")) {
        return false; /* "the day after the next day" */
    }
    set_rel(form, form->unit, 2);
    return true;
}

/* "the week before last" */
static bool fix_unit_before_last(struct timex_match *m, struct timex_form *form)
{
    const struct timex_item *r = timex_taken_as(m, 'r');
    form->direction = 0;
    if (r->number != -1 || r->code || form->unit < UNIT_DAY || form->unit == UNIT_PERIOD) {
        return false;
    }
    set_rel(form, form->unit, -2);
    return true;
}

/* "the day after tomorrow", "the year before 2015" */
static bool fix_beside(struct timex_match *m, struct timex_form *form)
{
    (void)m;
    if (form->unit == UNIT_WEEKEND) { /* "the weekend before Christmas": by its Saturday */
        form->beside = form->direction < 0 ? -6 : 6;
        form->weekend_of = true;
        form->unit = UNIT_NONE;
        form->direction = 0;
        return form->grain == UNIT_DAY;
    }
    form->count = THOUSAND;
    form->week_of = form->unit == UNIT_WEEK && form->grain == UNIT_DAY;
    return form->unit >= UNIT_DAY && form->unit != UNIT_PERIOD;
}

/* "the coming Friday", "this past Friday": the nearest, whatever its week. */
static void set_nearest(struct timex_form *form, const struct timex_item *r)
{
    if (form->weekday && r && r->code && r->number) {
        form->beside = (int16_t)(r->number > 0 ? form->weekday : -form->weekday);
        form->weekday = 0;
        form->rel = 0;
    }
}

/* "last Friday", "this March", "next summer", "that spring" */
static bool fix_rel_name(struct timex_match *m, struct timex_form *form)
{
    const struct timex_item *r = timex_taken_as(m, 'r');
    const struct timex_item *q = timex_taken_as(m, 'Q');
    r = r ? r : timex_taken_as(m, 'R');
    uint8_t grain = form->weekday ? UNIT_DAY
                    : form->month ? UNIT_MONTH
                    : q           ? form->unit
                                  : form->grain;
    int rel = r ? r->number : 0;
    set_rel(form, grain, rel == -2 ? -1 : rel);
    set_nearest(form, r);
    return month_fits(m) && !is_part_of(m) && !(q && form->grain == UNIT_HALF);
}

/* "this past spring", "this coming week" */
static bool fix_rel_two(struct timex_match *m, struct timex_form *form)
{
    uint8_t grain = form->unit      ? form->unit
                    : form->weekday ? UNIT_DAY
                    : form->month   ? UNIT_MONTH
                                    : form->grain;
    set_rel(form, grain, form->rel);
    set_nearest(form, timex_item_of(m, 1));
    return month_fits(m) && timex_item_of(m, 0)->number == 0 && grain >= UNIT_DAY &&
           grain != UNIT_PERIOD;
}

/* "this morning", "last night"; "the next morning" goes on from the story */
static bool fix_rel_part(struct timex_match *m, struct timex_form *form)
{
    const struct timex_item *r = timex_taken_as(m, 'r');
    r = r ? r : timex_taken_as(m, 'R');
    int rel = r ? r->number : 0;
    if (timex_taken_as(m, 'r') && rel == 1) {
        form->base = BASE_NARRATIVE;
    }
    set_rel(form, UNIT_DAY, rel);
    form->type = TIMEX_TIME;
    return true;
}

/* "within" stands before the match. */
static bool is_within(const struct timex_match *m)
{
    return timex_is_before(m, "x") && m->region->items[m->from - 1].code == 3;
}

/* "the past five days", "the next few weeks", "recent years" */
static bool fix_stretch(struct timex_match *m, struct timex_form *form)
{
    const struct timex_item *r = timex_taken_as(m, 'r');
    r = r ? r : timex_taken_as(m, 'R');
    form->vague |= !form->count && form->unit;
    form->bounded = true;
    form->past = r && (r->classes & timex_class('K')) && r->code == REF_PAST;
    form->rel = (int16_t)(r ? r->number : 0);
    form->nth = 0;
    if (form->rel == -2) {
        form->rel = -1;
    }
    form->within = form->rel > 0 && is_within(m);
    if (form->rel == 0 && timex_is_behind(m, "g")) {
        return false; /* "said this five years ago" */
    }
    return form->unit != UNIT_NONE && form->unit != UNIT_SEASON && form->unit != UNIT_PERIOD &&
           !is_part_of(m) && !is_verb_last(m);
}

/* "previous three weeks"; "following ten years of work" comes after them. */
static bool fix_previous_stretch(struct timex_match *m, struct timex_form *form)
{
    return timex_taken_as(m, 'R')->number < 0 && fix_stretch(m, form);
}

static bool fix_recent(struct timex_match *m, struct timex_form *form)
{
    const struct timex_item *k = timex_taken_as(m, 'K');
    form->vague = true;
    form->bounded = true;
    form->ref = REF_NONE;
    form->rel = k->code == REF_PAST ? -1 : 1;
    return k->code != REF_PRESENT && form->unit != UNIT_PERIOD;
}

/* "a year ago today", "a week ago Friday": from the day that is named. */
static bool fix_ago_day(struct timex_match *m, struct timex_form *form)
{
    const struct timex_item *day = timex_item_of(m, m->count - 1);
    bool weekday = day->form.weekday && !day->form.day && !day->form.has_rel && !day->form.week;
    bool today = day->form.has_rel && day->form.grain == UNIT_DAY && !day->form.weekday;
    form->grain = UNIT_DAY;
    return form->unit >= UNIT_DAY && form->unit != UNIT_PERIOD && !form->vague &&
           day->form.type == TIMEX_DATE && (today || (weekday && form->unit == UNIT_WEEK));
}

/* "two days ago", "three weeks later" */
static bool fix_shift(struct timex_match *m, struct timex_form *form)
{
    const struct timex_item *from = timex_taken_as(m, '%');
    const struct timex_item *last = timex_item_of(m, m->count - 1);
    if (form->unit < UNIT_DAY && (last->classes & timex_class('e')) && timex_is_behind(m, "rD")) {
        return false; /* "find 30 minutes later this week" */
    }
    form->vague |= !form->count;
    if ((last->classes & (timex_class('b') | timex_class('l'))) && !last->by &&
        (m->to < m->region->count ? !timex_is_behind(m, ".,)") : m->region->after.len > 0)) {
        return false; /* "two days before the launch": as long as it says */
    }
    if ((last->classes & timex_class('X')) && last->by == NULL && timex_is_behind(m, "k")) {
        return false; /* "two weeks prior to the vote" */
    }
    if (from) {
        form->direction = 1;
        if (from->code == 1 && (!timex_is_before(m, "i") || form->count <= THOUSAND)) {
            return false; /* "the most in a day since March", "the two years since 2011" */
        }
        if (timex_is_before(m, "x") && m->region->items[m->from - 1].code == 2) {
            return false; /* "for three days from today" */
        }
    }
    form->within = form->direction > 0 && is_within(m);
    form->grain = form->grain && timex_taken_as(m, 'D') ? form->grain : UNIT_NONE;
    return form->unit != UNIT_PERIOD && form->unit != UNIT_NONE;
}

/* "three weeks from now": only from a time there is. */
static bool fix_from_now(struct timex_match *m, struct timex_form *form)
{
    if (form->ref != REF_PRESENT) {
        return false;
    }
    form->ref = REF_NONE;
    return fix_shift(m, form);
}

/* ---- fixes: parts of a date ---- */

/* "the end of": where something closes, unlike "late in". */
static bool is_close(const struct timex_match *m)
{
    const struct timex_item *end = timex_taken_as(m, 'E');
    return end && end->code == MOD_END && end->number == 0;
}

static bool fix_part_of(struct timex_match *m, struct timex_form *form)
{
    const struct timex_item *mod = timex_taken_as(m, 'E');
    mod = mod ? mod : timex_taken_as(m, 'e');
    const struct timex_item *on = timex_taken_as(m, 'x');
    form->mod = (uint8_t)mod->code;
    form->to_now = mod->number != 0;
    form->last = is_close(m);
    settle_grain(form);
    /* "early on Sunday" is of a day, "early in March" of what is longer */
    bool fits = on ? on->end - on->begin == 2 && on->code == 0 && form->grain == UNIT_DAY
                   : form->grain != UNIT_NONE;
    return fits && !(on && form->mod == MOD_MID);
}

/* "the end of the month", "later in the year": a unit of the story. */
static bool fix_part_of_unit(struct timex_match *m, struct timex_form *form)
{
    if (form->unit == UNIT_PERIOD || form->unit < UNIT_DAY) {
        return false;
    }
    const struct timex_item *mod = timex_taken_as(m, 'E');
    mod = mod ? mod : timex_taken_as(m, 'e');
    form->mod = (uint8_t)mod->code;
    form->to_now = mod->number != 0;
    form->last = is_close(m);
    set_rel(form, form->unit, 0);
    return true;
}

/* "end of day Friday", "the end of the day on Monday" */
static bool fix_end_of_day(struct timex_match *m, struct timex_form *form)
{
    const struct timex_form *day = &timex_taken_as(m, 'D')->form;
    bool of_day = timex_taken_as(m, 'U')->code == UNIT_DAY;
    *form = *day;
    form->mod = (uint8_t)timex_taken_as(m, 'E')->code;
    form->last = is_close(m);
    return of_day && day->grain == UNIT_DAY && day->type == TIMEX_DATE && !day->mod &&
           !timex_taken_as(m, 'E')->number;
}

/* "early in the morning", "in the late afternoon" */
static bool fix_part_mod(struct timex_match *m, struct timex_form *form)
{
    form->mod = (uint8_t)timex_taken_as(m, 'e')->code;
    return (m->parts[0].letter == 'e' || timex_is_before(m, "ix%k")) && !timex_is_behind(m, "fuU");
}

/* "by mid-year", "midweek" as it stands in "in mid-week" */
static bool fix_mid_unit(struct timex_match *m, struct timex_form *form)
{
    uint8_t unit = form->unit;
    set_rel(form, unit, 0);
    return form->mod == MOD_MID && unit >= UNIT_WEEK && unit <= UNIT_YEAR && unit != UNIT_HALF &&
           unit != UNIT_QUARTER && unit != UNIT_SEASON && ends_clause(m);
}

/* "year-end 2016" */
static bool fix_year_end_of(struct timex_match *m, struct timex_form *form)
{
    bool year = form->unit == UNIT_YEAR;
    form->unit = UNIT_NONE;
    form->mod = (uint8_t)timex_taken_as(m, 'E')->code;
    return year && form->grain == UNIT_YEAR && form->year && !form->direction;
}

/* "by end 2015", "until end-March": behind a preposition, for "end" is a verb. */
static bool fix_end_of(struct timex_match *m, struct timex_form *form)
{
    form->mod = (uint8_t)timex_taken_as(m, 'E')->code;
    form->last = is_close(m);
    settle_grain(form);
    return timex_is_before(m, "x%kbl") && form->grain >= UNIT_MONTH && form->type == TIMEX_DATE &&
           !form->direction;
}

/* "late at night" */
static bool fix_late_at(struct timex_match *m, struct timex_form *form)
{
    form->mod = (uint8_t)timex_taken_as(m, 'e')->code;
    return timex_taken_as(m, 'x')->code == 1 && !timex_is_behind(m, "uU");
}

/* "mid-afternoon", "late-night" where it says when. */
static bool fix_mid_part(struct timex_match *m, struct timex_form *form)
{
    form->mod = (uint8_t)timex_taken_as(m, 'e')->code;
    bool when =
        (timex_taken_as(m, '-') && timex_is_before(m, "tixDW")) || (m->from == 0 && ends_clause(m));
    return (form->mod == MOD_MID || when) && !timex_is_behind(m, "fuU");
}

/* "the last day of the month" */
static bool fix_nth_of_unit(struct timex_match *m, struct timex_form *form)
{
    uint8_t small = form->unit, great = form->more[0].unit;
    int16_t nth = (int16_t)timex_taken_as(m, 'O')->number;
    form->more[0].unit = UNIT_NONE;
    set_rel(form, great, 0);
    form->nth = nth;
    form->nth_unit = small;
    return small >= UNIT_DAY && small < great && great <= UNIT_YEAR;
}

/* "the third week of May", "the first Monday in June" */
static bool fix_nth(struct timex_match *m, struct timex_form *form)
{
    const struct timex_item *o = timex_taken_as(m, 'O');
    const struct timex_item *d = timex_taken_as(m, 'D');
    form->nth = (int16_t)o->number;
    form->nth_unit = form->unit;
    form->unit = UNIT_NONE;
    form->rel = d->form.rel;
    form->has_rel = d->form.has_rel;
    form->grain = d->form.grain;
    return form->nth_unit >= UNIT_HOUR && form->nth_unit != UNIT_PERIOD &&
           form->nth_unit < form->grain;
}

/* "the second working day of July" */
static bool fix_nth_workday(struct timex_match *m, struct timex_form *form)
{
    bool business = timex_taken_as(m, '#')->number == 1 && form->unit == UNIT_DAY;
    form->unit = UNIT_WORKDAY;
    return business && fix_nth(m, form) && form->grain >= UNIT_WEEK;
}

/* "the first Monday in June" */
static bool fix_nth_weekday(struct timex_match *m, struct timex_form *form)
{
    const struct timex_form *day = NULL;
    for (uint32_t i = 0; i + 1 < m->count; i++) {
        day = m->parts[i].letter == 'D' ? &timex_item_of(m, i)->form : day;
    }
    if (!day || !day->weekday || day->day || day->month || day->has_rel || day->week ||
        day->hour >= 0) {
        return false;
    }
    int16_t nth = (int16_t)timex_taken_as(m, 'O')->number;
    uint8_t part = day->part, type = day->type; /* "the first Monday evening of May" */
    *form = timex_item_of(m, m->count - 1)->form;
    form->nth = nth;
    form->nth_unit = UNIT_WEEK;
    form->nth_weekday = day->weekday;
    form->part = part;
    form->type = type;
    return form->grain > UNIT_WEEK;
}

static bool is_bare_weekday(const struct timex_form *f)
{
    return f->weekday && !f->day && !f->month && !f->has_rel && !f->week && f->type == TIMEX_DATE;
}

/* "last month's first Monday" */
static bool fix_nth_weekday_in(struct timex_match *m, struct timex_form *form)
{
    int16_t nth = (int16_t)timex_taken_as(m, 'O')->number;
    int16_t weekday = timex_taken_as(m, 'W')->code;
    *form = timex_item_of(m, 0)->form;
    bool whole = !form->mod && !form->direction && !form->nth;
    form->nth = nth;
    form->nth_unit = UNIT_WEEK;
    form->nth_weekday = weekday;
    return whole && form->grain > UNIT_WEEK;
}

/* "the last Friday of the month": of the one that the text is in. */
static bool fix_nth_weekday_of_unit(struct timex_match *m, struct timex_form *form)
{
    int16_t nth = (int16_t)timex_taken_as(m, 'O')->number;
    uint8_t unit = (uint8_t)timex_taken_as(m, 'U')->code;
    int16_t weekday = form->weekday;
    bool bare = is_bare_weekday(&timex_taken_as(m, 'D')->form);
    form->weekday = 0;
    form->week = 0;
    form->more[0].unit = UNIT_NONE;
    set_rel(form, unit, 0);
    form->nth = nth;
    form->nth_unit = UNIT_WEEK;
    form->nth_weekday = weekday;
    return bare && (unit == UNIT_MONTH || unit == UNIT_YEAR);
}

/* "the third Tuesday after Easter" */
static bool fix_nth_beside(struct timex_match *m, struct timex_form *form)
{
    int16_t nth = (int16_t)timex_taken_as(m, 'O')->number;
    const struct timex_form *day = &timex_taken_as(m, 'D')->form;
    int16_t sign = timex_taken_as(m, 'b') ? -1 : 1;
    bool bare = is_bare_weekday(day);
    int16_t weekday = day->weekday;
    *form = timex_item_of(m, m->count - 1)->form;
    bool free = form->grain == UNIT_DAY && !form->direction && !form->beside;
    form->beside = (int16_t)(sign * weekday);
    form->direction = (int16_t)(nth > 1 ? sign : 0);
    form->unit = UNIT_WEEK;
    form->count = (nth - 1) * THOUSAND;
    return bare && free && nth >= 1 && nth <= 53;
}

/* "two Mondays before Christmas" */
static bool fix_weekdays_beside(struct timex_match *m, struct timex_form *form)
{
    int32_t count = timex_taken_as(m, 'n')->number / THOUSAND;
    int16_t sign = timex_taken_as(m, 'b') ? -1 : 1;
    int16_t weekday = timex_taken_as(m, 'w')->code;
    *form = timex_item_of(m, m->count - 1)->form;
    bool free = form->grain == UNIT_DAY && !form->direction && !form->beside;
    form->beside = (int16_t)(sign * weekday);
    form->direction = (int16_t)(count > 1 ? sign : 0);
    form->unit = UNIT_WEEK;
    form->count = (count - 1) * THOUSAND;
    return free && count >= 1 && count <= 52;
}

/* "the night before last" */
static bool fix_part_before_last(struct timex_match *m, struct timex_form *form)
{
    const struct timex_item *r = timex_taken_as(m, 'r');
    form->direction = 0;
    set_rel(form, UNIT_DAY, -2);
    return r->number == -1 && !r->code;
}

/* "the night before Christmas", "the morning after the 3rd": of the day beside it. */
static bool fix_part_next_to(struct timex_match *m, struct timex_form *form)
{
    const struct timex_form *day = &timex_taken_as(m, 'D')->form;
    int16_t sign = timex_taken_as(m, 'b') ? -1 : 1;
    uint8_t part = (uint8_t)timex_taken_as(m, 'P')->code;
    bool plain = day->grain == UNIT_DAY && !day->direction && !day->part && day->hour < 0 &&
                 (day->holiday || day->day || day->weekday || day->has_rel);
    *form = *day;
    form->type = TIMEX_TIME;
    form->part = part;
    form->direction = sign;
    form->unit = UNIT_DAY;
    form->count = THOUSAND;
    return plain;
}

/* "the night before": of the story. */
static bool fix_part_beside_story(struct timex_match *m, struct timex_form *form)
{
    set_rel(form, UNIT_DAY, form->direction);
    form->direction = 0;
    return ends_clause(m);
}

/* "this week or next", "last year and this": the unit is of both. */
static bool fix_rel_pair(struct timex_match *m, struct timex_form *form)
{
    const struct timex_form *first = &timex_taken_as(m, 'D')->form;
    const struct timex_item *r = timex_taken_as(m, 'r');
    bool unit = first->has_rel && !first->year_rel && first->grain >= UNIT_WEEK && !first->month &&
                !first->sub && !first->weekday && !first->mod && !first->direction &&
                first->base == BASE_DEICTIC && !first->nth;
    *form = *first;
    form->rel = (int16_t)r->number;
    return unit && !r->code && r->number >= -1 && form->rel != first->rel &&
           (m->to == m->region->count || ends_clause(m));
}

/* "Friday next", "Monday last" */
static bool fix_name_rel(struct timex_match *m, struct timex_form *form)
{
    const struct timex_item *r = timex_taken_as(m, 'r');
    set_rel(form, UNIT_DAY, r->number);
    return !r->code && (r->number == 1 || r->number == -1) && ends_clause(m);
}

/* "the third Wednesday": of the month that the text is in. */
static bool fix_nth_weekday_alone(struct timex_match *m, struct timex_form *form)
{
    const struct timex_item *o = timex_taken_as(m, 'O');
    int16_t weekday = form->weekday;
    if (!is_bare_weekday(form) || (o->classes & timex_class('r')) || o->number < 1 ||
        o->number > 5 || timex_is_behind(m, "fibl")) {
        return false;
    }
    *form = (struct timex_form){.type = TIMEX_DATE,
                                .base = BASE_DEICTIC,
                                .nth = (int16_t)o->number,
                                .nth_unit = UNIT_WEEK,
                                .nth_weekday = weekday,
                                .hour = -1,
                                .minute = -1,
                                .sec = -1};
    set_rel(form, UNIT_MONTH, 0);
    form->nth = (int16_t)o->number;
    return true;
}

/* "Monday two weeks from now", "Thursday, two years from now": of the week that this leads to. */
static bool fix_weekday_shifted(struct timex_match *m, struct timex_form *form)
{
    const struct timex_form *day = &timex_item_of(m, 0)->form;
    const struct timex_form *shift = &timex_item_of(m, m->count - 1)->form;
    if (!is_bare_weekday(day) || !shift->direction || shift->unit < UNIT_DAY ||
        shift->unit >= UNIT_PERIOD || shift->vague || shift->grain || shift->weekday ||
        shift->has_rel) {
        return false;
    }
    *form = *shift;
    set_rel(form, UNIT_DAY, 0);
    form->unit = shift->unit;
    form->week_of = true;
    form->nth = 1;
    form->nth_unit = UNIT_WEEK;
    form->nth_weekday = day->weekday;
    return true;
}

/* "two Mondays ago", "three Sundays from now" */
static bool fix_weekdays_away(struct timex_match *m, struct timex_form *form)
{
    const struct timex_item *k = timex_taken_as(m, 'K');
    int16_t sign = timex_taken_as(m, 'g') ? -1 : 1;
    int32_t count = timex_taken_as(m, 'n')->number / THOUSAND;
    bool in = timex_is_before(m, "i") && ends_clause(m); /* "in two Fridays" */
    if ((m->count == 2 && !in) || (k && k->code != REF_PRESENT) || count < 1 || count > 52) {
        return false;
    }
    form->beside = (int16_t)(sign * form->weekday);
    form->weekday = 0;
    form->ref = REF_NONE;
    set_rel(form, UNIT_DAY, 0);
    form->direction = (int16_t)(count > 1 ? sign : 0);
    form->unit = UNIT_WEEK;
    form->count = (count - 1) * THOUSAND;
    return true;
}

/* "year to date", "YTD": up to the article's day; "EOY" is where the year closes. */
static bool fix_to_date(struct timex_match *m, struct timex_form *form)
{
    const struct timex_item *k = timex_taken_as(m, 'K');
    bool two = timex_taken_as(m, 'U') != NULL;
    uint8_t unit = two ? form->unit : (uint8_t)k->number;
    if (timex_taken_as(m, 'r') && (form->rel || timex_taken_as(m, 'r')->code)) {
        return false; /* "this year to date", and no other */
    }
    if (two ? !(k->classes & timex_class('k')) : !k->number || (k->classes & timex_class('r'))) {
        return false;
    }
    form->ref = REF_NONE;
    form->last = !two && k->code == REF_FUTURE; /* "EOM", "EOY" */
    form->mod = form->last ? MOD_END : MOD_NONE;
    form->bounded = !form->last;
    set_rel(form, unit, 0);
    return unit >= UNIT_WEEK && unit <= UNIT_YEAR;
}

/* "the Monday after Easter" */
static bool fix_day_beside(struct timex_match *m, struct timex_form *form)
{
    const struct timex_item *last = timex_item_of(m, m->count - 1);
    const struct timex_item *day = timex_taken_as(m, 'D');
    bool bare = day->form.weekday && !day->form.day && !day->form.month && !day->form.has_rel;
    int16_t sign = timex_taken_as(m, 'b') || timex_taken_as(m, 'X') ? -1 : 1;
    *form = last->form;
    form->beside = (int16_t)(sign * day->form.weekday);
    return bare && day != last && form->grain == UNIT_DAY;
}

/* "the 2nd of last month" */
static bool fix_day_of(struct timex_match *m, struct timex_form *form)
{
    int16_t day = form->day;
    bool said = timex_taken_as(m, 'f') || (timex_taken_as(m, 'd')->classes & timex_class('O'));
    *form = timex_item_of(m, m->count - 1)->form;
    form->nth = day;
    form->nth_unit = UNIT_DAY;
    return said && form->grain == UNIT_MONTH && form->has_rel && !form->nth_weekday &&
           !form->bounded;
}

/* "the second half of the year" */
static bool fix_half_of_year(struct timex_match *m, struct timex_form *form)
{
    bool year = timex_taken_as(m, 'U')->code == UNIT_YEAR;
    form->nth_unit = (uint8_t)timex_taken_as(m, 'Q')->code;
    form->grain = UNIT_YEAR;
    form->has_rel = true;
    form->rel = 0;
    form->unit = UNIT_NONE;
    form->more[0].unit = UNIT_NONE;
    return year && form->nth >= 1 && form->nth <= (form->nth_unit == UNIT_HALF ? 2 : 4);
}

/* "the 13th month of the war": which one it is only the war can tell. */
static bool fix_nth_alone(struct timex_match *m, struct timex_form *form)
{
    uint8_t unit = form->unit;
    *form = (struct timex_form){.type = form->type,
                                .base = form->base,
                                .grain = unit,
                                .open = true,
                                .hour = -1,
                                .minute = -1,
                                .sec = -1};
    return unit == UNIT_DAY || (timex_is_behind(m, "f") && unit >= UNIT_WEEK && unit <= UNIT_YEAR);
}

/* "the Saturday before last" */
static bool fix_before_last(struct timex_match *m, struct timex_form *form)
{
    const struct timex_item *r = timex_taken_as(m, 'r');
    form->direction = 0;
    set_rel(form, UNIT_DAY, -2);
    return r->number == -1 && r->code == 0;
}

/* "the Tuesday after next" */
static bool fix_day_after_next(struct timex_match *m, struct timex_form *form)
{
    form->direction = 0;
    set_rel(form, UNIT_DAY, 2);
    return timex_taken_as(m, 'r')->number == 1 && !timex_taken_as(m, 'r')->code;
}

/* "the first nine months of 1989": as long as it says. */
static bool fix_first_stretch(struct timex_match *m, struct timex_form *form)
{
    const struct timex_item *b = timex_taken_as(m, 'B');
    int16_t edge = (int16_t)timex_taken_as(m, 'O')->number;
    const struct timex_item *o = timex_taken_as(m, 'O');
    if ((o->classes & timex_class('r')) && !timex_taken_as(m, 't')) {
        return false; /* "will last two weeks" */
    }
    *form = b->form;
    form->type = TIMEX_DURATION;
    form->edge = edge == 1 || edge == -1 ? edge : 0;
    return true;
}

/* ---- fixes: what stands alone ---- */

/* "March-May", "May to July": another month behind a connector. */
static bool goes_on_to_month(const struct timex_match *m)
{
    return timex_is_behind(m, "-k") && m->to + 1 < m->region->count &&
           (m->region->items[m->to + 1].classes & (timex_class('M') | timex_class('D')));
}

/* "March" and "May" are more often something else. */
static bool is_month_name(const struct timex_match *m, const struct timex_item *month)
{
    struct str after = m->to == m->region->count ? m->region->after : (struct str){0};
    bool noun = after.len && after.ptr[0] >= 'a' && after.ptr[0] <= 'z'; /* "the March talks" */
    bool opens =
        month->opens && (m->to == m->region->count ? !after.len : timex_is_behind(m, ",.k-"));
    return timex_is_before(m, "i%kblxf&|e-") || (noun && timex_is_before(m, "at")) || opens ||
           goes_on_to_month(m);
}

static bool fix_month_alone(struct timex_match *m, struct timex_form *form)
{
    const struct timex_item *month = timex_taken_as(m, 'M');
    bool verb = month->code == 5 || month->code == 3;
    if ((!month->upper && (verb || month->abbreviated)) || (verb && !is_month_name(m, month))) {
        return false;
    }
    bool stop = month->end - month->begin > 3;
    return fix_month(m, form) && (!month->abbreviated || stop ||
                                  timex_is_before(m, "i%kblxf&|e-") || goes_on_to_month(m));
}

/* "Mon, Wed or Fri" */
static bool is_in_list(const struct timex_match *m)
{
    const struct timex_item *items = m->region->items;
    bool next = timex_is_behind(m, ",|&") && m->to + 1 < m->region->count &&
                (items[m->to + 1].classes & timex_class('W'));
    bool last =
        timex_is_before(m, ",|&") && m->from > 1 &&
        (items[m->from - 2].form.weekday || (items[m->from - 2].classes & timex_class('W')));
    return next || last;
}

/* "mon-wed": either of them. */
static bool is_glued_weekday(const struct timex_match *m)
{
    const struct timex_item *items = m->region->items;
    bool next = timex_is_behind(m, "-") && m->to + 1 < m->region->count && items[m->to].glued &&
                items[m->to + 1].glued && (items[m->to + 1].classes & timex_class('W'));
    bool last = timex_is_before(m, "-") && m->from > 1 && items[m->from].glued &&
                items[m->from - 1].glued && items[m->from - 2].form.weekday;
    return next || last;
}

static bool fix_weekday_alone(struct timex_match *m, struct timex_form *form)
{
    const struct timex_item *day = timex_taken_as(m, 'W');
    form->grain = UNIT_DAY;
    if (!day->abbreviated) {
        return true;
    }
    bool other = timex_is_behind(m, "-k") && m->to + 1 < m->region->count &&
                 (m->region->items[m->to + 1].classes & timex_classes("WD"));
    other |= has_hour_behind(m) || timex_is_behind(m, "T") || is_in_list(m);
    other |= m->from > 1 && timex_is_before(m, "x") && /* "3pm on Sun" */
             (m->region->items[m->from - 2].classes & timex_class('T'));
    bool only_day = day->code <= 5 && day->code != 3; /* "wed", "sat" and "sun" are words as well */
    return (day->upper || only_day || is_glued_weekday(m)) &&
           (other || timex_is_before(m, "k-") || (timex_is_before(m, "x(bl|&") && day->code < 6));
}

/* Nouns that a number before them counts, and words that show that it counts nothing. */
static bool counts_something(struct str after)
{
    static const struct str nouns[] = {
        STR_INIT("people"),     STR_INIT("men"),        STR_INIT("women"),
        STR_INIT("children"),   STR_INIT("percent"),    STR_INIT("per"),
        STR_INIT("million"),    STR_INIT("billion"),    STR_INIT("trillion"),
        STR_INIT("km"),         STR_INIT("miles"),      STR_INIT("kilometers"),
        STR_INIT("meters"),     STR_INIT("metres"),     STR_INIT("feet"),
        STR_INIT("kilometres"), STR_INIT("tons"),       STR_INIT("tonnes"),
        STR_INIT("pounds"),     STR_INIT("dollars"),    STR_INIT("euros"),
        STR_INIT("troops"),     STR_INIT("soldiers"),   STR_INIT("dead"),
        STR_INIT("points"),     STR_INIT("yards"),      STR_INIT("employees"),
        STR_INIT("workers"),    STR_INIT("jobs"),       STR_INIT("homes"),
        STR_INIT("houses"),     STR_INIT("prisoners"),  STR_INIT("civilians"),
        STR_INIT("casualties"), STR_INIT("acres"),      STR_INIT("hectares"),
        STR_INIT("m"),          STR_INIT("kg"),         STR_INIT("mm"),
        STR_INIT("mph"),        STR_INIT("aircraft"),   STR_INIT("tanks"),
        STR_INIT("students"),   STR_INIT("passengers"),
    };
    for (size_t i = 0; i < sizeof nouns / sizeof nouns[0]; i++) {
        if (str_equal(after, nouns[i])) {
            return true;
        }
    }
    return false;
}

/* A number of four digits is a year unless what stands around it speaks against it. */
static bool fix_year_alone(struct timex_match *m, struct timex_form *form)
{
    static const struct str before[] = {
        STR_INIT("Windows"),    STR_INIT("Boeing"),  STR_INIT("Airbus"), STR_INIT("Flight"),
        STR_INIT("flight"),     STR_INIT("No"),      STR_INIT("Route"),  STR_INIT("Resolution"),
        STR_INIT("resolution"), STR_INIT("room"),    STR_INIT("Room"),   STR_INIT("Nikkei"),
        STR_INIT("Office"),     STR_INIT("Peugeot"), STR_INIT("Nokia"),  STR_INIT("GeForce"),
    };
    const struct timex_region *r = m->region;
    form->grain = UNIT_YEAR;
    if (m->to == r->count && counts_something(r->after)) {
        return false;
    }
    for (size_t i = 0; m->from == 0 && i < sizeof before / sizeof before[0]; i++) {
        if (str_equal(r->before, before[i])) {
            return false;
        }
    }
    if (is_at(m)) {
        return false; /* "at 1030" */
    }
    if (timex_is_before(m, "H") && !timex_is_before(m, "x")) {
        return r->items[m->from - 1].code == MOD_APPROX;
    }
    /* "555-1212" is a telephone */
    bool joined =
        m->from > 1 && timex_is_before(m, "-") && r->items[m->from - 1].glued &&
        (r->items[m->from - 2].classes & (timex_class('n') | timex_class('Y'))) == timex_class('n');
    return !timex_is_before(m, "n") && !joined;
}

/* "in '98" */
static bool fix_short_year(struct timex_match *m, struct timex_form *form)
{
    form->grain = UNIT_YEAR;
    return timex_is_before(m, "ix%kblf");
}

/* "nineteen seventies" */
static bool fix_spoken_decade(struct timex_match *m, struct timex_form *form)
{
    const struct timex_item *n = timex_item_of(m, 0), *c = timex_taken_as(m, 'c');
    form->year = n->number / THOUSAND * 100 + c->number;
    form->count = 0;
    return !n->digits && c->number < 100 && n->number >= 16 * THOUSAND &&
           n->number <= 20 * THOUSAND && n->number % THOUSAND == 0;
}

/* "of last year", right behind the match. */
static bool is_year_behind(const struct timex_match *m)
{
    if (m->to + 1 >= m->region->count || !timex_is_behind(m, "f")) {
        return false;
    }
    const struct timex_item *year = &m->region->items[m->to + 1];
    return (year->classes & timex_class('D')) && year->form.grain == UNIT_YEAR;
}

/* "fall" and "spring" are other things as well. */
static bool fix_season_alone(struct timex_match *m, struct timex_form *form)
{
    const struct timex_item *season = timex_taken_as(m, 'S');
    bool the = timex_taken_as(m, 't') != NULL, of = timex_is_behind(m, "f");
    bool fall = season->code == 3 && season->end - season->begin == 4;
    form->grain = UNIT_SEASON;
    struct str after = m->to == m->region->count ? m->region->after : (struct str){0};
    if (season->upper && !season->opens && after.len && after.ptr[0] >= 'A' &&
        after.ptr[0] <= 'Z') {
        return false; /* "the Summer Olympics" */
    }
    if (fall) {
        return timex_is_before(m, "i") && (!of || is_year_behind(m));
    }
    if (season->code == 1 && is_year_behind(m)) {
        return true;
    }
    if (season->code == 1 && the) {
        return timex_is_before(m, "ixkbl&");
    }
    return season->code != 1 || timex_is_before(m, "ixkbl") || (season->upper && season->opens);
}

static bool fix_day_part(struct timex_match *m, struct timex_form *form)
{
    (void)m;
    form->type = TIMEX_TIME;
    return true;
}

/* ---- fixes: date and clock ---- */

static bool fix_date_clock(struct timex_match *m, struct timex_form *form)
{
    form->type = TIMEX_TIME;
    form->between = timex_taken_as(m, '%') != NULL;
    if (form->part && form->hour >= 0) {
        bool late = form->part == PART_AFTERNOON || form->part == PART_EVENING ||
                    (form->part == PART_NIGHT && form->hour > 5);
        if (form->hour < 12 && late && !form->half_day) {
            form->hour = (int16_t)(form->hour + 12);
            form->half_day = true;
        }
        if (form->hour % 12 == 0 && form->part == PART_NIGHT && form->minute <= 0) {
            form->hour = 24; /* "12 o'clock tonight", "midnight tonight" */
        }
        form->part = PART_NONE;
    }
    if (form->direction && form->unit > UNIT_DAY && form->unit < UNIT_PERIOD && !form->grain) {
        form->grain = UNIT_DAY; /* "two weeks ago at 3 p.m.": to the day */
        form->has_rel = true;
        form->rel = 0;
    }
    bool of_week = form->grain == UNIT_WEEK && form->weekday; /* "Tuesday next week" */
    return form->grain == UNIT_DAY || form->grain == UNIT_NONE || of_week;
}

/* A part of the day that is of no day yet: "in the late evening". */
static bool is_bare_part(const struct timex_form *form)
{
    return form->part && form->hour < 0 && !form->has_rel && !form->weekday && !form->day &&
           !form->holiday && !form->year && !form->direction;
}

/* "Tuesday early-morning", "in the late night on Tuesday", "mid-afternoon yesterday" */
static bool fix_part_beside(struct timex_match *m, struct timex_form *form)
{
    const struct timex_form *first = &timex_item_of(m, 0)->form;
    const struct timex_form *last = &timex_item_of(m, m->count - 1)->form;
    bool ahead = is_bare_part(first), behind = is_bare_part(last);
    const struct timex_form *day = ahead ? last : first;
    return ahead != behind && day->grain == UNIT_DAY && !day->part && day->hour < 0 &&
           fix_date_clock(m, form);
}

/* "in the afternoon, this Friday" */
static bool fix_part_day(struct timex_match *m, struct timex_form *form)
{
    const struct timex_form *day = &timex_taken_as(m, 'D')->form;
    bool in_the = timex_is_before(m, "t") && m->from > 1 &&
                  (m->region->items[m->from - 2].classes & timex_class('i'));
    return in_the && day->grain == UNIT_DAY && !day->part && day->hour < 0 &&
           fix_date_clock(m, form);
}

/* "Tuesday PM": written as nothing else is. */
static bool fix_day_half(struct timex_match *m, struct timex_form *form)
{
    const struct timex_item *half = timex_taken_as(m, 'A');
    const struct timex_form *day = &timex_taken_as(m, 'D')->form;
    form->part = half->code == 1 ? PART_MORNING : PART_AFTERNOON;
    return half->upper && day->grain == UNIT_DAY && !day->part && day->hour < 0 &&
           fix_date_clock(m, form);
}

/* "on 15 at 8:00", "8 p.m. on the 15": a number beside a clock is a day where "on" says so. */
static bool fix_day_number(struct timex_match *m, struct timex_form *form)
{
    const struct timex_item *clock = timex_taken_as(m, 'T');
    bool first = m->parts[m->count - 1].letter == 'T';
    const struct timex_item *on =
        first && m->from > 0 ? &m->region->items[m->from - 1] : timex_taken_as(m, 'x');
    form->grain = UNIT_DAY;
    form->nth = 0;
    return on && (on->classes & timex_class('x')) && on->code == 0 && clock->form.hour >= 0 &&
           !clock->form.grain && (first || ends_clause(m)) && fix_date_clock(m, form);
}

/* "the early hours of Monday morning": the part in front says more. */
static bool fix_part_of_day(struct timex_match *m, struct timex_form *form)
{
    if (timex_taken_as(m, 'P')->code == PART_SMALL_HOURS) {
        form->part = PART_SMALL_HOURS;
    }
    return fix_date_clock(m, form);
}

/* "Monday around 5 p.m." */
static bool fix_about_clock(struct timex_match *m, struct timex_form *form)
{
    const struct timex_form *day = &timex_taken_as(m, 'D')->form;
    form->mod = (uint8_t)timex_taken_as(m, 'H')->code;
    return !day->mod && form->mod && day->hour < 0 && fix_date_clock(m, form);
}

/* "May 22 - 5 p.m."; of a day that has its clock it is a range. */
static bool fix_dashed_clock(struct timex_match *m, struct timex_form *form)
{
    const struct timex_form *day = &timex_taken_as(m, 'D')->form;
    return day->hour < 0 && day->grain == UNIT_DAY && form->half_day && fix_date_clock(m, form);
}

/* "Monday at dawn", "tomorrow at lunchtime" */
static bool fix_day_at_part(struct timex_match *m, struct timex_form *form)
{
    const struct timex_form *day = &timex_taken_as(m, 'D')->form;
    return timex_taken_as(m, 'x')->code == 1 && day->hour < 0 && !day->part &&
           day->grain == UNIT_DAY && fix_date_clock(m, form);
}

/* Nothing goes on behind it, or a bracket closes there that it holds. */
static bool ends_or_closes(const struct timex_match *m)
{
    return ends_clause(m) || timex_taken_as(m, ')');
}

/* The hour of a number beside a day, whose own counts it does not touch: "the day after tomorrow at
 * 10". */
static bool hour_beside(struct timex_match *m, struct timex_form *form)
{
    const struct timex_form *day = &timex_taken_as(m, 'D')->form;
    bool good = hour_of(timex_taken_as(m, 'n'), form);
    form->count = day->count;
    return good;
}

/* "two minutes before 12:45", "an hour after noon on Monday", where that is of the same day. */
static bool fix_clock_shift(struct timex_match *m, struct timex_form *form)
{
    const struct timex_form *run = &timex_taken_as(m, 'B')->form;
    const struct timex_form *clock = &timex_item_of(m, m->count - 1)->form;
    int32_t sign = timex_taken_as(m, 'b') ? -1 : 1;
    int32_t by = run->count / THOUSAND * (run->unit == UNIT_HOUR ? 60 : 1);
    int32_t at = clock->hour * 60 + (clock->minute > 0 ? clock->minute : 0) + sign * by;
    at += at < 0 && clock->hour == 0 && clock->minute == 0 ? 1440 : 0; /* of the coming midnight */
    bool plain = run->unit == UNIT_MINUTE || (run->unit == UNIT_HOUR && !run->more[0].unit);
    *form = *clock;
    form->hour = (int16_t)(at / 60);
    form->minute = (int16_t)(at % 60);
    form->half_day = true; /* no half of the day is to be found for it any more */
    return plain && !run->vague && run->count > 0 && run->count < 1440 * THOUSAND &&
           run->count % THOUSAND == 0 && clock->hour >= 0 && !clock->direction && at >= 0 &&
           at < 1440;
}

/* "at nine on Monday": in words, for a price is not. */
static bool fix_hour_on(struct timex_match *m, struct timex_form *form)
{
    const struct timex_item *n = timex_taken_as(m, 'n'), *on = timex_taken_as(m, 'x');
    const struct timex_form *day = &timex_taken_as(m, 'D')->form;
    return is_at(m) && on->code == 0 && !n->digits && n->number <= 12 * THOUSAND &&
           day->grain == UNIT_DAY && day->hour < 0 && !day->part && hour_beside(m, form) &&
           fix_date_clock(m, form);
}

/* "at 8 this morning", "since seven tonight", "at eleven on Friday night" */
static bool fix_hour_part(struct timex_match *m, struct timex_form *form)
{
    const struct timex_item *n = timex_taken_as(m, 'n'), *on = timex_taken_as(m, 'x');
    const struct timex_form *day = &timex_taken_as(m, 'D')->form;
    bool named = day->has_rel || day->weekday || day->day;
    return timex_is_before(m, on ? "xH" : "x%kblH") && (!on || on->code == 0) && day->part &&
           named && day->hour < 0 && n->number <= 12 * THOUSAND && hour_beside(m, form) &&
           fix_date_clock(m, form);
}

/* "tonight around 7" */
static bool fix_about_hour(struct timex_match *m, struct timex_form *form)
{
    const struct timex_item *n = timex_taken_as(m, 'n'), *h = timex_taken_as(m, 'H');
    bool ends = ends_clause(m);
    const struct timex_item *at = timex_taken_as(m, 'x');
    bool part = form->part && (form->weekday || form->grain == UNIT_DAY);
    bool named = form->has_rel || part || (form->grain == UNIT_DAY && at && at->code == 1);
    if (h->code != MOD_APPROX || !ends || n->number > 12 * THOUSAND || !named) {
        return false;
    }
    form->mod = MOD_APPROX;
    return hour_beside(m, form) && fix_date_clock(m, form);
}

/* "tomorrow at seven" */
static bool fix_date_hour(struct timex_match *m, struct timex_form *form)
{
    const struct timex_item *n = timex_taken_as(m, 'n'), *x = timex_taken_as(m, 'x');
    bool at = x->end - x->begin <= 2 && x->code == 1;
    bool point = n->number % THOUSAND && n->digits && ends_clause(m); /* "at 5.30" */
    bool parted = timex_taken_as(m, ',') != NULL;                     /* "On Monday, at 3 sites" */
    return at && (!parted || ends_clause(m)) && (n->number % THOUSAND == 0 || point) &&
           n->number <= 24 * THOUSAND && hour_beside(m, form) && (form->minute < 0 || point) &&
           fix_date_clock(m, form);
}

/* Where a bound of a day can stand: of a plain day without a clock. */
static bool is_plain_date(const struct timex_form *day)
{
    return day->type == TIMEX_DATE && day->grain == UNIT_DAY && !day->part && day->hour < 0 &&
           !day->mod;
}

/* "tomorrow after 4", "Friday before 11" */
static bool fix_bound_hour(struct timex_match *m, struct timex_form *form)
{
    const struct timex_item *n = timex_taken_as(m, 'n');
    const struct timex_form *day = &timex_taken_as(m, 'D')->form;
    bool plain = is_plain_date(day) || (day->part && day->grain == UNIT_DAY && day->hour < 0);
    bool good = plain && !day->direction && n->number % THOUSAND == 0 &&
                n->number <= 12 * THOUSAND && ends_clause(m) && hour_beside(m, form);
    form->direction = 0;
    return good && fix_date_clock(m, form);
}

/* "Thursday before 5 p.m.", "tomorrow after around 3:30" */
static bool fix_bound_clock(struct timex_match *m, struct timex_form *form)
{
    const struct timex_form *day = &timex_taken_as(m, 'D')->form;
    const struct timex_form *clock = &timex_taken_as(m, 'T')->form;
    bool free = !clock->grain && !clock->has_rel && !day->direction;
    form->direction = 0;
    return is_plain_date(day) && free && fix_date_clock(m, form);
}

/* "by 5 tomorrow" */
static bool fix_hour_by(struct timex_match *m, struct timex_form *form)
{
    const struct timex_item *n = timex_taken_as(m, 'n');
    const struct timex_form *day = &timex_taken_as(m, 'D')->form;
    bool by = timex_is_before(m, "x") && m->region->items[m->from - 1].code == 4;
    bool ahead = day->has_rel && day->rel > 0 && day->base == BASE_DEICTIC;
    return (by || timex_is_before(m, "lbk")) && ahead && is_plain_date(day) &&
           n->number % THOUSAND == 0 && n->number <= 12 * THOUSAND && hour_beside(m, form) &&
           fix_date_clock(m, form);
}

/* "Friday week", "tomorrow week": a week later, as the British say. */
static bool fix_day_week(struct timex_match *m, struct timex_form *form)
{
    const struct timex_item *week = timex_taken_as(m, 'U');
    const struct timex_form *day = &timex_taken_as(m, 'D')->form;
    bool ahead = is_bare_weekday(day) ||
                 (day->has_rel && day->rel >= 0 && !day->weekday && day->base == BASE_DEICTIC);
    form->direction = 1;
    form->count = THOUSAND;
    return week->code == UNIT_WEEK && week->end - week->begin == 4 && ahead && is_plain_date(day) &&
           !day->direction && ends_clause(m);
}

/* "a week on Friday", "two weeks on Monday" */
static bool fix_week_on(struct timex_match *m, struct timex_form *form)
{
    const struct timex_form *run = &timex_taken_as(m, 'B')->form;
    const struct timex_form *day = &timex_taken_as(m, 'D')->form;
    const struct timex_item *on = timex_taken_as(m, 'x');
    bool weeks = run->unit == UNIT_WEEK && run->count % THOUSAND == 0 && !run->more[0].unit &&
                 !run->vague && !run->bounded && !run->edge;
    weeks &= on->code == 0 && on->end - on->begin == 2 && is_bare_weekday(day) && ends_clause(m);
    if (weeks && run->ahead) { /* "in three weeks on Monday": of the week that this leads to */
        int16_t weekday = day->weekday;
        *form = *run;
        form->week_of = true;
        form->nth = 1;
        form->nth_unit = UNIT_WEEK;
        form->nth_weekday = weekday;
        return true;
    }
    form->direction = 1;
    return weeks && m->from == 0;
}

/* "3 October 2017, Monday", "May 22 (Tue)" */
static bool fix_date_weekday(struct timex_match *m, struct timex_form *form)
{
    const struct timex_form *date = &timex_taken_as(m, 'D')->form;
    const struct timex_item *day = timex_taken_as(m, 'W');
    form->weekday = 0; /* of a date that is known it says nothing new */
    bool plain = date->grain == UNIT_DAY && date->day && !date->weekday && !date->direction;
    return plain && (day->upper || !day->abbreviated) && ends_or_closes(m);
}

/* "Tuesday next week" */
static bool fix_weekday_date(struct timex_match *m, struct timex_form *form)
{
    form->weekday = (int16_t)timex_taken_as(m, 'W')->code;
    form->week = 1;
    form->grain = UNIT_WEEK;
    const struct timex_item *d = timex_taken_as(m, 'D');
    form->type = form->part ? TIMEX_TIME : form->type;
    return d->form.grain == UNIT_WEEK && d->form.has_rel;
}

static bool fix_hedge(struct timex_match *m, struct timex_form *form)
{
    const struct timex_item *h = timex_taken_as(m, 'H');
    const struct timex_item *tail = timex_item_of(m, m->count - 1);
    form->type = tail->form.type;
    form->mod = h->code ? (uint8_t)h->code : tail->form.mod;
    /* "over the winter", "only the next three weeks": no hedge */
    bool until = h->code == MOD_EQUAL_OR_LESS && tail->form.type != TIMEX_DURATION &&
                 !tail->form.direction; /* "up to May 2017" */
    bool weak = (h->classes & timex_class('x')) || !h->code || until;
    return !weak || (tail->form.count && !tail->form.bounded);
}

/* ---- fixes: sets ---- */

static bool fix_every(struct timex_match *m, struct timex_form *form)
{
    (void)m;
    form->count = form->count ? form->count : THOUSAND;
    return form->unit != UNIT_PERIOD;
}

/* "bi-monthly", "semi-annually" */
static bool fix_bi(struct timex_match *m, struct timex_form *form)
{
    const struct timex_item *times = timex_taken_as(m, '*');
    form->count = times->number == 2 ? form->count * 2 : form->count / 2;
    return times->number != 0;
}

/* "every second day", "every other week" */
static bool fix_every_nth(struct timex_match *m, struct timex_form *form)
{
    form->count = (form->nth ? form->nth : 2) * THOUSAND;
    form->nth = 0;
    return form->count > 0 && fix_every(m, form);
}

/* "every Christmas": on its day, or a day in each year where it moves. */
static void set_holiday(struct timex_form *form)
{
    if (holidays_is_fixed(form->holiday)) {
        struct calendar_date d = holidays_date(form->holiday, 2000);
        form->month = (int16_t)d.month;
        form->day = (int16_t)d.day;
    } else {
        form->unit = UNIT_YEAR;
        form->count = THOUSAND;
    }
}

static bool fix_set_name(struct timex_match *m, struct timex_form *form)
{
    settle_grain(form);
    form->base = BASE_CALENDAR;
    if (form->holiday) {
        set_holiday(form);
    }
    return month_fits(m);
}

/* "the first Monday of each month", "every last Friday of the month", "the last day of every
 * month" */
static bool fix_set_nth(struct timex_match *m, struct timex_form *form)
{
    const struct timex_item *great = timex_item_of(m, m->count - 1);
    form->unit = (uint8_t)great->code;
    form->more[0].unit = UNIT_NONE;
    form->count = THOUSAND;
    form->weekday = form->nth = form->rel = 0;
    return form->unit == UNIT_WEEK || (form->unit >= UNIT_MONTH && form->unit <= UNIT_YEAR);
}

/* "the 15th of every month" */
static bool fix_set_day(struct timex_match *m, struct timex_form *form)
{
    bool month = form->unit == UNIT_MONTH;
    form->unit = UNIT_NONE;
    form->nth = 0;
    return month && (timex_taken_as(m, 'd')->classes & timex_class('O')) && fix_set_name(m, form);
}

/* "every evening at 8" */
static bool fix_set_part(struct timex_match *m, struct timex_form *form)
{
    const struct timex_item *at = timex_taken_as(m, 'x'); /* "9 a.m. every morning" has none */
    return (!at || at->code == 1) && fix_clock_part(m, form);
}

/* "every day at 7": no half of the day is told. */
static bool fix_set_day_hour(struct timex_match *m, struct timex_form *form)
{
    bool day = form->unit == UNIT_DAY;
    return day && timex_taken_as(m, 'x')->code == 1 && ends_clause(m) &&
           hour_of(timex_taken_as(m, 'n'), form) && fix_every(m, form);
}

/* "at 9 every Monday", "at 7 every morning" */
static bool fix_hour_set(struct timex_match *m, struct timex_form *form)
{
    const struct timex_item *n = timex_taken_as(m, 'n');
    bool good = is_at(m) && n->number <= 12 * THOUSAND && hour_of(n, form);
    return good && (form->part ? fix_clock_part(m, form) : fix_set_name(m, form));
}

/* "Mondays at 4", "every Thursday at 17.30" */
static bool fix_set_hour(struct timex_match *m, struct timex_form *form)
{
    const struct timex_item *n = timex_taken_as(m, 'n');
    return timex_taken_as(m, 'x')->code == 1 && (ends_clause(m) || n->number % THOUSAND) &&
           hour_of(n, form) && fix_set_name(m, form);
}

/* "every Tuesday and Thursday" */
static bool fix_set_pair(struct timex_match *m, struct timex_form *form)
{
    form->type = TIMEX_SET;
    struct timex_form first = *form;
    first.weekday = timex_item_of(m, 1)->code;
    bool good = fix_set_name(m, &first) && fix_set_name(m, form);
    m->region->items[m->parts[0].item].form = first;
    return good;
}

/* "100 barrels a day", "twice a year", "$5 a day", "24 hours a day" */
static bool fix_rate(struct timex_match *m, struct timex_form *form)
{
    uint64_t behind = m->to < m->region->count ? m->region->items[m->to].classes : 0;
    bool shifts = (behind & timex_classes("gLX")) && !(behind & timex_classes("lb"));
    if (shifts) {
        return false; /* "5 percent a year earlier", "100 barrels a year ago" */
    }
    form->count = THOUSAND;
    static const struct str before[] = {STR_INIT("times"), STR_INIT("once"), STR_INIT("twice"),
                                        STR_INIT("percent")};
    for (size_t i = 0; m->from == 0 && i < sizeof before / sizeof before[0]; i++) {
        if (str_equal(m->region->before, before[i])) {
            return fix_duration(m, form);
        }
    }
    bool counted = m->from == 0 && m->region->counted; /* "15 tankers a year" */
    return (timex_is_before(m, "nB") || counted) && fix_duration(m, form);
}

/* ---- fixes: ranges within one date ---- */

/* "3 to 5 May": the first bound; the second has the form's own day. */
static bool fix_range(struct timex_match *m, struct timex_form *form)
{
    uint32_t middle = timex_connector(m);
    struct timex_form first = *form, second = *form;
    for (uint32_t i = 0; i < m->count; i++) {
        if (m->parts[i].letter == 'd') {
            timex_take_calendar(i < middle ? &first : &second, timex_item_of(m, i), 'd');
        }
    }
    if (!fix_day(m, &first) || !fix_day(m, &second) || first.day >= second.day) {
        return false;
    }
    m->region->items[m->parts[0].item].form = first;
    *form = second;
    return true;
}

/* "from 4 to January 22" */
static bool fix_range_ahead(struct timex_match *m, struct timex_form *form)
{
    return timex_is_before(m, "%") && fix_range(m, form);
}

/* "18th of September to the 21st" */
static bool fix_range_behind(struct timex_match *m, struct timex_form *form)
{
    bool month = timex_is_behind(m, "M"); /* "22nd May to 25th May" */
    return (timex_item_of(m, m->count - 1)->classes & timex_class('O')) && !month &&
           fix_range(m, form);
}

/* "from 4 to 22 this month" */
static bool fix_month_days(struct timex_match *m, struct timex_form *form)
{
    const struct timex_item *first = timex_item_of(m, 0), *last = timex_item_of(m, 2);
    bool and = m->parts[1].letter == '&';
    int32_t days[2] = {first->number / THOUSAND, last->number / THOUSAND};
    if (form->unit != UNIT_MONTH || form->rel < -1 || (and&&!timex_is_before(m, "%")) ||
        days[0] >= days[1]) {
        return false;
    }
    form->day = 0;
    set_rel(form, UNIT_MONTH, form->rel);
    form->nth_unit = UNIT_DAY;
    for (int i = 0; i < 2; i++) {
        form->nth = (int16_t)days[i];
        if (i == 0) {
            m->region->items[m->parts[0].item].form = *form;
        }
    }
    return (first->classes & last->classes & timex_class('n')) != 0;
}

/* "1990-95", "490-480 BC" */
static bool fix_year_range(struct timex_match *m, struct timex_form *form)
{
    uint32_t middle = timex_connector(m);
    const struct timex_item *bounds[2] = {timex_item_of(m, middle - 1),
                                          timex_item_of(m, middle + 1)};
    int32_t first = bounds[0]->number / THOUSAND, last = bounds[1]->number / THOUSAND;
    bool season = m->parts[middle].letter == '|'; /* "the 2016/17 season" */
    bool christ = timex_taken_as(m, '$') && timex_taken_as(m, '$')->number == 1;
    if (!timex_taken_as(m, '$')) {
        last += bounds[1]->end - bounds[1]->begin == 2 ? first / 100 * 100 : 0;
    }
    if (season && last != first + 1) {
        return false;
    }
    if (!bounds[1]->digits || first == last || (first > last) != christ || first > 9999 ||
        (!christ && (!bounds[1]->glued || last > 2199))) {
        return false;
    }
    *form = (struct timex_form){.type = form->type,
                                .base = form->base,
                                .grain = UNIT_YEAR,
                                .before_christ = christ,
                                .year = last,
                                .hour = -1,
                                .minute = -1,
                                .sec = -1};
    m->region->items[m->parts[0].item].form = *form;
    m->region->items[m->parts[0].item].form.year = first;
    return true;
}

static bool fix_quarter_of(struct timex_match *m, struct timex_form *form)
{
    const struct timex_item *d = timex_taken_as(m, 'D');
    form->year = d->form.year;
    form->has_rel = d->form.has_rel;
    form->rel = d->form.rel;
    form->base = d->form.base;
    form->nth = (int16_t)timex_taken_as(m, 'O')->number;
    if (d->form.grain != UNIT_YEAR) {
        return false;
    }
    form->nth_unit = (uint8_t)timex_taken_as(m, 'Q')->code;
    form->unit = UNIT_NONE;
    form->grain = UNIT_YEAR;
    return true;
}

/* "the quarter a year ago", "March two years earlier": so many years before. */
static bool fix_years_away(struct timex_match *m, struct timex_form *form)
{
    const struct timex_form *date = &timex_item_of(m, 0)->form;
    const struct timex_form *shift = &timex_item_of(m, m->count - 1)->form;
    bool pure = shift->direction && shift->unit == UNIT_YEAR && !shift->vague && !shift->grain &&
                !shift->has_rel && !shift->more[0].unit;
    bool part = date->grain >= UNIT_MONTH && date->grain <= UNIT_HALF && !date->year &&
                !date->direction && date->type == TIMEX_DATE;
    form->base = date->base;
    return pure && part;
}

/* "the year-ago quarter": of the last full one; "year-earlier" alone and of a period: that year. */
static bool fix_year_ago(struct timex_match *m, struct timex_form *form)
{
    const struct timex_item *of = m->count > 3 ? timex_item_of(m, m->count - 1) : NULL;
    bool quarter = of && of->code == UNIT_QUARTER, period = of && of->code == UNIT_PERIOD;
    if (form->unit != UNIT_YEAR || (of && !quarter && !period)) {
        return false;
    }
    form->direction = quarter ? -1 : 0;
    set_rel(form, quarter ? UNIT_QUARTER : UNIT_YEAR, -1);
    form->unit = quarter ? UNIT_YEAR : UNIT_NONE;
    form->count = THOUSAND;
    form->more[0].unit = UNIT_NONE;
    return true;
}

/* "last year's third quarter", "2016 the third quarter" */
static bool fix_of_year(struct timex_match *m, struct timex_form *form)
{
    const struct timex_form *year = &timex_item_of(m, 0)->form;
    const struct timex_form *part = &timex_item_of(m, m->count - 1)->form;
    bool named = part->month || part->sub || part->holiday;
    if (year->grain != UNIT_YEAR || part->grain >= UNIT_YEAR || !named || part->year ||
        part->has_rel || part->direction || year->direction || !(year->has_rel || year->year)) {
        return false;
    }
    *form = *part;
    form->year = year->year;
    form->base = year->base;
    form->year_rel = form->has_rel = year->has_rel;
    form->rel = year->rel;
    return true;
}

/* "the 15th of the month": of the one that the text is in. */
static bool fix_day_of_unit(struct timex_match *m, struct timex_form *form)
{
    int16_t day = form->day;
    bool month = form->unit == UNIT_MONTH;
    form->day = 0;
    set_rel(form, UNIT_MONTH, 0);
    form->nth = day;
    form->nth_unit = UNIT_DAY;
    return month && (timex_taken_as(m, 'd')->classes & timex_class('O'));
}

/* "the second half of June": early or late in it. */
static bool fix_half_of(struct timex_match *m, struct timex_form *form)
{
    const struct timex_form *whole = &timex_item_of(m, m->count - 1)->form;
    int16_t nth = (int16_t)timex_taken_as(m, 'O')->number;
    bool half = timex_taken_as(m, 'Q')->code == UNIT_HALF;
    bool fits = whole->grain >= UNIT_WEEK && whole->grain <= UNIT_CENTURY && !whole->mod &&
                whole->grain != UNIT_YEAR;
    *form = *whole;
    form->mod = nth == 1 ? MOD_START : MOD_END;
    form->halved = true;
    return half && fits && (nth == 1 || nth == 2 || nth == -1);
}

/* A date that has no year of its own, and the year that is named with it. */
static bool take_year(struct timex_form *form, const struct timex_form *date,
                      const struct timex_form *year)
{
    if (year->grain != UNIT_YEAR || date->grain >= UNIT_YEAR || date->year || date->has_rel ||
        date->direction || !(year->has_rel || year->year)) {
        return false;
    }
    *form = *date;
    form->year = year->year;
    form->before_christ = year->before_christ;
    form->base = year->base;
    form->year_rel = form->has_rel = year->has_rel;
    form->rel = year->rel;
    return true;
}

/* "July 25 of that year", "January this year", "the spring of next year" */
static bool fix_year_of(struct timex_match *m, struct timex_form *form)
{
    const struct timex_form *date = &timex_item_of(m, 0)->form;
    const struct timex_form *year = &timex_item_of(m, m->count - 1)->form;
    if (!(date->month || date->sub || date->holiday || (date->week && !date->weekday))) {
        return false;
    }
    return take_year(form, date, year);
}

/* "for the year", "over the weekend": the one that the text is in. */
static bool fix_the_unit(struct timex_match *m, struct timex_form *form)
{
    const struct timex_item *the = timex_taken_as(m, 't');
    bool edge = m->from > 1 && timex_is_before(m, "f") && m->region->items[m->from - 2].form.edge;
    bool licensed =
        the->opens || form->unit == UNIT_WEEKEND || timex_is_before(m, "x%kbli") || edge;
    if (form->unit < UNIT_DAY || form->unit > UNIT_YEAR || form->unit == UNIT_HALF ||
        form->unit == UNIT_WORKDAY || !licensed || timex_is_behind(m, "fbl#")) {
        return false;
    }
    set_rel(form, form->unit, form->unit == UNIT_QUARTER ? -1 : 0);
    return true;
}

/* "the full year" */
static bool fix_the_full_unit(struct timex_match *m, struct timex_form *form)
{
    const struct timex_item *full = timex_taken_as(m, '#');
    if (full->end - full->begin != 4 || full->number || form->unit < UNIT_QUARTER ||
        form->unit > UNIT_YEAR || form->unit == UNIT_HALF) {
        return false;
    }
    set_rel(form, form->unit, 0);
    return true;
}

/* "within days", "for months" */
static bool fix_units(struct timex_match *m, struct timex_form *form)
{
    const struct timex_item *u = timex_taken_as(m, 'u');
    form->vague = true;
    return !u->abbreviated && u->code != UNIT_SEASON && u->code != UNIT_WORKDAY && u->number != 1 &&
           (u->opens || timex_is_before(m, "x%i")) && fix_duration(m, form);
}

/* "the past" */
static bool fix_reference(struct timex_match *m, struct timex_form *form)
{
    const struct timex_item *k = timex_taken_as(m, 'K');
    (void)form;
    return (k->classes & timex_class('r')) && k->number == -1;
}

/* "the past three summers": each of them. */
static bool fix_seasons(struct timex_match *m, struct timex_form *form)
{
    const struct timex_item *u = timex_taken_as(m, 'u');
    form->unit = UNIT_NONE;
    form->count = 0;
    form->rel = 0;
    form->sub = (int16_t)u->number;
    form->grain = UNIT_SEASON;
    return u->code == UNIT_SEASON && u->number != 0;
}

/* "weekends", "on weekdays" */
static bool fix_weekends(struct timex_match *m, struct timex_form *form)
{
    form->count = THOUSAND;
    (void)m;
    return form->unit == UNIT_WEEKEND || form->unit == UNIT_WORKDAY;
}

/* "the first time in two weeks", "the worst in ten years" */
static bool follows_rank(const struct timex_match *m)
{
    struct str word = m->region->before;
    uint64_t counted = timex_class('U') | timex_class('u') | timex_class('O') | timex_class('V');
    if (m->from >= 2 && (m->region->items[m->from - 2].classes & counted)) {
        return true;
    }
    return str_ends_with(word, STR("est")) || str_equal(word, STR("most")) ||
           str_equal(word, STR("worst")) || str_equal(word, STR("once")) ||
           str_equal(word, STR("twice")) || str_equal(word, STR("times"));
}

/* "in two weeks", "within two weeks": an item of its own, for the tense to decide. */
static bool fix_ahead(struct timex_match *m, struct timex_form *form)
{
    const struct timex_item *b = timex_taken_as(m, 'B');
    form->ahead = timex_is_before(m, "i");
    form->within = is_within(m);
    form->type = TIMEX_DURATION;
    return (form->ahead || form->within) && !follows_rank(m) && !b->form.bounded && !b->form.edge &&
           !b->form.vague && !b->form.ahead && b->form.unit != UNIT_WEEKEND &&
           (b->form.unit != UNIT_WORKDAY || form->ahead);
}

/* "in less than an hour" */
static bool fix_ahead_hedged(struct timex_match *m, struct timex_form *form)
{
    const struct timex_item *h = timex_taken_as(m, 'H'); /* "just", "exactly" */
    return (form->mod || h->code == MOD_NONE) && fix_ahead(m, form) && form->ahead;
}

/* "previous Easter" */
static bool fix_rel_holiday(struct timex_match *m, struct timex_form *form)
{
    const struct timex_item *r = timex_taken_as(m, 'r');
    r = r ? r : timex_taken_as(m, 'R');
    form->rel = (int16_t)r->number;
    form->has_rel = true;
    form->grain = UNIT_DAY;
    bool beside = (r->classes & timex_classes("lb")) && timex_is_before(m, "WUP");
    return r->number >= -1 && !beside; /* "the day following Christmas" */
}

/* "5 to 6 p.m.", "8 a.m. to 3": both clocks, the half of the day shared. */
static bool fix_clock_range(struct timex_match *m, struct timex_form *form)
{
    struct timex_form bounds[2] = {{.hour = -1, .minute = -1, .sec = -1},
                                   {.hour = -1, .minute = -1, .sec = -1}};
    const struct timex_item *items[2] = {timex_item_of(m, 0), timex_item_of(m, 2)};
    if (m->parts[1].letter == '&' && !timex_is_before(m, "%")) {
        return false;
    }
    for (int i = 0; i < 2; i++) {
        if (items[i]->classes & timex_class('T')) {
            bounds[i] = items[i]->form;
        } else if (!hour_of(items[i], &bounds[i]) || bounds[i].hour < 1) {
            return false;
        }
    }
    bool neither = !bounds[0].half_day && !bounds[1].half_day;
    bool midnight = bounds[1].hour == 0; /* that of the next day */
    if (neither && !midnight && bounds[1].hour < bounds[0].hour && bounds[0].hour <= 12) {
        bounds[1].hour = (int16_t)(bounds[1].hour + 12); /* "9 to 5" */
    }
    struct timex_form *bare = &bounds[bounds[0].half_day];
    const struct timex_form *sure = &bounds[!bounds[0].half_day];
    if (sure->half_day && !bare->half_day && bare->hour <= 12) {
        int late = sure->hour >= 12 ? 12 : 0;
        int hour = bare->hour % 12 + late;
        int at = hour * 60 + (bare->minute > 0 ? bare->minute : 0);
        int other = sure->hour * 60 + (sure->minute > 0 ? sure->minute : 0);
        bool crosses = bare == &bounds[0] ? at > other : at < other;
        bare->hour = (int16_t)((hour + (crosses ? 12 : 0)) % 24);
        bare->half_day = true;
    }
    for (int i = 0; i < 2; i++) {
        bounds[i].type = TIMEX_TIME;
        bounds[i].base = BASE_CALENDAR;
    }
    m->region->items[m->parts[0].item].form = bounds[0];
    *form = bounds[1];
    return true;
}

/* "8 or 9 p.m.": both of that half of the day. */
static bool fix_clock_choice(struct timex_match *m, struct timex_form *form)
{
    const struct timex_item *n = timex_item_of(m, 0), *clock = timex_item_of(m, 2);
    bool half = clock->form.half_day && clock->form.minute < 0 && !clock->form.has_zone;
    return half && n->number % THOUSAND == 0 && n->number <= 12 * THOUSAND &&
           !timex_item_of(m, 1)->glued && fix_clock_range(m, form);
}

/* "from 7:30 to 9:15 in the evening": both of that part of the day. */
static bool fix_clock_range_part(struct timex_match *m, struct timex_form *form)
{
    struct timex_form *first = &m->region->items[m->parts[0].item].form;
    uint8_t part = form->part;
    bool late = part == PART_AFTERNOON || part == PART_EVENING || part == PART_NIGHT;
    if (!fix_clock_range(m, form) || form->half_day || first->half_day || form->hour > 12) {
        return false;
    }
    form->hour = (int16_t)(form->hour % 12 + (late ? 12 : 0));
    first->hour = (int16_t)(first->hour % 12 + (late ? 12 : 0));
    form->half_day = first->half_day = true;
    return true;
}

/* Or before it, with one item between: "Monday from". */
static bool has_day_before(const struct timex_match *m, uint32_t between)
{
    if (m->from <= between) {
        return false;
    }
    const struct timex_item *item = &m->region->items[m->from - between - 1];
    return item->by || (item->classes & timex_classes("DJWP"));
}

/* "next Monday" right before the match. */
static bool is_day_ahead(const struct timex_match *m)
{
    if (m->from == 0) {
        return false;
    }
    const struct timex_item *day = &m->region->items[m->from - 1];
    return day->by && day->form.has_rel && day->form.rel > 0 && day->form.grain == UNIT_DAY;
}

/* "between 3 and 8 yesterday", "tomorrow from 9 to 5", "5 to 7 today", "next Monday 6-8",
 * "between 0730-0930": hours, by the day beside them or by how they are written. What a day has
 * behind it is a score unless the day is yet to come. */
static bool fix_hour_range(struct timex_match *m, struct timex_form *form)
{
    const struct timex_item *items[2] = {timex_item_of(m, 0), timex_item_of(m, 2)};
    bool rises = items[0]->number < items[1]->number && items[1]->number <= 12 * THOUSAND;
    bool said = timex_is_before(m, "%") && (has_day_behind(m) || has_day_before(m, 1));
    bool zero = timex_is_before(m, "%") && items[0]->end - items[0]->begin == 4 &&
                items[0]->digits && items[0]->number < 1000 * THOUSAND;
    bool tomorrow = timex_is_behind(m, "J") && m->region->items[m->to].number > 0;
    bool today = rises && (tomorrow || (m->parts[1].letter == 'k' && timex_is_behind(m, "J")));
    bool whole = items[0]->number % THOUSAND == 0 && items[1]->number % THOUSAND == 0;
    bool small = timex_is_before(m, "W") && !m->region->items[m->from - 1].upper;
    /* "Monday 8 to 9", "monday 10-12": "Monday 8-10" is a score */
    bool beside =
        timex_is_before(m, "W") && rises && ends_clause(m) && (m->parts[1].letter == 'k' || small);
    return (said || zero || today || beside || (rises && is_day_ahead(m))) && whole &&
           fix_clock_range(m, form);
}

/* "in the morning at 7": unless the part of the day is one of a day that is named. */
static bool fix_part_hour(struct timex_match *m, struct timex_form *form)
{
    bool in_the = timex_is_before(m, "t") && m->from > 1 &&
                  (m->region->items[m->from - 2].classes & timex_class('i'));
    return in_the && timex_taken_as(m, 'x')->code == 1 && fix_clock_part(m, form);
}

/* "w/c 4 February" */
static bool fix_week_commencing(struct timex_match *m, struct timex_form *form)
{
    const struct timex_item *week = timex_taken_as(m, 'U');
    form->week_of = true;
    form->unit = UNIT_NONE;
    return week->code == UNIT_WEEK && week->end - week->begin == 3 && form->grain == UNIT_DAY;
}

/* "Thanksgiving weekend", "Christmas week", "the weekend of 4 July" */
static bool fix_weekend_of(struct timex_match *m, struct timex_form *form)
{
    int16_t unit = timex_taken_as(m, 'U')->code;
    form->weekend_of = unit == UNIT_WEEKEND;
    form->week_of = unit == UNIT_WEEK;
    form->unit = UNIT_NONE;
    const struct timex_item *way = timex_taken_as(m, 'h'); /* "starting", "ending" */
    bool of = timex_taken_as(m, 'f') || way;
    return (unit == UNIT_WEEKEND || (unit == UNIT_WEEK && (of || form->holiday))) &&
           form->grain == UNIT_DAY;
}

/* "Labor Day weekend 2018", "Easter weekend of last year" */
static bool fix_weekend_of_year(struct timex_match *m, struct timex_form *form)
{
    const struct timex_form *day = &timex_item_of(m, 0)->form;
    const struct timex_form *year = &timex_item_of(m, m->count - 1)->form;
    return day->holiday && take_year(form, day, year) && fix_weekend_of(m, form);
}

/* "two winters ago": the last one is one ago */
static bool fix_seasons_ago(struct timex_match *m, struct timex_form *form)
{
    const struct timex_item *count = timex_taken_as(m, 'n'), *season = timex_taken_as(m, 'u');
    int32_t n = count->number / THOUSAND;
    if (season->code != UNIT_SEASON || season->number == 0 || count->number % THOUSAND || n < 1 ||
        n > 100) {
        return false;
    }
    set_rel(form, UNIT_SEASON, -n);
    form->sub = (int16_t)season->number;
    form->count = 0;
    form->direction = 0;
    return true;
}

/* ---- the patterns ---- */

/* clang-format off */
const struct timex_rule timex_rules[] = {
    /* durations */
    {0, "n-?[Uu]",       'B', TIMEX_DURATION, BASE_NONE, fix_duration, "timex.duration", 90},
    {0, "np",            'B', TIMEX_DURATION, BASE_NONE, fix_nights, "timex.duration", 80},
    {0, "n#[Uu]",        'B', TIMEX_DURATION, BASE_NONE, fix_workdays, "timex.duration", 85},
    {0, "n&am-?[Uu]",    'B', TIMEX_DURATION, BASE_NONE, fix_duration, "timex.duration", 90},
    {0, "n&m-?[Uu]",     'B', TIMEX_DURATION, BASE_NONE, fix_duration, "timex.duration", 85},
    {0, "n[Uu]&am",      'B', TIMEX_DURATION, BASE_NONE, fix_duration, "timex.duration", 90},
    {0, "[na][Uu]&m",    'B', TIMEX_DURATION, BASE_NONE, fix_and_half, "timex.duration", 80},
    {0, "n[Uu],?&?n[Uu]", 'B', TIMEX_DURATION, BASE_NONE, fix_parts, "timex.duration", 90},
    {0, "[na][Uu],?&?n[Uu],?&?n[Uu]", 'B', TIMEX_DURATION, BASE_NONE, fix_parts,
     "timex.duration", 90},
    {0, "[na][Uu],?&?n[Uu],?&?n[Uu],?&?n[Uu]", 'B', TIMEX_DURATION, BASE_NONE, fix_parts,
     "timex.duration", 90},
    {0, "n[k-|&]n-?[Uu]", 'B', TIMEX_DURATION, BASE_NONE, fix_duration_range, "timex.duration", 75},
    {0, "aU&am",         'B', TIMEX_DURATION, BASE_NONE, fix_duration, "timex.duration", 88},
    {0, "ma?[Uu]",       'B', TIMEX_DURATION, BASE_NONE, fix_half, "timex.duration", 85},
    {0, "am-?[Uu]",      'B', TIMEX_DURATION, BASE_NONE, fix_half, "timex.duration", 85},
    {0, "m-[Uu]",        'B', TIMEX_DURATION, BASE_NONE, fix_half, "timex.duration", 85},
    {0, "mfa[Uu]",       'B', TIMEX_DURATION, BASE_NONE, fix_half, "timex.duration", 80},
    {0, "a?v[u]",        'B', TIMEX_DURATION, BASE_NONE, fix_duration, "timex.duration_vague", 85},
    {0, "a?vfu",         'B', TIMEX_DURATION, BASE_NONE, fix_duration, "timex.duration_vague", 85},
    {0, "a?v#[u]",       'B', TIMEX_DURATION, BASE_NONE, fix_more, "timex.duration_vague", 80},
    {0, "anf?u",         'B', TIMEX_DURATION, BASE_NONE, fix_words, "timex.duration", 85},
    {0, "nfu",           'B', TIMEX_DURATION, BASE_NONE, fix_words, "timex.duration", 80},
    {0, "n&?F-?[Uu]",    'B', TIMEX_DURATION, BASE_NONE, fix_fraction, "timex.duration", 85},
    {0, "F-?a?[Uu]",     'B', TIMEX_DURATION, BASE_NONE, fix_fraction, "timex.duration", 85},
    {0, "aU,?&?n[Uu]",   'B', TIMEX_DURATION, BASE_NONE, fix_parts, "timex.duration", 85},
    {0, "aU|n",          'B', TIMEX_DURATION, BASE_NONE, fix_or_two, "timex.duration", 80},
    {0, "U&am",          'B', TIMEX_DURATION, BASE_NONE, fix_one, "timex.duration", 80},
    {0, "a?Qfa?U",       'B', TIMEX_DURATION, BASE_NONE, fix_quarters, "timex.duration", 85},
    {0, "n-?ufa?U",      'B', TIMEX_DURATION, BASE_NONE, fix_quarters, "timex.duration", 85},
    {0, "[at]?#-?U",     'B', TIMEX_DURATION, BASE_NONE, fix_whole, "timex.duration", 75},
    {0, "a-U",           'B', TIMEX_DURATION, BASE_NONE, fix_all, "timex.duration", 75},
    {0, "[aV]U",         '!', TIMEX_SET, BASE_NONE, fix_rate, "timex.rate", 85},
    {0, "aU",            'B', TIMEX_DURATION, BASE_NONE, fix_one, "timex.duration_one", 75},
    {1, "B-?G",          'B', TIMEX_DURATION, BASE_NONE, fix_age, "timex.age", 90},
    {1, "B#",            'B', TIMEX_DURATION, BASE_NONE, fix_or_so, "timex.duration", 80},

    /* dates */
    {2, "Md,?Y",         'D', TIMEX_DATE, BASE_CALENDAR, fix_day, "timex.date", 98},
    {2, "W,?(?Md,?Y",    'D', TIMEX_DATE, BASE_CALENDAR, fix_day, "timex.date", 98},
    {2, "Md,?y",         'D', TIMEX_DATE, BASE_CALENDAR, fix_day, "timex.date", 95},
    {2, "Mt?d[if]Y",     'D', TIMEX_DATE, BASE_CALENDAR, fix_day, "timex.date", 95},
    {2, "Mt?d",          'D', TIMEX_DATE, BASE_CALENDAR, fix_day, "timex.month_day", 92},
    {2, "W,?(?Mt?d",     'D', TIMEX_DATE, BASE_CALENDAR, fix_day, "timex.month_day", 92},
    {2, "t?df?M",        'D', TIMEX_DATE, BASE_CALENDAR, fix_day, "timex.month_day", 92},
    {2, "t?df?M,?Y",     'D', TIMEX_DATE, BASE_CALENDAR, fix_day, "timex.date", 98},
    {2, "t?df?M,?y",     'D', TIMEX_DATE, BASE_CALENDAR, fix_day, "timex.date", 95},
    {2, "d.M,?Y",        'D', TIMEX_DATE, BASE_CALENDAR, fix_day, "timex.date", 92},
    {2, "t?df?M[if]Y",   'D', TIMEX_DATE, BASE_CALENDAR, fix_day, "timex.date", 95},
    {2, "Y[-|]M[-|]d",   'D', TIMEX_DATE, BASE_CALENDAR, fix_day, "timex.date", 95},
    {2, "M|d",           'D', TIMEX_DATE, BASE_CALENDAR, fix_day, "timex.month_day", 80},
    {2, "d[-|]M[-|]Y",         'D', TIMEX_DATE, BASE_CALENDAR, fix_day, "timex.date", 95},
    {2, "W,?t?df?M",     'D', TIMEX_DATE, BASE_CALENDAR, fix_day, "timex.month_day", 92},
    {2, "W,?t?df?M,?Y",  'D', TIMEX_DATE, BASE_CALENDAR, fix_day, "timex.date", 98},
    {2, "W?,?Md,?TZ?Y",  'D', TIMEX_TIME, BASE_CALENDAR, fix_day, "timex.date_clock", 95},
    {2, "df?Mfn",        'D', TIMEX_DATE, BASE_CALENDAR, fix_two_figures, "timex.date", 75},
    {2, "d[-|]?M[-|]?n", 'D', TIMEX_DATE, BASE_CALENDAR, fix_two_figures, "timex.date", 80},
    {2, "Md,?n",         'D', TIMEX_DATE, BASE_CALENDAR, fix_two_figures, "timex.date", 75},
    {2, "M-?n",          'D', TIMEX_DATE, BASE_CALENDAR, fix_two_figures, "timex.month", 70},
    {2, "Mfn",           'D', TIMEX_DATE, BASE_CALENDAR, fix_two_figures, "timex.month", 70},
    {2, "Y,?Md",         'D', TIMEX_DATE, BASE_CALENDAR, fix_day, "timex.date", 85},
    {2, "Y[-|]?M",       'D', TIMEX_DATE, BASE_CALENDAR, fix_month, "timex.month", 80},
    {2, "M-Y-d",         'D', TIMEX_DATE, BASE_CALENDAR, fix_day, "timex.date", 85},
    {2, "d-Y-M",         'D', TIMEX_DATE, BASE_CALENDAR, fix_day, "timex.date", 85},
    {2, "M[-.]d",        'D', TIMEX_DATE, BASE_CALENDAR, fix_day_glued, "timex.month_day", 80},
    {2, "d[-|]M",        'D', TIMEX_DATE, BASE_CALENDAR, fix_day_glued, "timex.month_day", 80},
    {2, "M[-|]d[-|]Y",   'D', TIMEX_DATE, BASE_CALENDAR, fix_day, "timex.date", 92},
    {2, "Wd",            'D', TIMEX_DATE, BASE_CALENDAR, fix_weekday_day, "timex.day", 65},
    {2, "t?dW",          'D', TIMEX_DATE, BASE_CALENDAR, fix_day_weekday, "timex.day", 65},
    {2, "W,?t?d",        'D', TIMEX_DATE, BASE_CALENDAR, fix_day_alone, "timex.day", 75},
    {2, "td",            'D', TIMEX_DATE, BASE_CALENDAR, fix_day_alone, "timex.day", 60},
    {2, "d",             'D', TIMEX_DATE, BASE_CALENDAR, fix_bare_day, "timex.day", 55},
    {2, "n",             'D', TIMEX_DATE, BASE_CALENDAR, fix_dotted_day, "timex.day", 55},
    {2, "d",             'D', TIMEX_DATE, BASE_CALENDAR, fix_bare_number, "timex.day", 50},
    {2, "W,?D",          'D', TIMEX_DATE, BASE_CALENDAR, NULL, "timex.date", 95},
    {2, "F",             'D', TIMEX_DATE, BASE_CALENDAR, fix_figures, "timex.figures", 75},
    {2, "W,?(?F",        'D', TIMEX_DATE, BASE_CALENDAR, fix_figures, "timex.figures", 75},
    {2, "F,Y",           'D', TIMEX_DATE, BASE_CALENDAR, fix_figures, "timex.figures", 75},
    {2, "Md[k-&]d,?Y",   '2', TIMEX_DATE, BASE_CALENDAR, fix_range, "timex.range", 92},
    {2, "Mt?d[k-&]t?d",  '2', TIMEX_DATE, BASE_CALENDAR, fix_range, "timex.range", 88},
    {2, "M%d[k-&]d",     '2', TIMEX_DATE, BASE_CALENDAR, fix_range, "timex.range", 85},
    {2, "dkMd",          '2', TIMEX_DATE, BASE_CALENDAR, fix_range_ahead, "timex.range", 80},
    {2, "dkMd,?Y",       '2', TIMEX_DATE, BASE_CALENDAR, fix_range_ahead, "timex.range", 85},
    {2, "M%d[k-&]d,?Y",  '2', TIMEX_DATE, BASE_CALENDAR, fix_range, "timex.range", 90},
    {2, "t?d[k-&]t?df?M", '2', TIMEX_DATE, BASE_CALENDAR, fix_range, "timex.range", 88},
    {2, "t?d[k-&]t?df?M,?Y", '2', TIMEX_DATE, BASE_CALENDAR, fix_range, "timex.range", 92},
    {2, "t?df?M[k-]t?d", '2', TIMEX_DATE, BASE_CALENDAR, fix_range_behind, "timex.range", 85},
    {2, "Y[-|]n",        '2', TIMEX_DATE, BASE_CALENDAR, fix_year_range, "timex.range", 85},
    {2, "[nY][-k][nY]$", '2', TIMEX_DATE, BASE_CALENDAR, fix_year_range, "timex.range", 90},
    {2, "M,?Y",          'D', TIMEX_DATE, BASE_CALENDAR, fix_month, "timex.month", 97},
    {2, "t?UfM,?Y?",     'D', TIMEX_DATE, BASE_CALENDAR, fix_month_of, "timex.month", 92},
    {2, "M[if-]Y",       'D', TIMEX_DATE, BASE_CALENDAR, fix_month, "timex.month", 95},
    {2, "My",            'D', TIMEX_DATE, BASE_CALENDAR, fix_month, "timex.month", 90},
    {2, "t?S,?f?Y",      'D', TIMEX_DATE, BASE_CALENDAR, NULL, "timex.season", 95},
    {2, "t?S,?f?Y[-|]n", 'D', TIMEX_DATE, BASE_CALENDAR, fix_season_years, "timex.season", 92},
    {2, "Y-?S",          'D', TIMEX_DATE, BASE_CALENDAR, fix_year_season, "timex.season", 85},
    {2, "t?S,?f?y",      'D', TIMEX_DATE, BASE_CALENDAR, NULL, "timex.season", 92},
    {2, "t?O-?Q",        'D', TIMEX_DATE, BASE_CALENDAR, fix_quarter, "timex.quarter", 75},
    {2, "t?zO-?Q",       'D', TIMEX_DATE, BASE_CALENDAR, fix_quarter, "timex.quarter", 75},
    {2, "t?z-O-?Q",      'D', TIMEX_DATE, BASE_CALENDAR, fix_quarter, "timex.quarter", 75},
    {2, "t?Ozq",         'D', TIMEX_DATE, BASE_CALENDAR, fix_quarter, "timex.quarter", 75},
    {2, "Qn",            'D', TIMEX_DATE, BASE_CALENDAR, fix_numbered, "timex.quarter", 75},
    {2, "Qn,?f?Y",       'D', TIMEX_DATE, BASE_CALENDAR, fix_numbered, "timex.quarter", 90},
    {2, "t?O-?Q,?fz?Y",  'D', TIMEX_DATE, BASE_CALENDAR, fix_quarter, "timex.quarter", 95},
    {2, "t?O-?QY",       'D', TIMEX_DATE, BASE_CALENDAR, fix_quarter, "timex.quarter", 95},
    {2, "t?YO-?Q",       'D', TIMEX_DATE, BASE_CALENDAR, fix_quarter, "timex.quarter", 95},
    {2, "qy",            'D', TIMEX_DATE, BASE_CALENDAR, NULL, "timex.quarter", 90},
    {2, "q[fi]?-?,?Y",   'D', TIMEX_DATE, BASE_CALENDAR, NULL, "timex.quarter", 95},
    {2, "Y-?q",          'D', TIMEX_DATE, BASE_CALENDAR, NULL, "timex.quarter", 95},
    {2, "q",             'D', TIMEX_DATE, BASE_CALENDAR, fix_part_alone, "timex.quarter", 70},
    {2, "Y$",            'D', TIMEX_DATE, BASE_CALENDAR, fix_era, "timex.era", 95},
    {2, "n$",            'D', TIMEX_DATE, BASE_CALENDAR, fix_era, "timex.era", 95},
    {2, "$[nY]",         'D', TIMEX_DATE, BASE_CALENDAR, fix_era, "timex.era", 90},
    {2, "M[nY]$",        'D', TIMEX_DATE, BASE_CALENDAR, fix_era, "timex.era", 90},
    {2, "t?Sf?[nY]$",    'D', TIMEX_DATE, BASE_CALENDAR, fix_era, "timex.era", 90},
    {2, "t?Uf?Y",        'D', TIMEX_DATE, BASE_CALENDAR, fix_year, "timex.year", 95},
    {2, "t?Un",          'D', TIMEX_DATE, BASE_CALENDAR, fix_week, "timex.week", 75},
    {2, "t?zU?[Yy]",     'D', TIMEX_DATE, BASE_CALENDAR, fix_year, "timex.fiscal_year", 90},
    {2, "t?YzU",         'D', TIMEX_DATE, BASE_CALENDAR, fix_year, "timex.fiscal_year", 90},
    {2, "[zq]n",         'D', TIMEX_DATE, BASE_CALENDAR, fix_short_fiscal, "timex.fiscal_year", 85},
    {2, "t?c",           'D', TIMEX_DATE, BASE_CALENDAR, fix_decade, "timex.decade", 93},
    {2, "n-?c",          'D', TIMEX_DATE, BASE_CALENDAR, fix_spoken_decade, "timex.decade", 88},
    {2, "t?c$",          'D', TIMEX_DATE, BASE_CALENDAR, fix_era, "timex.decade", 93},
    {2, "t?O-?C",        'D', TIMEX_DATE, BASE_CALENDAR, fix_century, "timex.century", 95},
    {2, "t?O-?C$",       'D', TIMEX_DATE, BASE_CALENDAR, fix_century, "timex.century", 95},
    {2, "t?I",           'D', TIMEX_DATE, BASE_CALENDAR, fix_holiday, "timex.holiday", 80},
    {2, "t?[rR]I",       'D', TIMEX_DATE, BASE_DEICTIC, fix_rel_holiday, "timex.holiday", 80},
    {2, "t?I,?[fi]?Y",    'D', TIMEX_DATE, BASE_CALENDAR, NULL, "timex.holiday", 92},

    /* clocks */
    {3, "nA",            'T', TIMEX_TIME, BASE_CALENDAR, fix_half_day, "timex.clock", 92},
    {3, "TA",            'T', TIMEX_TIME, BASE_CALENDAR, fix_half_day, "timex.clock", 95},
    {3, "nZ",            'T', TIMEX_TIME, BASE_CALENDAR, fix_four_figures, "timex.oclock", 88},
    {3, "nu",            'T', TIMEX_TIME, BASE_CALENDAR, fix_four_figures, "timex.oclock", 80},
    {3, "n",             'T', TIMEX_TIME, BASE_CALENDAR, fix_military, "timex.oclock", 75},
    {3, "n",             'T', TIMEX_TIME, BASE_CALENDAR, fix_bare_hour, "timex.oclock", 55},
    {3, "nN",            'T', TIMEX_TIME, BASE_CALENDAR, fix_twelve, "timex.noon", 90},
    {3, "nxP",           'T', TIMEX_TIME, BASE_CALENDAR, fix_clock_night, "timex.oclock", 80},
    {3, "noA?",          'T', TIMEX_TIME, BASE_CALENDAR, fix_oclock, "timex.oclock", 88},
    {3, "e-?U",          'T', TIMEX_TIME, BASE_CALENDAR, fix_mid_day, "timex.noon", 80},
    {3, "N",             'T', TIMEX_TIME, BASE_CALENDAR, NULL, "timex.noon", 85},
    {3, "[mQ][rk]no?A?", 'T', TIMEX_TIME, BASE_CALENDAR, fix_past, "timex.oclock", 85},
    {3, "nu?[r]no?A?",   'T', TIMEX_TIME, BASE_CALENDAR, fix_past, "timex.oclock", 80},
    {3, "B[rk]no?A?",    'T', TIMEX_TIME, BASE_CALENDAR, fix_past, "timex.oclock", 80},
    {3, "nkno?",         'T', TIMEX_TIME, BASE_CALENDAR, fix_at_past, "timex.oclock", 75},
    {3, "[mQB][rk]N",    'T', TIMEX_TIME, BASE_CALENDAR, fix_to_noon, "timex.oclock", 85},
    {3, "[mQn][bf]no?A?", 'T', TIMEX_TIME, BASE_CALENDAR, fix_minutes_of, "timex.oclock", 75},
    {3, "mn",            'T', TIMEX_TIME, BASE_CALENDAR, fix_half_hour, "timex.oclock", 75},
    {3, "n-?nA?",        'T', TIMEX_TIME, BASE_CALENDAR, fix_spoken_clock, "timex.oclock", 75},
    {3, "n.A",           'T', TIMEX_TIME, BASE_CALENDAR, fix_glued_half, "timex.clock", 80},
    {3, "P,?x[nT]",      'T', TIMEX_TIME, BASE_CALENDAR, fix_part_hour, "timex.oclock", 80},
    {3, "nitP",          'T', TIMEX_TIME, BASE_CALENDAR, fix_clock_part, "timex.oclock", 80},
    {4, "TZ",            'T', TIMEX_TIME, BASE_CALENDAR, NULL, "timex.clock", 95},
    {4, "T(Z)",          'T', TIMEX_TIME, BASE_CALENDAR, NULL, "timex.clock", 95},
    {4, "TxP",           'T', TIMEX_TIME, BASE_CALENDAR, fix_set_part, "timex.oclock", 80},
    {4, "Tit?P",         'T', TIMEX_TIME, BASE_CALENDAR, fix_clock_part, "timex.oclock", 88},

    /* what comes again and again */
    {4, "[nT][k-&]T",    '2', TIMEX_TIME, BASE_CALENDAR, fix_clock_range, "timex.clock_range", 85},
    {4, "T[k-&]n",       '2', TIMEX_TIME, BASE_CALENDAR, fix_clock_range, "timex.clock_range", 75},
    {4, "n|T",           '2', TIMEX_TIME, BASE_CALENDAR, fix_clock_choice, "timex.clock_range", 75},
    {4, "T[k-&]TitP",    '2', TIMEX_TIME, BASE_CALENDAR, fix_clock_range_part,
     "timex.clock_range", 80},

    {5, "VU",            '!', TIMEX_SET, BASE_NONE, fix_every, "timex.every", 92},
    {5, "VB",            '!', TIMEX_SET, BASE_NONE, fix_every, "timex.every", 92},
    {5, "V[O*]U",        '!', TIMEX_SET, BASE_NONE, fix_every_nth, "timex.every", 90},
    {5, "V*B",           '!', TIMEX_SET, BASE_NONE, fix_every_nth, "timex.every", 80},
    {5, "V[WM]P?",       '!', TIMEX_SET, BASE_CALENDAR, fix_set_name, "timex.every", 92},
    {5, "VP",            '!', TIMEX_SET, BASE_CALENDAR, fix_set_name, "timex.every", 90},
    {5, "VS",            '!', TIMEX_SET, BASE_CALENDAR, fix_set_name, "timex.every", 88},
    {5, "V[DT]",         '!', TIMEX_SET, BASE_CALENDAR, fix_set_name, "timex.every", 85},
    {5, "w[Pp]?",        '!', TIMEX_SET, BASE_CALENDAR, fix_set_name, "timex.weekdays", 85},
    {5, "Wp",            '!', TIMEX_SET, BASE_CALENDAR, fix_set_name, "timex.weekdays", 88},
    {5, "t?rnw",         '!', TIMEX_SET, BASE_CALENDAR, fix_set_name, "timex.weekdays", 75},
    {5, "t?[rR]nu",      '!', TIMEX_SET, BASE_CALENDAR, fix_seasons, "timex.weekdays", 70},
    {5, "TVP",           '!', TIMEX_SET, BASE_CALENDAR, fix_set_part, "timex.every", 85},
    {5, "VOW",           '!', TIMEX_SET, BASE_CALENDAR, fix_set_name, "timex.every", 85},
    {5, "t?O[WU]fVU",    '!', TIMEX_SET, BASE_CALENDAR, fix_set_nth, "timex.every", 85},
    {5, "VO[WU]ftU",     '!', TIMEX_SET, BASE_CALENDAR, fix_set_nth, "timex.every", 85},
    {5, "t?dfVU",        '!', TIMEX_SET, BASE_CALENDAR, fix_set_day, "timex.every", 85},
    {5, "V#U",           '!', TIMEX_SET, BASE_NONE, fix_every, "timex.every", 88},
    {5, "j,?x?T",        '!', TIMEX_SET, BASE_NONE, NULL, "timex.daily", 85},
    {5, "j",             '!', TIMEX_SET, BASE_NONE, NULL, "timex.daily", 85},
    {5, "*-j",           '!', TIMEX_SET, BASE_NONE, fix_bi, "timex.daily", 85},
    {5, "Tj",            '!', TIMEX_SET, BASE_NONE, NULL, "timex.daily", 80},
    {5, "TVU",           '!', TIMEX_SET, BASE_NONE, fix_every, "timex.every", 88},
    {5, "VU,?xT",        '!', TIMEX_SET, BASE_NONE, fix_every, "timex.every", 88},
    {5, "V*?W,?x?T",     '!', TIMEX_SET, BASE_CALENDAR, fix_set_name, "timex.every", 88},
    {5, "V*?W,?xn",      '!', TIMEX_SET, BASE_CALENDAR, fix_set_hour, "timex.every", 80},
    {5, "w,?xn",         '!', TIMEX_SET, BASE_CALENDAR, fix_set_hour, "timex.weekdays", 80},
    {5, "VU,?xn",        '!', TIMEX_SET, BASE_NONE, fix_set_day_hour, "timex.every", 80},
    {5, "nV*?[WP]",      '!', TIMEX_SET, BASE_CALENDAR, fix_hour_set, "timex.every", 75},
    {5, "T,?x?V*?W",     '!', TIMEX_SET, BASE_CALENDAR, fix_set_name, "timex.every", 85},
    {5, "VP,?x[nT]",     '!', TIMEX_SET, BASE_CALENDAR, fix_set_part, "timex.every", 80},
    {5, "VW&W",          '2', TIMEX_SET, BASE_CALENDAR, fix_set_pair, "timex.every", 80},
    {5, "nw%K",          'D', TIMEX_DATE, BASE_DEICTIC, fix_weekdays_away, "timex.ago", 80},
    {5, "nwg",           'D', TIMEX_DATE, BASE_DEICTIC, fix_weekdays_away, "timex.ago", 80},
    {5, "nw",            'D', TIMEX_DATE, BASE_DEICTIC, fix_weekdays_away, "timex.ago", 70},
    {5, "nw[lb]D",       'D', TIMEX_DATE, BASE_CALENDAR, fix_weekdays_beside, "timex.ago", 78},
    {5, "V*W",           '!', TIMEX_SET, BASE_CALENDAR, fix_set_name, "timex.every", 88},
    {5, "T,?x?w",        '!', TIMEX_SET, BASE_CALENDAR, fix_set_name, "timex.weekdays", 85},
    {5, "px[nT]",        '!', TIMEX_SET, BASE_CALENDAR, fix_set_part, "timex.weekdays", 75},
    {5, "w,?xT",         '!', TIMEX_SET, BASE_CALENDAR, fix_set_name, "timex.weekdays", 85},
    {5, "V[Q]",          '!', TIMEX_SET, BASE_NONE, fix_every, "timex.every", 88},
    {5, "u",             '!', TIMEX_SET, BASE_NONE, fix_weekends, "timex.every", 75},
    {5, "p",             '!', TIMEX_SET, BASE_CALENDAR, fix_set_name, "timex.every", 70},

    /* what hangs on an anchor */
    {6, "t?rz?[U]",      'D', TIMEX_DATE, BASE_DEICTIC, fix_rel_unit, "timex.rel_unit", 90},
    {6, "t?r#U",         'D', TIMEX_DATE, BASE_DEICTIC, fix_rel_unit, "timex.rel_unit", 80},
    {6, "t?r[WM]",       'D', TIMEX_DATE, BASE_DEICTIC, fix_rel_name, "timex.rel_name", 85},
    {6, "rr[WMSU]",      'D', TIMEX_DATE, BASE_DEICTIC, fix_rel_two, "timex.rel_name", 85},
    {6, "t?r[SQ]",       'D', TIMEX_DATE, BASE_DEICTIC, fix_rel_name, "timex.rel_name", 85},
    {6, "t?re?-?P",      'D', TIMEX_TIME, BASE_DEICTIC, fix_rel_part, "timex.rel_part", 90},
    {6, "t?rB",          'B', TIMEX_DURATION, BASE_DEICTIC, fix_stretch, "timex.stretch", 88},
    {6, "t?rv?u",        'B', TIMEX_DURATION, BASE_DEICTIC, fix_stretch, "timex.stretch", 82},
    {6, "t?nr[u]",       'B', TIMEX_DURATION, BASE_DEICTIC, fix_stretch, "timex.stretch", 82},
    {6, "RB",            'B', TIMEX_DURATION, BASE_NARRATIVE, fix_previous_stretch,
     "timex.stretch", 75},
    {6, "Ku",            'B', TIMEX_DURATION, BASE_DEICTIC, fix_recent, "timex.recent", 80},
    {6, "RU",            'D', TIMEX_DATE, BASE_NARRATIVE, fix_story_unit, "timex.narrative", 65},
    {6, "[ts]?R[Q]",     'D', TIMEX_DATE, BASE_NARRATIVE, fix_rel_name, "timex.narrative", 70},
    {6, "n[k-&]n",       '2', TIMEX_TIME, BASE_CALENDAR, fix_hour_range, "timex.clock_range", 75},
    {6, "[ts]RU",        'D', TIMEX_DATE, BASE_NARRATIVE, fix_story_unit, "timex.narrative", 80},
    {6, "sU",            'D', TIMEX_DATE, BASE_NARRATIVE, fix_story_unit, "timex.narrative", 80},
    {6, "tU[bX]",        'D', TIMEX_DATE, BASE_NARRATIVE, fix_unit_beside, "timex.narrative", 75},
    {6, "tU[lL]",        'D', TIMEX_DATE, BASE_NARRATIVE, fix_unit_beside, "timex.narrative", 75},
    {6, "t?Wlt?r",       'D', TIMEX_DATE, BASE_DEICTIC, fix_day_after_next, "timex.rel_name", 80},
    {6, "t?Wbr",         'D', TIMEX_DATE, BASE_DEICTIC, fix_before_last, "timex.rel_name", 80},
    {6, "t?Ubr",         'D', TIMEX_DATE, BASE_DEICTIC, fix_unit_before_last, "timex.rel_unit", 85},
    {6, "t?Pbr",         'D', TIMEX_TIME, BASE_DEICTIC, fix_part_before_last, "timex.rel_part", 85},
    {6, "tP[bXlL]",      'D', TIMEX_TIME, BASE_NARRATIVE, fix_part_beside_story,
     "timex.narrative", 75},
    {6, "Wr",            'D', TIMEX_DATE, BASE_DEICTIC, fix_name_rel, "timex.rel_name", 75},
    {6, "t?Ult?r",       'D', TIMEX_DATE, BASE_DEICTIC, fix_after_next, "timex.rel_unit", 85},
    {6, "t?U[lb]J",      'D', TIMEX_DATE, BASE_DEICTIC, fix_beside, "timex.day_word", 90},
    {6, "[ts]?RP",       'D', TIMEX_TIME, BASE_NARRATIVE, fix_rel_part, "timex.narrative", 80},
    {6, "sP",            'D', TIMEX_TIME, BASE_NARRATIVE, fix_rel_part, "timex.narrative", 80},
    {6, "s?R[SWM]",      'D', TIMEX_DATE, BASE_NARRATIVE, fix_rel_name, "timex.narrative", 75},
    {6, "s[SWM]",        'D', TIMEX_DATE, BASE_NARRATIVE, fix_rel_name, "timex.narrative", 75},
    {6, "[ts]RB",        'B', TIMEX_DURATION, BASE_NARRATIVE, fix_stretch, "timex.stretch", 80},
    {6, "d[k-&]d[if]?t?rU", '2', TIMEX_DATE, BASE_DEICTIC, fix_month_days, "timex.range", 80},
    {6, "t?U-?K",        'D', TIMEX_DATE, BASE_DEICTIC, fix_to_date, "timex.to_date", 85},
    {6, "rUK",           'D', TIMEX_DATE, BASE_DEICTIC, fix_to_date, "timex.to_date", 85},
    {6, "K",             'D', TIMEX_DATE, BASE_DEICTIC, fix_to_date, "timex.to_date", 80},
    {6, "J",             'D', TIMEX_DATE, BASE_DEICTIC, NULL, "timex.day_word", 92},
    {6, "JP",            'D', TIMEX_TIME, BASE_DEICTIC, fix_day_part, "timex.day_word", 92},

    /* names that stand alone */
    {7, "M",             'D', TIMEX_DATE, BASE_CALENDAR, fix_month_alone, "timex.month", 88},
    {7, "W",             'D', TIMEX_DATE, BASE_CALENDAR, fix_weekday_alone, "timex.weekday", 90},
    {7, "W,?[xf%]?t?D",  'D', TIMEX_DATE, BASE_CALENDAR, fix_weekday_date, "timex.weekday_of", 80},
    {7, "D,?(?W)?",      'D', TIMEX_DATE, BASE_CALENDAR, fix_date_weekday, "timex.date", 90},
    {7, "D[,']?x?W",     'D', TIMEX_DATE, BASE_CALENDAR, fix_weekday_date, "timex.weekday_of", 80},
    {7, "D't?OW",        'D', TIMEX_DATE, BASE_CALENDAR, fix_nth_weekday_in, "timex.nth", 80},
    {7, "WP,?D",         'D', TIMEX_TIME, BASE_CALENDAR, fix_weekday_date, "timex.weekday_of", 80},
    {7, "WP",            'D', TIMEX_TIME, BASE_CALENDAR, fix_day_part, "timex.weekday", 90},
    {7, "Y",             'D', TIMEX_DATE, BASE_CALENDAR, fix_year_alone, "timex.year", 92},
    {7, "y",             'D', TIMEX_DATE, BASE_CALENDAR, fix_short_year, "timex.year", 80},
    {7, "t?S",           'D', TIMEX_DATE, BASE_CALENDAR, fix_season_alone, "timex.season", 75},

    /* parts of a date, shifts from one */
    {8, "D,?[f]?D",      'D', TIMEX_DATE, BASE_CALENDAR, fix_year_of, "timex.year_of", 85},
    {8, "Bg",            'D', TIMEX_DATE, BASE_DEICTIC, fix_shift, "timex.ago", 85},
    {8, "Bgx?D",         'D', TIMEX_DATE, BASE_DEICTIC, fix_ago_day, "timex.ago", 85},
    {8, "nug",           'D', TIMEX_DATE, BASE_DEICTIC, fix_seasons_ago, "timex.ago", 78},
    {8, "ug",            'D', TIMEX_DATE, BASE_DEICTIC, fix_shift, "timex.ago", 80},
    {8, "[Bu]-?[LX]",    'D', TIMEX_DATE, BASE_NARRATIVE, fix_shift, "timex.later", 75},
    {8, "[Bu][lbX%]D",   'D', TIMEX_DATE, BASE_CALENDAR, fix_shift, "timex.shift", 80},
    {8, "[Bu]XkD",       'D', TIMEX_DATE, BASE_CALENDAR, fix_shift, "timex.shift", 78},
    {8, "t?U[lbX]D",     'D', TIMEX_DATE, BASE_CALENDAR, fix_beside, "timex.shift", 80},
    {8, "[Bu]%K",        'D', TIMEX_DATE, BASE_DEICTIC, fix_from_now, "timex.ago", 85},
    {8, "t?OU[fi]?D",    'D', TIMEX_DATE, BASE_CALENDAR, fix_nth, "timex.nth", 88},
    {8, "t?O#U[fi]?D",   'D', TIMEX_DATE, BASE_CALENDAR, fix_nth_workday, "timex.nth", 80},
    {8, "t?OUft?U",      'D', TIMEX_DATE, BASE_NARRATIVE, fix_nth_of_unit, "timex.nth", 70},
    {8, "tOD",           'D', TIMEX_DATE, BASE_DEICTIC, fix_nth_weekday_alone, "timex.nth", 65},
    {8, "t?OD[fi]?D",    'D', TIMEX_DATE, BASE_CALENDAR, fix_nth_weekday, "timex.nth", 88},
    {8, "t?D[lb]t?D",    'D', TIMEX_DATE, BASE_CALENDAR, fix_day_beside, "timex.weekday_of", 80},
    {8, "t?DXkt?D",      'D', TIMEX_DATE, BASE_CALENDAR, fix_day_beside, "timex.weekday_of", 78},
    {8, "t?UXkD",        'D', TIMEX_DATE, BASE_CALENDAR, fix_beside, "timex.shift", 78},
    {8, "t?OD[lb]t?D",   'D', TIMEX_DATE, BASE_CALENDAR, fix_nth_beside, "timex.weekday_of", 78},
    {8, "t?ODftU",       'D', TIMEX_DATE, BASE_NARRATIVE, fix_nth_weekday_of_unit, "timex.nth", 70},
    {8, "t?P[lb]t?D",    'D', TIMEX_TIME, BASE_CALENDAR, fix_part_next_to, "timex.date_part", 80},
    {8, "exP",           'D', TIMEX_TIME, BASE_CALENDAR, fix_late_at, "timex.day_part", 75},
    {8, "D'?t?D",        'D', TIMEX_DATE, BASE_CALENDAR, fix_of_year, "timex.year_of", 80},
    {8, "t?dftU",        'D', TIMEX_DATE, BASE_NARRATIVE, fix_day_of_unit, "timex.nth", 70},
    {8, "t?df?D",        'D', TIMEX_DATE, BASE_CALENDAR, fix_day_of, "timex.nth", 85},
    {8, "t?O-?QftU",     'D', TIMEX_DATE, BASE_DEICTIC, fix_half_of_year, "timex.quarter", 75},
    {8, "t?O-?QfD",      'D', TIMEX_DATE, BASE_CALENDAR, fix_quarter_of, "timex.quarter", 88},
    {8, "t?O-?QfD",      'D', TIMEX_DATE, BASE_CALENDAR, fix_half_of, "timex.part_of", 80},
    {8, "t?OB",          'B', TIMEX_DURATION, BASE_NONE, fix_first_stretch, "timex.duration", 75},
    {8, "tEf?D",         'D', TIMEX_DATE, BASE_CALENDAR, fix_part_of, "timex.part_of", 88},
    {8, "EfD",           'D', TIMEX_DATE, BASE_CALENDAR, fix_part_of, "timex.part_of", 80},
    {8, "t?Eft?U,?x?D",  'D', TIMEX_DATE, BASE_CALENDAR, fix_end_of_day, "timex.part_of", 75},
    {8, "t?EftU",        'D', TIMEX_DATE, BASE_NARRATIVE, fix_part_of_unit, "timex.part_of", 75},
    {8, "t?EfU",         'D', TIMEX_DATE, BASE_NARRATIVE, fix_part_of_unit, "timex.part_of", 70},
    {8, "U'?-?E",        'D', TIMEX_DATE, BASE_DEICTIC, fix_part_of_unit, "timex.part_of", 70},
    {8, "e-?P",          'D', TIMEX_TIME, BASE_CALENDAR, fix_mid_part, "timex.day_part", 75},
    {8, "e-?U",          'D', TIMEX_DATE, BASE_NARRATIVE, fix_mid_unit, "timex.part_of", 70},
    {8, "U'?-?E,?D",     'D', TIMEX_DATE, BASE_CALENDAR, fix_year_end_of, "timex.part_of", 85},
    {8, "E-?D",          'D', TIMEX_DATE, BASE_CALENDAR, fix_end_of, "timex.part_of", 80},
    {8, "t?e-?[ix]?D",   'D', TIMEX_DATE, BASE_CALENDAR, fix_part_of, "timex.part_of", 92},
    {8, "eitP",          'D', TIMEX_TIME, BASE_CALENDAR, fix_part_mod, "timex.day_part", 75},
    {8, "te-?P",         'D', TIMEX_TIME, BASE_CALENDAR, fix_part_mod, "timex.day_part", 75},
    {8, "eitU",          'D', TIMEX_DATE, BASE_NARRATIVE, fix_part_of_unit, "timex.part_of", 75},
    {8, "t?U-[gX]",      'D', TIMEX_DATE, BASE_DEICTIC, fix_year_ago, "timex.ago", 70},
    {8, "t?U-[gX][UQ]",  'D', TIMEX_DATE, BASE_DEICTIC, fix_year_ago, "timex.ago", 75},
    {8, "t?UfD",         'D', TIMEX_DATE, BASE_CALENDAR, fix_weekend_of, "timex.weekend_of", 80},
    {8, "t?Uhx?D",       'D', TIMEX_DATE, BASE_CALENDAR, fix_weekend_of, "timex.weekend_of", 85},
    {8, "DU",            'D', TIMEX_DATE, BASE_CALENDAR, fix_weekend_of, "timex.weekend_of", 80},
    {8, "DU,?f?D",       'D', TIMEX_DATE, BASE_CALENDAR, fix_weekend_of_year,
     "timex.weekend_of", 85},
    {8, "t?UD",          'D', TIMEX_DATE, BASE_CALENDAR, fix_week_commencing,
     "timex.weekend_of", 80},

    {8, "u-G",           'B', TIMEX_DURATION, BASE_NONE, fix_age, "timex.duration_vague", 75},
    {8, "D[|&]r",        '2', TIMEX_DATE, BASE_DEICTIC, fix_rel_pair, "timex.rel_unit", 75},
    {8, "tK",            'K', TIMEX_DATE, BASE_NONE, fix_reference, "timex.reference", 80},

    /* date and clock together */
    {9, "T,?[xf]?t?D",   'D', TIMEX_TIME, BASE_CALENDAR, fix_date_clock, "timex.date_clock", 92},
    {9, "D,?[x%]?T",     'D', TIMEX_TIME, BASE_CALENDAR, fix_date_clock, "timex.date_clock", 92},
    {9, "DitT",          'D', TIMEX_TIME, BASE_CALENDAR, fix_date_clock, "timex.date_clock", 88},
    {9, "D,?x?HT",       'D', TIMEX_TIME, BASE_CALENDAR, fix_about_clock, "timex.date_clock", 88},
    {9, "D-T",           'D', TIMEX_TIME, BASE_CALENDAR, fix_dashed_clock, "timex.date_clock", 75},
    {9, "DxP",           'D', TIMEX_TIME, BASE_CALENDAR, fix_day_at_part, "timex.date_part", 85},
    {9, "nx?D",          'D', TIMEX_TIME, BASE_CALENDAR, fix_hour_part, "timex.date_clock", 75},
    {9, "nxD",           'D', TIMEX_TIME, BASE_CALENDAR, fix_hour_on, "timex.date_clock", 70},
    {9, "nD",            'D', TIMEX_TIME, BASE_CALENDAR, fix_hour_by, "timex.date_clock", 70},
    {9, "Dx?Hn",         'D', TIMEX_TIME, BASE_CALENDAR, fix_about_hour, "timex.date_clock", 70},
    {9, "D,?x?D",   'D', TIMEX_DATE, BASE_CALENDAR, fix_weekday_shifted, "timex.weekday_of", 80},
    {9, "D,?xn",         'D', TIMEX_TIME, BASE_CALENDAR, fix_date_hour, "timex.date_clock", 75},
    {9, "DP,?xn",        'D', TIMEX_TIME, BASE_CALENDAR, fix_date_hour, "timex.date_clock", 75},
    {9, "D,?[lb]n",      'D', TIMEX_TIME, BASE_CALENDAR, fix_bound_hour, "timex.date_clock", 65},
    {9, "D,?[lb]H?T",    'D', TIMEX_TIME, BASE_CALENDAR, fix_bound_clock, "timex.date_clock", 75},
    {9, "DU",            'D', TIMEX_DATE, BASE_CALENDAR, fix_day_week, "timex.weekday_of", 65},
    {9, "De?-?P",        'D', TIMEX_TIME, BASE_CALENDAR, fix_date_clock, "timex.date_part", 90},
    {9, "DA",            'D', TIMEX_TIME, BASE_CALENDAR, fix_day_half, "timex.date_part", 80},
    {9, "D,?[xi]?t?D",   'D', TIMEX_TIME, BASE_CALENDAR, fix_part_beside, "timex.date_part", 85},
    {9, "P,?t?D",        'D', TIMEX_TIME, BASE_CALENDAR, fix_part_day, "timex.date_part", 80},
    {9, "T,?[xf]?t?DP",  'D', TIMEX_TIME, BASE_CALENDAR, fix_date_clock, "timex.date_clock", 88},
    {9, "t?d,?x?T",      'D', TIMEX_TIME, BASE_CALENDAR, fix_day_number, "timex.date_clock", 70},
    {9, "T,?xt?d",       'D', TIMEX_TIME, BASE_CALENDAR, fix_day_number, "timex.date_clock", 70},
    {9, "e?-?Pxt?D",     'D', TIMEX_TIME, BASE_CALENDAR, fix_date_clock, "timex.date_part", 85},
    {9, "Dite?P",        'D', TIMEX_TIME, BASE_CALENDAR, fix_date_clock, "timex.date_part", 88},
    {9, "t?e?Pf?D",      'D', TIMEX_TIME, BASE_CALENDAR, fix_part_of_day, "timex.date_part", 88},

    {9, "tOU",           'D', TIMEX_DATE, BASE_NARRATIVE, fix_nth_alone, "timex.nth_open", 50},
    {9, "tzU",           'D', TIMEX_DATE, BASE_DEICTIC, fix_the_unit, "timex.the_unit", 60},
    {9, "t[UQ]",         'D', TIMEX_DATE, BASE_DEICTIC, fix_the_unit, "timex.the_unit", 60},
    {9, "t#U",           'D', TIMEX_DATE, BASE_DEICTIC, fix_the_full_unit, "timex.the_unit", 60},
    {9, "u",             'B', TIMEX_DURATION, BASE_NONE, fix_units, "timex.duration_vague", 70},
    {9, "HB",            'B', TIMEX_DURATION, BASE_NONE, fix_ahead_hedged, "timex.ahead", 70},
    {9, "B",             'B', TIMEX_DURATION, BASE_NONE, fix_ahead, "timex.ahead", 75},

    /* hedges */
    {10, "BxD",          'D', TIMEX_DATE, BASE_CALENDAR, fix_week_on, "timex.shift", 70},
    {10, "DD",           'D', TIMEX_DATE, BASE_CALENDAR, fix_years_away, "timex.ago", 75},
    {10, "B[lb][DT]",    'D', TIMEX_TIME, BASE_CALENDAR, fix_clock_shift, "timex.shift", 80},
    {10, "H[BDT]",       'H', TIMEX_DATE, BASE_NONE, fix_hedge, "timex.hedge", 88},
};
/* clang-format on */

enum { RULES = sizeof timex_rules / sizeof timex_rules[0] };
_Static_assert((int)RULES <= (int)TIMEX_RULES_MAX, "the index holds every rule");

const uint32_t timex_rule_count = RULES;

bool timex_rules_sorted(void)
{
    for (uint32_t i = 1; i < (uint32_t)RULES; i++) {
        if (timex_rules[i].level < timex_rules[i - 1].level) {
            return false;
        }
    }
    return true;
}
