/* Single words and phrases in marks that somebody used: "accused them of "madness"". */
#include "pipeline/attribution_join.h"

#include "pipeline/pipeline.h"

enum { TERM_REACH = 12 /* words between a verb and a word in marks */ };

/* Where what somebody is called begins: with whom, right behind the verb. */
static uint32_t calling_begin(const struct joiner *j, const struct attribution *t, uint32_t begin)
{
    const struct syntax *s = &j->f.syntax;
    uint32_t from = t->cue.end;
    for (uint32_t i = from; i < begin; i++) {
        if (s->pos[i] == POS_PUNCT && i + 1 < begin) {
            return begin;
        }
    }
    return from < begin && s->pos[from] != POS_ADP ? from : begin;
}

/* No verb with tense stands between the two. */
static bool runs_on(const struct syntax *s, uint32_t begin, uint32_t end)
{
    for (uint32_t i = begin; i < end; i++) {
        if (syntax_is_finite(s, i) || s->pos[i] == POS_AUX) {
            return false;
        }
    }
    return true;
}

bool attribution_join_term(struct joiner *j, uint32_t index, uint32_t verb)
{
    struct stretch *st = &j->stretches.items[index];
    uint32_t owner = index > 0 ? st[-1].owner : NO_INDEX;
    uint32_t told = attribution_found_from(j, verb);
    bool other = owner == NO_INDEX || j->f.list.items[owner].head != verb;
    owner = other && told < j->found ? told : owner;
    struct attribution *t = owner != NO_INDEX ? &j->f.list.items[owner] : NULL;
    struct range *last = t && t->content_count > 0 ? &t->content[t->content_count - 1] : NULL;
    if (!last || t->head != verb || t->dropped || last->begin < verb ||
        !runs_on(&j->f.syntax, last->end, st->range.begin)) {
        return false;
    }
    last->end = last->end < st->range.end ? st->range.end : last->end;
    st->owner = owner;
    return true;
}

/* Nothing but marks, commas, conjunctions and articles stands between the two. */
static bool is_list(const struct syntax *s, uint32_t begin, uint32_t end)
{
    for (uint32_t i = begin; i < end; i++) {
        if (s->pos[i] != POS_PUNCT && s->pos[i] != POS_CCONJ && s->pos[i] != POS_DET) {
            return false;
        }
    }
    return true;
}

/* The verb that leads to a word in marks: the last before it in its sentence, at most TERM_REACH
 * words away, else that of the words in marks before it whose content holds it, or whose list it
 * goes on with. */
static uint32_t verb_of_term(const struct joiner *j, uint32_t index)
{
    const struct stretch *st = &j->stretches.items[index];
    uint32_t first = j->f.a->sentences.items[st->sentence_first].token_begin;
    uint32_t end = st->range.begin, begin = end > first + TERM_REACH ? end - TERM_REACH : first;
    for (uint32_t i = end; i > begin; i--) {
        if (j->f.syntax.pos[i - 1] == POS_VERB) {
            return i - 1;
        }
    }
    uint32_t owner = index > 0 ? st[-1].owner : NO_INDEX;
    const struct attribution *t = owner != NO_INDEX ? &j->f.list.items[owner] : NULL;
    bool follows =
        t && (attribution_lies_in(t, end) || is_list(&j->f.syntax, st[-1].range.end, end));
    return follows ? t->head : NO_INDEX;
}

/* "used the term "trap"", "with the nickname "Red"": the verb whose object or circumstance the noun
 * before a word in marks is, or NO_INDEX. */
static uint32_t verb_of_wording(const struct joiner *j, uint32_t index)
{
    static const char *const nouns[] = {"expression", "name", "nickname", "phrase",
                                        "slogan",     "term", "word"};
    const struct syntax *s = &j->f.syntax;
    uint32_t begin = j->stretches.items[index].range.begin;
    uint32_t noun = begin >= 2 ? begin - 2 : NO_INDEX;
    uint32_t verb = noun != NO_INDEX ? s->parent[noun] : NO_INDEX;
    bool object = verb != NO_INDEX && s->pos[verb] == POS_VERB && verb < noun &&
                  (s->relation[noun] == REL_OBJ || s->relation[noun] == REL_OBL);
    for (size_t i = 0; object && i < sizeof nouns / sizeof nouns[0]; i++) {
        if (str_equal(s->a->tags.lemma[noun], str_of(nouns[i]))) {
            return verb;
        }
    }
    return NO_INDEX;
}

bool attribution_is_naming(const struct syntax *s, uint32_t verb, struct range r)
{
    static const char *const verbs[] = {"call", "dub", "entitle", "name", "nickname", "title"};
    bool naming = false;
    for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++) {
        naming = naming || str_equal(s->a->tags.lemma[verb], str_of(verbs[i]));
    }
    bool passive = syntax_is_passive(s, verb) ||
                   (s->relation[verb] == REL_ACL && syntax_is_tagged(s, verb, "VBN"));
    return naming && passive && !attribution_holds_finite(s, r);
}

void attribution_by_term(struct joiner *j, uint32_t index)
{
    const struct syntax *s = &j->f.syntax;
    const struct quote *q = &j->f.a->quoted.items[j->stretches.items[index].quoted];
    struct range r = j->stretches.items[index].range;
    uint32_t verb = verb_of_term(j, index);
    const struct speech_word *word = verb != NO_INDEX ? attribution_speech_verb(s, verb) : NULL;
    bool calls = word && word->class < SPEECH_THINK;
    uint32_t wording = calls ? NO_INDEX : verb_of_wording(j, index);
    if (wording != NO_INDEX) {
        static const struct speech_word uses = {"use", SPEECH_SAY, 0};
        calls = true;
        verb = wording;
        word = &uses;
    }
    if (!calls || attribution_is_in_speech(j, verb) || attribution_is_naming(s, verb, r) ||
        str_equal(str_of(q->by), STR("quote.title"))) {
        return;
    }
    if (attribution_join_term(j, index, verb)) {
        return;
    }
    struct attribution *t = attribution_add(&j->f, verb, word);
    if (t) {
        t->cue = attribution_cue(s, verb);
        t->negated = attribution_is_negated(s, verb);
        attribution_take_stretch(j, index, t, "attribution.term");
        t->lemma = wording != NO_INDEX ? s->a->tags.lemma[verb] : t->lemma;
        t->content[0].begin = (word->frames & SPEECH_AS) ? calling_begin(j, t, r.begin) : r.begin;
        t->medium = attribution_medium(s, t);
        attribution_find_speaker(j, t);
        t->dropped = s->relation[verb] == REL_AMOD; /* "so-called “smart” meters" */
    }
}
