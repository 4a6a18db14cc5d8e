/* tokenise: words in the manner of Universal Dependencies' English treebanks (EWT, GUM).
 *
 * Reads    sentences.   Writes  tokens, ordered, none with a blank in it, none across a
 *          sentence; sentences' token ranges.
 * Memory   all results live in a->arena; nothing to free.
 * Budget   one unit for each token.
 * Errors   STATUS_LIMIT when TOKENS_MAX or the budget was reached: the tokens so far are kept.
 *
 * One pass. Blanks part a sentence into chunks; a chunk of plain letters and digits is a token
 * at once (unless it is one of a few run-together words: "cannot"). Any other chunk is read from
 * the left, in turn a word with the signs that it may hold ("U.S.", "3,500", "O'Neill",
 * "e-mail") or a sign with its like ("...", "?!"). The treebanks part compounds at hyphens but
 * keep a short list of prefixes and suffixes; that list comes from the treebanks' guidelines
 * (Bies et al. 2012, English Web Treebank, LDC2012T13). */
#include <string.h>

#include "article/article.h"
#include "pipeline/scan.h"
#include "pipeline/stages.h"
#include "text/abbreviations.h"

/* Bounds on what is looked ahead for, so that no text makes the stage slow. */
enum { MAIL_BYTES_MAX = 256, TELEPHONE_GROUPS_MAX = 6 };

/* What is being cut: one sentence, and in it one chunk. */
struct cut {
    struct article *a;
    const char *t;
    uint32_t sentence_end;
    uint32_t begin, end; /* the chunk */
    bool has_at;         /* an @ stands in the chunk */
    bool full;
};

/* ---- lists ---- */

static const char *const prefixes[] = {
    "agro",   "ante",  "anti", "arch",  "bi",    "bio",   "co",    "counter", "cross",
    "cyber",  "de",    "e",    "eco",   "ex",    "extra", "hm",    "inter",   "intra",
    "m",      "macro", "mega", "micro", "mid",   "mini",  "mm",    "multi",   "neo",
    "non",    "over",  "pan",  "para",  "peri",  "post",  "pre",   "pro",     "pseudo",
    "psycho", "quasi", "re",   "semi",  "socio", "sub",   "super", "supra",   "tele",
    "tri",    "u",     "uh",   "ultra", "un",    "uni",   "vice",
};
static const struct word_list prefix_list = {prefixes, sizeof prefixes / sizeof prefixes[0]};

static const char *const suffixes[] = {
    "esque", "ette", "ever", "fest", "gate", "itis", "most", "o-torium", "rama", "wise",
};
static const struct word_list suffix_list = {suffixes, sizeof suffixes / sizeof suffixes[0]};

/* Letters that are a word of their own behind a number: "5pm", "35mm", "65k". */
static const char *const units[] = {
    "am",   "bn",   "c",   "cc", "cm",  "f",   "ft",  "g",  "gb",   "ghz", "gw",   "gwh", "ha",
    "hp",   "hr",   "hrs", "hz", "in",  "k",   "kb",  "kg", "khz",  "km",  "km/h", "kmh", "kph",
    "kv",   "kw",   "kwh", "l",  "lb",  "lbs", "m",   "mb", "mbps", "mg",  "mhz",  "mi",  "min",
    "mins", "ml",   "mm",  "mn", "mph", "mw",  "mwh", "nm", "oz",   "p",   "pm",   "ppm", "s",
    "sec",  "secs", "sq",  "tb", "tn",  "v",   "w",   "wh", "x",    "yd",  "yds",  "yr",  "yrs",
};
static const struct word_list unit_list = {units, sizeof units / sizeof units[0]};

/* Words that lost their first sound and keep the apostrophe: 'em, 'til. */
static const char *const clipped[] = {"bout", "cause", "cos", "em",  "n",
                                      "nuff", "round", "til", "tis", "twas"};
static const struct word_list clipped_list = {clipped, sizeof clipped / sizeof clipped[0]};

static const char *const slashed[] = {"b/c", "b/t", "n/a", "s/he", "w/", "w/o", "w/out"};
static const struct word_list slashed_list = {slashed, sizeof slashed / sizeof slashed[0]};

