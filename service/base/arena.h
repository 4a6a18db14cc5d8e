/* arena: memory that dies together.
 *
 * An arena is one reservation of address space of a fixed limit; pages become real when first
 * touched. The first ARENA_KEPT_BYTES of them stay with the arena, so after warm-up an article of
 * usual length costs no system call; what a rare long one took beyond goes back. Allocation bumps
 * an offset; nothing is freed piece by piece. Shape of the idea: tarantool/small region, h2o's
 * memory pools.
 *
 * Memory   arena_alloc returns zeroed memory aligned to 16 and never NULL: callers bound their
 *          lists (article/limits.h), so running out is our own mistake and stops the process with a
 *          message.
 * Threads  one owner at a time.
 * ASAN     every piece is a malloc of its own, so overruns inside the arena are seen; limits hold
 *          as in the release build.
 */
#ifndef DATELINE_BASE_ARENA_H
#define DATELINE_BASE_ARENA_H

#include <stddef.h>

#include "base/status.h"
#include "base/str.h"

enum { ARENA_KEPT_BYTES = 8 << 20 };

struct arena_piece; /* ASAN flavour only */

struct arena {
    char *base;
    size_t used, peak, limit; /* bytes; [used,peak) has been handed out before and is dirty */
    struct arena_piece *pieces;
};

struct arena_mark {
    size_t used;
    struct arena_piece *pieces;
};

/* STATUS_IO when the address space cannot be had. */
enum status arena_init(struct arena *a, size_t limit) MUST_CHECK;
void arena_release(struct arena *a); /* accepts zeroed memory */
void arena_reset(struct arena *a);   /* everything is gone, the first pages are kept */

void *arena_alloc(struct arena *a, size_t size);
void *arena_alloc_array(struct arena *a, size_t count, size_t size); /* checked multiplication */
/* Bytes that the caller overwrites at once: not zeroed. */
void *arena_alloc_raw(struct arena *a, size_t size);
struct str arena_dup(struct arena *a, struct str s);
struct str arena_printf(struct arena *a, const char *format, ...) PRINTF_LIKE(2, 3);
size_t arena_left(const struct arena *a);

/* Scratch use: mark, allocate, rewind. */
struct arena_mark arena_mark(const struct arena *a);
void arena_rewind(struct arena *a, struct arena_mark mark);

#endif
