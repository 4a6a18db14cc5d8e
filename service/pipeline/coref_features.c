#include "pipeline/coref.h"

#include <assert.h>
#include <string.h>

#include "pipeline/nouns.h"
#include "pipeline/pipeline.h"
#include "text/reporting_verbs.h"

enum { CAP = 100 };

static int8_t capped(uint32_t value, uint32_t cap)
{
    return (int8_t)(value < cap ? value : cap);
}

/* 0, 1, 2, 3, 4–5, 6–8, 9–13, … */
static int8_t steps(uint32_t value)
{
    int8_t step = 0;
    for (uint32_t bound = 1; value >= bound && step < CAP; bound += bound / 2 + 1) {
        step++;
    }
    return step;
}

/* 0 nothing known, 1 the same, 2 different */
static int8_t agreement(uint32_t a, uint32_t b)
{
    return a == 0 || b == 0 ? 0 : a == b ? 1 : 2;
}

static int8_t type_agreement(enum entity_type a, enum entity_type b)
{
    return a == ENTITY_OTHER || b == ENTITY_OTHER ? 0 : a == b ? 1 : 2;
}

static bool in_words(uint32_t word, const uint32_t *words, uint32_t count)
{
    for (uint32_t i = 0; i < count && words[i]; i++) {
        if (words[i] == word) {
            return true;
        }
    }
    return false;
}

/* How many of a's words, the head's aside, are not among the others. */
static uint32_t words_missing(const struct coref_view *a, const uint32_t *words, uint32_t count)
{
    uint32_t missing = 0;
    for (size_t i = 0; i < sizeof a->words / sizeof *a->words && a->words[i]; i++) {
        missing += a->words[i] != a->lemma && !in_words(a->words[i], words, count);
    }
    return missing;
}

static bool holds(const struct mention *outer, const struct mention *inner)
{
    return outer->phrase_begin <= inner->token_begin && inner->token_end <= outer->phrase_end;
}

static bool is_speaking(const struct coref_view *v)
{
    return v->kind == COREF_I || v->kind == COREF_WE || v->kind == COREF_YOU;
}

/* ---- what grammar forbids ---- */

/* Both hang on one verb: "Ana called her" is about two, "Ana called herself" about one. */
static bool are_partners(const struct coref *c, const struct coref_view *v, uint32_t other)
{
    enum { LAST_ARGUMENT = 5 /* oblique, of the places in coref_views.c */ };
    const struct coref_view *w = &c->views[other];
    return v->form == COREF_PERSONAL && v->verb != NO_INDEX && v->verb == w->verb && v->place &&
           w->place && v->place <= LAST_ARGUMENT && w->place <= LAST_ARGUMENT;
}

/* The next name of whom the candidate is: 1 + its mention, or 0. */
static uint32_t coming_name(const struct coref *c, uint32_t candidate)
{
    uint32_t chain = c->views[candidate].chain;
    uint32_t entity =
        chain == NO_INDEX ? c->a->mentions.items[candidate].entity : c->chains.items[chain].entity;
    return entity == NO_INDEX ? 0 : c->coming[entity];
}

/* "Ana left. She called Ana": the candidate, its chain's last mention or its name to come is the
 * mention's partner. */
static bool has_partner(const struct coref *c, const struct coref_view *v, uint32_t candidate)
{
    uint32_t chain = c->views[candidate].chain, name = coming_name(c, candidate);
    return are_partners(c, v, candidate) || (name && are_partners(c, v, name - 1)) ||
           (chain != NO_INDEX && are_partners(c, v, c->chains.items[chain].last));
}

/* Does the candidate's chain say what the mention stands in? */
static bool says(const struct coref *c, uint32_t mention, uint32_t candidate)
{
    const struct coref_view *v = &c->views[mention], *w = &c->views[candidate];
    uint32_t name = v->speaker ? c->name_at[v->speaker - 1] : 0;
    uint32_t chain = name ? c->chain_of[c->a->mentions.items[name - 1].entity] : NO_INDEX;
    return v->speaker && (c->a->mentions.items[candidate].head + 1 == v->speaker ||
                          (chain != NO_INDEX && chain == w->chain));
}

