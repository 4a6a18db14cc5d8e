#include "pipeline/quantity_words.h"

#include "text_rig.h"

enum { NOISE_BYTES = 20000, LONG_BYTES = 1 << 18 };

static char bytes[LONG_BYTES];

static const struct article *quantities_of(struct str text)
{
    struct article *a = rig_article(text);
    enum status cut = sentence_run(a, NULL), words = tokenise_run(a, NULL);
    a->units_left = ARTICLE_UNITS;
    enum status status = quantity_run(a, NULL);
    assert_true(status == STATUS_OK || status == STATUS_LIMIT);
    assert_true(cut != STATUS_OK || words != STATUS_OK || a->sentences.count > 0);
    return a;
}

static void test_lists_sorted(void **state)
{
    (void)state;
    assert_true(quantity_words_sorted());
}

static void assert_in_order(const struct article *a)
{
    uint32_t end = 0;
    for (uint32_t i = 0; i < a->quantities.count; i++) {
        const struct quantity *q = &a->quantities.items[i];
        assert_true(q->span.begin >= end && q->span.begin < q->span.end);
        assert_true(q->span.end <= a->text.len && q->counted.end <= a->text.len);
        assert_true(q->counted.begin <= q->counted.end);
        assert_true(q->confidence > 0 && q->confidence <= 1);
        assert_non_null(q->by);
        assert_true(q->approx == (q->mod != NULL));
        assert_true(q->value == q->value); /* no NaN */
        end = q->span.end;
    }
}

/* Numbers among signs of every kind: items stand in order and inside the text. */
static void test_noise(void **state)
{
    (void)state;
    static const char *const pieces[] = {
        "two ",   "hundred ",   "and ",     "a ",   "half ",      "1",       "25",      "000",
        ",",      ".",          "-",        "–",    "$",          "£",       "US$",     "Rs",
        " ",      " ",          "million ", "to ",  "of ",        "people ", "killed ", "per cent ",
        "%",      "km",         "°",        "C ",   "between ",   "at ",     "least ",  "dollars ",
        "third ", "12th ",      "dozens ",  "in ",  "five ",      "May ",    "feet ",   "(",
        ")",      "\n",         "½",        "m ",   "pounds ",    "or ",     "more ",   "won ",
        "from ",  "including ", "were ",    "2019", "magnitude ",
    };
    uint64_t seed = 7;
    for (int round = 0; round < 40; round++) {
        size_t len = 0;
        while (len + 16 < NOISE_BYTES) {
            seed = seed * 6364136223846793005u + 1442695040888963407u;
            const char *piece = pieces[(seed >> 33) % (sizeof pieces / sizeof pieces[0])];
            memcpy(bytes + len, piece, strlen(piece));
            len += strlen(piece);
        }
        assert_in_order(quantities_of(str_make(bytes, len)));
    }
}

/* No text is slow: a quarter of a megabyte each of what could be looked at again and again. */
static void test_hostile_texts_end(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "1 ",
        "two ",
        "hundred ",
        "and a half ",
        "5-",
        "1,",
        "at least ",
        "a ",
        "$",
        "between 5 and ",
        "five to ",
        "12 men, ",
        "1 of ",
        "½",
        "men ",
        "5'",
        "killed 5, including ",
        "a third of a ",
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        assert_in_order(quantities_of(rig_repeat(bytes, sizeof bytes, texts[i])));
    }
}

static void test_limit(void **state)
{
    (void)state;
    struct article *a = rig_article(rig_repeat(bytes, 8 * (QUANTITIES_MAX + 9), "12 men, "));
    assert_int_equal(sentence_run(a, NULL), STATUS_OK);
    assert_int_equal(tokenise_run(a, NULL), STATUS_OK);
    a->units_left = ARTICLE_UNITS;
    assert_int_equal(quantity_run(a, NULL), STATUS_LIMIT);
    assert_int_equal(a->quantities.count, QUANTITIES_MAX);
}

static void test_budget(void **state)
{
    (void)state;
    struct article *a = rig_article(STR("Twelve men came."));
    assert_int_equal(sentence_run(a, NULL), STATUS_OK);
    assert_int_equal(tokenise_run(a, NULL), STATUS_OK);
    a->units_left = 1;
    assert_int_equal(quantity_run(a, NULL), STATUS_LIMIT);
    assert_int_equal(a->quantities.count, 0);
}

struct tagged {
    const char *word, *upos, *xpos;
    uint32_t head; /* from 1; 0 = root */
    const char *deprel;
};

/* Runs the stage over a sentence with these tags and trees. */
static const struct article *tagged_run(const char *text, const struct tagged *words, size_t count)
{
    struct article *a = rig_article(str_of(text));
    assert_int_equal(sentence_run(a, NULL), STATUS_OK);
    assert_int_equal(tokenise_run(a, NULL), STATUS_OK);
    assert_int_equal(a->tokens.count, count);
    a->tags.upos = arena_alloc_array(a->arena, count, sizeof *a->tags.upos);
    a->tags.xpos = arena_alloc_array(a->arena, count, sizeof *a->tags.xpos);
    a->trees.head = arena_alloc_array(a->arena, count, sizeof *a->trees.head);
    a->trees.deprel = arena_alloc_array(a->arena, count, sizeof *a->trees.deprel);
    for (size_t i = 0; i < count; i++) {
        const struct token *t = &a->tokens.items[i];
        assert_true(str_equal(str_slice(a->text, t->begin, t->end), str_of(words[i].word)));
        a->tags.upos[i] = str_of(words[i].upos);
        a->tags.xpos[i] = str_of(words[i].xpos);
        a->trees.head[i] = words[i].head;
        a->trees.deprel[i] = str_of(words[i].deprel);
    }
    a->layers |= HAS_TAGS | HAS_TREES;
    assert_int_equal(quantity_run(a, NULL), STATUS_OK);
    return a;
}

