#include "pipeline/actor_bodies.h"

#include "base/search.h"
#include "model/pack.h"
#include "pipeline/entity_key.h"
#include "pipeline/pipeline.h"
#include "text/sorted_words.h"

enum { NAME_BYTES_MAX = 48, COUNTRIES_MAX = FOCUS_MAX + 3 };

/* Shares of the article's countries: what a dateline or a publisher adds, and what is enough. */
static const double FROM_THERE = 0.25, OF_SENTENCE = 1, ENOUGH = 0.3, CLEARLY = 1.25,
                    ENOUGH_NAMELESS = 0.6;

/* Names of bodies without a country, of our own choice, and CAMEO's roles for them; in the order of
 * strcmp. */
static const struct body {
    const char *name, *role;
} bodies[] = {
    {"air force", "MIL"},
    {"appeals court", "JUD"},
    {"armed forces", "MIL"},
    {"army", "MIL"},
    {"authorities", "GOV"},
    {"cabinet", "GOV"},
    {"central bank", "GOVBUS"},
    {"chamber of deputies", "LEG"},
    {"coast guard", "MIL"},
    {"congress", "LEG"},
    {"constitutional court", "JUD"},
    {"council of ministers", "GOV"},
    {"court of appeal", "JUD"},
    {"court of appeals", "JUD"},
    {"electoral commission", "GOV"},
    {"federal court", "JUD"},
    {"federal police", "COP"},
    {"finance ministry", "GOV"},
    {"foreign ministry", "GOV"},
    {"government", "GOV"},
    {"health ministry", "GOVHLH"},
    {"high court", "JUD"},
    {"house of representatives", "LEG"},
    {"interior ministry", "GOV"},
    {"lower house", "LEG"},
    {"military", "MIL"},
    {"ministry of defence", "GOVMIL"},
    {"ministry of defense", "GOVMIL"},
    {"ministry of education", "GOVEDU"},
    {"ministry of finance", "GOV"},
    {"ministry of foreign affairs", "GOV"},
    {"ministry of health", "GOVHLH"},
    {"ministry of justice", "GOVJUD"},
    {"ministry of the interior", "GOV"},
    {"national assembly", "LEG"},
    {"national congress", "LEG"},
    {"national guard", "MIL"},
    {"national police", "COP"},
    {"navy", "MIL"},
    {"parliament", "LEG"},
    {"police", "COP"},
    {"senate", "LEG"},
    {"supreme court", "JUD"},
    {"supreme court of justice", "JUD"},
    {"upper house", "LEG"},
};

struct str actor_body_role(struct str name)
{
    char small[NAME_BYTES_MAX];
    bool the = str_starts_with(name, STR("the ")) || str_starts_with(name, STR("The "));
    struct str bare = the ? str_slice(name, 4, name.len) : name;
    const struct body *row = NULL;
    if (bare.len > 1 && words_small(bare, small, sizeof small)) {
        row = words_find(bodies, sizeof bodies / sizeof bodies[0], sizeof bodies[0], small);
    }
    if (row || !words_small(bare, small, sizeof small)) {
        return row ? str_of(row->role) : (struct str){0};
    }
    struct str text = str_of(small);
    bool ministry = str_starts_with(text, STR("ministry of ")) ||
                    (str_ends_with(text, STR(" ministry")) && text.len > 9);
    return ministry ? STR("GOV") : (struct str){0};
}

/* The pack's entry of a country for the body, in the forms that its full name may have. */
static uint32_t entry_of(const struct pack *pack, struct str name, struct str iso2,
                         struct arena *arena)
{
    static const struct {
        const char *before, *behind;
    } forms[] = {{"", ""}, {"National ", ""}, {"", " of the Republic"}, {"", " of the Union"}};
    static const uint32_t kinds =
        1u << PACK_LEGISLATURE | 1u << PACK_COURT | 1u << PACK_MINISTRY | 1u << PACK_MILITARY;
    struct pack_match found[PACK_MATCHES_MAX];
    for (size_t f = 0; f < sizeof forms / sizeof forms[0]; f++) {
        struct str text =
            arena_printf(arena, "%s%.*s%s", forms[f].before, STR_ARG(name), forms[f].behind);
        size_t count = pack_find(pack, text, found, PACK_MATCHES_MAX);
        for (size_t i = 0; i < count; i++) {
            struct pack_entry e = pack_entry(pack, found[i].entry);
            if ((kinds >> e.kind & 1) && str_equal(e.country, iso2)) {
                return found[i].entry;
            }
        }
    }
    return PACK_NONE;
}

struct country {
    struct str iso2;
    double score;
    bool has; /* the pack knows such a body there */
};

