/* Money: which currency a sign, a code or a word means.
 *
 * Codes are ISO 4217. A name that several countries share ("dollars", "$", "pounds", "rupees") is
 * that of the country named before it, else of the publisher's country, else that of the country
 * which news means by it. The table is of our own making after the list of codes (ISO 4217:2015,
 * list one). */
#include <string.h>

#include "pipeline/quantity.h"
#include "pipeline/quantity_words.h"
#include "pipeline/scan.h"

enum { WEIGH_REACH = 6, NATION_PIECES_MAX = 100 };

/* ---- the publisher's country ---- */

static const struct {
    const char *ending; /* of a domain */
    enum money_country country;
} domains[] = {
    {".au", MONEY_AUSTRALIA}, {".ca", MONEY_CANADA},    {".nz", MONEY_NEW_ZEALAND},
    {".sg", MONEY_SINGAPORE}, {".hk", MONEY_HONG_KONG}, {".uk", MONEY_BRITAIN},
    {".in", MONEY_INDIA},     {".pk", MONEY_PAKISTAN},  {".za", MONEY_SOUTH_AFRICA},
    {".us", MONEY_AMERICA},
};

/* The host of an address, or the whole where it is none. */
static struct str host_of(struct str address)
{
    size_t begin = str_find(address, STR("://"), 0);
    begin = begin == SIZE_MAX ? 0 : begin + 3;
    size_t end = str_find_byte(address, '/', begin);
    return str_slice(address, begin, end == SIZE_MAX ? address.len : end);
}

static enum money_country country_of_host(struct str host)
{
    for (size_t i = 0; i < sizeof domains / sizeof domains[0]; i++) {
        struct str ending = str_of(domains[i].ending);
        size_t begin = host.len > ending.len ? host.len - ending.len : 0;
        if (host.len > ending.len && str_equal_nocase(str_slice(host, begin, host.len), ending)) {
            return domains[i].country;
        }
    }
    return MONEY_NOWHERE;
}

enum money_country money_country_of(const struct article *a)
{
    enum money_country by_source = country_of_host(host_of(a->input.source));
    return by_source != MONEY_NOWHERE ? by_source : country_of_host(host_of(a->input.uri));
}

/* What the bare names mean at home. */
static const struct {
    const char *dollar, *pound, *rupee;
} at_home[] = {
    [MONEY_NOWHERE] = {"USD", "GBP", "INR"},   [MONEY_AUSTRALIA] = {"AUD", "GBP", "INR"},
    [MONEY_CANADA] = {"CAD", "GBP", "INR"},    [MONEY_NEW_ZEALAND] = {"NZD", "GBP", "INR"},
    [MONEY_SINGAPORE] = {"SGD", "GBP", "INR"}, [MONEY_HONG_KONG] = {"HKD", "GBP", "INR"},
    [MONEY_BRITAIN] = {"USD", "GBP", "INR"},   [MONEY_INDIA] = {"USD", "GBP", "INR"},
    [MONEY_PAKISTAN] = {"USD", "GBP", "PKR"},  [MONEY_SOUTH_AFRICA] = {"USD", "GBP", "INR"},
    [MONEY_AMERICA] = {"USD", "GBP", "INR"},
};

/* ---- before the number ---- */

/* Signs; a word glued before or parted by a blank says whose. */
static const struct {
    const char *sign, *code; /* code NULL: the home's dollar */
} signs[] = {
    {"$", NULL},    {"£", "GBP"}, {"€", "EUR"}, {"¥", "JPY"}, {"₹", "INR"},   {"₩", "KRW"},
    {"₽", "RUB"}, {"₺", "TRY"}, {"₴", "UAH"}, {"₦", "NGN"}, {"₱", "PHP"},   {"₫", "VND"},
    {"₪", "ILS"},   {"₡", "CRC"}, {"฿", "THB"}, {"₵", "GHS"}, {"₸", "KZT"},   {"₼", "AZN"},
    {"₾", "GEL"}, {"₮", "MNT"}, {"₲", "PYG"}, {"₭", "LAK"}, {"₿", "BTC"}, {"＄", NULL},
};

