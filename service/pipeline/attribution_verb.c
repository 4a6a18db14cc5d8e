/* A verb of saying, thinking, judging with what it hands over. */
#include "pipeline/attribution.h"

#include "pipeline/nouns.h"
#include "pipeline/pipeline.h"

enum { AS_MAX = 14 /* words between "as" and "put it" */ };

static bool take_content(struct attributions *f, struct attribution *t, uint32_t frames)
{
    return ((frames & SPEECH_CLAUSE) &&
            (attribution_take_clause(f, t) || attribution_take_host(f, t))) ||
           ((frames & SPEECH_TO) && attribution_take_infinitive(f, t, frames)) ||
           ((frames & SPEECH_AS) && attribution_take_predicate(f, t)) ||
           ((frames & SPEECH_CLAUSE) && attribution_take_beside(f, t)) ||
           ((frames & SPEECH_OBJECT) && attribution_take_object(f, t)) ||
           ((frames & SPEECH_OF) && attribution_take_oblique(f, t, !(frames & SPEECH_TO)));
}

/* A content taken for a clause that has no verb is none, unless marks are in it. */
static bool may_be_clause(const struct syntax *s, const struct attribution *t)
{
    for (uint32_t k = 0; k < t->content_count; k++) {
        if (attribution_holds_verb(s, t->content[k])) {
            return true;
        }
    }
    uint32_t first = t->content[0].begin, end = t->content[t->content_count - 1].end;
    struct str before = s->a->tags.xpos[first > 0 ? first - 1 : 0];
    struct str behind = s->a->tags.xpos[end < s->a->tokens.count ? end : end - 1];
    return str_equal(before, STR("``")) || str_equal(behind, STR("''"));
}

/* "Asked | whether he knew, | he replied": a question before a verb of saying is what was asked. A
 * lone adverb before the rest ("Yet, as Roe observed, …") links, and is no part of it. */
static void drop_front(const struct syntax *s, struct attribution *t)
{
    struct range r = t->content_count > 0 ? t->content[0] : (struct range){0};
    bool front = !range_is_empty(r) && r.end <= t->head && t->class == SPEECH_SAY;
    bool asked = front && syntax_form_is(s, r.begin, "whether") &&
                 syntax_child(s, t->head, REL_CCOMP) != NO_INDEX;
    bool link = front && t->content_count > 1 && r.end == r.begin + 1 &&
                (s->pos[r.begin] == POS_ADV || s->pos[r.begin] == POS_CCONJ);
    if (asked || link) {
        attribution_drop_first(t);
    }
}

/* What stands behind a single dash comments on a phrase, and is none of it. */
static void cut_at_dash(const struct syntax *s, struct attribution *t)
{
    uint32_t dash = NO_INDEX, dashes = 0, last = t->content_count - 1;
    struct range *r = &t->content[last];
    for (uint32_t i = r->begin; i < r->end; i++) {
        struct str form = syntax_form(s, i);
        bool is =
            str_equal(form, STR("--")) || str_equal(form, STR("–")) || str_equal(form, STR("—"));
        dash = is && dash == NO_INDEX ? i : dash;
        dashes += is;
    }
    if (dashes == 1 && dash > r->begin + 1) {
        *r = attribution_trim(s, (struct range){r->begin, dash});
    }
}

/* "continued to call for", "appeared to blame": what follows such a verb is done. */
static bool is_done(const struct syntax *s, uint32_t verb)
{
    static const char *const words[] = {"appear", "begin", "continue", "seem", "start"};
    uint32_t up = s->relation[verb] == REL_XCOMP ? s->parent[verb] : NO_INDEX;
    for (size_t i = 0; up != NO_INDEX && i < sizeof words / sizeof words[0]; i++) {
        if (str_equal(s->a->tags.lemma[up], str_of(words[i]))) {
            return true;
        }
    }
    return false;
}

/* "a way to acknowledge the cost", "reacted by offering to pay": a verb without tense behind "to"
 * or a preposition tells of a deed that may never be done rather than of words; blame and praise
 * are words all the same ("took to Twitter to criticise the plan"). */
static bool is_deed(const struct syntax *s, const struct attribution *t)
{
    if (!t->is_weak || t->class == SPEECH_JUDGE || s->relation[t->head] == REL_CONJ ||
        syntax_child(s, t->head, REL_AUX) != NO_INDEX) {
        return false;
    }
    if (syntax_is_tagged(s, t->head, "VBG")) {
        return syntax_child(s, t->head, REL_MARK) != NO_INDEX || s->relation[t->head] == REL_ACL;
    }
    return syntax_is_tagged(s, t->head, "VB") && !is_done(s, t->head);
}

/* "as one voter, Rita Gomez, put it": "as" before the verb, and no verb with tense between. */
static bool is_as(const struct syntax *s, uint32_t verb)
{
    for (uint32_t i = verb; i > 0 && i + AS_MAX > verb; i--) {
        if (syntax_form_is(s, i - 1, "as")) {
            return true;
        }
        if (syntax_is_finite(s, i - 1) || syntax_form_is(s, i - 1, ".")) {
            return false;
        }
    }
    return false;
}

