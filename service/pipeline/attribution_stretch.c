/* Stretches in quotation marks: where they stand, and who speaks those that no candidate took, from
 * the most certain way to the least. */
#include "base/search.h"
#include "pipeline/attribution_join.h"

#include "pipeline/pipeline.h"

enum { FREE_MIN = 8 /* words of a fragment that nobody is said to have said */ };

bool attribution_is_speech(const struct quote *q)
{
    return q->confidence >= 0.5;
}

void attribution_collect_stretches(struct joiner *j)
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

uint32_t attribution_stretch_behind(const struct joiner *j, uint32_t token)
{
    return SEARCH_BEHIND(j->stretches.items, j->stretches.count, range.end, token);
}

bool attribution_is_in_speech(const struct joiner *j, uint32_t token)
{
    uint32_t i = attribution_stretch_behind(j, token);
    return i < j->stretches.count && range_holds(j->stretches.items[i].range, token);
}

bool attribution_is_spoken(const struct joiner *j, uint32_t token)
{
    uint32_t i = attribution_stretch_behind(j, token);
    return i < j->stretches.count && range_holds(j->stretches.items[i].range, token) &&
           j->f.a->quoted.items[j->stretches.items[i].quoted].kind == QUOTE_DIRECT;
}

bool attribution_holds_stretch(const struct joiner *j, struct range r)
{
    uint32_t i = attribution_stretch_behind(j, r.begin);
    return i < j->stretches.count && j->stretches.items[i].range.begin < r.end;
}

bool attribution_is_whole_stretch(const struct joiner *j, struct range r)
{
    uint32_t i = attribution_stretch_behind(j, r.begin);
    return i < j->stretches.count && j->stretches.items[i].range.begin == r.begin &&
           j->stretches.items[i].range.end == r.end;
}

bool attribution_is_embedded(const struct joiner *j, const struct stretch *st)
{
    const struct syntax *s = &j->f.syntax;
    uint32_t first = j->f.a->sentences.items[st->sentence_first].token_begin;
    uint32_t i = st->range.begin;
    i -= i > first; /* the mark */
    return i > first && s->pos[i - 1] != POS_PUNCT;
}

uint32_t attribution_lead(const struct joiner *j, const struct stretch *st)
{
    uint32_t words = 0;
    for (uint32_t i = j->f.a->sentences.items[st->sentence_first].token_begin; i < st->range.begin;
         i++) {
        words += j->f.syntax.pos[i] != POS_PUNCT;
    }
    return words;
}

void attribution_take_stretch(struct joiner *j, uint32_t index, struct attribution *t,
                              const char *by)
{
    struct stretch *st = &j->stretches.items[index];
    st->owner = (uint32_t)(t - j->f.list.items);
    t->content[t->content_count++] = st->range;
    t->by = by;
}

struct attribution *attribution_add_unspoken(struct joiner *j, uint32_t index, const char *by)
{
    struct attribution *t = attribution_add(&j->f, j->stretches.items[index].range.begin, NULL);
    if (t) {
        t->lemma = (struct str){0};
        t->cue = (struct range){0};
        attribution_take_stretch(j, index, t, by);
    }
    return t;
}

/* A quotation that runs on over paragraphs and says who speaks only at its end. */
static void carry_back(struct joiner *j)
{
    for (uint32_t i = j->stretches.count; i > 1; i--) {
        const struct stretch *st = &j->stretches.items[i - 1];
        bool carried = j->f.a->quoted.items[st->quoted].continues == st[-1].quoted;
        if (!carried || st->owner == NO_INDEX || st[-1].owner == NO_INDEX) {
            continue;
        }
        struct attribution *before = &j->f.list.items[st[-1].owner];
        if (before->source.head == NO_INDEX && before->lemma.len == 0) {
            before->source = j->f.list.items[st->owner].source;
            before->by = "attribution.chain";
        }
    }
}

void attribution_attribute(struct joiner *j)
{
    j->found = j->f.list.count;
    for (uint32_t i = 0; i < j->stretches.count; i++) {
        const struct quote *q = &j->f.a->quoted.items[j->stretches.items[i].quoted];
        if (j->stretches.items[i].owner != NO_INDEX) {
            continue;
        }
        if (!attribution_is_speech(q)) {
            attribution_by_term(j, i);
            continue;
        }
        bool done = attribution_by_inner_label(j, i) || attribution_by_split(j, i) ||
                    attribution_by_verb(j, i) || attribution_by_signature(j, i) ||
                    attribution_by_owner(j, i) || attribution_by_label(j, i) ||
                    (q->kind == QUOTE_DIRECT &&
                     (attribution_by_tag(j, i) || attribution_by_gesture(j, i))) ||
                    attribution_by_chain(j, i);
        if (!done && q->kind == QUOTE_DIRECT) {
            done = attribution_by_sentence_before(j, i) || attribution_by_subject(j, i);
        }
        struct range r = j->stretches.items[i].range;
        bool closed = j->f.syntax.pos[r.end - 1] == POS_PUNCT;
        if (!done && (q->kind == QUOTE_DIRECT || (closed && r.end - r.begin > FREE_MIN))) {
            attribution_add_unspoken(j, i, "attribution.free");
        }
    }
    carry_back(j);
}
