/* sockets_fuzz: any messages to the ingest, intake and query sockets, over inproc, with path behind
 * them and a store and a worker that answer at once what the input says.
 *
 * The input is a list of steps. A byte chooses the step; a message is a byte with the number of its
 * frames and the frames as fuzz_str reads them, a verb being one byte where it is below VERBS.
 * Every message has its answers in known verbs and maps that read; a producer gets one answer for
 * each message that wants one. */
#include <stdlib.h>
#include <string.h>
#include <zmq.h>

#include "fuzz.h"
#include "ingest/item_pool.h"
#include "ingest/router.h"
#include "query/query.h"
#include "runtime/frames.h"
#include "wire/scan.h"

enum { PEERS = 2, STEPS_MAX = 48, REQUESTS_MAX = 64, ROWS_MAX = 4, IDLE_MS = 1000 };
enum step {
    STEP_INGEST,
    STEP_INTAKE,
    STEP_QUERY,
    STEP_TICK,
    STEP_COMMIT,
    STEP_WORK,
    STEP_READ,
    STEPS
};

static struct {
    void *zmq;
    struct metrics *metrics;
    struct path *path;
    struct router *router;
    struct query *query;
    void *producers[PEERS], *intake, *askers[PEERS];
    struct fuzz_input *in;

    struct ledger_batch *batch;
    struct item_queue at_work;
    struct store_request *requests[REQUESTS_MAX];
    uint32_t request_count;
    uint64_t now_ms, accepted, seq;
    int64_t owed[PEERS]; /* answers that each producer has still to get */
    bool all_answered;   /* nobody said BYE or fell silent, so nobody's answers were dropped */
    struct arena arena;
} f;

/* ---- the store: remembers what is asked, answers when a step says so ---- */

void store_read(struct store *s, struct store_request *request)
{
    (void)s;
    fuzz_must(f.request_count < REQUESTS_MAX, "questions at once are bounded");
    fuzz_must(request->kind != STORE_QUARANTINE || (request->max_count && request->max_bytes),
              "a list asks for no more than fits");
    f.requests[f.request_count++] = request;
}

void store_request_release(struct store_request *r)
{
    free(r->rows);
    buf_release(&r->bytes);
    r->rows = NULL;
}

static void fill_rows(struct store_request *r)
{
    uint64_t seq = r->from ? r->from : 1;
    r->rows = calloc(ROWS_MAX, sizeof *r->rows);
    if (!r->rows) {
        abort();
    }
    buf_add_str(&r->bytes, fuzz_str(f.in));
    for (r->row_count = 0; r->row_count < fuzz_byte(f.in) % (ROWS_MAX + 1); r->row_count++) {
        struct store_row *row = &r->rows[r->row_count];
        *row = (struct store_row){.seq = seq++,
                                  .accepted = 1,
                                  .revision = 1,
                                  .kind = (enum feed_kind)(fuzz_byte(f.in) % 4)};
        row->topic = STR("analysis.en.example.");
        row->data = buf_str(&r->bytes);
        row->subject = str_slice(buf_str(&r->bytes), 0, MESSAGE_ID_MAX);
    }
    r->resume = fuzz_byte(f.in) & 1 ? seq : 0;
    if (r->max_count && r->row_count > r->max_count) {
        r->row_count = (uint32_t)r->max_count;
    }
}

static void answer_read(void)
{
    static const enum status statuses[] = {STATUS_OK,     STATUS_OK,    STATUS_NOT_FOUND,
                                           STATUS_CLOSED, STATUS_AGAIN, STATUS_IO};
    if (f.request_count == 0) {
        return;
    }
    struct store_request *r = f.requests[0];
    memmove(f.requests, f.requests + 1, --f.request_count * sizeof f.requests[0]);
    r->status = statuses[fuzz_byte(f.in) % (sizeof statuses / sizeof statuses[0])];
    if (r->status == STATUS_OK) {
        fill_rows(r);
    }
    query_store_done(f.query, r);
}

/* ---- path's effects ---- */

