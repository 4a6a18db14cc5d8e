/* events: who did what to whom, who said so, and whether it happened.
 *
 * Reads    sentences, tokens, tags, trees, mentions.   Writes  events, in text order.
 * Memory   all results live in a->arena; a sentence's view in the worker's scratch.
 * Budget   one unit for each token.
 * Errors   STATUS_MODEL without an event pack; STATUS_LIMIT when EVENTS_MAX or the budget was
 *          reached: the events so far are kept.
 *
 * After PETRARCH 2 (Norris, Schrodt, Beieler 2017), on Universal Dependencies: the sentence's main
 * clause and its conjuncts tell the news; clauses below them are background and count where they
 * name both parties. What words mean stands in the event pack, how clauses compose in
 * event_reading.c. A happening between the same parties that is told twice is one event. */
#include <string.h>

#include "article/article.h"
#include "model/models.h"
#include "pipeline/event.h"
#include "pipeline/pipeline.h"
#include "pipeline/stages.h"

#define BIT(name) RELATION_BIT(RELATION_##name)

/* What an event must have: news of the main clause one actor, a further clause two, background two
 * that are known by name or code, or one of two where the sentence tells of nothing else. */
enum demand { ONE_ACTOR, TWO_ACTORS, ONE_KNOWN, TWO_KNOWN };

enum { DISASTER_REACH = 4 /* sentences that a disaster is still spoken of */ };

struct coder {
    struct event_view view;
    uint32_t first; /* the sentence's first event in a->events */
    bool full;
};

static struct actors_list copy_actors(struct article *a, const struct event_actors *found)
{
    struct actors_list list = {.count = found->count};
    if (found->count) {
        uint32_t *items = arena_alloc_array(a->arena, found->count, sizeof *items);
        memcpy(items, found->entity, found->count * sizeof *items);
        list.entity = items;
    }
    return list;
}

static void drop_common(struct event_actors *from, const struct event_actors *other)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < from->count; i++) {
        bool common = false;
        for (uint32_t j = 0; j < other->count; j++) {
            common |= from->entity[i] == other->entity[j];
        }
        if (!common) {
            from->entity[kept++] = from->entity[i];
        }
    }
    from->count = kept;
}

static bool is_known(const struct article *a, const struct event_actors *list)
{
    const struct entity *e = list->count ? &a->entities.items[list->entity[0]] : NULL;
    return e && (e->name_count > 0 || e->cameo.ptr);
}

/* Shares of right types: of coded events by what composed them, on PLOVER's development records and
 * on news read by eye (260 events in all), less a little where one party alone is known; of others
 * by whether anybody takes part (99 events of news). */
static double confidence_of(const struct event_reading *r, const struct event_code *code,
                            int parties)
{
    enum { WORD = 86, ONE_PARTY = 6, OTHER = 88, OTHER_ALONE = 80 };
    static const struct {
        const char *by;
        int percent;
    } shares[] = {{"event.pattern", 50},   {"event.light", 70},    {"event.noun", 75},
                  {"event.intend", 75},    {"event.allow", 65},    {"event.prevent", 75},
                  {"event.force", 75},     {"event.accuse", 92},   {"event.favour", 92},
                  {"event.disfavour", 92}, {"event.threaten", 92}, {"event.reject", 90}};
    int percent = WORD - (parties > 1 ? 0 : ONE_PARTY);
    if (!code->cameo.ptr) {
        return (parties > 0 ? OTHER : OTHER_ALONE) / 100.0;
    }
    for (size_t i = 0; i < sizeof shares / sizeof shares[0]; i++) {
        if (str_equal(str_of(r->by), str_of(shares[i].by))) {
            percent = shares[i].percent - (parties > 1 ? 0 : ONE_PARTY);
        }
    }
    return percent / 100.0;
}

/* An event's parties, resolved. */
struct parties {
    struct event_actors source, target, speaker;
    int count;     /* of sides that are known */
    bool officers; /* who acts is no entity, but holds an office: "the authorities" */
};

/* What two do together: "the presidents of Chad and Niger signed the pact". */
static bool is_mutual(const struct coder *c, const struct event_reading *r)
{
    struct str event = event_pack_code(c->view.pack, r->code).event;
    return r->mutual || (r->target == NO_INDEX &&
                         (str_equal(event, STR("CONSULT")) || str_equal(event, STR("AGREE")) ||
                          str_equal(event, STR("COOPERATE")) || str_equal(event, STR("SUPPORT"))));
}

