/* Measures: units as they are written, in their usual symbol ("kilometres" is km, "miles" mi); no
 * value is converted. Symbols are those of the SI brochure (9th edition) and, outside it, of common
 * use. The table is of our own making. */
#include <string.h>

#include "pipeline/quantity.h"
#include "pipeline/quantity_words.h"

enum {
    SPELT = 1,  /* a word: any case, plural in -s */
    TIGHT = 2,  /* a symbol that must stand against the figures: "5m", "30C" */
    LENGTH = 4, /* may be squared and cubed */
    RATE = 8,   /* may be an hour, a second, a day */
};

static const struct measure {
    const char *word, *symbol;
    uint8_t flags;
} measures[] = {
    {"kilometre", "km", SPELT | LENGTH | RATE},
    {"kilometer", "km", SPELT | LENGTH | RATE},
    {"km", "km", LENGTH | RATE},
    {"kms", "km", LENGTH | RATE},
    {"metre", "m", SPELT | LENGTH | RATE},
    {"meter", "m", SPELT | LENGTH | RATE},
    {"m", "m", LENGTH | RATE},
    {"centimetre", "cm", SPELT | LENGTH},
    {"centimeter", "cm", SPELT | LENGTH},
    {"cm", "cm", LENGTH},
    {"millimetre", "mm", SPELT | LENGTH},
    {"millimeter", "mm", SPELT | LENGTH},
    {"mm", "mm", LENGTH},
    {"micron", "µm", SPELT},
    {"micrometre", "µm", SPELT},
    {"micrometer", "µm", SPELT},
    {"nanometre", "nm", SPELT},
    {"nanometer", "nm", SPELT},
    {"nm", "nm", TIGHT},
    {"mile", "mi", SPELT | LENGTH | RATE},
    {"mi", "mi", TIGHT | LENGTH},
    {"yard", "yd", SPELT | LENGTH},
    {"yd", "yd", 0},
    {"yds", "yd", 0},
    {"foot", "ft", SPELT | LENGTH},
    {"feet", "ft", SPELT | LENGTH},
    {"ft", "ft", LENGTH},
    {"inch", "in", SPELT | LENGTH},
    {"inche", "in", SPELT | LENGTH},
    {"in", "in", TIGHT},
    {"furlong", "furlong", SPELT},
    {"light-year", "ly", SPELT},
    {"hectare", "ha", SPELT},
    {"ha", "ha", TIGHT},
    {"acre", "acre", SPELT},
    {"tonne", "t", SPELT | RATE},
    {"ton", "ton", SPELT | RATE},
    {"t", "t", TIGHT},
    {"kilotonne", "kt", SPELT},
    {"kiloton", "kt", SPELT},
    {"megatonne", "Mt", SPELT},
    {"megaton", "Mt", SPELT},
    {"gigatonne", "Gt", SPELT},
    {"gigaton", "Gt", SPELT},
    {"kilogram", "kg", SPELT},
    {"kilogramme", "kg", SPELT},
    {"kilo", "kg", SPELT},
    {"kg", "kg", 0},
    {"kgs", "kg", 0},
    {"gram", "g", SPELT},
    {"gramme", "g", SPELT},
    {"g", "g", TIGHT},
    {"milligram", "mg", SPELT},
    {"mg", "mg", 0},
    {"microgram", "µg", SPELT},
    {"mcg", "µg", 0},
    {"µg", "µg", 0},
    {"pound", "lb", SPELT},
    {"lb", "lb", 0},
    {"lbs", "lb", 0},
    {"ounce", "oz", SPELT},
    {"oz", "oz", 0},
    {"carat", "ct", SPELT},
    {"litre", "l", SPELT | RATE},
    {"liter", "l", SPELT | RATE},
    {"millilitre", "ml", SPELT},
    {"milliliter", "ml", SPELT},
    {"ml", "ml", 0},
    {"l", "l", TIGHT},
    {"gallon", "gal", SPELT | RATE},
    {"pint", "pt", SPELT},
    {"barrel", "bbl", SPELT | RATE},
    {"bushel", "bu", SPELT},
    {"bpd", "bbl/d", 0},
    {"mph", "mph", 0},
    {"kph", "km/h", 0},
    {"kmh", "km/h", 0},
    {"kmph", "km/h", 0},
    {"knot", "kn", SPELT},
    {"kt", "kn", TIGHT},
    {"kelvin", "K", SPELT},
    {"watt", "W", SPELT},
    {"kilowatt", "kW", SPELT},
    {"kW", "kW", 0},
    {"megawatt", "MW", SPELT},
    {"MW", "MW", 0},
    {"gigawatt", "GW", SPELT},
    {"GW", "GW", 0},
    {"terawatt", "TW", SPELT},
    {"kilowatt-hour", "kWh", SPELT},
    {"kWh", "kWh", 0},
    {"megawatt-hour", "MWh", SPELT},
    {"MWh", "MWh", 0},
    {"gigawatt-hour", "GWh", SPELT},
    {"GWh", "GWh", 0},
    {"terawatt-hour", "TWh", SPELT},
    {"TWh", "TWh", 0},
    {"joule", "J", SPELT},
    {"kilojoule", "kJ", SPELT},
    {"megajoule", "MJ", SPELT},
    {"calorie", "cal", SPELT},
    {"kilocalorie", "kcal", SPELT},
    {"kcal", "kcal", 0},
    {"horsepower", "hp", SPELT},
    {"hp", "hp", 0},
    {"bhp", "hp", 0},
    {"volt", "V", SPELT},
    {"kilovolt", "kV", SPELT},
    {"kV", "kV", 0},
    {"hertz", "Hz", SPELT},
    {"kilohertz", "kHz", SPELT},
    {"megahertz", "MHz", SPELT},
    {"MHz", "MHz", 0},
    {"gigahertz", "GHz", SPELT},
    {"GHz", "GHz", 0},
    {"decibel", "dB", SPELT},
    {"dB", "dB", 0},
    {"hectopascal", "hPa", SPELT},
    {"hPa", "hPa", 0},
    {"millibar", "mbar", SPELT},
    {"mb", "mbar", TIGHT},
    {"psi", "psi", 0},
    {"kilobyte", "kB", SPELT},
    {"megabyte", "MB", SPELT | RATE},
    {"MB", "MB", 0},
    {"gigabyte", "GB", SPELT | RATE},
    {"GB", "GB", 0},
    {"terabyte", "TB", SPELT},
    {"TB", "TB", 0},
    {"petabyte", "PB", SPELT},
    {"megabit", "Mbit", SPELT | RATE},
    {"gigabit", "Gbit", SPELT | RATE},
    {"Mbps", "Mbit/s", 0},
    {"Gbps", "Gbit/s", 0},
    {"megapixel", "Mpx", SPELT},
    {"becquerel", "Bq", SPELT},
    {"sievert", "Sv", SPELT},
    {"millisievert", "mSv", SPELT},
    {"ppm", "ppm", 0},
    {"ppb", "ppb", 0},
    {"rpm", "rpm", 0},
    {"degree", "°", SPELT},
    {"C", "°C", TIGHT},
    {"F", "°F", TIGHT},
    {"magnitude", "magnitude", 0},
};

