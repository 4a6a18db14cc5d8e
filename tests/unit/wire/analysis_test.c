#include "wire/analysis.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "wire/fault.h"
#include "wire/reader.h"
#include "wire/scan.h"

enum { ARENA_BYTES = 1 << 20 };

static const char TEXT[] =
    "Ferry strike ends\n\n\xE2\x80\x9CWe sail at dawn,\xE2\x80\x9D said Ada Holm.";

static struct arena arena;
static struct article article;
static struct wire_analysis map;
static struct buf out;

static const struct provenance provenance = {
    .service = STR_INIT("dateline/9"), .mode = WIRE_MODE_FAST, .reproducible = true};

/* An article of one headline, one sentence and one quote, filled in by hand. */
static void fill(void)
{
    struct article *a = &article;
    article_reset(a);
    a->input =
        (struct article_input){.id = STR_INIT("n-1"), .received_ms = 1700000000000u, .revision = 1};
    a->text = str_of(TEXT);
    a->layers = HAS_SECTIONS | HAS_DATELINE | HAS_LANGUAGE | HAS_SENTENCES | HAS_TOKENS |
                HAS_QUOTES | HAS_ATTRIBUTIONS;
    a->language = (struct language){.tag = STR_INIT("en"), .confidence = 0.98765};
    *vec_push(&a->sections, a->arena, SECTIONS_MAX) = (struct section){SECTION_HEADLINE, {0, 19}};
    *vec_push(&a->sections, a->arena, SECTIONS_MAX) =
        (struct section){SECTION_LEDE, {19, sizeof TEXT - 1}};
    *vec_push(&a->sentences, a->arena, SENTENCES_MAX) =
        (struct sentence){.span = {0, 17}, .token_end = 3};
    *vec_push(&a->tokens, a->arena, TOKENS_MAX) = (struct token){0, 5};
    *vec_push(&a->tokens, a->arena, TOKENS_MAX) = (struct token){6, 12};
    *vec_push(&a->tokens, a->arena, TOKENS_MAX) = (struct token){19, 22};
    *vec_push(&a->quotes, a->arena, QUOTES_MAX) = (struct quote){.kind = QUOTE_DIRECT,
                                                                 .span = {22, 38},
                                                                 .continues = NO_INDEX,
                                                                 .confidence = 0.9,
                                                                 .by = "quote.paired"};
    a->stages[a->stage_count++] =
        (struct stage_record){.name = "quote", .status = STAGE_DONE, .us = 17};
}

static int set_up(void **state)
{
    (void)state;
    article = (struct article){.arena = &arena};
    out = (struct buf){0};
    if (arena_init(&arena, ARENA_BYTES) != STATUS_OK) {
        return -1;
    }
    fill();
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_release(&arena);
    buf_release(&out);
    return 0;
}

static void write_with(enum analysis_detail detail, char digest[ANALYSIS_DIGEST_TEXT])
{
    buf_clear(&out);
    analysis_of(&article, &provenance, detail, &map);
    assert_int_equal(analysis_write(&map, &out, digest), STATUS_OK);
}

static void carries_what_the_layers_hold(void **state)
{
    (void)state;
    char digest[ANALYSIS_DIGEST_TEXT];
    write_with(ANALYSIS_NORMAL, digest);
    struct wire_analysis got;
    struct wire_fault fault;
    assert_int_equal(wire_scan(buf_str(&out), &wire_scan_result, &fault), STATUS_OK);
    assert_int_equal(wire_analysis_read(buf_str(&out), &arena, &got, &fault), STATUS_OK);
    assert_true(str_equal(got.schema, STR("dateline.analysis/1")));
    assert_true(str_equal(got.digest, str_of(digest)));
    assert_true(str_equal(got.article.received, STR("2023-11-14T22:13:20.000Z")));
    assert_true(got.article.language.confidence == 0.988);
    assert_int_equal(got.article.words, 2); /* the quotation mark is none */
    assert_int_equal(got.sections_count, 2);
    assert_int_equal(got.sections[1].kind, WIRE_SECTION_KIND_LEDE);
    assert_false(got.has_dateline);
    assert_false(got.has_tokens);
    assert_int_equal(got.sentences[0].tokens.end, 3);
    assert_true(str_equal(got.quotes[0].text, STR("We sail at dawn,")));
    assert_false(got.quotes[0].has_continues);
    assert_int_equal(got.provenance.stages[0].status, WIRE_STAGE_STATUS_DONE);
    assert_false(got.has_warnings);
}

