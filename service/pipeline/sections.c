/* sections_run: reads a->text, body_begin, input.title, input.blocks; writes a->sections and
 * a->paragraphs. Spends one unit for SECTIONS_BYTES_PER_UNIT bytes. Never fails but on the budget:
 * past PARAGRAPHS_MAX the last paragraph takes the rest of the text, past SECTIONS_MAX the last
 * section does, and a warning "truncated" says so.
 *
 * In the order of the work: cut the text into paragraphs, tell what each is by itself, then by its
 * neighbours (lists, the headline, the dateline, the lede), then run paragraphs of one kind
 * together. Until the last step `section` of a paragraph holds its enum section_kind; SECTION_BODY
 * means that nothing else was seen in it. */
#include <string.h>

#include "pipeline/dateline.h"
#include "pipeline/dateline_names.h"
#include "pipeline/scan.h"
#include "pipeline/stages.h"
#include "text/chars.h"
#include "text/published.h"

enum {
    SECTIONS_BYTES_PER_UNIT = 32,
    WRAP_WIDTH_MIN = 40, /* hard-wrapped lines, in characters */
    WRAP_WIDTH_MAX = 100,
    HEADLINE_BYTES_MAX = 160,
    CROSSHEAD_BYTES_MAX = 40,
    BYLINE_BYTES_MAX = 160,
    CREDIT_LINE_BYTES_MAX = 400, /* "(Reporting by …; editing by …)" */
    CAPTION_BYTES_MAX = 600,
    CORRECTION_BYTES_MAX = 1200,
    CORRECTION_OPENING = 60, /* where its verb stands: "This article has been corrected to …" */
    NAME_WORDS_MAX = 16,
    DATELINE_LOOKS = 2, /* body paragraphs that a dateline may open */
};

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

static bool starts_with_nocase(struct str s, struct str prefix)
{
    return s.len >= prefix.len &&
           ((s.ptr[0] ^ prefix.ptr[0]) & ~0x20) == 0 && /* most differ here */
           str_equal_nocase(str_slice(s, 0, prefix.len), prefix);
}

static bool starts_with_any(struct str s, const struct str *prefixes, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (starts_with_nocase(s, prefixes[i])) {
            return true;
        }
    }
    return false;
}

static struct str paragraph_text(const struct article *a, uint32_t i)
{
    return article_slice(a, a->paragraphs.items[i].span);
}

/* ---- cutting into paragraphs ---- */

static void add_paragraph(struct article *a, size_t begin, size_t end, enum section_kind kind)
{
    struct str s = str_slice(a->text, begin, end), trimmed = str_trim(s);
    if (trimmed.len == 0) {
        return;
    }
    begin += (size_t)(trimmed.ptr - s.ptr);
    struct span span = {(uint32_t)begin, (uint32_t)(begin + trimmed.len)};
    struct paragraph *p = vec_push(&a->paragraphs, a->arena, PARAGRAPHS_MAX);
    if (p) {
        *p = (struct paragraph){span, kind};
        return;
    }
    p = &a->paragraphs.items[a->paragraphs.count - 1];
    if (a->warnings.count == 0 ||
        strcmp(a->warnings.items[a->warnings.count - 1].code, "truncated") != 0) {
        article_warn(a, "truncated", STR("paragraphs"));
    }
    p->span.end = span.end;
}

static size_t line_end(struct str text, size_t at, size_t end)
{
    const char *newline = memchr(text.ptr + at, '\n', end - at);
    return newline ? (size_t)(newline - text.ptr) : end;
}

static size_t first_word_width(struct str line)
{
    struct str rest = str_trim(line);
    size_t blank = str_find_byte(rest, ' ', 0);
    return utf8_count(str_slice(rest, 0, blank == SIZE_MAX ? rest.len : blank));
}

/* The width at which all lines of [begin,end) end; 0 when one is too long to have been wrapped. */
static size_t wrap_width(struct str text, size_t begin, size_t end)
{
    size_t widest = 0;
    for (size_t at = begin; at < end;) {
        size_t stop = line_end(text, at, end);
        struct str line = str_slice(text, at, stop);
        size_t width = line.len > 4 * WRAP_WIDTH_MAX ? line.len : utf8_count(line);
        if (width > WRAP_WIDTH_MAX && str_find_byte(line, ' ', 0) != SIZE_MAX) {
            return 0;
        }
        widest = width > widest && width <= WRAP_WIDTH_MAX ? width : widest;
        at = stop + 1;
    }
    return widest >= WRAP_WIDTH_MIN ? widest : 0;
}

