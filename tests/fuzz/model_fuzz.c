/* model_fuzz: model files that are wrong in any way but their checksums.
 *
 * The input is a list of changes to a small valid file: two bytes of place in the header, table
 * and short sections, or four anywhere, then four bytes to put there. Checksums of what changed are
 * made right again, so that the checks behind them are reached; the SHA-256, which opening does not
 * look at, stays wrong. What opens must run: every head, labels that exist, trees that are trees.
 * A window goes through the encoder where its numbers changed; else the heads read the vectors that
 * the valid file gives, for the encoder takes longer than all the rest. */
#include "fuzz.h"

#include <string.h>

#include "../unit/model/fixture.h"
#include "model/engine.h"
#include "model/lemma.h"
#include "model/tree.h"
#include "model/viterbi.h"
#include "model/wordpiece.h"

enum { CHANGES_MAX = 16, WORDS = 12, SCRATCH_BYTES = 1 << 20 };

/* The vectors of a window's words, at both exits. */
struct vectors {
    uint8_t bytes[EXIT_COUNT][16 * 1024];
    float scale[EXIT_COUNT][16];
    int32_t zero[EXIT_COUNT][16];
};

static struct fixture whole, changed;
static struct arena scratch;
static struct vectors known; /* of the valid file */

/* Places of the file that differ from the valid one, in order of the input. */
static struct {
    uint64_t begin, end;
} changes[CHANGES_MAX];
static int change_count;

static void change(struct fuzz_input *in)
{
    uint8_t how = fuzz_byte(in);
    uint64_t number = fuzz_u64(in);
    uint64_t place = how & 1 ? number >> 32 : number >> 32 & 0x3FFF;
    uint32_t value = (uint32_t)number;
    size_t bytes = how & 2 ? 1 : sizeof value;
    if (place + sizeof value <= changed.len) {
        memcpy(changed.bytes + place, &value, bytes);
        changes[change_count].begin = place;
        changes[change_count++].end = place + bytes;
    }
}

static bool is_changed(uint64_t begin, uint64_t end)
{
    for (int i = 0; i < change_count; i++) {
        if (changes[i].begin < end && begin < changes[i].end) {
            return true;
        }
    }
    return false;
}

struct row {
    char name[MODEL_NAME_BYTES];
    uint32_t kind, rows, columns, crc;
    uint64_t offset, bytes;
};

static struct row *row_of(uint32_t i)
{
    return (void *)(changed.bytes + MODEL_HEADER_BYTES + i * (size_t)MODEL_SECTION_BYTES);
}

/* Whether the section's row or its bytes differ. */
static bool is_changed_section(uint32_t i)
{
    uint64_t row = MODEL_HEADER_BYTES + i * (uint64_t)MODEL_SECTION_BYTES;
    const struct row *r = row_of(i);
    return is_changed(row, row + MODEL_SECTION_BYTES) ||
           (r->offset <= changed.len && is_changed(r->offset, r->offset + r->bytes));
}

static void seal(void)
{
    uint32_t header[2] = {MODEL_FILE_VERSION, changed.sections};
    uint64_t bytes = changed.len;
    for (uint32_t i = 0; i < changed.sections; i++) {
        struct row *r = row_of(i);
        bool inside = r->offset <= changed.len && r->bytes <= changed.len - r->offset;
        if (inside && is_changed_section(i)) {
            r->crc = crc32_of(changed.bytes + r->offset, r->bytes);
        }
    }
    memcpy(changed.bytes, "DLMODEL1", 8);
    memcpy(changed.bytes + 8, header, sizeof header);
    memcpy(changed.bytes + 16, &bytes, sizeof bytes);
    uint32_t table = crc32_of(changed.bytes + MODEL_HEADER_BYTES,
                              changed.sections * (size_t)MODEL_SECTION_BYTES);
    memcpy(changed.bytes + 24, &table, sizeof table);
}

/* Whether the encoder would read other numbers than the valid file's. */
static bool is_changed_encoder(void)
{
    for (uint32_t i = 0; i < changed.sections; i++) {
        const struct row *r = row_of(i);
        bool read = strncmp(r->name, "shape", 5) == 0 || strncmp(r->name, "embed.", 6) == 0 ||
                    strncmp(r->name, "layer.", 6) == 0;
        if (read && is_changed_section(i)) {
            return true;
        }
    }
    return false;
}

