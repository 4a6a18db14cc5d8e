#include "forms/tree.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

enum { WORDS_MAX = 300 };

/* One sentence whose words are a, b, c, … and hang on `heads`. */
static void draw(const uint32_t *heads, uint32_t count, struct buf *out)
{
    static struct str forms[WORDS_MAX];
    static uint32_t begin[WORDS_MAX], end[WORDS_MAX];
    for (uint32_t i = 0; i < count; i++) {
        forms[i] = str_make(&"abcdefghijklmnopqrstuvwxyz"[i % 26], 1);
        begin[i] = 2 * i;
        end[i] = 2 * i + 1;
    }
    struct wire_sentence sentence = {.tokens = {0, count}};
    struct wire_analysis m = {.has_sentences = true,
                              .sentences = &sentence,
                              .sentences_count = 1,
                              .has_tokens = true,
                              .tokens = {.begin = begin,
                                         .begin_count = count,
                                         .end = end,
                                         .end_count = count,
                                         .form = forms,
                                         .form_count = count,
                                         .has_head = true,
                                         .head = heads,
                                         .head_count = count}};
    assert_int_equal(tree_write(&m, false, out), STATUS_OK);
}

static void trees_are_drawn(void **state)
{
    static const struct {
        const char *name;
        uint32_t count, heads[6];
        const char *lines[6];
    } rows[] = {
        {"one word", 1, {0}, {"── a"}},
        {"before and behind", 3, {2, 0, 2}, {" ╭── a", "─┼── b", " ╰── c"}},
        {"a chain", 3, {0, 1, 2}, {"─┬── a", " ╰─┬── b", "   ╰── c"}},
        {"branches that cross", 4, {3, 0, 2, 2}, {"   ╭── a", "─┬─┼── b", " ├─┴── c", " ╰── d"}},
        {"two roots", 2, {0, 0}, {"── a", "── b"}},
        {"a ring is a list", 3, {2, 1, 0}, {"a", "b", "c"}},
        {"a head outside is a root", 2, {9, 1}, {"─┬── a", " ╰── b"}},
    };
    (void)state;
    for (size_t r = 0; r < sizeof rows / sizeof rows[0]; r++) {
        struct buf out = {0};
        draw(rows[r].heads, rows[r].count, &out);
        const char *at = buf_cstr(&out);
        for (uint32_t i = 0; i < rows[r].count; i++) {
            const char *want = rows[r].lines[i];
            if (strncmp(at, want, strlen(want)) != 0) {
                fail_msg("%s: line %u is not %s in\n%s", rows[r].name, i, want, buf_cstr(&out));
            }
            at = strchr(at, '\n') + 1;
        }
        assert_string_equal(at, "\n");
        buf_release(&out);
    }
}

static void long_sentences_are_lists(void **state)
{
    static uint32_t heads[WORDS_MAX];
    struct buf out = {0};
    (void)state;
    for (uint32_t i = 0; i < WORDS_MAX; i++) {
        heads[i] = i;
    }
    draw(heads, TREE_DRAWN_MAX, &out);
    assert_memory_equal(buf_cstr(&out), "─", 3);
    buf_clear(&out);
    draw(heads, TREE_DRAWN_MAX + 1, &out);
    assert_memory_equal(buf_cstr(&out), "a ", 2);
    buf_release(&out);
}

static void without_heads_there_is_nothing_to_draw(void **state)
{
    struct buf out = {0};
    struct wire_analysis m = {.has_sentences = true, .has_tokens = true};
    static const uint32_t head = 0;
    (void)state;
    assert_int_equal(tree_write(&m, false, &out), STATUS_NOT_FOUND);
    m.tokens = (struct wire_tokens){.has_head = true, .head = &head, .head_count = 1};
    assert_int_equal(tree_write(&m, false, &out), STATUS_INVALID);
    assert_int_equal(out.len, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(trees_are_drawn),
        cmocka_unit_test(long_sentences_are_lists),
        cmocka_unit_test(without_heads_there_is_nothing_to_draw),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