static const struct {
    const char *word, *code;
} dollars[] = {
    {"A", "AUD"},   {"AU", "AUD"},  {"Aus", "AUD"}, {"B", "BND"},    {"BZ", "BZD"},  {"C", "CAD"},
    {"CA", "CAD"},  {"Can", "CAD"}, {"Cdn", "CAD"}, {"CDN", "CAD"},  {"EC", "XCD"},  {"F", "FJD"},
    {"FJ", "FJD"},  {"G", "GYD"},   {"HK", "HKD"},  {"J", "JMD"},    {"L", "LRD"},   {"MX", "MXN"},
    {"Mex", "MXN"}, {"N", "NAD"},   {"NT", "TWD"},  {"NZ", "NZD"},   {"R", "BRL"},   {"S", "SGD"},
    {"SG", "SGD"},  {"SI", "SBD"},  {"TT", "TTD"},  {"U.S.", "USD"}, {"US", "USD"},  {"USD", "USD"},
    {"WS", "WST"},  {"Z", "ZWL"},   {"AUD", "AUD"}, {"CAD", "CAD"},  {"NZD", "NZD"}, {"SGD", "SGD"},
    {"HKD", "HKD"}, {"MXN", "MXN"},
};

/* Words before the number that are no codes of ISO 4217; case matters. */
static const struct {
    const char *word, *code;
} prefixes[] = {
    {"Rs", NULL},   {"Re", NULL},   {"RM", "MYR"},  {"Rp", "IDR"},  {"KSh", "KES"},  {"Ksh", "KES"},
    {"KSH", "KES"}, {"Sh", "KES"},  {"TSh", "TZS"}, {"Tsh", "TZS"}, {"USh", "UGX"},  {"Ush", "UGX"},
    {"SFr", "CHF"}, {"Fr", "CHF"},  {"NIS", "ILS"}, {"Dh", "AED"},  {"Dhs", "AED"},  {"Tk", "BDT"},
    {"PhP", "PHP"}, {"GHS", "GHS"}, {"GH", "GHS"},  {"RMB", "CNY"}, {"FCFA", "XOF"}, {"SR", "SAR"},
    {"QR", "QAR"},  {"BD", "BHD"},  {"KD", "KWD"},  {"Bs", "VES"},  {"Kz", "AOA"},   {"MK", "MWK"},
};

/* Without those that are English words. */
static const char *const codes[] = {
    "AED", "AFN", "AMD", "AOA", "ARS", "AUD", "AZN", "BBD", "BDT", "BGN", "BHD", "BIF", "BND",
    "BRL", "BSD", "BTC", "BTN", "BWP", "BYN", "BZD", "CAD", "CDF", "CHF", "CLP", "CNY", "CRC",
    "CVE", "CZK", "DJF", "DKK", "DOP", "DZD", "EGP", "ERN", "ETB", "EUR", "FJD", "GBP", "GEL",
    "GHS", "GMD", "GNF", "GTQ", "GYD", "HKD", "HNL", "HRK", "HTG", "HUF", "IDR", "ILS", "INR",
    "IQD", "IRR", "ISK", "JMD", "JOD", "JPY", "KES", "KGS", "KHR", "KMF", "KPW", "KRW", "KWD",
    "KZT", "LAK", "LBP", "LKR", "LRD", "LSL", "LYD", "MAD", "MDL", "MGA", "MKD", "MMK", "MNT",
    "MRU", "MUR", "MVR", "MWK", "MXN", "MYR", "MZN", "NAD", "NGN", "NIO", "NOK", "NPR", "NZD",
    "OMR", "PAB", "PGK", "PHP", "PKR", "PLN", "PYG", "QAR", "RON", "RSD", "RUB", "RWF", "SAR",
    "SBD", "SCR", "SDG", "SEK", "SGD", "SLE", "SRD", "SSP", "SYP", "SZL", "THB", "TJS", "TMT",
    "TND", "TRY", "TTD", "TWD", "TZS", "UAH", "UGX", "USD", "UYU", "UZS", "VES", "VND", "VUV",
    "WST", "XAF", "XCD", "XDR", "XOF", "YER", "ZAR", "ZMW", "ZWL",
};

/* In a headline in capitals a code cannot be told from a word. */
static const char *code_of(const struct look *l, uint32_t piece)
{
    struct str word = piece_text(l, piece);
    bool may_be = !l->capitals && word.len == 3 && piece_has(l, piece, MARK_MONEY_CODE);
    for (size_t i = 0; may_be && i < sizeof codes / sizeof codes[0]; i++) {
        if (memcmp(word.ptr, codes[i], 3) == 0) {
            return codes[i];
        }
    }
    return NULL;
}

