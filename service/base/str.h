/* str: a slice of bytes that somebody else owns.
 *
 * A slice is never assumed to end in NUL. A slice whose ptr is NULL is absent, which is not the
 * same as empty.
 * Threads  pure functions.
 */
#ifndef DATELINE_BASE_STR_H
#define DATELINE_BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct str {
    const char *ptr;
    size_t len;
};

/* A slice of a string literal, usable in initialisers. */
#define STR(literal) ((struct str){"" literal, sizeof(literal) - 1})
#define STR_INIT(literal)                                                                          \
    {                                                                                              \
        "" literal, sizeof(literal) - 1                                                            \
    }
/* For printf: printf("%.*s", STR_ARG(s)). */
#define STR_ARG(s) (int)(s).len, (s).ptr

struct str str_of(const char *cstr); /* of a NUL-terminated string; NULL gives the absent slice */
struct str str_make(const char *ptr, size_t len);
/* Bytes [begin,end) of s; both are clipped to s. */
struct str str_slice(struct str s, size_t begin, size_t end);
bool str_is_absent(struct str s);
bool str_equal(struct str a, struct str b);
bool str_equal_nocase(struct str a, struct str b); /* ASCII letters only */
int str_compare(struct str a, struct str b);       /* byte order, shorter first */
bool str_starts_with(struct str s, struct str prefix);
bool str_ends_with(struct str s, struct str suffix);
/* Offset of the first `needle` at or after `from`, or SIZE_MAX. An empty needle is never found. */
size_t str_find(struct str s, struct str needle, size_t from);
size_t str_find_byte(struct str s, char byte, size_t from);
/* Without ASCII white space at both ends. */
struct str str_trim(struct str s);
/* Reads a whole decimal number without sign; false for anything else or when it exceeds
 * UINT64_MAX. */
bool str_to_u64(struct str s, uint64_t *out);
/* FNV-1a over the bytes mixed with a seed: for tables of our own words. Tables keyed by strangers
 * want a secret seed. */
uint64_t str_hash(struct str s, uint64_t seed);

#endif
