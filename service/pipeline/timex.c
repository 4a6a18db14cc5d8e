/* timex: temporal expressions ("Tuesday", "in March 2024") and what they mean.
 *
 * Reads    tokens, sentences, dateline, input.published; tags and names where they are there.
 * Writes   times, ordered by begin.
 * Memory   all results live in a->arena; nothing to free.
 * Budget   one unit for each token.
 * Errors   STATUS_LIMIT when TIMES_MAX or the budget was reached: the times so far are kept.
 *
 * Two passes. The first finds what expressions say (timex_match); from all of them follows whether
 * the article reports its own days or tells a history: then dates of other years outweigh those
 * near its own. The second resolves in text order, with the date that the text spoke of last (as
 * HeidelTime does for narratives). */
#include <string.h>

#include "pipeline/pipeline.h"
#include "pipeline/stages.h"
#include "pipeline/timex_match.h"
#include "pipeline/timex_tense.h"
#include "pipeline/timex_value.h"

enum {
    HISTORY_WEIGHT_MIN = 8,
    CLOCK_TO_DAY_BYTES = 32,
    WEEK_TO_DAY_BYTES = 24,
    START_DAYS_MAX = 40000,
    LIST_MAX = 6
};

/* What both passes share, in scratch memory. */
struct finder {
    struct article *a;
    struct timex_region *region;
    struct timex_found *here; /* (TIMEX_ITEMS_MAX) */
    VEC(struct timex_found) found;
    VEC(uint32_t) sentence_of; /* of each found */
    struct timex_context context;
    uint32_t last_sentence;   /* in which context.last was set */
    uint32_t last_time;       /* its position in times */
    struct timex_point point; /* of the time before */
    bool by_dateline;
};

static bool find_in(struct finder *f, uint32_t sentence)
{
    struct timex_scanner s =
        timex_scanner_of(f->a->state->lexicon, f->a->text, f->a->sentences.items[sentence].span);
    while (timex_scan(&s, f->region)) {
        uint32_t count = timex_find(f->a->state->timex, f->region, f->here);
        for (uint32_t i = 0; i < count; i++) {
            struct timex_found *found = vec_push(&f->found, &f->a->state->scratch, TIMES_MAX);
            uint32_t *at = vec_push(&f->sentence_of, &f->a->state->scratch, TIMES_MAX);
            if (!found || !at) {
                return false;
            }
            *found = f->here[i];
            *at = sentence;
        }
    }
    return true;
}

/* ---- names ---- */

/* Whether the time is a part of the name: of a person ("Ms May", "April Jones"); a feast only where
 * the name goes on ("Easter Island", "Ramadan Said"). */
static bool is_of_name(const struct timex_found *found, const struct name *name)
{
    bool longer = name->span.begin < found->span.begin || name->span.end > found->span.end;
    return name->span.begin < found->span.end &&
           (found->form.holiday ? longer && name->span.end >= found->span.end
                                : name->type == ENTITY_PERSON);
}

/* Leaves out what is, or is a part of, a name. Names and times stand in text order. */
static void drop_names(struct finder *f)
{
    const struct article *a = f->a;
    uint32_t kept = 0, name = 0;
    for (uint32_t i = 0; i < f->found.count; i++) {
        struct span span = f->found.items[i].span;
        while (name < a->names.count && a->names.items[name].span.end < span.end) {
            name++;
        }
        bool named = name < a->names.count && is_of_name(&f->found.items[i], &a->names.items[name]);
        if (!named) {
            f->found.items[kept] = f->found.items[i];
            f->sentence_of.items[kept++] = f->sentence_of.items[i];
        } else if (kept > 0) {
            struct timex_found *last = &f->found.items[kept - 1];
            last->to_next = last->of_next = last->starts_next = false;
            last->runs_next = last->with_next = false;
        }
    }
    f->found.count = f->sentence_of.count = kept;
}

/* ---- the article's own date ---- */

static void read_anchor(struct finder *f)
{
    struct calendar_date d;
    const struct article *a = f->a;
    f->context.dated = calendar_read_iso(a->input.published, &d);
    if (!f->context.dated && (a->layers & HAS_DATELINE) && a->dateline.found) {
        f->context.dated = calendar_read_iso(a->dateline.date, &d);
        f->by_dateline = f->context.dated;
    }
    if (f->context.dated) {
        f->context.today = calendar_to_days(d);
    }
    uint64_t hour, minute;
    struct str published = a->input.published;
    bool clock = published.len >= 16 && published.ptr[10] == 'T' &&
                 str_to_u64(str_slice(published, 11, 13), &hour) &&
                 str_to_u64(str_slice(published, 14, 16), &minute);
    f->context.minute = clock && !f->by_dateline ? (int)(hour * 60 + minute) : -1;
}

