/* attribution_join: what the rooms of the attribution stage share that look at quotation marks:
 * candidates that the trees told (attribution.h) meet the stretches in marks.
 *
 *     attribution_join     candidates and stretches become one
 *     attribution_stretch  the stretches; who speaks those that no candidate took:
 *       _near                the words around it      _label     a name as a label
 *       _term                single words that somebody used
 *     attribution_turns    paragraphs that a label opens: "Q: …", "ROE: …"
 *     attribution_write    the quotations of the article
 *
 * Memory   the worker's scratch arena.
 */
#ifndef DATELINE_PIPELINE_ATTRIBUTION_JOIN_H
#define DATELINE_PIPELINE_ATTRIBUTION_JOIN_H

#include "pipeline/attribution.h"

/* A top-level stretch in quotation marks. */
struct stretch {
    struct range range; /* tokens inside the marks */
    uint32_t quoted;    /* position in a->quoted */
    uint32_t owner;     /* attribution, or NO_INDEX */
    uint32_t sentence_first, sentence_last;
    uint32_t paragraph;
};

/* A piece of an attribution's content, to be a quote. */
struct row {
    struct range content;
    uint32_t owner;
};

struct joiner {
    struct attributions f;
    VEC(struct stretch) stretches;
    VEC(struct row) rows;
    uint32_t found; /* attributions that the trees told, by head; those behind them came later */
};

/* ---- candidates and stretches (join), in the order of the work ---- */

/* "declined to say whether": what was not said is the content. */
void attribution_drop_refusals(struct joiner *j);
/* "said that X and warned that Y": the content of the first ends where the second begins. */
void attribution_cut_parallel(struct joiner *j);
/* Fits the contents to the marks. */
void attribution_join_marks(struct joiner *j);
/* Where a content that ends in an embedded stretch begins behind its verb: at "that", before "to"
 * with whoever is told, else behind the verb itself. */
uint32_t attribution_lead_in(const struct joiner *j, const struct attribution *t, uint32_t begin);
/* "Y said X, according to Z": Z passed it on. */
void attribution_pass_on(struct joiner *j);
/* Drops what lies in the words of another, but for what somebody named is said to have said. */
void attribution_drop_inner(struct joiner *j);
/* Whom the verb tells, by the words behind it. */
void attribution_find_told(const struct syntax *s, struct attribution *t);
/* Sets the medium, and drops an addressee who is the source. */
void attribution_settle(struct joiner *j);

/* ---- stretches (stretch) ---- */

void attribution_collect_stretches(struct joiner *j);
/* Finds who speaks the stretches that no candidate owns, from the most certain way to the least. */
void attribution_attribute(struct joiner *j);
/* Speech or a fragment, not a title or a scare quote. */
bool attribution_is_speech(const struct quote *q);
/* The first stretch that ends behind the token. */
uint32_t attribution_stretch_behind(const struct joiner *j, uint32_t token);
bool attribution_is_in_speech(const struct joiner *j, uint32_t token);
/* Likewise, and in direct speech: no nickname or title. */
bool attribution_is_spoken(const struct joiner *j, uint32_t token);
bool attribution_holds_stretch(const struct joiner *j, struct range r);
bool attribution_is_whole_stretch(const struct joiner *j, struct range r);
/* The stretch is part of the sentence around it: no comma, colon or sentence's begin before its
 * mark. */
bool attribution_is_embedded(const struct joiner *j, const struct stretch *st);
/* How many words stand before the stretch in its sentence. */
uint32_t attribution_lead(const struct joiner *j, const struct stretch *st);
/* Makes the stretch a content of the attribution. */
void attribution_take_stretch(struct joiner *j, uint32_t index, struct attribution *t,
                              const char *by);
/* A new attribution of the stretch without a cue; NULL when there are too many. */
struct attribution *attribution_add_unspoken(struct joiner *j, uint32_t index, const char *by);

/* ---- ways to the speaker of a stretch: true when there is one (near, label, term) ---- */

/* A verb behind the stretch in the sentence that it ends in, or before it; for words within a
 * sentence the other way round. */
bool attribution_by_verb(struct joiner *j, uint32_t index);
/* "“The bridge!” he thundered": whatever the verb, it says how somebody spoke. */
bool attribution_by_tag(struct joiner *j, uint32_t index);
/* "“The bridge,” says Roe, pointing at it, “is a ruin.”": the second half. */
bool attribution_by_split(struct joiner *j, uint32_t index);
/* Somebody nodded, laughed or called out in the sentence before, and no more is told of it. */
bool attribution_by_gesture(struct joiner *j, uint32_t index);
/* The speaker of the stretch before goes on: in the same paragraph, or carried over. */
bool attribution_by_chain(struct joiner *j, uint32_t index);
/* Somebody said something in the sentence before, or in this one: the last attribution that the
 * trees told and that tells who. */
bool attribution_by_sentence_before(struct joiner *j, uint32_t index);
/* The subject of the sentence before, when it is somebody: "Haddad shook his head. "…"" */
bool attribution_by_subject(struct joiner *j, uint32_t index);
/* "MORALES: …" within the marks. */
bool attribution_by_inner_label(struct joiner *j, uint32_t index);
/* "MORALES: "…"", "— Ann Roe "…"", "The mayor was blunt: "…"": a name alone before the marks, or
 * the subject of what stands before a colon. */
bool attribution_by_label(struct joiner *j, uint32_t index);
/* "Her last words were: "…"", "In the words of the judge, "…"", "In his memoirs, "…"". */
bool attribution_by_owner(struct joiner *j, uint32_t index);
/* "…" — Ann Roe: a name alone behind the marks. */
bool attribution_by_signature(struct joiner *j, uint32_t index);
/* "accused them of "madness"", "called it a "trap"": a word in marks is somebody's when a verb of
 * calling or saying leads to it, or a noun that says it is a wording. */
void attribution_by_term(struct joiner *j, uint32_t index);

/* "a song called "Morning"", "are dubbed "wardens"": what it is called, and nobody says more. */
bool attribution_is_naming(const struct syntax *s, uint32_t verb, struct range r);

/* "called him a "cheat", a "liar" and "mad"": the words in marks behind a content go on from it,
 * when the same verb leads to them. */
bool attribution_join_term(struct joiner *j, uint32_t index, uint32_t verb);
/* Sets the source of a verb: the tree's; nobody who stands inside the content; else who stands
 * beside the verb. */
void attribution_find_speaker(struct joiner *j, struct attribution *t);
/* The word that a verb of speech is, or NULL. */
const struct speech_word *attribution_speech_verb(const struct syntax *s, uint32_t token);
/* The first attribution that the trees told at the token or behind it; j->found: none. */
uint32_t attribution_found_from(const struct joiner *j, uint32_t token);

/* ---- turns (turns) ---- */

/* Adds what is said in interviews and hearings that are printed word for word: "Q: …", "ROE: …". */
void attribution_read_turns(struct joiner *j);

/* ---- results (write) ---- */

/* Writes the article's quotes, sorted; false when there are too many. */
bool attribution_write(struct joiner *j) MUST_CHECK;

#endif
