/* Names, entries, countries, words. Each file has its own index; what several files say of one key
 * is merged by the rank that they are ordered by: prominence less what the form of the name
 * costs. */
#include <string.h>

#include "model/pack_inside.h"

static const struct {
    const char *name;
    int cost;
} forms[] = {
#define X(id, name, cost) {name, cost},
    PACK_FORM_MAP(X)
#undef X
};

static const char *const kinds[] = {"none",
#define X(id, name) name,
                                    PACK_KIND_MAP(X)
#undef X
};

const char *pack_kind_name(enum pack_kind kind)
{
    return (unsigned)kind < PACK_KIND_COUNT ? kinds[kind] : "none";
}

const char *pack_form_name(enum pack_form form)
{
    return (unsigned)form < PACK_FORM_COUNT ? forms[form].name : "none";
}

/* ---- names ---- */

static const struct file_entry *row_of(const struct pack *p, uint32_t entry)
{
    const struct part *part = pack_part(p, entry);
    return &part->entries[entry - part->first];
}

static int rank_of(const struct pack *p, const struct pack_match *m)
{
    return row_of(p, m->entry)->prominence - forms[m->form].cost;
}

static bool is_known(const struct pack_match *out, size_t count, uint32_t entry)
{
    for (size_t i = 0; i < count; i++) {
        if (out[i].entry == entry) {
            return true;
        }
    }
    return false;
}

/* Adds a match where its rank says, behind its equals; the last falls off when the list is full. An
   entry is kept once. */
static size_t insert(const struct pack *p, struct pack_match *out, size_t count, size_t max,
                     struct pack_match m)
{
    if (is_known(out, count, m.entry)) {
        return count;
    }
    int rank = rank_of(p, &m);
    size_t at = count;
    while (at > 0 && rank_of(p, &out[at - 1]) < rank) {
        at--;
    }
    if (at == max) {
        return count;
    }
    count = count < max ? count + 1 : max;
    memmove(out + at + 1, out + at, (count - at - 1) * sizeof *out);
    out[at] = m;
    return count;
}

static size_t read_matches(const struct pack *p, const struct pack_cursor *c,
                           struct pack_match *out, size_t count, size_t max)
{
    const unsigned char *at = c->payload, *end = at + c->payload_len;
    uint32_t number = 0;
    while (at < end && pack_varint(&at, end, &number)) {
        struct pack_match m = {.entry = number / PACK_FORM_COUNT,
                               .form = (enum pack_form)(number % PACK_FORM_COUNT)};
        count = insert(p, out, count, max, m);
    }
    return count;
}

/* The entries of a key. */
static size_t find_key(const struct pack *p, struct str key, struct pack_match *out, size_t max)
{
    size_t count = 0;
    struct pack_cursor c;
    for (size_t i = 0; i < p->count; i++) {
        if (pack_index_find(&p->parts[i].names, key, &c)) {
            count = read_matches(p, &c, out, count, max);
        }
    }
    return count;
}

/* What stands before a possessive at the end; the whole text without one. */
static struct str without_possessive(struct str text)
{
    static const struct str marks[] = {STR_INIT("'s"), STR_INIT("\xE2\x80\x99s"), STR_INIT("'"),
                                       STR_INIT("\xE2\x80\x99")};
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
        if (str_ends_with(text, marks[i])) {
            return str_slice(text, 0, text.len - marks[i].len);
        }
    }
    return text;
}

size_t pack_find(const struct pack *p, struct str text, struct pack_match *out, size_t max)
{
    struct name_key key;
    size_t count = find_key(p, name_key_of(text, &key), out, max);
    struct str bare = without_possessive(text);
    if (count == 0 && bare.len < text.len) {
        count = find_key(p, name_key_of(bare, &key), out, max);
    }
    return count;
}

bool pack_find_kind(const struct pack *p, struct str text, uint32_t wanted, struct pack_match *out)
{
    struct pack_match found[PACK_MATCHES_MAX];
    size_t count = pack_find(p, text, found, PACK_MATCHES_MAX);
    for (size_t i = 0; i < count; i++) {
        if (wanted & (1u << row_of(p, found[i].entry)->kind)) {
            *out = found[i];
            return true;
        }
    }
    return false;
}

/* ---- entries ---- */

static uint32_t wikidata_of(const struct part *part, uint32_t entry)
{
    uint32_t low = 0, high = part->wikidata_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (part->wikidata[middle].entry < entry) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    bool there = low < part->wikidata_count && part->wikidata[low].entry == entry;
    return there ? part->wikidata[low].value : 0;
}

/* The point of a supplement, if it has one for the entry. */
static const struct file_point *point_of(const struct part *part, uint32_t entry)
{
    uint32_t low = 0, high = part->point_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (part->points[middle].entry < entry) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    bool there = low < part->point_count && part->points[low].entry == entry;
    return there ? &part->points[low] : NULL;
}

