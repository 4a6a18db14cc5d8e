/* The file is little-endian and so are all machines that we build for; numbers are read in place.
 *
 * Reading is sticky: each take_… finds its section, checks it and notes the first problem; one
 * check at the end. */
#define _GNU_SOURCE
#include "model/pack.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/utf8.h"
#include "model/crc32.h"
#include "model/pack_inside.h"

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "the file's numbers are read in place");

enum { PROBLEM_BYTES = 96, FILE_BYTES_MAX = 1 << 28, ENTRIES_MAX = 1 << 28 };

struct header {
    char magic[8];
    uint32_t version, sections;
    uint64_t bytes;
    uint32_t crc, first;
    unsigned char sha256[SHA256_BYTES];
};

struct section {
    char name[PACK_NAME_BYTES];
    uint32_t kind, rows, columns, crc;
    uint64_t offset, bytes;
};

_Static_assert(sizeof(struct header) == PACK_HEADER_BYTES &&
                   sizeof(struct section) == PACK_SECTION_BYTES,
               "as the file has them");

struct reader {
    struct pack *p;
    struct part *part;
    const struct section *sections; /* (count) */
    uint32_t count;
    const char *problem; /* the first; NULL so far */
};

static _Thread_local char problem_text[PROBLEM_BYTES];

static void fail(struct reader *r, const char *name, const char *what)
{
    if (!r->problem) {
        snprintf(problem_text, sizeof problem_text, "%s: %s", name, what);
        r->problem = problem_text;
    }
}

/* ---- the table ---- */

/* The least bytes of the section's kind and rows; UINT64_MAX for no kind of ours. */
static uint64_t least_bytes(const struct section *s)
{
    switch (s->kind) {
    case PACK_BYTES:
        return s->rows;
    case PACK_U32:
        return (uint64_t)s->rows * 4;
    case PACK_RECORDS:
        return (uint64_t)s->rows * s->columns;
    case PACK_STRINGS:
        return ((uint64_t)s->rows + 1) * 4;
    case PACK_INDEX:
        return 4;
    default:
        return UINT64_MAX;
    }
}

static const char *section_problem(const struct part *part, const struct section *s)
{
    uint64_t least = least_bytes(s);
    bool open_ended = s->kind == PACK_STRINGS || s->kind == PACK_INDEX;
    if (s->name[0] == '\0' || s->name[PACK_NAME_BYTES - 1] != '\0') {
        return "a section without a name";
    }
    if (s->offset % PACK_ALIGN != 0 || s->offset > part->bytes ||
        s->bytes > part->bytes - s->offset) {
        return "lies outside the file";
    }
    if (open_ended ? s->bytes < least : s->bytes != least) {
        return "has not the bytes of its shape";
    }
    return crc32_of(part->base + s->offset, (size_t)s->bytes) == s->crc ? NULL : "is damaged";
}

static void check_header(struct reader *r)
{
    const struct part *part = r->part;
    const struct header *h = (const void *)part->base;
    const char *table = part->base + PACK_HEADER_BYTES;
    if (part->bytes < PACK_HEADER_BYTES || memcmp(h->magic, "DLPACK01", 8) != 0) {
        fail(r, "file", "not a pack");
    } else if (h->version != PACK_FILE_VERSION) {
        fail(r, "file", "of another version");
    } else if (h->bytes != part->bytes || h->sections > PACK_SECTIONS_MAX ||
               PACK_HEADER_BYTES + h->sections * (uint64_t)PACK_SECTION_BYTES > part->bytes) {
        fail(r, "file", "cut short");
    } else if (crc32_of(table, h->sections * (size_t)PACK_SECTION_BYTES) != h->crc) {
        fail(r, "table", "is damaged");
    } else {
        r->sections = (const void *)table;
        r->count = h->sections;
    }
}

static void check_sections(struct reader *r)
{
    for (uint32_t i = 0; i < r->count && !r->problem; i++) {
        const char *problem = section_problem(r->part, &r->sections[i]);
        if (problem) {
            char name[PACK_NAME_BYTES];
            snprintf(name, sizeof name, "%.*s", PACK_NAME_BYTES - 1, r->sections[i].name);
            fail(r, name, problem);
        }
    }
}

/* ---- sections ---- */

/* The bytes of a section, its rows in *rows; an empty slice when it is not there, which `optional`
   allows. */
