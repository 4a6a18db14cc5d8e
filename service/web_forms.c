#define _GNU_SOURCE
#include "web_forms.h"

#include <jansson.h>

#include "forms/articles.h"
#include "wire/messages_gen.h"

static enum status article_of_json(struct str json, struct wire_writer *w, struct arena *arena,
                                   struct str *why)
{
    json_error_t error;
    struct wire_article a;
    const char *problem = NULL;
    json_t *object = json_loadb(json.ptr ? json.ptr : "", json.len, JSON_REJECT_DUPLICATES, &error);
    if (!object) {
        *why = arena_printf(arena, "not JSON: %s (line %d, column %d)", error.text, error.line,
                            error.column);
        return STATUS_INVALID;
    }
    enum status status = articles_of_json(object, arena, &a, &problem);
    if (status == STATUS_OK) {
        wire_article_write(w, &a);
    } else {
        *why = str_of(problem);
    }
    json_decref(object);
    return status;
}

enum status web_to_article(const struct http_question *q, struct buf *map, struct arena *arena,
                           struct str *why)
{
    struct wire_writer w = wire_writer_of(map);
    if (q->media == HTTP_MEDIA_MSGPACK) {
        buf_add_str(map, buf_str(&q->body));
        return STATUS_OK;
    }
    if (q->media == HTTP_MEDIA_JSON) {
        return article_of_json(buf_str(&q->body), &w, arena, why);
    }
    struct str text = q->body.ptr ? buf_str(&q->body) : STR("");
    struct wire_article a = {
        .id = q->keys[HTTP_KEY_ID],
        .uri = q->keys[HTTP_KEY_URI],
        .title = q->keys[HTTP_KEY_TITLE],
        .published = q->keys[HTTP_KEY_PUBLISHED],
        .source = q->keys[HTTP_KEY_SOURCE],
        .language = q->keys[HTTP_KEY_LANGUAGE],
    };
    *(q->media == HTTP_MEDIA_HTML ? &a.html : &a.body) = text;
    wire_article_write(&w, &a);
    return STATUS_OK;
}
