#define _GNU_SOURCE
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "ingest/item_pool.h"
#include "service.h"

/* RssAnon: what is mapped from files is the kernel's cache, not our memory, and on a tmpfs the
 * pages of the store count as RssShmem. */
uint64_t service_memory_bytes(void)
{
    FILE *f = fopen("/proc/self/status", "re");
    char line[256];
    unsigned long long kib = 0;
    while (f && fgets(line, sizeof line, f) && sscanf(line, "RssAnon: %llu", &kib) != 1) {
    }
    if (f) {
        fclose(f);
    }
    return kib * 1024;
}

struct row {
    const char *name, *help;
    bool counter;
    uint64_t value;
};

static void tell(struct service *s, const struct row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct metric *m = rows[i].counter
                               ? metrics_counter(s->metrics, rows[i].name, "", rows[i].help)
                               : metrics_gauge(s->metrics, rows[i].name, "", rows[i].help);
        metric_set(m, rows[i].value);
    }
}

#define TELL(service, rows) tell((service), (rows), sizeof(rows) / sizeof(rows)[0])

/* What lies on disk, and what commits did. */
static void tell_store(struct service *s, const struct path_counters *c)
{
    const struct row rows[] = {
        {"dateline_accepted_last", "last number given to an accepted article", false,
         c->accepted_last},
        {"dateline_seq_last", "last seq of the feed", false, c->seq_last},
        {"dateline_seq_first", "lowest seq that can be replayed", false, c->seq_first},
        {"dateline_journal_articles", "articles accepted and not yet analysed", false, c->pending},
        {"dateline_journal_bytes", "their bytes on disk", false, c->pending_bytes},
        {"dateline_journal_limit_bytes", "what they may take (store.journal_bytes)", false,
         s->config->store_journal_bytes},
        {"dateline_retained_messages", "messages of the feed that can be replayed", false,
         c->retained},
        {"dateline_retained_bytes", "their bytes on disk", false, c->retained_bytes},
        {"dateline_store_used_bytes", "used of the disk budget", false, c->used_bytes},
        {"dateline_store_limit_bytes", "the disk budget (store.bytes)", false,
         s->config->store_bytes},
        {"dateline_duplicates_total", "articles that were known", true, c->duplicates},
        {"dateline_revisions_total", "articles that came with other content", true, c->revisions},
        {"dateline_quarantined_total", "articles set aside since the start", true, c->quarantined},
        {"dateline_expired_total", "messages that left by retention", true, c->expired},
        {"dateline_commits_total", "commits", true, c->commits},
        {"dateline_commits_full_total", "commits for which there was no room", true,
         c->full_commits},
    };
    TELL(s, rows);
}

/* What is under way, and the process. */
static void tell_work(struct service *s, const struct path_counters *c)
{
    const struct row rows[] = {
        {"dateline_waiting_articles", "articles received and not yet on disk", false, c->waiting},
        {"dateline_waiting_bytes", "their bytes in memory", false, c->waiting_bytes},
        {"dateline_ready_articles", "articles in memory that wait for a worker", false, c->ready},
        {"dateline_ready_bytes", "their bytes in memory", false, c->ready_bytes},
        {"dateline_working_articles", "articles handed to the workers", false, c->at_work},
        {"dateline_finished_waiting", "analyses that wait for their commit", false,
         c->finished_waiting},
        {"dateline_backlog_on_disk", "1: more articles wait on disk", false, c->backlog_on_disk},
        {"dateline_pressed", "1: the backlog is long, model.mode auto reads fast", false,
         c->pressed},
        {"dateline_reading", "0: nothing is read from producers", false, c->reading},
        {"dateline_draining", "1: the service is leaving", false, c->draining},
        {"dateline_peers", "producers that said HELLO", false, c->peers},
        {"dateline_credit", "credit that is out: articles that may come", false, c->credit_out},
        {"dateline_items", "articles in memory, wherever", false, item_pool_count()},
        {"dateline_memory_bytes", "RssAnon", false, service_memory_bytes()},
        {"dateline_missed_edges_total", "readable sockets that only the watchdog found: always 0",
         true, zmq_loop_missed_edges(s->bridge)},
        {"dateline_workers", "worker threads", false, s->config->pipeline_workers},
    };
    TELL(s, rows);
}

void service_refresh(void *context)
{
    struct service *s = context;
    struct path_counters c;
    path_count(s->path, &c);
    tell_store(s, &c);
    tell_work(s, &c);
    query_refresh(s->query);
}
