#!/usr/bin/env python3
"""What strangers send: each thing refused with its own code, or dropped and counted, and the service goes on."""
import shutil
import socket
import struct
import tempfile
import time
import unittest

import zmq

from harness import STORY, Asker, Producer, ServiceTest, Socket, Subscriber, is_sanitized, pack

DEEP = b"\x81\xa4body" + b"\x91" * 40 + b"\xc0"
CLAIMS_MUCH = b"\xdf\xff\xff\xff\xff"  # a map of 4,294,967,295 pairs: 137 GB
TWICE = b"\x83\xa4body\xa1x\xa2id\xa1a\xa4body\xa1y"


class Refusals(ServiceTest):
    def still_works(self):
        producer = Producer(self.service)
        producer.article("alive", id="alive", body=STORY)
        self.assertEqual(producer.acks()[0]["id"], b"alive")
        producer.close()

    def test_article_frames(self):
        rows = (
            ("claims 137 GB", CLAIMS_MUCH, "malformed"),
            ("nesting", DEEP, "too-large"),
            ("trailing bytes", pack({"body": STORY}) + b"\x00", "malformed"),
            ("invalid UTF-8", b"\x81\xa4body\xa4\xff\xfe\xfd\xfc", "not-utf8"),
            ("duplicate keys", TWICE, "malformed"),
            ("no map", pack([1, 2]), "malformed"),
            ("wrong type", pack({"body": 7}), "malformed"),
            ("empty", b"", "malformed"),
            ("no body", pack({"id": "a", "title": "t"}), "missing-body"),
            ("2 MiB", pack({"body": "x" * (2 << 20)}), "too-large"),
        )
        producer = Producer(self.service)
        for name, frame, code in rows:
            producer.send(b"ARTICLE", name.encode(), {}, frame)
            refusal = producer.refusal()
            self.assertEqual((refusal["id"].decode(), refusal["code"]), (name, code), refusal)
            self.assertTrue(refusal["detail"], name)
        self.still_works()

    def test_unknown_fields_are_skipped(self):
        producer = Producer(self.service)
        producer.article("m1", id="a", body=STORY, later={"nested": [1, 2, {"x": None}]})
        self.assertEqual(producer.acks()[0]["status"], "accepted")

    def test_messages_that_are_none(self):
        rows = (
            ("unknown verb", [b"SHOUT", {}], "protocol"),
            ("verb alone", [b"HELLO"], "protocol"),
            ("too few frames", [b"ARTICLE", b"m", {}], "protocol"),
            ("too many frames", [b"ARTICLE", b"m", {}, {"body": "x"}, b"more"], "protocol"),
            ("hundred frames", [b"x"] * 100, "protocol"),
            ("delimiter of REQ", [b"", b"HELLO", {"protocol": 1}], "protocol"),
            ("other protocol", [b"HELLO", {"protocol": 99}], "protocol"),
            ("HELLO without protocol", [b"HELLO", {"client": "x"}], "malformed"),
            ("HELLO is no map", [b"HELLO", b"\xc1"], "malformed"),
            ("PING from a stranger", [b"PING", {}], "hello-first"),
        )
        stranger = Producer(self.service, hello=False)
        for name, frames, code in rows:
            stranger.send(*frames)
            self.assertEqual(stranger.refusal()["code"], code, name)
        self.still_works()

    def test_hello_first(self):
        stranger = Producer(self.service, hello=False)
        stranger.send(b"ARTICLE", b"m1", {}, {"id": "a", "body": STORY})
        refusal = stranger.refusal()
        self.assertEqual((refusal["id"], refusal["code"]), (b"m1", "hello-first"))
        stranger.hello()
        stranger.article("m2", id="a", body=STORY)
        self.assertEqual(stranger.acks()[0]["status"], "accepted")

    def test_message_id(self):
        producer = Producer(self.service)
        for name in (b"", b"x" * 257):
            producer.send(b"ARTICLE", name, {}, {"body": STORY})
            self.assertEqual(producer.refusal()["code"], "malformed", len(name))
        producer.send(b"ARTICLE", b"\x00" * 256, {}, {"body": STORY})
        self.assertEqual(producer.acks()[0]["id"], b"\x00" * 256)

    def test_over_credit(self):
        producer = Producer(self.service)
        sent = producer.credit + 300
        for i in range(sent):
            producer.send(b"ARTICLE", b"m%d" % i, {}, {"id": "a%d" % i, "body": STORY * 20})
        acked, refused = 0, 0
        while acked + refused < sent:
            verb, body = producer.answer()
            acked += len(body.get("acks", []))
            if verb == "NACK":
                self.assertEqual(body["code"], "over-credit")
                refused += 1
        self.assertGreater(acked, 0)
        self.still_works()

    def test_frame_over_the_limit_ends_the_connection(self):
        producer = Producer(self.service)
        closed = 'dateline_connections_closed_total{socket="ingest"}'
        before = self.service.counters(closed)[closed]
        producer.send(b"ARTICLE", b"m", {}, b"x" * (5 << 20))
        self.until(closed, lambda n: n > before)
        producer.close()
        self.still_works()

    def test_subscriber_that_talks(self):
        loud = Socket(self.service, zmq.XSUB, self.service.results)
        loud.send(b"\x01")
        loud.send(b"\x02nonsense")
        loud.send(b"hello")
        loud.send(b"\x01analysis.", b"another frame")
        self.still_works()
        self.assertTrue(loud.receive())


