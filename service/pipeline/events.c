/* events: who did what to whom, who said so, and whether it happened.
 *
 * Reads    sentences, tokens, tags, trees, mentions.   Writes  events, in text order.
 * Memory   all results live in a->arena; a sentence's view in the worker's scratch.
 * Budget   one unit for each token.
 * Errors   STATUS_MODEL without an event pack; STATUS_LIMIT when EVENTS_MAX or the budget was
 *          reached: the events so far are kept.
 *
 * After PETRARCH 2 (Norris, Schrodt, Beieler 2017), on Universal Dependencies: the sentence's main
 * clause and its conjuncts tell the news; clauses below them are background and count where they
 * name both parties. What words mean stands in the event pack, how clauses compose in
 * event_reading.c. A happening between the same parties that is told twice is one event. */
#include <string.h>

#include "article/article.h"
#include "model/models.h"
#include "pipeline/event.h"
#include "pipeline/pipeline.h"
#include "pipeline/stages.h"

#define BIT(name) RELATION_BIT(RELATION_##name)

/* What an event must have: news of the main clause one known actor, background both. */
enum demand { ONE_ACTOR, TWO_ACTORS };

struct coder {
    struct event_view view;
    uint32_t first; /* the sentence's first event in a->events */
    bool full;
};

static struct actors_list copy_actors(struct article *a, const struct event_actors *found)
{
    struct actors_list list = {.count = found->count};
    if (found->count) {
        uint32_t *items = arena_alloc_array(a->arena, found->count, sizeof *items);
        memcpy(items, found->entity, found->count * sizeof *items);
        list.entity = items;
    }
    return list;
}

static bool same_list(const struct actors_list *a, const struct actors_list *b)
{
    return a->count == b->count &&
           (a->count == 0 || memcmp(a->entity, b->entity, a->count * sizeof *a->entity) == 0);
}

/* An earlier event that is the same happening between the same parties. */
static bool is_told(const struct article *a, const struct event *e)
{
    if (!e->source.count || !e->target.count) {
        return false;
    }
    for (uint32_t i = a->events.count; i-- > 0;) {
        const struct event *f = &a->events.items[i];
        if (str_equal(f->cameo, e->cameo) && str_equal(f->class, e->class) &&
            f->modality == e->modality && f->negated == e->negated &&
            same_list(&f->source, &e->source) && same_list(&f->target, &e->target)) {
            return true;
        }
    }
    return false;
}

static void drop_common(struct event_actors *from, const struct event_actors *other)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < from->count; i++) {
        bool common = false;
        for (uint32_t j = 0; j < other->count; j++) {
            common |= from->entity[i] == other->entity[j];
        }
        if (!common) {
            from->entity[kept++] = from->entity[i];
        }
    }
    from->count = kept;
}

static bool emit(struct coder *c, const struct event_reading *r, uint32_t speaker,
                 enum demand demand)
{
    struct article *a = c->view.a;
    struct event_code code = event_pack_code(c->view.pack, r->code);
    struct event_actors source = {.count = 0}, target = {.count = 0}, who = {.count = 0};
    event_actors(&c->view, r->source, &source);
    event_actors(&c->view, r->target, &target);
    drop_common(&target, &source);
    bool coded = code.cameo.ptr != NULL;
    if (coded && !code.event.ptr && !c->view.pack->has_actors) {
        return false; /* a comment, which PLOVER does not count */
    }
    int parties = (source.count > 0) + (target.count > 0) + (r->mutual && source.count > 1);
    if ((coded && parties == 0) || ((demand == TWO_ACTORS || r->pattern) && parties < 2)) {
        return false;
    }
    event_actors(&c->view, r->speaker != NO_INDEX ? r->speaker : speaker, &who);
    struct event e = {
        .trigger = {a->tokens.items[r->trigger].begin, a->tokens.items[r->trigger].end},
        .lemma = a->tags.lemma[r->trigger],
        .class = code.class,
        .plover = code.event,
        .mode = code.mode,
        .contexts = {code.contexts[0], code.contexts[1]},
        .cameo = code.cameo,
        .quad = code.quad,
        .goldstein = code.goldstein,
        .source = copy_actors(a, &source),
        .target = copy_actors(a, &target),
        .place = NO_INDEX,
        .time = NO_INDEX,
        .modality = r->modality,
        .negated = r->negated,
        .quote = NO_INDEX,
        .speaker = who.count ? who.entity[0] : NO_INDEX,
        .sentence = c->view.sentence,
        .confidence = parties > 1 ? 0.8 : 0.6,
        .by = r->by};
    if (is_told(a, &e)) {
        return true;
    }
    struct event *put = vec_push(&a->events, a->arena, EVENTS_MAX);
    c->full |= put == NULL;
    if (put) {
        *put = e;
    }
    return true;
}

