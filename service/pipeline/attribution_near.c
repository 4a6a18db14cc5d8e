/* Who speaks a stretch in quotation marks, as the words near it tell: a verb behind or before it,
 * the speaker who goes on, the sentence before. */
#include "base/search.h"
#include "pipeline/attribution_join.h"

#include "pipeline/pipeline.h"

enum {
    REACH = 24,  /* words between a content and its verb */
    TAG_MAX = 6, /* words up to the verb of a sentence that says who spoke: “Why?” Roe asked. */
    LEAD_MAX = 2, /* words before a stretch in its sentence that its speaker goes on after */
    NEAR = 64,    /* candidates on either side that are compared with one */
};

static uint32_t sentence_end(const struct article *a, uint32_t token)
{
    return a->sentences.items[article_sentence_at(a, token)].token_end;
}

const struct speech_word *attribution_speech_verb(const struct syntax *s, uint32_t token)
{
    bool verb = s->pos[token] == POS_VERB;
    return verb ? attribution_word(s, token) : NULL;
}

/* What stands between the content and the verb behind it: "…," Ann Roe, a lawyer, <said>. */
static struct phrase between(const struct joiner *j, const struct attribution *t,
                             struct range clause)
{
    const struct syntax *s = &j->f.syntax;
    struct range r = attribution_trim(s, (struct range){clause.begin, t->cue.begin});
    struct phrase p = {.head = NO_INDEX};
    r.begin += !range_is_empty(r) && syntax_form_is(s, r.begin, "as");
    if (range_is_empty(r) || r.end - r.begin > REACH || t->content_count == 0 ||
        t->content[0].end > t->head || s->pos[r.begin] == POS_ADP || s->pos[r.begin] == POS_SCONJ ||
        s->pos[r.begin] == POS_CCONJ || s->pos[r.begin] == POS_VERB || s->pos[r.begin] == POS_ADV ||
        s->pos[r.begin] == POS_AUX) {
        return p;
    }
    uint32_t i = r.begin;
    while (i + 1 < r.end &&
           (s->pos[i] == POS_DET || s->pos[i] == POS_ADJ || s->pos[i] == POS_NUM)) {
        i++;
    }
    while (i + 1 < r.end && (syntax_is_nominal(s, i + 1) || attribution_is_owned(s, i + 1, r.end) ||
                             (s->pos[i + 1] == POS_ADJ && syntax_is_tagged(s, i, "POS")))) {
        i++;
    }
    return (struct phrase){r, i};
}

/* "says Jim Tate, pointing at the files, | “is a failure”": speech is no part of who speaks. */
static void cut_at_marks(const struct joiner *j, struct phrase *p)
{
    uint32_t i = p->head != NO_INDEX ? attribution_stretch_behind(j, p->head + 1) : UINT32_MAX;
    if (i < j->stretches.count && j->stretches.items[i].range.begin < p->range.end &&
        j->stretches.items[i].range.begin > p->head &&
        attribution_is_speech(&j->f.a->quoted.items[j->stretches.items[i].quoted]) &&
        !attribution_is_embedded(j, &j->stretches.items[i])) {
        p->range.end = j->stretches.items[i].range.begin;
        p->range = attribution_trim(&j->f.syntax, p->range);
    }
}

