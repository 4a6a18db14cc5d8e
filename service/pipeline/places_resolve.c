#include "pipeline/pipeline.h"
#include "pipeline/places.h"

enum {
    ROUNDS = 3,         /* each with the context that the one before found */
    NEIGHBOURS_MAX = 32 /* places of the article that are measured against */
};

/* What speaks for a candidate, on the scale of scores. */
static const double CONTAINED = 24,    /* by the place that stands beside it */
    HOLDS = 14,                        /* when it is named to say where others are */
    OF_COUNTRY = 11,                   /* when all of the article is of its country */
    OF_REGION = 7, REGION = 4,         /* when all of the article, or some, is of its region */
    NEAR = 4,                          /* when many of the article's places are near */
    NO_TOWN = 6, RIVER = 14, AREA = 3, /* "the Atlantic" */
    AS_REGION = 14,                    /* "Washington state" */
    SOURCE_COUNTRY = 2.5, SMOOTHING = 1.5;
static const double NEAR_COSINE = 0.9997228486, /* 150 km */
    ELSEWHERE_COSINE = 0.9996807113;            /* 161 km */

static const struct candidate *best_of(const struct toponym *t)
{
    return &t->candidates[t->best];
}

static void choose(struct toponym *t)
{
    t->best = 0;
    for (uint32_t i = 1; i < t->count; i++) {
        if (t->candidates[i].score > t->candidates[t->best].score) {
            t->best = i;
        }
    }
    const struct candidate *best = best_of(t);
    t->margin = 100;
    for (uint32_t i = 0; i < t->count; i++) {
        const struct candidate *c = &t->candidates[i];
        bool known = c->is.has_point && best->is.has_point;
        if (i != t->best && known && places_cosine(c->at, best->at) < ELSEWHERE_COSINE &&
            best->score - c->score < t->margin) {
            t->margin = best->score - c->score;
        }
    }
}

struct context {
    uint32_t places[NEIGHBOURS_MAX]; /* toponyms whose best candidate has a point */
    uint32_t count;
};

static void find_neighbours(const struct gazetteer *g, struct context *x)
{
    x->count = 0;
    for (uint32_t i = 0; i < g->toponyms.count && x->count < NEIGHBOURS_MAX; i++) {
        const struct candidate *c = best_of(&g->toponyms.items[i]);
        if (c->is.has_point && c->is.kind != PACK_COUNTRY && c->is.kind != PACK_AREA &&
            c->is.kind != PACK_REGION) {
            x->places[x->count++] = i;
        }
    }
}

/* How much of the article's other places lies near: 0..1. */
static double nearness(const struct gazetteer *g, const struct context *x, uint32_t number,
                       const struct candidate *c)
{
    uint32_t near = 0;
    for (uint32_t i = 0; i < x->count && c->is.has_point; i++) {
        const struct candidate *other = best_of(&g->toponyms.items[x->places[i]]);
        near += x->places[i] != number && other->entry != c->entry &&
                places_cosine(c->at, other->at) > NEAR_COSINE;
    }
    return (double)near / (near + 1);
}

/* What the best candidates of the others, and peoples and bodies, speak for: 0..1. */
static double share(double all_of_it, double all, double self, bool own)
{
    double speaks = all_of_it - (own ? self : 0);
    double others = all - self;
    return speaks > 0 ? speaks / ((others > speaks ? others : speaks) + SMOOTHING) : 0;
}

/* That its region is spoken of at all: 0..1. */
static double saturated(const struct gazetteer *g, const struct candidate *c, uint32_t own,
                        double self)
{
    double speaks = g->region[c->region] - (own == c->region ? self : 0);
    return speaks / (speaks + 1.5);
}

static bool is_contained(const struct gazetteer *g, const struct toponym *t,
                         const struct candidate *c)
{
    if (t->contained && places_holds(best_of(&g->toponyms.items[t->container]), c)) {
        return true;
    }
    for (uint32_t i = 0; t->holder && i < t->holder->count; i++) {
        if (places_holds(&t->holder->candidates[i], c)) {
            return true;
        }
    }
    return false;
}

static double by_words(const struct toponym *t, const struct candidate *c)
{
    enum pack_kind kind = c->is.kind;
    double mentions = t->weight > 0 ? t->weight : 1;
    double score = HOLDS * (c->held < mentions ? c->held : mentions) / mentions;
    score -= kind == PACK_CITY || kind == PACK_DISTRICT ? NO_TOWN * t->with_the / mentions : 0;
    score += kind == PACK_NATURAL ? RIVER * t->with_the / mentions : 0;
    score += kind == PACK_AREA ? AREA * t->with_the / mentions : 0;
    return score + (kind == PACK_REGION ? AS_REGION * t->as_region / mentions : 0);
}

static void score(struct gazetteer *g, const struct context *x, uint32_t number)
{
    struct toponym *t = &g->toponyms.items[number];
    const struct candidate best = *best_of(t);
    double self = places_weight(g, number);
    for (uint32_t i = 0; i < t->count; i++) {
        struct candidate *c = &t->candidates[i];
        uint32_t country = c->is.country_number;
        bool contained = is_contained(g, t, c), dateline = number == g->dateline;
        bool published = country != PACK_NONE && country == g->source;
        double near = nearness(g, x, number, c);
        bool at_dateline = dateline && c->is.kind == PACK_CITY;
        double of_country = country == PACK_NONE
                                ? 0
                                : share(g->country[country], g->countries,
                                        best.is.country_number == PACK_NONE ? 0 : self,
                                        country == best.is.country_number);
        double of_region = c->region == NO_INDEX ? 0
                                                 : share(g->region[c->region], g->regions,
                                                         best.region == NO_INDEX ? 0 : self,
                                                         c->region == best.region);
        of_region = OF_REGION * of_region +
                    (c->region == NO_INDEX ? 0 : REGION * saturated(g, c, best.region, self));
        c->score = c->prior + OF_COUNTRY * of_country + of_region + NEAR * (near + at_dateline) +
                   CONTAINED * contained + SOURCE_COUNTRY * published + by_words(t, c);
        c->why = (uint32_t)contained << PLACES_WHY_CONTAINED |
                 (uint32_t)(of_country > 0) << PLACES_WHY_COUNTRY |
                 (uint32_t)(of_region > 0) << PLACES_WHY_REGION |
                 (uint32_t)(near > 0) << PLACES_WHY_NEAR |
                 (uint32_t)dateline << PLACES_WHY_DATELINE |
                 (uint32_t)published << PLACES_WHY_SOURCE;
    }
}

void places_resolve(struct gazetteer *g)
{
    struct context x;
    places_context(g);
    for (uint32_t i = 0; i < g->toponyms.count; i++) {
        struct toponym *t = &g->toponyms.items[i];
        for (uint32_t k = 0; k < t->count; k++) {
            t->candidates[k].score = t->candidates[k].prior + by_words(t, &t->candidates[k]);
        }
        choose(t);
    }
    for (int round = 0; round < ROUNDS; round++) {
        places_weigh(g);
        find_neighbours(g, &x);
        for (uint32_t i = 0; i < g->toponyms.count; i++) {
            score(g, &x, i);
        }
        for (uint32_t i = 0; i < g->toponyms.count; i++) {
            choose(&g->toponyms.items[i]);
        }
    }
    places_weigh(g);
}
