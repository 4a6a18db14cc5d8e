/* dateline_run: reads a->sections, a->text, input.published; writes a->dateline. Spends
 * DATELINE_UNITS. Never fails but on the budget. The grammar is a reader over the paragraph's first
 * bytes: place, then dates and credits in any order, then the mark; `accept` then decides whether
 * what was read can be a dateline at all. */
#include "pipeline/dateline.h"

#include <stdio.h>
#include <string.h>

#include "pipeline/dateline_names.h"
#include "pipeline/stages.h"
#include "text/chars.h"

enum {
    DATELINE_UNITS = 16,
    LINE_BYTES_MAX = 200,  /* from the begin to the mark */
    CREDIT_BYTES_MAX = 60, /* of one in brackets that is no agency we know */
    PLACE_WORDS_MAX = 5,   /* in one part: "Rio de Janeiro", "ABOARD AIR FORCE ONE" */
    PLACE_PARTS_MAX = 3,   /* "UVALDE, Texas", "DUBAI, United Arab Emirates" */
    UNKNOWN_LETTERS_MIN =
        5, /* shorter words in capitals are taken for acronyms unless we know the city */
    SECOND_DASH_BYTES = 160,
};

struct reader {
    struct str text; /* ends where the line must have ended */
    size_t at;
    struct dateline_line *line;
    struct str first_part; /* "KYIV" */
    uint32_t parts;
    bool capitals;     /* the first part is in capitals */
    bool known_region; /* a later part is a country or a state that we know */
};

/* ---- characters ---- */

static char byte_at(const struct reader *r, size_t at)
{
    return at < r->text.len ? r->text.ptr[at] : '\0';
}

static size_t skip_blanks(const struct reader *r, size_t at)
{
    while (byte_at(r, at) == ' ') {
        at++;
    }
    return at;
}

/* Where the story goes on at or after `at`: it may be on the next line. */
static size_t skip_white(struct str paragraph, size_t at)
{
    while (at < paragraph.len && (chars_at(paragraph, at) & CHARS_SPACE)) {
        at++;
    }
    return at;
}

/* Apostrophes and single hyphens within a word, and the full stops of "D.C": joined to the letter
 * that follows. */
static bool joins_word(const struct reader *r, size_t at, size_t begin)
{
    size_t len;
    uint32_t code = utf8_decode(r->text, at, &len);
    bool letter_next = (chars_at(r->text, at + len) & CHARS_LETTER) != 0;
    if (code == '.') {
        bool initial = at == begin + 1 || (at >= 2 && r->text.ptr[at - 2] == '.');
        return letter_next && initial;
    }
    return letter_next && (code == '\'' || code == 0x2019 || code == '-');
}

/* The word that begins at `at`, possibly empty. */
static struct str word_at(const struct reader *r, size_t at)
{
    size_t end = at;
    while (end < r->text.len) {
        if (!(chars_at(r->text, end) & CHARS_WORD) && (end == at || !joins_word(r, end, at))) {
            break;
        }
        end = utf8_next(r->text, end);
    }
    return str_slice(r->text, at, end);
}

static bool is_one_of(struct str word, const struct str *list, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (str_equal_nocase(word, list[i])) {
            return true;
        }
    }
    return false;
}

#define IS_ONE_OF(word, list) is_one_of((word), (list), sizeof(list) / sizeof(list)[0])

static bool is_connector(struct str word)
{
    static const struct str connectors[] = {
        STR_INIT("de"),  STR_INIT("da"),   STR_INIT("do"),  STR_INIT("del"), STR_INIT("di"),
        STR_INIT("la"),  STR_INIT("le"),   STR_INIT("al"),  STR_INIT("el"),  STR_INIT("of"),
        STR_INIT("on"),  STR_INIT("upon"), STR_INIT("and"), STR_INIT("der"), STR_INIT("es"),
        STR_INIT("sur"), STR_INIT("am"),   STR_INIT("ob"),  STR_INIT("near")};
    return IS_ONE_OF(word, connectors);
}

