/* datelined: options → service → exit code. 0: left in order; 1: failed while starting or running;
 * 2: wrong options. */
#define _GNU_SOURCE
#include <stdio.h>

#include "config/config.h"
#include "service.h"

static int print(struct buf *text)
{
    fwrite(text->ptr, 1, text->len, stdout);
    buf_release(text);
    return fflush(stdout) == 0 ? 0 : 1;
}

int main(int argc, char **argv)
{
    struct config config;
    enum config_request request = CONFIG_RUN;
    struct buf text = {0};
    if (config_load(&config, argc, argv, &request, &text) != STATUS_OK) {
        fprintf(stderr, "datelined: %s\nTry `datelined --help`.\n", buf_cstr(&text));
        buf_release(&text);
        return 2;
    }
    int code = 0;
    switch (request) {
    case CONFIG_RUN:
        code = service_run(&config, argc, argv);
        break;
    case CONFIG_HELP:
        config_write_help(&text);
        code = print(&text);
        break;
    case CONFIG_VERSION:
        buf_printf(&text, "datelined %s\n", DATELINE_VERSION);
        code = print(&text);
        break;
    case CONFIG_PRINT:
        config_write_file(&config, &text);
        code = print(&text);
        break;
    case CONFIG_PRINT_MARKDOWN:
        config_write_markdown(&text);
        code = print(&text);
        break;
    }
    config_release(&config);
    return code;
}
