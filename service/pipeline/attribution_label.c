/* Names that stand as labels: "MORALES: …" before or within the marks, "Roe: The bridge will
 * close", "…" — Ann Roe. */
#include "base/search.h"
#include "pipeline/attribution_join.h"

#include "pipeline/nouns.h"
#include "pipeline/pipeline.h"

enum {
    NAME_MAX = 4,   /* words of a name before a colon or behind a dash */
    OWNER_MAX = 16, /* words of "In the words of Ann Roe, the mayor of Lund, " */
    LABEL_MAX = 6,  /* words of a label before an unmarked clause */
};

bool attribution_is_rubric(const struct syntax *s, uint32_t token)
{
    static const char *const words[] = {"analysis",  "breaking", "correction", "caption", "editor",
                                        "exclusive", "image",    "latest",     "live",    "note",
                                        "opinion",   "photo",    "picture",    "q&a",     "review",
                                        "source",    "update",   "video",      "watch"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (syntax_form_is(s, token, words[i])) {
            return true;
        }
    }
    return false;
}

/* A clause, and not a phrase with one in it ("live updates as the river rises"): the clause is what
 * nothing else in the range governs. */
static bool holds_clause(const struct syntax *s, struct range r)
{
    for (uint32_t i = r.begin; i < r.end; i++) {
        uint32_t head = s->parent[i];
        bool top = head == NO_INDEX || head < r.begin || head >= r.end;
        if (top && syntax_is_clause(s, i)) {
            return true;
        }
    }
    return false;
}

static bool is_headline(const struct article *a, uint32_t token)
{
    uint32_t p = a->sentences.items[article_sentence_at(a, token)].paragraph;
    uint32_t section = p < a->paragraphs.count ? a->paragraphs.items[p].section : UINT32_MAX;
    return section < a->sections.count && a->sections.items[section].kind == SECTION_HEADLINE;
}

/* "Mumbai: The minister has …": a place before a colon in the body is where the story comes
 * from. */
static bool is_dateline(const struct syntax *s, uint32_t token)
{
    const struct article *a = s->a;
    uint32_t at = SEARCH_BEHIND(a->names.items, a->names.count, token_end, token);
    const struct name *name = at < a->names.count ? &a->names.items[at] : NULL;
    if (!name || name->token_begin > token || name->type != ENTITY_LOCATION ||
        syntax_is_tagged(s, token + 2, "``")) {
        return false;
    }
    return !is_headline(a, token);
}

/* "chief", whatever its tag. */
static bool is_somebody(const struct syntax *s, uint32_t token)
{
    enum noun_class class = noun_class(s->a->tags.lemma[token]);
    return class == NOUN_PERSON || class == NOUN_GROUP;
}

/* "minister", "police": a noun for somebody who speaks. */
static bool is_body(const struct syntax *s, uint32_t token)
{
    return s->pos[token] == POS_NOUN && is_somebody(s, token);
}

