/* models: the model files of the process, loaded once, const and shared by all workers. */
#ifndef DATELINE_MODEL_MODELS_H
#define DATELINE_MODEL_MODELS_H

#include "base/str.h"

struct models {
    struct str model_sha256, pack_sha256; /* 64 hex digits, absent when there is none */
};

#endif