void attribution_find_speaker(struct joiner *j, struct attribution *t)
{
    const struct syntax *s = &j->f.syntax;
    const struct sentence *in = &j->f.a->sentences.items[article_sentence_at(j->f.a, t->head)];
    struct range clause = {in->token_begin, in->token_end};
    if (t->source.head == NO_INDEX) {
        t->source = attribution_source(s, t->head);
    }
    if (t->source.head != NO_INDEX &&
        (attribution_lies_in(t, t->source.head) || attribution_is_spoken(j, t->source.head))) {
        t->source.head = NO_INDEX;
    }
    for (uint32_t k = 0; k < t->content_count; k++) {
        struct range c = t->content[k];
        clause.begin = c.end <= t->head && c.end > clause.begin ? c.end : clause.begin;
        clause.end = c.begin > t->head && c.begin < clause.end ? c.begin : clause.end;
    }
    struct phrase stands = between(j, t, clause);
    if (stands.head != NO_INDEX && attribution_quoting(s, t->head) != NO_INDEX) {
        return;
    }
    if (stands.head != NO_INDEX && s->pos[t->head] == POS_VERB) {
        t->source = stands;
    }
    if (t->source.head == NO_INDEX && s->pos[t->head] == POS_VERB) {
        t->source = attribution_neighbour(s, t->head, clause);
    }
    cut_at_marks(j, &t->source);
    attribution_drop_time(s, &t->source);
}

/* The word begins with a small letter: the sentence before it goes on. */
static bool is_small(const struct syntax *s, uint32_t token)
{
    struct str form = syntax_form(s, token);
    return form.len > 0 && form.ptr[0] >= 'a' && form.ptr[0] <= 'z';
}

/* The trees told a content behind the verb. */
static bool told_behind(const struct joiner *j, uint32_t verb)
{
    uint32_t told = attribution_found_from(j, verb);
    const struct attribution *t = told < j->found ? &j->f.list.items[told] : NULL;
    return t && t->head == verb && t->content_count > 0 &&
           t->content[t->content_count - 1].begin > verb;
}

/* No content of the verb was found, and none in marks either. */
static bool is_untold(const struct joiner *j, uint32_t verb)
{
    for (uint32_t i = attribution_found_from(j, verb); i < j->f.list.count; i++) {
        if (j->f.list.items[i].head == verb && j->f.list.items[i].content_count > 0) {
            return false;
        }
    }
    return true;
}

/* A conjunction that a clause begins with: not "and" between two names, nor "as Roe put it". */
static bool parts_clauses(const struct syntax *s, uint32_t token)
{
    if (s->pos[token] == POS_CCONJ) {
        return token == 0 || token + 1 >= s->a->tokens.count || s->pos[token - 1] != POS_PROPN ||
               s->pos[token + 1] != POS_PROPN;
    }
    return s->pos[token] == POS_SCONJ && !syntax_form_is(s, token, "as");
}

/* Behind what stands in brackets at the token: "Rep. Ann Roe (D-Ohio) said", “Non!” (“No!”). */
static uint32_t past_brackets(const struct syntax *s, uint32_t token, uint32_t end)
{
    if (token >= end || !(syntax_form_is(s, token, "(") || syntax_form_is(s, token, "["))) {
        return token;
    }
    while (token < end && !syntax_form_is(s, token, ")") && !syntax_form_is(s, token, "]")) {
        token++;
    }
    return token;
}

/* "What the word “modify” means": the verb tells of the words in marks. */
static bool is_subject_of(const struct syntax *s, uint32_t verb, struct range r)
{
    uint32_t subject = syntax_subject(s, verb);
    return subject != NO_INDEX && subject < r.begin && r.end <= s->right[subject];
}

/* "…, including the doctor, who tried to warn": the verb tells of somebody behind the words. */
static bool is_relative_clause(const struct syntax *s, uint32_t verb, uint32_t behind)
{
    uint32_t top = verb;
    while (s->parent[top] != NO_INDEX &&
           (s->relation[top] == REL_XCOMP || s->relation[top] == REL_CONJ)) {
        top = s->parent[top];
    }
    uint32_t subject = syntax_subject(s, top);
    return s->relation[top] == REL_ACL_RELCL && subject != NO_INDEX && subject >= behind &&
           attribution_is_relative(s, subject);
}

/* "…," and "…[,]": the sentence goes on behind the mark, wherever it was cut. */
static bool ends_open(const struct syntax *s, struct range r)
{
    uint32_t last = r.end - 1;
    last -= last > r.begin + 1 && syntax_form_is(s, last, "]");
    return syntax_form_is(s, last, ",");
}

