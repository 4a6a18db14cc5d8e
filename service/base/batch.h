/* batch: threads that need not run at once.
 *
 * A thread that is woken takes the processor from whoever woke it, if the scheduler finds that its
 * turn. Where one thread hands another many small pieces, the two then change places at each piece,
 * though all of them could be done in one go a moment later. Under SCHED_BATCH a woken thread waits
 * until a processor is free or the turn of who runs there is over; on an idle processor it runs at
 * once, as ever. For libzmq's I/O threads and for workers; the loop stays as it is.
 *
 * Threads  any; each sets itself.   Errors  what is not allowed is left as it is.
 */
#ifndef DATELINE_BASE_BATCH_H
#define DATELINE_BASE_BATCH_H

#include <stdbool.h>

/* Whether this process runs under the common policy and may choose: libzmq ends the process when
 * it is refused. */
bool batch_allowed(void);
/* The calling thread, if that is allowed. */
void batch_thread(void);

#endif
