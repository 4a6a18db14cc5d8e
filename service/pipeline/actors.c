/* actors: the actor codes of entities: country and role, after CAMEO.
 *
 * Reads    tokens, mentions, entities, places.
 * Writes   entity.cameo where the entities stage knew none.
 * Memory   codes live in a->arena.
 * Budget   one unit for each mention.
 * Errors   STATUS_MODEL without an event pack; STATUS_LIMIT when the budget was reached.
 *
 * Names go before phrases. A country, its people and its cities have the country's code, a seat
 * of government that of the government ("the Kremlin": RUSGOV); a person the code of the office
 * held on the day that the article was published; whoever is known by a phrase alone the country
 * that the phrase names and the role of its head ("Russian troops": RUSMIL), as the event pack's
 * role nouns have it; a well known person of whom nothing of this is said the country's. A role
 * without a country has no code. A pack that names actors itself, which only tests have, goes
 * before all that. */
#include <string.h>

#include "article/article.h"
#include "base/search.h"
#include "model/models.h"
#include "model/pack.h"
#include "pipeline/actor_bodies.h"
#include "pipeline/entity_key.h"
#include "pipeline/event.h"
#include "pipeline/pipeline.h"
#include "pipeline/stages.h"
#include "text/calendar.h"
#include "text/chars.h"

enum {
    PHRASE_WORDS = 40,
    COUNTRY_WORDS = 4,
    KNOWN_WELL = 96, /* prominence of persons whose country counts without an office */
    DAY_OPEN = 99999999
};

struct namer {
    struct article *a;
    const struct event_pack *events;
    const struct pack *pack;  /* NULL: none */
    int32_t day;              /* PACK_ANY_DAY: not known */
    uint32_t date;            /* YYYYMMDD */
    const uint32_t *place_of; /* (entities) the place of the pack that it is, or NO_INDEX */
};

struct range {
    uint32_t begin, end;
};

static struct str text_of(const struct namer *n, uint32_t begin, uint32_t end)
{
    const struct token *t = n->a->tokens.items;
    return article_slice(n->a, (struct span){t[begin].begin, t[end - 1].end});
}

/* Whether the phrase's words stand at the token; how many tokens they take goes to *taken. */
static bool stands_at(const struct namer *n, const struct event_file_phrase *p, uint32_t token,
                      uint32_t end, uint32_t *taken)
{
    uint32_t at = token;
    for (uint32_t i = 0; i < p->count; i++, at++) {
        if (at < end && i > 0 && str_equal(text_of(n, at, at + 1), STR("-"))) {
            at++;
        }
        if (at >= end ||
            event_word(n->events, text_of(n, at, at + 1)) != n->events->sequences[p->begin + i]) {
            return false;
        }
    }
    *taken = at - token;
    return true;
}

/* The longest phrase of the pack at a token; NULL for none. */
static const struct event_file_phrase *phrase_at(const struct namer *n, bool actor, uint32_t token,
                                                 uint32_t end, uint32_t *taken)
{
    uint32_t count, word = event_word(n->events, text_of(n, token, token + 1));
    const struct event_file_phrase *p =
        word == EVENT_NO_WORD ? NULL : event_pack_phrases(n->events, word, &count);
    for (; p && count > 0; count--, p++) {
        bool valid = n->date == 0 ? p->to == DAY_OPEN : p->from <= n->date && n->date <= p->to;
        if ((p->actor != 0) == actor && valid && stands_at(n, p, token, end, taken)) {
            return p;
        }
    }
    return NULL;
}

/* The code of the country that words name, absent for none; codes of its own letters ("KOS") must
 * be written in capitals. */
