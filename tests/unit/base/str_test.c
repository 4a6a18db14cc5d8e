#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/str.h"

static void slices_are_clipped(void **state)
{
    (void)state;
    static const struct {
        size_t begin, end;
        const char *expected;
    } rows[] = {{0, 5, "hello"}, {1, 3, "el"}, {3, 99, "lo"}, {99, 99, ""}, {4, 2, ""}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct str got = str_slice(STR("hello"), rows[i].begin, rows[i].end);
        if (!str_equal(got, str_of(rows[i].expected))) {
            fail_msg("row %zu: got \"%.*s\"", i, STR_ARG(got));
        }
    }
}

static void find_sees_every_place(void **state)
{
    (void)state;
    struct str s = STR("abcabc");
    assert_int_equal(str_find(s, STR("bc"), 0), 1);
    assert_int_equal(str_find(s, STR("bc"), 2), 4);
    assert_true(str_find(s, STR("bc"), 5) == SIZE_MAX);
    assert_true(str_find(s, STR(""), 0) == SIZE_MAX);
    assert_int_equal(str_find_byte(s, 'c', 3), 5);
    assert_true(str_find_byte(s, 'x', 0) == SIZE_MAX);
}

static void numbers_are_read_whole_or_not_at_all(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        uint64_t value;
        int good;
    } rows[] = {
        {"0", 0, 1},
        {"18446744073709551615", UINT64_MAX, 1},
        {"18446744073709551616", 0, 0},
        {"", 0, 0},
        {"-1", 0, 0},
        {"1 ", 0, 0},
        {"12a", 0, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        uint64_t value = 0;
        if (str_to_u64(str_of(rows[i].text), &value) != rows[i].good ||
            (rows[i].good && value != rows[i].value)) {
            fail_msg("row %zu: \"%s\"", i, rows[i].text);
        }
    }
}

static void comparing_is_by_bytes_then_length(void **state)
{
    (void)state;
    assert_true(str_compare(STR("a"), STR("b")) < 0);
    assert_true(str_compare(STR("ab"), STR("a")) > 0);
    assert_int_equal(str_compare(STR("a"), STR("a")), 0);
    assert_true(str_equal_nocase(STR("NaN"), STR("nan")));
    assert_false(str_equal_nocase(STR("a[b"), STR("a{b")));
    assert_false(str_equal_nocase(STR("@"), STR("`")));
    assert_true(str_starts_with(STR("date"), STR("date")));
    assert_true(str_ends_with(STR("line"), STR("line")));
    assert_true(str_starts_with(STR("dateline"), STR("date")));
    assert_false(str_starts_with(STR("da"), STR("date")));
    assert_true(str_ends_with(STR("dateline"), STR("line")));
    assert_true(str_equal(str_trim(STR(" \t a b\n")), STR("a b")));
    assert_true(str_is_absent(str_of(NULL)));
    assert_false(str_is_absent(str_of("")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(slices_are_clipped),
        cmocka_unit_test(find_sees_every_place),
        cmocka_unit_test(numbers_are_read_whole_or_not_at_all),
        cmocka_unit_test(comparing_is_by_bytes_then_length),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
