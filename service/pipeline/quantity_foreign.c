/* Numbers that count and measure nothing: dates, times of day, durations, ages, names of things. */
#include "pipeline/quantity.h"
#include "pipeline/quantity_words.h"
#include "text/calendar.h"

bool piece_is_month(const struct look *l, uint32_t i)
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
    return (before > 0 && piece_is_month(l, before - 1)) || piece_is_month(l, behind);
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
    for (int skipped = 0; skipped < 2 && piece_in(l, at, QUANTITY_TIME_ADJECTIVES); skipped++) {
        at++;
    }
    bool of = piece_is(l, at, "of") && (m->low.flags & (NUMBER_VAGUE | NUMBER_DOZENS));
    at += of;
    at += m->low.kind == NUMBER_FRACTION && (piece_is(l, at, "of") || piece_is(l, at, "the"));
    at += m->low.kind == NUMBER_FRACTION && (piece_is(l, at, "a") || piece_is(l, at, "the"));
    return piece_in(l, at, QUANTITY_TIME_UNITS) && !(m->has_unit && m->unit.kind == QUANTITY_MONEY);
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
    if (stop || aged || piece_in(l, before, QUANTITY_BEFORE_LABEL)) {
        return true;
    }
    struct counted noun;
    uint32_t large = NUMBER_SCALED | NUMBER_GROUPED | NUMBER_DOZENS | NUMBER_VAGUE;
    bool capital = piece_is_capital(l, before) && !l->capitals && m->hedged == m->first;
    bool word = piece_is_word(l, m->first);
    if (!capital || (m->low.flags & large) || piece_in(l, before, QUANTITY_STOP) ||
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
    for (; at < m->bare + 4 && piece_is_capital(l, at) && piece_is_figures(l, m->first); at++) {
        if (at > m->bare && piece_in(l, at, QUANTITY_STREETS)) {
            return true;
        }
    }
    return false;
}

/* "0800", "555-0199-22", "1.", "(1)" at the begin of an item. */
static bool is_mark(const struct look *l, const struct amount *m)
{
    struct str figures = piece_text(l, m->first);
    bool zero = piece_is_figures(l, m->first) && figures.len > 1 && figures.ptr[0] == '0' &&
                figures.ptr[1] != '.';
    bool chain = piece_is_hyphen(l, m->bare) && piece_is_figures(l, m->bare + 1) &&
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
                !piece_in(l, before, QUANTITY_DATE_PREPOSITIONS) &&
                !piece_in(l, before, QUANTITY_DETERMINERS);
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
    return (word || slash) && piece_is_figures(l, m->bare - 1);
}

bool amount_is_foreign(const struct look *l, const struct amount *m)
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
