#include "text/numbers.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "text/number_words.h"

struct row {
    const char *text; /* read from its begin */
    const char *span; /* what is read; "" for nothing */
    double value;
    enum number_kind kind;
    uint32_t flags; /* that must be there */
};

static void check(const struct row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct str text = str_of(rows[i].text);
        struct number n;
        bool found = numbers_read(text, 0, text.len, &n);
        struct str span = found ? str_slice(text, n.begin, n.end) : STR("");
        double value = found ? number_value(&n) : 0;
        double off = value - rows[i].value;
        if (!str_equal(span, str_of(rows[i].span)) || off > 1e-9 || off < -1e-9 ||
            (found && n.kind != rows[i].kind) ||
            (found && (n.flags & rows[i].flags) != rows[i].flags)) {
            fail_msg("\"%s\": \"%.*s\" %.6f kind %d flags %x", rows[i].text, STR_ARG(span), value,
                     n.kind, n.flags);
        }
        assert_true(n.end > 0 || text.len == 0);
    }
}

#define CHECK(rows) check(rows, sizeof(rows) / sizeof(rows)[0])

static void test_figures(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"7", "7", 7, NUMBER_CARDINAL, NUMBER_FIGURES},
        {"1,234.5 km", "1,234.5", 1234.5, NUMBER_CARDINAL, NUMBER_GROUPED | NUMBER_DECIMAL},
        {"1,234,567 people", "1,234,567", 1234567, NUMBER_CARDINAL, NUMBER_GROUPED},
        {"12,34,567 voters", "12,34,567", 1234567, NUMBER_CARDINAL, NUMBER_GROUPED},
        {"1,00,000 rupees", "1,00,000", 100000, NUMBER_CARDINAL, NUMBER_GROUPED},
        {"25 000 people", "25 000", 25000, NUMBER_CARDINAL, NUMBER_GROUPED},
        {"1 234 567 people", "1 234 567", 1234567, NUMBER_CARDINAL, NUMBER_GROUPED},
        {"1'234'567 francs", "1'234'567", 1234567, NUMBER_CARDINAL, NUMBER_GROUPED},
        {"1’234 francs", "1’234", 1234, NUMBER_CARDINAL, NUMBER_GROUPED},
        {"1.234.567 euros", "1.234.567", 1234567, NUMBER_CARDINAL, NUMBER_GROUPED},
        {"3.5.", "3.5", 3.5, NUMBER_CARDINAL, NUMBER_DECIMAL},
        {".5 percent", ".5", 0.5, NUMBER_CARDINAL, NUMBER_DECIMAL},
        {"12, and", "12", 12, NUMBER_CARDINAL, 0},
        {"-5 degrees", "-5", -5, NUMBER_CARDINAL, NUMBER_NEGATIVE},
        {"−5.5C", "−5.5", -5.5, NUMBER_CARDINAL, NUMBER_NEGATIVE},
        {"+3%", "+3", 3, NUMBER_CARDINAL, 0},
        {"2½ hours", "2½", 2.5, NUMBER_CARDINAL, 0},
        {"2 1/2 hours", "2 1/2", 2.5, NUMBER_CARDINAL, 0},
        {"½ mile", "½", 0.5, NUMBER_FRACTION, 0},
        {"2/3 of", "2/3", 2.0 / 3, NUMBER_FRACTION, 0},
        {"1/2 million", "1/2 million", 500000, NUMBER_CARDINAL, 0},
        {"12th floor", "12th", 12, NUMBER_ORDINAL, 0},
        {"1,001st night", "1,001st", 1001, NUMBER_ORDINAL, 0},
        {"22nd", "22nd", 22, NUMBER_ORDINAL, 0},
        {"5bn euros", "5bn", 5e9, NUMBER_CARDINAL, NUMBER_SCALED},
        {"2.5tn", "2.5tn", 2.5e12, NUMBER_CARDINAL, NUMBER_SCALED},
        {"5m high", "5", 5, NUMBER_CARDINAL, 0},
        {"3-1 win", "3", 3, NUMBER_CARDINAL, 0},
        {"2023-24", "2023", 2023, NUMBER_CARDINAL, 0},
        {"123456789012345678 x", "123456789012345678", 123456789012345678.0, NUMBER_CARDINAL, 0},
        {"1234567890123456789 x", "", 0, NUMBER_NONE, 0},
        {"12:30", "", 0, NUMBER_NONE, 0},
        {"24/7", "", 0, NUMBER_NONE, 0},
        {"1.2.3", "", 0, NUMBER_NONE, 0},
        {"5,10,15", "", 0, NUMBER_NONE, 0},
        {"9/11 attacks", "", 0, NUMBER_NONE, 0},
        {"3/14/2021", "", 0, NUMBER_NONE, 0},
        {"11st", "11", 11, NUMBER_CARDINAL, 0},
        {"%", "", 0, NUMBER_NONE, 0},
        {"é", "", 0, NUMBER_NONE, 0},
    };
    CHECK(rows);
}

