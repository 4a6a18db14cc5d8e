/* service: datelined from its options to its orderly end. The files of this folder know all modules
 * and tie them together:
 *
 *   main.c      options and requests of the command line
 *   service.c   opens everything in order, runs the loop, closes in reverse order
 *   effects.c   carries out what path decides, tells path what came back
 *   sockets.c   the sockets in the loop; opens them anew when strangers fill the memory
 *   signals.c   SIGTERM, SIGHUP
 *   gauges.c    metrics that are looked up when somebody asks
 *   analyse.c   what a worker does with an article
 *   web.c       what HTTP asks: analyses without storing, reads of the store
 *
 * Threads  struct service is the loop's; what other threads hand over comes through its three
 *          mailboxes.
 */
#ifndef DATELINE_SERVICE_H
#define DATELINE_SERVICE_H

#include <stdbool.h>
#include <uv.h>

#include "analyse.h"
#include "config/config.h"
#include "ingest/router.h"
#include "path/path.h"
#include "publish/publisher.h"
#include "query/query.h"
#include "runtime/mailbox.h"
#include "runtime/monitor.h"
#include "runtime/workers.h"
#include "runtime/zmq_loop.h"
#include "store/store.h"
#include "web.h"

enum { ARTICLE_OVERHEAD = 64 << 10, SOCKETS = 4 };

/* The four sockets, in the order of the table in sockets.c. */
enum socket_kind { SOCKET_INGEST, SOCKET_INTAKE, SOCKET_RESULTS, SOCKET_QUERY };

struct service {
    struct config *config;
    int argc;
    char **argv;

    uv_loop_t loop;
    uv_timer_t tick;
    uv_signal_t terminate, interrupt, hangup;
    uint64_t tick_at_ms;

    void *zmq;
    struct zmq_loop *bridge;
    struct zmq_loop_socket *watched[SOCKETS];
    struct monitor *monitors[SOCKETS];

    struct metrics *metrics;
    struct models models;
    struct store *store;
    struct ledger_recovered recovered;
    struct crash_page *crash_page;
    struct path *path;
    struct router *router;
    struct publisher *publisher;
    struct query *query;
    struct web *web;
    struct workers *workers;
    struct analyser_options analyser;
    struct mailbox *commits, *reads, *works;
    struct store_request fetch; /* one is under way at a time */
    struct arena scratch;

    uint64_t memory_look_ms; /* when memory is next looked at */
    uint32_t next_suspect;   /* enum socket_kind: which one is opened anew next */

    bool looping, reading, draining, fetching, broken;
    bool given; /* jobs to the workers that they have not been woken for */
    uint32_t at_work;
    struct metric *ack_time, *article_time, *published;
};

/* Runs until a signal ends it. Returns the exit code: 0 drained, 1 failed (logged). */
int service_run(struct config *config, int argc, char **argv);

/* effects.c */
void service_pump(struct service *s); /* after each event: until path has nothing more to say */
void service_on_commit(void *context, struct ledger_batch *batch);  /* store thread */
void service_on_read(void *context, struct store_request *request); /* reader thread */
void service_on_work(void *context, void *item);                    /* worker thread */
void service_deliver_commit(void *context, void *batch);
void service_deliver_read(void *context, void *request);
void service_deliver_work(void *context, void *item);
void service_on_turn(void *context);
struct path_options service_path_options(const struct config *c);

/* sockets.c */
enum status service_sockets_start(struct service *s) MUST_CHECK;
void service_sockets_stop(struct service *s);
void service_watch_memory(struct service *s, uint64_t now_ms); /* looks four times a second */

/* signals.c */
void service_log_set(const struct config *c);
enum status service_signals_start(struct service *s) MUST_CHECK;
void service_signals_stop(struct service *s);

/* gauges.c */
uint64_t service_memory_bytes(void); /* RssAnon */
void service_refresh(void *context);

#endif
