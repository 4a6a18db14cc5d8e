#include "pipeline/scan.h"

#include <string.h>

#include <utf8proc.h>

#define UP GLYPH_UPPER
#define LO GLYPH_LOWER
#define DI GLYPH_DIGIT
#define BL GLYPH_BLANK
#define ST GLYPH_STOP
#define OP GLYPH_OPEN
#define CL GLYPH_CLOSE
#define QP GLYPH_QUOTE_PLAIN
#define DA GLYPH_DASH
#define CO GLYPH_COMMA
#define MO GLYPH_MONEY
#define OT GLYPH_OTHER

const uint8_t scan_ascii[128] = {
    OT, OT, OT, OT, OT, OT, OT, OT, OT, BL, BL, OT, OT, OT, OT, OT, /* controls, tab, newline */
    OT, OT, OT, OT, OT, OT, OT, OT, OT, OT, OT, OT, OT, OT, OT, OT,
    BL, ST, QP, OT, MO, OT, OT, QP, OP, CL, OT, OT, CO, DA, ST, OT, /*  !"#$%&'()*+,-./ */
    DI, DI, DI, DI, DI, DI, DI, DI, DI, DI, CO, CO, OT, OT, OT, ST, /* 0-9:;<=>? */
    OT, UP, UP, UP, UP, UP, UP, UP, UP, UP, UP, UP, UP, UP, UP, UP, /* @A-O */
    UP, UP, UP, UP, UP, UP, UP, UP, UP, UP, UP, OP, OT, CL, OT, OT, /* P-Z[\]^_ */
    QP, LO, LO, LO, LO, LO, LO, LO, LO, LO, LO, LO, LO, LO, LO, LO, /* `a-o */
    LO, LO, LO, LO, LO, LO, LO, LO, LO, LO, LO, OP, OT, CL, OT, OT, /* p-z{|}~ */
};

static enum glyph_kind kind_of_category(uint32_t cp)
{
    switch (utf8proc_category((utf8proc_int32_t)cp)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LT:
        return GLYPH_UPPER;
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ME:
    case UTF8PROC_CATEGORY_NL:
    case UTF8PROC_CATEGORY_NO:
    case UTF8PROC_CATEGORY_CF:
        return GLYPH_LOWER;
    case UTF8PROC_CATEGORY_ND:
        return GLYPH_DIGIT;
    case UTF8PROC_CATEGORY_PS:
        return GLYPH_OPEN;
    case UTF8PROC_CATEGORY_PE:
        return GLYPH_CLOSE;
    case UTF8PROC_CATEGORY_PD:
        return GLYPH_DASH;
    case UTF8PROC_CATEGORY_SC:
        return GLYPH_MONEY;
    case UTF8PROC_CATEGORY_ZS:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
        return GLYPH_BLANK;
    default:
        return GLYPH_OTHER;
    }
}

static enum glyph_kind kind_of(uint32_t cp)
{
    switch (cp) {
    case 0x201C: case 0x2018: case 0xAB: case 0x2039: case 0x201E: case 0x201A: case 0x201B: case 0x201F:
        return GLYPH_QUOTE_OPEN;
    case 0x201D: case 0x2019: case 0xBB: case 0x203A:
        return GLYPH_QUOTE_CLOSE;
    case 0x2013: case 0x2014: case 0x2015: case 0x2212:
        return GLYPH_DASH;
    case 0x2026:
        return GLYPH_STOP;
    default:
        return kind_of_category(cp);
    }
}

struct glyph scan_high(const char *text, uint32_t at, uint32_t end)
{
    const unsigned char *p = (const unsigned char *)text + at;
    uint32_t len = p[0] < 0xE0 ? 2 : p[0] < 0xF0 ? 3 : 4;
    if (p[0] < 0xC0 || at + len > end) {
        return (struct glyph){p[0], 1, GLYPH_OTHER};
    }
    uint32_t cp = p[0] & (0x7Fu >> len);
    for (uint32_t i = 1; i < len; i++) {
        cp = cp << 6 | (p[i] & 0x3Fu);
    }
    return (struct glyph){cp, (uint8_t)len, (uint8_t)kind_of(cp)};
}

struct glyph scan_before(const char *text, uint32_t begin, uint32_t at)
{
    if (at <= begin) {
        return (struct glyph){0};
    }
    uint32_t from = at - 1;
    while (from > begin && ((unsigned char)text[from] & 0xC0) == 0x80) {
        from--;
    }
    return scan_at(text, from, at);
}

uint32_t scan_word_end(const char *text, uint32_t at, uint32_t end)
{
    for (;;) {
        struct glyph g = scan_at(text, at, end);
        bool inner = scan_is_apostrophe(g) && scan_is_letter(scan_at(text, at + g.len, end));
        if (!scan_is_word(g) && !inner) {
            return at;
        }
        at += g.len;
    }
}

bool scan_in_list(const struct word_list *list, struct str word)
{
    char lower[32];
    if (word.len == 0 || word.len >= sizeof lower) {
        return false;
    }
    for (size_t i = 0; i < word.len; i++) {
        lower[i] = (char)(word.ptr[i] >= 'A' && word.ptr[i] <= 'Z' ? word.ptr[i] | 0x20 : word.ptr[i]);
    }
    lower[word.len] = '\0';
    uint32_t low = 0, high = list->count;
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        int order = strcmp(list->words[middle], lower);
        if (order == 0) {
            return true;
        }
        if (order < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return false;
}
