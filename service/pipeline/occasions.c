/* occasions: when and where it was said.
 *
 * Reads    quotes, times, places, mentions, tags, trees.   Writes  time and place of the quotes.
 * Memory   trees in the worker's scratch arena.
 * Budget   none: WORDS_MAX times and names of a quotation's sentence are looked at.
 *
 * A time or a place is that of the saying where it hangs on the cue ("said on Tuesday", "told a
 * court in Lisbon on Friday") and stands outside the content, for there it belongs to what is said.
 * One that hangs on the speaker is his own: "the mayor of Lisbon". A quotation that goes on has the
 * occasion of the one before. */
#include "base/search.h"
#include "pipeline/pipeline.h"
#include "pipeline/stages.h"
#include "pipeline/syntax.h"

enum { WORDS_MAX = 64 };

/* Where the cue of a quotation hangs together. */
struct saying {
    const struct syntax *s;
    const struct quote *q;
    struct span sentence; /* tokens */
    uint32_t head;        /* of the cue */
};

/* The token of [begin,end) that hangs on none of them. */
static uint32_t head_of(const struct syntax *s, uint32_t begin, uint32_t end)
{
    uint32_t at = begin;
    while (s->parent[at] != NO_INDEX && s->parent[at] >= begin && s->parent[at] < end) {
        at = s->parent[at];
    }
    return at;
}

static bool is_inside(const struct article *a, uint32_t token, struct span span)
{
    const struct token *t = &a->tokens.items[token];
    return t->begin >= span.begin && t->end <= span.end;
}

/* The token says when or where the cue's verb happens, itself or by a noun that does or is its
 * object. */
static bool is_of_cue(const struct saying *y, uint32_t token)
{
    const struct syntax *s = y->s;
    const struct quote *q = y->q;
    uint32_t up = s->parent[token];
    if (up == NO_INDEX || is_inside(s->a, token, q->span)) {
        return false;
    }
    enum relation r = (enum relation)s->relation[token];
    if (up == y->head) {
        return r == REL_OBL || r == REL_OBL_UNMARKED || r == REL_ADVMOD || r == REL_NMOD;
    }
    enum relation above = (enum relation)s->relation[up];
    bool adjunct = above == REL_OBL || above == REL_OBJ || above == REL_IOBJ;
    return adjunct && s->parent[up] == y->head && r == REL_NMOD && syntax_is_nominal(s, up) &&
           !is_inside(s->a, up, q->speaker.span) && !is_inside(s->a, up, q->span);
}

static uint32_t time_of(const struct saying *y)
{
    const struct article *a = y->s->a;
    uint32_t begin = a->tokens.items[y->sentence.begin].begin,
             end = a->tokens.items[y->sentence.end - 1].end,
             first = SEARCH_FROM(a->times.items, a->times.count, span.begin, begin);
    for (uint32_t i = first; i < a->times.count && i - first < WORDS_MAX; i++) {
        const struct timex3 *t = &a->times.items[i];
        if (t->span.begin >= end) {
            break;
        }
        uint32_t from = article_token_at(a, t->span.begin), to = article_token_at(a, t->span.end);
        bool point = t->type == TIMEX_DATE || t->type == TIMEX_TIME;
        bool vague = !t->value.ptr || str_ends_with(t->value, STR("_REF")); /* "currently" */
        if (point && !vague && from < to && is_of_cue(y, head_of(y->s, from, to))) {
            return i;
        }
    }
    return NO_INDEX;
}

static bool has_place_word(const struct syntax *s, uint32_t token)
{
    uint32_t word = syntax_child(s, token, REL_CASE);
    return word != NO_INDEX && (syntax_form_is(s, word, "in") || syntax_form_is(s, word, "at") ||
                                syntax_form_is(s, word, "from"));
}

static uint32_t place_of(const struct saying *y)
{
    const struct article *a = y->s->a;
    uint32_t first =
        SEARCH_FROM(a->mentions.items, a->mentions.count, token_begin, y->sentence.begin);
    for (uint32_t i = first; i < a->mentions.count && i - first < WORDS_MAX; i++) {
        const struct mention *m = &a->mentions.items[i];
        if (m->token_begin >= y->sentence.end) {
            break;
        }
        bool named = m->kind == MENTION_NAME && m->entity != NO_INDEX;
        uint32_t p = named ? SEARCH_FROM(a->places.items, a->places.count, entity, m->entity) : 0;
        if (named && p < a->places.count && a->places.items[p].entity == m->entity &&
            has_place_word(y->s, m->head) && is_of_cue(y, m->head)) {
            return p;
        }
    }
    return NO_INDEX;
}

static void find(const struct syntax *s, struct quote *q)
{
    const struct article *a = s->a;
    uint32_t from = article_token_at(a, q->cue.span.begin),
             to = article_token_at(a, q->cue.span.end);
    if (q->cue.span.end == 0 || from >= to) {
        return;
    }
    const struct sentence *in = &a->sentences.items[article_sentence_at(a, from)];
    struct saying y = {s, q, {in->token_begin, in->token_end}, head_of(s, from, to)};
    q->time = a->layers & HAS_TIMES ? time_of(&y) : NO_INDEX;
    q->place = a->layers & HAS_PLACES ? place_of(&y) : NO_INDEX;
}

enum status occasions_run(struct article *a, const struct models *m)
{
    (void)m;
    struct arena_mark mark = arena_mark(&a->state->scratch);
    struct syntax s;
    syntax_build(&s, a, &a->state->scratch);
    for (uint32_t i = 0; i < a->quotes.count; i++) {
        struct quote *q = &a->quotes.items[i];
        q->time = q->place = NO_INDEX;
        if (q->continues < i) {
            q->time = a->quotes.items[q->continues].time;
            q->place = a->quotes.items[q->continues].place;
        } else {
            find(&s, q);
        }
    }
    arena_rewind(&a->state->scratch, mark);
    return STATUS_OK;
}
