/* inside: what the files of this folder share. Others include http.h. */
#ifndef DATELINE_HTTP_INSIDE_H
#define DATELINE_HTTP_INSIDE_H

#include <microhttpd.h>
#include <sodium.h>

#include "http/http.h"

/* One connection; in the list of the idle ones, longest idle first, unless an answer is being made
 * or sent. */
struct peer {
    struct peer *next, *previous;
    struct MHD_Connection *connection;
    bool idle;
};

struct request;

struct route {
    const char *path;
    bool prefix; /* what follows `path` is the request's own */
    bool open;   /* to everybody, without the token */
    bool post;   /* else GET and HEAD */
    /* The whole request is there. Either answers or leaves a question (question_ask). */
    enum MHD_Result (*on)(struct request *r);
};

struct http {
    struct http_options o;
    struct MHD_Daemon *daemon;
    uv_poll_t poll;
    uv_timer_t timer;
    int handles; /* of the loop, open */
    char endpoint[128];
    bool has_token, again;
    unsigned char token[crypto_hash_sha256_BYTES]; /* its hash */
    struct peer *idle_first, *idle_last;
    uint32_t peers, busy; /* busy: whole requests whose answer has not left */
    uint64_t bodies_bytes;
    struct metric *connections, *evicted, *bodies;
};

struct request {
    struct http *http;
    struct MHD_Connection *connection;
    struct peer *peer;
    const struct route *route; /* NULL: there is no such path */
    const char *method;
    struct str rest;               /* of the path, behind a route's prefix */
    uint64_t since_us, body_bytes; /* body_bytes: as they came, kept or not */
    bool whole, asked, come_back, crowded;
    struct http_question question;
};

/* peers.c */
void peers_on_notify(void *context, struct MHD_Connection *connection, void **socket_context,
                     enum MHD_ConnectionNotificationCode code);
void peer_set_idle(struct http *h, struct peer *p, bool idle);

/* request.c */
enum MHD_Result request_on_access(void *context, struct MHD_Connection *connection, const char *url,
                                  const char *method, const char *version, const char *upload,
                                  size_t *upload_size, void **request);
void request_on_end(void *context, struct MHD_Connection *connection, void **request,
                    enum MHD_RequestTerminationCode code);

/* reply.c: each queues the answer. MHD_NO: out of memory, the connection closes. */
enum MHD_Result reply_take(struct request *r, unsigned status, enum http_media media,
                           struct buf *take_body);
enum MHD_Result reply_error(struct request *r, unsigned status, const char *code,
                            struct str detail);
enum MHD_Result reply_ready(struct request *r, const char *why_not);

/* routes.c */
const struct route *route_of(const char *path, struct str *rest);
enum MHD_Result route_answer(struct request *r); /* of a question that came back */

/* token.c */
enum status token_load(struct http *h) MUST_CHECK;
bool token_good(const struct http *h, const char *authorization);

#endif
