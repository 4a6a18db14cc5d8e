/* A rule's elements before the trigger are looked for in its subject, its auxiliaries and adverbs
 * and the verbs that govern it, outwards; those behind it in its objects and complements, in the
 * order of the text, not necessarily next to each other. The subject of a passive stands behind,
 * its agent before: both orders of a clause meet the same rule. */
#include "base/search.h"
#include "pipeline/event.h"

/* Tokens on one side of the trigger, in v->order. */
struct side {
    uint32_t *tokens;
    uint32_t count;
    uint32_t trigger; /* of what stands behind it; else NO_INDEX */
};

static bool is_word(const struct event_view *v, uint32_t token, uint32_t word)
{
    const struct event_node *n = event_node(v, token);
    return n->form == word || n->lemma == word;
}

/* Whether one of the element's alternatives begins at the token. */
static bool begins_with(const struct event_view *v, uint32_t token, uint32_t word,
                        const struct event_file_element *e)
{
    const struct event_file_alternative *all = v->pack->alternatives + e->begin;
    for (uint32_t low = SEARCH_FROM(all, e->count, first, word);
         low < e->count && all[low].first == word; low++) {
        uint32_t at = token + 1, i = 1;
        for (; i < all[low].count; i++, at++) {
            if (at < v->end && event_is_xpos(v, at, "HYPH")) {
                at++;
            }
            if (at >= v->end || !is_word(v, at, v->pack->sequences[all[low].begin + i])) {
                break;
            }
        }
        if (i == all[low].count) {
            return true;
        }
    }
    return false;
}

/* A person of office, in person ("Trump", not "a Trump lawsuit"; the president as "she"): the actor
 * code is longer than a country's. */
static bool is_official(const struct event_view *v, uint32_t token)
{
    static const uint64_t beside = RELATION_BIT(RELATION_COMPOUND) | RELATION_BIT(RELATION_AMOD) |
                                   RELATION_BIT(RELATION_NMOD_POSS);
    const struct event_node *n = event_node(v, token);
    if (n->mention == NO_INDEX || (beside & RELATION_BIT(n->relation))) {
        return false;
    }
    const struct mention *m = &v->a->mentions.items[n->mention];
    const struct entity *e = &v->a->entities.items[m->entity];
    bool named = m->kind == MENTION_NAME && e->cameo.len > 3;
    bool meant = m->kind == MENTION_PRONOUN && (v->standing[m->entity] & EVENT_OFFICE);
    return e->type == ENTITY_PERSON && (named || meant);
}

/* Somebody who is the head of a phrase ("a jailed editor", "six Americans"), not who modifies
 * one. */
static bool is_somebody(const struct event_view *v, uint32_t token)
{
    static const uint64_t beside = RELATION_BIT(RELATION_COMPOUND) | RELATION_BIT(RELATION_AMOD) |
                                   RELATION_BIT(RELATION_NMOD_POSS) | RELATION_BIT(RELATION_NSUBJ);
    const struct event_node *n = event_node(v, token);
    if (n->mention == NO_INDEX || (beside & RELATION_BIT(n->relation))) {
        return false;
    }
    const struct mention *m = &v->a->mentions.items[n->mention];
    enum entity_type type = v->a->entities.items[m->entity].type;
    return type == ENTITY_PERSON || (type == ENTITY_GROUP && event_is_xpos(v, token, "NNPS")) ||
           (m->kind == MENTION_NOMINAL && (v->standing[m->entity] & EVENT_SOMEBODY));
}

static bool is_place_name(const struct event_view *v, uint32_t token)
{
    uint32_t m = event_node(v, token)->mention;
    if (m == NO_INDEX || v->a->mentions.items[m].kind != MENTION_NAME) {
        return false;
    }
    const struct entity *e = &v->a->entities.items[v->a->mentions.items[m].entity];
    return e->type == ENTITY_LOCATION || (e->type == ENTITY_GROUP && e->cameo.len == 3);
}

/* Whether the token is of a kind that the element names besides words. */
static bool is_of_kind(const struct event_view *v, uint32_t token,
                       const struct event_file_element *e)
{
    return (v->official != EVENT_NO_WORD && begins_with(v, token, v->official, e) &&
            is_official(v, token)) ||
           (v->person != EVENT_NO_WORD && begins_with(v, token, v->person, e) &&
            is_somebody(v, token)) ||
           (v->place != EVENT_NO_WORD && begins_with(v, token, v->place, e) &&
            is_place_name(v, token));
}

