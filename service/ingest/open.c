#include "ingest/open.h"

#include <string.h>

#include "ingest/html.h"
#include "text/normalise.h"
#include "text/published.h"
#include "wire/fault.h"
#include "wire/messages_gen.h"

/* ---- warnings ---- */

/* a->warnings holds static codes; of the record's words those that the door writes are known. */
static void keep_warnings(struct article *a, const struct wire_record *r)
{
    static const char *const known[] = {"published-unreadable", "published-zone-missing",
                                        "id-uri-clash", "truncated"};
    for (uint32_t i = 0; i < r->warnings_count; i++) {
        for (size_t k = 0; k < sizeof known / sizeof known[0]; k++) {
            if (str_equal(r->warnings[i].code, str_of(known[k]))) {
                article_warn(a, known[k], r->warnings[i].detail);
            }
        }
    }
}

static bool has_warning(const struct article *a, const char *code)
{
    for (uint32_t i = 0; i < a->warnings.count; i++) {
        if (strcmp(a->warnings.items[i].code, code) == 0) {
            return true;
        }
    }
    return false;
}

/* ---- a page ---- */

/* What the page says of itself counts where the sender said nothing, if it is short enough for its
 * field. */
static void fill(struct article *a, struct str *field, struct str found, size_t most)
{
    struct str line;
    if (str_is_absent(*field) && found.len > 0 && found.len <= most &&
        normalise_line(found, a->arena, &line) == STATUS_OK && line.len > 0 && line.len <= most) {
        *field = line;
    }
}

static void fill_published(struct article *a, struct str found)
{
    struct published resolved;
    if (!str_is_absent(a->input.published) || found.len == 0 || found.len > ID_BYTES_MAX) {
        return;
    }
    if (!published_parse(found, a->arena, &resolved)) {
        article_warn(a, "published-unreadable",
                     arena_dup(a->arena, str_slice(found, 0, ID_BYTES_MAX)));
    } else {
        a->input.published = resolved.text;
        if (resolved.assumed_utc) {
            article_warn(a, "published-zone-missing", found);
        }
    }
}

/* Makes each block canonical by itself, so that the blocks' spans stay true. */
static enum status canonical_blocks(struct article *a, const struct html_article *page)
{
    enum { GAP = 2 };
    size_t room = page->text.len + page->text.len / 2 + 64;
    room = room > ARTICLE_BYTES_MAX ? ARTICLE_BYTES_MAX : room;
    char *body = arena_alloc_raw(a->arena, room);
    struct block *blocks = arena_alloc_array(a->arena, page->block_count, sizeof *blocks);
    size_t len = 0;
    uint32_t count = 0;
    for (uint32_t i = 0; i < page->block_count; i++) {
        const struct block *from = &page->blocks[i];
        struct arena_mark mark = arena_mark(a->arena);
        struct str text;
        if (normalise_text(str_slice(page->text, from->span.begin, from->span.end), a->arena,
                           &text) != STATUS_OK) {
            return STATUS_LIMIT;
        }
        size_t gap = len ? GAP : 0;
        if (text.len > 0 && len + gap + text.len > room) {
            article_warn(a, "truncated", STR("html"));
            break;
        }
        if (text.len > 0) {
            memcpy(body + len, "\n\n", gap);
            memcpy(body + len + gap, text.ptr, text.len);
            blocks[count++] = (struct block){
                from->kind, {(uint32_t)(len + gap), (uint32_t)(len + gap + text.len)}};
            len += gap + text.len;
        }
        arena_rewind(a->arena, mark);
    }
    a->input.body = str_make(body, len);
    a->input.blocks = blocks;
    a->input.block_count = count;
    return STATUS_OK;
}

static enum status open_page(struct article *a, struct str html)
{
    struct html_article page;
    enum status status = html_extract(html, a->arena, &page);
    if (status == STATUS_OK && page.truncated) {
        article_warn(a, "truncated", STR("html"));
    }
    if (status == STATUS_OK) {
        status = canonical_blocks(a, &page);
    }
    if (status == STATUS_OK) {
        fill(a, &a->input.title, page.title, TITLE_BYTES_MAX);
        fill(a, &a->input.byline, page.byline, TITLE_BYTES_MAX);
        fill(a, &a->input.source, page.source, ID_BYTES_MAX);
        fill(a, &a->input.uri, page.uri, ID_BYTES_MAX);
        fill_published(a, page.published);
    }
    return status;
}

/* ---- the record ---- */

static void take_input(struct article *a, const struct wire_record *r)
{
    const struct wire_article *from = &r->article;
    a->input = (struct article_input){
        .id = r->identity, /* what it is asked for by, even where the sender gave no id */
        .uri = from->uri,
        .source = from->source,
        .title = from->title,
        .byline = from->byline,
        .body = from->body,
        .rights = from->rights,
        .published = from->published,
        .language = from->language,
        .traceparent = r->traceparent,
        .received_ms = r->received_ms,
        .content = r->content,
    };
}

enum status article_open(struct str record, struct article *a)
{
    struct wire_record r;
    struct wire_fault fault;
    enum status status = wire_record_read(record, a->arena, &r, &fault);
    if (status != STATUS_OK) {
        return status;
    }
    take_input(a, &r);
    keep_warnings(a, &r);
    if (!str_is_absent(r.article.html)) {
        status = open_page(a, r.article.html);
    }
    if (status == STATUS_OK && str_is_absent(a->input.published) &&
        !has_warning(a, "published-unreadable")) {
        article_warn(a, "published-missing", (struct str){0});
    }
    return status == STATUS_OK ? article_assemble(a) : status;
}