static struct parties parties_of(const struct coder *c, const struct event_reading *r,
                                 uint32_t speaker)
{
    struct parties p = {.count = 0};
    /* of what PLOVER does not know the one who is meant, not whose or where he is */
    bool itself = event_pack_code(c->view.pack, r->code).cameo.ptr != NULL ||
                  r->source == NO_INDEX || event_node(&c->view, r->source)->mention != NO_INDEX;
    event_actors(&c->view, itself ? r->source : NO_INDEX, &p.source);
    event_actors(&c->view, r->target, &p.target);
    bool own = r->source == NO_INDEX || event_node(&c->view, r->source)->mention != NO_INDEX;
    drop_common(own ? &p.target : &p.source, own ? &p.source : &p.target);
    event_actors(&c->view, r->speaker != NO_INDEX ? r->speaker : speaker, &p.speaker);
    p.officers = !p.source.count && r->source != NO_INDEX &&
                 (event_role(c->view.a, c->view.pack, r->source) & EVENT_OFFICE);
    p.count = (p.source.count > 0) + (p.target.count > 0) + (p.source.count > 1 && is_mutual(c, r));
    return p;
}

/* How much an entity has to say in public affairs. */
enum weight {
    NOBODY,    /* somebody private, or a thing */
    NATIONALS, /* people of a country: "Chadian rescuers" */
    BODY,      /* a body, a people, a place by name, of which no code is known */
    PUBLIC     /* a state, what has a code, whose office is known */
};

/* "US singer Ada Kos" has a country's code and no office: what matters is whether a name is so well
 * known that the pack has it. */
static enum weight weight_of(const struct event_view *v, uint32_t entity)
{
    const struct entity *e = &v->a->entities.items[entity];
    bool body =
        e->type == ENTITY_ORGANIZATION || e->type == ENTITY_LOCATION || e->type == ENTITY_GROUP;
    bool citizen =
        e->type == ENTITY_PERSON && e->cameo.len == 3 && !e->wikidata.ptr && !v->pack->has_actors;
    if ((e->cameo.ptr && !citizen) || (v->standing[entity] & EVENT_OFFICE)) {
        return PUBLIC;
    }
    bool nationals = citizen && (v->standing[entity] & EVENT_MANY);
    return body && e->name_count > 0 ? BODY : nationals ? NATIONALS : NOBODY;
}

static enum weight heaviest(const struct event_view *v, const struct event_actors *list)
{
    enum weight most = NOBODY;
    for (uint32_t i = 0; i < list->count; i++) {
        enum weight own = weight_of(v, list->entity[i]);
        most = own > most ? own : most;
    }
    return most;
}

/* "The singer toured Chad": where a private person went is no party to it. */
static bool is_trip(const struct event_view *v, const struct parties *p)
{
    const struct entity *from = p->source.count ? &v->a->entities.items[p->source.entity[0]] : NULL;
    const struct entity *to = p->target.count ? &v->a->entities.items[p->target.entity[0]] : NULL;
    return from && to && from->type == ENTITY_PERSON && from->name_count > 0 &&
           to->type == ENTITY_LOCATION && heaviest(v, &p->source) == NOBODY;
}

/* What is said and done in public: by or to a state, a body with a code, an office; between two
 * bodies by name. */
static bool is_public(const struct event_view *v, const struct event_code *code,
                      const struct parties *p)
{
    enum weight source = heaviest(v, &p->source), target = heaviest(v, &p->target);
    if (code->quad <= 2 && is_trip(v, p)) {
        return false;
    }
    bool deed = code->quad % 2 == 0; /* cooperation and conflict beyond words */
    return source == PUBLIC || target == PUBLIC || p->officers ||
           (source == BODY && target == BODY) || (source == NATIONALS && deed);
}

