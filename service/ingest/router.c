/* Frames of the ingest socket behind the identity that ROUTER puts in front: [HELLO][map],
 * [ARTICLE][id][header][map], [PING][map], [BYE][map]. Identities are the connection's: after a
 * reconnect the peer is a stranger until its HELLO. */
#include "ingest/router.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zmq.h>

#include "base/clock.h"
#include "base/log.h"
#include "ingest/door.h"
#include "ingest/item_pool.h"
#include "ingest/outbox.h"
#include "ingest/sent.h"
#include "runtime/frames.h"
#include "wire/messages_gen.h"
#include "wire/scan.h"

enum {
    ENDPOINT_MAX = 512,
    /* Messages of one peer that libzmq reads ahead, each up to a frame's length, where nobody
     * counts them: the rest waits in the kernel and at the sender. With 1000, ten producers of
     * articles of a megabyte filled 2 GiB. */
    QUEUE_IN = 8,
    QUEUE_OUT = 10000, /* answers that wait for one peer */
    LINGER_MS = 1000,
    SCRATCH_BYTES = DOOR_SCRATCH_BYTES + (1 << 20),
    REFUSALS = WIRE_REFUSAL_PROTOCOL + 1,
};

/* A message that intake refused. */
struct reject {
    enum wire_refusal code;
    uint64_t bytes;
    /* id: as it came, made safe, cut; "" when none could be read */
    char received[CLOCK_TEXT], detail[200], id[64];
};

struct router {
    struct router_options o;
    void *ingest, *intake;
    char ingest_endpoint[ENDPOINT_MAX], intake_endpoint[ENDPOINT_MAX];
    char asker[256]; /* identity frame of the message in hand, for refusals of who is no peer */
    size_t asker_len;
    struct sent sent;
    struct outboxes outboxes;
    struct arena scratch;
    struct buf out;
    struct wire_ack_item *acks; /* (acks_capacity) */
    uint32_t acks_capacity;
    struct reject *rejects; /* (o.rejects_max), a ring */
    uint64_t reject_count;
    struct metric *articles, *bytes, *intake_articles, *refused[REFUSALS],
        *intake_refused[REFUSALS], *acked, *unsent;
};

/* ---- opening ---- */

static void make_metrics(struct router *r)
{
    struct metrics *all = r->o.metrics;
    r->articles = metrics_counter(all, "messaging_client_consumed_messages_total",
                                  "destination=\"ingest\"", "messages read");
    r->intake_articles = metrics_counter(all, "messaging_client_consumed_messages_total",
                                         "destination=\"intake\"", "messages read");
    r->bytes = metrics_counter(all, "dateline_received_bytes_total", "", "bytes of articles read");
    r->acked = metrics_counter(all, "dateline_acknowledged_total", "", "articles acknowledged");
    r->unsent = metrics_counter(all, "dateline_answers_lost_total", "",
                                "answers whose peer was gone or did not read");
    for (int code = 1; code < REFUSALS; code++) {
        char labels[96];
        snprintf(labels, sizeof labels, "socket=\"ingest\",code=\"%s\"",
                 wire_refusal_name((enum wire_refusal)code));
        r->refused[code] =
            metrics_counter(all, "dateline_refused_total", labels, "messages refused");
        snprintf(labels, sizeof labels, "socket=\"intake\",code=\"%s\"",
                 wire_refusal_name((enum wire_refusal)code));
        r->intake_refused[code] =
            metrics_counter(all, "dateline_refused_total", labels, "messages refused");
    }
}

static enum status open_ingest(struct router *r, const char *address)
{
    r->ingest =
        frames_open(r->o.zmq, &(struct frames_options){.type = ZMQ_ROUTER,
                                                       .frame_bytes = WIRE_LIMIT_FRAME_BYTES,
                                                       .queue_in = QUEUE_IN,
                                                       .queue_out = QUEUE_OUT,
                                                       .linger_ms = LINGER_MS});
    return frames_bind(r->ingest, "ingest", address, r->ingest_endpoint, sizeof r->ingest_endpoint)
               ? STATUS_OK
               : STATUS_IO;
}

static enum status open_intake(struct router *r, const char *address)
{
    r->intake =
        frames_open(r->o.zmq, &(struct frames_options){.type = ZMQ_PULL,
                                                       .frame_bytes = WIRE_LIMIT_FRAME_BYTES,
                                                       .queue_in = QUEUE_IN,
                                                       .queue_out = 1,
                                                       .linger_ms = 0});
    return frames_bind(r->intake, "intake", address, r->intake_endpoint, sizeof r->intake_endpoint)
               ? STATUS_OK
               : STATUS_IO;
}

