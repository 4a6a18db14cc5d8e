/* Producers: keep to their credit, say HELLO on each connection and now and then again, send again
 * what was not acknowledged. A connection that breaks takes what was on its way with it, and the
 * next one has another identity. */
#include <string.h>

#include "world.h"

static uint64_t delay(struct world *w)
{
    return chance_below(w, w->set.delay_most + 1);
}

static void to_service(struct world *w, struct producer *p, struct message m)
{
    m.connection = p->connection;
    uint64_t at = w->now_ms + delay(w);
    p->to_service_ms = at > p->to_service_ms ? at : p->to_service_ms;
    p->sent_ms = w->now_ms;
    p->article_ms = m.kind == MSG_ARTICLE || m.kind == MSG_HELLO ? w->now_ms : p->article_ms;
    p->cut = p->cut || !w->service.up || (!w->healthy && chance_of(w, w->set.loss));
    if (p->cut) {
        return;
    }
    struct event *e = world_add(w, p->to_service_ms, EV_TO_SERVICE);
    e->life = w->service.life;
    e->message = m;
}

void to_producer(struct world *w, const struct message *m)
{
    for (uint32_t i = 0; i < w->producer_count; i++) {
        struct producer *p = &w->producers[i];
        p->cut =
            p->cut || (p->connection == m->connection && !w->healthy && chance_of(w, w->set.loss));
        if (p->connection == m->connection && !p->cut) {
            uint64_t at = w->now_ms + delay(w);
            p->to_producer_ms = at > p->to_producer_ms ? at : p->to_producer_ms;
            struct event *e = world_add(w, p->to_producer_ms, EV_TO_PRODUCER);
            e->who = i;
            e->message = *m;
            e->message.stream = p->stream;
        }
    }
}

static void forget_sent(struct world *w, struct producer *p)
{
    for (uint32_t i = p->low; i < p->count; i++) {
        struct article *a = &w->articles[p->first + i];
        a->state = a->state == SENT ? UNSENT : a->state;
    }
    p->credit = 0;
    p->welcomed = false;
    p->since_ms = w->now_ms;
}

static uint32_t next_unsent(const struct world *w, const struct producer *p)
{
    uint32_t i = p->low;
    while (i < p->count && w->articles[p->first + i].state != UNSENT) {
        i++;
    }
    return i;
}

/* What was granted before is void, so the WELCOME that counts is the one of this HELLO. */
static void say_hello(struct world *w, struct producer *p)
{
    to_service(w, p, (struct message){.kind = MSG_HELLO, .nonce = ++p->nonce});
}

static void connect(struct world *w, struct producer *p)
{
    forget_sent(w, p);
    /* An identity that the producer chose itself may come back while answers to the old stream are
     * under way. */
    bool same_name = p->connection && chance_of(w, w->set.same_name_rate);
    if (!same_name) {
        p->connection = ++w->connections;
    }
    p->stream++;
    p->cut = false;
    p->to_service_ms = p->to_service_ms > w->now_ms ? p->to_service_ms : w->now_ms;
    p->to_producer_ms = w->now_ms;
    uint32_t next = next_unsent(w, p);
    if (next < p->count && !same_name && chance_of(w, w->set.stale_rate)) {
        /* The socket library sends what it had queued before we know that the connection is another
         * one. */
        to_service(w, p, (struct message){.kind = MSG_ARTICLE, .article = p->first + next});
    }
    say_hello(w, p);
}

static void send_articles(struct world *w, struct producer *p)
{
    uint32_t next = next_unsent(w, p);
    while (p->welcomed && next < p->count && (p->credit || (p->cheats && chance_of(w, 20)))) {
        p->credit -= p->credit > 0;
        p->paused = p->paused || w->now_ms - p->article_ms >= w->options.idle_ms / 2;
        w->articles[p->first + next].state = SENT;
        to_service(w, p, (struct message){.kind = MSG_ARTICLE, .article = p->first + next});
        next = next_unsent(w, p);
    }
}

static bool waits(const struct world *w, const struct producer *p)
{
    for (uint32_t i = p->low; i < p->count; i++) {
        if (w->articles[p->first + i].state == SENT) {
            return true;
        }
    }
    return !p->welcomed || p->cut; /* a dead connection shows when something does not come back */
}

