#define _GNU_SOURCE
#include "follower.h"

#include <stdlib.h>
#include <string.h>

#include "base/sha256.h"
#include "connection.h"
#include "replay.h"

enum {
    DIGEST_BYTES = 32,
    HEARTBEAT_TOPIC_LEN = 10,
    RETRY_REFUSED_MS = 1000,
    HELD_BYTES_MAX = 64 << 20,
};
static const char heartbeat_topic[] = "heartbeat.";

/* A live message that waits for what comes before it. */
struct held {
    struct held *next;
    uint64_t seq, prev;
    struct frames frames;
};

struct dateline_subscription {
    struct dateline_subscription *next;
    struct dateline_client *client;
    char *prefix;
    dateline_on_message *on_message;
    void *context;
    uint64_t from; /* as asked, then the first wanted */

    /* As other threads may look at them. */
    _Atomic uint64_t done, delivered, gaps, replayed;

    bool started;     /* `done` is known */
    bool catching_up; /* the first replay is no gap */
    bool repairing, ending, detached, leaving, free_here;
    bool reports;
    char epoch[EPOCH_SIZE]; /* of its numbers */
    /* Of those before, whose last messages may still come. */
    char left_epoch[EPOCH_SIZE];
    uint64_t target; /* messages up to here exist */
    uint64_t reported;
    struct held *held, *held_last;
    uint32_t held_count;
    size_t held_bytes;
    struct replay replay;
    struct question position, report;

    struct sha256 hash; /* of what was delivered from hash_from on */
    uint64_t hash_from, hash_count;
    struct post begin;
};

enum status follower_init(struct dateline_client *d)
{
    d->follower.link = (struct link){.zmq = d->zmq,
                                     .endpoint = d->options.results,
                                     .type = ZMQ_SUB,
                                     .epoll = d->epoll,
                                     .receive_max = (int)d->options.hold,
                                     .reconnects = true};
    return STATUS_OK;
}

/* ---- events ---- */

static const char *text_in(struct arena *arena, struct str s)
{
    if (str_is_absent(s)) {
        return NULL;
    }
    char *text = arena_alloc_raw(arena, s.len + 1);
    if (s.len) {
        memcpy(text, s.ptr, s.len);
    }
    text[s.len] = '\0';
    return text;
}

bool event_read(struct dateline_client *d, struct str topic, struct str header, struct str data,
                struct feed_event *out)
{
    struct wire_event_header h;
    struct wire_fault fault;
    if (str_is_absent(header) ||
        wire_event_header_read(header, &d->arena, &h, &fault) != STATUS_OK) {
        return false;
    }
    enum { TEXTS = 7, ROUNDING = 17 }; /* each its NUL, rounded up */
    if (topic.len + header.len + (size_t)TEXTS * ROUNDING > arena_left(&d->arena)) {
        return false;
    }
    *out = (struct feed_event){.topic = topic,
                               .epoch = h.epoch,
                               .heartbeat = h.type == WIRE_EVENT_TYPE_DATELINE_HEARTBEAT,
                               .links = h.links,
                               .link_count = h.links_count};
    out->message = (struct dateline_message){
        .topic = text_in(&d->arena, topic),
        .type = wire_event_type_name(h.type),
        .subject = text_in(&d->arena, h.subject),
        .source = text_in(&d->arena, h.source),
        .time = text_in(&d->arena, h.time),
        .epoch = text_in(&d->arena, h.epoch),
        .digest = text_in(&d->arena, h.digest),
        .traceparent = text_in(&d->arena, h.traceparent),
        .seq = h.seq,
        .data = data.ptr,
        .size = data.len,
        .header = header.ptr,
        .header_size = header.len,
    };
    return true;
}

static bool event_of_frames(struct dateline_client *d, struct frames *f, struct feed_event *out)
{
    arena_reset(&d->arena);
    return event_read(d, frames_part(f, 0), frames_part(f, 1), frames_part(f, 2), out);
}

