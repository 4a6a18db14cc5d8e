/* fault: what was wrong with a frame, and where.
 *
 * `code` is what a NACK bears; a query answers WIRE_QUERY_CODE_MALFORMED to any of them. All texts
 * are static.
 *
 * Threads  pure functions.
 */
#ifndef DATELINE_WIRE_FAULT_H
#define DATELINE_WIRE_FAULT_H

#include <stddef.h>

#include "wire/messages_gen.h"

struct wire_fault {
    enum wire_refusal code;
    size_t offset;           /* byte of the frame */
    const char *what;        /* "a key comes twice" */
    const char *map, *field; /* "article", "title"; NULL where none is to blame */
};

enum { WIRE_FAULT_TEXT = 192 };
/* "article.title: not a string, at byte 17" with its NUL; returns `out`. */
const char *wire_fault_text(const struct wire_fault *fault, char out[WIRE_FAULT_TEXT]);

#endif
