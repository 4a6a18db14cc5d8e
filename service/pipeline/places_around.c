/* Streets, halls, hamlets: what the pack does not know is where the text puts it. In that order:
 * the place that stands right behind it ("Gull Street in Port Amber"), a place that its name names
 * ("Old Town Port Amber"), the town that the article is most at home in, else the region. */
#include "pipeline/entity_key.h"
#include "pipeline/pipeline.h"
#include "pipeline/places.h"
#include "text/chars.h"

enum { SOMEBODIES_MAX = 512, TOWNS_MAX = 48 }; /* that the main one is sought among */

static const double CONFIDENCE_BESIDE = 0.75, CONFIDENCE_MAIN = 0.5, CONFIDENCE_REGION = 0.1;
static const double NEAR_COSINE = 0.9997228486; /* 150 km */

static const struct candidate *best_of(const struct gazetteer *g, uint32_t toponym)
{
    return &g->toponyms.items[toponym].candidates[g->toponyms.items[toponym].best];
}

static bool is_town(const struct gazetteer *g, uint32_t toponym)
{
    enum pack_kind kind = best_of(g, toponym)->is.kind;
    return (kind == PACK_CITY || kind == PACK_DISTRICT) && best_of(g, toponym)->is.has_point;
}

/* The towns that are named most weigh each other: one is at home among those near by. */
static uint32_t main_town(const struct gazetteer *g)
{
    uint32_t towns[TOWNS_MAX], count = 0, best = NO_INDEX;
    double most = 0;
    if (g->dateline != NO_INDEX && is_town(g, g->dateline)) {
        return g->dateline;
    }
    for (uint32_t i = 0; i < g->toponyms.count && count < TOWNS_MAX; i++) {
        if (is_town(g, i)) {
            towns[count++] = i;
        }
    }
    for (uint32_t i = 0; i < count; i++) {
        const struct candidate *c = best_of(g, towns[i]);
        double near = 0;
        for (uint32_t k = 0; k < count; k++) {
            bool close = places_cosine(c->at, best_of(g, towns[k])->at) > NEAR_COSINE;
            near += close ? g->toponyms.items[towns[k]].weight : 0;
        }
        uint32_t country = c->is.country_number;
        near *= country == PACK_NONE ? 1 : 1 + g->country[country];
        double worth = near * (1 + g->toponyms.items[towns[i]].weight) * (1 + c->prior / 32);
        if (worth > most) {
            best = towns[i];
            most = worth;
        }
    }
    return best;
}

static uint32_t main_region(const struct gazetteer *g)
{
    uint32_t best = NO_INDEX;
    for (uint32_t i = 0; i < g->toponyms.count; i++) {
        if (best_of(g, i)->is.kind == PACK_REGION &&
            (best == NO_INDEX || g->toponyms.items[i].weight > g->toponyms.items[best].weight)) {
            best = i;
        }
    }
    return best;
}

/* Where `part` stands in `whole` as whole words. */
static bool has_words(struct str whole, struct str part)
{
    size_t at = part.len > 3 ? str_find(whole, part, 0) : SIZE_MAX;
    return at != SIZE_MAX && (at == 0 || whole.ptr[at - 1] == ' ') &&
           (at + part.len == whole.len || whole.ptr[at + part.len] == ' ');
}

static uint32_t named_in(const struct gazetteer *g, struct str name)
{
    for (uint32_t i = 0; i < g->toponyms.count && i < TOWNS_MAX; i++) {
        uint32_t entity = g->toponyms.items[i].entity;
        if (entity < g->known && has_words(name, g->a->entities.items[entity].name)) {
            return i;
        }
    }
    return NO_INDEX;
}

static enum status add(struct gazetteer *g, uint32_t entity, uint32_t toponym, double confidence)
{
    struct place *p = vec_push(&g->a->places, g->a->arena, PLACES_MAX);
    if (!p) {
        return STATUS_LIMIT;
    }
    places_fill(p, g, &g->toponyms.items[toponym]);
    p->entity = entity;
    p->name = g->a->entities.items[entity].name;
    p->feature = (struct str){0};
    p->geonames = p->population = p->candidate_count = 0;
    p->confidence = confidence < p->confidence ? confidence : p->confidence;
    p->why[0] = STR("place-around");
    p->why_count = 1;
    return STATUS_OK;
}

