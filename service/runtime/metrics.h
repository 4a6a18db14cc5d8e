/* metrics: counters, gauges and histograms, as Prometheus text.
 *
 * Names follow OpenTelemetry's messaging conventions where one exists
 * (messaging_process_duration_seconds), else dateline_…. Metrics of one name stand together and
 * differ in their labels.
 *
 *     struct metric *m = metrics_counter(all, "dateline_refused_total", "code=\"malformed\"",
 *                                        "articles refused at the door");
 *     metric_add(m, 1);
 *
 * Memory   metrics live until metrics_free; name, labels and help are copied.
 * Threads  metric_…: any; making and writing: the loop's, but a metric that another thread uses is
 *          made before it starts.
 */
#ifndef DATELINE_RUNTIME_METRICS_H
#define DATELINE_RUNTIME_METRICS_H

#include <stdint.h>

#include "base/buf.h"

struct metrics;
struct metric;

struct metrics *metrics_new(void);
void metrics_free(struct metrics *all); /* accepts NULL */

/* Asking for the same name and labels again gives the same metric. `labels` may be "". */
struct metric *metrics_counter(struct metrics *all, const char *name, const char *labels,
                               const char *help);
struct metric *metrics_gauge(struct metrics *all, const char *name, const char *labels,
                             const char *help);
/* Of seconds, from 100 µs to 10 s. */
struct metric *metrics_histogram(struct metrics *all, const char *name, const char *labels,
                                 const char *help);

void metric_add(struct metric *m, uint64_t n);
/* gauges, and counters that are counted elsewhere */
void metric_set(struct metric *m, uint64_t value);
void metric_observe_us(struct metric *m, uint64_t us);
uint64_t metric_value(const struct metric *m); /* of a histogram: how many */

void metrics_write(const struct metrics *all, struct buf *out);
/* `name` is "name" or "name{labels}"; of histograms the count. */
void metrics_each(const struct metrics *all,
                  void (*each)(void *context, const char *name, uint64_t value), void *context);
uint32_t metrics_count(const struct metrics *all);

#endif
