#include "publish/publisher.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zmq.h>

#include "base/log.h"
#include "publish/prefixes.h"
#include "runtime/frames.h"
#include "wire/event.h"

enum { ENDPOINT_MAX = 512, LINGER_MS = 1000, SUBSCRIPTION_BYTES = 512, QUEUE_IN = 1000 };

struct publisher {
    void *zmq, *socket;
    uint32_t queue;
    char endpoint[ENDPOINT_MAX];
    struct str epoch;
    uint64_t seq_last;
    struct prefixes prefixes;
    struct wire_link *links; /* (prefixes.max) */
    struct buf header, data;
    struct metric *sent, *sent_bytes, *unwanted, *failed, *subscriptions;
};

/* libzmq keeps some 32 bytes for each byte of a prefix: a subscriber may send a prefix of
 * PREFIX_BYTES_MAX and the handshake. */
static enum status open_socket(struct publisher *p, const char *address)
{
    p->socket = frames_open(p->zmq, &(struct frames_options){.type = ZMQ_XPUB,
                                                             .frame_bytes = SUBSCRIPTION_BYTES,
                                                             .queue_in = QUEUE_IN,
                                                             .queue_out = (int)p->queue,
                                                             .linger_ms = LINGER_MS});
    return frames_bind(p->socket, "results", address, p->endpoint, sizeof p->endpoint) ? STATUS_OK
                                                                                       : STATUS_IO;
}

static void make_metrics(struct publisher *p, struct metrics *all)
{
    p->sent = metrics_counter(all, "messaging_client_sent_messages_total",
                              "destination=\"results\"", "messages published");
    p->sent_bytes =
        metrics_counter(all, "dateline_published_bytes_total", "", "bytes of published messages");
    p->unwanted = metrics_counter(all, "dateline_unwanted_total", "",
                                  "messages that nobody subscribed to: not built");
    p->failed = metrics_counter(all, "dateline_publish_failed_total", "",
                                "messages that ZeroMQ did not take");
    p->subscriptions = metrics_gauge(all, "dateline_subscribed_prefixes", "",
                                     "prefixes that somebody subscribes to");
}

enum status publisher_open(struct publisher **out, const struct publisher_options *o)
{
    struct publisher *p = calloc(1, sizeof *p);
    if (!p) {
        return STATUS_IO;
    }
    p->zmq = o->zmq;
    p->queue = o->queue;
    p->epoch = str_of(o->epoch);
    p->seq_last = o->seq_last;
    prefixes_init(&p->prefixes, o->prefixes);
    p->links = calloc(o->prefixes ? o->prefixes : 1, sizeof *p->links);
    make_metrics(p, o->metrics);
    enum status status = p->links ? open_socket(p, o->bind) : STATUS_IO;
    if (status != STATUS_OK) {
        publisher_close(p);
        return status;
    }
    *out = p;
    return STATUS_OK;
}

void publisher_close(struct publisher *p)
{
    if (!p) {
        return;
    }
    if (p->socket) {
        zmq_close(p->socket);
    }
    prefixes_release(&p->prefixes);
    buf_release(&p->header);
    buf_release(&p->data);
    free(p->links);
    free(p);
}

enum status publisher_reopen(struct publisher *p)
{
    char address[sizeof p->endpoint];
    memcpy(address, p->endpoint, sizeof address);
    frames_close(&p->socket, address);
    /* the new socket hears of every subscription anew */
    p->prefixes.count = p->prefixes.untold = 0;
    return open_socket(p, address);
}

void *publisher_socket(const struct publisher *p)
{
    return p->socket;
}

const char *publisher_endpoint(const struct publisher *p)
{
    return p->endpoint;
}

/* One frame: 1 or 0, then the prefix. Anything else a subscriber sends is dropped. */
bool publisher_read(struct publisher *p)
{
    zmq_msg_t frame;
    zmq_msg_init(&frame);
    if (zmq_msg_recv(&frame, p->socket, ZMQ_DONTWAIT) < 0) {
        return false;
    }
    size_t size = zmq_msg_size(&frame);
    const char *bytes = zmq_msg_data(&frame);
    if (size > 0 && !zmq_msg_more(&frame)) {
        struct str prefix = str_make(bytes + 1, size - 1);
        if (bytes[0] == 1) {
            prefixes_add(&p->prefixes, prefix, size == 1 ? p->seq_last : 0);
        } else if (bytes[0] == 0) {
            prefixes_remove(&p->prefixes, prefix);
        }
        metric_set(p->subscriptions, p->prefixes.count + p->prefixes.untold);
    }
    zmq_msg_close(&frame);
    return true;
}

static void send_message(struct publisher *p, struct str topic, struct str data)
{
    struct str parts[] = {topic, buf_str(&p->header), data};
    bool good = frames_send(p->socket, parts, 3);
    metric_add(good ? p->sent : p->failed, 1);
    metric_add(p->sent_bytes, topic.len + p->header.len + data.len);
}

static void write_header(struct publisher *p, const struct wire_event_facts *facts)
{
    buf_clear(&p->header);
    struct wire_writer w = wire_writer_of(&p->header);
    wire_event_facts_write(&w, facts);
    if (w.status != STATUS_OK) {
        log_error("publish.header", "seq=%llu field=%s", (unsigned long long)facts->seq,
                  w.fault ? w.fault : "?");
    }
}

void publisher_send(struct publisher *p, const struct item *item)
{
    p->seq_last = item->seq;
    if (!prefixes_any(&p->prefixes, item->topic)) {
        metric_add(p->unwanted, 1);
        return;
    }
    uint32_t count = prefixes_link(&p->prefixes, item->topic, item->seq, p->links);
    bool analysis = item->feed == FEED_ANALYSIS;
    write_header(p, &(struct wire_event_facts){
                        .type = analysis ? WIRE_EVENT_TYPE_DATELINE_ANALYSIS
                                         : WIRE_EVENT_TYPE_DATELINE_TOMBSTONE,
                        .epoch = p->epoch,
                        .subject = item->subject,
                        .traceparent = item->traceparent,
                        .seq = item->seq,
                        .time_ms = item->time_ms,
                        .digest = analysis ? item->digest : NULL,
                        .links = p->links,
                        .links_count = count,
                    });
    send_message(p, item->topic, item->data);
}

void publisher_heartbeat(struct publisher *p, uint64_t seq, uint64_t accepted, uint64_t wall_ms)
{
    struct str topic = STR("heartbeat.");
    if (!prefixes_any(&p->prefixes, topic)) {
        return;
    }
    struct wire_heartbeat beat = {
        .epoch = p->epoch, .seq = seq, .accepted = accepted, .links = p->links};
    beat.links_count = prefixes_last(&p->prefixes, p->links);
    buf_clear(&p->data);
    struct wire_writer w = wire_writer_of(&p->data);
    wire_heartbeat_write(&w, &beat);
    write_header(p, &(struct wire_event_facts){.type = WIRE_EVENT_TYPE_DATELINE_HEARTBEAT,
                                               .epoch = p->epoch,
                                               .seq = seq,
                                               .time_ms = wall_ms});
    send_message(p, topic, buf_str(&p->data));
}
