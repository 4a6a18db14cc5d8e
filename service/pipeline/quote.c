/* quote: the contents of quotation marks.
 *
 * Reads    paragraphs, sentences, tokens.   Writes  quoted, ordered by begin, longer first.
 * Memory   all results live in a->arena; marks of one paragraph in the worker's scratch arena.
 * Budget   one unit for each mark.
 * Errors   STATUS_LIMIT when QUOTES_MAX, MARKS_MAX in one paragraph or the budget was reached:
 *          the quotes so far are kept.
 *
 * Paragraph by paragraph: collect the marks with what their surroundings let them be (opening,
 * closing), pair them on a stack, then decide for each content what it is: speech, a fragment in
 * somebody's words, a title, a scare quote. A mark between two letters is an apostrophe and
 * never seen. A single mark opens only where one that can close it follows, so "'90s" and
 * "workers'" open nothing. A paragraph that leaves its quotation open is carried on by one that
 * opens anew.
 *
 * The confidences are rounded shares of right ones by rule, measured on PolNeAR's development
 * month; titles and scare quotes are put below 0.5, for they quote nobody. */
#include <string.h>

#include "base/search.h"
#include "article/article.h"
#include "pipeline/pipeline.h"
#include "pipeline/scan.h"
#include "pipeline/stages.h"
#include "text/reporting_verbs.h"

enum {
    MARKS_MAX = 32768,
    DEPTH_MAX = 8,
    CUE_REACH = 14,
    MARKS_AHEAD = 8, /* looked at from one: else a row of marks would cost its square */
};

enum style {
    PLAIN_DOUBLE,
    CURLY_DOUBLE,
    PLAIN_SINGLE,
    CURLY_SINGLE,
    GUILLEMET,
    GUILLEMET_SINGLE,
    STYLES
};

struct mark {
    uint32_t at;
    uint8_t len, style; /* enum style */
    bool opens, closes; /* what the surroundings allow; both where they do not tell */
    bool firm;          /* a stop or comma stands before it: no possessive's apostrophe */
};

/* A quotation that was opened and not yet closed. */
struct open {
    uint32_t quote; /* position in a->quoted */
    uint8_t style;
    bool carried; /* opened in the paragraph before, without a mark of its own here */
};

struct pairing {
    struct article *a;
    const char *t;
    struct span paragraph;
    VEC(struct mark) marks;
    uint32_t openers[STYLES],
        closers[STYLES]; /* marks still to come that can only open, only close */
    struct open stack[DEPTH_MAX];
    uint32_t depth;
    uint32_t carried; /* quote left open by the paragraph before, or NO_INDEX */
    uint8_t carried_style;
    bool cut;  /* not all marks of the paragraph were collected */
    bool full; /* the list of quotes is */
};

/* ---- collecting marks ---- */

static bool is_single(uint8_t style)
{
    return style == PLAIN_SINGLE || style == CURLY_SINGLE;
}

/* Marks that careless typing puts in each other's place. */
static bool is_kin(uint8_t a, uint8_t b)
{
    return a == b || (is_single(a) && is_single(b)) || (a <= CURLY_DOUBLE && b <= CURLY_DOUBLE);
}

/* The style of a mark; false for anything else. A doubled single mark ('' or ``) is a double
 * one. */
static bool style_of(const struct pairing *p, uint32_t at, struct glyph g, struct mark *m)
{
    m->at = at;
    m->len = g.len;
    switch (g.cp) {
    case '\'':
    case '`':
        m->style = PLAIN_SINGLE;
        if (scan_at(p->t, at + 1, p->paragraph.end).cp == g.cp) {
            m->style = PLAIN_DOUBLE;
            m->len = 2;
        }
        return true;
    case '"':
        m->style = PLAIN_DOUBLE;
        return true;
    case 0x201C:
    case 0x201D:
    case 0x201E:
    case 0x201F:
        m->style = CURLY_DOUBLE;
        return true;
    case 0x2018:
    case 0x2019:
    case 0x201A:
    case 0x201B:
        m->style = CURLY_SINGLE;
        return true;
    case 0xAB:
    case 0xBB:
        m->style = GUILLEMET;
        return true;
    case 0x2039:
    case 0x203A:
        m->style = GUILLEMET_SINGLE;
        return true;
    default:
        return false;
    }
}