/* Whether dates of other years outweigh those that hang on the article's own day. Months and days
 * of another year weigh double: background in a report names years alone. */
static bool tells_history(struct finder *f)
{
    uint32_t far = 0, near = 0;
    int year = f->context.dated ? calendar_of_days(f->context.today).year : 0;
    for (uint32_t i = 0; i < f->found.count; i++) {
        const struct timex_form *form = &f->found.items[i].form;
        if (form->base == BASE_DEICTIC || (form->weekday && !form->day)) {
            near++;
        } else if (form->year && form->type != TIMEX_SET) {
            bool other = form->before_christ || form->year != year;
            uint32_t weight = form->grain < UNIT_YEAR ? 2 : 1;
            far += other ? weight : 0;
            near += other ? 0 : weight;
        }
    }
    f->context.near = near > 0;
    return far >= HISTORY_WEIGHT_MIN && far > 2 * near;
}

/* ---- resolving ---- */

/* The first of "April and June 1955" shares the year, that of "Nov-Feb 2017" has the one before. */
static void share_year(struct timex_found *found, const struct timex_found *next)
{
    struct timex_form *form = &found->form;
    bool told = next->form.year || (next->form.year_rel && next->form.has_rel);
    if (!found->with_next || form->year || form->has_rel || !told || form->type > TIMEX_TIME ||
        form->direction || !(form->month || form->sub || (form->week && !form->weekday))) {
        return;
    }
    bool wraps =
        found->to_next && form->month && next->form.month && form->month > next->form.month;
    struct calendar_date day = {next->form.year - wraps, form->month, form->day};
    if (next->form.year && form->day && !calendar_is_valid(day)) {
        return; /* "2/29-3/1/2019" */
    }
    form->before_christ = next->form.before_christ;
    if (next->form.year) {
        form->year = next->form.year - wraps;
    } else { /* "between March and June last year" */
        form->year_rel = form->has_rel = true;
        form->rel = (int16_t)(next->form.rel - wraps);
        form->base = next->form.base;
    }
}

/* "June, July and August 2015": the one of the next times whose year those between them share. */
static const struct timex_found *year_giver(const struct finder *f, uint32_t i)
{
    const struct timex_found *found = f->found.items;
    for (uint32_t k = i; k + 1 < f->found.count && k < i + LIST_MAX; k++) {
        struct str gap = str_slice(f->a->text, found[k].span.end, found[k + 1].span.begin);
        bool bare = found[k].form.month && !found[k].form.year && !found[k].form.has_rel;
        if (!bare || f->sentence_of.items[k + 1] != f->sentence_of.items[i]) {
            return NULL;
        }
        if (found[k].with_next) {
            return &found[k + 1];
        }
        if (!str_equal(gap, STR(", "))) {
            return NULL;
        }
    }
    return NULL;
}

/* "every Monday, Wednesday and Friday": the days of a list come again as its first does. */
static void share_set(const struct finder *f, uint32_t i)
{
    struct timex_found *found = &f->found.items[i];
    const struct timex_found *set = found - 1;
    if (i == 0 || f->sentence_of.items[i - 1] != f->sentence_of.items[i] ||
        set->form.type != TIMEX_SET || !set->form.weekday || set->form.hour >= 0) {
        return;
    }
    struct str gap = str_slice(f->a->text, set->span.end, found->span.begin);
    bool list = str_equal(gap, STR(", ")) || str_equal(gap, STR(" and ")) ||
                str_equal(gap, STR(", and ")) || str_equal(gap, STR(" or "));
    bool bare = found->form.weekday && !found->form.day && !found->form.has_rel &&
                !found->form.week && found->form.type == TIMEX_DATE;
    if (list && bare) {
        found->form.type = TIMEX_SET;
        found->by = set->by;
    }
}

