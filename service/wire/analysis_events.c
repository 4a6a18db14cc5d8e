#include "wire/analysis_events.h"

_Static_assert(ENTITIES_MAX <= UINT16_MAX && LITERAL_BYTES_MAX < 32,
               "objects of relations take a short number or a short string");

_Static_assert(WIRE_MODALITY_HAPPENED == EVENT_HAPPENED + 1 &&
                   WIRE_MODALITY_HYPOTHETICAL == EVENT_HYPOTHETICAL + 1,
               "modalities stand in one order");

enum {
    OBJECT_BYTES = 3,
    OBJECT_SPACE = 48, /* such a number, or a literal, as the arena rounds */
};

static enum wire_event_class class_of(struct str name)
{
    return wire_event_class_parse(name);
}

static struct wire_event event_of(const struct article *a, const struct event *e)
{
    bool has_contexts = e->contexts[0].ptr != NULL;
    struct wire_event w = {
        .trigger = {.span = e->trigger, .text = article_slice(a, e->trigger), .lemma = e->lemma},
        .class = class_of(e->class),
        .has_plover = e->plover.ptr != NULL,
        .plover = {.event = e->plover,
                   .mode = e->mode,
                   .contexts = e->contexts,
                   .contexts_count = e->contexts[1].ptr ? 2 : has_contexts,
                   .has_contexts = has_contexts},
        .cameo = e->cameo,
        .quad = e->quad,
        .has_quad = e->quad != 0,
        .goldstein = e->goldstein / 10.0,
        .has_goldstein = e->cameo.ptr != NULL,
        .source = e->source.entity,
        .source_count = e->source.count,
        .has_source = e->source.count > 0,
        .target = e->target.entity,
        .target_count = e->target.count,
        .has_target = e->target.count > 0,
        .place = e->place,
        .has_place = e->place != NO_INDEX,
        .time = e->time,
        .has_time = e->time != NO_INDEX,
        .modality = (enum wire_modality)(e->modality + 1),
        .negated = e->negated,
        .has_attributed_to = e->quote != NO_INDEX || e->speaker != NO_INDEX,
        .attributed_to = {.quote = e->quote,
                          .has_quote = e->quote != NO_INDEX,
                          .entity = e->speaker,
                          .has_entity = e->quote == NO_INDEX && e->speaker != NO_INDEX},
        .sentence = e->sentence,
        .has_sentence = true,
        .confidence = e->confidence,
        .has_confidence = true,
        .by = str_of(e->by),
    };
    return w;
}

void analysis_set_events(const struct article *a, struct wire_analysis *out)
{
    struct wire_event *items = arena_alloc_array(a->arena, a->events.count, sizeof *items);
    for (uint32_t i = 0; i < a->events.count; i++) {
        items[i] = event_of(a, &a->events.items[i]);
    }
    out->events = items;
    out->events_count = a->events.count;
    out->has_events = true;
}

/* The object in MessagePack: the shortest number, or a string. */
static struct str object_of(const struct article *a, const struct entity_relation *r)
{
    if (r->object == NO_INDEX) {
        return arena_printf(a->arena, "%c%.*s", (char)(0xA0 | r->literal.len), STR_ARG(r->literal));
    }
    unsigned char *bytes = arena_alloc(a->arena, OBJECT_BYTES);
    size_t len = 0;
    if (r->object > UINT8_MAX) {
        bytes[len++] = 0xCD;
        bytes[len++] = (unsigned char)(r->object >> 8);
    } else if (r->object > INT8_MAX) {
        bytes[len++] = 0xCC;
    }
    bytes[len++] = (unsigned char)r->object;
    return str_make((const char *)bytes, len);
}

void analysis_set_relations(const struct article *a, struct wire_analysis *out)
{
    struct wire_relation *items = arena_alloc_array(a->arena, a->relations.count, sizeof *items);
    for (uint32_t i = 0; i < a->relations.count; i++) {
        const struct entity_relation *r = &a->relations.items[i];
        items[i] = (struct wire_relation){.type = str_of(r->type),
                                          .subject = r->subject,
                                          .object = object_of(a, r),
                                          .span = r->span,
                                          .has_span = true,
                                          .confidence = r->confidence,
                                          .has_confidence = true,
                                          .by = str_of(r->by)};
    }
    out->relations = items;
    out->relations_count = a->relations.count;
    out->has_relations = true;
}

size_t analysis_events_bytes(void)
{
    return sizeof(struct wire_event) * EVENTS_MAX +
           (sizeof(struct wire_relation) + OBJECT_SPACE) * RELATIONS_MAX;
}
