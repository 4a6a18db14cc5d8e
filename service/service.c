#define _GNU_SOURCE
#include "service.h"

#include <errno.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sodium.h>
#include <zmq.h>

#include "base/batch.h"
#include "base/clock.h"
#include "base/log.h"
#include "ingest/item_pool.h"
#include "model/kernels.h"
#include "model/models.h"
#include "model/pack.h"
#include "pipeline/pipeline.h"

enum { FETCH_SCRATCH_BYTES = 4 << 20, DESCRIPTORS = 65536, READS_MAX = 70000, ZMQ_SOCKETS = 64 };

/* ---- the process ---- */

/* Each connection takes a descriptor, and ROUTER sockets know thousands of peers. */
static void raise_descriptors(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < limit.rlim_max) {
        rlim_t wanted = limit.rlim_max < DESCRIPTORS ? limit.rlim_max : DESCRIPTORS;
        if (limit.rlim_cur < wanted) {
            limit.rlim_cur = wanted;
            setrlimit(RLIMIT_NOFILE, &limit);
        }
    }
}

static enum status make_folder(const char *folder)
{
    char path[4096];
    size_t len = strlen(folder);
    if (len >= sizeof path) {
        return STATUS_IO;
    }
    for (size_t i = 0; i <= len; i++) {
        path[i] = folder[i];
        if (i && (folder[i] == '/' || !folder[i])) {
            path[i] = '\0';
            if (mkdir(path, 0750) != 0 && errno != EEXIST) {
                char folder_value[4096], why[128];
                log_error("store.folder", "folder=%s reason=%s",
                          log_value(str_of(path), folder_value, sizeof folder_value),
                          log_value(str_of(strerror(errno)), why, sizeof why));
                return STATUS_IO;
            }
            path[i] = folder[i];
        }
    }
    return STATUS_OK;
}

/* ---- opening, in order ---- */

static enum status open_loop(struct service *s)
{
    s->metrics = metrics_new();
    s->ack_time = metrics_histogram(s->metrics, "dateline_acknowledge_seconds", "",
                                    "from reading an article to its acknowledgement");
    s->article_time = metrics_histogram(s->metrics, "messaging_client_operation_duration_seconds",
                                        "", "from reading an article to publishing its analysis");
    s->published =
        metrics_counter(s->metrics, "dateline_published_total", "", "messages given to the feed");
    s->zmq = zmq_ctx_new();
    if (!s->zmq || uv_loop_init(&s->loop) != 0) {
        return STATUS_IO;
    }
    s->looping = true;
    zmq_ctx_set(s->zmq, ZMQ_MAX_SOCKETS, ZMQ_SOCKETS);
    /* Its I/O thread need not take the processor from the loop for each piece that arrives. */
    if (batch_allowed()) {
        zmq_ctx_set(s->zmq, ZMQ_THREAD_SCHED_POLICY, SCHED_BATCH);
    }
    uv_timer_init(&s->loop, &s->tick);
    s->tick.data = s;
    struct path_options path = service_path_options(s->config);
    enum status status = mailbox_new(&s->commits, &s->loop, 2, service_deliver_commit, s);
    if (status == STATUS_OK) {
        status = mailbox_new(&s->reads, &s->loop, READS_MAX, service_deliver_read, s);
    }
    if (status == STATUS_OK) {
        status = mailbox_new(&s->works, &s->loop, path.work_slots, service_deliver_work, s);
    }
    return status == STATUS_OK ? arena_init(&s->scratch, FETCH_SCRATCH_BYTES) : status;
}

static struct item *new_item(void *context, uint64_t bytes)
{
    (void)context;
    return item_pool_new(bytes);
}

static enum status open_store(struct service *s)
{
    const struct config *c = s->config;
    enum status status = make_folder(c->store_folder);
    if (status != STATUS_OK) {
        return status;
    }
    struct store_options options = {
        .folder = c->store_folder,
        .map_bytes = c->store_bytes,
        .sync = c->store_sync,
        .on_commit = service_on_commit,
        .on_read = service_on_read,
        .new_item = new_item,
        .context = s,
    };
    return store_open(&s->store, &options, &s->recovered);
}

/* What was in flight at the last death runs first, alone. */
static uint32_t read_crash_page(struct service *s, struct path_suspect *suspects,
                                enum status *status)
{
    struct buf path = {0};
    struct crash_flight *flight = calloc(CRASH_SLOTS_MAX, sizeof *flight);
    uint32_t count = 0;
    if (!flight) {
        abort();
    }
    buf_printf(&path, "%s/crash.page", s->config->store_folder);
    *status = crash_page_open(&s->crash_page, buf_cstr(&path), flight, CRASH_SLOTS_MAX, &count);
    for (uint32_t i = 0; i < count && *status == STATUS_OK; i++) {
        bool marked = flight[i].marked && flight[i].alone;
        suspects[i] = (struct path_suspect){
            .accepted = flight[i].accepted,
            .attempts = store_attempts(s->store, flight[i].accepted) + marked,
            .marked = marked,
        };
        log_warn("article.suspect", "accepted=%llu marked=%d alone=%d",
                 (unsigned long long)flight[i].accepted, flight[i].marked, flight[i].alone);
    }
    buf_release(&path);
    free(flight);
    return count;
}

