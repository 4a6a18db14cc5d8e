/* vectors: what the stages on the language model's vectors share.
 *
 * Threads  pure functions.
 */
#ifndef DATELINE_PIPELINE_VECTORS_H
#define DATELINE_PIPELINE_VECTORS_H

#include "article/article.h"
#include "model/engine.h"

enum { VECTORS_STEP = 64 /* words of one call of the heads, where sentences play no part */ };

/* The vectors from token `begin` on, as the heads take them. */
static inline struct quantised vectors_from(const struct article *a, uint32_t begin)
{
    return (struct quantised){.bytes = a->vectors.bytes + (size_t)begin * a->vectors.width,
                              .scale = a->vectors.scale + begin,
                              .zero = a->vectors.zero + begin,
                              .stride = a->vectors.width};
}

static inline enum model_exit vectors_exit(const struct article *a)
{
    return a->mode == ARTICLE_ACCURATE ? EXIT_ACCURATE : EXIT_FAST;
}

/* The place of the greatest of `count` scores, the first of equals. */
static inline uint32_t vectors_best(const float *scores, uint32_t count)
{
    uint32_t best = 0;
    for (uint32_t i = 1; i < count; i++) {
        best = scores[i] > scores[best] ? i : best;
    }
    return best;
}

#endif
