/* reader: one MessagePack value after the other, straight from the bytes.
 *
 *     struct wire_reader r = wire_reader_of(frame);
 *     struct wire_value v;
 *     if (!wire_next(&r, &v) || v.kind != WIRE_MAP) { … }
 *     for (uint32_t i = 0; i < v.count; i++) { … a key and a value with wire_next or wire_skip … }
 *
 * Why not msgpack-c's unpacker: it builds a tree of objects in a zone before anyone can look at
 * the first key. Here a string is a slice of the frame and a list is a number, so reading an
 * article costs no memory and under a microsecond. Writing is msgpack-c's (writer.h).
 *
 * Memory   slices borrow from the frame.
 * Errors   sticky: after bytes that are no MessagePack, an extension type or the end, every call
 *          returns false. Never reads past the end, whatever the bytes claim. UTF-8 and repeated
 *          keys are scan.h's business.
 * Threads  a reader has one owner.
 */
#ifndef DATELINE_WIRE_READER_H
#define DATELINE_WIRE_READER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

enum wire_kind {
    WIRE_NIL,
    WIRE_BOOL,
    WIRE_UINT, /* every integer from 0 up, however it was written */
    WIRE_INT,  /* below 0 */
    WIRE_FLOAT,
    WIRE_STR,
    WIRE_BIN,
    WIRE_LIST, /* `count` values follow */
    WIRE_MAP,  /* `count` pairs follow */
};

struct wire_value {
    enum wire_kind kind;
    union {
        bool boolean;
        uint64_t uint;
        int64_t sint;
        double number;
        struct str str; /* WIRE_STR, WIRE_BIN */
        uint32_t count; /* WIRE_LIST, WIRE_MAP */
    };
};

struct wire_reader {
    const char *begin, *at, *end;
    const char *broken; /* what was wrong, a static text; NULL while all is well */
};

struct wire_reader wire_reader_of(struct str bytes);
/* Reads one value; of a list or map only its head. A head may not announce more than there are
 * bytes left. */
bool wire_next(struct wire_reader *r, struct wire_value *v);
/* Reads one value with all that is in it; `whole`, if not NULL, becomes its bytes. */
bool wire_skip(struct wire_reader *r, struct str *whole);
/* The slice of the value under `key` of the map that `bytes` begins with; the absent slice if it
 * is not there. */
struct str wire_find(struct str bytes, struct str key);
size_t wire_reader_offset(const struct wire_reader *r);

#endif