enum status router_open(struct router **out, const struct router_options *o)
{
    struct router *r = calloc(1, sizeof *r);
    if (!r) {
        return STATUS_IO;
    }
    r->o = *o;
    r->rejects = calloc(o->rejects_max ? o->rejects_max : 1, sizeof *r->rejects);
    make_metrics(r);
    enum status status = r->rejects ? arena_init(&r->scratch, SCRATCH_BYTES) : STATUS_IO;
    if (status == STATUS_OK) {
        status = open_ingest(r, o->ingest);
    }
    if (status == STATUS_OK && strcmp(o->intake, "none") != 0) {
        status = open_intake(r, o->intake);
    }
    if (status != STATUS_OK) {
        router_close(r);
        return status;
    }
    *out = r;
    return STATUS_OK;
}

void router_close(struct router *r)
{
    if (!r) {
        return;
    }
    if (r->ingest) {
        zmq_close(r->ingest);
    }
    if (r->intake) {
        zmq_close(r->intake);
    }
    sent_release(&r->sent);
    outboxes_release(&r->outboxes);
    arena_release(&r->scratch);
    buf_release(&r->out);
    free(r->acks);
    free(r->rejects);
    free(r);
}

void *router_ingest_socket(const struct router *r)
{
    return r->ingest;
}

void *router_intake_socket(const struct router *r)
{
    return r->intake;
}

const char *router_ingest_endpoint(const struct router *r)
{
    return r->ingest_endpoint;
}

const char *router_intake_endpoint(const struct router *r)
{
    return r->intake ? r->intake_endpoint : "none";
}

enum status router_reopen_ingest(struct router *r)
{
    char address[ENDPOINT_MAX];
    memcpy(address, r->ingest_endpoint, sizeof address);
    frames_close(&r->ingest, address);
    return open_ingest(r, address);
}

enum status router_reopen_intake(struct router *r)
{
    char address[ENDPOINT_MAX];
    memcpy(address, r->intake_endpoint, sizeof address);
    frames_close(&r->intake, address);
    return open_intake(r, address);
}

/* ---- sending ---- */

static void send_map(struct router *r, struct str identity, enum wire_ingest_verb verb)
{
    struct str parts[] = {identity, str_of(wire_ingest_verb_name(verb)), buf_str(&r->out)};
    if (identity.len == 0 || !frames_send(r->ingest, parts, 3)) {
        metric_add(r->unsent, 1);
    }
}

static struct wire_writer begin(struct router *r)
{
    buf_clear(&r->out);
    return wire_writer_of(&r->out);
}

struct refusal {
    enum wire_refusal code;
    struct str id, detail;
    uint64_t retry_after_ms; /* 0 = leave it out */
};

static void refuse(struct router *r, struct str identity, const struct refusal *refusal)
{
    metric_add(r->refused[refusal->code], 1);
    struct wire_nack nack = {
        .id = refusal->id,
        .code = refusal->code,
        .detail = refusal->detail,
        .retry_after_ms = (uint32_t)refusal->retry_after_ms,
        .has_retry_after_ms = refusal->retry_after_ms != 0,
    };
    struct wire_writer w = begin(r);
    wire_nack_write(&w, &nack);
    send_map(r, identity, WIRE_INGEST_VERB_NACK);
}

void router_welcome(struct router *r, uint64_t peer, uint32_t credit, uint64_t nonce)
{
    router_flush(r);
    struct wire_welcome welcome = {
        .protocol = WIRE_PROTOCOL,
        .service = str_of(r->o.service),
        .epoch = str_of(r->o.epoch),
        .credit = credit,
        .limits = {.article_bytes = WIRE_LIMIT_ARTICLE_BYTES,
                   .frame_bytes = WIRE_LIMIT_FRAME_BYTES,
                   .id_bytes = WIRE_LIMIT_ID_BYTES,
                   .depth = WIRE_LIMIT_DEPTH,
                   .elements = WIRE_LIMIT_ELEMENTS},
        .nonce = nonce,
        .has_nonce = nonce != 0,
    };
    struct wire_writer w = begin(r);
    wire_welcome_write(&w, &welcome);
    send_map(r, path_peer_identity(r->o.path, peer), WIRE_INGEST_VERB_WELCOME);
}