/* ---- organizations that are buildings ---- */

/* What buildings and grounds are called by: their last word. */
static bool is_building(struct str name)
{
    static const struct str words[] = {
        STR_INIT("Academy"),   STR_INIT("Airport"),  STR_INIT("Arena"),      STR_INIT("Base"),
        STR_INIT("Bridge"),    STR_INIT("Building"), STR_INIT("Camp"),       STR_INIT("Castle"),
        STR_INIT("Cathedral"), STR_INIT("Cemetery"), STR_INIT("Center"),     STR_INIT("Centre"),
        STR_INIT("Church"),    STR_INIT("College"),  STR_INIT("Complex"),    STR_INIT("Courthouse"),
        STR_INIT("Gallery"),   STR_INIT("Garden"),   STR_INIT("Gardens"),    STR_INIT("Hall"),
        STR_INIT("Harbour"),   STR_INIT("Harbor"),   STR_INIT("Hospital"),   STR_INIT("Hotel"),
        STR_INIT("Jail"),      STR_INIT("Library"),  STR_INIT("Mall"),       STR_INIT("Market"),
        STR_INIT("Mosque"),    STR_INIT("Museum"),   STR_INIT("Palace"),     STR_INIT("Park"),
        STR_INIT("Plaza"),     STR_INIT("Prison"),   STR_INIT("School"),     STR_INIT("Square"),
        STR_INIT("Stadium"),   STR_INIT("Station"),  STR_INIT("Street"),     STR_INIT("Synagogue"),
        STR_INIT("Temple"),    STR_INIT("Terminal"), STR_INIT("Theater"),    STR_INIT("Theatre"),
        STR_INIT("Tower"),     STR_INIT("Towers"),   STR_INIT("University"), STR_INIT("Zoo")};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (name.len > words[i].len + 1 && str_ends_with(name, words[i]) &&
            name.ptr[name.len - words[i].len - 1] == ' ') {
            return true;
        }
    }
    return false;
}

/* "at the White House": something is or happens there. */
static bool is_where(const struct gazetteer *g, const struct mention *m)
{
    static const struct str before[] = {
        STR_INIT("at "),      STR_INIT("in "),    STR_INIT("near "), STR_INIT("outside "),
        STR_INIT("inside "),  STR_INIT("At "),    STR_INIT("In "),   STR_INIT("Near "),
        STR_INIT("Outside "), STR_INIT("Inside ")};
    struct str left =
        str_slice(g->a->text, m->span.begin > 16 ? m->span.begin - 16 : 0, m->span.begin);
    left = str_ends_with(left, STR("the ")) ? str_slice(left, 0, left.len - 4) : left;
    for (size_t i = 0; i < sizeof before / sizeof before[0]; i++) {
        size_t rest = left.len - before[i].len;
        if (str_ends_with(left, before[i]) &&
            (rest == 0 || left.ptr[rest - 1] == ' ' || left.ptr[rest - 1] == '\n')) {
            return true;
        }
    }
    return false;
}

/* The capital of the country whose government has its seat there ("Kremlin"), as a place. */
static bool seat(const struct gazetteer *g, struct str name, struct place *p)
{
    struct pack_match found[PACK_MATCHES_MAX];
    size_t count = pack_find(g->pack, name, found, PACK_MATCHES_MAX);
    for (size_t i = 0; i < count; i++) {
        struct pack_entry is = pack_entry(g->pack, found[i].entry);
        if (found[i].form != PACK_FORM_SEAT || is.country_number == PACK_NONE) {
            continue;
        }
        uint32_t capital = pack_country(g->pack, is.country_number).capital;
        if (capital != PACK_NONE) {
            struct pack_entry at = pack_entry(g->pack, capital);
            *p = (struct place){.country = at.country,
                                .has_point = at.has_point,
                                .lat_e5 = at.lat_e5,
                                .lon_e5 = at.lon_e5,
                                .confidence = CONFIDENCE_BESIDE,
                                .why = {STR("place-around")},
                                .why_count = 1};
            return true;
        }
    }
    return false;
}

