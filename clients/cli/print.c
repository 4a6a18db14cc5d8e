#define _GNU_SOURCE
#include "print.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "cli.h"
#include "wire/reader.h"

enum { DEPTH_MAX = 64, TITLE_BYTES = 72 };

int print_format_of(const char *word)
{
    static const char *const words[] = {"text", "json", "event", "msgpack", "jsonl", NULL};
    if (!word) {
        return isatty(STDOUT_FILENO) ? PRINT_TEXT : PRINT_JSON;
    }
    int choice = cli_choice(words, word);
    return choice == 4 ? PRINT_JSON : choice;
}

static void json_string(struct buf *out, struct str s)
{
    buf_add_byte(out, '"');
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        if (c == '"' || c == '\\') {
            buf_add_byte(out, '\\');
            buf_add_byte(out, (char)c);
        } else if (c == '\n') {
            buf_printf(out, "\\n");
        } else if (c < 0x20) {
            buf_printf(out, "\\u%04x", c);
        } else {
            buf_add_byte(out, (char)c);
        }
    }
    buf_add_byte(out, '"');
}

/* The shortest form that reads back as the same number. */
static void json_number(struct buf *out, double x)
{
    char text[32];
    for (int digits = 1; digits <= 17; digits++) {
        double back;
        snprintf(text, sizeof text, "%.*g", digits, x);
        if (sscanf(text, "%lf", &back) == 1 && back == x) {
            break;
        }
    }
    buf_printf(out, "%s", isfinite(x) ? text : "null");
}

static bool json_value(struct buf *out, struct wire_reader *r, int depth);

static bool json_items(struct buf *out, struct wire_reader *r, uint32_t count, bool pairs, int depth)
{
    bool ok = true;
    buf_add_byte(out, pairs ? '{' : '[');
    for (uint32_t i = 0; i < count && ok; i++) {
        if (i) {
            buf_add_byte(out, ',');
        }
        ok = json_value(out, r, depth);
        if (pairs && ok) {
            buf_add_byte(out, ':');
            ok = json_value(out, r, depth);
        }
    }
    buf_add_byte(out, pairs ? '}' : ']');
    return ok;
}

static bool json_value(struct buf *out, struct wire_reader *r, int depth)
{
    struct wire_value v;
    if (depth > DEPTH_MAX || !wire_next(r, &v)) {
        return false;
    }
    switch (v.kind) {
    case WIRE_NIL:
        buf_printf(out, "null");
        return true;
    case WIRE_BOOL:
        buf_printf(out, "%s", v.boolean ? "true" : "false");
        return true;
    case WIRE_UINT:
        buf_printf(out, "%" PRIu64, v.uint);
        return true;
    case WIRE_INT:
        buf_printf(out, "%" PRId64, v.sint);
        return true;
    case WIRE_FLOAT:
        json_number(out, v.number);
        return true;
    case WIRE_STR:
    case WIRE_BIN:
        json_string(out, v.str);
        return true;
    case WIRE_LIST:
        return json_items(out, r, v.count, false, depth + 1);
    case WIRE_MAP:
        return json_items(out, r, v.count, true, depth + 1);
    }
    return false;
}

static void add_value(struct buf *out, const void *data, size_t size)
{
    struct wire_reader r = wire_reader_of(str_make(data, size));
    size_t before = out->len;
    if (!json_value(out, &r, 0)) {
        out->len = before;
        buf_printf(out, "null");
    }
}

static bool put_line(struct buf *line)
{
    buf_add_byte(line, '\n');
    bool ok = fwrite(line->ptr, 1, line->len, stdout) == line->len && fflush(stdout) == 0;
    buf_release(line);
    return ok;
}

bool print_value(const void *data, size_t size)
{
    struct buf line = {0};
    add_value(&line, data, size);
    return put_line(&line);
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

/* seq, time, id, language, title, what was found: one line a message, as a log is read. */
static void add_text(struct buf *out, const struct dateline_message *m)
{
    struct str data = str_make(m->data, m->size);
    buf_printf(out, "%8llu  %.19s  %-28s  ", (unsigned long long)m->seq, m->time ? m->time : "", m->subject ? m->subject : "");
    if (strcmp(m->type, "dateline.tombstone") == 0) {
        buf_printf(out, "-- %.*s %.*s", STR_ARG(string_at(data, "kind")), STR_ARG(string_at(data, "reason")));
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
    buf_printf(out, "%-4.*s %.*s%s  [%u sentences, %u quotes]", STR_ARG(tag), (int)cut, title.ptr ? title.ptr : "",
               cut < title.len ? "…" : "", count_at(data, "sentences"), count_at(data, "quotes"));
}

static void add_json(struct buf *out, const struct dateline_message *m)
{
    bool tombstone = strcmp(m->type, "dateline.tombstone") == 0;
    buf_printf(out, "%s", tombstone ? "{\"tombstone\":" : "");
    add_value(out, m->data, m->size);
    buf_printf(out, "%s", tombstone ? "}" : "");
}

static void add_event(struct buf *out, const struct dateline_message *m)
{
    buf_printf(out, "{\"topic\":");
    json_string(out, str_of(m->topic ? m->topic : ""));
    buf_printf(out, ",\"header\":");
    add_value(out, m->header, m->header_size);
    buf_printf(out, ",\"data\":");
    add_value(out, m->data, m->size);
    buf_add_byte(out, '}');
}

bool print_message(enum print_format format, const struct dateline_message *m)
{
    struct buf line = {0};
    switch (format) {
    case PRINT_MSGPACK:
        return fwrite(m->data, 1, m->size, stdout) == m->size && fflush(stdout) == 0;
    case PRINT_TEXT:
        add_text(&line, m);
        break;
    case PRINT_JSON:
        add_json(&line, m);
        break;
    case PRINT_EVENT:
        add_event(&line, m);
        break;
    }
    return put_line(&line);
}
