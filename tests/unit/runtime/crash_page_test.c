/* Each case is a child process that dies in its own way; what the next start reads is compared. */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "runtime/crash_page.h"

static char path[64];

static int make_path(void **state)
{
    (void)state;
    strcpy(path, "/tmp/dateline-crash-page.XXXXXX");
    int fd = mkstemp(path);
    return fd < 0 ? -1 : close(fd);
}

static int remove_path(void **state)
{
    (void)state;
    return unlink(path);
}

static uint32_t open_page(struct crash_page **page, struct crash_flight *flight)
{
    uint32_t count = 99;
    assert_int_equal(crash_page_open(page, path, flight, CRASH_SLOTS_MAX, &count), STATUS_OK);
    return count;
}

/* ---- ways to die ---- */

static void die_by_null(void)
{
    /* Sent, not struck: the same to the handler, and no sanitizer is in the way. */
    raise(SIGSEGV);
}

static void die_by_abort(void)
{
    abort();
}

static void die_by_illegal(void)
{
    raise(SIGILL);
}

static void die_by_kill(void)
{
    kill(getpid(), SIGKILL);
}

static void die_by_term(void)
{
    raise(SIGTERM);
}

static void *crash_elsewhere(void *unused)
{
    (void)unused;
    abort();
}

static void die_on_another_thread(void)
{
    pthread_t other;
    pthread_create(&other, NULL, crash_elsewhere, NULL);
    pthread_join(other, NULL);
}

static volatile int depth_wanted = 1 << 30;

static int sink(int depth)
{
    volatile char room[4096];
    room[0] = (char)depth;
    room[4095] = room[0];
    return depth < depth_wanted ? sink(depth + 1) + room[4095] : 0;
}

static void die_by_depth(void)
{
    sink(0);
}

static void die_after_the_article(void); /* below: needs the page */

struct death {
    const char *name;
    void (*die)(void);
    int signal;
    bool alone, in_flight, marked;
};

static const struct death deaths[] = {
    {"segmentation fault", die_by_null, SIGSEGV, false, true, true},
    {"abort", die_by_abort, SIGABRT, true, true, true},
    {"illegal instruction", die_by_illegal, SIGILL, false, true, true},
    {"killed from outside", die_by_kill, SIGKILL, true, true, false},
    {"terminated", die_by_term, SIGTERM, false, true, false},
    {"crash of another thread", die_on_another_thread, SIGABRT, false, true, false},
    {"stack used up", die_by_depth, SIGSEGV, true, true, true},
    {"crash after the article", die_after_the_article, SIGABRT, false, false, false},
};

static struct crash_page *child_page;

static void die_after_the_article(void)
{
    crash_page_end(child_page, 3);
    abort();
}

static void *child_worker(void *argument)
{
    const struct death *death = argument;
    if (crash_page_attach(child_page, 3) == STATUS_OK) {
        crash_page_begin(child_page, 3, 41, false);
        crash_page_end(child_page, 3);
        crash_page_begin(child_page, 3, 42, death->alone);
        death->die();
    }
    return NULL;
}

static void child(const struct death *death)
{
    struct crash_flight flight[CRASH_SLOTS_MAX];
    struct rlimit none = {0, 0};
    setrlimit(RLIMIT_CORE, &none);
    for (int s = 1; s < 32; s++) {
        signal(s, SIG_DFL); /* cmocka's and the sanitizers' */
    }
    uint32_t count = 0;
    if (crash_page_open(&child_page, path, flight, CRASH_SLOTS_MAX, &count) != STATUS_OK) {
        _exit(1);
    }
    crash_page_install_handlers();
    pthread_t worker;
    pthread_create(&worker, NULL, child_worker, (void *)(uintptr_t)death);
    pthread_join(worker, NULL);
    _exit(1);
}

static void tells_how_each_process_died(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof deaths / sizeof deaths[0]; i++) {
        const struct death *death = &deaths[i];
        pid_t pid = fork();
        if (!pid) {
            child(death);
        }
        int status;
        assert_int_equal(waitpid(pid, &status, 0), pid);
        struct crash_page *page;
        struct crash_flight flight[CRASH_SLOTS_MAX];
        uint32_t count = open_page(&page, flight);
        crash_page_close(page);
        bool right =
            WIFSIGNALED(status) && WTERMSIG(status) == death->signal && count == death->in_flight;
        if (right && count) {
            right = flight[0].accepted == 42 && flight[0].marked == death->marked &&
                    flight[0].alone == death->alone;
        }
        if (!right) {
            fail_msg("%s: status %d, %u in flight, accepted %d, marked %d, alone %d", death->name,
                     status, count, (int)flight[0].accepted, flight[0].marked, flight[0].alone);
        }
    }
}

static void is_read_once(void **state)
{
    (void)state;
    struct crash_page *page;
    struct crash_flight flight[CRASH_SLOTS_MAX];
    assert_int_equal(open_page(&page, flight), 0);
    crash_page_begin(page, 0, 7, false);
    crash_page_begin(page, 5, 9, true);
    crash_page_close(page);
    assert_int_equal(open_page(&page, flight), 2);
    assert_int_equal(flight[0].accepted, 7);
    assert_int_equal(flight[1].accepted, 9);
    assert_true(flight[1].alone && !flight[0].alone && !flight[0].marked);
    crash_page_close(page);
    assert_int_equal(open_page(&page, flight), 0);
    crash_page_close(page);
}

static void takes_a_foreign_file_for_empty(void **state)
{
    (void)state;
    static const size_t sizes[] = {0, 10, 16 + 16 * CRASH_SLOTS_MAX, 100000};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        FILE *f = fopen(path, "w");
        for (size_t n = 0; n < sizes[i]; n++) {
            fputc('x', f);
        }
        fclose(f);
        struct crash_page *page;
        struct crash_flight flight[CRASH_SLOTS_MAX];
        uint32_t count = open_page(&page, flight);
        crash_page_close(page);
        if (count) {
            fail_msg("row %zu: %u in flight in a file of %zu bytes", i, count, sizes[i]);
        }
    }
}

static void refuses_a_place_without_a_folder(void **state)
{
    (void)state;
    struct crash_page *page;
    struct crash_flight flight[1];
    uint32_t count;
    assert_int_equal(crash_page_open(&page, "/tmp/no/such/folder/crash.page", flight, 1, &count),
                     STATUS_IO);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_path, remove_path)

/* Told by handle_segv=2 to keep its own handler (for stacks under cmocka), the address sanitizer
 * lets nobody install another, which is what is tested here. It reads its options at the start. */
static void let_us_handle_signals(char **argv)
{
    const char *options = getenv("ASAN_OPTIONS");
    if (options && strstr(options, "handle_segv=2")) {
        setenv("ASAN_OPTIONS", "handle_segv=1", 1);
        execv("/proc/self/exe", argv);
    }
}

int main(int argc, char **argv)
{
    (void)argc;
    let_us_handle_signals(argv);
    const struct CMUnitTest tests[] = {
        TEST(tells_how_each_process_died),
        TEST(is_read_once),
        TEST(takes_a_foreign_file_for_empty),
        TEST(refuses_a_place_without_a_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
