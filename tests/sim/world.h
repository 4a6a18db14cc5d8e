/* world: everything around the path that the simulator makes up, from one seed: time, network,
 * disk, workers, producers, subscribers, crashes; and the oracle that knows what must be true.
 *
 * The service of the simulation (service.c) is the shell that runtime/ and store/ are in the
 * product: it calls path and carries out its effects. path and ledger are the product's own code.
 *
 * Units    time is in milliseconds of the simulation.
 */
#ifndef DATELINE_TESTS_SIM_WORLD_H
#define DATELINE_TESTS_SIM_WORLD_H

#include <stdbool.h>
#include <stdint.h>

#include "disk.h"
#include "path/path.h"

enum plant { PLANT_NONE, PLANT_ACK_BEFORE_COMMIT, PLANT_SEQ_BEFORE_COMMIT, PLANT_DEDUPE_FORGOTTEN };

enum {
    PRODUCERS_MAX = 5,
    SUBSCRIBERS_MAX = 3,
    ARTICLES_MAX = 1200, /* of one run, all producers */
    IDENTITIES_MAX = 200,
    NO_ARTICLE = 1 << 30,
    HEALTHY_MS = 600000, /* after the last fault a run must end within this */
};

struct world;
struct sim_item;

/* ---- chance ---- */
uint64_t chance_next(struct world *w);
uint32_t chance_below(struct world *w, uint32_t n); /* 0..n-1; n > 0 */
bool chance_of(struct world *w, uint32_t per_mille);
uint32_t chance_between(struct world *w, uint32_t least, uint32_t most);

/* ---- events ---- */
enum event_kind {
    EV_TO_SERVICE,
    EV_TO_PRODUCER,
    EV_INTAKE,
    EV_PRODUCER,
    EV_SUBSCRIBER,
    EV_COMMIT,
    EV_WORKED,
    EV_FETCHED,
    EV_TICK,
    EV_PARKED,
    EV_CRASH,
    EV_DRAIN,
    EV_START,
    EV_OPERATOR,
};

enum message_kind {
    MSG_HELLO,
    MSG_ARTICLE,
    MSG_PING,
    MSG_BYE,
    MSG_WELCOME,
    MSG_ACK,
    MSG_NACK,
    MSG_CREDIT,
    MSG_GOODBYE
};

struct message {
    enum message_kind kind;
    uint32_t connection;
    uint32_t article; /* index into world.articles, or NO_ARTICLE */
    uint32_t credit;
    enum path_refusal refusal;
    uint32_t nonce;  /* of a HELLO and its WELCOME */
    uint32_t life;   /* of the service that sent it */
    uint32_t stream; /* of the producer, when it was sent */
    bool by_door;    /* a NACK that the path had no part in */
};

struct event {
    uint64_t at, order;
    enum event_kind kind;
    uint32_t life; /* of the service; events of another life are void, 0 = of none */
    uint32_t who;
    struct message message;
    struct item *item;
    uint64_t seq, digest;
};

/* ---- what there is ---- */
struct article {
    uint32_t identity, content, producer;
    uint32_t record_len;
    bool poison;                          /* its analysis ends the process */
    bool malformed;                       /* the door refuses it */
    enum { UNSENT, SENT, SETTLED } state; /* as its producer sees it */
};

struct producer {
    uint32_t first, count, low; /* of world.articles; all before low are settled */
    uint32_t connection;        /* its identity at the service; 0 = none */
    uint32_t stream;            /* counts connections, also those that keep the identity */
    uint32_t nonce;             /* of the last HELLO */
    uint32_t credit, granted_out;
    bool welcomed, cheats;
    bool cut; /* the connection is a stream: what was lost on it took all that followed */
    uint32_t welcomed_life;     /* of the service that said WELCOME */
    uint64_t since_ms, sent_ms; /* last progress, last message */
    uint64_t article_ms;        /* the last article or HELLO sent */
    bool paused;                /* and nothing for long before: it may have been forgotten */
    uint64_t silent_until_ms;
    uint64_t to_service_ms,
        to_producer_ms; /* when the last message on the connection arrives: it is a stream */
};

struct subscriber {
    uint64_t next;    /* the seq it wants */
    uint64_t skipped; /* expired before it came */
    uint64_t arrives_ms;
    bool asleep;
    uint64_t *digests; /* by seq (capacity): what it received */
    uint64_t capacity, received;
};

/* What the oracle knows of an accepted article; index = accepted. */
struct known {
    uint32_t identity, content, revision;
    uint64_t seq; /* 0 = pending */
    bool quarantined, withdrawn, analysed;
    uint32_t previous; /* accepted of the revision before, 0 = none */
};

