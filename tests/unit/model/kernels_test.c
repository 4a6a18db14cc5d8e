#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fixture.h"
#include "model/kernels.h"

/* Integer products against a plain triple loop; every other kernel against the portable one,
 * byte for byte; the portable one
 * against the formulas in double precision. */

enum { ROWS_MAX = 256, COLUMNS_MAX = 1536, OUT_MAX = 1200 };

static uint64_t state = 7;

struct product {
    struct linear w;
    int8_t *plain, *weight;
    float *scale, *bias;
    int32_t *sum;
};

static void make_product(struct product *p, uint32_t rows, uint32_t columns, bool extreme)
{
    p->plain = calloc((size_t)rows * columns, 1);
    p->weight = aligned_alloc(64, (size_t)rows * columns);
    p->scale = aligned_alloc(64, (size_t)rows * 4);
    p->bias = aligned_alloc(64, (size_t)rows * 4);
    p->sum = aligned_alloc(64, (size_t)rows * 4);
    for (size_t n = 0; n < rows; n++) {
        p->scale[n] = 0.001f * (2 + fixture_uniform(&state));
        p->bias[n] = fixture_uniform(&state);
        p->sum[n] = 0;
        for (size_t k = 0; k < columns; k++) {
            int8_t w =
                (int8_t)(extreme ? (n % 2 ? 63 : -63) : (int)(fixture_random(&state) % 127) - 63);
            p->plain[n * columns + k] = w;
            p->weight[((n / 16 * (columns / 4) + k / 4) * 16 + n % 16) * 4 + k % 4] = w;
            p->sum[n] += w;
        }
    }
    p->w = (struct linear){p->weight, p->scale, p->bias, p->sum, rows, columns};
}

static void free_product(struct product *p)
{
    free(p->plain);
    free(p->weight);
    free(p->scale);
    free(p->bias);
    free(p->sum);
}

static void check_product(const struct kernels *k, uint32_t rows, uint32_t columns, size_t m,
                          bool extreme)
{
    static uint8_t bytes[ROWS_MAX * COLUMNS_MAX];
    static float scale[ROWS_MAX], out[ROWS_MAX * OUT_MAX];
    static int32_t zero[ROWS_MAX];
    struct product p;
    make_product(&p, rows, columns, extreme);
    for (size_t i = 0; i < ROWS_MAX * (size_t)columns; i++) {
        bytes[i] = extreme ? 255 : (uint8_t)fixture_random(&state);
    }
    for (size_t i = 0; i < m; i++) {
        scale[i] = 0.01f * (2 + fixture_uniform(&state));
        zero[i] = (int32_t)(fixture_random(&state) % 256);
    }
    k->linear(&p.w, &(struct quantised){bytes, scale, zero, columns}, m, out, rows);
    for (size_t i = 0; i < m; i++) {
        for (size_t n = 0; n < rows; n++) {
            int32_t sum = 0;
            for (size_t c = 0; c < columns; c++) {
                sum += p.plain[n * columns + c] * (bytes[i * columns + c] - zero[i]);
            }
            float want = fmaf((float)sum, p.scale[n] * scale[i], p.bias[n]);
            if (memcmp(&want, &out[i * rows + n], sizeof want) != 0) {
                fail_msg("%s: %u x %u, vector %zu, output %zu: %a, not %a", k->name, rows, columns,
                         i, n, (double)out[i * rows + n], (double)want);
            }
        }
    }
    free_product(&p);
}

static void test_products(void **unused)
{
    static const struct {
        uint32_t rows, columns;
        size_t m;
    } cases[] = {{16, 4, 1},   {16, 32, 7},    {32, 96, 8},    {48, 64, 9},
                 {80, 384, 3}, {112, 256, 17}, {1152, 384, 5}, {384, 1536, 4}};
    (void)unused;
    for (size_t i = 0; i < kernels_count; i++) {
        for (size_t c = 0; c < sizeof cases / sizeof cases[0] && kernels_all[i]->runs_here(); c++) {
            check_product(kernels_all[i], cases[c].rows, cases[c].columns, cases[c].m, false);
            check_product(kernels_all[i], cases[c].rows, cases[c].columns, cases[c].m, true);
        }
    }
}

/* ---- floating point: all as portable ---- */

static const struct kernels *portable(void)
{
    return kernels_all[kernels_count - 1];
}

static void fill(float *x, size_t count, float spread)
{
    for (size_t i = 0; i < count; i++) {
        x[i] = spread * fixture_uniform(&state);
    }
}