class IdlePeers(ServiceTest):
    options = {"ingest.idle": "200ms"}

    def test_silent_peer_loses_its_credit(self):
        silent = Producer(self.service)
        self.until("dateline_peers", lambda n: n == 0)
        self.assertEqual(self.service.counters("dateline_credit")["dateline_credit"], 0)
        silent.send(b"ARTICLE", b"m1", {}, {"id": "a", "body": STORY})
        self.assertEqual(silent.refusal()["code"], "hello-first")

    def test_ping_keeps_it(self):
        peer, clock = Producer(self.service), Subscriber(self.service)
        for i in range(30):  # heartbeats come every 20 ms
            peer.send(b"PING", {"sent_ms": i})
            verb, body = peer.answer()
            while verb == "CREDIT":
                verb, body = peer.answer()
            self.assertEqual((verb, body), ("PONG", {"sent_ms": i}))
            clock.receive()
        peer.article("m", id="a", body=STORY)
        self.assertEqual(peer.acks()[0]["status"], "accepted")


@unittest.skipIf(is_sanitized(), "memory is the sanitizer's, too")
class EndlessMessage(ServiceTest):
    options = {"service.memory": "96MiB"}

    def speak_zmtp(self, path):
        """A raw connection that has said everything which ZMTP 3.0 wants before messages."""
        peer = socket.socket(socket.AF_UNIX)
        peer.settimeout(10)
        peer.connect(path)
        peer.sendall(b"\xff" + bytes(8) + b"\x7f" + b"\x03\x00" + b"NULL".ljust(20, b"\0") + b"\0" + bytes(31))
        ready = b"\x05READY\x0bSocket-Type" + struct.pack(">I", 6) + b"DEALER"
        peer.sendall(b"\x04" + bytes([len(ready)]) + ready)
        return peer

    def send_without_end(self, limit):
        """Parts of one message until the connection ends; (parts sent, what ended it)."""
        peer = self.speak_zmtp(self.service.ingest[len("ipc://"):])
        part = b"\x03" + struct.pack(">Q", 1 << 20) + b"x" * (1 << 20)  # a long frame, and more to come
        for sent in range(limit):
            try:
                peer.sendall(part)
            except OSError as error:
                peer.close()
                return sent, error
        self.fail("%d parts of 1 MiB were taken" % limit)

    def test_socket_is_opened_anew(self):
        ends = []
        while not any("socket.renewed socket=ingest" in line for line in self.service.lines):
            # A system short of memory may end a connection before the service does: such a peer comes again.
            self.assertLess(len(ends), 5, ends)
            ends.append(self.send_without_end(4096))
            time.sleep(0.5)
        self.until("dateline_memory_bytes", lambda n: n < 96 << 20)
        producer, subscriber = Producer(self.service), Subscriber(self.service)
        producer.article("m", id="a", body=STORY)
        self.assertEqual(producer.acks()[0]["status"], "accepted")
        self.assertEqual(subscriber.event()[1]["subject"], "a")


@unittest.skipIf(is_sanitized(), "memory is the sanitizer's, too")
class StoreInMemory(ServiceTest):
    """The pages of a store on a tmpfs count as the process's shared memory; they are not what service.memory is about."""

    def setUp(self):
        folder = tempfile.mkdtemp(prefix="dateline-", dir="/dev/shm")
        self.addCleanup(shutil.rmtree, folder)
        self.options = {"service.memory": "40MiB", "store.folder": folder}
        super().setUp()

    def test_a_store_above_the_limit_is_no_reason_to_close_sockets(self):
        producer, asker, sent = Producer(self.service), Asker(self.service), 0
        while self.service.counters("dateline_store_used_bytes")["dateline_store_used_bytes"] < 44 << 20:
            for _ in range(100):
                sent += 1
                producer.article("m%d" % sent, id="a%d" % sent, body=STORY * 20)
            producer.acks(100)
        self.wait_journal_empty(asker)
        asker.replay(prefix="", **{"from": 1})  # maps every page of it
        self.assertLess(self.service.counters("dateline_memory_bytes")["dateline_memory_bytes"], 40 << 20)
        self.assertEqual(self.service.counters("dateline_sockets_renewed"), {})


class Connections(ServiceTest):
    options = {"service.connections": 40}

    def test_connections_that_say_nothing_are_turned_away(self):
        path, asker = self.service.ingest[len("ipc://"):], Asker(self.service)
        producer = Producer(self.service)
        silent = []
        for _ in range(500):
            peer = socket.socket(socket.AF_UNIX)
            peer.connect(path)
            silent.append(peer)
        turned_away = 'dateline_connections_turned_away_total{socket="ingest"}'
        self.until(turned_away, lambda n: n >= 460, asker)
        producer.article("m", id="a", body=STORY)
        self.assertEqual(producer.acks()[0]["status"], "accepted")
        for peer in silent:
            peer.close()
        still_open = 'dateline_connections{socket="ingest"}'
        self.until(still_open, lambda n: n <= 1, asker)
        Producer(self.service)


if __name__ == "__main__":
    unittest.main()
