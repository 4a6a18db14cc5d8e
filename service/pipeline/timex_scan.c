#include "pipeline/timex_scan.h"

#include <string.h>

#include "pipeline/scan.h"
#include "pipeline/timex_words.h"
#include "text/holidays.h"
#include "text/numbers.h"

enum { DIGITS_MAX = 9, THOUSAND = 1000, HALF_SIGN = 0xBD };

static const struct timex_form no_form = {.hour = -1, .minute = -1, .sec = -1};

/* Classes that make a region worth the patterns. */
static inline uint64_t triggers(void)
{
    return timex_class('Y') | timex_class('y') | timex_class('M') | timex_class('W') |
           timex_class('w') | timex_class('S') | timex_class('U') | timex_class('u') |
           timex_class('Q') | timex_class('q') | timex_class('C') | timex_class('c') |
           timex_class('P') | timex_class('p') | timex_class('N') | timex_class('T') |
           timex_class('o') | timex_class('J') | timex_class('K') | timex_class('e') |
           timex_class('j') | timex_class('E') | timex_class('I') | timex_class('D') |
           timex_class('F') | timex_class('g') | timex_class('V') | timex_class('z') |
           timex_class('$') | timex_class('A');
}

struct timex_scanner timex_scanner_of(const struct lexicon *lexicon, struct str text,
                                      struct span sentence)
{
    return (struct timex_scanner){.lexicon = lexicon,
                                  .text = text,
                                  .at = sentence.begin,
                                  .begin = sentence.begin,
                                  .end = sentence.end};
}

static char byte_at(const struct timex_scanner *s, uint32_t at)
{
    return at < s->end ? s->text.ptr[at] : '\0';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Letters of ASCII, and whatever stands outside it but for dashes, quotation marks and blanks. */
static bool is_letter(const struct timex_scanner *s, uint32_t at)
{
    char c = byte_at(s, at);
    if ((unsigned char)c < 0x80) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }
    struct glyph g = scan_at(s->text.ptr, at, s->end);
    return scan_is_letter(g);
}

static uint32_t letters_end(const struct timex_scanner *s, uint32_t at)
{
    while (at < s->end && is_letter(s, at)) {
        at += scan_at(s->text.ptr, at, s->end).len;
    }
    return at;
}

static uint32_t digits_end(const struct timex_scanner *s, uint32_t at)
{
    while (is_digit(byte_at(s, at))) {
        at++;
    }
    return at;
}

static int32_t digits_value(const struct timex_scanner *s, uint32_t begin, uint32_t end)
{
    int32_t value = 0;
    for (uint32_t i = begin; i < end && i < begin + DIGITS_MAX; i++) {
        value = value * 10 + (s->text.ptr[i] - '0');
    }
    return value;
}

static bool is_apostrophe(const struct timex_scanner *s, uint32_t at)
{
    return at < s->end && scan_is_apostrophe(scan_at(s->text.ptr, at, s->end));
}

/* The letters at or behind `at`, blanks skipped; empty when something else stands there. */
static struct str word_behind(struct str text, uint32_t at, uint32_t end)
{
    at = scan_skip_blanks(text.ptr, at, end);
    struct timex_scanner s = {.text = text, .at = at, .begin = at, .end = end};
    return str_slice(text, at, letters_end(&s, at));
}

/* ---- phrases ---- */

/* Longest first where one begins with another. */
static const struct phrase {
    struct str words;
    const char *classes;
    int16_t code;
} phrases[] = {
    {STR_INIT("a long time ago"), "K", REF_PAST},
    {STR_INIT("a while ago"), "K", REF_PAST},
    {STR_INIT("as long as"), "H", MOD_EQUAL_OR_LESS},
    {STR_INIT("as many as"), "H", MOD_EQUAL_OR_LESS},
    {STR_INIT("as much as"), "H", MOD_EQUAL_OR_LESS},
    {STR_INIT("as soon as possible"), "K", REF_FUTURE},
    {STR_INIT("at least"), "H", MOD_EQUAL_OR_MORE},
    {STR_INIT("at most"), "H", MOD_EQUAL_OR_LESS},
    {STR_INIT("at present"), "K", REF_PRESENT},
    {STR_INIT("at the minute"), "K", REF_PRESENT},
    {STR_INIT("at the moment"), "K", REF_PRESENT},
    {STR_INIT("at the present time"), "K", REF_PRESENT},
    {STR_INIT("at this moment"), "K", REF_PRESENT},
    {STR_INIT("business hours"), "P", PART_DAYTIME},
    {STR_INIT("day time"), "P", PART_DAYTIME},
    {STR_INIT("dinner time"), "P", PART_EVENING},
    {STR_INIT("early hours"), "P", PART_SMALL_HOURS},
    {STR_INIT("every now and then"), "", 0},
    {STR_INIT("fewer than"), "H", MOD_LESS_THAN},
    {STR_INIT("in the future"), "K", REF_FUTURE},
    {STR_INIT("just over"), "H", MOD_MORE_THAN},
    {STR_INIT("just under"), "H", MOD_LESS_THAN},
    {STR_INIT("less than"), "H", MOD_LESS_THAN},
    {STR_INIT("long ago"), "K", REF_PAST},
    {STR_INIT("longer than"), "H", MOD_MORE_THAN},
    {STR_INIT("lunch time"), "P", PART_MIDDAY},
    {STR_INIT("moments ago"), "K", REF_PAST},
    {STR_INIT("more recently"), "K", REF_PAST},
    {STR_INIT("more than"), "H", MOD_MORE_THAN},
    {STR_INIT("most recently"), "K", REF_PAST},
    {STR_INIT("night time"), "P", PART_NIGHT},
    {STR_INIT("night-time"), "P", PART_NIGHT},
    {STR_INIT("no fewer than"), "H", MOD_EQUAL_OR_MORE},
    {STR_INIT("no less than"), "H", MOD_EQUAL_OR_MORE},
    {STR_INIT("no longer than"), "H", MOD_EQUAL_OR_LESS},
    {STR_INIT("no more than"), "H", MOD_EQUAL_OR_LESS},
    {STR_INIT("not less than"), "H", MOD_EQUAL_OR_MORE},
    {STR_INIT("not longer than"), "H", MOD_EQUAL_OR_LESS},
    {STR_INIT("not more than"), "H", MOD_EQUAL_OR_LESS},
    {STR_INIT("not long ago"), "K", REF_PAST},
    {STR_INIT("not so long ago"), "K", REF_PAST},
    {STR_INIT("once upon a time"), "K", REF_PAST},
    {STR_INIT("or so"), "#", MOD_APPROX},
    {STR_INIT("over"), "xH", MOD_MORE_THAN},
    {STR_INIT("right now"), "K", REF_PRESENT},
    {STR_INIT("shortly after"), "Ll", 0},
    {STR_INIT("shortly afterwards"), "L", 0},
    {STR_INIT("shortly before"), "Xb", 0},
    {STR_INIT("small hours"), "P", PART_SMALL_HOURS},
    {STR_INIT("some time ago"), "K", REF_PAST},
    {STR_INIT("the future"), "K", REF_FUTURE},
    {STR_INIT("the other day"), "K", REF_PAST},
    {STR_INIT("the other night"), "K", REF_PAST},
    {STR_INIT("the present"), "K", REF_PRESENT},
    {STR_INIT("these days"), "K", REF_PRESENT},
    {STR_INIT("till date"), "Kk", REF_PRESENT},
    {STR_INIT("to date"), "Kk", REF_PRESENT},
    {STR_INIT("to-date"), "Kk", REF_PRESENT},
    {STR_INIT("up to"), "H", MOD_EQUAL_OR_LESS},
    {STR_INIT("w/c"), "U", UNIT_WEEK},
    {STR_INIT("wee hours"), "P", PART_SMALL_HOURS},
    {STR_INIT("week-end"), "U", UNIT_WEEKEND},
    {STR_INIT("well over"), "H", MOD_MORE_THAN},
    {STR_INIT("working hours"), "P", PART_DAYTIME},
};

