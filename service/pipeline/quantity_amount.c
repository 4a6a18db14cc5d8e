/* A number with its currency or unit, the range that it begins and the hedge before it. */
#include <string.h>

#include "pipeline/quantity.h"
#include "pipeline/quantity_words.h"
#include "pipeline/scan.h"

/* ---- numbers ---- */

/* A sign that begins a number: "½", "-5", ".5". */
static bool is_number_sign(const struct look *l, uint32_t i)
{
    uint32_t at = l->pieces[i].begin;
    struct glyph g = scan_at(l->text.ptr, at, l->end);
    bool figures = piece_is_figures(l, i + 1) && piece_is_glued(l, i + 1) && !piece_is_glued(l, i);
    return g.len > 1 && g.kind != GLYPH_DASH
               ? g.kind == GLYPH_DIGIT || g.kind == GLYPH_OTHER
               : figures && (g.kind == GLYPH_DASH || g.cp == '+' || g.cp == '.' || g.cp == 0x2212);
}

/* Figures glued to a word or by a hyphen to one are part of a name ("A380", "COVID-19"), but for
 * money ("Rs500"). */
static bool is_part_of_name(const struct look *l, uint32_t i)
{
    if (i == 0 || !piece_is_glued(l, i)) {
        return false;
    }
    uint32_t begin;
    if (piece_is_word(l, i - 1)) {
        return !money_before(l, i, &begin);
    }
    bool hyphen = piece_is_hyphen(l, i - 1);
    bool magnitude = i > 1 && piece_is(l, i - 2, "magnitude");
    return (hyphen && i > 1 && (piece_is_word(l, i - 2) || piece_is_figures(l, i - 2)) &&
            !magnitude) ||
           piece_is(l, i - 1, "#") || piece_is(l, i - 1, "@") || piece_is(l, i - 1, "_") ||
           (piece_is(l, i - 1, "/") && piece_is_glued(l, i - 1));
}

bool number_begins(const struct look *l, uint32_t i)
{
    switch ((enum piece_kind)l->pieces[i].kind) {
    case PIECE_WORD:
        return number_word_begins(l, i) && !is_part_of_name(l, i);
    case PIECE_FIGURES:
        return !is_part_of_name(l, i);
    case PIECE_SIGN:
        return is_number_sign(l, i);
    }
    return false;
}

/* Reads the number at piece i; *behind is the piece behind it, or where to go on without one. */
bool number_at(const struct look *l, uint32_t i, struct number *n, uint32_t *behind)
{
    bool found = numbers_read(l->text, l->pieces[i].begin, l->end, n);
    *behind = piece_at(l, i + 1, n->end);
    return found && piece_end(l, *behind - 1) <= n->end && n->kind != NUMBER_PAIR;
}

/* ---- units and ranges ---- */

/* "m", "bn", "k" behind an amount of money. */
static uint32_t skip_scale(const struct look *l, uint32_t i, struct number *n)
{
    static const struct {
        const char *letter;
        int power;
        bool tight;
    } scales[] = {
        {"m", 6, false}, {"mil", 6, false}, {"k", 3, true},   {"b", 9, false},
        {"t", 12, true}, {"tr", 12, false}, {"cr", 7, false},
    };
    uint32_t at = piece_is_hyphen(l, i) ? i + 1 : i;
    for (size_t row = 0; row < sizeof scales / sizeof scales[0]; row++) {
        if (piece_is_word(l, at) && piece_is(l, at, scales[row].letter) &&
            (piece_is_glued(l, at) || !scales[row].tight)) {
            number_scale(n, scales[row].power);
            return at + 1;
        }
    }
    return i;
}

/* The currency that stands before the number, its scale and what may repeat it behind. */
static bool read_money(const struct look *l, uint32_t i, uint32_t behind, struct number *n,
                       struct amount *out)
{
    uint32_t begin = i;
    const char *code = money_before(l, i, &begin);
    if (!code || begin < l->floor) {
        return false;
    }
    struct unit again;
    uint32_t end = n->flags & NUMBER_SCALED ? behind : skip_scale(l, behind, n);
    if (money_after(l, end, n, &again) && again.symbol && again.power == 0 &&
        !piece_is_glued(l, end)) {
        bool own = strcmp(again.symbol, code) == 0 || piece_is(l, begin, "$");
        code = own ? again.symbol : code;
        end = own ? again.end : end;
    }
    out->first = begin;
    out->last = end;
    out->unit = (struct unit){.kind = QUANTITY_MONEY,
                              .symbol = code,
                              .end = end,
                              .confidence = 0.95,
                              .by = "quantity.currency"};
    return true;
}

