/* name_form: the parts of a name, and whether two names can be one person's or one organization's.
 *
 * A form is one way of writing a name in an article. Its words are those of its key
 * (text/name_key.h), without titles, suffixes and particles; "bin Salman" is one word, for his
 * father is another man.
 *
 * Threads  pure functions.
 */
#ifndef DATELINE_PIPELINE_NAME_FORM_H
#define DATELINE_PIPELINE_NAME_FORM_H

#include "article/article.h"

struct pack;

enum { NAME_WORDS_MAX = 10 };

struct name_form {
    enum entity_type type;
    struct str key;                   /* of the whole name */
    struct str words[NAME_WORDS_MAX]; /* slices of key */
    uint32_t word_count;
    struct str suffix;  /* "jr", "iii", or absent */
    enum gender gender; /* of a person, by title or given name */
    bool titled;        /* the gender comes from a title */
    bool acronym;       /* one word in capitals */
    bool relative;      /* a person told first as somebody's: "his wife, Ana Kos" */
    uint32_t first;     /* the first mention of it */
    uint32_t last;      /* the last */
    uint32_t count;     /* mentions */
    uint32_t cluster;   /* what it was joined to */
};

/* How sure two forms name the same; more is surer. */
enum name_match {
    NAME_DIFFERENT, /* or nothing to say it */
    NAME_BY_PART,   /* a given or middle name alone: "Hillary" */
    NAME_BY_FAMILY,
    NAME_BY_SEVERAL, /* two words or more agree, none disagrees */
};

/* Reads the key into words. `key` must outlive the form. */
void name_form_read(struct name_form *f, const struct pack *pack, struct str key);

/* May the shorter form name the person that the fuller one does? */
enum name_match name_form_person(const struct name_form *fuller, const struct name_form *shorter,
                                 const struct pack *pack);
/* "Goldman" of "Goldman Sachs", "Red Cross" of "International Red Cross", all of its words; no part
 * of the other body that a further word makes: "Harrow University" of "Harrow University Press",
 * "Academy of Arts" of "Branch of the Academy of Arts". */
bool name_form_part_of(const struct name_form *fuller, const struct name_form *shorter);
/* "of" or "for" at that word: what follows tells which. */
bool name_form_goes_on(const struct name_form *f, uint32_t at);
/* Is the word what the organization is, "navy" of "Royal Navy", "bank" of "Bank of Harrow"? */
bool name_form_is_head(const struct name_form *f, struct str word);
/* "Hurricane", "USS": a word before a name that says what is named, and part of it. */
bool name_form_is_class(struct str word);
/* "Humberto" of "Hurricane Humberto". */
bool name_form_is_thing(const struct name_form *fuller, const struct name_form *shorter);
/* Does the acronym stand for the words, with or without their small words? */
bool name_form_abbreviates(const struct name_form *acronym, const struct name_form *words);
/* One letter more, less or other (two in long names), the first the same: "Zelensky" and
 * "Zelenskyy". */
bool name_form_variant(struct str a, struct str b);
/* The same Slavic family name by another romanisation (BGN/PCGN, ISO 9, passports, the press):
 * "zelensky", "zelenskyy", "zelenskiy", "zelenskyi". */
bool name_form_romanised(struct str a, struct str b);
/* "zelensk" of "zelenskyy"; absent for names of another make. */
struct str name_form_slavic_stem(struct str name);
/* "jr", "iii": what a person's name ends in, as a key. */
bool name_form_is_suffix(struct str word);
struct str name_form_family(const struct name_form *f);

#endif
