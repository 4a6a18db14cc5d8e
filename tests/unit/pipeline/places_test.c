/* places over a small pack: which of two towns of a name, by what stands round it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "model/models.h"
#include "pipeline/pipeline.h"
#include "pipeline/places.h"
#include "pipeline/stages.h"

enum { NAMES_PER_ROW = 4, BIG = 14, TWIN = 15, NORTHLAND = 11 };

/* The names are found in the text one after the other. */
struct row {
    const char *what, *text, *dateline;
    struct {
        const char *name;
        enum entity_type type;
    } names[NAMES_PER_ROW];
    uint32_t geonames[NAMES_PER_ROW]; /* of the places in their order; 0: known by no id */
    const char *why[NAMES_PER_ROW];
    uint32_t places;
};

static const struct row rows[] = {
    {.what = "the larger one",
     .text = "A fire in Port Amber.",
     .names = {{"Port Amber", ENTITY_LOCATION}},
     .geonames = {BIG},
     .why = {"prominence"},
     .places = 1},
    {.what = "the one in the country beside it",
     .text = "A fire in Port Amber, Southland.",
     .names = {{"Port Amber", ENTITY_LOCATION}, {"Southland", ENTITY_LOCATION}},
     .geonames = {TWIN, 12},
     .why = {"contained", "only-candidate"},
     .places = 2},
    {.what = "the dateline says which",
     .text = "PORT AMBER, Southland (AP) - A fire.",
     .dateline = "PORT AMBER, Southland",
     .geonames = {TWIN},
     .why = {"contained"},
     .places = 1},
    {.what = "a dateline's town that nobody knows is in its country",
     .text = "GULLTON, Southland (AP) - A fire.",
     .dateline = "GULLTON, Southland",
     .geonames = {0},
     .why = {"place-around"},
     .places = 1},
    {.what = "a country may be at work as an organization, other names may not",
     .text = "Northland met Village 7.",
     .names = {{"Northland", ENTITY_ORGANIZATION}, {"Village 7", ENTITY_ORGANIZATION}},
     .geonames = {NORTHLAND},
     .why = {"only-candidate"},
     .places = 1},
    {.what = "part of a place is the place",
     .text = "Rain over southern Northland.",
     .names = {{"southern Northland", ENTITY_LOCATION}},
     .geonames = {NORTHLAND},
     .why = {"only-candidate"},
     .places = 1},
    {.what = "a street is in the article's town",
     .text = "A fire in Port Amber, in Gull Street.",
     .names = {{"Port Amber", ENTITY_LOCATION}, {"Gull Street", ENTITY_FACILITY}},
     .geonames = {BIG, 0},
     .why = {"prominence", "place-around"},
     .places = 2},
    {.what = "a hall is in the town that its name names",
     .text = "A fire in Port Amber, in Old Port Amber.",
     .names = {{"Port Amber", ENTITY_LOCATION}, {"Old Port Amber", ENTITY_FACILITY}},
     .geonames = {BIG, 0},
     .why = {"prominence", "place-around"},
     .places = 2},
    {.what = "the country behind the comma of one name",
     .text = "A fire in Port Amber, Southland today.",
     .names = {{"Port Amber, Southland", ENTITY_LOCATION}},
     .geonames = {TWIN},
     .why = {"contained"},
     .places = 1},
    {.what = "a seat of a government where something happens is a place in the capital",
     .text = "They met at Amber House.",
     .names = {{"Amber House", ENTITY_ORGANIZATION}},
     .geonames = {0},
     .why = {"place-around"},
     .places = 1},
    {.what = "a seat of a government at work is none",
     .text = "Amber House denied it.",
     .names = {{"Amber House", ENTITY_ORGANIZATION}},
     .places = 0},
    {.what = "a building that is an organization stands in the town",
     .text = "In Port Amber they met at the Gull Library.",
     .names = {{"Port Amber", ENTITY_LOCATION}, {"Gull Library", ENTITY_ORGANIZATION}},
     .geonames = {BIG, 0},
     .why = {"prominence", "place-around"},
     .places = 2},
    {.what = "a people with the country's very name is the country",
     .text = "Northland rejoiced.",
     .names = {{"Northland", ENTITY_GROUP}},
     .geonames = {NORTHLAND},
     .why = {"only-candidate"},
     .places = 1},
    {.what = "a person is no place",
     .text = "Port Amber sang.",
     .names = {{"Port Amber", ENTITY_PERSON}},
     .places = 0},
};

static struct article article;
static struct arena arena;
static struct pipeline_state state;
static struct models models;

static void add_name(const struct row *row, uint32_t number, size_t *from)
{
    struct str name = str_of(row->names[number].name);
    size_t begin = str_find(article.text, name, *from);
    assert_true(begin != SIZE_MAX);
    *from = begin + name.len;
    *vec_push(&article.mentions, &arena, MENTIONS_MAX) =
        (struct mention){.span = {(uint32_t)begin, (uint32_t)*from},
                         .entity = number,
                         .kind = MENTION_NAME,
                         .type = row->names[number].type};
    *vec_push(&article.entities, &arena, ENTITIES_MAX) = (struct entity){
        .type = row->names[number].type, .name = name, .mention_count = 1, .name_count = 1};
}

static void give(const struct row *row)
{
    size_t from = 0;
    article_reset(&article);
    article.text = str_of(row->text);
    *vec_push(&article.sentences, &arena, SENTENCES_MAX) =
        (struct sentence){.span = {0, (uint32_t)article.text.len}};
    for (uint32_t i = 0; i < NAMES_PER_ROW && row->names[i].name; i++) {
        add_name(row, i, &from);
    }
    if (row->dateline) {
        article.dateline.found = true;
        article.dateline.place = (struct span){0, (uint32_t)strlen(row->dateline)};
    }
}

