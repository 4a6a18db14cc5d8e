/* A replay reads a chunk of rows, sends them as its credit and its asker's queue allow, and asks
 * for the next chunk when libzmq holds none of them any more; only then does it end, too. So at
 * most one chunk of each replay is in memory, however slowly its asker reads, and the reader takes
 * turns between replays. Of an asker that reads nothing at all the place is given to others after a
 * minute; what libzmq then still holds is service.memory's to look after. */
#include <errno.h>
#include <string.h>
#include <zmq.h>

#include "query/question.h"
#include "runtime/frames.h"

enum { IDLE_MS = 60000, CHUNK_ROWS = 256 };

static struct question *find(const struct query *q, const struct question *asked)
{
    for (struct question *r = q->replays; r; r = r->next) {
        if (!r->stopped && str_equal(r->identity, asked->identity) && str_equal(r->id, asked->id)) {
            return r;
        }
    }
    return NULL;
}

static bool in_flight(const struct question *replay)
{
    return replay->chunk && frames_shared_out(replay->chunk);
}

static void release(struct query *q, struct question *replay)
{
    struct question **at = &q->replays;
    while (*at != replay) {
        at = &(*at)->next;
    }
    *at = replay->next;
    q->replay_count--;
    question_free(replay);
}

/* The reader may still hold its request, libzmq its rows: then it is only marked. */
static void stop(struct query *q, struct question *replay)
{
    replay->stopped = true;
    if (in_flight(replay)) {
        q->blocked = true;
    } else if (!replay->reading) {
        release(q, replay);
    }
}

static void read_on(struct query *q, struct question *replay, uint64_t from)
{
    char prefix[sizeof replay->read.prefix];
    memcpy(prefix, replay->read.prefix, sizeof prefix);
    frames_unshare(replay->chunk);
    replay->chunk = NULL;
    store_request_release(&replay->read);
    replay->read = (struct store_request){
        .kind = STORE_REPLAY,
        .from = from,
        .to = replay->to,
        .max_count = replay->credit < CHUNK_ROWS ? replay->credit : CHUNK_ROWS,
        .max_bytes = q->o.chunk_bytes,
        .context = replay,
    };
    memcpy(replay->read.prefix, prefix, sizeof prefix);
    replay->at = 0;
    replay->reading = true;
    store_read(q->o.store, &replay->read);
}

static void end(struct query *q, struct question *replay, uint64_t to)
{
    struct wire_end m = {.from = replay->from, .to = to, .count = replay->sent};
    struct wire_writer w = answer_begin(q);
    wire_end_write(&w, &m);
    answer(q, replay, WIRE_QUERY_VERB_END, NULL, 0);
    stop(q, replay);
}

/* Sends rows until credit, rows or the asker's queue end; frees the replay when its asker is
 * gone. */
static void go_on(struct query *q, struct question *replay)
{
    struct store_request *read = &replay->read;
    while (replay->at < read->row_count && replay->credit) {
        const struct store_row *row = &read->rows[replay->at];
        struct str more[] = {row->topic, row_header(q, row), row->data};
        if (!answer(q, replay, WIRE_QUERY_VERB_EVENT, more, 3)) {
            if (zmq_errno() == EAGAIN) {
                q->blocked = true;
            } else {
                stop(q, replay);
            }
            return;
        }
        metric_add(q->replayed, 1);
        replay->alive_ms = q->now_ms;
        replay->sent++;
        replay->credit--;
        replay->at++;
    }
    if (replay->at < read->row_count) {
        return;
    }
    if (in_flight(replay)) {
        q->blocked = true;
    } else if (!read->resume) {
        end(q, replay, replay->to);
    } else if (replay->credit) {
        read_on(q, replay, read->resume);
    }
}

void replay_start(struct query *q, struct question *question, const struct wire_replay *m)
{
    struct path_counters counters;
    path_count(q->o.path, &counters);
    question->next = q->replays;
    q->replays = question;
    q->replay_count++;
    question->from = m->from ? m->from : 1;
    question->to = m->has_to && m->to < counters.seq_last ? m->to : counters.seq_last;
    question->credit = m->credit;
    question->alive_ms = q->now_ms;
    if (question->from < counters.seq_first) {
        answer_error(q, question, WIRE_QUERY_CODE_GONE,
                     "the range begins before what is retained; POSITION tells the first seq");
        stop(q, question);
    } else if (question->from > question->to) {
        end(q, question, question->to);
    } else if (question->credit) {
        read_on(q, question, question->from);
    } else {
        question->read.resume = question->from;
    }
}

void replay_more(struct query *q, const struct question *asked, uint32_t credit)
{
    struct question *replay = find(q, asked);
    if (!replay) {
        return; /* it has ended: END and MORE may cross */
    }
    replay->credit = credit > UINT32_MAX - replay->credit ? UINT32_MAX : replay->credit + credit;
    replay->alive_ms = q->now_ms;
    if (!replay->reading) {
        go_on(q, replay);
    }
}

void replay_cancel(struct query *q, const struct question *asked)
{
    struct question *replay = find(q, asked);
    if (replay) {
        bool rows = replay->at < replay->read.row_count;
        uint64_t to = replay->reading       ? replay->read.from - 1
                      : rows                ? replay->read.rows[replay->at].seq - 1
                      : replay->read.resume ? replay->read.resume - 1
                                            : replay->to;
        end(q, replay, to);
    }
}

void replay_rows(struct query *q, struct question *replay)
{
    replay->reading = false;
    replay->chunk = frames_share(replay->read.bytes.ptr);
    replay->read.bytes = (struct buf){0};
    enum status status = replay->read.status;
    if (replay->stopped) {
        release(q, replay);
    } else if (status == STATUS_OK) {
        go_on(q, replay);
    } else {
        bool gone = status == STATUS_CLOSED;
        answer_error(q, replay, gone ? WIRE_QUERY_CODE_GONE : WIRE_QUERY_CODE_BUSY,
                     gone ? "the rest has expired meanwhile; POSITION tells the first seq"
                          : status_text(status));
        stop(q, replay);
    }
}

void replay_tick(struct query *q)
{
    q->blocked = false;
    for (struct question *r = q->replays, *next; r; r = next) {
        next = r->next;
        if (r->reading) {
            continue;
        }
        bool idle = q->now_ms - r->alive_ms > IDLE_MS;
        if (idle || (r->stopped && !in_flight(r))) {
            release(q, r);
        } else if (r->stopped) {
            q->blocked = true;
        } else if (r->chunk) {
            go_on(q, r);
        }
    }
}

void replay_free_all(struct query *q)
{
    while (q->replays) {
        release(q, q->replays); /* the store is closed: nobody holds the request any more */
    }
}
