/* model_fuzz: model files that are wrong in any way but their checksums.
 *
 * The input is a list of changes to a small valid file: two bytes of place in the header, table
 * and short sections, or four
 * anywhere, then four bytes to put there. Checksums are made right again, so that the checks
 * behind them are reached. What opens
 * must run: a window through every head, labels that exist, trees that are trees. */
#include "fuzz.h"

#include <string.h>

#include "../unit/model/fixture.h"
#include "model/engine.h"
#include "model/lemma.h"
#include "model/tree.h"
#include "model/viterbi.h"
#include "model/wordpiece.h"

enum { CHANGES_MAX = 16, WORDS = 12, SCRATCH_BYTES = 1 << 20 };

static struct fixture whole, changed;
static struct arena scratch;

static void change(struct fuzz_input *in)
{
    uint8_t how = fuzz_byte(in);
    uint64_t number = fuzz_u64(in);
    uint64_t place = how & 1 ? number >> 32 : number >> 32 & 0x3FFF;
    uint32_t value = (uint32_t)number;
    size_t bytes = how & 2 ? 1 : sizeof value;
    if (place + sizeof value <= changed.len) {
        memcpy(changed.bytes + place, &value, bytes);
    }
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

static void run(const struct model *m)
{
    static uint8_t bytes[16 * 1024], cases[2 * WORDS];
    static float scale[16];
    static int32_t zero[16];
    uint16_t pieces[2 * WORDS], firsts[WORDS];
    struct engine *e;
    struct quantised words = {bytes, scale, zero, m->shape.width};
    for (uint16_t i = 0; i < 2 * WORDS; i++) {
        pieces[i] = (uint16_t)(i * 7u % m->shape.pieces);
        cases[i] = (uint8_t)(i % CASE_COUNT);
        firsts[i / 2] = i;
    }
    struct window w = {pieces, cases, firsts, 2 * WORDS, WORDS};
    fuzz_must(engine_new(m, kernels_choose(NULL), &e) == STATUS_OK, "an engine starts");
    for (int exit = 0; exit < EXIT_COUNT; exit++) {
        engine_encode(e, &w, (enum model_exit)exit, &words);
        engine_tags(e, (enum model_exit)exit, &words, WORDS);
        read_names(e, m, &words, (enum model_exit)exit);
        read_tree(e, m, &words, (enum model_exit)exit);
    }
    engine_free(e);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_input in = fuzz_input_of(data, size);
    struct model *m;
    const char *problem = NULL;
    if (!whole.bytes) {
        fixture_make(&whole, 12);
        fixture_make(&changed, 12);
        fuzz_must(arena_init(&scratch, SCRATCH_BYTES) == STATUS_OK, "there is memory");
    }
    memcpy(changed.bytes, whole.bytes, whole.len);
    for (int i = 0; i < CHANGES_MAX && in.rest.len > 0; i++) {
        change(&in);
    }
    fixture_seal(&changed);
    if (model_of_bytes(str_make(changed.bytes, changed.len), &m, &problem) != STATUS_OK) {
        fuzz_must(problem != NULL, "a refusal has a reason");
        return 0;
    }
    if (m->shape.width <= 64) {
        read_words(m);
        run(m);
    }
    model_close(m);
    return 0;
}