static void test_rows(void **unused)
{
    (void)unused;
    for (size_t r = 0; r < sizeof rows / sizeof rows[0]; r++) {
        const struct row *row = &rows[r];
        give(row);
        assert_int_equal(places_run(&article, &models), STATUS_OK);
        if (article.places.count != row->places) {
            fail_msg("%s: %u places", row->what, article.places.count);
        }
        for (uint32_t i = 0; i < row->places; i++) {
            const struct place *p = &article.places.items[i];
            bool why = false;
            for (uint32_t k = 0; k < p->why_count; k++) {
                why = why || str_equal(p->why[k], str_of(row->why[i]));
            }
            if (p->geonames != row->geonames[i] || !why || !(p->confidence > 0) ||
                p->confidence > 1) {
                fail_msg("%s: place %u is %u, %.*s", row->what, i, p->geonames, STR_ARG(p->why[0]));
            }
        }
        assert_true((article.dateline_place != NO_INDEX) == (row->dateline != NULL));
        if (row->dateline) { /* the wire wants a key of all entities */
            assert_true(article.entities.items[article.places.items[0].entity].key.len > 0);
        }
    }
}

static void test_focus(void **unused)
{
    (void)unused;
    give(&rows[1]);
    assert_int_equal(places_run(&article, &models), STATUS_OK);
    assert_int_equal(article.focus.country_count, 1);
    assert_true(str_equal(article.focus.countries[0].country, STR("SX")));
    assert_int_equal(article.focus.place_count, 1);
    assert_int_equal(article.focus.places[0].place, 0);
}

/* As many toponyms as an article of names alone holds, all of them of two places each: the stage
 * takes them, and decides the last like the first. */
static void test_many(void **unused)
{
    (void)unused;
    enum { MANY = 2000 };
    static char text[MANY * 12];
    struct str name = STR("Port Amber");
    article_reset(&article);
    for (uint32_t i = 0; i < MANY; i++) {
        memcpy(text + i * 12, "Port Amber. ", 12);
        *vec_push(&article.entities, &arena, ENTITIES_MAX) = (struct entity){
            .type = ENTITY_LOCATION, .name = name, .mention_count = 1, .name_count = 1};
        *vec_push(&article.mentions, &arena, MENTIONS_MAX) =
            (struct mention){.span = {i * 12, i * 12 + 10}, .entity = i, .kind = MENTION_NAME};
    }
    article.text = str_make(text, sizeof text);
    assert_int_equal(places_run(&article, &models), STATUS_OK);
    assert_int_equal(article.places.count, MANY);
    assert_int_equal(article.places.items[MANY - 1].geonames, BIG);
    assert_int_equal(article.places.items[0].geonames, BIG);
}

static void test_written_out(void **unused)
{
    (void)unused;
    uint32_t kinds = 0;
    assert_true(str_equal(places_written_out(STR("TX"), &arena), STR("Texas")));
    assert_true(str_equal(places_written_out(STR("GULL CO."), &arena), STR("GULL County")));
    assert_true(str_equal(places_written_out(STR("Gull"), &arena), STR("Gull")));
    assert_true(str_equal(places_without_class(STR("Gull province"), &kinds), STR("Gull")));
    assert_int_equal(kinds, 1u << PACK_REGION);
    assert_int_equal(places_without_class(STR("Gull"), &kinds).len, 0);
    assert_true(str_equal(places_without_direction(STR("north-eastern Gull")), STR("Gull")));
}

static void test_without_pack(void **unused)
{
    (void)unused;
    give(&rows[0]);
    assert_int_equal(places_run(&article, &(struct models){0}), STATUS_MODEL);
}

/* Against the haversine of the C library, over the whole globe. */
static void test_distance(void **unused)
{
    (void)unused;
    const double radian = 3.14159265358979323846 / 180;
    srand(7);
    for (int i = 0; i < 20000; i++) {
        double lat = rand() % 18000 / 100.0 - 90, lon = rand() % 36000 / 100.0 - 180;
        double lat2 = rand() % 18000 / 100.0 - 90, lon2 = rand() % 36000 / 100.0 - 180;
        double a = sin((lat - lat2) * radian / 2), b = sin((lon - lon2) * radian / 2);
        double true_km =
            2 * 6371 * asin(sqrt(a * a + cos(lat * radian) * cos(lat2 * radian) * b * b));
        double km = places_distance((int32_t)(lat * 1e5), (int32_t)(lon * 1e5),
                                    (int32_t)(lat2 * 1e5), (int32_t)(lon2 * 1e5));
        double allowed = true_km < 10000 ? 0.01 * true_km + 2 : 0.2 * true_km;
        if (fabs(km - true_km) > allowed) {
            fail_msg("%g %g to %g %g: %g km, not %g", lat, lon, lat2, lon2, km, true_km);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),         cmocka_unit_test(test_focus),
        cmocka_unit_test(test_without_pack), cmocka_unit_test(test_many),
        cmocka_unit_test(test_written_out),  cmocka_unit_test(test_distance)};
    const char *const path = "tests/unit/model/small.pack", *problem = "";
    if (pack_open(&path, 1, &models.pack, &problem) != STATUS_OK ||
        arena_init(&arena, 16 << 20) != STATUS_OK ||
        arena_init(&state.scratch, 16 << 20) != STATUS_OK) {
        print_error("%s\n", problem);
        return 1;
    }
    article.arena = &arena;
    article.state = &state;
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    pack_close(models.pack);
    arena_release(&state.scratch);
    arena_release(&arena);
    return failed;
}
