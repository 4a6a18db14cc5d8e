/* An analysis written by hand, as a time line, a map and GDELT's rows. */
#include "forms/exports.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include <jansson.h>

#include "forms/country_codes.h"
#include "forms/timeline.h"

#define TEXT                                                                                       \
    "Ferry sinks\n\nOn 3 May, \"rebels\" attacked Port Lund, killing 12 people. It may rain.\n"

static const struct wire_section sections[] = {
    {.kind = WIRE_SECTION_KIND_HEADLINE, .span = {0, 13}},
    {.kind = WIRE_SECTION_KIND_LEDE, .span = {13, 80}}};
static const struct wire_sentence sentences[] = {
    {.span = {0, 11}}, {.span = {13, 70}}, {.span = {71, 83}}};
static const struct wire_mention rebels[] = {
    {.span = {24, 30}, .text = STR_INIT("rebels"), .kind = WIRE_MENTION_KIND_NAME}};
static const struct wire_mention lund[] = {
    {.span = {41, 50}, .text = STR_INIT("Port Lund"), .kind = WIRE_MENTION_KIND_NAME}};
static const struct wire_entity entities[] = {
    {.id = 0,
     .key = STR_INIT("x-1"),
     .type = WIRE_ENTITY_TYPE_ORGANIZATION,
     .name = STR_INIT("Free \"Coast\", Army"),
     .cameo = STR_INIT("SWEREB"),
     .mentions = rebels,
     .mentions_count = 1},
    {.id = 1,
     .key = STR_INIT("x-2"),
     .type = WIRE_ENTITY_TYPE_LOCATION,
     .name = STR_INIT("Port Lund"),
     .mentions = lund,
     .mentions_count = 1},
};
static const struct wire_place places[] = {{.entity = 1,
                                            .name = STR_INIT("Port Lund"),
                                            .has_geonames = true,
                                            .geonames = 42,
                                            .country = STR_INIT("SE"),
                                            .admin1 = STR_INIT("27"),
                                            .has_lat = true,
                                            .lat = 55.7,
                                            .has_lon = true,
                                            .lon = 13.2,
                                            .feature = STR_INIT("PPL")}};
static const struct wire_time times[] = {
    {.span = {16, 21},
     .text = STR_INIT("3 May"),
     .type = WIRE_TIME_TYPE_DATE,
     .value = STR_INIT("2024-05-03"),
     .begin = STR_INIT("2024-05-03"),
     .end = STR_INIT("2024-05-04"),
     .has_confidence = true,
     .confidence = 0.9},
    {.span = {74, 77}, .text = STR_INIT("may"), .type = WIRE_TIME_TYPE_DATE},
};
static const struct wire_quantity quantities[] = {{.span = {60, 62},
                                                   .text = STR_INIT("12"),
                                                   .kind = WIRE_QUANTITY_KIND_CASUALTIES,
                                                   .has_value = true,
                                                   .value = 12,
                                                   .unit = STR_INIT("dead"),
                                                   .counted = STR_INIT("people")}};
static const uint32_t first[] = {0}, second[] = {1}, nowhere[] = {99};
static const struct wire_event happened = {
    .trigger = {.span = {32, 40}, .text = STR_INIT("attacked"), .lemma = STR_INIT("attack")},
    .class = WIRE_EVENT_CLASS_PLOVER,
    .has_plover = true,
    .plover = {.event = STR_INIT("ASSAULT")},
    .cameo = STR_INIT("190"),
    .has_quad = true,
    .quad = 4,
    .has_goldstein = true,
    .goldstein = -10,
    .source = first,
    .source_count = 1,
    .target = second,
    .target_count = 1,
    .has_place = true,
    .has_time = true,
    .modality = WIRE_MODALITY_HAPPENED,
    .has_sentence = true,
    .sentence = 1,
};
static const struct wire_event possible = {
    .trigger = {.span = {78, 82}, .text = STR_INIT("rain")},
    .class = WIRE_EVENT_CLASS_OTHER,
    .source = nowhere,
    .source_count = 1,
    .has_place = true,
    .place = 7,
    .has_time = true,
    .time = 7,
    .modality = WIRE_MODALITY_POSSIBLE,
};
static struct wire_event events[2];
static const struct wire_analysis whole = {
    .article = {.id = STR_INIT("n-1"),
                .uri = STR_INIT("https://example.org/1"),
                .source = STR_INIT("example.org"),
                .title = STR_INIT("Ferry <sinks>"),
                .published = STR_INIT("2024-05-04T08:30:00Z"),
                .has_words = true,
                .words = 14},
    .text = STR_INIT(TEXT),
    .has_sections = true,
    .sections = sections,
    .sections_count = 2,
    .has_sentences = true,
    .sentences = sentences,
    .sentences_count = 3,
    .has_entities = true,
    .entities = entities,
    .entities_count = 2,
    .has_places = true,
    .places = places,
    .places_count = 1,
    .has_times = true,
    .times = times,
    .times_count = 2,
    .has_quantities = true,
    .quantities = quantities,
    .quantities_count = 1,
    .has_events = true,
    .events = events,
    .events_count = 2,
};
static struct wire_analysis analysis;
static struct buf out;

