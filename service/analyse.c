#define _GNU_SOURCE
#include "analyse.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/sha256.h"
#include "ingest/item_pool.h"
#include "ingest/open.h"
#include "pipeline/pipeline.h"
#include "wire/fault.h"

enum { SEGMENT_MAX = 64 };

struct analyser {
    struct analyser_options *o;
    uint32_t slot;
    struct arena arena;
    struct pipeline_state state;
    struct article article;
    struct buf data, topic;
    struct metric *process, *stages[STAGES_MAX], *unfinished[STAGES_MAX];
};

/* ---- names ---- */

/* One segment of a topic: lower-case letters, digits, single hyphens. */
static void add_segment(struct buf *out, struct str s, const char *otherwise)
{
    size_t begin = out->len;
    bool gap = false;
    for (size_t i = 0; i < s.len && out->len - begin < SEGMENT_MAX; i++) {
        char c = s.ptr[i] >= 'A' && s.ptr[i] <= 'Z' ? (char)(s.ptr[i] | 0x20) : s.ptr[i];
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
            if (gap && out->len > begin) {
                buf_add_byte(out, '-');
            }
            buf_add_byte(out, c);
            gap = false;
        } else {
            gap = true;
        }
    }
    if (out->len == begin) {
        buf_add_str(out, str_of(otherwise));
    }
    buf_add_byte(out, '.');
}

/* "analysis.<language>.<source>." with other characters made '-'; appended to `out`. */
static void add_topic(struct buf *out, struct str language, struct str source)
{
    buf_add_str(out, STR("analysis."));
    add_segment(out, language, "und");
    add_segment(out, source, "unknown");
}

void analyse_name(struct item *item, struct arena *scratch)
{
    struct wire_record record;
    struct wire_fault fault;
    arena_reset(scratch);
    if (wire_record_read(item->record, scratch, &record, &fault) != STATUS_OK) {
        return;
    }
    struct buf topic = {0};
    add_topic(&topic, (struct str){0}, record.article.source);
    char *room = item_pool_result(item, topic.len);
    memcpy(room, topic.ptr, topic.len);
    item->topic = str_make(room, topic.len);
    item->subject = record.identity;
    buf_release(&topic);
}

/* ---- a worker's own ---- */

static void make_metrics(struct analyser *an)
{
    struct metrics *all = an->o->metrics;
    an->process =
        metrics_histogram(all, "messaging_process_duration_seconds", "", "analysing one article");
    for (size_t i = 0; i < stage_count; i++) {
        char labels[64];
        snprintf(labels, sizeof labels, "stage=\"%s\"", stages[i].name);
        an->stages[i] = metrics_histogram(all, "dateline_stage_duration_seconds", labels,
                                          "one stage on one article");
        an->unfinished[i] =
            metrics_counter(all, "dateline_stage_unfinished_total", labels,
                            "articles on which a stage failed or ran out of budget");
    }
}

struct analyser *analyser_new(struct analyser_options *o, uint32_t slot)
{
    static pthread_mutex_t one_at_a_time = PTHREAD_MUTEX_INITIALIZER;
    char name[16];
    snprintf(name, sizeof name, "worker-%u", slot % 10000);
    pthread_setname_np(pthread_self(), name);
    struct analyser *an = calloc(1, sizeof *an);
    if (!an) {
        return NULL;
    }
    an->o = o;
    an->slot = slot;
    /* Metrics are made here, by several workers at once, before the loop runs. */
    pthread_mutex_lock(&one_at_a_time);
    make_metrics(an);
    enum status status = pipeline_state_init(&an->state, o->models);
    pthread_mutex_unlock(&one_at_a_time);
    if (status == STATUS_OK) {
        an->state.assume_language = str_of(o->assume_language);
        status = arena_init(&an->arena, pipeline_arena_bytes() + analysis_arena_bytes());
    }
    if (status == STATUS_OK && o->crash_page) {
        status = crash_page_attach(o->crash_page, slot);
    }
    if (status != STATUS_OK) {
        log_error("worker.start", "worker=%u reason=%s", slot, status_name(status));
        analyser_free(an);
        return NULL;
    }
    an->article = (struct article){.arena = &an->arena, .state = &an->state};
    article_reset(&an->article);
    return an;
}

void analyser_free(struct analyser *an)
{
    if (!an) {
        return;
    }
    if (an->o->crash_page) {
        crash_page_detach(an->o->crash_page);
    }
    pipeline_state_release(&an->state);
    arena_release(&an->arena);
    buf_release(&an->data);
    buf_release(&an->topic);
    free(an);
}

/* ---- one article ---- */

static void wait_us(uint64_t us)
{
    if (us) {
        struct timespec pause = {.tv_sec = (time_t)(us / 1000000),
                                 .tv_nsec = (long)(us % 1000000) * 1000};
        nanosleep(&pause, NULL);
    }
}

