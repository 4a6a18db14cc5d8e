/* sha256: SHA-256 (FIPS 180-4), in pieces or at once.
 *
 * Every article is hashed when it comes in and every analysis when it goes out, so this is most of
 * what the message path computes. Where the processor has instructions for it (x86 SHA extensions)
 * they are used, asked for at run time; elsewhere plain C. Both give the same bytes.
 *
 *     struct sha256 h;
 *     sha256_init(&h);
 *     sha256_add(&h, text);
 *     sha256_end(&h, digest);
 *
 * Memory   the caller's struct; nothing to release.
 * Threads  any.
 */
#ifndef DATELINE_BASE_SHA256_H
#define DATELINE_BASE_SHA256_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

enum { SHA256_BYTES = 32, SHA256_BLOCK = 64, SHA256_TEXT = 2 * SHA256_BYTES + 1 };

struct sha256 {
    uint32_t h[8];
    uint64_t len;                     /* bytes so far */
    unsigned char rest[SHA256_BLOCK]; /* len % SHA256_BLOCK of them wait for their block to fill */
};

void sha256_init(struct sha256 *s);
void sha256_add(struct sha256 *s, struct str bytes);
void sha256_end(struct sha256 *s, unsigned char digest[SHA256_BYTES]);
void sha256_of(struct str bytes, unsigned char digest[SHA256_BYTES]);
/* The digest as 64 hex digits and a NUL in `text`; the slice of it is without the NUL. */
struct str sha256_text(const unsigned char digest[SHA256_BYTES], char text[SHA256_TEXT]);

/* The digest of 64 lower-case hex digits; false for anything else, with `digest` all zero. */
bool sha256_parse(struct str text, unsigned char digest[SHA256_BYTES]);

/* Plain C from now on, whatever the processor has: for tests. Returns whether that makes a
 * difference here. */
bool sha256_use_plain(bool plain);

#endif
