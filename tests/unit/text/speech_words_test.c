/* The source is included for its tables, whose order no caller can see. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "text/speech_words.c"

static void assert_table(const char *name, struct table t)
{
    for (size_t i = 0; i < t.count; i++) {
        if ((i > 0 && strcmp(t.rows[i - 1].lemma, t.rows[i].lemma) >= 0) ||
            strlen(t.rows[i].lemma) > FORM_MAX) {
            fail_msg("%s, row %zu: \"%s\"", name, i, t.rows[i].lemma);
        }
    }
}

static void the_tables_are_sorted(void **state)
{
    (void)state;
    assert_table("verbs", TABLE(verbs));
    assert_table("nouns", TABLE(nouns));
    assert_table("adjectives", TABLE(adjectives));
    for (size_t i = 0; i < sizeof irregulars / sizeof irregulars[0]; i++) {
        if (i > 0 && strcmp(irregulars[i - 1].form, irregulars[i].form) >= 0) {
            fail_msg("irregulars, row %zu: \"%s\"", i, irregulars[i].form);
        }
    }
}

static void forms_lead_to_lemmas(void **state)
{
    (void)state;
    static const struct {
        const char *form, *tagger, *lemma;
    } cases[] = {
        {"said", "say", "say"},
        {"SAYS", "say", "say"},
        {"argued", "argu", "argue"},
        {"arguing", "", "argue"},
        {"denies", "", "deny"},
        {"denied", "deni", "deny"},
        {"admitted", "admitt", "admit"},
        {"wishes", "wish", "wish"},
        {"thought", "", "think"},
        {"vowed", "vowe", "vow"},
        {"told", "tell", "tell"},
        {"insisting", "insist", "insist"},
        {"emphasised", "", "emphasise"},
        {"swam", "swim", ""},
        {"", "", ""},
        {"sayings", "", ""},
        {"claimant", "", ""},
        {"claimer", "", ""},
        {"claimy", "", ""},
        {"retweeted", "", "retweet"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const struct speech_word *found =
            speech_verb_find(str_of(cases[i].form), str_of(cases[i].tagger));
        if (strcmp(found ? found->lemma : "", cases[i].lemma) != 0) {
            fail_msg("\"%s\" leads to \"%s\"", cases[i].form, found ? found->lemma : "");
        }
    }
}

static void nouns_and_adjectives(void **state)
{
    (void)state;
    struct str none = STR("");
    assert_string_equal(speech_noun_find(STR("Claims"), none)->lemma, "claim");
    assert_string_equal(speech_noun_find(STR("promise"), none)->lemma, "promise");
    assert_null(speech_noun_find(STR("bridge"), none));
    assert_int_equal(speech_adjective_find(STR("confident"))->class, SPEECH_THINK);
    assert_null(speech_adjective_find(STR("green")));
    assert_null(speech_adjective_find(STR("a-word-that-is-longer-than-any")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_tables_are_sorted),
        cmocka_unit_test(forms_lead_to_lemmas),
        cmocka_unit_test(nouns_and_adjectives),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
