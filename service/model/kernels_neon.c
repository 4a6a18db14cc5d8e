/* Arm: four vectors by sixteen outputs. The bytes of x are unsigned and sdot wants signed ones,
 * so x - 128 is multiplied and
 * 128 times the weights' sum is added, which is exact. */
#if defined(__aarch64__)
#ifndef __ARM_FEATURE_DOTPROD
#error "the Makefile compiles this file with the dot product"
#endif

#include <arm_neon.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/auxv.h>

#include "model/kernels.h"

#define LANES 4
#define BROADCAST(x) vdupq_n_f32(x)
#define FUSED(a, b, c) ((vf)vfmaq_f32((float32x4_t)(c), (float32x4_t)(a), (float32x4_t)(b)))
#define TILE_ROWS 4
#define TILE_BLOCKS 1

static inline __attribute__((always_inline)) int8x16_t four(const uint8_t *x)
{
    uint32_t quad;
    __builtin_memcpy(&quad, x, sizeof quad);
    return vreinterpretq_s8_u32(vdupq_n_u32(quad ^ 0x80808080u));
}

static __attribute__((noinline)) void tile(const struct panel *p, const uint8_t *x, size_t stride,
                                           int32_t *out)
{
    const int8_t *w = p->weight;
    int32x4_t sum[4][4], total[4];
    int8x16_t shift = vdupq_n_s8(64); /* twice: 128 is no s8 */
    for (int n = 0; n < 4; n++) {
        total[n] = sum[0][n] = sum[1][n] = sum[2][n] = sum[3][n] = vdupq_n_s32(0);
    }
    for (size_t k = 0; k < p->quads; k++, w += 64, x += 4) {
        int8x16_t v[4] = {four(x), four(x + stride), four(x + 2 * stride), four(x + 3 * stride)};
#pragma GCC unroll 4
        for (int n = 0; n < 4; n++) {
            int8x16_t weights = vld1q_s8(w + n * 16);
            total[n] = vdotq_s32(vdotq_s32(total[n], weights, shift), weights, shift);
            sum[0][n] = vdotq_s32(sum[0][n], weights, v[0]);
            sum[1][n] = vdotq_s32(sum[1][n], weights, v[1]);
            sum[2][n] = vdotq_s32(sum[2][n], weights, v[2]);
            sum[3][n] = vdotq_s32(sum[3][n], weights, v[3]);
        }
    }
    for (int r = 0; r < 4; r++) {
        for (int n = 0; n < 4; n++) {
            vst1q_s32(out + r * 16 + n * 4, vaddq_s32(sum[r][n], total[n]));
        }
    }
}

#include "model/kernels_body.h"

static bool runs_here(void)
{
    return (getauxval(AT_HWCAP) & HWCAP_ASIMDDP) != 0;
}

extern const struct kernels kernels_neon;
const struct kernels kernels_neon = KERNELS_TABLE("neon-dot", runs_here);
#else
extern const int kernels_neon_absent;
const int kernels_neon_absent = 1;
#endif