/* A line was wrapped when the first word of the next one would not have fitted behind it. */
static bool was_wrapped(struct str line, struct str next, size_t width)
{
    return utf8_count(line) + 1 + first_word_width(next) > width;
}

/* Whether the lines of [begin,end) were cut at a width: all but some, and more than by chance. */
static size_t find_wrapping(struct str text, size_t begin, size_t end)
{
    size_t width = wrap_width(text, begin, end), pairs = 0, wrapped = 0, lower = 0;
    for (size_t at = begin; width && at < end;) {
        size_t stop = line_end(text, at, end);
        size_t next_stop = stop < end ? line_end(text, stop + 1, end) : end;
        struct str line = str_slice(text, at, stop), next = str_slice(text, stop + 1, next_stop);
        if (stop < end && str_trim(line).len && str_trim(next).len) {
            pairs++;
            wrapped += was_wrapped(line, next, width);
            lower += (chars_at(next, 0) & CHARS_LOWER) != 0;
        }
        at = stop + 1;
    }
    bool enough = pairs >= 3 ? wrapped * 5 >= pairs * 4 : wrapped == pairs && pairs > 0;
    return enough && lower > 0 ? width : 0;
}

/* What opens an item of a list: a bullet or a number before a blank. Returns its length, 0 when
 * there is none. */
static size_t list_marker(struct str line, uint64_t *number)
{
    *number = 0;
    uint16_t first = chars_at(line, 0);
    size_t at = 0;
    if (first & CHARS_BULLET) {
        at = utf8_next(line, 0);
        bool glyph = !(first & CHARS_DASH) && line.ptr[0] != '*'; /* "•item" needs no blank */
        return at < line.len && (glyph || line.ptr[at] == ' ' || line.ptr[at] == '\t') ? at : 0;
    }
    at += line.len && line.ptr[0] == '(';
    size_t begin = at;
    while (at < line.len && at - begin < 3 && line.ptr[at] >= '0' && line.ptr[at] <= '9') {
        at++;
    }
    if (!str_to_u64(str_slice(line, begin, at), number) || at + 1 >= line.len) {
        return 0;
    }
    bool closed = begin ? line.ptr[at] == ')' : line.ptr[at] == '.' || line.ptr[at] == ')';
    return closed && line.ptr[at + 1] == ' ' ? at + 1 : 0;
}

/* Whether the paragraph ends with this line although no blank line follows. */
static bool ends_paragraph(struct str line, struct str next, size_t width)
{
    uint64_t number;
    if (width == 0 || list_marker(next, &number) || str_starts_with(next, STR("  ")) ||
        str_starts_with(next, STR("\t"))) {
        return true;
    }
    bool stopped =
        (chars_before(line, line.len) & (CHARS_STOP | CHARS_CLOSE | CHARS_BRACKET_CLOSE)) != 0;
    return !was_wrapped(line, next, width) && stopped;
}

static void add_lines(struct article *a, size_t begin, size_t end, enum section_kind kind)
{
    size_t width = find_wrapping(a->text, begin, end);
    size_t paragraph = begin;
    for (size_t at = begin; at < end;) {
        size_t stop = line_end(a->text, at, end);
        size_t next_stop = stop < end ? line_end(a->text, stop + 1, end) : end;
        struct str line = str_slice(a->text, at, stop),
                   next = str_slice(a->text, stop + 1, next_stop);
        if (stop == end || next.len == 0 || line.len == 0 || ends_paragraph(line, next, width)) {
            add_paragraph(a, paragraph, stop, kind);
            paragraph = stop + 1;
        }
        at = stop + 1;
    }
}

/* A heading above the story's first paragraph is its headline, one below is a crosshead of the
 * body. */
