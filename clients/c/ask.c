#define _GNU_SOURCE
/* Questions whose caller waits: the question lies on the caller's stack until its answer has come
 * or the time is over. */
#include <stdlib.h>
#include <string.h>

#include "connection.h"
#include "replay.h"

struct waiting {
    struct post post;
    struct question question;
    struct question_kind kind;
    struct str map;
    struct dateline_answer *answer;
    enum dateline_status status;
    uint64_t until_ms;
    bool done;
};

struct fetching {
    struct post post;
    struct replay replay;
    dateline_on_message *on_message;
    void *context;
    enum dateline_status status;
    bool done;
};

/* After this the caller's stack may be gone. */
static void finish(struct dateline_client *d, bool *done)
{
    pthread_mutex_lock(&d->lock);
    *done = true;
    pthread_cond_broadcast(&d->changed);
    pthread_mutex_unlock(&d->lock);
}

static enum dateline_status post_and_wait(struct dateline_client *d, struct post *post, bool *done)
{
    if (!connection_may_wait(d)) {
        return DATELINE_WRONG;
    }
    connection_post(d, post);
    connection_await(d, done);
    return DATELINE_OK;
}

/* ---- messages that outlive their frames ---- */

/* Of no bytes there may be no address. */
static const void *keep_bytes(char **at, const void *data, size_t size)
{
    char *kept = *at;
    if (size > 0) {
        memcpy(kept, data, size);
    }
    *at += size;
    return kept;
}

static const char *keep_text(char **at, const char *text)
{
    return text ? keep_bytes(at, text, strlen(text) + 1) : NULL;
}

static size_t text_size(const char *text)
{
    return text ? strlen(text) + 1 : 0;
}

static struct dateline_message *message_dup(const struct dateline_message *m)
{
    size_t texts = text_size(m->topic) + text_size(m->subject) + text_size(m->source) +
                   text_size(m->time) + text_size(m->epoch) + text_size(m->digest) +
                   text_size(m->traceparent);
    struct dateline_message *copy = malloc(sizeof *copy + m->size + m->header_size + texts);
    if (!copy) {
        return NULL;
    }
    *copy = *m;
    char *at = (char *)(copy + 1);
    copy->data = keep_bytes(&at, m->data, m->size);
    copy->header = keep_bytes(&at, m->header, m->header_size);
    copy->topic = keep_text(&at, m->topic);
    copy->subject = keep_text(&at, m->subject);
    copy->source = keep_text(&at, m->source);
    copy->time = keep_text(&at, m->time);
    copy->epoch = keep_text(&at, m->epoch);
    copy->digest = keep_text(&at, m->digest);
    copy->traceparent = keep_text(&at, m->traceparent);
    return copy;
}

void dateline_answer_release(struct dateline_answer *answer)
{
    free(answer->code);
    free(answer->detail);
    free(answer->message);
    free(answer->data);
    *answer = (struct dateline_answer){0};
}

/* ---- one question, one answer ---- */

static struct waiting *waiting_of(struct question *q)
{
    return (struct waiting *)((char *)q - offsetof(struct waiting, question));
}

static void write_map(struct question *q, struct wire_writer *w)
{
    wire_put_raw(w, waiting_of(q)->map);
}

static char *text_of(struct str s)
{
    char *text = malloc(s.len + 1);
    if (text) {
        memcpy(text, s.len ? s.ptr : "", s.len);
        text[s.len] = '\0';
    }
    return text;
}

static enum answer_end end_with(struct dateline_client *d, struct waiting *w,
                                enum dateline_status status)
{
    w->status = status;
    finish(d, &w->done);
    return ANSWER_DONE;
}

static enum answer_end on_answer(struct dateline_client *d, struct question *q,
                                 struct frames *reply)
{
    struct waiting *w = waiting_of(q);
    const char *code;
    struct str detail;
    if (asker_error(d, reply, &code, &detail)) {
        if (wire_query_code_parse(str_of(code)) == WIRE_QUERY_CODE_BUSY &&
            d->now_ms < w->until_ms) {
            asker_ask_again(d, q, RETRY_MS);
            return ANSWER_MORE;
        }
        w->answer->code = strdup(code);
        w->answer->detail = text_of(detail);
        return end_with(d, w, DATELINE_REFUSED);
    }
    struct feed_event event;
    bool kept = true;
    if (event_read(d, (struct str){0}, frames_part(reply, 3), frames_part(reply, 4), &event)) {
        w->answer->message = message_dup(&event.message);
        kept = w->answer->message != NULL;
    }
    struct str map = frames_part(reply, 2);
    w->answer->data = text_of(map);
    w->answer->size = map.len;
    if (!kept || !w->answer->data) {
        dateline_answer_release(w->answer);
        return end_with(d, w, DATELINE_FAILED);
    }
    return end_with(d, w, DATELINE_OK);
}

