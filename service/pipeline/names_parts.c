/* Names that are two, before their bounds are corrected (names.h):
 *
 *   - "[Centre for Larks and Centre for Owls]", "[Ash Museum and Lund Teachers' Union]": two bodies
 *     with a head of their own each; "[Coles and Woolworths]": two that the pack knows or that
 *     stand alone elsewhere in the article. "Ministry of Trade and Industry", "Trinidad and Tobago"
 *     and "Marks and Spencer" are one;
 *   - "[DRC's Institute of Health]": whose body it is stands before the possessive. "Jehovah's
 *     Witnesses" and "Lloyd's of London" are one;
 *
 * one that the model took for two, "[Committee] to [Protect Owls]", "[Ann] [Roe]", and a people
 * that it passed over before a hyphen: "Danish-[Swedish] talks". */
#include "base/map.h"
#include "model/models.h"
#include "model/pack.h"
#include "pipeline/names.h"
#include "pipeline/pipeline.h"
#include "pipeline/scan.h"
#include "text/chars.h"

/* Sorted. What a body is, as its name says it: head nouns of the names of organizations. */
WORD_LIST(bodies, "academy", "administration", "agency", "alliance", "army", "association",
          "authority", "bank", "board", "bureau", "center", "centre", "church", "clinic", "club",
          "coalition", "college", "commission", "committee", "company", "confederation", "congress",
          "corporation", "council", "court", "department", "federation", "foundation", "fund",
          "guild", "hospital", "institut", "institute", "institution", "laboratory", "league",
          "library", "ministry", "museum", "network", "observatory", "office", "orchestra",
          "organisation", "organization", "parliament", "party", "police", "school", "senate",
          "society", "trust", "union", "university");
WORD_LIST(small, "against", "at", "for", "of", "on", "to");

enum { TOWN_PROMINENCE = 120 /* about 30,000 people */ };

struct parter {
    const struct article *a;
    const struct pack *pack;
    struct map alone; /* words of the names of the article */
    struct name_found *out;
    uint32_t count, person, organization, location, group;
};

static struct str words_of(const struct parter *g, uint32_t begin, uint32_t end)
{
    uint32_t first = g->a->tokens.items[begin].begin;
    return str_make(g->a->text.ptr + first, g->a->tokens.items[end - 1].end - first);
}

static bool in_list(const struct parter *g, const struct word_list *list, uint32_t token)
{
    return scan_in_list(list, words_of(g, token, token + 1));
}

static bool is_known(const struct parter *g, uint32_t begin, uint32_t end)
{
    struct pack_match match;
    return g->pack && pack_find(g->pack, words_of(g, begin, end), &match, 1) > 0;
}

/* A body under its own name; "Johnson" is no body. */
static bool is_body(const struct parter *g, uint32_t begin, uint32_t end)
{
    const uint32_t kinds = 1u << PACK_COMPANY | 1u << PACK_BODY | 1u << PACK_NGO |
                           1u << PACK_ARMED | 1u << PACK_PARTY | 1u << PACK_MEDIA |
                           1u << PACK_SCHOOL | 1u << PACK_CLUB | 1u << PACK_ORGANIZATION;
    struct pack_match match;
    return g->pack && pack_find_kind(g->pack, words_of(g, begin, end), kinds, &match) &&
           match.form != PACK_FORM_PARTIAL;
}

/* The word that says what the body is: the last before "of" or "for", else the last; NO_INDEX. */
static uint32_t head_of(const struct parter *g, uint32_t begin, uint32_t end)
{
    for (uint32_t t = begin + 1; t < end; t++) {
        if (in_list(g, &small, t)) {
            return in_list(g, &bodies, t - 1) ? t - 1 : NO_INDEX;
        }
    }
    return in_list(g, &bodies, end - 1) ? end - 1 : NO_INDEX;
}

static bool stands_alone(const struct parter *g, uint32_t begin, uint32_t end)
{
    return map_get(&g->alone, words_of(g, begin, end)) != NULL;
}

