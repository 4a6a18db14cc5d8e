#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "forms/json.h"
#include "http/inside.h"

static void count(struct request *r, unsigned status)
{
    char labels[128];
    const char *path = r->route ? r->route->path : "other";
    snprintf(labels, sizeof labels, "http_route=\"%s\",http_response_status_code=\"%u\"", path,
             status);
    struct metric *m = metrics_histogram(r->http->o.metrics, "http_server_request_duration_seconds",
                                         labels, "from the head of a request to its answer");
    metric_observe_us(m, clock_monotonic_us() - r->since_us);
}

static void add_headers(struct request *r, struct MHD_Response *response, unsigned status,
                        enum http_media media)
{
    MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, media_name(media));
    MHD_add_response_header(response, MHD_HTTP_HEADER_CACHE_CONTROL, "no-store");
    MHD_add_response_header(response, "X-Content-Type-Options", "nosniff");
    if (status == MHD_HTTP_METHOD_NOT_ALLOWED) {
        MHD_add_response_header(response, MHD_HTTP_HEADER_ALLOW,
                                r->route->post ? "POST" : "GET, HEAD");
    } else if (status == MHD_HTTP_UNAUTHORIZED) {
        bool tried = MHD_lookup_connection_value(r->connection, MHD_HEADER_KIND,
                                                 MHD_HTTP_HEADER_AUTHORIZATION) != NULL;
        MHD_add_response_header(response, MHD_HTTP_HEADER_WWW_AUTHENTICATE,
                                tried ? "Bearer realm=\"dateline\", error=\"invalid_token\""
                                      : "Bearer realm=\"dateline\"");
    } else if (status == MHD_HTTP_SERVICE_UNAVAILABLE) {
        MHD_add_response_header(response, MHD_HTTP_HEADER_RETRY_AFTER, "1");
    } else if (status == MHD_HTTP_UNSUPPORTED_MEDIA_TYPE) {
        MHD_add_response_header(response, "Accept-Post",
                                "application/json, application/vnd.msgpack, text/plain, text/html");
    }
}

enum MHD_Result reply_take(struct request *r, unsigned status, enum http_media media,
                           struct buf *take_body)
{
    struct MHD_Response *response =
        MHD_create_response_from_buffer(take_body->len, take_body->ptr, MHD_RESPMEM_MUST_FREE);
    if (!response) {
        buf_release(take_body);
        return MHD_NO;
    }
    *take_body = (struct buf){0};
    add_headers(r, response, status, media);
    enum MHD_Result result = MHD_queue_response(r->connection, status, response);
    MHD_destroy_response(response);
    if (result == MHD_YES) {
        count(r, status);
    }
    return result;
}

enum MHD_Result reply_error(struct request *r, unsigned status, const char *code, struct str detail)
{
    struct buf out = {0};
    buf_add_str(&out, STR("{\"code\":"));
    json_write_string(str_of(code), &out);
    if (detail.len) {
        buf_add_str(&out, STR(",\"detail\":"));
        json_write_string(detail, &out);
    }
    buf_add_str(&out, STR("}\n"));
    return reply_take(r, status, HTTP_MEDIA_JSON, &out);
}

enum MHD_Result reply_ready(struct request *r, const char *why_not)
{
    struct buf out = {0};
    buf_add_str(&out, why_not ? STR("{\"ready\":false,\"reason\":") : STR("{\"ready\":true"));
    if (why_not) {
        json_write_string(str_of(why_not), &out);
    }
    buf_add_str(&out, STR("}\n"));
    return reply_take(r, why_not ? MHD_HTTP_SERVICE_UNAVAILABLE : MHD_HTTP_OK, HTTP_MEDIA_JSON,
                      &out);
}
