/* model: the language model, mapped from its file and checked.
 *
 * The format stands in model_file.h. Opening checks everything that memory safety and the engine
 * rest on: header, table, CRC of
 * each section, shapes against each other, offsets, labels, finite numbers. The SHA-256 and the
 * range of the weights, which
 * cost tens of milliseconds, are model_verify's.
 *
 * Memory   the mapping is shared and read-only; beside it a hash table of the vocabulary lies on
 *          the heap.
 * Errors   STATUS_IO: cannot be read; STATUS_MODEL: not a model file, damaged, or of another
 *          version; *problem says which
 *          (static, or valid until the next call on this thread).
 * Threads  const once opened.
 */
#ifndef DATELINE_MODEL_MODEL_H
#define DATELINE_MODEL_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/sha256.h"
#include "base/status.h"
#include "base/str.h"
#include "model/mapped.h"
#include "model/kernels.h"
#include "model/model_file.h"

enum { MODEL_LAYERS_MAX = 12, MODEL_SHA256_TEXT = 2 * SHA256_BYTES + 1 };

enum model_exit { EXIT_FAST, EXIT_ACCURATE, EXIT_COUNT };

/* A list of strings in the file. */
struct strings {
    const uint32_t *offsets; /* (count + 1) */
    const char *bytes;
    uint32_t count;
};

struct embedding {
    const float *scale;  /* (rows) */
    const int8_t *bytes; /* (rows, width) */
    uint32_t rows;
};

struct model_layer {
    struct linear qkv, output, up, down;
    const float *norm1, *norm2; /* (2, width) */
};

struct model_heads {
    uint32_t depth; /* layers below this exit */
    struct linear tag_hidden, names_hidden,
        parser; /* the three parts of `top`; parser: arc_dep, arc_head, label_dep, label_head */
    struct linear tags, names, arc, label;
    const float *arc_root, *label_root;
    float temperature;
};

enum name_part { NAME_OUTSIDE, NAME_BEGIN, NAME_INSIDE, NAME_END, NAME_SINGLE };

enum { MODEL_NAME_KINDS_MAX = 8 };

/* A label of the names' head, taken apart. */
struct name_label {
    enum name_part part;
    struct str type; /* "PER"; absent outside */
    uint32_t kind;   /* place of the type in model->name_kinds; 0 outside */
};

struct model {
    struct mapped file;
    struct model_shape shape;
    struct strings vocabulary, upos, xpos, feats, lemma, names, relations, lexicon;
    struct embedding word, position, letter_case;
    const float *embed_norm;
    struct model_layer layers[MODEL_LAYERS_MAX];
    struct model_heads exits[EXIT_COUNT];
    struct name_label *name_labels;              /* (shape.names) */
    struct str name_kinds[MODEL_NAME_KINDS_MAX]; /* the types of names, by first label */
    uint32_t name_kind_count;
    uint32_t name_outside;  /* the label O */
    uint32_t root_relation; /* "root", or UINT32_MAX */
    uint32_t *pieces;       /* hash table over the vocabulary: number + 1, 0 is free */
    uint32_t piece_mask, piece_bytes_max;
    uint32_t unknown, cls, sep;
    char sha256[MODEL_SHA256_TEXT]; /* as the header says */
};

enum status model_open(const char *path, struct model **out, const char **problem) MUST_CHECK;
/* The same over bytes that the caller keeps, aligned to 64: for tests and fuzzing. */
enum status model_of_bytes(struct str bytes, struct model **out, const char **problem) MUST_CHECK;
void model_close(struct model *m); /* accepts NULL */
enum status model_verify(const struct model *m, const char **problem) MUST_CHECK;

struct str strings_at(const struct strings *s, uint32_t i);
/* The number of a piece of the vocabulary ("##" is part of its text), or UINT32_MAX. */
uint32_t model_piece(const struct model *m, struct str piece);

#endif
