/* libmicrohttpd in our loop: it brings an epoll descriptor of its own, which is readable when
 * something happened, and a time after which it wants to be called anyway. Neither tells of two
 * things that want another run: a connection that was woken, and one that was closed while there
 * were too many, after which the next run listens again. */
#define _GNU_SOURCE
#include "http/http.h"

#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "http/inside.h"

enum { BACKLOG = 256 };

/* ---- the address ---- */

/* "host:port", "[v6]:port", "*:port"; host becomes "" for any address. */
static bool split(const char *address, char host[64], char port[8])
{
    const char *colon = strrchr(address, ':');
    size_t len = colon ? (size_t)(colon - address) : 0;
    if (!colon || len >= 64 || strlen(colon + 1) == 0 || strlen(colon + 1) > 5) {
        return false;
    }
    bool bracketed = len >= 2 && address[0] == '[' && address[len - 1] == ']';
    snprintf(host, 64, "%.*s", (int)(bracketed ? len - 2 : len), address + bracketed);
    if (strcmp(host, "*") == 0) {
        host[0] = '\0';
    }
    snprintf(port, 8, "%s", colon + 1);
    return true;
}

static int listen_on(const struct addrinfo *info)
{
    int yes = 1, fd = socket(info->ai_family, info->ai_socktype | SOCK_NONBLOCK | SOCK_CLOEXEC,
                             info->ai_protocol);
    if (fd < 0) {
        return -1;
    }
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (bind(fd, info->ai_addr, info->ai_addrlen) != 0 || listen(fd, BACKLOG) != 0) {
        int error = errno;
        close(fd);
        errno = error;
        return -1;
    }
    return fd;
}

static void name_endpoint(struct http *h, int fd)
{
    struct sockaddr_storage address = {.ss_family = AF_UNSPEC};
    socklen_t len = sizeof address;
    char host[64] = "", port[8] = "";
    if (getsockname(fd, (struct sockaddr *)&address, &len) == 0) {
        getnameinfo((struct sockaddr *)&address, len, host, sizeof host, port, sizeof port,
                    NI_NUMERICHOST | NI_NUMERICSERV);
    }
    snprintf(h->endpoint, sizeof h->endpoint, address.ss_family == AF_INET6 ? "[%s]:%s" : "%s:%s",
             host, port);
}

static int open_socket(struct http *h)
{
    char host[64], port[8];
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE}, *found = NULL;
    int fd = -1;
    if (!split(h->o.bind, host, port) ||
        getaddrinfo(*host ? host : NULL, port, &hints, &found) != 0) {
        log_error("http.bind", "address=%s reason=not-an-address", h->o.bind);
        return -1;
    }
    for (struct addrinfo *info = found; info && fd < 0; info = info->ai_next) {
        fd = listen_on(info);
    }
    if (fd < 0) {
        char why[128];
        log_error("http.bind", "address=%s reason=%s", h->o.bind,
                  log_value(str_of(strerror(errno)), why, sizeof why));
    } else {
        name_endpoint(h, fd);
    }
    freeaddrinfo(found);
    return fd;
}

/* ---- in the loop ---- */

static void on_timer(uv_timer_t *timer);

static void run(struct http *h)
{
    MHD_UNSIGNED_LONG_LONG ms;
    h->again = false;
    MHD_run(h->daemon);
    if (h->again) {
        uv_timer_start(&h->timer, on_timer, 0, 0);
    } else if (MHD_get_timeout(h->daemon, &ms) == MHD_YES) {
        uv_timer_start(&h->timer, on_timer, ms, 0);
    } else {
        uv_timer_stop(&h->timer);
    }
}

static void on_timer(uv_timer_t *timer)
{
    run(timer->data);
}

static void on_readable(uv_poll_t *poll, int status, int events)
{
    (void)status;
    (void)events;
    run(poll->data);
}

static void on_message(void *context, const char *format, va_list args) PRINTF_LIKE(2, 0);
static void on_message(void *context, const char *format, va_list args)
{
    (void)context;
    char text[256], safe[256];
    vsnprintf(text, sizeof text, format, args);
    log_debug("http.library", "says=%s", log_value(str_trim(str_of(text)), safe, sizeof safe));
}

