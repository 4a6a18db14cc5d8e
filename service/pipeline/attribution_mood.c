/* Whether it was said at all: not ("never said"), or only perhaps ("if she says", "may announce",
 * "is expected to announce", "did he say?"). */
#include "pipeline/attribution.h"

#include "pipeline/pipeline.h"

enum { HOPS_MAX = 4 };

struct words {
    const char *const *items;
    size_t count;
};

static bool form_is_one_of(const struct syntax *s, uint32_t token, struct words list)
{
    for (size_t i = 0; i < list.count; i++) {
        if (syntax_form_is(s, token, list.items[i])) {
            return true;
        }
    }
    return false;
}

bool attribution_is_negated(const struct syntax *s, uint32_t verb)
{
    static const char *const words[] = {"not", "n't", "n’t", "never"};
    for (uint32_t c = s->child[verb]; c != NO_INDEX; c = s->next[c]) {
        if (s->relation[c] == REL_ADVMOD &&
            form_is_one_of(s, c, (struct words){words, sizeof words / sizeof words[0]})) {
            return true;
        }
    }
    return false;
}

bool attribution_is_nobody(const struct syntax *s, struct phrase p)
{
    static const char *const words[] = {"neither", "no", "nobody", "none"};
    return p.head != NO_INDEX && !range_is_empty(p.range) &&
           form_is_one_of(s, p.range.begin, (struct words){words, sizeof words / sizeof words[0]});
}

bool attribution_has_modal(const struct syntax *s, uint32_t verb)
{
    for (uint32_t c = s->child[verb]; c != NO_INDEX; c = s->next[c]) {
        if (s->relation[c] == REL_AUX && syntax_is_tagged(s, c, "MD")) {
            return true;
        }
    }
    return false;
}

static bool is_conditional(const struct syntax *s, uint32_t verb)
{
    static const char *const marks[] = {"if", "unless"};
    for (uint32_t c = s->child[verb]; c != NO_INDEX; c = s->next[c]) {
        if (s->relation[c] == REL_MARK &&
            form_is_one_of(s, c, (struct words){marks, sizeof marks / sizeof marks[0]})) {
            return s->relation[verb] == REL_ADVCL;
        }
    }
    return false;
}

/* "Did the mayor say that …?": the auxiliary stands before the subject. */
static bool is_asked(const struct syntax *s, uint32_t verb)
{
    uint32_t subject = syntax_child(s, verb, REL_NSUBJ), aux = syntax_child(s, verb, REL_AUX);
    uint32_t end = s->right[verb];
    bool question = s->parent[verb] == NO_INDEX && end > 0 && syntax_form_is(s, end - 1, "?");
    return question && subject != NO_INDEX && aux != NO_INDEX && aux < subject && subject < verb;
}

/* "is expected to announce", "wants to ask": told of what has not been done. */
static bool is_intended(const struct syntax *s, uint32_t verb)
{
    static const char *const words[] = {"expect",  "expected", "hope",    "intend",
                                        "likely",  "need",     "plan",    "ready",
                                        "prepare", "want",     "willing", "wish"};
    uint32_t up = s->relation[verb] == REL_XCOMP ? s->parent[verb] : NO_INDEX;
    if (up == NO_INDEX || !syntax_is_tagged(s, verb, "VB")) {
        return false;
    }
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (str_equal(s->a->tags.lemma[up], str_of(words[i]))) {
            return true;
        }
    }
    return false;
}

bool attribution_is_hypothetical(const struct syntax *s, uint32_t verb)
{
    for (uint32_t hop = 0; verb != NO_INDEX && hop < HOPS_MAX; hop++) {
        if (attribution_has_modal(s, verb) || is_conditional(s, verb) || is_asked(s, verb) ||
            is_intended(s, verb)) {
            return true;
        }
        bool shared = s->relation[verb] == REL_CONJ || s->relation[verb] == REL_XCOMP;
        verb = shared && syntax_child(s, verb, REL_NSUBJ) == NO_INDEX ? s->parent[verb] : NO_INDEX;
    }
    return false;
}