static void full_detail_has_the_token_columns(void **state)
{
    (void)state;
    char digest[ANALYSIS_DIGEST_TEXT];
    write_with(ANALYSIS_FULL, digest);
    struct wire_analysis got;
    struct wire_fault fault;
    assert_int_equal(wire_analysis_read(buf_str(&out), &arena, &got, &fault), STATUS_OK);
    assert_true(got.has_tokens);
    assert_int_equal(got.tokens.form_count, 3);
    assert_true(str_equal(got.tokens.form[1], STR("strike")));
    assert_int_equal(got.tokens.end[1], 12);
}

static void absent_layers_are_absent(void **state)
{
    (void)state;
    char digest[ANALYSIS_DIGEST_TEXT];
    article.layers = HAS_SECTIONS | HAS_QUOTES | HAS_ATTRIBUTIONS;
    article.quotes.count = 0;
    write_with(ANALYSIS_FULL, digest);
    assert_true(str_is_absent(wire_find(buf_str(&out), STR("sentences"))));
    assert_true(str_is_absent(wire_find(buf_str(&out), STR("tokens"))));
    assert_true(str_equal(wire_find(buf_str(&out), STR("quotes")), STR("\x90")));
}

static void the_digest_leaves_out_what_the_service_adds(void **state)
{
    (void)state;
    char first[ANALYSIS_DIGEST_TEXT], again[ANALYSIS_DIGEST_TEXT], other[ANALYSIS_DIGEST_TEXT];
    write_with(ANALYSIS_NORMAL, first);
    assert_int_equal(strlen(first), 64);
    article.input.received_ms = 0;
    article.input.revision = 2;
    write_with(ANALYSIS_NORMAL, again);
    assert_string_equal(first, again);
    article.input.title = STR("Ferry strike ends");
    write_with(ANALYSIS_NORMAL, other);
    assert_string_not_equal(first, other);
}

static void the_digest_can_be_taken_from_what_was_read(void **state)
{
    (void)state;
    char text[ANALYSIS_DIGEST_TEXT], back[ANALYSIS_DIGEST_TEXT] = "";
    write_with(ANALYSIS_FULL, text);
    struct wire_analysis got;
    struct wire_fault fault;
    assert_int_equal(wire_analysis_read(buf_str(&out), &arena, &got, &fault), STATUS_OK);
    struct buf copy = {0};
    assert_int_equal(analysis_write(&got, &copy, back), STATUS_OK);
    assert_string_equal(text, back);
    assert_true(str_equal(buf_str(&copy), buf_str(&out)));
    buf_release(&copy);
}

static void the_identity_falls_back(void **state)
{
    (void)state;
    char digest[ANALYSIS_DIGEST_TEXT];
    article.input.id = (struct str){NULL, 0};
    article.input.content = STR("c0ffee");
    write_with(ANALYSIS_NORMAL, digest);
    assert_true(str_equal(map.article.id, STR("sha256:c0ffee")));
    article.input.uri = STR("urn:x:1");
    write_with(ANALYSIS_NORMAL, digest);
    assert_true(str_equal(map.article.id, STR("urn:x:1")));
}

static void the_dateline_dates_what_has_no_date(void **state)
{
    (void)state;
    char digest[ANALYSIS_DIGEST_TEXT];
    article.dateline = (struct dateline){
        .found = true, .place = {0, 5}, .date = STR_INIT("2024-03-14"), .mark = STR_INIT("-")};
    write_with(ANALYSIS_NORMAL, digest);
    assert_int_equal(map.article.published_by, WIRE_PUBLISHED_BY_DATELINE);
    assert_true(str_equal(map.dateline.place_text, STR("Ferry")));
    article.input.published = STR("2024-03-13");
    write_with(ANALYSIS_NORMAL, digest);
    assert_int_equal(map.article.published_by, WIRE_PUBLISHED_BY_GIVEN);
}

