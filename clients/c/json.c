#include "forms/json.h"

#include <stdlib.h>

#include "dateline.h"

char *dateline_json(const void *data, size_t size)
{
    struct json_options as_it_is = {0};
    struct buf out = {0};
    if (json_write(str_make(data, size), &as_it_is, &out) != STATUS_OK) {
        buf_release(&out);
        return NULL;
    }
    buf_cstr(&out); /* its NUL */
    return out.ptr;
}
