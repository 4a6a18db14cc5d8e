/* The sources are applied weakest first, so that each later one simply overwrites. Flags are read
 * twice: once to find --config and the requests, once to overwrite. */
#define _GNU_SOURCE
#include "config/config.h"

#include <assert.h>
#include <ctype.h>
#include <getopt.h>
#include <ini.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config/bind.h"
#include "config/option.h"

extern char **environ;

/* What the service holds at most by its own bounds, with room to spare: queues, and the arenas of
 * a worker that has met the largest articles. */
enum { MEMORY_BASE_MIB = 512, MEMORY_WORKER_MIB = 96 };

enum {
    FLAG_CONFIG = 1000,
    FLAG_HELP,
    FLAG_VERSION,
    FLAG_PRINT,
    FLAG_MARKDOWN,
    FLAG_INSECURE,
    FLAG_OPTION
};

struct load {
    struct config *c;
    struct buf *problem;
    const char *file;
    enum config_request request;
    bool failed;
};

static void fail(struct load *l, const char *where)
{
    l->failed = true;
    buf_printf(l->problem, " (%s)", where);
}

static void set(struct load *l, const struct option_row *row, const char *value, const char *where)
{
    if (!l->failed && option_set(row, l->c, value, l->problem) != STATUS_OK) {
        fail(l, where);
    }
}

static void load_defaults(struct load *l)
{
    for (size_t i = 0; i < option_count; i++) {
        set(l, &option_rows[i], option_rows[i].otherwise, "default");
    }
}

static int on_ini(void *context, const char *section, const char *name, const char *value)
{
    struct load *l = context;
    const struct option_row *row = option_find(str_of(section), str_of(name));
    if (row) {
        set(l, row, value, l->file);
    } else if (!l->failed) {
        buf_printf(l->problem, "there is no option %.100s.%.100s", section, name);
        fail(l, l->file);
    }
    return !l->failed;
}

static void load_file(struct load *l)
{
    if (!l->file || l->failed) {
        return;
    }
    struct stat st;
    if (stat(l->file, &st) != 0 || !S_ISREG(st.st_mode)) {
        buf_printf(l->problem, "cannot read the configuration file %s", l->file);
        l->failed = true;
        return;
    }
    int line = ini_parse(l->file, on_ini, l);
    if (line != 0 && !l->failed) {
        buf_printf(l->problem, "%s line %d is no [section], no name = value and no comment",
                   l->file, line);
        l->failed = true;
    }
}

/* DATELINE_SECTION_NAME → its row; sections hold no underscore. */
static const struct option_row *row_of_variable(const char *name, size_t len)
{
    char lower[128];
    if (len >= sizeof lower) {
        return NULL;
    }
    for (size_t i = 0; i < len; i++) {
        lower[i] = (char)tolower((unsigned char)name[i]);
    }
    struct str s = str_make(lower, len);
    size_t under = str_find_byte(s, '_', 0);
    return under == SIZE_MAX ? NULL
                             : option_find(str_slice(s, 0, under), str_slice(s, under + 1, len));
}

/* Variables of the clients and of the tests share our prefix. */
static bool is_foreign(struct str name)
{
    static const char *const known[] = {"CONFIG", "BUILD", "INGEST", "INTAKE", "RESULTS",
                                        "QUERY",  "HTTP",  "NAME",   "VERSION"};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (str_equal(name, str_of(known[i]))) {
            return true;
        }
    }
    return str_starts_with(name, STR("TEST_"));
}

static void load_environment(struct load *l)
{
    static const char prefix[] = "DATELINE_";
    for (char **e = environ; *e && !l->failed; e++) {
        const char *equals = strchr(*e, '=');
        if (!equals || strncmp(*e, prefix, sizeof prefix - 1) != 0) {
            continue;
        }
        struct str name =
            str_make(*e + sizeof prefix - 1, (size_t)(equals - *e) - (sizeof prefix - 1));
        const struct option_row *row = row_of_variable(name.ptr, name.len);
        if (row) {
            set(l, row, equals + 1, "environment");
        } else if (!is_foreign(name)) {
            buf_printf(l->problem, "there is no option for the variable %.*s", (int)(equals - *e),
                       *e);
            fail(l, "environment");
        }
    }
}

