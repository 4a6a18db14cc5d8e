/* A sentence as words, figures and signs: finer than tokens, for money and units are glued to
 * figures in every manner ("USD500", "5m", "30°C"). */
#include "pipeline/pipeline.h"
#include "pipeline/quantity.h"
#include "pipeline/scan.h"

/* The end of single letters parted by stops: "U.S.", "p.m."; `at` where none begin. */
static uint32_t dotted_end(const char *t, uint32_t at, uint32_t end)
{
    uint32_t stop = at, letters = 0;
    while (stop + 1 < end && scan_is_letter(scan_at(t, stop, end)) && t[stop + 1] == '.' &&
           scan_at(t, stop, end).len == 1) {
        stop += 2;
        letters++;
    }
    return letters > 1 ? stop : at;
}

static uint32_t word_end(const char *t, uint32_t at, uint32_t end)
{
    uint32_t dotted = dotted_end(t, at, end);
    if (dotted > at) {
        return dotted;
    }
    for (;;) {
        struct glyph g = scan_at(t, at, end);
        bool inner = scan_is_apostrophe(g) && scan_is_letter(scan_at(t, at + g.len, end));
        if (!scan_is_letter(g) && !inner) {
            return at;
        }
        at += g.len;
    }
}

/* Most words are letters of ASCII with a blank behind them; `at` for the others. */
static uint32_t plain_word_end(const char *t, uint32_t at, uint32_t end)
{
    uint32_t stop = scan_letters_end(t, at, end);
    char next = stop < end ? t[stop] : ' ';
    bool plain = next == ' ' || next == ',' || (next == '.' && stop > at + 1);
    return plain && stop - at < UINT16_MAX ? stop : at;
}

/* Figures with the commas, stops and apostrophes between them. */
static uint32_t figures_end(const char *t, uint32_t at, uint32_t end)
{
    for (;;) {
        struct glyph g = scan_at(t, at, end);
        bool inner = (g.cp == ',' || g.cp == '.' || scan_is_apostrophe(g)) &&
                     scan_at(t, at + g.len, end).kind == GLYPH_DIGIT;
        if (g.kind != GLYPH_DIGIT && !inner) {
            return at;
        }
        at += g.len;
    }
}

static uint32_t cut_end(const char *t, uint32_t at, uint32_t end, uint8_t *kind)
{
    struct glyph g = scan_at(t, at, end);
    if (scan_is_letter(g)) {
        *kind = PIECE_WORD;
        return word_end(t, at, end);
    }
    if (g.kind == GLYPH_DIGIT && g.len == 1) {
        *kind = PIECE_FIGURES;
        return figures_end(t, at, end);
    }
    *kind = PIECE_SIGN;
    return at + g.len;
}

/* Figures and the commonest signs are in no table; of a word outside ASCII the tables decide. */
static uint64_t marks_of(const struct look *l, uint32_t begin, uint32_t end, uint8_t kind)
{
    static const uint64_t tables = UINT64_C(1) << MARK_MONEY_NOUN | UINT64_C(1) << MARK_MONEY_CODE |
                                   UINT64_C(1) << MARK_MEASURE | UINT64_C(1) << MARK_HEDGE_END |
                                   UINT64_C(1) << MARK_SHARE;
    char first = l->text.ptr[begin];
    if (kind == PIECE_FIGURES || first == ',' || first == '.') {
        return 0;
    }
    uint64_t marks = lexicon_find(l->a->state->lexicon, l->text, begin, end)->marks;
    for (uint32_t i = begin; i < end; i++) {
        if (l->text.ptr[i] & 0x80) {
            return marks | tables;
        }
    }
    return marks;
}

void pieces_cut(struct look *l)
{
    const char *t = l->text.ptr;
    l->pieces = arena_alloc_raw(
        &l->a->state->scratch, (size_t)(l->end - l->begin) * sizeof *l->pieces + sizeof *l->pieces);
    l->count = 0;
    for (uint32_t at = l->begin; at < l->end;) {
        uint32_t begin = scan_skip_blanks(t, at, l->end);
        if (begin >= l->end) {
            return;
        }
        struct piece *p = &l->pieces[l->count++];
        uint32_t plain = plain_word_end(t, begin, l->end);
        if (plain > begin) {
            *p = (struct piece){begin, (uint16_t)(plain - begin), PIECE_WORD,
                                begin == at && at > l->begin,
                                lexicon_find(l->a->state->lexicon, l->text, begin, plain)->marks};
            at = plain;
            continue;
        }
        uint32_t stop = cut_end(t, begin, l->end, &p->kind);
        p->begin = begin;
        p->len = (uint16_t)(stop - begin < UINT16_MAX ? stop - begin : UINT16_MAX);
        p->glued = begin == at && at > l->begin;
        p->marks = marks_of(l, begin, stop, p->kind);
        at = stop;
    }
}

struct str piece_text(const struct look *l, uint32_t i)
{
    if (i >= l->count) {
        return STR("");
    }
    return str_slice(l->text, l->pieces[i].begin, l->pieces[i].begin + l->pieces[i].len);
}

bool piece_is_word(const struct look *l, uint32_t i)
{
    return i < l->count && l->pieces[i].kind == PIECE_WORD;
}

bool piece_is_capital(const struct look *l, uint32_t i)
{
    return piece_is_word(l, i) &&
           scan_at(l->text.ptr, l->pieces[i].begin, l->end).kind == GLYPH_UPPER;
}

bool piece_is_glued(const struct look *l, uint32_t i)
{
    return i < l->count && l->pieces[i].glued;
}

bool piece_is_hyphen(const struct look *l, uint32_t i)
{
    return piece_is_glued(l, i) && l->pieces[i].kind == PIECE_SIGN &&
           scan_at(l->text.ptr, l->pieces[i].begin, l->end).kind == GLYPH_DASH;
}

uint32_t piece_end(const struct look *l, uint32_t i)
{
    return l->pieces[i].begin + l->pieces[i].len;
}

bool piece_is_figures(const struct look *l, uint32_t i)
{
    return i < l->count && l->pieces[i].kind == PIECE_FIGURES;
}

uint32_t piece_at(const struct look *l, uint32_t from, size_t offset)
{
    while (from < l->count && l->pieces[from].begin < offset) {
        from++;
    }
    return from;
}