static void read_names(struct engine *e, const struct model *m, const struct quantised *words,
                       enum model_exit exit)
{
    uint8_t labels[WORDS];
    struct scores scores = engine_names(e, exit, words, WORDS);
    viterbi_names(m, &scores, WORDS, labels);
    for (int i = 0; i < WORDS; i++) {
        fuzz_must(labels[i] < m->shape.names, "a label exists");
    }
    double sure = viterbi_confidence(m, &scores, labels, 0, WORDS, m->exits[exit].temperature);
    fuzz_must(!(sure > 1.000001), "a confidence is at most one");
}

static void read_tree(struct engine *e, const struct model *m, const struct quantised *words,
                      enum model_exit exit)
{
    uint32_t heads[WORDS], relations[WORDS];
    struct scores arcs = engine_arcs(e, exit, words, WORDS);
    tree_best(arcs.scores, arcs.stride, WORDS, heads, &scratch);
    fuzz_must(tree_is_valid(heads, WORDS), "a tree is a tree");
    engine_relations(e, exit, heads, WORDS, relations);
    for (int i = 0; i < WORDS; i++) {
        fuzz_must(relations[i] < m->shape.relations, "a relation exists");
    }
}

static void read_words(const struct model *m)
{
    static const char *const forms[] = {"cats", "Caf\xC3\xA9", "U.S.", "runner"};
    for (size_t i = 0; i < 4; i++) {
        uint16_t pieces[16];
        uint32_t count = wordpiece_cut(m, str_of(forms[i]), pieces, 16);
        fuzz_must(count > 0 && pieces[count - 1] < m->shape.pieces, "a word has pieces");
        lemma_in_lexicon(&m->lexicon, str_of(forms[i]), STR("NNS"));
        for (uint32_t r = 0; r < m->shape.lemma; r++) {
            lemma_by_rule(strings_at(&m->lemma, r), str_of(forms[i]), &scratch);
        }
    }
    arena_reset(&scratch);
}

static void encode(struct engine *e, const struct model *m,
                   const struct quantised words[EXIT_COUNT])
{
    static uint8_t cases[2 * WORDS];
    uint16_t pieces[2 * WORDS], firsts[WORDS];
    for (uint16_t i = 0; i < 2 * WORDS; i++) {
        pieces[i] = (uint16_t)(i * 7u % m->shape.pieces);
        cases[i] = (uint8_t)(i % CASE_COUNT);
        firsts[i / 2] = i;
    }
    struct window w = {pieces, cases, firsts, 2 * WORDS, WORDS};
    for (int x = 0; x < EXIT_COUNT; x++) {
        struct quantised rows = words[x];
        engine_encode(e, &w, (enum model_exit)x, &rows);
    }
}

static void run(const struct model *m, bool encodes)
{
    struct engine *e;
    struct vectors read = known;
    struct quantised words[EXIT_COUNT];
    for (int x = 0; x < EXIT_COUNT; x++) {
        words[x] = (struct quantised){read.bytes[x], read.scale[x], read.zero[x], m->shape.width};
    }
    fuzz_must(engine_new(m, kernels_choose(NULL), &e) == STATUS_OK, "an engine starts");
    if (encodes) {
        encode(e, m, words);
    }
    for (int exit = 0; exit < EXIT_COUNT; exit++) {
        engine_tags(e, (enum model_exit)exit, &words[exit], WORDS);
        read_names(e, m, &words[exit], (enum model_exit)exit);
        read_tree(e, m, &words[exit], (enum model_exit)exit);
    }
    engine_free(e);
    if (encodes && change_count == 0) {
        known = read;
    }
}

static void make_files(void)
{
    struct model *m;
    const char *problem = NULL;
    fixture_make(&whole, 12);
    fixture_make(&changed, 12);
    fuzz_must(arena_init(&scratch, SCRATCH_BYTES) == STATUS_OK, "there is memory");
    fuzz_must(model_of_bytes(str_make(whole.bytes, whole.len), &m, &problem) == STATUS_OK,
              "the valid file opens");
    run(m, true);
    model_close(m);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_input in = fuzz_input_of(data, size);
    struct model *m;
    const char *problem = NULL;
    change_count = 0;
    if (!whole.bytes) {
        make_files();
    }
    memcpy(changed.bytes, whole.bytes, whole.len);
    for (int i = 0; i < CHANGES_MAX && in.rest.len > 0; i++) {
        change(&in);
    }
    seal();
    if (model_of_bytes(str_make(changed.bytes, changed.len), &m, &problem) != STATUS_OK) {
        fuzz_must(problem != NULL, "a refusal has a reason");
        return 0;
    }
    if (m->shape.width <= 64) {
        read_words(m);
        run(m, is_changed_encoder());
    }
    model_close(m);
    return 0;
}