static void settle_commit(void)
{
    struct ledger_batch *batch = f.batch;
    if (!batch) {
        return;
    }
    f.batch = NULL;
    for (struct item *i = batch->articles.first; i; i = i->next) {
        i->admission = fuzz_byte(f.in) & 1 && f.accepted ? ADMISSION_DUPLICATE : ADMISSION_ACCEPTED;
        i->accepted = i->admission == ADMISSION_ACCEPTED ? ++f.accepted : f.accepted;
        i->revision = 1;
    }
    for (struct item *i = batch->finished.first; i; i = i->next) {
        i->seq = ++f.seq;
    }
    for (struct ledger_change *change = batch->changes; change; change = change->next) {
        static const enum status statuses[] = {STATUS_OK, STATUS_NOT_FOUND, STATUS_UNSUPPORTED,
                                               STATUS_LIMIT};
        change->status = statuses[fuzz_byte(f.in) % 4];
    }
    batch->status = STATUS_OK;
    batch->accepted_last = f.accepted;
    batch->seq_last = f.seq;
    batch->seq_first = 1;
    batch->map_bytes = 1 << 30;
    path_commit_done(f.path, batch, f.now_ms);
}

static void settle_work(void)
{
    struct item *item = item_queue_pop(&f.at_work);
    if (item) {
        char *at = item_pool_result(item, 1);
        *at = (char)0x80; /* an empty map */
        item->data = str_make(at, 1);
        item->topic = STR("analysis.en.example.");
        item->record = (struct str){0};
        path_work_done(f.path, item, f.now_ms);
    }
}

static void pump(void)
{
    struct path_effect e;
    while (path_next(f.path, &e)) {
        switch (e.kind) {
        case PATH_WELCOME:
            router_welcome(f.router, e.peer, e.credit, e.nonce);
            break;
        case PATH_ACK:
            router_ack(f.router, e.peer, e.item, e.credit);
            break;
        case PATH_NACK:
            router_nack(f.router, e.peer, e.sent_ref, e.refusal, e.retry_after_ms);
            break;
        case PATH_CREDIT:
            router_credit(f.router, e.peer, e.credit);
            break;
        case PATH_COMMIT:
            f.batch = e.batch;
            break;
        case PATH_WORK:
            item_queue_push(&f.at_work, e.item);
            break;
        case PATH_PUBLISH:
        case PATH_FREE:
            item_pool_free(e.item);
            break;
        case PATH_ANSWER:
            query_change_done(f.query, e.change);
            break;
        case PATH_FETCH: /* the journal is empty: nothing waits on this disk */
            path_fetched(f.path, &(struct item_queue){0}, f.now_ms);
            break;
        default:
            break;
        }
    }
    router_flush(f.router);
}

/* ---- strangers ---- */

static struct str verb_of(struct str frame)
{
    static const char *const verbs[] = {"HELLO",    "ARTICLE",    "PING",   "BYE", "POSITION",
                                        "REPLAY",   "MORE",       "CANCEL", "GET", "CHECK",
                                        "TAKEDOWN", "QUARANTINE", "STATUS"};
    bool known = frame.len == 1 && (size_t)frame.ptr[0] < sizeof verbs / sizeof verbs[0];
    return known ? str_of(verbs[(size_t)frame.ptr[0]]) : frame;
}

/* Sends what the input holds; returns how many frames, and the verb. */
static uint32_t send_message(void *socket, bool with_verb, struct str *verb)
{
    struct str parts[FRAMES_MAX + 3];
    uint32_t count = 1 + fuzz_byte(f.in) % (FRAMES_MAX + 2);
    for (uint32_t i = 0; i < count; i++) {
        parts[i] = fuzz_str(f.in);
    }
    parts[0] = with_verb ? verb_of(parts[0]) : parts[0];
    *verb = parts[0];
    fuzz_must(frames_send(socket, parts, count), "a message is taken");
    return count;
}

static void must_read(struct str map, const struct wire_shape *shape)
{
    struct wire_fault fault = {0};
    fuzz_must(wire_scan(map, &wire_scan_result, &fault) == STATUS_OK, "an answer passes the scan");
    fuzz_must(wire_shape_read(map, shape, &f.arena, arena_alloc(&f.arena, shape->size), &fault) ==
                  STATUS_OK,
              "an answer reads");
}

