#include "pipeline/title.h"

#include "text_rig.h"

static void titles_are_told_in_full(void **unused)
{
    static const struct {
        const char *text, *full;
    } cases[] = {
        {"Prime Minister", "prime minister"},
        {"Lt. Gov.", "lieutenant governor"},
        {"Maj. Gen.", "major general"},
        {"Sen", "senator"},
        {"ex-minister", "minister"},
        {"Foreign\nMinister", "foreign minister"},
        {"General Secretary", "general secretary"},
        {"ex-", "ex-"},
        {"", ""},
    };
    (void)unused;
    assert_int_equal(rig_up(NULL), 0);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct str full = title_in_full(str_of(cases[i].text), &rig.arena);
        if (!str_equal(full, str_of(cases[i].full))) {
            fail_msg("%s: %.*s", cases[i].text, STR_ARG(full));
        }
    }
    assert_int_equal(rig_down(NULL), 0);
}

static void words_are_abbreviated_or_former(void **unused)
{
    (void)unused;
    assert_true(title_is_abbreviated(STR("Gov.")));
    assert_true(title_is_abbreviated(STR("sgt")));
    assert_false(title_is_abbreviated(STR("governor")));
    assert_true(title_is_former(STR("Ex-minister")));
    assert_false(title_is_former(STR("ex-")));
    assert_false(title_is_former(STR("extra")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(titles_are_told_in_full),
        cmocka_unit_test(words_are_abbreviated_or_former),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
