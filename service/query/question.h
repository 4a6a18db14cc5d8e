/* question: one question on its way through the store or through path, and the parts of query that
 * share it.
 *
 * Memory   one piece with the frames that the answer needs; freed when it is answered.
 * Threads  the loop's.
 */
#ifndef DATELINE_QUERY_QUESTION_H
#define DATELINE_QUERY_QUESTION_H

#include "query/query.h"
#include "query/subscribers.h"
#include "wire/messages_gen.h"

struct question {
    struct question *next; /* of replays */
    struct query *query;
    enum wire_query_verb verb;
    struct str identity, id; /* frames: who asked, and the asker's name for the question */
    struct str name;         /* of the article, or of the subscriber */
    enum wire_quarantine_action action;
    struct ledger_change change;
    struct store_request read;

    /* a replay */
    struct frames_shared *chunk; /* the bytes of the rows of `read` */
    uint64_t from, to, sent, alive_ms;
    uint32_t credit, at; /* at: the next row of `read` to send */
    bool reading, stopped;
};

struct query {
    struct query_options o;
    void *socket;
    char endpoint[512];
    struct arena scratch;
    struct buf out, header;
    uint32_t waiting, replay_count;
    struct question *replays;
    bool blocked; /* a message did not fit into somebody's queue */
    uint64_t now_ms;
    struct subscribers subscribers;
    struct metric *questions, *answers_lost, *replayed, *running,
        *errors[WIRE_QUERY_CODE_TOO_MANY + 1];
};

/* The rows of `q->out` after wire_…_write; false: the asker is gone or its queue is full. */
bool answer(struct query *q, const struct question *question, enum wire_query_verb verb,
            const struct str *more, uint32_t more_count);
struct wire_writer answer_begin(struct query *q);
void answer_error(struct query *q, const struct question *question, enum wire_query_code code,
                  const char *detail);
void question_free(struct question *question);
/* The header of a stored message, in q->header. */
struct str row_header(struct query *q, const struct store_row *row);

/* replay.c */
void replay_start(struct query *q, struct question *question, const struct wire_replay *m);
void replay_more(struct query *q, const struct question *asked, uint32_t credit);
void replay_cancel(struct query *q, const struct question *asked);
void replay_rows(struct query *q, struct question *replay);
void replay_tick(struct query *q);
void replay_free_all(struct query *q);

#endif
