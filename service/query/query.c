/* Frames behind the identity: [verb][id][map]; an answer bears verb and id of its question, and for
 * GET and EVENT further frames. The verbs stand in a table; each either answers at once or leaves a
 * struct question with the store or with path. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <zmq.h>

#include "base/log.h"
#include "base/sha256.h"
#include "query/question.h"
#include "runtime/frames.h"
#include "wire/event.h"
#include "wire/scan.h"

enum {
    QUEUE_IN = 1000,
    QUEUE_OUT = 256, /* the questions of one asker at once, query.requests */
    LINGER_MS = 1000,
    SCRATCH_BYTES = 1 << 20,
    QUESTION_ID_MAX = 256,
    LIST_MAX = 1000,
    LIST_BYTES_MAX = 64 << 20 /* of quarantine, with the records */
};

/* ---- answering ---- */

struct wire_writer answer_begin(struct query *q)
{
    buf_clear(&q->out);
    return wire_writer_of(&q->out);
}

bool answer(struct query *q, const struct question *question, enum wire_query_verb verb,
            const struct str *more, uint32_t more_count)
{
    struct str parts[8] = {question->identity, str_of(wire_query_verb_name(verb)), question->id};
    uint32_t count = 3;
    if (verb != WIRE_QUERY_VERB_EVENT) {
        parts[count++] = buf_str(&q->out);
    }
    for (uint32_t i = 0; i < more_count; i++) {
        parts[count++] = more[i];
    }
    bool good = question->chunk && verb == WIRE_QUERY_VERB_EVENT
                    ? frames_send_shared(q->socket, parts, count, question->chunk)
                    : frames_send(q->socket, parts, count);
    if (!good && verb != WIRE_QUERY_VERB_EVENT) {
        metric_add(q->answers_lost, 1);
    }
    return good;
}

void answer_error(struct query *q, const struct question *question, enum wire_query_code code,
                  const char *detail)
{
    struct wire_query_error error = {.code = code, .detail = str_of(detail)};
    struct wire_writer w = answer_begin(q);
    wire_query_error_write(&w, &error);
    metric_add(q->errors[code], 1);
    answer(q, question, WIRE_QUERY_VERB_ERROR, NULL, 0);
}

void question_free(struct question *question)
{
    frames_unshare(question->chunk);
    store_request_release(&question->read);
    question->query->waiting--;
    free(question);
}

static enum wire_event_type row_type(const struct store_row *row)
{
    return row->kind == FEED_ANALYSIS && !row->removed ? WIRE_EVENT_TYPE_DATELINE_ANALYSIS
                                                       : WIRE_EVENT_TYPE_DATELINE_TOMBSTONE;
}

struct str row_header(struct query *q, const struct store_row *row)
{
    struct wire_event_facts facts = {
        .type = row_type(row),
        .epoch = str_of(q->o.epoch),
        .subject = row->subject,
        .traceparent = row->traceparent,
        .seq = row->seq,
        .time_ms = row->time_ms,
        /* of what was published, also when it was taken down */
        .digest = row->kind == FEED_ANALYSIS ? row->digest : NULL,
    };
    buf_clear(&q->header);
    struct wire_writer w = wire_writer_of(&q->header);
    wire_event_facts_write(&w, &facts);
    return buf_str(&q->header);
}

/* ---- questions that wait ---- */

/* Copies what the answer needs out of frames that die with this call. */
static struct question *keep(struct query *q, const struct question *asked, struct str name)
{
    struct question *kept = malloc(sizeof *kept + asked->identity.len + asked->id.len + name.len);
    if (!kept) {
        abort();
    }
    *kept = *asked;
    char *at = (char *)(kept + 1);
    struct str *texts[] = {&kept->identity, &kept->id, &kept->name};
    const struct str from[] = {asked->identity, asked->id, name};
    for (int i = 0; i < 3; i++) {
        memcpy(at, from[i].ptr ? from[i].ptr : "", from[i].len);
        *texts[i] = str_make(at, from[i].len);
        at += from[i].len;
    }
    q->waiting++;
    return kept;
}

