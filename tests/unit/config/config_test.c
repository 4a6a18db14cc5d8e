#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "config/bind.h"
#include "config/config.h"

enum { ARGS_MAX = 8 };

struct load_case {
    const char *name;
    const char *file; /* its text; NULL: no file */
    const char *variable, *value;
    const char *args[ARGS_MAX];
    enum status status;
    const char *problem; /* a part of it */
    uint64_t window;     /* ingest.window afterwards */
};

static const struct load_case load_cases[] = {
    {"defaults", NULL, NULL, NULL, {0}, STATUS_OK, "", 256},
    {"file", "[ingest]\nwindow = 3\n", NULL, NULL, {0}, STATUS_OK, "", 3},
    {"environment over file",
     "[ingest]\nwindow = 3\n",
     "DATELINE_INGEST_WINDOW",
     "4",
     {0},
     STATUS_OK,
     "",
     4},
    {"flag over environment",
     NULL,
     "DATELINE_INGEST_WINDOW",
     "4",
     {"--ingest.window", "5"},
     STATUS_OK,
     "",
     5},
    {"flag with equals", NULL, NULL, NULL, {"--ingest.window=6"}, STATUS_OK, "", 6},
    {"unknown section in file",
     "[ingesst]\nwindow = 3\n",
     NULL,
     NULL,
     {0},
     STATUS_INVALID,
     "no option ingesst.window",
     0},
    {"unknown name in file",
     "[ingest]\nwindw = 3\n",
     NULL,
     NULL,
     {0},
     STATUS_INVALID,
     "no option ingest.windw",
     0},
    {"no line of an INI file", "[ingest]\nwindow\n", NULL, NULL, {0}, STATUS_INVALID, "line 2", 0},
    {"unknown variable",
     NULL,
     "DATELINE_INGEST_WINDW",
     "3",
     {0},
     STATUS_INVALID,
     "DATELINE_INGEST_WINDW",
     0},
    {"variable of a client", NULL, "DATELINE_RESULTS", "tcp://x", {0}, STATUS_OK, "", 256},
    {"unknown flag",
     NULL,
     NULL,
     NULL,
     {"--ingest.windw", "3"},
     STATUS_INVALID,
     "--ingest.windw",
     0},
    {"flag without value",
     NULL,
     NULL,
     NULL,
     {"--ingest.window"},
     STATUS_INVALID,
     "needs a value",
     0},
    {"no flag", NULL, NULL, NULL, {"ingest"}, STATUS_INVALID, "\"ingest\" is no option", 0},
    {"below the bound", NULL, NULL, NULL, {"--ingest.window", "0"}, STATUS_INVALID, "1..65536", 0},
    {"above the bound",
     NULL,
     NULL,
     NULL,
     {"--ingest.window", "65537"},
     STATUS_INVALID,
     "1..65536",
     0},
    {"no number",
     NULL,
     NULL,
     NULL,
     {"--ingest.window", "3x"},
     STATUS_INVALID,
     "ingest.window cannot be \"3x\"",
     0},
    {"no number, two lines",
     NULL,
     NULL,
     NULL,
     {"--ingest.window", "3\n\x1b[2J"},
     STATUS_INVALID,
     "ingest.window cannot be \"3??[2J\"",
     0},
    {"number too long",
     NULL,
     NULL,
     NULL,
     {"--ingest.window", "99999999999999999999"},
     STATUS_INVALID,
     "cannot be",
     0},
    {"unknown word",
     NULL,
     NULL,
     NULL,
     {"--log.level", "loud"},
     STATUS_INVALID,
     "error|warn|info|debug",
     0},
    {"strange address",
     NULL,
     NULL,
     NULL,
     {"--query.bind", "udp://1.2.3.4:5"},
     STATUS_INVALID,
     "tcp://HOST:PORT",
     0},
    {"bind elsewhere",
     NULL,
     NULL,
     NULL,
     {"--query.bind", "tcp://0.0.0.0:7704"},
     STATUS_INVALID,
     "--insecure-bind",
     0},
    {"bind elsewhere on purpose",
     NULL,
     NULL,
     NULL,
     {"--query.bind", "tcp://*:7704", "--insecure-bind"},
     STATUS_OK,
     "",
     256},
    {"shares over the budget",
     NULL,
     NULL,
     NULL,
     {"--store.bytes", "1GiB", "--store.journal_bytes", "1GiB"},
     STATUS_INVALID,
     "nine tenths",
     0},
    {"missing file",
     NULL,
     NULL,
     NULL,
     {"--config", "/nowhere/datelined.ini"},
     STATUS_INVALID,
     "/nowhere/datelined.ini",
     0},
};

