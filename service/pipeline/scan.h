/* scan: looking at canonical text glyph by glyph, for the stages that read punctuation.
 *
 * A glyph is a code point with what it can be in a sentence. ASCII is decided by a table, what
 * lies above by a short list of marks and then by Unicode's general category.
 *
 * Units    offsets are bytes into a text of valid UTF-8; every offset given stands at a glyph's
 *          begin.
 * Threads  pure functions.
 */
#ifndef DATELINE_PIPELINE_SCAN_H
#define DATELINE_PIPELINE_SCAN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

enum glyph_kind {
    GLYPH_NONE, /* beyond the bounds */
    GLYPH_BLANK,
    GLYPH_UPPER,
    GLYPH_LOWER, /* also letters without case, and marks that join them */
    GLYPH_DIGIT,
    GLYPH_STOP,        /* . ! ? … */
    GLYPH_OPEN,        /* ( [ { */
    GLYPH_CLOSE,       /* ) ] } */
    GLYPH_QUOTE_OPEN,  /* “ ‘ « ‹ „ ‚ */
    GLYPH_QUOTE_CLOSE, /* ” ’ » › */
    GLYPH_QUOTE_PLAIN, /* " ' ` */
    GLYPH_DASH,        /* - – — and the like */
    GLYPH_COMMA,       /* , ; : */
    GLYPH_MONEY,
    GLYPH_OTHER, /* every other sign */
};

struct glyph {
    uint32_t cp;
    uint8_t len, kind; /* kind is an enum glyph_kind */
};

extern const uint8_t scan_ascii[128]; /* enum glyph_kind of each */

/* Behind scan_at, for bytes of 0x80 and above. */
struct glyph scan_high(const char *text, uint32_t at, uint32_t end);

static inline struct glyph scan_at(const char *text, uint32_t at, uint32_t end)
{
    if (at >= end) {
        return (struct glyph){0};
    }
    unsigned char byte = (unsigned char)text[at];
    return byte < 0x80 ? (struct glyph){byte, 1, scan_ascii[byte]} : scan_high(text, at, end);
}

/* Behind scan_before, likewise. */
struct glyph scan_high_before(const char *text, uint32_t begin, uint32_t at);

/* The glyph that ends at `at`; kind GLYPH_NONE at `begin`. */
static inline struct glyph scan_before(const char *text, uint32_t begin, uint32_t at)
{
    if (at <= begin) {
        return (struct glyph){0};
    }
    unsigned char byte = (unsigned char)text[at - 1];
    return byte < 0x80 ? (struct glyph){byte, 1, scan_ascii[byte]}
                       : scan_high_before(text, begin, at);
}

/* What may begin with a byte: most bytes of a text are none of it and are passed at a table
 * look-up each. */
enum { SCAN_STOP = 1, SCAN_MARK = 2 };
extern const uint8_t scan_lead[256];

/* The first offset at or behind `at` whose byte may begin a stop or a quotation mark, as
 * `wanted` says; else `end`. */
static inline uint32_t scan_to(const char *text, uint32_t at, uint32_t end, uint8_t wanted)
{
    while (at < end && !(scan_lead[(unsigned char)text[at]] & wanted)) {
        at++;
    }
    return at;
}

static inline bool scan_is_letter(struct glyph g)
{
    return g.kind == GLYPH_UPPER || g.kind == GLYPH_LOWER;
}

static inline bool scan_is_word(struct glyph g)
{
    return g.kind >= GLYPH_UPPER && g.kind <= GLYPH_DIGIT;
}

/* ' or ’ */
static inline bool scan_is_apostrophe(struct glyph g)
{
    return g.cp == '\'' || g.cp == 0x2019;
}

/* The first offset at or behind `at` that is no blank. */
static inline uint32_t scan_skip_blanks(const char *text, uint32_t at, uint32_t end)
{
    while (at < end && (text[at] == ' ' || text[at] == '\n' || text[at] == '\t')) {
        at++;
    }
    return at;
}

/* The end of the letters of ASCII that begin at `at`. */
static inline uint32_t scan_letters_end(const char *text, uint32_t at, uint32_t end)
{
    while (at < end && (unsigned char)((text[at] | 0x20) - 'a') < 26) {
        at++;
    }
    return at;
}

/* The end of the letters, digits and inner apostrophes that begin at `at`. */
uint32_t scan_word_end(const char *text, uint32_t at, uint32_t end);

/* A sorted list of lower-case words, looked up without regard to ASCII case; words over 31 bytes
 * are in none. */
struct word_list {
    const char *const *words;
    uint32_t count;
};

bool scan_in_list(const struct word_list *list, struct str word);

/* "pdf": what names of files end in behind their last point. */
extern const struct word_list scan_file_endings;

/* "budget-2024.pdf": the name of a file, no web or mail address. */
bool scan_is_file_name(struct str word);

/* Declares a list of words, given in order (`make lint` checks it). */
#define WORD_LIST(name, ...)                                                                       \
    static const char *const name##_words[] = {__VA_ARGS__};                                       \
    static const struct word_list name = {name##_words, sizeof name##_words / sizeof *name##_words}

#endif
