/* Sorted by strcmp for the binary search (the unit test checks it). */
#include "text/number_words.h"

#include <string.h>

#include "text/sorted_words.h"

const struct number_word number_words[] = {
    {"billion", NUMBER_WORD_SCALE, 9, 0},
    {"billions", NUMBER_WORD_SCALE, 9, NUMBER_WORD_PLURAL},
    {"billionth", NUMBER_WORD_SCALE, 9, NUMBER_WORD_ORDINAL},
    {"billionths", NUMBER_WORD_SCALE, 9, NUMBER_WORD_ORDINAL | NUMBER_WORD_PLURAL},
    {"bln", NUMBER_WORD_SCALE, 9, NUMBER_WORD_SHORT},
    {"bn", NUMBER_WORD_SCALE, 9, NUMBER_WORD_SHORT},
    {"couple", NUMBER_WORD_VAGUE, 2, 0},
    {"crore", NUMBER_WORD_SCALE, 7, 0},
    {"crores", NUMBER_WORD_SCALE, 7, NUMBER_WORD_PLURAL},
    {"dozen", NUMBER_WORD_DOZEN, 12, 0},
    {"dozens", NUMBER_WORD_DOZEN, 12, NUMBER_WORD_PLURAL},
    {"dozenth", NUMBER_WORD_DOZEN, 12, NUMBER_WORD_ORDINAL},
    {"eight", NUMBER_WORD_UNIT, 8, 0},
    {"eighteen", NUMBER_WORD_UNIT, 18, 0},
    {"eighteenth", NUMBER_WORD_UNIT, 18, NUMBER_WORD_ORDINAL},
    {"eighteenths", NUMBER_WORD_UNIT, 18, NUMBER_WORD_ORDINAL | NUMBER_WORD_PLURAL},
    {"eighth", NUMBER_WORD_UNIT, 8, NUMBER_WORD_ORDINAL},
    {"eighths", NUMBER_WORD_UNIT, 8, NUMBER_WORD_ORDINAL | NUMBER_WORD_PLURAL},
    {"eightieth", NUMBER_WORD_TEN, 80, NUMBER_WORD_ORDINAL},
    {"eightieths", NUMBER_WORD_TEN, 80, NUMBER_WORD_ORDINAL | NUMBER_WORD_PLURAL},
    {"eighty", NUMBER_WORD_TEN, 80, 0},
    {"eleven", NUMBER_WORD_UNIT, 11, 0},
    {"eleventh", NUMBER_WORD_UNIT, 11, NUMBER_WORD_ORDINAL},
    {"elevenths", NUMBER_WORD_UNIT, 11, NUMBER_WORD_ORDINAL | NUMBER_WORD_PLURAL},
    {"few", NUMBER_WORD_VAGUE, 1, 0},
    {"fifteen", NUMBER_WORD_UNIT, 15, 0},
    {"fifteenth", NUMBER_WORD_UNIT, 15, NUMBER_WORD_ORDINAL},
    {"fifteenths", NUMBER_WORD_UNIT, 15, NUMBER_WORD_ORDINAL | NUMBER_WORD_PLURAL},
    {"fifth", NUMBER_WORD_UNIT, 5, NUMBER_WORD_ORDINAL},
    {"fifths", NUMBER_WORD_UNIT, 5, NUMBER_WORD_ORDINAL | NUMBER_WORD_PLURAL},
    {"fiftieth", NUMBER_WORD_TEN, 50, NUMBER_WORD_ORDINAL},
    {"fiftieths", NUMBER_WORD_TEN, 50, NUMBER_WORD_ORDINAL | NUMBER_WORD_PLURAL},
    {"fifty", NUMBER_WORD_TEN, 50, 0},
    {"first", NUMBER_WORD_UNIT, 1, NUMBER_WORD_ORDINAL},
    {"five", NUMBER_WORD_UNIT, 5, 0},
    {"fortieth", NUMBER_WORD_TEN, 40, NUMBER_WORD_ORDINAL},
    {"fortieths", NUMBER_WORD_TEN, 40, NUMBER_WORD_ORDINAL | NUMBER_WORD_PLURAL},
    {"forty", NUMBER_WORD_TEN, 40, 0},
    {"four", NUMBER_WORD_UNIT, 4, 0},
    {"fourteen", NUMBER_WORD_UNIT, 14, 0},
    {"fourteenth", NUMBER_WORD_UNIT, 14, NUMBER_WORD_ORDINAL},
    {"fourteenths", NUMBER_WORD_UNIT, 14, NUMBER_WORD_ORDINAL | NUMBER_WORD_PLURAL},
    {"fourth", NUMBER_WORD_UNIT, 4, NUMBER_WORD_ORDINAL},
    {"fourths", NUMBER_WORD_UNIT, 4, NUMBER_WORD_ORDINAL | NUMBER_WORD_PLURAL},
    {"fourty", NUMBER_WORD_TEN, 40, 0},
    {"half", NUMBER_WORD_FRACTION, 2, 0},
    {"halves", NUMBER_WORD_FRACTION, 2, NUMBER_WORD_PLURAL},
    {"hundred", NUMBER_WORD_HUNDRED, 2, 0},
    {"hundreds", NUMBER_WORD_HUNDRED, 2, NUMBER_WORD_PLURAL},
    {"hundredth", NUMBER_WORD_HUNDRED, 2, NUMBER_WORD_ORDINAL},
    {"hundredths", NUMBER_WORD_HUNDRED, 2, NUMBER_WORD_ORDINAL | NUMBER_WORD_PLURAL},
    {"lac", NUMBER_WORD_SCALE, 5, 0},
    {"lacs", NUMBER_WORD_SCALE, 5, NUMBER_WORD_PLURAL},
    {"lakh", NUMBER_WORD_SCALE, 5, 0},
    {"lakhs", NUMBER_WORD_SCALE, 5, NUMBER_WORD_PLURAL},
    {"many", NUMBER_WORD_VAGUE, 1, 0},
    {"million", NUMBER_WORD_SCALE, 6, 0},
    {"millions", NUMBER_WORD_SCALE, 6, NUMBER_WORD_PLURAL},
    {"millionth", NUMBER_WORD_SCALE, 6, NUMBER_WORD_ORDINAL},
    {"millionths", NUMBER_WORD_SCALE, 6, NUMBER_WORD_ORDINAL | NUMBER_WORD_PLURAL},
    {"mio", NUMBER_WORD_SCALE, 6, NUMBER_WORD_SHORT},
    {"mln", NUMBER_WORD_SCALE, 6, NUMBER_WORD_SHORT},
    {"mn", NUMBER_WORD_SCALE, 6, NUMBER_WORD_SHORT},
    {"nine", NUMBER_WORD_UNIT, 9, 0},
    {"nineteen", NUMBER_WORD_UNIT, 19, 0},
    {"nineteenth", NUMBER_WORD_UNIT, 19, NUMBER_WORD_ORDINAL},
    {"nineteenths", NUMBER_WORD_UNIT, 19, NUMBER_WORD_ORDINAL | NUMBER_WORD_PLURAL},
    {"ninetieth", NUMBER_WORD_TEN, 90, NUMBER_WORD_ORDINAL},
    {"ninetieths", NUMBER_WORD_TEN, 90, NUMBER_WORD_ORDINAL | NUMBER_WORD_PLURAL},
    {"ninety", NUMBER_WORD_TEN, 90, 0},
    {"ninth", NUMBER_WORD_UNIT, 9, NUMBER_WORD_ORDINAL},
    {"ninths", NUMBER_WORD_UNIT, 9, NUMBER_WORD_ORDINAL | NUMBER_WORD_PLURAL},
    {"one", NUMBER_WORD_UNIT, 1, 0},
    {"quadrillion", NUMBER_WORD_SCALE, 15, 0},
    {"quadrillions", NUMBER_WORD_SCALE, 15, NUMBER_WORD_PLURAL},
    {"quadrillionth", NUMBER_WORD_SCALE, 15, NUMBER_WORD_ORDINAL},
    {"quadrillionths", NUMBER_WORD_SCALE, 15, NUMBER_WORD_ORDINAL | NUMBER_WORD_PLURAL},
    {"quarter", NUMBER_WORD_FRACTION, 4, 0},
    {"quarters", NUMBER_WORD_FRACTION, 4, NUMBER_WORD_PLURAL},
    {"scores", NUMBER_WORD_DOZEN, 20, NUMBER_WORD_PLURAL},
    {"second", NUMBER_WORD_UNIT, 2, NUMBER_WORD_ORDINAL},
    {"seven", NUMBER_WORD_UNIT, 7, 0},
    {"seventeen", NUMBER_WORD_UNIT, 17, 0},
    {"seventeenth", NUMBER_WORD_UNIT, 17, NUMBER_WORD_ORDINAL},
    {"seventeenths", NUMBER_WORD_UNIT, 17, NUMBER_WORD_ORDINAL | NUMBER_WORD_PLURAL},
    {"seventh", NUMBER_WORD_UNIT, 7, NUMBER_WORD_ORDINAL},
    {"sevenths", NUMBER_WORD_UNIT, 7, NUMBER_WORD_ORDINAL | NUMBER_WORD_PLURAL},
    {"seventieth", NUMBER_WORD_TEN, 70, NUMBER_WORD_ORDINAL},
    {"seventieths", NUMBER_WORD_TEN, 70, NUMBER_WORD_ORDINAL | NUMBER_WORD_PLURAL},
    {"seventy", NUMBER_WORD_TEN, 70, 0},
    {"several", NUMBER_WORD_VAGUE, 1, 0},
    {"six", NUMBER_WORD_UNIT, 6, 0},
    {"sixteen", NUMBER_WORD_UNIT, 16, 0},
    {"sixteenth", NUMBER_WORD_UNIT, 16, NUMBER_WORD_ORDINAL},
    {"sixteenths", NUMBER_WORD_UNIT, 16, NUMBER_WORD_ORDINAL | NUMBER_WORD_PLURAL},
    {"sixth", NUMBER_WORD_UNIT, 6, NUMBER_WORD_ORDINAL},
    {"sixths", NUMBER_WORD_UNIT, 6, NUMBER_WORD_ORDINAL | NUMBER_WORD_PLURAL},
    {"sixtieth", NUMBER_WORD_TEN, 60, NUMBER_WORD_ORDINAL},
    {"sixtieths", NUMBER_WORD_TEN, 60, NUMBER_WORD_ORDINAL | NUMBER_WORD_PLURAL},
    {"sixty", NUMBER_WORD_TEN, 60, 0},
    {"ten", NUMBER_WORD_UNIT, 10, 0},
    {"tens", NUMBER_WORD_TENS, 1, NUMBER_WORD_PLURAL},
    {"tenth", NUMBER_WORD_UNIT, 10, NUMBER_WORD_ORDINAL},
    {"tenths", NUMBER_WORD_UNIT, 10, NUMBER_WORD_ORDINAL | NUMBER_WORD_PLURAL},
    {"third", NUMBER_WORD_UNIT, 3, NUMBER_WORD_ORDINAL},
    {"thirds", NUMBER_WORD_UNIT, 3, NUMBER_WORD_ORDINAL | NUMBER_WORD_PLURAL},
    {"thirteen", NUMBER_WORD_UNIT, 13, 0},
    {"thirteenth", NUMBER_WORD_UNIT, 13, NUMBER_WORD_ORDINAL},
    {"thirteenths", NUMBER_WORD_UNIT, 13, NUMBER_WORD_ORDINAL | NUMBER_WORD_PLURAL},
    {"thirtieth", NUMBER_WORD_TEN, 30, NUMBER_WORD_ORDINAL},
    {"thirtieths", NUMBER_WORD_TEN, 30, NUMBER_WORD_ORDINAL | NUMBER_WORD_PLURAL},
    {"thirty", NUMBER_WORD_TEN, 30, 0},
    {"thousand", NUMBER_WORD_SCALE, 3, 0},
    {"thousands", NUMBER_WORD_SCALE, 3, NUMBER_WORD_PLURAL},
    {"thousandth", NUMBER_WORD_SCALE, 3, NUMBER_WORD_ORDINAL},
    {"thousandths", NUMBER_WORD_SCALE, 3, NUMBER_WORD_ORDINAL | NUMBER_WORD_PLURAL},
    {"three", NUMBER_WORD_UNIT, 3, 0},
    {"tn", NUMBER_WORD_SCALE, 12, NUMBER_WORD_SHORT},
    {"trillion", NUMBER_WORD_SCALE, 12, 0},
    {"trillions", NUMBER_WORD_SCALE, 12, NUMBER_WORD_PLURAL},
    {"trillionth", NUMBER_WORD_SCALE, 12, NUMBER_WORD_ORDINAL},
    {"trillionths", NUMBER_WORD_SCALE, 12, NUMBER_WORD_ORDINAL | NUMBER_WORD_PLURAL},
    {"trn", NUMBER_WORD_SCALE, 12, NUMBER_WORD_SHORT},
    {"twelfth", NUMBER_WORD_UNIT, 12, NUMBER_WORD_ORDINAL},
    {"twelfths", NUMBER_WORD_UNIT, 12, NUMBER_WORD_ORDINAL | NUMBER_WORD_PLURAL},
    {"twelve", NUMBER_WORD_UNIT, 12, 0},
    {"twentieth", NUMBER_WORD_TEN, 20, NUMBER_WORD_ORDINAL},
    {"twentieths", NUMBER_WORD_TEN, 20, NUMBER_WORD_ORDINAL | NUMBER_WORD_PLURAL},
    {"twenty", NUMBER_WORD_TEN, 20, 0},
    {"two", NUMBER_WORD_UNIT, 2, 0},
    {"zero", NUMBER_WORD_UNIT, 0, 0},
};

const size_t number_word_count = sizeof number_words / sizeof number_words[0];

enum { WORD_BYTES_MAX = 15 };

/* Most words of a text end here. */
static bool may_be_number(struct str word)
{
    static const char initials[] = "bcdefhlmnoqstz";
    char first = (char)(word.len ? word.ptr[0] | 0x20 : 0);
    return word.len > 1 && word.len <= WORD_BYTES_MAX &&
           memchr(initials, first, sizeof initials - 1) != NULL;
}

const struct number_word *number_word_find(struct str word)
{
    char form[WORD_BYTES_MAX + 1];
    return may_be_number(word) && words_small(word, form, sizeof form)
               ? words_find(number_words, number_word_count, sizeof number_words[0], form)
               : NULL;
}

bool number_words_sorted(void)
{
    for (size_t i = 0; i < number_word_count; i++) {
        if (number_word_find(str_of(number_words[i].form)) != &number_words[i]) {
            return false;
        }
    }
    for (size_t i = 1; i < number_word_count; i++) {
        if (strcmp(number_words[i - 1].form, number_words[i].form) >= 0) {
            return false;
        }
    }
    return true;
}