void producer_wake(struct world *w, uint32_t who)
{
    struct producer *p = &w->producers[who];
    struct event *again = world_add(w, w->now_ms + chance_between(w, 20, 120), EV_PRODUCER);
    again->who = who;
    if (!w->healthy && w->now_ms < p->silent_until_ms) {
        return;
    }
    if (!w->healthy && chance_of(w, w->set.half_open)) {
        /* Falls silent; the service is never told. Longer than the idle time now and then. */
        p->silent_until_ms = w->now_ms + chance_below(w, (uint32_t)w->options.idle_ms * 3);
        return;
    }
    bool stuck = waits(w, p) && w->now_ms - p->since_ms > 1500;
    if (!p->connection || stuck || (!w->healthy && chance_of(w, w->set.break_rate))) {
        if (p->connection && chance_of(w, 300)) {
            to_service(w, p, (struct message){.kind = MSG_BYE});
        }
        connect(w, p);
    } else if (w->now_ms - p->sent_ms > w->options.idle_ms / 4) {
        to_service(w, p, (struct message){.kind = MSG_PING});
    } else if (!w->healthy && chance_of(w, w->set.hello_rate)) {
        forget_sent(w, p); /* again, whether or not the last one is answered by now */
        say_hello(w, p);
    }
    send_articles(w, p);
}

static void settle(struct world *w, struct producer *p, uint32_t article)
{
    w->articles[article].state = SETTLED;
    while (p->low < p->count && w->articles[p->first + p->low].state == SETTLED) {
        p->low++;
    }
}

static void refused(struct world *w, struct producer *p, const struct message *m)
{
    struct article none = {.state = UNSENT},
                   *a = m->article == NO_ARTICLE ? &none : &w->articles[m->article];
    switch (m->refusal) {
    case PATH_OVER_CREDIT:
        must_hold(w, p->cheats, "a producer that keeps to its credit was refused over-credit");
        a->state = a->state == SENT ? UNSENT : a->state;
        break;
    case PATH_HELLO_FIRST:
        must_hold(w,
                  !p->welcomed || p->welcomed_life != w->service.life || w->set.half_open ||
                      p->cut || p->paused || w->now_ms - p->article_ms >= w->options.idle_ms / 2,
                  "a producer that spoke all the time was forgotten");
        if (p->welcomed || a->state == SENT) {
            forget_sent(w, p);
            say_hello(w, p);
        }
        break;
    case PATH_SHUTTING_DOWN:
    case PATH_TOO_MANY_PEERS:
        forget_sent(w, p);
        p->connection = 0;
        break;
    }
}

void producer_receive(struct world *w, uint32_t who, const struct message *m)
{
    struct producer *p = &w->producers[who];
    if (m->connection != p->connection || m->stream != p->stream) {
        return; /* that connection is gone */
    }
    p->since_ms = m->kind == MSG_NACK
                      ? p->since_ms
                      : w->now_ms; /* a HELLO that was lost shows by nothing else coming */
    switch (m->kind) {
    case MSG_WELCOME:
        if (m->nonce != p->nonce) {
            break; /* the answer to an earlier HELLO: void by now */
        }
        p->welcomed = true;
        p->paused = false;
        p->welcomed_life = m->life;
        p->credit = m->credit;
        break;
    case MSG_CREDIT:
        p->credit += p->welcomed ? m->credit : 0;
        break;
    case MSG_ACK:
        p->credit += p->welcomed ? m->credit : 0;
        settle(w, p, m->article);
        break;
    case MSG_NACK:
        if (m->by_door) {
            settle(w, p, m->article);
        } else {
            refused(w, p, m);
        }
        break;
    case MSG_GOODBYE:
        forget_sent(w, p);
        p->connection = 0;
        break;
    default:
        break;
    }
    must_hold(w, p->cheats || p->credit <= w->options.window,
              "producer %u holds credit %u above the window", who, p->credit);
    send_articles(w, p);
}

bool producers_done(const struct world *w)
{
    for (uint32_t i = 0; i < w->producer_count; i++) {
        if (w->producers[i].low < w->producers[i].count) {
            return false;
        }
    }
    return true;
}