static void assert_same(const struct kernels *k, const char *what, size_t m, const void *a,
                        const void *b, size_t bytes)
{
    if (memcmp(a, b, bytes) != 0) {
        fail_msg("%s: %s of %zu rows is not what portable makes", k->name, what, m);
    }
}

static void same_vectors(const struct kernels *k, size_t m, size_t width)
{
    static float x[ROWS_MAX * 768], more[ROWS_MAX * 768], a[ROWS_MAX * 768], b[ROWS_MAX * 768],
        norm[2 * 768];
    static uint8_t bytes[2][ROWS_MAX * 768];
    static float scale[2][ROWS_MAX];
    static int32_t zero[2][ROWS_MAX];
    size_t count = m * width;
    fill(x, count, 5);
    fill(more, count, 5);
    fill(norm, 2 * width, 1);
    memset(x, 0, width * sizeof *x); /* a row of nothing */
    struct quantised qa = {bytes[0], scale[0], zero[0], width},
                     qb = {bytes[1], scale[1], zero[1], width};
    k->quantise(x, m, width, width, &qa);
    portable()->quantise(x, m, width, width, &qb);
    assert_same(k, "quantise", m, bytes[0], bytes[1], count);
    assert_same(k, "quantise's scale", m, scale[0], scale[1], m * 4);
    assert_same(k, "quantise's zero", m, zero[0], zero[1], m * 4);
    memcpy(a, x, count * 4);
    memcpy(b, x, count * 4);
    k->gelu(a, count);
    portable()->gelu(b, count);
    assert_same(k, "gelu", m, a, b, count * 4);
    k->add_norm(a, more, norm, m, width);
    portable()->add_norm(b, more, norm, m, width);
    assert_same(k, "add_norm", m, a, b, count * 4);
    float da = k->dot(a, more, width), db = portable()->dot(a, more, width);
    assert_same(k, "dot", m, &da, &db, sizeof da);
}

static void same_attention(const struct kernels *k, size_t m, size_t width)
{
    static float qkv[ROWS_MAX * 3 * 128], a[ROWS_MAX * 128], b[ROWS_MAX * 128], room[KERNELS_ROOM];
    fill(qkv, ROWS_MAX * 3 * width, 2);
    k->attend(qkv, m, width, room, a);
    portable()->attend(qkv, m, width, room, b);
    assert_same(k, "attend", m, a, b, m * width * 4);
}

static void test_same_bytes(void **unused)
{
    static const size_t rows[] = {1, 2, 3, 4, 15, 16, 17, 31, 62, 64, 65, 127, 200, 256};
    (void)unused;
    for (size_t i = 0; i < kernels_count; i++) {
        for (size_t r = 0; r < sizeof rows / sizeof rows[0] && kernels_all[i]->runs_here(); r++) {
            same_vectors(kernels_all[i], rows[r], 384);
            same_vectors(kernels_all[i], rows[r], 768);
            same_attention(kernels_all[i], rows[r], 64);
            same_attention(kernels_all[i], rows[r], 128);
        }
    }
}

/* ---- floating point: portable as the formulas ---- */

static void assert_near(double got, double want, double most)
{
    if (!(fabs(got - want) <= most)) {
        fail_msg("%g, not %g", got, want);
    }
}

static void test_gelu(void **unused)
{
    (void)unused;
    for (float at = -8; at < 8; at += 1.0f / 64) {
        float x[16] = {at};
        portable()->gelu(x, 16);
        double want = at * 0.5 * (1 + erf(at / sqrt(2)));
        if (fabs(x[0] - want) > 2e-4) {
            fail_msg("gelu(%g) = %g, not %g", (double)at, (double)x[0], want);
        }
    }
}

static void test_add_norm(void **unused)
{
    enum { WIDTH = 64 };
    float x[WIDTH], more[WIDTH], norm[2 * WIDTH], got[WIDTH];
    double mean = 0, variance = 0;
    (void)unused;
    fill(x, WIDTH, 3);
    fill(more, WIDTH, 3);
    fill(norm, 2 * WIDTH, 1);
    memcpy(got, x, sizeof got);
    portable()->add_norm(got, more, norm, 1, WIDTH);
    for (int i = 0; i < WIDTH; i++) {
        mean += (double)(x[i] + more[i]) / WIDTH;
    }
    for (int i = 0; i < WIDTH; i++) {
        variance += (x[i] + more[i] - mean) * (x[i] + more[i] - mean) / WIDTH;
    }
    for (int i = 0; i < WIDTH; i++) {
        assert_near(got[i],
                    (x[i] + more[i] - mean) / sqrt(variance + 1e-12) * norm[i] + norm[WIDTH + i],
                    1e-5);
    }
}