/* Every list at its maximum takes no more of the arena than is declared. */
static void the_arena_bound_holds(void **state)
{
    (void)state;
    struct article *a = &article;
    struct arena own = {0}, large = {0};
    assert_int_equal(arena_init(&large, (size_t)1 << 26), STATUS_OK);
    assert_int_equal(arena_init(&own, analysis_arena_bytes()), STATUS_OK);
    a->input.id = (struct str){NULL, 0};
    a->input.content = STR("0123456789012345678901234567890123456789012345678901234567890123");
    a->sections.items = arena_alloc_array(&large, SECTIONS_MAX, sizeof *a->sections.items);
    a->sentences.items = arena_alloc_array(&large, SENTENCES_MAX, sizeof *a->sentences.items);
    a->tokens.items = arena_alloc_array(&large, TOKENS_MAX, sizeof *a->tokens.items);
    a->quotes.items = arena_alloc_array(&large, QUOTES_MAX, sizeof *a->quotes.items);
    a->times.items = arena_alloc_array(&large, TIMES_MAX, sizeof *a->times.items);
    a->quantities.items = arena_alloc_array(&large, QUANTITIES_MAX, sizeof *a->quantities.items);
    a->events.items = arena_alloc_array(&large, EVENTS_MAX, sizeof *a->events.items);
    a->relations.items = arena_alloc_array(&large, RELATIONS_MAX, sizeof *a->relations.items);
    a->places.items = arena_alloc_array(&large, PLACES_MAX, sizeof *a->places.items);
    a->warnings.items = arena_alloc_array(&large, WARNINGS_MAX, sizeof *a->warnings.items);
    a->mentions.items = arena_alloc_array(&large, MENTIONS_MAX, sizeof *a->mentions.items);
    a->entities.items = arena_alloc_array(&large, ENTITIES_MAX, sizeof *a->entities.items);
    for (uint32_t i = 0; i < MENTIONS_MAX; i++) {
        a->mentions.items[i].entity = i % ENTITIES_MAX;
        a->entities.items[i % ENTITIES_MAX].mention_count++;
    }
    a->mentions.count = MENTIONS_MAX;
    a->entities.count = ENTITIES_MAX;
    a->roles.items = arena_alloc_array(&large, ROLES_MAX, sizeof *a->roles.items);
    a->roles.count = ROLES_MAX;
    a->layers |=
        HAS_ENTITIES | HAS_TIMES | HAS_QUANTITIES | HAS_EVENTS | HAS_RELATIONS | HAS_PLACES;
    a->sections.count = SECTIONS_MAX;
    a->sentences.count = SENTENCES_MAX;
    a->tokens.count = TOKENS_MAX;
    a->quotes.count = QUOTES_MAX;
    a->times.count = TIMES_MAX;
    a->quantities.count = QUANTITIES_MAX;
    a->events.count = EVENTS_MAX;
    a->places.count = PLACES_MAX;
    a->relations.count = RELATIONS_MAX;
    for (uint32_t i = 0; i < RELATIONS_MAX; i++) {
        a->relations.items[i].object = NO_INDEX;
        a->relations.items[i].literal = STR("2024-03-14T09:00:00Z/2024-03-15");
    }
    a->warnings.count = WARNINGS_MAX;
    a->stage_count = STAGES_MAX;
    a->arena = &own;
    analysis_of(a, &provenance, ANALYSIS_FULL, &map);
    assert_int_equal(map.tokens.form_count, TOKENS_MAX);
    assert_true(arena_left(&own) < analysis_arena_bytes() / 100);
    arena_release(&own);
    arena_release(&large);
}

