/* One reader for figures and words: figures give a group, words add to the group or multiply it.
 * A number is a sum of groups, each times a scale, from the largest scale down:
 *
 *     two hundred and fifty thousand      (2*100 + 50) * 10^3
 *     1 million 200 thousand              1 * 10^6 + 200 * 10^3
 *     2 lakh crore                        2 * 10^5 * 10^7
 *
 * `room` holds that order: what is added must be smaller than it. */
#include "text/numbers.h"

#include "text/calendar.h"
#include "text/number_words.h"
#include "text/utf8.h"

enum { DIGITS_MAX = 18, EXPONENT_MAX = 24, POWERS = 19 };

static const uint64_t ten_to[POWERS] = {
    1u,
    10u,
    100u,
    1000u,
    10000u,
    100000u,
    1000000u,
    10000000u,
    100000000u,
    1000000000u,
    10000000000u,
    100000000000u,
    1000000000000u,
    10000000000000u,
    100000000000000u,
    1000000000000000u,
    10000000000000000u,
    100000000000000000u,
    1000000000000000000u,
};

/* m * 10^e / d */
struct decimal {
    uint64_t m;
    int e;
    uint32_t d;
};

struct reader {
    struct str s; /* ends where reading must end */
    size_t at;
    struct decimal total, group;
    bool has_group, ended; /* ended: an ordinal or a fraction has closed the number */
    bool scaled;           /* the last piece was a scale */
    bool tens;             /* the group ends in a ten that may take a unit: "twenty" */
    uint64_t room;         /* what is added to the group must be smaller */
    int room_scale;        /* a scale that begins a further group must be smaller */
    enum number_kind kind;
    uint32_t flags;
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static char peek(struct str s, size_t at)
{
    return at < s.len ? s.ptr[at] : '\0';
}

/* ---- decimals ---- */

static void trim(struct decimal *x)
{
    while (x->e < 0 && x->m % 10 == 0) {
        x->m /= 10;
        x->e++;
    }
    if (x->m == 0) {
        x->e = 0;
    }
}

/* False where 64 bits cannot hold the sum. */
static bool add(struct decimal *x, struct decimal y)
{
    if (y.m == 0) {
        return true;
    }
    if (x->m == 0) {
        *x = y;
        return true;
    }
    if (x->d != 1 || y.d != 1) {
        return false;
    }
    for (; y.e > x->e; y.e--) {
        if (__builtin_mul_overflow(y.m, 10u, &y.m)) {
            return false;
        }
    }
    for (; x->e > y.e; x->e--) {
        if (__builtin_mul_overflow(x->m, 10u, &x->m)) {
            return false;
        }
    }
    bool fits = !__builtin_add_overflow(x->m, y.m, &x->m);
    trim(x);
    return fits;
}

/* x + over / under; x is an integer or has the exponent of a scale left to come. */
static bool add_fraction(struct decimal *x, uint32_t over, uint32_t under)
{
    for (int power = 0; power <= 4; power++) {
        if (ten_to[power] % under == 0) {
            return add(x, (struct decimal){over * (ten_to[power] / under), -power, 1});
        }
    }
    if (x->e != 0 || x->d != 1 || x->m > UINT32_MAX) {
        return false;
    }
    *x = (struct decimal){x->m * under + over, 0, under};
    return true;
}

static void multiply(struct decimal *x, uint32_t by)
{
    if (!__builtin_mul_overflow(x->m, (uint64_t)by, &x->m)) {
        trim(x);
    }
}

/* ---- words ---- */

struct word {
    size_t begin, end;
    const struct number_word *entry; /* NULL: none of ours */
};

static struct word word_at(struct str s, size_t at)
{
    struct word w = {at, at, NULL};
    while (is_letter(peek(s, w.end))) {
        w.end++;
    }
    bool whole = (unsigned char)peek(s, w.end) < 0x80 && !is_digit(peek(s, w.end));
    w.entry = whole ? number_word_find(str_slice(s, at, w.end)) : NULL;
    return w;
}

/* Behind the blank or two, newline or hyphen that may part two pieces; `at` where none is. */
static size_t skip_gap(struct str s, size_t at)
{
    char c = peek(s, at);
    if (c == ' ' && peek(s, at + 1) == ' ') {
        return at + 2;
    }
    if (c == ' ' || c == '-' || c == '\n') {
        return at + 1;
    }
    bool hyphen = str_starts_with(str_slice(s, at, s.len), STR("‐")) ||
                  str_starts_with(str_slice(s, at, s.len), STR("‑"));
    return hyphen ? at + 3 : at;
}

static bool is_word(struct str s, struct word w, struct str form)
{
    return str_equal_nocase(str_slice(s, w.begin, w.end), form);
}

/* Behind a gap and the word `form`; 0 when it is not there. */
static size_t skip_word(struct str s, size_t at, struct str form)
{
    size_t begin = skip_gap(s, at);
    struct word w = word_at(s, begin);
    return begin > at && is_word(s, w, form) ? w.end : 0;
}

static struct word next_word(struct str s, size_t at)
{
    size_t begin = skip_gap(s, at);
    return begin > at ? word_at(s, begin) : (struct word){at, at, NULL};
}

static bool has_flag(struct word w, uint8_t flag)
{
    return w.entry && (w.entry->flags & flag);
}

static bool is_scale(struct word w)
{
    return w.entry &&
           (w.entry->kind == NUMBER_WORD_HUNDRED || w.entry->kind == NUMBER_WORD_SCALE ||
            w.entry->kind == NUMBER_WORD_DOZEN) &&
           !(w.entry->flags & NUMBER_WORD_ORDINAL);
}

/* ---- figures ---- */

/* Digits [at,result) */
static size_t digits_end(struct str s, size_t at)
{
    while (is_digit(peek(s, at))) {
        at++;
    }
    return at;
}

static bool push_digits(struct str s, size_t begin, size_t end, uint64_t *value, int *digits)
{
    for (size_t i = begin; i < end; i++) {
        if (*digits >= DIGITS_MAX) {
            return false;
        }
        *value = *value * 10 + (uint64_t)(s.ptr[i] - '0');
        *digits += *value != 0;
    }
    return true;
}

/* The bytes of the mark between thousands at `at`; 0 for none. A blank parts thousands where two
 * groups follow or where no month owns the first figures ("May 3 200 people"). */
static size_t group_mark(struct str s, size_t at, char mark)
{
    char c = peek(s, at);
    size_t len = c == mark && c != '\0' ? 1 : 0;
    if (mark == '\'' && len == 0 && str_starts_with(str_slice(s, at, s.len), STR("’"))) {
        len = 3;
    }
    return len && is_digit(peek(s, at + len)) ? len : 0;
}

static bool follows_date(struct str s, size_t at)
{
    size_t end = at;
    while (end > 0 && s.ptr[end - 1] == ' ') {
        end--;
    }
    size_t begin = end;
    while (begin > 0 && (is_letter(s.ptr[begin - 1]) || s.ptr[begin - 1] == '.')) {
        begin--;
    }
    return (end > 0 && is_digit(s.ptr[end - 1])) || calendar_month(str_slice(s, begin, end)) != 0;
}

/* Groups of figures behind the first one, [at,first); the end of the last group, or 0 when the
 * marks part no thousands. Groups are of three; with commas also of two but for the last
 * (12,34,567). */
static size_t groups_end(struct str s, size_t at, size_t first, char mark, uint64_t *value,
                         int *digits)
{
    size_t end = first, groups = 0, len = 0, width = 0;
    bool indian = false;
    while ((len = group_mark(s, end, mark)) > 0) {
        size_t next = digits_end(s, end + len);
        bool pairs = groups > 0 && width == 2;
        width = next - end - len;
        if ((width != 3 && !(width == 2 && mark == ',')) || (pairs && width > 3)) {
            return 0;
        }
        indian = indian || width == 2;
        if (!push_digits(s, end + len, next, value, digits)) {
            return 0;
        }
        end = next;
        groups++;
    }
    bool good = groups > 0 && width == 3 && first - at <= (indian ? 2u : 3u);
    if (mark == ' ') {
        good = good && s.ptr[at] != '0' && (groups > 1 || !follows_date(s, at));
    }
    if (mark == '.') {
        good = good && groups > 1;
    }
    return good ? end : 0;
}

/* Tries the marks of thousands in turn. */
static size_t read_integer(struct reader *r, size_t first, uint64_t *value, int *digits)
{
    static const char marks[] = {',', ' ', '\'', '.'};
    for (size_t i = 0; i < sizeof marks; i++) {
        uint64_t grouped = *value;
        int count = *digits;
        size_t end = groups_end(r->s, r->at, first, marks[i], &grouped, &count);
        if (end) {
            *value = grouped;
            *digits = count;
            r->flags |= NUMBER_GROUPED;
            return end;
        }
    }
    return first;
}

/* "½" and its kin: numerator in the upper four bits, denominator in the lower; 0 for none. */
static unsigned fraction_sign(struct str s, size_t at, size_t *len)
{
    static const struct {
        uint16_t code;
        uint8_t fraction;
    } signs[] = {
        {0xBC, 0x14},   {0xBD, 0x12},   {0xBE, 0x34},   {0x2153, 0x13}, {0x2154, 0x23},
        {0x2155, 0x15}, {0x2156, 0x25}, {0x2157, 0x35}, {0x2158, 0x45}, {0x2159, 0x16},
        {0x215A, 0x56}, {0x215B, 0x18}, {0x215C, 0x38}, {0x215D, 0x58}, {0x215E, 0x78},
    };
    if ((unsigned char)peek(s, at) < 0xC2) {
        return 0;
    }
    uint32_t code = utf8_decode(s, at, len);
    for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++) {
        if (signs[i].code == code) {
            return signs[i].fraction;
        }
    }
    return 0;
}

