#include "text/chars.h"

#include <utf8proc.h>

#define UP (CHARS_LETTER | CHARS_UPPER)
#define LOW (CHARS_LETTER | CHARS_LOWER)
#define STRAIGHT (CHARS_QUOTE | CHARS_PUNCT)

/* clang-format off */
const uint16_t chars_ascii[128] = {
    ['\t'] = CHARS_SPACE, ['\n'] = CHARS_SPACE, ['\v'] = CHARS_SPACE, ['\f'] = CHARS_SPACE,
    ['\r'] = CHARS_SPACE,
    [' '] = CHARS_SPACE,
    ['!'] = CHARS_PUNCT | CHARS_STOP, ['"'] = STRAIGHT, ['#'] = CHARS_PUNCT, ['$'] = CHARS_SYMBOL,
    ['%'] = CHARS_PUNCT, ['&'] = CHARS_PUNCT, ['\''] = STRAIGHT | CHARS_SINGLE,
    ['('] = CHARS_PUNCT | CHARS_BRACKET_OPEN, [')'] = CHARS_PUNCT | CHARS_BRACKET_CLOSE,
    ['*'] = CHARS_PUNCT | CHARS_BULLET, ['+'] = CHARS_SYMBOL, [','] = CHARS_PUNCT,
    ['-'] = CHARS_PUNCT | CHARS_DASH | CHARS_BULLET, ['.'] = CHARS_PUNCT | CHARS_STOP,
    ['/'] = CHARS_PUNCT,
    ['0'] = CHARS_DIGIT, ['1'] = CHARS_DIGIT, ['2'] = CHARS_DIGIT, ['3'] = CHARS_DIGIT,
    ['4'] = CHARS_DIGIT, ['5'] = CHARS_DIGIT, ['6'] = CHARS_DIGIT, ['7'] = CHARS_DIGIT,
    ['8'] = CHARS_DIGIT, ['9'] = CHARS_DIGIT,
    [':'] = CHARS_PUNCT, [';'] = CHARS_PUNCT, ['<'] = CHARS_SYMBOL, ['='] = CHARS_SYMBOL,
    ['>'] = CHARS_SYMBOL, ['?'] = CHARS_PUNCT | CHARS_STOP, ['@'] = CHARS_PUNCT,
    ['A'] = UP, ['B'] = UP, ['C'] = UP, ['D'] = UP, ['E'] = UP, ['F'] = UP, ['G'] = UP, ['H'] = UP,
    ['I'] = UP, ['J'] = UP, ['K'] = UP, ['L'] = UP, ['M'] = UP, ['N'] = UP, ['O'] = UP, ['P'] = UP,
    ['Q'] = UP, ['R'] = UP, ['S'] = UP, ['T'] = UP, ['U'] = UP, ['V'] = UP, ['W'] = UP, ['X'] = UP,
    ['Y'] = UP, ['Z'] = UP,
    ['['] = CHARS_PUNCT | CHARS_BRACKET_OPEN, ['\\'] = CHARS_PUNCT,
    [']'] = CHARS_PUNCT | CHARS_BRACKET_CLOSE, ['^'] = CHARS_SYMBOL, ['_'] = CHARS_PUNCT,
    ['`'] = CHARS_SYMBOL | CHARS_OPEN | CHARS_SINGLE,
    ['a'] = LOW, ['b'] = LOW, ['c'] = LOW, ['d'] = LOW, ['e'] = LOW, ['f'] = LOW, ['g'] = LOW,
    ['h'] = LOW, ['i'] = LOW, ['j'] = LOW, ['k'] = LOW, ['l'] = LOW, ['m'] = LOW, ['n'] = LOW,
    ['o'] = LOW, ['p'] = LOW, ['q'] = LOW, ['r'] = LOW, ['s'] = LOW, ['t'] = LOW, ['u'] = LOW,
    ['v'] = LOW, ['w'] = LOW, ['x'] = LOW, ['y'] = LOW, ['z'] = LOW,
    ['{'] = CHARS_PUNCT | CHARS_BRACKET_OPEN, ['|'] = CHARS_SYMBOL,
    ['}'] = CHARS_PUNCT | CHARS_BRACKET_CLOSE, ['~'] = CHARS_SYMBOL,
};
/* clang-format on */

