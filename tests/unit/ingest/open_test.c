#include "ingest/open.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "ingest/door.h"

enum { ARENA_BYTES = 16 << 20 };

static struct arena scratch, arena;
static struct article article;
static struct buf frame;

static int make(void **state)
{
    (void)state;
    article.arena = &arena;
    return arena_init(&scratch, DOOR_SCRATCH_BYTES) || arena_init(&arena, ARENA_BYTES);
}

static int drop(void **state)
{
    (void)state;
    arena_release(&scratch);
    arena_release(&arena);
    buf_release(&frame);
    return 0;
}

/* Through the door and open again. */
static const struct article *opened(const struct wire_article *a)
{
    struct door_result door;
    buf_clear(&frame);
    struct wire_writer w = wire_writer_of(&frame);
    wire_article_write(&w, a);
    arena_reset(&scratch);
    article_reset(&article);
    assert_int_equal(door_admit(buf_str(&frame), (struct str){0}, 5, &scratch, &door), STATUS_OK);
    assert_int_equal(article_open(door.record, &article), STATUS_OK);
    return &article;
}

static bool warned(const struct article *a, const char *code)
{
    for (uint32_t i = 0; i < a->warnings.count; i++) {
        if (strcmp(a->warnings.items[i].code, code) == 0) {
            return true;
        }
    }
    return false;
}

static void text_is_title_and_body(void **state)
{
    (void)state;
    struct wire_article given = {.uri = STR("u"),
                                 .title = STR("Title"),
                                 .body = STR("Body."),
                                 .published = STR("2024-03-14")};
    const struct article *a = opened(&given);
    assert_true(str_equal(a->text, STR("Title\n\nBody.")));
    assert_int_equal(a->body_begin, 7);
    assert_true(str_equal(a->input.id, STR("u")));
    assert_int_equal(a->input.received_ms, 5);
    assert_int_equal(a->input.content.len, 64);
    assert_int_equal(a->warnings.count, 0);
}

static void warnings_of_the_door_are_kept(void **state)
{
    (void)state;
    struct wire_article given = {.body = STR("Body."), .published = STR("some day")};
    const struct article *a = opened(&given);
    assert_true(warned(a, "published-unreadable"));
    assert_false(warned(a, "published-missing"));
    given.published = (struct str){0};
    assert_true(warned(opened(&given), "published-missing"));
}

#define PAGE                                                                                       \
    "<html><head><title>The page's title</title><meta property='og:site_name' content='A Paper'>"  \
    "<meta property='article:published_time' content='2024-05-02T09:30:00+02:00'></head><body>"    \
    "<p>The council met on\r\n Monday &amp; voted for the e\xCC\x81lan plan.</p>"                  \
    "<figure><figcaption>The town hall on a quiet Monday.</figcaption></figure>"                   \
    "<p>It will meet again in\xC2\xADside two weeks, it said.</p></body></html>"

static void a_page_gives_text_and_what_was_not_given(void **state)
{
    (void)state;
    struct wire_article given = {.id = STR("p"), .html = STR(PAGE)};
    const struct article *a = opened(&given);
    assert_true(
        str_equal(a->text, STR("The page's title\n\nThe council met on Monday & voted for "
                               "the \xC3\xA9lan plan.\n\nThe town hall on a quiet Monday.\n\n"
                               "It will meet again inside two weeks, it said.")));
    assert_true(str_equal(a->input.published, STR("2024-05-02T07:30:00Z")));
    assert_true(str_equal(a->input.source, STR("A Paper")));
    assert_int_equal(a->input.block_count, 3);
    assert_int_equal(a->input.blocks[1].kind, BLOCK_CAPTION);
    struct span s = a->input.blocks[1].span;
    assert_true(str_equal(str_slice(a->input.body, s.begin, s.end),
                          STR("The town hall on a quiet Monday.")));
}

static void what_the_sender_says_wins(void **state)
{
    (void)state;
    struct wire_article given = {.html = STR(PAGE), .title = STR("Ours"), .source = STR("Us")};
    const struct article *a = opened(&given);
    assert_true(str_equal(a->input.title, STR("Ours")));
    assert_true(str_equal(a->input.source, STR("Us")));
    assert_true(str_starts_with(a->input.id, STR("sha256:")));
}

static void what_is_no_record_is_refused(void **state)
{
    (void)state;
    article_reset(&article);
    assert_int_equal(article_open(STR("\x80"), &article), STATUS_INVALID);
    assert_int_equal(article_open(STR(""), &article), STATUS_INVALID);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_is_title_and_body),
        cmocka_unit_test(warnings_of_the_door_are_kept),
        cmocka_unit_test(a_page_gives_text_and_what_was_not_given),
        cmocka_unit_test(what_the_sender_says_wins),
        cmocka_unit_test(what_is_no_record_is_refused),
    };
    return cmocka_run_group_tests(tests, make, drop);
}
