/* cli: what the sub-commands of `dateline` share.
 *
 * A command is one file with one `struct command` at its end and a row in the table of main.c.
 * main prints the usage text for --help and -h, so commands need not know those options;
 * getopt_long's own messages name the command through argv[0].
 */
#ifndef DATELINE_CLI_H
#define DATELINE_CLI_H

#include <getopt.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/status.h"
#include "base/str.h"

/* What a script can rely on. */
enum cli_exit {
    CLI_OK = 0,     /* every article has its answer, empty and foreign ones too */
    CLI_FAILED = 1, /* a stage failed, an article was refused, a question has no answer */
    CLI_USAGE = 2,  /* wrong use, unreadable input or no service */
};

struct command {
    const char *name;
    int (*run)(int argc, char **argv); /* argv[0] is "dateline NAME"; returns enum cli_exit */
    const char *does;                  /* one line for `dateline --help` */
    const char *usage;                 /* the whole help, ends in a newline */
};

extern const struct command analyze_command, feed_command, tap_command, get_command, replay_command,
    top_command, bench_command, check_command, takedown_command, quarantine_command, health_command,
    model_command, pack_command, explain_command, version_command;

/* Hands each option to `take` with its value, NULL where it has none; `take` returns false, after
 * saying why on stderr, for a value that cannot be. What follows the options begins at optind. */
typedef bool cli_take_option(void *state, int which, const char *value);
bool cli_options(int argc, char **argv, const struct option *options, cli_take_option *take,
                 void *state);
/* The same for a command that takes nothing but options. */
bool cli_only_options(int argc, char **argv, const struct option *options, cli_take_option *take,
                      void *state);

/* "dateline: …" on stderr; returns CLI_USAGE. */
int cli_wrong(const char *format, ...) PRINTF_LIKE(1, 2);
/* The position of `word` in a NULL-terminated list, or -1. */
int cli_choice(const char *const *words, const char *word);
/* The value of --OPTION: the position of a word in a NULL-terminated list, or a whole number in
 * [least,most]. False for any other, after saying on stderr what it may be. */
bool cli_word(const char *option, const char *const *words, const char *word, int *at);
bool cli_number(const char *option, const char *word, uint64_t least, uint64_t most, uint64_t *out);
/* The value of a --format that knows these two. */
bool cli_text_or_json(const char *word, bool *json);

/* A range of the feed, as the options of the commands that read stored messages. */
struct cli_range {
    const char *prefix; /* of topics */
    uint64_t from, to;  /* seq, both included; to 0: the last there is */
};
enum { CLI_RANGE_FROM = 0x500, CLI_RANGE_TO, CLI_RANGE_PREFIX };

#define CLI_RANGE_OPTIONS                                                                          \
    {"from", required_argument, NULL, CLI_RANGE_FROM},                                             \
        {"to", required_argument, NULL, CLI_RANGE_TO},                                             \
    {                                                                                              \
        "prefix", required_argument, NULL, CLI_RANGE_PREFIX                                        \
    }

#define CLI_RANGE_USAGE                                                                            \
    "  --from SEQ        the first (1)\n"                                                          \
    "  --to SEQ          the last, included (the last there is)\n"                                 \
    "  --prefix TOPIC    only topics that begin so\n"

struct cli_range cli_range_defaults(void);
bool cli_range_is_option(int which);
bool cli_range_option(struct cli_range *range, int which, const char *value);
/* False, after saying so on stderr, for a range that ends before it begins. */
bool cli_range_is_good(const struct cli_range *range);

/* A bar on stderr while it is a terminal, silence otherwise; at most ten draws a second. */
struct cli_progress {
    const char *label;
    uint64_t total, drawn_us, began_us; /* total 0 = not known */
    bool shown;
};
void cli_progress_begin(struct cli_progress *p, const char *label, uint64_t total);
void cli_progress_show(struct cli_progress *p, uint64_t done);
void cli_progress_end(struct cli_progress *p);

#endif