/* The first verb of speech behind the stretch, within its sentence and clause. */
static uint32_t verb_behind(const struct joiner *j, uint32_t index)
{
    const struct syntax *s = &j->f.syntax;
    struct range r = j->stretches.items[index].range;
    uint32_t end = sentence_end(j->f.a, r.end - 1);
    uint32_t next = index + 1 < j->stretches.count ? j->stretches.items[index + 1].range.begin
                                                   : j->f.a->tokens.count;
    uint32_t after = article_sentence_at(j->f.a, r.end - 1) + 1;
    bool open = false, closed = true; /* nothing but marks behind the stretch in its sentence */
    for (uint32_t i = r.end; i < end && closed; i++) {
        closed = s->pos[i] == POS_PUNCT;
    }
    if (closed && after < j->f.a->sentences.count) {
        const struct sentence *in = &j->f.a->sentences.items[after];
        open = ends_open(s, r) || syntax_form_is(s, in->token_begin - 1, ":");
        uint32_t reach = is_small(s, in->token_begin) || open ? REACH : TAG_MAX;
        uint32_t tag =
            in->token_begin + reach < in->token_end ? in->token_begin + reach : in->token_end;
        end = in->paragraph == j->stretches.items[index].paragraph ? tag : end;
    }
    end = next < end ? next : end;
    end = r.end + REACH < end ? r.end + REACH : end;
    for (uint32_t i = r.end; i < end && !parts_clauses(s, i); i = past_brackets(s, i + 1, end)) {
        const struct speech_word *word = attribution_speech_verb(s, i);
        bool judges = closed && !open && word && word->class == SPEECH_JUDGE;
        bool aside = judges || (word && is_relative_clause(s, i, r.end));
        if (word && !aside) {
            bool own = !open && article_sentence_at(j->f.a, i) >= after && told_behind(j, i);
            return own || is_subject_of(s, i, r) ? NO_INDEX : i;
        }
    }
    return NO_INDEX;
}

/* The last verb of speech before the stretch, within its sentence. */
static uint32_t verb_before(const struct joiner *j, uint32_t index)
{
    const struct syntax *s = &j->f.syntax;
    const struct stretch *st = &j->stretches.items[index];
    uint32_t begin = j->f.a->sentences.items[st->sentence_first].token_begin;
    uint32_t last = index > 0 ? st[-1].range.end : begin;
    begin = last > begin ? last : begin;
    begin = st->range.begin > begin + REACH ? st->range.begin - REACH : begin;
    for (uint32_t i = st->range.begin; i > begin; i--) {
        const struct speech_word *word = attribution_speech_verb(s, i - 1);
        bool decided = word && word->class == SPEECH_THINK && syntax_is_passive(s, i - 1);
        if (word && !decided) {
            return i - 1;
        }
    }
    return NO_INDEX;
}

bool attribution_by_verb(struct joiner *j, uint32_t index)
{
    const struct syntax *s = &j->f.syntax;
    struct range r = j->stretches.items[index].range;
    bool embedded = attribution_is_embedded(j, &j->stretches.items[index]);
    uint32_t verb = embedded ? verb_before(j, index) : verb_behind(j, index);
    if (verb == NO_INDEX) {
        verb = embedded ? verb_behind(j, index) : verb_before(j, index);
        verb = embedded && verb != NO_INDEX && told_behind(j, verb) ? NO_INDEX : verb;
    }
    if (verb != NO_INDEX && embedded && verb < r.begin && attribution_join_term(j, index, verb)) {
        return true;
    }
    bool name = verb != NO_INDEX && attribution_is_naming(s, verb, r);
    struct attribution *t = verb != NO_INDEX && !name
                                ? attribution_add(&j->f, verb, attribution_speech_verb(s, verb))
                                : NULL;
    if (!t) {
        return false;
    }
    t->cue = attribution_cue(s, verb);
    t->negated = attribution_is_negated(s, verb);
    attribution_take_stretch(j, index, t, "attribution.near");
    t->medium = attribution_medium(s, t);
    if (verb < r.begin && attribution_is_embedded(j, &j->stretches.items[index])) {
        t->content[0].begin = attribution_lead_in(j, t, r.begin);
    }
    attribution_find_speaker(j, t);
    attribution_find_told(s, t);
    return true;
}

