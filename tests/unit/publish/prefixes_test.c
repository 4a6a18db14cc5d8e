#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "publish/prefixes.h"

enum { MAX = 3 };

static void links_name_the_message_before(void **state)
{
    (void)state;
    struct prefixes p;
    struct wire_link links[MAX];
    prefixes_init(&p, MAX);
    prefixes_add(&p, STR("analysis."), 0);
    prefixes_add(&p, STR("analysis.en."), 0);
    static const struct {
        const char *topic;
        uint64_t seq;
        uint32_t count;
        uint64_t prev[2]; /* by the order of adding */
    } rows[] = {
        {"analysis.en.a.", 5, 0, {0, 0}}, /* nothing is known of what came before */
        {"analysis.de.a.", 6, 1, {5, 0}}, {"tombstone.x.", 7, 0, {0, 0}},
        {"analysis.en.b.", 8, 2, {6, 5}}, {"analysis.en.b.", 9, 2, {8, 8}},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint32_t count = prefixes_link(&p, str_of(rows[i].topic), rows[i].seq, links);
        if (count != rows[i].count) {
            fail_msg("row %zu: %u links", i, count);
        }
        for (uint32_t l = 0; l < count; l++) {
            if (links[l].prev != rows[i].prev[l]) {
                fail_msg("row %zu link %u: prev %llu", i, l, (unsigned long long)links[l].prev);
            }
        }
    }
    assert_int_equal(prefixes_last(&p, links), 2);
    assert_int_equal(links[0].prev, 9);
    prefixes_release(&p);
}

static void the_first_message_of_a_feed_has_none_before(void **state)
{
    (void)state;
    struct prefixes p;
    struct wire_link links[MAX];
    prefixes_init(&p, MAX);
    prefixes_add(&p, STR("analysis."), 0);
    assert_int_equal(prefixes_link(&p, STR("analysis.en.a."), 1, links), 1);
    assert_int_equal(links[0].prev, 0);
    prefixes_release(&p);
}

static void what_is_known_is_linked_at_once(void **state)
{
    (void)state;
    struct prefixes p;
    struct wire_link links[MAX];
    prefixes_init(&p, MAX);
    prefixes_add(&p, STR(""), 41);
    assert_int_equal(prefixes_link(&p, STR("analysis.en.a."), 42, links), 1);
    assert_int_equal(links[0].prev, 41);
    prefixes_release(&p);
}

static void nobody_wants_what_no_prefix_matches(void **state)
{
    (void)state;
    struct prefixes p;
    prefixes_init(&p, MAX);
    assert_false(prefixes_any(&p, STR("analysis.en.a.")));
    prefixes_add(&p, STR("analysis.de."), 0);
    assert_false(prefixes_any(&p, STR("analysis.en.a.")));
    prefixes_add(&p, STR("analysis.en."), 0);
    assert_true(prefixes_any(&p, STR("analysis.en.a.")));
    prefixes_remove(&p, STR("analysis.en."));
    assert_false(prefixes_any(&p, STR("analysis.en.a.")));
    prefixes_release(&p);
}

static void past_the_bound_all_is_sent_without_links(void **state)
{
    (void)state;
    struct prefixes p;
    struct wire_link links[MAX];
    prefixes_init(&p, MAX);
    prefixes_add(&p, STR("a."), 0);
    prefixes_add(&p, STR("b."), 0);
    prefixes_add(&p, STR("c."), 0);
    prefixes_add(&p, STR("d."), 0);
    assert_int_equal(p.count, MAX);
    assert_true(prefixes_any(&p, STR("d.x.")));
    assert_int_equal(prefixes_link(&p, STR("d.x."), 2, links), 0);
    prefixes_remove(&p, STR("d."));
    assert_false(prefixes_any(&p, STR("d.x.")));
    prefixes_add(&p, STR("a."), 0); /* twice: nothing changes */
    assert_int_equal(p.count, MAX);
    prefixes_release(&p);
}

static void long_prefixes_are_not_kept(void **state)
{
    (void)state;
    struct prefixes p;
    char text[PREFIX_BYTES_MAX + 1];
    memset(text, 'x', sizeof text);
    prefixes_init(&p, MAX);
    prefixes_add(&p, str_make(text, PREFIX_BYTES_MAX), 0);
    assert_int_equal(p.count, 1);
    prefixes_add(&p, str_make(text, sizeof text), 0);
    assert_int_equal(p.count, 1);
    assert_int_equal(p.untold, 1);
    prefixes_release(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(links_name_the_message_before),
        cmocka_unit_test(the_first_message_of_a_feed_has_none_before),
        cmocka_unit_test(what_is_known_is_linked_at_once),
        cmocka_unit_test(nobody_wants_what_no_prefix_matches),
        cmocka_unit_test(past_the_bound_all_is_sent_without_links),
        cmocka_unit_test(long_prefixes_are_not_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
