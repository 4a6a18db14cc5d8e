/* AVX2: four vectors by sixteen outputs. vpmaddubsw adds pairs in 16 bits, which 7-bit weights
 * cannot overflow. */
#if defined(__x86_64__)
#if !defined(__AVX2__) || !defined(__FMA__)
#error "the Makefile compiles this file for AVX2 and FMA"
#endif

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

static inline __attribute__((always_inline)) __m256i multiply_add(__m256i sum, __m256i x, __m256i w)
{
    return _mm256_add_epi32(sum,
                            _mm256_madd_epi16(_mm256_maddubs_epi16(x, w), _mm256_set1_epi16(1)));
}

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
    __m256i sums[8] = {a0, a1, b0, b1, c0, c1, d0, d1};
    for (int i = 0; i < 8; i++) {
        _mm256_storeu_si256((void *)(out + i * 8), sums[i]);
    }
}

static inline __attribute__((always_inline)) void narrow(uint8_t *bytes, __m256i v)
{
    __m128i words = _mm_packs_epi32(_mm256_castsi256_si128(v), _mm256_extracti128_si256(v, 1));
    _mm_storel_epi64((void *)bytes, _mm_packus_epi16(words, words));
}
#define PUT_BYTES(bytes, v) narrow((bytes), (__m256i)(v))

#include "model/kernels_body.h"

static bool runs_here(void)
{
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
}

extern const struct kernels kernels_avx2;
const struct kernels kernels_avx2 = KERNELS_TABLE("avx2", runs_here);
#else
extern const int kernels_avx2_absent;
const int kernels_avx2_absent = 1;
#endif
