/* quantity: what the files of the stage `quantities` share. The stage itself is quantity_run
 * (pipeline/stages.h).
 *
 * A sentence is cut into pieces: words, figures, signs. Around each number the stage asks in turn:
 * is it none of ours (a date, an age, an address), what is its unit, is it a range, is it hedged,
 * and where no unit stands, what it counts.
 *
 * Units    offsets are bytes into the text; places of pieces are half-open.
 * Memory   pieces live in the scratch arena for one sentence; tables are static.
 * Threads  pure functions over one article.
 */
#ifndef DATELINE_PIPELINE_QUANTITY_H
#define DATELINE_PIPELINE_QUANTITY_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "article/article.h"
#include "pipeline/lexicon.h"
#include "pipeline/quantity_words.h"
#include "text/numbers.h"

enum piece_kind { PIECE_WORD, PIECE_FIGURES, PIECE_SIGN };

struct piece {
    uint32_t begin;
    uint16_t len;
    uint8_t kind;   /* enum piece_kind */
    uint8_t glued;  /* no blank stands before it */
    uint64_t marks; /* of the lexicon; of a word outside ASCII all that a table may yet refuse */
};

/* The countries whose money has a name that others use as well. */
enum money_country {
    MONEY_NOWHERE,
    MONEY_AUSTRALIA,
    MONEY_CANADA,
    MONEY_NEW_ZEALAND,
    MONEY_SINGAPORE,
    MONEY_HONG_KONG,
    MONEY_BRITAIN,
    MONEY_INDIA,
    MONEY_PAKISTAN,
    MONEY_SOUTH_AFRICA,
    MONEY_AMERICA,
};

struct look {
    const struct article *a;
    struct str text;
    uint32_t begin, end; /* the sentence */
    uint32_t token_begin, token_end;
    struct piece *pieces; /* (count) */
    uint32_t count;
    uint32_t floor; /* the first piece that no quantity has taken yet */
    bool capitals;  /* the sentence is a headline in capitals: they say nothing of a word */
    enum money_country country; /* of the publisher */
};

/* A unit that stands at some piece. */
struct unit {
    enum quantity_kind kind;
    const char *symbol; /* static */
    uint32_t end;       /* the piece behind it */
    int power;          /* what the number is to be multiplied by, as a power of ten */
    double confidence;
    const char *by;
};

/* ---- pieces ---- */

/* Cuts the sentence; `look` has its bounds. The pieces live in the article's scratch arena. */
void pieces_cut(struct look *l);
struct str piece_text(const struct look *l, uint32_t i); /* "" beyond the bounds */
/* ASCII case does not matter. */
static inline bool piece_is(const struct look *l, uint32_t i, const char *word)
{
    size_t len = strlen(word);
    return i < l->count && l->pieces[i].len == len &&
           ((l->text.ptr[l->pieces[i].begin] ^ word[0]) & ~0x20) == 0 &&
           str_equal_nocase(str_make(l->text.ptr + l->pieces[i].begin, len), str_make(word, len));
}
static inline bool piece_has(const struct look *l, uint32_t i, uint32_t mark)
{
    return i < l->count && (l->pieces[i].marks >> mark & 1);
}
bool piece_is_word(const struct look *l, uint32_t i);
bool piece_is_capital(const struct look *l, uint32_t i); /* a word that begins upper-case */
bool piece_is_hyphen(const struct look *l, uint32_t i); /* - – ‐ ‑ glued to what stands before */
uint32_t piece_end(const struct look *l, uint32_t i); /* the offset behind it */
bool piece_is_figures(const struct look *l, uint32_t i);
static inline bool piece_in(const struct look *l, uint32_t i, enum quantity_list list)
{
    return piece_has(l, i, (uint32_t)list);
}
bool piece_is_glued(const struct look *l, uint32_t i);
/* May piece i be the word, by its first byte? Tables are passed over by it. */
static inline bool piece_may_be(const struct look *l, uint32_t i, const char *word)
{
    unsigned char c = i < l->count ? (unsigned char)l->text.ptr[l->pieces[i].begin] : 0;
    return ((c ^ (unsigned char)word[0]) & ~0x20) == 0;
}
/* The first piece that begins at or behind the offset. */
uint32_t piece_at(const struct look *l, uint32_t from, size_t offset);

/* ---- money ---- */

enum money_country money_country_of(const struct article *a);
/* The currency that stands before piece i ("$", "US$", "Rs."); its code, and its first piece in
 * *begin. NULL when none does. */