static int64_t answers_in(enum wire_ingest_verb verb, struct str map)
{
    struct wire_fault fault;
    struct wire_ack ack;
    switch (verb) {
    case WIRE_INGEST_VERB_WELCOME:
        must_read(map, &wire_welcome_shape);
        return 1;
    case WIRE_INGEST_VERB_ACK:
        must_read(map, &wire_ack_shape);
        return wire_ack_read(map, &f.arena, &ack, &fault) == STATUS_OK ? ack.acks_count : 0;
    case WIRE_INGEST_VERB_NACK:
        must_read(map, &wire_nack_shape);
        return 1;
    case WIRE_INGEST_VERB_PONG:
        must_read(map, &wire_ping_shape);
        return 1;
    case WIRE_INGEST_VERB_CREDIT:
        must_read(map, &wire_credit_shape);
        return 0;
    default:
        fuzz_must(false, "a producer gets known verbs only");
        return 0;
    }
}

static void read_producers(void)
{
    struct frames m;
    for (int i = 0; i < PEERS; i++) {
        while (frames_receive(f.producers[i], &m)) {
            fuzz_must(m.count == 2, "an answer to a producer is a verb and a map");
            f.owed[i] -= answers_in(wire_ingest_verb_parse(frames_get(&m, 0)), frames_get(&m, 1));
            fuzz_must(f.owed[i] >= 0, "no more answers than messages");
            frames_release(&m);
        }
    }
}

static void read_askers(void)
{
    struct frames m;
    for (int i = 0; i < PEERS; i++) {
        while (frames_receive(f.askers[i], &m)) {
            enum wire_query_verb verb = wire_query_verb_parse(frames_get(&m, 0));
            fuzz_must(verb != WIRE_QUERY_VERB_NONE && m.count >= 3 && m.count <= 5,
                      "an answer is a verb, the question's id and maps");
            if (verb == WIRE_QUERY_VERB_ERROR) {
                must_read(frames_get(&m, 2), &wire_query_error_shape);
            } else if (verb == WIRE_QUERY_VERB_EVENT) {
                must_read(frames_get(&m, 3), &wire_event_header_shape);
            }
            frames_release(&m);
        }
    }
}

static void take_step(void)
{
    uint8_t step = fuzz_byte(f.in);
    struct str verb;
    int who = step >> 4 & 1;
    switch ((enum step)((step & 15) % STEPS)) {
    case STEP_INGEST:
        if (send_message(f.producers[who], true, &verb) == 2 && str_equal(verb, STR("BYE"))) {
            f.all_answered = false;
        } else {
            f.owed[who]++;
        }
        while (router_read_ingest(f.router, f.now_ms)) {
            pump();
        }
        break;
    case STEP_INTAKE:
        send_message(f.intake, false, &verb);
        while (router_read_intake(f.router, f.now_ms)) {
        }
        break;
    case STEP_QUERY:
        send_message(f.askers[who], true, &verb);
        while (query_read(f.query, f.now_ms)) {
            pump();
        }
        break;
    case STEP_TICK:
        f.now_ms += 50u * fuzz_byte(f.in);
        f.all_answered = false; /* whoever was silent for so long is a stranger again */
        path_tick(f.path, f.now_ms, 1700000000000u + f.now_ms);
        query_tick(f.query, f.now_ms);
        break;
    case STEP_COMMIT:
        settle_commit();
        break;
    case STEP_WORK:
        settle_work();
        break;
    case STEP_READ:
        answer_read();
        break;
    case STEPS:
        break;
    }
    pump();
}

/* ---- life of one input ---- */

static void refresh(void *context)
{
    (void)context;
}

static void *connect_to(int type, const char *endpoint)
{
    void *socket = zmq_socket(f.zmq, type);
    int linger = 0;
    if (!socket || zmq_setsockopt(socket, ZMQ_LINGER, &linger, sizeof linger) != 0 ||
        zmq_connect(socket, endpoint) != 0) {
        abort();
    }
    return socket;
}

