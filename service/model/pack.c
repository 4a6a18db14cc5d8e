#include "model/pack.h"

#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "model/pack_inside.h"

enum { FILE_BYTES_MAX = 1 << 28, ENTRIES_MAX = 1 << 28 };

_Static_assert(sizeof(struct mapped_header) == PACK_HEADER_BYTES &&
                   sizeof(struct mapped_section) == PACK_SECTION_BYTES &&
                   (int)MAPPED_NAME_BYTES == (int)PACK_NAME_BYTES,
               "as the file has them");

struct reader {
    struct pack *p;
    struct part *part;
    struct mapped_reader in;
};

static void fail(struct reader *r, const char *name, const char *what)
{
    mapped_fail(&r->in, name, what);
}

/* ---- the table ---- */

/* The least bytes of the section's kind and rows; UINT64_MAX for no kind of ours. */
static uint64_t least_bytes(const struct mapped_section *s)
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

static const char *shape_problem(const struct mapped_section *s)
{
    uint64_t least = least_bytes(s);
    bool open_ended = s->kind == PACK_STRINGS || s->kind == PACK_INDEX;
    bool right = open_ended ? s->bytes >= least : s->bytes == least;
    return right ? NULL : "has not the bytes of its shape";
}

static const struct mapped_format format = {.magic = "DLPACK01",
                                            .problem = "not a pack",
                                            .version = PACK_FILE_VERSION,
                                            .sections_max = PACK_SECTIONS_MAX,
                                            .align = PACK_ALIGN,
                                            .shape_problem = shape_problem};

/* ---- sections ---- */

/* The bytes of a section, its rows in *rows; an empty slice when it is not there, which `optional`
   allows. */
static struct str take(struct reader *r, const char *name, enum pack_section_kind kind,
                       uint32_t columns, uint32_t *rows, bool optional)
{
    *rows = 0;
    const struct mapped_section *s = mapped_section(&r->in, name);
    if (!s && !optional) {
        fail(r, name, "is missing");
    }
    if (s && (s->kind != kind || (kind == PACK_RECORDS && s->columns != columns))) {
        fail(r, name, "is not of the shape that this version has");
        s = NULL;
    }
    if (!s) {
        return STR("");
    }
    *rows = s->rows;
    return str_make(mapped_at(&r->in, s), (size_t)s->bytes);
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
    if (!mapped_are_strings(list.offsets, rows, str_make(list.bytes, bytes.len - head))) {
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
    for (uint32_t i = 0; i < r->part->entry_count && !r->in.problem; i++) {
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
    for (uint32_t i = 0; i < part->wikidata_count && !r->in.problem; i++) {
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
    for (uint32_t i = 0; i < part->point_count && !r->in.problem; i++) {
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
    for (uint32_t i = 0; i < part->role_count && !r->in.problem; i++) {
        if (!is_whole_role(r, &part->roles[i]) ||
            (i > 0 && part->roles[i - 1].person > part->roles[i].person)) {
            fail(r, "roles", "are out of bounds or order");
        }
    }
    for (uint32_t i = 0; i < part->roles_of_count && !r->in.problem; i++) {
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
    const struct mapped_section *s = mapped_section(&r->in, name);
    if (s && (s->kind != PACK_INDEX ||
              !pack_index_check(out, str_make(mapped_at(&r->in, s), (size_t)s->bytes), s->rows,
                                s->columns, check, arg))) {
        fail(r, name, "is out of bounds or order");
    }
}

/* ---- opening ---- */

/* A supplement names its base and begins where the files before it end. */
static void check_base(struct reader *r)
{
    const struct mapped_header *h = mapped_header(&r->part->file);
    uint32_t rows;
    r->part->first = h->more;
    struct str base = take(r, "base", PACK_BYTES, 0, &rows, true);
    if (r->part == r->p->parts) {
        if (h->more != 0 || base.len != 0) {
            fail(r, "base", "this is a supplement, and its base is not before it");
        }
        return;
    }
    const struct mapped_header *of = mapped_header(&r->p->parts[0].file);
    if (base.len != SHA256_BYTES || memcmp(base.ptr, of->sha256, SHA256_BYTES) != 0 ||
        h->more != r->p->entries) {
        fail(r, "base", "made for another pack");
    }
}

static void read_part(struct reader *r)
{
    mapped_read(&r->in, &format);
    if (!r->in.problem) {
        check_base(r);
        take_entries(r);
    }
    if (!r->in.problem && r->part == r->p->parts) {
        take_base(r);
    }
    if (!r->in.problem) {
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
    memcpy(digest, mapped_header(&p->parts[0].file)->sha256, sizeof digest);
    sha256_init(&all);
    for (size_t i = 0; i < p->count; i++) {
        const unsigned char *name = mapped_header(&p->parts[i].file)->sha256;
        sha256_add(&all, str_make((const char *)name, SHA256_BYTES));
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
        struct part *part = &p->parts[p->count];
        struct reader r = {.p = p, .part = part, .in = {.file = &part->file}};
        read_part(&r);
        *problem = r.in.problem;
        p->count++;
    }
    p->count = count;
    if (!*problem) {
        name_pack(p);
    }
    return *problem ? STATUS_MODEL : STATUS_OK;
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
        status = mapped_open(paths[p->count], FILE_BYTES_MAX, &p->parts[p->count].file);
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
        p->parts[p->count].file =
            (struct mapped){.base = files[p->count].ptr, .bytes = files[p->count].len};
    }
    return finish(p, status, out, problem);
}

void pack_close(struct pack *p)
{
    for (size_t i = 0; p && i < p->count; i++) {
        mapped_close(&p->parts[i].file);
    }
    free(p);
}

enum status pack_verify(const struct pack *p, const char **problem)
{
    *problem = NULL;
    for (size_t i = 0; i < p->count && !*problem; i++) {
        *problem = mapped_is_whole(&p->parts[i].file) ? NULL : "the SHA-256 is another";
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
