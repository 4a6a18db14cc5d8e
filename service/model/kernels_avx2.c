/* AVX2: vpmaddubsw adds pairs in 16 bits, which 7-bit weights cannot overflow. */
#if defined(__x86_64__)
#if !defined(__AVX2__) || !defined(__FMA__)
#error "the Makefile compiles this file for AVX2 and FMA"
#endif

#include <immintrin.h>

static inline __attribute__((always_inline)) __m256i multiply_add(__m256i sum, __m256i x, __m256i w)
{
    return _mm256_add_epi32(sum,
                            _mm256_madd_epi16(_mm256_maddubs_epi16(x, w), _mm256_set1_epi16(1)));
}

#include "model/kernels_256.h"

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
