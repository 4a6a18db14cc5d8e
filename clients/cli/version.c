#include <stdio.h>

#include "cli.h"

static int version(int argc, char **argv)
{
    if (argc > 1) {
        return cli_wrong("version takes no argument, got '%s'", argv[1]);
    }
    puts("dateline " DATELINE_VERSION);
    return CLI_OK;
}

const struct command version_command = {
    "version",
    version,
    "print the version",
    "usage: dateline version\n\nPrints the name and version of this program.\n",
};
