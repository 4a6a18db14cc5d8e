#include <string.h>

#include "text_rig.h"

static void glyphs_are_told_apart(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum glyph_kind kind;
    } rows[] = {
        {"a", GLYPH_LOWER},       {"Z", GLYPH_UPPER},        {"7", GLYPH_DIGIT},
        {" ", GLYPH_BLANK},       {"\n", GLYPH_BLANK},       {".", GLYPH_STOP},
        {"…", GLYPH_STOP},        {"(", GLYPH_OPEN},         {"]", GLYPH_CLOSE},
        {"“", GLYPH_QUOTE_OPEN},  {"‚", GLYPH_QUOTE_OPEN},   {"’", GLYPH_QUOTE_CLOSE},
        {"»", GLYPH_QUOTE_CLOSE}, {"\"", GLYPH_QUOTE_PLAIN}, {"`", GLYPH_QUOTE_PLAIN},
        {"-", GLYPH_DASH},        {"—", GLYPH_DASH},         {";", GLYPH_COMMA},
        {"$", GLYPH_MONEY},       {"€", GLYPH_MONEY},        {"é", GLYPH_LOWER},
        {"Ž", GLYPH_UPPER},       {"Д", GLYPH_UPPER},        {"²", GLYPH_LOWER},
        {"%", GLYPH_OTHER},       {"°", GLYPH_OTHER},        {"\xF0\x9F\x98\x80", GLYPH_OTHER},
        {"", GLYPH_NONE},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint32_t len = (uint32_t)strlen(rows[i].text);
        struct glyph g = scan_at(rows[i].text, 0, len), back = scan_before(rows[i].text, 0, len);
        if (g.kind != rows[i].kind || g.len != len || back.kind != g.kind || back.cp != g.cp) {
            fail_msg("row %zu: \"%s\" is of kind %d and length %d", i, rows[i].text, g.kind, g.len);
        }
    }
}

static void words_end_where_their_letters_do(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        uint32_t end;
    } rows[] = {{"boat", 4}, {"boat.", 4}, {"O'Neill said", 7}, {"workers' hall", 7},
                {"it’s", 6}, {"", 0},      {"-a", 0},           {"élan x", 5}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint32_t end = scan_word_end(rows[i].text, 0, (uint32_t)strlen(rows[i].text));
        if (end != rows[i].end) {
            fail_msg("row %zu: \"%s\" ends at %u", i, rows[i].text, end);
        }
    }
}

static void names_of_files_are_told(void **state)
{
    (void)state;
    static const struct {
        const char *word;
        bool file;
    } rows[] = {{"budget-2024.pdf", true},
                {"Plan.DOC", true},
                {"a.b.xls", true},
                {"b.pdf", true},
                {".pdf", false},
                {"7.pdf", false},
                {"pdf", false},
                {"budget.", false},
                {"x.org", false},
                {"", false},
                {"www.x.html", false},
                {"a/b.html", false},
                {"me@x.pdf", false},
                {"budget.pdfs", false}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (scan_is_file_name(str_of(rows[i].word)) != rows[i].file) {
            fail_msg("row %zu: \"%s\"", i, rows[i].word);
        }
    }
}

static void lists_are_searched_without_case(void **state)
{
    (void)state;
    static const char *const words[] = {"apple", "pear", "plum", "’s"};
    static const struct word_list list = {words, 4};
    assert_true(scan_in_list(&list, STR("PEAR")));
    assert_true(scan_in_list(&list, STR("plum")));
    assert_true(scan_in_list(&list, STR("’s")));
    assert_false(scan_in_list(&list, STR("plums")));
    assert_false(scan_in_list(&list, STR("")));
    assert_false(scan_in_list(&list, STR("a-word-much-longer-than-any-list-holds")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(glyphs_are_told_apart),
        cmocka_unit_test(words_end_where_their_letters_do),
        cmocka_unit_test(names_of_files_are_told),
        cmocka_unit_test(lists_are_searched_without_case),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