static void identity_of(struct str name, unsigned char identity[HASH_BYTES])
{
    sha256_of(name, identity);
}

static void read_store(struct query *q, struct question *question, enum store_read_kind kind)
{
    question->read.kind = kind;
    if (kind == STORE_QUARANTINE) {
        question->read.max_count = LIST_MAX;
        question->read.max_bytes = LIST_BYTES_MAX;
    }
    question->read.context = question;
    store_read(q->o.store, &question->read);
}

static void change_path(struct query *q, struct question *question, enum ledger_change_kind kind)
{
    question->change.kind = kind;
    question->change.request = (uint64_t)(uintptr_t)question;
    path_change(q->o.path, &question->change, q->now_ms);
}

static bool copy_prefix(char to[257], struct str prefix)
{
    if (prefix.len > 256 || memchr(prefix.ptr ? prefix.ptr : "", 0, prefix.len)) {
        return false;
    }
    memcpy(to, prefix.ptr ? prefix.ptr : "", prefix.len);
    to[prefix.len] = '\0';
    return true;
}

/* ---- the verbs ---- */

static uint64_t seq_last(const struct query *q, uint64_t *first)
{
    struct path_counters counters;
    path_count(q->o.path, &counters);
    if (first) {
        *first = counters.seq_first;
    }
    return counters.seq_last;
}

static void report(struct query *q, const struct question *asked, struct subscriber *s,
                   const struct wire_position *m)
{
    s->seq = m->seq;
    s->gaps = m->gaps;
    struct question *question = keep(q, asked, m->name);
    question->change.seq = m->seq;
    question->change.gaps = m->gaps;
    question->change.text = question->name;
    change_path(q, question, CHANGE_POSITION);
}

static void on_position(struct query *q, struct question *asked, const void *map)
{
    const struct wire_position *m = map;
    if (m->name.len == 0 || m->name.len > SUBSCRIBER_NAME_MAX) {
        answer_error(q, asked, WIRE_QUERY_CODE_MALFORMED, "position.name must have 1 to 128 bytes");
        return;
    }
    bool ours = str_is_absent(m->epoch) || str_equal(m->epoch, str_of(q->o.epoch));
    struct subscriber *s = m->seq && ours ? subscribers_of(&q->subscribers, m->name, q->o.metrics)
                                          : subscribers_find(&q->subscribers, m->name);
    struct wire_position_reply reply = {
        .epoch = str_of(q->o.epoch), .has_first = true, .has_stored = s != NULL};
    reply.seq = seq_last(q, &reply.first);
    if (m->seq && ours && !s) {
        answer_error(q, asked, WIRE_QUERY_CODE_TOO_MANY, "too many subscribers have a name");
        return;
    }
    if (s && m->seq && ours) {
        report(q, asked, s, m);
    }
    reply.stored = s ? s->seq : 0;
    struct wire_writer w = answer_begin(q);
    wire_position_reply_write(&w, &reply);
    answer(q, asked, WIRE_QUERY_VERB_POSITION, NULL, 0);
}

static void on_replay(struct query *q, struct question *asked, const void *map)
{
    const struct wire_replay *m = map;
    if (q->replay_count >= q->o.replays_max) {
        answer_error(q, asked, WIRE_QUERY_CODE_TOO_MANY,
                     "too many replays are running (query.replays)");
    } else if (!copy_prefix(asked->read.prefix, m->prefix)) {
        answer_error(q, asked, WIRE_QUERY_CODE_MALFORMED,
                     "replay.prefix has at most 256 bytes, none of them zero");
    } else {
        replay_start(q, keep(q, asked, (struct str){0}), m);
    }
}

static void on_more(struct query *q, struct question *asked, const void *map)
{
    replay_more(q, asked, ((const struct wire_more *)map)->credit);
}

static void on_cancel(struct query *q, struct question *asked, const void *map)
{
    (void)map;
    replay_cancel(q, asked);
}

