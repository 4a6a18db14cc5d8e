/* mentions: all that refers to somebody or something: names, nominals, pronouns.
 *
 * Reads    sentences, tokens, tags, trees, names.   Writes  mentions.
 * Memory   the list lives in a->arena, columns of the trees in the worker's scratch.
 * Budget   none: the encoder has paid for the words.
 * Errors   STATUS_LIMIT when MENTIONS_MAX was reached: there are none then.
 *
 * Every noun that is no part of a name heads a nominal, with the phrase of phrase.h as its span;
 * times ("Tuesday", "last year") and the nouns of titles ("President" in "President Kos") do not.
 * A name with a title, modifiers or an apposition is two mentions: the name, and the phrase as a
 * nominal. Whether a mention refers to anything known is for entities and coref to say. */
#include <stdlib.h>

#include "article/article.h"
#include "pipeline/nouns.h"
#include "pipeline/phrase.h"
#include "pipeline/pipeline.h"
#include "pipeline/pronouns.h"
#include "pipeline/stages.h"

struct collector {
    struct article *a;
    struct phrases phrases;
    const uint32_t *name_of; /* (tokens): 1 + the name that a token is part of, or 0 */
    bool full;
};

static bool relation_is(const struct collector *c, uint32_t token, struct str relation)
{
    return phrase_is(&c->phrases, token, relation);
}

static struct span bytes_of(const struct article *a, struct token_range r)
{
    return (struct span){a->tokens.items[r.begin].begin, a->tokens.items[r.end - 1].end};
}

static enum grammatical_number number_of(const struct collector *c, uint32_t token)
{
    struct str feats = c->a->tags.feats[token], xpos = c->a->tags.xpos[token];
    if (str_equal(xpos, STR("NNS")) || str_equal(xpos, STR("NNPS"))) {
        return NUMBER_PLURAL;
    }
    if (str_equal(xpos, STR("NN")) || str_equal(xpos, STR("NNP"))) {
        return NUMBER_SINGULAR;
    }
    return str_find(feats, STR("Number=Plur"), 0) != SIZE_MAX   ? NUMBER_PLURAL
           : str_find(feats, STR("Number=Sing"), 0) != SIZE_MAX ? NUMBER_SINGULAR
                                                                : NUMBER_UNKNOWN;
}

static struct mention *add(struct collector *c, const struct mention *m)
{
    struct mention *mention = vec_push(&c->a->mentions, c->a->arena, MENTIONS_MAX);
    if (!mention) {
        c->full = true;
        return NULL;
    }
    *mention = *m;
    mention->sentence = c->phrases.sentence[m->head];
    mention->span = bytes_of(c->a, (struct token_range){m->token_begin, m->token_end});
    mention->phrase = bytes_of(c->a, (struct token_range){m->phrase_begin, m->phrase_end});
    mention->entity = mention->antecedent = NO_INDEX;
    return mention;
}

static struct mention mention_at(uint32_t head, struct token_range span, struct token_range phrase,
                                 enum mention_kind kind)
{
    return (struct mention){.token_begin = span.begin,
                            .token_end = span.end,
                            .phrase_begin = phrase.begin,
                            .phrase_end = phrase.end,
                            .head = head,
                            .name = NO_INDEX,
                            .kind = kind,
                            .type = ENTITY_OTHER,
                            .person = 3};
}

/* ---- pronouns ---- */

/* "HE Dr Lind", "HE the Minister": His or Her Excellency. */
static bool is_excellency(const struct collector *c, uint32_t token)
{
    if (token + 1 >= c->a->tokens.count || !str_equal(phrase_form(&c->phrases, token), STR("HE"))) {
        return false;
    }
    struct str next = c->a->tags.upos[token + 1];
    return str_equal(next, STR("PROPN")) || str_equal(next, STR("DET"));
}

