"""The clients against datelined itself: restarts, a stopped subscriber, resuming, duplicates, credit, the verbs of the CLI."""
import asyncio
import json
import os
import signal
import threading
import unittest

import common
from common import ROOT, jsonl, run, start
from dateline import AsyncDateline, Dateline, Refused
from harness import STORY, ServiceTest

SAMPLES = os.path.join(ROOT, "tests/samples")


def seqs_of(out):
    return [json.loads(line)["header"]["seq"] for line in out.splitlines()]


class Clients(ServiceTest):
    def endpoints(self):
        return {name: getattr(self.service, name) for name in ("ingest", "results", "query")}

    def ok(self, *command, input=None):
        status, out, err = run(self.service, *command, input=input)
        self.assertEqual(status, 0, "%s: %s%s" % (command[0], out, err))
        return out

    def finish(self, process):
        out, err = process.communicate(timeout=common.LIMIT_S)
        self.assertEqual(process.returncode, 0, out[-500:] + err)
        return out


class CommandLine(Clients):
    def test_samples_come_back(self):
        self.assertIn("6 accepted", self.ok("feed", SAMPLES))
        self.assertIn("6 duplicates", self.ok("feed", SAMPLES))
        out = self.ok("tap", "--from", "beginning", "--count", "6", "--check")
        analyses = [json.loads(line) for line in out.splitlines()]
        self.assertEqual([a["schema"] for a in analyses], ["dateline.analysis/1"] * 6)
        self.assertEqual(len({a["article"]["id"] for a in analyses}), 6)
        self.assertEqual(json.loads(self.ok("get", "1-wire.txt"))["article"]["id"], "1-wire.txt")

    def test_a_name_goes_on_where_it_stopped(self):
        self.ok("feed", "-", input=jsonl(20))
        first = self.ok("tap", "--name", "desk", "--from", "beginning", "--count", "12", "--format", "event")
        second = self.ok("tap", "--name", "desk", "--count", "8", "--format", "event")
        self.assertEqual(seqs_of(first) + seqs_of(second), list(range(1, 21)))

    def test_replay_of_a_range_and_a_prefix(self):
        self.ok("feed", "-", input=jsonl(10, "a", "north") + jsonl(10, "b", "south"))
        self.ok("tap", "--from", "beginning", "--count", "20")
        self.assertEqual(seqs_of(self.ok("replay", "--from", "4", "--to", "9", "--format", "event")), list(range(4, 10)))
        south = self.ok("replay", "--prefix", "analysis.en.south.")
        self.assertEqual({json.loads(line)["article"]["source"] for line in south.splitlines()}, {"south"})
        self.assertEqual(json.loads(self.ok("check"))["count"], 20)
        for command in ("replay", "check"):
            status, _, err = run(self.service, command, "--from", "5", "--to", "2")
            self.assertEqual((status, err), (2, "dateline: --from 5 is behind --to 2\n"))

    def test_take_down_leaves_a_tombstone(self):
        self.ok("feed", "-", input=jsonl(1))
        self.ok("tap", "--from", "beginning", "--count", "1")
        self.assertEqual(json.loads(self.ok("takedown", "a-0"))["seq"], 2)
        out = self.ok("tap", "--from", "2", "--count", "1", "--check")
        self.assertEqual(json.loads(out)["tombstone"]["kind"], "taken-down")

    def test_top_and_quarantine_speak(self):
        self.ok("feed", "-", input=jsonl(3))
        self.assertIn("dateline_accepted_last=3", self.ok("top", "--count", "1"))
        second = self.ok("top", "--count", "2", "--interval", "100").splitlines()[1]
        self.assertIn("dateline_acknowledged_per_second=0.0 ", second)
        self.assertRegex(second, r"dateline_memory_bytes=\d{6,}")
        self.assertEqual(json.loads(self.ok("top", "--count", "1", "--format", "json"))["dateline_accepted_last"], 3)
        self.assertEqual(json.loads(self.ok("quarantine", "list")), {"items": []})

    def test_exit_statuses(self):
        rows = (  # (arguments, input, status, on stderr)
            (("feed", "-"), '{"id": "x"}\n', 1, "missing-body"),
            (("feed", "-"), "not json\n", 2, "-:1"),
            (("feed", "/nonexistent.txt"), None, 2, "No such file"),
            (("feed",), None, 2, "wants files"),
            (("feed", "--from", "nothing", "x"), None, 2, "--from"),
            (("feed", "--published", "soon", "x"), None, 2, "--published is a date"),
            (("feed", "--ingest", "127.0.0.1:1", "x"), None, 2, "--ingest is tcp://HOST:PORT"),
            (("get", "nobody"), None, 1, "get nobody: not-found"),
            (("get", "--timeout", "0", "nobody"), None, 2, "--timeout is a number from 1 to 86400, not '0'"),
            (("get",), None, 2, "get takes one ID, not 0 arguments"),
            (("takedown", "nobody"), None, 1, "takedown nobody: not-found"),
            (("tap", "--count", "0"), None, 2, "--count is a number from 1 on, not '0'"),
            (("tap", "--format", "xml"), None, 2, "--format is text, line, json"),
            (("top", "--interval", "1"), None, 2, "--interval is a number from 100 to 3600000, not '1'"),
            (("tap", "--wrong"), None, 2, "--wrong"),
            (("tap", "--count", "1", "--idle", "50"), None, 1, ""),
            (("quarantine", "run"), None, 2, "list, run ID or drop ID"),
            (("status", "--timeout", "1"), None, 2, "no command"),
        )
        for arguments, given, wanted, text in rows:
            with self.subTest(arguments):
                status, out, err = run(self.service, *arguments, input=given)
                self.assertEqual(status, wanted, out + err)
                self.assertIn(text, err)

    def test_without_a_service_it_says_so(self):
        self.service.stop()
        for arguments in (("feed", os.path.join(SAMPLES, "1-wire.txt")), ("tap",), ("get", "x"), ("top",), ("bench",)):
            with self.subTest(arguments):
                status, _, err = run(self.service, *arguments, "--timeout", "1")
                self.assertEqual(status, 2, err)
                self.assertIn("is datelined running", err)
        self.service.start()


