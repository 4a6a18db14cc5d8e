/* coref_rows: what the coreference stage sees of texts, for coref.py to learn from.
 *
 *     coref_rows MODEL PACK ROWS MENTIONS FILE…
 *
 * FILE holds plain text. ROWS gets a record for each pair that was scored: u32 number of the file,
 * u32 mention, u32 candidate, then COREF_FEATURES_MAX bytes of features. MENTIONS gets a line for
 * each mention: file, mention, begin, end (bytes), kind, begin of the head, entity (or -1), number
 * of features. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "article/article.h"
#include "model/models.h"
#include "pipeline/coref.h"
#include "pipeline/pipeline.h"
#include "text/normalise.h"

struct out {
    FILE *rows, *mentions;
    uint32_t file, features;
};

static void write_pair(void *context, const struct coref *c, uint32_t mention, uint32_t candidate,
                       const int8_t *features, uint32_t count)
{
    struct out *out = context;
    uint32_t ids[] = {out->file, mention, candidate};
    int8_t row[COREF_FEATURES_MAX] = {0};
    (void)c;
    memcpy(row, features, count);
    fwrite(ids, sizeof ids, 1, out->rows);
    fwrite(row, sizeof row, 1, out->rows);
    out->features = count;
}

static char *read_file(const char *path, size_t *len)
{
    FILE *f = fopen(path, "rb");
    char *bytes = malloc(TEXT_BYTES_MAX);
    *len = f && bytes ? fread(bytes, 1, TEXT_BYTES_MAX, f) : 0;
    if (f) {
        fclose(f);
    }
    return bytes;
}

/* Runs the table up to coreference, then that with a watcher. */
static void run(struct article *a, const struct models *m, struct out *out)
{
    for (size_t i = 0; i < stage_count; i++) {
        if (stages[i].provides & HAS_CHAINS) {
            break;
        }
        if ((stages[i].needs & ~a->layers) == 0 && stages[i].run(a, m) == STATUS_OK) {
            a->layers |= stages[i].provides;
        }
    }
    if (!(a->layers & HAS_ENTITIES) || coref_run_watched(a, m, write_pair, out) != STATUS_OK) {
        fprintf(stderr, "coref_rows: file %" PRIu32 " was not read\n", out->file);
        return;
    }
    for (uint32_t i = 0; i < a->mentions.count; i++) {
        const struct mention *x = &a->mentions.items[i];
        fprintf(out->mentions, "%u %u %u %u %d %u %d %u\n", out->file, i, x->span.begin,
                x->span.end, (int)x->kind, a->tokens.items[x->head].begin, (int)x->entity,
                out->features);
    }
}

int main(int argc, char **argv)
{
    struct models m = {0};
    struct arena arena;
    struct pipeline_state state = {0};
    if (argc < 6 || models_load(&m, argv[1], "") != STATUS_OK ||
        models_load_pack(&m, argv[2]) != STATUS_OK ||
        arena_init(&arena, pipeline_arena_bytes()) != STATUS_OK ||
        pipeline_state_init(&state, &m) != STATUS_OK) {
        fputs("usage: coref_rows MODEL PACK ROWS MENTIONS FILE…\n", stderr);
        return 2;
    }
    struct out out = {.rows = fopen(argv[3], "wb"), .mentions = fopen(argv[4], "w")};
    if (!out.rows || !out.mentions) {
        fputs("coref_rows: cannot write there\n", stderr);
        return 1;
    }
    for (int i = 5; i < argc; i++) {
        struct article a = {.arena = &arena, .state = &state};
        size_t len;
        char *bytes = read_file(argv[i], &len);
        article_reset(&a);
        a.mode = ARTICLE_ACCURATE;
        out.file = (uint32_t)(i - 5);
        if (normalise_text(str_make(bytes, len), a.arena, &a.input.body) == STATUS_OK &&
            article_assemble(&a) == STATUS_OK) {
            run(&a, &m, &out);
        }
        free(bytes);
    }
    bool written = !ferror(out.rows) && !ferror(out.mentions);
    written = fclose(out.rows) == 0 && written;
    written = fclose(out.mentions) == 0 && written;
    pipeline_state_release(&state);
    arena_release(&arena);
    models_release(&m);
    return written ? 0 : 1;
}
