/* Sorted by strcmp for the binary search (the unit test checks it). Words of our own choice; the short forms of states are
 * those that American newspapers print. */
#include "text/abbreviations.h"

#include <string.h>

static const struct row {
    const char *word; /* lower case, without the last stop */
    enum abbreviation_kind kind;
    bool capital;   /* only with a capital at its begin: "Sun." is a day, "sun." is not */
    bool also_word; /* see the header */
} rows[] = {
    {"a.m", ABBREVIATION_CLOCK, false, false},
    {"adm", ABBREVIATION_TITLE, true, false},
    {"al", ABBREVIATION_FINAL, false, false},
    {"ala", ABBREVIATION_FINAL, true, false},
    {"ald", ABBREVIATION_TITLE, true, false},
    {"alta", ABBREVIATION_FINAL, true, false},
    {"amb", ABBREVIATION_TITLE, true, false},
    {"approx", ABBREVIATION_NUMBERED, false, false},
    {"apr", ABBREVIATION_DATE, true, false},
    {"ariz", ABBREVIATION_FINAL, true, false},
    {"ark", ABBREVIATION_FINAL, true, true},
    {"art", ABBREVIATION_NUMBERED, true, true},
    {"arts", ABBREVIATION_NUMBERED, true, true},
    {"assn", ABBREVIATION_FINAL, true, false},
    {"assoc", ABBREVIATION_TITLE, true, false},
    {"asst", ABBREVIATION_TITLE, true, false},
    {"atty", ABBREVIATION_TITLE, true, false},
    {"aug", ABBREVIATION_DATE, true, false},
    {"ave", ABBREVIATION_FINAL, true, false},
    {"b.sc", ABBREVIATION_FINAL, true, false},
    {"bldg", ABBREVIATION_FINAL, true, false},
    {"blvd", ABBREVIATION_FINAL, true, false},
    {"brig", ABBREVIATION_TITLE, true, false},
    {"bros", ABBREVIATION_FINAL, true, false},
    {"c", ABBREVIATION_NUMBERED, false, false},
    {"ca", ABBREVIATION_NUMBERED, false, false},
    {"cal", ABBREVIATION_FINAL, true, true},
    {"calif", ABBREVIATION_FINAL, true, false},
    {"capt", ABBREVIATION_TITLE, true, false},
    {"cdr", ABBREVIATION_TITLE, true, false},
    {"cf", ABBREVIATION_INNER, false, false},
    {"ch", ABBREVIATION_NUMBERED, true, true},
    {"chs", ABBREVIATION_NUMBERED, false, false},
    {"cllr", ABBREVIATION_TITLE, true, false},
    {"cmdr", ABBREVIATION_TITLE, true, false},
    {"co", ABBREVIATION_FINAL, true, false},
    {"col", ABBREVIATION_TITLE, true, false},
    {"colo", ABBREVIATION_FINAL, true, false},
    {"comdr", ABBREVIATION_TITLE, true, false},
    {"conn", ABBREVIATION_FINAL, true, true},
    {"corp", ABBREVIATION_FINAL, true, false},
    {"cos", ABBREVIATION_FINAL, true, true},
    {"cpl", ABBREVIATION_TITLE, true, false},
    {"ct", ABBREVIATION_FINAL, true, true},
    {"cu", ABBREVIATION_FINAL, false, false},
    {"d.c", ABBREVIATION_FINAL, true, false},
    {"d.phil", ABBREVIATION_FINAL, true, false},
    {"dec", ABBREVIATION_DATE, true, false},
    {"del", ABBREVIATION_FINAL, true, true},
    {"dep", ABBREVIATION_TITLE, true, false},
    {"dept", ABBREVIATION_FINAL, false, false},
    {"det", ABBREVIATION_TITLE, true, false},
    {"dist", ABBREVIATION_TITLE, true, false},
    {"dob", ABBREVIATION_FINAL, false, false},
    {"dr", ABBREVIATION_TITLE, true, false},
    {"drs", ABBREVIATION_TITLE, true, false},
    {"e.g", ABBREVIATION_INNER, false, false},
    {"ed", ABBREVIATION_FINAL, false, true},
    {"eds", ABBREVIATION_FINAL, false, false},
    {"eg", ABBREVIATION_INNER, false, false},
    {"eq", ABBREVIATION_NUMBERED, true, true},
    {"eqs", ABBREVIATION_NUMBERED, false, false},
    {"esp", ABBREVIATION_INNER, false, false},
    {"est", ABBREVIATION_FINAL, false, false},
    {"et.al", ABBREVIATION_FINAL, false, false},
    {"et.c", ABBREVIATION_FINAL, false, false},
    {"etc", ABBREVIATION_FINAL, false, false},
    {"ext", ABBREVIATION_NUMBERED, false, false},
    {"feb", ABBREVIATION_DATE, true, false},
    {"fig", ABBREVIATION_NUMBERED, true, true},
    {"figs", ABBREVIATION_NUMBERED, false, false},
    {"fla", ABBREVIATION_FINAL, true, false},
    {"fr", ABBREVIATION_TITLE, true, false},
    {"fri", ABBREVIATION_DATE, true, false},
    {"ft", ABBREVIATION_TITLE, false, false},
    {"ga", ABBREVIATION_FINAL, true, false},
    {"gen", ABBREVIATION_TITLE, true, false},
    {"gov", ABBREVIATION_TITLE, true, false},
    {"govs", ABBREVIATION_TITLE, true, false},
    {"govt", ABBREVIATION_FINAL, false, false},
    {"hon", ABBREVIATION_TITLE, true, false},
    {"hr", ABBREVIATION_FINAL, false, false},
    {"hrs", ABBREVIATION_FINAL, false, false},
    {"hwy", ABBREVIATION_FINAL, true, false},
    {"i.e", ABBREVIATION_INNER, false, false},
    {"ibid", ABBREVIATION_FINAL, false, false},
    {"ie", ABBREVIATION_INNER, false, false},
    {"ill", ABBREVIATION_FINAL, true, true},
    {"inc", ABBREVIATION_FINAL, true, false},
    {"incl", ABBREVIATION_INNER, false, false},
    {"ind", ABBREVIATION_FINAL, true, true},
    {"insp", ABBREVIATION_TITLE, true, false},
    {"intl", ABBREVIATION_FINAL, true, false},
    {"jan", ABBREVIATION_DATE, true, false},
    {"jr", ABBREVIATION_FINAL, true, false},
    {"jul", ABBREVIATION_DATE, true, true},
    {"jun", ABBREVIATION_DATE, true, true},
    {"kan", ABBREVIATION_FINAL, true, false},
    {"ky", ABBREVIATION_FINAL, true, false},
    {"la", ABBREVIATION_FINAL, true, true},
    {"lb", ABBREVIATION_FINAL, false, false},
    {"lbs", ABBREVIATION_FINAL, false, false},
    {"lieut", ABBREVIATION_TITLE, true, false},
    {"ln", ABBREVIATION_FINAL, true, false},
    {"lt", ABBREVIATION_TITLE, true, false},
    {"ltd", ABBREVIATION_FINAL, true, false},
    {"m.sc", ABBREVIATION_FINAL, true, false},
    {"maj", ABBREVIATION_TITLE, true, false},
    {"man", ABBREVIATION_FINAL, true, true},
    {"mar", ABBREVIATION_DATE, true, true},
    {"mass", ABBREVIATION_FINAL, true, true},
    {"md", ABBREVIATION_FINAL, true, false},
    {"messrs", ABBREVIATION_TITLE, true, false},
    {"mfg", ABBREVIATION_FINAL, true, false},
    {"mgr", ABBREVIATION_TITLE, true, false},
    {"mich", ABBREVIATION_FINAL, true, false},
    {"minn", ABBREVIATION_FINAL, true, false},
    {"mins", ABBREVIATION_FINAL, false, false},
    {"misc", ABBREVIATION_INNER, false, false},
    {"miss", ABBREVIATION_FINAL, true, true},
    {"mlle", ABBREVIATION_TITLE, true, false},
    {"mme", ABBREVIATION_TITLE, true, false},
    {"mmes", ABBREVIATION_TITLE, true, false},
    {"mo", ABBREVIATION_FINAL, true, true},
    {"mon", ABBREVIATION_DATE, true, true},
    {"mont", ABBREVIATION_FINAL, true, false},
    {"mr", ABBREVIATION_TITLE, true, false},
    {"mrs", ABBREVIATION_TITLE, true, false},
    {"ms", ABBREVIATION_TITLE, true, false},
    {"msgr", ABBREVIATION_TITLE, true, false},
    {"mt", ABBREVIATION_TITLE, true, false},
    {"mts", ABBREVIATION_TITLE, true, false},
    {"n.c", ABBREVIATION_FINAL, true, false},
    {"n.d", ABBREVIATION_FINAL, true, false},
    {"n.h", ABBREVIATION_FINAL, true, false},
    {"n.j", ABBREVIATION_FINAL, true, false},
    {"n.m", ABBREVIATION_FINAL, true, false},
    {"n.y", ABBREVIATION_FINAL, true, false},
    {"natl", ABBREVIATION_FINAL, false, false},
    {"neb", ABBREVIATION_FINAL, true, false},
    {"nev", ABBREVIATION_FINAL, true, false},
    {"no", ABBREVIATION_NUMBERED, true, true},
    {"nos", ABBREVIATION_NUMBERED, false, false},
    {"nov", ABBREVIATION_DATE, true, false},
    {"oct", ABBREVIATION_DATE, true, false},
    {"ofc", ABBREVIATION_TITLE, true, false},
    {"okla", ABBREVIATION_FINAL, true, false},
    {"ont", ABBREVIATION_FINAL, true, false},
    {"op", ABBREVIATION_NUMBERED, true, false},
    {"ore", ABBREVIATION_FINAL, true, true},
    {"oz", ABBREVIATION_FINAL, false, false},
    {"p", ABBREVIATION_NUMBERED, false, false},
    {"p.m", ABBREVIATION_CLOCK, false, false},
    {"pa", ABBREVIATION_FINAL, true, true},
    {"par", ABBREVIATION_NUMBERED, true, true},
    {"para", ABBREVIATION_NUMBERED, false, true},
    {"penn", ABBREVIATION_FINAL, true, true},
    {"pfc", ABBREVIATION_TITLE, true, false},
    {"ph", ABBREVIATION_NUMBERED, false, false},
    {"ph.d", ABBREVIATION_FINAL, true, false},
    {"pkwy", ABBREVIATION_FINAL, true, false},
    {"pl", ABBREVIATION_FINAL, true, true},
    {"pp", ABBREVIATION_NUMBERED, false, false},
    {"pres", ABBREVIATION_TITLE, true, false},
    {"prof", ABBREVIATION_TITLE, true, false},
    {"profs", ABBREVIATION_TITLE, true, false},
    {"prop", ABBREVIATION_NUMBERED, true, true},
    {"pvt", ABBREVIATION_TITLE, true, false},
    {"que", ABBREVIATION_FINAL, true, false},
    {"r.i", ABBREVIATION_FINAL, true, false},
    {"rd", ABBREVIATION_FINAL, true, false},
    {"ref", ABBREVIATION_NUMBERED, true, true},
    {"refs", ABBREVIATION_NUMBERED, false, false},
    {"reg", ABBREVIATION_NUMBERED, true, true},
    {"rep", ABBREVIATION_TITLE, true, false},
    {"reps", ABBREVIATION_TITLE, true, false},
    {"resp", ABBREVIATION_INNER, false, false},
    {"rev", ABBREVIATION_TITLE, true, false},
    {"revd", ABBREVIATION_TITLE, true, false},
    {"rt", ABBREVIATION_TITLE, true, false},
    {"s.c", ABBREVIATION_FINAL, true, false},
    {"s.d", ABBREVIATION_FINAL, true, false},
    {"sask", ABBREVIATION_FINAL, true, false},
    {"sat", ABBREVIATION_DATE, true, true},
    {"sec", ABBREVIATION_NUMBERED, false, true},
    {"secs", ABBREVIATION_NUMBERED, false, false},
    {"sect", ABBREVIATION_NUMBERED, false, false},
    {"sen", ABBREVIATION_TITLE, true, false},
    {"sens", ABBREVIATION_TITLE, true, false},
    {"sep", ABBREVIATION_DATE, true, false},
    {"sept", ABBREVIATION_DATE, true, false},
    {"sgt", ABBREVIATION_TITLE, true, false},
    {"sheik", ABBREVIATION_TITLE, true, false},
    {"spc", ABBREVIATION_TITLE, true, false},
    {"spec", ABBREVIATION_TITLE, true, false},
    {"sq", ABBREVIATION_FINAL, false, false},
    {"sr", ABBREVIATION_FINAL, true, false},
    {"sra", ABBREVIATION_TITLE, true, false},
    {"srta", ABBREVIATION_TITLE, true, false},
    {"st", ABBREVIATION_TITLE, true, false},
    {"ste", ABBREVIATION_TITLE, true, false},
    {"sts", ABBREVIATION_TITLE, true, false},
    {"sun", ABBREVIATION_DATE, true, true},
    {"supt", ABBREVIATION_TITLE, true, false},
    {"tab", ABBREVIATION_NUMBERED, true, true},
    {"tel", ABBREVIATION_NUMBERED, false, false},
    {"tenn", ABBREVIATION_FINAL, true, false},
    {"tex", ABBREVIATION_FINAL, true, true},
    {"thu", ABBREVIATION_DATE, true, false},
    {"thur", ABBREVIATION_DATE, true, false},
    {"thurs", ABBREVIATION_DATE, true, false},
    {"tue", ABBREVIATION_DATE, true, false},
    {"tues", ABBREVIATION_DATE, true, false},
    {"u.k", ABBREVIATION_FINAL, false, false},
    {"u.n", ABBREVIATION_FINAL, false, false},
    {"u.s", ABBREVIATION_FINAL, false, false},
    {"u.s.a", ABBREVIATION_FINAL, false, false},
    {"univ", ABBREVIATION_FINAL, true, false},
    {"v", ABBREVIATION_INNER, false, false},
    {"va", ABBREVIATION_FINAL, true, false},
    {"vice-pres", ABBREVIATION_TITLE, true, false},
    {"viz", ABBREVIATION_INNER, false, false},
    {"vol", ABBREVIATION_NUMBERED, false, false},
    {"vols", ABBREVIATION_NUMBERED, false, false},
    {"vs", ABBREVIATION_INNER, false, false},
    {"vt", ABBREVIATION_FINAL, true, false},
    {"w.va", ABBREVIATION_FINAL, true, false},
    {"wash", ABBREVIATION_FINAL, true, true},
    {"wed", ABBREVIATION_DATE, true, true},
    {"wis", ABBREVIATION_FINAL, true, false},
    {"wisc", ABBREVIATION_FINAL, true, false},
    {"wyo", ABBREVIATION_FINAL, true, false},
    {"yr", ABBREVIATION_FINAL, false, false},
    {"yrs", ABBREVIATION_FINAL, false, false},
};

