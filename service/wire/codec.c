#include "wire/codec.h"

#include <assert.h>
#include <string.h>

#include "article/article.h"
#include "wire/fault.h"
#include "wire/reader.h"

/* ---- words ---- */

const char *wire_word_name(const struct wire_words *words, uint32_t number)
{
    return number >= 1 && number <= words->count ? words->words[number - 1] : "?";
}

uint32_t wire_word_number(const struct wire_words *words, struct str word)
{
    for (uint32_t i = 0; i < words->count; i++) {
        if (str_equal(str_of(words->words[i]), word)) {
            return i + 1;
        }
    }
    return 0;
}

/* ---- where a field lies ---- */

static size_t size_of(const struct wire_field *f)
{
    switch ((enum wire_type)f->type) {
    case WIRE_TYPE_STR:
    case WIRE_TYPE_STR_OR_NULL:
    case WIRE_TYPE_BIN:
    case WIRE_TYPE_RAW:
        return sizeof(struct str);
    case WIRE_TYPE_BOOL:
        return sizeof(bool);
    case WIRE_TYPE_U32:
    case WIRE_TYPE_ENUM: /* asserted in messages_gen.c */
        return sizeof(uint32_t);
    case WIRE_TYPE_U64:
    case WIRE_TYPE_I64:
        return sizeof(uint64_t);
    case WIRE_TYPE_F64:
        return sizeof(double);
    case WIRE_TYPE_SPAN:
        return sizeof(struct span);
    case WIRE_TYPE_MAP:
        return ((const struct wire_shape *)f->of)->size;
    }
    return 0;
}

static bool *has(const struct wire_field *f, void *m)
{
    return f->has_at == WIRE_NOWHERE ? NULL : (bool *)((char *)m + f->has_at);
}

static bool is_there(const struct wire_field *f, const void *m)
{
    const char *at = (const char *)m + f->at;
    if (f->has_at != WIRE_NOWHERE) {
        return *((const bool *)((const char *)m + f->has_at));
    }
    if (f->form != WIRE_ONE) {
        return true;
    }
    switch ((enum wire_type)f->type) {
    case WIRE_TYPE_STR:
    case WIRE_TYPE_BIN:
    case WIRE_TYPE_RAW:
        return ((const struct str *)(const void *)at)->ptr != NULL;
    case WIRE_TYPE_ENUM:
        return *(const uint32_t *)(const void *)at != 0;
    default:
        return true;
    }
}

/* ---- writing ---- */

static void write_span(struct wire_writer *w, const struct span *span)
{
    wire_put_list(w, 2);
    wire_put_u64(w, span->begin);
    wire_put_u64(w, span->end);
}

static void write_one(struct wire_writer *w, const struct wire_field *f, const void *at)
{
    const struct str *s = at;
    switch ((enum wire_type)f->type) {
    case WIRE_TYPE_STR:
        wire_put_str(w, *s);
        break;
    case WIRE_TYPE_STR_OR_NULL:
        (void)(s->ptr ? wire_put_str(w, *s) : wire_put_nil(w));
        break;
    case WIRE_TYPE_BIN:
        wire_put_bin(w, *s);
        break;
    case WIRE_TYPE_RAW:
        wire_put_raw(w, *s);
        break;
    case WIRE_TYPE_BOOL:
        wire_put_bool(w, *(const bool *)at);
        break;
    case WIRE_TYPE_U32:
        wire_put_u64(w, *(const uint32_t *)at);
        break;
    case WIRE_TYPE_U64:
        wire_put_u64(w, *(const uint64_t *)at);
        break;
    case WIRE_TYPE_I64:
        wire_put_i64(w, *(const int64_t *)at);
        break;
    case WIRE_TYPE_F64:
        wire_put_f64(w, *(const double *)at);
        break;
    case WIRE_TYPE_ENUM:
        wire_put_str(w, str_of(wire_word_name(f->of, *(const uint32_t *)at)));
        break;
    case WIRE_TYPE_SPAN:
        write_span(w, at);
        break;
    case WIRE_TYPE_MAP:
        wire_shape_write(w, f->of, at);
        break;
    }
}

