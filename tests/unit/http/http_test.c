/* The module alone in a loop: a client's socket beside it in the same thread, an owner that answers
 * when it is told to. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"
#include "http/http.h"

enum { PATIENCE_MS = 10000, QUESTIONS = 8 };

struct rig {
    uv_loop_t loop;
    struct metrics *metrics;
    struct http *http;
    const char *why_not;
    bool full;
    struct http_question *asked[QUESTIONS];
    int asked_count;
};

static void refresh(void *context)
{
    metric_add(metrics_counter(((struct rig *)context)->metrics, "refreshed_total", "", "times"),
               1);
}

static const char *why_not_ready(void *context)
{
    return ((struct rig *)context)->why_not;
}

static bool ask(void *context, struct http_question *q)
{
    struct rig *r = context;
    if (r->full || r->asked_count == QUESTIONS) {
        return false;
    }
    r->asked[r->asked_count++] = q;
    return true;
}

static int setup(void **state)
{
    struct rig *r = calloc(1, sizeof *r);
    assert_non_null(r);
    r->metrics = metrics_new();
    assert_int_equal(uv_loop_init(&r->loop), 0);
    struct http_options o = {
        .loop = &r->loop,
        .bind = "127.0.0.1:0",
        .token_file = "",
        .connections = 32,
        .timeout_ms = 5000,
        .metrics = r->metrics,
        .refresh = refresh,
        .why_not_ready = why_not_ready,
        .ask = ask,
        .context = r,
    };
    assert_int_equal(http_open(&r->http, &o), STATUS_OK);
    *state = r;
    return 0;
}

static int teardown(void **state)
{
    struct rig *r = *state;
    http_close(r->http);
    uv_run(&r->loop, UV_RUN_DEFAULT);
    assert_int_equal(uv_loop_close(&r->loop), 0);
    metrics_free(r->metrics);
    free(r);
    return 0;
}

static int client(struct rig *r, const char *bytes)
{
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    to.sin_port = htons((uint16_t)atoi(strrchr(http_endpoint(r->http), ':') + 1));
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_true(fd >= 0);
    assert_int_equal(connect(fd, (struct sockaddr *)&to, sizeof to), 0);
    assert_int_equal(send(fd, bytes, strlen(bytes), MSG_NOSIGNAL), strlen(bytes));
    return fd;
}

/* Turns the loop until the other side has closed; what it sent, with a NUL. */
static const char *answer_of(struct rig *r, int fd)
{
    static char text[1 << 16];
    size_t len = 0;
    uint64_t until = clock_monotonic_ms() + PATIENCE_MS;
    for (;;) {
        uv_run(&r->loop, UV_RUN_NOWAIT);
        ssize_t n = recv(fd, text + len, sizeof text - 1 - len, MSG_DONTWAIT);
        if (n > 0) {
            len += (size_t)n;
        } else if (n == 0 || errno != EAGAIN) {
            break;
        } else {
            assert_true(clock_monotonic_ms() < until);
            poll(&(struct pollfd){.fd = fd, .events = POLLIN}, 1, 1);
        }
    }
    close(fd);
    text[len] = '\0';
    return text;
}

static void turn_until_asked(struct rig *r, int count)
{
    uint64_t until = clock_monotonic_ms() + PATIENCE_MS;
    while (r->asked_count < count) {
        assert_true(clock_monotonic_ms() < until);
        uv_run(&r->loop, UV_RUN_NOWAIT);
    }
}

#define GET(path) "GET " path " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"
#define POST(type, length, body)                                                                   \
    "POST /v1/analyze HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Type: " type             \
    "\r\nContent-Length: " length "\r\n\r\n" body

static void test_answers_at_once(void **state)
{
    struct rig *r = *state;
    static const struct {
        const char *request, *why_not, *status, *part;
    } rows[] = {
        {GET("/healthz"), NULL, "HTTP/1.1 200 ", "{\"alive\":true}"},
        {GET("/healthz"), "broken", "HTTP/1.1 200 ", "{\"alive\":true}"},
        {GET("/readyz"), NULL, "HTTP/1.1 200 ", "{\"ready\":true}"},
        {GET("/readyz"), "the \"disk\"", "HTTP/1.1 503 ",
         "{\"ready\":false,\"reason\":\"the \\\"disk\\\"\"}"},
        {GET("/metrics"), NULL, "HTTP/1.1 200 ", "\nrefreshed_total 1\n"},
        {GET("/nowhere"), NULL, "HTTP/1.1 404 ", "{\"code\":\"not-found\""},
        {GET("/v1/analyze"), NULL, "HTTP/1.1 405 ", "\r\nAllow: POST\r\n"},
        {GET("/v1/articles/"), NULL, "HTTP/1.1 404 ", "1 to 256 bytes"},
        {GET("/v1/articles/a?revision=-1"), NULL, "HTTP/1.1 400 ", "parameter revision"},
        {GET("/v1/articles/a?revision"), NULL, "HTTP/1.1 400 ", "parameter revision"},
        {POST("text/csv", "1", "x"), NULL, "HTTP/1.1 415 ", "\r\nAccept-Post: "},
        {POST("text/plain", "1", "x"), NULL, "HTTP/1.1 503 ", "\r\nRetry-After: 1\r\n"},
    };
    r->full = true;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        r->why_not = rows[i].why_not;
        const char *answer = answer_of(r, client(r, rows[i].request));
        if (strncmp(answer, rows[i].status, strlen(rows[i].status)) != 0 ||
            !strstr(answer, rows[i].part)) {
            fail_msg("row %zu: %s", i, answer);
        }
    }
}