/* The message before `seq` on the prefix, as the link says. Without a link any of those before may
 * be on it. */
static uint64_t prev_of(const struct dateline_subscription *s, const struct wire_link *links,
                        uint32_t count, uint64_t otherwise)
{
    struct str prefix = str_of(s->prefix);
    for (uint32_t i = 0; prefix.len && i < count; i++) {
        if (str_equal(links[i].prefix, prefix)) {
            return links[i].prev;
        }
    }
    return otherwise;
}

/* ---- delivery ---- */

static void hash_begin(struct dateline_subscription *s, uint64_t from)
{
    sha256_init(&s->hash);
    s->hash_from = from;
    s->hash_count = 0;
}

static void hash_add(struct dateline_subscription *s, const struct dateline_message *m)
{
    unsigned char bytes[8 + DIGEST_BYTES] = {0};
    for (int i = 0; i < 8; i++) {
        bytes[i] = (unsigned char)(m->seq >> (56 - 8 * i));
    }
    if (m->digest) {
        sha256_parse(str_of(m->digest), bytes + 8);
    }
    sha256_add(&s->hash, str_make((const char *)bytes, sizeof bytes));
    s->hash_count++;
}

static void deliver(struct dateline_subscription *s, const struct feed_event *event)
{
    hash_add(s, &event->message);
    bool more = s->on_message(s->context, &event->message);
    s->delivered++;
    s->done = event->message.seq;
    s->ending = s->ending || !more;
}

static void notice_range(struct dateline_client *d, enum dateline_notice_kind kind, uint64_t from,
                         uint64_t to)
{
    connection_notice(d, &(struct dateline_notice){.kind = kind, .from = from, .to = to});
}

/* ---- what is held ---- */

static void hold(struct dateline_subscription *s, struct frames *f, uint64_t seq, uint64_t prev)
{
    bool room = s->held_count < s->client->options.hold && s->held_bytes < HELD_BYTES_MAX;
    struct held *h = room ? calloc(1, sizeof *h) : NULL;
    s->target = seq > s->target ? seq : s->target;
    if (!h) {
        return; /* let go; the target brings it back by replay */
    }
    h->seq = seq;
    h->prev = prev;
    for (uint32_t i = 0; i < f->count; i++) {
        zmq_msg_init(&h->frames.part[i]);
        zmq_msg_copy(&h->frames.part[i], &f->part[i]);
        h->frames.count++;
        s->held_bytes += zmq_msg_size(&f->part[i]);
    }
    *(s->held ? &s->held_last->next : &s->held) = h;
    s->held_last = h;
    s->held_count++;
}

static void drop_first(struct dateline_subscription *s)
{
    struct held *h = s->held;
    s->held = h->next;
    s->held_count--;
    for (uint32_t i = 0; i < h->frames.count; i++) {
        s->held_bytes -= zmq_msg_size(&h->frames.part[i]);
    }
    frames_release(&h->frames);
    free(h);
}

static void drop_held(struct dateline_subscription *s)
{
    while (s->held) {
        drop_first(s);
    }
}

/* ---- repair ---- */

static void ask_where(struct dateline_client *d, struct dateline_subscription *s);
static void pump(struct dateline_client *d, struct dateline_subscription *s);

static struct dateline_subscription *of_replay(struct replay *r)
{
    return (struct dateline_subscription *)((char *)r -
                                            offsetof(struct dateline_subscription, replay));
}

static bool on_replayed(struct dateline_client *d, struct replay *r, struct feed_event *event)
{
    struct dateline_subscription *s = of_replay(r);
    (void)d;
    if (!str_equal(event->epoch, str_of(s->epoch))) {
        return true; /* another store; the live feed will say so and all begins anew */
    }
    s->replayed++;
    deliver(s, event);
    return !s->ending;
}