void attribution_find_label(struct attributions *f, struct range in)
{
    const struct syntax *s = &f->syntax;
    uint32_t colon = in.begin;
    bool named = false;
    while (colon < in.end && colon < in.begin + LABEL_MAX && !syntax_form_is(s, colon, ":")) {
        named = named || s->pos[colon] == POS_PROPN ||
                speech_noun_find(syntax_form(s, colon), (struct str){0}) ||
                (is_headline(s->a, colon) && is_body(s, colon));
        if (!syntax_is_nominal(s, colon) && s->pos[colon] != POS_ADJ) {
            return;
        }
        colon++;
    }
    bool label = named && colon > in.begin && colon + 2 < in.end && syntax_form_is(s, colon, ":") &&
                 !attribution_is_rubric(s, colon - 1) && !is_dateline(s, colon - 1) &&
                 holds_clause(s, (struct range){colon + 1, in.end});
    struct attribution *t = label ? attribution_add(f, colon, NULL) : NULL;
    if (t) {
        t->lemma = STR(":");
        attribution_add_range(s, t, colon + 1, in.end);
        t->source = (struct phrase){{in.begin, colon},
                                    attribution_head(s, (struct range){in.begin, colon})};
        t->by = "attribution.label";
        t->dropped = t->content_count == 0;
    }
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

bool attribution_by_inner_label(struct joiner *j, uint32_t index)
{
    const struct syntax *s = &j->f.syntax;
    struct range r = j->stretches.items[index].range, name = {r.begin, r.begin};
    while (name.end < r.end && name.end < name.begin + NAME_MAX && is_name(s, name.end)) {
        name.end++;
    }
    if (range_is_empty(name) || name.end + 1 >= r.end || !is_colon(s, name.end)) {
        return false;
    }
    struct attribution *t = attribution_add_unspoken(j, index, "attribution.label");
    if (t) {
        t->source = (struct phrase){name, name.end - 1};
        t->content[0].begin = name.end + 1;
    }
    return t != NULL;
}

/* The last noun in the range that says that words are somebody's ("answer", "words"), or
 * NO_INDEX. */
static uint32_t wording_in(const struct syntax *s, struct range r)
{
    static const char *const words[] = {"advice",  "answer",   "comment", "explanation", "message",
                                        "quote",   "reaction", "remark",  "reply",       "response",
                                        "verdict", "warning",  "word"};
    for (uint32_t i = r.end; i > r.begin; i--) {
        for (size_t k = 0; s->pos[i - 1] == POS_NOUN && k < sizeof words / sizeof words[0]; k++) {
            if (str_equal(s->a->tags.lemma[i - 1], str_of(words[k]))) {
                return i - 1;
            }
        }
    }
    return NO_INDEX;
}

/* "Her last words were: "…"", "In the words of the judge, "…"", "In his memoirs, "…"": whose words
 * or writings they are. */
static struct phrase owner_of(const struct syntax *s, struct range lead)
{
    uint32_t noun = wording_in(s, lead);
    for (uint32_t i = lead.begin; i < lead.end && noun == NO_INDEX; i++) {
        bool written = s->pos[i] == POS_NOUN && syntax_form_is(s, lead.begin, "in") &&
                       attribution_medium_noun(s->a->tags.lemma[i]) != QUOTE_MEDIUM_NONE;
        noun = written ? i : noun;
    }
    if (noun == NO_INDEX) {
        return phrase_nobody();
    }
    struct phrase p = attribution_noun_source(s, noun);
    for (uint32_t c = s->child[noun]; c != NO_INDEX && p.head == NO_INDEX; c = s->next[c]) {
        uint32_t mark = s->relation[c] == REL_NMOD ? syntax_child(s, c, REL_CASE) : NO_INDEX;
        if (mark != NO_INDEX && syntax_form_is(s, mark, "of")) {
            p = attribution_phrase(s, c, NO_INDEX);
        }
    }
    return p;
}

bool attribution_by_owner(struct joiner *j, uint32_t index)
{
    const struct syntax *s = &j->f.syntax;
    const struct stretch *st = &j->stretches.items[index];
    struct range r = st->range;
    uint32_t first = j->f.a->sentences.items[st->sentence_first].token_begin;
    struct range lead = attribution_trim(s, (struct range){first, r.begin});
    for (uint32_t i = lead.end; i > lead.begin + 1 && i + OWNER_MAX > lead.end; i--) {
        bool in = syntax_form_is(s, i - 1, "in") &&
                  (s->pos[i - 2] == POS_CCONJ || syntax_is_punctuation(s, i - 2));
        lead.begin = in ? i - 1 : lead.begin; /* "…, and in the words of the judge, " */
    }
    if (range_is_empty(lead) || lead.end - lead.begin > OWNER_MAX || lead.end == r.begin ||
        !(is_colon(s, lead.end) || syntax_form_is(s, lead.end, ","))) {
        return false;
    }
    struct phrase p = owner_of(s, lead);
    if (p.head == NO_INDEX || p.range.end > lead.end) {
        return false;
    }
    struct attribution *t = attribution_add_unspoken(j, index, "attribution.label");
    if (t) {
        t->source = p;
    }
    return t != NULL;
}

bool attribution_by_label(struct joiner *j, uint32_t index)
{
    const struct syntax *s = &j->f.syntax;
    struct range r = j->stretches.items[index].range;
    uint32_t first = j->f.a->sentences.items[j->stretches.items[index].sentence_first].token_begin;
    first += attribution_is_clock(s, first);
    struct range lead = attribution_trim(s, (struct range){first, r.begin});
    if (range_is_empty(lead)) {
        return false;
    }
    bool colon = lead.end < r.begin && is_colon(s, lead.end), named = true;
    uint32_t root = lead.begin, subject = NO_INDEX;
    for (uint32_t i = lead.begin; i < lead.end; i++) {
        named = named && s->pos[i] != POS_VERB && s->pos[i] != POS_AUX;
        bool top = s->pos[i] == POS_VERB && s->parent[i] == NO_INDEX;
        subject = s->relation[i] == REL_NSUBJ && subject == NO_INDEX ? i : subject;
        root = top || (s->pos[i] == POS_VERB && s->pos[root] != POS_VERB) ? i : root;
    }
    struct phrase p = {.head = NO_INDEX};
    bool body = colon && is_body(s, lead.end - 1);
    if (named && lead.end - lead.begin <= 2 * NAME_MAX &&
        (s->pos[lead.end - 1] == POS_PROPN || body)) {
        p = (struct phrase){lead, lead.end - 1};
    } else if (colon && !named) {
        bool copula = s->pos[root] != POS_VERB && subject != NO_INDEX;
        p = attribution_source(s, copula ? s->parent[subject] : root);
    }
    struct attribution *t =
        p.head != NO_INDEX ? attribution_add_unspoken(j, index, "attribution.label") : NULL;
    if (t) {
        t->source = p;
    }
    return t != NULL;
}

/* "‘No farmer will lose land’: Minister on the road", "‘It will kill us’ – chief cautions": whoever
 * stands behind the mark of a headline, up to a verb or a preposition; empty when nobody does. */
static struct range headline_speaker(const struct syntax *s, uint32_t begin)
{
    uint32_t end = s->a->sentences.items[article_sentence_at(s->a, begin)].token_end, i = begin;
    while (i < end && i < begin + LABEL_MAX &&
           (syntax_is_nominal(s, i) || s->pos[i] == POS_ADJ || s->pos[i] == POS_DET ||
            attribution_is_owned(s, i, end))) {
        bool says = i > begin && i + 1 == end && !syntax_is_tagged(s, i, "NNP") &&
                    speech_verb_find(syntax_form(s, i), (struct str){0});
        if (says) {
            break;
        }
        i++;
    }
    bool somebody = i > begin && (s->pos[i - 1] == POS_PROPN || is_somebody(s, i - 1));
    return (struct range){begin, somebody ? i : begin};
}

static bool is_dash(struct str form)
{
    return str_equal(form, STR("-")) || str_equal(form, STR("–")) || str_equal(form, STR("—")) ||
           str_equal(form, STR("--"));
}

bool attribution_by_signature(struct joiner *j, uint32_t index)
{
    const struct syntax *s = &j->f.syntax;
    uint32_t i = j->stretches.items[index].range.end, end = j->f.a->tokens.count;
    bool dash = false, colon = false;
    for (; i < end && s->pos[i] == POS_PUNCT; i++) {
        dash = dash || is_dash(syntax_form(s, i));
        colon = colon || is_colon(s, i);
    }
    if ((dash || colon) && i < end && is_headline(s->a, i)) {
        struct range who = headline_speaker(s, i);
        struct attribution *t = range_is_empty(who)
                                    ? NULL
                                    : attribution_add_unspoken(j, index, "attribution.signature");
        if (t) {
            t->source = (struct phrase){who, who.end - 1};
            return true;
        }
    }
    struct range name = {i, i};
    while (name.end < end && name.end < i + NAME_MAX && s->pos[name.end] == POS_PROPN) {
        name.end++;
    }
    bool closes =
        name.end == end || s->pos[name.end] == POS_PUNCT ||
        j->f.a->sentences.items[article_sentence_at(j->f.a, name.end)].token_begin == name.end;
    struct attribution *t = dash && closes && !range_is_empty(name)
                                ? attribution_add_unspoken(j, index, "attribution.signature")
                                : NULL;
    if (t) {
        t->source = (struct phrase){name, name.end - 1};
    }
    return t != NULL;
}
