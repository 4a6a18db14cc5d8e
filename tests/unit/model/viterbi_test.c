#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>

#include "fixture.h"
#include "model/viterbi.h"

enum { WORDS_MAX = 4, STRIDE = 16 };

static struct model *model;

static bool follows(uint8_t left, uint8_t right)
{
    const struct name_label *a = &model->name_labels[left], *b = &model->name_labels[right];
    bool open = a->part == NAME_BEGIN || a->part == NAME_INSIDE,
         goes_on = b->part == NAME_INSIDE || b->part == NAME_END;
    return open ? goes_on && str_equal(a->type, b->type) : !goes_on;
}

static bool is_allowed(const uint8_t *labels, size_t count)
{
    enum name_part first = model->name_labels[labels[0]].part,
                   last = model->name_labels[labels[count - 1]].part;
    bool ok =
        first != NAME_INSIDE && first != NAME_END && last != NAME_BEGIN && last != NAME_INSIDE;
    for (size_t i = 1; i < count && ok; i++) {
        ok = follows(labels[i - 1], labels[i]);
    }
    return ok;
}

static double worth(const float *scores, const uint8_t *labels, size_t count)
{
    double sum = 0;
    for (size_t i = 0; i < count; i++) {
        sum += scores[i * STRIDE + labels[i]];
    }
    return sum;
}

static double best_of_all(const float *scores, size_t count)
{
    uint8_t labels[WORDS_MAX] = {0};
    double best = -INFINITY;
    for (;;) {
        double sum = is_allowed(labels, count) ? worth(scores, labels, count) : -INFINITY;
        size_t i = 0;
        best = sum > best ? sum : best;
        while (i < count && labels[i] + 1u == model->shape.names) {
            labels[i++] = 0;
        }
        if (i == count) {
            return best;
        }
        labels[i]++;
    }
}

static void test_against_brute_force(void **unused)
{
    uint64_t state = 3;
    (void)unused;
    for (size_t round = 0; round < 200; round++) {
        size_t count = 1 + round % WORDS_MAX;
        float numbers[WORDS_MAX * STRIDE];
        uint8_t labels[WORDS_MAX];
        for (size_t i = 0; i < WORDS_MAX * STRIDE; i++) {
            numbers[i] = 5 * fixture_uniform(&state);
        }
        viterbi_names(model, &(struct scores){numbers, STRIDE}, count, labels);
        if (!is_allowed(labels, count) ||
            fabs(worth(numbers, labels, count) - best_of_all(numbers, count)) > 1e-5) {
            fail_msg("round %zu, %zu words: worth %g, the best is %g", round, count,
                     worth(numbers, labels, count), best_of_all(numbers, count));
        }
    }
}

/* Whatever the numbers, the labels keep the rules. */
static void test_odd_numbers(void **unused)
{
    static const float odd[] = {NAN, INFINITY, -INFINITY, 1e38f, -1e38f, 0};
    float numbers[WORDS_MAX * STRIDE];
    uint8_t labels[WORDS_MAX];
    uint64_t state = 9;
    (void)unused;
    for (int round = 0; round < 100; round++) {
        for (size_t i = 0; i < WORDS_MAX * STRIDE; i++) {
            numbers[i] = odd[fixture_random(&state) % 6];
        }
        viterbi_names(model, &(struct scores){numbers, STRIDE}, WORDS_MAX, labels);
        for (size_t i = 0; i < WORDS_MAX; i++) {
            assert_in_range(labels[i], 0, model->shape.names - 1);
        }
    }
}

static void test_confidence(void **unused)
{
    float numbers[2 * STRIDE];
    uint8_t labels[2] = {1, 3};
    uint64_t state = 21;
    double product = 1;
    (void)unused;
    for (size_t i = 0; i < 2 * STRIDE; i++) {
        numbers[i] = 4 * fixture_uniform(&state);
    }
    for (size_t w = 0; w < 2; w++) {
        double total = 0;
        for (size_t i = 0; i < model->shape.names; i++) {
            total += exp(numbers[w * STRIDE + i] / 1.5);
        }
        product *= exp(numbers[w * STRIDE + labels[w]] / 1.5) / total;
    }
    double got = viterbi_confidence(model, &(struct scores){numbers, STRIDE}, labels, 0, 2, 1.5f);
    if (fabs(got - sqrt(product)) > 1e-7) {
        fail_msg("%g, not %g", got, sqrt(product));
    }
}

static double softmax_of(const float *row, uint32_t label)
{
    double total = 0;
    for (size_t i = 0; i < model->shape.names; i++) {
        total += exp(row[i] / 1.5);
    }
    return exp(row[label] / 1.5) / total;
}

/* The probability of the words [0,2) of `labels` as a name of each kind, by the definition. */
static void test_kinds(void **unused)
{
    float numbers[2 * STRIDE];
    double share[MODEL_NAME_KINDS_MAX], product[MODEL_NAME_KINDS_MAX], total = 0, bounds = 1;
    uint8_t labels[2];
    uint64_t state = 5;
    (void)unused;
    for (size_t i = 0; i < 2 * STRIDE; i++) {
        numbers[i] = 4 * fixture_uniform(&state);
    }
    for (uint8_t i = 0; i < model->shape.names; i++) {
        const struct name_label *label = &model->name_labels[i];
        if (label->kind == 0 && (label->part == NAME_BEGIN || label->part == NAME_END)) {
            labels[label->part == NAME_END] = i;
        }
    }
    for (uint32_t k = 0; k < model->name_kind_count; k++) {
        product[k] = 1;
    }
    for (size_t w = 0; w < 2; w++) {
        double inside = 0, of_kind[MODEL_NAME_KINDS_MAX] = {0};
        for (uint32_t i = 0; i < model->shape.names; i++) {
            if (model->name_labels[i].part == model->name_labels[labels[w]].part) {
                of_kind[model->name_labels[i].kind] = softmax_of(numbers + w * STRIDE, i);
                inside += softmax_of(numbers + w * STRIDE, i);
            }
        }
        bounds *= inside;
        for (uint32_t k = 0; k < model->name_kind_count; k++) {
            product[k] *= of_kind[k];
        }
    }
    for (uint32_t k = 0; k < model->name_kind_count; k++) {
        total += product[k];
    }
    double got = viterbi_kinds(model, &(struct scores){numbers, STRIDE}, labels, 0, 2, 1.5f, share);
    assert_true(fabs(got - sqrt(bounds)) < 1e-7);
    for (uint32_t k = 0; k < model->name_kind_count; k++) {
        assert_true(fabs(share[k] - product[k] / total) < 1e-7);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_against_brute_force),
        cmocka_unit_test(test_odd_numbers),
        cmocka_unit_test(test_confidence),
        cmocka_unit_test(test_kinds),
    };
    struct fixture f;
    const char *problem;
    fixture_make(&f, 1);
    if (model_of_bytes(str_make(f.bytes, f.len), &model, &problem) != STATUS_OK) {
        print_error("%s\n", problem);
        return 1;
    }
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    model_close(model);
    fixture_release(&f);
    return failed;
}
