#include "pipeline/title.h"

#include <string.h>

enum { EX_BYTES = 3 };

struct abbreviation {
    struct str brief, full;
};

/* The Associated Press's list of titles that are abbreviated before names. */
static const struct abbreviation abbreviations[] = {
    {STR_INIT("adm"), STR_INIT("admiral")},         {STR_INIT("asst"), STR_INIT("assistant")},
    {STR_INIT("brig"), STR_INIT("brigadier")},      {STR_INIT("capt"), STR_INIT("captain")},
    {STR_INIT("cmdr"), STR_INIT("commander")},      {STR_INIT("col"), STR_INIT("colonel")},
    {STR_INIT("cpl"), STR_INIT("corporal")},        {STR_INIT("det"), STR_INIT("detective")},
    {STR_INIT("gen"), STR_INIT("general")},         {STR_INIT("gov"), STR_INIT("governor")},
    {STR_INIT("insp"), STR_INIT("inspector")},      {STR_INIT("lt"), STR_INIT("lieutenant")},
    {STR_INIT("maj"), STR_INIT("major")},           {STR_INIT("pvt"), STR_INIT("private")},
    {STR_INIT("rep"), STR_INIT("representative")},  {STR_INIT("rev"), STR_INIT("reverend")},
    {STR_INIT("sen"), STR_INIT("senator")},         {STR_INIT("sgt"), STR_INIT("sergeant")},
    {STR_INIT("supt"), STR_INIT("superintendent")},
};

static struct str without_stop(struct str word)
{
    return word.len > 1 && word.ptr[word.len - 1] == '.' ? str_slice(word, 0, word.len - 1) : word;
}

static struct str word_in_full(struct str word)
{
    for (size_t i = 0; i < sizeof abbreviations / sizeof abbreviations[0]; i++) {
        if (str_equal_nocase(without_stop(word), abbreviations[i].brief)) {
            return abbreviations[i].full;
        }
    }
    return word;
}

bool title_is_abbreviated(struct str word)
{
    return word_in_full(word).ptr != word.ptr;
}

bool title_is_former(struct str word)
{
    return word.len > EX_BYTES && str_equal_nocase(str_slice(word, 0, EX_BYTES), STR("ex-"));
}

struct str title_in_full(struct str text, struct arena *arena)
{
    enum { LONGER = 5 }; /* "rep" to "representative" */
    char *out = arena_alloc_raw(arena, LONGER * text.len + 1);
    size_t len = 0, at = title_is_former(text) ? EX_BYTES : 0;
    while (at < text.len) {
        size_t end = at;
        while (end < text.len && text.ptr[end] != ' ' && text.ptr[end] != '\n') {
            end++;
        }
        struct str word = word_in_full(str_slice(text, at, end));
        memcpy(out + len, word.ptr, word.len);
        len += word.len;
        if (end < text.len) {
            out[len++] = ' ';
        }
        at = end + 1;
    }
    for (size_t i = 0; i < len; i++) {
        out[i] = (char)(out[i] >= 'A' && out[i] <= 'Z' ? out[i] | 0x20 : out[i]);
    }
    return str_make(out, len);
}
