#include "base/map.h"
#include "model/model.h"
#include "model/models.h"
#include "model/pack.h"
#include "pipeline/name_form.h"
#include "pipeline/names.h"
#include "pipeline/pipeline.h"

/* What the other names with the same words count beside the one in hand, each and all together. */
static const double OTHER = 0.5, OTHERS = 1.5;
/* How sure the kind of a family name is whose full name the article has. */
static const double FAMILY_SHARE = 0.9;
/* Below COUNTRY_DOUBT a country's name is no person or organization; how sure it is then. */
static const double COUNTRY_DOUBT = 0.6, COUNTRY_SHARE = 0.8;
/* Below BODY_DOUBT, or when most of its family are, or as a place of several words, what the pack
 * knows as a body alone is one; how sure that is then. */
static const double BODY_DOUBT = 0.6, BODY_SHARE = 0.8;
/* Below it a name is what the names with the same words are together; of two words and more, which
 * seldom mean two things. */
static const double MAJORITY_DOUBT = 0.58, MAJORITY_DOUBT_LONG = 0.7;

enum {
    TOWN_PROMINENCE = 120,      /* about 30,000 people */
    LARGE_TOWN_PROMINENCE = 140 /* about 200,000 */
};

/* All names with the same words. */
struct family {
    double share[MODEL_NAME_KINDS_MAX]; /* sum over them */
    uint32_t count;
    bool person; /* a family name alone of somebody whose full name the article has */
    bool thing;  /* "Humberto" of "Hurricane Humberto" */
    bool body;   /* a people that is the last word of a body's name, "Larks" of "Denver Larks" */
};

struct agreement {
    const struct article *a;
    const struct model *m;
    const struct pack *pack;  /* or NULL */
    struct name_found *found; /* (found_count) */
    uint32_t found_count;
    struct map places;       /* words -> place in families */
    struct map stems;        /* the same of names of one word, by name_form_slavic_stem */
    struct family *families; /* (found_count) */
    uint32_t *family_of;     /* (found_count) */
    uint32_t count, person, organization, location, group, other;
};

static struct str words_of(const struct article *a, uint32_t begin, uint32_t end)
{
    uint32_t first = a->tokens.items[begin].begin;
    return str_make(a->text.ptr + first, a->tokens.items[end - 1].end - first);
}

static void take_stem(struct agreement *g, const struct name_found *n, uint32_t place)
{
    struct str stem = name_form_slavic_stem(words_of(g->a, n->token_begin, n->token_end));
    if (stem.len && n->token_end - n->token_begin == 1) {
        map_put(&g->stems, stem, place);
    }
}

static void gather(struct agreement *g)
{
    for (uint32_t i = 0; i < g->found_count; i++) {
        const struct name_found *n = &g->found[i];
        uint32_t *place =
            map_put(&g->places, words_of(g->a, n->token_begin, n->token_end), g->count);
        struct family *f = &g->families[*place];
        if (*place == g->count) {
            g->count++;
            *f = (struct family){0};
            take_stem(g, n, *place);
        }
        g->family_of[i] = *place;
        for (uint32_t k = 0; k < g->m->name_kind_count; k++) {
            f->share[k] += n->share[k];
        }
        f->count++;
    }
}

/* Whether the word is known as a family name and as nothing that an article would call by it alone:
 * "Xi", "Merkel"; not "Ford", "Jordan". */
static bool is_family_name(const struct pack *pack, struct str word)
{
    const uint32_t places = 1u << PACK_COUNTRY | 1u << PACK_REGION | 1u << PACK_CITY |
                            1u << PACK_AREA | 1u << PACK_DISTRICT;
    const uint32_t others = 1u << PACK_NATURAL | 1u << PACK_FACILITY;
    struct pack_match found[PACK_MATCHES_MAX];
    size_t count = pack ? pack_find(pack, word, found, PACK_MATCHES_MAX) : 0;
    bool family = pack && (pack_word(pack, word).classes & PACK_WORD_FAMILY);
    for (size_t i = 0; i < count; i++) {
        struct pack_entry is = pack_entry(pack, found[i].entry);
        uint32_t kind = 1u << is.kind;
        if (is.kind == PACK_PERSON) {
            family = family || found[i].form == PACK_FORM_PARTIAL;
        } else if (kind & places ? is.prominence >= TOWN_PROMINENCE : !(kind & others)) {
            return false;
        }
    }
    return family;
}