/* "St.", "Ft." before a name. */
static bool is_name_prefix(struct str word)
{
    static const struct str prefixes[] = {STR_INIT("St"), STR_INIT("Ft"), STR_INIT("Mt"),
                                          STR_INIT("Pt"), STR_INIT("Ste")};
    return IS_ONE_OF(word, prefixes);
}

/* ---- dates ---- */

static int small_number(struct str word, uint64_t most)
{
    uint64_t value;
    return str_to_u64(word, &value) && value >= 1 && value <= most ? (int)value : 0;
}

/* ", 2023" or " 2023" behind month and day. */
static size_t read_year(const struct reader *r, size_t at, int *year)
{
    size_t next = skip_blanks(r, byte_at(r, at) == ',' ? at + 1 : at);
    struct str word = word_at(r, next);
    *year = word.len == 4 ? small_number(word, 2999) : 0;
    return *year > 1500 ? next + word.len : at;
}

/* "March 20", "Mar. 20, 2023", "20 March 2023", "2023-03-20". Returns the end, `at` when no date
 * stands there. */
static size_t read_date(const struct reader *r, size_t at, struct calendar_date *out)
{
    if (calendar_read_iso(str_slice(r->text, at, at + 10), out)) {
        return at + 10;
    }
    struct str first = word_at(r, at);
    size_t next = at + first.len;
    int month = calendar_month(first);
    next = skip_blanks(r, month && byte_at(r, next) == '.' ? next + 1 : next);
    struct str second = word_at(r, next);
    int day = small_number(month ? second : first, 31);
    next += second.len;
    if (!month) {
        month = calendar_month(second);
        next += month && byte_at(r, next) == '.' && byte_at(r, next + 1) == ' ' &&
                chars_at(r->text, next + 2) & CHARS_DIGIT;
    }
    struct calendar_date d = {0, month, day};
    if (!month || !day || !calendar_is_valid(d)) {
        return at;
    }
    next = read_year(r, next, &d.year);
    d.year = d.year > 1500 ? d.year : 0;
    *out = d;
    return next;
}

/* ---- credits ---- */

static void add_credit(struct dateline_line *line, struct str name)
{
    for (uint32_t i = 0; i < line->credit_count; i++) {
        if (str_equal(line->credit[i], name)) {
            return;
        }
    }
    if (line->credit_count < CREDITS_MAX) {
        line->credit[line->credit_count++] = name;
    }
}

/* The longest agency of up to four words that begins at `at` within `s`; its length in *len. */
static struct str agency_at(struct str s, size_t at, size_t *len)
{
    struct str found = {0};
    size_t end = at;
    for (int words = 0; words < 4 && end < s.len; words++) {
        while (end < s.len && s.ptr[end] != ' ' && s.ptr[end] != ',' && s.ptr[end] != ';' &&
               (s.ptr[end] != '/' || str_starts_with(str_slice(s, at, s.len), STR("RFE/RL")))) {
            end++;
        }
        struct str name = dateline_agency(str_slice(s, at, end));
        if (name.ptr) {
            found = name;
            *len = end - at;
        }
        if (end < s.len && s.ptr[end] != ' ') {
            break;
        }
        end++;
    }
    return found;
}

/* Agencies that stand anywhere in the brackets ("London Post in Collaboration with AP"); how
 * many. */
static uint32_t add_agencies(struct dateline_line *line, struct str content)
{
    uint32_t found = 0;
    for (size_t at = 0; at < content.len;) {
        size_t len = 0;
        struct str name = agency_at(content, at, &len);
        if (name.ptr) {
            add_credit(line, name);
            found++;
            at += len;
        } else {
            while (at < content.len && content.ptr[at] != ' ' && content.ptr[at] != '/' &&
                   content.ptr[at] != ',') {
                at++;
            }
        }
        at += at < content.len;
    }
    return found;
}

