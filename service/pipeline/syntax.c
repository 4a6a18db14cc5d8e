#include "pipeline/syntax.h"

/* Tells most names apart by length and last letter. */
static bool is_name(struct str name, struct str found)
{
    return name.len == found.len && name.len > 0 &&
           name.ptr[name.len - 1] == found.ptr[found.len - 1] && str_equal(name, found);
}

static enum relation relation_of(struct str name)
{
    static const struct str names[] = {
        {"", 0},
#define X(id, text) STR_INIT(text),
        RELATION_MAP(X)
#undef X
    };
    for (uint32_t i = 1; i < sizeof names / sizeof names[0]; i++) {
        if (is_name(names[i], name)) {
            return (enum relation)i;
        }
    }
    return REL_OTHER;
}

static enum pos pos_of(struct str name)
{
    static const struct str names[] = {
        {"", 0},
#define X(id) STR_INIT(#id),
        POS_MAP(X)
#undef X
    };
    for (uint32_t i = 1; i < sizeof names / sizeof names[0]; i++) {
        if (is_name(names[i], name)) {
            return (enum pos)i;
        }
    }
    return POS_OTHER;
}

/* Hangs the tokens of a sentence on each other; children come into text order because the last is
 * put in front first. */
static void link_sentence(struct syntax *s, const struct sentence *sentence)
{
    for (uint32_t i = sentence->token_end; i-- > sentence->token_begin;) {
        uint32_t head = s->a->trees.head[i];
        s->relation[i] = (uint8_t)relation_of(s->a->trees.deprel[i]);
        s->pos[i] = (uint8_t)pos_of(s->a->tags.upos[i]);
        s->left[i] = i;
        s->right[i] = i + 1;
        if (head > 0) {
            uint32_t parent = sentence->token_begin + head - 1;
            s->parent[i] = parent;
            s->next[i] = s->child[parent];
            s->child[parent] = i;
        }
    }
}

static void widen(struct syntax *s, uint32_t token)
{
    uint32_t up = s->parent[token];
    s->leave[up] = s->leave[token];
    s->left[up] = s->left[token] < s->left[up] ? s->left[token] : s->left[up];
    s->right[up] = s->right[token] > s->right[up] ? s->right[token] : s->right[up];
}

/* Walks the tree under `root` without a stack: down by first children, on by siblings, up by
 * parents. Returns the next number. */
static uint32_t number_tree(struct syntax *s, uint32_t root, uint32_t number)
{
    uint32_t at = root;
    for (;;) {
        s->enter[at] = number++;
        s->leave[at] = number;
        if (s->child[at] != NO_INDEX) {
            at = s->child[at];
            continue;
        }
        while (at != root && s->next[at] == NO_INDEX) {
            widen(s, at);
            at = s->parent[at];
        }
        if (at == root) {
            return number;
        }
        widen(s, at);
        at = s->next[at];
    }
}

static uint32_t *column(uint32_t count, struct arena *scratch)
{
    uint32_t *c = arena_alloc_array(scratch, count, sizeof *c);
    for (uint32_t i = 0; i < count; i++) {
        c[i] = NO_INDEX;
    }
    return c;
}

void syntax_build(struct syntax *s, const struct article *a, struct arena *scratch)
{
    uint32_t count = a->tokens.count, number = 0;
    *s = (struct syntax){.a = a,
                         .parent = column(count, scratch),
                         .child = column(count, scratch),
                         .next = column(count, scratch),
                         .enter = column(count, scratch),
                         .leave = column(count, scratch),
                         .left = column(count, scratch),
                         .right = column(count, scratch),
                         .relation = arena_alloc_array(scratch, count, 1),
                         .pos = arena_alloc_array(scratch, count, 1)};
    for (uint32_t i = 0; i < a->sentences.count; i++) {
        const struct sentence *sentence = &a->sentences.items[i];
        link_sentence(s, sentence);
        for (uint32_t t = sentence->token_begin; t < sentence->token_end; t++) {
            number = s->parent[t] == NO_INDEX ? number_tree(s, t, number) : number;
        }
    }
}

struct str syntax_form(const struct syntax *s, uint32_t token)
{
    const struct token *t = &s->a->tokens.items[token];
    return article_slice(s->a, (struct span){t->begin, t->end});
}

bool syntax_form_is(const struct syntax *s, uint32_t token, const char *word)
{
    return str_equal_nocase(syntax_form(s, token), str_of(word));
}

bool syntax_is_tagged(const struct syntax *s, uint32_t token, const char *xpos)
{
    return str_equal(s->a->tags.xpos[token], str_of(xpos));
}

uint32_t syntax_child(const struct syntax *s, uint32_t token, enum relation relation)
{
    for (uint32_t c = s->child[token]; c != NO_INDEX; c = s->next[c]) {
        if (s->relation[c] == relation) {
            return c;
        }
    }
    return NO_INDEX;
}

uint32_t syntax_subject(const struct syntax *s, uint32_t verb)
{
    uint32_t best = NO_INDEX, least = NO_INDEX;
    for (uint32_t c = s->child[verb]; c != NO_INDEX; c = s->next[c]) {
        uint32_t away = c < verb ? verb - c : c - verb;
        bool subject = s->relation[c] == REL_NSUBJ || s->relation[c] == REL_NSUBJ_OUTER;
        if (subject && away < least) {
            best = c;
            least = away;
        }
    }
    return best;
}

uint32_t syntax_object(const struct syntax *s, uint32_t verb)
{
    uint32_t found = syntax_child(s, verb, REL_OBJ);
    return found != NO_INDEX ? found : syntax_child(s, verb, REL_IOBJ);
}

bool syntax_is_finite(const struct syntax *s, uint32_t verb)
{
    return syntax_is_tagged(s, verb, "VBD") || syntax_is_tagged(s, verb, "VBZ") ||
           syntax_is_tagged(s, verb, "VBP");
}

bool syntax_is_passive(const struct syntax *s, uint32_t verb)
{
    return syntax_child(s, verb, REL_AUX_PASS) != NO_INDEX ||
           syntax_child(s, verb, REL_NSUBJ_PASS) != NO_INDEX ||
           syntax_child(s, verb, REL_CSUBJ_PASS) != NO_INDEX ||
           syntax_child(s, verb, REL_OBL_AGENT) != NO_INDEX;
}

bool syntax_is_clause(const struct syntax *s, uint32_t token)
{
    return s->pos[token] == POS_VERB || syntax_child(s, token, REL_NSUBJ) != NO_INDEX ||
           syntax_child(s, token, REL_COP) != NO_INDEX;
}

bool syntax_is_marked(const struct syntax *s, uint32_t clause, const char *word)
{
    uint32_t mark = syntax_child(s, clause, REL_MARK);
    return mark != NO_INDEX && syntax_form_is(s, mark, word);
}
