/* local: the model and the packs of the commands that read articles in this process.
 *
 *     static const struct option options[] = {INPUT_OPTIONS, LOCAL_OPTIONS, {0}};
 *     struct local l = local_defaults();
 *     … local_option(&l, which, value) for what is nobody else's …
 *     struct models m;
 *     if (!local_load(&l, &m)) { return CLI_USAGE; }
 *
 * Flags win over the service's own variables (DATELINE_MODEL_FILE and so on), these over the files
 * beside the program. "none" is no file.
 */
#ifndef DATELINE_CLI_LOCAL_H
#define DATELINE_CLI_LOCAL_H

#include <getopt.h>
#include <stdbool.h>

#include "model/models.h"

enum { LOCAL_MODEL = 0x400, LOCAL_KERNEL, LOCAL_PACK, LOCAL_EVENTS };

#define LOCAL_OPTIONS                                                                              \
    {"model", required_argument, NULL, LOCAL_MODEL},                                               \
        {"kernel", required_argument, NULL, LOCAL_KERNEL},                                         \
        {"pack", required_argument, NULL, LOCAL_PACK},                                             \
    {                                                                                              \
        "events", required_argument, NULL, LOCAL_EVENTS                                            \
    }

#define LOCAL_USAGE                                                                                \
    "  --model FILE      the language model (else DATELINE_MODEL_FILE, the one beside the "        \
    "program)\n"                                                                                   \
    "  --pack FILE       the knowledge pack (else DATELINE_PACK_FILE, the one beside the "         \
    "program)\n"                                                                                   \
    "  --events FILE     the event pack (else DATELINE_PACK_EVENTS, the one beside the "           \
    "program);\n"                                                                                  \
    "                    of all three \"none\": none\n"                                            \
    "  --kernel NAME     avx512-vnni, avx-vnni, avx2, neon-dot or portable (the best that runs "   \
    "here)\n"

struct local {
    const char *model, *kernel, *pack, *events;
};

struct local local_defaults(void);
/* True for all: what a file is shows when it is loaded. */
bool local_option(struct local *l, int which, const char *value);
/* False when something does not load: said on stderr, nothing to release. */
bool local_load(const struct local *l, struct models *out);
/* Whether the file may be read, where one is named: says why not. What is in it the loaders say. */
bool local_readable(const char *file);

#endif
