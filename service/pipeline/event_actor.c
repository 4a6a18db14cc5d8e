/* Whom a noun phrase means as an actor: the entity that it is a mention of, else the one that
 * modifies it ("Israeli helicopters", "rebels in Chad"). */
#include "pipeline/event.h"

static void add(const struct event_view *v, uint32_t mention, struct event_actors *out)
{
    uint32_t entity = v->a->mentions.items[mention].entity;
    for (uint32_t i = 0; i < out->count; i++) {
        if (out->entity[i] == entity) {
            return;
        }
    }
    if (entity != NO_INDEX && (v->standing[entity] & EVENT_SPOKEN_OF) &&
        out->count < EVENT_ACTORS_MAX) {
        out->entity[out->count++] = entity;
    }
}

static bool is_nameless(const struct event_view *v, uint32_t mention)
{
    return v->a->entities.items[v->a->mentions.items[mention].entity].name_count == 0;
}

/* "the mathematician Ana Kos": the name that stands beside a nominal of the same person. */
static uint32_t name_beside(const struct event_view *v, uint32_t token)
{
    static const uint64_t beside = RELATION_BIT(RELATION_APPOS) | RELATION_BIT(RELATION_FLAT);
    for (uint32_t c = event_child(v, token, beside); c != NO_INDEX;
         c = event_next_child(v, c, beside)) {
        uint32_t m = event_node(v, c)->mention;
        if (m != NO_INDEX && v->a->mentions.items[m].kind == MENTION_NAME) {
            return c;
        }
    }
    return NO_INDEX;
}

bool event_is_own(const struct event_view *v, uint32_t token)
{
    static const char *const homes[] = {"country", "nation", "government", "homeland", "side"};
    uint32_t whose = event_child(v, token, RELATION_BIT(RELATION_NMOD_POSS));
    bool home = false;
    for (size_t i = 0; i < sizeof homes / sizeof homes[0]; i++) {
        home |= event_is_lemma(v, token, homes[i]);
    }
    return event_is_xpos(v, token, "PRP$") ||
           (home && whose != NO_INDEX && event_is_xpos(v, whose, "PRP$"));
}

static uint32_t named_in(const struct event_view *v, uint32_t token, unsigned depth);

/* Whose it is by a pronoun says least: "its frontier with Chad", "her Chadian hosts". */
static uint32_t named_below(const struct event_view *v, uint32_t token, unsigned depth)
{
    static const uint64_t kinds[] = {
        RELATION_BIT(RELATION_APPOS) | RELATION_BIT(RELATION_FLAT) |
            RELATION_BIT(RELATION_COMPOUND) | RELATION_BIT(RELATION_AMOD) |
            RELATION_BIT(RELATION_NMOD_POSS),
        RELATION_BIT(RELATION_NMOD) | RELATION_BIT(RELATION_OBL), RELATION_BIT(RELATION_ACL)};
    uint32_t own = NO_INDEX;
    for (size_t k = 0; k < sizeof kinds / sizeof kinds[0] && depth < 3; k++) {
        for (uint32_t c = event_child(v, token, kinds[k]); c != NO_INDEX;
             c = event_next_child(v, c, kinds[k])) {
            uint32_t place = k < 2 ? c : event_child(v, c, RELATION_BIT(RELATION_OBL));
            uint32_t found =
                place == NO_INDEX ? NO_INDEX : named_in(v, place, depth + 1 + (k == 0));
            if (found != NO_INDEX && k == 0 && event_is_own(v, c)) {
                own = own == NO_INDEX ? found : own;
            } else if (found != NO_INDEX) {
                return found;
            }
        }
    }
    return own;
}

/* The token of the phrase that names an actor: the head itself, else one that modifies it; NO_INDEX
 * for none. */
static uint32_t named_in(const struct event_view *v, uint32_t token, unsigned depth)
{
    uint32_t own = event_node(v, token)->mention, count;
    bool event =
        own != NO_INDEX && is_nameless(v, own) && event_node(v, token)->form != EVENT_NO_WORD &&
        event_pack_triggers(v->pack, EVENT_NOUN, event_node(v, token)->form, &count) && count > 0;
    if (own != NO_INDEX && !event) {
        uint32_t name = is_nameless(v, own) ? name_beside(v, token) : NO_INDEX;
        return name != NO_INDEX ? name : token;
    }
    return named_below(v, token, depth);
}

/* "Hungarian and Romanian officials": a phrase without a name whose modifiers are two actors. */
static bool are_two(const struct event_view *v, uint32_t token)
{
    static const uint64_t modifiers = RELATION_BIT(RELATION_AMOD) | RELATION_BIT(RELATION_COMPOUND);
    if (!is_nameless(v, event_node(v, token)->mention)) {
        return false;
    }
    for (uint32_t c = event_child(v, token, modifiers); c != NO_INDEX;
         c = event_next_child(v, c, modifiers)) {
        uint32_t other = event_child(v, c, RELATION_BIT(RELATION_CONJ));
        if (event_node(v, c)->mention != NO_INDEX && other != NO_INDEX &&
            event_node(v, other)->mention != NO_INDEX) {
            return true;
        }
    }
    return false;
}

static void add_conjuncts(const struct event_view *v, uint32_t token, struct event_actors *out)
{
    static const uint64_t conj = RELATION_BIT(RELATION_CONJ);
    for (uint32_t c = event_child(v, token, conj); c != NO_INDEX;
         c = event_next_child(v, c, conj)) {
        uint32_t found = event_is_verbal(v, c) ? NO_INDEX : named_in(v, c, 0);
        if (found != NO_INDEX) {
            add(v, event_node(v, found)->mention, out);
        }
    }
}

void event_actors(const struct event_view *v, uint32_t token, struct event_actors *out)
{
    uint32_t found = token == NO_INDEX ? NO_INDEX : named_in(v, token, 0);
    if (found == token && token != NO_INDEX && are_two(v, token)) {
        found = named_below(v, token, 0);
    }
    if (found != NO_INDEX) {
        add(v, event_node(v, found)->mention, out);
        if (found != token) {
            add_conjuncts(v, found, out); /* "Egyptian and Israeli officials" */
        }
    }
    if (token != NO_INDEX) {
        add_conjuncts(v, token, out);
    }
}

bool event_has_actor(const struct event_view *v, uint32_t token)
{
    struct event_actors found = {.count = 0};
    event_actors(v, token, &found);
    return found.count > 0;
}