static struct str country_of(const struct namer *n, struct str words)
{
    struct pack_match match;
    struct pack_country country;
    if (!n->pack || words.len == 0 || words.ptr[0] < 'A' || words.ptr[0] > 'Z' ||
        !pack_find_kind(n->pack, words, 1u << PACK_COUNTRY, &match) ||
        (match.form == PACK_FORM_ABBREVIATION && !chars_all_upper(words)) ||
        (match.form == PACK_FORM_ALIAS && pack_word(n->pack, words).level > 0)) {
        return (struct str){0}; /* an alias that is a common word: "Island" */
    }
    struct pack_entry e = pack_entry(n->pack, match.entry);
    return pack_country_of_code(n->pack, e.country, &country) ? country.cameo : (struct str){0};
}

/* The code of the government or ministry that sits there. */
static struct str seat_of(const struct namer *n, struct str words)
{
    bool name = words.len && words.ptr[0] >= 'A' && words.ptr[0] <= 'Z';
    uint32_t power = name ? entity_seat(n->pack, words) : PACK_NONE;
    return power == PACK_NONE ? (struct str){0} : pack_entry(n->pack, power).cameo;
}

/* The code of a country, or of the one that the place of this name was resolved to: "Georgia". */
static struct str country_meant(const struct namer *n, uint32_t token, struct str code)
{
    const struct article *a = n->a;
    struct pack_country country;
    uint32_t begin = a->tokens.items[token].begin;
    uint32_t i = SEARCH_FROM(a->mentions.items, a->mentions.count, span.begin, begin);
    for (; i < a->mentions.count && a->mentions.items[i].span.begin == begin; i++) {
        const struct mention *m = &a->mentions.items[i];
        bool name = m->kind == MENTION_NAME && m->entity != NO_INDEX;
        uint32_t place = name ? n->place_of[m->entity] : NO_INDEX;
        if (place != NO_INDEX && a->places.items[place].country.ptr &&
            pack_country_of_code(n->pack, a->places.items[place].country, &country)) {
            return country.cameo;
        }
    }
    return code;
}

/* The first country, seat of a government or, in packs for tests, actor that a phrase names. */
static struct str country_in(const struct namer *n, struct range r)
{
    for (uint32_t t = r.begin; t < r.end; t++) {
        uint32_t taken;
        const struct event_file_phrase *p = phrase_at(n, true, t, r.end, &taken);
        if (p) {
            return event_pack_name(n->events, p->code);
        }
        for (uint32_t words = COUNTRY_WORDS; words > 0; words--) {
            struct str text = t + words <= r.end ? text_of(n, t, t + words) : (struct str){0};
            struct str code = country_of(n, text);
            code = code.ptr ? country_meant(n, t, code) : seat_of(n, text);
            if (code.ptr) {
                return code;
            }
        }
    }
    return (struct str){0};
}

/* What heads phrases of many roles: "rebel forces", "union leaders", "opposition candidates". */
static bool is_common_head(struct str word)
{
    static const struct str words[] = {
        STR_INIT("forces"),     STR_INIT("leader"),      STR_INIT("leaders"),
        STR_INIT("leadership"), STR_INIT("official"),    STR_INIT("officials"),
        STR_INIT("negotiator"), STR_INIT("negotiators"), STR_INIT("delegation")};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (str_equal_nocase(word, words[i])) {
            return true;
        }
    }
    return false;
}

/* The role noun of a phrase: the one that covers its head, else the last before it; of one who
 * speaks for others theirs, which may stand behind it. */
static const struct event_file_phrase *role_in(const struct namer *n, struct range r, uint32_t head)
{
    const struct event_file_phrase *best = NULL;
    bool speaks = str_starts_with(text_of(n, head, head + 1), STR("spokes"));
    for (uint32_t t = r.begin; t < r.end && (t <= head || (speaks && !best)); t++) {
        uint32_t taken;
        const struct event_file_phrase *p = phrase_at(n, false, t, r.end, &taken);
        if (p) {
            bool common = best && taken == 1 && is_common_head(text_of(n, t, t + 1));
            best = common ? best : p;
            t += taken - 1;
        }
    }
    return best;
}

/* Clauses and prepositions under a noun whose words are about others: "a partner in opposition to
 * American policy", "Crimea, which Russia annexed". */
