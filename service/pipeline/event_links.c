/* When and where an event happened and whose words it stands in: the time and the place that its
 * clause names, the quotation that holds its trigger. */
#include "base/search.h"
#include "pipeline/event.h"

static struct event *event_at(const struct event_view *v, uint32_t token, struct event *events,
                              uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        if (events[i].trigger.begin == v->a->tokens.items[token].begin) {
            return &events[i];
        }
    }
    return NULL;
}

/* "The attack took place on Monday", "announced his resignation in Lima": the event that a verb's
 * subject or object names, where the verb tells of none itself. */
static struct event *event_below(const struct event_view *v, uint32_t token, struct event *events,
                                 uint32_t count)
{
    static const uint64_t nouns = RELATION_BIT(RELATION_NSUBJ) | RELATION_BIT(RELATION_NSUBJ_PASS) |
                                  RELATION_BIT(RELATION_OBJ);
    struct event *found = NULL;
    for (uint32_t c = event_is_verbal(v, token) ? event_child(v, token, nouns) : NO_INDEX;
         c != NO_INDEX && !found; c = event_next_child(v, c, nouns)) {
        found = event_is_upos(v, c, "NOUN") ? event_at(v, c, events, count) : NULL;
    }
    return found;
}

/* A noun between a time or place and an event that keeps it to itself: a name ("the Act of 1867"),
 * whoever says so ("according to the embassy in Lima"). */
static bool keeps(const struct event_view *v, uint32_t token)
{
    static const char *const sayings[] = {"according"};
    return event_is_upos(v, token, "PROPN") || EVENT_CASE_IS(v, token, sayings);
}

/* A clause beside the main one with somebody of its own, at another time: "after the deal was
 * signed in 1990", but "when a train derailed". */
static bool is_apart(const struct event_view *v, uint32_t token)
{
    static const uint64_t subjects =
        RELATION_BIT(RELATION_NSUBJ) | RELATION_BIT(RELATION_NSUBJ_PASS);
    static const uint64_t small = RELATION_BIT(RELATION_MARK) | RELATION_BIT(RELATION_ADVMOD);
    if (event_node(v, token)->relation != RELATION_ADVCL ||
        event_child(v, token, subjects) == NO_INDEX) {
        return false;
    }
    for (uint32_t c = event_child(v, token, small); c != NO_INDEX;
         c = event_next_child(v, c, small)) {
        if (event_is_lemma(v, c, "when") || event_is_lemma(v, c, "as")) {
            return false;
        }
    }
    return true;
}

/* The event that a token hangs on, through at most `nouns` nouns of no event, but in no clause
 * about somebody else. */
