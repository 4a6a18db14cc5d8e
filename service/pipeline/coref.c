/* coref: what the nominals and pronouns refer to.
 *
 * Reads    sentences, tokens, tags, trees, mentions, entities, quotes.   Writes  of nominals and
 *          pronouns mention.entity, antecedent, by, confidence; entities of nominals and pronouns
 *          alone; order, counts and salience of all entities.
 * Memory   new entities live in a->arena, all else in the worker's scratch.
 * Budget   COREF_CANDIDATES_MAX candidates of a mention.
 * Errors   STATUS_LIMIT when ENTITIES_MAX was reached: entities are then those of the names.
 *
 * From left to right each mention takes the best candidate before it, or none (coref.h). */
#include "pipeline/coref.h"

#include <stdlib.h>

#include "model/models.h"
#include "pipeline/nouns.h"
#include "pipeline/pipeline.h"
#include "pipeline/stages.h"

enum {
    SURE_SCORE = 768,
    UNNAMED_REACH = 40,    /* mentions before a name */
    UNNAMED_SENTENCES = 2, /* likewise */
    SUBJECT = 2,           /* the places of subjects in coref_views.c */
    SELDOM = 10,           /* percent of who bear a given name */
};

/* The score over which a candidate is taken, 1/256 log-odds. Lower ones raise the CoNLL figure of
 * OntoGUM's development part, for recall alone. "He" and "she" nearly always refer to somebody, so
 * the best is mostly right. */
static int32_t threshold_of(uint8_t kind)
{
    return kind == COREF_NOMINAL ? -180 : kind == COREF_HE || kind == COREF_SHE ? -700 : -200;
}

struct ranker {
    struct coref c;
    coref_watch *watch;
    void *context;
    int32_t *score; /* (mentions): of the pair taken */
};

/* The best candidate of a mention that looks back, and its score. */
static struct coref_best best_of(struct ranker *r, uint32_t mention)
{
    struct coref_pairs pairs;
    uint8_t kind = r->c.views[mention].kind;
    bool person = kind == COREF_HE || kind == COREF_SHE;
    coref_look_round(&r->c, mention);
    pairs.count = r->c.field.count;
    for (uint32_t i = 0; i < pairs.count; i++) {
        const struct coref_candidate *candidate = &r->c.field.items[i];
        uint32_t count = coref_features(&r->c, mention, candidate, pairs.features[i]);
        if (r->watch) {
            r->watch(r->context, &r->c, mention, candidate->mention, pairs.features[i], count);
        }
    }
    struct coref_best best = coref_best(person ? &coref_persons : &coref_others, &pairs);
    if (best.pair == NO_INDEX || best.score <= threshold_of(kind)) {
        return (struct coref_best){NO_INDEX, INT32_MIN};
    }
    return best;
}

/* The name that the tree puts in apposition to a head: 1 + its mention, or 0. */
static uint32_t name_beside(const struct ranker *r, uint32_t head)
{
    const struct phrases *p = &r->c.phrases;
    uint32_t found = 0;
    for (uint32_t c = p->first[head]; c != NO_INDEX && !found; c = p->next[c]) {
        bool apposed = phrase_is(p, c, STR("appos")) || phrase_is(p, c, STR("flat"));
        found = apposed ? r->c.name_at[c] : 0;
    }
    return found;
}

/* "The widow, former player Ana Kos": the name that follows what stands in apposition to a head. */
static uint32_t name_of_apposition(const struct ranker *r, uint32_t head)
{
    const struct phrases *p = &r->c.phrases;
    uint32_t found = 0;
    for (uint32_t c = p->first[head]; c != NO_INDEX && !found; c = p->next[c]) {
        if (phrase_is(p, c, STR("appos")) && c > head && c + 1 < r->c.a->tokens.count) {
            found = name_beside(r, c);
            found = found ? found : r->c.name_from[c + 1];
        }
    }
    return found;
}

/* What a token names or tells of. */
static enum entity_type sort_of(const struct ranker *r, uint32_t token)
{
    uint32_t name = r->c.name_at[token];
    bool person = noun_class(phrase_lemma(&r->c.phrases, token)) == NOUN_PERSON;
    return name ? r->c.a->mentions.items[name - 1].type : person ? ENTITY_PERSON : ENTITY_OTHER;
}

/* "The delegate to the council, Ana Kos": the tree has her in apposition to what is no person.
 * Behind a place ("the governor of Texas, Ana Kos") the roles read what she is. */
