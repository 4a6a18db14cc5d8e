/* offsets: from bytes of a text to its code points or UTF-16 units.
 *
 * Memory   a count for every OFFSETS_STEP bytes, on the heap; a lookup reads at most that many
 *          bytes.
 * Threads  read-only once made.
 */
#ifndef DATELINE_FORMS_OFFSETS_H
#define DATELINE_FORMS_OFFSETS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"
#include "wire/messages_gen.h"

enum { OFFSETS_STEP = 64 };

struct offsets {
    struct str text;
    uint32_t *counts; /* (text.len / OFFSETS_STEP + 1) units before each step; NULL: bytes */
    bool wide;        /* characters past U+FFFF count two */
};

void offsets_init(struct offsets *o, struct str text, enum wire_offset_unit unit);
void offsets_release(struct offsets *o); /* accepts zeroed memory */
/* Past the text's end: as at its end. */
uint64_t offsets_of(const struct offsets *o, uint64_t byte);

#endif
