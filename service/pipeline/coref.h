/* coref: what the parts of coreference share: mentions as the scorer sees them, chains, features.
 *
 * Mention ranking (Denis and Baldridge 2008; Clark and Manning 2015 for the features): each pronoun
 * and nominal looks back at candidates that may agree with it, a forest of decision trees scores
 * each pair, and the best one over a threshold is taken. All features are small integers and the
 * trees add integers, so the choice is the same on every machine.
 *
 * Memory   columns and chains are the worker's scratch.
 * Threads  any worker.
 */
#ifndef DATELINE_PIPELINE_COREF_H
#define DATELINE_PIPELINE_COREF_H

#include "article/article.h"
#include "pipeline/phrase.h"
#include "pipeline/pronouns.h"

struct models;

enum { COREF_WORDS_MAX = 24 /* of a chain */, COREF_FEATURES_MAX = 80, COREF_OWN_FEATURES = 13 };

/* What a mention is told by first. */
enum coref_kind {
    COREF_NAME,
    COREF_NOMINAL,
    COREF_I,
    COREF_WE,
    COREF_YOU,
    COREF_HE,
    COREF_SHE,
    COREF_IT,
    COREF_THEY,
    COREF_THIS,  /* this, that */
    COREF_THESE, /* these, those */
};

/* How a mention begins, or which form a pronoun has. */
enum coref_form {
    COREF_BARE,
    COREF_THE,
    COREF_A,
    COREF_DEMONSTRATIVE,
    COREF_POSSESSED, /* "his brother", "Ana's brother" */
    COREF_QUANTIFIED,
    COREF_PERSONAL,
    COREF_OWNING, /* "his" */
    COREF_REFLEXIVE,
};

/* What stands of a mention beside article.h. */
struct coref_view {
    uint8_t kind;        /* enum coref_kind */
    uint8_t form;        /* enum coref_form */
    uint8_t place;       /* in the clause: 1 subject, 2 passive subject, … (coref_features.c) */
    uint8_t class;       /* enum noun_class of the head */
    bool skip;           /* neither looks back nor is looked at */
    uint32_t lemma;      /* a hash of the head's lemma */
    uint32_t quote;      /* 1 + the quotation that it stands in, or 0 */
    uint32_t speaker;    /* 1 + the token of who says so, or 0 */
    uint32_t order;      /* among the mentions that are not skipped */
    uint32_t chain;      /* place in chains, or NO_INDEX */
    uint32_t text;       /* a hash of the span in lower case */
    uint32_t verb_lemma; /* likewise of what governs it, 0: nothing */
    uint32_t clause;     /* the verb of its clause, or NO_INDEX */
    uint8_t depth;       /* of the head in its tree, at most 20 */
    uint8_t word_count;
    int8_t own[COREF_OWN_FEATURES]; /* what stands in every row of it */
    uint32_t words[6];              /* hashes of content words of the phrase, 0: none */
    uint32_t verb;                  /* the token that governs it, or NO_INDEX */
};

struct coref_chain {
    enum gender gender;
    enum grammatical_number number;
    enum entity_type type;
    uint32_t entity;      /* NO_INDEX: nominals and pronouns alone */
    uint32_t first, last; /* mentions */
    uint32_t size;
    bool named;
    uint32_t words[COREF_WORDS_MAX]; /* hashes, in the order they came */
    uint32_t word_count;
};

struct coref {
    struct article *a;
    struct phrases phrases;
    struct coref_view *views; /* (mentions) */
    VEC(struct coref_chain) chains;
    uint32_t *lemma_before; /* (mentions): 1 + the mention before with the same head's lemma */
    uint32_t *lemma_count;  /* (mentions): such mentions before it */
    uint32_t rivals;        /* of the pair at hand: candidates tried before, nearer ones */
    uint32_t dialogue;      /* percent of pronouns that are of the first or second person */
};

/* Sets up the views of all mentions; chains of the named entities are made as mentions come. */
void coref_views(struct coref *c);
/* The mention joins the chain, or NO_INDEX: founds one. */
void coref_enter(struct coref *c, uint32_t mention, uint32_t chain);
/* May the candidate be what the mention refers to, as far as grammar says? */
bool coref_possible(const struct coref *c, uint32_t mention, uint32_t candidate);
/* Sets view.depth, clause and own; the rest of the view is there. */
void coref_own_features(struct coref *c, uint32_t mention);
/* The features of a pair; returns how many. */
uint32_t coref_features(const struct coref *c, uint32_t mention, uint32_t candidate,
                        int8_t out[COREF_FEATURES_MAX]);
/* The forest (coref_trees.c, generated): trees of nodes that part by "feature is at most …". */
struct coref_node {
    uint8_t feature;
    int8_t most;
    int16_t next[2]; /* if it is, if not: a node, or -1 - a leaf */
};
extern const struct coref_node coref_nodes[];
extern const int16_t coref_leaves[]; /* 1/256 log-odds */
extern const int16_t coref_roots[];
extern const uint32_t coref_tree_count;

/* The sum of the leaves that a pair comes to, 1/256 log-odds that it refers to the same. */
int32_t coref_score(const int8_t features[COREF_FEATURES_MAX]);

/* Makes entities of the chains; score (mentions) is that of the link each took. */
enum status coref_settle(struct coref *c, const int32_t *score) MUST_CHECK;

/* Sees every pair that is scored: for training. */
typedef void coref_watch(void *context, const struct coref *c, uint32_t mention, uint32_t candidate,
                         const int8_t *features, uint32_t count);
enum status coref_run_watched(struct article *a, coref_watch *watch, void *context) MUST_CHECK;

#endif