static void quantities_are_told(void **state)
{
    (void)state;
    article.layers |= HAS_QUANTITIES;
    *vec_push(&article.quantities, &arena, QUANTITIES_MAX) =
        (struct quantity){.kind = QUANTITY_CASUALTIES,
                          .span = {0, 5},
                          .counted = {6, 12},
                          .value = 12,
                          .has_high = true,
                          .high = 15,
                          .approx = true,
                          .unit = "dead",
                          .mod = "EQUAL_OR_MORE",
                          .confidence = 0.8504,
                          .by = "quantity.casualties"};
    *vec_push(&article.quantities, &arena, QUANTITIES_MAX) = (struct quantity){
        .kind = QUANTITY_COUNT, .span = {6, 12}, .time = NO_INDEX, .by = "quantity.bare"};
    char digest[ANALYSIS_DIGEST_TEXT];
    write_with(ANALYSIS_NORMAL, digest);
    assert_int_equal(map.quantities_count, 2);
    const struct wire_quantity *q = map.quantities;
    assert_int_equal(q->kind, WIRE_QUANTITY_KIND_CASUALTIES);
    assert_true(str_equal(q->text, STR("Ferry")) && str_equal(q->counted, STR("strike")));
    assert_true(q->value == 12 && q->has_high && q->high == 15 && q->approx);
    assert_true(str_equal(q->unit, STR("dead")) && str_equal(q->mod, STR("EQUAL_OR_MORE")));
    assert_true(q->confidence == 0.85 && q->has_time && q->time == 0 && !q[1].has_time);
    assert_true(str_is_absent(q[1].unit) && str_is_absent(q[1].counted) && !q[1].approx);
}

static void tags_trees_and_names_are_told(void **state)
{
    (void)state;
    struct article *a = &article;
    static struct str lemmas[] = {STR_INIT("ferry"), STR_INIT("run"), {NULL, 0}},
                      tags[] = {STR_INIT("NOUN"), STR_INIT("VERB"), {NULL, 0}};
    static uint32_t heads[] = {2, 0, 2};
    static const struct span spans[] = {{0, 5}, {6, 12}, {19, 22}};
    char digest[ANALYSIS_DIGEST_TEXT];
    a->layers |= HAS_TAGS | HAS_TREES | HAS_ENTITIES;
    a->tags = (struct tags){.lemma = lemmas, .upos = tags, .xpos = tags, .feats = tags};
    a->trees = (struct trees){heads, tags};
    for (uint32_t i = 0; i < 3; i++) {
        *vec_push(&a->mentions, a->arena, MENTIONS_MAX) =
            (struct mention){.span = spans[i], .entity = i % 2, .confidence = 0.12345};
    }
    for (uint32_t i = 0; i < 2; i++) {
        *vec_push(&a->entities, a->arena, ENTITIES_MAX) =
            (struct entity){.type = i ? ENTITY_GROUP : ENTITY_PERSON,
                            .name = STR_INIT("Ferry"),
                            .key = STR_INIT("x-1"),
                            .by = STR_INIT("names@3"),
                            .mention_count = 2 - i};
    }
    write_with(ANALYSIS_FULL, digest);
    assert_true(str_equal(map.tokens.lemma[1], STR("run")));
    assert_true(str_is_absent(map.tokens.upos[2]));
    assert_int_equal(map.tokens.head[2], 2);
    assert_int_equal(map.entities_count, 2);
    assert_int_equal(map.entities[0].mentions_count, 2);
    assert_int_equal(map.entities[0].mentions[1].span.begin, 19);
    assert_int_equal(map.entities[1].type, WIRE_ENTITY_TYPE_GROUP);
    assert_int_equal(map.entities[1].mentions[0].span.begin, 6);
    assert_true(map.entities[1].mentions[0].confidence == 0.123);
}

