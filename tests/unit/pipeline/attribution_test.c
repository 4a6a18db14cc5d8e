/* attribution and speakers over trees given by hand, which a model could give too; the golden cases
 * hold what they make of a model's. */
#include "text_rig.h"

#include "pipeline/syntax.h"

struct word {
    const char *form, *upos;
    uint32_t head;
    const char *deprel;
};

/* One sentence of the words, a blank between two, none before a comma or stop. */
static struct article *give(const struct word *words, uint32_t count)
{
    struct article *a = &rig.article;
    article_reset(a);
    char *text = arena_alloc_raw(a->arena, (size_t)count * 16 + 16);
    uint32_t len = 0;
    struct tags *tags = &a->tags;
    tags->lemma = arena_alloc_array(a->arena, count, sizeof *tags->lemma);
    tags->upos = arena_alloc_array(a->arena, count, sizeof *tags->upos);
    tags->xpos = arena_alloc_array(a->arena, count, sizeof *tags->xpos);
    a->trees.head = arena_alloc_array(a->arena, count, sizeof *a->trees.head);
    a->trees.deprel = arena_alloc_array(a->arena, count, sizeof *a->trees.deprel);
    for (uint32_t i = 0; i < count; i++) {
        bool close = words[i].form[0] == ',' || words[i].form[0] == '.';
        len += !close && i > 0;
        text[len - (len > 0 && !close)] = ' ';
        uint32_t size = (uint32_t)strlen(words[i].form);
        memcpy(text + len, words[i].form, size);
        *vec_push(&a->tokens, a->arena, TOKENS_MAX) = (struct token){len, len + size};
        len += size;
        tags->lemma[i] = str_of(words[i].form);
        tags->upos[i] = str_of(words[i].upos);
        tags->xpos[i] = STR("VBD");
        a->trees.head[i] = words[i].head;
        a->trees.deprel[i] = str_of(words[i].deprel);
    }
    a->text = str_make(text, len);
    *vec_push(&a->sentences, a->arena, SENTENCES_MAX) =
        (struct sentence){.span = {0, len}, .token_end = count};
    a->units_left = ARTICLE_UNITS;
    return a;
}

static const struct word indirect[] = {
    {"Ana", "PROPN", 2, "nsubj"}, {"said", "VERB", 0, "root"}, {"that", "SCONJ", 6, "mark"},
    {"it", "PRON", 6, "nsubj"},   {"was", "AUX", 6, "cop"},    {"late", "ADJ", 2, "ccomp"},
    {".", "PUNCT", 2, "punct"},
};

static void a_clause_is_a_content(void **state)
{
    (void)state;
    struct article *a = give(indirect, sizeof indirect / sizeof indirect[0]);
    assert_int_equal(attribution_run(a, NULL), STATUS_OK);
    assert_int_equal(a->quotes.count, 1);
    const struct quote *q = &a->quotes.items[0];
    assert_true(str_equal(article_slice(a, q->span), STR("that it was late")));
    assert_true(str_equal(article_slice(a, q->speaker.span), STR("Ana")));
    assert_true(str_equal(article_slice(a, q->cue.span), STR("said")));
    assert_int_equal(q->kind, QUOTE_INDIRECT);
    assert_int_equal(q->speaker.head, 0);
    assert_int_equal(q->speaker.entity, NO_INDEX);
}

static void the_speaker_gets_the_entity_of_its_head(void **state)
{
    (void)state;
    struct article *a = give(indirect, sizeof indirect / sizeof indirect[0]);
    assert_int_equal(attribution_run(a, NULL), STATUS_OK);
    *vec_push(&a->entities, a->arena, ENTITIES_MAX) = (struct entity){.mention_count = 1};
    *vec_push(&a->mentions, a->arena, MENTIONS_MAX) =
        (struct mention){.span = {0, 3}, .token_end = 1, .entity = 0};
    assert_int_equal(speakers_run(a, NULL), STATUS_OK);
    assert_int_equal(a->quotes.items[0].speaker.entity, 0);
    assert_int_equal(a->quotes.items[0].addressee.entity, NO_INDEX);
}