struct fed {
    uint64_t digest, accepted;
    enum feed_kind kind;
};

struct oracle {
    struct known *known; /* (known_capacity); [1, accepted] */
    uint64_t accepted, known_capacity;
    struct fed *feed; /* [1, seq] */
    uint64_t seq, first, feed_capacity, published;
    uint32_t newest[IDENTITIES_MAX + ARTICLES_MAX]; /* accepted by identity, 0 = unknown */
    uint64_t analyses, duplicates, quarantines, take_downs, expired;
};

struct settings {
    uint64_t articles, identities;
    uint32_t delay_most, loss, break_rate, half_open, stale_rate; /* network; rates per mille */
    uint32_t hello_rate;
    uint32_t commit_most, full_rate, commit_fail_rate, io_rate, stall_rate; /* disk */
    uint32_t work_most, crashes, drains, poison_rate, malformed_rate, revision_rate, repeat_rate,
        operator_rate;
    uint32_t intake_rate, same_name_rate, drop_rate, sleep_rate, page_stale_rate;
    uint64_t disk_limit;
    bool in_place;
};

/* The service of one life. */
struct service {
    struct path *path;
    uint32_t life;
    bool up, reading;
    struct message parked[4096]; /* arrived while it did not read */
    uint32_t parked_first, parked_count;
    struct sim_item *live; /* all items of this life */
    uint32_t live_count;
    struct ledger_batch *batch; /* under way */
    struct item *at_work[64];
    bool at_work_alone[64];
    uint32_t at_work_count;
    struct path_suspect suspects[64];
    uint32_t suspect_count;
    struct item_queue fetched;         /* read, on their way */
    struct ledger_change *changes[64]; /* asked and not answered */
    uint32_t change_count;
    uint32_t connection; /* that the event under way is about */
    uint64_t tick_at;
    bool stopped; /* drained or broken: the process ends after this event */
};

struct world {
    uint64_t seed, random[4];
    uint64_t now_ms, events, order;
    struct event *heap; /* (heap_count) */
    uint32_t heap_count, heap_capacity;
    struct settings set;
    struct path_options options;
    enum plant plant;
    bool verbose, healthy;
    uint64_t healthy_from_ms;
    uint32_t connections; /* given so far */

    struct article articles[ARTICLES_MAX];
    uint32_t article_count;
    struct producer producers[PRODUCERS_MAX];
    uint32_t producer_count;
    struct subscriber subscribers[SUBSCRIBERS_MAX];
    uint32_t subscriber_count;
    struct disk *disk;
    struct service service;
    struct oracle oracle;
    uint32_t crashes, restarts, drains, broken;
    uint64_t nonce;

    bool failed;
    char failure[256];
};

/* Notes the first violation; the run ends. */
void violated(struct world *w, const char *format, ...) __attribute__((format(printf, 2, 3)));
#define must_hold(w, condition, ...) ((condition) ? (void)0 : violated((w), __VA_ARGS__))
void tell(const struct world *w, const char *format, ...) __attribute__((format(printf, 2, 3)));

struct event *world_add(struct world *w, uint64_t at, enum event_kind kind);
uint64_t world_wall(const struct world *w);
void identity_bytes(uint32_t identity, unsigned char out[HASH_BYTES]);

/* service.c */
void service_start(struct world *w);
void service_crash(struct world *w, bool marked);
void service_receive(struct world *w, const struct message *m);
void service_event(struct world *w, const struct event *e);
void service_drain(struct world *w);
void service_operate(struct world *w);
void service_release(struct world *w);

/* producer.c */
void producer_wake(struct world *w, uint32_t who);
void producer_receive(struct world *w, uint32_t who, const struct message *m);
bool producers_done(const struct world *w);
void to_producer(struct world *w, const struct message *m);

/* subscriber.c */
void subscribers_publish(struct world *w, uint64_t seq, uint64_t digest);
void subscribers_heartbeat(struct world *w, uint64_t last);
void subscriber_receive(struct world *w, uint32_t who, uint64_t seq, uint64_t digest);
void subscribers_check(struct world *w);
bool subscribers_done(const struct world *w);

/* oracle.c */
void oracle_commit(struct world *w, const struct ledger_batch *b);
void oracle_acked(struct world *w, const struct item *item);
void oracle_published(struct world *w, const struct item *item);
void oracle_step(struct world *w); /* after every event */
void oracle_disk(struct world *w); /* at each start and at the end: every row */
void oracle_end(struct world *w);
uint64_t digest_of(const unsigned char digest[HASH_BYTES]);

#endif
