/* print: messages of the feed on stdout, one way for every command.
 *
 *     static const struct option options[] = {CONNECT_OPTIONS, PRINT_OPTIONS, {0}};
 *     struct print p = print_defaults();
 *     … print_is_option(which) ? print_option(&p, which, value) : connect_option(&c, which, value)
 */
#ifndef DATELINE_CLI_PRINT_H
#define DATELINE_CLI_PRINT_H

#include <getopt.h>
#include <stdbool.h>
#include <stddef.h>

#include "dateline.h"
#include "forms/exports.h"
#include "wire/messages_gen.h"

enum print_format {
    PRINT_TEXT,    /* the analysis for people to read */
    PRINT_LINE,    /* a line for each message */
    PRINT_JSON,    /* the analysis as one line of JSON; a tombstone as {"tombstone":{…}} */
    PRINT_EVENT,   /* {"topic":…,"header":{…},"data":{…}} as one line */
    PRINT_CONLLU,  /* needs the token columns: results.detail = full */
    PRINT_EXPORT,  /* for databases, maps, time lines; tombstones are left out */
    PRINT_MSGPACK, /* the bytes of the analysis, one after the other */
};

enum { PRINT_OPTION_FORMAT = 0x200, PRINT_OPTION_OFFSETS };

#define PRINT_OPTIONS                                                                              \
    {"format", required_argument, NULL, PRINT_OPTION_FORMAT},                                      \
    {                                                                                              \
        "offsets", required_argument, NULL, PRINT_OPTION_OFFSETS                                   \
    }

#define PRINT_USAGE                                                                                \
    "  --format FORM     text, line (a line for each), json (one a line), event (with topic and "  \
    "header),\n"                                                                                   \
    "                    conllu or msgpack; text on a terminal, else json; " EXPORT_NAMES "\n"     \
    "  --offsets UNIT    byte, codepoint or utf16: what JSON's spans count (byte)\n"

struct print {
    enum print_format format;
    const struct export_form *form; /* of PRINT_EXPORT */
    bool begun;                     /* and its header is printed */
    enum wire_offset_unit offsets;
};

struct print print_defaults(void);
bool print_is_option(int which);
/* False for a word that is none: said on stderr. */
bool print_option(struct print *p, int which, const char *value);
/* False when stdout does not take it any more. */
bool print_message(struct print *p, const struct dateline_message *m);
/* A MessagePack value as a line of JSON. */
bool print_value(const void *data, size_t size);

#endif
