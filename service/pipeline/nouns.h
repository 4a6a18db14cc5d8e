/* nouns: what common nouns stand for, as far as lists can say.
 *
 * The lists (noun_lists_gen.c) are generated from WordNet's first senses by
 * service/training/nouns.py; women and men are persons too.
 *
 * Threads  pure functions.
 */
#ifndef DATELINE_PIPELINE_NOUNS_H
#define DATELINE_PIPELINE_NOUNS_H

#include "article/article.h"
#include "pipeline/scan.h"

enum noun_class { NOUN_THING, NOUN_PERSON, NOUN_GROUP, NOUN_PLACE, NOUN_TIME };

extern const struct word_list nouns_persons, nouns_women, nouns_men, nouns_groups, nouns_places,
    nouns_times;

/* By the lemma in any ASCII case; "-man", "-woman", "-person" make persons. */
enum noun_class noun_class(struct str lemma);
/* GENDER_UNKNOWN unless the noun says it. */
enum gender noun_gender(struct str lemma);

#endif