/* "2/3" at `at`: a proper fraction of a usual denominator; its end, or 0. */
static size_t figure_fraction(struct str s, size_t at, uint32_t *over, uint32_t *under)
{
    size_t slash = digits_end(s, at), end = digits_end(s, slash + 1);
    char behind = peek(s, end);
    bool ends = !is_letter(behind) && behind != '/' && behind != '-' &&
                !((behind == '.' || behind == ',') && is_digit(peek(s, end + 1)));
    if (slash == at || slash - at > 1 || peek(s, slash) != '/' || end == slash + 1 ||
        end - slash > 3 || !ends) {
        return 0;
    }
    *over = (uint32_t)(s.ptr[at] - '0');
    *under = 0;
    for (size_t i = slash + 1; i < end; i++) {
        *under = *under * 10 + (uint32_t)(s.ptr[i] - '0');
    }
    static const uint8_t usual[] = {2, 3, 4, 5, 6, 8, 10, 16};
    for (size_t i = 0; i < sizeof usual; i++) {
        if (*under == usual[i] && *over > 0 && *over < *under && s.ptr[slash + 1] != '0') {
            return end;
        }
    }
    return 0;
}

/* A fraction behind whole figures: "2½", "2 ½", "2 1/2"; behind nothing: "½", "1/2". */
static bool read_figure_fraction(struct reader *r, size_t at, bool alone)
{
    size_t begin = alone ? at : skip_gap(r->s, at), len = 0;
    unsigned sign = fraction_sign(r->s, begin, &len);
    uint32_t over = sign >> 4, under = sign & 15;
    size_t end = sign ? begin + len : 0;
    if (!sign && (alone || begin > at)) {
        end = figure_fraction(r->s, begin, &over, &under);
    }
    if (!end || !add_fraction(&r->group, over, under)) {
        return false;
    }
    r->at = end;
    r->flags |= NUMBER_DECIMAL;
    return true;
}

