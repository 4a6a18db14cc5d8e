/* pipeline: runs the stages of the table over an article.
 *
 * A stage runs when every layer that it needs is there and what it provides is not; else its record
 * says why not. A stage that fails or runs over its budget leaves its layer absent; later stages go
 * on with what they have; the article is published all the same and says so.
 *
 * Threads  any number of workers at once, each with its own article and pipeline_state; models are
 *          read-only.
 */
#ifndef DATELINE_PIPELINE_PIPELINE_H
#define DATELINE_PIPELINE_PIPELINE_H

#include <stddef.h>
#include <stdint.h>

#include "article/article.h"

struct engine;
struct lexicon;
struct models;
struct timex_index;

struct stage {
    const char *name;
    enum status (*run)(struct article *a, const struct models *m);
    uint32_t needs, provides; /* enum layer */
    const char *finds;        /* for --list-stages and the README table */
};

extern const struct stage stages[];
extern const size_t stage_count;

/* What a worker keeps from article to article. */
struct pipeline_state {
    struct arena scratch;          /* mark and rewind within a stage */
    struct arena kept;             /* holds the next two, made once */
    const struct lexicon *lexicon; /* the words of times and quantities */
    const struct timex_index *timex;
    struct engine *engine;      /* runs the language model; NULL without one */
    void *language;             /* the language guesser's own (pipeline/language.c) */
    struct str assume_language; /* configured: what `und` is read as; "en" */
};

/* STATUS_MODEL when a library or its data is missing: the message is logged. `m` may be NULL: no
 * models. */
enum status pipeline_state_init(struct pipeline_state *s, const struct models *m) MUST_CHECK;
void pipeline_state_release(struct pipeline_state *s); /* accepts zeroed memory */

/* True when the table's needs are met in its order; else names the first stage whose needs are
 * not. */
bool pipeline_check(const char **culprit);

/* a->text is assembled, a->state is set. Never fails as a whole: see a->stages. */
void pipeline_run(struct article *a, const struct models *m);

/* The arena limit of one article: the sum of all declared maxima (asserted in pipeline.c). */
size_t pipeline_arena_bytes(void);

#endif
