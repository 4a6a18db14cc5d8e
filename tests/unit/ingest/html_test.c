#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "ingest/html.h"

enum { ARENA_BYTES = 64 << 20 };

static struct arena arena;

static int make_arena(void **state)
{
    (void)state;
    return arena_init(&arena, ARENA_BYTES) == STATUS_OK ? 0 : -1;
}

static int drop_arena(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

static struct html_article extracted(struct str html)
{
    struct html_article a;
    arena_reset(&arena);
    assert_int_equal(html_extract(html, &arena, &a), STATUS_OK);
    return a;
}

/* ---- golden pages ---- */

static void add_line(struct buf *out, const char *name, struct str value)
{
    if (str_is_absent(value)) {
        return;
    }
    buf_printf(out, "%s: ", name);
    for (size_t i = 0; i < value.len; i++) {
        if (value.ptr[i] == '\n') {
            buf_add_str(out, STR("\\n"));
        } else {
            buf_add_byte(out, value.ptr[i]);
        }
    }
    buf_add_byte(out, '\n');
}

static void describe(const struct html_article *a, struct buf *out)
{
    static const char *const kinds[] = {"paragraph", "heading", "caption",
                                        "list",      "byline",  "quote"};
    add_line(out, "title", a->title);
    add_line(out, "byline", a->byline);
    add_line(out, "published", a->published);
    add_line(out, "source", a->source);
    add_line(out, "uri", a->uri);
    add_line(out, "language", a->language);
    for (uint32_t i = 0; i < a->block_count; i++) {
        struct span s = a->blocks[i].span;
        add_line(out, kinds[a->blocks[i].kind], str_slice(a->text, s.begin, s.end));
    }
}

static void read_file(const char *folder, const char *name, const char *ending, struct buf *out)
{
    char path[512];
    snprintf(path, sizeof path, "%s/%s%s", folder, name, ending);
    FILE *f = fopen(path, "rb");
    if (!f) {
        fail_msg("%s: cannot be read (run from the root of the repository)", path);
    }
    size_t got;
    do {
        got = fread(buf_reserve(out, 4096), 1, 4096, f);
        out->len += got;
    } while (got > 0);
    fclose(f);
}

static void pages_give_their_articles(void **state)
{
    (void)state;
    static const char folder[] = "tests/golden/html";
    DIR *dir = opendir(folder);
    assert_non_null(dir);
    int pages = 0;
    for (struct dirent *entry = readdir(dir); entry; entry = readdir(dir)) {
        struct str name = str_of(entry->d_name);
        if (!str_ends_with(name, STR(".html"))) {
            continue;
        }
        struct buf html = {0}, expected = {0}, found = {0};
        char stem[256];
        snprintf(stem, sizeof stem, "%.*s", (int)(name.len - 5), name.ptr);
        read_file(folder, stem, ".html", &html);
        read_file(folder, stem, ".expected", &expected);
        struct html_article a = extracted(buf_str(&html));
        describe(&a, &found);
        if (strcmp(buf_cstr(&found), buf_cstr(&expected)) != 0) {
            fail_msg("%s:\n--- found\n%s--- expected\n%s", stem, found.ptr, expected.ptr);
        }
        buf_release(&html);
        buf_release(&expected);
        buf_release(&found);
        pages++;
    }
    closedir(dir);
    assert_true(pages >= 3);
}

/* ---- small pages ---- */

#define PROSE "The council met on Monday evening and voted for the plan."

static void small_pages_give_their_text(void **state)
{
    (void)state;
    static const struct {
        const char *name, *html, *text;
    } cases[] = {
        {"empty", "", ""},
        {"no article", "<a href=x>Home</a> <a href=y>News</a>", ""},
        {"bare text", PROSE, PROSE},
        {"blanks", "<p>  The council\n met on \tMonday evening and\xC2\xA0voted for the plan. </p>",
         PROSE},
        {"unclosed", "<div><p>" PROSE "<p>" PROSE, PROSE "\n\n" PROSE},
        {"script", "<p>" PROSE "<script>no();</script></p>", PROSE},
        {"hidden", "<p>" PROSE "</p><p>" PROSE "</p><p hidden>" PROSE "</p>", PROSE "\n\n" PROSE},
        {"noscript",
         "<body><noscript><p>Turn on scripts to read all of this page here.</p></noscript><p>" PROSE
         "</p>",
         PROSE},
        {"inline element",
         "<p>The <b>council</b> met on <i>Mon</i>day evening and voted for the plan.</p>", PROSE},
        {"entities",
         "<p>The council met on Monday evening &amp; voted &mdash; twice &#8212; for it.</p>",
         "The council met on Monday evening & voted — twice — for it."},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct html_article a = extracted(str_of(cases[i].html));
        if (!str_equal(a.text, str_of(cases[i].text))) {
            fail_msg("%s: \"%.*s\"", cases[i].name, STR_ARG(a.text));
        }
    }
}

static void most_of_the_page_is_no_aside(void **state)
{
    (void)state;
    struct html_article a =
        extracted(STR("<div class=\"sidebar-right\"><p>" PROSE "</p><p>" PROSE "</p></div>"));
    assert_true(str_equal(a.text, STR(PROSE "\n\n" PROSE)));
}

/* ---- alphabets ---- */

static void bytes_become_utf8(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        struct str html, text;
    } cases[] = {
        {"utf-8", STR_INIT("caf\xC3\xA9"), STR_INIT("caf\xC3\xA9")},
        {"nothing declared",
         STR_INIT("\x93"
                  "caf\xE9\x94"),
         STR_INIT("“café”")},
        {"latin-1 means windows-1252", STR_INIT("<meta charset=iso-8859-1>\x80"),
         STR_INIT("<meta charset=iso-8859-1>€")},
        {"latin-2", STR_INIT("<meta charset=\"iso-8859-2\">\xB3"),
         STR_INIT("<meta charset=\"iso-8859-2\">ł")},
        {"cyrillic", STR_INIT("<meta content='text/html; charset=windows-1251'>\xEF"),
         STR_INIT("<meta content='text/html; charset=windows-1251'>п")},
        {"no such alphabet", STR_INIT("<meta charset=klingon>\xE9"),
         STR_INIT("<meta charset=klingon>é")},
        {"says utf-8, is not", STR_INIT("<meta charset=utf-8>\xE9"),
         STR_INIT("<meta charset=utf-8>é")},
        {"utf-16", STR_INIT("\xFF\xFEh\0i\0"), STR_INIT("\xEF\xBB\xBFhi")},
        {"means nothing", STR_INIT("a\x81"), STR_INIT("a\xEF\xBF\xBD")},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct str text;
        arena_reset(&arena);
        assert_int_equal(html_utf8(cases[i].html, &arena, &text), STATUS_OK);
        bool same = str_equal(text, cases[i].text) || /* iconv may or may not keep the mark */
                    (str_starts_with(cases[i].text, STR("\xEF\xBB\xBF")) &&
                     str_equal(text, str_slice(cases[i].text, 3, 99)));
        if (!same || !utf8_valid(text)) {
            fail_msg("%s: \"%.*s\"", cases[i].name, STR_ARG(text));
        }
    }
}