static const char *dollar_of(const struct look *l, uint32_t sign, uint32_t *begin)
{
    struct str word = sign > 0 ? piece_text(l, sign - 1) : STR("");
    bool american = str_equal(word, STR("US")) || str_equal(word, STR("U.S."));
    for (size_t i = 0; i < sizeof dollars / sizeof dollars[0]; i++) {
        if (str_equal(word, str_of(dollars[i].word)) &&
            (piece_is_glued(l, sign) || american || word.len == 3)) {
            *begin = sign - 1;
            return dollars[i].code;
        }
    }
    return at_home[l->country].dollar;
}

static const char *sign_before(const struct look *l, uint32_t sign, uint32_t *begin)
{
    struct str text = piece_text(l, sign);
    *begin = sign;
    for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++) {
        if (piece_may_be(l, sign, signs[i].sign) && str_equal(text, str_of(signs[i].sign))) {
            bool chinese = signs[i].code && strcmp(signs[i].code, "JPY") == 0 && sign > 0 &&
                           (piece_is(l, sign - 1, "CN") || piece_is(l, sign - 1, "RMB"));
            *begin = chinese ? sign - 1 : sign;
            return chinese ? "CNY" : signs[i].code ? signs[i].code : dollar_of(l, sign, begin);
        }
    }
    return NULL;
}

/* ---- behind the number ---- */

/* Nouns in the singular; `whose` is what stands before, NULL for the usual one. The rows of a noun
 * stand together, its usual one last. */
