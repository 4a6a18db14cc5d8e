#include "pipeline/coref.h"

#include <stdlib.h>
#include <string.h>

#include "pipeline/entity_key.h"
#include "pipeline/nouns.h"
#include "pipeline/pipeline.h"

/* Shares of right links of that score or more, on the even half of OntoGUM's development and test
 * parts; "he" and "she" have a forest of their own, which learned on harder ones. */
struct calibration {
    int32_t score; /* 1/256 log-odds */
    double confidence;
};

static double confidence_of(const struct coref_view *v, int32_t score)
{
    static const struct calibration persons[] = {
        {512, 0.94}, {256, 0.87}, {0, 0.74}, {INT32_MIN, 0.55}};
    static const struct calibration others[] = {{1024, 0.95}, {768, 0.91}, {512, 0.8},
                                                {256, 0.69},  {0, 0.6},    {INT32_MIN, 0.44}};
    bool person = v->kind == COREF_HE || v->kind == COREF_SHE;
    const struct calibration *c = person ? persons : others;
    while (score < c->score) {
        c++;
    }
    return c->confidence;
}

/* "A children's center", "women's rights": the noun says of what sort something is. */
static bool is_sort(const struct coref *c, const struct mention *m, const struct coref_view *v)
{
    return phrase_is(&c->phrases, m->head, STR("nmod:poss")) && m->number == NUMBER_PLURAL &&
           (v->form == COREF_BARE || v->form == COREF_A);
}

/* "As a supplier and partner", "was a banker": the noun is said of somebody else. */
static bool is_said(const struct coref *c, const struct mention *m)
{
    const struct phrases *p = &c->phrases;
    uint32_t head = phrase_is(p, m->head, STR("conj")) ? p->parent[m->head] : m->head;
    uint32_t mark = phrase_child(p, head, STR("case"));
    return phrase_child(p, head, STR("cop")) != NO_INDEX ||
           (mark != NO_INDEX && str_equal_nocase(phrase_form(p, mark), STR("as")));
}

/* Persons and bodies that are told of once are entities too: somebody may quote them. */
static bool is_actor(const struct coref *c, uint32_t mention)
{
    const struct mention *m = &c->a->mentions.items[mention];
    const struct coref_view *v = &c->views[mention];
    bool body = v->class == NOUN_GROUP || m->type == ENTITY_ORGANIZATION; /* "the authorities" */
    return m->kind == MENTION_NOMINAL && !v->skip && (v->class == NOUN_PERSON || body) &&
           !phrase_is(&c->phrases, m->head, STR("compound")) && !is_sort(c, m, v) && !is_said(c, m);
}

static bool found_entities(struct coref *c)
{
    struct article *a = c->a;
    for (uint32_t i = 0; i < c->chains.count; i++) {
        struct coref_chain *chain = &c->chains.items[i];
        if (chain->entity != NO_INDEX || chain->size == 0 ||
            (chain->size == 1 && !is_actor(c, chain->first))) {
            continue;
        }
        struct entity *e = vec_push(&a->entities, a->arena, ENTITIES_MAX);
        if (!e) {
            return false;
        }
        *e = (struct entity){.type = chain->type, .by = STR("coref")};
        chain->entity = a->entities.count - 1;
    }
    return true;
}

/* A nominal before a pronoun, the longer text, the first. */
static bool names_better(const struct coref *c, uint32_t mention, uint32_t old)
{
    const struct mention *m = &c->a->mentions.items[mention], *o = &c->a->mentions.items[old];
    return m->kind != o->kind && m->kind == MENTION_NOMINAL;
}

static void place_mentions(struct coref *c, const int32_t *score)
{
    struct article *a = c->a;
    uint32_t *best = arena_alloc_array(&a->state->scratch, a->entities.count + 1, sizeof *best);
    for (uint32_t i = 0; i < a->mentions.count; i++) {
        struct mention *m = &a->mentions.items[i];
        struct coref_view *v = &c->views[i];
        if (m->entity != NO_INDEX || v->chain == NO_INDEX ||
            c->chains.items[v->chain].entity == NO_INDEX) {
            continue;
        }
        m->entity = c->chains.items[v->chain].entity;
        m->confidence = m->antecedent == NO_INDEX ? 0.5 : confidence_of(v, score[i]);
        struct entity *e = &a->entities.items[m->entity];
        if (e->name_count == 0 && (e->mention_count == 0 || names_better(c, i, best[m->entity]))) {
            best[m->entity] = i;
            e->name = article_slice(a, m->span);
        }
        e->mention_count++;
        e->gender = c->chains.items[v->chain].gender;
        e->number = c->chains.items[v->chain].number;
        e->confidence = m->confidence > e->confidence ? m->confidence : e->confidence;
    }
}

/* ---- order ---- */

static void order_entities(struct article *a)
{
    uint32_t count = a->entities.count, next = 0;
    uint32_t *place = arena_alloc_array(&a->state->scratch, count + 1, sizeof *place);
    struct entity *ordered = arena_alloc_array(a->arena, count, sizeof *ordered);
    for (uint32_t i = 0; i < a->mentions.count; i++) {
        struct mention *m = &a->mentions.items[i];
        if (m->entity == NO_INDEX) {
            continue;
        }
        if (!place[m->entity]) {
            ordered[next] = a->entities.items[m->entity];
            place[m->entity] = ++next;
        }
        m->entity = place[m->entity] - 1;
    }
    a->entities.items = ordered;
    a->entities.capacity = count;
    a->entities.count = next;
}

/* Mentions count, most by name, in the headline and in the first paragraph; the most salient entity
 * has 1. */
static void weigh(struct article *a)
{
    static const double by_kind[] = {
        [MENTION_NAME] = 1.0, [MENTION_NOMINAL] = 0.5, [MENTION_PRONOUN] = 0.5};
    double most = 0;
    uint32_t first = a->sentences.count ? a->sentences.items[0].paragraph : 0;
    for (uint32_t i = 0; i < a->mentions.count; i++) {
        const struct mention *m = &a->mentions.items[i];
        if (m->entity == NO_INDEX || (m->name != NO_INDEX && m->kind == MENTION_NOMINAL)) {
            continue;
        }
        uint32_t paragraph = a->sentences.items[m->sentence].paragraph;
        double *salience = &a->entities.items[m->entity].salience;
        *salience += by_kind[m->kind] * (paragraph <= first + 1 ? 2 : 1);
        most = *salience > most ? *salience : most;
    }
    for (uint32_t i = 0; i < a->entities.count && most > 0; i++) {
        a->entities.items[i].salience /= most;
    }
}

static void key_entities(struct article *a)
{
    for (uint32_t i = 0; i < a->entities.count; i++) {
        struct entity *e = &a->entities.items[i];
        if (!e->key.ptr) {
            entity_key_set(e, NULL, 0, a->arena);
        }
    }
}

enum status coref_settle(struct coref *c, const int32_t *score)
{
    struct article *a = c->a;
    uint32_t named = a->entities.count;
    if (!found_entities(c)) {
        a->entities.count = named;
        return STATUS_LIMIT;
    }
    place_mentions(c, score);
    order_entities(a);
    key_entities(a);
    weigh(a);
    return STATUS_OK;
}
