#include "pipeline/timex_point.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* Every stretch holds the day that it was made of, and the next one begins where it ends. */
static void stretches_follow_one_another(void **state)
{
    (void)state;
    static const uint8_t grains[] = {UNIT_DAY,     UNIT_WEEK,      UNIT_MONTH, UNIT_SEASON,
                                     UNIT_QUARTER, UNIT_HALF,      UNIT_YEAR,  UNIT_DECADE,
                                     UNIT_CENTURY, UNIT_MILLENNIUM};
    for (size_t g = 0; g < sizeof grains; g++) {
        for (int64_t day = -300000; day < 300000; day += 997) {
            int64_t begin, end, next, unused;
            struct timex_point p = timex_point_at(day, (enum timex_unit)grains[g]);
            struct timex_point after = timex_point_move(p, 1);
            if (!timex_point_days(&p, &begin, &end) || day < begin || day >= end ||
                !timex_point_days(&after, &next, &unused) || next != end) {
                fail_msg("day %lld, grain %d", (long long)day, grains[g]);
            }
        }
    }
}

static void moving_there_and_back_is_nothing(void **state)
{
    (void)state;
    for (int32_t by = -40; by <= 40; by++) {
        struct timex_point p = {.grain = UNIT_QUARTER, .year = 2024, .sub = 2};
        struct timex_point q = timex_point_move(timex_point_move(p, by), -by);
        assert_int_equal(q.year, 2024);
        assert_int_equal(q.sub, 2);
    }
}

static void a_day_keeps_its_place_in_the_month(void **state)
{
    (void)state;
    struct timex_point p = {.grain = UNIT_DAY, .year = 2024, .month = 1, .day = 31};
    struct timex_point q = timex_point_move_day(p, 1, UNIT_MONTH);
    assert_int_equal(q.month * 100 + q.day, 229);
    q = timex_point_move_day(p, -2, UNIT_MONTH);
    assert_int_equal(q.year * 10000 + q.month * 100 + q.day, 20231130);
    q = timex_point_move_day(p, 3, UNIT_WEEK);
    assert_int_equal(q.month * 100 + q.day, 221);
}

static void years_before_christ_go_down(void **state)
{
    (void)state;
    struct timex_point p = {.grain = UNIT_YEAR, .year = 490, .before_christ = true};
    int64_t begin, end;
    assert_int_equal(timex_point_move(p, 1).year, 489);
    assert_int_equal(timex_point_move(p, -10).year, 500);
    assert_false(timex_point_days(&p, &begin, &end));
    assert_int_equal(timex_point_widen(p, UNIT_CENTURY).year, 400);
}

static void what_is_not_known_has_no_days(void **state)
{
    (void)state;
    int64_t begin, end;
    struct timex_point month = {.grain = UNIT_MONTH, .month = 10};
    struct timex_point none = {0};
    assert_false(timex_point_days(&month, &begin, &end));
    assert_false(timex_point_days(&none, &begin, &end));
    struct timex_point p = {.grain = UNIT_DAY, .year = 2024, .month = 3};
    assert_false(timex_point_whole(&p));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(stretches_follow_one_another),
        cmocka_unit_test(moving_there_and_back_is_nothing),
        cmocka_unit_test(a_day_keeps_its_place_in_the_month),
        cmocka_unit_test(years_before_christ_go_down),
        cmocka_unit_test(what_is_not_known_has_no_days),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
