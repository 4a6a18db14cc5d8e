/* The loop. Everything that can wake it lies in one epoll set: the descriptors of the ZeroMQ
 * sockets, a timer, and an eventfd for other threads. The descriptor of a ZeroMQ socket only says
 * that something changed, and sending swallows what it said; so a turn is repeated until a whole
 * round did nothing, and if the budget ends first the eventfd keeps the set readable.
 */
#define _GNU_SOURCE
#include "connection.h"

#include <errno.h>
#include <poll.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include "base/batch.h"
#include "base/clock.h"

enum {
    ROUNDS_MAX = 16,
    ARENA_BYTES = 64 << 20, /* address space; what one frame can need */
    SECOND_MS = 1000,
    NS_PER_MS = 1000000,
};

const char *dateline_status_text(enum dateline_status status)
{
    static const char *const texts[] = {
        [DATELINE_OK] = "ok",
        [DATELINE_WRONG] = "wrong use",
        [DATELINE_AGAIN] = "the window is full",
        [DATELINE_TIMEOUT] = "the service did not answer in time",
        [DATELINE_CLOSED] = "the connection is closed",
        [DATELINE_REFUSED] = "the service refused",
        [DATELINE_DIFFERS] = "the service has other messages than were delivered",
        [DATELINE_FAILED] = "the operating system refused",
    };
    return (size_t)status < sizeof texts / sizeof texts[0] ? texts[status] : "?";
}

/* ---- for the parts ---- */

void connection_wake(struct dateline_client *d)
{
    uint64_t one = 1;
    ssize_t ignored = write(d->wake_fd, &one, sizeof one);
    (void)ignored; /* a full counter is readable as well */
}

void connection_post(struct dateline_client *d, struct post *post)
{
    post->next = NULL;
    pthread_mutex_lock(&d->lock);
    if (d->inbox_last) {
        d->inbox_last->next = post;
    } else {
        d->inbox = post;
    }
    d->inbox_last = post;
    pthread_mutex_unlock(&d->lock);
    connection_wake(d);
}

void connection_changed(struct dateline_client *d)
{
    pthread_mutex_lock(&d->lock);
    pthread_cond_broadcast(&d->changed);
    pthread_mutex_unlock(&d->lock);
}

bool connection_may_wait(const struct dateline_client *d)
{
    return d->has_thread ? !pthread_equal(d->thread, pthread_self()) : d->processing == 0;
}

static struct timespec time_at(uint64_t ms)
{
    return (struct timespec){.tv_sec = (time_t)(ms / SECOND_MS),
                             .tv_nsec = (long)(ms % SECOND_MS) * NS_PER_MS};
}

/* One wait of at most `left` ms, the lock held before and after. */
static void wait_once(struct dateline_client *d, uint64_t left)
{
    if (d->has_thread) {
        struct timespec until = time_at(clock_monotonic_ms() + left);
        pthread_cond_timedwait(&d->changed, &d->lock, &until);
        return;
    }
    pthread_mutex_unlock(&d->lock);
    struct pollfd fd = {.fd = d->epoll, .events = POLLIN};
    poll(&fd, 1, (int)left);
    dateline_process(d);
    pthread_mutex_lock(&d->lock);
}

enum dateline_status connection_wait(struct dateline_client *d, bool (*ready)(void *arg), void *arg,
                                     int64_t timeout_ms)
{
    uint64_t end = timeout_ms < 0 ? UINT64_MAX : clock_monotonic_ms() + (uint64_t)timeout_ms;
    while (!ready(arg)) {
        if (atomic_load(&d->closing)) {
            return DATELINE_CLOSED;
        }
        uint64_t now = clock_monotonic_ms();
        if (now >= end) {
            return DATELINE_TIMEOUT;
        }
        wait_once(d, end - now < SECOND_MS ? end - now : SECOND_MS);
    }
    return DATELINE_OK;
}

void connection_await(struct dateline_client *d, const bool *done)
{
    pthread_mutex_lock(&d->lock);
    while (!*done) {
        wait_once(d, SECOND_MS);
    }
    pthread_mutex_unlock(&d->lock);
}

