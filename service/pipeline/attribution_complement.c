/* A content that is no clause: "vowed to close it", "called it a trap", "accused them of theft",
 * "praised the crew". */
#include "pipeline/attribution.h"

#include "pipeline/nouns.h"

/* "called on them to leave", "pleaded with her to stay": the infinitive behind a phrase of whom
 * it is asked, which the tree takes for a purpose; or NO_INDEX. */
static uint32_t asked_of(const struct syntax *s, const struct attribution *t, uint32_t *whom)
{
    uint32_t obl = syntax_child(s, t->head, REL_OBL), x = syntax_child(s, t->head, REL_ADVCL);
    uint32_t mark = obl != NO_INDEX ? syntax_child(s, obl, REL_CASE) : NO_INDEX;
    if (t->class != SPEECH_URGE || mark == NO_INDEX || mark < t->head || x == NO_INDEX || x < obl ||
        s->left[x] != s->right[obl] || !syntax_is_marked(s, x, "to") ||
        !(syntax_form_is(s, mark, "on") || syntax_form_is(s, mark, "upon") ||
          syntax_form_is(s, mark, "to") || syntax_form_is(s, mark, "with"))) {
        return NO_INDEX;
    }
    *whom = obl;
    return x;
}

/* Takes it: whom one calls on belongs to what he is called on to do, as the object of "urged". */
static bool take_asked(const struct syntax *s, struct attribution *t)
{
    uint32_t whom, x = asked_of(s, t, &whom);
    if (x == NO_INDEX) {
        return false;
    }
    uint32_t mark = syntax_child(s, whom, REL_CASE);
    bool on = syntax_form_is(s, mark, "on") || syntax_form_is(s, mark, "upon");
    attribution_add_range(s, t, on ? mark + 1 : s->left[x], s->right[x]);
    t->cue.end += mark == t->cue.end;
    if (!on) {
        t->addressee = attribution_phrase(s, whom, NO_INDEX);
    }
    t->top = x;
    t->by = "attribution.infinitive";
    t->is_weak = true;
    return t->content_count > 0;
}

/* "ordered the contractor to repair it", which a wrong tree takes for a purpose: the infinitive
 * right behind somebody who is its object; or NO_INDEX. */
static uint32_t ordered_to(const struct syntax *s, uint32_t verb, uint32_t object)
{
    uint32_t x = object != NO_INDEX && object > verb ? syntax_child(s, verb, REL_ADVCL) : NO_INDEX;
    if (x == NO_INDEX || s->left[x] != s->right[object]) {
        return NO_INDEX;
    }
    enum noun_class class = noun_class(s->a->tags.lemma[object]);
    bool somebody = s->pos[object] == POS_PRON || s->pos[object] == POS_PROPN ||
                    class == NOUN_PERSON || class == NOUN_GROUP;
    return somebody ? x : NO_INDEX;
}

bool attribution_take_infinitive(struct attributions *f, struct attribution *t, uint32_t frames)
{
    const struct syntax *s = &f->syntax;
    if (take_asked(s, t)) {
        return true;
    }
    uint32_t x = syntax_child(s, t->head, REL_XCOMP), object = syntax_object(s, t->head);
    x = x == NO_INDEX && (frames & SPEECH_WITH_WHOM) ? ordered_to(s, t->head, object) : x;
    if (x == NO_INDEX || x < t->head || !syntax_is_marked(s, x, "to")) {
        return false;
    }
    bool with = object != NO_INDEX && object < x && (frames & SPEECH_WITH_WHOM);
    attribution_add_range(s, t, with ? s->left[object] : s->left[x], s->right[x]);
    if (object != NO_INDEX && (!with || t->class == SPEECH_SAY)) {
        t->addressee = attribution_phrase(s, object, NO_INDEX);
    }
    t->top = x;
    t->by = "attribution.infinitive";
    t->is_weak = true;
    return t->content_count > 0;
}

/* What the object is called: an adjective, a noun, "as" something. */
static uint32_t predicate_of(const struct syntax *s, uint32_t verb)
{
    for (uint32_t c = s->child[verb]; c != NO_INDEX; c = s->next[c]) {
        uint32_t mark = syntax_child(s, c, REL_CASE);
        mark = mark != NO_INDEX ? mark : syntax_child(s, c, REL_MARK);
        bool as = mark != NO_INDEX && syntax_form_is(s, mark, "as");
        if (c > verb && (s->relation[c] == REL_XCOMP || as)) {
            return c;
        }
    }
    return NO_INDEX;
}

/* "called Roe a fake", with both in one phrase to the tree: an article right behind a noun. */
static bool holds_second_phrase(const struct syntax *s, uint32_t object)
{
    for (uint32_t i = s->left[object] + 1; i < s->right[object]; i++) {
        if (s->pos[i] == POS_DET && syntax_is_nominal(s, i - 1)) {
            return true;
        }
    }
    return false;
}

