/* config: the options of datelined, from flags, environment, a file and defaults, in this order of
 * strength.
 *
 * Rows stand in options.def; everything here is made of them. The file is INI: [section], name =
 * value. Names that nobody knows are errors wherever they stand.
 *
 * Memory   texts belong to the struct; config_release frees them and accepts zeroed memory.
 * Errors   STATUS_INVALID with one line for people in `problem`, which says where the value came
 *          from and what would be right.
 * Threads  one owner; read-only afterwards.
 */
#ifndef DATELINE_CONFIG_CONFIG_H
#define DATELINE_CONFIG_CONFIG_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/status.h"

#define CONFIG_FIELD_FLAG bool
#define CONFIG_FIELD_COUNT uint64_t
#define CONFIG_FIELD_BYTES uint64_t
#define CONFIG_FIELD_MS uint64_t
#define CONFIG_FIELD_TEXT char *
#define CONFIG_FIELD_CHOICE char *
#define CONFIG_FIELD_ENDPOINT char *
#define CONFIG_FIELD_ADDRESS char *

struct config {
#define OPTION(type, section, name, otherwise, bounds, when, help)                                 \
    CONFIG_FIELD_##type section##_##name;
#include "config/options.def"
#undef OPTION
};

/* What the command line asks for besides options. */
enum config_request {
    CONFIG_RUN,
    CONFIG_HELP,
    CONFIG_VERSION,
    CONFIG_PRINT,
    CONFIG_PRINT_MARKDOWN
};

/* argv and environ as the process got them; the file is that of --config, else $DATELINE_CONFIG. */
enum status config_load(struct config *c, int argc, char **argv, enum config_request *request,
                        struct buf *problem) MUST_CHECK;
/* Reads everything again. On OK `now` has the new values of the options that can change while
 * running; `report` names what changed and what changed in vain. On an error `now` is untouched and
 * `report` says why. */
enum status config_reload(struct config *now, int argc, char **argv, struct buf *report) MUST_CHECK;
void config_release(struct config *c);

/* For --help, --print-config (an example file with the values in force) and
 * --print-options-markdown. */
void config_write_help(struct buf *out);
void config_write_file(const struct config *c, struct buf *out);
void config_write_markdown(struct buf *out);

/* CPUs that this process may use: affinity and the cgroup's cpu.max, rounded up; at least 1. */
uint32_t config_cpus(void);

#endif
