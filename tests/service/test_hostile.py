#!/usr/bin/env python3
"""Strangers in numbers and on the bare wire: each thing refused with its own code or dropped and counted, the service alive and its
memory flat. What one odd message gets for an answer stands in test_refusals.py."""
import random
import resource
import socket
import struct
import unittest

import zmq

from harness import STORY, WAIT_MS, Asker, Producer, Service, ServiceTest, Socket, Subscriber, is_sanitized, pack

FLAT = 32 << 20
CLAIMS_MUCH = b"\xdf\xff\xff\xff\xff"  # a map of 4,294,967,295 pairs: 137 GB
DEEP = b"\x81\xa4body" + b"\x91" * 40 + b"\xc0"

# ZMTP 3.1 by hand: greeting with the mechanism NULL, READY, frames
GREETING = b"\xff\0\0\0\0\0\0\0\x01\x7f\x03\x01NULL".ljust(64, b"\0")


def command(name, body):
    body = bytes([len(name)]) + name + body
    return b"\x04" + bytes([len(body)]) + body


def ready(kind):
    return command(b"READY", b"\x0bSocket-Type" + struct.pack(">I", len(kind)) + kind)


def long_frame(size, more=False):
    """The head of a frame that says it is so long."""
    return bytes([3 if more else 2]) + struct.pack(">Q", size)


class TcpService(Service):
    """On TCP, at ports that the system chose."""

    SOCKETS = ("ingest", "intake", "results", "query")

    def start(self, *flags):
        super().start(*[part for name in self.SOCKETS for part in ("--%s.bind" % name, "tcp://127.0.0.1:*")], *flags)
        line = self.wait_log("service.start version=")
        for name in self.SOCKETS:
            setattr(self, name, next(word for word in line.split() if word.startswith(name + "=")).partition("=")[2])
        return self

    def connect(self, name):
        """A bare connection."""
        host, _, port = getattr(self, name)[len("tcp://"):].rpartition(":")
        peer = socket.create_connection((host, int(port)), WAIT_MS / 1000)
        return peer

    def memory(self):
        with open("/proc/%d/status" % self.process.pid) as file:
            words = dict(line.split(":", 1) for line in file)
        return int(words["RssAnon"].split()[0]) << 10


def is_closed(peer):
    """Reads until the other side closes."""
    try:
        while peer.recv(65536):
            pass
    except ConnectionError:
        pass
    return True


class Hostile(ServiceTest):
    def setUp(self):
        self.service = TcpService(**self.options)
        self.addCleanup(self.service.close)
        self.service.start()
        self.still_works()
        self.memory = self.service.memory()

    def tearDown(self):
        self.still_works()
        self.assert_flat()
        super().tearDown()

    def still_works(self):
        """An article goes through all sockets, to a subscriber."""
        producer, subscriber = Producer(self.service), Subscriber(self.service)
        name = "alive-%d" % random.getrandbits(64)
        producer.article("m", id=name, body=STORY)
        self.assertEqual(producer.acks()[0]["status"], "accepted")
        while subscriber.event()[1]["subject"] != name:
            pass
        producer.close()
        subscriber.close()

    def assert_flat(self):
        if not is_sanitized():  # they keep freed memory for a while
            self.assertLess(self.service.memory() - self.memory, FLAT)


