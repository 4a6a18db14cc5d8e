/* What the text round a toponym says of it: the place that holds it, "the", the countries and
 * regions that the article speaks of. */
#include <string.h>

#include "base/map.h"
#include "pipeline/pipeline.h"
#include "pipeline/places.h"
#include "text/chars.h"

static const double IN_NAME = 0.5, /* "Kentucky State Police" speaks of Kentucky, half aloud */
    DATELINE_WEIGHT = 3;
/* Fewer people than that, and a name that stands before a region without a place of that name is
 * rather one that the pack lacks. */
static const uint32_t SMALL_TOWN = 60000;

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

bool places_holds(const struct candidate *holder, const struct candidate *held)
{
    if (holder->entry == held->entry) {
        return false;
    }
    return (holder->is.kind == PACK_COUNTRY &&
            holder->is.country_number == held->is.country_number &&
            held->is.country_number != PACK_NONE) ||
           (holder->is.kind == PACK_REGION && holder->entry == held->is.region_entry);
}

/* Marks the candidates of `holder` that hold one of `held`; says whether there is any. */
static bool may_hold(struct toponym *holder, const struct toponym *held)
{
    bool any = false;
    for (uint32_t k = 0; k < holder->count; k++) {
        bool holds = false;
        for (uint32_t i = 0; i < held->count && !holds; i++) {
            holds = places_holds(&holder->candidates[k], &held->candidates[i]);
        }
        holder->candidates[k].held += holds;
        any = any || holds;
    }
    return any;
}

static bool is_small(const struct toponym *t)
{
    for (uint32_t i = 0; i < t->count; i++) {
        if (t->candidates[i].is.kind != PACK_CITY || t->candidates[i].is.population > SMALL_TOWN) {
            return false;
        }
    }
    return true;
}

static bool has_country(const struct toponym *t)
{
    for (uint32_t i = 0; i < t->count; i++) {
        if (t->candidates[i].is.kind == PACK_COUNTRY) {
            return true;
        }
    }
    return false;
}

static void join(struct gazetteer *g, uint32_t held, uint32_t holder)
{
    struct toponym *inner = &g->toponyms.items[held], *outer = &g->toponyms.items[holder];
    if (has_country(inner) && has_country(outer)) {
        return; /* "Benin, Nigeria and Chad" */
    }
    if (may_hold(outer, inner)) {
        inner->contained = true;
        inner->container = holder;
    }
}

static bool is_possessive(struct str between)
{
    return str_equal(between, STR("'s ")) || str_equal(between, STR("\xE2\x80\x99s "));
}

static void find_containers(struct gazetteer *g)
{
    const struct article *a = g->a;
    uint32_t before = NO_INDEX, end = 0; /* the entity named last, and where that name ends */
    for (uint32_t i = 0; i < a->mentions.count; i++) {
        const struct mention *m = &a->mentions.items[i];
        if (m->kind != MENTION_NAME || m->entity >= g->known) {
            continue;
        }
        uint32_t here = g->toponym_of[m->entity];
        if (before != NO_INDEX && before != m->entity && here != NO_INDEX && m->span.begin > end &&
            joins(article_slice(a, (struct span){end, m->span.begin}))) {
            if (g->toponym_of[before] != NO_INDEX) {
                join(g, g->toponym_of[before], here);
            } else if (g->beside[before] == NO_INDEX) {
                g->beside[before] = here;
            }
        }
        bool owned = before != NO_INDEX && g->toponym_of[before] != NO_INDEX && here == NO_INDEX &&
                     m->span.begin > end &&
                     is_possessive(article_slice(a, (struct span){end, m->span.begin}));
        if (owned && g->beside[m->entity] == NO_INDEX) {
            g->beside[m->entity] = g->toponym_of[before]; /* "South Africa's False Bay" */
        }
        before = m->entity;
        end = m->span.end;
    }
}

/* Holders that no candidate lies in: "HOLLIDAY, Mo." when the pack has one in Texas alone. */
static void displace_strangers(struct gazetteer *g)
{
    for (uint32_t i = 0; i < g->toponyms.count; i++) {
        struct toponym *t = &g->toponyms.items[i];
        bool held = !t->holder;
        for (uint32_t k = 0; k < t->count && !held; k++) {
            for (uint32_t h = 0; h < t->holder->count && !held; h++) {
                held = places_holds(&t->holder->candidates[h], &t->candidates[k]);
            }
        }
        if (!held && is_small(t)) {
            places_displace(t);
        }
    }
}

/* ---- words beside a name ---- */

