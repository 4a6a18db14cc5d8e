/* published: reads the date at which an article says it was published.
 *
 * Understands RFC 3339 and its ISO 8601 kin, RFC 2822, and what stands on news pages: "March 14,
 * 2024, 10:42 a.m. EDT", "14 March 2024 10:42 GMT", "Thu Mar 14 2024". The month is a word or the
 * order is year, month, day: "03/04/2024" means two different days and is not read.
 *
 * Memory   the text lies in `arena`.
 * Threads  pure function.
 */
#ifndef DATELINE_TEXT_PUBLISHED_H
#define DATELINE_TEXT_PUBLISHED_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/str.h"

struct published {
    struct str text;  /* "2024-03-14T10:42:00Z" or "2024-03-14"; absent when unreadable */
    bool assumed_utc; /* a time without a zone: worth a warning */
};

/* False when nothing could be read; *out is then empty. */
bool published_parse(struct str given, struct arena *arena, struct published *out);

#endif
