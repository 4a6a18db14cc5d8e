#define _GNU_SOURCE
#include "base/arena.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#if defined(__SANITIZE_ADDRESS__)
#define ARENA_PIECES 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_PIECES 1
#endif
#endif

enum { ARENA_ALIGN = 16 };

struct arena_piece {
    struct arena_piece *next;
    size_t size;
    _Alignas(ARENA_ALIGN) char bytes[];
};

static void stop(const char *what, size_t size, const struct arena *a)
{
    fprintf(stderr, "arena: %s: %zu bytes asked, %zu of %zu used\n", what, size, a->used, a->limit);
    abort();
}

enum status arena_init(struct arena *a, size_t limit)
{
    *a = (struct arena){.limit = limit};
#ifndef ARENA_PIECES
    a->base = mmap(NULL, limit, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE,
                   -1, 0);
    if (a->base == MAP_FAILED) {
        a->base = NULL;
        return STATUS_IO;
    }
#endif
    return STATUS_OK;
}

static void free_pieces(struct arena *a, struct arena_piece *until)
{
    while (a->pieces != until) {
        struct arena_piece *piece = a->pieces;
        a->pieces = piece->next;
        free(piece);
    }
}

void arena_release(struct arena *a)
{
    free_pieces(a, NULL);
    if (a->base) {
        munmap(a->base, a->limit);
    }
    *a = (struct arena){0};
}

void arena_reset(struct arena *a)
{
    arena_rewind(a, (struct arena_mark){0, NULL});
#ifndef ARENA_PIECES
    if (a->peak > ARENA_KEPT_BYTES &&
        madvise(a->base + ARENA_KEPT_BYTES, a->peak - ARENA_KEPT_BYTES, MADV_DONTNEED) == 0) {
        a->peak = ARENA_KEPT_BYTES; /* what lies behind comes zeroed from the kernel again */
    }
#endif
}

static size_t rounded(struct arena *a, size_t size)
{
    size_t need;
    if (__builtin_add_overflow(size, ARENA_ALIGN - 1, &need)) {
        stop("size overflows", size, a);
    }
    need &= ~(size_t)(ARENA_ALIGN - 1);
    if (need > a->limit - a->used) {
        stop("limit reached", size, a);
    }
    return need;
}

void *arena_alloc_raw(struct arena *a, size_t size)
{
    size_t need = rounded(a, size);
    size_t at = a->used;
    a->used += need;
    if (a->used > a->peak) {
        a->peak = a->used;
    }
#ifdef ARENA_PIECES
    (void)at;
    struct arena_piece *piece = malloc(sizeof *piece + (size ? size : 1));
    if (!piece) {
        stop("out of memory", size, a);
    }
    *piece = (struct arena_piece){.next = a->pieces, .size = size};
    a->pieces = piece;
    return piece->bytes;
#else
    return a->base + at;
#endif
}

void *arena_alloc(struct arena *a, size_t size)
{
    size_t dirty_end = a->peak, at = a->used;
    char *p = arena_alloc_raw(a, size);
#ifdef ARENA_PIECES
    (void)dirty_end;
    (void)at;
    return memset(p, 0, size);
#else
    if (at < dirty_end) { /* fresh pages come zeroed from the kernel */
        memset(p, 0, size < dirty_end - at ? size : dirty_end - at);
    }
    return p;
#endif
}

void *arena_alloc_array(struct arena *a, size_t count, size_t size)
{
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes)) {
        stop("size overflows", count, a);
    }
    return arena_alloc(a, bytes);
}

struct str arena_dup(struct arena *a, struct str s)
{
    if (str_is_absent(s)) {
        return s;
    }
    char *copy = arena_alloc_raw(a, s.len);
    if (s.len) {
        memcpy(copy, s.ptr, s.len);
    }
    return str_make(copy, s.len);
}

struct str arena_printf(struct arena *a, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int len = vsnprintf(NULL, 0, format, args);
    va_end(args);
    char *text = arena_alloc_raw(a, (size_t)(len < 0 ? 0 : len) + 1);
    vsnprintf(text, (size_t)(len < 0 ? 0 : len) + 1, format, again);
    va_end(again);
    return str_make(text, (size_t)(len < 0 ? 0 : len));
}

size_t arena_left(const struct arena *a)
{
    return a->limit - a->used;
}

struct arena_mark arena_mark(const struct arena *a)
{
    return (struct arena_mark){a->used, a->pieces};
}

void arena_rewind(struct arena *a, struct arena_mark mark)
{
    free_pieces(a, mark.pieces);
    a->used = mark.used;
}
