#define _GNU_SOURCE
#include <stddef.h>
#include <string.h>

#include "http/inside.h"

enum { ID_MOST = 256 };

/* ---- what stands behind the '?' ---- */

static const char *const key_names[HTTP_KEYS] = {
    [HTTP_KEY_ID] = "id",         [HTTP_KEY_URI] = "uri",
    [HTTP_KEY_TITLE] = "title",   [HTTP_KEY_PUBLISHED] = "published",
    [HTTP_KEY_SOURCE] = "source", [HTTP_KEY_LANGUAGE] = "language",
};

static bool set_detail(struct request *r, struct str value)
{
    r->question.full = str_equal(value, STR("full"));
    return r->question.full || str_equal(value, STR("normal"));
}

static bool set_offsets(struct request *r, struct str value)
{
    r->question.offsets = wire_offset_unit_parse(value);
    return r->question.offsets != WIRE_OFFSET_UNIT_NONE;
}

static bool set_revision(struct request *r, struct str value)
{
    uint64_t revision = 0;
    bool good =
        value.len > 0 && str_to_u64(value, &revision) && revision > 0 && revision <= UINT32_MAX;
    r->question.revision = good ? (uint32_t)revision : 0;
    return good;
}

static bool set_key(struct request *r, const char *name, struct str value)
{
    bool is_text = r->question.media == HTTP_MEDIA_TEXT || r->question.media == HTTP_MEDIA_HTML;
    for (int i = 0; i < HTTP_KEYS && is_text && value.ptr; i++) {
        if (strcmp(name, key_names[i]) == 0) {
            r->question.keys[i] = value;
            return true;
        }
    }
    return false;
}

/* The first parameter that is wrong ends the walk and stands in question.detail. */
static enum MHD_Result on_parameter(void *context, enum MHD_ValueKind kind, const char *name,
                                    const char *text)
{
    (void)kind;
    static const struct {
        const char *name;
        enum http_kind kind;
        bool (*set)(struct request *r, struct str value);
        const char *right;
    } rows[] = {
        {"detail", HTTP_ANALYZE, set_detail, "normal or full"},
        {"offsets", HTTP_ANALYZE, set_offsets, "byte, codepoint or utf16"},
        {"offsets", HTTP_ARTICLE, set_offsets, "byte, codepoint or utf16"},
        {"revision", HTTP_ARTICLE, set_revision, "a number from 1 up"},
    };
    struct request *r = context;
    struct str value = str_of(text);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (rows[i].kind == r->question.kind && strcmp(rows[i].name, name) == 0) {
            if (!rows[i].set(r, value)) {
                buf_printf(&r->question.detail, "parameter %s: %s", rows[i].name, rows[i].right);
            }
            return r->question.detail.len ? MHD_NO : MHD_YES;
        }
    }
    if (r->question.kind != HTTP_ANALYZE || !set_key(r, name, value)) {
        buf_add_str(
            &r->question.detail,
            r->question.kind == HTTP_ARTICLE
                ? STR("parameters are revision and offsets")
                : STR("parameters are detail and offsets, and of a body of text or HTML id, uri, "
                      "title, published, source and language"));
    }
    return r->question.detail.len ? MHD_NO : MHD_YES;
}

/* ---- questions ---- */

static enum MHD_Result leave_question(struct request *r)
{
    struct http_question *q = &r->question;
    if (!r->http->o.ask(r->http->o.context, q)) {
        struct str detail = q->code ? STR("the service is leaving")
                                    : STR("too many requests are waiting; try again");
        return reply_error(r, MHD_HTTP_SERVICE_UNAVAILABLE, q->code ? q->code : "busy", detail);
    }
    r->asked = true;
    MHD_suspend_connection(r->connection);
    return MHD_YES;
}

