/* sentence: bounds of sentences, by rules.
 *
 * Reads    paragraphs.   Writes  sentences (tokenise fills their token ranges), ordered, each
 *          inside one paragraph.
 * Memory   all results live in a->arena; nothing to free.
 * Budget   one unit for each sentence.
 * Errors   STATUS_LIMIT when SENTENCES_MAX or the budget was reached: the sentences so far are
 *          kept.
 *
 * A paragraph's end ends a sentence; a newline inside does not, for many articles come
 * hard-wrapped. Else a sentence can end only at a run of stops (. ! ? …) with the marks that
 * close behind it. What stands before the run (initial, abbreviation, list number) and what
 * comes after it (small letter, name of a month, a word that likes to begin sentences) decides. */
#include "article/article.h"
#include "pipeline/scan.h"
#include "pipeline/stages.h"
#include "text/abbreviations.h"
#include "text/reporting_verbs.h"

/* How far on either side of a stop the marks of an address are looked for: a hostile text has
 * chunks of a megabyte. */
enum { ADDRESS_REACH = 256 };

/* A run of stops in a paragraph and its surroundings. */
struct stop {
    const char *t;
    uint32_t sentence;   /* where the running sentence begins */
    uint32_t limit;      /* the paragraph's end */
    uint32_t begin, end; /* the run */
    uint32_t after;      /* behind the marks that close with it */
    uint32_t next;       /* the first byte behind `after` that is no blank */
    bool strong;         /* holds ! or ? */
    bool ellipsis;
    bool quoted;    /* a closing quotation mark is among the closing marks */
    bool bracketed; /* a closing bracket is */
};

/* The word that follows, behind opening marks. */
struct follower {
    uint32_t begin, end;
    struct glyph first;
    bool opened; /* opening marks stand before it */
};

/* Words that begin sentences so often that even a stop that could belong to an abbreviation ends
 * one before them. */
static const char *const starters[] = {
    "according", "after",     "all",    "also",  "although", "an",    "and",     "another", "as",
    "at",        "because",   "before", "both",  "but",      "by",    "despite", "during",  "each",
    "earlier",   "even",      "for",    "from",  "he",       "her",   "here",    "his",     "how",
    "however",   "i",         "if",     "in",    "it",       "it's",  "its",     "last",    "later",
    "many",      "meanwhile", "more",   "most",  "my",       "no",    "nor",     "not",     "now",
    "on",        "once",      "one",    "only",  "or",       "our",   "police",  "she",     "since",
    "so",        "some",      "still",  "such",  "that",     "the",   "their",   "then",    "there",
    "these",     "they",      "this",   "those", "though",   "to",    "today",   "under",   "until",
    "we",        "what",      "when",   "where", "whether",  "which", "while",   "who",     "why",
    "with",      "without",   "yet",    "you",   "your",
};
static const struct word_list starter_list = {starters, sizeof starters / sizeof starters[0]};

/* What may follow "p.m." within a sentence though it has a capital. */
static const char *const clock_followers[] = {
    "apr",   "april",    "aug",     "august",   "bst",      "cdt",       "central",   "cest",
    "cet",   "cst",      "ct",      "dec",      "december", "eastern",   "edt",       "eest",
    "eet",   "est",      "et",      "feb",      "february", "fri",       "friday",    "gmt",
    "ist",   "jan",      "january", "jst",      "jul",      "july",      "jun",       "june",
    "local", "mar",      "march",   "may",      "mdt",      "mon",       "monday",    "mountain",
    "mst",   "mt",       "nov",     "november", "oct",      "october",   "pacific",   "pdt",
    "pst",   "pt",       "sat",     "saturday", "sept",     "september", "sun",       "sunday",
    "thu",   "thursday", "tue",     "tuesday",  "utc",      "wed",       "wednesday",
};
static const struct word_list clock_list = {clock_followers,
                                            sizeof clock_followers / sizeof clock_followers[0]};

/* Names that end in a stop of their own. */
static const char *const stopped_names[] = {"jeopardy", "oklahoma", "yahoo", "yum"};
static const struct word_list stopped_name_list = {stopped_names,
                                                   sizeof stopped_names / sizeof stopped_names[0]};

/* ---- the run and its surroundings ---- */

static bool is_blank_at(const struct stop *s, uint32_t at)
{
    return at >= s->limit || scan_at(s->t, at, s->limit).kind == GLYPH_BLANK;
}

