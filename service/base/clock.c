#define _GNU_SOURCE
#include "base/clock.h"

#include <time.h>

static uint64_t read_us(clockid_t which)
{
    struct timespec t;
    clock_gettime(which, &t);
    return (uint64_t)t.tv_sec * 1000000u + (uint64_t)t.tv_nsec / 1000u;
}

uint64_t clock_monotonic_us(void)
{
    return read_us(CLOCK_MONOTONIC);
}

uint64_t clock_monotonic_ms(void)
{
    return read_us(CLOCK_MONOTONIC) / 1000u;
}

uint64_t clock_wall_ms(void)
{
    return read_us(CLOCK_REALTIME) / 1000u;
}

static char *put_digits(char *at, unsigned number, int count)
{
    for (int i = count; i-- > 0; number /= 10) {
        at[i] = (char)('0' + number % 10);
    }
    return at + count;
}

void clock_format(uint64_t wall_ms, char out[CLOCK_TEXT])
{
    time_t seconds = (time_t)(wall_ms / 1000u);
    struct tm t;
    gmtime_r(&seconds, &t);
    const struct {
        int number, digits;
        char end;
    } parts[] = {{t.tm_year + 1900, 4, '-'},
                 {t.tm_mon + 1, 2, '-'},
                 {t.tm_mday, 2, 'T'},
                 {t.tm_hour, 2, ':'},
                 {t.tm_min, 2, ':'},
                 {t.tm_sec, 2, '.'},
                 {(int)(wall_ms % 1000u), 3, 'Z'}};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        out = put_digits(out, (unsigned)parts[i].number, parts[i].digits);
        *out++ = parts[i].end;
    }
    *out = '\0';
}
