/* tokens: text that comes with its sentences and tokens, which stay as they are.
 *
 *     horizontal   one sentence a line, tokens parted by blanks, a blank line ends the document
 *     conllu       CoNLL-U; "# newdoc" begins a document; forms and SpaceAfter=No are read, the
 *     other columns are not
 *
 * The words of a multiword token ("3-4") stand side by side in the text. The whole document is one
 * paragraph.
 *
 * Memory   the article's layers and text lie in its arena.
 * Errors   STATUS_LIMIT: more than SENTENCES_MAX, TOKENS_MAX or TEXT_BYTES_MAX; STATUS_INVALID:
 *          not UTF-8, or a line of CoNLL-U without ten columns.
 * Threads  pure functions.
 */
#ifndef DATELINE_FORMS_TOKENS_H
#define DATELINE_FORMS_TOKENS_H

#include <stdbool.h>

#include "article/article.h"
#include "base/status.h"
#include "base/str.h"

enum tokens_form { TOKENS_HORIZONTAL, TOKENS_CONLLU };

/* Cuts the next document off the front of *rest; false when nothing is left. */
bool tokens_next_document(struct str *rest, enum tokens_form form, struct str *document);
/* Fills a->text, sentences, tokens and their layers; `a` was reset. The id of a "# newdoc id = …"
 * becomes input.id. */
enum status tokens_read(struct str document, enum tokens_form form, struct article *a) MUST_CHECK;

#endif
