/* Candidates and stretches in quotation marks: what the trees told is widened or narrowed to the
 * marks, and what lies in the words of another is dropped or kept as theirs. */
#include "pipeline/attribution_join.h"

#include <string.h>

#include "pipeline/pipeline.h"

enum {
    REACH = 24,   /* words between a content and its verb */
    LEAD_MAX = 4, /* words of a name that a wrong tree parts from the rest */
    NEAR = 64,    /* candidates on either side that are compared with one */
};

uint32_t attribution_lead_in(const struct joiner *j, const struct attribution *t, uint32_t begin)
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
    if (piece->begin == st->range.begin && attribution_is_embedded(j, st) &&
        st->range.begin < first + REACH) {
        piece->begin = first + attribution_is_clock(s, first);
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
    for (uint32_t i = attribution_stretch_behind(j, piece->begin); i < j->stretches.count; i++) {
        struct stretch *st = &j->stretches.items[i];
        const struct quote *q = &j->f.a->quoted.items[st->quoted];
        if (st->range.begin >= piece->end) {
            break;
        }
        if (!attribution_is_speech(q)) {
            st->owner = st->range.end <= piece->end ? owner : st->owner;
            continue;
        }
        struct range before = attribution_trim(s, (struct range){piece->begin, st->range.begin});
        bool apart = !attribution_is_embedded(j, st) && !attribution_has_clause(s, before) &&
                     (range_is_empty(before) || piece->begin >= t->cue.end);
        if (apart && (q->kind == QUOTE_DIRECT || !range_is_empty(before)) &&
            !goes_on(j, st, piece->end)) {
            *piece = st->range;
        } else {
            piece->begin = st->range.begin < piece->begin ? st->range.begin : piece->begin;
            piece->end = st->range.end > piece->end ? st->range.end : piece->end;
            piece->begin = piece->begin == st->range.begin && attribution_is_embedded(j, st)
                               ? attribution_lead_in(j, t, piece->begin)
                               : piece->begin;
        }
        widen_front(j, t, st, piece);
        st->owner = owner;
    }
}

/* What was taken for a content is a title or a term in marks, by a verb that calls nothing so. */
static bool is_title(const struct joiner *j, const struct attribution *t)
{
    uint32_t i =
        t->content_count > 0 ? attribution_stretch_behind(j, t->content[0].begin) : UINT32_MAX;
    if (i >= j->stretches.count ||
        attribution_is_speech(&j->f.a->quoted.items[j->stretches.items[i].quoted])) {
        return false;
    }
    struct range r = j->stretches.items[i].range;
    return !t->is_weak && r.begin <= t->content[0].begin && t->content[0].end <= r.end + 1;
}

/* Speech in marks before its verb says all: what the tree adds behind is none of it. */
static void drop_unquoted(const struct joiner *j, struct attribution *t)
{
    uint32_t kept = 1;
    if (t->content_count < 2 || !attribution_is_whole_stretch(j, t->content[0])) {
        return;
    }
    for (uint32_t k = 1; k < t->content_count; k++) {
        if (attribution_is_in_speech(j, t->content[k].begin)) {
            t->content[kept++] = t->content[k];
        }
    }
    t->content_count = kept;
}

/* A subject stands in it, of a verb that does so too. */
static bool holds_subject(const struct syntax *s, struct range r)
{
    for (uint32_t i = r.begin; i < r.end; i++) {
        bool subject = s->relation[i] == REL_NSUBJ || s->relation[i] == REL_NSUBJ_PASS;
        if (subject && s->parent[i] != NO_INDEX && range_holds(r, s->parent[i])) {
            return true;
        }
    }
    return false;
}

/* "After the vote, somebody yelled, “Shame!”", "An aide, speaking softly, said, “No.”": before
 * speech in marks behind its verb stands when it was said, or who said it. */
static void drop_before_speech(const struct joiner *j, struct attribution *t)
{
    const struct syntax *s = &j->f.syntax;
    uint32_t last = t->content_count - 1;
    struct range front = t->content[0];
    if (t->content_count < 2 || front.end > t->head || t->content[last].begin < t->head ||
        !attribution_is_whole_stretch(j, t->content[last]) || attribution_holds_stretch(j, front) ||
        holds_subject(s, front)) {
        return;
    }
    struct range who = {front.begin, front.begin};
    while (who.end < front.end && !syntax_form_is(s, who.end, ",")) {
        who.end++;
    }
    if (t->source.head == NO_INDEX && attribution_is_phrase(s, who)) {
        t->source = (struct phrase){who, attribution_head(s, who)};
    }
    attribution_drop_first(t);
    t->by = "attribution.clause";
}

