/* Commits: one at a time, of what is waiting when the last one is done. So the batch grows with the
 * load by itself, and an article alone waits for nobody. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "path/path_state.h"

/* ---- what goes in ---- */

static void take(struct item_queue *from, struct item_queue *to)
{
    while (from->first && to->count < COMMIT_MAX) {
        item_queue_push(to, item_queue_pop(from));
    }
}

static struct ledger_change *take_changes(struct path *p)
{
    struct ledger_change *first = p->changes, **end = &p->changes;
    for (int n = 0; *end && n < COMMIT_MAX; n++) {
        (*end)->feed = (struct item_queue){0};
        end = &(*end)->next;
    }
    p->changes = *end;
    *end = NULL;
    if (!p->changes) {
        p->changes_end = &p->changes;
    }
    return first;
}

static struct ledger_retention retention(const struct path *p)
{
    struct ledger_retention r = p->o.retention;
    if (p->squeeze) {
        /* The disk is full and only the feed can give way: an eighth of it at a time. */
        uint64_t target = p->retained_bytes - p->retained_bytes / 8;
        r.max_bytes = r.max_bytes && r.max_bytes < target ? r.max_bytes : target;
        r.most_per_commit = r.most_per_commit > COMMIT_MAX ? r.most_per_commit : COMMIT_MAX;
    }
    return r;
}

bool batch_retention_due(const struct path *p)
{
    const struct ledger_retention *r = &p->o.retention;
    uint64_t wall = path_wall_ms(p);
    return p->retained_count && r->most_per_commit &&
           ((r->max_bytes && p->retained_bytes > r->max_bytes) ||
            (r->max_age_ms && wall > p->oldest_ms && wall - p->oldest_ms > r->max_age_ms));
}

static bool wanted(const struct path *p)
{
    return (p->waiting.count && !p->hold_articles) || p->finished.count || p->changes ||
           p->squeeze || (batch_retention_due(p) && !p->draining);
}

void batch_start(struct path *p)
{
    if (p->committing || p->now_ms < p->retry_at_ms) {
        return;
    }
    if (p->hold_articles && !p->finished.count && !p->changes && !p->squeeze) {
        p->hold_articles = false; /* nothing else can make room by now: see whether there is some */
    }
    if (!wanted(p)) {
        return;
    }
    p->batch = (struct ledger_batch){.retention = retention(p), .now_ms = path_wall_ms(p)};
    if (!p->hold_articles && !p->squeeze) {
        take(&p->waiting, &p->batch.articles);
    }
    /* Squeezed, expiry goes alone: what comes before it in a commit would be FULL again. */
    if (!p->squeeze) {
        take(&p->finished, &p->batch.finished);
        p->batch.changes = take_changes(p);
    }
    p->committing = true;
    path_emit(p, PATH_COMMIT)->batch = &p->batch;
}

bool batch_busy(const struct path *p)
{
    return p->committing || p->waiting.count || p->finished.count || p->changes;
}

/* ---- changes ---- */

static void change_push(struct path *p, struct ledger_change *change)
{
    change->next = NULL;
    *p->changes_end = change;
    p->changes_end = &change->next;
}

void batch_own(struct path *p, const struct ledger_change *change)
{
    assert(!p->own.in_use);
    p->own = (struct own_change){.change = *change, .in_use = true};
    change_push(p, &p->own.change);
}

static void answer(struct path *p, struct ledger_change *change)
{
    if (change == &p->own.change) {
        p->own.in_use = false;
    } else {
        path_emit(p, PATH_ANSWER)->change = change;
    }
}

void path_change(struct path *p, struct ledger_change *take_change, uint64_t now_ms)
{
    p->now_ms = now_ms;
    take_change->status = p->drained || p->broken ? STATUS_CLOSED : STATUS_OK;
    if (take_change->kind == CHANGE_QUARANTINE_RUN && path_room(p) < p->o.article_bytes) {
        take_change->status = STATUS_FULL;
    }
    if (take_change->status != STATUS_OK) {
        answer(p, take_change);
        return;
    }
    if (take_change->kind == CHANGE_QUARANTINE_RUN) {
        p->reserved_bytes += p->o.article_bytes; /* it goes back into the journal */
    }
    change_push(p, take_change);
    path_settle(p);
}

/* ---- what comes out ---- */

static void numbers(struct path *p, const struct ledger_batch *b)
{
    p->accepted_last = b->accepted_last;
    p->seq_last = b->seq_last;
    p->seq_first = b->seq_first;
    p->pending_count = b->pending_count;
    p->pending_bytes = b->pending_bytes;
    p->retained_count = b->retained_count;
    p->retained_bytes = b->retained_bytes;
    p->oldest_ms = b->oldest_ms;
    p->used_bytes = b->used_bytes;
    p->map_bytes = b->map_bytes;
    p->expired += b->expired_count;
    p->commits++;
}

