/* When and where an event happened and whose words it stands in: the time and the place that its
 * clause names, the quotation that holds its trigger. */
#include "base/search.h"
#include "pipeline/event.h"

static uint32_t token_at(const struct event_view *v, uint32_t offset)
{
    uint32_t at =
        v->begin + SEARCH_BEHIND(v->a->tokens.items + v->begin, v->end - v->begin, end, offset);
    return at < v->end ? at : NO_INDEX;
}

/* The event of the list whose trigger a token hangs on, at whatever depth but in no clause about
 * somebody else. */
static struct event *event_above(const struct event_view *v, uint32_t token, struct event *events,
                                 uint32_t count)
{
    for (uint32_t t = token; t != NO_INDEX; t = event_node(v, t)->head) {
        for (uint32_t i = 0; i < count; i++) {
            if (events[i].trigger.begin == v->a->tokens.items[t].begin) {
                return &events[i];
            }
        }
        uint8_t relation = event_node(v, t)->relation;
        if (relation == RELATION_RELCL || relation == RELATION_PARATAXIS) {
            return NULL;
        }
    }
    return NULL;
}

uint32_t event_time_at(const struct article *a, uint32_t offset)
{
    uint32_t at = SEARCH_BEHIND(a->times.items, a->times.count, span.end, offset);
    return at < a->times.count && a->times.items[at].span.begin <= offset ? at : NO_INDEX;
}

static void link_times(const struct event_view *v, struct event *events, uint32_t count)
{
    const struct article *a = v->a;
    struct span s = a->sentences.items[v->sentence].span;
    for (uint32_t i = SEARCH_FROM(a->times.items, a->times.count, span.begin, s.begin);
         i < a->times.count && a->times.items[i].span.begin < s.end; i++) {
        const struct timex3 *t = &a->times.items[i];
        if (t->type != TIMEX_DATE && t->type != TIMEX_TIME) {
            continue;
        }
        uint32_t token = token_at(v, t->span.begin);
        struct event *e = token == NO_INDEX ? NULL : event_above(v, token, events, count);
        if (e && e->time == NO_INDEX) {
            e->time = i;
        }
    }
}

/* The innermost quotation with a speaker that holds the trigger; they stand in the order of the
 * text, the longer first. */
static uint32_t quote_of(const struct article *a, struct span trigger)
{
    uint32_t found = NO_INDEX,
             behind = SEARCH_BEHIND(a->quotes.items, a->quotes.count, span.begin, trigger.begin);
    for (uint32_t i = behind, looked = 0; i-- > 0 && looked < 8 && found == NO_INDEX; looked++) {
        const struct quote *q = &a->quotes.items[i];
        bool spoken = q->speaker.span.end > 0 && q->confidence >= 0.5;
        found = spoken && q->span.end >= trigger.end ? i : NO_INDEX;
    }
    return found;
}

/* "in", "at", "near" before the name of a place: where it happened. */
static void link_places(const struct event_view *v, struct event *events, uint32_t count)
{
    static const char *const words[] = {"in", "at", "near", "outside", "around", "across"};
    const struct article *a = v->a;
    for (uint32_t t = v->begin; t < v->end; t++) {
        const struct event_node *n = event_node(v, t);
        struct str word = event_case(v, t);
        bool local = false;
        for (size_t i = 0; word.ptr && i < sizeof words / sizeof words[0]; i++) {
            local |= str_equal_nocase(word, str_of(words[i]));
        }
        if (!local || n->mention == NO_INDEX) {
            continue;
        }
        struct event *e = event_above(v, t, events, count);
        for (uint32_t i = 0; e && e->place == NO_INDEX && i < a->places.count; i++) {
            e->place =
                a->places.items[i].entity == a->mentions.items[n->mention].entity ? i : NO_INDEX;
        }
    }
}

void event_link(const struct event_view *v, struct event *events, uint32_t count)
{
    if (count == 0) {
        return;
    }
    if (v->a->layers & HAS_TIMES) {
        link_times(v, events, count);
    }
    if (v->a->layers & HAS_PLACES) {
        link_places(v, events, count);
    }
    for (uint32_t i = 0; i < count && (v->a->layers & HAS_ATTRIBUTIONS); i++) {
        events[i].quote = quote_of(v->a, events[i].trigger);
    }
}
