/* Bounds of names that the words beside them correct, before the names agree (names.h):
 *
 *   - "[U.S. District Judge] [Gray Holm]": an office before a person is no part of a body's name;
 *     what is left of it is the country or body that it begins with, or nothing;
 *   - "[Park Won]-soon": the second syllable of a Korean given name, in the transliterations of the
 *     Revised and the McCune-Reischauer system, behind its hyphen;
 *   - "[USA] Today": a paper named after its country or town;
 *   - "Secretary of [State]": an office of its own;
 *   - "Mayor of [Lund Karl Berg]", "Minister of [Health Karl Berg]": the town and the field are
 *     his, and no part of his name;
 *   - "[Justice Roe]", "[Senate Majority Leader]", "[MP]": an office is no part of a name, and
 *     none by itself;
 *   - "South [Korean]": a people that the pack knows by two words;
 *   - "[Islamic] State": a body that the pack knows, begun like a people;
 *   - "[G]-7": a number behind a hyphen;
 *   - "Hurricane [Humberto]", "MV [Lark]": the word that says what it is belongs to it;
 *   - "the town of [Tell Tamer]": a place;
 *   - "[narwhal tusk]": names have a capital, but for peoples and what the model is sure of. */
#include "model/models.h"
#include "model/pack.h"
#include "pipeline/name_form.h"
#include "pipeline/names.h"
#include "pipeline/nouns.h"
#include "pipeline/scan.h"
#include "text/chars.h"

/* Sorted. The hundred most frequent family names' commonest spellings; syllables of given names. */
WORD_LIST(korean_families, "ahn", "bae", "baek", "ban", "cha", "chang", "cho", "choi", "chung",
          "gu", "ha", "han", "heo", "hong", "hwang", "jang", "jeon", "jeong", "jo", "joo", "jung",
          "kang", "kim", "ko", "koo", "kwon", "lee", "lim", "min", "moon", "na", "nam", "noh", "oh",
          "park", "rhee", "roh", "ryu", "seo", "shim", "shin", "sim", "sohn", "son", "song", "suh",
          "sung", "yang", "yi", "yoo", "yoon", "yu", "yun");
WORD_LIST(korean_syllables, "ah", "bae", "beom", "bin", "bok", "bum", "chan", "chang", "cheol",
          "chul", "chun", "dae", "do", "dong", "eon", "eun", "gi", "gil", "gu", "gun", "gwang",
          "gyu", "ha", "hae", "han", "hee", "ho", "hong", "hoon", "hui", "hun", "hwa", "hwan",
          "hye", "hyeok", "hyeon", "hyo", "hyuk", "hyun", "hyung", "il", "in", "jae", "jeong", "ji",
          "jik", "jin", "jong", "joo", "joon", "ju", "jun", "jung", "kap", "ki", "kook", "kuk",
          "kwan", "kwang", "kwon", "kyo", "kyu", "kyung", "man", "mi", "min", "moo", "mook", "moon",
          "mun", "myeong", "myung", "nam", "ok", "pil", "ran", "rim", "ryong", "sam", "sang", "seo",
          "seob", "seok", "seon", "seong", "seop", "seung", "shik", "shin", "sik", "sil", "so",
          "sok", "soo", "sook", "soon", "su", "suk", "sun", "sung", "tae", "taek", "uk", "un",
          "won", "woo", "wook", "woon", "yeol", "yeon", "yeong", "yong", "yoo", "yoon", "young",
          "yu", "yul", "yun");
WORD_LIST(papers, "daily", "gazette", "herald", "times", "today", "tribune");
WORD_LIST(levels, "chief", "circuit", "district", "federal", "press", "supreme");
WORD_LIST(sure_offices, "attorney", "commissioner", "governor", "judge", "justice", "minister",
          "president", "secretary", "senator", "speaker");
WORD_LIST(seats, "archbishop", "bishop", "chancellor", "duke", "emir", "governor", "king", "mayor",
          "premier", "president", "prince", "princess", "queen", "sultan");
