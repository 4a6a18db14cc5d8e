#include "pipeline/dateline_names.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* The first and the last row of each table, and rows whose place depends on how case and blanks are
 * ordered. */
static void test_found(void **state)
{
    (void)state;
    static const struct str cities[] = {STR_INIT("ABIDJAN"),        STR_INIT("zurich"),
                                        STR_INIT("St. Petersburg"), STR_INIT("N'Djamena"),
                                        STR_INIT("Gaza City"),      STR_INIT("GAZA"),
                                        STR_INIT("Port-au-Prince"), STR_INIT("Port of Spain")};
    static const struct str regions[] = {
        STR_INIT("Afghanistan"), STR_INIT("ZIMBABWE"), STR_INIT("N.Y."), STR_INIT("D.C."),
        STR_INIT("DC"),          STR_INIT("U.S."),     STR_INIT("US")};
    static const struct str labels[] = {STR_INIT("Breaking"), STR_INIT("BREAKING NEWS"),
                                        STR_INIT("ADVISORY"), STR_INIT("YESTERDAY")};
    for (size_t i = 0; i < sizeof cities / sizeof cities[0]; i++) {
        if (!dateline_is_city(cities[i])) {
            fail_msg("city %.*s", STR_ARG(cities[i]));
        }
    }
    for (size_t i = 0; i < sizeof regions / sizeof regions[0]; i++) {
        if (!dateline_is_region(regions[i])) {
            fail_msg("region %.*s", STR_ARG(regions[i]));
        }
    }
    for (size_t i = 0; i < sizeof labels / sizeof labels[0]; i++) {
        if (!dateline_is_label(labels[i])) {
            fail_msg("label %.*s", STR_ARG(labels[i]));
        }
    }
}

static void test_not_found(void **state)
{
    (void)state;
    assert_false(dateline_is_city(STR("")));
    assert_false(dateline_is_city(STR("Osterbrook")));
    assert_false(dateline_is_city(STR("Gaza Cit")));
    assert_false(dateline_is_region(STR("Mars")));
    assert_null(dateline_agency(STR("Morning Courier")).ptr);
}

static void test_agencies(void **state)
{
    (void)state;
    static const struct {
        struct str form, name;
    } rows[] = {
        {STR_INIT("The Associated Press"), STR_INIT("AP")},
        {STR_INIT("INTERFAX"), STR_INIT("Interfax")},
        {STR_INIT("Itar-Tass"), STR_INIT("TASS")},
        {STR_INIT("rfe/rl"), STR_INIT("RFE/RL")},
        {STR_INIT("Yonhap News Agency"), STR_INIT("Yonhap")},
        {STR_INIT("AA"), STR_INIT("Anadolu")},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (!str_equal(dateline_agency(rows[i].form), rows[i].name)) {
            fail_msg("%.*s", STR_ARG(rows[i].form));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_found),
        cmocka_unit_test(test_not_found),
        cmocka_unit_test(test_agencies),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