static const struct noun {
    const char *noun, *whose, *code;
} nouns[] = {
    {"afghani", NULL, "AFN"},
    {"ariary", NULL, "MGA"},
    {"baht", NULL, "THB"},
    {"birr", NULL, "ETB"},
    {"bitcoin", NULL, "BTC"},
    {"bolivar", NULL, "VES"},
    {"boliviano", NULL, "BOB"},
    {"cedi", NULL, "GHS"},
    {"crown", "czech", "CZK"},
    {"crown", "danish", "DKK"},
    {"crown", "icelandic", "ISK"},
    {"crown", "norwegian", "NOK"},
    {"crown", "swedish", "SEK"},
    {"dalasi", NULL, "GMD"},
    {"denar", NULL, "MKD"},
    {"dinar", "algerian", "DZD"},
    {"dinar", "bahraini", "BHD"},
    {"dinar", "iraqi", "IQD"},
    {"dinar", "jordanian", "JOD"},
    {"dinar", "kuwaiti", "KWD"},
    {"dinar", "libyan", "LYD"},
    {"dinar", "serbian", "RSD"},
    {"dinar", "tunisian", "TND"},
    {"dinar", NULL, NULL},
    {"dirham", "moroccan", "MAD"},
    {"dirham", NULL, "AED"},
    {"dollar", "american", "USD"},
    {"dollar", "australian", "AUD"},
    {"dollar", "bahamian", "BSD"},
    {"dollar", "barbadian", "BBD"},
    {"dollar", "bruneian", "BND"},
    {"dollar", "canadian", "CAD"},
    {"dollar", "fijian", "FJD"},
    {"dollar", "guyanese", "GYD"},
    {"dollar", "hong kong", "HKD"},
    {"dollar", "jamaican", "JMD"},
    {"dollar", "liberian", "LRD"},
    {"dollar", "namibian", "NAD"},
    {"dollar", "new zealand", "NZD"},
    {"dollar", "singapore", "SGD"},
    {"dollar", "singaporean", "SGD"},
    {"dollar", "taiwan", "TWD"},
    {"dollar", "taiwanese", "TWD"},
    {"dollar", "trinidadian", "TTD"},
    {"dollar", "u.s.", "USD"},
    {"dollar", "us", "USD"},
    {"dollar", "zimbabwean", "ZWL"},
    {"dollar", NULL, "$"},
    {"dong", NULL, "VND"},
    {"dram", NULL, "AMD"},
    {"euro", NULL, "EUR"},
    {"forint", NULL, "HUF"},
    {"franc", "burundian", "BIF"},
    {"franc", "cfa", "XOF"},
    {"franc", "congolese", "CDF"},
    {"franc", "guinean", "GNF"},
    {"franc", "rwandan", "RWF"},
    {"franc", "swiss", "CHF"},
    {"franc", NULL, NULL},
    {"gourde", NULL, "HTG"},
    {"guarani", NULL, "PYG"},
    {"hryvna", NULL, "UAH"},
    {"hryvnia", NULL, "UAH"},
    {"kip", NULL, "LAK"},
    {"koruna", NULL, "CZK"},
    {"krona", "icelandic", "ISK"},
    {"krona", NULL, "SEK"},
    {"krone", "danish", "DKK"},
    {"krone", "norwegian", "NOK"},
    {"krone", NULL, NULL},
    {"kroner", "danish", "DKK"},
    {"kroner", "norwegian", "NOK"},
    {"kroner", NULL, NULL},
    {"kronor", NULL, "SEK"},
    {"kuna", NULL, "HRK"},
    {"kwacha", "malawian", "MWK"},
    {"kwacha", NULL, "ZMW"},
    {"kyat", NULL, "MMK"},
    {"lari", NULL, "GEL"},
    {"lek", NULL, "ALL"},
    {"lempira", NULL, "HNL"},
    {"leone", NULL, "SLE"},
    {"leu", "moldovan", "MDL"},
    {"leu", NULL, "RON"},
    {"lev", NULL, "BGN"},
    {"leva", NULL, "BGN"},
    {"lira", "lebanese", "LBP"},
    {"lira", "syrian", "SYP"},
    {"lira", NULL, "TRY"},
    {"manat", NULL, "AZN"},
    {"meticais", NULL, "MZN"},
    {"metical", NULL, "MZN"},
    {"naira", NULL, "NGN"},
    {"nakfa", NULL, "ERN"},
    {"peso", "argentine", "ARS"},
    {"peso", "argentinian", "ARS"},
    {"peso", "chilean", "CLP"},
    {"peso", "colombian", "COP"},
    {"peso", "cuban", "CUP"},
    {"peso", "dominican", "DOP"},
    {"peso", "mexican", "MXN"},
    {"peso", "philippine", "PHP"},
    {"peso", "uruguayan", "UYU"},
    {"peso", NULL, NULL},
    {"pound", "british", "GBP"},
    {"pound", "egyptian", "EGP"},
    {"pound", "lebanese", "LBP"},
    {"pound", "south sudanese", "SSP"},
    {"pound", "sudanese", "SDG"},
    {"pound", "syrian", "SYP"},
    {"pound", NULL, "£"},
    {"pula", NULL, "BWP"},
    {"quetzal", NULL, "GTQ"},
    {"rand", NULL, "ZAR"},
    {"real", "brazilian", "BRL"},
    {"reais", NULL, "BRL"},
    {"renminbi", NULL, "CNY"},
    {"rial", "omani", "OMR"},
    {"rial", "yemeni", "YER"},
    {"rial", NULL, "IRR"},
    {"riel", NULL, "KHR"},
    {"ringgit", NULL, "MYR"},
    {"riyal", "qatari", "QAR"},
    {"riyal", "saudi", "SAR"},
    {"riyal", "yemeni", "YER"},
    {"riyal", NULL, "SAR"},
    {"rouble", "belarusian", "BYN"},
    {"rouble", NULL, "RUB"},
    {"ruble", "belarusian", "BYN"},
    {"ruble", NULL, "RUB"},
    {"rupee", "indian", "INR"},
    {"rupee", "mauritian", "MUR"},
    {"rupee", "nepalese", "NPR"},
    {"rupee", "nepali", "NPR"},
    {"rupee", "pakistani", "PKR"},
    {"rupee", "sri lankan", "LKR"},
    {"rupee", NULL, "₹"},
    {"rupiah", NULL, "IDR"},
    {"shekel", NULL, "ILS"},
    {"shilling", "kenyan", "KES"},
    {"shilling", "somali", "SOS"},
    {"shilling", "tanzanian", "TZS"},
    {"shilling", "ugandan", "UGX"},
    {"shilling", NULL, NULL},
    {"sol", "peruvian", "PEN"},
    {"som", "kyrgyz", "KGS"},
    {"somoni", NULL, "TJS"},
    {"taka", NULL, "BDT"},
    {"tenge", NULL, "KZT"},
    {"tugrik", NULL, "MNT"},
    {"won", "north korean", "KPW"},
    {"won", "south korean", "KRW"},
    {"won", "korean", "KRW"},
    {"won", NULL, "KRW"},
    {"yen", NULL, "JPY"},
    {"yuan", NULL, "CNY"},
    {"zloty", NULL, "PLN"},
    {"złoty", NULL, "PLN"},
};

