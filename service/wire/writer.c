/* Strings and heads, which are most of what is written, are laid out here in one go; the packer of
 * msgpack-c calls back for each piece. */
#include "wire/writer.h"

#include <math.h>
#include <string.h>

#include <msgpack/pack.h>

/* How the head of a string, of bytes, of a list or a map tells their count. */
struct head {
    unsigned char fixed, fixed_end;   /* counts below the end stand in the first byte */
    unsigned char in_8, in_16, in_32; /* first bytes of counts that follow; 0: there is none */
};

static const struct head str_head = {0xa0, 32, 0xd9, 0xda, 0xdb},
                         bin_head = {0, 0, 0xc4, 0xc5, 0xc6}, list_head = {0x90, 16, 0, 0xdc, 0xdd},
                         map_head = {0x80, 16, 0, 0xde, 0xdf};

/* Where the next `len` bytes go; NULL after an error and above the limit. */
static inline char *room(struct wire_writer *w, size_t len)
{
    struct buf *b = w->buf;
    if (w->status == STATUS_OK && w->limit && b->len + len > w->limit) {
        w->status = STATUS_LIMIT;
    }
    if (w->status != STATUS_OK) {
        return NULL;
    }
    if (len > b->cap - b->len) {
        buf_reserve(b, len);
    }
    char *at = b->ptr + b->len;
    b->len += len;
    return at;
}

static inline char *put_big(char *at, uint64_t n, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++) {
        at[i] = (char)(n >> (8 * (bytes - 1 - i)) & 0xff);
    }
    return at + bytes;
}

static inline size_t count_bytes(const struct head *h, uint32_t count)
{
    if (count < h->fixed_end) {
        return 0;
    }
    return count <= UINT8_MAX && h->in_8 ? 1 : count <= UINT16_MAX ? 2 : 4;
}

static inline char *put_head(char *at, const struct head *h, uint32_t count, size_t bytes)
{
    if (!bytes) {
        *at = (char)(h->fixed | count);
        return at + 1;
    }
    *at = (char)(bytes == 1 ? h->in_8 : bytes == 2 ? h->in_16 : h->in_32);
    return put_big(at + 1, count, bytes);
}

static void put_count(struct wire_writer *w, const struct head *h, uint32_t count)
{
    size_t bytes = count_bytes(h, count);
    char *at = room(w, 1 + bytes);
    if (at) {
        put_head(at, h, count, bytes);
    }
}

static void put_bytes(struct wire_writer *w, const struct head *h, struct str s)
{
    size_t bytes = count_bytes(h, (uint32_t)s.len);
    char *at = s.len <= UINT32_MAX ? room(w, 1 + bytes + s.len) : NULL;
    if (at) {
        at = put_head(at, h, (uint32_t)s.len, bytes);
        if (s.len) {
            memcpy(at, s.ptr, s.len);
        }
    } else if (w->status == STATUS_OK) {
        w->status = STATUS_LIMIT; /* MessagePack has no longer ones */
    }
}

static int append(void *data, const char *bytes, size_t len)
{
    char *at = room(data, len);
    if (!at) {
        return -1;
    }
    memcpy(at, bytes, len);
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
    put_count(w, &map_head, count);
}

void wire_put_list(struct wire_writer *w, uint32_t count)
{
    put_count(w, &list_head, count);
}

void wire_put_str(struct wire_writer *w, struct str s)
{
    put_bytes(w, &str_head, s);
}

void wire_put_bin(struct wire_writer *w, struct str s)
{
    put_bytes(w, &bin_head, s);
}

void wire_put_u64(struct wire_writer *w, uint64_t n)
{
    size_t bytes = n < 0x80          ? 0
                   : n <= UINT8_MAX  ? 1
                   : n <= UINT16_MAX ? 2
                   : n <= UINT32_MAX ? 4
                                     : 8;
    char *at = room(w, 1 + bytes);
    if (at && !bytes) {
        *at = (char)n;
    } else if (at) {
        *at = (char)(bytes == 1 ? 0xcc : bytes == 2 ? 0xcd : bytes == 4 ? 0xce : 0xcf);
        put_big(at + 1, n, bytes);
    }
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
    char *at = room(w, value.len);
    if (at && value.len) {
        memcpy(at, value.ptr, value.len);
    }
}
