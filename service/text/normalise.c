/* One pass. Plain runs are found sixteen bytes at a time and copied; a byte that may need work goes
 * through emit(), which sees what was written so far. All rules are decided on the output, never by
 * looking ahead in the input: what is written is always canonical already, and that makes the whole
 * idempotent:
 *
 * - a ';' looks back for "&name" and replaces it, so "&amp;quot;" is a quotation mark however often
 *   it was encoded;
 * - a '\n' takes the blanks before it away and is dropped when two stand there;
 * - combining marks wait: out[segment, len) is brought into NFC when the next character that cannot
 *   combine comes.
 */
#include "text/normalise.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include <utf8proc.h>

#include "text/entities.h"
#include "text/utf8.h"

enum {
    REFERENCE_BYTES_MAX = ENTITIES_NAME_MAX + 2, /* "&", the name or "#x10FFFF", ";" */
    DECOMPOSED_MAX = 4,                          /* of one character */
    SEGMENT_CODES_MAX = NORMALISE_MARKS_MAX + 2 * DECOMPOSED_MAX,
    GROWTH_SLACK = 64,
};

struct writer {
    char *out;
    size_t len, cap;
    size_t segment; /* where the last character began that nothing before it combines with */
    uint32_t marks; /* what may combine with it so far, counted in its full decomposition */
    bool pending;   /* out[segment, len) is to be brought into NFC */
    bool one_line;
    bool full;
};

/* ---- NFC ---- */

static void compose(struct writer *w)
{
    utf8proc_int32_t codes[SEGMENT_CODES_MAX];
    const utf8proc_uint8_t *from = (const utf8proc_uint8_t *)w->out + w->segment;
    utf8proc_ssize_t count =
        utf8proc_decompose(from, (utf8proc_ssize_t)(w->len - w->segment), codes, SEGMENT_CODES_MAX,
                           UTF8PROC_STABLE | UTF8PROC_DECOMPOSE);
    w->pending = false;
    w->marks = 0;
    if (count < 0 || count > SEGMENT_CODES_MAX) { /* cannot be: the marks are counted */
        return;
    }
    count = utf8proc_normalize_utf32(codes, count, UTF8PROC_STABLE | UTF8PROC_COMPOSE);
    size_t at = w->segment;
    for (utf8proc_ssize_t i = 0; i < count; i++) {
        char bytes[UTF8_BYTES_MAX];
        size_t len = utf8_encode((uint32_t)codes[i], bytes);
        if (at + len > w->cap) {
            w->full = true;
            return;
        }
        memcpy(w->out + at, bytes, len);
        at += len;
    }
    w->len = at;
}

static inline void settle(struct writer *w)
{
    if (w->pending) {
        compose(w);
    }
}

enum combining { COMBINES_NEVER, COMBINES_AS_BASE, COMBINES_BEFORE };

/* Canonical decomposition is all there is to NFC; these ranges hold characters that have one and
 * are NFC all the same. */
static bool composed_is_stable(uint32_t code)
{
    return code < 0x340 || (code >= 0x388 && code < 0x958) || (code >= 0x1E00 && code < 0x1F00) ||
           (code >= 0xAC00 && code < 0xD7A4);
}

static enum combining combining_of(uint32_t code)
{
    const utf8proc_property_t *p = utf8proc_get_property((utf8proc_int32_t)code);
    bool mark = p->category == UTF8PROC_CATEGORY_MN || p->category == UTF8PROC_CATEGORY_MC ||
                p->category == UTF8PROC_CATEGORY_ME;
    bool jamo = (code >= 0x1161 && code < 0x1176) || (code >= 0x11A8 && code < 0x11C3);
    if (mark || jamo || p->combining_class) {
        return COMBINES_BEFORE;
    }
    bool decomposes = p->decomp_type == 0 && p->decomp_seqindex != UINT16_MAX;
    return decomposes && !composed_is_stable(code) ? COMBINES_AS_BASE : COMBINES_NEVER;
}

static uint32_t decomposed_count(uint32_t code)
{
    utf8proc_int32_t codes[DECOMPOSED_MAX];
    int last_class = 0;
    utf8proc_ssize_t count =
        utf8proc_decompose_char((utf8proc_int32_t)code, codes, DECOMPOSED_MAX,
                                UTF8PROC_STABLE | UTF8PROC_DECOMPOSE, &last_class);
    return count > 0 ? (uint32_t)count : 1;
}

/* Makes the last character and its marks the open segment again, after what stood behind them went
 * away. */
