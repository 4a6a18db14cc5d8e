/* normalise_fuzz: any text through the canonical form: it is what normalise.h says, and doing it
 * again changes nothing. */
#include "fuzz.h"
#include "text/normalise.h"

enum { ARENA_BYTES = 1 << 25 };

static void check(struct str text, struct arena *arena,
                  enum status (*normalise)(struct str, struct arena *, struct str *), bool line)
{
    struct str once, twice;
    if (normalise(text, arena, &once) != STATUS_OK) {
        return; /* it grows too much: declared */
    }
    fuzz_must(fuzz_canonical(once, line), line ? "a line is canonical" : "a text is canonical");
    fuzz_must(once.len == 0 || !fuzz_within(text, once),
              "the result does not lie in what was given");
    fuzz_must(normalise(once, arena, &twice) == STATUS_OK, "what is canonical can be normalised");
    fuzz_must(str_equal(once, twice), line ? "a line stays the same" : "a text stays the same");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct arena arena;
    if (!arena.limit && arena_init(&arena, ARENA_BYTES) != STATUS_OK) {
        return 0;
    }
    arena_reset(&arena);
    struct fuzz_input in = fuzz_input_of(data, size);
    struct str text = fuzz_text(&arena, in.rest);
    check(text, &arena, normalise_text, false);
    check(text, &arena, normalise_line, true);
    return 0;
}
