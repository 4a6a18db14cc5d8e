#include "store/store_reader.h"

static struct store_request *take_request(struct store_reader *rd, bool *closing)
{
    pthread_mutex_lock(&rd->mutex);
    while (!rd->first && !rd->closing) {
        pthread_cond_wait(&rd->wake, &rd->mutex);
    }
    struct store_request *r = rd->first;
    if (r) {
        rd->first = r->next;
        rd->last = rd->first ? rd->last : NULL;
        r->next = NULL;
    }
    *closing = rd->closing;
    pthread_mutex_unlock(&rd->mutex);
    return r;
}

static void give_back(struct store_reader *rd, struct store_request *r)
{
    rd->reading.options->on_read(rd->reading.options->context, r);
}

/* ---- backup ---- */

static void *backup_main(void *argument)
{
    struct store_reader *rd = argument;
    struct store_reading reading = {.env = rd->reading.env, .options = rd->reading.options};
    struct store_request *r = rd->backup;
    store_read_answer(&reading, r);
    store_reading_release(&reading);
    rd->backup_done = true;
    give_back(rd, r);
    return NULL;
}

static void join_backup(struct store_reader *rd)
{
    if (rd->backup_started) {
        pthread_join(rd->backup_thread, NULL);
        rd->backup_started = false;
    }
}

/* False: not begun, the request's status says why. */
static bool start_backup(struct store_reader *rd, struct store_request *r)
{
    if (rd->backup_started && !rd->backup_done) {
        r->status = STATUS_AGAIN;
        return false;
    }
    join_backup(rd);
    rd->backup = r;
    rd->backup_done = false;
    r->status = STATUS_IO; /* from the thread's start on the request is its own */
    rd->backup_started = !pthread_create(&rd->backup_thread, NULL, backup_main, rd);
    return rd->backup_started;
}

/* ---- thread ---- */

static void *reader_main(void *argument)
{
    struct store_reader *rd = argument;
    struct store_request *r;
    bool closing;
    while ((r = take_request(rd, &closing))) {
        if (closing) {
            r->status = STATUS_CLOSED;
        } else if (r->kind != STORE_BACKUP) {
            store_read_answer(&rd->reading, r);
        } else if (start_backup(rd, r)) {
            continue;
        }
        give_back(rd, r);
    }
    join_backup(rd);
    return NULL;
}

enum status store_reader_start(struct store_reader *rd, struct store_env *env,
                               const struct store_options *options)
{
    *rd = (struct store_reader){.reading = {.env = env, .options = options}};
    pthread_mutex_init(&rd->mutex, NULL);
    pthread_cond_init(&rd->wake, NULL);
    rd->started = !pthread_create(&rd->thread, NULL, reader_main, rd);
    return rd->started ? STATUS_OK : STATUS_IO;
}

void store_reader_stop(struct store_reader *rd)
{
    if (rd->started) {
        pthread_mutex_lock(&rd->mutex);
        rd->closing = true;
        pthread_cond_signal(&rd->wake);
        pthread_mutex_unlock(&rd->mutex);
        pthread_join(rd->thread, NULL);
        pthread_cond_destroy(&rd->wake);
        pthread_mutex_destroy(&rd->mutex);
        rd->started = false;
    }
    store_reading_release(&rd->reading);
}

void store_reader_ask(struct store_reader *rd, struct store_request *r)
{
    r->next = NULL;
    pthread_mutex_lock(&rd->mutex);
    if (rd->last) {
        rd->last->next = r;
    } else {
        rd->first = r;
    }
    rd->last = r;
    pthread_cond_signal(&rd->wake);
    pthread_mutex_unlock(&rd->mutex);
}