WORD_LIST(more_offices, "candidate", "chairman", "chairwoman", "commissioner", "director", "leader",
          "manager", "minister", "mp", "officer", "secretary", "speaker", "spokesman",
          "spokesperson", "spokeswoman");
WORD_LIST(ranks, "attorney", "deputy", "detective", "governor", "judge", "justice", "minister",
          "officer", "pilot", "senator", "sheriff");
WORD_LIST(compass, "central", "east", "eastern", "north", "northern", "south", "southern", "west",
          "western");
WORD_LIST(place_nouns, "borough", "city", "commune", "county", "district", "island", "municipality",
          "prefecture", "province", "region", "suburb", "town", "township", "village");
WORD_LIST(offices, "attorney", "chair", "head", "judge", "justice");

struct mender {
    const struct article *a;
    const struct pack *pack;
    const struct name_found *found;
    uint32_t count, person, organization, location, group, other;
    bool cased; /* the article's names have capitals */
};

/* A name without a capital is none below LOWER_SURE. */
static const double LOWER_SURE = 0.9;
/* What stands behind "town of" is something else above PLACE_SURE alone. */
static const double PLACE_SURE = 0.9;

void names_set_kind(struct name_found *n, uint32_t kind)
{
    n->kind = kind;
    for (uint32_t k = 0; k < MODEL_NAME_KINDS_MAX; k++) {
        n->share[k] = k == kind ? 1 : 0;
    }
}

static struct str words_of(const struct article *a, uint32_t begin, uint32_t end)
{
    uint32_t first = a->tokens.items[begin].begin;
    return str_make(a->text.ptr + first, a->tokens.items[end - 1].end - first);
}

static bool is_office(struct str word)
{
    return scan_in_list(&offices, word) || noun_class(word) == NOUN_PERSON;
}

/* The longest beginning of the words that the pack knows, or `begin`. */
static uint32_t known_end(const struct mender *g, uint32_t begin, uint32_t end)
{
    struct pack_match match;
    while (end > begin && !(g->pack && pack_find(g->pack, words_of(g->a, begin, end), &match, 1))) {
        end--;
    }
    return end;
}

/* "[U.S. District Judge] [Gray Holm]", "[White House Press] Secretary [Ann Roe]". */
static void cut_office(const struct mender *g, struct name_found *n, const struct name_found *next)
{
    if (n->kind == g->person || next->kind != g->person || n->sentence != next->sentence ||
        n->token_end - n->token_begin < 2) {
        return;
    }
    uint32_t last = n->token_end - 1, between = next->token_begin - n->token_end;
    bool inside = between == 0 && is_office(words_of(g->a, last, last + 1));
    bool level = between == 1 && scan_in_list(&levels, words_of(g->a, last, last + 1)) &&
                 is_office(words_of(g->a, last + 1, last + 2));
    if (!inside && !level) {
        return;
    }
    uint32_t end = known_end(g, n->token_begin, last);
    if (inside || end > n->token_begin) {
        struct pack_match match;
        n->token_end = end;
        if (end > n->token_begin && pack_find_kind(g->pack, words_of(g->a, n->token_begin, end),
                                                   1u << PACK_COUNTRY, &match)) {
            names_set_kind(n, g->location);
        }
    }
}

/* "[U.S. District Judge Gray Holm]": a person's name begins behind the office. */
static void drop_office(const struct mender *g, struct name_found *n)
{
    for (uint32_t k = n->token_begin + 1; n->kind == g->person && k + 1 < n->token_end; k++) {
        bool office = scan_in_list(&sure_offices, words_of(g->a, k, k + 1));
        bool level = scan_in_list(&levels, words_of(g->a, k - 1, k));
        if (office && (level || known_end(g, n->token_begin, k) == k)) {
            n->token_begin = k + 1;
        }
    }
}

