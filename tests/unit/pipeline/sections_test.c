/* The cases by example are in tests/golden/sections; here are the properties that hold for every
 * text, and HTML's blocks. The stage's source is included for its lists, whose order no caller can
 * see. */
#include <stdlib.h>

#include "pipeline/sections.c"

#include "text_rig.h"

enum { ROUNDS = 20000, TEXT_BYTES = 4096 };

static struct arena arena;
static struct article article;

static int open_arena(void **state)
{
    (void)state;
    return arena_init(&arena, pipeline_arena_bytes()) == STATUS_OK ? 0 : -1;
}

static int close_arena(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

static struct article *sectioned(struct str title, struct str body, const struct block *blocks,
                                 uint32_t count)
{
    article = (struct article){.arena = &arena};
    article_reset(&article);
    article.input.title = title;
    article.input.body = body;
    article.input.blocks = blocks;
    article.input.block_count = count;
    assert_int_equal(article_assemble(&article), STATUS_OK);
    assert_int_equal(sections_run(&article, NULL), STATUS_OK);
    assert_int_equal(dateline_run(&article, NULL), STATUS_OK);
    return &article;
}

/* What every later stage counts on. */
static void check_layers(const struct article *a)
{
    uint32_t at = 0;
    for (uint32_t i = 0; i < a->sections.count; i++) {
        assert_int_equal(a->sections.items[i].span.begin, at);
        assert_true(a->sections.items[i].span.end > at);
        at = a->sections.items[i].span.end;
    }
    assert_true(at == a->text.len || (a->sections.count == 0 && str_trim(a->text).len == 0));
    for (uint32_t i = 0; i < a->paragraphs.count; i++) {
        const struct paragraph *p = &a->paragraphs.items[i];
        struct str text = article_slice(a, p->span);
        assert_true(text.len > 0 && str_equal(text, str_trim(text)));
        assert_true(p->section < a->sections.count);
        assert_true(p->span.begin >= a->sections.items[p->section].span.begin);
        assert_true(p->span.end <= a->sections.items[p->section].span.end);
        assert_true(i == 0 || p->span.begin >= a->paragraphs.items[i - 1].span.end);
    }
    if (a->dateline.found) {
        assert_true(a->dateline.place.begin <= a->dateline.place.end &&
                    a->dateline.place.end <= a->text.len);
        assert_true(a->dateline.credit_count <= CREDITS_MAX);
    }
}

static const char *const pieces[] = {
    "KYIV",         ", ",        "Ukraine",  " (AP)",    " — ",       " - ",      " -- ",
    "March 3",      "\n",        "\n\n",     "\n",       ". ",        "The ",     "bridge ",
    "By ",          "Ines ",     "Albrecht", "• ",       "1. ",       "2. ",      "- ",
    "Photo: ",      "(Reuters/", ")",        "(",        "/",         "TASS",     "10:42 GMT",
    "Correction: ", "BC-X/1",    "LONDON",   "/PARIS",   " in ",      "Lisbon",   "| ",
    "Staff ",       "writer",    ":",        "Moscow. ", "INTERFAX ", "\xC3\xA9", "\"",
    "2024",         "Feb. 29",   "Monday",   "[",        "]",         " ",        "\t",
    ".-",
};

static struct str random_text(uint64_t *seed, char *out, uint32_t most)
{
    size_t len = 0;
    for (uint32_t n = (uint32_t)(*seed >> 40) % most; n > 0; n--) {
        *seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        const char *piece = pieces[(*seed >> 33) % (sizeof pieces / sizeof pieces[0])];
        memcpy(out + len, piece, strlen(piece));
        len += strlen(piece);
    }
    *seed = *seed * UINT64_C(6364136223846793005) + 1;
    return str_make(out, len);
}

static void test_partition(void **state)
{
    (void)state;
    static char title[TEXT_BYTES], body[TEXT_BYTES];
    uint64_t seed = 6;
    for (uint32_t round = 0; round < ROUNDS; round++) {
        struct str t = random_text(&seed, title, 6), b = random_text(&seed, body, 60);
        check_layers(sectioned(round % 2 ? str_trim(t) : (struct str){0}, b, NULL, 0));
    }
}

/* Spans in order, made by chance; some overlap or leave the body and must be passed over. */
static void test_partition_with_blocks(void **state)
{
    (void)state;
    static char body[TEXT_BYTES];
    uint64_t seed = 7;
    for (uint32_t round = 0; round < ROUNDS; round++) {
        struct str b = random_text(&seed, body, 60);
        struct block blocks[8];
        uint32_t at = 0;
        for (uint32_t i = 0; i < 8; i++) {
            seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
            uint32_t begin = at + (uint32_t)(seed >> 33) % 20,
                     end = begin + (uint32_t)(seed >> 45) % 60;
            blocks[i] = (struct block){(enum block_kind)(seed >> 60) % 6, {begin, end}};
            at = end - (end > 5 && i % 3 == 0 ? 5 : 0);
        }
        check_layers(sectioned(STR("Title"), b, blocks, 8));
    }
}

static void test_blocks(void **state)
{
    (void)state;
    struct str body = STR("Ines Albrecht\nThe lift reopened.\nA full cabin\nDogs ride free\nWhat "
                          "changes\nIt opens at six.");
    static const struct block blocks[] = {
        {BLOCK_BYLINE, {0, 13}},     {BLOCK_PARAGRAPH, {14, 32}}, {BLOCK_CAPTION, {33, 45}},
        {BLOCK_LIST_ITEM, {46, 60}}, {BLOCK_HEADING, {61, 73}},   {BLOCK_QUOTE, {74, 90}},
    };
    static const enum section_kind kinds[] = {SECTION_HEADLINE, SECTION_BYLINE, SECTION_LEDE,
                                              SECTION_CAPTION,  SECTION_LIST,   SECTION_BODY};
    const struct article *a = sectioned(STR("Lift"), body, blocks, 6);
    check_layers(a);
    assert_int_equal(a->sections.count, 6); /* the crosshead stands with the body */
    for (uint32_t i = 0; i < 6; i++) {
        assert_int_equal(a->sections.items[i].kind, kinds[i]);
    }
}

static void test_empty(void **state)
{
    (void)state;
    const struct article *a = sectioned((struct str){0}, STR(""), NULL, 0);
    assert_int_equal(a->sections.count, 0);
    assert_int_equal(a->paragraphs.count, 0);
    assert_false(a->dateline.found);
}

/* More lines than paragraphs are allowed: the last paragraph takes the rest, and a warning says so
 * once. */
static void test_too_many_paragraphs(void **state)
{
    (void)state;
    enum { LINES = PARAGRAPHS_MAX + 100 };
    char *body = malloc((size_t)LINES * 20);
    assert_non_null(body);
    for (size_t i = 0; i < LINES; i++) {
        memcpy(body + 20 * i, "The lift is open. .\n", 20);
    }
    const struct article *a =
        sectioned((struct str){0}, str_make(body, (size_t)LINES * 20 - 1), NULL, 0);
    check_layers(a);
    assert_int_equal(a->paragraphs.count, PARAGRAPHS_MAX);
    assert_int_equal(a->warnings.count, 1);
    assert_string_equal(a->warnings.items[0].code, "truncated");
    free(body);
}

/* Captions are sections of their own: past the limit the last one takes the rest. */
static void test_too_many_sections(void **state)
{
    (void)state;
    enum { LINES = SECTIONS_MAX + 100 };
    char *body = malloc((size_t)LINES * 16);
    assert_non_null(body);
    for (size_t i = 0; i < LINES; i++) {
        memcpy(body + 16 * i, "Photo: the lift\n", 16);
    }
    const struct article *a =
        sectioned((struct str){0}, str_make(body, (size_t)LINES * 16 - 1), NULL, 0);
    check_layers(a);
    assert_int_equal(a->sections.count, SECTIONS_MAX);
    assert_int_equal(a->paragraphs.count, LINES);
    assert_string_equal(a->warnings.items[0].code, "truncated");
    free(body);
}

static void test_budget(void **state)
{
    (void)state;
    article = (struct article){.arena = &arena};
    article_reset(&article);
    article.input.body = STR("The lift reopened.");
    article.units_left = 0;
    assert_int_equal(article_assemble(&article), STATUS_OK);
    assert_int_equal(sections_run(&article, NULL), STATUS_LIMIT);
    assert_int_equal(dateline_run(&article, NULL), STATUS_LIMIT);
    assert_int_equal(article.sections.count, 0);
}

static void lists_are_sorted(void **state)
{
    (void)state;
    assert_sorted("byline_roles", &byline_roles);
    assert_sorted("byline_fillers", &byline_fillers);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lists_are_sorted),
        cmocka_unit_test(test_partition),
        cmocka_unit_test(test_partition_with_blocks),
        cmocka_unit_test(test_blocks),
        cmocka_unit_test(test_empty),
        cmocka_unit_test(test_too_many_paragraphs),
        cmocka_unit_test(test_too_many_sections),
        cmocka_unit_test(test_budget),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
