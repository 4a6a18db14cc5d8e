#include "pipeline/timex_words.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "pipeline/lexicon.h"

static void the_table_is_sorted_and_short_enough(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < timex_word_count; i++) {
        const char *word = timex_words[i].word;
        if ((i > 0 && strcmp(timex_words[i - 1].word, word) >= 0) ||
            strlen(word) > LEXICON_WORD_MAX || strlen(timex_words[i].classes) == 0) {
            fail_msg("row %u: \"%s\"", i, word);
        }
    }
}

/* A letter of the notation is one bit and none other's. */
static void class_letters_have_bits_of_their_own(void **state)
{
    (void)state;
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-,().&|$'*#%";
    uint64_t seen = 0;
    for (const char *c = letters; *c; c++) {
        uint64_t bit = timex_class(*c);
        if (!bit || (bit & (bit - 1)) || (seen & bit)) {
            fail_msg("'%c'", *c);
        }
        seen |= bit;
    }
    assert_int_equal(timex_class('\0'), 0);
    for (uint32_t i = 0; i < timex_word_count; i++) {
        for (const char *c = timex_words[i].classes; *c; c++) {
            if (*c != '1' && !timex_class(*c)) {
                fail_msg("\"%s\" has a class '%c' that is none", timex_words[i].word, *c);
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_table_is_sorted_and_short_enough),
        cmocka_unit_test(class_letters_have_bits_of_their_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