static void write_named(struct wire_writer *w, const struct wire_named *named, uint32_t count)
{
    wire_put_map(w, count);
    for (uint32_t i = 0; i < count; i++) {
        wire_put_str(w, named[i].name);
        wire_put_u64(w, named[i].value);
    }
}

static void write_field(struct wire_writer *w, const struct wire_field *f, const char *m)
{
    wire_put_str(w, str_make(f->name, f->name_len));
    const void *at = m + f->at;
    if (f->form == WIRE_ONE) {
        write_one(w, f, at);
        return;
    }
    const char *items = *(const char *const *)at;
    uint32_t count = *(const uint32_t *)(const void *)(m + f->count_at);
    if (f->form == WIRE_NAMED) {
        write_named(w, (const struct wire_named *)(const void *)items, count);
        return;
    }
    size_t size = size_of(f);
    wire_put_list(w, count);
    for (uint32_t i = 0; i < count && w->status == STATUS_OK; i++) {
        write_one(w, f, items + i * size);
    }
}

/* A bit for each field that is to be written. */
static uint64_t fields_to_write(struct wire_writer *w, const struct wire_shape *shape,
                                const void *from)
{
    uint64_t bits = 0;
    assert(shape->field_count <= 64);
    for (size_t i = 0; i < shape->field_count; i++) {
        const struct wire_field *f = &shape->fields[i];
        bool there = is_there(f, from);
        bits |= (uint64_t)(there && (f->digested || !w->digested)) << i;
        if (!there && !f->optional && w->status == STATUS_OK) {
            w->status = STATUS_INVALID;
            w->fault = f->name;
        }
    }
    return bits;
}

void wire_shape_write(struct wire_writer *w, const struct wire_shape *shape, const void *from)
{
    uint64_t bits = fields_to_write(w, shape, from);
    wire_put_map(w, (uint32_t)__builtin_popcountll(bits));
    for (; bits && w->status == STATUS_OK; bits &= bits - 1) {
        write_field(w, &shape->fields[__builtin_ctzll(bits)], from);
    }
}

/* ---- reading ---- */

/* What goes down with the recursion, which is as deep as the shapes are nested. */
struct reading {
    struct wire_reader r;
    struct arena *arena;
    struct wire_fault *fault;
    enum status status;
};

static bool blame(struct reading *in, const struct wire_shape *shape, const struct wire_field *f,
                  const char *what)
{
    if (in->status == STATUS_OK) {
        in->status = STATUS_INVALID;
        *in->fault = (struct wire_fault){.code = WIRE_REFUSAL_MALFORMED,
                                         .offset = wire_reader_offset(&in->r),
                                         .what = in->r.broken ? in->r.broken : what,
                                         .map = shape->name,
                                         .field = f ? f->name : NULL};
    }
    return false;
}

static bool read_map(struct reading *in, const struct wire_shape *shape, uint32_t pairs, char *to);

static bool read_number(const struct wire_value *v, double *out)
{
    switch (v->kind) {
    case WIRE_FLOAT:
        *out = v->number;
        return true;
    case WIRE_UINT:
        *out = (double)v->uint;
        return true;
    case WIRE_INT:
        *out = (double)v->sint;
        return true;
    default:
        return false;
    }
}

static const char *read_integer(const struct wire_field *f, const struct wire_value *v, void *at)
{
    uint64_t most = f->type == WIRE_TYPE_I64 ? INT64_MAX : UINT64_MAX;
    if (f->type == WIRE_TYPE_U32) {
        most = UINT32_MAX;
    }
    if (v->kind == WIRE_INT && f->type == WIRE_TYPE_I64) {
        *(int64_t *)at = v->sint;
        return NULL;
    }
    if (v->kind != WIRE_UINT) {
        return "not a whole number from 0 up";
    }
    if (v->uint > most) {
        return "the number is too large";
    }
    if (most == UINT32_MAX) {
        *(uint32_t *)at = (uint32_t)v->uint;
    } else {
        *(uint64_t *)at = v->uint;
    }
    return NULL;
}

