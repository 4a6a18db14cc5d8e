/* What can be done to a page's bytes before there is a tree: which alphabet they are in, and
 * leaving out what no article is in. */
#include <iconv.h>
#include <string.h>

#include "base/utf8.h"
#include "ingest/html.h"

enum {
    DECLARATION_REACH = 4096, /* where a <meta charset> must stand */
    CHARSET_BYTES_MAX = 40,
};

static const char replacement[] = "\xEF\xBF\xBD";

/* ---- alphabet ---- */

static bool is_name_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == ':' || c == '.';
}

/* What stands behind "charset=" near the page's begin; false when nothing does. */
static bool declared(struct str html, char out[CHARSET_BYTES_MAX])
{
    struct str head = str_slice(html, 0, DECLARATION_REACH);
    for (size_t i = 0; i + 8 < head.len; i++) {
        if (!str_equal_nocase(str_slice(head, i, i + 8), STR("charset="))) {
            continue;
        }
        size_t begin = i + 8, len = 0;
        begin += head.ptr[begin] == '"' || head.ptr[begin] == '\'';
        while (begin + len < head.len && len + 1 < CHARSET_BYTES_MAX &&
               is_name_byte(head.ptr[begin + len])) {
            out[len] = head.ptr[begin + len];
            len++;
        }
        out[len] = '\0';
        return len > 0;
    }
    return false;
}

/* Latin-1 on the web means Windows-1252 (WHATWG Encoding). A page that says UTF-8 and is not, says
 * nothing. */
static const char *meant(const char *name)
{
    struct str s = str_of(name);
    static const struct str latin[] = {
        STR_INIT("iso-8859-1"), STR_INIT("iso8859-1"), STR_INIT("latin1"), STR_INIT("us-ascii"),
        STR_INIT("ascii"),      STR_INIT("utf-8"),     STR_INIT("utf8")};
    for (size_t i = 0; i < sizeof latin / sizeof latin[0]; i++) {
        if (str_equal_nocase(s, latin[i])) {
            return "WINDOWS-1252";
        }
    }
    return name;
}

static const char *byte_order_mark(struct str html)
{
    if (str_starts_with(html, STR("\xFF\xFE"))) {
        return "UTF-16LE";
    }
    return str_starts_with(html, STR("\xFE\xFF")) ? "UTF-16BE" : NULL;
}

/* Every byte that means nothing becomes one U+FFFD. */
static struct str convert(iconv_t cd, struct str html, struct arena *arena)
{
    size_t room = 3 * html.len + sizeof replacement;
    char *text = arena_alloc_raw(arena, room), *to = text, *from = (char *)(uintptr_t)html.ptr;
    size_t left = html.len, free_bytes = room;
    while (left > 0 && free_bytes > sizeof replacement &&
           iconv(cd, &from, &left, &to, &free_bytes) == (size_t)-1 && left > 0 &&
           free_bytes > sizeof replacement) {
        memcpy(to, replacement, sizeof replacement - 1);
        to += sizeof replacement - 1;
        free_bytes -= sizeof replacement - 1;
        from++;
        left--;
    }
    return str_make(text, (size_t)(to - text));
}

enum status html_utf8(struct str html, struct arena *arena, struct str *out)
{
    char name[CHARSET_BYTES_MAX];
    *out = html;
    if (html.len > HTML_BYTES_MAX) {
        return STATUS_LIMIT;
    }
    const char *mark = byte_order_mark(html);
    if (!mark && utf8_valid(html)) {
        return STATUS_OK;
    }
    const char *charset = mark ? mark : declared(html, name) ? meant(name) : "WINDOWS-1252";
    iconv_t cd = iconv_open("UTF-8", charset);
    if (cd == (iconv_t)-1) {
        cd = iconv_open("UTF-8", "WINDOWS-1252");
    }
    if (cd == (iconv_t)-1) {
        return STATUS_UNSUPPORTED;
    }
    *out = convert(cd, html, arena);
    iconv_close(cd);
    return STATUS_OK;
}

/* ---- shrinking ---- */

static const struct {
    struct str begin, end;
} pieces[] = {
    {STR_INIT("<!--"), STR_INIT("-->")},
    {STR_INIT("<script"), STR_INIT("</script>")},
    {STR_INIT("<style"), STR_INIT("</style>")},
    {STR_INIT("<svg"), STR_INIT("</svg>")},
    {STR_INIT("<noscript"), STR_INIT("</noscript>")},
};

enum { PIECES = sizeof pieces / sizeof pieces[0] };

/* Where the piece that begins at `at` ends if it is one to leave out, else `at`. `endless` says of
 * which no end is left. */
static size_t skip(struct str html, size_t at, bool endless[PIECES])
{
    for (size_t i = 0; i < PIECES; i++) {
        struct str begin = pieces[i].begin;
        if (!endless[i] && str_equal_nocase(str_slice(html, at, at + begin.len), begin)) {
            size_t end = str_find(html, pieces[i].end, at);
            endless[i] = end == SIZE_MAX;
            return end == SIZE_MAX ? at : end + pieces[i].end.len;
        }
    }
    return at;
}

struct str html_shrink(struct str html, struct arena *arena)
{
    char *out = arena_alloc_raw(arena, html.len + 1);
    bool endless[PIECES] = {false};
    size_t len = 0, at = 0;
    while (at < html.len) {
        size_t next = html.ptr[at] == '<' ? skip(html, at, endless) : at;
        if (next > at) {
            at = next;
        } else {
            out[len++] = html.ptr[at++];
        }
    }
    return str_make(out, len);
}
