/* Speed of the language model by exit and kernel: lines `figure value`. What takes about a
 * millisecond is timed by the clock on the wall, the best of many rounds; what takes longer by the
 * thread's own processor time, so that other work on the machine shows little.
 *
 *     model_bench MODEL ARTICLES.txt      plain text, articles parted by a line "%%"; words are
 *                                         blank-separated
 *
 * model.peak.KERNEL             products a second (in 10^9) of one matrix product that stays in
 *                               the first cache
 * model.linear.KERNEL           the same of the encoder's own products, all layers in turn, on
 *                               windows of 64 pieces
 * model.share.KERNEL            the second to the first
 * model.pieces.KERNEL.EXIT      pieces a second through the encoder alone
 * model.fast_to_accurate.KERNEL the two exits' pieces
 * pipeline.words.KERNEL.EXIT    words a second through all stages, one thread
 * pipeline.us.STAGE.EXIT        a stage on one article, with the best kernel
 * pipeline.others.EXIT          all other stages to the encoder
 * pipeline.core.words.EXIT      words a second through the core, that is the stages up to the
 *                               names: text, tokens, encoder, tags, trees; with the best kernel
 * pipeline.core.others.EXIT     the core's other stages to the encoder
 * pipeline.fast_to_accurate     the two exits' words
 * pipeline.two_threads          words of two threads to words of one, by the clock on the wall
 */
#define _GNU_SOURCE
#include <pthread.h>
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
    ARTICLES_FEW = 1 /* for all but the best kernel */,
    ROUNDS = 3,
    TEXT_MAX = 8 << 20
};

static double cpu_seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static double wall_seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* ---- products ---- */

static uint8_t bytes[PIECES * 4096] __attribute__((aligned(64)));
static float scale[PIECES], out[PIECES * 4096] __attribute__((aligned(64)));
static int32_t zero[PIECES];

/* Seconds for the products with `count` matrices in turn, the best of some rounds. */
static double time_products(const struct kernels *k, const struct linear *const *w, size_t count)
{
    double best = 1e9;
    for (double end = wall_seconds() + 0.5; wall_seconds() < end;) {
        double begin = wall_seconds();
        for (size_t i = 0; i < count; i++) {
            struct quantised x = {bytes, scale, zero, w[i]->columns};
            k->linear(w[i], &x, PIECES, out, w[i]->rows);
        }
        double taken = wall_seconds() - begin;
        best = taken < best ? taken : best;
    }
    return best;
}

static double products_of(const struct linear *const *w, size_t count)
{
    double products = 0;
    for (size_t i = 0; i < count; i++) {
        products += 1e-9 * (double)w[i]->rows * w[i]->columns * PIECES;
    }
    return products;
}

static void bench_products(const struct kernels *k, const struct model *m)
{
    enum { TIMES = 400 };
    struct linear small = m->layers[0].qkv; /* 48 outputs of the width: 18 KB of weights */
    small.rows = 48;
    const struct linear *often[TIMES], *each[4 * MODEL_LAYERS_MAX];
    for (size_t i = 0; i < TIMES; i++) {
        often[i] = &small;
    }
    size_t count = 0;
    for (uint32_t i = 0; i < m->shape.layers; i++) {
        const struct model_layer *l = &m->layers[i];
        const struct linear *four[] = {&l->qkv, &l->output, &l->up, &l->down};
        memcpy(each + count, four, sizeof four);
        count += 4;
    }
    double peak = products_of(often, TIMES) / time_products(k, often, TIMES);
    double linear = products_of(each, count) / time_products(k, each, count);
    printf("model.peak.%s %.1f\nmodel.linear.%s %.1f\nmodel.share.%s %.3f\n", k->name, peak,
           k->name, linear, k->name, linear / peak);
}

static double time_window(struct engine *e, const struct window *w, enum model_exit x)
{
    struct quantised rows = {bytes, scale, zero, engine_model(e)->shape.width};
    double best = 1e9;
    for (double end = wall_seconds() + 0.5; wall_seconds() < end;) {
        double begin = wall_seconds();
        engine_encode(e, w, x, &rows);
        double taken = wall_seconds() - begin;
        best = taken < best ? taken : best;
    }
    return best;
}

