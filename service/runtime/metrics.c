#define _GNU_SOURCE
#include "runtime/metrics.h"

#include <inttypes.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum metric_kind { METRIC_COUNTER, METRIC_GAUGE, METRIC_HISTOGRAM };

/* Upper bounds in µs; the last bucket has none. */
static const uint64_t bounds_us[] = {100,     200,     500,     1000,    2000,   5000,
                                     10000,   20000,   50000,   100000,  200000, 500000,
                                     1000000, 2000000, 5000000, 10000000};
enum { BOUNDS = sizeof bounds_us / sizeof bounds_us[0] };

struct metric {
    struct metric *next; /* of the same name, else the next name's first */
    enum metric_kind kind;
    char *name, *labels, *help, *full;
    _Atomic uint64_t value, sum_us;
    _Atomic uint64_t buckets[BOUNDS + 1];
};

struct metrics {
    struct metric *first;
    uint32_t count;
};

struct metrics *metrics_new(void)
{
    struct metrics *all = calloc(1, sizeof *all);
    if (!all) {
        abort();
    }
    return all;
}

void metrics_free(struct metrics *all)
{
    while (all && all->first) {
        struct metric *m = all->first;
        all->first = m->next;
        free(m->name);
        free(m->labels);
        free(m->help);
        free(m->full);
        free(m);
    }
    free(all);
}

static char *copy(const char *text)
{
    char *to = strdup(text);
    if (!to) {
        abort();
    }
    return to;
}

static char *full_name(const char *name, const char *labels)
{
    struct buf b = {0};
    buf_printf(&b, *labels ? "%s{%s}" : "%s", name, labels);
    char *full = copy(buf_cstr(&b));
    buf_release(&b);
    return full;
}

static struct metric *make(struct metrics *all, enum metric_kind kind, const char *name,
                           const char *labels, const char *help)
{
    struct metric **at = &all->first;
    bool group = false;
    for (; *at; at = &(*at)->next) {
        bool same = strcmp((*at)->name, name) == 0;
        if (same && strcmp((*at)->labels, labels) == 0) {
            return *at;
        }
        if (group && !same) {
            break; /* behind the last of its name */
        }
        group = same;
    }
    struct metric *m = calloc(1, sizeof *m);
    if (!m) {
        abort();
    }
    m->kind = kind;
    m->name = copy(name);
    m->labels = copy(labels);
    m->help = copy(help);
    m->full = full_name(name, labels);
    m->next = *at;
    *at = m;
    all->count++;
    return m;
}

struct metric *metrics_counter(struct metrics *all, const char *name, const char *labels,
                               const char *help)
{
    return make(all, METRIC_COUNTER, name, labels, help);
}

struct metric *metrics_gauge(struct metrics *all, const char *name, const char *labels,
                             const char *help)
{
    return make(all, METRIC_GAUGE, name, labels, help);
}

struct metric *metrics_histogram(struct metrics *all, const char *name, const char *labels,
                                 const char *help)
{
    return make(all, METRIC_HISTOGRAM, name, labels, help);
}

void metric_add(struct metric *m, uint64_t n)
{
    atomic_fetch_add_explicit(&m->value, n, memory_order_relaxed);
}

void metric_set(struct metric *m, uint64_t value)
{
    atomic_store_explicit(&m->value, value, memory_order_relaxed);
}

void metric_observe_us(struct metric *m, uint64_t us)
{
    unsigned i = 0;
    while (i < BOUNDS && us > bounds_us[i]) {
        i++;
    }
    atomic_fetch_add_explicit(&m->buckets[i], 1, memory_order_relaxed);
    atomic_fetch_add_explicit(&m->sum_us, us, memory_order_relaxed);
    atomic_fetch_add_explicit(&m->value, 1, memory_order_relaxed);
}

uint64_t metric_value(const struct metric *m)
{
    return atomic_load_explicit(&m->value, memory_order_relaxed);
}

static void write_histogram(const struct metric *m, struct buf *out)
{
    const char *comma = *m->labels ? "," : "";
    uint64_t count = 0;
    for (unsigned i = 0; i < BOUNDS; i++) {
        count += atomic_load_explicit(&m->buckets[i], memory_order_relaxed);
        buf_printf(out, "%s_bucket{%s%sle=\"%g\"} %" PRIu64 "\n", m->name, m->labels, comma,
                   (double)bounds_us[i] / 1e6, count);
    }
    count += atomic_load_explicit(&m->buckets[BOUNDS], memory_order_relaxed);
    const char *open = *m->labels ? "{" : "", *close = *m->labels ? "}" : "";
    double sum = (double)atomic_load_explicit(&m->sum_us, memory_order_relaxed) / 1e6;
    buf_printf(out, "%s_bucket{%s%sle=\"+Inf\"} %" PRIu64 "\n", m->name, m->labels, comma, count);
    buf_printf(out, "%s_sum%s%s%s %g\n", m->name, open, m->labels, close, sum);
    buf_printf(out, "%s_count%s%s%s %" PRIu64 "\n", m->name, open, m->labels, close, count);
}

void metrics_write(const struct metrics *all, struct buf *out)
{
    static const char *const kinds[] = {"counter", "gauge", "histogram"};
    const char *last = "";
    for (const struct metric *m = all->first; m; m = m->next) {
        if (strcmp(m->name, last) != 0) {
            buf_printf(out, "# HELP %s %s\n# TYPE %s %s\n", m->name, m->help, m->name,
                       kinds[m->kind]);
        }
        last = m->name;
        if (m->kind == METRIC_HISTOGRAM) {
            write_histogram(m, out);
        } else {
            buf_printf(out, "%s %" PRIu64 "\n", m->full, metric_value(m));
        }
    }
}

void metrics_each(const struct metrics *all,
                  void (*each)(void *context, const char *name, uint64_t value), void *context)
{
    for (const struct metric *m = all->first; m; m = m->next) {
        each(context, m->full, metric_value(m));
    }
}

uint32_t metrics_count(const struct metrics *all)
{
    return all->count;
}
