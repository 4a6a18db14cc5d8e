#include "forms/articles.h"

#include <stddef.h>
#include <string.h>

#include "article/limits.h"

/* How a key's value becomes a string. */
enum take {
    TAKE_STRING,
    TAKE_NAMES,   /* a string, an object with a name, or a list of these, joined by commas */
    TAKE_ADDRESS, /* a string or an object with an @id */
    TAKE_VALUE,   /* ninjs: a list of {role, value}: the one of the role main, else the first */
    TAKE_PLAIN,   /* ninjs bodies: the one of text/plain */
    TAKE_MARKUP,  /* ninjs bodies: the one of text/html */
};

struct source {
    const char *key;
    enum take take;
};

enum { SOURCES_MAX = 9, SOURCE_NAMES_MAX = 16 };

static const struct {
    size_t field;
    struct source sources[SOURCES_MAX]; /* the first is ours; ends with a NULL key */
} fields[] = {
#define ROW(field, ...)                                                                            \
    {                                                                                              \
        offsetof(struct wire_article, field),                                                      \
        {                                                                                          \
            __VA_ARGS__                                                                            \
        }                                                                                          \
    }
    ROW(id, {"id", TAKE_STRING}, {"identifier", TAKE_STRING}, {"guid", TAKE_STRING}),
    ROW(uri, {"uri", TAKE_STRING}, {"url", TAKE_ADDRESS}, {"mainEntityOfPage", TAKE_ADDRESS},
        {"@id", TAKE_STRING}),
    ROW(title, {"title", TAKE_STRING}, {"headlines", TAKE_VALUE}, {"headline", TAKE_STRING},
        {"name", TAKE_STRING}),
    ROW(byline, {"byline", TAKE_STRING}, {"by", TAKE_STRING}, {"authors", TAKE_NAMES},
        {"author", TAKE_NAMES}),
    ROW(body, {"body", TAKE_STRING}, {"body_text", TAKE_STRING}, {"bodies", TAKE_PLAIN},
        {"maintext", TAKE_STRING}, {"articleBody", TAKE_STRING}),
    ROW(html, {"html", TAKE_STRING}, {"body_xhtml", TAKE_STRING}, {"body_html5", TAKE_STRING},
        {"bodies", TAKE_MARKUP}),
    ROW(published, {"published", TAKE_STRING}, {"contentCreated", TAKE_STRING},
        {"contentcreated", TAKE_STRING}, {"firstCreated", TAKE_STRING},
        {"firstcreated", TAKE_STRING}, {"versionCreated", TAKE_STRING},
        {"versioncreated", TAKE_STRING}, {"date_publish", TAKE_STRING},
        {"datePublished", TAKE_STRING}),
    ROW(source, {"source", TAKE_STRING}, {"infoSources", TAKE_NAMES}, {"infosources", TAKE_NAMES},
        {"infosource", TAKE_NAMES}, {"source_domain", TAKE_STRING}, {"publisher", TAKE_NAMES}),
    ROW(language, {"language", TAKE_STRING}, {"inLanguage", TAKE_STRING}),
    ROW(rights, {"rights", TAKE_STRING}, {"usageTerms", TAKE_STRING}, {"usageterms", TAKE_STRING},
        {"copyrightNotice", TAKE_STRING}, {"copyrightnotice", TAKE_STRING},
        {"license", TAKE_ADDRESS}),
#undef ROW
};

static struct str string_of(const json_t *value)
{
    return json_is_string(value) ? str_make(json_string_value(value), json_string_length(value))
                                 : (struct str){0};
}

static struct str name_of(const json_t *value)
{
    return json_is_object(value) ? string_of(json_object_get(value, "name")) : string_of(value);
}

static struct str names_of(const json_t *value, struct arena *arena)
{
    if (!json_is_array(value)) {
        return name_of(value);
    }
    struct str joined = {0};
    size_t count = json_array_size(value);
    count = count < SOURCE_NAMES_MAX ? count : SOURCE_NAMES_MAX;
    for (size_t i = 0; i < count && joined.len <= TITLE_BYTES_MAX; i++) {
        struct str name = name_of(json_array_get(value, i));
        if (joined.len == 0 || name.len > TITLE_BYTES_MAX) { /* so long a one goes as it is */
            joined = name.len ? name : joined;
        } else if (name.len > 0) {
            joined = arena_printf(arena, "%.*s, %.*s", STR_ARG(joined), STR_ARG(name));
        }
    }
    return joined;
}

static struct str main_value(const json_t *list)
{
    struct str found = {0};
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *item = json_array_get(list, i);
        struct str value = string_of(json_object_get(item, "value"));
        if (value.len > 0 &&
            (found.len == 0 || str_equal(string_of(json_object_get(item, "role")), STR("main")))) {
            found = value;
        }
    }
    return found;
}

static bool is_markup(const json_t *body)
{
    struct str type = string_of(json_object_get(body, "contentType"));
    type = type.len ? type : string_of(json_object_get(body, "contenttype"));
    return str_find(type, STR("html"), 0) != SIZE_MAX ||
           str_find(string_of(json_object_get(body, "role")), STR("html"), 0) != SIZE_MAX;
}

static bool is_plain(const json_t *body)
{
    struct str type = string_of(json_object_get(body, "contentType"));
    type = type.len ? type : string_of(json_object_get(body, "contenttype"));
    return type.len ? str_starts_with(type, STR("text/plain"))
                    : str_equal(string_of(json_object_get(body, "role")), STR("text"));
}

static struct str body_value(const json_t *list, bool (*fits)(const json_t *body))
{
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *body = json_array_get(list, i);
        struct str value = string_of(json_object_get(body, "value"));
        if (value.len > 0 && fits(body)) {
            return value;
        }
    }
    return (struct str){0};
}

static struct str taken(const json_t *value, enum take take, struct arena *arena)
{
    switch (take) {
    case TAKE_STRING:
        return string_of(value);
    case TAKE_NAMES:
        return names_of(value, arena);
    case TAKE_ADDRESS:
        return json_is_object(value) ? string_of(json_object_get(value, "@id")) : string_of(value);
    case TAKE_VALUE:
        return main_value(value);
    case TAKE_PLAIN:
        return body_value(value, is_plain);
    case TAKE_MARKUP:
        return body_value(value, is_markup);
    }
    return (struct str){0};
}

enum status articles_of_json(const json_t *object, struct arena *arena, struct wire_article *out,
                             const char **problem)
{
    *out = (struct wire_article){0};
    *problem = "not a JSON object";
    if (!json_is_object(object)) {
        return STATUS_INVALID;
    }
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        struct str *field = (struct str *)(void *)((char *)out + fields[i].field);
        const struct source *s = fields[i].sources;
        const json_t *ours = json_object_get(object, s->key);
        bool borrowed =
            !json_is_string(ours) && (fields[i].field == offsetof(struct wire_article, source) ||
                                      fields[i].field == offsetof(struct wire_article, language));
        if (ours && !json_is_string(ours) && !json_is_null(ours) && !borrowed) {
            *problem = s->key;
            return STATUS_INVALID;
        }
        for (size_t k = 0; k < SOURCES_MAX && s[k].key && str_is_absent(*field); k++) {
            *field = taken(json_object_get(object, s[k].key), s[k].take, arena);
        }
    }
    *problem = NULL;
    return STATUS_OK;
}
