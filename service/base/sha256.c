#include "base/sha256.h"

#include <stdatomic.h>
#include <string.h>

#if defined(__x86_64__)
#include <cpuid.h>
#include <immintrin.h>
#endif

typedef void compress_blocks(uint32_t hash[8], const unsigned char *at, size_t blocks);

/* The first 32 bits of the fractional parts of the cube roots of the first 64 primes: FIPS 180-4,
 * 4.2.2. */
static const uint32_t k[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

/* ---- plain ---- */

static uint32_t rotate(uint32_t x, int by)
{
    return x >> by | x << (32 - by);
}

static uint32_t get_big(const unsigned char *at)
{
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

static void put_big(unsigned char *at, uint32_t v)
{
    for (int i = 0; i < 4; i++) {
        at[i] = (unsigned char)(v >> (24 - 8 * i));
    }
}

/* The message schedule W: FIPS 180-4, 6.2.2, step 1. */
static void spread(uint32_t w[64], const unsigned char *at)
{
    for (size_t t = 0; t < 16; t++) {
        w[t] = get_big(at + 4 * t);
    }
    for (int t = 16; t < 64; t++) {
        uint32_t a = w[t - 15], b = w[t - 2];
        uint32_t s0 = rotate(a, 7) ^ rotate(a, 18) ^ a >> 3;
        uint32_t s1 = rotate(b, 17) ^ rotate(b, 19) ^ b >> 10;
        w[t] = s1 + w[t - 7] + s0 + w[t - 16];
    }
}

static void compress_plain(uint32_t hash[8], const unsigned char *at, size_t blocks)
{
    for (; blocks; blocks--, at += SHA256_BLOCK) {
        uint32_t w[64];
        uint32_t a = hash[0], b = hash[1], c = hash[2], d = hash[3];
        uint32_t e = hash[4], f = hash[5], g = hash[6], h = hash[7];
        spread(w, at);
        for (int t = 0; t < 64; t++) {
            uint32_t s1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
            uint32_t t1 = h + s1 + ((e & f) ^ (~e & g)) + k[t] + w[t];
            uint32_t s0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
            uint32_t t2 = s0 + ((a & b) ^ (a & c) ^ (b & c));
            h = g, g = f, f = e, e = d + t1;
            d = c, c = b, b = a, a = t1 + t2;
        }
        hash[0] += a, hash[1] += b, hash[2] += c, hash[3] += d;
        hash[4] += e, hash[5] += f, hash[6] += g, hash[7] += h;
    }
}

/* ---- x86 SHA extensions ---- */

#if defined(__x86_64__)

/* The processor keeps the letters as ABEF and CDGH, highest first, and does two rounds an
 * instruction; w holds the last sixteen words of the schedule, four a register. */
__attribute__((target("sha,sse4.1,ssse3"))) static void
compress_sha(uint32_t hash[8], const unsigned char *at, size_t blocks)
{
    const __m128i swap = _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);
    __m128i dcba = _mm_loadu_si128((const __m128i *)(const void *)hash);
    __m128i hgfe = _mm_loadu_si128((const __m128i *)(const void *)(hash + 4));
    __m128i cdab = _mm_shuffle_epi32(dcba, 0xB1), efgh = _mm_shuffle_epi32(hgfe, 0x1B);
    __m128i abef = _mm_alignr_epi8(cdab, efgh, 8), cdgh = _mm_blend_epi16(efgh, cdab, 0xF0);
    for (; blocks; blocks--, at += SHA256_BLOCK) {
        __m128i abef_before = abef, cdgh_before = cdgh, w[4];
        for (size_t i = 0; i < 4; i++) {
            w[i] = _mm_shuffle_epi8(_mm_loadu_si128((const __m128i *)(const void *)(at + 16 * i)),
                                    swap);
        }
#pragma GCC unroll 16 /* else the compiler moves the schedule from register to register: 1.2 x */
        for (int t = 0; t < 64; t += 4) {
            __m128i m =
                _mm_add_epi32(w[0], _mm_loadu_si128((const __m128i *)(const void *)(k + t)));
            cdgh = _mm_sha256rnds2_epu32(cdgh, abef, m);
            abef = _mm_sha256rnds2_epu32(abef, cdgh, _mm_shuffle_epi32(m, 0x0E));
            __m128i next =
                _mm_add_epi32(_mm_sha256msg1_epu32(w[0], w[1]), _mm_alignr_epi8(w[3], w[2], 4));
            next = _mm_sha256msg2_epu32(next, w[3]);
            w[0] = w[1];
            w[1] = w[2];
            w[2] = w[3];
            w[3] = next;
        }
        abef = _mm_add_epi32(abef, abef_before);
        cdgh = _mm_add_epi32(cdgh, cdgh_before);
    }
    __m128i feba = _mm_shuffle_epi32(abef, 0x1B), dchg = _mm_shuffle_epi32(cdgh, 0xB1);
    _mm_storeu_si128((__m128i *)(void *)hash, _mm_blend_epi16(feba, dchg, 0xF0));
    _mm_storeu_si128((__m128i *)(void *)(hash + 4), _mm_alignr_epi8(dchg, feba, 8));
}

static compress_blocks *best(void)
{
    enum { SSSE3 = 1 << 9, SSE41 = 1 << 19, SHA = 1 << 29 };
    unsigned a, b, c, d;
    bool sse = __get_cpuid(1, &a, &b, &c, &d) && (c & SSSE3) && (c & SSE41);
    return sse && __get_cpuid_count(7, 0, &a, &b, &c, &d) && (b & SHA) ? compress_sha
                                                                       : compress_plain;
}

#else

static compress_blocks *best(void)
{
    return compress_plain;
}

#endif

/* ---- choosing ---- */

/* Asked once: under a hypervisor CPUID takes as long as an article. */
static _Atomic(compress_blocks *) chosen;

static compress_blocks *choose(void)
{
    compress_blocks *c = atomic_load_explicit(&chosen, memory_order_relaxed);
    if (!c) {
        c = best();
        atomic_store_explicit(&chosen, c, memory_order_relaxed);
    }
    return c;
}

bool sha256_use_plain(bool plain)
{
    atomic_store_explicit(&chosen, plain ? compress_plain : best(), memory_order_relaxed);
    return best() != compress_plain;
}

/* ---- in pieces ---- */

void sha256_init(struct sha256 *s)
{
    *s = (struct sha256){.h = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f,
                               0x9b05688c, 0x1f83d9ab, 0x5be0cd19}};
}