static enum status add_seat(struct gazetteer *g, uint32_t entity, struct place at)
{
    struct place *p = vec_push(&g->a->places, g->a->arena, PLACES_MAX);
    if (!p) {
        return STATUS_LIMIT;
    }
    at.entity = entity;
    at.name = g->a->entities.items[entity].name;
    *p = at;
    return STATUS_OK;
}

/* Entities that the text uses as places, by one mention or more. */
static bool *find_where(const struct gazetteer *g)
{
    const struct article *a = g->a;
    bool *where = arena_alloc_array(g->scratch, g->known + 1, sizeof *where);
    for (uint32_t i = 0; i < a->mentions.count; i++) {
        const struct mention *m = &a->mentions.items[i];
        if (m->kind == MENTION_NAME && m->entity < g->known && !where[m->entity] &&
            a->entities.items[m->entity].type == ENTITY_ORGANIZATION) {
            where[m->entity] = is_where(g, m);
        }
    }
    return where;
}

/* "Tesco" of "Tesco Polska", "van Biljon" of "Leon van Biljon": a person or a body that was taken
 * for a place once. */
static bool is_somebody(const struct gazetteer *g, uint32_t place)
{
    struct str name = g->a->entities.items[place].name;
    uint32_t states = entity_key_entry(g->pack, ENTITY_ORGANIZATION, name, NULL);
    if (states != PACK_NONE && str_starts_with(pack_entry(g->pack, states).cameo, STR("IGO"))) {
        return true;
    }
    for (uint32_t i = 0; i < g->known && i < SOMEBODIES_MAX; i++) {
        const struct entity *e = &g->a->entities.items[i];
        bool person = e->type == ENTITY_PERSON && str_ends_with(e->name, name);
        bool body = e->type == ENTITY_ORGANIZATION && str_starts_with(e->name, name);
        if (i != place && e->name_count > 0 && (person || body) && has_words(e->name, name)) {
            return true;
        }
    }
    return false;
}

/* Whether it is known to be of another country than the place ("USAEDU" and a town of Sweden). */
static bool is_abroad(const struct gazetteer *g, const struct entity *e, uint32_t toponym)
{
    struct pack_country at;
    return e->cameo.len > 3 &&
           pack_country_of_code(g->pack, best_of(g, toponym)->is.country, &at) &&
           pack_country_of_code(g->pack, str_slice(e->cameo, 0, 3), &at) &&
           !str_equal(at.iso2, best_of(g, toponym)->is.country);
}

enum status places_around(struct gazetteer *g)
{
    const struct article *a = g->a;
    const bool *where = find_where(g);
    uint32_t town = main_town(g), region = main_region(g);
    enum status status = STATUS_OK;
    for (uint32_t i = 0; i < g->known && status == STATUS_OK; i++) {
        const struct entity *e = &a->entities.items[i];
        bool place = e->type == ENTITY_LOCATION || e->type == ENTITY_FACILITY;
        struct place at;
        if (g->toponym_of[i] != NO_INDEX || e->name_count == 0 || !(place || where[i]) ||
            places_is_none(g, i)) {
            continue;
        }
        if (seat(g, e->name, &at)) {
            status = add_seat(g, i, at);
            continue;
        }
        if (!place && !is_building(e->name)) {
            continue;
        }
        uint32_t beside = g->beside[i] != NO_INDEX ? g->beside[i] : named_in(g, e->name);
        if (beside != NO_INDEX) {
            bool wide = best_of(g, beside)->is.kind == PACK_COUNTRY; /* somewhere in it */
            status = add(g, i, beside, wide ? CONFIDENCE_REGION : CONFIDENCE_BESIDE);
        } else if (is_somebody(g, i)) {
            continue;
        } else if (town != NO_INDEX && !is_abroad(g, e, town)) {
            status = add(g, i, town, CONFIDENCE_MAIN);
        } else if (town == NO_INDEX && region != NO_INDEX && !is_abroad(g, e, region)) {
            status = add(g, i, region, CONFIDENCE_REGION);
        }
    }
    return status;
}
