/* mailbox: things that other threads hand to the loop.
 *
 * Any thread posts a pointer, the loop gets it in its next turn, in the order of posting. The
 * capacity is declared by whoever knows how much can be under way at once, so a full mailbox is our
 * own mistake and stops the process.
 *
 * Memory   the mailbox owns nothing of what is posted; what was posted and not delivered is the
 *          poster's again after mailbox_take.
 * Threads  mailbox_post: any; the rest: the loop's.
 */
#ifndef DATELINE_RUNTIME_MAILBOX_H
#define DATELINE_RUNTIME_MAILBOX_H

#include <stdint.h>
#include <uv.h>

#include "base/status.h"

struct mailbox;

typedef void (*mailbox_deliver)(void *context, void *thing);

enum status mailbox_new(struct mailbox **out, uv_loop_t *loop, uint32_t capacity,
                        mailbox_deliver deliver, void *context) MUST_CHECK;
void mailbox_post(struct mailbox *m, void *thing);
/* Delivers what is there, if that is at least so much, without waiting for the next turn: for who
 * has a long one. */
void mailbox_open(struct mailbox *m, uint32_t least);
/* The oldest thing that was not delivered; NULL when there is none. For the end of the process. */
void *mailbox_take(struct mailbox *m);
/* The loop must run once more for the handle to close. Accepts NULL. */
void mailbox_free(struct mailbox *m);

#endif
