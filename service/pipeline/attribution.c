/* attribution: who said what: direct, indirect and mixed quotations with cue, speaker, addressee,
 * relay and medium.
 *
 * Reads    quoted, paragraphs, sentences, tokens, tags, trees.   Writes  quotes, ordered by begin,
 *          longer first.
 * Memory   results live in a->arena, trees and candidates in the worker's scratch arena.
 * Budget   one unit for each token.
 * Errors   STATUS_LIMIT when QUOTES_MAX or the budget was reached: there are no quotes then.
 *
 * Candidates come from the trees (attribution_find), are joined with the stretches in quotation
 * marks, and what stands in marks without one gets its speaker from the words around it, from
 * the most certain way to the least: a verb behind or before it in its sentence, the speaker who
 * goes on, a colon, the sentence before. What nobody is said to have said (titles, scare quotes)
 * is left out. A candidate inside the content of another is part of that content. */
#include "pipeline/attribution.h"

#include <string.h>

#include "pipeline/pipeline.h"
#include "pipeline/scan.h"
#include "pipeline/stages.h"

enum {
    REACH = 24,  /* words between a content and its verb */
    TAG_MAX = 6, /* words up to the verb of a sentence that says who spoke: “Why?” Roe asked. */
    TERM_REACH = 12, /* words between a verb and a word in marks */
    LABEL_MAX = 4,   /* words of a name before a colon */
    NEAR = 64,       /* candidates on either side that are compared with one */
    FREE_MIN = 8     /* words of a fragment that nobody is said to have said */
};

/* A top-level stretch in quotation marks. */
struct stretch {
    struct range range; /* tokens inside the marks */
    uint32_t quoted;    /* position in a->quoted */
    uint32_t owner;     /* attribution, or NO_INDEX */
    uint32_t sentence_first, sentence_last;
    uint32_t paragraph;
};

/* A piece of an attribution's content, to be a quote. */
struct row {
    struct range content;
    uint32_t owner;
};

struct joiner {
    struct attributions f;
    VEC(struct stretch) stretches;
    VEC(struct row) rows;
    uint32_t found; /* attributions that the trees told, by head; those behind them came later */
    bool full;
};

static bool is_speech(const struct quote *q)
{
    return q->confidence >= 0.5;
}

static void collect_stretches(struct joiner *j)
{
    struct article *a = j->f.a;
    for (uint32_t i = 0; i < a->quoted.count; i++) {
        const struct quote *q = &a->quoted.items[i];
        struct range r = {article_token_at(a, q->span.begin), article_token_at(a, q->span.end)};
        struct stretch *s = q->depth == 0 && !range_is_empty(r)
                                ? vec_push(&j->stretches, &a->state->scratch, QUOTES_MAX)
                                : NULL;
        if (s) {
            *s = (struct stretch){.range = r, .quoted = i, .owner = NO_INDEX};
            s->sentence_first = article_sentence_at(a, r.begin);
            s->sentence_last = article_sentence_at(a, r.end - 1);
            s->paragraph = a->sentences.items[s->sentence_first].paragraph;
        }
    }
}

/* ---- candidates and stretches ---- */

