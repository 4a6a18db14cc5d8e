/* A pattern is a row of class letters (timex_words.h): "[..]" stands for one of several, "?" behind
 * makes what it follows optional. What an item says goes into the form by the letter that it was
 * taken as; the rule's `fix` then completes the form or refuses it. */
#include "pipeline/timex_match.h"

#include <assert.h>
#include <string.h>

#include "pipeline/timex_rules.h"

enum { THOUSAND = 1000 };

/* ---- taking items up ---- */

const struct timex_item *timex_item_of(const struct timex_match *m, uint32_t part)
{
    return &m->region->items[m->parts[part].item];
}

/* The first item that was taken as the letter; NULL when none was. */
const struct timex_item *timex_taken_as(const struct timex_match *m, char letter)
{
    for (uint32_t i = 0; i < m->count; i++) {
        if (m->parts[i].letter == (uint8_t)letter) {
            return timex_item_of(m, i);
        }
    }
    return NULL;
}

/* The fields that an item has or has not: what is there replaces what was. */
/* clang-format off */
#define FIELDS(X) \
    X(base) X(ref) X(mod) X(grain) X(month) X(day) X(weekday) X(week) X(sub) X(nth) X(nth_unit) \
    X(nth_weekday) X(direction) X(holiday) X(part) X(has_zone) X(seasonal) X(utc) X(vague) X(past) \
    X(fiscal) X(before_christ) X(half_day) X(weekend_of) X(week_of) X(beside) X(bounded) X(edge) \
    X(ahead) X(within) X(halved) X(to_now) X(last) X(year_rel) X(zone) X(year) X(count) X(unit)
/* clang-format on */

void timex_combine(struct timex_form *to, const struct timex_form *from)
{
#define KEEP(field) to->field = from->field ? from->field : to->field;
    FIELDS(KEEP)
#undef KEEP
    if (from->more[0].unit) {
        memcpy(to->more, from->more, sizeof to->more);
    }
    if (from->has_rel) {
        to->has_rel = true;
        to->rel = from->rel;
    }
    if (from->hour >= 0) {
        to->hour = from->hour;
        to->minute = from->minute;
        to->sec = from->sec;
    }
}

/* The first further amount that has no unit yet, or the last one. */
static struct timex_amount *next_amount(struct timex_form *form)
{
    uint32_t i = 0;
    while (i + 1 < TIMEX_MORE_MAX && form->more[i].unit) {
        i++;
    }
    return &form->more[i];
}

static void take_count(struct timex_form *form, const struct timex_item *item)
{
    int32_t *count = form->unit ? &next_amount(form)->count : &form->count;
    *count = item->number;
}

static void take_unit(struct timex_form *form, const struct timex_item *item)
{
    uint8_t *unit = form->unit ? &next_amount(form)->unit : &form->unit;
    *unit = (uint8_t)item->code;
}

static int32_t century_of(int32_t two)
{
    return two + (two < 30 ? 2000 : 1900);
}

/* A stretch of the calendar that has a name of its own, or a day by its distance. */
static void take_stretch(struct timex_form *form, const struct timex_item *item, char letter)
{
    switch (letter) {
    case 'S':
        form->sub = (int16_t)item->code;
        form->grain = UNIT_SEASON;
        break;
    case 'q':
        form->sub = (int16_t)item->number;
        form->grain = (uint8_t)item->code;
        break;
    case 'c':
        form->year = item->number < 100 ? 1900 + item->number : item->number;
        form->grain = UNIT_DECADE;
        break;
    case 'I':
        form->holiday = (uint8_t)item->code;
        form->grain = UNIT_DAY;
        break;
    case 'J':
        form->rel = (int16_t)item->number;
        form->has_rel = true;
        form->grain = UNIT_DAY;
        form->part = (uint8_t)item->code;
        break;
    default:
        break;
    }
}

