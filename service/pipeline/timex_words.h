/* timex_words: the words that temporal expressions are made of.
 *
 * Each word has one or more classes, a letter each, of which the patterns in timex_rules.c are
 * written, and up to two values. The list is of our own making, after the classes of TimeML's
 * annotation guidelines 1.2.1.
 *
 *     n number   v vague number   a a, an     t the       d day of a month   O ordinal, last
 *     Y year     y '87            M month     W weekday   w weekdays         S season
 *     U unit     u units          Q quarter, half         q "Q3", "H1"       C century
 *     c decade   P part of day    p parts of day          N noon, midnight   T clock  A am, pm
 *     o o'clock  Z time zone      r this, last, next      R same, following  s that, those
 *     J today    K now, recently  e early     E end       g ago   L later    X earlier
 *     V every    * other          j daily     H hedge     G old   z fiscal   I holiday
 *     $ BC, AD   m half           i in        f of        x on, at           % from, since
 *     b before   l after          k to, until             & and   | or       ' possessive
 *     h starting, beginning
 *     B duration D date (both made by patterns)           and , - ( ) . : / for themselves
 *
 * Threads  constant tables; the lexicon knows each word.
 */
#ifndef DATELINE_PIPELINE_TIMEX_WORDS_H
#define DATELINE_PIPELINE_TIMEX_WORDS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

struct timex_word {
    const char *word;
    const char *classes;
    int16_t number; /* count, day, position, hour: what a class that counts means */
    int16_t code;   /* unit, month, weekday, season, part, mod, ref, holiday, zone: by class */
};

/* The bit of a class letter; 0 of every other character. Of a constant it is one. */
static inline uint64_t timex_class(char letter)
{
    if (letter >= 'A' && letter <= 'Z') {
        return UINT64_C(1) << (letter - 'A');
    }
    if (letter >= 'a' && letter <= 'z') {
        return UINT64_C(1) << (26 + letter - 'a');
    }
    switch (letter) {
    case '-':
        return UINT64_C(1) << 52;
    case ',':
        return UINT64_C(1) << 53;
    case '(':
        return UINT64_C(1) << 54;
    case ')':
        return UINT64_C(1) << 55;
    case '.':
        return UINT64_C(1) << 56;
    case '&':
        return UINT64_C(1) << 57;
    case '|':
        return UINT64_C(1) << 58;
    case '$':
        return UINT64_C(1) << 59;
    case '\'':
        return UINT64_C(1) << 60;
    case '*':
        return UINT64_C(1) << 61;
    case '#':
        return UINT64_C(1) << 62;
    case '%':
        return UINT64_C(1) << 63;
    default:
        return 0;
    }
}

static inline uint64_t timex_classes(const char *letters)
{
    uint64_t bits = 0;
    for (; *letters; letters++) {
        bits |= timex_class(*letters);
    }
    return bits;
}

/* What the unit tests walk over. */
extern const struct timex_word timex_words[];
extern const uint32_t timex_word_count;

#endif
