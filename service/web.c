#define _GNU_SOURCE
#include "web.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/sha256.h"
#include "config/bind.h"
#include "forms/json.h"
#include "http/http.h"
#include "ingest/door.h"
#include "ingest/item_pool.h"
#include "service.h"
#include "web_forms.h"
#include "wire/fault.h"
#include "wire/reader.h"

enum { WORKERS_PER_THREAD = 4, READS_AT_ONCE = 64, STATUS_CODE_OK = 200 };

struct job {
    struct job *next; /* of the free ones */
    struct http_question *question;
    struct store_request read; /* of HTTP_ARTICLE */
};

struct web {
    struct service *service;
    struct http *http;
    struct workers *workers;
    struct mailbox *done;
    struct job *jobs;      /* (count), those for analyses first */
    uint32_t count, asked; /* asked: analyses that wait or are under way */
    struct job *free[2];   /* by enum http_kind */
    struct metric *analyses;
};

/* What one thread keeps: an analyser with its own options, since each request says its detail. */
struct thread {
    struct web *web;
    struct analyser_options options;
    struct analyser *analyser;
    struct arena scratch;
    struct buf map;
};

/* ---- on a thread of web ---- */

static void stop_thread(void *state)
{
    struct thread *t = state;
    analyser_free(t->analyser);
    arena_release(&t->scratch);
    buf_release(&t->map);
    free(t);
}

static void *start_thread(void *context, uint32_t index)
{
    struct web *w = context;
    const struct analyser_options *of = &w->service->analyser;
    struct thread *t = calloc(1, sizeof *t);
    if (!t) {
        return NULL;
    }
    t->web = w;
    t->options.models = of->models;
    t->options.metrics = of->metrics;
    t->options.assume_language = of->assume_language;
    t->options.mode = of->mode;
    t->options.empty = of->empty;
    t->options.empty_bytes = of->empty_bytes;
    t->analyser = analyser_new(&t->options, (uint32_t)w->service->config->pipeline_workers + index);
    if (!t->analyser || arena_init(&t->scratch, DOOR_SCRATCH_BYTES) != STATUS_OK) {
        stop_thread(t);
        return NULL;
    }
    return t;
}

static void fail(struct http_question *q, unsigned status, const char *code, struct str detail)
{
    q->status = status;
    q->code = code;
    buf_clear(&q->detail);
    buf_add_str(&q->detail, detail);
}

/* An analysis in the form that was asked for. */
static void give(struct http_question *q, struct str analysis)
{
    q->status = STATUS_CODE_OK;
    if (q->accept == HTTP_MEDIA_MSGPACK) {
        buf_add_str(&q->answer, analysis);
    } else if (json_write(analysis, &(struct json_options){.offsets = q->offsets}, &q->answer) ==
               STATUS_OK) {
        buf_add_byte(&q->answer, '\n');
    } else {
        fail(q, 500, "malformed", STR("the analysis cannot be written as JSON"));
    }
}

/* An article that was refused behind the door (a page that nests too deep) has an analysis that is
 * nothing but its error. */
static bool was_refused(struct str analysis, struct http_question *q)
{
    struct str error = wire_find(analysis, STR("error"));
    struct wire_fault fault;
    struct wire_analysis_error why = {0};
    struct arena none = {0};
    if (str_is_absent(error) || wire_analysis_error_read(error, &none, &why, &fault) != STATUS_OK) {
        return false;
    }
    bool limit = str_equal(why.code, str_of(status_name(STATUS_LIMIT)));
    fail(q, 422, wire_refusal_name(limit ? WIRE_REFUSAL_TOO_LARGE : WIRE_REFUSAL_MALFORMED),
         why.detail);
    return true;
}