static enum section_kind kind_of_block(enum block_kind kind, bool above_story)
{
    switch (kind) {
    case BLOCK_HEADING:
        return above_story ? SECTION_HEADLINE : SECTION_BODY;
    case BLOCK_CAPTION:
        return SECTION_CAPTION;
    case BLOCK_LIST_ITEM:
        return SECTION_LIST;
    case BLOCK_BYLINE:
        return SECTION_BYLINE;
    case BLOCK_PARAGRAPH:
    case BLOCK_QUOTE:
        break;
    }
    return SECTION_BODY;
}

/* What lies between blocks is cut like plain text. */
static void cut(struct article *a)
{
    size_t at = a->body_begin;
    bool above_story = true;
    add_paragraph(a, 0, at, SECTION_HEADLINE);
    for (uint32_t i = 0; i < a->input.block_count; i++) {
        const struct block *b = &a->input.blocks[i];
        size_t begin = a->body_begin + (size_t)b->span.begin,
               end = a->body_begin + (size_t)b->span.end;
        if (begin < at || end < begin || end > a->text.len) {
            continue;
        }
        add_lines(a, at, begin, SECTION_BODY);
        add_lines(a, begin, end, kind_of_block(b->kind, above_story));
        above_story = above_story && b->kind != BLOCK_PARAGRAPH;
        at = end;
    }
    add_lines(a, at, a->text.len, SECTION_BODY);
}

/* ---- what a paragraph is by itself ---- */

static const struct str correction_openers[] = {
    STR_INIT("Correction:"),
    STR_INIT("Corrections:"),
    STR_INIT("Correction ("),
    STR_INIT("Correction —"),
    STR_INIT("Correction -"),
    STR_INIT("Clarification:"),
    STR_INIT("Editor's note:"),
    STR_INIT("Editor’s note:"),
    STR_INIT("Editors' note:"),
    STR_INIT("Editors’ note:"),
    STR_INIT("Editor's note —"),
    STR_INIT("Editor’s note —"),
    STR_INIT("Corrects "),
    STR_INIT("(Corrects "),
    STR_INIT("(This version corrects"),
    STR_INIT("This version corrects"),
    STR_INIT("An earlier version of this "),
    STR_INIT("A previous version of this "),
    STR_INIT("(An earlier version of this "),
};
static const struct str correction_verbs[] = {STR_INIT(" has been corrected"),
                                              STR_INIT(" was corrected"),
                                              STR_INIT(" was amended"),
                                              STR_INIT(" has been amended"),
                                              STR_INIT(" has been updated to correct"),
                                              STR_INIT(" has been clarified"),
                                              STR_INIT(" was updated to correct")};
static const struct str corrected_things[] = {
    STR_INIT("This story"),   STR_INIT("This article"),  STR_INIT("This report"),
    STR_INIT("This version"), STR_INIT("This post"),     STR_INIT("This headline"),
    STR_INIT("(This story"),  STR_INIT("(This article"), STR_INIT("(This report")};

static bool is_correction(struct str p)
{
    if (p.len > CORRECTION_BYTES_MAX) {
        return false;
    }
    if (starts_with_any(p, correction_openers, COUNT(correction_openers))) {
        /* "Corrects spelling in paragraph 3" but not "Corrects itself, the market does." */
        return !str_starts_with(p, STR("Corrects ")) ||
               str_find(p, STR("paragraph"), 0) != SIZE_MAX ||
               str_find(p, STR("spelling"), 0) != SIZE_MAX;
    }
    bool told = false;
    if (starts_with_any(p, corrected_things, COUNT(corrected_things))) {
        for (size_t i = 0; i < COUNT(correction_verbs) && !told; i++) {
            told =
                str_find(str_slice(p, 0, CORRECTION_OPENING), correction_verbs[i], 0) != SIZE_MAX;
        }
    }
    return told;
}

/* "(Reuters/Ana Roque)", "(AP Photo/…)", "REUTERS/Ana Roque", "[Getty Images]" at the end of a
 * short paragraph. */
