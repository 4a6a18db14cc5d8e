/* Turns of interviews, hearings and briefings that are printed word for word: "Q: …", "A: …",
 * "ROE: …", "((Ann Roe)) …", "AR …": a label opens the paragraph, all behind it is what somebody
 * says, up to the next label. One label alone may be anything ("Verdict: …"), so labels are
 * believed only when several agree. */
#include "pipeline/attribution_join.h"

#include "base/map.h"
#include "base/search.h"
#include "pipeline/pipeline.h"
#include "text/chars.h"

enum {
    LABEL_MAX = 6,     /* words of a label */
    ASIDE_MAX = 8,     /* words in brackets behind it: "(through an interpreter)" */
    INITIALS_MAX = 3,  /* letters of a label without a colon */
    CONTINUED_MAX = 8, /* paragraphs of a turn behind its first */
    TURNS_MIN = 3,
};

enum turn_form {
    TURN_NONE,
    TURN_QA,      /* "Q:", "Answer:" */
    TURN_BRACKET, /* "((Roe))" */
    TURN_PERSON,  /* "Ann Roe:", tagged as a person's name */
    TURN_CAPITAL, /* "THE PRESIDENT:", "WN:" */
    TURN_NAME,    /* "Radio Lund:" */
    TURN_BARE,    /* "AR", "Q", no colon */
    TURN_FULL,    /* "Ann Roe", no colon */
};

struct turn {
    enum turn_form form;
    struct range label, words;
    struct str key;        /* the label's last word */
    uint32_t same;         /* turns with this key */
    bool accepted, spoken; /* by its label; it, or as what goes on from one */
};

struct turns {
    struct joiner *j;
    struct turn *items; /* (count): one for each paragraph, in their order */
    uint32_t count;
    uint32_t kinds[TURN_FULL + 1]; /* turns of each form */
    struct map keys;               /* key -> turns with it */
};

static bool is_any(const struct syntax *s, uint32_t token, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (syntax_form_is(s, token, words[i])) {
            return true;
        }
    }
    return false;
}

static bool is_question_label(const struct syntax *s, uint32_t token)
{
    static const char *const words[] = {"q", "q.", "question", "a", "a.", "answer"};
    return chars_begins_upper(syntax_form(s, token)) &&
           is_any(s, token, words, sizeof words / sizeof words[0]);
}

static bool is_opening(const struct syntax *s, uint32_t token)
{
    return syntax_form_is(s, token, "(") || syntax_form_is(s, token, "[");
}

static bool is_closing(const struct syntax *s, uint32_t token)
{
    return syntax_form_is(s, token, ")") || syntax_form_is(s, token, "]");
}

/* "Q:", "Q.", "Q —". */
static bool is_question_mark(const struct syntax *s, uint32_t token)
{
    static const char *const marks[] = {":", ".", "-", "–", "—", "--"};
    return is_any(s, token, marks, sizeof marks / sizeof marks[0]);
}

/* A word that a label may hold: "Mayor", "THE", "Dr.", "Roe". */
static bool is_label_word(const struct syntax *s, uint32_t token)
{
    return chars_begins_upper(syntax_form(s, token)) && s->pos[token] != POS_PUNCT &&
           s->pos[token] != POS_PRON;
}

/* The name of a person that the token is part of, or NULL. */
static const struct name *person_at(const struct article *a, uint32_t token)
{
    uint32_t at = SEARCH_BEHIND(a->names.items, a->names.count, token_end, token);
    const struct name *n = at < a->names.count ? &a->names.items[at] : NULL;
    return n && n->token_begin <= token && n->type == ENTITY_PERSON ? n : NULL;
}

/* "(through an interpreter)" behind a name. */
static uint32_t past_aside(const struct syntax *s, uint32_t token, uint32_t end)
{
    uint32_t last = token + ASIDE_MAX < end ? token + ASIDE_MAX : end;
    for (uint32_t i = token; i < last && is_opening(s, token); i++) {
        if (is_closing(s, i)) {
            return i + 1;
        }
    }
    return token;
}

static enum turn_form colon_form(const struct syntax *s, struct range label)
{
    uint32_t last = label.end - 1;
    if (chars_all_upper(syntax_form(s, last))) {
        return TURN_CAPITAL;
    }
    if (person_at(s->a, last)) {
        return TURN_PERSON;
    }
    return s->pos[last] == POS_PROPN && !attribution_is_rubric(s, last) ? TURN_NAME : TURN_NONE;
}

