#define _GNU_SOURCE
#include "model/models.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/sha256.h"
#include "model/event_pack.h"
#include "model/kernels.h"
#include "model/model.h"
#include "model/pack.h"

static const char *const beside[] = {"../share/dateline/", "../../service/data/"};

/* The first of the usual places where there is a file of that name; false when there is none. */
static bool find(const char *name, char path[PATH_MAX])
{
    char program[PATH_MAX];
    ssize_t len = readlink("/proc/self/exe", program, sizeof program - 1);
    if (len <= 0) {
        return false;
    }
    program[len] = '\0';
    *(strrchr(program, '/') + 1) = '\0';
    for (size_t i = 0; i < sizeof beside / sizeof beside[0]; i++) {
        int need = snprintf(path, PATH_MAX, "%s%s%s", program, beside[i], name);
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
        if (!find("dateline.model", found)) {
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

/* The file's supplement; false when there is none. */
static bool find_supplement(const char *path, char out[PATH_MAX])
{
    struct str name = str_of(path), ending = STR(".pack");
    if (!str_ends_with(name, ending)) {
        return false;
    }
    int need =
        snprintf(out, PATH_MAX, "%.*s-sharealike.pack", (int)(name.len - ending.len), name.ptr);
    return need < PATH_MAX && access(out, R_OK) == 0;
}

enum status models_load_pack(struct models *m, const char *path)
{
    char found[PATH_MAX], supplement[PATH_MAX], value[PATH_MAX], why[160];
    const char *problem = NULL;
    if (strcmp(path, "none") == 0) {
        return STATUS_OK;
    }
    if (path[0] == '\0') {
        if (!find("knowledge.pack", found)) {
            return STATUS_OK;
        }
        path = found;
    }
    const char *paths[] = {path, supplement};
    size_t count = find_supplement(path, supplement) ? 2 : 1;
    enum status status = pack_open(paths, count, &m->pack, &problem);
    if (status == STATUS_OK) {
        m->pack_sha256 = pack_sha256(m->pack);
        return STATUS_OK;
    }
    log_error("pack.load", "file=%s reason=%s", log_value(str_of(path), value, sizeof value),
              log_value(str_of(problem), why, sizeof why));
    return status;
}

/* Analyses name all packs that they were made with: of several the hash of their hashes. */
static void name_packs(struct models *m)
{
    struct event_pack *p = m->events;
    unsigned char digest[SHA256_BYTES];
    struct sha256 h;
    if (!m->pack_sha256.ptr) {
        m->pack_sha256 = str_of(p->sha256);
        return;
    }
    sha256_init(&h);
    sha256_add(&h, m->pack_sha256);
    sha256_add(&h, str_of(p->sha256));
    sha256_end(&h, digest);
    m->pack_sha256 = sha256_text(digest, p->with_others);
}

enum status models_load_events(struct models *m, const char *path)
{
    char found[PATH_MAX], value[PATH_MAX];
    const char *problem = NULL;
    if (strcmp(path, "none") == 0 || (path[0] == '\0' && !find("events.pack", found))) {
        return STATUS_OK;
    }
    path = path[0] ? path : found;
    enum status status = event_pack_open(path, &m->events, &problem);
    if (status == STATUS_OK) {
        name_packs(m);
    } else {
        log_error("events.load", "file=%s reason=\"%s\"",
                  log_value(str_of(path), value, sizeof value), problem);
    }
    return status;
}

void models_release(struct models *m)
{
    pack_close(m->pack);
    event_pack_close(m->events);
    model_close(m->model);
    *m = (struct models){0};
}
