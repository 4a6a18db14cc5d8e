#include "wire/writer.h"

#include <math.h>
#include <string.h>

#include <msgpack/pack.h>

static int append(void *data, const char *bytes, size_t len)
{
    struct wire_writer *w = data;
    if (w->status == STATUS_OK && w->limit && w->buf->len + len > w->limit) {
        w->status = STATUS_LIMIT;
    }
    if (w->status != STATUS_OK) {
        return -1;
    }
    struct buf *b = w->buf;
    if (len > b->cap - b->len) {
        buf_reserve(b, len);
    }
    if (len) {
        memcpy(b->ptr + b->len, bytes, len);
        b->len += len;
    }
    return 0;
}

static msgpack_packer packer(struct wire_writer *w)
{
    return (msgpack_packer){.data = w, .callback = append};
}

struct wire_writer wire_writer_of(struct buf *buf)
{
    return (struct wire_writer){.buf = buf, .status = STATUS_OK};
}

void wire_put_map(struct wire_writer *w, uint32_t count)
{
    msgpack_packer p = packer(w);
    msgpack_pack_map(&p, count);
}

void wire_put_list(struct wire_writer *w, uint32_t count)
{
    msgpack_packer p = packer(w);
    msgpack_pack_array(&p, count);
}

void wire_put_str(struct wire_writer *w, struct str s)
{
    msgpack_packer p = packer(w);
    msgpack_pack_str(&p, s.len);
    append(w, s.ptr, s.len);
}

void wire_put_bin(struct wire_writer *w, struct str s)
{
    msgpack_packer p = packer(w);
    msgpack_pack_bin(&p, s.len);
    append(w, s.ptr, s.len);
}

void wire_put_u64(struct wire_writer *w, uint64_t n)
{
    msgpack_packer p = packer(w);
    msgpack_pack_uint64(&p, n);
}

void wire_put_i64(struct wire_writer *w, int64_t n)
{
    msgpack_packer p = packer(w);
    msgpack_pack_int64(&p, n);
}

void wire_put_f64(struct wire_writer *w, double x)
{
    if (!isfinite(x)) {
        w->status = STATUS_INVALID;
        return;
    }
    msgpack_packer p = packer(w);
    /* No minus zero: it would be other bytes for the same number. */
    msgpack_pack_double(&p, x == 0 ? 0.0 : x);
}

void wire_put_bool(struct wire_writer *w, bool b)
{
    msgpack_packer p = packer(w);
    (void)(b ? msgpack_pack_true(&p) : msgpack_pack_false(&p));
}

void wire_put_nil(struct wire_writer *w)
{
    msgpack_packer p = packer(w);
    msgpack_pack_nil(&p);
}

void wire_put_raw(struct wire_writer *w, struct str value)
{
    append(w, value.ptr, value.len);
}
