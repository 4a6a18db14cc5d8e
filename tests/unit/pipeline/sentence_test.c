/* The stage's source is included for its lists, whose order no caller can see. */
#include <string.h>

#include "pipeline/sentence.c"

#include "text_rig.h"

static void lists_are_sorted(void **state)
{
    (void)state;
    assert_sorted("starters", &starter_list);
    assert_sorted("clock_followers", &clock_list);
    assert_sorted("stopped_names", &stopped_name_list);
}

static void sentences_cover_their_paragraphs(void **state)
{
    (void)state;
    static char text[4000];
    for (uint64_t seed = 1; seed <= 300; seed++) {
        struct article *a = rig_run(rig_noise(text, sizeof text, seed));
        uint32_t next = 0;
        for (uint32_t p = 0; p < a->paragraphs.count; p++) {
            uint32_t at = a->paragraphs.items[p].span.begin;
            for (; next < a->sentences.count && a->sentences.items[next].paragraph == p; next++) {
                struct span s = a->sentences.items[next].span;
                if (scan_skip_blanks(text, at, s.begin) != s.begin || s.end <= s.begin ||
                    text[s.end - 1] == ' ') {
                    fail_msg("seed %u: sentence %u begins at %u, the one before ends at %u",
                             (unsigned)seed, next, s.begin, at);
                }
                at = s.end;
            }
            assert_int_equal(at, a->paragraphs.items[p].span.end);
        }
        assert_int_equal(next, a->sentences.count);
    }
}

static void a_full_list_keeps_what_was_found(void **state)
{
    (void)state;
    static char text[SENTENCES_MAX * 4 + 400];
    for (size_t i = 0; i < sizeof text; i += 4) {
        memcpy(text + i, "Ab. ", 4);
    }
    struct article *a = rig_article(str_make(text, sizeof text));
    assert_int_equal(sentence_run(a, NULL), STATUS_LIMIT);
    assert_int_equal(a->sentences.count, SENTENCES_MAX);
}

static void the_budget_holds(void **state)
{
    (void)state;
    struct article *a = rig_article(STR("One. Two. Three."));
    a->units_left = 2;
    assert_int_equal(sentence_run(a, NULL), STATUS_LIMIT);
    assert_int_equal(a->sentences.count, 2);
}

/* A million bytes that once took quadratic time must be read in the time of a test. */
static void hostile_texts_end(void **state)
{
    (void)state;
    static const char *const pieces[] = {"a.A",   "aa.Aa", ".'",   ". . ", "?! ",
                                         "?) ) ", "x.\"",  "? ! ", "Aa ",  "('"};
    static char text[1 << 20];
    for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
        struct article *a = rig_article(rig_repeat(text, sizeof text, pieces[i]));
        enum status status = sentence_run(a, NULL);
        assert_true(status == STATUS_OK || a->sentences.count == SENTENCES_MAX);
        assert_true(a->sentences.count > 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lists_are_sorted),
        cmocka_unit_test(sentences_cover_their_paragraphs),
        cmocka_unit_test(a_full_list_keeps_what_was_found),
        cmocka_unit_test(the_budget_holds),
        cmocka_unit_test(hostile_texts_end),
    };
    return cmocka_run_group_tests(tests, rig_up, rig_down);
}
