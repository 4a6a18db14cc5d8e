/* sender: articles on their way to the service's disk.
 *
 * A ring holds every article from dateline_send to its receipt. The service grants credit; each
 * article sent spends one. When the link is lost, or the service has forgotten us, everything
 * without a receipt is sent again after the next WELCOME, in the order of dateline_send; the
 * service recognises what it already had.
 *
 * Memory   an article's bytes are the ring's until its receipt; ZeroMQ shares them.
 * Threads  the ring is under the connection's lock; link and credit are the processing thread's.
 */
#ifndef DATELINE_SENDER_H
#define DATELINE_SENDER_H

#include <stdbool.h>
#include <stdint.h>

#include "dateline.h"
#include "link.h"

enum slot_state { SLOT_FREE, SLOT_WAITING, SLOT_SENT };

struct slot {
    enum slot_state state;
    zmq_msg_t article; /* shared with what ZeroMQ sends */
    dateline_on_receipt *on_receipt;
    void *context;
};

struct sender {
    struct link link;
    struct slot *slots;  /* (mask + 1), by number; under the connection's lock, as the next four */
    uint64_t head, next; /* [head,next) are in the ring */
    uint32_t mask, under_way;
    bool wanted;     /* something was sent once: the link is to be open */
    uint64_t resume; /* the first that may have to be sent; the rest is the processing thread's */
    bool welcome;    /* HELLO was answered on this link */
    uint64_t nonce;  /* of the last HELLO */
    uint64_t credit, hello_ms, spoke_ms, again_ms; /* again_ms: not before */
};

struct dateline_client;
enum status sender_init(struct dateline_client *d);
void sender_release(struct dateline_client *d); /* every article left gets its receipt: CLOSED */
/* Receives and sends what there is; returns whether there may be more. */
bool sender_turn(struct dateline_client *d);
void sender_tick(struct dateline_client *d);

#endif