static uint32_t name_misplaced(const struct ranker *r, const struct mention *m)
{
    const struct phrases *p = &r->c.phrases;
    for (uint32_t t = m->head + 1; t < m->phrase_end; t++) {
        uint32_t name = r->c.name_at[t], above = p->parent[t];
        if (!name || above == NO_INDEX || above <= m->head || !phrase_is(p, t, STR("appos"))) {
            continue;
        }
        enum entity_type type = sort_of(r, above);
        if (sort_of(r, t) == ENTITY_PERSON && type != ENTITY_PERSON && type != ENTITY_LOCATION) {
            return name;
        }
    }
    return 0;
}

/* "The brother of the mayor, Helena Kos": she is the mayor. */
static bool are_of_two_sexes(const struct mention *x, const struct mention *y)
{
    return (x->gender == GENDER_MALE && y->gender == GENDER_FEMALE) ||
           (x->gender == GENDER_FEMALE && y->gender == GENDER_MALE);
}

/* "the Speaker of the House | Ann Roe, | President Peter Lund": a name between the two that does
 * not hang on the nominal, to a wrong tree. */
static bool is_cut_off(const struct ranker *r, const struct mention *m, const struct mention *name)
{
    for (uint32_t t = m->head + 1; t < name->token_begin; t++) {
        uint32_t between = r->c.name_at[t], up = t;
        while (up != NO_INDEX && up != m->head) {
            up = r->c.phrases.parent[up];
        }
        if (between && up == NO_INDEX &&
            r->c.a->mentions.items[between - 1].type == ENTITY_PERSON) {
            return true;
        }
    }
    return false;
}

/* "The bank's chairman, Peter Hall": the name that stands in apposition to a nominal, 1 + its
 * mention, or 0. */
static uint32_t apposed_name(const struct ranker *r, uint32_t i)
{
    const struct mention *m = &r->c.a->mentions.items[i];
    uint32_t found = name_beside(r, m->head), next = m->head + 1;
    if (m->type == ENTITY_PERSON) {
        /* "Commerce Secretary Ana Kos", whatever the tree says */
        found = found || next >= m->phrase_end ? found : r->c.name_from[next];
        found = found ? found : name_of_apposition(r, m->head);
        found = found ? found : name_misplaced(r, m);
    }
    enum entity_type type = found ? r->c.a->mentions.items[found - 1].type : ENTITY_OTHER;
    const struct mention *name = type == ENTITY_PERSON ? &r->c.a->mentions.items[found - 1] : NULL;
    if (name && (are_of_two_sexes(m, name) || is_cut_off(r, m, name))) {
        return 0;
    }
    return m->number != NUMBER_PLURAL && m->type == type && type != ENTITY_OTHER ? found : 0;
}

/* True when grammar says what the nominal is. */
static bool take_apposition(struct ranker *r, uint32_t i)
{
    struct mention *m = &r->c.a->mentions.items[i];
    uint32_t name = m->kind == MENTION_NOMINAL ? apposed_name(r, i) : 0;
    if (!name) {
        return false;
    }
    uint32_t *chain = &r->c.chain_of[r->c.a->mentions.items[name - 1].entity];
    coref_enter(&r->c, i, *chain);
    *chain = r->c.views[i].chain;
    r->c.chains.items[*chain].entity = r->c.a->mentions.items[name - 1].entity;
    r->c.chains.items[*chain].named = true;
    m->antecedent = name - 1;
    m->by = "coref.apposition";
    r->score[i] = SURE_SCORE;
    return true;
}

/* "Before she left, Ana Kos …": the chain of a name that comes after the mention. */
static uint32_t chain_ahead(struct ranker *r, uint32_t i, uint32_t name)
{
    const struct mention *t = &r->c.a->mentions.items[name];
    uint32_t *chain = &r->c.chain_of[t->entity];
    if (*chain == NO_INDEX) {
        coref_enter(&r->c, i, NO_INDEX);
        *chain = r->c.views[i].chain;
        struct coref_chain *fresh = &r->c.chains.items[*chain];
        fresh->entity = t->entity;
        fresh->type = t->type;
        fresh->named = true;
    } else {
        coref_enter(&r->c, i, *chain);
    }
    return *chain;
}