/* Where no number begins, a caller goes on behind all that belongs together. */
static void test_none_ends_behind_what_stands_there(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t end;
    } rows[] = {
        {"12:30 today", 5}, {"1.2.3 is out", 5},           {"3/14/2021.", 9}, {"5,10,15 left", 7},
        {"man alive", 3},   {"1234567890123456789 x", 19}, {"24/7-365 x", 8}, {"% of", 1},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct number n;
        assert_false(numbers_read(str_of(rows[i].text), 0, strlen(rows[i].text), &n));
        if (n.end != rows[i].end) {
            fail_msg("\"%s\": ends at %zu", rows[i].text, n.end);
        }
    }
}

static void test_words(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"Twenty-five people", "Twenty-five", 25, NUMBER_CARDINAL, NUMBER_WORDS},
        {"TWENTY FIVE people", "TWENTY FIVE", 25, NUMBER_CARDINAL, 0},
        {"two hundred and fifty thousand men", "two hundred and fifty thousand", 250000,
         NUMBER_CARDINAL, 0},
        {"one thousand two hundred thirty-four", "one thousand two hundred thirty-four", 1234,
         NUMBER_CARDINAL, 0},
        {"a dozen eggs", "a dozen", 12, NUMBER_CARDINAL, 0},
        {"two dozen eggs", "two dozen", 24, NUMBER_CARDINAL, NUMBER_DOZENS},
        {"half a dozen eggs", "half a dozen", 6, NUMBER_CARDINAL, 0},
        {"half-a-million", "half-a-million", 500000, NUMBER_CARDINAL, 0},
        {"a half-million people", "a half-million", 500000, NUMBER_CARDINAL, 0},
        {"a hundred and one", "a hundred and one", 101, NUMBER_CARDINAL, 0},
        {"hundred and one", "hundred and one", 101, NUMBER_CARDINAL, 0},
        {"twenty-five hundred", "twenty-five hundred", 2500, NUMBER_CARDINAL, 0},
        {"1.2 million people", "1.2 million", 1.2e6, NUMBER_CARDINAL, NUMBER_SCALED},
        {"1.5-million-strong", "1.5-million", 1.5e6, NUMBER_CARDINAL, 0},
        {"five million", "five million", 5e6, NUMBER_CARDINAL, 0},
        {"1 million 200 thousand", "1 million 200 thousand", 1.2e6, NUMBER_CARDINAL, 0},
        {"2 lakh crore rupees", "2 lakh crore", 2e12, NUMBER_CARDINAL, 0},
        {"five crore twenty lakh", "five crore twenty lakh", 5.2e7, NUMBER_CARDINAL, 0},
        {"two hundred thousand million", "two hundred thousand million", 2e11, NUMBER_CARDINAL, 0},
        {"three and a half years", "three and a half", 3.5, NUMBER_CARDINAL, 0},
        {"three and a half million", "three and a half million", 3.5e6, NUMBER_CARDINAL, 0},
        {"3-and-a-half", "3-and-a-half", 3.5, NUMBER_CARDINAL, 0},
        {"two and three quarters", "two and three quarters", 2.75, NUMBER_CARDINAL, 0},
        {"a million and a half thousand", "a million and a half", 1.5e6, NUMBER_CARDINAL, 0},
        {"a million and a half", "a million and a half", 1.5e6, NUMBER_CARDINAL, 0},
        {"two point five", "two point five", 2.5, NUMBER_CARDINAL, 0},
        {"two point one million", "two point one million", 2.1e6, NUMBER_CARDINAL, 0},
        {"nineteen eighty-four", "nineteen eighty-four", 1984, NUMBER_PAIR, 0},
        {"twenty twenty-five", "twenty twenty-five", 2025, NUMBER_PAIR, 0},
        {"three three", "three", 3, NUMBER_CARDINAL, 0},
        {"five and six", "five", 5, NUMBER_CARDINAL, 0},
        {"zero", "zero", 0, NUMBER_CARDINAL, 0},
        {"million", "million", 1e6, NUMBER_CARDINAL, 0},
        {"a man", "", 0, NUMBER_NONE, 0},
        {"man", "", 0, NUMBER_NONE, 0},
        {"often", "", 0, NUMBER_NONE, 0},
        {"oneself", "", 0, NUMBER_NONE, 0},
        {"fivé", "", 0, NUMBER_NONE, 0},
        {"bn", "", 0, NUMBER_NONE, 0},
        {"IV", "", 0, NUMBER_NONE, 0},
    };
    CHECK(rows);
}

