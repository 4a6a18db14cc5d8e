#include <string.h>

#include "model/pack.h"
#include "pipeline/coref.h"
#include "pipeline/nouns.h"
#include "pipeline/pipeline.h"
#include "pipeline/pleonastic.h"
#include "text/name_key.h"

/* From that confidence on a name is of the type that the model says. */
#define SURE_NAME 0.9

/* ---- mentions ---- */

static uint32_t hash_of(struct str word)
{
    char lower[32];
    size_t len = word.len < sizeof lower ? word.len : sizeof lower;
    for (size_t i = 0; i < len; i++) {
        char c = word.ptr[i];
        lower[i] = (char)(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
    }
    uint64_t hash = str_hash(str_make(lower, len), word.len);
    uint32_t folded = (uint32_t)(hash ^ hash >> 32);
    return folded ? folded : 1;
}

static enum coref_kind kind_of(const struct mention *m, struct str form)
{
    if (m->kind == MENTION_NAME) {
        return COREF_NAME;
    }
    if (m->kind == MENTION_NOMINAL) {
        return COREF_NOMINAL;
    }
    const struct pronoun *p = pronoun_find(form);
    bool plural = p && p->number == NUMBER_PLURAL;
    if (!p || p->form == PRONOUN_DEMONSTRATIVE) {
        return plural ? COREF_THESE : COREF_THIS;
    }
    if (p->person < 3) {
        return p->person == 2 ? COREF_YOU : plural ? COREF_WE : COREF_I;
    }
    return p->gender == GENDER_MALE     ? COREF_HE
           : p->gender == GENDER_FEMALE ? COREF_SHE
           : p->gender == GENDER_NEUTER ? COREF_IT
                                        : COREF_THEY;
}

static enum coref_form determined_by(const struct coref *c, uint32_t head)
{
    uint32_t det = phrase_child(&c->phrases, head, STR("det"));
    uint32_t owner = phrase_child(&c->phrases, head, STR("nmod:poss"));
    uint32_t flat = phrase_child(&c->phrases, head, STR("flat"));
    if (det == NO_INDEX && flat != NO_INDEX) {
        det = phrase_child(&c->phrases, flat, STR("det")); /* "the attorney | general" */
    }
    if (owner != NO_INDEX) {
        return COREF_POSSESSED;
    }
    if (det == NO_INDEX) {
        return COREF_BARE;
    }
    struct str word = phrase_lemma(&c->phrases, det);
    return str_equal_nocase(word, STR("the"))                                      ? COREF_THE
           : str_equal_nocase(word, STR("a")) || str_equal_nocase(word, STR("an")) ? COREF_A
           : str_equal_nocase(word, STR("this")) || str_equal_nocase(word, STR("that")) ||
                   str_equal_nocase(word, STR("these")) || str_equal_nocase(word, STR("those"))
               ? COREF_DEMONSTRATIVE
               : COREF_QUANTIFIED;
}

static enum coref_form form_of(const struct coref *c, const struct mention *m)
{
    static const enum coref_form forms[] = {[PRONOUN_PERSONAL] = COREF_PERSONAL,
                                            [PRONOUN_POSSESSIVE] = COREF_OWNING,
                                            [PRONOUN_REFLEXIVE] = COREF_REFLEXIVE,
                                            [PRONOUN_DEMONSTRATIVE] = COREF_DEMONSTRATIVE};
    const struct pronoun *p =
        m->kind == MENTION_PRONOUN ? pronoun_find(phrase_form(&c->phrases, m->head)) : NULL;
    return p ? forms[p->form] : determined_by(c, m->head);
}

static uint8_t place_of(const struct coref *c, uint32_t head)
{
    static const struct str places[] = {
        STR_INIT("nsubj:pass"), STR_INIT("nsubj"),     STR_INIT("obj"),        STR_INIT("iobj"),
        STR_INIT("obl"),        STR_INIT("nmod:poss"), STR_INIT("nmod"),       STR_INIT("compound"),
        STR_INIT("conj"),       STR_INIT("root"),      STR_INIT("appos"),      STR_INIT("vocative"),
        STR_INIT("parataxis"),  STR_INIT("xcomp"),     STR_INIT("dislocated"),
    };
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        if (phrase_is(&c->phrases, head, places[i])) {
            return (uint8_t)(i + 1);
        }
    }
    return 0;
}

static bool is_content(const struct coref *c, uint32_t token)
{
    static const struct str tags[] = {STR_INIT("NOUN"), STR_INIT("PROPN"), STR_INIT("ADJ"),
                                      STR_INIT("NUM"), STR_INIT("VERB")};
    for (size_t i = 0; i < sizeof tags / sizeof tags[0]; i++) {
        if (phrase_tagged(&c->phrases, token, tags[i])) {
            return true;
        }
    }
    return false;
}