static bool is_aside(const struct namer *n, uint32_t token)
{
    static const struct str clauses[] = {STR_INIT("acl:relcl"), STR_INIT("ccomp"),
                                         STR_INIT("advcl"), STR_INIT("parataxis")};
    static const struct str near[] = {STR_INIT("of"), STR_INIT("in"), STR_INIT("from"),
                                      STR_INIT("for"), STR_INIT("at")};
    const struct article *a = n->a;
    for (size_t i = 0; i < sizeof clauses / sizeof clauses[0]; i++) {
        if (str_equal(a->trees.deprel[token], clauses[i])) {
            return true;
        }
    }
    if (!str_equal(a->trees.deprel[token], STR("case"))) {
        return false;
    }
    for (size_t i = 0; i < sizeof near / sizeof near[0]; i++) {
        if (str_equal_nocase(text_of(n, token, token + 1), near[i])) {
            return false;
        }
    }
    return str_equal(a->tags.upos[token], STR("ADP"));
}

/* The words of a phrase up to what is said aside behind its head. */
static struct range own_words(const struct namer *n, const struct mention *m)
{
    struct range r = {m->phrase_begin, m->phrase_end};
    if (!(n->a->layers & HAS_TREES)) {
        return r;
    }
    uint32_t base = n->a->sentences.items[m->sentence].token_begin;
    for (uint32_t t = m->head + 1; t < r.end; t++) {
        if (!is_aside(n, t)) {
            continue;
        }
        r.end = t; /* a preposition; of a clause its words before the verb too */
        for (uint32_t w = t; w-- > m->head + 1 && n->a->trees.head[w] == t - base + 1;) {
            r.end = w;
        }
        break;
    }
    return r;
}

/* The country of the first place that a phrase names: "the governor of Texas", "Kerala police". */
static struct str country_of_places(const struct namer *n, const struct mention *m, struct range r)
{
    const struct article *a = n->a;
    struct pack_country country;
    static const struct str abroad[] = {STR_INIT("foreign"), STR_INIT("embassy"),
                                        STR_INIT("ambassador")};
    for (uint32_t t = r.begin; t < r.end; t++) {
        for (size_t i = 0; i < sizeof abroad / sizeof abroad[0]; i++) {
            if (str_equal_nocase(text_of(n, t, t + 1), abroad[i])) {
                return (struct str){0}; /* where they are is not whose */
            }
        }
    }
    uint32_t i = SEARCH_FROM(a->mentions.items, a->mentions.count, sentence, m->sentence);
    for (; n->pack && i < a->mentions.count && a->mentions.items[i].sentence == m->sentence; i++) {
        const struct mention *other = &a->mentions.items[i];
        bool inside = other->token_begin >= r.begin && other->token_end <= r.end;
        uint32_t place = other->kind == MENTION_NAME && inside && other->entity != NO_INDEX &&
                                 other->entity != m->entity
                             ? n->place_of[other->entity]
                             : NO_INDEX;
        if (place != NO_INDEX && a->places.items[place].country.ptr &&
            pack_country_of_code(n->pack, a->places.items[place].country, &country)) {
            return country.cameo;
        }
    }
    return (struct str){0};
}

/* A place and one word in the plural: "Sacramento Kings" play ball. */
static bool is_club(const struct namer *n, const struct mention *m, uint32_t behind)
{
    struct str last = text_of(n, m->token_end - 1, m->token_end);
    return behind + 1 == m->token_end && str_ends_with(last, STR("s"));
}

/* The country of the region or city that a body's name begins with: "Lagos State Government". A
 * word of the dictionary is none: "Metropolitan Police". */
