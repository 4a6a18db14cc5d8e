/* coref: what the nominals and pronouns refer to.
 *
 * Reads    sentences, tokens, tags, trees, mentions, entities, quotes.   Writes  of nominals and
 *          pronouns mention.entity, antecedent, by, confidence; entities of nominals and pronouns
 *          alone; order, counts and salience of all entities.
 * Memory   new entities live in a->arena, all else in the worker's scratch.
 * Budget   PAIRS_MAX candidates of a mention.
 * Errors   STATUS_LIMIT when ENTITIES_MAX was reached: entities are then those of the names.
 *
 * From left to right each mention takes the best candidate before it, or none (coref.h). */
#include "pipeline/coref.h"

#include <stdlib.h>

#include "pipeline/pipeline.h"
#include "pipeline/stages.h"

enum {
    PAIRS_MAX = 30,     /* candidates that are scored */
    SPEAKING_PAIRS = 3, /* of "I", "we", "you" */
    REACH = 120,        /* mentions looked at */
    SAME_LEMMA = 4,     /* candidates with the same head, however far */
    SURE_SCORE = 768,
    UNNAMED_REACH = 40,    /* mentions before a name */
    UNNAMED_SENTENCES = 2, /* likewise */
    SUBJECT = 2,           /* the places of subjects in coref_views.c */
};

/* The score over which a candidate is taken, 1/256 log-odds. Lower ones raise the CoNLL figure of
 * OntoGUM's development part, for recall alone. "He" and "she" nearly always refer to somebody, so
 * the best is mostly right. */
static int32_t threshold_of(uint8_t kind)
{
    return kind == COREF_NOMINAL ? -120 : kind == COREF_HE || kind == COREF_SHE ? -700 : -200;
}

struct best {
    uint32_t candidate;
    int32_t score;
};

struct ranker {
    struct coref c;
    coref_watch *watch;
    void *context;
    uint32_t *name_from;            /* (tokens): 1 + the name that begins there, or 0 */
    uint32_t *name_at;              /* (tokens): 1 + the name with that head, or 0 */
    int32_t *score;                 /* (mentions): of the pair taken */
    uint32_t last[COREF_THESE + 1]; /* 1 + the last mention of each enum coref_kind */
};

static void try_pair(struct ranker *r, uint32_t mention, uint32_t candidate, struct best *best)
{
    int8_t features[COREF_FEATURES_MAX];
    uint32_t count = coref_features(&r->c, mention, candidate, features);
    int32_t score = coref_score(features);
    if (r->watch) {
        r->watch(r->context, &r->c, mention, candidate, features, count);
    }
    if (score > best->score) {
        *best = (struct best){candidate, score};
    }
}

/* Candidates with the same head that lie farther back than `reach`. */
static void try_same_heads(struct ranker *r, uint32_t mention, uint32_t reach, struct best *best)
{
    uint32_t same = r->c.lemma_before[mention];
    for (int i = 0; i < SAME_LEMMA && same; i++, same = r->c.lemma_before[same - 1]) {
        if (same - 1 < reach && coref_possible(&r->c, mention, same - 1)) {
            try_pair(r, mention, same - 1, best);
        }
    }
}

static struct best look_back(struct ranker *r, uint32_t mention)
{
    const struct coref_view *v = &r->c.views[mention];
    struct best best = {NO_INDEX, INT32_MIN};
    bool speaking = v->kind >= COREF_I && v->kind <= COREF_YOU;
    uint32_t pairs = 0, at = mention, most = speaking ? SPEAKING_PAIRS : PAIRS_MAX;
    uint32_t stop = mention > REACH ? mention - REACH : 0;
    while (at > stop && pairs < most) {
        at--;
        if (coref_possible(&r->c, mention, at)) {
            r->c.rivals = pairs;
            try_pair(r, mention, at, &best);
            pairs++;
        }
    }
    if (v->kind == COREF_NOMINAL) {
        try_same_heads(r, mention, at, &best);
    } else if (speaking && pairs == 0 && r->last[v->kind] &&
               coref_possible(&r->c, mention, r->last[v->kind] - 1)) {
        try_pair(r, mention, r->last[v->kind] - 1, &best);
    }
    return best;
}

/* "The bank's chairman, Peter Hall": the name that stands in apposition to a nominal, 1 + its
 * mention, or 0. */
