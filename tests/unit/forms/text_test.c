#include "forms/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const char text[] = "Ada Moll: Hello there, 12 ships of Port Elden";

static const struct wire_mention of_moll[] = {{.kind = WIRE_MENTION_KIND_NAME},
                                              {.kind = WIRE_MENTION_KIND_PRONOUN}},
                                 of_port[] = {{.kind = WIRE_MENTION_KIND_NAME}},
                                 of_ships[] = {{.kind = WIRE_MENTION_KIND_NOMINAL}};
static const struct wire_entity_role role = {.title = STR_INIT("minister")};
static const struct wire_entity entities[] = {
    {.type = WIRE_ENTITY_TYPE_LOCATION,
     .name = STR_INIT("Port Elden"),
     .mentions = of_port,
     .mentions_count = 1,
     .confidence = 0.7},
    {.type = WIRE_ENTITY_TYPE_OTHER,
     .name = STR_INIT("12 ships"),
     .mentions = of_ships,
     .mentions_count = 1,
     .confidence = 0.5},
    {.type = WIRE_ENTITY_TYPE_PERSON,
     .name = STR_INIT("Ada Moll"),
     .mentions = of_moll,
     .mentions_count = 2,
     .roles = &role,
     .roles_count = 1,
     .confidence = 0.9},
};
static const struct wire_place place = {.name = STR_INIT("Port Elden"),
                                        .country = STR_INIT("GB"),
                                        .lat = 54.125,
                                        .has_lat = true,
                                        .lon = -3,
                                        .has_lon = true,
                                        .confidence = 0.8};
static const struct wire_time time_of_it = {
    .span = {16, 21}, .value = STR_INIT("P1D"), .confidence = 0.75};
static const struct wire_quantity quantity = {.span = {23, 25},
                                              .kind = WIRE_QUANTITY_KIND_COUNT,
                                              .counted = STR_INIT("ships"),
                                              .confidence = 0.6};
static const struct wire_quote quotes[] = {
    {.kind = WIRE_QUOTE_KIND_DIRECT,
     .span = {10, 15},
     .speaker = {.text = STR_INIT("she"), .entity = 2, .has_entity = true},
     .has_speaker = true,
     .confidence = 0.9},
    {.kind = WIRE_QUOTE_KIND_DIRECT, .span = {16, 21}, .has_continues = true, .confidence = 0.4},
};
static const uint32_t source[] = {2}, target[] = {0, 9 /* nobody */};
static const struct wire_event event = {.trigger = {.text = STR_INIT("visit")},
                                        .class = WIRE_EVENT_CLASS_PLOVER,
                                        .plover = {.event = STR_INIT("CONSULT")},
                                        .has_plover = true,
                                        .modality = WIRE_MODALITY_PLANNED,
                                        .source = source,
                                        .source_count = 1,
                                        .target = target,
                                        .target_count = 2,
                                        .place = 0,
                                        .has_place = true,
                                        .time = 0,
                                        .has_time = true,
                                        .confidence = 0.8};
static const struct wire_relation relations[] = {
    {.type = STR_INIT("located_in"), .subject = 2, .object = STR_INIT("\x00"), .confidence = 0.7},
    {.type = STR_INIT("born_on"),
     .subject = 2,
     .object = STR_INIT("\xA4"
                        "1960"),
     .confidence = 0.7},
};

static const struct str credits[] = {STR_INIT("AP"), STR_INIT("Reuters")};
static const struct wire_analysis whole = {
    .article = {.id = STR_INIT("a-1"),
                .title = STR_INIT("Bridge\nopens"),
                .has_words = true,
                .words = 9},
    .text = {text, sizeof text - 1},
    .has_dateline = true,
    .dateline = {.place_text = STR_INIT("PORT ELDEN"),
                 .date = STR_INIT("2024-03-14"),
                 .credit = credits,
                 .credit_count = 2},
    .entities = entities,
    .entities_count = 3,
    .has_entities = true,
    .places = &place,
    .places_count = 1,
    .has_places = true,
    .times = &time_of_it,
    .times_count = 1,
    .has_times = true,
    .quantities = &quantity,
    .quantities_count = 1,
    .has_quantities = true,
    .quotes = quotes,
    .quotes_count = 2,
    .has_quotes = true,
    .events = &event,
    .events_count = 1,
    .has_events = true,
    .relations = relations,
    .relations_count = 2,
    .has_relations = true,
};

