/* pack_file: the format of knowledge.pack, written by service/training/pack.py, mapped read-only by
 * pack.c.
 *
 * All numbers are little-endian. The file is a header, a table of sections, and the sections, each
 * at a multiple of 64 bytes.
 *
 *     header, 64 bytes
 *          0  char[8]  "DLPACK01"
 *          8  u32      PACK_FILE_VERSION
 *         12  u32      sections in the table
 *         16  u64      bytes of the file
 *         24  u32      CRC-32 (zlib's) of the table
 *         28  u32      number of the first entry: 0 in a base, in a supplement what the packs
 *                      before it hold together
 *         32  u8[32]   SHA-256 of all that follows the header: the name of the pack
 *     table, 64 bytes a section, no name twice
 *          0  char[32] name, filled up with NUL
 *         32  u32      kind (enum pack_section_kind)
 *         36  u32      rows
 *         40  u32      columns
 *         44  u32      CRC-32 of the section
 *         48  u64      offset in the file, a multiple of 64
 *         56  u64      bytes
 *
 * Kinds and their bytes:
 *
 *     BYTES    rows bytes
 *     U32      u32[rows]
 *     RECORDS  rows of `columns` bytes each, a multiple of 4
 *     STRINGS  u32 offset[rows + 1] from the end of the offsets, ascending from 0, then the bytes:
 *              UTF-8 without NUL
 *     INDEX    from keys to payloads. `rows` keys in blocks of `columns`, the last block may be
 *              shorter:
 *                  u32 offset[blocks + 1] from the end of the offsets, ascending from 0, then the
 *                  blocks
 *              A key is: u8 bytes that it shares with the key before, all that it shares (0 for
 *              the first of a block), u8 bytes that follow, these, u8 bytes of payload, these. Keys
 *              ascend strictly in byte order, within blocks and over them, and are at most
 *              NAME_KEY_MAX long. Front coding as in Witten, Moffat, Bell, Managing Gigabytes, 4.1.
 *     Numbers in payloads are varints: seven bits a byte, lowest first, the high bit set on all but
 *     the last.
 *
 * Entries are numbered through all packs of a process: those of the base from 0, those of a
 * supplement after them. A supplement (share-alike rows) was built with its base and names it in
 * the section `base`; it may hold names, roles and Wikidata ids for entries of the base. Of what is
 * not said here a section may have more: a reader takes those that it knows.
 *
 *     about       STRINGS   pairs of a name and a text: "name", "licence", and "source" with what
 *                           it was made from
 *     base        BYTES 32  only in a supplement: the SHA-256 of its base
 *     text        BYTES     strings that entries name by offset: u8 length 1..127, then the bytes,
 *                           UTF-8
 *     entries     RECORDS 28
 *          0  u32  name, in `text`: as it is written
 *          4  u32  GeoNames id, or 0
 *          8  u32  population, or 0
 *         12  s32  latitude in 1e-5 degrees, or PACK_NO_POINT
 *         16  s32  longitude likewise
 *         20  u8   kind (enum pack_kind)
 *         21  u8   number of the country in `countries` of the base + 1, or 0
 *         22  u16  number of the first-level region in `regions` of the base + 1, or 0
 *         24  u8   number of the feature code in `features` + 1, or 0
 *         25  u8   prominence: of a place about 8 * log2(population)
 *         26  u16  number of the actor code in `cameo` + 1, or 0
 *     names       INDEX     key as text/name_key.h makes it; payload: entry * 8 + form (enum
 *                           pack_form), the entry with the highest prominence less
 *                           PACK_FORM_COST[form] first
 *     wikidata    RECORDS 8 u32 entry, ascending; u32 number of the item (76 for Q76)
 *     points      RECORDS 12, of a supplement: u32 entry, ascending; s32 latitude, s32 longitude,
 *                 before those of the base
 *     cameo features titles  STRINGS
 *     countries   RECORDS 32, of the base alone
 *          0  u32  entry of the country, of its government, of its capital; PACK_NONE where there
 *                  is none
 *         12  char[2] ISO 3166 alpha-2, char[3] alpha-3, char[3] CAMEO, char[3] ISO 4217 currency;
 *             NUL where there is none
 *         23  u8   neighbours
 *         24  u32  where they begin in `neighbours`
 *         28  u8   whom "the leader" means: PACK_OFFICE_STATE or PACK_OFFICE_GOVERNMENT; 3 bytes 0
 *     neighbours  BYTES     numbers of countries
 *     regions     RECORDS 8 u32 entry, u32 code ("US.TX") in `text`; of the base alone
 *     roles       RECORDS 28, ordered by person, from, of
 *          0  u32  person, an entry
 *          4  u32  of: the entry of the country or body, or PACK_NONE
 *          8  s32  from, days since 1970-01-01; PACK_DAY_UNKNOWN
 *         12  s32  to, the last day; PACK_DAY_OPEN: still, when the pack was made
 *         16  u16  title in `titles` + 1, or 0
 *         18  u16  actor code in `cameo` + 1, or 0
 *         20  u8   office (enum pack_office)
 *         21  u8   3 bytes 0
 *         24  u32  0
 *     roles.of    U32       numbers of roles, ordered by of, office, from, person; those without
 *                           `of` are left out
 *     words       INDEX     key as text/name_key.h makes it; payload: classes (enum
 *                           pack_word_class, a set), then for GIVEN the share of women in percent
 *                           (255: unknown), for ROLE, TITLE and SUFFIX the code (in `cameo` + 1 or
 *                           0) and the gender (enum pack_gender), for COMMON the level of SCOWL (10
 *                           commonest .. 70)
 */