static enum status open_path(struct service *s)
{
    struct path_suspect *suspects = calloc(CRASH_SLOTS_MAX, sizeof *suspects);
    if (!suspects) {
        return STATUS_IO;
    }
    enum status status;
    uint32_t count = read_crash_page(s, suspects, &status);
    struct path_options options = service_path_options(s->config);
    randombytes_buf(&options.seed, sizeof options.seed);
    uint64_t now = clock_monotonic_ms();
    if (status == STATUS_OK) {
        status = path_new(&s->path, &options, &s->recovered, now);
    }
    if (status == STATUS_INVALID) {
        log_error("service.options", "reason=store.journal_bytes-is-too-small-for-one-article");
    }
    if (status == STATUS_OK) {
        path_tick(s->path, now, clock_wall_ms());
        path_recovered(s->path, suspects, count, now);
    }
    free(suspects);
    return status;
}

static const struct wire_intake_reject *intake_rejects(void *context, struct arena *arena,
                                                       uint32_t *count)
{
    return router_rejects(((struct service *)context)->router, arena, count);
}

static enum status open_sockets(struct service *s)
{
    const struct config *c = s->config;
    struct router_options router = {
        .zmq = s->zmq,
        .ingest = c->ingest_bind,
        .intake = c->intake_bind,
        .epoch = s->recovered.epoch,
        .service = "dateline/" DATELINE_VERSION,
        .path = s->path,
        .rejects_max = (uint32_t)c->intake_rejects,
        .metrics = s->metrics,
    };
    struct publisher_options publisher = {
        .zmq = s->zmq,
        .bind = c->results_bind,
        .queue = (uint32_t)c->results_queue,
        .prefixes = (uint32_t)c->results_prefixes,
        .epoch = s->recovered.epoch,
        .seq_last = s->recovered.seq_last,
        .metrics = s->metrics,
    };
    struct query_options query = {
        .zmq = s->zmq,
        .bind = c->query_bind,
        .epoch = s->recovered.epoch,
        .path = s->path,
        .store = s->store,
        .metrics = s->metrics,
        .replays_max = (uint32_t)c->query_replays,
        .requests_max = (uint32_t)c->query_requests,
        .chunk_bytes = c->query_chunk_bytes,
        .refresh = service_refresh,
        .rejects = intake_rejects,
        .context = s,
    };
    enum status status = router_open(&s->router, &router);
    if (status == STATUS_OK) {
        status = publisher_open(&s->publisher, &publisher);
    }
    return status == STATUS_OK ? query_open(&s->query, &query) : status;
}

static void *start_worker(void *context, uint32_t index)
{
    return analyser_new(&((struct service *)context)->analyser, index);
}

static void run_worker(void *state, void *item)
{
    analyser_run(state, item);
}

static void stop_worker(void *state)
{
    analyser_free(state);
}

static enum status open_workers(struct service *s)
{
    const struct config *c = s->config;
    s->analyser.models = &s->models;
    s->analyser.crash_page = s->crash_page;
    s->analyser.metrics = s->metrics;
    s->analyser.assume_language = c->pipeline_language;
    s->analyser.mode = strcmp(c->model_mode, "fast") == 0 ? ARTICLE_FAST : ARTICLE_ACCURATE;
    s->analyser.automatic = strcmp(c->model_mode, "auto") == 0;
    s->analyser.empty = strcmp(c->pipeline_mode, "empty") == 0;
    s->analyser.empty_bytes = c->pipeline_empty_bytes;
    s->analyser.delay_us = c->pipeline_delay_us;
    s->analyser.detail = strcmp(c->results_detail, "full") == 0 ? ANALYSIS_FULL : ANALYSIS_NORMAL;
    crash_page_install_handlers();
    return workers_new(&s->workers, &(struct workers_options){
                                        .count = (uint32_t)c->pipeline_workers,
                                        .queue_max = service_path_options(c).work_slots,
                                        .start = start_worker,
                                        .work = run_worker,
                                        .done = service_on_work,
                                        .stop = stop_worker,
                                        .context = s,
                                    });
}

static enum status open_models(struct service *s)
{
    enum status status = models_load(&s->models, s->config->model_file, s->config->model_kernel);
    if (status == STATUS_OK && s->models.model) {
        log_info("model.loaded", "sha256=%.*s kernel=%s mode=%s", STR_ARG(s->models.model_sha256),
                 s->models.kernels->name, s->config->model_mode);
    } else if (status == STATUS_OK) {
        log_info("model.none", "stages=skipped");
    }
    return status;
}

static enum status open_pack(struct service *s)
{
    enum status status = models_load_pack(&s->models, s->config->pack_file);
    if (status == STATUS_OK) {
        status = models_load_events(&s->models, s->config->pack_events);
    }
    if (status == STATUS_OK && s->models.pack) {
        log_info("pack.loaded", "sha256=%.*s entries=%u", STR_ARG(s->models.pack_sha256),
                 pack_entries(s->models.pack));
    } else if (status == STATUS_OK) {
        log_info("pack.none", "stages=skipped");
    }
    return status;
}

