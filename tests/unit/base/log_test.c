#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/log.h"

/* Runs one log call with stderr in a pipe and returns what came out. */
static const char *logged(bool as_json, const char *format, const char *value)
{
    static char text[1024];
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    int kept = dup(STDERR_FILENO);
    dup2(ends[1], STDERR_FILENO);
    log_set(LOG_INFO, as_json);
    log_debug("test.hidden", "x=%d", 1);
    log_event(LOG_WARN, "test.line", format, value);
    dup2(kept, STDERR_FILENO);
    close(kept);
    close(ends[1]);
    ssize_t n = read(ends[0], text, sizeof text - 1);
    assert_true(n >= 0);
    text[n] = '\0';
    close(ends[0]);
    log_set(LOG_INFO, false);
    return text;
}

static void a_text_line_has_event_and_pairs(void **state)
{
    (void)state;
    const char *line = logged(false, "id=%s n=3", "abc");
    assert_non_null(strstr(line, " warn  test.line id=abc n=3\n"));
    assert_null(strstr(line, "test.hidden"));
}

static void a_json_line_has_members(void **state)
{
    (void)state;
    const char *line = logged(true, "id=%s n=3 detail=two words", "a\"b");
    assert_non_null(strstr(line, "\"event\": \"test.line\", \"id\": \"a\\\"b\", \"n\": \"3\", "
                                 "\"detail\": \"two words\"}\n"));
}

static void values_of_strangers_are_made_safe(void **state)
{
    (void)state;
    char out[16];
    assert_string_equal(log_value(STR("a b=\"\n"), out, sizeof out), "a%20b%3D%22%0A");
    assert_string_equal(log_value(STR("0123456789012345678"), out, sizeof out), "0123456789012");
}

static void stamps_are_utc(void **state)
{
    (void)state;
    char text[CLOCK_TEXT];
    clock_format(1700000000123, text);
    assert_string_equal(text, "2023-11-14T22:13:20.123Z");
    assert_true(clock_monotonic_us() <= clock_monotonic_us());
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_text_line_has_event_and_pairs),
        cmocka_unit_test(a_json_line_has_members),
        cmocka_unit_test(values_of_strangers_are_made_safe),
        cmocka_unit_test(stamps_are_utc),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
