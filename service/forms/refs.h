/* refs: what an analysis refers to by position. An analysis may come from anywhere, so a position
 * may point nowhere: then the answer is NULL.
 *
 * Threads  pure functions.
 */
#ifndef DATELINE_FORMS_REFS_H
#define DATELINE_FORMS_REFS_H

#include <stddef.h>

#include "wire/messages_gen.h"

static inline const struct wire_entity *ref_entity(const struct wire_analysis *m, uint32_t at)
{
    return m->has_entities && at < m->entities_count ? &m->entities[at] : NULL;
}

static inline const struct wire_place *ref_place(const struct wire_analysis *m, bool has,
                                                 uint32_t at)
{
    return has && m->has_places && at < m->places_count ? &m->places[at] : NULL;
}

static inline const struct wire_time *ref_time(const struct wire_analysis *m, bool has, uint32_t at)
{
    return has && m->has_times && at < m->times_count ? &m->times[at] : NULL;
}

/* Whether it is known by name: "the chief" and "both nations" are not. */
bool ref_is_named(const struct wire_entity *e);
/* The place that an entity is; the first one where there are several. */
const struct wire_place *ref_place_of(const struct wire_analysis *m, uint32_t entity);

/* The sentence at a position, else the one that holds the offset; the absent slice for neither. */
struct str ref_sentence(const struct wire_analysis *m, bool has, uint32_t at);
struct str ref_sentence_of(const struct wire_analysis *m, uint32_t offset);

#endif