static const char *const domains[] = {
    "ai",  "au",  "be", "biz", "br", "ca", "ch",  "cn", "co",  "com", "de",
    "dk",  "edu", "es", "eu",  "fm", "fr", "gov", "ie", "il",  "in",  "info",
    "int", "io",  "it", "jp",  "ly", "me", "mil", "mx", "net", "nl",  "no",
    "nz",  "org", "pl", "ru",  "se", "tv", "tw",  "ua", "uk",  "us",  "za",
};
static const struct word_list domain_list = {domains, sizeof domains / sizeof domains[0]};

static const char *const faces[] = {
    ":)",  ":(",  ":D",  ":P",  ":p",  ":/",  ":|",  ":o",  ":O",  ";)",
    ";(",  ";D",  ";P",  ";p",  "=)",  "=(",  "=D",  "=P",  "=/",  "8)",
    ":-)", ":-(", ":-D", ":-P", ":-p", ":-/", ":-|", ":-o", ":-O", ";-)",
    ";-(", ":'(", ":))", ":((", "<3",  "^_^", "^^",  "-_-", ">:(", "(:",
};

/* Run-together words and where they part (Universal Dependencies' multiword tokens). */
struct contraction {
    const char *word;
    uint8_t len, first; /* bytes in all, bytes of the first part */
};

static const struct contraction contractions_a[] = {{"aint", 4, 2}, {"arent", 5, 3}, {0}};
static const struct contraction contractions_c[] = {
    {"cannot", 6, 3}, {"cant", 4, 2}, {"couldnt", 7, 5}, {0}};
static const struct contraction contractions_d[] = {
    {"dont", 4, 2}, {"didnt", 5, 3}, {"doesnt", 6, 4}, {0}};
static const struct contraction contractions_g[] = {
    {"gonna", 5, 3}, {"gotta", 5, 3}, {"gimme", 5, 3}, {0}};
static const struct contraction contractions_h[] = {
    {"havent", 6, 4}, {"hasnt", 5, 3}, {"hadnt", 5, 3}, {"hes", 3, 2}, {"heres", 5, 4}, {0}};
static const struct contraction contractions_i[] = {
    {"im", 2, 1}, {"ive", 3, 1}, {"isnt", 4, 2}, {"itll", 4, 2}, {0}};
static const struct contraction contractions_k[] = {{"kinda", 5, 4}, {0}};
static const struct contraction contractions_l[] = {{"lemme", 5, 3}, {"lotta", 5, 3}, {0}};
static const struct contraction contractions_o[] = {{"outta", 5, 3}, {0}};
static const struct contraction contractions_s[] = {
    {"shouldnt", 8, 6}, {"shes", 4, 3}, {"sorta", 5, 4}, {0}};
static const struct contraction contractions_t[] = {
    {"thats", 5, 4}, {"theyre", 6, 4}, {"theyve", 6, 4}, {"theyll", 6, 4}, {"theres", 6, 5}, {0}};
static const struct contraction contractions_w[] = {
    {"wanna", 5, 3},   {"wont", 4, 2},  {"wasnt", 5, 3}, {"werent", 6, 4},
    {"wouldnt", 7, 5}, {"whats", 5, 4}, {"weve", 4, 2},  {0}};
static const struct contraction contractions_y[] = {
    {"youre", 5, 3}, {"youve", 5, 3}, {"youll", 5, 3}, {0}};

static const struct {
    const struct contraction *list;
    uint16_t lengths; /* a bit for each length in the list: most words are passed at this */
} contractions[26] = {
    ['a' - 'a'] = {contractions_a, 1 << 4 | 1 << 5},
    ['c' - 'a'] = {contractions_c, 1 << 4 | 1 << 6 | 1 << 7},
    ['d' - 'a'] = {contractions_d, 1 << 4 | 1 << 5 | 1 << 6},
    ['g' - 'a'] = {contractions_g, 1 << 5},
    ['h' - 'a'] = {contractions_h, 1 << 3 | 1 << 5 | 1 << 6},
    ['i' - 'a'] = {contractions_i, 1 << 2 | 1 << 3 | 1 << 4},
    ['k' - 'a'] = {contractions_k, 1 << 5},
    ['l' - 'a'] = {contractions_l, 1 << 5},
    ['o' - 'a'] = {contractions_o, 1 << 5},
    ['s' - 'a'] = {contractions_s, 1 << 4 | 1 << 5 | 1 << 8},
    ['t' - 'a'] = {contractions_t, 1 << 5 | 1 << 6},
    ['w' - 'a'] = {contractions_w, 1 << 4 | 1 << 5 | 1 << 6 | 1 << 7},
    ['y' - 'a'] = {contractions_y, 1 << 5},
};