/* "magnitude 6.1", "a magnitude of 6.1", "magnitude-6.1". */
static bool read_magnitude(const struct look *l, uint32_t i, struct amount *out)
{
    uint32_t at = i > 1 && (piece_is(l, i - 1, "of") || piece_is_hyphen(l, i - 1)) ? i - 2 : i - 1;
    if (i == 0 || !piece_is(l, at, "magnitude")) {
        return false;
    }
    out->unit = (struct unit){.kind = QUANTITY_MEASURE,
                              .symbol = "magnitude",
                              .end = out->last,
                              .confidence = 0.9,
                              .by = "quantity.unit"};
    return true;
}

static bool unit_after(const struct look *l, uint32_t i, const struct number *n, struct unit *out)
{
    return percent_after(l, i, out) || money_after(l, i, n, out) || measure_after(l, i, n, out);
}

/* "5m people", "20k voters": a letter is a scale where it counts something. */
static uint32_t skip_count_scale(const struct look *l, uint32_t i, struct number *n)
{
    bool million = piece_is(l, i, "m"), thousand = piece_is(l, i, "k");
    struct counted noun;
    if (!piece_is_glued(l, i) || !(million || thousand) || !counted_after(l, i + 1, &noun)) {
        return i;
    }
    number_scale(n, million ? 6 : 3);
    return i + 1;
}

/* One number with its unit. */
static bool read_side(const struct look *l, uint32_t i, struct number *n, struct amount *out)
{
    uint32_t behind;
    if (!number_at(l, i, n, &behind)) {
        out->last = behind;
        return false;
    }
    out->first = i;
    out->last = out->bare = behind;
    out->has_unit = n->kind != NUMBER_ORDINAL && read_money(l, i, behind, n, out);
    if (out->has_unit || n->kind == NUMBER_ORDINAL) {
        return true;
    }
    if (unit_after(l, behind, n, &out->unit)) {
        out->has_unit = true;
        out->last = out->unit.end;
        number_scale(n, out->unit.power);
        return true;
    }
    bool fraction = n->kind == NUMBER_FRACTION && piece_is(l, behind + 1, "a");
    uint32_t of = !piece_is(l, behind, "of") ? behind
                  : fraction                 ? behind + 2
                  : n->flags & NUMBER_VAGUE  ? behind + 1
                                             : behind;
    if (of > behind && unit_after(l, of, n, &out->unit)) {
        out->has_unit = true; /* "three quarters of a mile", "thousands of miles" */
        out->last = out->unit.end;
        return true;
    }
    out->has_unit = read_magnitude(l, i, out);
    out->last = out->has_unit ? out->last : skip_count_scale(l, behind, n);
    out->bare = out->last;
    return true;
}

/* -1, 0, 1 as the first is less, equal, more; both are small enough for floats. */
int number_compare(const struct number *a, const struct number *b)
{
    double x = number_value(a), y = number_value(b);
    return x < y ? -1 : x > y;
}

/* Where the second number of a range would begin, behind "-", "to", "or", "and"; 0 for nowhere. */
static uint32_t range_joint(const struct look *l, uint32_t first, uint32_t i, bool *hyphen)
{
    bool dash = piece_is_hyphen(l, i) && piece_is_glued(l, i + 1);
    bool between = first > 0 && piece_is(l, first - 1, "between") && piece_is(l, i, "and");
    bool from = first > 0 && piece_is(l, first - 1, "from");
    bool spelt = piece_is_hyphen(l, i) && piece_is(l, i + 1, "to") && piece_is_hyphen(l, i + 2);
    *hyphen = dash && !spelt;
    if (spelt) {
        return i + 3;
    }
    if (dash || between || (piece_is(l, i, "to") && !from) || piece_is(l, i, "or")) {
        return i + 1;
    }
    return 0;
}