static void read_words(struct coref *c, const struct mention *m, struct coref_view *v)
{
    uint32_t count = 0, begin = m->phrase_begin, end = m->phrase_end;
    if (m->kind == MENTION_PRONOUN) {
        return;
    }
    /* What follows the head by far is another matter: relative clauses. */
    end = end > m->head + 4 ? m->head + 4 : end;
    for (uint32_t t = begin; t < end && count < sizeof v->words / sizeof *v->words; t++) {
        if (is_content(c, t)) {
            v->words[count++] = hash_of(phrase_lemma(&c->phrases, t));
        }
    }
    v->word_count = (uint8_t)count;
}

/* Whose something is by a word with a capital: the country, else the word itself. */
static uint32_t owner_at(const struct coref *c, uint32_t token)
{
    struct str form = phrase_form(&c->phrases, token);
    struct pack_match found;
    if (c->pack && pack_find_kind(c->pack, form, 1u << PACK_COUNTRY, &found)) {
        return found.entry + 1;
    }
    return hash_of(phrase_lemma(&c->phrases, token));
}

/* "France" of "the president of France": a country alone, for others may be parts of a name. */
static uint32_t country_of(const struct coref *c, uint32_t head)
{
    struct pack_match found;
    uint32_t of = phrase_child(&c->phrases, head, STR("nmod"));
    uint32_t name = of == NO_INDEX || of < head ? 0 : c->name_at[of];
    struct str text =
        name ? article_slice(c->a, c->a->mentions.items[name - 1].span) : (struct str){0};
    bool country = c->pack && name && pack_find_kind(c->pack, text, 1u << PACK_COUNTRY, &found);
    return country ? found.entry + 1 : 0;
}

/* "Russian" of "the Russian government" and of "Russian President Ana Kos": the word with a capital
 * that stands before the head or the name, not at the sentence's begin. */
static uint32_t whose(const struct coref *c, const struct mention *m)
{
    uint32_t first = c->a->sentences.items[m->sentence].token_begin;
    bool person = m->kind == MENTION_NAME && m->type == ENTITY_PERSON;
    uint32_t end = m->kind == MENTION_NOMINAL ? m->head : person ? m->token_begin : 0;
    for (uint32_t t = m->phrase_begin; t < end; t++) {
        struct str form = phrase_form(&c->phrases, t);
        bool capital = form.len > 1 && form.ptr[0] >= 'A' && form.ptr[0] <= 'Z';
        bool modifies = (person || c->phrases.parent[t] == m->head) && is_content(c, t);
        if (capital && modifies && (person || t > first)) {
            return owner_at(c, t);
        }
    }
    return m->kind == MENTION_NOMINAL ? country_of(c, m->head) : 0;
}

/* ---- quotations ---- */

struct quotations {
    uint32_t *quote;   /* (tokens): 1 + the outermost content of quotation marks, or 0 */
    uint32_t *speaker; /* (tokens): 1 + the head of who says what stands there, or 0 */
};

/* Writes the value over the tokens of a span where none stands, with `where` only where that has
 * one; contents are disjoint or nested,
 * the outer ones first, so each token is written once for each depth at most. */
static void mark(const struct article *a, struct span span, const uint32_t *where, uint32_t *column,
                 uint32_t value)
{
    uint32_t t = article_token_at(a, span.begin);
    for (; t < a->tokens.count && a->tokens.items[t].begin < span.end; t++) {
        column[t] = column[t] || (where && !where[t]) ? column[t] : value;
    }
}

/* Who speaks what stands in direct words; `turns`: what a label alone gives to somebody, which is
 * outside all else. */
static void mark_speakers(const struct article *a, struct quotations *q, bool turns)
{
    for (uint32_t i = 0; i < a->quotes.count; i++) {
        const struct quote *quote = &a->quotes.items[i];
        bool turn = str_equal(str_of(quote->by), STR("attribution.turn"));
        if (turn == turns && quote->kind != QUOTE_INDIRECT && quote->speaker.head != NO_INDEX) {
            const uint32_t *where = quote->kind == QUOTE_MIXED ? q->quote : NULL;
            mark(a, quote->span, where, q->speaker, quote->speaker.head + 1);
        }
    }
}