/* "12th", "1st" behind the figures. */
static bool read_ordinal_ending(struct reader *r)
{
    static const struct str endings[] = {STR_INIT("th"), STR_INIT("st"), STR_INIT("nd"),
                                         STR_INIT("rd")};
    unsigned last = (unsigned)(r->group.m % 10), two = (unsigned)(r->group.m % 100);
    size_t fit = two / 10 == 1 || last == 0 || last > 3 ? 0 : last;
    struct str ending = str_slice(r->s, r->at, r->at + 2);
    if (!str_equal_nocase(ending, endings[fit]) || is_letter(peek(r->s, r->at + 2)) ||
        (r->flags & NUMBER_DECIMAL)) {
        return false;
    }
    r->at += 2;
    r->kind = NUMBER_ORDINAL;
    r->ended = true;
    return true;
}

/* What no number goes on with: "1.2.3", "12:30", "3/4/2021". The run is passed over. */
static bool is_broken(const struct reader *r)
{
    char c = peek(r->s, r->at);
    return (c == '.' || c == ',' || c == ':' || c == '/') && is_digit(peek(r->s, r->at + 1));
}

static void pass_figures(struct reader *r)
{
    while (is_digit(peek(r->s, r->at)) ||
           (is_digit(peek(r->s, r->at + 1)) && (is_broken(r) || peek(r->s, r->at) == '-'))) {
        r->at++;
    }
}

