#include "pipeline/lexicon.h"

#include <assert.h>
#include <string.h>

#include "text/holidays.h"
#include "text/number_words.h"

struct lexeme *lexicon_mark(struct lexicon *x, struct str word, uint32_t mark)
{
    assert(word.len > 0 && word.len <= LEXICON_WORD_MAX && x->count < LEXICON_WORDS_MAX);
    struct lexicon_key key = lexicon_key(word, 0, (uint32_t)word.len);
    uint32_t slot = lexicon_slot(x, key);
    if (!x->slots[slot]) {
        x->keys[x->count] = key;
        x->slots[slot] = (uint16_t)x->count++;
    }
    struct lexeme *lexeme = &x->lexemes[x->slots[slot]];
    lexeme->marks |= UINT64_C(1) << mark;
    return lexeme;
}

void lexicon_mark_plural(struct lexicon *x, struct str word, uint32_t mark)
{
    char plural[LEXICON_WORD_MAX];
    if (word.len < sizeof plural) {
        memcpy(plural, word.ptr, word.len);
        plural[word.len] = 's';
        lexicon_mark(x, str_make(plural, word.len + 1), mark);
    }
}

struct lexeme *lexicon_mark_first(struct lexicon *x, struct str phrase, uint32_t mark)
{
    size_t len = 0;
    while (len < phrase.len &&
           ((phrase.ptr[len] | 0x20) >= 'a' && (phrase.ptr[len] | 0x20) <= 'z')) {
        len++;
    }
    return lexicon_mark(x, str_slice(phrase, 0, len), mark);
}

struct lexicon *lexicon_make(struct arena *arena)
{
    struct lexicon *x = arena_alloc(arena, sizeof *x);
    x->count = 1;
    for (size_t i = 0; i < number_word_count; i++) {
        lexicon_mark(x, str_of(number_words[i].form), MARK_NUMBER);
    }
    for (int i = 1; i <= holidays_count; i++) {
        lexicon_mark_first(x, holidays_name(i), MARK_HOLIDAY);
    }
    lexicon_mark(x, STR("a"), MARK_ARTICLE);
    lexicon_mark(x, STR("an"), MARK_ARTICLE);
    quantity_words_mark(x);
    money_mark(x);
    measures_mark(x);
    hedges_mark(x);
    timex_words_mark(x);
    timex_phrases_mark(x);
    timex_tense_mark(x);
    return x;
}
