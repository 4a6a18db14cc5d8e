#!/usr/bin/env python3
"""What the query socket answers."""
import ctypes
import glob
import hashlib
import pathlib
import signal
import time
import struct
import unittest

import zmq

from harness import STORY, Asker, Producer, ServiceTest, Subscriber, unpack


def check_hash(events):
    """As CHECK computes it: seq and digest of each message, zeros where there is none."""
    digest = hashlib.sha256()
    for _, header, _ in events:
        digest.update(struct.pack(">Q", header["seq"]) + bytes.fromhex(header.get("digest", "00" * 32)))
    return digest.hexdigest()


class Questions(ServiceTest):
    def publish(self, count, sources=("Kelm",)):
        subscriber, producer = Subscriber(self.service), Producer(self.service)
        for i in range(count):
            producer.article("m%d" % i, id="a%d" % i, body=STORY, source=sources[i % len(sources)])
        producer.acks(count)
        events = [subscriber.event() for _ in range(count)]
        subscriber.close()
        producer.close()
        return events

    def test_replay_gives_what_was_published(self):
        live = self.publish(30)
        events, verb, end = Asker(self.service).replay(**{"from": 1, "credit": 7})
        self.assertEqual((verb, end), ("END", {"from": 1, "to": 30, "count": 30}))
        for (topic, header, data), (live_topic, live_header, live_data) in zip(events, live):
            live_header.pop("links")
            self.assertEqual((topic, header, data), (live_topic, live_header, live_data))

    def test_replay_by_prefix_and_range(self):
        self.publish(20, ("Kelm", "Other"))
        asker = Asker(self.service)
        topics = {e[0] for e in asker.replay(**{"from": 1})[0]}
        self.assertEqual(len(topics), 2)
        prefix = next(t for t in topics if "kelm" in t)
        events, _, end = asker.replay(**{"from": 5, "to": 12, "prefix": prefix})
        self.assertEqual({e[0] for e in events}, {prefix})
        self.assertTrue(all(5 <= e[1]["seq"] <= 12 for e in events))
        self.assertEqual((end["to"], end["count"]), (12, len(events)))

    def test_replay_waits_for_credit_and_can_be_cancelled(self):
        self.publish(10)
        asker = Asker(self.service)
        asker.question("REPLAY", {"from": 1, "credit": 3})
        self.assertEqual([asker.reply()[0] for _ in range(3)], ["EVENT"] * 3)
        self.assertTrue(asker.is_silent())
        asker.send(b"MORE", b"q1", {"credit": 2})
        self.assertEqual([asker.reply()[0] for _ in range(2)], ["EVENT"] * 2)
        asker.send(b"CANCEL", b"q1", {})
        verb, name, rest = asker.reply()
        self.assertEqual((verb, name), ("END", b"q1"))
        self.assertEqual(unpack(rest[0]), {"from": 1, "to": 5, "count": 5})
        asker.send(b"MORE", b"q1", {"credit": 5})
        self.assertTrue(asker.is_silent())

    def test_empty_replay_ends(self):
        events, verb, end = Asker(self.service).replay(**{"from": 1})
        self.assertEqual((events, verb, end["count"]), ([], "END", 0))

    def test_check_agrees_with_replay(self):
        self.publish(12, ("Kelm", "Other"))
        asker = Asker(self.service)
        for prefix, first, last in (("", 1, 12), ("", 3, 7), ("analysis.en.kelm.", 1, 12), ("nothing.", 1, 12)):
            events, _, _ = asker.replay(**{"from": first, "to": last, "prefix": prefix})
            answer = asker.ask("CHECK", {"from": first, "to": last, "prefix": prefix})
            self.assertEqual((answer["count"], answer["hash"]), (len(events), check_hash(events)), prefix)
        self.assertEqual(asker.ask("CHECK", {"from": 1, "to": 99})["to"], 12)

    def test_get(self):
        live = self.publish(3)
        reply, header, data = Asker(self.service).ask("GET", {"id": "a1"})
        self.assertEqual((reply["id"], reply["revision"], reply["type"]), ("a1", 1, "dateline.analysis"))
        published = next(e for e in live if e[1]["subject"] == "a1")
        self.assertEqual((reply["seq"], header["digest"], data), (published[1]["seq"], published[1]["digest"], published[2]))

    def test_get_revision(self):
        subscriber, producer = Subscriber(self.service), Producer(self.service)
        for i in range(3):
            producer.article("m%d" % i, id="a", body=STORY + " %d" % i)
            producer.acks()
            subscriber.event()
        asker = Asker(self.service)
        self.assertEqual(asker.ask("GET", {"id": "a"})[0]["revision"], 3)
        self.assertIn("hurt. 1", asker.ask("GET", {"id": "a", "revision": 2})[2]["text"])

    def test_errors_have_their_code(self):
        self.publish(2)
        asker = Asker(self.service)
        rows = (
            ("GET", {"id": "nobody"}, "not-found"),
            ("GET", {}, "malformed"),
            ("GET", {"id": 7}, "malformed"),
            ("GET", b"\xc1", "malformed"),
            ("SING", {}, "protocol"),
            ("EVENT", {}, "protocol"),
            ("TAKEDOWN", {"id": "nobody"}, "not-found"),
            ("QUARANTINE", {"action": "run"}, "malformed"),
            ("QUARANTINE", {"action": "drop", "id": "nobody"}, "not-found"),
            ("POSITION", {"name": "", "seq": 1}, "malformed"),
            ("POSITION", {"name": "x" * 129, "seq": 1}, "malformed"),
            ("REPLAY", {"from": 1, "credit": 1, "prefix": "x" * 257}, "malformed"),
        )
        for verb, body, code in rows:
            self.assertEqual(asker.ask(verb, body).get("error"), code, (verb, body))
        asker.send(b"GET")
        self.assertEqual(asker.receive()[0], b"ERROR")
        asker.send(b"GET", b"q", {"id": "a0"}, b"more")
        self.assertEqual(asker.receive()[0], b"ERROR")

    def test_position_is_kept_by_name(self):
        self.publish(5)
        asker = Asker(self.service)
        answer = asker.ask("POSITION", {"name": "desk", "seq": 0})
        self.assertEqual((answer["seq"], answer["first"], answer.get("stored")), (5, 1, None))
        self.assertEqual(asker.ask("POSITION", {"name": "desk", "seq": 3, "gaps": 2})["stored"], 3)
        counters = self.service.counters("dateline_subscriber")
        self.assertEqual(counters['dateline_subscriber_lag{subscriber="desk"}'], 2)
        self.assertEqual(counters['dateline_subscriber_gaps{subscriber="desk"}'], 2)
        epoch = answer["epoch"]
        self.assertEqual(asker.ask("POSITION", {"name": "desk", "seq": 4, "epoch": "other"})["stored"], 3)
        self.assertEqual(asker.ask("POSITION", {"name": "desk", "seq": 4, "epoch": epoch})["stored"], 4)
        self.assertEqual(self.service.stop(), 0)
        asker.close()
        self.service.start()
        asker = Asker(self.service)
        answer = asker.ask("POSITION", {"name": "desk", "seq": 0})
        while "stored" not in answer:
            answer = asker.ask("POSITION", {"name": "desk", "seq": 0})
        self.assertEqual(answer["stored"], 4)

    def test_take_down(self):
        self.publish(3)
        subscriber, asker = Subscriber(self.service), Asker(self.service)
        before = asker.ask("CHECK", {"from": 1, "to": 3})
        seq = asker.ask("TAKEDOWN", {"id": "a1"})["seq"]
        self.assertEqual(seq, 4)
        topic, header, data = subscriber.event()
        self.assertEqual((header["seq"], header["type"], data["kind"], data["id"]), (4, "dateline.tombstone", "taken-down", "a1"))
        reply, _, data = asker.ask("GET", {"id": "a1"})
        self.assertEqual((reply["type"], data["kind"]), ("dateline.tombstone", "taken-down"))
        events, _, _ = asker.replay(**{"from": 1})
        self.assertNotIn("a1", [e[2].get("article", {}).get("id") for e in events])
        self.assertEqual(asker.ask("CHECK", {"from": 1, "to": 3})["hash"], before["hash"])
        self.assertEqual(check_hash(events), asker.ask("CHECK", {"from": 1, "to": 4})["hash"])

    def test_status_counts(self):
        self.publish(4)
        counters = self.service.counters()
        rows = (
            ("dateline_published_total", 4),
            ("dateline_acknowledged_total", 4),
            ("dateline_journal_articles", 0),
            ("dateline_missed_edges_total", 0),
            ("messaging_process_duration_seconds", 4),
            ('messaging_client_consumed_messages_total{destination="ingest"}', 4),
        )
        for name, value in rows:
            self.assertEqual(counters[name], value, name)


