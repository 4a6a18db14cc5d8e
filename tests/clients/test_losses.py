"""What every client must do when messages, acknowledgements and links are lost. Against the fake, which loses on request."""
import asyncio
import json
import os
import time
import unittest

from common import BUILD, LIMIT_S, run, start
from dateline import AsyncDateline, Dateline, Differs, NotAnswered, Refused
from fake import FakeService

LOOP = os.path.join(BUILD, "test/clients/loop")

WORLDS = (  # (name, faults of the fake, prefix)
    ("nothing is lost", {}, ""),
    ("a tenth of the feed is lost", {"lose_live": 0.1}, ""),
    ("half of the feed is lost", {"lose_live": 0.5, "seed": 2}, ""),
    ("a tenth is lost of a prefix", {"lose_live": 0.1}, "analysis.en.two."),
    ("no links", {"lose_live": 0.1, "links": False}, "analysis.en.two."),
    ("acks are lost", {"lose_acks": 0.02}, ""),
    ("all of it, with little credit", {"lose_live": 0.1, "lose_acks": 0.02, "credit": 3}, "analysis.en.two."),
)
COUNT = 600


def article(i):
    return {"id": "a-%d" % i, "title": "T", "body": "x" * 500, "source": "one" if i % 3 else "two", "language": "en"}


def take(feed, count):
    return [next(feed) for _ in range(count)]


def wait_until(holds):
    end = time.monotonic() + LIMIT_S
    while not holds():
        if time.monotonic() > end:
            raise AssertionError("waited in vain")
        time.sleep(0.01)


def wanted(prefix):
    return COUNT // 3 if prefix else COUNT


class Losses(unittest.TestCase):
    def each(self, check):
        for name, faults, prefix in WORLDS:
            with self.subTest(name), FakeService(**faults) as service:
                check(service, prefix)
                self.assertEqual(service.count["over_credit"], 0)

    def assert_in_order(self, seqs, prefix):
        self.assertEqual(len(seqs), wanted(prefix))
        self.assertEqual(seqs, sorted(set(seqs)))

    def test_c_in_an_event_loop(self):
        def check(service, prefix):
            # Article 7 has no body and is refused; it is not one of source "two".
            status, out, err = run(service, LOOP, str(COUNT), prefix, str(wanted(prefix) - (not prefix)))
            self.assertEqual(status, 0, out + err)
            result = json.loads(out)
            self.assertEqual(result, {"receipts": COUNT, "accepted": COUNT - 1, "refused": 1,
                                      "messages": wanted(prefix) - (not prefix), "disorder": 0, "check": "ok"})
        self.each(check)

    def test_c_with_its_own_thread(self):
        def check(service, prefix):
            lines = "".join(json.dumps(article(i)) + "\n" for i in range(COUNT))
            status, out, err = run(service, "feed", "-", input=lines)
            self.assertEqual(status, 0, out + err)
            status, out, err = run(service, "tap", "--from", "beginning", "--count", str(wanted(prefix)), "--prefix", prefix,
                                   "--format", "event", "--check")
            self.assertEqual(status, 0, err)
            self.assert_in_order([json.loads(line)["header"]["seq"] for line in out.splitlines()], prefix)
        self.each(check)

    def test_python_waiting(self):
        def check(service, prefix):
            with Dateline(**service.endpoints) as d:
                feed = d.subscribe(prefix, start="beginning", timeout=10)
                receipts = list(d.send_all(article(i) for i in range(COUNT)))
                self.assertEqual({r.status for r in receipts} - {"duplicate"}, {"accepted"})
                seqs = [m.seq for m in take(feed, wanted(prefix))]
                self.assert_in_order(seqs, prefix)
                self.assertEqual(feed.check().count, wanted(prefix))
        self.each(check)

    def test_python_async(self):
        async def follow(service, prefix):
            async with AsyncDateline(**service.endpoints) as d:
                feed = d.subscribe(prefix, start="beginning")
                await asyncio.gather(*(d.send(article(i)) for i in range(COUNT)))
                seqs = []
                async for message in feed:
                    seqs.append(message.seq)
                    if len(seqs) == wanted(prefix):
                        break
                self.assert_in_order(seqs, prefix)
                self.assertEqual((await feed.check()).count, wanted(prefix))
        self.each(lambda service, prefix: asyncio.run(asyncio.wait_for(follow(service, prefix), 30)))


