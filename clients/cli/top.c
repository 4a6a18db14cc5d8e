/* A live view made from the service's own counters: what is a total becomes a rate, what is a level
 * is shown as it is. */
#define _GNU_SOURCE
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/clock.h"
#include "cli.h"
#include "connect.h"
#include "wire/fault.h"
#include "wire/messages_gen.h"

enum { ARENA_BYTES = 16 << 20, INTERVAL_MS = 1000, LAG_ROWS = 12, LABEL_MAX = 64 };

struct line {
    const char *label;
    const char *counter;
    bool rate;
    double scale;
    const char *unit;
};

static const struct line lines[] = {
    {"acknowledged", "dateline_acknowledged_total", true, 1, "/s"},
    {"published", "dateline_published_total", true, 1, "/s"},
    {"received", "dateline_received_bytes_total", true, 1e-6, " MB/s"},
    {"replayed", "dateline_replayed_total", true, 1, "/s"},
    {"commits", "dateline_commits_total", true, 1, "/s"},
    {"last accepted", "dateline_accepted_last", false, 1, ""},
    {"last seq", "dateline_seq_last", false, 1, ""},
    {"not yet analysed", "dateline_journal_articles", false, 1, ""},
    {"waiting for a worker", "dateline_ready_articles", false, 1, ""},
    {"being analysed", "dateline_working_articles", false, 1, ""},
    {"producers", "dateline_peers", false, 1, ""},
    {"credit out", "dateline_credit", false, 1, ""},
    {"store", "dateline_store_used_bytes", false, 1e-6, " MB"},
    {"memory", "dateline_memory_bytes", false, 1e-6, " MB"},
    {"quarantined", "dateline_quarantined_total", false, 1, ""},
};

struct top {
    struct connect connect;
    uint64_t interval_ms, count;
    bool json, live;
    struct arena arenas[2]; /* the last and the present answer */
    struct wire_status_reply replies[2];
    struct dateline_answer answers[2];
    uint64_t asked_us[2];
};

static const struct wire_named *find(const struct wire_status_reply *r, const char *name)
{
    for (uint32_t i = 0; i < r->counters_count; i++) {
        if (str_equal(r->counters[i].name, str_of(name))) {
            return &r->counters[i];
        }
    }
    return NULL;
}

/* Of a total what it grew by in a second. NAN: not known, as after a restart of the service. */
static double value_of(const struct top *t, const struct line *l, int now)
{
    const struct wire_named *here = find(&t->replies[now], l->counter);
    if (!here) {
        return NAN;
    }
    if (!l->rate) {
        return (double)here->value;
    }
    const struct wire_named *before =
        t->answers[!now].data ? find(&t->replies[!now], l->counter) : NULL;
    double seconds = (double)(t->asked_us[now] - t->asked_us[!now]) / 1e6;
    return before && before->value <= here->value && seconds > 0
               ? (double)(here->value - before->value) / seconds
               : NAN;
}

static void print_subscribers(const struct wire_status_reply *r)
{
    static const char prefix[] = "dateline_subscriber_";
    int rows = 0;
    for (uint32_t i = 0; i < r->counters_count && rows < LAG_ROWS; i++) {
        struct str name = r->counters[i].name; /* dateline_subscriber_lag{subscriber="desk"} */
        size_t brace = str_find_byte(name, '{', 0), quote = str_find_byte(name, '"', 0);
        if (str_starts_with(name, str_of(prefix)) && quote != SIZE_MAX) {
            struct str who = str_slice(name, quote + 1, name.len - (sizeof "\"}" - 1));
            char label[LABEL_MAX];
            snprintf(label, sizeof label, "%.*s of %.*s",
                     STR_ARG(str_slice(name, sizeof prefix - 1, brace)), STR_ARG(who));
            printf("  %-36s %14llu\n", label, (unsigned long long)r->counters[i].value);
            rows++;
        }
    }
}

static void print_table(const struct top *t, int now)
{
    if (t->live) {
        fputs("\033[H\033[2J", stdout);
    }
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        double value = value_of(t, &lines[i], now);
        if (!isnan(value)) {
            printf("  %-36s %14.*f%s\n", lines[i].label, lines[i].scale < 1 ? 1 : 0,
                   value * lines[i].scale, lines[i].unit);
        }
    }
    print_subscribers(&t->replies[now]);
}

