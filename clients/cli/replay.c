/* Stored messages of a range. */
#define _GNU_SOURCE
#include <getopt.h>
#include <stdio.h>

#include "cli.h"
#include "connect.h"
#include "print.h"

struct replaying {
    struct connect connect;
    const char *prefix;
    uint64_t from, to;
    struct print print;
    bool broken;
};

static bool on_message(void *context, const struct dateline_message *m)
{
    struct replaying *r = context;
    r->broken = !print_message(&r->print, m);
    return !r->broken && !connect_stopped();
}

static bool read_option(struct replaying *r, int which)
{
    switch (which) {
    case 'F':
        return cli_number(optarg, 1, UINT64_MAX, &r->from) ||
               !cli_wrong("--from is a seq, not '%s'", optarg);
    case 'T':
        return cli_number(optarg, 1, UINT64_MAX, &r->to) ||
               !cli_wrong("--to is a seq, not '%s'", optarg);
    case 'p':
        r->prefix = optarg;
        return true;
    default:
        return print_is_option(which) ? print_option(&r->print, which, optarg)
                                      : connect_option(&r->connect, which, optarg);
    }
}

static int replay(int argc, char **argv)
{
    static const struct option options[] = {
        CONNECT_OPTIONS,
        {"from", required_argument, NULL, 'F'},
        {"to", required_argument, NULL, 'T'},
        {"prefix", required_argument, NULL, 'p'},
        PRINT_OPTIONS,
        {0},
    };
    struct replaying r = {
        .connect = connect_defaults(), .prefix = "", .from = 1, .print = print_defaults()};
    int which;
    while ((which = getopt_long(argc, argv, "", options, NULL)) != -1) {
        if (!read_option(&r, which)) {
            return CLI_USAGE;
        }
    }
    if (optind < argc) {
        return cli_wrong("replay takes no argument, got '%s'", argv[optind]);
    }
    connect_catch_signals();
    if (!connect_open(&r.connect)) {
        return CLI_USAGE;
    }
    enum dateline_status got =
        dateline_replay(r.connect.client, r.prefix, r.from, r.to, on_message, &r);
    int status = got == DATELINE_OK ? CLI_OK : connect_failed(&r.connect, "replay", got, NULL);
    connect_close(&r.connect);
    return r.broken ? CLI_FAILED : status;
}

const struct command replay_command = {
    "replay",
    replay,
    "print stored analyses of a range",
    "usage: dateline replay [--from SEQ] [--to SEQ] [OPTION…]\n\n"
    "  --from SEQ        the first (1)\n"
    "  --to SEQ          the last, included (the last there is)\n"
    "  --prefix TOPIC    only topics that begin so\n" PRINT_USAGE CONNECT_USAGE
    "\nExit status: 0, 1 when the range has expired, 2 wrong use or no service.\n",
};
