#!/usr/bin/env python3
"""A subscriber that is stopped misses nothing afterwards, is counted by name, and costs the other one nothing.

    slow.py [--stop SECONDS] [--pairs N] [--rate N]

Two subscribers of the client library get a feed of --rate articles a second (0: as fast as it goes). In each pair the rate of the
second is taken while the first runs, and while it is stopped with SIGSTOP, --stop seconds each; before the next pair the
first has caught up. At the end both prove that they are complete, and each got every seq once and in order.
"""
import os
import signal
import statistics
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "service"))
import harness  # noqa: E402
import verdict  # noqa: E402

BUILD = os.environ.get("DATELINE_BUILD", "build/release")
LEAST_SHARE = 0.9
CATCH_UP_S = 300
LAG = 'dateline_subscriber_lag{subscriber="%s"}'
GAPS = 'dateline_subscriber_gaps{subscriber="%s"}'


class Subscriber:
    """tests/crash/subscriber; its lines go to a file."""

    def __init__(self, service, name):
        self.name = name
        self.path = os.path.join(service.folder, name + ".lines")
        self.read, self.count = 0, 0
        command = [BUILD + "/test/crash/subscriber", service.results, service.query, name, "analysis.", "1"]
        with open(self.path, "wb") as out:
            self.process = subprocess.Popen(command, stdout=out)

    def lines(self):
        """How many lines there are by now."""
        with open(self.path, "rb") as f:
            f.seek(self.read)
            new = f.read()
        self.read += len(new)
        self.count += new.count(b"\n")
        return self.count

    def rate(self, seconds):
        before, begin = self.lines(), time.monotonic()
        time.sleep(seconds)
        return (self.lines() - before) / (time.monotonic() - begin)

    def seqs(self):
        with open(self.path) as f:
            return [int(line.split()[0]) for line in f]


class Scene:
    def __init__(self, opts):
        self.opts = opts
        self.service = harness.Service(**{"pipeline.mode": "empty", "store.bytes": "16GiB", "results.heartbeat": "100ms"})
        self.service.start()
        self.stopped, self.other = (Subscriber(self.service, name) for name in ("stopped", "other"))
        command = [BUILD + "/test/bench/load", "--no-subscriber", "--articles=10000000", "--rate=%d" % opts.rate]
        command += ["--%s=%s" % (s, getattr(self.service, s)) for s in ("ingest", "results", "query")]
        self.load = subprocess.Popen(command, stdout=subprocess.DEVNULL)

    def counter(self, name):
        return self.service.counters(name).get(name, 0)

    def wait_caught_up(self, subscriber):
        """Until its reported position is within a second of the feed."""
        near = max(self.opts.rate, 5000)
        end = time.monotonic() + CATCH_UP_S
        while time.monotonic() < end:
            if subscriber.lines() and self.counter(LAG % subscriber.name) < near:
                return
            time.sleep(0.1)
        sys.exit("slow: %s does not catch up: %s" % (subscriber.name, self.service.counters("dateline_subscriber")))

    def pair(self):
        """(rate of the other while both run, while one is stopped, lag counted for that one)."""
        self.wait_caught_up(self.stopped)
        running = self.other.rate(self.opts.stop)
        self.stopped.process.send_signal(signal.SIGSTOP)
        alone = self.other.rate(self.opts.stop)
        lag = self.counter(LAG % "stopped")
        self.stopped.process.send_signal(signal.SIGCONT)
        return running, alone, lag

    def end(self):
        """Ends the load, lets both subscribers get all, and asks them for their proof; faults."""
        self.load.terminate()
        self.load.wait()
        end = time.monotonic() + CATCH_UP_S
        while self.counter("dateline_journal_articles") and time.monotonic() < end:
            time.sleep(0.05)
        last = self.counter("dateline_seq_last")
        while min(self.stopped.lines(), self.other.lines()) < last and time.monotonic() < end:
            time.sleep(0.05)
        faults = []
        for s in (self.stopped, self.other):
            s.process.terminate()
            if s.process.wait(30) != 0:
                faults.append("%s could not prove that it is complete" % s.name)
            seqs = s.seqs()
            if seqs != list(range(1, last + 1)):
                faults.append("%s got %d messages of %d, or not in order" % (s.name, len(seqs), last))
        return faults

    def close(self):
        for process in (self.load, self.stopped.process, self.other.process):
            if process.poll() is None:
                process.kill()
                process.wait()
        self.service.close()


def run(scene):
    pairs = [scene.pair() for _ in range(scene.opts.pairs)]
    for running, alone, lag in pairs:
        print("other %.0f/s, while one is stopped %.0f/s: %.2f; counted lag %d" % (running, alone, alone / max(running, 1), lag))
    scene.wait_caught_up(scene.stopped)
    gaps = scene.counter(GAPS % "stopped"), scene.counter(GAPS % "other")
    faults = scene.end()
    share = statistics.median(alone / max(running, 1) for running, alone, _ in pairs)
    print("median %.2f; gaps repaired: stopped %d, other %d" % (share, *gaps))
    if share < LEAST_SHARE:
        faults.append("the other subscriber was slowed")
    if min(lag for _, _, lag in pairs) < scene.opts.stop * max(scene.opts.rate, 1000) / 2:
        faults.append("the lag of who was stopped was not counted")
    if gaps[0] == 0:
        faults.append("no gap was counted: the feed never dropped anything, so the test shows nothing")
    return faults


if __name__ == "__main__":
    sys.exit(verdict.of("slow", __doc__, Scene, run, stop=3.0, pairs=5, rate=3000))