/* The number may stand behind a currency: "$5 to $10". */
static uint32_t skip_currency(const struct look *l, uint32_t i)
{
    uint32_t begin;
    for (uint32_t at = i; at < i + 3 && at < l->count; at++) {
        if ((piece_is_figures(l, at) || number_word_begins(l, at)) &&
            (at == i || (money_before(l, at, &begin) && begin <= i))) {
            return at;
        }
    }
    return i;
}

/* "5 to 10 million": the first shares the scale of the second. */
static void share_scale(const struct look *l, struct amount *low, const struct amount *high)
{
    static const struct {
        const char *word;
        int power;
    } scales[] = {{"hundred", 2}, {"thousand", 3}, {"lakh", 5}, {"million", 6},
                  {"crore", 7},   {"billion", 9},  {"bn", 9},   {"trillion", 12},
                  {"tn", 12},     {"m", 6},        {"k", 3},    {"b", 9}};
    const struct number *h = &high->high;
    bool plain = !(low->low.flags & (NUMBER_SCALED | NUMBER_GROUPED | NUMBER_DOZENS));
    if (!plain || !(h->flags & NUMBER_SCALED)) {
        return;
    }
    for (uint32_t at = high->first; at < high->last; at++) {
        for (size_t row = 0; row < sizeof scales / sizeof scales[0]; row++) {
            if (piece_is(l, at, scales[row].word)) {
                struct number scaled = low->low;
                number_scale(&scaled, scales[row].power);
                low->low = number_compare(&scaled, h) < 0 ? scaled : low->low;
                return;
            }
        }
    }
}

static bool same_unit(const struct amount *a, const struct amount *b)
{
    return a->unit.kind == b->unit.kind && a->unit.symbol && b->unit.symbol &&
           strcmp(a->unit.symbol, b->unit.symbol) == 0;
}

/* What stands before piece i tells by how much something moved: "rose by 12,000 to 1.4 million". */
static bool moves(const struct look *l, uint32_t i)
{
    static const char *const words[] = {"by",     "rose",      "fell",    "up",     "down",
                                        "jumped", "dropped",   "climbed", "gained", "lost",
                                        "grew",   "increased", "surged",  "sank",   "added"};
    for (size_t k = 0; i > 0 && k < sizeof words / sizeof words[0]; k++) {
        if (piece_is(l, i - 1, words[k])) {
            return true;
        }
    }
    return false;
}

/* "voted 217 to 213", "passed 30 to 20": a falling pair of votes. */
static bool is_vote(const struct look *l, const struct amount *low, const struct amount *high)
{
    bool voted = low->first > 0 &&
                 (piece_is(l, low->first - 1, "voted") || piece_is(l, low->first - 1, "passed") ||
                  piece_is(l, low->first - 1, "ruled"));
    return voted && !low->has_unit && !high->has_unit && piece_is_figures(l, low->first) &&
           piece_is(l, low->last, "to");
}

/* May the two be the ends of one range? "two or three" are neighbours; a year begins none. */
static bool is_range(const struct look *l, const struct amount *low, const struct amount *high,
                     bool hyphen)
{
    bool money = low->has_unit && low->unit.kind == QUANTITY_MONEY && !high->has_unit &&
                 low->first < low->bare && !piece_is_figures(l, low->first);
    bool units = !low->has_unit || money || (high->has_unit && same_unit(low, high));
    bool kinds = low->low.kind == NUMBER_CARDINAL && high->high.kind == NUMBER_CARDINAL &&
                 !((low->low.flags | high->high.flags) & NUMBER_VAGUE);
    bool apart = hyphen && !low->has_unit && !high->has_unit; /* a score may go down */
    if (!hyphen && moves(l, low->first) &&
        number_value(&high->high) > 10 * number_value(&low->low)) {
        return false;
    }
    apart = apart || is_vote(l, low, high);
    return units && kinds && (apart || number_compare(&low->low, &high->high) < 0);
}

