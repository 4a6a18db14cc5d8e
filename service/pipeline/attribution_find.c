/* What the trees tell: a verb, a noun or an adjective of speech_words with a complement that holds
 * a content, or a phrase ("according to") beside a clause. */
#include "pipeline/attribution.h"

#include "pipeline/pipeline.h"

enum {
    HOPS_MAX = 5,
    INSET_MAX = 14,
    PHRASE_MAX = 40,
    LABEL_MAX = 6,
    SUBJECT_REACH = 6,
    AS_REACH = 8, /* words behind the verb of "as he told the paper, …" */
    ATTRIBUTIONS_MAX = QUOTES_MAX
};

/* ---- phrases ---- */

static bool is_punctuation(const struct syntax *s, uint32_t token)
{
    return s->pos[token] == POS_PUNCT || s->relation[token] == REL_PUNCT;
}

struct range attribution_trim(const struct syntax *s, struct range r)
{
    while (r.begin < r.end && is_punctuation(s, r.begin)) {
        r.begin++;
    }
    while (r.end > r.begin && is_punctuation(s, r.end - 1)) {
        r.end--;
    }
    return r;
}

static const struct phrase NOBODY = {.head = NO_INDEX};

/* The phrase of a noun, without what is under `without` (or NO_INDEX) and behind it. */
static struct phrase phrase_of(const struct syntax *s, uint32_t head, uint32_t without)
{
    struct range r = {s->left[head], s->right[head]};
    if (without != NO_INDEX) {
        r.begin = without < head && s->right[without] > r.begin ? s->right[without] : r.begin;
        r.end = without > head && s->left[without] < r.end ? s->left[without] : r.end;
    }
    while (r.begin < head && (s->relation[r.begin] == REL_CASE || is_punctuation(s, r.begin))) {
        r.begin++;
    }
    return (struct phrase){attribution_trim(s, r), head};
}

static bool is_relative_pronoun(const struct syntax *s, uint32_t token)
{
    return syntax_form_is(s, token, "who") || syntax_form_is(s, token, "that") ||
           syntax_form_is(s, token, "which");
}

static bool is_nominal(const struct syntax *s, uint32_t token)
{
    return s->pos[token] == POS_NOUN || s->pos[token] == POS_PROPN;
}

/* Relations that a wrong tree gives the words of a name beside its head. */
static bool may_belong(const struct syntax *s, uint32_t token)
{
    switch ((enum relation)s->relation[token]) {
    case REL_OBL:
    case REL_OBL_UNMARKED:
    case REL_OBL_AGENT:
    case REL_IOBJ:
    case REL_PUNCT:
        return false;
    default:
        return is_nominal(s, token) && !syntax_form_is(s, token, "a.m.") &&
               !syntax_form_is(s, token, "p.m.");
    }
}

/* A wrong tree may cut a noun phrase short: nouns right beside it belong to it, with what hangs on
 * them, and so do the articles and adjectives before. */
static void mend(const struct syntax *s, struct range *r, uint32_t verb)
{
    uint32_t count = s->a->tokens.count;
    if (!is_nominal(s, r->end - 1) && !is_nominal(s, r->begin)) {
        return;
    }
    while (r->end < count && r->end != verb && may_belong(s, r->end) && is_nominal(s, r->end - 1)) {
        uint32_t right = s->right[r->end];
        bool over = r->end < verb && right > verb;
        r->end = over ? r->end + 1 : right;
    }
    while (r->begin > 0 && r->begin - 1 != verb && may_belong(s, r->begin - 1) &&
           is_nominal(s, r->begin)) {
        r->begin--;
    }
    while (r->begin > 0 && r->begin - 1 != verb && s->parent[r->begin - 1] != NO_INDEX &&
           s->parent[r->begin - 1] >= r->begin && s->parent[r->begin - 1] < r->end &&
           s->pos[r->begin - 1] != POS_PUNCT && s->relation[r->begin - 1] != REL_CASE &&
           s->relation[r->begin - 1] != REL_CC) {
        r->begin--;
    }
}

/* The noun phrase that a relative clause hangs on, without the clause and without what makes the
 * noun a predicate ("the law is | the provision | that says"). */
static struct phrase antecedent_of(const struct syntax *s, uint32_t verb)
{
    uint32_t noun = s->parent[verb];
    struct phrase p = phrase_of(s, noun, verb);
    for (uint32_t c = s->child[noun]; c != NO_INDEX && c < noun; c = s->next[c]) {
        switch ((enum relation)s->relation[c]) {
        case REL_NSUBJ:
        case REL_CSUBJ:
        case REL_EXPL:
        case REL_COP:
        case REL_AUX:
        case REL_ADVMOD:
        case REL_CC:
        case REL_MARK:
            p.range.begin = s->right[c];
            break;
        default:
            break;
        }
    }
    p.range = attribution_trim(s, p.range);
    return p;
}

/* Of "who", whoever it stands for is the head; "that" and "which" give way to it. */
static struct phrase subject_phrase(const struct syntax *s, uint32_t subject, uint32_t verb)
{
    struct phrase p = phrase_of(s, subject, NO_INDEX);
    if (s->left[subject] <= verb && verb < s->right[subject]) {
        p.range = (struct range){subject, subject + 1};
    }
    if (s->relation[verb] == REL_ACL_RELCL && is_relative_pronoun(s, subject)) {
        bool who = syntax_form_is(s, subject, "who");
        p = who ? (struct phrase){p.range, s->parent[verb]} : antecedent_of(s, verb);
    } else if (!range_is_empty(p.range)) {
        mend(s, &p.range, verb);
    }
    return p;
}

/* The subject that stands nearest: a wrong tree may hang the subject of a quotation here too. */
static uint32_t subject_of(const struct syntax *s, uint32_t verb)
{
    uint32_t best = NO_INDEX, least = NO_INDEX;
    for (uint32_t c = s->child[verb]; c != NO_INDEX; c = s->next[c]) {
        uint32_t away = c < verb ? verb - c : c - verb;
        bool subject = s->relation[c] == REL_NSUBJ || s->relation[c] == REL_NSUBJ_OUTER;
        if (subject && away < least) {
            best = c;
            least = away;
        }
    }
    return best;
}

static bool is_passive(const struct syntax *s, uint32_t verb)
{
    return syntax_child(s, verb, REL_AUX_PASS) != NO_INDEX ||
           syntax_child(s, verb, REL_NSUBJ_PASS) != NO_INDEX ||
           syntax_child(s, verb, REL_CSUBJ_PASS) != NO_INDEX ||
           syntax_child(s, verb, REL_OBL_AGENT) != NO_INDEX;
}

static bool is_participle(const struct syntax *s, uint32_t verb, const char *xpos)
{
    return str_equal(s->a->tags.xpos[verb], str_of(xpos));
}

static bool is_finite(const struct syntax *s, uint32_t verb)
{
    return is_participle(s, verb, "VBD") || is_participle(s, verb, "VBZ") ||
           is_participle(s, verb, "VBP");
}

