/* load: articles from several producers through a running service, with figures as `name value`
 * lines.
 *
 *     load --ingest A --results A --query A [--articles N] [--producers N] [--window N] [--size
 *     BYTES] [--rate N]
 *          [--no-subscriber] [--settle SECONDS]
 *
 * Each producer is a connection of its own with at most --window articles under way; one whose
 * window was full goes on when a quarter of it is free, so that it sends in runs as the service
 * acknowledges. One subscriber gets every analysis and has the service prove by count and hash that
 * it is complete. --rate is
 * the articles a second that all producers together offer; without it they offer what the window
 * lets through. Exit 0: everything acknowledged and the subscriber complete.
 */
#define _GNU_SOURCE
#include <getopt.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "dateline.h"

enum { PRODUCERS_MAX = 64, ID_MAX = 64, BEGIN_S = 10 };

struct load {
    struct dateline_options at;
    uint64_t articles, producers, window, size, rate, settle_s;
    bool subscribed;
    char run[32]; /* ids of this run begin with it */
    char *body;
    uint64_t *sent, *ack, *trip; /* (articles), monotonic µs, then the time it took */
    struct mark *marks;          /* (articles) */
    sem_t begun;                 /* the subscriber knows where the feed stands */
    uint64_t began;
    _Atomic uint64_t acknowledged, refused, delivered, last_ack, last_delivery;
    struct dateline_client *subscriber;
    struct dateline_subscription *subscription;
};

struct producer {
    struct load *load;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t has_room;
    uint64_t room; /* of the window */
    bool waiting;
    uint64_t index;
    bool failed;
};

/* What a receipt belongs to. */
struct mark {
    struct producer *producer;
    uint64_t number;
};

static uint64_t now_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000 + (uint64_t)t.tv_nsec / 1000;
}

static void sleep_until(uint64_t us)
{
    uint64_t now = now_us();
    if (us > now) {
        struct timespec t = {(time_t)((us - now) / 1000000), (long)((us - now) % 1000000) * 1000};
        nanosleep(&t, NULL);
    }
}

static void *must(void *memory)
{
    if (!memory) {
        fprintf(stderr, "load: out of memory\n");
        exit(2);
    }
    return memory;
}

/* ---- the window ---- */

static uint64_t enough_room(const struct producer *p)
{
    return p->load->window < 4 ? 1 : p->load->window / 4;
}

static void take_room(struct producer *p)
{
    pthread_mutex_lock(&p->lock);
    p->waiting = !p->room;
    while (p->waiting && p->room < enough_room(p)) {
        pthread_cond_wait(&p->has_room, &p->lock);
    }
    p->waiting = false;
    p->room--;
    pthread_mutex_unlock(&p->lock);
}

static void give_room(struct producer *p)
{
    pthread_mutex_lock(&p->lock);
    p->room++;
    bool wake = p->waiting && p->room == enough_room(p);
    pthread_mutex_unlock(&p->lock);
    if (wake) {
        pthread_cond_signal(&p->has_room);
    }
}

/* ---- what comes back ---- */

static void on_receipt(void *context, const struct dateline_receipt *receipt)
{
    struct mark *mark = context;
    struct load *l = mark->producer->load;
    uint64_t now = now_us();
    l->ack[mark->number] = now - l->sent[mark->number];
    if (receipt->status == DATELINE_OK) {
        l->acknowledged++;
        l->last_ack = now;
    } else {
        l->refused++;
        fprintf(stderr, "load: refused: %s\n",
                receipt->code ? receipt->code : dateline_status_text(receipt->status));
    }
    give_room(mark->producer);
}

static bool on_message(void *context, const struct dateline_message *m)
{
    struct load *l = context;
    size_t len = strlen(l->run);
    char *end;
    if (!m->subject || strncmp(m->subject, l->run, len) != 0) {
        return true;
    }
    uint64_t number = strtoull(m->subject + len, &end, 10), now = now_us();
    if (!*end && number < l->articles) {
        l->trip[number] = now - l->sent[number];
        l->delivered++;
        l->last_delivery = now;
    }
    return true;
}

/* ---- producers ---- */

