/* timeline: an analysis as rows of a time line (CSV, RFC 4180): what happened and when, as
 * intervals.
 *
 * A row for each event and for each time that no event has, in text order. Intervals are ISO 8601,
 * begin included, end not; both are empty where they are not known. The columns stand in
 * timeline_header.
 *
 * Memory   appends to `out`.
 * Threads  pure functions.
 */
#ifndef DATELINE_FORMS_TIMELINE_H
#define DATELINE_FORMS_TIMELINE_H

#include "base/buf.h"
#include "wire/messages_gen.h"

extern const char timeline_header[]; /* with its newline */

void timeline_write(const struct wire_analysis *m, struct buf *out);

#endif
