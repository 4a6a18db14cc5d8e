#include "model/kernels.h"

#include <string.h>

extern const struct kernels kernels_portable, kernels_avx2, kernels_avxvnni, kernels_vnni,
    kernels_neon;

const struct kernels *const kernels_all[] = {
#if defined(__x86_64__)
    &kernels_vnni,
    &kernels_avxvnni,
    &kernels_avx2,
#elif defined(__aarch64__)
    &kernels_neon,
#endif
    &kernels_portable,
};

const size_t kernels_count = sizeof kernels_all / sizeof kernels_all[0];

const struct kernels *kernels_choose(const char *name)
{
    for (size_t i = 0; i < kernels_count; i++) {
        const struct kernels *k = kernels_all[i];
        if (k->runs_here() && (!name || strcmp(name, k->name) == 0)) {
            return k;
        }
    }
    return NULL;
}