class Credit(Clients):
    options = {"pipeline.delay_us": "2000"}

    def test_a_wide_window_is_never_refused(self):
        out = json.loads(self.ok("bench", "--articles", "400", "--window", "2048", "--format", "json"))
        self.assertEqual((out["acknowledged"], out["refused"], out["complete"]), (400, 0, True))
        counters = self.service.counters("dateline_refused_total")
        self.assertEqual({k: v for k, v in counters.items() if v}, {})


class Restarts(Clients):
    COUNT = 3000

    def kill_midway(self):
        """Kills the service when a third of the articles is in, and starts it again."""
        while self.service.counters("dateline_accepted_last")["dateline_accepted_last"] < self.COUNT // 3:
            pass
        self.service.kill()
        self.service.start()

    def test_the_service_is_killed_under_load(self):
        tap = start(self.service, "tap", "--from", "beginning", "--count", str(self.COUNT), "--format", "event", "--check")
        reading = threading.Thread(target=lambda: setattr(self, "seen", self.finish(tap)))
        reading.start()
        feed = start(self.service, "feed", "-", "--window", "64", stdin=-1)
        feeding = threading.Thread(target=lambda: setattr(self, "fed", feed.communicate(jsonl(self.COUNT))))
        feeding.start()
        self.kill_midway()
        feeding.join(common.LIMIT_S)
        reading.join(common.LIMIT_S)
        self.assertEqual(feed.returncode, 0, self.fed)
        self.assertEqual(seqs_of(self.seen), list(range(1, self.COUNT + 1)))

    def test_python_goes_on_after_a_kill(self):
        killing = threading.Thread(target=self.kill_midway)
        killing.start()
        with Dateline(**self.endpoints()) as d:
            feed = d.subscribe(start="beginning", timeout=10)
            receipts = list(d.send_all(json.loads(line) for line in jsonl(self.COUNT).splitlines()))
            killing.join(common.LIMIT_S)
            self.assertEqual({r.status for r in receipts} - {"duplicate"}, {"accepted"})
            self.assertEqual([next(feed).seq for _ in range(self.COUNT)], list(range(1, self.COUNT + 1)))
            self.assertEqual(feed.check().count, self.COUNT)

    def test_async_python_goes_on_after_a_kill(self):
        async def follow():
            async with AsyncDateline(**self.endpoints()) as d:
                feed = d.subscribe(start="beginning")
                await asyncio.gather(*(d.send(json.loads(line)) for line in jsonl(self.COUNT).splitlines()))
                seqs = [(await anext(feed)).seq for _ in range(self.COUNT)]
                self.assertEqual(seqs, list(range(1, self.COUNT + 1)))
                self.assertEqual((await feed.check()).count, self.COUNT)
        killing = threading.Thread(target=self.kill_midway)
        killing.start()
        asyncio.run(asyncio.wait_for(follow(), common.LIMIT_S))
        killing.join(common.LIMIT_S)