static struct str take(struct reader *r, const char *name, enum pack_section_kind kind,
                       uint32_t columns, uint32_t *rows, bool optional)
{
    *rows = 0;
    for (uint32_t i = 0; i < r->count && !r->problem; i++) {
        const struct section *s = &r->sections[i];
        if (strcmp(s->name, name) != 0) {
            continue;
        }
        if (s->kind != kind || (kind == PACK_RECORDS && s->columns != columns)) {
            fail(r, name, "is not of the shape that this version has");
            return STR("");
        }
        *rows = s->rows;
        return str_make(r->part->base + s->offset, (size_t)s->bytes);
    }
    if (!optional) {
        fail(r, name, "is missing");
    }
    return STR("");
}

static bool strings_are_whole(const struct pack_strings *s, size_t room)
{
    bool ok = s->offsets[0] == 0 && s->offsets[s->count] == room;
    for (uint32_t k = 0; k < s->count && ok; k++) {
        ok = s->offsets[k] <= s->offsets[k + 1];
    }
    return ok && utf8_valid(str_make(s->bytes, room)) && !memchr(s->bytes, 0, room);
}

static struct pack_strings take_strings(struct reader *r, const char *name)
{
    static const uint32_t none[1];
    struct pack_strings list = {.offsets = none, .bytes = ""};
    uint32_t rows;
    struct str bytes = take(r, name, PACK_STRINGS, 0, &rows, true);
    if (bytes.len == 0) {
        return list;
    }
    size_t head = ((size_t)rows + 1) * 4;
    list.offsets = (const void *)bytes.ptr;
    list.bytes = bytes.ptr + head;
    list.count = rows;
    if (!strings_are_whole(&list, bytes.len - head)) {
        fail(r, name, "holds what are no strings");
    }
    return list;
}

/* No character goes on there. */
static bool is_boundary(struct str text, size_t at)
{
    return at == text.len || ((unsigned char)text.ptr[at] & 0xC0) != 0x80;
}

/* The lengths are ASCII, so the section is UTF-8 as a whole; what is cut out at boundaries is too.
   */
static bool is_text(struct str text, uint32_t offset)
{
    if (offset >= text.len) {
        return false;
    }
    size_t len = (unsigned char)text.ptr[offset];
    return len > 0 && len <= PACK_TEXT_MAX && len < text.len - offset &&
           is_boundary(text, offset + 1) && is_boundary(text, offset + 1 + len);
}

static bool is_entry(const struct pack *p, uint32_t entry)
{
    return entry < p->entries;
}

static bool is_entry_or_none(const struct pack *p, uint32_t entry)
{
    return entry == PACK_NONE || is_entry(p, entry);
}

static bool is_point(int32_t lat, int32_t lon)
{
    return lat >= -9000000 && lat <= 9000000 && lon >= -18000000 && lon <= 18000000;
}

static bool is_whole_entry(const struct reader *r, const struct file_entry *e)
{
    bool point =
        e->lat >= -9000000 && e->lat <= 9000000 && e->lon >= -18000000 && e->lon <= 18000000;
    bool no_point = e->lat == PACK_NO_POINT && e->lon == PACK_NO_POINT;
    return is_text(r->part->text, e->name) && e->kind > 0 && e->kind < PACK_KIND_COUNT &&
           e->country <= r->p->country_count && e->region <= r->p->region_count &&
           e->feature <= r->part->features.count && e->cameo <= r->part->cameo.count &&
           (point || no_point);
}

/* The tables that entries point to, then the entries. */
static void take_entries(struct reader *r)
{
    struct part *part = r->part;
    uint32_t rows;
    part->text = take(r, "text", PACK_BYTES, 0, &rows, false);
    if (!utf8_valid(part->text)) {
        fail(r, "text", "is not UTF-8");
    }
    part->about = take_strings(r, "about");
    part->cameo = take_strings(r, "cameo");
    part->features = take_strings(r, "features");
    part->titles = take_strings(r, "titles");
    struct str entries = take(r, "entries", PACK_RECORDS, PACK_ENTRY_BYTES, &rows, false);
    part->entries = (const void *)entries.ptr;
    part->entry_count = rows;
    if (rows > ENTRIES_MAX - r->p->entries) {
        fail(r, "entries", "are too many");
        return;
    }
    r->p->entries += rows;
}

