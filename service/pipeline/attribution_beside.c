/* A content that stands beside its verb: "The bridge, he said, would close", "as he told the paper,
 * …", "he said: …". */
#include "pipeline/attribution.h"

enum { AS_REACH = 8 /* words behind the verb of "as he told the paper, …" */ };

void attribution_drop_hanging_front(const struct syntax *s, struct attribution *t)
{
    uint32_t last = t->content_count > 1 ? t->content[0].end - 1 : NO_INDEX;
    if (last == NO_INDEX || last > t->head || last == t->content[0].begin) {
        return;
    }
    if (attribution_is_relative(s, last) || s->pos[last] == POS_CCONJ ||
        s->pos[last] == POS_SCONJ) {
        attribution_drop_first(t);
    }
}

bool attribution_is_filler(const struct syntax *s, const struct attribution *t)
{
    static const char *const verbs[] = {"explain", "guess", "know", "mean", "say", "see"};
    uint32_t subject = syntax_subject(s, t->head);
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
    return s->relation[t->head] == REL_ADVCL && syntax_is_marked(s, t->head, "as") &&
           s->right[t->head] <= t->head + reach && syntax_form_is(s, first, "as") &&
           (first == 0 || s->pos[first - 1] == POS_PUNCT || s->pos[first - 1] == POS_CCONJ ||
            s->parent[t->head] > t->head) &&
           syntax_child(s, t->head, REL_XCOMP) == NO_INDEX;
}

/* "X; he said Y", "X - he said": what is not beside the verb's clause but for a comma or a mark. */
static bool is_cut_off(const struct syntax *s, const struct attribution *t)
{
    uint32_t first = s->left[t->head];
    first -= first > 0 && !syntax_is_punctuation(s, first);
    return syntax_form_is(s, first, ";") || syntax_form_is(s, first, "-") ||
           syntax_form_is(s, first, ":");
}

/* "she added the words", "it relates to", "it began to rain": a verb that has its complement
 * with it has no content beside it; whom somebody tells or asks is no complement. */
static bool is_complete(const struct syntax *s, const struct attribution *t)
{
    uint32_t object = syntax_child(s, t->head, REL_OBJ);
    bool told = attribution_tells(s, t->head);
    return syntax_child(s, t->head, REL_XCOMP) != NO_INDEX || (object != NO_INDEX && !told);
}

/* "X will move to Leipzig, Roe tweeted": a relative clause to the tree, but behind a comma such a
 * clause has a "who" or a "which". */
static bool is_false_relative(const struct syntax *s, uint32_t verb)
{
    uint32_t first = s->left[verb], subject = syntax_subject(s, verb);
    if (s->relation[verb] != REL_ACL_RELCL || !syntax_form_is(s, first, ",") ||
        subject == NO_INDEX || subject > verb) {
        return false;
    }
    for (uint32_t i = first + 1; i < s->right[verb]; i++) {
        struct str xpos = s->a->tags.xpos[i];
        if (xpos.len > 0 && xpos.ptr[0] == 'W') {
            return false;
        }
    }
    return true;
}

bool attribution_take_host(struct attributions *f, struct attribution *t)
{
    const struct syntax *s = &f->syntax;
    uint32_t up = s->parent[t->head];
    bool beside = (s->relation[t->head] == REL_PARATAXIS || is_false_relative(s, t->head)) &&
                  !is_cut_off(s, t);
    bool as = is_as_clause(s, t);
    beside =
        beside && (t->class <= SPEECH_ASK || t->class == SPEECH_THINK || t->class == SPEECH_SHOW);
    if (up == NO_INDEX || !(beside || as) || (beside && syntax_subject(s, t->head) == NO_INDEX)) {
        return false;
    }
    if (beside && (attribution_is_filler(s, t) || is_complete(s, t))) {
        return false;
    }
    while (beside && !syntax_is_clause(s, up) && s->parent[up] != NO_INDEX) {
        up = s->parent[up]; /* "X will move to Leipzig, Roe tweeted": hung on "Leipzig" */
    }
    attribution_add_pieces(s, t, up, t->head);
    t->top = up;
    t->by = beside ? "attribution.beside" : "attribution.as";
    attribution_drop_loose_tail(s, t);
    return t->content_count > 0;
}

bool attribution_take_beside(struct attributions *f, struct attribution *t)
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
    attribution_add_range(s, t, s->left[c], colon ? s->right[t->head] : s->right[c]);
    t->top = c;
    t->by = "attribution.beside";
    return t->content_count > 0;
}