/* "Forbes scored. His …", "Vera Stone … her": the name of somebody that was taken for a body's or
 * a place's. */
static bool may_be_person(const struct coref_view *w)
{
    enum { OBJECT = 3, OWNER = 6 /* of the places in coref_views.c */ };
    bool acts = w->place && (w->place <= OBJECT || w->place == OWNER);
    return w->given || (w->surname && acts);
}

/* Do nearly all who bear the given name of a name have that gender? */
static bool bears_it(const struct coref_view *name, enum gender gender)
{
    enum { SELDOM = 10 /* percent */ };
    int men = 100 - name->women;
    return name->women >= 0 && (gender == GENDER_MALE ? men : name->women) > 100 - SELDOM;
}

/* May "he" or "she" be the candidate? What two pronouns alone have said of a name may be wrong, and
 * what more have said against its given name. */
static bool gender_possible(const struct coref *c, uint32_t mention, uint32_t candidate)
{
    enum { PRONOUNS_DOUBTED = 2 };
    const struct mention *m = &c->a->mentions.items[mention], *t = &c->a->mentions.items[candidate];
    const struct coref_view *w = &c->views[candidate];
    const struct coref_chain *chain = w->chain == NO_INDEX ? NULL : &c->chains.items[w->chain];
    enum gender gender = chain ? chain->gender : t->gender;
    if (gender == GENDER_UNKNOWN || gender == m->gender) {
        return true;
    }
    if (w->kind != COREF_NAME) {
        return false;
    }
    return gender == GENDER_NEUTER
               ? may_be_person(w)
               : !t->gender && chain &&
                     (chain->persons <= PRONOUNS_DOUBTED || bears_it(w, m->gender));
}

/* "The differences … they said": things do not speak. A chain with a name may be anything. */
static bool cannot_speak(const struct coref *c, const struct coref_view *v,
                         const struct coref_view *w)
{
    enum { SUBJECT = 2 /* of the places in coref_views.c */ };
    bool thing = w->kind == COREF_NOMINAL && w->class == NOUN_THING &&
                 (w->chain == NO_INDEX || !c->chains.items[w->chain].named);
    return thing && v->place == SUBJECT && v->verb != NO_INDEX &&
           reporting_verb_find(phrase_form(&c->phrases, v->verb), NULL) == REPORTING_SPEECH;
}

static bool pronoun_possible(const struct coref *c, uint32_t mention, uint32_t candidate)
{
    const struct mention *t = &c->a->mentions.items[candidate];
    const struct coref_view *v = &c->views[mention], *w = &c->views[candidate];
    const struct coref_chain *chain = w->chain == NO_INDEX ? NULL : &c->chains.items[w->chain];
    enum gender gender = chain ? chain->gender : t->gender;
    switch (v->kind) {
    case COREF_I:
    case COREF_WE:
        return v->speaker && w->speaker ? v->speaker == w->speaker : v->quote == w->quote;
    case COREF_YOU:
        return true;
    case COREF_HE:
    case COREF_SHE:
        return !is_speaking(w) && t->number != NUMBER_PLURAL && w->kind < COREF_THIS &&
               gender_possible(c, mention, candidate) && !says(c, mention, candidate);
    case COREF_IT:
        return !is_speaking(w) && t->number != NUMBER_PLURAL && t->type != ENTITY_PERSON &&
               (gender == GENDER_UNKNOWN || gender == GENDER_NEUTER);
    case COREF_THEY:
    case COREF_THESE:
        return !is_speaking(w) && w->kind != COREF_HE && w->kind != COREF_SHE &&
               !(w->kind == COREF_NAME && t->type == ENTITY_PERSON) && !cannot_speak(c, v, w);
    default:
        return !is_speaking(w) && w->kind != COREF_HE && w->kind != COREF_SHE &&
               t->type != ENTITY_PERSON;
    }
}

