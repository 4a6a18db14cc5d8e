/* The noun phrase behind a number where words are tagged: a chain of adjectives, participles and
 * nouns, ended by its last noun. In headlines in capitals the tags say too little. */
#include "base/search.h"
#include "pipeline/pipeline.h"
#include "pipeline/quantity.h"
#include "pipeline/quantity_words.h"

enum { CHAIN_MAX = 12 };

struct chain {
    const struct look *l;
    const struct tags *tags;
    uint32_t end; /* behind the last noun; the begin where there is none yet */
    bool plural;  /* that noun is a plural */
    bool any;     /* a plural does not end the phrase: "the second arms deal" */
};

bool phrase_tags_help(const struct look *l)
{
    return (l->a->layers & HAS_TAGS) && l->a->tags.upos && !l->capitals;
}

static bool is_upos(const struct chain *c, uint32_t token, const char *upos)
{
    return str_equal(c->tags->upos[token], str_of(upos));
}

static bool is_xpos(const struct chain *c, uint32_t token, const char *xpos)
{
    return c->tags->xpos && str_equal(c->tags->xpos[token], str_of(xpos));
}

static struct str form_of(const struct chain *c, uint32_t token)
{
    const struct token *t = &c->l->a->tokens.items[token];
    return str_slice(c->l->text, t->begin, t->end);
}

static bool is_noun(const struct chain *c, uint32_t token)
{
    return is_upos(c, token, "NOUN") || is_upos(c, token, "PROPN");
}

static bool is_plural_form(const struct chain *c, uint32_t token)
{
    const struct token *t = &c->l->a->tokens.items[token];
    const struct lexeme *w = lexicon_find(c->l->a->state->lexicon, c->l->text, t->begin, t->end);
    return lexeme_is(w, QUANTITY_PLURALS);
}

static bool is_plural_noun(const struct chain *c, uint32_t token)
{
    return is_noun(c, token) &&
           (is_xpos(c, token, "NNS") || is_xpos(c, token, "NNPS") || is_plural_form(c, token));
}

static bool is_owner_mark(const struct chain *c, uint32_t token)
{
    struct str form = form_of(c, token);
    return is_upos(c, token, "PART") && form.len > 1 && form.ptr[form.len - 1] == 's';
}

static bool is_hyphen(const struct chain *c, uint32_t token)
{
    struct str form = form_of(c, token);
    return str_equal(form, STR("-")) || str_equal(form, STR("–"));
}

/* What may stand before a noun of the chain; behind one a participle only within a compound
 * ("war-damaged structures"). */
static bool is_modifier(const struct chain *c, uint32_t token, bool noun)
{
    bool participle = is_xpos(c, token, "VBN") || is_xpos(c, token, "VBG");
    bool compound = token > 0 && is_hyphen(c, token - 1);
    return is_hyphen(c, token) || is_upos(c, token, "ADJ") ||
           ((!noun || compound) && (participle || is_xpos(c, token, "RB")));
}

/* A plural ends the phrase unless another follows at once: "arms dealers", but "twelve officers
 * Monday". */
static bool ends_with(const struct chain *c, uint32_t token)
{
    uint32_t next = token + 1;
    bool more =
        next < c->l->token_end && (c->any ? is_upos(c, next, "NOUN") : is_plural_noun(c, next));
    return is_plural_noun(c, token) && !more;
}

/* "the country's 50 states": an owner is no head; the chain goes on behind the mark. */
static void read_chain(struct chain *c, uint32_t begin)
{
    uint32_t t = begin;
    for (; t < c->l->token_end && t < begin + CHAIN_MAX; t++) {
        bool owner = t + 1 < c->l->token_end && is_owner_mark(c, t + 1);
        if (is_noun(c, t) && !owner) {
            c->end = t + 1;
            c->plural = is_plural_noun(c, t);
            if (ends_with(c, t)) {
                return;
            }
        } else if (is_noun(c, t)) {
            t++;
        } else if (!is_modifier(c, t, c->end > begin)) {
            return;
        }
    }
}

bool phrase_by_tags(const struct look *l, uint32_t i, bool plural, struct counted *out)
{
    *out = (struct counted){.begin = i, .end = i};
    if (i >= l->count) {
        return false;
    }
    uint32_t begin = article_token_over(l->a, l->pieces[i].begin);
    struct chain c = {.l = l, .tags = &l->a->tags, .end = begin, .any = !plural};
    read_chain(&c, begin);
    if (c.end == begin || (plural && !c.plural)) {
        return false;
    }
    out->end = piece_at(l, i, l->a->tokens.items[c.end - 1].end);
    return out->end > i;
}

bool phrase_ends_in_plural(const struct look *l, const struct counted *phrase)
{
    struct chain c = {.l = l, .tags = &l->a->tags};
    uint32_t token = article_token_over(l->a, l->pieces[phrase->end - 1].begin);
    return token < l->token_end && is_plural_noun(&c, token);
}

bool phrase_parent(const struct look *l, uint32_t i, struct phrase_parent *out)
{
    const struct trees *trees = &l->a->trees;
    if (!(l->a->layers & HAS_TREES) || !trees->head || l->capitals || i >= l->count) {
        return false;
    }
    uint32_t token = article_token_over(l->a, l->pieces[i].begin);
    for (int steps = 0; steps < CHAIN_MAX && token < l->token_end; steps++) {
        uint32_t head = trees->head[token];
        if (head == 0 || head > l->token_end - l->token_begin) {
            return false;
        }
        out->relation = trees->deprel[token];
        token = l->token_begin + head - 1;
        out->piece = piece_at(l, 0, l->a->tokens.items[token].begin);
        if (!str_equal(out->relation, STR("conj"))) {
            return out->piece < l->count;
        }
    }
    return false;
}
