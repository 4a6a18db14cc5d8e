/* Four vectors by sixteen outputs in registers of 256 bits: what AVX2 and AVX-VNNI share. Included
 * once by each, behind its
 *
 *     multiply_add(sum, x, w)   to each of eight sums the products of four bytes of x and of w */
#include <immintrin.h>
#include <stddef.h>
#include <stdint.h>

#include "model/kernels.h"

#define LANES 8
#define TILE_ROWS 4
#define TILE_BLOCKS 1
#define BROADCAST(x) _mm256_set1_ps(x)
#define VECTOR_MAX(a, b) ((vf)_mm256_max_ps((__m256)(a), (__m256)(b)))
#define VECTOR_MIN(a, b) ((vf)_mm256_min_ps((__m256)(a), (__m256)(b)))
#define FUSED(a, b, c) ((vf)_mm256_fmadd_ps((__m256)(a), (__m256)(b), (__m256)(c)))
#define WHOLE_MAX(a, b) ((vi)_mm256_max_epi32((__m256i)(a), (__m256i)(b)))
#define WHOLE_MIN(a, b) ((vi)_mm256_min_epi32((__m256i)(a), (__m256i)(b)))

static inline __attribute__((always_inline)) __m256i four(const uint8_t *x)
{
    int32_t quad;
    __builtin_memcpy(&quad, x, sizeof quad);
    return _mm256_set1_epi32(quad);
}

/* A function of its own that stores its tile, so that the sums stay in registers. */
static __attribute__((noinline)) void tile(const struct panel *p, const uint8_t *x, size_t stride,
                                           int32_t *out)
{
    const int8_t *w = p->weight;
    __m256i a0 = _mm256_setzero_si256(), a1 = a0, b0 = a0, b1 = a0, c0 = a0, c1 = a0, d0 = a0,
            d1 = a0;
    for (size_t k = 0; k < p->quads; k++, w += 64, x += 4) {
        __m256i w0 = _mm256_loadu_si256((const void *)w),
                w1 = _mm256_loadu_si256((const void *)(w + 32));
        __m256i v = four(x);
        a0 = multiply_add(a0, v, w0);
        a1 = multiply_add(a1, v, w1);
        v = four(x + stride);
        b0 = multiply_add(b0, v, w0);
        b1 = multiply_add(b1, v, w1);
        v = four(x + 2 * stride);
        c0 = multiply_add(c0, v, w0);
        c1 = multiply_add(c1, v, w1);
        v = four(x + 3 * stride);
        d0 = multiply_add(d0, v, w0);
        d1 = multiply_add(d1, v, w1);
    }
    _mm256_storeu_si256((void *)(out), a0);
    _mm256_storeu_si256((void *)(out + 8), a1);
    _mm256_storeu_si256((void *)(out + 16), b0);
    _mm256_storeu_si256((void *)(out + 24), b1);
    _mm256_storeu_si256((void *)(out + 32), c0);
    _mm256_storeu_si256((void *)(out + 40), c1);
    _mm256_storeu_si256((void *)(out + 48), d0);
    _mm256_storeu_si256((void *)(out + 56), d1);
}

static inline __attribute__((always_inline)) void narrow(uint8_t *bytes, __m256i v)
{
    __m128i words = _mm_packs_epi32(_mm256_castsi256_si128(v), _mm256_extracti128_si256(v, 1));
    _mm_storel_epi64((void *)bytes, _mm_packus_epi16(words, words));
}
#define PUT_BYTES(bytes, v) narrow((bytes), (__m256i)(v))

#include "model/kernels_body.h"
