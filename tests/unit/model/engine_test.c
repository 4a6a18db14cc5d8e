#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>

#include "fixture.h"
#include "model/engine.h"

/* The same windows through every kernel give the same bytes; and they are what the formulas give
 * in double precision, with the
 * weights of the file and vectors that are not rounded, but for the rounding: 4 % of the length
 * of a vector a layer. */

enum { WIDTH = 64, INNER = 128, WORDS_MAX = 200 };

static struct fixture fixture;
static struct model *model;

struct case_window {
    uint16_t pieces[ENGINE_PIECES_MAX], firsts[ENGINE_PIECES_MAX];
    uint8_t cases[ENGINE_PIECES_MAX];
    struct window w;
};

static void make_window(struct case_window *c, uint32_t count, uint64_t seed)
{
    uint64_t state = seed;
    uint32_t words = 0;
    for (uint32_t i = 0; i < count; i++) {
        c->pieces[i] = (uint16_t)(fixture_random(&state) % model->shape.pieces);
        c->cases[i] = (uint8_t)(fixture_random(&state) % CASE_COUNT);
        if (i > 0 && i + 1 < count && (i == 1 || fixture_random(&state) % 4)) {
            c->firsts[words++] = (uint16_t)i;
        }
    }
    c->w = (struct window){c->pieces, c->cases, c->firsts, count, words};
}

/* ---- the formulas ---- */

static double weight_of(const struct linear *w, size_t n, size_t k)
{
    return (double)w->scale[n] *
           w->weight[((n / 16 * (w->columns / 4) + k / 4) * 16 + n % 16) * 4 + k % 4];
}

static void apply(const struct linear *w, const double *x, size_t rows, double *y)
{
    for (size_t n = 0; n < rows; n++) {
        y[n] = w->bias[n];
        for (size_t k = 0; k < w->columns; k++) {
            y[n] += weight_of(w, n, k) * x[k];
        }
    }
}

static void add_norm(double *x, const double *more, const float *norm)
{
    double mean = 0, variance = 0;
    for (int i = 0; i < WIDTH; i++) {
        x[i] += more ? more[i] : 0;
        mean += x[i] / WIDTH;
    }
    for (int i = 0; i < WIDTH; i++) {
        variance += (x[i] - mean) * (x[i] - mean) / WIDTH;
    }
    for (int i = 0; i < WIDTH; i++) {
        x[i] = (x[i] - mean) / sqrt(variance + 1e-12) * norm[i] + norm[WIDTH + i];
    }
}

static void gelu(double *x, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        x[i] *= 0.5 * (1 + erf(x[i] / sqrt(2)));
    }
}

static void attend(double (*qkv)[3 * WIDTH], size_t count, size_t i, double *out)
{
    for (size_t head = 0; head < WIDTH; head += KERNELS_HEAD) {
        double p[ENGINE_PIECES_MAX], total = 0;
        for (size_t j = 0; j < count; j++) {
            double score = 0;
            for (size_t d = head; d < head + KERNELS_HEAD; d++) {
                score += qkv[i][d] * qkv[j][WIDTH + d];
            }
            total += p[j] = exp(score);
        }
        for (size_t d = head; d < head + KERNELS_HEAD; d++) {
            out[d] = 0;
            for (size_t j = 0; j < count; j++) {
                out[d] += p[j] / total * qkv[j][2 * WIDTH + d];
            }
        }
    }
}

static void run_layer(const struct model_layer *layer, double (*x)[WIDTH], size_t count)
{
    static double qkv[ENGINE_PIECES_MAX][3 * WIDTH];
    for (size_t i = 0; i < count; i++) {
        apply(&layer->qkv, x[i], 3 * WIDTH, qkv[i]);
    }
    for (size_t i = 0; i < count; i++) {
        double mixed[WIDTH], more[WIDTH], inner[INNER];
        attend(qkv, count, i, mixed);
        apply(&layer->output, mixed, WIDTH, more);
        add_norm(x[i], more, layer->norm1);
        apply(&layer->up, x[i], INNER, inner);
        gelu(inner, INNER);
        apply(&layer->down, inner, WIDTH, more);
        add_norm(x[i], more, layer->norm2);
    }
}

