#include "pipeline/lexicon.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "lexicon_rig.h"
#include "pipeline/timex_words.h"
#include "text/holidays.h"
#include "text/number_words.h"

static const struct lexeme *find(struct str word)
{
    return lexicon_find(lexicon, word, 0, (uint32_t)word.len);
}

static void every_table_has_its_words(void **state)
{
    (void)state;
    for (size_t i = 0; i < number_word_count; i++) {
        if (!lexeme_is(find(str_of(number_words[i].form)), MARK_NUMBER)) {
            fail_msg("\"%s\"", number_words[i].form);
        }
    }
    for (uint32_t i = 0; i < timex_word_count; i++) {
        const struct lexeme *w = find(str_of(timex_words[i].word));
        if (w->time != &timex_words[i] || w->classes != timex_classes(timex_words[i].classes)) {
            fail_msg("\"%s\"", timex_words[i].word);
        }
    }
    assert_true(lexeme_is(find(STR("thanksgiving")), MARK_HOLIDAY));
}

static void one_word_bears_the_marks_of_several_tables(void **state)
{
    (void)state;
    static const struct {
        const char *word;
        uint32_t mark;
        bool has;
    } rows[] = {
        {"second", MARK_NUMBER, true},
        {"second", MARK_TIME, true},
        {"second", QUANTITY_TIME_UNITS, true},
        {"killed", QUANTITY_KILLING, true},
        {"killed", QUANTITY_DEAD, true},
        {"killed", MARK_PAST, true},
        {"killed", MARK_NUMBER, false},
        {"dollars", MARK_MONEY_NOUN, true},
        {"swiss", MARK_MONEY_NOUN, true},
        {"usd", MARK_MONEY_CODE, true},
        {"kilometres", MARK_MEASURE, true},
        {"light", MARK_MEASURE, true},
        {"guards", MARK_PERSONS, true},
        {"guard", MARK_PERSONS, false},
        {"least", MARK_HEDGE_END, true},
        {"at", MARK_TIME_PHRASE, true},
        {"percent", MARK_SHARE, true},
        {"will", MARK_FUTURE, true},
        {"a", MARK_ARTICLE, true},
        {"a", MARK_TIME_LETTERS, true},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (lexeme_is(find(str_of(rows[i].word)), rows[i].mark) != rows[i].has) {
            fail_msg("\"%s\", mark %u", rows[i].word, (unsigned)rows[i].mark);
        }
    }
}

static void case_plays_no_part_and_the_rest_does(void **state)
{
    (void)state;
    assert_ptr_equal(find(STR("MoNdAy")), find(STR("monday")));
    assert_ptr_equal(find(STR("HUNDREDTHS")), find(STR("hundredths")));
    assert_non_null(find(STR("monday"))->time);
    static const char *const none[] = {"",
                                       "zz",
                                       "mondayish",
                                       "monda",
                                       "onday",
                                       "a\x01",
                                       "M\xC3\xA4rz",
                                       "[onday",
                                       "mond{y",
                                       "supercalifragilistic",
                                       "kilometresquare"};
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++) {
        if (find(str_of(none[i]))->marks) {
            fail_msg("\"%s\"", none[i]);
        }
    }
}

/* What stands behind the word plays no part, nor whether anything does. */
static void words_are_read_to_their_end_alone(void **state)
{
    (void)state;
    struct str text = STR("Friday fridayfriday0123456789 friday");
    const struct lexeme *friday = find(STR("friday"));
    assert_ptr_equal(lexicon_find(lexicon, text, 0, 6), friday);
    assert_ptr_equal(lexicon_find(lexicon, text, 7, 13), friday);
    assert_ptr_equal(lexicon_find(lexicon, text, 13, 19), friday);
    assert_ptr_equal(lexicon_find(lexicon, text, 30, 36), friday);
    assert_int_equal(lexicon_find(lexicon, text, 7, 19)->marks, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_table_has_its_words),
        cmocka_unit_test(one_word_bears_the_marks_of_several_tables),
        cmocka_unit_test(case_plays_no_part_and_the_rest_does),
        cmocka_unit_test(words_are_read_to_their_end_alone),
    };
    return cmocka_run_group_tests(tests, lexicon_up, lexicon_down);
}
