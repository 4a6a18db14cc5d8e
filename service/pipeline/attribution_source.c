/* Whose words they are: the phrase of the source, as the tree or the words beside the verb give
 * it. */
#include "pipeline/attribution.h"

#include "pipeline/nouns.h"
#include "pipeline/pipeline.h"

enum { HOPS_MAX = 5 };

/* "Ann Roe, speaking for the harbour,": for whom somebody speaks belongs to who speaks. */
static struct range with_whom_for(const struct syntax *s, struct range r)
{
    uint32_t verb = r.end + 1, count = s->a->tokens.count;
    bool speaks = verb + 1 < count && syntax_form_is(s, r.end, ",") &&
                  syntax_form_is(s, verb, "speaking") &&
                  (syntax_form_is(s, verb + 1, "for") || syntax_form_is(s, verb + 1, "on"));
    return speaks && s->right[verb] < count && syntax_is_punctuation(s, s->right[verb])
               ? (struct range){r.begin, s->right[verb]}
               : r;
}

struct phrase attribution_phrase(const struct syntax *s, uint32_t head, uint32_t without)
{
    struct range r = {s->left[head], s->right[head]};
    if (without != NO_INDEX) {
        r.begin = without < head && s->right[without] > r.begin ? s->right[without] : r.begin;
        r.end = without > head && s->left[without] < r.end ? s->left[without] : r.end;
    }
    while (r.begin < head &&
           (s->relation[r.begin] == REL_CASE || syntax_is_punctuation(s, r.begin))) {
        r.begin++;
    }
    r = attribution_trim(s, r);
    /* "Ms Holm, sentencing him[,]": it does not reach over another's words to a comma of its own */
    while (r.end > head + 1 && !syntax_is_under(s, r.end - 1, head)) {
        r = attribution_trim(s, (struct range){r.begin, r.end - 1});
    }
    return (struct phrase){with_whom_for(s, r), head};
}

bool attribution_is_relative(const struct syntax *s, uint32_t token)
{
    return syntax_form_is(s, token, "who") || syntax_form_is(s, token, "that") ||
           syntax_form_is(s, token, "which");
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
        return syntax_is_nominal(s, token) && !syntax_form_is(s, token, "a.m.") &&
               !syntax_form_is(s, token, "p.m.");
    }
}

/* The nouns right before it, their articles and adjectives. */
static void mend_front(const struct syntax *s, struct range *r, uint32_t verb)
{
    uint32_t first = s->a->sentences.items[article_sentence_at(s->a, r->begin)].token_begin;
    while (r->begin > first && r->begin - 1 != verb && may_belong(s, r->begin - 1) &&
           syntax_is_nominal(s, r->begin)) {
        r->begin--;
    }
    while (r->begin > first && r->begin - 1 != verb && s->parent[r->begin - 1] != NO_INDEX &&
           s->parent[r->begin - 1] >= r->begin && s->parent[r->begin - 1] < r->end &&
           s->pos[r->begin - 1] != POS_PUNCT && s->relation[r->begin - 1] != REL_CASE &&
           s->relation[r->begin - 1] != REL_CC) {
        r->begin--;
    }
}

/* A wrong tree may cut a noun phrase short: nouns right beside it belong to it, with what hangs on
 * them, and so do the articles and adjectives before. */
static void mend(const struct syntax *s, struct range *r, uint32_t verb)
{
    uint32_t count = s->a->sentences.items[article_sentence_at(s->a, r->begin)].token_end;
    if (!syntax_is_nominal(s, r->end - 1) && !syntax_is_nominal(s, r->begin)) {
        return;
    }
    while (r->end < count && r->end != verb && may_belong(s, r->end) &&
           syntax_is_nominal(s, r->end - 1)) {
        uint32_t right = s->right[r->end];
        bool over = r->end < verb && right > verb;
        r->end = over ? r->end + 1 : right;
    }
    mend_front(s, r, verb);
}

struct phrase attribution_addressee(const struct syntax *s, uint32_t object, uint32_t verb)
{
    struct phrase p = attribution_phrase(s, object, NO_INDEX);
    if (object > verb && !range_is_empty(p.range)) {
        mend_front(s, &p.range, verb);
    }
    return p;
}

