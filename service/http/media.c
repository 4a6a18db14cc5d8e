#include "http/media.h"

#include <stdlib.h>

static const struct media_row {
    struct str type;
    enum http_media media;
} rows[] = {
    {STR_INIT("application/json"), HTTP_MEDIA_JSON},
    {STR_INIT("application/vnd.msgpack"), HTTP_MEDIA_MSGPACK},
    {STR_INIT("application/msgpack"), HTTP_MEDIA_MSGPACK},
    {STR_INIT("application/x-msgpack"), HTTP_MEDIA_MSGPACK},
    {STR_INIT("text/plain"), HTTP_MEDIA_TEXT},
    {STR_INIT("text/html"), HTTP_MEDIA_HTML},
    {STR_INIT("application/xhtml+xml"), HTTP_MEDIA_HTML},
};

/* The next part of `*rest` before `mark`, trimmed; absent at the end. */
static struct str next_part(struct str *rest, char mark)
{
    if (!rest->ptr) {
        return (struct str){0};
    }
    size_t end = str_find_byte(*rest, mark, 0);
    struct str part = str_trim(str_slice(*rest, 0, end));
    *rest = end == SIZE_MAX ? (struct str){0} : str_slice(*rest, end + 1, rest->len);
    return part;
}

/* The value of `name` among "; name=value; …", without its quotes; absent when it is not there. */
static struct str parameter(struct str rest, struct str name)
{
    for (struct str part = next_part(&rest, ';'); part.ptr; part = next_part(&rest, ';')) {
        struct str key = next_part(&part, '=');
        if (str_equal_nocase(key, name)) {
            struct str value = str_trim(part);
            bool quoted = value.len >= 2 && value.ptr[0] == '"' && value.ptr[value.len - 1] == '"';
            return quoted ? str_slice(value, 1, value.len - 1) : value;
        }
    }
    return (struct str){0};
}

static enum http_media media_of_type(struct str type)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (str_equal_nocase(type, rows[i].type)) {
            return rows[i].media;
        }
    }
    struct str suffix = STR("+json");
    bool json = type.len > suffix.len &&
                str_equal_nocase(str_slice(type, type.len - suffix.len, type.len), suffix);
    return json ? HTTP_MEDIA_JSON : HTTP_MEDIA_OTHER;
}

enum http_media media_of(struct str content_type)
{
    enum http_media media = media_of_type(next_part(&content_type, ';'));
    struct str charset = parameter(content_type, STR("charset"));
    bool utf8 = !charset.ptr || str_equal_nocase(charset, STR("utf-8")) ||
                str_equal_nocase(charset, STR("us-ascii"));
    return utf8 || media == HTTP_MEDIA_HTML ? media : HTTP_MEDIA_OTHER;
}

/* A weight in thousandths, "0.8" → 800; what is no weight counts as 1, as if it were not there. */
static unsigned weight(struct str q)
{
    unsigned value = 0, scale = 1000;
    if (q.len == 0 || q.len > 5 || (q.ptr[0] != '0' && q.ptr[0] != '1')) {
        return 1000;
    }
    for (size_t i = 0; i < q.len; i++) {
        if (i != 1 && q.ptr[i] >= '0' && q.ptr[i] <= '9') {
            value += (unsigned)(q.ptr[i] - '0') * scale;
            scale /= 10;
        } else if (i != 1 || q.ptr[i] != '.') {
            return 1000;
        }
    }
    return value > 1000 ? 1000 : value;
}

/* How exactly a range of an Accept header names `media`: 0 not at all, 1 any type, 2 any of its
 * kind, 3 the type itself. */
static int match(struct str range, enum http_media media)
{
    if (str_equal(range, STR("*/*"))) {
        return 1;
    }
    if (str_equal_nocase(range, STR("application/*"))) {
        return 2;
    }
    return media_of_type(range) == media ? 3 : 0;
}

/* The most exact range decides; of equally exact ones the heaviest. */
static unsigned weight_of(struct str accept, enum http_media media)
{
    int best = 0;
    unsigned value = 0;
    for (struct str range = next_part(&accept, ','); range.ptr; range = next_part(&accept, ',')) {
        struct str type = next_part(&range, ';');
        unsigned q = weight(parameter(range, STR("q")));
        int how = match(type, media);
        if (how > best || (how == best && how && q > value)) {
            best = how;
            value = q;
        }
    }
    return value;
}

enum http_media media_wanted(struct str accept)
{
    if (str_trim(accept).len == 0) {
        return HTTP_MEDIA_JSON;
    }
    unsigned json = weight_of(accept, HTTP_MEDIA_JSON),
             msgpack = weight_of(accept, HTTP_MEDIA_MSGPACK);
    if (json == 0 && msgpack == 0) {
        return HTTP_MEDIA_OTHER;
    }
    return msgpack > json ? HTTP_MEDIA_MSGPACK : HTTP_MEDIA_JSON;
}

const char *media_name(enum http_media media)
{
    static const char *const names[] = {
        [HTTP_MEDIA_OTHER] = "application/octet-stream",
        [HTTP_MEDIA_JSON] = "application/json",
        [HTTP_MEDIA_MSGPACK] = "application/vnd.msgpack",
        [HTTP_MEDIA_TEXT] = "text/plain; charset=utf-8",
        [HTTP_MEDIA_HTML] = "text/html; charset=utf-8",
        [HTTP_MEDIA_METRICS] = "text/plain; version=0.0.4; charset=utf-8",
    };
    return names[media];
}
