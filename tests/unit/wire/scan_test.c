#include "wire/scan.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "wire/writer.h"

static const struct scan_row {
    const char *name;
    struct str frame;
    enum wire_refusal code; /* NONE: it passes */
    const char *what;
    size_t offset;
} rows[] = {
    {"an empty map", STR_INIT("\x80"), WIRE_REFUSAL_NONE, NULL, 0},
    {"all kinds",
     STR_INIT("\x9b\xc0\xc2\xc3\x01\xff\xca\0\0\0\0\xcb\0\0\0\0\0\0\0\0\xc4\1x\xd9\1x\x91\x90\x81"
              "\xa1x\x80"),
     WIRE_REFUSAL_NONE, NULL, 0},
    {"the same key in two maps", STR_INIT("\x92\x81\xa1x\x01\x81\xa1x\x01"), WIRE_REFUSAL_NONE,
     NULL, 0},
    {"the same key inside", STR_INIT("\x81\xa1x\x81\xa1x\x01"), WIRE_REFUSAL_NONE, NULL, 0},
    {"a value like a key", STR_INIT("\x82\xa1x\xa1y\xa1y\xa1x"), WIRE_REFUSAL_NONE, NULL, 0},
    {"no byte", STR_INIT(""), WIRE_REFUSAL_MALFORMED, "the frame ends where a value should be", 0},
    {"137 GB in five bytes", STR_INIT("\xdd\xff\xff\xff\xff"), WIRE_REFUSAL_MALFORMED,
     "a list or map announces more than the frame holds", 0},
    {"a map of 2^32", STR_INIT("\xdf\xff\xff\xff\xff\xa1x\x01"), WIRE_REFUSAL_MALFORMED,
     "a list or map announces more than the frame holds", 0},
    {"a string of 4 GB",
     STR_INIT("\xdb\xff\xff\xff\xff"
              "abc"),
     WIRE_REFUSAL_MALFORMED, "a string is longer than the frame", 0},
    {"binary past the end",
     STR_INIT("\xc4\x04"
              "abc"),
     WIRE_REFUSAL_MALFORMED, "a string is longer than the frame", 0},
    {"a number cut off", STR_INIT("\x91\xcf\0\0\0"), WIRE_REFUSAL_MALFORMED,
     "the frame ends inside a value", 1},
    {"trailing byte", STR_INIT("\x80\x80"), WIRE_REFUSAL_MALFORMED, "bytes behind the value", 1},
    {"key twice", STR_INIT("\x82\xa1x\x01\xa1x\x02"), WIRE_REFUSAL_MALFORMED, "a key comes twice",
     4},
    {"key twice in two spellings", STR_INIT("\x82\xa1x\x01\xd9\x01x\x02"), WIRE_REFUSAL_MALFORMED,
     "a key comes twice", 4},
    {"key twice with a map between", STR_INIT("\x82\xa1x\x81\xa1y\x01\xa1x\x02"),
     WIRE_REFUSAL_MALFORMED, "a key comes twice", 7},
    {"empty key twice", STR_INIT("\x82\xa0\x01\xa0\x02"), WIRE_REFUSAL_MALFORMED,
     "a key comes twice", 3},
    {"a number as key", STR_INIT("\x81\x01\x01"), WIRE_REFUSAL_MALFORMED, "a key is not a string",
     1},
    {"an extension", STR_INIT("\x91\xd4\x01\x01"), WIRE_REFUSAL_MALFORMED, "an extension type", 1},
    {"the byte that begins nothing", STR_INIT("\xc1"), WIRE_REFUSAL_MALFORMED,
     "no MessagePack begins with this byte", 0},
    {"bad UTF-8 in a value",
     STR_INIT("\x81\xa1x\xa3"
              "a\xff"
              "b"),
     WIRE_REFUSAL_NOT_UTF8, "not UTF-8", 5},
    {"bad UTF-8 in a key", STR_INIT("\x81\xa1\x80\x01"), WIRE_REFUSAL_NOT_UTF8, "not UTF-8", 2},
    {"any bytes in binary", STR_INIT("\x81\xa1x\xc4\x01\xff"), WIRE_REFUSAL_NONE, NULL, 0},
};

static void says_what_is_wrong(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct scan_row *row = &rows[i];
        struct wire_fault fault = {.what = NULL};
        enum status status = wire_scan(row->frame, &wire_scan_article, &fault);
        bool as_told = row->code == WIRE_REFUSAL_NONE
                           ? status == STATUS_OK
                           : status != STATUS_OK && fault.code == row->code &&
                                 strcmp(fault.what, row->what) == 0 && fault.offset == row->offset;
        if (!as_told) {
            char text[WIRE_FAULT_TEXT];
            fail_msg("%s: %s: %s", row->name, status_name(status), wire_fault_text(&fault, text));
        }
    }
}