static bool is_open_side(struct glyph before)
{
    return before.kind == GLYPH_NONE || before.kind == GLYPH_BLANK || before.kind == GLYPH_OPEN ||
           before.kind == GLYPH_QUOTE_OPEN || before.kind == GLYPH_DASH || before.cp == '/' ||
           before.cp == '=';
}

static bool is_close_side(struct glyph after)
{
    return after.kind == GLYPH_NONE || after.kind == GLYPH_BLANK || after.kind == GLYPH_CLOSE ||
           after.kind == GLYPH_STOP || after.kind == GLYPH_COMMA || after.kind == GLYPH_DASH ||
           after.kind == GLYPH_QUOTE_CLOSE || after.cp == '/';
}

/* "'90s", "'em": the mark stands for what was left out. */
static bool is_clipped(const struct pairing *p, const struct mark *m)
{
    static const char *const words[] = {"bout", "cause", "em", "n", "round", "til", "tis", "twas"};
    static const struct word_list list = {words, sizeof words / sizeof words[0]};
    uint32_t from = m->at + m->len, end = scan_word_end(p->t, from, p->paragraph.end);
    bool year = end >= from + 2 && p->t[from] >= '0' && p->t[from] <= '9' &&
                p->t[from + 1] >= '0' && p->t[from + 1] <= '9' &&
                (end == from + 2 || (end == from + 3 && p->t[from + 2] == 's'));
    return year || scan_in_list(&list, str_make(p->t + from, end - from));
}

/* The sides of a single mark that stands next to a double one are told behind that one. */
static struct glyph past_marks(const struct pairing *p, uint32_t at, bool forward)
{
    for (int i = 0; i < 3; i++) {
        struct glyph g = forward ? scan_at(p->t, at, p->paragraph.end)
                                 : scan_before(p->t, p->paragraph.begin, at);
        if (g.kind != GLYPH_QUOTE_PLAIN) {
            return g;
        }
        at = forward ? at + g.len : at - g.len;
    }
    return (struct glyph){0};
}

/* 5'10": feet and inches, also within a quotation. */
static bool is_inches(const struct pairing *p, const struct mark *m)
{
    uint32_t at = m->at, begin = p->paragraph.begin;
    while (at > begin && p->t[at - 1] >= '0' && p->t[at - 1] <= '9') {
        at--;
    }
    struct glyph feet = scan_before(p->t, begin, at);
    return at < m->at && (scan_is_apostrophe(feet) || feet.cp == 0x2032) &&
           scan_before(p->t, begin, at - feet.len).kind == GLYPH_DIGIT;
}

/* Sets what the surroundings let the mark be; false when it is none (an apostrophe, a sign for
 * inches). */
static bool find_role(const struct pairing *p, struct glyph g, struct mark *m)
{
    struct glyph before = past_marks(p, m->at, false), after = past_marks(p, m->at + m->len, true);
    bool left = is_open_side(before), right = is_close_side(after);
    m->firm = before.kind == GLYPH_STOP || before.kind == GLYPH_COMMA;
    m->opens = left && !right;
    m->closes = right && !left;
    if (is_single(m->style)) {
        m->opens = m->opens && g.cp != 0x2019 && !is_clipped(p, m);
        return m->opens || m->closes;
    }
    if (before.kind == GLYPH_DIGIT && is_inches(p, m)) {
        return false;
    }
    if (left == right) { /* the glyph decides, where it can */
        m->opens = g.kind != GLYPH_QUOTE_CLOSE;
        m->closes = g.kind != GLYPH_QUOTE_OPEN;
    }
    if (g.cp == '`' || g.cp == 0x201E) {
        m->opens = true;
        m->closes = false;
    }
    return true;
}