/* The message path without the analysis: the analysis is about as long as the option says. */
static void cut_text(struct article *a, uint64_t bytes)
{
    size_t end = a->text.len < bytes ? a->text.len : bytes;
    while (end > 0 && end < a->text.len && ((unsigned char)a->text.ptr[end] & 0xC0) == 0x80) {
        end--;
    }
    a->text.len = end;
}

static void count_stages(struct analyser *an)
{
    for (uint32_t i = 0; i < an->article.stage_count; i++) {
        const struct stage_record *record = &an->article.stages[i];
        if (record->status == STAGE_DONE) {
            metric_observe_us(an->stages[i], record->us);
        } else if (record->status == STAGE_FAILED || record->status == STAGE_OVER_BUDGET) {
            metric_add(an->unfinished[i], 1);
        }
    }
}

static bool write_analysis(struct analyser *an, const struct wire_analysis *m,
                           unsigned char digest[HASH_BYTES])
{
    char hex[ANALYSIS_DIGEST_TEXT];
    buf_clear(&an->data);
    if (analysis_write(m, &an->data, hex) != STATUS_OK) {
        return false;
    }
    if (!sha256_parse(str_of(hex), digest)) {
        sha256_of(buf_str(&an->data), digest); /* a refusal has none of its own */
    }
    return true;
}

static bool analyse(struct analyser *an, struct item *item, enum status *status)
{
    struct article *a = &an->article;
    *status = article_open(item->record, a);
    if (*status != STATUS_OK) {
        return false;
    }
    a->input.revision = item->revision;
    bool hurried = an->o->automatic && item->hurried;
    a->mode = hurried ? ARTICLE_FAST : an->o->mode;
    if (an->o->empty) {
        cut_text(a, an->o->empty_bytes);
    } else {
        pipeline_run(a, an->o->models);
        count_stages(an);
    }
    struct provenance provenance = {.service = STR("dateline/" DATELINE_VERSION),
                                    .reproducible = !hurried};
    provenance.mode = a->mode == ARTICLE_ACCURATE ? WIRE_MODE_ACCURATE : WIRE_MODE_FAST;
    provenance.model = an->o->models->model_sha256;
    provenance.pack = an->o->models->pack_sha256;
    struct wire_analysis m;
    analysis_of(a, &provenance,
                (enum analysis_detail)atomic_load_explicit(&an->o->detail, memory_order_relaxed),
                &m);
    *status = STATUS_INVALID;
    return write_analysis(an, &m, item->digest);
}

static void refuse(struct analyser *an, struct item *item, struct str identity, enum status status)
{
    struct wire_analysis m;
    char id[128];
    log_warn("article.refused", "accepted=%llu id=%s reason=%s", (unsigned long long)item->accepted,
             log_value(identity, id, sizeof id), status_name(status));
    analysis_refused(identity, str_of(status_name(status)), str_of(status_text(status)), &m);
    if (!write_analysis(an, &m, item->digest)) {
        abort(); /* two texts and an identity always fit */
    }
}

static char *put(char *at, struct str s, struct str *to)
{
    if (!s.ptr) {
        *to = (struct str){0};
        return at;
    }
    memcpy(at, s.ptr, s.len);
    *to = str_make(at, s.len);
    return at + s.len;
}

static void finish(struct analyser *an, struct item *item, struct str identity,
                   struct str traceparent)
{
    buf_clear(&an->topic);
    add_topic(&an->topic, an->article.language.tag, an->article.input.source);
    char *at =
        item_pool_result(item, an->topic.len + an->data.len + identity.len + traceparent.len);
    at = put(at, buf_str(&an->topic), &item->topic);
    at = put(at, buf_str(&an->data), &item->data);
    at = put(at, identity, &item->subject);
    put(at, traceparent, &item->traceparent);
    item->feed = FEED_ANALYSIS;
    item->record = (struct str){0};
    item->time_ms = clock_wall_ms();
}

/* The record is read again: it may be what was wrong. */
static void give_up(struct analyser *an, struct item *item, enum status status)
{
    struct wire_record record = {0};
    struct wire_fault fault;
    article_reset(&an->article);
    bool readable = wire_record_read(item->record, &an->arena, &record, &fault) == STATUS_OK;
    refuse(an, item, readable ? record.identity : STR("unknown"), status);
    finish(an, item, record.identity, record.traceparent);
}

void analyser_run(struct analyser *an, struct item *item)
{
    enum status status;
    item->started_us = clock_monotonic_us();
    if (an->o->crash_page) {
        crash_page_begin(an->o->crash_page, an->slot, item->accepted,
                         atomic_load_explicit(&an->o->alone, memory_order_relaxed));
    }
    wait_us(atomic_load_explicit(&an->o->delay_us, memory_order_relaxed));
    if (analyse(an, item, &status)) {
        finish(an, item, an->article.input.id, an->article.input.traceparent);
    } else {
        give_up(an, item, status);
    }
    article_reset(&an->article); /* now, for the next article may be long in coming */
    if (an->o->crash_page) {
        crash_page_end(an->o->crash_page, an->slot);
    }
    item->finished_us = clock_monotonic_us();
    metric_observe_us(an->process, item->finished_us - item->started_us);
}
