/* Sorted by strcmp for the binary search (the unit test checks it). */
#include "text/verb_forms.h"

#include "text/sorted_words.h"

enum { FORM_BYTES_MAX = 24 };

static const struct irregular {
    const char *form, *base;
} irregulars[] = {
    {"arisen", "arise"},
    {"arose", "arise"},
    {"ate", "eat"},
    {"awoke", "awake"},
    {"awoken", "awake"},
    {"bade", "bid"},
    {"became", "become"},
    {"befallen", "befall"},
    {"befell", "befall"},
    {"began", "begin"},
    {"begun", "begin"},
    {"beheld", "behold"},
    {"bent", "bend"},
    {"bereft", "bereave"},
    {"besought", "beseech"},
    {"bestridden", "bestride"},
    {"bestrode", "bestride"},
    {"bidden", "bid"},
    {"bit", "bite"},
    {"bitten", "bite"},
    {"bled", "bleed"},
    {"blew", "blow"},
    {"blown", "blow"},
    {"bore", "bear"},
    {"borne", "bear"},
    {"bought", "buy"},
    {"bound", "bind"},
    {"bred", "breed"},
    {"broke", "break"},
    {"broken", "break"},
    {"brought", "bring"},
    {"built", "build"},
    {"burnt", "burn"},
    {"came", "come"},
    {"caught", "catch"},
    {"chose", "choose"},
    {"chosen", "choose"},
    {"clung", "cling"},
    {"crept", "creep"},
    {"dealt", "deal"},
    {"did", "do"},
    {"done", "do"},
    {"drank", "drink"},
    {"drawn", "draw"},
    {"dreamt", "dream"},
    {"drew", "draw"},
    {"driven", "drive"},
    {"drove", "drive"},
    {"drunk", "drink"},
    {"dug", "dig"},
    {"dwelt", "dwell"},
    {"eaten", "eat"},
    {"fallen", "fall"},
    {"fed", "feed"},
    {"fell", "fall"},
    {"felt", "feel"},
    {"fled", "flee"},
    {"flew", "fly"},
    {"flown", "fly"},
    {"flung", "fling"},
    {"forbade", "forbid"},
    {"forbidden", "forbid"},
    {"foresaw", "foresee"},
    {"foreseen", "foresee"},
    {"foretold", "foretell"},
    {"forgave", "forgive"},
    {"forgiven", "forgive"},
    {"forgone", "forgo"},
    {"forgot", "forget"},
    {"forgotten", "forget"},
    {"forsaken", "forsake"},
    {"forsook", "forsake"},
    {"forwent", "forgo"},
    {"fought", "fight"},
    {"found", "find"},
    {"froze", "freeze"},
    {"frozen", "freeze"},
    {"gave", "give"},
    {"given", "give"},
    {"gone", "go"},
    {"got", "get"},
    {"gotten", "get"},
    {"grew", "grow"},
    {"ground", "grind"},
    {"grown", "grow"},
    {"heard", "hear"},
    {"held", "hold"},
    {"hid", "hide"},
    {"hidden", "hide"},
    {"hung", "hang"},
    {"kept", "keep"},
    {"knelt", "kneel"},
    {"knew", "know"},
    {"known", "know"},
    {"laid", "lay"},
    {"leant", "lean"},
    {"leapt", "leap"},
    {"learnt", "learn"},
    {"led", "lead"},
    {"left", "leave"},
    {"lent", "lend"},
    {"lit", "light"},
    {"lost", "lose"},
    {"made", "make"},
    {"meant", "mean"},
    {"met", "meet"},
    {"misled", "mislead"},
    {"misspoke", "misspeak"},
    {"misspoken", "misspeak"},
    {"mistaken", "mistake"},
    {"mistook", "mistake"},
    {"misunderstood", "misunderstand"},
    {"mown", "mow"},
    {"outdid", "outdo"},
    {"outdone", "outdo"},
    {"outfought", "outfight"},
    {"outgrew", "outgrow"},
    {"outgrown", "outgrow"},
    {"outran", "outrun"},
    {"outsold", "outsell"},
    {"overcame", "overcome"},
    {"overdid", "overdo"},
    {"overdone", "overdo"},
    {"overheard", "overhear"},
    {"overhung", "overhang"},
    {"overran", "overrun"},
    {"overridden", "override"},
    {"overrode", "override"},
    {"oversaw", "oversee"},
    {"overseen", "oversee"},
    {"overshot", "overshoot"},
    {"overslept", "oversleep"},
    {"overtaken", "overtake"},
    {"overthrew", "overthrow"},
    {"overthrown", "overthrow"},
    {"overtook", "overtake"},
    {"paid", "pay"},
    {"proven", "prove"},
    {"ran", "run"},
    {"rang", "ring"},
    {"rebuilt", "rebuild"},
    {"redid", "redo"},
    {"redone", "redo"},
    {"remade", "remake"},
    {"repaid", "repay"},
    {"resold", "resell"},
    {"retaken", "retake"},
    {"retook", "retake"},
    {"rewritten", "rewrite"},
    {"rewrote", "rewrite"},
    {"ridden", "ride"},
    {"risen", "rise"},
    {"rode", "ride"},
    {"rose", "rise"},
    {"rung", "ring"},
    {"said", "say"},
    {"sang", "sing"},
    {"sank", "sink"},
    {"sat", "sit"},
    {"saw", "see"},
    {"seen", "see"},
    {"sent", "send"},
    {"sewn", "sew"},
    {"shaken", "shake"},
    {"shone", "shine"},
    {"shook", "shake"},
    {"shorn", "shear"},
    {"shot", "shoot"},
    {"shown", "show"},
    {"shrank", "shrink"},
    {"shrunk", "shrink"},
    {"slain", "slay"},
    {"slept", "sleep"},
    {"slew", "slay"},
    {"slid", "slide"},
    {"slung", "sling"},
    {"slunk", "slink"},
    {"smitten", "smite"},
    {"smote", "smite"},
    {"sold", "sell"},
    {"sought", "seek"},
    {"sown", "sow"},
    {"spat", "spit"},
    {"sped", "speed"},
    {"spelt", "spell"},
    {"spent", "spend"},
    {"spilt", "spill"},
    {"spoilt", "spoil"},
    {"spoke", "speak"},
    {"spoken", "speak"},
    {"sprang", "spring"},
    {"sprung", "spring"},
    {"spun", "spin"},
    {"stank", "stink"},
    {"stole", "steal"},
    {"stolen", "steal"},
    {"stood", "stand"},
    {"strewn", "strew"},
    {"stricken", "strike"},
    {"stridden", "stride"},
    {"striven", "strive"},
    {"strode", "stride"},
    {"strove", "strive"},
    {"struck", "strike"},
    {"strung", "string"},
    {"stuck", "stick"},
    {"stung", "sting"},
    {"stunk", "stink"},
    {"sung", "sing"},
    {"sunk", "sink"},
    {"swam", "swim"},
    {"swept", "sweep"},
    {"swollen", "swell"},
    {"swore", "swear"},
    {"sworn", "swear"},
    {"swum", "swim"},
    {"swung", "swing"},
    {"taken", "take"},
    {"taught", "teach"},
    {"thought", "think"},
    {"threw", "throw"},
    {"thrown", "throw"},
    {"told", "tell"},
    {"took", "take"},
    {"tore", "tear"},
    {"torn", "tear"},
    {"trod", "tread"},
    {"trodden", "tread"},
    {"undergone", "undergo"},
    {"understood", "understand"},
    {"undertaken", "undertake"},
    {"undertook", "undertake"},
    {"underwent", "undergo"},
    {"undid", "undo"},
    {"undone", "undo"},
    {"unwound", "unwind"},
    {"upheld", "uphold"},
    {"went", "go"},
    {"wept", "weep"},
    {"withdrawn", "withdraw"},
    {"withdrew", "withdraw"},
    {"withheld", "withhold"},
    {"withstood", "withstand"},
    {"woke", "wake"},
    {"woken", "wake"},
    {"won", "win"},
    {"wore", "wear"},
    {"worn", "wear"},
    {"wove", "weave"},
    {"woven", "weave"},
    {"written", "write"},
    {"wrote", "write"},
    {"wrung", "wring"},
};