static void collect_marks(struct pairing *p)
{
    struct arena *scratch = &p->a->state->scratch;
    uint32_t at = p->paragraph.begin;
    while ((at = scan_to(p->t, at, p->paragraph.end, SCAN_MARK)) < p->paragraph.end) {
        struct glyph g = scan_at(p->t, at, p->paragraph.end);
        struct mark found = {0};
        if (!style_of(p, at, g, &found) || !find_role(p, g, &found)) {
            at += found.len > g.len ? found.len : g.len;
            continue;
        }
        struct mark *m = article_spend(p->a, 1) ? vec_push(&p->marks, scratch, MARKS_MAX) : NULL;
        if (!m) {
            p->cut = true;
            return;
        }
        *m = found;
        p->openers[m->style] += m->opens && !m->closes;
        p->closers[m->style] += m->closes && !m->opens;
        at += found.len;
    }
}

/* ---- pairing them ---- */

static struct span trimmed(const char *t, uint32_t begin, uint32_t end)
{
    begin = scan_skip_blanks(t, begin, end);
    while (end > begin && (t[end - 1] == ' ' || t[end - 1] == '\n' || t[end - 1] == '\t')) {
        end--;
    }
    return (struct span){begin, end};
}

static void push(struct pairing *p, uint32_t begin, uint8_t style)
{
    struct quote *q =
        p->depth < DEPTH_MAX ? vec_push(&p->a->quoted, p->a->arena, QUOTES_MAX) : NULL;
    if (!q) {
        p->full = p->full || p->depth < DEPTH_MAX;
        return;
    }
    *q = (struct quote){.span = {begin, begin}, .continues = NO_INDEX, .depth = p->depth};
    p->stack[p->depth++] = (struct open){.quote = p->a->quoted.count - 1, .style = style};
}

/* Ends the topmost quotation; `by` is NULL until decide() names the rule. */
static void pop(struct pairing *p, uint32_t end, const char *by)
{
    struct quote *q = &p->a->quoted.items[p->stack[--p->depth].quote];
    q->span = trimmed(p->t, q->span.begin, end);
    q->by = by;
}

/* The place in the stack of what a closing mark of this style closes, or DEPTH_MAX. */
static uint32_t find_open(const struct pairing *p, uint8_t style)
{
    for (uint32_t i = p->depth; i-- > 0;) {
        if (p->stack[i].style == style) {
            return i;
        }
    }
    for (uint32_t i = p->depth; i-- > 0;) {
        if (is_kin(p->stack[i].style, style)) {
            return i;
        }
    }
    return DEPTH_MAX;
}

static void close_mark(struct pairing *p, const struct mark *m)
{
    uint32_t i = find_open(p, m->style);
    if (i == DEPTH_MAX) {
        return;
    }
    while (p->depth > i + 1) {
        pop(p, p->a->quoted.items[p->stack[p->depth - 1].quote].span.begin,
            NULL); /* empty: dropped later */
    }
    pop(p, m->at, NULL);
}

/* A single mark opens only if one that can close it follows before the next that opens. */
static bool has_closer(const struct pairing *p, uint32_t index)
{
    for (uint32_t i = index + 1; i < p->marks.count; i++) {
        const struct mark *m = &p->marks.items[i];
        if (is_single(m->style) && m->opens) {
            return false;
        }
        if (is_single(m->style) && m->closes) {
            return true;
        }
    }
    return false;
}

/* "workers' rights": an apostrophe behind an s rather than a closing mark, if a better one
 * follows. */
static bool is_possessive(const struct pairing *p, uint32_t index)
{
    const struct mark *m = &p->marks.items[index];
    if (m->firm || m->at == p->paragraph.begin || (p->t[m->at - 1] | 0x20) != 's') {
        return false;
    }
    uint32_t next = scan_skip_blanks(p->t, m->at + m->len, p->paragraph.end);
    return next > m->at + m->len && scan_is_word(scan_at(p->t, next, p->paragraph.end)) &&
           has_closer(p, index);
}

