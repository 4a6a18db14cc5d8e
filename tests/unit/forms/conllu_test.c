/* Given tokens in, CoNLL-U and text out. */
#include "forms/conllu.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "forms/tokens.h"
#include "wire/analysis.h"

enum { ARENA_BYTES = 64 << 20 };

static struct arena arena;
static struct article article = {.arena = &arena};

static int make(void **state)
{
    (void)state;
    return arena_init(&arena, ARENA_BYTES);
}

static int drop(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

static enum status read_tokens(struct str document, enum tokens_form form)
{
    article_reset(&article);
    return tokens_read(document, form, &article);
}

#define ROW(id, form, misc) id "\t" form "\t_\t_\t_\t_\t_\t_\t_\t" misc "\n"

static void given_tokens_make_the_text(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        enum tokens_form form;
        struct str document;
        const char *text;
        uint32_t sentences, tokens;
    } rows[] = {
        {"horizontal", TOKENS_HORIZONTAL, STR_INIT("The dog ran .\nIt  slept .\n"),
         "The dog ran . It slept .", 2, 7},
        {"windows lines", TOKENS_HORIZONTAL, STR_INIT("A b\r\nc\r\n"), "A b c", 2, 3},
        {"space after", TOKENS_CONLLU,
         STR_INIT(ROW("1", "Run", "SpaceAfter=No") ROW("2", "!", "_") "\n" ROW("1", "Stop", "_")),
         "Run! Stop", 2, 3},
        {"range", TOKENS_CONLLU,
         STR_INIT(ROW("1-2", "don't", "SpaceAfter=No") ROW("1", "do", "_") ROW("2", "n't", "_")
                      ROW("3", ".", "_")),
         "don't.", 1, 3},
        {"empty node", TOKENS_CONLLU,
         STR_INIT(ROW("1", "a", "_") ROW("1.1", "b", "_") ROW("2", "c", "_")), "a c", 1, 2},
        {"nothing", TOKENS_CONLLU, STR_INIT("# newdoc\n\n"), "", 0, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        enum status status = read_tokens(rows[i].document, rows[i].form);
        if (status != STATUS_OK || !str_equal(article.text, str_of(rows[i].text)) ||
            article.sentences.count != rows[i].sentences ||
            article.tokens.count != rows[i].tokens) {
            fail_msg("%s: %s \"%.*s\" %u %u", rows[i].name, status_name(status),
                     STR_ARG(article.text), article.sentences.count, article.tokens.count);
        }
    }
}

static void what_is_no_conllu_is_refused(void **state)
{
    (void)state;
    static const struct str wrong[] = {STR_INIT("1\tword\n"), STR_INIT(ROW("x", "word", "_")),
                                       STR_INIT(ROW("1", "", "_")),
                                       STR_INIT(ROW("1", "\xff", "_"))};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_int_equal(read_tokens(wrong[i], TOKENS_CONLLU), STATUS_INVALID);
    }
}

static void documents_are_parted(void **state)
{
    (void)state;
    struct str rest = STR("\nA b\nc\n\n\nd\n"), document;
    assert_true(tokens_next_document(&rest, TOKENS_HORIZONTAL, &document));
    assert_true(str_equal(document, STR("A b\nc")));
    assert_true(tokens_next_document(&rest, TOKENS_HORIZONTAL, &document));
    assert_true(str_equal(document, STR("d")));
    assert_false(tokens_next_document(&rest, TOKENS_HORIZONTAL, &document));
    rest = STR("# newdoc id = one\n1\n\n2\n# newdoc\n3\n");
    assert_true(tokens_next_document(&rest, TOKENS_CONLLU, &document));
    assert_true(str_equal(document, STR("# newdoc id = one\n1\n\n2")));
    assert_true(tokens_next_document(&rest, TOKENS_CONLLU, &document));
    assert_true(str_equal(document, STR("# newdoc\n3")));
    assert_false(tokens_next_document(&rest, TOKENS_CONLLU, &document));
}

/* What is written reads again as the same. */
static void conllu_comes_back(void **state)
{
    (void)state;
    static const struct str document =
        STR_INIT("# newdoc id = d7\n" ROW("1", "He", "_") ROW("2", "ran", "SpaceAfter=No")
                     ROW("3", ".", "_") "\n" ROW("1", "Why", "SpaceAfter=No") ROW("2", "?", "_"));
    static const char expected[] =
        "# newdoc id = d7\n# newpar\n# sent_id = 1\n# text = He ran.\n" ROW("1", "He", "_")
            ROW("2", "ran", "SpaceAfter=No") ROW(
                "3", ".", "_") "\n# sent_id = 2\n# text = Why?\n" ROW("1", "Why", "SpaceAfter=No")
                ROW("2", "?", "_") "\n";
    struct provenance p = {.service = STR("test"), .mode = WIRE_MODE_FAST};
    struct wire_analysis m;
    struct buf out = {0};
    assert_int_equal(read_tokens(document, TOKENS_CONLLU), STATUS_OK);
    analysis_of(&article, &p, ANALYSIS_FULL, &m);
    assert_int_equal(conllu_write(&m, &out), STATUS_OK);
    assert_string_equal(buf_cstr(&out), expected);
    assert_int_equal(read_tokens(buf_str(&out), TOKENS_CONLLU), STATUS_OK);
    assert_true(str_equal(article.text, STR("He ran. Why?")));
    buf_clear(&out);
    analysis_of(&article, &p, ANALYSIS_NORMAL, &m);
    assert_int_equal(conllu_write(&m, &out), STATUS_NOT_FOUND);
    buf_release(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(given_tokens_make_the_text),
        cmocka_unit_test(what_is_no_conllu_is_refused),
        cmocka_unit_test(documents_are_parted),
        cmocka_unit_test(conllu_comes_back),
    };
    return cmocka_run_group_tests(tests, make, drop);
}
