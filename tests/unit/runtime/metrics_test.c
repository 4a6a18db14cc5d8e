#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "runtime/metrics.h"

static void writes_prometheus_text(void **state)
{
    (void)state;
    struct metrics *all = metrics_new();
    struct metric *one = metrics_counter(all, "dateline_a_total", "code=\"x\"", "things");
    struct metric *gauge = metrics_gauge(all, "dateline_b", "", "a level");
    struct metric *two = metrics_counter(all, "dateline_a_total", "code=\"y\"", "things");
    metric_add(one, 2);
    metric_add(one, 1);
    metric_set(gauge, 7);
    metric_add(two, 5);
    struct buf text = {0};
    metrics_write(all, &text);
    assert_string_equal(buf_cstr(&text),
                        "# HELP dateline_a_total things\n# TYPE dateline_a_total counter\n"
                        "dateline_a_total{code=\"x\"} 3\ndateline_a_total{code=\"y\"} 5\n"
                        "# HELP dateline_b a level\n# TYPE dateline_b gauge\ndateline_b 7\n");
    buf_release(&text);
    metrics_free(all);
}

static void same_name_and_labels_are_one(void **state)
{
    (void)state;
    struct metrics *all = metrics_new();
    struct metric *m = metrics_counter(all, "n", "", "h");
    assert_ptr_equal(metrics_counter(all, "n", "", "h"), m);
    assert_ptr_not_equal(metrics_counter(all, "n", "l=\"1\"", "h"), m);
    assert_int_equal(metrics_count(all), 2);
    metrics_free(all);
}

static void histograms_count_below_each_bound(void **state)
{
    (void)state;
    static const struct {
        uint64_t us;
        const char *line; /* the first bucket that holds it, and the sum of all rows up to here */
    } rows[] = {
        {100, "h_bucket{le=\"0.0001\"} 1\n"},
        {101, "h_bucket{le=\"0.0002\"} 2\n"},
        {10000000, "h_bucket{le=\"10\"} 3\n"},
        {10000001, "h_bucket{le=\"+Inf\"} 4\n"},
    };
    struct metrics *all = metrics_new();
    struct metric *m = metrics_histogram(all, "h", "", "help");
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct buf text = {0};
        metric_observe_us(m, rows[i].us);
        metrics_write(all, &text);
        if (!strstr(buf_cstr(&text), rows[i].line)) {
            fail_msg("row %zu: no %s in\n%s", i, rows[i].line, buf_cstr(&text));
        }
        buf_release(&text);
    }
    assert_int_equal(metric_value(m), 4);
    metrics_free(all);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writes_prometheus_text),
        cmocka_unit_test(same_name_and_labels_are_one),
        cmocka_unit_test(histograms_count_below_each_bound),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
