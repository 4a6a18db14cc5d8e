/* Portable C: the reference that every other kernel equals byte for byte. */
#define LANES 4
#define TILE_ROWS 1
#define TILE_BLOCKS 1

#include <stddef.h>
#include <stdint.h>

#include "model/kernels.h"

static void tile(const struct panel *p, const uint8_t *x, size_t stride, int32_t *out)
{
    (void)stride;
    int32_t sum[16] = {0};
    const int8_t *w = p->weight;
    for (size_t k = 0; k < p->quads; k++, w += 64, x += 4) {
        for (int n = 0; n < 16; n++) {
            const int8_t *v = w + n * 4;
            sum[n] += v[0] * x[0] + v[1] * x[1] + v[2] * x[2] + v[3] * x[3];
        }
    }
    for (int n = 0; n < 16; n++) {
        out[n] = sum[n];
    }
}

#include "model/kernels_body.h"

static bool runs_here(void)
{
    return true;
}

const struct kernels kernels_portable = KERNELS_TABLE("portable", runs_here);
