/* quantities: finds numbers with what they count or measure.
 *
 * Reads    sentences, tokens, the source's address; times, tags, trees, mentions with their
 *          entities where they are there.
 * Writes   quantities, ordered by begin, none inside another.
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
#include "base/search.h"
#include "pipeline/pipeline.h"
#include "pipeline/quantity.h"
#include "pipeline/quantity_words.h"
#include "pipeline/scan.h"
#include "pipeline/stages.h"

enum {
    TIMES_LOOKED_AT = 8,    /* of a sentence, for a casualty */
    MENTIONS_LOOKED_AT = 8, /* before the end of what is counted */
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
    if (value > 1e12 || value < -1e12) {
        return value;
    }
    int64_t thousandths = (int64_t)(value * 1000 + (value < 0 ? -0.5 : 0.5));
    return (double)thousandths / 1000;
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
        .entity = NO_INDEX,
        .time = NO_INDEX,
        .event = NO_INDEX, /* the events stage's to say, and the place */
        .place = NO_INDEX,
        .confidence = 0.9,
    };
    q->l.floor = m->last;
    return out;
}

/* Without the time that ends the phrase: "gravel last year". */
static struct span before_time(const struct look *l, struct span span)
{
    const struct article *a = l->a;
    uint32_t at = SEARCH_FROM(a->times.items, a->times.count, span.end, span.end);
    if (at == a->times.count || a->times.items[at].span.begin <= span.begin ||
        a->times.items[at].span.begin >= span.end) {
        return span;
    }
    span.end = a->times.items[at].span.begin;
    while (span.end > span.begin && l->text.ptr[span.end - 1] == ' ') {
        span.end--;
    }
    return span;
}

