/* What the order of the words tells where the tree is wrong: insets between commas ("The bridge,
 * Mr. Roe said, would close"), and a subject that follows the verb at once ("said the bridge
 * would"). */
#include "pipeline/attribution.h"

#include "pipeline/pipeline.h"

enum { INSET_MAX = 14, PHRASE_MAX = 40, SUBJECT_REACH = 6 };

/* "said | Friday afternoon |, as": where an expression of time right behind the verb ends; `from`
 * itself when there is none. */
static uint32_t past_time(const struct syntax *s, uint32_t from, uint32_t end)
{
    uint32_t top = from;
    while (top < end && s->parent[top] == top + 1 && syntax_is_nominal(s, top)) {
        top++;
    }
    return top < end && s->relation[top] == REL_OBL_UNMARKED ? top + 1 : from;
}

/* The noun phrase and the verb that stand alone between a comma and the next one or the end of the
 * sentence: "…, other studies have shown", "…, says the minister, …". False when there are none. */
static bool find_inset(const struct syntax *s, const struct attribution *t, struct range sentence,
                       struct range *phrase, struct range *inset)
{
    uint32_t begin = t->cue.begin, end = t->cue.end;
    while (begin > sentence.begin && begin + INSET_MAX > t->cue.begin &&
           !syntax_is_punctuation(s, begin - 1)) {
        begin--;
    }
    while (end < sentence.end && end < t->cue.end + INSET_MAX && !syntax_is_punctuation(s, end)) {
        end++;
    }
    *inset = (struct range){begin, end};
    *phrase = begin < t->cue.begin ? (struct range){begin, t->cue.begin}
                                   : (struct range){t->cue.end, end};
    bool comma = begin > sentence.begin + 1 &&
                 (syntax_form_is(s, begin - 1, ",") ||
                  (syntax_is_tagged(s, begin - 1, "''") && syntax_form_is(s, begin - 2, ",")));
    bool closed = end < sentence.end && syntax_is_punctuation(s, end);
    bool alone = phrase->begin == t->cue.end || end == past_time(s, t->cue.end, end);
    return comma && closed && alone && !range_is_empty(*phrase) &&
           !attribution_is_day(s, phrase->begin) && attribution_is_phrase(s, *phrase);
}

/* Where the phrase that ends at a comma begins, behind the comma before it; `end` when there is
 * none within reach. */
static uint32_t segment_begin(const struct syntax *s, uint32_t first, uint32_t end)
{
    uint32_t begin = end;
    while (begin > first && begin + INSET_MAX > end && !syntax_is_punctuation(s, begin - 1)) {
        begin--;
    }
    bool comma = begin > first && syntax_form_is(s, begin - 1, ",");
    return comma && begin < end && attribution_is_phrase(s, (struct range){begin, end}) ? begin
                                                                                        : end;
}

/* "X, his lawyer, Amy Stone, said": an office and a name between commas. */
static bool find_apposed(const struct syntax *s, const struct attribution *t, struct range sentence,
                         struct range *phrase)
{
    uint32_t end = t->cue.begin;
    if (end < sentence.begin + 4 || !syntax_form_is(s, end - 1, ",")) {
        return false;
    }
    uint32_t second = segment_begin(s, sentence.begin, end - 1);
    uint32_t first = second < end - 1 ? segment_begin(s, sentence.begin, second - 1) : second;
    bool both = second < end - 1 && first < second - 1 && first > sentence.begin + 1;
    *phrase = (struct range){first, end - 1};
    bool office = both && (s->pos[second - 2] != POS_PROPN || s->pos[first] == POS_DET);
    return both && office != (s->pos[end - 2] != POS_PROPN || s->pos[second] == POS_DET);
}

/* Behind the last semicolon. */
static uint32_t begin_of_clause(const struct syntax *s, uint32_t begin, uint32_t end)
{
    while (end > begin && !syntax_form_is(s, end - 1, ";")) {
        end--;
    }
    return end;
}

