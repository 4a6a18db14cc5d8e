#include "model/model.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/lemma.h"
#include "model/mapped.h"

enum { FILE_BYTES_MAX = 1 << 30, WEIGHT_MAX = 63 };

_Static_assert(sizeof(struct mapped_header) == MODEL_HEADER_BYTES &&
                   sizeof(struct mapped_section) == MODEL_SECTION_BYTES &&
                   (int)MAPPED_NAME_BYTES == (int)MODEL_NAME_BYTES,
               "as the file has them");

struct reader {
    struct model *m;
    struct mapped_reader in;
};

static void fail(struct reader *r, const char *name, const char *what)
{
    mapped_fail(&r->in, name, what);
}

/* ---- the table ---- */

static uint64_t round_up(uint64_t n, uint64_t to)
{
    return (n + to - 1) / to * to;
}

/* Bytes that kind and shape ask for; rows and columns are below 2^20 and 2^13, so nothing
 * overflows. */
static uint64_t bytes_of(const struct mapped_section *s)
{
    uint64_t rows = s->rows, cells = rows * s->columns;
    switch (s->kind) {
    case MODEL_U32:
    case MODEL_F32:
        return cells * 4;
    case MODEL_ROWS:
        return round_up(rows * 4, MODEL_ALIGN) + cells;
    case MODEL_LINEAR:
        return round_up(rows, 16) * (s->columns + (uint64_t)12);
    case MODEL_STRINGS:
        return (rows + 1) * 4;
    default:
        return UINT64_MAX;
    }
}

static const char *shape_problem(const struct mapped_section *s)
{
    bool strings = s->kind == MODEL_STRINGS;
    if (s->rows >= 1 << 20 || s->columns > 8192 ||
        (s->kind == MODEL_LINEAR && (s->columns % 4 != 0 || s->columns > MODEL_COLUMNS_MAX))) {
        return "is too large";
    }
    bool right = strings ? s->bytes >= bytes_of(s) : s->bytes == bytes_of(s);
    return right ? NULL : "has not the bytes of its shape";
}

static const struct mapped_format format = {.magic = "DLMODEL1",
                                            .problem = "not a model",
                                            .version = MODEL_FILE_VERSION,
                                            .sections_max = MODEL_SECTIONS_MAX,
                                            .align = MODEL_ALIGN,
                                            .shape_problem = shape_problem};

/* ---- sections ---- */

/* NULL when it is not there, of another kind or shape. */
static const struct mapped_section *take(struct reader *r, const char *name, enum model_kind kind,
                                         uint32_t rows, uint32_t columns)
{
    const struct mapped_section *s = mapped_section(&r->in, name);
    if (!s) {
        fail(r, name, "is missing");
        return NULL;
    }
    if (s->kind != kind || s->rows != rows || s->columns != columns) {
        fail(r, name, "is not of the shape that the model says");
        return NULL;
    }
    return s;
}

static void check_finite(struct reader *r, const char *name, const float *x, uint64_t count)
{
    float sum = 0;
    for (uint64_t i = 0; i < count; i++) {
        sum += x[i] * 0; /* infinite or NaN makes NaN */
    }
    if (!(sum == 0)) {
        fail(r, name, "holds what is no number");
    }
}

static const float *take_floats(struct reader *r, const char *name, uint32_t rows, uint32_t columns)
{
    const struct mapped_section *s = take(r, name, MODEL_F32, rows, columns);
    if (!s) {
        return NULL;
    }
    const float *x = (const void *)(mapped_at(&r->in, s));
    check_finite(r, name, x, (uint64_t)rows * columns);
    return x;
}