/* Somebody, and not a thing that a noun without a name stands for. */
static bool is_animate(const struct event_view *v, const struct event_actors *list)
{
    for (uint32_t i = 0; i < list->count; i++) {
        enum entity_type type = v->a->entities.items[list->entity[i]].type;
        if (type == ENTITY_PERSON || type == ENTITY_ORGANIZATION || type == ENTITY_LOCATION ||
            type == ENTITY_GROUP || type == ENTITY_FACILITY ||
            (v->standing[list->entity[i]] & EVENT_SOMEBODY)) {
            return true;
        }
    }
    return false;
}

/* Of two countries or bodies: what CAMEO's patterns were written for; "led", "remained ahead of"
 * say other things at home. */
static bool are_foreign(const struct article *a, const struct event_actors *x,
                        const struct event_actors *y)
{
    struct str one = x->count ? a->entities.items[x->entity[0]].cameo : (struct str){0};
    struct str two = y->count ? a->entities.items[y->entity[0]].cameo : (struct str){0};
    return one.len >= 3 && two.len >= 3 && memcmp(one.ptr, two.ptr, 3) != 0;
}

/* A noun that names no happening but a kind of it: "it was a good match", "hurricanes form at sea";
 * what is yet to come: "to marry". */
static bool is_generic(const struct event_view *v, uint32_t token)
{
    static const uint64_t definite = BIT(DET) | BIT(NMOD_POSS) | BIT(AMOD) | BIT(COMPOUND);
    uint32_t head = event_node(v, token)->head;
    uint32_t mark = event_child(v, token, BIT(MARK));
    if (!event_is_upos(v, token, "NOUN")) {
        return event_is_xpos(v, token, "VB") && mark != NO_INDEX && event_is_lemma(v, mark, "to");
    }
    if (event_child(v, token, BIT(COP)) != NO_INDEX ||
        (head != NO_INDEX && event_child(v, head, BIT(COP)) != NO_INDEX)) {
        return true;
    }
    bool bare = event_is_xpos(v, token, "NNS") && event_child(v, token, definite) == NO_INDEX;
    uint32_t verb = head;
    for (uint32_t c = head == NO_INDEX ? NO_INDEX : event_child(v, head, BIT(AUX) | BIT(AUX_PASS));
         c != NO_INDEX; c = event_next_child(v, c, BIT(AUX) | BIT(AUX_PASS))) {
        verb = c; /* the first says when */
        break;
    }
    return bare && verb != NO_INDEX &&
           (event_is_xpos(v, verb, "VBP") || event_is_xpos(v, verb, "VBZ") ||
            event_is_xpos(v, verb, "MD"));
}

/* "Jackals are protected", "officials are removed after a trial": what is usual. */
static bool is_usual(const struct event_view *v, uint32_t token)
{
    static const uint64_t own =
        BIT(DET) | BIT(NMOD_POSS) | BIT(AMOD) | BIT(NMOD) | BIT(ACL) | BIT(RELCL) | BIT(APPOS);
    uint32_t are = event_child(v, token, BIT(AUX_PASS));
    uint32_t subject = event_child(v, token, BIT(NSUBJ_PASS));
    return are != NO_INDEX && subject != NO_INDEX && event_is_xpos(v, are, "VBP") &&
           event_is_xpos(v, subject, "NNS") && event_child(v, subject, own) == NO_INDEX &&
           event_child(v, token, BIT(AUX)) == NO_INDEX;
}

/* "is married": a state, no wedding. */
static bool is_state(const struct event_view *v, uint32_t token)
{
    uint32_t is = event_child(v, token, BIT(AUX_PASS) | BIT(COP));
    return (event_is_lemma(v, token, "marry") || event_is_lemma(v, token, "married")) &&
           is != NO_INDEX && (event_is_xpos(v, is, "VBZ") || event_is_xpos(v, is, "VBP")) &&
           event_child(v, token, BIT(AUX)) == NO_INDEX;
}

/* Whether a noun names an assault itself, and so may be what kills. */
static bool is_blow(const struct event_view *v, uint32_t token)
{
    struct event_match m;
    return event_match(v, EVENT_NOUN, token, NO_INDEX, &m) && m.code &&
           str_equal(event_pack_code(v->pack, m.code).event, STR("ASSAULT"));
}

/* "The virus has killed thousands", "warm water attacks the shelf", "was killed by his lions": an
 * assault by what is nobody, no blow and no weapon. */
