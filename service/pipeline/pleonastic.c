#include "pipeline/pleonastic.h"

#include "pipeline/nouns.h"
#include "pipeline/scan.h"

/* Sorted lemmas. Levin 1993, 57, without those that things do too ("pour", "clear", "freeze"). */
WORD_LIST(weather_verbs, "drizzle", "hail", "mizzle", "rain", "sleet", "snow", "thunder");
WORD_LIST(weather_adjectives, "chilly", "cloudy", "foggy", "misty", "rainy", "snowy", "sunny",
          "windy");
WORD_LIST(hours, "dawn", "dusk", "midday", "midnight", "noon", "o'clock");

bool pleonastic_it(const struct phrases *p, uint32_t token)
{
    uint32_t head = p->parent[token];
    if (head == NO_INDEX || head < token || !phrase_is(p, token, STR("nsubj")) ||
        !str_equal_nocase(phrase_form(p, token), STR("it"))) {
        return false;
    }
    struct str lemma = phrase_lemma(p, head);
    if (phrase_child(p, head, STR("cop")) == NO_INDEX) {
        return scan_in_list(&weather_verbs, lemma);
    }
    return scan_in_list(&weather_adjectives, lemma) || scan_in_list(&hours, lemma) ||
           noun_class(lemma) == NOUN_TIME;
}
