#define _GNU_SOURCE
#include "print.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "cli.h"
#include "forms/conllu.h"
#include "forms/exports.h"
#include "forms/json.h"
#include "forms/text.h"
#include "wire/fault.h"
#include "wire/reader.h"

enum { TITLE_BYTES = 72, ARENA_BYTES = 256 << 20 /* of address space */ };

struct print print_defaults(void)
{
    return (struct print){.format = isatty(STDOUT_FILENO) ? PRINT_TEXT : PRINT_JSON};
}

bool print_is_option(int which)
{
    return which == PRINT_OPTION_FORMAT || which == PRINT_OPTION_OFFSETS;
}

bool print_option(struct print *p, int which, const char *value)
{
    static const char *const words[] = {"text",   "line",    "json",  "event",
                                        "conllu", "msgpack", "jsonl", NULL};
    if (which == PRINT_OPTION_OFFSETS) {
        p->offsets = wire_offset_unit_parse(str_of(value));
        return p->offsets != WIRE_OFFSET_UNIT_NONE ||
               !cli_wrong("--offsets is byte, codepoint or utf16, not '%s'", value);
    }
    int choice = cli_choice(words, value);
    p->form = export_find(value);
    if (p->form) {
        p->format = PRINT_EXPORT;
        return true;
    }
    if (choice < 0) {
        return !cli_wrong("--format is text, line, json, event, conllu, msgpack, " EXPORT_NAMES
                          ", not '%s'",
                          value);
    }
    static const enum print_format formats[] = {
        PRINT_TEXT, PRINT_LINE, PRINT_JSON, PRINT_EVENT, PRINT_CONLLU, PRINT_MSGPACK, PRINT_JSON};
    p->format = formats[choice];
    return true;
}

static void add_value(struct buf *out, struct str value, enum wire_offset_unit offsets)
{
    struct json_options options = {
        .offsets = offsets == WIRE_OFFSET_UNIT_BYTE ? WIRE_OFFSET_UNIT_NONE : offsets};
    if (json_write(value, &options, out) != STATUS_OK) {
        buf_printf(out, "null");
    }
}

static bool put(struct buf *text, bool newline)
{
    if (newline) {
        buf_add_byte(text, '\n');
    }
    bool ok = text->len == 0 || /* a form of rows has none for some articles */
              (fwrite(text->ptr, 1, text->len, stdout) == text->len && fflush(stdout) == 0);
    buf_release(text);
    return ok;
}

bool print_value(const void *data, size_t size)
{
    struct buf line = {0};
    add_value(&line, str_make(data, size), WIRE_OFFSET_UNIT_NONE);
    return put(&line, true);
}

static struct str string_at(struct str map, const char *key)
{
    struct wire_value v;
    struct wire_reader r = wire_reader_of(wire_find(map, str_of(key)));
    return wire_next(&r, &v) && v.kind == WIRE_STR ? v.str : (struct str){0};
}

static uint32_t count_at(struct str map, const char *key)
{
    struct wire_value v;
    struct wire_reader r = wire_reader_of(wire_find(map, str_of(key)));
    return wire_next(&r, &v) && v.kind == WIRE_LIST ? v.count : 0;
}

static bool is_tombstone(const struct dateline_message *m)
{
    return strcmp(m->type, "dateline.tombstone") == 0;
}

/* seq, time, id, language, title, what was found: as a log is read. */
static void add_line(struct buf *out, const struct dateline_message *m)
{
    struct str data = str_make(m->data, m->size);
    buf_printf(out, "%8llu  %.19s  %-28s  ", (unsigned long long)m->seq, m->time ? m->time : "",
               m->subject ? m->subject : "");
    if (is_tombstone(m)) {
        buf_printf(out, "-- %.*s %.*s", STR_ARG(string_at(data, "kind")),
                   STR_ARG(string_at(data, "reason")));
        return;
    }
    struct str article = wire_find(data, STR("article"));
    struct str title = string_at(article, "title"), text = string_at(data, "text");
    title = title.len ? title : str_slice(text, 0, str_find_byte(text, '\n', 0));
    size_t cut = title.len > TITLE_BYTES ? TITLE_BYTES : title.len;
    while (cut < title.len && cut > 0 && ((unsigned char)title.ptr[cut] & 0xc0) == 0x80) {
        cut--; /* not inside a character */
    }
    struct str tag = string_at(wire_find(article, STR("language")), "tag");
    buf_printf(out, "%-4.*s %.*s%s  [%u sentences, %u quotes]", STR_ARG(tag), (int)cut,
               title.ptr ? title.ptr : "", cut < title.len ? "…" : "", count_at(data, "sentences"),
               count_at(data, "quotes"));
}

/* A tombstone has no form of its own among those that others read. */
static void add_unread(struct buf *out, const struct print *p, const struct dateline_message *m)
{
    if (p->format != PRINT_EXPORT) {
        buf_printf(out, "%s", p->format == PRINT_CONLLU ? "# " : "");
        add_line(out, m);
        buf_add_byte(out, '\n');
    }
}

/* What needs the analysis as a struct: text for people, CoNLL-U, the exports. */
static void add_analysis(struct buf *out, struct print *p, const struct dateline_message *m)
{
    struct arena arena = {0};
    struct wire_analysis analysis;
    struct wire_fault fault;
    if (p->format == PRINT_EXPORT && !p->begun) {
        buf_add_str(out, str_of(p->form->header));
        p->begun = true;
    }
    if (is_tombstone(m) || arena_init(&arena, ARENA_BYTES) != STATUS_OK ||
        wire_analysis_read(str_make(m->data, m->size), &arena, &analysis, &fault) != STATUS_OK) {
        add_unread(out, p, m);
    } else if (p->format == PRINT_TEXT) {
        text_write(&analysis, isatty(STDOUT_FILENO), out);
    } else if (p->format == PRINT_EXPORT) {
        p->form->write(&analysis, out);
    } else if (conllu_write(&analysis, out) != STATUS_OK) {
        buf_printf(out, "# no tokens: the service's results.detail is not full\n\n");
    }
    arena_release(&arena);
}

static void add_json(struct buf *out, const struct print *p, const struct dateline_message *m)
{
    buf_printf(out, "%s", is_tombstone(m) ? "{\"tombstone\":" : "");
    add_value(out, str_make(m->data, m->size), p->offsets);
    buf_printf(out, "%s", is_tombstone(m) ? "}" : "");
}

static void add_event(struct buf *out, const struct print *p, const struct dateline_message *m)
{
    buf_printf(out, "{\"topic\":");
    json_write_string(str_of(m->topic ? m->topic : ""), out);
    buf_printf(out, ",\"header\":");
    add_value(out, str_make(m->header, m->header_size), WIRE_OFFSET_UNIT_NONE);
    buf_printf(out, ",\"data\":");
    add_value(out, str_make(m->data, m->size), p->offsets);
    buf_add_byte(out, '}');
}

bool print_message(struct print *p, const struct dateline_message *m)
{
    struct buf text = {0};
    switch (p->format) {
    case PRINT_TEXT:
    case PRINT_CONLLU:
    case PRINT_EXPORT:
        add_analysis(&text, p, m);
        return put(&text, false);
    case PRINT_LINE:
        add_line(&text, m);
        return put(&text, true);
    case PRINT_JSON:
        add_json(&text, p, m);
        return put(&text, true);
    case PRINT_EVENT:
        add_event(&text, p, m);
        return put(&text, true);
    case PRINT_MSGPACK:
        buf_add(&text, m->data, m->size);
        return put(&text, false);
    }
    return false;
}