/* Marks that the categories of Unicode tell too little about, in the order of their codes. « opens
 * in French and closes in Danish, “ closes in German. */
static const struct mark {
    uint16_t code, kinds;
} marks[] = {
    {0x00AB, CHARS_PUNCT | CHARS_QUOTE},
    {0x00B4, CHARS_SYMBOL | CHARS_CLOSE | CHARS_SINGLE},
    {0x00B7, CHARS_PUNCT | CHARS_BULLET},
    {0x00BB, CHARS_PUNCT | CHARS_QUOTE},
    {0x061F, CHARS_PUNCT | CHARS_STOP},
    {0x06D4, CHARS_PUNCT | CHARS_STOP},
    {0x0964, CHARS_PUNCT | CHARS_STOP},
    {0x2013, CHARS_PUNCT | CHARS_DASH | CHARS_BULLET},
    {0x2014, CHARS_PUNCT | CHARS_DASH | CHARS_BULLET},
    {0x2018, CHARS_PUNCT | CHARS_OPEN | CHARS_SINGLE},
    {0x2019, CHARS_PUNCT | CHARS_CLOSE | CHARS_SINGLE},
    {0x201A, CHARS_PUNCT | CHARS_OPEN | CHARS_SINGLE},
    {0x201B, CHARS_PUNCT | CHARS_OPEN | CHARS_SINGLE},
    {0x201C, CHARS_PUNCT | CHARS_OPEN},
    {0x201D, CHARS_PUNCT | CHARS_CLOSE},
    {0x201E, CHARS_PUNCT | CHARS_OPEN},
    {0x201F, CHARS_PUNCT | CHARS_OPEN},
    {0x2022, CHARS_PUNCT | CHARS_BULLET},
    {0x2023, CHARS_PUNCT | CHARS_BULLET},
    {0x2026, CHARS_PUNCT | CHARS_STOP},
    {0x2039, CHARS_PUNCT | CHARS_QUOTE | CHARS_SINGLE},
    {0x203A, CHARS_PUNCT | CHARS_QUOTE | CHARS_SINGLE},
    {0x203C, CHARS_PUNCT | CHARS_STOP},
    {0x2043, CHARS_PUNCT | CHARS_BULLET},
    {0x2047, CHARS_PUNCT | CHARS_STOP},
    {0x2048, CHARS_PUNCT | CHARS_STOP},
    {0x2049, CHARS_PUNCT | CHARS_STOP},
    {0x2212, CHARS_SYMBOL | CHARS_DASH},
    {0x2219, CHARS_PUNCT | CHARS_BULLET},
    {0x25A0, CHARS_PUNCT | CHARS_BULLET},
    {0x25AA, CHARS_PUNCT | CHARS_BULLET},
    {0x25AB, CHARS_PUNCT | CHARS_BULLET},
    {0x25B6, CHARS_PUNCT | CHARS_BULLET},
    {0x25BA, CHARS_PUNCT | CHARS_BULLET},
    {0x25C6, CHARS_PUNCT | CHARS_BULLET},
    {0x25CB, CHARS_PUNCT | CHARS_BULLET},
    {0x25CF, CHARS_PUNCT | CHARS_BULLET},
    {0x25E6, CHARS_PUNCT | CHARS_BULLET},
    {0x2756, CHARS_PUNCT | CHARS_BULLET},
    {0x27A4, CHARS_PUNCT | CHARS_BULLET},
    {0x3002, CHARS_PUNCT | CHARS_STOP},
    {0x300C, CHARS_PUNCT | CHARS_OPEN},
    {0x300D, CHARS_PUNCT | CHARS_CLOSE},
    {0x300E, CHARS_PUNCT | CHARS_OPEN},
    {0x300F, CHARS_PUNCT | CHARS_CLOSE},
    {0x301D, CHARS_PUNCT | CHARS_OPEN},
    {0x301E, CHARS_PUNCT | CHARS_CLOSE},
    {0xFF01, CHARS_PUNCT | CHARS_STOP},
    {0xFF02, CHARS_PUNCT | CHARS_QUOTE},
    {0xFF0E, CHARS_PUNCT | CHARS_STOP},
    {0xFF1F, CHARS_PUNCT | CHARS_STOP},
};

