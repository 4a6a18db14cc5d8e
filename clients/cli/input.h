/* input: files, folders and standard input as article maps, one after the other.
 *
 * Memory   an item is valid until the next call.
 * Errors   what cannot be read is an item with an error, and the next one follows.
 */
#ifndef DATELINE_CLI_INPUT_H
#define DATELINE_CLI_INPUT_H

#include <getopt.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/status.h"
#include "base/str.h"

enum { INPUT_FROM = 0x300, INPUT_SOURCE, INPUT_LANGUAGE, INPUT_PUBLISHED };
enum { INPUT_LABEL_MAX = 4200, INPUT_ERROR_MAX = 256 /* with their NUL */ };

#define INPUT_OPTIONS                                                                              \
    {"from", required_argument, NULL, INPUT_FROM},                                                 \
        {"source", required_argument, NULL, INPUT_SOURCE},                                         \
        {"language", required_argument, NULL, INPUT_LANGUAGE},                                     \
    {                                                                                              \
        "published", required_argument, NULL, INPUT_PUBLISHED                                      \
    }

/* Behind what a command says of --from itself. */
#define INPUT_USAGE                                                                                \
    "  --source NAME     who published it, where the article does not say\n"                       \
    "  --language TAG    its language (BCP 47), likewise\n"                                        \
    "  --published TIME  when, likewise\n"

#define INPUT_FORMS                                                                                \
    "text, html, json (one object or a list), jsonl (one object a line), ninjs, newsplease or "    \
    "schemaorg"

struct input;

struct input_options {
    const char *form;                          /* NULL: by the ending of the name */
    const char *source, *language, *published; /* where the article does not say; NULL: nothing */
    bool anonymous; /* an object without id and uri gets none; else its file and line */
};

struct input_item {
    struct str map;    /* MessagePack, as the article of proto/ */
    const char *label; /* for messages: the file, or file and line */
    const char *error; /* NULL: there is a map */
    const char *code;  /* with an error: the refusal that it is (enum refusal of proto/) */
    bool unreadable;   /* with an error: there is no such file, or none that can be read */
};

bool input_is_option(int which);
/* False for a form that is none: said on stderr. */
bool input_option(struct input_options *options, int which, const char *value);
/* `paths` is borrowed; "-" is standard input (jsonl unless the options say more). NULL: out of
 * memory. */
struct input *input_open(char **paths, size_t count, const struct input_options *options);
bool input_next(struct input *in, struct input_item *out);
void input_close(struct input *in); /* accepts NULL */

/* A file ("-": standard input) whole. NOT_FOUND: it cannot be opened, IO: nor read to its end, and
 * errno says why; LIMIT: it has `max` bytes or more. */
enum status input_whole(const char *path, size_t max, struct buf *into) MUST_CHECK;

#endif