static bool nominal_possible(const struct coref *c, uint32_t mention, uint32_t candidate)
{
    const struct mention *m = &c->a->mentions.items[mention], *t = &c->a->mentions.items[candidate];
    const struct coref_view *v = &c->views[mention], *w = &c->views[candidate];
    const struct coref_chain *chain = w->chain == NO_INDEX ? NULL : &c->chains.items[w->chain];
    /* "the Russian government" after "the Chinese government": somebody else */
    uint32_t whose = chain && chain->whose ? chain->whose : w->whose;
    if (agreement(m->number, t->number) == 2 || agreement(v->whose, whose) == 2) {
        return false;
    }
    bool definite =
        v->form == COREF_THE || v->form == COREF_DEMONSTRATIVE || v->form == COREF_POSSESSED;
    return (definite && type_agreement(m->type, t->type) != 2) || w->lemma == v->lemma ||
           in_words(v->lemma, w->words, sizeof w->words / sizeof *w->words) ||
           (chain && in_words(v->lemma, chain->words, chain->word_count));
}

bool coref_possible(const struct coref *c, uint32_t mention, uint32_t candidate)
{
    const struct mention *m = &c->a->mentions.items[mention], *t = &c->a->mentions.items[candidate];
    const struct coref_view *v = &c->views[mention], *w = &c->views[candidate];
    bool nominal = v->kind == COREF_NOMINAL;
    if (w->skip || (nominal ? w->kind > COREF_NOMINAL : is_speaking(v) && w->kind != v->kind)) {
        return false; /* what most are refused for, first */
    }
    if (holds(m, t) || has_partner(c, v, candidate)) {
        return false;
    }
    return nominal ? !holds(t, m) && nominal_possible(c, mention, candidate)
                   : pronoun_possible(c, mention, candidate);
}

/* ---- trees ---- */

/* How a clause hangs on what is above it: 0 not at all or otherwise. */
static uint8_t clause_kind(const struct phrases *p, uint32_t verb)
{
    static const struct str kinds[] = {
        STR_INIT("advcl"),     STR_INIT("ccomp"),     STR_INIT("xcomp"),
        STR_INIT("acl"),       STR_INIT("conj"),      STR_INIT("csubj"),
        STR_INIT("parataxis"), STR_INIT("acl:relcl"), STR_INIT("root"),
    };
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (phrase_is(p, verb, kinds[i])) {
            return (uint8_t)(i + 1);
        }
    }
    return 0;
}

static uint8_t depth_of(const struct phrases *p, uint32_t token)
{
    uint8_t depth = 0;
    for (uint32_t at = token; depth < COREF_DEPTH_MAX && p->parent[at] != NO_INDEX; depth++) {
        at = p->parent[at];
    }
    return depth;
}

/* The clause's verb, up through nominals: "his" in "sold his house" stands with "sold". */
static uint32_t clause_of(const struct phrases *p, const bool *verb, uint32_t token)
{
    uint32_t at = p->parent[token];
    for (int step = 0; step < 6 && at != NO_INDEX && !verb[at]; step++) {
        at = p->parent[at];
    }
    return at;
}

void coref_read_trees(struct coref *c)
{
    struct arena *scratch = &c->a->state->scratch;
    uint32_t count = c->a->tokens.count;
    bool *verb = arena_alloc_array(scratch, count + 1, sizeof *verb);
    c->tokens = arena_alloc_array(scratch, count + 1, sizeof *c->tokens);
    for (uint32_t i = 0; i < count; i++) {
        verb[i] = phrase_tagged(&c->phrases, i, STR("VERB"));
    }
    for (uint32_t i = 0; i < count; i++) {
        c->tokens[i] = (struct coref_token){.clause = clause_of(&c->phrases, verb, i),
                                            .depth = depth_of(&c->phrases, i),
                                            .clause_kind = clause_kind(&c->phrases, i)};
    }
}