/* "Treasury and Finance Minister Roe" that a wrong tree cuts at "and". */
static void mend_pair(const struct syntax *s, struct range *r)
{
    uint32_t first = s->a->sentences.items[article_sentence_at(s->a, r->begin)].token_begin;
    if (r->begin + 1 >= r->end || s->pos[r->begin] != POS_CCONJ) {
        return;
    }
    uint32_t begin = r->begin;
    while (begin > first && may_belong(s, begin - 1)) {
        begin--;
    }
    r->begin = begin < r->begin ? begin : r->begin + 1;
}

/* The noun phrase that a relative clause hangs on, without the clause and without what makes the
 * noun a predicate ("the law is | the provision | that says"). */
static struct phrase antecedent_of(const struct syntax *s, uint32_t verb)
{
    uint32_t noun = s->parent[verb];
    struct phrase p = attribution_phrase(s, noun, verb);
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

/* "a query from Ann Roe, who": a wrong tree hangs the clause on what is nobody; the name or person
 * right before "who" asks, or `noun` itself. */
static uint32_t who_is_meant(const struct syntax *s, uint32_t noun, uint32_t who)
{
    enum noun_class class = noun_class(s->a->tags.lemma[noun]);
    uint32_t last = who > 0 && syntax_form_is(s, who - 1, ",") ? who - 2 : who - 1;
    if (s->pos[noun] != POS_NOUN || class == NOUN_PERSON || class == NOUN_GROUP || last <= noun ||
        last >= who) {
        return noun;
    }
    while (s->parent[last] != NO_INDEX && s->parent[last] != noun && s->parent[last] > noun) {
        last = s->parent[last];
    }
    bool person = noun_class(s->a->tags.lemma[last]) == NOUN_PERSON;
    return s->parent[last] == noun && (s->pos[last] == POS_PROPN || person) ? last : noun;
}

struct phrase attribution_subject_phrase(const struct syntax *s, uint32_t subject, uint32_t verb)
{
    struct phrase p = attribution_phrase(s, subject, NO_INDEX);
    if (s->left[subject] <= verb && verb < s->right[subject]) {
        p.range = (struct range){subject, subject + 1};
    }
    if (s->relation[verb] == REL_ACL_RELCL && attribution_is_relative(s, subject)) {
        bool who = syntax_form_is(s, subject, "who");
        p = who ? (struct phrase){p.range, who_is_meant(s, s->parent[verb], subject)}
                : antecedent_of(s, verb);
    } else if (!range_is_empty(p.range)) {
        mend(s, &p.range, verb);
        mend_pair(s, &p.range);
    }
    return p;
}

/* "was the first to say", "became the only minister to say": the word that the infinitive hangs on
 * stands for the subject. */
static bool is_ranked(const struct syntax *s, uint32_t noun)
{
    static const char *const words[] = {"first", "last",   "latest", "next",
                                        "only",  "second", "third"};
    for (uint32_t i = s->left[noun]; i <= noun; i++) {
        for (size_t k = 0; k < sizeof words / sizeof words[0]; k++) {
            if ((i == noun || s->parent[i] == noun) && syntax_form_is(s, i, words[k])) {
                return true;
            }
        }
    }
    return false;
}

/* "The road is closed, police said, adding that": the aside that the participle goes on from,
 * though the tree hangs both on what was said; or NO_INDEX. */
static uint32_t aside_before(const struct syntax *s, uint32_t participle)
{
    uint32_t up = s->parent[participle], says = s->parent[up];
    if (s->relation[up] == REL_CCOMP && says > up && says < participle &&
        syntax_subject(s, says) != NO_INDEX) {
        return says; /* which the tree puts above what was said */
    }
    for (uint32_t c = s->child[up]; c != NO_INDEX && c < participle; c = s->next[c]) {
        uint32_t end = s->right[c];
        if (s->relation[c] == REL_PARATAXIS && syntax_is_finite(s, c) && end < participle &&
            end + 1 >= participle && syntax_subject(s, c) != NO_INDEX) {
            return c;
        }
    }
    return NO_INDEX;
}

/* The verb, or the noun, whose subject is also this verb's; NO_INDEX when nobody is. */
static uint32_t subject_lender(const struct syntax *s, uint32_t verb)
{
    uint32_t up = s->parent[verb];
    if (syntax_is_tagged(s, verb, "VBG") && up != NO_INDEX && aside_before(s, verb) != NO_INDEX) {
        return aside_before(s, verb);
    }
    switch (s->relation[verb]) {
    case REL_ACL:
        return syntax_is_marked(s, verb, "to") && is_ranked(s, up) ? up : NO_INDEX;
    case REL_CONJ:
    case REL_XCOMP:
        return up;
    case REL_ADVCL:
    case REL_PARATAXIS:
        return syntax_is_tagged(s, verb, "VBG") || syntax_is_tagged(s, verb, "VB") ? up : NO_INDEX;
    default:
        return NO_INDEX;
    }
}

bool attribution_tells(const struct syntax *s, uint32_t verb)
{
    static const char *const words[] = {"ask",      "assure", "inform", "notify", "question",
                                        "reassure", "remind", "tell",   "warn"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (str_equal(s->a->tags.lemma[verb], str_of(words[i]))) {
            return true;
        }
    }
    return false;
}

/* "apologised to those who waited but says": a verb in the singular that a wrong tree joins to the
 * clause of several has its subject further up. */
static bool disagrees(const struct syntax *s, uint32_t verb, uint32_t lender)
{
    return s->relation[lender] == REL_ACL_RELCL && syntax_is_tagged(s, verb, "VBZ") &&
           syntax_is_tagged(s, s->parent[lender], "NNS");
}

/* The verb that a noun hangs on, however far up; NO_INDEX when there is none. */
static uint32_t verb_above(const struct syntax *s, uint32_t noun)
{
    uint32_t up = s->parent[noun];
    while (up != NO_INDEX && s->pos[up] != POS_VERB) {
        up = s->parent[up];
    }
    return up;
}

/* "was taken in and told that": passive, like the verb that it is joined to. */
static bool shares_passive(const struct syntax *s, uint32_t verb)
{
    return s->relation[verb] == REL_CONJ && syntax_is_tagged(s, s->parent[verb], "VBN") &&
           syntax_child(s, s->parent[verb], REL_AUX_PASS) != NO_INDEX &&
           syntax_child(s, verb, REL_AUX) == NO_INDEX &&
           (syntax_is_tagged(s, verb, "VBN") || attribution_tells(s, verb)) &&
           syntax_child(s, verb, REL_OBJ) == NO_INDEX &&
           syntax_child(s, verb, REL_IOBJ) == NO_INDEX;
}

/* "footage of Roe saying", "a clip of Roe telling": Roe, or NO_INDEX. */
static uint32_t who_is_shown(const struct syntax *s, uint32_t noun, uint32_t verb)
{
    static const char *const words[] = {"audio",     "clip", "footage", "image",
                                        "recording", "tape", "video"};
    uint32_t of = syntax_child(s, noun, REL_NMOD);
    for (size_t i = 0; of != NO_INDEX && i < sizeof words / sizeof words[0]; i++) {
        if (str_equal(s->a->tags.lemma[noun], str_of(words[i])) && s->right[of] == verb &&
            s->pos[of] != POS_NUM) {
            return of;
        }
    }
    return NO_INDEX;
}

uint32_t attribution_quoting(const struct syntax *s, uint32_t verb)
{
    uint32_t up = verb > 0 && syntax_form_is(s, verb - 1, "as") ? s->parent[verb] : NO_INDEX;
    if (up != NO_INDEX && syntax_is_nominal(s, up)) {
        up = s->parent[up];
    }
    bool quotes =
        up != NO_INDEX && (syntax_form_is(s, up, "quoted") || syntax_form_is(s, up, "cited"));
    return quotes ? up : NO_INDEX;
}

struct phrase attribution_source(const struct syntax *s, uint32_t verb)
{
    uint32_t quoting = attribution_quoting(s, verb);
    uint32_t quoted = quoting != NO_INDEX ? syntax_child(s, quoting, REL_OBJ) : NO_INDEX;
    if (quoted != NO_INDEX) {
        bool within = syntax_is_under(s, verb, quoted);
        struct phrase p = attribution_phrase(s, quoted, within ? verb : NO_INDEX);
        mend(s, &p.range, verb);
        return p;
    }
    bool borrowed = false;
    uint32_t own = verb;
    uint32_t passive = syntax_child(s, verb, REL_NSUBJ_PASS);
    if (passive != NO_INDEX && syntax_form_is(s, verb, "quoted")) {
        return attribution_subject_phrase(s, passive, verb);
    }
    for (uint32_t hop = 0; verb != NO_INDEX && hop < HOPS_MAX; hop++) {
        uint32_t agent = syntax_child(s, verb, REL_OBL_AGENT), subject = syntax_subject(s, verb);
        if (agent != NO_INDEX && !borrowed) {
            return attribution_phrase(s, agent, NO_INDEX);
        }
        if (subject == NO_INDEX && borrowed) {
            subject = syntax_child(s, verb, REL_NSUBJ_PASS);
        }
        if (subject != NO_INDEX && borrowed && disagrees(s, own, verb)) {
            verb = verb_above(s, s->parent[verb]);
            continue;
        }
        if (subject != NO_INDEX) {
            bool empty =
                syntax_form_is(s, subject, "it") && syntax_child(s, verb, REL_EXPL) == subject;
            return empty ? phrase_nobody() : attribution_subject_phrase(s, subject, verb);
        }
        if (!borrowed && (syntax_is_passive(s, verb) || shares_passive(s, verb))) {
            return phrase_nobody();
        }
        if (s->relation[verb] == REL_ACL && syntax_is_tagged(s, verb, "VBG")) {
            uint32_t shown = who_is_shown(s, s->parent[verb], verb);
            return shown != NO_INDEX ? attribution_phrase(s, shown, verb) : antecedent_of(s, verb);
        }
        if (s->relation[verb] == REL_ACL_RELCL && borrowed) {
            return phrase_nobody();
        }
        verb = subject_lender(s, verb);
        borrowed = true;
    }
    return phrase_nobody();
}

bool attribution_is_owned(const struct syntax *s, uint32_t token, uint32_t end)
{
    return syntax_is_tagged(s, token, "POS") && token + 1 < end &&
           (syntax_is_nominal(s, token + 1) || s->pos[token + 1] == POS_ADJ);
}

/* "Mrs Justice Oakley, sentencing, told": the phrase that opens the clause, set off by commas. */
static struct phrase phrase_before_inset(const struct syntax *s, uint32_t verb, struct range clause)
{
    uint32_t end = clause.begin;
    while (end < verb && !syntax_is_punctuation(s, end)) {
        end++;
    }
    struct range r = {clause.begin, end};
    bool inset = end + 1 < verb && syntax_form_is(s, end, ",") &&
                 syntax_form_is(s, verb - 1, ",") && syntax_is_finite(s, verb) &&
                 !syntax_is_passive(s, verb);
    if (!inset || range_is_empty(r) || !attribution_is_phrase(s, r)) {
        return phrase_nobody();
    }
    return (struct phrase){r, attribution_head(s, r)};
}

struct phrase attribution_neighbour(const struct syntax *s, uint32_t verb, struct range clause)
{
    uint32_t side[2] = {verb > clause.begin ? verb - 1 : NO_INDEX,
                        verb + 1 < clause.end ? verb + 1 : NO_INDEX};
    bool inverted = range_is_empty(
        attribution_trim(s, (struct range){clause.begin < verb ? clause.begin : verb, verb}));
    for (int i = 0; i < 2; i++) {
        uint32_t token = side[i];
        if (i == 1 && !inverted && attribution_tells(s, verb)) {
            continue; /* whom he tells */
        }
        bool opens =
            token != NO_INDEX && (syntax_is_nominal(s, token) || s->pos[token] == POS_PRON ||
                                  s->pos[token] == POS_DET || s->pos[token] == POS_NUM);
        if (!opens) {
            continue;
        }
        struct range r = {token, token + 1};
        while (i == 0 && r.begin > clause.begin &&
               (syntax_is_nominal(s, r.begin - 1) || s->pos[r.begin - 1] == POS_DET ||
                s->pos[r.begin - 1] == POS_ADJ)) {
            r.begin--;
        }
        while (i == 1 && r.end < clause.end &&
               (syntax_is_nominal(s, r.end) || s->pos[r.end] == POS_ADJ ||
                s->pos[r.end] == POS_NUM || attribution_is_owned(s, r.end, clause.end))) {
            r.end++;
        }
        r.end = i == 1 && s->right[r.end - 1] < clause.end ? s->right[r.end - 1] : r.end;
        if (!(i == 1 && s->pos[token] == POS_DET && r.end == token + 1)) {
            return (struct phrase){r, i == 0 ? token : r.end - 1};
        }
    }
    return phrase_before_inset(s, verb, clause);
}

struct phrase attribution_relay(const struct syntax *s, uint32_t verb)
{
    uint32_t up = attribution_quoting(s, verb);
    uint32_t agent = up != NO_INDEX ? syntax_child(s, up, REL_OBL_AGENT) : NO_INDEX;
    if (up != NO_INDEX && agent == NO_INDEX && syntax_child(s, up, REL_OBJ) != NO_INDEX) {
        agent = syntax_subject(s, up);
    }
    return agent != NO_INDEX ? attribution_phrase(s, agent, NO_INDEX) : phrase_nobody();
}

void attribution_take_apposition(const struct syntax *s, struct attribution *t)
{
    struct range *source = &t->source.range;
    uint32_t last = t->content_count - 1;
    bool inverted = t->source.head != NO_INDEX && source->begin > t->head;
    if (!inverted || last == 0 || t->content[last].begin > source->end + 2 ||
        t->content[last].begin < source->begin || attribution_has_clause(s, t->content[last])) {
        return;
    }
    source->end = t->content[last].end > source->end ? t->content[last].end : source->end;
    t->content_count--;
}

void attribution_take_loose_apposition(const struct syntax *s, struct attribution *t,
                                       struct range sentence)
{
    struct range *source = &t->source.range;
    uint32_t from = source->end + 1;
    bool inverted = t->source.head != NO_INDEX && source->begin == t->cue.end &&
                    t->content_count == 1 && t->content[0].end <= t->head;
    if (!inverted || from >= sentence.end || !syntax_form_is(s, source->end, ",") ||
        !(s->pos[from] == POS_DET || syntax_is_nominal(s, from) || s->pos[from] == POS_ADJ)) {
        return;
    }
    uint32_t top = from;
    while (s->parent[top] != NO_INDEX && s->parent[top] >= from) {
        top = s->parent[top];
    }
    if (syntax_is_nominal(s, top) && s->left[top] == from &&
        syntax_child(s, top, REL_NSUBJ) == NO_INDEX) {
        source->end = s->right[top];
        *source = attribution_trim(s, *source);
    }
}

bool attribution_is_day(const struct syntax *s, uint32_t token)
{
    static const char *const words[] = {"monday",   "tuesday",  "wednesday", "thursday",
                                        "friday",   "saturday", "sunday",    "today",
                                        "tomorrow", "yesterday"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (syntax_form_is(s, token, words[i])) {
            return true;
        }
    }
    return false;
}

void attribution_drop_time(const struct syntax *s, struct phrase *p)
{
    if (range_is_empty(p->range)) {
        return;
    }
    uint32_t day = p->range.end - 1, begin = day;
    if (p->head == NO_INDEX || day <= p->head || !attribution_is_day(s, day) ||
        s->parent[day] != p->head) {
        return;
    }
    while (begin > p->head + 1 && s->parent[begin - 1] == day) {
        begin--; /* "on", "late" */
    }
    p->range = attribution_trim(s, (struct range){p->range.begin, begin});
}

void attribution_drop_relative(const struct syntax *s, struct phrase *p)
{
    if (p->head != NO_INDEX && p->range.begin < p->head && s->pos[p->range.begin] == POS_PRON &&
        attribution_is_relative(s, p->range.begin)) {
        p->range.begin++;
    }
}

bool attribution_is_first_or_second(const struct syntax *s, struct phrase p)
{
    static const char *const words[] = {"i", "we", "you"};
    for (size_t i = 0; p.head != NO_INDEX && i < sizeof words / sizeof words[0]; i++) {
        if (syntax_form_is(s, p.head, words[i])) {
            return true;
        }
    }
    return false;
}
