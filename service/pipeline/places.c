/* places: which place on earth a toponym means, and what the article is about.
 *
 * Reads    names, mentions, entities, dateline, source.   Writes  places, focus, dateline_place;
 *          geonames, wikidata and key of the entities that are places. A place that the dateline
 *          alone names becomes an entity without mentions.
 * Memory   all results live in a->arena; tables in the worker's scratch.
 * Budget   none: the encoder has paid for the words; work grows with toponyms times candidates.
 * Errors   STATUS_LIMIT when PLACES_MAX or ENTITIES_MAX was reached: there are none then.
 *
 * Candidates by name, then one sense for each name in an article, chosen by population and by what
 * the rest of the article speaks for: containment ("Paris, Texas"), the countries and regions
 * named, other places near by, the dateline and the publisher's country (Leidner 2007, Toponym
 * Resolution in Text, ch. 4; Lieberman and Samet 2012). */
#include <assert.h>

#include "model/models.h"
#include "pipeline/entity_key.h"
#include "pipeline/pipeline.h"
#include "pipeline/places.h"
#include "pipeline/stages.h"
#include "text/name_key.h"

enum { LARGE_TOWN = 500000 };

/* Of a sea or an area no one point is right. */
static const double AROUND_CONFIDENCE = 0.55, WIDE_CONFIDENCE = 0.55;

/* A small town that nothing of its neighbourhood speaks for. */
static bool is_lone_town(const struct candidate *c)
{
    const uint32_t support = 1u << PLACES_WHY_CONTAINED | 1u << PLACES_WHY_REGION |
                             1u << PLACES_WHY_NEAR | 1u << PLACES_WHY_DATELINE;
    return (c->is.kind == PACK_CITY || c->is.kind == PACK_DISTRICT) &&
           c->is.population < LARGE_TOWN && !(c->why & support);
}

/* Shares of right places (within 161 km) by margin and kind, read off development articles. */
static double confidence_of(const struct toponym *t)
{
    static const struct {
        double margin, confidence, lone;
    } steps[] = {{0.5, 0.5, 0.2}, {1, 0.6, 0.2}, {4, 0.73, 0.25}, {8, 0.9, 0.4}, {1e9, 0.97, 0.55}};
    const struct candidate *c = &t->candidates[t->best];
    bool wide = c->is.kind == PACK_AREA || c->is.kind == PACK_NATURAL;
    size_t i = 0;
    while (t->margin >= steps[i].margin) {
        i++;
    }
    double sure = is_lone_town(c) ? steps[i].lone : steps[i].confidence;
    return wide && sure > WIDE_CONFIDENCE ? WIDE_CONFIDENCE : sure;
}

static void add_reasons(struct place *p, const struct candidate *c, const struct toponym *t)
{
    static const struct str names[] = {
#define X(id, name) STR_INIT(name),
        PLACES_WHY_MAP(X)
#undef X
    };
    uint32_t why = t->total == 1 ? 1u << PLACES_WHY_ONLY : c->why;
    why = why ? why : 1u << PLACES_WHY_PROMINENT;
    for (uint32_t i = 0; i < sizeof names / sizeof names[0] && p->why_count < PLACE_WHY_MAX; i++) {
        if (why >> i & 1) {
            p->why[p->why_count++] = names[i];
        }
    }
}

void places_fill(struct place *p, const struct gazetteer *g, const struct toponym *t)
{
    const struct candidate *c = &t->candidates[t->best];
    *p = (struct place){.entity = t->entity,
                        .name = c->is.name,
                        .country = c->is.country,
                        .feature = c->is.feature,
                        .geonames = c->is.geonames,
                        .population = c->is.population,
                        .has_point = c->is.has_point,
                        .lat_e5 = c->is.lat_e5,
                        .lon_e5 = c->is.lon_e5,
                        .confidence = confidence_of(t),
                        .candidate_count = t->total};
    if (c->is.region_entry != PACK_NONE && c->is.kind != PACK_REGION) {
        p->admin1 = pack_entry(g->pack, c->is.region_entry).name;
    } else if (c->is.kind == PACK_REGION) {
        p->admin1 = c->is.name;
    }
    add_reasons(p, c, t);
    if (t->around) {
        p->name = t->entity == NO_INDEX ? article_slice(g->a, g->a->dateline.place)
                                        : g->a->entities.items[t->entity].name;
        p->feature = (struct str){0};
        p->geonames = p->population = p->candidate_count = 0;
        p->confidence = AROUND_CONFIDENCE;
        p->why[0] = STR("place-around");
        p->why_count = 1;
    }
}

