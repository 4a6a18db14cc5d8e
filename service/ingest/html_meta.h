/* html_meta: what a page says about itself in its head and its marks.
 *
 * Memory   results borrow from the tree or lie in its arena.
 * Threads  pure functions.
 */
#ifndef DATELINE_INGEST_HTML_META_H
#define DATELINE_INGEST_HTML_META_H

#include "ingest/html.h"
#include "ingest/html_tree.h"

/* Sets all of `out` but its text and blocks. `html` is searched for the date in a script of linked
 * data. */
void html_meta(struct html_tree *t, struct str html, struct html_article *out);

#endif
