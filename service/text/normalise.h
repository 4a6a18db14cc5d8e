/* normalise: makes the canonical text, once, at the door.
 *
 * Canonical is: Unicode NFC; '\n' the one newline and at most one blank line between two lines; no
 * white space at either end of the text nor at the end of a line; no control characters but '\n'
 * and '\t'; no soft hyphens, byte order marks or other invisible characters; every kind of space an
 * ordinary one; character references of HTML that leaked into the text ("&quot;", "&#8217;", also
 * twice encoded) replaced by their characters; C1 controls read as what Windows-1252 means by those
 * bytes. Quotation marks and dashes stay as they are. Joiners (U+200C, U+200D) stay behind the
 * scripts and the emoji that need them. More than NORMALISE_MARKS_MAX combining marks on one
 * character are cut.
 *
 * Doing it again changes nothing. The language and the meaning of the text play no part.
 *
 * Memory   *out lies in `arena` and never in `in`; NFC can make a text longer, so up to half as
 *          much again is set aside.
 * Errors   STATUS_LIMIT when it would grow by more than that; `in` must be valid UTF-8
 *          (base/utf8.h).
 * Threads  pure functions.
 */
#ifndef DATELINE_TEXT_NORMALISE_H
#define DATELINE_TEXT_NORMALISE_H

#include "base/arena.h"
#include "base/status.h"
#include "base/str.h"

enum { NORMALISE_MARKS_MAX = 30 };

enum status normalise_text(struct str in, struct arena *arena, struct str *out) MUST_CHECK;
/* For titles, names and other single lines: newlines and tabs are blanks, runs of blanks are
 * one. */
enum status normalise_line(struct str in, struct arena *arena, struct str *out) MUST_CHECK;

#endif
