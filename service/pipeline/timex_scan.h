/* timex_scan: cuts a sentence into the items that temporal expressions are made of.
 *
 * Words of no class part the sentence into regions; only a region in which something temporal
 * stands is handed over. Numbers in words are one item ("twenty-five", "nineteen ninety-six"), so
 * are dates and clocks in digits ("2024-03-14T09:00Z", "5:30") and phrases ("more than").
 * The scanner reads the text and not the tokens: "mid-2011", "5pm" and "1861-1863" are cut the same
 * whatever a tokeniser does with them.
 *
 * Memory   a region is the caller's, no more than TIMEX_ITEMS_MAX items long: a longer run of
 *          classed words is cut there.
 * Threads  pure functions.
 */
#ifndef DATELINE_PIPELINE_TIMEX_SCAN_H
#define DATELINE_PIPELINE_TIMEX_SCAN_H

#include "pipeline/lexicon.h"
#include "pipeline/timex.h"
#include "pipeline/timex_words.h"

enum { TIMEX_ITEMS_MAX = 96 };

struct timex_item {
    uint64_t classes; /* bits of timex_class */
    uint32_t begin, end;
    int32_t number; /* in thousandths for the class n */
    int16_t code;
    bool glued; /* no blank before it */
    bool upper; /* begins with a capital */
    bool opens; /* the sentence */
    bool abbreviated, digits;
    struct timex_form form; /* of a class that the patterns or the scanner made; else empty */
    const char *by;         /* likewise; static */
    uint8_t certainty;
};

struct timex_region {
    struct timex_item items[TIMEX_ITEMS_MAX];
    uint32_t count;
    struct str before, after; /* the words on both sides; empty at the sentence's ends */
    bool counted;             /* a number stands before `before`: "15 tankers" */
};

struct timex_scanner {
    const struct lexicon *lexicon;
    struct str text;
    uint32_t at, begin, end; /* of the sentence */
    struct str before;
    bool counted;
};

struct timex_scanner timex_scanner_of(const struct lexicon *lexicon, struct str text,
                                      struct span sentence);
/* The next region that holds something temporal; false at the end of the sentence. */
bool timex_scan(struct timex_scanner *s, struct timex_region *out);

#endif
