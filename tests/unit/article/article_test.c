#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "article/article.h"

struct fixture {
    struct arena arena;
    struct article article;
};

static void begin(struct fixture *f)
{
    *f = (struct fixture){0};
    assert_int_equal(arena_init(&f->arena, 8 << 20), STATUS_OK);
    f->article.arena = &f->arena;
    article_reset(&f->article);
}

static void the_text_is_title_blank_line_body(void **state)
{
    (void)state;
    static const struct {
        const char *title, *body, *text;
        uint32_t body_begin;
    } rows[] = {
        {"Title", "Body.", "Title\n\nBody.", 7},
        {NULL, "Body.", "Body.", 0},
        {"Title", NULL, "Title", 5},
        {NULL, NULL, "", 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct fixture f;
        begin(&f);
        f.article.input.title = str_of(rows[i].title);
        f.article.input.body = str_of(rows[i].body);
        assert_int_equal(article_assemble(&f.article), STATUS_OK);
        if (!str_equal(f.article.text, str_of(rows[i].text)) ||
            f.article.body_begin != rows[i].body_begin) {
            fail_msg("row %zu: \"%.*s\"", i, STR_ARG(f.article.text));
        }
        arena_release(&f.arena);
    }
}

static void a_text_over_the_limit_is_refused(void **state)
{
    (void)state;
    struct fixture f;
    begin(&f);
    f.article.input.body = str_make("x", TEXT_BYTES_MAX + 1u);
    assert_int_equal(article_assemble(&f.article), STATUS_LIMIT);
    arena_release(&f.arena);
}

static void the_budget_is_all_or_nothing(void **state)
{
    (void)state;
    struct fixture f;
    begin(&f);
    assert_true(article_spend(&f.article, ARTICLE_UNITS - 1));
    assert_false(article_spend(&f.article, 2));
    assert_true(article_spend(&f.article, 1));
    assert_false(article_spend(&f.article, 1));
    article_reset(&f.article);
    assert_true(article_spend(&f.article, ARTICLE_UNITS));
    arena_release(&f.arena);
}

static void warnings_stop_at_their_maximum(void **state)
{
    (void)state;
    struct fixture f;
    begin(&f);
    for (int i = 0; i < WARNINGS_MAX + 5; i++) {
        article_warn(&f.article, "truncated", STR("detail"));
    }
    assert_int_equal(f.article.warnings.count, WARNINGS_MAX);
    arena_release(&f.arena);
}

static void tokens_and_sentences_are_found_by_place(void **state)
{
    (void)state;
    struct token tokens[] = {
        {.begin = 0, .end = 2}, {.begin = 3, .end = 5}, {.begin = 8, .end = 9}};
    struct sentence sentences[] = {{.token_begin = 0, .token_end = 2},
                                   {.token_begin = 2, .token_end = 3}};
    struct article a = {.tokens = {.items = tokens, .count = 3},
                        .sentences = {.items = sentences, .count = 2}};
    assert_int_equal(article_token_at(&a, 0), 0);
    assert_int_equal(article_token_at(&a, 1), 1);
    assert_int_equal(article_token_at(&a, 8), 2);
    assert_int_equal(article_token_at(&a, 9), 3);
    assert_int_equal(article_sentence_at(&a, 1), 0);
    assert_int_equal(article_sentence_at(&a, 2), 1);
    assert_int_equal(article_sentence_at(&a, 7), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_text_is_title_blank_line_body),
        cmocka_unit_test(a_text_over_the_limit_is_refused),
        cmocka_unit_test(the_budget_is_all_or_nothing),
        cmocka_unit_test(warnings_stop_at_their_maximum),
        cmocka_unit_test(tokens_and_sentences_are_found_by_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