static void note_repair(struct dateline_client *d, struct dateline_subscription *s,
                        const struct replay *r, uint64_t from)
{
    if (r->expired_to) {
        notice_range(d, DATELINE_NOTICE_EXPIRED, r->asked, r->expired_to);
        hash_begin(s, s->done + 1);
    }
    if (!s->catching_up && r->received) {
        s->gaps++;
        notice_range(d, DATELINE_NOTICE_GAP, from, r->to);
    }
    s->catching_up = false;
}

static void on_repaired(struct dateline_client *d, struct replay *r, enum replay_end end,
                        const char *text)
{
    struct dateline_subscription *s = of_replay(r);
    s->repairing = false;
    if (end == REPLAY_GONE || end == REPLAY_REFUSED) {
        if (end == REPLAY_REFUSED) {
            connection_notice(
                d, &(struct dateline_notice){.kind = DATELINE_NOTICE_REFUSED, .text = text});
        }
        ask_where(d, s);
        asker_ask_again(d, &s->position, end == REPLAY_GONE ? RETRY_MS : RETRY_REFUSED_MS);
        return;
    }
    if (end != REPLAY_DONE) {
        return;
    }
    note_repair(d, s, r, s->from);
    s->done = r->to > s->done ? r->to : s->done;
    pump(d, s);
}

static void repair(struct dateline_client *d, struct dateline_subscription *s, uint64_t to)
{
    s->repairing = true;
    s->from = s->done + 1;
    s->replay = (struct replay){.prefix = *s->prefix ? s->prefix : NULL,
                                .next = s->from,
                                .to = to,
                                .patient = true,
                                .on_event = on_replayed,
                                .on_end = on_repaired};
    replay_begin(d, &s->replay);
}

/* Delivers what is held as far as it follows without a gap, then repairs. */
static void pump(struct dateline_client *d, struct dateline_subscription *s)
{
    while (s->started && !s->repairing && !s->ending && s->held) {
        struct feed_event event;
        struct held *h = s->held;
        if (h->seq > s->done && h->prev > s->done) {
            repair(d, s, h->seq - 1);
            return;
        }
        if (h->seq > s->done && event_of_frames(d, &h->frames, &event)) {
            deliver(s, &event);
        }
        drop_first(s);
    }
    if (s->started && !s->repairing && !s->ending && s->target > s->done) {
        repair(d, s, s->target);
    }
}

/* ---- the beginning: where does the feed stand ---- */

static struct dateline_subscription *of_position(struct question *q)
{
    return (struct dateline_subscription *)((char *)q -
                                            offsetof(struct dateline_subscription, position));
}

static void write_where(struct question *q, struct wire_writer *w)
{
    struct dateline_subscription *s = of_position(q);
    /* The protocol wants a name even of one who only asks. */
    struct wire_position map = {
        .name = str_of(s->client->options.name ? s->client->options.name : "-")};
    wire_position_write(w, &map);
}

/* Whether the numbers are those of another store than before; then all begins anew. */
static bool has_new_epoch(struct dateline_subscription *s, const char epoch[EPOCH_SIZE])
{
    bool anew = s->epoch[0] && strcmp(s->epoch, epoch) != 0;
    if (anew) {
        memcpy(s->left_epoch, s->epoch, EPOCH_SIZE);
        s->from = 1;
        s->target = s->hash_from = 0;
        s->done = 0;
    }
    memcpy(s->epoch, epoch, EPOCH_SIZE);
    return anew;
}

static void begin_at(struct dateline_client *d, struct dateline_subscription *s,
                     const struct wire_position_reply *at)
{
    if (has_new_epoch(s, d->epoch)) {
        drop_held(s);
    }
    uint64_t first = at->has_first && at->first ? at->first : 1;
    uint64_t from = s->from;
    bool from_anywhere = from == DATELINE_FROM_BEGINNING && !s->delivered;
    if (from == DATELINE_FROM_STORED && at->has_stored) {
        from = at->stored + 1;
    }
    from = from >= DATELINE_FROM_STORED ? at->seq + 1 : from;
    if (from < first) {
        if (!from_anywhere) {
            notice_range(d, DATELINE_NOTICE_EXPIRED, from, first - 1);
        }
        from = first;
        hash_begin(s, from);
    }
    if (s->hash_from == 0) {
        hash_begin(s, from);
    }
    s->done = s->reported = from - 1;
    s->target = at->seq > s->target ? at->seq : s->target;
    s->started = true;
    pump(d, s);
}

