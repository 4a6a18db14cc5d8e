/* asker: questions on the query socket and the answers to them.
 *
 * A question stays in the list until its answer is complete. When the link is lost, all are asked
 * again under new numbers, so an answer is never mistaken for another's; `ask` writes the question
 * anew each time (a replay goes on where it was).
 *
 * Threads  the processing thread (connection.h).
 */
#ifndef DATELINE_ASKER_H
#define DATELINE_ASKER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"
#include "link.h"

struct dateline_client;
struct question;
struct wire_writer;

enum answer_end { ANSWER_MORE, ANSWER_DONE };

struct question_kind {
    const char *verb;
    void (*ask)(struct question *q, struct wire_writer *w);
    /* One reply: frames are verb, number, map, …; `code` is set when it is an ERROR. */
    enum answer_end (*answer)(struct dateline_client *d, struct question *q, struct frames *reply);
    /* No answer within the time-out, or the connection is being closed. ANSWER_MORE: ask again. */
    enum answer_end (*failed)(struct dateline_client *d, struct question *q, bool closing);
};

struct question {
    const struct question_kind *kind;
    struct question *next;
    uint64_t number;     /* 0 = not under way */
    uint64_t asked_ms;   /* last sign of life */
    uint64_t not_before; /* a busy service is asked again later */
};

struct asker {
    struct link link;
    struct question *first;
    uint64_t numbers;
};

enum status asker_init(struct dateline_client *d);
void asker_release(struct dateline_client *d);
void asker_ask(struct dateline_client *d, struct question *q); /* until its kind says ANSWER_DONE */
void asker_ask_again(struct dateline_client *d, struct question *q,
                     uint64_t after_ms); /* one that is in the list */
void asker_forget(struct dateline_client *d,
                  struct question *q); /* accepts one that is not asked */
/* One more message about a question under way (MORE, CANCEL); `map` is what connection_map
 * wrote. */
void asker_say(struct dateline_client *d, const struct question *q, const char *verb);
bool asker_turn(struct dateline_client *d);
void asker_tick(struct dateline_client *d);

/* Reads an ERROR reply into code and detail (both borrowed from the frames); false if it is
 * none. */
bool asker_error(struct dateline_client *d, struct frames *reply, const char **code,
                 struct str *detail);

#endif