/* Hundredths. */
static const struct {
    const char *noun, *code;
} hundredths[] = {
    {"cent", "$"}, {"penny", "£"},   {"pence", "£"},    {"paise", "₹"},
    {"¢", "$"},    {"kopek", "RUB"}, {"kopeck", "RUB"},
};

void money_mark(struct lexicon *x)
{
    for (size_t i = 0; i < sizeof nouns / sizeof nouns[0]; i++) {
        struct str noun = str_of(nouns[i].noun),
                   whose = str_of(nouns[i].whose ? nouns[i].whose : "");
        if (whose.len) {
            lexicon_mark(x, str_slice(whose, 0, str_find_byte(whose, ' ', 0)), MARK_MONEY_NOUN);
        } else {
            lexicon_mark(x, noun, MARK_MONEY_NOUN);
            lexicon_mark_plural(x, noun, MARK_MONEY_NOUN);
        }
    }
    for (size_t i = 0; i < sizeof hundredths / sizeof hundredths[0]; i++) {
        lexicon_mark(x, str_of(hundredths[i].noun), MARK_MONEY_NOUN);
        lexicon_mark_plural(x, str_of(hundredths[i].noun), MARK_MONEY_NOUN);
    }
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
        lexicon_mark(x, str_of(codes[i]), MARK_MONEY_CODE);
    }
    for (size_t i = 0; i < sizeof prefixes / sizeof prefixes[0]; i++) {
        lexicon_mark(x, str_of(prefixes[i].word), MARK_MONEY_CODE);
    }
}

static const char *home_code(const struct look *l, const char *code)
{
    if (code && strcmp(code, "$") == 0) {
        return at_home[l->country].dollar;
    }
    if (code && strcmp(code, "£") == 0) {
        return at_home[l->country].pound;
    }
    return code && strcmp(code, "₹") == 0 ? at_home[l->country].rupee : code;
}

static bool is_noun(struct str word, const char *noun)
{
    struct str form = str_of(noun);
    bool plural = word.len == form.len + 1 && (word.ptr[word.len - 1] | 0x20) == 's';
    return str_equal_nocase(plural ? str_slice(word, 0, form.len) : word, form);
}

/* The pieces of `whose` that begin at i; 0 when they do not stand there. */
static uint32_t whose_at(const struct look *l, uint32_t i, const char *whose)
{
    struct str rest = str_of(whose);
    uint32_t pieces = 0;
    while (rest.len > 0) {
        size_t blank = str_find_byte(rest, ' ', 0);
        struct str word = str_slice(rest, 0, blank);
        if (!str_equal_nocase(piece_text(l, i + pieces), word)) {
            return 0;
        }
        pieces++;
        rest = blank == SIZE_MAX ? STR("") : str_slice(rest, blank + 1, rest.len);
    }
    return pieces;
}

/* The row for the noun at i, with the country before it, or bare; *end is the piece behind. */
static const struct noun *noun_at(const struct look *l, uint32_t i, uint32_t *end)
{
    size_t rows = piece_has(l, i, MARK_MONEY_NOUN) ? sizeof nouns / sizeof nouns[0] : 0;
    for (size_t row = 0; row < rows; row++) {
        if (!piece_may_be(l, i, nouns[row].whose ? nouns[row].whose : nouns[row].noun)) {
            continue;
        }
        uint32_t before = nouns[row].whose ? whose_at(l, i, nouns[row].whose) : 0;
        if ((before || !nouns[row].whose) && is_noun(piece_text(l, i + before), nouns[row].noun)) {
            *end = i + before + 1;
            return &nouns[row];
        }
    }
    return NULL;
}

/* "Turkish lira", "Polish zloty": a nation before a currency that needs none. "20 Tories won" is
 * no such sum. */
static const struct noun *noun_of_nation(const struct look *l, uint32_t i, uint32_t *end)
{
    const struct noun *noun = NULL;
    if (piece_is_word(l, i) && piece_is_capital(l, i) && !piece_is_capital(l, i + 1) &&
        piece_has(l, i + 1, MARK_MONEY_NOUN) && !piece_is(l, i + 1, "won")) {
        noun = noun_at(l, i + 1, end);
    }
    bool own = noun && !noun->whose && (!noun->code || strlen(noun->code) == 3) &&
               (unsigned char)(noun->code ? noun->code[0] : 'A') < 0x80;
    return own ? noun : NULL;
}

