/* event: what the files of the events stage share: a sentence as a tree of words, what its words
 * tell of, who takes part.
 *
 *     event_tree.c      children, relations, words of the pack
 *     event_headline.c  headlines whose verb was taken for a noun
 *     event_match.c     which rule of the pack a trigger meets
 *     event_actor.c     the entities of a noun phrase
 *     event_target.c    whom it is done to
 *     event_modality.c  whether it happened
 *     event_reading.c   from a clause to a reading: operators, roles
 *     event_mode.c      with what weapon, by which form of protest
 *     event_links.c     when, and in whose words
 *     event_casualties.c  whom it killed and hurt
 *     event_told.c      which tell of the same
 *     events.c          the stage: readings to events
 *
 * Tokens are positions in the article's list; NO_INDEX is none.
 * Memory   a view lies in the worker's scratch and is one sentence's.
 * Threads  one owner, as the article.
 */
#ifndef DATELINE_PIPELINE_EVENT_H
#define DATELINE_PIPELINE_EVENT_H

#include "article/article.h"
#include "model/event_pack.h"

struct pack;

enum {
    EVENT_DEPTH_MAX = 12, /* clauses in clauses */
    EVENT_REACH = 60,     /* tokens on either side of a trigger that its rules look at */
};

/* Relations of Universal Dependencies, as far as the stage tells them apart. */
#define EVENT_RELATION_MAP(X)                                                                      \
    X(ROOT, "root")                                                                                \
    X(NSUBJ, "nsubj")                                                                              \
    X(NSUBJ_PASS, "nsubj:pass")                                                                    \
    X(CSUBJ, "csubj")                                                                              \
    X(OBJ, "obj")                                                                                  \
    X(IOBJ, "iobj")                                                                                \
    X(OBL, "obl")                                                                                  \
    X(OBL_AGENT, "obl:agent")                                                                      \
    X(XCOMP, "xcomp")                                                                              \
    X(CCOMP, "ccomp")                                                                              \
    X(ADVCL, "advcl")                                                                              \
    X(ACL, "acl")                                                                                  \
    X(RELCL, "acl:relcl")                                                                          \
    X(CONJ, "conj")                                                                                \
    X(PARATAXIS, "parataxis")                                                                      \
    X(NMOD, "nmod")                                                                                \
    X(NMOD_POSS, "nmod:poss")                                                                      \
    X(AMOD, "amod")                                                                                \
    X(APPOS, "appos")                                                                              \
    X(COMPOUND, "compound")                                                                        \
    X(PARTICLE, "compound:prt")                                                                    \
    X(FLAT, "flat")                                                                                \
    X(CASE, "case")                                                                                \
    X(MARK, "mark")                                                                                \
    X(AUX, "aux")                                                                                  \
    X(AUX_PASS, "aux:pass")                                                                        \
    X(COP, "cop")                                                                                  \
    X(DET, "det")                                                                                  \
    X(ADVMOD, "advmod")

enum event_relation {
    RELATION_OTHER,
#define X(id, name) RELATION_##id,
    EVENT_RELATION_MAP(X)
#undef X
};

/* What the stage knows of a token. */
struct event_node {
    uint32_t head;        /* token, or NO_INDEX */
    uint32_t child, next; /* first child, next one of the same head, in text order */
    uint32_t form, lemma; /* words of the pack, or EVENT_NO_WORD */
    uint32_t mention;     /* the mention that covers it, or NO_INDEX */
    uint8_t relation;     /* enum event_relation */
};

struct event_view {
    struct article *a;
    const struct event_pack *pack;
    uint32_t sentence, begin, end;
    struct event_node *nodes; /* (end - begin) */
    uint32_t *order;          /* (2 * EVENT_REACH) working space of the matcher */
    const uint8_t *standing;  /* (entities) bits of enum event_standing */
    uint32_t official;        /* the word of the pack for any name of an officeholder */
    uint32_t person;          /* for anybody who is spoken of, by name or role */
    uint32_t place;           /* for any name of a place */
};

/* What an article says of an entity besides its name. */
enum event_standing {
    EVENT_SPOKEN_OF = 1, /* named or described somewhere, not "I" or "it" alone */
    EVENT_SOMEBODY = 2,  /* described by a role: "workers" */
    EVENT_OFFICE = 4,    /* by one of state, party or arms: "the authorities", "ministers"; who has
                            held one */
    EVENT_MANY = 8       /* in the plural: "Chadian rescuers" */
};

/* What a clause or a noun tells of. */
struct event_reading {
    uint32_t trigger;        /* token */
    uint32_t code, back;     /* of the pack, counted from 1; 0 = none */
    uint32_t source, target; /* heads of noun phrases */
    uint32_t via;            /* a further phrase to look for the target in */
    uint32_t speaker;        /* head of the phrase that says so */
    enum event_modality modality;
    bool negated;
    bool mutual;  /* all parties stand in `source` */
    bool pattern; /* see event_match: to be believed of two known parties */
    const char *by;
};

/* ---- the tree ---- */

/* The number of a word in any case, or EVENT_NO_WORD. */
uint32_t event_word(const struct event_pack *pack, struct str text);

/* `standing` as event_standings makes it. */
void event_view_init(struct event_view *v, struct article *a, const struct event_pack *pack,
                     const uint8_t *standing, uint32_t sentence);
