#define _GNU_SOURCE
#include "base/str.h"

#include <string.h>

struct str str_of(const char *cstr)
{
    return (struct str){cstr, cstr ? strlen(cstr) : 0};
}

struct str str_make(const char *ptr, size_t len)
{
    return (struct str){ptr, len};
}

struct str str_slice(struct str s, size_t begin, size_t end)
{
    if (!s.ptr) {
        return s;
    }
    if (end > s.len) {
        end = s.len;
    }
    if (begin > end) {
        begin = end;
    }
    return (struct str){s.ptr + begin, end - begin};
}

bool str_is_absent(struct str s)
{
    return s.ptr == NULL;
}

bool str_equal(struct str a, struct str b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

bool str_equal_nocase(struct str a, struct str b)
{
    if (a.len != b.len || a.len == 0) {
        return a.len == b.len;
    }
    size_t at = 0; /* no strncasecmp: what it takes for equal hangs on the locale */
    while (at < a.len && lower(a.ptr[at]) == lower(b.ptr[at])) {
        at++;
    }
    return at == a.len;
}

int str_compare(struct str a, struct str b)
{
    size_t shared = a.len < b.len ? a.len : b.len;
    int order = shared ? memcmp(a.ptr, b.ptr, shared) : 0;
    return order ? order : (a.len > b.len) - (a.len < b.len);
}

bool str_starts_with(struct str s, struct str prefix)
{
    return s.len >= prefix.len && str_equal(str_slice(s, 0, prefix.len), prefix);
}

bool str_ends_with(struct str s, struct str suffix)
{
    return s.len >= suffix.len && str_equal(str_slice(s, s.len - suffix.len, s.len), suffix);
}

size_t str_find(struct str s, struct str needle, size_t from)
{
    if (needle.len == 0 || from >= s.len) {
        return SIZE_MAX;
    }
    const char *hit = memmem(s.ptr + from, s.len - from, needle.ptr, needle.len);
    return hit ? (size_t)(hit - s.ptr) : SIZE_MAX;
}

size_t str_find_byte(struct str s, char byte, size_t from)
{
    if (from >= s.len) {
        return SIZE_MAX;
    }
    const char *hit = memchr(s.ptr + from, byte, s.len - from);
    return hit ? (size_t)(hit - s.ptr) : SIZE_MAX;
}

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

struct str str_trim(struct str s)
{
    size_t begin = 0, end = s.len;
    while (begin < end && is_space(s.ptr[begin])) {
        begin++;
    }
    while (end > begin && is_space(s.ptr[end - 1])) {
        end--;
    }
    return str_slice(s, begin, end);
}

bool str_to_u64(struct str s, uint64_t *out)
{
    uint64_t value = 0;
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] < '0' || s.ptr[i] > '9' || __builtin_mul_overflow(value, 10u, &value) ||
            __builtin_add_overflow(value, (uint64_t)(s.ptr[i] - '0'), &value)) {
            return false;
        }
    }
    *out = value;
    return s.len > 0;
}

uint64_t str_hash(struct str s, uint64_t seed)
{
    uint64_t h = 0xcbf29ce484222325u ^ seed;
    for (size_t i = 0; i < s.len; i++) {
        h = (h ^ (unsigned char)s.ptr[i]) * 0x100000001b3u;
    }
    h ^= h >> 32; /* the low bits of FNV-1a alone are weak for masks */
    h *= 0x9e3779b97f4a7c15u;
    return h ^ (h >> 29);
}
