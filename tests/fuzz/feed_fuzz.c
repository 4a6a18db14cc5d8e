/* feed_fuzz: any frames as a message of the feed, as the client library reads them, in much room
 * and in little: strings are whole, what does not fit is no message. The input is topic and header
 * as fuzz_str reads them; data is the rest. */
#include <stdlib.h>
#include <string.h>

#include "connection.h"
#include "fuzz.h"

enum { MUCH = 1 << 20, LITTLE = 1 << 10 };

static void must_be(const char *text, struct str frame)
{
    fuzz_must(!text || strlen(text) <= frame.len, "a text is no longer than what it came in");
}

static void check(struct dateline_client *d, struct str topic, struct str header, struct str data)
{
    struct feed_event event;
    arena_reset(&d->arena);
    if (!event_read(d, topic, header, data, &event)) {
        return;
    }
    const struct dateline_message *m = &event.message;
    fuzz_must(m->data == data.ptr && m->size == data.len, "the data are handed on as they are");
    fuzz_must(m->type != NULL, "a message is of a type");
    must_be(m->topic, topic);
    const char *const texts[] = {m->subject, m->source, m->time,
                                 m->epoch,   m->digest, m->traceparent};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        must_be(texts[i], header);
    }
    for (uint32_t i = 0; i < event.link_count; i++) {
        fuzz_must(fuzz_within(header, event.links[i].prefix), "links lie in the header");
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct dateline_client much, little;
    if (!much.arena.limit && (arena_init(&much.arena, MUCH) != STATUS_OK ||
                              arena_init(&little.arena, LITTLE) != STATUS_OK)) {
        abort();
    }
    struct fuzz_input in = fuzz_input_of(data, size);
    struct str topic = fuzz_str(&in), header = fuzz_str(&in);
    check(&much, topic, header, in.rest);
    check(&little, topic, header, in.rest);
    return 0;
}