bool attribution_take_front(struct attributions *f, struct attribution *t, struct range sentence)
{
    const struct syntax *s = &f->syntax;
    struct range phrase, inset;
    if (!syntax_is_finite(s, t->head) || !find_inset(s, t, sentence, &phrase, &inset) ||
        syntax_is_tagged(s, inset.begin - 1, "''") ||
        (phrase.begin > t->head && t->class >= SPEECH_URGE) || str_equal(t->lemma, STR("find")) ||
        attribution_is_filler(s, t)) {
        return false;
    }
    uint32_t begin = begin_of_clause(s, sentence.begin, inset.begin);
    if (!attribution_holds_finite(s, (struct range){begin, inset.begin}) &&
        !(syntax_form_is(s, inset.end, ",") && inset.end + 2 < sentence.end)) {
        return false;
    }
    attribution_add_range(s, t, begin, inset.begin);
    if (inset.end + 2 < sentence.end && syntax_form_is(s, inset.end, ",") &&
        !syntax_is_tagged(s, inset.end + 1, "VBG")) {
        attribution_add_range(s, t, inset.end, sentence.end);
    }
    t->by = "attribution.front";
    t->source = (struct phrase){phrase, attribution_head(s, phrase)};
    return t->content_count > 0;
}

void attribution_take_lead(const struct syntax *s, struct attribution *t, struct range sentence)
{
    struct range phrase, inset;
    if (t->content_count == 1 && t->content[0].begin > t->head &&
        find_inset(s, t, sentence, &phrase, &inset) && t->content[0].begin == inset.end + 1 &&
        syntax_form_is(s, inset.end, ",")) {
        struct range lead = attribution_trim(s, (struct range){sentence.begin, inset.begin});
        if (!range_is_empty(lead)) {
            t->content[1] = t->content[0];
            t->content[0] = lead;
            t->content_count = 2;
        }
    }
}

void attribution_take_tail(const struct syntax *s, struct attribution *t, struct range sentence)
{
    struct range phrase, inset;
    if (t->content_count == 1 && t->content[0].end <= t->head &&
        find_inset(s, t, sentence, &phrase, &inset) && inset.end + 2 < sentence.end &&
        syntax_form_is(s, inset.end, ",") &&
        (s->pos[inset.end + 1] == POS_AUX || syntax_is_finite(s, inset.end + 1))) {
        attribution_add_range(s, t, inset.end, sentence.end);
        t->content[0] = attribution_trim(s, (struct range){sentence.begin, inset.begin});
    }
}

void attribution_turn_round(const struct syntax *s, struct attribution *t, struct range sentence)
{
    uint32_t begin = t->cue.end, finite = NO_INDEX;
    bool left = t->content_count > 0 && t->content[t->content_count - 1].end <= t->head;
    if (!left || !syntax_is_finite(s, t->head) || syntax_is_punctuation(s, t->cue.begin - 1) ||
        begin + 2 >= sentence.end || syntax_is_punctuation(s, begin) || s->pos[begin] == POS_ADP ||
        s->pos[begin] == POS_ADV || s->pos[begin] == POS_SCONJ ||
        past_time(s, begin, sentence.end) > begin) {
        return;
    }
    for (uint32_t i = begin; i < sentence.end && i < begin + PHRASE_MAX && finite == NO_INDEX;
         i++) {
        if (syntax_form_is(s, i, ",") && i + 1 < sentence.end &&
            syntax_is_tagged(s, i + 1, "VBG")) {
            return; /* "X, the mayor told reporters, adding that Y" */
        }
        finite = (syntax_is_finite(s, i) || s->pos[i] == POS_AUX) && i > begin ? i : NO_INDEX;
    }
    struct range phrase = {sentence.begin, t->cue.begin};
    if (t->cue.begin > sentence.begin + PHRASE_MAX) {
        phrase.begin = t->cue.begin - PHRASE_MAX;
    }
    uint32_t first = phrase.begin;
    for (uint32_t i = first; i < t->cue.begin; i++) {
        phrase.begin =
            syntax_form_is(s, i, ",") && !attribution_is_phrase(s, (struct range){first, i})
                ? i + 1
                : phrase.begin;
    }
    if (finite != NO_INDEX && attribution_is_phrase(s, phrase)) {
        t->content_count = 0;
        attribution_add_range(s, t, begin, sentence.end);
        t->source = (struct phrase){attribution_trim(s, phrase), attribution_head(s, phrase)};
        t->by = "attribution.linear";
    }
}