static void check_entries(struct reader *r)
{
    for (uint32_t i = 0; i < r->part->entry_count && !r->problem; i++) {
        if (!is_whole_entry(r, &r->part->entries[i])) {
            fail(r, "entries", "hold what is out of bounds");
        }
    }
}

static bool is_whole_country(const struct pack *p, const struct file_country *c)
{
    return is_entry(p, c->entry) && is_entry_or_none(p, c->government) &&
           is_entry_or_none(p, c->capital) && c->neighbours <= p->neighbour_count &&
           c->neighbour_count <= p->neighbour_count - c->neighbours;
}

static void take_base(struct reader *r)
{
    struct pack *p = r->p;
    struct str s = take(r, "countries", PACK_RECORDS, PACK_COUNTRY_BYTES, &p->country_count, false);
    p->countries = (const void *)s.ptr;
    p->neighbours =
        (const void *)take(r, "neighbours", PACK_BYTES, 0, &p->neighbour_count, false).ptr;
    s = take(r, "regions", PACK_RECORDS, PACK_PAIR_BYTES, &p->region_count, false);
    p->regions = (const void *)s.ptr;
    bool ok = p->country_count <= UINT8_MAX - 1 && p->region_count < UINT16_MAX;
    for (uint32_t i = 0; ok && i < p->country_count; i++) {
        ok = is_whole_country(p, &p->countries[i]);
    }
    for (uint32_t i = 0; ok && i < p->neighbour_count; i++) {
        ok = p->neighbours[i] < p->country_count;
    }
    for (uint32_t i = 0; ok && i < p->region_count; i++) {
        ok = is_entry(p, p->regions[i].entry) && is_text(r->part->text, p->regions[i].value);
    }
    if (!ok) {
        fail(r, "countries", "hold what is out of bounds");
    }
}

static void take_wikidata(struct reader *r)
{
    struct part *part = r->part;
    struct str s = take(r, "wikidata", PACK_RECORDS, PACK_PAIR_BYTES, &part->wikidata_count, true);
    part->wikidata = (const void *)s.ptr;
    for (uint32_t i = 0; i < part->wikidata_count && !r->problem; i++) {
        if (!is_entry(r->p, part->wikidata[i].entry) ||
            (i > 0 && part->wikidata[i - 1].entry >= part->wikidata[i].entry)) {
            fail(r, "wikidata", "is out of order");
        }
    }
}

static void take_points(struct reader *r)
{
    struct part *part = r->part;
    struct str s = take(r, "points", PACK_RECORDS, PACK_POINT_BYTES, &part->point_count, true);
    part->points = (const void *)s.ptr;
    for (uint32_t i = 0; i < part->point_count && !r->problem; i++) {
        const struct file_point *point = &part->points[i];
        if (!is_entry(r->p, point->entry) || !is_point(point->lat, point->lon) ||
            (i > 0 && point[-1].entry >= point->entry)) {
            fail(r, "points", "are out of bounds or order");
        }
    }
}

/* ---- roles ---- */

static bool is_whole_role(const struct reader *r, const struct file_role *role)
{
    return is_entry(r->p, role->person) && is_entry_or_none(r->p, role->of) &&
           role->title <= r->part->titles.count && role->cameo <= r->part->cameo.count &&
           role->office < PACK_OFFICE_COUNT;
}

/* Whether role a may stand before role b in roles.of. */
static bool is_of_order(const struct file_role *a, const struct file_role *b)
{
    return a->of != b->of ? a->of < b->of : a->office <= b->office;
}

static void take_roles(struct reader *r)
{
    struct part *part = r->part;
    struct str s = take(r, "roles", PACK_RECORDS, PACK_ROLE_BYTES, &part->role_count, true);
    part->roles = (const void *)s.ptr;
    s = take(r, "roles.of", PACK_U32, 0, &part->roles_of_count, true);
    part->roles_of = (const void *)s.ptr;
    for (uint32_t i = 0; i < part->role_count && !r->problem; i++) {
        if (!is_whole_role(r, &part->roles[i]) ||
            (i > 0 && part->roles[i - 1].person > part->roles[i].person)) {
            fail(r, "roles", "are out of bounds or order");
        }
    }
    for (uint32_t i = 0; i < part->roles_of_count && !r->problem; i++) {
        const uint32_t *at = &part->roles_of[i];
        if (*at >= part->role_count || part->roles[*at].of == PACK_NONE ||
            (i > 0 && !is_of_order(&part->roles[at[-1]], &part->roles[*at]))) {
            fail(r, "roles.of", "is out of bounds or order");
        }
    }
}

