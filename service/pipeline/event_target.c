/* Whom an event is done to: somebody known first, among objects, then among phrases with the
 * prepositions of targets, then below; where it happened at last. */
#include "pipeline/event.h"

#include <string.h>

#define BIT(name) RELATION_BIT(RELATION_##name)

static bool same_actor(const struct event_view *v, uint32_t a, uint32_t b)
{
    struct event_actors first = {.count = 0}, second = {.count = 0};
    event_actors(v, a, &first);
    event_actors(v, b, &second);
    return first.count && second.count && first.entity[0] == second.entity[0];
}

static bool is_somebody(const struct event_view *v, uint32_t token, enum event_least least)
{
    struct event_actors found = {.count = 0};
    event_actors(v, token, &found);
    if (!found.count) {
        return false;
    }
    const struct entity *e = &v->a->entities.items[found.entity[0]];
    bool coded = e->cameo.ptr != NULL;
    bool thing = e->type == ENTITY_LAW || e->type == ENTITY_WORK || e->type == ENTITY_PRODUCT ||
                 e->type == ENTITY_EVENT || e->type == ENTITY_OTHER ||
                 (e->type == ENTITY_LOCATION && !coded); /* a sea */
    bool named = least == EVENT_KNOWN && e->name_count > 0;
    return coded || least == EVENT_ANYBODY || ((named || least == EVENT_NO_THING) && !thing);
}

bool event_is_party(const struct event_view *v, uint32_t token, uint32_t source,
                    enum event_least least)
{
    return token != NO_INDEX && token != source && is_somebody(v, token, least) &&
           !same_actor(v, token, source);
}

/* What is moved is a means, whom it is moved against stands beside it: "sent a carrier to Chad". */
static bool is_means(const struct event_view *v, uint32_t token)
{
    struct event_actors found = {.count = 0};
    event_actors(v, token, &found);
    bool itself = event_node(v, token)->mention != NO_INDEX;
    return found.count > 0 && itself && v->a->entities.items[found.entity[0]].name_count == 0;
}

struct hunt {
    uint32_t source;
    enum event_least least;
    bool places; /* where it happened may be whom it strikes: "demonstrated in Serbia" */
    bool means;  /* the object is none: "deployed troops" */
    bool words;  /* what is said of what others do: "denounced a decision by Norway" */
};

/* "at a rally in Chad", "on an island in Chad": where it was is said of the occasion. */
static bool is_occasion(const struct event_view *v, uint32_t token)
{
    static const char *const at[] = {"at", "on"};
    static const char *const in[] = {"in", "at", "near", "outside"};
    static const uint64_t own = BIT(COMPOUND) | BIT(AMOD) | BIT(NMOD_POSS) | BIT(APPOS) | BIT(FLAT);
    uint32_t below = event_child(v, token, BIT(NMOD));
    bool named = event_node(v, token)->mention != NO_INDEX;
    for (uint32_t c = event_child(v, token, own); c != NO_INDEX; c = event_next_child(v, c, own)) {
        named |= event_has_actor(v, c);
    }
    uint32_t count = 0, word = event_node(v, token)->form;
    bool event = word != EVENT_NO_WORD && event_pack_triggers(v->pack, EVENT_NOUN, word, &count) &&
                 count > 0; /* "a round of talks in Chad" */
    return !named && below != NO_INDEX && (event || EVENT_CASE_IS(v, token, at)) &&
           EVENT_CASE_IS(v, below, in);
}

static uint32_t target_in(const struct event_view *v, uint32_t token, const struct hunt *h,
                          unsigned depth);

/* Clauses and the object's own complements, below what stands beside the verb. */
static uint32_t target_below(const struct event_view *v, uint32_t token, const struct hunt *h,
                             unsigned depth)
{
    static const uint64_t clause = BIT(XCOMP) | BIT(CCOMP) | BIT(ADVCL) | BIT(ACL);
    for (uint32_t c = event_child(v, token, clause); c != NO_INDEX;
         c = event_next_child(v, c, clause)) {
        uint32_t subject = event_child(v, c, BIT(NSUBJ) | BIT(NSUBJ_PASS));
        if (subject != NO_INDEX && event_node(v, c)->relation == RELATION_ADVCL) {
            continue; /* "if Norway attacks" */
        }
        if (event_is_party(v, subject, h->source, h->least)) {
            return subject;
        }
        uint32_t found = target_in(v, c, h, depth + 1);
        if (found != NO_INDEX) {
            return found;
        }
    }
    uint32_t object = event_child(v, token, BIT(OBJ) | BIT(NSUBJ_PASS));
    return object == NO_INDEX ? NO_INDEX : target_in(v, object, h, depth + 1);
}

