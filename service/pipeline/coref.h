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
struct pack;

enum {
    COREF_WORDS_MAX = 24, /* of a chain */
    COREF_DEPTH_MAX = 20, /* told apart in trees */
    COREF_FEATURES_MAX = 112,
    COREF_OWN_FEATURES = 17,
    COREF_LATE_FEATURES = 3,
    COREF_PAIRS_MAX = 30,     /* candidates before a mention that are scored */
    COREF_SAME_LEMMA_MAX = 4, /* likewise with the same head, however far */
    COREF_AHEAD_MAX = 4,      /* likewise names behind a pronoun */
    COREF_CUTS = 4,
    COREF_CANDIDATES_MAX = COREF_PAIRS_MAX + COREF_SAME_LEMMA_MAX + COREF_AHEAD_MAX,
};

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
    int8_t women;        /* percent of who bear the given name of a name, -1: not known */
    bool skip;           /* neither looks back nor is looked at */
    bool surname;        /* a name of one word that somebody may bear */
    bool given;          /* a body or a place, as it seems, that begins with a given name */
    uint32_t lemma;      /* a hash of the head's lemma */
    uint32_t quote;      /* 1 + the quotation that it stands in, or 0 */
    uint32_t speaker;    /* 1 + the token of who says so, or 0 */
    uint32_t order;      /* among the mentions that are not skipped */
    uint32_t chain;      /* place in chains, or NO_INDEX */
    uint32_t text;       /* a hash of the span in lower case */
    uint32_t whose;      /* likewise of a nominal's name or nationality, 0: has none */
    uint32_t verb_lemma; /* likewise of what governs it, 0: nothing */
    uint32_t clause;     /* the verb of its clause, or NO_INDEX */
    uint32_t outer;      /* likewise of the clause that this one hangs on */
    uint32_t subject;    /* of its clause, a token, or NO_INDEX; of names it is not looked for */
    uint8_t depth;       /* of the head in its tree, at most 20 */
    uint8_t word_count;
    int8_t own[COREF_OWN_FEATURES];   /* what stands in every row of it */
    int8_t late[COREF_LATE_FEATURES]; /* likewise, at the end of the row */
    uint32_t words[6];                /* hashes of content words of the phrase, 0: none */
    uint32_t verb;                    /* the token that governs it, or NO_INDEX */
};

/* Where a token stands in its tree. */
struct coref_token {
    uint32_t clause;     /* the verb over it, up through nominals, or NO_INDEX */
    uint8_t depth;       /* at most COREF_DEPTH_MAX */
    uint8_t clause_kind; /* how a clause that it heads hangs on what is above (coref_features.c) */
};

struct coref_chain {
    enum gender gender;
    enum grammatical_number number;
    enum entity_type type;
    uint32_t entity;      /* NO_INDEX: nominals and pronouns alone */
    uint32_t first, last; /* mentions */
    uint32_t size;
    uint32_t salience, told;      /* as of the sentence of the last mention; that sentence */
    uint32_t persons, women_said; /* its "he" and "she"; of these "she" */
    uint32_t subject_at;          /* 1 + the sentence where it was a subject last, or 0 */
    int8_t women;                 /* as in coref_view, of its first name with any */
    bool named;
    uint32_t whose;                  /* as in coref_view, of its first nominal with any */
    uint32_t words[COREF_WORDS_MAX]; /* hashes, in the order they came */
    uint32_t word_count;
};

/* A candidate of the mention at hand, among the others. */
struct coref_candidate {
    uint32_t mention;
    uint32_t nearer;       /* candidates tried before it */
    uint32_t nearer_named; /* other chains with a name among these */
    uint32_t nearer_fit;   /* other chains of a person of no other gender than the mention's */
    uint32_t salience;     /* of its chain */
    uint32_t rank;         /* chains of candidates with more of it */
    uint32_t mates;        /* candidates of its chain */
};

/* Who may be what the mention at hand refers to. */
struct coref_field {
    struct coref_candidate items[COREF_CANDIDATES_MAX];
    uint32_t count;
    uint32_t chains, agreeing; /* of candidates: all; those with the mention's gender */
};

struct coref_offices; /* who holds which (coref_office.c) */

