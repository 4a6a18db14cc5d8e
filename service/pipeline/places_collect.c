#include <string.h>

#include "pipeline/pipeline.h"
#include "pipeline/entity_key.h"
#include "pipeline/places.h"
#include "text/chars.h"
#include "text/name_key.h"
#include "text/utf8.h"

enum {
    WORD_BEHIND = 24,
    SHORT_NAME = 4,      /* an abbreviation of so few letters must be written in capitals */
    PARTED_TOWN = 50000, /* towns of so many people have a north and a south */
    INITIALS = 2,        /* so few capitals abbreviate something */
    PRIOR_STEP = 8,      /* prominence of twice the people */
    HOLDERS_MAX = 4,     /* countries and regions of one name */
    ADJECTIVES = 1u << PACK_COUNTRY | 1u << PACK_REGION | 1u << PACK_AREA
};

static const double STRANGE = 5;

static const int form_costs[] = {0,
#define X(id, name, cost) cost,
                                 PACK_FORM_MAP(X)
#undef X
};

/* What a kind is worth besides its people, on the scale of scores: of a town and a region of the
 * same name the town is meant more often, a country nearly always. */
static double kind_bonus(const struct pack_entry *is)
{
    if (str_equal(is->feature, STR("SEA")) || str_equal(is->feature, STR("OCN"))) {
        return 4;
    }
    switch (is->kind) {
    case PACK_COUNTRY:
        return 2.5;
    case PACK_AREA:
        return 3;
    case PACK_REGION:
        return -1.6;
    case PACK_DISTRICT:
        return -4;
    case PACK_NATURAL:
        return -2;
    default:
        return 0;
    }
}

static bool form_fits(enum pack_form form, struct str name, bool adjectives)
{
    bool dotted = str_find_byte(name, '.', 0) != SIZE_MAX;
    bool brief = form == PACK_FORM_ABBREVIATION && name.len <= SHORT_NAME && !dotted;
    return (form != PACK_FORM_ADJECTIVE || adjectives) && form != PACK_FORM_INHABITANT &&
           form != PACK_FORM_SEAT && (!brief || chars_all_upper(name));
}

/* GeoNames' further names of a town have nicknames and quarters among them ("Franklin" of
 * Columbus): one that shares no word with the name is seldom meant. */
static double strangeness(struct str alias, struct str name)
{
    struct name_key of_alias, of_name;
    struct str a = name_key_of(alias, &of_alias), n = name_key_of(name, &of_name);
    for (size_t begin = 0, end; begin < a.len; begin = end + 1) {
        end = str_find_byte(a, ' ', begin);
        end = end == SIZE_MAX ? a.len : end;
        if (str_find(n, str_slice(a, begin, end), 0) != SIZE_MAX) {
            return 0;
        }
    }
    return STRANGE;
}

/* Whether the match is a country under its capital's name: lists have "Tunis" for Tunisia. */
static bool is_capitals_name(const struct gazetteer *g, const struct pack_match *found,
                             size_t count, const struct pack_match *match)
{
    struct pack_entry country = pack_entry(g->pack, match->entry);
    if (country.kind != PACK_COUNTRY || match->form == PACK_FORM_NAME) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        struct pack_entry is = pack_entry(g->pack, found[i].entry);
        if (found[i].form == PACK_FORM_NAME && str_equal(is.feature, STR("PPLC")) &&
            is.country_number == country.country_number) {
            return true;
        }
    }
    return false;
}

/* Adds the candidates of one name; those that are there already count once. */
static void add_candidates(struct gazetteer *g, struct toponym *t, struct str name, uint32_t kinds)
{
    struct pack_match found[PACK_MATCHES_MAX];
    size_t count = pack_find(g->pack, name, found, PACK_MATCHES_MAX);
    if (entity_seat(g->pack, name) != PACK_NONE) {
        return; /* the White House is no town of Tennessee */
    }
    for (size_t i = 0; i < count; i++) {
        struct pack_entry is = pack_entry(g->pack, found[i].entry);
        bool there = false;
        for (uint32_t k = 0; k < t->count; k++) {
            there = there || t->candidates[k].entry == found[i].entry;
        }
        /* "AU" is not the village of Au */
        bool initials = name.len <= INITIALS && is.kind == PACK_CITY &&
                        found[i].form == PACK_FORM_NAME && chars_all_upper(name);
        if (there || initials || is_capitals_name(g, found, count, &found[i]) ||
            !(kinds >> is.kind & 1) || !form_fits(found[i].form, name, kinds == ADJECTIVES)) {
            continue;
        }
        t->total++;
        if (t->count < PLACES_CANDIDATES_MAX) {
            double prior = ((double)is.prominence - form_costs[found[i].form]) / PRIOR_STEP -
                           (found[i].form == PACK_FORM_ALIAS ? strangeness(name, is.name) : 0);
            struct candidate *c = &t->candidates[t->count++];
            *c = (struct candidate){.entry = found[i].entry,
                                    .is = is,
                                    .prior = prior + kind_bonus(&is),
                                    .region = NO_INDEX};
            if (is.has_point) {
                places_point(is.lat_e5, is.lon_e5, c->at);
            }
        }
    }
}