static char folder[] = "/tmp/dateline-config-XXXXXX";

static char *write_file(const char *text)
{
    static char path[256];
    snprintf(path, sizeof path, "%s/datelined.ini", folder);
    FILE *f = fopen(path, "we");
    assert_non_null(f);
    fputs(text, f);
    fclose(f);
    return path;
}

static int make_args(char **argv, const struct load_case *c)
{
    int argc = 0;
    argv[argc++] = (char *)"datelined";
    if (c->file) {
        argv[argc++] = (char *)"--config";
        argv[argc++] = write_file(c->file);
    }
    for (int i = 0; i < ARGS_MAX && c->args[i]; i++) {
        argv[argc++] = (char *)(uintptr_t)c->args[i];
    }
    argv[argc] = NULL;
    return argc;
}

static void loads_from_every_source(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof load_cases / sizeof load_cases[0]; i++) {
        const struct load_case *c = &load_cases[i];
        char *argv[ARGS_MAX + 4];
        int argc = make_args(argv, c);
        struct config config;
        enum config_request request;
        struct buf problem = {0};
        if (c->variable) {
            setenv(c->variable, c->value, 1);
        }
        enum status status = config_load(&config, argc, argv, &request, &problem);
        if (c->variable) {
            unsetenv(c->variable);
        }
        if (status != c->status || !strstr(buf_cstr(&problem), c->problem) ||
            (status == STATUS_OK && config.ingest_window != c->window)) {
            fail_msg("%s: status %s, problem \"%s\"", c->name, status_name(status),
                     buf_cstr(&problem));
        }
        buf_release(&problem);
        config_release(&config);
    }
}

static void reads_units(void **state)
{
    (void)state;
    static const struct {
        const char *flag, *value;
        uint64_t bytes, ms;
    } rows[] = {
        {"--store.bytes", "20971520", 20971520, 0}, {"--store.bytes", "64 MiB", 64 << 20, 0},
        {"--store.bytes", "64mib", 64 << 20, 0},    {"--store.bytes", "2GiB", 2ull << 30, 0},
        {"--service.drain", "1500ms", 0, 1500},     {"--service.drain", "3s", 0, 3000},
        {"--service.drain", "2min", 0, 120000},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char *argv[] = {(char *)"datelined", (char *)(uintptr_t)rows[i].flag,
                        (char *)(uintptr_t)rows[i].value, NULL};
        struct config config;
        enum config_request request;
        struct buf problem = {0};
        if (config_load(&config, 3, argv, &request, &problem) != STATUS_OK) {
            fail_msg("%s %s: %s", rows[i].flag, rows[i].value, buf_cstr(&problem));
        }
        if ((rows[i].bytes && config.store_bytes != rows[i].bytes) ||
            (rows[i].ms && config.service_drain != rows[i].ms)) {
            fail_msg("%s %s: read as %llu, %llu", rows[i].flag, rows[i].value,
                     (unsigned long long)config.store_bytes,
                     (unsigned long long)config.service_drain);
        }
        buf_release(&problem);
        config_release(&config);
    }
}

static void chooses_what_is_not_given(void **state)
{
    (void)state;
    char *argv[] = {(char *)"datelined", NULL};
    struct config config;
    enum config_request request;
    struct buf problem = {0};
    setenv("STATE_DIRECTORY", "/srv/state:/srv/other", 1);
    assert_int_equal(config_load(&config, 1, argv, &request, &problem), STATUS_OK);
    unsetenv("STATE_DIRECTORY");
    assert_string_equal(config.store_folder, "/srv/state");
    assert_true(config.pipeline_workers >= 1);
    assert_true(config.store_journal_bytes > 0 && config.store_retain_bytes > 0);
    assert_true(config.store_journal_bytes + config.store_retain_bytes <=
                config.store_bytes / 10 * 9);
    config_release(&config);
    buf_release(&problem);
}