class Bounds(unittest.TestCase):
    def test_a_subscriber_that_does_not_ask_holds_no_more_than_hold(self):
        with FakeService() as service, Dateline(hold=50, **service.endpoints) as d:
            feed = d.subscribe(start="beginning", timeout=10)
            list(d.send_all(article(i) for i in range(COUNT)))
            most, seqs = 0, []
            for _ in range(COUNT):
                message = next(feed)
                most = max(most, len(feed.subscription.ready) + len(feed.subscription.held))
                seqs.append(message.seq)
            self.assertEqual(seqs, list(range(1, COUNT + 1)))
            self.assertLessEqual(most, 50 + 256)  # hold, and the credit of one replay

    def test_a_check_notices_a_message_that_is_missing(self):
        with FakeService() as service, Dateline(**service.endpoints) as d:
            feed = d.subscribe(start="beginning", timeout=10)
            list(d.send_all(article(i) for i in range(10)))
            take(feed, 10)
            feed.subscription.hash_count -= 1
            self.assertRaises(Differs, feed.check)

    def test_peers_that_are_forgotten_say_hello_again(self):
        with FakeService() as service, Dateline(**service.endpoints) as d:
            self.assertEqual(d.send(article(1), timeout=10).status, "accepted")
            service.forget = True
            while service.forget:
                pass
            self.assertEqual(d.send(article(2), timeout=10).accepted, 2)
            self.assertEqual(service.count["hello_first"], 1)

    def test_another_store_is_followed_from_its_beginning(self):
        with FakeService() as service, Dateline(**service.endpoints) as d:
            feed = d.subscribe(start="beginning", timeout=10)
            list(d.send_all(article(i) for i in range(20)))
            self.assertEqual([m.seq for m in take(feed, 20)], list(range(1, 21)))
            service.epoch, service.feed, service.accepted = "bb" * 16, [], {}
            list(d.send_all(article(i) for i in range(5)))
            self.assertEqual([(m.epoch, m.seq) for m in take(feed, 5)], [("bb" * 16, i) for i in range(1, 6)])

    def test_a_message_of_the_store_before_is_no_position_in_this_one(self):
        with FakeService() as service, Dateline(**service.endpoints) as d:
            feed = d.subscribe(start="beginning", timeout=10)
            list(d.send_all(article(i) for i in range(20)))
            take(feed, 20)
            service.epoch, service.feed, service.accepted = "bb" * 16, [], {}
            list(d.send_all(article(i) for i in range(5)))
            self.assertEqual(next(feed).seq, 1)
            self.assertEqual(feed.subscription.position, 0)
            take(feed, 4)
            self.assertEqual(feed.check().count, 5)

    def test_c_reports_its_position_in_another_store_too(self):
        with FakeService() as service, Dateline(**service.endpoints) as d:
            service.deaf = True
            tap = start(service, "tap", "--from", "beginning", "--name", "desk", "--format", "event")
            try:
                list(d.send_all(article(i) for i in range(20)))
                wait_until(lambda: service.count["reports_unheard"])
                service.epoch, service.feed, service.accepted = "bb" * 16, [], {}
                service.deaf = False
                list(d.send_all(article(i) for i in range(5)))
                wait_until(lambda: service.positions.get("desk", (0,))[0] == 5)
            finally:
                tap.terminate()
                tap.communicate(timeout=LIMIT_S)

    def test_what_has_expired_is_said(self):
        with FakeService() as service, Dateline(**service.endpoints) as d:
            list(d.send_all(article(i) for i in range(20)))
            service.first = 11
            feed = d.subscribe(start=5, timeout=10)
            self.assertEqual([m.seq for m in take(feed, 10)], list(range(11, 21)))
            self.assertEqual(feed.subscription.expired, [(5, 10)])

    def test_nobody_there(self):
        nowhere = {name: "ipc:///nonexistent/%s" % name for name in ("ingest", "results", "query")}
        with Dateline(timeout=0.3, **nowhere) as d:
            self.assertRaises(NotAnswered, d.status)
            self.assertRaises(NotAnswered, d.send, article(1), timeout=0.3)

    def test_refusals_bear_their_code(self):
        with FakeService() as service, Dateline(**service.endpoints) as d:
            with self.assertRaises(Refused) as refused:
                d.send({"id": "x"})
            self.assertEqual(refused.exception.code, "missing-body")
            with self.assertRaises(Refused) as refused:
                d.get("nobody")
            self.assertEqual(refused.exception.code, "not-found")


if __name__ == "__main__":
    unittest.main()
