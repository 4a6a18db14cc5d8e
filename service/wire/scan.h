/* scan: looks a stranger's frame over before anything else does.
 *
 * What passed is exactly one value, nests no deeper than allowed, holds no more values than
 * allowed, has all its strings and heads inside the frame, all strings well-formed UTF-8, only
 * strings as keys, none of them twice in a map, and no extension types. One pass, no memory but a
 * fixed piece of stack.
 *
 * Errors   STATUS_INVALID or, of what is too much, STATUS_LIMIT; the fault bears the code for a
 *          NACK: too-large, malformed or not-utf8.
 * Threads  pure functions. About 80 KiB of stack.
 */
#ifndef DATELINE_WIRE_SCAN_H
#define DATELINE_WIRE_SCAN_H

#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "base/str.h"
#include "wire/fault.h"

struct wire_scan_limits {
    size_t bytes;
    uint32_t depth;    /* at most WIRE_LIMIT_DEPTH */
    uint32_t elements; /* keys counted too */
};

extern const struct wire_scan_limits wire_scan_article; /* an article frame */
extern const struct wire_scan_limits wire_scan_control; /* any other map that a stranger sends */
/* What the service sends, as a client reads it. */
extern const struct wire_scan_limits wire_scan_result;

enum status wire_scan(struct str frame, const struct wire_scan_limits *limits,
                      struct wire_fault *fault) MUST_CHECK;

#endif
