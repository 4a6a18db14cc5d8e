/* Quotations written by hand, as readers see them. */
#include "forms/exports.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static struct buf out;

static const char *written(const struct wire_analysis *m)
{
    out.len = 0;
    export_find("quotes")->write(m, &out);
    buf_add_byte(&out, '\0');
    return out.ptr;
}

static const struct wire_entity entities[] = {{.name = STR_INIT("Ilse Brandt")}};
static const struct wire_place places[] = {{.name = STR_INIT("Lisbon")}};
static const struct wire_time times[] = {
    {.text = STR_INIT("Friday"), .value = STR_INIT("2024-03-15")}, {.text = STR_INIT("that day")}};
static const struct wire_quote quotes[] = {
    {.kind = WIRE_QUOTE_KIND_DIRECT,
     .text = STR_INIT("It\nsails,"),
     .has_cue = true,
     .cue = {.text = STR_INIT("said")},
     .has_speaker = true,
     .speaker = {.text = STR_INIT("she"), .has_entity = true, .entity = 0},
     .has_addressee = true,
     .addressee = {.text = STR_INIT("reporters")},
     .medium = WIRE_QUOTE_MEDIUM_INTERVIEW,
     .has_time = true,
     .time = 0,
     .has_place = true,
     .place = 0,
     .confidence = 0.94},
    {.kind = WIRE_QUOTE_KIND_INDIRECT,
     .text = STR_INIT("in June"),
     .has_continues = true,
     .has_via = true,
     .via = {.text = STR_INIT("the Post"), .has_entity = true, .entity = 7},
     .has_time = true,
     .time = 1,
     .negated = true,
     .confidence = 0.5},
    {.text = STR_INIT("we may stay"),
     .has_hypothetical = true,
     .hypothetical = true,
     .confidence = 0.5},
    {.text = STR_INIT("we stay"), .has_hypothetical = true, .confidence = 0.5},
};

static void a_quotation_is_two_lines(void **state)
{
    (void)state;
    const struct wire_analysis m = {.article = {.id = STR_INIT("a-1")},
                                    .entities = entities,
                                    .entities_count = 1,
                                    .has_entities = true,
                                    .places = places,
                                    .places_count = 1,
                                    .has_places = true,
                                    .times = times,
                                    .times_count = 2,
                                    .has_times = true,
                                    .quotes = quotes,
                                    .quotes_count = 4,
                                    .has_quotes = true};
    assert_string_equal(written(&m),
                        "a-1\n"
                        "  0.94  she (Ilse Brandt) · said · to reporters · interview · Friday "
                        "(2024-03-15) · Lisbon\n"
                        "        “It sails,”\n"
                        "  0.50  (nobody named) · via the Post · that day · not said\n"
                        "        … in June\n"
                        "  0.50  (nobody named) · perhaps\n"
                        "        we may stay\n"
                        "  0.50  (nobody named)\n"
                        "        we stay\n");
}

static void no_quotation_is_nothing(void **state)
{
    (void)state;
    const struct wire_analysis m = {.article = {.id = STR_INIT("a-1")}, .has_quotes = true};
    assert_string_equal(written(&m), "");
}

static int clean(void **state)
{
    (void)state;
    buf_release(&out);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_quotation_is_two_lines),
        cmocka_unit_test(no_quotation_is_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, clean);
}
