#define _GNU_SOURCE
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <uv.h>

#include "runtime/mailbox.h"
#include "runtime/workers.h"

enum { JOBS = 1000, QUEUE = 64 };

struct job {
    int number;
    bool worked, delivered;
};

struct bench {
    uv_loop_t loop;
    struct mailbox *mailbox;
    struct workers *workers;
    struct job jobs[JOBS];
    int given, delivered;
    _Atomic int started, stopped;
    int refuse_start;
};

static void *start(void *context, uint32_t index)
{
    struct bench *b = context;
    atomic_fetch_add(&b->started, 1);
    return (int)index == b->refuse_start ? NULL : b;
}

static void work(void *state, void *thing)
{
    (void)state;
    ((struct job *)thing)->worked = true;
}

static void done(void *context, void *thing)
{
    mailbox_post(((struct bench *)context)->mailbox, thing);
}

static void stop(void *state)
{
    atomic_fetch_add(&((struct bench *)state)->stopped, 1);
}

static void give_more(struct bench *b)
{
    while (b->given < JOBS && workers_give(b->workers, &b->jobs[b->given])) {
        b->given++;
    }
    workers_wake(b->workers);
}

static void deliver(void *context, void *thing)
{
    struct bench *b = context;
    struct job *job = thing;
    assert_true(job->worked);
    assert_false(job->delivered);
    job->delivered = true;
    b->delivered++;
    give_more(b);
    if (b->delivered == JOBS) {
        uv_stop(&b->loop);
    }
}

static struct workers_options options(struct bench *b)
{
    return (struct workers_options){.count = 4,
                                    .queue_max = QUEUE,
                                    .start = start,
                                    .work = work,
                                    .done = done,
                                    .stop = stop,
                                    .context = b};
}

static void every_job_is_worked_and_delivered_once(void **state)
{
    (void)state;
    static struct bench b;
    b = (struct bench){.refuse_start = -1};
    assert_int_equal(uv_loop_init(&b.loop), 0);
    assert_int_equal(mailbox_new(&b.mailbox, &b.loop, JOBS, deliver, &b), STATUS_OK);
    struct workers_options o = options(&b);
    assert_int_equal(workers_new(&b.workers, &o), STATUS_OK);
    give_more(&b);
    uv_run(&b.loop, UV_RUN_DEFAULT);
    assert_int_equal(b.delivered, JOBS);
    workers_free(b.workers);
    assert_int_equal(b.stopped, 4);
    assert_null(mailbox_take(b.mailbox));
    mailbox_free(b.mailbox);
    uv_run(&b.loop, UV_RUN_DEFAULT);
    assert_int_equal(uv_loop_close(&b.loop), 0);
}

static void a_worker_that_cannot_start_ends_the_pool(void **state)
{
    (void)state;
    static struct bench b;
    b = (struct bench){.refuse_start = 2};
    struct workers_options o = options(&b);
    assert_int_equal(workers_new(&b.workers, &o), STATUS_MODEL);
    assert_int_equal(b.started, 4);
    assert_int_equal(b.stopped, 3);
}

static void count(void *context, void *thing)
{
    (void)thing;
    ++*(int *)context;
}

static void a_mailbox_opens_before_its_turn(void **state)
{
    (void)state;
    int delivered = 0, thing;
    uv_loop_t loop;
    struct mailbox *m;
    assert_int_equal(uv_loop_init(&loop), 0);
    assert_int_equal(mailbox_new(&m, &loop, 4, count, &delivered), STATUS_OK);
    mailbox_post(m, &thing);
    mailbox_post(m, &thing);
    mailbox_open(m, 3);
    assert_int_equal(delivered, 0);
    mailbox_open(m, 2);
    assert_int_equal(delivered, 2);
    uv_run(&loop, UV_RUN_NOWAIT);
    assert_int_equal(delivered, 2);
    mailbox_free(m);
    uv_run(&loop, UV_RUN_DEFAULT);
    assert_int_equal(uv_loop_close(&loop), 0);
}

static void hold(void *held, void *thing)
{
    (void)thing;
    uv_sem_wait(held);
}

static void *start_held(void *context, uint32_t index)
{
    (void)index;
    return context;
}

static void forget(void *context, void *thing)
{
    (void)context, (void)thing;
}

static void leave(void *held)
{
    (void)held;
}

static void a_full_queue_says_so(void **state)
{
    (void)state;
    uv_sem_t held;
    uv_sem_init(&held, 0);
    struct workers *w;
    struct job jobs[6] = {{0}};
    assert_int_equal(workers_new(&w, &(struct workers_options){.count = 1,
                                                               .queue_max = 2,
                                                               .start = start_held,
                                                               .work = hold,
                                                               .done = forget,
                                                               .stop = leave,
                                                               .context = &held}),
                     STATUS_OK);
    int given = 0;
    for (int i = 0; i < 6; i++) {
        given += workers_give(w, &jobs[i]);
        workers_wake(w);
    }
    assert_in_range(given, 2, 3); /* one may have been taken by the worker */
    int back = 0;
    while (workers_take_back(w)) {
        back++;
    }
    assert_in_range(back, 1, 2);
    uv_sem_post(&held);
    uv_sem_post(&held);
    workers_free(w);
    uv_sem_destroy(&held);
}

static void work_long(void *state, void *thing)
{
    (void)state, (void)thing;
    sched_yield();
}

static void tell(void *told, void *thing)
{
    (void)thing;
    uv_sem_post(told);
}

/* Jobs by ones to threes while the threads fall asleep and wake: a lost wake-up would hang it. */
static void every_wake_is_heard(void **state)
{
    (void)state;
    enum { ROUNDS = 20000, AT_ONCE = 3 };
    uv_sem_t told;
    uv_sem_init(&told, 0);
    struct workers *w;
    struct job jobs[AT_ONCE] = {{0}};
    assert_int_equal(workers_new(&w, &(struct workers_options){.count = 4,
                                                               .queue_max = AT_ONCE,
                                                               .start = start_held,
                                                               .work = work_long,
                                                               .done = tell,
                                                               .stop = leave,
                                                               .context = &told}),
                     STATUS_OK);
    for (int round = 0; round < ROUNDS; round++) {
        for (int i = 0; i <= round % AT_ONCE; i++) {
            assert_true(workers_give(w, &jobs[i]));
        }
        workers_wake(w);
        for (int i = 0; i <= round % AT_ONCE; i++) {
            uv_sem_wait(&told);
        }
    }
    workers_free(w);
    uv_sem_destroy(&told);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_job_is_worked_and_delivered_once),
        cmocka_unit_test(a_mailbox_opens_before_its_turn),
        cmocka_unit_test(a_worker_that_cannot_start_ends_the_pool),
        cmocka_unit_test(a_full_queue_says_so),
        cmocka_unit_test(every_wake_is_heard),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
