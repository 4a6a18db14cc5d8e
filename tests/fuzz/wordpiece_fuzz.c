/* wordpiece_fuzz: any text as a word.
 *
 * Pieces exist, fit into the room they were given, are the same again in less room, and do not
 * depend on the case of ASCII letters. */
#include "fuzz.h"

#include <string.h>

#include "../unit/model/fixture.h"
#include "base/str.h"
#include "model/wordpiece.h"

enum { ROOM = 512, WORD_MAX = 4096, ARENA_BYTES = 1 << 20 };

static struct model *model;
static struct arena arena;

static void begin(void)
{
    static struct fixture file;
    const char *problem;
    fixture_make(&file, 3);
    fuzz_must(model_of_bytes(str_make(file.bytes, file.len), &model, &problem) == STATUS_OK,
              "the fixture opens");
    fuzz_must(arena_init(&arena, ARENA_BYTES) == STATUS_OK, "there is memory");
}

static void check_case(struct str word, const uint16_t *pieces, uint32_t count)
{
    static char lower[WORD_MAX];
    uint16_t again[ROOM];
    for (size_t i = 0; i < word.len; i++) {
        char c = word.ptr[i];
        lower[i] = c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
    }
    uint32_t found = wordpiece_cut(model, str_make(lower, word.len), again, ROOM);
    fuzz_must(found == count && memcmp(again, pieces, count * sizeof *again) == 0,
              "the case of ASCII letters is dropped");
    enum piece_case written = wordpiece_case(word);
    fuzz_must(written < CASE_COUNT && written != CASE_TITLE_FIRST, "a word has a case of its own");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uint16_t pieces[ROOM], fewer[ROOM];
    if (!model) {
        begin();
    }
    arena_reset(&arena);
    struct fuzz_input in = fuzz_input_of(data, size < WORD_MAX / 2 ? size : WORD_MAX / 2);
    uint32_t room = 1 + fuzz_byte(&in);
    struct str word = fuzz_text(&arena, in.rest);
    uint32_t count = wordpiece_cut(model, word, pieces, ROOM);
    fuzz_must(count >= 1 && count <= ROOM, "a word has pieces");
    for (uint32_t i = 0; i < count; i++) {
        fuzz_must(pieces[i] < model->shape.pieces, "a piece exists");
    }
    uint32_t less = wordpiece_cut(model, word, fewer, room);
    fuzz_must(less == (count < room ? count : room), "room is used and not left");
    fuzz_must(memcmp(fewer, pieces, less * sizeof *fewer) == 0, "pieces are those of the front");
    check_case(word, pieces, count);
    return 0;
}