/* ---- writing ---- */

static struct str slice(const struct cut *c, uint32_t begin, uint32_t end)
{
    return str_make(c->t + begin, end - begin);
}

static void emit_piece(struct cut *c, uint32_t begin, uint32_t end)
{
    struct article *a = c->a;
    if (a->tokens.count <
        a->tokens.capacity) { /* calling vec_push for each token shows in the bench */
        a->tokens.items[a->tokens.count++] = (struct token){begin, end};
        return;
    }
    struct token *token = vec_push(&a->tokens, a->arena, TOKENS_MAX);
    if (!token) {
        c->full = true;
        return;
    }
    *token = (struct token){begin, end};
}

/* A token over TOKEN_BYTES_MAX is cut, between code points. */
static void emit(struct cut *c, uint32_t begin, uint32_t end)
{
    while (end - begin > TOKEN_BYTES_MAX) {
        uint32_t at = begin + TOKEN_BYTES_MAX;
        while (((unsigned char)c->t[at] & 0xC0) == 0x80) {
            at--;
        }
        emit_piece(c, begin, at);
        begin = at;
    }
    if (end > begin) {
        emit_piece(c, begin, end);
    }
}

static bool same_letters(const char *text, const char *lower, uint32_t len)
{
    for (uint32_t i = 0; i < len; i++) {
        if ((text[i] | 0x20) != lower[i]) {
            return false;
        }
    }
    return true;
}

/* A word of letters and digits alone. */
static void emit_plain(struct cut *c, uint32_t begin, uint32_t end)
{
    uint32_t len = end - begin, letter = ((unsigned char)c->t[begin] | 0x20u) - 'a';
    if (len <= 8 && letter < 26 && (contractions[letter].lengths >> len & 1)) {
        for (const struct contraction *k = contractions[letter].list; k->word; k++) {
            if (k->len == len && same_letters(c->t + begin, k->word, len)) {
                emit_piece(c, begin, begin + k->first);
                emit_piece(c, begin + k->first, end);
                return;
            }
        }
    }
    emit(c, begin, end);
}

/* ---- addresses ---- */

static bool starts_with(const struct cut *c, uint32_t at, const char *lower)
{
    uint32_t len = (uint32_t)strlen(lower);
    for (uint32_t i = 0; i < len; i++) {
        unsigned char byte = at + i < c->end ? (unsigned char)c->t[at + i] : 0;
        if ((byte >= 'A' && byte <= 'Z' ? byte | 0x20 : byte) != (unsigned char)lower[i]) {
            return false;
        }
    }
    return true;
}

static bool is_address_start(const struct cut *c, uint32_t at)
{
    switch (c->t[at] | 0x20) {
    case 'h':
        return starts_with(c, at, "http://") || starts_with(c, at, "https://");
    case 'w':
        return starts_with(c, at, "www.");
    case 'f':
        return starts_with(c, at, "ftp://");
    case 'm':
        return starts_with(c, at, "mailto:");
    case 'd':
        return starts_with(c, at, "doi:1");
    default:
        return false;
    }
}

/* The end of an address that begins at `begin`: the chunk's, less the marks that belong to the
 * sentence. */
static uint32_t address_end(const struct cut *c, uint32_t begin)
{
    uint32_t end = begin;
    bool opened = false;
    for (uint32_t at = begin; at < c->end;) {
        struct glyph g = scan_at(c->t, at, c->end);
        if (g.cp == '<' || g.cp == '>' || g.cp == '"' || g.cp == 0x201D || g.cp == 0x201C) {
            break;
        }
        opened |= g.cp == '(';
        at += g.len;
        bool closing = g.kind == GLYPH_STOP || g.kind == GLYPH_COMMA ||
                       g.kind == GLYPH_QUOTE_PLAIN || g.kind == GLYPH_QUOTE_CLOSE ||
                       (g.kind == GLYPH_CLOSE && !opened);
        if (!closing) {
            end = at;
        }
    }
    return end;
}

static bool is_mail_byte(unsigned char byte)
{
    return byte >= 0x80 || (byte >= '0' && byte <= '9') ||
           ((byte | 0x20) >= 'a' && (byte | 0x20) <= 'z') || byte == '.' || byte == '-' ||
           byte == '_' || byte == '+' || byte == '%';
}