static void on_get(struct query *q, struct question *asked, const void *map)
{
    const struct wire_get *m = map;
    struct question *question = keep(q, asked, m->id);
    identity_of(m->id, question->read.identity);
    question->read.revision = m->has_revision ? m->revision : 0;
    read_store(q, question, STORE_GET);
}

static void on_check(struct query *q, struct question *asked, const void *map)
{
    const struct wire_check *m = map;
    if (!copy_prefix(asked->read.prefix, m->prefix)) {
        answer_error(q, asked, WIRE_QUERY_CODE_MALFORMED,
                     "check.prefix has at most 256 bytes, none of them zero");
        return;
    }
    uint64_t first, last = seq_last(q, &first);
    struct question *question = keep(q, asked, (struct str){0});
    question->read.from = question->from = m->from > first ? m->from : first;
    question->read.to = question->to = m->to < last ? m->to : last;
    read_store(q, question, STORE_CHECK);
}

static void on_takedown(struct query *q, struct question *asked, const void *map)
{
    const struct wire_takedown *m = map;
    struct question *question = keep(q, asked, m->id);
    identity_of(m->id, question->change.identity);
    question->change.subject = question->name;
    change_path(q, question, CHANGE_TAKE_DOWN);
}

static void on_quarantine(struct query *q, struct question *asked, const void *map)
{
    const struct wire_quarantine *m = map;
    if (m->action == WIRE_QUARANTINE_ACTION_NONE ||
        (m->action != WIRE_QUARANTINE_ACTION_LIST && m->id.len == 0)) {
        answer_error(q, asked, WIRE_QUERY_CODE_MALFORMED,
                     "quarantine.action is list, run or drop; run and drop need an id");
        return;
    }
    struct question *question = keep(q, asked, m->id);
    if (m->action == WIRE_QUARANTINE_ACTION_LIST) {
        read_store(q, question, STORE_QUARANTINE);
        return;
    }
    identity_of(m->id, question->change.identity);
    change_path(q, question,
                m->action == WIRE_QUARANTINE_ACTION_RUN ? CHANGE_QUARANTINE_RUN
                                                        : CHANGE_QUARANTINE_DROP);
}

struct counters {
    struct arena *arena;
    struct wire_named *items;
    uint32_t count, max;
    struct str prefix;
};

static void add_counter(void *context, const char *name, uint64_t value)
{
    struct counters *c = context;
    if (c->count < c->max && str_starts_with(str_of(name), c->prefix)) {
        c->items[c->count++] = (struct wire_named){.name = str_of(name), .value = value};
    }
}

static void on_status(struct query *q, struct question *asked, const void *map)
{
    const struct wire_status *m = map;
    q->o.refresh(q->o.context);
    struct counters c = {
        .arena = &q->scratch, .max = metrics_count(q->o.metrics), .prefix = m->prefix};
    c.items = arena_alloc_array(&q->scratch, c.max, sizeof *c.items);
    metrics_each(q->o.metrics, add_counter, &c);
    struct wire_status_reply reply = {.counters = c.items, .counters_count = c.count};
    if (m->has_rejects && m->rejects) {
        reply.rejects = q->o.rejects(q->o.context, &q->scratch, &reply.rejects_count);
        reply.has_rejects = true;
    }
    struct wire_writer w = answer_begin(q);
    wire_status_reply_write(&w, &reply);
    answer(q, asked, WIRE_QUERY_VERB_STATUS, NULL, 0);
}

/* ---- dispatch ---- */

