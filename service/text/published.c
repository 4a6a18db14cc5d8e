/* The text is cut into words and numbers; each must find its place (day, month, year, clock, zone)
 * or be one of the few words that news pages put around them. What has no place makes the whole
 * unreadable: no date is better than a wrong one. */
#include "text/published.h"

#include <inttypes.h>

#include "text/calendar.h"

enum { GIVEN_BYTES_MAX = 80 };

struct reader {
    struct str s;
    size_t at;
    struct calendar_date date;
    int hour, minute, second;
    int zone_minutes;
    bool has_date, has_time, has_zone, has_half;
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static char peek(const struct reader *r, size_t ahead)
{
    return r->at + ahead < r->s.len ? r->s.ptr[r->at + ahead] : '\0';
}

static bool skip(struct reader *r, char c)
{
    bool there = peek(r, 0) == c;
    r->at += there;
    return there;
}

/* Exactly `digits` digits, or up to four when 0; -1 when they are not there. */
static int read_number(struct reader *r, size_t digits)
{
    size_t n = 0;
    int value = 0;
    while (n < (digits ? digits : 4) && is_digit(peek(r, n))) {
        value = value * 10 + (peek(r, n) - '0');
        n++;
    }
    if (n == 0 || (digits && n != digits)) {
        return -1;
    }
    r->at += n;
    return value;
}

/* ":05", ":05.123", "" behind hours and minutes. A leap second is the last second of its minute. */
static bool read_seconds(struct reader *r)
{
    if (!skip(r, ':')) {
        return true;
    }
    r->second = read_number(r, 2);
    if ((peek(r, 0) == '.' || peek(r, 0) == ',') && is_digit(peek(r, 1))) {
        r->at++;
        while (is_digit(peek(r, 0))) {
            r->at++;
        }
    }
    if (r->second == 60) {
        r->second = 59;
    }
    return r->second >= 0 && r->second < 60;
}

/* "+01:00", "+0100", "-5", at the sign. */
static bool read_offset(struct reader *r)
{
    int sign = peek(r, 0) == '-' ? -1 : 1;
    r->at++;
    int hours = read_number(r, is_digit(peek(r, 1)) ? 2 : 1);
    int minutes = skip(r, ':') || is_digit(peek(r, 0)) ? read_number(r, 2) : 0;
    if (hours < 0 || hours > 15 || minutes < 0 || minutes > 59 || r->has_zone) {
        return false;
    }
    r->zone_minutes = sign * (hours * 60 + minutes);
    r->has_zone = true;
    return true;
}

/* Minutes and perhaps seconds behind `hour`, at the ':'. */
static bool read_clock(struct reader *r, int hour)
{
    r->at++;
    r->hour = hour;
    r->minute = read_number(r, 2);
    if (r->has_time || hour > 23 || r->minute < 0 || r->minute > 59) {
        return false;
    }
    r->has_time = true;
    return read_seconds(r);
}

/* "-03-14", "/03/14" behind a year; then "T10:42…" or "T104200". */
static bool read_iso(struct reader *r, int year)
{
    char mark = peek(r, 0);
    r->at++;
    int month = read_number(r, 2);
    bool good = month > 0 && skip(r, mark);
    r->date = (struct calendar_date){year, month, read_number(r, 2)};
    r->has_date = true;
    if (good && (peek(r, 0) == 'T' || peek(r, 0) == 't') && is_digit(peek(r, 1))) {
        r->at++;
        int hour = read_number(r, 2);
        return hour >= 0 && peek(r, 0) == ':' && read_clock(r, hour);
    }
    return good;
}

/* "20240314" and "20240314T104200Z". */
static bool read_basic(struct reader *r)
{
    int year = read_number(r, 4), month = read_number(r, 2);
    r->date = (struct calendar_date){year, month, read_number(r, 2)};
    r->has_date = true;
    if (peek(r, 0) != 'T') {
        return !is_digit(peek(r, 0));
    }
    r->at++;
    r->hour = read_number(r, 2);
    r->minute = read_number(r, 2);
    r->second = is_digit(peek(r, 0)) ? read_number(r, 2) : 0;
    r->has_time = true;
    return r->hour >= 0 && r->hour < 24 && r->minute >= 0 && r->minute < 60 && r->second >= 0 &&
           r->second < 60;
}

static size_t digits_ahead(const struct reader *r)
{
    size_t n = 0;
    while (is_digit(peek(r, n))) {
        n++;
    }
    return n;
}

/* A day of the month or a year; ordinals lose their ending. */
static bool place_number(struct reader *r, int value, size_t digits)
{
    if (digits == 4) {
        bool free = r->date.year == 0;
        r->date.year = value;
        return free && value > 0;
    }
    struct str ending = str_slice(r->s, r->at, r->at + 2);
    if (str_equal_nocase(ending, STR("st")) || str_equal_nocase(ending, STR("nd")) ||
        str_equal_nocase(ending, STR("rd")) || str_equal_nocase(ending, STR("th"))) {
        r->at += 2;
    }
    bool free = r->date.day == 0;
    r->date.day = value;
    return free && digits <= 2 && value > 0;
}

static bool read_digits(struct reader *r)
{
    size_t digits = digits_ahead(r);
    if (digits == 8 && !r->has_date) {
        return read_basic(r);
    }
    int value = read_number(r, 0);
    char next = peek(r, 0);
    if (digits == 4 && (next == '-' || next == '/') && is_digit(peek(r, 1))) {
        return !r->has_date && read_iso(r, value);
    }
    if (digits <= 2 && next == ':') {
        return read_clock(r, value);
    }
    if (digits <= 2 && (next == 'a' || next == 'p' || next == 'A' || next == 'P') &&
        !r->has_time) { /* "10am" */
        r->hour = value;
        r->has_time = true;
        return value <= 12;
    }
    return digits <= 4 && place_number(r, value, digits);
}

/* Abbreviations that have one meaning in news; offsets in minutes east. */
static const struct zone {
    struct str name;
    int minutes;
} zones[] = {
    {STR_INIT("Z"), 0},      {STR_INIT("UTC"), 0},    {STR_INIT("GMT"), 0},
    {STR_INIT("UT"), 0},     {STR_INIT("EST"), -300}, {STR_INIT("EDT"), -240},
    {STR_INIT("CDT"), -300}, {STR_INIT("MST"), -420}, {STR_INIT("MDT"), -360},
    {STR_INIT("PST"), -480}, {STR_INIT("PDT"), -420}, {STR_INIT("WET"), 0},
    {STR_INIT("WEST"), 60},  {STR_INIT("CET"), 60},   {STR_INIT("CEST"), 120},
    {STR_INIT("EET"), 120},  {STR_INIT("EEST"), 180}, {STR_INIT("MSK"), 180},
    {STR_INIT("JST"), 540},  {STR_INIT("KST"), 540},  {STR_INIT("HKT"), 480},
    {STR_INIT("SGT"), 480},  {STR_INIT("PKT"), 300},  {STR_INIT("WIB"), 420},
    {STR_INIT("AEST"), 600}, {STR_INIT("AEDT"), 660}, {STR_INIT("NZST"), 720},
    {STR_INIT("NZDT"), 780}, {STR_INIT("SAST"), 120}, {STR_INIT("CST"), -360},
    {STR_INIT("BST"), 60},   {STR_INIT("EAT"), 180},  {STR_INIT("NPT"), 345},
};

static bool read_zone(struct reader *r, struct str word)
{
    for (size_t i = 0; i < sizeof zones / sizeof zones[0]; i++) {
        if (str_equal_nocase(word, zones[i].name)) {
            bool first = !r->has_zone;
            r->zone_minutes = zones[i].minutes;
            r->has_zone = true;
            return first;
        }
    }
    return false;
}

/* "a.m.", "PM": moves the hour, which stands before it. */
static bool read_half(struct reader *r, bool afternoon)
{
    if (!r->has_time || r->has_half || r->hour > 12 || r->hour < 1) {
        return false;
    }
    r->has_half = true;
    r->hour = r->hour % 12 + (afternoon ? 12 : 0);
    return true;
}

static bool is_filler(struct str word)
{
    static const struct str fillers[] = {
        STR_INIT("at"),      STR_INIT("on"),   STR_INIT("of"),     STR_INIT("published"),
        STR_INIT("updated"), STR_INIT("date"), STR_INIT("posted"), STR_INIT("the")};
    for (size_t i = 0; i < sizeof fillers / sizeof fillers[0]; i++) {
        if (str_equal_nocase(word, fillers[i])) {
            return true;
        }
    }
    return calendar_weekday(word) != 0;
}

static bool read_word(struct reader *r)
{
    size_t begin = r->at;
    while (is_letter(peek(r, 0)) || (peek(r, 0) == '.' && is_letter(peek(r, 1)))) {
        r->at++;
    }
    struct str word = str_slice(r->s, begin, r->at);
    skip(r, '.');
    bool am = str_equal_nocase(word, STR("am")) || str_equal_nocase(word, STR("a.m"));
    if (am || str_equal_nocase(word, STR("pm")) || str_equal_nocase(word, STR("p.m"))) {
        return read_half(r, !am);
    }
    int month = calendar_month(word);
    if (month) {
        bool first = r->date.month == 0;
        r->date.month = month;
        return first;
    }
    if (str_equal_nocase(word, STR("T")) && is_digit(peek(r, 0))) {
        return true;
    }
    return is_filler(word) || read_zone(r, word);
}

/* "(UTC)", "[Europe/Paris]" behind the whole repeat the zone. */
static bool skip_bracket(struct reader *r)
{
    char close = peek(r, 0) == '(' ? ')' : ']';
    size_t end = str_find_byte(r->s, close, r->at);
    if (end == SIZE_MAX || !r->has_zone) {
        return false;
    }
    r->at = end + 1;
    return true;
}

static bool read_next(struct reader *r)
{
    char c = peek(r, 0);
    if (is_digit(c)) {
        return read_digits(r);
    }
    if (is_letter(c)) {
        return read_word(r);
    }
    if ((c == '+' || (c == '-' && r->has_time)) && is_digit(peek(r, 1))) {
        return read_offset(r);
    }
    if (c == '(' || c == '[') {
        return skip_bracket(r);
    }
    bool spaced = r->at > 0 && r->s.ptr[r->at - 1] == ' ';
    r->at++;
    return c == ' ' || c == '\t' || c == ',' || c == '|' || c == ';' || c == ':' ||
           (c == '-' && spaced);
}

/* False when the zone moves it out of the calendar. */
static bool write_result(const struct reader *r, struct arena *arena, struct published *out)
{
    if (!r->has_time) {
        out->text = arena_printf(arena, "%04d-%02d-%02d", r->date.year, r->date.month, r->date.day);
        return true;
    }
    int64_t seconds = calendar_to_days(r->date) * 86400 + r->hour * 3600 + r->minute * 60 +
                      r->second - (int64_t)r->zone_minutes * 60;
    int64_t days = seconds / 86400 - (seconds % 86400 < 0);
    int in_day = (int)(seconds - days * 86400);
    struct calendar_date d = calendar_of_days(days);
    if (d.year < 1 || d.year > 9999) {
        return false;
    }
    out->text = arena_printf(arena, "%04d-%02d-%02dT%02d:%02d:%02dZ", d.year, d.month, d.day,
                             in_day / 3600, in_day / 60 % 60, in_day % 60);
    out->assumed_utc = !r->has_zone;
    return true;
}

bool published_parse(struct str given, struct arena *arena, struct published *out)
{
    *out = (struct published){0};
    struct reader r = {.s = str_trim(given)};
    if (r.s.len == 0 || r.s.len > GIVEN_BYTES_MAX) {
        return false;
    }
    while (r.at < r.s.len) {
        if (!read_next(&r)) {
            return false;
        }
    }
    if (r.date.year < 1 || !calendar_is_valid(r.date) || (r.has_zone && !r.has_time)) {
        return false;
    }
    return write_result(&r, arena, out);
}