static enum answer_end on_where(struct dateline_client *d, struct question *q, struct frames *reply)
{
    struct wire_position_reply at;
    struct wire_fault fault;
    const char *code;
    struct str detail;
    if (asker_error(d, reply, &code, &detail) ||
        wire_position_reply_read(frames_part(reply, 2), &d->arena, &at, &fault) != STATUS_OK) {
        connection_notice(d, &(struct dateline_notice){.kind = DATELINE_NOTICE_REFUSED,
                                                       .text = "the position was not told"});
        asker_ask_again(d, q, RETRY_REFUSED_MS);
        return ANSWER_MORE;
    }
    connection_epoch(d, at.epoch);
    connection_notice(
        d, &(struct dateline_notice){.kind = DATELINE_NOTICE_CONNECTED, .text = "query"});
    begin_at(d, of_position(q), &at);
    return ANSWER_DONE;
}

static enum answer_end on_nowhere(struct dateline_client *d, struct question *q, bool closing)
{
    (void)d, (void)q;
    return closing ? ANSWER_DONE : ANSWER_MORE;
}

static const struct question_kind where_kind = {"POSITION", write_where, on_where, on_nowhere};

static void ask_where(struct dateline_client *d, struct dateline_subscription *s)
{
    s->from = s->started ? s->done + 1 : s->from;
    s->started = false;
    s->catching_up = true;
    s->position.kind = &where_kind;
    asker_ask(d, &s->position);
}

static void forget_questions(struct dateline_client *d, struct dateline_subscription *s)
{
    asker_forget(d, &s->replay.question);
    asker_forget(d, &s->position);
    asker_forget(d, &s->report);
    s->report.kind = NULL; /* nobody answers this one: the next report is a new question */
}

/* It seems to be another store: its numbers begin at 1, and all of it is new to us. */
static void begin_anew(struct dateline_client *d, struct dateline_subscription *s)
{
    forget_questions(d, s);
    drop_held(s);
    s->repairing = s->started = false;
    s->from = s->done + 1; /* unless the service confirms that the epoch is another */
    ask_where(d, s);
}

/* ---- the live feed ---- */

static void on_live(struct dateline_client *d, struct frames *f, const struct feed_event *event)
{
    for (struct dateline_subscription *s = d->follower.first; s; s = s->next) {
        if (s->ending || !str_starts_with(event->topic, str_of(s->prefix)) ||
            str_equal(event->epoch, str_of(s->left_epoch))) {
            continue;
        }
        uint64_t seq = event->message.seq,
                 prev = prev_of(s, event->links, event->link_count, seq - 1);
        if (s->started && seq <= s->done) {
            continue;
        }
        if (s->started && !s->repairing && !s->held && prev <= s->done && s->target <= s->done) {
            deliver(s, event);
        } else {
            hold(s, f, seq, prev);
        }
    }
}

static void on_heartbeat(struct dateline_client *d, struct str data)
{
    struct wire_heartbeat beat;
    struct wire_fault fault;
    if (wire_heartbeat_read(data, &d->arena, &beat, &fault) != STATUS_OK) {
        return;
    }
    for (struct dateline_subscription *s = d->follower.first; s; s = s->next) {
        uint64_t last = prev_of(s, beat.links, beat.links_count, beat.seq);
        s->target = last > s->target ? last : s->target;
        if (s->started && !s->repairing && !s->held && s->target <= s->done && beat.seq > s->done) {
            s->done = beat.seq;
        }
    }
}

