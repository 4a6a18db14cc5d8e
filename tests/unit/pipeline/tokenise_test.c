/* The stage's source is included for its lists, whose order no caller can see. */
#include <string.h>

#include "pipeline/tokenise.c"

#include "text_rig.h"

static void lists_are_sorted(void **state)
{
    (void)state;
    assert_sorted("prefixes", &prefix_list);
    assert_sorted("suffixes", &suffix_list);
    assert_sorted("units", &unit_list);
    assert_sorted("clipped", &clipped_list);
    assert_sorted("slashed", &slashed_list);
    assert_sorted("domains", &domain_list);
    assert_sorted("endings of files", &scan_file_endings);
}

static void contractions_are_found_by_their_lengths(void **state)
{
    (void)state;
    for (size_t letter = 0; letter < 26; letter++) {
        for (const struct contraction *k = contractions[letter].list; k && k->word; k++) {
            if (strlen(k->word) != k->len || !(contractions[letter].lengths >> k->len & 1) ||
                k->first >= k->len || (size_t)(k->word[0] - 'a') != letter) {
                fail_msg("\"%s\" does not stand as it should", k->word);
            }
        }
    }
}

/* Tokens are slices in order, hold no blank, and nothing but blanks lies between them. */
static void tokens_cover_their_sentences(void **state)
{
    (void)state;
    static char text[4000];
    for (uint64_t seed = 1; seed <= 300; seed++) {
        struct article *a = rig_run(rig_noise(text, sizeof text, seed));
        uint32_t token = 0;
        for (uint32_t i = 0; i < a->sentences.count; i++) {
            const struct sentence *s = &a->sentences.items[i];
            assert_int_equal(s->token_begin, token);
            uint32_t at = s->span.begin;
            for (; token < s->token_end; token++) {
                struct token t = a->tokens.items[token];
                bool blank = false;
                for (uint32_t k = t.begin; k < t.end; k++) {
                    blank |= text[k] == ' ' || text[k] == '\n' || text[k] == '\t';
                }
                if (scan_skip_blanks(text, at, s->span.end) != t.begin || t.end <= t.begin ||
                    blank) {
                    fail_msg("seed %u: token %u is [%u,%u) behind %u", (unsigned)seed, token,
                             t.begin, t.end, at);
                }
                at = t.end;
            }
            assert_int_equal(scan_skip_blanks(text, at, s->span.end), s->span.end);
        }
        assert_int_equal(token, a->tokens.count);
    }
}

static void the_same_text_gives_the_same_tokens(void **state)
{
    (void)state;
    static char text[4000];
    static struct token first[4000];
    struct article *a = rig_run(rig_noise(text, sizeof text, 7));
    uint32_t count = a->tokens.count;
    assert_true(count > 100 && count <= sizeof first / sizeof first[0]);
    memcpy(first, a->tokens.items, count * sizeof first[0]);
    a = rig_run(str_make(text, a->text.len));
    assert_int_equal(a->tokens.count, count);
    assert_memory_equal(a->tokens.items, first, count * sizeof first[0]);
}

static void a_long_run_is_cut_between_code_points(void **state)
{
    (void)state;
    static char text[3 * TOKEN_BYTES_MAX + 1];
    text[0] = 'x'; /* the others are of two bytes: an odd begin */
    for (size_t i = 1; i + 1 < sizeof text; i += 2) {
        memcpy(text + i, "é", 2);
    }
    struct article *a = rig_run(str_make(text, sizeof text));
    assert_int_equal(a->tokens.count, 4);
    for (uint32_t i = 0; i < a->tokens.count; i++) {
        struct token t = a->tokens.items[i];
        assert_true(t.end - t.begin <= TOKEN_BYTES_MAX);
        assert_true(((unsigned char)text[t.begin] & 0xC0) != 0x80);
    }
}

static void a_full_list_keeps_what_was_found(void **state)
{
    (void)state;
    static char text[TOKENS_MAX * 2 + 100];
    for (size_t i = 0; i < sizeof text; i += 2) {
        memcpy(text + i, "a ", 2);
    }
    struct article *a = rig_article(str_make(text, sizeof text));
    assert_int_equal(sentence_run(a, NULL), STATUS_OK);
    assert_int_equal(tokenise_run(a, NULL), STATUS_LIMIT);
    assert_int_equal(a->tokens.count, TOKENS_MAX);
    assert_int_equal(a->sentences.items[0].token_end, TOKENS_MAX);
}

static void the_budget_holds(void **state)
{
    (void)state;
    struct article *a = rig_article(STR("One two. Three four. Five six."));
    assert_int_equal(sentence_run(a, NULL), STATUS_OK);
    a->units_left = 4;
    assert_int_equal(tokenise_run(a, NULL), STATUS_LIMIT);
    assert_true(a->tokens.count >= 3 && a->tokens.count < 9);
    assert_int_equal(a->sentences.items[2].token_begin, a->sentences.items[2].token_end);
}

/* A million bytes that once took quadratic time must be read in the time of a test. */
static void hostile_texts_end(void **state)
{
    (void)state;
    static const char *const pieces[] = {"a-", "1-",   "a.", "'a", "1,1", "a/",
                                         "@a", "www.", "(",  "a_", "\"",  "U.!"};
    static char text[1 << 20];
    for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
        size_t used = rig_repeat(text, sizeof text - 2, pieces[i]).len;
        memcpy(text + used, "!@", 2);
        struct article *a = rig_article(str_make(text, used + 2));
        assert_int_equal(sentence_run(a, NULL), STATUS_OK);
        enum status status = tokenise_run(a, NULL);
        assert_true(status == STATUS_OK || a->tokens.count == TOKENS_MAX);
        assert_true(a->tokens.count > 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lists_are_sorted),
        cmocka_unit_test(contractions_are_found_by_their_lengths),
        cmocka_unit_test(tokens_cover_their_sentences),
        cmocka_unit_test(the_same_text_gives_the_same_tokens),
        cmocka_unit_test(a_long_run_is_cut_between_code_points),
        cmocka_unit_test(a_full_list_keeps_what_was_found),
        cmocka_unit_test(the_budget_holds),
        cmocka_unit_test(hostile_texts_end),
    };
    return cmocka_run_group_tests(tests, rig_up, rig_down);
}