/* The end of a mail address that begins at `begin`, else `begin`. */
static uint32_t mail_end(const struct cut *c, uint32_t begin)
{
    uint32_t at = begin;
    while (at < c->end && at - begin < MAIL_BYTES_MAX && is_mail_byte((unsigned char)c->t[at])) {
        at++;
    }
    if (at >= c->end || c->t[at] != '@' || !scan_is_word(scan_at(c->t, at + 1, c->end))) {
        return begin;
    }
    at++;
    while (at < c->end && is_mail_byte((unsigned char)c->t[at])) {
        at++;
    }
    while (c->t[at - 1] == '.' || c->t[at - 1] == '-') {
        at--;
    }
    return at;
}

/* ---- words ---- */

/* The end of a run of the same sign; stops run together in any mixture. */
static uint32_t run_end(const struct cut *c, uint32_t at, struct glyph first)
{
    for (;;) {
        struct glyph g = scan_at(c->t, at, c->end);
        if (first.kind == GLYPH_STOP ? g.kind != GLYPH_STOP : g.cp != first.cp) {
            return at;
        }
        at += g.len;
    }
}

static uint32_t letters_end(const struct cut *c, uint32_t at)
{
    for (;;) {
        struct glyph g = scan_at(c->t, at, c->end);
        if (!scan_is_word(g)) {
            return at;
        }
        at += g.len;
    }
}

static bool is_digit(const struct cut *c, uint32_t at)
{
    return at < c->end && c->t[at] >= '0' && c->t[at] <= '9';
}

static uint32_t digits_end(const struct cut *c, uint32_t at)
{
    while (is_digit(c, at)) {
        at++;
    }
    return at;
}

/* Where the letters and digits that end at `at` begin. */
static uint32_t piece_begin(const struct cut *c, uint32_t begin, uint32_t at)
{
    for (;;) {
        struct glyph g = scan_before(c->t, begin, at);
        if (!scan_is_word(g)) {
            return at;
        }
        at -= g.len;
    }
}

/* The end of a clitic whose apostrophe stands at `at` ('s, 'll, ’re …), else `at`. */
static uint32_t clitic_end(const struct cut *c, uint32_t at)
{
    static const char *const clitics[] = {"s", "m", "d", "ll", "re", "ve"};
    struct glyph mark = scan_at(c->t, at, c->end);
    if (!scan_is_apostrophe(mark) && mark.cp != '`') {
        return at;
    }
    uint32_t from = at + mark.len, end = letters_end(c, from);
    for (size_t i = 0; i < sizeof clitics / sizeof clitics[0]; i++) {
        uint32_t len = (uint32_t)strlen(clitics[i]);
        if (end - from == len && same_letters(c->t + from, clitics[i], len)) {
            return end;
        }
    }
    return at;
}

/* "n't" whose apostrophe stands at `at`. */
static bool is_not(const struct cut *c, uint32_t begin, uint32_t at)
{
    struct glyph mark = scan_at(c->t, at, c->end);
    uint32_t from = at + mark.len;
    return at > begin + 1 && (c->t[at - 1] | 0x20) == 'n' && from < c->end &&
           (c->t[from] | 0x20) == 't' && letters_end(c, from) == from + 1;
}

/* "80's", "1960’s" */
static bool is_decade(const struct cut *c, uint32_t begin, uint32_t at, uint32_t end)
{
    return (at - begin == 2 || at - begin == 4) && digits_end(c, begin) == at &&
           c->t[at - 1] == '0' && (c->t[end - 1] | 0x20) == 's' && end - at <= 4;
}

static bool joins_apostrophe(const struct cut *c, uint32_t begin, uint32_t at, struct glyph mark)
{
    if (!scan_is_apostrophe(mark) || !scan_is_letter(scan_at(c->t, at + mark.len, c->end))) {
        return false;
    }
    uint32_t end = clitic_end(c, at);
    return end == at ? !is_not(c, begin, at) : is_decade(c, begin, at, end);
}