static void test_fractions_ordinals(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"one third of", "one third", 1.0 / 3, NUMBER_FRACTION, 0},
        {"two-thirds", "two-thirds", 2.0 / 3, NUMBER_FRACTION, 0},
        {"three quarters", "three quarters", 0.75, NUMBER_FRACTION, 0},
        {"nine tenths", "nine tenths", 0.9, NUMBER_FRACTION, 0},
        {"a third of voters", "a third", 1.0 / 3, NUMBER_FRACTION, 0},
        {"a third man", "", 0, NUMBER_NONE, 0},
        {"a quarter of a million", "a quarter of a million", 250000, NUMBER_CARDINAL, 0},
        {"a third of a million", "a third of a million", 1e6 / 3, NUMBER_CARDINAL, 0},
        {"half of them", "half", 0.5, NUMBER_FRACTION, 0},
        {"half the town", "half", 0.5, NUMBER_FRACTION, 0},
        {"half an hour", "half an", 0.5, NUMBER_FRACTION, 0},
        {"half time", "", 0, NUMBER_NONE, 0},
        {"first", "first", 1, NUMBER_ORDINAL, 0},
        {"twenty-first century", "twenty-first", 21, NUMBER_ORDINAL, 0},
        {"two hundred and fifty-third", "two hundred and fifty-third", 253, NUMBER_ORDINAL, 0},
        {"hundredth", "hundredth", 100, NUMBER_ORDINAL, 0},
        {"one millionth", "one millionth", 1e6, NUMBER_ORDINAL, 0},
        {"twenty thirds", "twenty", 20, NUMBER_CARDINAL, 0},
    };
    CHECK(rows);
}

