#include <ctype.h>
#include <string.h>

#include "config/option.h"

static void write_variable(const struct option_row *row, struct buf *out)
{
    buf_printf(out, "DATELINE_");
    for (const char *p = row->section; *p; p++) {
        buf_add_byte(out, (char)toupper((unsigned char)*p));
    }
    buf_add_byte(out, '_');
    for (const char *p = row->name; *p; p++) {
        buf_add_byte(out, (char)toupper((unsigned char)*p));
    }
}

static const char usage[] =
    "Usage: datelined [--config FILE] [--SECTION.NAME VALUE]...\n"
    "Reads news articles from ZeroMQ, makes them durable, analyses them and publishes the "
    "analyses.\n\n"
    "  --config FILE             INI file with [section] and name = value (also $DATELINE_CONFIG)\n"
    "  --insecure-bind           allow addresses other than loopback\n"
    "  --print-config            an example file with the values in force\n"
    "  --print-options-markdown  this list as a table\n"
    "  --version, --help\n\n"
    "Flags win over environment variables (DATELINE_SECTION_NAME), these over the file.\n"
    "SIGTERM: drain and leave; twice: leave at once. SIGHUP: read the options marked * again.\n"
    "Exit status: 0 left in order, 1 could not start or go on (the log says why), 2 wrong "
    "options.\n";

void config_write_help(struct buf *out)
{
    buf_printf(out, "%s", usage);
    for (size_t i = 0; i < option_count; i++) {
        const struct option_row *row = &option_rows[i];
        if (i == 0 || strcmp(row->section, option_rows[i - 1].section) != 0) {
            buf_printf(out, "\n");
        }
        size_t from = out->len;
        buf_printf(out, "  --%s.%s %s", row->section, row->name,
                   row->when == OPTION_RELOAD ? "*" : "");
        buf_printf(out, "%*s%s\n", out->len - from < 32 ? (int)(32 - (out->len - from)) : 1, "",
                   row->help);
        buf_printf(out, "%32s", "");
        option_write_bounds(row, out);
        buf_printf(out, "; default %s\n", *row->otherwise ? row->otherwise : "empty");
    }
}

void config_write_file(const struct config *c, struct buf *out)
{
    for (size_t i = 0; i < option_count; i++) {
        const struct option_row *row = &option_rows[i];
        if (i == 0 || strcmp(row->section, option_rows[i - 1].section) != 0) {
            buf_printf(out, "%s[%s]\n", i ? "\n" : "", row->section);
        }
        buf_printf(out, "; %s", row->help);
        buf_printf(out, "\n%s = ", row->name);
        option_write(row, c, out);
        buf_printf(out, "\n");
    }
}

void config_write_markdown(struct buf *out)
{
    buf_printf(out, "| option | variable | default | what it may be | SIGHUP | what it does "
                    "|\n|---|---|---|---|---|---|\n");
    for (size_t i = 0; i < option_count; i++) {
        const struct option_row *row = &option_rows[i];
        buf_printf(out, "| `%s.%s` | `", row->section, row->name);
        write_variable(row, out);
        buf_printf(out, "` | `%s` | ", *row->otherwise ? row->otherwise : " ");
        struct buf bounds = {0};
        option_write_bounds(row, &bounds);
        for (size_t b = 0; b < bounds.len; b++) {
            if (bounds.ptr[b] == '|') {
                buf_add_byte(out, '\\');
            }
            buf_add_byte(out, bounds.ptr[b]);
        }
        buf_release(&bounds);
        buf_printf(out, " | %s | %s |\n", row->when == OPTION_RELOAD ? "yes" : "", row->help);
    }
}