static const struct {
    const char *unit, *squared, *cubed;
} powers[] = {
    {"km", "km²", "km³"},     {"m", "m²", "m³"},        {"cm", "cm²", "cm³"},
    {"mm", "mm²", "mm³"},     {"mi", "sq mi", "cu mi"}, {"yd", "sq yd", "cu yd"},
    {"ft", "sq ft", "cu ft"}, {"in", "sq in", "cu in"},
};

static const struct {
    const char *unit, *hour, *second, *day;
} rates[] = {
    {"m³", "m³/h", "m³/s", "m³/d"},         {"cu ft", "cu ft/h", "cu ft/s", "cu ft/d"},
    {"km", "km/h", "km/s", "km/d"},         {"m", "m/h", "m/s", "m/d"},
    {"mi", "mph", "mi/s", "mi/d"},          {"t", "t/h", "t/s", "t/d"},
    {"ton", "ton/h", "ton/s", "ton/d"},     {"l", "l/h", "l/s", "l/d"},
    {"gal", "gal/h", "gal/s", "gal/d"},     {"bbl", "bbl/h", "bbl/s", "bbl/d"},
    {"MB", "MB/h", "MB/s", "MB/d"},         {"GB", "GB/h", "GB/s", "GB/d"},
    {"Mbit", "Mbit/h", "Mbit/s", "Mbit/d"}, {"Gbit", "Gbit/h", "Gbit/s", "Gbit/d"},
};

