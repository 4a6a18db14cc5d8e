/* wire_test: holds the C codec against the shared vectors.
 *
 *     wire_test FILE.json…
 *
 * A vector with a value: the scan lets its bytes pass, they mean the value, and read into the
 * struct and written again they are the same bytes (for what only a reader takes, `given`, they
 * become `hex`). A hostile one is refused with its code. Prints each vector that fails, then "N
 * passed, N failed". */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>
#include <sodium.h>

#include "base/arena.h"
#include "wire/analysis.h"
#include "wire/codec.h"
#include "wire/fault.h"
#include "wire/messages_gen.h"
#include "wire/reader.h"
#include "wire/scan.h"

enum { ARENA_BYTES = 1 << 24, WHY_BYTES = 512 };

static struct arena arena;
static char why[WHY_BYTES];

static bool wrong(const char *text)
{
    snprintf(why, sizeof why, "%s", text);
    return false;
}

static struct str bytes_of(const json_t *vector, const char *key)
{
    const char *hex = json_string_value(json_object_get(vector, key));
    if (!hex) {
        return (struct str){NULL, 0};
    }
    size_t len = strlen(hex) / 2;
    unsigned char *bytes = arena_alloc(&arena, len + 1);
    if (sodium_hex2bin(bytes, len + 1, hex, 2 * len, NULL, NULL, NULL) != 0) {
        abort();
    }
    return str_make((const char *)bytes, len);
}

static const struct wire_shape *shape_named(const char *name)
{
    for (size_t i = 0; i < wire_shape_count; i++) {
        if (strcmp(wire_shapes[i]->name, name) == 0) {
            return wire_shapes[i];
        }
    }
    return NULL;
}

/* ---- what bytes mean, as JSON ---- */

static json_t *json_of(struct wire_reader *r);

static json_t *json_of_binary(struct str bytes)
{
    char *hex = arena_alloc(&arena, 2 * bytes.len + 1);
    sodium_bin2hex(hex, 2 * bytes.len + 1, (const unsigned char *)bytes.ptr, bytes.len);
    return json_pack("{s:s}", "$bin", hex);
}

static json_t *json_of_many(struct wire_reader *r, const struct wire_value *v)
{
    json_t *out = v->kind == WIRE_MAP ? json_object() : json_array();
    for (uint32_t i = 0; i < v->count; i++) {
        struct wire_value key;
        if (v->kind == WIRE_LIST) {
            json_array_append_new(out, json_of(r));
        } else if (wire_next(r, &key) && key.kind == WIRE_STR) {
            json_object_setn_new(out, key.str.ptr, key.str.len, json_of(r));
        }
    }
    return out;
}

static json_t *json_of(struct wire_reader *r)
{
    struct wire_value v;
    if (!wire_next(r, &v)) {
        return NULL;
    }
    switch (v.kind) {
    case WIRE_NIL:
        return json_null();
    case WIRE_BOOL:
        return json_boolean(v.boolean);
    case WIRE_UINT:
        return json_integer((json_int_t)v.uint);
    case WIRE_INT:
        return json_integer(v.sint);
    case WIRE_FLOAT:
        return json_real(v.number);
    case WIRE_STR:
        return json_stringn(v.str.ptr, v.str.len);
    case WIRE_BIN:
        return json_of_binary(v.str);
    default:
        return json_of_many(r, &v);
    }
}

static bool means(struct str bytes, const json_t *value)
{
    struct wire_reader r = wire_reader_of(bytes);
    json_t *got = json_of(&r);
    bool same = got && json_equal(got, value) && r.at == r.end;
    json_decref(got);
    return same || wrong("the bytes mean something else than the value");
}

/* ---- one vector ---- */

static bool digest_holds(const struct wire_analysis *m)
{
    unsigned char digest[ANALYSIS_DIGEST_BYTES];
    char hex[ANALYSIS_DIGEST_TEXT];
    if (m->has_error) {
        return true;
    }
    if (analysis_digest(m, digest) != STATUS_OK) {
        return wrong("no digest can be taken");
    }
    sodium_bin2hex(hex, sizeof hex, digest, sizeof digest);
    return str_equal(m->digest, str_of(hex)) || wrong("the digest differs");
}

static bool comes_back(const struct wire_shape *shape, struct str given, struct str expected)
{
    struct wire_fault fault = {.what = NULL};
    char text[WIRE_FAULT_TEXT];
    void *m = arena_alloc(&arena, shape->size);
    if (wire_scan(given, &wire_scan_result, &fault) != STATUS_OK ||
        wire_shape_read(given, shape, &arena, m, &fault) != STATUS_OK) {
        return wrong(wire_fault_text(&fault, text));
    }
    struct buf out = {0};
    struct wire_writer w = wire_writer_of(&out);
    wire_shape_write(&w, shape, m);
    bool same = w.status == STATUS_OK && str_equal(buf_str(&out), expected);
    buf_release(&out);
    if (shape == &wire_analysis_shape && !digest_holds(m)) {
        return false;
    }
    return same || wrong("written again it is other bytes");
}

static bool is_refused(const json_t *vector, struct str frame)
{
    const char *code = json_string_value(json_object_get(vector, "code"));
    const char *map = json_string_value(json_object_get(vector, "map"));
    struct wire_fault fault = {.what = NULL};
    char text[WIRE_FAULT_TEXT];
    enum status status = wire_scan(frame, &wire_scan_article, &fault);
    if (map) {
        const struct wire_shape *shape = shape_named(map);
        if (status != STATUS_OK || !shape) {
            return wrong("the scan should have let it pass");
        }
        status = wire_shape_read(frame, shape, &arena, arena_alloc(&arena, shape->size), &fault);
    }
    if (status == STATUS_OK) {
        return wrong("it was taken");
    }
    return strcmp(wire_refusal_name(fault.code), code) == 0 || wrong(wire_fault_text(&fault, text));
}

static bool holds(const json_t *vector)
{
    struct str hex = bytes_of(vector, "hex"), given = bytes_of(vector, "given");
    if (json_object_get(vector, "code")) {
        return is_refused(vector, hex);
    }
    const struct wire_shape *shape = shape_named(json_string_value(json_object_get(vector, "map")));
    if (!shape) {
        return wrong("there is no such map");
    }
    return means(hex, json_object_get(vector, "value")) &&
           comes_back(shape, given.ptr ? given : hex, hex);
}

static void run_file(const char *path, unsigned counts[2])
{
    json_error_t error;
    json_t *file = json_load_file(path, 0, &error);
    const json_t *vectors = json_object_get(file, "vectors");
    size_t i;
    json_t *vector;
    if (!json_array_size(vectors)) {
        printf("%s: no vectors: %s\n", path, error.text);
        counts[1]++;
    }
    json_array_foreach(vectors, i, vector)
    {
        arena_reset(&arena);
        bool good = holds(vector);
        counts[good ? 0 : 1]++;
        if (!good) {
            printf("%s: %s: %s\n", path, json_string_value(json_object_get(vector, "name")), why);
        }
    }
    json_decref(file);
}

int main(int argc, char **argv)
{
    unsigned counts[2] = {0, 0};
    if (argc < 2 || arena_init(&arena, ARENA_BYTES) != STATUS_OK) {
        fprintf(stderr, "use: wire_test proto/vectors/*.json\n");
        return 2;
    }
    for (int i = 1; i < argc; i++) {
        run_file(argv[i], counts);
    }
    arena_release(&arena);
    printf("%u passed, %u failed\n", counts[0], counts[1]);
    return counts[1] ? 1 : 0;
}