static struct embedding take_rows(struct reader *r, const char *name, uint32_t rows,
                                  uint32_t columns)
{
    const struct mapped_section *s = take(r, name, MODEL_ROWS, rows, columns);
    if (!s) {
        return (struct embedding){0};
    }
    const char *at = mapped_at(&r->in, s);
    struct embedding e = {.scale = (const void *)at,
                          .bytes = (const void *)(at + round_up((uint64_t)rows * 4, MODEL_ALIGN)),
                          .rows = rows};
    check_finite(r, name, e.scale, rows);
    return e;
}

static struct linear take_linear(struct reader *r, const char *name, uint32_t rows,
                                 uint32_t columns)
{
    const struct mapped_section *s = take(r, name, MODEL_LINEAR, rows, columns);
    if (!s) {
        return (struct linear){0};
    }
    uint64_t padded = round_up(rows, 16);
    const char *at = mapped_at(&r->in, s);
    struct linear w = {.weight = (const void *)at, .rows = (uint32_t)padded, .columns = columns};
    w.scale = (const void *)(at + padded * columns);
    w.bias = w.scale + padded;
    w.sum = (const void *)(w.bias + padded);
    check_finite(r, name, w.scale, 2 * padded);
    return w;
}

/* Rows [begin,begin + rows) of a product, both multiples of 16. */
static struct linear part_of(struct linear w, uint32_t begin, uint32_t rows)
{
    if (w.weight) {
        w.weight += (size_t)begin * w.columns;
        w.scale += begin;
        w.bias += begin;
        w.sum += begin;
        w.rows = rows;
    }
    return w;
}

static struct strings take_strings(struct reader *r, const char *name, uint32_t least,
                                   uint32_t most)
{
    const struct mapped_section *s = mapped_section(&r->in, name);
    if (!s) {
        fail(r, name, "is missing");
        return (struct strings){0};
    }
    const uint32_t *offsets = (const void *)mapped_at(&r->in, s);
    struct strings list = {
        .offsets = offsets, .bytes = (const char *)(offsets + s->rows + 1), .count = s->rows};
    if (s->kind != MODEL_STRINGS || s->rows < least || s->rows > most) {
        fail(r, name, "is not of the length that the model says");
        return (struct strings){0};
    }
    uint64_t room = s->bytes - (s->rows + (uint64_t)1) * 4;
    if (!mapped_are_strings(offsets, s->rows, str_make(list.bytes, room))) {
        fail(r, name, "holds what are no strings");
        return (struct strings){0};
    }
    return list;
}

struct str strings_at(const struct strings *s, uint32_t i)
{
    assert(s->offsets && i < s->count);
    return str_make(s->bytes + s->offsets[i], s->offsets[i + 1] - s->offsets[i]);
}

/* ---- the parts ---- */

