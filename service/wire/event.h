/* event: the header of a message of the feed, the same whether it is published live or replayed
 * from the store.
 *
 * Memory   borrows everything; writes into the caller's writer.
 * Threads  pure functions.
 */
#ifndef DATELINE_WIRE_EVENT_H
#define DATELINE_WIRE_EVENT_H

#include <stdint.h>

#include "wire/messages_gen.h"
#include "wire/writer.h"

struct wire_event_facts {
    enum wire_event_type type;
    struct str epoch, subject, traceparent;
    uint64_t seq, time_ms;       /* time: UTC, milliseconds since 1970 */
    const unsigned char *digest; /* 32 bytes; NULL: none */
    struct wire_link *links;     /* NULL: leave the key out */
    uint32_t links_count;
};

void wire_event_facts_write(struct wire_writer *w, const struct wire_event_facts *f);

#endif