static void find_run(struct stop *s)
{
    uint32_t at = s->begin, dots = 0;
    for (;;) {
        struct glyph g = scan_at(s->t, at, s->limit);
        if (g.kind != GLYPH_STOP) {
            /* ". . ." is an ellipsis too. */
            if (dots && g.cp == ' ' && at + 1 < s->limit && s->t[at + 1] == '.' &&
                is_blank_at(s, at + 2)) {
                at++;
                continue;
            }
            break;
        }
        s->strong |= g.cp == '!' || g.cp == '?';
        s->ellipsis |= g.cp == 0x2026;
        dots += g.cp == '.';
        at += g.len;
    }
    s->ellipsis |= dots > 1;
    s->end = at;
}

/* "[3]": the mark of a note, as encyclopedias print it behind the stop. */
static uint32_t note_end(const struct stop *s, uint32_t at)
{
    uint32_t i = at + 1;
    while (i < s->limit && scan_at(s->t, i, s->limit).kind == GLYPH_DIGIT) {
        i++;
    }
    return i > at + 1 && i < s->limit && s->t[i] == ']' ? i + 1 : at;
}

static void find_closing(struct stop *s)
{
    uint32_t at = s->end;
    for (;;) {
        struct glyph g = scan_at(s->t, at, s->limit);
        if (g.cp == '[' && note_end(s, at) > at) {
            at = note_end(s, at);
            continue;
        }
        bool quote = g.kind == GLYPH_QUOTE_CLOSE || g.kind == GLYPH_QUOTE_PLAIN;
        if (quote && scan_is_apostrophe(g) && scan_is_letter(scan_at(s->t, at + g.len, s->limit))) {
            break;
        }
        if (!quote && g.kind != GLYPH_CLOSE && g.kind != GLYPH_STOP) {
            break;
        }
        s->quoted |= quote;
        s->bracketed |= g.kind == GLYPH_CLOSE;
        at += g.len;
    }
    s->after = at;
    s->next = scan_skip_blanks(s->t, at, s->limit);
}

/* Where a closing mark, a note's mark or one more ! or ? that stands alone at `next` ends; else
 * `next`. */
static uint32_t lone_closing_end(const struct stop *s)
{
    struct glyph g = scan_at(s->t, s->next, s->limit);
    bool more = s->strong && (g.cp == '!' || g.cp == '?');
    bool last = g.kind == GLYPH_QUOTE_PLAIN && s->next + g.len == s->limit;
    bool closes = more || last || g.kind == GLYPH_CLOSE ||
                  (g.kind == GLYPH_QUOTE_CLOSE && !scan_is_apostrophe(g));
    uint32_t end = g.cp == '[' ? note_end(s, s->next) : closes ? s->next + g.len : s->next;
    return s->next > s->after && is_blank_at(s, end) ? end : s->next;
}

/* What closes and stands alone behind a blank still belongs to the sentence. */
static void take_lone_closings(struct stop *s)
{
    uint32_t end;
    while ((end = lone_closing_end(s)) > s->next) {
        s->after = end;
        s->next = scan_skip_blanks(s->t, end, s->limit);
    }
}

static struct stop stop_at(const char *t, uint32_t sentence, uint32_t at, uint32_t limit)
{
    struct stop s = {.t = t, .sentence = sentence, .limit = limit, .begin = at};
    find_run(&s);
    find_closing(&s);
    take_lone_closings(&s);
    return s;
}

static struct follower follower_of(const struct stop *s)
{
    struct follower f = {.begin = s->next};
    for (;;) {
        f.first = scan_at(s->t, f.begin, s->limit);
        if (f.first.kind != GLYPH_OPEN && f.first.kind != GLYPH_QUOTE_OPEN &&
            f.first.kind != GLYPH_QUOTE_PLAIN) {
            break;
        }
        f.opened = true;
        f.begin += f.first.len;
    }
    f.end = scan_word_end(s->t, f.begin, s->limit);
    return f;
}

static struct str slice(const struct stop *s, uint32_t begin, uint32_t end)
{
    return str_make(s->t + begin, end - begin);
}

