/* quantities: finds numbers with what they count or measure.
 *
 * Reads    sentences, tokens, the source's address; times, tags and trees where they are there.
 *          Writes  quantities, ordered by begin, none inside another.
 * Memory   all results live in a->arena; nothing to free.
 * Units    spans are bytes into a->text: hedge, number and unit; what is counted has its own span.
 * Budget   one unit for each token.
 * Errors   STATUS_LIMIT when QUANTITIES_MAX or the budget was reached: the first ones are kept.
 *
 * For each number in turn: is it one (no year, date, age, name, address), its unit, the range it
 * begins, its hedge; without a unit it is a score, an ordinal, a share or a count, and a count of
 * people to whom something happened is a casualty. A number of which none of this can be told is
 * left alone. What a vague number is worth ("dozens" is 12, "hundreds" 100) follows the practice
 * of conflict data (ACLED codebook). */
#include <string.h>

#include "pipeline/pipeline.h"
#include "pipeline/quantity.h"
#include "pipeline/quantity_words.h"
#include "pipeline/scan.h"
#include "pipeline/stages.h"
#include "text/calendar.h"
#include "text/number_words.h"

/* A number or a range with its unit and hedge. */
struct amount {
    struct number low, high;
    bool has_high, ranged; /* ranged: by a hyphen */
    uint32_t first;        /* pieces: the currency or the number */
    uint32_t last;         /* behind number and unit */
    uint32_t bare;         /* behind the number alone */
    uint32_t hedged;       /* the hedge's first piece, else first */
    struct unit unit;
    bool has_unit;
    const char *mod; /* static; NULL: exact */
};

struct quantities {
    struct look l;
    struct article *a;
    /* the last count of the sentence, to which another may be joined */
    uint32_t joined;      /* its position, or NO_INDEX */
    uint32_t chain;       /* the first of those that are joined to it */
    uint32_t joined_end;  /* the piece behind its noun */
    const char *casualty; /* what befell it, or NULL */
    uint32_t time;        /* the first time that ends behind what was read */
    bool full;
};

static bool in(const struct look *l, uint32_t i, enum quantity_list list)
{
    return quantity_word_in(list, piece_text(l, i));
}

static bool is_figures(const struct look *l, uint32_t i)
{
    return i < l->count && l->pieces[i].kind == PIECE_FIGURES;
}

static uint32_t piece_end(const struct look *l, uint32_t i)
{
    return l->pieces[i].begin + l->pieces[i].len;
}

/* ---- numbers ---- */

static bool is_number_word(const struct look *l, uint32_t i)
{
    struct str word = piece_text(l, i);
    return number_word_find(word) || str_equal_nocase(word, STR("a")) ||
           str_equal_nocase(word, STR("an"));
}

/* A sign that begins a number: "½", "-5", ".5". */
static bool is_number_sign(const struct look *l, uint32_t i)
{
    uint32_t at = l->pieces[i].begin;
    struct glyph g = scan_at(l->text.ptr, at, l->end);
    bool figures = is_figures(l, i + 1) && piece_is_glued(l, i + 1) && !piece_is_glued(l, i);
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
    return (hyphen && i > 1 && (piece_is_word(l, i - 2) || is_figures(l, i - 2)) && !magnitude) ||
           piece_is(l, i - 1, "#") || piece_is(l, i - 1, "@") || piece_is(l, i - 1, "_") ||
           (piece_is(l, i - 1, "/") && piece_is_glued(l, i - 1));
}

static bool may_begin(const struct look *l, uint32_t i)
{
    switch ((enum piece_kind)l->pieces[i].kind) {
    case PIECE_WORD:
        return is_number_word(l, i) && !is_part_of_name(l, i);
    case PIECE_FIGURES:
        return !is_part_of_name(l, i);
    case PIECE_SIGN:
        return is_number_sign(l, i);
    }
    return false;
}