static void analyse(struct thread *t, struct http_question *q)
{
    struct door_result door;
    struct str why = {0};
    arena_reset(&t->scratch);
    buf_clear(&t->map);
    if (web_to_article(q, &t->map, &t->scratch, &why) != STATUS_OK) {
        fail(q, 400, wire_refusal_name(WIRE_REFUSAL_MALFORMED), why);
        return;
    }
    arena_reset(&t->scratch); /* the door needs all of it */
    if (door_admit(buf_str(&t->map), (struct str){0}, 0, &t->scratch, &door) != STATUS_OK) {
        fail(q, door.code == WIRE_REFUSAL_TOO_LARGE ? 413 : 400, wire_refusal_name(door.code),
             door.detail);
        return;
    }
    struct item *item = item_pool_new(door.record.len);
    memcpy((char *)(item + 1), door.record.ptr, door.record.len);
    atomic_store(&t->options.delay_us, atomic_load(&t->web->service->analyser.delay_us));
    atomic_store(&t->options.detail, q->full ? ANALYSIS_FULL : ANALYSIS_NORMAL);
    analyser_run(t->analyser, item);
    if (!was_refused(item->data, q)) {
        give(q, item->data);
    }
    item_pool_free(item);
}

static void run_job(void *state, void *thing)
{
    struct job *job = thing;
    if (job->question->kind == HTTP_ARTICLE) {
        give(job->question, job->read.rows[0].data);
    } else {
        analyse(state, job->question);
    }
}

static void on_job_done(void *context, void *job)
{
    mailbox_post(((struct web *)context)->done, job);
}

/* ---- on the loop ---- */

static void finish(struct web *w, struct job *job)
{
    enum http_kind kind = job->question->kind;
    struct http_question *question = job->question;
    store_request_release(&job->read);
    w->asked -= kind == HTTP_ANALYZE;
    metric_set(w->analyses, w->asked);
    *job = (struct job){.next = w->free[kind]};
    w->free[kind] = job;
    http_answer(w->http, question);
}

static void deliver(void *context, void *job)
{
    finish(context, job);
}

static void give_to_thread(struct web *w, struct job *job)
{
    if (!workers_give(w->workers, job)) {
        abort(); /* the queue is as long as there are jobs */
    }
    workers_wake(w->workers);
}

static bool ask(void *context, struct http_question *q)
{
    struct web *w = context;
    struct job *job = w->free[q->kind];
    if (q->kind == HTTP_ANALYZE && w->service->draining) {
        q->code = wire_refusal_name(WIRE_REFUSAL_SHUTTING_DOWN);
        return false;
    }
    if (!job) {
        return false;
    }
    w->free[q->kind] = job->next;
    *job = (struct job){.question = q};
    if (q->kind == HTTP_ANALYZE) {
        metric_set(w->analyses, ++w->asked);
        give_to_thread(w, job);
        return true;
    }
    job->read = (struct store_request){.kind = STORE_GET, .revision = q->revision, .context = job};
    sha256_of(q->id, job->read.identity);
    store_read(w->service->store, &job->read);
    return true;
}

/* What the store says instead of an analysis. */
static void explain(struct http_question *q, enum status status)
{
    switch (status) {
    case STATUS_AGAIN:
        fail(q, 404, wire_query_code_name(WIRE_QUERY_CODE_NOT_READY),
             STR("it has been accepted and is not analysed yet; ask again"));
        break;
    case STATUS_CLOSED:
        fail(q, 410, wire_query_code_name(WIRE_QUERY_CODE_GONE),
             STR("it has expired or was taken down"));
        break;
    case STATUS_NOT_FOUND:
        fail(q, 404, wire_query_code_name(WIRE_QUERY_CODE_NOT_FOUND),
             STR("there is no such article or revision"));
        break;
    default:
        fail(q, 503, wire_query_code_name(WIRE_QUERY_CODE_BUSY), str_of(status_text(status)));
        break;
    }
}

static void explain_tombstone(struct http_question *q, const struct store_row *row)
{
    bool set_aside = row->kind == FEED_QUARANTINED;
    fail(q, 410, wire_query_code_name(WIRE_QUERY_CODE_GONE),
         set_aside ? STR("it is in quarantine: analysing it ended the process twice")
                   : STR("it has expired or was taken down"));
}

