#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "store/store_migrate.h"

/* A transaction over the one key that matters here, and what the steps left behind. */
static char version[8];
static size_t version_len;
static char trace[64];

static enum status fake_get(void *txn, enum ledger_table table, struct str key, struct str *value)
{
    (void)txn;
    if (table != TABLE_META || !str_equal(key, STR("version")) || !version_len) {
        return STATUS_NOT_FOUND;
    }
    *value = str_make(version, version_len);
    return STATUS_OK;
}

static enum status fake_put(void *txn, enum ledger_table table, struct str key, struct str value)
{
    (void)txn;
    assert_true(table == TABLE_META && str_equal(key, STR("version")));
    memcpy(version, value.ptr, value.len);
    version_len = value.len;
    return STATUS_OK;
}

static const struct ledger_kv fake = {.get = fake_get, .put = fake_put};

static enum status step_a(const struct ledger_kv *kv)
{
    assert_ptr_equal(kv, &fake);
    strcat(trace, "a");
    return STATUS_OK;
}

static enum status step_b(const struct ledger_kv *kv)
{
    (void)kv;
    strcat(trace, "b");
    return STATUS_OK;
}

static enum status step_broken(const struct ledger_kv *kv)
{
    (void)kv;
    return STATUS_FULL;
}

static void set_version(char number, size_t width)
{
    memset(version, 0, sizeof version);
    version[0] = number;
    version_len = width;
    trace[0] = '\0';
}

static void runs_the_steps_that_fit_in_order(void **state)
{
    (void)state;
    static const struct store_migration steps[] = {{4, step_b}, {3, step_a}};
    static const struct {
        char from;
        const char *trace;
        uint64_t to;
    } rows[] = {{3, "ab", 5}, {4, "b", 5}, {5, "", 5}, {2, "", 2}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        set_version(rows[i].from, 4);
        uint64_t found = 0;
        if (store_migrate(&fake, steps, 2) != STATUS_OK || strcmp(trace, rows[i].trace) ||
            store_version(&fake, &found) != STATUS_OK || found != rows[i].to || version_len != 4) {
            fail_msg("row %zu: from %d ran \"%s\" and led to %llu", i, rows[i].from, trace,
                     (unsigned long long)found);
        }
    }
}

static void stops_at_a_step_that_fails(void **state)
{
    (void)state;
    static const struct store_migration steps[] = {{1, step_a}, {2, step_broken}, {3, step_b}};
    set_version(1, 4);
    assert_int_equal(store_migrate(&fake, steps, 3), STATUS_FULL);
    assert_string_equal(trace, "a");
    assert_int_equal(version[0], 2); /* in a transaction that the caller aborts */
}

static void says_when_there_is_no_version(void **state)
{
    (void)state;
    version_len = 0;
    uint64_t found;
    assert_int_equal(store_version(&fake, &found), STATUS_NOT_FOUND);
    assert_int_equal(store_migrate(&fake, store_migrations, store_migration_count),
                     STATUS_NOT_FOUND);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(runs_the_steps_that_fit_in_order),
        cmocka_unit_test(stops_at_a_step_that_fails),
        cmocka_unit_test(says_when_there_is_no_version),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
