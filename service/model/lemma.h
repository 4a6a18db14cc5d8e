/* lemma: the dictionary form of a word, by the model's lexicon or by a rule.
 *
 * A rule is "case|cut|add" (model_file.h). The lexicon maps a form and its Penn tag to the lemma
 * and is asked first.
 *
 * Memory   results are borrowed from the form or the model where they stand there, else they lie
 *          in `arena`.
 * Threads  pure functions.
 */
#ifndef DATELINE_MODEL_LEMMA_H
#define DATELINE_MODEL_LEMMA_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/str.h"

struct strings;

bool lemma_rule_is_valid(struct str rule);
struct str lemma_by_rule(struct str rule, struct str form, struct arena *arena);
/* Absent when the lexicon has no such form and tag. */
struct str lemma_in_lexicon(const struct strings *lexicon, struct str form, struct str tag);

#endif
