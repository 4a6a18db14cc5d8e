/* Whom an office means: "the Russian president" is the one person whom the article calls president
 * of Russia, else the one whom the knowledge pack has in that office on the article's day; "the
 * bishop" is the one person whom it has called a bishop.
 *
 * An office is a title and mostly a country. Who leads a country goes by several titles: whoever is
 * called "leader" may be the president. What is former, future or one of several is nobody's. */
#include "pipeline/coref.h"

#include <string.h>

#include "model/pack.h"
#include "pipeline/nouns.h"
#include "pipeline/pipeline.h"
#include "pipeline/scan.h"
#include "pipeline/title.h"
#include "text/calendar.h"

enum { TITLE_TOKENS = 3, OFFICES_MAX = 256, KNOWN_MAX = 128, COUNTRY_TOKENS = 3 };

struct coref_office {
    uint32_t country; /* entry of the pack, or PACK_NONE */
    struct str title; /* "foreign minister"; absent: there is no office */
    uint32_t begin;   /* its first token */
    bool leads;       /* the country */
    uint32_t name;    /* the mention that names who holds it */
};

struct coref_offices {
    struct coref_office items[OFFICES_MAX];
    uint32_t count;
    uint32_t known[KNOWN_MAX]; /* the first names of persons of whom the pack knows */
    uint32_t known_count;
    int32_t day; /* of the article, PACK_ANY_DAY: not known */
};

WORD_LIST(not_in_office, "another", "any", "deputy", "elect", "erstwhile", "ex", "first", "former",
          "future", "late", "next", "onetime", "other", "past", "previous", "some", "then", "vice",
          "would-be");
WORD_LIST(below_office, "assistant", "associate", "asst", "asst.", "deputy", "lieutenant", "lt",
          "lt.", "vice");
WORD_LIST(leading_titles, "chancellor", "dictator", "emir", "emperor", "head of government",
          "head of state", "king", "leader", "premier", "president", "prime minister", "queen",
          "ruler", "strongman", "sultan", "supreme leader", "taoiseach");
WORD_LIST(any_leader, "head of state", "leader", "ruler", "strongman");

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

/* "foreign minister", "deputy president", "attorney general": the longest with its head that is a
 * listed title, and what puts it below. */
static struct token_range title_of(const struct coref *c, uint32_t begin, uint32_t head)
{
    const struct token *tokens = c->a->tokens.items;
    uint32_t from = head >= begin + TITLE_TOKENS ? head + 1 - TITLE_TOKENS : begin;
    struct token_range r = {head, head + 1};
    if (r.end < c->a->tokens.count &&
        str_equal_nocase(phrase_form(&c->phrases, r.end), STR("general"))) {
        r.end++;
    }
    for (; from < head && r.begin == head; from++) {
        struct span span = {tokens[from].begin, tokens[head].end};
        bool listed = pack_word(c->pack, article_slice(c->a, span)).classes & PACK_WORD_ROLE;
        r.begin = listed && !phrase_tagged(&c->phrases, from, STR("DET")) ? from : r.begin;
    }
    if (r.begin > begin && scan_in_list(&below_office, phrase_form(&c->phrases, r.begin - 1))) {
        r.begin--;
    }
    return r;
}

/* The office that the tokens [begin,end) tell, of which `head` is the noun. */
static struct coref_office office_in(const struct coref *c, uint32_t begin, uint32_t head,
                                     uint32_t end)
{
    struct coref_office o = {.country = PACK_NONE};
    uint32_t after = begin; /* the country */
    for (uint32_t t = begin; t < end; t++) {
        bool owns = t < head || (t > head + 1 && t <= head + 3); /* "the president of the US" */
        if (o.country == PACK_NONE && owns && is_capital(c, t)) {
            o.country = country_in(c, t, t < head ? head : end);
            after = o.country != PACK_NONE && t < head ? t + 1 : after;
        }
    }
    struct token_range title = title_of(c, after, head);
    if (title_is_former(phrase_form(&c->phrases, head))) {
        return o;
    }
    for (uint32_t t = begin; t < title.begin; t++) {
        if (scan_in_list(&not_in_office, phrase_form(&c->phrases, t))) {
            return o;
        }
    }
    const struct token *tokens = c->a->tokens.items;
    struct span span = {tokens[title.begin].begin, tokens[title.end - 1].end};
    o.begin = title.begin;
    o.title = title_in_full(article_slice(c->a, span), &c->a->state->scratch);
    o.leads = scan_in_list(&leading_titles, o.title);
    return o;
}

/* "Minister" of "foreign minister", but not "president" of "vice president". */
static bool is_short_for(struct str brief, struct str full)
{
    size_t cut = full.len - brief.len;
    if (full.len <= brief.len || full.ptr[cut - 1] != ' ' ||
        !str_equal_nocase(str_slice(full, cut, full.len), brief)) {
        return false;
    }
    for (size_t i = 0; i < below_office.count; i++) {
        size_t len = strlen(below_office.words[i]);
        if (full.len > len &&
            str_equal_nocase(str_slice(full, 0, len), str_of(below_office.words[i]))) {
            return false;
        }
    }
    return true;
}

