/* tag: Universal POS, Penn tag, features and lemma of each word.
 *
 * Reads    tokens, vectors.   Writes  tags.
 * Memory   columns and lemmas live in a->arena, other strings in the model.
 * Budget   none: the encoder has paid for the words.
 *
 * Each column is the best label of its head. The lemma is the one that the model's lexicon has
 * for form and Penn tag, else what the best rule makes of the form, mended where it is a verb's
 * past or participle. The name of a file is a common noun, as in the English Web Treebank, but
 * where the model takes it for the rest of a name with blanks (X). */
#include "article/article.h"
#include "model/lemma.h"
#include "model/models.h"
#include "pipeline/pipeline.h"
#include "pipeline/scan.h"
#include "pipeline/stages.h"
#include "pipeline/vectors.h"
#include "text/verb_forms.h"

/* "_" is none. */
static struct str label(const struct strings *labels, uint32_t i)
{
    struct str text = strings_at(labels, i);
    return str_equal(text, STR("_")) ? (struct str){0} : text;
}

static bool is_past_or_participle(struct str xpos)
{
    return str_equal(xpos, STR("VBD")) || str_equal(xpos, STR("VBN")) ||
           str_equal(xpos, STR("VBG"));
}

/* "gunmen": the plural of "man" in a compound that the lexicon lacks. */
static struct str man_of(struct str form, struct str lemma, struct arena *arena)
{
    bool men = str_ends_with(form, STR("men")) && form.len > 3;
    return men ? lemma_by_rule(STR("l|3|man"), form, arena) : lemma;
}

static void tag_file_name(struct article *a, struct str form, uint32_t i)
{
    a->tags.upos[i] = STR("NOUN");
    a->tags.xpos[i] = STR("NN");
    a->tags.feats[i] = STR("Number=Sing");
    a->tags.lemma[i] = lemma_by_rule(STR("l|0|"), form, a->arena);
}

static void tag_word(struct article *a, const struct model *m, const float *row, uint32_t i)
{
    struct tag_columns at = engine_tag_columns(m);
    struct str form =
        article_slice(a, (struct span){a->tokens.items[i].begin, a->tokens.items[i].end});
    struct str xpos = strings_at(&m->xpos, vectors_best(row + at.xpos, m->xpos.count));
    struct str lemma = lemma_in_lexicon(&m->lexicon, form, xpos);
    a->tags.upos[i] = label(&m->upos, vectors_best(row + at.upos, m->upos.count));
    a->tags.xpos[i] = str_equal(xpos, STR("_")) ? (struct str){0} : xpos;
    a->tags.feats[i] = label(&m->feats, vectors_best(row + at.feats, m->feats.count));
    if (!lemma.ptr) {
        struct str rule = strings_at(&m->lemma, vectors_best(row + at.lemma, m->lemma.count));
        lemma = lemma_by_rule(rule, form, a->arena);
        lemma = is_past_or_participle(xpos) ? verb_base(form, lemma, a->arena) : lemma;
        lemma = str_equal(xpos, STR("NNS")) ? man_of(form, lemma, a->arena) : lemma;
    }
    a->tags.lemma[i] = lemma;
    if (scan_is_file_name(form) && !str_equal(a->tags.upos[i], STR("X"))) {
        tag_file_name(a, form, i);
    }
    a->tags.sentence_end[i] = row[at.sentence];
}

enum status tag_run(struct article *a, const struct models *m)
{
    uint32_t count = a->tokens.count;
    struct str **columns[] = {&a->tags.lemma, &a->tags.upos, &a->tags.xpos, &a->tags.feats};
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++) {
        *columns[i] = arena_alloc_array(a->arena, count, sizeof **columns[i]);
    }
    a->tags.sentence_end = arena_alloc_array(a->arena, count, sizeof *a->tags.sentence_end);
    for (uint32_t begin = 0; begin < count; begin += VECTORS_STEP) {
        uint32_t words = count - begin < VECTORS_STEP ? count - begin : VECTORS_STEP;
        struct quantised rows = vectors_from(a, begin);
        struct scores scores = engine_tags(a->state->engine, vectors_exit(a), &rows, words);
        for (uint32_t i = 0; i < words; i++) {
            tag_word(a, m->model, scores.scores + i * scores.stride, begin + i);
        }
    }
    return STATUS_OK;
}
