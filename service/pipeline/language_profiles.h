/* language_profiles: which language a sample of letters is in.
 *
 * The profiles are the data files of libexttextcat (/usr/share/libexttextcat, BSD licence): of each
 * language the 400 most frequent runs of one to five letters in their order. The library itself
 * compares all of its 160 languages in 0.8 ms an article; here the ranks are log-likelihoods in one
 * hash table, only languages of the sample's script compete, and a script that one language alone
 * uses decides by itself.
 *
 * Memory   read once into one block by language_profiles_load; nothing is allocated afterwards.
 * Threads  const once loaded.
 */
#ifndef DATELINE_PIPELINE_LANGUAGE_PROFILES_H
#define DATELINE_PIPELINE_LANGUAGE_PROFILES_H

#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "base/str.h"

enum {
    LANGUAGE_LETTERS_MAX = 600,                        /* of a sample: more changes no answer */
    LANGUAGE_CODES_MAX = 2 * LANGUAGE_LETTERS_MAX + 8, /* with the marks between words */
};

struct language_profiles;

/* Letters in lower case, words parted and enclosed by single '_'. */
struct language_sample {
    uint32_t codes[LANGUAGE_CODES_MAX];
    uint32_t count;
    uint32_t letters;
    /* letters, those of scripts that write syllables or words with one sign counted threefold */
    uint32_t weight;
};

struct language_guess {
    struct str best, second; /* BCP 47, static; absent when there is none */
    double margin;           /* log-likelihood between the two, a letter; 0 = the same */
    double assumed_margin;   /* between the best and `assumed`; 0 when that is the best */
};

enum status language_profiles_load(const char *folder, struct language_profiles **out) MUST_CHECK;
void language_profiles_free(struct language_profiles *p); /* accepts NULL */

/* Fills the sample from the begin of the text. */
void language_profiles_sample(struct str text, struct language_sample *out);
void language_profiles_guess(const struct language_profiles *p,
                             const struct language_sample *sample, struct str assumed,
                             struct language_guess *out);
/* How many languages can be told. */
size_t language_profiles_count(void);

#endif
