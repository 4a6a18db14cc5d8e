/* path: the rules of the message path. Events in, effects out, time as an argument, no I/O.
 *
 * The loop tells it what happened (a frame, a commit that is done, an article that a worker
 * finished, a tick); it answers with effects that the loop carries out in their order. Simulator
 * and service run this same code.
 *
 * Rules
 *   - Nothing is acknowledged before the commit that holds it is done; nothing is published before
 *     the commit that gave its seq.
 *   - One commit is under way at a time and takes what is waiting: at most COMMIT_MAX articles and
 *     COMMIT_MAX results. When it is done, the next begins before anybody is told: the disk is what
 *     all wait for.
 *   - Credit is a sum of grants: a peer may send one article for each credit it was granted since
 *     its last WELCOME. HELLO voids what was granted before; a peer that says it again on one
 *     connection counts from the WELCOME that repeats the nonce of its last HELLO. Each grant
 *     reserves article_bytes in the journal, so who keeps to it is never refused but by
 *     shutting-down. Room runs out: no more grants, and peers hold 0 before the journal is full;
 *     grants go on by themselves when room comes back, to all in turn.
 *   - What comes by intake has no credit: while the journal has no room for it, it waits in memory
 *     and reading stops.
 *   - A peer that is silent for idle_ms is forgotten with its credit: hello-first. So is, while
 *     another waits for room, a peer that has held credit for idle_ms and sent no article, though
 *     it may PING. Time in which we did not read, or in which it waited for an acknowledgement, is
 *     not silence.
 *   - Two revisions of one article are never at work at once; they finish in the order of their
 *     numbers.
 *   - Articles wait in memory only while ready_max and ready_bytes allow; else they wait on disk
 *     and are fetched back in order.
 *   - What is handed to the workers says whether it is in a hurry (item->hurried): from a backlog
 *     of half of ready_max or ready_bytes on, until it is down to an eighth.
 *   - After a restart what was in flight runs first and one at a time (suspects); who dies alone
 *     ATTEMPTS_MAX times, marked by the crash handler, goes to quarantine.
 *   - A commit that was FULL is tried again without its articles, so that results and expiry make
 *     room; reading stops until articles fit again. If even that is FULL, more of the feed expires
 *     than retention asks for.
 *   - Draining: no new articles (shutting-down), what is at work finishes and is published, the
 *     rest stays on disk.
 *
 * Memory   path owns its own struct; items are owned by whoever holds them: path until the effect
 *          that hands them on. Before PATH_DRAINED and PATH_BROKEN come all items that path still
 *          holds, as PATH_FREE. Effects wait in a ring that grows: one event makes at most a few
 *          for each item, change and peer that path holds, and those are bounded.
 * Time     path_tick with the wall clock comes once before the first event that commits.
 * Threads  the loop's.
 */
#ifndef DATELINE_PATH_PATH_H
#define DATELINE_PATH_PATH_H

#include <stdbool.h>
#include <stdint.h>

#include "base/status.h"
#include "path/item.h"
#include "path/ledger.h"

enum { COMMIT_MAX = 256, ATTEMPTS_MAX = 2 };

struct path_options {
    uint32_t window; /* credit of one peer at most */
    uint32_t peers_max;
    /* reserved for one credit: the largest record with the store's overhead */
    uint64_t article_bytes;
    uint64_t journal_bytes; /* of the disk budget, for pending records: credit stops below it */
    uint64_t waiting_bytes; /* received, not yet committed: above it reading stops */
    uint32_t ready_max;     /* articles in memory that wait for a worker */
    uint64_t ready_bytes;
    uint32_t work_slots; /* articles handed to the workers at once */
    uint64_t idle_ms, heartbeat_ms, drain_ms;
    struct ledger_retention retention;
    uint64_t seed; /* secret, for the table of peers: strangers choose the keys */
};

/* Refusals that path itself decides; the others are decided at the door (ingest). Names are
 * proto's. */
enum path_refusal { PATH_HELLO_FIRST, PATH_OVER_CREDIT, PATH_SHUTTING_DOWN, PATH_TOO_MANY_PEERS };