/* "shot back", "hit back", "fired back". */
static bool retorts_so(const struct syntax *s, uint32_t verb)
{
    static const char *const words[] = {"fire",    "fired", "fires",    "firing", "hit", "hits",
                                        "hitting", "shoot", "shooting", "shoots", "shot"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (syntax_form_is(s, verb, words[i])) {
            return true;
        }
    }
    return false;
}

/* "That said, the firm …", "That being said, …". */
static bool links_clauses(const struct syntax *s, uint32_t verb)
{
    uint32_t first = verb > 0 && syntax_form_is(s, verb - 1, "being") ? verb - 1 : verb;
    return first > 0 && verb + 1 < s->a->tokens.count && syntax_form_is(s, verb, "said") &&
           syntax_form_is(s, first - 1, "that") && syntax_form_is(s, verb + 1, ",") &&
           (first == 1 || syntax_is_punctuation(s, first - 2));
}

const struct speech_word *attribution_word(const struct syntax *s, uint32_t verb)
{
    static const struct speech_word puts = {"put", SPEECH_SAY, SPEECH_CLAUSE};
    static const struct speech_word quotes = {"quote", SPEECH_SAY, 0};
    static const struct speech_word retorts = {"shoot back", SPEECH_MANNER, 0};
    struct str form = syntax_form(s, verb), lemma = s->a->tags.lemma[verb];
    const struct speech_word *found = speech_verb_find(form, lemma);
    if (links_clauses(s, verb)) {
        return NULL;
    }
    if (found || verb + 1 >= s->a->tokens.count) {
        return found;
    }
    if (str_equal(lemma, STR("put")) && syntax_form_is(s, verb + 1, "it")) {
        return is_as(s, verb) ? &puts : NULL;
    }
    /* "Roe was quoted by the paper: "…"" */
    if (str_equal(form, STR("quoted"))) {
        return syntax_child(s, verb, REL_NSUBJ_PASS) != NO_INDEX ? &quotes : NULL;
    }
    return syntax_form_is(s, verb + 1, "back") && retorts_so(s, verb) ? &retorts : NULL;
}

/* "Governments that agree that the court may judge must hand him over": whoever agrees is meant,
 * and nobody is said to. */
static bool is_condition(const struct syntax *s, const struct attribution *t)
{
    static const char *const musts[] = {"can", "may", "must", "ought", "should"};
    uint32_t noun = s->relation[t->head] == REL_ACL_RELCL ? s->parent[t->head] : NO_INDEX;
    if (noun == NO_INDEX || t->content_count == 0 || !syntax_is_tagged(s, t->head, "VBP") ||
        !syntax_is_tagged(s, noun, "NNS") || syntax_child(s, noun, REL_DET) != NO_INDEX) {
        return false;
    }
    uint32_t behind = t->content[t->content_count - 1].end;
    for (size_t i = 0; i < sizeof musts / sizeof musts[0] && behind < s->a->tokens.count; i++) {
        if (syntax_form_is(s, behind, musts[i])) {
            return true;
        }
    }
    return false;
}

/* "Can you explain how …?", "what are you suggesting …?" ask for it; "are you saying that …?" does
 * not. */
static bool is_request(const struct syntax *s, const struct attribution *t)
{
    uint32_t you = t->source.head;
    return you != NO_INDEX && you > 0 && you < t->head && t->class < SPEECH_THINK &&
           syntax_form_is(s, you, "you") && s->pos[you - 1] == POS_AUX &&
           (!syntax_is_tagged(s, t->head, "VBG") ||
            (you > 1 && syntax_form_is(s, you - 2, "what")));
}

/* "That means", "it implies": a fact tells what follows from it, nobody says so. */
static bool is_consequence(const struct syntax *s, const struct attribution *t)
{
    static const char *const facts[] = {"it", "that", "this", "which"};
    bool means = str_equal(t->lemma, STR("mean")) || str_equal(t->lemma, STR("imply"));
    uint32_t subject = means ? syntax_subject(s, t->head) : NO_INDEX;
    for (size_t i = 0; subject != NO_INDEX && i < sizeof facts / sizeof facts[0]; i++) {
        if (syntax_form_is(s, subject, facts[i])) {
            return true;
        }
    }
    return false;
}

/* "Nations that assert their neutrality": the clause says which nations are meant, not what they
 * said one day. */
static bool is_kind(const struct syntax *s, const struct attribution *t)
{
    uint32_t noun = s->relation[t->head] == REL_ACL_RELCL ? s->parent[t->head] : NO_INDEX;
    uint32_t who = syntax_subject(s, t->head);
    return t->is_weak && noun != NO_INDEX && who != NO_INDEX && who == noun + 1 &&
           attribution_is_relative(s, who) && syntax_is_tagged(s, t->head, "VBP") &&
           syntax_is_tagged(s, noun, "NNS") && syntax_child(s, noun, REL_DET) == NO_INDEX;
}

