/* buf: a growing string of bytes on the heap, for output of unknown size.
 *
 * Memory   owned by the struct; buf_release frees it and accepts zeroed memory. Growing doubles, so
 *          appending is amortised O(1); out of memory stops the process. buf_clear keeps the memory
 *          for the next use.
 * Threads  one owner at a time.
 */
#ifndef DATELINE_BASE_BUF_H
#define DATELINE_BASE_BUF_H

#include <stdarg.h>
#include <stddef.h>

#include "base/status.h"
#include "base/str.h"

struct buf {
    char *ptr; /* not terminated by NUL; see buf_cstr */
    size_t len, cap;
};

void buf_release(struct buf *b);
void buf_clear(struct buf *b);
/* Makes room for `more` bytes and returns where they go; the caller adds what it wrote to
 * b->len. */
char *buf_reserve(struct buf *b, size_t more);
void buf_add(struct buf *b, const void *bytes, size_t len);
void buf_add_str(struct buf *b, struct str s);
void buf_add_byte(struct buf *b, char c);
void buf_printf(struct buf *b, const char *format, ...) PRINTF_LIKE(2, 3);
void buf_vprintf(struct buf *b, const char *format, va_list args) PRINTF_LIKE(2, 0);
struct str buf_str(const struct buf *b);
/* The content with a NUL behind it, valid until the next change. */
const char *buf_cstr(struct buf *b);

#endif
