/* model_file: the format of dateline.model, written by service/training/export.py, mapped
 * read-only by model.c.
 *
 * All numbers are little-endian. The file is a header, a table of sections, and the sections,
 * each at a multiple of 64 bytes.
 *
 *     header, 64 bytes
 *          0  char[8]  "DLMODEL1"
 *          8  u32      MODEL_FILE_VERSION
 *         12  u32      sections in the table
 *         16  u64      bytes of the file
 *         24  u32      CRC-32 (zlib's) of the table
 *         28  u32      0
 *         32  u8[32]   SHA-256 of all that follows the header: the name of the model
 *     table, 64 bytes a section, no name twice
 *          0  char[32] name, filled up with NUL
 *         32  u32      kind (enum model_kind)
 *         36  u32      rows
 *         40  u32      columns
 *         44  u32      CRC-32 of the section
 *         48  u64      offset in the file, a multiple of 64
 *         56  u64      bytes, what kind, rows and columns give (STRINGS: at least the offsets)
 *
 * Kinds and their bytes:
 *
 *     U32      u32[rows * columns]
 *     F32      float[rows * columns], finite
 *     ROWS     an embedding in 8 bits: float scale[rows] and, at the next multiple of 64,
 *              s8[rows * columns];
 *              value = scale[row] * s8
 *     LINEAR   y = W x + b with W of rows (outputs) x columns (inputs), columns a multiple of 4
 *              and at most 4096;
 *              R = rows rounded up to 16, what is added is zero:
 *                  s8    weight[R / 16][columns / 4][16][4]   outputs and inputs in blocks,
 *                        values in -63..63
 *                  float scale[R]     of the output: W = scale * weight
 *                  float bias[R]
 *                  s32   sum[R]       of the output's weights, for the zero point of the inputs
 *              Inputs are u8 with one scale and one zero point for each vector: x = s * (u - z), so
 *              y = s * scale * (sum over inputs of weight * u - z * sum) + b. 2 * 255 * 63 =
 *              32,130 fits in 16 bits: the 16-bit
 *              pair sums of AVX2's vpmaddubsw never saturate, and all kernels have the same
 *              integers.
 *     STRINGS  u32 offset[rows + 1] from the end of the offsets, ascending from 0, then the
 *              bytes: UTF-8 without NUL
 *
 * Sections. W = width, F = inner width of the feed-forward part, E = 3 and 6 (the exits), I =
 * 0..layers-1:
 *
 *     shape                  U32 1 x MODEL_SHAPE_COUNT, see MODEL_SHAPE_MAP
 *     vocabulary             STRINGS, row = number of the piece; uncased word pieces, "##"
 *                            continues a word;
 *                            [UNK] [CLS] [SEP] are among them
 *     embed.word             ROWS vocabulary x W
 *     embed.position         ROWS positions x W (the row for segment 0, where the source has
 *                            one, is added in)
 *     embed.case             ROWS 8 x W, rows as enum piece_case
 *     embed.norm             F32 2 x W: weight, bias; so are all norms. Epsilon is 1e-12
 *     layer.I.qkv            LINEAR 3W x W: query, key, value; query is divided by the root of
 *                            the head's width already
 *     layer.I.output         LINEAR W x W
 *     layer.I.norm1          F32 2 x W
 *     layer.I.up             LINEAR F x W, then GELU
 *     layer.I.down           LINEAR W x F
 *     layer.I.norm2          F32 2 x W
 *     exit.E.top             LINEAR (tag_hidden + names_hidden + 2 arc + 2 label) x W, all on
 *                            the first piece of each word:
 *                            hidden of the tags, hidden of the names, arc_dep, arc_head,
 *                            label_dep, label_head, in this order;
 *                            then GELU on all of it. GELU is the erf form here
 *     exit.E.tags            LINEAR (upos + xpos + feats + lemma + 1) x tag_hidden: scores, the
 *                            last of sentence end (a logit)
 *     exit.E.names           LINEAR names x names_hidden
 *     exit.E.arc             LINEAR arc x arc: t = W arc_dep + b; the score of head h is t .
 *                            arc_head of h
 *     exit.E.arc_root        F32 1 x arc: the arc_head of the root
 *     exit.E.label           LINEAR (relations * label + relations) x label, on label_dep: rows
 *                            r*label.. are t_r, the last
 *                            rows f; the score of relation r to head h is t_r . label_head of h
 *                            + f_r
 *     exit.E.label_root      F32 1 x label: the label_head of the root
 *     exit.E.temperature     F32 1 x 1: the names' scores are divided by it before their
 *                            softmax; the
 *                            confidence of a name is the geometric mean of the probabilities of
 *                            its labels
 *     upos xpos feats relations   STRINGS, the labels; "_" in feats is none
 *     names                  STRINGS: "O", "B-PER", "I-PER", "E-PER", "S-PER", … in any order
 *     lemma                  STRINGS, a rule each, "case|cut|add", as service/training/lemma.py
 *                            makes them: case is k (the form is
 *                                kept), l (lower), u (upper), t (first upper, the rest lower),
 *                                each code point by its simple
 *                                mapping; then `cut` (decimal) code points go off the end and
 *                                `add` is put there. A rule that
 *                                cuts more than there is, or all and adds nothing, leaves the
 *                                cased form
 *     lexicon                STRINGS in byte order: "form TAB Penn tag TAB lemma", no form and
 *                            tag twice; before the rules
 */
