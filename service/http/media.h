/* media: which media type a request brings, and which one it wants.
 *
 * Threads  pure functions.
 */
#ifndef DATELINE_HTTP_MEDIA_H
#define DATELINE_HTTP_MEDIA_H

#include "base/status.h"
#include "base/str.h"

enum http_media {
    HTTP_MEDIA_OTHER,
    HTTP_MEDIA_JSON,
    HTTP_MEDIA_MSGPACK,
    HTTP_MEDIA_TEXT,
    HTTP_MEDIA_HTML,
    HTTP_MEDIA_METRICS
};

/* Of a Content-Type: "application/json; charset=utf-8", also "application/ld+json".
 * HTTP_MEDIA_OTHER: none of ours, or text in another charset than UTF-8 (HTML may come in any: it
 * says so itself). */
enum http_media media_of(struct str content_type);
/* JSON or MessagePack by an Accept header (RFC 9110, 12.5.1); absent: JSON; HTTP_MEDIA_OTHER: it
 * wants neither. */
enum http_media media_wanted(struct str accept);
/* The Content-Type of what we send. */
const char *media_name(enum http_media media);

#endif
