#include "pipeline/coref.h"

int32_t coref_score(const int8_t features[COREF_FEATURES_MAX])
{
    int32_t sum = 0;
    for (uint32_t i = 0; i < coref_tree_count; i++) {
        int at = coref_roots[i];
        while (at >= 0) {
            const struct coref_node *n = &coref_nodes[at];
            at = features[n->feature] <= n->most ? n->then : n->otherwise;
        }
        sum += coref_leaves[-1 - at];
    }
    return sum;
}