/* Countries whose money has a name that others use as well, with how the names above call them. */
static const struct {
    const char *country, *whose;
} shared[] = {
    {"Algeria", "algerian"},    {"Argentina", "argentine"}, {"Bahrain", "bahraini"},
    {"Burundi", "burundian"},   {"Chile", "chilean"},       {"Colombia", "colombian"},
    {"Cuba", "cuban"},          {"Denmark", "danish"},      {"Filipino", "philippine"},
    {"Guinea", "guinean"},      {"Iraq", "iraqi"},          {"Jordan", "jordanian"},
    {"Kenya", "kenyan"},        {"Kuwait", "kuwaiti"},      {"Libya", "libyan"},
    {"Mauritius", "mauritian"}, {"Mexico", "mexican"},      {"Nepal", "nepalese"},
    {"Norway", "norwegian"},    {"Pakistan", "pakistani"},  {"Philippines", "philippine"},
    {"Rwanda", "rwandan"},      {"Serbia", "serbian"},      {"Somalia", "somali"},
    {"Switzerland", "swiss"},   {"Tanzania", "tanzanian"},  {"Tunisia", "tunisian"},
    {"Uganda", "ugandan"},      {"Uruguay", "uruguayan"},   {"India", "indian"},
};

/* The adjective that a capitalised piece is or stands for; NULL for none. */
static const char *nation_at(const struct look *l, uint32_t i)
{
    struct str word = piece_text(l, i);
    size_t cut = str_ends_with(word, STR("'s")) ? 2 : str_ends_with(word, STR("’s")) ? 4 : 0;
    word = str_slice(word, 0, word.len - cut);
    for (size_t k = 0; k < sizeof shared / sizeof shared[0]; k++) {
        if (piece_may_be(l, i, shared[k].country) &&
            (str_equal_nocase(word, str_of(shared[k].country)) ||
             str_equal_nocase(word, str_of(shared[k].whose)))) {
            return shared[k].whose;
        }
    }
    return NULL;
}

static const char *code_of_nation(const char *noun, const char *whose)
{
    for (size_t row = 0; row < sizeof nouns / sizeof nouns[0]; row++) {
        if (nouns[row].whose && strcmp(nouns[row].noun, noun) == 0 &&
            strcmp(nouns[row].whose, whose) == 0) {
            return nouns[row].code;
        }
    }
    return NULL;
}

/* "Argentina printed 900 billion pesos": by the one country in the sentence that has such money. */
static const char *code_by_sentence(const struct look *l, const char *noun)
{
    const char *code = NULL;
    for (uint32_t i = 0; i < l->count && i < NATION_PIECES_MAX; i++) {
        const char *whose = piece_is_capital(l, i) ? nation_at(l, i) : NULL;
        const char *other = whose ? code_of_nation(noun, whose) : NULL;
        if (other && code && strcmp(other, code) != 0) {
            return NULL;
        }
        code = other ? other : code;
    }
    return code;
}

/* "Rs" of a sentence that names Pakistan. */
static const char *rupee_of(const struct look *l)
{
    const char *near = l->country == MONEY_NOWHERE ? code_by_sentence(l, "rupee") : NULL;
    return near ? near : at_home[l->country].rupee;
}

static const char *word_before(const struct look *l, uint32_t word)
{
    struct str text = piece_text(l, word);
    size_t rows = piece_has(l, word, MARK_MONEY_CODE) ? sizeof prefixes / sizeof prefixes[0] : 0;
    for (size_t i = 0; i < rows; i++) {
        if (piece_may_be(l, word, prefixes[i].word) && str_equal(text, str_of(prefixes[i].word))) {
            return prefixes[i].code ? prefixes[i].code : rupee_of(l);
        }
    }
    bool rand = l->country == MONEY_SOUTH_AFRICA && str_equal(text, STR("R"));
    return rand ? "ZAR" : code_of(l, word);
}

const char *money_before(const struct look *l, uint32_t i, uint32_t *begin)
{
    if (i == 0) {
        return NULL;
    }
    if (l->pieces[i - 1].kind == PIECE_SIGN) {
        const char *code = sign_before(l, i - 1, begin);
        bool stop = !code && i > 1 && piece_is(l, i - 1, ".") && piece_is_glued(l, i - 1);
        *begin = code ? *begin : i - 2;
        return code ? code : stop ? word_before(l, i - 2) : NULL;
    }
    *begin = i - 1;
    return piece_is_word(l, i - 1) ? word_before(l, i - 1) : NULL;
}