static void encode(const struct window *w, uint32_t depth, double (*x)[WIDTH])
{
    for (size_t i = 0; i < w->piece_count; i++) {
        for (size_t k = 0; k < WIDTH; k++) {
            x[i][k] = (double)model->word.scale[w->pieces[i]] *
                          model->word.bytes[w->pieces[i] * WIDTH + k] +
                      (double)model->position.scale[i] * model->position.bytes[i * WIDTH + k] +
                      (double)model->letter_case.scale[w->cases[i]] *
                          model->letter_case.bytes[w->cases[i] * WIDTH + k];
        }
        add_norm(x[i], NULL, model->embed_norm);
    }
    for (uint32_t layer = 0; layer < depth; layer++) {
        run_layer(&model->layers[layer], x, w->piece_count);
    }
}

/* ---- tests ---- */

/* All that an engine gives of one window. */
struct result {
    uint8_t bytes[(WORDS_MAX + 8) * WIDTH];
    float scale[WORDS_MAX + 8];
    int32_t zero[WORDS_MAX + 8];
    float tags[WORDS_MAX * 32], names[WORDS_MAX * 16], arcs[WORDS_MAX * (WORDS_MAX + 16)];
    uint32_t relations[WORDS_MAX];
};

static void run(const struct kernels *k, const struct window *w, enum model_exit exit,
                struct result *r)
{
    struct engine *e;
    uint32_t heads[WORDS_MAX];
    memset(r, 0, sizeof *r);
    struct quantised words = {r->bytes, r->scale, r->zero, WIDTH};
    assert_int_equal(engine_new(model, k, &e), STATUS_OK);
    engine_encode(e, w, exit, &words);
    struct scores tags = engine_tags(e, exit, &words, w->word_count);
    memcpy(r->tags, tags.scores, w->word_count * tags.stride * 4);
    struct scores names = engine_names(e, exit, &words, w->word_count);
    memcpy(r->names, names.scores, w->word_count * names.stride * 4);
    struct scores arcs = engine_arcs(e, exit, &words, w->word_count);
    for (uint32_t i = 0; i < w->word_count; i++) {
        memcpy(r->arcs + i * (w->word_count + 1), arcs.scores + i * arcs.stride,
               (w->word_count + 1) * 4);
        heads[i] = i;
    }
    engine_relations(e, exit, heads, w->word_count, r->relations);
    engine_free(e);
}

static const uint32_t counts[] = {3, 4, 9, 20, 64, 127, 240};

static void test_same_bytes(void **unused)
{
    static struct result want, got;
    (void)unused;
    for (size_t c = 0; c < sizeof counts / sizeof counts[0]; c++) {
        struct case_window window;
        make_window(&window, counts[c], c + 1);
        for (int exit = 0; exit < EXIT_COUNT; exit++) {
            run(kernels_choose("portable"), &window.w, (enum model_exit)exit, &want);
            for (size_t k = 0; k < kernels_count; k++) {
                if (!kernels_all[k]->runs_here()) {
                    continue;
                }
                run(kernels_all[k], &window.w, (enum model_exit)exit, &got);
                if (memcmp(&want, &got, sizeof want) != 0) {
                    fail_msg("%s, %u pieces, exit %d", kernels_all[k]->name, counts[c], exit);
                }
            }
        }
    }
}

/* One number for all machines: what x86 makes with each of its kernels and Arm under an emulator
 * with each of its own. */
static void test_known_digest(void **unused)
{
    static const char *const want =
        "2ce666140102cd225df765b2ff40f615c9851a49d131ca7d8df9ffa7cf3a553e";
    static struct result got;
    struct sha256 h;
    unsigned char digest[SHA256_BYTES];
    char text[2 * SHA256_BYTES + 1];
    (void)unused;
    sha256_init(&h);
    for (size_t c = 0; c < sizeof counts / sizeof counts[0]; c++) {
        struct case_window window;
        make_window(&window, counts[c], c + 1);
        for (int exit = 0; exit < EXIT_COUNT; exit++) {
            run(kernels_choose(NULL), &window.w, (enum model_exit)exit, &got);
            sha256_add(&h, str_make((const char *)&got, sizeof got));
        }
    }
    sha256_end(&h, digest);
    for (size_t i = 0; i < SHA256_BYTES; i++) {
        snprintf(text + 2 * i, 3, "%02x", digest[i]);
    }
    assert_string_equal(text, want);
}

