/* clock: the two clocks. The pipeline reads neither (same article, same bytes); the path gets time
 * as an argument. */
#ifndef DATELINE_BASE_CLOCK_H
#define DATELINE_BASE_CLOCK_H

#include <stdint.h>

/* Never goes back, counts from an arbitrary start: for waits, rates and latencies. */
uint64_t clock_monotonic_us(void);
uint64_t clock_monotonic_ms(void);
/* UTC, milliseconds since 1970: for stamps that people read and for retention by age. */
uint64_t clock_wall_ms(void);
/* "2026-11-23T04:05:06.789Z" with its NUL: 25 bytes. */
enum { CLOCK_TEXT = 25 };
void clock_format(uint64_t wall_ms, char out[CLOCK_TEXT]);

#endif