/* "held since March" */
static bool is_month(const struct event_view *v, uint32_t token)
{
    return event_is_upos(v, token, "PROPN") &&
           event_time_at(v->a, v->a->tokens.items[token].begin) != NO_INDEX;
}

static bool is_element(const struct event_view *v, uint32_t token, uint32_t element)
{
    const struct event_file_element *e = &v->pack->elements[element];
    const struct event_node *n = event_node(v, token);
    bool is = (n->form != EVENT_NO_WORD && begins_with(v, token, n->form, e)) ||
              is_of_kind(v, token, e) ||
              (n->lemma != EVENT_NO_WORD && n->lemma != n->form &&
               n->relation != RELATION_CASE && /* "according to" is no accord */
               begins_with(v, token, n->lemma, e));
    return is && !is_month(v, token);
}

/* "suspended aid over the law": of a verb with an object such a phrase is why and when, which a
 * rule's first noun does not mean. */
static bool is_beside(const struct event_view *v, uint32_t token, uint32_t trigger)
{
    static const uint64_t objects = RELATION_BIT(RELATION_OBJ) | RELATION_BIT(RELATION_NSUBJ_PASS);
    static const char *const aside[] = {"over",  "after",   "amid",  "before",
                                        "since", "despite", "until", "during"};
    uint32_t top = token;
    for (int i = 0; i < EVENT_DEPTH_MAX && event_node(v, top)->head != trigger; i++) {
        top = event_node(v, top)->head;
        if (top == NO_INDEX) {
            return false;
        }
    }
    return event_node(v, top)->relation == RELATION_OBL && event_is_upos(v, token, "NOUN") &&
           EVENT_CASE_IS(v, top, aside) && event_child(v, trigger, objects) != NO_INDEX;
}

/* A preposition or particle that is asked for first belongs to the trigger itself: "call on", not
 * "call the attack on …". */
static bool is_apart(const struct event_view *v, uint32_t token, uint32_t trigger)
{
    const struct event_node *n = event_node(v, token);
    if (n->relation == RELATION_PARTICLE) {
        return n->head != trigger;
    }
    bool small = n->relation == RELATION_CASE || n->relation == RELATION_MARK;
    if (small && n->head != NO_INDEX &&
        event_time_at(v->a, v->a->tokens.items[n->head].begin) != NO_INDEX) {
        return true; /* "called off the search on Tuesday" */
    }
    return (small && n->head != NO_INDEX && n->head != trigger &&
            event_node(v, n->head)->head != trigger) ||
           is_beside(v, token, trigger);
}

/* The elements one after the other among the tokens of a side. */
static bool meets(const struct event_view *v, const uint32_t *elements, uint32_t count,
                  const struct side *side)
{
    uint32_t at = 0;
    for (uint32_t i = 0; i < count; i++, at++) {
        while (at < side->count && (!is_element(v, side->tokens[at], elements[i]) ||
                                    (i == 0 && side->trigger != NO_INDEX &&
                                     is_apart(v, side->tokens[at], side->trigger)))) {
            at++;
        }
        if (at == side->count) {
            return false;
        }
    }
    return true;
}

/* Whether a particle is the trigger's own: "set free", not "set up a smoke-free zone". */
static bool is_bound(const struct event_view *v, uint32_t element, const struct side *side)
{
    for (uint32_t i = 0; i < side->count; i++) {
        uint32_t t = side->tokens[i], head = event_node(v, t)->head;
        bool near = t == side->trigger + 1 || head == side->trigger ||
                    (head != NO_INDEX && event_node(v, head)->head == side->trigger &&
                     event_node(v, t)->relation == RELATION_CASE);
        if (near && is_element(v, t, element)) {
            return true;
        }
    }
    return false;
}

static void add(struct side *side, uint32_t token)
{
    if (side->count < EVENT_REACH) {
        side->tokens[side->count++] = token;
    }
}

/* The phrase under a token in the order of the text, without clauses that tell of something
 * else. */