void measures_mark(struct lexicon *x)
{
    static const char *const shares[] = {"%",          "percent", "pct", "pc", "per",
                                         "percentage", "basis",   "bps", "pp"};
    for (size_t row = 0; row < sizeof measures / sizeof measures[0]; row++) {
        struct str word = str_of(measures[row].word);
        word = str_slice(word, 0, str_find_byte(word, '-', 0));
        lexicon_mark(x, word, MARK_MEASURE);
        if (measures[row].flags & SPELT) {
            lexicon_mark_plural(x, word, MARK_MEASURE);
        }
    }
    for (size_t i = 0; i < sizeof shares / sizeof shares[0]; i++) {
        lexicon_mark(x, str_of(shares[i]), MARK_SHARE);
    }
}

/* "km²": the sign of the power stands in the word. */
static struct str without_power(struct str word, int *power)
{
    bool two = str_ends_with(word, STR("²")), three = str_ends_with(word, STR("³"));
    *power = two ? 2 : three ? 3 : 1;
    return two || three ? str_slice(word, 0, word.len - 2) : word;
}

static bool matches(const struct look *l, uint32_t i, bool tight, const struct measure *m)
{
    if (!piece_may_be(l, i, m->word) || ((m->flags & TIGHT) && !tight)) {
        return false;
    }
    int power;
    struct str word = piece_text(l, i), form = str_of(m->word);
    if (!(m->flags & SPELT)) {
        return str_equal(m->flags & LENGTH ? without_power(word, &power) : word, form);
    }
    bool plural = word.len == form.len + 1 && (word.ptr[word.len - 1] | 0x20) == 's';
    return str_equal_nocase(plural ? str_slice(word, 0, form.len) : word, form);
}

/* "kilowatt-hours", "light-years", "kilowatt hours": two pieces for one row. */
static const struct measure *compound_at(const struct look *l, uint32_t i, uint32_t *end)
{
    uint32_t second = piece_is_hyphen(l, i + 1) ? i + 2 : i + 1;
    struct str a = piece_text(l, i), b = piece_text(l, second);
    bool hours = str_equal_nocase(b, STR("hour")) || str_equal_nocase(b, STR("hours"));
    bool years = str_equal_nocase(b, STR("year")) || str_equal_nocase(b, STR("years"));
    if (!hours && !years) {
        return NULL;
    }
    for (size_t row = 0; row < sizeof measures / sizeof measures[0]; row++) {
        struct str form = str_of(measures[row].word);
        size_t hyphen = str_find_byte(form, '-', 0);
        if (hyphen != SIZE_MAX && str_equal_nocase(a, str_slice(form, 0, hyphen)) &&
            (b.ptr[0] | 0x20) == form.ptr[hyphen + 1]) {
            *end = second + 1;
            return &measures[row];
        }
    }
    return NULL;
}

static const struct measure *measure_at(const struct look *l, uint32_t i, bool tight, uint32_t *end)
{
    if (!piece_has(l, i, MARK_MEASURE)) {
        return NULL;
    }
    const struct measure *compound = compound_at(l, i, end);
    if (compound) {
        return compound;
    }
    for (size_t row = 0; row < sizeof measures / sizeof measures[0]; row++) {
        if (matches(l, i, tight, &measures[row])) {
            *end = i + 1;
            return &measures[row];
        }
    }
    return NULL;
}

