#include "asker.h"

#include <stdlib.h>
#include <string.h>

#include "connection.h"

enum { NUMBER_BYTES = 8, LINGER_MS = 500 };

enum status asker_init(struct dateline_client *d)
{
    d->asker.link = (struct link){
        .zmq = d->zmq, .endpoint = d->options.query, .type = ZMQ_DEALER, .epoll = d->epoll};
    return STATUS_OK;
}

/* ---- the list ---- */

static void link_in(struct asker *a, struct question *q)
{
    q->next = a->first;
    a->first = q;
}

static bool take_out(struct asker *a, const struct question *q)
{
    for (struct question **at = &a->first; *at; at = &(*at)->next) {
        if (*at == q) {
            *at = q->next;
            return true;
        }
    }
    return false;
}

static struct question *find(struct asker *a, struct str number)
{
    uint64_t wanted;
    if (number.len != NUMBER_BYTES) {
        return NULL;
    }
    memcpy(&wanted, number.ptr, sizeof wanted);
    struct question *q = a->first;
    while (q && (q->number != wanted || wanted == 0)) {
        q = q->next;
    }
    return q;
}

/* ---- asking ---- */

void asker_ask(struct dateline_client *d, struct question *q)
{
    q->number = 0;
    q->not_before = 0;
    q->asked_ms = d->now_ms;
    link_in(&d->asker, q);
}

void asker_ask_again(struct dateline_client *d, struct question *q, uint64_t after_ms)
{
    q->number = 0;
    q->not_before = d->now_ms + after_ms;
}

void asker_forget(struct dateline_client *d, struct question *q)
{
    if (take_out(&d->asker, q) && q->number) {
        struct wire_writer w = connection_map(d);
        wire_cancel_write(&w, &(struct wire_cancel){0});
        asker_say(d, q, "CANCEL");
    }
    q->number = 0;
}

void asker_say(struct dateline_client *d, const struct question *q, const char *verb)
{
    struct frames f = {0};
    frames_add(&f, str_of(verb));
    frames_add(&f, str_make((const char *)&q->number, NUMBER_BYTES));
    frames_add(&f, buf_str(&d->out));
    link_send(&d->asker.link, &f);
}

/* Asks what has not been asked on this link and whose time has come. */
static bool ask_due(struct dateline_client *d)
{
    struct asker *a = &d->asker;
    bool any = false;
    for (struct question *q = a->first; q; q = q->next) {
        if (q->number || d->now_ms < q->not_before) {
            continue;
        }
        if (link_open(&a->link, d->now_ms) != STATUS_OK) {
            return any;
        }
        struct wire_writer w = connection_map(d);
        q->number = ++a->numbers;
        q->kind->ask(q, &w);
        asker_say(d, q, q->kind->verb);
        any = true;
    }
    return any;
}

/* ---- answers ---- */

bool asker_error(struct dateline_client *d, struct frames *reply, const char **code,
                 struct str *detail)
{
    struct wire_query_error error;
    struct wire_fault fault;
    if (wire_query_verb_parse(frames_part(reply, 0)) != WIRE_QUERY_VERB_ERROR) {
        return false;
    }
    if (wire_query_error_read(frames_part(reply, 2), &d->arena, &error, &fault) != STATUS_OK) {
        error = (struct wire_query_error){.code = WIRE_QUERY_CODE_PROTOCOL,
                                          .detail = STR("an ERROR that cannot be read")};
    }
    *code = wire_query_code_name(error.code);
    *detail = error.detail;
    return true;
}

/* Out of the list while its owner looks at the answer: the owner may free it when it is done. */
static void hand_over(struct dateline_client *d, struct question *q, struct frames *reply)
{
    take_out(&d->asker, q);
    q->asked_ms = d->now_ms;
    if (q->kind->answer(d, q, reply) == ANSWER_MORE) {
        link_in(&d->asker, q);
    }
}

static void start_over(struct dateline_client *d)
{
    struct asker *a = &d->asker;
    link_close(&a->link, 0);
    for (struct question *q = a->first; q; q = q->next) {
        q->number = 0;
    }
}

bool asker_turn(struct dateline_client *d)
{
    struct asker *a = &d->asker;
    bool any = false;
    struct frames f;
    for (int i = 0; i < TURN_MAX && link_receive(&a->link, &f, d->now_ms); i++) {
        struct question *q = find(a, frames_part(&f, 1));
        arena_reset(&d->arena);
        if (q) {
            hand_over(d, q, &f);
        }
        frames_release(&f);
        any = true;
    }
    if (link_lost(&a->link)) {
        start_over(d);
        any = true;
    }
    return ask_due(d) || any;
}

void asker_tick(struct dateline_client *d)
{
    struct asker *a = &d->asker;
    struct question *q = a->first;
    bool silent = a->link.socket && d->now_ms >= a->link.heard_ms + d->options.silence_ms;
    bool waiting = false;
    while (q) {
        struct question *next = q->next;
        waiting = waiting || (q->number && d->now_ms >= q->asked_ms + d->options.silence_ms);
        if (d->now_ms >= q->asked_ms + d->options.timeout_ms) {
            take_out(a, q);
            if (q->kind->failed(d, q, false) == ANSWER_MORE) {
                asker_ask(d, q);
            }
        }
        q = next;
    }
    if (silent && waiting) {
        start_over(d);
    }
}

void asker_release(struct dateline_client *d)
{
    struct asker *a = &d->asker;
    while (a->first) {
        struct question *q = a->first;
        a->first = q->next;
        q->kind->failed(d, q, true);
    }
    link_close(&a->link, d->options.name ? LINGER_MS : 0);
}
