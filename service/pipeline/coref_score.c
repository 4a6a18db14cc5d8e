/* The forest is walked four trees at a time and without branches: a step costs a load, and four
 * chains of loads hide each other's latency. */
#include "pipeline/coref.h"

enum { TREES_AT_ONCE = 4 };

static inline int step(const int8_t *features, int at)
{
    const struct coref_node *n = &coref_nodes[at < 0 ? 0 : at];
    int next = n->next[features[n->feature] > n->most];
    return at < 0 ? at : next;
}

int32_t coref_score(const struct coref_forest *forest, const int8_t features[COREF_FEATURES_MAX])
{
    const int16_t *roots = coref_roots + forest->first;
    int32_t sum = 0;
    uint32_t i = 0;
    for (; i + TREES_AT_ONCE <= forest->count; i += TREES_AT_ONCE) {
        int a = roots[i], b = roots[i + 1], c = roots[i + 2], d = roots[i + 3];
        while (a >= 0 || b >= 0 || c >= 0 || d >= 0) {
            a = step(features, a);
            b = step(features, b);
            c = step(features, c);
            d = step(features, d);
        }
        sum += coref_leaves[-1 - a] + coref_leaves[-1 - b] + coref_leaves[-1 - c] +
               coref_leaves[-1 - d];
    }
    for (; i < forest->count; i++) {
        int at = roots[i];
        while (at >= 0) {
            at = step(features, at);
        }
        sum += coref_leaves[-1 - at];
    }
    return sum;
}