/* "per hour", "an hour", "/h", "a second" behind the unit. */
static const char *with_rate(const struct look *l, const char *symbol, uint32_t *end)
{
    uint32_t i = *end;
    bool slash = piece_is(l, i, "/") && piece_is_glued(l, i);
    if (!slash && !piece_is(l, i, "per") && !piece_is(l, i, "an") && !piece_is(l, i, "a")) {
        return symbol;
    }
    bool hour = piece_is(l, i + 1, "hour") || (slash && piece_is(l, i + 1, "h")) ||
                (slash && piece_is(l, i + 1, "hr"));
    bool second = piece_is(l, i + 1, "second") || (slash && piece_is(l, i + 1, "s"));
    bool day = piece_is(l, i + 1, "day") && strcmp(symbol, "km") != 0 && strcmp(symbol, "mi") != 0;
    for (size_t row = 0; row < sizeof rates / sizeof rates[0]; row++) {
        if (strcmp(symbol, rates[row].unit) == 0 && (hour || second || day)) {
            *end = i + 2;
            return hour ? rates[row].hour : second ? rates[row].second : rates[row].day;
        }
    }
    return symbol;
}

static const char *with_power(const char *symbol, int power)
{
    for (size_t row = 0; power > 1 && row < sizeof powers / sizeof powers[0]; row++) {
        if (strcmp(symbol, powers[row].unit) == 0) {
            return power == 2 ? powers[row].squared : powers[row].cubed;
        }
    }
    return symbol;
}

/* "square", "sq", "sq.", "cubic" before the unit. */
static int power_before(const struct look *l, uint32_t i, uint32_t *unit)
{
    bool square = piece_is(l, i, "square") || piece_is(l, i, "sq");
    bool cube = piece_is(l, i, "cubic") || piece_is(l, i, "cu");
    *unit = square || cube ? i + 1 : i;
    if ((square || cube) && (piece_is(l, *unit, ".") || piece_is_hyphen(l, *unit))) {
        ++*unit;
    }
    return square ? 2 : cube ? 3 : 1;
}

/* "²" and "2" at the end of a symbol: "km²", "m2". */
static int power_behind(const struct look *l, uint32_t *end)
{
    int power;
    without_power(piece_text(l, *end - 1), &power);
    if (power > 1) {
        return power;
    }
    bool two = piece_is(l, *end, "2"), three = piece_is(l, *end, "3");
    if (!piece_is_glued(l, *end) || !(two || three)) {
        return 1;
    }
    ++*end;
    return two ? 2 : 3;
}

/* "5m" are metres where a length is spoken of, millions before a plural. */
static bool is_million(const struct look *l, uint32_t i, const struct number *n)
{
    struct counted noun;
    if (piece_is_hyphen(l, i + 1) || piece_in(l, i + 1, QUANTITY_LENGTH_CONTEXT) ||
        (n->flags & NUMBER_GROUPED) || n->exponent < -1) {
        return false;
    }
    return counted_after(l, i + 1, &noun) && noun.end - noun.begin <= 3;
}

/* "degrees Celsius", "° C", "degrees". */
static bool degrees_after(const struct look *l, uint32_t i, struct unit *out)
{
    bool sign = piece_is(l, i, "°") || piece_is(l, i, "º");
    if (!sign && strcmp(out->symbol ? out->symbol : "", "°") != 0) {
        return false;
    }
    uint32_t next = sign ? i + 1 : out->end;
    bool celsius =
        piece_is(l, next, "C") || piece_is(l, next, "Celsius") || piece_is(l, next, "centigrade");
    bool fahrenheit = piece_is(l, next, "F") || piece_is(l, next, "Fahrenheit");
    out->symbol = celsius ? "°C" : fahrenheit ? "°F" : "°";
    out->end = celsius || fahrenheit ? next + 1 : next;
    return true;
}

