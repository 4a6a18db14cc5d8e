/* A ring under a mutex. Posters wake the loop only when the ring was empty: uv_async_send costs a
 * system call, and the loop takes all that is there in one go. */
#define _GNU_SOURCE
#include "runtime/mailbox.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

struct mailbox {
    uv_async_t async;
    pthread_mutex_t lock;
    void **ring; /* (capacity) */
    uint32_t capacity, begin;
    _Atomic uint32_t count; /* changed under the lock */
    mailbox_deliver deliver;
    void *context;
};

void *mailbox_take(struct mailbox *m)
{
    void *thing = NULL;
    pthread_mutex_lock(&m->lock);
    if (m->count) {
        thing = m->ring[m->begin];
        m->begin = (m->begin + 1) % m->capacity;
        m->count--;
    }
    pthread_mutex_unlock(&m->lock);
    return thing;
}

void mailbox_open(struct mailbox *m, uint32_t least)
{
    if (atomic_load_explicit(&m->count, memory_order_relaxed) < least) {
        return;
    }
    void *thing;
    while ((thing = mailbox_take(m))) {
        m->deliver(m->context, thing);
    }
}

static void on_async(uv_async_t *async)
{
    mailbox_open(async->data, 1);
}

enum status mailbox_new(struct mailbox **out, uv_loop_t *loop, uint32_t capacity,
                        mailbox_deliver deliver, void *context)
{
    struct mailbox *m = calloc(1, sizeof *m);
    void **ring = calloc(capacity, sizeof *ring);
    if (!m || !ring || uv_async_init(loop, &m->async, on_async) != 0) {
        free(ring);
        free(m);
        return STATUS_IO;
    }
    pthread_mutex_init(&m->lock, NULL);
    m->async.data = m;
    m->ring = ring;
    m->capacity = capacity;
    m->deliver = deliver;
    m->context = context;
    *out = m;
    return STATUS_OK;
}

void mailbox_post(struct mailbox *m, void *thing)
{
    pthread_mutex_lock(&m->lock);
    if (m->count == m->capacity) {
        fprintf(stderr, "mailbox: %u things wait, none was declared above that\n", m->capacity);
        abort();
    }
    bool was_empty = m->count == 0;
    m->ring[(m->begin + m->count) % m->capacity] = thing;
    m->count++;
    pthread_mutex_unlock(&m->lock);
    if (was_empty) {
        uv_async_send(&m->async);
    }
}

static void on_closed(uv_handle_t *handle)
{
    struct mailbox *m = handle->data;
    pthread_mutex_destroy(&m->lock);
    free(m->ring);
    free(m);
}

void mailbox_free(struct mailbox *m)
{
    if (m) {
        uv_close((uv_handle_t *)&m->async, on_closed);
    }
}
