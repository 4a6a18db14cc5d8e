#define _GNU_SOURCE
#include "runtime/crash_page.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"

/* The file: magic, then one slot of 16 bytes after the other. A word holds state and flags
 * together, so that one store moves a slot from one state to the next; `accepted` is written
 * before the word says working and stays as it is until the word says idle. The compiler is kept
 * from reordering by the release; the kernel sees the page as the processor does. */

enum { MAGIC_BYTES = 16, SIGNAL_STACK_BYTES = 1 << 16 };
enum { SLOT_WORKING = 1, SLOT_ALONE = 2, SLOT_MARKED = 4 };

static const char magic[MAGIC_BYTES] = "dateline crash1";

struct slot {
    _Atomic uint64_t accepted;
    _Atomic uint64_t state;
};

struct page {
    char magic[MAGIC_BYTES];
    struct slot slots[CRASH_SLOTS_MAX];
};

struct crash_page {
    struct page *page;
};

/* What the handler may touch: the slot of the thread that it runs on. */
static _Thread_local struct slot *own_slot;
static _Thread_local void *own_stack;

static const int fatal_signals[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};
enum { SIGNAL_COUNT = sizeof fatal_signals / sizeof fatal_signals[0] };
static struct sigaction former[SIGNAL_COUNT];

static struct page *map_file(const char *path)
{
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0640);
    struct stat st;
    if (fd < 0 || fstat(fd, &st)) {
        goto close_fd;
    }
    bool other_size = st.st_size != (off_t)sizeof(struct page);
    if (other_size && (ftruncate(fd, 0) || ftruncate(fd, sizeof(struct page)))) {
        goto close_fd;
    }
    /* Blocks are had now: a full disk under a hole would be a SIGBUS within an article. */
    errno = posix_fallocate(fd, 0, sizeof(struct page));
    if (errno) {
        goto close_fd;
    }
    void *mapped = mmap(NULL, sizeof(struct page), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    close(fd);
    return mapped == MAP_FAILED ? NULL : mapped;

close_fd:
    if (fd >= 0) {
        int why = errno;
        close(fd);
        errno = why;
    }
    return NULL;
}

static uint32_t collect(struct page *page, struct crash_flight *flight, uint32_t capacity)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < CRASH_SLOTS_MAX && count < capacity; i++) {
        uint64_t state = atomic_load(&page->slots[i].state);
        if (state & SLOT_WORKING) {
            flight[count++] =
                (struct crash_flight){.accepted = atomic_load(&page->slots[i].accepted),
                                      .marked = (state & SLOT_MARKED) != 0,
                                      .alone = (state & SLOT_ALONE) != 0};
        }
    }
    return count;
}

enum status crash_page_open(struct crash_page **out, const char *path, struct crash_flight *flight,
                            uint32_t capacity, uint32_t *count)
{
    struct crash_page *p = calloc(1, sizeof *p);
    if (!p || !(p->page = map_file(path))) {
        char name[512], why[128];
        log_error("crash-page.failed", "path=%s reason=%s",
                  log_value(str_of(path), name, sizeof name),
                  log_value(str_of(strerror(errno)), why, sizeof why));
        free(p);
        return STATUS_IO;
    }
    bool ours = !memcmp(p->page->magic, magic, sizeof magic);
    *count = ours ? collect(p->page, flight, capacity) : 0;
    memset(p->page->slots, 0, sizeof p->page->slots);
    memcpy(p->page->magic, magic, sizeof magic);
    *out = p;
    return STATUS_OK;
}

void crash_page_close(struct crash_page *page)
{
    if (page) {
        munmap(page->page, sizeof *page->page);
        free(page);
    }
}

enum status crash_page_attach(struct crash_page *page, uint32_t slot)
{
    if (slot >= CRASH_SLOTS_MAX || !(own_stack = malloc(SIGNAL_STACK_BYTES))) {
        return STATUS_IO;
    }
    stack_t stack = {.ss_sp = own_stack, .ss_size = SIGNAL_STACK_BYTES};
    if (sigaltstack(&stack, NULL)) {
        free(own_stack);
        own_stack = NULL;
        return STATUS_IO;
    }
    own_slot = &page->page->slots[slot];
    return STATUS_OK;
}

void crash_page_detach(struct crash_page *page)
{
    (void)page;
    own_slot = NULL;
    if (own_stack) {
        stack_t off = {.ss_flags = SS_DISABLE};
        sigaltstack(&off, NULL);
        free(own_stack);
        own_stack = NULL;
    }
}

void crash_page_begin(struct crash_page *page, uint32_t slot, uint64_t accepted, bool alone)
{
    struct slot *s = &page->page->slots[slot];
    atomic_store_explicit(&s->accepted, accepted, memory_order_relaxed);
    atomic_store_explicit(&s->state, SLOT_WORKING | (alone ? (uint64_t)SLOT_ALONE : 0),
                          memory_order_release);
}

void crash_page_end(struct crash_page *page, uint32_t slot)
{
    atomic_store_explicit(&page->page->slots[slot].state, 0, memory_order_release);
}

/* Async-signal-safe: one store into mapped memory, then the action that was there before us (the
 * default, or a sanitizer's). A fault strikes again by itself when the handler returns, so the
 * core shows its true place; a signal that somebody sent is raised once more. */
static void on_fatal_signal(int number, siginfo_t *info, void *context)
{
    (void)context;
    if (own_slot) {
        atomic_fetch_or(&own_slot->state, SLOT_MARKED);
    }
    for (size_t i = 0; i < SIGNAL_COUNT; i++) {
        if (fatal_signals[i] == number) {
            sigaction(number, &former[i], NULL);
        }
    }
    if (info->si_code <= 0) {
        raise(number);
    }
}

void crash_page_install_handlers(void)
{
    struct sigaction action = {.sa_sigaction = on_fatal_signal,
                               .sa_flags = SA_ONSTACK | SA_SIGINFO};
    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < SIGNAL_COUNT; i++) {
        sigaction(fatal_signals[i], &action, &former[i]);
    }
}