/* The rows first, so that an index of getopt_long below option_count is a row. */
static struct option *make_flags(char **names)
{
    static const struct option fixed[] = {
        {"config", required_argument, NULL, FLAG_CONFIG},
        {"help", no_argument, NULL, FLAG_HELP},
        {"version", no_argument, NULL, FLAG_VERSION},
        {"print-config", no_argument, NULL, FLAG_PRINT},
        {"print-options-markdown", no_argument, NULL, FLAG_MARKDOWN},
        {"insecure-bind", no_argument, NULL, FLAG_INSECURE},
        {NULL, 0, NULL, 0},
    };
    struct option *flags = calloc(option_count + sizeof fixed / sizeof fixed[0], sizeof *flags);
    struct buf all = {0};
    for (size_t i = 0; i < option_count; i++) {
        buf_printf(&all, "%s.%s", option_rows[i].section, option_rows[i].name);
        buf_add_byte(&all, '\0');
    }
    if (!flags) {
        abort();
    }
    const char *name = all.ptr;
    for (size_t i = 0; i < option_count; i++, name += strlen(name) + 1) {
        int argument = option_rows[i].type == OPTION_FLAG ? optional_argument : required_argument;
        flags[i] = (struct option){name, argument, NULL, FLAG_OPTION};
    }
    memcpy(flags + option_count, fixed, sizeof fixed);
    *names = all.ptr;
    return flags;
}

static void take_flag(struct load *l, int flag, const struct option_row *row, const char *value,
                      bool values)
{
    switch (flag) {
    case FLAG_CONFIG:
        l->file = value;
        break;
    case FLAG_HELP:
    case FLAG_VERSION:
    case FLAG_PRINT:
    case FLAG_MARKDOWN:
        l->request = flag == FLAG_HELP      ? CONFIG_HELP
                     : flag == FLAG_VERSION ? CONFIG_VERSION
                     : flag == FLAG_PRINT   ? CONFIG_PRINT
                                            : CONFIG_PRINT_MARKDOWN;
        break;
    case FLAG_INSECURE:
        l->c->service_insecure_bind = true;
        break;
    default:
        if (values) {
            set(l, row, value ? value : "true", "command line");
        }
    }
}

static void load_flags(struct load *l, int argc, char **argv, bool values)
{
    char *names;
    struct option *flags = make_flags(&names);
    optind = 0; /* glibc: start over */
    opterr = 0;
    int index = 0, flag;
    while (!l->failed && (flag = getopt_long(argc, argv, ":", flags, &index)) != -1) {
        if (flag == '?' || flag == ':') {
            buf_printf(l->problem, flag == ':' ? "%s needs a value" : "there is no option %s",
                       argv[optind - 1]);
            fail(l, "command line");
        } else {
            take_flag(l, flag, flag == FLAG_OPTION ? &option_rows[index] : NULL, optarg, values);
        }
    }
    if (!l->failed && optind < argc) {
        buf_printf(l->problem, "\"%s\" is no option", argv[optind]);
        fail(l, "command line");
    }
    free(flags);
    free(names);
}

/* The place that users expect: what systemd gives, else the distribution's, else the user's own. */
static void choose_folder(struct config *c)
{
    assert(c->store_folder); /* every text has its default by now */
    if (*c->store_folder) {
        return;
    }
    const char *given = getenv("STATE_DIRECTORY"), *xdg = getenv("XDG_STATE_HOME"),
               *home = getenv("HOME");
    struct buf folder = {0};
    if (given && *given) {
        buf_add(&folder, given, strcspn(given, ":"));
    } else if (geteuid() == 0 || ((!xdg || !*xdg) && (!home || !*home))) {
        buf_printf(&folder, "/var/lib/dateline");
    } else if (xdg && *xdg) {
        buf_printf(&folder, "%s/dateline", xdg);
    } else {
        buf_printf(&folder, "%s/.local/state/dateline", home);
    }
    free(c->store_folder);
    c->store_folder = strdup(buf_cstr(&folder));
    buf_release(&folder);
}

