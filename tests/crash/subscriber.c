/* Writes one line for each message of the feed until SIGTERM: "SEQ TYPE SUBJECT DIGEST". For the
 * crash test.
 *
 *     subscriber RESULTS_ENDPOINT QUERY_ENDPOINT NAME PREFIX FROM_SEQ
 *
 * On SIGTERM it asks the service whether what it got is complete and exits 0 only if that is
 * proven.
 */
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "dateline.h"

static bool on_message(void *context, const struct dateline_message *m)
{
    (void)context;
    char line[512];
    int len = snprintf(line, sizeof line, "%llu %s %s %s\n", (unsigned long long)m->seq, m->type,
                       m->subject ? m->subject : "-", m->digest ? m->digest : "-");
    if (write(STDOUT_FILENO, line, (size_t)len) != len) {
        _exit(3);
    }
    return true;
}

static void on_notice(void *context, const struct dateline_notice *notice)
{
    (void)context;
    if (notice->kind == DATELINE_NOTICE_EXPIRED || notice->kind == DATELINE_NOTICE_EPOCH) {
        fprintf(stderr, "notice %d: %llu to %llu\n", (int)notice->kind,
                (unsigned long long)notice->from, (unsigned long long)notice->to);
    }
}

int main(int argc, char **argv)
{
    if (argc != 6) {
        return 2;
    }
    sigset_t term;
    sigemptyset(&term);
    sigaddset(&term, SIGTERM);
    sigprocmask(SIG_BLOCK, &term, NULL); /* before the library starts its thread */
    struct dateline_client *d;
    struct dateline_options options = {
        .results = argv[1], .query = argv[2], .name = argv[3], .on_notice = on_notice};
    struct dateline_subscription *s;
    if (dateline_open(&d, &options) != DATELINE_OK ||
        dateline_subscribe(d, argv[4], strtoull(argv[5], NULL, 10), on_message, NULL, &s) !=
            DATELINE_OK) {
        return 2;
    }
    int got;
    sigwait(&term, &got);
    struct dateline_check check;
    enum dateline_status status = dateline_check(s, &check);
    if (status != DATELINE_OK) {
        fprintf(stderr, "subscriber %s: %s: %llu here, %llu there\n", argv[3],
                dateline_status_text(status), (unsigned long long)check.count_here,
                (unsigned long long)check.count_there);
    }
    dateline_unsubscribe(s);
    dateline_close(d);
    return status != DATELINE_OK;
}