void timex_take_calendar(struct timex_form *form, const struct timex_item *item, char letter)
{
    switch (letter) {
    case 'd':
        form->day =
            (int16_t)(item->classes & timex_class('O') ? item->number : item->number / THOUSAND);
        break;
    case 'Y':
        form->year = item->number / THOUSAND;
        break;
    case 'y':
        form->year = century_of(item->number);
        break;
    case 'M':
        form->month = (int16_t)item->code;
        break;
    case 'W':
    case 'w':
        form->weekday = (int16_t)item->code;
        break;
    case '$':
        form->before_christ = item->code == 1 || item->number == 1;
        break;
    case 'z':
        form->fiscal = item->number != 0;
        break;
    default:
        take_stretch(form, item, letter);
    }
}

static void take_counted(struct timex_form *form, const struct timex_item *item, char letter)
{
    switch (letter) {
    case 'n':
        take_count(form, item);
        break;
    case 'm':
        form->count += item->code == UNIT_HALF ? 500 : 250;
        break;
    case 'a':
        form->count = form->count ? form->count : THOUSAND;
        break;
    case 'v':
        form->vague = true;
        break;
    case 'O':
        form->nth = (int16_t)item->number;
        break;
    case 'j':
        form->count = item->number * THOUSAND;
        form->unit = (uint8_t)item->code;
        break;
    case 'g':
        form->direction = item->number < 0 ? -1 : 1;
        break;
    case 'X':
    case 'b':
        form->direction = -1;
        break;
    case 'L':
    case 'l':
        form->direction = 1;
        break;
    default:
        timex_take_calendar(form, item, letter);
    }
}

static void take(struct timex_form *form, const struct timex_item *item, char letter)
{
    switch (letter) {
    case 'U':
    case 'u':
    case 'C':
    case 'Q':
        take_unit(form, item);
        break;
    case 'r':
    case 'R':
        form->rel = (int16_t)item->number;
        break;
    case 'K':
        form->ref = (uint8_t)item->code;
        break;
    case 'e':
    case 'E':
    case 'H':
        form->mod = (uint8_t)item->code;
        break;
    case 'P':
    case 'p':
        form->part = (uint8_t)item->code;
        break;
    case 'N':
        form->hour = (int16_t)item->number;
        form->minute = item->code;
        form->sec = item->code ? item->code : -1;
        break;
    case 'Z':
        form->has_zone = true;
        form->utc = item->number == 1;
        form->seasonal = item->number == 2;
        form->zone = item->code;
        break;
    case 'T':
    case 'D':
    case 'B':
        timex_combine(form, &item->form);
        break;
    default:
        take_counted(form, item, letter);
    }
}

/* ---- around the match ---- */

/* The class of the item behind the match; 0 at the region's end. */
static uint64_t class_behind(const struct timex_match *m)
{
    return m->to < m->region->count ? m->region->items[m->to].classes : 0;
}

bool timex_is_behind(const struct timex_match *m, const char *letters)
{
    for (; *letters; letters++) {
        if (class_behind(m) & timex_class(*letters)) {
            return true;
        }
    }
    return false;
}

bool timex_is_before(const struct timex_match *m, const char *letters)
{
    for (; *letters && m->from > 0; letters++) {
        if (m->region->items[m->from - 1].classes & timex_class(*letters)) {
            return true;
        }
    }
    return false;
}

/* The part that joins both bounds. */
uint32_t timex_connector(const struct timex_match *m)
{
    for (uint32_t i = 1; i + 1 < m->count; i++) {
        if (strchr("k-&|", m->parts[i].letter)) {
            return i;
        }
    }
    return 0;
}

/* ---- matching ---- */

/* The letter of the element that the item can be taken as: the first of several. */
static uint8_t element_takes(const struct timex_element *e, uint64_t classes)
{
    const char *p = e->letters;
    while (!(classes & timex_class(*p))) {
        p++;
    }
    return (uint8_t)*p;
}

/* Matches the rest of a pattern from the item on; what is optional is taken if it can be. The depth
 * is the pattern's length. */
