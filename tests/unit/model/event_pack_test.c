/* event_pack_test: a small pack of our own, written here as event_pack_file.h says, is read; any
 * byte of it changed is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "model/crc32.h"
#include "model/event_pack.h"

enum { FILE_MAX = 4096 };

struct maker {
    _Alignas(8) char bytes[FILE_MAX];
    uint32_t at;
};

static void put(struct maker *m, const void *bytes, size_t len)
{
    if (len) {
        memcpy(m->bytes + m->at, bytes, len);
    }
    m->at += (uint32_t)len;
}

static void add(struct maker *m, enum event_section which, const void *bytes, size_t len,
                uint32_t rows)
{
    uint32_t row[4] = {m->at, (uint32_t)len, rows, 0};
    memcpy(m->bytes + EVENT_HEADER_BYTES + (size_t)which * sizeof row, row, sizeof row);
    put(m, bytes, len);
    m->at += -m->at % 8;
}

static void seal(struct maker *m)
{
    uint32_t head[] = {EVENT_PACK_VERSION, EVENT_SECTIONS, m->at, 0};
    uint32_t crc = crc32_of(m->bytes + EVENT_HEADER_BYTES, m->at - EVENT_HEADER_BYTES);
    memcpy(m->bytes, "DLEVNT01", 8);
    memcpy(m->bytes + 8, head, sizeof head);
    memcpy(m->bytes + 24, &crc, sizeof crc);
}

/* "attack" is 190; "threaten" an operator that makes 138 of 19. */
static struct maker *make(void)
{
    static struct maker m;
    static const char words[] = "\0\0\0\0\6\0\0\0\16\0\0\0attackthreaten";
    static const char names[] = "\0\0\0\0\0\0\0\0\4\0\0\0beat";
    static const struct event_file_code codes[] = {
        {.cameo = "190", .goldstein = -100, .event = 16, .quad = 4, .mode = 1},
        {.cameo = "138", .goldstein = -70, .event = 11, .quad = 3}};
    static const struct event_file_entry entries[] = {{0, 1}, {1, 1}};
    static const struct event_file_rule rules[] = {{.code = 1}, {.operator_ = EVENT_THREATEN}};
    static const struct event_file_trigger triggers[] = {{.word = 0, .entry = 0},
                                                         {.word = 1, .entry = 1}};
    static const struct event_file_compose compose[] = {{EVENT_THREATEN, "19", 2, {0}}};
    memset(&m, 0, sizeof m);
    m.at = EVENT_HEADER_BYTES + EVENT_SECTIONS * 16;
    add(&m, EVENT_WORDS, words, sizeof words - 1, 2);
    add(&m, EVENT_NAMES, names, sizeof names - 1, 2);
    add(&m, EVENT_CODES, codes, sizeof codes, 2);
    add(&m, EVENT_ELEMENTS, NULL, 0, 0);
    add(&m, EVENT_ALTERNATIVES, NULL, 0, 0);
    add(&m, EVENT_SEQUENCES, NULL, 0, 0);
    add(&m, EVENT_ENTRIES, entries, sizeof entries, 2);
    add(&m, EVENT_RULES, rules, sizeof rules, 2);
    add(&m, EVENT_LISTS, NULL, 0, 0);
    add(&m, EVENT_TRIGGERS, triggers, sizeof triggers, 2);
    add(&m, EVENT_COMPOSE, compose, sizeof compose, 1);
    add(&m, EVENT_PHRASES, NULL, 0, 0);
    seal(&m);
    return &m;
}

static void finds_words_and_codes(void **state)
{
    (void)state;
    struct maker *m = make();
    struct event_pack *p = NULL;
    const char *problem = NULL;
    uint32_t count;
    assert_int_equal(event_pack_of_bytes(str_make(m->bytes, m->at), &p, &problem), STATUS_OK);
    assert_int_equal(event_pack_word(p, STR("threaten")), 1);
    assert_true(event_pack_word(p, STR("thread")) == EVENT_NO_WORD);
    const struct event_file_trigger *t = event_pack_triggers(p, EVENT_VERB, 1, &count);
    assert_int_equal(count, 1);
    assert_int_equal(p->rules[p->entries[t->entry].begin].operator_, EVENT_THREATEN);
    event_pack_triggers(p, EVENT_NOUN, 1, &count);
    assert_int_equal(count, 0);
    struct event_code code = event_pack_code(p, 1);
    assert_true(str_equal(code.event, STR("ASSAULT")) && str_equal(code.mode, STR("beat")));
    assert_true(str_equal(code.class, STR("plover")) && code.quad == 4 && code.goldstein == -100);
    assert_int_equal(event_pack_compose(p, EVENT_THREATEN, 1), 2);
    assert_int_equal(event_pack_compose(p, EVENT_THREATEN, 2), 0);
    event_pack_close(p);
}

static void refuses_any_changed_byte(void **state)
{
    (void)state;
    struct event_pack *p = NULL;
    const char *problem = NULL;
    for (uint32_t i = 0, end = make()->at; i < end; i++) {
        struct maker *m = make();
        if (i >= 28 && i < EVENT_HEADER_BYTES) {
            continue; /* the name, which CRC and format do not cover */
        }
        m->bytes[i] ^= 0x40;
        assert_int_equal(event_pack_of_bytes(str_make(m->bytes, m->at), &p, &problem),
                         STATUS_MODEL);
    }
}

/* Numbers that point outside, under a right checksum. */
static void refuses_what_points_outside(void **state)
{
    (void)state;
    struct event_pack *p = NULL;
    const char *problem = NULL;
    uint32_t accepted = 0, end = make()->at;
    for (uint32_t i = EVENT_HEADER_BYTES; i + 4 <= end; i++) {
        struct maker *m = make();
        memset(m->bytes + i, 0x7F, 4);
        seal(m);
        if (event_pack_of_bytes(str_make(m->bytes, m->at), &p, &problem) == STATUS_OK) {
            event_pack_code(p, 1);
            event_pack_compose(p, EVENT_THREATEN, 1);
            event_pack_close(p);
            accepted++;
        }
    }
    assert_in_range(accepted, 0, end / 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_words_and_codes),
        cmocka_unit_test(refuses_any_changed_byte),
        cmocka_unit_test(refuses_what_points_outside),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
