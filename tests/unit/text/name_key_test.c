#include "text/name_key.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* The cases that the twin in Python is held to as well. */
static void test_cases(void **state)
{
    (void)state;
    char line[256];
    int cases = 0;
    FILE *file = fopen("tests/unit/text/name_key.tsv", "r");
    assert_non_null(file);
    for (; fgets(line, sizeof line, file); cases++) {
        char *tab = strchr(line, '\t');
        assert_non_null(tab);
        struct name_key out;
        struct str want = str_make(tab + 1, strcspn(tab + 1, "\n"));
        struct str key = name_key_of(str_make(line, (size_t)(tab - line)), &out);
        if (!str_equal(key, want)) {
            fail_msg("line %d: '%.*s', not '%.*s'", cases + 1, STR_ARG(key), STR_ARG(want));
        }
    }
    fclose(file);
    assert_true(cases > 40);
}

static void test_too_long(void **state)
{
    (void)state;
    char text[NAME_KEY_MAX + 1];
    struct name_key out;
    memset(text, 'a', sizeof text);
    assert_int_equal(name_key_of(str_make(text, NAME_KEY_MAX), &out).len, NAME_KEY_MAX);
    assert_int_equal(name_key_of(str_make(text, NAME_KEY_MAX + 1), &out).len, 0);
    memcpy(text, "the ", 4); /* is counted before it is left out, as the twin does */
    assert_int_equal(name_key_of(str_make(text, NAME_KEY_MAX), &out).len, NAME_KEY_MAX - 4);
}

/* A key is its own key, but for a "the" that stood behind another. */
static void test_stable(void **state)
{
    (void)state;
    static const char *const texts[] = {"Dr. José-María O’Neill", "AT&T", "Österreich", "ﬃ", "ΐ"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct name_key once, twice;
        struct str key = name_key_of(str_of(texts[i]), &once);
        assert_true(key.len > 0);
        if (!str_equal(name_key_of(key, &twice), key)) {
            fail_msg("%s", texts[i]);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cases),
        cmocka_unit_test(test_too_long),
        cmocka_unit_test(test_stable),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
