/* Whether what a clause tells of happened, goes on, is to come, may or must be: by auxiliaries,
 * negation, "if", "yet to", the subjunctive. */
#include "pipeline/event.h"

#define BIT(name) RELATION_BIT(RELATION_##name)

/* "not", but not that of "not only". */
static bool is_negation(const struct event_view *v, uint32_t token)
{
    static const char *const more[] = {"only", "just", "merely", "simply"};
    for (size_t i = 0; token + 1 < v->end && i < sizeof more / sizeof more[0]; i++) {
        if (event_is_lemma(v, token + 1, more[i])) {
            return false;
        }
    }
    return event_is_lemma(v, token, "not") || event_is_lemma(v, token, "n't") ||
           event_is_lemma(v, token, "never");
}

static void read_auxiliary(const struct event_view *v, uint32_t token, struct event_mood *mood)
{
    static const struct {
        const char *lemma;
        enum event_modality modality;
        bool future;
    } table[] = {
        {"will", EVENT_PLANNED, true},       {"shall", EVENT_PLANNED, true},
        {"wo", EVENT_PLANNED, true},         {"'ll", EVENT_PLANNED, true},
        {"would", EVENT_HYPOTHETICAL, true}, {"may", EVENT_POSSIBLE, false},
        {"might", EVENT_POSSIBLE, false},    {"could", EVENT_POSSIBLE, false},
        {"can", EVENT_POSSIBLE, false},      {"must", EVENT_DEMANDED, false},
        {"should", EVENT_DEMANDED, false},   {"ought", EVENT_DEMANDED, false},
    };
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        if (event_is_lemma(v, token, table[i].lemma)) {
            mood->modality = table[i].modality;
            mood->future |= table[i].future;
        }
    }
}

/* "would arrive and meet": the verb whose auxiliaries count for a bare conjunct. */
static uint32_t shared_verb(const struct event_view *v, uint32_t token)
{
    static const uint64_t own = BIT(AUX) | BIT(AUX_PASS) | BIT(COP) | BIT(MARK) | BIT(NSUBJ);
    for (unsigned i = 0; i < EVENT_DEPTH_MAX; i++) {
        uint32_t head = event_node(v, token)->head;
        if (event_node(v, token)->relation != RELATION_CONJ || !event_is_xpos(v, token, "VB") ||
            event_child(v, token, own) != NO_INDEX || !event_is_xpos(v, head, "VB")) {
            break;
        }
        token = head;
    }
    return token;
}

/* "suggested that Norway withdraw", "a demand that Norway withdraw": a bare verb with a subject of
 * its own, however it is tagged. */
static bool is_subjunctive(const struct event_view *v, uint32_t token)
{
    static const uint64_t complements = BIT(CCOMP) | BIT(ACL);
    uint32_t subject = event_child(v, token, BIT(NSUBJ) | BIT(NSUBJ_PASS));
    if (!(complements & RELATION_BIT(event_node(v, token)->relation)) || subject == NO_INDEX) {
        return false;
    }
    bool one = event_is_xpos(v, subject, "NN") || event_is_xpos(v, subject, "NNP");
    bool bare = event_is_xpos(v, token, "VB") || (event_is_xpos(v, token, "VBP") && one &&
                                                  event_child(v, subject, BIT(CONJ)) == NO_INDEX);
    return bare && event_child(v, token, BIT(AUX)) == NO_INDEX &&
           event_child(v, token, BIT(MARK)) != NO_INDEX;
}

uint32_t event_headline_plan(const struct event_view *v, uint32_t token)
{
    uint32_t plan = event_child(v, token, BIT(ACL));
    uint32_t to = plan == NO_INDEX ? NO_INDEX : event_child(v, plan, BIT(MARK));
    bool top = event_node(v, token)->head == NO_INDEX && !event_is_verbal(v, token) &&
               v->a->tokens.items[token].begin < article_headline_end(v->a) &&
               event_child(v, token, BIT(COP) | BIT(NSUBJ)) == NO_INDEX;
    bool infinitive = to != NO_INDEX && event_is_lemma(v, to, "to") &&
                      event_is_xpos(v, plan, "VB") && plan > token;
    return top && infinitive && event_has_actor(v, token) ? plan : NO_INDEX;
}