static void reopen(struct writer *w)
{
    struct str written = str_make(w->out, w->len);
    size_t at = w->len, len;
    w->marks = 0;
    do {
        at = utf8_prev(written, at);
    } while (at > 0 && combining_of(utf8_decode(written, at, &len)) == COMBINES_BEFORE);
    w->segment = at;
    for (; at < w->len; at += len) {
        w->marks += decomposed_count(utf8_decode(written, at, &len));
    }
    w->marks -= w->marks > 0;
}

/* ---- writing ---- */

static void put(struct writer *w, uint32_t code)
{
    if (w->cap - w->len < UTF8_BYTES_MAX) {
        w->full = true;
        return;
    }
    w->len += utf8_encode(code, w->out + w->len);
}

static void put_base(struct writer *w, uint32_t code)
{
    settle(w);
    w->segment = w->len;
    w->marks = 0;
    put(w, code);
}

static void emit(struct writer *w, uint32_t code);

/* The character that out[at, len) == "&name" stands for, or 0. */
static uint32_t reference_at(const struct writer *w, size_t at)
{
    struct str name = str_make(w->out + at + 1, w->len - at - 1);
    if (name.len < 2 || name.ptr[0] != '#') {
        return entities_find(name);
    }
    bool hex = name.ptr[1] == 'x' || name.ptr[1] == 'X';
    uint32_t code = 0;
    for (size_t i = hex ? 2 : 1; i < name.len; i++) {
        unsigned char c = (unsigned char)name.ptr[i];
        uint32_t digit = c <= '9' ? (uint32_t)c - '0' : hex ? (c | 0x20u) - 'a' + 10 : 16;
        if (c < '0' || digit >= (hex ? 16u : 10u) || code > 0x10FFFF) {
            return 0;
        }
        code = code * (hex ? 16 : 10) + digit;
    }
    return code > 0x10FFFF || (code >= 0xD800 && code < 0xE000) ? 0 : code;
}

static void emit_semicolon(struct writer *w)
{
    settle(w);
    size_t back = 1;
    while (back <= w->len && back < REFERENCE_BYTES_MAX) {
        char c = w->out[w->len - back];
        if (c == '&') {
            uint32_t code = reference_at(w, w->len - back);
            if (code) {
                w->len -= back;
                reopen(w);
                emit(w, code);
                return;
            }
            break;
        }
        if (c == ' ' || c == '\n' || c == ';') {
            break;
        }
        back++;
    }
    put_base(w, ';');
}

static void emit_blank(struct writer *w, char blank)
{
    settle(w);
    if (w->len == 0 || (w->one_line && w->out[w->len - 1] == ' ')) {
        return;
    }
    put_base(w, w->one_line ? ' ' : (uint32_t)blank);
}

static void trim_line_end(struct writer *w)
{
    while (w->len && (w->out[w->len - 1] == ' ' || w->out[w->len - 1] == '\t')) {
        w->len--;
    }
}

static void emit_newline(struct writer *w)
{
    if (w->one_line) {
        emit_blank(w, ' ');
        return;
    }
    settle(w);
    trim_line_end(w);
    bool blank_line = w->len >= 2 && w->out[w->len - 1] == '\n' && w->out[w->len - 2] == '\n';
    if (w->len && !blank_line) {
        put_base(w, '\n');
    }
    w->segment = w->len ? w->len - 1 : 0;
}

/* A joiner shapes the scripts and emoji from Hebrew upwards; behind anything else it is debris. */
static void emit_joiner(struct writer *w, uint32_t code)
{
    settle(w);
    struct str written = str_make(w->out, w->len);
    size_t len;
    if (w->len && utf8_decode(written, utf8_prev(written, w->len), &len) >= 0x590) {
        put_base(w, code);
    } else {
        reopen(w);
    }
}

/* What Windows-1252 has at 0x80 to 0x9F; 0 where it has nothing. */
static const uint16_t windows_1252[32] = {
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178,
};

static bool is_invisible(uint32_t code)
{
    return code < 0x20 || code == 0x7F || code == 0xAD || code == 0x180E || code == 0x200B ||
           code == 0x200E || code == 0x200F || (code >= 0x202A && code <= 0x202E) ||
           (code >= 0x2060 && code <= 0x206F) || code == 0xFEFF ||
           (code >= 0xFFF9 && code <= 0xFFFC) || (code & 0xFFFE) == 0xFFFE ||
           (code >= 0xFDD0 && code <= 0xFDEF);
}

static bool is_blank(uint32_t code)
{
    return code == ' ' || code == 0xA0 || code == 0x1680 || (code >= 0x2000 && code <= 0x200A) ||
           code == 0x202F || code == 0x205F || code == 0x3000;
}

/* The count is that of the full decomposition, which NFC does not change: so a second pass cuts
 * nothing more. */
