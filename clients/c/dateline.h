/* dateline: the C client of the Dateline service.
 *
 *     struct dateline_client *d;
 *     if (dateline_open(&d, NULL) != DATELINE_OK) { … }
 *     struct dateline_article article = {.id = "n-1", .title = "…", .body = "…"};
 *     dateline_send(d, &article, on_receipt, NULL);
 *     dateline_flush(d, 10000);
 *     dateline_close(d);
 *
 * One object does it all: it sends articles and learns that they are on disk, receives analyses,
 * fetches and replays them. It connects by itself and again after every loss; nothing has to be
 * done about a restart of the service.
 *
 * Sending    is bounded by `window` and by the credit that the service grants. An article stays
 *            with the library until the service has acknowledged or refused it; after a loss it is
 *            sent again, and the service knows it by its identity, so what was acknowledged is
 *            analysed exactly once. Give every article an `id` or a `uri`.
 * Receiving  is exactly once, in order of seq, and complete for any prefix: a message that the live
 *            feed dropped is seen by its links or by the next heartbeat and replayed before
 *            anything later is delivered. A subscriber that reads slowly or was stopped holds at
 *            most `hold` messages; what it missed is replayed. Only what the service has already
 *            expired can be missing, and DATELINE_NOTICE_EXPIRED says so.
 * Threads    by default the object has a thread of its own that does the work and runs all
 *            callbacks; every function may be called from any thread, and those that wait may not
 *            be called inside a callback (DATELINE_WRONG). With `own_loop` there is no thread: poll
 *            dateline_fd for reading, call dateline_process when it is readable; then all calls
 *            come from that one thread. Waiting functions process meanwhile.
 * Memory     what a callback gets is borrowed for the time of the call. Bounded: `window` articles
 *            and `hold` messages.
 * Strings    are UTF-8 and end in NUL; NULL means absent. Data is MessagePack as proto/ declares
 *            it.
 */
#ifndef DATELINE_H
#define DATELINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct dateline_client;
struct dateline_subscription;

enum dateline_status {
    DATELINE_OK,
    DATELINE_WRONG, /* wrong use: a bad argument, or a waiting function inside a callback */
    DATELINE_AGAIN, /* the window is full and send_timeout_ms is negative */
    /* the service did not answer in time; the library goes on trying where that makes sense */
    DATELINE_TIMEOUT,
    DATELINE_CLOSED,  /* the object is being closed */
    DATELINE_REFUSED, /* the service said no: code and detail tell why */
    DATELINE_DIFFERS, /* a check found another count or hash than the service has */
    DATELINE_FAILED,  /* the operating system said no */
};
const char *dateline_status_text(enum dateline_status status);

/* ---- connection ---- */

/* What happens on the connection; for logs and for tests. */
enum dateline_notice_kind {
    DATELINE_NOTICE_CONNECTED, /* the service answered; epoch */
    DATELINE_NOTICE_LOST,  /* the service is gone or silent; the library tries again by itself */
    DATELINE_NOTICE_EPOCH, /* the service has another store than before: numbers begin anew */
    /* the live feed dropped messages; from, to: the range that is being replayed */
    DATELINE_NOTICE_GAP,
    /* from, to: the service no longer has these; a subscription goes on after them */
    DATELINE_NOTICE_EXPIRED,
    DATELINE_NOTICE_REFUSED, /* the service refused the connection or a question; text tells why */
};
struct dateline_notice {
    enum dateline_notice_kind kind;
    uint64_t from, to;
    const char *text, *epoch;
};
typedef void dateline_on_notice(void *context, const struct dateline_notice *notice);

/* Zeroed members mean the default that is named; the addresses come from the environment before
 * that (DATELINE_INGEST, DATELINE_RESULTS, DATELINE_QUERY). */
struct dateline_options {
    const char *ingest;  /* tcp://127.0.0.1:7701 */
    const char *results; /* tcp://127.0.0.1:7703 */
    const char *query;   /* tcp://127.0.0.1:7704 */
    const char *name;    /* whose position the service counts; absent: nobody's */
    uint32_t window;     /* 256: articles that may be without an answer */
    uint32_t hold;       /* 1000: live messages held by the library */
    uint32_t timeout_ms; /* 10000: waiting functions other than dateline_send */
    /* 0: dateline_send waits as long as it takes; -1: not at all; else that long */
    int32_t send_timeout_ms;
    uint32_t silence_ms; /* 10000: a peer that says nothing for so long is taken for gone */
    uint32_t report_ms;  /* 1000: how often a position is reported */
    bool own_loop;
    dateline_on_notice *on_notice;
    void *context; /* of on_notice */
};

/* `options` may be NULL. Does not wait for the service. */
enum dateline_status dateline_open(struct dateline_client **out,
                                   const struct dateline_options *options);
/* Reports positions, drops what is not yet acknowledged (its completions get DATELINE_CLOSED) and
 * frees all. Accepts NULL. */
void dateline_close(struct dateline_client *d);

/* For own_loop. The fd becomes readable when there is something to do, timers included; it is the
 * library's: only poll it. */
