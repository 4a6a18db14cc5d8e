#include "wire/event.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/clock.h"

enum { DIGEST_BYTES = 32 };

static struct str hex_of(const unsigned char *bytes, char out[2 * DIGEST_BYTES])
{
    static const char digits[] = "0123456789abcdef";
    for (int i = 0; i < DIGEST_BYTES; i++) {
        out[2 * i] = digits[bytes[i] >> 4];
        out[2 * i + 1] = digits[bytes[i] & 15];
    }
    return str_make(out, 2 * DIGEST_BYTES);
}

void wire_event_facts_write(struct wire_writer *w, const struct wire_event_facts *f)
{
    char id[96], source[96], time[CLOCK_TEXT], digest[2 * DIGEST_BYTES];
    snprintf(id, sizeof id, "%.*s-%" PRIu64, STR_ARG(f->epoch), f->seq);
    snprintf(source, sizeof source, "urn:dateline:%.*s", STR_ARG(f->epoch));
    clock_format(f->time_ms, time);
    struct wire_event_header header = {
        .specversion = STR("1.0"),
        .id = str_of(id),
        .source = str_of(source),
        .type = f->type,
        .time = str_of(time),
        .subject = f->subject,
        .traceparent = f->traceparent,
        .epoch = f->epoch,
        .seq = f->seq,
        .links = f->links,
        .links_count = f->links_count,
        .has_links = f->links != NULL,
    };
    if (f->digest) {
        header.digest = hex_of(f->digest, digest);
    }
    wire_event_header_write(w, &header);
}
