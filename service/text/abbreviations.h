/* abbreviations: words that keep their full stop, and what may follow it.
 *
 * The list is written by hand for English news: titles, ranks, months, American states in the
 * Associated Press's short forms, company forms, references, Latin. Dotted shapes ("U.S", "p.m",
 * "J.K") are told by shape, single capitals too.
 *
 * Threads  pure functions.
 */
#ifndef DATELINE_TEXT_ABBREVIATIONS_H
#define DATELINE_TEXT_ABBREVIATIONS_H

#include <stdbool.h>

#include "base/str.h"

enum abbreviation_kind {
    ABBREVIATION_NONE,
    ABBREVIATION_TITLE, /* a name follows: "Mr.", "St."; never ends a sentence before more words */
    ABBREVIATION_NUMBERED, /* a number follows: "No. 5", "Fig. 2", "p. 12" */
    ABBREVIATION_DATE,     /* months and weekdays: a number may follow */
    ABBREVIATION_CLOCK,    /* "a.m.", "p.m.": a weekday, a month or a time zone may follow */
    ABBREVIATION_INNER,    /* "e.g.", "vs.": never ends a sentence */
    ABBREVIATION_FINAL,    /* "Inc.", "Jr.", "U.S.", "etc.": may end a sentence */
};

/* `word` is what stands before the stop, without it. */
enum abbreviation_kind abbreviation_find(struct str word);
/* Single letters parted by stops: "U.S", "p.m", "e.g"; two letters at least. */
bool abbreviation_is_dotted(struct str word);

#endif
