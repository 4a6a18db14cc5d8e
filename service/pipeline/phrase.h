/* phrase: the trees of an article seen from above: children, subtrees and noun phrases.
 *
 *     struct phrases p;
 *     phrases_init(&p, a, &a->state->scratch);
 *     for (uint32_t c = p.first[token]; c != NO_INDEX; c = p.next[c]) { … the children in text
 *     order … }
 *
 * A noun phrase is its head with what modifies it, without the preposition before it, without what
 * it is coordinated with, and of a nominal predicate without the subject and the copula ("She is [a
 * baker in Split]").
 *
 * Units    tokens of the whole article, half-open ranges.
 * Memory   columns of all tokens in the arena given.
 * Threads  read-only after phrases_init.
 * Cost     linear in tokens times the depth of the trees.
 */
#ifndef DATELINE_PIPELINE_PHRASE_H
#define DATELINE_PIPELINE_PHRASE_H

#include "article/article.h"

struct phrases {
    const struct article *a;
    uint32_t *parent;      /* (tokens): token, NO_INDEX of a root */
    uint32_t *first;       /* (tokens): first child, or NO_INDEX */
    uint32_t *next;        /* (tokens): next child of the same parent, or NO_INDEX */
    uint32_t *begin, *end; /* (tokens): the range of the subtree */
    uint32_t *sentence;    /* (tokens) */
};

struct token_range {
    uint32_t begin, end;
};

/* Needs HAS_TREES. */
void phrases_init(struct phrases *p, const struct article *a, struct arena *arena);

/* The noun phrase that `head` heads. */
struct token_range phrase_of(const struct phrases *p, uint32_t head);
/* The token in [begin,end) that the others hang on, the first if there are several. */
uint32_t phrase_head(const struct phrases *p, uint32_t begin, uint32_t end);
/* The first child with that relation, its subtypes included ("nmod" takes "nmod:poss"); NO_INDEX
 * when there is none. */
uint32_t phrase_child(const struct phrases *p, uint32_t head, struct str relation);
/* True for the relation and its subtypes. */
bool phrase_is(const struct phrases *p, uint32_t token, struct str relation);

struct str phrase_form(const struct phrases *p, uint32_t token);
/* The lemma, or the form where there is none. */
struct str phrase_lemma(const struct phrases *p, uint32_t token);
bool phrase_tagged(const struct phrases *p, uint32_t token, struct str upos);

#endif