static void test_quantise(void **unused)
{
    enum { WIDTH = 64 };
    float x[WIDTH];
    uint8_t bytes[WIDTH];
    float scale;
    int32_t zero;
    (void)unused;
    for (int shift = -3; shift <= 3; shift++) {
        fill(x, WIDTH, 2);
        for (int i = 0; i < WIDTH; i++) {
            x[i] += (float)shift;
        }
        portable()->quantise(x, 1, WIDTH, WIDTH, &(struct quantised){bytes, &scale, &zero, WIDTH});
        assert_in_range(zero, 0, 255);
        for (int i = 0; i < WIDTH; i++) {
            assert_float_equal(scale * (float)(bytes[i] - zero), x[i], scale * 1.001f);
        }
    }
}

static void attend_plainly(const float *qkv, size_t m, size_t width, size_t i, size_t head,
                           double out[KERNELS_HEAD])
{
    double score[ROWS_MAX], total = 0, most = -1e9;
    for (size_t j = 0; j < m; j++) {
        score[j] = 0;
        for (size_t d = 0; d < KERNELS_HEAD; d++) {
            score[j] +=
                (double)qkv[i * 3 * width + head + d] * qkv[j * 3 * width + width + head + d];
        }
        most = score[j] > most ? score[j] : most;
    }
    memset(out, 0, KERNELS_HEAD * sizeof *out);
    for (size_t j = 0; j < m; j++) {
        total += exp(score[j] - most);
    }
    for (size_t j = 0; j < m; j++) {
        for (size_t d = 0; d < KERNELS_HEAD; d++) {
            out[d] += exp(score[j] - most) / total * qkv[j * 3 * width + 2 * width + head + d];
        }
    }
}

static void test_attend(void **unused)
{
    enum { WIDTH = 64 };
    static float qkv[ROWS_MAX * 3 * WIDTH], got[ROWS_MAX * WIDTH], room[KERNELS_ROOM];
    static const size_t rows[] = {1, 5, 16, 33, 70};
    (void)unused;
    fill(qkv, sizeof qkv / sizeof qkv[0], 1.5f);
    for (size_t r = 0; r < sizeof rows / sizeof rows[0]; r++) {
        portable()->attend(qkv, rows[r], WIDTH, room, got);
        for (size_t i = 0; i < rows[r]; i++) {
            double want[KERNELS_HEAD];
            for (size_t at = 0; at < WIDTH; at++) {
                if (at % KERNELS_HEAD == 0) {
                    attend_plainly(qkv, rows[r], WIDTH, i, at, want);
                }
                assert_near(got[i * WIDTH + at], want[at % KERNELS_HEAD], 2e-5);
            }
        }
    }
}

/* A float with few or many bits set, so that sums come to lie halfway between two floats. */
static float ragged(void)
{
    static const uint32_t masks[] = {0xFFFFFFFF, 0xFFFFF000, 0xFF800001, 0xFFFFFFF0};
    uint32_t bits = (uint32_t)(fixture_random(&state) & 0x807FFFFF);
    bits |= (100 + (uint32_t)(fixture_random(&state) % 50)) << 23;
    bits &= masks[fixture_random(&state) % 4];
    float x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

/* Only the first of 16 sums is not zero, so it is one product, c 1, and one more behind it. */
static void test_rounded_once(void **unused)
{
    enum { CASES = 200000 };
    float a[32] = {0}, b[32] = {0};
    (void)unused;
    b[0] = 1;
    for (int i = 0; i < CASES; i++) {
        a[0] = ragged();
        a[16] = ragged();
        b[16] = ragged();
        float want = fmaf(a[16], b[16], a[0]) + 0.0f;
        for (size_t k = 0; k < kernels_count; k++) {
            if (kernels_all[k]->runs_here()) {
                float got = kernels_all[k]->dot(a, b, 32);
                if (memcmp(&got, &want, sizeof got) != 0) {
                    fail_msg("%s: %a x %a + %a is %a, not %a", kernels_all[k]->name, (double)a[16],
                             (double)b[16], (double)a[0], (double)got, (double)want);
                }
            }
        }
    }
}

static void test_choose(void **unused)
{
    (void)unused;
    assert_non_null(kernels_choose(NULL));
    assert_ptr_equal(kernels_choose("portable"), portable());
    assert_null(kernels_choose("abacus"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_products),     cmocka_unit_test(test_same_bytes),
        cmocka_unit_test(test_gelu),         cmocka_unit_test(test_add_norm),
        cmocka_unit_test(test_quantise),     cmocka_unit_test(test_attend),
        cmocka_unit_test(test_rounded_once), cmocka_unit_test(test_choose),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
