/* fixture: a small model with random weights, written in memory as service/training/export.py
 * writes it.
 *
 * Two layers of width 64, exits after one and two, a vocabulary of letters and a few syllables.
 * The unrounded numbers are not
 * kept: tests compare with what the file says.
 */
#ifndef DATELINE_TESTS_UNIT_MODEL_FIXTURE_H
#define DATELINE_TESTS_UNIT_MODEL_FIXTURE_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/sha256.h"
#include "model/crc32.h"
#include "model/model.h"

enum { FIXTURE_SECTIONS_MAX = 64, FIXTURE_BYTES_MAX = 4 << 20 };

struct fixture {
    char *bytes; /* aligned to 64 */
    size_t len;
    uint32_t sections;
    uint64_t random;
    struct model_shape shape;
};

static const char *const fixture_pieces[] = {
    "[PAD]", "[UNK]", "[CLS]", "[SEP]", "a",    "b",     "c",      "d",     "e",    "i",
    "n",     "o",     "r",     "s",     "t",    "u",     "##a",    "##b",   "##c",  "##d",
    "##e",   "##i",   "##n",   "##o",   "##r",  "##s",   "##t",    "##u",   "the",  "cat",
    "sat",   "##ing", "on",    "##on",  "cafe", "0",     "##0",    "1",     "##1",  ".",
    ",",     "'",     "-",     "\"",    "run",  "##ner", "united", "state", "##st", "\xE2\x82\xAC",
};
static const char *const fixture_upos[] = {"NOUN", "VERB", "PUNCT"};
static const char *const fixture_xpos[] = {"NN", "VBD", ".", "NNS"};
static const char *const fixture_feats[] = {"_", "Number=Sing", "Number=Plur"};
static const char *const fixture_lemma[] = {"l|0|", "k|0|", "l|1|", "l|3|y", "t|0|"};
static const char *const fixture_names[] = {"O",     "B-PER", "I-PER", "E-PER", "S-PER",
                                            "B-LOC", "I-LOC", "E-LOC", "S-LOC", "S-DATE"};
static const char *const fixture_relations[] = {"nsubj", "root", "obj", "punct"};
static const char *const fixture_lexicon[] = {"cats\tNNS\tcat", "mice\tNNS\tmouse",
                                              "sat\tVBD\tsit"};
#define FIXTURE_LIST(list) list, sizeof list / sizeof list[0]

/* xorshift64*: the same numbers everywhere. */
static inline uint32_t fixture_random(uint64_t *state)
{
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    return (uint32_t)((*state * 0x2545F4914F6CDD1DULL) >> 32);
}

static inline float fixture_uniform(uint64_t *state) /* -1..1 */
{
    return (float)((double)fixture_random(state) / 2147483648.0 - 1.0);
}

static inline size_t fixture_round(size_t n, size_t to)
{
    return (n + to - 1) / to * to;
}

/* Room for a section behind what is there; its row of the table is filled but for the checksum. */
static inline char *fixture_section(struct fixture *f, const char *name, enum model_kind kind,
                                    uint32_t rows, uint32_t columns, size_t bytes)
{
    char *row = f->bytes + MODEL_HEADER_BYTES + f->sections++ * (size_t)MODEL_SECTION_BYTES,
         *at = f->bytes + f->len;
    uint32_t numbers[4] = {kind, rows, columns, 0};
    uint64_t places[2] = {f->len, bytes};
    snprintf(row, MODEL_NAME_BYTES, "%s", name);
    memcpy(row + 32, numbers, sizeof numbers);
    memcpy(row + 48, places, sizeof places);
    f->len = fixture_round(f->len + bytes, MODEL_ALIGN);
    return at;
}

static inline void fixture_floats(struct fixture *f, const char *name, uint32_t rows,
                                  uint32_t columns, float middle, float spread)
{
    float *x =
        (void *)fixture_section(f, name, MODEL_F32, rows, columns, (size_t)rows * columns * 4);
    for (size_t i = 0; i < (size_t)rows * columns; i++) {
        x[i] = middle + spread * fixture_uniform(&f->random);
    }
}