enum path_effect_kind {
    PATH_WELCOME, /* peer, credit, nonce */
    /* peer, item (admission, accepted, revision, sent_ref; still path's), credit granted with it */
    PATH_ACK,
    PATH_NACK,    /* peer (0: whoever the event was about), sent_ref, refusal, retry_after_ms */
    PATH_CREDIT,  /* peer, credit (a further grant) */
    PATH_GOODBYE, /* peer: the service is leaving */
    PATH_COMMIT,  /* batch: the store's until path_commit_done */
    PATH_WORK,    /* item: a worker's until path_work_done; alone: nothing else is at work */
    /* after (accepted), count, bytes: journal rows wanted, answered by path_fetched; one is under
     * way at a time */
    PATH_FETCH,
    PATH_PUBLISH,   /* item: published under item->seq, then freed */
    PATH_HEARTBEAT, /* seq, accepted: last ones */
    PATH_FREE,      /* item: no longer needed */
    PATH_ANSWER,    /* change: done, with its status; freed by the shell */
    PATH_READ_STOP, /* stop reading ingest and intake */
    PATH_READ_START,
    PATH_DRAINED, /* nothing is in flight any more: close */
    PATH_BROKEN,  /* status: the store failed for good; stop the process with its message */
};

struct path_effect {
    enum path_effect_kind kind;
    uint64_t peer;
    struct item *item;
    struct ledger_batch *batch;
    struct ledger_change *change;
    enum path_refusal refusal;
    enum status status;
    bool alone;
    uint32_t credit, sent_ref, count;
    uint64_t after, bytes, seq, accepted, retry_after_ms, nonce;
};

struct path;

struct path_suspect {
    uint64_t accepted;
    uint32_t attempts; /* deaths alone so far, this one included when `marked` */
    bool marked;       /* the crash handler saw it die while it ran alone: this counts an attempt */
};

enum status path_new(struct path **out, const struct path_options *o,
                     const struct ledger_recovered *r, uint64_t now_ms) MUST_CHECK;
/* accepts NULL; items still held are handed out by path_next first */
void path_free(struct path *p);
void path_reconfigure(struct path *p, const struct path_options *o);

/* ---- events. now_ms is monotonic; wall_ms stamps commits. ---- */

/* Once, at the start: what the crash page says was in flight. Before it nothing goes to the workers
 * and nothing is fetched. */
void path_recovered(struct path *p, const struct path_suspect *suspects, uint32_t count,
                    uint64_t now_ms);
/* `identity` is the ROUTER's frame, `nonce` is repeated in the effect; the peer's number is
 * returned (0: refused, the effect says so). */
uint64_t path_hello(struct path *p, struct str identity, uint64_t nonce, uint64_t now_ms);
/* 0 when this identity has not said HELLO or was forgotten. */
uint64_t path_peer(const struct path *p, struct str identity);
/* The identity frame of a peer, absent when it is gone. */
struct str path_peer_identity(const struct path *p, uint64_t peer);
/* Counts against the credit before the door has looked at the frame; false: refused (effect NACK
 * with sent_ref), drop the frame. */
bool path_may_send(struct path *p, uint64_t peer, uint32_t sent_ref, uint64_t now_ms);
/* The door refused it: its credit comes back with the next grant. */
void path_refused(struct path *p, uint64_t peer, uint64_t now_ms);
/* Accepted by the door; takes the item. peer 0: by intake. */
void path_article(struct path *p, struct item *take_item, uint64_t now_ms);
void path_alive(struct path *p, uint64_t peer, uint64_t now_ms); /* PING */
void path_bye(struct path *p, uint64_t peer, uint64_t now_ms);
/* Queued for the next commit; answered by PATH_ANSWER. */
void path_change(struct path *p, struct ledger_change *take_change, uint64_t now_ms);
void path_commit_done(struct path *p, struct ledger_batch *batch, uint64_t now_ms);
void path_work_done(struct path *p, struct item *take_item, uint64_t now_ms);
/* Rows of the journal in order of accepted, at least one unless there are none; as read after the
 * PATH_FETCH. Takes the items. */
void path_fetched(struct path *p, struct item_queue *take_items, uint64_t now_ms);
void path_tick(struct path *p, uint64_t now_ms, uint64_t wall_ms);
void path_drain(struct path *p, uint64_t now_ms);

/* ---- effects: after each event, until it returns false ---- */
bool path_next(struct path *p, struct path_effect *out);
/* When path_tick wants to be called at the latest, for the loop's timer. */
uint64_t path_next_tick_ms(const struct path *p);

/* For metrics and /readyz. */
struct path_counters {
    uint64_t accepted_last, seq_last, seq_first, pending, pending_bytes, retained, retained_bytes,
        used_bytes, map_bytes;
    uint64_t waiting, waiting_bytes, ready, ready_bytes, at_work, finished_waiting;
    uint64_t peers, credit_out, duplicates, revisions, refused_over_credit, refused_hello,
        refused_shutting_down, refused_peers, quarantined, expired;
    uint64_t commits, full_commits;
    bool backlog_on_disk, pressed, reading, draining;
};
void path_count(const struct path *p, struct path_counters *out);

#endif
