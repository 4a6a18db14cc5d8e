#define _GNU_SOURCE
#include "model/models.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "model/kernels.h"
#include "model/model.h"

static const char *const beside[] = {"../share/dateline/dateline.model",
                                     "../../service/data/dateline.model"};

/* The first of the usual places where there is a file; false when there is none. */
static bool find(char path[PATH_MAX])
{
    char program[PATH_MAX];
    ssize_t len = readlink("/proc/self/exe", program, sizeof program - 1);
    if (len <= 0) {
        return false;
    }
    program[len] = '\0';
    *(strrchr(program, '/') + 1) = '\0';
    for (size_t i = 0; i < sizeof beside / sizeof beside[0]; i++) {
        int need = snprintf(path, PATH_MAX, "%s%s", program, beside[i]);
        if (need < PATH_MAX && access(path, R_OK) == 0) {
            return true;
        }
    }
    return false;
}

static enum status open_file(struct models *out, const char *path)
{
    const char *problem = NULL;
    char value[PATH_MAX];
    enum status status = model_open(path, &out->model, &problem);
    if (status == STATUS_OK) {
        out->model_sha256 = str_of(out->model->sha256);
        return STATUS_OK;
    }
    char why[160];
    log_error("model.load", "file=%s reason=%s", log_value(str_of(path), value, sizeof value),
              log_value(str_of(problem), why, sizeof why));
    return status;
}

enum status models_load(struct models *out, const char *path, const char *kernel)
{
    char found[PATH_MAX];
    *out = (struct models){0};
    if (strcmp(path, "none") == 0) {
        return STATUS_OK;
    }
    if (path[0] == '\0') {
        if (!find(found)) {
            return STATUS_OK;
        }
        path = found;
    }
    out->kernels = kernels_choose(kernel[0] ? kernel : NULL);
    if (!out->kernels) {
        log_error("model.kernel", "kernel=%s reason=does-not-run-here", kernel);
        return STATUS_UNSUPPORTED;
    }
    return open_file(out, path);
}

void models_release(struct models *m)
{
    model_close(m->model);
    *m = (struct models){0};
}