static const char *read_span(struct reading *in, const struct wire_value *v, struct span *span)
{
    struct wire_value begin, end;
    if (v->kind != WIRE_LIST || v->count != 2 || !wire_next(&in->r, &begin) ||
        !wire_next(&in->r, &end) || begin.kind != WIRE_UINT || end.kind != WIRE_UINT ||
        end.uint > UINT32_MAX || begin.uint > end.uint) {
        return "not a span";
    }
    *span = (struct span){(uint32_t)begin.uint, (uint32_t)end.uint};
    return NULL;
}

/* One scalar whose head `v` is read already; NULL or what is wrong. */
static const char *read_scalar(struct reading *in, const struct wire_field *f,
                               const struct wire_value *v, void *at)
{
    switch ((enum wire_type)f->type) {
    case WIRE_TYPE_STR_OR_NULL:
        *(struct str *)at = v->kind == WIRE_STR ? v->str : (struct str){NULL, 0};
        return v->kind == WIRE_STR || v->kind == WIRE_NIL ? NULL : "not a string or null";
    case WIRE_TYPE_STR:
        *(struct str *)at = v->kind == WIRE_STR ? v->str : (struct str){NULL, 0};
        return v->kind == WIRE_STR ? NULL : "not a string";
    case WIRE_TYPE_BIN:
        *(struct str *)at = v->kind == WIRE_BIN ? v->str : (struct str){NULL, 0};
        return v->kind == WIRE_BIN ? NULL : "not binary";
    case WIRE_TYPE_BOOL:
        *(bool *)at = v->kind == WIRE_BOOL && v->boolean;
        return v->kind == WIRE_BOOL ? NULL : "not true or false";
    case WIRE_TYPE_F64:
        return read_number(v, at) ? NULL : "not a number";
    case WIRE_TYPE_ENUM:
        *(uint32_t *)at = v->kind == WIRE_STR ? wire_word_number(f->of, v->str) : 0;
        return v->kind == WIRE_STR ? NULL : "not a word";
    case WIRE_TYPE_SPAN:
        return read_span(in, v, at);
    default:
        return read_integer(f, v, at);
    }
}

static bool read_one(struct reading *in, const struct wire_shape *shape, const struct wire_field *f,
                     void *at)
{
    if (f->type == WIRE_TYPE_RAW) {
        return wire_skip(&in->r, at) || blame(in, shape, f, NULL);
    }
    struct wire_value v;
    if (!wire_next(&in->r, &v)) {
        return blame(in, shape, f, NULL);
    }
    if (f->type == WIRE_TYPE_MAP) {
        return v.kind == WIRE_MAP ? read_map(in, f->of, v.count, at)
                                  : blame(in, shape, f, "not a map");
    }
    const char *wrong = read_scalar(in, f, &v, at);
    return !wrong || blame(in, shape, f, wrong);
}

static bool read_named(struct reading *in, const struct wire_shape *shape,
                       const struct wire_field *f, struct wire_named *named, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        struct wire_value key, value;
        if (!wire_next(&in->r, &key) || key.kind != WIRE_STR || !wire_next(&in->r, &value) ||
            value.kind != WIRE_UINT) {
            return blame(in, shape, f, "not a map from names to numbers");
        }
        named[i] = (struct wire_named){key.str, value.uint};
    }
    return true;
}

/* A list's memory: at most what its bytes on the wire stand for times the size of an item, and
 * never more than there is. */
static void *room(struct reading *in, const struct wire_shape *shape, const struct wire_field *f,
                  uint32_t count, size_t size)
{
    size_t bytes;
    if (__builtin_mul_overflow((size_t)count, size, &bytes) || bytes + 64 > arena_left(in->arena)) {
        blame(in, shape, f, "the list is too long");
        in->status = STATUS_LIMIT;
        in->fault->code = WIRE_REFUSAL_TOO_LARGE;
        return NULL;
    }
    return arena_alloc(in->arena, bytes);
}

