#define _GNU_SOURCE
#include "base/log.h"

#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"

static _Atomic int log_most = LOG_INFO;
static _Atomic bool log_json;

static const char *const level_names[] = {"error", "warn", "info", "debug"};

void log_set(enum log_level most, bool as_json)
{
    log_most = (int)most;
    log_json = as_json;
}

bool log_wants(enum log_level level)
{
    return (int)level <= log_most;
}

static void add_json_string(struct buf *b, struct str s)
{
    buf_add_byte(b, '"');
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        if (c == '"' || c == '\\') {
            buf_add_byte(b, '\\');
            buf_add_byte(b, (char)c);
        } else if (c < 0x20) {
            buf_printf(b, "\\u%04x", c);
        } else {
            buf_add_byte(b, (char)c);
        }
    }
    buf_add_byte(b, '"');
}

/* key=value pairs parted by blanks become members; a piece without '=' goes on with the value
 * before it. */
static void add_json_members(struct buf *b, struct str pairs)
{
    size_t at = 0;
    while (at < pairs.len) {
        size_t equals = str_find_byte(pairs, '=', at);
        if (equals == SIZE_MAX) {
            return;
        }
        size_t end = str_find_byte(pairs, '=', equals + 1);
        size_t stop = pairs.len;
        if (end != SIZE_MAX) {
            stop = end;
            while (stop > equals && pairs.ptr[stop] != ' ') {
                stop--;
            }
        }
        buf_add(b, ", ", 2);
        add_json_string(b, str_trim(str_slice(pairs, at, equals)));
        buf_add(b, ": ", 2);
        add_json_string(b, str_trim(str_slice(pairs, equals + 1, stop)));
        at = stop;
    }
}

void log_event(enum log_level level, const char *event, const char *format, ...)
{
    struct buf pairs = {0}, line = {0};
    va_list args;
    va_start(args, format);
    buf_vprintf(&pairs, format, args);
    va_end(args);
    char now[CLOCK_TEXT];
    clock_format(clock_wall_ms(), now);
    if (log_json) {
        buf_printf(&line, "{\"time\": \"%s\", \"level\": \"%s\", \"event\": \"%s\"", now,
                   level_names[level], event);
        add_json_members(&line, buf_str(&pairs));
        buf_add(&line, "}\n", 2);
    } else {
        buf_printf(&line, "%s %-5s %s %.*s\n", now, level_names[level], event,
                   STR_ARG(buf_str(&pairs)));
    }
    ssize_t ignored = write(STDERR_FILENO, line.ptr, line.len);
    (void)ignored; /* nowhere left to complain */
    buf_release(&pairs);
    buf_release(&line);
}

const char *log_value(struct str s, char *out, size_t size)
{
    static const char hex[] = "0123456789ABCDEF";
    size_t n = 0;
    for (size_t i = 0; i < s.len && n + 4 <= size; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        if (c <= ' ' || c >= 0x7f || c == '"' || c == '%' || c == '=') {
            out[n++] = '%';
            out[n++] = hex[c >> 4];
            out[n++] = hex[c & 15];
        } else {
            out[n++] = (char)c;
        }
    }
    out[n] = '\0';
    return out;
}