static int make(void **state)
{
    (void)state;
    events[0] = happened;
    events[1] = possible;
    analysis = whole;
    out = (struct buf){0};
    return 0;
}

static int drop(void **state)
{
    (void)state;
    buf_release(&out);
    return 0;
}

static const char *written(const char *name)
{
    buf_clear(&out);
    const struct export_form *form = export_find(name);
    assert_non_null(form);
    form->write(&analysis, &out);
    return buf_cstr(&out);
}

static size_t count(const char *text, char c)
{
    size_t n = 0;
    for (; *text; text++) {
        n += *text == c;
    }
    return n;
}

/* The piece of the line between two parting signs, from 0. */
static struct str piece(const char *line, char part, size_t at)
{
    struct str s = str_of(line);
    size_t begin = 0;
    for (; at > 0; at--) {
        begin = str_find_byte(s, part, begin) + 1;
    }
    size_t end = str_find_byte(s, part, begin);
    return str_slice(s, begin, end == SIZE_MAX ? s.len : end);
}

static void assert_cell(const char *line, size_t at, const char *expected)
{
    struct str cell = piece(line, '\t', at);
    if (!str_equal(cell, str_of(expected))) {
        fail_msg("column %zu is \"%.*s\", not \"%s\"", at + 1, STR_ARG(cell), expected);
    }
}

static void names_are_known(void **state)
{
    (void)state;
    assert_null(export_find("csv"));
    assert_null(export_find(""));
    assert_string_equal(export_find("timeline")->header, timeline_header);
}

static void a_time_line_has_events_and_bare_times(void **state)
{
    (void)state;
    const char *rows = written("timeline");
    assert_string_equal(
        rows,
        "n-1,2024-05-03,2024-05-04,3 May,2024-05-03,DATE,,attack,ASSAULT,190,"
        "\"Free \"\"Coast\"\", Army\",Port Lund,Port Lund,SE,55.70000,13.20000,happened,false,,"
        "\"On 3 May, \"\"rebels\"\" attacked Port Lund, killing 12 people.\"\n"
        "n-1,,,may,,DATE,,,,,,,,,,,,,,It may rain.\n"
        "n-1,,,,,,,rain,other,,,,,,,,possible,false,,\n");
    assert_int_equal(count(timeline_header, ','), 19);
}

static void a_map_has_places_and_events(void **state)
{
    (void)state;
    json_error_t error;
    json_t *map = json_loads(written("geojson"), 0, &error);
    assert_non_null(map);
    json_t *features = json_object_get(map, "features");
    assert_int_equal(json_array_size(features), 2);
    json_t *event = json_object_get(json_array_get(features, 1), "properties");
    assert_string_equal(json_string_value(json_object_get(event, "event")), "ASSAULT");
    assert_string_equal(json_string_value(json_object_get(event, "begin")), "2024-05-03");
    assert_string_equal(json_string_value(json_array_get(json_object_get(event, "source"), 0)),
                        "Free \"Coast\", Army");
    json_t *point = json_object_get(json_array_get(features, 0), "geometry");
    assert_true(json_real_value(json_array_get(json_object_get(point, "coordinates"), 0)) == 13.2);
    json_decref(map);
}

static void the_graph_has_its_columns(void **state)
{
    (void)state;
    const char *row = written("gkg");
    assert_int_equal(count(row, '\n'), 1);
    assert_int_equal(count(row, '\t'), 26);
    assert_cell(row, 1, "20240504083000");
    assert_cell(row, 4, "https://example.org/1");
    assert_cell(row, 5, "KILL#12#people#4#Port Lund#SW#SW27#55.70000#13.20000#42;");
    assert_cell(row, 6, "KILL#12#people#4#Port Lund#SW#SW27#55.70000#13.20000#42#60;");
    assert_cell(row, 9, "4#Port Lund#SW#SW27#55.70000#13.20000#42");
    assert_cell(row, 10, "4#Port Lund#SW#SW27##55.70000#13.20000#42#41");
    assert_cell(row, 11, "");
    assert_cell(row, 13, "Free \"Coast\"  Army");
    assert_cell(row, 14, "Free \"Coast\"  Army,24");
    assert_cell(row, 16, "3#5#3#2024#16;");
    assert_cell(row, 17, "wc:14");
    assert_cell(row, 24, "12,people,60;");
    assert_cell(row, 26, "<PAGE_TITLE>Ferry &lt;sinks&gt;</PAGE_TITLE>\n");
}

