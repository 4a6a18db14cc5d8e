/* router: the two sockets that articles come in by: ingest (ROUTER: HELLO, ARTICLE, PING, BYE) and
 * intake (PULL: one frame, an article map, nothing back).
 *
 * Reads frames, checks them, tells path what came, and sends what path decided. Acknowledgements of
 * one turn gather by peer and go out as one message (router_flush). A peer that is gone or does not
 * read loses what is sent to it: it sends again after its next HELLO, and finds duplicates.
 *
 * Errors   every refusal has a code of the protocol, a text that names what was wrong, and a
 *          counter.
 * Threads  the loop's.
 */
#ifndef DATELINE_INGEST_ROUTER_H
#define DATELINE_INGEST_ROUTER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/status.h"
#include "base/str.h"
#include "path/item.h"
#include "path/path.h"
#include "runtime/metrics.h"
#include "wire/messages_gen.h"

struct router;

struct router_options {
    void *zmq;
    const char *ingest, *intake; /* intake "none": there is no such socket */
    const char *epoch, *service; /* outlive the router */
    struct path *path;
    uint32_t rejects_max; /* of intake, kept for inspection */
    struct metrics *metrics;
};

/* STATUS_IO: logged, with the address. */
enum status router_open(struct router **out, const struct router_options *o) MUST_CHECK;
void router_close(struct router *r); /* accepts NULL */
void *router_ingest_socket(const struct router *r);
void *router_intake_socket(const struct router *r); /* NULL when there is none */
const char *router_ingest_endpoint(const struct router *r);
const char *router_intake_endpoint(const struct router *r);
/* Closes a socket and binds it anew: whatever libzmq had gathered for it is gone, peers connect
 * again and say HELLO. */
enum status router_reopen_ingest(struct router *r) MUST_CHECK;
enum status router_reopen_intake(struct router *r) MUST_CHECK;

/* Each reads one message; false: there is none waiting. */
bool router_read_ingest(struct router *r, uint64_t now_ms);
bool router_read_intake(struct router *r, uint64_t now_ms);

/* What path decided. */
/* Acknowledgements that have gathered go first: their grants are void by now. nonce 0: none. */
void router_welcome(struct router *r, uint64_t peer, uint32_t credit, uint64_t nonce);
void router_ack(struct router *r, uint64_t peer, const struct item *item, uint32_t credit);
void router_nack(struct router *r, uint64_t peer, uint32_t sent_ref, enum path_refusal refusal,
                 uint64_t retry_after_ms);
void router_credit(struct router *r, uint64_t peer, uint32_t credit);
void router_goodbye(struct router *r, uint64_t peer, uint64_t seq);
/* Sends the acknowledgements that have gathered. */
void router_flush(struct router *r);

/* The last refusals of intake, oldest first; the list lies in the arena, its texts in the router
 * until it reads again. */
const struct wire_intake_reject *router_rejects(const struct router *r, struct arena *arena,
                                                uint32_t *count);

#endif
