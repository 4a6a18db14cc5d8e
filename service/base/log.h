/* log: one line an event on stderr, as text or JSON.
 *
 *     log_info("article.done", "id=%s stages=%d us=%ld", id, stages, us);
 *
 * The event name is stable; the rest is key=value, blanks part them, so values must hold none:
 * STR_ARG of ids goes through log_value first. error needs a person, warn will if it goes on, info
 * tells the life of the process, debug the life of an article. The text of articles never goes into
 * a log.
 *
 * Threads  any; a line is one write.
 */
#ifndef DATELINE_BASE_LOG_H
#define DATELINE_BASE_LOG_H

#include <stdbool.h>

#include "base/status.h"
#include "base/str.h"

enum log_level { LOG_ERROR, LOG_WARN, LOG_INFO, LOG_DEBUG };

/* Set once at start and on reload. */
void log_set(enum log_level most, bool as_json);

void log_event(enum log_level level, const char *event, const char *format, ...) PRINTF_LIKE(3, 4);
bool log_wants(enum log_level level);

#define log_at(level, ...) (log_wants(level) ? log_event((level), __VA_ARGS__) : (void)0)
#define log_error(...) log_at(LOG_ERROR, __VA_ARGS__)
#define log_warn(...) log_at(LOG_WARN, __VA_ARGS__)
#define log_info(...) log_at(LOG_INFO, __VA_ARGS__)
#define log_debug(...) log_at(LOG_DEBUG, __VA_ARGS__)

/* A stranger's string made safe as a value: blanks, quotes, controls and non-ASCII become %XX, cut
 * at size - 1. Returns `out`. */
const char *log_value(struct str s, char *out, size_t size);

#endif