static void times_are_told(void **state)
{
    (void)state;
    char digest[ANALYSIS_DIGEST_TEXT];
    article.layers |= HAS_TIMES;
    *vec_push(&article.times, &arena, TIMES_MAX) = (struct timex3){.type = TIMEX_DATE,
                                                                   .span = {0, 5},
                                                                   .value = STR_INIT("2024-03-12"),
                                                                   .mod = STR_INIT("START"),
                                                                   .begin = STR_INIT("2024-03-12"),
                                                                   .end = STR_INIT("2024-03-13"),
                                                                   .anchor = ANCHOR_PUBLISHED,
                                                                   .confidence = 0.8996,
                                                                   .by = "timex.weekday"};
    *vec_push(&article.times, &arena, TIMES_MAX) = (struct timex3){
        .type = TIMEX_SET, .span = {6, 12}, .anchor = ANCHOR_TIME, .anchor_time = 0, .by = "x"};
    *vec_push(&article.times, &arena, TIMES_MAX) = (struct timex3){.type = TIMEX_DURATION};
    write_with(ANALYSIS_NORMAL, digest);
    assert_int_equal(map.times_count, 3);
    const struct wire_time *t = map.times;
    assert_int_equal(t[0].type, WIRE_TIME_TYPE_DATE);
    assert_true(str_equal(t[0].text, STR("Ferry")) && str_equal(t[0].value, STR("2024-03-12")));
    assert_true(str_equal(t[0].mod, STR("START")) && str_equal(t[0].end, STR("2024-03-13")));
    assert_true(str_equal(t[0].begin, STR("2024-03-12")));
    assert_true(str_equal(t[0].by, STR("timex.weekday")) && t[0].confidence == 0.9);
    assert_int_equal(t[0].anchor.kind, WIRE_ANCHOR_KIND_PUBLISHED);
    assert_true(t[0].has_anchor && !t[0].anchor.has_time);
    assert_int_equal(t[1].type, WIRE_TIME_TYPE_SET);
    assert_true(t[1].anchor.has_time && t[1].anchor.time == 0 && !t[2].has_anchor);
}

static void the_occasion_of_a_quote_is_told(void **state)
{
    (void)state;
    char digest[ANALYSIS_DIGEST_TEXT];
    struct quote *q = &article.quotes.items[0];
    q->time = 3;
    q->place = NO_INDEX;
    write_with(ANALYSIS_NORMAL, digest);
    assert_false(map.quotes[0].has_time);
    article.layers |= HAS_OCCASIONS;
    write_with(ANALYSIS_NORMAL, digest);
    assert_true(map.quotes[0].has_time && map.quotes[0].time == 3);
    assert_false(map.quotes[0].has_place);
    q->time = NO_INDEX;
    q->place = 0;
    write_with(ANALYSIS_NORMAL, digest);
    assert_true(map.quotes[0].has_place && map.quotes[0].place == 0);
    assert_false(map.quotes[0].has_time);
}

static void places_and_focus_are_told(void **state)
{
    (void)state;
    struct article *a = &article;
    char digest[ANALYSIS_DIGEST_TEXT];
    a->layers |= HAS_PLACES;
    *vec_push(&a->places, &arena, PLACES_MAX) =
        (struct place){.entity = 4, .name = STR_INIT("Ferry")};
    *vec_push(&a->places, &arena, PLACES_MAX) = (struct place){.entity = 7,
                                                               .name = STR_INIT("Ferry"),
                                                               .country = STR_INIT("PT"),
                                                               .admin1 = STR_INIT("North"),
                                                               .feature = STR_INIT("PPL"),
                                                               .geonames = 99,
                                                               .population = 1200,
                                                               .has_point = true,
                                                               .lat_e5 = -1250000,
                                                               .lon_e5 = 7512345,
                                                               .confidence = 0.7777,
                                                               .why = {STR_INIT("country")},
                                                               .why_count = 1,
                                                               .candidate_count = 3};
    a->dateline = (struct dateline){.found = true, .place = {0, 5}};
    a->dateline_place = 1;
    a->focus.country_count = a->focus.place_count = 2;
    a->focus.countries[0].country = STR("PT");
    a->focus.countries[0].score = 0.75049;
    a->focus.countries[1].country = STR("ES");
    a->focus.places[0].place = 1;
    a->focus.places[0].score = 0.5;
    write_with(ANALYSIS_NORMAL, digest);
    assert_int_equal(map.places_count, 2);
    const struct wire_place *p = map.places;
    assert_true(p[0].entity == 4 && !p[0].has_geonames && !p[0].has_lat && !p[0].has_lon);
    assert_true(!p[0].has_population && !p[0].has_why && p[0].candidate_count == 0);
    assert_true(p[1].entity == 7 && p[1].has_geonames && p[1].geonames == 99);
    assert_true(p[1].lat == -12.5 && p[1].lon == 75.12345 && p[1].population == 1200);
    assert_true(str_equal(p[1].country, STR("PT")) && str_equal(p[1].admin1, STR("North")));
    assert_true(str_equal(p[1].name, STR("Ferry")) && str_equal(p[1].feature, STR("PPL")));
    assert_true(p[1].confidence == 0.778 && str_equal(p[1].why[0], STR("country")));
    assert_true(map.dateline.has_place && map.dateline.place == 1);
    assert_int_equal(map.focus.countries_count, 2);
    assert_true(str_equal(map.focus.countries[0].country, STR("PT")));
    assert_true(map.focus.countries[0].score == 0.75 && map.focus.places[0].score == 0.5);
    assert_int_equal(map.focus.places[0].place, 1);
}