static void add_phrase(const struct event_view *v, struct side *side, uint32_t token,
                       unsigned depth)
{
    static const uint64_t apart = RELATION_BIT(RELATION_RELCL) | RELATION_BIT(RELATION_ADVCL) |
                                  RELATION_BIT(RELATION_PARATAXIS);
    bool said = false;
    if (side->count == EVENT_REACH) {
        return;
    }
    for (uint32_t c = event_node(v, token)->child; c != NO_INDEX; c = event_node(v, c)->next) {
        if (c > token && !said) {
            add(side, token);
            said = true;
        }
        bool clause = event_node(v, c)->relation == RELATION_ACL &&
                      (event_child(v, c, RELATION_BIT(RELATION_NSUBJ)) != NO_INDEX ||
                       event_is_xpos(v, c, "VBN"));
        if (!(apart & RELATION_BIT(event_node(v, c)->relation)) && !clause &&
            depth < EVENT_DEPTH_MAX) {
            add_phrase(v, side, c, depth + 1);
        }
    }
    if (!said) {
        add(side, token);
    }
}

static void turn(struct side *side)
{
    for (uint32_t i = 0, j = side->count; i + 1 < j; i++) {
        j--;
        uint32_t token = side->tokens[i];
        side->tokens[i] = side->tokens[j];
        side->tokens[j] = token;
    }
}

static struct side before(const struct event_view *v, uint32_t token, uint32_t subject)
{
    static const uint64_t small = RELATION_BIT(RELATION_AUX) | RELATION_BIT(RELATION_ADVMOD) |
                                  RELATION_BIT(RELATION_AUX_PASS) | RELATION_BIT(RELATION_MARK) |
                                  RELATION_BIT(RELATION_COMPOUND) | RELATION_BIT(RELATION_AMOD) |
                                  RELATION_BIT(RELATION_CASE) | RELATION_BIT(RELATION_NMOD_POSS);
    struct side side = {.tokens = v->order, .trigger = NO_INDEX};
    uint32_t governors[EVENT_DEPTH_MAX], count = 0;
    for (uint32_t g = event_node(v, token)->head; g != NO_INDEX && count < EVENT_DEPTH_MAX;
         g = event_node(v, g)->head) {
        if (g < token) {
            governors[count++] = g;
        }
    }
    while (count > 0) {
        add(&side, governors[--count]);
    }
    uint32_t agent = event_child(v, token, RELATION_BIT(RELATION_OBL_AGENT));
    if (agent != NO_INDEX) {
        add_phrase(v, &side, agent, 0);
    }
    if (subject != NO_INDEX) {
        add_phrase(v, &side, subject, 0);
    }
    for (uint32_t c = event_child(v, token, small); c != NO_INDEX && c < token;
         c = event_next_child(v, c, small)) {
        add(&side, c);
    }
    turn(&side);
    return side;
}

static struct side behind(const struct event_view *v, uint32_t token)
{
    static const uint64_t apart = RELATION_BIT(RELATION_NSUBJ) | RELATION_BIT(RELATION_NSUBJ_PASS) |
                                  RELATION_BIT(RELATION_CONJ) | RELATION_BIT(RELATION_PARATAXIS) |
                                  RELATION_BIT(RELATION_OBL_AGENT) | RELATION_BIT(RELATION_RELCL);
    struct side side = {.tokens = v->order + EVENT_REACH, .trigger = token};
    uint32_t passive = event_child(v, token, RELATION_BIT(RELATION_NSUBJ_PASS));
    if (passive != NO_INDEX) {
        add_phrase(v, &side, passive, 0);
    }
    for (uint32_t c = event_node(v, token)->child; c != NO_INDEX; c = event_node(v, c)->next) {
        uint64_t relation = RELATION_BIT(event_node(v, c)->relation);
        bool fact = (relation & RELATION_BIT(RELATION_CCOMP)) &&
                    event_child(v, c, RELATION_BIT(RELATION_COP)) != NO_INDEX;
        if (c > token && fact) {
            add(&side, event_node(v, c)->child); /* "that" */
        } else if (c > token && !(apart & relation)) {
            add_phrase(v, &side, c, 0);
        }
    }
    return side;
}