static bool is_thing_that_kills(const struct coder *c, const struct event_reading *r,
                                const struct event_code *code, const struct parties *p)
{
    const struct event_view *v = &c->view;
    bool nameless = r->source != NO_INDEX && event_is_upos(v, r->source, "NOUN") &&
                    !event_role(v->a, v->pack, r->source);
    bool thing = p->source.count > 0 ? !is_animate(v, &p->source) : nameless;
    return thing && str_equal(code->event, STR("ASSAULT")) &&
           !event_mode(v, r->trigger, code->event, code->mode).ptr && !is_blow(v, r->source);
}

/* "told reporters", "spoke to Reuters": an interview is no consultation. */
static bool is_interview(const struct article *a, const struct event_code *code,
                         const struct parties *p)
{
    const struct event_actors *sides[] = {&p->source, &p->target};
    bool media = false, person = false;
    for (size_t i = 0; i < 2; i++) {
        const struct entity *e =
            sides[i]->count == 1 ? &a->entities.items[sides[i]->entity[0]] : NULL;
        media |= e && e->cameo.ptr && str_find(e->cameo, STR("MED"), 0) != SIZE_MAX;
        person |= e && e->type == ENTITY_PERSON;
    }
    return media && person && str_equal(code->cameo, STR("040"));
}

static bool is_enough(const struct coder *c, const struct event_reading *r,
                      const struct event_code *code, const struct parties *p, enum demand demand)
{
    const struct article *a = c->view.a;
    bool coded = code->cameo.ptr != NULL;
    if (coded && !code->event.ptr && !c->view.pack->has_actors) {
        return false; /* a comment, which PLOVER does not count */
    }
    const struct event_view *v = &c->view;
    if (coded && !p->officers && !is_animate(v, &p->source) && !is_animate(v, &p->target)) {
        return false; /* "the current attacks the shelf" */
    }
    if ((!coded && is_generic(v, r->trigger)) || is_usual(v, r->trigger) ||
        is_state(v, r->trigger)) {
        return false;
    }
    bool trade = !coded && str_equal(code->class, STR("economy")) &&
                 (p->count > 0 || event_is_verbal(&c->view, r->trigger));
    if (trade && heaviest(v, &p->source) == NOBODY && heaviest(v, &p->target) == NOBODY) {
        return false; /* "acquired the habit" */
    }
    if (is_thing_that_kills(c, r, code, p) || is_interview(a, code, p)) {
        return false;
    }
    /* they end what all saw, or say that all will */
    bool strikers =
        coded && (str_equal(code->cameo, STR("082")) ||
                  (str_equal(code->cameo, STR("133")) && heaviest(v, &p->source) == NATIONALS));
    bool words = coded && code->quad < 4 && !str_equal(code->event, STR("ACCUSE")) && !strikers;
    if (words && !is_public(v, code, p)) {
        return false; /* what private persons say and do to each other */
    }
    if (r->pattern && !c->view.pack->has_actors) {
        return are_foreign(a, &p->source, &p->target);
    }
    if (demand == TWO_KNOWN || demand == ONE_KNOWN) {
        int known = is_known(a, &p->source) + is_known(a, &p->target) +
                    (p->source.count > 1 && is_mutual(c, r));
        return coded && p->count >= 2 && known >= (demand == TWO_KNOWN ? 2 : 1);
    }
    int least = demand == TWO_ACTORS ? 2 : coded ? 1 : 0;
    return p->count + p->officers >= least;
}

/* "when a bus fell into a gorge", "after a boiler exploded", "when a train derailed". */
static bool is_when_accident(const struct event_view *v, uint32_t token)
{
    static const char *const things[] = {
        "bus",  "train",      "boat",  "ferry",    "ship",    "car",    "truck", "lorry",
        "van",  "helicopter", "plane", "aircraft", "minibus", "boiler", "jeep",  "cylinder",
        "wall", "bridge",     "roof",  "building", "balcony", "tunnel", "tree",  "vehicle"};
    for (uint32_t c = event_child(v, token, BIT(ADVCL)); c != NO_INDEX;
         c = event_next_child(v, c, BIT(ADVCL))) {
        uint32_t subject = event_child(v, c, BIT(NSUBJ) | BIT(NSUBJ_PASS));
        struct event_match m;
        bool disaster = event_match(v, EVENT_VERB, c, subject, &m) && m.code &&
                        str_equal(event_pack_code(v->pack, m.code).class, STR("disaster"));
        for (size_t i = 0; subject != NO_INDEX && i < sizeof things / sizeof things[0]; i++) {
            disaster |= event_is_lemma(v, subject, things[i]);
        }
        if (disaster) {
            return true;
        }
    }
    return false;
}