/* The word that the run ends: letters, digits and what joins them. */
static struct str word_before(const struct stop *s)
{
    uint32_t at = s->begin;
    for (;;) {
        struct glyph g = scan_before(s->t, s->sentence, at);
        bool inner = g.cp == '.' || g.cp == '&' || scan_is_apostrophe(g);
        if (!scan_is_word(g) && !inner) {
            break;
        }
        at -= g.len;
    }
    while (at < s->begin && !scan_is_word(scan_at(s->t, at, s->begin))) {
        at += scan_at(s->t, at, s->begin).len;
    }
    return slice(s, at, s->begin);
}

static bool is_starter(const struct stop *s, const struct follower *f)
{
    bool initial = f->end == f->begin + 1 && scan_at(s->t, f->end, s->limit).cp == '.';
    return f->first.kind == GLYPH_UPPER && !initial &&
           scan_in_list(&starter_list, slice(s, f->begin, f->end));
}

/* "Why now?" Smith asked: up to three names and a reporting verb go on with the sentence. */
static bool is_attribution(const struct stop *s, const struct follower *f)
{
    uint32_t begin = f->begin, end = f->end;
    for (int i = 0; i < 4 && end > begin; i++) {
        if (i > 0 && reporting_verb_find(slice(s, begin, end), NULL) == REPORTING_SPEECH) {
            return true;
        }
        if (scan_at(s->t, begin, end).kind != GLYPH_UPPER) {
            return false;
        }
        begin = scan_skip_blanks(s->t, end, s->limit);
        end = scan_word_end(s->t, begin, s->limit);
    }
    return false;
}

/* ---- decisions ---- */

/* The run stands in a web or mail address. */
static bool is_in_address(const struct stop *s)
{
    uint32_t begin = s->begin, end = s->end;
    while (begin > s->sentence && s->begin - begin < ADDRESS_REACH && !is_blank_at(s, begin - 1)) {
        begin--;
    }
    while (end - s->end < ADDRESS_REACH && !is_blank_at(s, end)) {
        end++;
    }
    struct str chunk = slice(s, begin, end);
    return str_find_byte(chunk, '@', 0) != SIZE_MAX || str_find(chunk, STR("://"), 0) != SIZE_MAX ||
           str_find(chunk, STR("www."), 0) != SIZE_MAX;
}

/* "end.Next": the blank is missing. Not in names of hosts and files, whose parts have one case. */
static bool is_glued_end(const struct stop *s)
{
    struct glyph g = scan_at(s->t, s->after, s->limit),
                 second = scan_at(s->t, s->after + g.len, s->limit);
    if (g.kind != GLYPH_UPPER || (s->ellipsis && !s->quoted) ||
        scan_at(s->t, s->end, s->after).cp == '[') {
        return false;
    }
    if (s->quoted) {
        return true;
    }
    struct glyph last = scan_before(s->t, s->sentence, s->begin),
                 before = scan_before(s->t, s->sentence, s->begin - last.len);
    bool word_ends = last.kind == GLYPH_LOWER && before.kind == GLYPH_LOWER;
    return word_ends && (second.kind == GLYPH_LOWER || second.kind == GLYPH_BLANK) &&
           !is_in_address(s);
}

/* "1." or "B." or "iv." that opens a list item. */
static bool is_enumerator(const struct stop *s, struct str word)
{
    if (word.ptr != s->t + s->sentence || word.len > 4) {
        return false;
    }
    bool roman = true, number = true;
    for (size_t i = 0; i < word.len; i++) {
        char c = word.ptr[i];
        roman = roman && (c == 'i' || c == 'v' || c == 'x' || c == 'I' || c == 'V' || c == 'X');
        number = number && ((c >= '0' && c <= '9') || c == '.');
    }
    return number || roman || word.len == 1;
}

static bool is_initial(struct str word)
{
    return word.len == 1 && word.ptr[0] >= 'A' && word.ptr[0] <= 'Z' && word.ptr[0] != 'I';
}

/* "she posted on X. The minister …": the network, and no initial. */
static bool is_network(const struct stop *s, struct str word)
{
    static const struct str leads[] = {STR_INIT(" on "), STR_INIT(" via ")};
    const char *sentence = s->t + s->sentence;
    for (size_t i = 0; i < sizeof leads / sizeof leads[0]; i++) {
        struct str lead = leads[i];
        if (str_equal(word, STR("X")) && word.ptr - sentence > (ptrdiff_t)lead.len &&
            str_equal_nocase(str_make(word.ptr - lead.len, lead.len), lead)) {
            return true;
        }
    }
    return false;
}