/* The figures at r->at, as a group. */
static bool read_figures(struct reader *r)
{
    uint32_t over, under;
    size_t first = digits_end(r->s, r->at);
    uint64_t value = 0;
    int digits = 0;
    r->has_group = true;
    if ((first == r->at || figure_fraction(r->s, r->at, &over, &under)) &&
        read_figure_fraction(r, r->at, true)) {
        r->kind = NUMBER_FRACTION;
        r->ended = true;
        return true;
    }
    bool fits = push_digits(r->s, r->at, first, &value, &digits);
    size_t end = fits ? read_integer(r, first, &value, &digits) : first;
    int exponent = 0;
    if (peek(r->s, end) == '.' && is_digit(peek(r->s, end + 1))) {
        size_t tail = digits_end(r->s, end + 1);
        fits = fits && push_digits(r->s, end + 1, tail, &value, &digits) && tail - end < DIGITS_MAX;
        exponent = fits ? -(int)(tail - end - 1) : 0;
        end = tail;
        r->flags |= NUMBER_DECIMAL;
    }
    bool empty = end == r->at;
    r->group = (struct decimal){value, exponent, 1};
    trim(&r->group);
    r->at = end;
    if (!fits || empty || is_broken(r)) {
        pass_figures(r);
        return false;
    }
    if (!read_ordinal_ending(r) && !(r->flags & NUMBER_DECIMAL)) {
        read_figure_fraction(r, r->at, false);
    }
    return true;
}

/* ---- words that go on ---- */

static bool close_ordinal(struct reader *r, struct word w)
{
    if (has_flag(w, NUMBER_WORD_ORDINAL)) {
        r->kind = NUMBER_ORDINAL;
        r->ended = true;
    }
    return true;
}

/* "two thirds", "one fifth", "three quarters" behind a numerator. */
static bool read_denominator(struct reader *r, struct word w)
{
    uint8_t kind = w.entry->kind;
    bool named = kind == NUMBER_WORD_FRACTION;
    bool ordinal = has_flag(w, NUMBER_WORD_ORDINAL) && w.entry->value > 2 &&
                   (kind == NUMBER_WORD_UNIT || kind == NUMBER_WORD_TEN);
    bool numerator = r->has_group && r->group.e == 0 && r->group.d == 1 && r->total.m == 0 &&
                     r->group.m > 0 && r->group.m < 20 && !r->scaled && r->kind == NUMBER_NONE;
    bool agrees = has_flag(w, NUMBER_WORD_PLURAL) || r->group.m == 1;
    if (!numerator || !agrees || !(named || ordinal) || (r->flags & NUMBER_DECIMAL)) {
        return false;
    }
    uint32_t over = (uint32_t)r->group.m;
    r->group = (struct decimal){0, 0, 1};
    if (!add_fraction(&r->group, over, w.entry->value)) {
        return false;
    }
    r->kind = NUMBER_FRACTION;
    r->ended = true;
    r->at = w.end;
    return true;
}

static bool read_small(struct reader *r, struct word w)
{
    uint8_t value = w.entry->value;
    bool unit = w.entry->kind == NUMBER_WORD_UNIT;
    bool plural = has_flag(w, NUMBER_WORD_PLURAL);
    bool after_ten = r->tens && unit && value > 0 && value < 10;
    if (plural || (r->has_group && !after_ten && (r->tens || value >= r->room)) ||
        (r->has_group && value == 0)) {
        return false;
    }
    if (!add(&r->group, (struct decimal){value, 0, 1})) {
        return false;
    }
    r->tens = !unit;
    r->room = 0;
    r->has_group = true;
    r->scaled = false;
    r->at = w.end;
    return close_ordinal(r, w);
}

static bool read_hundred(struct reader *r, struct word w)
{
    bool whole = r->group.e == 0 && r->group.d == 1;
    if (!r->has_group || (whole && r->group.m >= 100) || r->scaled) {
        return false;
    }
    r->group.e += 2;
    for (; r->group.e > 0; r->group.e--) {
        r->group.m *= 10;
    }
    r->room = r->flags & NUMBER_FIGURES ? 0 : 100;
    r->tens = false;
    r->flags |= NUMBER_SCALED;
    r->at = w.end;
    return close_ordinal(r, w);
}

