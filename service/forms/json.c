#include "forms/json.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "forms/offsets.h"
#include "wire/reader.h"

enum { NUMBER_BYTES = 32 };

/* What the numbers under a key are. */
enum value_kind { PLAIN, SPAN, SPANS, TOKENS, COLUMN, UNTOUCHED };

struct printer {
    struct wire_reader r;
    struct buf *out;
    struct offsets offsets;
    enum wire_offset_unit unit;
    bool indent;
};

void json_write_string(struct str s, struct buf *out)
{
    static const char hex[] = "0123456789abcdef";
    buf_add_byte(out, '"');
    size_t plain = 0;
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        if (c >= 0x20 && c != '"' && c != '\\' && c != 0x7F) {
            continue;
        }
        buf_add(out, s.ptr + plain, i - plain);
        plain = i + 1;
        if (c == '"' || c == '\\') {
            buf_add(out, (char[]){'\\', (char)c}, 2);
        } else if (c == '\n' || c == '\t' || c == '\r') {
            buf_add(out, (char[]){'\\', c == '\n' ? 'n' : c == '\t' ? 't' : 'r'}, 2);
        } else {
            buf_add(out, (char[]){'\\', 'u', '0', '0', hex[c >> 4], hex[c & 15]}, 6);
        }
    }
    buf_add(out, s.ptr ? s.ptr + plain : "", s.len - plain);
    buf_add_byte(out, '"');
}

static void put_hex(struct buf *out, struct str bytes)
{
    buf_add_byte(out, '"');
    for (size_t i = 0; i < bytes.len; i++) {
        buf_printf(out, "%02x", (unsigned char)bytes.ptr[i]);
    }
    buf_add_byte(out, '"');
}

/* The client library runs in programs with a locale, whose decimal point may be a comma and have
 * more than one byte: whatever is no digit, sign or exponent is the point. */
static void put_number(struct buf *out, const char *text)
{
    size_t plain = strspn(text, "+-0123456789e");
    buf_add(out, text, plain);
    if (text[plain]) {
        const char *behind = text + plain + strcspn(text + plain, "+-0123456789e");
        buf_add_byte(out, '.');
        buf_add_str(out, str_of(behind));
    }
}

/* Always with what makes it a float: 1.0, so that a reader sees which sort of number it is. */
static void put_float(struct buf *out, double x)
{
    char text[NUMBER_BYTES];
    size_t before = out->len;
    if (!isfinite(x)) {
        buf_add_str(out, STR("null"));
        return;
    }
    for (int digits = 1; digits <= 17; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, x);
        if (strtod(text, NULL) == x) {
            break;
        }
    }
    put_number(out, text);
    struct str put = str_make(out->ptr + before, out->len - before);
    if (str_find_byte(put, '.', 0) == SIZE_MAX && str_find_byte(put, 'e', 0) == SIZE_MAX) {
        buf_add_str(out, STR(".0"));
    }
}

static void put_newline(const struct printer *p, int depth)
{
    if (p->indent) {
        buf_add_byte(p->out, '\n');
        for (int i = 0; i < depth; i++) {
            buf_add_str(p->out, STR("  "));
        }
    }
}

static enum value_kind kind_of(struct str key, enum value_kind around, int depth)
{
    if (around == UNTOUCHED || str_equal(key, STR("changes"))) {
        return UNTOUCHED;
    }
    if (around == TOKENS) {
        return str_equal(key, STR("begin")) || str_equal(key, STR("end")) ? COLUMN : PLAIN;
    }
    if (str_equal(key, STR("tokens")) && depth == 1) {
        return TOKENS;
    }
    return str_equal(key, STR("span")) ? SPAN : str_equal(key, STR("spans")) ? SPANS : PLAIN;
}

static bool put_value(struct printer *p, enum value_kind kind, int depth);

