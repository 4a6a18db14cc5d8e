#include "text/calendar.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void test_days(void **state)
{
    (void)state;
    assert_int_equal(calendar_to_days((struct calendar_date){1970, 1, 1}), 0);
    assert_int_equal(calendar_to_days((struct calendar_date){2000, 3, 1}), 11017);
    assert_int_equal(calendar_to_days((struct calendar_date){1969, 12, 31}), -1);
    struct calendar_date before = calendar_of_days(-719162); /* 0001-01-01 */
    assert_int_equal(before.year, 1);
    for (int64_t day = -719162; day < 2932897; day += 7) {
        struct calendar_date d = calendar_of_days(day);
        if (!calendar_is_valid(d) || calendar_to_days(d) != day) {
            fail_msg("day %lld", (long long)day);
        }
    }
}

static void test_valid(void **state)
{
    (void)state;
    assert_true(calendar_is_valid((struct calendar_date){2024, 2, 29}));
    assert_false(calendar_is_valid((struct calendar_date){2023, 2, 29}));
    assert_false(calendar_is_valid((struct calendar_date){1900, 2, 29}));
    assert_true(calendar_is_valid((struct calendar_date){0, 2, 29}));
    assert_false(calendar_is_valid((struct calendar_date){2024, 4, 31}));
    assert_false(calendar_is_valid((struct calendar_date){2024, 13, 1}));
    assert_false(calendar_is_valid((struct calendar_date){2024, 1, 0}));
}

static void test_names(void **state)
{
    (void)state;
    static const struct {
        struct str word;
        int month, weekday;
    } rows[] = {
        {STR_INIT("March"), 3, 0},    {STR_INIT("MAR."), 3, 0},    {STR_INIT("Sept."), 9, 0},
        {STR_INIT("sep"), 9, 0},      {STR_INIT("May"), 5, 0},     {STR_INIT("Ma"), 0, 0},
        {STR_INIT("Marching"), 0, 0}, {STR_INIT("Mond"), 0, 1},    {STR_INIT("Thurs."), 0, 4},
        {STR_INIT("Sunday"), 0, 7},   {STR_INIT("Sundays"), 0, 0}, {STR_INIT(""), 0, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (calendar_month(rows[i].word) != rows[i].month ||
            calendar_weekday(rows[i].word) != rows[i].weekday) {
            fail_msg("\"%.*s\"", STR_ARG(rows[i].word));
        }
    }
}

static void test_iso(void **state)
{
    (void)state;
    struct calendar_date d;
    assert_true(calendar_read_iso(STR("2024-03-14T10:42:00Z"), &d));
    assert_int_equal(d.year * 10000 + d.month * 100 + d.day, 20240314);
    assert_false(calendar_read_iso(STR("2024-3-14"), &d));
    assert_false(calendar_read_iso(STR("2024-02-30"), &d));
    assert_false(calendar_read_iso(STR("0000-01-01"), &d));
    assert_false(calendar_read_iso((struct str){0}, &d));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_days),
        cmocka_unit_test(test_valid),
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_iso),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
