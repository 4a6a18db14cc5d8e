#include "query/subscribers.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"

struct subscriber *subscribers_find(const struct subscribers *all, struct str name)
{
    for (struct subscriber *s = all->first; s; s = s->next) {
        if (str_equal(str_make(s->name, s->len), name)) {
            return s;
        }
    }
    return NULL;
}

struct subscriber *subscribers_of(struct subscribers *all, struct str name, struct metrics *metrics)
{
    struct subscriber *s = subscribers_find(all, name);
    if (s || all->count == SUBSCRIBERS_MAX || name.len > SUBSCRIBER_NAME_MAX) {
        return s;
    }
    s = calloc(1, sizeof *s);
    if (!s) {
        abort();
    }
    memcpy(s->name, name.ptr, name.len);
    s->len = (uint32_t)name.len;
    char safe[3 * SUBSCRIBER_NAME_MAX + 8], labels[3 * SUBSCRIBER_NAME_MAX + 32];
    snprintf(labels, sizeof labels, "subscriber=\"%s\"", log_value(name, safe, sizeof safe));
    s->lag = metrics_gauge(metrics, "dateline_subscriber_lag", labels,
                           "messages between the feed and a subscriber's position");
    s->gaps_metric = metrics_gauge(metrics, "dateline_subscriber_gaps", labels,
                                   "gaps that a subscriber says it has repaired");
    s->next = all->first;
    all->first = s;
    all->count++;
    return s;
}

void subscribers_release(struct subscribers *all)
{
    while (all->first) {
        struct subscriber *s = all->first;
        all->first = s->next;
        free(s);
    }
    all->count = 0;
}