static bool put_key(struct printer *p, enum value_kind *kind, int depth)
{
    struct wire_value key;
    if (!wire_next(&p->r, &key) || key.kind != WIRE_STR) {
        return false;
    }
    json_write_string(key.str, p->out);
    buf_add_byte(p->out, ':');
    if (p->indent) {
        buf_add_byte(p->out, ' ');
    }
    *kind = kind_of(key.str, *kind, depth);
    if (depth == 1 && p->offsets.counts && str_equal(key.str, STR("offset_unit"))) {
        json_write_string(str_of(wire_offset_unit_name(p->unit)), p->out);
        return wire_skip(&p->r, NULL);
    }
    return put_value(p, *kind, depth);
}

static bool is_offset(enum value_kind kind)
{
    return kind == SPAN || kind == COLUMN;
}

/* A list of plain values stays on its line. */
static bool is_inline(const struct printer *p)
{
    struct wire_reader r = p->r;
    struct wire_value first;
    return wire_next(&r, &first) && first.kind != WIRE_LIST && first.kind != WIRE_MAP;
}

static bool put_items(struct printer *p, uint32_t count, bool pairs, enum value_kind kind,
                      int depth)
{
    bool flat = count == 0 || (!pairs && is_inline(p));
    buf_add_byte(p->out, pairs ? '{' : '[');
    for (uint32_t i = 0; i < count; i++) {
        enum value_kind inner = pairs ? kind : kind == SPANS ? SPAN : kind;
        if (i) {
            buf_add_str(p->out, flat && p->indent ? STR(", ") : STR(","));
        }
        if (!flat) {
            put_newline(p, depth);
        }
        if (!(pairs ? put_key(p, &inner, depth) : put_value(p, inner, depth))) {
            return false;
        }
    }
    if (!flat) {
        put_newline(p, depth - 1);
    }
    buf_add_byte(p->out, pairs ? '}' : ']');
    return true;
}

static bool put_value(struct printer *p, enum value_kind kind, int depth)
{
    struct wire_value v;
    if (depth > JSON_DEPTH_MAX || !wire_next(&p->r, &v)) {
        return false;
    }
    switch (v.kind) {
    case WIRE_NIL:
        buf_add_str(p->out, STR("null"));
        return true;
    case WIRE_BOOL:
        buf_add_str(p->out, v.boolean ? STR("true") : STR("false"));
        return true;
    case WIRE_UINT:
        buf_printf(p->out, "%" PRIu64, is_offset(kind) ? offsets_of(&p->offsets, v.uint) : v.uint);
        return true;
    case WIRE_INT:
        buf_printf(p->out, "%" PRId64, v.sint);
        return true;
    case WIRE_FLOAT:
        put_float(p->out, v.number);
        return true;
    case WIRE_STR:
        json_write_string(v.str, p->out);
        return true;
    case WIRE_BIN:
        put_hex(p->out, v.str);
        return true;
    case WIRE_LIST:
    case WIRE_MAP:
        return put_items(p, v.count, v.kind == WIRE_MAP, kind, depth + 1);
    }
    return false;
}

static struct str text_of(struct str value)
{
    struct wire_value v;
    struct wire_reader r = wire_reader_of(wire_find(value, STR("text")));
    return wire_next(&r, &v) && v.kind == WIRE_STR ? v.str : STR("");
}

enum status json_write(struct str value, const struct json_options *options, struct buf *out)
{
    size_t before = out->len;
    struct printer p = {.r = wire_reader_of(value),
                        .out = out,
                        .unit = options->offsets,
                        .indent = options->indent};
    if (options->offsets == WIRE_OFFSET_UNIT_CODEPOINT ||
        options->offsets == WIRE_OFFSET_UNIT_UTF16) {
        offsets_init(&p.offsets, text_of(value), options->offsets);
    }
    bool ok = put_value(&p, PLAIN, 0) && p.r.at == p.r.end;
    offsets_release(&p.offsets);
    if (!ok) {
        out->len = before;
    }
    return ok ? STATUS_OK : STATUS_INVALID;
}