/* The words with which the phrases begin; of each the first row. The letters begin "a.m.", "p m",
 * "Q3", "H1" and "o'clock". */
void timex_phrases_mark(struct lexicon *x)
{
    static const char *const letters[] = {"a", "am", "h", "o", "p", "pm", "q"};
    for (size_t i = sizeof phrases / sizeof phrases[0]; i-- > 0;) {
        lexicon_mark_first(x, phrases[i].words, MARK_TIME_PHRASE)->phrase = (uint32_t)i;
    }
    for (size_t i = 0; i < sizeof letters / sizeof letters[0]; i++) {
        lexicon_mark(x, str_of(letters[i]), MARK_TIME_LETTERS);
    }
}

/* How many bytes at `at` read as the words, in any case; they must end a word. */
static uint32_t reads_as(const struct timex_scanner *s, uint32_t at, struct str words)
{
    uint32_t end = at + (uint32_t)words.len;
    if (end > s->end || is_letter(s, end) ||
        !str_equal_nocase(str_slice(s->text, at, end), words)) {
        return 0;
    }
    return (uint32_t)words.len;
}

/* `word` is the length of the first word, `row` the first phrase that begins with it. */
static bool read_phrase(const struct timex_scanner *s, uint32_t word, size_t row,
                        struct timex_item *item)
{
    uint32_t best = 0;
    char next = (char)(byte_at(s, s->at + word + 1) | 0x20);
    for (size_t i = row; i < sizeof phrases / sizeof phrases[0]; i++) {
        struct str words = phrases[i].words;
        if (words.ptr[0] != phrases[row].words.ptr[0]) {
            break;
        }
        if (words.len > word + 1 && words.ptr[word + 1] != next) {
            continue;
        }
        uint32_t len = reads_as(s, s->at, words);
        if (len > best) {
            best = len;
            item->classes = timex_classes(phrases[i].classes);
            item->code = phrases[i].code;
        }
    }
    item->end = s->at + best;
    return best > 0;
}

static bool read_holiday(const struct timex_scanner *s, struct timex_item *item)
{
    size_t len;
    int holiday = holidays_find(str_slice(s->text, s->at, s->end), &len);
    if (holiday && !item->upper && holidays_need_capital(holiday)) {
        return false;
    }
    if (holiday) {
        item->classes = timex_class('I');
        item->code = (int16_t)holiday;
        item->end = s->at + (uint32_t)len;
    }
    return holiday != 0;
}

/* ---- words ---- */

/* "9:00a": the letter alone, right behind a clock in figures. */
static bool read_half_letter(const struct timex_scanner *s, struct timex_item *item)
{
    char letter = (char)(byte_at(s, s->at) | 0x20);
    if ((letter != 'a' && letter != 'p') || is_letter(s, s->at + 1) || s->at <= s->begin ||
        !is_digit(s->text.ptr[s->at - 1])) {
        return false;
    }
    item->classes = timex_class('A');
    item->code = letter == 'a' ? 1 : 2;
    item->end = s->at + 1;
    return true;
}

