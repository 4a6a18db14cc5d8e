/* The library inside somebody else's event loop: a poll of its descriptor and of a pipe. Sends N
 * articles, follows a prefix, and prints what a test wants to know. usage: loop N PREFIX WANTED */
#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <dateline.h>

enum { LIMIT_S = 20, BODY = 3000 };

struct counts {
    unsigned long long receipts, accepted, refused, messages, disorder, last, wanted;
};

static void on_receipt(void *context, const struct dateline_receipt *receipt)
{
    struct counts *c = context;
    c->receipts++;
    c->accepted += receipt->status == DATELINE_OK;
    c->refused += receipt->status == DATELINE_REFUSED;
}

static bool on_message(void *context, const struct dateline_message *message)
{
    struct counts *c = context;
    c->messages++;
    c->disorder += message->seq <= c->last;
    c->last = message->seq;
    return true;
}

/* Sends what the window takes; the rest when there is room again. */
static unsigned long long send_some(struct dateline_client *d, struct counts *c,
                                    unsigned long long from, unsigned long long n)
{
    static char body[BODY + 1];
    char id[32];
    memset(body, 'x', BODY);
    for (; from < n; from++) {
        snprintf(id, sizeof id, "loop-%llu", from);
        struct dateline_article a = {.id = id,
                                     .title = "T",
                                     .body = from == 7 ? NULL : body,
                                     .source = from % 3 ? "one" : "two"};
        if (dateline_send(d, &a, on_receipt, c) != DATELINE_OK) {
            break; /* DATELINE_AGAIN */
        }
    }
    return from;
}

int main(int argc, char **argv)
{
    struct counts c = {.wanted = argc > 3 ? strtoull(argv[3], NULL, 10) : 0};
    unsigned long long n = argc > 1 ? strtoull(argv[1], NULL, 10) : 0, sent = 0;
    struct dateline_client *d;
    struct dateline_subscription *s;
    struct dateline_options options = {.ingest = getenv("DATELINE_INGEST"),
                                       .results = getenv("DATELINE_RESULTS"),
                                       .query = getenv("DATELINE_QUERY"),
                                       .name = "loop",
                                       .window = 64,
                                       .send_timeout_ms = -1,
                                       .own_loop = true};
    if (argc < 4 || dateline_open(&d, &options) != DATELINE_OK ||
        dateline_subscribe(d, argv[2], DATELINE_FROM_BEGINNING, on_message, &c, &s) !=
            DATELINE_OK) {
        return 2;
    }
    time_t end = time(NULL) + LIMIT_S;
    while ((c.receipts < n || c.messages < c.wanted) && time(NULL) < end) {
        struct pollfd fds = {.fd = dateline_fd(d), .events = POLLIN};
        if (poll(&fds, 1, 1000) < 0 && errno != EINTR) {
            return 2;
        }
        if (fds.revents) {
            dateline_process(d);
        }
        sent = send_some(d, &c, sent, n);
    }
    struct dateline_check check;
    enum dateline_status checked =
        dateline_check(s, &check); /* waiting processes the loop meanwhile */
    printf("{\"receipts\":%llu,\"accepted\":%llu,\"refused\":%llu,\"messages\":%llu,\"disorder\":%"
           "llu,\"check\":\"%s\"}\n",
           c.receipts, c.accepted, c.refused, c.messages, c.disorder,
           dateline_status_text(checked));
    dateline_unsubscribe(s);
    dateline_close(d);
    return checked == DATELINE_OK ? 0 : 1;
}