static bool joins_stop(const struct cut *c, uint32_t begin, uint32_t at)
{
    uint32_t piece = piece_begin(c, begin, at), end = letters_end(c, at + 1);
    struct glyph before = scan_before(c->t, begin, at), after = scan_at(c->t, at + 1, c->end);
    if (!scan_is_word(after)) {
        return false;
    }
    if (after.kind == GLYPH_DIGIT) {
        return before.kind == GLYPH_DIGIT ||
               abbreviation_find(slice(c, begin, at)) == ABBREVIATION_NONE;
    }
    if (after.kind == GLYPH_LOWER) {
        return true;
    }
    if (scan_in_list(&domain_list, slice(c, at + 1, end))) {
        return before.kind != GLYPH_DIGIT;
    }
    bool single = at - piece == 1 && end - at == 2;
    bool capitals = before.kind == GLYPH_UPPER && at - piece > 1 &&
                    scan_before(c->t, at, end).kind == GLYPH_UPPER;
    return single || capitals || starts_with(c, begin, "ph.d");
}

/* "713-853-3989", "345-9945", "77415-0027": groups of digits that are one number; `at` is the
 * first hyphen. */
static bool is_telephone(const struct cut *c, uint32_t begin, uint32_t at)
{
    uint32_t groups = 1, first = at - begin, last = first, i = at;
    while (i < c->end && c->t[i] == '-' && is_digit(c, i + 1) && groups <= TELEPHONE_GROUPS_MAX) {
        uint32_t end = digits_end(c, i + 1);
        last = end - i - 1;
        groups++;
        i = end;
    }
    return !scan_is_letter(scan_at(c->t, i, c->end)) && groups <= TELEPHONE_GROUPS_MAX &&
           (groups > 2 || (groups == 2 && (first == 3 || first == 5) && last == 4));
}

/* "th- they": a word broken off that begins anew keeps its hyphen. */
static bool is_stammer(const struct cut *c, uint32_t begin, uint32_t at)
{
    uint32_t next = scan_skip_blanks(c->t, at + 1, c->sentence_end), len = at - begin;
    return at + 1 == c->end && next > at + 1 && next + len <= c->sentence_end &&
           str_equal_nocase(slice(c, begin, at), slice(c, next, next + len));
}

static bool joins_hyphen(const struct cut *c, uint32_t begin, uint32_t at)
{
    struct glyph after = scan_at(c->t, at + 1, c->end);
    uint32_t piece = piece_begin(c, begin, at);
    if (is_digit(c, begin)) {
        bool number = piece > begin && c->t[piece - 1] == '-' && after.kind == GLYPH_DIGIT;
        return number || (after.kind == GLYPH_DIGIT && digits_end(c, piece) == at &&
                          is_telephone(c, piece, at));
    }
    if (!scan_is_word(after)) {
        return is_stammer(c, begin, at);
    }
    bool whole = piece == begin && (begin == c->begin || c->t[begin - 1] != '-');
    bool letter = at - begin == 1; /* "e-mail", but "M-79", "E-Type" */
    return (whole && (!letter || after.kind == GLYPH_LOWER) &&
            scan_in_list(&prefix_list, slice(c, begin, at))) ||
           scan_in_list(&suffix_list, slice(c, at + 1, letters_end(c, at + 1)));
}

static bool joins_slash(const struct cut *c, uint32_t begin, uint32_t at)
{
    if (is_digit(c, at + 1)) {
        return is_digit(c, at - 1);
    }
    return scan_in_list(&slashed_list, slice(c, begin, letters_end(c, at + 1)));
}

/* "3,500", not "3,5" or "in 2001,2002". */
static bool joins_comma(const struct cut *c, uint32_t at)
{
    return is_digit(c, at - 1) && is_digit(c, at + 1) && digits_end(c, at + 1) == at + 4;
}

/* True when the sign at `at` and what follows it belong to the word that begins at `begin`. */
static bool joins(const struct cut *c, uint32_t begin, uint32_t at, struct glyph sign)
{
    struct glyph after = scan_at(c->t, at + sign.len, c->end);
    switch (sign.cp) {
    case '.':
        return joins_stop(c, begin, at);
    case ',':
        return joins_comma(c, at);
    case ':':
        return is_digit(c, at - 1) && is_digit(c, at + 1);
    case '/':
        return joins_slash(c, begin, at);
    case '-':
        return joins_hyphen(c, begin, at);
    case '\'':
    case 0x2019:
        return joins_apostrophe(c, begin, at, sign);
    case '&':
        return scan_before(c->t, begin, at).kind == GLYPH_UPPER && after.kind == GLYPH_UPPER;
    case '_':
        return true;
    case '*': /* "f**k" */
        return scan_is_letter(scan_at(c->t, run_end(c, at, sign), c->end));
    default:
        return false;
    }
}

