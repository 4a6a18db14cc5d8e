/* The live feed as the client library gives it: exactly once, in order, complete for the prefix. */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "cli.h"
#include "connect.h"
#include "print.h"

enum { POLL_US = 20000 };

struct tap {
    struct connect connect;
    const char *prefix, *type;
    uint64_t from, count, idle_ms;
    struct print print;
    bool check;
    atomic_ullong taken, taken_ms; /* taken_ms: when the last one came */
    atomic_bool broken;            /* stdout is gone */
};

static bool on_message(void *context, const struct dateline_message *m)
{
    struct tap *t = context;
    if (t->count && t->taken >= t->count) {
        return false;
    }
    if (!print_message(&t->print, m)) {
        t->broken = true;
        return false;
    }
    t->taken_ms = clock_monotonic_ms();
    t->taken++;
    return t->count == 0 || t->taken < t->count;
}

static bool is_done(const struct tap *t)
{
    bool idle = t->idle_ms && clock_monotonic_ms() - t->taken_ms >= t->idle_ms;
    return connect_stopped() || t->broken || idle || (t->count && t->taken >= t->count);
}

static int say_check(struct dateline_subscription *s)
{
    struct dateline_check check;
    enum dateline_status status = dateline_check(s, &check);
    if (status == DATELINE_OK) {
        fprintf(stderr, "complete: %llu messages from %llu to %llu, as the service has them\n",
                (unsigned long long)check.count_here, (unsigned long long)check.from,
                (unsigned long long)check.to);
        return CLI_OK;
    }
    fprintf(stderr, "dateline: tap: %s (here %llu, there %llu)\n", dateline_status_text(status),
            (unsigned long long)check.count_here, (unsigned long long)check.count_there);
    return CLI_FAILED;
}

static int follow(struct tap *t)
{
    struct dateline_subscription *s;
    uint64_t began = clock_monotonic_ms();
    t->taken_ms = began;
    if (dateline_subscribe(t->connect.client, t->prefix, t->from, on_message, t, &s) !=
        DATELINE_OK) {
        return cli_wrong("tap: cannot subscribe");
    }
    while (!is_done(t)) {
        usleep(POLL_US);
        if (!t->connect.answered && clock_monotonic_ms() - began > t->connect.options.timeout_ms) {
            dateline_unsubscribe(s);
            return connect_failed(&t->connect, "tap", DATELINE_TIMEOUT, NULL);
        }
    }
    int status = t->broken ? CLI_FAILED : CLI_OK;
    if (t->check && status == CLI_OK) {
        status = say_check(s);
    }
    dateline_unsubscribe(s);
    return t->count && t->taken < t->count && !connect_stopped() ? CLI_FAILED : status;
}

static bool read_from(struct tap *t, const char *word)
{
    static const char *const words[] = {"now", "stored", "beginning", NULL};
    static const uint64_t values[] = {DATELINE_FROM_NOW, DATELINE_FROM_STORED,
                                      DATELINE_FROM_BEGINNING};
    int choice = cli_choice(words, word);
    if (choice >= 0) {
        t->from = values[choice];
        return true;
    }
    return (str_to_u64(str_of(word), &t->from) && t->from > 0 && t->from < DATELINE_FROM_STORED) ||
           !cli_wrong("--from is now, stored, beginning or a seq, not '%s'", word);
}

static bool take_option(void *state, int which, const char *value)
{
    struct tap *t = state;
    switch (which) {
    case 'p':
        t->prefix = value;
        return true;
    case 'F':
        return read_from(t, value);
    case 'n':
        return cli_number("count", value, 1, UINT64_MAX, &t->count);
    case 'i':
        return cli_number("idle", value, 1, UINT32_MAX, &t->idle_ms);
    case 'c':
        t->check = true;
        return true;
    default:
        return print_is_option(which) ? print_option(&t->print, which, value)
                                      : connect_option(&t->connect, which, value);
    }
}

static int tap(int argc, char **argv)
{
    static const struct option options[] = {
        CONNECT_OPTIONS,
        {"prefix", required_argument, NULL, 'p'},
        {"from", required_argument, NULL, 'F'},
        {"count", required_argument, NULL, 'n'},
        {"idle", required_argument, NULL, 'i'},
        {"check", no_argument, NULL, 'c'},
        PRINT_OPTIONS,
        {0},
    };
    struct tap t = {.connect = connect_defaults(), .prefix = "", .print = print_defaults()};
    if (!cli_only_options(argc, argv, options, take_option, &t)) {
        return CLI_USAGE;
    }
    if (t.from == 0) {
        t.from = t.connect.options.name ? DATELINE_FROM_STORED : DATELINE_FROM_NOW;
    }
    connect_catch_signals();
    if (!connect_open(&t.connect)) {
        return CLI_USAGE;
    }
    int status = follow(&t);
    connect_close(&t.connect);
    return status;
}

const struct command tap_command = {
    "tap",
    tap,
    "print analyses as they come, complete and in order",
    "usage: dateline tap [OPTION…]\n\n"
    "  --prefix TOPIC    only topics that begin so (\"analysis.en.\")\n"
    "  --from SEQ        or now, stored (after what --name saw last) or beginning: where to begin\n"
    "                    (stored with --name, else now)\n"
    "  --count N         end after so many\n"
    "  --idle MS         end when nothing came for so long\n"
    "  --check           at the end have the service confirm by count and hash that nothing is "
    "missing\n" PRINT_USAGE CONNECT_USAGE
    "\nWhat the live feed drops is replayed before anything later is printed.\n"
    "Exit status: 0, 1 when fewer than --count came or the check failed, 2 wrong use or no "
    "service.\n",
};