/* "a.m.", "p m", "p . m .": the letter stands at s->at. */
static bool read_half_day(const struct timex_scanner *s, struct timex_item *item)
{
    char letter = (char)(byte_at(s, s->at) | 0x20);
    uint32_t at = s->at + 1;
    if (letter != 'a' && letter != 'p') {
        return false;
    }
    bool apart = byte_at(s, at) == ' ';
    at += apart;
    bool stop = byte_at(s, at) == '.';
    at += stop;
    uint32_t m = at + (stop && byte_at(s, at) == ' ');
    if ((byte_at(s, m) | 0x20) != 'm' || is_letter(s, m + 1)) {
        return read_half_letter(s, item);
    }
    uint32_t end = m + 1 + (stop && apart && byte_at(s, m + 1) == ' ');
    item->classes = timex_class('A');
    item->code = letter == 'a' ? 1 : 2;
    item->end = stop && byte_at(s, end) == '.' ? end + 1 : m + 1;
    return true;
}

/* "GMT+8", "UTC +05:30": the offset behind the zone's name. */
static void read_offset(const struct timex_scanner *s, struct timex_item *item)
{
    uint32_t at = item->end + (byte_at(s, item->end) == ' ');
    char sign = byte_at(s, at);
    if (item->number != 1 || (sign != '+' && sign != '-') || !is_digit(byte_at(s, at + 1))) {
        return;
    }
    uint32_t end = digits_end(s, at + 1);
    if (end - at > 3) {
        return;
    }
    int minutes = 60 * digits_value(s, at + 1, end);
    if (byte_at(s, end) == ':' && digits_end(s, end + 1) == end + 3) {
        minutes += digits_value(s, end + 1, end + 3);
        end += 3;
    }
    item->code = (int16_t)(sign == '-' ? -minutes : minutes);
    item->number = 0;
    item->end = end;
}

/* "Q3", "H1" */
static bool read_part_of_year(const struct timex_scanner *s, struct timex_item *item)
{
    char letter = (char)(byte_at(s, s->at) | 0x20);
    char digit = byte_at(s, s->at + 1);
    uint32_t end = s->at + 2;
    if ((letter != 'q' && letter != 'h') || digit < '1' || digit > (letter == 'q' ? '4' : '2') ||
        is_letter(s, end) || is_digit(byte_at(s, end))) {
        return false;
    }
    item->classes = timex_class('q');
    item->number = digit - '0';
    item->code = letter == 'q' ? UNIT_QUARTER : UNIT_HALF;
    item->end = end;
    return true;
}

/* Fills the item from the lexicon. */
static void take_lexeme(const struct lexeme *w, struct timex_item *item)
{
    item->classes = w->classes;
    item->number = w->time->number;
    item->code = w->time->code;
    item->abbreviated = (w->classes & timex_classes("MW")) && w->time->number == 1;
    if (w->classes & timex_class('n')) {
        item->number *= THOUSAND;
    }
}

/* As numbers_read; of two numbers that are neither a year nor a clock the first alone: "January
 * twenty-five nineteen eighty-six". */
static bool read_spoken(const struct timex_scanner *s, struct number *n)
{
    int64_t whole;
    bool read = numbers_read(s->text, s->at, s->end, n);
    while (read && n->kind == NUMBER_PAIR && number_integer(n, &whole) && whole > 2199) {
        size_t end = n->end;
        while (end > s->at && s->text.ptr[end - 1] != ' ') {
            end--;
        }
        read = end > s->at && numbers_read(s->text, s->at, end - 1, n);
    }
    return read;
}

/* Numbers of more than one word: "twenty-five", "nineteen ninety-six", "two and a half". */
static bool read_compound(const struct timex_scanner *s, struct timex_item *item)
{
    struct number n;
    int64_t thousandths;
    if (!read_spoken(s, &n) || n.end <= item->end || n.kind == NUMBER_FRACTION ||
        (n.flags & (NUMBER_VAGUE | NUMBER_FIGURES))) {
        return false;
    }
    item->end = (uint32_t)n.end;
    number_scale(&n, 3);
    if (!number_integer(&n, &thousandths) || thousandths < 0 || thousandths > INT32_MAX) {
        item->classes = 0;
        return true;
    }
    int32_t value = (int32_t)thousandths, whole = value / THOUSAND;
    uint64_t day = whole >= 1 && whole <= 31 && value % THOUSAND == 0 ? timex_class('d') : 0;
    if (n.kind == NUMBER_ORDINAL) {
        item->number = whole;
        item->classes = timex_class('O') | day;
        return true;
    }
    if (n.kind == NUMBER_PAIR && whole < 1300) { /* "eleven thirty" is a clock */
        item->form = no_form;
        item->form.hour = (int16_t)(whole / 100);
        item->form.minute = (int16_t)(whole % 100);
        item->form.type = TIMEX_TIME;
        item->form.base = BASE_CALENDAR;
        item->by = "timex.clock";
        item->certainty = 70;
        item->classes = item->form.minute < 60 ? timex_class('T') : 0;
        return true;
    }
    bool year = n.kind == NUMBER_PAIR || (whole >= 1000 && whole <= 2199);
    item->number = value;
    item->classes = timex_class('n') | day | (year ? timex_class('Y') : 0);
    return true;
}

/* "o'clock": the letter stands at s->at. */
static bool read_oclock(const struct timex_scanner *s, struct timex_item *item)
{
    uint32_t at = s->at + 1;
    if ((byte_at(s, s->at) | 0x20) != 'o' || !is_apostrophe(s, at)) {
        return false;
    }
    uint32_t rest = at + scan_at(s->text.ptr, at, s->end).len;
    item->classes = timex_class('o');
    item->end = rest + 5;
    return reads_as(s, rest, STR("clock")) > 0;
}

