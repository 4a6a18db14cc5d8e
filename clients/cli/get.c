/* Questions about single articles and about the store: get, check, takedown, quarantine. */
#define _GNU_SOURCE
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "cli.h"
#include "connect.h"
#include "print.h"
#include "wire/messages_gen.h"

#define ACTIONS "list, run ID or drop ID"

enum { QUESTION_MAX = 320 /* a command and an identity */ };

struct asking {
    const char *what;  /* the command's name, and the arguments that it takes; for messages */
    const char *takes; /* "one ID" */
    int least, most;   /* how many they are */
    const char *id;    /* of the article that is asked for; NULL: of none */
    struct connect connect;
    struct cli_range range;
    uint64_t revision;
    struct print print;
};

static bool take_option(void *state, int which, const char *value)
{
    struct asking *a = state;
    if (which == 'r') {
        return cli_number("revision", value, 1, UINT32_MAX, &a->revision);
    }
    if (cli_range_is_option(which)) {
        return cli_range_option(&a->range, which, value);
    }
    return print_is_option(which) ? print_option(&a->print, which, value)
                                  : connect_option(&a->connect, which, value);
}

/* Reads the options; true when the arguments fit and the connection is open. */
static bool begin(struct asking *a, int argc, char **argv, const struct option *options)
{
    a->connect = connect_defaults();
    a->print = print_defaults();
    a->range = cli_range_defaults();
    if (!cli_options(argc, argv, options, take_option, a) || !cli_range_is_good(&a->range)) {
        return false;
    }
    int left = argc - optind;
    if (left < a->least || left > a->most) {
        cli_wrong("%s takes %s, not %d arguments", a->what, a->takes, left);
        return false;
    }
    a->id = left > 0 ? argv[argc - 1] : NULL;
    return connect_open(&a->connect);
}

/* Ends a question that gave a map: prints it as JSON, or says why there is none. */
static int finish(struct asking *a, enum dateline_status status, struct dateline_answer *answer,
                  bool print)
{
    char question[QUESTION_MAX];
    snprintf(question, sizeof question, "%s%s%s", a->what, a->id ? " " : "", a->id ? a->id : "");
    int rc = status == DATELINE_OK ? CLI_OK : connect_failed(&a->connect, question, status, answer);
    if (rc == CLI_OK && print && !print_value(answer->data, answer->size)) {
        rc = CLI_FAILED;
    }
    dateline_answer_release(answer);
    connect_close(&a->connect);
    return rc;
}

static int get(int argc, char **argv)
{
    static const struct option options[] = {
        CONNECT_OPTIONS,
        {"revision", required_argument, NULL, 'r'},
        PRINT_OPTIONS,
        {0},
    };
    struct asking a = {.what = "get", .takes = "one ID", .least = 1, .most = 1};
    struct dateline_answer answer = {0};
    if (!begin(&a, argc, argv, options)) {
        return CLI_USAGE;
    }
    enum dateline_status status =
        dateline_get(a.connect.client, a.id, (uint32_t)a.revision, &answer);
    bool printed =
        status != DATELINE_OK || (answer.message && print_message(&a.print, answer.message));
    int rc = finish(&a, status, &answer, false);
    return printed ? rc : CLI_FAILED;
}

static int takedown(int argc, char **argv)
{
    static const struct option options[] = {CONNECT_OPTIONS, {0}};
    struct asking a = {.what = "takedown", .takes = "one ID", .least = 1, .most = 1};
    struct dateline_answer answer = {0};
    if (!begin(&a, argc, argv, options)) {
        return CLI_USAGE;
    }
    enum dateline_status status = dateline_take_down(a.connect.client, a.id, &answer);
    return finish(&a, status, &answer, true);
}

static enum dateline_status ask_check(struct asking *a, struct dateline_answer *answer)
{
    struct buf map = {0};
    struct wire_writer w = wire_writer_of(&map);
    wire_check_write(&w, &(struct wire_check){.prefix = str_of(a->range.prefix),
                                              .from = a->range.from,
                                              .to = a->range.to ? a->range.to : UINT64_MAX});
    enum dateline_status status =
        dateline_ask(a->connect.client, "CHECK", map.ptr, map.len, answer);
    buf_release(&map);
    return status;
}

static int check(int argc, char **argv)
{
    static const struct option options[] = {CONNECT_OPTIONS, CLI_RANGE_OPTIONS, {0}};
    struct asking a = {.what = "check", .takes = "options alone"};
    struct dateline_answer answer = {0};
    if (!begin(&a, argc, argv, options)) {
        return CLI_USAGE;
    }
    enum dateline_status status = ask_check(&a, &answer);
    return finish(&a, status, &answer, true);
}

static int quarantine(int argc, char **argv)
{
    static const struct option options[] = {CONNECT_OPTIONS, {0}};
    struct asking a = {.what = "quarantine", .takes = ACTIONS, .least = 1, .most = 2};
    struct dateline_answer answer = {0};
    if (!begin(&a, argc, argv, options)) {
        return CLI_USAGE;
    }
    a.id = argv[optind + 1]; /* argv ends in NULL */
    enum wire_quarantine_action action = wire_quarantine_action_parse(str_of(argv[optind]));
    if (!action || (action == WIRE_QUARANTINE_ACTION_LIST) != (a.id == NULL)) {
        connect_close(&a.connect);
        return cli_wrong("quarantine takes " ACTIONS);
    }
    struct buf map = {0};
    struct wire_writer w = wire_writer_of(&map);
    wire_quarantine_write(&w, &(struct wire_quarantine){.action = action, .id = str_of(a.id)});
    enum dateline_status status =
        dateline_ask(a.connect.client, "QUARANTINE", map.ptr, map.len, &answer);
    buf_release(&map);
    return finish(&a, status, &answer, true);
}

const struct command get_command = {
    "get",
    get,
    "print the analysis of one article",
    "usage: dateline get ID [--revision N] [OPTION…]\n\n"
    "  --revision N      that revision instead of the newest\n" PRINT_USAGE CONNECT_USAGE
    "\nExit status: 0, 1 when there is none (not-found, not-ready, gone), 2 wrong use or no "
    "service.\n",
};

const struct command takedown_command = {
    "takedown",
    takedown,
    "remove an article and its analyses",
    "usage: dateline takedown ID [OPTION…]\n\nPrints the seq of the tombstone that subscribers "
    "get.\n\n" CONNECT_USAGE
    "\nExit status: 0, 1 when there is no such article, 2 wrong use or no service.\n",
};

const struct command check_command = {
    "check",
    check,
    "count and hash of what is stored",
    "usage: dateline check [--from SEQ] [--to SEQ] [--prefix TOPIC] [OPTION…]\n\n"
    "Prints count and SHA-256 over seq and digest of every stored message of the range, to compare "
    "with\n"
    "what a subscriber has.\n\n" CLI_RANGE_USAGE CONNECT_USAGE
    "\nExit status: 0, 1 when the range has expired, 2 wrong use or no service.\n",
};

const struct command quarantine_command = {
    "quarantine",
    quarantine,
    "list, run or drop articles that were set aside",
    "usage: dateline quarantine list\n       dateline quarantine run ID\n       dateline "
    "quarantine drop ID\n\n"
    "run analyses the article again, alone; drop forgets it. Prints what is in "
    "quarantine.\n\n" CONNECT_USAGE
    "\nExit status: 0, 1 when there is no such article, 2 wrong use or no service.\n",
};
