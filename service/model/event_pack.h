/* event_pack: which words tell of which events: the dictionary of the events stage, mapped from its
 * file and checked. The format stands in event_pack_file.h.
 *
 * Opening checks all that memory safety rests on: header, CRC, every offset, number and order.
 *
 * Memory   the mapping is shared and read-only; a look-up allocates nothing. Slices point into it.
 * Threads  const once opened.
 * Errors   STATUS_IO: cannot be read; STATUS_MODEL: not such a pack, damaged, of another version;
 *          *problem says which (static).
 * Cost     a look-up is a binary search.
 */
#ifndef DATELINE_MODEL_EVENT_PACK_H
#define DATELINE_MODEL_EVENT_PACK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/sha256.h"
#include "base/status.h"
#include "base/str.h"
#include "model/event_pack_file.h"
#include "model/mapped.h"

#define EVENT_NO_WORD UINT32_MAX

struct event_pack {
    struct mapped file;
    const struct event_file_code *codes;
    const struct event_file_element *elements;
    const struct event_file_alternative *alternatives;
    const uint32_t *sequences, *lists;
    const struct event_file_entry *entries;
    const struct event_file_rule *rules;
    const struct event_file_trigger *triggers;
    const struct event_file_compose *compose;
    const struct event_file_phrase *phrases;
    const uint32_t *word_offsets, *name_offsets;
    const char *word_bytes, *name_bytes;
    uint32_t rows[EVENT_SECTIONS];
    bool has_actors; /* it names actors itself: a pack for tests */
    char sha256[2 * SHA256_BYTES + 1];
    char with_others[2 * SHA256_BYTES + 1]; /* for models: the name of this and the other packs */
};

/* An event code with all that follows from it; slices are absent where there is nothing. */
struct event_code {
    struct str cameo, event, mode, contexts[2];
    struct str class; /* "plover", "disaster", … */
    unsigned quad;    /* 1..4, 0 = none */
    int goldstein;    /* tenths */
};

enum status event_pack_open(const char *path, struct event_pack **out,
                            const char **problem) MUST_CHECK;
/* The same over bytes that the caller keeps, aligned to 8: for tests and fuzzing. */
enum status event_pack_of_bytes(struct str bytes, struct event_pack **out,
                                const char **problem) MUST_CHECK;
void event_pack_close(struct event_pack *p); /* accepts NULL */

/* The number of a word in lower case, or EVENT_NO_WORD. */
uint32_t event_pack_word(const struct event_pack *p, struct str lower);
/* The triggers of a word; their number goes to *count. */
const struct event_file_trigger *event_pack_triggers(const struct event_pack *p,
                                                     enum event_speech speech, uint32_t word,
                                                     uint32_t *count);
/* The phrases that begin with a word, the longer first. */
const struct event_file_phrase *event_pack_phrases(const struct event_pack *p, uint32_t word,
                                                   uint32_t *count);
/* Codes and names count from 1; 0 gives absent slices. */
struct event_code event_pack_code(const struct event_pack *p, uint32_t code);
struct str event_pack_name(const struct event_pack *p, uint32_t name);
/* What the operator makes of the event of its complement (0: there is none): a code, or 0. */
uint32_t event_pack_compose(const struct event_pack *p, enum event_operator operator_,
                            uint32_t inner);

#endif
