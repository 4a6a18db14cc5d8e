/* item: one article on its way through the service, from the frame that brought it to the message
 * that carries its analysis.
 *
 * Made by ingest (or read back from the journal), passed on by the loop, the store thread and one
 * worker in turn, freed by the loop when path says so. The bytes belong to the item; the path
 * module itself never looks into them.
 */
#ifndef DATELINE_PATH_ITEM_H
#define DATELINE_PATH_ITEM_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

enum { HASH_BYTES = 32, MESSAGE_ID_MAX = 256 };

/* What a commit decided of a new article. */
enum admission { ADMISSION_ACCEPTED, ADMISSION_DUPLICATE, ADMISSION_REVISION };

/* What a commit puts into the feed for an item. */
enum feed_kind { FEED_ANALYSIS, FEED_QUARANTINED, FEED_EXPIRED, FEED_TAKEN_DOWN };

struct item {
    struct item *next; /* in whichever queue holds it; an item is in one at a time */

    /* as it came */
    unsigned char identity[HASH_BYTES]; /* SHA-256 of the identity string */
    unsigned char content[HASH_BYTES];  /* SHA-256 of the canonical content */
    /* the journal's bytes (proto: record); owned, absent once the result is there */
    struct str record;
    /* of path's peers; 0 = came by intake or from the journal */
    uint64_t peer;
    /* ingest's handle of the sender's message id, to be acknowledged */
    uint32_t sent_ref;
    bool from_journal;

    /* as the commit made it */
    enum admission admission;
    uint64_t accepted; /* 1, 2, …; of a duplicate: that of the article it repeats */
    uint32_t revision; /* 1, 2, … */

    /* as path handed it over: the backlog is long */
    bool hurried;

    /* as the worker made it; owned. The seq is not in the bytes: it is given by the commit. */
    enum feed_kind feed;
    struct str topic; /* "analysis.en.example." */
    struct str data;  /* the analysis, or the tombstone's map */
    unsigned char digest[HASH_BYTES];
    uint64_t time_ms; /* wall clock of the result */
    uint64_t seq;     /* 1, 2, …, given by the commit */
    /* the article's id as it came, for the header; points into the memory of the item */
    struct str subject;
    struct str traceparent; /* W3C, as it came, or absent; likewise */

    /* measured, not decided */
    uint64_t received_us, committed_us, started_us, finished_us; /* monotonic */
    void *memory; /* of whoever frees the item (runtime/item_pool) */
};

struct item_queue {
    struct item *first, *last;
    uint32_t count;
    uint64_t bytes; /* of the items' records and data, as given to item_queue_push */
};

void item_queue_push(struct item_queue *q, struct item *item);
struct item *item_queue_pop(struct item_queue *q); /* NULL when empty */
/* record + topic + data */
uint64_t item_bytes(const struct item *item);

#endif
