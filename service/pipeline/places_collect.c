#include "pipeline/pipeline.h"
#include "pipeline/places.h"
#include "text/chars.h"
#include "text/name_key.h"

enum {
    SHORT_NAME = 4, /* an abbreviation of so few letters must be written in capitals */
    PRIOR_STEP = 8, /* prominence of twice the people */
};

static const double STRANGE = 5;

static const int form_costs[] = {0,
#define X(id, name, cost) cost,
                                 PACK_FORM_MAP(X)
#undef X
};

/* What a kind is worth besides its people, on the scale of scores: of a town and a region of the
 * same name the town is meant more often, a country nearly always. */
static double kind_bonus(enum pack_kind kind)
{
    switch (kind) {
    case PACK_COUNTRY:
        return 6;
    case PACK_AREA:
        return 3;
    case PACK_REGION:
        return -2;
    case PACK_DISTRICT:
        return -4;
    case PACK_NATURAL:
        return -2;
    default:
        return 0;
    }
}

static bool form_fits(enum pack_form form, struct str name)
{
    bool dotted = str_find_byte(name, '.', 0) != SIZE_MAX;
    bool brief = form == PACK_FORM_ABBREVIATION && name.len <= SHORT_NAME && !dotted;
    return form != PACK_FORM_ADJECTIVE && form != PACK_FORM_INHABITANT && form != PACK_FORM_SEAT &&
           (!brief || chars_all_upper(name));
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

/* Adds the candidates of one name; those that are there already count once. */
static void add_candidates(struct gazetteer *g, struct toponym *t, struct str name, uint32_t kinds)
{
    struct pack_match found[PACK_MATCHES_MAX];
    size_t count = pack_find(g->pack, name, found, PACK_MATCHES_MAX);
    for (size_t i = 0; i < count; i++) {
        struct pack_entry is = pack_entry(g->pack, found[i].entry);
        bool there = false;
        for (uint32_t k = 0; k < t->count; k++) {
            there = there || t->candidates[k].entry == found[i].entry;
        }
        if (there || !(kinds >> is.kind & 1) || !form_fits(found[i].form, name)) {
            continue;
        }
        t->total++;
        if (t->count < PLACES_CANDIDATES_MAX) {
            double prior = ((double)is.prominence - form_costs[found[i].form]) / PRIOR_STEP -
                           (found[i].form == PACK_FORM_ALIAS ? strangeness(name, is.name) : 0);
            t->candidates[t->count++] = (struct candidate){
                .entry = found[i].entry, .is = is, .prior = prior + kind_bonus(is.kind)};
        }
    }
}

/* "Anbar Province", "Lake Ohrid", "City of York": the name without the word that says what it
 * is. */
static struct str without_class(struct str name, uint32_t *kinds)
{
    static const struct {
        struct str word;
        uint32_t kinds;
    } before[] =
        {
            {STR_INIT("City of "), 1u << PACK_CITY},
            {STR_INIT("Port of "), 1u << PACK_CITY},
            {STR_INIT("Province of "), 1u << PACK_REGION},
            {STR_INIT("State of "), 1u << PACK_REGION | 1u << PACK_COUNTRY},
            {STR_INIT("Republic of "), 1u << PACK_COUNTRY},
            {STR_INIT("Lake "), 1u << PACK_NATURAL},
            {STR_INIT("Mount "), 1u << PACK_NATURAL},
        },
      after[] = {{STR_INIT(" Province"), 1u << PACK_REGION},
                 {STR_INIT(" province"), 1u << PACK_REGION},
                 {STR_INIT(" State"), 1u << PACK_REGION},
                 {STR_INIT(" state"), 1u << PACK_REGION},
                 {STR_INIT(" Region"), 1u << PACK_REGION | 1u << PACK_AREA},
                 {STR_INIT(" region"), 1u << PACK_REGION | 1u << PACK_AREA},
                 {STR_INIT(" Oblast"), 1u << PACK_REGION},
                 {STR_INIT(" Governorate"), 1u << PACK_REGION},
                 {STR_INIT(" Prefecture"), 1u << PACK_REGION},
                 {STR_INIT(" Territory"), 1u << PACK_REGION},
                 {STR_INIT(" County"), 1u << PACK_DISTRICT | 1u << PACK_REGION},
                 {STR_INIT(" Parish"), 1u << PACK_DISTRICT},
                 {STR_INIT(" District"), 1u << PACK_DISTRICT | 1u << PACK_CITY},
                 {STR_INIT(" district"), 1u << PACK_DISTRICT | 1u << PACK_CITY},
                 {STR_INIT(" City"), 1u << PACK_CITY},
                 {STR_INIT(" city"), 1u << PACK_CITY},
                 {STR_INIT(" Township"), 1u << PACK_CITY},
                 {STR_INIT(" Island"), 1u << PACK_NATURAL | 1u << PACK_REGION},
                 {STR_INIT(" Islands"), 1u << PACK_NATURAL | 1u << PACK_COUNTRY},
                 {STR_INIT(" River"), 1u << PACK_NATURAL},
                 {STR_INIT(" Valley"), 1u << PACK_NATURAL | 1u << PACK_REGION},
                 {STR_INIT(" Peninsula"), 1u << PACK_NATURAL | 1u << PACK_REGION},
                 {STR_INIT(" Sea"), 1u << PACK_NATURAL}};
    for (size_t i = 0; i < sizeof before / sizeof before[0]; i++) {
        if (str_starts_with(name, before[i].word)) {
            *kinds = before[i].kinds;
            return str_slice(name, before[i].word.len, name.len);
        }
    }
    for (size_t i = 0; i < sizeof after / sizeof after[0]; i++) {
        if (str_ends_with(name, after[i].word)) {
            *kinds = after[i].kinds;
            return str_slice(name, 0, name.len - after[i].word.len);
        }
    }
    return (struct str){0};
}

/* "southern England", "North London": the name without the part of it. */
static struct str without_direction(struct str name)
{
    static const struct str words[] = {
        STR_INIT("north"),        STR_INIT("south"),        STR_INIT("east"),
        STR_INIT("west"),         STR_INIT("central"),      STR_INIT("upper"),
        STR_INIT("lower"),        STR_INIT("mainland"),     STR_INIT("inner"),
        STR_INIT("outer"),        STR_INIT("northern"),     STR_INIT("southern"),
        STR_INIT("eastern"),      STR_INIT("western"),      STR_INIT("northwest"),
        STR_INIT("northeast"),    STR_INIT("rural"),        STR_INIT("coastal"),
        STR_INIT("southwest"),    STR_INIT("southeast"),    STR_INIT("far"),
        STR_INIT("mid"),          STR_INIT("metropolitan"), STR_INIT("northeastern"),
        STR_INIT("northwestern"), STR_INIT("southeastern"), STR_INIT("southwestern"),
        STR_INIT("downtown"),     STR_INIT("suburban"),     STR_INIT("greater")};
    for (bool more = true; more;) {
        size_t blank = str_find_byte(name, ' ', 0), hyphen = str_find_byte(name, '-', 0);
        size_t end = hyphen < blank ? hyphen : blank;
        more = false;
        for (size_t i = 0; i < sizeof words / sizeof words[0] && end != SIZE_MAX && !more; i++) {
            more = str_equal_nocase(str_slice(name, 0, end), words[i]);
        }
        name = more ? str_slice(name, end + 1, name.len) : name;
    }
    return name;
}

static void look_up(struct gazetteer *g, struct toponym *t, struct str name)
{
    uint32_t kinds = PLACES_KINDS;
    add_candidates(g, t, name, kinds);
    if (t->count == 0) {
        struct str bare = without_class(name, &kinds);
        if (bare.len) {
            add_candidates(g, t, bare, kinds);
        }
        bare = without_direction(name);
        if (t->count == 0 && bare.len < name.len) {
            add_candidates(g, t, bare, PLACES_KINDS);
        }
    }
}

/* An organization in a country's very name is the country at work ("Iran said"). */
static bool is_country(const struct toponym *t)
{
    return t->count > 0 && t->candidates[0].is.kind == PACK_COUNTRY;
}

static void collect_entity(struct gazetteer *g, uint32_t number, struct toponym *t)
{
    const struct entity *e = &g->a->entities.items[number];
    bool place = e->type == ENTITY_LOCATION || e->type == ENTITY_FACILITY;
    t->count = t->total = 0;
    t->entity = number;
    t->weight = e->name_count;
    if (!place && e->type != ENTITY_ORGANIZATION) {
        return;
    }
    look_up(g, t, e->name);
    for (uint32_t i = 0; i < e->alias_count && t->count == 0; i++) {
        look_up(g, t, e->aliases[i]);
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

static struct candidate *room(struct gazetteer *g)
{
    return arena_alloc_array(g->scratch, PLACES_CANDIDATES_MAX, sizeof(struct candidate));
}

/* "KYIV, Ukraine": the first part is the place, the second holds it. */
static enum status collect_dateline(struct gazetteer *g, struct toponym *spare)
{
    const struct dateline *d = &g->a->dateline;
    struct str words = d->found ? article_slice(g->a, d->place) : (struct str){0};
    size_t comma = str_find_byte(words, ',', 0);
    struct str name = comma == SIZE_MAX ? words : str_slice(words, 0, comma);
    g->dateline = NO_INDEX;
    g->holder.candidates = room(g);
    if (comma != SIZE_MAX) {
        look_up(g, &g->holder, str_trim(str_slice(words, comma + 1, words.len)));
    }
    if (name.len == 0) {
        return STATUS_OK;
    }
    g->dateline = same_name(g, name);
    if (g->dateline != NO_INDEX) {
        return STATUS_OK;
    }
    spare->count = spare->total = spare->weight = 0;
    spare->entity = NO_INDEX;
    look_up(g, spare, name);
    if (spare->count > 0) {
        struct toponym *t = vec_push(&g->toponyms, g->scratch, PLACES_MAX);
        if (!t) {
            return STATUS_LIMIT;
        }
        *t = *spare;
        g->dateline = g->toponyms.count - 1;
    }
    return STATUS_OK;
}

enum status places_collect(struct gazetteer *g)
{
    const struct article *a = g->a;
    struct toponym t = {.container = NO_INDEX, .candidates = room(g)};
    g->toponym_of = arena_alloc_array(g->scratch, a->entities.count + 1, sizeof *g->toponym_of);
    g->known = a->entities.count;
    for (uint32_t i = 0; i < g->known; i++) {
        g->toponym_of[i] = NO_INDEX;
        collect_entity(g, i, &t);
        if (t.count > 0) {
            struct toponym *kept = vec_push(&g->toponyms, g->scratch, PLACES_MAX);
            if (!kept) {
                return STATUS_LIMIT;
            }
            *kept = t;
            g->toponym_of[i] = g->toponyms.count - 1;
            t.candidates = room(g);
        }
    }
    return collect_dateline(g, &t);
}
