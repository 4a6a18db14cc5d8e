/* Ranges of tokens: a cue, a content and its pieces, what a range holds. */
#include "pipeline/attribution.h"

enum { BRACKET_MAX = 16 /* words in brackets that end a range */ };

/* "Rep. Elias Marsh (D-Ohio)": the bracket that closes one within the range. */
static bool closes_bracket(const struct syntax *s, struct range r)
{
    if (!syntax_form_is(s, r.end - 1, ")")) {
        return false;
    }
    for (uint32_t i = r.end - 1; i > r.begin && i + BRACKET_MAX > r.end; i--) {
        if (syntax_form_is(s, i - 1, "(")) {
            return true;
        }
    }
    return false;
}

struct range attribution_trim(const struct syntax *s, struct range r)
{
    while (r.begin < r.end && syntax_is_punctuation(s, r.begin)) {
        r.begin++;
    }
    while (r.end > r.begin && syntax_is_punctuation(s, r.end - 1) && !closes_bracket(s, r)) {
        r.end--;
    }
    return r;
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

void attribution_add_pieces(const struct syntax *s, struct attribution *t, uint32_t top,
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
        } else if (!range_is_empty(open) && (end || !syntax_is_punctuation(s, i))) {
            open = attribution_trim(s, open);
            if (!range_is_empty(open) && t->content_count < PIECES_MAX) {
                t->content[t->content_count++] = open;
            }
            open = (struct range){0};
        }
    }
}

void attribution_add_range(const struct syntax *s, struct attribution *t, uint32_t begin,
                           uint32_t end)
{
    struct range r = attribution_trim(s, (struct range){begin, end});
    if (!range_is_empty(r) && t->content_count < PIECES_MAX) {
        t->content[t->content_count++] = r;
    }
}

bool attribution_is_phrase(const struct syntax *s, struct range r)
{
    bool noun = false;
    for (uint32_t i = r.begin; i < r.end; i++) {
        noun = noun || syntax_is_nominal(s, i) || s->pos[i] == POS_PRON;
        if (s->pos[i] == POS_AUX ||
            (s->pos[i] == POS_VERB && s->relation[i] != REL_ACL &&
             s->relation[i] != REL_ACL_RELCL && s->relation[i] != REL_AMOD)) {
            return false;
        }
    }
    return noun && s->pos[r.begin] != POS_ADP && s->pos[r.begin] != POS_SCONJ &&
           s->pos[r.begin] != POS_CCONJ && s->pos[r.begin] != POS_ADV;
}

bool attribution_holds_verb(const struct syntax *s, struct range r)
{
    for (uint32_t i = r.begin; i < r.end; i++) {
        if (s->pos[i] == POS_VERB || s->pos[i] == POS_AUX) {
            return true;
        }
    }
    return false;
}

bool attribution_is_clock(const struct syntax *s, uint32_t token)
{
    struct str form = syntax_form(s, token);
    bool digits = form.len >= 4 && form.len <= 5;
    for (size_t i = 0; i < form.len && digits; i++) {
        bool middle = i + 3 == form.len;
        digits = middle ? form.ptr[i] == ':' || form.ptr[i] == '.'
                        : form.ptr[i] >= '0' && form.ptr[i] <= '9';
    }
    return digits;
}

bool attribution_holds_finite(const struct syntax *s, struct range r)
{
    for (uint32_t i = r.begin; i < r.end; i++) {
        if (s->pos[i] == POS_AUX || syntax_is_finite(s, i)) {
            return true;
        }
    }
    return false;
}

bool attribution_has_clause(const struct syntax *s, struct range r)
{
    for (uint32_t i = r.begin; i < r.end; i++) {
        if (s->relation[i] == REL_NSUBJ || s->relation[i] == REL_NSUBJ_PASS) {
            return true;
        }
    }
    return false;
}

uint32_t attribution_head(const struct syntax *s, struct range r)
{
    for (uint32_t i = r.begin; i < r.end; i++) {
        uint32_t up = s->parent[i];
        if ((syntax_is_nominal(s, i) || s->pos[i] == POS_PRON) &&
            (up == NO_INDEX || up < r.begin || up >= r.end)) {
            return i;
        }
    }
    return r.end - 1;
}

void attribution_drop_loose_tail(const struct syntax *s, struct attribution *t)
{
    uint32_t kept = 0;
    bool fronted = t->content_count > 0 && t->content[0].end <= t->head;
    for (uint32_t i = 0; i < t->content_count; i++) {
        struct range r = t->content[i];
        bool behind = fronted && r.begin > t->head;
        bool loose = behind && (!syntax_is_punctuation(s, r.begin - 1) ||
                                syntax_is_tagged(s, r.begin, "VBG"));
        if (!loose) {
            t->content[kept++] = r;
        }
    }
    t->content_count = kept;
}

void attribution_drop_first(struct attribution *t)
{
    for (uint32_t i = 1; i < t->content_count; i++) {
        t->content[i - 1] = t->content[i];
    }
    t->content_count--;
}

bool attribution_lies_in(const struct attribution *t, uint32_t token)
{
    for (uint32_t k = 0; k < t->content_count; k++) {
        if (range_holds(t->content[k], token)) {
            return true;
        }
    }
    return false;
}
