/* syntax: the trees of an article as rules walk them: up, down, and "does it hang under".
 *
 * Memory   columns in the worker's scratch arena; the caller rewinds.
 * Units    tokens are positions in a->tokens, NO_INDEX is none.
 * Threads  pure functions over one article.
 */
#ifndef DATELINE_PIPELINE_SYNTAX_H
#define DATELINE_PIPELINE_SYNTAX_H

#include <stdbool.h>
#include <stdint.h>

#include "article/article.h"

/* Relations of Universal Dependencies that rules ask for. */
#define RELATION_MAP(X)                                                                            \
    X(ACL, "acl")                                                                                  \
    X(ACL_RELCL, "acl:relcl")                                                                      \
    X(ADVCL, "advcl")                                                                              \
    X(ADVCL_RELCL, "advcl:relcl")                                                                  \
    X(ADVMOD, "advmod")                                                                            \
    X(AMOD, "amod")                                                                                \
    X(APPOS, "appos")                                                                              \
    X(AUX, "aux")                                                                                  \
    X(AUX_PASS, "aux:pass")                                                                        \
    X(CASE, "case")                                                                                \
    X(CC, "cc")                                                                                    \
    X(CCOMP, "ccomp")                                                                              \
    X(COMPOUND, "compound")                                                                        \
    X(COMPOUND_PRT, "compound:prt")                                                                \
    X(CONJ, "conj")                                                                                \
    X(COP, "cop")                                                                                  \
    X(CSUBJ, "csubj")                                                                              \
    X(CSUBJ_PASS, "csubj:pass")                                                                    \
    X(DET, "det")                                                                                  \
    X(DISCOURSE, "discourse")                                                                      \
    X(EXPL, "expl")                                                                                \
    X(FIXED, "fixed")                                                                              \
    X(FLAT, "flat")                                                                                \
    X(IOBJ, "iobj")                                                                                \
    X(MARK, "mark")                                                                                \
    X(NMOD, "nmod")                                                                                \
    X(NMOD_POSS, "nmod:poss")                                                                      \
    X(NSUBJ, "nsubj")                                                                              \
    X(NSUBJ_OUTER, "nsubj:outer")                                                                  \
    X(NSUBJ_PASS, "nsubj:pass")                                                                    \
    X(OBJ, "obj")                                                                                  \
    X(OBL, "obl")                                                                                  \
    X(OBL_AGENT, "obl:agent")                                                                      \
    X(OBL_UNMARKED, "obl:unmarked")                                                                \
    X(PARATAXIS, "parataxis")                                                                      \
    X(PUNCT, "punct")                                                                              \
    X(ROOT, "root")                                                                                \
    X(XCOMP, "xcomp")

enum relation {
    REL_OTHER,
#define X(id, name) REL_##id,
    RELATION_MAP(X)
#undef X
};

#define POS_MAP(X)                                                                                 \
    X(ADJ)                                                                                         \
    X(ADP)                                                                                         \
    X(ADV)                                                                                         \
    X(AUX)                                                                                         \
    X(CCONJ)                                                                                       \
    X(DET)                                                                                         \
    X(INTJ)                                                                                        \
    X(NOUN)                                                                                        \
    X(NUM)                                                                                         \
    X(PART)                                                                                        \
    X(PRON)                                                                                        \
    X(PROPN)                                                                                       \
    X(PUNCT)                                                                                       \
    X(SCONJ)                                                                                       \
    X(SYM)                                                                                         \
    X(VERB)

enum pos {
    POS_OTHER,
#define X(id) POS_##id,
    POS_MAP(X)
#undef X
};

struct syntax {
    const struct article *a;
    uint32_t *parent;        /* (tokens) */
    uint32_t *child, *next;  /* (tokens): first child, next sibling, in text order */
    uint32_t *enter, *leave; /* (tokens): what hangs under a token has enter in [enter,leave) */
    uint32_t *left, *right;  /* (tokens): first token of the subtree, and behind its last */
    uint8_t *relation, *pos; /* (tokens): enum relation, enum pos */
};

/* Needs HAS_TAGS and HAS_TREES. */
void syntax_build(struct syntax *s, const struct article *a, struct arena *scratch);

struct str syntax_form(const struct syntax *s, uint32_t token);
bool syntax_form_is(const struct syntax *s, uint32_t token,
                    const char *word); /* ASCII case aside */
/* The Penn tag of a token. */
bool syntax_is_tagged(const struct syntax *s, uint32_t token, const char *xpos);
/* The first child with the relation, or NO_INDEX. */
uint32_t syntax_child(const struct syntax *s, uint32_t token, enum relation relation);
/* The active subject that stands nearest, or NO_INDEX: a wrong tree may hang that of a quotation on
 * the verb of saying too. */
uint32_t syntax_subject(const struct syntax *s, uint32_t verb);
/* The direct object, else the indirect one, or NO_INDEX. */
uint32_t syntax_object(const struct syntax *s, uint32_t verb);
/* A verb with tense, an auxiliary apart. */
bool syntax_is_finite(const struct syntax *s, uint32_t verb);
bool syntax_is_passive(const struct syntax *s, uint32_t verb);
/* A verb, or what has a subject or a copula. */
bool syntax_is_clause(const struct syntax *s, uint32_t token);
/* The first mark of the clause is `word`. */
bool syntax_is_marked(const struct syntax *s, uint32_t clause, const char *word);

static inline bool syntax_is_nominal(const struct syntax *s, uint32_t token)
{
    return s->pos[token] == POS_NOUN || s->pos[token] == POS_PROPN;
}

static inline bool syntax_is_punctuation(const struct syntax *s, uint32_t token)
{
    return s->pos[token] == POS_PUNCT || s->relation[token] == REL_PUNCT;
}

/* `token` is `top` or hangs under it. */
static inline bool syntax_is_under(const struct syntax *s, uint32_t token, uint32_t top)
{
    return s->enter[token] >= s->enter[top] && s->enter[token] < s->leave[top];
}

#endif
