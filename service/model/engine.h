/* engine: runs the model: windows of pieces to word vectors, word vectors to scores.
 *
 * A word is the vector of its first piece at the exit that was asked for, kept in 8 bits as the
 * heads read it.
 *
 * Memory   one block for each worker, made by engine_new and never grown; results lie in it
 *          until the next call of the same
 *          function. Rows of `struct quantised` that are given must be readable up to a multiple
 *          of 8.
 * Units    scores are logits; arrays carry their shape.
 * Threads  one owner at a time; model and kernels are shared.
 */
#ifndef DATELINE_MODEL_ENGINE_H
#define DATELINE_MODEL_ENGINE_H

#include <stdint.h>

#include "base/status.h"
#include "model/kernels.h"
#include "model/model.h"

enum {
    ENGINE_PIECES_MAX = 256, /* of a window, [CLS] and [SEP] among them */
    ENGINE_WORDS_MAX = 256,  /* of one call of the heads */
};

struct engine;

struct window {
    const uint16_t *pieces; /* (piece_count), [CLS] first, [SEP] last */
    const uint8_t *cases;   /* (piece_count), enum piece_case */
    const uint16_t *firsts; /* (word_count) first piece of each word, ascending, above 0 */
    uint32_t piece_count, word_count;
};

/* Scores of one call: row i of `scores` belongs to word i. */
struct scores {
    const float *scores; /* (words, stride) */
    size_t stride;
};

/* Where the heads' labels begin in a row of engine_tags. */
struct tag_columns {
    uint32_t upos, xpos, feats, lemma, sentence;
};

enum status engine_new(const struct model *m, const struct kernels *k,
                       struct engine **out) MUST_CHECK;
void engine_free(struct engine *e); /* accepts NULL */
const struct model *engine_model(const struct engine *e);

/* Writes the vectors of the window's words to rows 0..word_count-1 of `words`, width
 * model->shape.width. */
void engine_encode(struct engine *e, const struct window *w, enum model_exit exit,
                   struct quantised *words);

struct tag_columns engine_tag_columns(const struct model *m);
struct scores engine_tags(struct engine *e, enum model_exit exit, const struct quantised *words,
                          size_t count);
struct scores engine_names(struct engine *e, enum model_exit exit, const struct quantised *words,
                           size_t count);
/* Row i: the scores of each head of word i; column 0 is the root, column 1 + j word j. */
struct scores engine_arcs(struct engine *e, enum model_exit exit, const struct quantised *words,
                          size_t count);
/* After engine_arcs on the same words: the best relation of each word to its head (0 the root,
 * else 1 + its place). The model's
 * relation "root" goes to words on the root and to no others. */
void engine_relations(struct engine *e, enum model_exit exit, const uint32_t *heads, size_t count,
                      uint32_t *relations);

#endif