static bool add_pronoun(struct collector *c, uint32_t token)
{
    struct str xpos = c->a->tags.xpos[token];
    bool personal = str_equal(xpos, STR("PRP")) || str_equal(xpos, STR("PRP$"));
    if (!personal && !str_equal(xpos, STR("DT"))) {
        return false;
    }
    const struct pronoun *p = pronoun_find(phrase_form(&c->phrases, token));
    if (!p || is_excellency(c, token) || personal != (p->form != PRONOUN_DEMONSTRATIVE) ||
        relation_is(c, token, STR("expl")) || (!personal && relation_is(c, token, STR("det")))) {
        return false;
    }
    struct token_range r = {token, token + 1};
    struct mention m = mention_at(token, r, r, MENTION_PRONOUN);
    m.number = p->number;
    m.gender = p->gender;
    m.person = p->person;
    m.type = p->person < 3 || p->gender == GENDER_MALE || p->gender == GENDER_FEMALE ? ENTITY_PERSON
                                                                                     : ENTITY_OTHER;
    add(c, &m);
    return true;
}

/* ---- nominals ---- */

/* Things by their first sense, bodies in these forms: "Chadian forces", "the authorities"; the
 * opposition where it acts. */
static bool is_body_by_form(const struct collector *c, uint32_t token)
{
    static const struct str forms[] = {STR_INIT("authorities"), STR_INIT("forces")};
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        if (str_equal_nocase(phrase_form(&c->phrases, token), forms[i])) {
            return phrase_tagged(&c->phrases, token, STR("NOUN"));
        }
    }
    return str_equal_nocase(phrase_form(&c->phrases, token), STR("opposition")) &&
           relation_is(c, token, STR("nsubj"));
}

static void describe_nominal(const struct collector *c, struct mention *m)
{
    static const enum entity_type types[] = {
        [NOUN_THING] = ENTITY_OTHER,        [NOUN_PERSON] = ENTITY_PERSON,
        [NOUN_GROUP] = ENTITY_ORGANIZATION, [NOUN_PLACE] = ENTITY_LOCATION,
        [NOUN_TIME] = ENTITY_OTHER,
    };
    struct str lemma = phrase_lemma(&c->phrases, m->head);
    enum noun_class class = is_body_by_form(c, m->head) ? NOUN_GROUP : noun_class(lemma);
    m->type = types[class];
    m->number = number_of(c, m->head);
    m->gender = class == NOUN_PERSON ? noun_gender(lemma) : GENDER_NEUTER;
    if (class == NOUN_GROUP && m->number == NUMBER_SINGULAR) {
        m->number = NUMBER_UNKNOWN; /* "the police say they …" */
    }
}

static bool is_noun(const struct collector *c, uint32_t token)
{
    return phrase_tagged(&c->phrases, token, STR("NOUN")) ||
           phrase_tagged(&c->phrases, token, STR("PROPN"));
}

/* "the poor", "the two": an adjective or number with an article where a noun would stand. */
static bool stands_for_noun(const struct collector *c, uint32_t token)
{
    static const struct str places[] = {STR_INIT("nsubj"), STR_INIT("obj"),  STR_INIT("obl"),
                                        STR_INIT("nmod"),  STR_INIT("iobj"), STR_INIT("conj")};
    if (!phrase_tagged(&c->phrases, token, STR("ADJ")) &&
        !phrase_tagged(&c->phrases, token, STR("NUM"))) {
        return false;
    }
    bool placed = false;
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        placed = placed || relation_is(c, token, places[i]);
    }
    return placed && phrase_child(&c->phrases, token, STR("det")) != NO_INDEX;
}

static bool add_nominal(struct collector *c, uint32_t token)
{
    static const struct str parts[] = {STR_INIT("flat"), STR_INIT("fixed"), STR_INIT("goeswith"),
                                       STR_INIT("nmod:desc")};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        if (relation_is(c, token, parts[i])) {
            return false;
        }
    }
    if (!is_noun(c, token) && !stands_for_noun(c, token)) {
        return false;
    }
    struct token_range r = phrase_of(&c->phrases, token);
    struct mention m = mention_at(token, r, r, MENTION_NOMINAL);
    describe_nominal(c, &m);
    add(c, &m);
    return true;
}