/* "((Roe))", "((Roe)) :". */
static void read_bracket(const struct syntax *s, struct turn *t)
{
    uint32_t i = t->words.begin;
    while (i < t->words.end && is_opening(s, i)) {
        i++;
    }
    bool twice = i >= t->words.begin + 2;
    uint32_t first = i;
    while (i < t->words.end && i < first + LABEL_MAX && is_label_word(s, i)) {
        i++;
    }
    t->label = (struct range){first, i};
    uint32_t closing = i;
    while (i < t->words.end && is_closing(s, i)) {
        i++;
    }
    bool colon = i < t->words.end && syntax_form_is(s, i, ":");
    if (i > closing && first < closing && (twice || colon)) {
        t->form = TURN_BRACKET;
        t->words.begin = i + (colon ? 1 : 0);
    }
}

/* "AR Although …", "Ann Roe I am …": the words go on with a capital. */
static void read_bare(const struct syntax *s, struct turn *t)
{
    uint32_t first = t->words.begin;
    struct str form = syntax_form(s, first);
    const struct name *n = person_at(s->a, first);
    bool full = n && n->token_begin == first && n->token_end > first + 1;
    uint32_t end = full ? n->token_end : first + 1;
    bool initials = chars_all_upper(form) && form.len <= INITIALS_MAX &&
                    !(form.len == 1 && form.ptr[0] != 'Q') && s->pos[first] != POS_PRON;
    if (end < t->words.end && chars_begins_upper(syntax_form(s, end)) && (full || initials)) {
        t->form = full ? TURN_FULL : TURN_BARE;
        t->label = (struct range){first, end};
        t->words.begin = end;
    }
}

static void read_label(const struct syntax *s, struct turn *t)
{
    uint32_t first = t->words.begin, i = first;
    if (is_opening(s, first)) {
        read_bracket(s, t);
        return;
    }
    while (i < t->words.end && i < first + LABEL_MAX && is_label_word(s, i)) {
        i++;
    }
    uint32_t mark = i > first ? past_aside(s, i, t->words.end) : t->words.end;
    t->label = (struct range){first, i};
    bool question = i == first + 1 && is_question_label(s, first);
    if (question && mark < t->words.end && is_question_mark(s, mark)) {
        t->form = TURN_QA;
        t->words.begin = mark + 1;
    } else if (is_question_label(s, first) && syntax_form(s, first).len == 2) {
        t->form = TURN_QA; /* "Q." */
        t->label.end = t->words.begin = first + 1;
    } else if (mark < t->words.end && syntax_form_is(s, mark, ":")) {
        t->form = colon_form(s, t->label);
        t->words.begin = mark + 1;
    } else {
        read_bare(s, t);
    }
}

/* What stands in quotation marks has its speaker by other ways; a paragraph that breaks off is a
 * heading, a signature or a list. */
static bool is_spoken(const struct joiner *j, struct range words)
{
    const struct syntax *s = &j->f.syntax;
    if (range_is_empty(words) || words.begin + 1 >= words.end) {
        return false;
    }
    struct str last = syntax_form(s, words.end - 1);
    bool ended = str_equal(last, STR(".")) || str_equal(last, STR("?")) ||
                 str_equal(last, STR("!")) || str_equal(last, STR("…")) ||
                 str_equal(last, STR("...")) || is_closing(s, words.end - 1) ||
                 s->pos[words.end - 1] == POS_PUNCT;
    return ended && !attribution_is_in_speech(j, words.begin) &&
           !attribution_is_in_speech(j, words.begin + 1);
}

static bool is_body(const struct article *a, uint32_t paragraph)
{
    uint32_t section = a->paragraphs.items[paragraph].section;
    enum section_kind kind =
        section < a->sections.count ? a->sections.items[section].kind : SECTION_BODY;
    return kind == SECTION_BODY || kind == SECTION_LEDE || kind == SECTION_LIST;
}

static void collect(struct turns *r)
{
    const struct article *a = r->j->f.a;
    const struct syntax *s = &r->j->f.syntax;
    r->count = a->paragraphs.count;
    r->items = arena_alloc_array(&a->state->scratch, r->count + 1, sizeof *r->items);
    for (uint32_t i = 0; i < a->sentences.count; i++) {
        struct turn *t = &r->items[a->sentences.items[i].paragraph];
        t->words.begin = t->words.end > 0 ? t->words.begin : a->sentences.items[i].token_begin;
        t->words.end = a->sentences.items[i].token_end;
    }
    for (uint32_t i = 0; i < r->count; i++) {
        struct turn *t = &r->items[i];
        if (!range_is_empty(t->words) && is_body(a, i)) {
            read_label(s, t);
            t->form = is_spoken(r->j, t->words) ? t->form : TURN_NONE;
        }
        t->key = t->form != TURN_NONE ? syntax_form(s, t->label.end - 1) : (struct str){0};
        r->kinds[t->form]++;
    }
}

