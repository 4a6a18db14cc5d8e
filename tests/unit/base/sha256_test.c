#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <sodium.h>

#include "base/sha256.h"

enum { LONGEST = 1000 };

/* FIPS 180-4's own examples, and the empty message. */
static void standard_examples(void **state)
{
    (void)state;
    static const struct {
        const char *text, *expected;
    } rows[] = {
        {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
        {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
        {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
         "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
    };
    for (size_t i = 0; i < 2 * (sizeof rows / sizeof *rows); i++) {
        unsigned char digest[SHA256_BYTES];
        char hex[SHA256_TEXT];
        sha256_use_plain(i % 2);
        sha256_of(str_of(rows[i / 2].text), digest);
        sha256_text(digest, hex);
        if (strcmp(hex, rows[i / 2].expected) != 0) {
            fail_msg("row %zu, plain %zu: %s", i / 2, i % 2, hex);
        }
    }
}

/* Every length around several blocks, in two pieces cut at every place that matters, as libsodium
 * has it. */
static void every_length_in_pieces(void **state)
{
    (void)state;
    char bytes[LONGEST];
    for (size_t i = 0; i < sizeof bytes; i++) {
        bytes[i] = (char)(i * 37 + i / 7);
    }
    for (size_t len = 0; len <= LONGEST; len += len < 260 ? 1 : 37) {
        unsigned char expected[SHA256_BYTES], got[SHA256_BYTES];
        crypto_hash_sha256(expected, (const unsigned char *)bytes, len);
        for (size_t cut = 0; cut <= len; cut += 1 + len / 9) {
            struct sha256 h;
            sha256_use_plain(cut % 2);
            sha256_init(&h);
            sha256_add(&h, str_make(bytes, cut));
            sha256_add(&h, (struct str){0});
            sha256_add(&h, str_make(bytes + cut, len - cut));
            sha256_end(&h, got);
            if (memcmp(expected, got, sizeof got) != 0) {
                fail_msg("length %zu cut at %zu", len, cut);
            }
        }
    }
}

static void what_was_told_is_understood(void **state)
{
    (void)state;
    static const unsigned char none[SHA256_BYTES];
    unsigned char digest[SHA256_BYTES], back[SHA256_BYTES];
    char text[SHA256_TEXT];
    sha256_of(STR("abc"), digest);
    struct str told = sha256_text(digest, text);
    assert_true(sha256_parse(told, back));
    assert_memory_equal(digest, back, sizeof back);
    assert_false(sha256_parse(str_slice(told, 0, 62), back));
    assert_memory_equal(none, back, sizeof back);
    static const char wrong[] = {'/', ':', '`', 'g', 'A', '\0', '\x80'};
    for (size_t i = 0; i < sizeof wrong; i++) {
        sha256_text(digest, text);
        text[i * 9] = wrong[i];
        assert_false(sha256_parse(str_make(text, SHA256_TEXT - 1), back));
        assert_memory_equal(none, back, sizeof back);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(standard_examples),
        cmocka_unit_test(every_length_in_pieces),
        cmocka_unit_test(what_was_told_is_understood),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
