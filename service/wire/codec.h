/* codec: maps between structs and MessagePack, driven by tables that proto/generate.py writes
 * (messages_gen.c).
 *
 * A shape says for each field of a struct its name on the wire, its type and where it lies.
 * Callers use the functions of messages_gen.h (wire_article_read, wire_ack_write, …), which hand
 * the shape to the two functions below.
 *
 * How a field is absent: a str, bin or raw has ptr NULL, an enum is 0 (…_NONE), all others have a
 * bool has_<name> beside them.
 *
 * Reads    fields in any order, best in the order of the shape; unknown keys are skipped; nil
 *          stands for absent; of a repeated key the last counts (scan.h refuses such frames); a
 *          word that this version does not know reads as absent.
 * Memory   strings borrow from the frame, lists come from the arena.
 * Threads  pure functions; shapes are const.
 * Errors   STATUS_INVALID with a fault that names the field: wrong type, out of range, required
 *          but missing. STATUS_LIMIT: a list does not fit into the arena.
 */
#ifndef DATELINE_WIRE_CODEC_H
#define DATELINE_WIRE_CODEC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/status.h"
#include "base/str.h"
#include "wire/writer.h"

struct wire_fault;

enum wire_type {
    WIRE_TYPE_STR,
    WIRE_TYPE_STR_OR_NULL, /* in lists: ptr NULL is nil */
    WIRE_TYPE_BIN,
    WIRE_TYPE_BOOL,
    WIRE_TYPE_U32,
    WIRE_TYPE_U64,
    WIRE_TYPE_I64,
    WIRE_TYPE_F64,
    WIRE_TYPE_ENUM,
    WIRE_TYPE_SPAN, /* struct span as a list of two */
    WIRE_TYPE_RAW,
    WIRE_TYPE_MAP,
};

enum wire_form {
    WIRE_ONE,
    WIRE_MANY,
    WIRE_NAMED, /* a map from names to u64, see struct wire_named */
};

enum { WIRE_NOWHERE = UINT16_MAX };

/* A word's number is its position plus one. */
struct wire_words {
    const char *name;
    const char *const *words; /* (count) */
    uint32_t count;
};

struct wire_field {
    const char *name;
    uint8_t name_len;
    uint8_t type; /* enum wire_type */
    uint8_t form; /* enum wire_form */
    bool optional, digested;
    uint16_t at, count_at, has_at; /* offsets into the struct; WIRE_NOWHERE */
    const void *of;                /* struct wire_shape, struct wire_words or NULL */
};

struct wire_shape {
    const char *name;
    const struct wire_field *fields; /* (field_count), in wire order */
    size_t field_count, size;
};

struct wire_named {
    struct str name;
    uint64_t value;
};

void wire_shape_write(struct wire_writer *w, const struct wire_shape *shape, const void *from);
enum status wire_shape_read(struct str bytes, const struct wire_shape *shape, struct arena *arena,
                            void *to, struct wire_fault *fault) MUST_CHECK;

/* "?" for what is none of the words. */
const char *wire_word_name(const struct wire_words *words, uint32_t number);
/* 0 for a word that is none of them. */
uint32_t wire_word_number(const struct wire_words *words, struct str word);

#endif
