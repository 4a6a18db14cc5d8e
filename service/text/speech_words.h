/* speech_words: the verbs, nouns and adjectives that hand a content over to a source, with the
 * complements that hold it ("said that", "vowed to", "accused of", "the claim that", "sure that").
 *
 * Lists of our own making for English news, in the American and the British spelling, ordered by
 * what PARC3's annotation practice calls assertions, beliefs, facts and eventualities. Lemmas are
 * in the tables; regular forms are undone here, irregular ones are the tagger's or stand beside.
 *
 * Threads  pure functions over constant tables.
 */
#ifndef DATELINE_TEXT_SPEECH_WORDS_H
#define DATELINE_TEXT_SPEECH_WORDS_H

#include <stdint.h>

#include "base/str.h"

enum speech_class {
    SPEECH_SAY,
    SPEECH_WRITE,
    SPEECH_POST, /* on a network */
    SPEECH_ASK,
    SPEECH_URGE, /* demands, orders, advice */
    SPEECH_PLEDGE,
    SPEECH_DENY,
    SPEECH_JUDGE, /* praises, criticises, names */
    SPEECH_THINK,
    SPEECH_SHOW, /* what a study, a poll or a look finds */
    SPEECH_WANT,
    SPEECH_MANNER, /* "laughed", "sighed": with quotation marks only */
};

/* The complements that hold the content. */
enum speech_frame {
    SPEECH_CLAUSE = 1,    /* a clause, with "that" or without, or a question */
    SPEECH_TO = 2,        /* an infinitive */
    SPEECH_OBJECT = 4,    /* the object itself */
    SPEECH_AS = 8,        /* the object with what it is called ("called it a shame") */
    SPEECH_OF = 16,       /* "of", "for", "about" and the like; an object is another person */
    SPEECH_WITH_WHOM = 32 /* before an infinitive the object belongs to the content ("told him to
                             go"); without it the object is the addressee ("promised him to go") */
};

struct speech_word {
    const char *lemma;
    enum speech_class class;
    uint32_t frames; /* enum speech_frame; 0: with quotation marks only */
};

/* `lemma` is the tagger's, tried after the forms that the word itself gives. NULL: none. */
const struct speech_word *speech_verb_find(struct str word, struct str lemma);
const struct speech_word *speech_noun_find(struct str word, struct str lemma);
const struct speech_word *speech_adjective_find(struct str word);

#endif