/* "told those gathered to watch it", "told those present": whom it is told, not what. */
static bool is_audience(const struct syntax *s, const struct attribution *t)
{
    uint32_t those = t->content_count > 0 ? t->content[0].begin : NO_INDEX;
    return str_equal(t->lemma, STR("tell")) && those == t->head + 1 &&
           syntax_form_is(s, those, "those") && s->pos[those] == POS_PRON &&
           (syntax_is_tagged(s, those + 1, "VBN") || syntax_is_tagged(s, those + 1, "VBD") ||
            syntax_is_tagged(s, those + 1, "VBG") || syntax_is_tagged(s, those + 1, "JJ"));
}

/* "refused to return to school", "encouraged him to study": done rather than said, unless what was
 * refused are words ("refused to disclose the sum", "refused to be drawn"). */
static bool is_refused_deed(const struct syntax *s, const struct attribution *t)
{
    bool refuses = str_equal(t->lemma, STR("refuse"));
    bool moves = str_equal(t->lemma, STR("encourage")) || str_equal(t->lemma, STR("invite"));
    bool deed = t->is_weak && t->top != NO_INDEX && s->pos[t->top] == POS_VERB;
    return deed && (moves || (refuses && !attribution_word(s, t->top) &&
                              syntax_child(s, t->top, REL_AUX_PASS) == NO_INDEX));
}

/* "When asked whether it would, she nodded": nobody is named who asked. */
static bool is_put_to_him(const struct syntax *s, const struct attribution *t)
{
    return t->class == SPEECH_ASK && t->source.head == NO_INDEX &&
           syntax_is_tagged(s, t->head, "VBN") &&
           syntax_child(s, t->head, REL_AUX_PASS) == NO_INDEX;
}

/* "was so convinced of it that he stayed up": the clause tells what followed. */
static bool is_result(const struct syntax *s, const struct attribution *t)
{
    for (uint32_t i = t->cue.begin; i < t->head; i++) {
        if (syntax_form_is(s, i, "so") && t->content_count > 0 && t->content[0].begin > t->head &&
            syntax_form_is(s, t->content[0].begin, "that")) {
            return true;
        }
    }
    return false;
}

/* "The finals saw two teams meet": what sees no more than a thing can. */
static bool is_witness(const struct syntax *s, const struct attribution *t)
{
    uint32_t who = t->source.head;
    if (who == NO_INDEX || !str_equal(t->lemma, STR("see"))) {
        return false;
    }
    enum noun_class class = noun_class(s->a->tags.lemma[who]);
    return s->pos[who] == POS_NUM ||
           (s->pos[who] == POS_NOUN && class != NOUN_PERSON && class != NOUN_GROUP);
}

/* Nobody is said to have said or thought anything, for all that the verb has a complement. */
static bool is_nothing(const struct syntax *s, const struct attribution *t)
{
    bool nobody = t->source.head == NO_INDEX;
    if (t->is_weak && (nobody || attribution_is_first_or_second(s, t->source))) {
        return true;
    }
    /* "Say the river rises", "let's say", "it is fair to say" */
    bool supposed = nobody && str_equal(t->lemma, STR("say")) && syntax_is_tagged(s, t->head, "VB");
    bool mind = (t->class == SPEECH_THINK || t->class == SPEECH_SHOW) && nobody &&
                !syntax_is_passive(s, t->head);
    bool clause = t->is_weak || (t->content_count > 0 && may_be_clause(s, t));
    return supposed || mind || !clause || is_deed(s, t) || is_condition(s, t) || is_request(s, t) ||
           is_consequence(s, t) || is_kind(s, t) || is_put_to_him(s, t) || is_result(s, t) ||
           is_refused_deed(s, t) || is_witness(s, t) || is_audience(s, t);
}

void attribution_find_verb(struct attributions *f, uint32_t verb, struct range sentence)
{
    const struct syntax *s = &f->syntax;
    const struct speech_word *word = attribution_word(s, verb);
    if (!word || !word->frames) {
        return;
    }
    struct attribution *t = attribution_add(f, verb, word);
    if (!t) {
        return;
    }
    t->cue = attribution_cue(s, verb);
    bool said = (word->frames & SPEECH_CLAUSE) != 0;
    if (!take_content(f, t, word->frames) && !(said && attribution_take_front(f, t, sentence)) &&
        !(said && attribution_take_linear(s, t, sentence))) {
        f->list.count--;
        return;
    }
    if (t->source.head == NO_INDEX) {
        t->source = attribution_source(s, verb);
    }
    attribution_split_front(s, t, sentence);
    if (said) {
        attribution_take_lead(s, t, sentence);
        attribution_take_tail(s, t, sentence);
        attribution_turn_round(s, t, sentence);
    }
    drop_front(s, t);
    attribution_drop_hanging_front(s, t);
    attribution_drop_relative(s, &t->source);
    if (t->is_weak) {
        cut_at_dash(s, t);
    }
    t->dropped = is_nothing(s, t);
    attribution_take_apposition(s, t);
    attribution_take_loose_apposition(s, t, sentence);
    attribution_drop_time(s, &t->source);
    t->via = attribution_relay(s, verb);
    t->negated = attribution_is_negated(s, verb) || str_equal(t->lemma, STR("decline")) ||
                 str_equal(t->lemma, STR("refuse")) || attribution_is_nobody(s, t->source);
}
