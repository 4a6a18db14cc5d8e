/* connect: the options that every command which talks to the service has.
 *
 *     static const struct option options[] = {CONNECT_OPTIONS, {0}};
 *     struct connect c = connect_defaults();
 *     … connect_option(&c, which, value) for what is nobody else's …
 *     if (!connect_open(&c)) { return CLI_USAGE; }
 *
 * Flags win over the environment (DATELINE_INGEST, DATELINE_RESULTS, DATELINE_QUERY, DATELINE_NAME;
 * the service's own DATELINE_INGEST_BIND and so on do as well), the environment over the defaults.
 * What goes wrong is said on stderr, once.
 */
#ifndef DATELINE_CLI_CONNECT_H
#define DATELINE_CLI_CONNECT_H

#include <getopt.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

#include "dateline.h"

enum { CONNECT_INGEST = 0x100, CONNECT_RESULTS, CONNECT_QUERY, CONNECT_NAME, CONNECT_TIMEOUT };

#define CONNECT_OPTIONS                                                                            \
    {"ingest", required_argument, NULL, CONNECT_INGEST},                                           \
        {"results", required_argument, NULL, CONNECT_RESULTS},                                     \
        {"query", required_argument, NULL, CONNECT_QUERY},                                         \
        {"name", required_argument, NULL, CONNECT_NAME},                                           \
    {                                                                                              \
        "timeout", required_argument, NULL, CONNECT_TIMEOUT                                        \
    }

#define CONNECT_USAGE                                                                              \
    "  --ingest, --results, --query ADDRESS  where the service listens\n"                          \
    "                    (else DATELINE_INGEST, DATELINE_RESULTS, DATELINE_QUERY)\n"               \
    "  --name NAME       who this is to the service (else DATELINE_NAME)\n"                        \
    "  --timeout SECONDS how long to wait for an answer (10)\n"

struct connect {
    struct dateline_options options;
    struct dateline_client *client;
    atomic_bool answered; /* the service said something */
};

struct connect connect_defaults(void);
/* False for a value that cannot be: said on stderr. */
bool connect_option(struct connect *c, int which, const char *value);
/* `c` must stay where it is until connect_close. */
bool connect_open(struct connect *c);
void connect_close(struct connect *c);
/* Says why a question failed; returns the exit status. */
int connect_failed(const struct connect *c, const char *what, enum dateline_status status,
                   const struct dateline_answer *answer);

/* SIGINT and SIGTERM end a command in order: after this they only set the flag that connect_stopped
 * reads. */
void connect_catch_signals(void);
bool connect_stopped(void);

#endif