class Quarantine(ServiceTest):
    options = {"pipeline.delay_us": 300000, "pipeline.workers": 1}

    def crash_worker(self):
        """A fatal signal on the worker's own thread while it has an article in hand, that is, sleeps in pipeline.delay_us."""
        process = self.service.process
        thread, end = None, time.monotonic() + 20
        while thread is None:
            self.assertLess(time.monotonic(), end, "no worker sleeps")
            for task in glob.glob("/proc/%d/task/*" % process.pid):
                if (pathlib.Path(task) / "comm").read_text().startswith("worker-") and "nanosleep" in (pathlib.Path(task) / "wchan").read_text():
                    thread = int(task.split("/")[-1])
        self.assertEqual(ctypes.CDLL(None).tgkill(process.pid, thread, signal.SIGSEGV), 0)
        self.assertNotEqual(self.service.wait(), 0)

    def test_article_that_dies_alone_twice_is_set_aside(self):
        producer = Producer(self.service)
        producer.article("m1", id="killer", body=STORY, source="Kelm")
        producer.article("m2", id="innocent", body=STORY)
        producer.acks(2)
        self.crash_worker()
        for _ in range(2):
            self.service.start()
            self.crash_worker()
        self.service.options["pipeline.delay_us"] = 0
        self.service.start()
        asker = Asker(self.service)
        self.wait_journal_empty(asker)
        items = asker.ask("QUARANTINE", {"action": "list"})["items"]
        self.assertEqual([(i["id"], i["attempts"]) for i in items], [("killer", 2)])
        events, _, _ = asker.replay(**{"from": 1})
        kinds = {e[1]["subject"]: e[1]["type"] for e in events}
        self.assertEqual(kinds, {"killer": "dateline.tombstone", "innocent": "dateline.analysis"})
        self.assertEqual(asker.ask("GET", {"id": "killer"})[2]["kind"], "quarantined")
        self.assertEqual(asker.ask("QUARANTINE", {"action": "run", "id": "killer"})["items"], [])
        self.wait_journal_empty(asker)
        self.assertEqual(asker.ask("GET", {"id": "killer"})[0]["type"], "dateline.analysis")

    def test_kill_from_outside_sets_nothing_aside(self):
        producer = Producer(self.service)
        producer.article("m1", id="innocent", body=STORY)
        producer.acks()
        for _ in range(3):
            self.until("dateline_working_articles", lambda n: n > 0)
            self.service.kill()
            self.service.start()
        asker = Asker(self.service)
        self.wait_journal_empty(asker)
        self.assertEqual(asker.ask("QUARANTINE", {"action": "list"})["items"], [])
        self.assertEqual(asker.ask("GET", {"id": "innocent"})[0]["type"], "dateline.analysis")


