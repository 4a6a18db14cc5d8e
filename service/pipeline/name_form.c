#include "pipeline/name_form.h"

#include "model/pack.h"
#include "pipeline/nouns.h"
#include "pipeline/scan.h"

enum { VARIANT_LETTERS = 5, VARIANT_LONG = 9, EDIT_BYTES_MAX = 32, ACRONYM_MAX = 12 };

/* Short forms of given names, with the name that each may stand for. */
static const struct {
    struct str nick, given;
} nicknames[] = {
    {STR_INIT("abe"), STR_INIT("abraham")},     {STR_INIT("alex"), STR_INIT("alexander")},
    {STR_INIT("andy"), STR_INIT("andrew")},     {STR_INIT("barb"), STR_INIT("barbara")},
    {STR_INIT("ben"), STR_INIT("benjamin")},    {STR_INIT("bernie"), STR_INIT("bernard")},
    {STR_INIT("beth"), STR_INIT("elizabeth")},  {STR_INIT("bill"), STR_INIT("william")},
    {STR_INIT("bob"), STR_INIT("robert")},      {STR_INIT("cathy"), STR_INIT("catherine")},
    {STR_INIT("charlie"), STR_INIT("charles")}, {STR_INIT("chris"), STR_INIT("christopher")},
    {STR_INIT("chuck"), STR_INIT("charles")},   {STR_INIT("dan"), STR_INIT("daniel")},
    {STR_INIT("dave"), STR_INIT("david")},      {STR_INIT("debbie"), STR_INIT("deborah")},
    {STR_INIT("dick"), STR_INIT("richard")},    {STR_INIT("don"), STR_INIT("donald")},
    {STR_INIT("ed"), STR_INIT("edward")},       {STR_INIT("fred"), STR_INIT("frederick")},
    {STR_INIT("gene"), STR_INIT("eugene")},     {STR_INIT("greg"), STR_INIT("gregory")},
    {STR_INIT("hank"), STR_INIT("henry")},      {STR_INIT("harry"), STR_INIT("henry")},
    {STR_INIT("jack"), STR_INIT("john")},       {STR_INIT("jeff"), STR_INIT("jeffrey")},
    {STR_INIT("jen"), STR_INIT("jennifer")},    {STR_INIT("jim"), STR_INIT("james")},
    {STR_INIT("jimmy"), STR_INIT("james")},     {STR_INIT("joe"), STR_INIT("joseph")},
    {STR_INIT("josh"), STR_INIT("joshua")},     {STR_INIT("kate"), STR_INIT("katherine")},
    {STR_INIT("kathy"), STR_INIT("kathleen")},  {STR_INIT("ken"), STR_INIT("kenneth")},
    {STR_INIT("larry"), STR_INIT("lawrence")},  {STR_INIT("liz"), STR_INIT("elizabeth")},
    {STR_INIT("maggie"), STR_INIT("margaret")}, {STR_INIT("matt"), STR_INIT("matthew")},
    {STR_INIT("meg"), STR_INIT("margaret")},    {STR_INIT("mike"), STR_INIT("michael")},
    {STR_INIT("mitch"), STR_INIT("mitchell")},  {STR_INIT("nick"), STR_INIT("nicholas")},
    {STR_INIT("pat"), STR_INIT("patrick")},     {STR_INIT("patty"), STR_INIT("patricia")},
    {STR_INIT("peggy"), STR_INIT("margaret")},  {STR_INIT("rick"), STR_INIT("richard")},
    {STR_INIT("rob"), STR_INIT("robert")},      {STR_INIT("ron"), STR_INIT("ronald")},
    {STR_INIT("sam"), STR_INIT("samuel")},      {STR_INIT("steve"), STR_INIT("stephen")},
    {STR_INIT("steve"), STR_INIT("steven")},    {STR_INIT("sue"), STR_INIT("susan")},
    {STR_INIT("ted"), STR_INIT("edward")},      {STR_INIT("tim"), STR_INIT("timothy")},
    {STR_INIT("tom"), STR_INIT("thomas")},      {STR_INIT("tony"), STR_INIT("anthony")},
    {STR_INIT("vince"), STR_INIT("vincent")},   {STR_INIT("will"), STR_INIT("william")},
};

static bool one_of(struct str word, const struct str *list, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (str_equal(list[i], word)) {
            return true;
        }
    }
    return false;
}

/* Before a father's or a son's name: it belongs to the word. */
static bool is_patronymic(struct str word)
{
    static const struct str list[] = {STR_INIT("bin"), STR_INIT("ibn"), STR_INIT("bint"),
                                      STR_INIT("abu")};
    return one_of(word, list, sizeof list / sizeof list[0]);
}

