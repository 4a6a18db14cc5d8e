#include "text/name_key.h"

#include <stdbool.h>
#include <string.h>

#include <utf8proc.h>

#include "text/chars.h"
#include "text/utf8.h"

enum { PIECES_MAX = 24 }; /* code points that one may become: U+FDFA becomes 18 */

struct writer {
    char *bytes;
    size_t len;
    bool blank; /* parts the next letter from the ones before */
    bool over;
};

/* Letters that Unicode does not take apart, in the order of their codes. */
static const struct {
    uint16_t code;
    char plain[3];
} letters[] = {
    {0x00E6, "ae"}, {0x00F0, "d"}, {0x00F8, "o"}, {0x00FE, "th"}, {0x0111, "d"},
    {0x0127, "h"},  {0x0131, "i"}, {0x0138, "k"}, {0x0142, "l"},  {0x014B, "ng"},
    {0x0153, "oe"}, {0x0167, "t"}, {0x0180, "b"}, {0x0199, "k"},  {0x01E5, "g"},
    {0x0253, "b"},  {0x0257, "d"}, {0x0259, "a"}, {0x0268, "i"},  {0x1E9E, "ss"},
};

static void put(struct writer *w, const char *bytes, size_t len)
{
    size_t blank = w->blank && w->len > 0;
    if (w->len + blank + len > NAME_KEY_MAX) {
        w->over = true;
        return;
    }
    if (blank) {
        w->bytes[w->len++] = ' ';
    }
    memcpy(w->bytes + w->len, bytes, len);
    w->len += len;
    w->blank = false;
}

static const char *plain_of(uint32_t code)
{
    for (size_t i = 0; i < sizeof letters / sizeof letters[0]; i++) {
        if (letters[i].code == code) {
            return letters[i].plain;
        }
    }
    return NULL;
}

static bool is_left_out(uint32_t code)
{
    return (code >= 0x0300 && code <= 0x036F) || code == '.' || code == '\'' || code == '`' ||
           code == 0x00B4 || code == 0x00AD || (code >= 0x02B9 && code <= 0x02BF) ||
           code == 0x2018 || code == 0x2019 || code == 0x201B || code == 0x2032 ||
           (code >= 0x200B && code <= 0x200D);
}

static void put_folded(struct writer *w, uint32_t code)
{
    const char *plain = plain_of(code);
    char bytes[UTF8_BYTES_MAX];
    if (is_left_out(code)) {
        return;
    }
    if (plain) {
        put(w, plain, strlen(plain));
    } else if (code == '&') {
        w->blank = true;
        put(w, "and", 3);
        w->blank = true;
    } else if (chars_of(code) & CHARS_WORD) {
        put(w, bytes, utf8_encode(code, bytes));
    } else {
        w->blank = true;
    }
}

static void put_code(struct writer *w, uint32_t code)
{
    utf8proc_int32_t pieces[PIECES_MAX];
    if (code < 128) {
        put_folded(w, code >= 'A' && code <= 'Z' ? code + ('a' - 'A') : code);
        return;
    }
    utf8proc_ssize_t count =
        utf8proc_decompose_char((utf8proc_int32_t)code, pieces, PIECES_MAX,
                                UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD, NULL);
    for (utf8proc_ssize_t i = 0; i < count && i < PIECES_MAX; i++) {
        put_folded(w, (uint32_t)pieces[i]);
    }
}

struct str name_key_of(struct str text, struct name_key *out)
{
    struct writer w = {.bytes = out->bytes};
    for (size_t at = 0, len = 0; at < text.len && !w.over; at += len) {
        put_code(&w, utf8_decode(text, at, &len));
    }
    struct str key = str_make(out->bytes, w.over ? 0 : w.len);
    if (str_starts_with(key, STR("the ")) && key.len > 4) {
        key = str_slice(key, 4, key.len);
    }
    out->len = key.len;
    return key;
}
