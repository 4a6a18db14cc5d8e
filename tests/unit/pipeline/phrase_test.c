/* phrase: noun phrases of trees that are written out, a word a row. */
#include "pipeline/phrase.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

enum { WORDS_MAX = 12, ARENA_BYTES = 1 << 20 };

struct row {
    const char *what;
    struct {
        const char *form, *upos, *relation;
        uint32_t parent; /* from 1, 0 of the root */
    } words[WORDS_MAX];
    uint32_t head; /* from 0 */
    const char *phrase;
};

static const struct row rows[] = {
    {"the preposition is none of it",
     {{"in", "ADP", "case", 3},
      {"quiet", "ADJ", "amod", 3},
      {"Port", "PROPN", "obl", 0},
      {"Elden", "PROPN", "flat", 3}},
     2,
     "quiet Port Elden"},
    {"nor when it hangs on a later word",
     {{"in", "ADP", "case", 3}, {"Port", "PROPN", "obl", 0}, {"Elden", "PROPN", "flat", 2}},
     1,
     "Port Elden"},
    {"nor an \"and\" before an apposition's name",
     {{"and", "CCONJ", "cc", 3}, {"baker", "NOUN", "conj", 0}, {"Roe", "PROPN", "appos", 2}},
     1,
     "baker Roe"},
    {"one inside of it is",
     {{"at", "ADP", "case", 2},
      {"least", "ADJ", "nmod", 3},
      {"ten", "NUM", "nummod", 4},
      {"bakers", "NOUN", "nsubj", 0}},
     3,
     "at least ten bakers"},
    {"of what stands behind a noun the bounds are its own",
     {{"a", "DET", "det", 2},
      {"baker", "NOUN", "root", 0},
      {"in", "ADP", "case", 4},
      {"Split", "PROPN", "nmod", 2},
      {",", "PUNCT", "punct", 2}},
     1,
     "a baker in Split"},
};

static struct str phrase_in(const struct row *row, struct arena *arena, char *text)
{
    struct article a = {.arena = arena};
    struct str *upos = arena_alloc_array(arena, WORDS_MAX, sizeof *upos);
    struct str *relations = arena_alloc_array(arena, WORDS_MAX, sizeof *relations);
    uint32_t *heads = arena_alloc_array(arena, WORDS_MAX, sizeof *heads), len = 0, n = 0;
    for (; n < WORDS_MAX && row->words[n].form; n++) {
        uint32_t word = (uint32_t)strlen(row->words[n].form);
        memcpy(text + len, row->words[n].form, word);
        *vec_push(&a.tokens, arena, WORDS_MAX) = (struct token){len, len + word};
        len += word;
        text[len++] = ' ';
        upos[n] = str_of(row->words[n].upos);
        relations[n] = str_of(row->words[n].relation);
        heads[n] = row->words[n].parent;
    }
    a.text = str_make(text, len);
    a.tags.upos = upos;
    a.trees = (struct trees){.head = heads, .deprel = relations};
    *vec_push(&a.sentences, arena, 1) = (struct sentence){.token_end = n};
    struct phrases p;
    phrases_init(&p, &a, arena);
    struct token_range r = phrase_of(&p, row->head);
    return str_slice(a.text, a.tokens.items[r.begin].begin, a.tokens.items[r.end - 1].end);
}

static void phrases_have_their_bounds(void **state)
{
    (void)state;
    struct arena arena;
    assert_int_equal(arena_init(&arena, ARENA_BYTES), STATUS_OK);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char text[256];
        arena_reset(&arena);
        struct str found = phrase_in(&rows[i], &arena, text);
        if (!str_equal(found, str_of(rows[i].phrase))) {
            fail_msg("%s: \"%.*s\"", rows[i].what, STR_ARG(found));
        }
    }
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(phrases_have_their_bounds)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