bool attribution_by_tag(struct joiner *j, uint32_t index)
{
    const struct syntax *s = &j->f.syntax;
    struct range r = j->stretches.items[index].range;
    uint32_t first = r.end, count = j->f.a->tokens.count, last = r.end - 1;
    bool open = syntax_form_is(s, last, ",") || syntax_form_is(s, last, "?") ||
                syntax_form_is(s, last, "!");
    first += first < count && s->pos[first] == POS_PUNCT;
    uint32_t sentence = first < count ? article_sentence_at(j->f.a, first) : NO_INDEX;
    if (!open || sentence == NO_INDEX ||
        j->f.a->sentences.items[sentence].paragraph != j->stretches.items[index].paragraph) {
        return false;
    }
    uint32_t end = j->f.a->sentences.items[sentence].token_end;
    end = first + TAG_MAX < end ? first + TAG_MAX : end;
    for (uint32_t i = first; i < end && s->pos[i] != POS_PUNCT; i++) {
        uint32_t who =
            syntax_is_finite(s, i) && s->pos[i] == POS_VERB ? syntax_subject(s, i) : NO_INDEX;
        if (who == NO_INDEX || who < first || s->left[who] < first ||
            syntax_object(s, i) != NO_INDEX || syntax_child(s, i, REL_XCOMP) != NO_INDEX) {
            continue;
        }
        struct attribution *t = attribution_add(&j->f, i, NULL);
        if (t) {
            t->cue = attribution_cue(s, i);
            t->lemma = s->a->tags.lemma[i];
            attribution_take_stretch(j, index, t, "attribution.near");
            t->source = attribution_subject_phrase(s, who, i);
            t->medium = attribution_medium(s, t);
        }
        return t != NULL;
    }
    return false;
}

uint32_t attribution_found_from(const struct joiner *j, uint32_t token)
{
    return SEARCH_FROM(j->f.list.items, j->found, head, token);
}

bool attribution_by_sentence_before(struct joiner *j, uint32_t index)
{
    const struct stretch *st = &j->stretches.items[index];
    const struct attribution *items = j->f.list.items;
    uint32_t low = attribution_found_from(j, st->range.begin), best = NO_INDEX;
    for (uint32_t i = low; i > 0 && i + NEAR > low && best == NO_INDEX; i--) {
        const struct attribution *t = &items[i - 1];
        uint32_t in = article_sentence_at(j->f.a, t->head);
        bool near =
            in + 1 >= st->sentence_first && j->f.a->sentences.items[in].paragraph == st->paragraph;
        best =
            near && !t->dropped && !t->is_nested && t->source.head != NO_INDEX ? i - 1 : NO_INDEX;
    }
    struct attribution *t =
        best != NO_INDEX ? attribution_add_unspoken(j, index, "attribution.before") : NULL;
    if (t) {
        t->source = j->f.list.items[best].source;
    }
    return t != NULL;
}

/* Makes the subject of a verb the speaker. */
static bool take_subject(struct joiner *j, uint32_t index, uint32_t verb)
{
    struct attribution *t = attribution_add_unspoken(j, index, "attribution.subject");
    if (t) {
        t->source = attribution_source(&j->f.syntax, verb);
    }
    return t != NULL;
}

/* The sentence before the stretch in its paragraph, or NULL. */
static const struct sentence *sentence_before(const struct joiner *j, const struct stretch *st)
{
    const struct sentence *in = &j->f.a->sentences.items[st->sentence_first];
    return st->sentence_first > 0 && in[-1].paragraph == st->paragraph ? &in[-1] : NULL;
}

