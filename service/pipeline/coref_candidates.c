#include "pipeline/coref.h"

enum {
    SPEAKING_PAIRS = 3, /* candidates of "I", "we", "you" */
    REACH = 120,        /* mentions looked at */
    AHEAD_REACH = 24,   /* likewise behind a pronoun */
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

/* "Before she left, Ana Kos …", "With his wife Ana, Kos …": names of persons that come after a
 * pronoun in its sentence and that it does not command (Reinhart 1983). */
static void add_ahead(struct coref *c, uint32_t mention)
{
    const struct coref_view *v = &c->views[mention];
    const struct mention *m = &c->a->mentions.items[mention];
    bool personal = v->form == COREF_PERSONAL || v->form == COREF_OWNING;
    uint32_t most = c->field.count + COREF_AHEAD_MAX, stop = mention + 1 + AHEAD_REACH;
    if (v->kind < COREF_HE || v->kind > COREF_THEY || !personal) {
        return;
    }
    stop = stop < c->a->mentions.count ? stop : c->a->mentions.count;
    for (uint32_t i = mention + 1; i < stop && c->field.count < most; i++) {
        const struct mention *t = &c->a->mentions.items[i];
        if (t->sentence != m->sentence) {
            return;
        }
        if (c->views[i].kind == COREF_NAME && !coref_commands(c, m->head, t->head)) {
            c->views[i].chain = c->chain_of[t->entity];
            add(c, mention, i);
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
