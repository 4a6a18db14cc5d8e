/* conllu: an analysis as CoNLL-U (Universal Dependencies): sentences, tokens, and what columns
 * there are; `_` for the rest.
 *
 * Needs the token columns (detail full). A token that the next one follows without a blank bears
 * SpaceAfter=No.
 *
 * Memory   appends to `out`.
 * Errors   STATUS_NOT_FOUND: there are no tokens; only the comments are written. STATUS_INVALID,
 *          likewise: the columns of the tokens are not of one length.
 * Threads  pure function.
 */
#ifndef DATELINE_FORMS_CONLLU_H
#define DATELINE_FORMS_CONLLU_H

#include "base/buf.h"
#include "base/status.h"
#include "wire/messages_gen.h"

enum status conllu_write(const struct wire_analysis *m, struct buf *out) MUST_CHECK;

#endif
