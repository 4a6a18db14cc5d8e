/* A noun or an adjective that hands a clause over: "the claim that", "is sure that". */
#include "pipeline/attribution.h"

#include "pipeline/pipeline.h"

struct phrase attribution_noun_source(const struct syntax *s, uint32_t noun)
{
    uint32_t owner = syntax_child(s, noun, REL_NMOD_POSS);
    if (owner != NO_INDEX) {
        struct phrase p = attribution_phrase(s, owner, NO_INDEX);
        uint32_t mark = syntax_child(s, owner, REL_CASE);
        p.range.end = mark != NO_INDEX && mark > owner && mark < p.range.end ? mark : p.range.end;
        return p;
    }
    for (uint32_t c = s->child[noun]; c != NO_INDEX; c = s->next[c]) {
        uint32_t mark = s->relation[c] == REL_NMOD ? syntax_child(s, c, REL_CASE) : NO_INDEX;
        if (mark != NO_INDEX &&
            (syntax_form_is(s, mark, "by") || syntax_form_is(s, mark, "from"))) {
            return attribution_phrase(s, c, NO_INDEX);
        }
    }
    uint32_t verb = s->parent[noun];
    bool made = verb != NO_INDEX && s->pos[verb] == POS_VERB &&
                (s->relation[noun] == REL_OBJ ||
                 (s->relation[noun] == REL_OBL && str_equal(s->a->tags.lemma[verb], STR("come"))));
    return made ? attribution_source(s, verb) : phrase_nobody();
}

static void add_noun(struct attributions *f, uint32_t noun, const struct speech_word *word,
                     struct range content, uint32_t top)
{
    const struct syntax *s = &f->syntax;
    struct phrase source = attribution_noun_source(s, noun);
    struct attribution *t = source.head != NO_INDEX ? attribution_add(f, noun, word) : NULL;
    if (t) {
        attribution_add_range(s, t, content.begin, content.end);
        t->source = source;
        t->top = top;
        t->by = "attribution.noun";
        t->dropped = t->content_count == 0;
    }
}

/* "Their argument is that she stayed": the clause is the root, the noun its outer subject. */
static bool is_named_by(const struct syntax *s, uint32_t noun, uint32_t *mark)
{
    uint32_t clause = s->parent[noun];
    *mark = clause != NO_INDEX ? syntax_child(s, clause, REL_MARK) : NO_INDEX;
    return s->relation[noun] == REL_NSUBJ_OUTER && *mark != NO_INDEX && *mark > noun &&
           syntax_form_is(s, *mark, "that");
}

void attribution_find_noun(struct attributions *f, uint32_t noun)
{
    const struct syntax *s = &f->syntax;
    const struct speech_word *word = speech_noun_find(syntax_form(s, noun), s->a->tags.lemma[noun]);
    uint32_t mark;
    if (!word) {
        return;
    }
    if (is_named_by(s, noun, &mark)) {
        uint32_t clause = s->parent[noun];
        add_noun(f, noun, word, (struct range){mark, s->right[clause]}, clause);
        return;
    }
    for (uint32_t c = s->child[noun]; c != NO_INDEX; c = s->next[c]) {
        bool clause = (s->relation[c] == REL_ACL || s->relation[c] == REL_CCOMP) && c > noun &&
                      (syntax_is_marked(s, c, "that") ||
                       (syntax_is_marked(s, c, "to") && word->class == SPEECH_PLEDGE));
        if (clause) {
            add_noun(f, noun, word, (struct range){s->left[c], s->right[c]}, c);
            return;
        }
    }
}

/* "made clear that", "has made it clear that": the verb of the adjective, or NO_INDEX. */
static uint32_t maker_of(const struct syntax *s, uint32_t adjective)
{
    uint32_t verb = s->parent[adjective];
    bool makes = s->relation[adjective] == REL_XCOMP && syntax_form_is(s, adjective, "clear") &&
                 verb != NO_INDEX && verb < adjective &&
                 str_equal(s->a->tags.lemma[verb], STR("make"));
    return makes ? verb : NO_INDEX;
}

void attribution_find_adjective(struct attributions *f, uint32_t adjective)
{
    const struct syntax *s = &f->syntax;
    const struct speech_word *word = speech_adjective_find(syntax_form(s, adjective));
    uint32_t clause = NO_INDEX;
    if (word && (word->frames & SPEECH_CLAUSE)) {
        clause = syntax_child(s, adjective, REL_CCOMP);
        clause = clause != NO_INDEX ? clause : syntax_child(s, adjective, REL_CSUBJ);
    } else if (word) {
        clause = syntax_child(s, adjective, REL_XCOMP);
    }
    uint32_t subject = syntax_subject(s, adjective);
    subject = subject != NO_INDEX ? subject : syntax_child(s, adjective, REL_NSUBJ_PASS);
    uint32_t maker = maker_of(s, adjective);
    uint32_t expletive = syntax_child(s, adjective, REL_EXPL);
    if (maker != NO_INDEX && word && clause == NO_INDEX) {
        clause = syntax_child(s, maker, REL_CCOMP);
    }
    if (clause == NO_INDEX || clause < adjective ||
        (subject == NO_INDEX && expletive == NO_INDEX && maker == NO_INDEX)) {
        return;
    }
    struct attribution *t = attribution_add(f, adjective, word);
    if (t) {
        attribution_add_range(s, t, s->left[clause], s->right[clause]);
        bool empty =
            subject == NO_INDEX || expletive != NO_INDEX || syntax_form_is(s, subject, "it");
        t->source = empty ? phrase_nobody() : attribution_subject_phrase(s, subject, adjective);
        if (maker != NO_INDEX) {
            t->source = attribution_source(s, maker);
            t->cue.begin = attribution_cue(s, maker).begin;
        }
        t->negated = attribution_is_negated(s, adjective);
        t->top = clause;
        t->by = "attribution.adjective";
        t->dropped = t->content_count == 0;
    }
}
