/* timex_match: runs the patterns of timex_rules over the items of a region.
 *
 * Patterns stand in levels. On each level every position is tried from the left; the longest match
 * is replaced by one item, of which patterns of later levels are made: durations, then dates, then
 * clocks, then what relates them. What is left at the end is found.
 *
 * Threads  pure functions over constant tables.
 */
#ifndef DATELINE_PIPELINE_TIMEX_MATCH_H
#define DATELINE_PIPELINE_TIMEX_MATCH_H

#include "pipeline/timex_scan.h"

enum { TIMEX_PARTS_MAX = 16, TIMEX_RULES_MAX = 384, TIMEX_LEVELS = 11 };

/* An item of the region, and the letter of the pattern that it was taken as. */
struct timex_take {
    uint8_t item, letter;
};

struct timex_match {
    struct timex_region *region;
    uint32_t from, to; /* items, half-open */
    struct timex_take parts[TIMEX_PARTS_MAX];
    uint32_t count;
};

struct timex_rule {
    uint8_t level;
    const char *pattern;
    char result; /* class of the item that it makes; '2': a pair; '!': nothing goes on from it */
    uint8_t type, base; /* enum timex_type, enum timex_base */
    bool (*fix)(struct timex_match *m, struct timex_form *form); /* NULL: nothing to do */
    const char *by;
    uint8_t certainty; /* hundredths */
};

/* ---- finding ---- */

enum { TIMEX_CLASSES = 64, TIMEX_RULE_WORDS = TIMEX_RULES_MAX / 64, TIMEX_ELEMENTS_MAX = 2560 };

/* One element of a pattern; without classes it is the pattern's end. */
struct timex_element {
    uint64_t classes;
    const char *letters; /* of the pattern: the first that the item has is what it is taken as */
    bool optional;
};

/* The patterns by their elements, and which rules may begin with an item of a class, a bit each:
 * few are ever tried. */
struct timex_index {
    struct timex_element elements[TIMEX_ELEMENTS_MAX];
    const struct timex_element *pattern[TIMEX_RULES_MAX]; /* of each rule */
    uint64_t begun_by[TIMEX_CLASSES][TIMEX_RULE_WORDS];
    uint64_t of_level[TIMEX_LEVELS][TIMEX_RULE_WORDS];
    uint64_t level_first[TIMEX_LEVELS]; /* all classes that its rules may begin with */
    uint64_t second[TIMEX_RULES_MAX];   /* what the item behind the first may be; 0: or nothing */
};

const struct timex_index *timex_index_make(struct arena *arena);
/* Writes what stands in the region to `out` (room for TIMEX_ITEMS_MAX), in text order; returns how
 * many. */
uint32_t timex_find(const struct timex_index *index, struct timex_region *r,
                    struct timex_found *out);

/* ---- for the rules ---- */

const struct timex_item *timex_item_of(const struct timex_match *m, uint32_t part);
/* The first item that was taken as the letter; NULL when none was. */
const struct timex_item *timex_taken_as(const struct timex_match *m, char letter);
/* Whether the item right behind the match, or right before it, has one of the classes. */
bool timex_is_behind(const struct timex_match *m, const char *letters);
bool timex_is_before(const struct timex_match *m, const char *letters);
/* The part that joins both bounds of a range. */
uint32_t timex_connector(const struct timex_match *m);
/* Takes over what `from` says. */
void timex_combine(struct timex_form *to, const struct timex_form *from);
/* Takes over what an item says as part of a date. */
void timex_take_calendar(struct timex_form *form, const struct timex_item *item, char letter);

#endif
