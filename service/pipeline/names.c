/* names: spans that name persons, organizations, locations, groups and other things.
 *
 * Reads    sentences, tokens, vectors.   Writes  names.
 * Memory   all results live in a->arena; what agreement needs is the worker's scratch.
 * Budget   none: the encoder has paid for the words.
 * Errors   STATUS_LIMIT when NAMES_MAX was reached: there are none then.
 *
 * The best sequence of labels of each sentence (at most VITERBI_WORDS_MAX words at once), then
 * agreement within the article (names.h). Dates, which the model labels too, are no names. */
#include "article/article.h"
#include "model/models.h"
#include "model/viterbi.h"
#include "base/vec.h"
#include "pipeline/name_form.h"
#include "pipeline/names.h"
#include "pipeline/pipeline.h"
#include "pipeline/stages.h"
#include "pipeline/vectors.h"
#include "text/name_key.h"

enum { TYPE_NONE = -1 };

struct finder {
    struct article *a;
    const struct model *model;
    VEC(struct name_found) parts; /* as the model has them, in the worker's scratch */
    struct name_found *found;     /* (count), mended */
    uint32_t count;
    bool full;
};

static int type_of(struct str label)
{
    static const struct {
        struct str label;
        enum entity_type type;
    } types[] = {
        {STR_INIT("PER"), ENTITY_PERSON},   {STR_INIT("ORG"), ENTITY_ORGANIZATION},
        {STR_INIT("LOC"), ENTITY_LOCATION}, {STR_INIT("NORP"), ENTITY_GROUP},
        {STR_INIT("MISC"), ENTITY_OTHER},
    };
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        if (str_equal(types[i].label, label)) {
            return (int)types[i].type;
        }
    }
    return TYPE_NONE;
}

/* The end of a person's name with the "Jr.", "Sr.", "III" behind it that the model left out; the
 * next name begins at `next_name`. */
static uint32_t end_with_suffix(const struct article *a, const struct name_found *n,
                                uint32_t next_name)
{
    enum { SUFFIX_BYTES_MAX = 3 };
    struct name_key key;
    if (n->token_end >= a->sentences.items[n->sentence].token_end || n->token_end == next_name) {
        return n->token_end;
    }
    const struct token *next = &a->tokens.items[n->token_end];
    struct str text = article_slice(a, (struct span){next->begin, next->end});
    struct str word = name_key_of(text, &key);
    bool upper = text.ptr[0] >= 'A' && text.ptr[0] <= 'Z';
    bool suffix = upper && word.len <= SUFFIX_BYTES_MAX && name_form_is_suffix(word);
    return n->token_end + suffix;
}

static void add_name(struct finder *f, uint32_t number)
{
    const struct name_found *found = &f->found[number];
    uint32_t next = number + 1 < f->count ? found[1].token_begin : NO_INDEX;
    struct article *a = f->a;
    int type = type_of(f->model->name_kinds[found->kind]);
    if (type == TYPE_NONE) {
        return;
    }
    uint32_t end = type == ENTITY_PERSON ? end_with_suffix(a, found, next) : found->token_end;
    struct name *name = vec_push(&a->names, a->arena, NAMES_MAX);
    if (!name) {
        f->full = true;
        return;
    }
    *name = (struct name){
        .span = {a->tokens.items[found->token_begin].begin, a->tokens.items[end - 1].end},
        .sentence = found->sentence,
        .token_begin = found->token_begin,
        .token_end = end,
        .type = (enum entity_type)type,
        .confidence = found->confidence};
}

/* Names in the tokens [begin,begin + words). */
static void find_names(struct finder *f, uint32_t sentence, uint32_t begin, uint32_t words)
{
    struct article *a = f->a;
    const struct name_label *all = f->model->name_labels;
    uint8_t labels[VITERBI_WORDS_MAX];
    struct quantised rows = vectors_from(a, begin);
    struct scores scores = engine_names(a->state->engine, vectors_exit(a), &rows, words);
    float temperature = f->model->exits[vectors_exit(a)].temperature;
    viterbi_names(f->model, &scores, words, labels);
    for (uint32_t first = 0, end; first < words && !f->full; first = end) {
        end = first + 1;
        while (all[labels[first]].part == NAME_BEGIN && end < words &&
               all[labels[end - 1]].part != NAME_END) {
            end++;
        }
        if (labels[first] == f->model->name_outside) {
            continue;
        }
        struct name_found *n = vec_push(&f->parts, &a->state->scratch, NAMES_MAX);
        if (!n) {
            f->full = true;
            break;
        }
        *n = (struct name_found){.sentence = sentence,
                                 .token_begin = begin + first,
                                 .token_end = begin + end,
                                 .kind = all[labels[first]].kind};
        n->bounds = viterbi_kinds(f->model, &scores, labels, first, end, temperature, n->share);
        n->confidence = viterbi_confidence(f->model, &scores, labels, first, end, temperature);
    }
}

enum status names_run(struct article *a, const struct models *m)
{
    struct finder f = {.a = a, .model = m->model};
    struct arena_mark mark = arena_mark(&a->state->scratch);
    for (uint32_t i = 0; i < a->sentences.count && !f.full; i++) {
        const struct sentence *s = &a->sentences.items[i];
        uint32_t words;
        for (uint32_t begin = s->token_begin; begin < s->token_end && !f.full; begin += words) {
            words =
                s->token_end - begin < VITERBI_WORDS_MAX ? s->token_end - begin : VITERBI_WORDS_MAX;
            find_names(&f, i, begin, words);
        }
    }
    f.count = f.parts.count;
    f.found = names_part(a, m, f.parts.items, &f.count);
    f.count = names_mend(a, m, f.found, f.count);
    names_agree(a, m, f.found, f.count);
    for (uint32_t i = 0; i < f.count && !f.full; i++) {
        add_name(&f, i);
    }
    arena_rewind(&a->state->scratch, mark);
    if (f.full) {
        a->names.count = 0;
        return STATUS_LIMIT;
    }
    return STATUS_OK;
}