static bool is_particle(struct str word)
{
    static const struct str list[] = {
        STR_INIT("al"),  STR_INIT("el"),  STR_INIT("de"),  STR_INIT("da"),  STR_INIT("di"),
        STR_INIT("do"),  STR_INIT("dos"), STR_INIT("du"),  STR_INIT("van"), STR_INIT("von"),
        STR_INIT("der"), STR_INIT("den"), STR_INIT("la"),  STR_INIT("le"),  STR_INIT("las"),
        STR_INIT("ter"), STR_INIT("ten"), STR_INIT("del"), STR_INIT("zu"),  STR_INIT("e"),
    };
    return one_of(word, list, sizeof list / sizeof list[0]);
}

bool name_form_is_suffix(struct str word)
{
    static const struct str list[] = {STR_INIT("jr"),    STR_INIT("sr"), STR_INIT("ii"),
                                      STR_INIT("iii"),   STR_INIT("iv"), STR_INIT("junior"),
                                      STR_INIT("senior")};
    return one_of(word, list, sizeof list / sizeof list[0]);
}

static bool is_small_word(struct str word)
{
    static const struct str list[] = {STR_INIT("of"),  STR_INIT("the"), STR_INIT("and"),
                                      STR_INIT("for"), STR_INIT("in"),  STR_INIT("on"),
                                      STR_INIT("to"),  STR_INIT("de"),  STR_INIT("la")};
    return one_of(word, list, sizeof list / sizeof list[0]);
}

/* "Inc", "GmbH": what a company may leave out. */
static bool is_company_end(const struct pack *pack, struct str word)
{
    static const struct str list[] = {
        STR_INIT("inc"),         STR_INIT("corp"), STR_INIT("co"),      STR_INIT("company"),
        STR_INIT("corporation"), STR_INIT("ltd"),  STR_INIT("limited"), STR_INIT("llc"),
        STR_INIT("plc"),         STR_INIT("ag"),   STR_INIT("gmbh"),    STR_INIT("sa"),
        STR_INIT("nv"),          STR_INIT("spa"),  STR_INIT("group"),   STR_INIT("holdings"),
    };
    return one_of(word, list, sizeof list / sizeof list[0]) ||
           (pack && (pack_word(pack, word).classes & PACK_WORD_SUFFIX));
}

static void read_person(struct name_form *f)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < f->word_count; i++) {
        struct str word = f->words[i];
        if (kept > 0 && i + 1 == f->word_count && name_form_is_suffix(word)) {
            f->suffix = word;
        } else if (i + 1 < f->word_count && is_patronymic(word)) {
            const char *end = f->words[i + 1].ptr + f->words[i + 1].len;
            f->words[i + 1] = str_make(word.ptr, (size_t)(end - word.ptr));
        } else if (i + 1 == f->word_count || !is_particle(word)) {
            f->words[kept++] = word;
        }
    }
    f->word_count = kept;
}

void name_form_read(struct name_form *f, const struct pack *pack, struct str key)
{
    f->key = key;
    f->word_count = 0;
    for (size_t at = 0, end; at < key.len && f->word_count < NAME_WORDS_MAX; at = end + 1) {
        end = str_find_byte(key, ' ', at);
        end = end == SIZE_MAX ? key.len : end;
        f->words[f->word_count++] = str_slice(key, at, end);
    }
    if (f->type == ENTITY_PERSON) {
        read_person(f);
    } else if (f->type == ENTITY_ORGANIZATION) {
        while (f->word_count > 1 && is_company_end(pack, f->words[f->word_count - 1])) {
            f->word_count--;
        }
    }
}

struct str name_form_family(const struct name_form *f)
{
    return f->word_count ? f->words[f->word_count - 1] : (struct str){0};
}

/* ---- persons ---- */

static bool is_nickname(struct str a, struct str b)
{
    for (size_t i = 0; i < sizeof nicknames / sizeof nicknames[0]; i++) {
        if ((str_equal(nicknames[i].nick, a) && str_equal(nicknames[i].given, b)) ||
            (str_equal(nicknames[i].nick, b) && str_equal(nicknames[i].given, a))) {
            return true;
        }
    }
    return false;
}

static bool given_agree(struct str a, struct str b)
{
    if (a.len == 1 || b.len == 1) {
        return a.ptr[0] == b.ptr[0];
    }
    return str_equal(a, b) || is_nickname(a, b);
}

