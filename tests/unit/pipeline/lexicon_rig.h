/* lexicon_rig: what a worker knows of words, made once for the tests of a file. */
#ifndef DATELINE_TESTS_LEXICON_RIG_H
#define DATELINE_TESTS_LEXICON_RIG_H

#include "pipeline/lexicon.h"

static struct arena arena; /* of the group: nothing in it is rewound */
static const struct lexicon *lexicon;

static inline int lexicon_up(void **state)
{
    (void)state;
    if (arena_init(&arena, 1u << 20) != STATUS_OK) {
        return -1;
    }
    lexicon = lexicon_make(&arena);
    return 0;
}

static inline int lexicon_down(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

#endif
