#define _GNU_SOURCE
#include "runtime/workers.h"

#include <assert.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdlib.h>

#include "base/batch.h"

struct worker {
    struct workers *pool;
    pthread_t thread;
    uint32_t index;
};

struct workers {
    struct workers_options o;
    struct worker *threads; /* (running) */
    uint32_t running, started, failed;
    pthread_mutex_t lock;
    pthread_cond_t has_started;
    sem_t wake;   /* a post for each thread that `sleeping` no longer counts */
    void **queue; /* (o.queue_max), a ring */
    uint32_t begin, count, sleeping;
    bool closing;
};

static void report_start(struct workers *w, bool good)
{
    pthread_mutex_lock(&w->lock);
    w->started++;
    w->failed += !good;
    pthread_cond_signal(&w->has_started);
    pthread_mutex_unlock(&w->lock);
}

/* The lock is held. */
static void *pop(struct workers *w)
{
    void *job = w->queue[w->begin];
    w->begin = (w->begin + 1) % w->o.queue_max;
    w->count--;
    return job;
}

/* A semaphore and not a condition variable: with several threads asleep, glibc before 2.41 can lose
 * a signal (its bug 25847). Who takes a post that was meant for another comes back here and is
 * counted again, so posts and sleepers always match. The lock is held. */
static void fall_asleep(struct workers *w)
{
    w->sleeping++;
    pthread_mutex_unlock(&w->lock);
    while (sem_wait(&w->wake) != 0) {
    }
    pthread_mutex_lock(&w->lock);
}

/* Outside the lock, which those who wake want first. */
static void post(struct workers *w, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        sem_post(&w->wake);
    }
}

static void *next_job(struct workers *w)
{
    void *job = NULL;
    pthread_mutex_lock(&w->lock);
    while (!w->count && !w->closing) {
        fall_asleep(w);
    }
    if (!w->closing) {
        job = pop(w);
    }
    pthread_mutex_unlock(&w->lock);
    return job;
}

static void *run(void *context)
{
    struct worker *worker = context;
    struct workers *w = worker->pool;
    batch_thread();
    void *state = w->o.start(w->o.context, worker->index);
    report_start(w, state != NULL);
    if (!state) {
        return NULL;
    }
    void *job;
    while ((job = next_job(w))) {
        w->o.work(state, job);
        w->o.done(w->o.context, job);
    }
    w->o.stop(state);
    return NULL;
}

static enum status start_threads(struct workers *w)
{
    for (uint32_t i = 0; i < w->o.count; i++) {
        w->threads[i] = (struct worker){.pool = w, .index = i};
        if (pthread_create(&w->threads[i].thread, NULL, run, &w->threads[i]) != 0) {
            return STATUS_IO;
        }
        w->running++;
    }
    pthread_mutex_lock(&w->lock);
    while (w->started < w->running) {
        pthread_cond_wait(&w->has_started, &w->lock);
    }
    bool good = w->failed == 0;
    pthread_mutex_unlock(&w->lock);
    return good ? STATUS_OK : STATUS_MODEL;
}

enum status workers_new(struct workers **out, const struct workers_options *o)
{
    struct workers *w = calloc(1, sizeof *w);
    if (!w) {
        return STATUS_IO;
    }
    w->o = *o;
    pthread_mutex_init(&w->lock, NULL);
    sem_init(&w->wake, 0, 0);
    pthread_cond_init(&w->has_started, NULL);
    w->threads = calloc(o->count, sizeof *w->threads);
    w->queue = calloc(o->queue_max, sizeof *w->queue);
    enum status status = w->threads && w->queue ? start_threads(w) : STATUS_IO;
    if (status != STATUS_OK) {
        workers_free(w);
        return status;
    }
    *out = w;
    return STATUS_OK;
}

bool workers_give(struct workers *w, void *job)
{
    assert(job);
    pthread_mutex_lock(&w->lock);
    bool room = w->count < w->o.queue_max;
    if (room) {
        w->queue[(w->begin + w->count) % w->o.queue_max] = job;
        w->count++;
    }
    pthread_mutex_unlock(&w->lock);
    return room;
}

void workers_wake(struct workers *w)
{
    pthread_mutex_lock(&w->lock);
    uint32_t wanted = w->count < w->sleeping ? w->count : w->sleeping;
    w->sleeping -= wanted;
    pthread_mutex_unlock(&w->lock);
    post(w, wanted);
}

void *workers_take_back(struct workers *w)
{
    pthread_mutex_lock(&w->lock);
    void *job = w->count ? pop(w) : NULL;
    pthread_mutex_unlock(&w->lock);
    return job;
}

void workers_free(struct workers *w)
{
    if (!w) {
        return;
    }
    pthread_mutex_lock(&w->lock);
    w->closing = true;
    pthread_mutex_unlock(&w->lock);
    post(w, w->running); /* more than sleep is no harm: nobody falls asleep any more */
    for (uint32_t i = 0; i < w->running; i++) {
        pthread_join(w->threads[i].thread, NULL);
    }
    pthread_mutex_destroy(&w->lock);
    sem_destroy(&w->wake);
    pthread_cond_destroy(&w->has_started);
    free(w->threads);
    free(w->queue);
    free(w);
}
