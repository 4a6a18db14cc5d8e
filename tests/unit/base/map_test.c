#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/map.h"

static void every_key_is_found_again(void **state)
{
    (void)state;
    struct arena a;
    assert_int_equal(arena_init(&a, 1 << 20), STATUS_OK);
    struct map m;
    map_init(&m, &a, 1000, 7);
    for (uint32_t i = 0; i < 1000; i++) {
        uint32_t *value = map_put(&m, arena_printf(&a, "key-%u", i), i);
        assert_non_null(value);
        assert_int_equal(*value, i);
    }
    assert_null(map_put(&m, STR("one too many"), 1));
    assert_int_equal(*map_put(&m, STR("key-5"), 99), 5);
    for (uint32_t i = 0; i < 1000; i++) {
        const uint32_t *value = map_get(&m, arena_printf(&a, "key-%u", i));
        assert_non_null(value);
        assert_int_equal(*value, i);
    }
    assert_null(map_get(&m, STR("other")));
    assert_null(map_get(&(struct map){0}, STR("other")));
    arena_release(&a);
}

static void the_empty_key_is_a_key(void **state)
{
    (void)state;
    struct arena a;
    assert_int_equal(arena_init(&a, 1 << 12), STATUS_OK);
    struct map m;
    map_init(&m, &a, 4, 0);
    *map_put(&m, (struct str){0}, 3) += 1;
    assert_int_equal(*map_get(&m, STR("")), 4);
    arena_release(&a);
}

static void a_buf_grows_and_keeps_its_bytes(void **state)
{
    (void)state;
    struct buf b = {0};
    for (int i = 0; i < 1000; i++) {
        buf_printf(&b, "%d,", i);
    }
    assert_int_equal(b.len, 10 * 2 + 90 * 3 + 900 * 4);
    assert_true(str_starts_with(buf_str(&b), STR("0,1,2,")));
    assert_true(str_ends_with(buf_str(&b), STR("998,999,")));
    assert_int_equal(buf_cstr(&b)[b.len], 0);
    buf_clear(&b);
    assert_int_equal(buf_str(&b).len, 0);
    buf_release(&b);
    assert_non_null(buf_str(&b).ptr);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_key_is_found_again),
        cmocka_unit_test(the_empty_key_is_a_key),
        cmocka_unit_test(a_buf_grows_and_keeps_its_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
