/* relations: what the text says holds between entities: family, offices, membership, place, birth.
 *
 * Reads    sentences, tokens, tags, trees, mentions, entities, roles, times.
 * Writes   relations, by sentence; offices last.
 * Memory   all results live in a->arena; a sentence's view in the worker's scratch.
 * Budget   one unit for each token.
 * Errors   STATUS_LIMIT when RELATIONS_MAX or the budget was reached: those so far are kept.
 *
 * Precision before recall: a closed list of constructions, each with the types that its two sides
 * must have, read off the tree. */
#include "article/article.h"
#include "model/models.h"
#include "model/pack.h"
#include "pipeline/event.h"
#include "pipeline/pipeline.h"
#include "pipeline/stages.h"

#define BIT(name) RELATION_BIT(RELATION_##name)
#define TYPE(name) (1u << ENTITY_##name)

enum { BODIES = TYPE(ORGANIZATION) | TYPE(GROUP) | TYPE(FACILITY), ANYWHERE = TYPE(LOCATION) };

struct relater {
    struct event_view view;
    const struct pack *pack;
    bool full;
};

/* One side: an entity and where it stands. */
struct side {
    uint32_t entity;
    struct span span;
};

static const struct side nobody = {.entity = NO_INDEX};

/* The named entity that the token heads, of one of the types. */
static struct side side_of(const struct relater *r, uint32_t token, uint32_t types)
{
    const struct article *a = r->view.a;
    uint32_t m = token == NO_INDEX ? NO_INDEX : event_node(&r->view, token)->mention;
    if (m == NO_INDEX) {
        return nobody;
    }
    const struct mention *mention = &a->mentions.items[m];
    const struct entity *e = &a->entities.items[mention->entity];
    bool fits = e->name_count > 0 && (types & (1u << e->type));
    return fits ? (struct side){mention->entity, mention->span} : nobody;
}

static void put(struct relater *r, const char *type, struct side subject, struct side object,
                const char *by)
{
    struct article *a = r->view.a;
    if (subject.entity == NO_INDEX || object.entity == NO_INDEX ||
        subject.entity == object.entity) {
        return;
    }
    struct span span = {subject.span.begin < object.span.begin ? subject.span.begin
                                                               : object.span.begin,
                        subject.span.end > object.span.end ? subject.span.end : object.span.end};
    for (uint32_t i = 0; i < a->relations.count && i < 64; i++) {
        const struct entity_relation *old = &a->relations.items[a->relations.count - 1 - i];
        if (old->type == type && old->subject == subject.entity && old->object == object.entity) {
            return;
        }
    }
    struct entity_relation *put = vec_push(&a->relations, a->arena, RELATIONS_MAX);
    r->full |= put == NULL;
    if (put) {
        *put = (struct entity_relation){.type = type,
                                        .subject = subject.entity,
                                        .object = object.entity,
                                        .span = span,
                                        .confidence = 0.9,
                                        .by = by};
    }
}

static void put_literal(struct relater *r, const char *type, struct side subject, struct str value,
                        struct span span, const char *by)
{
    struct article *a = r->view.a;
    bool fits = subject.entity != NO_INDEX && value.len <= LITERAL_BYTES_MAX;
    struct entity_relation *put = fits ? vec_push(&a->relations, a->arena, RELATIONS_MAX) : NULL;
    r->full |= fits && put == NULL;
    if (put) {
        uint32_t begin = subject.span.begin < span.begin ? subject.span.begin : span.begin;
        uint32_t end = subject.span.end > span.end ? subject.span.end : span.end;
        *put = (struct entity_relation){.type = type,
                                        .subject = subject.entity,
                                        .object = NO_INDEX,
                                        .literal = value,
                                        .span = {begin, end},
                                        .confidence = 0.9,
                                        .by = by};
    }
}

static bool one_of(const struct event_view *v, uint32_t token, const char *const *lemmas,
                   size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (event_is_lemma(v, token, lemmas[i])) {
            return true;
        }
    }
    return false;
}

#define ONE_OF(v, token, lemmas) one_of(v, token, lemmas, sizeof(lemmas) / sizeof(lemmas)[0])

/* The first child with the relation and, where one is asked for, the preposition. */
static uint32_t child_with(const struct event_view *v, uint32_t token, uint64_t relations,
                           const char *const *cases, size_t count)
{
    for (uint32_t c = event_child(v, token, relations); c != NO_INDEX;
         c = event_next_child(v, c, relations)) {
        struct str word = event_case(v, c);
        for (size_t i = 0; word.ptr && i < count; i++) {
            if (str_equal_nocase(word, str_of(cases[i]))) {
                return c;
            }
        }
    }
    return NO_INDEX;
}