static bool match_rest(struct timex_match *m, const struct timex_element *e, uint32_t at)
{
    uint32_t count = m->count;
    for (; e->classes; e++) {
        bool fits = at < m->region->count && (m->region->items[at].classes & e->classes);
        if (!fits && e->optional) {
            continue;
        }
        if (!fits) {
            m->count = count;
            return false;
        }
        uint8_t letter = element_takes(e, m->region->items[at].classes);
        m->parts[m->count++] = (struct timex_take){(uint8_t)at, letter};
        if (!e->optional) {
            at++;
        } else if (match_rest(m, e + 1, at + 1)) {
            return true;
        } else {
            m->count--;
        }
    }
    m->to = at;
    return true;
}

/* Takes up what the row's pattern has found; false when it is not that. */
static bool take_up(const struct timex_rule *rule, struct timex_match *m, struct timex_form *form)
{
    *form = (struct timex_form){.hour = -1, .minute = -1, .sec = -1};
    bool clock = false;
    for (uint32_t i = 0; i < m->count; i++) {
        char letter = (char)m->parts[i].letter;
        take(form, timex_item_of(m, i), letter);
        clock |= letter == 'D' && timex_item_of(m, i)->form.type == TIMEX_TIME;
    }
    form->type = clock ? TIMEX_TIME : rule->type;
    form->base = form->base ? form->base : rule->base;
    return !rule->fix || rule->fix(m, form);
}

static void replace(struct timex_region *r, uint32_t from, uint32_t to, struct timex_item item)
{
    r->items[from] = item;
    memmove(&r->items[from + 1], &r->items[to], (r->count - to) * sizeof r->items[0]);
    r->count -= to - from - 1;
}

static struct timex_item made_by(const struct timex_rule *rule, const struct timex_match *m,
                                 uint32_t first, uint32_t last, const struct timex_form *form)
{
    const struct timex_item *begin = timex_item_of(m, first);
    return (struct timex_item){
        .classes = timex_class(rule->result != '2'        ? rule->result
                               : form->type == TIMEX_TIME ? 'T'
                                                          : 'D'),
        .begin = begin->begin,
        .end = timex_item_of(m, last)->end,
        .glued = begin->glued,
        .upper = begin->upper,
        .opens = begin->opens,
        .form = *form,
        .by = rule->by,
        .certainty = rule->certainty,
    };
}

/* Puts what was made in the place of what it was made of. */
static void apply(const struct timex_rule *rule, struct timex_match *m,
                  const struct timex_form *form)
{
    struct timex_region *r = m->region;
    if (rule->result != '2') {
        replace(r, m->from, m->to, made_by(rule, m, 0, m->count - 1, form));
        return;
    }
    uint32_t middle = timex_connector(m);
    struct timex_form bound = timex_item_of(m, 0)->form;
    struct timex_item first = made_by(rule, m, 0, middle - 1, &bound);
    struct timex_item second = made_by(rule, m, middle + 1, m->count - 1, form);
    uint32_t at = m->parts[middle].item;
    replace(r, at + 1, m->to, second);
    replace(r, m->from, at, first);
}

/* Reads one element of a pattern; returns what stands behind it. */
static const char *compile_element(const char *p, struct timex_element *out)
{
    const char *end = *p == '[' ? strchr(p, ']') : p + 1;
    out->letters = p + (*p == '[');
    for (const char *c = out->letters; c < end; c++) {
        out->classes |= timex_class(*c);
    }
    end += *p == '[';
    out->optional = *end == '?';
    return end + out->optional;
}

/* The pattern's elements from `out` on and an empty one behind them; returns how many those are. */
static uint32_t compile(const char *pattern, struct timex_element *out)
{
    uint32_t count = 0;
    while (*pattern) {
        assert(count < TIMEX_PARTS_MAX);
        pattern = compile_element(pattern, &out[count++]);
    }
    return count + 1;
}

/* What an item may have for the first element, and for those behind optional ones. */
static uint64_t first_classes(const struct timex_element *e)
{
    uint64_t classes = e->classes;
    while (e->optional && e[1].classes) {
        e++;
        classes |= e->classes;
    }
    return classes;
}

/* What the second item of a match may have, whichever element took the first; 0 where the pattern
 * may end with one item. */