static uint32_t apposed_name(const struct ranker *r, uint32_t i)
{
    const struct phrases *p = &r->c.phrases;
    const struct mention *m = &r->c.a->mentions.items[i];
    uint32_t found = 0, next = m->head + 1;
    for (uint32_t c = p->first[m->head]; c != NO_INDEX; c = p->next[c]) {
        bool apposed = phrase_is(p, c, STR("appos")) || phrase_is(p, c, STR("flat"));
        found = !found && apposed ? r->name_at[c] : found;
    }
    if (!found && m->type == ENTITY_PERSON && next < m->phrase_end) {
        found = r->name_from[next]; /* "Commerce Secretary Ana Kos", whatever the tree says */
    }
    enum entity_type type = found ? r->c.a->mentions.items[found - 1].type : ENTITY_OTHER;
    return m->number != NUMBER_PLURAL && m->type == type && type != ENTITY_OTHER ? found : 0;
}

/* True when grammar says what the nominal is. */
static bool take_apposition(struct ranker *r, uint32_t i, uint32_t *chain_of)
{
    struct mention *m = &r->c.a->mentions.items[i];
    uint32_t name = m->kind == MENTION_NOMINAL ? apposed_name(r, i) : 0;
    if (!name) {
        return false;
    }
    uint32_t *chain = &chain_of[r->c.a->mentions.items[name - 1].entity];
    coref_enter(&r->c, i, *chain);
    *chain = r->c.views[i].chain;
    r->c.chains.items[*chain].entity = r->c.a->mentions.items[name - 1].entity;
    r->c.chains.items[*chain].named = true;
    m->antecedent = name - 1;
    m->by = "coref.apposition";
    r->score[i] = SURE_SCORE;
    return true;
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

static void rank(struct ranker *r, uint32_t i, uint32_t *chain_of)
{
    struct mention *m = &r->c.a->mentions.items[i];
    struct coref_view *v = &r->c.views[i];
    if (v->skip) {
        return;
    }
    if (v->kind == COREF_NAME) {
        enter_name(r, i, &chain_of[m->entity]);
        return;
    }
    if (take_apposition(r, i, chain_of)) {
        return;
    }
    struct best best = look_back(r, i);
    r->last[v->kind] = i + 1;
    if (best.candidate == NO_INDEX || best.score <= threshold_of(v->kind)) {
        coref_enter(&r->c, i, NO_INDEX);
        return;
    }
    coref_enter(&r->c, i, r->c.views[best.candidate].chain);
    m->antecedent = best.candidate;
    m->by = v->kind == COREF_NOMINAL ? "coref.nominal" : "coref.pronoun";
    r->score[i] = best.score;
}

static void rank_all(struct ranker *r)
{
    struct article *a = r->c.a;
    uint32_t *chain_of =
        arena_alloc_array(&a->state->scratch, a->entities.count + 1, sizeof *chain_of);
    r->score = arena_alloc_array(&a->state->scratch, a->mentions.count + 1, sizeof *r->score);
    r->name_at = arena_alloc_array(&a->state->scratch, a->tokens.count + 1, sizeof *r->name_at);
    r->name_from = arena_alloc_array(&a->state->scratch, a->tokens.count + 1, sizeof(uint32_t));
    for (uint32_t i = 0; i < a->entities.count; i++) {
        chain_of[i] = NO_INDEX;
    }
    for (uint32_t i = 0; i < a->mentions.count; i++) {
        if (a->mentions.items[i].kind == MENTION_NAME) {
            r->name_at[a->mentions.items[i].head] = i + 1;
            r->name_from[a->mentions.items[i].token_begin] = i + 1;
        }
    }
    for (uint32_t i = 0; i < a->mentions.count; i++) {
        rank(r, i, chain_of);
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

enum status coref_run_watched(struct article *a, coref_watch *watch, void *context)
{
    struct arena_mark mark = arena_mark(&a->state->scratch);
    struct ranker r = {.c = {.a = a}, .watch = watch, .context = context};
    phrases_init(&r.c.phrases, a, &a->state->scratch);
    coref_views(&r.c);
    rank_all(&r);
    join_speakers(&r);
    enum status status = coref_settle(&r.c, r.score);
    arena_rewind(&a->state->scratch, mark);
    return status;
}

enum status coref_run(struct article *a, const struct models *m)
{
    (void)m;
    return coref_run_watched(a, NULL, NULL);
}