bool web_read_done(struct web *w, struct store_request *request)
{
    struct job *job = w ? request->context : NULL;
    if (!w || (uintptr_t)job < (uintptr_t)w->jobs ||
        (uintptr_t)job >= (uintptr_t)(w->jobs + w->count)) {
        return false;
    }
    const struct store_row *row = request->row_count ? &request->rows[0] : NULL;
    struct http_question *q = job->question;
    if (request->status == STATUS_OK && row && row->kind == FEED_ANALYSIS && !row->removed) {
        if (q->accept == HTTP_MEDIA_JSON && w->workers) {
            give_to_thread(w, job);
            return true;
        }
        give(q, row->data);
    } else if (request->status == STATUS_OK && row) {
        explain_tombstone(q, row);
    } else {
        explain(q, request->status == STATUS_OK ? STATUS_NOT_FOUND : request->status);
    }
    finish(w, job);
    return true;
}

static void refresh(void *context)
{
    service_refresh(((struct web *)context)->service);
}

static const char *why_not_ready(void *context)
{
    const struct service *s = ((struct web *)context)->service;
    return s->broken     ? "the store cannot be written"
           : s->draining ? "the service is leaving"
                         : NULL;
}

/* ---- opening and closing ---- */

static void make_jobs(struct web *w, uint32_t analyses)
{
    w->count = analyses + READS_AT_ONCE;
    w->jobs = calloc(w->count, sizeof *w->jobs);
    if (!w->jobs) {
        abort();
    }
    for (uint32_t i = 0; i < w->count; i++) {
        enum http_kind kind = i < analyses ? HTTP_ANALYZE : HTTP_ARTICLE;
        w->jobs[i].next = w->free[kind];
        w->free[kind] = &w->jobs[i];
    }
}

static enum status open_http(struct web *w)
{
    const struct config *c = w->service->config;
    return http_open(&w->http, &(struct http_options){
                                   .loop = &w->service->loop,
                                   .bind = c->http_bind,
                                   .off_loopback = !bind_is_local(str_of(c->http_bind)),
                                   .token_file = c->http_token_file,
                                   .connections = (uint32_t)c->http_connections,
                                   .timeout_ms = c->http_timeout,
                                   .metrics = w->service->metrics,
                                   .refresh = refresh,
                                   .why_not_ready = why_not_ready,
                                   .ask = ask,
                                   .context = w,
                               });
}

enum status web_open(struct web **out, struct service *s)
{
    if (strcmp(s->config->http_bind, "none") == 0) {
        return STATUS_OK;
    }
    struct web *w = calloc(1, sizeof *w);
    if (!w) {
        return STATUS_IO;
    }
    w->service = s;
    w->analyses = metrics_gauge(s->metrics, "dateline_http_analyses", "",
                                "analyses asked over HTTP that wait or are under way");
    uint32_t threads = (uint32_t)(s->config->pipeline_workers / WORKERS_PER_THREAD);
    threads = threads ? threads : 1;
    make_jobs(w, threads + (uint32_t)s->config->http_queue);
    enum status status = mailbox_new(&w->done, &s->loop, w->count, deliver, w);
    if (status == STATUS_OK) {
        status = workers_new(&w->workers, &(struct workers_options){
                                              .count = threads,
                                              .queue_max = w->count,
                                              .start = start_thread,
                                              .work = run_job,
                                              .done = on_job_done,
                                              .stop = stop_thread,
                                              .context = w,
                                          });
    }
    if (status == STATUS_OK) {
        status = open_http(w);
    }
    if (status != STATUS_OK) {
        web_close(w);
        return status;
    }
    *out = w;
    return STATUS_OK;
}

const char *web_endpoint(const struct web *w)
{
    return w ? http_endpoint(w->http) : "none";
}

/* Jobs that nobody began are answered so; those under way are waited for. */
static void end_work(struct web *w)
{
    struct job *job;
    while (w->workers && (job = workers_take_back(w->workers))) {
        fail(job->question, 503, wire_refusal_name(WIRE_REFUSAL_SHUTTING_DOWN),
             STR("the service is leaving"));
        mailbox_post(w->done, job);
    }
    workers_free(w->workers);
    w->workers = NULL;
    while (w->done && (job = mailbox_take(w->done))) {
        deliver(w, job);
    }
}

void web_close(struct web *w)
{
    if (!w) {
        return;
    }
    end_work(w);
    http_close(w->http);
    mailbox_free(w->done);
    free(w->jobs);
    free(w);
}
