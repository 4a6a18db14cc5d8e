#!/usr/bin/env python3
"""Speed, as `figure value` lines: the message path beside a bare LMDB loop, latencies, the text stages, instructions an article.

    bench.py [--only path|latency|text|instructions] [--articles N] [--pairs N] [--texts FILE...] [--json] [--check]

Everything runs on two cores, load and subscriber included. The path is durable, with the empty pipeline: 5 KB in, 2 KB out, four
producers at window 256, one subscriber that proves it is complete; its rate is that of delivery. The bare loop commits the
same records without any path around them, in turns with it on the same disk; figures are medians over the pairs.
--check fails when a goal is missed (goals and misses go to stderr).
"""
import argparse
import glob
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

BUILD = os.environ.get("DATELINE_BUILD", "build/release")
HERE = os.path.dirname(os.path.abspath(__file__))
SAMPLES = sorted(glob.glob(os.path.join(HERE, "..", "samples", "[1235]-*.txt")))  # the English ones
PRODUCERS, WINDOW, SIZE = 4, 256, 5000

GOALS = {
    "path.articles_per_second": (15000, None),
    "path.to_bare": (0.5, None),
    "roundtrip.p50_ms": (None, 3.0),
    "text.mb_per_second": (30.0, None),
}


class Service:
    """datelined with the empty pipeline over a new store; `around` is a command that runs it."""

    def __init__(self, around=(), start_s=10, stop_s=60):
        self.folder = tempfile.mkdtemp(prefix="dateline-bench-")
        self.stop_s = stop_s
        self.at = {s: "ipc://%s/%s" % (self.folder, s) for s in ("ingest", "results", "query")}
        command = list(around) + [BUILD + "/datelined", "--store.folder=%s/store" % self.folder, "--pipeline.mode=empty",
                                  "--pipeline.workers=2", "--http.bind=none", "--intake.bind=none"]
        command += ["--%s.bind=%s" % pair for pair in self.at.items()]
        self.log = open(os.path.join(self.folder, "log"), "w+")
        environment = {k: v for k, v in os.environ.items() if not k.startswith("DATELINE_")}
        self.process = subprocess.Popen(command, stderr=self.log, env=environment)
        self.wait_started(time.monotonic() + start_s)

    def wait_started(self, end):
        while "service.start version=" not in open(self.log.name).read():
            if self.process.poll() is not None or time.monotonic() > end:
                sys.exit("bench: datelined does not start:\n" + open(self.log.name).read())
            time.sleep(0.02)

    def load(self, **options):
        """Runs the load program; its figures."""
        command = [BUILD + "/test/bench/load"] + ["--%s=%s" % pair for pair in {**self.at, **options}.items()]
        run = subprocess.run(command, capture_output=True, text=True)
        figures = dict(line.split() for line in run.stdout.splitlines())
        if run.returncode != 0:
            sys.exit("bench: %s\n%s%s" % (" ".join(command), run.stdout, run.stderr))
        return figures

    def cpu_us(self):
        fields = open("/proc/%d/stat" % self.process.pid).read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) * 1e6 / os.sysconf("SC_CLK_TCK")

    def stop(self):
        self.process.terminate()
        code = self.process.wait(self.stop_s)
        self.log.close()
        shutil.rmtree(self.folder, ignore_errors=True)
        if code != 0:
            sys.exit("bench: datelined left with %d" % code)


def bare(articles):
    """Articles a second of the bare loop, on the disk where the service has its store."""
    run = subprocess.run([BUILD + "/test/bench/store_bench", "--bare", "--articles", str(articles), "--folder", tempfile.gettempdir()],
                         capture_output=True, text=True, check=True)
    return float(re.search(r"^bare +(\d+) articles/s", run.stdout, re.M)[1])