static void add_point(const struct pack *p, uint32_t entry, struct pack_entry *e)
{
    const struct file_entry *row = row_of(p, entry);
    e->has_point = row->lat != PACK_NO_POINT;
    e->lat_e5 = e->has_point ? row->lat : 0;
    e->lon_e5 = e->has_point ? row->lon : 0;
    for (size_t i = 1; i < p->count; i++) {
        const struct file_point *point = point_of(&p->parts[i], entry);
        if (point) {
            e->has_point = true;
            e->lat_e5 = point->lat;
            e->lon_e5 = point->lon;
        }
    }
}

static void add_country(const struct pack *p, const struct file_entry *row, struct pack_entry *e)
{
    e->country_number = e->country_entry = e->region_entry = PACK_NONE;
    if (row->country) {
        const struct file_country *c = &p->countries[row->country - 1];
        e->country = str_make(c->iso2, 2);
        e->country_number = row->country - 1u;
        e->country_entry = c->entry;
    }
    if (row->region) {
        const struct file_pair *region = &p->regions[row->region - 1];
        e->region = pack_text(&p->parts[0], region->value);
        e->region_entry = region->entry;
    }
}

struct pack_entry pack_entry(const struct pack *p, uint32_t entry)
{
    const struct part *part = pack_part(p, entry);
    const struct file_entry *row = &part->entries[entry - part->first];
    struct pack_entry e = {.kind = (enum pack_kind)row->kind,
                           .prominence = row->prominence,
                           .name = pack_text(part, row->name),
                           .feature = pack_string(&part->features, row->feature),
                           .cameo = pack_string(&part->cameo, row->cameo),
                           .geonames = row->geonames,
                           .population = row->population};
    add_point(p, entry, &e);
    add_country(p, row, &e);
    for (size_t i = 0; i < p->count && e.wikidata == 0; i++) {
        e.wikidata = wikidata_of(&p->parts[i], entry);
    }
    return e;
}

/* ---- countries ---- */

uint32_t pack_countries(const struct pack *p)
{
    return p->country_count;
}

static struct str code_of(const char *code)
{
    return code[0] ? str_make(code, 3) : (struct str){0};
}

struct pack_country pack_country(const struct pack *p, uint32_t number)
{
    const struct file_country *c = &p->countries[number];
    return (struct pack_country){
        .number = number,
        .entry = c->entry,
        .government = c->government,
        .capital = c->capital,
        .iso2 = str_make(c->iso2, 2),
        .iso3 = code_of(c->iso3),
        .cameo = code_of(c->cameo),
        .currency = code_of(c->currency),
        .neighbours = p->neighbours + c->neighbours,
        .neighbour_count = c->neighbour_count,
        .leads = c->leads == PACK_OFFICE_GOVERNMENT ? PACK_OFFICE_GOVERNMENT : PACK_OFFICE_STATE};
}

bool pack_country_of_code(const struct pack *p, struct str code, struct pack_country *out)
{
    for (uint32_t i = 0; i < p->country_count; i++) {
        struct pack_country c = pack_country(p, i);
        if (str_equal(c.iso2, code) || str_equal(c.iso3, code) || str_equal(c.cameo, code)) {
            *out = c;
            return true;
        }
    }
    return false;
}

/* ---- words ---- */

/* Adds what one file says of a word. */
static void read_word(const struct part *part, const struct pack_cursor *c, struct pack_word *out)
{
    const unsigned char *at = c->payload, *end = at + c->payload_len;
    uint32_t classes = 0, women = 0, code = 0, gender = 0, level = 0;
    bool ok = pack_varint(&at, end, &classes);
    if (ok && (classes & PACK_WORD_GIVEN) && pack_varint(&at, end, &women)) {
        out->women = women <= 100 ? (int)women : -1;
    }
    if (ok && (classes & PACK_WORD_CODED) && pack_varint(&at, end, &code) &&
        pack_varint(&at, end, &gender)) {
        out->cameo = code ? pack_string(&part->cameo, code) : out->cameo;
        out->gender = gender ? (enum pack_gender)gender : out->gender;
    }
    if (ok && (classes & PACK_WORD_COMMON) && pack_varint(&at, end, &level)) {
        out->level = (int)level;
    }
    out->classes |= classes;
}

static struct pack_word word_of_key(const struct pack *p, struct str key)
{
    struct pack_word word = {.women = -1};
    struct pack_cursor c;
    for (size_t i = 0; i < p->count; i++) {
        if (pack_index_find(&p->parts[i].words, key, &c)) {
            read_word(&p->parts[i], &c, &word);
        }
    }
    return word;
}

struct pack_word pack_word(const struct pack *p, struct str text)
{
    struct name_key key;
    return word_of_key(p, name_key_of(text, &key));
}