/* The stop at `at` belongs to the word before it. At the end of a sentence it is the sentence's
 * own ("etc" "."), but for the dotted ones ("U.S."). */
static bool keeps_stop(const struct cut *c, uint32_t begin, uint32_t at)
{
    if (at >= c->end || c->t[at] != '.' || scan_at(c->t, at + 1, c->end).kind == GLYPH_STOP) {
        return false;
    }
    uint32_t rest = at + 1;
    while (rest < c->sentence_end && !scan_is_word(scan_at(c->t, rest, c->sentence_end))) {
        rest += scan_at(c->t, rest, c->sentence_end).len;
    }
    bool last = rest >= c->sentence_end;
    struct str word = slice(c, begin, at);
    if (abbreviation_find(word) != ABBREVIATION_NONE) {
        return !last || abbreviation_is_dotted(word);
    }
    return word.len == 1 && word.ptr[0] >= 'A' && word.ptr[0] <= 'Z' && !last;
}

/* "US$", "C$" */
static bool keeps_money(const struct cut *c, uint32_t begin, uint32_t at)
{
    return at < c->end && c->t[at] == '$' && at - begin <= 2 &&
           scan_at(c->t, begin, at).kind == GLYPH_UPPER;
}

/* Emits a word that begins with a digit; its unit is a word of its own. */
static void emit_number(struct cut *c, uint32_t begin, uint32_t end)
{
    uint32_t at = end;
    while (at > begin && scan_is_letter(scan_before(c->t, begin, at))) {
        at -= scan_before(c->t, begin, at).len;
    }
    bool number = at < end && at > begin && scan_in_list(&unit_list, slice(c, at, end));
    for (uint32_t i = begin; i < at && number; i++) {
        number = is_digit(c, i) || c->t[i] == '.' || c->t[i] == ',' || c->t[i] == ':';
    }
    /* "1990s", "20s" are decades, not seconds. */
    if (number && !(end - at == 1 && c->t[at] == 's' && c->t[at - 1] == '0')) {
        emit(c, begin, at);
        begin = at;
    }
    emit(c, begin, end);
}

/* Reads the word at `begin`, emits it and returns where it ends. */
static uint32_t take_word(struct cut *c, uint32_t begin)
{
    uint32_t at = begin;
    bool plain = true;
    for (;;) {
        struct glyph g = scan_at(c->t, at, c->end);
        if (!scan_is_word(g)) {
            if (g.kind == GLYPH_NONE || at == begin || !joins(c, begin, at, g)) {
                break;
            }
            plain = false;
        }
        at += g.len;
    }
    if (keeps_stop(c, begin, at) || keeps_money(c, begin, at)) {
        emit(c, begin, at + 1);
        return at + 1;
    }
    struct glyph next = scan_at(c->t, at, c->end);
    if (scan_is_apostrophe(next) && is_not(c, begin, at)) {
        emit(c, begin, at - 1);
        emit(c, at - 1, at + next.len + 1);
        return at + next.len + 1;
    }
    if (is_digit(c, begin)) {
        emit_number(c, begin, at);
    } else if (plain) {
        emit_plain(c, begin, at);
    } else {
        emit(c, begin, at);
    }
    return at;
}

/* ---- signs ---- */

/* The end of a face that begins at `at`, else `at`. */
static uint32_t face_end(const struct cut *c, uint32_t at)
{
    uint32_t best = at;
    for (size_t i = 0; i < sizeof faces / sizeof faces[0]; i++) {
        if (faces[i][0] != c->t[at]) {
            continue;
        }
        uint32_t len = (uint32_t)strlen(faces[i]), end = at + len;
        if (end > best && end <= c->end && memcmp(c->t + at, faces[i], len) == 0 &&
            !scan_is_word(scan_at(c->t, end, c->end))) {
            best = end;
        }
    }
    return best;
}

static bool may_be_face(uint32_t cp)
{
    return cp == ':' || cp == ';' || cp == '=' || cp == '^' || cp == '<' || cp == '>' ||
           cp == '-' || cp == '(';
}

/* Apostrophes: a clitic, a clipped word, a year, a pair that stands for a double mark, else
 * alone. */
