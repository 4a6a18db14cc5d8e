/* path_state: what the parts of path share. Private to service/path.
 *
 * path.c    events, effects, time, drain        peers.c   who may send how much
 * batch.c   what goes into commits, what comes  work.c    ready articles, backlog on disk, suspects
 *
 * An event changes the part it is about and then calls path_settle, which lets every part do what
 * it now can: that is the one place where reading, commits, work, fetches and grants are decided,
 * so no event can forget one of them.
 */
#ifndef DATELINE_PATH_PATH_STATE_H
#define DATELINE_PATH_PATH_STATE_H

#include "path/path.h"

enum {
    FULL_RETRY_MS = 100,
    /* while a peer waits for a grant and nothing is committed, ticks come this often */
    CREDIT_PACE_MS = 20,
    HUNGRY_LOOKED_AT = 64, /* peers that one event looks at for a grant */
    /* results that wait for their commit before workers get no more */
    FINISHED_MAX = 2 * COMMIT_MAX,
    REFUSED_RETRY_MS = 1000,
};

struct peer;
struct busy;

struct peers {
    struct peer *by_identity; /* uthash */
    struct peer **slots;      /* (slot_count) */
    uint32_t *free_slots;     /* (slot_count), the first free_count are free */
    uint32_t slot_count, free_count, count;
    uint64_t generation;
    struct peer *oldest; /* list by last sign of life */
    struct peer *hungry; /* list of those that wait for a grant */
    uint32_t hungry_count;
    uint64_t credit_out;     /* grants not used yet, all peers */
    uint64_t key[2];         /* of the hash */
    uint64_t hoarders_at_ms; /* when unused grants are next looked for */
    uint64_t silent_from_ms; /* silence counts from here at the earliest */
};

/* An article that runs alone: a suspect, or one that comes out of quarantine. */
enum single_step {
    SINGLE_NEXT,
    SINGLE_ATTEMPT,
    SINGLE_FETCH,
    SINGLE_READY,
    SINGLE_RUN,
    SINGLE_COMMIT,
    SINGLE_QUARANTINE
};

struct single {
    uint64_t accepted;
    uint32_t attempts;
    bool marked;
};

/* A change that path itself asks for. */
struct own_change {
    struct ledger_change change; /* first: a pointer to it is a pointer to this */
    bool in_use;
};

struct work {
    bool started;            /* the suspects are known */
    struct item_queue ready; /* in order of accepted */
    /* the next revision of an article whose last one has just finished: may run at once */
    struct item_queue next;
    uint32_t held_count; /* items that wait in `busy` entries for an earlier revision */
    uint64_t held_bytes;
    /* uthash by identity: at work, in `next`, or finished and not yet committed */
    struct busy *busy;
    struct busy *spare; /* entries for the next use */
    uint32_t at_work;
    bool pressed; /* the backlog is long: what is handed over is in a hurry */

    bool backlog;            /* the journal has rows after loaded_through that are not in memory */
    uint64_t loaded_through; /* every pending article up to this one is in memory or at work */
    bool fetching;
    uint64_t fetch_upto; /* accepted_last when the fetch was asked */

    struct single *singles; /* (single_count), [single_at] is the current one */
    uint32_t single_count, single_capacity, single_at;
    enum single_step step;
    struct item *single_item;
};

struct path {
    struct path_options o;
    uint64_t now_ms, wall_ms, wall_at_ms; /* wall_ms was the wall clock at wall_at_ms */

    struct path_effect *effects; /* ring (effects_capacity, a power of two) */
    uint32_t effects_capacity, effects_first, effects_count;

    struct peers peers;
    struct work work;

    /* received */
    struct item_queue waiting;    /* has room in the journal, waits for its commit */
    struct item_queue unreserved; /* came by intake and has no room yet */
    /* of the journal: credit_out and all in `waiting` and in the commit under way */
    uint64_t reserved_bytes;

    /* commits */
    struct ledger_batch batch;
    bool committing;
    struct item_queue finished;
    struct ledger_change *changes, **changes_end;
    struct own_change own;
    bool no_room;         /* the last commit with articles was FULL: reading has stopped */
    bool hold_articles;   /* and the next one goes without */
    bool squeeze;         /* so was one without: expire more than retention asks */
    uint64_t retry_at_ms; /* no commit before */

    /* as the last commit left it */
    uint64_t accepted_last, seq_last, seq_first, pending_count, pending_bytes, retained_count,
        retained_bytes, oldest_ms;
    uint64_t used_bytes, map_bytes;

    uint64_t heartbeat_at_ms, drain_until_ms;
    bool reading, draining, drained, broken;

    /* counted */
    uint64_t duplicates, revisions, refused_over_credit, refused_hello, refused_shutting_down,
        refused_peers, quarantined, expired;
    uint64_t commits, full_commits;
};

/* ---- path.c ---- */
struct path_effect *path_emit(struct path *p,
                              enum path_effect_kind kind); /* the rest of it is zero */
void path_emit_item(struct path *p, enum path_effect_kind kind, struct item *item);
void path_settle(struct path *p);
uint64_t path_wall_ms(const struct path *p);
/* Room of the journal that nothing holds yet. */
uint64_t path_room(const struct path *p);
void path_free_queue(struct path *p, struct item_queue *q);
/* Everything of `q` goes before what is in `into`. */
void path_put_back(struct item_queue *into, struct item_queue *q);

/* ---- peers.c ---- */
void peers_init(struct path *p);
void peers_release(struct path *p);
void peers_feed(struct path *p); /* grants to those that wait */
void peers_forget_idle(struct path *p);
uint64_t peers_idle_at_ms(const struct path *p); /* UINT64_MAX: nobody */
/* The acknowledgement of `item`, unless its peer has gone. */
void peers_ack(struct path *p, struct item *item);
void peers_goodbye(struct path *p);
/* The article has passed the door: true when the grant it used reserved its room, which is given
 * back to the journal. */
bool peers_arrived(struct path *p, uint64_t peer);

/* ---- batch.c ---- */
void batch_start(struct path *p);
bool batch_busy(
    const struct path *p); /* a commit is under way or something that has its room waits for one */
void batch_own(struct path *p,
               const struct ledger_change *change); /* queues a change of path itself */
bool batch_retention_due(const struct path *p);
void batch_release(struct path *p, enum status why); /* frees and answers what waits */

/* ---- work.c ---- */
void work_init(struct path *p);
void work_release(struct path *p);
void work_accepted(struct path *p, struct item *item);        /* committed; takes the item */
void work_committed(struct path *p, const struct item *item); /* its result is in the feed */
void work_own_done(struct path *p, const struct ledger_change *change);
void work_again(struct path *p, uint64_t accepted); /* came out of quarantine */
void work_run(struct path *p);
void work_forget(struct path *p); /* frees what is ready */

#endif