#ifndef DATELINE_MODEL_MODEL_FILE_H
#define DATELINE_MODEL_MODEL_FILE_H

enum {
    MODEL_FILE_VERSION = 1,
    MODEL_HEADER_BYTES = 64,
    MODEL_SECTION_BYTES = 64,
    MODEL_NAME_BYTES = 32,
    MODEL_ALIGN = 64,
    MODEL_SECTIONS_MAX = 256,
    MODEL_COLUMNS_MAX = 4096,
};

enum model_kind { MODEL_U32 = 1, MODEL_F32, MODEL_ROWS, MODEL_LINEAR, MODEL_STRINGS };

/* name, least, most: in the order of the section `shape`. */
#define MODEL_SHAPE_MAP(X)                                                                         \
    X(width, 32, 1024) /* a multiple of 64 */                                                      \
    X(inner, 64, 4096) /* of the feed-forward part, a multiple of 64 */                            \
    X(heads, 1, 32)    /* width / heads is 32 */                                                   \
    X(layers, 1, 12)                                                                               \
    X(fast, 1, 12) /* the exit after so many layers */                                             \
    X(accurate, 1, 12)                                                                             \
    X(positions, 256, 512)                                                                         \
    X(pieces, 8, 65535)                                                                            \
    X(tag_hidden, 64, 1024) /* the hidden widths: multiples of 16 */                               \
    X(names_hidden, 64, 1024)                                                                      \
    X(arc, 64, 1024)                                                                               \
    X(label, 32, 256)                                                                              \
    X(upos, 1, 64)                                                                                 \
    X(xpos, 1, 128)                                                                                \
    X(feats, 1, 1024)                                                                              \
    X(lemma, 1, 1024)                                                                              \
    X(names, 1, 64)                                                                                \
    X(relations, 1, 128)

struct model_shape {
#define X(name, least, most) unsigned name;
    MODEL_SHAPE_MAP(X)
#undef X
};

enum { MODEL_SHAPE_COUNT = sizeof(struct model_shape) / sizeof(unsigned) };

/* How a word is written: the second embedding of each of its pieces. A letter is upper or lower
 * by whether lower or upper
 * case mapping changes it. */
enum piece_case {
    CASE_LOWER,
    CASE_TITLE, /* one upper letter, and that the first */
    CASE_UPPER, /* two upper letters or more, no lower */
    CASE_MIXED,
    CASE_DIGITS,      /* a digit and no letter with case */
    CASE_PUNCTUATION, /* neither letter nor mark nor number; also [CLS] and [SEP] */
    CASE_TITLE_FIRST, /* CASE_TITLE with nothing but CASE_PUNCTUATION before it in its sentence */
    CASE_OTHER,       /* what is left */
    CASE_COUNT
};

#endif