static void on_frames(struct dateline_client *d, struct frames *f)
{
    struct feed_event event;
    if (!event_of_frames(d, f, &event)) {
        return;
    }
    connection_epoch(d, event.epoch);
    for (struct dateline_subscription *s = d->follower.first; s; s = s->next) {
        if (s->started && !s->ending && !str_equal(event.epoch, str_of(s->epoch)) &&
            !str_equal(event.epoch, str_of(s->left_epoch))) {
            begin_anew(d, s);
        }
    }
    if (event.heartbeat) {
        on_heartbeat(d, frames_part(f, 2));
    } else {
        on_live(d, f, &event);
    }
    for (struct dateline_subscription *s = d->follower.first; s; s = s->next) {
        pump(d, s);
    }
}

/* ---- coming and going ---- */

static void subscribe_all(struct dateline_client *d)
{
    struct follower *f = &d->follower;
    if (link_open(&f->link, d->now_ms) != STATUS_OK) {
        return;
    }
    zmq_setsockopt(f->link.socket, ZMQ_SUBSCRIBE, heartbeat_topic, HEARTBEAT_TOPIC_LEN);
    for (struct dateline_subscription *s = f->first; s; s = s->next) {
        if (!s->detached) {
            zmq_setsockopt(f->link.socket, ZMQ_SUBSCRIBE, s->prefix, strlen(s->prefix));
        }
    }
}

static void free_subscription(struct dateline_subscription *s)
{
    drop_held(s);
    free(s->prefix);
    free(s);
}

static void write_report(struct question *q, struct wire_writer *w)
{
    struct dateline_subscription *s =
        (struct dateline_subscription *)((char *)q -
                                         offsetof(struct dateline_subscription, report));
    struct wire_position map = {.name = str_of(s->client->options.name),
                                .prefix = *s->prefix ? str_of(s->prefix) : (struct str){0},
                                .epoch = str_of(s->epoch), /* the client may have met the next */
                                .seq = s->done,
                                .gaps = s->gaps,
                                .has_gaps = true};
    s->reported = s->done;
    wire_position_write(w, &map);
}

static enum answer_end on_reported(struct dateline_client *d, struct question *q,
                                   struct frames *reply)
{
    (void)d, (void)reply;
    q->kind = NULL;
    return ANSWER_DONE;
}

static enum answer_end on_unreported(struct dateline_client *d, struct question *q, bool closing)
{
    (void)d, (void)closing;
    q->kind = NULL;
    return ANSWER_DONE;
}

static const struct question_kind report_kind = {"POSITION", write_report, on_reported,
                                                 on_unreported};

static void report(struct dateline_client *d, struct dateline_subscription *s)
{
    if (s->reports && s->started && s->done > s->reported && !s->report.kind) {
        s->report.kind = &report_kind;
        asker_ask(d, &s->report);
    }
}

/* The last word, when nobody will wait for the answer. */
static void report_last(struct dateline_client *d, struct dateline_subscription *s)
{
    if (s->reports && s->started && s->done > s->reported && d->asker.link.socket) {
        struct wire_writer w = connection_map(d);
        write_report(&s->report, &w);
        s->report.number = UINT64_MAX;
        asker_say(d, &s->report, "POSITION");
    }
}

static void detach(struct dateline_client *d, struct dateline_subscription *s)
{
    forget_questions(d, s);
    report_last(d, s);
    drop_held(s);
    if (d->follower.link.socket) {
        zmq_setsockopt(d->follower.link.socket, ZMQ_UNSUBSCRIBE, s->prefix, strlen(s->prefix));
    }
    s->detached = true;
}

/* Removes those that ended, when no loop over the list is under way. */
static bool sweep(struct dateline_client *d)
{
    bool any = false;
    for (struct dateline_subscription **at = &d->follower.first; *at;) {
        struct dateline_subscription *s = *at;
        if (s->ending && !s->detached) {
            detach(d, s);
            any = true;
        }
        if (!s->free_here) {
            at = &s->next;
            continue;
        }
        *at = s->next;
        free_subscription(s);
    }
    return any;
}