/* What begins with a word that may stand for more than itself. */
static bool read_opening(const struct timex_scanner *s, const struct lexeme *w, uint32_t end,
                         struct timex_item *item)
{
    bool letters = lexeme_is(w, MARK_TIME_LETTERS);
    return (letters && (read_half_day(s, item) || read_part_of_year(s, item))) ||
           (lexeme_is(w, MARK_HOLIDAY) && read_holiday(s, item)) ||
           (lexeme_is(w, MARK_TIME_PHRASE) && read_phrase(s, end - s->at, w->phrase, item)) ||
           (letters && read_oclock(s, item));
}

/* "8:00 gmt", "8 am pst": the word stands behind figures or a half of the day. */
static bool is_clock_before(const struct timex_scanner *s)
{
    uint32_t at = s->at;
    while (at > s->begin && s->text.ptr[at - 1] == ' ') {
        at--;
    }
    char last = at > s->begin ? s->text.ptr[at - 1] : '\0';
    char before = at > s->begin + 1 ? (char)(s->text.ptr[at - 2] | 0x20) : '\0';
    return is_digit(last) || ((last | 0x20) == 'm' && (before == 'a' || before == 'p'));
}

/* A word of the lexicon: numbers go on, zones have offsets, abbreviations end in a stop. */
static void read_lexeme(const struct timex_scanner *s, const struct lexeme *w,
                        struct timex_item *item)
{
    take_lexeme(w, item);
    if ((item->classes & timex_classes("nO")) && read_compound(s, item)) {
        return;
    }
    if (item->classes & timex_class('Z')) {
        read_offset(s, item);
        bool small = !item->upper && item->end - item->begin > 2 && is_clock_before(s);
        bool capitals = item->upper && byte_at(s, s->at + 1) < 'a';
        item->classes = capitals || small ? item->classes : 0;
    }
    if (is_digit(byte_at(s, item->end)) && !(item->classes & timex_classes("Mz"))) {
        item->classes = 0;
        item->end = scan_word_end(s->text.ptr, s->at, s->end);
    }
    bool circa = item->end == s->at + 2 && (item->classes & timex_class('H')); /* "ca." */
    bool sure = item->number == 2 && (item->classes & timex_class('W'));       /* "Tues." */
    if ((item->abbreviated || circa || sure) && byte_at(s, item->end) == '.' &&
        item->end + 1 < s->end) {
        item->end++;
    }
}

/* Behind what still belongs to the word whose letters end at `end`; mostly nothing does. */
static uint32_t word_end(const struct timex_scanner *s, uint32_t end)
{
    char c = byte_at(s, end);
    return c == ' ' || c == ',' || c == '.' ? end : scan_word_end(s->text.ptr, end, s->end);
}

static void read_word(const struct timex_scanner *s, struct timex_item *item)
{
    uint32_t end = scan_letters_end(s->text.ptr, s->at, s->end);
    const struct lexeme *w = lexicon_find(s->lexicon, s->text, s->at, end);
    if ((unsigned char)byte_at(s, end) >= 0x80) {
        end = letters_end(s, end);
        w = lexicon_find(s->lexicon, s->text, s->at, end);
    }
    item->upper = byte_at(s, s->at) >= 'A' && byte_at(s, s->at) <= 'Z';
    item->end = end;
    if (!w->marks || !read_opening(s, w, end, item)) {
        item->classes = 0;
        item->end = end;
        if (w->time) {
            read_lexeme(s, w, item);
        } else {
            item->end = word_end(s, end);
        }
    }
}

/* ---- dates and clocks in digits ---- */

/* Groups of digits parted by one sign; at most three. */
struct figures {
    int32_t value[3];
    uint32_t len[3];
    uint32_t count, end;
    char sign;
};

static struct figures read_figures(const struct timex_scanner *s, uint32_t at)
{
    struct figures f = {.end = digits_end(s, at), .count = 1};
    f.value[0] = digits_value(s, at, f.end);
    f.len[0] = f.end - at;
    while (f.count < 3) {
        char sign = byte_at(s, f.end);
        if ((sign != '-' && sign != '/' && sign != '.') || (f.sign && sign != f.sign) ||
            !is_digit(byte_at(s, f.end + 1))) {
            break;
        }
        uint32_t end = digits_end(s, f.end + 1);
        f.sign = sign;
        f.value[f.count] = digits_value(s, f.end + 1, end);
        f.len[f.count] = end - f.end - 1;
        f.count++;
        f.end = end;
    }
    return f;
}

static bool set_date(struct timex_item *item, int year, int month, int day)
{
    if (!calendar_is_valid((struct calendar_date){year, month, day ? day : 1})) {
        return false;
    }
    item->form = (struct timex_form){.type = TIMEX_DATE,
                                     .base = BASE_CALENDAR,
                                     .grain = day ? UNIT_DAY : UNIT_MONTH,
                                     .year = year,
                                     .month = (int16_t)month,
                                     .day = (int16_t)day,
                                     .hour = -1,
                                     .minute = -1,
                                     .sec = -1};
    item->by = "timex.figures";
    item->certainty = 95;
    return true;
}

static int full_year(int32_t two)
{
    return two < 50 ? 2000 + two : 1900 + two;
}

/* "25.12.16", "12-25-16": a year in two figures where nothing but a date fits; "12/5/16" is one
 * anyway. */
static bool two_figures_fit(const struct figures *f)
{
    int32_t first = f->value[0], second = f->value[1];
    bool zero = f->len[2] == 2 && f->value[2] < 10; /* "3-7-07" */
    bool day_second = f->sign == '-' && first <= 12 && (second > 12 || zero);
    bool day_first = f->sign == '.' && first > 12 && second <= 12 && f->len[1] == 2;
    return f->sign == '/' || day_second || day_first;
}

