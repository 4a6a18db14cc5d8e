/* The source is included for its table, whose order no caller can see. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "text/reporting_verbs.c"

static void the_table_is_sorted_and_short_enough(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if ((i > 0 && strcmp(rows[i - 1].form, rows[i].form) >= 0) ||
            strlen(rows[i].form) > FORM_MAX) {
            fail_msg("row %zu: \"%s\"", i, rows[i].form);
        }
    }
}

static void forms_lead_to_lemmas(void **state)
{
    (void)state;
    static const struct {
        const char *form, *lemma;
        enum reporting_strength strength;
    } cases[] = {
        {"said", "say", REPORTING_SPEECH},      {"Told", "tell", REPORTING_SPEECH},
        {"replies", "reply", REPORTING_SPEECH}, {"emphasised", "emphasise", REPORTING_SPEECH},
        {"called", "call", REPORTING_WEAK},     {"dubbed", "dub", REPORTING_WEAK},
        {"swim", "", REPORTING_NONE},           {"", "", REPORTING_NONE},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct str lemma = STR("");
        if (reporting_verb_find(str_of(cases[i].form), &lemma) != cases[i].strength ||
            !str_equal(lemma, str_of(cases[i].lemma))) {
            fail_msg("row %zu: \"%s\" leads to \"%.*s\"", i, cases[i].form, STR_ARG(lemma));
        }
    }
    assert_int_equal(reporting_verb_find(STR("said"), NULL), REPORTING_SPEECH);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_table_is_sorted_and_short_enough),
        cmocka_unit_test(forms_lead_to_lemmas),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