static const struct verb_row {
    enum wire_query_verb verb;
    const struct wire_shape *shape;
    void (*on)(struct query *q, struct question *asked, const void *map);
} verbs[] = {
    {WIRE_QUERY_VERB_POSITION, &wire_position_shape, on_position},
    {WIRE_QUERY_VERB_REPLAY, &wire_replay_shape, on_replay},
    {WIRE_QUERY_VERB_MORE, &wire_more_shape, on_more},
    {WIRE_QUERY_VERB_CANCEL, &wire_cancel_shape, on_cancel},
    {WIRE_QUERY_VERB_GET, &wire_get_shape, on_get},
    {WIRE_QUERY_VERB_CHECK, &wire_check_shape, on_check},
    {WIRE_QUERY_VERB_TAKEDOWN, &wire_takedown_shape, on_takedown},
    {WIRE_QUERY_VERB_QUARANTINE, &wire_quarantine_shape, on_quarantine},
    {WIRE_QUERY_VERB_STATUS, &wire_status_shape, on_status},
};

static const struct verb_row *row_of(enum wire_query_verb verb)
{
    for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++) {
        if (verbs[i].verb == verb) {
            return &verbs[i];
        }
    }
    return NULL;
}

static void dispatch(struct query *q, const struct frames *f, struct question *asked)
{
    const struct verb_row *row = row_of(asked->verb);
    if (!row || f->count != 4 || f->too_many || asked->id.len > QUESTION_ID_MAX) {
        asked->id = str_slice(asked->id, 0, QUESTION_ID_MAX);
        answer_error(q, asked, WIRE_QUERY_CODE_PROTOCOL,
                     "a question is a known verb, an id of at most 256 bytes and a map");
        return;
    }
    bool small = row->verb == WIRE_QUERY_VERB_MORE || row->verb == WIRE_QUERY_VERB_CANCEL ||
                 row->verb == WIRE_QUERY_VERB_STATUS;
    if (!small && q->waiting >= q->o.requests_max) {
        answer_error(q, asked, WIRE_QUERY_CODE_BUSY,
                     "too many questions are waiting (query.requests)");
        return;
    }
    struct wire_fault fault = {0};
    void *map = arena_alloc(&q->scratch, row->shape->size);
    if (wire_scan(frames_get(f, 3), &wire_scan_control, &fault) != STATUS_OK ||
        wire_shape_read(frames_get(f, 3), row->shape, &q->scratch, map, &fault) != STATUS_OK) {
        char text[WIRE_FAULT_TEXT];
        answer_error(q, asked, WIRE_QUERY_CODE_MALFORMED, wire_fault_text(&fault, text));
        return;
    }
    row->on(q, asked, map);
}

bool query_read(struct query *q, uint64_t now_ms)
{
    struct frames f;
    if (!frames_receive(q->socket, &f)) {
        return false;
    }
    q->now_ms = now_ms;
    arena_reset(&q->scratch);
    metric_add(q->questions, 1);
    struct question asked = {
        .query = q,
        .verb = wire_query_verb_parse(frames_get(&f, 1)),
        .identity = frames_get(&f, 0),
        .id = frames_get(&f, 2),
    };
    dispatch(q, &f, &asked);
    frames_release(&f);
    return true;
}

/* ---- what comes back ---- */

static void answer_get(struct query *q, const struct question *question)
{
    const struct store_request *read = &question->read;
    if (read->status != STATUS_OK || read->row_count == 0) {
        enum wire_query_code code = read->status == STATUS_AGAIN    ? WIRE_QUERY_CODE_NOT_READY
                                    : read->status == STATUS_CLOSED ? WIRE_QUERY_CODE_GONE
                                    : read->status == STATUS_IO     ? WIRE_QUERY_CODE_BUSY
                                                                    : WIRE_QUERY_CODE_NOT_FOUND;
        answer_error(q, question, code, status_text(read->status));
        return;
    }
    const struct store_row *row = &read->rows[0];
    struct wire_get_reply reply = {
        .id = question->name, .revision = row->revision, .seq = row->seq, .type = row_type(row)};
    struct wire_writer w = answer_begin(q);
    wire_get_reply_write(&w, &reply);
    struct str more[] = {row_header(q, row), row->data};
    answer(q, question, WIRE_QUERY_VERB_GET, more, 2);
}