static void read_range(const struct look *l, struct amount *out)
{
    bool hyphen = false;
    uint32_t joint = range_joint(l, out->first, out->last, &hyphen);
    if (!joint || out->low.kind != NUMBER_CARDINAL) {
        return;
    }
    uint32_t at = skip_currency(l, joint);
    struct look beyond = *l;
    beyond.floor = joint;
    struct amount high = {0};
    if (at >= l->count || !(piece_is_figures(l, at) || number_word_begins(l, at)) ||
        !read_side(&beyond, at, &high.high, &high)) {
        return;
    }
    struct amount low = *out;
    share_scale(l, &low, &high);
    if (!is_range(l, &low, &high, hyphen)) {
        return;
    }
    bool before = out->has_unit;
    *out = low;
    out->high = high.high;
    if (before && !high.has_unit) {
        high.last =
            high.high.flags & NUMBER_SCALED ? high.last : skip_scale(l, high.last, &out->high);
    }
    out->has_high = true;
    out->ranged = hyphen || is_vote(l, &low, &high);
    out->unit = high.has_unit ? high.unit : out->unit;
    out->has_unit = before || high.has_unit;
    out->last = high.last;
    out->bare = high.bare;
}

/* "5 feet 10", "5ft 10in": inches. */
static void read_feet_and_inches(const struct look *l, struct amount *out)
{
    if (!out->has_unit || out->has_high || !out->unit.symbol ||
        strcmp(out->unit.symbol, "ft") != 0) {
        return;
    }
    bool hyphen = piece_is_hyphen(l, out->last) && piece_is_glued(l, out->last + 1);
    uint32_t at = hyphen ? out->last + 1 : out->last;
    struct amount inches = {0};
    int64_t feet, rest;
    if (at >= l->count || !(piece_is_figures(l, at) || number_word_begins(l, at)) ||
        !read_side(l, at, &inches.low, &inches) || !number_integer(&out->low, &feet) ||
        !number_integer(&inches.low, &rest) || rest < 0 || rest >= 12 || feet < 0 || feet > 12) {
        return;
    }
    bool named = inches.has_unit && inches.unit.symbol && strcmp(inches.unit.symbol, "in") == 0;
    if (!named && (!hyphen || inches.has_unit)) {
        return;
    }
    out->low.mantissa = (uint64_t)(feet * 12 + rest);
    out->low.exponent = 0;
    out->unit.symbol = "in";
    out->last = inches.last;
}

/* "from 5 to 10 per cent", "50.1 to 42.9 per cent": the first has the unit of the second. */
static void borrow_unit(const struct look *l, struct amount *out)
{
    bool from = out->first > 0 && piece_is(l, out->first - 1, "from");
    uint32_t at = out->last + 1;
    struct amount next = {0};
    bool decimal = (out->low.flags & NUMBER_DECIMAL) != 0;
    if (!(from || decimal) || out->has_unit || out->has_high || !piece_is(l, out->last, "to") ||
        at >= l->count || !(piece_is_figures(l, at) || number_word_begins(l, at)) ||
        !read_side(l, at, &next.low, &next) || !next.has_unit) {
        return;
    }
    out->unit = next.unit;
    out->has_unit = true;
}

/* "minus 12 degrees", "12 degrees below zero" */
static void read_below_zero(const struct look *l, struct amount *out)
{
    bool degrees =
        out->has_unit && out->unit.symbol && str_starts_with(str_of(out->unit.symbol), STR("°"));
    bool share = out->has_unit && out->unit.kind == QUANTITY_PERCENT;
    bool minus = out->first > 0 && piece_is(l, out->first - 1, "minus");
    bool below = degrees && piece_is(l, out->last, "below") && piece_is(l, out->last + 1, "zero");
    if (out->has_high || !((minus && (degrees || share)) || below)) {
        return;
    }
    out->low.flags |= NUMBER_NEGATIVE;
    out->first -= minus;
    out->last += below ? 2 : 0;
}

bool amount_read(const struct look *l, uint32_t i, struct amount *out)
{
    *out = (struct amount){0};
    if (!read_side(l, i, &out->low, out)) {
        return false;
    }
    if (out->low.kind == NUMBER_CARDINAL) {
        read_feet_and_inches(l, out);
        read_range(l, out);
        borrow_unit(l, out);
    }
    read_below_zero(l, out);
    out->hedged =
        out->low.kind == NUMBER_ORDINAL ? out->first : hedge_before(l, out->first, &out->mod);
    if (out->low.kind == NUMBER_CARDINAL) {
        out->last = hedge_behind(l, out->last, &out->mod);
    }
    if (!out->mod && (out->low.flags & NUMBER_VAGUE)) {
        out->mod = "APPROX";
    }
    return true;
}
