/* The stage's source is included for its lists and bounds, which no caller can see. */
#include <string.h>

#include "pipeline/quote.c"

#include "text_rig.h"

static void lists_are_sorted(void **state)
{
    (void)state;
    assert_sorted("clause_words", &clause_list);
}

/* Spans lie in one paragraph, hold something, stand in order and point backwards. */
static void quotes_are_in_order(void **state)
{
    (void)state;
    static char text[4000];
    uint32_t seen = 0;
    for (uint64_t seed = 1; seed <= 300; seed++) {
        struct article *a = rig_run(rig_noise(text, sizeof text, seed));
        for (uint32_t i = 0; i < a->quoted.count; i++) {
            const struct quote *q = &a->quoted.items[i], *before = i ? q - 1 : q;
            bool ordered = i == 0 || before->span.begin < q->span.begin ||
                           (before->span.begin == q->span.begin && before->span.end >= q->span.end);
            bool decided = q->by && q->confidence > 0 && q->confidence <= 1 && q->depth < DEPTH_MAX;
            bool back = q->continues == NO_INDEX || q->continues < i;
            struct str content = article_slice(a, q->span);
            if (!ordered || !decided || !back || content.len == 0 ||
                str_find_byte(content, '\n', 0) != SIZE_MAX) {
                fail_msg("seed %u: quote %u [%u,%u)", (unsigned)seed, i, q->span.begin,
                         q->span.end);
            }
        }
        seen += a->quoted.count;
    }
    assert_true(seen > 1000);
}

static void rules_are_named(void **state)
{
    (void)state;
    static const struct {
        const char *text, *by;
        double least, most;
    } rows[] = {
        {"“We will go,” he said.", "quote.said", 0.7, 1},
        {"The rule is plain: “Nobody swims here alone.”", "quote.colon", 0.7, 1},
        {"They stopped. “We had no water at all.” It was noon.", "quote.sentence", 0.7, 1},
        {"He called it “a sad day for the whole town” again.", "quote.fragment_said", 0.5, 1},
        {"It had “no doors and only one window” left.", "quote.fragment", 0.5, 1},
        {"The “guide” slept.", "quote.term", 0, 0.5},
        {"She sang “Night on the River” twice.", "quote.title", 0, 0.5},
        {"He began: “We had no water at all.", "quote.unclosed", 0.5, 0.7},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct article *a = rig_run(str_of(rows[i].text));
        assert_int_equal(a->quoted.count, 1);
        const struct quote *q = &a->quoted.items[0];
        if (strcmp(q->by, rows[i].by) != 0 || q->confidence < rows[i].least ||
            q->confidence > rows[i].most) {
            fail_msg("row %zu: \"%s\": %s at %.2f", i, rows[i].text, q->by, q->confidence);
        }
    }
}

static void a_full_list_keeps_what_was_found(void **state)
{
    (void)state;
    static char text[(QUOTES_MAX + 10) * 6];
    for (size_t i = 0; i < sizeof text; i += 6) {
        memcpy(text + i, "\"ab\" .", 6);
    }
    for (size_t i = 600; i < sizeof text; i += 600) {
        text[i - 1] = '\n';
    }
    struct article *a = rig_article(str_make(text, sizeof text));
    assert_int_equal(sentence_run(a, NULL), STATUS_OK);
    assert_int_equal(tokenise_run(a, NULL), STATUS_OK);
    assert_int_equal(quote_run(a, NULL), STATUS_LIMIT);
    assert_int_equal(a->quoted.count, QUOTES_MAX);
}

static void the_budget_holds(void **state)
{
    (void)state;
    struct article *a = rig_article(STR("“One,” he said. “Two,” she said."));
    assert_int_equal(sentence_run(a, NULL), STATUS_OK);
    assert_int_equal(tokenise_run(a, NULL), STATUS_OK);
    a->units_left = 3;
    assert_int_equal(quote_run(a, NULL), STATUS_LIMIT);
    assert_true(a->quoted.count >= 1);
}

static void scratch_is_given_back(void **state)
{
    (void)state;
    size_t used = rig.state.scratch.used;
    rig_run(STR("“One,” he said.\n“Two,” she said."));
    assert_int_equal(rig.state.scratch.used, used);
}

/* Marks without end: every run ends, at MARKS_MAX at the latest. */
static void hostile_texts_end(void **state)
{
    (void)state;
    static const char *const pieces[] = {"\"",  "“",   "”", "'",   " '", "' ",  "‘a ",
                                         "a’ ", "“ ‘", "«", "\" ", "''", "s' a"};
    static char text[1 << 20];
    for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
        struct article *a = rig_article(rig_repeat(text, sizeof text, pieces[i]));
        (void)!sentence_run(a, NULL);
        (void)!tokenise_run(a, NULL);
        enum status status = quote_run(a, NULL);
        assert_true(status == STATUS_OK || status == STATUS_LIMIT);
        assert_true(a->quoted.count <= QUOTES_MAX);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lists_are_sorted),  cmocka_unit_test(quotes_are_in_order),
        cmocka_unit_test(rules_are_named),   cmocka_unit_test(a_full_list_keeps_what_was_found),
        cmocka_unit_test(the_budget_holds),  cmocka_unit_test(scratch_is_given_back),
        cmocka_unit_test(hostile_texts_end),
    };
    return cmocka_run_group_tests(tests, rig_up, rig_down);
}
