/* events_fuzz: event packs that are wrong in any way but their checksum, and words to look up.
 *
 * The input is a number of changes to tests/unit/model/small-events.pack (a place in two bytes, a
 * byte to put there), then the changes, then a text. The checksum is made right again, so that the
 * checks behind it are reached. What opens must be safe to walk as the events stage does: every
 * number within its section, slices within the file, rows of a word together. */
#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "model/crc32.h"
#include "model/event_pack.h"

enum { CHANGES_MAX = 15, FILE_MAX = 1 << 14, ARENA_BYTES = 1 << 20 };

static char whole[FILE_MAX];
static size_t whole_len;
static struct arena arena;

static void read_small(void)
{
    whole_len = fuzz_read("tests/unit/model/small-events.pack", whole, FILE_MAX);
    fuzz_must(whole_len > EVENT_HEADER_BYTES, "the file has its header");
    fuzz_must(arena_init(&arena, ARENA_BYTES) == STATUS_OK, "there is memory");
}

static void must_be_code(const struct event_pack *p, struct str file, uint32_t code)
{
    struct event_code c = event_pack_code(p, code);
    fuzz_must(fuzz_within(file, c.cameo) && fuzz_within(file, c.mode), "slices of the file");
    fuzz_must(c.quad <= 4 && (code == 0 || c.class.len > 0), "a code");
    for (int op = 0; op < EVENT_OPERATORS; op++) {
        uint32_t made = event_pack_compose(p, (enum event_operator)op, code);
        fuzz_must(made <= p->rows[EVENT_CODES], "a code of the pack");
    }
}

static void walk_lists(const struct event_pack *p, uint32_t lists, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        const struct event_file_element *e = &p->elements[p->lists[lists + i]];
        for (uint32_t k = 0; k < e->count; k++) {
            const struct event_file_alternative *a = &p->alternatives[e->begin + k];
            for (uint32_t w = 0; w < a->count; w++) {
                fuzz_must(p->sequences[a->begin + w] < p->rows[EVENT_WORDS], "a word");
            }
        }
    }
}

static void walk_trigger(const struct event_pack *p, struct str file,
                         const struct event_file_trigger *t)
{
    const struct event_file_entry *entry = &p->entries[t->entry];
    walk_lists(p, t->lists, (uint32_t)t->before + t->after);
    must_be_code(p, file, t->code);
    for (uint32_t i = 0; i < entry->count; i++) {
        const struct event_file_rule *r = &p->rules[entry->begin + i];
        walk_lists(p, r->lists, (uint32_t)r->before + r->after);
        fuzz_must(r->operator_ < EVENT_OPERATORS, "an operator");
        must_be_code(p, file, r->code);
        must_be_code(p, file, r->back);
    }
}

static void look_up(const struct event_pack *p, struct str file, struct str text)
{
    uint32_t word = event_pack_word(p, text), count;
    fuzz_must(word == EVENT_NO_WORD || word < p->rows[EVENT_WORDS], "a word or none");
    for (int speech = EVENT_VERB; speech <= EVENT_NOUN; speech++) {
        const struct event_file_trigger *t =
            event_pack_triggers(p, (enum event_speech)speech, word, &count);
        for (; count > 0; count--, t++) {
            fuzz_must(t->word == word && t->speech == speech, "a trigger of the word");
            walk_trigger(p, file, t);
        }
    }
    const struct event_file_phrase *f = event_pack_phrases(p, word, &count);
    for (; count > 0; count--, f++) {
        fuzz_must(f->first == word && f->count > 0, "a phrase of the word");
        fuzz_must(fuzz_within(file, event_pack_name(p, f->code)), "a name of the file");
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_input in = fuzz_input_of(data, size);
    struct event_pack *p;
    const char *problem;
    if (whole_len == 0) {
        read_small();
    }
    arena_reset(&arena);
    char *changed = malloc(whole_len); /* exactly as long: an overrun is seen */
    fuzz_must(changed != NULL, "there is memory");
    memcpy(changed, whole, whole_len);
    int changes = fuzz_byte(&in) & CHANGES_MAX;
    for (int i = 0; i < changes; i++) {
        size_t place = (size_t)fuzz_byte(&in) << 8;
        place |= fuzz_byte(&in);
        changed[place % whole_len] = (char)fuzz_byte(&in);
    }
    uint32_t crc = crc32_of(changed + EVENT_HEADER_BYTES, whole_len - EVENT_HEADER_BYTES);
    memcpy(changed + 24, &crc, sizeof crc);
    struct str text = fuzz_text(&arena, in.rest), file = str_make(changed, whole_len);
    if (event_pack_of_bytes(file, &p, &problem) == STATUS_OK) {
        static const char *const words[] = {"raid", "fly", "threaten", "sink", "north", "harbour"};
        look_up(p, file, text);
        for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
            look_up(p, file, str_of(words[i]));
        }
        event_pack_close(p);
    }
    free(changed);
    return 0;
}
