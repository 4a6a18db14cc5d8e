/* The steps that are the same source for every instruction set. Included once by each
 * kernels_*.c, which defines
 *
 *     LANES                        floats of a vector register: 4, 8 or 16
 *     TILE_ROWS, TILE_BLOCKS       vectors and blocks of 16 outputs that tile() does at once
 *     tile(w, blocks, quads, x, stride, out)   out[TILE_ROWS][blocks * 16] = weights of `blocks`
 *     blocks . TILE_ROWS vectors
 *
 * before it includes this and the table after. Each lane is a sum or product of its own, so the
 * width of a register changes no
 * result; sums over a vector go through SUMS partial sums whatever LANES is. */
#include <string.h>

#include "model/kernels.h"

enum {
    SUMS = 16,
    PARTS = SUMS / LANES,
    HEAD = KERNELS_HEAD,
    ATTEND_MAX = 256,
    QUERIES = LANES == 16 ? 4 : 2,
    KEYS = 4
};

typedef float vf __attribute__((vector_size(4 * LANES)));
typedef int32_t vi __attribute__((vector_size(4 * LANES)));
typedef uint8_t vb __attribute__((vector_size(LANES)));
typedef int8_t vs __attribute__((vector_size(LANES)));

#ifdef __clang__
#define UNROLL _Pragma("unroll")
#else
#define UNROLL _Pragma("GCC unroll 8")
#endif
#define INLINE static inline __attribute__((always_inline))

INLINE vf load(const float *p)
{
    vf v;
    memcpy(&v, p, sizeof v);
    return v;
}

INLINE void store(float *p, vf v)
{
    memcpy(p, &v, sizeof v);
}

INLINE vf all(float x)
{
    return (vf){0} + x;
}

INLINE vf choose(vi mask, vf yes, vf no)
{
    return (vf)(((vi)yes & mask) | ((vi)no & ~mask));
}

#ifndef VECTOR_MAX
#define VECTOR_MAX(a, b) choose((a) > (b), (a), (b))
#define VECTOR_MIN(a, b) choose((a) < (b), (a), (b))
#define WHOLE_MAX(a, b) (((a) & ((a) > (b))) | ((b) & ~((a) > (b))))
#define WHOLE_MIN(a, b) (((a) & ((a) < (b))) | ((b) & ~((a) < (b))))
#endif

/* To the nearest whole number, half to even, for |x| < 2^22: the sum with 1.5 * 2^23 has it in
 * its low bits. */
#define ROUND_SHIFT 12582912.0f
#define ROUND_BITS 0x4B400000

INLINE vi whole(vf x)
{
    return (vi)(x + ROUND_SHIFT) - ROUND_BITS;
}

/* ---- sums ---- */

/* Lane i gets lane i + STEP, and so round. */
#if LANES == 16
#define HALVES(X) X(8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7)
#define QUARTERS(X) X(4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3)
#define PAIRS(X) X(2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1)
#define NEXT(X) X(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 0)
#elif LANES == 8
#define QUARTERS(X) X(4, 5, 6, 7, 0, 1, 2, 3)
#define PAIRS(X) X(2, 3, 4, 5, 6, 7, 0, 1)
#define NEXT(X) X(1, 2, 3, 4, 5, 6, 7, 0)
#else
#define PAIRS(X) X(2, 3, 0, 1)
#define NEXT(X) X(1, 2, 3, 0)
#endif
#define TURN(...) __builtin_shufflevector(v, v, __VA_ARGS__)

/* Partial sum i and i + 8 are added, then i and i + 4, i + 2, i + 1. */
INLINE float tree_sum(const vf part[PARTS])
{
#if LANES == 16
    vf v = part[0];
    v += HALVES(TURN);
    v += QUARTERS(TURN);
#elif LANES == 8
    vf v = part[0] + part[1];
    v += QUARTERS(TURN);
#else
    vf v = (part[0] + part[2]) + (part[1] + part[3]);
#endif
    v += PAIRS(TURN);
    v += NEXT(TURN);
    return v[0];
}