/* "England beat Pakistan": of countries and clubs a match, not a beating. */
static bool is_match(const struct coder *c, const struct event_reading *r,
                     const struct event_code *code, const struct parties *p)
{
    const struct entity *all = c->view.a->entities.items;
    const struct event_actors *sides[] = {&p->source, &p->target};
    bool teams = str_equal(code->mode, STR("beat")) && event_is_lemma(&c->view, r->trigger, "beat");
    for (size_t i = 0; i < 2 && teams; i++) {
        const struct entity *e = sides[i]->count ? &all[sides[i]->entity[0]] : NULL;
        teams = e && e->name_count > 0 &&
                (e->type == ENTITY_LOCATION || e->type == ENTITY_ORGANIZATION);
    }
    return teams;
}

/* "Nine people were killed", said of a crash: whom nobody has killed the disaster has, which was
 * told of last. */
static bool is_by_disaster(const struct coder *c, const struct event_reading *r,
                           const struct event_code *code, const struct parties *p)
{
    static const char *const harms[] = {"kill", "injure", "wound", "hurt"};
    const struct article *a = c->view.a;
    bool harm = false;
    for (size_t i = 0; i < sizeof harms / sizeof harms[0]; i++) {
        harm |= event_is_lemma(&c->view, r->trigger, harms[i]);
    }
    if (!harm || r->source != NO_INDEX || p->source.count || !str_equal(code->cameo, STR("180")) ||
        event_mode(&c->view, r->trigger, code->event, code->mode).ptr) {
        return false;
    }
    if (is_when_accident(&c->view, r->trigger)) {
        return true;
    }
    for (uint32_t i = a->events.count; i-- > 0;) {
        const struct event *e = &a->events.items[i];
        bool assault = str_equal(e->plover, STR("ASSAULT"));
        if (e->sentence + DISASTER_REACH < c->view.sentence || assault) {
            return false;
        }
        if (str_equal(e->class, STR("disaster"))) {
            return true;
        }
    }
    return false;
}

/* Keeps what the reading says; false when it is not enough for an event. */
static bool emit(struct coder *c, const struct event_reading *r, uint32_t speaker,
                 enum demand demand)
{
    struct article *a = c->view.a;
    struct event_code code = event_pack_code(c->view.pack, r->code);
    struct parties p = parties_of(c, r, speaker);
    if (is_by_disaster(c, r, &code, &p)) {
        code = (struct event_code){.class = STR("disaster")};
    } else if (is_match(c, r, &code, &p)) {
        code = (struct event_code){.class = STR("sport")};
    }
    if (!is_enough(c, r, &code, &p, demand)) {
        return false;
    }
    struct event e = {
        .trigger = {a->tokens.items[r->trigger].begin, a->tokens.items[r->trigger].end},
        .lemma = a->tags.lemma[r->trigger],
        .class = code.class,
        .plover = code.event,
        .mode = event_mode(&c->view, r->trigger, code.event, code.mode),
        .contexts = {code.contexts[0], code.contexts[1]},
        .cameo = code.cameo,
        .quad = code.quad,
        .goldstein = code.goldstein,
        .source = copy_actors(a, &p.source),
        .target = copy_actors(a, &p.target),
        .place = NO_INDEX,
        .time = NO_INDEX,
        .modality = r->modality,
        .negated = r->negated,
        .quote = NO_INDEX,
        .speaker = p.speaker.count ? p.speaker.entity[0] : NO_INDEX,
        .sentence = c->view.sentence,
        .confidence = confidence_of(r, &code, p.count),
        .by = r->by};
    struct event *kept = vec_push(&a->events, a->arena, EVENTS_MAX);
    c->full |= a->events.count == EVENTS_MAX;
    if (kept) {
        *kept = e;
    }
    return true;
}