/* The group, or behind another scale the whole, times the scale. */
static bool read_scale(struct reader *r, struct word w)
{
    int power = w.entry->value;
    if (r->has_group && !r->scaled) {
        if (power >= r->room_scale || r->group.e + power > EXPONENT_MAX) {
            return false;
        }
        r->group.e += power;
        if (!add(&r->total, r->group)) {
            return false;
        }
    } else if (r->scaled && r->total.e + power <= EXPONENT_MAX && r->total.m < 1000000) {
        r->total.e += power;
        power += r->room_scale;
    } else {
        return false;
    }
    r->group = (struct decimal){0, 0, 1};
    r->has_group = r->tens = false;
    r->scaled = true;
    r->room_scale = power;
    r->room = UINT64_MAX;
    r->flags |= NUMBER_SCALED;
    r->at = w.end;
    return close_ordinal(r, w);
}

static bool read_dozen(struct reader *r, struct word w)
{
    if (!r->has_group || r->scaled || r->group.m > 1000000) {
        return false;
    }
    multiply(&r->group, w.entry->value);
    r->room = 0;
    r->tens = false;
    r->flags |= NUMBER_DOZENS;
    r->at = w.end;
    return close_ordinal(r, w);
}

static bool read_piece(struct reader *r, struct word w)
{
    if (read_denominator(r, w)) {
        return true;
    }
    switch ((enum number_word_kind)w.entry->kind) {
    case NUMBER_WORD_UNIT:
    case NUMBER_WORD_TEN:
        return !(r->flags & NUMBER_FIGURES) && read_small(r, w);
    case NUMBER_WORD_HUNDRED:
        return read_hundred(r, w);
    case NUMBER_WORD_SCALE:
        return read_scale(r, w);
    case NUMBER_WORD_DOZEN:
        return read_dozen(r, w);
    default:
        return false;
    }
}

/* ---- and a half ---- */

/* "a half", "one half", "a third", "three quarters" at `at`: its end, or 0. */
static size_t small_fraction(struct str s, size_t at, uint32_t *over, uint32_t *under)
{
    struct word first = word_at(s, at);
    bool article = is_word(s, first, STR("a")) || is_word(s, first, STR("an"));
    bool count = first.entry && first.entry->kind == NUMBER_WORD_UNIT && first.entry->value > 0 &&
                 first.entry->value < 10 && first.entry->flags == 0;
    struct word second = next_word(s, first.end);
    if ((!article && !count) || !second.entry) {
        return 0;
    }
    *over = article ? 1 : first.entry->value;
    *under = second.entry->value;
    bool agrees = has_flag(second, NUMBER_WORD_PLURAL) == (*over > 1);
    bool named = second.entry->kind == NUMBER_WORD_FRACTION;
    bool ordinal = has_flag(second, NUMBER_WORD_ORDINAL) && *under > 2 &&
                   second.entry->kind == NUMBER_WORD_UNIT;
    return agrees && (named || ordinal) ? second.end : 0;
}

/* "three and a half", "a million and a half", "two and three quarters". */
static bool read_and_fraction(struct reader *r)
{
    uint32_t over, under;
    size_t behind = skip_word(r->s, r->at, STR("and"));
    size_t begin = behind ? skip_gap(r->s, behind) : 0;
    size_t end = begin > behind ? small_fraction(r->s, begin, &over, &under) : 0;
    if (!end || r->ended || (r->flags & (NUMBER_DECIMAL | NUMBER_DOZENS))) {
        return false;
    }
    if (r->scaled) {
        struct decimal part = {0, 0, 1};
        bool good = add_fraction(&part, over, under) && r->total.e == r->room_scale;
        part.e += r->room_scale;
        if (!good || part.d != 1 || !add(&r->total, part)) {
            return false;
        }
        r->ended = true;
    } else if (!r->has_group || !add_fraction(&r->group, over, under)) {
        return false;
    }
    r->flags |= NUMBER_DECIMAL;
    r->room = 0;
    r->tens = false;
    r->at = end;
    return true;
}

/* The figures of a further group: "1 million 200 thousand". */
static bool read_further_figures(struct reader *r)
{
    struct reader next = {.s = r->s, .at = skip_gap(r->s, r->at), .flags = r->flags};
    bool blank = next.at == r->at + 1 && r->s.ptr[r->at] != '-';
    if (!blank || !r->scaled || !is_digit(peek(r->s, next.at)) || !read_figures(&next) ||
        next.kind != NUMBER_NONE) {
        return false;
    }
    struct word w = next_word(r->s, next.at);
    bool smaller = w.entry && w.entry->kind == NUMBER_WORD_SCALE && w.entry->value < r->room_scale;
    if (!smaller) {
        return false;
    }
    r->group = next.group;
    r->has_group = true;
    r->scaled = false;
    r->at = next.at;
    return true;
}