static struct event *event_above(const struct event_view *v, uint32_t token, uint32_t nouns,
                                 struct event *events, uint32_t count)
{
    for (uint32_t t = token; t != NO_INDEX; t = event_node(v, t)->head) {
        struct event *found = event_at(v, t, events, count);
        found = found || t == token ? found : event_below(v, t, events, count);
        if (found) {
            return found;
        }
        uint8_t relation = event_node(v, t)->relation;
        bool noun = t != token && relation != RELATION_FLAT &&
                    (event_is_upos(v, t, "NOUN") || event_is_upos(v, t, "PROPN"));
        if (relation == RELATION_RELCL || relation == RELATION_PARATAXIS || is_apart(v, t) ||
            (noun && (nouns-- == 0 || keeps(v, t)))) {
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

/* The token of a stretch that hangs on one outside. */
static uint32_t head_of(const struct event_view *v, struct span span)
{
    uint32_t at = article_token_over(v->a, span.begin);
    while (at < v->end && event_node(v, at)->head != NO_INDEX) {
        const struct token *head = &v->a->tokens.items[event_node(v, at)->head];
        if (head->begin < span.begin || head->end > span.end) {
            break;
        }
        at = event_node(v, at)->head;
    }
    return at;
}

static void link_times(const struct event_view *v, struct event *events, uint32_t count)
{
    const struct article *a = v->a;
    struct span s = a->sentences.items[v->sentence].span;
    for (uint32_t i = SEARCH_FROM(a->times.items, a->times.count, span.begin, s.begin);
         i < a->times.count && a->times.items[i].span.begin < s.end; i++) {
        const struct timex3 *t = &a->times.items[i];
        bool vague = t->value.ptr && str_ends_with(t->value, STR("_REF")); /* "currently" */
        if ((t->type != TIMEX_DATE && t->type != TIMEX_TIME) || vague) {
            continue;
        }
        uint32_t token = head_of(v, t->span);
        struct event *e = token == NO_INDEX ? NULL : event_above(v, token, 1, events, count);
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

static uint32_t place_of(const struct article *a, uint32_t entity)
{
    for (uint32_t i = 0; i < a->places.count; i++) {
        if (a->places.items[i].entity == entity) {
            return i;
        }
    }
    return NO_INDEX;
}

/* The place that a phrase names: itself, "the village of X". */
static uint32_t place_in(const struct event_view *v, uint32_t token)
{
    static const char *const of[] = {"of"};
    static const uint64_t inside = RELATION_BIT(RELATION_NMOD) | RELATION_BIT(RELATION_APPOS) |
                                   RELATION_BIT(RELATION_FLAT) | RELATION_BIT(RELATION_COMPOUND);
    const struct mention *all = v->a->mentions.items;
    uint32_t m = event_node(v, token)->mention;
    uint32_t place = m == NO_INDEX ? NO_INDEX : place_of(v->a, all[m].entity);
    for (uint32_t c = event_child(v, token, inside); c != NO_INDEX && place == NO_INDEX;
         c = event_next_child(v, c, inside)) {
        bool name = event_node(v, c)->relation != RELATION_NMOD || EVENT_CASE_IS(v, c, of);
        m = name ? event_node(v, c)->mention : NO_INDEX;
        place = m == NO_INDEX ? NO_INDEX : place_of(v->a, all[m].entity);
    }
    return place;
}

/* What is said has its place where it is said: "charged with crimes in Chad" is no charge there. */
static bool is_here(const struct event *e, bool direct)
{
    static const struct str words[] = {STR_INIT("REQUEST"),  STR_INIT("ACCUSE"),
                                       STR_INIT("REJECT"),   STR_INIT("SUPPORT"),
                                       STR_INIT("THREATEN"), STR_INIT("CONCEDE")};
    bool said = false;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        said |= str_equal(e->plover, words[i]);
    }
    return direct || !said;
}

/* "in", "at", "near" before the name of a place: where it happened. */
static void link_places(const struct event_view *v, struct event *events, uint32_t count)
{
    static const char *const words[] = {"in",     "at",  "near",   "outside", "around",
                                        "across", "off", "inside", "along",   "throughout"};
    for (uint32_t t = v->begin; t < v->end; t++) {
        uint32_t place = EVENT_CASE_IS(v, t, words) ? place_in(v, t) : NO_INDEX;
        struct event *e = place == NO_INDEX ? NULL : event_above(v, t, 2, events, count);
        /* "under investigation in Chad" is there, "under investigation for crimes in Chad" not */
        uint32_t between = e && str_equal(e->mode, STR("investigate")) ? 1 : 0;
        bool direct = e && event_above(v, t, between, events, count) == e;
        if (e && e->place == NO_INDEX && is_here(e, direct)) {
            e->place = place;
        }
    }
    for (uint32_t i = 0; i < count; i++) {
        struct event *e = &events[i];
        bool disaster = e->place == NO_INDEX && str_equal(e->class, STR("disaster"));
        if (disaster && e->target.count == 1) {
            e->place = place_of(v->a, e->target.entity[0]); /* "the quake struck Chad" */
        }
        uint32_t noun = disaster ? article_token_at(v->a, e->trigger.begin) : NO_INDEX;
        if (noun != NO_INDEX && event_node(v, noun)->relation == RELATION_NSUBJ) {
            uint32_t object = event_child(v, event_node(v, noun)->head, RELATION_BIT(RELATION_OBJ));
            e->place = object == NO_INDEX ? e->place : place_in(v, object); /* "shook Chad" */
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