class StoppedSubscriber(Clients):
    options = {"results.queue": "64"}

    def test_it_misses_nothing(self):
        self.ok("feed", "-", input=jsonl(1, "first"))
        tap = start(self.service, "tap", "--name", "sleeper", "--from", "beginning", "--count", "3001", "--format", "event", "--check")
        lines = [tap.stdout.readline()]
        tap.send_signal(signal.SIGSTOP)
        self.ok("feed", "-", input=jsonl(3000, body="A long line about the harbour. " * 60))
        self.ok("tap", "--from", "beginning", "--count", "3001", "--check")  # another subscriber is not held up
        tap.send_signal(signal.SIGCONT)
        self.assertEqual(seqs_of("".join(lines) + self.finish(tap)), list(range(1, 3002)))
        counters = self.service.counters("dateline_subscriber")
        self.assertTrue(any("sleeper" in name for name in counters), counters)


class Python(Clients):
    def test_questions(self):
        with Dateline(name="asker", **self.endpoints()) as d:
            self.assertEqual(d.send({"id": "n-1", "title": "Ferry sinks", "body": STORY}).status, "accepted")
            self.assertEqual(d.send({"id": "n-1", "title": "Ferry sinks", "body": STORY}).status, "duplicate")
            self.assertEqual(d.send({"id": "n-1", "title": "Ferry sinks", "body": STORY + " More."}).revision, 2)
            feed = d.subscribe(start="beginning", timeout=10)
            self.assertEqual([next(feed).data["article"]["revision"] for _ in range(2)], [1, 2])
            self.assertEqual(d.get("n-1", revision=1).seq, 1)
            self.assertEqual([m.seq for m in d.replay()], [1, 2])
            self.assertEqual(d.take_down("n-1"), 3)
            self.assertEqual(next(feed).type, "dateline.tombstone")
            self.assertEqual(feed.check().count, 3)
            self.assertEqual(d.status()["dateline_accepted_last"], 2)
            with self.assertRaises(Refused) as refused:
                d.get("nobody")
            self.assertEqual(refused.exception.code, "not-found")

    def test_a_start_that_is_none_is_said_at_once(self):
        with Dateline(**self.endpoints()) as d:
            with self.assertRaisesRegex(ValueError, "beginning"):
                d.subscribe(start="yesterday")

    def test_a_name_goes_on_where_it_stopped(self):
        with Dateline(name="desk", **self.endpoints()) as d:
            list(d.send_all(json.loads(line) for line in jsonl(10).splitlines()))
            feed = d.subscribe(start="beginning", timeout=10)
            for _ in range(4):
                next(feed)
        with Dateline(name="desk", **self.endpoints()) as d:
            self.assertEqual(next(d.subscribe(start="stored", timeout=10)).seq, 5)


if __name__ == "__main__":
    unittest.main()