/* "and" may stand before what is smaller than the last scale: "two hundred and five". */
static bool read_after_and(struct reader *r)
{
    size_t behind = skip_word(r->s, r->at, STR("and"));
    bool open = r->scaled ? r->room_scale > 2 : r->room == 100;
    if (!behind || !open || (r->flags & NUMBER_FIGURES)) {
        return false;
    }
    struct word w = next_word(r->s, behind);
    bool small = w.entry && w.entry->value > 0 &&
                 (w.entry->kind == NUMBER_WORD_UNIT || w.entry->kind == NUMBER_WORD_TEN);
    return small && read_piece(r, w);
}

static bool read_next(struct reader *r)
{
    struct word w = next_word(r->s, r->at);
    if (w.entry && read_piece(r, w)) {
        r->flags |= NUMBER_WORDS;
        return true;
    }
    return read_and_fraction(r) || read_after_and(r) || read_further_figures(r);
}

/* "of a million" behind a fraction, "a million" behind "half". */
static void read_of_scale(struct reader *r)
{
    size_t behind = skip_word(r->s, r->at, STR("of"));
    size_t article = skip_word(r->s, behind ? behind : r->at, STR("a"));
    struct word w = next_word(r->s, article ? article : behind ? behind : r->at);
    bool half = r->group.m == 5 && r->group.e == -1;
    if (!is_scale(w) || has_flag(w, NUMBER_WORD_PLURAL) ||
        (behind ? !article : !half && !(r->flags & NUMBER_FIGURES) && article)) {
        return;
    }
    r->ended = false;
    if (read_piece(r, w)) {
        r->kind = NUMBER_NONE;
        r->flags |= NUMBER_WORDS;
    }
    r->ended = true;
}

/* ---- how a number may begin ---- */

static void begin_with(struct reader *r, uint64_t value, size_t end)
{
    r->group = (struct decimal){value, 0, 1};
    r->has_group = true;
    r->room = 0;
    r->at = end;
}

/* "tens of thousands", "hundreds", "dozens". */
static bool begin_plural(struct reader *r, struct word w)
{
    r->flags |= NUMBER_VAGUE | NUMBER_WORDS;
    begin_with(r, w.entry->kind == NUMBER_WORD_TENS ? 10 : 1, r->at);
    size_t of = skip_word(r->s, w.end, STR("of"));
    struct word scale = of ? next_word(r->s, of) : (struct word){0};
    bool more = is_scale(scale) && has_flag(scale, NUMBER_WORD_PLURAL) &&
                scale.entry->kind == NUMBER_WORD_SCALE;
    if (w.entry->kind == NUMBER_WORD_TENS) {
        return more && read_scale(r, scale);
    }
    if (!read_piece(r, w)) {
        return false;
    }
    if (more) {
        r->scaled = r->has_group ? false : r->scaled;
        read_scale(r, scale);
    }
    r->ended = true;
    return true;
}

/* "several hundred", "a few thousand", "a couple of million"; a couple of anything else is two. */
static bool begin_vague(struct reader *r, struct word w, bool article)
{
    bool couple = w.entry->value == 2;
    size_t of = skip_word(r->s, w.end, STR("of"));
    struct word scale = next_word(r->s, couple && of ? of : w.end);
    r->flags |= NUMBER_VAGUE | NUMBER_WORDS;
    begin_with(r, w.entry->value, w.end);
    if (is_scale(scale) && (!couple || article)) {
        return read_piece(r, scale);
    }
    r->ended = true;
    return couple && article && of;
}

/* What may stand behind "half" that is one of two halves. */
static bool halves_something(struct str s, size_t at)
{
    static const struct str words[] = {STR_INIT("of"),  STR_INIT("the"),   STR_INIT("its"),
                                       STR_INIT("his"), STR_INIT("her"),   STR_INIT("their"),
                                       STR_INIT("our"), STR_INIT("those"), STR_INIT("that")};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (skip_word(s, at, words[i])) {
            return true;
        }
    }
    return false;
}

/* "half a million", "half-dozen", "half of", "half a" mile. */
static bool begin_half(struct reader *r, struct word w)
{
    r->group = (struct decimal){5, -1, 1};
    r->has_group = true;
    r->kind = NUMBER_FRACTION;
    r->flags |= NUMBER_WORDS;
    r->at = w.end;
    r->ended = true;
    read_of_scale(r);
    if (r->kind != NUMBER_FRACTION || halves_something(r->s, r->at)) {
        return true;
    }
    size_t article = skip_word(r->s, r->at, STR("a"));
    article = article ? article : skip_word(r->s, r->at, STR("an"));
    r->at = article ? article : r->at;
    return article != 0;
}