/* "Mayor of [Lund Karl Berg]": the town is no part of the name behind it. */
static void drop_town(const struct mender *g, struct name_found *n)
{
    const uint32_t places = 1u << PACK_COUNTRY | 1u << PACK_REGION | 1u << PACK_CITY;
    struct pack_match match;
    uint32_t begin = n->token_begin;
    if (n->kind == g->person && g->pack && n->token_end - begin >= 3 && begin >= 2 &&
        str_equal(words_of(g->a, begin - 1, begin), STR("of")) &&
        scan_in_list(&seats, words_of(g->a, begin - 2, begin - 1)) &&
        pack_find_kind(g->pack, words_of(g->a, begin, begin + 1), places, &match)) {
        n->token_begin++;
    }
}

/* "Minister of [Health Karl Berg]". */
static void drop_field(const struct mender *g, struct name_found *n)
{
    uint32_t begin = n->token_begin;
    if (n->kind == g->person && g->pack && n->token_end - begin >= 3 && begin >= 2 &&
        str_equal(words_of(g->a, begin - 1, begin), STR("of")) &&
        scan_in_list(&sure_offices, words_of(g->a, begin - 2, begin - 1))) {
        uint32_t classes = pack_word(g->pack, words_of(g->a, begin, begin + 1)).classes;
        bool name = classes & (PACK_WORD_GIVEN | PACK_WORD_FAMILY);
        n->token_begin += (classes & PACK_WORD_COMMON) && !name;
    }
}

/* "[Justice Roe]" and "[Loco Pilot Roe]"; "[Senate Majority Leader]"; of "[MP]" and
 * "[Speaker] of the House" nothing is left. */
static void drop_rank(const struct mender *g, struct name_found *n)
{
    uint32_t last = n->token_end - 1;
    if (n->kind == g->person && n->token_end - n->token_begin <= 3) {
        for (uint32_t t = n->token_begin; t < last; t++) {
            if (scan_in_list(&ranks, words_of(g->a, t, t + 1))) {
                n->token_begin = t + 1;
            }
        }
    }
    bool of = false;
    for (uint32_t t = n->token_begin; t < last; t++) {
        of = of || str_equal(words_of(g->a, t, t + 1), STR("of"));
    }
    bool whose = last == n->token_begin && n->token_end < g->a->tokens.count &&
                 str_equal(words_of(g->a, last + 1, last + 2), STR("of"));
    if (!of && (whose || n->kind != g->person) && n->kind != g->location && n->kind != g->group &&
        scan_in_list(&more_offices, words_of(g->a, last, last + 1))) {
        const uint32_t places = 1u << PACK_COUNTRY | 1u << PACK_REGION | 1u << PACK_CITY;
        struct pack_match match;
        n->token_end = known_end(g, n->token_begin, last);
        if (n->token_end > n->token_begin &&
            pack_find_kind(g->pack, words_of(g->a, n->token_begin, n->token_end), places, &match)) {
            names_set_kind(n, g->location);
        }
    }
}

/* "South [Korean]"; `from` is the end of the name before. */
static void take_compass(const struct mender *g, struct name_found *n, uint32_t from)
{
    const uint32_t peoples = 1u << PACK_COUNTRY | 1u << PACK_GROUP | 1u << PACK_REGION;
    uint32_t begin = n->token_begin;
    struct pack_match match;
    if (n->kind != g->person && n->token_end == begin + 1 && begin > from &&
        begin > g->a->sentences.items[n->sentence].token_begin && g->pack &&
        scan_in_list(&compass, words_of(g->a, begin - 1, begin)) &&
        chars_begins_upper(words_of(g->a, begin - 1, begin)) &&
        pack_find_kind(g->pack, words_of(g->a, begin - 1, n->token_end), peoples, &match)) {
        n->token_begin--;
    }
}