INLINE float lanes_max(vf v)
{
#if LANES == 16
    v = VECTOR_MAX(v, HALVES(TURN));
#endif
#if LANES >= 8
    v = VECTOR_MAX(v, QUARTERS(TURN));
#endif
    v = VECTOR_MAX(v, PAIRS(TURN));
    v = VECTOR_MAX(v, NEXT(TURN));
    return v[0];
}

static float body_dot(const float *a, const float *b, size_t count)
{
    vf part[PARTS] = {{0}};
    for (size_t i = 0; i < count; i += SUMS) {
        UNROLL
        for (int p = 0; p < PARTS; p++) {
            part[p] += load(a + i + p * LANES) * load(b + i + p * LANES);
        }
    }
    return tree_sum(part);
}

/* ---- products ---- */

/* out = (tile - zero * sum) * (scale * w->scale) + bias for the columns of `blocks` blocks from
 * `block` on. */
INLINE void finish_tile(const struct linear *w, const int32_t *sums, size_t block, size_t blocks,
                        const struct quantised *x, size_t row, size_t rows, float *out,
                        size_t stride)
{
    for (size_t j = 0; j < blocks * 16; j += LANES) {
        size_t column = block * 16 + j;
        vf scale = load(w->scale + column), bias = load(w->bias + column);
        vi sum;
        memcpy(&sum, w->sum + column, sizeof sum);
        for (size_t r = 0; r < rows; r++) {
            vi products;
            memcpy(&products, sums + r * blocks * 16 + j, sizeof products);
            products -= sum * x->zero[row + r];
            store(out + (row + r) * stride + column,
                  __builtin_convertvector(products, vf) * (scale * x->scale[row + r]) + bias);
        }
    }
}

static void body_linear(const struct linear *w, const struct quantised *x, size_t m, float *out,
                        size_t stride)
{
    int32_t sums[TILE_ROWS * TILE_BLOCKS * 16] __attribute__((aligned(64)));
    size_t all_blocks = w->rows / 16, quads = w->columns / 4;
    for (size_t block = 0, blocks; block < all_blocks; block += blocks) {
        blocks = all_blocks - block < TILE_BLOCKS ? 1 : TILE_BLOCKS;
        for (size_t row = 0; row < m; row += TILE_ROWS) {
            size_t rows = m - row < TILE_ROWS ? m - row : TILE_ROWS;
            tile(w->weight + block * quads * 64, blocks, quads, x->bytes + row * x->stride,
                 x->stride, sums);
            finish_tile(w, sums, block, blocks, x, row, rows, out, stride);
        }
    }
}

/* ---- 8 bits ---- */

static void quantise_row(const float *x, size_t width, uint8_t *bytes, float *scale, int32_t *zero)
{
    vf least = {0}, most = {0}; /* zero itself must be one of the 256 */
    for (size_t i = 0; i < width; i += LANES) {
        vf v = load(x + i);
        least = VECTOR_MIN(v, least);
        most = VECTOR_MAX(v, most);
    }
    float low = -lanes_max(-least), range = lanes_max(most) - low;
    float inverse = range > 0 ? 255.0f / range : 0;
    vi shift = whole(all(-low * inverse)), none = {0};
    for (size_t i = 0; i < width; i += LANES) {
        vi v = whole(load(x + i) * inverse) + shift;
        v = WHOLE_MIN(WHOLE_MAX(v, none), none + 255);
        vb b = __builtin_convertvector(v, vb);
        memcpy(bytes + i, &b, sizeof b);
    }
    *scale = range / 255.0f;
    *zero = shift[0];
}

static void body_quantise(const float *x, size_t m, size_t width, size_t stride,
                          struct quantised *q)
{
    for (size_t r = 0; r < m; r++) {
        quantise_row(x + r * stride, width, q->bytes + r * q->stride, &q->scale[r], &q->zero[r]);
    }
}

INLINE vf wide(const int8_t *bytes)
{
    vs b;
    memcpy(&b, bytes, sizeof b);
    return __builtin_convertvector(__builtin_convertvector(b, vi), vf);
}

static void body_embed(float *x, const int8_t *const rows[3], const float scales[3], size_t width)
{
    for (size_t i = 0; i < width; i += LANES) {
        store(x + i, wide(rows[0] + i) * scales[0] + wide(rows[1] + i) * scales[1] +
                         wide(rows[2] + i) * scales[2]);
    }
}