void router_ack(struct router *r, uint64_t peer, const struct item *item, uint32_t credit)
{
    if (!peer || !item->sent_ref) {
        return; /* by intake: nobody waits for an answer */
    }
    struct outbox *box = outboxes_of(&r->outboxes, peer);
    outbox_add(
        box, &(struct outbox_ack){item->accepted, item->sent_ref, item->revision, item->admission});
    box->credit += credit;
}

void router_credit(struct router *r, uint64_t peer, uint32_t credit)
{
    struct wire_credit map = {.credit = credit};
    struct wire_writer w = begin(r);
    wire_credit_write(&w, &map);
    send_map(r, path_peer_identity(r->o.path, peer), WIRE_INGEST_VERB_CREDIT);
}

void router_nack(struct router *r, uint64_t peer, uint32_t sent_ref, enum path_refusal refusal,
                 uint64_t retry_after_ms)
{
    static const struct {
        enum wire_refusal code;
        struct str detail;
    } rows[] = {
        [PATH_HELLO_FIRST] =
            {WIRE_REFUSAL_HELLO_FIRST,
             STR_INIT("this connection has not said HELLO, or was silent for too long")},
        [PATH_OVER_CREDIT] = {WIRE_REFUSAL_OVER_CREDIT,
                              STR_INIT("more articles were sent than credit was granted")},
        [PATH_SHUTTING_DOWN] = {WIRE_REFUSAL_SHUTTING_DOWN, STR_INIT("the service is leaving")},
        [PATH_TOO_MANY_PEERS] = {WIRE_REFUSAL_NOT_AUTHORISED,
                                 STR_INIT("too many producers are connected (ingest.peers)")},
    };
    struct str identity =
        peer ? path_peer_identity(r->o.path, peer) : str_make(r->asker, r->asker_len);
    refuse(r, identity,
           &(struct refusal){rows[refusal].code, sent_get(&r->sent, sent_ref), rows[refusal].detail,
                             retry_after_ms});
    sent_drop(&r->sent, sent_ref);
}

void router_goodbye(struct router *r, uint64_t peer, uint64_t seq)
{
    struct wire_bye bye = {.seq = seq, .has_seq = true, .reason = STR("shutting-down")};
    struct wire_writer w = begin(r);
    wire_bye_write(&w, &bye);
    send_map(r, path_peer_identity(r->o.path, peer), WIRE_INGEST_VERB_BYE);
}

static void flush_box(struct router *r, const struct outbox *box)
{
    if (box->count > r->acks_capacity) {
        r->acks_capacity = box->capacity;
        r->acks = realloc(r->acks, r->acks_capacity * sizeof *r->acks);
        if (!r->acks) {
            abort();
        }
    }
    for (uint32_t i = 0; i < box->count; i++) {
        const struct outbox_ack *ack = &box->acks[i];
        r->acks[i] = (struct wire_ack_item){
            .id = sent_get(&r->sent, ack->sent_ref),
            .accepted = ack->accepted,
            .status = (enum wire_ack_status)((int)ack->admission + 1),
            .revision = ack->revision,
        };
    }
    struct wire_ack map = {.acks = r->acks, .acks_count = box->count, .credit = box->credit};
    struct wire_writer w = begin(r);
    wire_ack_write(&w, &map);
    send_map(r, path_peer_identity(r->o.path, box->peer), WIRE_INGEST_VERB_ACK);
    metric_add(r->acked, box->count);
    for (uint32_t i = 0; i < box->count; i++) {
        sent_drop(&r->sent, box->acks[i].sent_ref);
    }
}

_Static_assert(WIRE_ACK_STATUS_ACCEPTED == ADMISSION_ACCEPTED + 1 &&
                   WIRE_ACK_STATUS_DUPLICATE == ADMISSION_DUPLICATE + 1 &&
                   WIRE_ACK_STATUS_REVISION == ADMISSION_REVISION + 1,
               "flush_box counts on it");

void router_flush(struct router *r)
{
    for (uint32_t i = 0; i < r->outboxes.count; i++) {
        flush_box(r, &r->outboxes.boxes[i]);
    }
    outboxes_clear(&r->outboxes);
}

/* ---- receiving ---- */

struct arrival {
    struct str identity, frames[FRAMES_MAX - 2]; /* behind the verb */
    uint64_t now_ms;
};

