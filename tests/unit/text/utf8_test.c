#include "text/utf8.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/utf8.h"

static void test_round_trip(void **state)
{
    (void)state;
    for (uint32_t code = 1; code < 0x110000; code += code < 0x3000 ? 1 : 37) {
        char bytes[UTF8_BYTES_MAX];
        size_t len = utf8_encode(code, bytes), read = 0;
        bool surrogate = code >= 0xD800 && code < 0xE000;
        struct str s = str_make(bytes, len);
        assert_true(utf8_valid(s));
        assert_int_equal(utf8_decode(s, 0, &read), surrogate ? 0xFFFD : code);
        assert_int_equal(read, len);
    }
}

static void test_steps(void **state)
{
    (void)state;
    struct str s = STR("a\u00E9\u20AC\U0001F600z");
    static const size_t begins[] = {0, 1, 3, 6, 10, 11};
    for (size_t i = 0; i + 1 < sizeof begins / sizeof begins[0]; i++) {
        assert_int_equal(utf8_next(s, begins[i]), begins[i + 1]);
        assert_int_equal(utf8_prev(s, begins[i + 1]), begins[i]);
    }
    assert_int_equal(utf8_next(s, s.len), s.len);
    assert_int_equal(utf8_prev(s, 0), 0);
    assert_int_equal(utf8_count(s), 5);
}

/* Never valid here, but never read past the end either. */
static void test_cut_short(void **state)
{
    (void)state;
    static const struct str rows[] = {
        STR_INIT("\xE2"), STR_INIT("\xE2\x82"), STR_INIT("\xF0\x9F\x98"), STR_INIT("\x80"),
        STR_INIT("\xC3"), STR_INIT("\xFF"),     STR_INIT("\xE2zz")};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        size_t len = 0;
        if (utf8_decode(rows[i], 0, &len) != 0xFFFD || len != 1) {
            fail_msg("row %zu", i);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round_trip),
        cmocka_unit_test(test_steps),
        cmocka_unit_test(test_cut_short),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