/* "(AP)", "(March 3)", "[AFP]", "/TASS/" at `at`. Returns the end, `at` when nothing of the kind
 * stands there. */
static size_t read_bracket(struct reader *r, size_t at)
{
    char open = byte_at(r, at);
    char close = open == '(' ? ')' : open == '[' ? ']' : '/';
    size_t end = str_find_byte(r->text, close, at + 1);
    if (end == SIZE_MAX || end - at > 2 * CREDIT_BYTES_MAX) {
        return at;
    }
    struct str content = str_trim(str_slice(r->text, at + 1, end));
    struct calendar_date date;
    if (read_date(r, at + 1, &date) > at + 1) {
        r->line->date = date;
        r->line->dated = true;
    }
    if (add_agencies(r->line, content)) {
        r->line->agency = true;
    } else if (!r->line->dated && !dateline_is_region(content)) {
        if (open == '/' || content.len == 0 || content.len > CREDIT_BYTES_MAX ||
            !chars_begins_upper(content)) {
            return at;
        }
        add_credit(r->line, content);
    }
    return end + 1;
}

/* ---- places ---- */

/* Whether the word at `at` ends the place: a date, or an agency without brackets. */
static bool ends_place(const struct reader *r, size_t at, struct str word)
{
    struct calendar_date date;
    size_t len;
    if (read_date(r, at, &date) > at) {
        return true;
    }
    return chars_all_upper(word) && agency_at(str_slice(r->text, 0, at + word.len), at, &len).ptr;
}

/* Behind a word of a place: its full stop ("St.", "Calif."), if it belongs there. */
static size_t take_stop(const struct reader *r, struct str word, size_t end, bool first)
{
    if (byte_at(r, end) != '.') {
        return end;
    }
    struct str dotted = str_make(word.ptr, word.len + 1);
    return is_name_prefix(word) || (!first && dateline_is_region(dotted)) ? end + 1 : end;
}

/* One part of a place: capitalised words, joined by blanks, '/', hyphens. Returns its end, `at`
 * when there is none. */
static size_t read_part(const struct reader *r, size_t at, bool first)
{
    size_t end = at, next = at;
    for (int words = 0; words < PLACE_WORDS_MAX; words++) {
        struct str word = word_at(r, next);
        bool capital = chars_begins_upper(word);
        if (word.len == 0 || (!capital && (words == 0 || !is_connector(word))) ||
            (words && ends_place(r, next, word))) {
            break;
        }
        next = take_stop(r, word, next + word.len, first);
        end = capital ? next : end;
        if (byte_at(r, next) != ' ' && byte_at(r, next) != '/') {
            break;
        }
        next++;
    }
    return end;
}

/* Whether all words of the part are in capitals, but for connectors and the small letters of
 * "McALLEN", "al-TANF". */
static bool part_in_capitals(struct str part)
{
    struct reader r = {.text = part};
    size_t letters = 0;
    for (size_t at = 0; at < part.len;) {
        struct str word = word_at(&r, at);
        if (word.len == 0) {
            at++;
            continue;
        }
        struct str tail = str_starts_with(word, STR("Mc")) ? str_slice(word, 2, word.len) : word;
        if (!chars_all_upper(tail) && !is_connector(word)) {
            return false;
        }
        letters += word.len;
        at += word.len;
    }
    return letters >= 2;
}

static bool read_place(struct reader *r)
{
    size_t begin = r->at, end = read_part(r, begin, true);
    if (end == begin) {
        return false;
    }
    r->first_part = str_slice(r->text, begin, end);
    r->capitals = part_in_capitals(r->first_part);
    r->parts = 1;
    r->line->place = (struct span){(uint32_t)begin, (uint32_t)end};
    r->at = end;
    return true;
}

