#include "text/holidays.h"

#include "text/feasts.h"

enum { LUNAR = -1, EASTER = 0, LAST = -1 };

/* Month and day; with a weekday (1 = Monday) the day says which of them in the month, and `plus`
 * how many days later it is; month EASTER: days after Easter Sunday; month LUNAR: `plus` days after
 * the feast. */
static const struct row {
    struct str name;
    int8_t month, day, weekday, plus;
} rows[] = {
    {STR_INIT("all hallows' eve"), 10, 31, 0, 0},
    {STR_INIT("all saints day"), 11, 1, 0, 0},
    {STR_INIT("all saints' day"), 11, 1, 0, 0},
    {STR_INIT("all souls day"), 11, 2, 0, 0},
    {STR_INIT("all souls' day"), 11, 2, 0, 0},
    {STR_INIT("american independence day"), 7, 4, 0, 0},
    {STR_INIT("anzac day"), 4, 25, 0, 0},
    {STR_INIT("april fool's day"), 4, 1, 0, 0},
    {STR_INIT("april fools"), 4, 1, 0, 0},
    {STR_INIT("april fools day"), 4, 1, 0, 0},
    {STR_INIT("april fools'"), 4, 1, 0, 0},
    {STR_INIT("april fools' day"), 4, 1, 0, 0},
    {STR_INIT("arabic new year"), LUNAR, FEAST_ISLAMIC_NEW_YEAR, 0, 0},
    {STR_INIT("arbor day"), 4, LAST, 5, 0},
    {STR_INIT("armistice day"), 11, 11, 0, 0},
    {STR_INIT("ascension day"), EASTER, 39, 0, 0},
    {STR_INIT("ascension thursday"), EASTER, 39, 0, 0},
    {STR_INIT("ash wednesday"), EASTER, -46, 0, 0},
    {STR_INIT("ashura"), LUNAR, FEAST_ISLAMIC_NEW_YEAR, 0, 9},
    {STR_INIT("assumption day"), 8, 15, 0, 0},
    {STR_INIT("australia day"), 1, 26, 0, 0},
    {STR_INIT("bakrid"), LUNAR, FEAST_EID_AL_ADHA, 0, 0},
    {STR_INIT("bastille day"), 7, 14, 0, 0},
    {STR_INIT("black friday"), 11, 4, 4, 1},
    {STR_INIT("bonfire night"), 11, 5, 0, 0},
    {STR_INIT("boxing day"), 12, 26, 0, 0},
    {STR_INIT("burns night"), 1, 25, 0, 0},
    {STR_INIT("canada day"), 7, 1, 0, 0},
    {STR_INIT("canadian thanksgiving"), 10, 2, 1, 0},
    {STR_INIT("candlemas"), 2, 2, 0, 0},
    {STR_INIT("chanukah"), LUNAR, FEAST_HANUKKAH, 0, 0},
    {STR_INIT("chinese lunar new year"), LUNAR, FEAST_CHINESE_NEW_YEAR, 0, 0},
    {STR_INIT("chinese new year"), LUNAR, FEAST_CHINESE_NEW_YEAR, 0, 0},
    {STR_INIT("chinese new year's eve"), LUNAR, FEAST_CHINESE_NEW_YEAR, 0, -1},
    {STR_INIT("christmas"), 12, 25, 0, 0},
    {STR_INIT("christmas day"), 12, 25, 0, 0},
    {STR_INIT("christmas eve"), 12, 24, 0, 0},
    {STR_INIT("chuseok"), LUNAR, FEAST_MID_AUTUMN, 0, 0},
    {STR_INIT("cinco de mayo"), 5, 5, 0, 0},
    {STR_INIT("clean monday"), LUNAR, FEAST_ORTHODOX_EASTER, 0, -48},
    {STR_INIT("columbus day"), 10, 2, 1, 0},
    {STR_INIT("corpus christi"), EASTER, 60, 0, 0},
    {STR_INIT("cyber monday"), 11, 4, 4, 4},
    {STR_INIT("deepavali"), LUNAR, FEAST_DIWALI, 0, 0},
    {STR_INIT("diwali"), LUNAR, FEAST_DIWALI, 0, 0},
    {STR_INIT("dragon boat day"), LUNAR, FEAST_DRAGON_BOAT, 0, 0},
    {STR_INIT("dragon boat festival"), LUNAR, FEAST_DRAGON_BOAT, 0, 0},
    {STR_INIT("earth day"), 4, 22, 0, 0},
    {STR_INIT("easter"), EASTER, 0, 0, 0},
    {STR_INIT("easter day"), EASTER, 0, 0, 0},
    {STR_INIT("easter eve"), EASTER, -1, 0, 0},
    {STR_INIT("easter monday"), EASTER, 1, 0, 0},
    {STR_INIT("easter saturday"), EASTER, -1, 0, 0},
    {STR_INIT("easter sunday"), EASTER, 0, 0, 0},
    {STR_INIT("eid al adha"), LUNAR, FEAST_EID_AL_ADHA, 0, 0},
    {STR_INIT("eid al azha"), LUNAR, FEAST_EID_AL_ADHA, 0, 0},
    {STR_INIT("eid al fitr"), LUNAR, FEAST_EID_AL_FITR, 0, 0},
    {STR_INIT("eid ul adha"), LUNAR, FEAST_EID_AL_ADHA, 0, 0},
    {STR_INIT("eid ul azha"), LUNAR, FEAST_EID_AL_ADHA, 0, 0},
    {STR_INIT("eid ul fitr"), LUNAR, FEAST_EID_AL_FITR, 0, 0},
    {STR_INIT("election day"), 11, 1, 1, 1},
    {STR_INIT("epiphany"), 1, 6, 0, 0},
    {STR_INIT("europe day"), 5, 9, 0, 0},
    {STR_INIT("fat tuesday"), EASTER, -47, 0, 0},
    {STR_INIT("father's day"), 6, 3, 7, 0},
    {STR_INIT("fathers day"), 6, 3, 7, 0},
    {STR_INIT("feast of the assumption"), 8, 15, 0, 0},
    {STR_INIT("feast of the immaculate conception"), 12, 8, 0, 0},
    {STR_INIT("flag day"), 6, 14, 0, 0},
    {STR_INIT("fourth of july"), 7, 4, 0, 0},
    {STR_INIT("giving tuesday"), 11, 4, 4, 5},
    {STR_INIT("good friday"), EASTER, -2, 0, 0},
    {STR_INIT("greek easter"), LUNAR, FEAST_ORTHODOX_EASTER, 0, 0},
    {STR_INIT("ground hog day"), 2, 2, 0, 0},
    {STR_INIT("groundhog day"), 2, 2, 0, 0},
    {STR_INIT("guy fawkes day"), 11, 5, 0, 0},
    {STR_INIT("guy fawkes night"), 11, 5, 0, 0},
    {STR_INIT("halloween"), 10, 31, 0, 0},
    {STR_INIT("halloween day"), 10, 31, 0, 0},
    {STR_INIT("hanukkah"), LUNAR, FEAST_HANUKKAH, 0, 0},
    {STR_INIT("hijri new year"), LUNAR, FEAST_ISLAMIC_NEW_YEAR, 0, 0},
    {STR_INIT("holocaust memorial day"), 1, 27, 0, 0},
    {STR_INIT("holy saturday"), EASTER, -1, 0, 0},
    {STR_INIT("holy thursday"), EASTER, -3, 0, 0},
    {STR_INIT("human rights day"), 12, 10, 0, 0},
    {STR_INIT("inauguration day"), 1, 20, 0, 0},
    {STR_INIT("independence day"), 7, 4, 0, 0},
    {STR_INIT("indigenous peoples day"), 10, 2, 1, 0},
    {STR_INIT("indigenous peoples' day"), 10, 2, 1, 0},
    {STR_INIT("int'l workers day"), 5, 1, 0, 0},
    {STR_INIT("int'l workers' day"), 5, 1, 0, 0},
    {STR_INIT("international children's day"), 6, 1, 0, 0},
    {STR_INIT("international holocaust remembrance day"), 1, 27, 0, 0},
    {STR_INIT("international labor day"), 5, 1, 0, 0},
    {STR_INIT("international labour day"), 5, 1, 0, 0},
    {STR_INIT("international men's day"), 11, 19, 0, 0},
    {STR_INIT("international women's day"), 3, 8, 0, 0},
    {STR_INIT("international workers day"), 5, 1, 0, 0},
    {STR_INIT("international workers' day"), 5, 1, 0, 0},
    {STR_INIT("islamic new year"), LUNAR, FEAST_ISLAMIC_NEW_YEAR, 0, 0},
    {STR_INIT("juneteenth"), 6, 19, 0, 0},
    {STR_INIT("kwanzaa"), 12, 26, 0, 0},
    {STR_INIT("labor day"), 9, 1, 1, 0},
    {STR_INIT("labour day"), 5, 1, 0, 0},
    {STR_INIT("lantern festival"), LUNAR, FEAST_CHINESE_NEW_YEAR, 0, 14},
    {STR_INIT("lunar new year"), LUNAR, FEAST_CHINESE_NEW_YEAR, 0, 0},
    {STR_INIT("mardi gras"), EASTER, -47, 0, 0},
    {STR_INIT("martin luther king day"), 1, 3, 1, 0},
    {STR_INIT("martin luther king jr day"), 1, 3, 1, 0},
    {STR_INIT("martin luther king jr. day"), 1, 3, 1, 0},
    {STR_INIT("martin luther king, jr. day"), 1, 3, 1, 0},
    {STR_INIT("martin luther king, jr., day"), 1, 3, 1, 0},
    {STR_INIT("maundy thursday"), EASTER, -3, 0, 0},
    {STR_INIT("mawlid"), LUNAR, FEAST_MAWLID, 0, 0},
    {STR_INIT("may day"), 5, 1, 0, 0},
    {STR_INIT("memorial day"), 5, LAST, 1, 0},
    {STR_INIT("mid autumn day"), LUNAR, FEAST_MID_AUTUMN, 0, 0},
    {STR_INIT("mid autumn festival"), LUNAR, FEAST_MID_AUTUMN, 0, 0},
    {STR_INIT("midsummer day"), 6, 24, 0, 0},
    {STR_INIT("mlk day"), 1, 3, 1, 0},
    {STR_INIT("mother's day"), 5, 2, 7, 0},
    {STR_INIT("mothers day"), 5, 2, 7, 0},
    {STR_INIT("new year"), 1, 1, 0, 0},
    {STR_INIT("new year day"), 1, 1, 0, 0},
    {STR_INIT("new year eve"), 12, 31, 0, 0},
    {STR_INIT("new year's"), 1, 1, 0, 0},
    {STR_INIT("new year's day"), 1, 1, 0, 0},
    {STR_INIT("new year's eve"), 12, 31, 0, 0},
    {STR_INIT("new years"), 1, 1, 0, 0},
    {STR_INIT("new years day"), 1, 1, 0, 0},
    {STR_INIT("new years eve"), 12, 31, 0, 0},
    {STR_INIT("orthodox christmas"), 1, 7, 0, 0},
    {STR_INIT("orthodox easter"), LUNAR, FEAST_ORTHODOX_EASTER, 0, 0},
    {STR_INIT("orthodox good friday"), LUNAR, FEAST_ORTHODOX_EASTER, 0, -2},
    {STR_INIT("palm sunday"), EASTER, -7, 0, 0},
    {STR_INIT("pancake day"), EASTER, -47, 0, 0},
    {STR_INIT("passion sunday"), EASTER, -14, 0, 0},
    {STR_INIT("passover"), LUNAR, FEAST_PASSOVER, 0, 0},
    {STR_INIT("patriot day"), 9, 11, 0, 0},
    {STR_INIT("patriots day"), 4, 3, 1, 0},
    {STR_INIT("patriots' day"), 4, 3, 1, 0},
    {STR_INIT("pearl harbor day"), 12, 7, 0, 0},
    {STR_INIT("pentecost"), EASTER, 49, 0, 0},
    {STR_INIT("pentecost monday"), EASTER, 50, 0, 0},
    {STR_INIT("pentecost sunday"), EASTER, 49, 0, 0},
    {STR_INIT("president's day"), 2, 3, 1, 0},
    {STR_INIT("presidents day"), 2, 3, 1, 0},
    {STR_INIT("presidents' day"), 2, 3, 1, 0},
    {STR_INIT("purim"), LUNAR, FEAST_PASSOVER, 0, -30},
    {STR_INIT("ramadan"), LUNAR, FEAST_RAMADAN, 0, 0},
    {STR_INIT("ramadhan"), LUNAR, FEAST_RAMADAN, 0, 0},
    {STR_INIT("ramazan"), LUNAR, FEAST_RAMADAN, 0, 0},
    {STR_INIT("ramzan"), LUNAR, FEAST_RAMADAN, 0, 0},
    {STR_INIT("remembrance day"), 11, 11, 0, 0},
    {STR_INIT("remembrance sunday"), 11, 2, 7, 0},
    {STR_INIT("rosh hashana"), LUNAR, FEAST_ROSH_HASHANAH, 0, 0},
    {STR_INIT("rosh hashanah"), LUNAR, FEAST_ROSH_HASHANAH, 0, 0},
    {STR_INIT("saint andrew's day"), 11, 30, 0, 0},
    {STR_INIT("saint david's day"), 3, 1, 0, 0},
    {STR_INIT("saint george's day"), 4, 23, 0, 0},
    {STR_INIT("saint nicholas day"), 12, 6, 0, 0},
    {STR_INIT("saint patrick's day"), 3, 17, 0, 0},
    {STR_INIT("saint stephen's day"), 12, 26, 0, 0},
    {STR_INIT("saint valentine's day"), 2, 14, 0, 0},
    {STR_INIT("shavuot"), LUNAR, FEAST_PASSOVER, 0, 50},
    {STR_INIT("shrove tuesday"), EASTER, -47, 0, 0},
    {STR_INIT("singles day"), 11, 11, 0, 0},
    {STR_INIT("singles' day"), 11, 11, 0, 0},
    {STR_INIT("st patrick's day"), 3, 17, 0, 0},
    {STR_INIT("st patricks day"), 3, 17, 0, 0},
    {STR_INIT("st. andrew's day"), 11, 30, 0, 0},
    {STR_INIT("st. david's day"), 3, 1, 0, 0},
    {STR_INIT("st. george's day"), 4, 23, 0, 0},
    {STR_INIT("st. lucia's day"), 12, 13, 0, 0},
    {STR_INIT("st. patrick's day"), 3, 17, 0, 0},
    {STR_INIT("st. patricks day"), 3, 17, 0, 0},
    {STR_INIT("st. stephen's day"), 12, 26, 0, 0},
    {STR_INIT("st. valentine's day"), 2, 14, 0, 0},
    {STR_INIT("sukkot"), LUNAR, FEAST_ROSH_HASHANAH, 0, 14},
    {STR_INIT("summer bank holiday"), 8, LAST, 1, 0},
    {STR_INIT("thanks giving"), 11, 4, 4, 0},
    {STR_INIT("thanks giving day"), 11, 4, 4, 0},
    {STR_INIT("thanksgiving"), 11, 4, 4, 0},
    {STR_INIT("thanksgiving day"), 11, 4, 4, 0},
    {STR_INIT("thanksgiving eve"), 11, 4, 4, -1},
    {STR_INIT("three kings day"), 1, 6, 0, 0},
    {STR_INIT("three kings' day"), 1, 6, 0, 0},
    {STR_INIT("trinity sunday"), EASTER, 56, 0, 0},
    {STR_INIT("twelfth night"), 1, 5, 0, 0},
    {STR_INIT("u.s. independence day"), 7, 4, 0, 0},
    {STR_INIT("us independence day"), 7, 4, 0, 0},
    {STR_INIT("v-e day"), 5, 8, 0, 0},
    {STR_INIT("valentine day"), 2, 14, 0, 0},
    {STR_INIT("valentine's day"), 2, 14, 0, 0},
    {STR_INIT("valentines day"), 2, 14, 0, 0},
    {STR_INIT("valentines' day"), 2, 14, 0, 0},
    {STR_INIT("ve day"), 5, 8, 0, 0},
    {STR_INIT("veteran's day"), 11, 11, 0, 0},
    {STR_INIT("veterans day"), 11, 11, 0, 0},
    {STR_INIT("veterans' day"), 11, 11, 0, 0},
    {STR_INIT("victory day"), 5, 9, 0, 0},
    {STR_INIT("vj day"), 8, 15, 0, 0},
    {STR_INIT("waitangi day"), 2, 6, 0, 0},
    {STR_INIT("walpurgis night"), 4, 30, 0, 0},
    {STR_INIT("washington's birthday"), 2, 3, 1, 0},
    {STR_INIT("washingtons birthday"), 2, 3, 1, 0},
    {STR_INIT("whit monday"), EASTER, 50, 0, 0},
    {STR_INIT("whit sunday"), EASTER, 49, 0, 0},
    {STR_INIT("whitsun"), EASTER, 49, 0, 0},
    {STR_INIT("whitsunday"), EASTER, 49, 0, 0},
    {STR_INIT("women's day"), 3, 8, 0, 0},
    {STR_INIT("workers' day"), 5, 1, 0, 0},
    {STR_INIT("world aids day"), 12, 1, 0, 0},
    {STR_INIT("world environment day"), 6, 5, 0, 0},
    {STR_INIT("world health day"), 4, 7, 0, 0},
    {STR_INIT("world press freedom day"), 5, 3, 0, 0},
    {STR_INIT("world refugee day"), 6, 20, 0, 0},
    {STR_INIT("world water day"), 3, 22, 0, 0},
    {STR_INIT("xmas"), 12, 25, 0, 0},
    {STR_INIT("yom kippur"), LUNAR, FEAST_ROSH_HASHANAH, 0, 9},
    {STR_INIT("yuan dan"), 1, 1, 0, 0},
    {STR_INIT("yuandan"), 1, 1, 0, 0},
};

