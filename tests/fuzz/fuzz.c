#include "fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

void fuzz_must(bool holds, const char *what)
{
    if (!holds) {
        fprintf(stderr, "fuzz: broken: %s\n", what);
        abort();
    }
}

struct fuzz_input fuzz_input_of(const uint8_t *data, size_t size)
{
    return (struct fuzz_input){str_make(data ? (const char *)data : "", size)};
}

static struct str take(struct fuzz_input *in, size_t len)
{
    struct str taken = str_slice(in->rest, 0, len);
    in->rest = str_slice(in->rest, taken.len, in->rest.len);
    return taken;
}

uint8_t fuzz_byte(struct fuzz_input *in)
{
    struct str s = take(in, 1);
    return s.len ? (uint8_t)s.ptr[0] : 0;
}

uint64_t fuzz_u64(struct fuzz_input *in)
{
    uint64_t v = 0;
    for (int i = 0; i < 8; i++) {
        v = v << 8 | fuzz_byte(in);
    }
    return v;
}

struct str fuzz_str(struct fuzz_input *in)
{
    size_t len = (size_t)fuzz_byte(in) << 8;
    len |= fuzz_byte(in);
    return take(in, len);
}

struct str fuzz_text(struct arena *arena, struct str bytes)
{
    char *out = arena_alloc_raw(arena, bytes.len * 2 + 1);
    size_t len = 0;
    while (bytes.len) {
        size_t good = utf8_valid_prefix(bytes);
        memcpy(out + len, bytes.ptr, good);
        len += good;
        if (good < bytes.len) {
            unsigned char bad = (unsigned char)bytes.ptr[good++];
            out[len++] = (char)(0xC0 | bad >> 6);
            out[len++] = (char)(0x80 | (bad & 0x3F));
        }
        bytes = str_slice(bytes, good, bytes.len);
    }
    return str_make(out, len);
}

size_t fuzz_read(const char *path, char *out, size_t max)
{
    FILE *file = fopen(path, "rb");
    fuzz_must(file != NULL, "the file is there");
    size_t len = fread(out, 1, max, file);
    fclose(file);
    fuzz_must(len < max, "it is small");
    return len;
}

bool fuzz_within(struct str outer, struct str inner)
{
    return inner.len == 0 || (inner.ptr >= outer.ptr && inner.len <= outer.len &&
                              inner.ptr + inner.len <= outer.ptr + outer.len);
}

bool fuzz_canonical(struct str s, bool line)
{
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        if (c == 0x7F || (c < 0x20 && (line || (c != '\n' && c != '\t')))) {
            return false;
        }
        if (c == '\n' && i > 0 && (s.ptr[i - 1] == ' ' || s.ptr[i - 1] == '\t')) {
            return false;
        }
    }
    return utf8_valid(s) && str_trim(s).len == s.len && str_find(s, STR("\n\n\n"), 0) == SIZE_MAX;
}
