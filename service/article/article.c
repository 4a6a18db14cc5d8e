#include "article/article.h"

#include <string.h>

#include "base/search.h"

void article_reset(struct article *a)
{
    struct arena *arena = a->arena;
    struct pipeline_state *state = a->state;
    arena_reset(arena);
    *a = (struct article){.arena = arena, .state = state, .units_left = ARTICLE_UNITS};
}

enum status article_assemble(struct article *a)
{
    struct str title = a->input.title, body = a->input.body;
    size_t gap = title.len && body.len ? 2 : 0;
    size_t len = title.len + gap + body.len;
    if (title.len > TEXT_BYTES_MAX || body.len > TEXT_BYTES_MAX || len > TEXT_BYTES_MAX) {
        return STATUS_LIMIT;
    }
    char *text = arena_alloc_raw(a->arena, len + 1);
    if (title.len) {
        memcpy(text, title.ptr, title.len);
    }
    memcpy(text + title.len, "\n\n", gap);
    if (body.len) {
        memcpy(text + title.len + gap, body.ptr, body.len);
    }
    text[len] = '\0'; /* for libraries that read C strings; not part of the text */
    a->text = str_make(text, len);
    a->body_begin = (uint32_t)(title.len + gap);
    return STATUS_OK;
}

struct str article_slice(const struct article *a, struct span span)
{
    return str_slice(a->text, span.begin, span.end);
}

uint32_t article_token_at(const struct article *a, uint32_t byte)
{
    return SEARCH_FROM(a->tokens.items, a->tokens.count, begin, byte);
}

uint32_t article_token_over(const struct article *a, uint32_t byte)
{
    return SEARCH_BEHIND(a->tokens.items, a->tokens.count, end, byte);
}

uint32_t article_sentence_at(const struct article *a, uint32_t token)
{
    uint32_t behind = SEARCH_BEHIND(a->sentences.items, a->sentences.count, token_begin, token);
    return behind ? behind - 1 : 0;
}

uint32_t article_headline_end(const struct article *a)
{
    bool headline = a->sections.count && a->sections.items[0].kind == SECTION_HEADLINE;
    return headline ? a->sections.items[0].span.end : 0;
}

bool article_spend(struct article *a, uint64_t units)
{
    if (units > a->units_left) {
        return false;
    }
    a->units_left -= units;
    return true;
}

void article_warn(struct article *a, const char *code, struct str detail)
{
    struct warning *w = vec_push(&a->warnings, a->arena, WARNINGS_MAX);
    if (w) {
        *w = (struct warning){code, detail};
    }
}

/* ---- names, in the order of the lists that declare the values ---- */

#define NAME(id, name) name,
#define NAME_FUNCTION(type, ...)                                                                   \
    const char *type##_name(enum type value)                                                       \
    {                                                                                              \
        static const char *const names[] = {__VA_ARGS__};                                          \
        return names[value];                                                                       \
    }

NAME_FUNCTION(section_kind, SECTION_KIND_MAP(NAME))
NAME_FUNCTION(entity_type, ENTITY_TYPE_MAP(NAME))
NAME_FUNCTION(timex_type, TIMEX_TYPE_MAP(NAME))
NAME_FUNCTION(quantity_kind, QUANTITY_KIND_MAP(NAME))
NAME_FUNCTION(quote_medium, "", QUOTE_MEDIUM_MAP(NAME))
NAME_FUNCTION(event_modality, EVENT_MODALITY_MAP(NAME))
