#include "model/wordpiece.h"

#include <string.h>

#include <utf8proc.h>

#include "model/model.h"
#include "text/utf8.h"

enum { PART_CHARACTERS = 100, PREFIX = 2, SPLIT_MAX = 8, REPLACEMENT = 0xFFFD };

struct cut {
    const struct model *m;
    uint16_t *out;
    uint32_t count, max;
    char part[PREFIX +
              (PART_CHARACTERS + 1) * UTF8_BYTES_MAX]; /* the part begins behind room for "##" */
    uint32_t bytes, characters;
};

/* ---- characters ---- */

static bool is_ascii_sign(uint32_t code)
{
    return (code >= 33 && code <= 47) || (code >= 58 && code <= 64) || (code >= 91 && code <= 96) ||
           (code >= 123 && code <= 126);
}

static bool is_ideograph(uint32_t code)
{
    return (code >= 0x4E00 && code <= 0x9FFF) || (code >= 0x3400 && code <= 0x4DBF) ||
           (code >= 0x20000 && code <= 0x2A6DF) || (code >= 0x2A700 && code <= 0x2B73F) ||
           (code >= 0x2B740 && code <= 0x2B81F) || (code >= 0x2B820 && code <= 0x2CEAF) ||
           (code >= 0xF900 && code <= 0xFAFF) || (code >= 0x2F800 && code <= 0x2FA1F);
}

enum sort { SORT_DROPPED, SORT_BLANK, SORT_ALONE, SORT_INSIDE };

static enum sort sort_of(uint32_t code)
{
    if (code < 0x80) {
        return code < ' ' || code == 0x7F ? SORT_DROPPED
               : code == ' '              ? SORT_BLANK
               : is_ascii_sign(code)      ? SORT_ALONE
                                          : SORT_INSIDE;
    }
    switch (utf8proc_category((utf8proc_int32_t)code)) {
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_CC:
    case UTF8PROC_CATEGORY_CF:
    case UTF8PROC_CATEGORY_CS:
    case UTF8PROC_CATEGORY_CO:
    case UTF8PROC_CATEGORY_CN:
        return SORT_DROPPED;
    case UTF8PROC_CATEGORY_ZS:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
        return SORT_BLANK;
    case UTF8PROC_CATEGORY_PC:
    case UTF8PROC_CATEGORY_PD:
    case UTF8PROC_CATEGORY_PS:
    case UTF8PROC_CATEGORY_PE:
    case UTF8PROC_CATEGORY_PI:
    case UTF8PROC_CATEGORY_PF:
    case UTF8PROC_CATEGORY_PO:
        return SORT_ALONE;
    default:
        return code == REPLACEMENT ? SORT_DROPPED : is_ideograph(code) ? SORT_ALONE : SORT_INSIDE;
    }
}

/* ---- pieces ---- */

static void put(struct cut *c, uint32_t piece)
{
    if (c->count < c->max) {
        c->out[c->count++] = (uint16_t)piece;
    }
}

/* The longest piece that begins the part at `at`; its end goes to *end. The two bytes before are
 * overwritten with "##". */
static uint32_t longest(struct cut *c, uint32_t at, uint32_t *end)
{
    uint32_t prefix = at > 0 ? PREFIX : 0, begin = PREFIX + at - prefix, stop = c->bytes;
    memcpy(c->part + at, "##", PREFIX);
    if (stop > at + c->m->piece_bytes_max) {
        stop = at + c->m->piece_bytes_max;
    }
    for (; stop > at; stop--) {
        bool inside = stop < c->bytes && utf8_is_continuation(c->part[PREFIX + stop]);
        uint32_t piece =
            inside ? UINT32_MAX : model_piece(c->m, str_make(c->part + begin, prefix + stop - at));
        if (piece != UINT32_MAX) {
            *end = stop;
            return piece;
        }
    }
    return UINT32_MAX;
}

static void end_part(struct cut *c)
{
    uint32_t before = c->count;
    bool known = c->characters <= PART_CHARACTERS;
    for (uint32_t at = 0, end = 0; known && at < c->bytes; at = end) {
        uint32_t piece = longest(c, at, &end);
        known = piece != UINT32_MAX;
        if (known) {
            put(c, piece);
        }
    }
    if (!known) {
        c->count = before;
        put(c, c->m->unknown);
    }
    c->bytes = c->characters = 0;
}