/* "where he said, I hereby close it": speech without marks behind a comma. */
static bool speaks_for_himself(const struct syntax *s, uint32_t comma)
{
    uint32_t who = comma + 1;
    return syntax_form_is(s, comma, ",") &&
           (syntax_form_is(s, who, "i") || syntax_form_is(s, who, "we")) &&
           s->relation[who] == REL_NSUBJ && s->parent[who] != NO_INDEX && s->parent[who] > who;
}

bool attribution_take_linear(const struct syntax *s, struct attribution *t, struct range sentence)
{
    uint32_t begin = t->cue.end;
    if (t->class != SPEECH_SAY || !syntax_is_finite(s, t->head) || begin + 2 >= sentence.end ||
        syntax_subject(s, t->head) == NO_INDEX || syntax_subject(s, t->head) > t->head ||
        past_time(s, begin, sentence.end) > begin) {
        return false;
    }
    bool that = syntax_form_is(s, begin, "that");
    if (speaks_for_himself(s, begin)) {
        attribution_add_range(s, t, begin + 1, sentence.end);
        t->by = "attribution.linear";
        return t->content_count > 0;
    }
    if (!that && !str_equal(t->lemma, STR("say"))) {
        return false;
    }
    bool opens = syntax_is_nominal(s, begin) || s->pos[begin] == POS_PRON ||
                 s->pos[begin] == POS_DET || s->pos[begin] == POS_ADJ || s->pos[begin] == POS_NUM;
    for (uint32_t i = begin; i < begin + SUBJECT_REACH && i < sentence.end && (opens || that);
         i++) {
        bool subject = s->relation[i] == REL_NSUBJ || s->relation[i] == REL_NSUBJ_PASS;
        if (subject && s->parent[i] > i && s->parent[i] != NO_INDEX) {
            attribution_add_range(s, t, begin, sentence.end);
            t->by = "attribution.linear";
            return t->content_count > 0;
        }
    }
    return false;
}

void attribution_split_front(const struct syntax *s, struct attribution *t, struct range sentence)
{
    struct range phrase, inset;
    bool behind = t->source.head == NO_INDEX && t->content_count > 0 &&
                  t->content[0].begin > t->head && syntax_is_finite(s, t->head);
    if (behind && find_apposed(s, t, sentence, &phrase)) {
        struct range name = {phrase.end, phrase.end};
        while (name.begin > phrase.begin && !syntax_form_is(s, name.begin - 1, ",")) {
            name.begin--; /* of an office and a name the name tells who it is */
        }
        bool named = s->pos[phrase.end - 1] == POS_PROPN;
        t->source = (struct phrase){phrase, attribution_head(s, named ? name : phrase)};
        return;
    }
    if (t->source.head == NO_INDEX && t->content_count > 0 && t->content[0].begin < t->head &&
        (find_inset(s, t, sentence, &phrase, &inset) || find_apposed(s, t, sentence, &phrase))) {
        struct range *r = &t->content[0];
        uint32_t begin = phrase.begin < t->cue.begin ? phrase.begin : t->cue.begin;
        r->end = r->end > begin ? begin : r->end;
        *r = attribution_trim(s, *r);
        t->source = (struct phrase){phrase, attribution_head(s, phrase)};
    }
}