static bool same_title(const struct coref_office *said, const struct coref_office *held)
{
    bool any = said->leads && held->leads && scan_in_list(&any_leader, said->title);
    return any || str_equal_nocase(said->title, held->title) ||
           is_short_for(said->title, held->title);
}

/* ---- who holds which ---- */

static struct str last_word(struct str title)
{
    size_t at = title.len;
    while (at > 0 && title.ptr[at - 1] != ' ') {
        at--;
    }
    return str_slice(title, at, title.len);
}

static void hold(struct coref *c, struct coref_office o, uint32_t name)
{
    const struct mention *mentions = c->a->mentions.items;
    struct coref_offices *all = c->offices;
    bool told = o.title.len == 0 || noun_class(last_word(o.title)) != NOUN_PERSON;
    for (uint32_t i = 0; i < all->count && !told; i++) {
        const struct coref_office *old = &all->items[i];
        told = mentions[old->name].entity == mentions[name].entity && old->country == o.country &&
               str_equal(old->title, o.title);
    }
    if (!told && all->count < OFFICES_MAX) {
        o.name = name;
        all->items[all->count++] = o;
    }
}

/* "Chinese President Xi Jinping", "Xi Jinping, the president of China,", and what names take for
 * part of themselves ("Imam Yusuf Patel"). */
static void read_name(struct coref *c, uint32_t number)
{
    const struct mention *m = &c->a->mentions.items[number];
    if (m->phrase_begin < m->token_begin) {
        hold(c, office_in(c, m->phrase_begin, m->token_begin - 1, m->token_begin), number);
    }
    uint32_t up = c->phrases.parent[m->head];
    bool apposed = up != NO_INDEX && up < m->token_begin && !c->name_at[up] &&
                   (phrase_is(&c->phrases, m->head, STR("appos")) ||
                    phrase_is(&c->phrases, m->head, STR("flat")));
    if (apposed) {
        hold(c, office_in(c, c->phrases.begin[up], up, m->token_begin), number);
    }
    struct str first = phrase_form(&c->phrases, m->token_begin);
    if (m->token_end > m->token_begin + 1 && noun_class(first) == NOUN_PERSON &&
        !(pack_word(c->pack, first).classes & PACK_WORD_GIVEN)) {
        hold(c, office_in(c, m->phrase_begin, m->token_begin, m->token_begin + 1), number);
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
            bool first = m->antecedent == NO_INDEX;
            read_name(c, i);
            if (first && c->a->entities.items[m->entity].wikidata.len &&
                c->offices->known_count < KNOWN_MAX) {
                c->offices->known[c->offices->known_count++] = i;
            }
        }
    }
}

/* ---- whom one means ---- */

/* Is that somebody told of: anywhere where the country is said, else before or in the sentence
 * behind. */
static bool is_told(const struct coref *c, const struct coref_office *said,
                    const struct coref_office *held, uint32_t mention)
{
    const struct mention *mentions = c->a->mentions.items;
    return said->country != PACK_NONE
               ? held->country == said->country
               : mentions[held->name].sentence <= mentions[mention].sentence + 1;
}

/* The one whom the article calls that, by the whole title or, shorter, by its end: the mention that
 * does; NO_INDEX of none or of two. */
static uint32_t called(const struct coref *c, const struct coref_office *said, uint32_t mention,
                       bool whole)
{
    const struct mention *mentions = c->a->mentions.items;
    uint32_t found = NO_INDEX;
    for (uint32_t i = 0; i < c->offices->count; i++) {
        const struct coref_office *held = &c->offices->items[i];
        bool same = whole ? str_equal(said->title, held->title) : same_title(said, held);
        if (!same || !is_told(c, said, held, mention)) {
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
    uint32_t number = person == PACK_NONE ? 0 : pack_entry(c->pack, person).wikidata;
    struct str key = arena_printf(&c->a->state->scratch, "Q%u", number);
    for (uint32_t i = 0; number && i < c->offices->known_count; i++) {
        const struct mention *m = &c->a->mentions.items[c->offices->known[i]];
        if (str_equal(c->a->entities.items[m->entity].wikidata, key)) {
            return c->offices->known[i];
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

/* "The bishop", "the police commissioner": the article, a title, and nothing that tells more. */
static bool is_plain(const struct coref *c, const struct mention *m, const struct coref_office *o)
{
    uint32_t of = phrase_child(&c->phrases, m->head, STR("nmod"));
    bool of_something = of != NO_INDEX && phrase_child(&c->phrases, of, STR("case")) != NO_INDEX;
    return m->token_begin + 1 == o->begin && !of_something;
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
    bool plain = v->form == COREF_THE && is_plain(c, m, &said);
    if (!said.title.len || (said.country == PACK_NONE && !plain)) {
        return NO_INDEX;
    }
    uint32_t found = called(c, &said, mention, true);
    found = found != NO_INDEX ? found : called(c, &said, mention, false);
    return found != NO_INDEX || said.country == PACK_NONE ? found : in_office(c, &said);
}