/* Of what may be the north or the east of something: "Eastern Samar" is no part of Samara, "West
 * Yorkshire" none of a small town of that name. */
static void drop_unparted(struct toponym *t, struct str name)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < t->count; i++) {
        const struct pack_entry *is = &t->candidates[i].is;
        bool town = is->kind == PACK_CITY || is->kind == PACK_DISTRICT;
        if (is->kind == PACK_COUNTRY || !town ||
            (str_equal_nocase(is->name, name) && is->population >= PARTED_TOWN)) {
            t->candidates[kept++] = t->candidates[i];
        }
    }
    t->count = kept;
}

static void look_up(struct gazetteer *g, struct toponym *t, struct str name)
{
    uint32_t kinds = PLACES_KINDS;
    name = places_written_out(name, g->scratch);
    add_candidates(g, t, name, kinds);
    if (t->count == 0) {
        struct str bare = places_without_class(name, &kinds);
        if (bare.len) {
            add_candidates(g, t, bare, kinds);
        }
        bare = places_without_direction(name);
        if (t->count == 0 && bare.len < name.len) {
            add_candidates(g, t, bare, PLACES_KINDS);
            drop_unparted(t, bare);
        }
    }
}

/* An organization or a people in a country's very name is the country ("Iran said"). */
static bool is_country(const struct toponym *t)
{
    return t->count > 0 && t->candidates[0].is.kind == PACK_COUNTRY;
}

static void clear(struct toponym *t, uint32_t entity, uint32_t weight)
{
    struct candidate *candidates = t->candidates;
    *t = (struct toponym){
        .entity = entity, .weight = weight, .candidates = candidates, .container = NO_INDEX};
}

/* A copy of what was collected, no larger than it is. */
static struct candidate *keep(struct gazetteer *g, const struct toponym *t)
{
    struct candidate *kept = arena_alloc_array(g->scratch, t->count, sizeof *kept);
    memcpy(kept, t->candidates, t->count * sizeof *kept);
    return kept;
}

void places_displace(struct toponym *t)
{
    const struct toponym *holder = t->holder;
    uint32_t best = 0;
    for (uint32_t i = 1; i < holder->count; i++) {
        best = holder->candidates[i].prior > holder->candidates[best].prior ? i : best;
    }
    t->candidates[0] = holder->candidates[best];
    t->count = 1;
    t->around = true;
}

/* "Edmonton, Ky." taken for one name: what stands before the comma, held by what is behind it. */
static void look_up_parts(struct gazetteer *g, struct toponym *t, struct str name)
{
    size_t comma = str_find(name, STR(", "), 0);
    if (comma == SIZE_MAX) {
        return;
    }
    if (t->count == 0) {
        look_up(g, t, str_slice(name, 0, comma));
    }
    struct candidate room[PLACES_CANDIDATES_MAX];
    struct toponym found = {.candidates = room};
    look_up(g, &found, str_trim(str_slice(name, comma + 2, name.len)));
    struct toponym *holder = arena_alloc_array(g->scratch, 1, sizeof *holder);
    *holder = (struct toponym){.candidates = room};
    for (uint32_t i = 0; i < found.count && holder->count < HOLDERS_MAX; i++) {
        enum pack_kind kind = room[i].is.kind;
        if (kind == PACK_COUNTRY || kind == PACK_REGION) {
            room[holder->count++] = room[i];
        }
    }
    holder->candidates = holder->count ? keep(g, holder) : NULL;
    t->holder = holder->count ? holder : NULL;
    if (t->holder && t->count == 0) {
        places_displace(t);
    }
}

/* "Jupiter, Florida": a state or a country stands behind a name. */
static bool is_held(const struct gazetteer *g, uint32_t entity)
{
    const struct article *a = g->a;
    static const uint32_t kinds = 1u << PACK_COUNTRY | 1u << PACK_REGION;
    for (uint32_t i = 0; i < a->mentions.count; i++) {
        const struct mention *m = &a->mentions.items[i];
        struct str right = str_slice(a->text, m->span.end, a->text.len);
        struct pack_match found;
        if (m->entity != entity || !str_starts_with(right, STR(", "))) {
            continue;
        }
        size_t end = 2;
        while (end < right.len && end < WORD_BEHIND && right.ptr[end] != ' ' &&
               !strchr(",.;:)\n", right.ptr[end])) {
            end++;
        }
        if (pack_find_kind(g->pack, str_slice(right, 2, end), kinds, &found)) {
            return true;
        }
    }
    return false;
}

