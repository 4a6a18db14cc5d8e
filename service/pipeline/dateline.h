/* dateline: reads the place, date and credit that open a wire story.
 *
 *     KYIV, Ukraine (AP) — …
 *     BEIJING, March 20 (Reuters) - …
 *     Moscow. March 3. INTERFAX - …
 *     NEW DELHI: …                  (Reuters) - …                          (ANSA) - ROMA, 3 MAR - …
 *
 * dateline_read is the grammar, for the sections stage, which gives the line a section of its own,
 * and for the dateline stage, which reads that section. Precision comes first: "NATO — the alliance
 * — said" opens no wire story. A dateline with an agency or a date is taken at its form; a bare one
 * must name a place that is known or look like nothing else.
 *
 * Units    offsets are bytes into the text.
 * Memory   nothing is allocated; slices point into the text or into constant tables.
 * Threads  pure function.
 */
#ifndef DATELINE_PIPELINE_DATELINE_H
#define DATELINE_PIPELINE_DATELINE_H

#include <stdbool.h>
#include <stdint.h>

#include "article/article.h"
#include "text/calendar.h"

struct dateline_line {
    struct span place;         /* the place words alone; empty where only a credit stands */
    struct calendar_date date; /* month 0: none; year 0: not written */
    struct str credit[CREDITS_MAX];
    uint32_t credit_count;
    struct str mark;     /* absent when the story goes on without one */
    uint32_t text_begin; /* where the story goes on: behind the mark and the blanks after it */
    bool agency;         /* a credit is an agency that we know */
    bool dated;
};

/* Reads the dateline with which the paragraph [begin,end) of the text opens; false when there is
 * none. */
bool dateline_read(struct str text, uint32_t begin, uint32_t end, struct dateline_line *out);

#endif