/* "will be closed from February to May", in March: the range that the article stands in. */
static void share_today(const struct finder *f, struct timex_found *found,
                        const struct timex_found *next)
{
    struct timex_form *form = &found->form;
    bool open = !form->year && !form->has_rel && !next->form.year && !next->form.has_rel;
    if (found->to_next && open && form->month && next->form.month && f->context.dated &&
        !f->context.history && f->context.tense != TENSE_PAST) {
        struct calendar_date today = calendar_of_days(f->context.today);
        bool within = form->month <= today.month && today.month <= next->form.month;
        if (within && form->month < next->form.month) {
            form->year_rel = form->has_rel = true; /* "February this year" */
            form->base = BASE_DEICTIC;
        }
    }
}

/* "Monday to Friday next week": both of that week. */
static void share_week(struct timex_found *found, const struct timex_found *next)
{
    struct timex_form *form = &found->form;
    bool bare = form->weekday && !form->day && !form->month && !form->has_rel && !form->week;
    if (found->to_next && bare && next->form.week && next->form.weekday > form->weekday &&
        next->form.has_rel) {
        form->week = next->form.week;
        form->has_rel = true;
        form->rel = next->form.rel;
        form->grain = next->form.grain;
        form->base = next->form.base;
    }
}

/* "next week between Wednesday and Friday", "next week on Monday": the days of that week. */
static void give_week(const struct timex_found *found, struct timex_found *next)
{
    struct timex_form *day = &next->form;
    bool week = found->form.grain == UNIT_WEEK && found->form.has_rel && !found->form.weekday &&
                !found->form.direction && found->form.type == TIMEX_DATE;
    bool bare = day->weekday && !day->day && !day->month && !day->has_rel && !day->week &&
                day->type <= TIMEX_TIME;
    if (week && bare && next->span.begin - found->span.end <= WEEK_TO_DAY_BYTES) {
        day->week = 1;
        day->has_rel = true;
        day->rel = found->form.rel;
        day->grain = UNIT_WEEK;
        day->base = found->form.base;
    }
}

static bool is_bare_weekday(const struct timex_form *form)
{
    return form->weekday && !form->day && !form->month && !form->has_rel && !form->week &&
           form->type <= TIMEX_TIME;
}

static bool is_list_gap(struct str gap)
{
    static const struct str gaps[] = {STR_INIT(", "),     STR_INIT(" and "), STR_INIT(" or "),
                                      STR_INIT(", and "), STR_INIT(", or "), STR_INIT(" ")};
    for (size_t i = 0; i < sizeof gaps / sizeof gaps[0]; i++) {
        if (str_equal(gap, gaps[i])) {
            return true;
        }
    }
    return false;
}

/* Makes the bare weekday one of the other's week. */
static void take_week(struct timex_form *day, const struct timex_form *of)
{
    day->week = of->week;
    day->has_rel = true;
    day->rel = of->rel;
    day->grain = of->grain;
    day->base = of->base;
}

/* Whether the time and the next one are weekdays in one list, in their order. */
static bool goes_on(const struct finder *f, uint32_t i)
{
    if (i + 1 >= f->found.count || f->sentence_of.items[i + 1] != f->sentence_of.items[i]) {
        return false;
    }
    const struct timex_found *found = f->found.items + i, *next = found + 1;
    struct str gap = str_slice(f->a->text, found->span.end, next->span.begin);
    return is_list_gap(gap) && !found->to_next && found->form.weekday &&
           next->form.weekday > found->form.weekday;
}

/* "Monday, Thursday or Friday next week", "next week on Tuesday, Thursday or Friday": what stands
 * in one list is of one week. Of "next week Monday or Tuesday" the second may be of any. */
static void share_list_week(const struct finder *f, uint32_t i)
{
    struct timex_found *found = f->found.items + i;
    struct timex_form *form = &found->form;
    bool of_week = form->week && form->weekday && form->has_rel;
    if (of_week && goes_on(f, i) && is_bare_weekday(&found[1].form) &&
        (goes_on(f, i + 1) || (i > 0 && found[-1].form.week && goes_on(f, i - 1)))) {
        take_week(&found[1].form, form);
    }
    for (uint32_t k = i; is_bare_weekday(form) && k < i + LIST_MAX && goes_on(f, k); k++) {
        const struct timex_form *next = &f->found.items[k + 1].form;
        if (next->week && next->has_rel) {
            take_week(form, next);
        } else if (!is_bare_weekday(next)) {
            return;
        }
    }
}