static void choose_shares(struct config *c)
{
    if (!c->store_journal_bytes) {
        c->store_journal_bytes = c->store_bytes / 5 * 2;
    }
    if (!c->store_retain_bytes) {
        c->store_retain_bytes = c->store_bytes / 5 * 2;
    }
    if (!c->pipeline_workers) {
        c->pipeline_workers = config_cpus();
    }
    if (!c->service_memory) {
        c->service_memory = (MEMORY_BASE_MIB + MEMORY_WORKER_MIB * c->pipeline_workers) << 20;
    }
}

static void check_together(struct load *l)
{
    struct config *c = l->c;
    if (c->store_journal_bytes > c->store_bytes / 10 * 9 ||
        c->store_retain_bytes > c->store_bytes / 10 * 9 - c->store_journal_bytes) {
        buf_printf(l->problem, "store.journal_bytes and store.retain_bytes together exceed nine "
                               "tenths of store.bytes");
        l->failed = true;
        return;
    }
    for (size_t i = 0; i < option_count && !c->service_insecure_bind; i++) {
        const struct option_row *row = &option_rows[i];
        if ((row->type == OPTION_ENDPOINT || row->type == OPTION_ADDRESS) &&
            !bind_is_local(str_of(*(char **)((char *)c + row->offset)))) {
            buf_printf(l->problem,
                       "%s.%s = %s is not on loopback: everybody who reaches it may send and read; "
                       "say --insecure-bind if you mean it, or use ipc://",
                       row->section, row->name, *(char **)((char *)c + row->offset));
            l->failed = true;
            return;
        }
    }
}

/* What was given may hold anything; it is shown on one line of a log or a terminal. */
static void make_line(struct buf *problem)
{
    for (size_t i = 0; i < problem->len; i++) {
        if (iscntrl((unsigned char)problem->ptr[i])) {
            problem->ptr[i] = '?';
        }
    }
}

enum status config_load(struct config *c, int argc, char **argv, enum config_request *request,
                        struct buf *problem)
{
    *c = (struct config){0};
    struct load l = {.c = c, .problem = problem, .file = getenv("DATELINE_CONFIG")};
    load_defaults(&l);
    load_flags(&l, argc, argv, false);
    bool asks = l.request != CONFIG_RUN && l.request != CONFIG_PRINT;
    if (!l.failed && !asks) {
        load_file(&l);
        load_environment(&l);
        load_flags(&l, argc, argv, true);
    }
    if (!l.failed) {
        choose_folder(c);
        choose_shares(c);
        check_together(&l);
    }
    *request = l.request;
    if (l.failed) {
        make_line(problem);
        config_release(c);
        return STATUS_INVALID;
    }
    return STATUS_OK;
}

static void report_change(struct buf *report, const struct option_row *row,
                          const struct config *next, const char *suffix)
{
    buf_printf(report, "%s%s.%s=", report->len ? " " : "", row->section, row->name);
    option_write(row, next, report);
    buf_printf(report, "%s", suffix);
}

enum status config_reload(struct config *now, int argc, char **argv, struct buf *report)
{
    struct config next;
    enum config_request request;
    enum status status = config_load(&next, argc, argv, &request, report);
    if (status != STATUS_OK) {
        return status;
    }
    for (size_t i = 0; i < option_count; i++) {
        const struct option_row *row = &option_rows[i];
        if (option_equal(row, now, &next)) {
            continue;
        }
        report_change(report, row, &next, row->when == OPTION_RELOAD ? "" : "(needs-a-restart)");
        if (row->when == OPTION_RELOAD) {
            option_copy(row, now, &next);
        }
    }
    config_release(&next);
    return STATUS_OK;
}

void config_release(struct config *c)
{
    if (!c) {
        return;
    }
    for (size_t i = 0; i < option_count; i++) {
        if (option_rows[i].type >= OPTION_TEXT) {
            free(*(char **)((char *)c + option_rows[i].offset));
        }
    }
    *c = (struct config){0};
} /* NOLINT(clang-analyzer-unix.Malloc): it thinks of a table without rows */