static void bench_encoder(const struct kernels *k, const struct model *m)
{
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
    double fast = time_window(e, &w, EXIT_FAST), accurate = time_window(e, &w, EXIT_ACCURATE);
    printf("model.pieces.%s.fast %.0f\nmodel.pieces.%s.accurate %.0f\n", k->name, PIECES / fast,
           k->name, PIECES / accurate);
    printf("model.fast_to_accurate.%s %.2f\n", k->name, accurate / fast);
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

struct reader {
    const struct models *models;
    const struct texts *texts;
    struct pipeline_state state;
    struct arena arena;
    struct article article;
};

static void reader_open(struct reader *r, const struct models *models, const struct texts *texts)
{
    *r = (struct reader){.models = models, .texts = texts};
    if (pipeline_state_init(&r->state, models) != STATUS_OK ||
        arena_init(&r->arena, pipeline_arena_bytes()) != STATUS_OK) {
        exit(1);
    }
    r->article.arena = &r->arena;
    r->article.state = &r->state;
}

static void reader_close(struct reader *r)
{
    arena_release(&r->arena);
    pipeline_state_release(&r->state);
}

static void read_one(struct reader *r, size_t i, enum article_mode mode)
{
    struct article *a = &r->article;
    article_reset(a);
    a->mode = mode;
    a->input.body = r->texts->articles[i];
    if (article_assemble(a) != STATUS_OK) {
        exit(1);
    }
    pipeline_run(a, r->models);
}

/* Microseconds that an article takes; of each stage in `us`. */
static double time_article(struct reader *r, size_t i, enum article_mode mode, double *us)
{
    double best = 1e9, stage[STAGES_MAX] = {0};
    for (int round = 0; round < ROUNDS; round++) {
        double begin = cpu_seconds();
        read_one(r, i, mode);
        double taken = 1e6 * (cpu_seconds() - begin);
        best = taken < best ? taken : best;
        for (uint32_t s = 0; s < r->article.stage_count; s++) {
            double now = (double)r->article.stages[s].us;
            stage[s] = round == 0 || now < stage[s] ? now : stage[s];
        }
    }
    for (uint32_t s = 0; s < r->article.stage_count; s++) {
        us[s] += stage[s];
    }
    return best;
}

static const char *const modes[] = {"fast", "accurate"};

/* `words` and `us` are sums over `count` articles. */
static void print_stages(const struct reader *r, const double *us, size_t count, double words,
                         const char *mode)
{
    double all = 0, core = 0, encoder = 1;
    for (uint32_t s = 0; s < r->article.stage_count; s++) {
        const char *name = r->article.stages[s].name;
        printf("pipeline.us.%s.%s %.0f\n", name, mode, us[s] / (double)count);
        all += us[s];
        encoder = strcmp(name, "encode") == 0 ? us[s] : encoder;
        core = strcmp(name, "names") == 0 ? all : core;
    }
    printf("pipeline.others.%s %.3f\n", mode, all / encoder - 1);
    printf("pipeline.core.words.%s %.0f\n", mode, 1e6 * words / core);
    printf("pipeline.core.others.%s %.3f\n", mode, core / encoder - 1);
}

static void bench_articles(const struct models *models, const struct texts *t, bool is_best)
{
    struct reader r;
    double rate[2];
    size_t count = is_best || t->count < ARTICLES_FEW ? t->count : ARTICLES_FEW;
    reader_open(&r, models, t);
    for (int mode = 0; mode < 2; mode++) {
        double us[STAGES_MAX] = {0}, words = 0, taken = 0;
        for (size_t i = 0; i < count; i++) {
            words += (double)t->words[i];
            taken += time_article(&r, i, (enum article_mode)mode, us);
        }
        rate[mode] = 1e6 * words / taken;
        printf("pipeline.words.%s.%s %.0f\n", models->kernels->name, modes[mode], rate[mode]);
        if (is_best) {
            print_stages(&r, us, count, words, modes[mode]);
        }
    }
    if (is_best) {
        printf("pipeline.fast_to_accurate %.2f\n", rate[0] / rate[1]);
    }
    reader_close(&r);
}

static void *read_all(void *reader)
{
    struct reader *r = reader;
    for (size_t i = 0; i < r->texts->count; i++) {
        read_one(r, i, ARTICLE_ACCURATE);
    }
    return NULL;
}

static double time_threads(struct reader *readers, int threads)
{
    double best = 1e9;
    for (int round = 0; round < ROUNDS; round++) {
        pthread_t id[2];
        double begin = wall_seconds();
        for (int i = 0; i < threads; i++) {
            pthread_create(&id[i], NULL, read_all, &readers[i]);
        }
        for (int i = 0; i < threads; i++) {
            pthread_join(id[i], NULL);
        }
        double taken = wall_seconds() - begin;
        best = taken < best ? taken : best;
    }
    return best;
}

static void bench_threads(const struct models *models, const struct texts *t)
{
    struct reader readers[2];
    reader_open(&readers[0], models, t);
    reader_open(&readers[1], models, t);
    double one = time_threads(readers, 1);
    printf("pipeline.two_threads %.2f\n", 2 * one / time_threads(readers, 2));
    reader_close(&readers[0]);
    reader_close(&readers[1]);
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
        bench_articles(&models, &texts, first);
        if (first) {
            bench_threads(&models, &texts);
        }
        models_release(&models);
        first = false;
    }
    return 0;
}