/* "weighed 82 pounds", "82 pounds (37 kg)". i is the piece of the noun. */
static bool is_weighed(const struct look *l, uint32_t i, uint32_t end)
{
    for (uint32_t back = 2; back <= WEIGH_REACH && back <= i; back++) {
        struct str word = piece_text(l, i - back);
        if (word.len >= 5 && str_equal_nocase(str_slice(word, 0, 5), STR("weigh"))) {
            return true;
        }
    }
    return piece_is(l, end, "(") &&
           (piece_is(l, end + 2, "kg") || piece_is(l, end + 2, "kilograms"));
}

/* "pounds" that are of weight: of flour, of a man, or small sums with nothing that says money. */
static bool is_weight(const struct look *l, uint32_t i, uint32_t end, const struct number *n)
{
    if (n->flags & NUMBER_SCALED || piece_is(l, end, "sterling")) {
        return false;
    }
    if (is_weighed(l, i, end)) {
        return true;
    }
    if (l->country == MONEY_BRITAIN) {
        return false;
    }
    if (piece_is(l, end, "of")) {
        return piece_in(l, end + 1, QUANTITY_MONEY_MATERIALS) || l->country == MONEY_AMERICA;
    }
    return piece_is(l, i, "pound") || l->country == MONEY_AMERICA;
}

/* "£" and "€" behind the figures, codes, "p" and "c". */
static bool sign_after(const struct look *l, uint32_t i, struct unit *out)
{
    struct str text = piece_text(l, i);
    uint32_t begin;
    if (i < l->count && l->pieces[i].kind == PIECE_SIGN && !piece_is(l, i, "$")) {
        out->symbol = sign_before(l, i, &begin);
    } else if (piece_is_word(l, i)) {
        out->symbol = code_of(l, i);
    }
    if (piece_is_glued(l, i) && str_equal(text, STR("p"))) {
        out->symbol = "GBP";
        out->power = -2;
    }
    out->end = i + 1;
    return out->symbol != NULL;
}

static bool hundredth_after(const struct look *l, uint32_t i, struct unit *out)
{
    size_t rows = piece_has(l, i, MARK_MONEY_NOUN) ? sizeof hundredths / sizeof hundredths[0] : 0;
    for (size_t row = 0; row < rows; row++) {
        if (piece_may_be(l, i, hundredths[row].noun) &&
            is_noun(piece_text(l, i), hundredths[row].noun)) {
            out->symbol = home_code(l, hundredths[row].code);
            out->power = -2;
            out->end = i + 1;
            return true;
        }
    }
    return false;
}

/* A letter for a scale glued to the figures, with money behind it: "5m euros". */
static uint32_t skip_letter(const struct look *l, uint32_t i, int *power)
{
    bool letter = piece_is_glued(l, i) && piece_is_word(l, i) && l->pieces[i].len == 1;
    *power = !letter               ? 0
             : piece_is(l, i, "m") ? 6
             : piece_is(l, i, "k") ? 3
             : piece_is(l, i, "b") ? 9
                                   : 0;
    return *power ? i + 1 : i;
}

bool money_after(const struct look *l, uint32_t i, const struct number *n, struct unit *out)
{
    *out = (struct unit){.kind = QUANTITY_MONEY, .confidence = 0.95, .by = "quantity.currency"};
    int power;
    uint32_t at = skip_letter(l, i, &power), end;
    at += piece_is_hyphen(l, at) && piece_is_glued(l, at + 1);
    const struct noun *noun = noun_at(l, at, &end);
    noun = noun ? noun : noun_of_nation(l, at, &end);
    if (noun) {
        bool pound = strcmp(noun->noun, "pound") == 0 && !noun->whose;
        if (pound && !power && is_weight(l, at, end, n)) {
            return false;
        }
        bool open = !noun->code || strcmp(noun->code, "₹") == 0;
        const char *near =
            open && l->country == MONEY_NOWHERE ? code_by_sentence(l, noun->noun) : NULL;
        out->symbol = near ? near : home_code(l, noun->code);
        out->end = end + piece_is(l, end, "sterling");
        out->power = power;
        out->confidence = noun->whose || pound ? 0.95 : out->symbol ? 0.9 : 0.7;
        return true;
    }
    if (hundredth_after(l, at, out)) {
        return true;
    }
    bool found = sign_after(l, at, out);
    out->power += power;
    return found;
}