/* For a pipe: one line, key=value, what is not known left out. A rate is not called a total. */
static void print_line(const struct top *t, int now)
{
    const char *blank = "";
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        double value = value_of(t, &lines[i], now);
        struct str name = str_of(lines[i].counter);
        if (isnan(value)) {
            continue;
        }
        if (lines[i].rate) {
            name = str_slice(name, 0, name.len - (sizeof "_total" - 1));
            printf("%s%.*s_per_second=%.1f", blank, STR_ARG(name), value);
        } else {
            printf("%s%.*s=%.0f", blank, STR_ARG(name), value);
        }
        blank = " ";
    }
    putchar('\n');
}

static void print_json(const struct top *t, int now)
{
    const struct wire_status_reply *r = &t->replies[now];
    putchar('{');
    for (uint32_t i = 0; i < r->counters_count; i++) {
        fputs(i ? ",\"" : "\"", stdout);
        for (size_t k = 0; k < r->counters[i].name.len; k++) {
            char c = r->counters[i].name.ptr[k];
            printf(c == '"' || c == '\\' ? "\\%c" : "%c", c);
        }
        printf("\":%llu", (unsigned long long)r->counters[i].value);
    }
    puts("}");
}

static int ask(struct top *t, int now)
{
    struct wire_fault fault;
    dateline_answer_release(&t->answers[now]);
    arena_reset(&t->arenas[now]);
    enum dateline_status status =
        dateline_ask(t->connect.client, "STATUS", "\x80", 1, &t->answers[now]);
    t->asked_us[now] = clock_monotonic_us();
    if (status != DATELINE_OK) {
        return connect_failed(&t->connect, "top", status, &t->answers[now]);
    }
    struct str bytes = str_make(t->answers[now].data, t->answers[now].size);
    if (wire_status_reply_read(bytes, &t->arenas[now], &t->replies[now], &fault) != STATUS_OK) {
        fputs("dateline: top: the answer cannot be read\n", stderr);
        return CLI_FAILED;
    }
    return CLI_OK;
}

static int watch(struct top *t)
{
    int status = CLI_OK, now = 0;
    for (uint64_t i = 0; (t->count == 0 || i < t->count) && status == CLI_OK && !connect_stopped();
         i++, now = !now) {
        if (i > 0) {
            usleep((useconds_t)t->interval_ms * 1000);
        }
        status = ask(t, now);
        if (status == CLI_OK) {
            (t->json ? print_json : t->live ? print_table : print_line)(t, now);
            fflush(stdout);
        }
    }
    return status;
}

static bool take_option(void *state, int which, const char *value)
{
    struct top *t = state;
    switch (which) {
    case 'i':
        return cli_number("interval", value, 100, 3600000, &t->interval_ms);
    case 'c':
        return cli_number("count", value, 1, UINT64_MAX, &t->count);
    case 'f':
        return cli_text_or_json(value, &t->json);
    default:
        return connect_option(&t->connect, which, value);
    }
}

static int top(int argc, char **argv)
{
    static const struct option options[] = {
        CONNECT_OPTIONS,
        {"interval", required_argument, NULL, 'i'},
        {"count", required_argument, NULL, 'c'},
        {"format", required_argument, NULL, 'f'},
        {0},
    };
    struct top t = {
        .connect = connect_defaults(), .interval_ms = INTERVAL_MS, .live = isatty(STDOUT_FILENO)};
    if (!cli_only_options(argc, argv, options, take_option, &t)) {
        return CLI_USAGE;
    }
    connect_catch_signals();
    int status = CLI_USAGE;
    if (arena_init(&t.arenas[0], ARENA_BYTES) == STATUS_OK &&
        arena_init(&t.arenas[1], ARENA_BYTES) == STATUS_OK && connect_open(&t.connect)) {
        status = watch(&t);
    }
    connect_close(&t.connect);
    for (int i = 0; i < 2; i++) {
        dateline_answer_release(&t.answers[i]);
        arena_release(&t.arenas[i]);
    }
    return status;
}

const struct command top_command = {
    "top",
    top,
    "watch rates, queues, credit and the lag of subscribers",
    "usage: dateline top [OPTION…]\n\n"
    "A table that is drawn anew on a terminal; in a pipe one line of key=value each time, a total\n"
    "as what it grew by in a second.\n\n"
    "  --interval MS     between two looks (1000)\n"
    "  --count N         looks, then end (for ever)\n"
    "  --format text|json  json: all counters, one object a line\n" CONNECT_USAGE
    "\nExit status: 0, or 2 for wrong use or no service.\n",
};
