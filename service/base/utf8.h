/* utf8: is this well-formed UTF-8?
 *
 * As Unicode 15 table 3-7 has it: no overlong forms, no surrogates, nothing past U+10FFFF. NUL is
 * a character like others. Stretches of ASCII cost a sixteenth of a step a byte.
 * Threads  pure functions.
 */
#ifndef DATELINE_BASE_UTF8_H
#define DATELINE_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

bool utf8_valid(struct str s);
/* How many bytes from the front are well-formed: s.len when all are; else the offset of the first
 * bad sequence. */
size_t utf8_valid_prefix(struct str s);
/* At most `most` bytes from the front of well-formed text, cut between two characters. */
struct str utf8_cut(struct str s, size_t most);

#endif
