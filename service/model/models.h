/* models: the model files of the process, loaded once, const and shared by all workers.
 *
 * The path is one of: a file, which must load; "" for the file beside the program
 * (../share/dateline/dateline.model, or service/data/dateline.model of the tree that it was built
 * in), where none is no error: the stages that need it are absent; "none" for no model.
 *
 * The knowledge pack is found likewise (knowledge.pack). Where a file of the same name with
 * "-sharealike" before its ending lies beside it, that supplement is read with it; without it the
 * share-alike rows are missing and nothing else.
 *
 * Memory   models_release frees what models_load made; it accepts zeroed memory.
 * Threads  made and released by one thread; any thread may read it between.
 * Errors   STATUS_MODEL, STATUS_IO: the file does not load; STATUS_UNSUPPORTED: there is no such
 *          kernel here. Both are logged.
 */
#ifndef DATELINE_MODEL_MODELS_H
#define DATELINE_MODEL_MODELS_H

#include "base/status.h"
#include "base/str.h"

struct event_pack;
struct model;
struct kernels;
struct pack;

struct models {
    struct model *model;                  /* NULL: none */
    const struct kernels *kernels;        /* NULL without a model */
    struct pack *pack;                    /* NULL: none */
    struct event_pack *events;            /* NULL: none */
    struct str model_sha256, pack_sha256; /* 64 hex digits, absent when there is none */
};

/* `kernel` is a name of kernels_all, or "" for the best that runs here. */
enum status models_load(struct models *out, const char *path, const char *kernel) MUST_CHECK;
/* After models_load. */
enum status models_load_pack(struct models *m, const char *path) MUST_CHECK;
/* The event pack, by the same rule; its usual name is events.pack. After models_load_pack;
 * pack_sha256 names both then: it is the SHA-256 of the two, one behind the other. */
enum status models_load_events(struct models *m, const char *path) MUST_CHECK;
void models_release(struct models *m);

#endif
