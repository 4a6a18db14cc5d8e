/* gkg: an analysis as GDELT writes it, for tools that read GDELT.
 *
 * gkg_write: one row of the Global Knowledge Graph 2.1, 27 columns parted by tabs ("The GDELT
 * Global Knowledge Graph (GKG) Data Format Codebook V2.1", 2015). gkg_write_events: a row for each
 * event and each pair of its actors, 61 columns ("The GDELT Event Database Data Format Codebook
 * V2.0", 2015). Neither has a header line.
 *
 * What differs: features bear GeoNames' id, offsets are bytes of the text, themes are IPTC Media
 * Topics (MEDTOP_…), the tone is ours. GDELT knows no modality: only events that happened or go on
 * and bear a CAMEO code are rows. A refused article is none.
 *
 * Memory   appends to `out`.
 * Threads  pure functions.
 */
#ifndef DATELINE_FORMS_GKG_H
#define DATELINE_FORMS_GKG_H

#include "base/buf.h"
#include "wire/messages_gen.h"

void gkg_write(const struct wire_analysis *m, struct buf *out);
void gkg_write_events(const struct wire_analysis *m, struct buf *out);

#endif
