#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "wire/event.h"
#include "wire/fault.h"

static struct str told(struct arena *arena, struct str epoch, uint64_t seq,
                       struct wire_event_header *out)
{
    struct buf buf = {0};
    struct wire_writer w = wire_writer_of(&buf);
    struct wire_fault fault;
    wire_event_facts_write(&w, &(struct wire_event_facts){.type = WIRE_EVENT_TYPE_DATELINE_ANALYSIS,
                                                          .epoch = epoch,
                                                          .subject = STR("harbour-7"),
                                                          .seq = seq,
                                                          .time_ms = 1700000000123});
    assert_int_equal(w.status, STATUS_OK);
    struct str bytes = arena_dup(arena, buf_str(&buf));
    buf_release(&buf);
    assert_int_equal(wire_event_header_read(bytes, arena, out, &fault), STATUS_OK);
    return out->id;
}

static void a_message_says_what_it_is(void **state)
{
    (void)state;
    struct arena arena;
    struct wire_event_header h;
    assert_int_equal(arena_init(&arena, 1 << 16), STATUS_OK);
    struct str epoch = STR("0123456789abcdef0123456789abcdef");
    static const struct {
        uint64_t seq;
        const char *id;
    } rows[] = {
        {0, "0123456789abcdef0123456789abcdef-0"},
        {9, "0123456789abcdef0123456789abcdef-9"},
        {10, "0123456789abcdef0123456789abcdef-10"},
        {UINT64_MAX, "0123456789abcdef0123456789abcdef-18446744073709551615"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct str id = told(&arena, epoch, rows[i].seq, &h);
        if (!str_equal(id, str_of(rows[i].id))) {
            fail_msg("row %zu: %.*s", i, STR_ARG(id));
        }
    }
    assert_true(str_equal(h.source, STR("urn:dateline:0123456789abcdef0123456789abcdef")));
    assert_true(str_equal(h.time, STR("2023-11-14T22:13:20.123Z")));
    assert_true(str_equal(h.subject, STR("harbour-7")));
    assert_true(h.seq == UINT64_MAX);
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_message_says_what_it_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