static bool send_one(struct producer *p, struct dateline_client *d, uint64_t number)
{
    struct load *l = p->load;
    char id[ID_MAX];
    snprintf(id, sizeof id, "%s%llu", l->run, (unsigned long long)number);
    l->marks[number] = (struct mark){p, number};
    take_room(p);
    l->sent[number] = now_us();
    struct dateline_article article = {.id = id,
                                       .title = "What the harbour pilots reported",
                                       .body = l->body,
                                       .source = "load",
                                       .language = "en"};
    return dateline_send(d, &article, on_receipt, &l->marks[number]) == DATELINE_OK;
}

static void *produce(void *context)
{
    struct producer *p = context;
    struct load *l = p->load;
    struct dateline_options options = l->at;
    struct dateline_client *d;
    options.window = (uint32_t)(l->window < 2 ? 2 : l->window);
    p->failed = dateline_open(&d, &options) != DATELINE_OK;
    if (p->failed) {
        return NULL;
    }
    for (uint64_t n = p->index; n < l->articles && !p->failed; n += l->producers) {
        if (l->rate) {
            sleep_until(l->began + n * 1000000 / l->rate);
        }
        p->failed = !send_one(p, d, n);
    }
    while (dateline_flush(d, 1000) == DATELINE_TIMEOUT) {
    }
    dateline_close(d);
    return NULL;
}

static bool run_producers(struct load *l)
{
    struct producer producers[PRODUCERS_MAX] = {0};
    bool good = true;
    l->began = now_us();
    for (uint64_t i = 0; i < l->producers; i++) {
        producers[i].load = l;
        producers[i].index = i;
        producers[i].room = l->window;
        pthread_mutex_init(&producers[i].lock, NULL);
        pthread_cond_init(&producers[i].has_room, NULL);
        if (pthread_create(&producers[i].thread, NULL, produce, &producers[i]) != 0) {
            exit(2);
        }
    }
    for (uint64_t i = 0; i < l->producers; i++) {
        pthread_join(producers[i].thread, NULL);
        pthread_cond_destroy(&producers[i].has_room);
        pthread_mutex_destroy(&producers[i].lock);
        good = good && !producers[i].failed;
    }
    return good;
}

/* ---- the subscriber ---- */

static void on_notice(void *context, const struct dateline_notice *notice)
{
    struct load *l = context;
    if (notice->kind == DATELINE_NOTICE_CONNECTED && strcmp(notice->text, "query") == 0) {
        sem_post(&l->begun);
    }
}

static bool has_begun(struct load *l)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += BEGIN_S;
    return sem_timedwait(&l->begun, &until) == 0;
}

/* What is sent before the subscription knows where the feed stands is none of its business. */
static void subscribe(struct load *l)
{
    struct dateline_options options = l->at;
    options.on_notice = on_notice;
    options.context = l;
    sem_init(&l->begun, 0, 0);
    if (dateline_open(&l->subscriber, &options) != DATELINE_OK ||
        dateline_subscribe(l->subscriber, "analysis.", DATELINE_FROM_NOW, on_message, l,
                           &l->subscription) != DATELINE_OK ||
        !has_begun(l)) {
        fprintf(stderr, "load: no service at %s\n", l->at.query);
        exit(2);
    }
}

/* Until all that was acknowledged was delivered, or nothing has come for settle_s. */
static bool settle(struct load *l)
{
    uint64_t seen = 0, since = now_us();
    while (l->delivered < l->acknowledged) {
        if (l->delivered != seen) {
            seen = l->delivered;
            since = now_us();
        }
        if (now_us() - since > l->settle_s * 1000000) {
            return false;
        }
        usleep(2000);
    }
    struct dateline_check check;
    enum dateline_status status = dateline_check(l->subscription, &check);
    if (status != DATELINE_OK) {
        fprintf(stderr, "load: %s: seq %llu-%llu, %llu messages here, %llu there\n",
                dateline_status_text(status), (unsigned long long)check.from,
                (unsigned long long)check.to, (unsigned long long)check.count_here,
                (unsigned long long)check.count_there);
    }
    return status == DATELINE_OK;
}

/* ---- figures ---- */

