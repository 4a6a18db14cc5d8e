/* option: one row of options.def as data: how its value is read, checked and written.
 *
 * Threads  pure functions; the table is const.
 */
#ifndef DATELINE_CONFIG_OPTION_H
#define DATELINE_CONFIG_OPTION_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/status.h"
#include "config/config.h"

enum option_type {
    OPTION_FLAG,
    OPTION_COUNT,
    OPTION_BYTES,
    OPTION_MS,
    OPTION_TEXT,
    OPTION_CHOICE,
    OPTION_ENDPOINT,
    OPTION_ADDRESS,
};

enum option_when { OPTION_START, OPTION_RELOAD };

struct option_row {
    enum option_type type;
    const char *section, *name, *otherwise, *bounds;
    enum option_when when;
    const char *help;
    size_t offset; /* of its field in struct config */
};

extern const struct option_row option_rows[];
extern const size_t option_count;

/* NULL when there is no such option. */
const struct option_row *option_find(struct str section, struct str name);
/* Reads and checks `value` into the row's field. STATUS_INVALID: `problem` says what would be
 * right. */
enum status option_set(const struct option_row *row, struct config *c, const char *value,
                       struct buf *problem) MUST_CHECK;
/* Copies the field of one row. */
void option_copy(const struct option_row *row, struct config *to, const struct config *from);
bool option_equal(const struct option_row *row, const struct config *a, const struct config *b);
/* The value as a file would say it. */
void option_write(const struct option_row *row, const struct config *c, struct buf *out);
/* What may stand there, for people. */
void option_write_bounds(const struct option_row *row, struct buf *out);

#endif