/* With tags a verb in -s is no noun, and what is no plural is not counted. */
static void test_tags_decide_the_noun(void **state)
{
    (void)state;
    static const struct tagged words[] = {
        {"The", "DET", "DT", 0, ""},       {"second", "ADJ", "JJ", 0, ""},
        {"spray", "NOUN", "NN", 0, ""},    {"covers", "VERB", "VBZ", 0, ""},
        {"six", "NUM", "CD", 0, ""},       {"war", "NOUN", "NN", 0, ""},
        {"-", "PUNCT", "HYPH", 0, ""},     {"damaged", "VERB", "VBN", 0, ""},
        {"arms", "NOUN", "NNS", 0, ""},    {"depots", "NOUN", "NNS", 0, ""},
        {"Monday", "PROPN", "NNP", 0, ""}, {"and", "CCONJ", "CC", 0, ""},
        {"half", "NOUN", "NN", 0, ""},     {"of", "ADP", "IN", 0, ""},
        {"the", "DET", "DT", 0, ""},       {"town", "NOUN", "NN", 0, ""},
        {"'s", "PART", "POS", 0, ""},      {"old", "ADJ", "JJ", 0, ""},
        {"wall", "NOUN", "NN", 0, ""},     {"shakes", "VERB", "VBZ", 0, ""},
        {".", "PUNCT", ".", 0, ""},
    };
    const struct article *a =
        tagged_run("The second spray covers six war-damaged arms depots Monday "
                   "and half of the town's old wall shakes.",
                   words, sizeof words / sizeof words[0]);
    static const char *const counted[] = {"spray", "war-damaged arms depots", "town's old wall"};
    assert_int_equal(a->quantities.count, 3);
    for (uint32_t i = 0; i < 3; i++) {
        assert_true(
            str_equal(article_slice(a, a->quantities.items[i].counted), str_of(counted[i])));
    }
}

/* What lies between a noun and its verb does not part them. */
static void test_trees_tell_casualties(void **state)
{
    (void)state;
    static const struct tagged words[] = {
        {"Four", "NUM", "CD", 2, "nummod"},     {"soldiers", "NOUN", "NNS", 10, "nsubj:pass"},
        {"and", "CCONJ", "CC", 5, "cc"},        {"two", "NUM", "CD", 5, "nummod"},
        {"boys", "NOUN", "NNS", 2, "conj"},     {"from", "ADP", "IN", 8, "case"},
        {"the", "DET", "DT", 8, "det"},         {"north", "NOUN", "NN", 5, "nmod"},
        {"were", "AUX", "VBD", 10, "aux:pass"}, {"killed", "VERB", "VBN", 0, "root"},
        {"by", "ADP", "IN", 13, "case"},        {"six", "NUM", "CD", 13, "nummod"},
        {"rockets", "NOUN", "NNS", 10, "obl"},  {".", "PUNCT", ".", 10, "punct"},
    };
    const struct article *a =
        tagged_run("Four soldiers and two boys from the north were killed by six rockets.", words,
                   sizeof words / sizeof words[0]);
    assert_int_equal(a->quantities.count, 3);
    assert_int_equal(a->quantities.items[0].kind, QUANTITY_CASUALTIES);
    assert_int_equal(a->quantities.items[1].kind, QUANTITY_CASUALTIES);
    assert_string_equal(a->quantities.items[1].unit, "dead");
    assert_int_equal(a->quantities.items[2].kind, QUANTITY_COUNT);
}

/* The counted phrase is its head's mention, whatever stands before it in the mention's phrase; a
 * pronoun and a mention with another head are not. */
static void test_mentions_name_the_counted(void **state)
{
    (void)state;
    struct article *a = rig_article(STR("The 30 border guards met 12 traders."));
    assert_int_equal(sentence_run(a, NULL), STATUS_OK);
    assert_int_equal(tokenise_run(a, NULL), STATUS_OK);
    static const struct mention mentions[] = {
        {.span = {0, 20}, .head = 3, .entity = 5, .kind = MENTION_NOMINAL},
        {.span = {7, 13}, .head = 2, .entity = 6, .kind = MENTION_NOMINAL},
        {.span = {14, 20}, .head = 3, .entity = 7, .kind = MENTION_PRONOUN},
        {.span = {25, 35}, .head = 6, .entity = NO_INDEX, .kind = MENTION_NOMINAL},
    };
    for (size_t i = 0; i < sizeof mentions / sizeof mentions[0]; i++) {
        struct mention *m = vec_push(&a->mentions, a->arena, MENTIONS_MAX);
        assert_non_null(m);
        *m = mentions[i];
    }
    assert_int_equal(quantity_run(a, NULL), STATUS_OK);
    assert_int_equal(a->quantities.count, 2);
    assert_int_equal(a->quantities.items[0].entity, 5);
    assert_int_equal(a->quantities.items[1].entity, NO_INDEX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lists_sorted),
        cmocka_unit_test(test_noise),
        cmocka_unit_test(test_hostile_texts_end),
        cmocka_unit_test(test_limit),
        cmocka_unit_test(test_budget),
        cmocka_unit_test(test_tags_decide_the_noun),
        cmocka_unit_test(test_trees_tell_casualties),
        cmocka_unit_test(test_mentions_name_the_counted),
    };
    return cmocka_run_group_tests(tests, rig_up, rig_down);
}
