/* pack_inside: what pack.c opens and pack_search.c and pack_roles.c search. For service/model
   alone. */
#ifndef DATELINE_MODEL_PACK_INSIDE_H
#define DATELINE_MODEL_PACK_INSIDE_H

#include "base/sha256.h"
#include "model/mapped.h"
#include "model/pack.h"
#include "model/pack_index.h"

/* The records of the file, read in place; their fields stand in pack_file.h. */
struct file_entry {
    uint32_t name, geonames, population;
    int32_t lat, lon;
    uint8_t kind, country;
    uint16_t region;
    uint8_t feature, prominence;
    uint16_t cameo;
};

struct file_country {
    uint32_t entry, government, capital;
    char iso2[2], iso3[3], cameo[3], currency[3];
    uint8_t neighbour_count;
    uint32_t neighbours;
    uint8_t leads, zero[3];
};

struct file_role {
    uint32_t person, of;
    int32_t from, to;
    uint16_t title, cameo;
    uint8_t office, zero[3];
    uint32_t zero2;
};

struct file_pair {
    uint32_t entry, value;
};

struct file_point {
    uint32_t entry;
    int32_t lat, lon;
};

_Static_assert(sizeof(struct file_entry) == PACK_ENTRY_BYTES &&
                   sizeof(struct file_country) == PACK_COUNTRY_BYTES &&
                   sizeof(struct file_role) == PACK_ROLE_BYTES &&
                   sizeof(struct file_pair) == PACK_PAIR_BYTES &&
                   sizeof(struct file_point) == PACK_POINT_BYTES,
               "as the file has them");

struct pack_strings {
    const uint32_t *offsets; /* (count + 1) */
    const char *bytes;
    uint32_t count;
};

/* One file. */
struct part {
    struct mapped file;
    uint32_t first;                   /* number of its first entry */
    struct str text;                  /* strings by offset */
    const struct file_entry *entries; /* (entry_count) */
    uint32_t entry_count;
    struct pack_index names, words;
    struct pack_strings about, cameo, features, titles;
    const struct file_pair *wikidata; /* (wikidata_count) by entry */
    const struct file_point *points;  /* (point_count) by entry */
    const struct file_role *roles;    /* (role_count) by person */
    const uint32_t *roles_of;         /* (roles_of_count) by of, office */
    uint32_t wikidata_count, point_count, role_count, roles_of_count;
};

struct pack {
    struct part parts[PACK_FILES_MAX];
    size_t count;
    uint32_t entries; /* of all parts */
    const struct file_country *countries;
    const uint8_t *neighbours;
    const struct file_pair *regions; /* entry, code in the text of the base */
    uint32_t country_count, neighbour_count, region_count;
    char sha256[SHA256_TEXT];
};

/* Strings counted from 1; absent for 0. */
struct str pack_string(const struct pack_strings *s, uint32_t number);
struct str pack_text(const struct part *part, uint32_t offset);
const struct part *pack_part(const struct pack *p, uint32_t entry);

#endif