static void count_keys(struct turns *r)
{
    map_init(&r->keys, &r->j->f.a->state->scratch, r->count + 1, 0);
    for (uint32_t i = 0; i < r->count; i++) {
        if (r->items[i].form != TURN_NONE) {
            ++*map_put(&r->keys, r->items[i].key, 0);
        }
    }
    for (uint32_t i = 0; i < r->count; i++) {
        struct turn *t = &r->items[i];
        t->same = t->form != TURN_NONE ? *map_get(&r->keys, t->key) : 0;
    }
}

/* A bare full name has the letters of a label. */
static bool has_initials(const struct turns *r, const struct turn *full)
{
    char letters[INITIALS_MAX];
    size_t count = full->label.end - full->label.begin;
    for (size_t i = 0; i < count && i < INITIALS_MAX; i++) {
        letters[i] = syntax_form(&r->j->f.syntax, full->label.begin + (uint32_t)i).ptr[0];
    }
    return count <= INITIALS_MAX && map_get(&r->keys, str_make(letters, count));
}

static bool is_accepted(const struct turns *r, const struct turn *t)
{
    const uint32_t *n = r->kinds;
    uint32_t sure = n[TURN_QA] + n[TURN_BRACKET] + n[TURN_PERSON];
    switch (t->form) {
    case TURN_QA:
        return n[TURN_QA] >= 2;
    case TURN_BRACKET:
        return n[TURN_BRACKET] >= 2;
    case TURN_PERSON:
        return sure + n[TURN_CAPITAL] >= TURNS_MIN;
    case TURN_CAPITAL:
        return (t->same >= 2 || t->label.end > t->label.begin + 1 || sure > 0) &&
               sure + n[TURN_CAPITAL] >= TURNS_MIN;
    case TURN_NAME:
        return t->same >= 2 && sure >= 2;
    case TURN_BARE:
        return t->same >= 2 && (sure >= 2 || n[TURN_CAPITAL] >= 2);
    case TURN_FULL:
        return sure >= 2 && has_initials(r, t);
    default:
        return false;
    }
}

static struct attribution *add_turn(struct turns *r, const struct turn *from, struct range words)
{
    struct attribution *t = attribution_add(&r->j->f, words.begin, NULL);
    if (t) {
        t->lemma = (struct str){0};
        t->cue = (struct range){0};
        t->content[t->content_count++] = words;
        t->source = (struct phrase){from->label, attribution_head(&r->j->f.syntax, from->label)};
        bool asked = r->kinds[TURN_QA] + r->kinds[TURN_BRACKET] > 0;
        t->medium = asked ? QUOTE_MEDIUM_INTERVIEW : QUOTE_MEDIUM_NONE;
        t->is_turn = true;
        t->by = "attribution.turn";
    }
    return t;
}

/* What else was said to hand over the words of a turn: its label, and marks in it that nobody is
 * said to speak. */
static void drop_doubles(struct turns *r)
{
    struct joiner *j = r->j;
    for (uint32_t i = 0; i < j->f.list.count; i++) {
        struct attribution *t = &j->f.list.items[i];
        uint32_t sentence = article_sentence_at(j->f.a, t->head);
        const struct turn *in = &r->items[j->f.a->sentences.items[sentence].paragraph];
        bool label = in->accepted && t->head < in->words.begin;
        bool nobody = t->source.head == NO_INDEX && range_is_empty(t->cue);
        t->dropped = t->dropped || (in->spoken && (label || nobody));
    }
}

/* Which paragraphs are turns, by a label or as what goes on from one; the last turn has one
 * paragraph, for what follows may be the story again. */
static void choose(struct turns *r)
{
    uint32_t last = 0, continued = CONTINUED_MAX;
    for (uint32_t i = 0; i < r->count; i++) {
        r->items[i].accepted = is_accepted(r, &r->items[i]);
        last = r->items[i].accepted ? i + 1 : last;
    }
    for (uint32_t i = 0; i < last; i++) {
        struct turn *t = &r->items[i];
        bool goes_on =
            continued < CONTINUED_MAX && is_body(r->j->f.a, i) && is_spoken(r->j, t->words);
        t->spoken = t->accepted || goes_on;
        continued = t->accepted ? 0 : continued + 1;
    }
}

void attribution_read_turns(struct joiner *j)
{
    struct turns r = {.j = j};
    collect(&r);
    count_keys(&r);
    choose(&r);
    drop_doubles(&r);
    const struct turn *open = NULL;
    uint32_t before = NO_INDEX;
    for (uint32_t i = 0; i < r.count; i++) {
        const struct turn *t = &r.items[i];
        open = t->accepted ? t : open;
        struct attribution *added = open && t->spoken ? add_turn(&r, open, t->words) : NULL;
        if (added) {
            added->follows = t->accepted ? NO_INDEX : before;
            before = (uint32_t)(added - j->f.list.items);
        }
    }
}
