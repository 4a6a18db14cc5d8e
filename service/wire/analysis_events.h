/* analysis_events: the events and relations of an article on the wire.
 *
 * Memory   the lists lie in the article's arena: analysis_events_bytes of it at most.
 * Threads  pure functions.
 */
#ifndef DATELINE_WIRE_ANALYSIS_EVENTS_H
#define DATELINE_WIRE_ANALYSIS_EVENTS_H

#include "article/article.h"
#include "wire/messages_gen.h"

void analysis_set_events(const struct article *a, struct wire_analysis *out);
void analysis_set_relations(const struct article *a, struct wire_analysis *out);
size_t analysis_events_bytes(void);

#endif
