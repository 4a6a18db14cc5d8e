/* actor_bodies: bodies of state under names that many states have: "Congress", "the Supreme Court",
 * "Parliament", "the Foreign Ministry". Whose they are the words beside them say, else what the
 * article is about: the country of its focus, of its dateline, of its publisher that has such a
 * body.
 *
 * Memory   keys and codes live in a->arena.
 * Threads  any worker; the pack is read-only.
 */
#ifndef DATELINE_PIPELINE_ACTOR_BODIES_H
#define DATELINE_PIPELINE_ACTOR_BODIES_H

#include "article/article.h"

struct pack;

/* The role that the name of such a body stands for ("LEG"), or absent. */
struct str actor_body_role(struct str name);
/* Where the words beside it named a country (e->cameo is set) makes it that country's body, else
 * that of the country that the article speaks for; else it stays without a code. Key and Wikidata
 * item are those of the body, where the pack has it, and never another country's. */
void actor_body_place(struct article *a, const struct pack *pack, struct entity *e);

#endif