/* Is it a name by itself, not one that describes what follows ("the Ohio governor")? */
static bool stands_alone(struct str right)
{
    static const struct str words[] = {
        STR_INIT("and"),  STR_INIT("are"),   STR_INIT("as"),     STR_INIT("at"),
        STR_INIT("but"),  STR_INIT("by"),    STR_INIT("coast"),  STR_INIT("for"),
        STR_INIT("from"), STR_INIT("had"),   STR_INIT("has"),    STR_INIT("have"),
        STR_INIT("in"),   STR_INIT("into"),  STR_INIT("is"),     STR_INIT("near"),
        STR_INIT("of"),   STR_INIT("on"),    STR_INIT("or"),     STR_INIT("that"),
        STR_INIT("to"),   STR_INIT("was"),   STR_INIT("were"),   STR_INIT("where"),
        STR_INIT("with"), STR_INIT("which"), STR_INIT("will"),   STR_INIT("after"),
        STR_INIT("when"), STR_INIT("while"), STR_INIT("before"), STR_INIT("shore")};
    if (right.len < 2 || right.ptr[0] != ' ') {
        return true;
    }
    size_t end = str_find_byte(right, ' ', 1);
    struct str word = str_slice(right, 1, end == SIZE_MAX ? right.len : end);
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (str_equal(word, words[i])) {
            return true;
        }
    }
    return false;
}

/* "Washington state", "the Lviv region", "the province of Groningen". */
static bool as_region(struct str left, struct str right)
{
    static const struct str words[] = {STR_INIT(" state"),       STR_INIT(" State"),
                                       STR_INIT(" province"),    STR_INIT(" region"),
                                       STR_INIT(" governorate"), STR_INIT(" prefecture")};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        struct str behind =
            str_slice(right, right.len < words[i].len ? right.len : words[i].len, right.len);
        bool ends = !behind.len || strchr(" ,.;:)'\n", behind.ptr[0]);
        if (ends && str_starts_with(right, words[i])) {
            return true;
        }
    }
    return str_ends_with(left, STR("state of ")) || str_ends_with(left, STR("province of ")) ||
           str_ends_with(left, STR("governor of "));
}

/* "Sen. Ana Kos of Georgia": titles that those have whom regions elect. */
static bool of_delegate(const struct article *a, uint32_t mention)
{
    static const struct str titles[] = {
        STR_INIT("Sen."), STR_INIT("Senator"),        STR_INIT("Rep."),
        STR_INIT("Gov."), STR_INIT("Governor"),       STR_INIT("Congressman"),
        STR_INIT("Reps"), STR_INIT("Congresswoman"),  STR_INIT("Republican"),
        STR_INIT("Sens"), STR_INIT("Representative"), STR_INIT("Democrat")};
    const struct mention *m = &a->mentions.items[mention];
    const struct mention *p = mention ? m - 1 : NULL;
    if (!p || p->kind != MENTION_NAME || p->entity == NO_INDEX || p->token_begin == 0 ||
        p->token_end + 1 != m->token_begin || a->entities.items[p->entity].type != ENTITY_PERSON ||
        !str_equal(article_slice(a, (struct span){p->span.end, m->span.begin}), STR(" of "))) {
        return false;
    }
    const struct token *t = &a->tokens.items[p->token_begin - 1];
    bool found = false;
    for (size_t i = 0; i < sizeof titles / sizeof titles[0]; i++) {
        found |= str_equal(article_slice(a, (struct span){t[0].begin, t[0].end}), titles[i]) ||
                 str_equal(article_slice(a, (struct span){t[1].begin, t[1].end}), titles[i]);
    }
    return found;
}

static void find_words(struct gazetteer *g)
{
    const struct article *a = g->a;
    for (uint32_t i = 0; i < a->mentions.count; i++) {
        const struct mention *m = &a->mentions.items[i];
        if (m->kind != MENTION_NAME || m->entity >= g->known ||
            g->toponym_of[m->entity] == NO_INDEX) {
            continue;
        }
        struct toponym *t = &g->toponyms.items[g->toponym_of[m->entity]];
        uint32_t begin = m->span.begin, end = m->span.end;
        struct str left = str_slice(a->text, begin > 12 ? begin - 12 : 0, begin);
        struct str right = str_slice(a->text, end, end + 16 < a->text.len ? end + 16 : a->text.len);
        struct str own = article_slice(a, m->span);
        bool the = str_ends_with(left, STR("the ")) || str_ends_with(left, STR("The ")) ||
                   str_starts_with(own, STR("the "));
        t->with_the += the && stands_alone(right);
        t->as_region += as_region(left, right) || of_delegate(a, i);
    }
}

/* ---- countries and regions ---- */

/* Numbers the first-level divisions that candidates are or lie in. */
static void number_regions(struct gazetteer *g)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < g->toponyms.count; i++) {
        count += g->toponyms.items[i].count;
    }
    map_init(&g->numbers, g->scratch, count + 1, 0);
    for (uint32_t i = 0; i < g->toponyms.count; i++) {
        struct toponym *t = &g->toponyms.items[i];
        for (uint32_t k = 0; k < t->count; k++) {
            struct candidate *c = &t->candidates[k];
            const uint32_t *number =
                c->is.region.len ? map_put(&g->numbers, c->is.region, g->region_count) : NULL;
            c->region = number ? *number : NO_INDEX;
            g->region_count += number && *number == g->region_count;
        }
    }
    g->region = arena_alloc_array(g->scratch, g->region_count + 1, sizeof *g->region);
}

