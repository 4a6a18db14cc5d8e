#include "forms/offsets.h"

#include <stdio.h>
#include <stdlib.h>

/* What the byte adds: a code point begins at every byte that does not continue one; those of four
 * bytes are two units. */
static uint32_t worth(const struct offsets *o, size_t at)
{
    unsigned char c = (unsigned char)o->text.ptr[at];
    return ((c & 0xC0) != 0x80 ? 1u : 0u) + (o->wide && c >= 0xF0 ? 1u : 0u);
}

void offsets_init(struct offsets *o, struct str text, enum wire_offset_unit unit)
{
    *o = (struct offsets){.text = text, .wide = unit == WIRE_OFFSET_UNIT_UTF16};
    if (unit != WIRE_OFFSET_UNIT_UTF16 && unit != WIRE_OFFSET_UNIT_CODEPOINT) {
        return;
    }
    o->counts = malloc((text.len / OFFSETS_STEP + 1) * sizeof *o->counts);
    if (!o->counts) {
        fputs("offsets: out of memory\n", stderr);
        abort();
    }
    uint32_t count = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (i % OFFSETS_STEP == 0) {
            o->counts[i / OFFSETS_STEP] = count;
        }
        count += worth(o, i);
    }
    if (text.len % OFFSETS_STEP == 0) {
        o->counts[text.len / OFFSETS_STEP] = count;
    }
}

void offsets_release(struct offsets *o)
{
    free(o->counts);
    *o = (struct offsets){0};
}

uint64_t offsets_of(const struct offsets *o, uint64_t byte)
{
    if (!o->counts) {
        return byte;
    }
    size_t end = byte > o->text.len ? o->text.len : (size_t)byte;
    uint64_t count = o->counts[end / OFFSETS_STEP];
    for (size_t i = end - end % OFFSETS_STEP; i < end; i++) {
        count += worth(o, i);
    }
    return count;
}
