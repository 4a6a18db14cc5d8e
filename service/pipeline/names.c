/* names: mentions of persons, organizations, locations, groups and other things by name, and the
 * entities that they make.
 *
 * Reads    sentences, tokens, vectors.   Writes  entities, mentions.
 * Memory   all results live in a->arena; the table of names is the worker's scratch.
 * Budget   none: the encoder has paid for the words.
 * Errors   STATUS_LIMIT when MENTIONS_MAX or ENTITIES_MAX was reached: there are none then.
 *
 * The best sequence of labels of each sentence (at most VITERBI_WORDS_MAX words at once), then
 * agreement within the article (names.h). Mentions with the same words and type are one entity.
 * Dates, which the model labels too, are no names. */
#include <string.h>

#include "article/article.h"
#include "base/map.h"
#include "base/sha256.h"
#include "model/models.h"
#include "model/viterbi.h"
#include "base/vec.h"
#include "pipeline/names.h"
#include "pipeline/pipeline.h"
#include "pipeline/stages.h"
#include "pipeline/vectors.h"
#include "text/chars.h"

enum { KEY_BYTES = 8 /* of the hash */, TYPE_NONE = -1 };

struct finder {
    struct article *a;
    const struct model *model;
    VEC(struct name_found) found; /* in the worker's scratch */
    struct map entities;          /* type and words -> place in a->entities */
    struct str by;
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

/* "x-" and the hash of the type and the name in lower case. */
static struct str key_of(enum entity_type type, struct str name, struct arena *arena)
{
    struct sha256 h;
    unsigned char digest[SHA256_BYTES];
    size_t len;
    sha256_init(&h);
    sha256_add(&h, str_of(entity_type_name(type)));
    for (size_t at = 0; at < name.len; at += len) {
        char lower[UTF8_BYTES_MAX];
        sha256_add(&h,
                   str_make(lower, utf8_encode(chars_lower(utf8_decode(name, at, &len)), lower)));
    }
    sha256_end(&h, digest);
    char hex[2 * KEY_BYTES];
    for (size_t i = 0; i < KEY_BYTES; i++) {
        hex[2 * i] = "0123456789abcdef"[digest[i] >> 4];
        hex[2 * i + 1] = "0123456789abcdef"[digest[i] & 15];
    }
    return arena_printf(arena, "x-%.*s", 2 * KEY_BYTES, hex);
}

static uint32_t entity_of(struct finder *f, enum entity_type type, struct str name)
{
    struct article *a = f->a;
    struct str key = arena_printf(&a->state->scratch, "%c%.*s", 'a' + (char)type, STR_ARG(name));
    uint32_t *place = map_put(&f->entities, key, a->entities.count);
    if (place && *place == a->entities.count) {
        struct entity *entity = vec_push(&a->entities, a->arena, ENTITIES_MAX);
        if (entity) {
            *entity = (struct entity){
                .type = type, .name = name, .key = key_of(type, name, a->arena), .by = f->by};
        }
    }
    return place && *place < a->entities.count ? *place : NO_INDEX;
}

static void add_mention(struct finder *f, const struct name_found *found)
{
    struct article *a = f->a;
    int type = type_of(f->model->name_kinds[found->kind]);
    if (type == TYPE_NONE) {
        return;
    }
    struct span span = {a->tokens.items[found->token_begin].begin,
                        a->tokens.items[found->token_end - 1].end};
    uint32_t place = entity_of(f, (enum entity_type)type, article_slice(a, span));
    struct mention *mention =
        place == NO_INDEX ? NULL : vec_push(&a->mentions, a->arena, MENTIONS_MAX);
    if (!mention) {
        f->full = true;
        return;
    }
    *mention = (struct mention){.span = span,
                                .entity = place,
                                .sentence = found->sentence,
                                .token_begin = found->token_begin,
                                .token_end = found->token_end,
                                .confidence = found->confidence};
    struct entity *entity = &a->entities.items[place];
    entity->mention_count++;
    entity->confidence =
        mention->confidence > entity->confidence ? mention->confidence : entity->confidence;
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
        struct name_found *n = vec_push(&f->found, &a->state->scratch, MENTIONS_MAX);
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
    f.by = arena_printf(a->arena, "names@%u", m->model->exits[vectors_exit(a)].depth);
    map_init(&f.entities, &a->state->scratch,
             a->tokens.count < ENTITIES_MAX ? a->tokens.count + 1 : ENTITIES_MAX, 0);
    for (uint32_t i = 0; i < a->sentences.count && !f.full; i++) {
        const struct sentence *s = &a->sentences.items[i];
        uint32_t words;
        for (uint32_t begin = s->token_begin; begin < s->token_end && !f.full; begin += words) {
            words =
                s->token_end - begin < VITERBI_WORDS_MAX ? s->token_end - begin : VITERBI_WORDS_MAX;
            find_names(&f, i, begin, words);
        }
    }
    names_agree(a, m->model, f.found.items, f.found.count);
    for (uint32_t i = 0; i < f.found.count && !f.full; i++) {
        add_mention(&f, &f.found.items[i]);
    }
    arena_rewind(&a->state->scratch, mark);
    return f.full ? STATUS_LIMIT : STATUS_OK;
}
