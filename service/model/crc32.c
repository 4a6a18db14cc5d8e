/* Slicing by eight (Kounavis and Berry 2005): table[k][b] is what byte b does to the sum k bytes
 * later. */
#include "model/crc32.h"

#include <pthread.h>
#include <string.h>

static uint32_t table[8][256];
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
    for (int k = 1; k < 8; k++) {
        for (uint32_t b = 0; b < 256; b++) {
            uint32_t before = table[k - 1][b];
            table[k][b] = (before >> 8) ^ table[0][before & 0xFF];
        }
    }
}

static uint32_t eight(uint32_t sum, const unsigned char *p)
{
    sum ^= (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
    return table[7][sum & 0xFF] ^ table[6][sum >> 8 & 0xFF] ^ table[5][sum >> 16 & 0xFF] ^
           table[4][sum >> 24] ^ table[3][p[4]] ^ table[2][p[5]] ^ table[1][p[6]] ^ table[0][p[7]];
}

uint32_t crc32_of(const void *bytes, size_t len)
{
    const unsigned char *p = bytes;
    uint32_t sum = ~0u;
    pthread_once(&once, make_tables);
    for (; len >= 8; len -= 8, p += 8) {
        sum = eight(sum, p);
    }
    for (; len > 0; len--, p++) {
        sum = (sum >> 8) ^ table[0][(sum ^ *p) & 0xFF];
    }
    return ~sum;
}
