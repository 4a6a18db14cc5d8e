/* encode, tag, parse, names over a model with random weights: what must hold whatever the model
 * says. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../model/fixture.h"
#include "model/models.h"
#include "model/tree.h"
#include "pipeline/coref.h"
#include "pipeline/pipeline.h"
#include "pipeline/stages.h"

static struct fixture fixture;
static struct models models;
static struct pipeline_state state;
static struct arena arena;
static struct article article;

/* `sentences` sentences of `words` words, given as tokens. */
static void give(uint32_t sentences, uint32_t words)
{
    static const char *const forms[] = {"The", "cat",  "sat",  "on",  "Cafe",          "runs",
                                        ",",   "U.S.", "1001", "xyz", "united-states", "DON'T"};
    struct article *a = &article;
    uint64_t random = sentences * 1000 + words;
    size_t len = 0;
    article_reset(a);
    char *text = arena_alloc_raw(a->arena, (size_t)sentences * words * 16 + 1);
    for (uint32_t s = 0; s < sentences; s++) {
        struct sentence *sentence = vec_push(&a->sentences, a->arena, SENTENCES_MAX);
        sentence->token_begin = a->tokens.count;
        sentence->span.begin = (uint32_t)len;
        for (uint32_t w = 0; w < words; w++) {
            struct str form = str_of(forms[fixture_random(&random) % 12]);
            memcpy(text + len, form.ptr, form.len);
            *vec_push(&a->tokens, a->arena, TOKENS_MAX) =
                (struct token){(uint32_t)len, (uint32_t)(len + form.len)};
            len += form.len;
            text[len++] = ' ';
        }
        sentence->span.end = (uint32_t)len - 1;
        sentence->token_end = a->tokens.count;
    }
    a->text = a->input.body = str_make(text, len);
    a->input.given_tokens = true;
    a->input.language = STR("en");
    a->layers = HAS_SENTENCES | HAS_TOKENS;
}

static const struct stage_record *record_of(const char *stage)
{
    for (uint32_t i = 0; i < article.stage_count; i++) {
        if (strcmp(article.stages[i].name, stage) == 0) {
            return &article.stages[i];
        }
    }
    fail_msg("no stage %s", stage);
    return NULL;
}

static void check_trees(void)
{
    for (uint32_t i = 0; i < article.sentences.count; i++) {
        const struct sentence *s = &article.sentences.items[i];
        uint32_t words = s->token_end - s->token_begin, roots = 0;
        for (uint32_t w = 0; w < words; w++) {
            uint32_t at = w + 1, steps = 0;
            roots += article.trees.head[s->token_begin + w] == 0;
            assert_true(article.trees.deprel[s->token_begin + w].len > 0);
            while (at != 0 && steps++ <= words) {
                assert_in_range(at, 1, words);
                at = article.trees.head[s->token_begin + at - 1];
            }
            assert_int_equal(at, 0);
        }
        assert_int_equal(roots, words > 0);
    }
}

static void check_names(void)
{
    uint32_t behind = 0;
    for (uint32_t i = 0; i < article.names.count; i++) {
        const struct name *n = &article.names.items[i];
        assert_true(n->token_begin >= behind && n->token_end > n->token_begin);
        assert_true(n->token_end <= article.sentences.items[n->sentence].token_end);
        assert_true(n->confidence > 0 && n->confidence <= 1);
        behind = n->token_end;
    }
}

static void check_mentions(void)
{
    uint32_t names = 0;
    for (uint32_t i = 0; i < article.mentions.count; i++) {
        const struct mention *m = &article.mentions.items[i];
        const struct sentence *s = &article.sentences.items[m->sentence];
        assert_true(m->phrase_begin <= m->token_begin && m->token_end <= m->phrase_end);
        assert_true(m->token_begin <= m->head && m->head < m->token_end);
        assert_true(s->token_begin <= m->phrase_begin && m->phrase_end <= s->token_end);
        assert_true(m->entity == NO_INDEX || m->entity < article.entities.count);
        assert_true(m->antecedent == NO_INDEX || m->antecedent < article.mentions.count);
        names += m->kind == MENTION_NAME;
        if (i) {
            assert_true(m[-1].token_begin <= m->token_begin);
        }
    }
    assert_int_equal(names, article.names.count);
}