/* "…, Xinhua said": the one who says the clause that it stands beside. */
static uint32_t speaker_beside(const struct coder *c, uint32_t token)
{
    const struct event_view *v = &c->view;
    static const uint64_t beside = BIT(PARATAXIS) | BIT(CONJ);
    for (uint32_t p = event_child(v, token, beside); p != NO_INDEX;
         p = event_next_child(v, p, beside)) {
        struct event_match m;
        if (event_match(v, EVENT_VERB, p, NO_INDEX, &m) && m.operator_ == EVENT_SAY &&
            event_child(v, p, BIT(CCOMP)) == NO_INDEX) {
            return event_child(v, p, BIT(NSUBJ));
        }
    }
    return NO_INDEX;
}

static void visit(struct coder *c, uint32_t token, uint32_t subject, uint32_t speaker,
                  enum demand demand, unsigned depth);

/* Clauses below one that told of nothing, and background below one that did. */
static void visit_below(struct coder *c, uint32_t token, uint32_t speaker, bool told,
                        unsigned depth)
{
    const struct event_view *v = &c->view;
    static const uint64_t nouns = BIT(NSUBJ) | BIT(NSUBJ_PASS) | BIT(OBJ);
    static const uint64_t clauses = BIT(CCOMP) | BIT(PARATAXIS) | BIT(XCOMP);
    struct event_reading r;
    for (uint32_t n = told ? NO_INDEX : event_child(v, token, nouns); n != NO_INDEX;
         n = event_next_child(v, n, nouns)) {
        if (event_read_noun(v, n, 0, &r) && emit(c, &r, speaker, ONE_ACTOR)) {
            told = true;
            break;
        }
    }
    for (uint32_t k = told ? NO_INDEX : event_child(v, token, clauses); k != NO_INDEX;
         k = event_next_child(v, k, clauses)) {
        visit(c, k, NO_INDEX, speaker, ONE_ACTOR, depth + 1);
    }
}

static void visit(struct coder *c, uint32_t token, uint32_t subject, uint32_t speaker,
                  enum demand demand, unsigned depth)
{
    const struct event_view *v = &c->view;
    struct event_reading r;
    if (depth > EVENT_DEPTH_MAX || c->full) {
        return;
    }
    uint32_t says = speaker_beside(c, token);
    speaker = says != NO_INDEX ? says : speaker;
    bool told = event_read_clause(v, token, subject, 0, &r) && emit(c, &r, speaker, demand);
    visit_below(c, token, speaker, told, depth);
    uint32_t own = event_child(v, token, BIT(NSUBJ) | BIT(NSUBJ_PASS));
    for (uint32_t k = event_child(v, token, BIT(CONJ)); k != NO_INDEX;
         k = event_next_child(v, k, BIT(CONJ))) {
        if (event_is_verbal(v, k)) {
            visit(c, k, own != NO_INDEX ? own : subject, speaker, told ? TWO_ACTORS : demand,
                  depth + 1);
        }
    }
}

static int by_trigger(const void *x, const void *y)
{
    const struct event *a = x, *b = y;
    return a->trigger.begin < b->trigger.begin ? -1 : a->trigger.begin > b->trigger.begin;
}

/* Few events, and nearly in order already. */
static void sort_events(struct event *items, uint32_t count)
{
    for (uint32_t i = 1; i < count; i++) {
        for (uint32_t j = i; j > 0 && by_trigger(&items[j - 1], &items[j]) > 0; j--) {
            struct event e = items[j];
            items[j] = items[j - 1];
            items[j - 1] = e;
        }
    }
}

static void code_sentence(struct coder *c)
{
    struct article *a = c->view.a;
    c->first = a->events.count;
    for (uint32_t t = c->view.begin; t < c->view.end; t++) {
        if (event_node(&c->view, t)->head == NO_INDEX) {
            visit(c, t, NO_INDEX, NO_INDEX, ONE_ACTOR, 0);
        }
    }
    sort_events(a->events.items + c->first, a->events.count - c->first);
    event_link(&c->view, a->events.items + c->first, a->events.count - c->first);
}

enum status events_run(struct article *a, const struct models *m)
{
    if (!m->events) {
        return STATUS_MODEL;
    }
    if (!article_spend(a, a->tokens.count)) {
        return STATUS_LIMIT;
    }
    struct coder c = {.full = false};
    for (uint32_t i = 0; i < a->sentences.count && !c.full; i++) {
        struct arena_mark mark = arena_mark(&a->state->scratch);
        event_view_init(&c.view, a, m->events, i);
        code_sentence(&c);
        arena_rewind(&a->state->scratch, mark);
    }
    return c.full ? STATUS_LIMIT : STATUS_OK;
}