static bool read_many(struct reading *in, const struct wire_shape *shape,
                      const struct wire_field *f, char *m)
{
    bool named = f->form == WIRE_NAMED;
    struct wire_value v;
    if (!wire_next(&in->r, &v) || v.kind != (named ? WIRE_MAP : WIRE_LIST)) {
        return blame(in, shape, f, named ? "not a map" : "not a list");
    }
    size_t size = named ? sizeof(struct wire_named) : size_of(f);
    char *items = room(in, shape, f, v.count, size);
    if (!items) {
        return false;
    }
    memcpy(m + f->at, &items, sizeof items);
    memcpy(m + f->count_at, &v.count, sizeof v.count);
    if (named) {
        return read_named(in, shape, f, (struct wire_named *)(void *)items, v.count);
    }
    for (uint32_t i = 0; i < v.count; i++) {
        if (!read_one(in, shape, f, items + i * size)) {
            return false;
        }
    }
    return true;
}

/* The field of that name; looks first where the last one was found, as writers keep the order. */
static const struct wire_field *field_of(const struct wire_shape *shape, struct str key,
                                         size_t *next)
{
    for (size_t i = 0; i < shape->field_count; i++) {
        const struct wire_field *f = &shape->fields[*next];
        *next = *next + 1 == shape->field_count ? 0 : *next + 1;
        if (f->name_len == key.len && memcmp(f->name, key.ptr, key.len) == 0) {
            return f;
        }
    }
    return NULL;
}

static bool read_field(struct reading *in, const struct wire_shape *shape,
                       const struct wire_field *f, char *m)
{
    bool nil = in->r.at < in->r.end && (unsigned char)*in->r.at == 0xc0;
    if (!f || (nil && f->optional)) {
        return wire_skip(&in->r, NULL) || blame(in, shape, f, NULL);
    }
    bool done =
        f->form == WIRE_ONE ? read_one(in, shape, f, m + f->at) : read_many(in, shape, f, m);
    if (done && has(f, m)) {
        *has(f, m) = true;
    }
    return done;
}

/* The first required field that did not come. */
static const struct wire_field *missing(const struct wire_shape *shape, uint64_t seen)
{
    for (size_t i = 0; i < shape->field_count; i++) {
        if (!shape->fields[i].optional && !(seen >> i & 1)) {
            return &shape->fields[i];
        }
    }
    return NULL;
}

static bool read_map(struct reading *in, const struct wire_shape *shape, uint32_t pairs, char *to)
{
    uint64_t seen = 0; /* a bit for each field; generate.py allows 64 */
    size_t next = 0;
    for (uint32_t i = 0; i < pairs; i++) {
        struct wire_value key;
        if (!wire_next(&in->r, &key) || key.kind != WIRE_STR) {
            return blame(in, shape, NULL, "a key is not a string");
        }
        const struct wire_field *f = field_of(shape, key.str, &next);
        if (!read_field(in, shape, f, to)) {
            return false;
        }
        if (f) {
            seen |= UINT64_C(1) << (f - shape->fields);
        }
    }
    const struct wire_field *f = missing(shape, seen);
    return !f || blame(in, shape, f, "missing");
}

enum status wire_shape_read(struct str bytes, const struct wire_shape *shape, struct arena *arena,
                            void *to, struct wire_fault *fault)
{
    struct reading in = {
        .r = wire_reader_of(bytes), .arena = arena, .fault = fault, .status = STATUS_OK};
    memset(to, 0, shape->size);
    struct wire_value v;
    if (!wire_next(&in.r, &v) || v.kind != WIRE_MAP) {
        blame(&in, shape, NULL, "not a map");
    } else if (read_map(&in, shape, v.count, to) && in.r.at != in.r.end) {
        blame(&in, shape, NULL, "bytes behind the value");
    }
    return in.status;
}
