/* Against a look at every row. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/search.h"

struct row {
    uint64_t other;
    struct {
        uint32_t begin, end;
    } span;
};

static void it_finds_what_a_look_at_all_finds(void **state)
{
    (void)state;
    enum { ROWS = 9 };
    struct row rows[ROWS];
    static const uint32_t numbers[] = {0, 1, 2, 3, 4, 5, 6, 7, UINT32_MAX - 1, UINT32_MAX};
    for (uint32_t count = 0; count <= ROWS; count++) {
        for (uint32_t i = 0; i < count; i++) { /* 0 0 2 2 4 4 6 6, the greatest */
            uint32_t key = i == 8 ? UINT32_MAX : i / 2 * 2;
            rows[i] = (struct row){.other = UINT64_MAX - i, .span = {key, ~key}};
        }
        for (size_t n = 0; n < sizeof numbers / sizeof numbers[0]; n++) {
            uint32_t from = 0, behind = 0;
            while (from < count && rows[from].span.begin < numbers[n]) {
                from++;
            }
            while (behind < count && rows[behind].span.begin <= numbers[n]) {
                behind++;
            }
            assert_int_equal(SEARCH_FROM(rows, count, span.begin, numbers[n]), from);
            assert_int_equal(SEARCH_BEHIND(rows, count, span.begin, numbers[n]), behind);
        }
    }
}

static void no_rows_may_be_no_memory(void **state)
{
    (void)state;
    const struct row *none = NULL;
    assert_int_equal(SEARCH_FROM(none, 0, span.end, 7), 0);
    assert_int_equal(SEARCH_BEHIND(none, 0, span.end, 7), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_finds_what_a_look_at_all_finds),
        cmocka_unit_test(no_rows_may_be_no_memory),
    };
    return cmocka_run_group_tests_name("search", tests, NULL, NULL);
}
