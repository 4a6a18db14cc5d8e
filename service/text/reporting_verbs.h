/* reporting_verbs: the verbs that hand words over to somebody ("said", "told", "called").
 *
 * Forms and lemmas written by hand for English news, in the American and the British spelling;
 * compared with the verb lists of the Gender Gap Tracker (MIT) and of JournalismAI's quote
 * extraction (Apache-2.0), whose verbs of mere showing and finding are left out or marked weak.
 *
 * Threads  pure functions.
 */
#ifndef DATELINE_TEXT_REPORTING_VERBS_H
#define DATELINE_TEXT_REPORTING_VERBS_H

#include "base/str.h"

enum reporting_strength {
    REPORTING_NONE,
    REPORTING_WEAK,   /* may introduce a quoted word or phrase: "called", "described", "thought" */
    REPORTING_SPEECH, /* introduces speech: "said", "told", "added" */
};

/* The lemma goes to *lemma (static) where it is not NULL and the word is such a verb. ASCII case
 * does not matter. */
enum reporting_strength reporting_verb_find(struct str word, struct str *lemma);

#endif