/* Families stand first in Chinese, Korean, Vietnamese and Hungarian names. */
static bool family_first(const struct name_form *f, const struct pack *pack)
{
    if (!pack || f->word_count < 2) {
        return false;
    }
    struct pack_word first = pack_word(pack, f->words[0]);
    struct pack_word last = pack_word(pack, f->words[f->word_count - 1]);
    bool given_last = (last.classes & PACK_WORD_GIVEN) != 0;
    bool given_first = (first.classes & PACK_WORD_GIVEN) != 0;
    return (first.classes & PACK_WORD_FAMILY) && !given_first &&
           (given_last || f->words[0].len <= 4) && !(last.classes & PACK_WORD_FAMILY);
}

static enum name_match match_one_word(const struct name_form *fuller, struct str word,
                                      const struct pack *pack)
{
    uint32_t n = fuller->word_count;
    if (str_equal(fuller->words[n - 1], word)) {
        return NAME_BY_FAMILY;
    }
    for (uint32_t i = 0; i + 1 < n && word.len > 1; i++) {
        if (str_equal(fuller->words[i], word) || (i == 0 && is_nickname(fuller->words[0], word))) {
            return i == 0 && family_first(fuller, pack) ? NAME_BY_FAMILY : NAME_BY_PART;
        }
    }
    return NAME_DIFFERENT;
}

/* Are the words of one a part of the other's, side by side? */
static bool is_stretch(const struct name_form *fuller, const struct name_form *shorter)
{
    for (uint32_t at = 0; at + shorter->word_count <= fuller->word_count; at++) {
        uint32_t same = 0;
        while (same < shorter->word_count &&
               str_equal(fuller->words[at + same], shorter->words[same])) {
            same++;
        }
        if (same == shorter->word_count) {
            return true;
        }
    }
    return false;
}

/* Given and family names agree, middle names do not disagree. */
static bool agree_in_parts(const struct name_form *fuller, const struct name_form *shorter)
{
    uint32_t n = fuller->word_count, k = shorter->word_count;
    if (!str_equal(fuller->words[n - 1], shorter->words[k - 1]) ||
        !given_agree(fuller->words[0], shorter->words[0])) {
        return false;
    }
    for (uint32_t i = 1, at = 1; i + 1 < k; i++) {
        while (at + 1 < n && !given_agree(fuller->words[at], shorter->words[i])) {
            at++;
        }
        if (at + 1 >= n) {
            return false;
        }
        at++;
    }
    return true;
}

enum name_match name_form_person(const struct name_form *fuller, const struct name_form *shorter,
                                 const struct pack *pack)
{
    bool genders = fuller->gender && shorter->gender && fuller->gender != shorter->gender;
    if (genders || fuller->word_count == 0 || shorter->word_count == 0 ||
        (shorter->suffix.ptr && !str_equal(fuller->suffix, shorter->suffix))) {
        return NAME_DIFFERENT;
    }
    if (shorter->word_count == 1) {
        return match_one_word(fuller, shorter->words[0], pack);
    }
    bool turned = fuller->word_count == 2 && shorter->word_count == 2 &&
                  str_equal(fuller->words[0], shorter->words[1]) &&
                  str_equal(fuller->words[1], shorter->words[0]);
    return turned || is_stretch(fuller, shorter) || agree_in_parts(fuller, shorter)
               ? NAME_BY_SEVERAL
               : NAME_DIFFERENT;
}

/* ---- organizations ---- */

bool name_form_goes_on(const struct name_form *f, uint32_t at)
{
    return at < f->word_count && is_small_word(f->words[at]) &&
           !str_equal(f->words[at], STR("the"));
}

bool name_form_is_head(const struct name_form *f, struct str word)
{
    uint32_t n = f->word_count;
    bool last = n > 1 && str_equal(f->words[n - 1], word);
    return (last && !(n > 2 && is_small_word(f->words[n - 2]))) ||
           (n > 2 && str_equal(f->words[0], word) && name_form_goes_on(f, 1));
}

bool name_form_part_of(const struct name_form *fuller, const struct name_form *shorter)
{
    uint32_t n = fuller->word_count, k = shorter->word_count;
    if (k == 0 || k > n) {
        return false;
    }
    uint32_t ahead = 0, behind = 0;
    while (ahead < k && str_equal(fuller->words[ahead], shorter->words[ahead])) {
        ahead++;
    }
    while (behind < k && str_equal(fuller->words[n - 1 - behind], shorter->words[k - 1 - behind])) {
        behind++;
    }
    if (ahead == k) {
        bool body = k > 1 && noun_class(shorter->words[k - 1]) == NOUN_GROUP;
        return k == n || name_form_goes_on(fuller, k) || !body;
    }
    return behind == k && k >= 2 && !is_small_word(fuller->words[n - k - 1]);
}

