#include "replay.h"

#include <string.h>

#include "connection.h"

static struct replay *replay_of(struct question *q)
{
    return (struct replay *)((char *)q - offsetof(struct replay, question));
}

static void write_question(struct question *q, struct wire_writer *w)
{
    struct replay *r = replay_of(q);
    struct wire_replay map = {.prefix = str_of(r->prefix),
                              .from = r->next,
                              .to = r->to,
                              .has_to = r->to != 0,
                              .credit = REPLAY_CREDIT};
    wire_replay_write(w, &map);
    r->asked = r->next;
    r->received = 0;
    r->unpaid = 0;
}

static void pay(struct dateline_client *d, struct replay *r)
{
    if (++r->unpaid >= REPLAY_CREDIT / 2) {
        struct wire_writer w = connection_map(d);
        wire_more_write(&w, &(struct wire_more){.credit = r->unpaid});
        asker_say(d, &r->question, "MORE");
        r->unpaid = 0;
    }
}

static enum answer_end on_event(struct dateline_client *d, struct replay *r, struct frames *reply)
{
    struct feed_event event;
    if (!event_read(d, frames_part(reply, 2), frames_part(reply, 3), frames_part(reply, 4),
                    &event)) {
        r->on_end(d, r, REPLAY_REFUSED, "the service sent an event that cannot be read");
        return ANSWER_DONE;
    }
    r->received++;
    if (event.message.seq < r->next) {
        return ANSWER_MORE;
    }
    r->next = event.message.seq + 1;
    event.message.replayed = true;
    pay(d, r); /* first, so that the service reads on while the callback works */
    if (r->on_event(d, r, &event)) {
        return ANSWER_MORE;
    }
    struct wire_writer w = connection_map(d);
    wire_cancel_write(&w, &(struct wire_cancel){0});
    asker_say(d, &r->question, "CANCEL");
    r->on_end(d, r, REPLAY_STOPPED, NULL);
    return ANSWER_DONE;
}

static enum answer_end on_last(struct dateline_client *d, struct replay *r, struct frames *reply)
{
    struct wire_end end;
    struct wire_fault fault;
    if (wire_end_read(frames_part(reply, 2), &d->arena, &end, &fault) != STATUS_OK ||
        end.count != r->received) {
        asker_ask_again(d, &r->question, RETRY_MS);
        return ANSWER_MORE;
    }
    r->expired_to = end.from > r->asked ? end.from - 1 : 0;
    r->to = end.to;
    r->on_end(d, r, REPLAY_DONE, NULL);
    return ANSWER_DONE;
}

static enum answer_end on_error(struct dateline_client *d, struct replay *r, const char *code,
                                struct str detail)
{
    enum wire_query_code number = wire_query_code_parse(str_of(code));
    if (number == WIRE_QUERY_CODE_BUSY || number == WIRE_QUERY_CODE_TOO_MANY) {
        asker_ask_again(d, &r->question, RETRY_MS);
        return ANSWER_MORE;
    }
    bool gone = number == WIRE_QUERY_CODE_GONE;
    struct str text = arena_printf(&d->arena, "%s: %.*s", code, STR_ARG(detail));
    r->on_end(d, r, gone ? REPLAY_GONE : REPLAY_REFUSED, text.ptr);
    return ANSWER_DONE;
}

static enum answer_end on_answer(struct dateline_client *d, struct question *q,
                                 struct frames *reply)
{
    struct replay *r = replay_of(q);
    const char *code;
    struct str detail;
    if (asker_error(d, reply, &code, &detail)) {
        return on_error(d, r, code, detail);
    }
    return wire_query_verb_parse(frames_part(reply, 0)) == WIRE_QUERY_VERB_EVENT
               ? on_event(d, r, reply)
               : on_last(d, r, reply);
}

static enum answer_end on_failed(struct dateline_client *d, struct question *q, bool closing)
{
    struct replay *r = replay_of(q);
    if (r->patient && !closing) {
        return ANSWER_MORE;
    }
    r->on_end(d, r, closing ? REPLAY_CLOSED : REPLAY_TIMEOUT, NULL);
    return ANSWER_DONE;
}

static const struct question_kind replay_kind = {"REPLAY", write_question, on_answer, on_failed};

void replay_begin(struct dateline_client *d, struct replay *r)
{
    r->question.kind = &replay_kind;
    asker_ask(d, &r->question);
}
