/* gkg_cells: what rows of the knowledge graph and of events have in common.
 *
 * Memory   appends to `out`.
 * Threads  pure functions.
 */
#ifndef DATELINE_FORMS_GKG_CELLS_H
#define DATELINE_FORMS_GKG_CELLS_H

#include "base/buf.h"
#include "wire/messages_gen.h"

/* How GDELT parts the pieces of a location: '#' in the graph, '\t' in event rows. */
enum { GKG_HASH = '#', GKG_TAB = '\t' };

/* Without the signs that part cells and their pieces: tab, newline, ; # | and, for names, the
 * comma. */
void gkg_put_text(struct buf *out, struct str s);
/* As it stands, but for tabs and newlines. */
void gkg_put_plain(struct buf *out, struct str s);

/* The digits of an ISO 8601 date: year 0 for none, month and day 0 where they are open. */
struct gkg_day {
    unsigned year, month, day;
};
struct gkg_day gkg_day_of(struct str iso);
/* YYYYMMDDHHMMSS of the article's publication; zeros for what is not known. */
void gkg_put_published(const struct wire_analysis *m, struct buf *out);

/* type, full name, country, first-level region, [second-level,] latitude, longitude, feature; for
 * NULL a location that is not known. */
void gkg_put_place(struct buf *out, const struct wire_place *p, char part, bool second_level);

#endif