int dateline_fd(const struct dateline_client *d);
/* Does what there is to do without waiting, callbacks included. */
enum dateline_status dateline_process(struct dateline_client *d);

/* ---- sending ---- */

/* One of body and html must be there. Without id and uri the content is the identity. */
struct dateline_article {
    const char *id, *uri, *title, *byline, *body, *html, *published, *source, *language, *rights;
};

enum dateline_admission { DATELINE_ACCEPTED, DATELINE_DUPLICATE, DATELINE_REVISION };
const char *dateline_admission_name(enum dateline_admission admission);

struct dateline_receipt {
    enum dateline_status status; /* OK: on the service's disk; REFUSED: code and detail; CLOSED */
    enum dateline_admission admission;
    uint64_t accepted; /* the service's number of it */
    uint32_t revision; /* 1, 2, … */
    const char *code, *detail;
};
typedef void dateline_on_receipt(void *context, const struct dateline_receipt *receipt);

/* Copies the article. `on_receipt` may be NULL; it is called once for each call that returned
 * OK. */
enum dateline_status dateline_send(struct dateline_client *d,
                                   const struct dateline_article *article,
                                   dateline_on_receipt *on_receipt, void *context);
/* The same for an article map that is already MessagePack. */
enum dateline_status dateline_send_bytes(struct dateline_client *d, const void *article,
                                         size_t size, dateline_on_receipt *on_receipt,
                                         void *context);
/* Waits until every article sent so far has its receipt. */
enum dateline_status dateline_flush(struct dateline_client *d, uint32_t timeout_ms);

/* ---- receiving ---- */

struct dateline_message {
    const char *topic;
    const char *type;    /* "dateline.analysis" or "dateline.tombstone" */
    const char *subject; /* identity of the article */
    const char *source, *time, *epoch, *digest, *traceparent;
    uint64_t seq;
    const void *data; /* MessagePack: the analysis, or the tombstone */
    size_t size;
    const void *header; /* MessagePack, as it came */
    size_t header_size;
    bool replayed;
};
/* MessagePack as one line of JSON, key for key, to be freed with free(); NULL when it is none. */
char *dateline_json(const void *data, size_t size);
/* Returns whether it wants more; false ends the subscription or replay. */
typedef bool dateline_on_message(void *context, const struct dateline_message *message);

/* Where a subscription begins; any other number is the first seq wanted. */
#define DATELINE_FROM_NOW UINT64_MAX
#define DATELINE_FROM_STORED                                                                       \
    (UINT64_MAX - 1) /* after the position that the options' name reported last; else from now */
#define DATELINE_FROM_BEGINNING 1 /* all that the service still has */

/* `out` may be NULL: until false is returned or the connection closes. A name's position is that of
 * the first subscription made on the connection. */
enum dateline_status dateline_subscribe(struct dateline_client *d, const char *prefix,
                                        uint64_t from, dateline_on_message *on_message,
                                        void *context, struct dateline_subscription **out);
/* No callback runs any more when it returns (inside a callback: after that callback). Frees `s`;
 * accepts NULL. */
void dateline_unsubscribe(struct dateline_subscription *s);
/* Every message with seq <= this and the prefix has been delivered. 0: not begun. */
uint64_t dateline_position(const struct dateline_subscription *s);

struct dateline_figures {
    uint64_t delivered, position, gaps,
        replayed; /* gaps: ranges that were repaired; replayed: messages that came that way */
};
void dateline_figures(const struct dateline_subscription *s, struct dateline_figures *out);

struct dateline_check {
    uint64_t from, to; /* the range compared */
    uint64_t count_here, count_there;
    char hash_here[65], hash_there[65]; /* SHA-256 over seq and digest of every message */
};
/* Asks the service for count and hash of all that this subscription was delivered. OK: proven
 * complete; DIFFERS: not. */
enum dateline_status dateline_check(struct dateline_subscription *s, struct dateline_check *out);

/* Waits until all stored messages of [from,to] with the prefix went through the callback. to 0: to
 * the last one. */
enum dateline_status dateline_replay(struct dateline_client *d, const char *prefix, uint64_t from,
                                     uint64_t to, dateline_on_message *on_message, void *context);

/* ---- asking ---- */

/* What a question gave. code and detail belong to the caller with the struct;
 * dateline_answer_release frees it all. */
struct dateline_answer {
    char *code, *detail;              /* of a refusal */
    struct dateline_message *message; /* of dateline_get */
    void *data;                       /* MessagePack of the reply */
    size_t size;
};
void dateline_answer_release(struct dateline_answer *answer); /* accepts zeroed memory */

/* The newest analysis (revision 0) or that of a revision, by the article's identity. */
enum dateline_status dateline_get(struct dateline_client *d, const char *id, uint32_t revision,
                                  struct dateline_answer *out);
enum dateline_status dateline_take_down(struct dateline_client *d, const char *id,
                                        struct dateline_answer *out);
/* Any other question of proto/: the verb ("STATUS", "QUARANTINE", "CHECK") and its MessagePack
 * map. */
enum dateline_status dateline_ask(struct dateline_client *d, const char *verb, const void *map,
                                  size_t size, struct dateline_answer *out);

#ifdef __cplusplus
}
#endif

#endif
