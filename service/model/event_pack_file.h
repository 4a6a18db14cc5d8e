/* event_pack_file: the format of events.pack, written by service/training/event_pack.py, mapped
 * read-only by event_pack.c.
 *
 * All numbers are little-endian. A header, a table of sections, the sections, each at a multiple of
 * eight bytes.
 *
 *     header, 64 bytes
 *          0  char[8]  "DLEVNT01"
 *          8  u32      EVENT_PACK_VERSION
 *         12  u32      EVENT_SECTIONS
 *         16  u64      bytes of the file
 *         24  u32      CRC-32 (zlib's) of all that follows the header; 4 bytes 0
 *         32  u8[32]   SHA-256 of the same: the name of the pack
 *     table, of each section of enum event_section
 *          0  u32 offset in the file, u32 bytes, u32 rows, u32 0
 *
 * WORDS and NAMES are u32 offset[rows + 1] from the end of the offsets, ascending from 0, then the
 * bytes; WORDS in byte order without twins, in lower case. All others are rows of the structs
 * below.
 *
 * A trigger is a word that may tell of an event: as a verb or as a noun, with elements that must
 * stand before or after it besides (particles). Its entry holds rules, the most particular first;
 * where none fits, the trigger's own code counts. An element of a rule is a set of alternatives,
 * each a sequence of words next to each other; elements before the trigger are counted from it
 * outwards. EVENT_KEEP as the result of a composition leaves the code as it was.
 */
#ifndef DATELINE_MODEL_EVENT_PACK_FILE_H
#define DATELINE_MODEL_EVENT_PACK_FILE_H

#include <stdint.h>

enum {
    EVENT_PACK_VERSION = 2,
    EVENT_HEADER_BYTES = 64,
    EVENT_KEEP = 0xFFFF,
    EVENT_CAMEO_BYTES = 8,
    EVENT_INNER_BYTES = 7,
    EVENT_NEEDS_OBJECT = 1,   /* a rule's flag: the trigger must have an object */
    EVENT_NEEDS_PARTICLE = 2, /* a rule's flag: the first element behind is the trigger's own */
};

enum event_section {
    EVENT_WORDS,
    EVENT_NAMES,
    EVENT_CODES,
    EVENT_ELEMENTS,
    EVENT_ALTERNATIVES,
    EVENT_SEQUENCES, /* u32 words */
    EVENT_ENTRIES,
    EVENT_RULES,
    EVENT_LISTS, /* u32 elements */
    EVENT_TRIGGERS,
    EVENT_COMPOSE,
    EVENT_PHRASES,
    EVENT_SECTIONS
};

enum event_speech { EVENT_VERB, EVENT_NOUN };

/* What an operator does with the event of its complement (training/events/compose.txt). */
#define EVENT_OPERATOR_MAP(X)                                                                      \
    X(NONE)                                                                                        \
    X(SAY)                                                                                         \
    X(INTEND)                                                                                      \
    X(WONT)                                                                                        \
    X(REQUEST)                                                                                     \
    X(REJECT)                                                                                      \
    X(THREATEN)                                                                                    \
    X(ACCUSE)                                                                                      \
    X(DENY)                                                                                        \
    X(END)                                                                                         \
    X(LIGHT)                                                                                       \
    X(ALLOW)                                                                                       \
    X(PREVENT)                                                                                     \
    X(FORCE)                                                                                       \
    X(FAVOUR)                                                                                      \
    X(DISFAVOUR)                                                                                   \
    X(RALLY)

enum event_operator {
#define X(id) EVENT_##id,
    EVENT_OPERATOR_MAP(X)
#undef X
        EVENT_OPERATORS
};

enum { EVENT_PLOVER_EVENTS = 17, EVENT_CLASSES = 7 }; /* with none, with "plover" */

struct event_file_code {
    char cameo[EVENT_CAMEO_BYTES]; /* filled up with NUL; empty outside CAMEO */
    int16_t goldstein;             /* tenths */
    uint8_t event;                 /* of PLOVER, 0 = none */
    uint8_t quad;                  /* 1..4, 0 = none */
    uint16_t mode, contexts[2];    /* in NAMES, 0 = none */
    uint8_t class;                 /* 0 = plover */
    uint8_t zero[3];
};

struct event_file_element {
    uint32_t begin, count; /* in ALTERNATIVES, by first word, longer first */
};

struct event_file_alternative {
    uint32_t first, begin, count; /* first word; all its words in SEQUENCES */
};

struct event_file_entry {
    uint32_t begin, count; /* in RULES */
};

struct event_file_rule {
    uint32_t lists; /* elements before, then elements after, in LISTS */
    uint8_t before, after;
    uint8_t operator_; /* enum event_operator; EVENT_NONE: the code counts */
    uint8_t flags;
    uint16_t code, back; /* + 1, 0 = none; back: of the event the other way */
};

struct event_file_trigger {
    uint32_t word, entry, lists;
    uint8_t before, after; /* elements in LISTS */
    uint8_t speech, order; /* enum event_speech; 0 comes before 1 */
    uint16_t code, back;   /* + 1, where no rule of the entry fits; 0 = none */
};

struct event_file_compose {
    uint8_t operator_;
    char inner[EVENT_INNER_BYTES]; /* prefix of the code of the complement, filled up with NUL */
    uint16_t code;                 /* + 1; 0: no event; EVENT_KEEP */
    uint8_t zero[2];
};

/* A role noun or, in packs for tests, an actor's name. */
struct event_file_phrase {
    uint32_t first, begin; /* first word; all its words in SEQUENCES; rows by first, longer first */
    uint8_t count, actor;
    uint16_t code; /* in NAMES */
    uint8_t zero[2];
    uint16_t before;   /* the code stands before that of the actor */
    uint32_t from, to; /* days as YYYYMMDD, both included */
};

#endif
