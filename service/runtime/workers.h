/* workers: a pool of threads with one bounded queue.
 *
 * Our own, because libuv's is shared with everything else that uses it and unbounded. A job is a
 * pointer; each thread has a state of its own, made by `start` on that thread before it takes jobs.
 * Giving a job wakes nobody: who is woken takes the processor from whoever woke him, and with short
 * jobs the two would change places at every one. Who has given all there was to give calls
 * workers_wake once.
 *
 * Memory   a job belongs to the pool from workers_give to `done`.
 * Threads  workers_give, workers_wake and workers_free: the loop's. start, work, done, stop: the
 *          worker's own.
 * Errors   STATUS_MODEL when a start returned NULL (which logged why), STATUS_IO when a thread
 *          cannot be had.
 */
#ifndef DATELINE_RUNTIME_WORKERS_H
#define DATELINE_RUNTIME_WORKERS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/status.h"

struct workers;

struct workers_options {
    uint32_t count, queue_max;
    void *(*start)(void *context, uint32_t index);
    void (*work)(void *state, void *job);
    void (*done)(void *context, void *job); /* hands over to the loop (mailbox) */
    void (*stop)(void *state);
    void *context;
};

enum status workers_new(struct workers **out, const struct workers_options *o) MUST_CHECK;
/* False when the queue is full: the job stays the caller's. */
bool workers_give(struct workers *w, void *job);
/* As many of the threads that sleep as there are jobs in the queue. */
void workers_wake(struct workers *w);
/* Takes back the oldest job that nobody has begun; NULL when there is none. */
void *workers_take_back(struct workers *w);
/* Waits for the jobs under way; queued ones must have been taken back. Accepts NULL. */
void workers_free(struct workers *w);

#endif
