#include "wire/reader.h"

#include <assert.h>
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

/* The big-endian number of `size` bytes (0, 1, 2, 4, 8) at the cursor. */
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

static bool head_of(struct wire_reader *r, enum wire_kind kind, uint64_t count,
                    struct wire_value *v)
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
    assert(size >= 1 && size <= sizeof bits);
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

/* What the first bytes 0xc0 to 0xdf announce: a number of `size` bytes, which is the value or the
 * length. */
enum { NOTHING = -1, EXTENSION = -2 };

static const struct family {
    signed char kind; /* enum wire_kind, or NOTHING, EXTENSION */
    unsigned char size;
} families[] = {
    {WIRE_NIL, 0},  {NOTHING, 0},   {WIRE_BOOL, 0},  {WIRE_BOOL, 0},  /* c0 */
    {WIRE_BIN, 1},  {WIRE_BIN, 2},  {WIRE_BIN, 4},   {EXTENSION, 0},  /* c4 */
    {EXTENSION, 0}, {EXTENSION, 0}, {WIRE_FLOAT, 4}, {WIRE_FLOAT, 8}, /* c8 */
    {WIRE_UINT, 1}, {WIRE_UINT, 2}, {WIRE_UINT, 4},  {WIRE_UINT, 8},  /* cc */
    {WIRE_INT, 1},  {WIRE_INT, 2},  {WIRE_INT, 4},   {WIRE_INT, 8},   /* d0 */
    {EXTENSION, 0}, {EXTENSION, 0}, {EXTENSION, 0},  {EXTENSION, 0},  /* d4 */
    {EXTENSION, 0}, {WIRE_STR, 1},  {WIRE_STR, 2},   {WIRE_STR, 4},   /* d8 */
    {WIRE_LIST, 2}, {WIRE_LIST, 4}, {WIRE_MAP, 2},   {WIRE_MAP, 4},   /* dc */
};

static bool wide(struct wire_reader *r, unsigned char first, struct wire_value *v)
{
    const struct family *family = &families[first - 0xc0];
    uint64_t n;
    if (family->kind < 0) {
        r->at--;
        return fail(r, family->kind == NOTHING ? "no MessagePack begins with this byte"
                                               : "an extension type");
    }
    if (!number(r, family->size, &n)) {
        return false;
    }
    v->kind = (enum wire_kind)family->kind;
    switch (v->kind) {
    case WIRE_BOOL:
        v->boolean = first == 0xc3;
        return true;
    case WIRE_INT:
        signed_of(n, family->size, v);
        return true;
    case WIRE_FLOAT:
        float_of(n, family->size, v);
        return true;
    case WIRE_STR:
    case WIRE_BIN:
        return bytes_of(r, v->kind, n, v);
    case WIRE_LIST:
    case WIRE_MAP:
        return head_of(r, v->kind, n, v);
    default: /* WIRE_NIL has no number, WIRE_UINT is it */
        v->uint = n;
        return true;
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
    /* Values still to come; each head announces no more than there are bytes, so this cannot
     * overflow. */
    uint64_t open = 1;
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
