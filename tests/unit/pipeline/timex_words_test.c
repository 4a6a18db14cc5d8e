#include "pipeline/timex_words.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void the_table_is_sorted_and_short_enough(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < timex_word_count; i++) {
        const char *word = timex_words[i].word;
        if ((i > 0 && strcmp(timex_words[i - 1].word, word) >= 0) ||
            strlen(word) > TIMEX_WORD_BYTES_MAX || strlen(timex_words[i].classes) == 0) {
            fail_msg("row %u: \"%s\"", i, word);
        }
    }
}

static void words_are_found(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < timex_word_count; i++) {
        assert_ptr_equal(timex_word_find(str_of(timex_words[i].word)), &timex_words[i]);
    }
    assert_null(timex_word_find(STR("mondayish")));
    assert_null(timex_word_find(STR("")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_table_is_sorted_and_short_enough),
        cmocka_unit_test(words_are_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
