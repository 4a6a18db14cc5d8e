/* What the trees tell: each word that hands a content over, in the order of the text: a verb, a
 * noun or an adjective of speech_words, "according to" beside a clause, a name before a colon. */
#include "pipeline/attribution.h"

#include "pipeline/pipeline.h"

enum { ATTRIBUTIONS_MAX = QUOTES_MAX };

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
                                  .source = phrase_nobody(),
                                  .addressee = phrase_nobody(),
                                  .via = phrase_nobody()};
    }
    return t;
}

/* "X, per the party": behind a comma, and not of a measure ("two per cent"). */
static bool is_per(const struct syntax *s, uint32_t token, struct range in)
{
    uint32_t next = token + 1;
    return syntax_form_is(s, token, "per") && s->relation[token] == REL_CASE && token > in.begin &&
           next < in.end && syntax_form_is(s, token - 1, ",") &&
           (s->pos[next] == POS_PROPN || s->pos[next] == POS_DET) && s->parent[token] > token;
}

/* "organised his army according to the rules", "organising it according to": a clause without tense
 * is not what somebody says. */
static bool is_manner(const struct syntax *s, uint32_t clause)
{
    return syntax_is_tagged(s, clause, "VBG") && syntax_child(s, clause, REL_AUX) == NO_INDEX;
}

/* "According to officials | late Saturday, | two died": the day behind the source, which the tree
 * hangs on the verb, is when they said so. */
static void drop_day_behind(const struct syntax *s, struct attribution *t)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < t->content_count; i++) {
        struct range piece = t->content[i];
        uint32_t day = piece.begin;
        while (day < piece.end && (s->pos[day] == POS_ADP || s->pos[day] == POS_ADV)) {
            day++;
        }
        if (piece.begin == t->source.range.end && day < piece.end && attribution_is_day(s, day) &&
            (day + 1 == piece.end || syntax_form_is(s, day + 1, ","))) {
            piece = attribution_trim(s, (struct range){day + 1, piece.end});
        }
        if (!range_is_empty(piece)) {
            t->content[kept++] = piece;
        }
    }
    t->content_count = kept;
}

/* "X, according to Y". */
static void find_according(struct attributions *f, uint32_t token)
{
    const struct syntax *s = &f->syntax;
    uint32_t source = s->parent[token];
    uint32_t clause = source != NO_INDEX ? s->parent[source] : NO_INDEX;
    while (clause != NO_INDEX && s->parent[clause] != NO_INDEX && !syntax_is_clause(s, clause)) {
        clause = s->parent[clause];
    }
    if (clause == NO_INDEX || source < token || is_manner(s, clause)) {
        return;
    }
    struct attribution *t = attribution_add(f, token, NULL);
    if (t) {
        bool per = s->pos[token] == POS_ADP;
        t->cue.end = token + (per ? 1 : 2);
        t->lemma = per ? STR("per") : STR("according to");
        attribution_add_pieces(s, t, clause, source);
        t->source = attribution_phrase(s, source, NO_INDEX);
        if (t->source.range.begin < t->cue.end) {
            t->source.range.begin = t->cue.end;
        }
        drop_day_behind(s, t);
        attribution_drop_time(s, &t->source);
        t->top = clause;
        t->by = "attribution.according";
        t->dropped = t->content_count == 0;
    }
}

void attribution_find(struct attributions *f)
{
    const struct syntax *s = &f->syntax;
    for (uint32_t k = 0; k < f->a->sentences.count; k++) {
        struct range in = {f->a->sentences.items[k].token_begin,
                           f->a->sentences.items[k].token_end};
        attribution_find_label(f, in);
        for (uint32_t i = in.begin; i < in.end; i++) {
            bool according = s->pos[i] == POS_VERB && syntax_form_is(s, i, "according");
            if (according || (s->pos[i] == POS_ADP && is_per(s, i, in))) {
                find_according(f, i);
            } else if (s->pos[i] == POS_VERB || s->pos[i] == POS_AUX) {
                if (syntax_is_tagged(s, i, "VBN") && !attribution_word(s, i)) {
                    attribution_find_adjective(f, i); /* "are concerned that" */
                }
                attribution_find_verb(f, i, in);
            } else if (s->pos[i] == POS_NOUN) {
                attribution_find_noun(f, i);
            } else if (s->pos[i] == POS_ADJ) {
                attribution_find_adjective(f, i);
            }
        }
    }
}
