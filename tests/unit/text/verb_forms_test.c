/* The source is included for its tables, whose order no caller can see. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "text/verb_forms.c"

static const struct {
    const char *form, *guess, *base;
} cases[] = {
    {"struck", "struc", "strike"},
    {"Stolen", "sto", "steal"},
    {"arisen", "aris", "arise"},
    {"written", "writt", "write"},
    {"kidnapped", "kidnapp", "kidnap"},
    {"robbing", "robb", "rob"},
    {"added", "add", "add"},
    {"passed", "pass", "pass"},
    {"called", "call", "call"},
    {"expelled", "expell", "expel"},
    {"cancelled", "cancell", "cancel"},
    {"denied", "deni", "deny"},
    {"died", "die", "die"},
    {"toppled", "toppl", "topple"},
    {"snarled", "snarl", "snarl"},
    {"announced", "announc", "announce"},
    {"resolving", "resolv", "resolve"},
    {"impeached", "impeache", "impeach"},
    {"ached", "ache", "ache"},
    {"clashing", "clashe", "clash"},
    {"hoped", "hope", "hope"},
    {"visited", "visit", "visit"},
    {"red", "r", "r"},
    {"king", "k", "k"},
    {"cut", "cut", "cut"},
};

static void test_cases(void **unused)
{
    struct arena arena;
    (void)unused;
    assert_int_equal(arena_init(&arena, 1 << 16), STATUS_OK);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct str got = verb_base(str_of(cases[i].form), str_of(cases[i].guess), &arena);
        if (!str_equal(got, str_of(cases[i].base))) {
            fail_msg("%s: %.*s", cases[i].form, STR_ARG(got));
        }
    }
    arena_release(&arena);
}

static void test_order(void **unused)
{
    (void)unused;
    for (size_t i = 1; i < sizeof irregulars / sizeof irregulars[0]; i++) {
        if (strcmp(irregulars[i - 1].form, irregulars[i].form) >= 0) {
            fail_msg("row %zu: %s", i, irregulars[i].form);
        }
    }
    for (size_t i = 1; i < sizeof doublings / sizeof doublings[0]; i++) {
        if (strcmp(doublings[i - 1].base, doublings[i].base) >= 0) {
            fail_msg("row %zu: %s", i, doublings[i].base);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_cases), cmocka_unit_test(test_order)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
