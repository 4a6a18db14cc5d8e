#include "forms/refs.h"

#include "base/search.h"
#include "base/utf8.h"

bool ref_is_named(const struct wire_entity *e)
{
    for (uint32_t k = 0; k < e->mentions_count; k++) {
        if (e->mentions[k].kind == WIRE_MENTION_KIND_NAME) {
            return true;
        }
    }
    return false;
}

const struct wire_place *ref_place_of(const struct wire_analysis *m, uint32_t entity)
{
    for (uint32_t i = 0; m->has_places && i < m->places_count; i++) {
        if (m->places[i].entity == entity) {
            return &m->places[i];
        }
    }
    return NULL;
}

struct str ref_sentence(const struct wire_analysis *m, bool has, uint32_t at)
{
    if (!has || !m->has_sentences || at >= m->sentences_count) {
        return (struct str){0};
    }
    struct span span = m->sentences[at].span;
    struct str text = str_slice(m->text, span.begin, span.end);
    return utf8_valid(text) ? text : (struct str){0}; /* a span may cut a character */
}

struct str ref_sentence_of(const struct wire_analysis *m, uint32_t offset)
{
    uint32_t count = m->has_sentences ? m->sentences_count : 0;
    return ref_sentence(m, true, SEARCH_BEHIND(m->sentences, count, span.end, offset));
}