static uint64_t second_classes(const struct timex_element *e)
{
    uint64_t classes = 0;
    for (bool more = true; more; e++) {
        if (!e[1].classes) {
            return 0;
        }
        classes |= first_classes(e + 1);
        const struct timex_element *last = e + 1;
        while (last->optional && last->classes) {
            last++;
        }
        if (!last->classes) { /* all behind the first are optional */
            return 0;
        }
        more = e->optional;
    }
    return classes;
}

const struct timex_index *timex_index_make(struct arena *arena)
{
    struct timex_index *index = arena_alloc(arena, sizeof *index);
    uint32_t used = 0;
    for (uint32_t i = 0; i < timex_rule_count; i++) {
        assert(used + TIMEX_PARTS_MAX < TIMEX_ELEMENTS_MAX);
        index->pattern[i] = &index->elements[used];
        used += compile(timex_rules[i].pattern, &index->elements[used]);
        uint64_t first = first_classes(index->pattern[i]), bit = UINT64_C(1) << i % 64;
        index->second[i] = second_classes(index->pattern[i]);
        index->of_level[timex_rules[i].level][i / 64] |= bit;
        index->level_first[timex_rules[i].level] |= first;
        for (; first; first &= first - 1) {
            index->begun_by[__builtin_ctzll(first)][i / 64] |= bit;
        }
    }
    return index;
}

/* The rules of a word of bits that an item of these classes may begin. */
static uint64_t rules_for(const struct timex_index *index, uint32_t level, uint64_t classes,
                          uint32_t word)
{
    uint64_t rules = 0;
    for (; classes; classes &= classes - 1) {
        rules |= index->begun_by[__builtin_ctzll(classes)][word];
    }
    return rules & index->of_level[level][word];
}

/* The longest of the level's patterns that the item begins, the first of equal ones. */
static const struct timex_rule *best_rule(const struct timex_index *index, struct timex_region *r,
                                          uint32_t level, struct timex_match *found,
                                          struct timex_form *form)
{
    const struct timex_rule *best = NULL;
    uint32_t at = found->from;
    uint64_t next = at + 1 < r->count ? r->items[at + 1].classes : 0;
    for (uint32_t word = 0; word < TIMEX_RULE_WORDS; word++) {
        uint64_t rules = index->of_level[level][word];
        rules = rules ? rules_for(index, level, r->items[at].classes, word) : 0;
        for (; rules; rules &= rules - 1) {
            uint32_t row = word * 64 + (uint32_t)__builtin_ctzll(rules);
            if (index->second[row] && !(index->second[row] & next)) {
                continue;
            }
            struct timex_match m;
            struct timex_form f;
            m.region = r;
            m.from = at;
            m.count = 0;
            bool longer = match_rest(&m, index->pattern[row], at) && m.to > (best ? found->to : at);
            if (longer && take_up(&timex_rules[row], &m, &f)) {
                best = &timex_rules[row];
                *found = m;
                *form = f;
            }
        }
    }
    return best;
}

static void run_level(const struct timex_index *index, struct timex_region *r, uint32_t level)
{
    for (uint32_t at = 0; at < r->count; at++) {
        if (!(r->items[at].classes & index->level_first[level])) {
            continue;
        }
        struct timex_match found = {.from = at};
        struct timex_form form;
        const struct timex_rule *best = best_rule(index, r, level, &found, &form);
        if (best) {
            apply(best, &found, &form);
        }
    }
}

/* ---- what is left ---- */

/* Whether a clock in bare figures is one: "at 5:30", "17:00 GMT", "8:30 a.m."; a score is not. */
static bool clock_fits(const struct timex_region *r, uint32_t i)
{
    const struct timex_form *form = &r->items[i].form;
    if (form->half_day || form->has_zone || form->sec >= 0 || form->mod ||
        strcmp(r->items[i].by, "timex.clock") != 0) {
        return true;
    }
    uint64_t before = i > 0 ? r->items[i - 1].classes : 0;
    bool second = i > 2 && (before & timex_class('&')) && r->items[i - 2].by &&
                  r->items[i - 2].form.type == TIMEX_TIME &&
                  (r->items[i - 3].classes & timex_class('%')); /* "between 2:00 and 4:00" */
    return second || (before & timex_classes("x%kblH-"));
}