/* Somebody is said to have said or thought a clause. */
static bool is_report(const struct attribution *t)
{
    return !t->dropped && !t->is_weak && t->content_count > 0 && t->source.head != NO_INDEX &&
           t->class <= SPEECH_SHOW && strcmp(t->by, "attribution.clause") == 0;
}

/* "The mayor said that police had told him the bridge was safe": what somebody named is said to
 * have said inside the words of another is given too, outside quotation marks. "I know that she
 * thought …": who speaks for himself passes on what others said and thought. */
static bool may_nest(const struct joiner *j, const struct attribution *outer,
                     const struct attribution *t)
{
    const struct syntax *s = &j->f.syntax;
    if (!is_report(t)) {
        return false;
    }
    bool named = t->class <= SPEECH_POST && syntax_is_nominal(s, t->source.head);
    return named || attribution_is_first_or_second(s, outer->source);
}

void attribution_join_marks(struct joiner *j)
{
    const struct syntax *s = &j->f.syntax;
    for (uint32_t i = 0; i < j->f.list.count; i++) {
        struct attribution *t = &j->f.list.items[i];
        t->dropped = t->dropped || attribution_is_in_speech(j, t->head);
        for (uint32_t k = 0; k < t->content_count && !t->dropped; k++) {
            join_piece(j, i, &t->content[k]);
        }
        bool name = t->is_weak && t->content_count > 0 &&
                    syntax_child(s, t->head, REL_OBL_AGENT) == NO_INDEX &&
                    attribution_is_naming(s, t->head, t->content[t->content_count - 1]);
        t->dropped = t->dropped || name || is_title(j, t);
        drop_unquoted(j, t);
        drop_before_speech(j, t);
        bool inside = t->source.head != NO_INDEX && (attribution_lies_in(t, t->source.head) ||
                                                     attribution_is_spoken(j, t->source.head));
        bool passes = i > 0 && t->content_count > 0 && t[-1].head >= t->content[0].end &&
                      t[-1].head < t->head && syntax_form_is(s, t->head, "according");
        bool active = s->pos[t->head] == POS_VERB && !passes &&
                      syntax_child(s, t->head, REL_AUX_PASS) == NO_INDEX;
        bool quotes = t->content_count > 0 && attribution_holds_stretch(j, t->content[0]);
        if (!t->dropped && (inside || (active && quotes))) {
            attribution_find_speaker(j, t);
        }
    }
}

void attribution_drop_refusals(struct joiner *j)
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

/* "Y said X, the paper reported": the paper passed it on. */
static bool pass_report(const struct attribution *paper, struct attribution *inner)
{
    if (paper->content_count != 1 || paper->content[0].end > paper->head || inner->dropped ||
        inner->content_count == 0 || inner->is_weak || inner->source.head == NO_INDEX) {
        return false;
    }
    struct range whole = paper->content[0], said = inner->content[inner->content_count - 1];
    if (!range_holds(whole, inner->head) || said.end != whole.end ||
        inner->source.range.begin > whole.begin + LEAD_MAX) {
        return false;
    }
    inner->via = paper->source;
    return true;
}

/* The reports of what others said, which stand just before them in the list. */
static void pass_reports(struct joiner *j)
{
    struct attribution *items = j->f.list.items;
    for (uint32_t i = 1; i < j->f.list.count; i++) {
        bool report = !items[i].dropped && str_equal(items[i].lemma, STR("report")) &&
                      items[i].source.head != NO_INDEX;
        for (uint32_t k = i; report && !items[i].dropped && k > 0 && k + NEAR > i; k--) {
            items[i].dropped = pass_report(&items[i], &items[k - 1]);
        }
    }
}

