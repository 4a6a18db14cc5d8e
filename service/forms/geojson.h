/* geojson: the places and events of an analysis as one FeatureCollection (RFC 7946) on one line.
 *
 * Each place with coordinates is a point with what is known of it; each event at such a place is a
 * point of its own with trigger, actors, interval, modality and sentence. What has no coordinates
 * is left out.
 *
 * Memory   appends to `out`.
 * Threads  pure function.
 */
#ifndef DATELINE_FORMS_GEOJSON_H
#define DATELINE_FORMS_GEOJSON_H

#include "base/buf.h"
#include "wire/messages_gen.h"

void geojson_write(const struct wire_analysis *m, struct buf *out);

#endif