static uint32_t apostrophe_end(const struct cut *c, uint32_t at, struct glyph mark)
{
    uint32_t from = at + mark.len, end = letters_end(c, from);
    uint32_t second = scan_at(c->t, from, c->end).cp;
    if (second == mark.cp || (mark.cp == 0x2018 && second == 0x2019)) {
        return from + mark.len;
    }
    if (at > c->begin && scan_is_word(scan_before(c->t, c->begin, at))) {
        uint32_t clitic = clitic_end(c, at);
        return clitic > at ? clitic : from;
    }
    bool year = digits_end(c, from) == from + 2 &&
                (end == from + 2 || (end == from + 3 && c->t[from + 2] == 's'));
    bool short_word = scan_is_apostrophe(mark) && scan_in_list(&clipped_list, slice(c, from, end));
    return scan_is_apostrophe(mark) && (year || short_word) ? end : from;
}

/* Emoji are sequences: what joins and tints belongs to the sign before it. */
static uint32_t emoji_end(const struct cut *c, uint32_t at)
{
    for (;;) {
        struct glyph g = scan_at(c->t, at, c->end);
        if (g.cp == 0x200D) {
            at += g.len;
            at += scan_at(c->t, at, c->end).len;
        } else if (g.cp == 0xFE0F || (g.cp >= 0x1F3FB && g.cp <= 0x1F3FF)) {
            at += g.len;
        } else {
            return at;
        }
    }
}

/* "#metoo", "@handle", ".05", "+44": signs that begin a word. */
static bool begins_word(const struct cut *c, uint32_t at, struct glyph sign)
{
    bool behind_word = at > c->begin && scan_is_word(scan_before(c->t, c->begin, at));
    struct glyph after = scan_at(c->t, at + sign.len, c->end);
    if (behind_word) {
        return false;
    }
    switch (sign.cp) {
    case '#':
    case '@':
        return scan_is_letter(after);
    case '.':
        return after.kind == GLYPH_DIGIT;
    case '+':
        return after.kind == GLYPH_DIGIT && digits_end(c, at + 1) == c->end;
    default:
        return false;
    }
}

static uint32_t sign_end(const struct cut *c, uint32_t at, struct glyph g)
{
    uint32_t face = may_be_face(g.cp) ? face_end(c, at) : at;
    if (face > at) {
        return face;
    }
    switch (g.kind) {
    case GLYPH_QUOTE_PLAIN:
    case GLYPH_QUOTE_CLOSE:
    case GLYPH_QUOTE_OPEN:
        return g.cp == '"' || g.cp == 0x201C || g.cp == 0x201D || g.cp == 0xAB || g.cp == 0xBB
                   ? at + g.len
                   : apostrophe_end(c, at, g);
    case GLYPH_STOP:
    case GLYPH_DASH:
    case GLYPH_MONEY:
        return run_end(c, at, g);
    case GLYPH_OTHER:
        return g.cp < 0x80 ? (g.cp == '%' || g.cp == '/' ? at + 1 : run_end(c, at, g))
                           : emoji_end(c, at + g.len);
    default:
        return at + g.len;
    }
}

/* Reads the sign at `at`, emits it and returns where it ends. */
static uint32_t take_sign(struct cut *c, uint32_t at, struct glyph g)
{
    uint32_t end = sign_end(c, at, g);
    if (end == at + 1 && begins_word(c, at, g)) {
        end = letters_end(c, at + 1);
        while (end < c->end && c->t[end] == '_') {
            end = letters_end(c, end + 1);
        }
    }
    emit(c, at, end);
    return end;
}

/* ---- chunks ---- */

static uint32_t take_any(struct cut *c, uint32_t at)
{
    struct glyph g = scan_at(c->t, at, c->end);
    if (g.kind == GLYPH_BLANK) { /* a rare kind of blank that the door let pass */
        return at + g.len;
    }
    if (!scan_is_word(g)) {
        return take_sign(c, at, g);
    }
    uint32_t end = at;
    if (is_address_start(c, at)) {
        end = address_end(c, at);
    } else if (c->has_at) {
        end = mail_end(c, at);
    }
    if (end == at) {
        return take_word(c, at);
    }
    emit(c, at, end);
    return end;
}

/* A chunk that ends like the name of a file is one token: where it ends, less the marks of the
 * sentence. */