bool follower_turn(struct dateline_client *d)
{
    struct follower *fo = &d->follower;
    bool any = false;
    struct frames f;
    if (fo->wanted && !fo->link.socket) {
        subscribe_all(d);
    }
    for (int i = 0; i < TURN_MAX && link_receive(&fo->link, &f, d->now_ms); i++) {
        on_frames(d, &f);
        frames_release(&f);
        fo->silent = false;
        any = true;
    }
    return sweep(d) || any;
}

void follower_tick(struct dateline_client *d)
{
    struct follower *f = &d->follower;
    if (f->link.socket && d->now_ms >= f->link.heard_ms + d->options.silence_ms) {
        if (!f->silent) {
            connection_notice(d, &(struct dateline_notice){.kind = DATELINE_NOTICE_LOST,
                                                           .text = "the feed is silent"});
        }
        f->silent = true;
        link_close(&f->link, 0);
        subscribe_all(d);
    }
    if (d->now_ms >= f->reported_ms + d->options.report_ms) {
        f->reported_ms = d->now_ms;
        for (struct dateline_subscription *s = f->first; s; s = s->next) {
            if (!s->ending) {
                report(d, s);
            }
        }
    }
}

void follower_release(struct dateline_client *d)
{
    struct follower *f = &d->follower;
    while (f->first) {
        struct dateline_subscription *s = f->first;
        if (!s->detached) {
            detach(d, s);
        }
        f->first = s->next;
        free_subscription(s);
    }
    link_close(&f->link, 0);
}

/* ---- public ---- */

static void begin(struct dateline_client *d, struct post *post)
{
    struct dateline_subscription *s =
        (struct dateline_subscription *)((char *)post -
                                         offsetof(struct dateline_subscription, begin));
    struct follower *f = &d->follower;
    s->reports = d->options.name && !f->first;
    s->next = f->first;
    f->first = s;
    f->wanted = true;
    if (f->link.socket) {
        zmq_setsockopt(f->link.socket, ZMQ_SUBSCRIBE, s->prefix, strlen(s->prefix));
    } else {
        subscribe_all(d);
    }
    ask_where(d, s);
}

enum dateline_status dateline_subscribe(struct dateline_client *d, const char *prefix,
                                        uint64_t from, dateline_on_message *on_message,
                                        void *context, struct dateline_subscription **out)
{
    if (!on_message || from == 0) {
        return DATELINE_WRONG;
    }
    struct dateline_subscription *s = calloc(1, sizeof *s);
    char *own_prefix = s ? strdup(prefix ? prefix : "") : NULL;
    if (!own_prefix) {
        free(s);
        return DATELINE_FAILED;
    }
    s->prefix = own_prefix;
    s->client = d;
    s->from = from;
    s->on_message = on_message;
    s->context = context;
    s->begin.run = begin;
    if (out) {
        *out = s;
    }
    connection_post(d, &s->begin);
    return DATELINE_OK;
}

struct leaving {
    struct post post;
    struct dateline_subscription *subscription;
    bool done;
};

static void leave(struct dateline_client *d, struct post *post)
{
    struct leaving *l = (struct leaving *)post;
    l->subscription->ending = l->subscription->free_here = true;
    sweep(d);
    pthread_mutex_lock(&d->lock);
    l->done = true;
    pthread_cond_broadcast(&d->changed);
    pthread_mutex_unlock(&d->lock);
}

void dateline_unsubscribe(struct dateline_subscription *s)
{
    if (!s) {
        return;
    }
    if (!connection_may_wait(s->client)) {
        s->ending = s->free_here =
            true; /* inside a callback: the loop frees it when the callback is through */
        return;
    }
    struct dateline_client *d = s->client;
    struct leaving l = {.post.run = leave, .subscription = s};
    connection_post(d, &l.post);
    connection_await(d, &l.done);
}

uint64_t dateline_position(const struct dateline_subscription *s)
{
    return s->done;
}

void dateline_figures(const struct dateline_subscription *s, struct dateline_figures *out)
{
    *out = (struct dateline_figures){
        .delivered = s->delivered, .position = s->done, .gaps = s->gaps, .replayed = s->replayed};
}