static bool read_control(struct router *r, const struct arrival *a, struct wire_fault *fault)
{
    if (wire_scan(a->frames[0], &wire_scan_control, fault) == STATUS_OK) {
        return true;
    }
    char text[WIRE_FAULT_TEXT];
    refuse(r, a->identity,
           &(struct refusal){.code = fault->code, .detail = str_of(wire_fault_text(fault, text))});
    return false;
}

static void refuse_fault(struct router *r, const struct arrival *a, const struct wire_fault *fault)
{
    char text[WIRE_FAULT_TEXT];
    refuse(r, a->identity,
           &(struct refusal){.code = fault->code, .detail = str_of(wire_fault_text(fault, text))});
}

static void on_hello(struct router *r, const struct arrival *a)
{
    struct wire_fault fault = {0};
    struct wire_hello hello;
    if (!read_control(r, a, &fault)) {
        return;
    }
    if (wire_hello_read(a->frames[0], &r->scratch, &hello, &fault) != STATUS_OK) {
        refuse_fault(r, a, &fault);
    } else if (hello.protocol != WIRE_PROTOCOL) {
        refuse(r, a->identity,
               &(struct refusal){.code = WIRE_REFUSAL_PROTOCOL,
                                 .detail = STR("this service speaks protocol 1")});
    } else {
        char name[64];
        /* its effect welcomes or refuses */
        uint64_t peer = path_hello(r->o.path, a->identity, hello.nonce, a->now_ms);
        log_debug("peer.hello", "peer=%" PRIu64 " client=%s", peer,
                  log_value(hello.client, name, sizeof name));
    }
}

static struct item *item_of(const struct door_result *door)
{
    struct item *item = item_pool_new(door->record.len);
    memcpy((char *)(item + 1), door->record.ptr, door->record.len);
    memcpy(item->identity, door->identity, HASH_BYTES);
    memcpy(item->content, door->content, HASH_BYTES);
    item->received_us = clock_monotonic_us();
    return item;
}

static void on_article(struct router *r, const struct arrival *a)
{
    struct str id = a->frames[0];
    uint64_t peer = path_peer(r->o.path, a->identity);
    metric_add(r->articles, 1);
    metric_add(r->bytes, a->frames[2].len);
    if (!peer) {
        refuse(
            r, a->identity,
            &(struct refusal){
                .code = WIRE_REFUSAL_HELLO_FIRST,
                .id = str_slice(id, 0, MESSAGE_ID_MAX),
                .detail = STR("this connection has not said HELLO, or was silent for too long")});
        return;
    }
    uint32_t ref = sent_put(&r->sent, id);
    if (!path_may_send(r->o.path, peer, ref, a->now_ms)) {
        return; /* path refuses it by an effect, which gives the ref back */
    }
    struct door_result door = {.code = WIRE_REFUSAL_MALFORMED,
                               .detail = STR("the message id must have 1 to 256 bytes")};
    bool named = id.len >= 1 && id.len <= MESSAGE_ID_MAX;
    if (named &&
        door_admit(a->frames[2], a->frames[1], clock_wall_ms(), &r->scratch, &door) == STATUS_OK) {
        struct item *item = item_of(&door);
        item->peer = peer;
        item->sent_ref = ref;
        path_article(r->o.path, item, a->now_ms);
        return;
    }
    path_refused(r->o.path, peer, a->now_ms);
    refuse(
        r, a->identity,
        &(struct refusal){.code = door.code, .id = sent_get(&r->sent, ref), .detail = door.detail});
    sent_drop(&r->sent, ref);
}

static void on_ping(struct router *r, const struct arrival *a)
{
    struct wire_fault fault = {0};
    struct wire_ping ping;
    uint64_t peer = path_peer(r->o.path, a->identity);
    if (!read_control(r, a, &fault)) {
        return;
    }
    if (wire_ping_read(a->frames[0], &r->scratch, &ping, &fault) != STATUS_OK) {
        refuse_fault(r, a, &fault);
    } else if (!peer) {
        refuse(r, a->identity,
               &(struct refusal){.code = WIRE_REFUSAL_HELLO_FIRST,
                                 .detail = STR("PING from a stranger")});
    } else {
        path_alive(r->o.path, peer, a->now_ms);
        struct wire_writer w = begin(r);
        wire_ping_write(&w, &ping);
        send_map(r, a->identity, WIRE_INGEST_VERB_PONG);
    }
}