/* Is what stands on both sides of the conjunction at `at` a name by itself? */
static bool are_two(const struct parter *g, const struct name_found *n, uint32_t at)
{
    uint32_t begin = n->token_begin, end = n->token_end;
    bool heads = at - begin >= 2 && end - at > 2 && head_of(g, begin, at) != NO_INDEX &&
                 head_of(g, at + 1, end) != NO_INDEX;
    bool bodies_known = n->kind == g->organization;
    bool first = stands_alone(g, begin, at) || (bodies_known && is_body(g, begin, at));
    bool second = stands_alone(g, at + 1, end) || (bodies_known && is_body(g, at + 1, end));
    return chars_begins_upper(words_of(g, at + 1, at + 2)) && !is_known(g, begin, end) &&
           (heads || (first && second));
}

/* Where a name of two parts is parted: the conjunction; `end` when it is one. */
static uint32_t conjunction_in(const struct parter *g, const struct name_found *n)
{
    for (uint32_t t = n->token_begin + 1; t + 1 < n->token_end; t++) {
        if (str_equal(words_of(g, t, t + 1), STR("and")) && n->kind != g->person &&
            are_two(g, n, t)) {
            return t;
        }
    }
    return n->token_end;
}

/* A country, a town of some size, a body that the pack knows, or letters: who may own a body. */
static bool is_owner(const struct parter *g, uint32_t begin, uint32_t end)
{
    const uint32_t towns = 1u << PACK_CITY | 1u << PACK_REGION;
    const uint32_t others = 1u << PACK_COUNTRY | 1u << PACK_GOVERNMENT | 1u << PACK_BODY |
                            1u << PACK_SCHOOL | 1u << PACK_LEGISLATURE;
    struct str words = words_of(g, begin, end);
    struct pack_match match;
    if (chars_all_upper(words) && chars_letters(words) >= 2) {
        return true;
    }
    return g->pack && (pack_find_kind(g->pack, words, others, &match) ||
                       (pack_find_kind(g->pack, words, towns, &match) &&
                        pack_entry(g->pack, match.entry).prominence >= TOWN_PROMINENCE));
}

/* The possessive behind whose body follows, or `end`. */
static uint32_t possessive_in(const struct parter *g, const struct name_found *n)
{
    for (uint32_t t = n->token_begin + 1; t + 1 < n->token_end; t++) {
        struct str word = words_of(g, t, t + 1);
        bool mark = str_equal(word, STR("'s")) || str_equal(word, STR("’s")) ||
                    str_equal(word, STR("'")) || str_equal(word, STR("’"));
        if (mark && n->kind != g->person && n->token_end - t > 2 &&
            chars_begins_upper(words_of(g, t + 1, t + 2)) && is_owner(g, n->token_begin, t)) {
            bool body = head_of(g, t + 1, n->token_end) != NO_INDEX || in_list(g, &bodies, t + 1);
            return body && !is_known(g, n->token_begin, n->token_end) ? t : n->token_end;
        }
    }
    return n->token_end;
}

static void keep(struct parter *g, struct name_found n, uint32_t begin, uint32_t end)
{
    n.token_begin = begin;
    n.token_end = end;
    g->out[g->count++] = n;
}

/* The owner before a possessive: a place where the pack knows one, else what the name was. */
static void keep_owner(struct parter *g, struct name_found n, uint32_t end)
{
    const uint32_t places = 1u << PACK_COUNTRY | 1u << PACK_CITY | 1u << PACK_REGION;
    struct pack_match match;
    if (g->pack && pack_find_kind(g->pack, words_of(g, n.token_begin, end), places, &match)) {
        names_set_kind(&n, g->location);
    }
    keep(g, n, n.token_begin, end);
}

