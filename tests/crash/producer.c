/* Sends articles until SIGTERM and writes one line for each that was acknowledged: "ID REVISION".
 * For the crash test.
 *
 *     producer INGEST_ENDPOINT QUERY_ENDPOINT NAME FIRST_NUMBER
 *
 * Every 40th article is a new revision of the one sent 20 before. Lines go out by one write each,
 * so kill -9 tears none.
 */
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "dateline.h"

enum { ID_BYTES = 64, BODY_BYTES = 4096 };

static volatile sig_atomic_t stopping;

static void on_term(int signal_number)
{
    (void)signal_number;
    stopping = 1;
}

static void on_receipt(void *context, const struct dateline_receipt *receipt)
{
    char *id = context, line[128];
    int len = receipt->status == DATELINE_OK
                  ? snprintf(line, sizeof line, "%s %u\n", id, (unsigned)receipt->revision)
                  : snprintf(line, sizeof line, "! %s %s\n", id,
                             receipt->code ? receipt->code : "closed");
    if (write(STDOUT_FILENO, line, (size_t)len) != len) {
        _exit(3);
    }
    free(id);
}

/* About 4 KB of sentences that differ by article and revision. */
static void make_body(char out[BODY_BYTES], const char *id, unsigned revision)
{
    size_t n = (size_t)snprintf(out, BODY_BYTES, "PORT ELDEN (AP) — Report %s, version %u.\n\n", id,
                                revision);
    for (unsigned i = 0; n + 200 < BODY_BYTES; i++) {
        n += (size_t)snprintf(out + n, BODY_BYTES - n,
                              "The harbour office said crane %u had moved %u crates by noon. “We "
                              "are on time,” it added.\n\n",
                              i, i * 7 + revision);
    }
}

static enum dateline_status send_number(struct dateline_client *d, const char *name,
                                        unsigned long number)
{
    unsigned revision = number % 40 == 39 ? 2 : 1;
    char *id = malloc(ID_BYTES), body[BODY_BYTES];
    snprintf(id, ID_BYTES, "%s-%lu", name, revision == 2 ? number - 20 : number);
    make_body(body, id, revision);
    struct dateline_article article = {
        .id = id, .title = "Harbour report", .body = body, .source = name};
    enum dateline_status status = dateline_send(d, &article, on_receipt, id);
    if (status != DATELINE_OK) {
        free(id);
    }
    return status;
}

int main(int argc, char **argv)
{
    if (argc != 5) {
        return 2;
    }
    signal(SIGTERM, on_term);
    struct dateline_client *d;
    struct dateline_options options = {
        .ingest = argv[1], .query = argv[2], .window = 256, .send_timeout_ms = 200};
    if (dateline_open(&d, &options) != DATELINE_OK) {
        return 2;
    }
    for (unsigned long number = strtoul(argv[4], NULL, 10); !stopping;) {
        enum dateline_status status = send_number(d, argv[3], number);
        if (status == DATELINE_OK) {
            number++;
        } else if (status != DATELINE_AGAIN && status != DATELINE_TIMEOUT) {
            fprintf(stderr, "producer %s: %s\n", argv[3], dateline_status_text(status));
            return 1;
        }
    }
    int failed = dateline_flush(d, 60000) != DATELINE_OK;
    dateline_close(d);
    return failed;
}