/* The verb, or the noun, whose subject is also this verb's; NO_INDEX when nobody is. */
static uint32_t subject_lender(const struct syntax *s, uint32_t verb)
{
    uint32_t up = s->parent[verb];
    switch (s->relation[verb]) {
    case REL_CONJ:
    case REL_XCOMP:
        return up;
    case REL_ADVCL:
    case REL_PARATAXIS:
        return is_participle(s, verb, "VBG") || is_participle(s, verb, "VB") ? up : NO_INDEX;
    default:
        return NO_INDEX;
    }
}

struct phrase attribution_source(const struct syntax *s, uint32_t verb)
{
    bool borrowed = false;
    for (uint32_t hop = 0; verb != NO_INDEX && hop < HOPS_MAX; hop++) {
        uint32_t agent = syntax_child(s, verb, REL_OBL_AGENT), subject = subject_of(s, verb);
        if (agent != NO_INDEX && !borrowed) {
            return phrase_of(s, agent, NO_INDEX);
        }
        if (subject == NO_INDEX && borrowed) {
            subject = syntax_child(s, verb, REL_NSUBJ_PASS);
        }
        if (subject != NO_INDEX) {
            bool empty =
                syntax_form_is(s, subject, "it") && syntax_child(s, verb, REL_EXPL) == subject;
            return empty ? NOBODY : subject_phrase(s, subject, verb);
        }
        if (!borrowed && is_passive(s, verb)) {
            return NOBODY;
        }
        if (s->relation[verb] == REL_ACL && is_participle(s, verb, "VBG")) {
            return phrase_of(s, s->parent[verb], verb);
        }
        if (s->relation[verb] == REL_ACL_RELCL && borrowed) {
            return NOBODY;
        }
        verb = subject_lender(s, verb);
        borrowed = true;
    }
    return NOBODY;
}

/* "…, Revesz said", "…, said Ms. Quill" where the tree has no subject. */
struct phrase attribution_neighbour(const struct syntax *s, uint32_t verb, struct range clause)
{
    uint32_t side[2] = {verb > clause.begin ? verb - 1 : NO_INDEX,
                        verb + 1 < clause.end ? verb + 1 : NO_INDEX};
    for (int i = 0; i < 2; i++) {
        uint32_t token = side[i];
        bool opens = token != NO_INDEX && (is_nominal(s, token) || s->pos[token] == POS_PRON ||
                                           s->pos[token] == POS_DET || s->pos[token] == POS_NUM);
        if (!opens) {
            continue;
        }
        struct range r = {token, token + 1};
        while (i == 0 && r.begin > clause.begin &&
               (is_nominal(s, r.begin - 1) || s->pos[r.begin - 1] == POS_DET ||
                s->pos[r.begin - 1] == POS_ADJ)) {
            r.begin--;
        }
        while (i == 1 && r.end < clause.end &&
               (is_nominal(s, r.end) || s->pos[r.end] == POS_ADJ || s->pos[r.end] == POS_NUM)) {
            r.end++;
        }
        r.end = i == 1 && s->right[r.end - 1] < clause.end ? s->right[r.end - 1] : r.end;
        if (!(i == 1 && s->pos[token] == POS_DET && r.end == token + 1)) {
            return (struct phrase){r, i == 0 ? token : r.end - 1};
        }
    }
    return NOBODY;
}

static bool belongs_to_cue(const struct syntax *s, uint32_t token, uint32_t verb)
{
    enum relation r = (enum relation)s->relation[token];
    bool word = s->pos[token] == POS_AUX || s->pos[token] == POS_ADV || s->pos[token] == POS_PART;
    return word && s->parent[token] == verb &&
           (r == REL_AUX || r == REL_AUX_PASS || r == REL_ADVMOD);
}

struct range attribution_cue(const struct syntax *s, uint32_t verb)
{
    struct range r = {verb, verb + 1};
    while (r.begin > 0 && belongs_to_cue(s, r.begin - 1, verb)) {
        r.begin--;
    }
    if (r.end < s->a->tokens.count && s->relation[r.end] == REL_COMPOUND_PRT &&
        s->parent[r.end] == verb) {
        r.end++;
    }
    return r;
}

/* ---- contents ---- */

/* Adds the tokens under `top` that are not under `without` (or NO_INDEX): a piece for each run of
 * them that nothing but punctuation interrupts. */
static void add_pieces(const struct syntax *s, struct attribution *t, uint32_t top,
                       uint32_t without)
{
    struct range open = {0};
    for (uint32_t i = s->left[top]; i <= s->right[top]; i++) {
        bool end = i == s->right[top];
        bool under = !end && syntax_is_under(s, i, top) &&
                     !(without != NO_INDEX && syntax_is_under(s, i, without));
        if (under) {
            open.begin = range_is_empty(open) ? i : open.begin;
            open.end = i + 1;
        } else if (!range_is_empty(open) && (end || !is_punctuation(s, i))) {
            open = attribution_trim(s, open);
            if (!range_is_empty(open) && t->content_count < PIECES_MAX) {
                t->content[t->content_count++] = open;
            }
            open = (struct range){0};
        }
    }
}

static void add_range(const struct syntax *s, struct attribution *t, uint32_t begin, uint32_t end)
{
    struct range r = attribution_trim(s, (struct range){begin, end});
    if (!range_is_empty(r) && t->content_count < PIECES_MAX) {
        t->content[t->content_count++] = r;
    }
}

static bool has_mark(const struct syntax *s, uint32_t clause, const char *word)
{
    uint32_t mark = syntax_child(s, clause, REL_MARK);
    return mark != NO_INDEX && syntax_form_is(s, mark, word);
}

static uint32_t object_of(const struct syntax *s, uint32_t verb)
{
    uint32_t found = syntax_child(s, verb, REL_OBJ);
    return found != NO_INDEX ? found : syntax_child(s, verb, REL_IOBJ);
}

/* Behind the verb a content that begins before it goes on only after a comma or a mark. */
static void drop_loose_tail(const struct syntax *s, struct attribution *t)
{
    uint32_t kept = 0;
    bool fronted = t->content_count > 0 && t->content[0].end <= t->head;
    for (uint32_t i = 0; i < t->content_count; i++) {
        struct range r = t->content[i];
        bool behind = fronted && r.begin > t->head;
        bool loose =
            behind && (!is_punctuation(s, r.begin - 1) || is_participle(s, r.begin, "VBG"));
        if (!loose) {
            t->content[kept++] = r;
        }
    }
    t->content_count = kept;
}

/* "the park is near the stadium, which, Roe said, is busy", "and, Roe said, X": what leads up to a
 * conjunction or a relative pronoun is none of it. */