static void emit_mark(struct writer *w, uint32_t code)
{
    size_t len;
    if (w->marks == 0 && w->segment < w->len) {
        w->marks = decomposed_count(utf8_decode(str_make(w->out, w->len), w->segment, &len)) - 1;
    }
    uint32_t more = decomposed_count(code);
    if (w->marks + more <= NORMALISE_MARKS_MAX) {
        w->marks += more;
        w->pending = true;
        put(w, code);
    }
}

static void emit_combining(struct writer *w, uint32_t code)
{
    enum combining how = code < 0x300 ? COMBINES_NEVER : combining_of(code);
    if (how == COMBINES_BEFORE) {
        emit_mark(w, code);
    } else {
        put_base(w, code);
        w->pending = how == COMBINES_AS_BASE;
    }
}

static void emit(struct writer *w, uint32_t code)
{
    if (code >= 0x80 && code < 0xA0) {
        code = windows_1252[code - 0x80];
    }
    if (code == '\n' || code == '\v' || code == '\f' || code == 0x2028 || code == 0x2029) {
        emit_newline(w);
    } else if (code == '\t' || is_blank(code)) {
        emit_blank(w, code == '\t' ? '\t' : ' ');
    } else if (code == ';' || code == 0x37E) { /* the Greek question mark is a semicolon in NFC */
        emit_semicolon(w);
    } else if (code == 0x200C || code == 0x200D) {
        emit_joiner(w, code);
    } else if (!is_invisible(code)) {
        emit_combining(w, code);
    }
}

/* ---- reading ---- */

/* Sixteen bytes, of which the compiler makes a register where there is such a one. */
typedef signed char block __attribute__((vector_size(16)));
enum { BLOCK = sizeof(block) };

/* Whether one of the bytes is not plain: below 0x20, which as a signed one all but ASCII is too, or
 * ';', or DEL. */
static inline bool block_stops(const char *at)
{
    block x;
    uint64_t halves[2];
    memcpy(&x, at, sizeof x);
    block stops = (x < 0x20) | (x == ';') | (x == 0x7F);
    memcpy(halves, &stops, sizeof halves);
    return (halves[0] | halves[1]) != 0;
}

/* The end of the run of plain ASCII that begins at `at`. */
static size_t plain_end(struct str in, size_t at)
{
    while (in.len - at >= BLOCK && !block_stops(in.ptr + at)) {
        at += BLOCK;
    }
    while (at < in.len) {
        unsigned char c = (unsigned char)in.ptr[at];
        if (c < 0x20 || c == ';' || c >= 0x7F) {
            break;
        }
        at++;
    }
    return at;
}

static void copy_plain(struct writer *w, struct str run)
{
    settle(w);
    if (w->cap - w->len < run.len) {
        w->full = true;
        return;
    }
    memcpy(w->out + w->len, run.ptr, run.len);
    w->len += run.len;
    w->segment = w->len - 1;
    w->marks = 0;
}

/* Runs of blanks matter at the begin and in single lines: there the run is cut at them. */
static void emit_plain(struct writer *w, struct str run)
{
    size_t at = 0;
    while (at < run.len && (w->len == 0 || w->one_line)) {
        if (run.ptr[at] == ' ') {
            emit_blank(w, ' ');
            at++;
            continue;
        }
        size_t end = w->one_line ? str_find_byte(run, ' ', at) : run.len;
        end = end == SIZE_MAX ? run.len : end;
        copy_plain(w, str_slice(run, at, end));
        at = end;
    }
    if (at < run.len) {
        copy_plain(w, str_slice(run, at, run.len));
    }
}

static enum status normalise(struct str in, struct arena *arena, bool one_line, struct str *out)
{
    size_t cap = in.len + in.len / 2 + GROWTH_SLACK;
    struct writer w = {.out = arena_alloc_raw(arena, cap), .cap = cap, .one_line = one_line};
    for (size_t at = 0; at < in.len && !w.full;) {
        size_t end = plain_end(in, at), len;
        if (end > at) {
            emit_plain(&w, str_slice(in, at, end));
            at = end;
            continue;
        }
        uint32_t code = utf8_decode(in, at, &len);
        at += len;
        if (code == '\r') {
            at += at < in.len && in.ptr[at] == '\n';
            code = '\n';
        }
        emit(&w, code);
    }
    settle(&w);
    while (w.len &&
           (w.out[w.len - 1] == '\n' || w.out[w.len - 1] == ' ' || w.out[w.len - 1] == '\t')) {
        w.len--;
    }
    *out = str_make(w.out, w.len);
    return w.full ? STATUS_LIMIT : STATUS_OK;
}

enum status normalise_text(struct str in, struct arena *arena, struct str *out)
{
    return normalise(in, arena, false, out);
}

enum status normalise_line(struct str in, struct arena *arena, struct str *out)
{
    return normalise(in, arena, true, out);
}