/* "…, Xinhua said": the one who says the clause that it stands beside. */
static uint32_t speaker_beside(const struct coder *c, uint32_t token)
{
    const struct event_view *v = &c->view;
    static const uint64_t beside = BIT(PARATAXIS) | BIT(CONJ);
    for (uint32_t p = event_child(v, token, beside); p != NO_INDEX;
         p = event_next_child(v, p, beside)) {
        struct event_match m;
        if (event_match(v, EVENT_VERB, p, NO_INDEX, &m) && m.operator_ == EVENT_SAY &&
            event_child(v, p, BIT(CCOMP)) == NO_INDEX) {
            return event_child(v, p, BIT(NSUBJ));
        }
    }
    return NO_INDEX;
}

static void visit(struct coder *c, uint32_t token, uint32_t subject, uint32_t speaker,
                  enum demand demand, unsigned depth);

static bool is_coded(const struct event_view *v, const struct event_reading *r)
{
    return event_pack_code(v->pack, r->code).cameo.ptr != NULL;
}

/* Clauses below one that told of nothing, and background below one that did. */
static void visit_below(struct coder *c, uint32_t token, uint32_t speaker, bool told,
                        unsigned depth)
{
    const struct event_view *v = &c->view;
    static const uint64_t nouns = BIT(NSUBJ) | BIT(NSUBJ_PASS) | BIT(OBJ);
    static const uint64_t clauses = BIT(CCOMP) | BIT(PARATAXIS) | BIT(XCOMP);
    struct event_reading r;
    for (uint32_t n = told ? NO_INDEX : event_child(v, token, nouns); n != NO_INDEX;
         n = event_next_child(v, n, nouns)) {
        bool object = event_node(v, n)->relation == RELATION_OBJ;
        if (event_read_noun(v, n, 0, &r) && (!object || is_coded(v, &r)) &&
            event_noun_happens(v, token, &r) && emit(c, &r, speaker, ONE_ACTOR)) {
            told = true;
            break;
        }
    }
    for (uint32_t k = told ? NO_INDEX : event_child(v, token, clauses); k != NO_INDEX;
         k = event_next_child(v, k, clauses)) {
        visit(c, k, NO_INDEX, speaker, ONE_ACTOR, depth + 1);
    }
}

/* "do not seek to exclude" is no threat to do otherwise. */
static bool is_no_threat(const struct event_view *v, const struct event_reading *r)
{
    return r->negated && str_equal(str_of(r->by), STR("event.intend")) &&
           str_equal(event_pack_code(v->pack, r->code).event, STR("THREATEN"));
}

/* "threatened to attack": where that makes no event there is no attack either. */
static bool is_composed(const struct event_reading *r)
{
    static const char *const plain[] = {"event.word", "event.say", "event.light", "event.noun",
                                        "event.pattern"};
    for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++) {
        if (str_equal(str_of(r->by), str_of(plain[i]))) {
            return false;
        }
    }
    return true;
}

static void visit(struct coder *c, uint32_t token, uint32_t subject, uint32_t speaker,
                  enum demand demand, unsigned depth)
{
    const struct event_view *v = &c->view;
    struct event_reading r;
    if (depth > EVENT_DEPTH_MAX || c->full) {
        return;
    }
    uint32_t says = speaker_beside(c, token);
    speaker = says != NO_INDEX ? says : speaker;
    bool read = event_read_clause(v, token, subject, 0, &r);
    bool told = read && !is_no_threat(v, &r) && emit(c, &r, speaker, demand);
    told |= read && is_composed(&r);
    visit_below(c, token, speaker, told, depth);
    uint32_t own = event_child(v, token, BIT(NSUBJ) | BIT(NSUBJ_PASS));
    for (uint32_t k = event_child(v, token, BIT(CONJ)); k != NO_INDEX;
         k = event_next_child(v, k, BIT(CONJ))) {
        if (event_is_verbal(v, k)) {
            visit(c, k, own != NO_INDEX ? own : subject, speaker, told ? TWO_ACTORS : demand,
                  depth + 1);
        }
    }
}

static int by_trigger(const void *x, const void *y)
{
    const struct event *a = x, *b = y;
    return a->trigger.begin < b->trigger.begin ? -1 : a->trigger.begin > b->trigger.begin;
}

