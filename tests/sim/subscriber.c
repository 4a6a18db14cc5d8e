/* Subscribers, as the client library makes them: live messages may be lost, a gap is repaired from
 * the durable feed, and what was received can be proved complete by count and hash. */
#include <stdlib.h>
#include <string.h>

#include "world.h"

static void keep(struct world *w, struct subscriber *s, uint64_t seq, uint64_t digest)
{
    if (seq >= s->capacity) {
        uint64_t capacity = 2 * seq + 256;
        s->digests = realloc(s->digests, capacity * sizeof *s->digests);
        if (!s->digests) {
            abort();
        }
        memset(s->digests + s->capacity, 0, (capacity - s->capacity) * sizeof *s->digests);
        s->capacity = capacity;
    }
    must_hold(w, seq <= w->oracle.seq && w->oracle.feed[seq].digest == digest,
              "a subscriber got seq %llu that the store does not hold so", (unsigned long long)seq);
    s->digests[seq] = digest;
    s->received++;
    s->next = seq + 1;
}

/* Reads what is missing up to `last` from the feed. */
static void replay(struct world *w, struct subscriber *s, uint64_t last)
{
    uint64_t first = w->oracle.first; /* the service says it with its answer "gone" */
    if (s->next < first) {
        s->skipped += first - s->next;
        s->next = first;
    }
    while (s->next <= last && s->next - first < disk_count(w->disk, TABLE_FEED)) {
        struct str key, value;
        struct ledger_feed_row row;
        disk_row(w->disk, TABLE_FEED, (uint32_t)(s->next - first), &key, &value);
        must_hold(
            w, ledger_key_to_u64(key) == s->next && ledger_feed_row_read(value, &row) == STATUS_OK,
            "the feed has a gap at %llu", (unsigned long long)s->next);
        if (w->failed) {
            return;
        }
        keep(w, s, s->next, digest_of(row.digest));
    }
}

void subscriber_receive(struct world *w, uint32_t who, uint64_t seq, uint64_t digest)
{
    struct subscriber *s = &w->subscribers[who];
    if (seq < s->next) {
        return;
    }
    bool heartbeat = digest == UINT64_MAX;
    if (seq > s->next || heartbeat) {
        replay(w, s, heartbeat ? seq : seq - 1);
    }
    if (!heartbeat && seq == s->next) {
        keep(w, s, seq, digest);
    }
}

static void send(struct world *w, uint64_t seq, uint64_t digest)
{
    for (uint32_t i = 0; i < w->subscriber_count; i++) {
        struct subscriber *s = &w->subscribers[i];
        if (!w->healthy && chance_of(w, w->set.sleep_rate)) {
            s->asleep = !s->asleep;
        }
        if (!w->healthy && (s->asleep || chance_of(w, w->set.drop_rate))) {
            continue;
        }
        uint64_t at = w->now_ms + chance_below(w, w->set.delay_most + 1);
        s->arrives_ms = at > s->arrives_ms ? at : s->arrives_ms;
        struct event *e = world_add(w, s->arrives_ms, EV_SUBSCRIBER);
        e->who = i;
        e->seq = seq;
        e->digest = digest;
    }
}

void subscribers_publish(struct world *w, uint64_t seq, uint64_t digest)
{
    send(w, seq, digest);
}

void subscribers_heartbeat(struct world *w, uint64_t last)
{
    send(w, last, UINT64_MAX);
}

bool subscribers_done(const struct world *w)
{
    for (uint32_t i = 0; i < w->subscriber_count; i++) {
        if (w->subscribers[i].next != w->oracle.seq + 1) {
            return false;
        }
    }
    return true;
}

static uint64_t mix(uint64_t hash, uint64_t seq, uint64_t digest)
{
    return (hash ^ seq ^ (digest << 1)) * 0x9e3779b97f4a7c15u + (hash >> 31);
}

/* CHECK: count and hash over what is retained, from the store and from what was received. */
void subscribers_check(struct world *w)
{
    for (uint32_t i = 0; i < w->subscriber_count; i++) {
        struct subscriber *s = &w->subscribers[i];
        uint64_t stored = 0, got = 0;
        for (uint32_t at = 0; at < disk_count(w->disk, TABLE_FEED); at++) {
            struct str key, value;
            struct ledger_feed_row row;
            disk_row(w->disk, TABLE_FEED, at, &key, &value);
            uint64_t seq = ledger_key_to_u64(key);
            must_hold(w, ledger_feed_row_read(value, &row) == STATUS_OK, "an unreadable feed row");
            stored = mix(stored, seq, digest_of(row.digest));
            got = mix(got, seq, seq < s->capacity ? s->digests[seq] : 0);
        }
        must_hold(w, stored == got, "subscriber %u: count and hash differ from the store's", i);
        must_hold(w, s->received + s->skipped == w->oracle.seq,
                  "subscriber %u received %llu of %llu", i, (unsigned long long)s->received,
                  (unsigned long long)w->oracle.seq);
    }
}