void connection_notice(struct dateline_client *d, const struct dateline_notice *notice)
{
    if (d->options.on_notice) {
        struct dateline_notice copy = *notice;
        copy.epoch = d->epoch;
        d->options.on_notice(d->options.context, &copy);
    }
}

bool connection_epoch(struct dateline_client *d, struct str epoch)
{
    if (epoch.len >= sizeof d->epoch || str_equal(epoch, str_of(d->epoch))) {
        return false;
    }
    bool changed = d->epoch[0] != '\0';
    memcpy(d->epoch, epoch.ptr, epoch.len);
    d->epoch[epoch.len] = '\0';
    if (changed) {
        connection_notice(d, &(struct dateline_notice){.kind = DATELINE_NOTICE_EPOCH});
    }
    return changed;
}

struct wire_writer connection_map(struct dateline_client *d)
{
    buf_clear(&d->out);
    return wire_writer_of(&d->out);
}

/* ---- the loop ---- */

static void clear_fd(int fd)
{
    uint64_t count;
    ssize_t ignored = read(fd, &count, sizeof count);
    (void)ignored;
}

static bool run_inbox(struct dateline_client *d)
{
    pthread_mutex_lock(&d->lock);
    struct post *post = d->inbox;
    d->inbox = d->inbox_last = NULL;
    pthread_mutex_unlock(&d->lock);
    bool any = post != NULL;
    while (post) {
        struct post *next = post->next;
        post->run(d, post);
        post = next;
    }
    return any;
}

static bool run_round(struct dateline_client *d)
{
    bool any = run_inbox(d);
    any |= sender_turn(d);
    any |= asker_turn(d);
    any |= follower_turn(d);
    return any;
}

enum dateline_status dateline_process(struct dateline_client *d)
{
    if (atomic_fetch_add(&d->processing, 1) > 0) {
        atomic_fetch_sub(&d->processing, 1);
        return DATELINE_WRONG;
    }
    clear_fd(d->wake_fd);
    clear_fd(d->timer_fd);
    d->now_ms = clock_monotonic_ms();
    if (d->now_ms - d->ticked_ms >= TICK_MS) {
        d->ticked_ms = d->now_ms;
        sender_tick(d);
        asker_tick(d);
        follower_tick(d);
    }
    int rounds = 0;
    while (rounds < ROUNDS_MAX && run_round(d)) {
        rounds++;
        d->now_ms = clock_monotonic_ms();
    }
    if (rounds == ROUNDS_MAX) {
        connection_wake(d);
    }
    atomic_fetch_sub(&d->processing, 1);
    return DATELINE_OK;
}

int dateline_fd(const struct dateline_client *d)
{
    return d->epoll;
}

static void *thread_main(void *context)
{
    struct dateline_client *d = context;
    while (!atomic_load(&d->closing)) {
        struct epoll_event event;
        epoll_wait(d->epoll, &event, 1, -1);
        dateline_process(d);
    }
    return NULL;
}

/* ---- open and close ---- */

static char *copy_of(const char *given, const char *otherwise)
{
    const char *text = given ? given : otherwise;
    return text ? strdup(text) : NULL;
}

/* Where the service was told by its own variable, that does for a client on the same machine. */
static const char *address(const char *name, const char *bind, const char *otherwise)
{
    const char *text = getenv(name) ? getenv(name) : getenv(bind);
    return text ? text : otherwise;
}

static void fill_options(struct dateline_options *o, const struct dateline_options *given)
{
    *o = given ? *given : (struct dateline_options){0};
    o->ingest =
        copy_of(o->ingest, address("DATELINE_INGEST", "DATELINE_INGEST_BIND", WIRE_DEFAULT_INGEST));
    o->results = copy_of(
        o->results, address("DATELINE_RESULTS", "DATELINE_RESULTS_BIND", WIRE_DEFAULT_RESULTS));
    o->query =
        copy_of(o->query, address("DATELINE_QUERY", "DATELINE_QUERY_BIND", WIRE_DEFAULT_QUERY));
    o->name = copy_of(o->name, NULL);
    o->window = o->window ? o->window : 256;
    o->hold = o->hold ? o->hold : 1000;
    o->timeout_ms = o->timeout_ms ? o->timeout_ms : 10000;
    o->silence_ms = o->silence_ms ? o->silence_ms : 10000;
    o->report_ms = o->report_ms ? o->report_ms : 1000;
}