static void test_formulas(void **unused)
{
    static struct result got;
    static double x[ENGINE_PIECES_MAX][WIDTH];
    (void)unused;
    for (size_t c = 0; c < sizeof counts / sizeof counts[0]; c++) {
        for (int exit = 0; exit < EXIT_COUNT; exit++) {
            struct case_window window;
            double wrong = 0, length = 0;
            uint32_t depth = model->exits[exit].depth;
            make_window(&window, counts[c], c + 77);
            run(kernels_choose(NULL), &window.w, (enum model_exit)exit, &got);
            encode(&window.w, depth, x);
            for (size_t i = 0; i < window.w.word_count; i++) {
                for (size_t k = 0; k < WIDTH; k++) {
                    double want = x[window.firsts[i]][k],
                           is = (double)got.scale[i] * (got.bytes[i * WIDTH + k] - got.zero[i]);
                    wrong += (is - want) * (is - want);
                    length += want * want;
                }
            }
            if (!(sqrt(wrong / length) < 0.04 * depth)) {
                fail_msg("%u pieces, exit %d: %g of the length is wrong", counts[c], exit,
                         sqrt(wrong / length));
            }
        }
    }
}

/* From the vectors as they are: tags and the scores of arcs by the formulas. */
static void test_heads(void **unused)
{
    static struct result got;
    struct case_window window;
    const struct model_heads *h = &model->exits[EXIT_FAST];
    (void)unused;
    make_window(&window, 30, 5);
    run(kernels_choose(NULL), &window.w, EXIT_FAST, &got);
    size_t words = window.w.word_count, arc = model->shape.arc;
    static double parsed[64][256];
    for (size_t i = 0; i < words; i++) {
        double vector[WIDTH], hidden[WIDTH], tags[32];
        for (size_t k = 0; k < WIDTH; k++) {
            vector[k] = (double)got.scale[i] * (got.bytes[i * WIDTH + k] - got.zero[i]);
        }
        apply(&h->tag_hidden, vector, model->shape.tag_hidden, hidden);
        gelu(hidden, model->shape.tag_hidden);
        apply(&h->tags, hidden, h->tags.rows, tags);
        for (size_t k = 0; k < 16; k++) {
            assert_true(fabs(tags[k] - got.tags[i * h->tags.rows + k]) < 0.02);
        }
        apply(&h->parser, vector, h->parser.rows, parsed[i]);
        gelu(parsed[i], h->parser.rows);
    }
    for (size_t i = 0; i < words; i++) {
        double turned[WIDTH];
        apply(&h->arc, parsed[i], arc, turned);
        for (size_t to = 0; to <= words; to++) {
            double score = 0;
            for (size_t k = 0; k < arc; k++) {
                score += turned[k] * (to ? parsed[to - 1][arc + k] : (double)h->arc_root[k]);
            }
            if (fabs(score - got.arcs[i * (words + 1) + to]) > 0.02) {
                fail_msg("arc %zu from %zu: %g, not %g", i, to,
                         (double)got.arcs[i * (words + 1) + to], score);
            }
        }
        assert_int_equal(got.relations[i] == model->root_relation, i == 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_same_bytes), cmocka_unit_test(test_known_digest),
        cmocka_unit_test(test_formulas), cmocka_unit_test(test_heads)};
    const char *problem;
    fixture_make(&fixture, 6);
    if (model_of_bytes(str_make(fixture.bytes, fixture.len), &model, &problem) != STATUS_OK) {
        print_error("%s\n", problem);
        return 1;
    }
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    model_close(model);
    fixture_release(&fixture);
    return failed;
}
