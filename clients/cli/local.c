#define _GNU_SOURCE
#include "local.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli.h"

static const char *variable(const char *name)
{
    const char *value = getenv(name);
    return value ? value : "";
}

struct local local_defaults(void)
{
    return (struct local){.model = variable("DATELINE_MODEL_FILE"),
                          .kernel = variable("DATELINE_MODEL_KERNEL"),
                          .pack = variable("DATELINE_PACK_FILE"),
                          .events = variable("DATELINE_PACK_EVENTS")};
}

bool local_option(struct local *l, int which, const char *value)
{
    const char **const fields[] = {&l->model, &l->kernel, &l->pack, &l->events};
    *fields[which - LOCAL_MODEL] = value;
    return true;
}

bool local_readable(const char *file)
{
    return file[0] == '\0' || strcmp(file, "none") == 0 || access(file, R_OK) == 0 ||
           !cli_wrong("%s: %s", file, strerror(errno));
}

bool local_load(const struct local *l, struct models *out)
{
    if (!local_readable(l->model) || !local_readable(l->pack) || !local_readable(l->events)) {
        return false;
    }
    if (models_load(out, l->model, l->kernel) != STATUS_OK) {
        cli_wrong("the model cannot be used");
        return false;
    }
    if (models_load_pack(out, l->pack) != STATUS_OK ||
        models_load_events(out, l->events) != STATUS_OK) {
        models_release(out);
        cli_wrong("a pack cannot be used");
        return false;
    }
    return true;
}
