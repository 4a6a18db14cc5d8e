/* encode: the language model's vector of each word.
 *
 * Reads    sentences, tokens, sections, mode.   Writes  vectors.
 * Memory   vectors live in a->arena; the worker's engine holds the rest.
 * Budget   ENCODE_UNITS for each piece of a window, asked for before the window is run.
 * Errors   STATUS_MODEL: there is no model; STATUS_LIMIT: more than ENCODED_WORDS_MAX words, or
 *          the budget. Then there are none.
 *
 * Consecutive sentences go into windows of up to WINDOW_AIM pieces, as the trainer packs them; a
 * longer sentence gets a window of
 * its own, and one of more than WINDOW_MOST pieces is cut between words there. A title shares no
 * window with the text. Of a word
 * with more than WORD_PIECES pieces (a long address) the first so many are read. */
#include <string.h>

#include "article/article.h"
#include "model/engine.h"
#include "model/models.h"
#include "model/wordpiece.h"
#include "pipeline/pipeline.h"
#include "pipeline/stages.h"
#include "pipeline/vectors.h"

enum {
    WINDOW_AIM = 62, /* without [CLS] and [SEP] */
    WINDOW_MOST = ENGINE_PIECES_MAX - 2,
    WORD_PIECES = 64,
    ENCODE_UNITS = 12,
};

/* The window that is being filled. Pieces stand behind [CLS]; those from `mark` on belong to the
 * sentence that is being read. */
struct packing {
    struct article *a;
    const struct model *model;
    uint16_t pieces[1 + WINDOW_MOST + WORD_PIECES + 1];
    uint8_t cases[1 + WINDOW_MOST + WORD_PIECES + 1];
    uint16_t firsts[WINDOW_MOST + 1];
    uint32_t count, words, mark, mark_words; /* count: pieces without [CLS] */
    uint32_t token_begin;                    /* the token of the first word */
    bool full;
};

/* Runs the first `words` words, which are `count` pieces, and moves the rest to the front. */
static void run_window(struct packing *p, uint32_t count, uint32_t words)
{
    struct article *a = p->a;
    if (words == 0) {
        return;
    }
    p->full = p->full || !article_spend(a, (uint64_t)(count + 2) * ENCODE_UNITS);
    uint16_t piece_behind = p->pieces[1 + count];
    uint8_t case_behind = p->cases[1 + count];
    p->pieces[0] = (uint16_t)p->model->cls;
    p->pieces[1 + count] = (uint16_t)p->model->sep;
    p->cases[0] = p->cases[1 + count] = CASE_PUNCTUATION;
    struct quantised rows = vectors_from(a, p->token_begin);
    struct window w = {.pieces = p->pieces,
                       .cases = p->cases,
                       .firsts = p->firsts,
                       .piece_count = count + 2,
                       .word_count = words};
    if (!p->full) {
        engine_encode(a->state->engine, &w, vectors_exit(a), &rows);
    }
    p->pieces[1 + count] = piece_behind;
    p->cases[1 + count] = case_behind;
    memmove(p->pieces + 1, p->pieces + 1 + count, (p->count - count) * sizeof p->pieces[0]);
    memmove(p->cases + 1, p->cases + 1 + count, p->count - count);
    for (uint32_t i = words; i < p->words; i++) {
        p->firsts[i - words] = (uint16_t)(p->firsts[i] - count);
    }
    p->count -= count;
    p->words -= words;
    p->token_begin += words;
    p->mark = p->mark_words = 0;
}

static void add_word(struct packing *p, struct str form, enum piece_case written)
{
    uint32_t before = p->count,
             pieces = wordpiece_cut(p->model, form, p->pieces + 1 + before, WORD_PIECES);
    p->firsts[p->words++] = (uint16_t)(1 + before);
    memset(p->cases + 1 + before, (int)written, pieces);
    p->count += pieces;
    if (p->count > WINDOW_AIM && p->mark > 0) {
        before -= p->mark;
        run_window(p, p->mark, p->mark_words);
    }
    if (p->count > WINDOW_MOST) {
        run_window(p, before, p->words - 1);
    }
}

/* A title behind nothing but punctuation is the first word of its sentence. */
static void add_sentence(struct packing *p, const struct sentence *s)
{
    const struct article *a = p->a;
    bool begun = false;
    p->mark = p->count;
    p->mark_words = p->words;
    for (uint32_t i = s->token_begin; i < s->token_end && !p->full; i++) {
        struct str form =
            article_slice(a, (struct span){a->tokens.items[i].begin, a->tokens.items[i].end});
        enum piece_case written = wordpiece_case(form);
        add_word(p, form, written == CASE_TITLE && !begun ? CASE_TITLE_FIRST : written);
        begun |= written != CASE_PUNCTUATION;
    }
}

static bool is_headline(const struct article *a, const struct sentence *s)
{
    if (s->paragraph >= a->paragraphs.count) {
        return false;
    }
    uint32_t section = a->paragraphs.items[s->paragraph].section;
    return section < a->sections.count && a->sections.items[section].kind == SECTION_HEADLINE;
}

static void make_room(struct article *a, uint32_t width)
{
    enum { ROWS_BEHIND = 8 }; /* the kernels read rows up to a multiple of 8 */
    size_t rows = a->tokens.count + (size_t)ROWS_BEHIND;
    a->vectors.width = width;
    a->vectors.bytes = arena_alloc_raw(a->arena, rows * width);
    a->vectors.scale = arena_alloc_raw(a->arena, rows * sizeof *a->vectors.scale);
    a->vectors.zero = arena_alloc_raw(a->arena, rows * sizeof *a->vectors.zero);
}

enum status encode_run(struct article *a, const struct models *m)
{
    if (!m->model || !a->state->engine) {
        return STATUS_MODEL;
    }
    if (a->tokens.count > ENCODED_WORDS_MAX) {
        return STATUS_LIMIT;
    }
    struct packing p = {.a = a, .model = m->model};
    make_room(a, m->model->shape.width);
    bool headline = a->sentences.count > 0 && is_headline(a, &a->sentences.items[0]);
    for (uint32_t i = 0; i < a->sentences.count && !p.full; i++) {
        bool now = is_headline(a, &a->sentences.items[i]);
        if (now != headline) {
            run_window(&p, p.count, p.words);
            headline = now;
        }
        add_sentence(&p, &a->sentences.items[i]);
    }
    run_window(&p, p.count, p.words);
    return p.full ? STATUS_LIMIT : STATUS_OK;
}
