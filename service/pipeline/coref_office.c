/* Whom an office means: "the Russian president" is the one person whom the article calls president
 * of Russia, else the one whom the knowledge pack has in that office on the article's day.
 *
 * An office is a country and a title. Who leads a country goes by several: whoever is called
 * "leader" may be the president. What is former, future or one of several is nobody's here. */
#include "model/pack.h"
#include "pipeline/coref.h"
#include "pipeline/pipeline.h"
#include "pipeline/scan.h"
#include "text/calendar.h"

enum { TITLE_TOKENS = 3, OFFICES_MAX = 256, COUNTRY_TOKENS = 3 };

struct coref_office {
    uint32_t country; /* entry of the pack, PACK_NONE: there is no office */
    struct str title; /* "foreign minister", as it stands in the text */
    bool leads;       /* the country */
    uint32_t name;    /* the mention that names who holds it */
};

struct coref_offices {
    struct coref_office items[OFFICES_MAX];
    uint32_t count;
    int32_t day; /* of the article, PACK_ANY_DAY: not known */
};

#define LIST(name, ...)                                                                            \
    static const char *const name##_words[] = {__VA_ARGS__};                                       \
    static const struct word_list name = {name##_words, sizeof name##_words / sizeof *name##_words}

/* Sorted. */
LIST(not_in_office, "another", "any", "deputy", "elect", "erstwhile", "ex", "first", "former",
     "future", "late", "next", "onetime", "other", "past", "previous", "some", "then", "vice",
     "would-be");
LIST(leading_titles, "chancellor", "dictator", "emir", "emperor", "head of government",
     "head of state", "king", "leader", "premier", "president", "prime minister", "queen", "ruler",
     "strongman", "sultan", "supreme leader", "taoiseach");
LIST(any_leader, "head of state", "leader", "ruler", "strongman");

static uint32_t country_in(const struct coref *c, uint32_t begin, uint32_t end)
{
    const struct token *tokens = c->a->tokens.items;
    struct pack_match found;
    end = end > begin + COUNTRY_TOKENS ? begin + COUNTRY_TOKENS : end;
    for (; end > begin; end--) {
        struct span span = {tokens[begin].begin, tokens[end - 1].end};
        if (pack_find_kind(c->pack, article_slice(c->a, span), 1u << PACK_COUNTRY, &found)) {
            return found.entry;
        }
    }
    return PACK_NONE;
}

static bool is_capital(const struct coref *c, uint32_t token)
{
    struct str form = phrase_form(&c->phrases, token);
    return form.len > 1 && form.ptr[0] >= 'A' && form.ptr[0] <= 'Z';
}

/* "foreign minister" before and with its head: the longest that is a listed title. */
static struct str title_of(const struct coref *c, uint32_t begin, uint32_t head)
{
    const struct token *tokens = c->a->tokens.items;
    begin = head >= begin + TITLE_TOKENS ? head + 1 - TITLE_TOKENS : begin;
    for (; begin < head; begin++) {
        struct span span = {tokens[begin].begin, tokens[head].end};
        struct str words = article_slice(c->a, span);
        if (!phrase_tagged(&c->phrases, begin, STR("DET")) &&
            (pack_word(c->pack, words).classes & PACK_WORD_ROLE)) {
            return words;
        }
    }
    return phrase_form(&c->phrases, head);
}

/* The office that the tokens [begin,end) tell, of which `head` is the noun. */
static struct coref_office office_in(const struct coref *c, uint32_t begin, uint32_t head,
                                     uint32_t end)
{
    struct coref_office o = {.country = PACK_NONE};
    uint32_t after = begin; /* the country */
    for (uint32_t t = begin; t < end; t++) {
        if (t < head && scan_in_list(&not_in_office, phrase_form(&c->phrases, t))) {
            return (struct coref_office){.country = PACK_NONE};
        }
        bool owns = t < head || (t > head + 1 && t <= head + 3); /* "the president of the US" */
        if (o.country == PACK_NONE && owns && is_capital(c, t)) {
            o.country = country_in(c, t, t < head ? head : end);
            after = o.country != PACK_NONE && t < head ? t + 1 : after;
        }
    }
    o.title = title_of(c, after, head);
    o.leads = scan_in_list(&leading_titles, o.title);
    return o;
}

static bool same_title(const struct coref_office *said, const struct coref_office *held)
{
    bool any = said->leads && held->leads && scan_in_list(&any_leader, said->title);
    return any || str_equal_nocase(said->title, held->title);
}

/* ---- who holds which ---- */

static void hold(struct coref *c, struct coref_office o, uint32_t name)
{
    struct coref_offices *all = c->offices;
    if (o.country != PACK_NONE && all->count < OFFICES_MAX) {
        o.name = name;
        all->items[all->count++] = o;
    }
}

/* "Chinese President Xi Jinping", "Xi Jinping, the president of China,". */
static void read_name(struct coref *c, uint32_t number)
{
    const struct mention *m = &c->a->mentions.items[number];
    if (m->phrase_begin + 1 < m->token_begin) {
        hold(c, office_in(c, m->phrase_begin, m->token_begin - 1, m->token_begin), number);
    }
    for (uint32_t t = c->phrases.first[m->head]; t != NO_INDEX; t = c->phrases.next[t]) {
        if (phrase_is(&c->phrases, t, STR("appos"))) {
            hold(c, office_in(c, c->phrases.begin[t], t, c->phrases.end[t]), number);
        }
    }
}

void coref_read_offices(struct coref *c)
{
    struct calendar_date d;
    struct str published = c->a->input.published.ptr ? c->a->input.published : c->a->dateline.date;
    c->offices = arena_alloc(&c->a->state->scratch, sizeof *c->offices);
    c->offices->day = PACK_ANY_DAY;
    if (!c->pack) {
        return;
    }
    if (published.ptr && calendar_read_iso(published, &d) && d.year) {
        c->offices->day = (int32_t)calendar_to_days(d);
    }
    for (uint32_t i = 0; i < c->a->mentions.count; i++) {
        const struct mention *m = &c->a->mentions.items[i];
        if (m->kind == MENTION_NAME && m->type == ENTITY_PERSON) {
            read_name(c, i);
        }
    }
}

/* ---- whom one means ---- */

/* The one whom the article calls that: the mention that does; NO_INDEX of none or of two. */
static uint32_t called(const struct coref *c, const struct coref_office *said)
{
    const struct mention *mentions = c->a->mentions.items;
    uint32_t found = NO_INDEX;
    for (uint32_t i = 0; i < c->offices->count; i++) {
        const struct coref_office *held = &c->offices->items[i];
        if (held->country != said->country || !same_title(said, held)) {
            continue;
        }
        if (found != NO_INDEX && mentions[found].entity != mentions[held->name].entity) {
            return NO_INDEX;
        }
        found = found == NO_INDEX ? held->name : found;
    }
    return found;
}

/* The first name in the article of an entry of the pack, or NO_INDEX. */
static uint32_t name_of(const struct coref *c, uint32_t person)
{
    uint32_t known = person == PACK_NONE ? 0 : pack_entry(c->pack, person).wikidata;
    struct str key = arena_printf(&c->a->state->scratch, "Q%u", known);
    for (uint32_t i = 0; known && i < c->a->mentions.count; i++) {
        const struct mention *m = &c->a->mentions.items[i];
        if (m->kind == MENTION_NAME && m->type == ENTITY_PERSON &&
            str_equal(c->a->entities.items[m->entity].wikidata, key)) {
            return i;
        }
    }
    return NO_INDEX;
}

/* Whom the pack has in that office; where the day is not known the one of all times who is named in
 * the article. */
static uint32_t in_office(const struct coref *c, const struct coref_office *said)
{
    static const enum pack_office offices[] = {PACK_OFFICE_STATE, PACK_OFFICE_GOVERNMENT,
                                               PACK_OFFICE_MINISTER};
    int32_t day = c->offices->day;
    if (day != PACK_ANY_DAY) {
        return name_of(c, pack_holder(c->pack, said->country, said->title, day));
    }
    uint32_t found = NO_INDEX;
    for (size_t o = 0; o < sizeof offices / sizeof offices[0]; o++) {
        struct pack_role roles[PACK_ROLES_MAX];
        size_t count = pack_holders(c->pack, said->country, offices[o], day, roles, PACK_ROLES_MAX);
        for (size_t i = 0; i < count; i++) {
            struct coref_office held = {.title = roles[i].title,
                                        .leads = scan_in_list(&leading_titles, roles[i].title)};
            uint32_t name = same_title(said, &held) ? name_of(c, roles[i].person) : NO_INDEX;
            if (found != NO_INDEX && name != NO_INDEX && name != found) {
                return NO_INDEX;
            }
            found = name != NO_INDEX ? name : found;
        }
    }
    return found;
}

uint32_t coref_office_holder(const struct coref *c, uint32_t mention)
{
    const struct mention *m = &c->a->mentions.items[mention];
    const struct coref_view *v = &c->views[mention];
    bool predicate = phrase_child(&c->phrases, m->head, STR("cop")) != NO_INDEX;
    bool told = v->form == COREF_THE || v->form == COREF_POSSESSED || v->form == COREF_BARE;
    if (!c->pack || m->kind != MENTION_NOMINAL || m->type != ENTITY_PERSON || predicate || !told ||
        m->number == NUMBER_PLURAL) {
        return NO_INDEX;
    }
    struct coref_office said = office_in(c, m->token_begin, m->head, m->token_end);
    if (said.country == PACK_NONE) {
        return NO_INDEX;
    }
    uint32_t found = called(c, &said);
    return found != NO_INDEX ? found : in_office(c, &said);
}
