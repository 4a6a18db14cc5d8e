/* item_pool: makes and frees the items of the path.
 *
 * An item and its record are one piece of memory; what a worker adds (topic, data, subject) is a
 * second one, `memory`.
 *
 * Threads  any: the store's reader and writer make items, too.
 */
#ifndef DATELINE_INGEST_ITEM_POOL_H
#define DATELINE_INGEST_ITEM_POOL_H

#include <stdint.h>

#include "path/item.h"

/* A zeroed item whose record is room for `bytes`. Out of memory stops the process. */
struct item *item_pool_new(uint64_t bytes);
/* Room for the result, freed with the item; one for each item. */
char *item_pool_result(struct item *item, uint64_t bytes);
void item_pool_free(struct item *item); /* accepts NULL */
/* Items that are there, for metrics. */
uint64_t item_pool_count(void);

#endif