/* "has yet to visit": the infinitive's verb, or the "have" above it. */
static bool is_yet_to(const struct event_view *v, uint32_t token)
{
    for (uint32_t c = event_child(v, token, BIT(ADVMOD)); c != NO_INDEX;
         c = event_next_child(v, c, BIT(ADVMOD))) {
        if (event_is_lemma(v, c, "yet") && c + 1 < v->end && event_is_lemma(v, c + 1, "to")) {
            return true;
        }
    }
    return false;
}

/* "an allegation that they attacked", "a claim he stole" */
static bool is_alleged(const struct event_view *v, uint32_t token)
{
    static const uint64_t clauses = BIT(ACL) | BIT(RELCL) | BIT(CCOMP);
    static const char *const claims[] = {"allegation", "claim",  "accusation",  "suspicion",
                                         "rumour",     "rumor",  "speculation", "suggestion",
                                         "fear",       "theory", "possibility"};
    static const char *const adverbs[] = {"allegedly", "purportedly", "supposedly"};
    uint32_t head = event_node(v, token)->head;
    bool below = head != NO_INDEX && (clauses & RELATION_BIT(event_node(v, token)->relation)) &&
                 event_is_upos(v, head, "NOUN");
    for (size_t i = 0; below && i < sizeof claims / sizeof claims[0]; i++) {
        if (event_is_lemma(v, head, claims[i])) {
            return true;
        }
    }
    for (uint32_t c = event_child(v, token, BIT(ADVMOD)); c != NO_INDEX;
         c = event_next_child(v, c, BIT(ADVMOD))) {
        for (size_t i = 0; i < sizeof adverbs / sizeof adverbs[0]; i++) {
            if (event_is_lemma(v, c, adverbs[i])) {
                return true;
            }
        }
    }
    return false;
}

/* "vowed | never | to give up": the infinitive's, which the tree may hang on the verb before. */
static bool is_before_infinitive(const struct event_view *v, uint32_t token)
{
    return token + 1 < v->end && event_is_lemma(v, token + 1, "to") &&
           event_node(v, token + 1)->relation == RELATION_MARK;
}

struct event_mood event_mood_of(const struct event_view *v, uint32_t verb)
{
    struct event_mood mood = {.modality = EVENT_HAPPENED};
    bool be = false, past = false, infinitive = false;
    static const uint64_t small =
        BIT(MARK) | BIT(AUX) | BIT(AUX_PASS) | BIT(COP) | BIT(ADVMOD) | BIT(DET);
    uint32_t token = shared_verb(v, verb);
    for (uint32_t c = event_child(v, token, small); c != NO_INDEX;
         c = event_next_child(v, c, small)) {
        be |= event_is_lemma(v, c, "be");
        infinitive |= event_is_lemma(v, c, "to");
        past |= event_is_xpos(v, c, "VBD");
        mood.negated |= is_negation(v, c) && !(c > token && is_before_infinitive(v, c));
        bool to = event_is_lemma(v, c, "to") && c > v->begin;
        mood.negated |= to && is_before_infinitive(v, c - 1) && is_negation(v, c - 1);
        if (event_node(v, c)->relation == RELATION_AUX) {
            read_auxiliary(v, c, &mood);
        }
        if (event_is_lemma(v, c, "if") || event_is_lemma(v, c, "unless")) {
            mood.modality = EVENT_HYPOTHETICAL;
        }
    }
    mood.negated |= is_yet_to(v, token);
    uint32_t head = event_node(v, token)->head;
    be |= head != NO_INDEX && event_headline_plan(v, head) == token;
    if (be && infinitive) { /* "is to visit", "Chad to expel envoy" */
        mood.future = true;
        mood.modality = EVENT_PLANNED;
    }
    if (be && !past && event_is_xpos(v, token, "VBG") && mood.modality == EVENT_HAPPENED) {
        mood.modality = EVENT_ONGOING;
    }
    if (mood.modality == EVENT_HAPPENED && !infinitive && is_subjunctive(v, token)) {
        mood.modality = EVENT_DEMANDED;
    }
    if (mood.modality == EVENT_HAPPENED && is_alleged(v, token)) {
        mood.modality = EVENT_POSSIBLE;
    }
    return mood;
}
