#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "query/subscribers.h"

static void names_are_made_once(void **state)
{
    (void)state;
    struct metrics *metrics = metrics_new();
    struct subscribers all = {0};
    assert_null(subscribers_find(&all, STR("desk")));
    struct subscriber *desk = subscribers_of(&all, STR("desk"), metrics);
    assert_non_null(desk);
    assert_ptr_equal(subscribers_of(&all, STR("desk"), metrics), desk);
    assert_ptr_not_equal(subscribers_of(&all, STR("des"), metrics), desk);
    assert_ptr_equal(subscribers_find(&all, STR("desk")), desk);
    subscribers_release(&all);
    metrics_free(metrics);
}

static void their_number_and_length_are_bounded(void **state)
{
    (void)state;
    struct metrics *metrics = metrics_new();
    struct subscribers all = {0};
    char name[SUBSCRIBER_NAME_MAX + 2];
    memset(name, 'n', sizeof name);
    assert_non_null(subscribers_of(&all, str_make(name, SUBSCRIBER_NAME_MAX), metrics));
    assert_null(subscribers_of(&all, str_make(name, SUBSCRIBER_NAME_MAX + 1), metrics));
    for (int i = 1; i < SUBSCRIBERS_MAX; i++) {
        snprintf(name, sizeof name, "%d", i);
        assert_non_null(subscribers_of(&all, str_of(name), metrics));
    }
    assert_null(subscribers_of(&all, STR("one more"), metrics));
    assert_non_null(subscribers_of(&all, STR("1"), metrics));
    subscribers_release(&all);
    metrics_free(metrics);
}

static void strange_names_make_good_labels(void **state)
{
    (void)state;
    struct metrics *metrics = metrics_new();
    struct subscribers all = {0};
    struct buf text = {0};
    subscribers_of(&all, STR("a\"} 1\nb"), metrics);
    metrics_write(metrics, &text);
    assert_non_null(
        strstr(buf_cstr(&text), "dateline_subscriber_lag{subscriber=\"a%22}%201%0Ab\"} 0\n"));
    buf_release(&text);
    subscribers_release(&all);
    metrics_free(metrics);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_made_once),
        cmocka_unit_test(their_number_and_length_are_bounded),
        cmocka_unit_test(strange_names_make_good_labels),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