#define CHILD_WITH(v, token, relations, cases)                                                     \
    child_with(v, token, relations, cases, sizeof(cases) / sizeof(cases)[0])

static const char *const in_words[] = {"in", "near", "outside"};
static const char *const by_word[] = {"by"};

/* ---- nouns that relate: "wife of", "a subsidiary of", "a city in" ---- */

static const struct noun {
    const char *lemma, *type;
    uint32_t subject, object; /* types */
    bool swapped;             /* "the daughter of X": X is the parent */
} nouns[] = {
    {"wife", "spouse", TYPE(PERSON), TYPE(PERSON), false},
    {"husband", "spouse", TYPE(PERSON), TYPE(PERSON), false},
    {"spouse", "spouse", TYPE(PERSON), TYPE(PERSON), false},
    {"widow", "spouse", TYPE(PERSON), TYPE(PERSON), false},
    {"widower", "spouse", TYPE(PERSON), TYPE(PERSON), false},
    {"son", "child", TYPE(PERSON), TYPE(PERSON), false},
    {"daughter", "child", TYPE(PERSON), TYPE(PERSON), false},
    {"father", "child", TYPE(PERSON), TYPE(PERSON), true},
    {"mother", "child", TYPE(PERSON), TYPE(PERSON), true},
    {"brother", "sibling", TYPE(PERSON), TYPE(PERSON), false},
    {"sister", "sibling", TYPE(PERSON), TYPE(PERSON), false},
    {"member", "member_of", TYPE(PERSON) | TYPE(LOCATION) | BODIES, BODIES, false},
    {"subsidiary", "subsidiary_of", BODIES, BODIES, false},
    {"division", "subsidiary_of", BODIES, BODIES, false},
    {"arm", "subsidiary_of", BODIES, BODIES, false},
    {"unit", "subsidiary_of", BODIES, BODIES, false},
    {"founder", "founded", TYPE(PERSON), BODIES, false},
    {"co-founder", "founded", TYPE(PERSON), BODIES, false},
    {"city", "located_in", ANYWHERE, ANYWHERE, false},
    {"town", "located_in", ANYWHERE, ANYWHERE, false},
    {"village", "located_in", ANYWHERE, ANYWHERE, false},
    {"suburb", "located_in", ANYWHERE, ANYWHERE, false},
    {"district", "located_in", ANYWHERE, ANYWHERE, false},
    {"province", "located_in", ANYWHERE, ANYWHERE, false},
    {"region", "located_in", ANYWHERE, ANYWHERE, false},
    {"capital", "located_in", ANYWHERE, ANYWHERE, false},
    {"port", "located_in", ANYWHERE, ANYWHERE, false},
};

static const struct noun *noun_of(const struct event_view *v, uint32_t token)
{
    for (size_t i = 0; i < sizeof nouns / sizeof nouns[0]; i++) {
        if (event_is_lemma(v, token, nouns[i].lemma)) {
            return &nouns[i];
        }
    }
    return NULL;
}

/* Who the noun is said of: what it stands beside, what it is the predicate of, its own name. */
static struct side bearer_of(const struct relater *r, uint32_t token, uint32_t types)
{
    const struct event_view *v = &r->view;
    const struct event_node *n = event_node(v, token);
    if (n->relation == RELATION_APPOS) {
        return side_of(r, n->head, types);
    }
    if (event_child(v, token, BIT(COP)) != NO_INDEX) {
        return side_of(r, event_child(v, token, BIT(NSUBJ)), types);
    }
    static const uint64_t beside = BIT(APPOS) | BIT(FLAT);
    for (uint32_t c = event_child(v, token, beside); c != NO_INDEX;
         c = event_next_child(v, c, beside)) {
        struct side s = side_of(r, c, types);
        if (s.entity != NO_INDEX) {
            return s;
        }
    }
    return nobody;
}

static void read_noun(struct relater *r, uint32_t token)
{
    static const char *const links[] = {"of", "in", "to"};
    const struct event_view *v = &r->view;
    const struct noun *n = noun_of(v, token);
    if (!n || event_child(v, token, BIT(CASE)) != NO_INDEX) {
        return;
    }
    for (uint32_t c = event_child(v, token, BIT(ADVMOD) | BIT(DET)); c != NO_INDEX;
         c = event_next_child(v, c, BIT(ADVMOD) | BIT(DET))) {
        if (event_is_lemma(v, c, "not") || event_is_lemma(v, c, "no")) {
            return;
        }
    }
    uint32_t owner = CHILD_WITH(v, token, BIT(NMOD), links);
    if (owner == NO_INDEX) {
        owner = event_child(v, token, BIT(NMOD_POSS));
    }
    struct side subject = bearer_of(r, token, n->swapped ? n->object : n->subject);
    struct side object = side_of(r, owner, n->swapped ? n->subject : n->object);
    put(r, n->type, n->swapped ? object : subject, n->swapped ? subject : object, "relation.noun");
}