static void on_bye(struct router *r, const struct arrival *a)
{
    uint64_t peer = path_peer(r->o.path, a->identity);
    if (peer) {
        path_bye(r->o.path, peer, a->now_ms);
    }
}

static const struct {
    enum wire_ingest_verb verb;
    uint32_t frames; /* identity and verb included */
    void (*on)(struct router *r, const struct arrival *a);
} verbs[] = {
    {WIRE_INGEST_VERB_ARTICLE, 5, on_article},
    {WIRE_INGEST_VERB_HELLO, 3, on_hello},
    {WIRE_INGEST_VERB_PING, 3, on_ping},
    {WIRE_INGEST_VERB_BYE, 3, on_bye},
};

static void dispatch(struct router *r, const struct frames *f, struct arrival *a)
{
    enum wire_ingest_verb verb = wire_ingest_verb_parse(frames_get(f, 1));
    for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++) {
        if (verbs[i].verb == verb && verbs[i].frames == f->count && !f->too_many) {
            for (uint32_t part = 2; part < f->count; part++) {
                a->frames[part - 2] = frames_get(f, part);
            }
            verbs[i].on(r, a);
            return;
        }
    }
    char text[96];
    snprintf(text, sizeof text, "no message of this protocol: verb %s with %" PRIu32 "%s frames",
             wire_ingest_verb_name(verb), f->count - 1, f->too_many ? " and more" : "");
    refuse(r, a->identity,
           &(struct refusal){.code = WIRE_REFUSAL_PROTOCOL, .detail = str_of(text)});
}

bool router_read_ingest(struct router *r, uint64_t now_ms)
{
    struct frames f;
    if (!frames_receive(r->ingest, &f)) {
        return false;
    }
    struct arrival a = {.identity = frames_get(&f, 0), .now_ms = now_ms};
    r->asker_len = a.identity.len < sizeof r->asker ? a.identity.len : sizeof r->asker;
    memcpy(r->asker, a.identity.ptr, r->asker_len);
    arena_reset(&r->scratch);
    dispatch(r, &f, &a);
    frames_release(&f);
    return true;
}

/* ---- intake ---- */

static void keep_reject(struct router *r, const struct door_result *door, struct str frame)
{
    metric_add(r->intake_refused[door->code], 1);
    if (!r->o.rejects_max) {
        return;
    }
    struct reject *reject = &r->rejects[r->reject_count++ % r->o.rejects_max];
    *reject = (struct reject){.code = door->code, .bytes = frame.len};
    clock_format(clock_wall_ms(), reject->received);
    snprintf(reject->detail, sizeof reject->detail, "%.*s", STR_ARG(door->detail));
    log_value(door->id, reject->id, sizeof reject->id);
    log_debug("intake.refused", "code=%s id=%s bytes=%zu", wire_refusal_name(door->code),
              reject->id, frame.len);
}

bool router_read_intake(struct router *r, uint64_t now_ms)
{
    struct frames f;
    if (!r->intake || !frames_receive(r->intake, &f)) {
        return false;
    }
    struct str frame = frames_get(&f, 0);
    metric_add(r->intake_articles, 1);
    metric_add(r->bytes, frame.len);
    arena_reset(&r->scratch);
    struct door_result door = {.code = WIRE_REFUSAL_PROTOCOL,
                               .detail = STR("intake takes messages of one frame")};
    if (f.count == 1 &&
        door_admit(frame, (struct str){0}, clock_wall_ms(), &r->scratch, &door) == STATUS_OK) {
        path_article(r->o.path, item_of(&door), now_ms);
    } else {
        keep_reject(r, &door, frame);
    }
    frames_release(&f);
    return true;
}

static struct str text_or_absent(const char *text)
{
    return *text ? str_of(text) : (struct str){0};
}

const struct wire_intake_reject *router_rejects(const struct router *r, struct arena *arena,
                                                uint32_t *count)
{
    uint64_t max = r->o.rejects_max;
    *count = (uint32_t)(r->reject_count < max ? r->reject_count : max);
    struct wire_intake_reject *list = arena_alloc_array(arena, *count, sizeof *list);
    for (uint32_t i = 0; i < *count; i++) {
        const struct reject *reject = &r->rejects[(r->reject_count - *count + i) % max];
        list[i] = (struct wire_intake_reject){
            .code = reject->code,
            .detail = text_or_absent(reject->detail),
            .id = text_or_absent(reject->id),
            .received = str_of(reject->received),
            .bytes = reject->bytes,
        };
    }
    return list;
}
