/* Hedges around a number: "at least 12", "12 or more". They are named in the words of TIMEX3's
 * `mod` (TimeML 1.2.1), which times bear as well. */
#include "pipeline/quantity.h"

struct hedge {
    const char *words, *mod;
    uint32_t count; /* of the words */
};

static const struct hedge before[] = {
    {"a maximum of", "EQUAL_OR_LESS", 3},
    {"a minimum of", "EQUAL_OR_MORE", 3},
    {"about", "APPROX", 1},
    {"above", "MORE_THAN", 1},
    {"almost", "APPROX", 1},
    {"an estimated", "APPROX", 2},
    {"approx", "APPROX", 1},
    {"approximately", "APPROX", 1},
    {"around", "APPROX", 1},
    {"as few as", "EQUAL_OR_MORE", 3},
    {"as little as", "EQUAL_OR_MORE", 3},
    {"as many as", "EQUAL_OR_LESS", 3},
    {"as much as", "EQUAL_OR_LESS", 3},
    {"at least", "EQUAL_OR_MORE", 2},
    {"at most", "EQUAL_OR_LESS", 2},
    {"at the most", "EQUAL_OR_LESS", 3},
    {"at the very least", "EQUAL_OR_MORE", 4},
    {"below", "LESS_THAN", 1},
    {"better than", "MORE_THAN", 2},
    {"circa", "APPROX", 1},
    {"close to", "APPROX", 2},
    {"estimated", "APPROX", 1},
    {"exceeding", "MORE_THAN", 1},
    {"fewer than", "LESS_THAN", 2},
    {"in excess of", "MORE_THAN", 3},
    {"less than", "LESS_THAN", 2},
    {"maybe", "APPROX", 1},
    {"more than", "MORE_THAN", 2},
    {"near", "APPROX", 1},
    {"nearly", "APPROX", 1},
    {"no fewer than", "EQUAL_OR_MORE", 3},
    {"no less than", "EQUAL_OR_MORE", 3},
    {"no more than", "EQUAL_OR_LESS", 3},
    {"not less than", "EQUAL_OR_MORE", 3},
    {"not more than", "EQUAL_OR_LESS", 3},
    {"over", "MORE_THAN", 1},
    {"perhaps", "APPROX", 1},
    {"probably", "APPROX", 1},
    {"roughly", "APPROX", 1},
    {"some", "APPROX", 1},
    {"somewhere around", "APPROX", 2},
    {"the nearly", "APPROX", 2},
    {"under", "LESS_THAN", 1},
    {"up to", "EQUAL_OR_LESS", 2},
    {"upward of", "MORE_THAN", 2},
    {"upwards of", "MORE_THAN", 2},
    {"virtually", "APPROX", 1},
    {"~", "APPROX", 1},
    {"≈", "APPROX", 1},
    {"<", "LESS_THAN", 1},
    {">", "MORE_THAN", 1},
    {"≥", "EQUAL_OR_MORE", 1},
    {"≤", "EQUAL_OR_LESS", 1},
};

/* What makes a hedge stronger or weaker and belongs to it. */
static const struct hedge strengths[] = {
    {"well", NULL, 1}, {"just", NULL, 1}, {"slightly", NULL, 1}, {"far", NULL, 1},
    {"only", NULL, 1}, {"much", NULL, 1}, {"a little", NULL, 2},
};

static const struct hedge behind[] = {
    {"or more", "EQUAL_OR_MORE", 2},  {"or fewer", "EQUAL_OR_LESS", 2},
    {"or less", "EQUAL_OR_LESS", 2},  {"or so", "APPROX", 2},
    {"or thereabouts", "APPROX", 2},  {"or over", "EQUAL_OR_MORE", 2},
    {"or under", "EQUAL_OR_LESS", 2},
};

void hedges_mark(struct lexicon *x)
{
    for (size_t row = 0; row < sizeof before / sizeof before[0]; row++) {
        struct str words = str_of(before[row].words);
        size_t last = words.len;
        while (last > 0 && words.ptr[last - 1] != ' ') {
            last--;
        }
        lexicon_mark(x, str_slice(words, last, words.len), MARK_HEDGE_END);
    }
}

static bool phrase_at(const struct look *l, uint32_t i, const char *words)
{
    if (!piece_may_be(l, i, words)) {
        return false;
    }
    struct str phrase = str_of(words);
    for (size_t at = 0; at <= phrase.len;) {
        size_t blank = str_find_byte(phrase, ' ', at);
        blank = blank == SIZE_MAX ? phrase.len : blank;
        if (!str_equal_nocase(piece_text(l, i), str_slice(phrase, at, blank))) {
            return false;
        }
        at = blank + 1;
        i++;
    }
    return true;
}

/* The longest hedge that ends before piece `first`; its own first piece, or `first`. */
static uint32_t one_before(const struct look *l, uint32_t first, const char **mod)
{
    uint32_t best = first;
    bool ends = first > 0 && piece_has(l, first - 1, MARK_HEDGE_END);
    for (size_t row = 0; ends && row < sizeof before / sizeof before[0]; row++) {
        uint32_t count = before[row].count;
        if (count <= first - l->floor && first - count < best &&
            phrase_at(l, first - count, before[row].words)) {
            best = first - count;
            *mod = before[row].mod;
        }
    }
    return best;
}

uint32_t hedge_before(const struct look *l, uint32_t first, const char **mod)
{
    uint32_t at = one_before(l, first, mod);
    if (at == first) {
        return first;
    }
    const char *outer = NULL;
    uint32_t second = one_before(l, at, &outer);
    if (second < at && *mod && outer) { /* "at least some 200", "an estimated more than" */
        *mod = outer;
        at = second;
    }
    for (size_t i = 0; i < sizeof strengths / sizeof strengths[0]; i++) {
        uint32_t count = strengths[i].count;
        if (count <= at - l->floor && phrase_at(l, at - count, strengths[i].words)) {
            return at - count;
        }
    }
    return at;
}

uint32_t hedge_behind(const struct look *l, uint32_t i, const char **mod)
{
    for (size_t row = 0; row < sizeof behind / sizeof behind[0]; row++) {
        if (phrase_at(l, i, behind[row].words)) {
            *mod = behind[row].mod;
            return i + behind[row].count;
        }
    }
    bool hyphen = piece_is_hyphen(l, i);
    if (piece_is_glued(l, i) && piece_is(l, i, "+")) {
        *mod = "EQUAL_OR_MORE";
        return i + 1;
    }
    if (hyphen && piece_is(l, i + 1, "plus")) {
        *mod = "EQUAL_OR_MORE";
        return i + 2;
    }
    if (hyphen && piece_is(l, i + 1, "odd")) {
        *mod = "APPROX";
        return i + 2;
    }
    return i;
}