static void events_are_told(void **state)
{
    (void)state;
    static const uint32_t actors[] = {3, 5};
    char digest[ANALYSIS_DIGEST_TEXT];
    article.layers |= HAS_EVENTS;
    *vec_push(&article.events, &arena, EVENTS_MAX) =
        (struct event){.trigger = {6, 12},
                       .lemma = STR_INIT("strike"),
                       .class = STR_INIT("plover"),
                       .plover = STR_INIT("PROTEST"),
                       .mode = STR_INIT("strike"),
                       .contexts = {STR_INIT("economic"), STR_INIT("legal")},
                       .cameo = STR_INIT("143"),
                       .quad = 3,
                       .goldstein = -65,
                       .source = {actors, 2},
                       .target = {actors + 1, 1},
                       .place = 2,
                       .time = 1,
                       .modality = EVENT_DEMANDED,
                       .negated = true,
                       .quote = NO_INDEX,
                       .speaker = 5,
                       .sentence = 4,
                       .confidence = 0.5,
                       .by = "event.verb"};
    *vec_push(&article.events, &arena, EVENTS_MAX) = (struct event){.class = STR_INIT("disaster"),
                                                                    .place = NO_INDEX,
                                                                    .time = NO_INDEX,
                                                                    .quote = 0,
                                                                    .speaker = 5,
                                                                    .by = "x"};
    write_with(ANALYSIS_NORMAL, digest);
    assert_int_equal(map.events_count, 2);
    const struct wire_event *e = map.events;
    assert_true(str_equal(e->trigger.text, STR("strike")) && e->class == WIRE_EVENT_CLASS_PLOVER);
    assert_true(str_equal(e->plover.event, STR("PROTEST")) && e->plover.contexts_count == 2);
    assert_true(e->quad == 3 && e->goldstein == -6.5 && e->has_goldstein);
    assert_true(e->source_count == 2 && e->source[1] == 5 && e->target_count == 1);
    assert_true(e->place == 2 && e->time == 1 && e->sentence == 4 && e->negated);
    assert_int_equal(e->modality, WIRE_MODALITY_DEMANDED);
    assert_true(e->attributed_to.has_entity && e->attributed_to.entity == 5);
    assert_false(e->attributed_to.has_quote);
    assert_true(e[1].class == WIRE_EVENT_CLASS_DISASTER && !e[1].has_plover && !e[1].has_quad);
    assert_true(!e[1].has_goldstein && !e[1].has_source && !e[1].has_place && !e[1].has_time);
    assert_true(e[1].attributed_to.has_quote && !e[1].attributed_to.has_entity);
}

