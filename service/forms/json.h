/* json: a MessagePack value as JSON, key for key: what `analyze` and HTTP give.
 *
 * Numbers are written in the shortest form that reads back as the same; text stays UTF-8; keys
 * keep their order; a binary string becomes hex.
 *
 * Offsets count bytes of `text`; asked for code points or UTF-16 units, every `span` and `spans`
 * and the begin and end of the tokens are converted, and `offset_unit` says so. What stands under
 * `changes` is of another text and is left as it is.
 *
 * Memory   appends to `out`; the bytes are only read.
 * Errors   STATUS_INVALID: not one MessagePack value, or nested deeper than JSON_DEPTH_MAX; `out`
 *          is as it was.
 * Threads  pure functions.
 */
#ifndef DATELINE_FORMS_JSON_H
#define DATELINE_FORMS_JSON_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/status.h"
#include "base/str.h"
#include "wire/messages_gen.h"

enum { JSON_DEPTH_MAX = 64 };

struct json_options {
    enum wire_offset_unit offsets; /* WIRE_OFFSET_UNIT_NONE: as they are */
    bool indent;                   /* two blanks a level; else one line */
};

enum status json_write(struct str value, const struct json_options *options,
                       struct buf *out) MUST_CHECK;
/* A string with its quotation marks. */
void json_write_string(struct str s, struct buf *out);

#endif
