/* Speed of the pipeline without a model on one core: megabytes of article text a second for the
 * stages that read text (normalising to quotes) and for all of them, nanoseconds a byte by stage,
 * and how often memory is allocated for an article once the worker is warm.
 *
 *     text_bench FILE… [--seconds N]
 *
 * Each file is one article (plain text); the files are taken in turn until the time is up.
 * What is printed is the fastest stretch of GROUP rounds: the others were disturbed.
 * normalise is the door's share, the rest are the stages of pipeline/stages.c. Allocations are
 * counted for the whole process, the libraries' included, so the figure must be the same for every
 * round.
 */
#define _GNU_SOURCE
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "article/article.h"
#include "base/buf.h"
#include "base/clock.h"
#include "model/models.h"
#include "pipeline/pipeline.h"
#include "text/normalise.h"

enum { FILES_MAX = 4096, GROUP = 20 };

static _Atomic uint64_t allocations;

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *old, size_t size);

void *malloc(size_t size)
{
    allocations++;
    return __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
    allocations++;
    return __libc_calloc(count, size);
}

void *realloc(void *old, size_t size)
{
    allocations++;
    return __libc_realloc(old, size);
}

struct sums {
    uint64_t us, bytes, articles, normalise_us, stage_us[STAGES_MAX];
};

struct bench {
    struct arena arena;
    struct pipeline_state state;
    struct models models;
    struct article article;
    struct str texts[FILES_MAX];
    size_t count;
    struct sums now, best;
};

static struct str read_file(const char *path)
{
    struct buf content = {0};
    FILE *f = fopen(path, "rb");
    if (!f) {
        perror(path);
        exit(2);
    }
    for (size_t n = 1; n > 0;) {
        n = fread(buf_reserve(&content, 65536), 1, 65536, f);
        content.len += n;
    }
    fclose(f);
    return buf_str(&content); /* kept until the process ends */
}

static void run_one(struct bench *b, struct str text)
{
    struct article *a = &b->article;
    article_reset(a);
    uint64_t begin = clock_monotonic_us();
    if (normalise_text(text, &b->arena, &a->input.body) != STATUS_OK ||
        article_assemble(a) != STATUS_OK) {
        fprintf(stderr, "an article cannot be read\n");
        exit(1);
    }
    b->now.normalise_us += clock_monotonic_us() - begin;
    pipeline_run(a, &b->models);
    for (uint32_t i = 0; i < a->stage_count; i++) {
        b->now.stage_us[i] += a->stages[i].us;
    }
    b->now.bytes += text.len;
    b->now.articles++;
}

static uint64_t run_round(struct bench *b)
{
    uint64_t before = allocations;
    for (size_t i = 0; i < b->count; i++) {
        run_one(b, b->texts[i]);
    }
    return allocations - before;
}

/* Of normalising and the stages that need no language core: those that provide no layer after the
 * quotes. */
static uint64_t text_us(const struct bench *b)
{
    uint64_t us = b->best.normalise_us;
    for (uint32_t i = 0; i < b->article.stage_count; i++) {
        us += stages[i].provides < HAS_QUOTES << 1 ? b->best.stage_us[i] : 0;
    }
    return us;
}

static bool run_group(struct bench *b, uint64_t expected)
{
    bool constant = true;
    b->now = (struct sums){0};
    uint64_t begin = clock_monotonic_us();
    for (int i = 0; i < GROUP; i++) {
        constant &= run_round(b) == expected;
    }
    b->now.us = clock_monotonic_us() - begin;
    if (!b->best.us || b->now.us < b->best.us) {
        b->best = b->now;
    }
    return constant;
}

static void print(const struct bench *b, uint64_t allocated, bool constant)
{
    double bytes = (double)b->best.bytes, us = (double)b->best.us;
    printf("text.mb_per_second %.1f\n", bytes / (double)text_us(b));
    printf("text.all.mb_per_second %.1f\n", bytes / us);
    printf("text.articles_per_second %.0f\n", (double)b->best.articles * 1e6 / us);
    printf("text.bytes_per_article %.0f\n", bytes / (double)b->best.articles);
    printf("text.normalise.ns_per_byte %.2f\n", (double)b->best.normalise_us * 1000 / bytes);
    for (uint32_t i = 0; i < b->article.stage_count; i++) {
        printf("text.%s.ns_per_byte %.2f\n", b->article.stages[i].name,
               (double)b->best.stage_us[i] * 1000 / bytes);
    }
    printf("text.allocations_per_article %.3f\n", (double)allocated / (double)b->count);
    printf("text.allocations_constant %s\n", constant ? "yes" : "no");
}

int main(int argc, char **argv)
{
    static struct bench b;
    double seconds = 3;
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--seconds") == 0 && i + 1 < argc) {
            seconds = atof(argv[++i]);
        } else if (b.count < FILES_MAX) {
            b.texts[b.count++] = read_file(argv[i]);
        }
    }
    if (!b.count || arena_init(&b.arena, pipeline_arena_bytes()) != STATUS_OK ||
        pipeline_state_init(&b.state, &b.models) != STATUS_OK) {
        fprintf(stderr, "usage: text_bench FILE... [--seconds N]\n");
        return 2;
    }
    b.article = (struct article){.arena = &b.arena, .state = &b.state};
    run_round(&b);
    uint64_t expected = run_round(&b);
    bool constant = true;
    uint64_t begin = clock_monotonic_us();
    while ((double)(clock_monotonic_us() - begin) < seconds * 1e6) {
        constant &= run_group(&b, expected);
    }
    print(&b, expected, constant);
    pipeline_state_release(&b.state);
    arena_release(&b.arena);
    return constant ? 0 : 1;
}
