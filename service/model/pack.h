/* pack: what the service knows of the world, mapped from its files, checked, and looked up.
 *
 * The format stands in pack_file.h. A pack is a base file and any supplements that were built with
 * it, searched as one. Opening checks everything that memory safety rests on: headers, CRC of each
 * section, every offset and number, the order of all that is searched. The SHA-256, which costs
 * some milliseconds more, is pack_verify's.
 *
 *     struct pack_match found[PACK_MATCHES_MAX];
 *     size_t n = pack_find(pack, STR("Moscow"), found, PACK_MATCHES_MAX);
 *     for (size_t i = 0; i < n; i++) {
 *         struct pack_entry e = pack_entry(pack, found[i].entry);
 *     }
 *
 * gives the most prominent first: Russia's capital; its government, with form PACK_FORM_SEAT;
 * Moscow in Idaho; and so on.
 *
 * Names are looked up by their key (text/name_key.h), so as they stand in the text: case, accents,
 * full stops, hyphens and a leading "the" do not matter. Whether "us" was written "US" is for the
 * caller to look at.
 *
 * Memory   the mappings are shared and read-only; a look-up allocates nothing. Slices point into
 *          the mapping.
 * Threads  const once opened.
 * Errors   STATUS_IO: cannot be read; STATUS_MODEL: not a pack, damaged, of another version, or a
 *          supplement of another base; *problem says which (static, or valid until the next call
 *          on this thread).
 * Cost     a look-up is a binary search, about a microsecond.
 */
#ifndef DATELINE_MODEL_PACK_H
#define DATELINE_MODEL_PACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "base/str.h"
#include "model/pack_file.h"

enum {
    PACK_FILES_MAX = 4,
    PACK_MATCHES_MAX = 64, /* more than any name has in a pack of ours */
    PACK_ROLES_MAX = 64,
    PACK_ANY_DAY = INT32_MIN,
};

struct pack;

struct pack_match {
    uint32_t entry;
    enum pack_form form;
};

/* An entry, with what all files say of it. Absent slices and zeros where nothing is known. */
struct pack_entry {
    enum pack_kind kind;
    unsigned prominence; /* 0..255; of a place about 8 * log2(population) */
    struct str name;
    struct str country; /* ISO 3166 alpha-2 */
    struct str region;  /* "US.TX", GeoNames' code of the first-level division */
    struct str feature; /* GeoNames' feature code, "PPLC" */
    struct str cameo;   /* actor code without a date; see pack_roles for persons */
    uint32_t country_number, country_entry, region_entry; /* PACK_NONE: none */
    uint32_t wikidata, geonames, population;
    bool has_point;
    int32_t lat_e5, lon_e5; /* 1e-5 degrees */
};

struct pack_country {
    uint32_t number, entry;
    uint32_t government, capital; /* entries; PACK_NONE: none */
    struct str iso2, iso3, cameo, currency;
    const uint8_t *neighbours; /* (neighbour_count) numbers of countries */
    uint8_t neighbour_count;
    enum pack_office
        leads; /* whom "the leader" means: PACK_OFFICE_STATE or PACK_OFFICE_GOVERNMENT */
};

struct pack_role {
    uint32_t person, of; /* entries; of: country or body, PACK_NONE: none */
    enum pack_office office;
    struct str title; /* "prime minister"; may be absent */
    struct str cameo; /* actor code while it lasts, "RUSGOV" */
    int32_t from, to; /* days since 1970, both included; PACK_DAY_UNKNOWN, PACK_DAY_OPEN */
};

struct pack_word {
    uint32_t classes;        /* of enum pack_word_class; 0: not in the list */
    int women;               /* GIVEN: percent, or -1 */
    int level;               /* COMMON: 10 the commonest .. 70; 0 without */
    enum pack_gender gender; /* ROLE, TITLE */
    struct str cameo;        /* ROLE: agent code, "GOVMIL" */
};

enum status pack_open(const char *const *paths, size_t count, struct pack **out,
                      const char **problem) MUST_CHECK;
/* The same over bytes that the caller keeps, aligned to 64: for tests and fuzzing. */
enum status pack_of_bytes(const struct str *files, size_t count, struct pack **out,
                          const char **problem) MUST_CHECK;
void pack_close(struct pack *p); /* accepts NULL */
enum status pack_verify(const struct pack *p, const char **problem) MUST_CHECK;
/* 64 hex digits: the SHA-256 of the file, or of the hashes of all files when there are several. */
struct str pack_sha256(const struct pack *p);
uint32_t pack_entries(const struct pack *p);
/* A pair of `about`, counted over all files; false past the last. */
bool pack_about(const struct pack *p, size_t i, struct str *name, struct str *text);

/* ---- names ---- */

/* Entries of that name, the most prominent first, at most `max` of them. If there are none and the
 * text ends in a possessive ("Russia's", "the States'"), entries of what stands before it. */
size_t pack_find(const struct pack *p, struct str text, struct pack_match *out, size_t max);
/* The best match of one of the kinds (a set of 1u << enum pack_kind); false when there is none. */
bool pack_find_kind(const struct pack *p, struct str text, uint32_t kinds, struct pack_match *out);

/* `entry` < pack_entries(p). */
struct pack_entry pack_entry(const struct pack *p, uint32_t entry);
const char *pack_kind_name(enum pack_kind kind);
const char *pack_form_name(enum pack_form form);

/* ---- countries ---- */

uint32_t pack_countries(const struct pack *p);
/* `number` < pack_countries(p). */
struct pack_country pack_country(const struct pack *p, uint32_t number);
/* By ISO alpha-2, alpha-3 or CAMEO code in capitals; false when there is none. */
bool pack_country_of_code(const struct pack *p, struct str code, struct pack_country *out);

/* ---- roles ---- */

/* A person's roles on that day, or all with PACK_ANY_DAY, earliest first. */
size_t pack_roles(const struct pack *p, uint32_t person, int32_t day, struct pack_role *out,
                  size_t max);
/* Who holds an office of a country or body on that day, or ever with PACK_ANY_DAY;
   PACK_OFFICE_COUNT: any office. */
size_t pack_holders(const struct pack *p, uint32_t of, enum pack_office office, int32_t day,
                    struct pack_role *out, size_t max);
/* The one person whom that title means there on that day ("president", "premier", "leader", "head
 * of state"); of two heads of a state, government or body, whom the lists may not have seen go, the
 * later. PACK_NONE when there is none or it might be two. */
uint32_t pack_holder(const struct pack *p, uint32_t of, struct str title, int32_t day);

/* ---- words ---- */

/* classes is 0 when the word is not in the list. */
struct pack_word pack_word(const struct pack *p, struct str text);

#endif