static void shrinking_keeps_the_text(void **state)
{
    (void)state;
    struct str html = STR("<p>a<!-- b --><script>c</script><STYLE>d</style>e</p><script>f");
    arena_reset(&arena);
    assert_true(str_equal(html_shrink(html, &arena), STR("<p>ae</p><script>f")));
}

/* ---- hostile pages ---- */

static struct buf repeated(const char *piece, size_t bytes)
{
    struct buf b = {0};
    while (b.len < bytes) {
        buf_add_str(&b, str_of(piece));
    }
    return b;
}

/* Refused or read, but in bounded time and memory. */
static void hostile_pages_end(void **state)
{
    (void)state;
    static const struct {
        const char *piece;
        int status; /* -1: either */
    } cases[] = {
        {"<div>", STATUS_LIMIT},
        {"<b>", STATUS_LIMIT},
        {"<table><tr><td>", STATUS_LIMIT},
        {"<svg><desc>", STATUS_LIMIT},
        {"<p>", -1},
        {"<li>x", -1},
        {"<b><i></b></i>", -1},
        {"<script><", -1},
        {"<!--", -1},
        {"</p>", -1},
        {"<p a=1 b=2 c=3>", -1},
        {"&amp;&#x41;", -1},
        {"<a href=", -1},
        {"<table><b></b>x", -1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct buf html = repeated(cases[i].piece, ARTICLE_BYTES_MAX / 4);
        struct html_article a;
        arena_reset(&arena);
        enum status status = html_extract(buf_str(&html), &arena, &a);
        if (cases[i].status >= 0 ? status != (enum status)cases[i].status
                                 : status != STATUS_OK && status != STATUS_LIMIT) {
            fail_msg("%s: %s", cases[i].piece, status_name(status));
        }
        buf_release(&html);
    }
}

/* Thrice as many as may nest: what hides in attributes, or is no tag, opens nothing. */
static void only_tags_nest(void **state)
{
    (void)state;
    static const struct {
        const char *before, *piece, *after;
        enum status status;
    } cases[] = {
        {"<p title=\"", "<div>", "\">" PROSE "</p>", STATUS_OK},
        {"<p title='", "<div>\"", "'>" PROSE "</p>", STATUS_OK},
        {"<p title=it's>", "<div>", PROSE, STATUS_LIMIT},
        {"<p \">", "<div>", PROSE, STATUS_LIMIT},
        {"<p>" PROSE, " 3 < 4 <", "</p>", STATUS_OK},
        {"<p>" PROSE, "<2", "</", STATUS_OK},
        {"<p>" PROSE, "</div>", "<", STATUS_OK},
        {"<p>" PROSE, "<z>", "</", STATUS_LIMIT},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct buf html = {0};
        struct html_article a;
        buf_add_str(&html, str_of(cases[i].before));
        for (int n = 0; n < 3 * HTML_DEPTH_MAX; n++) {
            buf_add_str(&html, str_of(cases[i].piece));
        }
        buf_add_str(&html, str_of(cases[i].after));
        arena_reset(&arena);
        enum status status = html_extract(buf_str(&html), &arena, &a);
        if (status != cases[i].status) {
            fail_msg("%s%s: %s", cases[i].before, cases[i].piece, status_name(status));
        }
        buf_release(&html);
    }
}

static void a_tag_of_many_attributes_is_refused(void **state)
{
    (void)state;
    struct buf html = {0};
    struct html_article a;
    buf_add_str(&html, STR("<p"));
    for (int i = 0; i < 1000; i++) {
        buf_printf(&html, " a%d", i);
    }
    buf_add_str(&html, STR(">" PROSE));
    arena_reset(&arena);
    assert_int_equal(html_extract(buf_str(&html), &arena, &a), STATUS_LIMIT);
    assert_int_equal(a.text.len, 0);
    buf_release(&html);
}

/* A NUL of one byte is read as U+FFFD of three. */
static void text_that_grows_is_cut(void **state)
{
    (void)state;
    struct buf html = {0};
    buf_add_str(&html, STR("<p>" PROSE "</p><plaintext>"));
    memset(buf_reserve(&html, ARTICLE_BYTES_MAX), 0, ARTICLE_BYTES_MAX);
    html.len += ARTICLE_BYTES_MAX;
    struct html_article a = extracted(buf_str(&html));
    assert_true(a.text.len <= HTML_TEXT_MAX);
    buf_release(&html);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pages_give_their_articles),
        cmocka_unit_test(small_pages_give_their_text),
        cmocka_unit_test(most_of_the_page_is_no_aside),
        cmocka_unit_test(bytes_become_utf8),
        cmocka_unit_test(shrinking_keeps_the_text),
        cmocka_unit_test(hostile_pages_end),
        cmocka_unit_test(only_tags_nest),
        cmocka_unit_test(a_tag_of_many_attributes_is_refused),
        cmocka_unit_test(text_that_grows_is_cut),
    };
    return cmocka_run_group_tests(tests, make_arena, drop_arena);
}