/* ", Ukraine": one more part of the place, at the blank behind the comma. */
static bool read_region(struct reader *r, size_t at)
{
    if (r->parts > PLACE_PARTS_MAX || r->line->credit_count || r->line->dated) {
        return false;
    }
    size_t end = read_part(r, at, false);
    if (end == at) {
        return false;
    }
    struct str part = str_slice(r->text, at, end);
    r->known_region |= dateline_is_region(part) || dateline_is_city(part);
    r->parts++;
    r->line->place.end = (uint32_t)end;
    r->at = end;
    return true;
}

/* ---- what stands between the place and the mark ---- */

static bool read_bare_agency(struct reader *r, size_t at)
{
    size_t len = 0;
    struct str name = agency_at(r->text, at, &len);
    if (!name.ptr) {
        return false;
    }
    add_credit(r->line, name);
    r->line->agency = true;
    r->at = at + len;
    return true;
}

static bool read_tail_date(struct reader *r, size_t at)
{
    struct str word = word_at(r, at);
    if (calendar_weekday(word)) { /* "Monday, March 20" */
        size_t after = at + word.len;
        at = skip_blanks(r, byte_at(r, after) == ',' ? after + 1 : after);
    }
    struct calendar_date date;
    size_t end = read_date(r, at, &date);
    if (end == at || r->line->dated) {
        return false;
    }
    r->line->date = date;
    r->line->dated = true;
    r->at = end;
    return true;
}

/* One date, credit or region; false when the next thing is none of them. */
static bool read_tail(struct reader *r)
{
    size_t at = r->at;
    bool comma = false;
    while (byte_at(r, at) == ' ' || byte_at(r, at) == ',' ||
           (byte_at(r, at) == '.' && byte_at(r, at + 1) != '-')) {
        comma |= byte_at(r, at) == ',';
        at++;
    }
    if (byte_at(r, at) == '-' && byte_at(r, at + 1) == '-' &&
        byte_at(r, at + 2) == '(') { /* LONDON--(BUSINESS WIRE)-- */
        at += 2;
    }
    char c = byte_at(r, at);
    if (c == '(' || c == '[' || c == '/') {
        size_t end = read_bracket(r, at);
        r->at = end > at ? end : r->at;
        return end > at;
    }
    if (at == r->at) {
        return false;
    }
    return read_tail_date(r, at) || read_bare_agency(r, at) || (comma && read_region(r, at));
}

/* The dashes or the colon that part the dateline from the story. */
static bool read_mark(struct reader *r)
{
    size_t at = skip_blanks(r, r->at);
    at += byte_at(r, at) == '.' && byte_at(r, at + 1) == '-';
    size_t begin = at;
    bool spaced =
        at > r->at || (at > 0 && (byte_at(r, at - 1) == ')' || byte_at(r, at - 1) == '/'));
    while (chars_at(r->text, at) & CHARS_DASH) {
        at = utf8_next(r->text, at);
    }
    size_t len = at - begin;
    if (len == 0 && byte_at(r, at) == ':') {
        at++;
    } else if (len == 0 || (len == 1 && (!spaced || (at < r->text.len && byte_at(r, at) != ' ')))) {
        return false;
    }
    r->line->mark = str_slice(r->text, begin, at);
    r->at = at;
    return true;
}

/* ---- deciding ---- */

static struct str first_city(struct str part)
{
    size_t cut = str_find_byte(part, '/', 0);
    cut = cut == SIZE_MAX ? str_find(part, STR(" and "), 0) : cut;
    return cut == SIZE_MAX ? part : str_slice(part, 0, cut);
}

static bool is_known_city(struct str part)
{
    return dateline_is_city(part) || dateline_is_city(first_city(part));
}

/* One word in capitals, or one behind a word that names of towns begin with; not an acronym, not
 * "BREAKING". */
