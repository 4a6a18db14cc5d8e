#include "pipeline/coref.h"

#include "text_rig.h"

static const struct coref_forest *const forests[] = {&coref_persons, &coref_others};
enum { FORESTS = 2, ROUNDS = 200 };

/* Tree by tree, as it is defined. */
static int32_t sum_of(const struct coref_forest *f, const int8_t *features)
{
    int32_t sum = 0;
    for (uint32_t i = 0; i < f->cuts[COREF_CUTS - 1].trees; i++) {
        int at = coref_roots[f->first + i];
        while (at >= 0) {
            const struct coref_node *n = &coref_nodes[at];
            at = n->next[features[n->feature] > n->most];
        }
        sum += coref_leaves[-1 - at];
    }
    return sum;
}

/* Small values, as most features have them, by a linear congruence (Knuth, MMIX). */
static void fill(struct coref_pairs *pairs, uint64_t *seed)
{
    pairs->count = 1 + (uint32_t)(*seed >> 33) % COREF_CANDIDATES_MAX;
    for (uint32_t i = 0; i < pairs->count; i++) {
        for (size_t k = 0; k < COREF_FEATURES_MAX; k++) {
            *seed = *seed * 6364136223846793005u + 1442695040888963407u;
            pairs->features[i][k] = (int8_t)((*seed >> 40) % 12) - 1;
        }
    }
}

static struct coref_best first_of_highest(const struct coref_forest *f,
                                          const struct coref_pairs *pairs)
{
    struct coref_best best = {NO_INDEX, INT32_MIN};
    for (uint32_t i = 0; i < pairs->count; i++) {
        int32_t sum = sum_of(f, pairs->features[i]);
        best = sum > best.score ? (struct coref_best){i, sum} : best;
    }
    return best;
}

static void finds_the_best_where_nothing_is_dropped(void **unused)
{
    uint64_t seed = 1;
    (void)unused;
    for (int i = 0; i < ROUNDS * FORESTS; i++) {
        struct coref_pairs pairs;
        struct coref_forest open = *forests[i % FORESTS];
        for (size_t k = 0; k < COREF_CUTS; k++) {
            open.cuts[k].least = INT16_MIN;
            open.cuts[k].behind = INT16_MAX;
        }
        fill(&pairs, &seed);
        struct coref_best wanted = first_of_highest(&open, &pairs);
        struct coref_best found = coref_best(&open, &pairs);
        if (found.pair != wanted.pair || found.score != wanted.score) {
            fail_msg("round %d: pair %d with %d, not %d with %d", i, (int)found.pair,
                     (int)found.score, (int)wanted.pair, (int)wanted.score);
        }
    }
}

/* Whatever is dropped, a pair that is taken has its whole sum. */
static void drops_pairs_but_scores_whole(void **unused)
{
    uint64_t seed = 2;
    int none = 0, same = 0;
    (void)unused;
    for (int i = 0; i < ROUNDS * FORESTS; i++) {
        struct coref_pairs pairs;
        const struct coref_forest *f = forests[i % FORESTS];
        fill(&pairs, &seed);
        struct coref_best found = coref_best(f, &pairs);
        none += found.pair == NO_INDEX;
        if (found.pair != NO_INDEX) {
            assert_int_equal(found.score, sum_of(f, pairs.features[found.pair]));
            same += found.pair == first_of_highest(f, &pairs).pair;
        }
    }
    assert_true(none > 0 && same > 0);
}

static void nothing_of_no_pairs(void **unused)
{
    struct coref_pairs none = {.count = 0};
    (void)unused;
    assert_int_equal(coref_best(&coref_persons, &none).pair, NO_INDEX);
}

static void forests_are_cut_by_fours(void **unused)
{
    (void)unused;
    for (size_t f = 0; f < FORESTS; f++) {
        assert_int_equal(forests[f]->first % 4, 0);
        for (size_t k = 0; k < COREF_CUTS; k++) {
            assert_int_equal(forests[f]->cuts[k].trees % 4, 0);
            assert_true(k == 0 || forests[f]->cuts[k - 1].trees < forests[f]->cuts[k].trees);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_the_best_where_nothing_is_dropped),
        cmocka_unit_test(drops_pairs_but_scores_whole),
        cmocka_unit_test(nothing_of_no_pairs),
        cmocka_unit_test(forests_are_cut_by_fours),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
