/* The load that measures the message path: articles of one size, a fixed number in flight, one
 * subscriber that proves afterwards that it has all of them. Sender and subscriber are two
 * connections, as they would be in life. */
#define _GNU_SOURCE
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "cli.h"
#include "connect.h"

enum {
    WINDOWS_MAX = 8,
    WINDOW_MOST = 65536,
    SIZE_LEAST = 64,
    SIZE_MOST = 1000000,
    ARTICLES_MOST = 100000000,
    SETTLE_S = 60,
    ID_MAX = 64
};

struct bench {
    struct connect sender, subscriber;
    uint64_t articles, size, windows[WINDOWS_MAX];
    size_t window_count;
    bool json, subscribed;
    struct dateline_subscription *subscription;
    struct run *run;
};

/* One window's run. Times are monotonic microseconds; the lists are (articles). */
struct run {
    pthread_mutex_t lock;
    pthread_cond_t room;
    uint64_t window, in_flight, acked, refused, delivered, articles;
    uint64_t *sent, *ack, *trip;
    uint64_t began, last_ack, last_delivery;
    char prefix[ID_MAX];
};

struct result {
    double seconds, rate, delivered_rate;
    uint64_t ack50, ack99, trip50, trip99;
    bool complete, checked;
};

struct mark {
    struct run *run;
    uint64_t number;
};

static void on_receipt(void *context, const struct dateline_receipt *receipt)
{
    struct mark *mark = context;
    struct run *r = mark->run;
    uint64_t now = clock_monotonic_us();
    pthread_mutex_lock(&r->lock);
    r->ack[mark->number] = now - r->sent[mark->number];
    r->in_flight--;
    r->acked += receipt->status == DATELINE_OK;
    r->refused += receipt->status != DATELINE_OK;
    r->last_ack = now;
    pthread_cond_signal(&r->room);
    pthread_mutex_unlock(&r->lock);
}

static bool on_message(void *context, const struct dateline_message *m)
{
    struct run *r = __atomic_load_n(&((struct bench *)context)->run, __ATOMIC_SEQ_CST);
    uint64_t number, now = clock_monotonic_us();
    size_t len = r ? strlen(r->prefix) : 0;
    if (!r || !m->subject || strncmp(m->subject, r->prefix, len) != 0 ||
        !str_to_u64(str_of(m->subject + len), &number) || number >= r->articles) {
        return true;
    }
    pthread_mutex_lock(&r->lock);
    r->trip[number] = now - r->sent[number];
    r->delivered++;
    r->last_delivery = now;
    pthread_cond_signal(&r->room);
    pthread_mutex_unlock(&r->lock);
    return true;
}

