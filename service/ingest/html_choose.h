/* html_choose: which blocks of a page are its article.
 *
 * Threads  pure function of the tree.
 */
#ifndef DATELINE_INGEST_HTML_CHOOSE_H
#define DATELINE_INGEST_HTML_CHOOSE_H

#include "ingest/html_tree.h"

/* Sets `kept` of each block. `title` may be absent: a block that repeats it is left out. */
void html_choose(struct html_tree *t, struct str title);

#endif
