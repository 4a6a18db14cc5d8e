/* A request from its head to its end. libmicrohttpd calls request_on_access once with the head,
 * once for each piece of the body, and once when all is there; if that leaves a question, the
 * connection sleeps and is called once more with the answer. */
#define _GNU_SOURCE
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "http/inside.h"

/* A refused body is read to its end, so that the client can read why; past this it is cut off. */
enum { SWALLOW_BYTES = 4 * HTTP_BODY_BYTES };

static const char *header(const struct request *r, const char *name)
{
    return MHD_lookup_connection_value(r->connection, MHD_HEADER_KIND, name);
}

static uint64_t announced_bytes(const struct request *r)
{
    uint64_t bytes = 0;
    const char *length = header(r, MHD_HTTP_HEADER_CONTENT_LENGTH);
    return length && str_to_u64(str_of(length), &bytes) ? bytes : 0;
}

static bool method_fits(const struct request *r)
{
    if (r->route->post) {
        return strcmp(r->method, MHD_HTTP_METHOD_POST) == 0;
    }
    return strcmp(r->method, MHD_HTTP_METHOD_GET) == 0 ||
           strcmp(r->method, MHD_HTTP_METHOD_HEAD) == 0;
}

/* What is wrong with the head, and with the body's size: 0 when nothing is. */
static unsigned fault_of(const struct request *r)
{
    if (r->route && !r->route->open &&
        !token_good(r->http, header(r, MHD_HTTP_HEADER_AUTHORIZATION))) {
        return MHD_HTTP_UNAUTHORIZED;
    }
    if (!r->route) {
        return MHD_HTTP_NOT_FOUND;
    }
    if (!method_fits(r)) {
        return MHD_HTTP_METHOD_NOT_ALLOWED;
    }
    if (r->route->post &&
        (announced_bytes(r) > HTTP_BODY_BYTES || r->body_bytes > HTTP_BODY_BYTES)) {
        return MHD_HTTP_CONTENT_TOO_LARGE;
    }
    return r->crowded ? MHD_HTTP_SERVICE_UNAVAILABLE : 0;
}

static enum MHD_Result reply_fault(struct request *r, unsigned status)
{
    static const struct {
        unsigned status;
        const char *code;
        struct str detail;
    } rows[] = {
        {MHD_HTTP_UNAUTHORIZED, "not-authorised",
         STR_INIT("give the token of http.token_file as Authorization: Bearer …")},
        {MHD_HTTP_NOT_FOUND, "not-found",
         STR_INIT("there are /healthz, /readyz, /metrics, /v1/analyze and /v1/articles/{id}")},
        {MHD_HTTP_METHOD_NOT_ALLOWED, "protocol",
         STR_INIT("this path has another method: see Allow")},
        {MHD_HTTP_CONTENT_TOO_LARGE, "too-large",
         STR_INIT("an article has at most 1 MiB, a body with its escapes 2 MiB")},
        {MHD_HTTP_SERVICE_UNAVAILABLE, "busy",
         STR_INIT("too many articles are coming in; try again")},
    };
    size_t i = 0;
    while (rows[i].status != status) {
        i++;
    }
    return reply_error(r, status, rows[i].code, rows[i].detail);
}

static struct request *begin(struct http *h, struct MHD_Connection *connection, const char *url,
                             const char *method)
{
    struct request *r = calloc(1, sizeof *r);
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    if (!r) {
        abort();
    }
    r->http = h;
    r->connection = connection;
    r->peer = info ? info->socket_context : NULL;
    r->method = method;
    r->route = route_of(url, &r->rest);
    r->since_us = clock_monotonic_us();
    return r;
}

/* A client that waits for "100 Continue", or announces far too much, is told at once; libmicrohttpd
 * then closes. */
static enum MHD_Result on_head(struct request *r)
{
    unsigned fault = fault_of(r);
    bool waits = header(r, MHD_HTTP_HEADER_EXPECT) != NULL;
    return fault && (waits || announced_bytes(r) > SWALLOW_BYTES) ? reply_fault(r, fault) : MHD_YES;
}

static enum MHD_Result on_piece(struct request *r, const char *bytes, size_t len)
{
    struct http *h = r->http;
    r->body_bytes += len;
    if (r->body_bytes > SWALLOW_BYTES) {
        return MHD_NO;
    }
    r->crowded =
        r->crowded || (r->route && r->route->post && h->bodies_bytes + len > HTTP_BODIES_BYTES);
    if (fault_of(r) == 0 && r->route->post) {
        buf_add(&r->question.body, bytes, len);
        h->bodies_bytes += len;
        metric_set(h->bodies, h->bodies_bytes);
    }
    return MHD_YES;
}

static enum MHD_Result on_whole(struct request *r)
{
    if (r->come_back) {
        return route_answer(r);
    }
    if (r->asked) {
        return MHD_YES;
    }
    r->whole = true;
    r->http->busy++;
    if (r->peer) {
        peer_set_idle(r->http, r->peer, false);
    }
    unsigned fault = fault_of(r);
    return fault ? reply_fault(r, fault) : r->route->on(r);
}

enum MHD_Result request_on_access(void *context, struct MHD_Connection *connection, const char *url,
                                  const char *method, const char *version, const char *upload,
                                  size_t *upload_size, void **request)
{
    (void)version;
    if (!*request) {
        *request = begin(context, connection, url, method);
        return on_head(*request);
    }
    if (*upload_size) {
        size_t len = *upload_size;
        *upload_size = 0;
        return on_piece(*request, upload, len);
    }
    return on_whole(*request);
}

void request_on_end(void *context, struct MHD_Connection *connection, void **request,
                    enum MHD_RequestTerminationCode code)
{
    (void)connection;
    (void)code;
    struct http *h = context;
    struct request *r = *request;
    if (!r) {
        return;
    }
    if (r->whole) {
        h->busy--;
        if (r->peer) {
            peer_set_idle(h, r->peer, true);
        }
    }
    h->bodies_bytes -= r->question.body.len;
    metric_set(h->bodies, h->bodies_bytes);
    buf_release(&r->question.body);
    buf_release(&r->question.answer);
    buf_release(&r->question.detail);
    free(r);
    *request = NULL;
}