static void what_was_found_has_a_row_each(void **state)
{
    (void)state;
    struct buf out = {0};
    text_write(&whole, false, &out);
    assert_string_equal(buf_cstr(&out),
                        "Bridge opens\n"
                        "  id         a-1\n"
                        "  dateline   PORT ELDEN, 2024-03-14 (AP, Reuters)\n"
                        "  text       9 words, 45 bytes\n"
                        "  names      0.90  Ada Moll (person ×2), minister\n"
                        "             0.70  Port Elden (location)\n"
                        "  places     0.80  Port Elden, GB (54.12, -3.00)\n"
                        "  times      0.75  there (P1D)\n"
                        "  quantities 0.60  12 (count of ships)\n"
                        "  quotes     0.90  Ada Moll: Hello\n"
                        "             0.40  … there\n"
                        "  events     0.80  CONSULT planned: visit, by Ada Moll, to "
                        "Port Elden, in Port Elden, P1D\n"
                        "  relations  0.70  located_in: Ada Moll, Port Elden\n"
                        "             0.70  born_on: Ada Moll, 1960\n"
                        "  stages     0 of 0 done\n\n");
    buf_release(&out);
}

/* 320 bytes of it, and no piece of a letter. */
static void the_lede_is_cut_between_letters(void **state)
{
    (void)state;
    char article[400] = "Head\tline\n\n";
    const uint32_t begin = 11, end = begin + 1 + 2 * 180;
    memset(article + begin, 'a', end - begin);
    for (uint32_t i = begin + 1; i < end; i += 2) {
        memcpy(article + i, "ä", 2);
    }
    const struct wire_section sections[] = {{.kind = WIRE_SECTION_KIND_HEADLINE, .span = {0, 9}},
                                            {.kind = WIRE_SECTION_KIND_LEDE, .span = {begin, end}}};
    struct wire_analysis m = {
        .text = {article, end}, .has_sections = true, .sections = sections, .sections_count = 2};
    struct buf out = {0}, expected = {0};
    text_write(&m, false, &out);
    buf_printf(&expected, "Head line\n  text       %u bytes, headline, lede\n  lede       a", end);
    for (int i = 0; i < 159; i++) {
        buf_add_str(&expected, STR("ä"));
    }
    buf_add_str(&expected, STR("…\n  stages     0 of 0 done\n\n"));
    assert_string_equal(buf_cstr(&out), buf_cstr(&expected));
    buf_release(&expected);
    buf_release(&out);
}

static void long_lists_are_cut(void **state)
{
    (void)state;
    struct wire_place places[40];
    for (size_t i = 0; i < 40; i++) {
        places[i] = place;
    }
    struct wire_analysis m = {.places = places, .places_count = 40, .has_places = true};
    struct buf out = {0};
    text_write(&m, false, &out);
    struct str text_of_it = buf_str(&out);
    assert_true(str_find(text_of_it, STR("             … of 40\n  stages"), 0) != SIZE_MAX);
    buf_release(&out);
}

static void stages_that_went_alike_share_their_words(void **state)
{
    (void)state;
    static const struct wire_stage_report stages[] = {
        {.name = STR_INIT("sections"), .status = WIRE_STAGE_STATUS_DONE},
        {.name = STR_INIT("tag"), .status = WIRE_STAGE_STATUS_SKIPPED, .reason = STR_INIT("de")},
        {.name = STR_INIT("cut"), .status = WIRE_STAGE_STATUS_SKIPPED, .reason = STR_INIT("de")},
        {.name = STR_INIT("names"), .status = WIRE_STAGE_STATUS_SKIPPED, .reason = STR_INIT("de")},
        {.name = STR_INIT("coref"), .status = WIRE_STAGE_STATUS_OVER_BUDGET},
    };
    struct wire_analysis m = {.provenance = {.stages = stages, .stages_count = 5}};
    struct buf out = {0};
    text_write(&m, false, &out);
    assert_true(str_find(buf_str(&out),
                         STR("stages     1 of 5 done; tag to names skipped (de); coref "
                             "over-budget\n"),
                         0) != SIZE_MAX);
    buf_release(&out);
}

static void a_refused_article_says_why(void **state)
{
    (void)state;
    struct wire_analysis m = whole;
    struct buf out = {0};
    m.has_error = true;
    m.error = (struct wire_analysis_error){STR("missing-body"), STR("no body")};
    text_write(&m, false, &out);
    assert_string_equal(
        buf_cstr(&out),
        "Bridge opens\n  id         a-1\n  refused    missing-body\n  because    no body\n\n");
    buf_release(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_found_has_a_row_each),
        cmocka_unit_test(the_lede_is_cut_between_letters),
        cmocka_unit_test(long_lists_are_cut),
        cmocka_unit_test(stages_that_went_alike_share_their_words),
        cmocka_unit_test(a_refused_article_says_why),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
