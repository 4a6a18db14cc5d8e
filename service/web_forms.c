#define _GNU_SOURCE
#include "web_forms.h"

#include <jansson.h>

#include "wire/messages_gen.h"

static struct str string_at(const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    return json_is_string(value) ? str_make(json_string_value(value), json_string_length(value)) : (struct str){0};
}

static enum status article_of_json(struct str json, struct wire_writer *w, struct arena *arena, struct str *why)
{
    json_error_t error;
    json_t *object = json_loadb(json.ptr ? json.ptr : "", json.len, JSON_REJECT_DUPLICATES, &error);
    if (!json_is_object(object)) {
        *why = object ? STR("the body must be one JSON object")
                      : arena_printf(arena, "not JSON: %s (line %d, column %d)", error.text, error.line, error.column);
        json_decref(object);
        return STATUS_INVALID;
    }
    struct wire_article a = {
        .id = string_at(object, "id"),
        .uri = string_at(object, "uri"),
        .title = string_at(object, "title"),
        .byline = string_at(object, "byline"),
        .body = string_at(object, "body"),
        .html = string_at(object, "html"),
        .published = string_at(object, "published"),
        .source = string_at(object, "source"),
        .language = string_at(object, "language"),
        .rights = string_at(object, "rights"),
    };
    wire_article_write(w, &a);
    json_decref(object);
    return STATUS_OK;
}

enum status web_to_article(const struct http_question *q, struct buf *map, struct arena *arena, struct str *why)
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
