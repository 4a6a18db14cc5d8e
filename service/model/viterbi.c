/* After O, E and S everything begins anew, so one number stands for all of them: a word costs as
 * many steps as there are labels,
 * not their square. */
#include "model/viterbi.h"

#include <assert.h>
#include <math.h>

struct step {
    float best[VITERBI_LABELS_MAX];   /* of sequences that end in the label */
    uint8_t from[VITERBI_LABELS_MAX]; /* the label before */
};

static bool is_closed(enum name_part part)
{
    return part == NAME_OUTSIDE || part == NAME_END || part == NAME_SINGLE;
}

static bool opens(enum name_part part)
{
    return part == NAME_OUTSIDE || part == NAME_BEGIN || part == NAME_SINGLE;
}

/* The best label before `to`; NAME_INSIDE and NAME_END go on from their own type. -INFINITY
 * where none may stand there. */
static uint8_t best_before(const struct model *m, const float *best, uint32_t to, float *score)
{
    const struct name_label *label = &m->name_labels[to];
    uint8_t from = 0;
    *score = -INFINITY;
    for (uint32_t i = 0; i < m->shape.names; i++) {
        const struct name_label *before = &m->name_labels[i];
        bool open = before->part == NAME_BEGIN || before->part == NAME_INSIDE;
        bool fits =
            opens(label->part) ? is_closed(before->part) : open && before->kind == label->kind;
        if (fits && best[i] > *score) {
            *score = best[i];
            from = (uint8_t)i;
        }
    }
    return from;
}

/* Words after the first. The closed labels share one predecessor, so it is looked for once. */
static void advance(const struct model *m, const float *best, const float *scores, float *next,
                    uint8_t *from)
{
    float closed, score;
    uint8_t closed_from = best_before(m, best, m->name_outside, &closed);
    for (uint32_t i = 0; i < m->shape.names; i++) {
        from[i] = closed_from;
        score = closed;
        if (!opens(m->name_labels[i].part)) {
            from[i] = best_before(m, best, i, &score);
        }
        next[i] = score + scores[i];
    }
}

void viterbi_names(const struct model *m, const struct scores *scores, size_t count,
                   uint8_t *labels)
{
    assert(m->shape.names > 0);
    uint8_t from[VITERBI_WORDS_MAX][VITERBI_LABELS_MAX];
    float row[2][VITERBI_LABELS_MAX];
    for (uint32_t i = 0; i < m->shape.names; i++) {
        row[0][i] = opens(m->name_labels[i].part) ? scores->scores[i] : -INFINITY;
    }
    for (size_t w = 1; w < count; w++) {
        advance(m, row[(w - 1) % 2], scores->scores + w * scores->stride, row[w % 2], from[w]);
    }
    if (count) {
        float ignored;
        labels[count - 1] = best_before(m, row[(count - 1) % 2], m->name_outside, &ignored);
    }
    for (size_t w = count; w > 1; w--) {
        labels[w - 2] = from[w - 1][labels[w - 1]];
    }
}

/* exp of the C library may differ in its last bit between machines, so e^x is made of products:
 * e^x = (e^(x/1024))^1024 with a
 * Taylor series of six terms, which is right to 1e-9 on [-60,0]. */
static double exponential(double x)
{
    double y = x < -60 ? -60.0 / 1024 : x / 1024, sum = 1;
    for (int k = 6; k > 0; k--) {
        sum = 1 + y * sum / k;
    }
    for (int i = 0; i < 10; i++) {
        sum *= sum;
    }
    return sum;
}

static double probability(const float *scores, size_t labels, uint8_t label, float temperature)
{
    double most = scores[0], total = 0;
    for (size_t i = 1; i < labels; i++) {
        most = scores[i] > most ? (double)scores[i] : most;
    }
    for (size_t i = 0; i < labels; i++) {
        total += exponential((scores[i] - most) / temperature);
    }
    return exponential((scores[label] - most) / temperature) / total;
}

/* x with x^count = product, by halving: 40 steps leave an error of 1e-12. */
static double root_of(double product, size_t count)
{
    double low = 0, high = 1;
    for (int step = 0; step < 40; step++) {
        double middle = (low + high) / 2, power = 1;
        for (size_t i = 0; i < count; i++) {
            power *= middle;
        }
        *(power < product ? &low : &high) = middle;
    }
    return (low + high) / 2;
}

double viterbi_confidence(const struct model *m, const struct scores *scores, const uint8_t *labels,
                          size_t begin, size_t end, float temperature)
{
    double product = 1;
    for (size_t i = begin; i < end; i++) {
        product *= probability(scores->scores + i * scores->stride, m->shape.names, labels[i],
                               temperature);
    }
    return end - begin == 1 ? product : root_of(product, end - begin);
}

double viterbi_kinds(const struct model *m, const struct scores *scores, const uint8_t *labels,
                     size_t begin, size_t end, float temperature, double *share)
{
    size_t kinds = m->name_kind_count;
    double bounds = 1, total = 0;
    for (size_t k = 0; k < kinds; k++) {
        share[k] = 1;
    }
    for (size_t i = begin; i < end; i++) {
        const float *row = scores->scores + i * scores->stride;
        double of_kind[MODEL_NAME_KINDS_MAX] = {0}, inside = 0;
        for (size_t l = 0; l < m->shape.names; l++) {
            if (m->name_labels[l].part == m->name_labels[labels[i]].part) {
                double p = probability(row, m->shape.names, (uint8_t)l, temperature);
                of_kind[m->name_labels[l].kind] = p;
                inside += p;
            }
        }
        bounds *= inside;
        for (size_t k = 0; k < kinds; k++) {
            share[k] *= of_kind[k] / inside;
        }
    }
    for (size_t k = 0; k < kinds; k++) {
        total += share[k];
    }
    for (size_t k = 0; k < kinds; k++) {
        share[k] /= total;
    }
    return end - begin == 1 ? bounds : root_of(bounds, end - begin);
}