/* "2024-W05", "2024-W05-3" (ISO 8601) */
static bool read_iso_week(const struct timex_scanner *s, struct timex_item *item)
{
    uint32_t end = digits_end(s, s->at), w = end + 1;
    bool week = end == s->at + 4 && byte_at(s, end) == '-' && byte_at(s, w) == 'W' &&
                digits_end(s, w + 1) == w + 3;
    int32_t year = digits_value(s, s->at, end), number = week ? digits_value(s, w + 1, w + 3) : 0;
    if (number < 1 || number > 53 || year < 1900 || year > 2199 || is_letter(s, w + 3)) {
        return false;
    }
    bool day = byte_at(s, w + 3) == '-' && digits_end(s, w + 4) == w + 5 &&
               byte_at(s, w + 4) >= '1' && byte_at(s, w + 4) <= '7';
    int64_t monday = calendar_to_days((struct calendar_date){year, 1, 4});
    monday += 7 * (number - 1) - (calendar_weekday_of(monday) - 1);
    struct calendar_date d = calendar_of_days(day ? monday + byte_at(s, w + 4) - '1' : monday);
    set_date(item, d.year, d.month, d.day);
    if (!day) {
        item->form.year = year;
        item->form.month = item->form.day = 0;
        item->form.week = (int16_t)number;
        item->form.grain = UNIT_WEEK;
    }
    item->classes = timex_class('D');
    item->end = day ? w + 5 : w + 3;
    return true;
}

/* 2024-03-14; 2024.03.14; 3/14/2024 unless the first cannot be a month; 14.3.2024; 2015-12,
 * 2015/12. */
static bool figures_date(const struct figures *f, struct timex_item *item)
{
    if (f->count == 3 && f->len[0] == 4 && f->len[1] <= 2 && f->len[2] <= 2 &&
        (f->sign != '.' || f->value[0] / 100 == 19 || f->value[0] / 100 == 20)) {
        return set_date(item, f->value[0], f->value[1], f->value[2]);
    }
    if (f->count == 3 && f->len[0] <= 2 && f->len[1] <= 2 &&
        (f->len[2] == 4 || (f->len[2] == 2 && two_figures_fit(f)))) {
        int year = f->len[2] == 4 ? f->value[2] : full_year(f->value[2]);
        bool day_first = (f->sign == '.' && f->value[1] <= 12) || f->value[0] > 12;
        return day_first ? set_date(item, year, f->value[1], f->value[0])
                         : set_date(item, year, f->value[0], f->value[1]);
    }
    if (f->count == 2 && f->len[0] == 4 && f->len[1] == 2 && f->sign != '.' &&
        f->value[1] < f->value[0] % 100) {
        return f->value[0] >= 1000 && f->value[0] <= 2199 &&
               set_date(item, f->value[0], f->value[1], 0);
    }
    bool month = f->count == 2 && f->len[1] == 4 &&
                 ((f->sign == '/' && f->len[0] <= 2) || (f->sign == '-' && f->len[0] == 2));
    return month && f->value[1] >= 1900 && f->value[1] <= 2099 &&
           set_date(item, f->value[1], f->value[0], 0); /* 03/1999, 03-1999 */
}

/* "5:30", "05:30:10", "8h30"; with a zone right behind ("Z", "+01:00"). Returns its end, `at` if
 * there is none. */
static uint32_t read_clock(const struct timex_scanner *s, uint32_t at, struct timex_form *form)
{
    uint32_t hour_end = digits_end(s, at), end = hour_end + 3;
    bool sign = byte_at(s, hour_end) == ':' || byte_at(s, hour_end) == 'h'; /* "8h30" */
    if (hour_end == at || hour_end > at + 2 || !sign || digits_end(s, hour_end + 1) != end) {
        return at;
    }
    int32_t hour = digits_value(s, at, hour_end), minute = digits_value(s, hour_end + 1, end);
    if (hour > 24 || minute > 59) {
        return at;
    }
    form->hour = (int16_t)hour;
    form->minute = (int16_t)minute;
    if (byte_at(s, end) == ':' && digits_end(s, end + 1) == end + 3 &&
        digits_value(s, end + 1, end + 3) < 60) {
        form->sec = (int16_t)digits_value(s, end + 1, end + 3);
        end += 3;
        if (byte_at(s, end) == '.' && is_digit(byte_at(s, end + 1))) { /* "15:30:00.000" */
            end = digits_end(s, end + 1);
        }
    }
    return end;
}

/* "T09:00:00Z" behind a date in ISO 8601's form. */
static uint32_t read_iso_clock(const struct timex_scanner *s, uint32_t at, struct timex_form *form)
{
    uint32_t end = byte_at(s, at) == 'T' ? read_clock(s, at + 1, form) : at;
    if (end == at || end == at + 1) {
        return at;
    }
    form->type = TIMEX_TIME;
    if (byte_at(s, end) == 'Z') {
        form->has_zone = form->utc = true;
        return end + 1;
    }
    char sign = byte_at(s, end);
    if ((sign == '+' || sign == '-') && digits_end(s, end + 1) == end + 3 &&
        byte_at(s, end + 3) == ':' && digits_end(s, end + 4) == end + 6) {
        int offset = 60 * digits_value(s, end + 1, end + 3) + digits_value(s, end + 4, end + 6);
        form->has_zone = true;
        form->zone = (int16_t)(sign == '-' ? -offset : offset);
        return end + 6;
    }
    return end;
}

static bool suffix_is(const struct timex_scanner *s, uint32_t at, const char *suffix)
{
    return reads_as(s, at, str_of(suffix)) > 0;
}

