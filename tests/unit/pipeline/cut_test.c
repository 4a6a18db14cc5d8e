/* cut: which of the head's bounds are taken, given what stands on either side. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "article/article.h"
#include "pipeline/pipeline.h"
#include "pipeline/stages.h"

static struct arena arena;
static struct article article;

/* One sentence of the rules. Words are parted by blanks, or by ~ where none stands between them;
 * behind a word ^ says that the head is sure of an end there (5), ' that it is more likely than
 * not (0.5). */
static void give(const char *marked, bool title)
{
    struct article *a = &article;
    article_reset(a);
    size_t len = strlen(marked);
    char *text = arena_alloc(a->arena, len + 1);
    float *ends = arena_alloc_array(a->arena, len, sizeof *ends);
    uint32_t at = 0;
    for (const char *p = marked; *p; p++) {
        struct token *last = a->tokens.count ? &a->tokens.items[a->tokens.count - 1] : NULL;
        if (*p == '^' || *p == '\'') {
            ends[a->tokens.count - 1] = *p == '^' ? 5 : 0.5f;
        } else if (*p == ' ') {
            text[at++] = ' ';
        } else if (*p != '~') {
            bool begins = !last || p[-1] == ' ' || p[-1] == '~';
            last = begins ? vec_push(&a->tokens, a->arena, TOKENS_MAX) : last;
            ends[a->tokens.count - 1] = begins ? -5 : ends[a->tokens.count - 1];
            last->begin = begins ? at : last->begin;
            text[at++] = *p;
            last->end = at;
        }
    }
    a->text = str_make(text, at);
    a->body_begin = title ? at : 0;
    a->tags.sentence_end = ends;
    *vec_push(&a->sentences, a->arena, SENTENCES_MAX) =
        (struct sentence){.span = {0, at}, .token_end = a->tokens.count};
}

static void bounds(void **unused)
{
    static const struct {
        const char *marked, *want; /* want: sentences parted by | */
        bool title;
    } cases[] = {
        {"Rain falls' Sun shines", "Rain falls|Sun shines", false},
        {"Rain falls' 12 die", "Rain falls|12 die", false},
        {"Rain falls' sun shines", "Rain falls sun shines", false},
        {"Rain falls^ sun shines", "Rain falls|sun shines", false},
        {"Rain falls", "Rain falls", false},
        {"Rain falls^ Sun shines", "Rain falls Sun shines", true},
        {"falls~.^~Sun shines", "falls.|Sun shines", false},
        {"falls~)^~Sun shines", "falls)Sun shines", false},
        {"\"^ Rain falls^ Sun shines", "\" Rain falls|Sun shines", false},
        {"\xE2\x80\x9C^ \"^ Rain^ Sun", "\xE2\x80\x9C \" Rain|Sun", false},
        {"Rain~.^ \"^ Sun~.^ \"", "Rain.|\" Sun. \"", false},
        {"\"^ \"", "\" \"", false},
        {"The old mill Photo~: Ana Reyes", "The old mill|Photo: Ana Reyes", false},
        {"The mill at dusk~. IMAGE~: Ana", "The mill at dusk.|IMAGE: Ana", false},
        {"The old mill photo~: Ana Reyes", "The old mill photo: Ana Reyes", false},
        {"The old mill (~Photo~: Ana~)", "The old mill (Photo: Ana)", false},
        {"Photo~: Ana Reyes", "Photo: Ana Reyes", false},
        {"The Photo Ana took", "The Photo Ana took", false},
        {"The old mill Photo~:", "The old mill Photo:", false},
    };
    (void)unused;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char got[256] = "";
        give(cases[i].marked, cases[i].title);
        assert_int_equal(cut_run(&article, NULL), STATUS_OK);
        for (uint32_t s = 0; s < article.sentences.count; s++) {
            struct str text = article_slice(&article, article.sentences.items[s].span);
            size_t used = strlen(got);
            snprintf(got + used, sizeof got - used, "%s%.*s", s ? "|" : "", (int)text.len,
                     text.ptr);
        }
        if (strcmp(got, cases[i].want) != 0) {
            fail_msg("%s: %s, not %s", cases[i].marked, got, cases[i].want);
        }
    }
}

static void given_sentences_stay(void **unused)
{
    (void)unused;
    give("Rain falls^ Sun shines", false);
    article.input.given_tokens = true;
    assert_int_equal(cut_run(&article, NULL), STATUS_OK);
    assert_int_equal(article.sentences.count, 1);
}

static int set_up(void **unused)
{
    (void)unused;
    article = (struct article){.arena = &arena};
    return arena_init(&arena, 1 << 20) == STATUS_OK ? 0 : -1;
}

static int tear_down(void **unused)
{
    (void)unused;
    arena_release(&arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bounds),
        cmocka_unit_test(given_sentences_stay),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