/* "between the 5th and 9th of next month": both of that month. */
static void share_month(struct timex_found *found, const struct timex_found *next)
{
    struct timex_form *form = &found->form;
    int16_t day = form->day;
    bool free = day && !form->month && !form->weekday && !form->has_rel && form->hour < 0 &&
                form->type == TIMEX_DATE;
    if (found->to_next && free && next->form.nth_unit == UNIT_DAY && next->form.nth > day &&
        next->form.grain == UNIT_MONTH) {
        *form = next->form;
        form->nth = day;
    }
}

/* "between 3:30 and 6:30 p.m. EST": the zone is of both. */
static void share_zone(struct timex_found *found, const struct timex_found *next)
{
    struct timex_form *form = &found->form;
    if (found->to_next && form->hour >= 0 && next->form.hour >= 0 && next->form.has_zone &&
        !form->has_zone) {
        form->has_zone = true;
        form->utc = next->form.utc;
        form->zone = next->form.zone;
        form->seasonal = next->form.seasonal;
    }
}

/* "from 7 to 8 p.m. on Tuesday", "at 4 a.m. local time (0200 GMT) on Wednesday": a clock before its
 * day. */
static void share_day(struct timex_found *found, const struct timex_found *next)
{
    struct timex_form *form = &found->form, day = next->form;
    bool bare = form->hour >= 0 && !form->grain && !form->has_rel && form->type == TIMEX_TIME;
    bool close = next->span.begin - found->span.end <= CLOCK_TO_DAY_BYTES;
    if ((found->to_next || close) && bare && day.grain == UNIT_DAY && day.type <= TIMEX_TIME) {
        bool late = found->to_next && day.half_day && !form->half_day && form->hour < 12;
        day.hour = (int16_t)(late && form->hour + 12 <= day.hour ? form->hour + 12 : form->hour);
        day.minute = form->minute;
        day.sec = form->sec;
        day.half_day = form->half_day;
        day.has_zone = form->has_zone;
        day.utc = form->utc;
        day.zone = form->zone;
        day.seasonal = form->seasonal;
        *form = day;
    }
}

/* "tonight from 7 to 9": a range of hours ends behind its begin, in the other half of the day. */
static void rise(const struct timex_form *begin, struct timex_form *end)
{
    bool clocks = begin->hour >= 0 && end->hour >= 0 && !end->half_day && !end->grain;
    int first = begin->hour * 60 + (begin->minute > 0 ? begin->minute : 0);
    int last = end->hour * 60 + (end->minute > 0 ? end->minute : 0);
    if (clocks && last < first && end->hour < 12 && last + 12 * 60 > first) {
        end->hour = (int16_t)(end->hour + 12);
    }
}

/* The form; "from now" with the article's clock. */
static struct timex_form clock_now(const struct finder *f, const struct timex_form *form)
{
    struct timex_form now = *form;
    if (form->ref == REF_PRESENT && f->context.minute >= 0) {
        now.hour = (int16_t)(f->context.minute / 60);
        now.minute = (int16_t)(f->context.minute % 60);
    }
    return now;
}

/* "from 22:00 to 06:00": the end is of the next day. */
static bool crosses(const struct timex_form *begin, const struct timex_form *end)
{
    int first = begin->hour * 60 + (begin->minute > 0 ? begin->minute : 0);
    int last = end->hour * 60 + (end->minute > 0 ? end->minute : 0);
    bool bare = end->type == TIMEX_TIME && !end->grain && !end->has_rel && !end->has_zone;
    return begin->type == TIMEX_TIME && begin->hour >= 0 && end->hour >= 0 && bare && last < first;
}

/* Where a range begins whose first bound is the form: "from now" today. */
static struct timex_point begin_of(const struct finder *f, const struct timex_form *form)
{
    bool now = form->ref == REF_PRESENT && f->context.dated;
    return now ? timex_point_at(f->context.today, UNIT_DAY) : f->point;
}

/* A year alone does not take away what is known of the month in it. */
static void note_point(struct finder *f, const struct timex_form *form, const struct timex_point *p,
                       uint32_t sentence, uint32_t time)
{
    if (form->type > TIMEX_TIME || form->ref || !p->year || (form->direction && form->vague)) {
        return;
    }
    struct timex_point *last = &f->context.last;
    if (p->grain != UNIT_YEAR || last->grain >= UNIT_YEAR || last->year != p->year ||
        last->before_christ != p->before_christ) {
        *last = *p;
    }
    if (p->grain < UNIT_DECADE) {
        f->context.year = *last;
    }
    f->last_sentence = sentence;
    f->last_time = time;
}

