/* Buffers are sized for the largest window; a small one touches the front of them only, so what
 * a worker holds in memory follows
 * what it was given. */
#include "model/engine.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { ALIGN = 64, LABEL_ROWS = 8 /* words whose label products are held at once */ };

struct engine {
    const struct model *m;
    const struct kernels *k;
    float *x, *mixed;    /* (PIECES, width) */
    float *wide;         /* (PIECES, the widest product) */
    float *tag_scores;   /* (WORDS, tags) */
    float *parser;       /* (WORDS, 2 arc + 2 label) */
    float *arc_scores;   /* (WORDS, 16 + WORDS) */
    float *turned;       /* (WORDS, arc) */
    float *label_scores; /* (LABEL_ROWS, relations * label + relations) */
    float *room;         /* (KERNELS_ROOM) */
    struct quantised q;  /* (PIECES, inner) */
    char *block;
};

/* ---- making ---- */

static size_t round_up(size_t n, size_t to)
{
    return (n + to - 1) / to * to;
}

/* Hands out the front of what is left; with base NULL it only adds up. */
static void *carve(char *base, size_t *used, size_t bytes)
{
    void *p = base ? base + *used : NULL;
    *used += round_up(bytes, ALIGN);
    return p;
}

static size_t at_least(size_t a, size_t b)
{
    return a > b ? a : b;
}

static size_t lay_out(struct engine *e, char *base)
{
    const struct model_shape *s = &e->m->shape;
    const struct model_heads *h = &e->m->exits[EXIT_FAST];
    size_t used = 0, rows = ENGINE_PIECES_MAX, widest = at_least(3 * s->width, s->inner);
    widest = at_least(widest, at_least(s->tag_hidden, s->names_hidden));
    size_t most =
        at_least(at_least(s->width, s->inner),
                 at_least(at_least(s->tag_hidden, s->names_hidden), at_least(s->arc, s->label)));
    e->x = carve(base, &used, rows * s->width * 4);
    e->mixed = carve(base, &used, rows * s->width * 4);
    e->wide = carve(base, &used, rows * widest * 4);
    e->tag_scores = carve(base, &used, rows * at_least(h->tags.rows, h->names.rows) * 4);
    e->parser = carve(base, &used, rows * h->parser.rows * 4);
    e->arc_scores = carve(base, &used, rows * (rows + 16) * 4);
    e->turned = carve(base, &used, rows * s->arc * 4);
    e->label_scores = carve(base, &used, (size_t)LABEL_ROWS * h->label.rows * 4);
    e->room = carve(base, &used, KERNELS_ROOM * 4);
    e->q.bytes = carve(base, &used, rows * most);
    e->q.scale = carve(base, &used, rows * 4);
    e->q.zero = carve(base, &used, rows * 4);
    e->q.stride = most;
    return used;
}

enum status engine_new(const struct model *m, const struct kernels *k, struct engine **out)
{
    struct engine *e = calloc(1, sizeof *e);
    *out = NULL;
    if (!e) {
        return STATUS_IO;
    }
    e->m = m;
    e->k = k;
    size_t bytes = lay_out(e, NULL);
    e->block = calloc(
        1, bytes + ALIGN); /* large enough to be mapped: zero pages that become real when touched */
    if (!e->block) {
        free(e);
        return STATUS_IO;
    }
    lay_out(e, e->block + (ALIGN - (uintptr_t)e->block % ALIGN));
    *out = e;
    return STATUS_OK;
}

void engine_free(struct engine *e)
{
    if (e) {
        free(e->block);
        free(e);
    }
}

const struct model *engine_model(const struct engine *e)
{
    return e->m;
}

/* ---- the encoder ---- */

static void embed(struct engine *e, const struct window *w)
{
    const struct model *m = e->m;
    size_t width = m->shape.width;
    for (size_t i = 0; i < w->piece_count; i++) {
        const int8_t *rows[3] = {m->word.bytes + w->pieces[i] * width,
                                 m->position.bytes + i * width,
                                 m->letter_case.bytes + w->cases[i] * width};
        const float scales[3] = {m->word.scale[w->pieces[i]], m->position.scale[i],
                                 m->letter_case.scale[w->cases[i]]};
        e->k->embed(e->x + i * width, rows, scales, width);
    }
    e->k->add_norm(e->x, NULL, m->embed_norm, w->piece_count, width);
}

/* y = w of x, x in rows `stride` apart. */
static void apply(struct engine *e, const struct linear *w, const float *x, size_t stride,
                  size_t count, float *y)
{
    e->k->quantise(x, count, w->columns, stride, &e->q);
    e->k->linear(w, &e->q, count, y, w->rows);
}

/* Keeps the rows of the words' first pieces; each stands above its new place, so nothing is
 * overwritten too early. */
static void keep_words(float *x, size_t width, const struct window *w)
{
    for (size_t i = 0; i < w->word_count; i++) {
        memcpy(x + i * width, x + w->firsts[i] * width, width * 4);
    }
}

/* x = norm1(x + output(attend(qkv(x)))); x = norm2(x + down(gelu(up(x)))). Behind attention the
 * last layer needs words alone. */
