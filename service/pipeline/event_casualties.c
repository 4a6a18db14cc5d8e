/* What killed, hurt or drove away those who are counted, and where: the harm that the number hangs
 * on, else another of its sentence, else the last one told of shortly before ("The toll rose to
 * nine"). */
#include "base/search.h"
#include "pipeline/event.h"
#include "pipeline/pipeline.h"

enum { SENTENCES_BACK = 6 };

static bool is_harm(const struct event *e)
{
    return str_equal(e->class, STR("disaster")) || str_equal(e->class, STR("crime")) ||
           str_equal(e->plover, STR("ASSAULT")) || str_equal(e->plover, STR("COERCE")) ||
           str_equal(e->plover, STR("PROTEST"));
}

/* A death alone says where, not of what. */
static bool is_death(const struct event *e)
{
    return str_equal(e->lemma, STR("die")) || str_equal(e->lemma, STR("death"));
}

/* The event whose trigger stands nearest to the number; one that the number hangs on stands nearer
 * than any. */
static uint32_t nearest(const struct event_view *v, uint32_t first, struct span number)
{
    const struct article *a = v->a;
    uint32_t best = NO_INDEX, least = UINT32_MAX;
    uint32_t token = article_token_at(a, number.begin);
    for (uint32_t i = first; i < a->events.count && token < v->end; i++) {
        const struct event *e = &a->events.items[i];
        uint32_t at = e->trigger.begin;
        uint32_t far = at > number.begin ? at - number.begin : number.begin - at;
        for (uint32_t t = token; t != NO_INDEX; t = event_node(v, t)->head) {
            far = a->tokens.items[t].begin == at ? 0 : far;
        }
        bool harm = is_harm(e) || is_death(e);
        if (harm && far < least) {
            best = i;
            least = far;
        }
    }
    return best;
}

void event_casualties(const struct event_view *v, uint32_t first)
{
    struct article *a = v->a;
    struct span s = a->sentences.items[v->sentence].span;
    for (uint32_t i = SEARCH_FROM(a->quantities.items, a->quantities.count, span.begin, s.begin);
         i < a->quantities.count && a->quantities.items[i].span.begin < s.end; i++) {
        struct quantity *q = &a->quantities.items[i];
        q->event = q->kind == QUANTITY_CASUALTIES ? nearest(v, first, q->span) : (uint32_t)NO_INDEX;
    }
}

/* (entities) the place that each is, or NO_INDEX; in the worker's scratch. */
static const uint32_t *places_of(const struct article *a)
{
    uint32_t *of = arena_alloc_array(&a->state->scratch, a->entities.count + 1, sizeof *of);
    for (uint32_t i = 0; i < a->entities.count; i++) {
        of[i] = NO_INDEX;
    }
    for (uint32_t i = a->places.count; i-- > 0;) {
        of[a->places.items[i].entity] = i;
    }
    return of;
}

/* The one place that a sentence names. */
static uint32_t only_place(const struct article *a, const uint32_t *of, uint32_t sentence)
{
    uint32_t found = NO_INDEX;
    uint32_t i = SEARCH_FROM(a->mentions.items, a->mentions.count, sentence, sentence);
    for (; i < a->mentions.count && a->mentions.items[i].sentence == sentence; i++) {
        const struct mention *m = &a->mentions.items[i];
        bool name = m->kind == MENTION_NAME && m->entity != NO_INDEX;
        uint32_t place = name ? of[m->entity] : NO_INDEX;
        if (place != NO_INDEX && found != NO_INDEX && place != found) {
            return NO_INDEX;
        }
        found = place != NO_INDEX ? place : found;
    }
    return found;
}

/* The place of an event, else of the last one of its class that was told of shortly before. */
static uint32_t place_of_event(const struct article *a, uint32_t event)
{
    for (uint32_t k = event; event != NO_INDEX && k != NO_INDEX; k--) {
        const struct event *e = &a->events.items[k];
        if (e->sentence + SENTENCES_BACK < a->events.items[event].sentence) {
            break;
        }
        if (e->place != NO_INDEX && str_equal(e->class, a->events.items[event].class) &&
            (is_harm(e) || k == event)) {
            return e->place;
        }
    }
    return NO_INDEX;
}

void event_place_casualties(struct article *a)
{
    struct arena_mark mark = arena_mark(&a->state->scratch);
    const uint32_t *of = places_of(a);
    for (uint32_t i = 0; i < a->quantities.count; i++) {
        struct quantity *q = &a->quantities.items[i];
        if (q->kind != QUANTITY_CASUALTIES) {
            continue;
        }
        uint32_t sentence =
            SEARCH_BEHIND(a->sentences.items, a->sentences.count, span.end, q->span.begin);
        uint32_t told = SEARCH_BEHIND(a->events.items, a->events.count, sentence, sentence);
        for (uint32_t k = told; q->event == NO_INDEX && k-- > 0;) {
            const struct event *e = &a->events.items[k];
            if (e->sentence + SENTENCES_BACK < sentence) {
                break;
            }
            q->event = is_harm(e) && e->modality == EVENT_HAPPENED && !e->negated ? k : q->event;
        }
        q->place = place_of_event(a, q->event);
        q->place = q->place == NO_INDEX && sentence < a->sentences.count
                       ? only_place(a, of, sentence)
                       : q->place;
    }
    arena_rewind(&a->state->scratch, mark);
}