/* Below a clause: the first phrase that is a party, in the order in which targets stand. */
static uint32_t target_in(const struct event_view *v, uint32_t token, const struct hunt *h,
                          unsigned depth)
{
    static const char *const sure[] = {"against", "with",   "to",      "on",      "upon",
                                       "at",      "toward", "towards", "from",    "over",
                                       "into",    "for",    "of",      "between", "alongside"};
    static const char *const by[] = {"by"};
    static const uint64_t objects = BIT(OBJ) | BIT(NSUBJ_PASS) | BIT(IOBJ);
    static const uint64_t oblique = BIT(OBL) | BIT(OBL_AGENT) | BIT(NMOD);
    for (uint32_t c = event_child(v, token, objects); c != NO_INDEX;
         c = event_next_child(v, c, objects)) {
        uint32_t meant = event_antecedent(v, c); /* "whom she met" */
        if (!(h->means && is_means(v, c)) && event_is_party(v, meant, h->source, h->least)) {
            return meant;
        }
    }
    for (uint32_t c = event_child(v, token, oblique); c != NO_INDEX;
         c = event_next_child(v, c, oblique)) {
        bool meant = (EVENT_CASE_IS(v, c, sure) || (h->words && EVENT_CASE_IS(v, c, by))) &&
                     (h->places || !is_occasion(v, c));
        if (meant && event_is_party(v, c, h->source, h->least)) {
            return c;
        }
    }
    uint32_t found = depth < 3 ? target_below(v, token, h, depth) : NO_INDEX;
    if (found != NO_INDEX) {
        return found;
    }
    static const char *const aside[] = {"according", "despite", "unlike", "without"};
    for (uint32_t c = h->places ? event_child(v, token, oblique) : NO_INDEX; c != NO_INDEX;
         c = event_next_child(v, c, oblique)) {
        if (!EVENT_CASE_IS(v, c, aside) && event_is_party(v, c, h->source, EVENT_CODED)) {
            return c;
        }
    }
    return NO_INDEX;
}

/* "lodged a complaint with the council against Norway": who stands behind "against" goes first. */
static uint32_t opponent_in(const struct event_view *v, uint32_t token, const struct hunt *h)
{
    static const char *const against[] = {"against"};
    static const uint64_t phrases = BIT(OBL) | BIT(NMOD);
    uint32_t heads[2] = {token, event_child(v, token, BIT(OBJ) | BIT(NSUBJ_PASS))};
    for (size_t i = 0; i < 2 && heads[i] != NO_INDEX; i++) {
        for (uint32_t c = event_child(v, heads[i], phrases); c != NO_INDEX;
             c = event_next_child(v, c, phrases)) {
            if (EVENT_CASE_IS(v, c, against) && event_is_party(v, c, h->source, h->least)) {
                return c;
            }
        }
    }
    return NO_INDEX;
}

static bool is_person(const struct event_view *v, uint32_t token)
{
    struct event_actors found = {.count = 0};
    event_actors(v, token, &found);
    return found.count > 0 && (v->a->entities.items[found.entity[0]].type == ENTITY_PERSON ||
                               (v->standing[found.entity[0]] & EVENT_SOMEBODY));
}

/* What is done to persons themselves: arrests, violence, rescues. */
static bool is_done_to_persons(const struct event_view *v, uint32_t token, const char *cameo)
{
    static const char *const codes[] = {"17", "18", "19", "20", "075", "0841"};
    static const char *const saves[] = {"rescue", "save", "evacuate", "free", "liberate"};
    bool done = false;
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
        done |= strncmp(cameo, codes[i], strlen(codes[i])) == 0;
    }
    for (size_t i = 0; i < sizeof saves / sizeof saves[0]; i++) {
        done |= event_is_lemma(v, token, saves[i]);
    }
    return done;
}

/* "won | the election in Norway": where, not whom. */
static bool is_where(const struct event_view *v, uint32_t object)
{
    struct event_actors found = {.count = 0};
    event_actors(v, object, &found);
    return found.count > 0 && event_node(v, object)->mention == NO_INDEX &&
           v->a->entities.items[found.entity[0]].type == ENTITY_LOCATION;
}

/* The target of what has the code: somebody known first, for "its troops" and "relief workers" are
 * means more often than targets. Of what PLOVER does not know, the object alone. */
uint32_t event_target(const struct event_view *v, uint32_t token, uint32_t source, uint32_t code)
{
    const char *cameo = code ? v->pack->codes[code - 1].cameo : "";
    if (!cameo[0]) {
        uint32_t object = event_child(v, token, BIT(OBJ) | BIT(NSUBJ_PASS));
        bool party = event_is_party(v, object, source, EVENT_ANYBODY) && !is_where(v, object);
        return party ? object : NO_INDEX;
    }
    bool goes = strcmp(cameo, "042") == 0; /* "arrived in Chad" */
    bool talks = cameo[0] == '0' && cameo[1] >= '4' && cameo[1] <= '6' && !goes;
    bool words = strncmp(cameo, "11", 2) == 0 || strncmp(cameo, "12", 2) == 0 ||
                 strncmp(cameo, "05", 2) == 0;
    bool moves = strncmp(cameo, "15", 2) == 0 || strncmp(cameo, "087", 3) == 0;
    struct hunt h = {source, EVENT_KNOWN, false, moves, words};
    uint32_t object = event_child(v, token, BIT(OBJ) | BIT(NSUBJ_PASS));
    bool harmed = is_done_to_persons(v, token, cameo);
    if (harmed && object != NO_INDEX && is_person(v, object) &&
        event_is_party(v, object, source, EVENT_ANYBODY)) {
        return object; /* "arrested a man in Berlin" */
    }
    if (harmed && object != NO_INDEX && event_is_upos(v, object, "NUM")) {
        return NO_INDEX; /* "killed nine in Berlin" */
    }
    uint32_t against = words ? opponent_in(v, token, &h) : NO_INDEX;
    uint32_t found = against != NO_INDEX ? against : target_in(v, token, &h, 0);
    bool suffered = strncmp(cameo, "11", 2) == 0 || strncmp(cameo, "09", 2) == 0;
    if (found == NO_INDEX && suffered && is_person(v, object) &&
        event_is_party(v, object, source, EVENT_ANYBODY)) {
        return object; /* "questioned a man in Berlin" */
    }
    h.places = !talks;
    found = found == NO_INDEX ? target_in(v, token, &h, 0) : found;
    h.least = EVENT_NO_THING;
    return found != NO_INDEX ? found : target_in(v, token, &h, 0);
}