enum { ROWS = sizeof rows / sizeof rows[0] };
_Static_assert((int)ROWS < 256, "a form holds the number in a byte");

const int holidays_count = ROWS;

struct str holidays_name(int holiday)
{
    return rows[holiday - 1].name;
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

static bool is_letter(char c)
{
    char small = lower(c);
    return (small >= 'a' && small <= 'z') || (unsigned char)c >= 0xC3;
}

/* How many bytes of `s` read as `name`; 0 when they do not. */
static size_t reads_as(struct str s, struct str name)
{
    static const struct str curly = STR_INIT("\xE2\x80\x99");
    size_t at = 0;
    for (size_t i = 0; i < name.len; i++) {
        if (name.ptr[i] == '\'' && str_starts_with(str_slice(s, at, s.len), curly)) {
            at += curly.len;
        } else if (at < s.len &&
                   (lower(s.ptr[at]) == name.ptr[i] || (s.ptr[at] == '-' && name.ptr[i] == ' '))) {
            at++; /* "Eid al-Adha", "Eid-al-Adha" */
        } else {
            return 0;
        }
    }
    return at < s.len && is_letter(s.ptr[at]) ? 0 : at;
}

/* By the first two bytes, which the rows are sorted by: below, at or above 0. */
static int begins_as(struct str s, struct str name)
{
    int first = lower(s.ptr[0]) - name.ptr[0];
    return first ? first : lower(s.ptr[1]) - name.ptr[1];
}

/* The first row that begins as the text does, or where it would stand. */
static int first_row(struct str s)
{
    int low = 0, high = ROWS;
    while (low < high) {
        int middle = (low + high) / 2;
        if (begins_as(s, rows[middle].name) > 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

int holidays_find(struct str s, size_t *len)
{
    int best = 0;
    *len = 0;
    for (int i = s.len > 1 ? first_row(s) : ROWS; i < ROWS && begins_as(s, rows[i].name) == 0;
         i++) {
        size_t read = reads_as(s, rows[i].name);
        best = read > *len ? i + 1 : best;
        *len = read > *len ? read : *len;
    }
    return best;
}

/* The nth of a month's days of that weekday, in days since 1970. */
static int64_t nth_weekday(int year, int month, int nth, int weekday)
{
    if (nth == LAST) {
        int last = calendar_month_days(year, month);
        int64_t end = calendar_to_days((struct calendar_date){year, month, last});
        return end - (calendar_weekday_of(end) - weekday + 7) % 7;
    }
    int64_t first = calendar_to_days((struct calendar_date){year, month, 1});
    int ahead = (weekday - calendar_weekday_of(first) + 7) % 7;
    return first + ahead + 7 * (nth - 1);
}

bool holidays_need_capital(int holiday)
{
    static const struct str names[] = {STR_INIT("epiphany"), STR_INIT("new year"),
                                       STR_INIT("candlemas"), STR_INIT("new year's")};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (str_equal(rows[holiday - 1].name, names[i])) {
            return true;
        }
    }
    return false;
}

bool holidays_is_fixed(int holiday)
{
    return rows[holiday - 1].month > EASTER && !rows[holiday - 1].weekday;
}

static int64_t year_begin(int year)
{
    return calendar_to_days((struct calendar_date){year, 1, 1});
}

/* The day of the year; 0 where the table does not reach. */
static int32_t feast_day(int year, int feast)
{
    int row = year - FEAST_FIRST_YEAR;
    return row >= 0 && row < FEAST_YEARS ? feast_days[row][feast] : 0;
}

int holidays_days(int holiday, int year)
{
    const struct row *r = &rows[holiday - 1];
    int row = year - FEAST_FIRST_YEAR;
    if (r->month != LUNAR || row < 0 || row >= FEAST_YEARS) {
        return 1;
    }
    int month = feast_days[row][FEAST_EID_AL_FITR] - feast_days[row][FEAST_RAMADAN];
    return r->day == FEAST_RAMADAN ? (month > 0 ? month : 30) : r->day == FEAST_HANUKKAH ? 8 : 1;
}

struct calendar_date holidays_date(int holiday, int year)
{
    const struct row *r = &rows[holiday - 1];
    if (r->month == LUNAR) {
        int32_t feast = feast_day(year, r->day);
        return feast ? calendar_of_days(year_begin(year) + feast - 1 + r->plus)
                     : (struct calendar_date){year, 0, 0};
    }
    if (r->month == EASTER) {
        return calendar_of_days(calendar_to_days(calendar_easter(year)) + r->day);
    }
    if (r->weekday) {
        return calendar_of_days(nth_weekday(year, r->month, r->day, r->weekday) + r->plus);
    }
    return (struct calendar_date){year, r->month, r->day};
}