static struct str country_of_name(const struct namer *n, const struct mention *m)
{
    static const uint32_t kinds = 1u << PACK_REGION | 1u << PACK_CITY;
    uint32_t begin = m->token_begin;
    begin += begin < m->token_end && str_equal_nocase(text_of(n, begin, begin + 1), STR("the"));
    for (uint32_t words = COUNTRY_WORDS; n->pack && words > 0; words--) {
        struct pack_match match;
        struct pack_country country;
        struct str text =
            begin + words < m->token_end ? text_of(n, begin, begin + words) : (struct str){0};
        bool common = words == 1 && (pack_word(n->pack, text).classes & PACK_WORD_COMMON);
        if (text.len && !common && pack_find_kind(n->pack, text, kinds, &match) &&
            match.form == PACK_FORM_NAME && !is_club(n, m, begin + words) &&
            pack_country_of_code(n->pack, pack_entry(n->pack, match.entry).country, &country)) {
            return country.cameo;
        }
    }
    return (struct str){0};
}

/* The code of the body between states whose the head is: "the UN mission in Chad", "an envoy of the
 * African Union"; what stands before it in the phrase is no country. */
static struct str world_body_in(const struct namer *n, const struct mention *m, struct range r)
{
    const struct article *a = n->a;
    bool acts = m->type == ENTITY_PERSON || m->type == ENTITY_ORGANIZATION;
    uint32_t i = SEARCH_FROM(a->mentions.items, a->mentions.count, sentence, m->sentence);
    for (; acts && i < a->mentions.count && a->mentions.items[i].sentence == m->sentence; i++) {
        const struct mention *other = &a->mentions.items[i];
        bool inside = other->token_begin >= r.begin && other->token_end <= r.end;
        if (other->kind != MENTION_NAME || !inside || other->entity == NO_INDEX ||
            other->entity == m->entity) {
            continue;
        }
        struct str code = a->entities.items[other->entity].cameo;
        return code.ptr && str_starts_with(code, STR("IGO")) ? code : (struct str){0};
    }
    return (struct str){0};
}

static struct str code_of_phrase(const struct namer *n, const struct mention *m, bool person)
{
    struct range r = own_words(n, m);
    struct range before = {r.begin, m->token_begin}, behind = {m->token_end, r.end};
    bool name = person && m->kind == MENTION_NAME; /* "Michael Jordan" is no country */
    struct str world = n->events->has_actors || name ? (struct str){0} : world_body_in(n, m, r);
    if (world.ptr) {
        return world;
    }
    struct str country = country_in(n, name ? before : r);
    if (!country.ptr && name) {
        country = country_in(n, behind);
    }
    const struct event_file_phrase *role = role_in(n, r, m->head);
    struct str code = role ? event_pack_name(n->events, role->code) : STR("");
    if (!country.ptr && role && !n->events->has_actors) {
        country = country_of_places(n, m, name ? before : r);
        bool body = m->kind == MENTION_NAME && m->type == ENTITY_ORGANIZATION;
        country = country.ptr || !body ? country : country_of_name(n, m);
    }
    if (!country.ptr) {
        return (struct str){0};
    }
    /* a code that holds the role already ("RUSMIL") stays */
    bool twice =
        code.len && (str_find(country, code, 0) != SIZE_MAX ||
                     (country.len > 3 && is_common_head(text_of(n, m->head, m->head + 1))));
    if (twice || !code.len) {
        return country;
    }
    /* USAGOV and GOVMIL are USAGOVMIL */
    struct str held = country.len > 3 ? str_slice(country, 3, country.len) : STR("");
    if (held.len && !role->before && str_starts_with(code, held)) {
        code = str_slice(code, held.len, code.len);
    }
    const struct str first = role->before ? code : country, second = role->before ? country : code;
    return arena_printf(n->a->arena, "%.*s%.*s", STR_ARG(first), STR_ARG(second));
}

/* "Johnson" of an article about Andrew Johnson is not Boris: of two full names the first words must
 * be the same. */
static bool is_same_given(struct str known, struct str full)
{
    size_t given = str_find_byte(full, ' ', 0);
    return given == SIZE_MAX || str_starts_with(known, str_slice(full, 0, given + 1));
}