/* The best rule of one entry; the first that fits, for they stand most particular first. */
static const struct event_file_rule *rule_of(const struct event_view *v,
                                             const struct event_file_entry *entry,
                                             const struct side *left, const struct side *right,
                                             bool object)
{
    for (uint32_t i = 0; i < entry->count; i++) {
        const struct event_file_rule *r = &v->pack->rules[entry->begin + i];
        if ((object || !(r->flags & EVENT_NEEDS_OBJECT)) &&
            meets(v, v->pack->lists + r->lists, r->before, left) &&
            meets(v, v->pack->lists + r->lists + r->before, r->after, right) &&
            (!(r->flags & EVENT_NEEDS_PARTICLE) || r->after == 0 ||
             is_bound(v, v->pack->lists[r->lists + r->before], right))) {
            return r;
        }
    }
    return NULL;
}

/* What one entry says, and how sure that is. */
struct finding {
    const struct event_file_trigger *trigger;
    const struct event_file_rule *rule; /* NULL: the trigger's own code */
    bool particular;                    /* conditions were met, not the bare word */
};

static bool is_particular(const struct event_file_rule *r)
{
    return r && r->before + r->after + (r->flags & EVENT_NEEDS_OBJECT) > 0;
}

static uint32_t code_of(const struct finding *f)
{
    return f->rule ? f->rule->code : f->trigger ? f->trigger->code : 0;
}

static uint32_t back_of(const struct finding *f)
{
    return f->rule ? f->rule->back : f->trigger ? f->trigger->back : 0;
}

/* Codes of the same root, the first two digits, and the same event of PLOVER. */
static bool are_kin(const struct event_view *v, uint32_t a, uint32_t b)
{
    const struct event_file_code *codes = v->pack->codes;
    return a && b && codes[a - 1].event == codes[b - 1].event &&
           codes[a - 1].cameo[0] == codes[b - 1].cameo[0] &&
           codes[a - 1].cameo[1] == codes[b - 1].cameo[1];
}

/* The findings of all entries of one word: the hand-written one's, the best of the others. */
static void look(const struct event_view *v, enum event_speech speech, uint32_t token,
                 uint32_t subject, struct finding *own, struct finding *other)
{
    static const uint64_t objects = RELATION_BIT(RELATION_OBJ) | RELATION_BIT(RELATION_NSUBJ_PASS) |
                                    RELATION_BIT(RELATION_CCOMP) | RELATION_BIT(RELATION_IOBJ);
    const struct event_node *n = event_node(v, token);
    uint32_t words[2] = {n->form, n->lemma}, count;
    struct side left = {0}, right = {0};
    bool object = event_child(v, token, objects) != NO_INDEX;
    for (int i = 0; i < 2; i++) {
        if (words[i] == EVENT_NO_WORD || (i == 1 && words[0] == words[1])) {
            continue;
        }
        const struct event_file_trigger *t = event_pack_triggers(v->pack, speech, words[i], &count);
        if (count && !right.tokens) {
            left = before(v, token, subject);
            right = behind(v, token);
        }
        for (; count > 0; count--, t++) {
            struct finding *into = t->order == 0 ? own : other;
            if (!meets(v, v->pack->lists + t->lists, t->before, &left) ||
                !meets(v, v->pack->lists + t->lists + t->before, t->after, &right) ||
                (t->after && !is_bound(v, v->pack->lists[t->lists + t->before], &right))) {
                continue;
            }
            struct finding f = {.trigger = t};
            f.rule = rule_of(v, &v->pack->entries[t->entry], &left, &right, object);
            f.particular = is_particular(f.rule);
            if ((f.rule || t->code) && (!into->trigger || (f.particular && !into->particular))) {
                *into = f;
            }
        }
    }
}

bool event_match(const struct event_view *v, enum event_speech speech, uint32_t token,
                 uint32_t subject, struct event_match *out)
{
    struct finding own = {0}, other = {0};
    look(v, speech, token, subject, &own, &other);
    *out = (struct event_match){.operator_ = own.rule ? own.rule->operator_ : EVENT_NONE,
                                .code = code_of(&own),
                                .back = back_of(&own)};
    bool refines = !own.particular && other.particular && are_kin(v, out->code, code_of(&other));
    if (own.particular && !own.rule->code && !own.rule->operator_) {
        return false; /* a figure of speech */
    }
    if (refines || !own.trigger) {
        out->pattern = !own.trigger && !v->pack->has_actors;
        out->code = code_of(&other);
        out->back = back_of(&other);
    }
    return out->code != 0 || out->operator_ != EVENT_NONE;
}