static bool ends_in_picture_credit(struct str p)
{
    static const struct str agencies[] = {
        STR_INIT("Reuters/"), STR_INIT("AP/"),          STR_INIT("AFP/"),
        STR_INIT("AP Photo"), STR_INIT("EPA/"),         STR_INIT("Xinhua/"),
        STR_INIT("dpa/"),     STR_INIT("Getty Images"), STR_INIT("Photo by"),
        STR_INIT("Photo:"),   STR_INIT("Image:"),       STR_INIT("Credit:"),
        STR_INIT("Photo/"),   STR_INIT("Handout via"),  STR_INIT("Pool via"),
        STR_INIT("PA Media")};
    bool bracket = str_ends_with(p, STR(")")) || str_ends_with(p, STR("]"));
    size_t begin = p.len;
    while (
        begin > 0 && p.len - begin < 80 &&
        (bracket ? p.ptr[begin - 1] != '(' && p.ptr[begin - 1] != '[' : p.ptr[begin - 1] != '.')) {
        begin--;
    }
    struct str tail = str_trim(str_slice(p, begin, p.len));
    if (begin == 0 && bracket) {
        return false;
    }
    bool credit = starts_with_any(tail, agencies, COUNT(agencies));
    return credit &&
           (bracket || (str_find_byte(tail, '/', 0) != SIZE_MAX && !str_ends_with(p, STR("."))));
}

static bool is_caption(struct str p)
{
    static const struct str openers[] = {
        STR_INIT("Photo:"),         STR_INIT("Photos:"),      STR_INIT("Photograph:"),
        STR_INIT("Picture:"),       STR_INIT("Pictured:"),    STR_INIT("Image:"),
        STR_INIT("Image caption"),  STR_INIT("Image source"), STR_INIT("Caption:"),
        STR_INIT("FILE PHOTO"),     STR_INIT("FILE - "),      STR_INIT("FILE – "),
        STR_INIT("FILE — "),        STR_INIT("FILE: "),       STR_INIT("File photo"),
        STR_INIT("File picture"),   STR_INIT("File image"),   STR_INIT("Photo by "),
        STR_INIT("Photo courtesy"), STR_INIT("Video:"),       STR_INIT("Video caption"),
        STR_INIT("Photo credit"),   STR_INIT("Image credit"), STR_INIT("Illustration:"),
        STR_INIT("(Photo"),         STR_INIT("[Photo"),       STR_INIT("(Image"),
        STR_INIT("[Image"),         STR_INIT("Graphic:"),     STR_INIT("Map:"),
        STR_INIT("(File photo"),    STR_INIT("[File photo")};
    if (p.len == 0 || p.len > CAPTION_BYTES_MAX) {
        return false;
    }
    return (strchr("PpIiCcFfVvGgMm([", p.ptr[0]) && starts_with_any(p, openers, COUNT(openers))) ||
           ends_in_picture_credit(p);
}

WORD_LIST(byline_roles, "agencies", "bureau", "business", "chief", "columnist", "contributing",
          "contributor", "correspondent", "correspondents", "desk", "editor", "foreign", "newsroom",
          "our", "photographer", "political", "producer", "reporter", "reporters", "senior",
          "special", "staff", "writer", "writers");
/* Small words within the names and posts of a byline. */
WORD_LIST(byline_fillers, "al", "and", "at", "bin", "by", "da", "de", "del", "den", "der", "dos",
          "du", "el", "for", "ibn", "in", "la", "le", "of", "ter", "the", "van", "von", "with",
          "y");

struct names {
    uint32_t capital, role, days, other; /* words by kind */
    bool numbers;
};

/* The next word of `s` at or after *at, without what stands around it; false at the end. */
static bool next_word(struct str s, size_t *at, struct str *word)
{
    while (*at < s.len && !(chars_at(s, *at) & CHARS_WORD)) {
        *at = utf8_next(s, *at);
    }
    size_t begin = *at;
    while (*at < s.len && s.ptr[*at] != ' ' && s.ptr[*at] != ',' && s.ptr[*at] != '|' &&
           s.ptr[*at] != ';' && s.ptr[*at] != '/') {
        *at = utf8_next(s, *at);
    }
    *word = str_slice(s, begin, *at);
    return word->len > 0;
}

