/* crash_page: which article each worker had in hand when the process died.
 *
 * A small file mapped MAP_SHARED: the kernel keeps it when the process is killed, whatever killed
 * it, so the next start can read it. A fatal signal in a worker marks that worker's slot: this
 * article was there when it happened. A kill from outside marks nothing, nor does a crash on
 * another thread.
 *
 *     crash_page_open(&page, path, flight, CRASH_SLOTS_MAX, &count);   what was in flight
 *     crash_page_install_handlers();
 *     crash_page_attach(page, slot);                 each worker, on its own thread
 *     crash_page_begin(page, slot, accepted, alone); … the article … crash_page_end(page, slot);
 *
 * After a power cut the file holds whatever had reached the disk, which may be long past: the
 * caller ignores articles that the journal no longer has. A file of another size or magic reads as
 * nothing in flight.
 *
 * Threads  a slot belongs to one thread from attach on; open and close on the starter's.
 */
#ifndef DATELINE_RUNTIME_CRASH_PAGE_H
#define DATELINE_RUNTIME_CRASH_PAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/status.h"

enum { CRASH_SLOTS_MAX = 1024 };

struct crash_page;

struct crash_flight {
    uint64_t accepted;
    bool marked; /* a fatal signal struck while it was in hand */
    bool alone;  /* nothing else was at work */
};

/* Maps `path`, made when missing; gives what was in flight at the last death in `flight`
 * (capacity CRASH_SLOTS_MAX at most is needed) and its number in *count; all slots are idle
 * afterwards. STATUS_IO: the file cannot be had (message logged). */
enum status crash_page_open(struct crash_page **out, const char *path, struct crash_flight *flight,
                            uint32_t capacity, uint32_t *count) MUST_CHECK;
void crash_page_close(struct crash_page *page); /* accepts NULL */

/* From here on a fatal signal on this thread marks `slot`; also gives the thread its own stack
 * for signals, so that running out of the usual one is caught. STATUS_IO: no memory for it.
 * crash_page_detach undoes both before the thread ends. */
enum status crash_page_attach(struct crash_page *page, uint32_t slot) MUST_CHECK;
void crash_page_detach(struct crash_page *page);

void crash_page_begin(struct crash_page *page, uint32_t slot, uint64_t accepted, bool alone);
void crash_page_end(struct crash_page *page, uint32_t slot);

/* Handlers for SIGSEGV, SIGBUS, SIGFPE, SIGILL and SIGABRT; each marks, then hands on to the
 * action that was there before: the default one ends the process. Once, on the starter's thread,
 * before others run. */
void crash_page_install_handlers(void);

#endif
