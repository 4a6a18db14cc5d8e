/* names_agree: what the names of an article with the same words make of each other. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "model/pack.h"
#include "pipeline/names.h"
#include "pipeline/pipeline.h"

enum { PER, ORG, LOC, KINDS };

/* A name of one word or two. Shares in percent for PER, ORG, LOC. */
struct given {
    const char *words;
    int share[KINDS];
};

struct row {
    const char *what;
    struct given given[5];
    uint32_t kinds[5];
};

static const struct row rows[] = {
    {"one name keeps its kind", {{"Aa", {10, 60, 30}}}, {ORG}},
    {"two with other words do not meet", {{"Aa", {10, 60, 30}}, {"Bb", {90, 5, 5}}}, {ORG, PER}},
    {"the sure one decides", {{"Aa", {10, 40, 50}}, {"Aa", {2, 96, 2}}}, {ORG, ORG}},
    {"one that is sure moves many in doubt",
     {{"Aa", {1, 1, 98}}, {"Aa", {10, 50, 40}}, {"Aa", {10, 50, 40}}, {"Aa", {10, 50, 40}}},
     {LOC, LOC, LOC, LOC}},
    {"in doubt they are what they are together",
     {{"Aa", {55, 5, 40}}, {"Aa", {35, 5, 60}}},
     {LOC, LOC}},
    {"a surname follows the full name", {{"Cc Aa", {95, 3, 2}}, {"Aa", {35, 25, 40}}}, {PER, PER}},
    {"in another romanisation too",
     {{"Cc Vronskyy", {95, 3, 2}}, {"Vronsky", {35, 25, 40}}},
     {PER, PER}},
    {"an organization's last word does not",
     {{"Cc Aa", {3, 95, 2}}, {"Aa", {35, 25, 40}}},
     {ORG, LOC}},
    {"a known family name is a person whatever the tagger says, where it stands first too",
     {{"Cole Aa", {95, 3, 2}}, {"Cole", {2, 96, 2}}, {"Cole", {2, 96, 2}}},
     {PER, PER, PER}},
    {"without the full name it is not", {{"Cole", {2, 96, 2}}, {"Cole", {2, 96, 2}}}, {ORG, ORG}},
    {"a name that is a town's too is not",
     {{"Aa Amber", {95, 3, 2}}, {"Northland", {2, 2, 96}}, {"Aa Northland", {95, 3, 2}}},
     {PER, LOC, PER}},
};

static struct article article;
static struct arena arena;
static struct pipeline_state state;
static struct models models;

static void give_word(struct str *text, struct str word)
{
    memcpy((char *)(uintptr_t)text->ptr + text->len, word.ptr, word.len);
    *vec_push(&article.tokens, article.arena, TOKENS_MAX) =
        (struct token){(uint32_t)text->len, (uint32_t)(text->len + word.len)};
    text->len += word.len;
    ((char *)(uintptr_t)text->ptr)[text->len++] = ' ';
}

static struct name_found give(struct str *text, const struct given *given)
{
    struct name_found n = {.token_begin = article.tokens.count, .bounds = 0.9};
    struct str words = str_of(given->words);
    size_t blank = str_find_byte(words, ' ', 0);
    give_word(text, str_slice(words, 0, blank == SIZE_MAX ? words.len : blank));
    if (blank != SIZE_MAX) {
        give_word(text, str_slice(words, blank + 1, words.len));
    }
    n.token_end = article.tokens.count;
    for (uint32_t k = 0; k < KINDS; k++) {
        n.share[k] = given->share[k] / 100.0;
        n.kind = n.share[k] > n.share[n.kind] ? k : n.kind;
    }
    n.confidence = n.bounds * n.share[n.kind];
    return n;
}

static void test_rows(void **unused)
{
    (void)unused;
    struct model model = {.name_kinds = {STR("PER"), STR("ORG"), STR("LOC")},
                          .name_kind_count = KINDS};
    models.model = &model;
    for (size_t r = 0; r < sizeof rows / sizeof rows[0]; r++) {
        struct name_found found[5];
        uint32_t count = 0;
        char bytes[128];
        struct str text = {bytes, 0};
        article_reset(&article);
        for (; count < 5 && rows[r].given[count].words; count++) {
            found[count] = give(&text, &rows[r].given[count]);
        }
        article.text = text;
        names_agree(&article, &models, found, count);
        for (uint32_t i = 0; i < count; i++) {
            if (found[i].kind != rows[r].kinds[i] || found[i].confidence > found[i].bounds) {
                fail_msg("%s: name %u is %u", rows[r].what, i, found[i].kind);
            }
        }
        arena_reset(&state.scratch);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_rows)};
    assert_int_equal(arena_init(&arena, 1 << 20), STATUS_OK);
    assert_int_equal(arena_init(&state.scratch, 1 << 20), STATUS_OK);
    article.arena = &arena;
    article.state = &state;
    const char *const pack = "tests/unit/model/small.pack", *problem;
    assert_int_equal(pack_open(&pack, 1, &models.pack, &problem), STATUS_OK);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    pack_close(models.pack);
    arena_release(&state.scratch);
    arena_release(&arena);
    return failed;
}
