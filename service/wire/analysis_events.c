#include "wire/analysis_events.h"

_Static_assert(WIRE_MODALITY_HAPPENED == EVENT_HAPPENED + 1 &&
                   WIRE_MODALITY_HYPOTHETICAL == EVENT_HYPOTHETICAL + 1,
               "modalities stand in one order");

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

size_t analysis_events_bytes(void)
{
    return sizeof(struct wire_event) * EVENTS_MAX;
}
