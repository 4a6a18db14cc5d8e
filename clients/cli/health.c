/* The container's health check: one GET of /healthz or /readyz, no library. */
#define _GNU_SOURCE
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "cli.h"
#include "wire/messages_gen.h"

enum { TIMEOUT_S = 2, TIMEOUT_MAX_S = 3600, ANSWER_BYTES = 4096 };

struct health {
    const char *http;
    const char *path;
    uint64_t timeout_s;
    char host[256], port[8];
};

/* DATELINE_HTTP is for clients; where there is none, the service's own address does, asked on this
 * machine. */
static const char *default_address(void)
{
    const char *given = getenv("DATELINE_HTTP");
    const char *bind = getenv("DATELINE_HTTP_BIND");
    return given ? given : bind ? bind : WIRE_DEFAULT_HTTP;
}

/* "host:port", with or without http:// and a path behind; "*", "0.0.0.0" and "[::]" mean this
 * machine. */
static bool split(struct health *h)
{
    struct str address = str_of(h->http), scheme = STR("http://");
    if (str_starts_with(address, scheme)) {
        address = str_slice(address, scheme.len, address.len);
    }
    address = str_slice(address, 0, str_find_byte(address, '/', 0));
    size_t colon = address.len;
    while (colon > 0 && address.ptr[colon - 1] != ':') {
        colon--;
    }
    if (colon == 0) {
        return false;
    }
    struct str host = str_slice(address, 0, colon - 1),
               port = str_slice(address, colon, address.len);
    if (host.len >= 2 && host.ptr[0] == '[' && host.ptr[host.len - 1] == ']') {
        host = str_slice(host, 1, host.len - 1);
    }
    bool any = host.len == 0 || str_equal(host, STR("*")) || str_equal(host, STR("0.0.0.0"));
    host = any ? STR("127.0.0.1") : str_equal(host, STR("::")) ? STR("::1") : host;
    if (host.len >= sizeof h->host || port.len == 0 || port.len >= sizeof h->port) {
        return false;
    }
    snprintf(h->host, sizeof h->host, "%.*s", STR_ARG(host));
    snprintf(h->port, sizeof h->port, "%.*s", STR_ARG(port));
    return true;
}

static int connect_to(const struct health *h)
{
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM}, *found = NULL;
    struct timeval wait = {.tv_sec = (time_t)h->timeout_s};
    int fd = -1;
    if (getaddrinfo(h->host, h->port, &hints, &found) != 0) {
        return -1;
    }
    for (struct addrinfo *info = found; info && fd < 0; info = info->ai_next) {
        fd = socket(info->ai_family, info->ai_socktype | SOCK_CLOEXEC, info->ai_protocol);
        if (fd < 0) {
            continue;
        }
        setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
        setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof wait);
        if (connect(fd, info->ai_addr, info->ai_addrlen) != 0) {
            close(fd);
            fd = -1;
        }
    }
    freeaddrinfo(found);
    return fd;
}

/* The answer as far as it fits, with a NUL; its length, 0 when none came. */
static size_t fetch(const struct health *h, int fd, char answer[ANSWER_BYTES])
{
    char request[512];
    int len = snprintf(request, sizeof request,
                       "GET %s HTTP/1.1\r\nHost: %s:%s\r\nConnection: close\r\n\r\n", h->path,
                       h->host, h->port);
    size_t got = 0;
    ssize_t n = send(fd, request, (size_t)len, MSG_NOSIGNAL);
    while (n > 0 && got < ANSWER_BYTES - 1 &&
           (n = recv(fd, answer + got, ANSWER_BYTES - 1 - got, 0)) > 0) {
        got += (size_t)n;
    }
    answer[got] = '\0';
    return got;
}

static int check(const struct health *h)
{
    char answer[ANSWER_BYTES];
    int fd = connect_to(h);
    size_t len = fd < 0 ? 0 : fetch(h, fd, answer);
    if (fd >= 0) {
        close(fd);
    }
    if (len == 0) {
        fprintf(stderr, "dateline: no answer from %s:%s; is datelined running?\n", h->host,
                h->port);
        return CLI_FAILED;
    }
    int status = 0;
    const char *body = strstr(answer, "\r\n\r\n");
    bool good = sscanf(answer, "HTTP/1.%*d %d", &status) == 1 && status == 200;
    fputs(body && body[4] ? body + 4 : "no words\n", stdout);
    return good ? CLI_OK : CLI_FAILED;
}

static bool take_option(void *state, int which, const char *value)
{
    struct health *h = state;
    switch (which) {
    case 'a':
        h->http = value;
        return true;
    case 'r':
        h->path = "/readyz";
        return true;
    default:
        return cli_number("timeout", value, 1, TIMEOUT_MAX_S, &h->timeout_s);
    }
}

static int health(int argc, char **argv)
{
    static const struct option options[] = {
        {"http", required_argument, NULL, 'a'},
        {"ready", no_argument, NULL, 'r'},
        {"timeout", required_argument, NULL, 't'},
        {0},
    };
    struct health h = {.http = default_address(), .path = "/healthz", .timeout_s = TIMEOUT_S};
    if (!cli_only_options(argc, argv, options, take_option, &h)) {
        return CLI_USAGE;
    }
    if (!split(&h)) {
        return cli_wrong("--http takes host:port, got '%s'", h.http);
    }
    return check(&h);
}

const struct command health_command = {
    "health",
    health,
    "ask whether the service is alive, or ready",
    "usage: dateline health [--ready] [OPTION…]\n\n"
    "  --ready           whether it can work, too (/readyz instead of /healthz)\n"
    "  --http HOST:PORT  where the service listens (else DATELINE_HTTP, DATELINE_HTTP_BIND, "
    "127.0.0.1:7780)\n"
    "  --timeout SECONDS how long to wait for an answer (2)\n"
    "\nPrints the answer. Exit status: 0 it is, 1 it is not or does not answer, 2 wrong use.\n",
};
