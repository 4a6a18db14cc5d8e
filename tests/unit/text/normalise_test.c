/* The cases by example are in tests/golden/normalise; here are the properties that hold for every
 * text. */
#include "text/normalise.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <utf8proc.h>

#include "base/utf8.h"
#include "text/utf8.h"

enum { ROUNDS = 20000, PIECES = 24, TEXT_BYTES = 1024 };

static struct arena arena;

static int open_arena(void **state)
{
    (void)state;
    return arena_init(&arena, 4 << 20) == STATUS_OK ? 0 : -1;
}

static int close_arena(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

static uint32_t next_random(uint64_t *seed)
{
    *seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(*seed >> 33);
}

/* Pieces that meet each other badly: halves of references, marks, joiners, what NFC takes apart,
 * spaces of all kinds. */
static const char *const pieces[] = {
    "a",      "e",      "K",       "q",      " ",          "  ",         "\n",       "\n\n",
    "\t",     "\r\n",   "&",       ";",      "amp",        "&amp;",      "#38",      "lt",
    "&quot;", "&#59;",  "&#x301;", "&nbsp;", "<",          "=",          "\u0338",   "\u0301",
    "\u0308", "\u0323", "\u0344",  "\u0345", "\u00E9",     "\u01D8",     "\u00AD",   "\u200B",
    "\u200C", "\u200D", "\u212A",  "\u2126", "\u037E",     "\u1FEF",     "\u0958",   "\u0F73",
    "\u1112", "\u1161", "\u11AB",  "\uAC00", "\U0001D160", "\U0001F469", "\u05D0",   "\uFB1D",
    "\u05B7", "\uFEFF", "\u2028",  "\u3000", "\u00A0",     "\xC2\x92",   "\xC2\x85", "\u09C7",
    "\u09BE", "\u0F71", "\u0F72",  "\x01",
};

static struct str random_text(uint64_t *seed, char *out)
{
    size_t len = 0;
    for (uint32_t n = next_random(seed) % PIECES; n > 0; n--) {
        const char *piece = pieces[next_random(seed) % (sizeof pieces / sizeof pieces[0])];
        memcpy(out + len, piece, strlen(piece));
        len += strlen(piece);
    }
    return str_make(out, len);
}

static void is_idempotent(enum status (*normalise)(struct str, struct arena *, struct str *),
                          uint64_t seed)
{
    for (uint32_t round = 0; round < ROUNDS; round++) {
        char bytes[TEXT_BYTES];
        struct str in = random_text(&seed, bytes), once, twice;
        arena_reset(&arena);
        assert_int_equal(normalise(in, &arena, &once), STATUS_OK);
        assert_int_equal(normalise(once, &arena, &twice), STATUS_OK);
        if (!str_equal(once, twice)) {
            fail_msg("round %u: \"%.*s\" became \"%.*s\", then \"%.*s\"", round, STR_ARG(in),
                     STR_ARG(once), STR_ARG(twice));
        }
    }
}

static void test_text_is_idempotent(void **state)
{
    (void)state;
    is_idempotent(normalise_text, 1);
}

static void test_line_is_idempotent(void **state)
{
    (void)state;
    is_idempotent(normalise_line, 2);
}

/* What comes out is valid and is what utf8proc calls NFC. */
static void test_is_nfc(void **state)
{
    (void)state;
    uint64_t seed = 3;
    for (uint32_t round = 0; round < ROUNDS; round++) {
        char bytes[TEXT_BYTES], copy[4 * TEXT_BYTES];
        struct str in = random_text(&seed, bytes), out;
        arena_reset(&arena);
        assert_int_equal(normalise_text(in, &arena, &out), STATUS_OK);
        assert_true(utf8_valid(out));
        memcpy(copy, out.ptr, out.len);
        copy[out.len] = '\0';
        utf8proc_uint8_t *nfc = utf8proc_NFC((const utf8proc_uint8_t *)copy);
        if (!str_equal(out, str_of((const char *)nfc))) {
            fail_msg("round %u: \"%.*s\" became \"%.*s\", which is not NFC", round, STR_ARG(in),
                     STR_ARG(out));
        }
        free(nfc);
    }
}

static bool is_forbidden(uint32_t code)
{
    return (code < 0x20 && code != '\n' && code != '\t') || (code >= 0x7F && code < 0xA1) ||
           code == 0xAD || code == 0x200B || code == 0x2028 || code == 0x3000 || code == 0xFEFF;
}

static void test_is_canonical(void **state)
{
    (void)state;
    uint64_t seed = 4;
    for (uint32_t round = 0; round < ROUNDS; round++) {
        char bytes[TEXT_BYTES];
        struct str in = random_text(&seed, bytes), out;
        arena_reset(&arena);
        assert_int_equal(normalise_text(in, &arena, &out), STATUS_OK);
        assert_true(str_equal(out, str_trim(out)));
        assert_true(str_find(out, STR("\n\n\n"), 0) == SIZE_MAX);
        assert_true(str_find(out, STR(" \n"), 0) == SIZE_MAX &&
                    str_find(out, STR("\t\n"), 0) == SIZE_MAX);
        for (size_t at = 0, len; at < out.len; at += len) {
            assert_false(is_forbidden(utf8_decode(out, at, &len)));
        }
    }
}

static void test_many_marks_are_cut(void **state)
{
    (void)state;
    char in[1 + 2 * 100], marks = 0;
    in[0] = 'x';
    for (size_t i = 0; i < 100; i++) {
        memcpy(in + 1 + 2 * i, "\u0301", 2);
    }
    struct str out;
    arena_reset(&arena);
    assert_int_equal(normalise_text(str_make(in, sizeof in), &arena, &out), STATUS_OK);
    for (size_t at = 1; at < out.len; at += 2) {
        marks++;
    }
    assert_int_equal(marks, NORMALISE_MARKS_MAX);
}

/* Plain runs longer than a word of the scan, with every byte that stops it at every offset. */
static void test_every_offset_of_a_word(void **state)
{
    (void)state;
    static const char stops[] = {'\n', '\x7F', ';', '\x01', '\t'};
    for (size_t s = 0; s < sizeof stops; s++) {
        for (size_t at = 1; at < 24; at++) {
            char in[32], want[32];
            memset(in, 'x', sizeof in);
            in[at] = stops[s];
            size_t len = sizeof in;
            memcpy(want, in, len);
            if (stops[s] == '\x7F' || stops[s] == '\x01') {
                memmove(want + at, want + at + 1, --len - at);
            }
            struct str out;
            arena_reset(&arena);
            assert_int_equal(normalise_text(str_make(in, sizeof in), &arena, &out), STATUS_OK);
            assert_true(str_equal(out, str_make(want, len)));
        }
    }
}

static void test_empty(void **state)
{
    (void)state;
    struct str out;
    assert_int_equal(normalise_text(STR(""), &arena, &out), STATUS_OK);
    assert_int_equal(out.len, 0);
    assert_non_null(out.ptr);
    assert_int_equal(normalise_line(STR(" \n\t "), &arena, &out), STATUS_OK);
    assert_int_equal(out.len, 0);
}

static void test_a_line_stays_one_line(void **state)
{
    (void)state;
    struct str out;
    assert_int_equal(normalise_line(STR("Port\nElden\t strike\r\n\r\nends\n"), &arena, &out),
                     STATUS_OK);
    assert_true(str_equal(out, STR("Port Elden strike ends")));
}

/* Musical signs treble in NFC: a text of nothing else passes the room set aside. */
static void test_growth_is_limited(void **state)
{
    (void)state;
    enum { COUNT = 200 };
    char in[4 * COUNT];
    for (size_t i = 0; i < COUNT; i++) {
        memcpy(in + 4 * i, "\U0001D160", 4);
    }
    struct str out;
    arena_reset(&arena);
    assert_int_equal(normalise_text(str_make(in, sizeof in), &arena, &out), STATUS_LIMIT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_text_is_idempotent),
        cmocka_unit_test(test_line_is_idempotent),
        cmocka_unit_test(test_is_nfc),
        cmocka_unit_test(test_is_canonical),
        cmocka_unit_test(test_many_marks_are_cut),
        cmocka_unit_test(test_every_offset_of_a_word),
        cmocka_unit_test(test_empty),
        cmocka_unit_test(test_a_line_stays_one_line),
        cmocka_unit_test(test_growth_is_limited),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
