#include "wire/event.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/clock.h"
#include "base/sha256.h"

void wire_event_facts_write(struct wire_writer *w, const struct wire_event_facts *f)
{
    char id[96], source[96], time[CLOCK_TEXT], digest[SHA256_TEXT];
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
        header.digest = sha256_text(f->digest, digest);
    }
    wire_event_header_write(w, &header);
}