static void set_anchor(const struct finder *f, enum timex_source source, struct timex3 *t)
{
    t->anchor_time = NO_INDEX;
    if (source == SOURCE_ARTICLE) {
        t->anchor = f->by_dateline ? ANCHOR_DATELINE : ANCHOR_PUBLISHED;
    } else if (source == SOURCE_STORY) {
        t->anchor = ANCHOR_TIME;
        t->anchor_time = f->last_time;
    }
}

/* Whether a duration's form hangs on the article's day: a bounded stretch. */
static enum timex_source stretch_source(const struct timex3 *t)
{
    return t->begin.ptr ? SOURCE_ARTICLE : SOURCE_ITSELF;
}

/* What hangs on the story is wrong oftener than what hangs on the article's date. */
static const double certainty_of[] = {
    [SOURCE_ITSELF] = 1.0, [SOURCE_ARTICLE] = 1.0, [SOURCE_STORY] = 0.9, [SOURCE_NOTHING] = 0.7};

/* What the time takes from the next ones of its sentence. */
static void share(struct finder *f, uint32_t i)
{
    struct timex_found *found = &f->found.items[i], *next = found + 1;
    const uint32_t *sentence = &f->sentence_of.items[i];
    share_set(f, i);
    if (i + 1 >= f->found.count || sentence[1] != sentence[0]) {
        return;
    }
    share_year(found, next);
    const struct timex_found *giver = found->with_next ? NULL : year_giver(f, i);
    if (giver && !found->form.year && found->form.type == TIMEX_DATE) {
        found->form.year = giver->form.year;
        found->form.before_christ = giver->form.before_christ;
    }
    share_week(found, next);
    give_week(found, next);
    share_list_week(f, i);
    share_month(found, next);
    share_zone(found, next);
    share_today(f, found, next);
    if (i + 2 < f->found.count && sentence[2] == sentence[0]) {
        share_day(next, next + 1);
    }
    share_day(found, next);
}

/* "in two weeks" is a date where the clause tells of what will be, "within two weeks" begins now
 * unless it tells what was. */
static void settle_ahead(const struct finder *f, uint32_t sentence, struct timex_found *found)
{
    const struct timex_context *c = &f->context;
    struct timex_form *form = &found->form;
    bool past = c->tense == TENSE_PAST || c->history;
    if (form->ahead) {
        bool clock = c->minute >= 0 && form->unit >= UNIT_MINUTE;
        bool ranked = c->tense == TENSE_NONE && timex_is_ranked(f->a, sentence, found->span);
        form->ahead = !past && !ranked && c->dated && (form->unit >= UNIT_DAY || clock);
        form->type = form->ahead ? TIMEX_DATE : TIMEX_DURATION;
        found->by = form->ahead ? found->by : "timex.duration";
    }
    if (form->within && !form->direction) {
        form->bounded = !past;
        form->base = past ? BASE_NONE : BASE_DEICTIC;
        form->rel = !past;
        found->by = "timex.duration";
    }
}

/* "from 12 May to last Sunday", said on 15 May: a begin whose year was guessed lies not behind its
 * end. */
static void mend_begin(struct finder *f, uint32_t i, const struct timex_point *end)
{
    const struct timex_form *form = &f->found.items[i - 1].form;
    struct timex_point begin = f->point;
    int64_t first, last, unused;
    bool guessed = form->month && !form->year && !form->has_rel && !form->direction &&
                   form->type <= TIMEX_TIME;
    if (guessed && timex_point_days(&begin, &first, &unused) &&
        timex_point_days(end, &last, &unused) && first > last) {
        begin.year = end->year - (begin.year == end->year);
        timex_write(form, &begin, &f->context, f->a->arena, &f->a->times.items[i - 1]);
    }
}