static void open_all(void)
{
    static const struct path_options path = {.window = 4,
                                             .peers_max = PEERS,
                                             .article_bytes = 1 << 21,
                                             .journal_bytes = 1 << 28,
                                             .waiting_bytes = 1 << 26,
                                             .ready_max = 8,
                                             .ready_bytes = 1 << 24,
                                             .work_slots = 2,
                                             .idle_ms = IDLE_MS,
                                             .heartbeat_ms = 1000,
                                             .drain_ms = 1000};
    static const struct ledger_recovered recovered = {.seq_first = 1};
    static uint32_t round;
    char names[3][32];
    for (int i = 0; i < 3; i++) {
        snprintf(names[i], sizeof names[i], "inproc://%u-%d", round,
                 i); /* names of closed sockets go later */
    }
    round++;
    f.metrics = metrics_new();
    f.now_ms = 1000;
    f.accepted = f.seq = 0;
    f.all_answered = true;
    memset(f.owed, 0, sizeof f.owed);
    if (path_new(&f.path, &path, &recovered, f.now_ms) != STATUS_OK) {
        abort();
    }
    path_tick(f.path, f.now_ms, 1700000000000u);
    path_recovered(f.path, NULL, 0, f.now_ms);
    struct router_options router = {.zmq = f.zmq,
                                    .ingest = names[0],
                                    .intake = names[1],
                                    .epoch = "e",
                                    .service = "dateline/fuzz",
                                    .path = f.path,
                                    .rejects_max = 2,
                                    .metrics = f.metrics};
    struct query_options query = {.zmq = f.zmq,
                                  .bind = names[2],
                                  .epoch = "e",
                                  .path = f.path,
                                  .metrics = f.metrics,
                                  .replays_max = 2,
                                  .requests_max = 8,
                                  .chunk_bytes = 4096,
                                  .refresh = refresh};
    if (router_open(&f.router, &router) != STATUS_OK || query_open(&f.query, &query) != STATUS_OK) {
        abort();
    }
    for (int i = 0; i < PEERS; i++) {
        f.producers[i] = connect_to(ZMQ_DEALER, names[0]);
        f.askers[i] = connect_to(ZMQ_DEALER, names[2]);
    }
    f.intake = connect_to(ZMQ_PUSH, names[1]);
}

/* Everything that is under way comes to its end. */
static void finish_all(void)
{
    for (int i = 0; i < 1000 && (f.batch || f.at_work.count || f.request_count); i++) {
        settle_commit();
        settle_work();
        answer_read();
        pump();
    }
    read_producers();
    read_askers();
    fuzz_must(!f.batch && !f.at_work.count && !f.request_count, "work comes to an end");
    for (int i = 0; i < PEERS && f.all_answered; i++) {
        fuzz_must(f.owed[i] == 0, "every message of a producer has its answer");
    }
}

static void close_all(void)
{
    path_drain(f.path, f.now_ms);
    for (int i = 0; i < 100; i++) {
        pump();
        settle_commit();
        settle_work();
    }
    query_close(f.query);
    router_close(f.router);
    path_free(f.path);
    metrics_free(f.metrics);
    for (int i = 0; i < PEERS; i++) {
        zmq_close(f.producers[i]);
        zmq_close(f.askers[i]);
    }
    zmq_close(f.intake);
    fuzz_must(item_pool_count() == 0, "no item is lost");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_input in = fuzz_input_of(data, size);
    f.in = &in;
    if (!f.zmq) {
        f.zmq = zmq_ctx_new();
        if (!f.zmq || zmq_ctx_set(f.zmq, ZMQ_MAX_SOCKETS, 60000) != 0 ||
            arena_init(&f.arena, 1 << 26) != STATUS_OK) {
            abort();
        }
    }
    open_all();
    for (int steps = 0; in.rest.len && steps < STEPS_MAX; steps++) {
        arena_reset(&f.arena);
        take_step();
        read_producers();
        read_askers();
    }
    arena_reset(&f.arena);
    finish_all();
    close_all();
    return 0;
}