static bool looks_like_town(struct str part)
{
    static const struct str openers[] = {
        STR_INIT("San"),  STR_INIT("Santa"), STR_INIT("El"),    STR_INIT("La"),
        STR_INIT("Los"),  STR_INIT("Las"),   STR_INIT("Fort"),  STR_INIT("Port"),
        STR_INIT("New"),  STR_INIT("Saint"), STR_INIT("Lake"),  STR_INIT("Mount"),
        STR_INIT("Cape"), STR_INIT("Al"),    STR_INIT("Beit"),  STR_INIT("East"),
        STR_INIT("West"), STR_INIT("North"), STR_INIT("South"), STR_INIT("Bad"),
        STR_INIT("St."),  STR_INIT("Ft."),   STR_INIT("Mt.")};
    size_t blank = str_find_byte(part, ' ', 0);
    if (blank == SIZE_MAX) {
        return chars_letters(part) >= UNKNOWN_LETTERS_MIN;
    }
    return IS_ONE_OF(str_slice(part, 0, blank), openers) &&
           str_find_byte(part, ' ', blank + 1) == SIZE_MAX;
}

/* "Paris — city of light — is": a second dash makes the first one punctuation. */
static bool has_second_dash(struct str text, size_t at, struct str mark)
{
    struct str near = str_slice(text, at, at + SECOND_DASH_BYTES);
    size_t dash = str_find(near, mark, 0);
    size_t stop = str_find(near, STR(". "), 0);
    return mark.len > 1 && dash != SIZE_MAX && (stop == SIZE_MAX || dash < stop);
}

static bool is_label(struct str part)
{
    size_t blank = str_find_byte(part, ' ', 0);
    return dateline_is_label(part) ||
           (blank != SIZE_MAX && dateline_is_label(str_slice(part, 0, blank)));
}

/* A dateline of place and mark alone: the story must begin like one, and the place be known or look
 * like nothing else. */
static bool accept_bare(const struct reader *r, struct str paragraph, size_t next)
{
    bool colon = str_equal(r->line->mark, STR(":"));
    bool known = is_known_city(r->first_part) || r->known_region;
    if (!(chars_at(paragraph, next) & (CHARS_UPPER | CHARS_DIGIT | CHARS_OPEN))) {
        return false;
    }
    if (r->capitals && known) {
        return true;
    }
    if (colon || has_second_dash(paragraph, next, r->line->mark)) {
        return false;
    }
    if (!r->capitals) {
        return known;
    }
    return r->parts == 1 && looks_like_town(r->first_part) &&
           !chars_all_upper(str_slice(paragraph, next, next + 60));
}

static bool accept(const struct reader *r, struct str paragraph, size_t next)
{
    const struct dateline_line *line = r->line;
    bool known = is_known_city(r->first_part) || r->known_region;
    if (!known && is_label(r->first_part)) {
        return false;
    }
    if (!line->mark.ptr && !(line->agency && (r->capitals || line->dated))) {
        return false;
    }
    if (line->agency) {
        return true;
    }
    if (next >= paragraph.len) {
        return known && line->dated;
    }
    if (line->dated || line->credit_count) {
        return known || (r->capitals && looks_like_town(r->first_part));
    }
    return accept_bare(r, paragraph, next);
}

/* "(Reuters) - " before the place or in its stead. */
static bool read_leading_credit(struct reader *r)
{
    size_t end = byte_at(r, r->at) == '(' ? read_bracket(r, r->at) : r->at;
    if (end == r->at || !r->line->agency) {
        return false;
    }
    r->at = end;
    if (!read_mark(r)) {
        return false;
    }
    r->at = skip_blanks(r, r->at);
    return true;
}

static bool read_whole(struct reader *r, struct str paragraph)
{
    if (!read_place(r)) {
        return false;
    }
    while (read_tail(r)) {
    }
    if (!read_mark(r) && !r->line->agency) {
        return false;
    }
    size_t next = skip_white(paragraph, r->at);
    r->line->text_begin = (uint32_t)next;
    return accept(r, paragraph, next);
}