static void a_printed_file_loads_to_the_same(void **state)
{
    (void)state;
    char *argv[] = {(char *)"datelined", (char *)"--ingest.window",
                    (char *)"17",        (char *)"--service.drain",
                    (char *)"90s",       NULL};
    struct config first, second;
    enum config_request request;
    struct buf text = {0}, again = {0};
    assert_int_equal(config_load(&first, 5, argv, &request, &text), STATUS_OK);
    config_write_file(&first, &text);
    char *args[] = {(char *)"datelined", (char *)"--config", write_file(buf_cstr(&text)), NULL};
    if (config_load(&second, 3, args, &request, &again) != STATUS_OK) {
        fail_msg("the printed file does not load: %s", buf_cstr(&again));
    }
    config_write_file(&second, &again);
    assert_string_equal(buf_cstr(&text), buf_cstr(&again));
    config_release(&first);
    config_release(&second);
    buf_release(&text);
    buf_release(&again);
}

static void reload_takes_only_what_may_change(void **state)
{
    (void)state;
    char *args[] = {(char *)"datelined", (char *)"--config", write_file("[ingest]\nwindow = 3\n"),
                    NULL};
    struct config config;
    enum config_request request;
    struct buf report = {0};
    assert_int_equal(config_load(&config, 3, args, &request, &report), STATUS_OK);
    write_file("[ingest]\nwindow = 5\n[results]\nprefixes = 9\n");
    assert_int_equal(config_reload(&config, 3, args, &report), STATUS_OK);
    assert_string_equal(buf_cstr(&report), "ingest.window=5 results.prefixes=9(needs-a-restart)");
    assert_int_equal(config.ingest_window, 5);
    assert_int_equal(config.results_prefixes, 256);
    buf_clear(&report);
    write_file("[ingest]\nwindow = 7\nwindw = 8\n");
    assert_int_equal(config_reload(&config, 3, args, &report), STATUS_INVALID);
    assert_non_null(strstr(buf_cstr(&report), "ingest.windw"));
    assert_int_equal(config.ingest_window, 5);
    config_release(&config);
    buf_release(&report);
}

static void requests_are_told_apart(void **state)
{
    (void)state;
    static const struct {
        const char *flag;
        enum config_request request;
    } rows[] = {{"--help", CONFIG_HELP},
                {"--version", CONFIG_VERSION},
                {"--print-config", CONFIG_PRINT},
                {"--print-options-markdown", CONFIG_PRINT_MARKDOWN}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char *argv[] = {(char *)"datelined", (char *)(uintptr_t)rows[i].flag, NULL};
        struct config config;
        enum config_request request = CONFIG_RUN;
        struct buf problem = {0};
        if (config_load(&config, 2, argv, &request, &problem) != STATUS_OK ||
            request != rows[i].request) {
            fail_msg("%s: %s", rows[i].flag, buf_cstr(&problem));
        }
        buf_release(&problem);
        config_release(&config);
    }
}

static void knows_local_addresses(void **state)
{
    (void)state;
    static const struct {
        const char *address;
        bool local;
    } rows[] = {
        {"tcp://127.0.0.1:7701", true},
        {"tcp://127.8.9.1:1", true},
        {"tcp://[::1]:7701", true},
        {"tcp://localhost:7701", true},
        {"ipc:///run/x", true},
        {"127.0.0.1:7780", true},
        {"none", true},
        {"tcp://*:7701", false},
        {"tcp://0.0.0.0:7701", false},
        {"tcp://eth0:7701", false},
        {"tcp://[::]:7701", false},
        {"tcp://192.168.1.1:1", false},
        {"tcp://127.0.0.1.example.org:1", false},
        {"0.0.0.0:7780", false},
        {"", false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (bind_is_local(str_of(rows[i].address)) != rows[i].local) {
            fail_msg("%s", rows[i].address);
        }
    }
}

static int enter(void **state)
{
    (void)state;
    return mkdtemp(folder) ? 0 : -1;
}

static int leave(void **state)
{
    (void)state;
    char path[256];
    snprintf(path, sizeof path, "%s/datelined.ini", folder);
    unlink(path);
    return rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(loads_from_every_source),
        cmocka_unit_test(reads_units),
        cmocka_unit_test(chooses_what_is_not_given),
        cmocka_unit_test(a_printed_file_loads_to_the_same),
        cmocka_unit_test(reload_takes_only_what_may_change),
        cmocka_unit_test(requests_are_told_apart),
        cmocka_unit_test(knows_local_addresses),
    };
    return cmocka_run_group_tests(tests, enter, leave);
}
