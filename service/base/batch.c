#define _GNU_SOURCE
#include "base/batch.h"

#include <pthread.h>
#include <sched.h>

static const struct sched_param no_priority;

bool batch_allowed(void)
{
    return sched_getscheduler(0) == SCHED_OTHER &&
           pthread_setschedparam(pthread_self(), SCHED_OTHER, &no_priority) == 0;
}

void batch_thread(void)
{
    if (sched_getscheduler(0) == SCHED_OTHER) {
        (void)pthread_setschedparam(pthread_self(), SCHED_BATCH, &no_priority);
    }
}