static bool is_sign(const struct look *l, uint32_t i)
{
    return i >= l->count || l->pieces[i].kind == PIECE_SIGN;
}

static bool has_metric(const struct look *l, uint32_t i)
{
    return piece_is(l, i, "metric") || piece_is(l, i, "nautical");
}

bool measure_after(const struct look *l, uint32_t i, const struct number *n, struct unit *out)
{
    *out = (struct unit){.kind = QUANTITY_MEASURE, .confidence = 0.95, .by = "quantity.unit"};
    bool hyphen = piece_is_hyphen(l, i) && piece_is_glued(l, i + 1);
    uint32_t at = hyphen ? i + 1 : i, unit, end = 0;
    bool metric = has_metric(l, at);
    int power = power_before(l, metric ? at + 1 : at, &unit);
    if (degrees_after(l, at, out)) {
        return true;
    }
    const struct measure *m = measure_at(l, unit, hyphen || piece_is_glued(l, unit), &end);
    bool ratio = m && strcmp(m->word, "in") == 0 && piece_is_hyphen(l, end); /* "one-in-five" */
    if (!m || ratio || (metric && unit != at + 1) || (power > 1 && !(m->flags & LENGTH))) {
        return false;
    }
    if (strcmp(m->word, "m") == 0 && !piece_is_glued(l, unit) && !hyphen && !is_sign(l, end) &&
        !piece_in(l, end, QUANTITY_LENGTH_CONTEXT)) {
        return false; /* "5 m" before a word may be short for anything */
    }
    if (strcmp(m->word, "m") == 0 && power == 1 && is_million(l, unit, n)) {
        return false;
    }
    power =
        power == 1 && (m->flags & LENGTH) && !(m->flags & SPELT) ? power_behind(l, &end) : power;
    out->end = end;
    out->symbol = with_power(m->symbol, power);
    if (metric) {
        out->symbol = strcmp(m->symbol, "mi") == 0    ? "nmi"
                      : strcmp(m->symbol, "ton") == 0 ? "t"
                                                      : m->symbol;
    }
    if (power > 1 || (m->flags & RATE)) {
        out->symbol = with_rate(l, out->symbol, &out->end);
    }
    degrees_after(l, i, out);
    return true;
}

bool percent_after(const struct look *l, uint32_t i, struct unit *out)
{
    *out = (struct unit){.kind = QUANTITY_PERCENT, .confidence = 0.98, .by = "quantity.percent"};
    uint32_t at = piece_is_hyphen(l, i) ? i + 1 : i;
    if (!piece_has(l, at, MARK_SHARE)) {
        return false;
    }
    bool sign = piece_is(l, at, "%") || piece_is(l, at, "percent") || piece_is(l, at, "pct") ||
                (piece_is(l, at, "pc") && piece_is_glued(l, at)) || piece_is(l, at, "％");
    bool spelt =
        piece_is(l, at, "per") && (piece_is(l, at + 1, "cent") || piece_is(l, at + 1, "cents"));
    bool points = piece_is(l, at, "percentage");
    uint32_t end = spelt ? at + 2 : at + 1;
    uint32_t point = piece_is_hyphen(l, end) ? end + 1 : end;
    bool basis = piece_is(l, at, "basis");
    bool named = piece_is(l, point, "point") || piece_is(l, point, "points");
    out->symbol = "%";
    out->end = end;
    if ((sign || spelt || points) && named) {
        out->symbol = "pp";
        out->end = point + 1;
        return true;
    }
    if (basis && named) {
        out->symbol = "bp";
        out->end = point + 1;
        return true;
    }
    if (piece_is(l, at, "bps") || piece_is(l, at, "pp")) {
        out->symbol = piece_is(l, at, "pp") ? "pp" : "bp";
        return true;
    }
    return sign || spelt;
}
