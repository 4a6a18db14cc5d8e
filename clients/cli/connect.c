#define _GNU_SOURCE
#include "connect.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"

enum { TIMEOUT_S = 10, TIMEOUT_MAX_S = 86400 };

static volatile sig_atomic_t stopped;

static void on_notice(void *context, const struct dateline_notice *notice)
{
    struct connect *c = context;
    switch (notice->kind) {
    case DATELINE_NOTICE_CONNECTED:
        atomic_store(&c->answered, true);
        break;
    case DATELINE_NOTICE_EXPIRED:
        fprintf(stderr, "dateline: %llu to %llu have expired and are missing\n",
                (unsigned long long)notice->from, (unsigned long long)notice->to);
        break;
    case DATELINE_NOTICE_EPOCH:
        fprintf(stderr, "dateline: the service has another store now (%s): numbers begin anew\n",
                notice->epoch);
        break;
    case DATELINE_NOTICE_REFUSED:
        fprintf(stderr, "dateline: %s\n", notice->text);
        break;
    default:
        break; /* losses and gaps mend themselves */
    }
}

struct connect connect_defaults(void)
{
    return (struct connect){
        .options = {.name = getenv("DATELINE_NAME"), .timeout_ms = TIMEOUT_S * 1000}};
}

static bool take_address(const char *option, const char *value, const char **out)
{
    *out = value;
    return strncmp(value, "tcp://", 6) == 0 || strncmp(value, "ipc://", 6) == 0 ||
           !cli_wrong("--%s is tcp://HOST:PORT or ipc://PATH, not '%s'", option, value);
}

bool connect_option(struct connect *c, int which, const char *value)
{
    uint64_t seconds;
    switch (which) {
    case CONNECT_INGEST:
        return take_address("ingest", value, &c->options.ingest);
    case CONNECT_RESULTS:
        return take_address("results", value, &c->options.results);
    case CONNECT_QUERY:
        return take_address("query", value, &c->options.query);
    case CONNECT_NAME:
        c->options.name = value;
        return true;
    case CONNECT_TIMEOUT:
        if (!cli_number("timeout", value, 1, TIMEOUT_MAX_S, &seconds)) {
            return false;
        }
        c->options.timeout_ms = (uint32_t)seconds * 1000;
        return true;
    default:
        return false;
    }
}

bool connect_open(struct connect *c)
{
    c->options.on_notice = on_notice;
    c->options.context = c;
    enum dateline_status status = dateline_open(&c->client, &c->options);
    if (status == DATELINE_WRONG) {
        cli_wrong("an address in the environment is neither tcp://HOST:PORT nor ipc://PATH: "
                  "DATELINE_INGEST, DATELINE_RESULTS, DATELINE_QUERY");
    } else if (status != DATELINE_OK) {
        cli_wrong("cannot connect: %s", dateline_status_text(status));
    }
    return status == DATELINE_OK;
}

void connect_close(struct connect *c)
{
    dateline_close(c->client);
    c->client = NULL;
}

int connect_failed(const struct connect *c, const char *what, enum dateline_status status,
                   const struct dateline_answer *answer)
{
    if (status == DATELINE_REFUSED && answer && answer->code) {
        const char *detail = answer->detail ? answer->detail : "";
        fprintf(stderr, "dateline: %s: %s%s%s\n", what, answer->code, *detail ? ": " : "", detail);
        return CLI_FAILED;
    }
    if (status == DATELINE_TIMEOUT) {
        return cli_wrong("%s: no answer from %s; is datelined running?", what,
                         c->options.query ? c->options.query : "the service");
    }
    fprintf(stderr, "dateline: %s: %s\n", what, dateline_status_text(status));
    return CLI_FAILED;
}

static void on_signal(int number)
{
    (void)number;
    stopped = 1;
}

void connect_catch_signals(void)
{
    struct sigaction action = {.sa_handler = on_signal};
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    signal(SIGPIPE, SIG_IGN);
}

bool connect_stopped(void)
{
    return stopped != 0;
}
