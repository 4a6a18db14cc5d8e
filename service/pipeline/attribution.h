/* attribution: what the files of the attribution stage share: who is said to have said what, as the
 * tree or the words around it tell, before it is joined with what stands in quotation marks.
 *
 * Memory   the worker's scratch arena.
 * Units    ranges of tokens are half-open.
 */
#ifndef DATELINE_PIPELINE_ATTRIBUTION_H
#define DATELINE_PIPELINE_ATTRIBUTION_H

#include "pipeline/syntax.h"
#include "text/speech_words.h"

enum { PIECES_MAX = 4 };

struct range {
    uint32_t begin, end;
};

/* A phrase and the token it hangs on; nobody when it is empty. */
struct phrase {
    struct range range;
    uint32_t head;
};

struct attribution {
    uint32_t head; /* the token that decides: verb, noun, adjective, "according", ":" */
    struct range cue;
    struct str lemma;
    enum speech_class class;
    struct range content[PIECES_MAX]; /* in text order, without punctuation at their ends */
    uint32_t content_count;
    uint32_t top; /* the token that the content hangs on, or NO_INDEX */
    struct phrase source, addressee, via;
    enum quote_medium medium;
    bool negated;
    bool is_weak;   /* no clause holds the content: a phrase or an infinitive */
    bool is_nested; /* it lies inside the content of another */
    bool dropped;
    uint32_t follows; /* the attribution that this one goes on from, or NO_INDEX */
    const char *by;
};

struct attributions {
    struct article *a;
    struct syntax syntax;
    VEC(struct attribution) list;
};

/* Adds what the trees tell, in the order of the deciding tokens. */
void attribution_find(struct attributions *f);

/* The source of a verb: its subject or agent, else that of the verb that it hangs on. */
struct phrase attribution_source(const struct syntax *s, uint32_t verb);
/* Who stands beside the verb, within `clause`, where the tree names nobody. */
struct phrase attribution_neighbour(const struct syntax *s, uint32_t verb, struct range clause);
/* The verb with its auxiliaries, negation and adverbs. */
struct range attribution_cue(const struct syntax *s, uint32_t verb);
/* The range without punctuation and quotation marks at its ends. */
struct range attribution_trim(const struct syntax *s, struct range r);
bool attribution_is_negated(const struct syntax *s, uint32_t verb);
/* "Nobody said", "no official confirmed", "none of them claims". */
bool attribution_is_nobody(const struct syntax *s, struct phrase p);
/* "may say", "would say". */
bool attribution_has_modal(const struct syntax *s, uint32_t verb);
/* The verb tells of what may be said, is to be said, or is said only if …; it may not have been. */
bool attribution_is_hypothetical(const struct syntax *s, uint32_t verb);
/* A new one with everything absent; NULL when there are too many. */
struct attribution *attribution_add(struct attributions *f, uint32_t head,
                                    const struct speech_word *word);
/* How it was said: the verb's own way, or what a noun beside it or as its source tells. */
enum quote_medium attribution_medium(const struct syntax *s, const struct attribution *t);

static inline bool range_is_empty(struct range r)
{
    return r.begin >= r.end;
}

#endif