static void drop_hanging_front(const struct syntax *s, struct attribution *t)
{
    uint32_t last = t->content_count > 1 ? t->content[0].end - 1 : NO_INDEX;
    if (last == NO_INDEX || last > t->head || last == t->content[0].begin) {
        return;
    }
    if (is_relative_pronoun(s, last) || s->pos[last] == POS_CCONJ || s->pos[last] == POS_SCONJ) {
        for (uint32_t i = 1; i < t->content_count; i++) {
            t->content[i - 1] = t->content[i];
        }
        t->content_count--;
    }
}

static bool is_link(const struct syntax *s, uint32_t token)
{
    return is_punctuation(s, token) || s->pos[token] == POS_CCONJ || s->pos[token] == POS_ADV ||
           s->pos[token] == POS_PART;
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
    } else if (mark == NO_INDEX && object != NO_INDEX && subject_of(s, c) == NO_INDEX &&
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

/* "did not say when": an adverbial clause to the tree. */
static bool is_question(const struct syntax *s, uint32_t clause, uint32_t verb)
{
    return s->relation[clause] == REL_ADVCL && s->left[clause] == verb + 1 &&
           is_question_word(s, verb + 1);
}

static bool has_subject(const struct syntax *s, uint32_t verb)
{
    return subject_of(s, verb) != NO_INDEX || syntax_child(s, verb, REL_NSUBJ_PASS) != NO_INDEX;
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
        if (follows && !is_punctuation(s, from) && has_subject(s, c) &&
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

static bool take_clause(struct attributions *f, struct attribution *t)
{
    const struct syntax *s = &f->syntax;
    for (uint32_t c = s->child[t->head]; c != NO_INDEX; c = s->next[c]) {
        if (s->relation[c] == REL_CCOMP || is_question(s, c, t->head)) {
            uint32_t first = t->content_count;
            add_pieces(s, t, c, NO_INDEX);
            begin_at_mark(s, t, first, c);
            t->top = c;
            t->by = "attribution.clause";
        }
    }
    close_gaps(s, t);
    drop_loose_tail(s, t);
    close_right_side(s, t);
    take_circumstance(s, t);
    take_second_clause(s, t);
    uint32_t object = object_of(s, t->head);
    bool asks = object != NO_INDEX && is_question_word(s, object);
    if (t->content_count == 0 && asks && s->right[object] > object + 1 && object > t->head) {
        add_range(s, t, object, s->right[object]);
        t->top = object;
        t->by = "attribution.clause";
    }
    if (t->content_count > 0 && asks && t->content[0].begin == object + 1) {
        t->content[0].begin = object;
    } else if (t->content_count > 0 && object != NO_INDEX && !asks) {
        t->addressee = phrase_of(s, object, NO_INDEX);
    }
    return t->content_count > 0;
}

/* "you know", "I mean", "you see" fill a pause. */
static bool is_filler(const struct syntax *s, const struct attribution *t)
{
    static const char *const verbs[] = {"explain", "guess", "know", "mean", "say", "see"};
    uint32_t subject = subject_of(s, t->head);
    if (subject == NO_INDEX ||
        !(syntax_form_is(s, subject, "you") || syntax_form_is(s, subject, "i"))) {
        return false;
    }
    for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++) {
        if (str_equal(t->lemma, str_of(verbs[i]))) {
            return true;
        }
    }
    return false;
}

/* "As he told the paper, X", "X, as he said": set off by commas, and not of time ("as crowds
 * continued to gather"). */
static bool is_as_clause(const struct syntax *s, const struct attribution *t)
{
    uint32_t first = s->left[t->head], reach = t->class <= SPEECH_ASK ? AS_REACH : 3;
    return s->relation[t->head] == REL_ADVCL && has_mark(s, t->head, "as") &&
           s->right[t->head] <= t->head + reach && syntax_form_is(s, first, "as") &&
           (first == 0 || s->pos[first - 1] == POS_PUNCT || s->pos[first - 1] == POS_CCONJ ||
            s->parent[t->head] > t->head) &&
           syntax_child(s, t->head, REL_XCOMP) == NO_INDEX;
}

/* "X; he said Y", "X - he said": what is not beside the verb's clause but for a comma or a mark. */
static bool is_cut_off(const struct syntax *s, const struct attribution *t)
{
    uint32_t first = s->left[t->head];
    first -= first > 0 && !is_punctuation(s, first);
    return syntax_form_is(s, first, ";") || syntax_form_is(s, first, "-") ||
           syntax_form_is(s, first, ":");
}

/* "X, he said" with X as the main clause; "as he said, X". */
static bool take_host(struct attributions *f, struct attribution *t)
{
    const struct syntax *s = &f->syntax;
    uint32_t up = s->parent[t->head];
    bool beside = s->relation[t->head] == REL_PARATAXIS && !is_cut_off(s, t);
    bool as = is_as_clause(s, t);
    beside =
        beside && (t->class <= SPEECH_ASK || t->class == SPEECH_THINK || t->class == SPEECH_SHOW);
    if (up == NO_INDEX || !(beside || as) || (beside && subject_of(s, t->head) == NO_INDEX)) {
        return false;
    }
    if (beside && is_filler(s, t)) {
        return false;
    }
    add_pieces(s, t, up, t->head);
    t->top = up;
    t->by = beside ? "attribution.beside" : "attribution.as";
    drop_loose_tail(s, t);
    return t->content_count > 0;
}

/* "he said: X" with X beside the verb; behind a colon it goes on to the end of the sentence. */
static bool take_beside(struct attributions *f, struct attribution *t)
{
    const struct syntax *s = &f->syntax;
    uint32_t c = syntax_child(s, t->head, REL_PARATAXIS);
    if (c == NO_INDEX || c < t->head) {
        return false;
    }
    bool colon = s->left[c] > 0 && syntax_form_is(s, s->left[c] - 1, ":");
    bool marks = s->left[c] > 0 && str_equal(s->a->tags.xpos[s->left[c] - 1], STR("``"));
    if (!colon && !marks) {
        return false;
    }
    add_range(s, t, s->left[c], colon ? s->right[t->head] : s->right[c]);
    t->top = c;
    t->by = "attribution.beside";
    return t->content_count > 0;
}

static bool take_infinitive(struct attributions *f, struct attribution *t, uint32_t frames)
{
    const struct syntax *s = &f->syntax;
    uint32_t x = syntax_child(s, t->head, REL_XCOMP), object = object_of(s, t->head);
    if (x == NO_INDEX || x < t->head || !has_mark(s, x, "to")) {
        return false;
    }
    bool with = object != NO_INDEX && object < x && (frames & SPEECH_WITH_WHOM);
    add_range(s, t, with ? s->left[object] : s->left[x], s->right[x]);
    if (object != NO_INDEX && (!with || t->class == SPEECH_SAY)) {
        t->addressee = phrase_of(s, object, NO_INDEX);
    }
    t->top = x;
    t->by = "attribution.infinitive";
    t->is_weak = true;
    return t->content_count > 0;
}

/* What the object is called: an adjective, a noun, "as" something. */
static uint32_t predicate_of(const struct syntax *s, uint32_t verb)
{
    for (uint32_t c = s->child[verb]; c != NO_INDEX; c = s->next[c]) {
        uint32_t mark = syntax_child(s, c, REL_CASE);
        mark = mark != NO_INDEX ? mark : syntax_child(s, c, REL_MARK);
        bool as = mark != NO_INDEX && syntax_form_is(s, mark, "as");
        if (c > verb && (s->relation[c] == REL_XCOMP || as)) {
            return c;
        }
    }
    return NO_INDEX;
}

/* "called Roe a fake", with both in one phrase to the tree: an article right behind a noun. */
static bool holds_second_phrase(const struct syntax *s, uint32_t object)
{
    for (uint32_t i = s->left[object] + 1; i < s->right[object]; i++) {
        if (s->pos[i] == POS_DET && is_nominal(s, i - 1)) {
            return true;
        }
    }
    return false;
}

static bool take_predicate(struct attributions *f, struct attribution *t)
{
    const struct syntax *s = &f->syntax;
    uint32_t p = predicate_of(s, t->head), object = syntax_child(s, t->head, REL_OBJ);
    uint32_t named_object = syntax_child(s, t->head, REL_IOBJ);
    if (p == NO_INDEX && named_object != NO_INDEX && object != NO_INDEX) {
        p = object;
        object = named_object;
    }
    if (p == NO_INDEX && object != NO_INDEX && object > t->head &&
        str_equal(t->lemma, STR("call")) && holds_second_phrase(s, object)) {
        add_range(s, t, s->left[object], s->right[object]);
        t->top = object;
        t->by = "attribution.predicate";
        t->is_weak = true;
        return t->content_count > 0;
    }
    bool named = s->relation[t->head] == REL_ACL && is_participle(s, t->head, "VBN");
    if (p == NO_INDEX || (named && syntax_child(s, t->head, REL_OBL_AGENT) == NO_INDEX)) {
        return false;
    }
    if (object != NO_INDEX && object > t->head && object < p) {
        add_range(s, t, s->left[object], s->right[p]);
    } else {
        uint32_t subject = syntax_child(s, t->head, REL_NSUBJ_PASS);
        if (subject != NO_INDEX && s->relation[t->head] != REL_ACL_RELCL) {
            add_range(s, t, s->left[subject], s->right[subject]);
        }
        add_range(s, t, s->left[p], s->right[p]);
    }
    t->top = p;
    t->by = "attribution.predicate";
    t->is_weak = true;
    return t->content_count > 0;
}

static bool is_content_preposition(const struct syntax *s, uint32_t token)
{
    static const char *const words[] = {"of", "for",  "about", "on", "against",
                                        "at", "over", "with",  "to"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (syntax_form_is(s, token, words[i])) {
            return true;
        }
    }
    return false;
}

/* The preposition of a complement that may hold a content, or NO_INDEX. */
static uint32_t complement_mark(const struct syntax *s, const struct attribution *t, uint32_t c)
{
    enum relation r = (enum relation)s->relation[c];
    uint32_t mark = syntax_child(s, c, r == REL_OBL || r == REL_NMOD ? REL_CASE : REL_MARK);
    bool clause = r == REL_ADVCL || r == REL_OBL || r == REL_ACL || r == REL_NMOD ||
                  r == REL_XCOMP || r == REL_CCOMP;
    if (!clause || c < t->head || mark == NO_INDEX || mark > c ||
        !is_content_preposition(s, mark) || s->pos[mark] == POS_PART) {
        return NO_INDEX;
    }
    bool call = str_equal(t->lemma, STR("call"));
    return !call || syntax_form_is(s, mark, "for") ? mark : NO_INDEX;
}

/* Among the children of `parent`: those of the verb, or of its object. */
static bool take_complement(struct attributions *f, struct attribution *t, uint32_t parent)
{
    const struct syntax *s = &f->syntax;
    for (uint32_t c = s->child[parent]; c != NO_INDEX; c = s->next[c]) {
        uint32_t mark = complement_mark(s, t, c);
        if (mark != NO_INDEX) {
            add_range(s, t, mark + 1, s->right[c]);
            t->top = c;
            t->by = "attribution.oblique";
            t->is_weak = true;
            t->cue.end += mark == t->cue.end;
            return t->content_count > 0;
        }
    }
    return false;
}

/* "accused of X", "called for X". */
static bool take_oblique(struct attributions *f, struct attribution *t, bool own_object)
{
    uint32_t object = object_of(&f->syntax, t->head);
    if (object != NO_INDEX && !own_object) {
        return false;
    }
    return take_complement(f, t, t->head) ||
           (object != NO_INDEX && t->class == SPEECH_JUDGE && take_complement(f, t, object));
}

static bool take_object(struct attributions *f, struct attribution *t)
{
    const struct syntax *s = &f->syntax;
    uint32_t object = syntax_child(s, t->head, REL_OBJ);
    if (object == NO_INDEX || object < t->head || is_passive(s, t->head)) {
        return false;
    }
    uint32_t end = s->right[object];
    for (uint32_t c = s->next[object]; c != NO_INDEX; c = s->next[c]) {
        bool reason = s->relation[c] == REL_OBL || s->relation[c] == REL_ADVCL;
        reason = reason &&
                 (syntax_form_is(s, s->left[c], "for") || syntax_form_is(s, s->left[c], "over"));
        end = reason && s->left[c] == end ? s->right[c] : end;
    }
    add_range(s, t, s->left[object], end);
    t->top = object;
    t->by = "attribution.object";
    t->is_weak = true;
    return t->content_count > 0;
}

/* ---- the parts of speech ---- */

struct attribution *attribution_add(struct attributions *f, uint32_t head,
                                    const struct speech_word *word)
{
    struct attribution *t = vec_push(&f->list, &f->a->state->scratch, ATTRIBUTIONS_MAX);
    if (t) {
        *t = (struct attribution){.head = head,
                                  .cue = {head, head + 1},
                                  .lemma = word ? str_of(word->lemma) : (struct str){0},
                                  .class = word ? word->class : SPEECH_SAY,
                                  .top = NO_INDEX,
                                  .follows = NO_INDEX,
                                  .source = NOBODY,
                                  .addressee = NOBODY,
                                  .via = NOBODY};
    }
    return t;
}

static enum quote_medium medium_of_noun(struct str lemma)
{
    static const struct {
        const char *lemma;
        enum quote_medium medium;
    } nouns[] = {
        {"address", QUOTE_MEDIUM_SPEECH},
        {"analysis", QUOTE_MEDIUM_REPORT},
        {"announcement", QUOTE_MEDIUM_STATEMENT},
        {"blog", QUOTE_MEDIUM_POST},
        {"broadcast", QUOTE_MEDIUM_SPEECH},
        {"communique", QUOTE_MEDIUM_STATEMENT},
        {"declaration", QUOTE_MEDIUM_STATEMENT},
        {"documentary", QUOTE_MEDIUM_REPORT},
        {"facebook", QUOTE_MEDIUM_POST},
        {"interview", QUOTE_MEDIUM_INTERVIEW},
        {"lecture", QUOTE_MEDIUM_SPEECH},
        {"letter", QUOTE_MEDIUM_STATEMENT},
        {"memo", QUOTE_MEDIUM_STATEMENT},
        {"paper", QUOTE_MEDIUM_REPORT},
        {"poll", QUOTE_MEDIUM_REPORT},
        {"post", QUOTE_MEDIUM_POST},
        {"release", QUOTE_MEDIUM_STATEMENT},
        {"remark", QUOTE_MEDIUM_SPEECH},
        {"report", QUOTE_MEDIUM_REPORT},
        {"review", QUOTE_MEDIUM_REPORT},
        {"sermon", QUOTE_MEDIUM_SPEECH},
        {"speech", QUOTE_MEDIUM_SPEECH},
        {"statement", QUOTE_MEDIUM_STATEMENT},
        {"study", QUOTE_MEDIUM_REPORT},
        {"survey", QUOTE_MEDIUM_REPORT},
        {"telegram", QUOTE_MEDIUM_POST},
        {"tweet", QUOTE_MEDIUM_POST},
        {"twitter", QUOTE_MEDIUM_POST},
    };
    for (size_t i = 0; i < sizeof nouns / sizeof nouns[0]; i++) {
        if (str_equal_nocase(lemma, str_of(nouns[i].lemma))) {
            return nouns[i].medium;
        }
    }
    return QUOTE_MEDIUM_NONE;
}

enum quote_medium attribution_medium(const struct syntax *s, const struct attribution *t)
{
    const struct str *lemma = s->a->tags.lemma;
    enum quote_medium medium = QUOTE_MEDIUM_NONE;
    if (t->class == SPEECH_THINK) {
        return QUOTE_MEDIUM_THOUGHT;
    }
    if (t->class == SPEECH_POST) {
        return QUOTE_MEDIUM_POST;
    }
    for (uint32_t c = s->child[t->head]; c != NO_INDEX && medium == QUOTE_MEDIUM_NONE;
         c = s->next[c]) {
        uint32_t mark = s->relation[c] == REL_OBL ? syntax_child(s, c, REL_CASE) : NO_INDEX;
        bool in =
            mark != NO_INDEX && (syntax_form_is(s, mark, "in") || syntax_form_is(s, mark, "on") ||
                                 syntax_form_is(s, mark, "during"));
        medium = in ? medium_of_noun(lemma[c]) : medium;
    }
    if (medium == QUOTE_MEDIUM_NONE && t->source.head != NO_INDEX) {
        medium = medium_of_noun(lemma[t->source.head]);
    }
    return medium;
}

static bool take_content(struct attributions *f, struct attribution *t, uint32_t frames)
{
    return ((frames & SPEECH_CLAUSE) && (take_clause(f, t) || take_host(f, t))) ||
           ((frames & SPEECH_TO) && take_infinitive(f, t, frames)) ||
           ((frames & SPEECH_AS) && take_predicate(f, t)) ||
           ((frames & SPEECH_CLAUSE) && take_beside(f, t)) ||
           ((frames & SPEECH_OBJECT) && take_object(f, t)) ||
           ((frames & SPEECH_OF) && take_oblique(f, t, !(frames & SPEECH_TO)));
}

static bool has_clause(const struct syntax *s, struct range r)
{
    for (uint32_t i = r.begin; i < r.end; i++) {
        if (s->relation[i] == REL_NSUBJ || s->relation[i] == REL_NSUBJ_PASS) {
            return true;
        }
    }
    return false;
}

/* "X, said Y, a lawyer in Z": what stands behind Y and is no clause belongs to Y. */
static void take_apposition(const struct syntax *s, struct attribution *t)
{
    struct range *source = &t->source.range;
    uint32_t last = t->content_count - 1;
    bool inverted = t->source.head != NO_INDEX && source->begin > t->head;
    if (!inverted || last == 0 || t->content[last].begin > source->end + 2 ||
        t->content[last].begin < source->begin || has_clause(s, t->content[last])) {
        return;
    }
    source->end = t->content[last].end > source->end ? t->content[last].end : source->end;
    t->content_count--;
}

/* "X, said Y, a lawyer in Z" where the tree hangs the lawyer on the verb. */
static void take_loose_apposition(const struct syntax *s, struct attribution *t,
                                  struct range sentence)
{
    struct range *source = &t->source.range;
    uint32_t from = source->end + 1;
    bool inverted = t->source.head != NO_INDEX && source->begin == t->cue.end &&
                    t->content_count == 1 && t->content[0].end <= t->head;
    if (!inverted || from >= sentence.end || !syntax_form_is(s, source->end, ",") ||
        !(s->pos[from] == POS_DET || is_nominal(s, from) || s->pos[from] == POS_ADJ)) {
        return;
    }
    uint32_t top = from;
    while (s->parent[top] != NO_INDEX && s->parent[top] >= from) {
        top = s->parent[top];
    }
    if (is_nominal(s, top) && s->left[top] == from && syntax_child(s, top, REL_NSUBJ) == NO_INDEX) {
        source->end = s->right[top];
        *source = attribution_trim(s, *source);
    }
}

/* "was quoted by Y as saying": Y passed it on. */
static struct phrase relay(const struct syntax *s, uint32_t verb)
{
    uint32_t up = s->parent[verb];
    bool quoted =
        up != NO_INDEX && (syntax_form_is(s, up, "quoted") || syntax_form_is(s, up, "cited"));
    uint32_t agent = quoted ? syntax_child(s, up, REL_OBL_AGENT) : NO_INDEX;
    return agent != NO_INDEX ? phrase_of(s, agent, NO_INDEX) : NOBODY;
}

/* What a noun phrase may hold that is no clause. */
static bool is_phrase(const struct syntax *s, struct range r)
{
    bool noun = false;
    for (uint32_t i = r.begin; i < r.end; i++) {
        noun = noun || is_nominal(s, i) || s->pos[i] == POS_PRON;
        if (s->pos[i] == POS_AUX ||
            (s->pos[i] == POS_VERB && s->relation[i] != REL_ACL &&
             s->relation[i] != REL_ACL_RELCL && s->relation[i] != REL_AMOD)) {
            return false;
        }
    }
    return noun && s->pos[r.begin] != POS_ADP && s->pos[r.begin] != POS_SCONJ &&
           s->pos[r.begin] != POS_CCONJ && s->pos[r.begin] != POS_ADV;
}

/* "said | Friday afternoon |, as": where an expression of time right behind the verb ends; `from`
 * itself when there is none. */
static uint32_t past_time(const struct syntax *s, uint32_t from, uint32_t end)
{
    uint32_t top = from;
    while (top < end && s->parent[top] == top + 1 && is_nominal(s, top)) {
        top++;
    }
    return top < end && s->relation[top] == REL_OBL_UNMARKED ? top + 1 : from;
}

/* The noun phrase and the verb that stand alone between a comma and the next one or the end of the
 * sentence: "…, other studies have shown", "…, says the minister, …". False when there are none. */
static bool find_inset(const struct syntax *s, const struct attribution *t, struct range sentence,
                       struct range *phrase, struct range *inset)
{
    uint32_t begin = t->cue.begin, end = t->cue.end;
    while (begin > sentence.begin && begin + INSET_MAX > t->cue.begin &&
           !is_punctuation(s, begin - 1)) {
        begin--;
    }
    while (end < sentence.end && end < t->cue.end + INSET_MAX && !is_punctuation(s, end)) {
        end++;
    }
    *inset = (struct range){begin, end};
    *phrase = begin < t->cue.begin ? (struct range){begin, t->cue.begin}
                                   : (struct range){t->cue.end, end};
    bool comma = begin > sentence.begin + 1 && syntax_form_is(s, begin - 1, ",");
    bool closed = end < sentence.end && is_punctuation(s, end);
    bool alone = phrase->begin == t->cue.end || end == past_time(s, t->cue.end, end);
    return comma && closed && alone && !range_is_empty(*phrase) && is_phrase(s, *phrase);
}

static uint32_t head_of(const struct syntax *s, struct range r)
{
    for (uint32_t i = r.begin; i < r.end; i++) {
        uint32_t up = s->parent[i];
        if ((is_nominal(s, i) || s->pos[i] == POS_PRON) &&
            (up == NO_INDEX || up < r.begin || up >= r.end)) {
            return i;
        }
    }
    return r.end - 1;
}

/* Where the tree does not hang the sentence on the verb of its inset. */
static bool take_front(struct attributions *f, struct attribution *t, struct range sentence)
{
    const struct syntax *s = &f->syntax;
    struct range phrase, inset;
    if (!is_finite(s, t->head) || !find_inset(s, t, sentence, &phrase, &inset) ||
        (phrase.begin > t->head && t->class >= SPEECH_URGE) || str_equal(t->lemma, STR("find")) ||
        is_filler(s, t)) {
        return false;
    }
    add_range(s, t, sentence.begin, inset.begin);
    if (inset.end + 2 < sentence.end && syntax_form_is(s, inset.end, ",") &&
        !is_participle(s, inset.end + 1, "VBG")) {
        add_range(s, t, inset.end, sentence.end);
    }
    t->by = "attribution.front";
    t->source = (struct phrase){phrase, head_of(s, phrase)};
    return t->content_count > 0;
}

/* "Acts of protest, Mr. Roe said, are …": what stands before the inset is part of the content. */
static void take_lead(const struct syntax *s, struct attribution *t, struct range sentence)
{
    struct range phrase, inset;
    if (t->content_count == 1 && t->content[0].begin > t->head &&
        find_inset(s, t, sentence, &phrase, &inset) && t->content[0].begin == inset.end + 1 &&
        syntax_form_is(s, inset.end, ",")) {
        struct range lead = attribution_trim(s, (struct range){sentence.begin, inset.begin});
        if (!range_is_empty(lead)) {
            t->content[1] = t->content[0];
            t->content[0] = lead;
            t->content_count = 2;
        }
    }
}

/* "The bridge, Mr. Roe said, would close": what goes on with a verb behind the inset, too. */
static void take_tail(const struct syntax *s, struct attribution *t, struct range sentence)
{
    struct range phrase, inset;
    if (t->content_count == 1 && t->content[0].end <= t->head &&
        find_inset(s, t, sentence, &phrase, &inset) && inset.end + 2 < sentence.end &&
        syntax_form_is(s, inset.end, ",") &&
        (s->pos[inset.end + 1] == POS_AUX || is_finite(s, inset.end + 1))) {
        add_range(s, t, inset.end, sentence.end);
        t->content[0] = attribution_trim(s, (struct range){sentence.begin, inset.begin});
    }
}

/* "N say the plan will fail" where the tree hangs N, or a part of it, on the verb as its content:
 * all that follows the verb is the content, all before it the source. */
static void turn_round(const struct syntax *s, struct attribution *t, struct range sentence)
{
    uint32_t begin = t->cue.end, finite = NO_INDEX;
    bool left = t->content_count > 0 && t->content[t->content_count - 1].end <= t->head;
    if (!left || !is_finite(s, t->head) || is_punctuation(s, t->cue.begin - 1) ||
        begin + 2 >= sentence.end || is_punctuation(s, begin) || s->pos[begin] == POS_ADP ||
        s->pos[begin] == POS_ADV || s->pos[begin] == POS_SCONJ ||
        past_time(s, begin, sentence.end) > begin) {
        return;
    }
    for (uint32_t i = begin; i < sentence.end && i < begin + PHRASE_MAX && finite == NO_INDEX;
         i++) {
        finite = (is_finite(s, i) || s->pos[i] == POS_AUX) && i > begin ? i : NO_INDEX;
    }
    struct range phrase = {sentence.begin, t->cue.begin};
    if (t->cue.begin > sentence.begin + PHRASE_MAX) {
        phrase.begin = t->cue.begin - PHRASE_MAX;
    }
    uint32_t first = phrase.begin;
    for (uint32_t i = first; i < t->cue.begin; i++) {
        phrase.begin = syntax_form_is(s, i, ",") && !is_phrase(s, (struct range){first, i})
                           ? i + 1
                           : phrase.begin;
    }
    if (finite != NO_INDEX && is_phrase(s, phrase)) {
        t->content_count = 0;
        add_range(s, t, begin, sentence.end);
        t->source = (struct phrase){attribution_trim(s, phrase), head_of(s, phrase)};
        t->by = "attribution.linear";
    }
}

/* "said the plan will fail" where the tree has no clause under the verb: a subject stands right
 * behind it. */
static bool take_linear(const struct syntax *s, struct attribution *t, struct range sentence)
{
    uint32_t begin = t->cue.end;
    if (t->class != SPEECH_SAY || !is_finite(s, t->head) || begin + 2 >= sentence.end ||
        subject_of(s, t->head) == NO_INDEX || subject_of(s, t->head) > t->head ||
        past_time(s, begin, sentence.end) > begin) {
        return false;
    }
    bool that = syntax_form_is(s, begin, "that");
    if (!that && !str_equal(t->lemma, STR("say"))) {
        return false;
    }
    bool opens = is_nominal(s, begin) || s->pos[begin] == POS_PRON || s->pos[begin] == POS_DET ||
                 s->pos[begin] == POS_ADJ || s->pos[begin] == POS_NUM;
    for (uint32_t i = begin; i < begin + SUBJECT_REACH && i < sentence.end && (opens || that);
         i++) {
        bool subject = s->relation[i] == REL_NSUBJ || s->relation[i] == REL_NSUBJ_PASS;
        if (subject && s->parent[i] > i && s->parent[i] != NO_INDEX) {
            add_range(s, t, begin, sentence.end);
            t->by = "attribution.linear";
            return t->content_count > 0;
        }
    }
    return false;
}

/* The subject ended up in the content before it: "X, the mayor" | said. */
static void split_front(const struct syntax *s, struct attribution *t, struct range sentence)
{
    struct range phrase, inset;
    if (t->source.head == NO_INDEX && t->content_count > 0 && t->content[0].begin < t->head &&
        find_inset(s, t, sentence, &phrase, &inset)) {
        struct range *r = &t->content[0];
        r->end = r->end > inset.begin ? inset.begin : r->end;
        *r = attribution_trim(s, *r);
        t->source = (struct phrase){phrase, head_of(s, phrase)};
    }
}

/* "I want to clarify", "we welcome the question": whoever speaks for himself reports nobody. */
static bool is_first_or_second(const struct syntax *s, struct phrase p)
{
    static const char *const words[] = {"i", "we", "you"};
    for (size_t i = 0; p.head != NO_INDEX && i < sizeof words / sizeof words[0]; i++) {
        if (syntax_form_is(s, p.head, words[i])) {
            return true;
        }
    }
    return false;
}

/* A content taken for a clause that has no verb is none, unless marks are in it. */
static bool holds_verb(const struct syntax *s, const struct attribution *t)
{
    for (uint32_t k = 0; k < t->content_count; k++) {
        for (uint32_t i = t->content[k].begin; i < t->content[k].end; i++) {
            if (s->pos[i] == POS_VERB || s->pos[i] == POS_AUX) {
                return true;
            }
        }
    }
    uint32_t first = t->content[0].begin, end = t->content[t->content_count - 1].end;
    struct str before = s->a->tags.xpos[first > 0 ? first - 1 : 0];
    struct str behind = s->a->tags.xpos[end < s->a->tokens.count ? end : end - 1];
    return str_equal(before, STR("``")) || str_equal(behind, STR("''"));
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

/* "which the mayor says will close": a wrong tree makes one phrase of the first three words. */
static void drop_relative(const struct syntax *s, struct phrase *p)
{
    if (p->head != NO_INDEX && p->range.begin < p->head && s->pos[p->range.begin] == POS_PRON &&
        is_relative_pronoun(s, p->range.begin)) {
        p->range.begin++;
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
    if (is_participle(s, t->head, "VBG")) {
        return syntax_child(s, t->head, REL_MARK) != NO_INDEX || s->relation[t->head] == REL_ACL;
    }
    return is_participle(s, t->head, "VB") && !is_done(s, t->head);
}

static void find_verb(struct attributions *f, uint32_t verb, struct range sentence)
{
    const struct syntax *s = &f->syntax;
    const struct speech_word *word = speech_verb_find(syntax_form(s, verb), s->a->tags.lemma[verb]);
    if (!word || !word->frames) {
        return;
    }
    struct attribution *t = attribution_add(f, verb, word);
    if (!t) {
        return;
    }
    t->cue = attribution_cue(s, verb);
    bool said = (word->frames & SPEECH_CLAUSE) != 0;
    if (!take_content(f, t, word->frames) && !(said && take_front(f, t, sentence)) &&
        !(said && take_linear(s, t, sentence))) {
        f->list.count--;
        return;
    }
    if (t->source.head == NO_INDEX) {
        t->source = attribution_source(s, verb);
    }
    split_front(s, t, sentence);
    if (said) {
        take_lead(s, t, sentence);
        take_tail(s, t, sentence);
        turn_round(s, t, sentence);
    }
    bool nobody = t->source.head == NO_INDEX;
    drop_hanging_front(s, t);
    drop_relative(s, &t->source);
    if (t->is_weak) {
        cut_at_dash(s, t);
    }
    bool mind = t->class == SPEECH_THINK && nobody && !is_passive(s, verb);
    bool clause = t->is_weak || holds_verb(s, t);
    t->dropped = mind || !clause || is_deed(s, t);
    t->dropped = t->dropped || (t->is_weak && (nobody || is_first_or_second(s, t->source)));
    take_apposition(s, t);
    take_loose_apposition(s, t, sentence);
    t->via = relay(s, verb);
    t->negated = attribution_is_negated(s, verb) || str_equal(t->lemma, STR("decline")) ||
                 str_equal(t->lemma, STR("refuse")) || attribution_is_nobody(s, t->source);
}

/* "his claim that", "the call by unions for": who makes it. */
static struct phrase noun_source(const struct syntax *s, uint32_t noun)
{
    uint32_t owner = syntax_child(s, noun, REL_NMOD_POSS);
    if (owner != NO_INDEX) {
        struct phrase p = phrase_of(s, owner, NO_INDEX);
        uint32_t mark = syntax_child(s, owner, REL_CASE);
        p.range.end = mark != NO_INDEX && mark > owner && mark < p.range.end ? mark : p.range.end;
        return p;
    }
    for (uint32_t c = s->child[noun]; c != NO_INDEX; c = s->next[c]) {
        uint32_t mark = s->relation[c] == REL_NMOD ? syntax_child(s, c, REL_CASE) : NO_INDEX;
        if (mark != NO_INDEX &&
            (syntax_form_is(s, mark, "by") || syntax_form_is(s, mark, "from"))) {
            return phrase_of(s, c, NO_INDEX);
        }
    }
    uint32_t verb = s->parent[noun];
    bool made = verb != NO_INDEX && s->pos[verb] == POS_VERB &&
                (s->relation[noun] == REL_OBJ ||
                 (s->relation[noun] == REL_OBL && str_equal(s->a->tags.lemma[verb], STR("come"))));
    return made ? attribution_source(s, verb) : NOBODY;
}

static void add_noun(struct attributions *f, uint32_t noun, const struct speech_word *word,
                     struct range content, uint32_t top)
{
    const struct syntax *s = &f->syntax;
    struct phrase source = noun_source(s, noun);
    struct attribution *t = source.head != NO_INDEX ? attribution_add(f, noun, word) : NULL;
    if (t) {
        add_range(s, t, content.begin, content.end);
        t->source = source;
        t->top = top;
        t->by = "attribution.noun";
        t->dropped = t->content_count == 0;
    }
}

/* "Their argument is that she stayed": the clause is the root, the noun its outer subject. */
static bool is_named_by(const struct syntax *s, uint32_t noun, uint32_t *mark)
{
    uint32_t clause = s->parent[noun];
    *mark = clause != NO_INDEX ? syntax_child(s, clause, REL_MARK) : NO_INDEX;
    return s->relation[noun] == REL_NSUBJ_OUTER && *mark != NO_INDEX && *mark > noun &&
           syntax_form_is(s, *mark, "that");
}

static void find_noun(struct attributions *f, uint32_t noun)
{
    const struct syntax *s = &f->syntax;
    const struct speech_word *word = speech_noun_find(syntax_form(s, noun), s->a->tags.lemma[noun]);
    uint32_t mark;
    if (!word) {
        return;
    }
    if (is_named_by(s, noun, &mark)) {
        uint32_t clause = s->parent[noun];
        add_noun(f, noun, word, (struct range){mark, s->right[clause]}, clause);
        return;
    }
    for (uint32_t c = s->child[noun]; c != NO_INDEX; c = s->next[c]) {
        bool clause =
            (s->relation[c] == REL_ACL || s->relation[c] == REL_CCOMP) && c > noun &&
            (has_mark(s, c, "that") || (has_mark(s, c, "to") && word->class == SPEECH_PLEDGE));
        if (clause) {
            add_noun(f, noun, word, (struct range){s->left[c], s->right[c]}, c);
            return;
        }
    }
}

/* "made clear that", "has made it clear that": the verb of the adjective, or NO_INDEX. */
static uint32_t maker_of(const struct syntax *s, uint32_t adjective)
{
    uint32_t verb = s->parent[adjective];
    bool makes = s->relation[adjective] == REL_XCOMP && syntax_form_is(s, adjective, "clear") &&
                 verb != NO_INDEX && verb < adjective &&
                 str_equal(s->a->tags.lemma[verb], STR("make"));
    return makes ? verb : NO_INDEX;
}

static void find_adjective(struct attributions *f, uint32_t adjective)
{
    const struct syntax *s = &f->syntax;
    const struct speech_word *word = speech_adjective_find(syntax_form(s, adjective));
    uint32_t clause = NO_INDEX;
    if (word && (word->frames & SPEECH_CLAUSE)) {
        clause = syntax_child(s, adjective, REL_CCOMP);
        clause = clause != NO_INDEX ? clause : syntax_child(s, adjective, REL_CSUBJ);
    } else if (word) {
        clause = syntax_child(s, adjective, REL_XCOMP);
    }
    uint32_t subject = subject_of(s, adjective), maker = maker_of(s, adjective);
    uint32_t expletive = syntax_child(s, adjective, REL_EXPL);
    if (maker != NO_INDEX && word && clause == NO_INDEX) {
        clause = syntax_child(s, maker, REL_CCOMP);
    }
    if (clause == NO_INDEX || clause < adjective ||
        (subject == NO_INDEX && expletive == NO_INDEX && maker == NO_INDEX)) {
        return;
    }
    struct attribution *t = attribution_add(f, adjective, word);
    if (t) {
        add_range(s, t, s->left[clause], s->right[clause]);
        bool empty =
            subject == NO_INDEX || expletive != NO_INDEX || syntax_form_is(s, subject, "it");
        t->source = empty ? NOBODY : subject_phrase(s, subject, adjective);
        if (maker != NO_INDEX) {
            t->source = attribution_source(s, maker);
            t->cue.begin = attribution_cue(s, maker).begin;
        }
        t->negated = attribution_is_negated(s, adjective);
        t->top = clause;
        t->by = "attribution.adjective";
        t->dropped = t->content_count == 0;
    }
}

static bool is_clause(const struct syntax *s, uint32_t token)
{
    return s->pos[token] == POS_VERB || syntax_child(s, token, REL_NSUBJ) != NO_INDEX ||
           syntax_child(s, token, REL_COP) != NO_INDEX;
}

/* "X, according to Y". */
static void find_according(struct attributions *f, uint32_t token)
{
    const struct syntax *s = &f->syntax;
    uint32_t source = s->parent[token];
    uint32_t clause = source != NO_INDEX ? s->parent[source] : NO_INDEX;
    while (clause != NO_INDEX && s->parent[clause] != NO_INDEX && !is_clause(s, clause)) {
        clause = s->parent[clause];
    }
    if (clause == NO_INDEX || source < token) {
        return;
    }
    struct attribution *t = attribution_add(f, token, NULL);
    if (t) {
        t->cue.end = token + 2;
        t->lemma = STR("according to");
        add_pieces(s, t, clause, source);
        t->source = phrase_of(s, source, NO_INDEX);
        if (t->source.range.begin < t->cue.end) {
            t->source.range.begin = t->cue.end;
        }
        t->top = clause;
        t->by = "attribution.according";
        t->dropped = t->content_count == 0;
    }
}

/* Words before a colon that say what a text is, not who speaks. */
static bool is_rubric(const struct syntax *s, uint32_t token)
{
    static const char *const words[] = {"analysis",  "breaking", "correction", "caption", "editor",
                                        "exclusive", "image",    "latest",     "live",    "note",
                                        "opinion",   "photo",    "picture",    "q&a",     "review",
                                        "source",    "update",   "video",      "watch"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (syntax_form_is(s, token, words[i])) {
            return true;
        }
    }
    return false;
}

/* A clause, and not a phrase with one in it ("live updates as the river rises"): the clause is what
 * nothing else in the range governs. */
static bool holds_clause(const struct syntax *s, struct range r)
{
    for (uint32_t i = r.begin; i < r.end; i++) {
        uint32_t head = s->parent[i];
        bool top = head == NO_INDEX || head < r.begin || head >= r.end;
        if (top && is_clause(s, i)) {
            return true;
        }
    }
    return false;
}

/* "Roe: The bridge will close": a name alone, a colon, a clause. */
static void find_label(struct attributions *f, struct range in)
{
    const struct syntax *s = &f->syntax;
    uint32_t colon = in.begin;
    bool named = false;
    while (colon < in.end && colon < in.begin + LABEL_MAX && !syntax_form_is(s, colon, ":")) {
        named = named || s->pos[colon] == POS_PROPN ||
                speech_noun_find(syntax_form(s, colon), (struct str){0});
        if (!is_nominal(s, colon) && s->pos[colon] != POS_ADJ) {
            return;
        }
        colon++;
    }
    bool label = named && colon > in.begin && colon + 2 < in.end && syntax_form_is(s, colon, ":") &&
                 !is_rubric(s, colon - 1) && holds_clause(s, (struct range){colon + 1, in.end});
    struct attribution *t = label ? attribution_add(f, colon, NULL) : NULL;
    if (t) {
        t->lemma = STR(":");
        add_range(s, t, colon + 1, in.end);
        t->source = (struct phrase){{in.begin, colon}, head_of(s, (struct range){in.begin, colon})};
        t->by = "attribution.label";
        t->dropped = t->content_count == 0;
    }
}

void attribution_find(struct attributions *f)
{
    const struct syntax *s = &f->syntax;
    for (uint32_t k = 0; k < f->a->sentences.count; k++) {
        struct range in = {f->a->sentences.items[k].token_begin,
                           f->a->sentences.items[k].token_end};
        find_label(f, in);
        for (uint32_t i = in.begin; i < in.end; i++) {
            if (s->pos[i] == POS_VERB && syntax_form_is(s, i, "according")) {
                find_according(f, i);
            } else if (s->pos[i] == POS_VERB || s->pos[i] == POS_AUX) {
                find_verb(f, i, in);
            } else if (s->pos[i] == POS_NOUN) {
                find_noun(f, i);
            } else if (s->pos[i] == POS_ADJ) {
                find_adjective(f, i);
            }
        }
    }
}
