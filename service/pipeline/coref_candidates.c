#include "pipeline/coref.h"

enum {
    SPEAKING_PAIRS = 3, /* candidates of "I", "we", "you" */
    REACH = 120,        /* mentions looked at */
    ABOVE_MAX = 12,     /* clauses above a pronoun */
    SUBJECT = 2,        /* the places of subjects in coref_views.c */
};

static void add(struct coref *c, uint32_t mention, uint32_t candidate)
{
    struct coref_field *f = &c->field;
    if (f->count < COREF_CANDIDATES_MAX && coref_possible(c, mention, candidate)) {
        f->items[f->count] = (struct coref_candidate){.mention = candidate, .nearer = f->count};
        f->count++;
    }
}

static void add_before(struct coref *c, uint32_t mention)
{
    const struct coref_view *v = &c->views[mention];
    bool speaking = v->kind >= COREF_I && v->kind <= COREF_YOU;
    uint32_t at = mention, most = speaking ? SPEAKING_PAIRS : COREF_PAIRS_MAX;
    uint32_t stop = mention > REACH ? mention - REACH : 0;
    while (at > stop && c->field.count < most) {
        add(c, mention, --at);
    }
    if (speaking && c->field.count == 0 && c->last[v->kind]) {
        add(c, mention, c->last[v->kind] - 1);
    }
    uint32_t same = v->kind == COREF_NOMINAL ? c->lemma_before[mention] : 0;
    for (int i = 0; i < COREF_SAME_LEMMA_MAX && same; i++, same = c->lemma_before[same - 1]) {
        if (same - 1 < at) {
            add(c, mention, same - 1);
        }
    }
}

/* "Before she left, Ana Kos …": names that are subjects of the clauses above a pronoun and come
 * after it (Reinhart 1983: a pronoun may not command its name, nor does it here). */
static void add_ahead(struct coref *c, uint32_t mention)
{
    const struct coref_view *v = &c->views[mention];
    const struct phrases *p = &c->phrases;
    uint32_t head = c->a->mentions.items[mention].head, above = p->parent[head];
    bool personal = v->form == COREF_PERSONAL || v->form == COREF_OWNING;
    uint32_t most = c->field.count + COREF_AHEAD_MAX;
    if (v->kind < COREF_HE || v->kind > COREF_THEY || !personal) {
        return;
    }
    for (int i = 0; i < ABOVE_MAX && above != NO_INDEX; i++, above = p->parent[above]) {
        for (uint32_t t = p->first[above]; t != NO_INDEX; t = p->next[t]) {
            uint32_t name = t > head ? c->name_at[t] : 0;
            uint8_t place = name ? c->views[name - 1].place : 0;
            if (place && place <= SUBJECT && c->field.count < most) {
                c->views[name - 1].chain = c->chain_of[c->a->mentions.items[name - 1].entity];
                add(c, mention, name - 1);
            }
        }
    }
}

static const struct coref_chain *chain_at(const struct coref *c, const struct coref_candidate *x)
{
    uint32_t chain = c->views[x->mention].chain;
    return chain == NO_INDEX ? NULL : &c->chains.items[chain];
}

/* The candidate of the same chain that was tried first, the place of x itself if there is none. */
static uint32_t first_of(const struct coref *c, uint32_t x)
{
    const struct coref_chain *chain = chain_at(c, &c->field.items[x]);
    for (uint32_t i = 0; i < x && chain; i++) {
        if (chain_at(c, &c->field.items[i]) == chain) {
            return i;
        }
    }
    return x;
}

static bool is_named(const struct coref *c, const struct coref_candidate *x)
{
    const struct coref_chain *chain = chain_at(c, x);
    return chain ? chain->named : c->views[x->mention].kind == COREF_NAME;
}

/* Compares each candidate with the others, chain by chain. */
static void compare(struct coref *c, uint32_t mention)
{
    const struct mention *m = &c->a->mentions.items[mention];
    struct coref_field *f = &c->field;
    uint32_t first[COREF_CANDIDATES_MAX], named = 0, fit = 0;
    for (uint32_t i = 0; i < f->count; i++) {
        struct coref_candidate *x = &f->items[i];
        const struct coref_chain *chain = chain_at(c, x);
        first[i] = first_of(c, i);
        x->salience = chain ? coref_salience(chain, m->sentence) : 0;
        x->nearer_named = first[i] == i ? named : f->items[first[i]].nearer_named;
        x->nearer_fit = first[i] == i ? fit : f->items[first[i]].nearer_fit;
        f->items[first[i]].mates++;
        if (first[i] == i) {
            enum gender g = chain ? chain->gender : c->a->mentions.items[x->mention].gender;
            f->chains++;
            f->agreeing += g != GENDER_UNKNOWN && g == m->gender;
            named += is_named(c, x);
            enum entity_type type = chain ? chain->type : c->a->mentions.items[x->mention].type;
            fit += type == ENTITY_PERSON && (g == GENDER_UNKNOWN || g == m->gender);
        }
    }
    for (uint32_t i = 0; i < f->count; i++) {
        f->items[i].mates = f->items[first[i]].mates;
        for (uint32_t k = 0; k < f->count; k++) {
            f->items[i].rank += first[k] == k && f->items[k].salience > f->items[i].salience;
        }
    }
}

void coref_look_round(struct coref *c, uint32_t mention)
{
    c->field.count = c->field.chains = c->field.agreeing = 0;
    add_before(c, mention);
    add_ahead(c, mention);
    compare(c, mention);
}
