/* text: an analysis for people to read in a terminal.
 *
 * Memory   appends to `out`.
 * Threads  pure function.
 */
#ifndef DATELINE_FORMS_TEXT_H
#define DATELINE_FORMS_TEXT_H

#include <stdbool.h>

#include "base/buf.h"
#include "wire/messages_gen.h"

/* `colour`: with the escapes of a terminal. */
void text_write(const struct wire_analysis *m, bool colour, struct buf *out);

#endif
