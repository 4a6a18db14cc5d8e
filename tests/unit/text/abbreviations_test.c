/* The source is included for its table, whose order no caller can see. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "text/abbreviations.c"

static void the_table_is_sorted(void **state)
{
    (void)state;
    for (size_t i = 1; i < sizeof rows / sizeof rows[0]; i++) {
        if (strcmp(rows[i - 1].word, rows[i].word) >= 0) {
            fail_msg("\"%s\" stands before \"%s\"", rows[i - 1].word, rows[i].word);
        }
    }
}

static void kinds_are_found(void **state)
{
    (void)state;
    static const struct {
        const char *word;
        enum abbreviation_kind kind;
    } cases[] = {
        {"Mr", ABBREVIATION_TITLE},     {"GEN", ABBREVIATION_TITLE}, {"No", ABBREVIATION_NUMBERED},
        {"no", ABBREVIATION_NONE},      {"Sept", ABBREVIATION_DATE}, {"Sun", ABBREVIATION_DATE},
        {"sun", ABBREVIATION_NONE},     {"p.m", ABBREVIATION_CLOCK}, {"e.g", ABBREVIATION_INNER},
        {"Inc", ABBREVIATION_FINAL},    {"U.S", ABBREVIATION_FINAL}, {"F.O.B", ABBREVIATION_FINAL},
        {"harbour", ABBREVIATION_NONE}, {"", ABBREVIATION_NONE},     {"U.S.", ABBREVIATION_NONE},
        {"3.5", ABBREVIATION_NONE},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        if (abbreviation_find(str_of(cases[i].word)) != cases[i].kind) {
            fail_msg("row %zu: \"%s\"", i, cases[i].word);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_table_is_sorted),
        cmocka_unit_test(kinds_are_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