static void open_mark(struct pairing *p, uint32_t index)
{
    const struct mark *m = &p->marks.items[index];
    uint32_t same = find_open(p, m->style);
    bool opened = same != DEPTH_MAX && p->stack[same].style == m->style;
    if (is_single(m->style)) {
        bool carries = m->style == CURLY_SINGLE && m->at == p->paragraph.begin;
        if (opened || !(has_closer(p, index) || carries)) {
            return;
        }
    } else if (opened && p->closers[m->style] <= p->openers[m->style]) {
        /* No mark is left that would close both: the one before was never closed. */
        while (p->depth > same) {
            pop(p, m->at, "quote.unclosed");
        }
    }
    push(p, m->at + m->len, m->style);
}

/* ”Yes”, or a blank on the wrong side of an opening mark: a double mark that can only close, while
 * nothing is open, opens when the next double one can only close too. Behind a comma it is the end
 * of a quotation whose beginning is missing. */
static bool opens_backwards(const struct pairing *p, uint32_t index)
{
    const struct mark *m = &p->marks.items[index];
    struct glyph before = scan_before(p->t, p->paragraph.begin, m->at);
    if (m->style != CURLY_DOUBLE || find_open(p, m->style) != DEPTH_MAX || before.cp == ',') {
        return false;
    }
    uint32_t end = index + 1 + MARKS_AHEAD;
    for (uint32_t i = index + 1; i < end && i < p->marks.count; i++) {
        const struct mark *next = &p->marks.items[i];
        if (!is_single(next->style)) {
            return next->style == CURLY_DOUBLE && next->closes && !next->opens;
        }
    }
    return false;
}

static void pair_mark(struct pairing *p, uint32_t index)
{
    const struct mark *m = &p->marks.items[index];
    bool only_opens = m->opens && !m->closes, only_closes = m->closes && !m->opens;
    if (only_closes && opens_backwards(p, index)) {
        push(p, m->at + m->len, m->style);
        p->closers[m->style]--;
        return;
    }
    if (is_single(m->style)) {
        if (m->opens) {
            open_mark(p, index);
        } else if (!is_possessive(p, index)) {
            close_mark(p, m);
        }
    } else if (only_opens || (!only_closes && find_open(p, m->style) == DEPTH_MAX)) {
        open_mark(p, index);
    } else {
        close_mark(p, m);
    }
    p->openers[m->style] -= only_opens;
    p->closers[m->style] -= only_closes;
}

/* The quotation of the paragraph before goes on here: with a mark of its own, or with none and a
 * closing one to come. */
static void carry_on(struct pairing *p)
{
    uint32_t before = p->carried;
    p->carried = NO_INDEX;
    if (before == NO_INDEX || p->marks.count == 0 || p->marks.items[0].style != p->carried_style) {
        return;
    }
    const struct mark *first = &p->marks.items[0];
    bool opens_anew = first->at == p->paragraph.begin && first->opens;
    if (!opens_anew && first->opens) {
        return;
    }
    if (!opens_anew) {
        push(p, p->paragraph.begin, first->style);
        p->a->quoted.items[p->a->quoted.count - 1].by = "quote.carried";
    }
    p->carried = before;
}

static void pair_paragraph(struct pairing *p)
{
    uint32_t first = p->a->quoted.count;
    carry_on(p);
    uint32_t before = p->carried;
    for (uint32_t i = 0; i < p->marks.count && !p->full; i++) {
        pair_mark(p, i);
    }
    if (before != NO_INDEX && p->a->quoted.count > first) {
        p->a->quoted.items[first].continues = before;
        p->a->quoted.items[before].by = "quote.carried";
    }
    p->carried = NO_INDEX;
    if (p->depth > 0) {
        p->carried = p->stack[0].quote;
        p->carried_style = p->stack[0].style;
    }
    while (p->depth > 0) {
        pop(p, p->paragraph.end, "quote.unclosed");
    }
}

/* ---- deciding what they are ---- */