static void read_quotations(const struct coref *c, struct quotations *q)
{
    const struct article *a = c->a;
    struct arena *scratch = &a->state->scratch;
    q->quote = arena_alloc_array(scratch, a->tokens.count + 1, sizeof *q->quote);
    q->speaker = arena_alloc_array(scratch, a->tokens.count + 1, sizeof *q->speaker);
    for (uint32_t i = 0; i < a->quoted.count; i++) {
        if (a->quoted.items[i].depth == 0 && a->quoted.items[i].confidence >= 0.5) {
            mark(a, a->quoted.items[i].span, NULL, q->quote, i + 1);
        }
    }
    mark_speakers(a, q, false);
    mark_speakers(a, q, true);
}

/* Sets women, surname and given of a name. */
static void read_name(const struct coref *c, const struct mention *m, struct coref_view *v)
{
    const struct token *first = &c->a->tokens.items[m->token_begin];
    struct name_key key;
    v->women = -1;
    if (!c->pack || m->kind != MENTION_NAME) {
        return;
    }
    struct str word =
        name_key_of(article_slice(c->a, (struct span){first->begin, first->end}), &key);
    struct pack_word known = pack_word(c->pack, word);
    v->women = known.classes & PACK_WORD_GIVEN ? (int8_t)known.women : -1;
    struct pack_match country; /* "China" is a family name too */
    v->surname = m->token_end - m->token_begin == 1 && (known.classes & PACK_WORD_FAMILY) &&
                 !pack_find_kind(c->pack, word, 1u << PACK_COUNTRY, &country);
    bool open = m->confidence < SURE_NAME && !c->a->entities.items[m->entity].wikidata.len;
    v->given = (known.classes & PACK_WORD_GIVEN) && m->type != ENTITY_PERSON && open;
}

/* "No officials", "neither side": nobody is meant. "No Norwegian soldiers": a party is, of which
 * events tell what it did not do. */
static bool is_nobody(const struct coref *c, const struct mention *m, const struct coref_view *v)
{
    uint32_t det = phrase_child(&c->phrases, m->head, STR("det"));
    struct str word = det == NO_INDEX ? (struct str){0} : phrase_form(&c->phrases, det);
    return m->kind == MENTION_NOMINAL && !v->whose &&
           (str_equal_nocase(word, STR("no")) || str_equal_nocase(word, STR("neither")));
}

static void read_view(struct coref *c, uint32_t i)
{
    const struct mention *m = &c->a->mentions.items[i];
    struct coref_view *v = &c->views[i];
    v->kind = (uint8_t)kind_of(m, phrase_form(&c->phrases, m->head));
    v->form = (uint8_t)form_of(c, m);
    v->place = place_of(c, m->head);
    v->class = (uint8_t)noun_class(phrase_lemma(&c->phrases, m->head));
    v->lemma = hash_of(phrase_lemma(&c->phrases, m->head));
    read_name(c, m, v);
    v->chain = NO_INDEX;
    v->verb = c->phrases.parent[m->head];
    v->verb_lemma = v->verb == NO_INDEX ? 0 : hash_of(phrase_lemma(&c->phrases, v->verb));
    v->text = hash_of(article_slice(c->a, m->span));
    v->whose = whose(c, m);
    uint32_t first = phrase_is(&c->phrases, m->head, STR("conj")) ? v->verb : m->head;
    bool apposed = m->kind == MENTION_NOMINAL && m->number != NUMBER_PLURAL &&
                   phrase_is(&c->phrases, first, STR("appos"));
    v->skip = (m->kind == MENTION_NOMINAL && m->name != NO_INDEX) || v->class == NOUN_TIME ||
              apposed || is_nobody(c, m, v);
    if (m->kind == MENTION_NAME) {
        v->skip = false;
    } else if (m->kind == MENTION_PRONOUN) {
        v->skip = v->kind == COREF_IT && pleonastic_it(&c->phrases, m->head);
    }
    read_words(c, m, v);
}

static void count_lemmas(struct coref *c)
{
    struct arena *scratch = &c->a->state->scratch;
    uint32_t count = c->a->mentions.count, size = 16;
    while (size < 2 * count) {
        size *= 2;
    }
    uint32_t *last = arena_alloc_array(scratch, size, sizeof *last);
    for (uint32_t i = 0; i < count; i++) {
        const struct coref_view *v = &c->views[i];
        if (v->skip || v->kind > COREF_NOMINAL) {
            continue;
        }
        uint32_t slot = v->lemma & (size - 1);
        while (last[slot] && c->views[last[slot] - 1].lemma != v->lemma) {
            slot = (slot + 1) & (size - 1);
        }
        c->lemma_before[i] = last[slot];
        c->lemma_count[i] = last[slot] ? c->lemma_count[last[slot] - 1] + 1 : 0;
        last[slot] = i + 1;
    }
}