static void the_budget_is_kept(void **state)
{
    (void)state;
    struct article *a = give(indirect, sizeof indirect / sizeof indirect[0]);
    a->units_left = 3;
    assert_int_equal(attribution_run(a, NULL), STATUS_LIMIT);
    assert_int_equal(a->quotes.count, 0);
}

/* Whatever hangs on whatever: nothing is read beyond the ends, quotes stand in order. */
static void any_tree_will_do(void **state)
{
    (void)state;
    static const char *const forms[] = {"said",   "Ana", "that", ",",   "according", "to",
                                        "claim",  ":",   "who",  "not", "told",      "I",
                                        "quoted", "by",  "sure", "."};
    static const char *const pos[] = {"VERB", "NOUN", "PROPN", "PUNCT", "ADJ", "AUX", "SCONJ"};
    static const char *const rel[] = {"ccomp", "nsubj", "mark",      "punct",     "obj",   "xcomp",
                                      "obl",   "case",  "advcl",     "parataxis", "acl",   "conj",
                                      "aux",   "nmod",  "acl:relcl", "obl:agent", "advmod"};
    static struct word words[40];
    uint64_t random = 7;
    uint32_t seen = 0;
    for (uint32_t round = 0; round < 3000; round++) {
        uint32_t count = 2 + round % 38;
        for (uint32_t i = 0; i < count; i++) {
            random = random * 6364136223846793005u + 1442695040888963407u;
            uint32_t r = (uint32_t)(random >> 33);
            words[i] = (struct word){forms[r % 16], pos[r / 16 % 7], 0, "root"};
            if (i > 0) { /* a head before it: always a tree */
                words[i].head = 1 + r / 128 % i;
                words[i].deprel = rel[r / 8192 % 17];
            }
        }
        struct article *a = give(words, count);
        assert_int_equal(attribution_run(a, NULL), STATUS_OK);
        for (uint32_t i = 0; i < a->quotes.count; i++) {
            const struct quote *q = &a->quotes.items[i], *before = i ? q - 1 : q;
            assert_true(q->span.begin < q->span.end && q->span.end <= a->text.len);
            assert_true(before->span.begin <= q->span.begin);
            assert_true(q->continues == NO_INDEX || q->continues < i);
            assert_true(q->by && q->confidence > 0 && q->confidence <= 1);
        }
        seen += a->quotes.count;
    }
    assert_true(seen > 100);
}

/* One sentence of 30,000 words, 5,000 of them verbs of saying that hang on one: read in time that
 * grows with its length. */
static void an_endless_sentence_ends(void **state)
{
    (void)state;
    enum { COUNT = 30000 };
    static struct word words[COUNT];
    static const struct word pattern[] = {
        {"Ana", "PROPN", 0, "nsubj"}, {"said", "VERB", 0, "parataxis"}, {",", "PUNCT", 0, "punct"},
        {"it", "PRON", 0, "nsubj"},   {"fell", "VERB", 0, "ccomp"},     {"and", "CCONJ", 0, "cc"},
    };
    for (uint32_t i = 0; i < COUNT; i++) {
        words[i] = pattern[i % 6];
        words[i].head = i == 1       ? 0
                        : i % 6 == 1 ? 2
                        : i % 6 == 0 ? i + 2
                        : i % 6 == 3 ? i + 2
                                     : i - i % 6 + 2;
    }
    struct article *a = give(words, COUNT);
    assert_int_equal(attribution_run(a, NULL), STATUS_OK);
    assert_true(a->quotes.count > 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_clause_is_a_content),
        cmocka_unit_test(the_speaker_gets_the_entity_of_its_head),
        cmocka_unit_test(the_budget_is_kept),
        cmocka_unit_test(any_tree_will_do),
        cmocka_unit_test(an_endless_sentence_ends),
    };
    return cmocka_run_group_tests(tests, rig_up, rig_down);
}
