/* title: what an office or rank is called in full: "Lt. Gov." is "lieutenant governor".
 *
 * Memory   the result lives in the arena given.
 * Threads  pure function.
 */
#ifndef DATELINE_PIPELINE_TITLE_H
#define DATELINE_PIPELINE_TITLE_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/str.h"

/* In lower case (ASCII), a blank for each newline, abbreviations of offices and ranks spelled out,
 * "ex-" left out. */
struct str title_in_full(struct str text, struct arena *arena);
/* Is the word, with or without its stop, such an abbreviation? */
bool title_is_abbreviated(struct str word);
/* "Ex-minister". */
bool title_is_former(struct str word);

#endif
