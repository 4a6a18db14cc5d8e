/* bind: whether an address can be reached from this machine alone.
 *
 * Threads  pure functions.
 */
#ifndef DATELINE_CONFIG_BIND_H
#define DATELINE_CONFIG_BIND_H

#include <stdbool.h>

#include "base/str.h"

/* ipc://, "none", 127.0.0.0/8, [::1] and localhost are local; interface names and everything else
 * are not. */
bool bind_is_local(struct str address);

#endif
