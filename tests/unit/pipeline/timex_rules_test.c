#include "pipeline/timex_rules.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lexicon_rig.h"

static const struct timex_index *rules;
static struct timex_region region;
static struct timex_found found[TIMEX_ITEMS_MAX];

/* The times of the first region of a text. */
static uint32_t match(const char *text)
{
    struct str s = str_of(text);
    struct timex_scanner scanner = timex_scanner_of(lexicon, s, (struct span){0, (uint32_t)s.len});
    return timex_scan(&scanner, &region) ? timex_find(rules, &region, found) : 0;
}

static int set_up(void **state)
{
    if (lexicon_up(state) != 0) {
        return -1;
    }
    rules = timex_index_make(&arena);
    return 0;
}

static void levels_stand_in_order(void **state)
{
    (void)state;
    assert_true(timex_rules_sorted());
}

static void the_longest_pattern_wins(void **state)
{
    (void)state;
    assert_int_equal(match("on Friday, 3 May 1950"), 1);
    assert_int_equal(found[0].span.begin, 3);
    assert_int_equal(found[0].span.end, 21);
    assert_int_equal(found[0].form.year, 1950);
    assert_int_equal(found[0].form.weekday, 5);
    assert_string_equal(found[0].by, "timex.date");
}

static void forms_say_what_the_text_says(void **state)
{
    (void)state;
    assert_int_equal(match("two and a half years ago"), 1);
    assert_int_equal(found[0].form.count, 2500);
    assert_int_equal(found[0].form.unit, UNIT_YEAR);
    assert_int_equal(found[0].form.direction, -1);
    assert_int_equal(found[0].form.base, BASE_DEICTIC);
    assert_int_equal(match("three days later"), 1);
    assert_int_equal(found[0].form.base, BASE_NARRATIVE);
    assert_int_equal(match("the end of June"), 1);
    assert_int_equal(found[0].form.mod, MOD_END);
    assert_int_equal(found[0].form.grain, UNIT_MONTH);
}

static void bounds_of_a_range_are_two(void **state)
{
    (void)state;
    assert_int_equal(match("from 3 to 5 May 2020"), 2);
    assert_true(found[0].to_next);
    assert_int_equal(found[0].form.day, 3);
    assert_int_equal(found[0].form.month, 5);
    assert_int_equal(found[0].form.year, 2020);
    assert_false(found[1].to_next);
    assert_int_equal(found[1].form.day, 5);
    assert_int_equal(match("April and June 1955"), 2);
    assert_false(found[0].to_next);
    assert_true(found[0].with_next);
}

static void other_words_are_none(void **state)
{
    (void)state;
    static const char *const rows[] = {
        "2000 people",   "Theresa May",          "may",
        "a second goal", "three quarters of it", "the fall of the house"};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (match(rows[i]) != 0) {
            fail_msg("\"%s\": %s", rows[i], found[0].by);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(levels_stand_in_order),        cmocka_unit_test(the_longest_pattern_wins),
        cmocka_unit_test(forms_say_what_the_text_says), cmocka_unit_test(bounds_of_a_range_are_two),
        cmocka_unit_test(other_words_are_none),
    };
    return cmocka_run_group_tests(tests, set_up, lexicon_down);
}