/* Gives a headline without a verb the one that was taken for a noun; before children are known. */
void event_headline_verb(struct event_view *v);
/* What the role noun at a token says: EVENT_SOMEBODY, EVENT_OFFICE, or 0. */
uint8_t event_role(const struct article *a, const struct event_pack *pack, uint32_t head);
/* (entities) bits of enum event_standing, in the worker's scratch; `known` may be NULL. */
const uint8_t *event_standings(const struct article *a, const struct event_pack *pack,
                               const struct pack *known);
static inline struct event_node *event_node(const struct event_view *v, uint32_t token)
{
    return &v->nodes[token - v->begin];
}
/* The first child with one of the relations (bits of 1 << enum event_relation). */
uint32_t event_child(const struct event_view *v, uint32_t token, uint64_t relations);
uint32_t event_next_child(const struct event_view *v, uint32_t child, uint64_t relations);
bool event_is_lemma(const struct event_view *v, uint32_t token, const char *lemma);
bool event_is_upos(const struct event_view *v, uint32_t token, const char *upos);
bool event_is_xpos(const struct event_view *v, uint32_t token, const char *xpos);
/* The lemma of the token's preposition, absent without one. */
struct str event_case(const struct event_view *v, uint32_t token);
bool event_is_verbal(const struct event_view *v, uint32_t token);
/* Whether its preposition is one of the words. */
bool event_case_is(const struct event_view *v, uint32_t token, const char *const *words,
                   size_t count);
#define EVENT_CASE_IS(v, token, words)                                                             \
    event_case_is(v, token, words, sizeof(words) / sizeof(words)[0])
/* The noun that a relative pronoun stands for ("who", "which", "that"), else the token itself. */
uint32_t event_antecedent(const struct event_view *v, uint32_t subject);

#define RELATION_BIT(relation) (UINT64_C(1) << (relation))

/* ---- rules ---- */

struct event_match {
    enum event_operator operator_;
    uint32_t code,
        back;     /* what the words say; beside an operator: if its complement says nothing */
    bool pattern; /* a dictionary's pattern says it, of a verb that our own list lacks */
};

/* What the token tells of as a verb or noun; `subject` is its own or a borrowed one. */
bool event_match(const struct event_view *v, enum event_speech speech, uint32_t token,
                 uint32_t subject, struct event_match *out);

/* ---- actors ---- */

struct event_actors {
    uint32_t entity[EVENT_ACTORS_MAX];
    uint32_t count;
};

/* The entities that a noun phrase names: its own, its conjuncts', else those that modify it. */
void event_actors(const struct event_view *v, uint32_t token, struct event_actors *out);
bool event_has_actor(const struct event_view *v, uint32_t token);
/* "its", "his country", "her government": those of whoever is spoken of. */
bool event_is_own(const struct event_view *v, uint32_t token);

/* How much a phrase must say to be somebody: a name or a code, a code, whatever is no law, work or
 * other thing, or anybody. */
enum event_least { EVENT_KNOWN, EVENT_CODED, EVENT_NO_THING, EVENT_ANYBODY };

/* Whether a phrase names an actor other than the source. */
bool event_is_party(const struct event_view *v, uint32_t token, uint32_t source,
                    enum event_least least);
/* The phrase that names the target of what has the code: somebody known first, for "its troops"
 * and "relief workers" are means more often than targets; of what PLOVER does not know, the object
 * alone. NO_INDEX: none. */
uint32_t event_target(const struct event_view *v, uint32_t token, uint32_t source, uint32_t code);

/* ---- modality ---- */

struct event_mood {
    bool future, negated;
    enum event_modality modality;
};

/* What the words round a verb or noun say. */
struct event_mood event_mood_of(const struct event_view *v, uint32_t token);

/* The verb of a headline that leaves out "is": "Chad to expel envoy", at "Chad"; else NO_INDEX. */
uint32_t event_headline_plan(const struct event_view *v, uint32_t token);

/* ---- readings ---- */

/* Reads the clause of a verb (or of a predicate); false when it tells of nothing. */
bool event_read_clause(const struct event_view *v, uint32_t token, uint32_t subject, unsigned depth,
                       struct event_reading *out);
/* Takes over what a verb says of a noun beside it: "the vote is planned". False where that leaves
 * nothing told: "for a trial to end in". */
bool event_noun_happens(const struct event_view *v, uint32_t verb, struct event_reading *r);
/* Reads a noun that names an event. */
bool event_read_noun(const struct event_view *v, uint32_t token, unsigned depth,
                     struct event_reading *out);

/* ---- what else is known of them ---- */

/* The mode, as the means that the trigger's clause names refine it. */
struct str event_mode(const struct event_view *v, uint32_t trigger, struct str event,
                      struct str mode);
/* The time expression that covers an offset, or NO_INDEX. */
uint32_t event_time_at(const struct article *a, uint32_t offset);
/* Sets time, place and quote of the sentence's events. */
void event_link(const struct event_view *v, struct event *events, uint32_t count);
/* Ties the casualties of the sentence to its events, those from `first`. */
void event_casualties(const struct event_view *v, uint32_t first);
/* Ties the others to what was told before, and all to places. */
void event_place_casualties(struct article *a);
/* Joins the sentence's events, those from `first`, to the earlier ones that they tell again. */
void event_join(const struct event_view *v, uint32_t first);

#endif
