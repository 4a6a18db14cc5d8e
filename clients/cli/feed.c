/* Sends articles and waits until each is on the service's disk or refused. */
#define _GNU_SOURCE
#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "cli.h"
#include "connect.h"
#include "input.h"

enum { POLL_US = 5000, LABEL_MAX = 200, WINDOW_MOST = 65536 };

struct feed {
    struct connect connect;
    struct input_options input;
    bool json, quiet;
    pthread_mutex_t lock; /* receipts come on the library's thread */
    uint64_t sent, accepted, duplicates, revisions, refused, unanswered, unreadable;
    struct cli_progress progress;
};

/* What one receipt is about; freed by it. */
struct sending {
    struct feed *feed;
    char label[LABEL_MAX]; /* file, or file and line */
};

static void count(struct feed *f, const struct sending *s, const struct dateline_receipt *r)
{
    if (r->status == DATELINE_REFUSED) {
        f->refused++;
        fprintf(stderr, "dateline: %s: refused: %s%s%s\n", s->label, r->code,
                r->detail && *r->detail ? ": " : "", r->detail ? r->detail : "");
        return;
    }
    if (r->status != DATELINE_OK) {
        f->unanswered++;
        return;
    }
    f->accepted += r->admission == DATELINE_ACCEPTED;
    f->duplicates += r->admission == DATELINE_DUPLICATE;
    f->revisions += r->admission == DATELINE_REVISION;
}

static void on_receipt(void *context, const struct dateline_receipt *receipt)
{
    struct sending *s = context;
    pthread_mutex_lock(&s->feed->lock);
    count(s->feed, s, receipt);
    pthread_mutex_unlock(&s->feed->lock);
    free(s);
}

static uint64_t answered(struct feed *f)
{
    pthread_mutex_lock(&f->lock);
    uint64_t sum = f->accepted + f->duplicates + f->revisions + f->refused + f->unanswered;
    pthread_mutex_unlock(&f->lock);
    return sum;
}

/* False when nothing was answered for the time-out. */
static bool wait_for(struct feed *f, uint64_t until, uint64_t window)
{
    uint64_t last = answered(f), since = clock_monotonic_ms();
    while (until - last >= window && !connect_stopped()) {
        usleep(POLL_US);
        uint64_t now = answered(f);
        since = now != last ? clock_monotonic_ms() : since;
        last = now;
        cli_progress_show(&f->progress, last);
        if (clock_monotonic_ms() - since > f->connect.options.timeout_ms) {
            return false;
        }
    }
    return !connect_stopped();
}

static bool send_one(struct feed *f, const struct input_item *item)
{
    struct sending *s = calloc(1, sizeof *s);
    if (!s || !wait_for(f, f->sent, f->connect.options.window)) {
        free(s);
        return false;
    }
    s->feed = f;
    snprintf(s->label, sizeof s->label, "%s", item->label);
    if (dateline_send_bytes(f->connect.client, item->map.ptr, item->map.len, on_receipt, s) !=
        DATELINE_OK) {
        free(s);
        return false;
    }
    f->sent++;
    cli_progress_show(&f->progress, answered(f));
    return true;
}

/* Everything that the arguments name; false when the service does not answer. */
static bool send_all(struct feed *f, int count_of_paths, char **paths)
{
    struct input *input = input_open(paths, (size_t)count_of_paths, &f->input);
    struct input_item item;
    bool ok = input != NULL;
    while (ok && !connect_stopped() && input_next(input, &item)) {
        if (item.error) {
            f->unreadable++;
            fprintf(stderr, "dateline: %s: %s\n", item.label, item.error);
        } else {
            ok = send_one(f, &item);
        }
    }
    input_close(input);
    return ok && wait_for(f, f->sent, 1);
}

