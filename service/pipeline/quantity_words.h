/* quantity_words: the word lists of the stage `quantities`. Lists of our own making; case of ASCII
 * letters plays no part.
 *
 * Threads  pure functions over constant tables.
 */
#ifndef DATELINE_PIPELINE_QUANTITY_WORDS_H
#define DATELINE_PIPELINE_QUANTITY_WORDS_H

#include <stdbool.h>

#include "base/str.h"

enum quantity_list {
    QUANTITY_TIME_UNITS,      /* what counts time: such numbers are times */
    QUANTITY_TIME_ADJECTIVES, /* what may stand between a number and a unit of time */
    QUANTITY_BEFORE_LABEL,    /* nouns whose number behind them is a name: "page 5", "Flight 17" */
    QUANTITY_DATE_PREPOSITIONS,  /* what stands before years */
    QUANTITY_STREETS,            /* what makes a number before capitals an address */
    QUANTITY_STOP,               /* words that end a noun phrase without being part of it */
    QUANTITY_NOT_PLURAL,         /* words in -s that are no plural nouns */
    QUANTITY_PLURALS,            /* plural nouns that do not end in -s */
    QUANTITY_PEOPLE,             /* nouns for one person, to read "one soldier" by */
    QUANTITY_SPORT,              /* words that tell a score from a range */
    QUANTITY_ADJECTIVES_SKIPPED, /* what may stand between a number and its noun */
    QUANTITY_KILLING,            /* verbs before a number of dead */
    QUANTITY_ANIMALS,            /* whose deaths are no casualties */
    QUANTITY_CLAIMING,           /* verbs before a number of lives */
    QUANTITY_TOLLS,              /* nouns whose number behind them counts dead */
    QUANTITY_PERSONS,            /* plural nouns for persons that are not made with -s */
    QUANTITY_WOUNDING,           /* verbs before a number of injured */
    QUANTITY_DISPLACING,         /* verbs before a number of displaced */
    QUANTITY_DEAD,               /* what makes people before it dead, or counts the dead */
    QUANTITY_INJURED,            /* likewise injured */
    QUANTITY_MISSING,            /* likewise missing */
    QUANTITY_DISPLACED,          /* likewise displaced */
    QUANTITY_AUXILIARIES,        /* what may stand between a noun and what befell it */
    QUANTITY_LINKS,              /* what may stand between a toll and its number */
    QUANTITY_OBJECTS,            /* what follows a verb in the active */
    QUANTITY_DETERMINERS,        /* what stands between "of" and a noun */
    QUANTITY_ORDINAL_BEFORE,     /* what an ordinal with a noun follows */
    QUANTITY_ORDINAL_NOT,        /* nouns that no ordinal counts, or that are times */
    QUANTITY_MONEY_MATERIALS,    /* what pounds of weight are of */
    QUANTITY_LENGTH_CONTEXT,     /* what shows that "5m" are metres */
    QUANTITY_NOT_COUNTED,        /* behind a hyphen: what makes no count of the number */
    QUANTITY_LISTS,
};

/* For the unit test: the search counts on it. */
bool quantity_words_sorted(void);

#endif