/* "[Islamic] State". */
static void take_body(const struct mender *g, struct name_found *n, uint32_t limit)
{
    uint32_t end = n->token_end;
    if (n->kind == g->group && g->pack && end < limit &&
        chars_begins_upper(words_of(g->a, end, end + 1)) &&
        names_is_body(g->pack, words_of(g->a, n->token_begin, end + 1))) {
        n->token_end = end + 1;
        names_set_kind(n, g->organization);
    }
}

uint32_t names_class_end(const struct article *a, uint32_t begin, uint32_t end)
{
    for (uint32_t t = begin; t < begin + 2 && t + 1 < end; t++) {
        if (name_form_is_class(words_of(a, t, t + 1)) &&
            chars_begins_upper(words_of(a, t, t + 1))) {
            return t + 1;
        }
    }
    return begin;
}

/* "MV [Namse Bangdzod]", "[Hurricane Humberto]": a thing, whatever it was named after; `from` is
 * the end of the name before. */
static void take_class(const struct mender *g, struct name_found *n, uint32_t from)
{
    uint32_t begin = n->token_begin, first = g->a->sentences.items[n->sentence].token_begin;
    if (begin > from && begin > first && names_class_end(g->a, begin - 1, n->token_end) == begin) {
        n->token_begin--;
    }
    if (names_class_end(g->a, n->token_begin, n->token_end) > n->token_begin) {
        names_set_kind(n, g->other);
    }
}

/* "the town of [Tell Tamer]": a place, whatever it looks like. */
static void place_of(const struct mender *g, struct name_found *n)
{
    uint32_t begin = n->token_begin, first = g->a->sentences.items[n->sentence].token_begin;
    if (begin >= first + 2 && n->confidence < PLACE_SURE &&
        str_equal(words_of(g->a, begin - 1, begin), STR("of")) &&
        scan_in_list(&place_nouns, words_of(g->a, begin - 2, begin - 1))) {
        names_set_kind(n, g->location);
    }
}

/* "[G]-7" is three tokens. */
static void take_number(const struct mender *g, struct name_found *n, uint32_t limit)
{
    uint32_t hyphen = n->token_end, end = hyphen + 2;
    const struct token *tokens = g->a->tokens.items;
    if (n->kind != g->person && end <= limit && tokens[hyphen].end == tokens[hyphen].begin + 1 &&
        g->a->text.ptr[tokens[hyphen].begin] == '-' &&
        tokens[hyphen].begin == tokens[hyphen - 1].end &&
        tokens[hyphen + 1].begin == tokens[hyphen].end &&
        chars_all_upper(words_of(g->a, hyphen - 1, hyphen)) &&
        (chars_at(g->a->text, tokens[hyphen + 1].begin) & CHARS_DIGIT)) {
        n->token_end = end;
    }
}

/* Has letters that have a case, none of them a capital. */
static bool is_lower(struct str words)
{
    bool lower = false;
    size_t len;
    for (size_t at = 0; at < words.len; at += len) {
        uint16_t kinds = chars_of(utf8_decode(words, at, &len));
        if (kinds & CHARS_UPPER) {
            return false;
        }
        lower = lower || (kinds & CHARS_LOWER);
    }
    return lower;
}

/* Does the article write names with capitals? Few do without in one that does. */
static bool is_cased(const struct mender *g)
{
    enum { LOWER_SHARE = 8 };
    uint32_t lower = 0;
    for (uint32_t i = 0; i < g->count; i++) {
        lower += is_lower(words_of(g->a, g->found[i].token_begin, g->found[i].token_end));
    }
    return lower * LOWER_SHARE <= g->count;
}

/* Is what is left of it a name? A sentence of its own ("ak") may be a signature. */
static bool is_name(const struct mender *g, const struct name_found *n)
{
    const struct sentence *s = &g->a->sentences.items[n->sentence];
    bool alone = n->token_begin == s->token_begin && n->token_end == s->token_end;
    return n->token_end > n->token_begin &&
           (!g->cased || alone || n->kind == g->group || n->confidence >= LOWER_SURE ||
            !is_lower(words_of(g->a, n->token_begin, n->token_end)));
}