void sha256_add(struct sha256 *s, struct str bytes)
{
    size_t held = s->len % SHA256_BLOCK, used = 0;
    s->len += bytes.len;
    if (held && bytes.len) {
        used = bytes.len < SHA256_BLOCK - held ? bytes.len : SHA256_BLOCK - held;
        memcpy(s->rest + held, bytes.ptr, used);
        if (held + used < SHA256_BLOCK) {
            return;
        }
        choose()(s->h, s->rest, 1);
    }
    size_t blocks = (bytes.len - used) / SHA256_BLOCK;
    if (blocks) {
        choose()(s->h, (const unsigned char *)bytes.ptr + used, blocks);
        used += blocks * SHA256_BLOCK;
    }
    if (used < bytes.len) {
        memcpy(s->rest, bytes.ptr + used, bytes.len - used);
    }
}

void sha256_end(struct sha256 *s, unsigned char digest[SHA256_BYTES])
{
    size_t held = s->len % SHA256_BLOCK;
    uint64_t bits = s->len * 8;
    s->rest[held++] = 0x80;
    memset(s->rest + held, 0, SHA256_BLOCK - held);
    if (held > SHA256_BLOCK - 8) { /* no room for the length: a block more */
        choose()(s->h, s->rest, 1);
        memset(s->rest, 0, SHA256_BLOCK);
    }
    put_big(s->rest + SHA256_BLOCK - 8, (uint32_t)(bits >> 32));
    put_big(s->rest + SHA256_BLOCK - 4, (uint32_t)bits);
    choose()(s->h, s->rest, 1);
    for (size_t i = 0; i < 8; i++) {
        put_big(digest + 4 * i, s->h[i]);
    }
}

void sha256_of(struct str bytes, unsigned char digest[SHA256_BYTES])
{
    struct sha256 s;
    sha256_init(&s);
    sha256_add(&s, bytes);
    sha256_end(&s, digest);
}

struct str sha256_text(const unsigned char digest[SHA256_BYTES], char text[SHA256_TEXT])
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < SHA256_BYTES; i++) {
        text[2 * i] = digits[digest[i] >> 4];
        text[2 * i + 1] = digits[digest[i] & 15];
    }
    text[SHA256_TEXT - 1] = '\0';
    return str_make(text, SHA256_TEXT - 1);
}

/* 16 for what is no digit. */
static unsigned digit_of(char c)
{
    unsigned number = (unsigned)c - '0', letter = (unsigned)c - 'a';
    return number < 10 ? number : letter < 6 ? letter + 10 : 16;
}

bool sha256_parse(struct str text, unsigned char digest[SHA256_BYTES])
{
    unsigned wrong = text.len != 2 * SHA256_BYTES;
    for (size_t i = 0; i < SHA256_BYTES && !wrong; i++) {
        unsigned high = digit_of(text.ptr[2 * i]), low = digit_of(text.ptr[2 * i + 1]);
        wrong = (high | low) & 16;
        digest[i] = (unsigned char)(high << 4 | low);
    }
    if (wrong) {
        memset(digest, 0, SHA256_BYTES);
    }
    return !wrong;
}