/* What can be seen of a content and around it. */
struct look {
    uint32_t words;    /* tokens with a letter or digit */
    uint32_t capitals; /* of them, those with a capital, small words of titles aside */
    uint32_t shouted;  /* of them, those in capitals throughout */
    bool capital;      /* begins with one */
    bool clause;       /* holds an auxiliary, a pronoun that is a subject, a clitic */
    bool stopped;      /* a comma or stop closes it, inside or right behind the mark */
    bool whole;        /* ends with a stop inside the marks */
    bool comma_before, colon_before;
    bool comma_inside;    /* it ends with one */
    bool shouts;          /* an exclamation mark ends it, and a verb of speech stands before it */
    bool work_before;     /* right behind a noun for works, or that one and a comma */
    bool begins_sentence; /* nothing but marks before it in its sentence */
    bool ends_sentence;   /* nothing but marks behind it */
    enum reporting_strength before, after; /* the strongest reporting verb near, on either side */
};

static const char *const clause_words[] = {
    "'d",   "'ll",   "'m",    "'re", "'ve",  "are", "be",     "been", "can",  "could", "did", "do",
    "does", "get",   "go",    "got", "had",  "has", "have",   "he",   "i",    "is",    "it",  "let",
    "may",  "might", "must",  "n't", "need", "she", "should", "they", "this", "want",  "was", "we",
    "were", "will",  "would", "you", "’d",   "’ll", "’m",     "’re",  "’ve",
};
static const struct word_list clause_list = {clause_words,
                                             sizeof clause_words / sizeof clause_words[0]};

/* The sentence that holds the token, or the last before it. */
static const struct sentence *sentence_of(const struct article *a, uint32_t token)
{
    uint32_t at = SEARCH_BEHIND(a->sentences.items, a->sentences.count, token_end, token);
    return at < a->sentences.count ? &a->sentences.items[at] : NULL;
}

static struct str form(const struct article *a, uint32_t token)
{
    return article_slice(a,
                         (struct span){a->tokens.items[token].begin, a->tokens.items[token].end});
}

static bool is_mark(struct str s)
{
    uint8_t kind = scan_at(s.ptr, 0, (uint32_t)s.len).kind;
    return kind == GLYPH_QUOTE_OPEN || kind == GLYPH_QUOTE_CLOSE || kind == GLYPH_QUOTE_PLAIN;
}

static bool is_cue_phrase(const struct article *a, uint32_t token)
{
    return str_equal_nocase(form(a, token), STR("according")) && token + 1 < a->tokens.count &&
           str_equal_nocase(form(a, token + 1), STR("to"));
}

/* The strongest reporting verb of tokens [begin,end). */
static enum reporting_strength strongest(const struct article *a, uint32_t begin, uint32_t end)
{
    enum reporting_strength best = REPORTING_NONE;
    for (uint32_t i = begin; i < end && best < REPORTING_SPEECH; i++) {
        enum reporting_strength here =
            is_cue_phrase(a, i) ? REPORTING_SPEECH : reporting_verb_find(form(a, i), NULL);
        best = here > best ? here : best;
    }
    return best;
}

static void look_inside(const struct article *a, uint32_t begin, uint32_t end, struct look *l)
{
    for (uint32_t i = begin; i < end; i++) {
        struct str word = form(a, i);
        struct glyph g = scan_at(word.ptr, 0, (uint32_t)word.len);
        bool clitic = scan_is_apostrophe(g) && word.len > 1;
        if (scan_is_word(g) || clitic) {
            l->capital |= l->words == 0 && g.kind != GLYPH_LOWER;
            l->words++;
            l->capitals += g.kind == GLYPH_UPPER || g.kind == GLYPH_DIGIT || word.len < 4;
            l->shouted += word.len > 1 && word.ptr[1] >= 'A' && word.ptr[1] <= 'Z';
            l->clause = l->clause || scan_in_list(&clause_list, word);
        }
    }
}

static bool is_ending(struct glyph g)
{
    return g.kind == GLYPH_STOP || g.cp == ',' || g.cp == ':' || g.cp == 0x2014 || g.cp == 0x2013;
}

