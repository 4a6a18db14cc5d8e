/* A content that is a clause under its verb: "said that the bridge would close". */
#include "pipeline/attribution.h"

#include "pipeline/pipeline.h"

enum { INSET_MAX = 14 };

static bool is_link(const struct syntax *s, uint32_t token)
{
    return syntax_is_punctuation(s, token) || s->pos[token] == POS_CCONJ ||
           s->pos[token] == POS_ADV || s->pos[token] == POS_PART;
}

/* Pieces on the same side of the verb with nothing but links between them are one. */
static void close_gaps(const struct syntax *s, struct attribution *t)
{
    uint32_t kept = 0;
    for (uint32_t i = 1; i < t->content_count; i++) {
        struct range *last = &t->content[kept], next = t->content[i];
        bool apart = last->end <= t->head && next.begin > t->head;
        for (uint32_t k = last->end; k < next.begin && !apart; k++) {
            apart = !is_link(s, k);
        }
        if (apart) {
            t->content[++kept] = next;
        } else {
            last->end = next.end > last->end ? next.end : last->end;
        }
    }
    t->content_count = t->content_count ? kept + 1 : 0;
}

/* All behind the verb is one content, which begins at its "that". */
static void close_right_side(const struct syntax *s, struct attribution *t)
{
    if (t->content_count == 0 || t->content[0].begin < t->head) {
        return;
    }
    struct range *r = &t->content[0];
    r->end = t->content[t->content_count - 1].end;
    t->content_count = 1;
    for (uint32_t i = r->begin; i < r->begin + INSET_MAX && i + 1 < r->end; i++) {
        if (s->relation[i] == REL_MARK && syntax_form_is(s, i, "that")) {
            r->begin = i;
            return;
        }
        if (s->pos[i] == POS_VERB || s->pos[i] == POS_AUX) {
            break;
        }
    }
    bool that = syntax_form_is(s, t->head + 1, "that") || syntax_form_is(s, t->head + 1, "whether");
    if (that && r->begin < t->head + 1 + INSET_MAX) {
        r->begin = t->head + 1;
    }
}

/* "that" opens a clause behind its verb; a clause without mark and subject had its subject taken
 * for the verb's object: "believes | his efforts | will do". */
static void begin_at_mark(const struct syntax *s, struct attribution *t, uint32_t piece, uint32_t c)
{
    uint32_t mark = syntax_child(s, c, REL_MARK), object = syntax_child(s, t->head, REL_OBJ);
    if (piece >= t->content_count || t->content[piece].begin <= t->head) {
        return;
    }
    struct range *r = &t->content[piece];
    if (mark != NO_INDEX && mark > r->begin && mark < r->end && syntax_form_is(s, mark, "that")) {
        r->begin = mark;
    } else if (mark == NO_INDEX && object != NO_INDEX && syntax_subject(s, c) == NO_INDEX &&
               object > t->head && s->right[object] == r->begin && t->class != SPEECH_ASK &&
               t->class != SPEECH_URGE) {
        r->begin = s->left[object];
    }
}

static bool is_question_word(const struct syntax *s, uint32_t token)
{
    static const char *const words[] = {"how", "if", "when", "where", "whether", "why"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (syntax_form_is(s, token, words[i])) {
            return true;
        }
    }
    return false;
}

/* "explained what the word means", "asked who had come": a noun phrase to the tree. */
static bool is_free_relative(const struct syntax *s, uint32_t object)
{
    return (syntax_form_is(s, object, "what") || syntax_form_is(s, object, "who")) &&
           syntax_child(s, object, REL_ACL_RELCL) != NO_INDEX;
}

/* "Asked by a reporter whether he knew, he smiled": the tree hangs both on the verb behind them,
 * but no clause beside a participle of asking begins with a "whether" of its own; or NO_INDEX. */
static uint32_t asked_clause(const struct syntax *s, uint32_t verb)
{
    uint32_t next = s->next[verb];
    bool asked = s->relation[verb] == REL_ADVCL && syntax_is_tagged(s, verb, "VBN") &&
                 next != NO_INDEX && next < s->parent[verb] &&
                 (s->relation[next] == REL_ADVCL || s->relation[next] == REL_CCOMP);
    return asked && syntax_is_marked(s, next, "whether") ? next : NO_INDEX;
}

/* "did not say when": an adverbial clause to the tree. */
static bool is_question(const struct syntax *s, uint32_t clause, uint32_t verb)
{
    return s->relation[clause] == REL_ADVCL && s->left[clause] == verb + 1 &&
           is_question_word(s, verb + 1);
}

