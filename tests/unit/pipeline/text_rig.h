/* text_rig: an article from a text whose lines are its paragraphs, and the three text stages run
 * over it. */
#ifndef DATELINE_TESTS_TEXT_RIG_H
#define DATELINE_TESTS_TEXT_RIG_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "article/article.h"
#include "pipeline/lexicon.h"
#include "pipeline/pipeline.h"
#include "pipeline/scan.h"
#include "pipeline/stages.h"

struct text_rig {
    struct arena arena;
    struct pipeline_state state;
    struct article article;
};

static struct text_rig rig;

static inline int rig_up(void **state)
{
    (void)state;
    if (arena_init(&rig.arena, 256u << 20) != STATUS_OK ||
        arena_init(&rig.state.scratch, 16u << 20) != STATUS_OK ||
        arena_init(&rig.state.kept, 1u << 20) != STATUS_OK) {
        return -1;
    }
    rig.state.lexicon = lexicon_make(&rig.state.kept);
    rig.article.arena = &rig.arena;
    rig.article.state = &rig.state;
    return 0;
}

static inline int rig_down(void **state)
{
    (void)state;
    arena_release(&rig.arena);
    arena_release(&rig.state.scratch);
    arena_release(&rig.state.kept);
    return 0;
}

static inline void rig_paragraphs(struct article *a)
{
    for (size_t at = 0; at < a->text.len;) {
        size_t end = str_find_byte(a->text, '\n', at);
        end = end == SIZE_MAX ? a->text.len : end;
        struct str line = str_trim(str_slice(a->text, at, end));
        if (line.len) {
            struct paragraph *p = vec_push(&a->paragraphs, a->arena, PARAGRAPHS_MAX);
            assert_non_null(p);
            p->span.begin = (uint32_t)(line.ptr - a->text.ptr);
            p->span.end = p->span.begin + (uint32_t)line.len;
        }
        at = end + 1;
    }
}

/* The text is borrowed. */
static inline struct article *rig_article(struct str text)
{
    struct article *a = &rig.article;
    article_reset(a);
    a->units_left = ARTICLE_UNITS;
    a->text = text;
    rig_paragraphs(a);
    return a;
}

/* Runs the stages up to the one asked for; their statuses are looked at by the caller where they
 * matter. */
static inline struct article *rig_run(struct str text)
{
    struct article *a = rig_article(text);
    assert_int_equal(sentence_run(a, NULL), STATUS_OK);
    assert_int_equal(tokenise_run(a, NULL), STATUS_OK);
    assert_int_equal(quote_run(a, NULL), STATUS_OK);
    return a;
}

static inline void assert_sorted(const char *name, const struct word_list *list)
{
    for (uint32_t i = 1; i < list->count; i++) {
        if (strcmp(list->words[i - 1], list->words[i]) >= 0) {
            fail_msg("%s: \"%s\" stands before \"%s\"", name, list->words[i - 1], list->words[i]);
        }
    }
}

/* One piece over and over, as often as it fits. */
static inline struct str rig_repeat(char *out, size_t size, const char *piece)
{
    size_t len = strlen(piece), used = 0;
    for (; used + len <= size; used += len) {
        memcpy(out + used, piece, len);
    }
    return str_make(out, used);
}

/* A text of pieces that the stages look at, the same for the same seed. */
static inline struct str rig_noise(char *out, size_t size, uint64_t seed)
{
    static const char *const pieces[] = {
        "a",   "Be",  "said", "the ",  " ",    " ",  "\n",
        ".",   ". ",  "!",    "?",     "...",  "…",  ",",
        "'",   "’",   "‘",    "\"",    "“",    "”",  "«",
        "»",   "„",   "``",   "''",    "-",    "—",  "(",
        ")",   "[1]", "1",    "25",    "U.S",  "Mr", "http://",
        "@",   "#",   "$",    "é",     "Ž",    "€",  "\xF0\x9F\x98\x80",
        "n't", "'s",  "e.g",  "p.m",   ":)",   "/",  "*",
        "_",   "&",   "%",    "x.com", "713-", "\t",
    };
    size_t len = 0;
    for (;;) {
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        const char *piece = pieces[(seed >> 33) % (sizeof pieces / sizeof pieces[0])];
        size_t more = strlen(piece);
        if (len + more > size) {
            return str_make(out, len);
        }
        memcpy(out + len, piece, more);
        len += more;
    }
}

#endif
