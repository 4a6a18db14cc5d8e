#define _DEFAULT_SOURCE /* mincore */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/vec.h"

static void allocations_are_zeroed_even_when_reused(void **state)
{
    (void)state;
    struct arena a;
    assert_int_equal(arena_init(&a, 1 << 16), STATUS_OK);
    for (int round = 0; round < 3; round++) {
        for (size_t size = 0; size < 300; size += 7) {
            unsigned char *p = arena_alloc(&a, size);
            for (size_t i = 0; i < size; i++) {
                assert_int_equal(p[i], 0);
            }
            memset(p, 0xff, size);
            assert_int_equal((uintptr_t)p % 16, 0);
        }
        arena_reset(&a);
        assert_int_equal(a.used, 0);
    }
    arena_release(&a);
}

static void what_a_long_article_took_goes_back(void **state)
{
    (void)state;
    enum { LONG_BYTES = 3 * ARENA_KEPT_BYTES };
    struct arena a;
    assert_int_equal(arena_init(&a, LONG_BYTES), STATUS_OK);
    for (int round = 0; round < 2; round++) {
        unsigned char *p = arena_alloc(&a, LONG_BYTES);
        for (size_t i = 0; i < LONG_BYTES; i += 511) {
            assert_int_equal(p[i], 0);
        }
        memset(p, 0xff, LONG_BYTES);
        arena_reset(&a);
        unsigned char resident = 1;
        if (a.base) { /* under ASAN there are pieces instead */
            assert_int_equal(mincore(a.base + LONG_BYTES - ARENA_KEPT_BYTES, 1, &resident), 0);
            assert_int_equal(resident & 1, 0);
            assert_int_equal(mincore(a.base + ARENA_KEPT_BYTES / 2, 1, &resident), 0);
            assert_int_equal(resident & 1, 1);
        }
    }
    arena_release(&a);
}

static void rewind_gives_the_room_back(void **state)
{
    (void)state;
    struct arena a;
    assert_int_equal(arena_init(&a, 4096), STATUS_OK);
    struct str kept = arena_dup(&a, STR("kept"));
    struct arena_mark mark = arena_mark(&a);
    size_t left = arena_left(&a);
    for (int i = 0; i < 100; i++) {
        memset(arena_alloc(&a, 2000), 1, 2000);
        arena_rewind(&a, mark);
        assert_int_equal(arena_left(&a), left);
    }
    assert_true(str_equal(kept, STR("kept")));
    arena_release(&a);
}

static void printf_measures_what_it_writes(void **state)
{
    (void)state;
    struct arena a;
    assert_int_equal(arena_init(&a, 4096), STATUS_OK);
    assert_true(str_equal(arena_printf(&a, "%d-%s", 42, "x"), STR("42-x")));
    assert_true(str_is_absent(arena_dup(&a, (struct str){0})));
    arena_release(&a);
}

/* Running out is our own mistake: the process stops instead of going on with half an article. */
static void the_limit_stops_the_process(void **state)
{
    (void)state;
    pid_t child = fork();
    if (child == 0) {
        struct arena a;
        close(STDERR_FILENO);
        if (arena_init(&a, 4096) != STATUS_OK) {
            _exit(0);
        }
        arena_alloc(&a, 4097);
        _exit(0);
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status) || WEXITSTATUS(status) != 0);
}

static void a_vec_keeps_its_items_and_its_maximum(void **state)
{
    (void)state;
    struct arena a;
    assert_int_equal(arena_init(&a, 1 << 16), STATUS_OK);
    VEC(uint32_t) v = {0};
    for (uint32_t i = 0; i < 1000; i++) {
        uint32_t *item = vec_push(&v, &a, 1000);
        assert_non_null(item);
        assert_int_equal(*item, 0);
        *item = i * 3;
    }
    assert_null(vec_push(&v, &a, 1000));
    assert_int_equal(v.count, 1000);
    for (uint32_t i = 0; i < 1000; i++) {
        assert_int_equal(v.items[i], i * 3);
    }
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(allocations_are_zeroed_even_when_reused),
        cmocka_unit_test(what_a_long_article_took_goes_back),
        cmocka_unit_test(rewind_gives_the_room_back),
        cmocka_unit_test(printf_measures_what_it_writes),
        cmocka_unit_test(the_limit_stops_the_process),
        cmocka_unit_test(a_vec_keeps_its_items_and_its_maximum),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