/* Verbs in "l" that double it, in British spelling or in both. */
static const struct doubling {
    const char *base;
} doublings[] = {
    {"annul"},   {"appal"},   {"bevel"},   {"cancel"},  {"channel"}, {"compel"},  {"control"},
    {"counsel"}, {"cudgel"},  {"dial"},    {"dispel"},  {"distil"},  {"duel"},    {"enrol"},
    {"equal"},   {"excel"},   {"expel"},   {"extol"},   {"fuel"},    {"fulfil"},  {"funnel"},
    {"gravel"},  {"grovel"},  {"impel"},   {"initial"}, {"instil"},  {"label"},   {"level"},
    {"libel"},   {"marshal"}, {"model"},   {"panel"},   {"parcel"},  {"patrol"},  {"pedal"},
    {"propel"},  {"pummel"},  {"quarrel"}, {"rebel"},   {"refuel"},  {"repel"},   {"revel"},
    {"rival"},   {"shovel"},  {"shrivel"}, {"signal"},  {"spiral"},  {"stencil"}, {"swivel"},
    {"total"},   {"towel"},   {"travel"},  {"tunnel"},  {"unravel"},
};

static bool is_vowel(char c)
{
    return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u' || c == 'y';
}

static bool has_vowel(struct str stem)
{
    for (size_t i = 0; i < stem.len; i++) {
        if (is_vowel(stem.ptr[i])) {
            return true;
        }
    }
    return false;
}

