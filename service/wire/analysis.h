/* analysis: from an article that the pipeline has been over to the bytes that are published.
 *
 *     struct wire_analysis m;
 *     char digest[ANALYSIS_DIGEST_TEXT];
 *     analysis_of(a, &provenance, ANALYSIS_NORMAL, &m);
 *     status = analysis_write(&m, &out, digest);
 *
 * Reads    whatever layers are there; a layer that is absent is absent in the map, one that found
 *          nothing is an empty list.
 * Memory   lists live in a->arena (analysis_arena_bytes of it at most), strings borrow from the
 *          article and the provenance.
 * Units    spans are bytes; scores are rounded to 3 decimals here.
 * Threads  any worker.
 */
#ifndef DATELINE_WIRE_ANALYSIS_H
#define DATELINE_WIRE_ANALYSIS_H

#include <stdbool.h>
#include <stddef.h>

#include "article/article.h"
#include "base/buf.h"
#include "base/status.h"
#include "wire/messages_gen.h"

enum analysis_detail {
    ANALYSIS_NORMAL,
    ANALYSIS_FULL, /* with the token columns */
};

/* What made the analysis, but for the stages, which stand in the article. */
struct provenance {
    struct str service;     /* "dateline/0.1.0"; not in the digest */
    struct str model, pack; /* SHA-256, or absent */
    enum wire_mode mode;
    bool reproducible; /* false where the clock decided something */
};

enum { ANALYSIS_DIGEST_TEXT = 65, ANALYSIS_DIGEST_BYTES = 32 };

void analysis_of(const struct article *a, const struct provenance *p, enum analysis_detail detail,
                 struct wire_analysis *out);
/* The answer for an article that was refused: identity (may be absent), code and detail, nothing
 * else. */
void analysis_refused(struct str id, struct str code, struct str detail, struct wire_analysis *out);

/* Computes the digest (unless it is a refusal) and appends the bytes to `out`. `digest` gets its
 * 64 hex digits with a NUL, or "". STATUS_INVALID: a required field is missing; `out` is as it
 * was. */
enum status analysis_write(const struct wire_analysis *m, struct buf *out,
                           char digest[ANALYSIS_DIGEST_TEXT]) MUST_CHECK;

/* SHA-256 over what the digest covers. */
enum status analysis_digest(const struct wire_analysis *m,
                            unsigned char digest[ANALYSIS_DIGEST_BYTES]) MUST_CHECK;

/* The most that analysis_of takes from the arena. */
size_t analysis_arena_bytes(void);

#endif