const char *money_before(const struct look *l, uint32_t i, uint32_t *begin);
/* "million dollars", "euros", "Canadian dollars", "500 USD" at piece i. `n` is the number. */
bool money_after(const struct look *l, uint32_t i, const struct number *n, struct unit *out);

/* ---- measures, percent ---- */

bool measure_after(const struct look *l, uint32_t i, const struct number *n, struct unit *out);
bool percent_after(const struct look *l, uint32_t i, struct unit *out);

/* ---- amounts ---- */

/* A number or a range with its unit and hedge. */
struct amount {
    struct number low, high;
    bool has_high, ranged; /* ranged: by a hyphen */
    uint32_t first;        /* pieces: the currency or the number */
    uint32_t last;         /* behind number and unit */
    uint32_t bare;         /* behind the number alone */
    uint32_t hedged;       /* the hedge's first piece, else first */
    struct unit unit;
    bool has_unit;
    const char *mod; /* static; NULL: exact */
};

/* A month, with a capital: "may" and "march" are verbs. */
bool piece_is_month(const struct look *l, uint32_t i);
/* May a number begin at piece i? Not within a name ("A380"). */
bool number_begins(const struct look *l, uint32_t i);
/* An article begins one where a word of numbers may follow: "a dozen". */
static inline bool number_word_begins(const struct look *l, uint32_t i)
{
    return piece_has(l, i, MARK_NUMBER) ||
           (piece_has(l, i, MARK_ARTICLE) &&
            (piece_has(l, i + 1, MARK_NUMBER) || !piece_is_word(l, i + 1)));
}
/* Reads the number at piece i; *behind is the piece behind it, or where to go on without one. */
bool number_at(const struct look *l, uint32_t i, struct number *n, uint32_t *behind);
/* -1, 0, 1 as the first is less, equal, more. */
int number_compare(const struct number *a, const struct number *b);
/* Reads what begins at piece i; false where no number does: out->last is then where to go on. */
bool amount_read(const struct look *l, uint32_t i, struct amount *out);
/* A year, a date, an age, an address, the name of a thing. */
bool amount_is_foreign(const struct look *l, const struct amount *m);

/* ---- hedges ---- */

/* The first piece of the hedge before piece `first` ("at least"); `first` where none stands.
 * *mod is set to its word of TIMEX3. */
uint32_t hedge_before(const struct look *l, uint32_t first, const char **mod);
/* The piece behind the hedge that begins at i ("or more"); i where none does. */
uint32_t hedge_behind(const struct look *l, uint32_t i, const char **mod);

/* ---- what is counted ---- */

struct counted {
    uint32_t begin, end; /* pieces; empty: nothing is named */
};

/* Are there tags that tell nouns from verbs? */
bool phrase_tags_help(const struct look *l);
/* The noun phrase that piece i begins, by the tags of its words; false where none begins. `plural`:
 * its head must be one. */
bool phrase_by_tags(const struct look *l, uint32_t i, bool plural, struct counted *out);
/* Is the last word of a phrase that was read without tags a plural noun by them? */
bool phrase_ends_in_plural(const struct look *l, const struct counted *phrase);
/* What the word at piece i hangs on in the tree and how; what it is coordinated with first stands
 * for it. False without a tree and for the root. */
struct phrase_parent {
    struct str relation; /* "nsubj:pass" */
    uint32_t piece;
};
bool phrase_parent(const struct look *l, uint32_t i, struct phrase_parent *out);
/* The noun phrase with a plural head that piece i begins, behind a number. */
bool counted_after(const struct look *l, uint32_t i, struct counted *out);
/* Behind "one": a person. */
bool counted_one_after(const struct look *l, uint32_t i, struct counted *out);
/* Behind "a third of", "half the": the phrase may be singular. */
bool counted_share(const struct look *l, uint32_t i, struct counted *out);
/* The words of a noun phrase with a singular head. */
bool counted_singular(const struct look *l, uint32_t i, struct counted *out);
/* Piece i is a noun that says what befell those it counts: "deaths". */
bool casualty_noun(const struct look *l, uint32_t i);
/* What befell those that the phrase behind piece i names, where i says so: "30 wounded soldiers".
 * NULL where it does not. */
const char *casualty_adjective(const struct look *l, uint32_t i);
/* `first` is the first piece of the number, hedge and all, `last` the one behind it.
 * "dead", "injured", "missing", "displaced" where the context of the number [first,last) with its
 * noun says so; else NULL. */
const char *casualty_of(const struct look *l, uint32_t first, uint32_t last,
                        const struct counted *noun);

#endif