/* The code of the office that a person held on the day, by one of the person's names. */
static struct str office_of(const struct namer *n, struct str name, struct str full)
{
    struct pack_match match;
    struct pack_role roles[4];
    if (!n->pack || n->day == PACK_ANY_DAY ||
        !pack_find_kind(n->pack, name, 1u << PACK_PERSON, &match) ||
        (match.form == PACK_FORM_PARTIAL &&
         !is_same_given(pack_entry(n->pack, match.entry).name, full))) {
        return (struct str){0};
    }
    size_t count = pack_roles(n->pack, match.entry, n->day, roles, sizeof roles / sizeof roles[0]);
    return count && roles[0].cameo.len ? roles[0].cameo : (struct str){0};
}

/* The country of a person whom the pack knows well, whatever the office and the day. */
static struct str home_of(const struct namer *n, struct str name)
{
    struct pack_match match;
    struct pack_country country;
    if (!n->pack || !pack_find_kind(n->pack, name, 1u << PACK_PERSON, &match)) {
        return (struct str){0};
    }
    struct pack_entry e = pack_entry(n->pack, match.entry);
    bool known = e.prominence >= KNOWN_WELL && match.form != PACK_FORM_PARTIAL &&
                 pack_country_of_code(n->pack, e.country, &country);
    return known ? country.cameo : (struct str){0};
}

/* A place, a people: its country's. */
static struct str code_of_place(const struct namer *n, struct str name, bool people)
{
    static const uint32_t kinds = 1u << PACK_CITY | 1u << PACK_REGION;
    struct pack_match match;
    struct pack_country country;
    struct str code = country_of(n, name);
    if (code.ptr || !n->pack || !pack_find_kind(n->pack, name, kinds, &match)) {
        return code;
    }
    if (people && match.form == PACK_FORM_NAME) {
        return code; /* "Arab states" are not those of a town of this name */
    }
    struct pack_entry e = pack_entry(n->pack, match.entry);
    return pack_country_of_code(n->pack, e.country, &country) ? country.cameo : (struct str){0};
}

/* What the name itself says: a place's is that of where it was found to be. */
static void name_by_name(const struct namer *n, const struct mention *m, struct entity *e)
{
    struct range span = {m->token_begin, m->token_end};
    struct str name = text_of(n, span.begin, span.end);
    uint32_t taken, place = n->place_of[m->entity];
    const struct event_file_phrase *p = phrase_at(n, true, span.begin, span.end, &taken);
    struct pack_country country;
    if (p) {
        e->cameo = event_pack_name(n->events, p->code);
    } else if (e->cameo.ptr) {
        return;
    } else if (e->type == ENTITY_PERSON) {
        e->cameo = office_of(n, name, e->name);
    } else if (e->type == ENTITY_LOCATION && place != NO_INDEX && n->pack) {
        struct str iso2 = n->a->places.items[place].country;
        bool known = iso2.ptr && pack_country_of_code(n->pack, iso2, &country);
        e->cameo = known ? country.cameo : (struct str){0};
    } else if (e->type == ENTITY_LOCATION && (n->a->layers & HAS_PLACES)) {
        uint32_t body = entity_key_entry(n->pack, ENTITY_ORGANIZATION, e->name, NULL);
        struct str code = body == PACK_NONE ? (struct str){0} : pack_entry(n->pack, body).cameo;
        e->cameo = code.len ? code : country_of(n, name);
    } else if (e->type == ENTITY_LOCATION || e->type == ENTITY_GROUP) {
        e->cameo = code_of_place(n, name, e->type == ENTITY_GROUP);
    } else if (e->type == ENTITY_ORGANIZATION) {
        e->cameo = seat_of(n, name);
    }
}

/* "Sen. Ana Kos of Georgia": an office that was taken for another country's before places were
 * resolved. */
static void mend_country(const struct namer *n, const struct mention *m, struct entity *e)
{
    bool office = e->type == ENTITY_PERSON && m->kind == MENTION_NAME && e->cameo.len > 3;
    uint32_t end = m->phrase_end - m->token_end < COUNTRY_WORDS ? m->phrase_end : m->token_end;
    for (uint32_t t = m->token_end; office && t < end; t++) {
        struct str code = country_of(n, text_of(n, t, t + 1));
        struct str meant = code.ptr ? country_meant(n, t, code) : code;
        if (code.ptr && str_starts_with(e->cameo, code) && !str_equal(meant, code)) {
            struct str role = str_slice(e->cameo, code.len, e->cameo.len);
            e->cameo = arena_printf(n->a->arena, "%.*s%.*s", STR_ARG(meant), STR_ARG(role));
            return;
        }
    }
}

