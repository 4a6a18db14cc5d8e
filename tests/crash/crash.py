#!/usr/bin/env python3
"""kill -9 at random moments, under load: what was acknowledged is analysed, and every subscriber gets all of it, once, in order.

Four producers at window 256 and three subscribers (everything, one language, one source) run throughout; the service is killed
--kills times, and after every third kill a producer and a subscriber as well. At the end
  - every acknowledged (article, revision) was delivered to every subscriber whose prefix it has: nothing lost,
  - no subscriber got anything twice or out of order, and the one of everything saw no gap in seq,
  - every subscriber proved by CHECK that it is complete,
  - nothing is in quarantine.
--expect-failure turns the verdict round: the control build that acknowledges before the commit must be caught.
"""
import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time

import msgpack
import zmq

BUILD = os.environ.get("DATELINE_BUILD", "build/release")


class Child:
    """A process that appends its lines to a file of its own over all its lives."""

    def __init__(self, folder, name):
        self.path = os.path.join(folder, name + ".lines")
        self.name, self.process = name, None
        open(self.path, "w").close()

    def start(self, *command):
        with open(self.path, "ab") as out:
            self.process = subprocess.Popen(command, stdout=out)

    def kill(self):
        self.process.kill()
        self.process.wait()

    def lines(self):
        with open(self.path) as f:
            return f.read().splitlines()


class Scene:
    def __init__(self, folder, service):
        self.folder, self.service = folder, service
        self.at = {s: "ipc://%s/%s" % (folder, s) for s in ("ingest", "intake", "results", "query")}
        self.log = open(os.path.join(folder, "log"), "wb")
        self.process = None
        self.producers = [Child(folder, "alpha"), Child(folder, "beta"), Child(folder, "gamma"), Child(folder, "delta")]
        self.subscribers = [(Child(folder, "all"), ""), (Child(folder, "english"), "analysis.en."), (Child(folder, "one"), "analysis.en.beta.")]
        self.lives = {p.name: 0 for p in self.producers}

    def start_service(self):
        command = [self.service, "--store.folder=%s/store" % self.folder, "--http.bind=none", "--pipeline.workers=2"]
        command += ["--%s.bind=%s" % pair for pair in self.at.items()]
        self.process = subprocess.Popen(command, stderr=self.log)

    def start_producer(self, p):
        self.lives[p.name] += 1
        p.start(BUILD + "/test/crash/producer", self.at["ingest"], self.at["query"], p.name, str(self.lives[p.name] * 10000000))

    def start_subscriber(self, s, prefix):
        lines = s.lines()
        after = int(lines[-1].split()[0]) if lines else 0
        s.start(BUILD + "/test/crash/subscriber", self.at["results"], self.at["query"], s.name, prefix, str(after + 1))

    def ask(self, verb, question):
        socket = zmq.Context.instance().socket(zmq.DEALER)
        socket.linger = 0
        socket.connect(self.at["query"])
        socket.send_multipart([verb.encode(), b"1", msgpack.packb(question)])
        answer = socket.recv_multipart() if socket.poll(5000) else None
        socket.close()
        return msgpack.unpackb(answer[2]) if answer and answer[0] != b"ERROR" else None

    def wait_until_idle(self, seconds):
        """Until nothing waits and the subscriber of everything is at the last seq; False when nothing moved for so long."""
        moved, before = time.monotonic(), None
        while time.monotonic() < moved + seconds:
            counters = (self.ask("STATUS", {}) or {}).get("counters")
            last = self.subscribers[0][0].lines()[-1:]
            if counters and last and not counters["dateline_journal_articles"] and int(last[0].split()[0]) == counters["dateline_seq_last"]:
                return True
            now = (counters and counters["dateline_seq_last"], last)
            if now != before:
                moved, before = time.monotonic(), now
            time.sleep(0.2)
        return False


