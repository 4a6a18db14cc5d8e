/* Each head draws one column over the stretch from its first to its last word, the columns of
 * heads left of those of their words. So heads take their turns from the root downwards, and a
 * row is finished when the head that it leads to has drawn. Quadratic in the words of a sentence,
 * which are bounded. */
#include "forms/tree.h"

enum cell {
    CELL_NONE,
    CELL_DOWN,  /* │ */
    CELL_LINE,  /* ─ from here on the row is a line to its word */
    CELL_FIRST, /* ╭ */
    CELL_MORE,  /* ├ */
    CELL_LAST,  /* ╰ */
    CELL_UP,    /* ┴ the head itself: all its words stand above it */
    CELL_BELOW, /* ┬ all below */
    CELL_CROSS, /* ┼ on both sides; or a branch that crosses a line */
};

static const char *const cells[] = {" ", "│", "─", "╭", "├", "╰", "┴", "┬", "┼"};

struct drawing {
    const struct wire_tokens *t;
    uint32_t begin, count; /* the sentence's words */
    struct buf rows[TREE_DRAWN_MAX];
    uint32_t queue[TREE_DRAWN_MAX]; /* heads in the order of their turns */
    uint32_t queued;
};

/* The place of the head in the sentence, `count` for the root. */
static uint32_t head_of(const struct drawing *d, uint32_t i)
{
    uint32_t head = d->t->head[d->begin + i];
    return head == 0 || head > d->count ? d->count : head - 1;
}

static bool is_line(const struct buf *row)
{
    return row->len > 0 && row->ptr[row->len - 1] >= CELL_LINE;
}

static void widen(struct buf *row, size_t width)
{
    char filler = is_line(row) ? CELL_LINE : CELL_NONE;
    while (row->len < width) {
        buf_add_byte(row, filler);
    }
}

static enum cell cell_of(const struct drawing *d, uint32_t head, uint32_t i, uint32_t first,
                         uint32_t last)
{
    if (i == head) {
        return i == first ? CELL_BELOW : i == last ? CELL_UP : CELL_CROSS;
    }
    if (head_of(d, i) == head) {
        return i == first ? CELL_FIRST : i == last ? CELL_LAST : CELL_MORE;
    }
    return is_line(&d->rows[i]) ? CELL_CROSS : CELL_DOWN;
}

/* Draws the column of `head` and gives its words their turns. */
static void draw_column(struct drawing *d, uint32_t head)
{
    uint32_t first = head, last = head, before = d->queued;
    for (uint32_t i = 0; i < d->count; i++) {
        if (head_of(d, i) == head) {
            first = i < first ? i : first;
            last = i > last ? i : last;
            d->queue[d->queued++] = i;
        }
    }
    if (d->queued == before) {
        return;
    }
    size_t width = 0;
    for (uint32_t i = first; i <= last; i++) {
        width = d->rows[i].len > width ? d->rows[i].len : width;
    }
    for (uint32_t i = first; i <= last; i++) {
        enum cell cell = cell_of(d, head, i, first, last);
        widen(&d->rows[i], width);
        buf_add_byte(&d->rows[i], (char)cell);
        buf_add_byte(&d->rows[i], cell >= CELL_LINE ? CELL_LINE : CELL_NONE);
    }
}

/* False when some words hang on no root. */
static bool draw(struct drawing *d)
{
    d->queued = 0;
    for (uint32_t i = 0; i < d->count; i++) {
        buf_clear(&d->rows[i]);
        if (head_of(d, i) == d->count) {
            d->queue[d->queued++] = i;
            buf_add_byte(&d->rows[i], CELL_LINE);
        }
    }
    for (uint32_t turn = 0; turn < d->queued; turn++) {
        draw_column(d, d->queue[turn]);
    }
    return d->queued == d->count;
}

/* ---- lines ---- */

struct page {
    const struct wire_analysis *m;
    struct buf *out;
    bool colour;
};

static size_t characters(struct str s)
{
    size_t count = 0;
    for (size_t i = 0; i < s.len; i++) {
        count += ((unsigned char)s.ptr[i] & 0xC0) != 0x80;
    }
    return count;
}

static void put_cell(const struct page *p, struct str s, size_t width)
{
    for (size_t i = 0; i < s.len; i++) {
        buf_add_byte(p->out, (unsigned char)s.ptr[i] < 0x20 ? ' ' : s.ptr[i]);
    }
    for (size_t at = characters(s); at < width; at++) {
        buf_add_byte(p->out, ' ');
    }
}

static void put_word(const struct page *p, uint32_t i, size_t width)
{
    const struct wire_tokens *t = &p->m->tokens;
    enum { UPOS_WIDTH = 6, RELATION_WIDTH = 12 };
    put_cell(p, t->form[i], width);
    buf_add_str(p->out, p->colour ? STR("\033[2m  ") : STR("  "));
    put_cell(p, t->has_upos ? t->upos[i] : (struct str){0}, UPOS_WIDTH);
    put_cell(p, t->has_deprel ? t->deprel[i] : (struct str){0}, RELATION_WIDTH);
    put_cell(p, t->has_lemma ? t->lemma[i] : (struct str){0}, 0);
    buf_add_str(p->out, p->colour ? STR("\033[0m\n") : STR("\n"));
}

static void put_row(const struct page *p, const struct buf *row)
{
    for (size_t i = 0; i < row->len; i++) {
        buf_add_str(p->out, str_of(cells[(unsigned char)row->ptr[i]]));
    }
    buf_add_str(p->out, is_line(row) ? STR("─ ") : STR("  "));
}

static void put_sentence(const struct page *p, struct drawing *d, const struct wire_sentence *s)
{
    d->begin = s->tokens.begin;
    d->count = s->tokens.end - s->tokens.begin;
    bool drawn = d->count <= TREE_DRAWN_MAX && draw(d);
    size_t widest = 0;
    for (uint32_t i = 0; i < d->count; i++) {
        size_t width = characters(d->t->form[d->begin + i]) + (drawn ? d->rows[i].len : 0);
        widest = width > widest ? width : widest;
    }
    for (uint32_t i = 0; i < d->count; i++) {
        if (drawn) {
            put_row(p, &d->rows[i]);
        }
        put_word(p, d->begin + i, widest - (drawn ? d->rows[i].len : 0));
    }
    buf_add_byte(p->out, '\n');
}

/* An analysis may come from anywhere: its columns need not be of one length. */
static bool are_columns(const struct wire_tokens *t)
{
    uint32_t n = t->begin_count;
    return t->form_count == n && t->head_count == n && (!t->has_lemma || t->lemma_count == n) &&
           (!t->has_upos || t->upos_count == n) && (!t->has_deprel || t->deprel_count == n);
}

enum status tree_write(const struct wire_analysis *m, bool colour, struct buf *out)
{
    struct page p = {m, out, colour};
    struct drawing d = {.t = &m->tokens};
    if (!m->has_sentences || !m->has_tokens || !m->tokens.has_head) {
        return STATUS_NOT_FOUND;
    }
    if (!are_columns(&m->tokens)) {
        return STATUS_INVALID;
    }
    for (uint32_t i = 0; i < m->sentences_count; i++) {
        const struct wire_sentence *s = &m->sentences[i];
        if (s->tokens.begin <= s->tokens.end && s->tokens.end <= m->tokens.begin_count) {
            put_sentence(&p, &d, s);
        }
    }
    for (uint32_t i = 0; i < TREE_DRAWN_MAX; i++) {
        buf_release(&d.rows[i]);
    }
    return STATUS_OK;
}
