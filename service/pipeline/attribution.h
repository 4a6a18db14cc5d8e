/* attribution: what the rooms of the stage that look at trees share: who is said to have said what,
 * before it is joined with what stands in quotation marks (attribution_join.h).
 *
 *     attribution_find    each word that hands a content over, in the order of the text
 *       _verb               a verb, with the content that one of these takes:
 *         _clause             a clause under it          _beside    a clause beside it
 *         _complement         an infinitive, a predicate, an object, a phrase
 *         _order              what the order of words tells where the tree is wrong
 *       _noun               a noun or an adjective
 *       _label              a name before a colon
 *     attribution_source  whose words they are           _range     cues and pieces of contents
 *     attribution_medium  how it was said                _mood      whether it was said at all
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
    bool is_turn;   /* a turn of an interview, direct without marks */
    bool dropped;
    uint32_t follows; /* the attribution that this one goes on from, or NO_INDEX */
    const char *by;
};

struct attributions {
    struct article *a;
    struct syntax syntax;
    VEC(struct attribution) list;
};

/* ---- finding (find) ---- */

/* Adds what the trees tell, in the order of the deciding tokens. */
void attribution_find(struct attributions *f);
/* A new one with everything absent; NULL when there are too many. */
struct attribution *attribution_add(struct attributions *f, uint32_t head,
                                    const struct speech_word *word);

/* What a word of the class VERB is as one of speech, or NULL. */
const struct speech_word *attribution_word(const struct syntax *s, uint32_t verb);
/* One for the token, if it hands over a content within the sentence. */
void attribution_find_verb(struct attributions *f, uint32_t verb, struct range sentence);
void attribution_find_noun(struct attributions *f, uint32_t noun);
void attribution_find_adjective(struct attributions *f, uint32_t adjective);
/* "Roe: The bridge will close": a name alone, a colon, a clause. */
void attribution_find_label(struct attributions *f, struct range sentence);

/* Words before a colon that say what a text is, not who speaks. */
bool attribution_is_rubric(const struct syntax *s, uint32_t token);

/* ---- contents of verbs: true when there is one (clause, beside, complement, order) ---- */

bool attribution_take_clause(struct attributions *f, struct attribution *t);
/* "X, he said" with X as the main clause; "as he said, X". */
bool attribution_take_host(struct attributions *f, struct attribution *t);
/* "he said: X" with X beside the verb; behind a colon it goes on to the end of the sentence. */
bool attribution_take_beside(struct attributions *f, struct attribution *t);
/* "the park is near the stadium, which, Roe said, is busy", "and, Roe said, X": what leads up to a
 * conjunction or a relative pronoun is none of it. */
void attribution_drop_hanging_front(const struct syntax *s, struct attribution *t);
/* "you know", "I mean", "you see" fill a pause. */
bool attribution_is_filler(const struct syntax *s, const struct attribution *t);
bool attribution_take_infinitive(struct attributions *f, struct attribution *t, uint32_t frames);
/* "called it a trap". */
bool attribution_take_predicate(struct attributions *f, struct attribution *t);
/* "accused of X", "called for X". */
bool attribution_take_oblique(struct attributions *f, struct attribution *t, bool own_object);
bool attribution_take_object(struct attributions *f, struct attribution *t);
/* Where the tree does not hang the sentence on the verb of its inset. */
bool attribution_take_front(struct attributions *f, struct attribution *t, struct range sentence);
/* "Acts of protest, Mr. Roe said, are …": what stands before the inset is part of the content. */
void attribution_take_lead(const struct syntax *s, struct attribution *t, struct range sentence);
/* "The bridge, Mr. Roe said, would close": what goes on with a verb behind the inset, too. */
void attribution_take_tail(const struct syntax *s, struct attribution *t, struct range sentence);
/* "N say the plan will fail" where the tree hangs N, or a part of it, on the verb as its content:
 * all that follows the verb is the content, all before it the source. */
void attribution_turn_round(const struct syntax *s, struct attribution *t, struct range sentence);
/* "said the plan will fail" where the tree has no clause under the verb: a subject stands right
 * behind it. */
bool attribution_take_linear(const struct syntax *s, struct attribution *t, struct range sentence);
/* The subject ended up in the content before it: "X, the mayor" | said. */
void attribution_split_front(const struct syntax *s, struct attribution *t, struct range sentence);

/* ---- whose words they are (source) ---- */

/* The phrase of a noun, without what is under `without` (or NO_INDEX) and behind it. */
struct phrase attribution_phrase(const struct syntax *s, uint32_t head, uint32_t without);
/* Whom the verb's words are told, the phrase of its object. */
struct phrase attribution_addressee(const struct syntax *s, uint32_t object, uint32_t verb);
/* The phrase of a verb's subject. Of "who", whoever it stands for is the head; "that" and "which"
 * give way to it. */
