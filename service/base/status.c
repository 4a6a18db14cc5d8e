#include "base/status.h"

static const struct {
    const char *name, *text;
} statuses[] = {
#define X(id, name, text) {name, text},
    STATUS_MAP(X)
#undef X
};

static const unsigned status_count = sizeof statuses / sizeof statuses[0];

const char *status_name(enum status s)
{
    return (unsigned)s < status_count ? statuses[s].name : "unknown";
}

const char *status_text(enum status s)
{
    return (unsigned)s < status_count ? statuses[s].text : "unknown status";
}