static int ascending(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

/* Sorts; the list is not needed in its order any more. */
static uint64_t quantile(uint64_t *list, uint64_t count, double q)
{
    if (count == 0) {
        return 0;
    }
    qsort(list, count, sizeof *list, ascending);
    return list[(uint64_t)(q * (double)(count - 1))];
}

/* Words of one length in sentences and paragraphs: about what an article looks like to a
 * tokeniser. */
static char *body_of(uint64_t size)
{
    static const char line[] =
        "The committee met again on Tuesday and heard what the engineers had found out. ";
    char *body = malloc(size + 1);
    for (uint64_t i = 0; body && i < size; i++) {
        body[i] = i % 800 == 799 ? '\n' : line[i % (sizeof line - 1)];
    }
    if (body) {
        body[size] = '\0';
    }
    return body;
}

static void wait_for_room(struct run *r)
{
    pthread_mutex_lock(&r->lock);
    while (r->in_flight >= r->window) {
        pthread_cond_wait(&r->room, &r->lock);
    }
    r->in_flight++;
    pthread_mutex_unlock(&r->lock);
}

/* Until all are acknowledged and delivered, or nothing has come for SETTLE_S. */
static bool settle(struct bench *b, struct run *r)
{
    uint64_t last = 0, since = clock_monotonic_ms();
    bool done = false;
    while (!done && clock_monotonic_ms() - since < SETTLE_S * 1000 && !connect_stopped()) {
        pthread_mutex_lock(&r->lock);
        uint64_t state = r->acked + r->refused + r->delivered;
        done = r->in_flight == 0 && (!b->subscribed || r->delivered >= r->acked);
        pthread_mutex_unlock(&r->lock);
        since = state != last ? clock_monotonic_ms() : since;
        last = state;
        usleep(done ? 0 : 2000);
    }
    return done;
}

static bool send_all(struct bench *b, struct run *r, struct mark *marks, const char *body)
{
    char id[ID_MAX + 24];
    struct cli_progress progress;
    cli_progress_begin(&progress, "bench", r->articles);
    for (uint64_t i = 0; i < r->articles && !connect_stopped(); i++) {
        snprintf(id, sizeof id, "%s%llu", r->prefix, (unsigned long long)i);
        wait_for_room(r);
        marks[i] = (struct mark){r, i};
        r->sent[i] = clock_monotonic_us();
        struct dateline_article article = {.id = id,
                                           .title = "What the engineers had found out",
                                           .body = body,
                                           .source = "bench",
                                           .language = "en"};
        if (dateline_send(b->sender.client, &article, on_receipt, &marks[i]) != DATELINE_OK) {
            return false;
        }
        cli_progress_show(&progress, i);
    }
    cli_progress_end(&progress);
    return !connect_stopped();
}

static void summarise(struct bench *b, struct run *r, struct result *out)
{
    double ack_us = (double)(r->last_ack - r->began),
           all_us = (double)(r->last_delivery - r->began);
    out->seconds = ack_us / 1e6;
    out->rate = ack_us > 0 ? (double)r->acked / out->seconds : 0;
    out->delivered_rate = b->subscribed && r->delivered ? (double)r->delivered / (all_us / 1e6) : 0;
    out->ack50 = quantile(r->ack, r->articles, 0.5);
    out->ack99 = quantile(r->ack, r->articles, 0.99);
    out->trip50 = b->subscribed ? quantile(r->trip, r->articles, 0.5) : 0;
    out->trip99 = b->subscribed ? quantile(r->trip, r->articles, 0.99) : 0;
    struct dateline_check check;
    out->checked = b->subscribed;
    out->complete = b->subscribed && r->delivered >= r->acked &&
                    dateline_check(b->subscription, &check) == DATELINE_OK;
}

static void print_result(const struct bench *b, const struct run *r, const struct result *x)
{
    const char *text = "window %-5llu %llu acknowledged, %llu refused in %.2f s: %.0f/s; ack p50 "
                       "%.3f ms p99 %.3f ms; "
                       "send to subscriber p50 %.3f ms p99 %.3f ms, %.0f/s, complete: %s\n";
    const char *json =
        "{\"window\":%llu,\"acknowledged\":%llu,\"refused\":%llu,\"seconds\":%.3f,\"per_second\":%."
        "1f,"
        "\"ack_p50_ms\":%.3f,\"ack_p99_ms\":%.3f,\"trip_p50_ms\":%.3f,\"trip_p99_ms\":%.3f,"
        "\"delivered_per_second\":%.1f,\"complete\":%s}\n";
    const char *complete = b->json ? (x->complete  ? "true"
                                      : x->checked ? "false"
                                                   : "null")
                                   : (x->complete  ? "yes"
                                      : x->checked ? "NO"
                                                   : "not checked");
    printf(b->json ? json : text, (unsigned long long)r->window, (unsigned long long)r->acked,
           (unsigned long long)r->refused, x->seconds, x->rate, (double)x->ack50 / 1e3,
           (double)x->ack99 / 1e3, (double)x->trip50 / 1e3, (double)x->trip99 / 1e3,
           x->delivered_rate, complete);
    fflush(stdout);
}

static void init_run(const struct bench *b, struct run *r, uint64_t window)
{
    *r = (struct run){.window = window, .articles = b->articles};
    pthread_mutex_init(&r->lock, NULL);
    pthread_cond_init(&r->room, NULL);
    snprintf(r->prefix, sizeof r->prefix, "bench-%d-%llu-%llu-", (int)getpid(),
             (unsigned long long)clock_wall_ms(), (unsigned long long)window);
    r->sent = calloc(b->articles, sizeof *r->sent);
    r->ack = calloc(b->articles, sizeof *r->ack);
    r->trip = calloc(b->articles, sizeof *r->trip);
}

static void release_run(struct run *r)
{
    free(r->sent);
    free(r->ack);
    free(r->trip);
    pthread_cond_destroy(&r->room);
    pthread_mutex_destroy(&r->lock);
}

static int run_window(struct bench *b, uint64_t window)
{
    struct run r;
    struct result result = {0};
    init_run(b, &r, window);
    struct mark *marks = calloc(b->articles, sizeof *marks);
    char *body = body_of(b->size);
    int status = CLI_FAILED;
    if (r.sent && r.ack && r.trip && marks && body) {
        __atomic_store_n(&b->run, &r, __ATOMIC_SEQ_CST);
        r.began = clock_monotonic_us();
        bool settled = send_all(b, &r, marks, body) && settle(b, &r);
        dateline_flush(b->sender.client, b->sender.options.timeout_ms);
        summarise(b, &r, &result);
        print_result(b, &r, &result);
        status =
            settled && r.refused == 0 && (!b->subscribed || result.complete) ? CLI_OK : CLI_FAILED;
    }
    /* No receipt or message may find the run any more. */
    dateline_unsubscribe(b->subscription);
    b->subscription = NULL;
    if (status != CLI_OK) {
        connect_close(&b->sender);
    }
    free(marks);
    free(body);
    release_run(&r);
    return status;
}

static bool read_windows(struct bench *b, const char *list)
{
    char word[8]; /* longer ones are too large, cut or not */
    bool good = true;
    struct str rest = str_of(list);
    for (b->window_count = 0; good && rest.ptr; b->window_count++) {
        size_t comma = str_find_byte(rest, ',', 0);
        snprintf(word, sizeof word, "%.*s", STR_ARG(str_slice(rest, 0, comma)));
        rest = comma == SIZE_MAX ? (struct str){0} : str_slice(rest, comma + 1, rest.len);
        good = b->window_count < WINDOWS_MAX &&
               cli_number("window", word, 1, WINDOW_MOST, &b->windows[b->window_count]);
    }
    if (!good && b->window_count > WINDOWS_MAX) {
        cli_wrong("--window takes up to %d numbers, not '%s'", WINDOWS_MAX, list);
    }
    return good;
}

static bool take_option(void *state, int which, const char *value)
{
    struct bench *b = state;
    switch (which) {
    case 'a':
        return cli_number("articles", value, 1, ARTICLES_MOST, &b->articles);
    case 's':
        return cli_number("size", value, SIZE_LEAST, SIZE_MOST, &b->size);
    case 'w':
        return read_windows(b, value);
    case 'n':
        b->subscribed = false;
        return true;
    case 'f':
        return cli_text_or_json(value, &b->json);
    default:
        return connect_option(&b->sender, which, value);
    }
}

static bool read_options(struct bench *b, int argc, char **argv)
{
    static const struct option options[] = {
        CONNECT_OPTIONS,
        {"articles", required_argument, NULL, 'a'},
        {"size", required_argument, NULL, 's'},
        {"window", required_argument, NULL, 'w'},
        {"no-subscriber", no_argument, NULL, 'n'},
        {"format", required_argument, NULL, 'f'},
        {0},
    };
    return cli_only_options(argc, argv, options, take_option, b);
}

static bool begin_window(struct bench *b, uint64_t window)
{
    if (!b->sender.client) {
        b->sender.options.window = (uint32_t)(window < 2 ? 2 : window);
        if (!connect_open(&b->sender)) {
            return false;
        }
    }
    return !b->subscribed ||
           dateline_subscribe(b->subscriber.client, "analysis.", DATELINE_FROM_NOW, on_message, b,
                              &b->subscription) == DATELINE_OK;
}

static int bench(int argc, char **argv)
{
    struct bench b = {
        .articles = 20000, .size = 5000, .windows = {256}, .window_count = 1, .subscribed = true};
    b.sender = connect_defaults();
    if (!read_options(&b, argc, argv)) {
        return CLI_USAGE;
    }
    connect_catch_signals();
    b.subscriber = b.sender;
    struct dateline_answer answer = {0};
    if (!connect_open(&b.subscriber)) {
        return CLI_USAGE;
    }
    enum dateline_status there = dateline_ask(b.subscriber.client, "STATUS", "\x80", 1, &answer);
    int status =
        there == DATELINE_OK ? CLI_OK : connect_failed(&b.subscriber, "bench", there, &answer);
    dateline_answer_release(&answer);
    for (size_t i = 0; i < b.window_count && status == CLI_OK; i++) {
        status = begin_window(&b, b.windows[i]) ? run_window(&b, b.windows[i]) : CLI_FAILED;
        connect_close(&b.sender);
    }
    connect_close(&b.subscriber);
    return status;
}

const struct command bench_command = {
    "bench",
    bench,
    "put load on the message path and measure it",
    "usage: dateline bench [OPTION…]\n\n"
    "Sends articles, waits for their acknowledgements and for their analyses at one subscriber, "
    "and has the\n"
    "service confirm by count and hash that the subscriber has all of them.\n\n"
    "  --articles N      how many for each window (20000)\n"
    "  --size BYTES      of a body (5000)\n"
    "  --window N[,N…]   articles in flight, one run for each (256)\n"
    "  --no-subscriber   measure acknowledgements alone\n"
    "  --format text|json\n" CONNECT_USAGE
    "\nExit status: 0 all acknowledged and complete, 1 not, 2 wrong use or no service.\n",
};