/* "[Ann] [Roe]": two words side by side are one person. */
static bool is_one_person(const struct parter *g, const struct name_found *n,
                          const struct name_found *next)
{
    return n->kind == g->person && next->kind == g->person && n->sentence == next->sentence &&
           next->token_begin == n->token_end && n->token_end - n->token_begin == 1 &&
           next->token_end - next->token_begin == 1;
}

/* "[Committee] to [Protect Owls]": a bare head with what it is for. "[Union of Peru] and [Chile]":
 * the pack knows the two as one body. */
static bool goes_on(const struct parter *g, const struct name_found *n,
                    const struct name_found *next)
{
    if (is_one_person(g, n, next)) {
        return true;
    }
    if (n->kind == g->organization && n->sentence == next->sentence && g->pack &&
        next->token_begin == n->token_end + 1 &&
        str_equal(words_of(g, n->token_end, n->token_end + 1), STR("and")) &&
        names_is_body(g->pack, words_of(g, n->token_begin, next->token_end))) {
        return true;
    }
    return n->kind == g->organization && next->kind == g->organization &&
           n->sentence == next->sentence && n->token_end - n->token_begin == 1 &&
           next->token_begin == n->token_end + 1 && in_list(g, &small, n->token_end) &&
           in_list(g, &bodies, n->token_begin) &&
           chars_begins_upper(words_of(g, n->token_begin, n->token_end)) &&
           !stands_alone(g, next->token_begin, next->token_end);
}

/* "Danish-[Swedish]": `from` is the end of the name before. */
static void take_people_before(struct parter *g, const struct name_found *n, uint32_t from)
{
    const struct token *tokens = g->a->tokens.items;
    uint32_t begin = n->token_begin;
    struct pack_match match;
    if (n->kind == g->group && g->pack && begin >= from + 2 &&
        begin - 2 >= g->a->sentences.items[n->sentence].token_begin &&
        str_equal(words_of(g, begin - 1, begin), STR("-")) &&
        tokens[begin - 2].end == tokens[begin - 1].begin &&
        tokens[begin - 1].end == tokens[begin].begin &&
        pack_find_kind(g->pack, words_of(g, begin - 2, begin - 1), 1u << PACK_COUNTRY, &match) &&
        match.form == PACK_FORM_ADJECTIVE) {
        keep(g, *n, begin - 2, begin - 1);
    }
}

static void part(struct parter *g, const struct name_found *n)
{
    uint32_t cut = conjunction_in(g, n);
    if (cut < n->token_end) {
        keep(g, *n, n->token_begin, cut);
        keep(g, *n, cut + 1, n->token_end);
        return;
    }
    cut = possessive_in(g, n);
    if (cut < n->token_end) {
        keep_owner(g, *n, cut);
        keep(g, *n, cut + 1, n->token_end);
        return;
    }
    keep(g, *n, n->token_begin, n->token_end);
}

struct name_found *names_part(const struct article *a, const struct models *m,
                              const struct name_found *found, uint32_t *count)
{
    struct arena *scratch = &a->state->scratch;
    struct parter g = {.a = a,
                       .pack = m->pack,
                       .person = names_kind(m->model, STR("PER")),
                       .organization = names_kind(m->model, STR("ORG")),
                       .location = names_kind(m->model, STR("LOC")),
                       .group = names_kind(m->model, STR("NORP"))};
    g.out = arena_alloc_array(scratch, 3 * (size_t)*count + 1, sizeof *g.out);
    map_init(&g.alone, scratch, *count + 1, 0);
    for (uint32_t i = 0; i < *count; i++) {
        map_put(&g.alone, words_of(&g, found[i].token_begin, found[i].token_end), i);
    }
    for (uint32_t i = 0; i < *count; i++) {
        struct name_found n = found[i];
        if (i + 1 < *count && goes_on(&g, &n, &found[i + 1])) {
            n.token_end = found[++i].token_end;
        }
        take_people_before(&g, &n, g.count ? g.out[g.count - 1].token_end : 0);
        part(&g, &n);
    }
    *count = g.count;
    return g.out;
}
