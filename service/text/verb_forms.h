/* verb_forms: the base of an English verb from its past, its participles.
 *
 *     verb_base(STR("struck"), STR("struc"), arena)        "strike", by the list
 *     verb_base(STR("kidnapped"), STR("kidnapp"), arena)   "kidnap", by spelling
 *     verb_base(STR("hoped"), STR("hope"), arena)          "hope": the guess stands
 *
 * The list has the irregular verbs of Quirk et al., A Comprehensive Grammar of the English Language
 * (1985), 3.11 to 3.19, but those of one spelling throughout ("cut") and pasts that are bases of
 * others ("lay", "felled"). Of regular verbs a guess is mended where spelling leaves no choice
 * (ibid., 3.5 to 3.8): doubled consonants, "-ied", "-ched", "-pled".
 *
 * Memory   results are borrowed from the list or the guess, else they lie in `arena`.
 * Threads  pure functions.
 */
#ifndef DATELINE_TEXT_VERB_FORMS_H
#define DATELINE_TEXT_VERB_FORMS_H

#include "base/arena.h"
#include "base/str.h"

/* `form` is a past, a past participle or a form in "-ing", `guess` what it may come from. */
struct str verb_base(struct str form, struct str guess, struct arena *arena);

#endif