static enum status scan_buf(const struct buf *b, struct wire_fault *fault)
{
    return wire_scan(buf_str(b), &wire_scan_article, fault);
}

static enum status nested(uint32_t depth, struct wire_fault *fault)
{
    struct buf b = {0};
    for (uint32_t i = 0; i < depth; i++) {
        buf_add_byte(&b, (char)0x91);
    }
    buf_add_byte(&b, 1);
    enum status status = scan_buf(&b, fault);
    buf_release(&b);
    return status;
}

static void depth_is_bounded(void **state)
{
    (void)state;
    struct wire_fault fault;
    assert_int_equal(nested(WIRE_LIMIT_DEPTH, &fault), STATUS_OK);
    assert_int_equal(nested(WIRE_LIMIT_DEPTH + 1, &fault), STATUS_LIMIT);
    assert_int_equal(fault.code, WIRE_REFUSAL_TOO_LARGE);
    assert_int_equal(fault.offset, WIRE_LIMIT_DEPTH);
    assert_int_equal(nested(1000000, &fault), STATUS_LIMIT);
}

static enum status listed(uint32_t count, struct wire_fault *fault)
{
    struct buf b = {0};
    struct wire_writer w = wire_writer_of(&b);
    wire_put_list(&w, count);
    for (uint32_t i = 0; i < count; i++) {
        wire_put_nil(&w);
    }
    enum status status = scan_buf(&b, fault);
    buf_release(&b);
    return status;
}

static void values_are_counted(void **state)
{
    (void)state;
    struct wire_fault fault;
    assert_int_equal(listed(WIRE_LIMIT_ELEMENTS - 1, &fault), STATUS_OK);
    assert_int_equal(listed(WIRE_LIMIT_ELEMENTS, &fault), STATUS_LIMIT);
    assert_int_equal(fault.code, WIRE_REFUSAL_TOO_LARGE);
}

/* A map of `count` different keys, the last of them given twice if `twice`. */
static enum status keyed(uint32_t count, bool twice, struct wire_fault *fault)
{
    struct buf b = {0};
    struct wire_writer w = wire_writer_of(&b);
    wire_put_map(&w, count + twice);
    for (uint32_t i = 0; i < count + twice; i++) {
        char key[2] = {(char)('a' + (i < count ? i : 0) / 16),
                       (char)('a' + (i < count ? i : 0) % 16)};
        wire_put_str(&w, str_make(key, sizeof key));
        wire_put_nil(&w);
    }
    enum status status = scan_buf(&b, fault);
    buf_release(&b);
    return status;
}

static void keys_of_a_map_are_bounded_and_differ(void **state)
{
    (void)state;
    struct wire_fault fault;
    assert_int_equal(keyed(WIRE_LIMIT_KEYS, false, &fault), STATUS_OK);
    assert_int_equal(keyed(WIRE_LIMIT_KEYS - 1, true, &fault), STATUS_INVALID);
    assert_string_equal(fault.what, "a key comes twice");
    assert_int_equal(keyed(WIRE_LIMIT_KEYS, true, &fault), STATUS_LIMIT);
}

static void long_frames_are_too_large(void **state)
{
    (void)state;
    struct buf b = {0}, filling = {0};
    struct wire_fault fault;
    memset(buf_reserve(&filling, WIRE_LIMIT_ARTICLE_BYTES), 'x', WIRE_LIMIT_ARTICLE_BYTES);
    struct wire_writer w = wire_writer_of(&b);
    enum { HEAD = 5 };
    wire_put_bin(&w, str_make(filling.ptr, WIRE_LIMIT_ARTICLE_BYTES - HEAD));
    assert_int_equal(b.len, WIRE_LIMIT_ARTICLE_BYTES);
    assert_int_equal(scan_buf(&b, &fault), STATUS_OK);
    buf_add_byte(&b, 'x');
    assert_int_equal(scan_buf(&b, &fault), STATUS_LIMIT);
    assert_int_equal(fault.code, WIRE_REFUSAL_TOO_LARGE);
    buf_release(&filling);
    buf_release(&b);
}

/* No prefix of a good frame is a good frame, and none is read past its end (which ASAN sees). */
static void every_prefix_is_refused(void **state)
{
    (void)state;
    const struct str whole = rows[1].frame;
    for (size_t len = 0; len < whole.len; len++) {
        struct buf b = {0};
        buf_add(&b, whole.ptr, len);
        struct wire_fault fault;
        assert_int_equal(scan_buf(&b, &fault), STATUS_INVALID);
        buf_release(&b);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(says_what_is_wrong),
        cmocka_unit_test(depth_is_bounded),
        cmocka_unit_test(values_are_counted),
        cmocka_unit_test(keys_of_a_map_are_bounded_and_differ),
        cmocka_unit_test(long_frames_are_too_large),
        cmocka_unit_test(every_prefix_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
