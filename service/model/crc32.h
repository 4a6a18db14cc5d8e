/* crc32: the checksum of zlib, PNG and Ethernet (reflected 0x04C11DB7), sixteen bytes a step.
 *
 * Threads  pure function over tables that are made once, on the first call.
 */
#ifndef DATELINE_MODEL_CRC32_H
#define DATELINE_MODEL_CRC32_H

#include <stddef.h>
#include <stdint.h>

uint32_t crc32_of(const void *bytes, size_t len);

#endif
