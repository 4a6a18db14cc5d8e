#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "store/store_index.h"

static bool has(struct store_index *ix, uint32_t hash, uint64_t number)
{
    uint64_t numbers[STORE_CANDIDATES_MAX];
    uint32_t count = store_index_find(ix, hash, numbers);
    for (uint32_t i = 0; i < count; i++) {
        if (numbers[i] == number) {
            return true;
        }
    }
    return false;
}

static void finds_what_was_added(void **state)
{
    (void)state;
    struct store_index ix;
    store_index_init(&ix);
    for (uint64_t n = 1; n <= 20000; n++) {
        store_index_add(&ix, (uint32_t)(n * 2654435761u), n);
    }
    for (uint64_t n = 1; n <= 20000; n++) {
        assert_true(has(&ix, (uint32_t)(n * 2654435761u), n));
    }
    assert_false(has(&ix, 12345, 1));
    assert_int_equal(ix.count, 20000);
    store_index_release(&ix);
}

/* Homes that lie close together, so that removing has gaps to close; what is left must all be
 * found after each step. */
static void closes_gaps_when_removing(void **state)
{
    (void)state;
    struct store_index ix;
    store_index_init(&ix);
    enum { COUNT = 300 };
    uint64_t number[COUNT] = {0}, next = 1; /* of each that is there */
    uint32_t random = 1;
    for (int step = 0; step < 20000; step++) {
        random = random * 1664525u + 1013904223u;
        uint32_t n = (random >> 10) % COUNT, hash = n % 37 + 1000 + n * 4096;
        if (number[n]) {
            store_index_remove(&ix, hash, number[n]);
            number[n] = 0;
        } else {
            number[n] = next++;
            store_index_add(&ix, hash, number[n]);
        }
        for (uint32_t i = 0; step % 100 == 0 && i < COUNT; i++) {
            uint64_t found[STORE_CANDIDATES_MAX];
            uint32_t count = store_index_find(&ix, i % 37 + 1000 + i * 4096, found);
            assert_int_equal(count, number[i] != 0);
            assert_true(!count || found[0] == number[i]);
        }
    }
    store_index_release(&ix);
}

static void keeps_both_of_equal_hashes(void **state)
{
    (void)state;
    struct store_index ix;
    store_index_init(&ix);
    store_index_add(&ix, 7, 100);
    store_index_add(&ix, 7, 200);
    assert_true(has(&ix, 7, 100) && has(&ix, 7, 200));
    store_index_remove(&ix, 7, 100);
    assert_true(!has(&ix, 7, 100) && has(&ix, 7, 200));
    store_index_remove(&ix, 7, 100); /* absent: nothing happens */
    assert_int_equal(ix.count, 1);
    store_index_release(&ix);
}

static void moves_its_base_for_numbers_far_apart(void **state)
{
    (void)state;
    struct store_index ix;
    store_index_init(&ix);
    const uint64_t g = 1000000000; /* a number is kept in 32 bits from the base on */
    store_index_add(&ix, 1, 10);
    store_index_add(&ix, 2, 3 * g);
    store_index_remove(&ix, 1, 10);
    store_index_add(&ix, 3, 5 * g);
    assert_true(!has(&ix, 1, 10) && has(&ix, 2, 3 * g) && has(&ix, 3, 5 * g));
    store_index_remove(&ix, 2, 3 * g);
    store_index_add(&ix, 4, 9 * g);
    assert_true(has(&ix, 3, 5 * g) && has(&ix, 4, 9 * g));
    store_index_release(&ix);
}

static void hashes_under_a_seed_of_its_own(void **state)
{
    (void)state;
    struct store_index a, b;
    store_index_init(&a);
    store_index_init(&b);
    int same = 0;
    for (char c = 'a'; c <= 'z'; c++) {
        struct str key = {&c, 1};
        assert_int_equal(store_index_hash(&a, key), store_index_hash(&a, key));
        same += store_index_hash(&a, key) == store_index_hash(&b, key);
    }
    assert_true(same < 2);
    store_index_release(&a);
    store_index_release(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_what_was_added),
        cmocka_unit_test(closes_gaps_when_removing),
        cmocka_unit_test(keeps_both_of_equal_hashes),
        cmocka_unit_test(moves_its_base_for_numbers_far_apart),
        cmocka_unit_test(hashes_under_a_seed_of_its_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