/* The dateline's place as an entity, where the text does not name it again. */
static enum status dateline_entity(struct gazetteer *g)
{
    struct toponym *t = g->dateline == NO_INDEX ? NULL : &g->toponyms.items[g->dateline];
    if (!t || t->entity != NO_INDEX) {
        return STATUS_OK;
    }
    struct entity *e = vec_push(&g->a->entities, g->a->arena, ENTITIES_MAX);
    if (!e) {
        return STATUS_LIMIT;
    }
    *e = (struct entity){.type = ENTITY_LOCATION,
                         .gender = GENDER_NEUTER,
                         .number = NUMBER_SINGULAR,
                         .name = article_slice(g->a, g->a->dateline.place),
                         .confidence = 1,
                         .by = STR("dateline")};
    t->entity = g->a->entities.count - 1;
    return STATUS_OK;
}

static enum status write_places(struct gazetteer *g)
{
    struct article *a = g->a;
    for (uint32_t i = 0; i < g->toponyms.count; i++) {
        const struct toponym *t = &g->toponyms.items[i];
        struct place *p = vec_push(&a->places, a->arena, PLACES_MAX);
        if (!p) {
            return STATUS_LIMIT;
        }
        places_fill(p, g, t);
        struct entity *e = &a->entities.items[t->entity];
        bool place_type = e->type == ENTITY_LOCATION || e->type == ENTITY_FACILITY;
        if (place_type && (!t->around || !e->key.ptr)) {
            entity_key_set(e, g->pack, t->around ? PACK_NONE : t->candidates[t->best].entry,
                           a->arena);
        }
    }
    a->dateline_place = g->dateline;
    return STATUS_OK;
}

/* ---- focus ---- */

/* A number beside what it counts, kept best first. */
struct ranked {
    uint32_t what;
    double score;
};

static void rank(struct ranked *best, uint32_t *count, struct ranked next)
{
    uint32_t at = *count < FOCUS_MAX ? (*count)++ : FOCUS_MAX;
    for (; at > 0 && best[at - 1].score < next.score; at--) {
        if (at < FOCUS_MAX) {
            best[at] = best[at - 1];
        }
    }
    if (at < FOCUS_MAX) {
        best[at] = next;
    }
}

static void find_focus(struct gazetteer *g)
{
    struct focus *f = &g->a->focus;
    struct ranked best[FOCUS_MAX] = {0};
    double all = 0;
    for (uint32_t c = 0; c < pack_countries(g->pack); c++) {
        if (g->country[c] > 0) {
            rank(best, &f->country_count, (struct ranked){c, g->country[c]});
        }
    }
    for (uint32_t i = 0; i < f->country_count; i++) {
        f->countries[i].country = pack_country(g->pack, best[i].what).iso2;
        f->countries[i].score = best[i].score / g->countries;
    }
    for (uint32_t i = 0; i < g->toponyms.count; i++) {
        const struct toponym *t = &g->toponyms.items[i];
        double score = t->weight + (i == g->dateline ? 1 : 0);
        if (t->candidates[t->best].is.kind != PACK_COUNTRY && score > 0) {
            rank(best, &f->place_count, (struct ranked){i, score});
        }
        all += t->candidates[t->best].is.kind != PACK_COUNTRY ? score : 0;
    }
    for (uint32_t i = 0; i < f->place_count; i++) {
        f->places[i].place = best[i].what;
        f->places[i].score = best[i].score / all;
    }
}

enum status places_run(struct article *a, const struct models *m)
{
    struct arena_mark mark = arena_mark(&a->state->scratch);
    struct gazetteer g = {.a = a, .pack = m->pack, .scratch = &a->state->scratch};
    a->dateline_place = NO_INDEX;
    if (!m->pack) {
        return STATUS_MODEL;
    }
    enum status status = places_collect(&g);
    if (status == STATUS_OK) {
        places_resolve(&g);
        status = dateline_entity(&g);
    }
    if (status == STATUS_OK) {
        status = write_places(&g);
    }
    if (status == STATUS_OK) {
        status = places_around(&g);
    }
    if (status == STATUS_OK) {
        find_focus(&g);
    }
    arena_rewind(&a->state->scratch, mark);
    return status;
}