static bool has_subject(const struct syntax *s, uint32_t verb)
{
    return syntax_subject(s, verb) != NO_INDEX || syntax_child(s, verb, REL_NSUBJ_PASS) != NO_INDEX;
}

/* The verb hands a clause over itself. */
static bool reports(const struct syntax *s, uint32_t verb)
{
    return syntax_child(s, verb, REL_CCOMP) != NO_INDEX &&
           speech_verb_find(syntax_form(s, verb), s->a->tags.lemma[verb]);
}

static bool is_closing_mark(const struct syntax *s, uint32_t token)
{
    return str_equal(s->a->tags.xpos[token], STR("''"));
}

/* "said X was right because Y", "said X would close if Y": a clause with a subject that follows the
 * content without a comma belongs to it, though the tree may hang it on the verb of saying. */
static void take_circumstance(const struct syntax *s, struct attribution *t)
{
    struct range *r = &t->content[0];
    if (t->content_count != 1 || r->begin < t->head || r->end + 1 >= s->a->tokens.count) {
        return;
    }
    uint32_t from = r->end + is_closing_mark(s, r->end);
    for (uint32_t c = s->child[t->head]; c != NO_INDEX; c = s->next[c]) {
        bool follows = s->relation[c] == REL_ADVCL && s->left[c] == from;
        if (follows && !syntax_is_punctuation(s, from) && has_subject(s, c) &&
            !syntax_form_is(s, from, "as")) {
            *r = attribution_trim(s, (struct range){r->begin, s->right[c]});
            return;
        }
    }
}

/* "said that X but that Y", "said he would X but would Y", "said X was early and Y was late": a
 * second clause that the tree hangs on the verb of saying belongs to the content when it has a
 * "that" or a modal of its own, or a subject and no comma before it. */
static void take_second_clause(const struct syntax *s, struct attribution *t)
{
    struct range *r = &t->content[0];
    uint32_t link = r->end, count = s->a->tokens.count;
    if (t->content_count != 1 || r->begin < t->head || link + 2 >= count) {
        return;
    }
    link += is_closing_mark(s, link);
    uint32_t clause_end = link;
    link += syntax_form_is(s, link, ",");
    uint32_t second = s->pos[link] == POS_CCONJ ? s->parent[link] : NO_INDEX;
    if (second == NO_INDEX || s->relation[second] != REL_CONJ || s->parent[second] != t->head) {
        return;
    }
    bool own = link == clause_end && has_subject(s, second) && !reports(s, second);
    bool modal = attribution_has_modal(s, second) && !attribution_has_modal(s, t->head);
    if (own || modal || syntax_form_is(s, link + 1, "that")) {
        *r = attribution_trim(s, (struct range){r->begin, s->right[second]});
    }
}

/* "Drivers who say that they paid | must show a receipt": the verb of the sentence that a wrong
 * tree makes a second clause under the verb of the relative clause. */
static bool is_outer(const struct syntax *s, uint32_t clause)
{
    return s->relation[s->parent[clause]] == REL_ACL_RELCL && !has_subject(s, clause) &&
           s->pos[s->left[clause]] == POS_AUX;
}

/* "acted in the belief that": the clause is the noun's own. */
static bool is_mind(const struct syntax *s, uint32_t noun)
{
    const struct speech_word *word = speech_noun_find(syntax_form(s, noun), s->a->tags.lemma[noun]);
    return word && word->class >= SPEECH_THINK;
}

/* "said in a statement | that the bridge would close", "“…,” she was quoted | as saying": the
 * clause that hangs on the phrase between it and the verb, or on the verb of quoting; or
 * NO_INDEX. */
static uint32_t loose_clause(const struct syntax *s, uint32_t verb)
{
    if (attribution_quoting(s, verb) != NO_INDEX) {
        return syntax_child(s, attribution_quoting(s, verb), REL_CCOMP);
    }
    /* "declined to comment on a report that": the report says so */
    bool comments = str_equal(s->a->tags.lemma[verb], STR("comment"));
    for (uint32_t c = s->child[verb]; c != NO_INDEX && !comments; c = s->next[c]) {
        uint32_t mark = c > verb ? syntax_child(s, c, REL_CASE) : NO_INDEX;
        bool in = mark != NO_INDEX &&
                  (syntax_form_is(s, mark, "in") || syntax_form_is(s, mark, "on") ||
                   syntax_form_is(s, mark, "at") || syntax_form_is(s, mark, "during"));
        bool phrase = (in && s->relation[c] == REL_OBL && !is_mind(s, c)) ||
                      (c > verb && s->relation[c] == REL_OBL_UNMARKED);
        uint32_t clause = phrase ? syntax_child(s, c, REL_ACL) : NO_INDEX;
        if (clause != NO_INDEX && syntax_is_marked(s, clause, "that") && has_subject(s, clause)) {
            return clause;
        }
    }
    return NO_INDEX;
}