/* What the words round a name or a nominal say, where no name says more; of a place none do. */
static void name_by_phrase(const struct namer *n, const struct mention *m, struct entity *e)
{
    mend_country(n, m, e);
    bool placed = e->type == ENTITY_LOCATION && n->place_of[m->entity] != NO_INDEX;
    if (!e->cameo.ptr && !placed && m->phrase_end - m->phrase_begin < PHRASE_WORDS) {
        e->cameo = code_of_phrase(n, m, e->type == ENTITY_PERSON);
    }
}

/* The places that are known, by entity. */
static uint32_t *find_places(const struct article *a)
{
    uint32_t *of = arena_alloc_array(&a->state->scratch, a->entities.count + 1, sizeof *of);
    for (uint32_t i = 0; i < a->entities.count; i++) {
        of[i] = NO_INDEX;
    }
    for (uint32_t i = 0; (a->layers & HAS_PLACES) && i < a->places.count; i++) {
        if (a->places.items[i].candidate_count > 0) {
            of[a->places.items[i].entity] = i;
        }
    }
    return of;
}

/* "Congress", "the police": a body that many states have. */
static bool is_body(const struct namer *n, const struct entity *e)
{
    return n->pack && !n->events->has_actors && e->type == ENTITY_ORGANIZATION &&
           actor_body_role(e->name).ptr;
}

/* Of a body whose name says no country, what the entities stage took for the best known one's is
 * open again. */
static void forget_bodies(const struct namer *n)
{
    for (uint32_t i = 0; i < n->a->entities.count; i++) {
        struct entity *e = &n->a->entities.items[i];
        e->cameo = e->name_count > 0 && is_body(n, e) ? (struct str){0} : e->cameo;
    }
}

static void set_day(struct namer *n)
{
    struct calendar_date d;
    struct str published = n->a->input.published.ptr ? n->a->input.published : n->a->dateline.date;
    n->day = PACK_ANY_DAY;
    if (published.ptr && calendar_read_iso(published, &d) && d.year) {
        n->day = (int32_t)calendar_to_days(d);
        n->date = (uint32_t)(d.year * 10000 + d.month * 100 + d.day);
    }
}

enum status actors_run(struct article *a, const struct models *m)
{
    if (!m->events) {
        return STATUS_MODEL;
    }
    if (!article_spend(a, a->mentions.count)) {
        return STATUS_LIMIT;
    }
    struct arena_mark mark = arena_mark(&a->state->scratch);
    struct namer n = {.a = a, .events = m->events, .pack = m->pack, .place_of = find_places(a)};
    set_day(&n);
    forget_bodies(&n);
    for (int names = 1; names >= 0; names--) {
        for (uint32_t i = 0; i < a->mentions.count; i++) {
            const struct mention *said = &a->mentions.items[i];
            bool name = said->kind == MENTION_NAME;
            if (said->entity == NO_INDEX || said->kind == MENTION_PRONOUN || (names && !name)) {
                continue;
            }
            struct entity *e = &a->entities.items[said->entity];
            (names ? name_by_name : name_by_phrase)(&n, said, e);
        }
    }
    for (uint32_t i = 0; i < a->entities.count; i++) {
        struct entity *e = &a->entities.items[i];
        if (!e->cameo.ptr && e->type == ENTITY_PERSON && e->name_count > 0) {
            e->cameo = home_of(&n, e->name);
        }
        if (is_body(&n, e) && (e->name_count > 0 || !e->cameo.ptr)) {
            actor_body_place(a, n.pack, e);
        }
    }
    arena_rewind(&a->state->scratch, mark);
    return STATUS_OK;
}