static void test_vague(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"tens of thousands of people", "tens of thousands", 10000, NUMBER_CARDINAL, NUMBER_VAGUE},
        {"hundreds of millions", "hundreds of millions", 1e8, NUMBER_CARDINAL, NUMBER_VAGUE},
        {"Hundreds flee", "Hundreds", 100, NUMBER_CARDINAL, NUMBER_VAGUE},
        {"dozens of", "dozens", 12, NUMBER_CARDINAL, NUMBER_VAGUE},
        {"scores of", "scores", 20, NUMBER_CARDINAL, NUMBER_VAGUE},
        {"several hundred thousand men", "several hundred thousand", 100000, NUMBER_CARDINAL,
         NUMBER_VAGUE},
        {"a few thousand men", "a few thousand", 1000, NUMBER_CARDINAL, NUMBER_VAGUE},
        {"a couple of hundred men", "a couple of hundred", 200, NUMBER_CARDINAL, NUMBER_VAGUE},
        {"a couple of men", "a couple", 2, NUMBER_CARDINAL, NUMBER_VAGUE},
        {"several men", "", 0, NUMBER_NONE, 0},
        {"a couple from", "", 0, NUMBER_NONE, 0},
        {"tens of people", "", 0, NUMBER_NONE, 0},
    };
    CHECK(rows);
}

static void test_blanks_part_no_date(void **state)
{
    (void)state;
    struct str text = STR("On May 3 200 people came");
    struct number n;
    assert_true(numbers_read(text, 7, text.len, &n));
    assert_int_equal(n.end, 8);
}

static void test_bounds(void **state)
{
    (void)state;
    struct str text = STR("twenty-five thousand");
    struct number n;
    assert_true(numbers_read(text, 0, 11, &n));
    assert_int_equal(n.end, 11);
    int64_t value;
    assert_true(number_integer(&n, &value));
    assert_int_equal(value, 25);
    number_scale(&n, 6);
    assert_true(number_integer(&n, &value));
    assert_int_equal(value, 25000000);
    number_scale(&n, 20);
    assert_false(number_integer(&n, &value));
}

/* ---- random numbers into words and back ---- */

static uint64_t seed = 1;

static uint64_t draw(uint64_t below)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (seed >> 33) % below;
}

static void add_text(char *out, const char *more)
{
    if (*out) {
        strcat(out, " ");
    }
    strcat(out, more);
}

static void spell_group(char *out, unsigned value, bool with_and)
{
    static const char *const units[] = {"",        "one",     "two",       "three",    "four",
                                        "five",    "six",     "seven",     "eight",    "nine",
                                        "ten",     "eleven",  "twelve",    "thirteen", "fourteen",
                                        "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"};
    static const char *const tens[] = {"",      "",      "twenty",  "thirty", "forty",
                                       "fifty", "sixty", "seventy", "eighty", "ninety"};
    if (value >= 100) {
        add_text(out, units[value / 100]);
        add_text(out, "hundred");
        value %= 100;
        if (value && with_and) {
            add_text(out, "and");
        }
    }
    if (value >= 20) {
        add_text(out, tens[value / 10]);
        if (value % 10) {
            strcat(out, draw(2) ? "-" : " ");
            strcat(out, units[value % 10]);
        }
    } else if (value) {
        add_text(out, units[value]);
    }
}

static void spell(char *out, uint64_t value, bool with_and)
{
    static const char *const scales[] = {"", "thousand", "million", "billion", "trillion"};
    *out = '\0';
    uint64_t unit = 1000000000000u;
    for (int i = 4; i >= 0; i--, unit /= 1000) {
        unsigned group = (unsigned)(value / unit % 1000);
        if (group == 0) {
            continue;
        }
        if (i == 0 && group < 100 && *out && with_and) {
            add_text(out, "and");
        }
        spell_group(out, group, with_and);
        if (i) {
            add_text(out, scales[i]);
        }
    }
}

static void test_round_trip(void **state)
{
    (void)state;
    for (int i = 0; i < 20000; i++) {
        static const uint64_t bounds[] = {100, 1000, 100000, 10000000, 1000000000000000u};
        uint64_t value = (draw(1u << 30) * 1048576 + draw(1u << 20)) % bounds[draw(5)] + 1;
        char words[400];
        spell(words, value, draw(2));
        struct str text = str_of(words);
        struct number n;
        int64_t got = -1;
        bool good = numbers_read(text, 0, text.len, &n) && n.end == text.len &&
                    number_integer(&n, &got) && (uint64_t)got == value;
        if (!good || n.kind != NUMBER_CARDINAL) {
            fail_msg("%llu \"%s\" gave %lld at %zu", (unsigned long long)value, words,
                     (long long)got, n.end);
        }
    }
}

