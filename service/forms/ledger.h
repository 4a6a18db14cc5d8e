/* ledger: the quotations of an analysis for readers: who said what to whom, how, when and where,
 * and how sure that is.
 *
 *     Ferry sails again                                                  the headline, else the id
 *       0.94  Ilse Brandt, the harbour master · said · to reporters · Friday (2024-03-15)
 *             “The ferry will sail in June,”
 *
 * A pronoun stands with the name it refers to. Line breaks and control characters become blanks.
 *
 * Memory   appends to `out`.
 * Threads  pure function.
 */
#ifndef DATELINE_FORMS_LEDGER_H
#define DATELINE_FORMS_LEDGER_H

#include "base/buf.h"
#include "wire/messages_gen.h"

void ledger_write(const struct wire_analysis *m, struct buf *out);

#endif
