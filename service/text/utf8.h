/* utf8: steps through UTF-8 that was validated at the door (base/utf8.h).
 *
 * Offsets are bytes and stand on the first byte of a code point. The steps never leave the slice,
 * whatever it holds.
 * Threads  pure functions.
 */
#ifndef DATELINE_TEXT_UTF8_H
#define DATELINE_TEXT_UTF8_H

#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

enum { UTF8_BYTES_MAX = 4 };

static inline int utf8_is_continuation(char byte)
{
    return ((unsigned char)byte & 0xC0) == 0x80;
}

/* The code point of two to four bytes that begins at `at`, its length in *len; U+FFFD of length 1
 * where none does. */
uint32_t utf8_decode_long(struct str s, size_t at, size_t *len);

/* The code point that begins at `at` < s.len, its length in *len. */
static inline uint32_t utf8_decode(struct str s, size_t at, size_t *len)
{
    unsigned char first = (unsigned char)s.ptr[at];
    if (first < 0x80) {
        *len = 1;
        return first;
    }
    return utf8_decode_long(s, at, len);
}

/* Where the code point after the one at `at` begins; s.len at the end. */
static inline size_t utf8_next(struct str s, size_t at)
{
    if (at < s.len) {
        at++;
    }
    while (at < s.len && utf8_is_continuation(s.ptr[at])) {
        at++;
    }
    return at;
}

/* Where the code point before `at` begins; 0 at the begin. */
static inline size_t utf8_prev(struct str s, size_t at)
{
    if (at > 0) {
        at--;
    }
    while (at > 0 && utf8_is_continuation(s.ptr[at])) {
        at--;
    }
    return at;
}

/* Writes a scalar value, returns its length in bytes; surrogates and numbers past U+10FFFF become
 * U+FFFD. */
size_t utf8_encode(uint32_t code, char out[UTF8_BYTES_MAX]);
/* Code points in the slice. */
size_t utf8_count(struct str s);

#endif
