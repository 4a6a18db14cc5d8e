/* mapped: our files that are mapped and read in place: models, knowledge packs, event packs.
 *
 *     struct mapped file;
 *     struct mapped_reader r = {.file = &file};
 *     if (mapped_open(path, BYTES_MAX, &file) == STATUS_OK) {
 *         mapped_read(&r, &format);
 *         const struct mapped_section *s = mapped_section(&r, "words");
 *         …
 *     }
 *     if (r.problem) … the first that was found
 *
 * All begin with the same header. In models and knowledge packs a table of named sections follows
 * it, each section with a checksum of its own; an event pack has a table of another kind, which it
 * reads itself. Reading is sticky: after the first problem nothing more is found, and one check
 * ends it. Numbers are little-endian, as are all machines that we build for.
 *
 * Memory   the mapping is shared and read-only; bytes of a caller's stay his, aligned as the format
 *          asks. The text of a problem is the thread's, until its next one.
 * Threads  const once opened.
 * Errors   STATUS_IO: the file cannot be read, is empty or too long.
 */
#ifndef DATELINE_MODEL_MAPPED_H
#define DATELINE_MODEL_MAPPED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/sha256.h"
#include "base/status.h"
#include "base/str.h"

enum { MAPPED_NAME_BYTES = 32 };

struct mapped {
    const char *base;
    size_t bytes;
    bool ours; /* mapped by us, not a caller's bytes */
};

/* As the files have them. */
struct mapped_header {
    char magic[8];
    uint32_t version, sections;
    uint64_t bytes;
    uint32_t crc;  /* of the table; in event packs of all that follows the header */
    uint32_t more; /* what the format says */
    unsigned char sha256[SHA256_BYTES]; /* of all that follows the header: the name of the file */
};

struct mapped_section {
    char name[MAPPED_NAME_BYTES];
    uint32_t kind, rows, columns, crc;
    uint64_t offset, bytes;
};

struct mapped_format {
    const char *magic, *problem; /* eight bytes; what a file without them is: "not a model" */
    uint32_t version, sections_max, align;
    /* What is wrong with the bytes of a section for its kind and shape, or NULL. */
    const char *(*shape_problem)(const struct mapped_section *s);
};

struct mapped_reader {
    const struct mapped *file;
    const struct mapped_section *sections; /* (count) */
    uint32_t count;
    const char *problem; /* the first; NULL so far */
};

enum status mapped_open(const char *path, size_t bytes_max, struct mapped *out) MUST_CHECK;
void mapped_close(const struct mapped *file); /* does nothing with a caller's bytes */

/* The header of a file that mapped_header_problem found nothing wrong with. */
static inline const struct mapped_header *mapped_header(const struct mapped *file)
{
    return (const void *)file->base;
}
/* Magic, version and length; NULL when they are right. */
const char *mapped_header_problem(const struct mapped *file, const struct mapped_format *format);
/* Whether the SHA-256 in the header is that of the file; reads all of it. */
bool mapped_is_whole(const struct mapped *file);

/* Checks the header, the table and every section's bounds, shape and checksum. */
void mapped_read(struct mapped_reader *r, const struct mapped_format *format);
void mapped_fail(struct mapped_reader *r, const char *name, const char *what);
/* NULL when there is none of that name or after a problem. */
const struct mapped_section *mapped_section(const struct mapped_reader *r, const char *name);
static inline const char *mapped_at(const struct mapped_reader *r, const struct mapped_section *s)
{
    return r->file->base + s->offset;
}

/* Whether offsets[count + 1] ascend from 0 to `room`, the bytes that they cut into strings. */
bool mapped_offsets_ascend(const uint32_t *offsets, uint32_t count, size_t room);
/* The same, and the bytes are UTF-8 without NUL. */
bool mapped_are_strings(const uint32_t *offsets, uint32_t count, struct str bytes);

#endif
