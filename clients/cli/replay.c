/* Stored messages of a range. */
#define _GNU_SOURCE
#include <stdio.h>

#include "cli.h"
#include "connect.h"
#include "print.h"

struct replaying {
    struct connect connect;
    struct cli_range range;
    struct print print;
    bool broken;
};

static bool on_message(void *context, const struct dateline_message *m)
{
    struct replaying *r = context;
    r->broken = !print_message(&r->print, m);
    return !r->broken && !connect_stopped();
}

static bool take_option(void *state, int which, const char *value)
{
    struct replaying *r = state;
    if (cli_range_is_option(which)) {
        return cli_range_option(&r->range, which, value);
    }
    return print_is_option(which) ? print_option(&r->print, which, value)
                                  : connect_option(&r->connect, which, value);
}

static int replay(int argc, char **argv)
{
    static const struct option options[] = {
        CONNECT_OPTIONS,
        CLI_RANGE_OPTIONS,
        PRINT_OPTIONS,
        {0},
    };
    struct replaying r = {
        .connect = connect_defaults(), .range = cli_range_defaults(), .print = print_defaults()};
    if (!cli_only_options(argc, argv, options, take_option, &r) || !cli_range_is_good(&r.range)) {
        return CLI_USAGE;
    }
    connect_catch_signals();
    if (!connect_open(&r.connect)) {
        return CLI_USAGE;
    }
    enum dateline_status got =
        dateline_replay(r.connect.client, r.range.prefix, r.range.from, r.range.to, on_message, &r);
    int status = got == DATELINE_OK ? CLI_OK : connect_failed(&r.connect, "replay", got, NULL);
    connect_close(&r.connect);
    return r.broken ? CLI_FAILED : status;
}

const struct command replay_command = {
    "replay",
    replay,
    "print stored analyses of a range",
    "usage: dateline replay [--from SEQ] [--to SEQ] [OPTION…]\n\n" CLI_RANGE_USAGE PRINT_USAGE
        CONNECT_USAGE
    "\nExit status: 0, 1 when the range has expired, 2 wrong use or no service.\n",
};
