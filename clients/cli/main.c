/* dateline: the command line. The table below is all there is to know: a command is its file and
 * its row. */
#include <stdio.h>
#include <string.h>

#include "cli.h"

static const struct command *const commands[] = {
    &analyze_command,    &explain_command, &feed_command,  &tap_command,   &get_command,
    &replay_command,     &top_command,     &bench_command, &check_command, &takedown_command,
    &quarantine_command, &health_command,  &model_command, &pack_command,  &version_command,
};

enum { COMMANDS = sizeof commands / sizeof commands[0] };

static void print_help(FILE *out)
{
    fputs("dateline: reads news articles and says what is in them\n\nusage: dateline COMMAND "
          "[OPTION…]\n\n",
          out);
    for (size_t i = 0; i < COMMANDS; i++) {
        fprintf(out, "  %-10s %s\n", commands[i]->name, commands[i]->does);
    }
    fputs("\n`dateline help COMMAND` explains one. Exit status: 0 all done, 1 something was "
          "refused or failed,\n"
          "2 wrong use, unreadable input or no service.\n",
          out);
}

static const struct command *find(const char *name)
{
    for (size_t i = 0; i < COMMANDS; i++) {
        if (strcmp(commands[i]->name, name) == 0) {
            return commands[i];
        }
    }
    return NULL;
}

static bool is_help(const char *word)
{
    return strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0;
}

static bool wants_help(int argc, char **argv)
{
    bool wants = false;
    for (int i = 0; i < argc && strcmp(argv[i], "--") != 0; i++) {
        wants |= is_help(argv[i]);
    }
    return wants;
}

static int help(int argc, char **argv)
{
    const struct command *command = argc > 0 ? find(argv[0]) : NULL;
    if (argc > 0 && !command) {
        return cli_wrong("there is no command '%s'; `dateline --help` lists them", argv[0]);
    }
    if (command) {
        fputs(command->usage, stdout);
    } else {
        print_help(stdout);
    }
    return CLI_OK;
}

int main(int argc, char **argv)
{
    if (argc < 2) {
        print_help(stderr);
        return CLI_USAGE;
    }
    if (is_help(argv[1]) || strcmp(argv[1], "help") == 0) {
        return help(argc - 2, argv + 2);
    }
    const struct command *command =
        strcmp(argv[1], "--version") == 0 ? &version_command : find(argv[1]);
    if (!command) {
        return cli_wrong("there is no command '%s'; `dateline --help` lists them", argv[1]);
    }
    if (wants_help(argc - 2, argv + 2)) {
        return help(1, argv + 1);
    }
    char name[64];
    snprintf(name, sizeof name, "dateline %s", command->name);
    argv[1] = name;
    return command->run(argc - 1, argv + 1);
}
