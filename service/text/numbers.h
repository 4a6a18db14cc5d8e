/* numbers: reads the number that begins at an offset, in figures, in words or in both.
 *
 *     1,234.5   12,34,567   1 234 567   2 1/2   ½   -5   12th   5bn
 *     two hundred and fifty thousand   1.2 million   2 lakh crore   a dozen   half a million
 *     three and a half   two-thirds   a third of   twenty-first   tens of thousands
 *
 * Roman numerals are none, nor is a run of figures that no rule reads ("1.2.3", "12:30", "555-0199"
 * is left to the caller, "3-1" is two numbers). The longest reading wins.
 *
 * Values   mantissa * 10^exponent / divisor, exact; divisor is 1 but for fractions that decimals
 *          cannot hold ("a third").
 * Units    offsets are bytes into the text.
 * Memory   nothing is allocated.
 * Threads  pure functions.
 */
#ifndef DATELINE_TEXT_NUMBERS_H
#define DATELINE_TEXT_NUMBERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

enum number_kind {
    NUMBER_NONE,
    NUMBER_CARDINAL,
    NUMBER_ORDINAL,  /* "12th", "twenty-first"; a caller knows whether "second" counts time */
    NUMBER_FRACTION, /* of one: "2/3", "two-thirds", "half" */
    NUMBER_PAIR,     /* two numbers below a hundred, as years are spoken: "nineteen eighty-four" */
};

enum {
    NUMBER_NEGATIVE = 1,
    NUMBER_FIGURES = 2, /* begins in figures */
    NUMBER_WORDS = 4,   /* holds a word: "five", "5 million" */
    NUMBER_GROUPED = 8, /* "1,234": no year */
    NUMBER_DECIMAL = 16,
    NUMBER_VAGUE = 32,  /* "dozens", "tens of thousands", "several hundred": value is the scale */
    NUMBER_SCALED = 64, /* holds a scale: "5 million" */
    NUMBER_DOZENS = 128,
};

struct number {
    enum number_kind kind;
    uint32_t flags;
    size_t begin, end; /* half-open; where kind is NUMBER_NONE, end is behind what was looked at */
    uint64_t mantissa; /* without sign */
    int exponent;
    uint32_t divisor;
};

/* Reads the number that begins at `at` and ends before `end` at the latest; false when none does:
 * out->end is then behind the figures or the word that stand there. `at` must stand at the begin
 * of a word, of figures or of a sign before figures. */
bool numbers_read(struct str text, size_t at, size_t end, struct number *out);

/* As a float, with its sign; the nearest, or the one beside it for more than 15 digits. */
double number_value(const struct number *n);
/* As an integer with its sign; false when it is none or does not fit. */
bool number_integer(const struct number *n, int64_t *out);
/* Multiplies by a power of ten, for scales that only the caller can tell ("$5m"). */
void number_scale(struct number *n, int power);

#endif