static void test_a_question_carries_what_was_asked(void **state)
{
    struct rig *r = *state;
    int fd = client(r, "POST /v1/analyze?detail=full&offsets=utf16&title=A%20b&id= "
                       "HTTP/1.1\r\nHost: h\r\nConnection: close\r\n"
                       "Content-Type: text/html\r\nContent-Length: 4\r\n\r\n<p>x");
    turn_until_asked(r, 1);
    struct http_question *q = r->asked[0];
    assert_int_equal(q->kind, HTTP_ANALYZE);
    assert_int_equal(q->media, HTTP_MEDIA_HTML);
    assert_true(str_equal(buf_str(&q->body), STR("<p>x")));
    assert_true(q->full);
    assert_int_equal(q->offsets, WIRE_OFFSET_UNIT_UTF16);
    assert_true(str_equal(q->keys[HTTP_KEY_TITLE], STR("A b")));
    assert_true(str_is_absent(q->keys[HTTP_KEY_SOURCE]));
    q->status = 200;
    buf_add_str(&q->answer, STR("{\"done\":1}"));
    http_answer(r->http, q);
    const char *answer = answer_of(r, fd);
    assert_non_null(strstr(answer, "HTTP/1.1 200 "));
    assert_non_null(strstr(answer, "\r\nContent-Type: application/json\r\n"));
    assert_non_null(strstr(answer, "\r\n\r\n{\"done\":1}"));
}

/* While two sleep, a third is served; they wake in the other order. */
static void test_sleepers_hold_nobody_up(void **state)
{
    struct rig *r = *state;
    int one = client(r, GET("/v1/articles/a%2Fb?revision=7"));
    turn_until_asked(r, 1);
    int two = client(r, GET("/v1/articles/c/d"));
    turn_until_asked(r, 2);
    assert_true(str_equal(r->asked[0]->id, STR("a/b")));
    assert_int_equal(r->asked[0]->revision, 7);
    assert_true(str_equal(r->asked[1]->id, STR("c/d")));
    assert_non_null(strstr(answer_of(r, client(r, GET("/readyz"))), "\"ready\":true"));
    r->asked[1]->status = 410;
    r->asked[1]->code = "gone";
    http_answer(r->http, r->asked[1]);
    assert_non_null(strstr(answer_of(r, two), "{\"code\":\"gone\"}"));
    r->asked[0]->status = 200;
    buf_add_str(&r->asked[0]->answer, STR("{}"));
    http_answer(r->http, r->asked[0]);
    assert_non_null(strstr(answer_of(r, one), "\r\n\r\n{}"));
}

/* What was answered leaves although the loop no longer turns. */
static void test_closing_sends_what_was_answered(void **state)
{
    struct rig *r = *state;
    int fd = client(r, POST("text/plain", "1", "x"));
    turn_until_asked(r, 1);
    r->asked[0]->status = 200;
    buf_add_str(&r->asked[0]->answer, STR("{\"late\":true}"));
    http_answer(r->http, r->asked[0]);
    http_close(r->http);
    r->http = NULL;
    assert_non_null(strstr(answer_of(r, fd), "{\"late\":true}"));
}

static void test_addresses(void **state)
{
    struct rig *r = *state;
    static const struct {
        const char *bind;
        bool off_loopback;
        enum status status;
    } rows[] = {
        {"nonsense", false, STATUS_IO},
        {"127.0.0.1:", false, STATUS_IO},
        {"127.0.0.1:999999", false, STATUS_IO},
        {"192.0.2.1:0", false, STATUS_IO}, /* not an address of this machine */
        {"0.0.0.0:0", true, STATUS_INVALID},
        {"localhost:0", false, STATUS_OK},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct http *http = NULL;
        struct http_options o = {.loop = &r->loop,
                                 .bind = rows[i].bind,
                                 .off_loopback = rows[i].off_loopback,
                                 .token_file = "",
                                 .connections = 8,
                                 .timeout_ms = 1000,
                                 .metrics = r->metrics};
        enum status status = http_open(&http, &o);
        http_close(http);
        if (status != rows[i].status) {
            fail_msg("row %zu: %s gives %s", i, rows[i].bind, status_name(status));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_answers_at_once, setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_question_carries_what_was_asked, setup, teardown),
        cmocka_unit_test_setup_teardown(test_sleepers_hold_nobody_up, setup, teardown),
        cmocka_unit_test_setup_teardown(test_closing_sends_what_was_answered, setup, teardown),
        cmocka_unit_test_setup_teardown(test_addresses, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
