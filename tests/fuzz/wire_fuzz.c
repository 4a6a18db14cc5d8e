/* wire_fuzz: any bytes through the scan, the reader of every map and the writer.
 *
 * The first byte picks the map, the rest is the frame. What the scan lets pass can be skipped as
 * one value to its very end. What reads and can be written is settled: its bytes pass the scan,
 * read again and are written as the same bytes. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/utf8.h"
#include "wire/codec.h"
#include "wire/fault.h"
#include "wire/messages_gen.h"
#include "wire/reader.h"
#include "wire/scan.h"

enum { ARENA_BYTES = 1 << 24 };

static void must(bool holds, const char *what)
{
    if (!holds) {
        fprintf(stderr, "wire_fuzz: %s\n", what);
        abort();
    }
}

static bool rewrite(struct str frame, const struct wire_shape *shape, struct arena *arena,
                    struct buf *out)
{
    struct wire_fault fault;
    char text[WIRE_FAULT_TEXT];
    void *m = arena_alloc(arena, shape->size);
    if (wire_shape_read(frame, shape, arena, m, &fault) != STATUS_OK) {
        must(utf8_valid(str_of(wire_fault_text(&fault, text))), "a fault has a text");
        return false;
    }
    struct wire_writer w = wire_writer_of(out);
    wire_shape_write(&w, shape, m);
    return w.status == STATUS_OK;
}

static void check(struct str frame, const struct wire_shape *shape, struct arena *arena)
{
    struct wire_fault fault;
    struct buf first = {0}, second = {0};
    if (wire_scan(frame, &wire_scan_article, &fault) == STATUS_OK) {
        struct wire_reader r = wire_reader_of(frame);
        must(wire_skip(&r, NULL) && r.at == r.end, "one value to the end");
        if (rewrite(frame, shape, arena, &first)) {
            must(wire_scan(buf_str(&first), &wire_scan_result, &fault) == STATUS_OK,
                 "what is written passes the scan");
            must(rewrite(buf_str(&first), shape, arena, &second), "what is written reads");
            must(str_equal(buf_str(&first), buf_str(&second)), "the second writing is the first");
        }
    }
    buf_release(&first);
    buf_release(&second);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct arena arena;
    if (size == 0 || (!arena.limit && arena_init(&arena, ARENA_BYTES) != STATUS_OK)) {
        return 0;
    }
    arena_reset(&arena);
    struct str frame = str_make((const char *)data + 1, size - 1);
    check(frame, wire_shapes[data[0] % wire_shape_count], &arena);
    /* Unscanned bytes may mean nothing, but reading them must be safe. */
    struct buf out = {0};
    (void)rewrite(frame, wire_shapes[data[0] % wire_shape_count], &arena, &out);
    buf_release(&out);
    return 0;
}