static struct names count_names(struct str s)
{
    struct names n = {0};
    struct str word;
    for (size_t at = 0; next_word(s, &at, &word);) {
        if (scan_in_list(&byline_roles, word)) {
            n.role++;
        } else if (calendar_weekday(word) || calendar_month(word)) {
            n.days++;
        } else if (chars_at(word, 0) & CHARS_DIGIT) {
            n.numbers = true;
        } else if (chars_begins_upper(word)) {
            n.capital++;
        } else if (!scan_in_list(&byline_fillers, word)) {
            n.other++;
        }
    }
    return n;
}

/* Names behind "By": capitalised, at least two words, or an agency, or names and a post. */
static bool are_names(struct str s)
{
    struct names n = count_names(s);
    bool begins_well =
        (chars_at(s, 0) & CHARS_UPPER) || scan_in_list(&byline_roles, str_slice(s, 0, 3));
    if (!begins_well || n.other || n.capital + n.role > NAME_WORDS_MAX ||
        starts_with_nocase(s, STR("The "))) {
        return dateline_agency(s).ptr != NULL;
    }
    struct str word;
    size_t at = 0;
    bool begins_with_day = next_word(s, &at, &word) &&
                           (calendar_weekday(word) || calendar_month(word)) && n.capital < 2;
    return !begins_with_day &&
           (n.capital >= 2 || (n.capital && n.role) || n.role >= 2 || dateline_agency(s).ptr);
}

static bool is_credit_line(struct str p)
{
    static const struct str openers[] = {
        STR_INIT("Reporting by "), STR_INIT("Writing by "),
        STR_INIT("Editing by "),   STR_INIT("Additional reporting by "),
        STR_INIT("Compiled by "),  STR_INIT("Reporting and writing by ")};
    struct str inner = str_starts_with(p, STR("(")) ? str_slice(p, 1, p.len) : p;
    return p.len <= CREDIT_LINE_BYTES_MAX && starts_with_any(inner, openers, COUNT(openers)) &&
           chars_before(p, p.len) & (CHARS_LETTER | CHARS_BRACKET_CLOSE | CHARS_STOP);
}

/* "Ana Roque | Staff writer", "Ana Roque, Reuters", "AFP": only above the story. */
static bool is_bare_byline(struct str p)
{
    if (dateline_agency(p).ptr) {
        return true;
    }
    size_t cut_at = str_find_byte(p, '|', 0);
    cut_at = cut_at == SIZE_MAX ? str_find_byte(p, ',', 0) : cut_at;
    if (cut_at == SIZE_MAX) {
        return false;
    }
    struct str name = str_trim(str_slice(p, 0, cut_at)),
               post = str_trim(str_slice(p, cut_at + 1, p.len));
    struct names n = count_names(name), posts = count_names(post);
    bool is_name = n.capital >= 2 && n.capital <= 4 && !n.other && !n.numbers && !n.days && !n.role;
    return is_name && (dateline_agency(post).ptr ||
                       (posts.role && !posts.other && posts.capital + posts.role <= 5));
}

static bool is_byline(struct str p, bool above_story)
{
    static const struct str openers[] = {STR_INIT("By "),         STR_INIT("By: "),
                                         STR_INIT("Written by "), STR_INIT("Story by "),
                                         STR_INIT("Text by "),    STR_INIT("Words by "),
                                         STR_INIT("Posted by "),  STR_INIT("Analysis by "),
                                         STR_INIT("Report by "),  STR_INIT("From our ")};
    if (p.len > CREDIT_LINE_BYTES_MAX || p.len == 0) {
        return false;
    }
    if (is_credit_line(p)) {
        return true;
    }
    if (p.len > BYLINE_BYTES_MAX ||
        (chars_before(p, p.len) & CHARS_STOP && !str_ends_with(p, STR("r.")))) {
        return false;
    }
    for (size_t i = 0; i < COUNT(openers); i++) {
        if (starts_with_nocase(p, openers[i])) {
            size_t skip = str_starts_with(p, STR("From ")) ? 5 : openers[i].len;
            return are_names(str_trim(str_slice(p, skip, p.len)));
        }
    }
    return above_story && is_bare_byline(p);
}

/* "BC-EUROPE-FLOODS/2", "AM-Storm, 3rd Ld": a code of the wire, no sentence. */
static bool is_slug(struct str p)
{
    bool coded = str_find_byte(p, '-', 0) != SIZE_MAX || str_find_byte(p, '/', 0) != SIZE_MAX;
    return p.len <= 60 && coded && str_find_byte(p, ' ', 0) == SIZE_MAX && chars_all_upper(p);
}

