/* AVX512-VNNI: eight vectors by forty-eight outputs, 24 registers of sums, four products a lane
 * and instruction. */
#if defined(__x86_64__)
#ifndef __AVX512VNNI__
#error "the Makefile compiles this file for AVX512-VNNI"
#endif

#include <immintrin.h>
#include <stddef.h>
#include <stdint.h>

#include "model/kernels.h"

#define LANES 16
#define TILE_ROWS 8
#define TILE_BLOCKS 3
#define BROADCAST(x) _mm512_set1_ps(x)
#define VECTOR_MAX(a, b) ((vf)_mm512_max_ps((__m512)(a), (__m512)(b)))
#define VECTOR_MIN(a, b) ((vf)_mm512_min_ps((__m512)(a), (__m512)(b)))
#define FUSED(a, b, c) ((vf)_mm512_fmadd_ps((__m512)(a), (__m512)(b), (__m512)(c)))
#define PUT_BYTES(bytes, v)                                                                        \
    _mm_storeu_si128((void *)(bytes), _mm512_cvtusepi32_epi8(                                      \
                                          _mm512_max_epi32((__m512i)(v), _mm512_setzero_si512())))
#define WHOLE_MAX(a, b) ((vi)_mm512_max_epi32((__m512i)(a), (__m512i)(b)))
#define WHOLE_MIN(a, b) ((vi)_mm512_min_epi32((__m512i)(a), (__m512i)(b)))

static inline __attribute__((always_inline)) __m512i four(const uint8_t *x)
{
    int32_t quad;
    __builtin_memcpy(&quad, x, sizeof quad);
    return _mm512_set1_epi32(quad);
}

#ifdef __clang__
#define TILE_UNROLL _Pragma("unroll")
#else
#define TILE_UNROLL _Pragma("GCC unroll 8")
#endif

/* Functions of their own that store their tile, so that the sums stay in registers. */
static __attribute__((noinline)) void tile_of_three(const struct panel *p, const uint8_t *x,
                                                    size_t stride, int32_t *out)
{
    const size_t quads = p->quads, step = p->step;
    const int8_t *w = p->weight, *next = p->next;
    __m512i sum[TILE_ROWS][TILE_BLOCKS];
    TILE_UNROLL
    for (int r = 0; r < TILE_ROWS; r++) {
        sum[r][0] = sum[r][1] = sum[r][2] = _mm512_setzero_si512();
    }
    const uint8_t *x4 = x + 4 * stride;
    for (size_t k = 0; k < quads; k++, w += 64, x += 4, x4 += 4, next += step) {
        _mm_prefetch(next, _MM_HINT_T0);
        __m512i w0 = _mm512_loadu_si512(w), w1 = _mm512_loadu_si512(w + quads * 64),
                w2 = _mm512_loadu_si512(w + quads * 128);
        TILE_UNROLL
        for (int r = 0; r < TILE_ROWS; r++) {
            __m512i v = four(r < 4 ? x + (size_t)r * stride : x4 + (size_t)(r - 4) * stride);
            sum[r][0] = _mm512_dpbusd_epi32(sum[r][0], v, w0);
            sum[r][1] = _mm512_dpbusd_epi32(sum[r][1], v, w1);
            sum[r][2] = _mm512_dpbusd_epi32(sum[r][2], v, w2);
        }
    }
    TILE_UNROLL
    for (int r = 0; r < TILE_ROWS; r++) {
        _mm512_storeu_si512(out + r * 48, sum[r][0]);
        _mm512_storeu_si512(out + r * 48 + 16, sum[r][1]);
        _mm512_storeu_si512(out + r * 48 + 32, sum[r][2]);
    }
}

static __attribute__((noinline)) void tile_of_one(const struct panel *p, const uint8_t *x,
                                                  size_t stride, int32_t *out)
{
    const int8_t *w = p->weight;
    __m512i sum[TILE_ROWS];
    TILE_UNROLL
    for (int r = 0; r < TILE_ROWS; r++) {
        sum[r] = _mm512_setzero_si512();
    }
    for (size_t k = 0; k < p->quads; k++, w += 64, x += 4) {
        __m512i w0 = _mm512_loadu_si512(w);
        TILE_UNROLL
        for (int r = 0; r < TILE_ROWS; r++) {
            sum[r] = _mm512_dpbusd_epi32(sum[r], four(x + (size_t)r * stride), w0);
        }
    }
    TILE_UNROLL
    for (int r = 0; r < TILE_ROWS; r++) {
        _mm512_storeu_si512(out + r * 16, sum[r]);
    }
}

static void tile(const struct panel *p, const uint8_t *x, size_t stride, int32_t *out)
{
    (p->blocks == TILE_BLOCKS ? tile_of_three : tile_of_one)(p, x, stride, out);
}

#include "model/kernels_body.h"

static bool runs_here(void)
{
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq") &&
           __builtin_cpu_supports("avx512vnni");
}

extern const struct kernels kernels_vnni;
const struct kernels kernels_vnni = KERNELS_TABLE("avx512-vnni", runs_here);
#else
extern const int kernels_vnni_absent;
const int kernels_vnni_absent = 1;
#endif