#ifndef DATELINE_MODEL_PACK_FILE_H
#define DATELINE_MODEL_PACK_FILE_H

#include <stdint.h>

enum {
    PACK_FILE_VERSION = 1,
    PACK_HEADER_BYTES = 64,
    PACK_SECTION_BYTES = 64,
    PACK_NAME_BYTES = 32,
    PACK_ALIGN = 64,
    PACK_SECTIONS_MAX = 64,
    PACK_TEXT_MAX = 127,
    PACK_ENTRY_BYTES = 28,
    PACK_COUNTRY_BYTES = 32,
    PACK_ROLE_BYTES = 28,
    PACK_PAIR_BYTES = 8,
    PACK_POINT_BYTES = 12,
    PACK_NO_POINT = INT32_MIN,
    PACK_DAY_UNKNOWN = INT32_MIN,
    PACK_DAY_OPEN = INT32_MAX,
};

#define PACK_NONE UINT32_MAX

enum pack_section_kind { PACK_BYTES = 1, PACK_U32, PACK_RECORDS, PACK_STRINGS, PACK_INDEX };

/* What an entry is: number in the file, name. */
#define PACK_KIND_MAP(X)                                                                           \
    X(PERSON, "person")                                                                            \
    X(COUNTRY, "country")                                                                          \
    X(CITY, "city")                                                                                \
    X(REGION, "region")         /* first-level division of a country */                            \
    X(DISTRICT, "district")     /* second-level division */                                        \
    X(AREA, "area")             /* Middle East, Donbas, Midwest */                                 \
    X(NATURAL, "natural")       /* rivers, seas, mountains, islands */                             \
    X(FACILITY, "facility")     /* airports, ports, buildings */                                   \
    X(GOVERNMENT, "government") /* of a country or region, as an actor */                          \
    X(BODY, "body")             /* bodies of states: UN, EU, courts between states */              \
    X(NGO, "ngo")                                                                                  \
    X(ARMED, "armed")       /* armed groups that are no state's */                                 \
    X(MILITARY, "military") /* forces of a state, police */                                        \
    X(COMPANY, "company")                                                                          \
    X(PARTY, "party")                                                                              \
    X(MEDIA, "media")                                                                              \
    X(COURT, "court")                                                                              \
    X(MINISTRY, "ministry") /* ministries and agencies */                                          \
    X(LEGISLATURE, "legislature")                                                                  \
    X(SCHOOL, "school")             /* universities */                                             \
    X(CLUB, "club")                 /* sport */                                                    \
    X(ORGANIZATION, "organization") /* of another sort */                                          \
    X(GROUP, "group")               /* peoples, religions */

enum pack_kind {
    PACK_KIND_NONE,
#define X(id, name) PACK_##id,
    PACK_KIND_MAP(X)
#undef X
        PACK_KIND_COUNT
};

/* How a name names its entry, and what that takes off the prominence. */
#define PACK_FORM_MAP(X)                                                                           \
    X(NAME, "name", 0)                  /* the name, or another of equal standing */               \
    X(ALIAS, "alias", 24)               /* further names */                                        \
    X(ABBREVIATION, "abbreviation", 16) /* "UN", "Calif." */                                       \
    X(ADJECTIVE, "adjective", 8)        /* "French" */                                             \
    X(INHABITANT, "inhabitant", 8)      /* "Frenchman", "Texans" */                                \
    X(SEAT, "seat", 40)                 /* "Kremlin", "Brussels": a place that stands for it */    \
    X(FORMER, "former", 32)             /* "Burma" */                                              \
    X(PARTIAL, "partial", 48)           /* a surname, a shortened name */

enum pack_form {
#define X(id, name, cost) PACK_FORM_##id,
    PACK_FORM_MAP(X)
#undef X
        PACK_FORM_COUNT
};

enum pack_office {
    PACK_OFFICE_OTHER,
    PACK_OFFICE_STATE,      /* head of state */
    PACK_OFFICE_GOVERNMENT, /* head of government */
    PACK_OFFICE_DEPUTY,     /* of one of the two */
    PACK_OFFICE_MINISTER,
    PACK_OFFICE_LEGISLATOR,
    PACK_OFFICE_BODY,   /* head of a body */
    PACK_OFFICE_REGION, /* head of a region */
    PACK_OFFICE_CODE,   /* known by its actor code alone */
    PACK_OFFICE_COUNT
};

enum pack_gender { PACK_GENDER_UNKNOWN, PACK_MALE, PACK_FEMALE };

enum pack_word_class {
    PACK_WORD_GIVEN = 1 << 0,
    PACK_WORD_FAMILY = 1 << 1,
    PACK_WORD_PARTICLE = 1 << 2, /* "von", "de la", "bin" */
    PACK_WORD_TITLE = 1 << 3,    /* before a name: "Mr", "Sheikh", "Gen" */
    PACK_WORD_SUFFIX = 1 << 4,   /* ends a company: "Inc", "GmbH" */
    PACK_WORD_ROLE = 1 << 5,     /* "spokeswoman", "prime minister", "army" */
    PACK_WORD_COMMON = 1 << 6,   /* a word of the dictionary, in lower case */
    PACK_WORD_HONOUR = 1 << 7,   /* after a name: "Jr", "III", "MP", "OBE" */
    PACK_WORD_KNOWN = (1 << 8) - 1,
    PACK_WORD_CODED = PACK_WORD_TITLE | PACK_WORD_SUFFIX | PACK_WORD_ROLE,
};

#endif