bool attribution_take_predicate(struct attributions *f, struct attribution *t)
{
    const struct syntax *s = &f->syntax;
    uint32_t p = predicate_of(s, t->head), object = syntax_child(s, t->head, REL_OBJ);
    uint32_t named_object = syntax_child(s, t->head, REL_IOBJ);
    if (p == NO_INDEX && named_object != NO_INDEX && object != NO_INDEX) {
        p = object;
        object = named_object;
    }
    if (p == NO_INDEX && object != NO_INDEX && object > t->head &&
        str_equal(t->lemma, STR("call")) && holds_second_phrase(s, object)) {
        attribution_add_range(s, t, s->left[object], s->right[object]);
        t->top = object;
        t->by = "attribution.predicate";
        t->is_weak = true;
        return t->content_count > 0;
    }
    bool named = s->relation[t->head] == REL_ACL && syntax_is_tagged(s, t->head, "VBN");
    if (p == NO_INDEX || (named && syntax_child(s, t->head, REL_OBL_AGENT) == NO_INDEX)) {
        return false;
    }
    if (object != NO_INDEX && object > t->head && object < p) {
        attribution_add_range(s, t, s->left[object], s->right[p]);
    } else {
        uint32_t subject = syntax_child(s, t->head, REL_NSUBJ_PASS);
        bool as = syntax_form_is(s, s->left[p], "as");
        if (subject != NO_INDEX && s->relation[t->head] != REL_ACL_RELCL && !as) {
            attribution_add_range(s, t, s->left[subject], s->right[subject]);
        }
        attribution_add_range(s, t, s->left[p] + as, s->right[p]);
    }
    t->top = p;
    t->by = "attribution.predicate";
    t->is_weak = true;
    return t->content_count > 0;
}

static bool is_content_preposition(const struct syntax *s, uint32_t token)
{
    static const char *const words[] = {"of", "for", "about", "on", "against", "at", "over"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (syntax_form_is(s, token, words[i])) {
            return true;
        }
    }
    return false;
}

/* The preposition of a complement that may hold a content, or NO_INDEX. */
static uint32_t complement_mark(const struct syntax *s, const struct attribution *t, uint32_t c)
{
    enum relation r = (enum relation)s->relation[c];
    uint32_t mark = syntax_child(s, c, r == REL_OBL || r == REL_NMOD ? REL_CASE : REL_MARK);
    bool clause = r == REL_ADVCL || r == REL_OBL || r == REL_ACL || r == REL_NMOD ||
                  r == REL_XCOMP || r == REL_CCOMP;
    if (!clause || c < t->head || mark == NO_INDEX || mark > c ||
        !is_content_preposition(s, mark) || s->pos[mark] == POS_PART) {
        return NO_INDEX;
    }
    bool call = str_equal(t->lemma, STR("call"));
    return !call || syntax_form_is(s, mark, "for") ? mark : NO_INDEX;
}

/* "apologised to the fans for", "pleaded with them for": whom the words were meant for. */
static bool is_told(const struct syntax *s, const struct attribution *t, uint32_t c)
{
    uint32_t mark = s->relation[c] == REL_OBL ? syntax_child(s, c, REL_CASE) : NO_INDEX;
    return mark != NO_INDEX && c > t->head &&
           (syntax_form_is(s, mark, "to") || syntax_form_is(s, mark, "with"));
}

/* Among the children of `parent`: those of the verb, or of its object. */
static bool take_complement(struct attributions *f, struct attribution *t, uint32_t parent)
{
    const struct syntax *s = &f->syntax;
    for (uint32_t c = s->child[parent]; c != NO_INDEX; c = s->next[c]) {
        uint32_t mark = complement_mark(s, t, c);
        if (is_told(s, t, c)) {
            t->addressee = attribution_phrase(s, c, NO_INDEX);
        } else if (mark != NO_INDEX) {
            attribution_add_range(s, t, mark + 1, s->right[c]);
            t->top = c;
            t->by = "attribution.oblique";
            t->is_weak = true;
            t->cue.end += mark == t->cue.end;
            return t->content_count > 0;
        }
    }
    return false;
}

bool attribution_take_oblique(struct attributions *f, struct attribution *t, bool own_object)
{
    uint32_t object = syntax_object(&f->syntax, t->head);
    if (object != NO_INDEX && !own_object) {
        return false;
    }
    return take_complement(f, t, t->head) ||
           (object != NO_INDEX && t->class == SPEECH_JUDGE && take_complement(f, t, object));
}

/* "declared a state of emergency", "declared war": the words are the deed, and tell nothing. */
static bool is_performed(const struct syntax *s, const struct attribution *t, uint32_t object)
{
    static const char *const deeds[] = {"ceasefire", "curfew",       "dividend", "emergency",
                                        "holiday",   "independence", "lockdown", "mourning",
                                        "state",     "truce",        "victory",  "war"};
    for (size_t i = 0; str_equal(t->lemma, STR("declare")) && i < sizeof deeds / sizeof deeds[0];
         i++) {
        if (str_equal(s->a->tags.lemma[object], str_of(deeds[i]))) {
            return true;
        }
    }
    return false;
}

bool attribution_take_object(struct attributions *f, struct attribution *t)
{
    const struct syntax *s = &f->syntax;
    uint32_t object = syntax_child(s, t->head, REL_OBJ);
    if (object == NO_INDEX || object < t->head || syntax_is_passive(s, t->head) ||
        is_performed(s, t, object) ||
        (s->pos[object] == POS_PRON && s->child[object] == NO_INDEX)) {
        return false; /* "police denied it" tells nothing */
    }
    uint32_t end = s->right[object];
    for (uint32_t c = s->next[object]; c != NO_INDEX; c = s->next[c]) {
        bool reason = s->relation[c] == REL_OBL || s->relation[c] == REL_ADVCL;
        reason = reason &&
                 (syntax_form_is(s, s->left[c], "for") || syntax_form_is(s, s->left[c], "over"));
        end = reason && s->left[c] == end ? s->right[c] : end;
    }
    attribution_add_range(s, t, s->left[object], end);
    t->top = object;
    t->by = "attribution.object";
    t->is_weak = true;
    return t->content_count > 0;
}
