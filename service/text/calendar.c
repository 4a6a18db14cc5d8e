#include "text/calendar.h"

static bool is_leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

int calendar_month_days(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return days[month - 1] + (month == 2 && is_leap(year));
}

bool calendar_is_valid(struct calendar_date d)
{
    if (d.year < 0 || d.year > 9999 || d.month < 1 || d.month > 12 || d.day < 1) {
        return false;
    }
    return d.day <= calendar_month_days(d.year, d.month);
}

/* Both after Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms": years begin in March,
 * eras have 400 years. */
int64_t calendar_to_days(struct calendar_date d)
{
    int64_t year = d.year - (d.month <= 2);
    int64_t era = (year >= 0 ? year : year - 399) / 400;
    int64_t year_of_era = year - era * 400;
    int64_t day_of_year = (153 * (d.month + (d.month > 2 ? -3 : 9)) + 2) / 5 + d.day - 1;
    return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year -
           719468;
}

struct calendar_date calendar_of_days(int64_t days)
{
    days += 719468;
    int64_t era = (days >= 0 ? days : days - 146096) / 146097;
    int64_t day_of_era = days - era * 146097;
    int64_t year =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year + year / 4 - year / 100);
    int64_t month = (5 * day_of_year + 2) / 153;
    int64_t civil = month < 10 ? month + 3 : month - 9;
    return (struct calendar_date){(int)(year + era * 400 + (civil <= 2)), (int)civil,
                                  (int)(day_of_year - (153 * month + 2) / 5 + 1)};
}

int calendar_weekday_of(int64_t days)
{
    int64_t rest = (days + 3) % 7; /* 1970-01-01 was a Thursday */
    return (int)(rest < 0 ? rest + 7 : rest) + 1;
}

int64_t calendar_iso_year(int year)
{
    int64_t fourth = calendar_to_days((struct calendar_date){year, 1, 4}); /* always in week 1 */
    return fourth - (calendar_weekday_of(fourth) - 1);
}

int calendar_iso_week(int64_t days, int *year)
{
    /* A week belongs to the year that holds its Thursday. */
    int64_t thursday = days - calendar_weekday_of(days) + 4;
    *year = calendar_of_days(thursday).year;
    return (int)((days - calendar_iso_year(*year)) / 7) + 1;
}

/* The Gregorian computus, after Meeus, Jones and Butcher ("Astronomical Algorithms", chapter 8). */
struct calendar_date calendar_easter(int year)
{
    int a = year % 19, b = year / 100, c = year % 100;
    int d = b / 4, e = b % 4, f = (b + 8) / 25, g = (b - f + 1) / 3;
    int h = (19 * a + b - d - g + 15) % 30;
    int i = c / 4, k = c % 4, l = (32 + 2 * e + 2 * i - h - k) % 7;
    int m = (a + 11 * h + 22 * l) / 451;
    int sum = h + l - 7 * m + 114;
    return (struct calendar_date){year, sum / 31, sum % 31 + 1};
}

static int number(struct str s, size_t begin, size_t end)
{
    uint64_t value = 0;
    return str_to_u64(str_slice(s, begin, end), &value) && end - begin <= 4 ? (int)value : -1;
}

bool calendar_read_iso(struct str s, struct calendar_date *out)
{
    if (s.len < 10 || s.ptr[4] != '-' || s.ptr[7] != '-') {
        return false;
    }
    *out = (struct calendar_date){number(s, 0, 4), number(s, 5, 7), number(s, 8, 10)};
    return out->year > 0 && calendar_is_valid(*out);
}

/* The position from 1 of the name that `word` is, or abbreviates with at least three letters and
 * perhaps a full stop. */
static int name_in(struct str word, const struct str *names, int count)
{
    word = str_ends_with(word, STR(".")) ? str_slice(word, 0, word.len - 1) : word;
    if (word.len < 3) {
        return 0;
    }
    for (int i = 0; i < count; i++) {
        if ((word.ptr[0] ^ names[i].ptr[0]) & ~0x20) { /* most differ here */
            continue;
        }
        if (str_equal_nocase(word, names[i]) ||
            (word.len <= 5 && str_equal_nocase(word, str_slice(names[i], 0, word.len)))) {
            return i + 1;
        }
    }
    return 0;
}

int calendar_month(struct str word)
{
    static const struct str months[] = {
        STR_INIT("January"),   STR_INIT("February"), STR_INIT("March"),    STR_INIT("April"),
        STR_INIT("May"),       STR_INIT("June"),     STR_INIT("July"),     STR_INIT("August"),
        STR_INIT("September"), STR_INIT("October"),  STR_INIT("November"), STR_INIT("December")};
    return name_in(word, months, 12);
}

int calendar_weekday(struct str word)
{
    static const struct str days[] = {
        STR_INIT("Monday"), STR_INIT("Tuesday"),  STR_INIT("Wednesday"), STR_INIT("Thursday"),
        STR_INIT("Friday"), STR_INIT("Saturday"), STR_INIT("Sunday")};
    return name_in(word, days, 7);
}
