/* How it was said: in a statement, an interview, a post; the nouns that tell it. */
#include "pipeline/attribution.h"

enum { BEHIND_MAX = 12 /* words behind a verb that may tell how it was said */ };

static const struct {
    const char *lemma;
    enum quote_medium medium;
} nouns[] = {
    {"address", QUOTE_MEDIUM_SPEECH},
    {"analysis", QUOTE_MEDIUM_REPORT},
    {"announcement", QUOTE_MEDIUM_STATEMENT},
    {"blog", QUOTE_MEDIUM_POST},
    {"bluesky", QUOTE_MEDIUM_POST},
    {"broadcast", QUOTE_MEDIUM_SPEECH},
    {"communique", QUOTE_MEDIUM_STATEMENT},
    {"declaration", QUOTE_MEDIUM_STATEMENT},
    {"documentary", QUOTE_MEDIUM_REPORT},
    {"e-mail", QUOTE_MEDIUM_STATEMENT},
    {"email", QUOTE_MEDIUM_STATEMENT},
    {"facebook", QUOTE_MEDIUM_POST},
    {"instagram", QUOTE_MEDIUM_POST},
    {"interview", QUOTE_MEDIUM_INTERVIEW},
    {"lecture", QUOTE_MEDIUM_SPEECH},
    {"letter", QUOTE_MEDIUM_STATEMENT},
    {"memo", QUOTE_MEDIUM_STATEMENT},
    {"paper", QUOTE_MEDIUM_REPORT},
    {"poll", QUOTE_MEDIUM_REPORT},
    {"post", QUOTE_MEDIUM_POST},
    {"release", QUOTE_MEDIUM_STATEMENT},
    {"remark", QUOTE_MEDIUM_SPEECH},
    {"report", QUOTE_MEDIUM_REPORT},
    {"review", QUOTE_MEDIUM_REPORT},
    {"sermon", QUOTE_MEDIUM_SPEECH},
    {"social", QUOTE_MEDIUM_POST},
    {"speech", QUOTE_MEDIUM_SPEECH},
    {"statement", QUOTE_MEDIUM_STATEMENT},
    {"study", QUOTE_MEDIUM_REPORT},
    {"survey", QUOTE_MEDIUM_REPORT},
    {"telegram", QUOTE_MEDIUM_POST},
    {"tiktok", QUOTE_MEDIUM_POST},
    {"tweet", QUOTE_MEDIUM_POST},
    {"twitter", QUOTE_MEDIUM_POST},
    {"weibo", QUOTE_MEDIUM_POST},
    {"x", QUOTE_MEDIUM_POST},
};

enum quote_medium attribution_medium_noun(struct str lemma)
{
    for (size_t i = 0; i < sizeof nouns / sizeof nouns[0]; i++) {
        if (str_equal_nocase(lemma, str_of(nouns[i].lemma))) {
            return nouns[i].medium;
        }
    }
    return QUOTE_MEDIUM_NONE;
}

/* "The jury heard that": it was said there, and not thought. */
static bool is_court(const struct syntax *s, struct phrase source)
{
    static const char *const words[] = {"commission", "committee", "court",  "hearing", "inquest",
                                        "inquiry",    "jury",      "jurors", "panel",   "tribunal"};
    for (size_t i = 0; source.head != NO_INDEX && i < sizeof words / sizeof words[0]; i++) {
        if (syntax_form_is(s, source.head, words[i])) {
            return true;
        }
    }
    return false;
}

static bool is_place_of_words(const struct syntax *s, uint32_t preposition)
{
    return syntax_form_is(s, preposition, "in") || syntax_form_is(s, preposition, "on") ||
           syntax_form_is(s, preposition, "during");
}

/* "said on Friday in a statement": the phrases that follow the verb, or the source behind it, up to
 * the content, whatever a wrong tree hangs them on. */
