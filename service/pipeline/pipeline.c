/* A stage returns OK and the frame marks its layers as there. The one layer that a stage may decide
 * against is HAS_ENGLISH: the language stage sets a->not_english with the reason, and the stages
 * that need it are skipped with that reason. */
#include "pipeline/pipeline.h"

#include <string.h>

#include "base/clock.h"
#include "model/engine.h"
#include "model/models.h"
#include "pipeline/lexicon.h"
#include "pipeline/stages.h"
#include "pipeline/timex_match.h"

_Static_assert(sizeof(struct token) == 8 && sizeof(struct section) == 12,
               "the sums below count on it");

enum {
    SCRATCH_BYTES = 64 << 20, /* the largest stage's working memory */
    KEPT_BYTES = 1 << 20,     /* the tables that a worker makes once */
    STRINGS_BYTES = 1 << 20,  /* names, reasons, details */
    ENTITY_KEY_BYTES = 32,
    /* Of each word that the model reads: its vector, four strings of tags, a number for sentence
     * ends, a head and a relation. */
    ENCODED_WORD_BYTES = 1024 + 8 + 5 * sizeof(struct str) + 4 + 4,
    LEMMA_GROWTH =
        12, /* four bytes a byte of the form, and what a rule may add to ENCODED_WORDS_MAX words */
    TIMEX_STRINGS = 3 * 32, /* value, begin and end of a time */
};

/* A vec of n items costs up to 2n, and its pieces are rounded up to 16 bytes. */
#define VEC_BYTES(max, item) ((size_t)2 * (max) * (item) + 32 * 16)

size_t pipeline_arena_bytes(void)
{
    size_t input = (size_t)ARTICLE_BYTES_MAX * 2 /* record and its decoded strings */ +
                   TEXT_BYTES_MAX * 2 /* html out, text */;
    size_t lists =
        VEC_BYTES(BLOCKS_MAX, sizeof(struct block)) +
        VEC_BYTES(SECTIONS_MAX, sizeof(struct section)) +
        VEC_BYTES(PARAGRAPHS_MAX, sizeof(struct paragraph)) +
        2 * VEC_BYTES(SENTENCES_MAX, sizeof(struct sentence)) +
        VEC_BYTES(TOKENS_MAX, sizeof(struct token)) +
        2 * VEC_BYTES(QUOTES_MAX, sizeof(struct quote)) +
        VEC_BYTES(TIMES_MAX, sizeof(struct timex3)) + (size_t)TIMES_MAX * TIMEX_STRINGS +
        VEC_BYTES(QUANTITIES_MAX, sizeof(struct quantity)) +
        VEC_BYTES(WARNINGS_MAX, sizeof(struct warning)) +
        VEC_BYTES(NAMES_MAX, sizeof(struct name)) +
        VEC_BYTES(MENTIONS_MAX, sizeof(struct mention)) +
        VEC_BYTES(PLACES_MAX, sizeof(struct place)) + VEC_BYTES(ROLES_MAX, sizeof(struct role)) +
        (size_t)NAMES_MAX * sizeof(struct str) + VEC_BYTES(EVENTS_MAX, sizeof(struct event)) +
        VEC_BYTES(RELATIONS_MAX, sizeof(struct entity_relation)) +
        (size_t)2 * EVENTS_MAX * EVENT_ACTORS_MAX * sizeof(uint32_t) +
        VEC_BYTES(ENTITIES_MAX, sizeof(struct entity)) + (size_t)ENTITIES_MAX * ENTITY_KEY_BYTES +
        (size_t)ENCODED_WORDS_MAX * ENCODED_WORD_BYTES + (size_t)TEXT_BYTES_MAX * LEMMA_GROWTH;
    return input + lists + STRINGS_BYTES;
}

enum status pipeline_state_init(struct pipeline_state *s, const struct models *m)
{
    *s = (struct pipeline_state){.assume_language = STR("en")};
    enum status status = arena_init(&s->scratch, SCRATCH_BYTES);
    if (status == STATUS_OK) {
        status = language_state_new(&s->language);
    }
    if (status == STATUS_OK) {
        status = arena_init(&s->kept, KEPT_BYTES);
    }
    if (status == STATUS_OK) {
        s->lexicon = lexicon_make(&s->kept);
        s->timex = timex_index_make(&s->kept);
    }
    if (status == STATUS_OK && m && m->model) {
        status = engine_new(m->model, m->kernels, &s->engine);
    }
    if (status != STATUS_OK) {
        pipeline_state_release(s);
    }
    return status;
}

void pipeline_state_release(struct pipeline_state *s)
{
    if (s) {
        engine_free(s->engine);
        language_state_free(s->language);
        arena_release(&s->kept);
        arena_release(&s->scratch);
        *s = (struct pipeline_state){0};
    }
}

bool pipeline_check(const char **culprit)
{
    uint32_t there = 0;
    for (size_t i = 0; i < stage_count; i++) {
        if ((stages[i].needs & there) != stages[i].needs) {
            *culprit = stages[i].name;
            return false;
        }
        there |= stages[i].provides;
    }
    return stage_count <= STAGES_MAX;
}

/* The reason that the first stage which should have given one of the missing layers left in its
 * record. */
static struct str reason_of_missing(const struct article *a, uint32_t missing)
{
    for (uint32_t i = 0; i < a->stage_count; i++) {
        if ((stages[i].provides & missing) && a->stages[i].reason.ptr) {
            return a->stages[i].reason;
        }
    }
    return STR("a layer it needs is absent");
}

static void run_stage(struct article *a, const struct models *m, const struct stage *stage,
                      struct stage_record *record)
{
    uint32_t missing = stage->needs & ~a->layers;
    if (missing) {
        record->status = STAGE_SKIPPED;
        record->reason = reason_of_missing(a, missing);
        return;
    }
    if ((a->layers & stage->provides) == stage->provides) {
        record->status = STAGE_SKIPPED;
        record->reason = STR("given with the input");
        return;
    }
    uint64_t begin = clock_monotonic_us();
    enum status status = stage->run(a, m);
    record->us = (uint32_t)(clock_monotonic_us() - begin);
    if (status == STATUS_OK) {
        record->status = STAGE_DONE;
        a->layers |= stage->provides;
        if ((stage->provides & HAS_ENGLISH) && a->not_english.ptr) {
            a->layers &= ~(uint32_t)HAS_ENGLISH;
            record->reason = a->not_english;
        }
    } else {
        record->status = status == STATUS_LIMIT   ? STAGE_OVER_BUDGET
                         : status == STATUS_MODEL ? STAGE_ABSENT
                                                  : STAGE_FAILED;
        record->reason =
            status == STATUS_MODEL ? STR("model missing") : str_of(status_text(status));
    }
}

void pipeline_run(struct article *a, const struct models *m)
{
    for (size_t i = 0; i < stage_count; i++) {
        struct stage_record *record = &a->stages[a->stage_count];
        *record = (struct stage_record){.name = stages[i].name};
        run_stage(a, m, &stages[i], record);
        a->stage_count++;
    }
    arena_reset(&a->state->scratch); /* empty already: gives back what a long article took */
}
