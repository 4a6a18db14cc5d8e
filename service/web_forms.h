/* web_forms: the bodies that HTTP brings, as article maps.
 *
 * Threads  pure functions.
 */
#ifndef DATELINE_WEB_FORMS_H
#define DATELINE_WEB_FORMS_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/status.h"
#include "http/http.h"

/* The body of `q` as the map of proto's article, appended to `map`. STATUS_INVALID: `why`, in the
 * arena, is for a person. */
enum status web_to_article(const struct http_question *q, struct buf *map, struct arena *arena,
                           struct str *why) MUST_CHECK;
#endif
