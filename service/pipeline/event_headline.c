/* Headlines whose verb was taken for a noun: "Rioters torch buses in Lima". Where a sentence of the
 * headline has no verb at all, the first noun that may be one by its form, by the number of the
 * noun before it and by the event pack becomes the root of the view's tree: what stands before it
 * is its subject, the head of what stands behind it its object. Words that name events as nouns
 * too ("protests", "strike") stay nouns. */
#include "pipeline/event.h"

#define BIT(name) RELATION_BIT(RELATION_##name)

static bool is_nominal(const struct event_view *v, uint32_t token)
{
    return event_is_upos(v, token, "NOUN") || event_is_upos(v, token, "PROPN");
}

static bool has_verb(const struct event_view *v)
{
    for (uint32_t t = v->begin; t < v->end; t++) {
        if (event_is_verbal(v, t)) {
            return true;
        }
    }
    return false;
}

/* Of the pack a verb by its form, and no noun. */
static bool is_verb_form(const struct event_view *v, uint32_t token)
{
    const uint32_t words[] = {event_node(v, token)->form, event_node(v, token)->lemma};
    uint32_t verbs = 0, nouns = 0;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        uint32_t count = 0;
        const struct event_file_trigger *t =
            words[i] == EVENT_NO_WORD ? NULL
                                      : event_pack_triggers(v->pack, EVENT_VERB, words[i], &count);
        for (; count > 0; count--, t++) {
            verbs += t->order == 0;
        }
        if (words[i] != EVENT_NO_WORD) {
            event_pack_triggers(v->pack, EVENT_NOUN, words[i], &count);
            nouns += count;
        }
    }
    return verbs > 0 && nouns == 0;
}

/* Several by form or as a sum: "rebels", "police", "Chad and Niger". */
static bool is_plural(const struct event_view *v, uint32_t token)
{
    bool sum = token >= v->begin + 2 && (event_is_lemma(v, token - 1, "and") ||
                                         event_node(v, token)->relation == RELATION_CONJ);
    return sum || event_is_xpos(v, token, "NNS") || event_is_xpos(v, token, "NNPS") ||
           event_is_lemma(v, token, "police");
}

/* The token that is read as the verb, or NO_INDEX. */
static uint32_t verb_of(const struct event_view *v)
{
    for (uint32_t t = v->begin + 1; t + 1 < v->end; t++) {
        if (!event_is_upos(v, t, "NOUN") || !is_nominal(v, t - 1) || !is_verb_form(v, t) ||
            event_is_upos(v, t + 1, "PUNCT")) {
            continue;
        }
        bool singular = event_is_xpos(v, t, "NNS"); /* "probes" */
        if (singular != is_plural(v, t - 1)) {
            return t;
        }
    }
    return NO_INDEX;
}

static void hang(struct event_view *v, uint32_t token, uint32_t head, uint8_t relation)
{
    event_node(v, token)->head = head;
    event_node(v, token)->relation = relation;
}

/* What stands before the verb: its last word, or what that hangs on, is the subject. */
static void set_subject(struct event_view *v, uint32_t verb)
{
    uint32_t subject = v->begin;
    while (subject + 1 < verb && !event_is_upos(v, subject + 1, "ADP")) {
        subject++;
    }
    for (uint32_t head = event_node(v, subject)->head; head < subject;
         head = event_node(v, subject)->head) {
        subject = head;
    }
    for (uint32_t t = v->begin; t < verb; t++) {
        if (t != subject && event_node(v, t)->head >= verb) {
            hang(v, t, subject, RELATION_COMPOUND);
        }
    }
    hang(v, subject, verb, RELATION_NSUBJ);
}

/* What stands behind it: what hung on words before it hangs on the verb now. */
static void set_object(struct event_view *v, uint32_t verb)
{
    for (uint32_t t = verb + 1; t < v->end; t++) {
        uint32_t head = event_node(v, t)->head;
        uint8_t relation = event_node(v, t)->relation;
        if (head == NO_INDEX) {
            hang(v, t, verb, RELATION_OBJ);
        } else if (head < verb || (head == verb && relation == RELATION_NMOD)) {
            hang(v, t, verb, relation == RELATION_NMOD ? RELATION_OBL : relation);
        }
    }
}

void event_headline_verb(struct event_view *v)
{
    if (v->a->tokens.items[v->begin].begin >= article_headline_end(v->a) || has_verb(v)) {
        return;
    }
    uint32_t verb = verb_of(v);
    if (verb == NO_INDEX) {
        return;
    }
    set_object(v, verb);
    set_subject(v, verb);
    hang(v, verb, NO_INDEX, RELATION_ROOT);
}
