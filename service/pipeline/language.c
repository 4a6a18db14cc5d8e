/* language_run: reads a->text and input.language; writes a->language and, when the next stages
 * cannot read the language, a->not_english with a warning. Spends LANGUAGE_UNITS. Never fails but
 * on the budget.
 *
 * A given language is believed. Else English is told by its most frequent words in a few
 * microseconds, since most of what comes is English; what is not goes through the profiles. The
 * configured language is assumed, and the tag says so with "und", for fewer than LETTERS_MIN
 * letters and where it is about as likely as the best guess. Close guesses among other languages
 * (Danish and Norwegian) name the better one with a low confidence: neither is read further. Given
 * tokens are always read. */
#include "pipeline/language_profiles.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "pipeline/pipeline.h"
#include "pipeline/stages.h"
#include "text/chars.h"

#ifndef LANGUAGE_DATA
#define LANGUAGE_DATA "/usr/share/libexttextcat"
#endif

enum {
    LANGUAGE_UNITS = 256,
    LETTERS_MIN = 200,
    FAST_BYTES = 1600, /* looked at for the words of English */
    FAST_WORDS_MIN = 40,
    FAST_PERCENT = 16, /* of all words; English news has 15 to 40, other languages below 10 */
    WORD_SLOTS = 128,
};

/* Nats a letter; measured on tests/golden/language and on cuts of English news. */
static const double CLOSE = 0.08;

struct language_state {
    struct language_profiles *profiles;
    uint64_t words[WORD_SLOTS]; /* frequent words of English, packed; 0 is free */
};

/* ---- the words of English ---- */

static inline uint32_t word_slot(uint64_t packed)
{
    return (uint32_t)(packed * UINT64_C(0x9E3779B97F4A7C15) >> 57);
}

static void add_word(struct language_state *s, const char *word)
{
    uint64_t packed = 0;
    for (const char *c = word; *c; c++) {
        packed = packed << 8 | (unsigned char)*c;
    }
    uint32_t slot = word_slot(packed);
    while (s->words[slot]) {
        slot = (slot + 1) % WORD_SLOTS;
    }
    s->words[slot] = packed;
}

static bool is_frequent(const struct language_state *s, uint64_t packed)
{
    uint32_t slot = word_slot(packed);
    while (s->words[slot] && s->words[slot] != packed) {
        slot = (slot + 1) % WORD_SLOTS;
    }
    return s->words[slot] == packed;
}

/* Words that no other language has among its frequent ones; "in", "is", "was", "we" are also Dutch
 * or German. */
static const char *const frequent[] = {
    "the",  "of",    "and",   "to",    "that",  "with", "for",  "by",   "from", "has",
    "have", "been",  "were",  "are",   "which", "this", "but",  "not",  "they", "their",
    "his",  "who",   "will",  "would", "after", "had",  "it",   "its",  "at",   "be",
    "or",   "said",  "about", "there", "when",  "what", "than", "more", "also", "our",
    "your", "could", "you",   "into",  "other", "all",  "out",  "she",  "her",  "as"};

/* Whether the begin of the text is running English beyond doubt. */
static bool is_plainly_english(const struct language_state *s, struct str text)
{
    size_t most = text.len < FAST_BYTES ? text.len : FAST_BYTES;
    uint32_t words = 0, hits = 0;
    uint64_t packed = 0;
    for (size_t i = 0; i < most; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        unsigned char letter = c | 0x20;
        if ((letter >= 'a' && letter <= 'z') || c >= 0x80) {
            packed = packed << 8 |
                     (c >= 0x80 ? c : letter); /* words of over eight letters meet no row */
        } else if (packed) {
            words++;
            hits += is_frequent(s, packed);
            packed = 0;
        }
    }
    return words >= FAST_WORDS_MIN && hits * 100 >= words * FAST_PERCENT;
}

/* ---- the stage ---- */

static double rounded(double x)
{
    return round(x * 1000) / 1000;
}

/* 0.5 for equal guesses, 0.9 at CLOSE, towards 1 beyond. */
static double confidence_of(double margin)
{
    return rounded(1 / (1 + exp(-margin * (2.2 / CLOSE))));
}

static bool is_same_language(struct str tag, struct str language)
{
    return str_equal_nocase(tag, language) ||
           (tag.len > language.len && tag.ptr[language.len] == '-' &&
            str_equal_nocase(str_slice(tag, 0, language.len), language));
}

static void decide(struct article *a, struct str tag, double confidence)
{
    a->language = (struct language){tag, confidence};
    if (!is_same_language(tag, STR("en")) && !a->input.given_tokens) {
        a->not_english = arena_printf(a->arena, "unsupported-language: %.*s", STR_ARG(tag));
        article_warn(a, "unsupported-language", tag);
    }
}

/* The configured language runs, the tag is honest about it. */
static void assume(struct article *a, double confidence)
{
    struct str assumed = a->state->assume_language;
    decide(a, assumed.len ? assumed : STR("en"), confidence);
    a->language.tag = STR("und");
}

static void guess(struct article *a, const struct language_state *s)
{
    struct language_sample sample;
    struct language_guess g;
    language_profiles_sample(a->text, &sample);
    if (sample.weight < LETTERS_MIN) {
        assume(a, 0.5);
        return;
    }
    language_profiles_guess(s->profiles, &sample, a->state->assume_language, &g);
    bool is_assumed = is_same_language(g.best, a->state->assume_language);
    if (str_is_absent(g.best) || (is_assumed ? g.margin : g.assumed_margin) < CLOSE) {
        assume(a, is_assumed ? confidence_of(g.margin) : 0.5);
        return;
    }
    decide(a, g.best, confidence_of(g.margin));
}

enum status language_run(struct article *a, const struct models *m)
{
    (void)m;
    if (!article_spend(a, LANGUAGE_UNITS)) {
        return STATUS_LIMIT;
    }
    const struct language_state *s = a->state->language;
    if (a->input.language.len) {
        decide(a, a->input.language, 1);
    } else if (a->input.given_tokens) {
        assume(a, 0.5);
    } else if (is_plainly_english(s, a->text)) {
        decide(a, STR("en"), 0.999);
    } else {
        guess(a, s);
    }
    return STATUS_OK;
}

enum status language_state_new(void **state)
{
    *state = NULL;
    struct language_state *s = calloc(1, sizeof *s);
    if (!s) {
        return STATUS_IO;
    }
    for (size_t i = 0; i < sizeof frequent / sizeof frequent[0]; i++) {
        add_word(s, frequent[i]);
    }
    enum status status = language_profiles_load(LANGUAGE_DATA, &s->profiles);
    if (status != STATUS_OK) {
        log_error("language.data", "status=%s folder=%s package=libexttextcat-data",
                  status_name(status), LANGUAGE_DATA);
        language_state_free(s);
        return status;
    }
    *state = s;
    return STATUS_OK;
}

void language_state_free(void *state)
{
    struct language_state *s = state;
    if (s) {
        language_profiles_free(s->profiles);
        free(s);
    }
}
