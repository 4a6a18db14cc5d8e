#include "ingest/door.h"

#include <inttypes.h>
#include <stddef.h>
#include <string.h>

#include <sodium.h>

#include "article/limits.h"
#include "base/sha256.h"
#include "base/utf8.h"
#include "text/normalise.h"
#include "text/published.h"
#include "wire/fault.h"
#include "wire/scan.h"
#include "wire/writer.h"

enum {
    TRACE_BYTES_MAX = 512,  /* W3C: what is longer may be dropped */
    DETAIL_BYTES_MAX = 80,  /* of a stranger's words in a warning */
    RECORD_OVERHEAD = 4096, /* keys, heads and hashes of a record */
    WARNINGS_AT_THE_DOOR = 2,
};

_Static_assert((int)WIRE_LIMIT_ARTICLE_BYTES == (int)ARTICLE_BYTES_MAX, "one limit");
_Static_assert((int)WIRE_LIMIT_ID_BYTES == (int)ID_BYTES_MAX, "one limit");

struct door {
    struct arena *scratch;
    struct door_result *out;
    struct wire_record record;
    struct wire_record_warning warnings[WARNINGS_AT_THE_DOOR];
};

static enum status refuse(struct door *d, enum wire_refusal code, struct str detail)
{
    d->out->code = code;
    d->out->detail = detail;
    return code == WIRE_REFUSAL_TOO_LARGE ? STATUS_LIMIT : STATUS_INVALID;
}

static enum status refuse_fault(struct door *d, const struct wire_fault *fault)
{
    char text[WIRE_FAULT_TEXT];
    return refuse(d, fault->code, arena_dup(d->scratch, str_of(wire_fault_text(fault, text))));
}

static void warn(struct door *d, struct str code, struct str given)
{
    d->warnings[d->record.warnings_count++] =
        (struct wire_record_warning){code, utf8_cut(given, DETAIL_BYTES_MAX)};
    d->record.warnings = d->warnings;
    d->record.has_warnings = true;
}

/* ---- reading ---- */

static enum status read_header(struct door *d, struct str frame)
{
    struct wire_fault fault = {0};
    struct wire_article_header header = {0};
    if (frame.len == 0) {
        return STATUS_OK;
    }
    enum status status = wire_scan(frame, &wire_scan_control, &fault);
    if (status == STATUS_OK) {
        status = wire_article_header_read(frame, d->scratch, &header, &fault);
    }
    if (status != STATUS_OK) {
        return refuse_fault(d, &fault);
    }
    if (header.traceparent.len <= TRACE_BYTES_MAX && header.tracestate.len <= TRACE_BYTES_MAX) {
        d->record.traceparent = header.traceparent;
        d->record.tracestate = header.tracestate;
    }
    return STATUS_OK;
}

static enum status read_article(struct door *d, struct str frame)
{
    struct wire_fault fault = {0};
    enum status status = wire_scan(frame, &wire_scan_article, &fault);
    if (status == STATUS_OK) {
        status = wire_article_read(frame, d->scratch, &d->record.article, &fault);
    }
    return status == STATUS_OK ? status : refuse_fault(d, &fault);
}

/* ---- checking and canonical form ---- */

/* An empty field is as good as none. */
static void drop_empty(struct str *s)
{
    if (s->len == 0) {
        *s = (struct str){0};
    }
}

/* Every field but body and html: its limit, and whether it is a line to be made canonical. What is
 * the sender's own name for the article stays as it came, so that it is found again by it. */
static const struct {
    const char *name;
    size_t at, most;
    bool canonical;
} lines[] = {
#define ROW(field, most, canonical)                                                                \
    {                                                                                              \
#field, offsetof(struct wire_article, field), most, canonical                              \
    }
    ROW(id, ID_BYTES_MAX, false),       ROW(uri, ID_BYTES_MAX, false),
    ROW(source, ID_BYTES_MAX, true),    ROW(title, TITLE_BYTES_MAX, true),
    ROW(byline, TITLE_BYTES_MAX, true), ROW(published, ID_BYTES_MAX, true),
    ROW(language, ID_BYTES_MAX, true),  ROW(rights, TITLE_BYTES_MAX, true),
#undef ROW
};

static enum status check_lines(struct door *d)
{
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        struct str *s = (struct str *)(void *)((char *)&d->record.article + lines[i].at);
        if (s->len > lines[i].most) {
            return refuse(d, WIRE_REFUSAL_TOO_LARGE,
                          arena_printf(d->scratch, "article.%s: %zu bytes, the limit is %zu",
                                       lines[i].name, s->len, lines[i].most));
        }
        if (lines[i].canonical && s->len > 0 && normalise_line(*s, d->scratch, s) != STATUS_OK) {
            return refuse(
                d, WIRE_REFUSAL_TOO_LARGE,
                arena_printf(d->scratch, "article.%s: too long in Unicode NFC", lines[i].name));
        }
        drop_empty(s);
    }
    return STATUS_OK;
}