static enum status open_web(struct service *s)
{
    return web_open(&s->web, s);
}

static enum status open_all(struct service *s)
{
    static enum status (*const steps[])(struct service * s) = {
        open_models,  open_pack,
        open_loop,    open_store,
        open_path,    open_sockets,
        open_workers, service_sockets_start,
        open_web,     service_signals_start,
    };
    enum status status = STATUS_OK;
    for (size_t i = 0; i < sizeof steps / sizeof steps[0] && status == STATUS_OK; i++) {
        status = steps[i](s);
    }
    return status;
}

/* ---- closing, in reverse order ---- */

/* What the store and the workers handed over and the loop has not yet taken in. Items go with the
 * process. */
static void take_in_rest(struct service *s)
{
    void *thing;
    while (s->works && (thing = mailbox_take(s->works))) {
        item_pool_free(thing);
    }
    while (s->commits && (thing = mailbox_take(s->commits))) {
        service_deliver_commit(s, thing);
    }
    while (s->reads && (thing = mailbox_take(s->reads))) {
        service_deliver_read(s, thing);
    }
}

static void close_work(struct service *s)
{
    void *item;
    while (s->workers && (item = workers_take_back(s->workers))) {
        item_pool_free(item);
    }
    workers_free(s->workers);
    s->workers = NULL;
}

static void free_rest_of_path(struct service *s)
{
    struct path_effect effect;
    while (s->path && path_next(s->path, &effect)) {
        if (effect.kind == PATH_FREE || effect.kind == PATH_PUBLISH || effect.kind == PATH_WORK) {
            item_pool_free(effect.item);
        } else if (effect.kind == PATH_ANSWER && s->query) {
            query_change_done(s->query, effect.change);
        }
    }
}

static void close_all(struct service *s)
{
    if (s->looping && s->hangup.data) {
        service_signals_stop(s);
    }
    close_work(s);
    store_close(s->store);
    if (s->path && s->query) {
        take_in_rest(s);
    }
    web_close(s->web);
    service_sockets_stop(s);
    free_rest_of_path(s);
    query_close(s->query);
    publisher_close(s->publisher);
    router_close(s->router);
    path_free(s->path);
    crash_page_close(s->crash_page);
    if (s->looping) {
        mailbox_free(s->commits);
        mailbox_free(s->reads);
        mailbox_free(s->works);
        uv_close((uv_handle_t *)&s->tick, NULL);
        uv_run(&s->loop, UV_RUN_DEFAULT);
        uv_loop_close(&s->loop);
    }
    if (s->zmq) {
        zmq_ctx_term(s->zmq);
    }
    arena_release(&s->scratch);
    metrics_free(s->metrics);
    models_release(&s->models);
}

static void log_start(const struct service *s)
{
    const struct config *c = s->config;
    log_info(
        "service.start",
        "version=%s pid=%ld epoch=%s seq=%llu accepted=%llu pending=%llu workers=%llu store=%s "
        "ingest=%s intake=%s results=%s "
        "query=%s http=%s",
        DATELINE_VERSION, (long)getpid(), s->recovered.epoch,
        (unsigned long long)s->recovered.seq_last, (unsigned long long)s->recovered.accepted_last,
        (unsigned long long)s->recovered.pending_count, (unsigned long long)c->pipeline_workers,
        c->store_folder, router_ingest_endpoint(s->router), router_intake_endpoint(s->router),
        publisher_endpoint(s->publisher), query_endpoint(s->query), web_endpoint(s->web));
    if (c->service_insecure_bind) {
        log_warn(
            "service.insecure",
            "reason=--insecure-bind: whoever reaches the sockets may send and read everything");
    }
}

int service_run(struct config *config, int argc, char **argv)
{
    struct service *s = calloc(1, sizeof *s);
    const char *culprit;
    service_log_set(config);
    raise_descriptors();
    if (!s || sodium_init() < 0 || !pipeline_check(&culprit)) {
        log_error("service.start", "reason=the-stage-table-or-libsodium-is-unusable");
        free(s);
        return 1;
    }
    s->config = config;
    s->argc = argc;
    s->argv = argv;
    enum status status = open_all(s);
    if (status == STATUS_OK) {
        log_start(s);
        service_pump(s);
        uv_run(&s->loop, UV_RUN_DEFAULT);
        struct path_counters counters;
        path_count(s->path, &counters);
        log_info("service.stop", "seq=%llu accepted=%llu pending=%llu at_work=%u",
                 (unsigned long long)counters.seq_last, (unsigned long long)counters.accepted_last,
                 (unsigned long long)counters.pending, s->at_work);
    } else {
        char why[128];
        log_error("service.start", "reason=%s",
                  log_value(str_of(status_text(status)), why, sizeof why));
    }
    int code = status == STATUS_OK && !s->broken ? 0 : 1;
    close_all(s);
    free(s);
    return code;
}
