#include "pipeline/phrase.h"

/* Relations of what belongs to a noun phrase, beside the subtypes. */
static const struct str inside[] = {
    STR_INIT("det"),  STR_INIT("amod"),  STR_INIT("nmod"),     STR_INIT("compound"),
    STR_INIT("flat"), STR_INIT("fixed"), STR_INIT("appos"),    STR_INIT("nummod"),
    STR_INIT("acl"),  STR_INIT("dep"),   STR_INIT("goeswith"),
};

struct str phrase_form(const struct phrases *p, uint32_t token)
{
    const struct token *t = &p->a->tokens.items[token];
    return article_slice(p->a, (struct span){t->begin, t->end});
}

struct str phrase_lemma(const struct phrases *p, uint32_t token)
{
    struct str lemma = p->a->tags.lemma[token];
    return lemma.ptr ? lemma : phrase_form(p, token);
}

bool phrase_tagged(const struct phrases *p, uint32_t token, struct str upos)
{
    return str_equal(p->a->tags.upos[token], upos);
}

bool phrase_is(const struct phrases *p, uint32_t token, struct str relation)
{
    struct str own = p->a->trees.deprel[token];
    return str_starts_with(own, relation) &&
           (own.len == relation.len || own.ptr[relation.len] == ':');
}

/* Widens the subtrees of all that `token` hangs on. */
static void widen(struct phrases *p, uint32_t token)
{
    for (uint32_t up = p->parent[token]; up != NO_INDEX; up = p->parent[up]) {
        p->begin[up] = token < p->begin[up] ? token : p->begin[up];
        p->end[up] = token + 1 > p->end[up] ? token + 1 : p->end[up];
    }
}

static void link_sentence(struct phrases *p, uint32_t number, const struct sentence *s)
{
    for (uint32_t i = s->token_begin; i < s->token_end; i++) {
        uint32_t head = p->a->trees.head[i];
        p->sentence[i] = number;
        p->parent[i] = head ? s->token_begin + head - 1 : NO_INDEX;
        p->first[i] = NO_INDEX;
        p->begin[i] = i;
        p->end[i] = i + 1;
    }
    for (uint32_t i = s->token_end; i-- > s->token_begin;) {
        uint32_t up = p->parent[i];
        p->next[i] = up == NO_INDEX ? NO_INDEX : p->first[up];
        if (up != NO_INDEX) {
            p->first[up] = i;
        }
    }
    for (uint32_t i = s->token_begin; i < s->token_end; i++) {
        widen(p, i);
    }
}

void phrases_init(struct phrases *p, const struct article *a, struct arena *arena)
{
    uint32_t **columns[] = {&p->parent, &p->first, &p->next, &p->begin, &p->end, &p->sentence};
    p->a = a;
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++) {
        *columns[i] = arena_alloc_array(arena, a->tokens.count, sizeof **columns[i]);
    }
    for (uint32_t i = 0; i < a->sentences.count; i++) {
        link_sentence(p, i, &a->sentences.items[i]);
    }
}

static bool belongs(const struct phrases *p, uint32_t token)
{
    for (size_t i = 0; i < sizeof inside / sizeof inside[0]; i++) {
        if (phrase_is(p, token, inside[i])) {
            return true;
        }
    }
    return false;
}

/* A sign, or what joins the phrase to the sentence though the tree hangs it on a later word of the
 * phrase ("in" on "Elden", that on "Port"); "at" of "at least ten people" is part of it. */
static bool stands_before(const struct phrases *p, uint32_t token, uint32_t head)
{
    bool later = p->parent[token] != NO_INDEX && p->parent[token] > head;
    return phrase_tagged(p, token, STR("PUNCT")) ||
           (later && (phrase_is(p, token, STR("case")) || phrase_is(p, token, STR("cc")) ||
                      phrase_is(p, token, STR("mark"))));
}

struct token_range phrase_of(const struct phrases *p, uint32_t head)
{
    struct token_range r = {head, head + 1};
    for (uint32_t c = p->first[head]; c != NO_INDEX; c = p->next[c]) {
        if (belongs(p, c)) {
            r.begin = p->begin[c] < r.begin ? p->begin[c] : r.begin;
            r.end = p->end[c] > r.end ? p->end[c] : r.end;
        }
    }
    while (r.end > head + 1 && phrase_tagged(p, r.end - 1, STR("PUNCT")) &&
           !str_equal(phrase_form(p, r.end - 1), STR(")"))) {
        r.end--;
    }
    while (r.begin < head && stands_before(p, r.begin, head)) {
        r.begin++;
    }
    return r;
}

uint32_t phrase_head(const struct phrases *p, uint32_t begin, uint32_t end)
{
    uint32_t best = begin;
    for (uint32_t i = end; i-- > begin;) {
        bool outside = p->parent[i] == NO_INDEX || p->parent[i] < begin || p->parent[i] >= end;
        if (outside && !phrase_tagged(p, i, STR("PUNCT"))) {
            best = i;
        }
    }
    return best;
}

uint32_t phrase_child(const struct phrases *p, uint32_t head, struct str relation)
{
    for (uint32_t c = p->first[head]; c != NO_INDEX; c = p->next[c]) {
        if (phrase_is(p, c, relation)) {
            return c;
        }
    }
    return NO_INDEX;
}