/* The first stretch that ends behind the token. */
static uint32_t stretch_behind(const struct joiner *j, uint32_t token)
{
    uint32_t low = 0, high = j->stretches.count;
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        if (j->stretches.items[middle].range.end <= token) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static bool holds(struct range r, uint32_t token)
{
    return r.begin <= token && token < r.end;
}

static bool is_in_speech(const struct joiner *j, uint32_t token)
{
    uint32_t i = stretch_behind(j, token);
    return i < j->stretches.count && holds(j->stretches.items[i].range, token);
}

static bool lies_in(const struct attribution *t, uint32_t token)
{
    for (uint32_t k = 0; k < t->content_count; k++) {
        if (holds(t->content[k], token)) {
            return true;
        }
    }
    return false;
}

static bool holds_stretch(const struct joiner *j, struct range r)
{
    uint32_t i = stretch_behind(j, r.begin);
    return i < j->stretches.count && j->stretches.items[i].range.begin < r.end;
}

static bool is_whole_stretch(const struct joiner *j, struct range r)
{
    uint32_t i = stretch_behind(j, r.begin);
    return i < j->stretches.count && j->stretches.items[i].range.begin == r.begin &&
           j->stretches.items[i].range.end == r.end;
}

/* The stretch is part of the sentence around it: no comma, colon or sentence's begin before its
 * mark. */
static bool is_embedded(const struct joiner *j, const struct stretch *st)
{
    const struct syntax *s = &j->f.syntax;
    uint32_t first = j->f.a->sentences.items[st->sentence_first].token_begin;
    uint32_t i = st->range.begin;
    i -= i > first; /* the mark */
    return i > first && s->pos[i - 1] != POS_PUNCT;
}

/* Where a content that ends in an embedded stretch begins behind its verb: at "that", before "to"
 * with whoever is told, else behind the verb itself. */
static uint32_t lead_in(const struct joiner *j, const struct attribution *t, uint32_t begin)
{
    const struct syntax *s = &j->f.syntax;
    uint32_t from = t->cue.end;
    if (from == 0 || from >= begin || begin - from > REACH) {
        return begin;
    }
    for (uint32_t i = from; i < begin; i++) {
        if (s->pos[i] == POS_PUNCT && i + 1 < begin) {
            return begin;
        }
    }
    for (uint32_t i = from; i < begin; i++) {
        if (syntax_form_is(s, i, "as")) {
            return i + 1;
        }
        if (syntax_form_is(s, i, "that")) {
            return i;
        }
        if (syntax_form_is(s, i, "to")) {
            return i == from ? i : from + (s->pos[from] == POS_ADP);
        }
    }
    if (s->pos[from] == POS_ADP) {
        return begin;
    }
    return t->addressee.head == NO_INDEX ? from : begin;
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

/* The sentence goes on behind the closing mark without a comma or stop on either side of it. */
static bool goes_on(const struct joiner *j, const struct stretch *st, uint32_t end)
{
    const struct syntax *s = &j->f.syntax;
    return s->pos[st->range.end - 1] != POS_PUNCT && st->range.end + 1 < end &&
           s->pos[st->range.end + 1] != POS_PUNCT;
}

/* "The cracks “grow wider” every year, he said": before its verb a stretch that is part of a
 * sentence has that sentence around it, up to the comma. */
static void widen_front(const struct joiner *j, const struct attribution *t,
                        const struct stretch *st, struct range *piece)
{
    const struct syntax *s = &j->f.syntax;
    uint32_t first = j->f.a->sentences.items[st->sentence_first].token_begin;
    if (t->cue.begin <= st->range.end) {
        return;
    }
    if (piece->begin == st->range.begin && is_embedded(j, st) && st->range.begin < first + REACH) {
        piece->begin = first;
        *piece = attribution_trim(s, *piece);
    }
    uint32_t end = st->range.end + 1;
    if (piece->end == st->range.end && end < t->cue.begin && s->pos[end] != POS_PUNCT &&
        s->pos[st->range.end - 1] != POS_PUNCT) {
        while (end < t->cue.begin && s->pos[end] != POS_PUNCT) {
            end++;
        }
        piece->end = end < t->cue.begin ? end : piece->end;
    }
}

/* Widens or narrows a piece to the stretches that it overlaps: a stretch of speech that stands
 * apart replaces it, one that is part of the sentence is joined to it. */
static void join_piece(struct joiner *j, uint32_t owner, struct range *piece)
{
    const struct syntax *s = &j->f.syntax;
    const struct attribution *t = &j->f.list.items[owner];
    for (uint32_t i = stretch_behind(j, piece->begin); i < j->stretches.count; i++) {
        struct stretch *st = &j->stretches.items[i];
        const struct quote *q = &j->f.a->quoted.items[st->quoted];
        if (st->range.begin >= piece->end) {
            break;
        }
        if (!is_speech(q)) {
            continue;
        }
        struct range before = attribution_trim(s, (struct range){piece->begin, st->range.begin});
        bool apart = !is_embedded(j, st) && !has_clause(s, before) &&
                     (range_is_empty(before) || piece->begin >= t->cue.end);
        if (apart && (q->kind == QUOTE_DIRECT || !range_is_empty(before)) &&
            !goes_on(j, st, piece->end)) {
            *piece = st->range;
        } else {
            piece->begin = st->range.begin < piece->begin ? st->range.begin : piece->begin;
            piece->end = st->range.end > piece->end ? st->range.end : piece->end;
            piece->begin = piece->begin == st->range.begin && is_embedded(j, st)
                               ? lead_in(j, t, piece->begin)
                               : piece->begin;
        }
        widen_front(j, t, st, piece);
        st->owner = owner;
    }
}

static void find_speaker(struct joiner *j, struct attribution *t);

/* What was taken for a content is a title or a term in marks, by a verb that calls nothing so. */
static bool is_title(const struct joiner *j, const struct attribution *t)
{
    uint32_t i = t->content_count > 0 ? stretch_behind(j, t->content[0].begin) : UINT32_MAX;
    if (i >= j->stretches.count || is_speech(&j->f.a->quoted.items[j->stretches.items[i].quoted])) {
        return false;
    }
    struct range r = j->stretches.items[i].range;
    return !t->is_weak && r.begin <= t->content[0].begin && t->content[0].end <= r.end + 1;
}

/* Speech in marks before its verb says all: what the tree adds behind is none of it. */
static void drop_unquoted(const struct joiner *j, struct attribution *t)
{
    uint32_t kept = 1;
    if (t->content_count < 2 || !is_whole_stretch(j, t->content[0])) {
        return;
    }
    for (uint32_t k = 1; k < t->content_count; k++) {
        if (is_in_speech(j, t->content[k].begin)) {
            t->content[kept++] = t->content[k];
        }
    }
    t->content_count = kept;
}

/* "The mayor said that police had told him the bridge was safe": what somebody named is said to
 * have said inside the words of another is given too, outside quotation marks. */
static bool may_nest(const struct joiner *j, const struct attribution *t)
{
    const struct syntax *s = &j->f.syntax;
    uint32_t who = t->source.head;
    return !t->dropped && !t->is_weak && t->content_count > 0 && t->class <= SPEECH_POST &&
           who != NO_INDEX && (s->pos[who] == POS_PROPN || s->pos[who] == POS_NOUN) &&
           strcmp(t->by, "attribution.clause") == 0;
}

static void join_marks(struct joiner *j)
{
    const struct syntax *s = &j->f.syntax;
    for (uint32_t i = 0; i < j->f.list.count; i++) {
        struct attribution *t = &j->f.list.items[i];
        t->dropped = t->dropped || is_in_speech(j, t->head);
        for (uint32_t k = 0; k < t->content_count && !t->dropped; k++) {
            join_piece(j, i, &t->content[k]);
        }
        t->dropped = t->dropped || is_title(j, t);
        drop_unquoted(j, t);
        bool inside = t->source.head != NO_INDEX && lies_in(t, t->source.head);
        bool active =
            s->pos[t->head] == POS_VERB && syntax_child(s, t->head, REL_AUX_PASS) == NO_INDEX;
        bool quotes = t->content_count > 0 && holds_stretch(j, t->content[0]);
        if (!t->dropped && (inside || (active && quotes))) {
            find_speaker(j, t);
        }
    }
}

/* "declined to say whether": what was not said is the content. */
static void drop_refusals(struct joiner *j)
{
    struct attribution *items = j->f.list.items;
    for (uint32_t i = 0; i + 1 < j->f.list.count; i++) {
        struct attribution *outer = &items[i], *inner = &items[i + 1];
        bool refuses =
            str_equal(outer->lemma, STR("decline")) || str_equal(outer->lemma, STR("refuse"));
        if (refuses && outer->top == inner->head) {
            outer->dropped = true;
            inner->negated = true;
        }
    }
}

/* The relay ended up in the content: "that X, according to Z". */
static bool cut_relay(struct joiner *j, struct attribution *t, struct attribution *relay)
{
    const struct syntax *s = &j->f.syntax;
    for (uint32_t k = 0; k < t->content_count; k++) {
        struct range *r = &t->content[k];
        if (r->begin > t->head && r->begin + 1 < relay->head && relay->head < r->end &&
            s->pos[relay->head - 1] == POS_PUNCT && r->end <= relay->source.range.end) {
            *r = attribution_trim(s, (struct range){r->begin, relay->head});
            t->via = relay->source;
            relay->dropped = true;
            return true;
        }
    }
    return false;
}

/* "Y said X, according to Z": Z passed it on. */
static void pass_on(struct joiner *j)
{
    struct attribution *items = j->f.list.items;
    for (uint32_t i = 0; i < j->f.list.count; i++) {
        bool according = items[i].lemma.len > 0 && str_equal(items[i].lemma, STR("according to"));
        for (uint32_t k = i > NEAR ? i - NEAR : 0; according && k < i + NEAR && k < j->f.list.count;
             k++) {
            struct attribution *t = &items[k];
            bool same = t->head == items[i].top || t->top == items[i].top;
            if (k == i || t->dropped || items[i].dropped || cut_relay(j, t, &items[i])) {
                continue;
            }
            if (same && !t->is_weak) {
                t->via = items[i].source;
                items[i].dropped = true;
            }
        }
    }
}

static void settle(struct joiner *j)
{
    for (uint32_t i = 0; i < j->f.list.count; i++) {
        struct attribution *t = &j->f.list.items[i];
        if (t->addressee.head == t->source.head) {
            t->addressee.head = NO_INDEX;
        }
        t->medium = attribution_medium(&j->f.syntax, t);
    }
}

/* "said that X and warned that Y", "said that X, adding that Y": the second verb goes with the
 * first, though the tree hangs it into its content. */
static bool is_parallel(const struct joiner *j, const struct attribution *outer,
                        const struct attribution *inner)
{
    const struct syntax *s = &j->f.syntax;
    const struct str *xpos = j->f.a->tags.xpos;
    uint32_t before = inner->cue.begin;
    if (before <= outer->head || s->pos[inner->head] != POS_VERB || inner->class >= SPEECH_THINK ||
        s->pos[outer->head] != POS_VERB || s->pos[before - 1] == POS_PRON ||
        str_equal(inner->lemma, STR("according to"))) {
        return false;
    }
    bool own = syntax_child(s, inner->head, REL_NSUBJ) != NO_INDEX;
    bool alike =
        str_equal(xpos[inner->head], xpos[outer->head]) || str_equal(inner->lemma, STR("say"));
    bool joined = s->pos[before - 1] == POS_CCONJ && alike && s->relation[inner->head] == REL_CONJ;
    bool participle = s->pos[before - 1] == POS_PUNCT && str_equal(xpos[inner->head], STR("VBG"));
    return !own && (joined || participle);
}

static void cut_parallel(struct joiner *j)
{
    const struct syntax *s = &j->f.syntax;
    struct attribution *items = j->f.list.items;
    for (uint32_t i = 0; i < j->f.list.count; i++) {
        for (uint32_t k = i + 1; k < j->f.list.count && k < i + NEAR; k++) {
            uint32_t last = items[i].content_count - 1;
            bool inside = !items[i].dropped && !items[k].dropped && items[i].content_count > 0 &&
                          items[i].content[last].begin > items[i].head &&
                          holds(items[i].content[last], items[k].head) &&
                          items[k].cue.begin > items[i].content[last].begin + 1;
            if (inside && is_parallel(j, &items[i], &items[k])) {
                uint32_t end = items[k].cue.begin - (s->pos[items[k].cue.begin - 1] == POS_CCONJ);
                items[i].content[last] =
                    attribution_trim(s, (struct range){items[i].content[last].begin, end});
                items[k].source = items[i].source;
            }
        }
    }
}

static void drop_inner(struct joiner *j)
{
    struct attribution *items = j->f.list.items;
    for (uint32_t i = 0; i < j->f.list.count; i++) {
        for (uint32_t k = i > NEAR ? i - NEAR : 0; k < j->f.list.count && k < i + NEAR; k++) {
            if (k != i && !items[i].dropped && !items[i].is_nested &&
                lies_in(&items[i], items[k].head)) {
                items[k].is_nested = may_nest(j, &items[k]);
                items[k].dropped = !items[k].is_nested;
            }
        }
    }
}

/* ---- stretches without a candidate ---- */

static uint32_t sentence_end(const struct article *a, uint32_t token)
{
    return a->sentences.items[article_sentence_at(a, token)].token_end;
}

static const struct speech_word *speech_verb(const struct syntax *s, uint32_t token)
{
    bool verb = s->pos[token] == POS_VERB;
    return verb ? speech_verb_find(syntax_form(s, token), s->a->tags.lemma[token]) : NULL;
}

static void take_stretch(struct joiner *j, uint32_t index, struct attribution *t, const char *by)
{
    struct stretch *st = &j->stretches.items[index];
    st->owner = (uint32_t)(t - j->f.list.items);
    t->content[t->content_count++] = st->range;
    t->by = by;
}

/* What stands between the content and the verb behind it: "…," Ann Roe, a lawyer, <said>. */
static struct phrase between(const struct joiner *j, const struct attribution *t,
                             struct range clause)
{
    const struct syntax *s = &j->f.syntax;
    struct range r = attribution_trim(s, (struct range){clause.begin, t->cue.begin});
    struct phrase p = {.head = NO_INDEX};
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
    while (i + 1 < r.end && (s->pos[i + 1] == POS_NOUN || s->pos[i + 1] == POS_PROPN)) {
        i++;
    }
    return (struct phrase){r, i};
}

/* The tree's source; nobody who stands inside the content; else who stands beside the verb. */
static void find_speaker(struct joiner *j, struct attribution *t)
{
    const struct syntax *s = &j->f.syntax;
    const struct sentence *in = &j->f.a->sentences.items[article_sentence_at(j->f.a, t->head)];
    struct range clause = {in->token_begin, in->token_end};
    if (t->source.head == NO_INDEX) {
        t->source = attribution_source(s, t->head);
    }
    if (t->source.head != NO_INDEX && lies_in(t, t->source.head)) {
        t->source.head = NO_INDEX;
    }
    for (uint32_t k = 0; k < t->content_count; k++) {
        struct range c = t->content[k];
        clause.begin = c.end <= t->head && c.end > clause.begin ? c.end : clause.begin;
        clause.end = c.begin > t->head && c.begin < clause.end ? c.begin : clause.end;
    }
    struct phrase stands = between(j, t, clause);
    if (stands.head != NO_INDEX && s->pos[t->head] == POS_VERB) {
        t->source = stands;
    }
    if (t->source.head == NO_INDEX && s->pos[t->head] == POS_VERB) {
        t->source = attribution_neighbour(s, t->head, clause);
    }
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
    bool closed = true; /* nothing but marks behind the stretch in its sentence */
    for (uint32_t i = r.end; i < end && closed; i++) {
        closed = s->pos[i] == POS_PUNCT;
    }
    if (closed && after < j->f.a->sentences.count) {
        const struct sentence *in = &j->f.a->sentences.items[after];
        uint32_t tag =
            in->token_begin + TAG_MAX < in->token_end ? in->token_begin + TAG_MAX : in->token_end;
        end = in->paragraph == j->stretches.items[index].paragraph ? tag : end;
    }
    end = next < end ? next : end;
    end = r.end + REACH < end ? r.end + REACH : end;
    for (uint32_t i = r.end; i < end && s->pos[i] != POS_SCONJ && s->pos[i] != POS_CCONJ; i++) {
        bool own =
            article_sentence_at(j->f.a, i) >= after && syntax_child(s, i, REL_CCOMP) != NO_INDEX;
        if (speech_verb(s, i)) {
            return own ? NO_INDEX : i;
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
        if (speech_verb(s, i - 1)) {
            return i - 1;
        }
    }
    return NO_INDEX;
}

/* A verb behind the stretch in the sentence that it ends in, or before it; for words within a
 * sentence the other way round. */
static bool attribute_by_verb(struct joiner *j, uint32_t index)
{
    const struct syntax *s = &j->f.syntax;
    struct range r = j->stretches.items[index].range;
    bool embedded = is_embedded(j, &j->stretches.items[index]);
    uint32_t verb = embedded ? verb_before(j, index) : verb_behind(j, index);
    if (verb == NO_INDEX) {
        verb = embedded ? verb_behind(j, index) : verb_before(j, index);
    }
    struct attribution *t =
        verb != NO_INDEX ? attribution_add(&j->f, verb, speech_verb(s, verb)) : NULL;
    if (!t) {
        return false;
    }
    t->cue = attribution_cue(s, verb);
    t->negated = attribution_is_negated(s, verb);
    take_stretch(j, index, t, "attribution.near");
    t->medium = attribution_medium(s, t);
    if (verb < r.begin && is_embedded(j, &j->stretches.items[index])) {
        t->content[0].begin = lead_in(j, t, r.begin);
    }
    find_speaker(j, t);
    return true;
}

static struct attribution *add_unspoken(struct joiner *j, uint32_t index, const char *by)
{
    struct attribution *t = attribution_add(&j->f, j->stretches.items[index].range.begin, NULL);
    if (t) {
        t->lemma = (struct str){0};
        t->cue = (struct range){0};
        take_stretch(j, index, t, by);
    }
    return t;
}

static bool is_colon(const struct syntax *s, uint32_t token)
{
    return syntax_form_is(s, token, ":");
}

/* A proper noun, or a word in capitals. */
static bool is_name(const struct syntax *s, uint32_t token)
{
    struct str form = syntax_form(s, token);
    bool capitals = form.len > 1;
    for (size_t i = 0; i < form.len; i++) {
        capitals = capitals && form.ptr[i] >= 'A' && form.ptr[i] <= 'Z';
    }
    return capitals || s->pos[token] == POS_PROPN;
}

/* "MORALES: …" within the marks. */
static bool attribute_by_inner_label(struct joiner *j, uint32_t index)
{
    const struct syntax *s = &j->f.syntax;
    struct range r = j->stretches.items[index].range, name = {r.begin, r.begin};
    while (name.end < r.end && name.end < name.begin + LABEL_MAX && is_name(s, name.end)) {
        name.end++;
    }
    if (range_is_empty(name) || name.end + 1 >= r.end || !is_colon(s, name.end)) {
        return false;
    }
    struct attribution *t = add_unspoken(j, index, "attribution.label");
    if (t) {
        t->source = (struct phrase){name, name.end - 1};
        t->content[0].begin = name.end + 1;
    }
    return t != NULL;
}

/* "MORALES: "…"", "— Ann Roe "…"", "The mayor was blunt: "…"": a name alone before the marks, or
 * the subject of what stands before a colon. */
static bool attribute_by_label(struct joiner *j, uint32_t index)
{
    const struct syntax *s = &j->f.syntax;
    struct range r = j->stretches.items[index].range;
    uint32_t first = j->f.a->sentences.items[j->stretches.items[index].sentence_first].token_begin;
    struct range lead = attribution_trim(s, (struct range){first, r.begin});
    if (range_is_empty(lead)) {
        return false;
    }
    bool colon = lead.end < r.begin && is_colon(s, lead.end), named = true;
    uint32_t root = lead.begin;
    for (uint32_t i = lead.begin; i < lead.end; i++) {
        named = named && s->pos[i] != POS_VERB && s->pos[i] != POS_AUX;
        bool top = s->pos[i] == POS_VERB && s->parent[i] == NO_INDEX;
        root = top || (s->pos[i] == POS_VERB && s->pos[root] != POS_VERB) ? i : root;
    }
    struct phrase p = {.head = NO_INDEX};
    if (named && lead.end - lead.begin <= 2 * LABEL_MAX && s->pos[lead.end - 1] == POS_PROPN) {
        p = (struct phrase){lead, lead.end - 1};
    } else if (colon && !named) {
        p = attribution_source(s, root);
    }
    struct attribution *t = p.head != NO_INDEX ? add_unspoken(j, index, "attribution.label") : NULL;
    if (t) {
        t->source = p;
    }
    return t != NULL;
}

/* The first attribution that the trees told at the token or behind it; j->found: none. */
static uint32_t found_from(const struct joiner *j, uint32_t token)
{
    uint32_t low = 0, high = j->found;
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        if (j->f.list.items[middle].head < token) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

/* Somebody said something in the sentence before, or in this one: the last attribution that the
 * trees told and that tells who. */
static bool attribute_by_sentence_before(struct joiner *j, uint32_t index)
{
    const struct stretch *st = &j->stretches.items[index];
    const struct attribution *items = j->f.list.items;
    uint32_t low = found_from(j, st->range.begin), best = NO_INDEX;
    for (uint32_t i = low; i > 0 && i + NEAR > low && best == NO_INDEX; i--) {
        const struct attribution *t = &items[i - 1];
        uint32_t in = article_sentence_at(j->f.a, t->head);
        bool near =
            in + 1 >= st->sentence_first && j->f.a->sentences.items[in].paragraph == st->paragraph;
        best =
            near && !t->dropped && !t->is_nested && t->source.head != NO_INDEX ? i - 1 : NO_INDEX;
    }
    struct attribution *t = best != NO_INDEX ? add_unspoken(j, index, "attribution.before") : NULL;
    if (t) {
        t->source = j->f.list.items[best].source;
    }
    return t != NULL;
}

/* The subject of the sentence before, when it is somebody: "Haddad shook his head. "…"" */
static bool attribute_by_subject(struct joiner *j, uint32_t index)
{
    const struct syntax *s = &j->f.syntax;
    const struct stretch *st = &j->stretches.items[index];
    const struct sentence *in = &j->f.a->sentences.items[st->sentence_first];
    if (st->sentence_first == 0 || in[-1].paragraph != st->paragraph) {
        return false;
    }
    for (uint32_t i = in [-1].token_begin; i < in[-1].token_end; i++) {
        bool somebody =
            s->pos[i] == POS_PROPN || syntax_form_is(s, i, "he") || syntax_form_is(s, i, "she");
        uint32_t verb = s->parent[i];
        if (s->relation[i] == REL_NSUBJ && somebody && s->parent[verb] == NO_INDEX &&
            !is_in_speech(j, i)) {
            struct attribution *t = add_unspoken(j, index, "attribution.subject");
            if (t) {
                t->source = attribution_source(s, verb);
            }
            return t != NULL;
        }
    }
    return false;
}

/* "…" — Ann Roe: a name alone behind the marks. */
static bool attribute_by_signature(struct joiner *j, uint32_t index)
{
    const struct syntax *s = &j->f.syntax;
    uint32_t i = j->stretches.items[index].range.end, end = j->f.a->tokens.count;
    bool dash = false;
    for (; i < end && s->pos[i] == POS_PUNCT; i++) {
        struct str form = syntax_form(s, i);
        dash = dash || str_equal(form, STR("-")) || str_equal(form, STR("–")) ||
               str_equal(form, STR("—")) || str_equal(form, STR("--"));
    }
    struct range name = {i, i};
    while (name.end < end && name.end < i + LABEL_MAX && s->pos[name.end] == POS_PROPN) {
        name.end++;
    }
    bool closes =
        name.end == end || s->pos[name.end] == POS_PUNCT ||
        j->f.a->sentences.items[article_sentence_at(j->f.a, name.end)].token_begin == name.end;
    struct attribution *t = dash && closes && !range_is_empty(name)
                                ? add_unspoken(j, index, "attribution.signature")
                                : NULL;
    if (t) {
        t->source = (struct phrase){name, name.end - 1};
    }
    return t != NULL;
}

/* The speaker of the stretch before goes on: in the same paragraph, or carried over. */
static bool attribute_by_chain(struct joiner *j, uint32_t index)
{
    if (index == 0) {
        return false;
    }
    const struct stretch *before = &j->stretches.items[index - 1], *st = &j->stretches.items[index];
    bool carried = j->f.a->quoted.items[st->quoted].continues == before->quoted;
    bool together = before->paragraph == st->paragraph &&
                    (j->f.a->quoted.items[st->quoted].kind == QUOTE_DIRECT ||
                     before->sentence_last == st->sentence_first);
    if (before->owner == NO_INDEX || !(together || carried)) {
        return false;
    }
    uint32_t owner = before->owner;
    struct attribution *t = add_unspoken(j, index, "attribution.chain");
    if (t) {
        t->source = j->f.list.items[owner].source;
        t->class = j->f.list.items[owner].class;
        t->medium = j->f.list.items[owner].medium;
        t->follows = owner;
    }
    return t != NULL;
}

/* Where what somebody is called begins: with whom, right behind the verb. */
static uint32_t calling_begin(const struct joiner *j, const struct attribution *t, uint32_t begin)
{
    const struct syntax *s = &j->f.syntax;
    uint32_t from = t->cue.end;
    for (uint32_t i = from; i < begin; i++) {
        if (s->pos[i] == POS_PUNCT && i + 1 < begin) {
            return begin;
        }
    }
    return from < begin && s->pos[from] != POS_ADP ? from : begin;
}

/* "called him a "cheat", a "liar" and "mad"": the words in marks behind the first go on from it,
 * when the same verb leads to them. */
static bool join_term(struct joiner *j, uint32_t index, uint32_t verb)
{
    struct stretch *st = &j->stretches.items[index];
    uint32_t owner = index > 0 ? st[-1].owner : NO_INDEX;
    uint32_t told = found_from(j, verb);
    owner = owner == NO_INDEX && told < j->found ? told : owner;
    struct attribution *t = owner != NO_INDEX ? &j->f.list.items[owner] : NULL;
    struct range *last = t && t->content_count > 0 ? &t->content[t->content_count - 1] : NULL;
    if (!last || t->head != verb || t->dropped || last->begin < verb) {
        return false;
    }
    last->end = last->end < st->range.end ? st->range.end : last->end;
    st->owner = owner;
    return true;
}

/* The verb that leads to a word in marks: the last before it in its sentence, at most TERM_REACH
 * words away, else that of the words in marks before it whose content holds it, too. */
static uint32_t verb_of_term(const struct joiner *j, uint32_t index)
{
    const struct stretch *st = &j->stretches.items[index];
    uint32_t first = j->f.a->sentences.items[st->sentence_first].token_begin;
    uint32_t end = st->range.begin, begin = end > first + TERM_REACH ? end - TERM_REACH : first;
    for (uint32_t i = end; i > begin; i--) {
        if (j->f.syntax.pos[i - 1] == POS_VERB) {
            return i - 1;
        }
    }
    uint32_t owner = index > 0 ? st[-1].owner : NO_INDEX;
    const struct attribution *t = owner != NO_INDEX ? &j->f.list.items[owner] : NULL;
    return t && lies_in(t, end) ? t->head : NO_INDEX;
}

/* "used the term "trap"", "with the nickname "Red"": the verb whose object or circumstance the noun
 * before a word in marks is, or NO_INDEX. */
static uint32_t verb_of_wording(const struct joiner *j, uint32_t index)
{
    static const char *const nouns[] = {"expression", "name", "nickname", "phrase",
                                        "slogan",     "term", "word"};
    const struct syntax *s = &j->f.syntax;
    uint32_t begin = j->stretches.items[index].range.begin;
    uint32_t noun = begin >= 2 ? begin - 2 : NO_INDEX;
    uint32_t verb = noun != NO_INDEX ? s->parent[noun] : NO_INDEX;
    bool object = verb != NO_INDEX && s->pos[verb] == POS_VERB && verb < noun &&
                  (s->relation[noun] == REL_OBJ || s->relation[noun] == REL_OBL);
    for (size_t i = 0; object && i < sizeof nouns / sizeof nouns[0]; i++) {
        if (str_equal(s->a->tags.lemma[noun], str_of(nouns[i]))) {
            return verb;
        }
    }
    return NO_INDEX;
}

/* "accused them of "madness"", "called it a "trap"": a word in marks is somebody's when a verb of
 * calling or saying leads to it, or a noun that says it is a wording. */
static void attribute_term(struct joiner *j, uint32_t index)
{
    const struct syntax *s = &j->f.syntax;
    const struct quote *q = &j->f.a->quoted.items[j->stretches.items[index].quoted];
    struct range r = j->stretches.items[index].range;
    uint32_t verb = verb_of_term(j, index);
    const struct speech_word *word = verb != NO_INDEX ? speech_verb(s, verb) : NULL;
    bool calls = word && word->class < SPEECH_THINK;
    uint32_t wording = calls ? NO_INDEX : verb_of_wording(j, index);
    if (wording != NO_INDEX) {
        static const struct speech_word uses = {"use", SPEECH_SAY, 0};
        calls = true;
        verb = wording;
        word = &uses;
    }
    if (!calls || is_in_speech(j, verb) || str_equal(str_of(q->by), STR("quote.title"))) {
        return;
    }
    if (join_term(j, index, verb)) {
        return;
    }
    struct attribution *t = attribution_add(&j->f, verb, word);
    if (t) {
        t->cue = attribution_cue(s, verb);
        t->negated = attribution_is_negated(s, verb);
        take_stretch(j, index, t, "attribution.term");
        t->lemma = wording != NO_INDEX ? s->a->tags.lemma[verb] : t->lemma;
        t->content[0].begin = (word->frames & SPEECH_AS) ? calling_begin(j, t, r.begin) : r.begin;
        t->medium = attribution_medium(s, t);
        find_speaker(j, t);
    }
}

static void attribute_stretches(struct joiner *j)
{
    j->found = j->f.list.count;
    for (uint32_t i = 0; i < j->stretches.count; i++) {
        const struct quote *q = &j->f.a->quoted.items[j->stretches.items[i].quoted];
        if (j->stretches.items[i].owner != NO_INDEX) {
            continue;
        }
        if (!is_speech(q)) {
            attribute_term(j, i);
            continue;
        }
        bool done = attribute_by_inner_label(j, i) || attribute_by_verb(j, i) ||
                    attribute_by_signature(j, i) || attribute_by_label(j, i) ||
                    attribute_by_chain(j, i);
        if (!done && q->kind == QUOTE_DIRECT) {
            done = attribute_by_sentence_before(j, i) || attribute_by_subject(j, i);
        }
        struct range r = j->stretches.items[i].range;
        bool closed = j->f.syntax.pos[r.end - 1] == POS_PUNCT;
        if (!done && (q->kind == QUOTE_DIRECT || (closed && r.end - r.begin > FREE_MIN))) {
            add_unspoken(j, i, "attribution.free");
        }
    }
}

/* ---- writing them ---- */

static struct span span_of(const struct article *a, struct range r)
{
    if (range_is_empty(r)) {
        return (struct span){0, 0};
    }
    return (struct span){a->tokens.items[r.begin].begin, a->tokens.items[r.end - 1].end};
}

static struct party party_of(const struct article *a, const struct phrase *p)
{
    if (p->head == NO_INDEX) {
        return (struct party){.head = NO_INDEX, .entity = NO_INDEX};
    }
    return (struct party){span_of(a, p->range), p->head, NO_INDEX};
}

static enum quote_kind kind_of(const struct joiner *j, struct range r)
{
    for (uint32_t i = stretch_behind(j, r.begin); i < j->stretches.count; i++) {
        const struct stretch *st = &j->stretches.items[i];
        if (st->range.begin >= r.end) {
            break;
        }
        if (st->range.begin <= r.begin && r.end <= st->range.end) {
            return QUOTE_DIRECT;
        }
        return QUOTE_MIXED;
    }
    return QUOTE_INDIRECT;
}

/* A content that begins or ends with a stretch has that one's mark too. */
static struct range with_marks(const struct joiner *j, struct range r)
{
    const struct syntax *s = &j->f.syntax;
    uint32_t i = stretch_behind(j, r.begin), k = stretch_behind(j, r.end - 1);
    if (i < j->stretches.count && j->stretches.items[i].range.begin == r.begin && r.begin > 0 &&
        s->pos[r.begin - 1] == POS_PUNCT) {
        r.begin--;
    }
    if (k < j->stretches.count && j->stretches.items[k].range.end == r.end &&
        r.end < j->f.a->tokens.count && s->pos[r.end] == POS_PUNCT) {
        r.end++;
    }
    return r;
}

static void collect_rows(struct joiner *j)
{
    for (uint32_t i = 0; i < j->f.list.count && !j->full; i++) {
        const struct attribution *t = &j->f.list.items[i];
        for (uint32_t k = 0; k < t->content_count && !t->dropped; k++) {
            struct row *row = vec_push(&j->rows, &j->f.a->state->scratch, QUOTES_MAX);
            if (!row) {
                j->full = true;
                return;
            }
            *row = (struct row){t->content[k], i};
        }
    }
}

static bool stands_before(const struct row *x, const struct row *y)
{
    return x->content.begin < y->content.begin ||
           (x->content.begin == y->content.begin && x->content.end > y->content.end);
}

/* Merges two sorted runs; the first of equals stays first. */
static void merge(const struct row *from, struct row *to, uint32_t begin, uint32_t middle,
                  uint32_t end)
{
    uint32_t l = begin, r = middle;
    for (uint32_t i = begin; i < end; i++) {
        bool right = l == middle || (r < end && stands_before(&from[r], &from[l]));
        to[i] = right ? from[r++] : from[l++];
    }
}

static void sort_rows(struct joiner *j)
{
    uint32_t count = j->rows.count;
    struct row *from = j->rows.items;
    struct row *to = arena_alloc_array(&j->f.a->state->scratch, count, sizeof *to);
    for (uint32_t width = 1; width < count; width *= 2) {
        for (uint32_t i = 0; i < count; i += 2 * width) {
            uint32_t middle = i + width < count ? i + width : count;
            merge(from, to, i, middle, middle + width < count ? middle + width : count);
        }
        struct row *swap = from;
        from = to;
        to = swap;
    }
    j->rows.items = from;
}

/* How sure a rule is: the share of its finds with the right content and speaker, rounded, on the
 * even halves of PolNeAR's development month and of GUM's news, interviews, biographies and court
 * texts. A speaker that nobody named cannot be wrong: then the share of right contents. */
static double confidence_of(const struct attribution *t, enum quote_kind kind)
{
    static const struct {
        const char *by;
        double known, unknown;
    } rules[] = {
        {"attribution.according", 0.8, 0.6}, {"attribution.adjective", 0.75, 0.65},
        {"attribution.as", 0.4, 0.3},        {"attribution.before", 0.7, 0.5},
        {"attribution.beside", 0.5, 0.3},    {"attribution.chain", 0.85, 0.5},
        {"attribution.clause", 0.83, 0.6},   {"attribution.free", 0.5, 0.5},
        {"attribution.front", 0.4, 0.4},     {"attribution.infinitive", 0.5, 0.5},
        {"attribution.label", 0.95, 0.5},    {"attribution.linear", 0.6, 0.4},
        {"attribution.near", 0.5, 0.4},      {"attribution.noun", 0.55, 0.5},
        {"attribution.object", 0.55, 0.3},   {"attribution.oblique", 0.55, 0.4},
        {"attribution.predicate", 0.5, 0.3}, {"attribution.signature", 0.85, 0.5},
        {"attribution.subject", 0.7, 0.5},   {"attribution.term", 0.35, 0.3},
    };
    bool clause = strcmp(t->by, "attribution.clause") == 0 && t->source.head != NO_INDEX;
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
        if (strcmp(rules[i].by, t->by) == 0 && !(clause && kind == QUOTE_DIRECT)) {
            return t->source.head != NO_INDEX ? rules[i].known : rules[i].unknown;
        }
    }
    return clause ? 0.94 : 0.5;
}

static struct quote quote_of(const struct joiner *j, const struct row *row)
{
    const struct article *a = j->f.a;
    const struct syntax *s = &j->f.syntax;
    const struct attribution *t = &j->f.list.items[row->owner];
    enum quote_kind kind = kind_of(j, row->content);
    struct range r = kind == QUOTE_MIXED ? with_marks(j, row->content) : row->content;
    return (struct quote){.kind = kind,
                          .span = span_of(a, r),
                          .continues = NO_INDEX,
                          .cue = {span_of(a, t->cue), t->lemma},
                          .speaker = party_of(a, &t->source),
                          .addressee = party_of(a, &t->addressee),
                          .via = party_of(a, &t->via),
                          .medium = t->medium,
                          .negated = t->negated,
                          .is_hypothetical = s->pos[t->head] == POS_VERB &&
                                             !range_is_empty(t->cue) &&
                                             attribution_is_hypothetical(s, t->head),
                          .confidence = confidence_of(t, kind),
                          .by = t->by};
}

/* Where the latest quote of each attribution stands, in `last`. */
static void write_quotes(struct joiner *j)
{
    struct article *a = j->f.a;
    uint32_t *last = arena_alloc_array(&a->state->scratch, j->f.list.count, sizeof *last);
    for (uint32_t i = 0; i < j->f.list.count; i++) {
        last[i] = NO_INDEX;
    }
    a->quotes.items = arena_alloc_array(a->arena, j->rows.count, sizeof *a->quotes.items);
    a->quotes.capacity = j->rows.count;
    for (uint32_t i = 0; i < j->rows.count; i++) {
        const struct row *row = &j->rows.items[i];
        bool again = i > 0 && row->content.begin == row[-1].content.begin &&
                     row->content.end == row[-1].content.end;
        if (again) {
            continue;
        }
        uint32_t follows = j->f.list.items[row->owner].follows;
        struct quote *q = &a->quotes.items[a->quotes.count];
        *q = quote_of(j, row);
        q->continues = last[row->owner];
        if (q->continues == NO_INDEX && follows != NO_INDEX) {
            q->continues = last[follows];
        }
        last[row->owner] = a->quotes.count++;
    }
}

enum status attribution_run(struct article *a, const struct models *m)
{
    (void)m;
    struct arena *scratch = &a->state->scratch;
    struct arena_mark mark = arena_mark(scratch);
    struct joiner j = {.f = {.a = a}};
    if (!article_spend(a, a->tokens.count)) {
        return STATUS_LIMIT;
    }
    syntax_build(&j.f.syntax, a, scratch);
    collect_stretches(&j);
    attribution_find(&j.f);
    drop_refusals(&j);
    cut_parallel(&j);
    join_marks(&j);
    pass_on(&j);
    drop_inner(&j);
    settle(&j);
    attribute_stretches(&j);
    collect_rows(&j);
    if (!j.full) {
        sort_rows(&j);
        write_quotes(&j);
    }
    arena_rewind(scratch, mark);
    return j.full ? STATUS_LIMIT : STATUS_OK;
}
