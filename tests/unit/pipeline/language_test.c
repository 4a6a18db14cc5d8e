/* Which paragraph is in which language is in tests/golden/language; here is what surrounds the
 * guess. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/log.h"
#include "pipeline/language_profiles.h"
#include "pipeline/pipeline.h"
#include "pipeline/stages.h"

static struct arena arena;
static struct pipeline_state worker;
static struct article article;

static int open_state(void **state)
{
    (void)state;
    enum status status = arena_init(&arena, pipeline_arena_bytes());
    if (status == STATUS_OK) {
        status = pipeline_state_init(&worker, NULL);
    }
    return status == STATUS_OK ? 0 : -1;
}

static int close_state(void **state)
{
    (void)state;
    pipeline_state_release(&worker);
    arena_release(&arena);
    return 0;
}

static const struct article *tell(struct str body, struct str given, struct str assumed,
                                  bool given_tokens)
{
    article = (struct article){.arena = &arena, .state = &worker};
    article_reset(&article);
    worker.assume_language = assumed;
    article.input.body = body;
    article.input.language = given;
    article.input.given_tokens = given_tokens;
    assert_int_equal(article_assemble(&article), STATUS_OK);
    assert_int_equal(language_run(&article, NULL), STATUS_OK);
    return &article;
}

static const struct str none = {0};

static void test_assumed(void **state)
{
    (void)state;
    struct str dutch = STR("De gemeenteraad nam een begroting aan.");
    const struct article *a = tell(dutch, none, STR("en"), false);
    assert_true(str_equal(a->language.tag, STR("und")));
    assert_null(a->not_english.ptr);
    a = tell(dutch, none, STR("nl"), false);
    assert_true(str_equal(a->language.tag, STR("und")));
    assert_true(str_equal(a->not_english, STR("unsupported-language: nl")));
}

static void test_given(void **state)
{
    (void)state;
    const struct article *a = tell(STR("Whatever stands here."), STR("nl"), STR("en"), false);
    assert_true(str_equal(a->language.tag, STR("nl")));
    assert_true(a->language.confidence == 1);
    assert_true(str_equal(a->not_english, STR("unsupported-language: nl")));
    assert_int_equal(a->warnings.count, 1);
    a = tell(STR("Whatever stands here."), STR("EN-us"), STR("en"), false);
    assert_null(a->not_english.ptr);
    a = tell(STR("Whatever stands here."), STR("enm"), STR("en"), false);
    assert_non_null(a->not_english.ptr);
}

/* Given tokens are always read, whatever the language. */
static void test_given_tokens(void **state)
{
    (void)state;
    assert_null(tell(STR("De raad ."), none, STR("en"), true)->not_english.ptr);
    assert_null(tell(STR("De raad ."), STR("nl"), STR("en"), true)->not_english.ptr);
}

static void test_no_letters(void **state)
{
    (void)state;
    char digits[1000];
    memset(digits, '7', sizeof digits);
    assert_true(str_equal(
        tell(str_make(digits, sizeof digits), none, STR("en"), false)->language.tag, STR("und")));
    assert_true(str_equal(tell(STR(""), none, STR("en"), false)->language.tag, STR("und")));
}

/* Letters that no profile and no script knows. */
static void test_unknown_script(void **state)
{
    (void)state;
    char runes[3 * 300];
    for (size_t i = 0; i < 300; i++) {
        memcpy(runes + 3 * i, "\u16A0", 3);
    }
    assert_true(str_equal(tell(str_make(runes, sizeof runes), none, STR("en"), false)->language.tag,
                          STR("und")));
}

static void test_sample_is_bounded(void **state)
{
    (void)state;
    static char text[2 * 8000];
    static struct language_sample sample;
    for (size_t i = 0; i < sizeof text; i++) {
        text[i] = i % 2 ? ' ' : 'a';
    }
    language_profiles_sample(str_make(text, sizeof text), &sample);
    assert_int_equal(sample.letters, LANGUAGE_LETTERS_MAX);
    assert_true(sample.count <= LANGUAGE_CODES_MAX);
}

static void test_data_missing(void **state)
{
    (void)state;
    struct language_profiles *p = NULL;
    assert_int_equal(language_profiles_load("/nonexistent", &p), STATUS_MODEL);
    assert_null(p);
    language_profiles_free(p);
}

static void test_count(void **state)
{
    (void)state;
    assert_true(language_profiles_count() >= 60);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_assumed),        cmocka_unit_test(test_given),
        cmocka_unit_test(test_given_tokens),   cmocka_unit_test(test_no_letters),
        cmocka_unit_test(test_unknown_script), cmocka_unit_test(test_sample_is_bounded),
        cmocka_unit_test(test_data_missing),   cmocka_unit_test(test_count),
    };
    return cmocka_run_group_tests(tests, open_state, close_state);
}
