#include "wire/event.h"

#include <string.h>

#include "base/clock.h"
#include "base/sha256.h"

/* Each message of the feed has such a head: printf would take as long as the rest of it. */
enum { EPOCH_MAX = 64, U64_DIGITS = 20, TEXT_MAX = EPOCH_MAX + 32 };

static size_t put_text(char *at, struct str s)
{
    if (s.len) {
        memcpy(at, s.ptr, s.len);
    }
    return s.len;
}

static size_t put_number(char *at, uint64_t number)
{
    char digits[U64_DIGITS];
    size_t count = 0;
    do {
        digits[U64_DIGITS - ++count] = (char)('0' + number % 10);
        number /= 10;
    } while (number);
    return put_text(at, str_make(digits + U64_DIGITS - count, count));
}

static struct str id_of(const struct wire_event_facts *f, struct str epoch, char text[TEXT_MAX])
{
    size_t len = put_text(text, epoch);
    text[len++] = '-';
    len += put_number(text + len, f->seq);
    return str_make(text, len);
}

static struct str source_of(struct str epoch, char text[TEXT_MAX])
{
    size_t len = put_text(text, STR("urn:dateline:"));
    len += put_text(text + len, epoch);
    return str_make(text, len);
}

void wire_event_facts_write(struct wire_writer *w, const struct wire_event_facts *f)
{
    char id[TEXT_MAX], source[TEXT_MAX], time[CLOCK_TEXT], digest[SHA256_TEXT];
    struct str epoch = str_slice(f->epoch, 0, EPOCH_MAX);
    clock_format(f->time_ms, time);
    struct wire_event_header header = {
        .specversion = STR("1.0"),
        .id = id_of(f, epoch, id),
        .source = source_of(epoch, source),
        .type = f->type,
        .time = str_make(time, CLOCK_TEXT - 1),
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
