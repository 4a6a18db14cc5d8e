#include "forms/exports.h"

#include <string.h>

#include "forms/geojson.h"
#include "forms/gkg.h"
#include "forms/ledger.h"
#include "forms/timeline.h"

static const struct export_form exports[] = {
    {"timeline", timeline_header, timeline_write},
    {"geojson", "", geojson_write},
    {"gkg", "", gkg_write},
    {"gkg-events", "", gkg_write_events},
    {"quotes", "", ledger_write},
};

const struct export_form *export_find(const char *name)
{
    for (size_t i = 0; i < sizeof exports / sizeof exports[0]; i++) {
        if (strcmp(name, exports[i].name) == 0) {
            return &exports[i];
        }
    }
    return NULL;
}
