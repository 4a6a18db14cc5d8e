/* door: what happens to an article's frame before anything else sees it.
 *
 *     struct door_result door;
 *     if (door_admit(frame, header, now_ms, &scratch, &door) == STATUS_OK) { … door.record … }
 *
 * Looks the frame over (wire/scan.h), reads it, checks what must be there and how long it may be,
 * makes every field canonical (text/normalise.h), resolves the publication date, and writes the
 * record that the journal keeps (proto: record). An `html` stays as it is: workers read it
 * (open.h).
 *
 * Identity is `id`, else `uri`, else "sha256:" and the content hash. Content is SHA-256 over
 * title, body (else html), published, source and language: for each that is there a letter, its
 * length as 8 bytes (big-endian), its bytes.
 *
 * Memory   the record and all texts lie in `scratch` or in the frames; copy what is to stay.
 *          DOOR_SCRATCH_BYTES are enough for any frame.
 * Errors   STATUS_INVALID, STATUS_LIMIT: `code` and `detail` say what a NACK says, and `id` names
 *          the article if it could be read. What can be mended (an unreadable date) is a warning
 *          in the record.
 * Threads  any; 80 KiB of stack.
 */
#ifndef DATELINE_INGEST_DOOR_H
#define DATELINE_INGEST_DOOR_H

#include <stdint.h>

#include "base/arena.h"
#include "base/status.h"
#include "base/str.h"
#include "wire/messages_gen.h"

enum { DOOR_HASH_BYTES = 32, DOOR_SCRATCH_BYTES = 8 << 20 };

struct door_result {
    struct str id; /* identity; of a refused article its id as it came, if that could be read */
    unsigned char identity[DOOR_HASH_BYTES]; /* SHA-256 of the identity */
    unsigned char content[DOOR_HASH_BYTES];
    struct str record;
    enum wire_refusal code; /* of a refusal */
    struct str detail;      /* for a person: which field, which limit */
};

/* `header` may be empty. */
enum status door_admit(struct str article_frame, struct str header_frame, uint64_t now_ms,
                       struct arena *scratch, struct door_result *out) MUST_CHECK;

#endif
