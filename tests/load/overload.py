#!/usr/bin/env python3
"""Ten producers offer far more than the pipeline can do: memory stays bounded, nobody who keeps to the credit is refused, and
the service goes on answering.

    overload.py [--articles N] [--room SHARE] [--hold SECONDS]

The pipeline is slowed to 50 articles a second (two workers, 40 ms each); the journal has room for SHARE of what is offered
(1.5: for all of it). Once the journal is full, or everything is in it, that is held for --hold seconds; then the pipeline runs
at its own speed until nothing waits. Throughout, memory and the answers of /readyz and /metrics are sampled; the service lives
in a memory cgroup of 256 MiB where one can be made.
"""
import http.client
import os
import subprocess
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "service"))
import harness  # noqa: E402
import verdict  # noqa: E402

BUILD = os.environ.get("DATELINE_BUILD", "build/release")
MEMORY_BYTES = 256 << 20
ANSWER_MS = 50
PRODUCERS, WINDOW, SIZE = 10, 256, 5000
JOURNAL_ROW = 8700  # bytes of journal that an article of SIZE takes
STORE_ROW = 64 << 10  # bytes of store for each: so much that no analysis expires meanwhile
SETTLE_S = 600


class Cgroup:
    """A memory cgroup of MEMORY_BYTES, version 1 or 2; path is None where none can be made."""

    PLACES = (("/sys/fs/cgroup/memory", "memory.limit_in_bytes"), ("/sys/fs/cgroup", "memory.max"))

    def __init__(self):
        self.path = None
        for root, limit in self.PLACES:
            path = "%s/dateline-overload-%d" % (root, os.getpid())
            try:
                os.mkdir(path)
                with open(os.path.join(path, limit), "w") as f:
                    f.write(str(MEMORY_BYTES))
                self.path = path
                return
            except OSError:
                if os.path.isdir(path):
                    os.rmdir(path)

    def take(self, pid):
        if self.path:
            with open(self.path + "/cgroup.procs", "w") as f:
                f.write(str(pid))

    def remove(self):
        if self.path:
            os.rmdir(self.path)


class Sampler(threading.Thread):
    """Memory and the time that answers take, until told to stop."""

    def __init__(self, pid, address):
        super().__init__(daemon=True)
        self.pid, self.address = pid, address
        self.memory, self.times, self.faults = 0, [], []
        self.done = threading.Event()

    def run(self):
        while not self.done.wait(0.05):
            self.look()
            for path in ("/readyz", "/metrics"):
                self.get(path)

    def look(self):
        with open("/proc/%d/status" % self.pid) as f:
            fields = dict(line.split(":", 1) for line in f)
        self.memory = max(self.memory, 1024 * sum(int(fields[k].split()[0]) for k in ("RssAnon", "RssShmem")))

    def get(self, path):
        begin = time.monotonic()
        try:
            connection = http.client.HTTPConnection(self.address, timeout=10)
            connection.request("GET", path)
            answer = connection.getresponse()
            answer.read()
            connection.close()
            if answer.status != 200:
                self.faults.append("%s answered %d" % (path, answer.status))
        except OSError as e:
            self.faults.append("%s: %s" % (path, e))
        self.times.append((time.monotonic() - begin) * 1000)

    def stop(self):
        self.done.set()
        self.join()

    def p99_ms(self):
        return sorted(self.times)[len(self.times) * 99 // 100] if self.times else float("inf")


class Scene:
    def __init__(self, opts):
        self.opts = opts
        self.cgroup = Cgroup()
        room = max(int(opts.articles * opts.room) * JOURNAL_ROW, 16 << 20)
        self.service = harness.Service(**{"pipeline.workers": "2", "results.heartbeat": "1s", "store.journal_bytes": str(room),
                                          "store.bytes": str(room + opts.articles * STORE_ROW + (256 << 20))})
        self.speed(40000)
        self.service.start("--http.bind=127.0.0.1:0")
        self.cgroup.take(self.service.process.pid)
        start = self.service.wait_log("service.start version=")
        self.sampler = Sampler(self.service.process.pid, next(w[5:] for w in start.split() if w.startswith("http=")))

    def speed(self, delay_us):
        with open(self.service.config, "w") as f:
            f.write("[pipeline]\ndelay_us = %d\n" % delay_us)

    def offer(self):
        command = [BUILD + "/test/bench/load", "--articles=%d" % self.opts.articles, "--producers=%d" % PRODUCERS,
                   "--window=%d" % WINDOW, "--size=%d" % SIZE, "--no-subscriber"]
        command += ["--%s=%s" % (s, getattr(self.service, s)) for s in ("ingest", "results", "query")]
        return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

    def wait_until_still(self, load):
        """Until everything is acknowledged, or the journal is full: for a second nothing but what the pipeline frees came in."""
        before, since = -1, time.monotonic()
        while load.poll() is None and time.monotonic() - since < SETTLE_S:
            time.sleep(1)
            accepted = self.service.counters("dateline_accepted_last")["dateline_accepted_last"]
            if before >= 0 and 0 < accepted and accepted - before < 200:
                return
            before = accepted

    def balance(self):
        """(accepted, analysed, waiting), of one moment."""
        c = self.service.counters("dateline_")
        return c["dateline_accepted_last"], c["dateline_seq_last"], c["dateline_journal_articles"]

    def wait_until_empty(self):
        end = time.monotonic() + SETTLE_S
        while self.balance()[2] and time.monotonic() < end:
            time.sleep(0.1)

    def close(self):
        self.service.close()
        self.cgroup.remove()


def judge(scene, load_output, load_status, balances, stalled):
    opts, sampler, faults = scene.opts, scene.sampler, list(scene.sampler.faults)
    for when, (accepted, analysed, waiting) in balances:
        print("%-9s accepted %d = analysed %d + waiting %d" % (when, accepted, analysed, waiting))
        if accepted != analysed + waiting:
            faults.append("%s: the balance is wrong" % when)
    accepted, _, waiting = balances[-1][1]
    if accepted != opts.articles or waiting:
        faults.append("at the end %d of %d accepted, %d waiting" % (accepted, opts.articles, waiting))
    if load_status or "refused 0\n" not in load_output:
        faults.append("the producers did not get all acknowledged: " + load_output)
    if opts.room < 1 and not stalled:
        faults.append("the journal never was full: the test shows nothing")
    refused = {k: v for k, v in scene.service.counters("dateline_refused_total").items() if v}
    if refused:
        faults.append("refused: %s" % refused)
    print("memory %.1f MiB, cgroup %s" % (sampler.memory / 2**20, scene.cgroup.path or "none can be made here"))
    print("answers %d, p99 %.1f ms, longest %.1f ms" % (len(sampler.times), sampler.p99_ms(), max(sampler.times)))
    if sampler.memory >= MEMORY_BYTES:
        faults.append("memory")
    if sampler.p99_ms() >= ANSWER_MS:
        faults.append("answers are slow")
    return faults


def run(scene):
    scene.sampler.start()
    load = scene.offer()
    scene.wait_until_still(load)
    stalled = load.poll() is None
    time.sleep(scene.opts.hold)
    balances = [("full" if stalled else "offered", scene.balance())]
    scene.speed(0)
    scene.service.signal(harness.signal.SIGHUP)
    output = load.communicate()[0]
    scene.wait_until_empty()
    balances.append(("at rest", scene.balance()))
    scene.sampler.stop()
    return judge(scene, output, load.returncode, balances, stalled)


if __name__ == "__main__":
    sys.exit(verdict.of("overload", __doc__, Scene, run, articles=20000, room=0.3, hold=5.0))
