/* entities: the named character references of HTML.
 *
 * From the WHATWG list of named character references: those of HTML 4 and all others that stand for
 * one character of Latin, ASCII or general punctuation.
 * Threads  pure function.
 */
#ifndef DATELINE_TEXT_ENTITIES_H
#define DATELINE_TEXT_ENTITIES_H

#include <stdint.h>

#include "base/str.h"

enum { ENTITIES_NAME_MAX = 12 };

/* The code point of "eacute", without & and ;. 0 when there is no such name. */
uint32_t entities_find(struct str name);

#endif