/* Letters that stand right behind a number and leave it one of ours: "5pm", "3hrs", "4th". */
static bool letters_fit(const struct timex_scanner *s, uint32_t at)
{
    static const char *const fits[] = {"am", "pm",  "a.m",  "p.m", "a", "p",  "min", "mins",
                                       "hr", "hrs", "year", "yr",  "h", "BC", "AD",  "BCE"};
    if (!is_letter(s, at)) {
        return true;
    }
    for (size_t i = 0; i < sizeof fits / sizeof fits[0]; i++) {
        if (suffix_is(s, at, fits[i])) {
            return true;
        }
    }
    uint32_t end = letters_end(s, at);
    uint64_t classes = lexicon_find(s->lexicon, s->text, at, end)->classes;
    return calendar_month(str_slice(s->text, at, end)) != 0 ||
           (end > at + 2 && (classes & timex_classes("Uu")) && !(classes & timex_class('O')));
}

static bool read_figure_clock(const struct timex_scanner *s, struct timex_item *item)
{
    struct timex_form form = no_form;
    uint32_t end = read_clock(s, s->at, &form);
    bool half = suffix_is(s, end, "a") || suffix_is(s, end, "p");
    if (end == s->at || (!half && !letters_fit(s, end)) || byte_at(s, end) == ':') {
        return false;
    }
    form.type = TIMEX_TIME;
    form.base = BASE_CALENDAR;
    item->form = form;
    item->classes = timex_class('T');
    item->end = end;
    item->by = "timex.clock";
    item->certainty = 85;
    return true;
}

static bool read_figure_date(const struct timex_scanner *s, struct timex_item *item)
{
    struct figures f = read_figures(s, s->at);
    if (f.count == 2 && f.sign == '/' && f.len[0] <= 2 && f.len[1] <= 2 &&
        byte_at(s, f.end) != '/' &&
        !(byte_at(s, f.end) == '.' && is_digit(byte_at(s, f.end + 1)))) {
        if (f.value[0] == 9 && f.value[1] == 11 && set_date(item, 2001, 9, 11)) {
            item->classes = timex_class('D');
            item->end = f.end;
            return true;
        }
        bool day_first = f.value[0] > 12, always = f.value[0] == 24 && f.value[1] == 7;
        if (!always && set_date(item, 4, f.value[day_first], f.value[!day_first])) {
            item->form.year = 0;
            item->by = NULL;
            item->classes = timex_class('F');
            item->end = f.end;
            return true;
        }
    }
    if (f.count == 2 && f.sign == '-' && s->at > s->begin + 1 && s->text.ptr[s->at - 1] == '-' &&
        is_letter(s, s->at - 2)) {
        return false; /* "Jul-03-2021" */
    }
    if (f.count < 2 ||
        !figures_date(&f, item)) { /* no part of "2/29/2019" is a time, or of "5.7.21" */
        item->end = f.end;
        return f.count == 3 && ((f.sign == '/' && f.len[2] == 4) || f.sign == '.');
    }
    item->classes = timex_class('D');
    item->end = read_iso_clock(s, f.end, &item->form);
    return true;
}

/* ---- other numbers in digits ---- */

/* "1990s", "1990's", "90s" behind an apostrophe. */
static bool read_decade(const struct timex_scanner *s, struct timex_item *item, int32_t value,
                        uint32_t end)
{
    uint32_t at = is_apostrophe(s, end) ? end + scan_at(s->text.ptr, end, s->end).len : end;
    uint32_t len = end - s->at;
    at += len == 4 && byte_at(s, at) == ' '; /* as old tokenisers part it */
    bool century = (len == 4 && value >= 1000 && value <= 2199) || (len == 3 && value >= 100);
    if (value % 10 || !suffix_is(s, at, "s") || !(century || (len == 2 && value >= 20))) {
        return false;
    }
    item->classes = timex_class('c');
    item->number = value;
    item->end = at + 1;
    return true;
}

/* ".5" and ",000" behind digits; the value in thousandths. Returns the end. */
static uint32_t read_fraction(const struct timex_scanner *s, uint32_t end, int32_t *number)
{
    bool grouped = false;
    while (byte_at(s, end) == ',' && digits_end(s, end + 1) == end + 4) {
        *number =
            *number < 2000000 ? *number * 1000 + 1000 * digits_value(s, end + 1, end + 4) : *number;
        end += 4;
        grouped = true;
    }
    if (byte_at(s, end) == '.' && is_digit(byte_at(s, end + 1)) && !grouped) {
        uint32_t stop = digits_end(s, end + 1);
        int32_t unit = 100;
        for (uint32_t i = end + 1; i < stop && unit; i++, unit /= 10) {
            *number += unit * (s->text.ptr[i] - '0');
        }
        return stop;
    }
    return end;
}

/* " 1/2" behind a whole number, and the signs for it. */
static uint32_t read_half(const struct timex_scanner *s, uint32_t end, int32_t *number)
{
    static const struct {
        struct str sign;
        int32_t thousandths;
    } rows[] = {{STR_INIT(" 1/2"), 500}, {STR_INIT(" 1/4"), 250}, {STR_INIT(" 3/4"), 750},
                {STR_INIT("-1/2"), 500}, {STR_INIT("½"), 500},    {STR_INIT(" ½"), 500},
                {STR_INIT("¼"), 250},    {STR_INIT("¾"), 750}};
    struct str rest = str_slice(s->text, end, s->end);
    bool may_be =
        rest.len >= 2 && (rest.ptr[0] == ' ' || rest.ptr[0] == '-' || (rest.ptr[0] & 0x80));
    for (size_t i = 0; may_be && i < sizeof rows / sizeof rows[0]; i++) {
        if (str_starts_with(rest, rows[i].sign)) {
            *number += rows[i].thousandths;
            return end + (uint32_t)rows[i].sign.len;
        }
    }
    return end;
}

