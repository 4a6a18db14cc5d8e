#include "pipeline/entity_key.h"

#include "base/sha256.h"
#include "model/pack.h"
#include "text/chars.h"
#include "text/name_key.h"

enum {
    KEY_BYTES = 8, /* of the hash */
    PLACES = 1u << PACK_COUNTRY | 1u << PACK_CITY | 1u << PACK_REGION | 1u << PACK_DISTRICT |
             1u << PACK_AREA | 1u << PACK_NATURAL | 1u << PACK_FACILITY,
    BODIES = 1u << PACK_GOVERNMENT | 1u << PACK_BODY | 1u << PACK_NGO | 1u << PACK_ARMED |
             1u << PACK_MILITARY | 1u << PACK_COMPANY | 1u << PACK_PARTY | 1u << PACK_MEDIA |
             1u << PACK_COURT | 1u << PACK_MINISTRY | 1u << PACK_LEGISLATURE | 1u << PACK_SCHOOL |
             1u << PACK_CLUB | 1u << PACK_ORGANIZATION,
    PEOPLES = 1u << PACK_COUNTRY | 1u << PACK_REGION | 1u << PACK_AREA | 1u << PACK_GROUP |
              1u << PACK_CITY,
    SHORT_NAME = 4,       /* an abbreviation of so few letters must be written in capitals */
    COMMONEST = 10,       /* level of the words that everybody uses */
    KNOWN_ANYWHERE = 100, /* prominence of bodies that go by their letters abroad */
};

static bool form_fits(enum entity_type type, enum pack_form form)
{
    bool adjective = form == PACK_FORM_ADJECTIVE || form == PACK_FORM_INHABITANT;
    if (type == ENTITY_GROUP) {
        return adjective || form == PACK_FORM_NAME;
    }
    return !adjective && form != PACK_FORM_SEAT && form != PACK_FORM_PARTIAL;
}

static uint32_t kinds_of(enum entity_type type)
{
    switch (type) {
    case ENTITY_PERSON:
        return 1u << PACK_PERSON;
    case ENTITY_ORGANIZATION:
        return BODIES;
    case ENTITY_LOCATION:
    case ENTITY_FACILITY:
        return PLACES;
    case ENTITY_GROUP:
        return PEOPLES;
    default:
        return 0;
    }
}

/* "US Senate" and "United States Senate". */
static bool end_alike(struct str name, struct str entry)
{
    struct name_key a, b;
    struct str x = name_key_of(name, &a), y = name_key_of(entry, &b);
    size_t same = 0;
    while (same < x.len && same < y.len && x.ptr[x.len - 1 - same] == y.ptr[y.len - 1 - same] &&
           x.ptr[x.len - 1 - same] != ' ') {
        same++;
    }
    return same && (same == x.len || x.ptr[x.len - 1 - same] == ' ') &&
           (same == y.len || y.ptr[y.len - 1 - same] == ' ');
}

static bool fits(const struct pack *pack, const struct pack_match *m, enum entity_type type,
                 struct str name)
{
    bool brief = m->form == PACK_FORM_ABBREVIATION && name.len <= SHORT_NAME;
    enum pack_kind kind = pack_entry(pack, m->entry).kind;
    struct pack_word word = pack_word(pack, name);
    bool quarter = kind == PACK_REGION && (word.classes & PACK_WORD_COMMON) &&
                   word.level <= COMMONEST; /* "the North" is one of many */
    return (kinds_of(type) >> kind & 1) && form_fits(type, m->form) && !quarter &&
           (!brief || chars_all_upper(name));
}

/* Little known bodies are meant by their letters, and parties by names that other countries' have,
 * where the article tells of their country. */
static bool is_known(const struct pack_entry *e, enum pack_form form, struct str name,
                     const uint32_t *told)
{
    bool many = e->kind == PACK_PARTY && str_find_byte(name, ' ', 0) != SIZE_MAX;
    return !told || e->prominence >= KNOWN_ANYWHERE || !(BODIES >> e->kind & 1) ||
           (e->country.len && told[e->country_number]) || (form != PACK_FORM_ABBREVIATION && !many);
}

/* Is `e` meant rather than `best`? Of parties that of the country most told of, of parliaments and
 * their houses the one of that word. */
static bool is_better(const struct pack_entry *e, const struct pack_entry *best, struct str name,
                      const uint32_t *told)
{
    if (e->kind != best->kind) {
        return false;
    }
    if (e->kind == PACK_LEGISLATURE) {
        return end_alike(name, e->name) && !end_alike(name, best->name);
    }
    return e->kind == PACK_PARTY && told && e->country.len && best->country.len &&
           told[e->country_number] > told[best->country_number];
}

uint32_t entity_key_entry(const struct pack *pack, enum entity_type type, struct str name,
                          const uint32_t *told)
{
    struct pack_match found[PACK_MATCHES_MAX];
    uint32_t best = PACK_NONE;
    struct pack_entry of_best = {0};
    size_t count = pack && kinds_of(type) ? pack_find(pack, name, found, PACK_MATCHES_MAX) : 0;
    for (size_t i = 0; i < count; i++) {
        struct pack_entry e = pack_entry(pack, found[i].entry);
        if (fits(pack, &found[i], type, name) && is_known(&e, found[i].form, name, told) &&
            (best == PACK_NONE || is_better(&e, &of_best, name, told))) {
            best = found[i].entry;
            of_best = e;
        }
    }
    return best;
}

uint32_t entity_seat(const struct pack *pack, struct str name)
{
    struct pack_match found[PACK_MATCHES_MAX];
    size_t count = pack ? pack_find(pack, name, found, PACK_MATCHES_MAX) : 0;
    for (size_t i = 0; i < count; i++) {
        struct pack_entry e = pack_entry(pack, found[i].entry);
        bool power = e.kind == PACK_GOVERNMENT || e.kind == PACK_MINISTRY;
        if ((i == 0 && !(power && found[i].form == PACK_FORM_SEAT)) ||
            str_equal(e.feature, STR("PPLC"))) {
            return PACK_NONE;
        }
    }
    return count ? found[0].entry : PACK_NONE;
}

/* "x-" and the hash of the type and the name in lower case. */
static struct str hashed(enum entity_type type, struct str name, struct arena *arena)
{
    struct sha256 h;
    unsigned char digest[SHA256_BYTES];
    size_t len;
    sha256_init(&h);
    sha256_add(&h, str_of(entity_type_name(type)));
    for (size_t at = 0; at < name.len; at += len) {
        char lower[UTF8_BYTES_MAX];
        sha256_add(&h,
                   str_make(lower, utf8_encode(chars_lower(utf8_decode(name, at, &len)), lower)));
    }
    sha256_end(&h, digest);
    char hex[2 * KEY_BYTES];
    for (size_t i = 0; i < KEY_BYTES; i++) {
        hex[2 * i] = "0123456789abcdef"[digest[i] >> 4];
        hex[2 * i + 1] = "0123456789abcdef"[digest[i] & 15];
    }
    return arena_printf(arena, "x-%.*s", 2 * KEY_BYTES, hex);
}

void entity_key_set(struct entity *e, const struct pack *pack, uint32_t entry, struct arena *arena)
{
    if (pack && entry != PACK_NONE) {
        struct pack_entry known = pack_entry(pack, entry);
        e->geonames = known.geonames;
        e->cameo = known.cameo.len ? known.cameo : (struct str){0};
        e->wikidata = known.wikidata ? arena_printf(arena, "Q%u", known.wikidata) : (struct str){0};
    }
    e->key = e->wikidata.ptr ? e->wikidata : hashed(e->type, e->name, arena);
}