static void answer_check(struct query *q, const struct question *question)
{
    if (question->read.status != STATUS_OK) {
        bool gone = question->read.status == STATUS_CLOSED;
        answer_error(q, question, gone ? WIRE_QUERY_CODE_GONE : WIRE_QUERY_CODE_BUSY,
                     gone ? "a part of it has expired meanwhile"
                          : status_text(question->read.status));
        return;
    }
    char hash[SHA256_TEXT];
    struct wire_check_reply reply = {.count = question->read.count,
                                     .hash = sha256_text(question->read.hash, hash),
                                     .from = question->from,
                                     .to = question->to};
    struct wire_writer w = answer_begin(q);
    wire_check_reply_write(&w, &reply);
    answer(q, question, WIRE_QUERY_VERB_CHECK, NULL, 0);
}

static void answer_quarantine(struct query *q, const struct question *question)
{
    const struct store_request *read = &question->read;
    arena_reset(&q->scratch);
    struct wire_quarantine_item *items =
        arena_alloc_array(&q->scratch, read->row_count, sizeof *items);
    for (uint32_t i = 0; i < read->row_count; i++) {
        const struct store_row *row = &read->rows[i];
        items[i] = (struct wire_quarantine_item){.id = row->subject,
                                                 .reason = row->topic,
                                                 .attempts = row->revision,
                                                 .accepted = row->accepted};
    }
    struct wire_quarantine_reply reply = {.items = items, .items_count = read->row_count};
    struct wire_writer w = answer_begin(q);
    wire_quarantine_reply_write(&w, &reply);
    answer(q, question, WIRE_QUERY_VERB_QUARANTINE, NULL, 0);
}

static void load_positions(struct query *q, const struct store_request *read)
{
    for (uint32_t i = 0; i < read->row_count; i++) {
        const struct store_row *row = &read->rows[i];
        struct subscriber *s = subscribers_find(&q->subscribers, row->subject);
        if (!s && (s = subscribers_of(&q->subscribers, row->subject, q->o.metrics))) {
            s->seq = row->seq;
            s->gaps = row->accepted;
        }
    }
}

void query_store_done(struct query *q, struct store_request *request)
{
    struct question *question = request->context;
    switch (request->kind) {
    case STORE_REPLAY:
        replay_rows(q, question);
        return; /* a replay lives on */
    case STORE_GET:
        answer_get(q, question);
        break;
    case STORE_CHECK:
        answer_check(q, question);
        break;
    case STORE_QUARANTINE:
        answer_quarantine(q, question);
        break;
    case STORE_POSITIONS:
        load_positions(q, request);
        break;
    case STORE_FETCH:
    case STORE_BACKUP:
        break;
    }
    question_free(question);
}

static void answer_takedown(struct query *q, const struct question *question)
{
    struct wire_takedown_reply reply = {.seq = question->change.seq};
    struct wire_writer w = answer_begin(q);
    wire_takedown_reply_write(&w, &reply);
    answer(q, question, WIRE_QUERY_VERB_TAKEDOWN, NULL, 0);
}

void query_change_done(struct query *q, struct ledger_change *change)
{
    struct question *question = (struct question *)(uintptr_t)change->request;
    bool good = change->status == STATUS_OK;
    if (question->verb == WIRE_QUERY_VERB_POSITION) {
        question_free(question); /* it was answered when it came */
    } else if (!good) {
        enum wire_query_code code = change->status == STATUS_NOT_FOUND ? WIRE_QUERY_CODE_NOT_FOUND
                                    : change->status == STATUS_UNSUPPORTED ? WIRE_QUERY_CODE_GONE
                                                                           : WIRE_QUERY_CODE_BUSY;
        answer_error(q, question, code, status_text(change->status));
        question_free(question);
    } else if (question->verb == WIRE_QUERY_VERB_QUARANTINE) {
        read_store(q, question, STORE_QUARANTINE);
    } else {
        answer_takedown(q, question);
        question_free(question);
    }
}

/* ---- life ---- */