class Frames(Hostile):
    def test_refused_articles_by_the_hundred(self):
        rows = (
            ("malformed", CLAIMS_MUCH, 500), ("too-large", DEEP, 500), ("malformed", pack({"body": "x"}) + b"\0", 500),
            ("not-utf8", b"\x81\xa4body\xa4\xff\xfe\xfd\xfc", 500), ("malformed", b"\x82\xa4body\xa1x\xa4body\xa1y", 500),
            ("missing-body", pack({"id": "a"}), 500), ("too-large", pack({"body": "x" * (2 << 20)}), 40),
            ("malformed", b"\xc1" * 1000, 500), ("malformed", bytes(range(256)) * 40, 500),
        )
        producer = Producer(self.service)
        for code, frame, count in rows:
            sent = refused = 0
            while refused < count:
                while sent < count and producer.credit > 0:
                    producer.send(b"ARTICLE", b"m%d" % sent, {}, frame)
                    producer.credit -= 1
                    sent += 1
                verb, body = producer.answer()
                if verb == "NACK":
                    self.assertEqual((body["code"], body["id"]), (code, b"m%d" % refused))
                    refused += 1
            self.assert_flat()
        counters = self.service.counters()
        for code in {code for code, _, _ in rows}:
            refused = counters.get('dateline_refused_total{socket="ingest",code="%s"}' % code, 0)
            self.assertEqual(refused, sum(n for c, _, n in rows if c == code), code)

    def test_unknown_fields_are_accepted(self):
        producer = Producer(self.service)
        extra = {"k%d" % i: [i, {"deep": [1, [2]]}, b"\xff\xfe"] for i in range(50)}
        producer.article("m", id="extra", body=STORY, **extra)
        self.assertEqual(producer.acks()[0]["status"], "accepted")

    def test_intake(self):
        push, subscriber = Socket(self.service, zmq.PUSH, self.service.intake), Subscriber(self.service)
        rows = (("malformed", [CLAIMS_MUCH]), ("protocol", [b"a", b"b"]), ("protocol", [b"x"] * 100), ("malformed", [b""]),
                ("missing-body", [{"id": "a"}]), ("not-utf8", [b"\x81\xa4body\xa1\xff"]), ("too-large", [DEEP]))
        for code, frames in rows:
            for _ in range(100):
                push.send(*frames)
        push.send({"id": "good", "body": STORY})
        while subscriber.event()[1]["subject"] != "good":
            pass
        counters = self.service.counters()
        for code in {code for code, _ in rows}:
            refused = counters.get('dateline_refused_total{socket="intake",code="%s"}' % code, 0)
            self.assertEqual(refused, 100 * sum(c == code for c, _ in rows), code)

    def test_query(self):
        rows = (
            ("unknown verb", [b"SHOUT", b"q", {}], "protocol"),
            ("verb of a reply", [b"EVENT", b"q", {}], "protocol"),
            ("no map", [b"GET", b"q"], "protocol"),
            ("too many frames", [b"GET", b"q", {"id": "a"}, b"more"], "protocol"),
            ("hundred frames", [b"GET"] * 100, "protocol"),
            ("id too long", [b"GET", b"q" * 257, {"id": "a"}], "protocol"),
            ("137 GB", [b"GET", b"q", CLAIMS_MUCH], "malformed"),
            ("nesting", [b"GET", b"q", b"\x81\xa2id" + b"\x91" * 100], "malformed"),
            ("trailing bytes", [b"GET", b"q", pack({"id": "a"}) + b"\0"], "malformed"),
            ("not UTF-8", [b"GET", b"q", b"\x81\xa2id\xa1\xff"], "malformed"),
            ("twice a key", [b"GET", b"q", b"\x82\xa2id\xa1a\xa2id\xa1b"], "malformed"),
            ("wrong type", [b"CHECK", b"q", {"prefix": "", "from": "1", "to": 2}], "malformed"),
            ("long prefix", [b"REPLAY", b"q", {"prefix": "p" * 257, "from": 1, "credit": 1}], "malformed"),
            ("prefix with NUL", [b"CHECK", b"q", {"prefix": "a\0b", "from": 1, "to": 2}], "malformed"),
            ("nameless subscriber", [b"POSITION", b"q", {"name": ""}], "malformed"),
            ("no such thing", [b"GET", b"q", {"id": "nobody has it"}], "not-found"),
            ("action of another version", [b"QUARANTINE", b"q", {"action": "burn"}], "malformed"),
        )
        asker = Asker(self.service)
        for name, frames, code in rows:
            for _ in range(50):
                asker.send(*frames)
            for _ in range(50):
                verb, _, rest = asker.reply()
                self.assertEqual(verb, "ERROR", name)
                self.assertIn(b"\xa4code" + pack(code), rest[0], name)
        for verb in (b"MORE", b"CANCEL"):  # of replays that there are not: no answer, no harm
            for i in range(1000):
                asker.send(verb, b"q%d" % i, {"credit": 0xFFFFFFFF})
        self.assertTrue(asker.ask("STATUS", {"prefix": "", "later": 1})["counters"])

    def test_hello_again_and_again(self):
        before = self.service.counters("dateline_peers")["dateline_peers"]
        producer = Producer(self.service)
        for _ in range(3000):
            producer.send(b"HELLO", {"client": "x" * 1000, "version": "0", "protocol": 1})
        for _ in range(3000):
            self.assertEqual(producer.answer()[0], "WELCOME")
        self.assertEqual(self.service.counters("dateline_peers")["dateline_peers"], before + 1)

    def test_a_name_that_is_taken(self):
        """Who takes another's identity frame gets neither its answers nor its place."""
        first, thief = (self.service.context.socket(zmq.DEALER) for _ in range(2))
        for peer in (first, thief):
            self.service.sockets.append(peer)
            peer.linger = 0
            peer.routing_id = b"desk-7"
        first.connect(self.service.ingest)
        first.send_multipart([b"HELLO", pack({"protocol": 1})])
        self.assertEqual(first.recv_multipart()[0], b"WELCOME")
        thief.connect(self.service.ingest)
        thief.send_multipart([b"HELLO", pack({"protocol": 1})])
        first.send_multipart([b"ARTICLE", b"m", b"", pack({"body": STORY})])
        self.assertEqual(first.recv_multipart()[0], b"ACK")
        self.assertFalse(thief.poll(50))

    def test_subscriptions_without_end(self):
        closed = 'dateline_connections_closed_total{socket="results"}'
        before = self.service.counters(closed)[closed]
        flood = Socket(self.service, zmq.XSUB, self.service.results)
        for i in range(10000):
            flood.send(b"\x01analysis.en.example-%d." % i)
        self.until("dateline_subscribed_prefixes", lambda n: n >= 10000)
        self.assert_flat()
        for _ in range(20):
            flood.send(b"\x01" + b"x" * 60000)
        self.until(closed, lambda n: n >= before + 1)
        flood.close()

    def test_replay_that_nobody_reads(self):
        producer, asker = Producer(self.service), Asker(self.service)
        for i in range(200):
            producer.article("m%d" % i, id="a%d" % i, body=STORY * 20)
        producer.acks(200)
        self.wait_journal_empty(asker)
        greedy = [Asker(self.service) for _ in range(20)]
        for peer in greedy:
            peer.question("REPLAY", {"prefix": "", "from": 1, "credit": 0xFFFFFFFF})
        self.until("dateline_replayed_total", lambda n: n >= 20)
        self.assert_flat()
        self.assertEqual(len(asker.replay(prefix="", **{"from": 2})[0]), 200)  # the others are in nobody's way
        while greedy[7].reply()[0] != "END":  # and who reads after all gets all
            pass