/* The subject of a clause; one without its own has that of the clause it hangs on ("refused to
 * help him", "wrote and gave him"). A token, or NO_INDEX. */
static uint32_t subject_of(const struct coref *c, uint32_t verb)
{
    static const struct str shares[] = {STR_INIT("xcomp"), STR_INIT("conj"), STR_INIT("advcl")};
    for (int step = 0; step < 4 && verb != NO_INDEX; step++) {
        uint32_t subject = phrase_child(&c->phrases, verb, STR("nsubj"));
        bool shared = false;
        for (size_t i = 0; i < sizeof shares / sizeof shares[0]; i++) {
            shared = shared || phrase_is(&c->phrases, verb, shares[i]);
        }
        if (subject != NO_INDEX || !shared) {
            return subject;
        }
        verb = c->phrases.parent[verb];
    }
    return NO_INDEX;
}

/* ---- features ---- */

struct row {
    int8_t *out;
    uint32_t count;
};

static void put(struct row *r, int value)
{
    r->out[r->count++] = (int8_t)(value > CAP ? CAP : value < -CAP ? -CAP : value);
}

static int says_class(const struct coref *c, uint32_t verb)
{
    return (int)reporting_verb_find(phrase_form(&c->phrases, verb), NULL);
}

/* What joins a clause to the one above it: 0 nothing, 1 another word. */
static int mark_kind(const struct coref *c, uint32_t verb)
{
    static const struct str words[] = {STR_INIT("that"), STR_INIT("because"), STR_INIT("if"),
                                       STR_INIT("to"),   STR_INIT("as"),      STR_INIT("while"),
                                       STR_INIT("when"), STR_INIT("after"),   STR_INIT("before")};
    uint32_t mark = verb == NO_INDEX ? NO_INDEX : phrase_child(&c->phrases, verb, STR("mark"));
    mark = mark != NO_INDEX || verb == NO_INDEX ? mark
                                                : phrase_child(&c->phrases, verb, STR("advmod"));
    if (mark == NO_INDEX) {
        return 0;
    }
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (str_equal_nocase(phrase_form(&c->phrases, mark), words[i])) {
            return (int)i + 2;
        }
    }
    return 1;
}

static void add_mention(struct row *r, const struct coref *c, uint32_t number)
{
    const struct mention *m = &c->a->mentions.items[number];
    const struct coref_view *v = &c->views[number];
    const struct sentence *s = &c->a->sentences.items[m->sentence];
    put(r, v->kind);
    put(r, v->form);
    put(r, v->place);
    put(r, (int)m->number);
    put(r, (int)m->type);
    put(r, (int)m->gender);
    put(r, v->class);
    put(r, capped(m->phrase_end - m->phrase_begin, 20));
    put(r, v->word_count);
    put(r, v->quote != 0);
    put(r, phrase_tagged(&c->phrases, m->head, STR("PROPN")));
    put(r, capped(m->token_begin - s->token_begin, 20));
    put(r, v->place == 9 /* conj */);
    put(r, v->women);
    put(r, v->clause == NO_INDEX ? 0 : c->tokens[v->clause].clause_kind);
    put(r, m->token_begin > 0 && str_equal(phrase_form(&c->phrases, m->token_begin - 1), STR("(")));
    put(r, phrase_child(&c->phrases, m->head, STR("conj")) != NO_INDEX);
}

static void add_late(struct row *r, const struct coref *c, const struct coref_view *v)
{
    put(r, v->verb == NO_INDEX ? 0 : says_class(c, v->verb));
    put(r, mark_kind(c, v->clause));
    put(r, v->place == 6 /* owns */ && v->verb != NO_INDEX
               ? 1 + (int)noun_class(phrase_lemma(&c->phrases, v->verb))
               : 0);
}