/* ---- what paragraphs are among their neighbours ---- */

static bool blank_line_after(const struct article *a, uint32_t i)
{
    uint32_t begin = a->paragraphs.items[i].span.end;
    return str_find(str_slice(a->text, begin, begin + 3), STR("\n\n"), 0) != SIZE_MAX;
}

/* "10:42 GMT" above an entry of a live blog is no lede. */
static bool is_clock_line(struct str p)
{
    size_t colon = str_find_byte(str_slice(p, 0, 3), ':', 0);
    return p.len <= 24 && (chars_at(p, 0) & CHARS_DIGIT) && colon != SIZE_MAX;
}

/* "Key points" above a list or an entry: short, and nothing ends it. */
static bool is_crosshead(struct str p)
{
    return p.len <= CROSSHEAD_BYTES_MAX && (chars_before(p, p.len) & (CHARS_LETTER | CHARS_DIGIT));
}

/* A short first line above the story that no full stop ends. */
static bool is_headline(const struct article *a, uint32_t i, struct str p)
{
    if (i + 1 >= a->paragraphs.count || p.len > HEADLINE_BYTES_MAX ||
        !(chars_at(p, 0) & (CHARS_UPPER | CHARS_DIGIT | CHARS_OPEN))) {
        return false;
    }
    struct dateline_line line;
    uint64_t number;
    char last = p.ptr[p.len - 1];
    if (strchr(".,:;-", last) || str_ends_with(p, STR("…")) || is_clock_line(p) ||
        list_marker(p, &number) || (last == '"' && p.len > 1 && p.ptr[p.len - 2] == '.')) {
        return false;
    }
    struct str next = paragraph_text(a, i + 1);
    bool stands_above = blank_line_after(a, i) || is_byline(next, true) ||
                        (next.len > 100 && next.len > p.len + p.len / 2);
    struct span span = a->paragraphs.items[i].span;
    return stands_above && !dateline_read(a->text, span.begin, span.end, &line);
}

/* "Friday, January 4, 2019", "Published 14 March 2024 10:42 GMT": stands with the byline. */
static bool is_date_line(struct article *a, struct str p)
{
    struct published when;
    return published_parse(p, a->arena, &when);
}

static void tell_each(struct article *a)
{
    bool above_story = true, headline = a->body_begin > 0;
    for (uint32_t i = 0; i < a->paragraphs.count; i++) {
        struct paragraph *p = &a->paragraphs.items[i];
        struct str text = paragraph_text(a, i);
        if (p->section != SECTION_BODY) {
            headline |= p->section == SECTION_HEADLINE;
            continue;
        }
        if (is_correction(text)) {
            p->section = SECTION_CORRECTION;
        } else if (is_byline(text, above_story) || (above_story && is_date_line(a, text))) {
            p->section = SECTION_BYLINE;
        } else if (is_caption(text)) {
            p->section = SECTION_CAPTION;
        } else if (above_story &&
                   (is_slug(text) || (headline ? str_equal_nocase(text, a->input.title)
                                               : is_headline(a, i, text)))) {
            p->section = SECTION_HEADLINE;
            headline |= !is_slug(text);
        } else {
            above_story = false;
        }
    }
}

/* Two or more paragraphs in a row that open with a bullet, or with numbers that count up. */
static void find_lists(struct article *a)
{
    uint32_t run = 0;
    uint64_t last = 0;
    for (uint32_t i = 0; i <= a->paragraphs.count; i++) {
        uint64_t number = 0;
        bool item = i < a->paragraphs.count && a->paragraphs.items[i].section == SECTION_BODY &&
                    list_marker(paragraph_text(a, i), &number) > 0;
        bool goes_on = item && run > 0 && (number == 0 ? last == 0 : number == last + 1);
        if (!goes_on) {
            for (uint32_t k = i - run; run >= 2 && k < i; k++) {
                a->paragraphs.items[k].section = SECTION_LIST;
            }
            run = 0;
        }
        run += item;
        last = number;
    }
}