/* An empty body is an empty article, which has its answer; with an html beside it, it is none. */
static enum status check_body(struct door *d)
{
    struct wire_article *a = &d->record.article;
    if (str_is_absent(a->body) && str_is_absent(a->html)) {
        return refuse(d, WIRE_REFUSAL_MISSING_BODY,
                      STR("article.body: missing, and so is article.html"));
    }
    if (a->html.len > 0 && a->body.len == 0) {
        a->body = (struct str){0};
        return STATUS_OK;
    }
    a->html = (struct str){0};
    struct str given = a->body.ptr ? a->body : STR("");
    if (normalise_text(given, d->scratch, &a->body) != STATUS_OK ||
        a->body.len > ARTICLE_BYTES_MAX) {
        return refuse(d, WIRE_REFUSAL_TOO_LARGE,
                      arena_printf(d->scratch, "article.body: longer than %d bytes in Unicode NFC",
                                   ARTICLE_BYTES_MAX));
    }
    return STATUS_OK;
}

static void resolve_published(struct door *d)
{
    struct str given = d->record.article.published;
    struct published resolved;
    if (str_is_absent(given)) {
        return;
    }
    if (!published_parse(given, d->scratch, &resolved)) {
        warn(d, STR("published-unreadable"), given);
    } else if (resolved.assumed_utc) {
        warn(d, STR("published-zone-missing"), given);
    }
    d->record.article.published = resolved.text;
}

/* ---- identity and content ---- */

static void hash_field(struct sha256 *hash, char letter, struct str s)
{
    unsigned char head[9] = {(unsigned char)letter};
    if (!str_is_absent(s)) {
        for (size_t i = 0; i < 8; i++) {
            head[1 + i] = (unsigned char)((uint64_t)s.len >> (56 - 8 * i));
        }
        sha256_add(hash, str_make((const char *)head, sizeof head));
        sha256_add(hash, s);
    }
}

static void hash_content(struct door *d)
{
    const struct wire_article *a = &d->record.article;
    struct sha256 hash;
    sha256_init(&hash);
    hash_field(&hash, 't', a->title);
    hash_field(&hash, 'b', a->body);
    hash_field(&hash, 'h', a->html);
    hash_field(&hash, 'p', a->published);
    hash_field(&hash, 's', a->source);
    hash_field(&hash, 'l', a->language);
    sha256_end(&hash, d->out->content);
    size_t size = 2 * (size_t)DOOR_HASH_BYTES + 1;
    char *hex = arena_alloc_raw(d->scratch, size);
    sodium_bin2hex(hex, size, d->out->content, DOOR_HASH_BYTES);
    d->record.content = str_make(hex, size - 1);
}

static void name(struct door *d)
{
    const struct wire_article *a = &d->record.article;
    struct str id = !str_is_absent(a->id) ? a->id : a->uri;
    if (str_is_absent(id)) {
        id = arena_printf(d->scratch, "sha256:%.*s", STR_ARG(d->record.content));
    }
    d->record.identity = d->out->id = id;
    sha256_of(id, d->out->identity);
}

/* ---- the record ---- */

static size_t record_room(const struct wire_record *r)
{
    const struct wire_article *a = &r->article;
    return RECORD_OVERHEAD + r->identity.len + r->content.len + r->traceparent.len +
           r->tracestate.len + a->id.len + a->uri.len + a->title.len + a->byline.len + a->body.len +
           a->html.len + a->published.len + a->source.len + a->language.len + a->rights.len;
}

/* The buf's memory is the arena's: it has room for all that can come, so it never grows. */
static enum status write_record(struct door *d)
{
    size_t room = record_room(&d->record);
    struct buf buf = {.ptr = arena_alloc_raw(d->scratch, room), .cap = room};
    struct wire_writer w = wire_writer_of(&buf);
    w.limit = room;
    wire_record_write(&w, &d->record);
    d->out->record = buf_str(&buf);
    return w.status;
}

enum status door_admit(struct str article_frame, struct str header_frame, uint64_t now_ms,
                       struct arena *scratch, struct door_result *out)
{
    struct door d = {.scratch = scratch, .out = out, .record = {.received_ms = now_ms}};
    *out = (struct door_result){0};
    enum status status = read_article(&d, article_frame);
    if (status != STATUS_OK) {
        return status;
    }
    out->id = utf8_cut(d.record.article.id, ID_BYTES_MAX);
    if ((status = read_header(&d, header_frame)) != STATUS_OK ||
        (status = check_lines(&d)) != STATUS_OK || (status = check_body(&d)) != STATUS_OK) {
        return status;
    }
    resolve_published(&d);
    hash_content(&d);
    name(&d);
    status = write_record(&d);
    return status == STATUS_OK
               ? status
               : refuse(&d, WIRE_REFUSAL_MALFORMED, STR("article: cannot be written as a record"));
}
