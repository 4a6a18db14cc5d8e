/* open: from the record of the journal to an article that the pipeline can run over.
 *
 * Reads the record (door.h wrote it), takes the text out of an html (html.h) and makes it
 * canonical, fills in the title, byline, publication date, source and uri that the page knows and
 * the sender did not give, and assembles a->text.
 *
 * Memory   what the article holds lies in a->arena or in `record`, which must outlive it.
 * Errors   STATUS_INVALID: not a record, or an html that cannot be read (nests too deep, …:
 *          STATUS_LIMIT).
 * Threads  any worker.
 */
#ifndef DATELINE_INGEST_OPEN_H
#define DATELINE_INGEST_OPEN_H

#include "article/article.h"
#include "base/status.h"
#include "base/str.h"

/* `a` was reset. */
enum status article_open(struct str record, struct article *a) MUST_CHECK;

#endif