static void check_entities(void)
{
    uint32_t counted = 0, placed = 0;
    for (uint32_t i = 0; i < article.entities.count; i++) {
        counted += article.entities.items[i].mention_count;
        assert_true(article.entities.items[i].mention_count > 0);
        assert_true(article.entities.items[i].key.len > 1 && article.entities.items[i].name.len);
    }
    for (uint32_t i = 0; i < article.mentions.count; i++) {
        placed += article.mentions.items[i].entity != NO_INDEX;
    }
    assert_int_equal(counted, placed);
}

static void every_shape_of_text(void **unused)
{
    static const struct {
        uint32_t sentences, words;
    } cases[] = {{1, 1}, {3, 5}, {40, 7}, {5, 60}, {2, 240}, {2, 251}, {1, 2000}, {300, 1}, {0, 0}};
    (void)unused;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        for (int mode = 0; mode < 2; mode++) {
            give(cases[i].sentences, cases[i].words);
            article.mode = (enum article_mode)mode;
            pipeline_run(&article, &models);
            if (cases[i].sentences > 0) {
                for (size_t s = 0; s < 8; s++) {
                    static const char *const names[] = {"encode",   "tag",      "parse", "names",
                                                        "mentions", "entities", "coref", "roles"};
                    assert_int_equal(record_of(names[s])->status, STAGE_DONE);
                }
            }
            check_trees();
            check_names();
            check_mentions();
            check_entities();
            assert_int_equal(state.scratch.used, 0);
        }
    }
}

/* What a window ends with does not leak into the next: a text read again gives the same bytes,
 * also after another one. */
static void the_same_again(void **unused)
{
    static uint8_t first[40 * 7 * 64];
    (void)unused;
    for (int round = 0; round < 2; round++) {
        give(40, 7);
        pipeline_run(&article, &models);
        if (round == 0) {
            memcpy(first, article.vectors.bytes, sizeof first);
            give(5, 60);
            pipeline_run(&article, &models);
        } else {
            assert_memory_equal(first, article.vectors.bytes, sizeof first);
        }
    }
}

/* Bounds are only added, each between two tokens of a sentence as the rules had it; given
 * sentences stay. */
static void cuts(void **unused)
{
    (void)unused;
    for (int given = 0; given < 2; given++) {
        give(6, 30);
        article.input.given_tokens = given;
        pipeline_run(&article, &models);
        assert_int_equal(record_of("cut")->status, STAGE_DONE);
        assert_true(given ? article.sentences.count == 6 : article.sentences.count >= 6);
        for (uint32_t i = 0, at = 0; i < article.sentences.count; i++) {
            const struct sentence *s = &article.sentences.items[i];
            assert_int_equal(s->token_begin, at);
            assert_true(s->token_end > at);
            assert_int_equal(s->span.begin, article.tokens.items[at].begin);
            assert_int_equal(s->span.end, article.tokens.items[s->token_end - 1].end);
            assert_true(s->token_end % 30 == 0 ||
                        article.tags.sentence_end[s->token_end - 1] >= 2.5f);
            at = s->token_end;
        }
        check_trees();
        check_names();
        check_mentions();
        check_entities();
    }
}

static void without_a_model(void **unused)
{
    static const struct models none = {0};
    (void)unused;
    give(3, 5);
    pipeline_run(&article, &none);
    assert_int_equal(record_of("encode")->status, STAGE_ABSENT);
    assert_true(str_equal(record_of("encode")->reason, STR("model missing")));
    assert_int_equal(record_of("names")->status, STAGE_SKIPPED);
    assert_true(str_equal(record_of("names")->reason, STR("model missing")));
}

