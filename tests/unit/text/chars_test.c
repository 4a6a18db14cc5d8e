#include "text/chars.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void test_kinds(void **state)
{
    (void)state;
    static const struct {
        uint32_t code;
        uint16_t has, lacks;
    } rows[] = {
        {'a', CHARS_LETTER | CHARS_LOWER, CHARS_UPPER | CHARS_DIGIT},
        {'Z', CHARS_LETTER | CHARS_UPPER, CHARS_LOWER},
        {'7', CHARS_DIGIT, CHARS_LETTER},
        {'\n', CHARS_SPACE, CHARS_PUNCT},
        {'.', CHARS_STOP | CHARS_PUNCT, CHARS_DASH},
        {'"', CHARS_OPEN | CHARS_CLOSE, CHARS_SINGLE},
        {'\'', CHARS_OPEN | CHARS_CLOSE | CHARS_SINGLE, CHARS_LETTER},
        {'(', CHARS_BRACKET_OPEN, CHARS_BRACKET_CLOSE},
        {'$', CHARS_SYMBOL, CHARS_PUNCT},
        {0x00E9, CHARS_LETTER | CHARS_LOWER, CHARS_UPPER},
        {0x0416, CHARS_LETTER | CHARS_UPPER, CHARS_LOWER},
        {0x4E2D, CHARS_LETTER, CHARS_UPPER | CHARS_LOWER},
        {0x0663, CHARS_DIGIT, CHARS_LETTER},
        {0x00A0, CHARS_SPACE, CHARS_LETTER},
        {0x201C, CHARS_OPEN, CHARS_CLOSE},
        {0x2019, CHARS_CLOSE | CHARS_SINGLE, CHARS_OPEN},
        {0x00AB, CHARS_OPEN | CHARS_CLOSE, CHARS_SINGLE},
        {0x2014, CHARS_DASH, CHARS_STOP},
        {0x2022, CHARS_BULLET, CHARS_DASH},
        {0x2026, CHARS_STOP, CHARS_LETTER},
        {0x0301, CHARS_MARK, CHARS_LETTER},
        {0x20AC, CHARS_SYMBOL, CHARS_PUNCT},
        {0x1F600, CHARS_SYMBOL, CHARS_LETTER},
        {0x10FFFF, 0, 0xFFFF},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint16_t kinds = chars_of(rows[i].code);
        if ((kinds & rows[i].has) != rows[i].has || (kinds & rows[i].lacks)) {
            fail_msg("U+%04X is %x", rows[i].code, kinds);
        }
    }
}

static void test_around(void **state)
{
    (void)state;
    struct str s = STR("\u00E9-A");
    assert_true(chars_at(s, 0) & CHARS_LOWER);
    assert_true(chars_before(s, 2) & CHARS_LOWER);
    assert_true(chars_before(s, 3) & CHARS_DASH);
    assert_int_equal(chars_at(s, s.len), 0);
    assert_int_equal(chars_before(s, 0), 0);
}

static void test_words(void **state)
{
    (void)state;
    assert_true(chars_all_upper(STR("PORT-AU-PRINCE")));
    assert_true(chars_all_upper(STR("S\u00C3O 2")));
    assert_false(chars_all_upper(STR("McALLEN")));
    assert_false(chars_all_upper(STR("2024")));
    assert_true(chars_begins_upper(STR("\u0141\u00F3d\u017A")));
    assert_false(chars_begins_upper(STR("")));
    assert_int_equal(chars_letters(STR("a1 \u00E9!")), 2);
    assert_int_equal(chars_lower(0x0416), 0x0436);
    assert_int_equal(chars_lower('Q'), 'q');
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_kinds),
        cmocka_unit_test(test_around),
        cmocka_unit_test(test_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
