/* disk: the store of the simulator: ordered tables in memory, with transactions that end in all or
 * nothing.
 *
 * What stands here is durable: a crash takes the process and leaves this. disk_begin starts to note
 * how things were, disk_abort makes them so again, disk_keep forgets the notes.
 */
#ifndef DATELINE_TESTS_SIM_DISK_H
#define DATELINE_TESTS_SIM_DISK_H

#include "path/ledger.h"

struct disk;

struct disk *disk_new(void);
void disk_free(struct disk *d);
/* The ledger's view; `reserve` chooses whether rows are written in place. */
struct ledger_kv disk_kv(struct disk *d, bool reserve);
void disk_begin(struct disk *d);
void disk_keep(struct disk *d);
void disk_abort(struct disk *d);

/* Rows and bytes that a put may not exceed (FULL); 0: none. */
void disk_limit(struct disk *d, uint64_t bytes);
uint64_t disk_used(const struct disk *d);
/* The call with this number from now on fails with IO; 0: none. */
void disk_fail_at(struct disk *d, uint32_t calls);
void disk_clear(struct disk *d, enum ledger_table table);

uint32_t disk_count(const struct disk *d, enum ledger_table table);
void disk_row(const struct disk *d, enum ledger_table table, uint32_t at, struct str *key,
              struct str *value);

#endif