static bool is_article(const struct timex_region *r, uint32_t i, char letter)
{
    return i > 0 && (r->items[i - 1].classes & timex_class(letter));
}

/* "in the morning", "at night": the item becomes a time. */
static bool part_fits(struct timex_region *r, uint32_t i)
{
    struct timex_item *item = &r->items[i];
    const struct timex_item *before = i > 1 ? &r->items[i - 2] : NULL;
    bool on = before && before->code == 0 && before->end - before->begin == 2; /* the day of … */
    bool the =
        before && is_article(r, i, 't') &&
        ((before->classes & timex_class('i')) || ((before->classes & timex_class('x')) && !on));
    bool plain = i > 0 && (r->items[i - 1].classes & (timex_class('x') | timex_class('i')));
    item->form.part = (uint8_t)item->code;
    item->form.type = TIMEX_TIME;
    item->form.base = BASE_CALENDAR;
    item->by = "timex.day_part";
    item->certainty = 70;
    item->begin = the ? r->items[i - 1].begin : item->begin;
    return the || plain || item->end - item->begin == 9; /* "overnight" */
}

static bool is_found(struct timex_region *r, uint32_t i)
{
    struct timex_item *item = &r->items[i];
    if (item->by && (item->classes & timex_class('T'))) {
        return clock_fits(r, i);
    }
    if (item->by) {
        return true;
    }
    bool joined = item->glued && is_article(r, i, '-'); /* "up-to-date" */
    if ((item->classes & timex_class('K')) && !joined &&
        !(item->classes & timex_class('r') && item->number)) {
        item->form.ref = (uint8_t)item->code;
        item->form.type = TIMEX_DATE;
        item->by = "timex.reference";
        item->certainty = 80;
        return true;
    }
    return (item->classes & timex_class('P')) && part_fits(r, i);
}

/* "3 days starting from next Monday", "one week, from 20 December" */
static bool starts_behind(const struct timex_region *r, uint32_t i)
{
    static const char *const way[] = {",", "h%", "%x", "DT"};
    uint32_t at = i + 1;
    bool said = false;
    for (size_t step = 0; step < sizeof way / sizeof way[0] && at < r->count; step++) {
        uint64_t wanted = timex_class(way[step][0]) | timex_class(way[step][1]);
        bool ends = (r->items[at].classes & timex_class('h')) && r->items[at].number == 1;
        bool since = (r->items[at].classes & timex_class('%')) && r->items[at].code == 1;
        ends |= since && (i == 0 || !(r->items[i - 1].classes & timex_class('t')));
        if ((r->items[at].classes & wanted) && !ends) {
            said |= step == 1;
            if (step == 3) {
                return said;
            }
            at++;
        }
    }
    return false;
}

/* How the time relates to the next one, by the one item between them. */
static void relate(const struct timex_region *r, uint32_t i, struct timex_found *found)
{
    uint64_t times = timex_classes("DTKB");
    found->starts_next = found->form.type == TIMEX_DURATION && starts_behind(r, i);
    if (i + 1 < r->count && is_article(r, i, '%')) { /* "from March to date" */
        uint64_t to_now = timex_class('K') | timex_class('k');
        found->to_next = (r->items[i + 1].classes & to_now) == to_now;
    }
    bool from = is_article(r, i, '%') || found->form.between; /* "between 3 and 5 May" */
    if (from && i + 3 < r->count && (r->items[i + 1].classes & timex_class(',')) &&
        (r->items[i + 2].classes & timex_class('k')) && (r->items[i + 3].classes & times)) {
        found->to_next = found->with_next = true; /* "from April 1, 2024, to" */
    }
    if (i + 2 >= r->count || !(r->items[i + 2].classes & times)) {
        return;
    }
    uint64_t between = r->items[i + 1].classes;
    bool run = found->form.type == TIMEX_DURATION || strcmp(found->by, "timex.the_unit") == 0;
    found->ends_next = run && (between & timex_class('h')) && r->items[i + 1].number == 1;
    found->to_next |=
        (between & (timex_class('k') | timex_class('-'))) || (from && (between & timex_class('&')));
    bool clock = found->form.type == TIMEX_TIME && found->form.hour >= 0;
    bool day = found->form.type == TIMEX_DATE && found->form.grain == UNIT_DAY;
    found->runs_next = (clock || day) && (r->items[i + 1].classes & timex_class('x')) &&
                       r->items[i + 1].code == 2 && r->items[i + 2].form.type == TIMEX_DURATION;
    found->of_next = found->form.edge && (between & timex_class('f'));
    found->with_next |= found->to_next || (between & (timex_class('&') | timex_class('|')));
}