/* ---- names ---- */

static struct token_range phrase_around(const struct collector *c, const struct name *n,
                                        uint32_t head)
{
    struct token_range r = phrase_of(&c->phrases, head);
    r.begin = n->token_begin < r.begin ? n->token_begin : r.begin;
    r.end = n->token_end > r.end ? n->token_end : r.end;
    return r;
}

/* True when the phrase says more than the name: an article or a possessive mark is no more. */
static bool says_more(const struct collector *c, const struct mention *m)
{
    uint32_t begin = m->phrase_begin;
    if (begin < m->token_begin && phrase_tagged(&c->phrases, begin, STR("DET"))) {
        begin++;
    }
    return begin < m->token_begin || m->phrase_end > m->token_end;
}

static void add_name(struct collector *c, uint32_t number)
{
    const struct name *n = &c->a->names.items[number];
    struct token_range span = {n->token_begin, n->token_end};
    uint32_t head = phrase_head(&c->phrases, span.begin, span.end);
    struct mention m = mention_at(head, span, phrase_around(c, n, head), MENTION_NAME);
    m.name = number;
    m.type = n->type;
    m.confidence = n->confidence;
    m.number = number_of(c, head);
    m.gender = n->type == ENTITY_PERSON || n->type == ENTITY_GROUP ? GENDER_UNKNOWN : GENDER_NEUTER;
    if (n->type == ENTITY_ORGANIZATION || n->type == ENTITY_GROUP) {
        m.number = m.number == NUMBER_PLURAL ? NUMBER_PLURAL : NUMBER_UNKNOWN;
    }
    if (!says_more(c, &m)) {
        m.phrase_begin = m.token_begin;
        m.phrase_end = m.token_end;
        add(c, &m);
        return;
    }
    add(c, &m);
    m.token_begin = m.phrase_begin;
    m.token_end = m.phrase_end;
    m.kind = MENTION_NOMINAL;
    add(c, &m);
}

/* ---- the list ---- */

static int by_place(const void *x, const void *y)
{
    const struct mention *a = x, *b = y;
    if (a->token_begin != b->token_begin) {
        return a->token_begin < b->token_begin ? -1 : 1;
    }
    if (a->token_end != b->token_end) {
        return a->token_end > b->token_end ? -1 : 1;
    }
    return (a->kind > b->kind) - (a->kind < b->kind);
}

static void collect(struct collector *c)
{
    uint32_t name = 0;
    for (uint32_t i = 0; i < c->a->tokens.count && !c->full; i++) {
        if (name < c->a->names.count && c->a->names.items[name].token_begin == i) {
            add_name(c, name++);
        }
        if (!c->name_of[i] && !add_pronoun(c, i)) {
            add_nominal(c, i);
        }
    }
}

enum status mentions_run(struct article *a, const struct models *m)
{
    struct arena_mark mark = arena_mark(&a->state->scratch);
    struct collector c = {.a = a};
    (void)m;
    phrases_init(&c.phrases, a, &a->state->scratch);
    uint32_t *name_of = arena_alloc_array(&a->state->scratch, a->tokens.count, sizeof *name_of);
    for (uint32_t i = 0; i < a->names.count; i++) {
        for (uint32_t t = a->names.items[i].token_begin; t < a->names.items[i].token_end; t++) {
            name_of[t] = i + 1;
        }
    }
    c.name_of = name_of;
    collect(&c);
    if (a->mentions.count > 1) {
        qsort(a->mentions.items, a->mentions.count, sizeof *a->mentions.items, by_place);
    }
    arena_rewind(&a->state->scratch, mark);
    if (c.full) {
        a->mentions.count = 0;
        return STATUS_LIMIT;
    }
    return STATUS_OK;
}