static void relations_are_told(void **state)
{
    (void)state;
    static const struct entity_relation rows[] = {
        {.type = "spouse", .subject = 1, .object = 127},
        {.type = "spouse", .subject = 1, .object = 128},
        {.type = "spouse", .subject = 1, .object = 256},
        {.type = "born", .object = NO_INDEX, .literal = STR_INIT("1970"), .span = {6, 12}},
    };
    static const struct str objects[] = {STR_INIT("\x7f"), STR_INIT("\xcc\x80"),
                                         STR_INIT("\xcd\x01\x00"),
                                         STR_INIT("\xa4"
                                                  "1970")};
    char digest[ANALYSIS_DIGEST_TEXT];
    article.layers |= HAS_RELATIONS;
    for (uint32_t i = 0; i < 4; i++) {
        *vec_push(&article.relations, &arena, RELATIONS_MAX) = rows[i];
    }
    write_with(ANALYSIS_NORMAL, digest);
    assert_int_equal(map.relations_count, 4);
    for (uint32_t i = 0; i < 4; i++) {
        assert_true(str_equal(map.relations[i].object, objects[i]));
        assert_true(str_equal(map.relations[i].type, str_of(rows[i].type)));
    }
    assert_int_equal(map.relations[0].subject, 1);
    assert_int_equal(map.relations[3].span.end, 12);
}

static void roles_and_revisions_are_told(void **state)
{
    (void)state;
    struct article *a = &article;
    char digest[ANALYSIS_DIGEST_TEXT];
    a->layers |= HAS_ENTITIES | HAS_ROLES;
    const struct entity plain = {.name = STR_INIT("Ferry"), .key = STR_INIT("x-1")};
    const struct role rows[] = {
        {.organization = NO_INDEX, .title = STR_INIT("owner")},
        {.kind = ROLE_FORMER, .organization = 0, .title = STR_INIT("mayor")},
        {.kind = ROLE_CANDIDATE,
         .organization = NO_INDEX,
         .title = STR_INIT("mayor"),
         .country = STR_INIT("PT")},
    };
    for (uint32_t i = 0; i < 2; i++) {
        *vec_push(&a->entities, &arena, ENTITIES_MAX) = plain;
    }
    a->entities.items[0].role_end = a->entities.items[1].role_begin = 1;
    a->entities.items[1].role_end = 3;
    for (uint32_t i = 0; i < 3; i++) {
        *vec_push(&a->roles, &arena, ROLES_MAX) = rows[i];
    }
    write_with(ANALYSIS_NORMAL, digest);
    assert_true(map.article.has_revision && map.article.revision == 1);
    assert_int_equal(map.entities[0].roles_count, 1);
    assert_int_equal(map.entities[1].roles_count, 2);
    const struct wire_entity_role *r = map.entities[1].roles;
    assert_int_equal(r[0].kind, WIRE_ROLE_KIND_FORMER);
    assert_true(r[0].has_organization && str_equal(r[0].title, STR("mayor")));
    assert_int_equal(r[1].kind, WIRE_ROLE_KIND_CANDIDATE);
    assert_true(!r[1].has_organization && str_equal(r[1].country, STR("PT")));
    a->input.revision = 0;
    write_with(ANALYSIS_NORMAL, digest);
    assert_false(map.article.has_revision);
}

static void a_refusal_says_nothing_else(void **state)
{
    (void)state;
    char digest[ANALYSIS_DIGEST_TEXT];
    analysis_refused(STR("n-2"), STR("missing-body"), STR("neither body nor html"), &map);
    assert_int_equal(analysis_write(&map, &out, digest), STATUS_OK);
    assert_string_equal(digest, "");
    struct wire_reader r = wire_reader_of(buf_str(&out));
    struct wire_value v;
    assert_true(wire_next(&r, &v));
    assert_int_equal(v.count, 3);
    assert_true(str_equal(wire_find(buf_str(&out), STR("text")), STR("\xa0")));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(carries_what_the_layers_hold),
        TEST(times_are_told),
        TEST(the_occasion_of_a_quote_is_told),
        TEST(places_and_focus_are_told),
        TEST(events_are_told),
        TEST(relations_are_told),
        TEST(roles_and_revisions_are_told),
        TEST(full_detail_has_the_token_columns),
        TEST(absent_layers_are_absent),
        TEST(the_digest_leaves_out_what_the_service_adds),
        TEST(the_digest_can_be_taken_from_what_was_read),
        TEST(the_identity_falls_back),
        TEST(the_dateline_dates_what_has_no_date),
        TEST(the_arena_bound_holds),
        TEST(quantities_are_told),
        TEST(tags_trees_and_names_are_told),
        TEST(a_refusal_says_nothing_else),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