/* Storms and the prefixes of ships. */
bool name_form_is_class(struct str word)
{
    static const struct str list[] = {
        STR_INIT("cyclone"),   STR_INIT("hmas"), STR_INIT("hmcs"), STR_INIT("hms"),
        STR_INIT("hurricane"), STR_INIT("mv"),   STR_INIT("rms"),  STR_INIT("storm"),
        STR_INIT("typhoon"),   STR_INIT("uss")};
    for (size_t i = 0; i < sizeof list / sizeof list[0]; i++) {
        if (str_equal_nocase(list[i], word)) {
            return true;
        }
    }
    return false;
}

bool name_form_is_thing(const struct name_form *fuller, const struct name_form *shorter)
{
    uint32_t begin = fuller->word_count - shorter->word_count;
    if (shorter->word_count == 0 || begin == 0 || begin > fuller->word_count ||
        !name_form_is_class(fuller->words[begin - 1])) {
        return false;
    }
    for (uint32_t i = 0; i < shorter->word_count; i++) {
        if (!str_equal(fuller->words[begin + i], shorter->words[i])) {
            return false;
        }
    }
    return true;
}

/* Do the initials of the words from `i` on give the letters from `at` on? Small words may give
 * none; of NAME_WORDS_MAX words few are small, so the two ways cost little. */
static bool initials_are(const struct name_form *words, uint32_t i, struct str acronym, size_t at)
{
    if (i == words->word_count) {
        return at == acronym.len;
    }
    bool taken = at < acronym.len && acronym.ptr[at] == words->words[i].ptr[0] &&
                 initials_are(words, i + 1, acronym, at + 1);
    return taken || (is_small_word(words->words[i]) && initials_are(words, i + 1, acronym, at));
}

bool name_form_abbreviates(const struct name_form *acronym, const struct name_form *words)
{
    struct str letters = acronym->key;
    return acronym->acronym && words->word_count >= 2 && letters.len >= 2 &&
           letters.len <= ACRONYM_MAX && initials_are(words, 0, letters, 0);
}

/* ---- spelling ---- */

/* Edits between a and b, or `most` + 1 when there are more (Ukkonen's band is not worth it at 32
 * bytes). */
static uint32_t edits(struct str a, struct str b, uint32_t most)
{
    uint8_t row[EDIT_BYTES_MAX + 1];
    if (a.len > EDIT_BYTES_MAX || b.len > EDIT_BYTES_MAX) {
        return most + 1;
    }
    for (size_t j = 0; j <= b.len; j++) {
        row[j] = (uint8_t)j;
    }
    for (size_t i = 1; i <= a.len; i++) {
        uint8_t corner = row[0];
        row[0] = (uint8_t)i;
        for (size_t j = 1; j <= b.len; j++) {
            uint8_t change = (uint8_t)(corner + (a.ptr[i - 1] != b.ptr[j - 1]));
            uint8_t shift = (uint8_t)((row[j] < row[j - 1] ? row[j] : row[j - 1]) + 1);
            corner = row[j];
            row[j] = change < shift ? change : shift;
        }
    }
    return row[b.len];
}

struct str name_form_slavic_stem(struct str name)
{
    size_t len = name.len;
    while (len && (name.ptr[len - 1] == 'y' || name.ptr[len - 1] == 'i' ||
                   (len == name.len && name.ptr[len - 1] == 'j'))) {
        len--;
    }
    bool ending = len < name.len && name.len - len <= 2 && len > 3 && name.ptr[len - 1] == 'k' &&
                  (name.ptr[len - 2] == 's' || name.ptr[len - 2] == 'c');
    return ending ? str_slice(name, 0, len) : (struct str){0};
}

bool name_form_romanised(struct str a, struct str b)
{
    struct str stem = name_form_slavic_stem(a);
    return stem.len && str_equal(stem, name_form_slavic_stem(b));
}

bool name_form_variant(struct str a, struct str b)
{
    if (a.len < VARIANT_LETTERS || b.len < VARIANT_LETTERS || a.ptr[0] != b.ptr[0]) {
        return false;
    }
    uint32_t most = a.len >= VARIANT_LONG && b.len >= VARIANT_LONG ? 2 : 1;
    return edits(a, b, most) <= most;
}