static uint16_t special(uint32_t code)
{
    size_t low = 0, high = sizeof marks / sizeof marks[0];
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (marks[middle].code == code) {
            return marks[middle].kinds;
        }
        if (code < marks[middle].code) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return 0;
}

/* By utf8proc_category_t. */
static const uint16_t by_category[] = {
    [UTF8PROC_CATEGORY_LU] = UP,
    [UTF8PROC_CATEGORY_LL] = LOW,
    [UTF8PROC_CATEGORY_LT] = UP,
    [UTF8PROC_CATEGORY_LM] = CHARS_LETTER,
    [UTF8PROC_CATEGORY_LO] = CHARS_LETTER,
    [UTF8PROC_CATEGORY_MN] = CHARS_MARK,
    [UTF8PROC_CATEGORY_MC] = CHARS_MARK,
    [UTF8PROC_CATEGORY_ME] = CHARS_MARK,
    [UTF8PROC_CATEGORY_ND] = CHARS_DIGIT,
    [UTF8PROC_CATEGORY_NL] = CHARS_LETTER,
    [UTF8PROC_CATEGORY_NO] = CHARS_SYMBOL,
    [UTF8PROC_CATEGORY_PC] = CHARS_PUNCT,
    [UTF8PROC_CATEGORY_PD] = CHARS_PUNCT | CHARS_DASH,
    [UTF8PROC_CATEGORY_PS] = CHARS_PUNCT | CHARS_BRACKET_OPEN,
    [UTF8PROC_CATEGORY_PE] = CHARS_PUNCT | CHARS_BRACKET_CLOSE,
    [UTF8PROC_CATEGORY_PI] = CHARS_PUNCT | CHARS_OPEN,
    [UTF8PROC_CATEGORY_PF] = CHARS_PUNCT | CHARS_CLOSE,
    [UTF8PROC_CATEGORY_PO] = CHARS_PUNCT,
    [UTF8PROC_CATEGORY_SM] = CHARS_SYMBOL,
    [UTF8PROC_CATEGORY_SC] = CHARS_SYMBOL,
    [UTF8PROC_CATEGORY_SK] = CHARS_SYMBOL,
    [UTF8PROC_CATEGORY_SO] = CHARS_SYMBOL,
    [UTF8PROC_CATEGORY_ZS] = CHARS_SPACE,
    [UTF8PROC_CATEGORY_ZL] = CHARS_SPACE,
    [UTF8PROC_CATEGORY_ZP] = CHARS_SPACE,
    [UTF8PROC_CATEGORY_CO] = 0,
};

uint16_t chars_of_wide(uint32_t code)
{
    uint16_t kinds = special(code);
    return kinds ? kinds : by_category[utf8proc_category((utf8proc_int32_t)code)];
}

uint32_t chars_lower(uint32_t code)
{
    if (code < 128) {
        return code >= 'A' && code <= 'Z' ? code + 32 : code;
    }
    return (uint32_t)utf8proc_tolower((utf8proc_int32_t)code);
}

bool chars_all_upper(struct str s)
{
    uint16_t seen = 0;
    for (size_t at = 0, len; at < s.len; at += len) {
        seen |= chars_of(utf8_decode(s, at, &len));
    }
    return (seen & CHARS_LETTER) && !(seen & CHARS_LOWER);
}

bool chars_begins_upper(struct str s)
{
    return (chars_at(s, 0) & CHARS_UPPER) != 0;
}

size_t chars_letters(struct str s)
{
    size_t count = 0;
    for (size_t at = 0, len; at < s.len; at += len) {
        count += (chars_of(utf8_decode(s, at, &len)) & CHARS_LETTER) != 0;
    }
    return count;
}
