#include "wire/writer.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "wire/reader.h"

static const struct integer_row {
    int64_t number;
    struct str bytes;
} integer_rows[] = {
    {0, STR_INIT("\x00")},
    {127, STR_INIT("\x7f")},
    {128, STR_INIT("\xcc\x80")},
    {255, STR_INIT("\xcc\xff")},
    {256, STR_INIT("\xcd\x01\x00")},
    {65536, STR_INIT("\xce\x00\x01\x00\x00")},
    {INT64_C(4294967296), STR_INIT("\xcf\0\0\0\1\0\0\0\0")},
    {-1, STR_INIT("\xff")},
    {-32, STR_INIT("\xe0")},
    {-33, STR_INIT("\xd0\xdf")},
    {-129, STR_INIT("\xd1\xff\x7f")},
    {-32769, STR_INIT("\xd2\xff\xff\x7f\xff")},
    {INT64_MIN, STR_INIT("\xd3\x80\0\0\0\0\0\0\0")},
};

static void integers_are_short_and_come_back(void **state)
{
    (void)state;
    struct buf b = {0};
    for (size_t i = 0; i < sizeof integer_rows / sizeof *integer_rows; i++) {
        const struct integer_row *row = &integer_rows[i];
        buf_clear(&b);
        struct wire_writer w = wire_writer_of(&b);
        wire_put_i64(&w, row->number);
        struct wire_reader r = wire_reader_of(buf_str(&b));
        struct wire_value v;
        bool back = wire_next(&r, &v) &&
                    (row->number < 0 ? v.kind == WIRE_INT && v.sint == row->number
                                     : v.kind == WIRE_UINT && v.uint == (uint64_t)row->number);
        if (!str_equal(buf_str(&b), row->bytes) || !back) {
            fail_msg("%lld", (long long)row->number);
        }
    }
    buf_release(&b);
}

static void floats_are_always_64_bits(void **state)
{
    (void)state;
    struct buf b = {0};
    struct wire_writer w = wire_writer_of(&b);
    wire_put_f64(&w, 1.0);
    wire_put_f64(&w, -0.0);
    assert_true(str_equal(buf_str(&b), STR("\xcb\x3f\xf0\0\0\0\0\0\0\xcb\0\0\0\0\0\0\0\0")));
    buf_release(&b);
}

static void what_is_no_number_is_refused_and_ends_the_writing(void **state)
{
    (void)state;
    const double bad[] = {(double)NAN, (double)INFINITY};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct buf b = {0};
        struct wire_writer w = wire_writer_of(&b);
        wire_put_f64(&w, bad[i]);
        wire_put_u64(&w, 1);
        assert_int_equal(w.status, STATUS_INVALID);
        assert_int_equal(b.len, 0);
        buf_release(&b);
    }
}

static void the_limit_holds(void **state)
{
    (void)state;
    struct buf b = {0};
    struct wire_writer w = wire_writer_of(&b);
    w.limit = 4;
    wire_put_str(&w, STR("abc"));
    assert_int_equal(w.status, STATUS_OK);
    wire_put_nil(&w);
    assert_int_equal(w.status, STATUS_LIMIT);
    assert_int_equal(b.len, 4);
    buf_release(&b);
}

static void a_key_is_found_behind_others(void **state)
{
    (void)state;
    struct buf b = {0};
    struct wire_writer w = wire_writer_of(&b);
    wire_put_map(&w, 2);
    wire_put_str(&w, STR("a"));
    wire_put_map(&w, 1);
    wire_put_str(&w, STR("b"));
    wire_put_u64(&w, 1);
    wire_put_str(&w, STR("b"));
    wire_put_u64(&w, 2);
    assert_true(str_equal(wire_find(buf_str(&b), STR("b")), STR("\x02")));
    assert_true(str_is_absent(wire_find(buf_str(&b), STR("c"))));
    assert_true(str_is_absent(wire_find(STR("\x93"), STR("c"))));
    buf_release(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(integers_are_short_and_come_back),
        cmocka_unit_test(floats_are_always_64_bits),
        cmocka_unit_test(what_is_no_number_is_refused_and_ends_the_writing),
        cmocka_unit_test(the_limit_holds),
        cmocka_unit_test(a_key_is_found_behind_others),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
