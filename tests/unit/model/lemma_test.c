#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "fixture.h"
#include "model/lemma.h"

static void test_rules(void **unused)
{
    static const struct {
        const char *rule, *form, *lemma;
    } cases[] = {
        {"k|0|", "iPhone", "iPhone"},
        {"l|0|", "The", "the"},
        {"l|3|y", "Parties", "party"},
        {"k|2|", "boxes", "box"},
        {"t|0|", "LONDON", "London"},
        {"u|0|", "nato", "NATO"},
        {"l|5|go", "Going", "go"},
        {"k|9|x", "was", "was"},
        {"l|9|x", "WAS", "was"},
        {"k|3|", "was", "was"},
        {"l|1|", "\xC3\x89t\xC3\xA9s", "\xC3\xA9t\xC3\xA9"},
        {"u|0|",
         "stra\xC3\x9F"
         "e",
         "STRA\xC3\x9F"
         "E"},
        {"k|1|a|b", "xy", "xa|b"},
    };
    struct arena arena;
    (void)unused;
    assert_int_equal(arena_init(&arena, 1 << 16), STATUS_OK);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct str got = lemma_by_rule(str_of(cases[i].rule), str_of(cases[i].form), &arena);
        if (!str_equal(got, str_of(cases[i].lemma))) {
            fail_msg("%s of %s: %.*s", cases[i].rule, cases[i].form, STR_ARG(got));
        }
    }
    arena_release(&arena);
}

static void test_validity(void **unused)
{
    static const struct {
        const char *rule;
        bool valid;
    } cases[] = {{"l|0|", true}, {"u|12|ab", true},  {"", false},     {"l", false},
                 {"l|", false},  {"l|1", false},     {"x|1|", false}, {"l|-1|", false},
                 {"l||", false}, {"l|1000|", false}, {"l1|", false}};
    (void)unused;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        if (lemma_rule_is_valid(str_of(cases[i].rule)) != cases[i].valid) {
            fail_msg("\"%s\"", cases[i].rule);
        }
    }
}

static void test_lexicon(void **unused)
{
    static const struct {
        const char *form, *tag, *lemma;
    } cases[] = {{"cats", "NNS", "cat"}, {"mice", "NNS", "mouse"}, {"sat", "VBD", "sit"},
                 {"sat", "NN", NULL},    {"sa", "VBD", NULL},      {"satt", "VBD", NULL},
                 {"", "", NULL},         {"a", "NN", NULL},        {"z", "NN", NULL}};
    struct fixture f;
    struct model *m;
    const char *problem;
    (void)unused;
    fixture_make(&f, 1);
    assert_int_equal(model_of_bytes(str_make(f.bytes, f.len), &m, &problem), STATUS_OK);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct str got = lemma_in_lexicon(&m->lexicon, str_of(cases[i].form), str_of(cases[i].tag));
        if (cases[i].lemma ? !str_equal(got, str_of(cases[i].lemma)) : !str_is_absent(got)) {
            fail_msg("%s as %s: %.*s", cases[i].form, cases[i].tag, STR_ARG(got));
        }
    }
    model_close(m);
    fixture_release(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_rules),
                                       cmocka_unit_test(test_validity),
                                       cmocka_unit_test(test_lexicon)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