static void join_surname(struct agreement *g, const struct name_found *full, uint32_t begin,
                         uint32_t end)
{
    struct str words = words_of(g->a, begin, end);
    const uint32_t *place = map_get(&g->places, words);
    struct str stem = name_form_slavic_stem(words);
    if (!place && stem.len) {
        place = map_get(&g->stems, stem); /* "Zelensky" of "Volodymyr Zelenskyy" */
    }
    if (!place) {
        return;
    }
    struct family *f = &g->families[*place];
    f->person = f->person || is_family_name(g->pack, words);
    for (uint32_t k = 0; k < g->m->name_kind_count; k++) {
        f->share[k] += full->share[k];
    }
    f->count++;
}

/* Where the surname at `last` begins with its particles: "al-Assad", "van der Berg". */
static uint32_t surname_begin(const struct agreement *g, uint32_t first, uint32_t last)
{
    uint32_t begin = last;
    while (begin > first + 1) {
        struct str word = words_of(g->a, begin - 1, begin);
        if (!str_equal(word, STR("-")) &&
            !(g->pack && (pack_word(g->pack, word).classes & PACK_WORD_PARTICLE))) {
            break;
        }
        begin--;
    }
    return begin;
}

/* A surname alone is a person where its full name is; the surname stands last, in East Asian and
 * Hungarian names first. */
static void join_surnames(struct agreement *g)
{
    for (uint32_t i = 0; i < g->found_count; i++) {
        const struct name_found *n = &g->found[i];
        if (n->kind != g->person || n->token_end - n->token_begin < 2) {
            continue;
        }
        uint32_t last = n->token_end - 1, begin = surname_begin(g, n->token_begin, last);
        join_surname(g, n, last, n->token_end);
        if (begin < last) {
            join_surname(g, n, begin, n->token_end);
        }
        if (is_family_name(g->pack, words_of(g->a, n->token_begin, n->token_begin + 1))) {
            join_surname(g, n, n->token_begin, n->token_begin + 1);
        }
    }
}

/* "Humberto" is a storm where "Hurricane Humberto" is told of. */
static void join_things(struct agreement *g)
{
    for (uint32_t i = 0; i < g->found_count && g->other < g->m->name_kind_count; i++) {
        const struct name_found *n = &g->found[i];
        uint32_t begin = names_class_end(g->a, n->token_begin, n->token_end);
        const uint32_t *place = begin > n->token_begin
                                    ? map_get(&g->places, words_of(g->a, begin, n->token_end))
                                    : NULL;
        if (place) {
            g->families[*place].thing = true;
        }
    }
}

static uint32_t best_kind(const struct agreement *g, const double *share)
{
    uint32_t kind = 0;
    for (uint32_t k = 1; k < g->m->name_kind_count; k++) {
        kind = share[k] > share[kind] ? k : kind;
    }
    return kind;
}

/* What looks like a people may be a club by the last word of its name. */
static void join_clubs(struct agreement *g)
{
    for (uint32_t i = 0; i < g->found_count && g->group < g->m->name_kind_count; i++) {
        const struct name_found *n = &g->found[i];
        struct str last = words_of(g->a, n->token_end - 1, n->token_end);
        bool several = n->token_end - n->token_begin > 1;
        const uint32_t *place =
            several && n->kind == g->organization ? map_get(&g->places, last) : NULL;
        if (place && best_kind(g, g->families[*place].share) == g->group &&
            !(g->pack && names_is_people(g->pack, last))) {
            g->families[*place].body = true;
        }
    }
}