/* "a third of", "a quarter of": without "of" they are an ordinal and three months. */
static bool begin_article_fraction(struct reader *r)
{
    uint32_t over, under;
    size_t end = small_fraction(r->s, r->at, &over, &under);
    if (!end || (under != 2 && !skip_word(r->s, end, STR("of")))) {
        return false;
    }
    r->group = (struct decimal){0, 0, 1};
    r->has_group = add_fraction(&r->group, over, under);
    r->kind = NUMBER_FRACTION;
    r->flags |= NUMBER_WORDS;
    r->at = end;
    r->ended = true;
    return r->has_group;
}

/* "a hundred", "a dozen", "a few hundred", "a half-million". */
static bool begin_article(struct reader *r, struct word article)
{
    struct word w = next_word(r->s, article.end);
    bool plural = has_flag(w, NUMBER_WORD_PLURAL);
    if (is_scale(w) && !plural && !has_flag(w, NUMBER_WORD_SHORT)) {
        begin_with(r, 1, article.end);
        r->flags |= NUMBER_WORDS;
        return read_piece(r, w);
    }
    if (w.entry && w.entry->kind == NUMBER_WORD_VAGUE) {
        return begin_vague(r, w, true);
    }
    struct word scale = next_word(r->s, w.end);
    if (w.entry && w.entry->kind == NUMBER_WORD_FRACTION && is_scale(scale)) {
        return begin_half(r, w);
    }
    return begin_article_fraction(r);
}

static bool begin_word(struct reader *r)
{
    struct word w = word_at(r->s, r->at);
    if (!w.entry) {
        if (is_word(r->s, w, STR("a")) || is_word(r->s, w, STR("an"))) {
            return begin_article(r, w);
        }
        r->at = w.end;
        return false;
    }
    r->flags |= NUMBER_WORDS;
    switch ((enum number_word_kind)w.entry->kind) {
    case NUMBER_WORD_UNIT:
    case NUMBER_WORD_TEN:
        return read_small(r, w);
    case NUMBER_WORD_HUNDRED:
    case NUMBER_WORD_SCALE:
    case NUMBER_WORD_DOZEN:
        if (has_flag(w, NUMBER_WORD_PLURAL) && !has_flag(w, NUMBER_WORD_ORDINAL)) {
            return begin_plural(r, w);
        }
        begin_with(r, 1, r->at); /* "hundred and fifty", "dozen", "hundredth" */
        return !has_flag(w, NUMBER_WORD_SHORT) && !has_flag(w, NUMBER_WORD_PLURAL) &&
               read_piece(r, w);
    case NUMBER_WORD_FRACTION:
        return w.entry->value == 2 && w.entry->flags == 0 && begin_half(r, w);
    case NUMBER_WORD_TENS:
        return begin_plural(r, w);
    case NUMBER_WORD_VAGUE:
        return begin_vague(r, w, false);
    }
    return false;
}

/* "two point five": the figures behind the point, in words. */
static void read_point(struct reader *r)
{
    size_t behind = skip_word(r->s, r->at, STR("point"));
    if (!behind || !r->has_group || r->ended || r->scaled || (r->flags & NUMBER_FIGURES)) {
        return;
    }
    struct word w = next_word(r->s, behind);
    while (w.entry && w.entry->kind == NUMBER_WORD_UNIT && w.entry->value < 10 &&
           w.entry->flags == 0 && r->group.m < ten_to[DIGITS_MAX - 2]) {
        r->group.m = r->group.m * 10 + w.entry->value;
        r->group.e--;
        r->room = 0;
        r->tens = false;
        r->flags |= NUMBER_DECIMAL;
        r->at = w.end;
        w = next_word(r->s, w.end);
    }
}