def bench_path(opts, put):
    rates, bares, acks, cpus = [], [], [], []
    for _ in range(opts.pairs):
        bares.append(bare(opts.articles))
        service = Service()
        figures = service.load(articles=opts.articles, producers=PRODUCERS, window=WINDOW, size=SIZE)
        cpus.append(service.cpu_us() / opts.articles)
        service.stop()
        rates.append(float(figures["delivered_per_second"]))
        acks.append(float(figures["acknowledged_per_second"]))
    put("path.articles_per_second", statistics.median(rates))
    put("path.acknowledged_per_second", statistics.median(acks))
    put("path.cpu_us_per_article", round(statistics.median(cpus), 1))
    put("bare.articles_per_second", statistics.median(bares))
    put("path.to_bare", round(statistics.median(r / b for r, b in zip(rates, bares)), 3))
    put("path.to_bare_worst", round(min(r / b for r, b in zip(rates, bares)), 3))


def bench_latency(opts, put):
    for window, articles in ((1, 1000), (16, 8000), (256, opts.articles)):
        service = Service()
        figures = service.load(articles=articles, producers=1, window=window, size=SIZE)
        service.stop()
        put("ack.window%d.p50_ms" % window, float(figures["ack_p50_ms"]))
        put("ack.window%d.p99_ms" % window, float(figures["ack_p99_ms"]))
        if window == 1:
            put("roundtrip.p50_ms", float(figures["trip_p50_ms"]))
            put("roundtrip.p99_ms", float(figures["trip_p99_ms"]))


def bench_text(opts, put):
    run = subprocess.run([BUILD + "/test/bench/text_bench"] + (opts.texts or SAMPLES), capture_output=True, text=True)
    for line in run.stdout.splitlines():
        name, value = line.split()
        put(name, float(value) if value[0].isdigit() else value)
    if run.returncode != 0:
        sys.exit("bench: text_bench: " + run.stderr)


def instructions(articles):
    """What callgrind counts from start to stop with so many articles."""
    with tempfile.TemporaryDirectory() as folder:
        out = os.path.join(folder, "callgrind")
        service = Service(around=("valgrind", "--tool=callgrind", "--callgrind-out-file=" + out), start_s=60)
        service.load(articles=articles, producers=1, window=64, size=SIZE, settle=120)
        service.stop()
        return int(re.search(r"^(?:summary|totals): (\d+)", open(out).read(), re.M)[1])


def bench_instructions(opts, put):
    if not shutil.which("valgrind"):
        print("bench: no valgrind, so no instruction count", file=sys.stderr)
        return
    n = opts.counted
    put("path.instructions_per_article", round((instructions(2 * n) - instructions(n)) / n))


PARTS = {"path": bench_path, "latency": bench_latency, "text": bench_text, "instructions": bench_instructions}


def misses(figures):
    for name, (least, most) in GOALS.items():
        value = figures.get(name)
        if value is not None and ((least and value < least) or (most and value > most)):
            yield "%s is %s, the goal %s %s" % (name, value, "at least" if least else "under", least or most)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", choices=PARTS, action="append", help="this part alone")
    parser.add_argument("--articles", type=int, default=40000, help="of one run of the path")
    parser.add_argument("--pairs", type=int, default=5, help="turns of path and bare loop")
    parser.add_argument("--counted", type=int, default=2000, help="articles for the instruction count")
    parser.add_argument("--texts", nargs="+", help="plain text articles for the text stages")
    parser.add_argument("--json", action="store_true", help="one JSON object at the end instead of lines")
    parser.add_argument("--check", action="store_true", help="fail when a goal is missed")
    opts = parser.parse_args()
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:2])
    figures = {}

    def put(name, value):
        figures[name] = value
        if not opts.json:
            print(name, "%g" % value if isinstance(value, float) else value, flush=True)

    for name, part in PARTS.items():
        if not opts.only or name in opts.only:
            part(opts, put)
    if opts.json:
        print(json.dumps(figures, indent=1))
    missed = list(misses(figures))
    for line in missed:
        print("bench: " + line, file=sys.stderr)
    return 1 if missed and opts.check else 0


if __name__ == "__main__":
    sys.exit(main())
