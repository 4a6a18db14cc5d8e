#include "model/lemma.h"

#include <string.h>

#include <utf8proc.h>

#include "model/model.h"
#include "text/utf8.h"

enum { CUT_MAX = 999, ADD_MAX = 64, SHARP_S = 0xDF };

struct rule {
    char letter_case; /* k, l, u, t */
    uint32_t cut;     /* code points */
    struct str add;
};

static bool read_rule(struct str text, struct rule *out)
{
    size_t bar = str_find_byte(text, '|', 2);
    uint64_t cut;
    if (bar == SIZE_MAX || text.ptr[1] != '|' ||
        str_find_byte(STR("klut"), text.ptr[0], 0) == SIZE_MAX ||
        !str_to_u64(str_slice(text, 2, bar), &cut) || cut > CUT_MAX) {
        return false;
    }
    if (text.len - bar > ADD_MAX) {
        return false;
    }
    *out = (struct rule){.letter_case = text.ptr[0],
                         .cut = (uint32_t)cut,
                         .add = str_slice(text, bar + 1, text.len)};
    return true;
}

bool lemma_rule_is_valid(struct str rule)
{
    struct rule read;
    return read_rule(rule, &read);
}

/* One code point for one: the sharp s has no upper case of one letter in Unicode's simple
 * mappings. */
static uint32_t map_case(uint32_t code, bool upper)
{
    if (upper) {
        return code == SHARP_S ? code : (uint32_t)utf8proc_toupper((utf8proc_int32_t)code);
    }
    return (uint32_t)utf8proc_tolower((utf8proc_int32_t)code);
}

/* Mapped letters may be longer in UTF-8: `out` has room for four bytes a byte of the form. */
static size_t put_cased(struct str form, char letter_case, char *out)
{
    size_t at = 0, put = 0, len;
    for (; at < form.len; at += len) {
        uint32_t code = utf8_decode(form, at, &len);
        bool upper = letter_case == 'u' || (letter_case == 't' && at == 0);
        put += utf8_encode(letter_case == 'k' ? code : map_case(code, upper), out + put);
    }
    return put;
}

struct str lemma_by_rule(struct str rule, struct str form, struct arena *arena)
{
    struct rule r;
    if (!read_rule(rule, &r) || (r.letter_case == 'k' && r.cut == 0 && r.add.len == 0)) {
        return form;
    }
    char *text = arena_alloc_raw(arena, form.len * UTF8_BYTES_MAX + r.add.len + 1);
    size_t all = put_cased(form, r.letter_case, text), keep = all;
    struct str cased = str_make(text, all);
    uint32_t cut = 0;
    while (cut < r.cut && keep > 0) {
        keep = utf8_prev(cased, keep);
        cut++;
    }
    if (cut < r.cut || keep + r.add.len == 0) {
        return cased;
    }
    memcpy(text + keep, r.add.ptr, r.add.len);
    return str_make(text, keep + r.add.len);
}

/* Less, equal or greater: the row's form and tag against these. */
static int compare_key(struct str row, struct str form, struct str tag, struct str *lemma)
{
    size_t tab = str_find_byte(row, '\t', 0),
           second = tab == SIZE_MAX ? SIZE_MAX : str_find_byte(row, '\t', tab + 1);
    if (second == SIZE_MAX) {
        tab = second = row.len;
    }
    *lemma = str_slice(row, second + 1, row.len);
    int order = str_compare(str_slice(row, 0, tab), form);
    return order ? order : str_compare(str_slice(row, tab + 1, second), tag);
}

/* Rows are in the order of their bytes; a tab is less than what forms and tags hold, so they are
 * in the order of their keys. */
struct str lemma_in_lexicon(const struct strings *lexicon, struct str form, struct str tag)
{
    uint32_t low = 0, high = lexicon->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        struct str lemma;
        int order = compare_key(strings_at(lexicon, middle), form, tag, &lemma);
        if (order == 0) {
            return lemma;
        }
        low = order < 0 ? middle + 1 : low;
        high = order < 0 ? high : middle;
    }
    return (struct str){0};
}