static void hear(struct gazetteer *g, struct pack_entry is, double weight)
{
    const uint32_t *region = is.region.len ? map_get(&g->numbers, is.region) : NULL;
    if (is.country_number != PACK_NONE) {
        g->said_country[is.country_number] += weight;
    }
    if (region) {
        g->said_region[*region] += weight;
    }
}

/* Whether a name is made of common words alone: "Western District". */
static bool are_common(const struct pack *pack, struct str name)
{
    bool common = true;
    for (size_t at = 0; at < name.len && common;) {
        size_t end = str_find_byte(name, ' ', at);
        end = end == SIZE_MAX ? name.len : end;
        common = pack_word(pack, str_slice(name, at, end)).level > 0;
        at = end + 1;
    }
    return common;
}

/* The country or region that a people's name stands for ("Texans"), or the first words of a body's
 * ("Philippine Sports Commission", "Kentucky State Police"). */
static bool hear_name(struct gazetteer *g, struct str name, double weight)
{
    struct pack_match found[PACK_MATCHES_MAX];
    size_t count = pack_find(g->pack, name, found, PACK_MATCHES_MAX);
    for (size_t i = 0; i < count; i++) {
        struct pack_entry is = pack_entry(g->pack, found[i].entry);
        bool people = found[i].form == PACK_FORM_ADJECTIVE || found[i].form == PACK_FORM_INHABITANT;
        bool land =
            (is.kind == PACK_COUNTRY || is.kind == PACK_REGION) && found[i].form == PACK_FORM_NAME;
        /* "Northern" is a region of Ghana, "Unity" one of South Sudan, "Roman" is of Rome */
        bool word = is.kind != PACK_COUNTRY && are_common(g->pack, name);
        if ((people || land) && !word) {
            hear(g, is, weight);
            return true;
        }
    }
    return false;
}

static void hear_body(struct gazetteer *g, struct str name, double weight)
{
    size_t end = str_find_byte(name, ' ', 0);
    size_t second = end == SIZE_MAX ? end : str_find_byte(name, ' ', end + 1);
    if (end != SIZE_MAX && !hear_name(g, str_slice(name, 0, end), weight) && second != SIZE_MAX) {
        hear_name(g, str_slice(name, 0, second), weight);
    }
}

/* What peoples and bodies say of countries and regions, once for all rounds. */
static void hear_others(struct gazetteer *g)
{
    const struct article *a = g->a;
    for (uint32_t i = 0; i < g->known; i++) {
        const struct entity *e = &a->entities.items[i];
        if (e->type == ENTITY_GROUP) {
            hear_name(g, e->name, e->name_count);
        } else if (e->type == ENTITY_ORGANIZATION && g->toponym_of[i] == NO_INDEX) {
            hear_body(g, e->name, IN_NAME * e->name_count);
        }
    }
}

double places_weight(const struct gazetteer *g, uint32_t toponym)
{
    return g->toponyms.items[toponym].weight + (toponym == g->dateline ? DATELINE_WEIGHT : 0);
}

void places_weigh(struct gazetteer *g)
{
    uint32_t countries = pack_countries(g->pack);
    memcpy(g->country, g->said_country, countries * sizeof *g->country);
    memcpy(g->region, g->said_region, g->region_count * sizeof *g->region);
    for (uint32_t i = 0; i < g->toponyms.count; i++) {
        const struct candidate *c = &g->toponyms.items[i].candidates[g->toponyms.items[i].best];
        double weight = places_weight(g, i);
        if (c->is.country_number != PACK_NONE) {
            g->country[c->is.country_number] += weight;
        }
        if (c->region != NO_INDEX) {
            g->region[c->region] += weight;
        }
    }
    g->countries = g->regions = 0;
    for (uint32_t i = 0; i < countries; i++) {
        g->countries += g->country[i];
    }
    for (uint32_t i = 0; i < g->region_count; i++) {
        g->regions += g->region[i];
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

void places_context(struct gazetteer *g)
{
    size_t countries = pack_countries(g->pack) + 1;
    g->source = country_of_source(g);
    find_containers(g);
    displace_strangers(g);
    find_words(g);
    number_regions(g);
    g->country = arena_alloc_array(g->scratch, countries, sizeof *g->country);
    g->said_country = arena_alloc_array(g->scratch, countries, sizeof *g->said_country);
    g->said_region = arena_alloc_array(g->scratch, g->region_count + 1, sizeof *g->said_region);
    hear_others(g);
}
