/* viterbi: the best sequence of BIOES labels.
 *
 *     score(y) = sum over i of scores[i][y_i],   O E S -> O B S,   B-t I-t -> I-t E-t;   first O
 *     B S, last O E S
 *
 * Of sequences with the same score the one whose last differing label comes first in the model's
 * list.
 *
 * Memory   the caller's.
 * Threads  pure functions.
 */
#ifndef DATELINE_MODEL_VITERBI_H
#define DATELINE_MODEL_VITERBI_H

#include <stddef.h>
#include <stdint.h>

#include "model/engine.h"
#include "model/model.h"

enum { VITERBI_LABELS_MAX = 64, VITERBI_WORDS_MAX = ENGINE_WORDS_MAX };

/* labels (count): places in model->name_labels. count at most VITERBI_WORDS_MAX. */
void viterbi_names(const struct model *m, const struct scores *scores, size_t count,
                   uint8_t *labels);
/* How sure the labels of the words [begin,end) are: the geometric mean of softmax(scores /
 * temperature)[label], the same bits on
 * every machine. */
double viterbi_confidence(const struct model *m, const struct scores *scores, const uint8_t *labels,
                          size_t begin, size_t end, float temperature);
/* What the words [begin,end) are given their bounds: share (name_kind_count) gets the
 * probability of each kind
 * of name, summing to 1; returns how sure the bounds are, the geometric mean of the probability
 * that
 * a word has its part in some name. */
double viterbi_kinds(const struct model *m, const struct scores *scores, const uint8_t *labels,
                     size_t begin, size_t end, float temperature, double *share);

#endif
