/* analyse: what a worker does with one item: record → article → pipeline → the bytes of the
 * analysis.
 *
 * Memory   one struct for each worker, with its arenas; nothing grows with the number of articles.
 * Threads  each struct belongs to its worker; the options are shared and const, but for `delay_us`
 *          and `alone`.
 */
#ifndef DATELINE_ANALYSE_H
#define DATELINE_ANALYSE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "model/models.h"
#include "path/item.h"
#include "runtime/crash_page.h"
#include "runtime/metrics.h"
#include "wire/analysis.h"

struct analyser;

struct analyser_options {
    const struct models *models;
    struct crash_page *crash_page;
    struct metrics *metrics;
    const char *assume_language;
    enum article_mode mode;
    bool automatic; /* mode auto: what is in a hurry is read fast instead */
    bool empty;     /* no stage runs, the text is cut to empty_bytes */
    uint64_t empty_bytes;
    _Atomic uint64_t delay_us;
    _Atomic int detail; /* enum analysis_detail */
    _Atomic bool alone; /* nothing else is at work: for the crash page */
};

/* On the worker's thread; NULL: logged. */
struct analyser *analyser_new(struct analyser_options *o, uint32_t slot);
void analyser_free(struct analyser *an); /* on the worker's thread; accepts NULL */
/* Sets topic, data, digest, subject, traceparent of the item and lets go of its record. Never
 * fails: an article that cannot be analysed gets an analysis that says so. */
void analyser_run(struct analyser *an, struct item *item);

/* Identity and topic of an item that comes from the journal, for what may be said of it without
 * analysing it. */
void analyse_name(struct item *item, struct arena *scratch);

#endif