static inline void fixture_rows(struct fixture *f, const char *name, uint32_t rows,
                                uint32_t columns)
{
    size_t head = fixture_round((size_t)rows * 4, MODEL_ALIGN);
    char *at = fixture_section(f, name, MODEL_ROWS, rows, columns, head + (size_t)rows * columns);
    for (uint32_t i = 0; i < rows; i++) {
        ((float *)(void *)at)[i] = 0.01f;
    }
    for (size_t i = 0; i < (size_t)rows * columns; i++) {
        at[head + i] = (char)((int)(fixture_random(&f->random) % 255) - 127);
    }
}

static inline void fixture_linear(struct fixture *f, const char *name, uint32_t rows,
                                  uint32_t columns)
{
    size_t padded = fixture_round(rows, 16), cells = padded * columns;
    char *at = fixture_section(f, name, MODEL_LINEAR, rows, columns, cells + 12 * padded);
    float *scale = (void *)(at + cells), *bias = scale + padded;
    int32_t *sum = (void *)(bias + padded);
    for (size_t row = 0; row < rows; row++) {
        scale[row] = 0.05f / (float)columns * (1.5f + fixture_uniform(&f->random));
        bias[row] = 0.1f * fixture_uniform(&f->random);
        for (size_t k = 0; k < columns; k++) {
            int8_t w = (int8_t)((int)(fixture_random(&f->random) % 127) - 63);
            ((int8_t *)at)[((row / 16 * (columns / 4) + k / 4) * 16 + row % 16) * 4 + k % 4] = w;
            sum[row] += w;
        }
    }
}

static inline void fixture_strings(struct fixture *f, const char *name, const char *const *list,
                                   size_t count)
{
    size_t bytes = 0, put = 0;
    for (size_t i = 0; i < count; i++) {
        bytes += strlen(list[i]);
    }
    char *at = fixture_section(f, name, MODEL_STRINGS, (uint32_t)count, 1, (count + 1) * 4 + bytes);
    uint32_t *offsets = (void *)at;
    for (size_t i = 0; i < count; i++) {
        size_t len = strlen(list[i]);
        memcpy(at + (count + 1) * 4 + put, list[i], len);
        put += len;
        offsets[i + 1] = (uint32_t)put;
    }
}

/* Header, checksums: again after a test has changed a section. */
static inline void fixture_seal(struct fixture *f)
{
    for (uint32_t i = 0; i < f->sections; i++) {
        char *row = f->bytes + MODEL_HEADER_BYTES + i * (size_t)MODEL_SECTION_BYTES;
        uint64_t places[2];
        memcpy(places, row + 48, sizeof places);
        uint32_t crc = places[0] <= f->len && places[1] <= f->len - places[0]
                           ? crc32_of(f->bytes + places[0], places[1])
                           : 0;
        memcpy(row + 44, &crc, sizeof crc);
    }
    uint32_t numbers[2] = {MODEL_FILE_VERSION, f->sections},
             table =
                 crc32_of(f->bytes + MODEL_HEADER_BYTES, f->sections * (size_t)MODEL_SECTION_BYTES);
    uint64_t bytes = f->len;
    memcpy(f->bytes, "DLMODEL1", 8);
    memcpy(f->bytes + 8, numbers, sizeof numbers);
    memcpy(f->bytes + 16, &bytes, sizeof bytes);
    memcpy(f->bytes + 24, &table, sizeof table);
    sha256_of(str_make(f->bytes + MODEL_HEADER_BYTES, f->len - MODEL_HEADER_BYTES),
              (unsigned char *)f->bytes + 32);
}

static inline void fixture_layer(struct fixture *f, unsigned i)
{
    const struct model_shape *s = &f->shape;
    char name[MODEL_NAME_BYTES];
#define FIXTURE_NAME(part) (snprintf(name, sizeof name, "layer.%u." part, i), name)
    fixture_linear(f, FIXTURE_NAME("qkv"), 3 * s->width, s->width);
    fixture_linear(f, FIXTURE_NAME("output"), s->width, s->width);
    fixture_floats(f, FIXTURE_NAME("norm1"), 2, s->width, 0.5f, 0.5f);
    fixture_linear(f, FIXTURE_NAME("up"), s->inner, s->width);
    fixture_linear(f, FIXTURE_NAME("down"), s->width, s->inner);
    fixture_floats(f, FIXTURE_NAME("norm2"), 2, s->width, 0.5f, 0.5f);
#undef FIXTURE_NAME
}

