/* door_fuzz: any frame and header through the door, and what the door let in through article_open.
 *
 * A byte of flags, then either header and frame as strings of fuzz_str, or the fields of an article
 * of which a frame is made. What is refused bears a code and a text; what is let in gives a record
 * that opens to a canonical article, and the same frame gives the same identity, content and
 * record. */
#include <stdlib.h>
#include <string.h>

#include "article/article.h"
#include "base/utf8.h"
#include "fuzz.h"
#include "ingest/door.h"
#include "ingest/open.h"
#include "pipeline/pipeline.h"
#include "wire/fault.h"
#include "wire/messages_gen.h"

enum { FROM_FIELDS = 1, WITH_HTML = 2, NOW = 1700000000 };

static struct arena frames, scratch, room;

static struct str field(struct fuzz_input *in)
{
    struct str s = fuzz_str(in);
    return s.len ? fuzz_text(&frames, s) : (struct str){0};
}

/* An article's frame out of fields: most random bytes would never pass the scan. */
static void write_frame(struct fuzz_input *in, uint8_t flags, struct buf *out)
{
    struct wire_article a = {0};
    struct str *const lines[] = {&a.id,        &a.uri,    &a.title,    &a.byline,
                                 &a.published, &a.source, &a.language, &a.rights};
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        *lines[i] = field(in);
    }
    if (flags & WITH_HTML) {
        a.html = fuzz_text(&frames, in->rest);
    } else {
        a.body = fuzz_text(&frames, in->rest);
    }
    struct wire_writer w = wire_writer_of(out);
    wire_article_write(&w, &a);
}

static void check_line(struct str s, size_t most)
{
    fuzz_must(s.len <= most && fuzz_canonical(s, true),
              "a field is a canonical line within its limit");
}

static void check_article(const struct article *a)
{
    check_line(a->input.title, TITLE_BYTES_MAX);
    check_line(a->input.byline, TITLE_BYTES_MAX);
    check_line(a->input.source, ID_BYTES_MAX);
    check_line(a->input.published, ID_BYTES_MAX);
    fuzz_must(a->input.body.len <= ARTICLE_BYTES_MAX && fuzz_canonical(a->input.body, false),
              "the body is canonical");
    fuzz_must(a->text.len <= TEXT_BYTES_MAX && utf8_valid(a->text), "the text is bounded UTF-8");
    uint32_t at = 0;
    for (uint32_t i = 0; i < a->input.block_count; i++) {
        struct span span = a->input.blocks[i].span;
        fuzz_must(span.begin >= at && span.begin < span.end && span.end <= a->input.body.len,
                  "blocks are in order, within the body");
        fuzz_must(utf8_valid(str_slice(a->input.body, span.begin, span.end)),
                  "a block cuts no character");
        at = span.end;
    }
    for (uint32_t i = 0; i < a->warnings.count; i++) {
        fuzz_must(utf8_valid(a->warnings.items[i].detail), "a warning is UTF-8");
    }
}

static void check_admitted(const struct door_result *door, struct str frame, struct str header)
{
    struct door_result again;
    struct arena_mark mark = arena_mark(&scratch);
    fuzz_must(door_admit(frame, header, NOW, &scratch, &again) == STATUS_OK,
              "the same frame is let in again");
    fuzz_must(memcmp(door->identity, again.identity, sizeof again.identity) == 0,
              "the same identity");
    fuzz_must(memcmp(door->content, again.content, sizeof again.content) == 0, "the same content");
    fuzz_must(str_equal(door->record, again.record), "the same record");
    arena_rewind(&scratch, mark);

    static struct article a = {.arena = &room};
    article_reset(&a);
    enum status status = article_open(door->record, &a);
    fuzz_must(status == STATUS_OK || status == STATUS_LIMIT,
              "a record of the door opens, unless its page is too much");
    if (status == STATUS_OK) {
        check_article(&a);
    }
}

static void check(struct str frame, struct str header)
{
    struct door_result door;
    if (door_admit(frame, header, NOW, &scratch, &door) == STATUS_OK) {
        fuzz_must(door.id.len > 0 && door.record.len > 0, "what is let in has a name and a record");
        check_admitted(&door, frame, header);
    } else {
        fuzz_must(door.code >= WIRE_REFUSAL_MALFORMED && door.code <= WIRE_REFUSAL_PROTOCOL,
                  "a refusal has a code");
        fuzz_must(door.detail.len > 0 && utf8_valid(door.detail), "a refusal has a text");
        fuzz_must(utf8_valid(door.id), "what is said of the id is UTF-8");
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (!frames.limit && (arena_init(&frames, 1 << 24) != STATUS_OK ||
                          arena_init(&scratch, DOOR_SCRATCH_BYTES * 2) != STATUS_OK ||
                          arena_init(&room, pipeline_arena_bytes()) != STATUS_OK)) {
        abort();
    }
    arena_reset(&frames);
    arena_reset(&scratch);
    struct fuzz_input in = fuzz_input_of(data, size);
    uint8_t flags = fuzz_byte(&in);
    struct str header = fuzz_str(&in);
    if (flags & FROM_FIELDS) {
        struct buf frame = {0};
        write_frame(&in, flags, &frame);
        check(buf_str(&frame), header);
        buf_release(&frame);
    } else {
        check(in.rest, header);
    }
    return 0;
}
