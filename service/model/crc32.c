/* Slicing by sixteen (Kounavis and Berry 2005, further): table[k][b] is what byte b does to the
 * sum k bytes later. */
#include "model/crc32.h"

#include <pthread.h>
#include <string.h>

enum { SLICES = 16 };

static uint32_t table[SLICES][256];
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void make_tables(void)
{
    for (uint32_t b = 0; b < 256; b++) {
        uint32_t sum = b;
        for (int bit = 0; bit < 8; bit++) {
            sum = (sum >> 1) ^ (sum & 1 ? 0xEDB88320u : 0);
        }
        table[0][b] = sum;
    }
    for (int k = 1; k < SLICES; k++) {
        for (uint32_t b = 0; b < 256; b++) {
            uint32_t before = table[k - 1][b];
            table[k][b] = (before >> 8) ^ table[0][before & 0xFF];
        }
    }
}

/* What four bytes do to the sum when `after` bytes follow them in their slice. */
static uint32_t four(const unsigned char *p, uint32_t sum, int after)
{
    return table[after + 3][p[0] ^ (sum & 0xFF)] ^ table[after + 2][p[1] ^ (sum >> 8 & 0xFF)] ^
           table[after + 1][p[2] ^ (sum >> 16 & 0xFF)] ^ table[after][p[3] ^ sum >> 24];
}

uint32_t crc32_of(const void *bytes, size_t len)
{
    const unsigned char *p = bytes;
    uint32_t sum = ~0u;
    pthread_once(&once, make_tables);
    for (; len >= SLICES; len -= SLICES, p += SLICES) {
        sum = four(p, sum, 12) ^ four(p + 4, 0, 8) ^ four(p + 8, 0, 4) ^ four(p + 12, 0, 0);
    }
    for (; len > 0; len--, p++) {
        sum = (sum >> 8) ^ table[0][(sum ^ *p) & 0xFF];
    }
    return ~sum;
}
