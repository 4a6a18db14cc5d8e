/* entity_key: what an entity is called across articles: its entry of the knowledge pack, its key.
 *
 * Threads  pure functions.
 */
#ifndef DATELINE_PIPELINE_ENTITY_KEY_H
#define DATELINE_PIPELINE_ENTITY_KEY_H

#include "article/article.h"

struct pack;

/* The entry that a name of that type most likely means, or PACK_NONE (also without a pack). What
 * has a name in several countries is that of the country most told of: told[number of the country],
 * (pack_countries), names of it in the article; NULL: nothing is known of it. */
uint32_t entity_key_entry(const struct pack *pack, enum entity_type type, struct str name,
                          const uint32_t *told);
/* Sets key, wikidata, geonames and cameo from the entry (PACK_NONE: none) and the name. */
void entity_key_set(struct entity *e, const struct pack *pack, uint32_t entry, struct arena *arena);

/* The government or ministry that sits in a place of that name ("Kremlin"); PACK_NONE for none,
 * where somebody else of that name is better known, and for capitals, which are their people
 * too. */
uint32_t entity_seat(const struct pack *pack, struct str name);

#endif