class Wire(Hostile):
    def speak(self, name, kind):
        peer = self.service.connect(name)
        peer.sendall(GREETING + ready(kind))
        return peer

    def test_frames_over_the_limit(self):
        rows = (("ingest", b"DEALER"), ("intake", b"PUSH"), ("query", b"DEALER"), ("results", b"SUB"))
        for name, kind in rows:
            closed = 'dateline_connections_closed_total{socket="%s"}' % name
            before = self.service.counters(closed).get(closed, 0)
            for size in (64 << 20, 1 << 40, (1 << 63) - 1, (1 << 64) - 1):
                peer = self.speak(name, kind)
                peer.sendall(long_frame(size) + b"x" * 1000)
                self.assertTrue(is_closed(peer), (name, size))
                peer.close()
            self.until(closed, lambda n: n >= before + 4)

    def test_bytes_of_other_protocols(self):
        noise = random.Random(7)
        rows = (b"GET / HTTP/1.1\r\nHost: a\r\n\r\n" * 20, b"\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03" * 50, b"SSH-2.0-OpenSSH_9\r\n" * 20,
                b"\0" * 5000, b"\xff" * 5000, b"\xff\0\0\0\0\0\0\0\x01\x7f" + b"\xff" * 500, GREETING[:10] + b"\x01" + b"\0" * 60,
                GREETING[:12] + b"PLAIN".ljust(52, b"\0") + b"\0" * 40, GREETING + b"\x04\xff", GREETING + ready(b"NONE"),
                GREETING + command(b"READY", b"\xff" * 100), GREETING + ready(b"REQ") + b"\x01\0\0\xff" * 100,
                GREETING + ready(b"DEALER") + command(b"PING", b"\0\0" + b"x" * 200),
                *(noise.randbytes(2000) for _ in range(20)), *(GREETING + noise.randbytes(300) for _ in range(20)),
                *(GREETING + ready(b"DEALER") + noise.randbytes(3000) for _ in range(20)))
        for name in TcpService.SOCKETS:
            accepted = 'dateline_connections_accepted_total{socket="%s"}' % name
            closed = 'dateline_connections_closed_total{socket="%s"}' % name
            before = self.service.counters("dateline_connections_")
            for row in rows:
                peer = self.service.connect(name)
                try:
                    peer.sendall(row)
                except ConnectionError:
                    pass
                peer.close()
            self.until(accepted, lambda n: n >= before[accepted] + len(rows))
            self.until(closed, lambda n: n >= before.get(closed, 0) + len(rows))

    def test_half_open_peers_are_let_go(self):
        """Nothing, half a greeting, a greeting and nothing more: the handshake has a limit of time."""
        silent = []
        for name in TcpService.SOCKETS:
            for words in (b"", GREETING[:10], GREETING, GREETING + b"\x04"):
                for _ in range(10):
                    peer = self.service.connect(name)
                    peer.sendall(words)
                    silent.append(peer)
        self.still_works()
        for peer in silent:
            self.assertTrue(is_closed(peer))
            peer.close()
        for name in TcpService.SOCKETS:
            self.until('dateline_handshakes_failed_total{socket="%s"}' % name, lambda n: n >= 40)

    def test_peers_that_never_say_hello(self):
        before = self.service.counters("dateline_")
        strangers = [self.speak("ingest", b"DEALER") for _ in range(300)]
        for peer in strangers:
            self.assertEqual(len(peer.recv(64, socket.MSG_WAITALL)), 64)
        still_open = 'dateline_connections{socket="ingest"}'
        self.until(still_open, lambda n: n >= 300)
        after = self.service.counters("dateline_")
        for name in ("dateline_peers", "dateline_credit"):
            self.assertEqual(after[name], before[name], name)
        for peer in strangers:
            peer.close()


class Crowd(Hostile):
    CROWD = 10000
    options = {"service.connections": 1000}

    def test_connections_that_say_nothing(self):
        """Those over the limit are turned away, the others when the handshake takes too long."""
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
        self.addCleanup(resource.setrlimit, resource.RLIMIT_NOFILE, (soft, hard))
        crowd = min(self.CROWD, hard - 200)
        turned_away, closed = ('dateline_connections_%s_total{socket="ingest"}' % what for what in ("turned_away", "closed"))
        before = self.service.counters(closed).get(closed, 0)
        silent = [self.service.connect("ingest") for _ in range(crowd)]
        self.until(turned_away, lambda n: n >= 1)
        self.assert_flat()
        self.until(closed, lambda n: n >= before + crowd)
        for peer in silent:
            peer.close()


if __name__ == "__main__":
    unittest.main()