static bool resolve(struct finder *f, uint32_t i)
{
    struct timex_found *found = &f->found.items[i];
    uint32_t sentence = f->sentence_of.items[i];
    struct timex3 *t = vec_push(&f->a->times, f->a->arena, TIMES_MAX);
    if (!t) {
        return false;
    }
    f->context.tense = timex_tense(f->a, sentence, found->span);
    share(f, i);
    settle_ahead(f, sentence, found);
    enum timex_source source = SOURCE_ITSELF;
    f->context.same_sentence = f->context.last.grain && f->last_sentence == sentence;
    bool ends = i > 0 && f->found.items[i - 1].to_next && f->sentence_of.items[i - 1] == sentence;
    if (ends) {
        struct timex_form begin = clock_now(f, &found[-1].form);
        rise(&begin, &found->form);
    }
    f->context.from = ends ? begin_of(f, &found[-1].form) : (struct timex_point){0};
    struct timex_point p = timex_resolve(&found->form, &f->context, &source);
    if (ends && crosses(&found[-1].form, &found->form) && p.grain == UNIT_DAY &&
        timex_point_whole(&p)) {
        p = timex_point_move(p, 1);
    }
    if (ends) {
        mend_begin(f, i, &p);
    }
    t->span = found->span;
    timex_write(&found->form, &p, &f->context, f->a->arena, t);
    if (found->form.type == TIMEX_DURATION) {
        source = stretch_source(t);
    }
    set_anchor(f, source, t);
    t->confidence = found->certainty / 100.0 * certainty_of[source];
    t->by = found->by;
    f->point = p;
    if (ends && p.grain >= UNIT_YEAR) {
        return true; /* of "1955-63" the story goes on from the first */
    }
    note_point(f, &found->form, &p, sentence, f->a->times.count - 1);
    return true;
}

/* Where the range ends that the time closes: with its begin, with its end where it says so ("to the
 * end of 2008"), with the article's day where it is now. */
static struct str range_end(const struct finder *f, const struct timex3 *begin,
                            const struct timex_form *form)
{
    const struct timex3 *t = begin + 1;
    if (form->ref == REF_PRESENT && f->context.dated) {
        struct calendar_date d = calendar_of_days(f->context.today);
        bool clock = begin->type == TIMEX_TIME && f->context.minute >= 0;
        return clock ? arena_printf(f->a->arena, "%04d-%02d-%02dT%02d:%02d", d.year, d.month, d.day,
                                    f->context.minute / 60, f->context.minute % 60)
                     : arena_printf(f->a->arena, "%04d-%02d-%02d", d.year, d.month, d.day);
    }
    return form->last && form->mod == MOD_END ? t->end : t->begin;
}

/* "the first nine months of 1989": the edge of the time behind. */
static void set_edge(struct finder *f, uint32_t i)
{
    struct timex3 *t = &f->a->times.items[i];
    struct calendar_date begin, end;
    if (calendar_read_iso(t[1].begin, &begin) && calendar_read_iso(t[1].end, &end)) {
        timex_write_edge(&f->found.items[i].form, calendar_to_days(begin), calendar_to_days(end),
                         f->a->arena, t);
    }
}

/* "three days starting next Monday", "two hours from 2 p.m." */
static void set_start(struct finder *f, uint32_t i)
{
    struct timex3 *t = &f->a->times.items[i];
    struct timex_form form = f->found.items[i].form;
    struct calendar_date begin;
    form.edge = 1;
    if (t->type == TIMEX_DURATION && t[1].type == TIMEX_TIME) {
        timex_write_run(&form, t[1].begin, f->a->arena, t);
    } else if (t->type == TIMEX_DURATION && !form.bounded &&
               calendar_read_iso(t[1].begin, &begin)) {
        int64_t day = calendar_to_days(begin);
        timex_write_edge(&form, day, day + START_DAYS_MAX, f->a->arena, t);
    }
}

/* "10 a.m. for three hours", "tomorrow for three days" */
static void set_run(struct finder *f, uint32_t i)
{
    struct timex3 *t = &f->a->times.items[i];
    struct timex_form form = f->found.items[i + 1].form;
    struct calendar_date begin;
    form.edge = 1;
    if (t->type == TIMEX_TIME) {
        timex_write_run(&form, t->begin, f->a->arena, t + 1);
    } else if (!form.bounded && calendar_read_iso(t->begin, &begin)) {
        int64_t day = calendar_to_days(begin);
        timex_write_edge(&form, day, day + START_DAYS_MAX, f->a->arena, t + 1);
    }
}

