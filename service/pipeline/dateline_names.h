/* dateline_names: the words that the dateline stage knows. Lists of our own making; case of ASCII
 * letters plays no part.
 *
 * Threads  pure functions over constant tables.
 */
#ifndef DATELINE_PIPELINE_DATELINE_NAMES_H
#define DATELINE_PIPELINE_DATELINE_NAMES_H

#include <stdbool.h>

#include "base/str.h"

/* A city that stands in datelines without its country. */
bool dateline_is_city(struct str words);
/* What follows a city: "Ukraine", "Ky.". */
bool dateline_is_region(struct str words);
/* Words that open a text and are no place: "BREAKING", "NATO". */
bool dateline_is_label(struct str words);
/* The agency's usual short name ("AP" for "The Associated Press"), static; absent when it is none
 * that we know. */
struct str dateline_agency(struct str words);

#endif
