/* kernels: the loops that the encoder spends its time in, for several instruction sets, with the
 * same bytes out of all of them.
 *
 * Integer products are exact (7-bit weights: see model_file.h). Floating-point steps are written
 * once, in kernels_body.h, and compiled for each set without contraction: a product and a sum are
 * rounded as one only where the source says so. Lanes never mix but in sums, and a sum is always
 * 16 partial sums that are added as a tree. exp and GELU are our own polynomials; division and
 * square root are IEEE's.
 *
 * Memory   nothing is allocated. Nothing need be aligned; at 64 bytes it is faster.
 * Units    m rows of vectors; a row of width k lies `stride` elements after the one before.
 * Threads  pure functions.
 */
#ifndef DATELINE_MODEL_KERNELS_H
#define DATELINE_MODEL_KERNELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* y = scale * (weight . x) + bias, mapped from the model file. */
struct linear {
    const int8_t *weight; /* (rows / 16, columns / 4, 16, 4) */
    const float *scale, *bias;
    const int32_t *sum;
    uint32_t rows, columns; /* rows: rounded up to 16 */
};

/* Of the weights what a tile is made of. At each of the quads a tile may ask the cache for the next
 * `step` bytes of `next`: so the tiles of a panel together fetch the one behind it. */
struct panel {
    const int8_t *weight, *next;
    size_t blocks, quads, step; /* blocks: of 16 outputs; quads: of 4 columns */
};

/* Vectors in 8 bits: value = scale * (byte - zero). */
struct quantised {
    uint8_t *bytes; /* (m, stride) */
    float *scale;   /* (m) */
    int32_t *zero;  /* (m) */
    size_t stride;
};

enum {
    KERNELS_HEAD = 32,     /* width of an attention head */
    KERNELS_ROOM = 1 << 14 /* floats of working memory that attend needs */
};

struct kernels {
    const char *name;
    bool (*runs_here)(void);
    /* out (m, stride) = w of x, stride at least w->rows. Rows of x up to a multiple of 8 are
     * read and their results dropped. */
    void (*linear)(const struct linear *w, const struct quantised *x, size_t m, float *out,
                   size_t stride);
    /* Each row of x (m, width), rows `stride` apart, width a multiple of 16, into q. */
    void (*quantise)(const float *x, size_t m, size_t width, size_t stride, struct quantised *q);
    /* x = word + position + letter case, each a row of 8 bits with its scale. */
    void (*embed)(float *x, const int8_t *const rows[3], const float scales[3], size_t width);
    /* x = GELU(x), count a multiple of 16. */
    void (*gelu)(float *x, size_t count);
    /* x = norm(x + more) for each row; norm is (weight, bias), 2 x width. `more` may be NULL. */
    void (*add_norm)(float *x, const float *more, const float *norm, size_t m, size_t width);
    /* out (m, width) of the queries, keys and values in qkv (m, 3 width); m at most 256, room
     * KERNELS_ROOM floats. Rows of qkv up to a multiple of 8 are read and their results dropped. */
    void (*attend)(const float *qkv, size_t m, size_t width, float *room, float *out);
    /* Sum of a[i] b[i], count a multiple of 16. */
    float (*dot)(const float *a, const float *b, size_t count);
};

/* All that were compiled, best first; the last one, portable C, runs everywhere. */
extern const struct kernels *const kernels_all[];
extern const size_t kernels_count;

/* The best that runs here, or the one named in `name`; NULL when that is unknown or does not run
 * here. */
const struct kernels *kernels_choose(const char *name);

#endif