bool places_is_none(const struct gazetteer *g, uint32_t entity)
{
    static const struct str others[] = {
        STR_INIT("Earth"),     STR_INIT("Mars"),         STR_INIT("Venus"),
        STR_INIT("Mercury"),   STR_INIT("Jupiter"),      STR_INIT("Saturn"),
        STR_INIT("Uranus"),    STR_INIT("Neptune"),      STR_INIT("Pluto"),
        STR_INIT("Moon"),      STR_INIT("Sun"),          STR_INIT("Milky Way"),
        STR_INIT("Andromeda"), STR_INIT("Solar System"), STR_INIT("Islam"),
        STR_INIT("Judaism"),   STR_INIT("Christianity"), STR_INIT("Hinduism"),
        STR_INIT("Buddhism"),  STR_INIT("North"),        STR_INIT("South"),
        STR_INIT("East"),      STR_INIT("Internet"),     STR_INIT("Web"),
        STR_INIT("Heaven"),    STR_INIT("Hell")};
    struct str name = g->a->entities.items[entity].name;
    name = str_starts_with(name, STR("the ")) ? str_slice(name, 4, name.len) : name;
    bool capital = false;
    for (size_t at = 0, len; at < name.len && !capital; at += len) {
        capital =
            (chars_of(utf8_decode(name, at, &len)) & (CHARS_LOWER | CHARS_LETTER)) == CHARS_LETTER;
    }
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        if (str_equal_nocase(name, others[i])) {
            return !is_held(g, entity);
        }
    }
    return !capital; /* "ahu" */
}

static void collect_entity(struct gazetteer *g, uint32_t number, struct toponym *t)
{
    const struct entity *e = &g->a->entities.items[number];
    bool place = e->type == ENTITY_LOCATION || e->type == ENTITY_FACILITY;
    clear(t, number, e->name_count);
    bool body = e->type == ENTITY_ORGANIZATION || e->type == ENTITY_GROUP;
    if ((!place && !body) || e->name_count == 0 || places_is_none(g, number)) {
        return;
    }
    look_up(g, t, e->name);
    for (uint32_t i = 0; i < e->alias_count && t->count == 0; i++) {
        look_up(g, t, e->aliases[i]);
    }
    if (place && t->count > 0) { /* "the Kharkiv region" is listed in full alone */
        struct str full = arena_printf(g->scratch, "%.*s Oblast", (int)e->name.len, e->name.ptr);
        add_candidates(g, t, full, 1u << PACK_REGION);
    }
    if (place && t->count == 0) {
        add_candidates(g, t, e->name, ADJECTIVES); /* "the Crimean peninsula" */
    }
    for (uint32_t i = 0; i <= e->alias_count && place && !t->holder; i++) {
        look_up_parts(g, t, i ? e->aliases[i - 1] : e->name);
    }
    if (!place && !is_country(t)) {
        t->count = 0;
    }
}

/* ---- the dateline ---- */

static uint32_t same_name(const struct gazetteer *g, struct str name)
{
    for (uint32_t i = 0; i < g->toponyms.count; i++) {
        const struct toponym *t = &g->toponyms.items[i];
        const struct entity *e = &g->a->entities.items[t->entity];
        if (str_equal_nocase(e->name, name)) {
            return i;
        }
    }
    return NO_INDEX;
}

/* "KYIV, Ukraine": the first part is the place, the second holds it. */
static enum status collect_dateline(struct gazetteer *g, struct toponym *spare)
{
    const struct dateline *d = &g->a->dateline;
    struct str words = d->found ? article_slice(g->a, d->place) : (struct str){0};
    size_t comma = str_find_byte(words, ',', 0);
    struct str name = comma == SIZE_MAX ? words : str_slice(words, 0, comma);
    g->dateline = name.len ? same_name(g, name) : NO_INDEX;
    if (g->dateline != NO_INDEX) {
        look_up_parts(g, &g->toponyms.items[g->dateline], words);
        return STATUS_OK;
    }
    clear(spare, NO_INDEX, 0);
    look_up(g, spare, name);
    look_up_parts(g, spare, words);
    if (spare->count > 0) {
        struct toponym *t = vec_push(&g->toponyms, g->scratch, PLACES_MAX);
        if (!t) {
            return STATUS_LIMIT;
        }
        *t = *spare;
        t->candidates = keep(g, spare);
        g->dateline = g->toponyms.count - 1;
    }
    return STATUS_OK;
}

enum status places_collect(struct gazetteer *g)
{
    const struct article *a = g->a;
    struct candidate room[PLACES_CANDIDATES_MAX];
    struct toponym t = {.candidates = room};
    g->toponym_of = arena_alloc_array(g->scratch, a->entities.count + 1, sizeof *g->toponym_of);
    g->beside = arena_alloc_array(g->scratch, a->entities.count + 1, sizeof *g->beside);
    g->known = a->entities.count;
    for (uint32_t i = 0; i < g->known; i++) {
        g->toponym_of[i] = g->beside[i] = NO_INDEX;
        collect_entity(g, i, &t);
        if (t.count > 0) {
            struct toponym *kept = vec_push(&g->toponyms, g->scratch, PLACES_MAX);
            if (!kept) {
                return STATUS_LIMIT;
            }
            *kept = t;
            kept->candidates = keep(g, &t);
            g->toponym_of[i] = g->toponyms.count - 1;
        }
    }
    return collect_dateline(g, &t);
}
