/* status: what a function that can fail returns.
 *
 * One list gives the enum, the names that stand in logs and on the wire, and a text for people.
 */
#ifndef DATELINE_BASE_STATUS_H
#define DATELINE_BASE_STATUS_H

#define MUST_CHECK __attribute__((warn_unused_result))
#define PRINTF_LIKE(format_at, args_at) __attribute__((format(printf, format_at, args_at)))

#define STATUS_MAP(X)                                                                              \
    X(OK, "ok", "ok")                                                                              \
    X(INVALID, "invalid", "input is malformed")                                                    \
    X(LIMIT, "limit", "a declared limit was reached")                                              \
    X(MODEL, "model", "a model is missing or of another version")                                  \
    X(NOT_FOUND, "not-found", "there is no such thing")                                            \
    X(FULL, "full", "there is no room left")                                                       \
    X(AGAIN, "again", "not now; try again later")                                                  \
    X(CLOSED, "closed", "the other side is gone or we are shutting down")                          \
    X(IO, "io", "the operating system refused")                                                    \
    X(UNSUPPORTED, "unsupported", "this is not something we can do")

enum status {
#define X(id, name, text) STATUS_##id,
    STATUS_MAP(X)
#undef X
};

/* Both return static strings and accept any value. */
const char *status_name(enum status s);
const char *status_text(enum status s);

#endif
