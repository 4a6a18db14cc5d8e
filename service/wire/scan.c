#include "wire/scan.h"

#include <string.h>

#include "base/utf8.h"
#include "wire/reader.h"

/* The keys of the maps that are open lie on one stack, a 32-bit mark and the key's place for each;
 * a map's keys begin where its level says. A mark seen before means a comparison; `seen` (one bit
 * for each of 64 classes) saves most looks. With at most WIRE_LIMIT_KEYS keys a map the worst
 * frame costs some milliseconds a MiB. */

enum { KEYS_OPEN_MAX = WIRE_LIMIT_DEPTH * WIRE_LIMIT_KEYS };

struct level {
    uint32_t left; /* values still to come, keys counted */
    uint32_t first_key;
    bool is_map;
    uint64_t seen;
};

struct scan {
    struct wire_reader r;
    const struct wire_scan_limits *limits;
    struct wire_fault *fault;
    uint32_t depth, elements, key_count;
    struct level levels[WIRE_LIMIT_DEPTH];
    uint32_t marks[KEYS_OPEN_MAX];
    uint32_t places[KEYS_OPEN_MAX]; /* of the key's bytes in the frame */
    uint16_t lengths[KEYS_OPEN_MAX];
};

enum { KEY_BYTES_MAX = 1024 };

const struct wire_scan_limits wire_scan_article = {WIRE_LIMIT_ARTICLE_BYTES, WIRE_LIMIT_DEPTH,
                                                   WIRE_LIMIT_ELEMENTS};
const struct wire_scan_limits wire_scan_control = {WIRE_LIMIT_CONTROL_BYTES, WIRE_LIMIT_DEPTH,
                                                   WIRE_LIMIT_ELEMENTS};
const struct wire_scan_limits wire_scan_result = {64u * WIRE_LIMIT_ARTICLE_BYTES, WIRE_LIMIT_DEPTH,
                                                  1u << 26};

static enum status refuse(struct scan *s, enum wire_refusal code, size_t offset, const char *what)
{
    *s->fault = (struct wire_fault){.code = code, .offset = offset, .what = what};
    return code == WIRE_REFUSAL_TOO_LARGE ? STATUS_LIMIT : STATUS_INVALID;
}

static enum status check_utf8(struct scan *s, struct str text)
{
    size_t good = utf8_valid_prefix(text);
    if (good == text.len) {
        return STATUS_OK;
    }
    return refuse(s, WIRE_REFUSAL_NOT_UTF8, (size_t)(text.ptr - s->r.begin) + good, "not UTF-8");
}

/* Mixed with where this scan's stack happens to lie, so that nobody can prepare keys whose marks
 * are all the same. */
static uint32_t mark_of(const struct scan *s, struct str key)
{
    uint64_t mixed = (uint64_t)(uintptr_t)s ^ key.len;
    for (size_t at = 0; at < key.len; at += 8) {
        uint64_t word = 0;
        memcpy(&word, key.ptr + at, key.len - at < 8 ? key.len - at : 8);
        mixed = (mixed ^ word) * UINT64_C(0x9E3779B97F4A7C15);
        mixed ^= mixed >> 29;
    }
    return (uint32_t)(mixed >> 32);
}

static bool came_before(const struct scan *s, const struct level *level, struct str key,
                        uint32_t mark)
{
    for (uint32_t i = level->first_key; i < s->key_count; i++) {
        if (s->marks[i] == mark &&
            str_equal(str_make(s->r.begin + s->places[i], s->lengths[i]), key)) {
            return true;
        }
    }
    return false;
}

static enum status take_key(struct scan *s, struct level *level, const struct wire_value *v,
                            size_t offset)
{
    if (v->kind != WIRE_STR) {
        return refuse(s, WIRE_REFUSAL_MALFORMED, offset, "a key is not a string");
    }
    if (v->str.len > KEY_BYTES_MAX) {
        return refuse(s, WIRE_REFUSAL_TOO_LARGE, offset, "a key is too long");
    }
    uint32_t mark = mark_of(s, v->str);
    uint64_t bit = UINT64_C(1) << (mark & 63);
    if ((level->seen & bit) && came_before(s, level, v->str, mark)) {
        return refuse(s, WIRE_REFUSAL_MALFORMED, offset, "a key comes twice");
    }
    level->seen |= bit;
    s->marks[s->key_count] = mark;
    s->lengths[s->key_count] = (uint16_t)v->str.len;
    s->places[s->key_count++] = (uint32_t)(v->str.ptr - s->r.begin);
    return STATUS_OK;
}

static enum status open_level(struct scan *s, const struct wire_value *v, size_t offset)
{
    bool is_map = v->kind == WIRE_MAP;
    if (s->depth == s->limits->depth) {
        return refuse(s, WIRE_REFUSAL_TOO_LARGE, offset, "nested too deeply");
    }
    if (is_map && v->count > WIRE_LIMIT_KEYS) {
        return refuse(s, WIRE_REFUSAL_TOO_LARGE, offset, "too many keys in a map");
    }
    s->levels[s->depth++] = (struct level){
        .left = is_map ? 2 * v->count : v->count, .first_key = s->key_count, .is_map = is_map};
    return STATUS_OK;
}

static void close_levels(struct scan *s)
{
    while (s->depth && s->levels[s->depth - 1].left == 0) {
        s->key_count = s->levels[--s->depth].first_key;
    }
}

static enum status take_value(struct scan *s)
{
    size_t offset = wire_reader_offset(&s->r);
    struct wire_value v;
    if (!wire_next(&s->r, &v)) {
        return refuse(s, WIRE_REFUSAL_MALFORMED, offset, s->r.broken);
    }
    if (++s->elements > s->limits->elements) {
        return refuse(s, WIRE_REFUSAL_TOO_LARGE, offset, "too many values");
    }
    enum status status = v.kind == WIRE_STR ? check_utf8(s, v.str) : STATUS_OK;
    struct level *level = s->depth ? &s->levels[s->depth - 1] : NULL;
    if (level && level->is_map && level->left % 2 == 0 && status == STATUS_OK) {
        status = take_key(s, level, &v, offset);
    }
    if (level) {
        level->left--;
    }
    if ((v.kind == WIRE_MAP || v.kind == WIRE_LIST) && status == STATUS_OK) {
        status = open_level(s, &v, offset);
    }
    return status;
}

enum status wire_scan(struct str frame, const struct wire_scan_limits *limits,
                      struct wire_fault *fault)
{
    struct scan s;
    s.r = wire_reader_of(frame);
    s.limits = limits;
    s.fault = fault;
    s.depth = s.elements = s.key_count = 0;
    if (frame.len > limits->bytes) {
        return refuse(&s, WIRE_REFUSAL_TOO_LARGE, limits->bytes, "the frame goes beyond its limit");
    }
    do {
        enum status status = take_value(&s);
        if (status != STATUS_OK) {
            return status;
        }
        close_levels(&s);
    } while (s.depth);
    if (s.r.at != s.r.end) {
        return refuse(&s, WIRE_REFUSAL_MALFORMED, wire_reader_offset(&s.r),
                      "bytes behind the value");
    }
    return STATUS_OK;
}