struct phrase attribution_subject_phrase(const struct syntax *s, uint32_t subject, uint32_t verb);
/* The source of a verb: its subject or agent, else that of the verb that it hangs on. */
struct phrase attribution_source(const struct syntax *s, uint32_t verb);
/* Who makes "his claim that", "the call by unions for". */
struct phrase attribution_noun_source(const struct syntax *s, uint32_t noun);
/* Who stands beside the verb, within `clause`, where the tree names nobody: "…, Revesz said", "…,
 * said Ms. Quill". */
struct phrase attribution_neighbour(const struct syntax *s, uint32_t verb, struct range clause);
/* The verb's object is whom it tells ("tell", "ask", "assure"). */
bool attribution_tells(const struct syntax *s, uint32_t verb);
/* The verb of quoting in "was quoted as saying", "quoted X as saying", or NO_INDEX. */
uint32_t attribution_quoting(const struct syntax *s, uint32_t verb);
/* "was quoted by Y as saying", "Y quoted X as saying": Y passed it on. */
struct phrase attribution_relay(const struct syntax *s, uint32_t verb);
/* "X, said Y, a lawyer in Z": what stands behind Y and is no clause belongs to Y. */
void attribution_take_apposition(const struct syntax *s, struct attribution *t);
/* The same where the tree hangs the lawyer on the verb. */
void attribution_take_loose_apposition(const struct syntax *s, struct attribution *t,
                                       struct range sentence);
/* "which the mayor says will close": a wrong tree makes one phrase of the first three words. */
void attribution_drop_relative(const struct syntax *s, struct phrase *p);
/* "Monday", "yesterday". */
bool attribution_is_day(const struct syntax *s, uint32_t token);
/* "police on Thursday", "officials late Saturday": the day is when they said so. */
void attribution_drop_time(const struct syntax *s, struct phrase *p);
/* The "'s" of "Holm's ruling", before `end`. */
bool attribution_is_owned(const struct syntax *s, uint32_t token, uint32_t end);
/* "I want to clarify", "we welcome the question": whoever speaks for himself reports nobody. */
bool attribution_is_first_or_second(const struct syntax *s, struct phrase p);
bool attribution_is_relative(const struct syntax *s, uint32_t token);

/* ---- ranges (range) ---- */

/* The range without punctuation and quotation marks at its ends. */
struct range attribution_trim(const struct syntax *s, struct range r);
/* The verb with its auxiliaries, negation and adverbs. */
struct range attribution_cue(const struct syntax *s, uint32_t verb);
/* Adds the tokens under `top` that are not under `without` (or NO_INDEX): a piece for each run of
 * them that nothing but punctuation interrupts. */
void attribution_add_pieces(const struct syntax *s, struct attribution *t, uint32_t top,
                            uint32_t without);
void attribution_add_range(const struct syntax *s, struct attribution *t, uint32_t begin,
                           uint32_t end);
/* Behind the verb a content that begins before it goes on only after a comma or a mark. */
void attribution_drop_loose_tail(const struct syntax *s, struct attribution *t);
/* Drops the first piece. */
void attribution_drop_first(struct attribution *t);
/* One of its pieces holds the token. */
bool attribution_lies_in(const struct attribution *t, uint32_t token);
/* A noun phrase may be all of it. */
bool attribution_is_phrase(const struct syntax *s, struct range r);
bool attribution_holds_verb(const struct syntax *s, struct range r);
/* "10:51", which opens an entry of a live blog. */
bool attribution_is_clock(const struct syntax *s, uint32_t token);
/* An auxiliary, or a verb with tense. */
bool attribution_holds_finite(const struct syntax *s, struct range r);
/* A subject stands in it. */
bool attribution_has_clause(const struct syntax *s, struct range r);
/* The first noun or pronoun that hangs on nothing within the range, else its last token. */
uint32_t attribution_head(const struct syntax *s, struct range r);

/* ---- how it was said, and whether (medium, mood) ---- */

/* The verb's own way, or what a noun beside it or as its source tells. */
enum quote_medium attribution_medium(const struct syntax *s, const struct attribution *t);
/* The medium that a noun names ("interview"), or none. */
enum quote_medium attribution_medium_noun(struct str lemma);
/* "said in a statement | it would close", "said late on Sunday | the fire was out": without a
 * "that" trees hang how and on which day it was said on what was said. */
void attribution_drop_setting(const struct syntax *s, struct attribution *t);
bool attribution_is_negated(const struct syntax *s, uint32_t verb);
/* "Nobody said", "no official confirmed", "none of them claims". */
bool attribution_is_nobody(const struct syntax *s, struct phrase p);
/* "may say", "would say". */
bool attribution_has_modal(const struct syntax *s, uint32_t verb);
/* The verb tells of what may be said, is to be said, or is said only if …; it may not have been. */
bool attribution_is_hypothetical(const struct syntax *s, uint32_t verb);

static inline struct phrase phrase_nobody(void)
{
    return (struct phrase){.head = NO_INDEX};
}

static inline bool range_holds(struct range r, uint32_t token)
{
    return r.begin <= token && token < r.end;
}

static inline bool range_is_empty(struct range r)
{
    return r.begin >= r.end;
}

#endif