static void add(struct cut *c, uint32_t code)
{
    if (c->characters <= PART_CHARACTERS) {
        c->bytes += (uint32_t)utf8_encode(code, c->part + PREFIX + c->bytes);
        c->characters++;
    }
}

static void take(struct cut *c, uint32_t code)
{
    enum sort sort = sort_of(code);
    if (sort == SORT_DROPPED) {
        return;
    }
    if (sort != SORT_INSIDE && c->bytes > 0) {
        end_part(c);
    }
    if (sort != SORT_BLANK) {
        add(c, code);
    }
    if (sort == SORT_ALONE) {
        end_part(c);
    }
}

uint32_t wordpiece_cut(const struct model *m, struct str word, uint16_t *out, uint32_t max)
{
    struct cut c = {.m = m, .out = out, .max = max};
    size_t len;
    for (size_t at = 0; at < word.len; at += len) {
        uint32_t code = utf8_decode(word, at, &len);
        if (code < 0x80) {
            take(&c, code >= 'A' && code <= 'Z' ? code | 0x20 : code);
            continue;
        }
        utf8proc_int32_t split[SPLIT_MAX];
        int boundary = 0;
        utf8proc_int32_t lower = utf8proc_tolower((utf8proc_int32_t)code);
        utf8proc_ssize_t parts =
            utf8proc_decompose_char(lower, split, SPLIT_MAX, UTF8PROC_DECOMPOSE, &boundary);
        for (utf8proc_ssize_t i = 0; i < parts && i < SPLIT_MAX; i++) {
            take(&c, (uint32_t)split[i]);
        }
    }
    if (c.bytes > 0) {
        end_part(&c);
    }
    if (c.count == 0) {
        put(&c, m->unknown);
    }
    return c.count;
}

/* ---- case ---- */

struct letters {
    uint32_t upper, lower;
    bool first_upper, digit, other;
};

static bool is_letter_with_case(uint32_t code)
{
    utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)code);
    return category == UTF8PROC_CATEGORY_LL || category == UTF8PROC_CATEGORY_LT;
}

/* Small letters whose capital is more than one letter. */
static bool has_long_capital(uint32_t code)
{
    static const uint16_t singles[] = {0xDF, 0x149, 0x1F0, 0x390, 0x3B0, 0x587};
    for (size_t i = 0; i < sizeof singles / sizeof singles[0]; i++) {
        if (code == singles[i]) {
            return true;
        }
    }
    return (code >= 0x1E96 && code <= 0x1E9A) || (code >= 0xFB00 && code <= 0xFB06) ||
           (code >= 0xFB13 && code <= 0xFB17) ||
           (code >= 0x1F50 && code <= 0x1FFC && is_letter_with_case(code));
}

static void look_at_wide(uint32_t code, bool *upper, bool *lower, struct letters *l)
{
    utf8proc_int32_t c = (utf8proc_int32_t)code;
    *upper = utf8proc_tolower(c) != c;
    *lower = utf8proc_toupper(c) != c || has_long_capital(code);
    utf8proc_category_t category = utf8proc_category(c);
    l->digit |= category == UTF8PROC_CATEGORY_ND;
    l->other |= category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_NO;
}

static void look_at(uint32_t code, struct letters *l)
{
    bool upper = code >= 'A' && code <= 'Z', lower = code >= 'a' && code <= 'z';
    if (code >= 0x80) {
        look_at_wide(code, &upper, &lower, l);
    } else {
        l->digit |= code >= '0' && code <= '9';
    }
    l->first_upper |= upper && l->upper + l->lower == 0;
    l->upper += upper;
    l->lower += lower;
}

enum piece_case wordpiece_case(struct str word)
{
    struct letters l = {0};
    size_t len;
    for (size_t at = 0; at < word.len; at += len) {
        look_at(utf8_decode(word, at, &len), &l);
    }
    if (l.upper + l.lower == 0) {
        return l.digit ? CASE_DIGITS : l.other ? CASE_OTHER : CASE_PUNCTUATION;
    }
    if (l.upper == 0) {
        return CASE_LOWER;
    }
    if (l.lower == 0) {
        return l.upper == 1 ? CASE_TITLE : CASE_UPPER;
    }
    return l.upper == 1 && l.first_upper ? CASE_TITLE : CASE_MIXED;
}
