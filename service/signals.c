#define _GNU_SOURCE
#include <signal.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "service.h"

void service_log_set(const struct config *c)
{
    static const char *const levels[] = {"error", "warn", "info", "debug"};
    for (int i = 0; i < 4; i++) {
        if (strcmp(c->log_level, levels[i]) == 0) {
            log_set((enum log_level)i, strcmp(c->log_format, "json") == 0);
        }
    }
}

static void on_terminate(uv_signal_t *handle, int number)
{
    struct service *s = handle->data;
    if (s->draining) {
        log_warn("service.stop_now", "signal=%d", number);
        /* as if the limit had passed */
        path_tick(s->path, clock_monotonic_ms() + s->config->service_drain, clock_wall_ms());
        service_pump(s);
        return;
    }
    s->draining = true;
    log_info("service.drain", "signal=%d limit_ms=%llu", number,
             (unsigned long long)s->config->service_drain);
    path_drain(s->path, clock_monotonic_ms());
    service_pump(s);
}

static void apply(struct service *s)
{
    const struct config *c = s->config;
    service_log_set(c);
    struct path_options path = service_path_options(c);
    path_reconfigure(s->path, &path);
    query_limit(s->query, (uint32_t)c->query_replays, (uint32_t)c->query_requests,
                c->query_chunk_bytes);
    for (int i = 0; i < SOCKETS; i++) {
        if (s->monitors[i]) {
            monitor_limit(s->monitors[i], (uint32_t)c->service_connections);
        }
    }
    atomic_store(&s->analyser.delay_us, c->pipeline_delay_us);
    atomic_store(&s->analyser.detail,
                 strcmp(c->results_detail, "full") == 0 ? ANALYSIS_FULL : ANALYSIS_NORMAL);
    service_pump(s);
}

static void on_hangup(uv_signal_t *handle, int number)
{
    (void)number;
    struct service *s = handle->data;
    struct buf report = {0};
    if (config_reload(s->config, s->argc, s->argv, &report) == STATUS_OK) {
        apply(s);
        log_info("service.reload", "%s", report.len ? buf_cstr(&report) : "changed=nothing");
    } else {
        char why[512];
        log_error("service.reload", "reason=%s", log_value(buf_str(&report), why, sizeof why));
    }
    buf_release(&report);
}

enum status service_signals_start(struct service *s)
{
    signal(SIGPIPE, SIG_IGN);
    const struct {
        uv_signal_t *handle;
        uv_signal_cb on;
        int number;
    } rows[] = {
        {&s->terminate, on_terminate, SIGTERM},
        {&s->interrupt, on_terminate, SIGINT},
        {&s->hangup, on_hangup, SIGHUP},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        rows[i].handle->data = s;
        if (uv_signal_init(&s->loop, rows[i].handle) != 0 ||
            uv_signal_start(rows[i].handle, rows[i].on, rows[i].number) != 0) {
            return STATUS_IO;
        }
    }
    return STATUS_OK;
}

void service_signals_stop(struct service *s)
{
    uv_close((uv_handle_t *)&s->terminate, NULL);
    uv_close((uv_handle_t *)&s->interrupt, NULL);
    uv_close((uv_handle_t *)&s->hangup, NULL);
}