bool dateline_read(struct str text, uint32_t begin, uint32_t end, struct dateline_line *out)
{
    size_t most = end - begin > LINE_BYTES_MAX ? begin + LINE_BYTES_MAX : end;
    struct str paragraph = str_slice(text, 0, end);
    struct reader r = {.text = str_slice(text, 0, most), .at = begin, .line = out};
    *out = (struct dateline_line){.place = {begin, begin}};
    if (!read_leading_credit(&r)) {
        r.at = begin;
        *out = (struct dateline_line){.place = {begin, begin}};
        return read_whole(&r, paragraph);
    }
    struct dateline_line credit_only = *out;
    credit_only.text_begin = (uint32_t)skip_white(paragraph, r.at);
    out->mark = (struct str){0};
    bool agency_alone = !read_whole(&r, paragraph) || !out->mark.ptr;
    if (agency_alone) {
        *out = credit_only;
    }
    return true;
}

/* ---- bylines ---- */

/* Reads the place of a byline ("By NAME in CITY"); false when there is none. */
static bool read_byline(struct str text, uint32_t begin, uint32_t end, struct span *place)
{
    struct str line = str_slice(text, 0, end);
    size_t in = str_find(line, STR(" in "), begin);
    if (in == SIZE_MAX) {
        return false;
    }
    struct reader r = {.text = line};
    size_t at = in + 4, stop = read_part(&r, at, true);
    size_t region = byte_at(&r, stop) == ',' ? read_part(&r, stop + 2, false) : stop;
    if (region > stop + 2 && dateline_is_region(str_slice(line, stop + 2, region))) {
        stop = region;
    }
    struct str name = str_slice(line, at, stop);
    size_t joint = str_find(name, STR(" and "), 0);
    stop = joint == SIZE_MAX ? stop : at + joint;
    *place = (struct span){(uint32_t)at, (uint32_t)stop};
    return stop > at;
}

/* ---- the stage ---- */

/* The year that makes month and day the last such day not after the publication's next one (zones
 * differ by less). */
static void fill_year(struct calendar_date *d, struct str published)
{
    struct calendar_date when;
    if (d->year || !calendar_read_iso(published, &when)) {
        return;
    }
    d->year = when.year;
    if (calendar_to_days(*d) > calendar_to_days(when) + 1) {
        d->year--;
    } else {
        struct calendar_date next = {when.year + 1, d->month, d->day};
        d->year += calendar_to_days(next) <= calendar_to_days(when) + 1;
    }
}

static void write_dateline(struct article *a, const struct dateline_line *line)
{
    struct dateline *d = &a->dateline;
    *d = (struct dateline){.found = true,
                           .place = line->place,
                           .mark = line->mark,
                           .credit_count = line->credit_count};
    memcpy(d->credit, line->credit, sizeof d->credit);
    struct calendar_date date = line->date;
    if (line->dated) {
        fill_year(&date, a->input.published);
        if (date.year && calendar_is_valid(date)) {
            d->date = arena_printf(a->arena, "%04d-%02d-%02d", date.year, date.month, date.day);
        }
    }
}

enum status dateline_run(struct article *a, const struct models *m)
{
    (void)m;
    if (!article_spend(a, DATELINE_UNITS)) {
        return STATUS_LIMIT;
    }
    struct span byline_place = {0};
    for (uint32_t i = 0; i < a->sections.count; i++) {
        const struct section *s = &a->sections.items[i];
        struct dateline_line line;
        uint32_t end = i + 1 < a->sections.count ? a->sections.items[i + 1].span.end : s->span.end;
        if (s->kind == SECTION_DATELINE && dateline_read(a->text, s->span.begin, end, &line)) {
            write_dateline(a, &line);
            return STATUS_OK;
        }
        if (s->kind == SECTION_BYLINE && byline_place.end == 0) {
            read_byline(a->text, s->span.begin, s->span.end, &byline_place);
        }
    }
    if (byline_place.end) {
        a->dateline = (struct dateline){.found = true, .place = byline_place};
    }
    return STATUS_OK;
}
