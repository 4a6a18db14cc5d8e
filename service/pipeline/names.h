/* names: the names of an article before they become mentions, and how they agree with each other.
 *
 * The model reads a window at a time, but an article calls a thing by the same name again and
 * again (Ratinov and Roth 2009, "context aggregation"; Finkel, Grenager and Manning 2005, label
 * consistency). So each name is typed by what its own sentence says and what the others with the
 * same words say; a surname alone is a person where the full name is one. What the model calls a
 * person or an organization with little confidence is a place if the pack knows it as a country.
 *
 * Memory   the caller's; the tables are the worker's scratch, which the caller rewinds.
 * Threads  any worker.
 */
#ifndef DATELINE_PIPELINE_NAMES_H
#define DATELINE_PIPELINE_NAMES_H

#include "article/article.h"
#include "model/model.h"
#include "model/models.h"

/* A name in the text. */
struct name_found {
    uint32_t sentence, token_begin, token_end;
    uint32_t kind; /* as struct name_label has it */
    double bounds; /* 0..1, how sure the bounds are */
    double
        share[MODEL_NAME_KINDS_MAX]; /* how sure each kind is, given the bounds; their sum is 1 */
    double confidence;               /* 0..1, of bounds and kind together */
};

/* Types the names (count, in text order, none inside another) by what all of them say. */
void names_agree(const struct article *a, const struct models *m, struct name_found *found,
                 uint32_t count);

/* Parts names that are two and joins one that is told as two (names_parts): the names that there
 * are then, `*count` of them. */
struct name_found *names_part(const struct article *a, const struct models *m,
                              const struct name_found *found, uint32_t *count);
/* Corrects bounds by the words beside the names (names_bounds); returns how many are left. */
uint32_t names_mend(const struct article *a, const struct models *m, struct name_found *found,
                    uint32_t count);
/* Where the name proper begins behind the word for what it names, "Hurricane", "MV"; `begin` when
 * there is none. */
uint32_t names_class_end(const struct article *a, uint32_t begin, uint32_t end);
/* Whether the pack knows the words as the adjective or the inhabitants of a country: "Danish". */
bool names_is_people(const struct pack *pack, struct str words);
/* Whether the pack knows the words as a body's name and as nothing else. */
bool names_is_body(const struct pack *pack, struct str words);
/* Surely of that kind. */
void names_set_kind(struct name_found *n, uint32_t kind);
/* The number of a kind of the model's; name_kind_count when it has none of that name. */
uint32_t names_kind(const struct model *m, struct str name);

#endif