static int ascending(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

static void print_times(const char *name, uint64_t *list, uint64_t count)
{
    qsort(list, count, sizeof *list, ascending);
    printf("%s_p50_ms %.3f\n", name, (double)list[count / 2] / 1e3);
    printf("%s_p99_ms %.3f\n", name, (double)list[count * 99 / 100] / 1e3);
}

static double rate(uint64_t count, uint64_t from_us, uint64_t to_us)
{
    return to_us > from_us ? (double)count * 1e6 / (double)(to_us - from_us) : 0;
}

static void print(struct load *l, bool complete)
{
    printf("acknowledged %llu\n", (unsigned long long)l->acknowledged);
    printf("refused %llu\n", (unsigned long long)l->refused);
    printf("acknowledged_per_second %.0f\n", rate(l->acknowledged, l->began, l->last_ack));
    print_times("ack", l->ack, l->articles);
    if (l->subscribed) {
        printf("delivered_per_second %.0f\n", rate(l->delivered, l->began, l->last_delivery));
        print_times("trip", l->trip, l->articles);
        printf("complete %s\n", complete ? "yes" : "no");
    }
}

/* ---- options ---- */

static char *body_of(uint64_t size)
{
    static const char line[] =
        "The pilots met again on Tuesday and told the port what they had seen that night. ";
    char *body = must(malloc(size + 1));
    for (uint64_t i = 0; i < size; i++) {
        body[i] = i % 800 == 799 ? '\n' : line[i % (sizeof line - 1)];
    }
    body[size] = '\0';
    return body;
}

static void usage(void)
{
    fprintf(stderr, "usage: load --ingest A --results A --query A [--articles N] [--producers N] "
                    "[--window N] [--size BYTES]\n"
                    "            [--rate N] [--no-subscriber] [--settle SECONDS]\n");
    exit(2);
}

static void parse(struct load *l, int argc, char **argv)
{
    static const struct option options[] = {
        {"ingest", required_argument, NULL, 'i'},
        {"results", required_argument, NULL, 'r'},
        {"query", required_argument, NULL, 'q'},
        {"articles", required_argument, NULL, 'a'},
        {"producers", required_argument, NULL, 'p'},
        {"window", required_argument, NULL, 'w'},
        {"size", required_argument, NULL, 's'},
        {"rate", required_argument, NULL, 't'},
        {"no-subscriber", no_argument, NULL, 'n'},
        {"settle", required_argument, NULL, 'e'},
        {0},
    };
    const char **const texts[] = {
        ['i'] = &l->at.ingest, ['r'] = &l->at.results, ['q'] = &l->at.query};
    uint64_t *const numbers[] = {['a'] = &l->articles, ['p'] = &l->producers, ['w'] = &l->window,
                                 ['s'] = &l->size,     ['t'] = &l->rate,      ['e'] = &l->settle_s};
    int which;
    while ((which = getopt_long(argc, argv, "", options, NULL)) != -1) {
        if (which == '?') {
            usage();
        } else if (which == 'n') {
            l->subscribed = false;
        } else if (which == 'i' || which == 'r' || which == 'q') {
            *texts[which] = optarg;
        } else {
            *numbers[which] = strtoull(optarg, NULL, 10);
        }
    }
    if (optind < argc || !l->articles || !l->window || !l->producers ||
        l->producers > PRODUCERS_MAX) {
        usage();
    }
}

int main(int argc, char **argv)
{
    static struct load l = {.articles = 20000,
                            .producers = 1,
                            .window = 256,
                            .size = 5000,
                            .subscribed = true,
                            .settle_s = 30};
    parse(&l, argc, argv);
    struct timespec wall;
    clock_gettime(CLOCK_REALTIME, &wall);
    snprintf(l.run, sizeof l.run, "load-%d-%lld-", (int)getpid(), (long long)wall.tv_nsec);
    l.body = body_of(l.size);
    l.sent = must(calloc(l.articles, sizeof *l.sent));
    l.ack = must(calloc(l.articles, sizeof *l.ack));
    l.trip = must(calloc(l.articles, sizeof *l.trip));
    l.marks = must(calloc(l.articles, sizeof *l.marks));
    if (l.subscribed) {
        subscribe(&l);
    }
    bool good = run_producers(&l) && !l.refused, complete = !l.subscribed || settle(&l);
    dateline_unsubscribe(l.subscription);
    dateline_close(l.subscriber);
    print(&l, complete);
    free(l.body);
    free(l.sent);
    free(l.ack);
    free(l.trip);
    free(l.marks);
    return good && complete ? 0 : 1;
}