static enum quote_medium medium_behind(const struct syntax *s, const struct attribution *t)
{
    bool inverted = t->source.head != NO_INDEX && t->source.range.begin == t->cue.end;
    uint32_t from = inverted ? t->source.range.end : t->cue.end, end = from + BEHIND_MAX;
    end = end < s->a->tokens.count ? end : s->a->tokens.count;
    for (uint32_t k = 0; k < t->content_count; k++) {
        bool behind = t->content[k].begin >= from && t->content[k].begin < end;
        end = behind ? t->content[k].begin : end;
    }
    enum quote_medium medium = QUOTE_MEDIUM_NONE;
    for (uint32_t i = from; i < end && medium == QUOTE_MEDIUM_NONE && s->pos[i] != POS_VERB &&
                            s->pos[i] != POS_PUNCT && s->pos[i] != POS_SCONJ;
         i++) {
        uint32_t noun = s->relation[i] == REL_CASE && is_place_of_words(s, i) ? s->parent[i] : i;
        medium = noun > i ? attribution_medium_noun(s->a->tags.lemma[noun]) : medium;
    }
    return medium;
}

enum quote_medium attribution_medium(const struct syntax *s, const struct attribution *t)
{
    const struct str *lemma = s->a->tags.lemma;
    enum quote_medium medium = QUOTE_MEDIUM_NONE;
    if (str_equal(t->lemma, STR("hear")) && is_court(s, t->source)) {
        return QUOTE_MEDIUM_NONE;
    }
    if (t->class == SPEECH_THINK) {
        return QUOTE_MEDIUM_THOUGHT;
    }
    if (t->class == SPEECH_POST) {
        return QUOTE_MEDIUM_POST;
    }
    for (uint32_t c = s->child[t->head]; c != NO_INDEX && medium == QUOTE_MEDIUM_NONE;
         c = s->next[c]) {
        uint32_t mark = s->relation[c] == REL_OBL ? syntax_child(s, c, REL_CASE) : NO_INDEX;
        medium = mark != NO_INDEX && is_place_of_words(s, mark) ? attribution_medium_noun(lemma[c])
                                                                : medium;
    }
    if (medium == QUOTE_MEDIUM_NONE) {
        medium = medium_behind(s, t);
    }
    if (medium == QUOTE_MEDIUM_NONE && t->source.head != NO_INDEX) {
        medium = attribution_medium_noun(lemma[t->source.head]);
    }
    return medium;
}

/* A phrase that tells how it was said, or on which day. */
static bool is_setting(const struct syntax *s, uint32_t token)
{
    uint32_t mark = syntax_child(s, token, REL_CASE);
    bool in = mark != NO_INDEX && (is_place_of_words(s, mark) || syntax_form_is(s, mark, "by"));
    return attribution_is_day(s, token) ||
           (in && attribution_medium_noun(s->a->tags.lemma[token]) != QUOTE_MEDIUM_NONE);
}

void attribution_drop_setting(const struct syntax *s, struct attribution *t)
{
    uint32_t begin = t->content[0].begin;
    if (t->content_count == 0 || begin <= t->head || begin == 0 || t->top == NO_INDEX ||
        syntax_is_punctuation(s, begin - 1)) {
        return;
    }
    uint32_t at = begin, subject = NO_INDEX;
    bool tells = false;
    for (uint32_t c = s->child[t->top]; c != NO_INDEX && subject == NO_INDEX; c = s->next[c]) {
        bool phrase = s->relation[c] == REL_OBL || s->relation[c] == REL_OBL_UNMARKED ||
                      s->relation[c] == REL_ADVMOD;
        if (s->relation[c] == REL_NSUBJ || s->relation[c] == REL_NSUBJ_PASS) {
            subject = s->left[c];
        } else if (!phrase || s->left[c] != at) {
            return;
        } else {
            tells |= is_setting(s, c);
            at = s->right[c];
        }
    }
    if (tells && subject == at) {
        t->content[0].begin = at;
    }
}