/* Few events, and nearly in order already. */
static void sort_events(struct event *items, uint32_t count)
{
    for (uint32_t i = 1; i < count; i++) {
        for (uint32_t j = i; j > 0 && by_trigger(&items[j - 1], &items[j]) > 0; j--) {
            struct event e = items[j];
            items[j] = items[j - 1];
            items[j - 1] = e;
        }
    }
}

static bool is_told_at(const struct coder *c, uint32_t token)
{
    const struct article *a = c->view.a;
    bool told = false;
    for (uint32_t i = c->first; i < a->events.count; i++) {
        told |= a->events.items[i].trigger.begin == a->tokens.items[token].begin;
    }
    return told;
}

/* "went on a rampage, killing four": what a participle adds where its clause tells of nothing. */
static void code_participle(struct coder *c, uint32_t token)
{
    const struct event_view *v = &c->view;
    uint32_t head = event_node(v, token)->head;
    struct event_reading r;
    if (head == NO_INDEX || event_node(v, token)->relation != RELATION_ADVCL ||
        !event_is_xpos(v, token, "VBG") || event_node(v, head)->head != NO_INDEX ||
        event_child(v, token, BIT(MARK)) != NO_INDEX || c->first != v->a->events.count) {
        return;
    }
    uint32_t subject = event_child(v, head, BIT(NSUBJ));
    bool told = event_read_clause(v, token, subject, 0, &r);
    struct str event = event_pack_code(v->pack, told ? r.code : 0).event;
    told = told && (str_equal(event, STR("ASSAULT")) || str_equal(event, STR("COERCE")));
    if (told && event_noun_happens(v, head, &r) && r.modality == EVENT_HAPPENED) {
        emit(c, &r, NO_INDEX, ONE_ACTOR);
    }
}

/* "their demand that Norway leave", "a threat to attack": told with the noun, if at all. */
static bool is_complement(const struct event_view *v, uint32_t token)
{
    struct event_match m;
    uint32_t head = event_node(v, token)->head;
    return event_node(v, token)->relation == RELATION_ACL && head != NO_INDEX &&
           event_is_upos(v, head, "NOUN") && event_match(v, EVENT_NOUN, head, NO_INDEX, &m) &&
           m.operator_ && m.operator_ != EVENT_SAY && m.operator_ != EVENT_LIGHT;
}

/* Clauses that hang on nouns and verbs of others: "which Norway annexed in 1951". */
static void code_background(struct coder *c)
{
    static const uint64_t hanging = BIT(RELCL) | BIT(ADVCL) | BIT(ACL);
    const struct event_view *v = &c->view;
    for (uint32_t t = v->begin; t < v->end && !c->full; t++) {
        struct event_reading r;
        if (!(hanging & RELATION_BIT(event_node(v, t)->relation)) || !event_is_verbal(v, t) ||
            is_complement(v, t)) {
            continue;
        }
        if (event_child(v, t, BIT(NSUBJ) | BIT(NSUBJ_PASS)) == NO_INDEX) {
            code_participle(c, t);
        } else if (!is_told_at(c, t) && event_read_clause(v, t, NO_INDEX, 0, &r) && !r.pattern) {
            emit(c, &r, NO_INDEX, c->first == v->a->events.count ? ONE_KNOWN : TWO_KNOWN);
        }
    }
}

/* Whether the verbs above a noun say that what it names is so: "after an attack", not "will
 * prevent an attack". */
static bool is_real(const struct event_view *v, uint32_t token)
{
    static const char *const doubts[] = {"threat",   "fear", "risk", "possibility", "danger",
                                         "prospect", "plan", "call", "prevention",  "warning",
                                         "absence",  "lack", "ban",  "definition",  "law"};
    for (uint32_t t = event_node(v, token)->head; t != NO_INDEX; t = event_node(v, t)->head) {
        struct event_mood mood = event_mood_of(v, t);
        struct event_match m;
        bool verb = event_is_verbal(v, t);
        if (verb && (mood.negated || mood.future || mood.modality != EVENT_HAPPENED ||
                     event_is_xpos(v, t, "VB"))) {
            return false;
        }
        if (verb && event_match(v, EVENT_VERB, t, NO_INDEX, &m) && m.operator_ &&
            m.operator_ != EVENT_SAY && m.operator_ != EVENT_LIGHT) {
            return false;
        }
        for (size_t i = 0; i < sizeof doubts / sizeof doubts[0]; i++) {
            if (event_is_lemma(v, t, doubts[i])) {
                return false;
            }
        }
    }
    return true;
}

