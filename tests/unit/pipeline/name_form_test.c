#include "pipeline/name_form.h"

#include <stdio.h>

#include "pipeline/nouns.h"
#include "pipeline/pronouns.h"

#include "text_rig.h"

static struct name_form form_of(enum entity_type type, const char *key, enum gender gender)
{
    struct name_form f = {.type = type, .gender = gender};
    name_form_read(&f, NULL, str_of(key));
    return f;
}

static void persons_match_by_their_parts(void **unused)
{
    static const struct {
        const char *fuller, *shorter;
        enum name_match match;
    } cases[] = {
        {"marta novak", "novak", NAME_BY_FAMILY},
        {"marta novak", "marta", NAME_BY_PART},
        {"marta novak", "hall", NAME_DIFFERENT},
        {"marta jane novak", "marta novak", NAME_BY_SEVERAL},
        {"marta jane novak", "jane", NAME_BY_PART},
        {"marta novak", "m novak", NAME_BY_SEVERAL},
        {"marta novak", "p novak", NAME_DIFFERENT},
        {"marta novak", "ivan novak", NAME_DIFFERENT},
        {"william hartley", "bill hartley", NAME_BY_SEVERAL},
        {"robert t miller", "robert s miller", NAME_DIFFERENT},
        {"viktor kovacs", "kovacs viktor", NAME_BY_SEVERAL},
        {"carlos ortega ruiz", "ortega ruiz", NAME_BY_SEVERAL},
        {"hassan al rashid", "rashid", NAME_BY_FAMILY},
        {"ursula von der heide", "heide", NAME_BY_FAMILY},
        {"khalid bin salman", "salman", NAME_DIFFERENT},
        {"khalid bin salman", "bin salman", NAME_BY_FAMILY},
        {"martin green jr", "martin green sr", NAME_DIFFERENT},
        {"martin green jr", "martin green", NAME_BY_SEVERAL},
        {"martin green", "martin green jr", NAME_DIFFERENT},
    };
    (void)unused;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct name_form a = form_of(ENTITY_PERSON, cases[i].fuller, GENDER_UNKNOWN);
        struct name_form b = form_of(ENTITY_PERSON, cases[i].shorter, GENDER_UNKNOWN);
        if (name_form_person(&a, &b, NULL) != cases[i].match) {
            fail_msg("%s, %s", cases[i].fuller, cases[i].shorter);
        }
    }
}

static void genders_part_persons(void **unused)
{
    struct name_form she = form_of(ENTITY_PERSON, "marta novak", GENDER_FEMALE);
    struct name_form he = form_of(ENTITY_PERSON, "novak", GENDER_MALE);
    struct name_form any = form_of(ENTITY_PERSON, "novak", GENDER_UNKNOWN);
    (void)unused;
    assert_int_equal(name_form_person(&she, &he, NULL), NAME_DIFFERENT);
    assert_int_equal(name_form_person(&she, &any, NULL), NAME_BY_FAMILY);
}

static void organizations_match_by_their_words(void **unused)
{
    static const struct {
        const char *fuller, *shorter;
        bool part;
    } cases[] = {
        {"harlow industries inc", "harlow industries", true},
        {"harlow industries inc", "harlow", true},
        {"international red cross", "red cross", true},
        {"international red cross", "cross", false},
        {"bank of harlow", "harlow bank", false},
        {"harlow", "harlow industries", false},
        {"harlow university press", "harlow university", false},
        {"supreme court of harlow", "supreme court", true},
        {"office of the harlow council", "harlow council", false},
    };
    (void)unused;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct name_form a = form_of(ENTITY_ORGANIZATION, cases[i].fuller, GENDER_UNKNOWN);
        struct name_form b = form_of(ENTITY_ORGANIZATION, cases[i].shorter, GENDER_UNKNOWN);
        if (name_form_part_of(&a, &b) != cases[i].part) {
            fail_msg("%s, %s", cases[i].fuller, cases[i].shorter);
        }
    }
}

static void a_body_is_what_its_head_says(void **unused)
{
    static const struct {
        const char *name, *word;
        bool head;
    } cases[] = {
        {"royal navy", "navy", true},         {"bank of harlow", "bank", true},
        {"bank of harlow", "harlow", false},  {"harlow", "harlow", false},
        {"harlow bank hotel", "bank", false},
    };
    (void)unused;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct name_form f = form_of(ENTITY_ORGANIZATION, cases[i].name, GENDER_UNKNOWN);
        if (name_form_is_head(&f, str_of(cases[i].word)) != cases[i].head) {
            fail_msg("%s, %s", cases[i].name, cases[i].word);
        }
    }
}

