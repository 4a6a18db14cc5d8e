/* store_writer: the one thread that writes. Takes a batch, runs ledger_commit over one write
 * transaction, commits, tells.
 *
 * Full     A batch with articles is refused above the reserve line (store_env.h); so is any batch
 *          that LMDB finds no pages for, or the disk no blocks: nothing was overwritten that is in
 *          use, so the next batch may be tried. Where LMDB was the one to refuse, a tiny commit
 *          lets it take back the pages that the last commits freed.
 * Broken   Any other failure: every batch from then on gets STATUS_IO.
 * Threads  store_writer_commit from one thread (the loop); on_commit runs on the writer's.
 */
#ifndef DATELINE_STORE_STORE_WRITER_H
#define DATELINE_STORE_STORE_WRITER_H

#include <pthread.h>
#include <stdbool.h>

#include "path/ledger.h"
#include "store/store.h"
#include "store/store_env.h"

struct store_writer {
    struct store_env *env;
    const struct store_options *options;
    pthread_t thread;
    pthread_mutex_t mutex;
    pthread_cond_t wake;
    struct ledger_batch *waiting; /* under the mutex, as is `closing` */
    bool closing, started;
    bool broken, full; /* the writer thread's own */
};

enum status store_writer_start(struct store_writer *w, struct store_env *env,
                               const struct store_options *options) MUST_CHECK;
void store_writer_stop(struct store_writer *w); /* the waiting batch is done first */
void store_writer_commit(struct store_writer *w, struct ledger_batch *batch);

#endif
