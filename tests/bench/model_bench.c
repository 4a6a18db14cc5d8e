/* Speed of the language model by exit and kernel: lines `figure value`. Counted is the thread's
 * own processor time, so that other
 * work on the machine does not show.
 *
 *     model_bench MODEL ARTICLES.txt      plain text, articles parted by a line "%%"; words are
 *     blank-separated
 *
 * model.peak.KERNEL             products a second (in 10^9) of one matrix product that stays in
 *                               the first cache
 * model.linear.KERNEL.EXIT      the same of the encoder's own products, on windows of 64 pieces
 * model.pieces.KERNEL.EXIT      pieces a second through the encoder alone
 * pipeline.words.KERNEL.EXIT    words a second through all stages; pipeline.us.STAGE.EXIT an
 *                               article, with the best kernel
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "model/engine.h"
#include "model/models.h"
#include "pipeline/pipeline.h"

enum {
    PIECES = 64,
    ARTICLES_MAX = 256,
    ARTICLES_FEW = 4 /* for all but the best kernel */,
    TEXT_MAX = 8 << 20
};

static double cpu_seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* ---- products ---- */

static uint8_t bytes[PIECES * 4096] __attribute__((aligned(64)));
static float scale[PIECES], out[PIECES * 4096] __attribute__((aligned(64)));
static int32_t zero[PIECES];

static double time_linear(const struct kernels *k, const struct linear *w, size_t m)
{
    struct quantised x = {bytes, scale, zero, w->columns};
    double begin = cpu_seconds(), taken;
    long times = 0;
    do {
        for (int i = 0; i < 8; i++, times++) {
            k->linear(w, &x, m, out, w->rows);
        }
        taken = cpu_seconds() - begin;
    } while (taken < 0.2);
    return taken / (double)times;
}

static void bench_products(const struct kernels *k, const struct model *m)
{
    struct linear small = m->layers[0].qkv; /* 48 outputs of the width: 18 KB of weights */
    small.rows = 48;
    printf("model.peak.%s %.1f\n", k->name,
           48e-9 * small.columns * PIECES / time_linear(k, &small, PIECES));
    double seconds = 0, products = 0;
    const struct linear *each[] = {&m->layers[0].qkv, &m->layers[0].output, &m->layers[0].up,
                                   &m->layers[0].down};
    for (size_t i = 0; i < 4; i++) {
        seconds += time_linear(k, each[i], PIECES);
        products += (double)each[i]->rows * each[i]->columns * PIECES;
    }
    printf("model.linear.%s %.1f\n", k->name, products / seconds * 1e-9);
}

static void bench_encoder(const struct kernels *k, const struct model *m)
{
    static const char *const names[] = {"fast", "accurate"};
    uint16_t pieces[PIECES], firsts[PIECES];
    uint8_t cases[PIECES] = {0};
    uint32_t words = 0;
    struct engine *e;
    if (engine_new(m, k, &e) != STATUS_OK) {
        exit(1);
    }
    for (uint16_t i = 0; i < PIECES; i++) {
        pieces[i] = (uint16_t)(1 + (uint32_t)i * 397 % (m->shape.pieces - 1));
        if (i > 0 && i % 5 != 4 && i + 1 < PIECES) {
            firsts[words++] = i;
        }
    }
    struct window w = {pieces, cases, firsts, PIECES, words};
    struct quantised rows = {bytes, scale, zero, m->shape.width};
    for (int x = 0; x < EXIT_COUNT; x++) {
        double begin = cpu_seconds(), taken;
        long times = 0;
        do {
            engine_encode(e, &w, (enum model_exit)x, &rows);
            times++;
        } while ((taken = cpu_seconds() - begin) < 0.5);
        printf("model.pieces.%s.%s %.0f\n", k->name, names[x], PIECES * (double)times / taken);
    }
    engine_free(e);
}

/* ---- articles ---- */

struct texts {
    struct str articles[ARTICLES_MAX];
    size_t words[ARTICLES_MAX];
    size_t count;
};

static struct texts read_texts(const char *path)
{
    static char text[TEXT_MAX];
    static struct texts t;
    FILE *f = fopen(path, "re");
    size_t len = f ? fread(text, 1, sizeof text, f) : 0;
    if (f) {
        fclose(f);
    }
    struct str all = str_make(text, len);
    for (size_t at = 0; at < len && t.count < ARTICLES_MAX;) {
        size_t end = str_find(all, STR("\n%%\n"), at);
        t.articles[t.count++] = str_trim(str_slice(all, at, end));
        at = end == SIZE_MAX ? len : end + 4;
    }
    for (size_t i = 0; i < t.count; i++) {
        bool inside = false;
        for (size_t c = 0; c < t.articles[i].len; c++) {
            bool blank = t.articles[i].ptr[c] == ' ' || t.articles[i].ptr[c] == '\n';
            t.words[i] += !blank && !inside;
            inside = !blank;
        }
    }
    return t;
}

static void bench_articles(const struct models *models, const struct texts *t, size_t count,
                           bool by_stage)
{
    static const char *const names[] = {"fast", "accurate"};
    struct pipeline_state state;
    struct arena arena;
    if (pipeline_state_init(&state, models) != STATUS_OK ||
        arena_init(&arena, pipeline_arena_bytes()) != STATUS_OK) {
        exit(1);
    }
    struct article a = {.arena = &arena, .state = &state};
    for (int mode = 0; mode < 2; mode++) {
        double us[STAGES_MAX] = {0}, words = 0, begin = cpu_seconds();
        for (size_t i = 0; i < count; i++) {
            words += (double)t->words[i];
            article_reset(&a);
            a.mode = (enum article_mode)mode;
            a.input.body = t->articles[i];
            if (article_assemble(&a) != STATUS_OK) {
                exit(1);
            }
            pipeline_run(&a, models);
            for (uint32_t s = 0; s < a.stage_count; s++) {
                us[s] += a.stages[s].us;
            }
        }
        printf("pipeline.words.%s.%s %.0f\n", models->kernels->name, names[mode],
               words / (cpu_seconds() - begin));
        for (uint32_t s = 0; by_stage && s < a.stage_count; s++) {
            printf("pipeline.us.%s.%s %.0f\n", a.stages[s].name, names[mode],
                   us[s] / (double)count);
        }
    }
    arena_release(&arena);
    pipeline_state_release(&state);
}

int main(int argc, char **argv)
{
    if (argc != 3) {
        fprintf(stderr, "usage: model_bench MODEL ARTICLES.txt\n");
        return 2;
    }
    struct texts texts = read_texts(argv[2]);
    bool first = true;
    for (size_t i = 0; i < kernels_count; i++) {
        struct models models;
        if (!kernels_all[i]->runs_here()) {
            continue;
        }
        if (models_load(&models, argv[1], kernels_all[i]->name) != STATUS_OK || !models.model ||
            texts.count == 0) {
            return 1;
        }
        bench_products(models.kernels, models.model);
        bench_encoder(models.kernels, models.model);
        bench_articles(&models, &texts,
                       first || texts.count < ARTICLES_FEW ? texts.count : ARTICLES_FEW, first);
        models_release(&models);
        first = false;
    }
    return 0;
}
