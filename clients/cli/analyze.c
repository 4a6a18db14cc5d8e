#include "cli.h"

static int analyze(int argc, char **argv)
{
    return cli_wrong("%s: %d arguments cannot be read yet", argv[0], argc - 1);
}

const struct command analyze_command = {"analyze", analyze, "analyse articles in this process, without a service", "usage: dateline analyze [FILE…|-]\n"};