/* "between now and Friday": what is now begins with the article's day, or its minute. */
static void set_now(const struct finder *f, uint32_t i)
{
    struct timex3 *t = &f->a->times.items[i];
    bool clock = t[1].type == TIMEX_TIME && f->context.minute >= 0;
    if (f->found.items[i].form.ref == REF_PRESENT && f->context.dated && t[1].begin.ptr &&
        (clock || t[1].type == TIMEX_DATE)) {
        struct timex_form now = {.hour = -1, .minute = -1, .sec = -1};
        struct timex_point day = timex_point_at(f->context.today, UNIT_DAY);
        if (clock) {
            now.hour = (int16_t)(f->context.minute / 60);
            now.minute = (int16_t)(f->context.minute % 60);
        }
        timex_write_interval(&now, &day, &f->context, f->a->arena, t);
        set_anchor(f, SOURCE_ARTICLE, t);
    }
}

/* "the 12 months to June", "the year to March 31": what ends with the next one; false for
 * others. */
static bool set_until(struct finder *f, uint32_t i)
{
    struct timex3 *t = &f->a->times.items[i];
    struct timex_form form = f->found.items[i].form;
    uint8_t ends = f->found.items[i + 1].form.grain;
    bool year = form.grain == UNIT_YEAR && form.has_rel && form.rel == 0 && !form.mod &&
                strcmp(f->found.items[i].by, "timex.the_unit") == 0;
    bool months = t->type == TIMEX_DURATION && form.unit >= UNIT_MONTH && !form.bounded;
    struct calendar_date end;
    if (!(year || months) || (ends != UNIT_DAY && ends != UNIT_MONTH) ||
        !calendar_read_iso(t[1].end, &end)) {
        return false;
    }
    if (year) {
        form.unit = UNIT_YEAR;
        form.count = 1000;
        t->type = TIMEX_DURATION;
        t->value = STR("P1Y");
    }
    form.edge = -1;
    int64_t day = calendar_to_days(end);
    timex_write_edge(&form, day - START_DAYS_MAX, day, f->a->arena, t);
    if (t[1].anchor != ANCHOR_TIME || t[1].anchor_time < i) { /* it may hang on this one */
        t->anchor = t[1].anchor;
        t->anchor_time = t[1].anchor_time;
    }
    return true;
}

/* The first bound of a range reaches to where the second begins: together they are the range. */
static void join_times(struct finder *f)
{
    for (uint32_t i = 0; i + 1 < f->a->times.count; i++) {
        struct timex3 *t = &f->a->times.items[i];
        if (f->found.items[i].to_next) {
            set_now(f, i);
        }
        if (f->found.items[i].ends_next && set_until(f, i)) {
            continue;
        }
        if (f->found.items[i].of_next) {
            set_edge(f, i);
        } else if (f->found.items[i].starts_next) {
            set_start(f, i);
        } else if (f->found.items[i].runs_next) {
            set_run(f, i);
        } else if (f->found.items[i].to_next && set_until(f, i)) {
            continue;
        } else if (f->found.items[i].to_next && t->begin.ptr) {
            struct str end = range_end(f, t, &f->found.items[i + 1].form);
            bool close = f->found.items[i].form.last && t->type == TIMEX_DATE;
            if (close && str_compare(t->end, end) < 0) {
                t->begin = t->end; /* "from the end of March to June" */
            }
            if (end.ptr && t->begin.len == end.len && str_compare(t->begin, end) < 0) {
                t->end = end;
            }
        }
    }
}

enum status timex_run(struct article *a, const struct models *m)
{
    (void)m;
    struct arena_mark mark = arena_mark(&a->state->scratch);
    struct finder *f = arena_alloc(&a->state->scratch, sizeof *f);
    bool all = true;
    f->a = a;
    f->region = arena_alloc_raw(&a->state->scratch, sizeof *f->region);
    f->here = arena_alloc_raw(&a->state->scratch, TIMEX_ITEMS_MAX * sizeof *f->here);
    read_anchor(f);
    for (uint32_t i = 0; i < a->sentences.count && all; i++) {
        const struct sentence *s = &a->sentences.items[i];
        all = article_spend(a, s->token_end - s->token_begin) && find_in(f, i);
    }
    if (a->layers & HAS_NAMES) {
        drop_names(f);
    }
    f->context.history = tells_history(f);
    for (uint32_t i = 0; i < f->found.count && resolve(f, i); i++) {
    }
    join_times(f);
    arena_rewind(&a->state->scratch, mark);
    return all ? STATUS_OK : STATUS_LIMIT;
}
