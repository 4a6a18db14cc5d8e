/* The steps that are the same source for every instruction set. Included once by each
 * kernels_*.c, which defines
 *
 *     LANES                        floats of a vector register: 4, 8 or 16
 *     TILE_ROWS, TILE_BLOCKS       vectors and blocks of 16 outputs that tile() does at once
 *     tile(panel, x, stride, out)  out[TILE_ROWS][blocks * 16] = weights of the panel's blocks .
 *                                  TILE_ROWS vectors
 *
 * before it includes this and the table after, and may define BROADCAST, FUSED, PUT_BYTES and the
 * four of VECTOR_MAX with instructions of the set. Each lane is a sum or product of its own, so the
 * width of a register changes no result; sums over a vector go through SUMS partial sums whatever
 * LANES is. */
#include <string.h>

#include "model/kernels.h"

enum {
    SUMS = 16,
    PARTS = SUMS / LANES,
    HEAD = KERNELS_HEAD,
    ATTEND_MAX = 256,
    QUERIES = LANES == 16 ? 8 : 2,
    KEYS = LANES == 16 ? 2 : 4
};

typedef float vf __attribute__((vector_size(4 * LANES)));
typedef int32_t vi __attribute__((vector_size(4 * LANES)));
typedef uint32_t vu __attribute__((vector_size(4 * LANES))); /* sums that may wrap */
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

#ifdef BROADCAST
INLINE vf all(float x)
{
    return (vf)BROADCAST(x);
}
#else
INLINE vf all(float x)
{
    vf v;
    UNROLL
    for (int i = 0; i < LANES; i++) {
        v[i] = x;
    }
    return v;
}
#endif

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

/* a b + c, rounded once, on every set. Without an instruction for it the product is exact in
 * double, and rounding the sum there and then to float is rounding once, but where the sum lies
 * halfway between two floats or below the least normal one: then it is rounded to odd first, whose
 * last bit says that something was cut off (Boldo and Melquiond 2008). */
#ifndef FUSED
static __attribute__((noinline)) float fused_slow(double product, double more, double sum)
{
    uint64_t bits, wrong;
    double part = sum - product, lost = (product - (sum - part)) + (more - part);
    memcpy(&bits, &sum, sizeof bits);
    memcpy(&wrong, &lost, sizeof wrong);
    if (lost != 0) {
        bits = (bits - ((bits ^ wrong) >> 63)) | 1; /* the sign differs: the sum is too great */
        memcpy(&sum, &bits, sizeof sum);
    }
    return (float)sum;
}

INLINE float fused_one(float a, float b, float c)
{
    double product = (double)a * b, sum = product + c;
    uint64_t bits;
    memcpy(&bits, &sum, sizeof bits);
    const uint64_t below = (1u << 29) - 1, least = (uint64_t)(1023 - 126) << 53;
    bool careful = (bits & below) == 1u << 28 || bits << 1 < least;
    return __builtin_expect(careful, 0) ? fused_slow(product, c, sum) : (float)sum;
}

INLINE vf fused(vf a, vf b, vf c)
{
    vf sum;
    UNROLL
    for (int i = 0; i < LANES; i++) {
        sum[i] = fused_one(a[i], b[i], c[i]);
    }
    return sum;
}
#define FUSED(a, b, c) fused((a), (b), (c))
#endif

/* To the nearest whole number, half to even, for |x| < 2^22: the sum with 1.5 * 2^23 has it in
 * its low bits. */
#define ROUND_SHIFT 12582912.0f
#define ROUND_BITS 0x4B400000

INLINE vi whole(vf x)
{
    return (vi)((vu)(x + ROUND_SHIFT) - (uint32_t)ROUND_BITS);
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
            part[p] = FUSED(load(a + i + p * LANES), load(b + i + p * LANES), part[p]);
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
            products = (vi)((vu)products - (vu)sum * (uint32_t)x->zero[row + r]);
            store(out + (row + r) * stride + column,
                  FUSED(__builtin_convertvector(products, vf), scale * x->scale[row + r], bias));
        }
    }
}