def run(scene, kills, rng, rest):
    scene.start_service()
    for p in scene.producers:
        scene.start_producer(p)
    for s, prefix in scene.subscribers:
        scene.start_subscriber(s, prefix)
    for n in range(kills):
        time.sleep(rng.uniform(0.4, 1.4))
        if scene.process.poll() is not None:
            return ["the service ended by itself with status %d" % scene.process.returncode]
        scene.process.kill()
        scene.process.wait()
        if n % 3 == 2:
            p = rng.choice(scene.producers)
            p.kill()
            scene.start_producer(p)
            s, prefix = rng.choice(scene.subscribers)
            s.kill()
            scene.start_subscriber(s, prefix)
        scene.start_service()
    time.sleep(1)
    for p in scene.producers:
        p.process.terminate()
    faults = ["producer %s did not get all its receipts" % p.name for p in scene.producers if p.process.wait(90)]
    if not scene.wait_until_idle(rest):
        faults.append("the service did not come to rest")
    time.sleep(1.5)  # the subscribers of a prefix learn by heartbeat that they are complete
    for s, _ in scene.subscribers:
        s.process.terminate()
        if s.process.wait(30):
            faults.append("subscriber %s could not prove that it is complete" % s.name)
    return faults


def verdict(scene):
    faults = []
    acked = set()
    for p in scene.producers:
        for line in p.lines():
            if line.startswith("! ") and not line.endswith(" closed"):
                faults.append("refused: " + line)
            elif not line.startswith("! "):
                name, revision = line.split()
                acked.add((p.name, name, int(revision)))
    for s, prefix in scene.subscribers:
        rows = [line.split() for line in s.lines()]
        seqs = [int(r[0]) for r in rows]
        if any(b <= a for a, b in zip(seqs, seqs[1:])):
            faults.append("%s: repeated or out of order" % s.name)
        if prefix == "" and seqs and seqs != list(range(1, len(seqs) + 1)):
            faults.append("%s: a gap in seq" % s.name)
        if len({(r[2], r[3]) for r in rows}) != len(rows):
            faults.append("%s: the same analysis twice" % s.name)
        seen = {}
        for r in rows:
            seen[r[2]] = seen.get(r[2], 0) + (r[1] == "dateline.analysis")
        lost = [a for a in acked if prefix in ("", "analysis.en.", "analysis.en.%s." % a[0]) and seen.get(a[1], 0) < a[2]]
        if lost:
            faults.append("%s: %d acknowledged without an analysis, such as %s" % (s.name, len(lost), sorted(lost)[:3]))
    quarantine = scene.ask("QUARANTINE", {"action": "list"})
    if quarantine is None or quarantine.get("items"):
        faults.append("in quarantine: %s" % quarantine)
    return faults, len(acked), len(scene.subscribers[0][0].lines())


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--kills", type=int, default=20)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--rest", type=float, default=20, help="seconds in which the service must get on with what it has")
    options.add_argument("--service", default=BUILD + "/datelined")
    options.add_argument("--expect-failure", action="store_true")
    opts = options.parse_args()
    begin = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="dateline-crash-") as folder:
        scene = Scene(folder, opts.service)
        try:
            faults = run(scene, opts.kills, random.Random(opts.seed), opts.rest)
            more, acked, delivered = verdict(scene)
        finally:
            for child in [p.process for p in scene.producers] + [s.process for s, _ in scene.subscribers] + [scene.process]:
                if child and child.poll() is None:
                    child.send_signal(signal.SIGKILL)
                    child.wait()
        faults += more
    for fault in faults:
        print(("caught: " if opts.expect_failure else "fault: ") + fault)
    print("seed %d: %d kills, %d acknowledged, %d delivered, %.0f s" % (opts.seed, opts.kills, acked, delivered, time.monotonic() - begin))
    good = any("acknowledged without" in f for f in faults) if opts.expect_failure else not faults
    print("%d passed, %d failed" % (good, not good))
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
