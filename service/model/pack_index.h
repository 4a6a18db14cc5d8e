/* pack_index: front-coded keys with payloads, the kind INDEX of pack_file.h.
 *
 * Memory   points into the file. Threads  const once checked.
 */
#ifndef DATELINE_MODEL_PACK_INDEX_H
#define DATELINE_MODEL_PACK_INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"
#include "text/name_key.h"

struct pack_index {
    const uint32_t *offsets; /* (blocks + 1) from `bytes` */
    const unsigned char *bytes;
    uint32_t keys, block, blocks;
};

/* Stands on a key. */
struct pack_cursor {
    const struct pack_index *index;
    const unsigned char *at;      /* what follows this key and its payload */
    const unsigned char *payload; /* (payload_len) */
    size_t payload_len, key_len;
    uint32_t number; /* of the key; index->keys: past the end */
    char key[NAME_KEY_MAX];
};

/* Is asked about each payload by pack_index_check. */
typedef bool pack_payload_check(const void *arg, const unsigned char *payload, size_t len);

/* Over the bytes of a section: false when anything is not as pack_file.h says. */
bool pack_index_check(struct pack_index *out, struct str section, uint32_t rows, uint32_t columns,
                      pack_payload_check *check, const void *arg);
/* The first key that is not before `key`; false when it is another. */
bool pack_index_find(const struct pack_index *x, struct str key, struct pack_cursor *out);
/* Reads a varint at *at and steps over it; false when it does not end before `end` or exceeds 32
   bits. */
bool pack_varint(const unsigned char **at, const unsigned char *end, uint32_t *out);

#endif
