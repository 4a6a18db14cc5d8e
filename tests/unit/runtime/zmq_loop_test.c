#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <uv.h>
#include <zmq.h>

#include "runtime/frames.h"
#include "runtime/zmq_loop.h"

enum { MESSAGES = 5000 };

struct bench {
    uv_loop_t loop;
    void *zmq, *in, *out;
    struct zmq_loop *bridge;
    struct zmq_loop_socket *watched;
    uv_timer_t timer;
    int read, most_in_turn, in_turn, turns;
    bool echo;
};

static bool read_one(void *context)
{
    struct bench *b = context;
    char bytes[16];
    if (zmq_recv(b->in, bytes, sizeof bytes, ZMQ_DONTWAIT) < 0) {
        return false;
    }
    b->read++;
    b->in_turn++;
    if (b->echo) {
        /* a send may take an edge with it */
        assert_true(zmq_send(b->in, bytes, 1, ZMQ_DONTWAIT) == 1);
    }
    if (b->read == MESSAGES) {
        uv_stop(&b->loop);
    }
    return true;
}

static void on_turn(void *context)
{
    struct bench *b = context;
    b->most_in_turn = b->in_turn > b->most_in_turn ? b->in_turn : b->most_in_turn;
    b->in_turn = 0;
    b->turns++;
}

static void open_pair(struct bench *b, const char *address)
{
    int no_limit = 0;
    *b = (struct bench){0};
    assert_int_equal(uv_loop_init(&b->loop), 0);
    b->zmq = zmq_ctx_new();
    b->in = zmq_socket(b->zmq, ZMQ_PAIR);
    b->out = zmq_socket(b->zmq, ZMQ_PAIR);
    void *both[] = {b->in, b->out};
    for (int i = 0; i < 2; i++) {
        zmq_setsockopt(both[i], ZMQ_RCVHWM, &no_limit, sizeof no_limit);
        zmq_setsockopt(both[i], ZMQ_SNDHWM, &no_limit, sizeof no_limit);
    }
    assert_int_equal(zmq_bind(b->in, address), 0);
    assert_int_equal(zmq_connect(b->out, address), 0);
    assert_int_equal(zmq_loop_new(&b->bridge, &b->loop, on_turn, b), STATUS_OK);
    assert_int_equal(zmq_loop_add(b->bridge, b->in, read_one, b, &b->watched), STATUS_OK);
}

static void close_pair(struct bench *b)
{
    assert_int_equal(zmq_loop_missed_edges(b->bridge), 0);
    zmq_loop_free(b->bridge);
    uv_run(&b->loop, UV_RUN_DEFAULT);
    assert_int_equal(uv_loop_close(&b->loop), 0);
    int linger = 0;
    zmq_setsockopt(b->out, ZMQ_LINGER, &linger, sizeof linger);
    zmq_setsockopt(b->in, ZMQ_LINGER, &linger, sizeof linger);
    zmq_close(b->in);
    zmq_close(b->out);
    zmq_ctx_term(b->zmq);
}

static void send_from_other_thread(void *context)
{
    struct bench *b = context;
    for (int i = 0; i < MESSAGES; i++) {
        assert_true(zmq_send(b->out, "x", 1, 0) == 1);
    }
}

static void all_messages_are_read_in_bounded_turns(void **state)
{
    (void)state;
    static const char *const addresses[] = {"inproc://bridge", "ipc:///tmp/dateline-bridge-test"};
    for (int i = 0; i < 4; i++) {
        struct bench b;
        open_pair(&b, addresses[i % 2]);
        b.echo = i < 2;
        if (!b.echo) {
            zmq_loop_receives_only(b.watched);
        }
        uv_thread_t thread;
        uv_thread_create(&thread, send_from_other_thread, &b);
        uv_run(&b.loop, UV_RUN_DEFAULT);
        uv_thread_join(&thread);
        assert_int_equal(b.read, MESSAGES);
        assert_true(b.most_in_turn <= ZMQ_LOOP_BATCH);
        close_pair(&b);
    }
}

static bool read_slowly(void *context)
{
    struct bench *b = context;
    bool more = read_one(b);
    uv_sleep(more ? 2 : 0);
    return more;
}

/* Of messages that take 2 ms each, three fill a turn; a machine that pauses us makes it fewer. */
static void slow_messages_end_a_turn(void **state)
{
    (void)state;
    struct bench b;
    open_pair(&b, "inproc://slow");
    zmq_loop_remove(b.watched);
    assert_int_equal(zmq_loop_add(b.bridge, b.in, read_slowly, &b, &b.watched), STATUS_OK);
    b.read = MESSAGES - 20;
    for (int i = 0; i < 20; i++) {
        assert_true(zmq_send(b.out, "x", 1, 0) == 1);
    }
    uv_run(&b.loop, UV_RUN_DEFAULT);
    assert_int_equal(b.read, MESSAGES);
    assert_true(b.most_in_turn <= 3);
    close_pair(&b);
}

static void on_timer(uv_timer_t *timer)
{
    uv_stop(timer->loop);
}

static void run_for_turns(struct bench *b)
{
    uv_timer_init(&b->loop, &b->timer);
    uv_timer_start(&b->timer, on_timer, 50, 0);
    uv_run(&b->loop, UV_RUN_DEFAULT);
    uv_close((uv_handle_t *)&b->timer, NULL);
    uv_run(&b->loop, UV_RUN_NOWAIT);
}

static void a_paused_socket_is_not_read_and_does_not_spin(void **state)
{
    (void)state;
    struct bench b;
    open_pair(&b, "inproc://paused");
    zmq_loop_pause(b.watched, true);
    assert_true(zmq_send(b.out, "x", 1, 0) == 1);
    run_for_turns(&b);
    assert_int_equal(b.read, 0);
    assert_true(b.turns < 20);
    zmq_loop_pause(b.watched, false);
    run_for_turns(&b);
    assert_int_equal(b.read, 1);
    close_pair(&b);
}

static void frames_are_bounded(void **state)
{
    (void)state;
    struct bench b;
    open_pair(&b, "inproc://frames");
    struct str parts[FRAMES_MAX + 3];
    for (int i = 0; i < FRAMES_MAX + 3; i++) {
        parts[i] = STR("part");
    }
    static const struct {
        uint32_t sent, kept;
        bool too_many;
    } rows[] = {{1, 1, false}, {FRAMES_MAX, FRAMES_MAX, false}, {FRAMES_MAX + 3, FRAMES_MAX, true}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct frames f;
        assert_true(frames_send(b.out, parts, rows[i].sent));
        if (!frames_receive(b.in, &f) || f.count != rows[i].kept ||
            f.too_many != rows[i].too_many) {
            fail_msg("row %zu: %u parts kept", i, f.count);
        }
        assert_true(str_equal(frames_get(&f, f.count - 1), STR("part")));
        assert_true(str_is_absent(frames_get(&f, f.count)));
        frames_release(&f);
        assert_false(frames_receive(b.in, &f));
    }
    close_pair(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_messages_are_read_in_bounded_turns),
        cmocka_unit_test(slow_messages_end_a_turn),
        cmocka_unit_test(a_paused_socket_is_not_read_and_does_not_spin),
        cmocka_unit_test(frames_are_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
