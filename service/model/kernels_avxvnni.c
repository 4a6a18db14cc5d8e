/* AVX-VNNI: as AVX2, with one instruction for what takes AVX2 three. For processors that have it
 * and no AVX-512. */
#if defined(__x86_64__)
#if !defined(__AVXVNNI__) || !defined(__FMA__)
#error "the Makefile compiles this file for AVX-VNNI and FMA"
#endif

#include <cpuid.h>
#include <immintrin.h>

static inline __attribute__((always_inline)) __m256i multiply_add(__m256i sum, __m256i x, __m256i w)
{
    return _mm256_dpbusd_avx_epi32(sum, x, w);
}

#include "model/kernels_256.h"

/* AVX2 says that the system keeps the registers; bit 4 of EAX in leaf 7, 1 is AVX-VNNI, which older
 * compilers cannot ask for by name. */
static bool runs_here(void)
{
    unsigned a, b, c, d;
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
           __get_cpuid_count(7, 1, &a, &b, &c, &d) && (a & 1u << 4);
}

extern const struct kernels kernels_avxvnni;
const struct kernels kernels_avxvnni = KERNELS_TABLE("avx-vnni", runs_here);
#else
extern const int kernels_avxvnni_absent;
const int kernels_avxvnni_absent = 1;
#endif