/* "robb", "expell", not "call", "pass", "add". */
static bool is_doubled(struct str stem)
{
    static const char *const whole[] = {"add", "butt", "ebb", "egg", "err", "purr"};
    char last = stem.ptr[stem.len - 1], small[FORM_BYTES_MAX];
    if (stem.len < 3 || is_vowel(last) || stem.ptr[stem.len - 2] != last || last == 's' ||
        last == 'f' || last == 'z') {
        return false;
    }
    for (size_t i = 0; i < sizeof whole / sizeof whole[0]; i++) {
        if (str_equal(stem, str_of(whole[i]))) {
            return false;
        }
    }
    return last != 'l' || (words_small(str_slice(stem, 0, stem.len - 1), small, sizeof small) &&
                           words_find(doublings, sizeof doublings / sizeof doublings[0],
                                      sizeof doublings[0], small));
}

/* "toppl", "announc", "resolv": no English verb ends so. */
static bool wants_e(struct str stem)
{
    char last = stem.ptr[stem.len - 1], before = stem.len > 1 ? stem.ptr[stem.len - 2] : 'a';
    return last == 'v' || last == 'c' ||
           (last == 'l' && !is_vowel(before) && before != 'l' && before != 'r' && before != 'w');
}

static bool wants_none(struct str stem)
{
    return (str_ends_with(stem, STR("ch")) && !str_ends_with(stem, STR("ach"))) ||
           str_ends_with(stem, STR("each")) || str_ends_with(stem, STR("sh"));
}

static struct str regular(struct str form, struct str guess, struct arena *arena)
{
    bool past = str_ends_with(form, STR("ed"));
    struct str stem = str_slice(form, 0, form.len - (past ? 2 : 3));
    if ((!past && !str_ends_with(form, STR("ing"))) || stem.len < 2 || !has_vowel(stem)) {
        return guess;
    }
    if (is_doubled(stem)) {
        stem.len--;
        return str_equal(guess, stem) ? guess : arena_printf(arena, "%.*s", STR_ARG(stem));
    }
    if (past && stem.len > 2 && str_ends_with(stem, STR("i"))) {
        return arena_printf(arena, "%.*sy", (int)stem.len - 1, stem.ptr);
    }
    if (wants_e(stem)) {
        return arena_printf(arena, "%.*se", STR_ARG(stem));
    }
    return wants_none(stem) ? arena_printf(arena, "%.*s", STR_ARG(stem)) : guess;
}

struct str verb_base(struct str form, struct str guess, struct arena *arena)
{
    char small[FORM_BYTES_MAX];
    if (form.len < 3 || !words_small(form, small, sizeof small)) {
        return guess;
    }
    const struct irregular *row = words_find(irregulars, sizeof irregulars / sizeof irregulars[0],
                                             sizeof irregulars[0], small);
    return row ? str_of(row->base) : regular(str_of(small), guess, arena);
}