/* "[Park Won]-soon" is three tokens, or the last two are one. */
static void take_syllable(const struct mender *g, struct name_found *n, uint32_t limit)
{
    uint32_t hyphen = n->token_end, end = hyphen + 2;
    const struct token *tokens = g->a->tokens.items;
    if (n->kind != g->person || n->token_end - n->token_begin < 2 || end > limit ||
        !str_equal(words_of(g->a, hyphen, hyphen + 1), STR("-")) ||
        tokens[hyphen].begin != tokens[hyphen - 1].end ||
        tokens[hyphen + 1].begin != tokens[hyphen].end) {
        return;
    }
    if (scan_in_list(&korean_families, words_of(g->a, n->token_begin, n->token_begin + 1)) &&
        scan_in_list(&korean_syllables, words_of(g->a, hyphen + 1, end))) {
        n->token_end = end;
    }
}

/* "[USA] [Today]": the second may look like a name or a date of its own, which goes. */
static void take_paper(const struct mender *g, struct name_found *n, struct name_found *next)
{
    uint32_t end = n->token_end;
    bool alone = next && next->token_begin == end && next->token_end == end + 1;
    if (n->kind == g->person || end >= g->a->sentences.items[n->sentence].token_end ||
        (next && next->token_begin == end && !alone)) {
        return;
    }
    struct str word = words_of(g->a, end, end + 1);
    if (chars_begins_upper(word) && scan_in_list(&papers, word) && !chars_all_upper(word) &&
        g->a->tokens.items[end].begin == g->a->tokens.items[end - 1].end + 1) {
        n->token_end++;
        if (alone) {
            next->token_end = next->token_begin;
        }
        names_set_kind(n, g->organization);
    }
}

static bool is_office_of_state(const struct mender *g, const struct name_found *n)
{
    return n->token_begin >= 2 && n->token_end == n->token_begin + 1 &&
           str_equal(words_of(g->a, n->token_begin, n->token_end), STR("State")) &&
           str_equal(words_of(g->a, n->token_begin - 2, n->token_begin), STR("Secretary of"));
}

static void mend_inside(const struct mender *g, struct name_found *n)
{
    drop_office(g, n);
    drop_town(g, n);
    drop_field(g, n);
    drop_rank(g, n);
}

uint32_t names_mend(const struct article *a, const struct models *m, struct name_found *found,
                    uint32_t count)
{
    struct mender g = {.a = a,
                       .pack = m->pack,
                       .found = found,
                       .count = count,
                       .person = names_kind(m->model, STR("PER")),
                       .organization = names_kind(m->model, STR("ORG")),
                       .location = names_kind(m->model, STR("LOC")),
                       .group = names_kind(m->model, STR("NORP")),
                       .other = names_kind(m->model, STR("MISC"))};
    uint32_t kept = 0;
    g.cased = is_cased(&g);
    for (uint32_t i = 0; i < count; i++) {
        struct name_found n = found[i], *next = i + 1 < count ? &found[i + 1] : NULL;
        uint32_t limit = a->sentences.items[n.sentence].token_end;
        if (n.token_end == n.token_begin) {
            continue;
        }
        if (next) {
            cut_office(&g, &n, next);
            limit = next->token_begin < limit ? next->token_begin : limit;
        }
        if (n.token_end > n.token_begin) {
            mend_inside(&g, &n);
        }
        if (n.token_end > n.token_begin) {
            take_class(&g, &n, kept ? found[kept - 1].token_end : 0);
            take_compass(&g, &n, kept ? found[kept - 1].token_end : 0);
            take_body(&g, &n, limit);
            take_syllable(&g, &n, limit);
            place_of(&g, &n);
            take_number(&g, &n, limit);
            take_paper(&g, &n, next);
        }
        if (is_name(&g, &n) && !is_office_of_state(&g, &n)) {
            found[kept++] = n;
        }
    }
    return kept;
}
