#include "text/holidays.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "text/feasts.h"

static void names_lead_to_days(void **state)
{
    (void)state;
    static const struct {
        struct str text;
        size_t len;
        struct calendar_date day; /* in the year that stands there */
    } rows[] = {
        {STR_INIT("Christmas Eve was quiet"), 13, {2023, 12, 24}},
        {STR_INIT("Christmas trees"), 9, {2023, 12, 25}},
        {STR_INIT("New Year\xE2\x80\x99s Day, too"), 16, {2024, 1, 1}},
        {STR_INIT("NEW YEAR'S EVE"), 14, {2024, 12, 31}},
        {STR_INIT("Thanksgiving"), 12, {2024, 11, 28}},
        {STR_INIT("Black Friday"), 12, {2024, 11, 29}},
        {STR_INIT("Cyber Monday"), 12, {2024, 12, 2}},
        {STR_INIT("Memorial Day"), 12, {2024, 5, 27}},
        {STR_INIT("Good Friday"), 11, {2024, 3, 29}},
        {STR_INIT("Election Day"), 12, {2020, 11, 3}},
        {STR_INIT("Easter"), 6, {2024, 3, 31}},
        {STR_INIT("All Saints' Day"), 15, {2024, 11, 1}},
        {STR_INIT("Flag Day"), 8, {2024, 6, 14}},
        {STR_INIT("Inauguration Day"), 16, {2025, 1, 20}},
        {STR_INIT("New Years Eve"), 13, {2024, 12, 31}},
        {STR_INIT("Xmas"), 4, {2024, 12, 25}},
        {STR_INIT("Holy Saturday"), 13, {2024, 3, 30}},
        {STR_INIT("Trinity Sunday"), 14, {2024, 5, 26}},
        {STR_INIT("Mardi Gras"), 10, {2024, 2, 13}},
        {STR_INIT("Thanksgiving Eve"), 16, {2024, 11, 27}},
        {STR_INIT("Giving Tuesday"), 14, {2024, 12, 3}},
        {STR_INIT("Indigenous Peoples\xE2\x80\x99 Day"), 25, {2024, 10, 14}},
        {STR_INIT("St. Stephen's Day"), 17, {2024, 12, 26}},
        {STR_INIT("Lunar New Year"), 14, {2024, 2, 10}},
        {STR_INIT("Lantern Festival"), 16, {2024, 2, 24}},
        {STR_INIT("Ramadan"), 7, {2024, 3, 11}},
        {STR_INIT("Eid al-Fitr prayers"), 11, {2024, 4, 10}},
        {STR_INIT("Eid al-Adha"), 11, {2021, 7, 20}},
        {STR_INIT("Eid-ul-Azha"), 11, {2021, 7, 20}},
        {STR_INIT("Eid ul-Azha"), 11, {2021, 7, 20}},
        {STR_INIT("Passover"), 8, {2024, 4, 23}},
        {STR_INIT("Yom Kippur"), 10, {2023, 9, 25}},
        {STR_INIT("Hanukkah"), 8, {2022, 12, 19}},
        {STR_INIT("Diwali"), 6, {2022, 10, 24}},
        {STR_INIT("Orthodox Easter"), 15, {2024, 5, 5}},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        size_t len;
        int holiday = holidays_find(rows[i].text, &len);
        if (!holiday || len != rows[i].len) {
            fail_msg("\"%.*s\": %zu bytes", STR_ARG(rows[i].text), len);
        }
        struct calendar_date d = holidays_date(holiday, rows[i].day.year);
        if (calendar_to_days(d) != calendar_to_days(rows[i].day)) {
            fail_msg("\"%.*s\": %d-%d-%d", STR_ARG(rows[i].text), d.year, d.month, d.day);
        }
    }
}

static void other_words_are_none(void **state)
{
    (void)state;
    static const struct str rows[] = {STR_INIT("Eastern"), STR_INIT("Christmassy"),
                                      STR_INIT("Labor"), STR_INIT("")};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        size_t len;
        assert_int_equal(holidays_find(rows[i], &len), 0);
    }
    for (int i = 1; i <= holidays_count; i++) {
        size_t len;
        assert_int_equal(holidays_find(holidays_name(i), &len), i);
        assert_int_equal(len, holidays_name(i).len);
    }
}

static void feasts_stand_in_every_year(void **state)
{
    (void)state;
    size_t len;
    int ramadan = holidays_find(STR("ramadan"), &len), easter = holidays_find(STR("easter"), &len);
    for (int year = FEAST_FIRST_YEAR; year < FEAST_FIRST_YEAR + FEAST_YEARS; year++) {
        for (int feast = 0; feast < FEASTS; feast++) {
            assert_in_range(feast_days[year - FEAST_FIRST_YEAR][feast], 1, 366);
        }
        assert_in_range(holidays_days(ramadan, year), 29, 30);
        assert_int_equal(holidays_days(easter, year), 1);
    }
    assert_int_equal(holidays_date(ramadan, FEAST_FIRST_YEAR - 1).month, 0);
    assert_int_equal(holidays_date(ramadan, FEAST_FIRST_YEAR + FEAST_YEARS).month, 0);
    assert_int_equal(holidays_days(ramadan, FEAST_FIRST_YEAR - 1), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_lead_to_days),
        cmocka_unit_test(other_words_are_none),
        cmocka_unit_test(feasts_stand_in_every_year),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