/* "her memoir, “Salt and Smoke,”": a noun that names a kind of work. */
static bool is_work(struct str word)
{
    static const char *const words[] = {
        "album", "article", "ballad",   "book",  "column",  "comedy",  "drama",     "episode",
        "essay", "film",    "hit",      "hymn",  "memoir",  "memoirs", "movie",     "musical",
        "novel", "opera",   "painting", "play",  "podcast", "poem",    "sculpture", "series",
        "show",  "sitcom",  "song",     "story", "track",   "trilogy"};
    static const struct word_list list = {words, sizeof words / sizeof words[0]};
    return scan_in_list(&list, word);
}

static void look_around(const struct article *a, struct span span, uint32_t begin, uint32_t end,
                        struct look *l)
{
    const char *t = a->text.ptr;
    uint32_t size = (uint32_t)a->text.len, behind = span.end;
    struct glyph last = scan_before(t, span.begin, span.end), next = scan_at(t, behind, size);
    l->whole = last.kind == GLYPH_STOP;
    l->comma_inside = last.cp == ',';
    l->stopped = is_ending(last) || is_ending(scan_at(t, behind + next.len, size));
    const struct sentence *first = sentence_of(a, begin),
                          *final = end > begin ? sentence_of(a, end - 1) : first;
    uint32_t before = begin;
    while (first && before > first->token_begin && is_mark(form(a, before - 1))) {
        before--;
    }
    l->begins_sentence = !first || before <= first->token_begin;
    if (!l->begins_sentence) {
        uint32_t from =
            before > first->token_begin + CUE_REACH ? before - CUE_REACH : first->token_begin;
        struct str sign = form(a, before - 1);
        uint8_t kind = scan_at(sign.ptr, 0, (uint32_t)sign.len).kind;
        l->colon_before = str_equal(sign, STR(":"));
        l->comma_before =
            !l->colon_before && (kind == GLYPH_COMMA || kind == GLYPH_DASH || kind == GLYPH_OPEN);
        l->before = strongest(a, from, before);
        l->shouts = last.cp == '!' && l->before == REPORTING_SPEECH;
        uint32_t noun = before - 1 - (l->comma_before && before > from + 1);
        l->work_before = is_work(form(a, noun));
    }
    uint32_t last_mark = end;
    while (final && last_mark < end + MARKS_AHEAD && last_mark < final->token_end &&
           is_mark(form(a, last_mark))) {
        last_mark++;
    }
    l->ends_sentence = final && last_mark == final->token_end;
    if (final && end < final->token_end) {
        l->after = strongest(
            a, end, end + CUE_REACH < final->token_end ? end + CUE_REACH : final->token_end);
    }
}

static void set(struct quote *q, enum quote_kind kind, double confidence, const char *by)
{
    q->kind = kind;
    q->confidence = confidence;
    q->by = by;
}

/* Speech stands apart from the sentence around it: a comma, a colon or the sentence's begin
 * before it, a stop at its end. */
static bool is_apart(const struct look *l)
{
    return l->begins_sentence || l->colon_before || l->comma_before;
}

/* The name of a work: capitals throughout. With a stop inside it must be plainly no clause. */
static bool is_title(const struct look *l)
{
    if (l->shouts) {
        return false;
    }
    bool capitals = l->capital && l->capitals == l->words && l->words <= 8 &&
                    (l->words == 1 || 2 * l->shouted <= l->words);
    return capitals && (!l->whole || (l->words > 1 && !l->clause && !l->begins_sentence));
}

