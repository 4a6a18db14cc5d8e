#include "wire/reader.h"

#include <string.h>

struct wire_reader wire_reader_of(struct str bytes)
{
    const char *begin = bytes.ptr ? bytes.ptr : "";
    return (struct wire_reader){.begin = begin, .at = begin, .end = begin + bytes.len};
}

size_t wire_reader_offset(const struct wire_reader *r)
{
    return (size_t)(r->at - r->begin);
}

static size_t left(const struct wire_reader *r)
{
    return (size_t)(r->end - r->at);
}

static bool fail(struct wire_reader *r, const char *what)
{
    r->broken = what;
    return false;
}

/* The big-endian number of `size` bytes (1, 2, 4, 8) at the cursor. */
static bool number(struct wire_reader *r, size_t size, uint64_t *out)
{
    if (left(r) < size) {
        return fail(r, "the frame ends inside a value");
    }
    uint64_t n = 0;
    for (size_t i = 0; i < size; i++) {
        n = n << 8 | (unsigned char)r->at[i];
    }
    r->at += size;
    *out = n;
    return true;
}

static bool bytes_of(struct wire_reader *r, enum wire_kind kind, uint64_t len, struct wire_value *v)
{
    if (len > left(r)) {
        return fail(r, "a string is longer than the frame");
    }
    v->kind = kind;
    v->str = str_make(r->at, (size_t)len);
    r->at += len;
    return true;
}

static bool head_of(struct wire_reader *r, enum wire_kind kind, uint64_t count, struct wire_value *v)
{
    uint64_t least = kind == WIRE_MAP ? 2 * count : count;
    if (least > left(r)) {
        return fail(r, "a list or map announces more than the frame holds");
    }
    v->kind = kind;
    v->count = (uint32_t)count;
    return true;
}

static void signed_of(uint64_t bits, size_t size, struct wire_value *v)
{
    uint64_t sign = UINT64_C(1) << (8 * size - 1);
    if (bits & sign) {
        v->kind = WIRE_INT;
        v->sint = (int64_t)((bits ^ sign) - sign);
    } else {
        v->kind = WIRE_UINT;
        v->uint = bits;
    }
}

static void float_of(uint64_t bits, size_t size, struct wire_value *v)
{
    v->kind = WIRE_FLOAT;
    if (size == 4) {
        float single;
        uint32_t low = (uint32_t)bits;
        memcpy(&single, &low, sizeof single);
        v->number = (double)single;
    } else {
        memcpy(&v->number, &bits, sizeof v->number);
    }
}

static bool simple(struct wire_value *v, enum wire_kind kind, bool boolean)
{
    *v = (struct wire_value){.kind = kind};
    v->boolean = boolean;
    return true;
}

/* The families whose first byte is 0xc0 to 0xdf: that byte says how wide the number behind it is, and the number is the
 * value or the length. */
static bool wide(struct wire_reader *r, unsigned char first, struct wire_value *v)
{
    enum { F32 = 0xca, U8 = 0xcc, I8 = 0xd0, STR8 = 0xd9, LIST16 = 0xdc, MAP16 = 0xde };
    uint64_t n;
    switch (first) {
    case 0xc0:
        return simple(v, WIRE_NIL, false);
    case 0xc2:
    case 0xc3:
        return simple(v, WIRE_BOOL, first == 0xc3);
    case 0xc4:
    case 0xc5:
    case 0xc6:
        return number(r, (size_t)1 << (first - 0xc4), &n) && bytes_of(r, WIRE_BIN, n, v);
    case F32:
    case F32 + 1:
        if (!number(r, first == F32 ? 4 : 8, &n)) {
            return false;
        }
        float_of(n, first == F32 ? 4 : 8, v);
        return true;
    case U8:
    case U8 + 1:
    case U8 + 2:
    case U8 + 3:
        v->kind = WIRE_UINT;
        return number(r, (size_t)1 << (first - U8), &v->uint);
    case I8:
    case I8 + 1:
    case I8 + 2:
    case I8 + 3:
        if (!number(r, (size_t)1 << (first - I8), &n)) {
            return false;
        }
        signed_of(n, (size_t)1 << (first - I8), v);
        return true;
    case STR8:
    case STR8 + 1:
    case STR8 + 2:
        return number(r, (size_t)1 << (first - STR8), &n) && bytes_of(r, WIRE_STR, n, v);
    case LIST16:
    case LIST16 + 1:
        return number(r, (size_t)2 << (first - LIST16), &n) && head_of(r, WIRE_LIST, n, v);
    case MAP16:
    case MAP16 + 1:
        return number(r, (size_t)2 << (first - MAP16), &n) && head_of(r, WIRE_MAP, n, v);
    default:
        r->at--;
        return fail(r, first == 0xc1 ? "no MessagePack begins with this byte" : "an extension type");
    }
}

bool wire_next(struct wire_reader *r, struct wire_value *v)
{
    if (r->broken) {
        return false;
    }
    if (r->at == r->end) {
        return fail(r, "the frame ends where a value should be");
    }
    unsigned char first = (unsigned char)*r->at++;
    if (first < 0x80) {
        v->kind = WIRE_UINT;
        v->uint = first;
        return true;
    }
    if (first >= 0xe0) {
        v->kind = WIRE_INT;
        v->sint = (int64_t)first - 0x100;
        return true;
    }
    if (first >= 0xc0) {
        return wide(r, first, v);
    }
    if (first >= 0xa0) {
        return bytes_of(r, WIRE_STR, first & 0x1f, v);
    }
    return head_of(r, first >= 0x90 ? WIRE_LIST : WIRE_MAP, first & 0x0f, v);
}

bool wire_skip(struct wire_reader *r, struct str *whole)
{
    const char *begin = r->at;
    uint64_t open = 1; /* values still to come; each head announces no more than there are bytes, so this cannot overflow */
    while (open) {
        struct wire_value v;
        if (!wire_next(r, &v)) {
            return false;
        }
        open--;
        if (v.kind == WIRE_LIST) {
            open += v.count;
        } else if (v.kind == WIRE_MAP) {
            open += 2 * (uint64_t)v.count;
        }
    }
    if (whole) {
        *whole = str_make(begin, (size_t)(r->at - begin));
    }
    return true;
}

struct str wire_find(struct str bytes, struct str key)
{
    struct wire_reader r = wire_reader_of(bytes);
    struct wire_value map, name;
    struct str whole;
    if (wire_next(&r, &map) && map.kind == WIRE_MAP) {
        for (uint32_t i = 0; i < map.count; i++) {
            if (!wire_next(&r, &name) || name.kind != WIRE_STR || !wire_skip(&r, &whole)) {
                break;
            }
            if (str_equal(name.str, key)) {
                return whole;
            }
        }
    }
    return (struct str){NULL, 0};
}
