/* chars: what kind of character a code point is.
 *
 * ASCII by a table, the marks that news uses by a second one, the rest by the Unicode categories of
 * utf8proc. A character may be of several kinds: a straight quotation mark opens and closes.
 * Threads  pure functions.
 */
#ifndef DATELINE_TEXT_CHARS_H
#define DATELINE_TEXT_CHARS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"
#include "text/utf8.h"

enum chars {
    CHARS_LETTER = 1 << 0,
    CHARS_UPPER = 1 << 1, /* also title case */
    CHARS_LOWER = 1 << 2,
    CHARS_DIGIT = 1 << 3, /* decimal digits of any script */
    CHARS_SPACE = 1 << 4, /* blank, tab, newline and their Unicode kin */
    CHARS_OPEN = 1 << 5,  /* an opening quotation mark; with CHARS_CLOSE: either */
    CHARS_CLOSE = 1 << 6,
    CHARS_SINGLE = 1 << 7, /* a single quotation mark or an apostrophe, beside OPEN and CLOSE */
    CHARS_DASH = 1 << 8,   /* hyphens, dashes, minus */
    CHARS_BULLET = 1 << 9, /* begins list items: bullets; with CHARS_DASH: only before a blank */
    CHARS_STOP = 1 << 10,  /* ends sentences: . ! ? … and their full-width kin */
    CHARS_BRACKET_OPEN = 1 << 11,
    CHARS_BRACKET_CLOSE = 1 << 12,
    CHARS_MARK = 1 << 13,   /* combining: belongs to the character before */
    CHARS_PUNCT = 1 << 14,  /* any punctuation */
    CHARS_SYMBOL = 1 << 15, /* currency, mathematics, emoji */

    CHARS_QUOTE = CHARS_OPEN | CHARS_CLOSE,
    CHARS_WORD = CHARS_LETTER | CHARS_DIGIT | CHARS_MARK,
};

extern const uint16_t chars_ascii[128];

/* The kinds of a code point of 128 and above. */
uint16_t chars_of_wide(uint32_t code);

static inline uint16_t chars_of(uint32_t code)
{
    return code < 128 ? chars_ascii[code] : chars_of_wide(code);
}

/* The kinds of the character that begins at `at`; 0 at or past the end. */
static inline uint16_t chars_at(struct str s, size_t at)
{
    size_t len;
    return at < s.len ? chars_of(utf8_decode(s, at, &len)) : 0;
}

/* The kinds of the character that ends at `at`; 0 at the begin. */
static inline uint16_t chars_before(struct str s, size_t at)
{
    return at > 0 ? chars_at(s, utf8_prev(s, at)) : 0;
}

/* Simple case mapping of one code point. */
uint32_t chars_lower(uint32_t code);

/* What a word looks like, over its letters. */
bool chars_all_upper(struct str s); /* at least one letter, none of them lower case */
bool chars_begins_upper(struct str s);
size_t chars_letters(struct str s);

#endif