/* Which classes a plain number has. */
static uint64_t number_classes(int32_t value, uint32_t len, bool plain)
{
    uint64_t classes = timex_class('n');
    if (plain && len <= 2 && value >= 1 && value <= 31) {
        classes |= timex_class('d');
    }
    if (plain && len == 4 && value >= 1000 && value <= 2199) {
        classes |= timex_class('Y');
    }
    return classes;
}

/* "20240314": of our time, and a day that there is. */
static bool read_compact(const struct timex_scanner *s, struct timex_item *item)
{
    int32_t year = digits_value(s, s->at, s->at + 4);
    item->end = s->at + 8;
    if (year < 1900 || year > 2099 || is_letter(s, item->end) ||
        !set_date(item, year, digits_value(s, s->at + 4, s->at + 6),
                  digits_value(s, s->at + 6, s->at + 8))) {
        return false;
    }
    item->classes = timex_class('D');
    return true;
}

/* "1H", "3Q16" */
static bool read_digit_part(const struct timex_scanner *s, struct timex_item *item)
{
    char digit = byte_at(s, s->at), letter = byte_at(s, s->at + 1);
    if (is_letter(s, s->at + 2) || digit < '1' || digit > (letter == 'H' ? '2' : '4') ||
        (letter != 'Q' && letter != 'H')) {
        return false;
    }
    item->classes = timex_class('q');
    item->number = digit - '0';
    item->code = letter == 'Q' ? UNIT_QUARTER : UNIT_HALF;
    item->end = s->at + 2;
    return true;
}

static void read_number(const struct timex_scanner *s, struct timex_item *item)
{
    uint32_t whole = digits_end(s, s->at);
    if (read_digit_part(s, item)) {
        return;
    }
    if (whole == s->at + 8 && read_compact(s, item)) {
        return;
    }
    int32_t value = digits_value(s, s->at, whole);
    item->digits = true;
    item->end = whole;
    if (whole - s->at > DIGITS_MAX || read_decade(s, item, value, whole)) {
        return;
    }
    static const char *const endings[] = {"st", "nd", "rd", "th"};
    for (size_t i = 0; i < 4; i++) {
        if (suffix_is(s, whole, endings[i]) && value < 128) {
            item->classes = timex_class('O') | (value >= 1 && value <= 31 ? timex_class('d') : 0);
            item->number = value;
            item->end = whole + 2;
            return;
        }
    }
    int32_t number = value > 2000000 ? 2000000000 : value * THOUSAND;
    uint32_t end = read_fraction(s, whole, &number);
    end = end == whole ? read_half(s, end, &number) : end;
    if (!letters_fit(s, end) || byte_at(s, end) == '%') {
        item->end = scan_word_end(s->text.ptr, s->at, s->end);
        return;
    }
    item->classes = number_classes(value, whole - s->at, end == whole);
    item->number = number;
    item->end = end;
}

/* "7ish", "7-ish": an hour or so. */
static bool read_ish(const struct timex_scanner *s, struct timex_item *item)
{
    uint32_t end = digits_end(s, s->at);
    int32_t hour = digits_value(s, s->at, end);
    end += byte_at(s, end) == '-';
    if (hour < 1 || hour > 12 || !suffix_is(s, end, "ish")) {
        return false;
    }
    item->form = no_form;
    item->form.type = TIMEX_TIME;
    item->form.base = BASE_CALENDAR;
    item->form.hour = (int16_t)hour;
    item->form.mod = MOD_APPROX;
    item->classes = timex_class('T');
    item->by = "timex.clock";
    item->certainty = 70;
    item->end = end + 3;
    return true;
}

static bool is_money(char c)
{
    return c == '$' || c == '#' || c == '+' || c == '=';
}

static void read_digits(const struct timex_scanner *s, struct timex_item *item)
{
    if (s->at > s->begin && is_money(s->text.ptr[s->at - 1])) {
        item->end = scan_word_end(s->text.ptr, s->at, s->end);
        return;
    }
    if (!read_iso_week(s, item) && !read_figure_date(s, item) && !read_figure_clock(s, item) &&
        !read_ish(s, item)) {
        read_number(s, item);
    }
}

/* ---- signs ---- */

/* "'87", "'90s" and the possessive "'s". */
static bool read_apostrophe(const struct timex_scanner *s, struct timex_item *item)
{
    uint32_t at = s->at + scan_at(s->text.ptr, s->at, s->end).len;
    uint32_t end = digits_end(s, at);
    if (suffix_is(s, at, "s") && s->at > s->begin && s->text.ptr[s->at - 1] != ' ') {
        item->classes = timex_class('\'');
        item->end = at + 1;
        return true;
    }
    if (end != at + 2) {
        return false;
    }
    item->number = digits_value(s, at, end);
    bool decade = item->number % 10 == 0 && suffix_is(s, end, "s");
    item->classes = timex_class(decade ? 'c' : 'y');
    item->end = end + decade;
    return decade || !is_letter(s, end);
}

static void read_sign(const struct timex_scanner *s, struct timex_item *item)
{
    struct glyph g = scan_at(s->text.ptr, s->at, s->end);
    item->classes = 0;
    item->end = s->at + (g.len ? g.len : 1);
    if (g.kind == GLYPH_DASH || g.cp == '~') {
        item->classes = timex_class('-');
    } else if (g.cp == ',' || g.cp == '(' || g.cp == ')' || g.cp == '.' || g.cp == '&') {
        item->classes = timex_class((char)g.cp);
    } else if (g.cp == '/' && item->glued) {
        item->classes = timex_class('|');
    } else if (g.cp == HALF_SIGN) {
        item->classes = timex_class('m');
        item->code = UNIT_HALF;
    } else if (g.cp == '@') {
        item->classes = timex_class('x');
        item->code = 1;
    }
}