static void summarise(const struct feed *f, double seconds)
{
    if (f->json) {
        printf("{\"sent\":%" PRIu64 ",\"accepted\":%" PRIu64 ",\"duplicates\":%" PRIu64
               ",\"revisions\":%" PRIu64 ",\"refused\":%" PRIu64 ",\"unanswered\":%" PRIu64
               ",\"unreadable\":%" PRIu64 ",\"seconds\":%.3f}\n",
               f->sent, f->accepted, f->duplicates, f->revisions, f->refused, f->unanswered,
               f->unreadable, seconds);
        return;
    }
    if (!f->quiet) {
        printf("%" PRIu64 " sent: %" PRIu64 " accepted, %" PRIu64 " duplicates, %" PRIu64
               " revisions, %" PRIu64 " refused, %" PRIu64 " unanswered, %" PRIu64
               " unreadable, in %.2f s\n",
               f->sent, f->accepted, f->duplicates, f->revisions, f->refused, f->unanswered,
               f->unreadable, seconds);
    }
}

static bool take_option(void *state, int which, const char *value)
{
    struct feed *f = state;
    uint64_t window = f->connect.options.window;
    switch (which) {
    case 'w':
        if (!cli_number("window", value, 1, WINDOW_MOST, &window)) {
            return false;
        }
        f->connect.options.window = (uint32_t)window;
        return true;
    case 'q':
        f->quiet = true;
        return true;
    case 'f':
        return cli_text_or_json(value, &f->json);
    default:
        return input_is_option(which) ? input_option(&f->input, which, value)
                                      : connect_option(&f->connect, which, value);
    }
}

static bool read_options(struct feed *f, int argc, char **argv)
{
    static const struct option options[] = {
        CONNECT_OPTIONS,
        INPUT_OPTIONS,
        {"window", required_argument, NULL, 'w'},
        {"quiet", no_argument, NULL, 'q'},
        {"format", required_argument, NULL, 'f'},
        {0},
    };
    return cli_options(argc, argv, options, take_option, f) &&
           (optind < argc || !cli_wrong("feed wants files, folders or - for standard input"));
}

static int status_of(const struct feed *f, bool ok)
{
    if (!ok) {
        if (connect_stopped()) {
            return CLI_FAILED;
        }
        return cli_wrong("feed: no answer from %s; is datelined running?",
                         f->connect.options.ingest ? f->connect.options.ingest : "the service");
    }
    if (f->unreadable) {
        return CLI_USAGE;
    }
    return f->refused ? CLI_FAILED : CLI_OK;
}

static int feed(int argc, char **argv)
{
    struct feed f = {.connect = connect_defaults(), .lock = PTHREAD_MUTEX_INITIALIZER};
    f.connect.options.window = 256;
    if (!read_options(&f, argc, argv)) {
        return CLI_USAGE;
    }
    connect_catch_signals();
    if (!connect_open(&f.connect)) {
        return CLI_USAGE;
    }
    uint64_t began = clock_monotonic_us();
    cli_progress_begin(&f.progress, "feed", 0);
    bool ok = send_all(&f, argc - optind, argv + optind);
    connect_close(&f.connect); /* before the figures: what is left gets its receipt now */
    cli_progress_end(&f.progress);
    summarise(&f, (double)(clock_monotonic_us() - began) / 1e6);
    return status_of(&f, ok);
}

const struct command feed_command = {
    "feed",
    feed,
    "send articles and wait until they are on disk",
    "usage: dateline feed FILE…|FOLDER…|- [OPTION…]\n\n"
    "A folder stands for its files. The form goes by the ending (.txt .html .json .jsonl) unless "
    "--from says it.\n"
    "An article without an id of its own gets the name of its file, so sending it again finds a "
    "duplicate.\n\n"
    "  --from FORM       " INPUT_FORMS "\n" INPUT_USAGE
    "  --window N        articles without an answer at a time (256)\n"
    "  --format text|json  of the last line, the summary\n"
    "  --quiet           no summary\n" CONNECT_USAGE
    "\nExit status: 0 all accepted or known, 1 some refused, 2 wrong use, unreadable input or no "
    "service.\n",
};