/* ---- the check ---- */

struct checking {
    struct post post;
    struct question question;
    struct dateline_subscription *subscription;
    struct dateline_check *out;
    enum dateline_status status;
    bool done;
};

static struct checking *checking_of(struct question *q)
{
    return (struct checking *)((char *)q - offsetof(struct checking, question));
}

static enum answer_end end_check(struct dateline_client *d, struct checking *c,
                                 enum dateline_status status)
{
    pthread_mutex_lock(&d->lock);
    c->status = status;
    c->done = true;
    pthread_cond_broadcast(&d->changed);
    pthread_mutex_unlock(&d->lock);
    return ANSWER_DONE;
}

static void write_check(struct question *q, struct wire_writer *w)
{
    const struct checking *c = checking_of(q);
    const char *prefix = c->subscription->prefix;
    wire_check_write(w, &(struct wire_check){.prefix = *prefix ? str_of(prefix) : (struct str){0},
                                             .from = c->out->from,
                                             .to = c->out->to});
}

static enum answer_end on_checked(struct dateline_client *d, struct question *q,
                                  struct frames *reply)
{
    struct checking *c = checking_of(q);
    struct wire_check_reply there;
    struct wire_fault fault;
    const char *code;
    struct str detail;
    if (asker_error(d, reply, &code, &detail)) {
        if (wire_query_code_parse(str_of(code)) == WIRE_QUERY_CODE_BUSY) {
            asker_ask_again(d, q, RETRY_MS);
            return ANSWER_MORE;
        }
        return end_check(d, c, DATELINE_REFUSED);
    }
    if (wire_check_reply_read(frames_part(reply, 2), &d->arena, &there, &fault) != STATUS_OK) {
        return end_check(d, c, DATELINE_REFUSED);
    }
    if (there.from > c->out->from) {
        hash_begin(c->subscription,
                   c->subscription->done + 1); /* some of it has expired: begin anew from here */
        return end_check(d, c, DATELINE_REFUSED);
    }
    c->out->count_there = there.count;
    size_t len = there.hash.len < sizeof c->out->hash_there - 1 ? there.hash.len
                                                                : sizeof c->out->hash_there - 1;
    memcpy(c->out->hash_there, there.hash.ptr, len);
    bool same = c->out->count_here == c->out->count_there &&
                strcmp(c->out->hash_here, c->out->hash_there) == 0;
    return end_check(d, c, same ? DATELINE_OK : DATELINE_DIFFERS);
}

static enum answer_end on_unchecked(struct dateline_client *d, struct question *q, bool closing)
{
    return end_check(d, checking_of(q), closing ? DATELINE_CLOSED : DATELINE_TIMEOUT);
}

static const struct question_kind check_kind = {"CHECK", write_check, on_checked, on_unchecked};

static void check(struct dateline_client *d, struct post *post)
{
    struct checking *c = (struct checking *)post;
    struct dateline_subscription *s = c->subscription;
    unsigned char digest[DIGEST_BYTES];
    struct sha256 hash = s->hash;
    if (s->hash_from == 0 || s->done < s->hash_from) {
        end_check(d, c, DATELINE_OK); /* nothing was delivered, nothing is claimed */
        return;
    }
    sha256_end(&hash, digest);
    sodium_bin2hex(c->out->hash_here, sizeof c->out->hash_here, digest, sizeof digest);
    c->out->from = s->hash_from;
    c->out->to = s->done;
    c->out->count_here = s->hash_count;
    c->question.kind = &check_kind;
    asker_ask(d, &c->question);
}

enum dateline_status dateline_check(struct dateline_subscription *s, struct dateline_check *out)
{
    struct dateline_client *d = s->client;
    if (!connection_may_wait(d)) {
        return DATELINE_WRONG;
    }
    *out = (struct dateline_check){0};
    struct checking c = {.post.run = check, .subscription = s, .out = out};
    connection_post(d, &c.post);
    connection_await(d, &c.done);
    return c.status;
}