/* ---- indexes ---- */

static bool names_payload(const void *arg, const unsigned char *at, size_t len)
{
    const struct pack *p = arg;
    const unsigned char *end = at + len;
    while (at < end) {
        uint32_t number;
        if (!pack_varint(&at, end, &number) || !is_entry(p, number / PACK_FORM_COUNT)) {
            return false;
        }
    }
    return len > 0;
}

static bool words_payload(const void *arg, const unsigned char *at, size_t len)
{
    const struct part *part = arg;
    const unsigned char *end = at + len;
    uint32_t classes, women = 0, code = 0, gender = 0, level = 0;
    if (!pack_varint(&at, end, &classes) || classes == 0 ||
        (classes & ~(uint32_t)PACK_WORD_KNOWN)) {
        return false;
    }
    if ((classes & PACK_WORD_GIVEN) && !pack_varint(&at, end, &women)) {
        return false;
    }
    if ((classes & PACK_WORD_CODED) &&
        (!pack_varint(&at, end, &code) || !pack_varint(&at, end, &gender))) {
        return false;
    }
    if ((classes & PACK_WORD_COMMON) && !pack_varint(&at, end, &level)) {
        return false;
    }
    return at == end && women <= UINT8_MAX && code <= part->cameo.count && gender <= PACK_FEMALE &&
           level <= UINT8_MAX;
}

static void take_index(struct reader *r, const char *name, struct pack_index *out,
                       pack_payload_check *check, const void *arg)
{
    for (uint32_t i = 0; i < r->count && !r->problem; i++) {
        const struct section *s = &r->sections[i];
        if (strcmp(s->name, name) != 0) {
            continue;
        }
        struct str bytes = str_make(r->part->base + s->offset, (size_t)s->bytes);
        if (s->kind != PACK_INDEX ||
            !pack_index_check(out, bytes, s->rows, s->columns, check, arg)) {
            fail(r, name, "is out of bounds or order");
        }
        return;
    }
}

/* ---- opening ---- */

/* A supplement names its base and begins where the files before it end. */
static void check_base(struct reader *r)
{
    const struct header *h = (const void *)r->part->base;
    uint32_t rows;
    r->part->first = h->first;
    struct str base = take(r, "base", PACK_BYTES, 0, &rows, true);
    if (r->part == r->p->parts) {
        if (h->first != 0 || base.len != 0) {
            fail(r, "base", "this is a supplement, and its base is not before it");
        }
        return;
    }
    const struct header *of = (const void *)r->p->parts[0].base;
    if (base.len != SHA256_BYTES || memcmp(base.ptr, of->sha256, SHA256_BYTES) != 0 ||
        h->first != r->p->entries) {
        fail(r, "base", "made for another pack");
    }
}

static void read_part(struct reader *r)
{
    check_header(r);
    check_sections(r);
    if (!r->problem) {
        check_base(r);
        take_entries(r);
    }
    if (!r->problem && r->part == r->p->parts) {
        take_base(r);
    }
    if (!r->problem) {
        check_entries(r);
        take_wikidata(r);
        take_points(r);
        take_roles(r);
        take_index(r, "names", &r->part->names, names_payload, r->p);
        take_index(r, "words", &r->part->words, words_payload, r->part);
    }
}

static void name_pack(struct pack *p)
{
    unsigned char digest[SHA256_BYTES];
    struct sha256 all;
    memcpy(digest, ((const struct header *)(const void *)p->parts[0].base)->sha256, sizeof digest);
    sha256_init(&all);
    for (size_t i = 0; i < p->count; i++) {
        const struct header *h = (const void *)p->parts[i].base;
        sha256_add(&all, str_make((const char *)h->sha256, SHA256_BYTES));
    }
    if (p->count > 1) {
        sha256_end(&all, digest);
    }
    sha256_text(digest, p->sha256);
}

static enum status read_parts(struct pack *p, const char **problem)
{
    size_t count = p->count;
    *problem = count == 0 ? "there is no file" : NULL;
    for (p->count = 0; p->count < count && !*problem;) {
        struct reader r = {.p = p, .part = &p->parts[p->count]};
        read_part(&r);
        *problem = r.problem;
        p->count++;
    }
    p->count = count;
    if (!*problem) {
        name_pack(p);
    }
    return *problem ? STATUS_MODEL : STATUS_OK;
}

