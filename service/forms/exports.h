/* exports: the forms in which an analysis goes to databases, maps and time lines, by name.
 *
 * Threads  pure functions over a constant table.
 */
#ifndef DATELINE_FORMS_EXPORTS_H
#define DATELINE_FORMS_EXPORTS_H

#include "base/buf.h"
#include "wire/messages_gen.h"

struct export_form {
    const char *name;   /* "geojson" */
    const char *header; /* a line above all articles, or "" */
    void (*write)(const struct wire_analysis *m, struct buf *out);
};

#define EXPORT_NAMES "timeline, geojson, gkg, gkg-events, quotes"

/* NULL for a name that is none. */
const struct export_form *export_find(const char *name);

#endif
