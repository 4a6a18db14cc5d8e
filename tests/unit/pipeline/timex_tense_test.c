#include "pipeline/timex_tense.h"

#include "text_rig.h"

static enum timex_tense tense_at(const char *text, const char *word)
{
    struct article *a = rig_run(str_of(text));
    size_t at = str_find(a->text, str_of(word), 0);
    assert_true(at != SIZE_MAX);
    return timex_tense(a, 0, (struct span){(uint32_t)at, (uint32_t)(at + strlen(word))});
}

static void the_lists_are_sorted(void **state)
{
    (void)state;
    assert_true(timex_tense_sorted());
}

static void the_nearest_verb_decides(void **state)
{
    (void)state;
    static const struct {
        const char *text, *word;
        enum timex_tense tense;
    } rows[] = {
        {"The mayor resigned on Tuesday.", "Tuesday", TENSE_PAST},
        {"The mayor will resign on Tuesday.", "Tuesday", TENSE_FUTURE},
        {"The head, who took office in January, will go.", "January", TENSE_PAST},
        {"The men are to be tried on Monday.", "Monday", TENSE_FUTURE},
        {"On Friday, he will vote.", "Friday", TENSE_FUTURE},
        {"The talks are scheduled for May 3.", "May 3", TENSE_FUTURE},
        {"A quiet town in March.", "March", TENSE_NONE},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (tense_at(rows[i].text, rows[i].word) != rows[i].tense) {
            fail_msg("%s", rows[i].text);
        }
    }
}

/* Where the model has tagged the words, its tags decide. */
static void tags_decide(void **state)
{
    (void)state;
    struct article *a = rig_run(STR("The wounded town in March."));
    struct span march = {20, 25};
    assert_int_equal(timex_tense(a, 0, march), TENSE_PAST); /* by the ending */
    a->tags.xpos = arena_alloc_array(a->arena, a->tokens.count, sizeof *a->tags.xpos);
    a->tags.xpos[1] = STR("JJ");
    a->layers |= HAS_TAGS;
    assert_int_equal(timex_tense(a, 0, march), TENSE_NONE);
    a->layers = 0;
}

/* "Ring": what is asked for is to come, where the model sees a verb. */
static void requests_are_to_come(void **state)
{
    (void)state;
    struct article *a = rig_run(STR("Ring her on Monday."));
    struct span monday = {12, 18};
    assert_int_equal(timex_tense(a, 0, monday), TENSE_NONE);
    a->tags.xpos = arena_alloc_array(a->arena, a->tokens.count, sizeof *a->tags.xpos);
    a->tags.xpos[0] = STR("VB");
    a->layers |= HAS_TAGS;
    assert_int_equal(timex_tense(a, 0, monday), TENSE_FUTURE);
    a->layers = 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_lists_are_sorted),
        cmocka_unit_test(the_nearest_verb_decides),
        cmocka_unit_test(tags_decide),
        cmocka_unit_test(requests_are_to_come),
    };
    return cmocka_run_group_tests(tests, rig_up, rig_down);
}