static enum status map_file(const char *path, struct part *out)
{
    struct stat info;
    void *base = MAP_FAILED;
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file >= 0 && fstat(file, &info) == 0 && S_ISREG(info.st_mode) && info.st_size > 0 &&
        info.st_size <= FILE_BYTES_MAX) {
        base = mmap(NULL, (size_t)info.st_size, PROT_READ, MAP_SHARED, file, 0);
    }
    if (file >= 0) {
        close(file);
    }
    if (base == MAP_FAILED) {
        return STATUS_IO;
    }
    *out = (struct part){.base = base, .bytes = (size_t)info.st_size, .mapped = true};
    return STATUS_OK;
}

static enum status finish(struct pack *p, enum status status, struct pack **out,
                          const char **problem)
{
    if (status == STATUS_OK) {
        status = read_parts(p, problem);
    }
    if (status == STATUS_OK) {
        *out = p;
    } else {
        pack_close(p);
    }
    return status;
}

enum status pack_open(const char *const *paths, size_t count, struct pack **out,
                      const char **problem)
{
    struct pack *p = calloc(1, sizeof *p);
    enum status status = p && count <= PACK_FILES_MAX ? STATUS_OK : STATUS_LIMIT;
    *out = NULL;
    *problem = "cannot be read";
    while (status == STATUS_OK && p->count < count) {
        status = map_file(paths[p->count], &p->parts[p->count]);
        p->count += status == STATUS_OK;
    }
    return finish(p, status, out, problem);
}

enum status pack_of_bytes(const struct str *files, size_t count, struct pack **out,
                          const char **problem)
{
    struct pack *p = calloc(1, sizeof *p);
    enum status status = p && count <= PACK_FILES_MAX ? STATUS_OK : STATUS_LIMIT;
    *out = NULL;
    *problem = "are too many";
    for (; status == STATUS_OK && p->count < count; p->count++) {
        p->parts[p->count] =
            (struct part){.base = files[p->count].ptr, .bytes = files[p->count].len};
    }
    return finish(p, status, out, problem);
}

void pack_close(struct pack *p)
{
    for (size_t i = 0; p && i < p->count; i++) {
        if (p->parts[i].mapped) {
            munmap((void *)(uintptr_t)p->parts[i].base, p->parts[i].bytes);
        }
    }
    free(p);
}

enum status pack_verify(const struct pack *p, const char **problem)
{
    *problem = NULL;
    for (size_t i = 0; i < p->count && !*problem; i++) {
        const struct part *part = &p->parts[i];
        const struct header *h = (const void *)part->base;
        unsigned char digest[SHA256_BYTES];
        sha256_of(str_make(part->base + PACK_HEADER_BYTES, part->bytes - PACK_HEADER_BYTES),
                  digest);
        if (memcmp(digest, h->sha256, SHA256_BYTES) != 0) {
            *problem = "the SHA-256 is another";
        }
    }
    return *problem ? STATUS_MODEL : STATUS_OK;
}

struct str pack_sha256(const struct pack *p)
{
    return str_of(p->sha256);
}

uint32_t pack_entries(const struct pack *p)
{
    return p->entries;
}

bool pack_about(const struct pack *p, size_t i, struct str *name, struct str *text)
{
    for (size_t k = 0; k < p->count; k++) {
        const struct pack_strings *about = &p->parts[k].about;
        if (i < about->count / 2) {
            *name = pack_string(about, (uint32_t)(2 * i + 1));
            *text = pack_string(about, (uint32_t)(2 * i + 2));
            return true;
        }
        i -= about->count / 2;
    }
    return false;
}

/* ---- for the searches ---- */

struct str pack_string(const struct pack_strings *s, uint32_t number)
{
    if (number == 0) {
        return (struct str){0};
    }
    uint32_t begin = s->offsets[number - 1], end = s->offsets[number];
    return str_make(s->bytes + begin, end - begin);
}

struct str pack_text(const struct part *part, uint32_t offset)
{
    return str_make(part->text.ptr + offset + 1, (unsigned char)part->text.ptr[offset]);
}

const struct part *pack_part(const struct pack *p, uint32_t entry)
{
    size_t i = p->count - 1;
    while (entry < p->parts[i].first) {
        i--;
    }
    return &p->parts[i];
}
