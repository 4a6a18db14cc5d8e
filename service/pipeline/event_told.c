/* One happening that is told again is one event: the first telling stays and takes over what the
 * later one adds, when and where. Told again are the same doing, as true as before, with parties
 * that do not contradict, at times and places that do not: a body after its headline, "the crash"
 * after "a bus crashed", "his visit" after "plans to visit". */
#include <string.h>

#include "base/search.h"
#include "pipeline/event.h"

enum {
    TOLD_REACH = 256, /* events back that may be the same one */
    NAMED_REACH = 8   /* sentences back that may name a disaster */
};

static bool same_list(const struct actors_list *a, const struct actors_list *b)
{
    return a->count == b->count &&
           (a->count == 0 || memcmp(a->entity, b->entity, a->count * sizeof *a->entity) == 0);
}

/* What words outside PLOVER name the same happening; of our own choice. */
static const struct kin {
    const char *class;
    const char *lemmas[12];
} kins[] = {
    {"disaster",
     {"crash", "collide", "collision", "accident", "derail", "derailment", "wreck", "overturn"}},
    {"disaster", {"fire", "blaze", "wildfire", "burn"}},
    {"disaster", {"earthquake", "quake", "tremor"}},
    {"disaster", {"flood", "flooding"}},
    {"disaster", {"storm", "hurricane", "cyclone", "typhoon", "tornado"}},
    {"disaster", {"explosion", "blast", "explode"}},
    {"disaster", {"landslide", "mudslide", "avalanche"}},
    {"disaster", {"outbreak", "epidemic", "pandemic"}},
    {"disaster", {"erupt", "eruption"}},
    {"disaster", {"sink", "capsize", "shipwreck"}},
    {"crime", {"steal", "theft", "rob", "robbery", "heist", "burgle", "burglary"}},
    {"crime", {"murder", "homicide"}},
    {"economy", {"acquire", "acquisition", "buy", "takeover", "take", "buyout"}},
    {"economy", {"merge", "merger"}},
    {"law", {"rule", "ruling", "verdict"}},
    {"other", {"die", "death"}},
    {"other", {"find", "discover", "pronounce"}},
    {"other", {"appoint", "appointment"}},
    {"other", {"marry", "wedding"}},
    {"other", {"elect", "election"}},
    {"other", {"launch"}},
};

static bool is_of(const struct kin *k, struct str lemma)
{
    for (size_t i = 0; i < sizeof k->lemmas / sizeof k->lemmas[0] && k->lemmas[i]; i++) {
        if (str_equal_nocase(lemma, str_of(k->lemmas[i]))) {
            return true;
        }
    }
    return false;
}

static bool are_kin(const struct event *a, const struct event *b)
{
    bool kin = str_equal_nocase(a->lemma, b->lemma);
    for (size_t i = 0; i < sizeof kins / sizeof kins[0] && !kin; i++) {
        kin = str_equal(a->class, str_of(kins[i].class)) && is_of(&kins[i], a->lemma) &&
              is_of(&kins[i], b->lemma);
    }
    return kin;
}

/* "the visit", "the visit began" */
static bool is_noun(const struct event *e)
{
    return str_equal(str_of(e->by), STR("event.noun")) ||
           str_equal(str_of(e->by), STR("event.light"));
}

/* Whether the later one tells of the same doing: the same code; of a noun the same kind, and "his
 * visit" is the one that he plans. */
static bool same_doing(const struct event *old, const struct event *new)
{
    if (!str_equal(old->class, new->class)) {
        return false;
    }
    if (!new->cameo.ptr) {
        return are_kin(old, new);
    }
    bool planned = str_equal(old->cameo, STR("036")) && str_equal(new->plover, STR("CONSULT"));
    bool root = old->cameo.len >= 2 && new->cameo.len >= 2 &&
                memcmp(old->cameo.ptr, new->cameo.ptr, 2) == 0;
    return str_equal(old->cameo, new->cameo) ||
           (is_noun(new) && (planned || (root && str_equal(old->plover, new->plover))));
}

static bool same_truth(const struct event *old, const struct event *new)
{
    bool taken_up = is_noun(new) && new->modality == EVENT_HAPPENED;
    return old->negated == new->negated && (old->modality == new->modality || taken_up);
}

static bool same_times(const struct article *a, const struct event *old, const struct event *new)
{
    if (old->time == NO_INDEX || new->time == NO_INDEX || old->time == new->time) {
        return true;
    }
    const struct timex3 *x = &a->times.items[old->time], *y = &a->times.items[new->time];
    if (!x->begin.len || !x->end.len || !y->begin.len || !y->end.len) {
        return str_equal(x->value, y->value);
    }
    return str_compare(x->begin, y->end) < 0 && str_compare(y->begin, x->end) < 0;
}

/* Places of which neither is a country that holds the other must be one. */
static bool same_places(const struct article *a, const struct event *old, const struct event *new)
{
    if (old->place == NO_INDEX || new->place == NO_INDEX || old->place == new->place) {
        return true;
    }
    const struct place *x = &a->places.items[old->place], *y = &a->places.items[new->place];
    bool wide = str_starts_with(x->feature, STR("PCL")) ||
                str_starts_with(y->feature, STR("PCL")) || str_equal(x->feature, STR("ADM1")) ||
                str_equal(y->feature, STR("ADM1"));
    return wide && x->country.ptr && str_equal(x->country, y->country);
}

