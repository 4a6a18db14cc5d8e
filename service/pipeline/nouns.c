#include "pipeline/nouns.h"

/* "woman" ends in "man": women are asked first. */
static const struct str women_ends[] = {STR_INIT("woman"), STR_INIT("women")};
static const struct str men_ends[] = {STR_INIT("man"), STR_INIT("men")};

static bool ends_in(struct str lemma, const struct str ends[2])
{
    return (lemma.len > ends[0].len + 2) &&
           (str_ends_with(lemma, ends[0]) || str_ends_with(lemma, ends[1]));
}

enum gender noun_gender(struct str lemma)
{
    if (scan_in_list(&nouns_women, lemma) || ends_in(lemma, women_ends)) {
        return GENDER_FEMALE;
    }
    /* Not by the ending "-man" alone: Oman, talisman, human. */
    if (scan_in_list(&nouns_men, lemma) ||
        (ends_in(lemma, men_ends) && scan_in_list(&nouns_persons, lemma) && lemma.len > 6)) {
        return GENDER_MALE;
    }
    return GENDER_UNKNOWN;
}

enum noun_class noun_class(struct str lemma)
{
    if (scan_in_list(&nouns_persons, lemma) || ends_in(lemma, women_ends) ||
        str_ends_with(lemma, STR("person"))) {
        return NOUN_PERSON;
    }
    return scan_in_list(&nouns_groups, lemma)   ? NOUN_GROUP
           : scan_in_list(&nouns_places, lemma) ? NOUN_PLACE
           : scan_in_list(&nouns_times, lemma)  ? NOUN_TIME
                                                : NOUN_THING;
}
