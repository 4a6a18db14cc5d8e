/* record: what the recorder writes down, one after the other: this head, then `len` bytes, then
 * zeros up to a multiple of eight.
 *
 * A write is there before it is done; what follows says how far it is safe. The numbers are those
 * of the machine that recorded.
 */
#ifndef DATELINE_TESTS_POWER_RECORD_H
#define DATELINE_TESTS_POWER_RECORD_H

#include <stddef.h>
#include <stdint.h>

enum record_kind {
    RECORD_WRITE = 1,   /* bytes at `offset` of the data file, in the kernel's cache */
    RECORD_DSYNC_WRITE, /* the same through a descriptor opened with O_DSYNC */
    RECORD_DSYNC_DONE,  /* that write is on the disk */
    RECORD_SYNC_DONE,   /* all writes before it are on the disk */
    RECORD_RENAME,      /* the new file got its name */
    RECORD_FOLDER_DONE, /* the name is on the disk */
    RECORD_ACK, /* bytes that the process wrote to descriptor 1: from here on it has promised */
};

struct record {
    uint32_t kind, len;
    uint64_t offset;
};

static inline size_t record_padding(uint32_t len)
{
    return (8 - len % 8) % 8;
}

#endif