/* True when somebody named holds the office that the nominal tells. */
static bool take_office(struct ranker *r, uint32_t i)
{
    struct mention *m = &r->c.a->mentions.items[i];
    uint32_t name = coref_office_holder(&r->c, i);
    if (name == NO_INDEX) {
        return false;
    }
    r->c.views[i].chain = chain_ahead(r, i, name);
    m->antecedent = name;
    m->by = "coref.office";
    r->score[i] = SURE_SCORE;
    return true;
}

/* "He … Martha": she has a given name that is a woman's. */
static bool seems_other(const struct coref_view *name, const struct coref_view *pronoun)
{
    bool woman = pronoun->kind == COREF_SHE;
    return name->women >= 0 && (woman ? name->women < SELDOM : name->women > 100 - SELDOM);
}

/* Somebody told of before the name came: "A teacher was fined. She … Ana Kos said …". The chain of
 * the one unnamed person of late, or NO_INDEX. */
static uint32_t unnamed_person(const struct ranker *r, uint32_t i)
{
    const struct mention *m = &r->c.a->mentions.items[i];
    uint32_t found = NO_INDEX, stop = i > UNNAMED_REACH ? i - UNNAMED_REACH : 0;
    bool brief = m->token_end - m->token_begin == 1; /* "Kos" alone: the reader knows who it is */
    bool subject = r->c.views[i].place && r->c.views[i].place <= SUBJECT;
    if (m->type != ENTITY_PERSON || (!brief && !subject)) {
        return NO_INDEX;
    }
    for (uint32_t at = i; at-- > stop;) {
        const struct mention *t = &r->c.a->mentions.items[at];
        const struct coref_view *w = &r->c.views[at];
        if (m->sentence - t->sentence > UNNAMED_SENTENCES) {
            break;
        }
        const struct coref_chain *chain =
            w->chain == NO_INDEX ? NULL : &r->c.chains.items[w->chain];
        bool told = t->token_end - t->token_begin > 1; /* a full name: somebody new */
        if ((w->kind == COREF_HE || w->kind == COREF_SHE) && seems_other(&r->c.views[i], w)) {
            continue;
        }
        if (w->kind == COREF_NAME && t->type == ENTITY_PERSON && t->entity != m->entity &&
            !(brief && told) && (!t->gender || !m->gender || t->gender == m->gender)) {
            return NO_INDEX; /* it may be that one */
        }
        if ((w->kind == COREF_HE || w->kind == COREF_SHE) && chain && !chain->named &&
            (!m->gender || m->gender == t->gender)) {
            if (found != NO_INDEX && found != w->chain) {
                return NO_INDEX;
            }
            found = w->chain;
        }
    }
    return found;
}

/* The first name of an entity may belong to a chain that stands already. */
static void enter_name(struct ranker *r, uint32_t i, uint32_t *chain)
{
    struct mention *m = &r->c.a->mentions.items[i];
    uint32_t unnamed = *chain == NO_INDEX ? unnamed_person(r, i) : NO_INDEX;
    if (unnamed != NO_INDEX) {
        struct coref_chain *known = &r->c.chains.items[unnamed];
        m->antecedent = known->last;
        m->by = "coref.unnamed";
        known->entity = m->entity;
        *chain = unnamed;
    }
    coref_enter(&r->c, i, *chain);
    *chain = r->c.views[i].chain;
}

static void rank(struct ranker *r, uint32_t i)
{
    struct mention *m = &r->c.a->mentions.items[i];
    struct coref_view *v = &r->c.views[i];
    if (v->skip) {
        return;
    }
    if (v->kind == COREF_NAME) {
        enter_name(r, i, &r->c.chain_of[m->entity]);
        r->c.coming[m->entity] = r->c.next_name[i];
        return;
    }
    if (take_apposition(r, i) || take_office(r, i)) {
        return;
    }
    struct coref_best best = best_of(r, i);
    r->c.last[v->kind] = i + 1;
    if (best.pair == NO_INDEX) {
        coref_enter(&r->c, i, NO_INDEX);
        return;
    }
    uint32_t candidate = r->c.field.items[best.pair].mention;
    if (candidate > i) {
        v->chain = chain_ahead(r, i, candidate);
    } else {
        coref_enter(&r->c, i, r->c.views[candidate].chain);
    }
    m->antecedent = candidate;
    m->by = v->kind == COREF_NOMINAL ? "coref.nominal" : "coref.pronoun";
    r->score[i] = best.score;
}

