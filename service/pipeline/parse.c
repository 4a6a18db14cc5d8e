/* parse: a tree of Universal Dependencies over each sentence.
 *
 * Reads    sentences, vectors.   Writes  trees.
 * Memory   columns live in a->arena, relations in the model; the tree's working memory is the
 *          worker's scratch.
 * Budget   none: the encoder has paid for the words.
 *
 * Every sentence gets exactly one root. One of more than PARSE_WORDS_MAX words is read in
 * stretches of so many; the roots of later
 * stretches hang on the first one's as parataxis. */
#include "article/article.h"
#include "model/models.h"
#include "model/tree.h"
#include "pipeline/pipeline.h"
#include "pipeline/stages.h"
#include "pipeline/vectors.h"

enum { PARSE_WORDS_MAX = 250 };

_Static_assert((int)PARSE_WORDS_MAX <= (int)ENGINE_WORDS_MAX &&
                   (int)PARSE_WORDS_MAX <= (int)TREE_WORDS_MAX,
               "a stretch is one call");

/* The tree of the tokens [begin,begin + words); `first` is the sentence's first token, `root`
 * its root (0: not yet known). */
static uint32_t parse_stretch(struct article *a, const struct model *m, uint32_t begin,
                              uint32_t words, uint32_t first, uint32_t root)
{
    uint32_t heads[PARSE_WORDS_MAX], relations[PARSE_WORDS_MAX];
    struct engine *engine = a->state->engine;
    struct quantised rows = vectors_from(a, begin);
    struct scores arcs = engine_arcs(engine, vectors_exit(a), &rows, words);
    tree_best(arcs.scores, arcs.stride, words, heads, &a->state->scratch);
    engine_relations(engine, vectors_exit(a), heads, words, relations);
    for (uint32_t i = 0; i < words; i++) {
        bool hangs = heads[i] == 0 && root != 0;
        a->trees.head[begin + i] = hangs ? root : heads[i] == 0 ? 0 : heads[i] + (begin - first);
        a->trees.deprel[begin + i] =
            hangs ? STR("parataxis") : strings_at(&m->relations, relations[i]);
        root = heads[i] == 0 && root == 0 ? begin - first + i + 1 : root;
    }
    return root;
}

enum status parse_run(struct article *a, const struct models *m)
{
    a->trees.head = arena_alloc_array(a->arena, a->tokens.count, sizeof *a->trees.head);
    a->trees.deprel = arena_alloc_array(a->arena, a->tokens.count, sizeof *a->trees.deprel);
    for (uint32_t i = 0; i < a->sentences.count; i++) {
        const struct sentence *s = &a->sentences.items[i];
        uint32_t root = 0, words;
        for (uint32_t begin = s->token_begin; begin < s->token_end; begin += words) {
            words = s->token_end - begin < PARSE_WORDS_MAX ? s->token_end - begin : PARSE_WORDS_MAX;
            root = parse_stretch(a, m->model, begin, words, s->token_begin, root);
        }
    }
    return STATUS_OK;
}