static inline void fixture_exit(struct fixture *f, unsigned depth)
{
    const struct model_shape *s = &f->shape;
    char name[MODEL_NAME_BYTES];
#define FIXTURE_NAME(part) (snprintf(name, sizeof name, "exit.%u." part, depth), name)
    fixture_linear(f, FIXTURE_NAME("top"),
                   s->tag_hidden + s->names_hidden + 2 * s->arc + 2 * s->label, s->width);
    fixture_linear(f, FIXTURE_NAME("tags"), s->upos + s->xpos + s->feats + s->lemma + 1,
                   s->tag_hidden);
    fixture_linear(f, FIXTURE_NAME("names"), s->names, s->names_hidden);
    fixture_linear(f, FIXTURE_NAME("arc"), s->arc, s->arc);
    fixture_floats(f, FIXTURE_NAME("arc_root"), 1, s->arc, 0, 0.5f);
    fixture_linear(f, FIXTURE_NAME("label"), s->relations * s->label + s->relations, s->label);
    fixture_floats(f, FIXTURE_NAME("label_root"), 1, s->label, 0, 0.5f);
    fixture_floats(f, FIXTURE_NAME("temperature"), 1, 1, 1.5f, 0);
#undef FIXTURE_NAME
}

static inline void fixture_make(struct fixture *f, uint64_t seed)
{
    *f = (struct fixture){.random = seed * 2654435761u + 1};
    f->bytes = aligned_alloc(MODEL_ALIGN, FIXTURE_BYTES_MAX);
    memset(f->bytes, 0, FIXTURE_BYTES_MAX);
    f->len = MODEL_HEADER_BYTES + FIXTURE_SECTIONS_MAX * (size_t)MODEL_SECTION_BYTES;
    f->shape = (struct model_shape){.width = 64,
                                    .inner = 128,
                                    .heads = 2,
                                    .layers = 2,
                                    .fast = 1,
                                    .accurate = 2,
                                    .positions = 256,
                                    .pieces = sizeof fixture_pieces / sizeof fixture_pieces[0],
                                    .tag_hidden = 64,
                                    .names_hidden = 64,
                                    .arc = 64,
                                    .label = 32,
                                    .upos = 3,
                                    .xpos = 4,
                                    .feats = 3,
                                    .lemma = 5,
                                    .names = 10,
                                    .relations = 4};
    memcpy(fixture_section(f, "shape", MODEL_U32, 1, MODEL_SHAPE_COUNT, sizeof f->shape), &f->shape,
           sizeof f->shape);
    fixture_strings(f, "vocabulary", FIXTURE_LIST(fixture_pieces));
    fixture_strings(f, "upos", FIXTURE_LIST(fixture_upos));
    fixture_strings(f, "xpos", FIXTURE_LIST(fixture_xpos));
    fixture_strings(f, "feats", FIXTURE_LIST(fixture_feats));
    fixture_strings(f, "lemma", FIXTURE_LIST(fixture_lemma));
    fixture_strings(f, "names", FIXTURE_LIST(fixture_names));
    fixture_strings(f, "relations", FIXTURE_LIST(fixture_relations));
    fixture_strings(f, "lexicon", FIXTURE_LIST(fixture_lexicon));
    fixture_rows(f, "embed.word", f->shape.pieces, f->shape.width);
    fixture_rows(f, "embed.position", f->shape.positions, f->shape.width);
    fixture_rows(f, "embed.case", CASE_COUNT, f->shape.width);
    fixture_floats(f, "embed.norm", 2, f->shape.width, 0.5f, 0.5f);
    fixture_layer(f, 0);
    fixture_layer(f, 1);
    fixture_exit(f, f->shape.fast);
    fixture_exit(f, f->shape.accurate);
    fixture_seal(f);
}

static inline void fixture_release(struct fixture *f)
{
    free(f->bytes);
    *f = (struct fixture){0};
}

#endif