static void limits(void **unused)
{
    (void)unused;
    give(2, 40000);
    pipeline_run(&article, &models);
    assert_int_equal(record_of("encode")->status, STAGE_OVER_BUDGET);
    assert_int_equal(article.layers & (HAS_VECTORS | HAS_TAGS), 0);
    give(20, 20);
    article.units_left = 1000;
    pipeline_run(&article, &models);
    assert_int_equal(record_of("encode")->status, STAGE_OVER_BUDGET);
    assert_int_equal(record_of("tag")->status, STAGE_SKIPPED);
}

static void count_pair(void *context, const struct coref *c, uint32_t mention, uint32_t candidate,
                       const int8_t *features, uint32_t count)
{
    size_t *pairs = context;
    (void)mention, (void)candidate, (void)features;
    assert_true(count <= COREF_FEATURES_MAX && c->field.count <= COREF_CANDIDATES_MAX);
    ++*pairs;
}

/* Every word is a "he" below the first of its sentence: each may refer to all before it. */
static void give_pronouns(uint32_t sentences, uint32_t words)
{
    struct article *a = &article;
    give(sentences, words);
    uint32_t count = a->tokens.count;
    a->tags.lemma = arena_alloc_array(a->arena, count, sizeof(struct str));
    a->tags.upos = arena_alloc_array(a->arena, count, sizeof(struct str));
    a->tags.xpos = arena_alloc_array(a->arena, count, sizeof(struct str));
    a->tags.feats = arena_alloc_array(a->arena, count, sizeof(struct str));
    a->trees.head = arena_alloc_array(a->arena, count, sizeof *a->trees.head);
    a->trees.deprel = arena_alloc_array(a->arena, count, sizeof(struct str));
    for (uint32_t i = 0; i < count; i++) {
        struct token *t = &a->tokens.items[i];
        bool first = i % words == 0;
        memcpy((char *)a->text.ptr + t->begin, "he", 2);
        t->end = t->begin + 2;
        a->tags.upos[i] = STR("PRON");
        a->tags.xpos[i] = STR("PRP");
        a->trees.head[i] = first ? 0 : 1;
        a->trees.deprel[i] = first ? STR("root") : STR("advcl");
    }
}

/* The pairs that coreference scores in a text of that many sentences. */
static size_t pairs_of(uint32_t sentences)
{
    size_t pairs = 0;
    give_pronouns(sentences, 30);
    assert_int_equal(mentions_run(&article, &models), STATUS_OK);
    assert_int_equal(article.mentions.count, article.tokens.count);
    assert_int_equal(coref_run_watched(&article, &models, count_pair, &pairs), STATUS_OK);
    return pairs;
}

/* The work of a mention is bounded, so that of an article grows with its length. */
static void ten_times_the_text_ten_times_the_pairs(void **unused)
{
    (void)unused;
    size_t few = pairs_of(60), many = pairs_of(600);
    assert_in_range(many, 10 * few, 11 * few);
    assert_true(many > article.mentions.count && few > 0);
    assert_true(many <= (size_t)COREF_CANDIDATES_MAX * article.mentions.count);
}

static int set_up(void **unused)
{
    const char *problem;
    (void)unused;
    fixture_make(&fixture, 8);
    models.kernels = kernels_choose(NULL);
    if (model_of_bytes(str_make(fixture.bytes, fixture.len), &models.model, &problem) !=
            STATUS_OK ||
        arena_init(&arena, pipeline_arena_bytes()) != STATUS_OK ||
        pipeline_state_init(&state, &models) != STATUS_OK) {
        return -1;
    }
    article = (struct article){.arena = &arena, .state = &state};
    return 0;
}

static int tear_down(void **unused)
{
    (void)unused;
    pipeline_state_release(&state);
    arena_release(&arena);
    model_close(models.model);
    fixture_release(&fixture);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_shape_of_text),
        cmocka_unit_test(the_same_again),
        cmocka_unit_test(cuts),
        cmocka_unit_test(without_a_model),
        cmocka_unit_test(limits),
        cmocka_unit_test(ten_times_the_text_ten_times_the_pairs),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
