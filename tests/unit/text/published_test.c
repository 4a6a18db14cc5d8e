/* The forms by example are in tests/golden/normalise/published.md. */
#include "text/published.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "text/calendar.h"

static struct arena arena;

static int open_arena(void **state)
{
    (void)state;
    return arena_init(&arena, 1 << 20) == STATUS_OK ? 0 : -1;
}

static int close_arena(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

static void test_refused(void **state)
{
    (void)state;
    static const struct str rows[] = {
        STR_INIT(""),
        STR_INIT("   "),
        STR_INIT("2024"),
        STR_INIT("14"),
        STR_INIT("2024-13-01"),
        STR_INIT("2024-03-14T25:00"),
        STR_INIT("2024-03-14T10"),
        STR_INIT("2024-03-14 10:60"),
        STR_INIT("10:42 GMT"),
        STR_INIT("March 2024"),
        STR_INIT("13:10 PM March 14, 2024"),
        STR_INIT("March 14, 2024 in Lisbon"),
        STR_INIT("March April 14 2024"),
        STR_INIT("2024-03-14 GMT"),
        STR_INIT("2024-03-14T10:42+99:00"),
        STR_INIT("-2024-03-14T10:42"),
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct published p;
        if (published_parse(rows[i], &arena, &p) || p.text.ptr) {
            fail_msg("\"%.*s\" was read as %.*s", STR_ARG(rows[i]), STR_ARG(p.text));
        }
    }
}

/* Whatever is read is a canonical date or date-time, and reading that again gives the same. */
static void test_random_pieces(void **state)
{
    (void)state;
    static const char *const pieces[] = {
        "2024", "-03",  "-14", "T",   "10:42",    ":31", "Z",    "+01:00", " ",     "March", "14",
        ", ",   "a.m.", "EDT", "Thu", "20240314", ".5",  "0000", "99",     "(UTC)", "pm",    "/"};
    uint64_t seed = 5;
    uint32_t read = 0;
    for (uint32_t round = 0; round < 100000; round++) {
        char text[128] = "";
        for (uint32_t n = 1 + round % 7; n > 0; n--) {
            seed = seed * UINT64_C(6364136223846793005) + 1;
            strcat(text, pieces[(seed >> 33) % (sizeof pieces / sizeof pieces[0])]);
        }
        struct published p, again;
        arena_reset(&arena);
        if (!published_parse(str_of(text), &arena, &p)) {
            continue;
        }
        read++;
        struct calendar_date d;
        assert_true(calendar_read_iso(p.text, &d));
        assert_true(p.text.len == 10 || p.text.len == 20);
        assert_true(published_parse(p.text, &arena, &again));
        assert_true(str_equal(p.text, again.text));
        assert_false(again.assumed_utc);
    }
    assert_true(read > 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_random_pieces),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