/* Sets next_name, and coming as of the article's begin. */
static void index_coming(struct coref *c)
{
    const struct article *a = c->a;
    struct arena *scratch = &a->state->scratch;
    c->next_name = arena_alloc_array(scratch, a->mentions.count + 1, sizeof *c->next_name);
    c->coming = arena_alloc_array(scratch, a->entities.count + 1, sizeof *c->coming);
    for (uint32_t i = a->mentions.count; i-- > 0;) {
        if (c->views[i].kind == COREF_NAME) {
            uint32_t *coming = &c->coming[a->mentions.items[i].entity];
            c->next_name[i] = *coming;
            *coming = i + 1;
        }
    }
}

static void rank_all(struct ranker *r)
{
    struct article *a = r->c.a;
    struct arena *scratch = &a->state->scratch;
    r->score = arena_alloc_array(scratch, a->mentions.count + 1, sizeof *r->score);
    r->c.chain_of = arena_alloc_array(scratch, a->entities.count + 1, sizeof *r->c.chain_of);
    r->c.last = arena_alloc_array(scratch, COREF_THESE + 1, sizeof *r->c.last);
    for (uint32_t i = 0; i < a->entities.count; i++) {
        r->c.chain_of[i] = NO_INDEX;
    }
    index_coming(&r->c);
    for (uint32_t i = 0; i < a->mentions.count; i++) {
        rank(r, i);
    }
}

/* ---- who "I" is ---- */

static uint32_t root_of(const uint32_t *same, uint32_t chain)
{
    while (same[chain] != chain) {
        chain = same[chain];
    }
    return chain;
}

/* "I" in a quotation is who says it: the two chains are one, unless both are named. */
static void join_speaker(struct ranker *r, uint32_t i, const uint32_t *mention_of, uint32_t *same)
{
    struct mention *m = &r->c.a->mentions.items[i];
    const struct coref_view *v = &r->c.views[i];
    uint32_t other = v->speaker ? mention_of[v->speaker - 1] : 0;
    if (v->kind != COREF_I || !other || r->c.views[other - 1].chain == NO_INDEX) {
        return;
    }
    uint32_t one = root_of(same, v->chain), two = root_of(same, r->c.views[other - 1].chain);
    if (one == two || (r->c.chains.items[one].named && r->c.chains.items[two].named)) {
        return;
    }
    bool keeps_one = r->c.chains.items[one].named;
    same[keeps_one ? two : one] = keeps_one ? one : two;
    m->antecedent = other - 1;
    m->by = "coref.speaker";
    r->score[i] = SURE_SCORE;
}

static void join_speakers(struct ranker *r)
{
    struct article *a = r->c.a;
    struct arena *scratch = &a->state->scratch;
    uint32_t *same = arena_alloc_array(scratch, r->c.chains.count + 1, sizeof *same);
    uint32_t *mention_of = arena_alloc_array(scratch, a->tokens.count + 1, sizeof *mention_of);
    for (uint32_t i = 0; i < r->c.chains.count; i++) {
        same[i] = i;
        r->c.chains.items[i].size = 0;
    }
    for (uint32_t i = 0; i < a->mentions.count; i++) {
        const struct mention *m = &a->mentions.items[i];
        for (uint32_t t = m->token_begin; m->kind == MENTION_NAME && t < m->token_end; t++) {
            mention_of[t] = i + 1;
        }
        if (!r->c.views[i].skip) {
            mention_of[m->head] = i + 1;
        }
    }
    for (uint32_t i = 0; i < a->mentions.count; i++) {
        join_speaker(r, i, mention_of, same);
    }
    for (uint32_t i = 0; i < a->mentions.count; i++) {
        struct coref_view *v = &r->c.views[i];
        if (v->chain != NO_INDEX) {
            v->chain = root_of(same, v->chain);
            r->c.chains.items[v->chain].size++;
        }
    }
}

enum status coref_run_watched(struct article *a, const struct models *m, coref_watch *watch,
                              void *context)
{
    struct arena_mark mark = arena_mark(&a->state->scratch);
    struct ranker r = {.c = {.a = a, .pack = m->pack}, .watch = watch, .context = context};
    phrases_init(&r.c.phrases, a, &a->state->scratch);
    coref_views(&r.c);
    coref_read_offices(&r.c);
    rank_all(&r);
    join_speakers(&r);
    enum status status = coref_settle(&r.c, r.score);
    arena_rewind(&a->state->scratch, mark);
    return status;
}

enum status coref_run(struct article *a, const struct models *m)
{
    return coref_run_watched(a, m, NULL, NULL);
}