static void add_pair(struct row *r, const struct coref *c, uint32_t mention, uint32_t candidate)
{
    const struct mention *m = &c->a->mentions.items[mention], *t = &c->a->mentions.items[candidate];
    const struct coref_view *v = &c->views[mention], *w = &c->views[candidate];
    uint32_t paragraphs =
        c->a->sentences.items[m->sentence].paragraph - c->a->sentences.items[t->sentence].paragraph;
    uint32_t all = sizeof w->words / sizeof *w->words;
    put(r, capped(m->sentence - t->sentence, 30));
    put(r, capped(paragraphs, 10));
    put(r, steps(v->order > w->order ? v->order - w->order : 0));
    put(r, steps(m->head > t->head ? m->head - t->head : 0));
    put(r, v->kind <= COREF_NOMINAL && w->kind <= COREF_NOMINAL && v->lemma == w->lemma);
    put(r, v->text == w->text);
    put(r, in_words(v->lemma, w->words, all));
    put(r, (int)words_missing(v, w->words, all));
    put(r, (int)words_missing(w, v->words, all));
    put(r, agreement(m->gender, t->gender));
    put(r, agreement(m->number, t->number));
    put(r, type_agreement(m->type, t->type));
    put(r, holds(t, m));
    put(r, v->verb == w->verb && v->verb != NO_INDEX);
    put(r, v->verb != NO_INDEX && v->verb == t->head);
    put(r, m->sentence == t->sentence && v->clause == w->clause);
    put(r, v->place == w->place);
    put(r, (v->quote != 0) + 2 * (w->quote != 0) + 4 * (v->quote == w->quote));
    put(r, w->depth - (m->sentence == t->sentence ? v->depth : 0));
    put(r, w->verb != NO_INDEX && t->sentence + 1 >= m->sentence && v->verb_lemma == w->verb_lemma);
}

/* The steps from one token to the other in the tree of their sentence, or the depth of both. */
static uint32_t path_between(const struct coref *c, uint32_t one, uint32_t other)
{
    uint32_t low = c->tokens[one].depth, high = c->tokens[other].depth, steps_up = 0;
    if (c->phrases.sentence[one] != c->phrases.sentence[other]) {
        return low + high + 1;
    }
    while (one != other && steps_up < 40) {
        uint32_t *deeper = low >= high ? &one : &other;
        uint32_t *depth = low >= high ? &low : &high;
        if (*depth == 0 || c->phrases.parent[*deeper] == NO_INDEX) {
            break;
        }
        *deeper = c->phrases.parent[*deeper];
        (*depth)--;
        steps_up++;
    }
    return steps_up;
}

uint32_t coref_commands(const struct coref *c, uint32_t token, uint32_t other)
{
    uint32_t top = c->phrases.parent[token], at = other, clauses = 0;
    for (int step = 0; step < 20 && at != NO_INDEX && top != NO_INDEX; step++) {
        at = c->phrases.parent[at];
        if (at == top) {
            return 1 + clauses;
        }
        clauses += at != NO_INDEX && c->tokens[at].clause_kind != 0;
    }
    return 0;
}

/* 1: the candidate is the subject of the mention's clause, 2: another is, 0: none. */
static int subject_feature(const struct coref *c, uint32_t mention, uint32_t candidate)
{
    uint32_t subject = c->views[mention].subject;
    return subject == NO_INDEX ? 0 : subject == c->a->mentions.items[candidate].head ? 1 : 2;
}

