/* wordpiece: the pieces of a word and how it is written, exactly as the trainer has them
 * (service/training/pieces.py).
 *
 * BERT's basic step for uncased models on one word at a time: letters become lower case, are
 * taken apart by NFD and lose their
 * marks; punctuation and CJK ideographs stand alone. Then the longest piece of the vocabulary
 * from the left; a part of more
 * than 100 characters, or without such pieces, is [UNK].
 *
 * Memory   nothing is allocated.
 * Errors   of a word with more pieces than there is room for, the rest is dropped.
 * Threads  pure functions; the model is const.
 */
#ifndef DATELINE_MODEL_WORDPIECE_H
#define DATELINE_MODEL_WORDPIECE_H

#include <stdint.h>

#include "base/str.h"
#include "model/model_file.h"

struct model;

/* The numbers of the word's pieces, 1 to `max` of them; returns how many. */
uint32_t wordpiece_cut(const struct model *m, struct str word, uint16_t *out, uint32_t max);

/* By the word itself: CASE_TITLE_FIRST is for the caller, who knows where sentences begin. */
enum piece_case wordpiece_case(struct str word);

#endif
