/* timex: temporal expressions ("Tuesday", "in March 2024") and what they mean.
 *
 * Reads    tokens, sentences, dateline, input.published.   Writes  times, ordered by begin.
 * Memory   all results live in a->arena; nothing to free.
 * Budget   one unit for each token.
 * Errors   STATUS_LIMIT when TIMES_MAX or the budget was reached: the times so far are kept.
 *
 * Two passes. The first finds what expressions say (timex_rules); from all of them follows whether
 * the article reports its own days or tells a history: then dates of other years outweigh those
 * near its own. The second resolves in text order, with the date that the text spoke of last (as
 * HeidelTime does for narratives). */
#include <string.h>

#include "pipeline/pipeline.h"
#include "pipeline/stages.h"
#include "pipeline/timex_rules.h"
#include "pipeline/timex_tense.h"
#include "pipeline/timex_value.h"

enum { HISTORY_DATES_MIN = 4 };

/* What both passes share, in scratch memory. */
struct finder {
    struct article *a;
    struct timex_region region;
    struct timex_found here[TIMEX_ITEMS_MAX];
    VEC(struct timex_found) found;
    VEC(uint32_t) sentence_of; /* of each found */
    struct timex_context context;
    uint32_t last_sentence; /* in which context.last was set */
    uint32_t last_time;     /* its position in times */
    bool by_dateline;
};

static bool find_in(struct finder *f, uint32_t sentence)
{
    struct timex_scanner s = timex_scanner_of(f->a->text, f->a->sentences.items[sentence].span);
    while (timex_scan(&s, &f->region)) {
        uint32_t count = timex_match(&f->region, f->here);
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
}

/* Whether dates of other years outweigh those that hang on the article's own day. */
static bool tells_history(const struct finder *f)
{
    uint32_t far = 0, near = 0;
    int year = f->context.dated ? calendar_of_days(f->context.today).year : 0;
    for (uint32_t i = 0; i < f->found.count; i++) {
        const struct timex_form *form = &f->found.items[i].form;
        if (form->base == BASE_DEICTIC || (form->weekday && !form->day)) {
            near++;
        } else if (form->year && form->type != TIMEX_SET) {
            bool other = form->before_christ || form->year < year - 1 || form->year > year + 1;
            far += other;
            near += !other;
        }
    }
    return far >= HISTORY_DATES_MIN && far > 2 * near;
}

/* ---- resolving ---- */

/* The first of "April and June 1955" shares the year, that of "Nov-Feb 2017" has the one before. */
static void share_year(struct timex_found *found, const struct timex_found *next)
{
    struct timex_form *form = &found->form;
    if (!found->with_next || form->year || form->has_rel || !next->form.year ||
        form->type > TIMEX_TIME || form->direction || !(form->month || form->sub)) {
        return;
    }
    bool wraps =
        found->to_next && form->month && next->form.month && form->month > next->form.month;
    form->year = next->form.year - wraps;
    form->before_christ = next->form.before_christ;
}

/* Clocks of a range share the day and the half of it: "tomorrow from 7 to 8 p.m." */
static void note_point(struct finder *f, const struct timex_form *form, const struct timex_point *p,
                       uint32_t sentence, uint32_t time)
{
    if (form->type > TIMEX_TIME || form->ref || !p->year || (form->direction && form->vague)) {
        return;
    }
    f->context.last = *p;
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
static enum timex_source stretch_source(const struct finder *f, const struct timex3 *t)
{
    (void)f;
    return t->begin.ptr ? SOURCE_ARTICLE : SOURCE_ITSELF;
}

static bool resolve(struct finder *f, uint32_t i)
{
    struct timex_found *found = &f->found.items[i];
    uint32_t sentence = f->sentence_of.items[i];
    struct timex3 *t = vec_push(&f->a->times, f->a->arena, TIMES_MAX);
    if (!t) {
        return false;
    }
    if (i + 1 < f->found.count && f->sentence_of.items[i + 1] == sentence) {
        share_year(found, &f->found.items[i + 1]);
    }
    enum timex_source source = SOURCE_ITSELF;
    f->context.same_sentence = f->context.last.grain && f->last_sentence == sentence;
    f->context.tense = timex_tense(f->a, sentence, found->span);
    struct timex_point p = timex_resolve(&found->form, &f->context, &source);
    t->span = found->span;
    timex_write(&found->form, &p, &f->context, f->a->arena, t);
    if (found->form.type == TIMEX_DURATION) {
        source = stretch_source(f, t);
    }
    set_anchor(f, source, t);
    t->confidence = found->certainty / 100.0 * (source == SOURCE_NOTHING ? 0.7 : 1.0);
    t->by = found->by;
    note_point(f, &found->form, &p, sentence, f->a->times.count - 1);
    return true;
}

/* The first bound of a range reaches to where the second begins: together they are the range. */
static void join_ranges(struct finder *f)
{
    for (uint32_t i = 0; i + 1 < f->a->times.count; i++) {
        struct timex3 *t = &f->a->times.items[i], *next = t + 1;
        if (f->found.items[i].to_next && t->begin.ptr && next->begin.ptr &&
            t->begin.len == next->begin.len && str_compare(t->begin, next->begin) < 0) {
            t->end = next->begin;
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
    read_anchor(f);
    for (uint32_t i = 0; i < a->sentences.count && all; i++) {
        const struct sentence *s = &a->sentences.items[i];
        all = article_spend(a, s->token_end - s->token_begin) && find_in(f, i);
    }
    f->context.history = tells_history(f);
    for (uint32_t i = 0; i < f->found.count && resolve(f, i); i++) {
    }
    join_ranges(f);
    arena_rewind(&a->state->scratch, mark);
    return all ? STATUS_OK : STATUS_LIMIT;
}