static void run_layer(struct engine *e, const struct model_layer *layer, const struct window *w,
                      bool last)
{
    size_t count = w->piece_count, width = e->m->shape.width, inner = e->m->shape.inner;
    apply(e, &layer->qkv, e->x, width, count, e->wide);
    e->k->attend(e->wide, count, width, e->room, e->mixed);
    if (last) {
        keep_words(e->x, width, w);
        keep_words(e->mixed, width, w);
        count = w->word_count;
    }
    apply(e, &layer->output, e->mixed, width, count, e->wide);
    e->k->add_norm(e->x, e->wide, layer->norm1, count, width);
    apply(e, &layer->up, e->x, width, count, e->wide);
    e->k->gelu(e->wide, count * inner);
    apply(e, &layer->down, e->wide, inner, count, e->mixed);
    e->k->add_norm(e->x, e->mixed, layer->norm2, count, width);
}

void engine_encode(struct engine *e, const struct window *w, enum model_exit exit,
                   struct quantised *words)
{
    uint32_t depth = e->m->exits[exit].depth;
    embed(e, w);
    for (uint32_t i = 0; i < depth; i++) {
        run_layer(e, &e->m->layers[i], w, i + 1 == depth);
    }
    e->k->quantise(e->x, w->word_count, e->m->shape.width, e->m->shape.width, words);
}

/* ---- heads ---- */

struct tag_columns engine_tag_columns(const struct model *m)
{
    const struct model_shape *s = &m->shape;
    struct tag_columns c = {.upos = 0, .xpos = s->upos};
    c.feats = c.xpos + s->xpos;
    c.lemma = c.feats + s->feats;
    c.sentence = c.lemma + s->lemma;
    return c;
}

static struct scores two_steps(struct engine *e, const struct linear *hidden,
                               const struct linear *last, const struct quantised *words,
                               size_t count)
{
    e->k->linear(hidden, words, count, e->wide, hidden->rows);
    e->k->gelu(e->wide, count * hidden->rows);
    apply(e, last, e->wide, hidden->rows, count, e->tag_scores);
    return (struct scores){.scores = e->tag_scores, .stride = last->rows};
}

struct scores engine_tags(struct engine *e, enum model_exit exit, const struct quantised *words,
                          size_t count)
{
    const struct model_heads *h = &e->m->exits[exit];
    return two_steps(e, &h->tag_hidden, &h->tags, words, count);
}

struct scores engine_names(struct engine *e, enum model_exit exit, const struct quantised *words,
                           size_t count)
{
    const struct model_heads *h = &e->m->exits[exit];
    return two_steps(e, &h->names_hidden, &h->names, words, count);
}

struct scores engine_arcs(struct engine *e, enum model_exit exit, const struct quantised *words,
                          size_t count)
{
    const struct model_heads *h = &e->m->exits[exit];
    size_t arc = e->m->shape.arc, stride = h->parser.rows, columns = round_up(count + 1, 16);
    e->k->linear(&h->parser, words, count, e->parser, stride);
    e->k->gelu(e->parser, count * stride);
    apply(e, &h->arc, e->parser, stride, count, e->turned);
    for (size_t i = 0; i < count; i++) {
        float *row = e->arc_scores + i * columns;
        const float *t = e->turned + i * arc;
        row[0] = e->k->dot(t, h->arc_root, arc);
        for (size_t j = 0; j < count; j++) {
            row[1 + j] = e->k->dot(t, e->parser + j * stride + arc, arc);
        }
    }
    return (struct scores){.scores = e->arc_scores, .stride = columns};
}

static uint32_t best_relation(struct engine *e, const struct model_heads *h, const float *products,
                              const float *head)
{
    size_t label = e->m->shape.label, relations = e->m->shape.relations;
    uint32_t best = 0, root = e->m->root_relation;
    float most = -INFINITY;
    if (!head && root < relations) {
        return root;
    }
    for (uint32_t r = 0; r < relations; r++) {
        if (r == root) {
            continue;
        }
        float score = e->k->dot(products + r * label, head ? head : h->label_root, label) +
                      products[relations * label + r];
        if (score > most) {
            best = r;
            most = score;
        }
    }
    return best;
}

void engine_relations(struct engine *e, enum model_exit exit, const uint32_t *heads, size_t count,
                      uint32_t *relations)
{
    const struct model_heads *h = &e->m->exits[exit];
    size_t arc = e->m->shape.arc, label = e->m->shape.label, stride = h->parser.rows;
    const float *dep = e->parser + 2 * arc, *head = dep + label;
    for (size_t begin = 0; begin < count; begin += LABEL_ROWS) {
        size_t rows = count - begin < LABEL_ROWS ? count - begin : LABEL_ROWS;
        apply(e, &h->label, dep + begin * stride, stride, rows, e->label_scores);
        for (size_t i = 0; i < rows; i++) {
            uint32_t to = heads[begin + i];
            relations[begin + i] = best_relation(e, h, e->label_scores + i * h->label.rows,
                                                 to ? head + (to - (size_t)1) * stride : NULL);
        }
    }
}