static void index_names(struct coref *c)
{
    struct arena *scratch = &c->a->state->scratch;
    c->name_at = arena_alloc_array(scratch, c->a->tokens.count + 1, sizeof *c->name_at);
    c->name_from = arena_alloc_array(scratch, c->a->tokens.count + 1, sizeof *c->name_from);
    for (uint32_t i = 0; i < c->a->mentions.count; i++) {
        if (c->a->mentions.items[i].kind == MENTION_NAME) {
            c->name_at[c->a->mentions.items[i].head] = i + 1;
            c->name_from[c->a->mentions.items[i].token_begin] = i + 1;
        }
    }
}

void coref_views(struct coref *c)
{
    struct arena *scratch = &c->a->state->scratch;
    uint32_t count = c->a->mentions.count, order = 0, pronouns = 1, spoken = 0;
    struct quotations q;
    read_quotations(c, &q);
    coref_read_trees(c);
    index_names(c);
    c->views = arena_alloc_array(scratch, count, sizeof *c->views);
    c->lemma_before = arena_alloc_array(scratch, count, sizeof *c->lemma_before);
    c->lemma_count = arena_alloc_array(scratch, count, sizeof *c->lemma_count);
    for (uint32_t i = 0; i < count; i++) {
        read_view(c, i);
        struct coref_view *v = &c->views[i];
        v->quote = q.quote[c->a->mentions.items[i].head];
        v->speaker = q.speaker[c->a->mentions.items[i].head];
        v->order = v->skip ? order : order++;
        coref_own_features(c, i);
        pronouns += v->kind >= COREF_I;
        spoken += v->kind >= COREF_I && v->kind <= COREF_YOU;
    }
    c->dialogue = 100 * spoken / pronouns;
    count_lemmas(c);
}

/* ---- chains ---- */

static void add_words(struct coref_chain *chain, const struct coref_view *v)
{
    for (size_t i = 0; i < sizeof v->words / sizeof *v->words && v->words[i]; i++) {
        bool known = false;
        for (uint32_t k = 0; k < chain->word_count; k++) {
            known = known || chain->words[k] == v->words[i];
        }
        if (!known && chain->word_count < COREF_WORDS_MAX) {
            chain->words[chain->word_count++] = v->words[i];
        }
    }
}

uint32_t coref_salience(const struct coref_chain *chain, uint32_t sentence)
{
    uint32_t age = sentence > chain->told ? sentence - chain->told : 0;
    return age < 31 ? chain->salience >> age : 0;
}

/* The sums of Lappin and Leass's weights: recency 100, subject 80, direct object 50, other
 * complement 40, no part of another phrase 80, no adverbial 50. By places of place_of. */
static uint32_t weight_of(uint8_t place)
{
    static const uint16_t weights[] = {
        180, 310, 310, 280, 270, 220, 150, 150, 100, 180, 280, 150, 180, 180, 230, 230,
    };
    return weights[place];
}

void coref_enter(struct coref *c, uint32_t mention, uint32_t number)
{
    const struct mention *m = &c->a->mentions.items[mention];
    struct coref_view *v = &c->views[mention];
    if (number == NO_INDEX) {
        struct coref_chain *fresh =
            vec_push(&c->chains, &c->a->state->scratch, c->a->mentions.count);
        number = c->chains.count - 1;
        *fresh = (struct coref_chain){.gender = m->gender,
                                      .number = m->number,
                                      .type = m->type,
                                      .entity = m->entity,
                                      .women = -1,
                                      .first = mention};
    }
    struct coref_chain *chain = &c->chains.items[number];
    chain->last = mention;
    chain->size++;
    chain->salience = coref_salience(chain, m->sentence) + weight_of(v->place);
    chain->told = m->sentence;
    chain->persons += v->kind == COREF_HE || v->kind == COREF_SHE;
    chain->women_said += v->kind == COREF_SHE;
    chain->subject_at = v->place == 1 || v->place == 2 ? m->sentence + 1 : chain->subject_at;
    chain->women = chain->women >= 0 ? chain->women : v->women;
    chain->whose = chain->whose ? chain->whose : v->whose;
    chain->named = chain->named || m->kind == MENTION_NAME;
    chain->gender = chain->gender ? chain->gender : m->gender;
    chain->number = chain->number ? chain->number : m->number;
    chain->type = chain->type == ENTITY_OTHER && m->type != ENTITY_OTHER ? m->type : chain->type;
    add_words(chain, v);
    v->chain = number;
}