static bool is_abbreviation_end(const struct stop *s, const struct follower *f,
                                enum abbreviation_kind kind)
{
    bool digit = f->first.kind == GLYPH_DIGIT;
    switch (kind) {
    case ABBREVIATION_TITLE:
    case ABBREVIATION_INNER:
        return false;
    case ABBREVIATION_NUMBERED:
        return !digit && is_starter(s, f);
    case ABBREVIATION_DATE:
        return !digit && is_starter(s, f);
    case ABBREVIATION_CLOCK:
        return !digit && !scan_in_list(&clock_list, slice(s, f->begin, f->end));
    default:
        return is_starter(s, f) || f->first.kind == GLYPH_OTHER;
    }
}

static bool is_small(const struct follower *f)
{
    return f->first.kind == GLYPH_LOWER && f->first.cp < 0x80;
}

/* Hasty writers begin sentences without a capital: the stop counts when an ordinary word stands
 * before it. */
static bool ends_before_small(const struct stop *s, struct str word)
{
    for (size_t i = 0; i < word.len; i++) {
        if (word.ptr[i] < 'a' || word.ptr[i] > 'z') {
            return false;
        }
    }
    return word.len > 2 && !s->quoted && !s->bracketed &&
           abbreviation_find(word) == ABBREVIATION_NONE;
}

static bool is_stop_end(const struct stop *s, const struct follower *f)
{
    struct str word = word_before(s);
    if (is_small(f)) {
        return ends_before_small(s, word);
    }
    if (word.len == 0) {
        return true;
    }
    if (is_enumerator(s, word)) {
        return false;
    }
    if (s->quoted || (s->bracketed && !is_initial(word))) {
        return true;
    }
    if (is_initial(word)) {
        return is_starter(s, f) || is_network(s, word);
    }
    enum abbreviation_kind kind = abbreviation_find(word);
    return kind == ABBREVIATION_NONE || is_abbreviation_end(s, f, kind);
}

static bool is_strong_end(const struct stop *s, const struct follower *f)
{
    if (is_small(f) && (s->quoted || s->bracketed)) {
        return false;
    }
    if (s->quoted && is_attribution(s, f)) {
        return false;
    }
    return !(s->end == s->begin + 1 && scan_in_list(&stopped_name_list, word_before(s)));
}

static bool is_end(const struct stop *s)
{
    if (s->next >= s->limit) {
        return true;
    }
    if (s->next == s->after) {
        return is_glued_end(s);
    }
    struct follower f = follower_of(s);
    if (f.first.kind == GLYPH_COMMA || (f.first.kind == GLYPH_DASH && s->quoted)) {
        return false;
    }
    if (s->strong) {
        return is_strong_end(s, &f);
    }
    if (s->ellipsis) {
        return f.first.kind != GLYPH_LOWER || f.first.cp >= 0x80;
    }
    return is_stop_end(s, &f);
}

/* ---- writing ---- */

static enum status add_sentence(struct article *a, uint32_t paragraph, uint32_t begin, uint32_t end)
{
    struct sentence *sentence =
        article_spend(a, 1) ? vec_push(&a->sentences, a->arena, SENTENCES_MAX) : NULL;
    if (!sentence) {
        return STATUS_LIMIT;
    }
    *sentence = (struct sentence){.span = {begin, end}, .paragraph = paragraph};
    return STATUS_OK;
}

static enum status split_paragraph(struct article *a, uint32_t paragraph)
{
    const char *t = a->text.ptr;
    struct span span = a->paragraphs.items[paragraph].span;
    uint32_t begin = span.begin, at = span.begin;
    while ((at = scan_to(t, at, span.end, SCAN_STOP)) < span.end) {
        struct glyph g = scan_at(t, at, span.end);
        if (g.kind != GLYPH_STOP) {
            at += g.len;
            continue;
        }
        struct stop s = stop_at(t, begin, at, span.end);
        at = s.after;
        if (is_end(&s)) {
            enum status status = add_sentence(a, paragraph, begin, s.after);
            if (status != STATUS_OK) {
                return status;
            }
            begin = at = s.next;
        }
    }
    return begin < span.end ? add_sentence(a, paragraph, begin, span.end) : STATUS_OK;
}

enum status sentence_run(struct article *a, const struct models *m)
{
    (void)m;
    for (uint32_t i = 0; i < a->paragraphs.count; i++) {
        enum status status = split_paragraph(a, i);
        if (status != STATUS_OK) {
            return status;
        }
    }
    return STATUS_OK;
}
