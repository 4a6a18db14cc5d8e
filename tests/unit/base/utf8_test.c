#include "base/utf8.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const struct prefix_row {
    const char *name;
    struct str bytes;
    size_t good;
} rows[] = {
    {"nothing", STR_INIT(""), 0},
    {"ASCII with NUL", STR_INIT("a\0b"), 3},
    {"forty letters", STR_INIT("abcdefghijklmnopqrstuvwxyzabcdefghijklmn"), 40},
    {"two, three, four bytes", STR_INIT("\xC3\xA9\xE2\x80\x9C\xF0\x9F\x98\x80"), 9},
    {"the last code point", STR_INIT("\xF4\x8F\xBF\xBF"), 4},
    {"past the last", STR_INIT("\xF4\x90\x80\x80"), 0},
    {"overlong slash", STR_INIT("a\xC0\xAF"), 1},
    {"overlong in three", STR_INIT("\xE0\x9F\xBF"), 0},
    {"overlong in four", STR_INIT("\xF0\x8F\xBF\xBF"), 0},
    {"a surrogate", STR_INIT("\xED\xA0\x80"), 0},
    {"before the surrogates", STR_INIT("\xED\x9F\xBF"), 3},
    {"a tail alone", STR_INIT("ab\x80"), 2},
    {"cut off", STR_INIT("abc\xE2\x80"), 3},
    {"0xFF behind a long stretch", STR_INIT("abcdefghijklmnopqrstuvwxyz\xFF"), 26},
};

static void finds_the_first_bad_byte(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        size_t good = utf8_valid_prefix(rows[i].bytes);
        if (good != rows[i].good || utf8_valid(rows[i].bytes) != (good == rows[i].bytes.len)) {
            fail_msg("%s: %zu", rows[i].name, good);
        }
    }
}

static size_t encode(uint32_t c, char *out)
{
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    if (c < 0x800) {
        out[0] = (char)(0xC0 | c >> 6);
        out[1] = (char)(0x80 | (c & 0x3F));
        return 2;
    }
    if (c < 0x10000) {
        out[0] = (char)(0xE0 | c >> 12);
        out[1] = (char)(0x80 | (c >> 6 & 0x3F));
        out[2] = (char)(0x80 | (c & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | c >> 18);
    out[1] = (char)(0x80 | (c >> 12 & 0x3F));
    out[2] = (char)(0x80 | (c >> 6 & 0x3F));
    out[3] = (char)(0x80 | (c & 0x3F));
    return 4;
}

static void takes_every_code_point_but_surrogates(void **state)
{
    (void)state;
    for (uint32_t c = 0; c < 0x110000; c++) {
        char bytes[4];
        size_t len = encode(c, bytes);
        bool surrogate = c >= 0xD800 && c < 0xE000;
        if (utf8_valid(str_make(bytes, len)) == surrogate) {
            fail_msg("U+%04X", c);
        }
    }
}

static void cuts_between_characters(void **state)
{
    (void)state;
    static const struct {
        struct str text;
        size_t most, len;
    } cuts[] = {
        {STR_INIT("abc"), 9, 3},
        {STR_INIT("abc"), 2, 2},
        {STR_INIT("a\xE2\x80\x9C"), 3, 1},
        {STR_INIT("a\xE2\x80\x9C"), 4, 4},
        {STR_INIT("\xF0\x9F\x98\x80"), 3, 0},
        {STR_INIT(""), 4, 0},
    };
    for (size_t i = 0; i < sizeof cuts / sizeof cuts[0]; i++) {
        size_t len = utf8_cut(cuts[i].text, cuts[i].most).len;
        if (len != cuts[i].len) {
            fail_msg("row %zu: %zu", i, len);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_the_first_bad_byte),
        cmocka_unit_test(takes_every_code_point_but_surrogates),
        cmocka_unit_test(cuts_between_characters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