/* Somebody whose last word names a person alone: "Rock Hudson" and "Hudson". */
static bool is_by_surname(const struct agreement *g, const struct name_found *n)
{
    const uint32_t *place = map_get(&g->places, words_of(g->a, n->token_end - 1, n->token_end));
    const double *share = place ? g->families[*place].share : NULL;
    const double *own = g->families[g->family_of[n - g->found]].share;
    return share && best_kind(g, share) == g->person && own[g->person] > own[g->organization];
}

/* What the name is by itself and by all names of its family, a doubtful one by these alone. */
static void vote_on(struct agreement *g, struct name_found *n, const struct family *f)
{
    double others = f->count - 1, total = 0, mixed[MODEL_NAME_KINDS_MAX] = {0};
    double weight = OTHER * others < OTHERS ? OTHER : OTHERS / others;
    for (uint32_t k = 0; k < g->m->name_kind_count; k++) {
        mixed[k] = n->share[k] + weight * (f->share[k] - n->share[k]);
        total += mixed[k];
    }
    n->kind = best_kind(g, mixed);
    double share = mixed[n->kind] / total;
    bool several = n->token_end - n->token_begin > 1;
    uint32_t all = several && is_by_surname(g, n) ? g->person : best_kind(g, f->share);
    if (n->kind != all && share < (several ? MAJORITY_DOUBT_LONG : MAJORITY_DOUBT)) {
        n->kind = all;
        share = f->share[all] / f->count;
    }
    n->kind = f->person ? g->person : n->kind;
    n->confidence = n->bounds * (f->person && share < FAMILY_SHARE ? FAMILY_SHARE : share);
}

/* "Alan Kurdi" beside "MV Alan Kurdi": the person whom a ship was named after, who has no article;
 * "the Alan Kurdi" is the ship. */
static bool is_eponym(const struct agreement *g, const struct name_found *n)
{
    bool several = n->token_end - n->token_begin > 1;
    return several && n->kind == g->person && g->pack &&
           (pack_word(g->pack, words_of(g->a, n->token_begin, n->token_begin + 1)).classes &
            PACK_WORD_GIVEN) &&
           !(n->token_begin > 0 &&
             str_equal_nocase(words_of(g->a, n->token_begin - 1, n->token_begin), STR("the")));
}

static void vote(struct agreement *g)
{
    for (uint32_t i = 0; i < g->found_count; i++) {
        struct name_found *n = &g->found[i];
        const struct family *f = &g->families[g->family_of[i]];
        if (f->count >= 2) {
            vote_on(g, n, f);
        }
        bool thing = f->thing && !f->person && !is_eponym(g, n);
        if (thing || f->body) {
            n->kind = thing ? g->other : g->organization;
            n->confidence = n->bounds * FAMILY_SHARE;
        }
    }
}

/* Whether the words are the name of a country and no given name: "Norway"; not "Chad", "Jordan". A
 * family name has its full name in the text, which has voted. */
static bool is_country_alone(const struct pack *pack, struct str words)
{
    struct pack_match found;
    return pack_find_kind(pack, words, 1u << PACK_COUNTRY, &found) &&
           found.form == PACK_FORM_NAME && !(pack_word(pack, words).classes & PACK_WORD_GIVEN);
}

/* Whether the words are the name of a large town or of a region, and no word and nobody's name. */
static bool is_town_alone(const struct pack *pack, struct str words)
{
    struct pack_match found;
    return pack_word(pack, words).classes == 0 &&
           pack_find_kind(pack, words, 1u << PACK_CITY | 1u << PACK_REGION, &found) &&
           found.form == PACK_FORM_NAME &&
           pack_entry(pack, found.entry).prominence >= LARGE_TOWN_PROMINENCE;
}

bool names_is_people(const struct pack *pack, struct str words)
{
    struct pack_match found;
    return pack_find_kind(pack, words, 1u << PACK_COUNTRY, &found) &&
           (found.form == PACK_FORM_ADJECTIVE || found.form == PACK_FORM_INHABITANT) &&
           !(pack_word(pack, words).classes & (PACK_WORD_GIVEN | PACK_WORD_FAMILY));
}