static void decide_content(struct quote *q, const struct look *l)
{
    enum reporting_strength near = l->before > l->after ? l->before : l->after;
    bool said = near == REPORTING_SPEECH;
    bool spoken = is_apart(l) && (l->stopped || l->clause || l->words > 4);
    if (is_title(l) && (l->work_before || !(said && spoken))) {
        set(q, QUOTE_MIXED, 0.2, "quote.title");
    } else if (said && spoken && (l->words > 2 || l->stopped)) {
        set(q, QUOTE_DIRECT, 0.95, "quote.said");
    } else if (l->colon_before && l->capital && (l->words > 2 || (l->whole && l->clause))) {
        set(q, QUOTE_DIRECT, 0.85, "quote.colon");
    } else if (l->capital && l->begins_sentence && l->comma_inside && l->words > 1) {
        set(q, QUOTE_DIRECT, 0.9, "quote.sentence");
    } else if (l->capital && l->whole && l->begins_sentence && l->words > 0 && l->ends_sentence) {
        set(q, QUOTE_DIRECT, 0.9, "quote.sentence");
    } else if (l->capital && l->words > 2 &&
               (l->whole || (l->clause && (l->stopped || l->before == REPORTING_SPEECH)))) {
        set(q, QUOTE_DIRECT, 0.9, "quote.sentence");
    } else if (said || (near == REPORTING_WEAK && l->words > 2)) {
        set(q, QUOTE_MIXED, l->words > 2 ? 0.8 : 0.7, "quote.fragment_said");
    } else if (l->words > 3) {
        set(q, QUOTE_MIXED, l->clause ? 0.75 : 0.6, "quote.fragment");
    } else {
        set(q, QUOTE_MIXED, near == REPORTING_WEAK ? 0.45 : 0.3, "quote.term");
    }
}

static void decide(const struct article *a, struct quote *q)
{
    struct look l = {0};
    uint32_t begin = article_token_at(a, q->span.begin), end = article_token_at(a, q->span.end);
    look_inside(a, begin, end, &l);
    look_around(a, q->span, begin, end, &l);
    if (q->continues != NO_INDEX || (q->by && strcmp(q->by, "quote.carried") == 0)) {
        set(q, QUOTE_DIRECT, 0.9, "quote.carried");
    } else if (q->by) {
        set(q, l.words > 3 ? QUOTE_DIRECT : QUOTE_MIXED, 0.6, q->by);
    } else {
        decide_content(q, &l);
    }
}

/* Drops what turned out empty, from `first` on. Only the quotation left open by the paragraph
 * before can be referred to, and that one is never empty. */
static void settle(struct pairing *p, uint32_t first)
{
    struct quote *items = p->a->quoted.items;
    uint32_t kept = first;
    for (uint32_t i = first; i < p->a->quoted.count; i++) {
        bool empty = items[i].span.end == items[i].span.begin;
        if (p->carried == i) {
            p->carried = empty ? NO_INDEX : kept;
        }
        if (empty) {
            continue;
        }
        items[kept++] = items[i];
    }
    p->a->quoted.count = kept;
}

/* A headline or a caption does not go on in the paragraph behind it. */
static bool runs_on(const struct article *a, uint32_t paragraph)
{
    uint32_t section = a->paragraphs.items[paragraph].section;
    if (section >= a->sections.count) {
        return true;
    }
    enum section_kind kind = a->sections.items[section].kind;
    return kind == SECTION_LEDE || kind == SECTION_BODY || kind == SECTION_LIST;
}

enum status quote_run(struct article *a, const struct models *m)
{
    (void)m;
    struct arena *scratch = &a->state->scratch;
    uint32_t carried = NO_INDEX;
    uint8_t carried_style = 0;
    bool full = false;
    for (uint32_t i = 0; i < a->paragraphs.count && !full; i++) {
        struct arena_mark mark = arena_mark(scratch);
        struct pairing p = {.a = a,
                            .t = a->text.ptr,
                            .paragraph = a->paragraphs.items[i].span,
                            .carried = carried,
                            .carried_style = carried_style};
        uint32_t first = a->quoted.count;
        collect_marks(&p);
        pair_paragraph(&p);
        settle(&p, first);
        arena_rewind(scratch, mark);
        carried = runs_on(a, i) ? p.carried : NO_INDEX;
        carried_style = p.carried_style;
        full = p.full || p.cut;
    }
    for (uint32_t i = 0; i < a->quoted.count; i++) {
        decide(a, &a->quoted.items[i]);
    }
    return full ? STATUS_LIMIT : STATUS_OK;
}