static bool is_person(const struct event_view *v, uint32_t token)
{
    struct event_actors found = {.count = 0};
    event_actors(v, token, &found);
    return found.count > 0 && v->a->entities.items[found.entity[0]].type == ENTITY_PERSON &&
           v->a->entities.items[found.entity[0]].number != NUMBER_PLURAL;
}

/* "Nine people fled after an attack on the Danish embassy": violence and protest that a noun names
 * anywhere, of a party that stands with it, where the sentence tells of nothing else. */
static void code_noun(struct coder *c)
{
    static const uint64_t no = BIT(DET);
    const struct event_view *v = &c->view;
    for (uint32_t t = v->begin; t < v->end && c->first == v->a->events.count; t++) {
        struct event_reading r;
        uint32_t m = event_node(v, t)->mention;
        bool in_name = m != NO_INDEX && v->a->mentions.items[m].kind == MENTION_NAME;
        if (!event_is_upos(v, t, "NOUN") || event_node(v, t)->relation == RELATION_COMPOUND ||
            in_name || !event_read_noun(v, t, 0, &r) ||
            !str_equal(str_of(r.by), STR("event.noun")) || r.pattern || r.negated) {
            continue;
        }
        struct str event = event_pack_code(v->pack, r.code).event;
        bool harsh = str_equal(event, STR("ASSAULT")) || str_equal(event, STR("PROTEST"));
        bool hits = event_is_party(v, r.target, r.source, EVENT_NO_THING);
        harsh = harsh && (hits || !str_equal(event, STR("ASSAULT")) ||
                          !is_person(v, r.source)); /* "his attacks on mail-in voting": words */
        uint32_t det = event_child(v, t, no);
        bool none =
            det != NO_INDEX && (event_is_lemma(v, det, "no") || event_is_lemma(v, det, "any"));
        if (harsh && !none && is_real(v, t)) {
            emit(c, &r, NO_INDEX, ONE_ACTOR);
        }
    }
}

/* "Did they attack?" asserts nothing. */
static bool is_question(const struct event_view *v)
{
    uint32_t last = v->end;
    while (last > v->begin && event_is_upos(v, last - 1, "PUNCT")) {
        last--;
        if (str_equal(article_slice(v->a, (struct span){v->a->tokens.items[last].begin,
                                                        v->a->tokens.items[last].end}),
                      STR("?"))) {
            return true;
        }
    }
    return false;
}

static void code_sentence(struct coder *c)
{
    struct article *a = c->view.a;
    c->first = a->events.count;
    if (is_question(&c->view)) {
        return;
    }
    for (uint32_t t = c->view.begin; t < c->view.end; t++) {
        if (event_node(&c->view, t)->head == NO_INDEX) {
            visit(c, t, NO_INDEX, NO_INDEX, ONE_ACTOR, 0);
        }
    }
    code_background(c);
    code_noun(c);
    sort_events(a->events.items + c->first, a->events.count - c->first);
    event_link(&c->view, a->events.items + c->first, a->events.count - c->first);
    event_casualties(&c->view, c->first);
    event_join(&c->view, c->first);
}

enum status events_run(struct article *a, const struct models *m)
{
    if (!m->events) {
        return STATUS_MODEL;
    }
    if (!article_spend(a, a->tokens.count)) {
        return STATUS_LIMIT;
    }
    struct coder c = {.full = false};
    struct arena_mark start = arena_mark(&a->state->scratch);
    const uint8_t *standing = event_standings(a, m->events, m->pack);
    for (uint32_t i = 0; i < a->sentences.count && !c.full; i++) {
        struct arena_mark mark = arena_mark(&a->state->scratch);
        event_view_init(&c.view, a, m->events, standing, i);
        code_sentence(&c);
        arena_rewind(&a->state->scratch, mark);
    }
    arena_rewind(&a->state->scratch, start);
    event_place_casualties(a);
    return c.full ? STATUS_LIMIT : STATUS_OK;
}
