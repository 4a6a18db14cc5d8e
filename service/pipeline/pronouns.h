/* pronouns: the personal, possessive, reflexive and demonstrative pronouns of English.
 *
 * Threads  pure function.
 */
#ifndef DATELINE_PIPELINE_PRONOUNS_H
#define DATELINE_PIPELINE_PRONOUNS_H

#include "article/article.h"

enum pronoun_form {
    PRONOUN_PERSONAL, /* subject or object: "he", "him" */
    PRONOUN_POSSESSIVE,
    PRONOUN_REFLEXIVE,
    PRONOUN_DEMONSTRATIVE,
};

struct pronoun {
    const char *word; /* lower case */
    enum pronoun_form form;
    uint8_t person; /* 1, 2, 3 */
    enum grammatical_number number;
    enum gender gender;
};

/* NULL when the word (in any ASCII case) is none. */
const struct pronoun *pronoun_find(struct str word);

#endif
