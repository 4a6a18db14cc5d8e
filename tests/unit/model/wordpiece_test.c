#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "fixture.h"
#include "model/wordpiece.h"

static struct model *model;

static void test_pieces(void **unused)
{
    static const struct {
        const char *word, *pieces;
    } cases[] = {
        {"the", "the"},
        {"The", "the"},
        {"cats", "cat ##s"},
        {"runner", "run ##ner"},
        {"Caf\xC3\xA9", "cafe"},  /* composed */
        {"cafe\xCC\x81", "cafe"}, /* apart */
        {"don't", "d ##on ' t"},
        {"10.01", "1 ##0 . 0 ##1"},
        {"U.S.", "u . s ."},
        {"-", "-"},
        {"xyz", "[UNK]"},
        {"caz", "[UNK]"}, /* what it begins with does not count */
        {"cat-xyz", "cat - [UNK]"},
        {"\xE2\x82\xAC", "\xE2\x82\xAC"}, /* a symbol is no punctuation */
        {"\xE2\x82\xAC"
         "10",
         "\xE2\x82\xAC ##1 ##0"},
        {"\xC2\xAD", "[UNK]"}, /* soft hyphen: nothing is left */
        {"ca\xC2\xADt", "cat"},
        {"\xE4\xB8\xAD\xE6\x96\x87", "[UNK] [UNK]"},
        {"on the", "on the"}, /* a given token may hold a blank */
    };
    (void)unused;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        uint16_t pieces[32];
        char text[256];
        size_t put = 0;
        uint32_t count = wordpiece_cut(model, str_of(cases[i].word), pieces, 32);
        for (uint32_t k = 0; k < count; k++) {
            put += (size_t)snprintf(text + put, sizeof text - put, "%s%.*s", k ? " " : "",
                                    STR_ARG(strings_at(&model->vocabulary, pieces[k])));
        }
        if (strcmp(text, cases[i].pieces) != 0) {
            fail_msg("%s: %s, not %s", cases[i].word, text, cases[i].pieces);
        }
    }
}

static void test_lengths(void **unused)
{
    uint16_t pieces[300];
    char word[300];
    (void)unused;
    memset(word, 'a', sizeof word);
    assert_int_equal(wordpiece_cut(model, str_make(word, 100), pieces, 300), 100);
    assert_int_equal(wordpiece_cut(model, str_make(word, 101), pieces, 300), 1);
    assert_int_equal(pieces[0], model->unknown);
    assert_int_equal(wordpiece_cut(model, str_make(word, 100), pieces, 64), 64);
    assert_int_equal(wordpiece_cut(model, STR(""), pieces, 64), 1);
    memset(word, '.', sizeof word);
    assert_int_equal(wordpiece_cut(model, str_make(word, 300), pieces, 300), 300);
}

static void test_cases(void **unused)
{
    static const struct {
        const char *word;
        enum piece_case is;
    } cases[] = {
        {"word", CASE_LOWER},         {"Word", CASE_TITLE},     {"A", CASE_TITLE},
        {"WORD", CASE_UPPER},         {"U.S.", CASE_UPPER},     {"iPhone", CASE_MIXED},
        {"McDonald", CASE_MIXED},     {"5pm", CASE_LOWER},      {"5", CASE_DIGITS},
        {"3,500", CASE_DIGITS},       {"--", CASE_PUNCTUATION}, {"$", CASE_PUNCTUATION},
        {"\xC3\x89tat", CASE_TITLE},  {"\xC3\x9F", CASE_LOWER}, {"O'Neill", CASE_MIXED},
        {"\xE4\xB8\xAD", CASE_OTHER}, {"\xC2\xBD", CASE_OTHER}, {"COVID-19", CASE_UPPER},
        {"X-ray", CASE_TITLE},
    };
    (void)unused;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        enum piece_case got = wordpiece_case(str_of(cases[i].word));
        if (got != cases[i].is) {
            fail_msg("%s: %d, not %d", cases[i].word, (int)got, (int)cases[i].is);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_pieces),
                                       cmocka_unit_test(test_lengths),
                                       cmocka_unit_test(test_cases)};
    struct fixture f;
    const char *problem;
    fixture_make(&f, 1);
    if (model_of_bytes(str_make(f.bytes, f.len), &model, &problem) != STATUS_OK) {
        print_error("%s\n", problem);
        return 1;
    }
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    model_close(model);
    fixture_release(&f);
    return failed;
}