static void event_rows_have_their_columns(void **state)
{
    (void)state;
    const char *row = written("gkg-events");
    assert_int_equal(count(row, '\n'), 1); /* what may happen is no row */
    assert_int_equal(count(row, '\t'), 60);
    assert_cell(row, 1, "20240503");
    assert_cell(row, 4, "2024.4192");
    assert_cell(row, 5, "SWEREB");
    assert_cell(row, 6, "FREE \"COAST\", ARMY");
    assert_cell(row, 7, "SWE");
    assert_cell(row, 12, "REB");
    assert_cell(row, 16, "PORT LUND");
    assert_cell(row, 25, "1");
    assert_cell(row, 26, "190");
    assert_cell(row, 27, "190");
    assert_cell(row, 28, "19");
    assert_cell(row, 29, "4");
    assert_cell(row, 30, "-10.0");
    assert_cell(row, 35, "0");
    assert_cell(row, 43, "4");
    assert_cell(row, 51, "4");
    assert_cell(row, 53, "SW");
    assert_cell(row, 59, "20240504083000");
    assert_cell(row, 60, "https://example.org/1\n");
}

/* Of an event that is known to a month or a year alone the day is the article's. */
static void a_time_without_a_day_gives_none(void **state)
{
    (void)state;
    struct wire_time time = times[0];
    analysis.times = &time;
    analysis.times_count = 1;
    time.begin = STR("2023-06");
    assert_cell(written("gkg-events"), 1, "20240504");
    time.begin = STR("2023");
    assert_cell(written("gkg-events"), 1, "20240504");
    time.begin = STR("2023-06-09");
    assert_cell(written("gkg-events"), 1, "20230609");
}

static void a_named_region_is_no_code(void **state)
{
    (void)state;
    struct wire_place place = places[0];
    analysis.places = &place;
    place.admin1 = STR("Skåne");
    assert_cell(written("gkg"), 9, "4#Port Lund, Skåne#SW#SW#55.70000#13.20000#42");
    place.country = STR("US");
    place.admin1 = STR("Texas");
    assert_cell(written("gkg"), 9, "3#Port Lund, Texas#US#USTX#55.70000#13.20000#42");
}

static void only_what_happened_is_a_row(void **state)
{
    (void)state;
    events[0].negated = true;
    assert_string_equal(written("gkg-events"), "");
    events[0].negated = false;
    events[0].modality = WIRE_MODALITY_PLANNED;
    assert_string_equal(written("gkg-events"), "");
}

static void a_refusal_has_no_rows(void **state)
{
    (void)state;
    analysis = (struct wire_analysis){
        .article = {.id = STR_INIT("n-2")}, .text = STR_INIT(""), .has_error = true};
    assert_string_equal(written("timeline"), "");
    assert_string_equal(written("gkg"), "");
    assert_string_equal(written("gkg-events"), "");
    assert_string_equal(written("geojson"), "{\"type\":\"FeatureCollection\",\"features\":[]}\n");
}

static void country_codes_are_found(void **state)
{
    (void)state;
    static const struct {
        struct str alpha2;
        const char *fips;
    } rows[] = {{STR_INIT("CN"), "CH"},
                {STR_INIT("AD"), "AN"},
                {STR_INIT("ZW"), "ZI"},
                {STR_INIT("GB"), "UK"},
                {STR_INIT("XK"), "KV"}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_true(str_equal(country_fips(rows[i].alpha2), str_of(rows[i].fips)));
    }
    assert_true(str_is_absent(country_fips(STR("XX"))));
    assert_true(str_is_absent(country_fips((struct str){0})));
    assert_true(str_equal(american_state(STR("Texas")), STR("TX")));
    assert_true(str_is_absent(american_state(STR("Bavaria"))));
    assert_true(country_is_alpha3(STR("CHN")) && !country_is_alpha3(STR("GOV")));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make, drop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(names_are_known),
        TEST(a_time_line_has_events_and_bare_times),
        TEST(a_map_has_places_and_events),
        TEST(the_graph_has_its_columns),
        TEST(event_rows_have_their_columns),
        TEST(a_time_without_a_day_gives_none),
        TEST(only_what_happened_is_a_row),
        TEST(a_named_region_is_no_code),
        TEST(a_refusal_has_no_rows),
        TEST(country_codes_are_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