static enum answer_end on_failed(struct dateline_client *d, struct question *q, bool closing)
{
    return end_with(d, waiting_of(q), closing ? DATELINE_CLOSED : DATELINE_TIMEOUT);
}

static void ask(struct dateline_client *d, struct post *post)
{
    struct waiting *w = (struct waiting *)post;
    w->until_ms = d->now_ms + d->options.timeout_ms;
    asker_ask(d, &w->question);
}

enum dateline_status dateline_ask(struct dateline_client *d, const char *verb, const void *map,
                                  size_t size, struct dateline_answer *out)
{
    *out = (struct dateline_answer){0};
    struct waiting w = {.post.run = ask,
                        .kind = {verb, write_map, on_answer, on_failed},
                        .map = str_make(map, size),
                        .answer = out};
    w.question.kind = &w.kind;
    enum dateline_status status = post_and_wait(d, &w.post, &w.done);
    return status == DATELINE_OK ? w.status : status;
}

static enum dateline_status ask_buf(struct dateline_client *d, const char *verb, struct buf *map,
                                    enum status written, struct dateline_answer *out)
{
    *out = (struct dateline_answer){0};
    enum dateline_status status =
        written == STATUS_OK ? dateline_ask(d, verb, map->ptr, map->len, out) : DATELINE_WRONG;
    buf_release(map);
    return status;
}

enum dateline_status dateline_get(struct dateline_client *d, const char *id, uint32_t revision,
                                  struct dateline_answer *out)
{
    struct buf map = {0};
    struct wire_writer w = wire_writer_of(&map);
    wire_get_write(&w, &(struct wire_get){
                           .id = str_of(id), .revision = revision, .has_revision = revision != 0});
    return ask_buf(d, "GET", &map, w.status, out);
}

enum dateline_status dateline_take_down(struct dateline_client *d, const char *id,
                                        struct dateline_answer *out)
{
    struct buf map = {0};
    struct wire_writer w = wire_writer_of(&map);
    wire_takedown_write(&w, &(struct wire_takedown){.id = str_of(id)});
    return ask_buf(d, "TAKEDOWN", &map, w.status, out);
}

/* ---- a replay that is waited for ---- */

static struct fetching *fetching_of(struct replay *r)
{
    return (struct fetching *)((char *)r - offsetof(struct fetching, replay));
}

static bool fetch_event(struct dateline_client *d, struct replay *r, struct feed_event *event)
{
    (void)d;
    struct fetching *f = fetching_of(r);
    return f->on_message(f->context, &event->message);
}

static void fetch_end(struct dateline_client *d, struct replay *r, enum replay_end end,
                      const char *text)
{
    static const enum dateline_status statuses[] = {
        [REPLAY_DONE] = DATELINE_OK,         [REPLAY_GONE] = DATELINE_REFUSED,
        [REPLAY_STOPPED] = DATELINE_OK,      [REPLAY_REFUSED] = DATELINE_REFUSED,
        [REPLAY_TIMEOUT] = DATELINE_TIMEOUT, [REPLAY_CLOSED] = DATELINE_CLOSED,
    };
    struct fetching *f = fetching_of(r);
    if (text) {
        connection_notice(d,
                          &(struct dateline_notice){.kind = DATELINE_NOTICE_REFUSED, .text = text});
    }
    f->status = statuses[end];
    finish(d, &f->done);
}

static void fetch(struct dateline_client *d, struct post *post)
{
    replay_begin(d, &((struct fetching *)post)->replay);
}

enum dateline_status dateline_replay(struct dateline_client *d, const char *prefix, uint64_t from,
                                     uint64_t to, dateline_on_message *on_message, void *context)
{
    struct fetching f = {.post.run = fetch,
                         .replay = {.prefix = prefix && *prefix ? prefix : NULL,
                                    .next = from ? from : 1,
                                    .to = to,
                                    .on_event = fetch_event,
                                    .on_end = fetch_end},
                         .on_message = on_message,
                         .context = context};
    enum dateline_status status = post_and_wait(d, &f.post, &f.done);
    return status == DATELINE_OK ? f.status : status;
}
