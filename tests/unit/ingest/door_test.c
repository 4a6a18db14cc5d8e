#include "ingest/door.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/sha256.h"
#include "wire/fault.h"

static struct arena scratch, other;
static struct buf frame;

static int make(void **state)
{
    (void)state;
    return arena_init(&scratch, DOOR_SCRATCH_BYTES) || arena_init(&other, DOOR_SCRATCH_BYTES);
}

static int drop(void **state)
{
    (void)state;
    arena_release(&scratch);
    arena_release(&other);
    buf_release(&frame);
    return 0;
}

static struct str frame_of(const struct wire_article *a)
{
    buf_clear(&frame);
    struct wire_writer w = wire_writer_of(&frame);
    wire_article_write(&w, a);
    assert_int_equal(w.status, STATUS_OK);
    return buf_str(&frame);
}

static enum status admit(const struct wire_article *a, struct door_result *out)
{
    arena_reset(&scratch);
    return door_admit(frame_of(a), (struct str){0}, 1, &scratch, out);
}

static struct wire_record record_of(const struct wire_article *a)
{
    struct door_result door;
    struct wire_record record;
    struct wire_fault fault;
    arena_reset(&other);
    assert_int_equal(admit(a, &door), STATUS_OK);
    assert_int_equal(wire_record_read(arena_dup(&other, door.record), &other, &record, &fault),
                     STATUS_OK);
    return record;
}

static struct str repeated(char c, size_t count)
{
    char *s = arena_alloc_raw(&other, count);
    memset(s, c, count);
    return str_make(s, count);
}

/* ---- what is refused ---- */

static void what_cannot_be_read_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        struct str frame;
        enum wire_refusal code;
        const char *detail; /* begins so */
    } rows[] = {
        {"nothing", STR_INIT(""), WIRE_REFUSAL_MALFORMED, "the frame ends"},
        {"no map", STR_INIT("\x01"), WIRE_REFUSAL_MALFORMED, "not a map"},
        {"137 GB", STR_INIT("\xdd\xff\xff\xff\xff"), WIRE_REFUSAL_MALFORMED, "a list or map"},
        {"no body", STR_INIT("\x81\xa2id\xa1x"), WIRE_REFUSAL_MISSING_BODY,
         "article.body: missing"},
        {"nil is none",
         STR_INIT("\x81\xa4"
                  "body\xc0"),
         WIRE_REFUSAL_MISSING_BODY, "article.body: missing"},
        {"a number as body",
         STR_INIT("\x81\xa4"
                  "body\x07"),
         WIRE_REFUSAL_MALFORMED, "article.body: not a string"},
        {"not UTF-8",
         STR_INIT("\x81\xa4"
                  "body\xa1\xff"),
         WIRE_REFUSAL_NOT_UTF8, "not UTF-8, at byte 7"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct door_result door;
        arena_reset(&scratch);
        enum status status = door_admit(rows[i].frame, (struct str){0}, 1, &scratch, &door);
        if (status == STATUS_OK || door.code != rows[i].code ||
            !str_starts_with(door.detail, str_of(rows[i].detail))) {
            fail_msg("%s: %s %.*s", rows[i].name, wire_refusal_name(door.code),
                     STR_ARG(door.detail));
        }
    }
}

static void what_is_too_long_is_refused_by_name(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        size_t at, most;
    } rows[] = {
        {"article.id", offsetof(struct wire_article, id), ID_BYTES_MAX},
        {"article.uri", offsetof(struct wire_article, uri), ID_BYTES_MAX},
        {"article.source", offsetof(struct wire_article, source), ID_BYTES_MAX},
        {"article.title", offsetof(struct wire_article, title), TITLE_BYTES_MAX},
        {"article.rights", offsetof(struct wire_article, rights), TITLE_BYTES_MAX},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct door_result door;
        struct wire_article a = {.body = STR("x")};
        struct str *field = (struct str *)(void *)((char *)&a + rows[i].at);
        arena_reset(&other);
        *field = repeated('a', rows[i].most);
        if (admit(&a, &door) != STATUS_OK) {
            fail_msg("%s of %zu bytes: %.*s", rows[i].name, rows[i].most, STR_ARG(door.detail));
        }
        *field = repeated('a', rows[i].most + 1);
        if (admit(&a, &door) != STATUS_LIMIT || door.code != WIRE_REFUSAL_TOO_LARGE ||
            !str_starts_with(door.detail, str_of(rows[i].name))) {
            fail_msg("%s of %zu bytes: %.*s", rows[i].name, rows[i].most + 1, STR_ARG(door.detail));
        }
    }
}

static void an_article_past_the_limit_is_refused(void **state)
{
    (void)state;
    struct door_result door;
    arena_reset(&other);
    struct wire_article a = {.id = STR("big"), .body = repeated('a', ARTICLE_BYTES_MAX)};
    assert_int_equal(admit(&a, &door), STATUS_LIMIT);
    assert_int_equal(door.code, WIRE_REFUSAL_TOO_LARGE);
}

/* ---- what is let in ---- */

static void fields_become_canonical(void **state)
{
    (void)state;
    struct wire_article a = {
        .id = STR(" as it came "),
        .title = STR("  Cafe\xCC\x81 &amp;\n bar "),
        .body = STR("One\xC2\xAD.\r\n\r\n\r\n\r\nTwo."),
        .published = STR("March 14, 2024, 10:42 a.m. EDT"),
        .source = STR(""),
    };
    struct wire_record r = record_of(&a);
    assert_true(str_equal(r.article.id, a.id));
    assert_true(str_equal(r.identity, a.id));
    assert_true(str_equal(r.article.title, STR("Caf\xC3\xA9 & bar")));
    assert_true(str_equal(r.article.body, STR("One.\n\nTwo.")));
    assert_true(str_equal(r.article.published, STR("2024-03-14T14:42:00Z")));
    assert_true(str_is_absent(r.article.source));
    assert_int_equal(r.warnings_count, 0);
}

