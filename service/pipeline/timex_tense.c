#include "pipeline/timex_tense.h"

#include "pipeline/scan.h"
#include "text/reporting_verbs.h"

enum { REACH = 14 }; /* tokens to each side */

static const char *const past_words[] = {
    "became", "began", "broke",  "brought", "built",    "came",   "cut",   "did",    "died",
    "fell",   "flew",  "fought", "found",   "gave",     "got",    "grew",  "had",    "held",
    "hit",    "kept",  "killed", "knew",    "launched", "led",    "left",  "lost",   "made",
    "met",    "paid",  "put",    "ran",     "reached",  "rose",   "said",  "sank",   "saw",
    "sent",   "shot",  "sold",   "spent",   "spoke",    "spread", "stood", "struck", "swore",
    "taken",  "took",  "told",   "was",     "went",     "were",   "won",   "wrote",
};
static const struct word_list past_list = {past_words, sizeof past_words / sizeof past_words[0]};

static const char *const future_words[] = {
    "'ll",     "begins",    "due", "expected", "expires", "going",  "opens",    "planned", "plans",
    "resumes", "scheduled", "set", "shall",    "slated",  "starts", "upcoming", "will",    "wo",
};
static const struct word_list future_list = {future_words,
                                             sizeof future_words / sizeof future_words[0]};

static struct str form_of(const struct article *a, uint32_t token)
{
    return str_slice(a->text, a->tokens.items[token].begin, a->tokens.items[token].end);
}

/* By the model's tag where there is one; else "-ed" on a word of five letters and more, or a past
 * form that we know. */
static bool is_past(const struct article *a, uint32_t token)
{
    struct str word = form_of(a, token);
    if (a->layers & HAS_TAGS) {
        struct str tag = a->tags.xpos[token];
        return str_equal(tag, STR("VBD")) || str_equal(tag, STR("VBN"));
    }
    return (word.len >= 5 && str_ends_with(word, STR("ed"))) || scan_in_list(&past_list, word);
}

/* "will be held", "is to be tried", "expected to be launched": a participle under a future. */
static bool under_future(const struct article *a, uint32_t first, uint32_t token)
{
    for (uint32_t back = 1; back <= 4 && token >= first + back; back++) {
        struct str word = form_of(a, token - back);
        if (scan_in_list(&future_list, word) || str_equal(word, STR("to"))) {
            return true;
        }
    }
    return false;
}

static bool parts_clauses(struct str word)
{
    return str_equal(word, STR(";")) || str_equal(word, STR("\xE2\x80\x94")) ||
           str_equal(word, STR("--"));
}

static enum timex_tense tense_of(const struct article *a, uint32_t first, uint32_t token)
{
    struct str word = form_of(a, token);
    if (scan_in_list(&future_list, word)) {
        return TENSE_FUTURE;
    }
    if (is_past(a, token)) {
        return under_future(a, first, token) ? TENSE_FUTURE : TENSE_PAST;
    }
    return TENSE_NONE;
}

/* The first token that begins at or behind `at`. */
static uint32_t token_at(const struct article *a, const struct sentence *s, uint32_t at)
{
    uint32_t low = s->token_begin, high = s->token_end;
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        if (a->tokens.items[middle].begin < at) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

enum timex_tense timex_tense(const struct article *a, uint32_t sentence, struct span span)
{
    const struct sentence *s = &a->sentences.items[sentence];
    uint32_t begin = token_at(a, s, span.begin), end = token_at(a, s, span.end);
    for (uint32_t i = 1; i <= REACH && begin >= s->token_begin + i; i++) {
        enum timex_tense tense = tense_of(a, s->token_begin, begin - i);
        if (tense != TENSE_NONE || parts_clauses(form_of(a, begin - i))) {
            return tense;
        }
    }
    for (uint32_t i = end; i < s->token_end && i < end + REACH; i++) {
        enum timex_tense tense = tense_of(a, s->token_begin, i);
        if (tense != TENSE_NONE || parts_clauses(form_of(a, i))) {
            return tense;
        }
    }
    return TENSE_NONE;
}
