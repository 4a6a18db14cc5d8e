/* number_words: the English words that numbers are made of.
 *
 * A list of our own: units, teens and tens, scales of the short and the Indian system, dozens,
 * ordinals, which in the plural are denominators ("two thirds"), and the short scales of the
 * financial pages ("bn", "mn").
 *
 * Threads  pure functions over a constant table.
 */
#ifndef DATELINE_TEXT_NUMBER_WORDS_H
#define DATELINE_TEXT_NUMBER_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

enum number_word_kind {
    NUMBER_WORD_UNIT,     /* 0 to 19; value */
    NUMBER_WORD_TEN,      /* 20, 30 … 90; value */
    NUMBER_WORD_HUNDRED,  /* value 2, as a power of ten */
    NUMBER_WORD_SCALE,    /* value is the power of ten: 3 for "thousand" */
    NUMBER_WORD_DOZEN,    /* value 12 or 20 */
    NUMBER_WORD_FRACTION, /* value is the denominator: "half" 2, "quarter" 4 */
    NUMBER_WORD_TENS,     /* "tens" in "tens of thousands" */
    NUMBER_WORD_VAGUE,    /* "several", "few", "many", "couple": value is how many of a scale */
};

enum { NUMBER_WORD_ORDINAL = 1, NUMBER_WORD_PLURAL = 2, NUMBER_WORD_SHORT = 4 };

struct number_word {
    const char *form;
    uint8_t kind, value, flags; /* kind is an enum number_word_kind */
};

extern const struct number_word number_words[];
extern const size_t number_word_count;

/* NULL for every other word. ASCII case does not matter. */
const struct number_word *number_word_find(struct str word);
/* For the unit test: the search counts on it; it finds each word. */
bool number_words_sorted(void);

#endif
