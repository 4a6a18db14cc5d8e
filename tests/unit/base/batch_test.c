#define _GNU_SOURCE
#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/batch.h"

struct seen {
    int first, policy; /* of the thread: how it begins, how it is after batch_thread */
    bool allowed;      /* before */
};

static void *look(void *context)
{
    struct seen *seen = context;
    const struct sched_param none = {0};
    struct sched_param out;
    pthread_setschedparam(pthread_self(), seen->first, &none);
    seen->allowed = batch_allowed();
    batch_thread();
    pthread_getschedparam(pthread_self(), &seen->policy, &out);
    return NULL;
}

static struct seen look_from(int first)
{
    struct seen seen = {.first = first};
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, look, &seen), 0);
    pthread_join(thread, NULL);
    return seen;
}

static void a_thread_sets_itself_alone(void **state)
{
    (void)state;
    int policy = sched_getscheduler(0);
    struct seen seen = look_from(SCHED_OTHER);
    assert_true(seen.allowed);
    assert_int_equal(seen.policy, SCHED_BATCH);
    assert_int_equal(sched_getscheduler(0), policy);
}

static void what_somebody_else_chose_stays(void **state)
{
    (void)state;
    struct seen seen = look_from(SCHED_IDLE);
    assert_false(seen.allowed);
    assert_int_equal(seen.policy, SCHED_IDLE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_thread_sets_itself_alone),
        cmocka_unit_test(what_somebody_else_chose_stays),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
