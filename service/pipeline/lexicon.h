/* lexicon: what the rules on times and quantities know of a word, found in one probe.
 *
 * Each stage's tables stay where they are; when a worker starts, every table marks its words here.
 * A text's word is then looked up once, and whether it begins a phrase, names money or stands on a
 * list is a bit. Most words are none of ours and end at an empty slot.
 *
 * Memory   made once in an arena, constant from then on.
 * Threads  read-only use may be shared.
 */
#ifndef DATELINE_PIPELINE_LEXICON_H
#define DATELINE_PIPELINE_LEXICON_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "pipeline/quantity_words.h"

/* A longer word is none of ours: two machine words hold each. */
enum { LEXICON_WORD_MAX = 16 };

/* Bits of marks. Those of the word lists of quantities are the lists' own numbers. */
enum lexicon_mark {
    MARK_NUMBER = QUANTITY_LISTS, /* a word of text/number_words */
    MARK_ARTICLE,                 /* "a", "an" */
    MARK_PERSONS,                 /* the plurals of QUANTITY_PEOPLE */
    MARK_MONEY_NOUN,              /* a currency's noun, or whose it is: "dollars", "Swiss" */
    MARK_MONEY_CODE,              /* "USD", "Rs": case decides later */
    MARK_MEASURE,                 /* a unit of measure, or the first word of one */
    MARK_SHARE,                   /* the first word of what makes a share: "percent" */
    MARK_HEDGE_END,               /* the last word of a hedge before a number */
    MARK_TIME,                    /* a word of timex_words: `time`, `classes` */
    MARK_TIME_LETTERS,            /* "a", "pm", "q": half a day, a quarter, o'clock may begin */
    MARK_TIME_PHRASE,             /* the first word of a phrase of times; `phrase` is its row */
    MARK_HOLIDAY,                 /* the first word of a holiday's name */
    MARK_PAST,                    /* verbs that tell the past, words that tell what is to be */
    MARK_FUTURE,
    MARKS,
};
_Static_assert((int)MARKS <= 64, "one machine word holds all marks");

struct timex_word;

struct lexeme {
    uint64_t marks;
    uint64_t classes;              /* of times (timex_words.h) */
    const struct timex_word *time; /* NULL: no word of times */
    uint32_t phrase;               /* of MARK_TIME_PHRASE: the first row that begins so */
};

/* A word in small letters, zeros behind it. Which slot it has, and so the machine's order of bytes,
 * is seen by nobody. */
struct lexicon_key {
    uint64_t low, high;
};

enum { LEXICON_BITS = 13, LEXICON_SLOTS = 1 << LEXICON_BITS, LEXICON_WORDS_MAX = 4096 };

/* Open addressing: equality of words is two comparisons. */
struct lexicon {
    uint16_t slots[LEXICON_SLOTS]; /* 0: free, else a place in keys and lexemes */
    struct lexicon_key keys[LEXICON_WORDS_MAX];
    struct lexeme lexemes[LEXICON_WORDS_MAX]; /* the first is that of all other words */
    uint32_t count;
};

struct lexicon *lexicon_make(struct arena *arena);

/* Eight bytes with the capitals among them made small: of each byte the upper bit tells whether it
 * lies from 'A' to 'Z', and 0x80 >> 2 is what small letters differ by. */
static inline uint64_t lexicon_lower(uint64_t bytes)
{
    const uint64_t ones = UINT64_C(0x0101010101010101);
    uint64_t low = bytes & (ones * 0x7F);
    uint64_t from_a = low + ones * (0x80 - 'A'), past_z = low + ones * (0x80 - 'Z' - 1);
    return bytes | (from_a & ~past_z & ~bytes & (ones * 0x80)) >> 2;
}

/* `len` is at most LEXICON_WORD_MAX. */
static inline struct lexicon_key lexicon_key(struct str text, uint32_t begin, uint32_t len)
{
    static const unsigned char keep[2 * LEXICON_WORD_MAX] = {0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
                                                             0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
                                                             0xFF, 0xFF, 0xFF, 0xFF};
    struct lexicon_key key = {0, 0}, mask;
    if (text.len - begin >= LEXICON_WORD_MAX) {
        memcpy(&key, text.ptr + begin, sizeof key);
    } else {
        memcpy(&key, text.ptr + begin, len);
    }
    memcpy(&mask, keep + LEXICON_WORD_MAX - len, sizeof mask);
    key.low = lexicon_lower(key.low & mask.low);
    key.high = len > 8 ? lexicon_lower(key.high & mask.high) : 0;
    return key;
}

/* The word's slot, or the free one where it would stand. */
static inline uint32_t lexicon_slot(const struct lexicon *x, struct lexicon_key key)
{
    uint64_t hash =
        (key.low ^ key.high * UINT64_C(0x9E3779B97F4A7C15)) * UINT64_C(0xD6E8FEB86659FD93);
    uint32_t slot = (uint32_t)(hash >> (64 - LEXICON_BITS));
    for (; x->slots[slot]; slot = (slot + 1) % LEXICON_SLOTS) {
        const struct lexicon_key *other = &x->keys[x->slots[slot]];
        if (other->low == key.low && other->high == key.high) {
            break;
        }
    }
    return slot;
}

/* What is known of the word text[begin,end), whatever the case of its ASCII letters. Never NULL:
 * of a word that is none of ours there is nothing. */
static inline const struct lexeme *lexicon_find(const struct lexicon *x, struct str text,
                                                uint32_t begin, uint32_t end)
{
    if (end - begin > LEXICON_WORD_MAX) {
        return &x->lexemes[0];
    }
    return &x->lexemes[x->slots[lexicon_slot(x, lexicon_key(text, begin, end - begin))]];
}

static inline bool lexeme_is(const struct lexeme *w, uint32_t mark)
{
    return (w->marks >> mark & 1) != 0;
}

/* For the tables, while the lexicon is made: sets the mark of a word in small letters. */
struct lexeme *lexicon_mark(struct lexicon *x, struct str word, uint32_t mark);
/* Likewise of the word with an "s" behind it, where that is no longer than LEXICON_WORD_MAX. */
void lexicon_mark_plural(struct lexicon *x, struct str word, uint32_t mark);
/* Likewise of the letters that a phrase begins with. */
struct lexeme *lexicon_mark_first(struct lexicon *x, struct str phrase, uint32_t mark);

/* The tables. */
void quantity_words_mark(struct lexicon *x);
void money_mark(struct lexicon *x);
void measures_mark(struct lexicon *x);
void hedges_mark(struct lexicon *x);
void timex_words_mark(struct lexicon *x);
void timex_phrases_mark(struct lexicon *x);
void timex_tense_mark(struct lexicon *x);

#endif
