/* tree: an analysis as drawn dependency trees, a word a line:
 *
 *        ╭── The       DET   det    the
 *      ╭─┴── minister  NOUN  nsubj  minister
 *     ─┴── resigned    VERB  root   resign
 *
 * A branch goes from a head to its words; one that crosses another says so (┼).
 *
 * Memory   appends to `out`.
 * Threads  pure function.
 * Errors   STATUS_NOT_FOUND: there are no trees; STATUS_INVALID: columns of unequal length.
 *          A sentence of more than TREE_DRAWN_MAX words, or whose heads make no tree, is a list.
 */
#ifndef DATELINE_FORMS_TREE_H
#define DATELINE_FORMS_TREE_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/status.h"
#include "wire/messages_gen.h"

enum { TREE_DRAWN_MAX = 250 };

/* `colour`: with the escapes of a terminal. */
enum status tree_write(const struct wire_analysis *m, bool colour, struct buf *out) MUST_CHECK;

#endif