/* ---- functions ---- */

/* GELU(x) = x (1/2 + erf(x / sqrt 2) / 2); the second term as an odd polynomial on [-4,4],
 * weighted least squares on |x| error:
 * at most 2e-4 wrong up to |x| = 8, a hundredth of a step of the 8 bits that it is rounded to. */
static void body_gelu(float *x, size_t count)
{
    for (size_t i = 0; i < count; i += LANES) {
        vf v = load(x + i);
        vf z = VECTOR_MAX(VECTOR_MIN(v, all(4.0f)), all(-4.0f)), u = z * z;
        vf p = u * 0x1.8759d8p-26f + -0x1.ad1840p-20f;
        p = p * u + 0x1.924316p-15f;
        p = p * u + -0x1.aac444p-11f;
        p = p * u + 0x1.1f731cp-7f;
        p = p * u + -0x1.087d80p-4f;
        p = p * u + 0x1.976eacp-2f;
        store(x + i, v * (p * z + 0.5f));
    }
}

/* e^x for x <= 0, relative error 2e-7; below -60 as at -60, so that no product of it is so small
 * that processors slow down. e^x = 2^n e^r with |r| <= ln 2 / 2, ln 2 in two parts (Cephes). */
INLINE vf exponential(vf x)
{
    x = VECTOR_MAX(x, all(-60.0f));
    vf n = (x * 0x1.715476p+0f + ROUND_SHIFT) - ROUND_SHIFT;
    vf r = x - n * 0.693359375f;
    r = r - n * -2.12194440e-4f;
    vf p = r * 1.9875691500e-4f + 1.3981999507e-3f;
    p = p * r + 8.3334519073e-3f;
    p = p * r + 4.1665795894e-2f;
    p = p * r + 1.6666665459e-1f;
    p = p * r + 5.0000001201e-1f;
    p = p * (r * r) + r + 1.0f;
    return (vf)((vi)p + (whole(n) << 23));
}

static void add_norm_row(float *x, const float *more, const float *norm, size_t width)
{
    vf part[PARTS] = {{0}};
    for (size_t i = 0; i < width; i += SUMS) {
        UNROLL
        for (int p = 0; p < PARTS; p++) {
            size_t at = i + (size_t)p * LANES;
            vf v = more ? load(x + at) + load(more + at) : load(x + at);
            store(x + at, v);
            part[p] += v;
        }
    }
    float mean = tree_sum(part) / (float)width;
    memset(part, 0, sizeof part);
    for (size_t i = 0; i < width; i += SUMS) {
        UNROLL
        for (int p = 0; p < PARTS; p++) {
            vf v = load(x + i + p * LANES) - mean;
            part[p] += v * v;
        }
    }
    float scale = 1.0f / __builtin_sqrtf(tree_sum(part) / (float)width + 1e-12f);
    for (size_t i = 0; i < width; i += LANES) {
        store(x + i, (load(x + i) - mean) * scale * load(norm + i) + load(norm + width + i));
    }
}

static void body_add_norm(float *x, const float *more, const float *norm, size_t m, size_t width)
{
    for (size_t r = 0; r < m; r++) {
        add_norm_row(x + r * width, more ? more + r * width : NULL, norm, width);
    }
}

/* ---- attention, one head at a time ---- */

struct attention {
    const float *queries, *keys, *values; /* (m, 3 width), the head's columns */
    size_t m, padded, stride;
    float *turned; /* (HEAD, padded): keys by column */
    float *scores; /* (QUERIES, ATTEND_MAX) */
};

static void turn_keys(const struct attention *a)
{
    for (size_t j = 0; j < a->padded; j++) {
        const float *key = a->keys + j * a->stride;
        for (size_t d = 0; d < HEAD; d++) {
            a->turned[d * a->padded + j] = j < a->m ? key[d] : 0;
        }
    }
}