static bool is_letter(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

bool abbreviation_is_dotted(struct str word)
{
    if (word.len < 3 || word.len % 2 == 0) {
        return false;
    }
    for (size_t i = 0; i < word.len; i++) {
        if (i % 2 == 0 ? !is_letter(word.ptr[i]) : word.ptr[i] != '.') {
            return false;
        }
    }
    return true;
}

static const struct row *find_row(const char *lower)
{
    size_t low = 0, high = sizeof rows / sizeof rows[0];
    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = strcmp(rows[middle].word, lower);
        if (order == 0) {
            return &rows[middle];
        }
        if (order < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return NULL;
}

struct abbreviation abbreviation_find(struct str word)
{
    enum { LONGEST = 11 };
    char lower[LONGEST + 1];
    struct abbreviation none = {ABBREVIATION_NONE, false};
    if (word.len == 0 || word.len > LONGEST) {
        return none;
    }
    for (size_t i = 0; i < word.len; i++) {
        lower[i] = (char)(word.ptr[i] >= 'A' && word.ptr[i] <= 'Z' ? word.ptr[i] | 0x20 : word.ptr[i]);
    }
    lower[word.len] = '\0';
    const struct row *row = find_row(lower);
    if (row && (!row->capital || word.ptr[0] != lower[0])) {
        return (struct abbreviation){row->kind, row->also_word};
    }
    if (abbreviation_is_dotted(word)) {
        return (struct abbreviation){ABBREVIATION_FINAL, false};
    }
    return none;
}
