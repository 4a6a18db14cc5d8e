#include "base/buf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BUF_FIRST = 64 };

void buf_release(struct buf *b)
{
    free(b->ptr);
    *b = (struct buf){0};
}

void buf_clear(struct buf *b)
{
    b->len = 0;
}

char *buf_reserve(struct buf *b, size_t more)
{
    size_t need;
    if (__builtin_add_overflow(b->len, more, &need)) {
        abort();
    }
    if (need > b->cap) {
        size_t cap = b->cap ? b->cap : BUF_FIRST;
        while (cap < need) {
            if (__builtin_mul_overflow(cap, (size_t)2, &cap)) {
                abort();
            }
        }
        char *grown = realloc(b->ptr, cap);
        if (!grown) {
            fprintf(stderr, "buf: out of memory: %zu bytes\n", cap);
            abort();
        }
        b->ptr = grown;
        b->cap = cap;
    }
    return b->ptr ? b->ptr + b->len : NULL;
}

void buf_add(struct buf *b, const void *bytes, size_t len)
{
    if (len) {
        memcpy(buf_reserve(b, len), bytes, len);
        b->len += len;
    }
}

void buf_add_str(struct buf *b, struct str s)
{
    buf_add(b, s.ptr, s.len);
}

void buf_add_byte(struct buf *b, char c)
{
    *buf_reserve(b, 1) = c;
    b->len++;
}

void buf_vprintf(struct buf *b, const char *format, va_list args)
{
    va_list again;
    va_copy(again, args);
    int len = vsnprintf(NULL, 0, format, args);
    if (len > 0) {
        vsnprintf(buf_reserve(b, (size_t)len + 1), (size_t)len + 1, format, again);
        b->len += (size_t)len;
    }
    va_end(again);
}

void buf_printf(struct buf *b, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    buf_vprintf(b, format, args);
    va_end(args);
}

struct str buf_str(const struct buf *b)
{
    return str_make(b->ptr ? b->ptr : "", b->len);
}

const char *buf_cstr(struct buf *b)
{
    *buf_reserve(b, 1) = '\0';
    return b->ptr;
}