static uint32_t file_end(const struct cut *c)
{
    uint32_t end = c->end, dot = end;
    while (dot > c->begin && end - dot < 8 && !(c->t[dot - 1] == '.' && dot < end)) {
        dot--;
    }
    if (dot == c->begin || c->t[dot - 1] != '.') {
        return c->begin;
    }
    while (end > c->begin && !scan_is_word(scan_before(c->t, c->begin, end))) {
        end -= scan_before(c->t, c->begin, end).len;
    }
    uint32_t piece = piece_begin(c, c->begin, end);
    bool file = piece > c->begin + 1 && c->t[piece - 1] == '.' &&
                scan_in_list(&scan_file_endings, slice(c, piece, end));
    return file ? end : c->begin;
}

static void take_chunk(struct cut *c)
{
    uint32_t at = c->begin;
    if (scan_is_word(scan_at(c->t, at, c->end)) && !is_address_start(c, at)) {
        at = file_end(c);
        emit(c, c->begin, at);
    }
    while (at < c->end && !c->full) {
        at = take_any(c, at);
    }
}

/* What a byte makes of its chunk. */
enum { PLAIN = 0, BLANK = 1, SIGN = 2, AT = 4 };

/* Above ASCII all are letters but the lead bytes of blocks with punctuation and symbols. */
#define P PLAIN
#define B BLANK
#define S SIGN
#define A AT
static const uint8_t byte_class[256] = {
    S, S, S, S, S, S, S, S, S, B, B, S, S, S, S, S, /* controls, tab, newline */
    S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, /* controls */
    B, S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, /*  !"#$%&'()*+,-./ */
    P, P, P, P, P, P, P, P, P, P, S, S, S, S, S, S, /* 0-9:;<=>? */
    A, P, P, P, P, P, P, P, P, P, P, P, P, P, P, P, /* @A-O */
    P, P, P, P, P, P, P, P, P, P, P, S, S, S, S, S, /* P-Z[\]^_ */
    S, P, P, P, P, P, P, P, P, P, P, P, P, P, P, P, /* `a-o */
    P, P, P, P, P, P, P, P, P, P, P, S, S, S, S, S, /* p-z{|}~ */
    P, P, P, P, P, P, P, P, P, P, P, P, P, P, P, P, /* 80: not first */
    P, P, P, P, P, P, P, P, P, P, P, P, P, P, P, P, /* 90 */
    P, P, P, P, P, P, P, P, P, P, P, P, P, P, P, P, /* A0 */
    P, P, P, P, P, P, P, P, P, P, P, P, P, P, P, P, /* B0 */
    P, P, S, P, P, P, P, P, P, P, P, S, P, P, P, P, /* C0: U+0080, U+02C0 */
    P, P, P, P, P, P, P, P, P, P, P, P, P, P, P, P, /* D0 */
    P, P, S, S, P, P, P, P, P, P, P, P, P, P, P, S, /* E0: U+2000, U+3000, U+F000 */
    S, P, P, P, P, P, P, P, P, P, P, P, P, P, P, P, /* F0: emoji */
};
#undef P
#undef B
#undef S
#undef A

static void take_sentence(struct cut *c, struct span span)
{
    uint32_t at = span.begin;
    c->sentence_end = span.end;
    while (at < span.end && !c->full) {
        uint8_t seen = 0, class = PLAIN;
        c->begin = at;
        while (at < span.end && (class = byte_class[(unsigned char)c->t[at]]) != BLANK) {
            seen |= class;
            at++;
        }
        c->end = at;
        c->has_at = seen & AT;
        if (seen == PLAIN && !(c->begin < at && is_digit(c, c->begin))) {
            if (at > c->begin) {
                emit_plain(c, c->begin, at);
            }
        } else {
            take_chunk(c);
        }
        at = scan_skip_blanks(c->t, at, span.end);
    }
}

enum status tokenise_run(struct article *a, const struct models *m)
{
    (void)m;
    struct cut c = {.a = a, .t = a->text.ptr};
    for (uint32_t i = 0; i < a->sentences.count; i++) {
        struct sentence *sentence = &a->sentences.items[i];
        sentence->token_begin = a->tokens.count;
        if (!c.full) {
            take_sentence(&c, sentence->span);
        }
        sentence->token_end = a->tokens.count;
        c.full = c.full || !article_spend(a, sentence->token_end - sentence->token_begin);
    }
    return c.full ? STATUS_LIMIT : STATUS_OK;
}
