#include <math.h>
#include <string.h>

#include "pipeline/pipeline.h"
#include "pipeline/places.h"

enum {
    ROUNDS = 3,         /* each with the context that the one before found */
    NEIGHBOURS_MAX = 32 /* places of the article that are measured against */
};

/* What speaks for a candidate, on the scale of scores. */
static const double CONTAINED = 14, /* by the place that stands beside it */
    OF_COUNTRY = 9,                 /* when all of the article is of its country */
    OF_REGION = 5,                  /* when its region is named */
    NEAR = 4,                       /* when many of the article's places are near */
    DATELINE_COUNTRY = 3, SOURCE_COUNTRY = 1.5, SMOOTHING = 1.5;
static const double NEAR_KM = 150, ELSEWHERE_KM = 161;

/* cos x for |x| <= pi, from its square; error below 1e-4. */
static double cosine(double x)
{
    double q = x * x, sum = 1;
    for (int k = 12; k > 0; k -= 2) {
        sum = 1 - sum * q / (k * (k - 1));
    }
    return sum;
}

/* sin^2(x / 2) = (1 - cos x) / 2, the haversine. arcsin by its root and three terms is within a
 * percent up to a quarter of the globe, and what is farther is far. */
double places_distance(int32_t lat_e5, int32_t lon_e5, int32_t other_lat_e5, int32_t other_lon_e5)
{
    const double radian = 3.14159265358979323846 / 180e5, radius_km = 6371;
    double a = lat_e5 * radian, b = other_lat_e5 * radian;
    double across = ((double)lon_e5 - other_lon_e5) * radian;
    double turn = 2 * 3.14159265358979323846;
    across = across > turn / 2 ? across - turn : across < -turn / 2 ? across + turn : across;
    double h = (1 - cosine(a - b)) / 2 + cosine(a) * cosine(b) * (1 - cosine(across)) / 2;
    h = h < 0 ? 0 : h > 1 ? 1 : h;
    double root = sqrt(h);
    return 2 * radius_km * root * (1 + h / 6 + 3 * h * h / 40 + 5 * h * h * h / 112);
}

static const struct candidate *best_of(const struct toponym *t)
{
    return &t->candidates[t->best];
}

static void choose(struct toponym *t)
{
    const struct candidate *best;
    t->best = 0;
    for (uint32_t i = 1; i < t->count; i++) {
        if (t->candidates[i].score > t->candidates[t->best].score) {
            t->best = i;
        }
    }
    best = best_of(t);
    t->margin = 100;
    for (uint32_t i = 0; i < t->count; i++) {
        const struct candidate *c = &t->candidates[i];
        bool known = c->is.has_point && best->is.has_point;
        if (i != t->best && known &&
            places_distance(c->is.lat_e5, c->is.lon_e5, best->is.lat_e5, best->is.lon_e5) >
                ELSEWHERE_KM &&
            best->score - c->score < t->margin) {
            t->margin = best->score - c->score;
        }
    }
}

/* ---- containers: "Paris, Texas", "Tyre in Lebanon" ---- */

static bool joins(struct str between)
{
    static const struct str joints[] = {STR_INIT(", "), STR_INIT(" in "), STR_INIT(", in "),
                                        STR_INIT(" ("), STR_INIT(" in the ")};
    for (size_t i = 0; i < sizeof joints / sizeof joints[0]; i++) {
        if (str_equal(between, joints[i])) {
            return true;
        }
    }
    return false;
}

static uint32_t toponym_at(const struct gazetteer *g, const struct mention *m)
{
    return m->kind == MENTION_NAME && m->entity != NO_INDEX ? g->toponym_of[m->entity] : NO_INDEX;
}

static bool holds(const struct candidate *holder, const struct candidate *held)
{
    if (holder->entry == held->entry) {
        return false;
    }
    return (holder->is.kind == PACK_COUNTRY &&
            holder->is.country_number == held->is.country_number &&
            held->is.country_number != PACK_NONE) ||
           (holder->is.kind == PACK_REGION && holder->entry == held->is.region_entry);
}

static bool may_hold(const struct toponym *holder, const struct toponym *held)
{
    for (uint32_t i = 0; i < held->count; i++) {
        for (uint32_t k = 0; k < holder->count; k++) {
            if (holds(&holder->candidates[k], &held->candidates[i])) {
                return true;
            }
        }
    }
    return false;
}

static void find_containers(struct gazetteer *g)
{
    const struct article *a = g->a;
    uint32_t before = NO_INDEX, end = 0;
    for (uint32_t i = 0; i < a->mentions.count; i++) {
        const struct mention *m = &a->mentions.items[i];
        uint32_t here = toponym_at(g, m);
        if (here == NO_INDEX) {
            continue;
        }
        if (before != NO_INDEX && before != here && m->span.begin > end &&
            joins(article_slice(a, (struct span){end, m->span.begin})) &&
            may_hold(&g->toponyms.items[here], &g->toponyms.items[before])) {
            g->toponyms.items[before].contained = true;
            g->toponyms.items[before].container = here;
        }
        before = here;
        end = m->span.end;
    }
}

/* ---- context ---- */

/* The country that a people's name stands for. */
static uint32_t country_of_group(const struct gazetteer *g, struct str name)
{
    struct pack_match found[PACK_MATCHES_MAX];
    size_t count = pack_find(g->pack, name, found, PACK_MATCHES_MAX);
    for (size_t i = 0; i < count; i++) {
        struct pack_entry is = pack_entry(g->pack, found[i].entry);
        if ((found[i].form == PACK_FORM_ADJECTIVE || found[i].form == PACK_FORM_INHABITANT) &&
            is.country_number != PACK_NONE) {
            return is.country_number;
        }
    }
    return PACK_NONE;
}