static void articles_done(struct path *p, struct item_queue *q)
{
    for (struct item *item = item_queue_pop(q); item; item = item_queue_pop(q)) {
        p->reserved_bytes -= ledger_journal_bytes(item->record.len);
        p->duplicates += item->admission == ADMISSION_DUPLICATE;
        p->revisions += item->admission == ADMISSION_REVISION;
        peers_ack(p, item);
        if (item->admission == ADMISSION_DUPLICATE) {
            path_emit_item(p, PATH_FREE, item);
        } else {
            work_accepted(p, item);
        }
    }
}

static void publish(struct path *p, struct item_queue *q)
{
    for (struct item *item = item_queue_pop(q); item; item = item_queue_pop(q)) {
        path_emit_item(p, item->seq ? PATH_PUBLISH : PATH_FREE, item);
    }
}

static void results_done(struct path *p, struct item_queue *q)
{
    for (struct item *item = q->first; item; item = item->next) {
        work_committed(p, item);
    }
    publish(p, q);
}

static void unreserve(struct path *p, const struct ledger_change *change)
{
    if (change->kind == CHANGE_QUARANTINE_RUN) {
        p->reserved_bytes -= p->o.article_bytes;
    }
}

static void changes_done(struct path *p, struct ledger_change *change)
{
    for (struct ledger_change *next; change; change = next) {
        next = change->next;
        unreserve(p, change);
        p->quarantined += change->kind == CHANGE_QUARANTINE && change->status == STATUS_OK;
        publish(p, &change->feed);
        if (change->kind == CHANGE_QUARANTINE_RUN && change->status == STATUS_OK) {
            work_again(p, change->accepted);
        }
        bool own = change == &p->own.change;
        answer(p, change);
        if (own) {
            work_own_done(p, change);
        }
    }
}

/* Nothing of the batch happened: all goes back to where it was, in its order. */
static void undo(struct path *p, struct ledger_batch *b)
{
    path_put_back(&p->waiting, &b->articles);
    path_put_back(&p->finished, &b->finished);
    path_free_queue(p, &b->tombstones);
    struct ledger_change **end = &b->changes;
    for (; *end; end = &(*end)->next) {
        path_free_queue(p, &(*end)->feed);
    }
    if (b->changes) {
        p->changes_end = p->changes ? p->changes_end : end;
        *end = p->changes;
        p->changes = b->changes;
    }
}

/* Articles are what can wait. Results free journal rows, so they go on alone; when they do not fit
 * either, or when none are to come, only the feed can give way. */
static void full(struct path *p, bool had_articles)
{
    bool others = p->finished.count || p->changes || p->work.at_work || p->pending_count;
    p->full_commits++;
    p->hold_articles = p->waiting.count != 0;
    p->no_room = p->no_room || had_articles;
    p->squeeze = p->retained_count && (!had_articles || !others);
    bool at_once = had_articles && (p->squeeze || p->finished.count || p->changes);
    p->retry_at_ms = at_once ? p->now_ms : p->now_ms + FULL_RETRY_MS;
}

static void broken(struct path *p, struct ledger_batch *b)
{
    undo(p, b);
    enum status why = b->status;
    p->broken = true;
    work_forget(p);
    batch_release(p, why);
    path_emit(p, PATH_BROKEN)->status = why;
}

void path_commit_done(struct path *p, struct ledger_batch *batch, uint64_t now_ms)
{
    p->now_ms = now_ms;
    assert(batch == &p->batch && p->committing);
    struct ledger_batch b = *batch;
    p->committing = false;
    if (b.status == STATUS_OK) {
        bool made_room = b.finished.count || b.expired_count;
        p->hold_articles = p->hold_articles && !made_room;
        p->no_room = p->no_room && !b.articles.count && p->waiting.count;
        p->squeeze = false;
        numbers(p, &b);
        if (!p->drained) {
            batch_start(p);
        }
        articles_done(p, &b.articles);
        results_done(p, &b.finished);
        changes_done(p, b.changes);
        publish(p, &b.tombstones);
        if (!p->drained) {
            peers_feed(p);
        }
    } else if (b.status == STATUS_FULL) {
        bool had_articles = b.articles.count != 0;
        undo(p, &b);
        full(p, had_articles);
    } else {
        broken(p, &b);
    }
    if (p->drained) {
        batch_release(p, STATUS_CLOSED);
        work_forget(p);
    }
    path_settle(p);
}

void batch_release(struct path *p, enum status why)
{
    path_free_queue(p, &p->waiting);
    path_free_queue(p, &p->unreserved);
    path_free_queue(p, &p->finished);
    while (p->changes) {
        struct ledger_change *change = p->changes;
        p->changes = change->next;
        change->status = why;
        answer(p, change);
    }
    p->changes_end = &p->changes;
}
