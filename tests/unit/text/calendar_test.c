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

/* Against the definition: the week's Thursday names the year, its count of Thursdays the week. */
static void test_weeks(void **state)
{
    (void)state;
    static const struct {
        struct calendar_date day;
        int year, week, weekday;
    } rows[] = {{{2024, 1, 1}, 2024, 1, 1},    {{2023, 1, 1}, 2022, 52, 7},
                {{2020, 12, 31}, 2020, 53, 4}, {{2021, 1, 3}, 2020, 53, 7},
                {{2018, 12, 31}, 2019, 1, 1},  {{1970, 1, 1}, 1970, 1, 4},
                {{2004, 11, 24}, 2004, 48, 3}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        int year;
        int64_t day = calendar_to_days(rows[i].day);
        int week = calendar_iso_week(day, &year);
        if (year != rows[i].year || week != rows[i].week ||
            calendar_weekday_of(day) != rows[i].weekday) {
            fail_msg("row %zu: %d-W%d-%d", i, year, week, calendar_weekday_of(day));
        }
    }
    for (int64_t day = -700000; day < 2900000; day += 11) {
        int year;
        int week = calendar_iso_week(day, &year);
        assert_int_equal(calendar_iso_year(year) + 7 * (week - 1) + calendar_weekday_of(day) - 1,
                         day);
    }
}

static void test_easter(void **state)
{
    (void)state;
    static const struct calendar_date sundays[] = {{1818, 3, 22}, {1943, 4, 25}, {1999, 4, 4},
                                                   {2000, 4, 23}, {2008, 3, 23}, {2024, 3, 31},
                                                   {2038, 4, 25}};
    for (size_t i = 0; i < sizeof sundays / sizeof sundays[0]; i++) {
        struct calendar_date d = calendar_easter(sundays[i].year);
        assert_int_equal(calendar_to_days(d), calendar_to_days(sundays[i]));
    }
    for (int year = 1583; year < 4000; year++) {
        struct calendar_date d = calendar_easter(year);
        assert_int_equal(calendar_weekday_of(calendar_to_days(d)), 7);
        assert_true(d.month == 4 ? d.day <= 25 : d.month == 3 && d.day >= 22);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_days), cmocka_unit_test(test_valid), cmocka_unit_test(test_names),
        cmocka_unit_test(test_iso),  cmocka_unit_test(test_weeks), cmocka_unit_test(test_easter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