/* Where the two stand in their trees, and what has been said of the candidate of late. */
static void add_structure(struct row *r, const struct coref *c, uint32_t mention,
                          const struct coref_candidate *among)
{
    uint32_t candidate = among->mention;
    const struct mention *m = &c->a->mentions.items[mention], *t = &c->a->mentions.items[candidate];
    const struct coref_view *v = &c->views[mention], *w = &c->views[candidate];
    uint32_t last = w->chain == NO_INDEX ? candidate : c->chains.items[w->chain].last;
    put(r, capped(path_between(c, m->head, t->head), 30));
    put(r, capped(coref_commands(c, t->head, m->head), 20));
    put(r,
        w->place && w->place <= 2 && w->verb != NO_INDEX && c->phrases.parent[w->verb] == NO_INDEX);
    put(r, capped(among->nearer, 30));
    put(r, t->entity == NO_INDEX ? 0 : capped(c->a->entities.items[t->entity].name_count, 30));
    put(r, capped(m->sentence - c->a->mentions.items[last].sentence, 30));
    put(r, mention > last ? capped(mention - last, 60) : -1);
    put(r, v->depth ? v->depth - 1 : 0);
    put(r, capped(c->a->tokens.items[m->head].begin < c->a->body_begin ? 1 : 0, 1));
}

/* How the candidate stands among the others. */
static void add_field(struct row *r, const struct coref *c, uint32_t mention,
                      const struct coref_candidate *among)
{
    const struct mention *m = &c->a->mentions.items[mention];
    const struct coref_view *v = &c->views[mention], *w = &c->views[among->mention];
    const struct coref_chain *chain = w->chain == NO_INDEX ? NULL : &c->chains.items[w->chain];
    int women = chain && chain->women >= 0 ? chain->women : w->women;
    put(r, capped(among->nearer_named, 30));
    put(r, steps(among->salience / 16));
    put(r, capped(among->rank, 30));
    put(r, capped(among->mates, 30));
    put(r, capped(c->field.chains, 30));
    put(r, capped(c->field.agreeing, 30));
    put(r, women < 0 ? -1 : m->gender == GENDER_MALE ? 100 - women : women);
    put(r, chain ? capped(chain->persons, 30) : 0);
    put(r, v->outer != NO_INDEX && v->outer == w->clause);
    put(r, v->clause != NO_INDEX && w->outer == v->clause);
    put(r, among->mention > mention ? capped(w->order - v->order, 30) : 0);
    put(r, subject_feature(c, mention, among->mention));
    put(r, says(c, mention, among->mention));
    put(r, capped(among->nearer_fit, 30));
    put(r, agreement(v->whose, chain && chain->whose ? chain->whose : w->whose));
}

/* How a pronoun and a name that comes after it in its sentence stand: 1 in two clauses, 2 in one,
 * 3 both hang on one verb ("She called Ana"), 4 it is its owner ("his wife Ana"). */
static int stands_before(const struct coref *c, uint32_t mention, uint32_t name)
{
    const struct coref_view *v = &c->views[mention], *w = &c->views[name];
    uint32_t head = c->a->mentions.items[name].head;
    bool owns = v->place == 6 && v->verb != NO_INDEX &&
                (v->verb == head || v->verb == w->verb || v->verb == c->phrases.parent[head]);
    bool partners = v->verb == w->verb && v->place && v->place < 6 && w->place && w->place < 6;
    return owns ? 4 : partners ? 3 : v->clause == w->clause ? 2 : 1;
}

/* Whether the candidate will soon be named again: who is about to be named is seldom meant by a
 * pronoun in the same clause. */
static void add_coming(struct row *r, const struct coref *c, uint32_t mention, uint32_t candidate)
{
    const struct mention *m = &c->a->mentions.items[mention];
    uint32_t name = coming_name(c, candidate);
    const struct mention *n = name ? &c->a->mentions.items[name - 1] : NULL;
    bool here = n && n->sentence == m->sentence;
    put(r, n ? capped(1 + n->sentence - m->sentence, 20) : 0);
    put(r, here ? steps(n->head > m->head ? n->head - m->head : 0) : 0);
    put(r, here ? stands_before(c, mention, name - 1) : 0);
    put(r, here ? capped(coref_commands(c, m->head, n->head), 20) : 0);
    put(r, here ? capped(coref_commands(c, n->head, m->head), 20) : 0);
}