static void body_linear(const struct linear *w, const struct quantised *x, size_t m, float *out,
                        size_t stride)
{
    int32_t sums[TILE_ROWS * TILE_BLOCKS * 16] __attribute__((aligned(64)));
    size_t all_blocks = w->rows / 16, quads = w->columns / 4,
           times = (m + TILE_ROWS - 1) / TILE_ROWS;
    for (size_t block = 0, blocks; block < all_blocks; block += blocks) {
        blocks = all_blocks - block < TILE_BLOCKS ? 1 : TILE_BLOCKS;
        struct panel panel = {.weight = w->weight + block * quads * 64,
                              .blocks = blocks,
                              .quads = quads,
                              .step = blocks * 64 / times};
        const int8_t *next = panel.weight + blocks * quads * 64;
        for (size_t row = 0; row < m; row += TILE_ROWS) {
            size_t rows = m - row < TILE_ROWS ? m - row : TILE_ROWS;
            panel.next = next + row / TILE_ROWS * quads * panel.step;
            tile(&panel, x->bytes + row * x->stride, x->stride, sums);
            finish_tile(w, sums, block, blocks, x, row, rows, out, stride);
        }
    }
}

/* ---- 8 bits ---- */

/* Values below 0 as 0, above 255 as 255. */
#ifndef PUT_BYTES
INLINE void put_bytes(uint8_t *bytes, vi v)
{
    vi none = {0};
    vb b = __builtin_convertvector(WHOLE_MIN(WHOLE_MAX(v, none), none + 255), vb);
    memcpy(bytes, &b, sizeof b);
}
#else
#define put_bytes(bytes, v) PUT_BYTES(bytes, v)
#endif

static void quantise_row(const float *x, size_t width, uint8_t *bytes, float *scale, int32_t *zero)
{
    enum { CHAINS = 4 };                            /* that do not wait for each other */
    vf least[CHAINS] = {{0}}, most[CHAINS] = {{0}}; /* zero itself must be one of the 256 */
    size_t i = 0;
    for (; i + CHAINS * LANES <= width; i += CHAINS * LANES) {
        UNROLL
        for (int c = 0; c < CHAINS; c++) {
            vf v = load(x + i + c * LANES);
            least[c] = VECTOR_MIN(v, least[c]);
            most[c] = VECTOR_MAX(v, most[c]);
        }
    }
    for (; i < width; i += LANES) {
        least[0] = VECTOR_MIN(load(x + i), least[0]);
        most[0] = VECTOR_MAX(load(x + i), most[0]);
    }
    UNROLL
    for (int c = 1; c < CHAINS; c++) {
        least[0] = VECTOR_MIN(least[c], least[0]);
        most[0] = VECTOR_MAX(most[c], most[0]);
    }
    float low = -lanes_max(-least[0]), range = lanes_max(most[0]) - low;
    float inverse = range > 0 ? 255.0f / range : 0;
    /* 0..255 but for numbers of a hostile file that overflow. */
    vi none = {0}, shift = WHOLE_MIN(WHOLE_MAX(whole(all(-low * inverse)), none), none + 255);
    for (i = 0; i < width; i += LANES) {
        vu place = (vu)whole(load(x + i) * inverse) + (vu)shift;
        put_bytes(bytes + i, (vi)place);
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
        vf v = wide(rows[0] + i) * scales[0];
        v = FUSED(wide(rows[1] + i), all(scales[1]), v);
        store(x + i, FUSED(wide(rows[2] + i), all(scales[2]), v));
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
        vf p = FUSED(u, all(0x1.8759d8p-26f), all(-0x1.ad1840p-20f));
        p = FUSED(p, u, all(0x1.924316p-15f));
        p = FUSED(p, u, all(-0x1.aac444p-11f));
        p = FUSED(p, u, all(0x1.1f731cp-7f));
        p = FUSED(p, u, all(-0x1.087d80p-4f));
        p = FUSED(p, u, all(0x1.976eacp-2f));
        store(x + i, v * FUSED(p, z, all(0.5f)));
    }
}