static void things_go_by_their_names(void **unused)
{
    static const struct {
        const char *fuller, *shorter;
        bool thing;
    } cases[] = {
        {"hurricane humberto", "humberto", true},
        {"tropical storm ana lia", "ana lia", true},
        {"mv humberto", "humberto", true},
        {"hurricane humberto", "hurricane", false},
        {"hurricane humberto", "hurricane humberto", false},
        {"lake humberto", "humberto", false},
        {"humberto", "hurricane humberto", false},
    };
    (void)unused;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct name_form a = form_of(ENTITY_OTHER, cases[i].fuller, GENDER_UNKNOWN);
        struct name_form b = form_of(ENTITY_OTHER, cases[i].shorter, GENDER_UNKNOWN);
        if (name_form_is_thing(&a, &b) != cases[i].thing) {
            fail_msg("%s, %s", cases[i].fuller, cases[i].shorter);
        }
    }
}

static void acronyms_stand_for_initials(void **unused)
{
    static const struct {
        const char *acronym, *words;
        bool fits;
    } cases[] = {
        {"icc", "international criminal court", true},
        {"foe", "friends of the earth", true},
        {"fote", "friends of the earth", true},
        {"ice", "international criminal court", false},
        {"ic", "international criminal court", false},
        {"h", "harlow", false},
    };
    (void)unused;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct name_form a = form_of(ENTITY_ORGANIZATION, cases[i].acronym, GENDER_UNKNOWN);
        struct name_form b = form_of(ENTITY_ORGANIZATION, cases[i].words, GENDER_UNKNOWN);
        a.acronym = true;
        if (name_form_abbreviates(&a, &b) != cases[i].fits) {
            fail_msg("%s, %s", cases[i].acronym, cases[i].words);
        }
    }
}

static void spellings_vary_little(void **unused)
{
    (void)unused;
    assert_true(name_form_variant(STR("kovalenko"), STR("kovalenka")));
    assert_true(name_form_variant(STR("hansen"), STR("hanssen")));
    assert_false(name_form_variant(STR("hansen"), STR("janssen")));
    assert_false(name_form_variant(STR("hall"), STR("hill")));
    assert_false(name_form_variant(STR("hansen"), STR("hanssonn")));
    assert_false(name_form_variant(STR("kovalenko"), STR("kovalchuk")));
}

static void nouns_have_classes(void **unused)
{
    (void)unused;
    assert_sorted("persons", &nouns_persons);
    assert_sorted("women", &nouns_women);
    assert_sorted("men", &nouns_men);
    assert_sorted("groups", &nouns_groups);
    assert_sorted("places", &nouns_places);
    assert_sorted("times", &nouns_times);
    assert_int_equal(noun_class(STR("Teacher")), NOUN_PERSON);
    assert_int_equal(noun_class(STR("chairperson")), NOUN_PERSON);
    assert_int_equal(noun_class(STR("police")), NOUN_GROUP);
    assert_int_equal(noun_class(STR("city")), NOUN_PLACE);
    assert_int_equal(noun_class(STR("month")), NOUN_TIME);
    assert_int_equal(noun_class(STR("hammer")), NOUN_THING);
    assert_int_equal(noun_gender(STR("spokeswoman")), GENDER_FEMALE);
    assert_int_equal(noun_gender(STR("spokesman")), GENDER_MALE);
    assert_int_equal(noun_gender(STR("teacher")), GENDER_UNKNOWN);
}

static void pronouns_are_known(void **unused)
{
    (void)unused;
    assert_int_equal(pronoun_find(STR("She"))->gender, GENDER_FEMALE);
    assert_int_equal(pronoun_find(STR("our"))->person, 1);
    assert_int_equal(pronoun_find(STR("themselves"))->form, PRONOUN_REFLEXIVE);
    assert_null(pronoun_find(STR("who")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(persons_match_by_their_parts),
        cmocka_unit_test(genders_part_persons),
        cmocka_unit_test(organizations_match_by_their_words),
        cmocka_unit_test(a_body_is_what_its_head_says),
        cmocka_unit_test(things_go_by_their_names),
        cmocka_unit_test(acronyms_stand_for_initials),
        cmocka_unit_test(spellings_vary_little),
        cmocka_unit_test(nouns_have_classes),
        cmocka_unit_test(pronouns_are_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