/* Reads the number at piece i; *behind is the piece behind it, or where to go on without one. */
static bool read_number(const struct look *l, uint32_t i, struct number *n, uint32_t *behind)
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
    if (!read_number(l, i, n, &behind)) {
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
static int compare(const struct number *a, const struct number *b)
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
        if ((is_figures(l, at) || is_number_word(l, at)) &&
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
                low->low = compare(&scaled, h) < 0 ? scaled : low->low;
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

/* May the two be the ends of one range? "two or three" are neighbours; a year begins none. */
static bool is_range(const struct look *l, const struct amount *low, const struct amount *high,
                     bool hyphen)
{
    bool money = low->has_unit && low->unit.kind == QUANTITY_MONEY && !high->has_unit &&
                 low->first < low->bare && !is_figures(l, low->first);
    bool units = !low->has_unit || money || (high->has_unit && same_unit(low, high));
    bool kinds = low->low.kind == NUMBER_CARDINAL && high->high.kind == NUMBER_CARDINAL &&
                 !((low->low.flags | high->high.flags) & NUMBER_VAGUE);
    bool apart = hyphen && !low->has_unit && !high->has_unit; /* a score may go down */
    return units && kinds && (apart || compare(&low->low, &high->high) < 0);
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
    if (at >= l->count || !(is_figures(l, at) || is_number_word(l, at)) ||
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
    out->ranged = hyphen;
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
    if (at >= l->count || !(is_figures(l, at) || is_number_word(l, at)) ||
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
        at >= l->count || !(is_figures(l, at) || is_number_word(l, at)) ||
        !read_side(l, at, &next.low, &next) || !next.has_unit) {
        return;
    }
    out->unit = next.unit;
    out->has_unit = true;
}

static bool read_amount(const struct look *l, uint32_t i, struct amount *out)
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

/* ---- numbers that are none of ours ---- */

static bool is_month(const struct look *l, uint32_t i)
{
    return piece_is_capital(l, i) && calendar_month(piece_text(l, i)) != 0;
}

/* "March 5", "5 March", "5th of March", "Nov. 9". */
static bool is_date(const struct look *l, const struct amount *m)
{
    uint32_t before = m->first;
    before -= before > 1 && piece_is(l, before - 1, ".") ? 1 : 0;
    before -= before > 1 && piece_is(l, before - 1, "the") ? 1 : 0;
    uint32_t behind = piece_is(l, m->bare, "of") ? m->bare + 1 : m->bare;
    return (before > 0 && is_month(l, before - 1)) || is_month(l, behind);
}

/* "5 p.m.", "10.30am", "1200 GMT", "5 o'clock". */
static bool is_clock(const struct look *l, const struct amount *m)
{
    static const char *const words[] = {"a.m.",    "p.m.", "am",  "pm",   "o'clock",
                                        "o’clock", "GMT",  "UTC", "EST",  "EDT",
                                        "BST",     "CET",  "IST", "noon", "AEST"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (piece_is(l, m->bare, words[i])) {
            return true;
        }
    }
    return false;
}

/* "three days", "two full weeks", "20-year-old". */
static bool is_duration(const struct look *l, const struct amount *m)
{
    uint32_t bare = m->has_unit ? m->bare : m->last; /* "30+ years" */
    uint32_t at = piece_is_hyphen(l, bare) ? bare + 1 : bare;
    for (int skipped = 0; skipped < 2 && in(l, at, QUANTITY_TIME_ADJECTIVES); skipped++) {
        at++;
    }
    bool of = piece_is(l, at, "of") && (m->low.flags & (NUMBER_VAGUE | NUMBER_DOZENS));
    at += of;
    at += m->low.kind == NUMBER_FRACTION && (piece_is(l, at, "of") || piece_is(l, at, "the"));
    at += m->low.kind == NUMBER_FRACTION && (piece_is(l, at, "a") || piece_is(l, at, "the"));
    return is_time_unit(piece_text(l, at)) && !(m->has_unit && m->unit.kind == QUANTITY_MONEY);
}

/* "page 5", "Flight 17", "aged 54", "No. 10"; a capital before figures names them: "Boeing 737". */
static bool is_label(const struct look *l, const struct amount *m)
{
    if (m->hedged == 0 || piece_is_hyphen(l, m->hedged - 1)) {
        return false;
    }
    uint32_t before = m->hedged - 1;
    bool stop = piece_is(l, before, ".") && piece_is_glued(l, before) && before > 0 &&
                (piece_is(l, before - 1, "no") || piece_is(l, before - 1, "nos"));
    bool aged = before > 0 && piece_is(l, before, "between") && piece_is(l, before - 1, "aged");
    if (stop || aged || in(l, before, QUANTITY_BEFORE_LABEL)) {
        return true;
    }
    struct counted noun;
    uint32_t large = NUMBER_SCALED | NUMBER_GROUPED | NUMBER_DOZENS | NUMBER_VAGUE;
    bool capital = piece_is_capital(l, before) && !l->capitals && m->hedged == m->first;
    bool word = piece_is_word(l, m->first);
    if (!capital || (m->low.flags & large) || in(l, before, QUANTITY_STOP) ||
        (word && !piece_is_capital(l, m->first))) {
        return false;
    }
    return before > 0 || !counted_after(l, m->bare, &noun);
}

/* "the Big Five", "Chapter Eleven": a number word that is part of a name. */
static bool is_named(const struct look *l, const struct amount *m)
{
    return m->first > 0 && piece_is_capital(l, m->first) && !l->capitals &&
           (piece_is_capital(l, m->first - 1) || piece_is_capital(l, m->bare)) &&
           !(m->low.flags & NUMBER_SCALED);
}

/* "Ana Voss, 54, said", "(54)". */
static bool is_age(const struct look *l, const struct amount *m)
{
    int64_t value;
    if (m->first == 0 || m->hedged < m->first || !number_integer(&m->low, &value) || value > 120) {
        return false;
    }
    bool bracket = piece_is(l, m->first - 1, "(") && piece_is(l, m->bare, ")");
    bool comma =
        m->first > 1 && piece_is(l, m->first - 1, ",") && piece_is_capital(l, m->first - 2);
    bool ends = m->bare >= l->count || piece_is(l, m->bare, ",") || piece_is(l, m->bare, ".") ||
                piece_is(l, m->bare, ";") || piece_is(l, m->bare, "and") ||
                piece_is(l, m->bare, "who") || piece_is(l, m->bare, "of") ||
                piece_is(l, m->bare, "from");
    return bracket || (comma && ends);
}

/* "10 Hill Street". */
static bool is_address(const struct look *l, const struct amount *m)
{
    uint32_t at = m->bare;
    for (; at < m->bare + 4 && piece_is_capital(l, at) && is_figures(l, m->first); at++) {
        if (at > m->bare && in(l, at, QUANTITY_STREETS)) {
            return true;
        }
    }
    return false;
}

/* "0800", "555-0199-22", "1.", "(1)" at the begin of an item. */
static bool is_mark(const struct look *l, const struct amount *m)
{
    struct str figures = piece_text(l, m->first);
    bool zero = is_figures(l, m->first) && figures.len > 1 && figures.ptr[0] == '0' &&
                figures.ptr[1] != '.';
    bool chain = piece_is_hyphen(l, m->bare) && is_figures(l, m->bare + 1) &&
                 piece_is_glued(l, m->bare + 1) && m->has_high;
    bool item = m->first == 0 && (piece_is(l, m->bare, ".") || piece_is(l, m->bare, ")"));
    bool note = m->first > 0 && piece_is(l, m->first - 1, "[") && piece_is(l, m->bare, "]");
    return zero || chain || item || note;
}

/* Four figures that may be a year. */
static bool may_be_year(const struct look *l, const struct number *n)
{
    int64_t value;
    uint32_t other = NUMBER_GROUPED | NUMBER_DECIMAL | NUMBER_SCALED | NUMBER_WORDS;
    (void)l;
    return n->kind == NUMBER_CARDINAL && (n->flags & NUMBER_FIGURES) && !(n->flags & other) &&
           number_integer(n, &value) && value >= 1000 && value < 2200;
}

/* A year, unless it counts at once what follows: "killed 1500 people". */
static bool is_year(const struct look *l, const struct amount *m)
{
    if (!may_be_year(l, &m->low) || m->hedged < m->first) {
        return false;
    }
    struct counted noun;
    bool plural = counted_after(l, m->bare, &noun) && noun.end == noun.begin + 1 &&
                  !piece_is_capital(l, noun.begin);
    uint32_t before = m->first > 0 ? m->first - 1 : 0;
    bool verb = m->first > 0 && piece_is_word(l, before) && !piece_is_capital(l, before) &&
                !in(l, before, QUANTITY_DATE_PREPOSITIONS) && !in(l, before, QUANTITY_DETERMINERS);
    return !plural || !verb;
}

static bool overlaps_nothing(const struct look *l, const struct amount *m)
{
    return m->hedged >= l->floor;
}

/* A word glued to the figures that is no unit: "3D", "1990s", "4x4". */
static bool is_glued_on(const struct look *l, const struct amount *m)
{
    bool word = piece_is_glued(l, m->bare) && piece_is_word(l, m->bare) && m->last == m->bare;
    bool slash = piece_is_glued(l, m->bare) && piece_is(l, m->bare, "/");
    return (word || slash) && is_figures(l, m->bare - 1);
}

static bool is_none_of_ours(const struct look *l, const struct amount *m)
{
    bool money = m->has_unit && m->unit.kind == QUANTITY_MONEY;
    bool unit = m->has_unit && m->unit.kind != QUANTITY_MONEY && m->bare < m->last;
    if (!overlaps_nothing(l, m) || is_glued_on(l, m) || is_mark(l, m)) {
        return true;
    }
    if (money || unit) {
        return false;
    }
    return is_clock(l, m) || is_duration(l, m) || is_date(l, m) ||
           (!m->has_unit && (is_label(l, m) || is_named(l, m) || is_age(l, m) || is_address(l, m) ||
                             is_year(l, m)));
}

/* ---- what the rest may be ---- */

static struct span span_of(const struct look *l, uint32_t first, uint32_t last)
{
    return (struct span){l->pieces[first].begin, piece_end(l, last - 1)};
}

static double value_of(const struct number *n, double times)
{
    double value = number_value(n) * times;
    if (n->divisor == 1) {
        return value;
    }
    int64_t thousandths = (int64_t)(value * 1000 + 0.5);
    return value < 1e12 ? (double)thousandths / 1000 : value;
}

static struct quantity *push(struct quantities *q, const struct amount *m, enum quantity_kind kind)
{
    struct quantity *out = vec_push(&q->a->quantities, q->a->arena, QUANTITIES_MAX);
    if (!out) {
        q->full = true;
        return NULL;
    }
    double times =
        kind == QUANTITY_PERCENT && m->low.kind == NUMBER_FRACTION && !m->has_unit ? 100 : 1;
    *out = (struct quantity){
        .kind = kind,
        .span = span_of(&q->l, m->hedged, m->last),
        .value = value_of(&m->low, times),
        .high = m->has_high ? value_of(&m->high, 1) : 0,
        .has_high = m->has_high,
        .approx = m->mod != NULL,
        .mod = m->mod,
        .confidence = 0.9,
    };
    q->l.floor = m->last;
    return out;
}

static void set_counted(const struct look *l, struct quantity *out, const struct counted *noun)
{
    if (noun->end > noun->begin) {
        out->counted = span_of(l, noun->begin, noun->end);
    }
}

static void take_unit(struct quantities *q, const struct amount *m)
{
    struct quantity *out = push(q, m, m->unit.kind);
    if (!out) {
        return;
    }
    out->unit = m->unit.symbol;
    out->confidence = m->unit.confidence;
    out->by = m->unit.by;
    struct counted noun;
    if (m->unit.kind != QUANTITY_MONEY && piece_is(&q->l, m->last, "of") &&
        counted_share(&q->l, m->last, &noun)) {
        set_counted(&q->l, out, &noun);
    }
}

/* ---- scores ---- */

enum { SCORE_REACH = 14, SCORE_MAX = 400 };

static bool near_sport(const struct look *l, const struct amount *m)
{
    uint32_t begin = m->first > SCORE_REACH ? m->first - SCORE_REACH : 0;
    for (uint32_t i = begin; i < m->last + SCORE_REACH && i < l->count; i++) {
        if ((i < m->first || i >= m->last) && in(l, i, QUANTITY_SPORT)) {
            return true;
        }
    }
    return false;
}

/* "3-1", "6-4, 7-5": two whole numbers with a hyphen where somebody wins, loses or votes. A rising
 * pair that counts something is a range. */
static bool is_score(const struct look *l, const struct amount *m)
{
    int64_t low, high;
    struct counted noun;
    bool plain = m->has_high && m->ranged && !m->has_unit && number_integer(&m->low, &low) &&
                 number_integer(&m->high, &high) && low >= 0 && high >= 0 && low <= SCORE_MAX &&
                 high <= SCORE_MAX && is_figures(l, m->first);
    if (!plain || m->mod) {
        return false;
    }
    bool counts = low < high && counted_after(l, m->last, &noun) && noun.end == noun.begin + 1;
    return !counts && near_sport(l, m);
}

/* ---- ordinals ---- */

/* "the 12th floor", "his third title", "second-largest city". */
static bool take_ordinal(struct quantities *q, const struct amount *m)
{
    const struct look *l = &q->l;
    uint32_t noun = piece_is_hyphen(l, m->last) ? m->last + 1 : m->last;
    bool small = m->low.mantissa <= 3 && !(m->low.flags & NUMBER_FIGURES) && m->low.exponent == 0;
    bool before = m->first > 0 && in(l, m->first - 1, QUANTITY_ORDINAL_BEFORE);
    if (!piece_is_word(l, noun) || in(l, noun, QUANTITY_STOP) ||
        in(l, noun, QUANTITY_ORDINAL_NOT) || is_time_unit(piece_text(l, noun)) ||
        (piece_is_capital(l, noun) && !l->capitals) ||
        (piece_is_capital(l, m->first) && m->first > 0 && !l->capitals) || (small && !before) ||
        str_ends_with(piece_text(l, noun), STR("ed")) || is_number_word(l, noun)) {
        return false;
    }
    struct quantity *out = push(q, m, QUANTITY_ORDINAL);
    if (out) {
        struct counted phrase;
        counted_singular(l, noun, &phrase);
        set_counted(&q->l, out, &phrase);
        out->by = "quantity.ordinal";
        out->confidence = small ? 0.75 : 0.85;
    }
    return true;
}

/* ---- shares ---- */

/* "one in five", "nine out of ten voters": per cent. */
static bool take_ratio(struct quantities *q, struct amount *m)
{
    const struct look *l = &q->l;
    bool out_of = piece_is(l, m->last, "out") && piece_is(l, m->last + 1, "of");
    bool apart = piece_is(l, m->last, "in");
    bool glued = piece_is_hyphen(l, m->last) && piece_is(l, m->last + 1, "in") &&
                 piece_is_hyphen(l, m->last + 2);
    uint32_t at = m->last + (out_of ? 2 : glued ? 3 : 1), behind;
    struct number whole;
    int64_t part, all;
    if (!(out_of || apart || glued) || m->has_high || at >= l->count || !may_begin(l, at) ||
        !read_number(l, at, &whole, &behind) || whole.kind != NUMBER_CARDINAL ||
        !number_integer(&m->low, &part) || !number_integer(&whole, &all) || part < 1 ||
        part >= all || all > 1000 || (all > 12 && all % 5 != 0) ||
        is_time_unit(piece_text(l, behind)) || is_month(l, behind)) {
        return false;
    }
    m->last = behind;
    struct quantity *out = push(q, m, QUANTITY_PERCENT);
    struct counted noun;
    if (out) {
        m->low.divisor = (uint32_t)all;
        out->value = value_of(&m->low, 100);
        out->unit = "%";
        out->by = "quantity.ratio";
        out->confidence = out_of ? 0.85 : 0.75;
        if (counted_after(l, behind, &noun)) {
            set_counted(&q->l, out, &noun);
        }
    }
    return true;
}

/* "a third of voters", "half the town", "two-thirds majority". */
static void take_fraction(struct quantities *q, const struct amount *m)
{
    struct counted noun;
    bool of = piece_is(&q->l, m->last, "of");
    if (!counted_share(&q->l, m->last, &noun) ||
        (!of && !in(&q->l, m->last, QUANTITY_DETERMINERS) &&
         !piece_is(&q->l, m->last, "majority"))) {
        return;
    }
    struct quantity *out = push(q, m, QUANTITY_PERCENT);
    if (out) {
        out->unit = "%";
        out->by = "quantity.share";
        out->confidence = 0.85;
        set_counted(&q->l, out, &noun);
    }
}

/* ---- counts ---- */

/* Past "of the 30" to the noun of "12 of the 30 hostages". */
static uint32_t skip_of(const struct look *l, uint32_t i)
{
    if (!piece_is(l, i, "of")) {
        return i;
    }
    uint32_t at = i + 1, behind;
    while (in(l, at, QUANTITY_DETERMINERS)) {
        at++;
    }
    struct str owner = piece_text(l, at);
    at += str_ends_with(owner, STR("'s")) || str_ends_with(owner, STR("’s"));
    struct number n;
    if (at < l->count && may_begin(l, at) && read_number(l, at, &n, &behind)) {
        at = behind;
    }
    return at;
}

/* "27-nation"; "a 100-strong crowd". */
static bool counted_compound(const struct look *l, uint32_t i, struct counted *out)
{
    if (piece_is(l, i + 1, "strong") && piece_is_word(l, i + 2)) {
        *out = (struct counted){.begin = i + 2, .end = i + 3};
        return true;
    }
    *out = (struct counted){.begin = i + 1, .end = i + 2};
    return piece_is_hyphen(l, i) && piece_is_word(l, i + 1) && piece_is_glued(l, i + 1) &&
           !in(l, i + 1, QUANTITY_NOT_COUNTED) && !in(l, i + 1, QUANTITY_STOP) &&
           l->pieces[i + 1].len > 2;
}

static bool find_noun(const struct look *l, const struct amount *m, struct counted *noun)
{
    bool one = m->low.mantissa == 1 && m->low.exponent == 0 && !m->has_high;
    uint32_t at = skip_of(l, m->last);
    at += casualty_adjective(l, at) != NULL;
    *noun = (struct counted){at, at};
    if (piece_is_hyphen(l, m->last)) {
        return !one && counted_compound(l, m->last, noun);
    }
    if (one && !(m->low.flags & NUMBER_DECIMAL)) {
        return at == m->last && counted_one_after(l, at, noun);
    }
    return counted_after(l, at, noun) ||
           ((m->low.flags & NUMBER_VAGUE) && at > m->last && counted_singular(l, at, noun));
}

/* A number that counts something we cannot name: a large or hedged one. */
static bool stands_alone(const struct look *l, const struct amount *m)
{
    uint32_t large = NUMBER_SCALED | NUMBER_GROUPED;
    bool scores = (m->low.flags & NUMBER_DOZENS) && (m->low.flags & NUMBER_VAGUE) &&
                  m->low.mantissa == 20; /* else a verb */
    bool hyphen = piece_is_hyphen(l, m->last);
    bool word =
        piece_is_word(l, m->first) && !(m->low.flags & NUMBER_VAGUE) && m->low.mantissa == 1;
    bool hedged =
        m->mod && !scores && (number_value(&m->low) >= 100 || (m->low.flags & NUMBER_VAGUE));
    return !hyphen && !word && ((m->low.flags & large) || hedged);
}

/* Joined to the count before by "and" or a comma alone. */
static bool is_joined(const struct quantities *q, const struct amount *m)
{
    uint32_t at = q->joined_end;
    if (q->joined == NO_INDEX) {
        return false;
    }
    at += piece_is(&q->l, at, ",");
    at += piece_is(&q->l, at, "and") || piece_is(&q->l, at, "including");
    return at > q->joined_end && at == m->hedged;
}

static void take_casualty(struct quantity *out, const char *state, double confidence)
{
    out->kind = QUANTITY_CASUALTIES;
    out->unit = state;
    out->by = "quantity.casualties";
    out->confidence = confidence;
}

/* "five soldiers, two boys and a guard were killed" says it of all. */
static void spread_casualty(struct quantities *q, uint32_t chain, const char *state)
{
    for (uint32_t i = chain; i + 1 < q->a->quantities.count; i++) {
        struct quantity *other = &q->a->quantities.items[i];
        if (other->kind == QUANTITY_COUNT && other->counted.end > other->counted.begin) {
            take_casualty(other, state, 0.7);
        }
    }
}

static void take_count(struct quantities *q, const struct amount *m)
{
    const struct look *l = &q->l;
    struct counted noun;
    bool named = find_noun(l, m, &noun);
    if (!named) {
        noun = (struct counted){m->last, m->last};
    }
    const char *adjective = casualty_adjective(l, skip_of(l, m->last));
    const char *state = adjective ? adjective : casualty_of(l, m->hedged, m->last, &noun);
    bool joined = is_joined(q, m);
    bool own = in(l, noun.end, QUANTITY_AUXILIARIES); /* "and 30 cases were reported" */
    const char *inherited = joined && !state && !own ? q->casualty : NULL;
    if (!named && !state && !inherited && !stands_alone(l, m)) {
        return;
    }
    uint32_t chain = joined ? q->chain : q->a->quantities.count;
    struct quantity *out = push(q, m, QUANTITY_COUNT);
    if (!out) {
        return;
    }
    set_counted(&q->l, out, &noun);
    out->by = named ? "quantity.counted" : "quantity.bare";
    out->confidence = named ? 0.85 : 0.5;
    bool noun_says = named && casualty_noun(l, noun.end - 1); /* "30 deaths" says it of itself */
    if (state || inherited) {
        take_casualty(out, state ? state : inherited, state ? 0.85 : 0.7);
    }
    if (state && named && !noun_says && !adjective) {
        spread_casualty(q, chain, state);
    }
    q->joined = q->a->quantities.count - 1;
    q->chain = chain;
    q->joined_end = named ? noun.end : m->last;
    q->casualty = noun_says || adjective ? NULL : state ? state : inherited;
}

/* ---- the stage ---- */

/* A time holds a part of the number. */
static bool is_in_time(struct quantities *q, const struct amount *m)
{
    const struct article *a = q->a;
    struct span span = span_of(&q->l, m->first, m->bare);
    while (q->time < a->times.count && a->times.items[q->time].span.end <= span.begin) {
        q->time++;
    }
    bool money = m->has_unit && m->unit.kind == QUANTITY_MONEY;
    bool share = m->low.kind == NUMBER_FRACTION && piece_is(&q->l, m->bare, "of");
    return !money && !share && q->time < a->times.count &&
           a->times.items[q->time].span.begin < span.end;
}

static void take(struct quantities *q, struct amount *m)
{
    if (is_none_of_ours(&q->l, m) || is_in_time(q, m)) {
        return;
    }
    if (m->has_unit) {
        take_unit(q, m);
    } else if (is_score(&q->l, m)) {
        struct quantity *out = push(q, m, QUANTITY_SCORE);
        if (out) {
            out->by = "quantity.score";
            out->confidence = 0.85;
        }
    } else if (m->low.kind == NUMBER_ORDINAL) {
        take_ordinal(q, m);
    } else if (m->low.kind == NUMBER_FRACTION) {
        take_fraction(q, m);
    } else if (!(m->has_high && compare(&m->low, &m->high) >= 0) && !take_ratio(q, m)) {
        take_count(q, m);
    }
}

/* A headline: hardly a word of four letters begins in lower case. */
static bool is_in_capitals(const struct look *l)
{
    uint32_t lower = 0, upper = 0;
    for (uint32_t i = 0; i < l->count; i++) {
        if (l->pieces[i].kind == PIECE_WORD && l->pieces[i].len > 3) {
            bool capital = piece_is_capital(l, i);
            upper += capital;
            lower += !capital;
        }
    }
    return upper > 2 && lower * 4 <= upper;
}

static void read_sentence(struct quantities *q)
{
    struct look *l = &q->l;
    pieces_cut(l);
    l->capitals = is_in_capitals(l);
    l->floor = 0;
    q->joined = NO_INDEX;
    q->joined_end = 0;
    q->casualty = NULL;
    for (uint32_t i = 0; i < l->count && !q->full;) {
        struct amount m;
        if (!may_begin(l, i)) {
            i++;
        } else {
            bool found = read_amount(l, i, &m);
            if (found) {
                take(q, &m);
            }
            i = m.last > i ? m.last : i + 1;
        }
    }
}

enum status quantity_run(struct article *a, const struct models *m)
{
    (void)m;
    struct quantities q = {.a = a, .l = {.a = a, .text = a->text}};
    q.l.country = money_country_of(a);
    for (uint32_t i = 0; i < a->sentences.count && !q.full; i++) {
        const struct sentence *s = &a->sentences.items[i];
        if (!article_spend(a, s->token_end - s->token_begin)) {
            return STATUS_LIMIT;
        }
        q.l.begin = s->span.begin;
        q.l.end = s->span.end;
        q.l.token_begin = s->token_begin;
        q.l.token_end = s->token_end;
        struct arena_mark mark = arena_mark(&a->state->scratch);
        read_sentence(&q);
        arena_rewind(&a->state->scratch, mark);
    }
    return q.full ? STATUS_LIMIT : STATUS_OK;
}