static void add_country(struct gazetteer *g, uint32_t number, double weight)
{
    if (number != PACK_NONE) {
        g->country[number] += weight;
        g->countries += weight;
    }
}

static double weight_of(const struct gazetteer *g, uint32_t number)
{
    const struct toponym *t = &g->toponyms.items[number];
    return t->weight + (number == g->dateline ? DATELINE_COUNTRY : 0);
}

/* The countries of the best candidates, of peoples and of the publisher. */
static void weigh_countries(struct gazetteer *g)
{
    const struct article *a = g->a;
    memset(g->country, 0, pack_countries(g->pack) * sizeof *g->country);
    g->countries = 0;
    for (uint32_t i = 0; i < g->toponyms.count; i++) {
        const struct toponym *t = &g->toponyms.items[i];
        add_country(g, best_of(t)->is.country_number, weight_of(g, i));
    }
    for (uint32_t i = 0; i < a->entities.count; i++) {
        const struct entity *e = &a->entities.items[i];
        if (e->type == ENTITY_GROUP) {
            add_country(g, country_of_group(g, e->name), e->name_count);
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
        if (c->is.has_point && c->is.kind != PACK_COUNTRY && c->is.kind != PACK_AREA) {
            x->places[x->count++] = i;
        }
    }
}

/* How much of the article's other places lies near, and whether its region is named: 0..1. */
static double nearness(const struct gazetteer *g, const struct context *x, uint32_t number,
                       const struct candidate *c, bool *region)
{
    uint32_t near = 0;
    *region = false;
    for (uint32_t i = 0; i < x->count; i++) {
        const struct candidate *other = best_of(&g->toponyms.items[x->places[i]]);
        if (x->places[i] == number || other->entry == c->entry) {
            continue;
        }
        near += c->is.has_point && places_distance(c->is.lat_e5, c->is.lon_e5, other->is.lat_e5,
                                                   other->is.lon_e5) < NEAR_KM;
        *region = *region || holds(other, c);
    }
    return (double)near / (near + 1);
}

static bool dateline_holds(const struct gazetteer *g, const struct candidate *c)
{
    for (uint32_t i = 0; i < g->holder.count; i++) {
        if (holds(&g->holder.candidates[i], c)) {
            return true;
        }
    }
    return false;
}

static void score(struct gazetteer *g, const struct context *x, uint32_t number)
{
    struct toponym *t = &g->toponyms.items[number];
    uint32_t own = best_of(t)->is.country_number;
    double self = weight_of(g, number);
    const struct candidate *holder =
        t->contained ? best_of(&g->toponyms.items[t->container]) : NULL;
    for (uint32_t i = 0; i < t->count; i++) {
        struct candidate *c = &t->candidates[i];
        uint32_t country = c->is.country_number;
        double others = g->countries - (own != PACK_NONE ? self : 0);
        double speaks =
            country == PACK_NONE ? 0 : g->country[country] - (country == own ? self : 0);
        bool region, contained = holder && holds(holder, c);
        double near = nearness(g, x, number, c, &region);
        if (number == g->dateline) {
            contained = dateline_holds(g, c);
            near += c->is.kind == PACK_CITY;
        }
        bool published = country != PACK_NONE && country == g->source;
        c->score = c->prior + OF_COUNTRY * speaks / (others + SMOOTHING) + OF_REGION * region +
                   NEAR * near + CONTAINED * contained + SOURCE_COUNTRY * published;
        c->why = (uint32_t)contained << PLACES_WHY_CONTAINED |
                 (uint32_t)(speaks > 0) << PLACES_WHY_COUNTRY |
                 (uint32_t)region << PLACES_WHY_REGION | (uint32_t)(near > 0) << PLACES_WHY_NEAR |
                 (uint32_t)(number == g->dateline) << PLACES_WHY_DATELINE |
                 (uint32_t)published << PLACES_WHY_SOURCE;
    }
}

static uint32_t country_of_source(const struct gazetteer *g)
{
    struct pack_match found;
    struct str source = g->a->input.source;
    return source.len && pack_find_kind(g->pack, source, 1u << PACK_MEDIA, &found)
               ? pack_entry(g->pack, found.entry).country_number
               : PACK_NONE;
}

void places_resolve(struct gazetteer *g)
{
    struct context x;
    g->source = country_of_source(g);
    g->country = arena_alloc_array(g->scratch, pack_countries(g->pack) + 1, sizeof *g->country);
    for (uint32_t i = 0; i < g->toponyms.count; i++) {
        for (uint32_t k = 0; k < g->toponyms.items[i].count; k++) {
            g->toponyms.items[i].candidates[k].score = g->toponyms.items[i].candidates[k].prior;
        }
        choose(&g->toponyms.items[i]);
    }
    find_containers(g);
    for (int round = 0; round < ROUNDS; round++) {
        weigh_countries(g);
        find_neighbours(g, &x);
        for (uint32_t i = 0; i < g->toponyms.count; i++) {
            score(g, &x, i);
        }
        for (uint32_t i = 0; i < g->toponyms.count; i++) {
            choose(&g->toponyms.items[i]);
        }
    }
    weigh_countries(g);
}
