/* input: files, folders and standard input as article maps, one after the other.
 *
 * Memory   an item is valid until the next call.
 * Errors   what cannot be read is an item with an error, and the next one follows.
 */
#ifndef DATELINE_CLI_INPUT_H
#define DATELINE_CLI_INPUT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

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
    bool unreadable;   /* with an error: there is no such file, or none that can be read */
};

bool input_knows(const char *form);
/* `paths` is borrowed; "-" is standard input (jsonl unless the options say more). NULL: out of
 * memory. */
struct input *input_open(char **paths, size_t count, const struct input_options *options);
bool input_next(struct input *in, struct input_item *out);
void input_close(struct input *in); /* accepts NULL */

#endif