static void add(struct country *all, uint32_t *count, struct str iso2, double score)
{
    for (uint32_t i = 0; i < *count; i++) {
        if (str_equal(all[i].iso2, iso2)) {
            all[i].score += score;
            return;
        }
    }
    if (iso2.len == 2 && *count < COUNTRIES_MAX) {
        all[(*count)++] = (struct country){.iso2 = iso2, .score = score};
    }
}

static struct str publishers_country(const struct article *a, const struct pack *pack)
{
    struct pack_match found;
    struct str source = a->input.source;
    return source.len && pack_find_kind(pack, source, 1u << PACK_MEDIA, &found)
               ? pack_entry(pack, found.entry).country
               : (struct str){0};
}

/* The one country of the places that stand in the sentence that speaks of an entity first. */
static struct str country_of_sentence(const struct article *a, uint32_t entity)
{
    uint32_t first = 0;
    struct str found = {0};
    while (first < a->mentions.count && a->mentions.items[first].entity != entity) {
        first++;
    }
    uint32_t sentence = first < a->mentions.count ? a->mentions.items[first].sentence : NO_INDEX;
    for (uint32_t p = 0; p < a->places.count && sentence != NO_INDEX; p++) {
        struct str country = a->places.items[p].country;
        uint32_t i = SEARCH_FROM(a->mentions.items, a->mentions.count, sentence, sentence);
        for (; i < a->mentions.count && a->mentions.items[i].sentence == sentence; i++) {
            bool here = a->mentions.items[i].entity == a->places.items[p].entity && country.ptr;
            if (here && found.ptr && !str_equal(found, country)) {
                return (struct str){0};
            }
            found = here ? country : found;
        }
    }
    return found;
}

/* Of the countries that the article speaks for the one whose body is meant; absent when none
 * clearly is. Of legislatures only those that are called so count. */
static struct str country_by_context(const struct article *a, const struct pack *pack,
                                     uint32_t entity, struct str role)
{
    struct str name = a->entities.items[entity].name;
    bool named = a->entities.items[entity].name_count > 0;
    struct country all[COUNTRIES_MAX];
    uint32_t count = 0;
    bool called = false, parliament = str_equal_nocase(name, STR("parliament"));
    for (uint32_t i = 0; i < a->focus.country_count; i++) {
        add(all, &count, a->focus.countries[i].country, a->focus.countries[i].score);
    }
    if (a->dateline_place != NO_INDEX && a->dateline_place < a->places.count) {
        add(all, &count, a->places.items[a->dateline_place].country, FROM_THERE);
    }
    add(all, &count, publishers_country(a, pack), FROM_THERE);
    add(all, &count, country_of_sentence(a, entity), OF_SENTENCE);
    for (uint32_t i = 0; i < count && str_equal(role, STR("LEG")); i++) {
        all[i].has = (parliament && !str_equal(all[i].iso2, STR("US"))) ||
                     entry_of(pack, name, all[i].iso2, &a->state->scratch) != PACK_NONE;
        called = true;
    }
    const struct country *best = NULL;
    double second = 0;
    for (uint32_t i = 0; i < count; i++) {
        const struct country *c = &all[i];
        if (called && !c->has) {
            continue;
        }
        second = best && c->score <= best->score && c->score > second ? c->score : second;
        if (!best || c->score > best->score) {
            second = best ? best->score : 0;
            best = c;
        }
    }
    double enough = named ? ENOUGH : ENOUGH_NAMELESS;
    bool clear = best && best->score >= enough && best->score >= CLEARLY * second;
    return clear ? best->iso2 : (struct str){0};
}

void actor_body_place(struct article *a, const struct pack *pack, struct entity *e)
{
    struct str role = actor_body_role(e->name), iso2 = {0};
    struct pack_country country;
    if (e->cameo.len >= 3 && pack_country_of_code(pack, str_slice(e->cameo, 0, 3), &country)) {
        iso2 = country.iso2;
    } else if (!e->cameo.ptr) {
        iso2 = country_by_context(a, pack, (uint32_t)(e - a->entities.items), role);
    }
    e->wikidata = (struct str){0};
    if (!iso2.ptr || !pack_country_of_code(pack, iso2, &country)) {
        entity_key_set(e, NULL, PACK_NONE, a->arena);
        return;
    }
    if (e->cameo.len <= 3) {
        e->cameo = arena_printf(a->arena, "%.*s%.*s", STR_ARG(country.cameo), STR_ARG(role));
    }
    struct entity theirs = *e; /* two countries' parliaments have two keys */
    theirs.name = arena_printf(a->arena, "%.*s %.*s", STR_ARG(iso2), STR_ARG(e->name));
    entity_key_set(&theirs, pack, entry_of(pack, e->name, iso2, &a->state->scratch), a->arena);
    e->key = theirs.key;
    e->wikidata = theirs.wikidata;
    bool says_more = theirs.cameo.ptr && str_find(theirs.cameo, role, 0) != SIZE_MAX;
    e->cameo = says_more ? theirs.cameo : e->cameo;
}