static void set_counted(const struct look *l, struct quantity *out, const struct counted *noun)
{
    if (noun->end > noun->begin) {
        out->counted = before_time(l, span_of(l, noun->begin, noun->end));
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
        if ((i < m->first || i >= m->last) && piece_in(l, i, QUANTITY_SPORT)) {
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
                 high <= SCORE_MAX && piece_is_figures(l, m->first);
    if (!plain || m->mod) {
        return false;
    }
    bool counts = low < high && counted_after(l, m->last, &noun) && noun.end == noun.begin + 1;
    return !counts && near_sport(l, m);
}

/* "Rovik beat Talsen 3-1", "lead the series 3-1": what stands before is no label of the figures. */
static bool is_behind_name(const struct look *l, const struct amount *m)
{
    uint32_t before = m->first - 1;
    return m->first > 0 && (piece_is(l, before, "series") ||
                            (piece_is_capital(l, before) && !piece_is_month(l, before) &&
                             !piece_in(l, before, QUANTITY_BEFORE_LABEL)));
}

/* ---- ordinals ---- */

/* "the 12th floor", "his third title", "second-largest city". */
static bool take_ordinal(struct quantities *q, const struct amount *m)
{
    const struct look *l = &q->l;
    uint32_t noun = piece_is_hyphen(l, m->last) ? m->last + 1 : m->last;
    bool small = m->low.mantissa <= 3 && !(m->low.flags & NUMBER_FIGURES) && m->low.exponent == 0;
    bool before = m->first > 0 && piece_in(l, m->first - 1, QUANTITY_ORDINAL_BEFORE);
    if (!piece_is_word(l, noun) || piece_in(l, noun, QUANTITY_STOP) ||
        piece_in(l, noun, QUANTITY_ORDINAL_NOT) || piece_in(l, noun, QUANTITY_TIME_UNITS) ||
        (piece_is_capital(l, noun) && !l->capitals) ||
        (piece_is_capital(l, m->first) && m->first > 0 && !l->capitals) || (small && !before) ||
        str_ends_with(piece_text(l, noun), STR("ed")) || number_word_begins(l, noun)) {
        return false;
    }
    struct counted phrase;
    if (!counted_singular(l, noun, &phrase)) {
        return false;
    }
    struct quantity *out = push(q, m, QUANTITY_ORDINAL);
    if (out) {
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
    if (!(out_of || apart || glued) || m->has_high || at >= l->count ||
        !(glued ? number_word_begins(l, at) : number_begins(l, at)) ||
        !number_at(l, at, &whole, &behind) || whole.kind != NUMBER_CARDINAL ||
        !number_integer(&m->low, &part) || !number_integer(&whole, &all) || part < 1 ||
        part >= all || all > 1000 || (all > 12 && all % 5 != 0) ||
        piece_in(l, behind, QUANTITY_TIME_UNITS) || piece_is_month(l, behind)) {
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

/* "the second half of the year" is no share. */
static bool is_one_of_halves(const struct look *l, const struct amount *m)
{
    static const char *const words[] = {"first",  "second",  "latter",  "other", "better", "top",
                                        "bottom", "opening", "closing", "each",  "this",   "that"};
    for (size_t i = 0; m->first > 0 && i < sizeof words / sizeof words[0]; i++) {
        if (piece_is(l, m->first - 1, words[i])) {
            return true;
        }
    }
    return false;
}

/* "a third of voters", "half the town", "two-thirds majority". */
static void take_fraction(struct quantities *q, const struct amount *m)
{
    struct counted noun;
    bool of = piece_is(&q->l, m->last, "of");
    if (m->first > 1 && piece_is(&q->l, m->first - 1, "and") &&
        piece_in(&q->l, m->first - 2, QUANTITY_TIME_UNITS)) {
        return; /* "a year and a half of" */
    }
    if (is_one_of_halves(&q->l, m) || !counted_share(&q->l, m->last, &noun) ||
        (!of && !piece_in(&q->l, m->last, QUANTITY_DETERMINERS) &&
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
    while (piece_in(l, at, QUANTITY_DETERMINERS)) {
        at++;
    }
    struct str owner = piece_text(l, at);
    at += str_ends_with(owner, STR("'s")) || str_ends_with(owner, STR("’s"));
    struct number n;
    if (at < l->count && number_begins(l, at) && number_at(l, at, &n, &behind)) {
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
           !piece_in(l, i + 1, QUANTITY_NOT_COUNTED) && !piece_in(l, i + 1, QUANTITY_STOP) &&
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

/* "30" in "12 of the 30 hostages", of whom only the twelve died. */
static bool is_whole_of_part(const struct look *l, const struct amount *m)
{
    return l->floor > 0 && m->hedged > l->floor && m->hedged - l->floor <= 3 &&
           piece_is(l, l->floor, "of");
}

static void take_count(struct quantities *q, const struct amount *m)
{
    const struct look *l = &q->l;
    struct counted noun;
    bool named = find_noun(l, m, &noun);
    if (named && piece_is(l, noun.begin, "times")) {
        return; /* "three times a year", "three times more" */
    }
    if (!named) {
        noun = (struct counted){m->last, m->last};
    }
    const char *adjective = casualty_adjective(l, skip_of(l, m->last));
    const char *state = adjective ? adjective : casualty_of(l, m->hedged, m->last, &noun);
    state = is_whole_of_part(l, m) ? NULL : state;
    bool joined = is_joined(q, m);
    bool own = piece_in(l, noun.end, QUANTITY_AUXILIARIES); /* "and 30 cases were reported" */
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
    bool score = is_score(&q->l, m);
    if ((!(score && is_behind_name(&q->l, m)) && amount_is_foreign(&q->l, m)) || is_in_time(q, m)) {
        return;
    }
    if (m->has_unit) {
        take_unit(q, m);
    } else if (score) {
        struct quantity *out = push(q, m, QUANTITY_SCORE);
        if (out) {
            out->by = "quantity.score";
            out->confidence = 0.85;
        }
    } else if (m->low.kind == NUMBER_ORDINAL) {
        take_ordinal(q, m);
    } else if (m->low.kind == NUMBER_FRACTION) {
        take_fraction(q, m);
    } else if (!(m->has_high && number_compare(&m->low, &m->high) >= 0) && !take_ratio(q, m)) {
        take_count(q, m);
    }
}

/* A headline: hardly a word of four letters begins in lower case. */
static bool is_in_capitals(const struct look *l)
{
    uint32_t words = 0, upper = 0;
    for (uint32_t i = 0; i < l->count; i++) {
        const struct piece *p = &l->pieces[i];
        bool word = p->kind == PIECE_WORD && p->len > 3;
        bool small = scan_ascii[l->text.ptr[p->begin] & 0x7F] == GLYPH_LOWER;
        words += word;
        upper += word && ((l->text.ptr[p->begin] & 0x80) ? piece_is_capital(l, i) : !small);
    }
    return upper > 2 && (words - upper) * 4 <= upper;
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
        bool word = l->pieces[i].kind == PIECE_WORD && !number_word_begins(l, i);
        if (word || !number_begins(l, i)) {
            i++;
        } else {
            bool found = amount_read(l, i, &m);
            if (found) {
                take(q, &m);
            }
            i = m.last > i ? m.last : i + 1;
        }
    }
}

/* The one date of the sentence; NO_INDEX where there are none or several. `from` is the first time
 * that may lie in it. */
static uint32_t date_of_sentence(const struct article *a, struct span sentence, uint32_t from)
{
    uint32_t found = NO_INDEX;
    for (uint32_t t = from; t < a->times.count && t < from + TIMES_LOOKED_AT; t++) {
        const struct timex3 *time = &a->times.items[t];
        bool date = time->type == TIMEX_DATE || time->type == TIMEX_TIME;
        if (time->span.begin >= sentence.end) {
            return found;
        }
        if (date && time->begin.ptr && found != NO_INDEX) {
            return NO_INDEX;
        }
        found = date && time->begin.ptr ? t : found;
    }
    return found;
}

/* The first mention that begins at or behind the offset. */
static uint32_t mention_at(const struct article *a, uint32_t offset)
{
    uint32_t low = 0, high = a->mentions.count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (a->mentions.items[middle].span.begin < offset) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

/* The mention whose head the counted phrase ends in: "12 of the hostages" counts the hostages. It
 * begins with the phrase or a few mentions before it ("the 30 border guards"). */
static uint32_t entity_counted(const struct article *a, struct span counted)
{
    uint32_t next = mention_at(a, counted.end);
    for (uint32_t back = 0; back < MENTIONS_LOOKED_AT && back < next; back++) {
        const struct mention *m = &a->mentions.items[next - back - 1];
        if (m->kind != MENTION_PRONOUN && m->entity != NO_INDEX &&
            a->tokens.items[m->head].end == counted.end) {
            return m->entity;
        }
    }
    return NO_INDEX;
}

static void link_entities(struct article *a)
{
    for (uint32_t i = 0; i < a->quantities.count; i++) {
        struct quantity *q = &a->quantities.items[i];
        if (q->counted.end > q->counted.begin) {
            q->entity = entity_counted(a, q->counted);
        }
    }
}

/* When people died or were hurt: casualties get the date of their sentence. */
static void link_times(struct article *a)
{
    uint32_t sentence = 0, time = 0;
    for (uint32_t i = 0; i < a->quantities.count; i++) {
        struct quantity *q = &a->quantities.items[i];
        while (a->sentences.items[sentence].span.end <= q->span.begin) {
            sentence++;
        }
        struct span span = a->sentences.items[sentence].span;
        while (time < a->times.count && a->times.items[time].span.end <= span.begin) {
            time++;
        }
        q->time =
            q->kind == QUANTITY_CASUALTIES ? date_of_sentence(a, span, time) : (uint32_t)NO_INDEX;
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
    link_times(a);
    link_entities(a);
    return q.full ? STATUS_LIMIT : STATUS_OK;
}
