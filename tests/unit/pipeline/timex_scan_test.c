#include "pipeline/timex_scan.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lexicon_rig.h"

static struct timex_region region;

static bool scan(const char *text)
{
    struct str s = str_of(text);
    struct timex_scanner scanner = timex_scanner_of(lexicon, s, (struct span){0, (uint32_t)s.len});
    return timex_scan(&scanner, &region);
}

static bool is(uint32_t item, char letter)
{
    return (region.items[item].classes & timex_class(letter)) != 0;
}

static void numbers_are_one_item(void **state)
{
    (void)state;
    assert_true(scan("twenty-five years"));
    assert_int_equal(region.count, 2);
    assert_int_equal(region.items[0].number, 25000);
    assert_true(scan("nineteen ninety-six"));
    assert_int_equal(region.count, 1);
    assert_true(is(0, 'Y'));
    assert_true(scan("2 1/2 years"));
    assert_int_equal(region.items[0].number, 2500);
    assert_true(scan("the twenty-first century"));
    assert_true(is(1, 'O'));
    assert_int_equal(region.items[1].number, 21);
}

static void figures_are_read_as_what_they_look_like(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        char letter;
    } rows[] = {
        {"2024-03-14", 'D'}, {"3/14/2024", 'D'}, {"14.3.2024", 'D'}, {"20240314", 'D'},
        {"3/14", 'F'},       {"5:30", 'T'},      {"1990s", 'c'},     {"'87", 'y'},
        {"Q3", 'q'},         {"1936", 'Y'},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (!scan(rows[i].text) || !is(0, rows[i].letter)) {
            fail_msg("\"%s\"", rows[i].text);
        }
    }
}

static void money_scores_and_names_are_passed(void **state)
{
    (void)state;
    static const char *const rows[] = {"$1995", "747s", "1999%", "a 3-1 win", "24/7"};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (scan(rows[i]) && (is(0, 'Y') || is(0, 'D') || is(0, 'T'))) {
            fail_msg("\"%s\"", rows[i]);
        }
    }
}

/* A run of words that never ends is cut, and the scanner still ends. */
static void long_runs_are_cut(void **state)
{
    (void)state;
    static char text[40000];
    for (size_t i = 0; i + 4 < sizeof text; i += 4) {
        text[i] = 'd', text[i + 1] = 'a', text[i + 2] = 'y', text[i + 3] = ' ';
    }
    struct str s = str_make(text, sizeof text - 4);
    struct timex_scanner scanner = timex_scanner_of(lexicon, s, (struct span){0, (uint32_t)s.len});
    uint32_t items = 0;
    while (timex_scan(&scanner, &region)) {
        assert_true(region.count <= TIMEX_ITEMS_MAX);
        items += region.count;
    }
    assert_int_equal(items, s.len / 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_one_item),
        cmocka_unit_test(figures_are_read_as_what_they_look_like),
        cmocka_unit_test(money_scores_and_names_are_passed),
        cmocka_unit_test(long_runs_are_cut),
    };
    return cmocka_run_group_tests(tests, lexicon_up, lexicon_down);
}
