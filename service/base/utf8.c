#include "base/utf8.h"

#include <stdint.h>
#include <string.h>

/* The first offset at or after `at` that may not be ASCII; looks at 32 bytes at a time and stops
 * at such a block's own first high byte. */
static size_t skip_ascii(const unsigned char *p, size_t at, size_t len)
{
    const uint64_t high = 0x8080808080808080u;
    uint64_t words[4];
    while (len - at >= sizeof words) {
        memcpy(words, p + at, sizeof words);
        if ((words[0] | words[1] | words[2] | words[3]) & high) {
            break;
        }
        at += sizeof words;
    }
    while (at < len && p[at] < 0x80) {
        at++;
    }
    return at;
}

static bool is_tail(unsigned char c)
{
    return (c & 0xC0) == 0x80;
}

/* Length of the well-formed sequence of two to four bytes at p, 0 when there is none. */
static size_t sequence(const unsigned char *p, size_t left)
{
    unsigned char c = p[0];
    if (c >= 0xC2 && c <= 0xDF) {
        return left >= 2 && is_tail(p[1]) ? 2 : 0;
    }
    if (c >= 0xE0 && c <= 0xEF) {
        unsigned char low = c == 0xE0 ? 0xA0 : 0x80, high = c == 0xED ? 0x9F : 0xBF;
        return left >= 3 && p[1] >= low && p[1] <= high && is_tail(p[2]) ? 3 : 0;
    }
    if (c >= 0xF0 && c <= 0xF4) {
        unsigned char low = c == 0xF0 ? 0x90 : 0x80, high = c == 0xF4 ? 0x8F : 0xBF;
        return left >= 4 && p[1] >= low && p[1] <= high && is_tail(p[2]) && is_tail(p[3]) ? 4 : 0;
    }
    return 0;
}

size_t utf8_valid_prefix(struct str s)
{
    const unsigned char *p = (const unsigned char *)s.ptr;
    size_t at = 0;
    while (at < s.len) {
        if (p[at] < 0x80) {
            at = skip_ascii(p, at, s.len);
            continue;
        }
        size_t step = sequence(p + at, s.len - at);
        if (!step) {
            break;
        }
        at += step;
    }
    return at;
}

bool utf8_valid(struct str s)
{
    return utf8_valid_prefix(s) == s.len;
}

struct str utf8_cut(struct str s, size_t most)
{
    size_t len = s.len < most ? s.len : most;
    while (len > 0 && len < s.len && ((unsigned char)s.ptr[len] & 0xC0) == 0x80) {
        len--;
    }
    return str_slice(s, 0, len);
}