static bool in_headline(const struct article *a, const struct event *e)
{
    return e->trigger.begin < article_headline_end(a);
}

/* What befalls somebody once in a while: of one party alone it is the same when it is told again,
 * but "criticized the move" and "criticized the ruling" are two. */
static bool is_single(const struct article *a, const struct event *old, const struct event *new)
{
    static const struct str codes[] = {STR_INIT("0831"), STR_INIT("115"), STR_INIT("116"),
                                       STR_INIT("173"),  STR_INIT("174"), STR_INIT("186")};
    bool single = !new->cameo.ptr || is_noun(new) || in_headline(a, old);
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
        single |= str_equal(new->cameo, codes[i]);
    }
    return single;
}

/* One party at least is the same, and none another; a noun without parties ("the crash") takes up
 * the last one of its kind. */
static bool same_parties(const struct article *a, const struct event *old, const struct event *new,
                         bool taken_up)
{
    bool source = same_list(&old->source, &new->source),
         target = same_list(&old->target, &new->target);
    bool free_source = !old->source.count || !new->source.count,
         free_target = !old->target.count || !new->target.count;
    bool common = (source && new->source.count) || (target && new->target.count);
    if (source && target) {
        bool both = new->source.count != 0 && new->target.count != 0;
        return both || (common && is_single(a, old, new)) || taken_up;
    }
    if (in_headline(a, old) && !in_headline(a, new)) { /* a headline leaves out */
        return (source || !old->source.count) && (target || !old->target.count);
    }
    bool nobody = !new->source.count && !new->target.count;
    return is_noun(new) && (source || free_source) && (target || free_target) &&
           (common || (nobody && taken_up));
}

/* The closer place of two, of which one may be the country. */
static uint32_t closer_place(const struct article *a, uint32_t x, uint32_t y)
{
    bool wide =
        x == NO_INDEX || (y != NO_INDEX && str_starts_with(a->places.items[x].feature, STR("PCL")));
    return wide ? y : x;
}

static void take_over(const struct article *a, struct event *old, const struct event *new)
{
    old->source = old->source.count ? old->source : new->source;
    old->target = old->target.count ? old->target : new->target;
    old->time = old->time == NO_INDEX ? new->time : old->time;
    old->place = closer_place(a, old->place, new->place);
    old->confidence = old->confidence < new->confidence ? new->confidence : old->confidence;
}

/* "A fire destroyed the hall. The fire …": the disaster is named where the old one is told. */
static bool is_named_there(const struct article *a, const struct event *old,
                           const struct event *new)
{
    const struct sentence *s = &a->sentences.items[old->sentence];
    bool disaster = str_equal(old->class, STR("disaster")) && str_equal(old->class, new->class) &&
                    old->sentence + NAMED_REACH >= new->sentence;
    for (uint32_t t = s->token_begin; disaster && t < s->token_end; t++) {
        if (str_equal_nocase(a->tags.lemma[t], new->lemma)) {
            return true;
        }
    }
    return false;
}

static struct event *told_before(const struct event_view *v, uint32_t count,
                                 const struct event *new)
{
    const struct article *a = v->a;
    uint32_t token = article_token_at(a, new->trigger.begin);
    uint32_t the = event_child(v, token, RELATION_BIT(RELATION_DET));
    bool definite = is_noun(new) && the != NO_INDEX &&
                    (event_is_lemma(v, the, "the") || event_is_lemma(v, the, "this"));
    uint32_t least = count > TOLD_REACH ? count - TOLD_REACH : 0;
    for (uint32_t i = count; i-- > least;) {
        struct event *old = &a->events.items[i];
        bool same = same_doing(old, new) || (definite && is_named_there(a, old, new));
        if (same && same_truth(old, new) && same_parties(a, old, new, definite) &&
            same_times(a, old, new) && same_places(a, old, new)) {
            return old;
        }
    }
    return NULL;
}

/* The casualties of an event that has moved or is told of by an older one. */
static void move_casualties(struct article *a, uint32_t sentence, uint32_t from, uint32_t to)
{
    struct span s = a->sentences.items[sentence].span;
    uint32_t i = SEARCH_FROM(a->quantities.items, a->quantities.count, span.begin, s.begin);
    for (; i < a->quantities.count && a->quantities.items[i].span.begin < s.end; i++) {
        struct quantity *q = &a->quantities.items[i];
        q->event = q->event == from ? to : q->event;
    }
}

void event_join(const struct event_view *v, uint32_t first)
{
    struct article *a = v->a;
    uint32_t kept = first;
    for (uint32_t i = first; i < a->events.count; i++) {
        struct event e = a->events.items[i];
        struct event *old = told_before(v, kept, &e);
        if (old) {
            take_over(a, old, &e);
            move_casualties(a, e.sentence, i, (uint32_t)(old - a->events.items));
        } else {
            move_casualties(a, e.sentence, i, kept);
            a->events.items[kept++] = e;
        }
    }
    a->events.count = kept;
}