static bool start_daemon(struct http *h, int fd)
{
    h->daemon = MHD_start_daemon(
        MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG, 0, NULL, NULL,
        request_on_access, h, MHD_OPTION_EXTERNAL_LOGGER, on_message, h, MHD_OPTION_LISTEN_SOCKET,
        fd, MHD_OPTION_CONNECTION_LIMIT, (unsigned)h->o.connections,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)HTTP_CONNECTION_BYTES,
        MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)((h->o.timeout_ms + 999) / 1000),
        MHD_OPTION_NOTIFY_COMPLETED, request_on_end, h, MHD_OPTION_NOTIFY_CONNECTION,
        peers_on_notify, h, MHD_OPTION_SIGPIPE_HANDLED_BY_APP, 1, MHD_OPTION_END);
    return h->daemon != NULL;
}

static bool start_handles(struct http *h)
{
    const union MHD_DaemonInfo *info = MHD_get_daemon_info(h->daemon, MHD_DAEMON_INFO_EPOLL_FD);
    if (!info || uv_poll_init(h->o.loop, &h->poll, info->epoll_fd) != 0) {
        return false;
    }
    uv_timer_init(h->o.loop, &h->timer);
    h->handles = 2;
    h->poll.data = h->timer.data = h;
    return uv_poll_start(&h->poll, UV_READABLE, on_readable) == 0;
}

enum status http_open(struct http **out, const struct http_options *o)
{
    struct http *h = calloc(1, sizeof *h);
    if (!h) {
        return STATUS_IO;
    }
    h->o = *o;
    h->connections =
        metrics_gauge(o->metrics, "dateline_http_connections", "", "open connections of HTTP");
    h->bodies =
        metrics_gauge(o->metrics, "dateline_http_body_bytes", "", "bytes of bodies in memory");
    h->evicted = metrics_counter(o->metrics, "dateline_http_evicted_total", "",
                                 "idle connections that made room for newcomers");
    enum status status = token_load(h);
    if (status == STATUS_OK && o->off_loopback && !h->has_token) {
        log_error("http.bind", "address=%s reason=off-loopback-http.token_file-is-required",
                  o->bind);
        status = STATUS_INVALID;
    }
    int fd = status == STATUS_OK ? open_socket(h) : -1;
    if (fd >= 0 && !start_daemon(h, fd)) {
        close(fd);
        fd = -1;
    }
    if (status == STATUS_OK && (fd < 0 || !start_handles(h))) {
        status = STATUS_IO;
    }
    if (status != STATUS_OK) {
        http_close(h);
        return status;
    }
    run(h);
    *out = h;
    return STATUS_OK;
}

const char *http_endpoint(const struct http *h)
{
    return h->endpoint;
}

void http_answer(struct http *h, struct http_question *question)
{
    struct request *r = (struct request *)((char *)question - offsetof(struct request, question));
    r->come_back = true;
    MHD_resume_connection(r->connection);
    uv_timer_start(&h->timer, on_timer, 0, 0);
}

/* ---- the end ---- */

static void flush(struct http *h)
{
    uint64_t until = clock_monotonic_ms() + HTTP_FLUSH_MS;
    const union MHD_DaemonInfo *info = MHD_get_daemon_info(h->daemon, MHD_DAEMON_INFO_EPOLL_FD);
    struct pollfd fd = {.fd = info ? info->epoll_fd : -1, .events = POLLIN};
    MHD_run(h->daemon);
    while (h->busy && clock_monotonic_ms() < until) {
        poll(&fd, 1, 10);
        MHD_run(h->daemon);
    }
}

static void on_closed(uv_handle_t *handle)
{
    struct http *h = handle->data;
    if (--h->handles == 0) {
        free(h);
    }
}

void http_close(struct http *h)
{
    if (!h) {
        return;
    }
    if (h->handles) {
        uv_poll_stop(&h->poll);
    }
    if (h->daemon) {
        flush(h);
        MHD_stop_daemon(h->daemon);
    }
    if (h->handles) {
        uv_close((uv_handle_t *)&h->poll, on_closed);
        uv_close((uv_handle_t *)&h->timer, on_closed);
    } else {
        free(h);
    }
}