static void test_figures_round_trip(void **state)
{
    (void)state;
    for (int i = 0; i < 20000; i++) {
        uint64_t whole = draw(1u << 31) % (1u << draw(31)), tail = draw(1000);
        char figures[64];
        unsigned millions = (unsigned)(whole / 1000000),
                 thousands = (unsigned)(whole / 1000 % 1000);
        unsigned rest = (unsigned)(whole % 1000);
        if (millions) {
            snprintf(figures, sizeof figures, "%u,%03u,%03u.%03u", millions, thousands, rest,
                     (unsigned)tail);
        } else {
            snprintf(figures, sizeof figures, "%u.%03u", (unsigned)whole, (unsigned)tail);
        }
        bool grouped = millions < 1000;
        struct str text = str_of(figures);
        struct number n;
        assert_int_equal(numbers_read(text, 0, text.len, &n), grouped);
        if (grouped) {
            number_scale(&n, 3);
            int64_t value;
            assert_true(number_integer(&n, &value));
            assert_int_equal(value, whole * 1000 + tail);
            assert_int_equal(n.end, text.len);
        }
    }
}

/* Any bytes: the reader stays inside, moves on and reads what it says it reads. */
static void test_noise(void **state)
{
    (void)state;
    static const char *const pieces[] = {"two",
                                         "hundred",
                                         "and",
                                         "a",
                                         "half",
                                         " ",
                                         " ",
                                         "-",
                                         "thousand",
                                         "million",
                                         "1",
                                         "25",
                                         "000",
                                         ",",
                                         ".",
                                         "/",
                                         "½",
                                         "’",
                                         "third",
                                         "thirds",
                                         "of",
                                         "dozen",
                                         "dozens",
                                         "tens",
                                         "couple",
                                         "st",
                                         "th",
                                         "bn",
                                         "twenty",
                                         "point",
                                         "\xF0\x9F\x98\x80",
                                         "lakh",
                                         "crore",
                                         "−"};
    char bytes[256];
    for (int i = 0; i < 20000; i++) {
        size_t len = 0;
        for (;;) {
            const char *piece = pieces[draw(sizeof pieces / sizeof pieces[0])];
            if (len + strlen(piece) > draw(sizeof bytes - 1)) {
                break;
            }
            memcpy(bytes + len, piece, strlen(piece));
            len += strlen(piece);
        }
        struct str text = str_make(bytes, len);
        for (size_t at = 0; at < len;) {
            struct number n;
            bool found = numbers_read(text, at, len, &n);
            assert_true(n.end > at && n.end <= len);
            assert_true(!found || n.divisor > 0);
            at = n.end;
        }
    }
}

static void test_words_sorted(void **state)
{
    (void)state;
    static const char *const forms[] = {"billion", "zero",       "tens",
                                        "couple",  "NINETEENTH", "ninths"};
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        assert_non_null(number_word_find(str_of(forms[i])));
    }
    assert_null(number_word_find(STR("")));
    assert_null(number_word_find(STR("antidisestablishment")));
    assert_true(number_words_sorted());
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_figures),
        cmocka_unit_test(test_none_ends_behind_what_stands_there),
        cmocka_unit_test(test_words),
        cmocka_unit_test(test_fractions_ordinals),
        cmocka_unit_test(test_vague),
        cmocka_unit_test(test_blanks_part_no_date),
        cmocka_unit_test(test_bounds),
        cmocka_unit_test(test_round_trip),
        cmocka_unit_test(test_figures_round_trip),
        cmocka_unit_test(test_noise),
        cmocka_unit_test(test_words_sorted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
