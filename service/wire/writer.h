/* writer: MessagePack into a buf; numbers by msgpack-c's packer.
 *
 * One form only, so that the same values are the same bytes everywhere: integers in their shortest
 * form, floats always as float64, strings and heads in their shortest form.
 *
 * Memory   the buf is the caller's; what is written is added behind what is there.
 * Errors   sticky: after the first error nothing more is added; look at `status` at the end.
 *          STATUS_INVALID: a number that is not finite, a missing required field; STATUS_LIMIT:
 *          more than `limit` bytes.
 * Threads  a writer has one owner.
 */
#ifndef DATELINE_WIRE_WRITER_H
#define DATELINE_WIRE_WRITER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/status.h"
#include "base/str.h"

struct wire_writer {
    struct buf *buf;
    size_t limit;  /* of buf->len; 0 = none */
    bool digested; /* leave out what the digest leaves out */
    enum status status;
    const char *fault; /* with STATUS_INVALID: the field, if one is to blame; static */
};

struct wire_writer wire_writer_of(struct buf *buf);

void wire_put_map(struct wire_writer *w, uint32_t count);  /* `count` pairs follow */
void wire_put_list(struct wire_writer *w, uint32_t count); /* `count` values follow */
void wire_put_str(struct wire_writer *w, struct str s);
void wire_put_bin(struct wire_writer *w, struct str s);
void wire_put_u64(struct wire_writer *w, uint64_t n);
void wire_put_i64(struct wire_writer *w, int64_t n);
void wire_put_f64(struct wire_writer *w, double x);
void wire_put_bool(struct wire_writer *w, bool b);
void wire_put_nil(struct wire_writer *w);
/* A value that is MessagePack already. */
void wire_put_raw(struct wire_writer *w, struct str value);

#endif
