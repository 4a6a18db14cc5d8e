/* name_key: the form in which names are compared.
 *
 * Two ways of writing one name have the same key: letters folded to lower case and stripped of
 * accents ("São Tomé" and "Sao Tome"), Latin letters with strokes and ligatures written out (ø o, ł
 * l, æ ae, ß ss), full stops and apostrophes left out ("U.S." is "us", "O'Brien" is "obrien"), "&"
 * read as "and"; hyphens, commas and other marks part words; words are parted by one blank. A
 * leading "the" is left out where more follows. The case is gone: whether "us" was written "US" the
 * caller looks up in the text.
 *
 * service/training/name_key.py is the twin that the knowledge pack is built with;
 * tests/unit/text/name_key.tsv holds both.
 *
 * Threads  pure functions.
 * Errors   a key longer than NAME_KEY_MAX is none: length 0. So is one of a text without letters
 *          and digits.
 */
#ifndef DATELINE_TEXT_NAME_KEY_H
#define DATELINE_TEXT_NAME_KEY_H

#include <stddef.h>

#include "base/str.h"

enum { NAME_KEY_MAX = 120 };

struct name_key {
    char bytes[NAME_KEY_MAX];
    size_t len;
};

/* The key of the text; the slice lies in *out. */
struct str name_key_of(struct str text, struct name_key *out);

#endif
