/* fuzz: what the fuzz targets share.
 *
 * A target is LLVMFuzzerTestOneInput in X_fuzz.c. clang links it with libFuzzer to search, gcc with
 * replay.c to run saved inputs again. It asserts what the parser promises, not only that it
 * survives.
 *
 * Threads  one.
 */
#ifndef DATELINE_FUZZ_FUZZ_H
#define DATELINE_FUZZ_FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Stops the process with a message when it does not hold. */
void fuzz_must(bool holds, const char *what);

/* The input, taken from the front: each call takes what it returns. At the end all is zero and
 * empty. */
struct fuzz_input {
    struct str rest;
};

struct fuzz_input fuzz_input_of(const uint8_t *data, size_t size);
uint8_t fuzz_byte(struct fuzz_input *in);
uint64_t fuzz_u64(struct fuzz_input *in);
/* A string behind its length of two bytes, big-endian, cut at the end of the input. */
struct str fuzz_str(struct fuzz_input *in);
/* The string as text: bytes that are no UTF-8 are read as Latin-1. */
struct str fuzz_text(struct arena *arena, struct str bytes);

/* The bytes of a file of the tree, fewer than `max`; how many. */
size_t fuzz_read(const char *path, char *out, size_t max);

/* Whether `inner` lies within `outer`; absent and empty slices do. */
bool fuzz_within(struct str outer, struct str inner);
/* Canonical as text/normalise.h promises it, for texts (lines: no newline, no tab). */
bool fuzz_canonical(struct str s, bool line);

#endif
