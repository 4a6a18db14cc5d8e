#include "pipeline/scan.h"

#include "text/chars.h"
#include "text/sorted_words.h"
#include "text/utf8.h"

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

const uint8_t scan_lead[256] = {
    ['.'] = SCAN_STOP, ['!'] = SCAN_STOP,  ['?'] = SCAN_STOP, [0xE2] = SCAN_STOP | SCAN_MARK,
    ['"'] = SCAN_MARK, ['\''] = SCAN_MARK, ['`'] = SCAN_MARK, [0xC2] = SCAN_MARK,
};

/* The kinds of text/chars, in the order in which they decide here. */
static enum glyph_kind kind_of_wide(uint32_t code)
{
    static const struct {
        uint16_t kinds;
        uint8_t glyph;
    } order[] = {
        {CHARS_UPPER, GLYPH_UPPER},       {CHARS_LETTER | CHARS_MARK, GLYPH_LOWER},
        {CHARS_DIGIT, GLYPH_DIGIT},       {CHARS_SPACE, GLYPH_BLANK},
        {CHARS_STOP, GLYPH_STOP},         {CHARS_DASH, GLYPH_DASH},
        {CHARS_BRACKET_OPEN, GLYPH_OPEN}, {CHARS_BRACKET_CLOSE, GLYPH_CLOSE},
    };
    uint16_t kinds = chars_of_wide(code);
    for (size_t i = 0; i < sizeof order / sizeof order[0]; i++) {
        if (kinds & order[i].kinds) {
            return order[i].glyph;
        }
    }
    return GLYPH_OTHER;
}

static enum glyph_kind kind_of(uint32_t code)
{
    switch (code) {
    case 0x201C:
    case 0x2018:
    case 0xAB:
    case 0x2039:
    case 0x201E:
    case 0x201A:
    case 0x201B:
    case 0x201F:
        return GLYPH_QUOTE_OPEN;
    case 0x201D:
    case 0x2019:
    case 0xBB:
    case 0x203A:
        return GLYPH_QUOTE_CLOSE;
    case 0xA2:
    case 0xA3:
    case 0xA5:
    case 0x20AC:
    case 0x20B9:
    case 0x20BD:
        return GLYPH_MONEY;
    case 0xB2:
    case 0xB3:
    case 0xB9:
    case 0xBC:
    case 0xBD:
    case 0xBE: /* m², 2½ */
        return GLYPH_LOWER;
    default:
        return kind_of_wide(code);
    }
}

struct glyph scan_high(const char *text, uint32_t at, uint32_t end)
{
    size_t len;
    uint32_t code = utf8_decode_long(str_make(text, end), at, &len);
    return (struct glyph){code, (uint8_t)len, (uint8_t)kind_of(code)};
}

struct glyph scan_high_before(const char *text, uint32_t begin, uint32_t at)
{
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
    return words_small(word, lower, sizeof lower) &&
           words_find(list->words, list->count, sizeof list->words[0], lower) != NULL;
}

static const char *const file_endings[] = {
    "avi", "csv", "doc", "docx", "exe", "gif",  "htm", "html", "jpeg", "jpg", "mov", "mp3",
    "mp4", "pdf", "php", "png",  "ppt", "pptx", "txt", "xls",  "xlsx", "xml", "zip",
};
const struct word_list scan_file_endings = {file_endings,
                                            sizeof file_endings / sizeof file_endings[0]};

bool scan_is_file_name(struct str word)
{
    size_t point = word.len;
    while (point > 0 && word.ptr[point - 1] != '.') {
        point--;
    }
    return point > 1 && scan_letters_end(word.ptr, 0, 1) == 1 &&
           str_find_byte(word, '/', 0) == SIZE_MAX && str_find_byte(word, '@', 0) == SIZE_MAX &&
           str_find(word, STR("www."), 0) != 0 &&
           scan_in_list(&scan_file_endings, str_slice(word, point, word.len));
}
