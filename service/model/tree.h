/* tree: the best dependency tree with one root.
 *
 *     scores (words, stride): [i][0] is the root as the head of word i, [i][1 + j] word j
 *
 * The best head of each word where that makes a tree with one root; else the maximum spanning
 * arborescence (Chu and Liu 1965,
 * Edmonds 1967) over scores in which every arc from the root costs more than all other arcs
 * together can gain, so that it has
 * exactly one.
 *
 * Memory   `scratch` is used and rewound: about 20 bytes for each pair of words.
 * Units    heads: 0 is the root, 1 + j word j.
 * Threads  pure function.
 */
#ifndef DATELINE_MODEL_TREE_H
#define DATELINE_MODEL_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

enum { TREE_WORDS_MAX = 256 };

/* Returns whether the best heads made a tree by themselves. count at least 1, at most
 * TREE_WORDS_MAX. */
bool tree_best(const float *scores, size_t stride, uint32_t count, uint32_t *heads,
               struct arena *scratch);
/* One root, every word reaches it. */
bool tree_is_valid(const uint32_t *heads, uint32_t count);

#endif
