/* print: messages of the feed on stdout, one way for every command. */
#ifndef DATELINE_CLI_PRINT_H
#define DATELINE_CLI_PRINT_H

#include <stdbool.h>

#include "dateline.h"

enum print_format {
    PRINT_TEXT,    /* for people */
    PRINT_JSON,    /* the analysis as one line of JSON; a tombstone as {"tombstone":{…}} */
    PRINT_EVENT,   /* {"topic":…,"header":{…},"data":{…}} as one line */
    PRINT_MSGPACK, /* the bytes of the analysis, one after the other */
};

#define PRINT_USAGE "  --format text|json|event|msgpack  text on a terminal, else json: one analysis a line\n"

/* The format of a word ("jsonl" is json), or of stdout's kind for NULL; -1 for a word that is none. */
int print_format_of(const char *word);
/* False when stdout does not take it any more. */
bool print_message(enum print_format format, const struct dateline_message *m);
/* A MessagePack value as a line of JSON. */
bool print_value(const void *data, size_t size);

#endif
