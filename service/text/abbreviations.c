/* Sorted by strcmp for the binary search (the unit test checks it). Words of our own choice; the
 * short forms of states are those that American newspapers print. */
#include "text/abbreviations.h"

#include "text/sorted_words.h"

static const struct row {
    const char *word; /* lower case, without the last stop */
    enum abbreviation_kind kind;
    bool capital; /* only with a capital at its begin: "Sun." is a day, "sun." is not */
} rows[] = {
    {"a.m", ABBREVIATION_CLOCK, false},     {"adm", ABBREVIATION_TITLE, true},
    {"al", ABBREVIATION_FINAL, false},      {"ala", ABBREVIATION_FINAL, true},
    {"ald", ABBREVIATION_TITLE, true},      {"alta", ABBREVIATION_FINAL, true},
    {"amb", ABBREVIATION_TITLE, true},      {"approx", ABBREVIATION_NUMBERED, false},
    {"apr", ABBREVIATION_DATE, true},       {"ariz", ABBREVIATION_FINAL, true},
    {"ark", ABBREVIATION_FINAL, true},      {"art", ABBREVIATION_NUMBERED, true},
    {"arts", ABBREVIATION_NUMBERED, true},  {"assn", ABBREVIATION_FINAL, true},
    {"assoc", ABBREVIATION_TITLE, true},    {"asst", ABBREVIATION_TITLE, true},
    {"attn", ABBREVIATION_INNER, false},    {"atty", ABBREVIATION_TITLE, true},
    {"aug", ABBREVIATION_DATE, true},       {"ave", ABBREVIATION_FINAL, true},
    {"b", ABBREVIATION_NUMBERED, false},    {"b.sc", ABBREVIATION_FINAL, true},
    {"bldg", ABBREVIATION_FINAL, true},     {"blvd", ABBREVIATION_FINAL, true},
    {"brig", ABBREVIATION_TITLE, true},     {"bros", ABBREVIATION_FINAL, true},
    {"c", ABBREVIATION_NUMBERED, false},    {"ca", ABBREVIATION_NUMBERED, false},
    {"cal", ABBREVIATION_FINAL, true},      {"calif", ABBREVIATION_FINAL, true},
    {"capt", ABBREVIATION_TITLE, true},     {"cdr", ABBREVIATION_TITLE, true},
    {"cf", ABBREVIATION_INNER, false},      {"ch", ABBREVIATION_NUMBERED, true},
    {"chs", ABBREVIATION_NUMBERED, false},  {"cllr", ABBREVIATION_TITLE, true},
    {"cmdr", ABBREVIATION_TITLE, true},     {"co", ABBREVIATION_FINAL, true},
    {"col", ABBREVIATION_TITLE, true},      {"colo", ABBREVIATION_FINAL, true},
    {"comdr", ABBREVIATION_TITLE, true},    {"conn", ABBREVIATION_FINAL, true},
    {"corp", ABBREVIATION_FINAL, true},     {"cos", ABBREVIATION_FINAL, true},
    {"cpl", ABBREVIATION_TITLE, true},      {"ct", ABBREVIATION_FINAL, true},
    {"cu", ABBREVIATION_FINAL, false},      {"d", ABBREVIATION_NUMBERED, false},
    {"d.c", ABBREVIATION_FINAL, true},      {"d.phil", ABBREVIATION_FINAL, true},
    {"dec", ABBREVIATION_DATE, true},       {"del", ABBREVIATION_FINAL, true},
    {"dep", ABBREVIATION_TITLE, true},      {"dept", ABBREVIATION_FINAL, false},
    {"det", ABBREVIATION_TITLE, true},      {"dist", ABBREVIATION_TITLE, true},
    {"dob", ABBREVIATION_FINAL, false},     {"dr", ABBREVIATION_TITLE, true},
    {"drs", ABBREVIATION_TITLE, true},      {"e.g", ABBREVIATION_INNER, false},
    {"ed", ABBREVIATION_FINAL, false},      {"eds", ABBREVIATION_FINAL, false},
    {"eg", ABBREVIATION_INNER, false},      {"eq", ABBREVIATION_NUMBERED, true},
    {"eqs", ABBREVIATION_NUMBERED, false},  {"esp", ABBREVIATION_INNER, false},
    {"est", ABBREVIATION_FINAL, false},     {"et.al", ABBREVIATION_FINAL, false},
    {"et.c", ABBREVIATION_FINAL, false},    {"etc", ABBREVIATION_FINAL, false},
    {"ext", ABBREVIATION_NUMBERED, false},  {"feb", ABBREVIATION_DATE, true},
    {"fig", ABBREVIATION_NUMBERED, true},   {"figs", ABBREVIATION_NUMBERED, false},
    {"fla", ABBREVIATION_FINAL, true},      {"fr", ABBREVIATION_TITLE, true},
    {"fri", ABBREVIATION_DATE, true},       {"ft", ABBREVIATION_TITLE, false},
    {"ga", ABBREVIATION_FINAL, true},       {"gen", ABBREVIATION_TITLE, true},
    {"gov", ABBREVIATION_TITLE, true},      {"govs", ABBREVIATION_TITLE, true},
    {"govt", ABBREVIATION_FINAL, false},    {"hon", ABBREVIATION_TITLE, true},
    {"hr", ABBREVIATION_FINAL, false},      {"hrs", ABBREVIATION_FINAL, false},
    {"hwy", ABBREVIATION_FINAL, true},      {"i.e", ABBREVIATION_INNER, false},
    {"ibid", ABBREVIATION_FINAL, false},    {"ie", ABBREVIATION_INNER, false},
    {"ill", ABBREVIATION_FINAL, true},      {"inc", ABBREVIATION_FINAL, true},
    {"incl", ABBREVIATION_INNER, false},    {"ind", ABBREVIATION_FINAL, true},
    {"insp", ABBREVIATION_TITLE, true},     {"intl", ABBREVIATION_FINAL, true},
    {"jan", ABBREVIATION_DATE, true},       {"jr", ABBREVIATION_FINAL, true},
    {"jul", ABBREVIATION_DATE, true},       {"jun", ABBREVIATION_DATE, true},
    {"kan", ABBREVIATION_FINAL, true},      {"ky", ABBREVIATION_FINAL, true},
    {"la", ABBREVIATION_FINAL, true},       {"lb", ABBREVIATION_FINAL, false},
    {"lbs", ABBREVIATION_FINAL, false},     {"lieut", ABBREVIATION_TITLE, true},
    {"ln", ABBREVIATION_FINAL, true},       {"lt", ABBREVIATION_TITLE, true},
    {"ltd", ABBREVIATION_FINAL, true},      {"m.sc", ABBREVIATION_FINAL, true},
    {"maj", ABBREVIATION_TITLE, true},      {"man", ABBREVIATION_FINAL, true},
    {"mar", ABBREVIATION_DATE, true},       {"mass", ABBREVIATION_FINAL, true},
    {"md", ABBREVIATION_FINAL, true},       {"messrs", ABBREVIATION_TITLE, true},
    {"mfg", ABBREVIATION_FINAL, true},      {"mgr", ABBREVIATION_TITLE, true},
    {"mich", ABBREVIATION_FINAL, true},     {"minn", ABBREVIATION_FINAL, true},
    {"mins", ABBREVIATION_FINAL, false},    {"misc", ABBREVIATION_INNER, false},
    {"miss", ABBREVIATION_FINAL, true},     {"mlle", ABBREVIATION_TITLE, true},
    {"mme", ABBREVIATION_TITLE, true},      {"mmes", ABBREVIATION_TITLE, true},
    {"mo", ABBREVIATION_FINAL, true},       {"mon", ABBREVIATION_DATE, true},
    {"mont", ABBREVIATION_FINAL, true},     {"mr", ABBREVIATION_TITLE, true},
    {"mrs", ABBREVIATION_TITLE, true},      {"ms", ABBREVIATION_TITLE, true},
    {"msgr", ABBREVIATION_TITLE, true},     {"mt", ABBREVIATION_TITLE, true},
    {"mts", ABBREVIATION_TITLE, true},      {"n.c", ABBREVIATION_FINAL, true},
    {"n.d", ABBREVIATION_FINAL, true},      {"n.h", ABBREVIATION_FINAL, true},
    {"n.j", ABBREVIATION_FINAL, true},      {"n.m", ABBREVIATION_FINAL, true},
    {"n.y", ABBREVIATION_FINAL, true},      {"natl", ABBREVIATION_FINAL, false},
    {"neb", ABBREVIATION_FINAL, true},      {"nev", ABBREVIATION_FINAL, true},
    {"no", ABBREVIATION_NUMBERED, true},    {"nos", ABBREVIATION_NUMBERED, false},
    {"nov", ABBREVIATION_DATE, true},       {"oct", ABBREVIATION_DATE, true},
    {"ofc", ABBREVIATION_TITLE, true},      {"okla", ABBREVIATION_FINAL, true},
    {"ont", ABBREVIATION_FINAL, true},      {"op", ABBREVIATION_NUMBERED, true},
    {"ore", ABBREVIATION_FINAL, true},      {"oz", ABBREVIATION_FINAL, false},
    {"p", ABBREVIATION_NUMBERED, false},    {"p.m", ABBREVIATION_CLOCK, false},
    {"pa", ABBREVIATION_FINAL, true},       {"par", ABBREVIATION_NUMBERED, true},
    {"para", ABBREVIATION_NUMBERED, false}, {"penn", ABBREVIATION_FINAL, true},
    {"pfc", ABBREVIATION_TITLE, true},      {"ph", ABBREVIATION_NUMBERED, false},
    {"ph.d", ABBREVIATION_FINAL, true},     {"pkwy", ABBREVIATION_FINAL, true},
    {"pl", ABBREVIATION_FINAL, true},       {"pp", ABBREVIATION_NUMBERED, false},
    {"pres", ABBREVIATION_TITLE, true},     {"prof", ABBREVIATION_TITLE, true},
    {"profs", ABBREVIATION_TITLE, true},    {"prop", ABBREVIATION_NUMBERED, true},
    {"pvt", ABBREVIATION_TITLE, true},      {"que", ABBREVIATION_FINAL, true},
    {"r.i", ABBREVIATION_FINAL, true},      {"rd", ABBREVIATION_FINAL, true},
    {"ref", ABBREVIATION_NUMBERED, true},   {"refs", ABBREVIATION_NUMBERED, false},
    {"reg", ABBREVIATION_NUMBERED, true},   {"rep", ABBREVIATION_TITLE, true},
    {"reps", ABBREVIATION_TITLE, true},     {"resp", ABBREVIATION_INNER, false},
    {"rev", ABBREVIATION_TITLE, true},      {"revd", ABBREVIATION_TITLE, true},
    {"rt", ABBREVIATION_TITLE, true},       {"s.c", ABBREVIATION_FINAL, true},
    {"s.d", ABBREVIATION_FINAL, true},      {"sask", ABBREVIATION_FINAL, true},
    {"sat", ABBREVIATION_DATE, true},       {"sec", ABBREVIATION_NUMBERED, false},
    {"secs", ABBREVIATION_NUMBERED, false}, {"sect", ABBREVIATION_NUMBERED, false},
    {"sen", ABBREVIATION_TITLE, true},      {"sens", ABBREVIATION_TITLE, true},
    {"sep", ABBREVIATION_DATE, true},       {"sept", ABBREVIATION_DATE, true},
    {"sgt", ABBREVIATION_TITLE, true},      {"sheik", ABBREVIATION_TITLE, true},
    {"spc", ABBREVIATION_TITLE, true},      {"spec", ABBREVIATION_TITLE, true},
    {"sq", ABBREVIATION_FINAL, false},      {"sr", ABBREVIATION_FINAL, true},
    {"sra", ABBREVIATION_TITLE, true},      {"srta", ABBREVIATION_TITLE, true},
    {"st", ABBREVIATION_TITLE, true},       {"ste", ABBREVIATION_TITLE, true},
    {"sts", ABBREVIATION_TITLE, true},      {"sun", ABBREVIATION_DATE, true},
    {"supt", ABBREVIATION_TITLE, true},     {"tab", ABBREVIATION_NUMBERED, true},
    {"tel", ABBREVIATION_NUMBERED, false},  {"tenn", ABBREVIATION_FINAL, true},
    {"tex", ABBREVIATION_FINAL, true},      {"thu", ABBREVIATION_DATE, true},
    {"thur", ABBREVIATION_DATE, true},      {"thurs", ABBREVIATION_DATE, true},
    {"tue", ABBREVIATION_DATE, true},       {"tues", ABBREVIATION_DATE, true},
    {"u.k", ABBREVIATION_FINAL, false},     {"u.n", ABBREVIATION_FINAL, false},
    {"u.s", ABBREVIATION_FINAL, false},     {"u.s.a", ABBREVIATION_FINAL, false},
    {"univ", ABBREVIATION_FINAL, true},     {"v", ABBREVIATION_INNER, false},
    {"va", ABBREVIATION_FINAL, true},       {"vice-pres", ABBREVIATION_TITLE, true},
    {"viz", ABBREVIATION_INNER, false},     {"vol", ABBREVIATION_NUMBERED, false},
    {"vols", ABBREVIATION_NUMBERED, false}, {"vs", ABBREVIATION_INNER, false},
    {"vt", ABBREVIATION_FINAL, true},       {"w.va", ABBREVIATION_FINAL, true},
    {"wash", ABBREVIATION_FINAL, true},     {"wed", ABBREVIATION_DATE, true},
    {"wis", ABBREVIATION_FINAL, true},      {"wisc", ABBREVIATION_FINAL, true},
    {"wyo", ABBREVIATION_FINAL, true},      {"yr", ABBREVIATION_FINAL, false},
    {"yrs", ABBREVIATION_FINAL, false},
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

enum abbreviation_kind abbreviation_find(struct str word)
{
    enum { LONGEST = 11 };
    char lower[LONGEST + 1];
    if (!words_small(word, lower, sizeof lower)) {
        return ABBREVIATION_NONE;
    }
    const struct row *row = words_find(rows, sizeof rows / sizeof rows[0], sizeof rows[0], lower);
    if (row && (!row->capital || word.ptr[0] != lower[0])) {
        return row->kind;
    }
    return abbreviation_is_dotted(word) ? ABBREVIATION_FINAL : ABBREVIATION_NONE;
}
