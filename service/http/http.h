/* http: health, metrics and analyses over HTTP/1.1, by libmicrohttpd inside our loop.
 *
 *     GET  /healthz            the process answers
 *     GET  /readyz             it can work; 503 and why when it cannot
 *     GET  /metrics            Prometheus text, made of counters alone
 *     POST /v1/analyze         the analysis of the article in the body; stores nothing
 *     GET  /v1/articles/{id}   what was published of it
 *
 * This module knows HTTP: connections, routes, headers, limits. What takes time is a question that
 * it hands to its owner, while the connection sleeps; so nothing here ever waits, and a slow or
 * silent client costs one connection, of which the one that has been idle longest makes room for
 * newcomers.
 *
 * Memory   bounded: connections, HTTP_CONNECTION_BYTES of each, HTTP_BODIES_BYTES of all bodies.
 * Errors   answered as JSON {code, detail}, with the codes of the protocol.
 * Threads  the loop's.
 */
#ifndef DATELINE_HTTP_HTTP_H
#define DATELINE_HTTP_HTTP_H

#include <stdbool.h>
#include <stdint.h>
#include <uv.h>

#include "base/buf.h"
#include "base/status.h"
#include "http/media.h"
#include "runtime/metrics.h"
#include "wire/messages_gen.h"

enum {
    HTTP_CONNECTION_BYTES = 16 << 10, /* request line and headers: longer ones are refused */
    HTTP_BODY_BYTES = 2 << 20,        /* one article with room for what JSON escapes */
    HTTP_BODIES_BYTES = 16 << 20,
    HTTP_FLUSH_MS = 1000,
};

struct http;

enum http_kind { HTTP_ANALYZE, HTTP_ARTICLE };

/* What ?name=value may say besides detail, offsets and revision: keys of an article whose body is
 * text or HTML. */
enum http_key {
    HTTP_KEY_ID,
    HTTP_KEY_URI,
    HTTP_KEY_TITLE,
    HTTP_KEY_PUBLISHED,
    HTTP_KEY_SOURCE,
    HTTP_KEY_LANGUAGE,
    HTTP_KEYS
};

/* A request that waits for others. It is the owner's between `ask` and http_answer. */
struct http_question {
    enum http_kind kind;
    enum http_media media; /* of the body */
    struct buf body;
    struct str keys[HTTP_KEYS];    /* absent: not given */
    struct str id;                 /* of HTTP_ARTICLE */
    uint32_t revision;             /* 0 = newest */
    bool full;                     /* the token columns, too */
    enum wire_offset_unit offsets; /* of the answer; WIRE_OFFSET_UNIT_NONE: bytes */
    enum http_media accept;        /* what the answer should be: JSON or MessagePack */

    /* the answer; an empty `answer` with a status from 400 up is made of code and detail */
    unsigned status;
    struct buf answer;
    const char *code; /* static */
    struct buf detail;
};

struct http_options {
    uv_loop_t *loop;
    const char *bind;  /* host:port; port 0: any */
    bool off_loopback; /* others than this machine reach the address */
    const char
        *token_file; /* "": none; its first line is asked for on all but /healthz and /readyz */
    uint32_t connections;
    uint64_t timeout_ms; /* of silence on one connection */
    struct metrics *metrics;
    void (*refresh)(void *context);              /* brings gauges up to date, before /metrics */
    const char *(*why_not_ready)(void *context); /* NULL: ready */
    bool (*ask)(
        void *context,
        struct http_question *question); /* false: too much is waiting; never answers at once */
    void *context;
};

/* STATUS_IO: the address or the token cannot be had; STATUS_INVALID: off loopback without a token.
 * Both are logged. */
enum status http_open(struct http **out, const struct http_options *o) MUST_CHECK;
/* The answer is there, with a status: the question is http's again. */
void http_answer(struct http *h, struct http_question *question);
/* "127.0.0.1:7780", with the port in force. */
const char *http_endpoint(const struct http *h);
/* Sends what has been answered, for HTTP_FLUSH_MS at most, then closes. All questions must have
 * been answered. The loop must run once more for the handles to close. Accepts NULL. */
void http_close(struct http *h);

#endif