struct coref {
    struct article *a;
    const struct pack *pack; /* or NULL */
    struct phrases phrases;
    struct coref_view *views;   /* (mentions) */
    struct coref_token *tokens; /* (tokens) */
    VEC(struct coref_chain) chains;
    uint32_t *lemma_before; /* (mentions): 1 + the mention before with the same head's lemma */
    uint32_t *lemma_count;  /* (mentions): such mentions before it */
    uint32_t *name_from;    /* (tokens): 1 + the name that begins there, or 0 */
    uint32_t *name_at;      /* (tokens): 1 + the name with that head, or 0 */
    uint32_t *chain_of;     /* (entities of names): their chain, or NO_INDEX */
    uint32_t *last;         /* (enum coref_kind): 1 + the last such mention */
    uint32_t *next_name;    /* (mentions): of names 1 + the next one of the entity, or 0 */
    uint32_t *coming;       /* (entities of names): 1 + the first name still to come, or 0 */
    struct coref_field field;
    struct coref_offices *offices;
    uint32_t dialogue; /* percent of pronouns that are of the first or second person */
};

/* Sets up the views of all mentions; chains of the named entities are made as mentions come. */
void coref_views(struct coref *c);
/* The mention joins the chain, or NO_INDEX: founds one. */
void coref_enter(struct coref *c, uint32_t mention, uint32_t chain);
/* May the candidate be what the mention refers to, as far as grammar says? */
bool coref_possible(const struct coref *c, uint32_t mention, uint32_t candidate);
/* Sets up c->offices; the views of all mentions are there. */
void coref_read_offices(struct coref *c);
/* "The Russian president": the mention that names who is meant, here or further on, or NO_INDEX. */
uint32_t coref_office_holder(const struct coref *c, uint32_t mention);
/* Sets up c->tokens. */
void coref_read_trees(struct coref *c);
/* Sets view.depth, clause, outer, subject, own and late; the rest of the view is there. */
void coref_own_features(struct coref *c, uint32_t mention);
/* Collects the candidates of a mention in c->field, nearest first, those behind it last. */
void coref_look_round(struct coref *c, uint32_t mention);
/* The features of a pair; returns how many. */
uint32_t coref_features(const struct coref *c, uint32_t mention,
                        const struct coref_candidate *among, int8_t out[COREF_FEATURES_MAX]);
/* If what governs the one token stands above the other, so that it commands it (Reinhart 1983): 1 +
 * the clauses on the way, else 0. */
uint32_t coref_commands(const struct coref *c, uint32_t token, uint32_t other);
/* What a chain weighs at a sentence, after Lappin and Leass (1994). */
uint32_t coref_salience(const struct coref_chain *chain, uint32_t sentence);
/* The forests (coref_trees_gen.c): trees of nodes that part by "feature is at most …". */
struct coref_node {
    uint8_t feature;
    int8_t most;
    int16_t next[2]; /* if it is, if not: a node, or -1 - a leaf */
};
/* After so many trees only those pairs go on that have at least that sum and are not further behind
 * the best. The last cut is behind all trees, where none is dropped. */
struct coref_cut {
    uint16_t trees; /* a multiple of four */
    int16_t least, behind;
};
struct coref_forest {
    uint32_t first; /* of coref_roots */
    struct coref_cut cuts[COREF_CUTS];
};
extern const struct coref_node coref_nodes[];
extern const int16_t coref_leaves[]; /* 1/256 log-odds */
extern const int16_t coref_roots[];
extern const struct coref_forest coref_persons; /* for "he" and "she" */
extern const struct coref_forest coref_others;

/* The pairs of one mention. */
struct coref_pairs {
    int8_t features[COREF_CANDIDATES_MAX][COREF_FEATURES_MAX];
    uint32_t count;
};
struct coref_best {
    uint32_t pair; /* NO_INDEX: all were dropped */
    int32_t score; /* the sum of the leaves it comes to, 1/256 log-odds that it is the same */
};
/* The pair of the highest score, the first of several. */
struct coref_best coref_best(const struct coref_forest *forest, const struct coref_pairs *pairs);

/* Makes entities of the chains; score (mentions) is that of the link each took. */
enum status coref_settle(struct coref *c, const int32_t *score) MUST_CHECK;

/* Sees every pair that is scored: for training. */
typedef void coref_watch(void *context, const struct coref *c, uint32_t mention, uint32_t candidate,
                         const int8_t *features, uint32_t count);
enum status coref_run_watched(struct article *a, const struct models *m, coref_watch *watch,
                              void *context) MUST_CHECK;

#endif
