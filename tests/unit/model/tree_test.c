#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>

#include "fixture.h"
#include "model/tree.h"

enum { SMALL_MAX = 5, STRIDE = 16 };

static struct arena scratch;

static double worth(const float *scores, const uint32_t *heads, uint32_t count)
{
    double sum = 0;
    for (uint32_t i = 0; i < count; i++) {
        sum += scores[i * STRIDE + heads[i]];
    }
    return sum;
}

/* The best of all assignments of heads that are a tree. */
static double best_of_all(const float *scores, uint32_t count)
{
    uint32_t heads[SMALL_MAX] = {0};
    double best = -INFINITY;
    for (;;) {
        double sum = tree_is_valid(heads, count) ? worth(scores, heads, count) : -INFINITY;
        uint32_t i = 0;
        best = sum > best ? sum : best;
        while (i < count && heads[i] == count) {
            heads[i++] = 0;
        }
        if (i == count) {
            return best;
        }
        heads[i]++;
    }
}

static void test_against_brute_force(void **unused)
{
    uint64_t state = 11;
    uint32_t greedy = 0, searched = 0;
    (void)unused;
    for (int round = 0; round < 3000; round++) {
        uint32_t count = 1 + (uint32_t)round % SMALL_MAX, heads[SMALL_MAX];
        float scores[SMALL_MAX * STRIDE];
        for (int i = 0; i < SMALL_MAX * STRIDE; i++) {
            scores[i] = 10 * fixture_uniform(&state);
        }
        if (tree_best(scores, STRIDE, count, heads, &scratch)) {
            greedy++;
        } else {
            searched++;
        }
        if (!tree_is_valid(heads, count) ||
            fabs(worth(scores, heads, count) - best_of_all(scores, count)) > 1e-4) {
            fail_msg("round %d, %u words: worth %g, the best is %g", round, count,
                     worth(scores, heads, count), best_of_all(scores, count));
        }
    }
    assert_true(greedy > 100 && searched > 100);
}

static void test_large_and_odd(void **unused)
{
    static float scores[TREE_WORDS_MAX * (TREE_WORDS_MAX + 16)];
    uint32_t heads[TREE_WORDS_MAX];
    uint64_t state = 5;
    (void)unused;
    for (size_t i = 0; i < sizeof scores / sizeof scores[0]; i++) {
        scores[i] = 10 * fixture_uniform(&state);
    }
    tree_best(scores, TREE_WORDS_MAX + 16, TREE_WORDS_MAX, heads, &scratch);
    assert_true(tree_is_valid(heads, TREE_WORDS_MAX));
    for (size_t i = 0; i < sizeof scores / sizeof scores[0]; i++) {
        scores[i] = i % 3 ? NAN : INFINITY;
    }
    tree_best(scores, TREE_WORDS_MAX + 16, TREE_WORDS_MAX, heads, &scratch);
    assert_true(tree_is_valid(heads, TREE_WORDS_MAX));
    assert_int_equal(scratch.used, 0);
}

static void test_validity(void **unused)
{
    static const struct {
        uint32_t heads[3];
        bool valid;
    } cases[] = {{{0, 1, 1}, true},  {{2, 0, 2}, true},  {{0, 0, 1}, false},
                 {{2, 1, 0}, false}, {{2, 3, 1}, false}, {{1, 0, 2}, false}};
    (void)unused;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        if (tree_is_valid(cases[i].heads, 3) != cases[i].valid) {
            fail_msg("case %zu", i);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_against_brute_force),
        cmocka_unit_test(test_large_and_odd),
        cmocka_unit_test(test_validity),
    };
    if (arena_init(&scratch, 16 << 20) != STATUS_OK) {
        return 1;
    }
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_release(&scratch);
    return failed;
}