/* "What do you think | the plan will cost", "a sum that we believe | is fair": the word that
 * opens the sentence or the relative clause stands apart from the rest of its own. */
static void drop_extracted(const struct syntax *s, struct attribution *t)
{
    struct range r = t->content_count > 1 ? t->content[0] : (struct range){0};
    if (range_is_empty(r) || r.end > t->head || t->content[1].begin < t->head ||
        syntax_is_punctuation(s, r.end) || s->a->tags.xpos[r.begin].len == 0 ||
        s->a->tags.xpos[r.begin].ptr[0] != 'W') {
        return;
    }
    for (uint32_t i = r.begin; i < r.end; i++) {
        if (s->pos[i] == POS_VERB || s->pos[i] == POS_PUNCT) {
            return;
        }
    }
    attribution_drop_first(t);
}

/* "explained what happened": the object is the content, or begins it; else it is whom he told. */
static void take_asked_object(const struct syntax *s, struct attribution *t)
{
    uint32_t object = syntax_object(s, t->head);
    bool asks = object != NO_INDEX && (is_question_word(s, object) || is_free_relative(s, object));
    if (t->content_count == 0 && asks && s->right[object] > object + 1 && object > t->head) {
        attribution_add_range(s, t, object, s->right[object]);
        t->top = object;
        t->by = "attribution.clause";
    }
    if (t->content_count > 0 && asks && t->content[0].begin == object + 1) {
        t->content[0].begin = object;
    } else if (t->content_count > 0 && object != NO_INDEX && !asks) {
        t->addressee = attribution_addressee(s, object, t->head);
    }
}

/* "told those gathered to leave": the participle says who is meant. */
static bool is_reduced(const struct syntax *s, uint32_t clause)
{
    uint32_t first = s->left[clause];
    return first == clause && first > 0 && syntax_form_is(s, first - 1, "those") &&
           (syntax_is_tagged(s, clause, "VBN") || syntax_is_tagged(s, clause, "VBD"));
}

/* A clause under the verb that may be what it hands over. */
static bool is_content(const struct syntax *s, const struct attribution *t, uint32_t clause,
                       uint32_t subject)
{
    if (s->relation[clause] == REL_CSUBJ_PASS) { /* "it was alleged that" */
        return clause > t->head && t->class < SPEECH_THINK && syntax_is_marked(s, clause, "that");
    }
    return s->relation[clause] == REL_CCOMP && !(t->content_count > 0 && is_outer(s, clause)) &&
           !(clause < t->head && subject != NO_INDEX && subject < clause) && !is_reduced(s, clause);
}

bool attribution_take_clause(struct attributions *f, struct attribution *t)
{
    const struct syntax *s = &f->syntax;
    uint32_t subject = syntax_subject(s, t->head); /* its own name holds a verb to a wrong tree */
    for (uint32_t c = s->child[t->head]; c != NO_INDEX; c = s->next[c]) {
        if (is_content(s, t, c, subject) || is_question(s, c, t->head)) {
            uint32_t first = t->content_count;
            attribution_add_pieces(s, t, c, NO_INDEX);
            begin_at_mark(s, t, first, c);
            t->top = c;
            t->by = "attribution.clause";
        }
    }
    uint32_t hung =
        t->content_count == 0 && t->class == SPEECH_SAY ? loose_clause(s, t->head) : NO_INDEX;
    if (t->content_count == 0 && t->class == SPEECH_ASK) {
        hung = asked_clause(s, t->head);
    }
    if (hung != NO_INDEX) {
        attribution_add_range(s, t, s->left[hung], s->right[hung]);
        t->top = hung;
        t->by = "attribution.clause";
    }
    close_gaps(s, t);
    attribution_drop_setting(s, t);
    drop_extracted(s, t);
    attribution_drop_loose_tail(s, t);
    close_right_side(s, t);
    take_circumstance(s, t);
    take_second_clause(s, t);
    take_asked_object(s, t);
    return t->content_count > 0;
}
