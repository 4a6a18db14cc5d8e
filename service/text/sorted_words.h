/* sorted_words: finds words in tables of words in small letters, each row beginning with its word,
 * the rows in the order of strcmp.
 *
 *     static const struct row {const char *word; enum kind kind;} rows[] = {{"mr", …}, {"mrs", …}};
 *     char small[LONGEST + 1];
 *     const struct row *row = words_small(word, small, sizeof small)
 *                                 ? words_find(rows, COUNT, sizeof rows[0], small) : NULL;
 *
 * Threads  pure functions.
 */
#ifndef DATELINE_TEXT_SORTED_WORDS_H
#define DATELINE_TEXT_SORTED_WORDS_H

#include <stdbool.h>
#include <string.h>

#include "base/str.h"

/* The word with its ASCII capitals made small and a NUL behind; false when it is empty or too long
 * for the room. */
static inline bool words_small(struct str word, char *out, size_t room)
{
    if (word.len == 0 || word.len >= room) {
        return false;
    }
    for (size_t i = 0; i < word.len; i++) {
        char c = word.ptr[i];
        out[i] = (char)(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
    }
    out[word.len] = '\0';
    return true;
}

/* The row of the word, which is not empty, or NULL. */
static inline const void *words_find(const void *rows, size_t count, size_t row_bytes,
                                     const char *word)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        const void *row = (const char *)rows + middle * row_bytes;
        const char *here;
        memcpy(&here, row, sizeof here);
        int order = (unsigned char)here[0] - (unsigned char)word[0];
        order = order ? order : (unsigned char)here[1] - (unsigned char)word[1];
        order = order ? order : strcmp(here, word); /* most probes end before this */
        if (order == 0) {
            return row;
        }
        *(order < 0 ? &low : &high) = order < 0 ? middle + 1 : middle;
    }
    return NULL;
}

#endif