/* e^x for x <= 0, relative error 2e-7; below -60 as at -60, so that no product of it is so small
 * that processors slow down. e^x = 2^n e^r with |r| <= ln 2 / 2, ln 2 in two parts (Cephes). */
INLINE vf exponential(vf x)
{
    x = VECTOR_MAX(x, all(-60.0f));
    vf shifted = FUSED(x, all(0x1.715476p+0f), all(ROUND_SHIFT));
    vf n = shifted - ROUND_SHIFT;
    vf r = FUSED(n, all(-0.693359375f), x);
    r = FUSED(n, all(2.12194440e-4f), r);
    vf p = FUSED(r, all(1.9875691500e-4f), all(1.3981999507e-3f));
    p = FUSED(p, r, all(8.3334519073e-3f));
    p = FUSED(p, r, all(4.1665795894e-2f));
    p = FUSED(p, r, all(1.6666665459e-1f));
    p = FUSED(p, r, all(5.0000001201e-1f));
    p = FUSED(p, r * r, r) + 1.0f;
    return (vf)((vu)p + (((vu)shifted - (uint32_t)ROUND_BITS) << 23));
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
            part[p] = FUSED(v, v, part[p]);
        }
    }
    float scale = 1.0f / __builtin_sqrtf(tree_sum(part) / (float)width + 1e-12f);
    for (size_t i = 0; i < width; i += LANES) {
        vf v = (load(x + i) - mean) * scale;
        store(x + i, FUSED(v, load(norm + i), load(norm + width + i)));
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

typedef float four_floats __attribute__((vector_size(16)));
#define PAIR(a, b, ...) __builtin_shufflevector(a, b, __VA_ARGS__)

/* Four keys' components d to d + 3 become four rows of `turned`. */
INLINE void turn_square(const float *const keys[4], size_t d, float *turned, size_t padded)
{
    four_floats k[4], low[2], high[2], row[4];
    UNROLL
    for (int i = 0; i < 4; i++) {
        memcpy(&k[i], keys[i] + d, sizeof k[i]);
    }
    UNROLL
    for (int i = 0; i < 2; i++) {
        low[i] = PAIR(k[2 * i], k[2 * i + 1], 0, 4, 1, 5);
        high[i] = PAIR(k[2 * i], k[2 * i + 1], 2, 6, 3, 7);
    }
    row[0] = PAIR(low[0], low[1], 0, 1, 4, 5);
    row[1] = PAIR(low[0], low[1], 2, 3, 6, 7);
    row[2] = PAIR(high[0], high[1], 0, 1, 4, 5);
    row[3] = PAIR(high[0], high[1], 2, 3, 6, 7);
    UNROLL
    for (size_t i = 0; i < 4; i++) {
        memcpy(turned + (d + i) * padded, &row[i], sizeof row[i]);
    }
}

/* The padding repeats the first key; soften drops its scores. */
static void turn_keys(const struct attention *a)
{
    for (size_t j = 0; j < a->padded; j += 4) {
        const float *keys[4];
        for (size_t i = 0; i < 4; i++) {
            keys[i] = a->keys + (j + i < a->m ? j + i : 0) * a->stride;
        }
        for (size_t d = 0; d < HEAD; d += 4) {
            turn_square(keys, d, a->turned + j, a->padded);
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
                sum[q][v] = FUSED(key, all(query[(size_t)q * a->stride + d]), sum[q][v]);
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
                sum[q][v] = FUSED(part, all(a->scores[(size_t)q * ATTEND_MAX + j]), sum[q][v]);
            }
        }
    }
    UNROLL
    for (int q = 0; q < QUERIES; q++) {
        vf share = all(1.0f / total[q]);
        UNROLL
        for (int v = 0; v < HEAD / LANES; v++) {
            if ((size_t)q < rows) {
                store(out + (size_t)q * width + v * LANES, sum[q][v] * share);
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

/* The rows of qkv behind the last, up to a multiple of QUERIES, are read and their results
 * dropped. */
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