static bool is_endpoint(const char *text)
{
    return text && (strncmp(text, "tcp://", 6) == 0 || strncmp(text, "ipc://", 6) == 0);
}

static bool add_fd(int epoll, int fd)
{
    struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};
    return fd >= 0 && epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) == 0;
}

static bool open_loop(struct dateline_client *d)
{
    d->epoll = epoll_create1(EPOLL_CLOEXEC);
    d->wake_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    d->timer_fd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
    struct itimerspec every = {.it_interval = time_at(TICK_MS), .it_value = time_at(TICK_MS)};
    return d->epoll >= 0 && add_fd(d->epoll, d->wake_fd) && add_fd(d->epoll, d->timer_fd) &&
           timerfd_settime(d->timer_fd, 0, &every, NULL) == 0;
}

static void init_locks(struct dateline_client *d)
{
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_mutex_init(&d->lock, NULL);
    pthread_cond_init(&d->changed, &attributes);
    pthread_condattr_destroy(&attributes);
}

static void close_fd(int fd)
{
    if (fd >= 0) {
        close(fd);
    }
}

static void free_all(struct dateline_client *d)
{
    sender_release(d);
    follower_release(d);
    asker_release(d);
    if (d->zmq && batch_allowed()) {
        zmq_ctx_term(d->zmq);
    }
    close_fd(d->timer_fd);
    close_fd(d->wake_fd);
    close_fd(d->epoll);
    arena_release(&d->arena);
    buf_release(&d->out);
    pthread_cond_destroy(&d->changed);
    pthread_mutex_destroy(&d->lock);
    free((char *)d->options.ingest);
    free((char *)d->options.results);
    free((char *)d->options.query);
    free((char *)d->options.name);
    free(d);
}

static bool open_parts(struct dateline_client *d)
{
    d->zmq = zmq_ctx_new();
    d->now_ms = d->ticked_ms = clock_monotonic_ms();
    if (d->zmq && batch_allowed()) {
        zmq_ctx_set(d->zmq, ZMQ_THREAD_SCHED_POLICY, SCHED_BATCH);
    }
    return d->zmq && open_loop(d) && sodium_init() >= 0 &&
           arena_init(&d->arena, ARENA_BYTES) == STATUS_OK && sender_init(d) == STATUS_OK &&
           asker_init(d) == STATUS_OK && follower_init(d) == STATUS_OK;
}

enum dateline_status dateline_open(struct dateline_client **out,
                                   const struct dateline_options *options)
{
    struct dateline_client *d = calloc(1, sizeof *d);
    if (!d) {
        return DATELINE_FAILED;
    }
    d->epoll = d->wake_fd = d->timer_fd = -1;
    fill_options(&d->options, options);
    init_locks(d);
    if (!is_endpoint(d->options.ingest) || !is_endpoint(d->options.results) ||
        !is_endpoint(d->options.query)) {
        free_all(d);
        return DATELINE_WRONG;
    }
    if (!open_parts(d)) {
        free_all(d);
        return DATELINE_FAILED;
    }
    if (!d->options.own_loop) {
        d->has_thread = true;
        if (pthread_create(&d->thread, NULL, thread_main, d) != 0) {
            d->has_thread = false;
            free_all(d);
            return DATELINE_FAILED;
        }
    }
    *out = d;
    return DATELINE_OK;
}

void dateline_close(struct dateline_client *d)
{
    if (!d) {
        return;
    }
    atomic_store(&d->closing, true);
    connection_wake(d);
    connection_changed(d);
    if (d->has_thread) {
        pthread_join(d->thread, NULL);
        d->has_thread = false;
    }
    run_inbox(d);
    free_all(d);
}
