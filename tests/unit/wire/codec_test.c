#include "wire/codec.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "wire/fault.h"
#include "wire/messages_gen.h"

enum { ARENA_BYTES = 1 << 16 };

static struct arena arena;

static int set_up(void **state)
{
    (void)state;
    return arena_init(&arena, ARENA_BYTES) == STATUS_OK ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

static void reads_what_it_wrote(void **state)
{
    (void)state;
    struct wire_ack_item items[] = {
        {.id = STR_INIT("m1"), .accepted = 7, .status = WIRE_ACK_STATUS_ACCEPTED, .revision = 1},
        {.id = STR_INIT("m2"),
         .accepted = UINT64_MAX,
         .status = WIRE_ACK_STATUS_REVISION,
         .revision = UINT32_MAX},
    };
    struct wire_ack sent = {.acks = items, .acks_count = 2, .credit = 256}, got;
    struct buf b = {0};
    struct wire_writer w = wire_writer_of(&b);
    wire_ack_write(&w, &sent);
    assert_int_equal(w.status, STATUS_OK);
    struct wire_fault fault;
    assert_int_equal(wire_ack_read(buf_str(&b), &arena, &got, &fault), STATUS_OK);
    assert_int_equal(got.acks_count, 2);
    assert_int_equal(got.credit, 256);
    assert_true(str_equal(got.acks[1].id, STR("m2")));
    assert_true(got.acks[1].accepted == UINT64_MAX);
    assert_int_equal(got.acks[1].status, WIRE_ACK_STATUS_REVISION);
    assert_int_equal(got.acks[1].revision, UINT32_MAX);
    buf_release(&b);
}

static void tells_absent_from_empty(void **state)
{
    (void)state;
    struct wire_analysis got,
        sent = {.article = {.id = STR_INIT("a")}, .text = STR_INIT(""), .has_quotes = true};
    struct buf b = {0};
    struct wire_writer w = wire_writer_of(&b);
    wire_analysis_write(&w, &sent);
    assert_int_equal(w.status, STATUS_OK);
    struct wire_fault fault;
    assert_int_equal(wire_analysis_read(buf_str(&b), &arena, &got, &fault), STATUS_OK);
    assert_true(got.has_quotes);
    assert_int_equal(got.quotes_count, 0);
    assert_false(got.has_sentences);
    assert_non_null(got.text.ptr);
    assert_null(got.digest.ptr);
    buf_release(&b);
}

static void writer_refuses_what_is_missing(void **state)
{
    (void)state;
    struct wire_get nameless = {0};
    struct buf b = {0};
    struct wire_writer w = wire_writer_of(&b);
    wire_get_write(&w, &nameless);
    assert_int_equal(w.status, STATUS_INVALID);
    assert_string_equal(w.fault, "id");
    buf_release(&b);
}

/* Bytes of a hello or an ack as a stranger might send them, and what the reader says. */
static const struct bad_row {
    const char *name;
    const struct wire_shape *shape;
    struct str bytes;
    const char *field, *what;
} bad_rows[] = {
    {"not a map", &wire_hello_shape, STR_INIT("\x93\x01\x02\x03"), NULL, "not a map"},
    {"protocol missing", &wire_hello_shape, STR_INIT("\x80"), "protocol", "missing"},
    {"protocol is nil", &wire_hello_shape, STR_INIT("\x81\xa8protocol\xc0"), "protocol",
     "not a whole number from 0 up"},
    {"protocol is negative", &wire_hello_shape, STR_INIT("\x81\xa8protocol\xff"), "protocol",
     "not a whole number from 0 up"},
    {"protocol is 33 bits", &wire_hello_shape, STR_INIT("\x81\xa8protocol\xcf\0\0\0\1\0\0\0\0"),
     "protocol", "the number is too large"},
    {"client is a number", &wire_hello_shape,
     STR_INIT("\x81\xa6"
              "client\x01"),
     "client", "not a string"},
    {"acks is a map", &wire_ack_shape,
     STR_INIT("\x81\xa4"
              "acks\x80"),
     "acks", "not a list"},
    {"an ack is a number", &wire_ack_shape,
     STR_INIT("\x81\xa4"
              "acks\x91\x01"),
     "acks", "not a map"},
    {"an ack's id is a string", &wire_ack_shape,
     STR_INIT("\x81\xa4"
              "acks\x91\x81\xa2id\xa1x"),
     "id", "not binary"},
    {"a key is a number", &wire_hello_shape, STR_INIT("\x81\x01\x01"), NULL,
     "a key is not a string"},
    {"cut off", &wire_hello_shape, STR_INIT("\x81\xa8protocol"), "protocol",
     "the frame ends where a value should be"},
    {"trailing", &wire_hello_shape, STR_INIT("\x81\xa8protocol\x01\x01"), NULL,
     "bytes behind the value"},
};

static void names_the_field_at_fault(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof bad_rows / sizeof *bad_rows; i++) {
        const struct bad_row *row = &bad_rows[i];
        struct wire_fault fault = {0};
        void *out = arena_alloc(&arena, row->shape->size);
        enum status status = wire_shape_read(row->bytes, row->shape, &arena, out, &fault);
        bool same_field =
            row->field ? fault.field && strcmp(fault.field, row->field) == 0 : fault.field == NULL;
        if (status != STATUS_INVALID || !same_field || strcmp(fault.what, row->what) != 0) {
            char text[WIRE_FAULT_TEXT];
            fail_msg("%s: %s, %s", row->name, status_name(status), wire_fault_text(&fault, text));
        }
    }
}