/* In a short text a country that acts, or a town, may look like a person. */
static void settle_places(struct agreement *g)
{
    for (uint32_t i = 0; g->pack && g->location < g->m->name_kind_count && i < g->found_count;
         i++) {
        struct name_found *n = &g->found[i];
        bool doubtful = (n->kind == g->person || n->kind == g->organization) &&
                        n->confidence < COUNTRY_DOUBT * n->bounds;
        struct str words = words_of(g->a, n->token_begin, n->token_end);
        bool town = n->kind == g->person && !g->families[g->family_of[i]].person;
        if (doubtful && g->group < g->m->name_kind_count && names_is_people(g->pack, words)) {
            n->kind = g->group;
            n->confidence = n->bounds * COUNTRY_SHARE;
        } else if (doubtful &&
                   (is_country_alone(g->pack, words) || (town && is_town_alone(g->pack, words)))) {
            n->kind = g->location;
            n->confidence = n->bounds * COUNTRY_SHARE;
        }
    }
}

bool names_is_body(const struct pack *pack, struct str words)
{
    const uint32_t bodies = 1u << PACK_BODY | 1u << PACK_NGO | 1u << PACK_ARMED |
                            1u << PACK_COMPANY | 1u << PACK_PARTY | 1u << PACK_MEDIA |
                            1u << PACK_SCHOOL | 1u << PACK_CLUB | 1u << PACK_ORGANIZATION;
    struct pack_match found[PACK_MATCHES_MAX];
    size_t count =
        pack_word(pack, words).classes ? 0 : pack_find(pack, words, found, PACK_MATCHES_MAX);
    for (size_t i = 0; i < count; i++) {
        if (!(bodies >> pack_entry(pack, found[i].entry).kind & 1)) {
            return false;
        }
    }
    return count > 0;
}

static void settle_bodies(struct agreement *g)
{
    for (uint32_t i = 0; g->pack && g->organization < g->m->name_kind_count && i < g->found_count;
         i++) {
        struct name_found *n = &g->found[i];
        const struct family *f = &g->families[g->family_of[i]];
        bool doubtful =
            n->confidence < BODY_DOUBT * n->bounds || best_kind(g, f->share) == g->organization ||
            (n->kind == g->location && n->token_end - n->token_begin > 1); /* "Islamic State" */
        if (n->kind != g->organization && doubtful && !f->person &&
            names_is_body(g->pack, words_of(g->a, n->token_begin, n->token_end))) {
            n->kind = g->organization;
            n->confidence = n->bounds * BODY_SHARE;
        }
    }
}

uint32_t names_kind(const struct model *m, struct str name)
{
    uint32_t kind = 0;
    while (kind < m->name_kind_count && !str_equal(m->name_kinds[kind], name)) {
        kind++;
    }
    return kind;
}

void names_agree(const struct article *a, const struct models *m, struct name_found *found,
                 uint32_t count)
{
    struct arena *scratch = &a->state->scratch;
    struct agreement g = {.a = a,
                          .m = m->model,
                          .pack = m->pack,
                          .found = found,
                          .found_count = count,
                          .person = names_kind(m->model, STR("PER")),
                          .organization = names_kind(m->model, STR("ORG")),
                          .location = names_kind(m->model, STR("LOC")),
                          .group = names_kind(m->model, STR("NORP")),
                          .other = names_kind(m->model, STR("MISC"))};
    g.families = arena_alloc_array(scratch, count + 1, sizeof *g.families);
    g.family_of = arena_alloc_array(scratch, count + 1, sizeof *g.family_of);
    map_init(&g.places, scratch, count + 1, 0);
    map_init(&g.stems, scratch, count + 1, 0);
    gather(&g);
    join_surnames(&g);
    join_things(&g);
    join_clubs(&g);
    vote(&g);
    settle_places(&g);
    settle_bodies(&g);
}