/* Looks for the dateline in the first paragraphs of the story: in a later one only in its full
 * form. Returns its paragraph, shortened to what follows it, and the line's span; NO_INDEX when
 * there is none. The lede is marked here too. */
static uint32_t find_dateline(struct article *a, struct span *whole)
{
    uint32_t looks = 0, lede = NO_INDEX, found = NO_INDEX;
    for (uint32_t i = 0; i < a->paragraphs.count && looks < DATELINE_LOOKS && found == NO_INDEX;
         i++) {
        struct paragraph *p = &a->paragraphs.items[i];
        struct str text = paragraph_text(a, i);
        bool more = i + 1 < a->paragraphs.count;
        if (p->section != SECTION_BODY || is_clock_line(text) || (more && is_crosshead(text))) {
            continue;
        }
        struct dateline_line line;
        if (dateline_read(a->text, p->span.begin, p->span.end, &line) &&
            (looks == 0 || line.agency || line.dated)) {
            found = lede = i;
            *whole = (struct span){p->span.begin, line.text_begin};
            p->span.begin = line.text_begin < p->span.end ? line.text_begin : p->span.end;
        }
        lede = lede == NO_INDEX ? i : lede;
        looks++;
    }
    if (lede != NO_INDEX &&
        a->paragraphs.items[lede].span.begin < a->paragraphs.items[lede].span.end) {
        a->paragraphs.items[lede].section = SECTION_LEDE;
    }
    return found;
}

/* A dateline that stands alone on its line is no paragraph; the next one of the story is the
 * lede. */
static void drop_empty(struct article *a, uint32_t at)
{
    struct paragraph *items = a->paragraphs.items;
    memmove(items + at, items + at + 1, (a->paragraphs.count - at - 1) * sizeof *items);
    a->paragraphs.count--;
    if (at < a->paragraphs.count && items[at].section == SECTION_BODY) {
        items[at].section = SECTION_LEDE;
    }
}

/* ---- writing ---- */

static bool runs_together(enum section_kind kind)
{
    return kind == SECTION_BODY || kind == SECTION_LIST || kind == SECTION_BYLINE;
}

/* The section before ends where this one begins; the first begins with the text. */
static void open_section(struct article *a, enum section_kind kind, uint32_t begin)
{
    uint32_t end = (uint32_t)a->text.len;
    struct section *s = vec_push(&a->sections, a->arena, SECTIONS_MAX);
    if (!s) {
        return;
    }
    *s = (struct section){kind, {a->sections.count > 1 ? begin : 0, end}};
    if (a->sections.count > 1) {
        a->sections.items[a->sections.count - 2].span.end = begin;
    }
}

static void write_sections(struct article *a, struct span dateline)
{
    bool dateline_open = dateline.end == 0;
    for (uint32_t i = 0; i < a->paragraphs.count; i++) {
        struct paragraph *p = &a->paragraphs.items[i];
        enum section_kind kind = (enum section_kind)p->section;
        if (!dateline_open && p->span.begin >= dateline.end) {
            open_section(a, SECTION_DATELINE, dateline.begin);
            dateline_open = true;
        }
        const struct section *last =
            a->sections.count ? &a->sections.items[a->sections.count - 1] : NULL;
        if (!last || last->kind != kind || !runs_together(kind)) {
            open_section(a, kind, p->span.begin);
        }
        p->section = a->sections.count - 1;
    }
    if (!dateline_open) {
        open_section(a, SECTION_DATELINE, dateline.begin);
    }
}

enum status sections_run(struct article *a, const struct models *m)
{
    (void)m;
    if (!article_spend(a, 1 + a->text.len / SECTIONS_BYTES_PER_UNIT)) {
        return STATUS_LIMIT;
    }
    struct span dateline = {0};
    cut(a);
    tell_each(a);
    find_lists(a);
    uint32_t at = find_dateline(a, &dateline);
    if (at != NO_INDEX && a->paragraphs.items[at].span.begin >= a->paragraphs.items[at].span.end) {
        drop_empty(a, at);
    }
    write_sections(a, dateline);
    if (a->sections.count == SECTIONS_MAX) {
        article_warn(a, "truncated", STR("sections"));
    }
    return STATUS_OK;
}