static void skips_the_unknown_and_takes_any_order(void **state)
{
    (void)state;
    struct str bytes =
        STR("\x84\xa3new\x82\xa1x\x93\x01\x02\x03\xa1y\xc0\xa8protocol\x05\xa7version\xc0\xa6"
            "client\xa1z");
    struct wire_hello got;
    struct wire_fault fault;
    assert_int_equal(wire_hello_read(bytes, &arena, &got, &fault), STATUS_OK);
    assert_int_equal(got.protocol, 5);
    assert_null(got.version.ptr);
    assert_true(str_equal(got.client, STR("z")));
}

static void a_list_that_outgrows_the_arena_is_a_limit(void **state)
{
    (void)state;
    struct buf b = {0};
    struct wire_writer w = wire_writer_of(&b);
    wire_put_map(&w, 1);
    wire_put_str(&w, STR("acks"));
    wire_put_list(&w, ARENA_BYTES);
    memset(buf_reserve(&b, ARENA_BYTES), 0xc0, ARENA_BYTES);
    b.len += ARENA_BYTES;
    struct wire_ack got;
    struct wire_fault fault;
    assert_int_equal(wire_ack_read(buf_str(&b), &arena, &got, &fault), STATUS_LIMIT);
    assert_int_equal(fault.code, WIRE_REFUSAL_TOO_LARGE);
    buf_release(&b);
}

static void words_have_names_and_numbers(void **state)
{
    (void)state;
    assert_string_equal(wire_refusal_name(WIRE_REFUSAL_NOT_UTF8), "not-utf8");
    assert_int_equal(wire_refusal_parse(STR("over-credit")), WIRE_REFUSAL_OVER_CREDIT);
    assert_int_equal(wire_refusal_parse(STR("over")), WIRE_REFUSAL_NONE);
    assert_string_equal(wire_refusal_name((enum wire_refusal)99), "?");
    assert_int_equal(wire_ingest_verb_parse(STR("HELLO")), WIRE_INGEST_VERB_HELLO);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(reads_what_it_wrote, set_up, tear_down),
        cmocka_unit_test_setup_teardown(tells_absent_from_empty, set_up, tear_down),
        cmocka_unit_test(writer_refuses_what_is_missing),
        cmocka_unit_test_setup_teardown(names_the_field_at_fault, set_up, tear_down),
        cmocka_unit_test_setup_teardown(skips_the_unknown_and_takes_any_order, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_list_that_outgrows_the_arena_is_a_limit, set_up,
                                        tear_down),
        cmocka_unit_test(words_have_names_and_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