/* ---- verbs that relate ---- */

/* Where and when: "was born in Lima in 1951". */
static void read_life(struct relater *r, uint32_t token, const char *type, struct side person)
{
    const struct event_view *v = &r->view;
    const struct article *a = v->a;
    for (uint32_t c = event_child(v, token, BIT(OBL)); c != NO_INDEX;
         c = event_next_child(v, c, BIT(OBL))) {
        struct str word = event_case(v, c);
        if (word.ptr && (str_equal_nocase(word, STR("in")) || str_equal_nocase(word, STR("at")))) {
            put(r, type, person, side_of(r, c, ANYWHERE), "relation.life");
        }
        const struct token *t = &a->tokens.items[c];
        uint32_t i = event_time_at(a, t->begin);
        if (i != NO_INDEX) {
            const struct timex3 *when = &a->times.items[i];
            bool known = when->value.ptr && str_find_byte(when->value, 'X', 0) == SIZE_MAX;
            if (when->type == TIMEX_DATE && known) {
                put_literal(r, type, person, when->value, when->span, "relation.life");
            }
        }
    }
}

static bool is_denied(const struct event_view *v, uint32_t token)
{
    static const char *const doubts[] = {"not",   "n't",   "never", "may",   "might",
                                         "could", "would", "will",  "should"};
    for (uint32_t c = event_child(v, token, BIT(ADVMOD) | BIT(AUX)); c != NO_INDEX;
         c = event_next_child(v, c, BIT(ADVMOD) | BIT(AUX))) {
        if (ONE_OF(v, c, doubts)) {
            return true;
        }
    }
    return false;
}

static void read_verb(struct relater *r, uint32_t token)
{
    static const char *const owned[] = {"own", "acquire"};
    static const char *const founded[] = {"found", "co-found", "establish"};
    static const char *const based[] = {"base", "headquarter", "locate", "situate"};
    const struct event_view *v = &r->view;
    if (is_denied(v, token)) {
        return;
    }
    uint32_t subject = event_child(v, token, BIT(NSUBJ) | BIT(NSUBJ_PASS));
    bool passive = event_child(v, token, BIT(NSUBJ_PASS) | BIT(AUX_PASS)) != NO_INDEX;
    if (event_node(v, token)->relation == RELATION_ACL && subject == NO_INDEX) {
        subject = event_node(v, token)->head;
        passive = event_is_xpos(v, token, "VBN");
    }
    uint32_t object = event_child(v, token, BIT(OBJ));
    uint32_t agent = CHILD_WITH(v, token, BIT(OBL) | BIT(OBL_AGENT), by_word);
    if (event_is_lemma(v, token, "marry") && !passive) {
        put(r, "spouse", side_of(r, subject, TYPE(PERSON)), side_of(r, object, TYPE(PERSON)),
            "relation.verb");
    } else if (ONE_OF(v, token, founded)) {
        put(r, "founded", side_of(r, passive ? agent : subject, TYPE(PERSON)),
            side_of(r, passive ? subject : object, BODIES), "relation.verb");
    } else if (ONE_OF(v, token, owned) && passive) {
        put(r, "subsidiary_of", side_of(r, subject, BODIES), side_of(r, agent, BODIES),
            "relation.verb");
    } else if (ONE_OF(v, token, based) && passive) {
        put(r, "located_in", side_of(r, subject, BODIES | ANYWHERE),
            side_of(r, CHILD_WITH(v, token, BIT(OBL), in_words), ANYWHERE), "relation.verb");
    } else if (event_is_lemma(v, token, "bear") && passive) {
        read_life(r, token, "born", side_of(r, subject, TYPE(PERSON)));
    } else if (event_is_lemma(v, token, "die")) {
        read_life(r, token, "died", side_of(r, subject, TYPE(PERSON)));
    }
}

/* ---- places: "Mesquite, Texas" ---- */