/* "nineteen eighty-four": two numbers of two digits, parted by a blank. */
static bool read_pair(struct reader *r)
{
    struct reader next = {.s = r->s, .at = r->at + 1};
    bool first = r->has_group && r->total.m == 0 && r->group.e == 0 && r->group.d == 1 &&
                 r->group.m >= 10 && r->group.m < 100 && !(r->flags & NUMBER_FIGURES);
    struct word w = word_at(r->s, next.at);
    if (!first || peek(r->s, r->at) != ' ' || !w.entry || w.entry->value < 10 ||
        w.entry->flags != 0 ||
        (w.entry->kind != NUMBER_WORD_TEN && w.entry->kind != NUMBER_WORD_UNIT) ||
        !read_small(&next, w)) {
        return false;
    }
    while (!next.ended && read_next(&next)) {
    }
    if (next.kind != NUMBER_NONE || next.total.m != 0 || next.group.m >= 100) {
        return false;
    }
    r->group.m = r->group.m * 100 + next.group.m;
    r->kind = NUMBER_PAIR;
    r->at = next.at;
    return true;
}

static bool finish(struct reader *r, size_t begin, struct number *out)
{
    bool good = r->total.m == 0 || r->group.m == 0 ? true : r->total.d == 1 && r->group.d == 1;
    struct decimal value = r->total;
    if (!good || !add(&value, r->group)) {
        return false;
    }
    trim(&value);
    *out = (struct number){
        .kind = r->kind == NUMBER_NONE ? NUMBER_CARDINAL : r->kind,
        .flags = r->flags,
        .begin = begin,
        .end = r->at,
        .mantissa = value.m,
        .exponent = value.e,
        .divisor = value.d ? value.d : 1,
    };
    return true;
}

/* A sign before figures, where nothing stands before the sign that it could join. */
static size_t sign_bytes(struct str s, size_t at)
{
    struct str rest = str_slice(s, at, s.len);
    size_t len = str_starts_with(rest, STR("-")) || str_starts_with(rest, STR("+")) ? 1
                 : str_starts_with(rest, STR("−"))                                  ? 3
                                                                                    : 0;
    char before = at > 0 ? s.ptr[at - 1] : ' ';
    bool apart = before == ' ' || before == '\n' || before == '(' || before == '\t';
    return len && apart && is_digit(peek(s, at + len)) ? len : 0;
}

bool numbers_read(struct str text, size_t at, size_t end, struct number *out)
{
    struct reader r = {.s = str_slice(text, 0, end),
                       .at = at,
                       .total = {0, 0, 1},
                       .group = {0, 0, 1},
                       .room = UINT64_MAX,
                       .room_scale = EXPONENT_MAX};
    size_t sign = sign_bytes(r.s, at);
    r.at += sign;
    bool figures = !is_letter(peek(r.s, r.at));
    r.flags = (figures ? NUMBER_FIGURES : 0) | (sign && text.ptr[at] != '+' ? NUMBER_NEGATIVE : 0);
    *out = (struct number){.begin = at, .end = at};
    if (!(figures ? read_figures(&r) : begin_word(&r))) {
        out->end = r.at > at ? r.at : at + 1;
        return false;
    }
    read_point(&r);
    bool glued = is_letter(peek(r.s, r.at)) && !r.ended;
    struct word w = glued ? word_at(r.s, r.at) : (struct word){0};
    if (figures && has_flag(w, NUMBER_WORD_SHORT)) {
        read_scale(&r, w); /* "5bn" */
    }
    while (!r.ended && read_next(&r)) {
    }
    if (r.kind == NUMBER_FRACTION) {
        read_of_scale(&r);
    } else if (r.kind == NUMBER_NONE) {
        read_pair(&r);
    }
    out->end = r.at;
    return finish(&r, at, out);
}

/* ---- values ---- */

double number_value(const struct number *n)
{
    double value = (double)n->mantissa;
    int left = n->exponent < 0 ? -n->exponent : n->exponent;
    while (left > 0) {
        int step = left < POWERS - 1 ? left : POWERS - 1;
        double power = (double)ten_to[step];
        value = n->exponent < 0 ? value / power : value * power;
        left -= step;
    }
    if (n->divisor > 1) {
        value /= n->divisor;
    }
    return n->flags & NUMBER_NEGATIVE ? -value : value;
}

bool number_integer(const struct number *n, int64_t *out)
{
    uint64_t value = n->mantissa;
    if (n->divisor > 1 || n->exponent < 0) {
        return false;
    }
    for (int i = 0; i < n->exponent; i++) {
        if (__builtin_mul_overflow(value, 10u, &value)) {
            return false;
        }
    }
    if (value > INT64_MAX) {
        return false;
    }
    *out = n->flags & NUMBER_NEGATIVE ? -(int64_t)value : (int64_t)value;
    return true;
}

void number_scale(struct number *n, int power)
{
    n->exponent += power;
    n->flags |= NUMBER_SCALED;
}