/* What the chain was of late. */
static void add_course(struct row *r, const struct coref *c, uint32_t mention, uint32_t candidate)
{
    const struct mention *m = &c->a->mentions.items[mention];
    const struct coref_view *v = &c->views[mention];
    uint32_t number = c->views[candidate].chain, last = c->last[v->kind];
    const struct coref_chain *chain = number == NO_INDEX ? NULL : &c->chains.items[number];
    const struct mention *first = chain ? &c->a->mentions.items[chain->first] : NULL;
    uint32_t women = chain ? chain->women_said : 0, men = chain ? chain->persons - women : 0;
    put(r, !last ? 0 : chain && c->views[last - 1].chain == number ? 1 : 2);
    put(r, last ? capped(m->sentence - c->a->mentions.items[last - 1].sentence, 20) : -1);
    put(r, chain && chain->subject_at ? capped(m->sentence + 1 - chain->subject_at, 20) : -1);
    put(r, first && first->kind == MENTION_NAME ? capped(first->token_end - first->token_begin, 9)
                                                : 0);
    put(r, capped(v->kind == COREF_HE ? women : men, 30));
}

static void add_chain(struct row *r, const struct coref *c, uint32_t mention, uint32_t candidate)
{
    static const struct coref_chain none = {.entity = NO_INDEX, .type = ENTITY_OTHER};
    const struct mention *m = &c->a->mentions.items[mention];
    const struct coref_view *v = &c->views[mention], *w = &c->views[candidate];
    const struct coref_chain *chain = w->chain == NO_INDEX ? &none : &c->chains.items[w->chain];
    put(r, capped(chain->size, 30));
    put(r, chain->named);
    put(r, (int)chain->type);
    put(r, agreement(m->gender, chain->gender));
    put(r, agreement(m->number, chain->number));
    put(r, type_agreement(m->type, chain->type));
    put(r, in_words(v->lemma, chain->words, chain->word_count));
    put(r, (int)words_missing(v, chain->words, chain->word_count));
    put(r, chain->last == candidate);
    put(r, chain->size ? capped(m->sentence - c->a->mentions.items[chain->first].sentence, 60) : 0);
}

void coref_own_features(struct coref *c, uint32_t mention)
{
    struct coref_view *v = &c->views[mention];
    struct row r = {v->own, 0};
    const struct coref_token *head = &c->tokens[c->a->mentions.items[mention].head];
    v->depth = head->depth;
    v->clause = head->clause;
    v->outer = v->clause == NO_INDEX ? NO_INDEX : c->tokens[v->clause].clause;
    v->subject = v->kind == COREF_NAME ? NO_INDEX : subject_of(c, v->clause);
    add_mention(&r, c, mention);
    struct row late = {v->late, 0};
    add_late(&late, c, v);
    assert(r.count == COREF_OWN_FEATURES && late.count == COREF_LATE_FEATURES);
}

static void copy(struct row *r, const int8_t *features, uint32_t count)
{
    memcpy(r->out + r->count, features, count);
    r->count += count;
}

uint32_t coref_features(const struct coref *c, uint32_t mention,
                        const struct coref_candidate *among, int8_t out[COREF_FEATURES_MAX])
{
    uint32_t candidate = among->mention;
    struct row r = {out, 0};
    copy(&r, c->views[mention].own, COREF_OWN_FEATURES);
    copy(&r, c->views[candidate].own, COREF_OWN_FEATURES);
    add_pair(&r, c, mention, candidate);
    add_chain(&r, c, mention, candidate);
    put(&r, capped(c->lemma_count[mention], 30));
    put(&r, (int)c->dialogue);
    add_structure(&r, c, mention, among);
    add_field(&r, c, mention, among);
    copy(&r, c->views[mention].late, COREF_LATE_FEATURES);
    copy(&r, c->views[candidate].late, COREF_LATE_FEATURES);
    add_coming(&r, c, mention, candidate);
    add_course(&r, c, mention, candidate);
    return r.count;
}