static void make_metrics(struct query *q)
{
    struct metrics *all = q->o.metrics;
    q->questions = metrics_counter(all, "messaging_client_consumed_messages_total",
                                   "destination=\"query\"", "messages read");
    q->answers_lost = metrics_counter(all, "dateline_query_answers_lost_total", "",
                                      "answers whose asker was gone or did not read");
    q->replayed = metrics_counter(all, "dateline_replayed_total", "", "messages sent by replays");
    q->running = metrics_gauge(all, "dateline_replays", "", "replays running");
    for (int code = 1; code <= WIRE_QUERY_CODE_TOO_MANY; code++) {
        char labels[64];
        snprintf(labels, sizeof labels, "code=\"%s\"",
                 wire_query_code_name((enum wire_query_code)code));
        q->errors[code] = metrics_counter(all, "dateline_query_errors_total", labels,
                                          "questions that could not be answered");
    }
}

/* MANDATORY: a full queue says so instead of dropping the message, so that a replay can wait for
 * its reader. */
static enum status open_socket(struct query *q, const char *address)
{
    int mandatory = 1;
    q->socket =
        frames_open(q->o.zmq, &(struct frames_options){.type = ZMQ_ROUTER,
                                                       .frame_bytes = WIRE_LIMIT_FRAME_BYTES,
                                                       .queue_in = QUEUE_IN,
                                                       .queue_out = QUEUE_OUT,
                                                       .linger_ms = LINGER_MS});
    bool good =
        q->socket &&
        zmq_setsockopt(q->socket, ZMQ_ROUTER_MANDATORY, &mandatory, sizeof mandatory) == 0 &&
        frames_bind(q->socket, "query", address, q->endpoint, sizeof q->endpoint);
    return good ? STATUS_OK : STATUS_IO;
}

enum status query_open(struct query **out, const struct query_options *o)
{
    struct query *q = calloc(1, sizeof *q);
    if (!q) {
        return STATUS_IO;
    }
    q->o = *o;
    make_metrics(q);
    enum status status = arena_init(&q->scratch, SCRATCH_BYTES);
    if (status == STATUS_OK) {
        status = open_socket(q, o->bind);
    }
    if (status != STATUS_OK) {
        query_close(q);
        return status;
    }
    struct question nobody = {.query = q};
    read_store(q, keep(q, &nobody, (struct str){0}), STORE_POSITIONS);
    *out = q;
    return STATUS_OK;
}

void query_close(struct query *q)
{
    if (!q) {
        return;
    }
    replay_free_all(q);
    if (q->socket) {
        zmq_close(q->socket);
    }
    subscribers_release(&q->subscribers);
    arena_release(&q->scratch);
    buf_release(&q->out);
    buf_release(&q->header);
    free(q);
}

void *query_socket(const struct query *q)
{
    return q->socket;
}

const char *query_endpoint(const struct query *q)
{
    return q->endpoint;
}

enum status query_reopen(struct query *q)
{
    char address[sizeof q->endpoint];
    memcpy(address, q->endpoint, sizeof address);
    frames_close(&q->socket, address);
    return open_socket(q, address);
}

void query_limit(struct query *q, uint32_t replays_max, uint32_t requests_max, uint64_t chunk_bytes)
{
    q->o.replays_max = replays_max;
    q->o.requests_max = requests_max;
    q->o.chunk_bytes = chunk_bytes;
}

void query_tick(struct query *q, uint64_t now_ms)
{
    q->now_ms = now_ms;
    replay_tick(q);
}

uint64_t query_next_tick_ms(const struct query *q, uint64_t now_ms)
{
    enum { RETRY_MS = 1, LOOK_MS = 1000 };
    return q->blocked ? now_ms + RETRY_MS : q->replays ? now_ms + LOOK_MS : UINT64_MAX;
}

void query_refresh(struct query *q)
{
    uint64_t last = seq_last(q, NULL);
    for (struct subscriber *s = q->subscribers.first; s; s = s->next) {
        metric_set(s->lag, last > s->seq ? last - s->seq : 0);
        metric_set(s->gaps_metric, s->gaps);
    }
    metric_set(q->running, q->replay_count);
}