static void take_shape(struct reader *r)
{
    const struct mapped_section *s = take(r, "shape", MODEL_U32, 1, MODEL_SHAPE_COUNT);
    struct model_shape *shape = &r->m->shape;
    if (!s) {
        return;
    }
    memcpy(shape, mapped_at(&r->in, s), sizeof *shape);
#define X(name, least, most)                                                                       \
    if (shape->name + 1u < (least) + 1u || shape->name > (most)) {                                 \
        fail(r, "shape", #name " is out of bounds");                                               \
    }
    MODEL_SHAPE_MAP(X)
#undef X
    uint32_t sixteens = shape->tag_hidden | shape->names_hidden | shape->arc | shape->label;
    if (shape->width % 64 || shape->inner % 64 || sixteens % 16 ||
        shape->heads * KERNELS_HEAD != shape->width) {
        fail(r, "shape", "widths do not fit each other");
    }
    if (shape->fast > shape->accurate || shape->accurate > shape->layers) {
        fail(r, "shape", "an exit above the last layer");
    }
}

static void take_layers(struct reader *r)
{
    const struct model_shape *s = &r->m->shape;
    for (uint32_t i = 0; i < s->layers && !r->in.problem; i++) {
        struct model_layer *layer = &r->m->layers[i];
        char name[MODEL_NAME_BYTES];
#define NAME(part) (snprintf(name, sizeof name, "layer.%u." part, i), name)
        layer->qkv = take_linear(r, NAME("qkv"), 3 * s->width, s->width);
        layer->output = take_linear(r, NAME("output"), s->width, s->width);
        layer->up = take_linear(r, NAME("up"), s->inner, s->width);
        layer->down = take_linear(r, NAME("down"), s->width, s->inner);
        layer->norm1 = take_floats(r, NAME("norm1"), 2, s->width);
        layer->norm2 = take_floats(r, NAME("norm2"), 2, s->width);
#undef NAME
    }
}

static void take_heads(struct reader *r, enum model_exit which, uint32_t depth)
{
    const struct model_shape *s = &r->m->shape;
    struct model_heads *h = &r->m->exits[which];
    char name[MODEL_NAME_BYTES];
    uint32_t parser = 2 * s->arc + 2 * s->label, hidden = s->tag_hidden + s->names_hidden;
#define NAME(part) (snprintf(name, sizeof name, "exit.%u." part, depth), name)
    struct linear top = take_linear(r, NAME("top"), hidden + parser, s->width);
    h->depth = depth;
    h->tag_hidden = part_of(top, 0, s->tag_hidden);
    h->names_hidden = part_of(top, s->tag_hidden, s->names_hidden);
    h->parser = part_of(top, hidden, parser);
    h->tags =
        take_linear(r, NAME("tags"), s->upos + s->xpos + s->feats + s->lemma + 1, s->tag_hidden);
    h->names = take_linear(r, NAME("names"), s->names, s->names_hidden);
    h->arc = take_linear(r, NAME("arc"), s->arc, s->arc);
    h->label = take_linear(r, NAME("label"), s->relations * s->label + s->relations, s->label);
    h->arc_root = take_floats(r, NAME("arc_root"), 1, s->arc);
    h->label_root = take_floats(r, NAME("label_root"), 1, s->label);
    const float *temperature = take_floats(r, NAME("temperature"), 1, 1);
#undef NAME
    h->temperature = temperature ? *temperature : 1;
    if (!(h->temperature > 0.01f && h->temperature < 100)) {
        fail(r, "temperature", "is out of bounds");
    }
}

static void take_tables(struct reader *r)
{
    struct model *m = r->m;
    const struct model_shape *s = &m->shape;
    m->vocabulary = take_strings(r, "vocabulary", s->pieces, s->pieces);
    m->upos = take_strings(r, "upos", s->upos, s->upos);
    m->xpos = take_strings(r, "xpos", s->xpos, s->xpos);
    m->feats = take_strings(r, "feats", s->feats, s->feats);
    m->lemma = take_strings(r, "lemma", s->lemma, s->lemma);
    m->names = take_strings(r, "names", s->names, s->names);
    m->relations = take_strings(r, "relations", s->relations, s->relations);
    m->lexicon = take_strings(r, "lexicon", 0, 1 << 19);
    for (uint32_t i = 0; i < s->lemma && !r->in.problem; i++) {
        if (!lemma_rule_is_valid(strings_at(&m->lemma, i))) {
            fail(r, "lemma", "holds what is no rule");
        }
    }
    m->root_relation = UINT32_MAX;
    for (uint32_t i = 0; i < s->relations && !r->in.problem; i++) {
        m->root_relation =
            str_equal(strings_at(&m->relations, i), STR("root")) ? i : m->root_relation;
    }
    for (uint32_t i = 1; i < m->lexicon.count && !r->in.problem; i++) {
        if (str_compare(strings_at(&m->lexicon, i - 1), strings_at(&m->lexicon, i)) >= 0) {
            fail(r, "lexicon", "is not in order");
        }
    }
}

static void take_embeddings(struct reader *r)
{
    struct model *m = r->m;
    const struct model_shape *s = &m->shape;
    m->word = take_rows(r, "embed.word", s->pieces, s->width);
    m->position = take_rows(r, "embed.position", s->positions, s->width);
    m->letter_case = take_rows(r, "embed.case", CASE_COUNT, s->width);
    m->embed_norm = take_floats(r, "embed.norm", 2, s->width);
}

/* ---- tables beside the mapping ---- */

static bool read_name_label(struct str text, struct name_label *out)
{
    size_t part = text.len ? str_find_byte(STR("OBIES"), text.ptr[0], 0) : SIZE_MAX;
    if (part == SIZE_MAX) {
        return false;
    }
    *out = (struct name_label){.part = (enum name_part)part};
    if (out->part == NAME_OUTSIDE) {
        return text.len == 1;
    }
    out->type = str_slice(text, 2, text.len);
    return text.len > 2 && text.ptr[1] == '-';
}

/* The place of the type among the types so far, with a new one at their end. */
static uint32_t name_kind(struct reader *r, struct str type)
{
    struct model *m = r->m;
    uint32_t kind = 0;
    while (kind < m->name_kind_count && !str_equal(m->name_kinds[kind], type)) {
        kind++;
    }
    if (kind == MODEL_NAME_KINDS_MAX) {
        fail(r, "names", "has too many types");
        return 0;
    }
    m->name_kinds[kind] = type;
    m->name_kind_count += kind == m->name_kind_count;
    return kind;
}

static void make_name_labels(struct reader *r)
{
    struct model *m = r->m;
    m->name_labels = calloc(m->shape.names, sizeof *m->name_labels);
    bool outside = false;
    for (uint32_t i = 0; m->name_labels && i < m->shape.names; i++) {
        struct name_label *label = &m->name_labels[i];
        if (!read_name_label(strings_at(&m->names, i), label)) {
            fail(r, "names", "holds what is no label");
        }
        if (label->part == NAME_OUTSIDE) {
            outside = true;
            m->name_outside = i;
        }
        label->kind = label->part == NAME_OUTSIDE ? 0 : name_kind(r, label->type);
    }
    if (!m->name_labels || !outside) {
        fail(r, "names", "has no label for what is no name");
    }
}

static uint32_t slot_of(const struct model *m, struct str piece)
{
    return (uint32_t)str_hash(piece, 0) & m->piece_mask;
}

uint32_t model_piece(const struct model *m, struct str piece)
{
    if (piece.len > m->piece_bytes_max) {
        return UINT32_MAX;
    }
    for (uint32_t slot = slot_of(m, piece);; slot = (slot + 1) & m->piece_mask) {
        uint32_t found = m->pieces[slot];
        if (found == 0 || str_equal(strings_at(&m->vocabulary, found - 1), piece)) {
            return found - 1; /* 0 - 1 is UINT32_MAX */
        }
    }
}

static void make_pieces(struct reader *r)
{
    struct model *m = r->m;
    m->piece_mask = 1;
    while (m->piece_mask < 3 * m->shape.pieces) {
        m->piece_mask = m->piece_mask * 2 + 1;
    }
    m->pieces = calloc(m->piece_mask + (size_t)1, sizeof *m->pieces);
    for (uint32_t i = 0; m->pieces && i < m->shape.pieces; i++) {
        struct str piece = strings_at(&m->vocabulary, i);
        m->piece_bytes_max =
            piece.len > m->piece_bytes_max ? (uint32_t)piece.len : m->piece_bytes_max;
        uint32_t slot = slot_of(m, piece);
        while (m->pieces[slot] &&
               !str_equal(strings_at(&m->vocabulary, m->pieces[slot] - 1), piece)) {
            slot = (slot + 1) & m->piece_mask;
        }
        m->pieces[slot] = m->pieces[slot] ? m->pieces[slot] : i + 1; /* of twins the first */
    }
    if (m->pieces) {
        m->unknown = model_piece(m, STR("[UNK]"));
        m->cls = model_piece(m, STR("[CLS]"));
        m->sep = model_piece(m, STR("[SEP]"));
    }
    if (!m->pieces || m->unknown == UINT32_MAX || m->cls == UINT32_MAX || m->sep == UINT32_MAX) {
        fail(r, "vocabulary", "lacks [UNK], [CLS] or [SEP]");
    }
}

/* ---- opening ---- */

static enum status read_all(struct model *m, const char **problem)
{
    struct reader r = {.m = m, .in = {.file = &m->file}};
    mapped_read(&r.in, &format);
    if (!r.in.problem) {
        sha256_text(mapped_header(&m->file)->sha256, m->sha256);
        take_shape(&r);
    }
    if (!r.in.problem) {
        take_tables(&r);
        take_embeddings(&r);
        take_layers(&r);
        take_heads(&r, EXIT_FAST, m->shape.fast);
        take_heads(&r, EXIT_ACCURATE, m->shape.accurate);
    }
    if (!r.in.problem) {
        make_name_labels(&r);
        make_pieces(&r);
    }
    *problem = r.in.problem;
    return r.in.problem ? STATUS_MODEL : STATUS_OK;
}

static void forget(struct model *m)
{
    free(m->name_labels);
    free(m->pieces);
    free(m);
}

/* The model of the file, which stays the caller's to close when it is none. */
static enum status model_of(const struct mapped *file, struct model **out, const char **problem)
{
    struct model *m = calloc(1, sizeof *m);
    *problem = "out of memory";
    if (!m) {
        return STATUS_IO;
    }
    m->file = *file;
    enum status status = read_all(m, problem);
    if (status == STATUS_OK) {
        *out = m;
    } else {
        forget(m);
    }
    return status;
}

enum status model_of_bytes(struct str bytes, struct model **out, const char **problem)
{
    *out = NULL;
    return model_of(&(struct mapped){.base = bytes.ptr, .bytes = bytes.len}, out, problem);
}

enum status model_open(const char *path, struct model **out, const char **problem)
{
    struct mapped file;
    *out = NULL;
    *problem = "cannot be read";
    enum status status = mapped_open(path, FILE_BYTES_MAX, &file);
    if (status != STATUS_OK) {
        return status;
    }
    status = model_of(&file, out, problem);
    if (status != STATUS_OK) {
        mapped_close(&file);
    }
    return status;
}

void model_close(struct model *m)
{
    if (m) {
        mapped_close(&m->file);
        forget(m);
    }
}

/* ---- the slow checks ---- */

static const char *weight_problem(const struct model *m, const struct mapped_section *s)
{
    if (s->kind != MODEL_LINEAR) {
        return NULL;
    }
    uint64_t padded = round_up(s->rows, 16), columns = s->columns;
    const int8_t *weight = (const void *)(m->file.base + s->offset);
    const int32_t *sum = (const void *)(weight + padded * columns + 8 * padded);
    for (uint64_t row = 0; row < padded; row++) {
        int32_t total = 0;
        for (uint64_t k = 0; k < columns; k++) {
            int8_t w = weight[((row / 16 * (columns / 4) + k / 4) * 16 + row % 16) * 4 + k % 4];
            total += w;
            if (w > WEIGHT_MAX || w < -WEIGHT_MAX) {
                return "a weight is out of bounds";
            }
        }
        if (total != sum[row]) {
            return "a sum of weights is wrong";
        }
    }
    return NULL;
}

enum status model_verify(const struct model *m, const char **problem)
{
    const struct mapped_header *h = mapped_header(&m->file);
    const struct mapped_section *sections = (const void *)(m->file.base + MODEL_HEADER_BYTES);
    *problem = mapped_is_whole(&m->file) ? NULL : "the SHA-256 is another";
    for (uint32_t i = 0; i < h->sections && !*problem; i++) {
        *problem = weight_problem(m, &sections[i]);
    }
    return *problem ? STATUS_MODEL : STATUS_OK;
}