static void dates_that_are_doubtful_are_warned_of(void **state)
{
    (void)state;
    static const struct {
        const char *given, *published, *warning;
    } rows[] = {
        {"2024-03-14", "2024-03-14", NULL},
        {"2024-03-14T10:00:00", "2024-03-14T10:00:00Z", "published-zone-missing"},
        {"the day before", NULL, "published-unreadable"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct wire_article a = {.body = STR("x"), .published = str_of(rows[i].given)};
        struct wire_record r = record_of(&a);
        struct str code = r.warnings_count ? r.warnings[0].code : (struct str){0};
        if (!str_equal(r.article.published, str_of(rows[i].published)) ||
            !str_equal(code, str_of(rows[i].warning))) {
            fail_msg("%s: \"%.*s\" %.*s", rows[i].given, STR_ARG(r.article.published),
                     STR_ARG(code));
        }
    }
}

static void an_empty_article_is_one(void **state)
{
    (void)state;
    struct wire_article a = {.id = STR("e"), .body = STR("")};
    struct wire_record r = record_of(&a);
    assert_false(str_is_absent(r.article.body));
    a.html = STR("<p>x</p>"); /* with an html beside it, it is none */
    r = record_of(&a);
    assert_true(str_is_absent(r.article.body));
    assert_true(str_equal(r.article.html, a.html));
}

static void identity_is_id_else_uri_else_content(void **state)
{
    (void)state;
    struct wire_article a = {.id = STR("i"), .uri = STR("u"), .body = STR("x")};
    struct door_result door;
    unsigned char hash[DOOR_HASH_BYTES];
    assert_int_equal(admit(&a, &door), STATUS_OK);
    assert_true(str_equal(door.id, STR("i")));
    sha256_of(STR("i"), hash);
    assert_memory_equal(door.identity, hash, DOOR_HASH_BYTES);
    a.id = STR("");
    assert_true(str_equal(record_of(&a).identity, STR("u")));
    a.uri = (struct str){0};
    struct wire_record r = record_of(&a);
    assert_true(str_starts_with(r.identity, STR("sha256:")));
    assert_true(str_ends_with(r.identity, r.content));
    assert_int_equal(r.content.len, 64);
}

/* Two articles have one content exactly when what readers see is the same. */
static void content_tells_articles_apart(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        struct wire_article a, b;
        bool same;
    } rows[] = {
        {"the id plays no part",
         {.id = STR_INIT("1"), .body = STR_INIT("x")},
         {.id = STR_INIT("2"), .body = STR_INIT("x")},
         true},
        {"nor do blanks", {.body = STR_INIT("x y")}, {.body = STR_INIT(" x y \n")}, true},
        {"body", {.body = STR_INIT("x")}, {.body = STR_INIT("y")}, false},
        {"title", {.title = STR_INIT("t"), .body = STR_INIT("x")}, {.body = STR_INIT("x")}, false},
        {"where a field ends",
         {.title = STR_INIT("ab"), .body = STR_INIT("c")},
         {.title = STR_INIT("a"), .body = STR_INIT("bc")},
         false},
        {"which field it is",
         {.source = STR_INIT("s"), .body = STR_INIT("x")},
         {.language = STR_INIT("s"), .body = STR_INIT("x")},
         false},
        {"body is not html", {.body = STR_INIT("x")}, {.html = STR_INIT("x")}, false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct door_result a, b;
        assert_int_equal(admit(&rows[i].a, &a), STATUS_OK);
        assert_int_equal(admit(&rows[i].b, &b), STATUS_OK);
        if ((memcmp(a.content, b.content, DOOR_HASH_BYTES) == 0) != rows[i].same) {
            fail_msg("%s", rows[i].name);
        }
    }
}

static void headers_travel_with_the_record(void **state)
{
    (void)state;
    struct wire_article a = {.body = STR("x")};
    struct wire_article_header h = {
        .traceparent = STR("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")};
    struct buf header = {0};
    struct wire_writer w = wire_writer_of(&header);
    struct door_result door;
    struct wire_record record;
    struct wire_fault fault;
    wire_article_header_write(&w, &h);
    arena_reset(&scratch);
    assert_int_equal(door_admit(frame_of(&a), buf_str(&header), 7, &scratch, &door), STATUS_OK);
    assert_int_equal(wire_record_read(door.record, &scratch, &record, &fault), STATUS_OK);
    assert_true(str_equal(record.traceparent, h.traceparent));
    assert_int_equal(record.received_ms, 7);
    assert_int_equal(door_admit(frame_of(&a), STR("\x01"), 7, &scratch, &door), STATUS_INVALID);
    assert_int_equal(door.code, WIRE_REFUSAL_MALFORMED);
    buf_release(&header);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_cannot_be_read_is_refused),
        cmocka_unit_test(what_is_too_long_is_refused_by_name),
        cmocka_unit_test(an_article_past_the_limit_is_refused),
        cmocka_unit_test(fields_become_canonical),
        cmocka_unit_test(dates_that_are_doubtful_are_warned_of),
        cmocka_unit_test(an_empty_article_is_one),
        cmocka_unit_test(identity_is_id_else_uri_else_content),
        cmocka_unit_test(content_tells_articles_apart),
        cmocka_unit_test(headers_travel_with_the_record),
    };
    return cmocka_run_group_tests(tests, make, drop);
}