void attribution_pass_on(struct joiner *j)
{
    struct attribution *items = j->f.list.items;
    pass_reports(j);
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

/* The object of such a verb is whom it tells; of another it is what a wrong tree parted from the
 * content. */
static bool hears(const struct syntax *s, const struct attribution *t)
{
    static const char *const words[] = {"advise", "answer",   "brief",    "convince",
                                        "email",  "instruct", "persuade", "promise",
                                        "show",   "teach",    "text"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (str_equal(t->lemma, str_of(words[i]))) {
            return true;
        }
    }
    return attribution_tells(s, t->head);
}

/* "told the broadcaster NRK that", "told reporters on Friday: “…”": the words right behind the
 * verb, whatever the tree makes of them; empty when there are none. */
static struct range told_behind(const struct syntax *s, const struct attribution *t)
{
    uint32_t end = s->a->sentences.items[article_sentence_at(s->a, t->head)].token_end;
    for (uint32_t k = 0; k < t->content_count; k++) {
        bool behind = t->content[k].begin >= t->cue.end && t->content[k].begin < end;
        end = behind ? t->content[k].begin : end;
    }
    uint32_t i = t->cue.end;
    while (i < end && s->relation[i] != REL_OBL_UNMARKED && !attribution_is_day(s, i) &&
           (syntax_is_nominal(s, i) || s->pos[i] == POS_DET || s->pos[i] == POS_ADJ ||
            s->pos[i] == POS_NUM || attribution_is_owned(s, i, end))) {
        i++;
    }
    bool noun = i > t->cue.end && syntax_is_nominal(s, i - 1);
    return (struct range){t->cue.end, noun ? i : t->cue.end};
}

/* "a meeting in Lund, bowing deeply", "reporters here": none of it is whom he told. */
static void cut_told(const struct syntax *s, struct phrase *p)
{
    for (uint32_t i = p->head + 1; i + 1 < p->range.end; i++) {
        if (syntax_form_is(s, i, ",") && syntax_is_tagged(s, i + 1, "VBG")) {
            p->range.end = i;
        }
    }
    while (p->range.end > p->head + 1 && s->pos[p->range.end - 1] == POS_ADV) {
        p->range.end--;
    }
    attribution_drop_time(s, p);
}

void attribution_find_told(const struct syntax *s, struct attribution *t)
{
    bool tells = s->pos[t->head] == POS_VERB && hears(s, t) && !syntax_is_passive(s, t->head);
    bool own = t->source.head != NO_INDEX && t->source.range.begin == t->cue.end;
    struct range told = tells && !own && !t->is_weak ? told_behind(s, t) : (struct range){0};
    bool wider = t->addressee.head == NO_INDEX ||
                 (t->addressee.range.begin == told.begin && t->addressee.range.end < told.end);
    if (!range_is_empty(told) && wider) {
        t->addressee = (struct phrase){told, attribution_head(s, told)};
    }
    if (t->addressee.head != NO_INDEX) {
        cut_told(s, &t->addressee);
    }
}

void attribution_settle(struct joiner *j)
{
    const struct syntax *s = &j->f.syntax;
    for (uint32_t i = 0; i < j->f.list.count; i++) {
        struct attribution *t = &j->f.list.items[i];
        bool object =
            t->addressee.head != NO_INDEX && syntax_object(s, t->head) == t->addressee.head;
        if (t->addressee.head == t->source.head || (object && !t->is_weak && !hears(s, t))) {
            t->addressee.head = NO_INDEX;
        }
        bool told = t->addressee.head != NO_INDEX && t->content_count == 1 &&
                    t->addressee.range.begin == t->content[0].begin &&
                    t->addressee.range.end == t->content[0].end;
        t->dropped = t->dropped || told; /* "told those gathered to watch" */
        attribution_find_told(s, t);
        t->medium = attribution_medium(s, t);
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

void attribution_cut_parallel(struct joiner *j)
{
    const struct syntax *s = &j->f.syntax;
    struct attribution *items = j->f.list.items;
    for (uint32_t i = 0; i < j->f.list.count; i++) {
        for (uint32_t k = i + 1; k < j->f.list.count && k < i + NEAR; k++) {
            uint32_t last = items[i].content_count - 1;
            bool inside = !items[i].dropped && !items[k].dropped && items[i].content_count > 0 &&
                          items[i].content[last].begin > items[i].head &&
                          range_holds(items[i].content[last], items[k].head) &&
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

void attribution_drop_inner(struct joiner *j)
{
    struct attribution *items = j->f.list.items;
    for (uint32_t i = 0; i < j->f.list.count; i++) {
        for (uint32_t k = i > NEAR ? i - NEAR : 0; k < j->f.list.count && k < i + NEAR; k++) {
            if (k != i && !items[i].dropped && !items[i].is_nested &&
                attribution_lies_in(&items[i], items[k].head)) {
                items[k].is_nested = may_nest(j, &items[i], &items[k]);
                items[k].dropped = !items[k].is_nested;
            }
        }
    }
}
