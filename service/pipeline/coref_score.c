/* Most candidates are out of the question, and the first trees of a boosted forest, which weigh
 * most, say so: after some trees those far below are dropped, as in a cascade of classifiers (Viola
 * and Jones 2001; for ranking, Wang, Lin and Metzler 2011). Which are far below is learned with the
 * forest: of a thousand pairs that are taken one would be lost.
 *
 * Four trees are walked at a time and without branches: a step costs a load, and four chains of
 * loads hide each other's latency. */
#include "pipeline/coref.h"

enum { TREES_AT_ONCE = 4 };

static inline int step(const int8_t *features, int at)
{
    const struct coref_node *n = &coref_nodes[at < 0 ? 0 : at];
    int next = n->next[features[n->feature] > n->most];
    return at < 0 ? at : next;
}

/* Trees [from,to) of all, a multiple of four. */
static int32_t sum_of(const int8_t *features, uint32_t from, uint32_t to)
{
    int32_t sum = 0;
    for (uint32_t i = from; i < to; i += TREES_AT_ONCE) {
        const int16_t *roots = coref_roots + i;
        int a = roots[0], b = roots[1], c = roots[2], d = roots[3];
        while (a >= 0 || b >= 0 || c >= 0 || d >= 0) {
            a = step(features, a);
            b = step(features, b);
            c = step(features, c);
            d = step(features, d);
        }
        sum += coref_leaves[-1 - a] + coref_leaves[-1 - b] + coref_leaves[-1 - c] +
               coref_leaves[-1 - d];
    }
    return sum;
}

/* Leaves in `left` those that may still be the best; returns how many. */
static uint32_t drop(const struct coref_cut *cut, const int32_t *score, uint8_t *left,
                     uint32_t count)
{
    int32_t least = cut->least;
    for (uint32_t i = 0; i < count; i++) {
        int32_t behind = score[left[i]] - cut->behind;
        least = behind > least ? behind : least;
    }
    uint32_t kept = 0;
    for (uint32_t i = 0; i < count; i++) {
        if (score[left[i]] >= least) {
            left[kept++] = left[i];
        }
    }
    return kept;
}

struct coref_best coref_best(const struct coref_forest *forest, const struct coref_pairs *pairs)
{
    struct coref_best best = {NO_INDEX, INT32_MIN};
    int32_t score[COREF_CANDIDATES_MAX] = {0};
    uint8_t left[COREF_CANDIDATES_MAX];
    uint32_t count = pairs->count, at = forest->first;
    for (uint32_t i = 0; i < count; i++) {
        left[i] = (uint8_t)i;
    }
    for (size_t k = 0; k < COREF_CUTS && count > 0; k++) {
        uint32_t to = forest->first + forest->cuts[k].trees;
        for (uint32_t i = 0; i < count; i++) {
            score[left[i]] += sum_of(pairs->features[left[i]], at, to);
        }
        count = drop(&forest->cuts[k], score, left, count);
        at = to;
    }
    for (uint32_t i = 0; i < count; i++) {
        if (score[left[i]] > best.score) {
            best = (struct coref_best){left[i], score[left[i]]};
        }
    }
    return best;
}