/* Scores of QUERIES queries from `i` on with `vectors` registers of keys from `j` on. */
INLINE void score_keys(const struct attention *a, size_t i, size_t j, const int vectors)
{
    vf sum[QUERIES][KEYS] = {{{0}}};
    const float *query = a->queries + i * a->stride;
    for (size_t d = 0; d < HEAD; d++) {
        const float *turned = a->turned + d * a->padded + j;
        UNROLL
        for (int v = 0; v < vectors; v++) {
            vf key = load(turned + v * LANES);
            UNROLL
            for (int q = 0; q < QUERIES; q++) {
                sum[q][v] += key * query[(size_t)q * a->stride + d];
            }
        }
    }
    UNROLL
    for (int v = 0; v < vectors; v++) {
        UNROLL
        for (int q = 0; q < QUERIES; q++) {
            store(a->scores + (size_t)q * ATTEND_MAX + j + (size_t)v * LANES, sum[q][v]);
        }
    }
}

/* Scores become e^(score - greatest); returns their sum. The padding gets next to nothing. */
INLINE float soften(const struct attention *a, float *scores)
{
    for (size_t j = a->m; j < a->padded; j++) {
        scores[j] = -1e30f;
    }
    vf most = load(scores);
    for (size_t j = LANES; j < a->padded; j += LANES) {
        vf v = load(scores + j);
        most = VECTOR_MAX(v, most);
    }
    float greatest = lanes_max(most);
    vf part[PARTS] = {{0}};
    for (size_t j = 0; j < a->padded; j += SUMS) {
        UNROLL
        for (int p = 0; p < PARTS; p++) {
            vf e = exponential(load(scores + j + p * LANES) - greatest);
            store(scores + j + p * LANES, e);
            part[p] += e;
        }
    }
    return tree_sum(part);
}

INLINE void mix_values(const struct attention *a, const float total[QUERIES], float *out,
                       size_t width, size_t rows)
{
    vf sum[QUERIES][HEAD / LANES] = {{{0}}};
    for (size_t j = 0; j < a->m; j++) {
        const float *value = a->values + j * a->stride;
        UNROLL
        for (int v = 0; v < HEAD / LANES; v++) {
            vf part = load(value + v * LANES);
            UNROLL
            for (int q = 0; q < QUERIES; q++) {
                sum[q][v] += part * a->scores[(size_t)q * ATTEND_MAX + j];
            }
        }
    }
    UNROLL
    for (int q = 0; q < QUERIES; q++) {
        UNROLL
        for (int v = 0; v < HEAD / LANES; v++) {
            if ((size_t)q < rows) {
                store(out + (size_t)q * width + v * LANES, sum[q][v] / total[q]);
            }
        }
    }
}

static void attend_head(const struct attention *a, size_t width, float *out)
{
    turn_keys(a);
    for (size_t i = 0; i < a->m; i += QUERIES) {
        float total[QUERIES];
        size_t j = 0;
        for (; j + KEYS * LANES <= a->padded; j += KEYS * LANES) {
            score_keys(a, i, j, KEYS);
        }
        for (; j < a->padded; j += LANES) {
            score_keys(a, i, j, 1);
        }
        for (int q = 0; q < QUERIES; q++) {
            total[q] = soften(a, a->scores + (size_t)q * ATTEND_MAX);
        }
        mix_values(a, total, out + i * width, width, a->m - i < QUERIES ? a->m - i : QUERIES);
    }
}

/* The rows of qkv behind the last, up to a multiple of 4, are read and their results dropped. */
static void body_attend(const float *qkv, size_t m, size_t width, float *room, float *out)
{
    size_t padded = (m + SUMS - 1) / SUMS * SUMS;
    for (size_t head = 0; head < width; head += HEAD) {
        struct attention a = {.queries = qkv + head,
                              .keys = qkv + width + head,
                              .values = qkv + 2 * width + head,
                              .m = m,
                              .padded = padded,
                              .stride = 3 * width,
                              .turned = room,
                              .scores = room + HEAD * ATTEND_MAX};
        attend_head(&a, width, out + head);
    }
}

#define KERNELS_TABLE(title, test)                                                                 \
    {                                                                                              \
        .name = (title), .runs_here = (test), .linear = body_linear, .quantise = body_quantise,    \
        .embed = body_embed, .gelu = body_gelu, .add_norm = body_add_norm, .attend = body_attend,  \
        .dot = body_dot,                                                                           \
    }