/* A place right behind another and a comma, hanging on it. */
static void read_place(struct relater *r, uint32_t token)
{
    const struct event_view *v = &r->view;
    const struct event_node *n = event_node(v, token);
    bool hangs = n->relation == RELATION_APPOS || n->relation == RELATION_NMOD ||
                 n->relation == RELATION_FLAT || n->relation == RELATION_COMPOUND;
    bool list = n->head != NO_INDEX && (event_child(v, n->head, BIT(CONJ)) != NO_INDEX ||
                                        event_child(v, token, BIT(CONJ)) != NO_INDEX ||
                                        event_node(v, n->head)->relation == RELATION_CONJ);
    if (!hangs || list || n->head == NO_INDEX || n->head > token || n->mention == NO_INDEX ||
        event_child(v, token, BIT(CASE)) != NO_INDEX) {
        return;
    }
    struct side outer = side_of(r, token, ANYWHERE), inner = side_of(r, n->head, ANYWHERE);
    struct str text = v->a->text;
    bool comma = inner.entity != NO_INDEX && outer.entity != NO_INDEX &&
                 inner.span.end + 2 == outer.span.begin && text.ptr[inner.span.end] == ',';
    if (comma) {
        put(r, "located_in", inner, outer, "relation.comma");
    }
}

/* ---- roles ---- */

/* "Native", "graduate", "winner": what one is for good, and no office. */
static bool is_standing(struct str title)
{
    static const struct str words[] = {
        STR_INIT("native"),   STR_INIT("resident"), STR_INIT("graduate"),  STR_INIT("alumnus"),
        STR_INIT("alumna"),   STR_INIT("winner"),   STR_INIT("recipient"), STR_INIT("laureate"),
        STR_INIT("champion"), STR_INIT("critic"),   STR_INIT("fan"),       STR_INIT("veteran"),
    };
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (str_ends_with(title, words[i])) {
            return true;
        }
    }
    return false;
}

/* Does who has the title have it at such an entity? A governor at a place or a people, a singer at
 * neither. */
static bool is_held_at(const struct relater *r, const struct role *role)
{
    enum entity_type type = r->view.a->entities.items[role->organization].type;
    if (is_standing(role->title) || !((BODIES | ANYWHERE) & (1u << type))) {
        return false;
    }
    if (type != ENTITY_LOCATION && type != ENTITY_GROUP) {
        return true;
    }
    size_t last = role->title.len;
    while (last > 0 && role->title.ptr[last - 1] != ' ') {
        last--;
    }
    struct pack_word word = r->pack ? pack_word(r->pack, role->title) : (struct pack_word){0};
    if (!word.classes && r->pack) {
        word = pack_word(r->pack, str_slice(role->title, last, role->title.len));
    }
    bool governs = str_starts_with(word.cameo, STR("GOV")) ||
                   str_starts_with(word.cameo, STR("LEG")) ||
                   str_starts_with(word.cameo, STR("MIL"));
    return governs || (type == ENTITY_LOCATION && (word.classes & PACK_WORD_TITLE) &&
                       !str_starts_with(word.cameo, STR("JUD")));
}

static void read_roles(struct relater *r)
{
    const struct article *a = r->view.a;
    for (uint32_t i = 0; i < a->roles.count && !r->full; i++) {
        const struct role *role = &a->roles.items[i];
        if (role->organization != NO_INDEX && role->kind == ROLE_CURRENT && is_held_at(r, role)) {
            put(r, "role_at", (struct side){role->entity, role->span},
                (struct side){role->organization, role->span}, "relation.role");
        }
    }
}

static void sort_relations(struct entity_relation *items, uint32_t count)
{
    for (uint32_t i = 1; i < count; i++) {
        for (uint32_t j = i; j > 0 && items[j - 1].span.begin > items[j].span.begin; j--) {
            struct entity_relation moved = items[j];
            items[j] = items[j - 1];
            items[j - 1] = moved;
        }
    }
}

enum status relations_run(struct article *a, const struct models *m)
{
    if (!m->events) {
        return STATUS_MODEL;
    }
    if (!article_spend(a, a->tokens.count)) {
        return STATUS_LIMIT;
    }
    struct relater r = {.pack = m->pack};
    struct arena_mark start = arena_mark(&a->state->scratch);
    const uint8_t *standing = event_standings(a, m->events, m->pack);
    for (uint32_t i = 0; i < a->sentences.count && !r.full; i++) {
        struct arena_mark mark = arena_mark(&a->state->scratch);
        uint32_t first = a->relations.count;
        event_view_init(&r.view, a, m->events, standing, i);
        for (uint32_t t = r.view.begin; t < r.view.end; t++) {
            read_noun(&r, t);
            read_verb(&r, t);
            read_place(&r, t);
        }
        sort_relations(a->relations.items + first, a->relations.count - first);
        arena_rewind(&a->state->scratch, mark);
    }
    r.view.a = a;
    read_roles(&r);
    arena_rewind(&a->state->scratch, start);
    return r.full ? STATUS_LIMIT : STATUS_OK;
}