/* A day without a month, or an ordinal in figures that no pattern took: "18th". */
static bool is_free_day(const struct timex_region *r, uint32_t i)
{
    const struct timex_item *item = &r->items[i];
    if (item->by && item->form.day) {
        return !item->form.month && !item->form.weekday && item->form.type == TIMEX_DATE;
    }
    uint64_t behind = i + 1 < r->count ? r->items[i + 1].classes : 0;
    return !item->by && item->digits && (item->classes & timex_class('O')) &&
           (item->classes & timex_class('d')) && !(behind & timex_classes("UuCcQ"));
}

/* Makes the ordinal a day of the month that the date is in. */
static void make_day(struct timex_region *r, uint32_t i, const struct timex_item *date)
{
    struct timex_item *item = &r->items[i];
    struct timex_form form = date->form;
    form.day = (int16_t)(item->by ? item->form.day : item->number);
    struct calendar_date d = {form.year ? form.year : 4, form.month, form.day};
    if (date->by && form.day && form.month && !form.weekday && !form.direction && form.hour < 0 &&
        !form.part && form.grain == UNIT_DAY && calendar_is_valid(d)) {
        item->form = form;
        item->by = "timex.month_day";
        item->certainty = 75;
        item->classes = timex_class('D');
    }
}

/* How many items stand between those of a list from the item on: ",", "or", ", and". */
static uint32_t list_gap(const struct timex_region *r, uint32_t i)
{
    uint32_t comma = i < r->count && (r->items[i].classes & timex_class(','));
    bool word = i + comma < r->count && (r->items[i + comma].classes & timex_classes("|&"));
    return comma + word;
}

/* Whether the region has a day that waits for its month. */
static bool has_free_day(const struct timex_region *r)
{
    for (uint32_t i = 0; r->count > 2 && i < r->count; i++) {
        const struct timex_item *item = &r->items[i];
        if (item->by ? item->form.day && !item->form.month
                     : item->digits && (item->classes & timex_class('O'))) {
            return true;
        }
    }
    return false;
}

/* "July 17th, 18th or 19th", "the 22nd, 23rd or 31st of March": the month is of all of them. */
static void spread_month(struct timex_region *r)
{
    if (!has_free_day(r)) {
        return;
    }
    for (uint32_t i = 0; i < r->count; i++) {
        uint32_t next = i + 1 + list_gap(r, i + 1);
        if (r->items[i].by && next > i + 1 && next < r->count && is_free_day(r, next)) {
            make_day(r, next, &r->items[i]);
        }
    }
    for (uint32_t i = r->count; i-- > 0;) {
        uint32_t next = i + 1 + list_gap(r, i + 1);
        if (is_free_day(r, i) && next > i + 1 && next < r->count && r->items[next].by) {
            make_day(r, i, &r->items[next]);
        }
    }
}

uint32_t timex_find(const struct timex_index *index, struct timex_region *r,
                    struct timex_found *out)
{
    uint32_t count = 0;
    for (uint32_t level = 0; level < TIMEX_LEVELS; level++) {
        run_level(index, r, level);
    }
    spread_month(r);
    for (uint32_t i = 0; i < r->count; i++) {
        if (is_found(r, i)) {
            const struct timex_item *item = &r->items[i];
            out[count] = (struct timex_found){.span = {item->begin, item->end},
                                              .form = item->form,
                                              .by = item->by,
                                              .certainty = item->certainty};
            relate(r, i, &out[count++]);
        }
    }
    return count;
}
