#define _GNU_SOURCE
#include "model/mapped.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/utf8.h"
#include "model/crc32.h"

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "the file's numbers are read in place");
_Static_assert(sizeof(struct mapped_header) == 64 && sizeof(struct mapped_section) == 64,
               "as the files have them");

enum { PROBLEM_BYTES = 128 };

static _Thread_local char problem_text[PROBLEM_BYTES];

/* ---- the mapping ---- */

enum status mapped_open(const char *path, size_t bytes_max, struct mapped *out)
{
    struct stat info;
    void *base = MAP_FAILED;
    int file = open(path, O_RDONLY | O_CLOEXEC);
    *out = (struct mapped){.base = NULL};
    if (file >= 0 && fstat(file, &info) == 0 && S_ISREG(info.st_mode) && info.st_size > 0 &&
        (uint64_t)info.st_size <= bytes_max) {
        base = mmap(NULL, (size_t)info.st_size, PROT_READ, MAP_SHARED, file, 0);
    }
    if (file >= 0) {
        close(file);
    }
    if (base == MAP_FAILED) {
        return STATUS_IO;
    }
    *out = (struct mapped){.base = base, .bytes = (size_t)info.st_size, .ours = true};
    return STATUS_OK;
}

void mapped_close(const struct mapped *file)
{
    if (file->ours) {
        munmap((void *)(uintptr_t)file->base, file->bytes);
    }
}

/* ---- header and table ---- */

const char *mapped_header_problem(const struct mapped *file, const struct mapped_format *format)
{
    const struct mapped_header *h = mapped_header(file);
    if (file->bytes < sizeof *h || memcmp(h->magic, format->magic, sizeof h->magic) != 0) {
        return format->problem;
    }
    if (h->version != format->version) {
        return "of another version";
    }
    return h->bytes == file->bytes && h->sections <= format->sections_max ? NULL : "cut short";
}

bool mapped_is_whole(const struct mapped *file)
{
    const struct mapped_header *h = mapped_header(file);
    unsigned char digest[SHA256_BYTES];
    sha256_of(str_make(file->base + sizeof *h, file->bytes - sizeof *h), digest);
    return memcmp(digest, h->sha256, SHA256_BYTES) == 0;
}

void mapped_fail(struct mapped_reader *r, const char *name, const char *what)
{
    if (!r->problem) {
        snprintf(problem_text, sizeof problem_text, "%s: %s", name, what);
        r->problem = problem_text;
    }
}

static const char *section_problem(const struct mapped *file, const struct mapped_format *format,
                                   const struct mapped_section *s)
{
    if (s->name[0] == '\0' || s->name[MAPPED_NAME_BYTES - 1] != '\0') {
        return "a section without a name";
    }
    if (s->offset % format->align != 0 || s->offset > file->bytes ||
        s->bytes > file->bytes - s->offset) {
        return "lies outside the file";
    }
    const char *problem = format->shape_problem(s);
    if (problem) {
        return problem;
    }
    return crc32_of(file->base + s->offset, (size_t)s->bytes) == s->crc ? NULL : "is damaged";
}

static void check_sections(struct mapped_reader *r, const struct mapped_format *format)
{
    for (uint32_t i = 0; i < r->count && !r->problem; i++) {
        const char *problem = section_problem(r->file, format, &r->sections[i]);
        if (problem) {
            char name[MAPPED_NAME_BYTES];
            snprintf(name, sizeof name, "%.*s", MAPPED_NAME_BYTES - 1, r->sections[i].name);
            mapped_fail(r, name, problem);
        }
    }
}

void mapped_read(struct mapped_reader *r, const struct mapped_format *format)
{
    const struct mapped_header *h = mapped_header(r->file);
    const char *problem = mapped_header_problem(r->file, format);
    if (problem) {
        mapped_fail(r, "file", problem);
        return;
    }
    const struct mapped_section *table = (const void *)(r->file->base + sizeof *h);
    size_t bytes = h->sections * sizeof *table;
    if (bytes > r->file->bytes - sizeof *h) {
        mapped_fail(r, "file", "cut short");
    } else if (crc32_of((const char *)table, bytes) != h->crc) {
        mapped_fail(r, "table", "is damaged");
    } else {
        r->sections = table;
        r->count = h->sections;
        check_sections(r, format);
    }
}

const struct mapped_section *mapped_section(const struct mapped_reader *r, const char *name)
{
    for (uint32_t i = 0; i < r->count && !r->problem; i++) {
        if (strcmp(r->sections[i].name, name) == 0) {
            return &r->sections[i];
        }
    }
    return NULL;
}

/* ---- strings ---- */

bool mapped_offsets_ascend(const uint32_t *offsets, uint32_t count, size_t room)
{
    bool ok = offsets[0] == 0 && offsets[count] == room;
    for (uint32_t i = 0; i < count && ok; i++) {
        ok = offsets[i] <= offsets[i + 1];
    }
    return ok;
}

bool mapped_are_strings(const uint32_t *offsets, uint32_t count, struct str bytes)
{
    return mapped_offsets_ascend(offsets, count, bytes.len) && utf8_valid(bytes) &&
           !memchr(bytes.ptr, 0, bytes.len);
}