static void read_item(const struct timex_scanner *s, struct timex_item *item)
{
    struct glyph g = scan_at(s->text.ptr, s->at, s->end);
    item->classes = 0;
    item->begin = s->at;
    item->number = 0;
    item->code = 0;
    item->glued = s->at > s->begin && s->text.ptr[s->at - 1] != ' ';
    item->opens = s->at == s->begin;
    item->upper = item->abbreviated = item->digits = false;
    item->by = NULL;
    item->certainty = 0;
    if (scan_is_letter(g) && g.cp != HALF_SIGN) {
        read_word(s, item);
    } else if (is_digit(s->text.ptr[s->at])) {
        read_digits(s, item);
    } else if (!scan_is_apostrophe(g) || !read_apostrophe(s, item)) {
        read_sign(s, item);
    }
}

/* ---- passing what tells no time ---- */

/* The classes of the item that begins with the word; *end goes behind a phrase. */
static uint64_t skimmed_classes(const struct timex_scanner *s, const struct lexeme *w, uint32_t at,
                                uint32_t *end)
{
    const uint64_t openings = UINT64_C(1) << MARK_TIME_LETTERS | UINT64_C(1) << MARK_TIME_PHRASE |
                              UINT64_C(1) << MARK_HOLIDAY;
    if (!(w->marks & openings)) {
        return w->classes;
    }
    struct timex_scanner here = *s;
    struct timex_item item = {.upper = s->text.ptr[at] < 'a'};
    here.at = at;
    if (!read_opening(&here, w, *end, &item)) {
        return w->classes;
    }
    *end = item.end;
    return item.classes;
}

/* The first digit or letter of ASCII at or behind `at`. */
static uint32_t next_word(const struct timex_scanner *s, uint32_t at)
{
    while (at < s->end && scan_letters_end(s->text.ptr, at, at + 1) == at &&
           !is_digit(s->text.ptr[at])) {
        at++;
    }
    return at;
}

/* Goes on to the last word before the next possible trigger that surely parts regions: one of no
 * class, apart from the word before and counted by none ("fifteen tankers a year"). Most of a text
 * is passed here at a look-up each word. */
static void skim(struct timex_scanner *s)
{
    const uint64_t counts = timex_class('n'), goes_on = counts | timex_class('O');
    bool number = false, at_word = false;
    for (uint32_t at = s->at;;) {
        at = next_word(s, at);
        uint32_t end = scan_letters_end(s->text.ptr, at, s->end);
        if (at >= s->end) {
            s->at = s->end;
            return;
        }
        const struct lexeme *w = lexicon_find(s->lexicon, s->text, at, end);
        uint64_t classes = skimmed_classes(s, w, at, &end);
        if (end == at || (classes & triggers()) || ((number || at_word) && (classes & goes_on))) {
            return;
        }
        bool apart = at == s->begin || s->text.ptr[at - 1] == ' ';
        if (!classes && apart && !number && !(byte_at(s, end) & 0x80)) {
            s->at = at;
        }
        at_word = (classes & timex_class('x')) && w->time && w->time->code == 1; /* "at" */
        number = (classes & counts) || (number && lexeme_is(w, MARK_NUMBER));    /* "one million" */
        at = end;
    }
}

/* ---- regions ---- */

/* "seven thirty" */
static bool is_pair_of_words(const struct timex_item *pair)
{
    uint64_t both = pair[0].classes & pair[1].classes;
    return (both & timex_class('n')) && !pair[0].digits && !pair[1].digits;
}

/* What the scanner has read no form of gets an empty one: few regions come that far. */
static void empty_forms(struct timex_region *r)
{
    uint64_t formed = timex_classes("TDF");
    for (uint32_t i = 0; i < r->count; i++) {
        if (!(r->items[i].classes & formed)) {
            r->items[i].form = no_form;
        }
    }
}

/* "0730" */
static bool is_military(const struct timex_scanner *s, const struct timex_item *item)
{
    return item->end - item->begin == 4 && s->text.ptr[item->begin] == '0';
}

/* "at seven", "on 5.12" */
static bool is_at_number(const struct timex_item *pair)
{
    return (pair[0].classes & timex_class('x')) && pair[0].code < 2 &&
           (pair[1].classes & timex_class('n')) && pair[1].number < 32 * THOUSAND;
}

bool timex_scan(struct timex_scanner *s, struct timex_region *out)
{
    while (s->at < s->end) {
        skim(s);
        uint64_t seen = 0;
        bool dated = false;
        out->count = 0;
        out->before = s->before;
        out->counted = s->counted;
        while (s->at < s->end && out->count < TIMEX_ITEMS_MAX) {
            s->at = scan_skip_blanks(s->text.ptr, s->at, s->end);
            if (s->at >= s->end) {
                break;
            }
            struct timex_item *item = &out->items[out->count];
            read_item(s, item);
            s->at = item->end;
            if (!item->classes) {
                s->before = str_slice(s->text, item->begin, item->end);
                s->counted =
                    out->count > 0 && (out->items[out->count - 1].classes & timex_class('n'));
                break;
            }
            out->count++;
            seen |= item->classes;
            dated |= item->digits && (item->classes & timex_class('O')); /* "on the 18th" */
            dated |= item->digits && is_military(s, item);
            dated |= out->count == 2 && is_at_number(out->items); /* "leave at 6.45" */
            dated |= out->count > 1 && is_pair_of_words(&out->items[out->count - 2]);
        }
        if ((seen & triggers()) || dated) {
            uint32_t end = out->items[out->count - 1].end;
            out->after = word_behind(s->text, end, s->end);
            empty_forms(out);
            return true;
        }
    }
    return false;
}
