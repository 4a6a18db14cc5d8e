#include "wire/fault.h"

#include <stdio.h>

const char *wire_fault_text(const struct wire_fault *fault, char out[WIRE_FAULT_TEXT])
{
    const char *what = fault->what ? fault->what : "unreadable";
    if (fault->field) {
        snprintf(out, WIRE_FAULT_TEXT, "%s.%s: %s, at byte %zu", fault->map, fault->field, what,
                 fault->offset);
    } else {
        snprintf(out, WIRE_FAULT_TEXT, "%s, at byte %zu", what, fault->offset);
    }
    return out;
}
