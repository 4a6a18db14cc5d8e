#define _GNU_SOURCE
#include "store/store_writer.h"

#include <errno.h>
#include <inttypes.h>
#include <sys/statvfs.h>

#include "base/log.h"
#include "store/store_kv.h"

enum {
    ROW_OVERHEAD = 128,        /* of a journal row with its key and page head, besides the record */
    DISK_FULL_BYTES = 1 << 20, /* less than this free: a short write was for want of blocks */
};

/* ---- room ---- */

static uint64_t reserve_line(const struct store_env *env)
{
    return env->map_bytes - env->map_bytes / 100 * STORE_RESERVE_PERCENT;
}

static bool has_room(const struct store_env *env, const struct ledger_batch *batch, uint64_t used)
{
    if (!batch->articles.count) {
        return true;
    }
    for (const struct item *item = batch->articles.first; item; item = item->next) {
        used += store_env_page_round(env, item->record.len + ROW_OVERHEAD);
    }
    return used <= reserve_line(env);
}

/* LMDB reports a write that the disk cut short as EIO. */
static bool disk_is_full(const struct store_env *env)
{
    struct statvfs disk;
    return !statvfs(env->folder, &disk) &&
           (uint64_t)disk.f_bavail * disk.f_frsize < DISK_FULL_BYTES;
}

static enum status commit_status(const struct store_env *env, int code)
{
    return code == EIO && disk_is_full(env) ? STATUS_FULL : store_env_status(code);
}

/* What a commit frees is free for use two commits later, so even a store with free pages can
 * refuse; this gets it moving. */
static void move_on(const struct store_env *env, uint64_t now_ms)
{
    MDB_txn *txn;
    if (mdb_txn_begin(env->env, NULL, 0, &txn) != MDB_SUCCESS) {
        return;
    }
    MDB_val key = {sizeof "moved" - 1, "moved"}, value = {sizeof now_ms, &now_ms};
    if (mdb_put(txn, env->tables[TABLE_META], &key, &value, 0) == MDB_SUCCESS) {
        (void)mdb_txn_commit(txn); /* a failure shows again in the next batch */
    } else {
        mdb_txn_abort(txn);
    }
}

/* ---- one batch ---- */

static enum status end_batch(struct store_env *env, MDB_txn *txn, struct ledger_batch *batch)
{
    uint64_t used = store_env_used(env, txn);
    int code = mdb_txn_commit(txn);
    enum status status = commit_status(env, code);
    if (status == STATUS_OK) {
        batch->used_bytes = used;
    } else {
        char why[128];
        log_error("store.commit-failed", "status=%s reason=%s", status_name(status),
                  log_value(str_of(mdb_strerror(code)), why, sizeof why));
    }
    return status;
}

static enum status write_batch(struct store_env *env, MDB_txn *txn, struct ledger_batch *batch)
{
    struct store_kv kv;
    store_kv_begin(&kv, env, txn);
    enum status status = ledger_commit(&kv.ledger, batch);
    store_kv_end(&kv);
    bool refused = status == STATUS_FULL;
    if (status == STATUS_OK) {
        status = end_batch(env, txn, batch);
    } else {
        mdb_txn_abort(txn);
    }
    store_kv_settle(&kv, status == STATUS_OK);
    if (refused) {
        move_on(env, batch->now_ms);
    }
    return status;
}

static enum status run_batch(struct store_env *env, struct ledger_batch *batch)
{
    MDB_txn *txn;
    if (mdb_txn_begin(env->env, NULL, 0, &txn) != MDB_SUCCESS) {
        return STATUS_IO;
    }
    batch->used_bytes = store_env_used(env, txn);
    if (!has_room(env, batch, batch->used_bytes)) {
        mdb_txn_abort(txn);
        return STATUS_FULL;
    }
    return write_batch(env, txn, batch);
}

static void note_room(struct store_writer *w, const struct ledger_batch *batch)
{
    bool full = batch->status == STATUS_FULL;
    if (full != w->full && batch->status != STATUS_IO) {
        log_at(full ? LOG_WARN : LOG_INFO, full ? "store.full" : "store.room",
               "used_bytes=%" PRIu64 " map_bytes=%" PRIu64, batch->used_bytes, batch->map_bytes);
        w->full = full;
    }
}

static void finish_batch(struct store_writer *w, struct ledger_batch *batch)
{
    batch->map_bytes = w->env->map_bytes;
    batch->new_item = w->options->new_item;
    batch->new_item_context = w->options->context;
    enum status status = w->broken ? STATUS_IO : run_batch(w->env, batch);
    if (status != STATUS_OK && status != STATUS_FULL) {
        if (!w->broken) {
            log_error("store.broken", "status=%s", status_name(status));
        }
        w->broken = true;
        status = STATUS_IO;
    }
    batch->status = status;
    note_room(w, batch);
    w->options->on_commit(w->options->context, batch);
}

/* ---- thread ---- */

static struct ledger_batch *take_batch(struct store_writer *w)
{
    pthread_mutex_lock(&w->mutex);
    while (!w->waiting && !w->closing) {
        pthread_cond_wait(&w->wake, &w->mutex);
    }
    struct ledger_batch *batch = w->waiting;
    w->waiting = NULL;
    pthread_mutex_unlock(&w->mutex);
    return batch;
}

static void *writer_main(void *argument)
{
    struct store_writer *w = argument;
    struct ledger_batch *batch;
    while ((batch = take_batch(w))) {
        finish_batch(w, batch);
    }
    return NULL;
}

enum status store_writer_start(struct store_writer *w, struct store_env *env,
                               const struct store_options *options)
{
    *w = (struct store_writer){.env = env, .options = options};
    pthread_mutex_init(&w->mutex, NULL);
    pthread_cond_init(&w->wake, NULL);
    w->started = !pthread_create(&w->thread, NULL, writer_main, w);
    return w->started ? STATUS_OK : STATUS_IO;
}

void store_writer_stop(struct store_writer *w)
{
    if (!w->started) {
        return;
    }
    pthread_mutex_lock(&w->mutex);
    w->closing = true;
    pthread_cond_signal(&w->wake);
    pthread_mutex_unlock(&w->mutex);
    pthread_join(w->thread, NULL);
    pthread_cond_destroy(&w->wake);
    pthread_mutex_destroy(&w->mutex);
    w->started = false;
}

void store_writer_commit(struct store_writer *w, struct ledger_batch *batch)
{
    pthread_mutex_lock(&w->mutex);
    w->waiting = batch;
    pthread_cond_signal(&w->wake);
    pthread_mutex_unlock(&w->mutex);
}