class SlowReader(ServiceTest):
    options = {"results.queue": 10}

    def test_slow_subscriber_misses_and_can_repair(self):
        slow = self.service.context.socket(zmq.SUB)
        slow.linger, slow.rcvhwm = 0, 1
        slow.setsockopt(zmq.RCVBUF, 4096)
        slow.subscribe(b"analysis.")
        slow.connect(self.service.results)
        fast, producer = Subscriber(self.service), Producer(self.service)
        big = STORY + " " + "word " * 20000
        for i in range(100):
            producer.article("m%d" % i, id="a%d" % i, body=big)
            producer.acks()
            self.assertEqual(fast.event()[1]["seq"], i + 1)
        seen = []
        while slow.poll(200):
            header = unpack(slow.recv_multipart()[1])
            seen.append(header["seq"])
        slow.close()
        self.assertLess(len(seen), 100)
        self.assertEqual(seen, sorted(seen))
        events, _, _ = Asker(self.service).replay(**{"from": 1})
        self.assertEqual([e[1]["seq"] for e in events], list(range(1, 101)))

    def test_asker_that_does_not_read_gets_all_in_the_end(self):
        producer = Producer(self.service)
        big = STORY + " " + "word " * 20000
        for i in range(60):
            producer.article("m%d" % i, id="a%d" % i, body=big)
        producer.acks(60)
        asker = Asker(self.service)
        self.wait_journal_empty(asker)
        asker.question("REPLAY", {"from": 1, "credit": 1000})
        self.assertGreater(self.service.counters("dateline_seq_last")["dateline_seq_last"], 0)  # others are answered meanwhile
        seqs = []
        while True:
            verb, _, rest = asker.reply()
            if verb != "EVENT":
                break
            seqs.append(rest[1])
        self.assertEqual((verb, len(seqs)), ("END", 60))


if __name__ == "__main__":
    unittest.main()