bool attribution_by_gesture(struct joiner *j, uint32_t index)
{
    const struct syntax *s = &j->f.syntax;
    const struct stretch *st = &j->stretches.items[index];
    const struct sentence *in = sentence_before(j, st);
    if (!in || attribution_lead(j, st) > 0) {
        return false;
    }
    for (uint32_t i = in->token_begin; i < in->token_end; i++) {
        const struct speech_word *word =
            s->parent[i] == NO_INDEX ? attribution_speech_verb(s, i) : NULL;
        uint32_t subject = word ? syntax_subject(s, i) : NO_INDEX;
        bool gesture = word && (word->class == SPEECH_MANNER || word->class == SPEECH_SAY) &&
                       subject != NO_INDEX && !attribution_is_in_speech(j, i);
        if (gesture && is_untold(j, i)) {
            return take_subject(j, index, i);
        }
    }
    return false;
}

bool attribution_by_subject(struct joiner *j, uint32_t index)
{
    const struct syntax *s = &j->f.syntax;
    const struct sentence *in = sentence_before(j, &j->stretches.items[index]);
    for (uint32_t i = in ? in->token_begin : 0; in && i < in->token_end; i++) {
        bool somebody =
            s->pos[i] == POS_PROPN || syntax_form_is(s, i, "he") || syntax_form_is(s, i, "she");
        uint32_t verb = s->parent[i];
        if (s->relation[i] == REL_NSUBJ && somebody && s->parent[verb] == NO_INDEX &&
            !attribution_is_in_speech(j, i)) {
            return take_subject(j, index, verb);
        }
    }
    return false;
}

/* The stretch has the speaker of the one before. */
static bool go_on(struct joiner *j, uint32_t index)
{
    uint32_t owner = j->stretches.items[index - 1].owner;
    struct attribution *t = attribution_add_unspoken(j, index, "attribution.chain");
    if (t) {
        t->source = j->f.list.items[owner].source;
        t->class = j->f.list.items[owner].class;
        t->medium = j->f.list.items[owner].medium;
        t->follows = owner;
    }
    return t != NULL;
}

bool attribution_by_split(struct joiner *j, uint32_t index)
{
    const struct syntax *s = &j->f.syntax;
    const struct stretch *st = &j->stretches.items[index];
    if (index == 0 || st[-1].owner == NO_INDEX || st[-1].sentence_last != st->sentence_first) {
        return false;
    }
    const struct attribution *owner = &j->f.list.items[st[-1].owner];
    uint32_t mark = st->range.begin >= 2 ? st->range.begin - 2 : 0;
    bool comma = syntax_form_is(s, st[-1].range.end - 1, ",") &&
                 (syntax_form_is(s, mark, ",") || syntax_form_is(s, mark, "–") ||
                  syntax_form_is(s, mark, "—") || syntax_form_is(s, mark, "--"));
    return comma && is_small(s, st->range.begin) && owner->source.head != NO_INDEX &&
           go_on(j, index);
}

bool attribution_by_chain(struct joiner *j, uint32_t index)
{
    if (index == 0) {
        return false;
    }
    const struct stretch *before = &j->stretches.items[index - 1], *st = &j->stretches.items[index];
    bool carried = j->f.a->quoted.items[st->quoted].continues == before->quoted;
    uint32_t lead = attribution_lead(j, st);
    bool direct = j->f.a->quoted.items[st->quoted].kind == QUOTE_DIRECT ||
                  (lead == 0 && attribution_has_clause(&j->f.syntax, st->range));
    bool together = before->paragraph == st->paragraph &&
                    ((direct && lead <= LEAD_MAX) || before->sentence_last == st->sentence_first);
    if (before->owner == NO_INDEX || !(together || carried)) {
        return false;
    }
    return go_on(j, index);
}