/* Reads Accept and parameters; 0 or the status of what is wrong (detail in the question). */
static unsigned read_wishes(struct request *r)
{
    struct http_question *q = &r->question;
    q->accept = media_wanted(str_of(
        MHD_lookup_connection_value(r->connection, MHD_HEADER_KIND, MHD_HTTP_HEADER_ACCEPT)));
    if (q->accept == HTTP_MEDIA_OTHER) {
        buf_add_str(&q->detail, STR("answers are application/json or application/vnd.msgpack"));
        return MHD_HTTP_NOT_ACCEPTABLE;
    }
    MHD_get_connection_values(r->connection, MHD_GET_ARGUMENT_KIND, on_parameter, r);
    if (!q->detail.len && q->accept == HTTP_MEDIA_MSGPACK && q->offsets > WIRE_OFFSET_UNIT_BYTE) {
        buf_add_str(&q->detail, STR("parameter offsets: MessagePack has bytes alone"));
    }
    return q->detail.len ? MHD_HTTP_BAD_REQUEST : 0;
}

static enum MHD_Result refuse_wishes(struct request *r, unsigned status)
{
    return reply_error(r, status, status == MHD_HTTP_BAD_REQUEST ? "malformed" : "protocol",
                       buf_str(&r->question.detail));
}

static enum MHD_Result on_analyze(struct request *r)
{
    struct http_question *q = &r->question;
    q->kind = HTTP_ANALYZE;
    q->media = media_of(str_of(
        MHD_lookup_connection_value(r->connection, MHD_HEADER_KIND, MHD_HTTP_HEADER_CONTENT_TYPE)));
    bool coded = MHD_lookup_connection_value(r->connection, MHD_HEADER_KIND,
                                             MHD_HTTP_HEADER_CONTENT_ENCODING) != NULL;
    if (q->media == HTTP_MEDIA_OTHER || coded) {
        return reply_error(r, MHD_HTTP_UNSUPPORTED_MEDIA_TYPE, "protocol",
                           coded
                               ? STR("bodies come without a Content-Encoding")
                               : STR("the body must be application/json, application/vnd.msgpack, "
                                     "text/plain or text/html, in UTF-8"));
    }
    unsigned fault = read_wishes(r);
    return fault ? refuse_wishes(r, fault) : leave_question(r);
}

static enum MHD_Result on_article(struct request *r)
{
    struct http_question *q = &r->question;
    q->kind = HTTP_ARTICLE;
    q->id = r->rest;
    unsigned fault = read_wishes(r);
    if (fault) {
        return refuse_wishes(r, fault);
    }
    if (q->id.len == 0 || q->id.len > ID_MOST) {
        return reply_error(r, MHD_HTTP_NOT_FOUND, "not-found", STR("an id has 1 to 256 bytes"));
    }
    return leave_question(r);
}

enum MHD_Result route_answer(struct request *r)
{
    struct http_question *q = &r->question;
    if (q->answer.len) {
        return reply_take(r, q->status,
                          q->status < MHD_HTTP_BAD_REQUEST ? q->accept : HTTP_MEDIA_JSON,
                          &q->answer);
    }
    return reply_error(r, q->status, q->code, buf_str(&q->detail));
}

/* ---- answers at once ---- */

static enum MHD_Result on_health(struct request *r)
{
    struct buf out = {0};
    buf_add_str(&out, STR("{\"alive\":true}\n"));
    return reply_take(r, MHD_HTTP_OK, HTTP_MEDIA_JSON, &out);
}

static enum MHD_Result on_ready(struct request *r)
{
    return reply_ready(r, r->http->o.why_not_ready(r->http->o.context));
}

static enum MHD_Result on_metrics(struct request *r)
{
    struct buf out = {0};
    r->http->o.refresh(r->http->o.context);
    metrics_write(r->http->o.metrics, &out);
    return reply_take(r, MHD_HTTP_OK, HTTP_MEDIA_METRICS, &out);
}

/* ---- the table ---- */

static const struct route routes[] = {
    {.path = "/healthz", .open = true, .on = on_health},
    {.path = "/readyz", .open = true, .on = on_ready},
    {.path = "/metrics", .on = on_metrics},
    {.path = "/v1/analyze", .post = true, .on = on_analyze},
    {.path = "/v1/articles/", .prefix = true, .on = on_article},
};

const struct route *route_of(const char *path, struct str *rest)
{
    for (size_t i = 0; i < sizeof routes / sizeof routes[0]; i++) {
        struct str whole = str_of(path), begin = str_of(routes[i].path);
        if (routes[i].prefix ? str_starts_with(whole, begin) : str_equal(whole, begin)) {
            *rest = str_slice(whole, begin.len, whole.len);
            return &routes[i];
        }
    }
    return NULL;
}
