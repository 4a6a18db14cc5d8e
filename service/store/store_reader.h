/* store_reader: the thread that answers requests, in order, from a queue.
 *
 * A backup may take minutes: it runs on a thread of its own, one at a time (a second is answered
 * STATUS_AGAIN), so it may be answered after requests that came later.
 *
 * Threads  store_reader_ask from one thread (the loop); on_read runs on the reader's or the
 *          backup's.
 */
#ifndef DATELINE_STORE_STORE_READER_H
#define DATELINE_STORE_STORE_READER_H

#include <pthread.h>
#include <stdbool.h>

#include "store/store.h"
#include "store/store_env.h"
#include "store/store_read.h"

struct store_reader {
    struct store_reading reading;
    pthread_t thread;
    pthread_mutex_t mutex;
    pthread_cond_t wake;
    struct store_request *first, *last; /* under the mutex, as is `closing` */
    bool closing, started;
    pthread_t backup_thread;
    struct store_request *backup; /* the reader thread's own, until it has joined the thread */
    bool backup_started;
    _Atomic bool backup_done;
};

enum status store_reader_start(struct store_reader *rd, struct store_env *env,
                               const struct store_options *options) MUST_CHECK;
/* What still waits is given back unanswered, with STATUS_CLOSED. */
void store_reader_stop(struct store_reader *rd);
void store_reader_ask(struct store_reader *rd, struct store_request *r);

#endif
