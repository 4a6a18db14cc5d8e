/* articles: JSON objects of several makes as an article map.
 *
 * Keys are looked for in this order: Dateline's own, IPTC ninjs 1.x to 3.1, news-please,
 * schema.org NewsArticle; for each field the first that is there counts, so an object needs not
 * say which make it is.
 *
 * Memory   strings borrow from the object, what is joined (several authors) lies in `arena`:
 *          at most ARTICLES_ARENA_BYTES. What is longer than a field may be is not joined on; the
 *          door refuses it.
 * Errors   STATUS_INVALID: not an object, or a key of Dateline's own is not a string; *problem
 *          says which (static).
 * Threads  pure function.
 */
#ifndef DATELINE_FORMS_ARTICLES_H
#define DATELINE_FORMS_ARTICLES_H

#include <jansson.h>

#include "base/arena.h"
#include "base/status.h"
#include "wire/messages_gen.h"

enum { ARTICLES_ARENA_BYTES = 1 << 20 };

enum status articles_of_json(const json_t *object, struct arena *arena, struct wire_article *out,
                             const char **problem) MUST_CHECK;

#endif
